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
func JobOrderDigest(o *lexfitv1.JobOrder) string {
	return digestOf(&lexfitv1.JobOrder{
		Title: o.GetTitle(), Role: o.GetRole(), Changes: o.GetChanges(), Salary: o.GetSalary(), Place: o.GetPlace(),
		PracticeArea: o.GetPracticeArea(), Description: o.GetDescription(),
	})
}

// EffectiveRole returns the role that a job order makes of a rulebook's role: what it raises and adds has exactly the weight
// that it asks for, the rest shares what is left of 1000 by largest remainder. Where that cannot be done it returns the
// findings, each an error with its field path in the job order.
func EffectiveRole(rb *lexfitv1.Rulebook, o *lexfitv1.JobOrder) (*lexfitv1.Role, []*lexfitv1.Finding) {
	e := effect{order: o}
	i := slices.IndexFunc(rb.GetRoles(), func(r *lexfitv1.Role) bool { return r.GetName() == o.GetRole() })
	if i < 0 {
		var names []string
		for _, r := range rb.GetRoles() {
			names = append(names, r.GetName())
		}
		e.errorf("role", "unknown-role", "there is no role %q in the rulebook; it has %s", o.GetRole(), prose.Or(names))
		return nil, e.findings
	}
	e.role = proto.CloneOf(rb.GetRoles()[i])
	e.fixed = make([]int32, len(e.role.GetCriteria()))
	for i := range e.fixed {
		e.fixed[i] = absent
	}
	seen := map[string]int{}
	// By id, so that what is added stands in one order however the changes are listed.
	byID := make([]int, len(o.GetChanges()))
	for i := range byID {
		byID[i] = i
	}
	slices.SortStableFunc(byID, func(a, b int) int {
		return strings.Compare(o.GetChanges()[a].GetCriterionId(), o.GetChanges()[b].GetCriterionId())
	})
	for _, i := range byID {
		c := o.GetChanges()[i]
		path := fmt.Sprintf("changes[%d]", i)
		if first, twice := seen[c.GetCriterionId()]; twice {
			e.errorf(path+".criterion_id", "changed-twice", "criterion %q is changed at changes[%d] already; put both in one", c.GetCriterionId(), first)
			continue
		}
		seen[c.GetCriterionId()] = i
		e.change(path, c)
	}
	if len(e.findings) == 0 {
		e.weigh()
	}
	if len(e.findings) > 0 {
		return nil, e.findings
	}
	if s := o.GetSalary(); s != nil {
		for _, f := range e.role.GetSalaries() {
			f.Band = false
		}
		s = proto.CloneOf(s)
		s.Band = true
		e.role.Salaries = append([]*lexfitv1.SalaryFigure{s}, e.role.GetSalaries()...)
	}
	return e.role, nil
}

// effect is a role under change.
type effect struct {
	order    *lexfitv1.JobOrder
	role     *lexfitv1.Role
	fixed    []int32 // by criterion: the weight that the order asks for, absent where it asks for none
	findings []*lexfitv1.Finding
}

func (e *effect) errorf(path, rule, format string, args ...any) {
	e.findings = append(e.findings, &lexfitv1.Finding{
		Severity: lexfitv1.Severity_SEVERITY_ERROR, Rule: rule, Path: path, Message: fmt.Sprintf(format, args...),
	})
}

func (e *effect) change(path string, c *lexfitv1.CriterionChange) {
	criteria := e.role.GetCriteria()
	at := slices.IndexFunc(criteria, func(k *lexfitv1.Criterion) bool { return k.GetId() == c.GetCriterionId() })
	if add := c.GetAdd(); add != nil {
		switch {
		case at >= 0:
			e.errorf(path+".criterion_id", "criterion-exists", "the role has a criterion %q already; raise or require it, or give the new one an id of its own", c.GetCriterionId())
			return
		case add.GetId() != "" && add.GetId() != c.GetCriterionId():
			e.errorf(path+".add.id", "criterion-id", "the id is %q and the change is of %q: give both the same, or leave this one out", add.GetId(), c.GetCriterionId())
			return
		}
		add = proto.CloneOf(add)
		add.Id = c.GetCriterionId()
		e.role.Criteria, e.fixed = append(criteria, add), append(e.fixed, add.GetWeight())
		return
	}
	if at < 0 {
		var ids []string
		for _, k := range criteria {
			ids = append(ids, k.GetId())
		}
		e.errorf(path+".criterion_id", "unknown-criterion", "%s has no criterion %q; it has %s", e.role.GetName(), c.GetCriterionId(), prose.Or(ids))
		return
	}
	k := criteria[at]
	raise := func(by int32, path string) {
		if w := k.GetWeight() + by; w < 1 || w > maxScore {
			e.errorf(path, "weight-range", "the weight %d changed by %d would be %d: expected 1 to %d", k.GetWeight(), by, w, maxScore)
			return
		}
		e.fixed[at] = k.GetWeight() + by
	}
	switch x := c.GetChange().(type) {
	case *lexfitv1.CriterionChange_Raise:
		raise(x.Raise, path+".raise")
	case *lexfitv1.CriterionChange_Drop:
		e.role.Criteria = slices.Delete(slices.Clone(criteria), at, at+1)
		e.fixed = slices.Delete(e.fixed, at, at+1)
	case *lexfitv1.CriterionChange_Require:
		k.Requirement, k.Rationale = lexfitv1.Requirement_REQUIREMENT_REQUIRED, x.Require.GetRationale()
		if n := x.Require.GetThreshold(); n > 0 {
			k.Threshold = n
		}
		if w := x.Require.GetWayBack(); w != "" {
			k.WayBack = w
		}
		if n := x.Require.GetRaise(); n > 0 {
			raise(n, path+".require.raise")
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
	for i, k := range e.role.GetCriteria() {
		if e.fixed[i] >= 0 {
			left -= e.fixed[i]
			continue
		}
		shares[i] = k.GetWeight()
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
	for i, k := range e.role.GetCriteria() {
		k.Weight = parts[i]
		if e.fixed[i] >= 0 {
			k.Weight = e.fixed[i]
		}
		if k.GetWeight() == 0 {
			e.errorf("changes", "weights-sum", "criterion %q would be left with no point: raise or add less, or drop it", k.GetId())
		}
	}
}

// origins says of each criterion of an effective role where it comes from: the order, where that added, raised or required
// it, or the role.
func origins(role *lexfitv1.Role, o *lexfitv1.JobOrder) []string {
	list := make([]string, len(role.GetCriteria()))
	for i, k := range role.GetCriteria() {
		list[i] = role.GetName()
		if slices.ContainsFunc(o.GetChanges(), func(c *lexfitv1.CriterionChange) bool { return c.GetCriterionId() == k.GetId() }) {
			list[i] = o.GetName()
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
		compiled := newTarget(order.GetName(), role, p.kinds.compiling, p.words, ids)
		compiled.order, compiled.origins = order, origins(role, order)
		compiled.name = order.GetName()
		list = append(list, compiled)
		errs, ids.errs = append(errs, ids.errs...), nil
	}
	return list, errors.Join(errs...)
}
