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
	if err := turns.take(t.Context(), "first", 1); err != nil {
		t.Fatal(err)
	}
	var order []string
	var running sync.WaitGroup
	for i, caller := range []string{"greedy", "greedy", "greedy", "greedy", "ada", "bob", "bob"} {
		running.Go(func() {
			if err := turns.take(t.Context(), caller, 1); err != nil {
				t.Error(err)
			}
			order = append(order, caller) // whoever has the only turn is alone
			turns.give(1)
		})
		waitFor(t, turns, i+1)
	}
	turns.give(1)
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
		if err := turns.take(t.Context(), "first", 1); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		result := make(chan error, 1)
		go func() { result <- turns.take(ctx, "second", 1) }()
		waitFor(t, turns, 1)
		go cancel()
		turns.give(1) // at the same moment: whichever comes first
		if err := <-result; err == nil {
			turns.give(1)
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

// Who waits for much is not passed over for ever by those who want little, and who gives up lets them go on.
func TestRoomIsSharedByWeight(t *testing.T) {
	t.Parallel()
	room := &turns{free: 10}
	take := func(ctx context.Context, caller string, much int64) chan error {
		result := make(chan error, 1)
		go func() { result <- room.take(ctx, caller, much) }()
		return result
	}
	if err := room.take(t.Context(), "first", 6); err != nil {
		t.Fatal(err)
	}
	ctx, giveUp := context.WithCancel(t.Context())
	large := take(ctx, "large", 10)
	waitFor(t, room, 1)
	small := take(t.Context(), "small", 4) // there is room for it, but it came later
	waitFor(t, room, 2)
	giveUp()
	if err := <-large; !errors.Is(err, context.Canceled) {
		t.Errorf("who gave up gets %v", err)
	}
	if err := <-small; err != nil {
		t.Error(err)
	}
	large = take(t.Context(), "large", 10)
	waitFor(t, room, 1)
	room.give(6)
	select {
	case err := <-large:
		t.Errorf("it has room that another has, %v", err)
	default:
	}
	room.give(4)
	if err := <-large; err != nil {
		t.Error(err)
	}
	if room.give(10); room.free != 10 {
		t.Errorf("%d free at the end, want 10", room.free)
	}
}
