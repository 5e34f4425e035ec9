package client_test

import (
	"context"
	"errors"
	"io"
	"iter"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/lexfit/lexfit/client"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
)

// breaking answers as answer does, and breaks each stream after so many answers.
func breaking(after int, streams *atomic.Int64) func(lexfitv1grpc.MatchService_ScoreCandidatesServer) error {
	return func(s lexfitv1grpc.MatchService_ScoreCandidatesServer) error {
		streams.Add(1)
		index := int32(-1)
		for {
			m, err := s.Recv()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			if index++; index == 0 {
				continue
			}
			if int(index) > after {
				return status.Error(codes.Unavailable, "going down")
			}
			reply := &lexfitv1.ScoreCandidatesResponse{Index: index - 1, Result: &lexfitv1.ScoreCandidatesResponse_Response{
				Response: &lexfitv1.ScoreCandidateResponse{CandidateId: m.GetProfile().GetCandidateId()},
			}}
			if err := s.Send(reply); err != nil {
				return err
			}
		}
	}
}

// someUnsent yields n rows, each third without a profile.
func someUnsent(n int) func(context.Context) iter.Seq2[int, *lexfitv1.CandidateProfile] {
	return func(context.Context) iter.Seq2[int, *lexfitv1.CandidateProfile] {
		return func(yield func(int, *lexfitv1.CandidateProfile) bool) {
			for i := range n {
				var p *lexfitv1.CandidateProfile
				if i%3 != 2 {
					p = &lexfitv1.CandidateProfile{CandidateId: strconv.Itoa(i)}
				}
				if !yield(i, p) {
					return
				}
			}
		}
	}
}

// A server that goes away again and again costs no row and gives none twice, and rows that are not sent keep their turn.
func TestBatchRidesOut(t *testing.T) {
	t.Parallel()
	const n = 500
	var streams, retries atomic.Int64
	c := dial(t, &fake{score: breaking(37, &streams)})
	next := 0
	err := client.Batch(t.Context(), c, nil, client.BatchOptions{Window: 16, RideOut: time.Minute, OnRetry: func(error) { retries.Add(1) }}, someUnsent(n),
		func(i int, r *lexfitv1.ScoreCandidatesResponse) error {
			if i != next || (i%3 == 2) != (r == nil) || r != nil && r.GetResponse().GetCandidateId() != strconv.Itoa(i) {
				t.Fatalf("row %d came where %d was due, with %v", i, next, r)
			}
			next++
			return nil
		})
	if err != nil || next != n {
		t.Errorf("%d rows settled, %v", next, err)
	}
	if streams.Load() < 9 || retries.Load() != streams.Load()-1 { // 334 profiles, 37 a stream
		t.Errorf("%d streams, %d retries", streams.Load(), retries.Load())
	}
}

// A server that never answered is not waited for, nor one that stays away longer than was allowed.
func TestBatchGivesUp(t *testing.T) {
	t.Parallel()
	for name, after := range map[string]int{"never answered": 0, "never answered, but is there": 0, "stays away": 3} {
		reached := name == "never answered, but is there"
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var streams, retries atomic.Int64
			c := dial(t, &fake{score: func(s lexfitv1grpc.MatchService_ScoreCandidatesServer) error {
				if streams.Load() > 0 {
					streams.Add(1)
					return status.Error(codes.Unavailable, "still down")
				}
				return breaking(after, &streams)(s)
			}})
			settled := 0
			err := client.Batch(t.Context(), c, nil, client.BatchOptions{RideOut: 2 * time.Second, Reached: reached, OnRetry: func(error) { retries.Add(1) }},
				someUnsent(100), func(int, *lexfitv1.ScoreCandidatesResponse) error { settled++; return nil })
			if e, ok := client.FromError(err); !ok || e.Code != codes.Unavailable {
				t.Errorf("got %v", err)
			}
			if (retries.Load() > 0) != (after > 0 || reached) || settled < after || settled > after+3 {
				t.Errorf("%d streams, %d retries, %d settled", streams.Load(), retries.Load(), settled)
			}
		})
	}
}

// Rows without a profile are settled though nothing is ever answered.
func TestBatchOfUnsentRows(t *testing.T) {
	t.Parallel()
	c := dial(t, &fake{score: answer(func(int32) {})})
	settled := 0
	err := client.Batch(t.Context(), c, nil, client.BatchOptions{Window: 2}, func(context.Context) iter.Seq2[int, *lexfitv1.CandidateProfile] {
		return func(yield func(int, *lexfitv1.CandidateProfile) bool) {
			for i := range 100 {
				if !yield(i, nil) {
					return
				}
			}
		}
	}, func(_ int, r *lexfitv1.ScoreCandidatesResponse) error {
		if r != nil {
			t.Errorf("got %v", r)
		}
		settled++
		return nil
	})
	if err != nil || settled != 100 {
		t.Errorf("%d settled, %v", settled, err)
	}
}
