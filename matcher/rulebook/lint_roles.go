package rulebook

import (
	"github.com/lexfit/lexfit/matcher/finding"
	"github.com/lexfit/lexfit/matcher/lexicon"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// role checks one role.
func (l *linter) role(role *lexfitv1.Role, path string) {
	l.criteria(role, path+".criteria")
	l.bands(role, path+".bands")
	banded := false
	for i, figure := range role.GetSalaries() {
		at := finding.Index(path+".salaries", i)
		payLint{l}.figure(figure, at)
		if figure.GetBand() && banded {
			l.Warnf(at+".band", "salary-bands", "another figure is marked as the role's pay band already: mark one")
		}
		banded = banded || figure.GetBand()
	}
	for i, of := range role.GetPayRanges() {
		payLint{l}.payRange(of, finding.Index(path+".pay_ranges", i))
	}
	for i, outlook := range role.GetOutlook() {
		payLint{l}.sourced(outlook.GetYear(), outlook.GetSource(), finding.Index(path+".outlook", i))
	}
	l.IDs(finding.Family, role.GetEntersFrom(), path+".enters_from")
	l.pathways(role.GetPathways(), path+".pathways")
	for i, rule := range role.GetFlags() {
		l.condition(rule.GetCondition(), finding.Index(path+".flags", i)+".condition", 1)
	}
}

// criteria checks a role's criteria and that their weights sum to the scale.
func (l *linter) criteria(role *lexfitv1.Role, path string) {
	sum := int64(0)
	first := map[string]string{}
	for i, criterion := range role.GetCriteria() {
		at := finding.Index(path, i)
		sum += int64(criterion.GetWeight())
		if other, ok := first[criterion.GetId()]; ok {
			l.Errorf(at+".id", "duplicate-id", "the criterion %s is defined already at %s: rename or remove one", finding.Quote(criterion.GetId()), other)
		} else {
			first[criterion.GetId()] = at + ".id"
		}
		l.criterion(criterion, at)
	}
	if difference := sum - perMille; difference != 0 {
		what, amount := "take %d away", difference
		if difference < 0 {
			what, amount = "add %d", -difference
		}
		l.Errorf(path, "weights-sum", "the weights sum to %d, expected 1000: "+what, sum, amount)
	}
}

// criterion checks one criterion.
func (l *linter) criterion(criterion *lexfitv1.Criterion, path string) {
	if criterion.GetWeight() == 0 {
		l.Errorf(path+".weight", "weight-zero", "the criterion gives no points, expected a weight of 1 to 1000: weigh it or remove it")
	} else {
		l.InRange(path+".weight", criterion.GetWeight(), 1, perMille)
	}
	l.InRange(path+".threshold", criterion.GetThreshold(), 0, 100)
	questionLint{l}.question(criterion.GetQuestion(), path+".question", false)
	questionLint{l}.question(criterion.GetQuestionWith(), path+".question_with", true)
	l.condition(criterion.GetCondition(), path+".condition", 1)
	if criterion.GetCondition() != nil && criterion.GetCategory() != lexfitv1.Category_CATEGORY_UNSPECIFIED {
		if kinds := leafCategories(criterion.GetCondition(), 1); len(kinds) > 0 && !kinds[criterion.GetCategory()] {
			l.Warnf(path+".category", "category-mismatch", "the category is %s, and no leaf of the condition asks for that: name the category after what is asked",
				finding.EnumName(criterion.GetCategory()))
		}
	}
	if criterion.GetRequirement() == lexfitv1.Requirement_REQUIREMENT_REQUIRED {
		l.gate(criterion, path)
	}
}

// gate checks a required criterion: it must have its reason, and somebody must be able to meet it.
func (l *linter) gate(criterion *lexfitv1.Criterion, path string) {
	if lexicon.NormalizeName(criterion.GetRationale()) == "" {
		l.Errorf(path+".rationale", "rationale-missing",
			"a required criterion has no rationale, and several states want the business reason of a requirement: add it, or make the criterion PREFERRED")
	}
	threshold := int64(criterion.GetThreshold())
	if threshold == 0 {
		threshold = 100
	}
	if best := l.reach.Condition(criterion.GetCondition()); best < threshold*fullValue/100 {
		l.Errorf(path+".condition", "gate-unreachable",
			"no one can meet it: the best that the condition can give is %d of 10000, and it counts as met from %d: lower the threshold or raise the condition's worth",
			best, threshold*fullValue/100)
	}
}

// bands checks that a role's bands rise, and that somebody can reach each.
func (l *linter) bands(role *lexfitv1.Role, path string) {
	other := role.GetBands()
	if other == nil {
		return
	}
	if other.GetGood() <= other.GetPossible() {
		l.Errorf(path+".good", "band-order", "GOOD begins at %d, expected above POSSIBLE at %d: raise it", other.GetGood(), other.GetPossible())
	}
	if other.GetStrong() <= other.GetGood() {
		l.Errorf(path+".strong", "band-order", "STRONG begins at %d, expected above GOOD at %d: raise it", other.GetStrong(), other.GetGood())
	}
	best := l.reach.Role(role)
	for _, made := range []step{{"strong", other.GetStrong()}, {"good", other.GetGood()}, {"possible", other.GetPossible()}} {
		if int64(made.value) > best {
			l.Errorf(path+"."+made.name, "band-unreachable", "begins at %d points, and the most that anyone can have is %d: lower it, or raise what the conditions give",
				made.value, best)
		}
	}
}

// pathways checks where a role leads.
func (l *linter) pathways(pathways []*lexfitv1.Pathway, path string) {
	first := map[string]string{}
	for i, pathway := range pathways {
		at := finding.Index(path, i)
		if other, ok := first[pathway.GetId()]; ok {
			l.Errorf(at+".id", "duplicate-id", "the pathway %s is defined already at %s: rename or remove one", finding.Quote(pathway.GetId()), other)
		} else {
			first[pathway.GetId()] = at + ".id"
		}
		l.IDs(finding.Skill, pathway.GetSkills(), at+".skills")
		l.IDs(finding.Credential, pathway.GetCredentials(), at+".credentials")
		if pathway.GetRole() != "" {
			l.Refer(finding.Role, pathway.GetRole(), at+".role")
		}
		if pathway.GetPay() != nil {
			payLint{l}.figure(pathway.GetPay(), at+".pay")
		}
	}
}
