package matcher_test

import (
	"testing"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/rulebook"
)

// What the engine makes of the rulebook asks nobody for a protected fact and invites no breach of confidence: every question, advice,
// check, plan and way back of many people, by the list that lint holds over the rulebook itself.
func TestNothingUnaskedIsAsked(t *testing.T) {
	t.Parallel()
	p, said := defaultPlan(t), 0
	for _, c := range poolOf(17, 120) {
		c.Preferences = nil // and what is quoted of it
		r, err := p.Score(c, matcher.Options{AsOf: asOf})
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for _, question := range r.GetInterviewQuestions() {
			texts = append(texts, question.GetText())
		}
		for _, advice := range r.GetAdvice() {
			texts = append(append(texts, advice.GetText()), advice.GetChecks()...)
		}
		for _, fit := range r.GetFits() {
			texts = append(texts, fit.GetSalary().GetText(), fit.GetSalary().GetOrientation())
			for _, other := range fit.GetBlockers() {
				texts = append(texts, other.GetWayBack())
			}
			for _, step := range fit.GetPlan().GetSteps() {
				texts = append(append(texts, step.GetText()), step.GetChecks()...)
			}
		}
		for _, text := range texts {
			if said++; text == "" {
				continue
			}
			if word, kind := rulebook.Unasked(text); word != "" {
				t.Errorf("%s: %q holds %q, a word of %s", c.GetCandidateId(), text, word, kind)
			}
		}
	}
	if said < 1000 {
		t.Errorf("%d texts alone were looked at", said)
	}
}
