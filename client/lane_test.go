package client_test

import (
	"context"
	"errors"
	"io"
	"iter"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	"github.com/lexfit/lexfit/client"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
)

// scoring answers as a server with an active revision does. Before each answer it does what it is told to, and its error breaks the
// stream. What streams asked for is noted.
type scoring struct {
	active int32
	digest func(revision int32) string
	before func(number int) error

	mu    sync.Mutex
	asked []*lexfitv1.ScoreOptions
	done  int
}

func (s *scoring) stream(stream lexfitv1grpc.MatchService_ScoreCandidatesServer) error {
	message, err := stream.Recv()
	if err != nil {
		return err
	}
	options := message.GetOptions()
	revision := options.GetRulebookRevision()
	s.mu.Lock()
	s.asked = append(s.asked, options)
	active := s.active
	s.mu.Unlock()
	if revision == 0 {
		revision = active
	}
	for index := int32(0); ; index++ {
		message, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		s.mu.Lock()
		s.done++
		number := s.done
		s.mu.Unlock()
		if s.before != nil {
			if err := s.before(number); err != nil {
				return err
			}
		}
		answer := &lexfitv1.ScoreCandidateResponse{
			CandidateId: message.GetProfile().GetCandidateId(), RulebookRevision: revision, RulebookDigest: strconv.Itoa(int(revision)), EngineVersion: 3, AsOf: "2026-11-24",
		}
		if s.digest != nil {
			answer.RulebookDigest = s.digest(revision)
		}
		for _, target := range options.GetTargets() {
			name, number, pinned := strings.Cut(target, "@")
			order, _ := strconv.Atoi(number)
			if !pinned {
				order = int(active)
			}
			answer.Fits = append(answer.Fits, &lexfitv1.Fit{JobOrder: name, JobOrderRevision: int32(order), JobOrderDigest: name + strconv.Itoa(order)})
		}
		if err := stream.Send(&lexfitv1.ScoreCandidatesResponse{Index: index, Result: &lexfitv1.ScoreCandidatesResponse_Response{Response: answer}}); err != nil {
			return err
		}
	}
}

// counts is how many streams and rows it had.
func (s *scoring) counts() (streams, rows int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.asked), s.done
}

// scoringServers are servers that score.
func scoringServers(tb testing.TB, n int) (all []*one, rules []*scoring, list string) {
	tb.Helper()
	all, list = several(tb, n)
	for _, server := range all {
		made := &scoring{active: 1}
		server.score = made.stream
		rules = append(rules, made)
	}
	return all, rules, list
}

// inOrder is the end of a batch of someUnsent rows: each comes once, in its turn.
func inOrder(t *testing.T, then func(int)) (done func(int, *lexfitv1.ScoreCandidatesResponse) error, settled *int) {
	t.Helper()
	next := 0
	return func(i int, r *lexfitv1.ScoreCandidatesResponse) error {
		if i != next || (i%3 == 2) != (r == nil) || r != nil && r.GetResponse().GetCandidateId() != strconv.Itoa(i) {
			t.Fatalf("row %d came where %d was due, with %v", i, next, r)
		}
		next++
		then(i)
		return nil
	}, &next
}

// One batch goes to all servers at once, and its results come in the order of its rows.
func TestBatchGoesToAllServers(t *testing.T) {
	t.Parallel()
	const n = 6000
	_, rules, list := scoringServers(t, 4)
	for i, made := range rules {
		made.before = func(number int) error {
			if number%16 == 0 {
				time.Sleep(time.Duration(number*(i+3)%1000) * time.Microsecond)
			}
			return nil
		}
	}
	c := connect(t, list, client.Options{})
	done, settled := inOrder(t, func(int) {})
	if err := client.Batch(t.Context(), c, nil, client.BatchOptions{}, someUnsent(n), done); err != nil || *settled != n {
		t.Fatalf("%d rows settled, %v", *settled, err)
	}
	for i, made := range rules {
		if streams, rows := made.counts(); streams == 0 || rows < n/50 {
			t.Errorf("server %d had %d streams and %d rows", i, streams, rows)
		}
	}
}

// Streams that begin at one server, since nobody else is there yet, move to those that come.
func TestStreamsMoveToServersThatCome(t *testing.T) {
	t.Parallel()
	all, rules, list := scoringServers(t, 3)
	for _, server := range all[1:] {
		server.health.SetServingStatus("", healthpb.HealthCheckResponse_NOT_SERVING)
	}
	c := connect(t, list, client.Options{})
	endless := func(ctx context.Context) iter.Seq2[int, *lexfitv1.CandidateProfile] {
		return func(yield func(int, *lexfitv1.CandidateProfile) bool) {
			for i := 0; ctx.Err() == nil; i++ {
				if !yield(i, &lexfitv1.CandidateProfile{CandidateId: strconv.Itoa(i)}) {
					return
				}
			}
		}
	}
	enough := errors.New("enough")
	end := time.Now().Add(time.Minute)
	err := client.Batch(t.Context(), c, nil, client.BatchOptions{}, endless, func(i int, _ *lexfitv1.ScoreCandidatesResponse) error {
		if i == 100 {
			for _, server := range all[1:] {
				server.health.SetServingStatus("", healthpb.HealthCheckResponse_SERVING)
			}
		}
		for _, made := range rules {
			if _, rows := made.counts(); rows < 100 {
				if time.Now().After(end) {
					return errors.New("a server that came got nothing within a minute")
				}
				return nil
			}
		}
		return enough
	})
	if !errors.Is(err, enough) {
		t.Error(err)
	}
}

// A stream that loses its server goes on at another: each row once and in its turn, though all servers break again and again, and by
// the rules of the first answer, though another revision is active meanwhile.
func TestStreamGoesOnElsewhere(t *testing.T) {
	t.Parallel()
	for _, streams := range []int{0, 1, 7} {
		t.Run(strconv.Itoa(streams), func(t *testing.T) {
			t.Parallel()
			const n = 2000
			_, rules, list := scoringServers(t, 4)
			for i, made := range rules {
				made.before = func(number int) error {
					if number%(31+i) == 0 {
						return status.Error(codes.Unavailable, "going down")
					}
					return nil
				}
			}
			c := connect(t, list, client.Options{})
			by := map[string]int{}
			retries := 0
			done, settled := inOrder(t, func(i int) {
				if i == 50 {
					for _, made := range rules {
						made.mu.Lock()
						made.active = 2
						made.mu.Unlock()
					}
				}
			})
			options := &lexfitv1.ScoreOptions{Targets: []string{"jobOrders/acme", "jobOrders/old@7"}}
			err := client.Batch(t.Context(), c, options, client.BatchOptions{Streams: streams, OnRetry: func(error) { retries++ }}, someUnsent(n),
				func(i int, r *lexfitv1.ScoreCandidatesResponse) error {
					if r != nil {
						by[r.GetResponse().GetRulebookDigest()+" "+r.GetResponse().GetFits()[0].GetJobOrderDigest()]++
					}
					return done(i, r)
				})
			if err != nil || *settled != n || retries < 20 {
				t.Errorf("%d rows settled after %d breaks, %v", *settled, retries, err)
			}
			if len(by) != 1 || by["1 jobOrders/acme1"] == 0 {
				t.Errorf("by %v, want revision 1 alone", by)
			}
			if options.GetRulebookRevision() != 0 || options.GetTargets()[0] != "jobOrders/acme" {
				t.Errorf("the caller's options are now %v", options)
			}
			for _, made := range rules {
				for _, asked := range made.asked {
					if got := asked.GetTargets(); got[1] != "jobOrders/old@7" || asked.GetRulebookRevision() > 0 && (got[0] != "jobOrders/acme@1" || asked.GetAsOf() != "2026-11-24") {
						t.Fatalf("asked %v", asked)
					}
				}
			}
		})
	}
}

// Servers that score by other rules under one number, as those of two versions, are not mixed: the batch goes on at those that score as
// the first one did.
func TestBatchHoldsToItsRules(t *testing.T) {
	t.Parallel()
	const n = 3000
	_, rules, list := scoringServers(t, 4)
	for i, made := range rules {
		made.digest = func(int32) string { return strconv.Itoa(i % 2) }
	}
	c := connect(t, list, client.Options{})
	var by string
	var refused int
	done, settled := inOrder(t, func(int) {})
	err := client.Batch(t.Context(), c, &lexfitv1.ScoreOptions{RulebookRevision: 1, AsOf: "2026-11-24"}, client.BatchOptions{
		RideOut: time.Minute, OnRetry: func(err error) {
			if !strings.Contains(err.Error(), "scores by other rules (") {
				t.Error(err)
			}
			refused++
		},
	}, someUnsent(n), func(i int, r *lexfitv1.ScoreCandidatesResponse) error {
		if digest := r.GetResponse().GetRulebookDigest(); r != nil && by == "" {
			by = digest
		} else if r != nil && by != digest {
			t.Fatalf("row %d is scored by %s, and others by %s", i, digest, by)
		}
		return done(i, r)
	})
	if err != nil || *settled != n || refused == 0 {
		t.Errorf("%d rows settled, %d streams refused, %v", *settled, refused, err)
	}
}

// How much more several servers do for one batch, where a row costs a server a millisecond whatever else the machine does.
func BenchmarkBatchOnServers(b *testing.B) {
	for _, n := range []int{1, 2, 4, 8} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			_, rules, list := scoringServers(b, n)
			for _, made := range rules {
				made.before = func(int) error {
					time.Sleep(time.Millisecond)
					return nil
				}
			}
			c := connect(b, list, client.Options{})
			rows := func(context.Context) iter.Seq2[int, *lexfitv1.CandidateProfile] {
				return func(yield func(int, *lexfitv1.CandidateProfile) bool) {
					for i := 0; b.Loop(); i++ {
						if !yield(i, &lexfitv1.CandidateProfile{CandidateId: strconv.Itoa(i)}) {
							return
						}
					}
				}
			}
			if err := client.Batch(b.Context(), c, nil, client.BatchOptions{}, rows, func(int, *lexfitv1.ScoreCandidatesResponse) error { return nil }); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
