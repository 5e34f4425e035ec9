package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// DefaultWindow is how many profiles are under way at once: enough to hide a network's delay, few enough to hold.
const DefaultWindow = 64

// Batch scores profiles over one stream and hands each result to done, in the order of the profiles, together with what
// the caller put beside it (a row, say). At most window profiles are under way, so memory does not grow with the batch;
// 0 is DefaultWindow. A refused profile is a result with an error, and the batch goes on.
//
// The profiles are drawn on a goroutine of their own, which has ended when Batch returns; done runs on the caller's. Batch
// ends early where the stream breaks, the context ends or done returns an error. The context that profiles is given ends
// then too: a source that waits, for somebody to type say, must heed it, or Batch waits with it.
func Batch[T any](
	ctx context.Context, c *Client, options *lexfitv1.ScoreOptions, window int,
	profiles func(context.Context) iter.Seq2[T, *lexfitv1.CandidateProfile], done func(T, *lexfitv1.ScoreCandidatesResponse) error,
) error {
	if window <= 0 {
		window = DefaultWindow
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stream, err := c.Match.ScoreCandidates(ctx)
	if err != nil {
		return wrap(err)
	}
	if options == nil {
		options = &lexfitv1.ScoreOptions{}
	}

	underWay := make(chan T, window)
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		defer close(underWay)
		// A failed send says no more than that the stream is over; Recv has the reason.
		first := &lexfitv1.ScoreCandidatesRequest{Message: &lexfitv1.ScoreCandidatesRequest_Options{Options: options}}
		if stream.Send(first) != nil {
			return
		}
		for beside, profile := range profiles(ctx) {
			select {
			case underWay <- beside:
			case <-ctx.Done():
				return
			}
			message := &lexfitv1.ScoreCandidatesRequest{Message: &lexfitv1.ScoreCandidatesRequest_Profile{Profile: profile}}
			if stream.Send(message) != nil {
				return
			}
		}
		_ = stream.CloseSend() // as with Send
	}()
	// The sender must not outlive the call: it draws from the caller's files.
	defer func() {
		cancel()
		for range underWay { // emptied, so that the sender is not held up
		}
		<-sent
	}()

	for index := int32(0); ; index++ {
		result, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			if _, more := <-underWay; more {
				return errors.New("the server ended the stream before it had answered every profile")
			}
			return nil
		}
		if err != nil {
			return wrap(err)
		}
		if result.GetIndex() != index {
			return fmt.Errorf("the server answered profile %d where profile %d was due", result.GetIndex(), index)
		}
		beside, more := <-underWay
		if !more {
			return errors.New("the server answered more profiles than it was sent")
		}
		if err := done(beside, result); err != nil {
			return err
		}
	}
}

// Rank puts a pool of any length in order for one role. The server holds no more than the best asked for. The context that
// profiles is given ends with the call, as in Batch.
func Rank(
	ctx context.Context, c *Client, options *lexfitv1.RankOptions, profiles func(context.Context) iter.Seq[*lexfitv1.CandidateProfile],
) (*lexfitv1.Ranking, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stream, err := c.Match.RankCandidatesStream(ctx)
	if err != nil {
		return nil, wrap(err)
	}
	// The answer is waited for from the start: a server that goes away is noticed while the input is still silent.
	drawing, stop := context.WithCancel(ctx)
	defer stop()
	answer := make(chan error, 1)
	reply := &lexfitv1.RankCandidatesStreamResponse{}
	go func() {
		answer <- stream.RecvMsg(reply)
		stop()
	}()
	// A failed send says no more than that the stream is over; the answer has the reason.
	send := func(m *lexfitv1.RankCandidatesStreamRequest) bool { return stream.Send(m) == nil }
	if send(&lexfitv1.RankCandidatesStreamRequest{Message: &lexfitv1.RankCandidatesStreamRequest_Options{Options: options}}) {
		for profile := range profiles(drawing) {
			if !send(&lexfitv1.RankCandidatesStreamRequest{Message: &lexfitv1.RankCandidatesStreamRequest_Profile{Profile: profile}}) {
				break
			}
		}
	}
	_ = stream.CloseSend() // as with send
	if err := <-answer; err != nil {
		return nil, wrap(err)
	}
	return reply.GetRanking(), nil
}
