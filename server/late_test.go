package server

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1check"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
	"github.com/lexfit/lexfit/server/limits"
)

// largePool is a ranking's request that is decoded late: differing candidates, and one who is refused.
func largePool(n int) *lexfitv1.RankCandidatesRequest {
	return &lexfitv1.RankCandidatesRequest{
		Profiles: slices.Insert(profiles(n-1), n/2, badProfile("bad")),
		Options:  &lexfitv1.RankOptions{Target: "roles/paralegal", TopK: 20, Firmness: true, ExplainRank: true, AsOf: "2026-01-01"},
	}
}

// askRaw asks for a ranking with bytes as they are.
func (r *rig) askRaw(ctx context.Context, raw []byte) (*lexfitv1.RankCandidatesResponse, error) {
	reply := &lexfitv1.RankCandidatesResponse{}
	return reply, r.conn.Invoke(ctx, lexfitv1grpc.MatchService_RankCandidates_FullMethodName, &rawMessage{data: raw}, reply, grpc.ForceCodec(rawCodec{}))
}

// givenBack waits until nothing is held of calls.
func (r *rig) givenBack(t *testing.T) {
	t.Helper()
	eventually(t, "all bytes given back", func() bool {
		_, held := r.service.gate.InFlight()
		return held == 0
	})
}

// A large request is answered as one that is decoded at once, whichever way its fields lie: by several callers at a time, where there
// is room for one.
func TestLateRequestsAreAnsweredAlike(t *testing.T) {
	t.Parallel()
	request := largePool(300)
	want, err := newRig(t).match.RankCandidates(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	if want.GetRanking().GetRejected() != 1 || len(want.GetRanking().GetCandidates()) != 20 {
		t.Fatalf("the pool is none: %v", want.GetRanking().GetBands())
	}
	options, err := proto.Marshal(&lexfitv1.RankCandidatesRequest{Options: request.GetOptions()})
	if err != nil {
		t.Fatal(err)
	}
	pool, err := proto.Marshal(&lexfitv1.RankCandidatesRequest{Profiles: request.GetProfiles()})
	if err != nil {
		t.Fatal(err)
	}
	if len(pool) < 100<<10 {
		t.Fatalf("the pool of %d bytes is decoded at once", len(pool))
	}
	r := gated(t, limits.Config{MaxBytesAtWork: 64 << 10, MaxBytesInFlight: 64 << 20})
	var calls sync.WaitGroup
	for i := range 6 {
		calls.Go(func() {
			raw := slices.Concat(options, pool)
			if i%2 == 0 {
				raw = slices.Concat(pool, options)
			}
			reply, err := r.askRaw(t.Context(), raw)
			if err != nil {
				t.Error(err)
				return
			}
			equal(t, "a ranking of a late request", reply, want)
		})
	}
	calls.Wait()
	compared, err := r.match.CompareRoles(t.Context(), &lexfitv1.CompareRolesRequest{
		Profiles: pad(70 << 10).GetProfiles(), Options: &lexfitv1.ScoreOptions{Targets: []string{"roles/paralegal"}},
	})
	if err != nil || compared == nil {
		t.Errorf("a late request that is no pool: %v", err)
	}
	r.givenBack(t)
}

// What of a large request is no protobuf is refused with its place, and so are too many profiles; nothing is kept of either, nor of a
// request whose caller may not ask.
func TestLateRequestsThatAreRefused(t *testing.T) {
	t.Parallel()
	request := largePool(300)
	raw, err := proto.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	broken := slices.Concat(raw, []byte{0x0a, 0x03, 0x0a, 0x01, 0xff}) // a profile whose id is the byte 0xff
	cut := raw[:len(raw)-3]
	many := slices.Concat(raw, slices.Repeat([]byte{0x0a, 0x00}, 60_000))
	r := gated(t, limits.Config{MaxBytesAtWork: 64 << 10, MaxBytesInFlight: 64 << 20})
	_, err = r.askRaw(t.Context(), broken)
	if p := wantError(t, err, codes.InvalidArgument, "MALFORMED_MESSAGE"); !strings.Contains(p.message, "profiles[300]") {
		t.Error(p.message)
	}
	_, err = r.askRaw(t.Context(), cut)
	wantError(t, err, codes.InvalidArgument, "MALFORMED_MESSAGE")
	_, err = r.askRaw(t.Context(), many)
	wantFields(t, wantError(t, err, codes.InvalidArgument, "INVALID_REQUEST"), "profiles")
	r.givenBack(t)
	if _, err := r.askRaw(t.Context(), raw); err != nil {
		t.Errorf("and then: %v", err)
	}

	once := gated(t, limits.Config{MaxBytesAtWork: 64 << 10, MaxBytesInFlight: 64 << 20, Rate: 0.001, Burst: 1})
	for i := range 2 {
		if _, err = once.askRaw(t.Context(), raw); i == 0 && err != nil {
			t.Fatal(err)
		}
	}
	wantError(t, err, codes.ResourceExhausted, "RATE_LIMITED")
	once.givenBack(t)
}

// A ranking whose reply would be too large ends when that is sure, and not before: better candidates may take the places of
// candidates whose fits are larger.
func TestRankingsEndWhereTheirReplyIsTooLarge(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	list := profiles(60)
	ranked := func(most, topK, received int) (int, error) {
		r.service.limits.MaxReplyBytes = most
		ranking, err := r.service.ranking(t.Context(), r.service.programs.active.Load(), &lexfitv1.RankOptions{Target: "roles/paralegal", TopK: int32(topK)}, received)
		if err != nil {
			t.Fatal(err)
		}
		for i, profile := range list {
			if err := ranking.take(profile); err != nil {
				return i, err
			}
		}
		result, err := ranking.result()
		if err != nil {
			t.Fatal(err)
		}
		return proto.Size(&lexfitv1.RankCandidatesResponse{Ranking: result}), nil
	}
	all, err := ranked(0, 60, 60)
	if err != nil {
		t.Fatal(err)
	}
	if at, err := ranked(all/3, 60, 60); err == nil || at < 10 || at > 30 {
		t.Errorf("a reply three times too large: given up at profile %d, %v", at, err)
	} else if failed := toFailure(err); failed.reason != "REPLY_TOO_LARGE" || failed.metadata["limit"] != strconv.Itoa(all/3) {
		t.Errorf("%s %v", failed.reason, failed.metadata)
	}
	few, err := ranked(0, 10, 60)
	if err != nil {
		t.Fatal(err)
	}
	if size, err := ranked(few, 10, 60); err != nil || size != few {
		t.Errorf("a reply that is as large as it may: %d of %d bytes, %v", size, few, err)
	}
	if size, err := ranked(few, 10, 0); err != nil || size != few {
		t.Errorf("the same of a stream: %d of %d bytes, %v", size, few, err)
	}
}

// Whatever a request's bytes are: taken apart, they are refused where protobuf refuses them, and mean the same.
func FuzzCutPool(f *testing.F) {
	for _, seed := range []*lexfitv1.RankCandidatesRequest{{}, largePool(3), {Profiles: profiles(2)}, {Options: &lexfitv1.RankOptions{Target: "x"}}} {
		raw, err := proto.Marshal(seed)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
		f.Add(slices.Concat(raw, raw)) // fields that come twice
		f.Add(raw[:len(raw)/2])
	}
	f.Add([]byte{0x08, 0x01, 0x0b, 0x0c, 0x0a, 0x00}) // its fields by other kinds
	f.Fuzz(func(t *testing.T, raw []byte) {
		want, got := &lexfitv1.RankCandidatesRequest{}, &lexfitv1.RankCandidatesRequest{}
		refused := proto.Unmarshal(raw, want)
		rest, list, err := cutPool(raw)
		if err == nil {
			err = proto.Unmarshal(rest, got)
		}
		if len(want.GetProfiles()) > lexfitv1check.MostProfiles || len(list) > lexfitv1check.MostProfiles {
			return // refused for that, before any is decoded
		}
		for _, bytes := range list {
			profile := &lexfitv1.CandidateProfile{}
			if err == nil {
				err = proto.Unmarshal(bytes, profile)
			}
			got.Profiles = append(got.Profiles, profile)
		}
		if (err == nil) != (refused == nil) {
			t.Fatalf("taken apart: %v; at once: %v", err, refused)
		}
		if err == nil && !proto.Equal(got, want) {
			t.Fatalf("%v is read as %v", want, got)
		}
	})
}
