package etcdtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/matcher/profilegen"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server"
	"github.com/lexfit/lexfit/server/store"
	"github.com/lexfit/lexfit/server/store/etcdstore"
)

// serving is what a child is told that is to be a server.
type serving struct {
	Listen string
	Etcd   etcdstore.Config
}

// serve is a server until it is killed.
func serve(told string) error {
	var as serving
	if err := json.Unmarshal([]byte(told), &as); err != nil {
		return err
	}
	config := server.DefaultConfig()
	config.Listen, config.Store = as.Listen, as.Etcd
	return server.Run(context.Background(), config, slog.New(slog.DiscardHandler), nil)
}

// office is some servers on one etcd.
type office struct {
	*testing.T

	servers  []serving
	children []*exec.Cmd
	direct   []*client.Client
}

func newOffice(t *testing.T, size int, config etcdstore.Config) *office {
	t.Helper()
	o := &office{T: t, children: make([]*exec.Cmd, size)}
	for range size {
		o.servers = append(o.servers, serving{Listen: free(t), Etcd: config})
	}
	t.Cleanup(func() {
		for i := range o.children {
			o.kill(i)
		}
	})
	for i := range size {
		o.run(i)
	}
	for _, one := range o.servers {
		o.direct = append(o.direct, o.dial(one.Listen))
	}
	for i := range size {
		o.ready(i)
	}
	return o
}

func (o *office) dial(list string) *client.Client {
	o.Helper()
	made, err := client.Dial(list, client.Options{Deadline: time.Minute})
	if err != nil {
		o.Fatal(err)
	}
	o.Cleanup(func() { _ = made.Close() })
	return made
}

func (o *office) list() string {
	var all []string
	for _, one := range o.servers {
		all = append(all, one.Listen)
	}
	return strings.Join(all, ",")
}

func (o *office) run(i int) {
	o.Helper()
	told, err := json.Marshal(o.servers[i])
	if err != nil {
		o.Fatal(err)
	}
	o.children[i] = exec.Command(os.Args[0]) //nolint:gosec // this very binary
	o.children[i].Env = append(os.Environ(), childVariable+"=server:"+string(told))
	o.children[i].Stderr = os.Stderr
	if err := o.children[i].Start(); err != nil {
		o.Fatal(err)
	}
}

// ready waits until a server scores.
func (o *office) ready(i int) {
	o.Helper()
	if _, err := o.score(o.direct[i], 0, grpc.WaitForReady(true)); err != nil {
		o.Fatal(err)
	}
}

func (o *office) kill(i int) {
	if o.children[i] != nil {
		_ = o.children[i].Process.Kill()
		_ = o.children[i].Wait() // it says that it was killed
		o.children[i] = nil
	}
}

func (o *office) score(by *client.Client, revision int32, options ...grpc.CallOption) (*lexfitv1.ScoreCandidateResponse, error) {
	return by.Match.ScoreCandidate(o.Context(), &lexfitv1.ScoreCandidateRequest{
		Profile: profilegen.Typical(), Options: &lexfitv1.ScoreOptions{AsOf: "2026-11-24", RulebookRevision: revision},
	}, options...)
}

// record is what is known of revisions: by which digest each scored, and which title was acknowledged under it.
type record struct {
	mu     sync.Mutex
	digest map[int32]string
	titles map[int32]string
	waits  []time.Duration // from the answer to a write until another server scores by it
}

// scored notes a reply, and says whether two rulebooks went by one number.
func (r *record) scored(revision int32, digest string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.digest[revision] == "" {
		r.digest[revision] = digest
	}
	if revision == 0 || digest == "" || r.digest[revision] != digest {
		return fmt.Errorf("revision %d is %.12s, and was %.12s", revision, digest, r.digest[revision])
	}
	return nil
}

// TestServersOnOneEtcd has four servers on an etcd of three under load, with writers at two of them, while servers, members and the
// leader are killed and started again: no request through the client of all fails, none is by two revisions, whatever server is asked
// gives the same bytes for a pinned one, what a writer was told is there is there once and under its number, and in the end all score
// by the same revision.
func TestServersOnOneEtcd(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(22, 22))
	etcd := start(t, 3, membership{})
	config := etcd.at(prefix())
	o := newOffice(t, 4, config)
	all, seen := o.dial(o.list()), &record{digest: map[int32]string{}, titles: map[int32]string{}}
	pinned, err := o.score(all, 1)
	if err != nil {
		t.Fatal(err)
	}

	var over atomic.Bool
	var calls, rows atomic.Int64
	var load sync.WaitGroup
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
	for range 2 {
		loop(func(int) error {
			calls.Add(1)
			got, err := o.score(all, 0)
			if err != nil {
				return err
			}
			return seen.scored(got.GetRulebookRevision(), got.GetRulebookDigest())
		})
	}
	loop(func(i int) error {
		calls.Add(1)
		got, err := o.score(all, 1)
		if err == nil && !proto.Equal(got, pinned) {
			err = fmt.Errorf("call %d by revision 1 is not the reply that another server gave", i)
		}
		return err
	})
	loop(func(int) error {
		by := map[int32]bool{}
		err := client.Batch(t.Context(), all, &lexfitv1.ScoreOptions{AsOf: "2026-11-24", Advice: &lexfitv1.AdviceOptions{None: true}}, client.BatchOptions{Reached: true, RideOut: time.Minute},
			func(context.Context) iter.Seq2[int, *lexfitv1.CandidateProfile] {
				return func(yield func(int, *lexfitv1.CandidateProfile) bool) {
					g := profilegen.New(5)
					for i := range 150 {
						if !yield(i, g.Profile()) {
							return
						}
					}
				}
			}, func(_ int, result *lexfitv1.ScoreCandidatesResponse) error {
				rows.Add(1)
				if reply := result.GetResponse(); reply != nil {
					by[reply.GetRulebookRevision()] = true
					return seen.scored(reply.GetRulebookRevision(), reply.GetRulebookDigest())
				}
				return nil
			})
		if err == nil && len(by) != 1 {
			err = fmt.Errorf("one batch is scored by revisions %v", by)
		}
		return err
	})

	for writer := range 2 {
		loop(func(i int) error {
			rules := rulebook.Default()
			rules.Title = fmt.Sprintf("of writer %d, the %d.", writer, i)
			written, err := o.direct[writer].Rulebook.CreateRulebookRevision(t.Context(), &lexfitv1.CreateRulebookRevisionRequest{Rulebook: rules, Message: rules.GetTitle(), Activate: true})
			if err != nil {
				time.Sleep(50 * time.Millisecond)
				return nil //nolint:nilerr // its server, or the majority, is away: it is there or it is not
			}
			told, revision := time.Now(), written.GetRevision().GetRevision()
			seen.mu.Lock()
			seen.titles[revision] = rules.GetTitle()
			seen.mu.Unlock()
			for {
				got, err := o.score(o.direct[3-writer], 0)
				if err != nil || over.Load() {
					return nil //nolint:nilerr // killed meanwhile
				}
				if got.GetRulebookRevision() >= revision {
					break
				}
			}
			seen.mu.Lock()
			seen.waits = append(seen.waits, time.Since(told))
			seen.mu.Unlock()
			time.Sleep(100 * time.Millisecond)
			return nil
		})
	}

	killed := map[string]int{}
	for range kills() {
		time.Sleep(time.Duration(100+random.IntN(400)) * time.Millisecond)
		switch what := random.IntN(4); what {
		case 0, 1:
			killed[etcd.lose(t, random, what == 0, 1000*time.Millisecond)]++
		default:
			killed["a server"]++
			i := random.IntN(4)
			o.kill(i)
			time.Sleep(time.Duration(random.IntN(500)) * time.Millisecond)
			o.run(i)
			o.ready(i)
		}
	}
	over.Store(true)
	load.Wait()

	kept, err := etcdstore.Open(t.Context(), config, etcdstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close() //nolint:errcheck // read alone
	whole := &numbered{titles: map[int32]string{}}
	if err := errors.Join(kept.Contents(t.Context(), whole), whole.End()); err != nil {
		t.Fatal(err)
	}
	for revision, title := range seen.titles {
		if whole.titles[revision] != title {
			t.Errorf("revision %d was acknowledged as %q, and is %q", revision, title, whole.titles[revision])
		}
	}
	ended, head := time.Now(), whole.Report().GetActiveRevision()
	for i, by := range o.direct {
		for deadline := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
			got, err := o.score(by, 0)
			if err == nil && got.GetRulebookRevision() == head {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("server %d scores by revision %d, and %d is active: %v", i, got.GetRulebookRevision(), head, err)
			}
		}
	}
	slices.Sort(seen.waits)
	at := func(percent int) time.Duration {
		if len(seen.waits) == 0 {
			return 0
		}
		return seen.waits[min(len(seen.waits)*percent/100, len(seen.waits)-1)].Round(time.Millisecond)
	}
	t.Logf("%d kills %v; %d calls and %d rows of batches by %d revisions, none failed; %d writes acknowledged, %d revisions there; from a write to scores by it on another server p50 %s, p90 %s, p99 %s; in the end all by revision %d after %s",
		kills(), killed, calls.Load(), rows.Load(), len(seen.digest), len(seen.titles), len(whole.titles), at(50), at(90), at(99), head, time.Since(ended).Round(time.Millisecond))
}

// numbered notes which revision has which title, beside judging what there is.
type numbered struct {
	store.Judge

	titles map[int32]string
}

// Revision is store.Taker's.
func (n *numbered) Revision(revision *lexfitv1.RulebookRevision) error {
	n.titles[revision.GetRevision()] = revision.GetRulebook().GetTitle()
	return n.Judge.Revision(revision)
}
