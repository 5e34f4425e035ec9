package rulebook

import (
	"strings"

	"github.com/lexfit/lexfit/matcher/finding"
	"github.com/lexfit/lexfit/matcher/lexicon"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// evidenceHere stands for the words of the profile in a question.
const evidenceHere = "{evidence}"

// offLimits are the words by which a question asks for a conviction, or for what the law protects: age, family, origin, faith, health.
// They speak of the person, so that a question about a bankruptcy practice or disability claims is none.
var offLimits = []string{
	"how old", "your age", "date of birth", "year of birth", "birthday", "were you born", "year did you graduate", "year you graduated", "maiden name",
	"are you married", "marital status", "your spouse", "your husband", "your wife", "have children", "have kids", "your children", "your family",
	"pregnant", "pregnancy", "child care", "childcare", "your religion", "religious", "your church", "your race", "ethnicity", "ethnic",
	"your nationality", "national origin", "a citizen", "your citizenship", "where are you from", "mother tongue", "your accent",
	"a disability", "your disability", "are you disabled", "your health", "medical condition", "illness", "sick days", "been convicted", "a conviction",
	"your conviction", "any conviction", "your convictions", "any convictions", "criminal record", "criminal history", "criminal background", "been arrested", "your arrest", "your arrests", "any arrests",
	"in jail", "in prison", "your gender", "your sex", "sexual orientation", "union member", "your credit history", "why the gap", "reason for the gap",
}

// OffLimits returns the words by which a question asks for a conviction or for what the law protects; empty where there are none.
func OffLimits(question string) string {
	text := " " + lexicon.NormalizeName(question) + " "
	for _, words := range offLimits {
		if strings.Contains(text, " "+words+" ") {
			return words
		}
	}
	return ""
}

// questionLint checks what is asked.
type questionLint struct{ *linter }

// rules checks the questions that jobs and studies raise.
func (l questionLint) rules(rules []*lexfitv1.QuestionRule) {
	first := map[string]string{}
	for i, rule := range rules {
		path := finding.Index("questions", i)
		if other, ok := first[rule.GetId()]; ok {
			l.Errorf(path+".id", "duplicate-id", "the question %s is defined already at %s: rename or remove one", finding.Quote(rule.GetId()), other)
		} else {
			first[rule.GetId()] = path + ".id"
		}
		grounds := 0
		for _, set := range []bool{len(rule.GetTitleWords()) > 0, rule.GetUntold(), rule.GetIdleMonths() > 0, rule.GetStudying()} {
			if set {
				grounds++
			}
		}
		if grounds != 1 {
			l.Errorf(path, "question-ground", "has %d grounds, expected one of title_words, untold, idle_months and studying: write one rule for each", grounds)
		}
		l.question(rule.GetText(), path+".text", true)
	}
}

// question checks one question, which may or must hold the place of the profile's words.
func (l questionLint) question(text, path string, withEvidence bool) {
	if text == "" {
		return
	}
	places := strings.Count(text, evidenceHere)
	switch {
	case withEvidence && places != 1:
		l.Errorf(path, "question-evidence", "holds %s %d times, expected once: it stands for the words of the profile", evidenceHere, places)
	case !withEvidence && places > 0:
		l.Errorf(path, "question-evidence", "holds %s, and is asked where the profile says nothing: write question_with for that", evidenceHere)
	}
	if words := OffLimits(text); words != "" {
		l.Errorf(path, "question-off-limits", "asks for what no question may (%s): a conviction, or what the law protects; ask about the work", finding.Quote(words))
	}
}
