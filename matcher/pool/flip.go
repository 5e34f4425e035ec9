package pool

import (
	"slices"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Reweigh changes the weight of one criterion by whole points and re-scales the others in proportion, so that the sum stays what
// it was: by largest remainder, ties by the criteria's order. It returns nil where the changed weight would fall below 0 or
// leave nothing for the others.
func Reweigh(weights []int32, changed int, by int32) []int32 {
	var total int32
	for _, weight := range weights {
		total += weight
	}
	wanted := weights[changed] + by
	others, left := total-weights[changed], total-wanted
	if wanted < 0 || left < 0 || others == 0 && left != 0 {
		return nil
	}
	shares := slices.Clone(weights)
	shares[changed] = 0
	result := Apportion(shares, left)
	result[changed] = wanted
	return result
}

// Flip is the change of one weight that puts one candidate before another.
type Flip struct {
	Criterion int
	Points    int32 // to add to its weight
}

// Flip finds the smallest change of one weight that puts the second of two candidates strictly before the first, which stands
// before it: a higher band, or within the band as a ranking orders it. No weight makes a requirement met, and none lifts who is
// INELIGIBLE or said nothing over who is not.
// It is exact: every change up to the smallest is tried, save those that no rounding could make do. Of equal changes the first
// criterion's counts, and an increase before a decrease. It reports false where no single weight can do it, and where work, which
// may be nil, ended it.
func (c *Criteria) Flip(first, second *Place, work *Work) (Flip, bool) {
	if !judgedAlike(first.Band, second.Band) || dominates(first, second) {
		return Flip{}, false
	}
	var best Flip
	found := false
	limit := int32(Total)
	for i := range c.Weights {
		for _, sign := range []int32{1, -1} {
			from, to := c.changes(first, second, i, sign)
			for change := from; change <= min(limit, to); change++ {
				if found && change >= limit {
					break
				}
				if !work.spend(1) {
					return Flip{}, false
				}
				weights := Reweigh(c.Weights, i, sign*change)
				if weights == nil {
					break
				}
				if c.before(weights, second, first) {
					best, found, limit = Flip{Criterion: i, Points: sign * change}, true, change
					break
				}
			}
		}
	}
	return best, found
}

// judgedAlike reports whether weights can change the order of two bands: those that they do not make stay apart.
func judgedAlike(one, other lexfitv1.Band) bool {
	return judged(one) == judged(other)
}

// before reports whether one candidate stands strictly before another under other weights.
func (c *Criteria) before(weights []int32, one, other *Place) bool {
	var score, lead, required int32
	for i, weight := range weights {
		given := points(weight, one.Values[i])
		ahead := given - points(weight, other.Values[i])
		score, lead = score+given, lead+ahead
		if c.Required[i] {
			required += ahead
		}
	}
	if one.Behind != other.Behind && one.Band != lexfitv1.Band_BAND_INELIGIBLE {
		from, to := c.span(score, 1)
		if theirs := score - lead; theirs >= from && theirs < to {
			return other.Behind
		}
	} else if one.Behind != other.Behind {
		return other.Behind
	}
	return lead > 0 || lead == 0 && required > 0
}

// dominates reports whether no weights put the second of two candidates before the first: it is better in nothing, and no flag
// puts the first behind it.
func dominates(first, second *Place) bool {
	if first.Behind && !second.Behind {
		return false
	}
	for i, value := range second.Values {
		if value > first.Values[i] {
			return false
		}
	}
	return true
}

// changes bounds the change that could do: without rounding, the difference of two scores is a straight line in the change, and
// rounding moves it by less than two points for each criterion in which the two differ.
func (c *Criteria) changes(first, second *Place, changed int, sign int32) (from, to int32) {
	if first.Behind && !second.Behind {
		return 1, Total // the same band is enough, whatever the points
	}
	var ahead, rest, slack float64
	for i, weight := range c.Weights {
		lead := float64(first.Values[i]-second.Values[i]) / full
		if lead != 0 {
			slack += 2
		}
		if i == changed {
			ahead = lead
		} else {
			rest += float64(weight) * lead
		}
	}
	others := float64(Total - c.Weights[changed])
	if others <= 0 {
		return 1, Total
	}
	now := float64(c.Weights[changed])*ahead + rest
	slope := float64(sign) * (ahead - rest/others) // of the lead, by point of change
	switch {
	case now <= slack && slope > 0:
		return 1, int32(min((slack-now)/slope+1, Total))
	case now <= slack:
		return 1, Total
	case slope >= 0:
		return Total + 1, Total
	default:
		return max(1, int32(min((now-slack)/-slope, Total+1))), Total
	}
}
