package matcher

import (
	"cmp"
	"slices"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// strengths are the criteria that speak for the candidate: at least three quarters of their points, the most points first.
func (a *adviser) strengths(fits []*lexfitv1.Fit) []*lexfitv1.Strength {
	const atLeast, most = 75, 5
	var list []*lexfitv1.Strength
	for n, t := range a.targets {
		var own []*lexfitv1.Strength
		for _, f := range fits[n].GetCriteria() {
			if f.GetPoints()*100 < f.GetMaxPoints()*atLeast || f.GetPoints() == 0 {
				continue
			}
			x := &lexfitv1.Strength{Role: a.list[t].name, CriterionId: f.GetCriterionId(), Points: f.GetPoints(), MaxPoints: f.GetMaxPoints(), Text: f.GetTitle()}
			if places := a.c.facts(f); places != "" {
				x.Text += ": " + places
			}
			x.Text += "."
			own = append(own, x)
		}
		slices.SortStableFunc(own, func(a, b *lexfitv1.Strength) int { return cmp.Compare(b.GetPoints(), a.GetPoints()) })
		list = append(list, own[:min(len(own), most)]...)
	}
	return list
}
