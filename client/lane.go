package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// lane is one of the streams of a batch, one after another where one breaks.
type lane[T any] struct {
	*batch[T]
	number int
	room   chan struct{} // one for each row in the queue
	queue  []flight[T]   // taken over and not answered, in order
	served int           // answers
	moveAt int           // after so many rows a stream may move to another server
}

// The least and the most rows after which a lane looks for a server of its own.
const (
	firstMove = 32
	lastMove  = 1024
)

// newLane makes a lane. Of several each has at most half of its share of the window on the way: the answers of the others would
// else wait for a slow one.
func newLane[T any](b *batch[T], number int) *lane[T] {
	room := b.how.Window
	if b.how.Streams > 1 {
		room = max(1, b.how.Window/(2*b.how.Streams))
	}
	return &lane[T]{batch: b, number: number, room: make(chan struct{}, room), moveAt: firstMove}
}

// run opens streams until all rows are answered, or riding out does not help. The first lane opens one whether there are rows or
// not, so that what is wrong with the options is said; the others begin once the rules are settled.
func (l *lane[T]) run(ctx context.Context) error {
	if l.number > 0 {
		select {
		case <-l.rules.settled:
		case <-l.allDrawn:
		case <-ctx.Done():
			return status.FromContextError(ctx.Err()).Err() //nolint:wrapcheck // Batch gives it its meaning
		}
	}
	pause := backoff.NewExponentialBackOff()
	pause.InitialInterval, pause.MaxInterval = 50*time.Millisecond, 5*time.Second
	var broke time.Time // since when there was no answer
	for first := l.number == 0; ; first = false {
		if !first && len(l.queue) == 0 {
			row, more, err := l.take(ctx)
			if !more || err != nil {
				return err
			}
			l.queue = append(l.queue, row)
		}
		before := l.served
		over, err := l.attempt(ctx, broke)
		if err == nil {
			if over {
				return nil
			}
			broke = time.Time{}
			continue
		}
		if !l.passes(err) || l.how.RideOut <= 0 || l.answered.Load() == 0 && !l.how.Reached || ctx.Err() != nil {
			return err
		}
		if l.served > before || broke.IsZero() {
			broke = time.Now()
			pause.Reset()
		}
		wait := pause.NextBackOff()
		if time.Since(broke)+wait > l.how.RideOut || !l.tell(ctx, happening[T]{broke: wrap(err)}) {
			return err
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return status.FromContextError(ctx.Err()).Err() //nolint:wrapcheck // Batch gives it its meaning
		}
	}
}

// passes reports whether what broke a stream may be over with the next: the server is away, or of several this one scores by
// other rules, as during an upgrade.
func (l *lane[T]) passes(err error) bool {
	if other := (*otherRulesError)(nil); errors.As(err, &other) {
		return l.server.servers.balanced
	}
	told, ok := FromError(err)
	return ok && told.Code == codes.Unavailable
}

// take takes a row over, once there is room for it. There are no more where all were drawn.
func (l *lane[T]) take(ctx context.Context) (row flight[T], more bool, err error) {
	select {
	case l.room <- struct{}{}:
	case <-ctx.Done():
		return row, false, status.FromContextError(ctx.Err()).Err() //nolint:wrapcheck // Batch gives it its meaning
	}
	select {
	case row, more = <-l.drawn:
		if more {
			return row, true, nil
		}
		if !l.whole {
			err = status.FromContextError(context.Canceled).Err() // the drawing ended with its context
		}
	case <-ctx.Done():
		err = status.FromContextError(ctx.Err()).Err()
	}
	<-l.room
	return row, false, err
}

type answer struct {
	reply *lexfitv1.ScoreCandidatesResponse
	err   error
}

// attempt sends what is in the queue, and goes on with what is drawn, over one stream. broke is since when the server has
// been away, zero on the first attempt. It is over where there is nothing more to send, and not where the stream was given up for
// one at another server.
func (l *lane[T]) attempt(ctx context.Context, broke time.Time) (over bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	var opts []grpc.CallOption
	var patience <-chan time.Time
	if !broke.IsZero() {
		opts = append(opts, grpc.WaitForReady(true))
		patience = time.After(time.Until(broke.Add(l.how.RideOut)))
	}
	stream, err := l.server.Match.ScoreCandidates(ctx, opts...)
	if err != nil {
		cancel()
		return false, err //nolint:wrapcheck // run gives it its meaning
	}
	arrivals, sent := make(chan flight[T]), sentPart
	again := make([]flight[T], len(l.queue))
	copy(again, l.queue)
	go func() {
		defer close(arrivals)
		sent = l.send(ctx, stream, again, arrivals)
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
			l.queue = append(l.queue, row)
		}
	}
	defer finish()

	for due := int32(0); ; {
		select {
		case row, more := <-arrivals:
			if !more {
				arrivals = nil // all is sent, or the stream has broken and the answers say why
				break
			}
			l.queue = append(l.queue, row)
		case <-patience:
			if patience = nil; len(l.queue) > 0 {
				return false, &Error{Code: codes.Unavailable, Message: fmt.Sprintf("the server did not come back within %s", l.how.RideOut)}
			}
		case said, more := <-answers:
			switch {
			case !more: // only where the context has ended
				return false, status.FromContextError(ctx.Err()).Err() //nolint:wrapcheck // run gives it its meaning
			case said.err == io.EOF: //nolint:errorlint // the end of the stream is this very value; see below
				finish()
				if len(l.queue) > 0 || sent == sentPart {
					return false, errors.New("the server ended the stream before it had answered every profile")
				}
				return sent == sentAll, nil
			case errors.Is(said.err, io.EOF): // of a send that gRPC tried several times, without the status of any
				return false, &Error{Code: codes.Unavailable, Message: said.err.Error(), cause: said.err}
			case said.err != nil:
				return false, said.err
			}
			patience = nil
			if due == 0 {
				if from, known := peer.FromContext(stream.Context()); known { //nolint:contextcheck // the stream's own, which names its server
					l.places.note(l.number, from.Addr)
				}
			}
			// The sender hands a row over before it sends it, so the row that is answered is in the queue.
			if err := l.answer(ctx, due, said.reply); err != nil {
				return false, err
			}
			due++
		}
	}
}

// answer hands the answer of the head of the queue on.
func (l *lane[T]) answer(ctx context.Context, due int32, reply *lexfitv1.ScoreCandidatesResponse) error {
	if reply.GetIndex() != due {
		return fmt.Errorf("the server answered profile %d where profile %d was due", reply.GetIndex(), due)
	}
	if len(l.queue) == 0 {
		return errors.New("the server answered more profiles than it was sent")
	}
	if err := l.rules.hold(reply.GetResponse()); err != nil {
		return err
	}
	l.answered.Add(1)
	l.served++
	row := l.queue[0]
	l.queue[0] = flight[T]{}
	l.queue = l.queue[1:]
	<-l.room
	if !l.tell(ctx, happening[T]{row: row, reply: reply}) {
		return status.FromContextError(ctx.Err()).Err() //nolint:wrapcheck // run gives it its meaning
	}
	return nil
}

// sending is how far a stream was sent.
type sending int

const (
	sentPart sending = iota // it broke
	sentAll                 // whatever there is
	sentMove                // what was taken; the rest goes elsewhere
)

// send sends what is to be sent again and what is drawn. A failed send says no more than that the stream is over; Recv has the reason.
func (l *lane[T]) send(
	ctx context.Context, stream grpc.BidiStreamingClient[lexfitv1.ScoreCandidatesRequest, lexfitv1.ScoreCandidatesResponse],
	again []flight[T], arrivals chan<- flight[T],
) sending {
	first := &lexfitv1.ScoreCandidatesRequest{Message: &lexfitv1.ScoreCandidatesRequest_Options{Options: l.rules.ask()}}
	if stream.Send(first) != nil {
		return sentPart
	}
	send := func(row flight[T]) bool {
		return stream.Send(&lexfitv1.ScoreCandidatesRequest{Message: &lexfitv1.ScoreCandidatesRequest_Profile{Profile: row.profile}}) == nil
	}
	for _, row := range again {
		if !send(row) {
			return sentPart
		}
	}
	ended := func(how sending) sending {
		if stream.CloseSend() != nil {
			return sentPart
		}
		return how
	}
	for rows := len(again); ; rows++ {
		if rows >= l.moveAt && l.places.crowded(l.number) {
			l.moveAt = min(2*l.moveAt, lastMove)
			return ended(sentMove)
		}
		row, more, err := l.take(ctx)
		switch {
		case err != nil:
			return sentPart
		case !more:
			// The context tells nothing here: the last answer may be there already, and the attempt over.
			return ended(sentAll)
		}
		arrivals <- row
		if !send(row) {
			return sentPart
		}
	}
}

// places are the servers that the lanes of a batch are at.
type places struct {
	mu sync.Mutex
	at map[int]string
}

// note notes where a lane's stream has been answered from.
func (p *places) note(lane int, from net.Addr) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.at == nil {
		p.at = map[int]string{}
	}
	p.at[lane] = from.String()
}

// crowded reports whether an earlier lane is at the same server. Streams that begin together may all find the one server that was
// reached first, and one that lost its server finds another's; with a next one each looks further.
func (p *places) crowded(lane int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	own, known := p.at[lane]
	for other, at := range p.at {
		if known && other < lane && at == own {
			return true
		}
	}
	return false
}
