package server

import (
	"context"

	"github.com/lexfit/lexfit/matcher"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// CompareRoles is MatchService's.
func (m *matchService) CompareRoles(ctx context.Context, request *lexfitv1.CompareRolesRequest) (*lexfitv1.CompareRolesResponse, error) {
	scoring, err := m.scorer(ctx, m.programs.active.Load(), &lexfitv1.ScoreOptions{
		Targets: request.GetTargets(), RulebookRevision: request.GetRulebookRevision(), AsOf: request.GetAsOf(),
	})
	if err != nil {
		return nil, err
	}
	for _, profile := range request.GetProfiles() {
		if err := m.fits(profile); err != nil {
			return nil, err
		}
	}
	reply, err := scoring.program.Compare(request.GetProfiles(), matcher.Options{AsOf: scoring.options.AsOf, Targets: scoring.options.Targets, Stop: ctx.Err})
	if err != nil {
		return nil, err
	}
	reply.RulebookRevision = scoring.revision
	return reply, nil
}
