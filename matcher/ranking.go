package matcher

import (
	"container/heap"
	"fmt"
	"slices"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher/pool"
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
	// MostTrials bounds the work of ExplainRank and Firmness, as pool.Work counts it; 0 for no bound.
	MostTrials int64
	// MostBytes bounds the bytes, as protobuf has them, of the candidates that are kept; 0 for no bound. Beyond it Add fails with a
	// *LargeRankingError.
	MostBytes int
	// Stop is asked now and then whether to go on; what it returns ends the work and is the error. nil goes on to the end.
	Stop func() error
}

// LargeRankingError says that the candidates a ranking keeps take more bytes than they may.
type LargeRankingError struct{ Bytes, Most int }

func (e *LargeRankingError) Error() string {
	return fmt.Sprintf("the candidates kept take %d bytes, and may take %d", e.Bytes, e.Most)
}

// maxRejections bounds the rejections that a ranking lists; it counts them all.
const maxRejections = 10_000

// poolShare is how many times TopK candidates firmness is judged among.
const poolShare = 10

// Ranking puts a pool of any size in order for one role and keeps the best: exactly those that sorting everything would put
// first. It is not safe for concurrent use.
type Ranking struct {
	program *Program
	options RankOptions
	asOf    date
	number  int // of the target
	kept    worstFirst
	bytes   int        // of the kept, where they are bounded
	behind  worstFirst // without fits: what stands behind the kept, to judge firmness by
	result  *lexfitv1.Ranking
	counts  map[lexfitv1.Band]int32
}

// NewRanking begins a ranking. The error is an *UnknownTargetError, or says that the as-of date is none.
func (p *Program) NewRanking(options RankOptions) (*Ranking, error) {
	asOf, err := parseAsOf(options.AsOf)
	if err != nil {
		return nil, err
	}
	number, err := p.targets.find(options.Target)
	if err != nil {
		return nil, err
	}
	options.TopK = max(options.TopK, 1)
	return &Ranking{
		program: p, options: options, asOf: asOf, number: number, counts: map[lexfitv1.Band]int32{},
		result: &lexfitv1.Ranking{Target: options.Target, RulebookDigest: p.digest, EngineVersion: EngineVersion, AsOf: options.AsOf},
	}, nil
}

// Role is the resource name of the role that the pool is judged for; of a job order, the one that it begins from.
func (r *Ranking) Role() string { return r.program.targets.list[r.number].role.GetName() }

// entry is a kept candidate with what it is ordered by.
type entry struct {
	pool.Place
	candidate *lexfitv1.RankedCandidate // nil for one kept behind the others
	bytes     int                       // of the candidate, where they are bounded
}

// worstFirst is a heap of the kept candidates, the last of them on top.
type worstFirst []entry //nolint:recvcheck // heap.Interface wants both kinds

func (h worstFirst) Len() int           { return len(h) }
func (h worstFirst) Less(i, j int) bool { return pool.Compare(h[i].Standing, h[j].Standing) > 0 }
func (h worstFirst) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push is heap.Interface's.
func (h *worstFirst) Push(value any) { *h = append(*h, value.(entry)) } //nolint:forcetypeassert // the heap holds nothing else

// Pop is heap.Interface's.
func (h *worstFirst) Pop() any {
	old := *h
	last := old[len(old)-1]
	old[len(old)-1] = entry{}
	*h = old[:len(old)-1]
	return last
}

// standing is what a candidate is ordered by in a pool.
func (v *verdict) standing(id string, index int32) pool.Standing {
	return pool.Standing{
		Band: v.band, Behind: v.behind, Score: v.score, Required: v.required, ID: id, Index: int(index),
	}
}

// Add scores a profile, which must keep to the contract, and keeps it if it is among the best. The error is what Stop
// returned, or a *LargeRankingError: the profile is not added then.
func (r *Ranking) Add(profile *lexfitv1.CandidateProfile) error {
	lent := r.program.memory.take()
	defer r.program.memory.give(lent)
	if err := lent.read(profile, r.asOf, r.options.Stop); err != nil {
		return err
	}
	place := r.result.GetReceived()
	r.result.Received++
	r.result.Ranked++
	says := r.program.verdict(lent, r.number)
	r.counts[says.band]++
	if says.band < r.options.MinBand || says.band == lexfitv1.Band_BAND_NOT_ENOUGH_SAID && r.options.MinBand > lexfitv1.Band_BAND_INELIGIBLE {
		return nil
	}
	added := entry{}
	added.Standing = says.standing(profile.GetCandidateId(), place)
	if r.options.ExplainRank || r.options.Firmness {
		aim, out := r.program.targets.list[r.number], lent.outcomes[r.number]
		for i := range aim.criteria {
			added.Values = append(added.Values, out[aim.criteria[i].root].value)
		}
	}
	if len(r.kept) == r.options.TopK {
		if pool.Compare(added.Standing, r.kept[0].Standing) > 0 {
			r.keepBehind(added)
			return nil
		}
		passed := heap.Pop(&r.kept).(entry) //nolint:forcetypeassert // the heap holds nothing else
		r.bytes -= passed.bytes
		r.keepBehind(passed)
	}
	added.candidate = &lexfitv1.RankedCandidate{
		CandidateId: profile.GetCandidateId(), Index: place, Labels: profile.GetLabels(), Fit: r.program.fit(lent, r.number, says, r.options.View),
		Assumptions: lent.c.listAssumptions(), Unrecognized: lent.c.listUnrecognized(), Review: profile.GetReview(),
	}
	if most := r.options.MostBytes; most > 0 {
		added.bytes = proto.Size(added.candidate)
		if r.bytes += added.bytes; r.bytes > most {
			return &LargeRankingError{r.bytes, most}
		}
	}
	heap.Push(&r.kept, added)
	return nil
}

// keepBehind keeps a candidate that is not among the best asked for, without its fit, as long as it is among the best that
// firmness is judged by.
func (r *Ranking) keepBehind(passed entry) {
	if !r.options.Firmness {
		return
	}
	passed.candidate = nil
	heap.Push(&r.behind, passed)
	if len(r.behind) > (poolShare-1)*r.options.TopK {
		heap.Pop(&r.behind)
	}
}

// Reject notes a profile that was refused, in its place in the pool.
func (r *Ranking) Reject(candidateID string, refused *lexfitv1.ProfileError) {
	if len(r.result.GetRejections()) < maxRejections {
		r.result.Rejections = append(r.result.Rejections, &lexfitv1.RejectedProfile{
			Index: r.result.GetReceived(), CandidateId: candidateID, Error: refused,
		})
	}
	r.result.Received++
	r.result.Rejected++
}

// Result returns the ranking of what was added so far: everything but the number of the rulebook's revision. The error is what
// Stop returned, or a *pool.WorkError.
func (r *Ranking) Result() (*lexfitv1.Ranking, error) {
	aim := r.program.targets.list[r.number]
	weighed, work := aim.weighed(), &pool.Work{Most: r.options.MostTrials, Stop: r.options.Stop}
	sorted := slices.SortedFunc(slices.Values(r.kept), func(one, other entry) int { return pool.Compare(one.Standing, other.Standing) })
	ranks := pool.Ranks(sorted, func(kept entry) pool.Standing { return kept.Standing })
	r.result.Candidates = r.result.GetCandidates()[:0]
	for i, kept := range sorted {
		kept.candidate.Rank = ranks[i]
		if r.options.ExplainRank && i+1 < len(sorted) {
			kept.candidate.Flip = aim.flip(weighed, &kept, &sorted[i+1], work)
		}
		r.result.Candidates = append(r.result.Candidates, kept.candidate)
	}
	if r.options.Firmness {
		r.judgeFirmness(weighed, sorted, work)
	}
	if err := work.Err(); err != nil {
		return nil, err
	}
	r.result.Bands = nil
	for _, band := range []lexfitv1.Band{
		lexfitv1.Band_BAND_STRONG, lexfitv1.Band_BAND_GOOD, lexfitv1.Band_BAND_POSSIBLE, lexfitv1.Band_BAND_WEAK, lexfitv1.Band_BAND_NOT_ENOUGH_SAID, lexfitv1.Band_BAND_INELIGIBLE,
	} {
		r.result.Bands = append(r.result.Bands, &lexfitv1.BandCount{Band: band, Count: r.counts[band]})
	}
	return r.result, nil
}

// weighed is what a pool for the target is reordered by.
func (t *target) weighed() *pool.Criteria {
	bands := t.role.GetBands()
	weighed := &pool.Criteria{Cuts: [3]int32{bands.GetPossible(), bands.GetGood(), bands.GetStrong()}}
	for i := range t.criteria {
		weighed.Weights = append(weighed.Weights, t.criteria[i].GetWeight())
		weighed.Required = append(weighed.Required, t.criteria[i].required)
	}
	return weighed
}

// flip is what would put one candidate before the one that stands before it. No weight makes a requirement met.
func (t *target) flip(weighed *pool.Criteria, first, second *entry, work *pool.Work) *lexfitv1.Flip {
	change, ok := weighed.Flip(&first.Place, &second.Place, work)
	if !ok {
		return nil
	}
	asked := &t.criteria[change.Criterion]
	return &lexfitv1.Flip{CriterionId: asked.GetId(), Title: asked.GetTitle(), Points: change.Points, CandidateId: second.ID}
}

// judgeFirmness says of each returned place how firm it is.
func (r *Ranking) judgeFirmness(weighed *pool.Criteria, sorted []entry, work *pool.Work) {
	places := func(list []entry) []pool.Place {
		places := make([]pool.Place, len(list))
		for i := range list {
			places[i] = list[i].Place
		}
		return places
	}
	firm := weighed.Firmness(places(sorted), places(r.behind), r.options.TopK, work)
	if firm == nil {
		return
	}
	r.result.FirmnessPool, r.result.WeightSets = int32(len(sorted)+len(r.behind)), pool.Sets
	for i := range sorted {
		sorted[i].candidate.Firmness = &lexfitv1.Firmness{
			StaysPermille: firm[i].Stays * 1000 / pool.Sets, BestRank: firm[i].Best, WorstRank: firm[i].Worst,
		}
	}
}
