package rulebook

import (
	"strings"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/finding"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// questionLint checks what is asked.
type questionLint struct{ *linter }

// rules checks the questions that jobs and studies raise.
func (l questionLint) rules(rules []*lexfitv1.QuestionRule) {
	for i, rule := range rules {
		path := finding.Index("questions", i)
		l.Define(finding.Question, rule.GetId(), path+".id")
		grounds := 0
		for _, set := range []bool{len(rule.GetTitleWords()) > 0, rule.GetOtherTrade(), rule.GetIdleMonths() > 0, rule.GetStudying()} {
			if set {
				grounds++
			}
		}
		if grounds != 1 {
			l.Errorf(path, "question-ground", "has %d grounds, expected one of title_words, other_trade, idle_months and studying: write one rule for each", grounds)
		}
		l.question(rule.GetText(), path+".text", true)
	}
}

// question checks one question, which may or must hold the place of the profile's words.
func (l questionLint) question(text, path string, withEvidence bool) {
	if text == "" {
		return
	}
	places := strings.Count(text, matcher.EvidenceHere)
	switch {
	case withEvidence && places != 1:
		l.Errorf(path, "question-evidence", "holds %s %d times, expected once: it stands for the words of the profile", matcher.EvidenceHere, places)
	case !withEvidence && places > 0:
		l.Errorf(path, "question-evidence", "holds %s, and is asked where the profile says nothing: write question_with for that", matcher.EvidenceHere)
	}
}
