// Command dist builds what a release is made of, and the checksums of all: the commands for each system with what has to go along,
// the contract for clients of other languages, the container image and its Helm chart, and what third parties have in them.
//
//	go -C tools run ./dist
//	go -C tools run ./dist -parts image
//
// The same commit and the same Go make the same bytes: nothing says when or where it was made, files are in order, of the time of
// the commit, and owned by nobody. Nothing is fetched but modules that Go has not yet.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
)

// command is a program that is shipped.
type command struct {
	name string
	// module is the folder in the clone whose go.mod it is built by.
	module string
	// source is its package, as it is named there.
	source string
}

// commands go into the archives. One more is a line here.
var commands = []command{
	desk,
	{"lexfit-extract", ".", "./client/cmd/lexfit-extract"},
	daemon,
}

// along is what goes with the commands.
var along = []string{"CHANGELOG.md", "LICENSE", "NOTICE", "README.md", "examples/candidates.jsonl", "examples/joborder.yaml"}

// target is a system that is built for.
type target struct{ system, machine string }

// targets are the systems of the archives.
var targets = []target{
	{"linux", "amd64"}, {"linux", "arm64"}, {"darwin", "amd64"}, {"darwin", "arm64"}, {"windows", "amd64"}, {"windows", "arm64"},
}

func (t target) String() string { return t.system + "/" + t.machine }

// part is a kind of file of a release.
type part struct {
	name string
	make func(context.Context, *release) error
}

var parts = []part{{"archives", archives}, {"contract", contract}, {"image", image}, {"chart", chart}, {"sbom", sbom}, {"licences", licences}}

func main() {
	var names []string
	for _, one := range parts {
		names = append(names, one.name)
	}
	root := flag.String("root", "..", "the clone")
	out := flag.String("out", "dist", "folder in the clone for what is made, which takes the place of what an earlier run made")
	only := flag.String("only", "", "for one system alone, such as linux/amd64")
	wanted := flag.String("parts", strings.Join(names, ","), "what to make")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := dist(ctx, *root, *out, *only, strings.Split(*wanted, ",")); err != nil {
		stop()
		fmt.Fprintln(os.Stderr, "dist:", err)
		os.Exit(1)
	}
}

func dist(ctx context.Context, root, out, only string, wanted []string) error {
	for _, name := range wanted {
		if !slices.ContainsFunc(parts, func(one part) bool { return one.name == name }) {
			return fmt.Errorf("-parts: there is no part %q", name)
		}
	}
	made, err := begin(ctx, root, out, only)
	if err != nil {
		return err
	}
	defer os.RemoveAll(made.work)
	for _, one := range parts {
		if !slices.Contains(wanted, one.name) {
			continue
		}
		if err := one.make(ctx, made); err != nil {
			return fmt.Errorf("%s: %w", one.name, err)
		}
	}
	return os.WriteFile(filepath.Join(made.folder, sumsName), made.sums.Bytes(), 0o644)
}

// archives packs the commands for each system with what has to go along, the licences of what is linked into them among it.
func archives(ctx context.Context, made *release) error {
	for _, to := range made.targets {
		files, err := made.gather(ctx, to)
		if err != nil {
			return fmt.Errorf("%s: %w", to, err)
		}
		pack, suffix := tarOf, ".tar.gz"
		if to.system == "windows" {
			pack, suffix = zipOf, ".zip"
		}
		folder := made.name(to.system + "_" + to.machine)
		archive, err := pack(folder, files, made.time)
		if err != nil {
			return err
		}
		if err := made.keep(folder+suffix, archive); err != nil {
			return err
		}
	}
	return nil
}

// gather builds the commands for a system, and reads them and what goes along.
func (r *release) gather(ctx context.Context, to target) ([]file, error) {
	var files []file
	for _, one := range commands {
		built, err := r.build(ctx, one, to)
		if err != nil {
			return nil, err
		}
		content, err := os.ReadFile(built)
		if err != nil {
			return nil, err
		}
		files = append(files, file{name: filepath.Base(built), content: content, mode: 0o755})
	}
	for _, name := range along {
		content, err := os.ReadFile(filepath.Join(r.root, name))
		if err != nil {
			return nil, err
		}
		files = append(files, file{name: name, content: content, mode: 0o644})
	}
	linked, err := r.linked(ctx, commands, []target{to})
	if err != nil {
		return nil, err
	}
	return append(files, file{name: "THIRD_PARTY_LICENSES", content: textOf(linked), mode: 0o644}), nil
}

// contract packs what scripts/contract writes: the .proto files with the one that they import, and the same compiled.
func contract(ctx context.Context, made *release) error {
	folder := filepath.Join(made.work, "contract")
	if _, err := run(ctx, made.root, nil, "bash", "scripts/contract", folder); err != nil {
		return err
	}
	var files []file
	if err := addFolder(&files, folder); err != nil {
		return err
	}
	archive, err := tarOf(made.name("contract"), files, made.time)
	if err != nil {
		return err
	}
	return made.keep(made.name("contract")+".tar.gz", archive)
}
