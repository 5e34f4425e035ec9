package matcher

import (
	"slices"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// appliesTo reports whether a rule is about the candidate: who works where it holds, and meets what it is about. The nodes of such a
// rule have been judged then.
func (e *explainer) appliesTo(rule *lawRule) bool {
	if len(rule.GetStates()) > 0 && !slices.Contains(rule.GetStates(), e.c.profile.GetWorkState()) {
		return false
	}
	for i := rule.first; i < rule.end; i++ {
		e.tree.judge(e.c, i, e.out)
	}
	return rule.applies < 0 || e.out[rule.applies].value >= full
}

// compliance is what the law asks of a candidate: of the rules on one topic the first that applies.
func (e *explainer) compliance(aim *target) []*lexfitv1.Compliance {
	var list []*lexfitv1.Compliance
	var topics []string
	for i := range aim.law {
		rule := &aim.law[i]
		if rule.GetTopic() != "" && slices.Contains(topics, rule.GetTopic()) || !e.appliesTo(rule) {
			continue
		}
		topics = append(topics, rule.GetTopic())
		shown := rule.holds >= 0 && e.out[rule.holds].value >= full
		blocks := rule.GetEffect() == lexfitv1.ComplianceEffect_COMPLIANCE_EFFECT_BLOCK
		flags := rule.GetEffect() == lexfitv1.ComplianceEffect_COMPLIANCE_EFFECT_FLAG
		if left := e.c.without; left != nil { // what is flagged shows nothing and forbids nothing: it is asked
			shown = shown && e.out[rule.holds].firm >= full
			if blocks && (rule.applies >= 0 && e.out[rule.applies].firm < full || left.profile.GetWorkState() != e.c.profile.GetWorkState()) {
				blocks, flags = false, true
			}
		}
		list = append(list, &lexfitv1.Compliance{
			Id: rule.GetId(), Title: rule.GetTitle(), Sentence: rule.GetSentence(), Question: rule.GetQuestion(),
			Source: rule.GetSource(), CheckedOn: rule.GetCheckedOn(), Shown: shown,
			Blocks: !shown && blocks, Flags: !shown && flags,

			AdviceWaits: !shown && rule.GetAdviceWaits(),
		})
	}
	return list
}

// standing is what is asked because of who somebody is before the law and for the job, before and after the questions on
// criteria: first what is not shown to hold, then what a flag asks, then what the law asks besides; and at the end what it only
// notes. A question stands once.
func (a *adviser) standing(fits []*lexfitv1.Fit) (before, after []*lexfitv1.InterviewQuestion) {
	var open, besides []*lexfitv1.InterviewQuestion
	asked := map[string]bool{}
	for count, number := range a.targets {
		fit := fits[count]
		add := func(to *[]*lexfitv1.InterviewQuestion, cause lexfitv1.QuestionCause, text, prompt string) {
			if text == "" || asked[text] {
				return
			}
			asked[text] = true
			*to = append(*to, &lexfitv1.InterviewQuestion{Text: text, Role: a.list[number].name, Cause: cause, Prompt: prompt})
		}
		for _, law := range fit.GetCompliance() {
			to := &after
			switch {
			case count > 0: // the call is about the first role
			case law.GetFlags() || law.GetBlocks():
				to = &open
			case law.GetShown():
				to = &besides
			}
			add(to, lexfitv1.QuestionCause_QUESTION_CAUSE_COMPLIANCE, law.GetQuestion(), law.GetSentence())
		}
		for i, text := range fit.GetFlagQuestions() {
			to := &before
			if count > 0 {
				to = &after
			}
			add(to, lexfitv1.QuestionCause_QUESTION_CAUSE_FLAGGED, text, fit.GetFlagReasons()[i])
		}
	}
	return slices.Concat(open, before, besides), after
}
