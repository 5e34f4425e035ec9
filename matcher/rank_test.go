package matcher_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/profilegen"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Rule 1: a fit is a function of profile, rulebook digest, as-of date and engine version; the reply names all of them.
func TestRule01ReplyNamesItsInputs(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	c := profile(t, `{"candidate_id":"x-1","labels":{"source":"ats"},"experience":[{"title":"Paralegal","started_on":"2020-01"}]}`)
	r := score(t, p, c)
	if r.GetCandidateId() != "x-1" || r.GetRulebookDigest() != matcher.Digest(rulebook.Default()) ||
		r.GetEngineVersion() != matcher.EngineVersion || r.GetAsOf() != asOf || r.GetLabels()["source"] != "ats" {
		t.Errorf("reply does not name its inputs: %v", r)
	}
	later, err := p.Score(c, matcher.Options{AsOf: "2027-11-24"})
	if err != nil {
		t.Fatal(err)
	}
	if fitFor(t, later, "roles/paralegal").GetScore() <= fitFor(t, r, "roles/paralegal").GetScore() {
		t.Error("a year more in a job that is held changed nothing: the as-of date is not read")
	}
	for _, bad := range []string{"", "2026", "2026-11", "tomorrow", "2026-13-01"} {
		if _, err := p.Score(c, matcher.Options{AsOf: bad}); err == nil {
			t.Errorf("as-of date %q was taken", bad)
		}
	}
}

// Rule 2: the digest is of the document alone, and equal content has an equal digest.
func TestRule02Digest(t *testing.T) {
	t.Parallel()
	a, b := rulebook.Default(), rulebook.Default()
	if matcher.Digest(a) != matcher.Digest(b) || len(matcher.Digest(a)) != 64 {
		t.Errorf("digests %s and %s", matcher.Digest(a), matcher.Digest(b))
	}
	b.GetRoles()[0].GetCriteria()[0].Rationale += "."
	if matcher.Digest(a) == matcher.Digest(b) {
		t.Error("a changed document has the digest of the old one")
	}
}

// Rule 24: roles for a person: INELIGIBLE last, then fit index, score, role name; the margin is in fit index.
func TestRule24Roles(t *testing.T) {
	t.Parallel()
	role := func(name string, bands *lexfitv1.Bands, required bool, condition string) *lexfitv1.Role {
		k := criterionOf(t, condition)
		if required {
			k.Requirement = lexfitv1.Requirement_REQUIREMENT_REQUIRED
		}
		return &lexfitv1.Role{Name: "roles/" + name, Title: name, Bands: bands, Criteria: []*lexfitv1.Criterion{k}}
	}
	low, high := &lexfitv1.Bands{Possible: 100, Good: 200, Strong: 300}, &lexfitv1.Bands{Possible: 600, Good: 700, Strong: 800}
	rb := rulebook.Default()
	rb.Roles = []*lexfitv1.Role{
		role("hard", high, false, research), // 453, without law behind the claim: fit index 250 × 453/600 = 189
		role("gate", low, true, research),   // blocked: it asks for 100 %
		role("easy", low, false, research),  // 750 + 250 × 153/700 = 805
		role("also", low, false, research),
	}
	p, err := matcher.Compile(rb)
	if err != nil {
		t.Fatal(err)
	}
	r := score(t, p, profile(t, `{"skills":[{"name":"legal research"}],`+worked+`}`))
	var got []string
	for _, f := range r.GetFits() {
		got = append(got, fmt.Sprintf("%d %s %d", f.GetRank(), f.GetRole(), f.GetFitIndex()))
	}
	want := []string{"1 roles/also 805", "2 roles/easy 805", "3 roles/hard 189", "4 roles/gate 805"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("roles (-want +got):\n%s", diff)
	}
	if rec := r.GetRecommendation(); rec.GetRole() != "roles/also" || rec.GetMargin() != 0 {
		t.Errorf("recommendation %v", rec)
	}
	two, err := p.Score(profile(t, `{"skills":[{"name":"legal research"}],`+worked+`}`), matcher.Options{AsOf: asOf, Targets: []string{"roles/hard", "roles/easy"}})
	if err != nil {
		t.Fatal(err)
	}
	if rec := two.GetRecommendation(); rec.GetRole() != "roles/easy" || rec.GetMargin() != 805-189 || len(two.GetFits()) != 2 {
		t.Errorf("recommendation %v of %d fits", rec, len(two.GetFits()))
	}
	if rec := score(t, p, profile(t, `{}`)).GetRecommendation(); rec.GetRole() != "" {
		t.Errorf("a role is recommended to an empty profile: %v", rec)
	}
}

func TestRule24FitIndexAtTheCutOffs(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]struct {
		bands *lexfitv1.Bands
		index int32
		band  lexfitv1.Band
	}{
		"at POSSIBLE":   {&lexfitv1.Bands{Possible: 567, Good: 600, Strong: 700}, 250, lexfitv1.Band_BAND_POSSIBLE},
		"at GOOD":       {&lexfitv1.Bands{Possible: 100, Good: 567, Strong: 700}, 500, lexfitv1.Band_BAND_GOOD},
		"at STRONG":     {&lexfitv1.Bands{Possible: 100, Good: 200, Strong: 567}, 750, lexfitv1.Band_BAND_STRONG},
		"below STRONG":  {&lexfitv1.Bands{Possible: 100, Good: 200, Strong: 568}, 749, lexfitv1.Band_BAND_GOOD},     // 500 + 250 × 367/368 = 749.3
		"below all":     {&lexfitv1.Bands{Possible: 568, Good: 600, Strong: 700}, 250, lexfitv1.Band_BAND_WEAK},     // 250 × 567/568 = 249.6
		"half way down": {&lexfitv1.Bands{Possible: 700, Good: 800, Strong: 900}, 203, lexfitv1.Band_BAND_WEAK},     // 250 × 567/700 = 202.5
		"in the middle": {&lexfitv1.Bands{Possible: 467, Good: 667, Strong: 900}, 375, lexfitv1.Band_BAND_POSSIBLE}, // 250 + 250 × 100/200
	} {
		t.Run(words, func(t *testing.T) {
			t.Parallel()
			rb := rulebook.Default()
			rb.Roles = []*lexfitv1.Role{{Name: "roles/only", Title: "Only", Criteria: []*lexfitv1.Criterion{criterionOf(t, research)}, Bands: want.bands}}
			p, err := matcher.Compile(rb)
			if err != nil {
				t.Fatal(err)
			}
			f := score(t, p, profile(t, `{"skills":[{"name":"legal research"}],`+lawful+`}`)).GetFits()[0]
			if f.GetFitIndex() != want.index || f.GetBand() != want.band {
				t.Errorf("fit index %d %v, want %d %v", f.GetFitIndex(), f.GetBand(), want.index, want.band)
			}
		})
	}
}

// Rule 25: candidates for a role: INELIGIBLE last, then score, points of REQUIRED criteria, candidate id; the rank is
// shared where score and REQUIRED points are equal.
func TestRule25Candidates(t *testing.T) {
	t.Parallel()
	required, preferred := criterionOf(t, research), criterionOf(t, billing)
	required.Id, required.Weight, required.Threshold, required.Requirement = "must", 500, 40, lexfitv1.Requirement_REQUIREMENT_REQUIRED
	preferred.Id, preferred.Weight = "nice", 500
	p := planOf(t, required, preferred)
	pool := map[string]string{
		"blocked": `{"skills":[{"name":"billing","proficiency":"EXPERT","years":5}],` + worked + `}`,                                                           // 800 ‰ of 500, INELIGIBLE
		"d-both":  `{"skills":[{"name":"billing"},{"name":"legal research"}],` + worked + `}`,                                                                  // 800 ‰ of 283 + 283
		"c-both":  `{"skills":[{"name":"billing"},{"name":"legal research"}],` + worked + `}`,                                                                  // the same
		"b-must":  `{"skills":[{"name":"legal research","proficiency":"EXPERT","years":5},{"name":"billing","proficiency":"NOVICE"}],` + worked + `}`,          // 800 ‰ of 500 + 133
		"a-nice":  `{"skills":[{"name":"billing","proficiency":"EXPERT","years":5},{"name":"legal research","proficiency":"BASIC","years":1}],` + worked + `}`, // 800 ‰ of 500 + 225: 36 %, INELIGIBLE
		"y-more":  `{"skills":[{"name":"legal research","years":2},{"name":"billing"}],` + worked + `}`,                                                        // 800 ‰ of 329 + 283
		"f-less":  `{"skills":[{"name":"legal research"},{"name":"billing","years":2}],` + worked + `}`,                                                        // 800 ‰ of 283 + 329: fewer REQUIRED
		"unasked": `{}`,
	}
	ids := []string{"unasked", "blocked", "d-both", "c-both", "b-must", "a-nice", "f-less", "y-more"}
	rank := func(o matcher.RankOptions, ids []string) (*lexfitv1.Ranking, []string) {
		o.AsOf, o.Target = asOf, "roles/only"
		k, err := p.NewRanking(o)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			c := profile(t, pool[id])
			c.CandidateId = id
			if err := k.Add(c); err != nil {
				t.Fatal(err)
			}
		}
		k.Reject("broken", &lexfitv1.ProfileError{Code: 3})
		result := ranked(t, k)
		var got []string
		for _, c := range result.GetCandidates() {
			got = append(got, fmt.Sprintf("%d %s %d", c.GetRank(), c.GetCandidateId(), c.GetFit().GetScore()))
		}
		return result, got
	}
	want := []string{"1 b-must 507", "2 y-more 490", "3 f-less 490", "4 c-both 454", "4 d-both 454", "6 unasked 0", "7 a-nice 580", "8 blocked 400"}
	result, got := rank(matcher.RankOptions{TopK: 10}, ids)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ranking (-want +got):\n%s", diff)
	}
	if result.GetReceived() != 9 || result.GetRanked() != 8 || result.GetRejected() != 1 || result.GetRejections()[0].GetIndex() != 8 {
		t.Errorf("accounting: %v", result)
	}
	reversed := slices.Clone(ids)
	slices.Reverse(reversed)
	if _, got := rank(matcher.RankOptions{TopK: 10}, reversed); !slices.Equal(got, want) {
		t.Errorf("the order of the pool matters: %v", got)
	}
	for k := 1; k <= len(want); k++ {
		if _, got := rank(matcher.RankOptions{TopK: k}, ids); !slices.Equal(got, want[:k]) {
			t.Errorf("the best %d are %v, want %v", k, got, want[:k])
		}
	}
	if _, got := rank(matcher.RankOptions{TopK: 10, MinBand: lexfitv1.Band_BAND_GOOD}, ids); !slices.Equal(got, want[:1]) {
		t.Errorf("from GOOD: %v", got)
	}
}

// A candidate alone and the same one among a thousand others has the same fit.
func TestAloneOrAmongOthers(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	g := profilegen.New(1)
	pool := make([]*lexfitv1.CandidateProfile, 1001)
	for i := range pool {
		pool[i] = g.Profile()
		pool[i].CandidateId = fmt.Sprintf("c%04d", i)
	}
	k, err := p.NewRanking(matcher.RankOptions{AsOf: asOf, Target: "roles/paralegal", TopK: len(pool)})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range ranked(t, k, pool...).GetCandidates() {
		alone, err := p.Score(pool[c.GetIndex()], matcher.Options{AsOf: asOf, Targets: []string{"roles/paralegal"}})
		if err != nil {
			t.Fatal(err)
		}
		alone.GetFits()[0].Plan = nil                     // a ranking gives no advice
		if !proto.Equal(alone.GetFits()[0], c.GetFit()) { // ten times as fast as a diff of a thousand equal fits
			t.Fatalf("%s alone and among others (-alone +among):\n%s", c.GetCandidateId(), cmp.Diff(alone.GetFits()[0], c.GetFit(), protocmp.Transform()))
		}
	}
}

func TestUnknownTarget(t *testing.T) {
	t.Parallel()
	_, err := defaultPlan(t).Score(profile(t, `{}`), matcher.Options{AsOf: asOf, Targets: []string{"roles/notary"}})
	var unknown *matcher.UnknownTargetError
	if !errors.As(err, &unknown) || unknown.Target != "roles/notary" || len(unknown.Known) != 2 {
		t.Errorf("error %v", err)
	}
}
