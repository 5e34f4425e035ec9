package server

import (
	"context"
	"errors"
	"io"

	"google.golang.org/grpc"

	"github.com/lexfit/lexfit/matcher"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1check"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
	"github.com/lexfit/lexfit/server/limits"
)

// defaultTopK is how many candidates a ranking returns where it is not said.
const defaultTopK = 100

type matchService struct {
	lexfitv1grpc.UnimplementedMatchServiceServer
	*Service
}

// scorer is what every profile of a request is scored with.
type scorer struct {
	service  *Service
	program  *matcher.Program
	revision int32
	options  matcher.Options
	work     *limits.Work
}

// scorer pins the rulebook that the options name, from the one that was active when the request began.
func (s *Service) scorer(ctx context.Context, active *pinned, options *lexfitv1.ScoreOptions) (*scorer, error) {
	rules, err := s.pinFrom(ctx, active, options.GetRulebookRevision())
	if err != nil {
		return nil, err
	}
	program, err := (openOrders{s}).programFor(ctx, rules, options.GetTargets())
	if err != nil {
		return nil, err
	}
	if err := program.CheckTargets(options.GetTargets()); err != nil {
		return nil, err
	}
	work := s.work(ctx)
	return &scorer{
		service: s, program: program, revision: rules.revision, work: work,
		options: matcher.Options{AsOf: s.asOf(options.GetAsOf()), Targets: options.GetTargets(), View: options.GetView(), Advice: options.GetAdvice(), Stop: work.Stop},
	}, nil
}

func (s *Service) pinFrom(ctx context.Context, active *pinned, revision int32) (*pinned, error) {
	if revision == 0 {
		return active, nil
	}
	return s.pin(ctx, revision)
}

func (c *scorer) score(profile *lexfitv1.CandidateProfile) (reply *lexfitv1.ScoreCandidateResponse, err error) {
	err = inTurn(c.work, func() error {
		reply, err = c.program.Score(profile, c.options)
		return err
	})
	if err != nil {
		return nil, err
	}
	reply.RulebookRevision = c.revision
	c.service.metrics.Scored(reply)
	return reply, nil
}

// ScoreCandidate is MatchService's.
func (m *matchService) ScoreCandidate(ctx context.Context, request *lexfitv1.ScoreCandidateRequest) (*lexfitv1.ScoreCandidateResponse, error) {
	options, err := optionsOf(request)
	if err != nil {
		return nil, err
	}
	scoring, err := m.scorer(ctx, m.programs.active.Load(), options)
	if err != nil {
		return nil, err
	}
	if err := m.limits.fits(request.GetProfile()); err != nil {
		return nil, err
	}
	return scoring.score(request.GetProfile())
}

// sendAhead is how many replies of a stream may wait to be sent while the next profiles are scored.
const sendAhead = 16

// ScoreCandidates is MatchService's. Replies are marshalled and sent beside the scoring, in order: the two cost about the
// same, and a second core does half the work.
func (m *matchService) ScoreCandidates(stream grpc.BidiStreamingServer[lexfitv1.ScoreCandidatesRequest, lexfitv1.ScoreCandidatesResponse]) (err error) {
	replies := make(chan *lexfitv1.ScoreCandidatesResponse, sendAhead)
	sent := make(chan error, 1)
	go func() {
		_, err := recovered(func() (any, error) { // the interceptor cannot catch a panic on this goroutine
			for reply := range replies {
				if err := stream.Send(reply); err != nil {
					return nil, err
				}
			}
			return nil, nil
		})
		for range replies { // after a failure the rest is only drained
		}
		sent <- err
	}()
	// Deferred, so that after a panic too the sender has ended before the stream does.
	defer func() {
		close(replies)
		if sendErr := <-sent; err == nil {
			err = sendErr
		}
	}()
	return m.scoreStream(stream, replies)
}

// scoreStream reads a stream to its end and puts a reply to every profile in line.
func (m *matchService) scoreStream(stream grpc.BidiStreamingServer[lexfitv1.ScoreCandidatesRequest, lexfitv1.ScoreCandidatesResponse], replies chan<- *lexfitv1.ScoreCandidatesResponse) error {
	active := m.programs.active.Load()
	var scoring *scorer
	index := int32(0)
	for first := true; ; first = false {
		request, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if options := request.GetOptions(); options != nil || scoring == nil {
			if !first && options != nil {
				return invalidField("options", "must come once, as the first message")
			}
			if err := lexfitv1check.Request(options); err != nil {
				return err
			}
			if scoring, err = m.scorer(stream.Context(), active, options); err != nil {
				return err
			}
			if options != nil {
				continue
			}
		}
		reply := &lexfitv1.ScoreCandidatesResponse{Index: index}
		index++
		if err := scoring.answer(request.GetProfile(), reply); err != nil {
			return err
		}
		replies <- reply
	}
}

// answer scores a profile of a stream, or says why it is refused.
func (c *scorer) answer(profile *lexfitv1.CandidateProfile, reply *lexfitv1.ScoreCandidatesResponse) error {
	refusal, err := c.service.limits.refusalOf(profile)
	if err != nil {
		return err
	}
	if refusal != nil {
		c.service.metrics.Rejected()
		reply.Result = &lexfitv1.ScoreCandidatesResponse_Error{Error: refusal}
		return nil
	}
	scored, err := c.score(profile)
	if _, ok := errors.AsType[*matcher.AdviceRangeError](err); ok { // of this candidate alone: others may have more advice
		failed := toFailure(err)
		reply.Result = &lexfitv1.ScoreCandidatesResponse_Error{Error: &lexfitv1.ProfileError{Code: int32(failed.code), Reason: failed.reason, Message: failed.message}}
		return nil
	}
	if err != nil {
		return err
	}
	reply.Result = &lexfitv1.ScoreCandidatesResponse_Response{Response: scored}
	return nil
}

// ranking begins a ranking by the options, of so many profiles; 0 where nobody knows.
func (s *Service) ranking(ctx context.Context, active *pinned, options *lexfitv1.RankOptions, received int) (*ranking, error) {
	rules, err := s.pinFrom(ctx, active, options.GetRulebookRevision())
	if err != nil {
		return nil, err
	}
	topK := int(options.GetTopK())
	if topK == 0 {
		topK = defaultTopK
	}
	program, err := (openOrders{s}).programFor(ctx, rules, []string{options.GetTarget()})
	if err != nil {
		return nil, err
	}
	work := s.work(ctx)
	ranked, err := program.NewRanking(matcher.RankOptions{
		AsOf: s.asOf(options.GetAsOf()), Target: options.GetTarget(), View: options.GetView(), TopK: topK, MinBand: options.GetMinBand(), ExplainRank: options.GetExplainRank(), Firmness: options.GetFirmness(),
		Stop: work.Stop, MostTrials: int64(s.limits.MaxRankTrials), MostBytes: s.limits.mostKept(ctx, received, topK),
	})
	if err != nil {
		return nil, err
	}
	return &ranking{Ranking: ranked, service: s, revision: rules.revision, work: work, mostReply: s.limits.mostReply(ctx)}, nil
}

type ranking struct {
	*matcher.Ranking
	service  *Service
	revision int32
	received int32
	work     *limits.Work

	mostReply int // bytes
}

// take adds a profile, or notes why it is refused.
func (r *ranking) take(profile *lexfitv1.CandidateProfile) error {
	if err := r.service.limits.poolFull(r.received); err != nil {
		return err
	}
	r.received++
	refusal, err := r.service.limits.refusalOf(profile)
	switch {
	case err != nil:
		return err
	case refusal != nil:
		r.Reject(profile.GetCandidateId(), refusal)
	default:
		err := inTurn(r.work, func() error { return r.Add(profile) })
		if large, ok := errors.AsType[*matcher.LargeRankingError](err); ok {
			return replyTooLarge(large.Bytes, r.mostReply)
		}
		return err
	}
	return nil
}

func (r *ranking) result() (result *lexfitv1.Ranking, err error) {
	err = inTurn(r.work, func() error {
		result, err = r.Result()
		return err
	})
	if err != nil {
		return nil, err
	}
	result.RulebookRevision = r.revision
	r.service.metrics.Ranked(r.Role(), result)
	return result, nil
}

// RankCandidates is MatchService's.
func (m *matchService) RankCandidates(ctx context.Context, request *lexfitv1.RankCandidatesRequest) (*lexfitv1.RankCandidatesResponse, error) {
	ranking, err := m.ranking(ctx, m.programs.active.Load(), request.GetOptions(), len(request.GetProfiles()))
	if err != nil {
		return nil, err
	}
	for i := range request.GetProfiles() {
		profile, err := profileAt(ctx, request, i)
		if err != nil {
			return nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := ranking.take(profile); err != nil {
			return nil, err
		}
	}
	result, err := ranking.result()
	if err != nil {
		return nil, err
	}
	return &lexfitv1.RankCandidatesResponse{Ranking: result}, nil
}

// RankCandidatesStream is MatchService's.
func (m *matchService) RankCandidatesStream(stream grpc.ClientStreamingServer[lexfitv1.RankCandidatesStreamRequest, lexfitv1.RankCandidatesStreamResponse]) error {
	active := m.programs.active.Load()
	first, err := stream.Recv()
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if first.GetOptions() == nil {
		return invalidField("options", "must come once, as the first message")
	}
	if err := lexfitv1check.Request(first.GetOptions()); err != nil {
		return err
	}
	ranking, err := m.ranking(stream.Context(), active, first.GetOptions(), 0)
	if err != nil {
		return err
	}
	for {
		request, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			result, err := ranking.result()
			if err != nil {
				return err
			}
			return stream.SendAndClose(&lexfitv1.RankCandidatesStreamResponse{Ranking: result})
		}
		if err != nil {
			return err
		}
		if request.GetOptions() != nil {
			return invalidField("options", "must come once, as the first message")
		}
		if err := ranking.take(request.GetProfile()); err != nil {
			return err
		}
	}
}
