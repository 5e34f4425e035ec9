package matcher_test

import (
	"math/rand/v2"
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// changed makes a change, and fails the test where it does not fit.
func changed(tb testing.TB, c *lexfitv1.CandidateProfile, change *lexfitv1.ProfileChange) *lexfitv1.CandidateProfile {
	tb.Helper()
	after, err := matcher.ApplyChange(c, change)
	if err != nil {
		tb.Fatal(err)
	}
	return after
}

// Advice comes true: the profile with the change made scores exactly what was promised, for every role; no role stands
// worse; and the same holds of plans, step by step.
func TestAdviceComesTrue(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	each(t, func(t *testing.T, _ *rand.Rand, c *lexfitv1.CandidateProfile) {
		t.Helper()
		holdsPromises(t, p, c)
	})
}

// holdsPromises applies every piece of advice and every plan of a candidate.
func holdsPromises(t *testing.T, p *matcher.Plan, c *lexfitv1.CandidateProfile) {
	t.Helper()
	before, err := p.Score(c, matcher.Options{AsOf: asOf, Advice: &lexfitv1.AdviceOptions{Max: 50}})
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range before.GetAdvice() {
		after := basic(t, p, changed(t, c, a.GetChange()))
		promised := map[string][2]int32{}
		for _, f := range before.GetFits() {
			promised[f.GetRole()] = [2]int32{f.GetScore(), int32(f.GetBand())}
		}
		promised[a.GetRole()] = [2]int32{a.GetScoreAfter(), int32(a.GetBandAfter())}
		for _, e := range a.GetEffects() {
			promised[e.GetRole()] = [2]int32{e.GetScoreAfter(), int32(e.GetBandAfter())}
		}
		for _, f := range after.GetFits() {
			if got := [2]int32{f.GetScore(), int32(f.GetBand())}; got != promised[f.GetRole()] {
				t.Errorf("advice %d (%s): %s: promised %v, came %v", a.GetRank(), a.GetText(), f.GetRole(), promised[f.GetRole()], got)
			}
			b := fitFor(t, before, f.GetRole())
			if f.GetBand() < b.GetBand() || f.GetEligibility() > b.GetEligibility() {
				t.Errorf("advice %d (%s): %s stands worse: %v %v", a.GetRank(), a.GetText(), f.GetRole(), f.GetBand(), f.GetEligibility())
			}
		}
		if int(a.GetRank()) != i+1 || a.GetText() == "" || a.GetEffortWeeks() < 1 || a.GetCostUsd() < 1 || a.GetScoreBefore() != fitFor(t, before, a.GetRole()).GetScore() {
			t.Errorf("advice %v", a)
		}
	}
	for _, f := range before.GetFits() {
		d, now := f.GetPlan(), proto.CloneOf(c)
		var weeks, cost int32
		for _, s := range d.GetSteps() {
			now = changed(t, now, s.GetChange())
			weeks, cost = weeks+s.GetEffortWeeks(), cost+s.GetCostUsd()
			if got := fitFor(t, basic(t, p, now), f.GetRole()).GetScore(); got != s.GetScoreAfter() {
				t.Errorf("%s: step %q: promised %d, came %d", f.GetRole(), s.GetText(), s.GetScoreAfter(), got)
			}
		}
		if d.GetOutcome() == lexfitv1.PlanOutcome_PLAN_OUTCOME_REACHED {
			got := fitFor(t, basic(t, p, now), f.GetRole())
			if got.GetScore() != d.GetScoreAfter() || got.GetBand() != d.GetBandAfter() || got.GetBand() < d.GetGoal() || weeks != d.GetEffortWeeks() || cost != d.GetCostUsd() {
				t.Errorf("%s: plan %v came to %d %v", f.GetRole(), d, got.GetScore(), got.GetBand())
			}
		}
	}
}

// basic scores without advice.
func basic(tb testing.TB, p *matcher.Plan, c *lexfitv1.CandidateProfile) *lexfitv1.ScoreCandidateResponse {
	tb.Helper()
	r, err := p.Score(c, matcher.Options{AsOf: asOf, View: lexfitv1.View_VIEW_BASIC})
	if err != nil {
		tb.Fatal(err)
	}
	return r
}
