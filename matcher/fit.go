package matcher

import (
	"fmt"
	"slices"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// fit explains the verdict of a target.
func (p *Program) fit(s *scratch, number int, v verdict, view lexfitv1.View) *lexfitv1.Fit {
	t := p.targets.list[number]
	e := &explainer{tree: &t.tree, c: &s.c, out: s.outcomes[number]}
	fit := &lexfitv1.Fit{
		Role: t.role.GetName(), RoleTitle: t.role.GetTitle(), Rank: 1,
		Score: v.score, ScoreLow: v.low, ScoreHigh: v.high, MaxScore: maxScore, FitIndex: v.fitIndex,
		Band: v.band, Eligibility: v.eligibility,
	}
	if order := t.order; order != nil {
		fit.JobOrder, fit.JobOrderRevision, fit.JobOrderDigest, fit.RoleTitle = order.GetName(), order.GetRevision(), order.GetDigest(), order.GetTitle()
	}
	for i := range t.flags {
		if e.out[t.flags[i].root].value >= full {
			fit.Flags = append(fit.Flags, t.flags[i].GetFlag())
			fit.FlagReasons = append(fit.FlagReasons, t.flags[i].GetReason())
		}
	}
	for i := range t.criteria {
		if k := &t.criteria[i]; k.required {
			e.explainGate(t, k, fit)
		}
	}
	if view != lexfitv1.View_VIEW_BASIC {
		fit.Criteria = e.criteria(t)
		fit.Salary = salary(t.role, s.c.profile)
	}
	return fit
}

// explainGate notes a REQUIRED criterion that is not met.
func (e *explainer) explainGate(t *target, k *criterion, fit *lexfitv1.Fit) {
	switch t.eligibility(e.c, e.out, k) {
	case lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE:
		reason := "nothing in the profile meets it"
		if value := e.out[k.root].value; value > 0 {
			reason = fmt.Sprintf("met to %s %%, %s %% is asked", prose.Percent(value), prose.Percent(k.threshold))
			if nodes := e.eitherOrs(k.root); len(nodes) > 0 {
				if route, _ := e.choice(nodes[0]); route != nil {
					reason += "; nearest: " + route.GetTitle()
				}
			}
		}
		way := k.GetWayBack()
		if way == "" {
			if lacks := e.lacks(nil, k.root); len(lacks) > 0 {
				way = "Needs " + lacks[0] + "."
			}
		}
		fit.Blockers = append(fit.Blockers, &lexfitv1.Blocker{CriterionId: k.GetId(), Title: k.GetTitle(), Reason: reason, WayBack: way})
	case lexfitv1.Eligibility_ELIGIBILITY_UNCONFIRMED:
		question := k.GetQuestion()
		if question == "" {
			question = "The profile does not speak of it: " + k.GetTitle() + "?"
		}
		fit.Unconfirmed = append(fit.Unconfirmed, &lexfitv1.Unconfirmed{CriterionId: k.GetId(), Title: k.GetTitle(), Question: question})
	case lexfitv1.Eligibility_ELIGIBILITY_UNSPECIFIED, lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE:
	}
}

func (e *explainer) criteria(t *target) []*lexfitv1.CriterionFit {
	list := make([]*lexfitv1.CriterionFit, len(t.criteria))
	fits := make([]lexfitv1.CriterionFit, len(t.criteria))
	for i := range t.criteria {
		list[i] = &fits[i]
		e.criterion(t, i, list[i])
	}
	return list
}

func (e *explainer) criterion(t *target, at int, fit *lexfitv1.CriterionFit) {
	k := &t.criteria[at]
	o := &e.out[k.root]
	fit.CriterionId, fit.Origin, fit.Title = k.GetId(), t.role.GetName(), k.GetTitle()
	if t.order != nil {
		fit.Origin = t.origins[at]
	}
	fit.Category, fit.Requirement = k.GetCategory(), k.GetRequirement()
	fit.Points, fit.PointsLow, fit.PointsHigh = k.points(o.value), k.points(o.low), k.points(o.high)
	fit.MaxPoints, fit.Satisfaction = k.GetWeight(), o.value
	fit.Status, fit.Basis = k.status(o), o.basis
	for i, node := range e.eitherOrs(k.root) {
		route, next := e.choice(node)
		if i == 0 {
			fit.Route, fit.NextRoute = route, next
		} else {
			fit.FurtherChoices = append(fit.FurtherChoices, &lexfitv1.Choice{Route: route, NextRoute: next})
		}
	}
	fit.Evidence = e.evidence(k.root)
}

// salary compares a role's pay band with what the candidate expects; nil where the rulebook has no pay band.
func salary(role *lexfitv1.Role, profile *lexfitv1.CandidateProfile) *lexfitv1.SalaryMatch {
	i := slices.IndexFunc(role.GetSalaries(), func(figure *lexfitv1.SalaryFigure) bool { return figure.GetBand() })
	if i < 0 {
		return nil
	}
	band := role.GetSalaries()[i]
	match := &lexfitv1.SalaryMatch{Band: band, ExpectedUsd: profile.GetPreferences().GetSalaryMinUsd()}
	pays := fmt.Sprintf("the pay band of %s to %s", prose.Dollars(band.GetLowUsd()), prose.Dollars(band.GetHighUsd()))
	switch {
	case band.GetHighUsd() == 0:
		pays = fmt.Sprintf("the pay of %s and more", prose.Dollars(band.GetLowUsd()))
	case band.GetLowUsd() == 0:
		pays = "the pay of up to " + prose.Dollars(band.GetHighUsd())
	}
	switch expected := match.GetExpectedUsd(); {
	case expected == 0:
		match.Text = "No salary is expected as far as stated; ask. Here stands " + pays + "."
	case band.GetHighUsd() > 0 && expected > band.GetHighUsd():
		match.Verdict, match.Text = lexfitv1.SalaryVerdict_SALARY_VERDICT_ABOVE, fmt.Sprintf("Expects at least %s, above %s.", prose.Dollars(expected), pays)
	case expected < band.GetLowUsd():
		match.Verdict, match.Text = lexfitv1.SalaryVerdict_SALARY_VERDICT_BELOW, fmt.Sprintf("Expects at least %s, below %s.", prose.Dollars(expected), pays)
	default:
		match.Verdict, match.Text = lexfitv1.SalaryVerdict_SALARY_VERDICT_WITHIN, fmt.Sprintf("Expects at least %s, within %s.", prose.Dollars(expected), pays)
	}
	return match
}
