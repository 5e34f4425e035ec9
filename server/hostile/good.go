//go:build hostile

package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/lexfit/lexfit/matcher/profilegen"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
)

type counter = atomic.Int64

// served is a server in a process of its own.
type served struct {
	address string
	metrics string // the address of its figures; empty where the program has none
	command *exec.Cmd
	folder  string
}

func serve(ctx context.Context, program string) (*served, error) {
	folder, err := os.MkdirTemp("", "hostile")
	if err != nil {
		return nil, err
	}
	made := &served{folder: folder}
	args := []string{"--listen", "127.0.0.1:0", "--db", filepath.Join(folder, "lexfit.db")}
	if help, err := exec.CommandContext(ctx, program, "--help").CombinedOutput(); err == nil && bytes.Contains(help, []byte("--metrics-listen")) {
		if made.metrics, err = freeAddress(ctx); err != nil {
			return nil, errors.Join(err, os.RemoveAll(folder))
		}
		args = append(args, "--metrics-listen", made.metrics)
	}
	made.command = exec.CommandContext(ctx, program, args...) //nolint:gosec // the same
	log, err := made.command.StderrPipe()
	if err == nil {
		err = made.command.Start()
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	lines := bufio.NewReader(log)
	for made.address == "" {
		line, err := lines.ReadString('\n')
		if found := regexp.MustCompile(`msg=serving address=(\S+)`).FindStringSubmatch(line); found != nil {
			made.address = found[1]
		}
		if err != nil {
			made.stop()
			return nil, fmt.Errorf("it does not serve: %s", strings.TrimSpace(line))
		}
	}
	go func() { // as a log is: written away, by somebody who takes their time for it too
		for {
			if _, err := lines.ReadString('\n'); err != nil {
				return
			}
		}
	}()
	return made, nil
}

func (s *served) stop() {
	_ = s.command.Process.Kill()
	_ = s.command.Wait()
	_ = os.RemoveAll(s.folder)
}

func freeAddress(ctx context.Context) (string, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// state is what a server takes.
type state struct{ memory, goroutines float64 } // kB, number

func (s *served) state() state { return state{float64(s.memory()), s.goroutines()} }

// goroutines are those of the process; 1 where it does not say.
func (s *served) goroutines() float64 {
	if s.metrics == "" {
		return 1
	}
	client := http.Client{Timeout: 2 * time.Second}
	reply, err := client.Get("http://" + s.metrics + "/metrics") //nolint:noctx // it has a time-out
	if err != nil {
		return 1
	}
	defer reply.Body.Close() //nolint:errcheck // it was read
	text, _ := io.ReadAll(reply.Body)
	found := regexp.MustCompile(`(?m)^go_goroutines (\d+)`).FindSubmatch(text)
	if found == nil {
		return 1
	}
	count, _ := strconv.ParseFloat(string(found[1]), 64)
	return max(count, 1)
}

// memory is what the process has resident, in kB.
func (s *served) memory() int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.command.Process.Pid))
	if err != nil {
		return 1
	}
	found := regexp.MustCompile(`VmRSS:\s+(\d+)`).FindSubmatch(text)
	if found == nil {
		return 1
	}
	size, _ := strconv.ParseInt(string(found[1]), 10, 64)
	return max(size, 1)
}

// watch looks at the server until the function that it returns is called, which tells the most.
func (s *served) watch() func() state {
	end, told := make(chan struct{}), make(chan state)
	go func() {
		var most state
		for i := 0; ; i++ {
			most.memory = max(most.memory, float64(s.memory()))
			if i%50 == 0 { // to ask for the figures is work for the server
				most.goroutines = max(most.goroutines, s.goroutines())
			}
			select {
			case <-end:
				told <- most
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return func() state {
		close(end)
		return <-told
	}
}

// outcome is what good callers had.
type outcome struct {
	took   []time.Duration
	failed int
}

func (o *outcome) rate(length time.Duration) float64 { return float64(len(o.took)) / length.Seconds() }

// slowest is the time that all calls but a hundredth stayed below.
func (o *outcome) slowest() time.Duration {
	if len(o.took) == 0 {
		return 0
	}
	slices.Sort(o.took)
	return o.took[len(o.took)*99/100]
}

// callers call one after another, on a connection each, as long as they are told.
func callers(ctx context.Context, address string, count int, length time.Duration) (*outcome, error) {
	var all outcome
	var mu sync.Mutex
	var running sync.WaitGroup
	until := time.Now().Add(length)
	for range count {
		conn, err := dial(address)
		if err != nil {
			return nil, err
		}
		defer conn.Close() //nolint:errcheck // it is over
		client := lexfitv1grpc.NewMatchServiceClient(conn)
		running.Go(func() {
			request := &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical()}
			for time.Now().Before(until) {
				began := time.Now()
				within, cancel := context.WithDeadline(ctx, until.Add(time.Second))
				_, err := client.ScoreCandidate(within, request)
				cancel()
				mu.Lock()
				if err != nil {
					all.failed++
				} else if time.Now().Before(until) {
					all.took = append(all.took, time.Since(began))
				}
				mu.Unlock()
			}
		})
	}
	running.Wait()
	return &all, nil
}

func dial(address string) (*grpc.ClientConn, error) {
	return grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(1<<30)))
}
