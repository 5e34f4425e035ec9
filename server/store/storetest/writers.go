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

func etags(t *testing.T, s store.Store) {
	seen := map[string]bool{}
	fresh := func(what, etag string) {
		t.Helper()
		if etag == "" || seen[etag] {
			t.Errorf("etag after %s is %q: it was so before", what, etag)
		}
		seen[etag] = true
		if got := active(t, s).GetEtag(); got != etag {
			t.Errorf("etag of Active is %q, of the write %q", got, etag)
		}
		if got := get(t, s, 1).GetEtag(); got != etag {
			t.Errorf("etag of Get is %q, of the write %q", got, etag)
		}
	}
	fresh("the first", create(t, s, "first", store.Create{Activate: true}).GetEtag())
	fresh("the second", create(t, s, "second", store.Create{}).GetEtag())
	fresh("activating 2", activate(t, s, 2).GetEtag())
	fresh("activating 1 again", activate(t, s, 1).GetEtag())
	fresh("activating 2 again", activate(t, s, 2).GetEtag())
	fresh("activating what is active", activate(t, s, 2).GetEtag())
}

func conflicts(t *testing.T, s store.Store) {
	stale := create(t, s, "first", store.Create{Activate: true}).GetEtag()
	current := create(t, s, "second", store.Create{Etag: stale}).GetEtag()
	check := func(what string, err error) {
		t.Helper()
		var conflict *store.ConflictError
		if !errors.Is(err, store.ErrConflict) || !errors.As(err, &conflict) {
			t.Fatalf("%s: %v, want a ConflictError", what, err)
		}
		if conflict.Etag != current {
			t.Errorf("%s: the conflict carries %q, current is %q", what, conflict.Etag, current)
		}
	}
	for _, etag := range []string{stale, "nonsense", current + "x"} {
		_, err := s.Create(t.Context(), Draft("late"), store.Create{Etag: etag, Activate: true})
		check("Create", err)
		_, err = s.Activate(t.Context(), 2, store.Activation{Etag: etag})
		check("Activate", err)
	}
	if _, err := s.Activate(t.Context(), 2, store.Activation{Etag: current}); err != nil {
		t.Errorf("Activate with the current etag: %v", err)
	}
}

func refusedWrites(t *testing.T, s store.Store) {
	create(t, s, "first", store.Create{Activate: true})
	want := active(t, s)
	if _, err := s.Create(t.Context(), Draft("refused"), store.Create{Etag: "stale", Activate: true}); err == nil {
		t.Error("a stale etag wrote")
	}
	if _, err := s.Activate(t.Context(), 7, store.Activation{}); err == nil {
		t.Error("an unknown revision was activated")
	}
	equal(t, "the active revision, etag and all", active(t, s), want)
	if r := create(t, s, "second", store.Create{}); r.GetRevision() != 2 {
		t.Errorf("the next number is %d, want 2: a refused write used one up", r.GetRevision())
	}
}

// racing runs n writes at once and returns how many succeeded; any other must have met a conflict.
func racing(t *testing.T, n int, write func(i int) error) int {
	t.Helper()
	var wg sync.WaitGroup
	errs := make([]error, n)
	start := make(chan struct{})
	for i := range n {
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
			t.Errorf("a racing write: %v", err)
		}
	}
	return won
}

func racingWriters(t *testing.T, s store.Store) {
	etag := create(t, s, "first", store.Create{Activate: true}).GetEtag()
	won := racing(t, 8, func(i int) error {
		_, err := s.Create(t.Context(), Draft(fmt.Sprint("racer ", i)), store.Create{Etag: etag, Activate: true})
		return err
	})
	if won != 1 {
		t.Errorf("%d writers won, want 1", won)
	}
	if got := history(t, s); !slices.Equal(got, []int32{2, 1}) {
		t.Errorf("history %v, want 2, 1", got)
	}
}

func racingActivations(t *testing.T, s store.Store) {
	create(t, s, "first", store.Create{Activate: true})
	etag := create(t, s, "second", store.Create{}).GetEtag()
	won := racing(t, 8, func(i int) error {
		_, err := s.Activate(t.Context(), int32(i%2)+1, store.Activation{Etag: etag})
		return err
	})
	if won != 1 {
		t.Errorf("%d activations won, want 1", won)
	}
}

func manyWriters(t *testing.T, s store.Store) {
	const n = 16
	numbers := make([]int32, n)
	won := racing(t, n, func(i int) error {
		r, err := s.Create(t.Context(), Draft(fmt.Sprint("writer ", i)), store.Create{Activate: i%2 == 0})
		numbers[i] = r.GetRevision()
		return err
	})
	if won != n {
		t.Fatalf("%d of %d wrote", won, n)
	}
	for i, revision := range numbers {
		if got := get(t, s, revision).GetRulebook().GetTitle(); got != fmt.Sprint("writer ", i) {
			t.Errorf("revision %d, acknowledged to writer %d, holds %q", revision, i, got)
		}
	}
	slices.Sort(numbers)
	if slices.Compact(numbers)[0] != 1 || numbers[n-1] != n {
		t.Errorf("numbers %v, want 1 to %d", numbers, n)
	}
}

func readersAndWriters(t *testing.T, s store.Store) {
	create(t, s, "document 1", store.Create{Activate: true})
	// sound fails where a revision is not what one write wrote.
	sound := func(r *lexfitv1.RulebookRevision) {
		if title := fmt.Sprint("document ", r.GetRevision()); r.GetRulebook().GetTitle() != title ||
			r.GetMessage() != "Because of "+title || r.GetDigest() != Draft(title).GetDigest() {
			t.Errorf("revision %d holds %q, %q", r.GetRevision(), r.GetRulebook().GetTitle(), r.GetMessage())
		}
	}
	done := make(chan struct{})
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			last := int32(0)
			for {
				r, err := s.Active(t.Context())
				if err != nil {
					t.Errorf("Active: %v", err)
					return
				}
				sound(r)
				if r.GetRevision() < last || !r.GetActive() {
					t.Errorf("active went from %d back to %d", last, r.GetRevision())
				}
				last = r.GetRevision()
				page, err := s.List(t.Context(), 0, 5)
				if err != nil || len(page) == 0 || page[0].GetRevision() < last {
					t.Errorf("List after %d was active: %v, %v", last, page, err)
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
		create(t, s, fmt.Sprint("document ", revision), store.Create{Activate: true})
	}
	close(done)
	wg.Wait()
}
