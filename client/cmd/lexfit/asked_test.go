package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/lexfit/lexfit/server"
)

// otherValues are a value for each flag of score that is not its default, with which the runs below can be tried.
var otherValues = map[string]string{
	"advice": "3", "advice-order": "cost", "all-questions": "true", "apply-advice": "1", "as-of": "2026-11-23", "blind": "true",
	"explain": "true", "fail-under": "60", "id": "gen-000001", "paths": "true", "input": "jsonl", "job-order": "opening", "no-advice": "true", "output": "json", "revision": "1",
	"role": "paralegal", "sheet": "2", "ats": "plain", "encoding": "windows-1250", "keep-columns": "owner",
	"quiet": "true", "timeout": "1m", "retry-for": "1m", "overwrite": "true",
	"shard": "1/1", "shard-by": "id",
	// Given by the test itself, since they need a file or a server.
	"db": "", "map": "", "server": "", "resume": "",
	// Not tried: the help ends every run, a server with TLS would answer the same, and the journal compares the files.
	"help": "", "tls": "", "ca": "", "token-file": "", "cert": "", "key": "", "out": "", "rejects": "",
}

// What --resume compares is every flag of score, but for those that change no result: whoever adds a flag need not think of
// it, and whoever leaves one out has to show here that it changes nothing.
func TestEveryFlagIsAsked(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	write := func(name string, content []byte) {
		if err := os.WriteFile(at(name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	command := func(args ...string) (code int, said string) {
		var errs bytes.Buffer
		env := &environment{in: strings.NewReader(""), out: io.Discard, err: &errs, getenv: func(string) string { return "" }}
		return execute(t.Context(), args, env), errs.String()
	}
	somePool(t, at("pool.jsonl"), 4)
	whole, err := os.ReadFile(at("pool.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var cut bytes.Buffer
	packer := gzip.NewWriter(&cut)
	if _, err := packer.Write(whole[:bytes.IndexByte(whole, '\n')+1]); err != nil {
		t.Fatal(err)
	}
	if err := packer.Flush(); err != nil { // and no end: the file is cut off
		t.Fatal(err)
	}
	service, err := server.Open(t.Context(), server.Options{DBPath: at("server.db")})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // nothing waits here
	if err != nil {
		t.Fatal(err)
	}
	serving := service.NewGRPCServer()
	go func() { _ = serving.Serve(listener) }() // ends with Stop
	t.Cleanup(func() {
		serving.Stop()
		_ = service.Close()
	})
	address := listener.Addr().String()
	order := filepath.Join("..", "..", "..", "examples", "joborder.yaml")
	if code, said := command("joborder", "apply", order, "--id", "opening", "-m", "for the test", "--server", address); code != 0 {
		t.Fatalf("exit code %d: %s", code, said)
	}
	write("map.yaml", []byte("columns:\n  Ref: candidate_id\n"))

	// noted begins a run, has it interrupted, and reads what it noted that it was asked.
	noted := func(t *testing.T, args ...string) map[string]string {
		t.Helper()
		write("pool.jsonl.gz", cut.Bytes())
		name := at("fits.jsonl")
		for _, flag := range args {
			if strings.HasPrefix(flag, "--shard") {
				name = at("fits.1-of-1.jsonl")
			}
		}
		_ = os.Remove(name + ".progress") // it is of the flag before
		code, said := command(append([]string{"score", at("pool.jsonl.gz"), "--out", at("fits.jsonl"), "--overwrite"}, args...)...)
		journal, err := os.ReadFile(name + ".progress")
		if code != 1 || err != nil {
			t.Fatalf("exit code %d, %v: %s", code, err, said)
		}
		var head struct{ Asked map[string]string }
		if err := json.NewDecoder(bytes.NewReader(journal)).Decode(&head); err != nil {
			t.Fatal(err)
		}
		return head.Asked
	}
	served := []string{"--server", address, "--as-of", "2026-11-24"}
	base := noted(t, served...)

	write("pool.jsonl.gz", whole)
	if code, said := command(append([]string{"score", at("pool.jsonl.gz"), "--out", at("want.jsonl")}, served...)...); code != 0 {
		t.Fatalf("exit code %d: %s", code, said)
	}
	want := outcome(t, at("want.jsonl"))

	score, _, err := (&app{environment: &environment{getenv: func(string) string { return "" }}}).command().Find([]string{"score"})
	if err != nil {
		t.Fatal(err)
	}
	score.InitDefaultHelpFlag()
	seen := 0
	each := func(flag *pflag.Flag) {
		name := "--" + flag.Name
		value, known := otherValues[flag.Name]
		if !known {
			t.Errorf("%s: with which value can it be tried? see otherValues", name)
			return
		}
		seen++
		args := append([]string{name + "=" + value}, served...)
		switch flag.Name {
		case "db":
			args = []string{"--db", at("other.db"), "--as-of", "2026-11-24"}
		case "map":
			args[0] = "--map=" + at("map.yaml")
		case "server":
			args = []string{"--server", strings.Replace(address, "127.0.0.1", "localhost", 1), "--as-of", "2026-11-24"}
		case "resume":
			args = served
		case "shard-by":
			args = append(args, "--shard=1/1")
		case "as-of":
			args[len(args)-1] = value
		}
		if !changeNothing[flag.Name] {
			if got := noted(t, args...); got[name] == base[name] {
				t.Errorf("%s: %q is noted where it is given and where it is not", name, got[name])
			}
			return
		}
		if _, asked := base[name]; asked {
			t.Errorf("%s: is said to change nothing, and compared all the same", name)
		}
		if value == "" && flag.Name != "resume" {
			return
		}
		noted(t, served...)
		write("pool.jsonl.gz", whole)
		if flag.Name != "overwrite" {
			args = append(args, "--resume")
		}
		if code, said := command(append([]string{"score", at("pool.jsonl.gz"), "--out", at("fits.jsonl")}, args...)...); code != 0 {
			t.Errorf("%s: exit code %d: %s", name, code, said)
		} else if outcome(t, at("fits.jsonl")) != want {
			t.Errorf("%s: is said to change nothing, and the results are others", name)
		}
		_ = os.Remove(at("fits.jsonl"))
	}
	score.LocalFlags().VisitAll(each)
	score.InheritedFlags().VisitAll(each)
	if seen != len(otherValues) {
		t.Errorf("%d of %d values are of flags that score has", seen, len(otherValues))
	}
}
