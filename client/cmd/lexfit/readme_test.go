package main

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the output that README.md shows")

// What README.md shows is what the command prints.
func TestReadme(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..", "..")
	file := filepath.Join(root, "README.md")
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const mark = "`go run ./client/cmd/lexfit "
	before, rest, ok := strings.Cut(string(page), "\n"+mark)
	line, rest, _ := strings.Cut(rest, "`:\n\n```\n")
	shown, after, closed := strings.Cut(rest, "```\n")
	if !ok || !closed {
		t.Fatal("README.md shows no command with its output")
	}
	data := t.TempDir()
	var out, errs bytes.Buffer
	env := &environment{in: strings.NewReader(""), out: &out, err: &errs, getenv: func(name string) string {
		if name == "XDG_DATA_HOME" || name == "HOME" {
			return data
		}
		return ""
	}}
	args := strings.Fields(line)
	for i, a := range args {
		if strings.HasPrefix(a, "examples/") {
			args[i] = filepath.Join(root, a)
		}
	}
	if code := execute(context.Background(), append(args, "--db", filepath.Join(data, "lexfit.db")), env); code != 0 {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	if out.String() == shown {
		return
	}
	if *update {
		whole := before + "\n" + mark + line + "`:\n\n```\n" + out.String() + "```\n" + after
		if err := os.WriteFile(file, []byte(whole), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("README.md shows something else than the command prints; run go test ./client/cmd/lexfit -update\n%s", out.String())
}

// What the lines of README.md write in the clone is ignored by git: after the first five minutes its status is clean.
func TestReadmeLeavesTheCloneClean(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..", "..")
	page, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	ignored, err := os.ReadFile(filepath.Join(root, ".gitignore"))
	if err != nil {
		t.Fatal(err)
	}
	written := regexp.MustCompile(`(?:--out|--db|--rejects| >) ([a-z0-9]+\.[a-z]+)`).FindAllStringSubmatch(string(page), -1)
	if len(written) < 4 {
		t.Fatalf("README.md writes %q", written)
	}
	for _, file := range written {
		covered := slices.ContainsFunc(strings.Fields(string(ignored)), func(pattern string) bool {
			ok, _ := filepath.Match(strings.TrimPrefix(pattern, "/"), file[1])
			return ok
		})
		if !covered {
			t.Errorf("README.md writes %s, which .gitignore does not cover", file[1])
		}
	}
}
