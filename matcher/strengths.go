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
	for count, number := range a.targets {
		var own []*lexfitv1.Strength
		for i, criterion := range fits[count].GetCriteria() {
			if a.c.without != nil { // what is flagged is no strength
				asked := &a.list[number].criteria[i]
				if asked.points(a.s.outcomes[number][asked.root].firm)*100 < criterion.GetMaxPoints()*atLeast {
					continue
				}
			}
			if criterion.GetPoints()*100 < criterion.GetMaxPoints()*atLeast || criterion.GetPoints() == 0 {
				continue
			}
			strength := &lexfitv1.Strength{Role: a.list[number].name, CriterionId: criterion.GetCriterionId(), Points: criterion.GetPoints(), MaxPoints: criterion.GetMaxPoints(), Text: criterion.GetTitle()}
			if places := a.c.facts(criterion); places != "" {
				strength.Text += ": " + places
			}
			strength.Text += "."
			own = append(own, strength)
		}
		slices.SortStableFunc(own, func(one, other *lexfitv1.Strength) int { return cmp.Compare(other.GetPoints(), one.GetPoints()) })
		list = append(list, own[:min(len(own), most)]...)
	}
	return list
}
