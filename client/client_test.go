package client_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"

	"github.com/lexfit/lexfit/client"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
)

// fake answers as a test wants it to.
type fake struct {
	lexfitv1grpc.UnimplementedMatchServiceServer
	score  func(lexfitv1grpc.MatchService_ScoreCandidatesServer) error
	rank   func(lexfitv1grpc.MatchService_RankCandidatesStreamServer) error
	single func() error
	begin  bool // a reply begins before single has its say
}

func (f *fake) RankCandidatesStream(
	s grpc.ClientStreamingServer[lexfitv1.RankCandidatesStreamRequest, lexfitv1.RankCandidatesStreamResponse],
) error {
	return f.rank(s)
}

func (f *fake) ScoreCandidates(s grpc.BidiStreamingServer[lexfitv1.ScoreCandidatesRequest, lexfitv1.ScoreCandidatesResponse]) error {
	return f.score(s)
}

func (f *fake) ScoreCandidate(ctx context.Context, _ *lexfitv1.ScoreCandidateRequest) (*lexfitv1.ScoreCandidateResponse, error) {
	if _, has := ctx.Deadline(); !has {
		return nil, status.Error(codes.Internal, "no deadline")
	}
	if f.begin {
		if err := grpc.SendHeader(ctx, metadata.Pairs("begun", "1")); err != nil {
			return nil, err
		}
	}
	return &lexfitv1.ScoreCandidateResponse{}, f.single()
}

func dial(t *testing.T, f *fake, more ...grpc.DialOption) *client.Client {
	t.Helper()
	listener := bufconn.Listen(1 << 20)
	srv := grpc.NewServer()
	lexfitv1grpc.RegisterMatchServiceServer(srv, f)
	served := make(chan error, 1)
	go func() { served <- srv.Serve(listener) }()
	c, err := client.Dial("passthrough:///fake", client.Options{Dial: append([]grpc.DialOption{
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }),
	}, more...)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
		srv.Stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return c
}

// answer replies to each profile with its id, and holds what it is told to for a while.
func answer(hold func(index int32)) func(lexfitv1grpc.MatchService_ScoreCandidatesServer) error {
	return func(s lexfitv1grpc.MatchService_ScoreCandidatesServer) error {
		index := int32(-1)
		for {
			m, err := s.Recv()
			if err != nil {
				return nil //nolint:nilerr // the client has sent all
			}
			if m.GetProfile() != nil {
				hold(index)
				reply := &lexfitv1.ScoreCandidatesResponse{Index: index, Result: &lexfitv1.ScoreCandidatesResponse_Response{
					Response: &lexfitv1.ScoreCandidateResponse{CandidateId: m.GetProfile().GetCandidateId()},
				}}
				if err := s.Send(reply); err != nil {
					return err
				}
			}
			index++
		}
	}
}

func profiles(n int, drawn *atomic.Int64) func(context.Context) iter.Seq2[int, *lexfitv1.CandidateProfile] {
	return func(context.Context) iter.Seq2[int, *lexfitv1.CandidateProfile] {
		return func(yield func(int, *lexfitv1.CandidateProfile) bool) {
			for i := range n {
				drawn.Add(1)
				if !yield(i, &lexfitv1.CandidateProfile{CandidateId: strconv.Itoa(i)}) {
					return
				}
			}
		}
	}
}

// idle yields one profile and then waits, as standard input does while nobody types.
func idle(ctx context.Context) iter.Seq2[int, *lexfitv1.CandidateProfile] {
	return func(yield func(int, *lexfitv1.CandidateProfile) bool) {
		if yield(0, &lexfitv1.CandidateProfile{CandidateId: "0"}) {
			<-ctx.Done()
		}
	}
}

// Results come in order, each beside its own profile, and never more than a window of profiles is under way.
func TestBatchOrderAndWindow(t *testing.T) {
	t.Parallel()
	const n, window = 2000, 8
	c := dial(t, &fake{score: answer(func(int32) {})})
	var drawn atomic.Int64
	done := 0
	err := client.Batch(t.Context(), c, nil, client.BatchOptions{Window: window}, profiles(n, &drawn), func(i int, r *lexfitv1.ScoreCandidatesResponse) error {
		if i != done || r.GetResponse().GetCandidateId() != strconv.Itoa(i) {
			t.Fatalf("result %d is %q beside profile %d", done, r.GetResponse().GetCandidateId(), i)
		}
		// One is drawn and waits for a place, and this one is not counted off yet.
		if ahead := drawn.Load() - int64(done); ahead > window+2 {
			t.Fatalf("%d profiles under way, with a window of %d", ahead, window)
		}
		done++
		return nil
	})
	if err != nil || done != n {
		t.Errorf("%d results, %v", done, err)
	}
}

// An error of the caller ends the batch, and nothing is drawn from the input afterwards.
func TestBatchEndsEarly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := dial(t, &fake{score: answer(func(int32) {})})
		var drawn atomic.Int64
		enough := errors.New("enough")
		err := client.Batch(t.Context(), c, nil, client.BatchOptions{Window: 4}, profiles(100_000, &drawn), func(i int, _ *lexfitv1.ScoreCandidatesResponse) error {
			if i == 10 {
				return enough
			}
			return nil
		})
		if !errors.Is(err, enough) {
			t.Errorf("got %v", err)
		}
		before := drawn.Load()
		synctest.Wait() // until everybody has done what there was to do
		if after := drawn.Load(); after != before || after > 100 {
			t.Errorf("%d drawn, then %d", before, after)
		}
	})
}

// A call ends when the server goes away or the caller has enough, though the input is silent: nobody should have to type
// another line to learn of it.
func TestEndsWhileTheInputIsSilent(t *testing.T) {
	t.Parallel()
	gone := status.Error(codes.Unavailable, "going down")
	tests := []struct {
		name string
		code codes.Code
		call func(*client.Client) error
	}{
		{"batch, the server goes away", codes.Unavailable, func(c *client.Client) error {
			return client.Batch(context.Background(), c, nil, client.BatchOptions{Window: 4}, idle, func(int, *lexfitv1.ScoreCandidatesResponse) error { return nil })
		}},
		{"batch, the caller has enough", codes.DataLoss, func(c *client.Client) error {
			return client.Batch(context.Background(), c, nil, client.BatchOptions{Window: 4}, idle, func(int, *lexfitv1.ScoreCandidatesResponse) error {
				return status.Error(codes.DataLoss, "enough")
			})
		}},
		{"rank, the server goes away", codes.Unavailable, func(c *client.Client) error {
			_, err := client.Rank(context.Background(), c, &lexfitv1.RankOptions{}, func(ctx context.Context) iter.Seq[*lexfitv1.CandidateProfile] {
				return func(yield func(*lexfitv1.CandidateProfile) bool) {
					for _, p := range idle(ctx) {
						if !yield(p) {
							return
						}
					}
				}
			})
			return err
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := dial(t, &fake{
				score: func(s lexfitv1grpc.MatchService_ScoreCandidatesServer) error {
					_, _ = s.Recv()
					_, _ = s.Recv()
					if err := s.Send(&lexfitv1.ScoreCandidatesResponse{}); err != nil || test.code == codes.DataLoss {
						<-s.Context().Done()
						return err
					}
					return gone
				},
				rank: func(s lexfitv1grpc.MatchService_RankCandidatesStreamServer) error {
					_, _ = s.Recv()
					_, _ = s.Recv()
					return gone
				},
			})
			ended := make(chan error, 1)
			go func() { ended <- test.call(c) }()
			select {
			case err := <-ended:
				if e, ok := client.FromError(err); !ok || e.Code != test.code {
					t.Errorf("got %v, want %v", err, test.code)
				}
			case <-time.After(time.Minute):
				t.Fatal("still waiting for the input")
			}
		})
	}
}

// A ranking is asked for once the pool is sent whole.
func TestRank(t *testing.T) {
	t.Parallel()
	c := dial(t, &fake{rank: func(s lexfitv1grpc.MatchService_RankCandidatesStreamServer) error {
		m, err := s.Recv()
		if err != nil {
			return err
		}
		ranking := &lexfitv1.Ranking{Target: m.GetOptions().GetTarget()}
		for m, err = s.Recv(); err == nil; m, err = s.Recv() {
			ranking.Received++
			ranking.Candidates = append(ranking.Candidates, &lexfitv1.RankedCandidate{CandidateId: m.GetProfile().GetCandidateId()})
		}
		return s.SendAndClose(&lexfitv1.RankCandidatesStreamResponse{Ranking: ranking})
	}})
	var drawn atomic.Int64
	got, err := client.Rank(t.Context(), c, &lexfitv1.RankOptions{Target: "roles/paralegal"}, func(ctx context.Context) iter.Seq[*lexfitv1.CandidateProfile] {
		return func(yield func(*lexfitv1.CandidateProfile) bool) {
			for _, p := range profiles(500, &drawn)(ctx) {
				if !yield(p) {
					return
				}
			}
		}
	})
	if err != nil || got.GetReceived() != 500 || got.GetTarget() != "roles/paralegal" || got.GetCandidates()[499].GetCandidateId() != "499" {
		t.Errorf("got %d received for %q, %v", got.GetReceived(), got.GetTarget(), err)
	}
}

func TestBatchCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	c := dial(t, &fake{score: answer(func(index int32) {
		if index == 5 {
			cancel()
			<-ctx.Done()
		}
	})})
	var drawn atomic.Int64
	err := client.Batch(ctx, c, nil, client.BatchOptions{Window: 4}, profiles(100_000, &drawn), func(int, *lexfitv1.ScoreCandidatesResponse) error { return nil })
	if e, ok := client.FromError(err); !ok || e.Code != codes.Canceled {
		t.Errorf("got %v", err)
	}
}

// A server that answers too little, or out of turn, is not believed.
func TestBatchChecksTheServer(t *testing.T) {
	t.Parallel()
	for name, score := range map[string]func(lexfitv1grpc.MatchService_ScoreCandidatesServer) error{
		"the server ended the stream before it had answered every profile": func(s lexfitv1grpc.MatchService_ScoreCandidatesServer) error {
			_, _ = s.Recv()
			_, _ = s.Recv()
			return nil
		},
		"the server answered profile 7 where profile 0 was due": func(s lexfitv1grpc.MatchService_ScoreCandidatesServer) error {
			_, _ = s.Recv()
			_, _ = s.Recv()
			return s.Send(&lexfitv1.ScoreCandidatesResponse{Index: 7})
		},
	} {
		c := dial(t, &fake{score: score})
		var drawn atomic.Int64
		err := client.Batch(t.Context(), c, nil, client.BatchOptions{Window: 4}, profiles(3, &drawn), func(int, *lexfitv1.ScoreCandidatesResponse) error { return nil })
		if err == nil || err.Error() != name {
			t.Errorf("got %v, want %s", err, name)
		}
	}
}

// An error keeps its code, reason and violations on the way.
func TestFromError(t *testing.T) {
	t.Parallel()
	refusal, err := status.New(codes.InvalidArgument, "the profile breaks the contract").WithDetails(
		&errdetails.ErrorInfo{Reason: "INVALID_PROFILE", Domain: "lexfit", Metadata: map[string]string{"a": "b"}},
		&errdetails.BadRequest{FieldViolations: []*errdetails.BadRequest_FieldViolation{{Field: "skills[3].name", Description: "must not be empty"}}},
	)
	if err != nil {
		t.Fatal(err)
	}
	c := dial(t, &fake{score: func(lexfitv1grpc.MatchService_ScoreCandidatesServer) error { return refusal.Err() }})
	var drawn atomic.Int64
	err = client.Batch(t.Context(), c, nil, client.BatchOptions{Window: 4}, profiles(3, &drawn), func(int, *lexfitv1.ScoreCandidatesResponse) error { return nil })
	e, ok := client.FromError(fmt.Errorf("batch: %w", err))
	if !ok || e.Code != codes.InvalidArgument || e.Reason != "INVALID_PROFILE" || e.Metadata["a"] != "b" ||
		e.Error() != "the profile breaks the contract\n  skills[3].name: must not be empty" || status.Code(e.Unwrap()) != codes.InvalidArgument {
		t.Errorf("got %#v", e)
	}
	if _, ok := client.FromError(errors.New("other")); ok {
		t.Error("an error that is no status was taken for one")
	}
}

// A call that found nobody there is tried again, by gRPC itself; one that was refused is not.
func TestRetries(t *testing.T) {
	t.Parallel()
	var calls atomic.Int64
	code := codes.Unavailable
	c := dial(t, &fake{single: func() error {
		if calls.Add(1) < 3 {
			return status.Error(code, "not now")
		}
		return nil
	}})
	if _, err := c.Match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{}); err != nil || calls.Load() != 3 {
		t.Errorf("%d calls, %v", calls.Load(), err)
	}
	calls.Store(0)
	code = codes.InvalidArgument
	if _, err := c.Match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{}); status.Code(err) != codes.InvalidArgument || calls.Load() != 1 {
		t.Errorf("%d calls, %v", calls.Load(), err)
	}
}

// A call whose reply broke off in the middle is made again: gRPC itself does not, since the reply had begun.
func TestReplyThatBreaksOff(t *testing.T) {
	t.Parallel()
	var calls atomic.Int64
	c := dial(t, &fake{begin: true, single: func() error {
		if calls.Add(1) < 3 {
			return status.Error(codes.Unavailable, "lost")
		}
		return nil
	}})
	if _, err := c.Match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{}); err != nil || calls.Load() != 3 {
		t.Errorf("%d calls, %v", calls.Load(), err)
	}
	calls.Store(-100)
	if _, err := c.Match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{}); status.Code(err) != codes.Unavailable || calls.Load() != -96 {
		t.Errorf("for good: %d calls, %v", calls.Load()+100, err)
	}
}
