package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"github.com/cenkalti/backoff/v5"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// DefaultWindow is how many profiles are under way at once: enough to hide a network's delay, few enough to hold.
const DefaultWindow = 64

// BatchOptions say how a batch travels.
type BatchOptions struct {
	// Window is how many rows may be under way at once; 0 is DefaultWindow. Memory is bounded by it.
	Window int
	// RideOut is how long a server that answered before, or is known to be there, may be away: the stream is opened anew and what was not answered
	// is sent again. 0 ends the batch at once. Pin the rulebook's revision and the as-of date, or a server that comes back
	// with another revision scores the rest by that.
	RideOut time.Duration
	// Reached says that the server answered other calls a moment ago, so that it is waited for before its first answer too.
	Reached bool
	// OnRetry hears why the stream broke, each time before it is opened anew; nil for nobody.
	OnRetry func(error)
}

// Batch scores profiles over one stream and hands each result to done, in the order of the profiles, together with what
// the caller put beside it (a row, say). At most a window of rows is under way, so memory does not grow with the batch. A
// refused profile is a result with an error, and the batch goes on. A nil profile is not sent: done gets it in its turn
// with a nil result, so that rows that could not be read keep their place.
//
// The profiles are drawn on a goroutine of their own, which has ended when Batch returns; done runs on the caller's. Batch
// ends early where the stream breaks, the context ends or done returns an error. The context that profiles is given ends
// then too: a source that waits, for somebody to type say, must heed it, or Batch waits with it.
func Batch[T any](
	ctx context.Context, server *Client, options *lexfitv1.ScoreOptions, how BatchOptions,
	profiles func(context.Context) iter.Seq2[T, *lexfitv1.CandidateProfile], done func(T, *lexfitv1.ScoreCandidatesResponse) error,
) error {
	if how.Window <= 0 {
		how.Window = DefaultWindow
	}
	if options == nil {
		options = &lexfitv1.ScoreOptions{}
	}
	ctx, cancel := context.WithCancel(ctx)
	batch := &batch[T]{
		server: server, options: options, how: how, done: done,
		drawn: make(chan flight[T]), slots: make(chan struct{}, how.Window),
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer close(batch.drawn)
		batch.draw(ctx, profiles(ctx))
	}()
	// The drawing must not outlive the call: it draws from the caller's files.
	defer func() {
		cancel()
		<-ended
	}()
	return batch.run(ctx)
}

// flight is a row under way.
type flight[T any] struct {
	beside  T
	profile *lexfitv1.CandidateProfile
}

type batch[T any] struct {
	server  *Client
	options *lexfitv1.ScoreOptions
	how     BatchOptions
	done    func(T, *lexfitv1.ScoreCandidatesResponse) error

	drawn    chan flight[T]
	whole    bool          // the profiles were drawn to their end; settled before drawn is closed
	slots    chan struct{} // one for each row under way
	queue    []flight[T]   // taken over and not settled, in order
	answered int           // by the server, over all attempts
}

func (b *batch[T]) draw(ctx context.Context, profiles iter.Seq2[T, *lexfitv1.CandidateProfile]) {
	for beside, profile := range profiles {
		select {
		case b.slots <- struct{}{}:
		case <-ctx.Done():
			return
		}
		select {
		case b.drawn <- flight[T]{beside, profile}:
		case <-ctx.Done():
			return
		}
	}
	b.whole = ctx.Err() == nil // a source that heeds its context may have ended for that
}

// run opens streams until one comes to the end, or riding out does not help.
func (b *batch[T]) run(ctx context.Context) error {
	pause := backoff.NewExponentialBackOff()
	pause.InitialInterval, pause.MaxInterval = 50*time.Millisecond, 5*time.Second
	var broke time.Time // since when there was no answer
	for {
		before := b.answered
		err := b.attempt(ctx, broke)
		told, ok := FromError(err)
		if !ok || told.Code != codes.Unavailable || b.how.RideOut <= 0 || b.answered == 0 && !b.how.Reached || ctx.Err() != nil {
			return wrap(err)
		}
		if b.answered > before || broke.IsZero() {
			broke = time.Now()
			pause.Reset()
		}
		wait := pause.NextBackOff()
		if time.Since(broke)+wait > b.how.RideOut {
			return wrap(err)
		}
		if b.how.OnRetry != nil {
			b.how.OnRetry(wrap(err))
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return wrap(status.FromContextError(ctx.Err()).Err())
		}
	}
}

type answer struct {
	reply *lexfitv1.ScoreCandidatesResponse
	err   error
}

// attempt sends what is not settled, and goes on with what is drawn, over one stream. broke is since when the server has
// been away, zero on the first attempt.
func (b *batch[T]) attempt(ctx context.Context, broke time.Time) error {
	ctx, cancel := context.WithCancel(ctx)
	var opts []grpc.CallOption
	var patience <-chan time.Time
	if !broke.IsZero() {
		opts = append(opts, grpc.WaitForReady(true))
		patience = time.After(time.Until(broke.Add(b.how.RideOut)))
	}
	stream, err := b.server.Match.ScoreCandidates(ctx, opts...)
	if err != nil {
		cancel()
		return err //nolint:wrapcheck // run gives it its meaning
	}
	arrivals, sentAll := make(chan flight[T]), false
	again := make([]flight[T], len(b.queue))
	copy(again, b.queue)
	go func() {
		defer close(arrivals)
		sentAll = b.send(ctx, stream, again, arrivals)
	}()
	answers := make(chan answer)
	go func() {
		defer close(answers)
		for {
			reply, err := stream.Recv()
			select {
			case answers <- answer{reply, err}:
			case <-ctx.Done():
				return
			}
			if err != nil {
				return
			}
		}
	}()
	// Neither must outlive the attempt, and what the sender took over is kept.
	coming := arrivals
	finish := func() {
		cancel()
		for range answers { // emptied, so that nobody is held up
		}
		for row := range coming {
			b.queue = append(b.queue, row)
		}
	}
	defer finish()

	for due := int32(0); ; {
		if err := b.settleUnsent(); err != nil {
			return err
		}
		select {
		case row, more := <-arrivals:
			if !more {
				arrivals = nil // all is sent, or the stream has broken and the answers say why
				break
			}
			b.queue = append(b.queue, row)
		case <-patience:
			if patience = nil; len(b.queue) > 0 {
				return &Error{Code: codes.Unavailable, Message: fmt.Sprintf("the server did not come back within %s", b.how.RideOut)}
			}
		case said, more := <-answers:
			switch {
			case !more: // only where the context has ended
				return status.FromContextError(ctx.Err()).Err() //nolint:wrapcheck // run gives it its meaning
			case said.err == io.EOF: //nolint:errorlint // the end of the stream is this very value; see below
				finish()
				if err := b.settleUnsent(); err != nil {
					return err
				}
				if len(b.queue) > 0 || !sentAll {
					return errors.New("the server ended the stream before it had answered every profile")
				}
				return nil
			case errors.Is(said.err, io.EOF): // of a send that gRPC tried several times, without the status of any
				return &Error{Code: codes.Unavailable, Message: said.err.Error(), cause: said.err}
			case said.err != nil:
				return said.err
			}
			patience = nil
			// The sender hands a row over before it sends it, so the row that is answered is in the queue.
			if err := b.settle(due, said.reply); err != nil {
				return err
			}
			due++
		}
	}
}

// send says whether it sent everything there is. A failed send says no more than that the stream is over; Recv has the reason.
func (b *batch[T]) send(
	ctx context.Context, stream grpc.BidiStreamingClient[lexfitv1.ScoreCandidatesRequest, lexfitv1.ScoreCandidatesResponse],
	again []flight[T], arrivals chan<- flight[T],
) bool {
	first := &lexfitv1.ScoreCandidatesRequest{Message: &lexfitv1.ScoreCandidatesRequest_Options{Options: b.options}}
	if stream.Send(first) != nil {
		return false
	}
	send := func(row flight[T]) bool {
		return row.profile == nil ||
			stream.Send(&lexfitv1.ScoreCandidatesRequest{Message: &lexfitv1.ScoreCandidatesRequest_Profile{Profile: row.profile}}) == nil
	}
	for _, row := range again {
		if !send(row) {
			return false
		}
	}
	for {
		select {
		case row, more := <-b.drawn:
			if !more {
				// The context tells nothing here: the last answer may be there already, and the attempt over.
				return b.whole && stream.CloseSend() == nil
			}
			arrivals <- row
			if !send(row) {
				return false
			}
		case <-ctx.Done():
			return false
		}
	}
}

// settleUnsent settles the rows at the head of the queue that have no profile.
func (b *batch[T]) settleUnsent() error {
	for len(b.queue) > 0 && b.queue[0].profile == nil {
		if err := b.next(nil); err != nil {
			return err
		}
	}
	return nil
}

func (b *batch[T]) settle(due int32, reply *lexfitv1.ScoreCandidatesResponse) error {
	if reply.GetIndex() != due {
		return fmt.Errorf("the server answered profile %d where profile %d was due", reply.GetIndex(), due)
	}
	if len(b.queue) == 0 {
		return errors.New("the server answered more profiles than it was sent")
	}
	b.answered++
	return b.next(reply)
}

// next settles the head of the queue.
func (b *batch[T]) next(reply *lexfitv1.ScoreCandidatesResponse) error {
	row := b.queue[0]
	b.queue[0] = flight[T]{}
	b.queue = b.queue[1:]
	<-b.slots
	return b.done(row.beside, reply)
}
