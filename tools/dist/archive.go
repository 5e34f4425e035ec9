package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// file is a file of an archive, by its name with slashes; one that ends in a slash is a folder.
type file struct {
	name    string
	content []byte
	// mode is as Unix has it, with the bits above 0777.
	mode int64
	// owner is the number of an account and its group, 0 where it does not matter.
	owner int
}

func inOrder(files []file) []file {
	files = slices.Clone(files)
	slices.SortFunc(files, func(one, other file) int { return cmp.Compare(one.name, other.name) })
	return files
}

// addFolder adds the files of a folder.
func addFolder(files *[]file, folder string) error {
	return filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, readErr := os.ReadFile(path)
		name, relErr := filepath.Rel(folder, path)
		*files = append(*files, file{name: filepath.ToSlash(name), content: content, mode: 0o644})
		return errors.Join(readErr, relErr)
	})
}

// tarOf packs files for a system that unpacks with tar, in a folder unless its name is empty.
func tarOf(folder string, files []file, made time.Time) ([]byte, error) {
	plain, err := plainTar(folder, files, made)
	if err != nil {
		return nil, err
	}
	var packed bytes.Buffer
	squeezed, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	_, err = squeezed.Write(plain)
	err = errors.Join(err, squeezed.Close())
	return packed.Bytes(), err
}

// plainTar is tarOf for what is small already.
func plainTar(folder string, files []file, made time.Time) ([]byte, error) {
	var packed bytes.Buffer
	archive := tar.NewWriter(&packed)
	for _, one := range inOrder(files) {
		head := &tar.Header{
			Name: one.name, Mode: one.mode, Uid: one.owner, Gid: one.owner, Size: int64(len(one.content)), ModTime: made, Format: tar.FormatUSTAR,
		}
		if folder != "" {
			head.Name = folder + "/" + one.name
		}
		if strings.HasSuffix(one.name, "/") {
			head.Typeflag = tar.TypeDir
		}
		if err := archive.WriteHeader(head); err != nil {
			return nil, err
		}
		if _, err := archive.Write(one.content); err != nil {
			return nil, err
		}
	}
	err := archive.Close()
	return packed.Bytes(), err
}

// zipOf packs files in a folder for Windows.
func zipOf(folder string, files []file, made time.Time) ([]byte, error) {
	var packed bytes.Buffer
	archive := zip.NewWriter(&packed)
	for _, one := range inOrder(files) {
		head := &zip.FileHeader{Name: folder + "/" + one.name, Method: zip.Deflate, Modified: made}
		head.SetMode(fs.FileMode(one.mode))
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
