package matcher

import (
	"cmp"
	"container/heap"
	"math/big"
	"slices"
	"strings"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

const (
	weightSets = 1000
	// poolShare is how many times top_k candidates firmness is judged among.
	poolShare = 10
	// fineTotal is the sum of a set's weights, in thousandths of a point: scaling by a fifth must not be eaten by rounding.
	fineTotal = maxScore * 1000
)

// keepBehind keeps a candidate that is not among the best asked for, without its fit, as long as it is among the best that
// firmness is judged by.
func (r *Ranking) keepBehind(e entry) {
	if !r.options.Firmness {
		return
	}
	e.candidate = &lexfitv1.RankedCandidate{CandidateId: e.candidate.GetCandidateId(), Index: e.candidate.GetIndex()}
	heap.Push(&r.behind, e)
	if len(r.behind) > (poolShare-1)*r.options.TopK {
		heap.Pop(&r.behind)
	}
}

// judgeFirmness says of each returned place how firm it is. Under every weight set the whole pool is put in order as a
// ranking is, so the work grows with sets × pool.
func (r *Ranking) judgeFirmness(sorted []entry) {
	pool := slices.Concat(sorted, []entry(r.behind))
	n := len(pool)
	r.result.FirmnessPool, r.result.WeightSets = int32(n), weightSets
	stays, best, worst := make([]int32, len(sorted)), make([]int32, len(sorted)), make([]int32, len(sorted))

	// A place is one number: eligibility, score, points of REQUIRED criteria, and at last the order by candidate id, which no
	// weight changes. Scores have 20 bits in thousandths of a point, the order 18.
	const scoreBits, orderBits = 21, 20
	byID := make([]int, n)
	for i := range byID {
		byID[i] = i
	}
	slices.SortFunc(byID, func(a, b int) int {
		x, y := pool[a].candidate, pool[b].candidate
		return cmp.Or(strings.Compare(x.GetCandidateId(), y.GetCandidateId()), cmp.Compare(x.GetIndex(), y.GetIndex()))
	})
	first := make([]uint64, n) // the greater, the earlier
	for place, i := range byID {
		first[i] = uint64(n - 1 - place)
		if pool[i].eligibility != lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE {
			first[i] |= 1 << (orderBits + 2*scoreBits)
		}
	}
	role := r.plan.targets.list[r.role]
	keys, order := make([]uint64, n), make([]uint64, n)
	sequence := newSequence(len(role.criteria))
	for range weightSets {
		weights := role.scaled(sequence.next())
		for i := range pool {
			var score, required uint64
			for k, v := range pool[i].values {
				given := uint64(divide(int64(weights[k])*int64(v), full))
				score += given
				if role.criteria[k].required {
					required += given
				}
			}
			keys[i] = first[i] | score<<(orderBits+scoreBits) | required<<orderBits
		}
		copy(order, keys)
		slices.Sort(order)
		for i := range sorted {
			at, _ := slices.BinarySearch(order, keys[i])
			place := int32(n - at) // from 1
			if int(place) <= r.options.TopK {
				stays[i]++
			}
			// Equal scores and REQUIRED points share the place of the first of them. No order by id has all bits set.
			after, _ := slices.BinarySearch(order, keys[i]|(1<<orderBits-1))
			rank := int32(n-after) + 1
			if best[i] == 0 || rank < best[i] {
				best[i] = rank
			}
			worst[i] = max(worst[i], rank)
		}
	}
	for i := range sorted {
		sorted[i].candidate.Firmness = &lexfitv1.Firmness{StaysPermille: stays[i] * 1000 / weightSets, BestRank: best[i], WorstRank: worst[i]}
	}
}

// scaled are the role's weights, each scaled on its own and all of them normalised to fineTotal by largest remainder. The
// factors are millionths.
func (r *rolePlan) scaled(factors []int32) []int32 {
	shares := make([]int32, len(r.criteria))
	for i := range r.criteria {
		shares[i] = r.criteria[i].GetWeight() * factors[i]
	}
	return apportion(shares, fineTotal)
}

// sequence is a low-discrepancy sequence: the multiples of the square roots of the primes, modulo 1 (Richtmyer 1951). It is
// computed in whole numbers, so that it is the same on every machine.
type sequence struct {
	root, at []uint32 // fractions of 2^32
	factors  []int32
}

func newSequence(dimensions int) *sequence {
	s := &sequence{root: make([]uint32, dimensions), at: make([]uint32, dimensions), factors: make([]int32, dimensions)}
	prime := int64(1)
	for i := range dimensions {
		prime++
		for !big.NewInt(prime).ProbablyPrime(0) { // exact for numbers this small
			prime++
		}
		// sqrt(prime · 2^64) is sqrt(prime) in units of 2^-32.
		square := new(big.Int).Lsh(big.NewInt(prime), 64)
		s.root[i] = uint32(square.Sqrt(square).Uint64())
	}
	return s
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
