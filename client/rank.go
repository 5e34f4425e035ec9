package client

import (
	"context"
	"iter"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Rank puts a pool of any length in order for one role. The server holds no more than the best asked for. The context that
// profiles is given ends with the call, as in Batch.
func Rank(
	ctx context.Context, server *Client, options *lexfitv1.RankOptions, profiles func(context.Context) iter.Seq[*lexfitv1.CandidateProfile],
) (*lexfitv1.Ranking, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stream, err := server.Match.RankCandidatesStream(ctx)
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
	send := func(message *lexfitv1.RankCandidatesStreamRequest) bool { return stream.Send(message) == nil }
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
