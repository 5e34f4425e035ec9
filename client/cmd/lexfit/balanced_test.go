package main

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/peer"
	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/profilegen"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// desk is lexfitd processes, each with a database of its own that holds the same revisions under the same numbers.
type desk struct {
	*testing.T
	folder    string
	addresses []string
	processes []*exec.Cmd
}

func newDesk(t *testing.T, servers int) *desk {
	t.Helper()
	d := &desk{T: t, folder: t.TempDir(), processes: make([]*exec.Cmd, servers)}
	for range servers {
		free, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // nothing waits here
		if err != nil {
			t.Fatal(err)
		}
		d.addresses = append(d.addresses, free.Addr().String())
		defer func() { _ = free.Close() }() // it is a server's later
	}
	return d
}

// start starts servers; wait waits until they serve.
func (d *desk) start(numbers ...int) error {
	for _, i := range numbers {
		d.processes[i] = exec.CommandContext(d.Context(), "lexfitd", //nolint:gosec // this test's own command
			"--listen", d.addresses[i], "--db", filepath.Join(d.folder, strconv.Itoa(i)+".db"), "--log-level", "error")
		d.processes[i].Stderr = os.Stderr
		if err := d.processes[i].Start(); err != nil {
			return err
		}
	}
	for _, i := range numbers {
		c, err := client.Dial(d.addresses[i], client.Options{Deadline: time.Minute})
		if err != nil {
			return err
		}
		_, err = c.Rulebook.ListRulebookRevisions(d.Context(), &lexfitv1.ListRulebookRevisionsRequest{PageSize: 1}, grpc.WaitForReady(true))
		_ = c.Close() // nothing more is expected of it
		if err != nil {
			return err
		}
	}
	return nil
}

// kill ends servers as a machine that loses its power does.
func (d *desk) kill(numbers ...int) {
	for _, i := range numbers {
		_ = d.processes[i].Process.Kill()
		_ = d.processes[i].Wait() // it says that it was killed
	}
}

// each has something done at every server, by itself.
func (d *desk) each(do func(*client.Client) error) error {
	for _, address := range d.addresses {
		c, err := client.Dial(address, client.Options{Deadline: time.Minute})
		if err != nil {
			return err
		}
		err = do(c)
		_ = c.Close() // nothing more is expected of it
		if err != nil {
			return fmt.Errorf("%s: %w", address, err)
		}
	}
	return nil
}

// newer is the second revision: the first with another weight.
func newer() *lexfitv1.Rulebook {
	rules := rulebook.Default()
	for _, role := range rules.GetRoles() {
		criteria := role.GetCriteria()
		criteria[0].Weight, criteria[1].Weight = criteria[0].GetWeight()+1, criteria[1].GetWeight()-1
	}
	return rules
}

// rounds is how often servers are killed and started again, and how many rows the long batch has. LEXFIT_TEST_BALANCE sets another number.
func rounds(t *testing.T) (times, rows int) {
	t.Helper()
	times = 1
	if text := os.Getenv("LEXFIT_TEST_BALANCE"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		times = n
	}
	return times, 800 * times
}

const judgedAsOf = "2026-11-24"

// reply is an answer as it came, to be compared byte by byte.
func reply(t *testing.T, message *lexfitv1.ScoreCandidatesResponse) string {
	t.Helper()
	message.Index = 0 // of a stream, and rows are on several
	data, err := proto.MarshalOptions{Deterministic: true}.Marshal(message)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// Four servers behind one client under load: a revision becomes active, two servers are killed and started again, and no request
// fails, no run is scored by two revisions, and the results are those of one server that nothing happened to, byte for byte.
func TestFourServers(t *testing.T) {
	t.Parallel()
	times, n := rounds(t)
	d := newDesk(t, 4)
	if err := d.start(0, 1, 2, 3); err != nil {
		t.Fatal(err)
	}
	defer d.kill(0, 1, 2, 3)
	if err := d.each(func(c *client.Client) error {
		_, err := c.Rulebook.CreateRulebookRevision(t.Context(), &lexfitv1.CreateRulebookRevisionRequest{Rulebook: newer(), Message: "A test's."})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	digests := map[string]bool{matcher.Digest(rulebook.Default()): true, matcher.Digest(newer()): true}

	profiles := make([]*lexfitv1.CandidateProfile, n)
	for i, g := 0, profilegen.New(11); i < n; i++ {
		profiles[i] = g.Profile()
	}
	options := &lexfitv1.ScoreOptions{AsOf: judgedAsOf, View: lexfitv1.View_VIEW_FULL, Advice: &lexfitv1.AdviceOptions{None: true}}
	batch := func(list string, source func(int), done func(int)) []string {
		c, err := client.Dial(list, client.Options{})
		if err != nil {
			t.Error(err)
			return nil
		}
		defer func() { _ = c.Close() }() // nothing more is expected of it
		var replies []string
		err = client.Batch(t.Context(), c, options, client.BatchOptions{Reached: true}, func(context.Context) iter.Seq2[int, *lexfitv1.CandidateProfile] {
			return func(yield func(int, *lexfitv1.CandidateProfile) bool) {
				for i, profile := range profiles {
					if source(i); !yield(i, profile) {
						return
					}
				}
			}
		}, func(i int, result *lexfitv1.ScoreCandidatesResponse) error {
			if i != len(replies) {
				return fmt.Errorf("row %d came where %d was due", i, len(replies))
			}
			replies = append(replies, reply(t, result))
			done(i)
			return nil
		})
		if err != nil {
			t.Errorf("after %d rows: %v", len(replies), err)
		}
		return replies
	}
	nothing := func(int) {}
	want := batch(d.addresses[0], nothing, nothing)

	// What the command gives with one server, by revision.
	pool := filepath.Join(d.folder, "pool.jsonl")
	somePool(t, pool, 150)
	command := func(list string, more ...string) (string, error) {
		var stdout, stderr bytes.Buffer
		code := execute(t.Context(), append([]string{more[0], pool, "--as-of", judgedAsOf, "-o", "jsonl", "--server", list}, more[1:]...), &environment{
			in: strings.NewReader(""), out: &stdout, err: &stderr, getenv: func(string) string { return "" },
		})
		if code != exitRejected {
			return "", fmt.Errorf("%v: exit code %d: %s", more, code, &stderr)
		}
		return stdout.String(), nil
	}
	commands := [][]string{{"score", "--no-advice"}, {"rank", "--role", "paralegal"}, {"score", "--no-advice", "-o", "csv"}}
	whole := map[string]bool{}
	for _, args := range commands {
		for revision := range 2 {
			out, err := command(d.addresses[0], append(slices.Clone(args), "--revision", strconv.Itoa(revision+1))...)
			if err != nil {
				t.Fatal(err)
			}
			whole[out] = true
		}
	}

	// The load.
	list := strings.Join(d.addresses, ",")
	shared, err := client.Dial(list, client.Options{Deadline: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = shared.Close() }() // nothing more is expected of it
	var load sync.WaitGroup
	var over atomic.Bool
	var calls, runs atomic.Int64
	var mu sync.Mutex
	seen := map[string]bool{} // servers that answered since they were started again
	loop := func(do func(i int) error) {
		load.Go(func() {
			for i := 0; !over.Load(); i++ {
				if err := do(i); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for k := range 3 {
		loop(func(i int) error {
			var from peer.Peer
			got, err := shared.Match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profiles[(i*7+k)%n], Options: options}, grpc.Peer(&from))
			if err != nil || !digests[got.GetRulebookDigest()] {
				return fmt.Errorf("call %d: by %q, %w", i, got.GetRulebookDigest(), err)
			}
			calls.Add(1)
			mu.Lock()
			defer mu.Unlock()
			seen[from.Addr.String()] = true
			return nil
		})
	}
	loop(func(i int) error {
		got, err := shared.Match.RankCandidates(t.Context(), &lexfitv1.RankCandidatesRequest{Profiles: profiles[:20], Options: &lexfitv1.RankOptions{Target: "roles/paralegal", AsOf: judgedAsOf}})
		if err != nil || !digests[got.GetRanking().GetRulebookDigest()] {
			return fmt.Errorf("ranking %d: by %q, %w", i, got.GetRanking().GetRulebookDigest(), err)
		}
		calls.Add(1)
		return nil
	})
	loop(func(i int) error {
		out, err := command(list, commands[i%len(commands)]...)
		if err == nil && !whole[out] {
			err = fmt.Errorf("run %d, %v: %d bytes are of neither revision as one server gives it", i, commands[i%len(commands)], len(out))
		}
		runs.Add(1)
		return err
	})

	allSeen := func() error { // those that came back are called again
		mu.Lock()
		clear(seen)
		mu.Unlock()
		for end := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
			mu.Lock()
			called := slices.Sorted(maps.Keys(seen))
			mu.Unlock()
			if len(called) == len(d.addresses) || t.Failed() {
				return nil
			}
			if time.Now().After(end) {
				return fmt.Errorf("only %v are called after all were started again", called)
			}
		}
	}

	// What happens meanwhile, each when the long batch has come so far; it waits a little further on until it has happened.
	var happenings []func() error
	happenings = append(happenings, func() error {
		return d.each(func(c *client.Client) error {
			_, err := c.Rulebook.ActivateRulebookRevision(t.Context(), &lexfitv1.ActivateRulebookRevisionRequest{Revision: 2})
			return err
		})
	})
	r := rand.New(rand.NewPCG(5, 6))
	for range times {
		lost := r.Perm(4)[:2]
		happenings = append(happenings, func() error {
			d.kill(lost...)
			return nil
		}, func() error {
			if err := d.start(lost...); err != nil {
				return err
			}
			return allSeen() // else the next two to be killed may be the only ones that the client has found
		})
	}
	step := n / (len(happenings) + 2)
	happened := make([]chan struct{}, len(happenings))
	due := make(chan int, len(happenings))
	for i := range happenings {
		happened[i] = make(chan struct{})
	}
	load.Go(func() {
		for i := range due {
			if err := happenings[i](); err != nil {
				t.Errorf("happening %d: %v", i, err)
			}
			close(happened[i])
		}
	})
	start := time.Now()
	got := batch(list, func(i int) {
		if at := i/step - 2; i%step == step/2 && at >= 0 && at < len(happened) {
			<-happened[at]
		}
	}, func(i int) {
		if at := i/step - 1; i%step == 0 && at >= 0 && at < len(happenings) {
			due <- at
		}
	})
	close(due)
	took := time.Since(start)
	over.Store(true)
	load.Wait()
	if !slices.Equal(got, want) {
		t.Errorf("%d rows from four servers, %d from one, and they differ", len(got), len(want))
	}
	t.Logf("%d rows in %s, beside %d calls and %d runs of the command; 2 of 4 servers killed and started again %d times", len(got), took, calls.Load(), runs.Load(), times)
	if len(whole) != 2*len(commands) || calls.Load() == 0 || runs.Load() == 0 {
		t.Errorf("nothing was tried: %d results, %d calls, %d runs", len(whole), calls.Load(), runs.Load())
	}
}
