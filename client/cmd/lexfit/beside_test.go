package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/server/store/boltstore"
)

// reading is how each command that reads the database is called, in a folder with pool.jsonl, one.jsonl and rules.yaml.
var reading = map[string]string{
	"score": "one.jsonl", "rank": "pool.jsonl --role paralegal", "compare": "one.jsonl", "sheet": "one.jsonl --role paralegal",
	"submit":           "one.jsonl --role paralegal --id one",
	"replay":           "pool.parquet pool.jsonl",
	"rulebook show":    "",
	"rulebook diff":    "rules.yaml",
	"rulebook lint":    "rules.yaml",
	"rulebook history": "", "rulebook export": "", "rulebook preview": "rules.yaml --sample pool.jsonl",
	"joborder list": "", "joborder get": "acme", "joborder new": "--role paralegal --must Westlaw",
	"audit events": "", "audit verify": "", "admin check": "", "admin backup": "saved.db --overwrite",
	"skills list": "", "skills resolve": "Westlaw", "titles list": "", "titles resolve": "Paralegal",
	"topics list": "", "topics resolve": "ethics", "languages list": "", "languages resolve": "Spanish",
	"credentials list": "", "credentials resolve": "CP", "credentials show": "nala-cp",
}

// apart are the commands that write, and those that open no database.
var apart = []string{
	"rulebook apply", "rulebook activate", "joborder apply", "joborder delete", "admin restore", "admin compact", "admin copy",
	"convert", "gather", "sample", "man", "version", "extract-serve", "intake review", "intake accept",
}

// besides is a folder with a database and what the commands of reading ask for.
func besides(t *testing.T, folder string) {
	t.Helper()
	for name, content := range map[string]string{
		"pool.jsonl": `{"candidate_id":"one"}` + "\n" + `{"candidate_id":"two","skills":[{"name":"Westlaw"}]}` + "\n",
		"one.jsonl":  `{"candidate_id":"one","skills":[{"name":"Westlaw"}]}` + "\n",
		"order.yaml": "role: roles/paralegal\ntitle: Acme\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range []string{"rulebook export --default", "joborder apply order.yaml --id acme --author Ada", "score pool.jsonl --out pool.parquet"} {
		code, out, errs := inFolder(t, folder, strings.Fields(args+" --db x.db")...)
		if code != 0 {
			t.Fatalf("%s: %s", args, errs)
		}
		if strings.HasPrefix(args, "rulebook") {
			if err := os.WriteFile(filepath.Join(folder, "rules.yaml"), []byte(out), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// inFolder runs lexfit there.
func inFolder(t *testing.T, folder string, args ...string) (code int, out, errs string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, "lexfit", args...) //nolint:gosec // this test's own command
	var stdout, stderr bytes.Buffer
	c.Dir, c.Stdout, c.Stderr = folder, &stdout, &stderr
	code = exitCode(t, c.Run())
	return code, stdout.String(), stderr.String()
}

// calls are the command lines of reading. A command that is neither there nor apart fails.
func calls(t *testing.T) [][]string {
	t.Helper()
	var all [][]string
	var walk func(*cobra.Command, []string)
	walk = func(command *cobra.Command, path []string) {
		if command.HasSubCommands() {
			for _, sub := range command.Commands() {
				if name := sub.Name(); name != "help" && name != "completion" {
					walk(sub, append(slices.Clone(path), name))
				}
			}
			return
		}
		name := strings.Join(path, " ")
		args, reads := reading[name]
		if reads == slices.Contains(apart, name) {
			t.Errorf("does lexfit %s read the database? It stands in reading or apart", name)
		}
		if reads {
			all = append(all, append(path, strings.Fields(args)...))
		}
	}
	walk((&app{environment: &environment{in: strings.NewReader(""), out: io.Discard, err: io.Discard, getenv: func(string) string { return "" }}}).command(), nil)
	return all
}

// batch is a run of score that waits for its next row.
type batch struct {
	command *exec.Cmd
	rows    io.WriteCloser
	answers *bufio.Reader
	errs    bytes.Buffer
}

func startBatch(t *testing.T, folder string) *batch {
	t.Helper()
	b := &batch{command: exec.CommandContext(t.Context(), "lexfit", "score", "-", "-o", "jsonl", "--db", "x.db")}
	b.command.Dir, b.command.Stderr = folder, &b.errs
	in, err := b.command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := b.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := b.command.Start(); err != nil {
		t.Fatal(err)
	}
	b.rows, b.answers = in, bufio.NewReader(out)
	b.row(t)
	return b
}

// row has one more row scored.
func (b *batch) row(t *testing.T) {
	t.Helper()
	if _, err := io.WriteString(b.rows, `{"candidate_id":"one"}`+"\n"); err != nil {
		t.Fatal(err)
	}
	if line, err := b.answers.ReadString('\n'); err != nil || !strings.Contains(line, `"one"`) {
		t.Fatalf("answered %q, %v: %s", line, err, &b.errs)
	}
}

func (b *batch) end(t *testing.T) {
	t.Helper()
	if err := b.rows.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, b.answers); err != nil {
		t.Error(err)
	}
	if code := exitCode(t, b.command.Wait()); code != 0 {
		t.Errorf("a batch ended with %d: %s", code, &b.errs)
	}
}

// TestCommandsBesideBatches has two batches in the middle of their rows: every command that reads does what it does, and so does one
// that writes; the batches go on.
func TestCommandsBesideBatches(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	besides(t, folder)
	one, other := startBatch(t, folder), startBatch(t, folder)
	for _, args := range calls(t) {
		if code, _, errs := inFolder(t, folder, append(args, "--db", "x.db")...); code != 0 {
			t.Errorf("lexfit %s: %d, %s", strings.Join(args, " "), code, errs)
		}
	}
	if code, _, errs := inFolder(t, folder, "rulebook", "apply", "rules.yaml", "--message", "why", "--author", "Ada", "--db", "x.db"); code != 0 {
		t.Errorf("a command that writes: %d, %s", code, errs)
	}
	one.row(t)
	other.row(t)
	one.end(t)
	other.end(t)
}

// TestCommandsBesideAWriter has the file held by somebody who writes, as a server does: who reads is refused with a sentence that
// says who it is and what else there is to do, and what was read before is not lost.
func TestCommandsBesideAWriter(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	besides(t, folder)
	running := startBatch(t, folder)
	holder, err := boltstore.Open(filepath.Join(folder, "x.db"), boltstore.Options{LockTimeout: time.Minute})
	if err != nil {
		t.Fatalf("beside a batch: %v", err)
	}
	code, out, errs := inFolder(t, folder, "score", "one.jsonl", "--db", "x.db")
	if code != 1 || out != "" || !strings.Contains(errs, "is in use by ") || !strings.Contains(errs, "ask it with --server") {
		t.Errorf("%d, %q, %s", code, out, errs)
	}
	running.row(t)
	if err := holder.Close(); err != nil {
		t.Error(err)
	}
	running.end(t)
}

// TestAPipeOfTwoCommandsOnOneDatabase has a command that writes take what another makes, as the manual shows: it opens the database
// once it has all of it.
func TestAPipeOfTwoCommandsOnOneDatabase(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for left, right := range map[string]string{
		"joborder new --role paralegal --must Westlaw --id acme": "joborder apply - --author Ada",
		"rulebook export": "rulebook apply - --message why --author Ada",
	} {
		makes := exec.CommandContext(t.Context(), "lexfit", append(strings.Fields(left), "--db", "x.db")...)  //nolint:gosec // this test's own command
		takes := exec.CommandContext(t.Context(), "lexfit", append(strings.Fields(right), "--db", "x.db")...) //nolint:gosec // this test's own command
		var errs, took bytes.Buffer
		makes.Dir, takes.Dir, makes.Stderr, takes.Stderr = folder, folder, &errs, &took
		pipe, err := takes.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := takes.Start(); err != nil { // the one that writes is there first
			t.Fatal(err)
		}
		text, err := makes.Output()
		if code := exitCode(t, err); code != 0 {
			t.Errorf("%s: %d, %s", left, code, &errs)
		}
		if _, err := pipe.Write(text); err != nil {
			t.Error(err)
		}
		if err := pipe.Close(); err != nil {
			t.Error(err)
		}
		if code := exitCode(t, takes.Wait()); code != 0 {
			t.Errorf("%s: %d, %s", right, code, &took)
		}
	}
}
