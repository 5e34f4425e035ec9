package client

import (
	"context"
	"fmt"
	"iter"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc/codes"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// DefaultWindow is how many profiles are under way at once, for each stream: enough to hide a network's delay, few enough to hold.
const DefaultWindow = 64

// mostStreams is how many streams a batch opens where nothing is said, however many servers there are: one client has no more to
// give.
const mostStreams = 16

// elsewhere is how long a batch looks for another of several servers, where it would not ride anything out.
const elsewhere = 10 * time.Second

// BatchOptions say how a batch travels.
type BatchOptions struct {
	// Window is how many rows may be under way at once; 0 is DefaultWindow for each stream. Memory is bounded by it.
	Window int
	// Streams is how many streams share the rows; 0 is one a server. Results are the same however many.
	Streams int
	// RideOut is how long a server that answered before, or is known to be there, may be away: the stream is opened anew and what was not answered
	// is sent again. 0 ends the batch at once, unless there are several servers: then a stream goes on at another one.
	RideOut time.Duration
	// Reached says that the server answered other calls a moment ago, so that it is waited for before its first answer too.
	Reached bool
	// OnRetry hears why a stream broke, each time before it is opened anew; nil for nobody.
	OnRetry func(error)
}

// Batch scores profiles over one stream a server and hands each result to done, in the order of the profiles, together with what
// the caller put beside it (a row, say). At most a window of rows is under way, so memory does not grow with the batch. A
// refused profile is a result with an error, and the batch goes on. A nil profile is not sent: done gets it in its turn
// with a nil result, so that rows that could not be read keep their place.
//
// All rows are scored by the same rules as of the same date: what the options leave open is settled by the first answer, and an
// answer by others is not taken. Of several servers the ones that are on the same rules go on; one alone ends the batch.
//
// The profiles are drawn on a goroutine of their own, which has ended when Batch returns; done and OnRetry run on the caller's.
// Batch ends early where a stream breaks for good, the context ends or done returns an error. The context that profiles is given
// ends then too: a source that waits, for somebody to type say, must heed it, or Batch waits with it.
func Batch[T any](
	ctx context.Context, server *Client, options *lexfitv1.ScoreOptions, how BatchOptions,
	profiles func(context.Context) iter.Seq2[T, *lexfitv1.CandidateProfile], done func(T, *lexfitv1.ScoreCandidatesResponse) error,
) error {
	if how.Streams <= 0 {
		how.Streams = min(server.Servers(), mostStreams)
	}
	if how.Window <= 0 {
		how.Window = DefaultWindow * how.Streams
	}
	how.RideOut = server.Patience(how.RideOut)
	ctx, cancel := context.WithCancel(ctx)
	batch := &batch[T]{
		server: server, how: how, rules: newRules(options),
		drawn: make(chan flight[T]), told: make(chan happening[T]), slots: make(chan struct{}, how.Window), allDrawn: make(chan struct{}),
	}
	var running sync.WaitGroup
	// The drawing must not outlive the call: it draws from the caller's files.
	defer func() {
		cancel()
		running.Wait()
	}()
	ended := make(chan error, how.Streams+1)
	running.Go(func() {
		defer close(batch.allDrawn)
		defer close(batch.drawn)
		batch.draw(ctx, profiles(ctx))
		ended <- nil
	})
	for i := range how.Streams {
		lane := newLane(batch, i)
		running.Go(func() { ended <- lane.run(ctx) })
	}
	return wrap(batch.settle(ended, done))
}

// flight is a row under way.
type flight[T any] struct {
	number  int
	beside  T
	profile *lexfitv1.CandidateProfile
}

// happening is what a lane has to say: a row's answer, nil where it was not sent, or why a stream broke.
type happening[T any] struct {
	row   flight[T]
	reply *lexfitv1.ScoreCandidatesResponse
	broke error
}

type batch[T any] struct {
	server *Client
	how    BatchOptions
	rules  *rules

	drawn    chan flight[T]    // rows to be sent, for whichever lane has room
	allDrawn chan struct{}     // closed with drawn
	whole    bool              // the profiles were drawn to their end; settled before drawn is closed
	told     chan happening[T] // for the caller's goroutine
	slots    chan struct{}     // one for each row that is not settled
	answered atomic.Int64      // over all lanes and attempts
	places   places
}

func (b *batch[T]) draw(ctx context.Context, profiles iter.Seq2[T, *lexfitv1.CandidateProfile]) {
	number := 0
	for beside, profile := range profiles {
		select {
		case b.slots <- struct{}{}:
		case <-ctx.Done():
			return
		}
		row := flight[T]{number, beside, profile}
		number++
		if profile == nil {
			if !b.tell(ctx, happening[T]{row: row}) {
				return
			}
			continue
		}
		select {
		case b.drawn <- row:
		case <-ctx.Done():
			return
		}
	}
	b.whole = ctx.Err() == nil // a source that heeds its context may have ended for that
}

// tell says something to the caller's goroutine, and reports whether it still listens.
func (b *batch[T]) tell(ctx context.Context, what happening[T]) bool {
	select {
	case b.told <- what:
		return true
	case <-ctx.Done():
		return false
	}
}

// settle hands out the answers in the order of the rows, until the drawing and every lane have ended, or one of them failed.
func (b *batch[T]) settle(ended <-chan error, done func(T, *lexfitv1.ScoreCandidatesResponse) error) error {
	early := map[int]happening[T]{} // answered before their turn
	due := 0
	for running := b.how.Streams + 1; running > 0; {
		select {
		case what := <-b.told:
			if what.broke != nil {
				if b.how.OnRetry != nil {
					b.how.OnRetry(what.broke)
				}
				continue
			}
			early[what.row.number] = what
			for next, here := early[due]; here; next, here = early[due] {
				delete(early, due)
				due++
				<-b.slots
				if err := done(next.row.beside, next.reply); err != nil {
					return err
				}
			}
		case err := <-ended:
			if err != nil {
				return err
			}
			running--
		}
	}
	if len(early) > 0 { // no lane ends with a row of its own unanswered
		return &Error{Code: codes.Internal, Message: fmt.Sprintf("row %d has no answer", due)}
	}
	return nil
}
