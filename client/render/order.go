package render

import (
	"cmp"
	"slices"
	"strings"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// order is what the candidates for a target are ordered by, as the service orders a ranking: ineligible ones last, then by
// score, points of what is required, and id.
type order struct {
	target     string
	ineligible bool
	score      int32
	required   int32
	id         string
	index      int // in the order of the input
}

func orderOf(a *lexfitv1.ScoreCandidateResponse, f *lexfitv1.Fit, index int) order {
	o := order{
		target: Target(f), ineligible: f.GetEligibility() == lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE,
		score: f.GetScore(), id: a.GetCandidateId(), index: index,
	}
	for _, c := range f.GetCriteria() {
		if c.GetRequirement() == lexfitv1.Requirement_REQUIREMENT_REQUIRED {
			o.required += c.GetPoints()
		}
	}
	return o
}

func compareOrders(a, b order) int {
	last := func(o order) int {
		if o.ineligible {
			return 1
		}
		return 0
	}
	return cmp.Or(
		strings.Compare(a.target, b.target),
		cmp.Compare(last(a), last(b)),
		cmp.Compare(b.score, a.score),
		cmp.Compare(b.required, a.required),
		strings.Compare(a.id, b.id),
		cmp.Compare(a.index, b.index),
	)
}

// ranked puts the orders in order, and gives the rank of each: those that differ in nothing but their id share one.
func ranked(list []order) (ranks []int) {
	slices.SortFunc(list, compareOrders)
	place := 0
	for i, o := range list {
		switch {
		case i == 0 || list[i-1].target != o.target:
			place = 1
			ranks = append(ranks, 1)
		default:
			place++
			rank := place
			if b := list[i-1]; b.ineligible == o.ineligible && b.score == o.score && b.required == o.required {
				rank = ranks[i-1]
			}
			ranks = append(ranks, rank)
		}
	}
	return ranks
}
