package server

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"

	"github.com/lexfit/lexfit/matcher/profilegen"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
)

// documentedPolicy is the service config that docs/operations.md gives to clients.
func documentedPolicy(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "docs", "operations.md"))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile("(?s)```json\n(\\{\"methodConfig\".*?)```").FindSubmatch(text)
	if found == nil {
		t.Fatal("docs/operations.md gives no service config")
	}
	return string(found[1])
}

// startAt starts a server process at an address, and ends it by the end of its standard input, as SIGTERM would.
func startAt(t *testing.T, address, path string) func() {
	t.Helper()
	cmd := exec.Command(os.Args[0]) //nolint:gosec // this very binary
	cmd.Env = append(os.Environ(), childVariable+"=at "+address+" "+path)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return sync.OnceFunc(func() {
		in.Close() //nolint:errcheck,gosec // the process reads it to its end
		if err := cmd.Wait(); err != nil {
			t.Errorf("the server: %v", err)
		}
	})
}

// TestRestartsUnderLoad restarts a server while clients with the documented policy score: none sees a failed call.
// LEXFIT_TEST_RESTARTS says how often; 2 by default.
func TestRestartsUnderLoad(t *testing.T) {
	t.Parallel()
	restarts := 2
	if n, err := strconv.Atoi(os.Getenv("LEXFIT_TEST_RESTARTS")); err == nil {
		restarts = n
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "lexfit.db")
	stop := startAt(t, address, path)
	defer func() { stop() }()
	ctx, cancel := withCancel(t)
	conn := dial(t, address, grpc.WithDefaultServiceConfig(documentedPolicy(t)))
	var clients sync.WaitGroup
	var calls [4]atomic.Int64
	score := func(ctx context.Context) error {
		ctx, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		_, err := lexfitv1grpc.NewMatchServiceClient(conn).ScoreCandidate(ctx, &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical()})
		return err
	}
	for client := range calls {
		clients.Go(func() {
			for ctx.Err() == nil {
				if err := score(context.WithoutCancel(ctx)); err != nil {
					t.Errorf("client %d: %v", client, err)
					return
				}
				calls[client].Add(1)
			}
		})
	}
	// Each client is answered between two restarts: no call meets more than it would where a server is restarted now and then.
	answered := func() (all int64) {
		for client := range calls {
			for from := calls[client].Load(); calls[client].Load() < from+5 && !t.Failed(); {
				time.Sleep(time.Millisecond)
			}
			all += calls[client].Load()
		}
		return all
	}
	for range restarts {
		answered()
		stop()
		stop = startAt(t, address, path)
	}
	all := answered()
	cancel()
	clients.Wait()
	t.Logf("%d restarts, %d calls", restarts, all)
}
