package pool

import (
	"cmp"
	"math/big"
	"slices"
	"strings"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Sets is how many sets of weights firmness is judged by.
const Sets = 1000

// fineTotal is the sum of a set's weights, in thousandths of a point: scaling by a fifth must not be eaten by rounding.
const fineTotal = Total * 1000

// Place is a candidate whose place is judged.
type Place struct {
	Standing
	Values []int32 // of the criteria, out of 10 000
}

// Firmness is how firm a place is.
type Firmness struct {
	Stays       int32 // under how many of the sets the candidate is among the best
	Best, Worst int32 // the places in between, from 1
}

// Firmness says of each of the places how firm it is among the whole pool, of which the first topK are the best. Under every set
// of weights the pool is put in order anew, so the work grows with sets × pool. A pool is of less than a million. It returns nil where work,
// which may be nil, ended it.
func (c *Criteria) Firmness(places, behind []Place, topK int, work *Work) []Firmness {
	pool := slices.Concat(places, behind)
	count := len(pool)
	firm := make([]Firmness, len(places))

	// A place is one number: whether weights make its band, the score within the band behind or before the others of it, points of
	// REQUIRED criteria, and at last the order by candidate id, which no weight changes. A score has 20 bits in thousandths of a
	// point, with its half of the band 21.
	const scoreBits, requiredBits, orderBits = 21, 20, 20
	byID := make([]int, count)
	for i := range byID {
		byID[i] = i
	}
	slices.SortFunc(byID, func(i, j int) int {
		return cmp.Or(strings.Compare(pool[i].ID, pool[j].ID), cmp.Compare(pool[i].Index, pool[j].Index))
	})
	first := make([]uint64, count) // the greater, the earlier
	for place, i := range byID {
		first[i] = uint64(count - 1 - place)
		first[i] |= judged(pool[i].Band) << (orderBits + requiredBits + scoreBits)
	}
	keys, order := make([]uint64, count), make([]uint64, count)
	for weights := range c.WeightSets {
		if !work.spend(int64(count)/10 + 1) {
			return nil
		}
		for i := range pool {
			var score int32
			var required uint64
			for criterion, value := range pool[i].Values {
				given := points(weights[criterion], value)
				score += given
				if c.Required[criterion] {
					required += uint64(given)
				}
			}
			keys[i] = first[i] | c.within(&pool[i], score)<<(orderBits+requiredBits) | required<<orderBits
		}
		copy(order, keys)
		slices.Sort(order)
		for i := range places {
			at, _ := slices.BinarySearch(order, keys[i])
			if count-at <= topK {
				firm[i].Stays++
			}
			// Equal scores and REQUIRED points share the place of the first of them. No order by id has all bits set.
			after, _ := slices.BinarySearch(order, keys[i]|(1<<orderBits-1))
			rank := int32(count-after) + 1
			if firm[i].Best == 0 || rank < firm[i].Best {
				firm[i].Best = rank
			}
			firm[i].Worst = max(firm[i].Worst, rank)
		}
	}
	return firm
}

// judged is 2 for the bands that weights make, 1 and 0 for those that they do not, in order.
func judged(band lexfitv1.Band) uint64 {
	if band == lexfitv1.Band_BAND_INELIGIBLE {
		return 0
	}
	if band == lexfitv1.Band_BAND_NOT_ENOUGH_SAID {
		return 1
	}
	return 2
}

// within is a score in a number that is the greater for whoever stands before in the same or a lower band: each band is twice as
// wide, those whom a flag puts behind in its lower half.
func (c *Criteria) within(place *Place, score int32) uint64 {
	from, to := int32(0), int32(fineTotal+1)
	if place.Band != lexfitv1.Band_BAND_INELIGIBLE {
		from, to = c.span(score, fineTotal/Total)
	}
	if place.Behind {
		return uint64(from) + uint64(score)
	}
	return uint64(to) + uint64(score)
}

// WeightSets yields the sets of weights that firmness is judged by: each weight scaled on its own by 0.8 to 1.2, all of them
// normalised to thousandths of a point by largest remainder.
func (c *Criteria) WeightSets(yield func(weights []int32) bool) {
	scales := newSequence(len(c.Weights))
	shares := make([]int32, len(c.Weights))
	for range Sets {
		for i, factor := range scales.next() {
			shares[i] = c.Weights[i] * factor
		}
		if !yield(Apportion(shares, fineTotal)) {
			return
		}
	}
}

// sequence is a low-discrepancy sequence: the multiples of the square roots of the primes, modulo 1 (Richtmyer 1951). It is
// computed in whole numbers, so that it is the same on every machine.
type sequence struct {
	root, at []uint32 // fractions of 2^32
	factors  []int32
}

func newSequence(dimensions int) *sequence {
	made := &sequence{root: make([]uint32, dimensions), at: make([]uint32, dimensions), factors: make([]int32, dimensions)}
	prime := int64(1)
	for i := range dimensions {
		prime++
		for !big.NewInt(prime).ProbablyPrime(0) { // exact for numbers this small
			prime++
		}
		// sqrt(prime · 2^64) is sqrt(prime) in units of 2^-32.
		square := new(big.Int).Lsh(big.NewInt(prime), 64)
		made.root[i] = uint32(square.Sqrt(square).Uint64())
	}
	return made
}

// next gives every dimension a factor from 0.8 to 1.2, in millionths.
func (s *sequence) next() []int32 {
	const least, spread = 800_000, 400_001
	for i := range s.root {
		s.at[i] += s.root[i]
		s.factors[i] = least + int32(uint64(s.at[i])*spread>>32)
	}
	return s.factors
}
