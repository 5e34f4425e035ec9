package server

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/profilegen"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
	"github.com/lexfit/lexfit/server/store/boltstore"
)

// orderStore can be told to fail after a job order was written, and when one is read.
type orderStore struct {
	store.Store
	written, read error
	listed        int // how often job orders were listed
}

// UpdateJobOrder is store.Store's.
func (o *orderStore) UpdateJobOrder(ctx context.Context, order *lexfitv1.JobOrder, how store.JobOrderWrite) (*lexfitv1.JobOrder, error) {
	order, err := o.Store.UpdateJobOrder(ctx, order, how)
	if err == nil && o.written != nil {
		return nil, o.written
	}
	return order, err
}

// JobOrder is store.Store's.
func (o *orderStore) JobOrder(ctx context.Context, name string, revision int32) (*lexfitv1.JobOrder, error) {
	if o.read != nil {
		return nil, o.read
	}
	return o.Store.JobOrder(ctx, name, revision)
}

// JobOrders is store.Store's.
func (o *orderStore) JobOrders(ctx context.Context, after string, limit int) ([]*lexfitv1.JobOrder, error) {
	o.listed++
	return o.Store.JobOrders(ctx, after, limit)
}

func newOrderStore(t *testing.T) *orderStore {
	t.Helper()
	database, err := boltstore.Open(filepath.Join(t.TempDir(), "lexfit.db"), boltstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return &orderStore{Store: database}
}

// wantServed fails unless what is served is what the store holds, compiled anew: these job orders, with these revisions.
func (r *rig) wantServed(t *testing.T, want map[string]int32) {
	t.Helper()
	active := r.service.programs.active.Load()
	fresh, err := (openOrders{r.service}).withSoundOrders(t.Context(), &pinned{revision: active.revision, program: active.program})
	if err != nil {
		t.Fatal(err)
	}
	for name, revision := range want {
		request := &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical(), Options: &lexfitv1.ScoreOptions{Targets: []string{name}, AsOf: today}}
		got, err := r.match.ScoreCandidate(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		if n := got.GetFits()[0].GetJobOrderRevision(); n != revision {
			t.Errorf("%s is scored by revision %d, want %d", name, n, revision)
		}
		scored, err := (&scorer{service: r.service, work: r.service.work(t.Context()), program: fresh.orders, revision: active.revision, options: matcher.Options{AsOf: today, Targets: []string{name}}}).score(request.GetProfile())
		if err != nil {
			t.Fatal(err)
		}
		equal(t, name, got, scored)
		if err := active.orders.CheckTargets([]string{name}); err != nil {
			t.Errorf("not ready: %v", err)
		}
	}
	for _, name := range []string{"jobOrders/a", "jobOrders/b", "jobOrders/c", "jobOrders/d"} {
		if _, open := want[name]; !open && active.orders.CheckTargets([]string{name}) == nil {
			t.Errorf("%s is still ready", name)
		}
	}
}

// TestWritesOfJobOrders goes through writes that succeed and that fail: after each, what is served is what is stored.
func TestWritesOfJobOrders(t *testing.T) {
	t.Parallel()
	on := newOrderStore(t)
	r := newRigOn(t, on)
	client := r.orders()
	create := func(id string, by int32) error {
		_, err := client.CreateJobOrder(t.Context(), &lexfitv1.CreateJobOrderRequest{JobOrderId: id, JobOrder: acme(by)})
		return err
	}
	update := func(id, etag string, by int32) error {
		order := acme(by)
		order.Name, order.Etag = orderPrefix+id, etag
		_, err := client.UpdateJobOrder(t.Context(), &lexfitv1.UpdateJobOrderRequest{JobOrder: order})
		return err
	}
	remove := func(id string) error {
		_, err := client.DeleteJobOrder(t.Context(), &lexfitv1.DeleteJobOrderRequest{Name: orderPrefix + id})
		return err
	}
	for _, step := range []struct {
		name   string
		write  func() error
		code   codes.Code
		reason string
		open   map[string]int32
	}{
		{"the first", func() error { return create("c", 10) }, codes.OK, "", map[string]int32{"c": 1}},
		{"one before it", func() error { return create("a", 20) }, codes.OK, "", map[string]int32{"a": 1, "c": 1}},
		{"between them", func() error { return create("b", 30) }, codes.OK, "", map[string]int32{"a": 1, "b": 1, "c": 1}},
		{"another revision", func() error { return update("b", "", 40) }, codes.OK, "", map[string]int32{"a": 1, "b": 2, "c": 1}},
		{"gone", func() error { return remove("a") }, codes.OK, "", map[string]int32{"b": 2, "c": 1}},
		{"gone already", func() error { return remove("a") }, codes.NotFound, "JOB_ORDER_NOT_FOUND", map[string]int32{"b": 2, "c": 1}},
		{"there already", func() error { return create("b", 1) }, codes.AlreadyExists, "JOB_ORDER_EXISTS", map[string]int32{"b": 2, "c": 1}},
		{"stale", func() error { return update("b", "stale", 1) }, codes.Aborted, "ETAG_STALE", map[string]int32{"b": 2, "c": 1}},
		{"impossible", func() error { return update("b", "", 950) }, codes.InvalidArgument, "JOB_ORDER_INVALID", map[string]int32{"b": 2, "c": 1}},
		{"again", func() error { return create("a", 50) }, codes.OK, "", map[string]int32{"a": 3, "b": 2, "c": 1}},
		{"written, and failed", func() error {
			on.written = errBroken
			defer func() { on.written = nil }()
			return update("c", "", 60)
		}, codes.Internal, "INTERNAL", map[string]int32{"a": 3, "b": 2, "c": 2}},
		{"another rulebook", func() error { r.create(t, harsher(), true, ""); return nil }, codes.OK, "", map[string]int32{"a": 3, "b": 2, "c": 2}},
		{"by the other rulebook", func() error { return update("a", "", 70) }, codes.OK, "", map[string]int32{"a": 4, "b": 2, "c": 2}},
	} {
		on.listed = 0
		err := step.write()
		if whole := step.name == "another rulebook"; (on.listed > 0) != whole {
			t.Errorf("%s: the job orders were listed %d times", step.name, on.listed)
		}
		switch {
		case step.code != codes.OK:
			wantError(t, err, step.code, step.reason)
		case err != nil:
			t.Fatal(step.name, err)
		}
		open := map[string]int32{}
		for id, revision := range step.open {
			open[orderPrefix+id] = revision
		}
		t.Log(step.name)
		r.wantServed(t, open)
	}

	// What cannot be read after it was written says so when it is asked for; the others are served.
	on.read = fmt.Errorf("job order jobOrders/d: %w", store.ErrCorrupt)
	if err := create("d", 80); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"jobOrders/a", "jobOrders/b", "jobOrders/c"} {
		if _, err := r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical(), Options: &lexfitv1.ScoreOptions{Targets: []string{name}}}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical(), Options: &lexfitv1.ScoreOptions{Targets: []string{"jobOrders/d"}}})
	wantError(t, err, codes.DataLoss, "STORE_DAMAGED")
	if !strings.Contains(r.log.String(), "a job order cannot be read") {
		t.Error("the log does not say so")
	}
	on.read = nil
	if err := update("d", "", 90); err != nil {
		t.Fatal(err)
	}
	r.wantServed(t, map[string]int32{"jobOrders/a": 4, "jobOrders/b": 2, "jobOrders/c": 2, "jobOrders/d": 2})
}

// TestBrokenJobOrderIsLeftOut starts a server on a job order that does not compile: the others are ready, and it says why when
// it is asked for, alone and beside others.
func TestBrokenJobOrderIsLeftOut(t *testing.T) {
	t.Parallel()
	on := newOrderStore(t)
	for _, order := range []*lexfitv1.JobOrder{acme(10), acme(950), acme(20)} { // as one of an older version may be
		order.Name = fmt.Sprintf("jobOrders/by-%d", order.GetChanges()[0].GetRaise())
		if _, err := on.CreateJobOrder(t.Context(), order, store.JobOrderWrite{Time: testClock()}); err != nil {
			t.Fatal(err)
		}
	}
	r := newRigOn(t, on)
	score := func(targets ...string) error {
		_, err := r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical(), Options: &lexfitv1.ScoreOptions{Targets: targets}})
		return err
	}
	if err := score("jobOrders/by-10", "jobOrders/by-20"); err != nil {
		t.Error(err)
	}
	if ready := r.service.programs.active.Load().orders; ready == nil || ready.CheckTargets([]string{"jobOrders/by-10", "jobOrders/by-20"}) != nil {
		t.Error("the sound ones are not ready")
	}
	const why = "a job order does not compile against rulebook revision 1: jobOrders/by-950: changes[0].raise: "
	for _, targets := range [][]string{{"jobOrders/by-950"}, {"jobOrders/by-10", "jobOrders/by-950"}} {
		if told := wantError(t, score(targets...), codes.FailedPrecondition, "JOB_ORDER_BROKEN"); !strings.HasPrefix(told.message, why) {
			t.Errorf("it says %q, want %q…", told.message, why)
		}
	}
	if !strings.Contains(r.log.String(), `msg="a job order does not compile" job_order=jobOrders/by-950`) {
		t.Errorf("the log does not name it:\n%s", r.log)
	}
}
