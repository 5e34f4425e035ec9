package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/lexfit/lexfit/matcher"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server"
	"github.com/lexfit/lexfit/server/identity"
	"github.com/lexfit/lexfit/server/store"
	"github.com/lexfit/lexfit/server/store/boltstore"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"lexfit": func() { os.Exit(mainCode()) },
		"lexfitd": func() {
			if err := server.NewCommand(os.Stdout, os.Stderr).ExecuteContext(context.Background()); err != nil {
				os.Exit(1)
			}
		},
	})
}

// TestScript runs the command as people do. Scripts know six commands besides testscript's own:
//
//	code N cmd…    the command exits with N
//	serve [FILE]   starts a server on a database of its own, and puts its address into $ADDR; a file says who may call
//	row N FILE     writes a JSON Lines row of N bytes to FILE
//	raw FILE TEXT  writes a text with Go's escapes to FILE
//	pack N IN OUT  packs IN, and cuts the file off behind its first N lines
//	existing FILE  makes a database as engine version 1 left it, with its default rulebook
func TestScript(t *testing.T) {
	t.Parallel()
	corpus, err := filepath.Abs(filepath.Join("..", "..", "..", "matcher", "testdata", "corpus", "v1"))
	if err != nil {
		t.Fatal(err)
	}
	examples, err := filepath.Abs(filepath.Join("..", "..", "..", "examples"))
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(env *testscript.Env) error {
			env.Setenv("XDG_DATA_HOME", filepath.Join(env.WorkDir, "data"))
			env.Setenv("USER", "tess")
			env.Setenv("CORPUS_1", corpus)
			env.Setenv("EXAMPLES", examples)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code":     exitsWith,
			"serve":    serve,
			"row":      longRow,
			"raw":      rawFile,
			"pack":     packAndCut,
			"existing": existingDatabase,
		},
	})
}

func exitsWith(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d; standard error:\n%s", got, want, ts.ReadFile("stderr"))
	}
}

func serve(ts *testscript.TestScript, _ bool, args []string) {
	known := identity.DefaultConfig()
	if len(args) > 0 {
		known.Identities = ts.MkAbs(args[0])
	}
	quiet := slog.New(slog.DiscardHandler)
	gate, err := identity.Open(context.Background(), known, quiet)
	ts.Check(err)
	service, err := server.Open(context.Background(), server.Options{DBPath: ts.MkAbs("server.db"), Logger: quiet, Gate: gate, TwoPerson: gate != nil})
	ts.Check(err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	srv := service.NewGRPCServer()
	served := make(chan error, 1)
	go func() { served <- srv.Serve(listener) }()
	ts.Defer(func() {
		srv.Stop()
		ts.Check(<-served)
		_ = service.Close() // the folder goes with the test
	})
	ts.Setenv("ADDR", listener.Addr().String())
}

// existingDatabase makes a database that no newer program has seen yet.
func existingDatabase(ts *testscript.TestScript, _ bool, args []string) {
	rules := &lexfitv1.Rulebook{}
	ts.Check(protojson.Unmarshal([]byte(ts.ReadFile(ts.Getenv("CORPUS_1")+"/rulebook.json")), rules))
	kept, err := boltstore.Open(ts.MkAbs(args[0]), boltstore.Options{})
	ts.Check(err)
	_, err = kept.Create(context.Background(), &lexfitv1.RulebookRevision{
		Digest: matcher.Digest(rules), Author: "lexfit", Message: "The default rulebook.", EngineVersion: 1, CreateTime: timestamppb.Now(), Rulebook: rules,
	}, store.Create{Activate: true})
	ts.Check(err)
	ts.Check(kept.Close())
}

func longRow(ts *testscript.TestScript, _ bool, args []string) {
	size, err := strconv.Atoi(args[0])
	ts.Check(err)
	frame := `{"candidate_id":""}`
	row := fmt.Sprintf(`{"candidate_id":%q}`+"\n", strings.Repeat("x", size-len(frame)))
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(row), 0o600))
}

func rawFile(ts *testscript.TestScript, _ bool, args []string) {
	content, err := strconv.Unquote(`"` + strings.ReplaceAll(args[1], `"`, `\"`) + `"`)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(content), 0o600))
}

func packAndCut(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	lines := strings.SplitAfter(ts.ReadFile(args[1]), "\n")
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err = z.Write([]byte(strings.Join(lines[:n], "")))
	ts.Check(err)
	ts.Check(z.Flush())
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), b.Bytes(), 0o600))
}
