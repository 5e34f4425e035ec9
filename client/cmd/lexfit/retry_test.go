package main

import (
	"bytes"
	"net"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/lexfit/lexfit/client/run"
	"github.com/lexfit/lexfit/server"
)

// breaks lets each of the first streams end in the middle, as a server that is killed does.
func breaks(times int64) (grpc.ServerOption, *atomic.Int64) {
	var broken atomic.Int64
	return grpc.ChainStreamInterceptor(func(srv any, s grpc.ServerStream, _ *grpc.StreamServerInfo, handle grpc.StreamHandler) error {
		if broken.Add(1) > times {
			return handle(srv, s)
		}
		return handle(srv, &cutStream{ServerStream: s})
	}), &broken
}

// cutStream breaks after some messages.
type cutStream struct {
	grpc.ServerStream
	n int
}

func (c *cutStream) RecvMsg(m any) error {
	if c.n++; c.n > 40 {
		return status.Error(codes.Unavailable, "gone")
	}
	return c.ServerStream.RecvMsg(m)
}

// Whatever breaks in the middle, results, rejected rows, accounting and remarks are those of a run that nothing happened to.
func TestRetries(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	pool := filepath.Join(folder, "pool.jsonl")
	somePool(t, pool, 200)
	service, err := server.Open(t.Context(), server.Options{DBPath: filepath.Join(folder, "x.db")})
	if err != nil {
		t.Fatal(err)
	}
	serveWith := func(opts ...grpc.ServerOption) string {
		l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // nothing waits here
		if err != nil {
			t.Fatal(err)
		}
		g := service.NewGRPCServer(opts...)
		served := make(chan error, 1)
		go func() { served <- g.Serve(l) }()
		t.Cleanup(func() {
			g.Stop()
			if err := <-served; err != nil {
				t.Error(err)
			}
		})
		return l.Addr().String()
	}
	t.Cleanup(func() { _ = service.Close() })
	for _, args := range [][]string{{"score", "--no-advice"}, {"rank", "--role", "paralegal"}} {
		result := func(address, name string) (out, said string) {
			left := filepath.Join(folder, name)
			var stdout, stderr bytes.Buffer
			code := execute(t.Context(), append(args, pool, "--server", address, "--as-of", "2026-11-24", "-o", "jsonl", "--rejects", left), &environment{
				in: strings.NewReader(""), out: &stdout, err: &stderr, getenv: func(string) string { return "" },
			})
			if code != exitRejected {
				t.Fatalf("%s: exit code %d: %s", args[0], code, &stderr)
			}
			return stdout.String() + outcome(t, left, left+run.RejectsSuffix), stderr.String()
		}
		want, wantSaid := result(serveWith(), args[0]+"-whole")
		option, streams := breaks(3)
		got, said := result(serveWith(option), args[0]+"-broken")
		if got != want {
			t.Errorf("%s: the results differ", args[0])
		}
		others := func(said string) string { // without what a slow machine is told of the progress
			var lines []string
			for line := range strings.Lines(said) {
				if !strings.HasPrefix(line, "the server has gone away") && !strings.Contains(line, " rows done, ") {
					lines = append(lines, line)
				}
			}
			return strings.Join(lines, "")
		}
		if others(said) != others(wantSaid) {
			t.Errorf("%s: said %s\nwant %s", args[0], said, wantSaid)
		}
		if streams.Load() < 4 || strings.Count(said, "the server has gone away") < 1 {
			t.Errorf("%s: %d streams, said %s", args[0], streams.Load(), said)
		}
	}
}
