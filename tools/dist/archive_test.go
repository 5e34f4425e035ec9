package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"slices"
	"testing"
	"time"
)

// An archive holds the files with their modes, and is the same whatever the order in which they came, the time zone and the hour.
func TestArchives(t *testing.T) {
	t.Parallel()
	files := []file{
		{name: "lexfit", content: []byte("program"), mode: 0o755},
		{name: "README.md", content: []byte("read"), mode: 0o644},
		{name: "examples/a.jsonl", content: []byte("{}"), mode: 0o644},
	}
	other := slices.Clone(files)
	slices.Reverse(other)
	made := time.Unix(1_780_000_000, 0).UTC()
	for name, pack := range map[string]func(string, []file, time.Time) ([]byte, error){"tar": tarOf, "zip": zipOf} {
		once, err := pack("lexfit_1", files, made)
		if err != nil {
			t.Fatal(err)
		}
		twice, err := pack("lexfit_1", other, made)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(once, twice) {
			t.Errorf("%s: two archives of the same files differ", name)
		}
	}
	want := []string{"lexfit_1/README.md 644 read", "lexfit_1/examples/a.jsonl 644 {}", "lexfit_1/lexfit 755 program"}
	packed, _ := tarOf("lexfit_1", files, made)
	if got := untar(t, packed); !slices.Equal(got, want) {
		t.Errorf("the tar holds %q, want %q", got, want)
	}
	packed, _ = zipOf("lexfit_1", files, made)
	if got := unzip(t, packed); !slices.Equal(got, want) {
		t.Errorf("the zip holds %q, want %q", got, want)
	}
}

func untar(t *testing.T, packed []byte) (list []string) {
	t.Helper()
	plain, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	for archive := tar.NewReader(plain); ; {
		head, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(archive)
		if err != nil || head.Uname != "" || head.Uid != 0 {
			t.Fatalf("%v, owned by %q %d", err, head.Uname, head.Uid)
		}
		list = append(list, entry(head.Name, head.Mode, content))
	}
}

func unzip(t *testing.T, packed []byte) (list []string) {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range archive.File {
		reader, err := one.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, entry(one.Name, int64(one.Mode().Perm()), content))
	}
	return list
}

func entry(name string, mode int64, content []byte) string {
	digits := []byte{byte('0' + mode>>6&7), byte('0' + mode>>3&7), byte('0' + mode&7)}
	return name + " " + string(digits) + " " + string(content)
}
