package matcher

import (
	"fmt"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// fit explains the verdict of a target.
func (p *Program) fit(lent *scratch, number int, says verdict, view lexfitv1.View) *lexfitv1.Fit {
	aim := p.targets.list[number]
	why := &explainer{tree: &aim.tree, c: &lent.c, out: lent.outcomes[number]}
	fit := &lexfitv1.Fit{
		Role: aim.role.GetName(), RoleTitle: aim.role.GetTitle(), Rank: 1,
		Score: says.score, ScoreLow: says.low, ScoreHigh: says.high, MaxScore: maxScore, FitIndex: says.fitIndex,
		Band: says.band, Eligibility: says.eligibility, RanksBehind: says.behind,
	}
	if order := aim.order; order != nil {
		fit.JobOrder, fit.JobOrderRevision, fit.JobOrderDigest, fit.RoleTitle = order.GetName(), order.GetRevision(), order.GetDigest(), order.GetTitle()
	}
	for i := range aim.flags {
		if why.out[aim.flags[i].root].value >= full {
			fit.Flags = append(fit.Flags, aim.flags[i].GetFlag())
			fit.FlagReasons = append(fit.FlagReasons, aim.flags[i].GetReason())
			fit.FlagQuestions = append(fit.FlagQuestions, aim.flags[i].GetQuestion())
		}
	}
	fit.Compliance = why.compliance(aim)
	if aim.order != nil && says.eligibility != lexfitv1.Eligibility_ELIGIBILITY_UNSPECIFIED {
		why.explainBands(aim, fit)
	}
	for i := range aim.criteria {
		if asked := &aim.criteria[i]; asked.required && says.eligibility != lexfitv1.Eligibility_ELIGIBILITY_UNSPECIFIED {
			why.explainGate(aim, asked, fit)
		}
	}
	if view != lexfitv1.View_VIEW_BASIC {
		fit.Criteria = why.criteria(aim)
		fit.Salary = payOf(aim.role, &lent.c)
	}
	return fit
}

// outOfReach flags a fit for a job order that alone rules a band out.
const outOfReach = "BAND_OUT_OF_REACH"

// explainBands says which bands a job order rules out by itself: what it asks for besides the role, and the profile does
// not show, takes more points than the band leaves.
func (e *explainer) explainBands(aim *target, fit *lexfitv1.Fit) {
	most := int32(maxScore)
	var lacks []string
	for i := range aim.criteria {
		asked := &aim.criteria[i]
		if aim.origins[i] != aim.order.GetName() || e.out[asked.root].value >= asked.threshold {
			continue
		}
		if lost := asked.GetWeight() - asked.points(aim.high(e.c, e.out, asked)); lost > 0 {
			most -= lost
			lacks = append(lacks, asked.GetTitle())
		}
	}
	best := aim.band(most, lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE)
	if best == lexfitv1.Band_BAND_STRONG || len(lacks) == 0 {
		return
	}
	fit.Flags, fit.FlagQuestions = append(fit.Flags, outOfReach), append(fit.FlagQuestions, "")
	fit.FlagReasons = append(fit.FlagReasons, fmt.Sprintf("What this opening asks for besides the role (%s) leaves at most %s of %s points: %s at best.",
		prose.And(lacks), prose.Tenths(most), prose.Tenths(maxScore), prose.Band(best)))
}

// explainGate notes a REQUIRED criterion that is not met.
func (e *explainer) explainGate(aim *target, asked *criterion, fit *lexfitv1.Fit) {
	switch aim.eligibility(e.c, e.out, asked) {
	case lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE:
		reason := "nothing in the profile shows it"
		if value := e.out[asked.root].value; value > 0 {
			reason = fmt.Sprintf("%s%% of it is shown, and %s%% is required", prose.Percent(value), prose.Percent(asked.threshold))
			if nodes := e.eitherOrs(asked.root); len(nodes) > 0 {
				if route, _ := e.choice(nodes[0]); route != nil {
					reason += "; nearest: " + route.GetTitle()
				}
			}
		}
		way := asked.GetWayBack()
		if way == "" {
			if lacks := e.lacks(nil, asked.root); len(lacks) > 0 {
				way = "Needs " + lacks[0] + "."
			}
		}
		fit.Blockers = append(fit.Blockers, &lexfitv1.Blocker{CriterionId: asked.GetId(), Title: asked.GetTitle(), Reason: reason, WayBack: way})
	case lexfitv1.Eligibility_ELIGIBILITY_UNCONFIRMED:
		fit.Unconfirmed = append(fit.Unconfirmed, &lexfitv1.Unconfirmed{CriterionId: asked.GetId(), Title: asked.GetTitle(), Question: e.openQuestion(aim, asked)})
	case lexfitv1.Eligibility_ELIGIBILITY_UNSPECIFIED, lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE:
	}
}

func (e *explainer) criteria(aim *target) []*lexfitv1.CriterionFit {
	list := make([]*lexfitv1.CriterionFit, len(aim.criteria))
	fits := make([]lexfitv1.CriterionFit, len(aim.criteria))
	for i := range aim.criteria {
		list[i] = &fits[i]
		e.criterion(aim, i, list[i])
	}
	return list
}

func (e *explainer) criterion(aim *target, at int, fit *lexfitv1.CriterionFit) {
	asked := &aim.criteria[at]
	of := &e.out[asked.root]
	fit.CriterionId, fit.Origin, fit.Title = asked.GetId(), aim.role.GetName(), asked.GetTitle()
	if aim.order != nil {
		fit.Origin = aim.origins[at]
	}
	fit.Category, fit.Requirement = asked.GetCategory(), asked.GetRequirement()
	fit.Points, fit.PointsLow, fit.PointsHigh = asked.points(of.value), asked.points(of.low), asked.points(aim.high(e.c, e.out, asked))
	fit.MaxPoints, fit.Satisfaction = asked.GetWeight(), of.value
	fit.Status, fit.Basis = asked.status(of), of.basis
	for i, node := range e.eitherOrs(asked.root) {
		route, next := e.choice(node)
		if i == 0 {
			fit.Route, fit.NextRoute = route, next
		} else {
			fit.FurtherChoices = append(fit.FurtherChoices, &lexfitv1.Choice{Route: route, NextRoute: next})
		}
	}
	fit.Evidence = e.evidence(asked.root)
}
