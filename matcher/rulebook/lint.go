package rulebook

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Lint says what is wrong with a rulebook, errors first, each finding with its field path. It changes nothing, and it
// panics on no message whatever: what the contract's own constraints judge is left to them where no rule below needs it,
// and what one rule has reported counts as right in the others, so that one mistake is one finding.
//
// Errors block activation:
//
//	unknown-id         an id that the rulebook does not define
//	duplicate-id       an id, or a role's name, defined twice
//	alias-conflict     a name that belongs to two of a kind
//	name-empty         a name of which normalising leaves nothing, so that it can match no text
//	issuer-missing     names that need an issuer on a credential that has none
//	cycle              fields that count towards, or families that imply as, each other in a circle, or credentials that
//	                   every route to leads back to
//	curve-order        a curve whose x do not rise
//	curve-falls        a curve that falls: an upper limit on years stands in for age
//	table-falls        a higher proficiency or language level worth less than a lower one
//	recency-order      recency steps that are not ordered by time
//	recency-rises      older work that counts more than newer
//	out-of-range       a number outside its range
//	weights-sum        a role's weights that do not sum to 1000
//	weight-zero        a criterion without points
//	band-order         bands that do not rise
//	band-unreachable   a band above the highest score that anyone can reach
//	gate-unreachable   a required criterion that no one can meet
//	rationale-missing  a required criterion without the reason for it
//	condition-empty    a node of a condition that asks for nothing
//	condition-depth    a condition nested deeper than 20
//	at-least-count     at_least more children than there are
//	source-missing     a figure of pay or an outlook without its year or source
//	salary-range       a range of pay whose lower end is above its upper
//	unknown-state      a postal code of no state
//	country-code       a country that is not two capital letters
//	effort-missing     weeks or dollars that advice tells and that are not there
//	entry-unreachable  a credential or program that nobody meets the conditions of
//	learning-order     levels of learning that do not rise
//
// Warnings do not:
//
//	alias-close          a name that differs from another's only by plural or spacing, which matching overlooks
//	alias-own-title      an alias that says what the title says
//	whole-undone         a name marked "=" beside its own plural or spelling that is not
//	alias-repeats        a name listed twice by one definition
//	qualifier-swallows   a qualifier that is the whole name of a skill
//	title-without-alias  a title family that few written titles can be read as
//	leaf-repeats         a leaf that lists one id twice
//	category-mismatch    a criterion none of whose leaves is of its category
//	coursework-wanted    more topics wanted than there are
//	salary-bands         more than one figure marked as a role's pay band
//	learning-gap         a level of learning without the one below it, which no advice gets past
func Lint(rb *lexfitv1.Rulebook) []*lexfitv1.Finding {
	l := newLinter(rb)
	l.tables(rb.GetTables())
	l.names()
	l.skills()
	l.credentials()
	l.entries()
	l.fields()
	l.titles()
	l.advice(rb.GetAdvice())
	for i, role := range rb.GetRoles() {
		l.role(role, index("roles", i))
	}
	slices.SortStableFunc(l.findings, func(a, b *lexfitv1.Finding) int {
		return cmp.Compare(a.GetSeverity(), b.GetSeverity())
	})
	return l.findings
}

// linter collects the findings on one rulebook.
type linter struct {
	rb       *lexfitv1.Rulebook
	findings []*lexfitv1.Finding
	full     bool

	known map[idKind]*idTable
	reach *reach
}

// newLinter indexes the rulebook's ids, and reports those defined twice.
func newLinter(rb *lexfitv1.Rulebook) *linter {
	l := &linter{rb: rb, known: map[idKind]*idTable{}}
	addIDs(l, skillID, "skills", rb.GetSkills())
	addIDs(l, credentialID, "credentials", rb.GetCredentials())
	addIDs(l, fieldID, "fields", rb.GetFields())
	addIDs(l, topicID, "topics", rb.GetTopics())
	addIDs(l, languageID, "languages", rb.GetLanguages())
	addIDs(l, familyID, "titles", rb.GetTitles())
	for i, role := range rb.GetRoles() {
		l.define(roleName, role.GetName(), index("roles", i)+".name")
	}
	l.reach = newReach(rb)
	return l
}

// errorf reports an error.
func (l *linter) errorf(path, rule, format string, args ...any) {
	l.report(lexfitv1.Severity_SEVERITY_ERROR, path, rule, format, args...)
}

// warnf reports a warning.
func (l *linter) warnf(path, rule, format string, args ...any) {
	l.report(lexfitv1.Severity_SEVERITY_WARNING, path, rule, format, args...)
}

func (l *linter) report(severity lexfitv1.Severity, path, rule, format string, args ...any) {
	switch {
	case l.full:
		return
	case len(l.findings) == maxFindings-1:
		l.full = true
		severity, path, rule, format, args = lexfitv1.Severity_SEVERITY_ERROR, "", "too-many-findings",
			"more is wrong than %d findings can say: mend what is listed, then look again", []any{maxFindings}
	}
	l.findings = append(l.findings, &lexfitv1.Finding{
		Severity: severity, Rule: rule, Path: path, Message: fmt.Sprintf(format, args...),
	})
}

// inRange reports a number outside its range.
func (l *linter) inRange(path string, n, least, most int32) {
	if n < least || n > most {
		l.errorf(path, "out-of-range", "is %d, expected %d to %d", n, least, most)
	}
}

// idKind is a kind of thing that has ids, named as messages name it.
type idKind string

const (
	skillID      idKind = "skill"
	credentialID idKind = "credential"
	fieldID      idKind = "field of study"
	topicID      idKind = "course topic"
	languageID   idKind = "language"
	familyID     idKind = "title family"
	roleName     idKind = "role"
)

// idTable holds the ids of one kind in the order of their definition.
type idTable struct {
	order []string
	// paths says where each id was first defined.
	paths map[string]string
	// hints holds what was suggested before: a misspelt id seldom stands alone.
	hints map[string]string
}

// addIDs defines the ids of a list of definitions.
func addIDs[D interface{ GetId() string }](l *linter, kind idKind, list string, definitions []D) {
	for i, d := range definitions {
		l.define(kind, d.GetId(), index(list, i)+".id")
	}
}

// define adds an id, and reports one that was there before.
func (l *linter) define(kind idKind, id, path string) {
	t := l.known[kind]
	if t == nil {
		t = &idTable{paths: map[string]string{}, hints: map[string]string{}}
		l.known[kind] = t
	}
	if first, ok := t.paths[id]; ok {
		l.errorf(path, "duplicate-id", "the %s %s is defined already at %s: rename or remove one", kind, quote(id), first)
		return
	}
	t.paths[id] = path
	t.order = append(t.order, id)
}

// refer reports an id that is not defined.
func (l *linter) refer(kind idKind, id, path string) {
	t := l.known[kind]
	if t == nil {
		l.errorf(path, "unknown-id", "there is no %s %s, for the rulebook defines none: define it", kind, quote(id))
		return
	}
	if _, ok := t.paths[id]; ok {
		return
	}
	hint, ok := t.hints[id]
	if !ok {
		hint = didYouMean(id, t.order)
		t.hints[id] = hint
	}
	l.errorf(path, "unknown-id", "there is no %s %s%s: name one that the rulebook defines, or define it", kind, quote(id), hint)
}

// ids checks a list of ids: each known, none twice.
func (l *linter) ids(kind idKind, ids []string, path string) {
	seen := map[string]bool{}
	for i, id := range ids {
		l.refer(kind, id, index(path, i))
		l.once(seen, id, index(path, i))
	}
}

// once warns of an id that its list holds already.
func (l *linter) once(seen map[string]bool, id, path string) {
	if seen[id] {
		l.warnf(path, "leaf-repeats", "%s is in this list already: take it out", quote(id))
	}
	seen[id] = true
}

// index writes the path of a list's element.
func index(list string, i int) string {
	return list + "[" + strconv.Itoa(i) + "]"
}
