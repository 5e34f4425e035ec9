package storetest

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
)

func etags(each *testing.T, kept store.Store) {
	seen := map[string]bool{}
	fresh := func(what, etag string) {
		each.Helper()
		if etag == "" || seen[etag] {
			each.Errorf("etag after %s is %q: it was so before", what, etag)
		}
		seen[etag] = true
		if got := active(each, kept).GetEtag(); got != etag {
			each.Errorf("etag of Active is %q, of the write %q", got, etag)
		}
		if got := get(each, kept, 1).GetEtag(); got != etag {
			each.Errorf("etag of Get is %q, of the write %q", got, etag)
		}
	}
	fresh("the first", create(each, kept, "first", store.Create{Activate: true}).GetEtag())
	fresh("the second", create(each, kept, "second", store.Create{}).GetEtag())
	fresh("activating 2", activate(each, kept, 2).GetEtag())
	fresh("activating 1 again", activate(each, kept, 1).GetEtag())
	fresh("activating 2 again", activate(each, kept, 2).GetEtag())
	fresh("activating what is active", activate(each, kept, 2).GetEtag())
}

func conflicts(each *testing.T, kept store.Store) {
	stale := create(each, kept, "first", store.Create{Activate: true}).GetEtag()
	current := create(each, kept, "second", store.Create{Etag: stale}).GetEtag()
	check := func(what string, err error) {
		each.Helper()
		var conflict *store.ConflictError
		if !errors.Is(err, store.ErrConflict) || !errors.As(err, &conflict) {
			each.Fatalf("%s: %v, want a ConflictError", what, err)
		}
		if conflict.Etag != current {
			each.Errorf("%s: the conflict carries %q, current is %q", what, conflict.Etag, current)
		}
	}
	for _, etag := range []string{stale, "nonsense", current + "x"} {
		_, err := kept.Create(each.Context(), Draft("late"), store.Create{Etag: etag, Activate: true})
		check("Create", err)
		_, err = kept.Activate(each.Context(), 2, store.Activation{Etag: etag})
		check("Activate", err)
	}
	if _, err := kept.Activate(each.Context(), 2, store.Activation{Etag: current}); err != nil {
		each.Errorf("Activate with the current etag: %v", err)
	}
}

func refusedWrites(each *testing.T, kept store.Store) {
	create(each, kept, "first", store.Create{Activate: true})
	want := active(each, kept)
	if _, err := kept.Create(each.Context(), Draft("refused"), store.Create{Etag: "stale", Activate: true}); err == nil {
		each.Error("a stale etag wrote")
	}
	if _, err := kept.Activate(each.Context(), 7, store.Activation{}); err == nil {
		each.Error("an unknown revision was activated")
	}
	equal(each, "the active revision, etag and all", active(each, kept), want)
	if revision := create(each, kept, "second", store.Create{}); revision.GetRevision() != 2 {
		each.Errorf("the next number is %d, want 2: a refused write used one up", revision.GetRevision())
	}
}

// racing runs n writes at once and returns how many succeeded; any other must have met a conflict.
func racing(each *testing.T, count int, write func(i int) error) int {
	each.Helper()
	var wg sync.WaitGroup
	errs := make([]error, count)
	start := make(chan struct{})
	for i := range count {
		wg.Go(func() {
			<-start
			errs[i] = write(i)
		})
	}
	close(start)
	wg.Wait()
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, store.ErrConflict):
			each.Errorf("a racing write: %v", err)
		}
	}
	return won
}

func racingWriters(each *testing.T, kept store.Store) {
	etag := create(each, kept, "first", store.Create{Activate: true}).GetEtag()
	won := racing(each, 8, func(i int) error {
		_, err := kept.Create(each.Context(), Draft(fmt.Sprint("racer ", i)), store.Create{Etag: etag, Activate: true})
		return err
	})
	if won != 1 {
		each.Errorf("%d writers won, want 1", won)
	}
	if got := history(each, kept); !slices.Equal(got, []int32{2, 1}) {
		each.Errorf("history %v, want 2, 1", got)
	}
}

func racingActivations(each *testing.T, kept store.Store) {
	create(each, kept, "first", store.Create{Activate: true})
	etag := create(each, kept, "second", store.Create{}).GetEtag()
	won := racing(each, 8, func(i int) error {
		_, err := kept.Activate(each.Context(), int32(i%2)+1, store.Activation{Etag: etag})
		return err
	})
	if won != 1 {
		each.Errorf("%d activations won, want 1", won)
	}
}

func manyWriters(each *testing.T, kept store.Store) {
	const n = 16
	numbers := make([]int32, n)
	won := racing(each, n, func(i int) error {
		revision, err := kept.Create(each.Context(), Draft(fmt.Sprint("writer ", i)), store.Create{Activate: i%2 == 0})
		numbers[i] = revision.GetRevision()
		return err
	})
	if won != n {
		each.Fatalf("%d of %d wrote", won, n)
	}
	for i, revision := range numbers {
		if got := get(each, kept, revision).GetRulebook().GetTitle(); got != fmt.Sprint("writer ", i) {
			each.Errorf("revision %d, acknowledged to writer %d, holds %q", revision, i, got)
		}
	}
	slices.Sort(numbers)
	if slices.Compact(numbers)[0] != 1 || numbers[n-1] != n {
		each.Errorf("numbers %v, want 1 to %d", numbers, n)
	}
}

func readersAndWriters(each *testing.T, kept store.Store) {
	create(each, kept, "document 1", store.Create{Activate: true})
	// sound fails where a revision is not what one write wrote.
	sound := func(revision *lexfitv1.RulebookRevision) {
		if title := fmt.Sprint("document ", revision.GetRevision()); revision.GetRulebook().GetTitle() != title ||
			revision.GetMessage() != "Because of "+title || revision.GetDigest() != Draft(title).GetDigest() {
			each.Errorf("revision %d holds %q, %q", revision.GetRevision(), revision.GetRulebook().GetTitle(), revision.GetMessage())
		}
	}
	done := make(chan struct{})
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			last := int32(0)
			for {
				revision, err := kept.Active(each.Context())
				if err != nil {
					each.Errorf("Active: %v", err)
					return
				}
				sound(revision)
				if revision.GetRevision() < last || !revision.GetActive() {
					each.Errorf("active went from %d back to %d", last, revision.GetRevision())
				}
				last = revision.GetRevision()
				page, err := kept.List(each.Context(), 0, 5)
				if err != nil || len(page) == 0 || page[0].GetRevision() < last {
					each.Errorf("List after %d was active: %v, %v", last, page, err)
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	for revision := int32(2); revision <= 20; revision++ {
		create(each, kept, fmt.Sprint("document ", revision), store.Create{Activate: true})
	}
	close(done)
	wg.Wait()
}
