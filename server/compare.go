package server

import (
	"context"

	"github.com/lexfit/lexfit/matcher"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// CompareRoles is MatchService's.
func (m *matchService) CompareRoles(ctx context.Context, r *lexfitv1.CompareRolesRequest) (*lexfitv1.CompareRolesResponse, error) {
	c, err := m.scorer(ctx, m.plans.active.Load(), &lexfitv1.ScoreOptions{
		Targets: r.GetTargets(), RulebookRevision: r.GetRulebookRevision(), AsOf: r.GetAsOf(),
	})
	if err != nil {
		return nil, err
	}
	reply, err := c.plan.Compare(r.GetProfiles(), matcher.Options{AsOf: c.options.AsOf, Targets: c.options.Targets})
	if err != nil {
		return nil, err
	}
	reply.RulebookRevision = c.revision
	return reply, nil
}
