package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
)

func empty(t *testing.T, s store.Store) {
	if _, err := s.Active(t.Context()); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Active of a new store: %v, want ErrNotFound", err)
	}
	if _, err := s.Get(t.Context(), 1); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Get of a new store: %v, want ErrNotFound", err)
	}
	if got := history(t, s); len(got) > 0 {
		t.Errorf("a new store lists %v", got)
	}
}

func createAndGet(t *testing.T, s store.Store) {
	for n, title := range []string{"first", "second", "third"} {
		revision := int32(n) + 1
		got := create(t, s, title, store.Create{Activate: true})
		want := Draft(title)
		want.Name, want.Revision, want.Parent, want.Active = fmt.Sprintf("rulebookRevisions/%d", revision), revision, revision-1, true
		want.Etag = got.GetEtag()
		equal(t, "Get", get(t, s, revision), want)
		equal(t, "Active", active(t, s), want)
		want.Rulebook = nil
		equal(t, "Create", got, want)
	}
}

func largeDocument(t *testing.T, s store.Store) {
	draft := Draft("large")
	for i := range 5000 {
		draft.Rulebook.Skills = append(draft.Rulebook.Skills, &lexfitv1.SkillDefinition{
			Id: fmt.Sprintf("skill-%d", i), Title: strings.Repeat("long ", 40), Group: "Everything",
		})
	}
	if _, err := s.Create(t.Context(), draft, store.Create{}); err != nil {
		t.Fatal(err)
	}
	if !proto.Equal(get(t, s, 1).GetRulebook(), draft.GetRulebook()) {
		t.Error("the document came back changed")
	}
}

func ownership(t *testing.T, s store.Store) {
	draft := Draft("kept")
	before := proto.CloneOf(draft)
	written, err := s.Create(t.Context(), draft, store.Create{Activate: true})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "the draft after Create", draft, before)
	want := get(t, s, 1)

	draft.Rulebook.Title, draft.Author, draft.CreateTime.Nanos = "changed", "changed", 0
	written.Author, written.Message, written.CreateTime.Nanos = "changed", "changed", 0
	taken := get(t, s, 1)
	taken.Rulebook.Title, taken.Author, taken.CreateTime.Nanos = "changed", "changed", 0
	equal(t, "Get after everything handed in and out was changed", get(t, s, 1), want)
}

func inactive(t *testing.T, s store.Store) {
	if r := create(t, s, "first", store.Create{}); r.GetActive() || r.GetParent() != 0 {
		t.Errorf("created without activating: active %t, parent %d", r.GetActive(), r.GetParent())
	}
	if _, err := s.Active(t.Context()); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Active: %v, want ErrNotFound", err)
	}
	if r := activate(t, s, 1); !r.GetActive() || r.GetRevision() != 1 || r.GetRulebook() != nil {
		t.Errorf("Activate returned %v", r)
	}
	create(t, s, "second", store.Create{})
	if got := active(t, s).GetRevision(); got != 1 {
		t.Errorf("active is %d, want 1", got)
	}
	if get(t, s, 2).GetActive() || !get(t, s, 1).GetActive() {
		t.Error("Get does not say which is active")
	}
}

func createActive(t *testing.T, s store.Store) {
	create(t, s, "first", store.Create{Activate: true})
	if r := create(t, s, "second", store.Create{Activate: true}); !r.GetActive() {
		t.Error("Create does not say that it activated")
	}
	if got := active(t, s); got.GetRevision() != 2 || got.GetRulebook().GetTitle() != "second" {
		t.Errorf("active is %d, %q", got.GetRevision(), got.GetRulebook().GetTitle())
	}
	if get(t, s, 1).GetActive() {
		t.Error("two revisions are active")
	}
}

func rollback(t *testing.T, s store.Store) {
	create(t, s, "first", store.Create{Activate: true})
	create(t, s, "second", store.Create{Activate: true})
	first := get(t, s, 1)
	activate(t, s, 1)
	got := active(t, s)
	if got.GetRevision() != 1 || got.GetRulebook().GetTitle() != "first" {
		t.Errorf("active is %d, %q", got.GetRevision(), got.GetRulebook().GetTitle())
	}
	first.Active, first.Etag = got.GetActive(), got.GetEtag()
	equal(t, "a revision changed by activating it", got, first)
	if got := history(t, s); !slices.Equal(got, []int32{2, 1}) {
		t.Errorf("history after a rollback: %v", got)
	}
}

func parents(t *testing.T, s store.Store) {
	create(t, s, "first", store.Create{Activate: true})
	create(t, s, "second", store.Create{Activate: true})
	create(t, s, "third", store.Create{})
	activate(t, s, 1)
	create(t, s, "fourth", store.Create{Activate: true})
	for revision, parent := range map[int32]int32{1: 0, 2: 1, 3: 2, 4: 1} {
		if got := get(t, s, revision).GetParent(); got != parent {
			t.Errorf("parent of %d is %d, want %d", revision, got, parent)
		}
	}
}

func equalDocuments(t *testing.T, s store.Store) {
	create(t, s, "same", store.Create{Activate: true})
	again := Draft("same")
	again.Message = "once more"
	r, err := s.Create(t.Context(), again, store.Create{})
	if err != nil {
		t.Fatal(err)
	}
	if r.GetRevision() != 2 || r.GetDigest() != get(t, s, 1).GetDigest() {
		t.Errorf("revision %d, digest %s", r.GetRevision(), r.GetDigest())
	}
	if got := get(t, s, 2).GetMessage(); got != "once more" {
		t.Errorf("message %q", got)
	}
	if got := get(t, s, 1).GetMessage(); got != "Because of same" {
		t.Errorf("message of the first became %q", got)
	}
}

func unknown(t *testing.T, s store.Store) {
	create(t, s, "first", store.Create{Activate: true})
	for _, revision := range []int32{0, -1, 2, 1 << 30, -1 << 31} {
		if _, err := s.Get(t.Context(), revision); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("Get(%d): %v, want ErrNotFound", revision, err)
		}
		if _, err := s.Activate(t.Context(), revision, store.Activation{}); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("Activate(%d): %v, want ErrNotFound", revision, err)
		}
	}
}

func list(t *testing.T, s store.Store) {
	for i := range 7 {
		create(t, s, fmt.Sprint("number ", i), store.Create{Activate: i == 2})
	}
	tests := []struct {
		before int32
		limit  int
		want   []int32
	}{
		{0, 100, []int32{7, 6, 5, 4, 3, 2, 1}},
		{0, 7, []int32{7, 6, 5, 4, 3, 2, 1}},
		{0, 3, []int32{7, 6, 5}},
		{5, 3, []int32{4, 3, 2}},
		{2, 3, []int32{1}},
		{1, 3, nil},
		{8, 2, []int32{7, 6}},
		{1000, 2, []int32{7, 6}},
		{0, 0, nil},
	}
	for _, tt := range tests {
		page, err := s.List(t.Context(), tt.before, tt.limit)
		if err != nil {
			t.Fatal(err)
		}
		var got []int32
		for _, r := range page {
			got = append(got, r.GetRevision())
			want := get(t, s, r.GetRevision())
			want.Rulebook = nil
			equal(t, "an entry of the list", r, want)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("List(%d, %d) = %v, want %v", tt.before, tt.limit, got, tt.want)
		}
	}
}

func endedContext(t *testing.T, s store.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Create(ctx, Draft("late"), store.Create{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Create: %v, want Canceled", err)
	}
	if _, err := s.Active(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Active: %v, want Canceled", err)
	}
	if _, err := s.CreateJobOrder(ctx, order("a", "late"), store.JobOrderWrite{}); !errors.Is(err, context.Canceled) {
		t.Errorf("CreateJobOrder: %v, want Canceled", err)
	}
	if _, err := s.AuditEvents(ctx, 0, 1, ""); !errors.Is(err, context.Canceled) {
		t.Errorf("AuditEvents: %v, want Canceled", err)
	}
	if got := history(t, s); len(got) > 0 {
		t.Errorf("written all the same: %v", got)
	}
	if events, err := s.AuditEvents(t.Context(), 0, 1, ""); err != nil || len(events) > 0 {
		t.Errorf("an event of what was not done: %v, %v", events, err)
	}
}

func closed(t *testing.T, s store.Store) {
	create(t, s, "first", store.Create{Activate: true})
	for range 2 {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
	_, getErr := s.Get(t.Context(), 1)
	_, activeErr := s.Active(t.Context())
	_, listErr := s.List(t.Context(), 0, 1)
	_, createErr := s.Create(t.Context(), Draft("late"), store.Create{})
	_, activateErr := s.Activate(t.Context(), 1, store.Activation{})
	_, orderErr := s.JobOrder(t.Context(), "jobOrders/a", 0)
	_, ordersErr := s.JobOrders(t.Context(), "", 1)
	_, createOrderErr := s.CreateJobOrder(t.Context(), order("a", "late"), store.JobOrderWrite{})
	_, updateOrderErr := s.UpdateJobOrder(t.Context(), order("a", "late"), store.JobOrderWrite{})
	deleteOrderErr := s.DeleteJobOrder(t.Context(), "jobOrders/a", store.JobOrderWrite{})
	_, eventsErr := s.AuditEvents(t.Context(), 0, 1, "")
	for _, err := range []error{
		getErr, activeErr, listErr, createErr, activateErr,
		orderErr, ordersErr, createOrderErr, updateOrderErr, deleteOrderErr, eventsErr,
	} {
		if !errors.Is(err, store.ErrClosed) {
			t.Errorf("after Close: %v, want ErrClosed", err)
		}
	}
}
