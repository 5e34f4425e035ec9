package matcher

import (
	"slices"
	"strconv"
	"strings"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// mostConfirmed is how many flagged values one question names.
const mostConfirmed = 3

// alone judges somebody as if nothing were flagged.
func (t *target) alone(person *candidate) []outcome {
	out := make([]outcome, len(t.nodes))
	t.asSaid(person, func() { t.evaluate(person, out) })
	return out
}

// asSaid does something with a person as if nothing were flagged.
func (*target) asSaid(person *candidate, do func()) {
	left := person.without
	person.without = nil
	do()
	person.without = left
}

// hangsOnFlags reports whether flagged values move what a criterion says: its low or high end, its ground, or whether a must is met.
func (t *target) hangsOnFlags(person *candidate, asked *criterion, out, alone []outcome) bool {
	if person.without == nil {
		return false
	}
	one, other := &out[asked.root], &alone[asked.root]
	if one.low != other.low || one.firm != other.firm || one.high != other.high || one.basis != other.basis {
		return true
	}
	return asked.required && t.eligibility(person, out, asked) != t.eligibilityAlone(person, asked, alone)
}

// eligibilityAlone is what one REQUIRED criterion says as if nothing were flagged.
func (t *target) eligibilityAlone(person *candidate, asked *criterion, alone []outcome) (says lexfitv1.Eligibility) {
	t.asSaid(person, func() { says = t.eligibility(person, alone, asked) })
	return says
}

// flaggedBehind are the flagged values that a criterion hangs on: those where its evidence stands, else those in the lists that it reads,
// else all.
func (e *explainer) flaggedBehind(aim *target, asked *criterion) []mark {
	marks := e.c.doubts.marks
	var evidence []place
	for _, proof := range e.evidence(asked.root) {
		if proof.GetFlagged() {
			evidence = append(evidence, splitPath(proof.GetPath()))
		}
	}
	proved := func(m mark) bool {
		at := splitPath(m.path)
		return slices.ContainsFunc(evidence, func(there place) bool {
			return at.list == there.list && (at.i == there.i || at.i < 0) &&
				(at.part != ".duties" && at.part != ".coursework" || at.part == there.part && (at.j < 0 || at.j == there.j))
		})
	}
	var lists []string
	aim.listsRead(asked.root, &lists)
	read := func(m mark) bool {
		if m.path == "" {
			return slices.Contains(lists, "experience") || slices.Contains(lists, "certifications")
		}
		return slices.ContainsFunc(lists, func(list string) bool { return strings.HasPrefix(m.path, list) || strings.HasPrefix(list, m.path+".") })
	}
	for _, fits := range []func(mark) bool{proved, read} {
		var found []mark
		for _, m := range marks {
			if fits(m) {
				found = append(found, m)
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return marks
}

// listsRead adds the parts of a profile that the leaves of a condition read.
func (t *tree) listsRead(at int32, lists *[]string) {
	branch := &t.nodes[at]
	for _, kid := range t.kids(branch) {
		t.listsRead(kid, lists)
	}
	if branch.op != opLeaf {
		return
	}
	switch branch.leaf.part() {
	case partEducation, partCoursework:
		*lists = append(*lists, "education")
	case partCertification:
		*lists = append(*lists, "certifications")
	case partExperience:
		*lists = append(*lists, "experience")
	case partSkill:
		*lists = append(*lists, "skills", "experience")
	case partLanguage:
		*lists = append(*lists, "languages", "skills")
	case partPreference:
		*lists = append(*lists, interestPaths.list)
	case partAvailability:
		*lists = append(*lists, availablePath)
	}
}

// confirm asks for a look at the document, each value in words.
func confirm(marks []mark, words func(mark) string) string {
	var list []string
	for _, m := range marks[:min(len(marks), mostConfirmed)] {
		list = append(list, words(m))
	}
	if more := len(marks) - len(list); more > 0 {
		list = append(list, strconv.Itoa(more)+" more that "+isOrAre(more)+" flagged")
	}
	return prose.LookFirst + prose.And(list) + "."
}

func isOrAre(count int) string {
	if count == 1 {
		return "is"
	}
	return "are"
}

// openQuestion is what to ask about a must that is open: where that hangs on flagged values alone, a look at the document comes first.
func (e *explainer) openQuestion(aim *target, asked *criterion) string {
	if e.c.without == nil {
		return asked.ask()
	}
	if e.alone == nil {
		e.alone = aim.alone(e.c)
	}
	if aim.eligibilityAlone(e.c, asked, e.alone) == lexfitv1.Eligibility_ELIGIBILITY_UNCONFIRMED {
		return asked.ask()
	}
	return confirm(e.flaggedBehind(aim, asked), func(m mark) string { return m.words }) + prose.ThenAsk + asked.ask()
}

// toReview asks for a look at the document, where a criterion hangs on flagged values.
func (a *asker) toReview(number int, asked *criterion, question *lexfitv1.InterviewQuestion, open bool) bool {
	if a.c.without == nil || question.GetIntervalPoints() == 0 && !open {
		return false
	}
	aim, out := a.list[number], a.s.outcomes[number]
	if a.alone == nil {
		a.alone = map[int][]outcome{}
	}
	if a.alone[number] == nil {
		a.alone[number] = aim.alone(a.c)
	}
	if !aim.hangsOnFlags(a.c, asked, out, a.alone[number]) {
		return false
	}
	why := &explainer{tree: &aim.tree, c: a.c, out: out}
	marks := why.flaggedBehind(aim, asked)
	question.Cause = lexfitv1.QuestionCause_QUESTION_CAUSE_TO_REVIEW
	question.Text = confirm(marks, func(m mark) string {
		if quote := a.quote(&lexfitv1.Evidence{Path: m.path}); quote != "" && strings.Contains(m.path, "[") {
			return m.words + " (" + quote + ")"
		}
		return m.words
	})
	question.Prompt = marks[0].remark()
	for _, m := range marks[:min(len(marks), mostConfirmed)] {
		question.Paths = append(question.Paths, m.path)
	}
	return true
}
