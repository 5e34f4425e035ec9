package matcher

import (
	"cmp"
	"container/heap"
	"slices"
	"strings"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// RankOptions is what a ranking depends on besides the profiles and the rulebook.
type RankOptions struct {
	// AsOf is the date by which expiry and years are judged, whole: 2026-11-24.
	AsOf string
	// Target is the resource name of the role.
	Target string
	// View says how much of each fit is kept; unset means all.
	View lexfitv1.View
	// TopK is how many candidates are kept, at least 1. Memory is bounded by it.
	TopK int
	// MinBand is the lowest band kept; unset keeps all.
	MinBand lexfitv1.Band
	// ExplainRank adds to each place the smallest change of one weight that would give it to the next candidate.
	ExplainRank bool
	// Firmness adds to each place how firm it is, judged among the best ten times TopK.
	Firmness bool
}

// maxRejections bounds the rejections that a ranking lists; it counts them all.
const maxRejections = 10_000

// Ranking puts a pool of any size in order for one role and keeps the best: exactly those that sorting everything would
// put first. It is not safe for concurrent use.
type Ranking struct {
	plan    *Program
	options RankOptions
	asOf    date
	role    int
	kept    worstFirst
	behind  worstFirst // without fits: what stands behind the kept, to judge firmness by
	result  *lexfitv1.Ranking
	counts  map[lexfitv1.Band]int32
}

// NewRanking begins a ranking. The error is an *UnknownTargetError, or says that the as-of date is none.
func (p *Program) NewRanking(o RankOptions) (*Ranking, error) {
	asOf, err := parseAsOf(o.AsOf)
	if err != nil {
		return nil, err
	}
	role, err := p.targets.find(o.Target)
	if err != nil {
		return nil, err
	}
	o.TopK = max(o.TopK, 1)
	return &Ranking{
		plan: p, options: o, asOf: asOf, role: role, counts: map[lexfitv1.Band]int32{},
		result: &lexfitv1.Ranking{Target: o.Target, RulebookDigest: p.digest, EngineVersion: EngineVersion, AsOf: o.AsOf},
	}, nil
}

// entry is a kept candidate with what it is ordered by.
type entry struct {
	verdict
	candidate *lexfitv1.RankedCandidate
	values    []int32 // of the criteria; only to explain ranks and judge firmness
}

// compareEntries orders the candidates for a role: INELIGIBLE ones last, then by score, points of REQUIRED criteria,
// candidate id and place in the pool: a total order.
func compareEntries(a, b entry) int {
	return cmp.Or(
		compareIneligible(a.eligibility, b.eligibility),
		cmp.Compare(b.score, a.score),
		cmp.Compare(b.required, a.required),
		strings.Compare(a.candidate.GetCandidateId(), b.candidate.GetCandidateId()),
		cmp.Compare(a.candidate.GetIndex(), b.candidate.GetIndex()),
	)
}

// worstFirst is a heap of the kept candidates, the last of them on top.
type worstFirst []entry //nolint:recvcheck // heap.Interface wants both kinds

func (h worstFirst) Len() int           { return len(h) }
func (h worstFirst) Less(i, j int) bool { return compareEntries(h[i], h[j]) > 0 }
func (h worstFirst) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push is heap.Interface's.
func (h *worstFirst) Push(x any) { *h = append(*h, x.(entry)) } //nolint:forcetypeassert // the heap holds nothing else

// Pop is heap.Interface's.
func (h *worstFirst) Pop() any {
	old := *h
	x := old[len(old)-1]
	old[len(old)-1] = entry{}
	*h = old[:len(old)-1]
	return x
}

// Add scores a profile, which must keep to the contract, and keeps it if it is among the best.
func (r *Ranking) Add(profile *lexfitv1.CandidateProfile) {
	place := r.result.GetReceived()
	r.result.Received++
	r.result.Ranked++
	p := r.plan
	s := p.acquire()
	defer p.release(s)
	p.normalize(s, profile, r.asOf)
	v := p.judge(s, r.role)
	r.counts[v.band]++
	if v.band < r.options.MinBand {
		return
	}
	e := entry{verdict: v, candidate: &lexfitv1.RankedCandidate{CandidateId: profile.GetCandidateId(), Index: place}}
	if r.options.ExplainRank || r.options.Firmness {
		role, out := p.targets.list[r.role], s.outcomes[r.role]
		for i := range role.criteria {
			e.values = append(e.values, out[role.criteria[i].root].value)
		}
	}
	if len(r.kept) == r.options.TopK {
		if compareEntries(e, r.kept[0]) > 0 {
			r.keepBehind(e)
			return
		}
		r.keepBehind(heap.Pop(&r.kept).(entry)) //nolint:forcetypeassert // the heap holds nothing else
	}
	e.candidate.Labels = profile.GetLabels()
	e.candidate.Fit = p.fit(s, r.role, v, r.options.View)
	e.candidate.Assumptions = p.assumptions(&s.candidate)
	e.candidate.Unrecognized = p.unrecognized(&s.candidate)
	heap.Push(&r.kept, e)
}

// Reject notes a profile that was refused, in its place in the pool.
func (r *Ranking) Reject(candidateID string, e *lexfitv1.ProfileError) {
	if len(r.result.GetRejections()) < maxRejections {
		r.result.Rejections = append(r.result.Rejections, &lexfitv1.RejectedProfile{
			Index: r.result.GetReceived(), CandidateId: candidateID, Error: e,
		})
	}
	r.result.Received++
	r.result.Rejected++
}

// Result returns the ranking of what was added so far: everything but the number of the rulebook's revision.
func (r *Ranking) Result() *lexfitv1.Ranking {
	sorted := slices.SortedFunc(slices.Values(r.kept), compareEntries)
	r.result.Candidates = r.result.GetCandidates()[:0]
	for i, e := range sorted {
		e.candidate.Rank = int32(i) + 1
		if i > 0 {
			if b := sorted[i-1]; compareIneligible(b.eligibility, e.eligibility) == 0 && b.score == e.score && b.required == e.required {
				e.candidate.Rank = b.candidate.GetRank()
			}
		}
		if r.options.ExplainRank && i+1 < len(sorted) {
			e.candidate.Flip = r.plan.targets.list[r.role].flip(&sorted[i], &sorted[i+1])
		}
		r.result.Candidates = append(r.result.Candidates, e.candidate)
	}
	if r.options.Firmness {
		r.judgeFirmness(sorted)
	}
	r.result.Bands = nil
	for _, b := range []lexfitv1.Band{
		lexfitv1.Band_BAND_STRONG, lexfitv1.Band_BAND_GOOD, lexfitv1.Band_BAND_POSSIBLE, lexfitv1.Band_BAND_WEAK, lexfitv1.Band_BAND_INELIGIBLE,
	} {
		r.result.Bands = append(r.result.Bands, &lexfitv1.BandCount{Band: b, Count: r.counts[b]})
	}
	return r.result
}
