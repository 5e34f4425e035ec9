// Command dist builds the release archives: the commands for each system, with what has to go along, and the checksums of all. The
// same commit and the same Go make the same bytes.
//
//	go -C tools run ./dist
//
// Nothing in an archive says when or where it was made: files are in order, of the time of the commit, and owned by nobody.
package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// target is a system that is built for.
type target struct{ system, machine string }

var targets = []target{
	{"linux", "amd64"}, {"linux", "arm64"}, {"darwin", "amd64"}, {"darwin", "arm64"}, {"windows", "amd64"}, {"windows", "arm64"},
}

// commands are what is built, and along are what goes with it.
var (
	commands = []string{"client/cmd/lexfit", "client/cmd/lexfit-extract", "server/cmd/lexfitd"}
	along    = []string{"CHANGELOG.md", "LICENSE", "NOTICE", "README.md", "examples/candidates.jsonl", "examples/joborder.yaml"}
)

func main() {
	root := flag.String("root", "..", "the clone")
	out := flag.String("out", "dist", "folder in the clone for the archives, which take the place of older ones")
	only := flag.String("only", "", "build for one system alone, such as linux/amd64")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := dist(ctx, *root, *out, *only); err != nil {
		stop()
		fmt.Fprintln(os.Stderr, "dist:", err)
		os.Exit(1)
	}
}

func dist(ctx context.Context, root, out, only string) error {
	root, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	made, err := commitOf(ctx, root)
	if err != nil {
		return err
	}
	folder := filepath.Join(root, out)
	if err := empty(folder); err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "lexfit-dist-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	var sums bytes.Buffer
	for _, to := range targets {
		if only != "" && only != to.system+"/"+to.machine {
			continue
		}
		name := fmt.Sprintf("lexfit_%s_%s_%s", made.version, to.system, to.machine)
		files, err := gather(ctx, root, filepath.Join(work, name), made.version, to)
		if err != nil {
			return fmt.Errorf("%s/%s: %w", to.system, to.machine, err)
		}
		pack, suffix := tarOf, ".tar.gz"
		if to.system == "windows" {
			pack, suffix = zipOf, ".zip"
		}
		archive, err := pack(name, files, made.time)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, name+suffix), archive, 0o644); err != nil {
			return err
		}
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(archive), name+suffix)
		fmt.Printf("%s, %.1f MB\n", filepath.Join(out, name+suffix), float64(len(archive))/1e6)
	}
	if sums.Len() == 0 {
		return fmt.Errorf("-only %q: no such system is built for", only)
	}
	return os.WriteFile(filepath.Join(folder, "SHA256SUMS"), sums.Bytes(), 0o644)
}

// empty makes the folder, without archives of before.
func empty(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	old, err := filepath.Glob(filepath.Join(folder, "lexfit_*"))
	for _, name := range append(old, filepath.Join(folder, "SHA256SUMS")) {
		if gone := os.Remove(name); gone != nil && !errors.Is(gone, os.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}
	return err
}

// commit is what is built.
type commit struct {
	version string
	time    time.Time
}

// commitOf names the commit by its tag, or its hash, and by what was changed since.
func commitOf(ctx context.Context, root string) (commit, error) {
	version, err := run(ctx, root, nil, "git", "describe", "--tags", "--always", "--dirty")
	if err != nil {
		return commit{}, err
	}
	seconds, err := run(ctx, root, nil, "git", "log", "-1", "--format=%ct")
	if err != nil {
		return commit{}, err
	}
	count, err := strconv.ParseInt(seconds, 10, 64)
	return commit{strings.TrimPrefix(version, "v"), time.Unix(count, 0).UTC()}, err
}

// gather builds the commands for a system, and reads them and what goes along.
func gather(ctx context.Context, root, work, version string, to target) ([]file, error) {
	var files []file
	for _, command := range commands {
		name := filepath.Base(command)
		if to.system == "windows" {
			name += ".exe"
		}
		built := filepath.Join(work, name)
		// No path of this machine (trimpath), no C library, no symbols: nothing but the source and the compiler decides.
		env := []string{"CGO_ENABLED=0", "GOOS=" + to.system, "GOARCH=" + to.machine, "GOFLAGS=", "GOAMD64=v1", "GOARM64=v8.0", "GOEXPERIMENT="}
		if _, err := run(ctx, root, env, "go", "build", "-trimpath", "-ldflags=-s -w -X main.release="+version, "-o", built, "./"+command); err != nil {
			return nil, err
		}
		content, err := os.ReadFile(built)
		if err != nil {
			return nil, err
		}
		files = append(files, file{name, content, 0o755})
	}
	for _, name := range along {
		content, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			return nil, err
		}
		files = append(files, file{name, content, 0o644})
	}
	return files, nil
}

// run runs a command in the clone and returns what it prints.
func run(ctx context.Context, root string, env []string, name string, args ...string) (string, error) {
	command := exec.CommandContext(ctx, name, args...)
	command.Dir, command.Env = root, append(os.Environ(), env...)
	var says bytes.Buffer
	command.Stderr = &says
	printed, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, says.String())
	}
	return strings.TrimSpace(string(printed)), nil
}
