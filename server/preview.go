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
	active := s.programs.active.Load()
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
	program, _, err := compileGiven("to_rulebook", draft)
	if err != nil {
		return nil, err
	}
	return &sides{older, &pinned{program: program}}, nil
}

// DiffRulebookRevisions is RulebookService's.
func (b *rulebookService) DiffRulebookRevisions(ctx context.Context, request *lexfitv1.DiffRulebookRevisionsRequest) (*lexfitv1.DiffRulebookRevisionsResponse, error) {
	compared, err := b.sides(ctx, request.GetFromRevision(), request.GetToRevision(), request.GetToRulebook())
	if err != nil {
		return nil, err
	}
	return &lexfitv1.DiffRulebookRevisionsResponse{
		FromRevision: compared.from.revision, FromDigest: compared.from.program.Digest(), ToRevision: compared.to.revision, ToDigest: compared.to.program.Digest(),
		Changes: rules.Diff(compared.from.program.Rulebook(), compared.to.program.Rulebook()),
	}, nil
}

// PreviewRulebookRevision is RulebookService's.
func (b *rulebookService) PreviewRulebookRevision(stream grpc.ClientStreamingServer[lexfitv1.PreviewRulebookRevisionRequest, lexfitv1.PreviewRulebookRevisionResponse]) error {
	first, err := stream.Recv()
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	asked := first.GetOptions()
	if asked == nil {
		return invalidField("options", "must come once, as the first message")
	}
	if err := lexfitv1check.Request(asked); err != nil {
		return err
	}
	compared, err := b.sides(stream.Context(), asked.GetFromRevision(), asked.GetToRevision(), asked.GetToRulebook())
	if err != nil {
		return err
	}
	work := b.work(stream.Context())
	options := matcher.PreviewOptions{AsOf: b.asOf(asked.GetAsOf()), Targets: asked.GetTargets(), MaxMovements: int(asked.GetMaxMovements()), TopK: int(asked.GetTopK()), Stop: work.Stop}
	if options.MaxMovements == 0 {
		options.MaxMovements = defaultMovements
	}
	if options.TopK == 0 {
		options.TopK = defaultShortList
	}
	preview, err := matcher.NewPreview(compared.from.program, compared.to.program, options)
	if err != nil {
		return err
	}
	reply := &lexfitv1.PreviewRulebookRevisionResponse{
		FromRevision: compared.from.revision, FromDigest: compared.from.program.Digest(), ToRevision: compared.to.revision, ToDigest: compared.to.program.Digest(), AsOf: options.AsOf,
	}
	for {
		message, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			err := inTurn(work, func() (err error) {
				reply.Roles, err = preview.Result()
				return err
			})
			if err != nil {
				return err
			}
			return stream.SendAndClose(reply)
		}
		if err != nil {
			return err
		}
		if message.GetOptions() != nil {
			return invalidField("options", "must come once, as the first message")
		}
		if err := b.limits.poolFull(reply.GetReceived()); err != nil {
			return err
		}
		reply.Received++
		refusal, err := b.limits.refusalOf(message.GetProfile())
		switch {
		case err != nil:
			return err
		case refusal != nil:
			reply.Rejected++
			if len(reply.GetRejections()) < mostPreviewRejections {
				reply.Rejections = append(reply.Rejections, &lexfitv1.RejectedProfile{Index: reply.GetReceived() - 1, CandidateId: message.GetProfile().GetCandidateId(), Error: refusal})
			}
		default:
			if err := inTurn(work, func() error { return preview.Add(message.GetProfile()) }); err != nil {
				return err
			}
		}
	}
}

// mostPreviewRejections bounds the refusals that a preview lists; it counts them all.
const mostPreviewRejections = 10_000
