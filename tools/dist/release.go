package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

const sumsName = "SHA256SUMS"

// release is one run: what is built of, and for what.
type release struct {
	// root is the clone, work is for this run alone, and folder is where files stay.
	root, work, folder string
	commit
	targets []target
	sums    bytes.Buffer
}

// begin makes a run ready. The caller removes its folder work.
func begin(ctx context.Context, root, out, only string) (*release, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	made := &release{root: root, folder: filepath.Join(root, out)}
	for _, to := range targets {
		if only == "" || only == to.String() {
			made.targets = append(made.targets, to)
		}
	}
	if len(made.targets) == 0 {
		return nil, fmt.Errorf("-only %q: no such system is built for", only)
	}
	if made.commit, err = commitOf(ctx, root); err != nil {
		return nil, err
	}
	if err := prepare(made.folder); err != nil {
		return nil, err
	}
	made.work, err = os.MkdirTemp("", "lexfit-dist-")
	return made, err
}

// prepare makes the folder, without what an earlier run left.
func prepare(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	old, err := filepath.Glob(filepath.Join(folder, "lexfit_*"))
	for _, name := range append(old, filepath.Join(folder, sumsName)) {
		if gone := os.Remove(name); gone != nil && !errors.Is(gone, os.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}
	return err
}

// name is that of a file of the release, without what it ends in.
func (r *release) name(of string) string { return "lexfit_" + r.version + "_" + of }

// keep leaves a file in the folder, with its checksum.
func (r *release) keep(name string, content []byte) error {
	if err := os.WriteFile(filepath.Join(r.folder, name), content, 0o644); err != nil {
		return err
	}
	fmt.Fprintf(&r.sums, "%x  %s\n", sha256.Sum256(content), name)
	fmt.Printf("%s, %.1f MB\n", name, float64(len(content))/1e6)
	return nil
}

// build builds a command for a system, once a run, and returns its path.
func (r *release) build(ctx context.Context, what command, to target) (string, error) {
	path := filepath.Join(r.work, to.system+"_"+to.machine, what.name)
	if to.system == "windows" {
		path += ".exe"
	}
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	stamp := "-X main.release=" + r.version + " -X github.com/lexfit/lexfit/server.release=" + r.version
	_, err := run(ctx, filepath.Join(r.root, what.module), to.environment(),
		"go", "build", "-trimpath", "-buildvcs=true", "-ldflags=-s -w "+stamp, "-o", path, what.source)
	return path, err
}

// environment is what Go is told of a system: no path of this machine (with -trimpath), no C library, no habit of this machine;
// nothing but the source and the compiler decides.
func (t target) environment() []string {
	return []string{
		"CGO_ENABLED=0", "GOOS=" + t.system, "GOARCH=" + t.machine, "GOFLAGS=", "GOAMD64=v1", "GOARM64=v8.0", "GOEXPERIMENT=", "GOWORK=off",
	}
}

// commit is what is built.
type commit struct {
	version, hash string
	time          time.Time
}

// commitOf names the commit by its tag, or its hash, and by what was changed since.
func commitOf(ctx context.Context, root string) (commit, error) {
	version, err := run(ctx, root, nil, "git", "describe", "--tags", "--always", "--dirty")
	if err != nil {
		return commit{}, err
	}
	told, err := run(ctx, root, nil, "git", "log", "-1", "--format=%H %ct")
	if err != nil {
		return commit{}, err
	}
	hash, seconds, _ := strings.Cut(told, " ")
	count, err := strconv.ParseInt(seconds, 10, 64)
	return commit{strings.TrimPrefix(version, "v"), hash, time.Unix(count, 0).UTC()}, err
}

// run runs a command in a folder and returns what it prints.
func run(ctx context.Context, folder string, env []string, name string, args ...string) (string, error) {
	command := exec.CommandContext(ctx, name, args...)
	command.Dir, command.Env = folder, append(os.Environ(), env...)
	var says bytes.Buffer
	command.Stderr = &says
	printed, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, says.String())
	}
	return strings.TrimSpace(string(printed)), nil
}
