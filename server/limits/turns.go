package limits

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"time"
)

// turns shares what there is so much of, the cores or room for large requests: callers take turns for it, each one's calls in order.
// So what a caller gets does not depend on how many calls others make.
type turns struct {
	mu     sync.Mutex
	free   int64
	queues []*queue // of callers who wait; the first is the next
}

// queue holds the calls of one caller that wait.
type queue struct {
	caller  any
	waiting []waiter
}

// waiter is a call that waits for so much.
type waiter struct {
	much int64
	turn chan struct{} // closed where it is its turn
}

// slice is how long a call works before it lets others work, where any wait.
const slice = 2 * time.Millisecond

// take waits for a turn of the caller's to have so much, which is no more than there is.
func (t *turns) take(ctx context.Context, caller any, much int64) error {
	t.mu.Lock()
	if len(t.queues) == 0 && t.free >= much {
		t.free -= much
		t.mu.Unlock()
		return nil
	}
	mine := make(chan struct{})
	i := slices.IndexFunc(t.queues, func(q *queue) bool { return q.caller == caller })
	if i < 0 {
		i = len(t.queues)
		t.queues = append(t.queues, &queue{caller: caller})
	}
	line := t.queues[i]
	line.waiting = append(line.waiting, waiter{much, mine})
	t.mu.Unlock()
	select {
	case <-mine:
		return nil
	case <-ctx.Done():
	}
	t.mu.Lock()
	given := int64(0)
	if i := slices.Index(line.waiting, waiter{much, mine}); i >= 0 {
		line.waiting = slices.Delete(line.waiting, i, i+1)
		t.forget(line)
	} else {
		given = much // it came too late
	}
	t.mu.Unlock()
	t.give(given) // to whoever it held up, by waiting for more than there was, too
	return ctx.Err()
}

// forget takes a caller out that has no call waiting.
func (t *turns) forget(line *queue) {
	if len(line.waiting) == 0 {
		t.queues = slices.DeleteFunc(t.queues, func(q *queue) bool { return q == line })
	}
}

// give gives so much back, and to the next callers what they wait for; it reports whether any got it.
func (t *turns) give(much int64) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.free += much
	given := false
	for len(t.queues) > 0 && t.queues[0].waiting[0].much <= t.free {
		line := t.queues[0]
		next := line.waiting[0]
		t.free -= next.much
		close(next.turn)
		line.waiting = line.waiting[1:]
		t.queues = append(t.queues[1:], line) // behind all others
		t.forget(line)
		given = true
	}
	return given
}

func (t *turns) wanted() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.queues) > 0
}

// Work is a call's share of the cores. It is not safe for concurrent use.
type Work struct {
	ctx    context.Context //nolint:containedctx // it lives as long as the call
	turns  *turns          // nil where cores are not shared
	caller any
	has    bool
	began  time.Time
	asked  int
}

// Work makes ready to work for a call. subject is who calls, empty where nobody knows.
func (g *Gate) Work(ctx context.Context, subject string) *Work {
	made := &Work{ctx: ctx}
	if g.config.MaxWorkers == 0 {
		return made
	}
	made.turns = &g.turns
	made.caller = g.callerOf(ctx, subject)
	return made
}

// callerOf is whose turn a call takes.
func (g *Gate) callerOf(ctx context.Context, subject string) any {
	name, at := g.countedBy(ctx, subject)
	if name == "" && at != nil {
		return at
	}
	return name
}

// Begin waits for a turn. End must follow.
func (w *Work) Begin() error {
	if w.turns == nil {
		return w.ctx.Err()
	}
	if err := w.turns.take(w.ctx, w.caller, 1); err != nil {
		return err
	}
	w.has, w.began = true, time.Now()
	return nil
}

// End gives the turn back, if there is one.
func (w *Work) End() {
	if w.has {
		w.has = false
		if w.turns.give(1) {
			runtime.Gosched() // to whose turn it is, before this goroutine wakes others
		}
	}
}

// Stop is asked, in the middle of work, whether to go on; it lets others work where they wait for long.
func (w *Work) Stop() error {
	const askTime = 8 // a look at the clock for so many questions
	if w.asked++; w.has && w.asked%askTime == 0 && time.Since(w.began) > slice {
		if w.began = time.Now(); w.turns.wanted() {
			w.End()
			if err := w.Begin(); err != nil {
				return err
			}
		}
	}
	return w.ctx.Err()
}
