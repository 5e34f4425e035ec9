package server

import (
	"context"
	"errors"
	"maps"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher/profilegen"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/limits"
)

// tightly bounds what one request may ask for, for everyCase: a profile of an ordinary size goes through.
func tightly(options *Options) {
	options.Limits = &limits.Config{MaxProfileEntries: 500, MaxProfileCharacters: 50_000, MaxPool: 3, MaxRankTrials: 10}
}

// ligatures is a profile of 30 kB that keeps to the contract and holds 180 000 letters.
func ligatures() *lexfitv1.CandidateProfile {
	p := profilegen.Typical()
	for range 50 {
		p.Skills = append(p.Skills, &lexfitv1.Skill{Name: strings.Repeat("\ufdfa", 200)})
	}
	return p
}

// many is a profile of many small entries that keeps to the contract.
func many() *lexfitv1.CandidateProfile {
	p := &lexfitv1.CandidateProfile{CandidateId: "many"}
	for range 10 {
		p.Experience = append(p.Experience, &lexfitv1.Experience{Title: "Paralegal", PracticeAreas: make([]string, 60)})
	}
	return p
}

// everyCase is errorCases, and what callers are held to besides.
func everyCase() map[string][]errorCase {
	const (
		letters = "the profile has 18… characters (once ligatures and the like are opened), and at most 50000 are read: …"
		entries = "the profile has 610 entries (courses, practice areas and duties among them), and at most 500 are read: …"
		full    = "a pool may hold 3 profiles on this server: split it, or have its operator raise --max-pool"
		dear    = "explaining the ranks takes more than 10 trials; ask for a smaller top_k, or leave out explain_rank or firmness"
	)
	begins := func(says string) string { return says[:strings.Index(says, "…")] + "…" }
	target := "roles/paralegal"
	pool := func(options *lexfitv1.RankOptions, list ...*lexfitv1.CandidateProfile) (request, stream []proto.Message) {
		stream = one(rankOptionsMessage(options))
		for _, profile := range list {
			stream = append(stream, rankMessage(profile))
		}
		return one(&lexfitv1.RankCandidatesRequest{Options: options, Profiles: list}), stream
	}
	preview := one(&lexfitv1.PreviewRulebookRevisionRequest{Message: &lexfitv1.PreviewRulebookRevisionRequest_Options{Options: &lexfitv1.PreviewOptions{ToRevision: 1}}})
	for range 4 {
		preview = append(preview, &lexfitv1.PreviewRulebookRevisionRequest{Message: &lexfitv1.PreviewRulebookRevisionRequest_Profile{Profile: profilegen.Typical()}})
	}
	wide := append(preview[:1:1], &lexfitv1.PreviewRulebookRevisionRequest{Message: &lexfitv1.PreviewRulebookRevisionRequest_Profile{Profile: ligatures()}})
	rankLarge, streamLarge := pool(&lexfitv1.RankOptions{Target: target}, ligatures())
	rankFull, streamFull := pool(&lexfitv1.RankOptions{Target: target}, profiles(4)...)
	rankDear, streamDear := pool(&lexfitv1.RankOptions{Target: target, Firmness: true}, profiles(3)...)
	rankFlips, streamFlips := pool(&lexfitv1.RankOptions{Target: target, ExplainRank: true}, profiles(3)...)
	large := func(messages []proto.Message) errorCase {
		return errorCase{"a large profile", messages, codes.InvalidArgument, "PROFILE_TOO_LARGE", begins(letters), false}
	}
	tooMany := func(messages []proto.Message) errorCase {
		return errorCase{"a large pool", messages, codes.ResourceExhausted, "POOL_TOO_LARGE", full, false}
	}
	tooDear := func(messages []proto.Message) errorCase {
		return errorCase{"ranks that are dear to explain", messages, codes.ResourceExhausted, "RANKING_TOO_DEAR", dear, false}
	}
	more := map[string][]errorCase{
		"MatchService.ScoreCandidate": {
			large(one(&lexfitv1.ScoreCandidateRequest{Profile: ligatures()})),
			{"many entries", one(&lexfitv1.ScoreCandidateRequest{Profile: many()}), codes.InvalidArgument, "PROFILE_TOO_LARGE", entries, false},
		},
		"MatchService.ScoreCandidates":            {large(one(profileMessage(ligatures())))},
		"MatchService.RankCandidates":             {large(rankLarge), tooMany(rankFull), tooDear(rankDear), tooDear(rankFlips)},
		"MatchService.RankCandidatesStream":       {large(streamLarge), tooMany(streamFull), tooDear(streamDear), tooDear(streamFlips)},
		"MatchService.CompareRoles":               {large(one(&lexfitv1.CompareRolesRequest{Profiles: []*lexfitv1.CandidateProfile{ligatures()}}))},
		"RulebookService.PreviewRulebookRevision": {large(wide), tooMany(preview)},
	}
	all := errorCases()
	for method := range maps.Keys(all) {
		all[method] = append(all[method], more[method]...)
	}
	return all
}

// TestOrdinaryProfilesAreRead holds that the bounds of a server and of a command are far from what people send.
func TestOrdinaryProfilesAreRead(t *testing.T) {
	t.Parallel()
	standing := limits.Default()
	for name, config := range map[string]*limits.Config{"command": nil, "server": &standing} {
		r := newRigAt(t, filepath.Join(t.TempDir(), "lexfit.db"), func(o *Options) { o.Limits = config })
		long := profilegen.Typical()
		for range 100 { // a résumé of some seventy pages
			long.Experience = append(long.Experience, &lexfitv1.Experience{Title: "Paralegal", Duties: []string{strings.Repeat("Drafted pleadings. ", 100)}})
		}
		if _, err := r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: long}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		_, err := r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: veryWide()})
		wantError(t, err, codes.InvalidArgument, "PROFILE_TOO_LARGE")
	}
}

// veryWide is a profile of 300 kB that holds 1.8 million letters.
func veryWide() *lexfitv1.CandidateProfile {
	p := &lexfitv1.CandidateProfile{CandidateId: "wide"}
	for range 500 {
		p.Skills = append(p.Skills, &lexfitv1.Skill{Name: strings.Repeat("\ufdfa", 200)})
	}
	return p
}

// Whoever gave up gets nothing worked out any more: every method that scores looks.
func TestHandlersEndWithTheirCaller(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	m := &matchService{Service: r.service}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	profile := profilegen.Typical()
	for name, call := range map[string]func() error{
		"ScoreCandidate": func() error {
			_, err := m.ScoreCandidate(gone, &lexfitv1.ScoreCandidateRequest{Profile: profile})
			return err
		},
		"CompareRoles": func() error {
			_, err := m.CompareRoles(gone, &lexfitv1.CompareRolesRequest{Profiles: []*lexfitv1.CandidateProfile{profile}})
			return err
		},
		"ranking": func() error {
			ranking, err := m.ranking(gone, m.programs.active.Load(), &lexfitv1.RankOptions{Target: "roles/paralegal"}, 0)
			if err != nil {
				return err
			}
			return ranking.take(profile)
		},
		"stream": func() error {
			scoring, err := m.scorer(gone, m.programs.active.Load(), &lexfitv1.ScoreOptions{})
			if err != nil {
				return err
			}
			return scoring.answer(profile, &lexfitv1.ScoreCandidatesResponse{})
		},
	} {
		if err := call(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// ordinary is a client that takes what gRPC's clients take where nothing is set.
func ordinary() grpc.CallOption { return grpc.MaxCallRecvMsgSize(4 << 20) }

// A reply larger than an ordinary client takes is refused with what to do, by both methods that rank, and the log says so; the
// client that says it takes more gets it.
func TestLargeReplies(t *testing.T) {
	t.Parallel()
	r := newRigAt(t, filepath.Join(t.TempDir(), "lexfit.db"), func(o *Options) { o.Limits = &limits.Config{MaxReplyBytes: limits.Default().MaxReplyBytes} })
	options := &lexfitv1.RankOptions{Target: "roles/paralegal", TopK: 1500, View: lexfitv1.View_VIEW_FULL}
	request := &lexfitv1.RankCandidatesRequest{Options: options}
	for i := range 1500 {
		p := profilegen.Typical()
		p.CandidateId = strconv.Itoa(i)
		request.Profiles = append(request.Profiles, p)
	}
	stream := func(ctx context.Context) error {
		stream, err := r.match.RankCandidatesStream(ctx, ordinary())
		if err != nil {
			return err
		}
		if err := stream.Send(rankOptionsMessage(options)); err != nil {
			return err
		}
		for _, p := range request.GetProfiles() {
			if err := stream.Send(rankMessage(p)); err != nil {
				break
			}
		}
		_, err = stream.CloseAndRecv()
		return err
	}
	_, err := r.match.RankCandidates(t.Context(), request, ordinary())
	for _, err := range []error{err, stream(t.Context())} {
		p := wantError(t, err, codes.ResourceExhausted, "REPLY_TOO_LARGE")
		if p.metadata["limit"] != "4194304" || !strings.Contains(p.message, "top_k") {
			t.Errorf("%v: %s", p.metadata, p.message)
		}
	}
	if log := r.log.String(); strings.Count(log, "code=ResourceExhausted") != 2 || strings.Contains(log, "code=OK") {
		t.Errorf("the log does not say so:\n%s", log)
	}
	told := metadata.AppendToOutgoingContext(t.Context(), replyBytesKey, strconv.Itoa(64<<20))
	reply, err := r.match.RankCandidates(told, request)
	if err != nil || len(reply.GetRanking().GetCandidates()) != 1500 {
		t.Errorf("a client that takes it: %v", err)
	}
	// What is small enough is sent, to whomever.
	options.View = lexfitv1.View_VIEW_BASIC
	if _, err := r.match.RankCandidates(t.Context(), request, ordinary()); err != nil {
		t.Error(err)
	}
}
