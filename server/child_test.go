package server

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/profilegen"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
)

// childVariable makes this test binary a server process: "lexfit DB", "at ADDRESS DB" or "noop VIEW". It prints its address and serves until
// its standard input ends, as it does where the parent dies.
const childVariable = "LEXFIT_TEST_SERVER"

func child(task string) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	kind, argument, _ := strings.Cut(task, " ")
	switch kind {
	case "lexfit", "at":
		config := DefaultConfig()
		config.Listen, config.DBPath, config.LockTimeout = "127.0.0.1:0", argument, 30*time.Second
		if kind == "at" {
			config.Listen, config.DBPath, _ = strings.Cut(argument, " ")
		}
		config.Drain, config.ShutdownTimeout = 0, 5*time.Second
		return Run(ctx, config, slog.New(slog.DiscardHandler), func(a net.Addr) { fmt.Println(a) })
	case "noop":
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		reply, err := defaultProgram().Score(profilegen.Typical(), matcher.Options{AsOf: today, View: viewNamed(argument)})
		if err != nil {
			return err
		}
		g := grpc.NewServer()
		lexfitv1grpc.RegisterMatchServiceServer(g, &noop{reply: reply})
		context.AfterFunc(ctx, g.Stop)
		fmt.Println(listener.Addr())
		return g.Serve(listener)
	}
	return fmt.Errorf("task %q", task)
}

func viewNamed(name string) lexfitv1.View {
	return lexfitv1.View(lexfitv1.View_value["VIEW_"+strings.ToUpper(name)])
}

// noop is the service without the service: it takes the same messages and answers each with a reply made beforehand. What it
// costs is gRPC and protobuf.
type noop struct {
	lexfitv1grpc.UnimplementedMatchServiceServer
	reply *lexfitv1.ScoreCandidateResponse
}

// ScoreCandidates is MatchServiceServer's.
func (n *noop) ScoreCandidates(stream grpc.BidiStreamingServer[lexfitv1.ScoreCandidatesRequest, lexfitv1.ScoreCandidatesResponse]) error {
	for index := int32(0); ; {
		r, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if r.GetProfile() == nil {
			continue
		}
		reply := &lexfitv1.ScoreCandidatesResponse{Index: index, Result: &lexfitv1.ScoreCandidatesResponse_Response{Response: n.reply}}
		index++
		if err := stream.Send(reply); err != nil {
			return err
		}
	}
}

// startChild starts a server process and returns it with its address. It ends with the test at the latest.
func startChild(tb testing.TB, task string) (cmd *exec.Cmd, address string) {
	tb.Helper()
	cmd = exec.Command(os.Args[0]) //nolint:gosec // this very binary
	cmd.Env = append(os.Environ(), childVariable+"="+task)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		tb.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		in.Close() //nolint:errcheck,gosec // closed before where a test did
		cmd.Wait() //nolint:errcheck,gosec // waited for before where a test did, or killed
	})
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		tb.Fatalf("the server %q did not start", task)
	}
	return cmd, lines.Text()
}
