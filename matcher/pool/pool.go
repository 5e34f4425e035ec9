// Package pool puts candidates for one role in order: the one order of rankings, previews, comparisons and reports, the one rule
// for shared ranks, what would flip two neighbours, and how firm a place is.
package pool

import (
	"cmp"
	"slices"
	"strings"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Total is the sum of a role's weights, in points.
const Total = 1000

// full is the value of a criterion met in full.
const full = 10_000

// Standing is what the candidates for a role are ordered by.
type Standing struct {
	Band     lexfitv1.Band
	Behind   bool   // the others of the band: a flag such as OVERQUALIFIED says so
	Score    int32  // in points
	Required int32  // the points of REQUIRED criteria
	ID       string // of the candidate
	Index    int    // in the order of the input
}

// Compare orders standings: by band, INELIGIBLE ones last and before them those of whom nothing was read; within a band those last
// whom a flag puts behind; then by score, points of REQUIRED criteria, candidate id and place in the input: a total order.
func Compare(one, other Standing) int {
	return cmp.Or(compareEqual(one, other), strings.Compare(one.ID, other.ID), cmp.Compare(one.Index, other.Index))
}

// compareEqual is 0 for those that share a rank.
func compareEqual(one, other Standing) int {
	return cmp.Or(cmp.Compare(height(other.Band), height(one.Band)), compareFalse(one.Behind, other.Behind),
		cmp.Compare(other.Score, one.Score), cmp.Compare(other.Required, one.Required))
}

// height is how high a band stands.
func height(band lexfitv1.Band) int32 {
	if band == lexfitv1.Band_BAND_NOT_ENOUGH_SAID {
		return 2*int32(lexfitv1.Band_BAND_INELIGIBLE) + 1
	}
	return 2 * int32(band)
}

func compareFalse(one, other bool) int {
	switch {
	case one == other:
		return 0
	case other:
		return -1
	default:
		return 1
	}
}

// Ranks gives each of a sorted list its rank, from 1. Those that differ in nothing but their id and place share one.
func Ranks[T any](sorted []T, standing func(T) Standing) []int32 {
	ranks := make([]int32, len(sorted))
	for i := range sorted {
		ranks[i] = int32(i) + 1
		if i > 0 && compareEqual(standing(sorted[i-1]), standing(sorted[i])) == 0 {
			ranks[i] = ranks[i-1]
		}
	}
	return ranks
}

// Criteria is what reordering a pool asks of a role's criteria.
type Criteria struct {
	Weights  []int32
	Required []bool
	Cuts     [3]int32 // the points from which POSSIBLE, GOOD and STRONG begin
}

// span is the band that a score lies in, as the cut-offs around it, in parts of a point.
func (c *Criteria) span(score, parts int32) (from, to int32) {
	to = Total*parts + 1
	for _, cut := range c.Cuts {
		if cut *= parts; score < cut {
			return from, cut
		}
		from = cut
	}
	return from, to
}

// Apportion splits a total in proportion to shares: whole parts by largest remainder, ties by order.
func Apportion(shares []int32, total int32) []int32 {
	var sum int64
	for _, share := range shares {
		sum += int64(share)
	}
	parts := make([]int32, len(shares))
	if sum == 0 {
		return parts
	}
	type remainder struct {
		of   int64
		part int
	}
	remainders := make([]remainder, 0, len(shares))
	rest := total
	for i, share := range shares {
		exact := int64(share) * int64(total)
		parts[i] = int32(exact / sum)
		rest -= parts[i]
		remainders = append(remainders, remainder{exact % sum, i})
	}
	slices.SortStableFunc(remainders, func(one, other remainder) int { return cmp.Compare(other.of, one.of) })
	for _, left := range remainders[:rest] {
		parts[left.part]++
	}
	return parts
}

// points is what a weight gives for a value of a criterion, rounded half up.
func points(weight, value int32) int32 {
	return int32((2*int64(weight)*int64(value) + full) / (2 * full))
}
