package server

import (
	"context"
	"errors"

	"github.com/lexfit/lexfit/matcher"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// CompareRoles is MatchService's.
func (m *matchService) CompareRoles(ctx context.Context, request *lexfitv1.CompareRolesRequest) (*lexfitv1.CompareRolesResponse, error) {
	options, err := optionsOf(request)
	if err != nil {
		return nil, err
	}
	if err := checkCompared(options); err != nil {
		return nil, err
	}
	scoring, err := m.scorer(ctx, m.programs.active.Load(), options)
	if err != nil {
		return nil, err
	}
	for _, profile := range request.GetProfiles() {
		if err := m.limits.fits(profile); err != nil {
			return nil, err
		}
	}
	var reply *lexfitv1.CompareRolesResponse
	err = inTurn(scoring.work, func() (err error) {
		reply, err = scoring.program.Compare(request.GetProfiles(), matcher.Options{AsOf: scoring.options.AsOf, Targets: scoring.options.Targets, Stop: scoring.work.Stop})
		return err
	})
	if wrong, ok := errors.AsType[*matcher.CompareError](err); ok && request.GetOptions() != nil {
		return nil, invalidField("options.targets", wrong.Error())
	}
	if err != nil {
		return nil, err
	}
	reply.RulebookRevision = scoring.revision
	return reply, nil
}

// checkCompared refuses options that would be passed over in silence.
func checkCompared(options *lexfitv1.ScoreOptions) error {
	var broken []*lexfitv1.FieldViolation
	if options.GetView() == lexfitv1.View_VIEW_BASIC {
		broken = append(broken, &lexfitv1.FieldViolation{Field: "options.view", Description: "must not be BASIC: a comparison always holds the breakdown"})
	}
	if options.GetAdvice() != nil {
		broken = append(broken, &lexfitv1.FieldViolation{Field: "options.advice", Description: "must be left out: a comparison holds no advice"})
	}
	if len(broken) > 0 {
		return invalid(broken)
	}
	return nil
}
