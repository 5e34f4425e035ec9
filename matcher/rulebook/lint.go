package rulebook

import (
	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/finding"
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
//	family-within      a title family within one that is within another, or within itself
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
//	salary-range       a range of pay whose lower end is above its upper, or percentiles that do not rise
//	unknown-state      a postal code of no state
//	block-everybody    a rule of compliance that blocks without saying whom and where
//	duty-class-empty   a class of the table of duties that holds no verb or no phrase
//	duty-phrase-twice  a phrase in two classes of objects, or twice in one
//	duty-row-twice     two rows of which each shows a skill by the same verb and object
//	beside-conflict    a word beside names that two lists say different things by
//	ordinary-unknown   an ordinary word that is no name of a skill
//	abbreviation-word  a short form of job titles that is not one word
//	date-whole         a day that is no whole date
//	country-code       a country that is not two capital letters
//	effort-missing     weeks or dollars that advice tells and that are not there
//	route-unknown      something to check on a route that the credential does not have
//	entry-unreachable  a credential or program that nobody meets the conditions of
//	learning-order     levels of learning that do not rise
//	question-evidence  a question with the profile's words that does not hold their place once, or one without that does
//	question-ground    a question that a job or studies raise, of no ground or of several
//
// Warnings do not:
//
//	alias-close          a name that differs from another's only by plural or spacing, which matching overlooks
//	alias-own-title      an alias that says what the title says
//	whole-undone         a name marked "=" beside its own plural or spelling that is not
//	ordinary-title       an ordinary word that is the title of a skill, so that advice could not name it
//	alias-repeats        a name listed twice by one definition
//	qualifier-swallows   a qualifier that is the whole name of a skill
//	title-without-alias  a title family that few written titles can be read as
//	leaf-repeats         a leaf that lists one id twice
//	category-mismatch    a criterion none of whose leaves is of its category
//	coursework-wanted    more topics wanted than there are
//	salary-bands         more than one figure marked as a role's pay band
//	unasked              a word by which a question, an advice or a check would ask for a protected fact or a confidence (unasked.tsv)
//	advisable-unread     a credential that may be advised, whose issuer's rules nobody is said to have read
//	advisable-uncounted  a credential that may be advised, and that no criterion counts
//	learning-gap         a level of learning without the one below it, which no advice gets past
//	duty-class-unused    a class of the table of duties that no row names
//	duty-noun-unread     an object of one word that is a verb too, and so never read as an object
//	duty-word-idle       a noun to be told from a verb that no verb is written like
func Lint(rb *lexfitv1.Rulebook) []*lexfitv1.Finding {
	linter := newLinter(rb)
	linter.tables(rb.GetTables())
	nameLint{linter}.names()
	linter.skills()
	linter.credentials()
	adviceLint{linter}.entries()
	linter.fields()
	linter.titles()
	adviceLint{linter}.advice(rb.GetAdvice())
	dutyLint{linter}.duties(rb.GetDuties())
	questionLint{linter}.rules(rb.GetQuestions())
	for i, role := range rb.GetRoles() {
		linter.role(role, finding.Index("roles", i))
	}
	lawLint{linter}.compliance(rb.GetCompliance())
	wordLint{linter}.unasked()
	found := linter.List()
	errorsFirst(found)
	return found
}

// linter collects the findings on one rulebook.
type linter struct {
	*finding.Report
	rb    *lexfitv1.Rulebook
	reach *matcher.Reach
}

// newLinter indexes the rulebook's ids, and reports those defined twice.
func newLinter(rb *lexfitv1.Rulebook) *linter {
	made := &linter{Report: finding.NewReport(), rb: rb}
	define(made, finding.Skill, "skills", rb.GetSkills())
	define(made, finding.Credential, "credentials", rb.GetCredentials())
	define(made, finding.Field, "fields", rb.GetFields())
	define(made, finding.Topic, "topics", rb.GetTopics())
	define(made, finding.Language, "languages", rb.GetLanguages())
	define(made, finding.Family, "titles", rb.GetTitles())
	for i, role := range rb.GetRoles() {
		made.Define(finding.Role, role.GetName(), finding.Index("roles", i)+".name")
	}
	made.reach = matcher.NewReach(rb)
	return made
}

// define defines the ids of a list of definitions.
func define[D interface{ GetId() string }](linter *linter, of finding.Of, list string, definitions []D) {
	for i, definition := range definitions {
		linter.Define(of, definition.GetId(), finding.Index(list, i)+".id")
		if named, ok := any(definition).(interface {
			GetTitle() string
			GetAliases() []string
		}); ok {
			linter.Names(of, definition.GetId(), append([]string{named.GetTitle()}, named.GetAliases()...))
		}
	}
}
