package matcher

import (
	"cmp"
	"slices"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Reweigh changes the weight of one criterion by whole points and re-scales the others in proportion, so that the sum
// stays what it was: by largest remainder, ties by the criteria's order. It returns nil where the changed weight would
// fall below 0 or leave nothing for the others.
func Reweigh(weights []int32, changed int, by int32) []int32 {
	var total int32
	for _, w := range weights {
		total += w
	}
	target := weights[changed] + by
	others, left := total-weights[changed], total-target
	if target < 0 || left < 0 || others == 0 && left != 0 {
		return nil
	}
	shares := slices.Clone(weights)
	shares[changed] = 0
	result := apportion(shares, left)
	result[changed] = target
	return result
}

// apportion splits a total in proportion to shares: whole parts by largest remainder, ties by order.
func apportion(shares []int32, total int32) []int32 {
	var sum int64
	for _, s := range shares {
		sum += int64(s)
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
	for i, s := range shares {
		exact := int64(s) * int64(total)
		parts[i] = int32(exact / sum)
		rest -= parts[i]
		remainders = append(remainders, remainder{exact % sum, i})
	}
	slices.SortStableFunc(remainders, func(a, b remainder) int { return cmp.Compare(b.of, a.of) })
	for _, r := range remainders[:rest] {
		parts[r.part]++
	}
	return parts
}

// flip finds the smallest change of one weight that puts b strictly before a, which stands before it: more points, or as
// many with more of them from REQUIRED criteria. It is exact: every change up to the smallest is tried, save those that
// no rounding could make do. Of equal changes the first criterion's counts, and an increase before a decrease.
func (r *rolePlan) flip(a, b *entry) *lexfitv1.Flip {
	if compareIneligible(a.eligibility, b.eligibility) != 0 {
		return nil // no weight makes a requirement met
	}
	weights := make([]int32, len(r.criteria))
	for i := range r.criteria {
		weights[i] = r.criteria[i].GetWeight()
	}
	var best *lexfitv1.Flip
	limit := int32(maxScore)
	for i := range r.criteria {
		for _, sign := range []int32{1, -1} {
			for d := r.leastChange(weights, a, b, i, sign); d <= limit; d++ {
				if best != nil && d >= limit {
					break
				}
				w := Reweigh(weights, i, sign*d)
				if w == nil {
					break
				}
				if r.before(w, b, a) {
					best = &lexfitv1.Flip{
						CriterionId: r.criteria[i].GetId(), Title: r.criteria[i].GetTitle(), Points: sign * d,
						CandidateId: b.candidate.GetCandidateId(),
					}
					limit = d
					break
				}
			}
		}
	}
	return best
}

// before reports whether x stands strictly before y under other weights.
func (r *rolePlan) before(weights []int32, x, y *entry) bool {
	var score, required int32
	for i := range r.criteria {
		d := divide(int64(weights[i])*int64(x.values[i]), full) - divide(int64(weights[i])*int64(y.values[i]), full)
		score += d
		if r.criteria[i].required {
			required += d
		}
	}
	return score > 0 || score == 0 && required > 0
}

// leastChange is a lower bound of the change that could do: without rounding, the difference of two scores is a straight
// line in the change, and rounding moves it by less than two points a criterion.
func (r *rolePlan) leastChange(weights []int32, a, b *entry, changed int, sign int32) int32 {
	var ahead, rest float64
	for i, w := range weights {
		d := float64(a.values[i]-b.values[i]) / full
		if i == changed {
			ahead = d
		} else {
			rest += float64(w) * d
		}
	}
	others := float64(maxScore - weights[changed])
	if others <= 0 {
		return 1
	}
	now := float64(weights[changed])*ahead + rest
	slope := float64(sign) * (ahead - rest/others) // of the lead, by point of change
	slack := 2 * float64(len(weights))
	switch {
	case now <= slack:
		return 1
	case slope >= 0:
		return maxScore + 1
	default:
		return max(1, int32((now-slack)/-slope))
	}
}
