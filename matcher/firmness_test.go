package matcher_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/profilegen"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// rankOf puts a pool in order.
func rankOf(tb testing.TB, p *matcher.Program, o matcher.RankOptions, pool []*lexfitv1.CandidateProfile) *lexfitv1.Ranking {
	tb.Helper()
	o.AsOf = asOf
	r, err := p.NewRanking(o)
	if err != nil {
		tb.Fatal(err)
	}
	return ranked(tb, r, pool...)
}

// ranked adds a pool to a ranking and returns what comes of it.
func ranked(tb testing.TB, r *matcher.Ranking, pool ...*lexfitv1.CandidateProfile) *lexfitv1.Ranking {
	tb.Helper()
	for _, c := range pool {
		if err := r.Add(c); err != nil {
			tb.Fatal(err)
		}
	}
	result, err := r.Result()
	if err != nil {
		tb.Fatal(err)
	}
	return result
}

// poolOf generates a pool with ids of its own.
func poolOf(seed uint64, n int) []*lexfitv1.CandidateProfile {
	g := profilegen.New(seed)
	pool := make([]*lexfitv1.CandidateProfile, n)
	for i := range pool {
		pool[i] = g.Profile()
		pool[i].CandidateId = fmt.Sprintf("c%05d", i)
	}
	return pool
}

// The weight sets keep to what they promise: every weight scaled by 0.8 to 1.2 before they are normalised, a sum that is
// exact, no two sets alike, and every part of the range of every weight met about equally often.
func TestWeightSets(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	for role, r := range p.Rulebook().GetRoles() {
		sets := matcher.WeightSets(p, role)
		if len(sets) != 1000 {
			t.Fatalf("%d sets", len(sets))
		}
		seen := map[string]bool{}
		for _, set := range sets {
			var sum int64
			for i, w := range set {
				sum += int64(w)
				// Normalising moves a weight by 1.2/0.8 at most, when every other one goes the other way.
				if base := float64(r.GetCriteria()[i].GetWeight()) * 1000; float64(w) < base*0.8/1.2 || float64(w) > base*1.2/0.8 {
					t.Errorf("%s: weight %d of %v", r.GetName(), w, base)
				}
			}
			if sum != 1_000_000 {
				t.Errorf("%s: the weights sum to %d", r.GetName(), sum)
			}
			seen[fmt.Sprint(set)] = true
		}
		if len(seen) != 1000 {
			t.Errorf("%s: %d different sets", r.GetName(), len(seen))
		}
		for i := range r.GetCriteria() { // relative to the first criterion's, a weight is spread over 0.8/1.2 to 1.2/0.8
			lower := 0
			for _, set := range sets {
				if int64(set[i])*int64(r.GetCriteria()[0].GetWeight()) < int64(set[0])*int64(r.GetCriteria()[i].GetWeight()) {
					lower++
				}
			}
			if i > 0 && (lower < 450 || lower > 550) {
				t.Errorf("%s: criterion %d is scaled down more than the first in %d of 1000 sets", r.GetName(), i, lower)
			}
		}
	}
}

// Firmness is what putting the pool in order by hand under every set finds.
func TestFirmnessByHand(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	const topK = 8
	pool := poolOf(5, 60)
	for i := range 20 { // whoever is equal in all that is scored stands by id: twins, some of them before their model
		twin := proto.CloneOf(pool[i])
		twin.CandidateId = fmt.Sprintf("%c-twin-%02d", "az"[i%2], i)
		pool[40+i] = twin
	}
	got := rankOf(t, p, matcher.RankOptions{Target: "roles/paralegal", TopK: topK, Firmness: true}, pool)
	if got.GetFirmnessPool() != 60 || got.GetWeightSets() != 1000 {
		t.Fatalf("pool %d, sets %d", got.GetFirmnessPool(), got.GetWeightSets())
	}
	whole := rankOf(t, p, matcher.RankOptions{Target: "roles/paralegal", TopK: len(pool)}, pool)
	type tally struct{ stays, best, worst int32 }
	behind := false
	bands := p.Rulebook().GetRoles()[1].GetBands()
	want := map[string]*tally{}
	for _, c := range whole.GetCandidates() {
		want[c.GetCandidateId()] = &tally{}
	}
	for _, set := range matcher.WeightSets(p, 1) {
		type row struct {
			id              string
			ineligible      bool
			behind          bool
			band            int // how many cut-offs the score reaches
			score, required int64
		}
		var rows []row
		for _, c := range whole.GetCandidates() {
			x := row{id: c.GetCandidateId(), ineligible: c.GetFit().GetEligibility() == lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE, behind: c.GetFit().GetRanksBehind()}
			for i, k := range c.GetFit().GetCriteria() {
				points := (int64(set[i])*int64(k.GetSatisfaction())*2 + 10_000) / 20_000
				x.score += points
				if k.GetRequirement() == lexfitv1.Requirement_REQUIREMENT_REQUIRED {
					x.required += points
				}
			}
			for _, cut := range []int32{bands.GetPossible(), bands.GetGood(), bands.GetStrong()} {
				if !x.ineligible && x.score >= int64(cut)*1000 {
					x.band++
				}
			}
			behind = behind || x.behind
			rows = append(rows, x)
		}
		slices.SortFunc(rows, func(a, b row) int {
			if a.ineligible != b.ineligible {
				if b.ineligible {
					return -1
				}
				return 1
			}
			if a.band == b.band && a.behind != b.behind {
				if b.behind {
					return -1
				}
				return 1
			}
			return cmp.Or(cmp.Compare(b.band, a.band), cmp.Compare(b.score, a.score), cmp.Compare(b.required, a.required), strings.Compare(a.id, b.id))
		})
		rank := int32(0)
		for i, x := range rows {
			if i == 0 || rows[i-1].ineligible != x.ineligible || rows[i-1].behind != x.behind || rows[i-1].score != x.score || rows[i-1].required != x.required {
				rank = int32(i) + 1
			}
			w := want[x.id]
			if i < topK {
				w.stays++
			}
			if w.best == 0 || rank < w.best {
				w.best = rank
			}
			w.worst = max(w.worst, rank)
		}
	}
	moved := 0
	for _, c := range got.GetCandidates() {
		w, f := want[c.GetCandidateId()], c.GetFirmness()
		if f.GetStaysPermille() != w.stays || f.GetBestRank() != w.best || f.GetWorstRank() != w.worst {
			t.Errorf("%s: firmness %v, by hand %+v", c.GetCandidateId(), f, *w)
		}
		if w.best != w.worst {
			moved++
		}
	}
	if moved == 0 || !behind {
		t.Error("no weight set moved anybody, or no flag puts anybody behind: the test shows nothing")
	}
}

// Firmness changes nothing else of a ranking, whatever the order in which the pool comes; and the pool that it is judged
// among is bounded.
func TestFirmnessLeavesTheRankingAlone(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	pool := poolOf(9, 300)
	o := matcher.RankOptions{Target: "roles/legal-secretary", TopK: 7, ExplainRank: true}
	plain := rankOf(t, p, o, pool)
	o.Firmness = true
	firm := rankOf(t, p, o, pool)
	shuffled := slices.Clone(pool)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	again := rankOf(t, p, o, shuffled)
	if firm.GetFirmnessPool() != 70 {
		t.Errorf("judged among %d, expected ten times 7", firm.GetFirmnessPool())
	}
	for i, c := range firm.GetCandidates() {
		if a := again.GetCandidates()[i]; a.GetCandidateId() != c.GetCandidateId() || !proto.Equal(a.GetFirmness(), c.GetFirmness()) {
			t.Errorf("place %d depends on the order of the pool: %v, %v", i, a.GetFirmness(), c.GetFirmness())
		}
		c.Firmness = nil
	}
	firm.FirmnessPool, firm.WeightSets = 0, 0
	if !proto.Equal(plain, firm) {
		t.Error("asking for firmness changed the ranking")
	}
}
