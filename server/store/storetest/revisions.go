package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
)

func empty(each *testing.T, kept store.Store) {
	if _, err := kept.Active(each.Context()); !errors.Is(err, store.ErrNotFound) {
		each.Errorf("Active of a new store: %v, want ErrNotFound", err)
	}
	if _, err := kept.Get(each.Context(), 1); !errors.Is(err, store.ErrNotFound) {
		each.Errorf("Get of a new store: %v, want ErrNotFound", err)
	}
	if got := history(each, kept); len(got) > 0 {
		each.Errorf("a new store lists %v", got)
	}
}

func createAndGet(each *testing.T, kept store.Store) {
	for count, title := range []string{"first", "second", "third"} {
		revision := int32(count) + 1
		got := create(each, kept, title, store.Create{Activate: true})
		want := Draft(title)
		want.Name, want.Revision, want.Parent, want.Active = fmt.Sprintf("rulebookRevisions/%d", revision), revision, revision-1, true
		want.Etag = got.GetEtag()
		equal(each, "Get", get(each, kept, revision), want)
		equal(each, "Active", active(each, kept), want)
		want.Rulebook = nil
		equal(each, "Create", got, want)
	}
}

func largeDocument(each *testing.T, kept store.Store) {
	draft := Draft("large")
	for i := range 5000 {
		draft.Rulebook.Skills = append(draft.Rulebook.Skills, &lexfitv1.SkillDefinition{
			Id: fmt.Sprintf("skill-%d", i), Title: strings.Repeat("long ", 40), Group: "Everything",
		})
	}
	if _, err := kept.Create(each.Context(), draft, store.Create{}); err != nil {
		each.Fatal(err)
	}
	if !proto.Equal(get(each, kept, 1).GetRulebook(), draft.GetRulebook()) {
		each.Error("the document came back changed")
	}
}

func ownership(each *testing.T, kept store.Store) {
	draft := Draft("kept")
	before := proto.CloneOf(draft)
	written, err := kept.Create(each.Context(), draft, store.Create{Activate: true})
	if err != nil {
		each.Fatal(err)
	}
	equal(each, "the draft after Create", draft, before)
	want := get(each, kept, 1)

	draft.Rulebook.Title, draft.Author, draft.CreateTime.Nanos = "changed", "changed", 0
	written.Author, written.Message, written.CreateTime.Nanos = "changed", "changed", 0
	taken := get(each, kept, 1)
	taken.Rulebook.Title, taken.Author, taken.CreateTime.Nanos = "changed", "changed", 0
	equal(each, "Get after everything handed in and out was changed", get(each, kept, 1), want)
}

func inactive(each *testing.T, kept store.Store) {
	if revision := create(each, kept, "first", store.Create{}); revision.GetActive() || revision.GetParent() != 0 {
		each.Errorf("created without activating: active %t, parent %d", revision.GetActive(), revision.GetParent())
	}
	if _, err := kept.Active(each.Context()); !errors.Is(err, store.ErrNotFound) {
		each.Errorf("Active: %v, want ErrNotFound", err)
	}
	if revision := activate(each, kept, 1); !revision.GetActive() || revision.GetRevision() != 1 || revision.GetRulebook() != nil {
		each.Errorf("Activate returned %v", revision)
	}
	create(each, kept, "second", store.Create{})
	if got := active(each, kept).GetRevision(); got != 1 {
		each.Errorf("active is %d, want 1", got)
	}
	if get(each, kept, 2).GetActive() || !get(each, kept, 1).GetActive() {
		each.Error("Get does not say which is active")
	}
}

func createActive(each *testing.T, kept store.Store) {
	create(each, kept, "first", store.Create{Activate: true})
	if revision := create(each, kept, "second", store.Create{Activate: true}); !revision.GetActive() {
		each.Error("Create does not say that it activated")
	}
	if got := active(each, kept); got.GetRevision() != 2 || got.GetRulebook().GetTitle() != "second" {
		each.Errorf("active is %d, %q", got.GetRevision(), got.GetRulebook().GetTitle())
	}
	if get(each, kept, 1).GetActive() {
		each.Error("two revisions are active")
	}
}

func rollback(each *testing.T, kept store.Store) {
	create(each, kept, "first", store.Create{Activate: true})
	create(each, kept, "second", store.Create{Activate: true})
	first := get(each, kept, 1)
	activate(each, kept, 1)
	got := active(each, kept)
	if got.GetRevision() != 1 || got.GetRulebook().GetTitle() != "first" {
		each.Errorf("active is %d, %q", got.GetRevision(), got.GetRulebook().GetTitle())
	}
	first.Active, first.Etag = got.GetActive(), got.GetEtag()
	equal(each, "a revision changed by activating it", got, first)
	if got := history(each, kept); !slices.Equal(got, []int32{2, 1}) {
		each.Errorf("history after a rollback: %v", got)
	}
}

func parents(each *testing.T, kept store.Store) {
	create(each, kept, "first", store.Create{Activate: true})
	create(each, kept, "second", store.Create{Activate: true})
	create(each, kept, "third", store.Create{})
	activate(each, kept, 1)
	create(each, kept, "fourth", store.Create{Activate: true})
	for revision, parent := range map[int32]int32{1: 0, 2: 1, 3: 2, 4: 1} {
		if got := get(each, kept, revision).GetParent(); got != parent {
			each.Errorf("parent of %d is %d, want %d", revision, got, parent)
		}
	}
}

func equalDocuments(each *testing.T, kept store.Store) {
	create(each, kept, "same", store.Create{Activate: true})
	again := Draft("same")
	again.Message = "once more"
	revision, err := kept.Create(each.Context(), again, store.Create{})
	if err != nil {
		each.Fatal(err)
	}
	if revision.GetRevision() != 2 || revision.GetDigest() != get(each, kept, 1).GetDigest() {
		each.Errorf("revision %d, digest %s", revision.GetRevision(), revision.GetDigest())
	}
	if got := get(each, kept, 2).GetMessage(); got != "once more" {
		each.Errorf("message %q", got)
	}
	if got := get(each, kept, 1).GetMessage(); got != "Because of same" {
		each.Errorf("message of the first became %q", got)
	}
}

func unknown(each *testing.T, kept store.Store) {
	create(each, kept, "first", store.Create{Activate: true})
	for _, revision := range []int32{0, -1, 2, 1 << 30, -1 << 31} {
		if _, err := kept.Get(each.Context(), revision); !errors.Is(err, store.ErrNotFound) {
			each.Errorf("Get(%d): %v, want ErrNotFound", revision, err)
		}
		if _, err := kept.Activate(each.Context(), revision, store.Activation{}); !errors.Is(err, store.ErrNotFound) {
			each.Errorf("Activate(%d): %v, want ErrNotFound", revision, err)
		}
	}
}

func list(each *testing.T, kept store.Store) {
	for i := range 7 {
		create(each, kept, fmt.Sprint("number ", i), store.Create{Activate: i == 2})
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
		page, err := kept.List(each.Context(), tt.before, tt.limit)
		if err != nil {
			each.Fatal(err)
		}
		var got []int32
		for _, revision := range page {
			got = append(got, revision.GetRevision())
			want := get(each, kept, revision.GetRevision())
			want.Rulebook = nil
			equal(each, "an entry of the list", revision, want)
		}
		if !slices.Equal(got, tt.want) {
			each.Errorf("List(%d, %d) = %v, want %v", tt.before, tt.limit, got, tt.want)
		}
	}
}

func offeredDefaults(each *testing.T, kept store.Store) {
	wanted := func(what, want string) {
		each.Helper()
		if got, err := kept.OfferedDefault(each.Context()); err != nil || got != want {
			each.Errorf("%s: %q was offered (%v), want %q", what, got, err, want)
		}
	}
	wanted("a new store", "")
	create(each, kept, "first", store.Create{Activate: true})
	wanted("a revision that is no default", "")
	create(each, kept, "second", store.Create{Activate: true, Default: true})
	wanted("a default that was taken", Draft("second").GetDigest())
	if _, err := kept.Create(each.Context(), Draft("third"), store.Create{Etag: "stale", Default: true}); !errors.Is(err, store.ErrConflict) {
		each.Errorf("a stale etag: %v", err)
	}
	wanted("a default that was refused", Draft("second").GetDigest())
	before, events := active(each, kept), len(audit(each, kept))
	for range 2 {
		if err := kept.OfferDefault(each.Context(), Draft("fourth").GetDigest()); err != nil {
			each.Fatal(err)
		}
		wanted("a default that was not taken", Draft("fourth").GetDigest())
	}
	equal(each, "what is active", active(each, kept), before)
	if after := len(audit(each, kept)); after != events {
		each.Errorf("%d events, want %d", after, events)
	}
	if got := history(each, kept); len(got) != 2 {
		each.Errorf("revisions %v", got)
	}
	if err := kept.OfferDefault(each.Context(), "no digest"); err == nil {
		each.Error("what is no digest was noted")
	}
	wanted("what is no digest", Draft("fourth").GetDigest())
}

// audit returns every event, the newest first.
func audit(each *testing.T, kept store.Store) []*lexfitv1.AuditEvent {
	each.Helper()
	events, err := kept.AuditEvents(each.Context(), 0, 1000, "")
	if err != nil {
		each.Fatal(err)
	}
	return events
}

func endedContext(each *testing.T, kept store.Store) {
	ctx, cancel := context.WithCancel(each.Context())
	cancel()
	if _, err := kept.Create(ctx, Draft("late"), store.Create{}); !errors.Is(err, context.Canceled) {
		each.Errorf("Create: %v, want Canceled", err)
	}
	if _, err := kept.Active(ctx); !errors.Is(err, context.Canceled) {
		each.Errorf("Active: %v, want Canceled", err)
	}
	if _, err := kept.CreateJobOrder(ctx, order("a", "late"), store.JobOrderWrite{}); !errors.Is(err, context.Canceled) {
		each.Errorf("CreateJobOrder: %v, want Canceled", err)
	}
	if _, err := kept.AuditEvents(ctx, 0, 1, ""); !errors.Is(err, context.Canceled) {
		each.Errorf("AuditEvents: %v, want Canceled", err)
	}
	if err := kept.OfferDefault(ctx, Draft("late").GetDigest()); !errors.Is(err, context.Canceled) {
		each.Errorf("OfferDefault: %v, want Canceled", err)
	}
	if err := kept.Ready(ctx); !errors.Is(err, context.Canceled) {
		each.Errorf("Ready: %v, want Canceled", err)
	}
	if err := kept.Backup(ctx, io.Discard); !errors.Is(err, context.Canceled) {
		each.Errorf("Backup: %v, want Canceled", err)
	}
	if got := history(each, kept); len(got) > 0 {
		each.Errorf("written all the same: %v", got)
	}
	if events, err := kept.AuditEvents(each.Context(), 0, 1, ""); err != nil || len(events) > 0 {
		each.Errorf("an event of what was not done: %v, %v", events, err)
	}
}

func closed(each *testing.T, kept store.Store) {
	create(each, kept, "first", store.Create{Activate: true})
	var copied bytes.Buffer
	if err := errors.Join(kept.Ready(each.Context()), kept.Backup(each.Context(), &copied)); err != nil || copied.Len() == 0 {
		each.Errorf("before Close: a backup of %d bytes, %v", copied.Len(), err)
	}
	for range 2 {
		if err := kept.Close(); err != nil {
			each.Errorf("Close: %v", err)
		}
	}
	_, getErr := kept.Get(each.Context(), 1)
	_, activeErr := kept.Active(each.Context())
	_, listErr := kept.List(each.Context(), 0, 1)
	_, createErr := kept.Create(each.Context(), Draft("late"), store.Create{})
	_, activateErr := kept.Activate(each.Context(), 1, store.Activation{})
	_, orderErr := kept.JobOrder(each.Context(), "jobOrders/a", 0)
	_, ordersErr := kept.JobOrders(each.Context(), "", 1)
	_, createOrderErr := kept.CreateJobOrder(each.Context(), order("a", "late"), store.JobOrderWrite{})
	_, updateOrderErr := kept.UpdateJobOrder(each.Context(), order("a", "late"), store.JobOrderWrite{})
	deleteOrderErr := kept.DeleteJobOrder(each.Context(), "jobOrders/a", store.JobOrderWrite{})
	_, eventsErr := kept.AuditEvents(each.Context(), 0, 1, "")
	_, offeredErr := kept.OfferedDefault(each.Context())
	offerErr := kept.OfferDefault(each.Context(), Draft("late").GetDigest())
	for _, err := range []error{
		getErr, activeErr, listErr, createErr, activateErr,
		orderErr, ordersErr, createOrderErr, updateOrderErr, deleteOrderErr, eventsErr, offeredErr, offerErr,
		kept.Ready(each.Context()), kept.Backup(each.Context(), io.Discard),
	} {
		if !errors.Is(err, store.ErrClosed) {
			each.Errorf("after Close: %v, want ErrClosed", err)
		}
	}
}
