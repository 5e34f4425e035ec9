package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"io/fs"
	"slices"
	"time"
)

// file is a file of an archive, by its name with slashes.
type file struct {
	name    string
	content []byte
	mode    fs.FileMode
}

func inOrder(files []file) []file {
	files = slices.Clone(files)
	slices.SortFunc(files, func(one, other file) int { return cmp.Compare(one.name, other.name) })
	return files
}

// tarOf packs files in a folder for a system that unpacks with tar.
func tarOf(folder string, files []file, made time.Time) ([]byte, error) {
	var packed bytes.Buffer
	squeezed, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	archive := tar.NewWriter(squeezed)
	for _, one := range inOrder(files) {
		head := &tar.Header{Name: folder + "/" + one.name, Mode: int64(one.mode), Size: int64(len(one.content)), ModTime: made, Format: tar.FormatUSTAR}
		if err := archive.WriteHeader(head); err != nil {
			return nil, err
		}
		if _, err := archive.Write(one.content); err != nil {
			return nil, err
		}
	}
	err = errors.Join(archive.Close(), squeezed.Close())
	return packed.Bytes(), err
}

// zipOf packs files in a folder for Windows.
func zipOf(folder string, files []file, made time.Time) ([]byte, error) {
	var packed bytes.Buffer
	archive := zip.NewWriter(&packed)
	for _, one := range inOrder(files) {
		head := &zip.FileHeader{Name: folder + "/" + one.name, Method: zip.Deflate, Modified: made}
		head.SetMode(one.mode)
		writer, err := archive.CreateHeader(head)
		if err != nil {
			return nil, err
		}
		if _, err := writer.Write(one.content); err != nil {
			return nil, err
		}
	}
	err := archive.Close()
	return packed.Bytes(), err
}
