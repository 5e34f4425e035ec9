package server

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/profilegen"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
)

// office is several servers on one store.
type office struct {
	shared  *sharedStore
	servers []*rig
	ways    []*memberStore // of each server to the store
}

func newOffice(t *testing.T, servers int) *office {
	t.Helper()
	o := &office{shared: newSharedStore(t)}
	for range servers {
		o.open(t)
	}
	return o
}

// open adds a server.
func (o *office) open(t *testing.T) *rig {
	t.Helper()
	way := o.shared.member()
	r := newRigOn(t, way)
	o.ways, o.servers = append(o.ways, way), append(o.servers, r)
	return r
}

// poison writes what does not compile here as the active revision, as a newer version could.
func (o *office) poison(t *testing.T) int32 {
	t.Helper()
	unusable := rulebook.Default()
	unusable.Roles[1].Name = unusable.GetRoles()[0].GetName()
	revision, err := o.shared.Create(t.Context(), revisionOf(unusable), store.Create{Activate: true})
	if err != nil {
		t.Fatal(err)
	}
	o.shared.written()
	return revision.GetRevision()
}

// revisionOf is a rulebook as somebody writes it.
func revisionOf(rules *lexfitv1.Rulebook) *lexfitv1.RulebookRevision {
	return &lexfitv1.RulebookRevision{
		Author: "Somebody", Digest: matcher.Digest(rules), Rulebook: rules, EngineVersion: matcher.EngineVersion, CreateTime: timestamppb.New(testClock()),
	}
}

func (r *rig) served() int32 { return r.service.programs.active.Load().revision }

// wantBy scores for targets, and fails unless it is by a revision.
func (r *rig) wantBy(t *testing.T, want int32, targets ...string) *lexfitv1.ScoreCandidateResponse {
	t.Helper()
	reply, err := r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical(), Options: &lexfitv1.ScoreOptions{Targets: targets, AsOf: today}})
	if err != nil {
		t.Fatal(err)
	}
	if reply.GetRulebookRevision() != want {
		t.Errorf("scored by revision %d, want %d", reply.GetRulebookRevision(), want)
	}
	return reply
}

func (r *rig) follows(t *testing.T, revision int32) {
	t.Helper()
	eventually(t, fmt.Sprintf("a server scores by revision %d; it does by %d", revision, r.served()), func() bool { return r.served() == revision })
	r.wantBy(t, revision)
}

// What is written on one server is scored by on every other, rulebooks and job orders, there and back.
func TestAWriteOnOneServerIsScoredByOnEveryOther(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 3)
	a, b, c := o.servers[0], o.servers[1], o.servers[2]
	a.create(t, harsher(), true, "")
	b.follows(t, 2)
	c.follows(t, 2)
	if got, want := c.wantBy(t, 2).GetRulebookDigest(), matcher.Digest(harsher()); got != want {
		t.Errorf("scored by %s, want %s", got, want)
	}
	b.activate(t, 1)
	a.follows(t, 1)
	c.follows(t, 1)

	// A job order that others wrote is compiled alone, however many there are.
	for i := range 5 {
		order := acme(int32(i + 1))
		if _, err := a.orders().CreateJobOrder(t.Context(), &lexfitv1.CreateJobOrderRequest{JobOrderId: fmt.Sprint("n", i), JobOrder: order}); err != nil {
			t.Fatal(err)
		}
	}
	all := map[string]int32{"jobOrders/n0": 1, "jobOrders/n1": 1, "jobOrders/n2": 1, "jobOrders/n3": 1, "jobOrders/n4": 1}
	holds := func(r *rig, want map[string]int32) {
		t.Helper()
		eventually(t, fmt.Sprint("a server has ", want), func() bool {
			orders := r.service.programs.active.Load().orders
			for _, name := range slices.Sorted(maps.Keys(all)) {
				if matcher.JobOrderOf(orders, name).GetRevision() != want[name] {
					return false
				}
			}
			return true
		})
		r.wantServed(t, want)
	}
	holds(b, all)
	holds(c, all)
	var listed atomic.Int64
	o.ways[2].fail(func(call string) error {
		if call == "JobOrders" {
			listed.Add(1)
		}
		return nil
	})
	order := acme(40)
	order.Name = "jobOrders/n3"
	if _, err := b.orders().UpdateJobOrder(t.Context(), &lexfitv1.UpdateJobOrderRequest{JobOrder: order}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.orders().DeleteJobOrder(t.Context(), &lexfitv1.DeleteJobOrderRequest{Name: "jobOrders/n1"}); err != nil {
		t.Fatal(err)
	}
	left := map[string]int32{"jobOrders/n0": 1, "jobOrders/n2": 1, "jobOrders/n3": 2, "jobOrders/n4": 1}
	eventually(t, "the last has both", func() bool {
		orders := c.service.programs.active.Load().orders
		return matcher.JobOrderOf(orders, "jobOrders/n1") == nil && matcher.JobOrderOf(orders, "jobOrders/n3").GetRevision() == 2
	})
	if n := listed.Load(); n > 0 {
		t.Errorf("all job orders were listed %d times for two writes", n)
	}
	holds(a, left)
	holds(b, left)
	holds(c, left)
	_, err := c.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical(), Options: &lexfitv1.ScoreOptions{Targets: []string{"jobOrders/n1"}}})
	wantError(t, err, codes.NotFound, "JOB_ORDER_NOT_FOUND")
	// With more changes than are taken one by one, everything is read again.
	o.ways[1].deafen(true)
	if _, err := a.orders().DeleteJobOrder(t.Context(), &lexfitv1.DeleteJobOrderRequest{Name: "jobOrders/n4"}); err != nil {
		t.Fatal(err)
	}
	delete(left, "jobOrders/n4")
	for i := range mostEvents + 5 {
		order.Title = orderTitle(i)
		if _, err := a.orders().UpdateJobOrder(t.Context(), &lexfitv1.UpdateJobOrderRequest{JobOrder: order}); err != nil {
			t.Fatal(err)
		}
	}
	o.ways[1].deafen(false)
	left["jobOrders/n3"] += mostEvents + 5
	holds(b, left)
}

// A server that has not heard yet takes what it is asked for: a revision that a caller pins, and the active one that it shows.
func TestWhatIsAskedForIsTakenUnheard(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 2)
	a, b := o.servers[0], o.servers[1]
	o.ways[1].deafen(true)
	a.create(t, harsher(), true, "")
	order := a.createOrder(t, acme(20))
	reply, err := b.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical(), Options: &lexfitv1.ScoreOptions{RulebookRevision: 2, Targets: []string{order.GetName()}}})
	if err != nil || reply.GetRulebookRevision() != 2 || reply.GetFits()[0].GetJobOrderRevision() != 1 || reply.GetRulebookDigest() != matcher.Digest(harsher()) {
		t.Errorf("pinned: %v, %v", reply, err)
	}
	b.wantBy(t, 1)
	got, err := b.rulebook.GetRulebookRevision(t.Context(), &lexfitv1.GetRulebookRevisionRequest{})
	if err != nil || got.GetRevision().GetRevision() != 2 || !got.GetRevision().GetActive() {
		t.Errorf("shown as active: %v, %v", got.GetRevision().GetName(), err)
	}
	b.wantBy(t, 2)

	// Whoever writes a job order is judged by the rulebook that is active, not by the one that was.
	renamed := harsher()
	renamed.Roles[1].Criteria = slices.DeleteFunc(renamed.GetRoles()[1].GetCriteria(), func(c *lexfitv1.Criterion) bool { return c.GetId() == "legal-research" })
	if _, err := a.orders().DeleteJobOrder(t.Context(), &lexfitv1.DeleteJobOrderRequest{Name: order.GetName()}); err != nil {
		t.Fatal(err)
	}
	even(renamed.GetRoles()[1])
	a.create(t, renamed, true, "")
	_, err = b.orders().CreateJobOrder(t.Context(), &lexfitv1.CreateJobOrderRequest{JobOrderId: "late", JobOrder: acme(20)})
	wantError(t, err, codes.InvalidArgument, "JOB_ORDER_INVALID")
}

// even has the weights of a role add up again.
func even(role *lexfitv1.Role) {
	sum := int32(0)
	for _, criterion := range role.GetCriteria() {
		sum += criterion.GetWeight()
	}
	role.Criteria[0].Weight += 1000 - sum
}

// A server writes while it takes what another wrote: the newer one stays, although nothing more is heard.
func TestNoOlderProgramTakesTheNewersPlace(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 2)
	a, b := o.servers[0], o.servers[1]
	reached, taking := make(chan struct{}), make(chan struct{})
	var once sync.Once
	o.ways[1].fail(func(call string) error {
		if call == "JobOrders" { // what is active was read
			once.Do(func() {
				o.ways[1].deafen(true)
				close(reached)
				<-taking
			})
		}
		return nil
	})
	a.create(t, changed("older"), true, "")
	<-reached
	if b.service.writing.TryLock() {
		t.Error("a write could come between reading what is active and taking it")
		b.service.writing.Unlock()
	}
	written := make(chan error, 1)
	go func() {
		_, err := b.rulebook.CreateRulebookRevision(t.Context(), &lexfitv1.CreateRulebookRevisionRequest{Rulebook: changed("newer"), Author: "Ada", Activate: true})
		written <- err
	}()
	close(taking)
	if err := <-written; err != nil {
		t.Error(err)
	}
	b.wantBy(t, 3)
	b.service.writing.Lock()   // whoever takes something has done so
	b.service.writing.Unlock() //nolint:staticcheck // as said
	b.wantBy(t, 3)
}

// What another server writes between the looking and the writing of this one is followed as well, and this one's own write is
// not read again.
func TestAWriteInBetweenIsFollowed(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 2)
	a, b := o.servers[0], o.servers[1]
	quiet := func() { // until b has looked at all that it was told of
		eventually(t, "all is taken", func() bool { return b.service.standing().Behind == 0 && b.service.standing().Sequence == o.sequence(t) })
	}
	a.create(t, harsher(), true, "")
	quiet()
	var between, read atomic.Int64
	o.ways[1].fail(func(call string) error {
		if call == "JobOrders" {
			read.Add(1)
		}
		if call == "Activate" && between.Add(1) == 1 {
			order := acme(20)
			order.Name = "jobOrders/acme"
			if _, err := o.shared.CreateJobOrder(t.Context(), order, store.JobOrderWrite{Time: testClock()}); err != nil {
				t.Error(err)
			}
		}
		return nil
	})
	b.activate(t, 1)
	eventually(t, "the job order is known", func() bool {
		return matcher.JobOrderOf(b.service.programs.active.Load().orders, "jobOrders/acme") != nil
	})
	b.wantBy(t, 1)
	quiet()
	read.Store(0)
	b.activate(t, 2)
	quiet()
	b.service.writing.Lock()      // whoever takes something has done so
	b.service.writing.Unlock()    //nolint:staticcheck // as said
	if n := read.Load(); n != 2 { // a page and the end of it, for the write itself
		t.Errorf("the job orders were read %d times for a write of its own", n)
	}
}

// sequence is the newest audit event of the store.
func (o *office) sequence(t *testing.T) int64 {
	t.Helper()
	head, err := o.shared.head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return head.Sequence
}

// Of several servers that start on an empty store at once, one seeds it.
func TestServersThatStartAtOnceSeedOnce(t *testing.T) {
	t.Parallel()
	for range 3 {
		shared := newSharedStore(t)
		const servers = 6
		var found sync.WaitGroup // each has seen the store empty before anybody writes
		found.Add(servers)
		var opened sync.WaitGroup
		for range servers {
			way := shared.member()
			var once sync.Once
			way.fail(func(call string) error {
				if call == "Create" {
					once.Do(func() { found.Done(); found.Wait() })
				}
				return nil
			})
			opened.Go(func() {
				service, err := openOn(t.Context(), way, Options{Clock: testClock})
				if err != nil {
					t.Error(err)
					return
				}
				if got := service.programs.active.Load().revision; got != 1 {
					t.Errorf("revision %d is scored by", got)
				}
				if err := service.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		opened.Wait()
		page, err := shared.List(t.Context(), 0, 10)
		if err != nil || len(page) != 1 {
			t.Errorf("%d revisions, %v", len(page), err)
		}
		events, err := shared.AuditEvents(t.Context(), 0, 10, "")
		if err != nil || len(events) != 2 {
			t.Errorf("%d events, %v", len(events), err)
		}
	}
}

// Servers of two versions on one store each offer their default once, whoever starts and however often.
func TestServersOfTwoVersionsDoNotTakeTurns(t *testing.T) {
	t.Parallel()
	shared := newSharedStore(t)
	create := func(rules *lexfitv1.Rulebook) {
		t.Helper()
		if _, err := shared.Create(t.Context(), revisionOf(rules), store.Create{Activate: true, Default: true}); err != nil {
			t.Fatal(err)
		}
	}
	start := func(way *memberStore) (int32, string) {
		t.Helper()
		lines := &logLines{}
		service, err := openOn(t.Context(), way, Options{Clock: testClock, Logger: lines.logger()})
		if err != nil {
			t.Fatal(err)
		}
		defer service.Close() //nolint:errcheck // the store is another's
		return service.programs.active.Load().revision, lines.String()
	}
	create(earlierDefault(t))
	// A later version starts at the same moment, and is a little quicker.
	later := harsher()
	way := shared.member()
	var once sync.Once
	way.fail(func(call string) error {
		if call == "Create" {
			once.Do(func() { create(later) })
		}
		return nil
	})
	if active, log := start(way); active != 2 || strings.Contains(log, "level=ERROR") {
		t.Errorf("revision %d is active:\n%s", active, log)
	}
	for range 3 { // today's version and tomorrow's start in turns; tomorrow's looks at the note, finds its own and does nothing
		active, log := start(shared.member())
		if active != 2 || strings.Contains(log, "another default") {
			t.Errorf("revision %d is active:\n%s", active, log)
		}
		if offered, err := shared.OfferedDefault(t.Context()); err != nil || offered != matcher.Digest(later) {
			t.Errorf("offered %s, %v", offered, err)
		}
	}
	// The other way about: today's version is the later one, and finds what an earlier one has just made.
	shared = newSharedStore(t)
	way = shared.member()
	var second sync.Once
	way.fail(func(call string) error {
		if call == "Create" {
			second.Do(func() { create(earlierDefault(t)) })
		}
		return nil
	})
	if active, log := start(way); active != 2 || !strings.Contains(log, "took the new default rulebook") {
		t.Errorf("revision %d is active:\n%s", active, log)
	}
	if page, err := shared.List(t.Context(), 0, 10); err != nil || len(page) != 2 {
		t.Errorf("%d revisions, %v", len(page), err)
	}
}

// A following that ends is begun anew, and what failed for a moment is tried again without news.
func TestWhatFailsForAMomentIsTriedAgain(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 2)
	a, b := o.servers[0], o.servers[1]
	var failed atomic.Bool
	o.ways[1].fail(func(call string) error {
		if call == "AuditEvents" && failed.CompareAndSwap(false, true) {
			return &store.Error{Kind: store.ErrUnavailable, Sentence: "a moment without a leader"}
		}
		return nil
	})
	eventually(t, "the other hears", failed.Load) // of nothing: what a change of the way sets off
	a.create(t, harsher(), true, "")
	b.follows(t, 2)

	o.ways[1].deafen(true) // nothing is heard after the one that fails
	a.create(t, changed("again"), true, "")
	failed.Store(false)
	o.ways[1].wake()
	b.follows(t, 3)
	if !failed.Load() {
		t.Error("nothing failed")
	}

	o.ways[1].set(func() { o.ways[1].halt = errors.New("the key may not be read any more") })
	eventually(t, "the store is said to be lost", func() bool { return !b.service.standing().Reached })
	a.create(t, changed("unheard"), true, "")
	o.ways[1].set(func() { o.ways[1].halt = nil })
	b.follows(t, 4)
	if !strings.Contains(b.log.String(), "the store is no longer followed") || !b.service.standing().Reached {
		t.Errorf("reached %v:\n%s", b.service.standing(), b.log)
	}
}

// BenchmarkCommitToScoring measures from the acknowledged write on one server until another scores by it.
func BenchmarkCommitToScoring(b *testing.B) {
	for _, orders := range []int{0, 100, 1000} {
		b.Run(fmt.Sprint("orders=", orders), func(b *testing.B) { benchmarkFollowing(b, orders) })
	}
}

func benchmarkFollowing(b *testing.B, orders int) {
	b.Helper()
	shared := newSharedStore(b)
	writer, err := openOn(b.Context(), shared.member(), Options{})
	if err != nil {
		b.Fatal(err)
	}
	for i := range orders {
		order := acme(int32(i%50 + 1))
		order.Name = fmt.Sprint("jobOrders/n", i)
		if _, err := shared.CreateJobOrder(b.Context(), order, store.JobOrderWrite{Time: testClock()}); err != nil {
			b.Fatal(err)
		}
	}
	reader, err := openOn(b.Context(), shared.member(), Options{})
	if err != nil {
		b.Fatal(err)
	}
	api := &rulebookService{Service: writer}
	var waits []time.Duration
	for i := 0; b.Loop(); i++ {
		reply, err := api.CreateRulebookRevision(context.Background(), &lexfitv1.CreateRulebookRevisionRequest{Rulebook: changed(rulebookTitle(i)), Author: "Ada", Activate: true})
		if err != nil {
			b.Fatal(err)
		}
		committed := time.Now()
		for reader.programs.active.Load().revision != reply.GetRevision().GetRevision() {
			time.Sleep(50 * time.Microsecond)
		}
		waits = append(waits, time.Since(committed))
	}
	slices.Sort(waits)
	b.ReportMetric(float64(waits[len(waits)/2].Microseconds())/1000, "ms-to-scoring-p50")
	b.ReportMetric(float64(waits[len(waits)*99/100].Microseconds())/1000, "ms-to-scoring-p99")
	for _, service := range []*Service{reader, writer} {
		if err := service.Close(); err != nil {
			b.Error(err)
		}
	}
}
