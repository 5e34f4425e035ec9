package main

import (
	"context"
	"errors"
	"io"
	"iter"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"google.golang.org/grpc"

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/client/input"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
	"github.com/lexfit/lexfit/server"
)

// echo answers each profile with what the real service said to it: the same bytes over the same gRPC, and nothing done.
type echo struct {
	lexfitv1grpc.UnimplementedMatchServiceServer
	lexfitv1grpc.UnimplementedRulebookServiceServer
	answers []*lexfitv1.ScoreCandidatesResponse
}

func (e *echo) GetRulebookRevision(context.Context, *lexfitv1.GetRulebookRevisionRequest) (*lexfitv1.GetRulebookRevisionResponse, error) {
	return &lexfitv1.GetRulebookRevisionResponse{Revision: &lexfitv1.RulebookRevision{Revision: 1}}, nil
}

func (e *echo) ScoreCandidates(s grpc.BidiStreamingServer[lexfitv1.ScoreCandidatesRequest, lexfitv1.ScoreCandidatesResponse]) error {
	for n := -1; ; n++ {
		_, err := s.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if n >= 0 {
			if err := s.Send(e.answers[n]); err != nil {
				return err
			}
		}
	}
}

// BenchmarkScoreFile scores a file over loopback, against lexfitd and against an echo of its answers: what is left of the
// difference is what the scoring costs a batch.
func BenchmarkScoreFile(b *testing.B) {
	const rows = 1000
	file := filepath.Join(b.TempDir(), "pool.jsonl")
	pool, err := os.Create(file)
	if err != nil {
		b.Fatal(err)
	}
	nothing := func(string) string { return "" }
	if code := execute(b.Context(), []string{"sample", strconv.Itoa(rows)}, &environment{out: pool, err: io.Discard, getenv: nothing}); code != 0 {
		b.Fatal(code)
	}
	if err := pool.Close(); err != nil {
		b.Fatal(err)
	}
	for _, advice := range []bool{false, true} {
		service, err := server.Open(b.Context(), server.Options{DBPath: filepath.Join(b.TempDir(), "bench.db")})
		if err != nil {
			b.Fatal(err)
		}
		scoring := service.NewGRPCServer()
		address := listen(b, scoring)
		idle := grpc.NewServer()
		e := &echo{answers: recorded(b, address, file, advice)}
		lexfitv1grpc.RegisterMatchServiceServer(idle, e)
		lexfitv1grpc.RegisterRulebookServiceServer(idle, e)
		for name, at := range map[string]string{"lexfitd": address, "echo": listen(b, idle)} {
			kind := "no-advice"
			args := []string{"score", file, "--server", at, "--as-of", "2026-11-24", "-o", "jsonl", "--quiet"}
			if advice {
				kind = "advice"
			} else {
				args = append(args, "--no-advice")
			}
			b.Run("of="+kind+"/by="+name, func(b *testing.B) {
				for b.Loop() {
					if code := execute(b.Context(), args, &environment{out: io.Discard, err: io.Discard, getenv: nothing}); code != 0 {
						b.Fatal(code)
					}
				}
				b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			})
		}
		scoring.Stop()
		idle.Stop()
		if err := service.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func listen(b *testing.B, s *grpc.Server) string {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // nothing waits here
	if err != nil {
		b.Fatal(err)
	}
	go func() { _ = s.Serve(l) }() // ends with Stop
	return l.Addr().String()
}

// recorded are the service's own answers to a file.
func recorded(b *testing.B, address, file string, advice bool) []*lexfitv1.ScoreCandidatesResponse {
	b.Helper()
	c, err := client.Dial(address, client.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close() //nolint:errcheck // the calls have ended
	var answers []*lexfitv1.ScoreCandidatesResponse
	options := &lexfitv1.ScoreOptions{AsOf: "2026-11-24", RulebookRevision: 1, Advice: &lexfitv1.AdviceOptions{None: !advice}}
	err = client.Batch(b.Context(), c, options, client.BatchOptions{}, func(context.Context) iter.Seq2[*input.Row, *lexfitv1.CandidateProfile] {
		return func(yield func(*input.Row, *lexfitv1.CandidateProfile) bool) {
			if _, err := input.Read(file, input.Auto, nil, func(row *input.Row) bool { return yield(row, row.Profile) }); err != nil {
				b.Error(err)
			}
		}
	}, func(_ *input.Row, r *lexfitv1.ScoreCandidatesResponse) error {
		answers = append(answers, r)
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return answers
}
