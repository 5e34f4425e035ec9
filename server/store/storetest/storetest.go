// Package storetest holds a store to what store.Store promises. Every store passes it in its own tests:
//
//	func TestConformance(t *testing.T) { storetest.Run(t, func(t *testing.T) store.Store { … }) }
package storetest

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/testing/protocmp"
	"google.golang.org/protobuf/types/known/timestamppb"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
)

// Open opens a new, empty store for one test. It closes the store in the test's cleanup and checks there whatever can be
// checked from outside; a test may have closed it before.
type Open func(t *testing.T) store.Store

// Run runs the whole suite, each test on a store of its own.
func Run(each *testing.T, open Open) {
	each.Helper()
	tests := []struct {
		name string
		run  func(*testing.T, store.Store)
	}{
		{"a new store is empty", empty},
		{"revisions are numbered and returned as they were written", createAndGet},
		{"a large document comes back whole", largeDocument},
		{"what is handed in and out is nobody else's", ownership},
		{"a revision is not active until it is activated", inactive},
		{"creating can activate at once", createActive},
		{"an older revision can be activated again", rollback},
		{"the parent is what was active", parents},
		{"equal documents are revisions of their own", equalDocuments},
		{"the etag changes with every write and with nothing else", etags},
		{"a stale etag is refused, with the current one", conflicts},
		{"a refused write changes nothing", refusedWrites},
		{"unknown revisions are not found", unknown},
		{"the default offered last is known, and changes nothing else", offeredDefaults},
		{"the history comes in pages, the newest first", list},
		{"of two writers with one etag one wins", racingWriters},
		{"of two activations with one etag one wins", racingActivations},
		{"writers without etags all get their number", manyWriters},
		{"readers see whole states while others write", readersAndWriters},
		{"job orders have revisions of their own", jobOrders},
		{"a deleted job order can be read by revision and created again", deletedJobOrders},
		{"job orders come in pages, by name", pagesOfJobOrders},
		{"every write leaves an event and nothing else does", auditEvents},
		{"events are a chain, and name who the server knows", auditChain},
		{"of two writers one wins every time", races},
		{"a context that has ended ends the call", endedContext},
		{"a closed store says so", closed},
	}
	for _, tt := range tests {
		each.Run(strings.ReplaceAll(tt.name, " ", "_"), func(value *testing.T) {
			value.Parallel()
			tt.run(value, open(value))
		})
	}
}

// when is a moment with nanoseconds, which a store must keep.
var when = time.Date(2026, 11, 24, 9, 30, 15, 123456789, time.UTC)

// Draft returns a small revision whose document holds the title, with its digest.
func Draft(title string) *lexfitv1.RulebookRevision {
	sum := sha256.Sum256([]byte(title))
	return &lexfitv1.RulebookRevision{
		Digest: hex.EncodeToString(sum[:]), Author: "Ada Example", Message: "Because of " + title,
		CreateTime: timestamppb.New(when), EngineVersion: 1,
		Rulebook: &lexfitv1.Rulebook{Title: title, Roles: []*lexfitv1.Role{{Name: "roles/one", Title: "One"}}},
	}
}

func create(each *testing.T, kept store.Store, title string, how store.Create) *lexfitv1.RulebookRevision {
	each.Helper()
	revision, err := kept.Create(each.Context(), Draft(title), how)
	if err != nil {
		each.Fatalf("create %q: %v", title, err)
	}
	return revision
}

func get(each *testing.T, kept store.Store, revision int32) *lexfitv1.RulebookRevision {
	each.Helper()
	rulebookRevision, err := kept.Get(each.Context(), revision)
	if err != nil {
		each.Fatalf("get %d: %v", revision, err)
	}
	return rulebookRevision
}

func activate(each *testing.T, kept store.Store, revision int32) *lexfitv1.RulebookRevision {
	each.Helper()
	rulebookRevision, err := kept.Activate(each.Context(), revision, store.Activation{})
	if err != nil {
		each.Fatalf("activate %d: %v", revision, err)
	}
	return rulebookRevision
}

func active(each *testing.T, kept store.Store) *lexfitv1.RulebookRevision {
	each.Helper()
	revision, err := kept.Active(each.Context())
	if err != nil {
		each.Fatalf("active: %v", err)
	}
	return revision
}

func equal(each *testing.T, what string, got, want *lexfitv1.RulebookRevision) {
	each.Helper()
	if diff := cmp.Diff(got, want, protocmp.Transform()); diff != "" {
		each.Errorf("%s (-got +want):\n%s", what, diff)
	}
}

// history returns the numbers of all revisions, the newest first.
func history(each *testing.T, kept store.Store) []int32 {
	each.Helper()
	all, err := kept.List(each.Context(), 0, 1000)
	if err != nil {
		each.Fatalf("list: %v", err)
	}
	var numbers []int32
	for _, revision := range all {
		numbers = append(numbers, revision.GetRevision())
	}
	return numbers
}
