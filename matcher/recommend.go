package matcher

import (
	"fmt"
	"slices"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// recommend names the better role: that of the first of the fits, which stand in order. Where none has a score it names none.
func (p *Program) recommend(fits []*lexfitv1.Fit, better string, profile *lexfitv1.CandidateProfile) *lexfitv1.Recommendation {
	rec := &lexfitv1.Recommendation{}
	scored := slices.ContainsFunc(fits, func(f *lexfitv1.Fit) bool { return f.GetScore() > 0 })
	if !scored {
		rec.Reasons = []string{"The profile holds nothing that any role asks for: ask for education, skills and experience first."}
		return rec
	}
	first := fits[0]
	rec.Role = better
	rec.Reasons = append(rec.Reasons, stands(first))
	if len(fits) == 1 {
		return rec
	}
	next := fits[1]
	rec.Margin = max(first.GetFitIndex()-next.GetFitIndex(), 0)
	switch {
	case first.GetFitIndex() < next.GetFitIndex():
		rec.Reasons = append(rec.Reasons, fmt.Sprintf("%s would stand higher by fit index (%s), but is %s.", next.GetRoleTitle(), prose.Tenths(next.GetFitIndex()), standing(next)))
	default:
		rec.Reasons = append(rec.Reasons, stands(next))
	}
	for _, g := range profile.GetPreferences().GetGoals() {
		for _, r := range p.targets.list[:p.targets.base] {
			for _, w := range r.role.GetPathways() {
				if w.GetId() == g {
					rec.Reasons = append(rec.Reasons, fmt.Sprintf("The stated goal %q is reached from %s; goals give no points.", w.GetTitle(), r.role.GetTitle()))
				}
			}
		}
	}
	return rec
}

// stands is the sentence that says where a fit stands.
func stands(f *lexfitv1.Fit) string {
	return f.GetRoleTitle() + ": fit index " + prose.Tenths(f.GetFitIndex()) + ", " + standing(f) + "."
}

// standing says in words where a fit stands.
func standing(f *lexfitv1.Fit) string {
	switch f.GetEligibility() {
	case lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE:
		return "ineligible for want of: " + blockerTitles(f)
	case lexfitv1.Eligibility_ELIGIBILITY_UNCONFIRMED:
		return prose.Band(f.GetBand()) + ", with a requirement still to be asked about"
	case lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE, lexfitv1.Eligibility_ELIGIBILITY_UNSPECIFIED:
	}
	return prose.Band(f.GetBand())
}

func blockerTitles(f *lexfitv1.Fit) string {
	var titles []string
	for _, b := range f.GetBlockers() {
		titles = append(titles, b.GetTitle())
	}
	return prose.Or(titles)
}
