package run

import (
	"context"
	"iter"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
	"google.golang.org/grpc/codes"

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/client/input"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// untilAnswered makes an attempt again whose server goes away, for as long as servers are waited for.
func untilAnswered[T any](ctx context.Context, server *client.Client, rows *Rows, retryFor time.Duration, attempt func() (T, error)) (T, error) {
	retryFor = server.Patience(retryFor)
	pause := backoff.NewExponentialBackOff()
	pause.InitialInterval, pause.MaxInterval = 50*time.Millisecond, 5*time.Second
	return backoff.Retry(ctx, func() (T, error) {
		answer, err := attempt()
		if told, ok := client.FromError(err); ok && told.Code == codes.Unavailable && retryFor > 0 {
			return answer, err
		}
		if err != nil {
			return answer, backoff.Permanent(err)
		}
		return answer, nil
	}, backoff.WithBackOff(pause), backoff.WithMaxElapsedTime(retryFor), backoff.WithNotify(func(err error, _ time.Duration) {
		rows.console.gone(err, server, retryFor)
	}))
}

// feed reads standard input into a pool while it is sent. A server that goes away has forgotten what it was sent, and standard
// input cannot be read twice: each attempt sends the pool from its beginning, and goes on with what comes.
type feed struct {
	rows *Rows
	stop func() // ends the reading

	mu    sync.Mutex
	pool  *pool
	whole bool
	err   error
	more  chan struct{} // says to the one who sends that there is more
}

// newFeed begins to read. Stop it when done.
func newFeed(ctx context.Context, rows *Rows, pool *pool) *feed {
	ctx, cancel := context.WithCancel(ctx)
	made := &feed{rows: rows, pool: pool, more: make(chan struct{}, 1)}
	ended := make(chan struct{})
	made.stop = func() {
		cancel()
		<-ended
	}
	go func() {
		defer close(ended)
		rows.each(ctx, func(row *input.Row, at place) bool { return made.add(row, at) })
		made.end()
	}()
	return made
}

func (f *feed) tell() {
	select {
	case f.more <- struct{}{}:
	default: // it was told
	}
}

func (f *feed) add(row *input.Row, at place) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err = f.pool.add(row, at)
	f.tell()
	return f.err == nil
}

func (f *feed) end() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.whole = true
	f.tell()
}

// profile is the one at a place, nil where it is not there yet. More says whether to wait for it.
func (f *feed) profile(at int) (profile *lexfitv1.CandidateProfile, more bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err != nil || at == f.pool.size {
		return nil, f.err == nil && !f.whole
	}
	kept, err := f.pool.get(int32(at))
	f.err = err
	return kept.profile, err == nil
}

// send yields all that was read, and what comes.
func (f *feed) send(ctx context.Context) iter.Seq[*lexfitv1.CandidateProfile] {
	return func(yield func(*lexfitv1.CandidateProfile) bool) {
		f.rows.handed.Store(0)
		for at := 0; ; {
			profile, more := f.profile(at)
			switch {
			case profile != nil:
				at++
				f.rows.handed.Add(1)
				if !yield(profile) {
					return
				}
			case !more:
				return
			default:
				select {
				case <-f.more:
				case <-ctx.Done():
					return
				}
			}
		}
	}
}

// failure is what went wrong with the temporary files.
func (f *feed) failure() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.err
}
