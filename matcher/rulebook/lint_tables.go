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
func (l *linter) tables(t *lexfitv1.ScoringTables) {
	if t == nil {
		return
	}
	const path = "tables."
	if p := t.GetProficiency(); p != nil {
		l.rising(path+"proficiency", []step{
			{"none", p.GetNone()},
			{"novice", p.GetNovice()},
			{"basic", p.GetBasic()},
			{"working", p.GetWorking()},
			{"advanced", p.GetAdvanced()},
			{"expert", p.GetExpert()},
		})
	}
	if v := t.GetLanguageLevels(); v != nil {
		l.rising(path+"language_levels", []step{
			{"basic", v.GetBasic()},
			{"conversational", v.GetConversational()},
			{"professional", v.GetProfessional()},
			{"native", v.GetNative()},
		})
	}
	l.Curve(t.GetSkillYears(), path+"skill_years")
	l.Curve(t.GetImplied(), path+"implied")
	l.InRange(path+"words_without_work", t.GetWordsWithoutWork(), 0, perMille)
	l.InRange(path+"education_in_progress", t.GetEducationInProgress(), 0, perMille)
	l.InRange(path+"certification_expired", t.GetCertificationExpired(), 0, perMille)
	l.InRange(path+"certification_in_progress", t.GetCertificationInProgress(), 0, perMille)
	l.recency(t.GetRecency())
}

// step is one named value of a table.
type step struct {
	name  string
	value int32
}

// rising checks a table whose values must not fall.
func (l *linter) rising(path string, steps []step) {
	var below step
	for i, s := range steps {
		l.InRange(path+"."+s.name, s.value, 0, fullValue)
		if i > 0 && s.value < below.value {
			l.Errorf(path+"."+s.name, "table-falls", "%s is worth %d, less than %s at %d: raise it, or lower the one below",
				s.name, s.value, below.name, below.value)
		}
		below = s
	}
}

// recency checks that what ended longer ago counts less.
func (l *linter) recency(steps []*lexfitv1.RecencyStep) {
	for i, s := range steps {
		at := finding.Index("tables.recency", i)
		l.InRange(at+".factor", s.GetFactor(), 0, perMille)
		if i == 0 {
			continue
		}
		before := steps[i-1]
		if s.GetAfterMonths() <= before.GetAfterMonths() {
			l.Errorf(at+".after_months", "recency-order", "is %d after %d, expected a later one: order the steps by after_months",
				s.GetAfterMonths(), before.GetAfterMonths())
		}
		if s.GetFactor() > before.GetFactor() {
			l.Errorf(at+".factor", "recency-rises", "is %d, more than the %d of work that ended later: lower it",
				s.GetFactor(), before.GetFactor())
		}
	}
}
