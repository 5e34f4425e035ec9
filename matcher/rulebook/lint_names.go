package rulebook

import (
	"strings"

	"github.com/lexfit/lexfit/matcher/finding"
	"github.com/lexfit/lexfit/matcher/lexicon"
)

// writtenName is a name of a definition, and where it stands.
type writtenName struct{ text, path string }

// nameLint checks the names that are read from profiles.
type nameLint struct{ *linter }

// names checks every name that is read from profiles: it must leave something when normalised, and belong to one thing
// of its kind alone.
func (l nameLint) names() {
	skills := newNameTable(finding.Skill)
	for i, definition := range l.rb.GetSkills() {
		path := finding.Index("skills", i)
		l.claim(skills, definition.GetId(), path, &writtenName{definition.GetTitle(), path + ".title"}, listed(definition.GetAliases(), path+".aliases"))
	}
	credentials := newNameTable(finding.Credential)
	for i, definition := range l.rb.GetCredentials() {
		path := finding.Index("credentials", i)
		names := append(listed(definition.GetAbbreviations(), path+".abbreviations"), listed(definition.GetAliases(), path+".aliases")...)
		l.claim(credentials, definition.GetId(), path, &writtenName{definition.GetTitle(), path + ".title"}, names)
	}
	l.namesWithIssuer()
	fields := newNameTable(finding.Field)
	for i, study := range l.rb.GetFields() {
		path := finding.Index("fields", i)
		l.claim(fields, study.GetId(), path, &writtenName{study.GetTitle(), path + ".title"}, listed(study.GetAliases(), path+".aliases"))
	}
	topics := newNameTable(finding.Topic)
	for i, topic := range l.rb.GetTopics() {
		path := finding.Index("topics", i)
		l.claim(topics, topic.GetId(), path, &writtenName{topic.GetTitle(), path + ".title"}, listed(topic.GetAliases(), path+".aliases"))
	}
	languages := newNameTable(finding.Language)
	for i, definition := range l.rb.GetLanguages() {
		path := finding.Index("languages", i)
		l.claim(languages, definition.GetId(), path, &writtenName{definition.GetTitle(), path + ".title"}, listed(definition.GetAliases(), path+".aliases"))
	}
	l.titleNames()
	l.qualifiers(skills)
	l.beside(l.rb.GetNames())
	l.ordinary(skills)
}

// titleNames checks the names of title families. One that counts in a law office alone takes part: it would be read two
// ways there.
func (l nameLint) titleNames() {
	titles := newNameTable(finding.Family)
	for i, family := range l.rb.GetTitles() {
		path := finding.Index("titles", i)
		title := &writtenName{family.GetTitle(), path + ".title"}
		if family.GetAliasesOnly() {
			title = nil
		}
		names := append(listed(family.GetAliases(), path+".aliases"), listed(family.GetAliasesInLaw(), path+".aliases_in_law")...)
		l.claim(titles, family.GetId(), path, title, names)
	}
}

// listed gives the names of a list their paths.
func listed(texts []string, path string) []writtenName {
	names := make([]writtenName, len(texts))
	for i, text := range texts {
		names[i] = writtenName{text, finding.Index(path, i)}
	}
	return names
}

// nameTable says which definition of a kind owns each name.
type nameTable struct {
	kind finding.Of
	// exact is by normal form, close by what is left when plural and spacing are overlooked.
	exact, close map[string]nameOwner
}

// nameOwner is the first definition with a name. Definitions are told apart by path, for two may share an id.
type nameOwner struct {
	id, path, name string
	// whole says that the name is marked "=".
	whole bool
}

func newNameTable(kind finding.Of) *nameTable {
	return &nameTable{kind: kind, exact: map[string]nameOwner{}, close: map[string]nameOwner{}}
}

// claim adds a definition's names to its kind's table, and reports those that cannot be its own.
func (l nameLint) claim(table *nameTable, id, path string, title *writtenName, names []writtenName) {
	titleForm := ""
	if title != nil {
		titleForm = l.readable(title.text, title.path)
		l.claimOne(table, id, path, *title, titleForm)
	}
	own := map[string]bool{}
	for _, name := range names {
		form := l.readable(name.text, name.path)
		switch {
		case form == "":
		case form == titleForm:
			l.Warnf(name.path, "alias-own-title", "%s says what the title says, and the title is read too: take it out", finding.Quote(name.text))
		case own[form]:
			l.Warnf(name.path, "alias-repeats", "%s is listed already, in other letters or signs: take it out", finding.Quote(name.text))
		default:
			own[form] = true
			l.claimOne(table, id, path, name, form)
		}
	}
}

// claimOne gives a name to a definition, or reports that another of the kind has it.
func (l nameLint) claimOne(table *nameTable, id, path string, name writtenName, form string) {
	if form == "" {
		return
	}
	owner := nameOwner{id: id, path: path, name: name.text, whole: strings.HasPrefix(name.text, "=")}
	if first, ok := table.exact[form]; ok {
		if first.path != path {
			l.Errorf(name.path, "alias-conflict", "%s names the %s %s (%s) already: a name must belong to one, take it out of one of them",
				finding.Quote(name.text), table.kind, finding.Quote(first.id), first.path)
		}
		return
	}
	table.exact[form] = owner
	folded := lexicon.Overlook(form)
	first, ok := table.close[folded]
	switch {
	case !ok:
		table.close[folded] = owner
	case first.path != path:
		l.Warnf(name.path, "alias-close", "%s differs only by plural or spacing from %s, a name of the %s %s (%s): take one out",
			finding.Quote(name.text), finding.Quote(first.name), table.kind, finding.Quote(first.id), first.path)
	case first.whole != owner.whole:
		l.Warnf(name.path, "whole-undone", "%s and %s differ only by plural or spacing, and one of them is marked to count as a whole name only: mark both or neither",
			finding.Quote(first.name), finding.Quote(name.text))
	}
}

// readable returns the normal form of a name, less its mark, and reports a name that has none.
func (l *linter) readable(text, path string) string {
	form := lexicon.NormalizeName(strings.TrimPrefix(text, "="))
	if form == "" && text != "" {
		l.Errorf(path, "name-empty", "%s holds no letter or digit, so that no text can match it: write it in words or take it out", finding.Quote(text))
	}
	return form
}

// namesWithIssuer checks that an issuer decides between the credentials that share a name, and that its own names belong
// to one issuer each.
func (l nameLint) namesWithIssuer() {
	type key struct{ name, issuer string }
	owners := map[key]nameOwner{}
	issuerOf := map[string]string{}
	for i, definition := range l.rb.GetCredentials() {
		path := finding.Index("credentials", i)
		issuer := lexicon.NormalizeName(definition.GetIssuer())
		names := append([]writtenName{{definition.GetIssuer(), path + ".issuer"}}, listed(definition.GetIssuerAliases(), path+".issuer_aliases")...)
		issuers := map[string]bool{}
		for _, name := range names {
			form := l.readable(name.text, name.path)
			if form == "" {
				continue
			}
			other, ok := issuerOf[form]
			switch {
			case !ok:
				issuerOf[form] = issuer
			case other != issuer:
				l.Errorf(name.path, "alias-conflict", "%s names the issuer %s already: a name must belong to one issuer, take it out of one of them",
					finding.Quote(name.text), finding.Quote(other))
				continue
			}
			issuers[form] = true
		}
		for j, text := range definition.GetNamesWithIssuer() {
			at := finding.Index(path+".names_with_issuer", j)
			form := l.readable(text, at)
			if form == "" {
				continue
			}
			for _, issuer := range sortedKeys(issuers) {
				made := key{form, issuer}
				if first, ok := owners[made]; !ok {
					owners[made] = nameOwner{id: definition.GetId(), path: path, name: text}
				} else if first.path != path {
					l.Errorf(at, "alias-conflict", "%s with the issuer %s names the credential %s (%s) already: tell them apart by issuer_aliases",
						finding.Quote(text), finding.Quote(issuer), finding.Quote(first.id), first.path)
					break
				}
			}
		}
	}
}

// qualifiers checks the words that are stripped from names.
func (l nameLint) qualifiers(skills *nameTable) {
	names := l.rb.GetNames()
	for _, list := range []struct {
		path  string
		texts []string
	}{
		{"names.qualifiers_before", names.GetQualifiersBefore()},
		{"names.qualifiers_after", names.GetQualifiersAfter()},
		{"names.approval_phrases", names.GetApprovalPhrases()},
	} {
		seen := map[string]bool{}
		for i, text := range list.texts {
			at := finding.Index(list.path, i)
			form := l.readable(text, at)
			if form == "" {
				continue
			}
			if seen[form] {
				l.Warnf(at, "alias-repeats", "%s is listed already, in other letters or signs: take it out", finding.Quote(text))
			}
			seen[form] = true
			if owner, ok := skills.exact[form]; ok && list.path != "names.approval_phrases" {
				l.Warnf(at, "qualifier-swallows", "%s is the whole of %s, a name of the skill %s (%s), and would be stripped from lists that name it: take one out",
					finding.Quote(text), finding.Quote(owner.name), finding.Quote(owner.id), owner.path)
			}
		}
	}
}
