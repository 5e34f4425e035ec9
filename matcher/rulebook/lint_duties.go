package rulebook

import (
	"slices"
	"strings"

	"github.com/lexfit/lexfit/matcher/duties"
	"github.com/lexfit/lexfit/matcher/finding"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// dutyLint checks the table of duties.
type dutyLint struct{ *linter }

// duties checks the table by which duties are read.
func (l dutyLint) duties(table *lexfitv1.DutyTable) {
	if table == nil {
		return
	}
	const path = "duties."
	define(l.linter, finding.VerbClass, path+"verbs", table.GetVerbs())
	define(l.linter, finding.ObjectClass, path+"objects", table.GetObjects())
	forms := l.dutyVerbs(table.GetVerbs(), path+"verbs")
	for _, base := range table.GetOtherVerbs() {
		addForms(forms, base)
	}
	l.dutyObjects(table, forms, path+"objects")
	l.dutyRows(table, path+"rows")
	for i, form := range table.GetNounFirst() {
		at := finding.Index(path+"noun_first", i)
		if l.readable(form, at) != "" && !forms[duties.Key("="+form)] {
			l.Warnf(at, "duty-word-idle", "%s is the form of no verb of the table, so that nothing has to be told apart: take it out", finding.Quote(form))
		}
	}
	for _, list := range []struct {
		name    string
		phrases []string
	}{
		{"other_verbs", table.GetOtherVerbs()},
		{"passed_over", table.GetPassedOver()},
		{"things", table.GetThings()},
		{"about", table.GetAbout()},
		{"denials", table.GetDenials()},
		{"not_denials", table.GetNotDenials()},
		{"others", table.GetOthers()},
		{"clause_ends", table.GetClauseEnds()},
		{"asides", table.GetAsides()},
		{"denials_within", table.GetDenialsWithin()},
		{"abbreviations", table.GetAbbreviations()},
	} {
		for i, phrase := range list.phrases {
			l.readable(phrase, finding.Index(path+list.name, i))
		}
	}
}

// dutyVerbs checks the classes of verbs, and returns the forms of their verbs by key.
func (l dutyLint) dutyVerbs(classes []*lexfitv1.VerbClass, path string) map[string]bool {
	forms := map[string]bool{}
	for i, class := range classes {
		at := finding.Index(path, i)
		if len(class.GetVerbs())+len(class.GetNouns()) == 0 {
			l.Errorf(at+".verbs", "duty-class-empty", "the class %s has no verbs: add some or take it out", finding.Quote(class.GetId()))
		}
		for j, base := range class.GetVerbs() {
			if l.readable(base, finding.Index(at+".verbs", j)) != "" {
				addForms(forms, base)
			}
		}
		for j, noun := range class.GetNouns() {
			if l.readable(noun, finding.Index(at+".nouns", j)) != "" {
				forms[duties.Key("="+noun)] = true
			}
		}
	}
	return forms
}

func addForms(forms map[string]bool, base string) {
	if strings.TrimSpace(base) == "" {
		return
	}
	for _, form := range duties.Forms(base) {
		forms[duties.Key("="+form)] = true
	}
}

// dutyObjects checks the classes of objects: each phrase in one, and none that a verb always beats.
func (l dutyLint) dutyObjects(table *lexfitv1.DutyTable, forms map[string]bool, path string) {
	type place struct{ class, path string }
	first := map[string]place{}
	for i, class := range table.GetObjects() {
		at := finding.Index(path, i)
		if len(class.GetPhrases()) == 0 {
			l.Errorf(at+".phrases", "duty-class-empty", "the class %s has no phrases: add some or take it out", finding.Quote(class.GetId()))
		}
		for j, phrase := range class.GetPhrases() {
			here := finding.Index(at+".phrases", j)
			if l.readable(phrase, here) == "" {
				continue
			}
			key := duties.Key(phrase)
			if other, ok := first[key]; ok {
				l.Errorf(here, "duty-phrase-twice", "%s is a phrase of the class %s already (%s), and a phrase belongs to one: take one out, and let rows name both classes",
					finding.Quote(phrase), finding.Quote(other.class), other.path)
				continue
			}
			first[key] = place{class.GetId(), here}
			if form := duties.Key("=" + strings.TrimPrefix(phrase, "=")); forms[form] && !slices.ContainsFunc(table.GetNounFirst(),
				func(noun string) bool { return duties.Key("="+noun) == form }) {
				l.Warnf(here, "duty-noun-unread", "%s is the form of a verb too, and is always read as that: add it to noun_first", finding.Quote(phrase))
			}
		}
	}
}

// dutyRows checks what the rows name: known classes and skills, nothing shown twice, no class without a row.
func (l dutyLint) dutyRows(table *lexfitv1.DutyTable, path string) {
	type showing struct{ verb, object, skill string }
	first := map[showing]string{}
	verbs, objects := map[string]bool{}, map[string]bool{}
	for i, row := range table.GetRows() {
		at := finding.Index(path, i)
		l.IDs(finding.VerbClass, row.GetVerbs(), at+".verbs")
		l.IDs(finding.ObjectClass, row.GetObjects(), at+".objects")
		l.IDs(finding.Skill, row.GetSkills(), at+".skills")
		for _, verb := range row.GetVerbs() {
			verbs[verb] = true
		}
		for _, object := range row.GetObjects() {
			objects[object] = true
		}
		if again, place, ok := eachOnce(row, func(verb, object, skill string) (string, bool) {
			what := showing{verb, object, skill}
			place, ok := first[what]
			if !ok {
				first[what] = at
			}
			return place, ok && place != at
		}); ok {
			l.Errorf(at, "duty-row-twice", "shows %s by %s × %s, as %s does: take it out of one of them",
				finding.Quote(again[2]), finding.Quote(again[0]), finding.Quote(again[1]), place)
		}
	}
	for i, class := range table.GetVerbs() {
		if !verbs[class.GetId()] {
			l.Warnf(finding.Index("duties.verbs", i), "duty-class-unused", "no row names the class %s: add one, or move its verbs to other_verbs", finding.Quote(class.GetId()))
		}
	}
	for i, class := range table.GetObjects() {
		if !objects[class.GetId()] {
			l.Warnf(finding.Index("duties.objects", i), "duty-class-unused", "no row names the class %s: add one, or move its phrases to passed_over", finding.Quote(class.GetId()))
		}
	}
}

// eachOnce asks of each verb, object and skill of a row whether another row shows it, and returns the first that is shown.
func eachOnce(row *lexfitv1.DutyRow, shown func(verb, object, skill string) (string, bool)) (again [3]string, place string, ok bool) {
	for _, verb := range row.GetVerbs() {
		for _, object := range row.GetObjects() {
			for _, skill := range row.GetSkills() {
				if at, twice := shown(verb, object, skill); twice && !ok {
					again, place, ok = [3]string{verb, object, skill}, at, true
				}
			}
		}
	}
	return again, place, ok
}
