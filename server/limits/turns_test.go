package limits

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"
)

// waitFor waits until so many calls wait.
func waitFor(t *testing.T, turns *turns, calls int) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
		waiting := 0
		turns.mu.Lock()
		for _, line := range turns.queues {
			waiting += len(line.waiting)
		}
		turns.mu.Unlock()
		if waiting == calls {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d calls wait, want %d", waiting, calls)
		}
	}
}

// One caller with many calls and two with one each take turns; within a caller the calls keep their order.
func TestCallersTakeTurns(t *testing.T) {
	t.Parallel()
	turns := &turns{free: 1}
	if err := turns.take(t.Context(), "first"); err != nil {
		t.Fatal(err)
	}
	var order []string
	var running sync.WaitGroup
	for i, caller := range []string{"greedy", "greedy", "greedy", "greedy", "ada", "bob", "bob"} {
		running.Go(func() {
			if err := turns.take(t.Context(), caller); err != nil {
				t.Error(err)
			}
			order = append(order, caller) // whoever has the only turn is alone
			turns.give()
		})
		waitFor(t, turns, i+1)
	}
	turns.give()
	running.Wait()
	if want := []string{"greedy", "ada", "bob", "greedy", "bob", "greedy", "greedy"}; !slices.Equal(order, want) {
		t.Errorf("%v, want %v", order, want)
	}
	if turns.free != 1 || len(turns.queues) != 0 {
		t.Errorf("%d free, %d queues left", turns.free, len(turns.queues))
	}
}

// Who gives up waiting takes no turn, and no turn is lost to it.
func TestGivingUpATurn(t *testing.T) {
	t.Parallel()
	turns := &turns{free: 1}
	for range 200 {
		if err := turns.take(t.Context(), "first"); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		result := make(chan error, 1)
		go func() { result <- turns.take(ctx, "second") }()
		waitFor(t, turns, 1)
		go cancel()
		turns.give() // at the same moment: whichever comes first
		if err := <-result; err == nil {
			turns.give()
		} else if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	if turns.free != 1 || len(turns.queues) != 0 {
		t.Errorf("%d free, %d queues left", turns.free, len(turns.queues))
	}
}

// Long work lets others in between, and ends with its caller.
func TestLongWorkLetsOthersWork(t *testing.T) {
	t.Parallel()
	gate := &Gate{config: Config{MaxWorkers: 1}, turns: turns{free: 1}}
	ctx, cancel := context.WithCancel(t.Context())
	long, short := gate.Work(ctx, "long"), gate.Work(t.Context(), "short")
	if err := long.Begin(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		err := short.Begin()
		short.End()
		done <- err
	}()
	for worked := false; !worked; {
		if err := long.Stop(); err != nil {
			t.Fatal(err)
		}
		select {
		case err := <-done:
			if worked = true; err != nil {
				t.Error(err)
			}
		default:
		}
	}
	cancel()
	if err := long.Stop(); !errors.Is(err, context.Canceled) {
		t.Errorf("after its caller left: %v", err)
	}
	long.End()
	long.End() // once is enough
	if gate.turns.free != 1 {
		t.Errorf("%d turns left of 1", gate.turns.free)
	}
}
