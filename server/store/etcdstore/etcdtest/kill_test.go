package etcdtest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
	"github.com/lexfit/lexfit/server/store/etcdstore"
	"github.com/lexfit/lexfit/server/store/storetest"
)

// told is what writers said of their writes.
type told struct {
	mu       sync.Mutex
	outcomes map[string]storetest.Outcome // by title
	count    int
}

func (o *told) note(came storetest.Outcome) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.outcomes[came.Title] = came
	o.count++
}

// found is a Taker that notes which titles there are, beside judging them.
type found struct {
	store.Judge

	titles map[string]int32 // the revision under which a title is
	twice  []string
}

func (f *found) add(title string, revision int32) {
	if _, ok := f.titles[title]; ok {
		f.twice = append(f.twice, title)
	}
	f.titles[title] = revision
}

// Revision is store.Taker's.
func (f *found) Revision(revision *lexfitv1.RulebookRevision) error {
	title := revision.GetRulebook().GetTitle()
	f.add(title, revision.GetRevision())
	if want := strings.Repeat(title, 500); revision.GetRulebook().GetRoles()[0].GetSummary() != want || revision.GetDigest() != storetest.Draft(title).GetDigest() {
		return fmt.Errorf("revision %d is not whole", revision.GetRevision())
	}
	return f.Judge.Revision(revision)
}

// JobOrder is store.Taker's.
func (f *found) JobOrder(order *lexfitv1.JobOrder) error {
	f.add(order.GetTitle(), order.GetRevision())
	return f.Judge.JobOrder(order)
}

// kills is how often something is killed; LEXFIT_TEST_KILLS raises it.
func kills() int {
	if count, err := strconv.Atoi(os.Getenv("LEXFIT_TEST_KILLS")); err == nil && count > 0 {
		return count
	}
	return 5
}

// TestKillNine kills members of an etcd, its leader, and writers in two processes, at random moments: what was acknowledged is there
// under its number, what was told as not written is not, nothing is there twice, and the history has no gap and no fork.
func TestKillNine(t *testing.T) {
	t.Parallel()
	const seed = 22
	random := rand.New(rand.NewPCG(seed, 0))
	etcd := start(t, 3, membership{})
	config := etcd.at(prefix())
	kept, err := etcdstore.Open(t.Context(), config, etcdstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close() //nolint:errcheck // read alone
	followed := follow(t, kept)

	said := &told{outcomes: map[string]storetest.Outcome{}}
	var listening sync.WaitGroup
	generation := 0
	begin := func() *storetest.Child {
		generation++
		child := storetest.StartWriter(t, another(t, config))
		if err := child.Tell(storetest.Order{Kind: "forever", Title: fmt.Sprint("w", generation)}); err != nil {
			t.Fatal(err)
		}
		listening.Go(func() {
			for came, ok := child.Next(); ok; came, ok = child.Next() {
				said.note(came)
			}
		})
		return child
	}
	writers := []*storetest.Child{begin(), begin()}
	killed := map[string]int{}
	for range kills() {
		time.Sleep(time.Duration(random.IntN(400)) * time.Millisecond)
		switch what := random.IntN(4); what {
		case 0, 1:
			killed[etcd.lose(t, random, what == 0, 1500*time.Millisecond)]++
		default:
			killed["a writer"]++
			i := what - 2
			if err := writers[i].Kill(); err != nil {
				t.Fatal(err)
			}
			writers[i] = begin()
		}
	}
	time.Sleep(200 * time.Millisecond)
	for _, writer := range writers {
		if err := writer.Kill(); err != nil {
			t.Fatal(err)
		}
	}
	listening.Wait()
	time.Sleep(100 * time.Millisecond) // what was sent and not answered is carried out, or not

	whole := &found{titles: map[string]int32{}}
	if err := kept.Contents(t.Context(), whole); err != nil {
		t.Fatal(err)
	}
	if err := whole.End(); err != nil {
		t.Fatal(err)
	}
	if len(whole.twice) > 0 {
		t.Errorf("written twice: %v", whole.twice)
	}
	failed := map[string]int{}
	for title, came := range said.outcomes {
		revision, there := whole.titles[title]
		switch {
		case came.Error == "" && (!there || revision != came.Revision):
			t.Errorf("%q was acknowledged as revision %d, and is %d (there: %t)", title, came.Revision, revision, there)
		case came.Error != "" && came.Error != "uncertain" && there:
			t.Errorf("%q was told as %q, and is there", title, came.Error)
		case came.Error != "":
			word, _, _ := strings.Cut(came.Error, ":")
			failed[word]++
		}
	}
	report := whole.Report()
	if again, err := etcdstore.Open(t.Context(), config, etcdstore.Options{}); err != nil {
		t.Error(err)
	} else if err := again.Close(); err != nil {
		t.Error(err)
	}
	followed.reaches(t, store.Head{Sequence: int64(report.GetAuditEvents()), Active: report.GetActiveRevision()})
	t.Logf("%d kills %v; %d answers, of which failed %v; %d titles there, %d written and not acknowledged; %d events; the follower heard %d heads and %d losses",
		kills(), killed, said.count, failed, len(whole.titles), len(whole.titles)-said.count+failed["nothing was written"], report.GetAuditEvents(), followed.heads, followed.losses)
}

// heard is what a follower was told.
type heard struct {
	mu            sync.Mutex
	last          store.Head
	err           error
	heads, losses int
	times         map[store.Head]time.Time
}

// follow follows until the test ends.
func follow(t *testing.T, kept store.Followed) *heard {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	made, done := &heard{times: map[store.Head]time.Time{}}, make(chan error, 1)
	go func() {
		done <- kept.Follow(ctx, func(head store.Head, err error) {
			made.mu.Lock()
			defer made.mu.Unlock()
			made.err = err
			if err != nil {
				made.losses++
				return
			}
			if head.Sequence < made.last.Sequence {
				t.Errorf("the head went from %v back to %v", made.last, head)
			}
			made.last, made.times[head] = head, time.Now()
			made.heads++
		})
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, store.ErrClosed) {
			t.Error(err)
		}
	})
	return made
}

// reaches waits until a head is told of.
func (h *heard) reaches(t *testing.T, want store.Head) {
	t.Helper()
	h.until(t, fmt.Sprint(want), func() bool { return h.err == nil && h.last == want })
}

func (h *heard) until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for ended := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		h.mu.Lock()
		ok, last, err := holds(), h.last, h.err
		h.mu.Unlock()
		if ok {
			return
		}
		if time.Now().After(ended) {
			t.Fatalf("the follower is at %v (%v), want %s", last, err, what)
		}
	}
}
