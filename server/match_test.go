package server

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/profilegen"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1check"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
)

func TestScoreCandidateIsTheEnginesAnswer(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, p := range profiles(25) {
		got, err := r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: p})
		if err != nil {
			t.Fatal(err)
		}
		equal(t, p.GetCandidateId(), got, wantScore(t, p, matcher.Options{}))
	}
	p := profilegen.Typical()
	got, err := r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{
		Profile: p, Options: &lexfitv1.ScoreOptions{Targets: []string{"roles/paralegal"}, AsOf: "2020-02-29", View: lexfitv1.View_VIEW_BASIC, RulebookRevision: 1},
	})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "with every option", got, wantScore(t, p, matcher.Options{
		AsOf: "2020-02-29", Targets: []string{"roles/paralegal"}, View: lexfitv1.View_VIEW_BASIC,
	}))
}

func TestUnsetAsOfIsTodayInUTC(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	got, err := r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical()})
	if err != nil {
		t.Fatal(err)
	}
	// The clock says the 23rd, in New York.
	if got.GetAsOf() != "2026-11-24" {
		t.Errorf("as_of %s, want 2026-11-24", got.GetAsOf())
	}
}

func TestScoreCandidateRefuses(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	score := func(request *lexfitv1.ScoreCandidateRequest) error {
		_, err := r.match.ScoreCandidate(t.Context(), request)
		return err
	}
	good := profilegen.Typical()

	p := wantError(t, score(&lexfitv1.ScoreCandidateRequest{}), codes.InvalidArgument, "INVALID_REQUEST")
	wantFields(t, p, "profile")

	p = wantError(t, score(&lexfitv1.ScoreCandidateRequest{Profile: badProfile("x")}), codes.InvalidArgument, "INVALID_REQUEST")
	wantFields(t, p, "profile.skills[1].name", "profile.experience[0].ended_on")
	if !strings.Contains(p.fields["profile.experience[0].ended_on"], "date that exists") {
		t.Errorf("what was expected of a date: %q", p.fields["profile.experience[0].ended_on"])
	}
	if !strings.Contains(p.message, "profile.skills[1].name") {
		t.Errorf("the sentence names no field: %q", p.message)
	}

	p = wantError(t, score(&lexfitv1.ScoreCandidateRequest{
		Profile: good, Options: &lexfitv1.ScoreOptions{AsOf: "2023-02-30", View: 9, RulebookRevision: -1, Targets: []string{"a", "a"}},
	}), codes.InvalidArgument, "INVALID_REQUEST")
	wantFields(t, p, "options.as_of", "options.view", "options.rulebook_revision", "options.targets")

	p = wantError(t, score(&lexfitv1.ScoreCandidateRequest{Profile: good, Options: &lexfitv1.ScoreOptions{Targets: []string{"roles/paralegal", "roles/paraleagl"}}}),
		codes.NotFound, "TARGET_NOT_FOUND")
	if !strings.Contains(p.message, "roles/paralegal") || p.metadata["target"] != "roles/paraleagl" {
		t.Errorf("the answer to a misspelt role helps nobody: %q %v", p.message, p.metadata)
	}

	wantError(t, score(&lexfitv1.ScoreCandidateRequest{Profile: good, Options: &lexfitv1.ScoreOptions{RulebookRevision: 7}}), codes.NotFound, "REVISION_NOT_FOUND")

	// And what was refused before spoils nothing.
	if err := score(&lexfitv1.ScoreCandidateRequest{Profile: good}); err != nil {
		t.Error(err)
	}
}

func optionsMessage(o *lexfitv1.ScoreOptions) *lexfitv1.ScoreCandidatesRequest {
	return &lexfitv1.ScoreCandidatesRequest{Message: &lexfitv1.ScoreCandidatesRequest_Options{Options: o}}
}

func profileMessage(p *lexfitv1.CandidateProfile) *lexfitv1.ScoreCandidatesRequest {
	return &lexfitv1.ScoreCandidatesRequest{Message: &lexfitv1.ScoreCandidatesRequest_Profile{Profile: p}}
}

// scoreStream sends messages and returns the replies up to the end of the stream or its error.
func scoreStream(t *testing.T, client lexfitv1grpc.MatchServiceClient, messages ...*lexfitv1.ScoreCandidatesRequest) ([]*lexfitv1.ScoreCandidatesResponse, error) {
	t.Helper()
	stream, err := client.ScoreCandidates(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		for _, m := range messages {
			if stream.Send(m) != nil {
				return // Recv has the reason
			}
		}
		stream.CloseSend() //nolint:errcheck,gosec // as with Send
	}()
	var replies []*lexfitv1.ScoreCandidatesResponse
	for {
		reply, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return replies, nil
		}
		if err != nil {
			return replies, err
		}
		replies = append(replies, reply)
	}
}

func TestScoreCandidatesKeepsOrderAndPlaces(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	messages := []*lexfitv1.ScoreCandidatesRequest{optionsMessage(&lexfitv1.ScoreOptions{AsOf: "2025-05-31", View: lexfitv1.View_VIEW_BASIC})}
	pool := profiles(300)
	for i, p := range pool {
		switch i % 50 {
		case 7:
			p = badProfile(p.GetCandidateId())
			pool[i] = p
		case 9: // a message that holds nothing has its place too
			pool[i] = nil
			messages = append(messages, &lexfitv1.ScoreCandidatesRequest{})
			continue
		}
		messages = append(messages, profileMessage(p))
	}
	replies, err := scoreStream(t, r.match, messages...)
	if err != nil {
		t.Fatal(err)
	}
	if len(replies) != len(pool) {
		t.Fatalf("%d replies to %d profiles", len(replies), len(pool))
	}
	for i, reply := range replies {
		if int(reply.GetIndex()) != i {
			t.Fatalf("reply %d has the index %d", i, reply.GetIndex())
		}
		switch p := pool[i]; {
		case p == nil:
			if reply.GetError().GetCode() != int32(codes.InvalidArgument) {
				t.Errorf("an empty message: %v", reply)
			}
		case i%50 == 7:
			e := reply.GetError()
			var fields []string
			for _, v := range e.GetViolations() {
				fields = append(fields, v.GetField())
			}
			slices.Sort(fields)
			if e.GetCode() != int32(codes.InvalidArgument) || e.GetReason() != "INVALID_PROFILE" || e.GetMessage() == "" ||
				!slices.Equal(fields, []string{"experience[0].ended_on", "skills[1].name"}) {
				t.Errorf("a bad profile: %v", e)
			}
		default:
			equal(t, p.GetCandidateId(), reply.GetResponse(), wantScore(t, p, matcher.Options{AsOf: "2025-05-31", View: lexfitv1.View_VIEW_BASIC}))
		}
	}
}

func TestScoreCandidatesAgreesWithScoreCandidate(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	pool := profiles(20)
	var messages []*lexfitv1.ScoreCandidatesRequest
	for _, p := range pool {
		messages = append(messages, profileMessage(p)) // without options: the defaults
	}
	replies, err := scoreStream(t, r.match, messages...)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range pool {
		alone, err := r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: p})
		if err != nil {
			t.Fatal(err)
		}
		equal(t, p.GetCandidateId(), replies[i].GetResponse(), alone)
	}
}

func TestScoreCandidatesRefuses(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	good := profileMessage(profilegen.Typical())
	options := optionsMessage(&lexfitv1.ScoreOptions{})
	tests := []struct {
		name     string
		messages []*lexfitv1.ScoreCandidatesRequest
		replies  int
		code     codes.Code
		reason   string
	}{
		{"options after a profile", []*lexfitv1.ScoreCandidatesRequest{good, good, options}, 2, codes.InvalidArgument, "INVALID_REQUEST"},
		{"options twice", []*lexfitv1.ScoreCandidatesRequest{options, options}, 0, codes.InvalidArgument, "INVALID_REQUEST"},
		{"options that break the contract", []*lexfitv1.ScoreCandidatesRequest{optionsMessage(&lexfitv1.ScoreOptions{AsOf: "soon"}), good}, 0, codes.InvalidArgument, "INVALID_REQUEST"},
		{"an unknown role", []*lexfitv1.ScoreCandidatesRequest{optionsMessage(&lexfitv1.ScoreOptions{Targets: []string{"roles/x"}}), good}, 0, codes.NotFound, "TARGET_NOT_FOUND"},
		{"an unknown role and no profile", []*lexfitv1.ScoreCandidatesRequest{optionsMessage(&lexfitv1.ScoreOptions{Targets: []string{"roles/x"}})}, 0, codes.NotFound, "TARGET_NOT_FOUND"},
		{"an unknown revision", []*lexfitv1.ScoreCandidatesRequest{optionsMessage(&lexfitv1.ScoreOptions{RulebookRevision: 9}), good}, 0, codes.NotFound, "REVISION_NOT_FOUND"},
	}
	for _, tt := range tests {
		replies, err := scoreStream(t, r.match, tt.messages...)
		t.Log(tt.name, err)
		wantError(t, err, tt.code, tt.reason)
		if len(replies) != tt.replies {
			t.Errorf("%s: %d replies before the error, want %d", tt.name, len(replies), tt.replies)
		}
	}
	for _, messages := range [][]*lexfitv1.ScoreCandidatesRequest{nil, {options}} {
		if replies, err := scoreStream(t, r.match, messages...); err != nil || len(replies) != 0 {
			t.Errorf("a stream without profiles: %v, %v", replies, err)
		}
	}
}

func TestStreamEndsWithItsCaller(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ctx, cancel := withCancel(t)
	stream, err := r.match.ScoreCandidates(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := stream.Send(profileMessage(profilegen.Typical())); err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Recv(); err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := stream.Recv(); err == nil {
		t.Error("the stream goes on")
	}
	// That the handler ended is seen at the end: stopping the server waits for it, and TestMain for its goroutine.
}

func TestRankCandidatesIsTheEnginesAnswer(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	pool := profiles(200)
	for i := 3; i < len(pool); i += 40 {
		pool[i] = badProfile("bad-" + pool[i].GetCandidateId())
	}
	options := &lexfitv1.RankOptions{Target: "roles/paralegal", TopK: 15, View: lexfitv1.View_VIEW_BASIC, MinBand: lexfitv1.Band_BAND_WEAK, ExplainRank: true}
	ranking, err := defaultProgram().NewRanking(matcher.RankOptions{
		AsOf: today, Target: "roles/paralegal", TopK: 15, View: lexfitv1.View_VIEW_BASIC, MinBand: lexfitv1.Band_BAND_WEAK, ExplainRank: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pool {
		if strings.HasPrefix(p.GetCandidateId(), "bad-") {
			refusal, err := lexfitv1check.Profile(p)
			if err != nil {
				t.Fatal(err)
			}
			ranking.Reject(p.GetCandidateId(), refusal)
			continue
		}
		if err := ranking.Add(p); err != nil {
			t.Fatal(err)
		}
	}
	want, err := ranking.Result()
	if err != nil {
		t.Fatal(err)
	}
	want.RulebookRevision = 1

	got, err := r.match.RankCandidates(t.Context(), &lexfitv1.RankCandidatesRequest{Profiles: pool, Options: options})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "RankCandidates", got.GetRanking(), want)
	if n := got.GetRanking(); n.GetReceived() != 200 || n.GetRejected() != 5 || n.GetRanked() != 195 || len(n.GetRejections()) != 5 || len(n.GetCandidates()) != 15 {
		t.Errorf("received %d, rejected %d (%d listed), ranked %d, returned %d",
			n.GetReceived(), n.GetRejected(), len(n.GetRejections()), n.GetRanked(), len(n.GetCandidates()))
	}

	streamed, err := rankStream(t, r.match, options, pool...)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "RankCandidatesStream", streamed.GetRanking(), want)
}

func rankMessage(p *lexfitv1.CandidateProfile) *lexfitv1.RankCandidatesStreamRequest {
	return &lexfitv1.RankCandidatesStreamRequest{Message: &lexfitv1.RankCandidatesStreamRequest_Profile{Profile: p}}
}

func rankOptionsMessage(o *lexfitv1.RankOptions) *lexfitv1.RankCandidatesStreamRequest {
	return &lexfitv1.RankCandidatesStreamRequest{Message: &lexfitv1.RankCandidatesStreamRequest_Options{Options: o}}
}

func rankStream(t *testing.T, client lexfitv1grpc.MatchServiceClient, o *lexfitv1.RankOptions, pool ...*lexfitv1.CandidateProfile) (*lexfitv1.RankCandidatesStreamResponse, error) {
	t.Helper()
	messages := []*lexfitv1.RankCandidatesStreamRequest{rankOptionsMessage(o)}
	for _, p := range pool {
		messages = append(messages, rankMessage(p))
	}
	return rankMessages(t.Context(), t, client, messages...)
}

func rankMessages(ctx context.Context, t *testing.T, client lexfitv1grpc.MatchServiceClient, messages ...*lexfitv1.RankCandidatesStreamRequest) (*lexfitv1.RankCandidatesStreamResponse, error) {
	t.Helper()
	stream, err := client.RankCandidatesStream(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range messages {
		if stream.Send(m) != nil {
			break // the reply has the reason
		}
	}
	return stream.CloseAndRecv()
}

func TestRankRefuses(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	good := profilegen.Typical()
	paralegal := &lexfitv1.RankOptions{Target: "roles/paralegal"}
	rank := func(request *lexfitv1.RankCandidatesRequest) error {
		_, err := r.match.RankCandidates(t.Context(), request)
		return err
	}
	p := wantError(t, rank(&lexfitv1.RankCandidatesRequest{}), codes.InvalidArgument, "INVALID_REQUEST")
	wantFields(t, p, "profiles", "options")
	p = wantError(t, rank(&lexfitv1.RankCandidatesRequest{Profiles: []*lexfitv1.CandidateProfile{good}, Options: &lexfitv1.RankOptions{
		TopK: 10_001, MinBand: 77, AsOf: "2026-13-01",
	}}), codes.InvalidArgument, "INVALID_REQUEST")
	wantFields(t, p, "options.target", "options.top_k", "options.min_band", "options.as_of")
	wantError(t, rank(&lexfitv1.RankCandidatesRequest{Profiles: []*lexfitv1.CandidateProfile{good}, Options: &lexfitv1.RankOptions{Target: "roles/x"}}),
		codes.NotFound, "TARGET_NOT_FOUND")
	many := slices.Repeat([]*lexfitv1.CandidateProfile{{CandidateId: "x"}}, 10_001)
	p = wantError(t, rank(&lexfitv1.RankCandidatesRequest{Profiles: many, Options: paralegal}), codes.InvalidArgument, "INVALID_REQUEST")
	wantFields(t, p, "profiles")

	// A pool of bad profiles alone is an answer: all rejected.
	reply, err := r.match.RankCandidates(t.Context(), &lexfitv1.RankCandidatesRequest{Profiles: []*lexfitv1.CandidateProfile{badProfile("x"), {}}, Options: paralegal})
	if err != nil || reply.GetRanking().GetRejected() != 2 || len(reply.GetRanking().GetCandidates()) != 0 {
		t.Errorf("bad profiles alone: %v, %v", reply, err)
	}

	stream := func(messages ...*lexfitv1.RankCandidatesStreamRequest) error {
		_, err := rankMessages(t.Context(), t, r.match, messages...)
		return err
	}
	wantError(t, stream(), codes.InvalidArgument, "INVALID_REQUEST")
	wantError(t, stream(rankMessage(good)), codes.InvalidArgument, "INVALID_REQUEST")
	wantError(t, stream(&lexfitv1.RankCandidatesStreamRequest{}), codes.InvalidArgument, "INVALID_REQUEST")
	wantError(t, stream(rankOptionsMessage(paralegal), rankMessage(good), rankOptionsMessage(paralegal)), codes.InvalidArgument, "INVALID_REQUEST")
	p = wantError(t, stream(rankOptionsMessage(&lexfitv1.RankOptions{})), codes.InvalidArgument, "INVALID_REQUEST")
	wantFields(t, p, "target")
	wantError(t, stream(rankOptionsMessage(&lexfitv1.RankOptions{Target: "roles/x"})), codes.NotFound, "TARGET_NOT_FOUND")
	wantError(t, stream(rankOptionsMessage(&lexfitv1.RankOptions{Target: "roles/paralegal", RulebookRevision: 4})), codes.NotFound, "REVISION_NOT_FOUND")
	empty, err := rankStream(t, r.match, paralegal)
	if err != nil || empty.GetRanking().GetReceived() != 0 {
		t.Errorf("an empty pool: %v, %v", empty, err)
	}
}

func TestRankingReturnsAHundredUnlessTold(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	reply, err := r.match.RankCandidates(t.Context(), &lexfitv1.RankCandidatesRequest{
		Profiles: profiles(130), Options: &lexfitv1.RankOptions{Target: "roles/legal-secretary", View: lexfitv1.View_VIEW_BASIC},
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(reply.GetRanking().GetCandidates()); n != 100 {
		t.Errorf("%d candidates, want 100", n)
	}
}

// TestProfilesAreNotChanged holds the engine's promise where it is relied on: the reply shares memory with the request.
func TestProfilesAreNotChanged(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, p := range profiles(20) {
		before := proto.CloneOf(p)
		if _, err := (&matchService{Service: r.service}).ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: p}); err != nil {
			t.Fatal(err)
		}
		equal(t, p.GetCandidateId(), p, before)
	}
}
