package matcher_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/profilegen"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

const mostFlags = 8

// eachFlagged runs a property over one in so many of the generated profiles, with flags.
func eachFlagged(t *testing.T, share int, check func(t *testing.T, r *rand.Rand, c *lexfitv1.CandidateProfile)) {
	t.Helper()
	number := 0
	each(t, func(t *testing.T, r *rand.Rand, c *lexfitv1.CandidateProfile) {
		t.Helper()
		if number++; number%share != 0 {
			return
		}
		flagged := profilegen.Flag(r, c, mostFlags)
		check(t, r, flagged)
		if t.Failed() {
			t.Logf("flags: %v", flagged.GetReview())
		}
	})
}

// unflagged is a profile without its review.
func unflagged(c *lexfitv1.CandidateProfile) *lexfitv1.CandidateProfile {
	plain := proto.CloneOf(c)
	plain.Review = nil
	return plain
}

// fewer is a profile without one of its flags.
func fewer(c *lexfitv1.CandidateProfile, i int) *lexfitv1.CandidateProfile {
	less := proto.CloneOf(c)
	path := less.GetReview().GetFlags()[i].GetPath()
	less.Review.Flags = slices.DeleteFunc(less.GetReview().GetFlags(), func(f *lexfitv1.ReviewFlag) bool { return f.GetPath() == path })
	return less
}

// A draft without flags keeps every byte of its reply but the word that it is a draft.
func TestDraftWithoutFlags(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	each(t, func(t *testing.T, r *rand.Rand, c *lexfitv1.CandidateProfile) {
		t.Helper()
		if r.IntN(12) > 0 {
			return
		}
		draft := proto.CloneOf(c)
		draft.Review = &lexfitv1.Review{Draft: true, Flags: []*lexfitv1.ReviewFlag{{Path: "experience[900].title"}, {Path: "nothing"}, {Path: ""}}}
		want, got := advised(t, p, c), advised(t, p, draft)
		if !got.GetReview().GetDraft() || len(got.GetReview().GetFlags()) != 3 || want.GetReview() != nil {
			t.Errorf("the reply does not say that it is a draft: %v", got.GetReview())
		}
		got.Review = nil
		if !slices.Equal(bytesOf(t, want), bytesOf(t, got)) {
			t.Errorf("a draft without flags has another reply:\n%v\n%v", want, got)
		}
	})
}

// Flags move no point of a score. They lower the low end, raise the high end, unsettle what is settled, and never settle anything: one
// flag less never lowers the low end, and nobody is INELIGIBLE with a flag who is not without it.
func TestFlagsOnlyUnsettle(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	eachFlagged(t, 3, func(t *testing.T, r *rand.Rand, c *lexfitv1.CandidateProfile) {
		t.Helper()
		got := score(t, p, c)
		addsUp(t, got)
		i := r.IntN(len(c.GetReview().GetFlags()))
		for what, other := range map[string]*lexfitv1.CandidateProfile{"without flags": unflagged(c), "without " + c.GetReview().GetFlags()[i].GetPath(): fewer(c, i)} {
			less := score(t, p, other)
			for _, f := range got.GetFits() {
				b := fitFor(t, less, f.GetRole())
				if f.GetScore() != b.GetScore() {
					t.Errorf("%s: %s: score %d is %d", what, f.GetRole(), f.GetScore(), b.GetScore())
				}
				for j, k := range f.GetCriteria() {
					x := b.GetCriteria()[j]
					if k.GetPoints() != x.GetPoints() || k.GetPointsLow() > x.GetPointsLow() || k.GetStatus() != x.GetStatus() {
						t.Errorf("%s: %s %s: %d [%d, %d] %v is %d [%d, %d] %v", what, f.GetRole(), k.GetCriterionId(), k.GetPoints(), k.GetPointsLow(), k.GetPointsHigh(), k.GetStatus(),
							x.GetPoints(), x.GetPointsLow(), x.GetPointsHigh(), x.GetStatus())
					}
				}
				if f.GetEligibility() == lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE && b.GetEligibility() != f.GetEligibility() ||
					f.GetEligibility() == lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE && b.GetEligibility() != f.GetEligibility() {
					t.Errorf("%s: %s: %v is %v", what, f.GetRole(), f.GetEligibility(), b.GetEligibility())
				}
			}
		}
	})
}

// Where everything is flagged nobody is INELIGIBLE, and nothing counts without assumptions.
func TestAllIsFlagged(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	each(t, func(t *testing.T, r *rand.Rand, c *lexfitv1.CandidateProfile) {
		t.Helper()
		if r.IntN(8) > 0 {
			return
		}
		all := proto.CloneOf(c)
		all.Review = &lexfitv1.Review{Draft: true}
		for _, path := range []string{"education", "skills", "certifications", "experience", "languages", "preferences", "total_experience_months", "work_state"} {
			all.Review.Flags = append(all.Review.Flags, &lexfitv1.ReviewFlag{Path: path, Kind: lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_DOUBTFUL})
		}
		for _, f := range score(t, p, all).GetFits() {
			if f.GetScoreLow() != 0 || f.GetEligibility() == lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE ||
				f.GetEligibility() == lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE {
				t.Errorf("%s: low %d, %v, %v", f.GetRole(), f.GetScoreLow(), f.GetEligibility(), f.GetBlockers())
			}
		}
	})
}

// The order of flags and flags that stand twice change no byte.
func TestFlagsHaveNoOrder(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	eachFlagged(t, 12, func(t *testing.T, r *rand.Rand, c *lexfitv1.CandidateProfile) {
		t.Helper()
		other := proto.CloneOf(c)
		flags := append(other.GetReview().GetFlags(), other.GetReview().GetFlags()...)
		r.Shuffle(len(flags), func(i, j int) { flags[i], flags[j] = flags[j], flags[i] })
		other.Review.Flags = flags
		want, got := advised(t, p, c), advised(t, p, other)
		want.Review, got.Review = nil, nil
		if !slices.Equal(bytesOf(t, want), bytesOf(t, got)) {
			t.Errorf("the order of flags matters:\n%v\n%v", want, got)
		}
	})
}

// Advice comes true for profiles with flags too, and what a change in place finds is what reading the changed profile finds, down to the
// low end and what is left open of every criterion.
func TestAdviceOfFlaggedProfilesComesTrue(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	steps := matcher.NewSteps(p, asOf)
	eachFlagged(t, 12, func(t *testing.T, _ *rand.Rand, c *lexfitv1.CandidateProfile) {
		t.Helper()
		holdsPromises(t, p, c)
		if differs := steps.InPlaceAgainstReading(c); differs != "" {
			t.Error(differs)
		}
	})
}
