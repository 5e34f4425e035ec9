package main

import (
	"bytes"
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// The image holds lexfitd, what asks it for its health, and lexfit for batches; no shell, and nothing that runs as root.
var (
	// daemon is what the image runs.
	daemon = command{"lexfitd", ".", "./server/cmd/lexfitd"}
	// probe is run by whoever watches a container, in it.
	probe = command{"grpc-health-probe", "tools", "github.com/grpc-ecosystem/grpc-health-probe"}
	// authorities brings no program, but the certificates that an identity provider and a collector are known by.
	authorities = command{"authorities", "tools", "golang.org/x/crypto/x509roots/fallback/bundle"}
	// desk scores pools in shards, where the chart's batch asks for it.
	desk    = command{"lexfit", ".", "./client/cmd/lexfit"}
	inImage = []command{daemon, probe, desk, authorities}
)

const (
	repository = "lexfit/lexfitd"
	// account owns the one folder that is written to. No system gives the number to anybody else, and Kubernetes wants a number.
	account = 65532
	state   = "var/lib/lexfit"
	// settingsFile is where lexfitd in the image looks for settings; a file that is mounted there takes its place.
	settingsFile = "etc/lexfit/lexfitd.yaml"
	port         = "7171"
)

// settings are the image's own. They stand in a file, since the environment would win over the file of an operator.
const settings = `# Served to whoever reaches the container: lexfitd starts only where it is also told how callers are known and by which certificate
# (identities, tls-cert, tls-key), or with --insecure.
listen: ":` + port + `"
log-format: json
`

const users = "root:x:0:0:root:/root:/sbin/nologin\nlexfit:x:65532:65532:lexfit:/var/lib/lexfit:/sbin/nologin\n"

const groups = "root:x:0:\nlexfit:x:65532:\n"

func isOfImage(to target) bool { return to.system == "linux" }

// image makes the container image: one OCI layout for all machines, and an archive a machine for docker load.
func image(ctx context.Context, made *release) error {
	index := mutate.IndexMediaType(empty.Index, types.OCIImageIndex)
	for _, to := range made.targets {
		if !isOfImage(to) {
			continue
		}
		one, err := made.imageFor(ctx, to)
		if err != nil {
			return fmt.Errorf("%s: %w", to, err)
		}
		index = mutate.AppendManifests(index, mutate.IndexAddendum{Add: one, Descriptor: v1.Descriptor{Platform: &v1.Platform{OS: to.system, Architecture: to.machine}}})
		tag, err := name.NewTag(repository + ":" + made.version)
		if err != nil {
			return err
		}
		var archive bytes.Buffer
		if err := tarball.Write(tag, one, &archive); err != nil {
			return err
		}
		if err := made.keep(made.name("image_"+to.system+"_"+to.machine)+".tar", archive.Bytes()); err != nil {
			return err
		}
	}
	index, ok := mutate.Annotations(index, labelsOf(made.commit)).(v1.ImageIndex)
	if !ok {
		return errors.New("an index with annotations is no index")
	}
	archive, err := ociArchive(filepath.Join(made.work, "oci"), index, made.commit)
	if err != nil {
		return err
	}
	digest, err := index.Digest()
	if err != nil {
		return err
	}
	fmt.Println("image", digest)
	return made.keep(made.name("image")+".tar", archive)
}

// imageFor builds what the image for a machine holds, and the image.
func (r *release) imageFor(ctx context.Context, to target) (v1.Image, error) {
	var programs [][]byte
	for _, one := range []command{daemon, probe, desk} {
		path, err := r.build(ctx, one, to)
		if err != nil {
			return nil, err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		programs = append(programs, content)
	}
	linked, err := r.linked(ctx, inImage, []target{to})
	if err != nil {
		return nil, err
	}
	upper := []file{
		{name: "usr/local/bin/lexfitd", content: programs[0], mode: 0o755},
		{name: "usr/local/bin/lexfit", content: programs[2], mode: 0o755},
		{name: settingsFile, content: []byte(settings), mode: 0o644},
		{name: "licenses/THIRD_PARTY_LICENSES", content: textOf(linked), mode: 0o644},
	}
	for _, name := range []string{"LICENSE", "NOTICE"} {
		content, err := os.ReadFile(filepath.Join(r.root, name))
		if err != nil {
			return nil, err
		}
		upper = append(upper, file{name: "licenses/" + name, content: content, mode: 0o644})
	}
	return imageOf(r.commit, to, ground(programs[1]), upper)
}

// ground is the layer that stays from release to release: folders, accounts, authorities and the probe.
func ground(probe []byte) []file {
	files := []file{
		{name: "etc/passwd", content: []byte(users), mode: 0o644},
		{name: "etc/group", content: []byte(groups), mode: 0o644},
		{name: "etc/ssl/certs/ca-certificates.crt", content: trusted(), mode: 0o644},
		{name: "usr/local/bin/grpc-health-probe", content: probe, mode: 0o755},
		{name: state + "/", mode: 0o700, owner: account},
		{name: "tmp/", mode: 0o1777},
	}
	for _, folder := range []string{"dev", "etc", "etc/lexfit", "etc/ssl", "etc/ssl/certs", "licenses", "proc", "sys", "usr", "usr/local", "usr/local/bin", "var", "var/lib"} {
		files = append(files, file{name: folder + "/", mode: 0o755})
	}
	return files
}

// trusted are the authorities of Mozilla's programme, as PEM. Those trusted with a reservation, which PEM cannot say, are left out.
func trusted() []byte {
	var page bytes.Buffer
	for root := range bundle.Roots() {
		if root.Constraint == nil {
			page.Write(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Certificate}))
		}
	}
	return page.Bytes()
}

// imageOf is the image of two layers for a machine.
func imageOf(of commit, to target, lower, upper []file) (v1.Image, error) {
	made := mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), types.OCIConfigJSON)
	// The lower layer is the same bytes from one release to the next, and pulled once, so its files are of no time.
	for _, layer := range []struct {
		files []file
		time  time.Time
		why   string
	}{{lower, time.Unix(0, 0), "folders, accounts, authorities and the health probe"}, {upper, of.time, "lexfitd " + of.version}} {
		packed, err := tarOf("", layer.files, layer.time)
		if err != nil {
			return nil, err
		}
		added, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(packed)), nil }, tarball.WithMediaType(types.OCILayer))
		if err != nil {
			return nil, err
		}
		made, err = mutate.Append(made, mutate.Addendum{Layer: added, History: v1.History{Created: v1.Time{Time: of.time}, CreatedBy: "tools/dist", Comment: layer.why}})
		if err != nil {
			return nil, err
		}
	}
	config, err := made.ConfigFile()
	if err != nil {
		return nil, err
	}
	config = config.DeepCopy()
	config.OS, config.Architecture, config.Created = to.system, to.machine, v1.Time{Time: of.time}
	config.Config = v1.Config{
		User:         fmt.Sprintf("%d:%d", account, account),
		Entrypoint:   []string{"/usr/local/bin/lexfitd"},
		Env:          []string{"PATH=/usr/local/bin", "LEXFITD_CONFIG=/" + settingsFile},
		WorkingDir:   "/" + state,
		Volumes:      map[string]struct{}{"/" + state: {}},
		ExposedPorts: map[string]struct{}{port + "/tcp": {}},
		Labels:       labelsOf(of),
		StopSignal:   "SIGTERM",
	}
	return mutate.ConfigFile(made, config)
}

// labelsOf says what the image is, in OCI's own words.
func labelsOf(of commit) map[string]string {
	const home = "https://github.com/lexfit/lexfit"
	label := func(name string) string { return "org.opencontainers.image." + name }
	return map[string]string{
		label("title"):         "lexfitd",
		label("description"):   "Scores candidates for legal secretary and paralegal roles over gRPC, explained to the last point",
		label("version"):       of.version,
		label("revision"):      of.hash,
		label("created"):       of.time.Format("2006-01-02T15:04:05Z"),
		label("source"):        home,
		label("documentation"): home + "/blob/main/docs/operations.md",
		label("licenses"):      ours,
		label("vendor"):        "The lexfit authors",
	}
}

// ociArchive is an index as an OCI layout, in one file.
func ociArchive(folder string, index v1.ImageIndex, of commit) ([]byte, error) {
	path, err := layout.Write(folder, empty.Index)
	if err != nil {
		return nil, err
	}
	named := layout.WithAnnotations(map[string]string{"org.opencontainers.image.ref.name": of.version})
	if err := path.AppendIndex(index, named); err != nil {
		return nil, err
	}
	var files []file
	if err := addFolder(&files, folder); err != nil {
		return nil, err
	}
	return plainTar("", files, of.time)
}
