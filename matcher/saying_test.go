package matcher_test

import (
	"math/rand/v2"
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher/profilegen"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// The properties of what people say at length, halfway, or not at all, over generated profiles.

// Rule 23: a duty lowers nothing: no score, no criterion, and no low end; and it makes nobody INELIGIBLE.
func TestRule23Duties(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	tried := 0
	each(t, func(t *testing.T, r *rand.Rand, c *lexfitv1.CandidateProfile) {
		t.Helper()
		if len(c.GetExperience()) == 0 {
			return
		}
		at := r.IntN(len(c.GetExperience()))
		more, duty := proto.CloneOf(c), profilegen.Doing(r)
		if len(more.GetExperience()[at].GetDuties()) >= 64 {
			return
		}
		tried++
		more.Experience[at].Duties = append(more.Experience[at].Duties, duty)
		before, after := score(t, p, c), score(t, p, more)
		for _, was := range before.GetFits() {
			now := fitFor(t, after, was.GetRole())
			if now.GetEligibility() == no && was.GetEligibility() != no {
				t.Errorf("%q in experience[%d]: %s: %v became %v", duty, at, was.GetRole(), was.GetEligibility(), now.GetEligibility())
			}
			for i, k := range was.GetCriteria() {
				if x := now.GetCriteria()[i]; x.GetSatisfaction() < k.GetSatisfaction() || x.GetPointsLow() < k.GetPointsLow() {
					t.Errorf("%q in experience[%d]: %s %s: %d (low %d) became %d (low %d)", duty, at, was.GetRole(), k.GetCriterionId(),
						k.GetSatisfaction(), k.GetPointsLow(), x.GetSatisfaction(), x.GetPointsLow())
				}
			}
		}
	})
	if !t.Failed() && tried == 0 {
		t.Error("no profile has a job: the test shows nothing")
	}
}

// Rule S3: whom leaving an entry out leaves open, nobody who says it halfway makes INELIGIBLE.
func TestS3HalfSaid(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	open := 0
	each(t, func(t *testing.T, r *rand.Rand, c *lexfitv1.CandidateProfile) {
		t.Helper()
		half, entry := profilegen.HalfSaid(r, c)
		before, after := score(t, p, c), score(t, p, half)
		for _, was := range before.GetFits() {
			if was.GetEligibility() == no {
				continue
			}
			open++
			if now := fitFor(t, after, was.GetRole()); now.GetEligibility() == no {
				t.Errorf("%s: %s: %v became INELIGIBLE: %v", entry, was.GetRole(), was.GetEligibility(), now.GetBlockers())
			}
		}
	})
	if !t.Failed() && open == 0 {
		t.Error("nobody was open: the test shows nothing")
	}
}

// Rule S4: what stands for nothing changes nothing, in any list.
func TestS4NothingSaid(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	each(t, func(t *testing.T, r *rand.Rand, c *lexfitv1.CandidateProfile) {
		t.Helper()
		said := profilegen.NothingSaid(r, c)
		before, after := score(t, p, c), score(t, p, said)
		for i, was := range before.GetFits() {
			if a, b := fitKey(was), fitKey(after.GetFits()[i]); a != b {
				t.Errorf("%v\nwas %s\nnow %s", said, a, b)
			}
		}
	})
}

// However a name is read, at a glance or with all that may stand beside it, it says the same: a joiner at its end, which nobody
// sees, makes it read the long way.
func TestNamesReadEitherWay(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	each(t, func(t *testing.T, _ *rand.Rand, c *lexfitv1.CandidateProfile) {
		t.Helper()
		const joiner = "\u200b"
		long := proto.CloneOf(c)
		for _, entry := range long.GetSkills() {
			entry.Name += joiner
		}
		for _, entry := range long.GetEducation() {
			if entry.GetField() != "" {
				entry.Field += joiner
			}
		}
		for _, entry := range long.GetExperience() {
			if entry.GetTitle() != "" {
				entry.Title += joiner
			}
		}
		before, after := score(t, p, c), score(t, p, long)
		for i, was := range before.GetFits() {
			if a, b := fitKey(was), fitKey(after.GetFits()[i]); a != b {
				t.Errorf("%v\nwas %s\nnow %s", c, a, b)
			}
		}
	})
}
