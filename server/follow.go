package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
)

// following keeps what a service scores by at the head of a store that others write to beside it. What a head brings is compiled
// beside the old program and then takes its place; what cannot be taken leaves the last good one there, is told, and is tried
// again, with every later head at once.
//
// What is told goes one way: the store tells the head (hear), the head is taken (take), and how that stands is told to whoever
// asks (standing): health, metrics, trailers. standing.go has the last.
type following struct {
	service *Service
	store   store.Followed // itself: what the service asks of it is refused while it is lost
	news    chan struct{}  // holds one where there is something to take

	mu       sync.Mutex
	head     store.Head // as it was told last
	taken    int64      // the newest audit event that the program has in it; changed by who holds the service's writing
	untaken  time.Time  // since when something told is not taken; zero where all is
	lost     time.Time  // since when the store cannot be reached; zero where it can
	unusable error      // why the active revision is not scored by, where it could be asked for
	failed   int64      // heads, and further tries of one, that could not be taken

	stop    context.CancelFunc
	running sync.WaitGroup
}

const (
	// takeWithin is how long asking the store for what a head brings may take.
	takeWithin = 10 * time.Second
	// The waits between two tries of a head that cannot be taken, and before a following that ended is begun anew.
	firstWait, mostWait = time.Second, 30 * time.Second
	// mostEvents is how many changes are made one by one; after more, everything is read again.
	mostEvents = 64
)

// follow begins to follow a store. The program has every audit event up to taken in it.
func (s *Service) follow(st store.Followed, taken int64) {
	ctx, stop := context.WithCancel(context.Background())
	f := &following{service: s, store: st, news: make(chan struct{}, 1), taken: taken, stop: stop}
	s.following, s.store = f, &reached{Followed: st, following: f}
	f.running.Go(func() { f.listen(ctx) })
	f.running.Go(func() { f.keepUp(ctx) })
}

// end stops following.
func (f *following) end() {
	if f != nil {
		f.stop()
		f.running.Wait()
	}
}

// listen hears of heads until the context ends.
func (f *following) listen(ctx context.Context) {
	for wait := firstWait; ; wait = min(2*wait, mostWait) {
		_, err := recovered(func() (any, error) { return nil, f.store.Follow(ctx, f.hear) })
		if ctx.Err() != nil {
			return
		}
		if err == nil {
			err = errors.New("the store ended it")
		}
		f.service.log.Error("the store is no longer followed; begun anew soon", slog.String("cause", err.Error()))
		f.hear(store.Head{}, err)
		if !sleep(ctx, wait) {
			return
		}
	}
}

// sleep waits, and reports whether the context let it.
func sleep(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// hear takes note of a head, or of a store that cannot be reached.
func (f *following) hear(head store.Head, err error) {
	revision := slog.Int("rulebook_revision", int(f.service.programs.active.Load().revision))
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case err != nil && f.lost.IsZero():
		f.lost = time.Now()
		f.service.log.Error("the store cannot be reached; scores go on by the last revision that was read, and nothing is written", revision, slog.String("cause", err.Error()))
	case err == nil && !f.lost.IsZero():
		f.service.log.Warn("the store is reached again", revision, slog.Duration("after", time.Since(f.lost)))
		f.lost = time.Time{}
	}
	if err == nil {
		f.head = head
		if f.untaken.IsZero() && head.Sequence != f.taken {
			f.untaken = time.Now()
		}
		select {
		case f.news <- struct{}{}:
		default: // whoever takes it takes all
		}
	}
	f.tellHealth()
}

// keepUp takes what is told until the context ends.
func (f *following) keepUp(ctx context.Context) {
	wait := firstWait
	again := time.NewTimer(mostWait)
	defer again.Stop()
	again.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-f.news:
			wait = firstWait
		case <-again.C:
			wait = min(2*wait, mostWait)
		}
		again.Stop()
		err := f.catchUp(ctx)
		if err == nil || ctx.Err() != nil || f.lostNow() != nil { // once it is found, that is news
			continue
		}
		if wait == firstWait && f.current() { // what cannot be taken is told where that is noticed
			f.service.log.Warn("what others wrote could not be taken; tried again", slog.String("cause", err.Error()))
		}
		again.Reset(wait)
	}
}

// catchUp takes what there is. The error says why the active revision is not what is scored by.
func (f *following) catchUp(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, takeWithin)
	defer cancel()
	s := f.service
	if told := f.told(); told.Active != 0 {
		// Compiled before the lock, so that writes and reads wait as short as can be. What is wrong with it shows below.
		_, _ = recovered(func() (any, error) { return s.pin(ctx, told.Active) })
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	return f.take(ctx)
}

func (f *following) told() store.Head {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.head
}

// take makes the program what the store holds now, and notes how that went. The caller holds writing: what it reads is then
// never older than what this service wrote itself.
func (f *following) take(ctx context.Context) error {
	if f == nil {
		return nil
	}
	f.mu.Lock()
	head, taken, before := f.head, f.taken, f.unusable
	f.mu.Unlock()
	var now change
	_, err := recovered(func() (_ any, err error) { // a document of a newer engine may be beyond this one in any way
		now, err = f.changed(ctx, head, taken, before != nil)
		if err != nil {
			return nil, err
		}
		return nil, f.swap(ctx, &now)
	})
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, lost := errors.AsType[*lostError](err); err != nil {
		if !lost { // which is counted as what it is
			f.failed++
		}
		return err
	}
	f.taken, f.unusable = now.sequence, now.unusable
	switch {
	case now.unusable != nil:
		f.failed++
		if f.untaken.IsZero() {
			f.untaken = time.Now()
		}
		if before == nil || before.Error() != now.unusable.Error() {
			f.service.log.Error("the active revision cannot be taken; scores go on by the last good one", slog.Int("active_revision", int(now.active)),
				slog.Int("rulebook_revision", int(f.service.programs.active.Load().revision)), slog.String("cause", now.unusable.Error()))
		}
	case now.sequence >= f.head.Sequence:
		f.untaken = time.Time{}
	}
	if before != nil && now.unusable == nil {
		f.service.log.Warn("the active revision is scored by again", slog.Int("rulebook_revision", int(f.service.programs.active.Load().revision)))
	}
	f.tellHealth()
	return now.unusable
}

// wrote notes so many audit events of this service's own, whose outcome is in the program already, unless others wrote in between:
// then all of it is taken as theirs. The caller holds writing since take.
func (f *following) wrote(ctx context.Context, events int64) {
	if f == nil {
		return
	}
	page, err := f.service.store.AuditEvents(ctx, 0, 1, "")
	f.mu.Lock()
	defer f.mu.Unlock()
	if err == nil && len(page) == 1 && int64(page[0].GetSequence()) == f.taken+events && f.unusable == nil {
		f.taken += events
	}
}

// change is what differs between the program and the store.
type change struct {
	sequence int64    // of the newest audit event
	whole    bool     // everything is to be read again
	older    bool     // somebody put an older state of the store in its place: numbers of revisions may mean something else
	orders   []string // otherwise the job orders that were written
	active   int32    // the active revision, where it was read
	unusable error    // why that one is not scored by
}

// changed says what was written since the program was made; stuck that it is not of the active revision as it is.
func (f *following) changed(ctx context.Context, head store.Head, taken int64, stuck bool) (change, error) {
	served := f.service.programs.active.Load()
	now := change{sequence: max(head.Sequence, taken), whole: stuck || served.orders == nil || head.Active != 0 && head.Active != served.revision}
	page, err := f.service.store.AuditEvents(ctx, 0, mostEvents, "")
	if passes(ctx, err) {
		return now, err
	}
	if err != nil || len(page) == 0 { // damage of one event is no reason to score by old rules
		now.whole = true
		return now, nil //nolint:nilerr // as said
	}
	now.sequence = int64(page[0].GetSequence())
	now.older = now.sequence < taken
	now.whole = now.whole || now.older
	now.whole = now.whole || int64(page[len(page)-1].GetSequence()) > taken+1
	for _, event := range page {
		if int64(event.GetSequence()) <= taken {
			break
		}
		switch name := event.GetResource(); {
		case event.GetAction() == lexfitv1.AuditAction_AUDIT_ACTION_ACTIVATE_RULEBOOK_REVISION:
			now.whole = true
		case strings.HasPrefix(name, orderPrefix) && !slices.Contains(now.orders, name):
			now.orders = append(now.orders, name)
		}
	}
	return now, nil
}

// swap reads what has changed and puts a program of it in the place of the old one. The error is that of a store that cannot be
// asked now; then all stays as it is.
func (f *following) swap(ctx context.Context, now *change) (err error) {
	s := f.service
	served := s.programs.active.Load()
	next := served
	if now.whole {
		if next, err = f.activeNow(ctx, served, now); err != nil {
			return err
		}
		next, err = (openOrders{s}).withSoundOrders(ctx, next)
	} else {
		for _, name := range now.orders {
			if next, err = (openOrders{s}).withOrderAsItIs(ctx, next, name); err != nil {
				break
			}
		}
	}
	if err != nil {
		return err
	}
	if next != served {
		s.programs.swap(next)
	}
	if now.older {
		s.programs.forget()
	}
	if next.revision != served.revision {
		s.log.Info("another rulebook revision is scored by", slog.Int("rulebook_revision", int(next.revision)), slog.Int("before", int(served.revision)),
			slog.String("digest", next.program.Digest()))
	}
	return nil
}

// activeNow is the active revision made ready, or the one that is served where that cannot be.
func (f *following) activeNow(ctx context.Context, served *pinned, now *change) (*pinned, error) {
	stored, err := f.service.store.Active(ctx)
	if passes(ctx, err) {
		return nil, err
	}
	if err != nil {
		now.active, now.unusable = f.told().Active, err
		return served, nil //nolint:nilerr // it is noted
	}
	now.active = stored.GetRevision()
	for _, known := range []*pinned{served, f.service.programs.find(now.active)} {
		if known != nil && known.revision == now.active && known.program.Digest() == stored.GetDigest() {
			stored.Rulebook = nil
			return &pinned{revision: now.active, program: known.program, stored: stored}, nil
		}
	}
	var next *pinned
	_, err = recovered(func() (any, error) { next, err = ready(stored); return nil, err })
	if err != nil {
		now.unusable = err
		return served, nil //nolint:nilerr // it is noted
	}
	return next, nil
}

// passes reports whether an error is of a store that cannot be asked now, and not of what it holds.
func passes(ctx context.Context, err error) bool {
	return err != nil && (ctx.Err() != nil || errors.Is(err, store.ErrUnavailable) || errors.Is(err, store.ErrClosed) || errors.Is(err, context.DeadlineExceeded))
}

// mayWriteOrders refuses to judge a job order by another rulebook than the active one.
func (f *following) mayWriteOrders(ctx context.Context) error {
	err := f.take(ctx)
	if err == nil || passes(ctx, err) {
		return err
	}
	return &failure{
		code: codeFailedPrecondition, reason: "REVISION_UNUSABLE",
		message: fmt.Sprintf("the active rulebook revision cannot be read on this server, which scores by revision %d: write job orders on one that can, or activate a revision that every server can",
			f.service.programs.active.Load().revision),
		why: err.Error(),
	}
}
