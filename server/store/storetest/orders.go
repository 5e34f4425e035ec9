package storetest

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"

	"google.golang.org/protobuf/proto"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
)

func order(name, title string) *lexfitv1.JobOrder {
	return &lexfitv1.JobOrder{
		Name: "jobOrders/" + name, Title: title, Role: "roles/one", Digest: Draft(title).GetDigest(),
		Changes: []*lexfitv1.CriterionChange{{CriterionId: "a", Change: &lexfitv1.CriterionChange_Raise{Raise: 5}}},
	}
}

func createOrder(t *testing.T, s store.Store, name, title string) *lexfitv1.JobOrder {
	t.Helper()
	o, err := s.CreateJobOrder(t.Context(), order(name, title), store.JobOrderWrite{Author: "Ada", Message: "new", Time: when})
	if err != nil {
		t.Fatalf("create %s: %v", name, err)
	}
	return o
}

func jobOrders(t *testing.T, s store.Store) {
	made := createOrder(t, s, "b", "first")
	if made.GetRevision() != 1 || made.GetEtag() == "" || made.GetAuthor() != "Ada" || made.GetDeleted() ||
		!made.GetCreateTime().AsTime().Equal(when) || !made.GetUpdateTime().AsTime().Equal(when) {
		t.Errorf("created: %v", made)
	}
	if _, err := s.CreateJobOrder(t.Context(), order("b", "again"), store.JobOrderWrite{}); !errors.Is(err, store.ErrExists) {
		t.Errorf("a second one of that name: %v", err)
	}
	createOrder(t, s, "b-side", "neighbour") // its name begins as the other's
	changed, err := s.UpdateJobOrder(t.Context(), order("b", "second"), store.JobOrderWrite{Etag: made.GetEtag(), Author: "Bo", Time: when.AddDate(0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	if changed.GetRevision() != 2 || changed.GetEtag() == made.GetEtag() || !changed.GetCreateTime().AsTime().Equal(when) || changed.GetAuthor() != "Bo" {
		t.Errorf("updated: %v", changed)
	}
	var conflict *store.ConflictError
	if _, err := s.UpdateJobOrder(t.Context(), order("b", "late"), store.JobOrderWrite{Etag: made.GetEtag()}); !errors.As(err, &conflict) || conflict.Etag != changed.GetEtag() {
		t.Errorf("a stale etag: %v", err)
	}
	if err := s.DeleteJobOrder(t.Context(), "jobOrders/b", store.JobOrderWrite{Etag: made.GetEtag()}); !errors.As(err, &conflict) {
		t.Errorf("deleting by a stale etag: %v", err)
	}
	for revision, title := range map[int32]string{0: "second", 1: "first", 2: "second"} {
		if o, err := s.JobOrder(t.Context(), "jobOrders/b", revision); err != nil || o.GetTitle() != title {
			t.Errorf("revision %d: %v, %v", revision, o, err)
		}
	}
	if o, err := s.JobOrder(t.Context(), "jobOrders/b", 0); err != nil || !proto.Equal(o, changed) {
		t.Errorf("read %v, written %v, %v", o, changed, err)
	}
	for _, missing := range []struct {
		name     string
		revision int32
	}{{"jobOrders/b", 3}, {"jobOrders/b", -1}, {"jobOrders/a", 0}, {"jobOrders/", 0}, {"", 1}} {
		if _, err := s.JobOrder(t.Context(), missing.name, missing.revision); !errors.Is(err, store.ErrNoJobOrder) {
			t.Errorf("%v: %v", missing, err)
		}
	}
}

func deletedJobOrders(t *testing.T, s store.Store) {
	createOrder(t, s, "a", "first")
	if err := s.DeleteJobOrder(t.Context(), "jobOrders/a", store.JobOrderWrite{Author: "Bo", Time: when}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.JobOrder(t.Context(), "jobOrders/a", 0); !errors.Is(err, store.ErrNoJobOrder) {
		t.Errorf("a deleted one is current: %v", err)
	}
	if o, err := s.JobOrder(t.Context(), "jobOrders/a", 1); err != nil || o.GetTitle() != "first" || !o.GetDeleted() {
		t.Errorf("its revision: %v, %v", o, err)
	}
	if err := s.DeleteJobOrder(t.Context(), "jobOrders/a", store.JobOrderWrite{}); !errors.Is(err, store.ErrNoJobOrder) {
		t.Errorf("deleting it twice: %v", err)
	}
	if _, err := s.UpdateJobOrder(t.Context(), order("a", "late"), store.JobOrderWrite{}); !errors.Is(err, store.ErrNoJobOrder) {
		t.Errorf("updating it: %v", err)
	}
	again := createOrder(t, s, "a", "again")
	if again.GetRevision() != 3 || again.GetDeleted() {
		t.Errorf("created again: %v", again)
	}
	if o, err := s.JobOrder(t.Context(), "jobOrders/a", 2); !errors.Is(err, store.ErrNoJobOrder) {
		t.Errorf("the deletion is a job order: %v, %v", o, err)
	}
	gone := order("b", "said to be deleted")
	gone.Deleted = true
	if o, err := s.CreateJobOrder(t.Context(), gone, store.JobOrderWrite{}); err != nil || o.GetDeleted() {
		t.Errorf("a caller deletes by creating: %v, %v", o, err)
	}
	if _, err := s.JobOrder(t.Context(), "jobOrders/b", 0); err != nil {
		t.Errorf("what was created is not there: %v", err)
	}
}

func pagesOfJobOrders(t *testing.T, s store.Store) {
	for _, name := range []string{"c", "a", "a-b", "d", "b"} {
		createOrder(t, s, name, name)
	}
	if err := s.DeleteJobOrder(t.Context(), "jobOrders/c", store.JobOrderWrite{}); err != nil {
		t.Fatal(err)
	}
	var names []string
	for after := ""; ; {
		page, err := s.JobOrders(t.Context(), after, 2)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for _, o := range page {
			names = append(names, o.GetName())
		}
		after = page[len(page)-1].GetName()
	}
	if want := []string{"jobOrders/a", "jobOrders/a-b", "jobOrders/b", "jobOrders/d"}; !slices.Equal(names, want) {
		t.Errorf("listed %v, want %v", names, want)
	}
}

// auditEvents: every write leaves an event, none that was refused does, and they say who, when, what, from where and why.
func auditEvents(t *testing.T, s store.Store) {
	first := create(t, s, "first", store.Create{Activate: true})
	create(t, s, "second", store.Create{})
	if _, err := s.Activate(t.Context(), 2, store.Activation{Etag: "stale"}); err == nil {
		t.Fatal("a stale etag was taken")
	}
	if _, err := s.Activate(t.Context(), 2, store.Activation{Author: "Bo", Message: "as agreed", Time: when}); err != nil {
		t.Fatal(err)
	}
	createOrder(t, s, "a", "order")
	if err := s.DeleteJobOrder(t.Context(), "jobOrders/a", store.JobOrderWrite{Author: "Cy", Message: "filled", Time: when, EngineVersion: 7}); err != nil {
		t.Fatal(err)
	}
	events, err := s.AuditEvents(t.Context(), 0, 100, "")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i, e := range events {
		if int(e.GetSequence()) != len(events)-i {
			t.Errorf("event %d has the number %d", i, e.GetSequence())
		}
		got = append(got, fmt.Sprintf("%s %s %s %q %d→%d %v", e.GetAction().String()[len("AUDIT_ACTION_"):], e.GetResource(), e.GetAuthor(), e.GetMessage(), e.GetFromRevision(), e.GetToRevision(), e.GetDigest() != ""))
	}
	want := []string{
		`DELETE_JOB_ORDER jobOrders/a Cy "filled" 1→2 false`,
		`CREATE_JOB_ORDER jobOrders/a Ada "new" 0→1 true`,
		`ACTIVATE_RULEBOOK_REVISION rulebookRevisions/2 Bo "as agreed" 1→2 true`,
		`CREATE_RULEBOOK_REVISION rulebookRevisions/2 Ada Example "Because of second" 1→2 true`,
		`ACTIVATE_RULEBOOK_REVISION rulebookRevisions/1 Ada Example "Because of first" 0→1 true`,
		`CREATE_RULEBOOK_REVISION rulebookRevisions/1 Ada Example "Because of first" 0→1 true`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("events:\n%q\nwant:\n%q", got, want)
	}
	if events[0].GetEngineVersion() != 7 || events[2].GetEngineVersion() != 1 {
		t.Errorf("engine versions are lost: %v", events)
	}
	if events[len(events)-1].GetDigest() != first.GetDigest() || !events[2].GetTime().AsTime().Equal(when) {
		t.Errorf("digest or time is lost: %v", events)
	}
	for resource, n := range map[string]int{"jobOrders": 2, "jobOrders/a": 2, "rulebookRevisions/2": 2, "rulebookRevisions": 4, "job": 0} {
		if events, err := s.AuditEvents(t.Context(), 0, 100, resource); err != nil || len(events) != n {
			t.Errorf("%s: %d events, want %d (%v)", resource, len(events), n, err)
		}
	}
	if page, err := s.AuditEvents(t.Context(), 3, 1, ""); err != nil || len(page) != 1 || page[0].GetSequence() != 2 {
		t.Errorf("the page below 3: %v, %v", page, err)
	}
}

// rounds is how often two writers race; LEXFIT_TEST_RACES raises it.
func rounds() int {
	if n, err := strconv.Atoi(os.Getenv("LEXFIT_TEST_RACES")); err == nil && n > 0 {
		return n
	}
	return 200
}

// races: of two writers that read one etag, exactly one wins, every time, and the other gets the current etag.
func races(t *testing.T, s store.Store) {
	revision := create(t, s, "first", store.Create{Activate: true})
	o := createOrder(t, s, "a", "first")
	for round := range rounds() {
		errs := make([]error, 4)
		won := racing(t, 2, func(i int) error {
			_, errs[i] = s.Create(t.Context(), Draft(fmt.Sprint(round, i)), store.Create{Etag: revision.GetEtag(), Activate: true})
			return errs[i]
		})
		wonOrder := racing(t, 2, func(i int) error {
			_, errs[2+i] = s.UpdateJobOrder(t.Context(), order("a", fmt.Sprint(round, i)), store.JobOrderWrite{Etag: o.GetEtag()})
			return errs[2+i]
		})
		if won != 1 || wonOrder != 1 {
			t.Fatalf("round %d: %d and %d writers won", round, won, wonOrder)
		}
		revision = active(t, s)
		var err error
		if o, err = s.JobOrder(t.Context(), "jobOrders/a", 0); err != nil {
			t.Fatal(err)
		}
		for i, err := range errs {
			var conflict *store.ConflictError
			current := revision.GetEtag()
			if i >= 2 {
				current = o.GetEtag()
			}
			if err != nil && (!errors.As(err, &conflict) || conflict.Etag != current) {
				t.Fatalf("round %d: the loser got %v, the current etag is %q", round, err, current)
			}
		}
	}
}
