package rulebook

import (
	"strings"

	"github.com/lexfit/lexfit/matcher/finding"
	"github.com/lexfit/lexfit/matcher/lexicon"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// beside checks the words beside names, and the abbreviations of titles.
func (l nameLint) beside(names *lexfitv1.NameReading) {
	words := names.GetBeside()
	const path = "names.beside."
	// Of the words that are stripped from a name each says one thing.
	said := map[string]string{}
	for _, list := range []struct {
		path  string
		words []string
	}{
		{path + "denials", words.GetDenials()},
		{path + "expired", words.GetExpired()},
		{path + "suspended", words.GetSuspended()},
		{path + "revoked", words.GetRevoked()},
		{path + "in_progress", words.GetInProgress()},
		{path + "not_completed", words.GetNotCompleted()},
		{path + "ends", words.GetEnds()},
		{path + "minors", words.GetMinors()},
		{path + "not_approved", words.GetNotApproved()},
	} {
		l.sayOnce(said, list.words, list.path)
	}
	for i, level := range words.GetLevels() {
		l.sayOnce(said, level.GetWords(), finding.Index(path+"levels", i)+".words")
	}
	for _, list := range []struct {
		path  string
		words []string
	}{
		{path + "denials_alone", words.GetDenialsAlone()},
		{path + "not_denials", words.GetNotDenials()},
		{path + "other_before", words.GetOtherBefore()},
		{path + "other_after", words.GetOtherAfter()},
		{path + "teachers", words.GetTeachers()},
		{path + "untouched", words.GetUntouched()},
	} {
		l.sayOnce(map[string]string{}, list.words, list.path)
	}
	l.abbreviations(names.GetAbbreviations(), "names.abbreviations")
}

// ordinary checks that each ordinary word is a name of a skill, and no title: what is advised is named by its title, and would
// not be read.
func (l nameLint) ordinary(skills *nameTable) {
	titles, seen := map[string]string{}, map[string]bool{}
	for _, skill := range l.rb.GetSkills() {
		titles[lexicon.NormalizeName(skill.GetTitle())] = skill.GetId()
	}
	for i, word := range l.rb.GetNames().GetOrdinary() {
		at := finding.Index("names.ordinary", i)
		form := l.readable(word, at)
		_, known := skills.exact[form]
		switch {
		case form == "":
		case seen[form]:
			l.Warnf(at, "alias-repeats", "%s is listed already, in other letters or signs: take it out", finding.Quote(word))
		case !known:
			l.Errorf(at, "ordinary-unknown", "%s is no name of a skill, so nothing reads it: write a title's other name as the skill has it, or take it out", finding.Quote(word))
		case titles[form] != "":
			l.Warnf(at, "ordinary-title", "%s is the title of the skill %s, and advice to learn it could not come true: give the skill another title", finding.Quote(word), finding.Quote(titles[form]))
		}
		seen[form] = true
	}
}

// sayOnce reports words that a list repeats, or that another list of the same table says something else by.
func (l nameLint) sayOnce(said map[string]string, words []string, path string) {
	for i, word := range words {
		at := finding.Index(path, i)
		form := l.readable(word, at)
		if form == "" {
			continue
		}
		first, ok := said[form]
		switch {
		case !ok:
			said[form] = path
		case first == path:
			l.Warnf(at, "alias-repeats", "%s is listed already, in other letters or signs: take it out", finding.Quote(word))
		default:
			l.Errorf(at, "beside-conflict", "%s stands in %s already, and says one thing alone: take it out of one of them", finding.Quote(word), first)
		}
	}
}

// abbreviations checks that each short form is one word and stands once.
func (l nameLint) abbreviations(list []*lexfitv1.Abbreviation, path string) {
	seen := map[string]bool{}
	for i, short := range list {
		at := finding.Index(path, i) + ".short"
		form := lexicon.NormalizeName(short.GetShort())
		if form == "" || strings.Contains(form, " ") {
			l.Errorf(at, "abbreviation-word", "%s is not one word, and is looked for word by word: write the short form without points or spaces", finding.Quote(short.GetShort()))
			continue
		}
		if seen[form] {
			l.Warnf(at, "alias-repeats", "%s is listed already, in other letters or signs: take it out", finding.Quote(short.GetShort()))
		}
		seen[form] = true
	}
}
