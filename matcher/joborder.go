package matcher

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher/pool"
	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// JobOrderDigest returns the SHA-256, in hexadecimal, of what a job order says, marshalled deterministically: not of its
// name, revision, times or author.
func JobOrderDigest(order *lexfitv1.JobOrder) string {
	return digestOf(&lexfitv1.JobOrder{
		Title: order.GetTitle(), Role: order.GetRole(), Changes: order.GetChanges(), Salary: order.GetSalary(), Place: order.GetPlace(),
		PracticeArea: order.GetPracticeArea(), Description: order.GetDescription(), Bands: order.GetBands(),
	})
}

// EffectiveRole returns the role that a job order makes of a rulebook's role: what it raises and adds has exactly the weight
// that it asks for, the rest shares what is left of 1000 by largest remainder. Where that cannot be done it returns the
// findings, each an error with its field path in the job order.
func EffectiveRole(rb *lexfitv1.Rulebook, order *lexfitv1.JobOrder) (*lexfitv1.Role, []*lexfitv1.Finding) {
	made := effect{order: order, professional: rb.GetTables().GetLanguageLevels().GetProfessional() / 100}
	i := slices.IndexFunc(rb.GetRoles(), func(role *lexfitv1.Role) bool { return role.GetName() == order.GetRole() })
	if i < 0 {
		var names []string
		for _, role := range rb.GetRoles() {
			names = append(names, role.GetName())
		}
		made.errorf("role", "unknown-role", "there is no role %q in the rulebook; it has %s", order.GetRole(), prose.Or(names))
		return nil, made.findings
	}
	made.role = proto.CloneOf(rb.GetRoles()[i])
	made.fixed = make([]int32, len(made.role.GetCriteria()))
	for i := range made.fixed {
		made.fixed[i] = absent
	}
	seen := map[string]int{}
	// By id, so that what is added stands in one order however the changes are listed.
	byID := make([]int, len(order.GetChanges()))
	for i := range byID {
		byID[i] = i
	}
	slices.SortStableFunc(byID, func(one, other int) int {
		return strings.Compare(order.GetChanges()[one].GetCriterionId(), order.GetChanges()[other].GetCriterionId())
	})
	for _, i := range byID {
		change := order.GetChanges()[i]
		path := fmt.Sprintf("changes[%d]", i)
		if first, twice := seen[change.GetCriterionId()]; twice {
			made.errorf(path+".criterion_id", "changed-twice", "criterion %q is changed at changes[%d] already; put both in one", change.GetCriterionId(), first)
			continue
		}
		seen[change.GetCriterionId()] = i
		made.change(path, change)
	}
	if len(made.findings) == 0 {
		made.weigh()
	}
	if len(made.findings) > 0 {
		return nil, made.findings
	}
	if order.GetBands() != nil {
		made.role.Bands = proto.CloneOf(order.GetBands())
	}
	if figure := order.GetSalary(); figure != nil {
		for _, salaryFigure := range made.role.GetSalaries() {
			salaryFigure.Band = false
		}
		figure = proto.CloneOf(figure)
		figure.Band = true
		made.role.Salaries = append([]*lexfitv1.SalaryFigure{figure}, made.role.GetSalaries()...)
	}
	return made.role, nil
}

// effect is a role under change.
type effect struct {
	order    *lexfitv1.JobOrder
	role     *lexfitv1.Role
	fixed    []int32 // by criterion: the weight that the order asks for, absent where it asks for none
	findings []*lexfitv1.Finding

	professional int32 // the per cent that work with clients in a language is worth
}

func (e *effect) errorf(path, rule, format string, args ...any) {
	e.findings = append(e.findings, &lexfitv1.Finding{
		Severity: lexfitv1.Severity_SEVERITY_ERROR, Rule: rule, Path: path, Message: fmt.Sprintf(format, args...),
	})
}

func (e *effect) change(path string, change *lexfitv1.CriterionChange) {
	criteria := e.role.GetCriteria()
	at := slices.IndexFunc(criteria, func(criterion *lexfitv1.Criterion) bool { return criterion.GetId() == change.GetCriterionId() })
	if add := change.GetAdd(); add != nil {
		switch {
		case at >= 0:
			e.errorf(path+".criterion_id", "criterion-exists", "the role has a criterion %q already; raise or require it, or give the new one an id of its own", change.GetCriterionId())
			return
		case add.GetId() != "" && add.GetId() != change.GetCriterionId():
			e.errorf(path+".add.id", "criterion-id", "the id is %q and the change is of %q: give both the same, or leave this one out", add.GetId(), change.GetCriterionId())
			return
		}
		add = proto.CloneOf(add)
		add.Id = change.GetCriterionId()
		if add.GetThreshold() == 0 && add.GetCondition().GetLanguage() != nil { // asked for at work, not as a first language
			add.Threshold = e.professional
		}
		e.role.Criteria, e.fixed = append(criteria, add), append(e.fixed, add.GetWeight())
		return
	}
	if at < 0 {
		var ids []string
		for _, criterion := range criteria {
			ids = append(ids, criterion.GetId())
		}
		e.errorf(path+".criterion_id", "unknown-criterion", "%s has no criterion %q; it has %s", e.role.GetName(), change.GetCriterionId(), prose.Or(ids))
		return
	}
	criterion := criteria[at]
	raise := func(by int32, path string) {
		if weight := criterion.GetWeight() + by; weight < 1 || weight > maxScore {
			e.errorf(path, "weight-range", "the weight %d changed by %d would be %d: expected 1 to %d", criterion.GetWeight(), by, weight, maxScore)
			return
		}
		e.fixed[at] = criterion.GetWeight() + by
	}
	switch typed := change.GetChange().(type) {
	case *lexfitv1.CriterionChange_Raise:
		raise(typed.Raise, path+".raise")
	case *lexfitv1.CriterionChange_Drop:
		e.role.Criteria = slices.Delete(slices.Clone(criteria), at, at+1)
		e.fixed = slices.Delete(e.fixed, at, at+1)
	case *lexfitv1.CriterionChange_Require:
		criterion.Requirement, criterion.Rationale = lexfitv1.Requirement_REQUIREMENT_REQUIRED, typed.Require.GetRationale()
		if count := typed.Require.GetThreshold(); count > 0 {
			criterion.Threshold = count
		}
		if word := typed.Require.GetWayBack(); word != "" {
			criterion.WayBack = word
		}
		if count := typed.Require.GetRaise(); count > 0 {
			raise(count, path+".require.raise")
		}
	default:
		e.errorf(path, "no-change", "says nothing to do with the criterion: expected raise, add, drop or require")
	}
}

// weigh gives what is fixed its weight and shares the rest out.
func (e *effect) weigh() {
	left := int32(maxScore)
	shares := make([]int32, len(e.role.GetCriteria()))
	others := 0
	for i, criterion := range e.role.GetCriteria() {
		if e.fixed[i] >= 0 {
			left -= e.fixed[i]
			continue
		}
		shares[i] = criterion.GetWeight()
		others++
	}
	switch {
	case len(shares) == 0:
		e.errorf("changes", "no-criterion", "every criterion is dropped: a job order must leave or add at least one")
		return
	case others == 0 && left != 0:
		e.errorf("changes", "weights-sum", "every weight is fixed and they sum to %d, expected %d", maxScore-left, maxScore)
		return
	case left < int32(others):
		e.errorf("changes", "weights-sum", "what is raised and added takes %d points of %d and leaves %d for %d other criteria: each needs 1", maxScore-left, maxScore, left, others)
		return
	}
	parts := pool.Apportion(shares, left)
	for i, criterion := range e.role.GetCriteria() {
		criterion.Weight = parts[i]
		if e.fixed[i] >= 0 {
			criterion.Weight = e.fixed[i]
		}
		if criterion.GetWeight() == 0 {
			e.errorf("changes", "weights-sum", "criterion %q would be left with no point: raise or add less, or drop it", criterion.GetId())
		}
	}
}

// origins says of each criterion of an effective role where it comes from: the order, where that added, raised or required
// it, or the role.
func origins(role *lexfitv1.Role, order *lexfitv1.JobOrder) []string {
	list := make([]string, len(role.GetCriteria()))
	for i, criterion := range role.GetCriteria() {
		list[i] = role.GetName()
		if slices.ContainsFunc(order.GetChanges(), func(change *lexfitv1.CriterionChange) bool { return change.GetCriterionId() == criterion.GetId() }) {
			list[i] = order.GetName()
		}
	}
	return list
}

// WithJobOrders returns a program that also scores job orders, as targets named as they are, or followed by @ and their revision
// (jobOrders/acme@2). The program itself is not changed. Job orders are no part of "every role". The error joins what each
// order cannot do, with its name.
func (p *Program) WithJobOrders(orders ...*lexfitv1.JobOrder) (*Program, error) {
	if len(orders) == 0 {
		return p, nil
	}
	compiled, err := p.compileOrders(orders)
	if err != nil {
		return nil, err
	}
	return p.aim(newTargets(slices.Concat(p.targets.list, compiled), p.targets.base)), nil
}

// WithJobOrder returns a program whose targets are this one's, with a job order in place of whatever revision of it there was:
// of many it compiles that one alone. The program itself is not changed, and job orders keep their order by name. The error says
// what the order cannot do.
func (p *Program) WithJobOrder(order *lexfitv1.JobOrder) (*Program, error) {
	compiled, err := p.compileOrders([]*lexfitv1.JobOrder{order})
	if err != nil {
		return nil, err
	}
	list := p.targets.without(order.GetName())
	at := p.targets.base
	for at < len(list) && list[at].order.GetName() < order.GetName() {
		at++
	}
	return p.aim(newTargets(slices.Insert(list, at, compiled...), p.targets.base)), nil
}

// WithoutJobOrder returns a program whose targets are this one's, but for the job order of a name. The program itself is not
// changed.
func (p *Program) WithoutJobOrder(name string) *Program {
	return p.aim(newTargets(p.targets.without(name), p.targets.base))
}

// JobOrderOf returns a job order that a program scores for, by its name or that of its revision (jobOrders/acme@2); nil where it
// does not. It is the program's own, and not to be changed.
func JobOrderOf(program *Program, name string) *lexfitv1.JobOrder {
	i, err := program.targets.find(name)
	if err != nil {
		return nil
	}
	return program.targets.list[i].order
}

// compileOrders compiles job orders onto the rulebook; nothing of the program is changed, and what is made fits every
// program of this rulebook.
func (p *Program) compileOrders(orders []*lexfitv1.JobOrder) ([]*target, error) {
	var errs []error
	var list []*target
	ids := newResolver(p.rulebook)
	for _, order := range orders {
		role, findings := EffectiveRole(p.rulebook, order)
		for _, finding := range findings {
			errs = append(errs, fmt.Errorf("%s: %s: %s", order.GetName(), finding.GetPath(), finding.GetMessage()))
		}
		if role == nil {
			continue
		}
		compiled := newTarget(order.GetName(), role, p.rulebook.GetCompliance(), p.kinds.compiling, p.words, ids)
		compiled.order, compiled.origins = order, origins(role, order)
		compiled.name = order.GetName()
		list = append(list, compiled)
		errs, ids.errs = append(errs, ids.errs...), nil
	}
	return list, errors.Join(errs...)
}
