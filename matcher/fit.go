package matcher

import (
	"fmt"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// verdict is the numbers of a fit, before anything is explained.
type verdict struct {
	score, low, high int32
	required         int32 // points of REQUIRED criteria
	fitIndex         int32
	band             lexfitv1.Band
	eligibility      lexfitv1.Eligibility
}

// judge evaluates a role and adds up its criteria.
func (p *Program) judge(s *scratch, role int) verdict {
	r, out := p.targets.list[role], s.outcomes[role]
	r.evaluate(s, out)
	v := verdict{eligibility: lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE}
	for i := range r.criteria {
		k := &r.criteria[i]
		o := &out[k.root]
		pts := points(k, o.value)
		v.score += pts
		v.low += points(k, o.low)
		v.high += points(k, o.high)
		if !k.required {
			continue
		}
		v.required += pts
		if e := r.eligibility(&s.candidate, out, k); e > v.eligibility {
			v.eligibility = e
		}
	}
	v.fitIndex = r.fitIndex.at(v.score)
	v.band = band(r.role.GetBands(), v.score)
	if v.eligibility == lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE {
		v.band = lexfitv1.Band_BAND_INELIGIBLE
	}
	return v
}

// eligibility is what one REQUIRED criterion says.
func (r *rolePlan) eligibility(c *candidate, out []outcome, k *criterionPlan) lexfitv1.Eligibility {
	switch {
	case out[k.root].value >= k.threshold:
		return lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE
	case r.atBest(c, out, k.root) >= k.threshold:
		return lexfitv1.Eligibility_ELIGIBILITY_UNCONFIRMED
	default:
		return lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE
	}
}

func band(b *lexfitv1.Bands, score int32) lexfitv1.Band {
	switch {
	case score >= b.GetStrong():
		return lexfitv1.Band_BAND_STRONG
	case score >= b.GetGood():
		return lexfitv1.Band_BAND_GOOD
	case score >= b.GetPossible():
		return lexfitv1.Band_BAND_POSSIBLE
	default:
		return lexfitv1.Band_BAND_WEAK
	}
}

// fitIndex carries a score through the role's own cut-offs onto the scale common to all roles.
func fitIndex(b *lexfitv1.Bands) curve {
	return curve{
		x:     []int32{0, b.GetPossible(), b.GetGood(), b.GetStrong(), maxScore},
		value: []int32{0, 250, 500, 750, 1000},
	}
}

// maxScore is the sum of a role's weights.
const maxScore = 1000

// fit explains a verdict.
func (p *Program) fit(s *scratch, role int, v verdict, view lexfitv1.View) *lexfitv1.Fit {
	r := p.targets.list[role]
	e := explainer{plan: p, role: r, c: &s.candidate, out: s.outcomes[role]}
	f := &lexfitv1.Fit{
		Role: r.role.GetName(), RoleTitle: r.role.GetTitle(), Rank: 1,
		Score: v.score, ScoreLow: v.low, ScoreHigh: v.high, MaxScore: maxScore, FitIndex: v.fitIndex,
		Band: v.band, Eligibility: v.eligibility,
	}
	if o := r.order; o != nil {
		f.JobOrder, f.JobOrderRevision, f.JobOrderDigest, f.RoleTitle = o.GetName(), o.GetRevision(), o.GetDigest(), o.GetTitle()
	}
	for i := range r.flags {
		if e.out[r.flags[i].root].value >= full {
			f.Flags = append(f.Flags, r.flags[i].GetFlag())
			f.FlagReasons = append(f.FlagReasons, r.flags[i].GetReason())
		}
	}
	for i := range r.criteria {
		if k := &r.criteria[i]; k.required {
			e.gate(k, f)
		}
	}
	if view != lexfitv1.View_VIEW_BASIC {
		f.Criteria = e.criteria()
		f.Salary = salary(r.role, s.candidate.profile)
	}
	return f
}

// gate notes a REQUIRED criterion that is not met.
func (e *explainer) gate(k *criterionPlan, f *lexfitv1.Fit) {
	switch e.role.eligibility(e.c, e.out, k) {
	case lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE:
		o := &e.out[k.root]
		reason := "nothing in the profile meets it"
		if o.value > 0 {
			reason = fmt.Sprintf("met to %s %%, %s %% is asked", prose.Percent(o.value), prose.Percent(k.threshold))
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
		f.Blockers = append(f.Blockers, &lexfitv1.Blocker{
			CriterionId: k.GetId(), Title: k.GetTitle(), Reason: reason, WayBack: way,
		})
	case lexfitv1.Eligibility_ELIGIBILITY_UNCONFIRMED:
		question := k.GetQuestion()
		if question == "" {
			question = "The profile does not speak of it: " + k.GetTitle() + "?"
		}
		f.Unconfirmed = append(f.Unconfirmed, &lexfitv1.Unconfirmed{
			CriterionId: k.GetId(), Title: k.GetTitle(), Question: question,
		})
	case lexfitv1.Eligibility_ELIGIBILITY_UNSPECIFIED, lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE:
	}
}
