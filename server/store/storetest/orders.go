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

func createOrder(each *testing.T, kept store.Store, name, title string) *lexfitv1.JobOrder {
	each.Helper()
	jobOrder, err := kept.CreateJobOrder(each.Context(), order(name, title), store.JobOrderWrite{Author: "Ada", Message: "new", Time: when})
	if err != nil {
		each.Fatalf("create %s: %v", name, err)
	}
	return jobOrder
}

func jobOrders(each *testing.T, kept store.Store) {
	made := createOrder(each, kept, "b", "first")
	if made.GetRevision() != 1 || made.GetEtag() == "" || made.GetAuthor() != "Ada" || made.GetDeleted() ||
		!made.GetCreateTime().AsTime().Equal(when) || !made.GetUpdateTime().AsTime().Equal(when) {
		each.Errorf("created: %v", made)
	}
	if _, err := kept.CreateJobOrder(each.Context(), order("b", "again"), store.JobOrderWrite{}); !errors.Is(err, store.ErrExists) {
		each.Errorf("a second one of that name: %v", err)
	}
	createOrder(each, kept, "b-side", "neighbour") // its name begins as the other's
	changed, err := kept.UpdateJobOrder(each.Context(), order("b", "second"), store.JobOrderWrite{Etag: made.GetEtag(), Author: "Bo", Time: when.AddDate(0, 0, 1)})
	if err != nil {
		each.Fatal(err)
	}
	if changed.GetRevision() != 2 || changed.GetEtag() == made.GetEtag() || !changed.GetCreateTime().AsTime().Equal(when) || changed.GetAuthor() != "Bo" {
		each.Errorf("updated: %v", changed)
	}
	var conflict *store.ConflictError
	if _, err := kept.UpdateJobOrder(each.Context(), order("b", "late"), store.JobOrderWrite{Etag: made.GetEtag()}); !errors.As(err, &conflict) || conflict.Etag != changed.GetEtag() {
		each.Errorf("a stale etag: %v", err)
	}
	if err := kept.DeleteJobOrder(each.Context(), "jobOrders/b", store.JobOrderWrite{Etag: made.GetEtag()}); !errors.As(err, &conflict) {
		each.Errorf("deleting by a stale etag: %v", err)
	}
	for revision, title := range map[int32]string{0: "second", 1: "first", 2: "second"} {
		if order, err := kept.JobOrder(each.Context(), "jobOrders/b", revision); err != nil || order.GetTitle() != title {
			each.Errorf("revision %d: %v, %v", revision, order, err)
		}
	}
	if order, err := kept.JobOrder(each.Context(), "jobOrders/b", 0); err != nil || !proto.Equal(order, changed) {
		each.Errorf("read %v, written %v, %v", order, changed, err)
	}
	for _, missing := range []struct {
		name     string
		revision int32
	}{{"jobOrders/b", 3}, {"jobOrders/b", -1}, {"jobOrders/a", 0}, {"jobOrders/", 0}, {"", 1}} {
		if _, err := kept.JobOrder(each.Context(), missing.name, missing.revision); !errors.Is(err, store.ErrNoJobOrder) {
			each.Errorf("%v: %v", missing, err)
		}
	}
}

func deletedJobOrders(each *testing.T, kept store.Store) {
	createOrder(each, kept, "a", "first")
	if err := kept.DeleteJobOrder(each.Context(), "jobOrders/a", store.JobOrderWrite{Author: "Bo", Time: when}); err != nil {
		each.Fatal(err)
	}
	if _, err := kept.JobOrder(each.Context(), "jobOrders/a", 0); !errors.Is(err, store.ErrNoJobOrder) {
		each.Errorf("a deleted one is current: %v", err)
	}
	if order, err := kept.JobOrder(each.Context(), "jobOrders/a", 1); err != nil || order.GetTitle() != "first" || !order.GetDeleted() {
		each.Errorf("its revision: %v, %v", order, err)
	}
	if err := kept.DeleteJobOrder(each.Context(), "jobOrders/a", store.JobOrderWrite{}); !errors.Is(err, store.ErrNoJobOrder) {
		each.Errorf("deleting it twice: %v", err)
	}
	if _, err := kept.UpdateJobOrder(each.Context(), order("a", "late"), store.JobOrderWrite{}); !errors.Is(err, store.ErrNoJobOrder) {
		each.Errorf("updating it: %v", err)
	}
	again := createOrder(each, kept, "a", "again")
	if again.GetRevision() != 3 || again.GetDeleted() {
		each.Errorf("created again: %v", again)
	}
	if order, err := kept.JobOrder(each.Context(), "jobOrders/a", 2); !errors.Is(err, store.ErrNoJobOrder) {
		each.Errorf("the deletion is a job order: %v, %v", order, err)
	}
	gone := order("b", "said to be deleted")
	gone.Deleted = true
	if order, err := kept.CreateJobOrder(each.Context(), gone, store.JobOrderWrite{}); err != nil || order.GetDeleted() {
		each.Errorf("a caller deletes by creating: %v, %v", order, err)
	}
	if _, err := kept.JobOrder(each.Context(), "jobOrders/b", 0); err != nil {
		each.Errorf("what was created is not there: %v", err)
	}
}

func pagesOfJobOrders(each *testing.T, kept store.Store) {
	for _, name := range []string{"c", "a", "a-b", "d", "b"} {
		createOrder(each, kept, name, name)
	}
	if err := kept.DeleteJobOrder(each.Context(), "jobOrders/c", store.JobOrderWrite{}); err != nil {
		each.Fatal(err)
	}
	var names []string
	for after := ""; ; {
		page, err := kept.JobOrders(each.Context(), after, 2)
		if err != nil {
			each.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for _, order := range page {
			names = append(names, order.GetName())
		}
		after = page[len(page)-1].GetName()
	}
	if want := []string{"jobOrders/a", "jobOrders/a-b", "jobOrders/b", "jobOrders/d"}; !slices.Equal(names, want) {
		each.Errorf("listed %v, want %v", names, want)
	}
}

// auditEvents: every write leaves an event, none that was refused does, and they say who, when, what, from where and why.
func auditEvents(each *testing.T, kept store.Store) {
	first := create(each, kept, "first", store.Create{Activate: true})
	create(each, kept, "second", store.Create{})
	if _, err := kept.Activate(each.Context(), 2, store.Activation{Etag: "stale"}); err == nil {
		each.Fatal("a stale etag was taken")
	}
	if _, err := kept.Activate(each.Context(), 2, store.Activation{Author: "Bo", Message: "as agreed", Time: when}); err != nil {
		each.Fatal(err)
	}
	createOrder(each, kept, "a", "order")
	if err := kept.DeleteJobOrder(each.Context(), "jobOrders/a", store.JobOrderWrite{Author: "Cy", Message: "filled", Time: when, EngineVersion: 7}); err != nil {
		each.Fatal(err)
	}
	events, err := kept.AuditEvents(each.Context(), 0, 100, "")
	if err != nil {
		each.Fatal(err)
	}
	var got []string
	for i, event := range events {
		if int(event.GetSequence()) != len(events)-i {
			each.Errorf("event %d has the number %d", i, event.GetSequence())
		}
		got = append(got, fmt.Sprintf("%s %s %s %q %d→%d %v", event.GetAction().String()[len("AUDIT_ACTION_"):], event.GetResource(), event.GetAuthor(), event.GetMessage(), event.GetFromRevision(), event.GetToRevision(), event.GetDigest() != ""))
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
		each.Errorf("events:\n%q\nwant:\n%q", got, want)
	}
	if events[0].GetEngineVersion() != 7 || events[2].GetEngineVersion() != 1 {
		each.Errorf("engine versions are lost: %v", events)
	}
	if events[len(events)-1].GetDigest() != first.GetDigest() || !events[2].GetTime().AsTime().Equal(when) {
		each.Errorf("digest or time is lost: %v", events)
	}
	for resource, count := range map[string]int{"jobOrders": 2, "jobOrders/a": 2, "rulebookRevisions/2": 2, "rulebookRevisions": 4, "job": 0} {
		if events, err := kept.AuditEvents(each.Context(), 0, 100, resource); err != nil || len(events) != count {
			each.Errorf("%s: %d events, want %d (%v)", resource, len(events), count, err)
		}
	}
	if page, err := kept.AuditEvents(each.Context(), 3, 1, ""); err != nil || len(page) != 1 || page[0].GetSequence() != 2 {
		each.Errorf("the page below 3: %v, %v", page, err)
	}
}

// rounds is how often two writers race; LEXFIT_TEST_RACES raises it.
func rounds() int {
	if count, err := strconv.Atoi(os.Getenv("LEXFIT_TEST_RACES")); err == nil && count > 0 {
		return count
	}
	return 200
}

// races: of two writers that read one etag, exactly one wins, every time, and the other gets the current etag.
func races(each *testing.T, kept store.Store) {
	revision := create(each, kept, "first", store.Create{Activate: true})
	jobOrder := createOrder(each, kept, "a", "first")
	for round := range rounds() {
		errs := make([]error, 4)
		won := racing(each, 2, func(i int) error {
			_, errs[i] = kept.Create(each.Context(), Draft(fmt.Sprint(round, i)), store.Create{Etag: revision.GetEtag(), Activate: true})
			return errs[i]
		})
		wonOrder := racing(each, 2, func(i int) error {
			_, errs[2+i] = kept.UpdateJobOrder(each.Context(), order("a", fmt.Sprint(round, i)), store.JobOrderWrite{Etag: jobOrder.GetEtag()})
			return errs[2+i]
		})
		if won != 1 || wonOrder != 1 {
			each.Fatalf("round %d: %d and %d writers won", round, won, wonOrder)
		}
		revision = active(each, kept)
		var err error
		if jobOrder, err = kept.JobOrder(each.Context(), "jobOrders/a", 0); err != nil {
			each.Fatal(err)
		}
		for i, err := range errs {
			var conflict *store.ConflictError
			current := revision.GetEtag()
			if i >= 2 {
				current = jobOrder.GetEtag()
			}
			if err != nil && (!errors.As(err, &conflict) || conflict.Etag != current) {
				each.Fatalf("round %d: the loser got %v, the current etag is %q", round, err, current)
			}
		}
	}
}

// JobOrder returns a small job order of a name, with its digest.
func JobOrder(name, title string) *lexfitv1.JobOrder { return order(name, title) }
