package server

import (
	"context"
	"errors"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/lexfit/lexfit/matcher"
	rules "github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1check"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
	"github.com/lexfit/lexfit/server/identity"
	"github.com/lexfit/lexfit/server/store"
)

// defaultRevisions is how many revisions a page holds where it is not said.
const defaultRevisions = 50

type rulebookService struct {
	lexfitv1grpc.UnimplementedRulebookServiceServer
	*Service
}

// GetRulebookRevision is RulebookService's.
func (b *rulebookService) GetRulebookRevision(ctx context.Context, request *lexfitv1.GetRulebookRevisionRequest) (*lexfitv1.GetRulebookRevisionResponse, error) {
	revision, err := b.revisionNow(ctx, request.GetRevision())
	if b.following != nil && errors.Is(err, store.ErrUnavailable) {
		if kept := b.programs.active.Load().asStored(b.following.current()); request.GetRevision() == 0 || request.GetRevision() == kept.GetRevision() {
			revision, err = kept, nil
		}
	}
	if err != nil {
		return nil, err
	}
	return &lexfitv1.GetRulebookRevisionResponse{Revision: revision}, nil
}

// revisionNow returns a revision as the store has it. What is shown as the active one is what the next request is scored by:
// where somebody else has activated another one, it is taken first; where it cannot be, the one that is scored by is shown.
func (s *Service) revisionNow(ctx context.Context, number int32) (*lexfitv1.RulebookRevision, error) {
	read := func(taken bool) (*lexfitv1.RulebookRevision, error) {
		s.writing.RLock()
		defer s.writing.RUnlock()
		if number != 0 {
			return s.store.Get(ctx, number)
		}
		served := s.programs.active.Load().revision
		if taken {
			return s.store.Get(ctx, served)
		}
		revision, err := s.store.Active(ctx)
		if err == nil && revision.GetRevision() != served {
			return nil, nil //nolint:nilnil // neither is it
		}
		return revision, err
	}
	revision, err := read(false)
	if revision == nil && err == nil {
		_ = s.following.catchUp(ctx) // what cannot be taken is told
		return read(true)
	}
	return revision, err
}

// ListRulebookRevisions is RulebookService's.
func (b *rulebookService) ListRulebookRevisions(ctx context.Context, request *lexfitv1.ListRulebookRevisionsRequest) (*lexfitv1.ListRulebookRevisionsResponse, error) {
	size := int(request.GetPageSize())
	if size == 0 {
		size = defaultRevisions
	}
	var before int32
	if token := request.GetPageToken(); token != "" {
		if err := readToken(token, "revisions %d", &before); err != nil || before < 1 {
			return nil, errPageToken
		}
	}
	b.writing.RLock()
	defer b.writing.RUnlock()
	page, err := b.store.List(ctx, before, size)
	if err != nil {
		return nil, err
	}
	reply := &lexfitv1.ListRulebookRevisionsResponse{Revisions: page}
	// Numbers have no gaps, so the last of a page tells whether there is another.
	if count := len(page); count > 0 && page[count-1].GetRevision() > 1 {
		reply.NextPageToken = writeToken("revisions %d", page[count-1].GetRevision())
	}
	return reply, nil
}

// CreateRulebookRevision is RulebookService's.
func (b *rulebookService) CreateRulebookRevision(ctx context.Context, request *lexfitv1.CreateRulebookRevisionRequest) (*lexfitv1.CreateRulebookRevisionResponse, error) {
	subject := identity.CallerOf(ctx).Subject
	if request.GetActivate() {
		if err := b.guard.mayActivate(ctx, func() (string, error) { return subject, nil }); err != nil {
			return nil, err
		}
	}
	program, findings, err := compileGiven("rulebook", request.GetRulebook())
	if err != nil {
		return nil, err
	}
	b.writing.Lock()
	defer b.writing.Unlock()
	if err := b.following.take(ctx); passes(ctx, err) { // of a revision that cannot be taken, the next one is the way out
		return nil, err
	}
	ready := &pinned{program: program}
	if request.GetActivate() {
		if ready, err = (openOrders{b.Service}).withOrders(ctx, ready); err != nil {
			return nil, err
		}
	}
	revision, err := b.store.Create(ctx, &lexfitv1.RulebookRevision{
		Digest: program.Digest(), Author: authorOf(ctx, request.GetAuthor()), CreateTime: timestamppb.New(b.clock()), Message: request.GetMessage(),
		EngineVersion: matcher.EngineVersion, Rulebook: request.GetRulebook(), Subject: subject,
	}, store.Create{Etag: request.GetEtag(), Activate: request.GetActivate()})
	if err != nil {
		b.afterFailedWrite(ctx, err)
		return nil, err
	}
	if request.GetActivate() {
		ready.revision, ready.stored = revision.GetRevision(), proto.CloneOf(revision)
		b.programs.swap(ready)
		b.following.wrote(ctx, 2) // it was written, and activated
	}
	return &lexfitv1.CreateRulebookRevisionResponse{Revision: revision, Findings: findings}, nil
}

// compileGiven lints and compiles a rulebook that stands in a field of a request, and also returns what the lint found.
func compileGiven(field string, rb *lexfitv1.Rulebook) (*matcher.Program, []*lexfitv1.Finding, error) {
	findings := rules.Lint(rb)
	if broken := errorsAt(field, findings); len(broken) > 0 {
		return nil, nil, brokenDocument("rulebook", "RULEBOOK_INVALID", broken)
	}
	program, err := matcher.Compile(rb)
	if err != nil { // the lint is meant to find all that compiling can
		return nil, nil, &failure{code: codeInvalidArgument, reason: "RULEBOOK_INVALID", message: "the rulebook does not compile: " + err.Error()}
	}
	return program, findings, nil
}

// ValidateRulebook is RulebookService's.
func (b *rulebookService) ValidateRulebook(_ context.Context, request *lexfitv1.ValidateRulebookRequest) (*lexfitv1.ValidateRulebookResponse, error) {
	rb := request.GetRulebook()
	if rb == nil {
		return nil, invalidField("rulebook", "must be set")
	}
	broken, err := lexfitv1check.Message(rb)
	if err != nil {
		return nil, err
	}
	return &lexfitv1.ValidateRulebookResponse{Findings: rules.Judge(rb, broken)}, nil
}

// ActivateRulebookRevision is RulebookService's.
func (b *rulebookService) ActivateRulebookRevision(ctx context.Context, request *lexfitv1.ActivateRulebookRevisionRequest) (*lexfitv1.ActivateRulebookRevisionResponse, error) {
	chosen, err := b.pin(ctx, request.GetRevision()) // before the lock and the write: what does not compile is not activated
	if err != nil {
		return nil, err
	}
	if err := b.guard.mayActivate(ctx, func() (string, error) {
		stored, err := b.store.Get(ctx, request.GetRevision())
		return stored.GetSubject(), err
	}); err != nil {
		return nil, err
	}
	b.writing.Lock()
	defer b.writing.Unlock()
	if err := b.following.take(ctx); passes(ctx, err) {
		return nil, err
	}
	if chosen, err = (openOrders{b.Service}).withOrders(ctx, chosen); err != nil {
		return nil, err
	}
	revision, err := b.store.Activate(ctx, request.GetRevision(), store.Activation{
		Etag: request.GetEtag(), Author: authorOf(ctx, request.GetAuthor()), Message: request.GetMessage(), Time: b.clock(),
		Subject: identity.CallerOf(ctx).Subject,
	})
	if err != nil {
		b.afterFailedWrite(ctx, err)
		return nil, err
	}
	chosen.stored = proto.CloneOf(revision)
	b.programs.swap(chosen)
	b.following.wrote(ctx, 1)
	return &lexfitv1.ActivateRulebookRevisionResponse{Revision: revision}, nil
}
