package client_test

import (
	"context"
	"sync/atomic"
	"testing"

	"google.golang.org/grpc"

	"github.com/lexfit/lexfit/client"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// late is a stream whose CloseSend comes back only when the attempt that it belongs to is over, as on a machine that is
// busy elsewhere: the server has had the end of the profiles long since.
type late struct {
	grpc.ClientStream
	attempt context.Context //nolint:containedctx // it is what the test waits for
}

func (l *late) CloseSend() error {
	err := l.ClientStream.CloseSend()
	<-l.attempt.Done()
	return err
}

// A batch whose every profile is answered is complete, however late the sender learns that all was sent.
func TestBatchCompleteWithALateSender(t *testing.T) {
	t.Parallel()
	slow := grpc.WithChainStreamInterceptor(func(
		ctx context.Context, desc *grpc.StreamDesc, conn *grpc.ClientConn, method string, open grpc.Streamer, opts ...grpc.CallOption,
	) (grpc.ClientStream, error) {
		stream, err := open(ctx, desc, conn, method, opts...)
		return &late{stream, ctx}, err
	})
	server := dial(t, &fake{score: answer(func(int32) {})}, slow)
	var drawn atomic.Int64
	settled := 0
	err := client.Batch(t.Context(), server, nil, client.BatchOptions{}, profiles(10, &drawn), func(int, *lexfitv1.ScoreCandidatesResponse) error {
		settled++
		return nil
	})
	if err != nil || settled != 10 {
		t.Errorf("%d of 10 profiles settled, %v", settled, err)
	}
}
