package rulebook

import lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"

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
	l.curve(t.GetSkillYears(), path+"skill_years")
	l.curve(t.GetImplied(), path+"implied")
	l.inRange(path+"words_without_work", t.GetWordsWithoutWork(), 0, perMille)
	l.inRange(path+"education_in_progress", t.GetEducationInProgress(), 0, perMille)
	l.inRange(path+"certification_expired", t.GetCertificationExpired(), 0, perMille)
	l.inRange(path+"certification_in_progress", t.GetCertificationInProgress(), 0, perMille)
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
		l.inRange(path+"."+s.name, s.value, 0, fullValue)
		if i > 0 && s.value < below.value {
			l.errorf(path+"."+s.name, "table-falls", "%s is worth %d, less than %s at %d: raise it, or lower the one below",
				s.name, s.value, below.name, below.value)
		}
		below = s
	}
}

// curve checks that a curve rises: its x strictly, its values without falling.
func (l *linter) curve(c *lexfitv1.Curve, path string) {
	points := c.GetPoints()
	for i, p := range points {
		at := index(path+".points", i)
		l.inRange(at+".value", p.GetValue(), 0, fullValue)
		if i == 0 {
			continue
		}
		before := points[i-1]
		if p.GetX() <= before.GetX() {
			l.errorf(at+".x", "curve-order", "x is %d after %d, expected it to rise: order the points, one for each x",
				p.GetX(), before.GetX())
		}
		if p.GetValue() < before.GetValue() {
			l.errorf(at+".value", "curve-falls",
				"the curve falls from %d to %d at x = %d, and more of a thing must never count less: an upper limit on years stands in for age; let it stay level",
				before.GetValue(), p.GetValue(), p.GetX())
		}
	}
}

// recency checks that what ended longer ago counts less.
func (l *linter) recency(steps []*lexfitv1.RecencyStep) {
	for i, s := range steps {
		at := index("tables.recency", i)
		l.inRange(at+".factor", s.GetFactor(), 0, perMille)
		if i == 0 {
			continue
		}
		before := steps[i-1]
		if s.GetAfterMonths() <= before.GetAfterMonths() {
			l.errorf(at+".after_months", "recency-order", "is %d after %d, expected a later one: order the steps by after_months",
				s.GetAfterMonths(), before.GetAfterMonths())
		}
		if s.GetFactor() > before.GetFactor() {
			l.errorf(at+".factor", "recency-rises", "is %d, more than the %d of work that ended later: lower it",
				s.GetFactor(), before.GetFactor())
		}
	}
}
