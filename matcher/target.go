package matcher

import (
	"cmp"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// maxScore is the sum of a role's weights.
const maxScore = 1000

// target is a role that candidates are scored for, or what a job order makes of one.
type target struct {
	tree
	role     *lexfitv1.Role
	name     string             // the resource name by which it is asked for
	order    *lexfitv1.JobOrder // nil for a role of the rulebook
	origins  []string           // by criterion, where there is an order
	criteria []criterion
	flags    []flag
	law      []lawRule
	fitIndex curve

	criterionOf []int32 // by node: the criterion that it is the root of, absent elsewhere
}

type criterion struct {
	*lexfitv1.Criterion
	root      int32
	threshold int32 // out of 10 000
	required  bool
}

type flag struct {
	*lexfitv1.FlagRule
	root int32
}

// lawRule is a rule of compliance that can apply to a target. What it asks of a profile stands in the target's tree, behind the
// criteria.
type lawRule struct {
	*lexfitv1.ComplianceRule

	first, end     int32 // its nodes, which are judged where the rule is told and nowhere else
	applies, holds int32 // roots; absent where there is none
}

// title is what people call a target.
func (t *target) title() string {
	if t.order != nil {
		return t.order.GetTitle()
	}
	return t.role.GetTitle()
}

// index notes what a change of a profile touches. What stands behind the criteria belongs to flags, which no advice is about.
func (t *target) index(skills int) {
	end := int32(0)
	t.criterionOf = make([]int32, len(t.nodes))
	for i := range t.criterionOf {
		t.criterionOf[i] = absent
	}
	for i := range t.criteria {
		t.criterionOf[t.criteria[i].root] = int32(i)
		end = max(end, t.criteria[i].root+1)
	}
	t.tree.index(skills, end)
}

// points is what a criterion gives for a value.
func (k *criterion) points(value int32) int32 {
	return divide(int64(k.GetWeight())*int64(value), full)
}

// ask is what to ask about a criterion; where the rulebook does not say, after its kind.
func (k *criterion) ask() string {
	if k.GetQuestion() != "" {
		return k.GetQuestion()
	}
	switch k.GetCategory() {
	case lexfitv1.Category_CATEGORY_EDUCATION:
		return k.GetTitle() + ": what have you studied of it, and did you finish?"
	case lexfitv1.Category_CATEGORY_SKILL:
		return k.GetTitle() + ": where have you done it, and for how long?"
	case lexfitv1.Category_CATEGORY_CERTIFICATION:
		return k.GetTitle() + ": do you hold it, from which body or state, and until when is it valid?"
	case lexfitv1.Category_CATEGORY_EXPERIENCE:
		return k.GetTitle() + ": in which jobs, and for how long?"
	case lexfitv1.Category_CATEGORY_PREFERENCE:
		return k.GetTitle() + ": how much does it draw you?"
	case lexfitv1.Category_CATEGORY_LANGUAGE:
		return k.GetTitle() + ": how well do you speak and write it at work?"
	case lexfitv1.Category_CATEGORY_AVAILABILITY:
		return k.GetTitle() + ": from which day can you start?"
	case lexfitv1.Category_CATEGORY_UNSPECIFIED:
	}
	return "Please tell us more of this: " + k.GetTitle() + "."
}

// status says whether a criterion is met.
func (k *criterion) status(of *outcome) lexfitv1.Status {
	switch {
	case of.value >= k.threshold:
		return lexfitv1.Status_STATUS_MET
	case of.value > 0:
		return lexfitv1.Status_STATUS_PARTIAL
	case of.silent:
		return lexfitv1.Status_STATUS_NOT_STATED
	default:
		return lexfitv1.Status_STATUS_NOT_MET
	}
}

// verdict is the numbers of a fit, before anything is explained.
type verdict struct {
	score, low, high int32
	required         int32 // points of REQUIRED criteria
	fitIndex         int32
	band             lexfitv1.Band
	eligibility      lexfitv1.Eligibility
	behind           bool // the others of the band: a flag says so
}

// verdict evaluates a candidate and adds up the criteria.
func (t *target) verdict(person *candidate, out []outcome) verdict {
	t.evaluate(person, out)
	made := verdict{eligibility: lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE}
	for i := range t.criteria {
		asked := &t.criteria[i]
		of := &out[asked.root]
		points := asked.points(of.value)
		made.score += points
		made.low += asked.points(of.low)
		if !asked.required {
			made.high += asked.points(of.high)
			continue
		}
		says, high := t.gateOf(person, out, asked)
		made.high += asked.points(high)
		made.required += points
		made.eligibility = max(made.eligibility, says)
	}
	if made.score == 0 && !person.anythingRead() {
		made.eligibility, made.band = lexfitv1.Eligibility_ELIGIBILITY_UNSPECIFIED, lexfitv1.Band_BAND_NOT_ENOUGH_SAID
		return made
	}
	for i := range t.flags {
		of := &out[t.flags[i].root]
		made.behind = made.behind || t.flags[i].GetRanksBehind() && of.value >= full && (person.without == nil || of.firm >= full)
	}
	made.fitIndex = t.fitIndex.at(made.score)
	made.band = t.band(made.score, made.eligibility)
	return made
}

// gateOf is what one REQUIRED criterion says, and its value at its best: one that is not met could be whatever is left open, so
// that the question is worth something.
func (t *target) gateOf(person *candidate, out []outcome, asked *criterion) (says lexfitv1.Eligibility, high int32) {
	of := &out[asked.root]
	switch {
	case of.firm >= asked.threshold:
		return lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE, of.high
	case of.value >= asked.threshold: // by what duties show alone: was this the work?
		return lexfitv1.Eligibility_ELIGIBILITY_UNCONFIRMED, of.high
	}
	best := t.atBest(person, out, asked.root)
	high = max(of.high, best)
	if best >= asked.threshold {
		return lexfitv1.Eligibility_ELIGIBILITY_UNCONFIRMED, high
	}
	return lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE, high
}

// eligibility is what one REQUIRED criterion says.
func (t *target) eligibility(person *candidate, out []outcome, asked *criterion) lexfitv1.Eligibility {
	says, _ := t.gateOf(person, out, asked)
	return says
}

// high is the value of a criterion at its best.
func (t *target) high(person *candidate, out []outcome, asked *criterion) int32 {
	if !asked.required {
		return out[asked.root].high
	}
	_, high := t.gateOf(person, out, asked)
	return high
}

// blocked is the set of the REQUIRED criteria, by number, that stand as blockers.
func (t *target) blocked(person *candidate, out []outcome) uint64 {
	var set uint64
	for i := range t.criteria {
		asked := &t.criteria[i]
		if asked.required && i < 64 && t.eligibility(person, out, asked) == lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE {
			set |= 1 << i
		}
	}
	return set
}

// band is the band of a score.
func (t *target) band(score int32, eligibility lexfitv1.Eligibility) lexfitv1.Band {
	bands := t.role.GetBands()
	switch {
	case eligibility == lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE:
		return lexfitv1.Band_BAND_INELIGIBLE
	case score >= bands.GetStrong():
		return lexfitv1.Band_BAND_STRONG
	case score >= bands.GetGood():
		return lexfitv1.Band_BAND_GOOD
	case score >= bands.GetPossible():
		return lexfitv1.Band_BAND_POSSIBLE
	default:
		return lexfitv1.Band_BAND_WEAK
	}
}

// newFitIndex carries a score through a role's own cut-offs onto the scale common to all roles.
func newFitIndex(bands *lexfitv1.Bands) curve {
	return curve{
		x:     []int32{0, bands.GetPossible(), bands.GetGood(), bands.GetStrong(), maxScore},
		value: []int32{0, 250, 500, 750, 1000},
	}
}

// compareVerdicts orders the roles of one candidate: INELIGIBLE ones last, then by fit index and score.
func compareVerdicts(one, other *verdict) int {
	return cmp.Or(
		compareIneligible(one.eligibility, other.eligibility),
		compareUnsaid(one.band, other.band),
		cmp.Compare(other.fitIndex, one.fitIndex),
		cmp.Compare(other.score, one.score),
	)
}

// compareUnsaid puts NOT_ENOUGH_SAID behind what is judged.
func compareUnsaid(one, other lexfitv1.Band) int {
	behind := func(says lexfitv1.Band) int {
		if says == lexfitv1.Band_BAND_NOT_ENOUGH_SAID {
			return 1
		}
		return 0
	}
	return behind(one) - behind(other)
}

// compareIneligible puts INELIGIBLE behind everything else.
func compareIneligible(one, other lexfitv1.Eligibility) int {
	behind := func(says lexfitv1.Eligibility) int {
		if says == lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE {
			return 1
		}
		return 0
	}
	return behind(one) - behind(other)
}
