package rulebook

import (
	"github.com/lexfit/lexfit/matcher/finding"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

const (
	fullValue = 10_000
	perMille  = 1000
)

// tables checks the numbers that every role shares.
func (l *linter) tables(tables *lexfitv1.ScoringTables) {
	if tables == nil {
		return
	}
	const path = "tables."
	if values := tables.GetProficiency(); values != nil {
		l.rising(path+"proficiency", []step{
			{"none", values.GetNone()},
			{"novice", values.GetNovice()},
			{"basic", values.GetBasic()},
			{"working", values.GetWorking()},
			{"advanced", values.GetAdvanced()},
			{"expert", values.GetExpert()},
		})
	}
	if values := tables.GetLanguageLevels(); values != nil {
		l.rising(path+"language_levels", []step{
			{"basic", values.GetBasic()},
			{"conversational", values.GetConversational()},
			{"professional", values.GetProfessional()},
			{"native", values.GetNative()},
		})
	}
	l.Curve(tables.GetSkillYears(), path+"skill_years")
	l.Curve(tables.GetImplied(), path+"implied")
	l.InRange(path+"words_without_work", tables.GetWordsWithoutWork(), 0, perMille)
	l.InRange(path+"education_in_progress", tables.GetEducationInProgress(), 0, perMille)
	l.InRange(path+"certification_expired", tables.GetCertificationExpired(), 0, perMille)
	l.InRange(path+"certification_in_progress", tables.GetCertificationInProgress(), 0, perMille)
	l.recency(tables.GetRecency())
}

// step is one named value of a table.
type step struct {
	name  string
	value int32
}

// rising checks a table whose values must not fall.
func (l *linter) rising(path string, steps []step) {
	var below step
	for i, step := range steps {
		l.InRange(path+"."+step.name, step.value, 0, fullValue)
		if i > 0 && step.value < below.value {
			l.Errorf(path+"."+step.name, "table-falls", "%s is worth %d, less than %s at %d: raise it, or lower the one below",
				step.name, step.value, below.name, below.value)
		}
		below = step
	}
}

// recency checks that what ended longer ago counts less.
func (l *linter) recency(steps []*lexfitv1.RecencyStep) {
	for i, step := range steps {
		at := finding.Index("tables.recency", i)
		l.InRange(at+".factor", step.GetFactor(), 0, perMille)
		if i == 0 {
			continue
		}
		before := steps[i-1]
		if step.GetAfterMonths() <= before.GetAfterMonths() {
			l.Errorf(at+".after_months", "recency-order", "is %d after %d, expected a later one: order the steps by after_months",
				step.GetAfterMonths(), before.GetAfterMonths())
		}
		if step.GetFactor() > before.GetFactor() {
			l.Errorf(at+".factor", "recency-rises", "is %d, more than the %d of work that ended later: lower it",
				step.GetFactor(), before.GetFactor())
		}
	}
}
