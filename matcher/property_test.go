package matcher_test

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/pool"
	"github.com/lexfit/lexfit/matcher/profilegen"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

var (
	profiles = flag.Int("profiles", defaultProfiles, "how many profiles each property is tried on")
	seed     = flag.Uint64("seed", 1, "the seed of the generated profiles")
)

// each runs a property over generated profiles; a failure names the seed and the profile's number.
func each(t *testing.T, check func(t *testing.T, r *rand.Rand, c *lexfitv1.CandidateProfile)) {
	t.Helper()
	g, r := profilegen.New(*seed), rand.New(rand.NewPCG(*seed, 7))
	n := *profiles
	if testing.Short() {
		n /= 10
	}
	for i := range n {
		c := g.Profile()
		check(t, r, c)
		if t.Failed() {
			t.Fatalf("seed %d, profile %d: %v", *seed, i, c)
		}
	}
}

func bytesOf(t *testing.T, m proto.Message) []byte {
	t.Helper()
	b, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The points of the criteria add up to the score exactly, and so do both ends of the interval.
func TestSumsAreExact(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	each(t, func(t *testing.T, _ *rand.Rand, c *lexfitv1.CandidateProfile) {
		t.Helper()
		addsUp(t, score(t, p, c))
	})
}

// The examples add up too, and show every band.
func TestExamples(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	ids, bands := map[string]bool{}, map[lexfitv1.Band]bool{}
	for _, l := range lines(t, filepath.Join("..", "examples", "candidates.jsonl")) {
		r := score(t, p, profile(t, string(l)))
		addsUp(t, r)
		ids[r.GetCandidateId()] = true
		for _, f := range r.GetFits() {
			bands[f.GetBand()] = true
		}
	}
	if len(ids) < 12 || len(bands) != len(lexfitv1.Band_name)-1 {
		t.Errorf("%d examples in the bands %v", len(ids), bands)
	}
}

func addsUp(t *testing.T, r *lexfitv1.ScoreCandidateResponse) {
	t.Helper()
	for _, f := range r.GetFits() {
		var points, low, high, most int32
		for _, k := range f.GetCriteria() {
			points += k.GetPoints()
			low += k.GetPointsLow()
			high += k.GetPointsHigh()
			most += k.GetMaxPoints()
			if k.GetPointsLow() > k.GetPoints() || k.GetPoints() > k.GetPointsHigh() || k.GetPointsHigh() > k.GetMaxPoints() {
				t.Errorf("%s %s: %d ≤ %d ≤ %d ≤ %d does not hold", f.GetRole(), k.GetCriterionId(), k.GetPointsLow(), k.GetPoints(), k.GetPointsHigh(), k.GetMaxPoints())
			}
			if (k.GetPoints() > 0 || k.GetSatisfaction() > 0) && len(k.GetEvidence()) == 0 {
				t.Errorf("%s %s: points without evidence", f.GetRole(), k.GetCriterionId())
			}
		}
		if points != f.GetScore() || low != f.GetScoreLow() || high != f.GetScoreHigh() || most != f.GetMaxScore() {
			t.Errorf("%s: criteria give %d [%d, %d] of %d, the fit says %d [%d, %d] of %d", f.GetRole(), points, low, high, most,
				f.GetScore(), f.GetScoreLow(), f.GetScoreHigh(), f.GetMaxScore())
		}
	}
}

// The same input gives the same bytes, whatever was scored before, however many threads there are, in any time zone.
// Threads are set once for all profiles: every change of GOMAXPROCS stops the world.
func TestSameBytes(t *testing.T) { //nolint:paralleltest // it changes GOMAXPROCS and the time zone
	zone := time.Local
	defer func(n int) { runtime.GOMAXPROCS(n); time.Local = zone }(runtime.GOMAXPROCS(0))

	runtime.GOMAXPROCS(1)
	time.Local = time.FixedZone("east", 14*3600)
	plan := compile(t, rulebook.Default())
	var first [][sha256.Size]byte
	each(t, func(t *testing.T, _ *rand.Rand, c *lexfitv1.CandidateProfile) {
		t.Helper()
		first = append(first, sha256.Sum256(bytesOf(t, advised(t, plan, c))))
	})

	runtime.GOMAXPROCS(2)
	time.Local = time.FixedZone("west", -11*3600)
	other := compile(t, rulebook.Default())
	number := 0
	each(t, func(t *testing.T, r *rand.Rand, c *lexfitv1.CandidateProfile) {
		t.Helper()
		if r.IntN(4) == 0 {
			advised(t, other, profilegen.New(r.Uint64()).Profile())
		}
		if sha256.Sum256(bytesOf(t, advised(t, other, c))) != first[number] {
			t.Error("two replies to one profile differ")
		}
		number++
	})
}

// fitKey is the numbers of a fit that the order of lists and repeats must not change.
func fitKey(f *lexfitv1.Fit) string {
	var key strings.Builder
	fmt.Fprint(&key, f.GetRole(), f.GetRank(), f.GetScore(), f.GetScoreLow(), f.GetScoreHigh(), f.GetFitIndex(), f.GetBand(), f.GetEligibility(), f.GetFlags())
	for _, k := range f.GetCriteria() {
		fmt.Fprint(&key, " ", k.GetPoints(), k.GetPointsLow(), k.GetPointsHigh(), k.GetSatisfaction(), k.GetStatus(), k.GetBasis())
	}
	return key.String()
}

// Rule 10: the order of lists and repeated entries never matter.
func TestRule10OrderAndRepeats(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	each(t, func(t *testing.T, r *rand.Rand, c *lexfitv1.CandidateProfile) {
		t.Helper()
		want := score(t, p, c)
		for what, changed := range map[string]*lexfitv1.CandidateProfile{"shuffled": profilegen.Shuffle(r, c), "repeated": profilegen.Repeat(r, c)} {
			got := score(t, p, changed)
			for i, f := range got.GetFits() {
				if a, b := fitKey(want.GetFits()[i]), fitKey(f); a != b {
					t.Errorf("%s:\nwas %s\nnow %s", what, a, b)
				}
			}
		}
	})
}

// Rule 23: more of a good thing never lowers a score, and ELIGIBLE never becomes anything else.
func TestRule23Monotone(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	each(t, func(t *testing.T, r *rand.Rand, c *lexfitv1.CandidateProfile) {
		t.Helper()
		before := score(t, p, c)
		more, gain := profilegen.Gain(r, c)
		after := score(t, p, more)
		for _, b := range before.GetFits() {
			a := fitFor(t, after, b.GetRole())
			if a.GetScore() < b.GetScore() {
				t.Errorf("%s: %s: score %d became %d", gain, b.GetRole(), b.GetScore(), a.GetScore())
			}
			if b.GetEligibility() == lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE && a.GetEligibility() != b.GetEligibility() {
				t.Errorf("%s: %s: ELIGIBLE became %v", gain, b.GetRole(), a.GetEligibility())
			}
			for i, k := range b.GetCriteria() {
				if x := a.GetCriteria()[i]; x.GetPoints() < k.GetPoints() {
					t.Errorf("%s: %s %s: %d points became %d", gain, b.GetRole(), k.GetCriterionId(), k.GetPoints(), x.GetPoints())
				}
			}
		}
	})
}

// Names, schools, employers, labels and the dates of degrees change no byte of a fit; of a date it is read whether it lies ahead.
func TestBlind(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	each(t, func(t *testing.T, r *rand.Rand, c *lexfitv1.CandidateProfile) {
		t.Helper()
		want, got := advised(t, p, c), advised(t, p, profilegen.Anonymize(r, c))
		for i, f := range want.GetFits() {
			if !slices.Equal(bytesOf(t, f), bytesOf(t, got.GetFits()[i])) {
				t.Errorf("%s: who it is changed the fit:\n%v\n%v", f.GetRole(), f, got.GetFits()[i])
			}
		}
	})
}

// Rule 21: low ≤ score ≤ high, and saying outright what was implied never lowers the low end.
func TestRule21Interval(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	rb := p.Rulebook()
	each(t, func(t *testing.T, r *rand.Rand, c *lexfitv1.CandidateProfile) {
		t.Helper()
		before := score(t, p, c)
		// State a skill that some job implies.
		implied := map[string]bool{}
		for _, f := range before.GetFits() {
			if f.GetScoreLow() > f.GetScore() || f.GetScore() > f.GetScoreHigh() || f.GetScoreLow() < 0 || f.GetScoreHigh() > f.GetMaxScore() {
				t.Errorf("%s: %d ≤ %d ≤ %d does not hold", f.GetRole(), f.GetScoreLow(), f.GetScore(), f.GetScoreHigh())
			}
			for _, k := range f.GetCriteria() {
				for _, e := range k.GetEvidence() {
					if e.GetBasis() == lexfitv1.Basis_BASIS_IMPLIED {
						implied[e.GetReadAs()] = true
					}
				}
			}
		}
		stated := proto.CloneOf(c)
		for _, s := range rb.GetSkills() {
			if implied[s.GetTitle()] && len(stated.GetSkills()) < 500 {
				stated.Skills = append(stated.Skills, &lexfitv1.Skill{Name: s.GetTitle(), Proficiency: lexfitv1.Proficiency(2 + r.IntN(5))})
			}
		}
		after := score(t, p, stated)
		for _, b := range before.GetFits() {
			if a := fitFor(t, after, b.GetRole()); a.GetScoreLow() < b.GetScoreLow() {
				t.Errorf("%s: stating what was implied lowered the low end from %d to %d", b.GetRole(), b.GetScoreLow(), a.GetScoreLow())
			}
		}
	})
}

// Rule 21: an empty profile may be anything.
func TestRule21EmptyProfile(t *testing.T) {
	t.Parallel()
	for _, f := range score(t, defaultPlan(t), profile(t, `{}`)).GetFits() {
		if f.GetScore() != 0 || f.GetScoreLow() != 0 || f.GetScoreHigh() != 1000 || f.GetEligibility() != lexfitv1.Eligibility_ELIGIBILITY_UNSPECIFIED {
			t.Errorf("%s: %d [%d, %d] %v", f.GetRole(), f.GetScore(), f.GetScoreLow(), f.GetScoreHigh(), f.GetEligibility())
		}
	}
}

// Rule 25: the best k of a pool are those that sorting everything puts first.
func TestRule25BestOfALargePool(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	g := profilegen.New(*seed)
	pool := make([]*lexfitv1.CandidateProfile, 2000)
	for i := range pool {
		pool[i] = g.Profile()
		pool[i].CandidateId = fmt.Sprintf("c%02d", i%60) // ids repeat
	}
	rank := func(k int) []*lexfitv1.RankedCandidate {
		r, err := p.NewRanking(matcher.RankOptions{AsOf: asOf, Target: "roles/legal-secretary", TopK: k})
		if err != nil {
			t.Fatal(err)
		}
		return ranked(t, r, pool...).GetCandidates()
	}
	all, best := rank(len(pool)), rank(50)
	if len(all) != len(pool) || len(best) != 50 {
		t.Fatalf("%d and %d candidates", len(all), len(best))
	}
	for i, c := range best {
		if !proto.Equal(c, all[i]) {
			t.Errorf("place %d: %v, want %v", i, c, all[i])
		}
	}
}

// Rule 26: weights re-apportion to 1000 by largest remainder, ties by the criteria's order; flip is the smallest change.
func TestRule26Reweigh(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		weights     []int32
		changed, by int
		want        []int32
	}{
		{[]int32{500, 300, 200}, 0, 100, []int32{600, 240, 160}},
		{[]int32{500, 250, 250}, 0, 1, []int32{501, 250, 249}},           // 249.5 each: the tie goes to the first
		{[]int32{400, 100, 200, 300}, 0, 35, []int32{435, 94, 188, 283}}, // 94.17, 188.33, 282.5
		{[]int32{500, 500}, 1, -500, []int32{1000, 0}},
		{[]int32{500, 500}, 1, 500, []int32{0, 1000}},
		{[]int32{500, 500}, 1, 501, nil},
		{[]int32{500, 500}, 1, -501, nil},
	} {
		if got := pool.Reweigh(tt.weights, tt.changed, int32(tt.by)); !slices.Equal(got, tt.want) {
			t.Errorf("%v with %d more at %d: %v, want %v", tt.weights, tt.by, tt.changed, got, tt.want)
		}
	}
}

// The promised change, put into the rulebook, makes the two neighbours swap; one point less does not.
func TestRule26FlipComesTrue(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	g := profilegen.New(*seed)
	pairs, none := 0, 0
	const target = "roles/paralegal"
	for pairs < 500 {
		k, err := p.NewRanking(matcher.RankOptions{AsOf: asOf, Target: target, TopK: 30, ExplainRank: true})
		if err != nil {
			t.Fatal(err)
		}
		pool := make([]*lexfitv1.CandidateProfile, 60)
		for i := range pool {
			pool[i] = g.Profile()
			pool[i].CandidateId = fmt.Sprintf("c%02d", i)
		}
		ranked := ranked(t, k, pool...).GetCandidates()
		// One rulebook for the whole pool: two roles a pair, with the points promised and with one less.
		rb := proto.CloneOf(p.Rulebook())
		from := rb.GetRoles()[slices.IndexFunc(rb.GetRoles(), func(r *lexfitv1.Role) bool { return r.GetName() == target })]
		rb.Roles = nil
		for i, a := range ranked[:len(ranked)-1] {
			if by := a.GetFlip().GetPoints(); by != 0 {
				rb.Roles = append(rb.Roles, reweighed(from, fmt.Sprint("roles/swaps-", i), a.GetFlip().GetCriterionId(), by),
					reweighed(from, fmt.Sprint("roles/stays-", i), a.GetFlip().GetCriterionId(), by-by/max(by, -by)))
			}
		}
		changed := compile(t, rb)
		for i, a := range ranked[:len(ranked)-1] {
			b := ranked[i+1]
			if a.GetFlip() == nil {
				none++
				continue
			}
			pairs++
			two := []*lexfitv1.CandidateProfile{pool[a.GetIndex()], pool[b.GetIndex()]}
			if !secondFirst(t, changed, fmt.Sprint("roles/swaps-", i), two) {
				t.Fatalf("%v does not make %s pass %s", a.GetFlip(), b.GetCandidateId(), a.GetCandidateId())
			}
			if secondFirst(t, changed, fmt.Sprint("roles/stays-", i), two) {
				t.Fatalf("%v: one point less would do", a.GetFlip())
			}
		}
	}
	if none > pairs {
		t.Errorf("no flip for %d neighbours, one for %d", none, pairs)
	}
}

// reweighed is a role under another name, with one weight changed and the others made to fit.
func reweighed(from *lexfitv1.Role, name, criterion string, by int32) *lexfitv1.Role {
	role := proto.CloneOf(from)
	role.Name = name
	weights := make([]int32, len(role.GetCriteria()))
	changed := -1
	for i, k := range role.GetCriteria() {
		weights[i] = k.GetWeight()
		if k.GetId() == criterion {
			changed = i
		}
	}
	for i, w := range pool.Reweigh(weights, changed, by) {
		role.Criteria[i].Weight = w
	}
	return role
}

// secondFirst reports whether the second of two candidates stands strictly first for a role.
func secondFirst(t *testing.T, p *matcher.Program, role string, two []*lexfitv1.CandidateProfile) bool {
	t.Helper()
	var key [2][4]int32 // band, not behind, score, points of REQUIRED criteria
	for i, c := range two {
		r, err := p.Score(c, matcher.Options{AsOf: asOf, Targets: []string{role}, Advice: &lexfitv1.AdviceOptions{None: true}})
		if err != nil {
			t.Fatal(err)
		}
		f := r.GetFits()[0]
		key[i][0], key[i][2] = int32(f.GetBand()), f.GetScore()
		if !f.GetRanksBehind() {
			key[i][1] = 1
		}
		for _, k := range f.GetCriteria() {
			if k.GetRequirement() == lexfitv1.Requirement_REQUIREMENT_REQUIRED {
				key[i][3] += k.GetPoints()
			}
		}
	}
	return slices.Compare(key[1][:], key[0][:]) > 0
}
