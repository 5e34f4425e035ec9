package render

import (
	"cmp"
	"slices"
	"strings"

	"github.com/lexfit/lexfit/matcher/pool"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// order is what the fits of a file are ordered by: target by target, as the service orders a ranking.
type order struct {
	target string
	pool.Standing
}

func orderOf(answer *lexfitv1.ScoreCandidateResponse, fit *lexfitv1.Fit, index int) order {
	made := order{target: Target(fit), Standing: pool.Standing{
		Band: fit.GetBand(), Behind: fit.GetRanksBehind(), Score: fit.GetScore(), ID: answer.GetCandidateId(), Index: index,
	}}
	for _, criterion := range fit.GetCriteria() {
		if criterion.GetRequirement() == lexfitv1.Requirement_REQUIREMENT_REQUIRED {
			made.Required += criterion.GetPoints()
		}
	}
	return made
}

// ranked puts the orders in order, and gives the rank of each among those of its target.
func ranked(list []order) (ranks []int32) {
	slices.SortFunc(list, func(one, other order) int {
		return cmp.Or(strings.Compare(one.target, other.target), pool.Compare(one.Standing, other.Standing))
	})
	for len(ranks) < len(list) {
		rest := list[len(ranks):]
		end := slices.IndexFunc(rest, func(order order) bool { return order.target != rest[0].target })
		if end < 0 {
			end = len(rest)
		}
		ranks = append(ranks, pool.Ranks(rest[:end], func(order order) pool.Standing { return order.Standing })...)
	}
	return ranks
}
