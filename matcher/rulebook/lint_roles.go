package rulebook

import (
	"github.com/lexfit/lexfit/matcher/finding"
	"github.com/lexfit/lexfit/matcher/lexicon"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// role checks one role.
func (l *linter) role(r *lexfitv1.Role, path string) {
	l.criteria(r, path+".criteria")
	l.bands(r, path+".bands")
	banded := false
	for i, f := range r.GetSalaries() {
		at := finding.Index(path+".salaries", i)
		l.figure(f, at)
		if f.GetBand() && banded {
			l.Warnf(at+".band", "salary-bands", "another figure is marked as the role's pay band already: mark one")
		}
		banded = banded || f.GetBand()
	}
	for i, o := range r.GetOutlook() {
		l.sourced(o.GetYear(), o.GetSource(), finding.Index(path+".outlook", i))
	}
	l.pathways(r.GetPathways(), path+".pathways")
	for i, f := range r.GetFlags() {
		l.condition(f.GetCondition(), finding.Index(path+".flags", i)+".condition", 1)
	}
}

// criteria checks a role's criteria and that their weights sum to the scale.
func (l *linter) criteria(r *lexfitv1.Role, path string) {
	sum := int64(0)
	first := map[string]string{}
	for i, c := range r.GetCriteria() {
		at := finding.Index(path, i)
		sum += int64(c.GetWeight())
		if other, ok := first[c.GetId()]; ok {
			l.Errorf(at+".id", "duplicate-id", "the criterion %s is defined already at %s: rename or remove one", finding.Quote(c.GetId()), other)
		} else {
			first[c.GetId()] = at + ".id"
		}
		l.criterion(c, at)
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
func (l *linter) criterion(c *lexfitv1.Criterion, path string) {
	if c.GetWeight() == 0 {
		l.Errorf(path+".weight", "weight-zero", "the criterion gives no points, expected a weight of 1 to 1000: weigh it or remove it")
	} else {
		l.InRange(path+".weight", c.GetWeight(), 1, perMille)
	}
	l.InRange(path+".threshold", c.GetThreshold(), 0, 100)
	l.condition(c.GetCondition(), path+".condition", 1)
	if c.GetCondition() != nil && c.GetCategory() != lexfitv1.Category_CATEGORY_UNSPECIFIED {
		if kinds := leafCategories(c.GetCondition(), 1); len(kinds) > 0 && !kinds[c.GetCategory()] {
			l.Warnf(path+".category", "category-mismatch", "the category is %s, and no leaf of the condition asks for that: name the category after what is asked",
				finding.EnumName(c.GetCategory()))
		}
	}
	if c.GetRequirement() == lexfitv1.Requirement_REQUIREMENT_REQUIRED {
		l.gate(c, path)
	}
}

// gate checks a required criterion: it must have its reason, and somebody must be able to meet it.
func (l *linter) gate(c *lexfitv1.Criterion, path string) {
	if lexicon.NormalizeName(c.GetRationale()) == "" {
		l.Errorf(path+".rationale", "rationale-missing",
			"a required criterion has no rationale, and several states want the business reason of a requirement: add it, or make the criterion PREFERRED")
	}
	threshold := int64(c.GetThreshold())
	if threshold == 0 {
		threshold = 100
	}
	if best := l.reach.Condition(c.GetCondition()); best < threshold*fullValue/100 {
		l.Errorf(path+".condition", "gate-unreachable",
			"no one can meet it: the best that the condition can give is %d of 10000, and it counts as met from %d: lower the threshold or raise the condition's worth",
			best, threshold*fullValue/100)
	}
}

// bands checks that a role's bands rise, and that somebody can reach each.
func (l *linter) bands(r *lexfitv1.Role, path string) {
	b := r.GetBands()
	if b == nil {
		return
	}
	if b.GetGood() <= b.GetPossible() {
		l.Errorf(path+".good", "band-order", "GOOD begins at %d, expected above POSSIBLE at %d: raise it", b.GetGood(), b.GetPossible())
	}
	if b.GetStrong() <= b.GetGood() {
		l.Errorf(path+".strong", "band-order", "STRONG begins at %d, expected above GOOD at %d: raise it", b.GetStrong(), b.GetGood())
	}
	best := l.reach.Role(r)
	for _, s := range []step{{"strong", b.GetStrong()}, {"good", b.GetGood()}, {"possible", b.GetPossible()}} {
		if int64(s.value) > best {
			l.Errorf(path+"."+s.name, "band-unreachable", "begins at %d points, and the most that anyone can have is %d: lower it, or raise what the conditions give",
				s.value, best)
		}
	}
}

// pathways checks where a role leads.
func (l *linter) pathways(pathways []*lexfitv1.Pathway, path string) {
	first := map[string]string{}
	for i, p := range pathways {
		at := finding.Index(path, i)
		if other, ok := first[p.GetId()]; ok {
			l.Errorf(at+".id", "duplicate-id", "the pathway %s is defined already at %s: rename or remove one", finding.Quote(p.GetId()), other)
		} else {
			first[p.GetId()] = at + ".id"
		}
		l.IDs(finding.Skill, p.GetSkills(), at+".skills")
		l.IDs(finding.Credential, p.GetCredentials(), at+".credentials")
		if p.GetRole() != "" {
			l.Refer(finding.Role, p.GetRole(), at+".role")
		}
		if p.GetPay() != nil {
			l.figure(p.GetPay(), at+".pay")
		}
	}
}
