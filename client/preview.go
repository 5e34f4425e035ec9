package client

import (
	"context"
	"iter"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Preview scores a sample of any length under two rulebooks and tells who moves. The context that profiles is given ends
// with the call, as in Batch.
func Preview(
	ctx context.Context, server *Client, options *lexfitv1.PreviewOptions, profiles func(context.Context) iter.Seq[*lexfitv1.CandidateProfile],
) (*lexfitv1.PreviewRulebookRevisionResponse, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stream, err := server.Rulebook.PreviewRulebookRevision(ctx)
	if err != nil {
		return nil, wrap(err)
	}
	// A failed send says no more than that the stream is over; the answer has the reason.
	send := func(message *lexfitv1.PreviewRulebookRevisionRequest) bool { return stream.Send(message) == nil }
	if send(&lexfitv1.PreviewRulebookRevisionRequest{Message: &lexfitv1.PreviewRulebookRevisionRequest_Options{Options: options}}) {
		for profile := range profiles(ctx) {
			if !send(&lexfitv1.PreviewRulebookRevisionRequest{Message: &lexfitv1.PreviewRulebookRevisionRequest_Profile{Profile: profile}}) {
				break
			}
		}
	}
	reply, err := stream.CloseAndRecv()
	if err != nil {
		return nil, wrap(err)
	}
	return reply, nil
}
