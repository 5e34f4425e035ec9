package server

import (
	"context"
	"errors"
	"io"

	"google.golang.org/grpc"

	"github.com/lexfit/lexfit/matcher"
	rules "github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1check"
)

const (
	// defaultMovements is how many movements a preview lists a role where it is not said.
	defaultMovements = 20
	// defaultShortList is the size of the short list that a preview compares where it is not said.
	defaultShortList = 20
)

// sides are the two rulebooks that a diff or preview compares.
type sides struct{ from, to *pinned }

// sides pins both revisions; a document that is not saved stands in the place of the newer one, as revision 0.
func (s *Service) sides(ctx context.Context, from, to int32, draft *lexfitv1.Rulebook) (*sides, error) {
	active := s.plans.active.Load()
	older, err := s.pinFrom(ctx, active, from)
	if err != nil {
		return nil, err
	}
	if draft == nil {
		newer, err := s.pinFrom(ctx, active, to)
		if err != nil {
			return nil, err
		}
		return &sides{older, newer}, nil
	}
	if to != 0 {
		return nil, invalidField("to_revision", "must be left out where to_rulebook is set: one newer rulebook is compared")
	}
	if err := checkField("to_rulebook", draft); err != nil {
		return nil, err
	}
	plan, _, err := compileGiven("to_rulebook", draft)
	if err != nil {
		return nil, err
	}
	return &sides{older, &pinned{plan: plan}}, nil
}

// DiffRulebookRevisions is RulebookService's.
func (b *rulebookService) DiffRulebookRevisions(ctx context.Context, r *lexfitv1.DiffRulebookRevisionsRequest) (*lexfitv1.DiffRulebookRevisionsResponse, error) {
	s, err := b.sides(ctx, r.GetFromRevision(), r.GetToRevision(), r.GetToRulebook())
	if err != nil {
		return nil, err
	}
	return &lexfitv1.DiffRulebookRevisionsResponse{
		FromRevision: s.from.revision, FromDigest: s.from.plan.Digest(), ToRevision: s.to.revision, ToDigest: s.to.plan.Digest(),
		Changes: rules.Diff(s.from.plan.Rulebook(), s.to.plan.Rulebook()),
	}, nil
}

// PreviewRulebookRevision is RulebookService's.
func (b *rulebookService) PreviewRulebookRevision(stream grpc.ClientStreamingServer[lexfitv1.PreviewRulebookRevisionRequest, lexfitv1.PreviewRulebookRevisionResponse]) error {
	first, err := stream.Recv()
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	o := first.GetOptions()
	if o == nil {
		return invalidField("options", "must come once, as the first message")
	}
	if err := lexfitv1check.Request(o); err != nil {
		return err
	}
	s, err := b.sides(stream.Context(), o.GetFromRevision(), o.GetToRevision(), o.GetToRulebook())
	if err != nil {
		return err
	}
	options := matcher.PreviewOptions{AsOf: b.asOf(o.GetAsOf()), Targets: o.GetTargets(), MaxMovements: int(o.GetMaxMovements()), TopK: int(o.GetTopK())}
	if options.MaxMovements == 0 {
		options.MaxMovements = defaultMovements
	}
	if options.TopK == 0 {
		options.TopK = defaultShortList
	}
	preview, err := matcher.NewPreview(s.from.plan, s.to.plan, options)
	if err != nil {
		return err
	}
	reply := &lexfitv1.PreviewRulebookRevisionResponse{
		FromRevision: s.from.revision, FromDigest: s.from.plan.Digest(), ToRevision: s.to.revision, ToDigest: s.to.plan.Digest(), AsOf: options.AsOf,
	}
	for {
		r, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			reply.Roles = preview.Result()
			return stream.SendAndClose(reply)
		}
		if err != nil {
			return err
		}
		if r.GetOptions() != nil {
			return invalidField("options", "must come once, as the first message")
		}
		reply.Received++
		refusal, err := lexfitv1check.Profile(r.GetProfile())
		switch {
		case err != nil:
			return err
		case refusal != nil:
			reply.Rejected++
			if len(reply.GetRejections()) < mostPreviewRejections {
				reply.Rejections = append(reply.Rejections, &lexfitv1.RejectedProfile{Index: reply.GetReceived() - 1, CandidateId: r.GetProfile().GetCandidateId(), Error: refusal})
			}
		default:
			preview.Add(r.GetProfile())
		}
	}
}

// mostPreviewRejections bounds the refusals that a preview lists; it counts them all.
const mostPreviewRejections = 10_000
