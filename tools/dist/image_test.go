package main

import (
	"archive/tar"
	"bytes"
	"crypto/x509"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/validate"
)

var made = commit{version: "1.2.3", hash: "0123abcd", time: time.Unix(1_780_000_000, 0).UTC()}

// ofTest is an image whose programs are a word each.
func ofTest(t *testing.T, of commit, program string, turned bool) v1.Image {
	t.Helper()
	lower, upper := ground([]byte("probe")), []file{
		{name: "usr/local/bin/lexfitd", content: []byte(program), mode: 0o755}, {name: settingsFile, content: []byte(settings), mode: 0o644},
	}
	if turned {
		slices.Reverse(lower)
		slices.Reverse(upper)
	}
	one, err := imageOf(of, target{"linux", "arm64"}, lower, upper)
	if err != nil {
		t.Fatal(err)
	}
	return one
}

func digestOf(t *testing.T, of interface{ Digest() (v1.Hash, error) }) string {
	t.Helper()
	digest, err := of.Digest()
	if err != nil {
		t.Fatal(err)
	}
	return digest.String()
}

// The same files make the same image, in whatever order they come; another program makes another, on the same lower layer.
func TestImageIsTheSameTwice(t *testing.T) {
	t.Parallel()
	once := ofTest(t, made, "program", false)
	if one, other := digestOf(t, once), digestOf(t, ofTest(t, made, "program", true)); one != other {
		t.Errorf("the same files made %s and %s", one, other)
	}
	later := made
	later.time = made.time.Add(time.Hour)
	next := ofTest(t, later, "newer", false)
	if digestOf(t, once) == digestOf(t, next) {
		t.Error("two programs made one image")
	}
	layers, err := once.Layers()
	if err != nil || len(layers) != 2 {
		t.Fatalf("%d layers: %v", len(layers), err)
	}
	newer, err := next.Layers()
	if err != nil {
		t.Fatal(err)
	}
	if digestOf(t, layers[0]) != digestOf(t, newer[0]) || digestOf(t, layers[1]) == digestOf(t, newer[1]) {
		t.Error("a newer program is not one layer upon the same other")
	}
}

// What an operator may rely on: who it runs as, what it may write, and that nothing in it wins over the operator's file.
func TestImageRunsAsNobody(t *testing.T) {
	t.Parallel()
	one := ofTest(t, made, "program", false)
	config, err := one.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	is := config.Config
	if is.User != "65532:65532" || config.OS != "linux" || config.Architecture != "arm64" || is.WorkingDir != "/var/lib/lexfit" || !slices.Equal(is.Entrypoint, []string{"/usr/local/bin/lexfitd"}) {
		t.Errorf("it is %s/%s, runs %q as %s in %s", config.OS, config.Architecture, is.Entrypoint, is.User, is.WorkingDir)
	}
	if !slices.Equal(is.Env, []string{"PATH=/usr/local/bin", "LEXFITD_CONFIG=/etc/lexfit/lexfitd.yaml"}) {
		t.Errorf("the environment, which wins over a file, has %q", is.Env)
	}
	if is.Labels["org.opencontainers.image.version"] != "1.2.3" || is.Labels["org.opencontainers.image.revision"] != "0123abcd" {
		t.Errorf("labels: %v", is.Labels)
	}
	heads := headsOf(t, one)
	for name, head := range heads {
		if name == "tmp/" || name == "var/lib/lexfit/" {
			continue
		}
		if head.Uid != 0 || head.Mode&0o022 != 0 {
			t.Errorf("%s is of %d with mode %o: the program could change it", name, head.Uid, head.Mode)
		}
	}
	if head := heads["var/lib/lexfit/"]; head == nil || head.Uid != account || head.Gid != account || head.Mode != 0o700 {
		t.Errorf("the folder of the database: %+v", head)
	}
	for name := range heads {
		for parent := filepath.Dir(strings.TrimSuffix(name, "/")); parent != "."; parent = filepath.Dir(parent) {
			if heads[parent+"/"] == nil {
				t.Errorf("%s lies in %s, which is no folder of the image", name, parent)
			}
		}
	}
}

// headsOf are the files of an image.
func headsOf(t *testing.T, of v1.Image) map[string]*tar.Header {
	t.Helper()
	reader := mutate.Extract(of)
	defer func() { _ = reader.Close() }()
	heads := map[string]*tar.Header{}
	for archive := tar.NewReader(reader); ; {
		head, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return heads
		}
		if err != nil {
			t.Fatal(err)
		}
		name := head.Name
		if head.Typeflag == tar.TypeDir {
			name = strings.TrimSuffix(name, "/") + "/"
		}
		heads[name] = head
	}
}

// The archive is a layout that others read: unpacked, it holds a valid index of the name.
func TestOCIArchive(t *testing.T) {
	t.Parallel()
	index := mutate.AppendManifests(empty.Index, mutate.IndexAddendum{Add: ofTest(t, made, "program", false)})
	archive, err := ociArchive(t.TempDir(), index, made)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for reader := tar.NewReader(bytes.NewReader(archive)); ; {
		head, err := reader.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(folder, filepath.FromSlash(head.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	read, err := layout.ImageIndexFromPath(folder)
	if err != nil {
		t.Fatal(err)
	}
	if err := validate.Index(read); err != nil {
		t.Error(err)
	}
	manifest, err := read.IndexManifest()
	if err != nil {
		t.Fatal(err)
	}
	if len(manifest.Manifests) != 1 || manifest.Manifests[0].Digest.String() != digestOf(t, index) ||
		!maps.Equal(manifest.Manifests[0].Annotations, map[string]string{"org.opencontainers.image.ref.name": "1.2.3"}) {
		t.Errorf("the layout names %+v", manifest.Manifests)
	}
}

// Identity providers that people know are known: their authorities are among the certificates, and each can be read.
func TestTrusted(t *testing.T) {
	t.Parallel()
	text := trusted()
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		t.Fatal("no certificate")
	}
	if count := bytes.Count(text, []byte("BEGIN CERTIFICATE")); count < 50 {
		t.Errorf("%d certificates, want the hundred or so of the programme", count)
	}
}
