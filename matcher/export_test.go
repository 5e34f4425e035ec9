package matcher

import (
	"fmt"
	"slices"
	"strings"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Steps lets benchmarks run the steps of a score one by one. An external test cannot reach them, and an internal one
// cannot import the rulebook, which imports this package.
type Steps struct {
	plan    *Program
	scratch *scratch
	asOf    date
}

// NewSteps returns the steps for one candidate at a time.
func NewSteps(p *Program, asOf string) *Steps {
	d, err := parseAsOf(asOf)
	if err != nil {
		panic(err)
	}
	return &Steps{plan: p, scratch: newScratch(skillsAsked(p.targets, p), p), asOf: d}
}

// Normalize reads a profile.
func (s *Steps) Normalize(c *lexfitv1.CandidateProfile) { s.scratch.read(c, s.asOf) }

// Families are the ids of the title families that the job of a profile with one job is read as.
func (s *Steps) Families(c *lexfitv1.CandidateProfile) []string {
	s.Normalize(c)
	var ids []string
	held := &s.scratch.in.jobs[0]
	for _, family := range held.families[:held.known] {
		ids = append(ids, s.plan.words.families[family].GetId())
	}
	return ids
}

// Evaluate judges the profile read last for every role.
func (s *Steps) Evaluate() {
	for i := range s.plan.targets.list {
		s.plan.verdict(s.scratch, i)
	}
}

// Reply evaluates and explains.
func (s *Steps) Reply() {
	for i := range s.plan.targets.list {
		s.plan.fit(s.scratch, i, s.plan.verdict(s.scratch, i), lexfitv1.View_VIEW_FULL)
	}
}

// WhatIfs values every action for every role, as advice does, without writing a reply. Evaluate was called before.
func (s *Steps) WhatIfs() int {
	a := s.plan.adviser(s.scratch, s.asOf, s.targets(), 0)
	return len(a.advice())
}

// Plans looks for the plan of every role.
func (s *Steps) Plans() {
	a := s.plan.adviser(s.scratch, s.asOf, s.targets(), 0)
	for _, t := range s.targets() {
		a.plan(t)
	}
}

// FullWhatIfs values every action as WhatIfs does, but reads and judges each changed profile whole.
func (s *Steps) FullWhatIfs(c *lexfitv1.CandidateProfile) {
	a := s.plan.adviser(s.scratch, s.asOf, s.targets(), 0)
	var changes []*lexfitv1.CandidateProfile
	for _, t := range s.targets() {
		for i := range a.actions[t] {
			if x := &a.actions[t][i]; !x.shut {
				if changed, err := ApplyChange(c, x.change(&a.situation, c, s.asOf, x)); err == nil {
					changes = append(changes, changed)
				}
			}
		}
	}
	for _, c := range changes {
		s.Normalize(c)
		s.Evaluate()
	}
}

// PlanCost is what a plan takes.
type PlanCost struct {
	Reached     bool
	Weeks, Cost int32
	Opened      bool // an action is among them that another opens
}

// PlanAgainstEverySet looks for the plan of a role, and for the least of all sets of its actions, each tried in whatever
// order opens them. The second is nil where there are more than so many actions, or the candidate is at the top.
func (s *Steps) PlanAgainstEverySet(c *lexfitv1.CandidateProfile, role, most int) (got, least *PlanCost) {
	s.Normalize(c)
	s.Evaluate()
	a := s.plan.adviser(s.scratch, s.asOf, s.targets(), 0)
	d := a.plan(role)
	if d == nil {
		return nil, nil // nothing is said that a plan could begin from
	}
	p := &planner{adviser: a, target: role, goal: d.GetGoal()}
	if d.GetOutcome() == lexfitv1.PlanOutcome_PLAN_OUTCOME_AT_TOP || !p.gather() || len(p.actions) > most {
		return nil, nil
	}
	got = &PlanCost{Reached: d.GetOutcome() == lexfitv1.PlanOutcome_PLAN_OUTCOME_REACHED, Weeks: d.GetEffortWeeks(), Cost: d.GetCostUsd()}
	least = &PlanCost{}
	for _, x := range p.actions {
		least.Opened = least.Opened || x.shut
	}
	w := &s.scratch.whatIf
	for set := range 1 << len(p.actions) {
		var c PlanCost
		done, undone := 0, set
		for progress := true; progress && undone != 0; {
			progress = false
			for i, x := range p.actions {
				if undone>>i&1 == 1 && p.open(x) {
					w.do(x)
					done++
					undone &^= 1 << i
					c.Weeks += x.weeks
					c.Cost += x.cost
					progress = true
				}
			}
		}
		if undone == 0 && w.now[role].band >= p.goal && (!least.Reached || c.Weeks < least.Weeks || c.Weeks == least.Weeks && c.Cost < least.Cost) {
			least.Reached, least.Weeks, least.Cost = true, c.Weeks, c.Cost
		}
		for range done {
			w.undo()
		}
	}
	return got, least
}

func (s *Steps) targets() []int {
	list := make([]int, len(s.plan.targets.list))
	for i := range list {
		list[i] = i
	}
	return list
}

// Misspelt returns the words of the skills that a written word may be a misspelling of.
func (s *Steps) Misspelt(word string) []string {
	return s.plan.words.skillNames.Misspelt(&s.scratch.in.reader, []byte(word))
}

// Proposal says whether earning a credential is among the actions of any role, open or not.
type Proposal struct{ Open, Shut bool }

// Proposed looks for a credential among the actions of a candidate.
func (s *Steps) Proposed(c *lexfitv1.CandidateProfile, credential string) Proposal {
	s.Normalize(c)
	s.Evaluate()
	a := s.plan.adviser(s.scratch, s.asOf, s.targets(), 0)
	var p Proposal
	for _, list := range a.actions {
		for i := range list {
			x := &list[i]
			if x.kind == lexfitv1.AdviceKind_ADVICE_KIND_EARN_CREDENTIAL && s.plan.words.credentials[x.subject].GetId() == credential {
				p.Open, p.Shut = p.Open || !x.shut, p.Shut || x.shut
			}
		}
	}
	return p
}

// ReadsCredential returns the ids that a certification's name is read as, in order, and whether it is a course of study instead.
func (s *Steps) ReadsCredential(name, issuer string) (ids []string, study bool) {
	c := &lexfitv1.CandidateProfile{Certifications: []*lexfitv1.Certification{{Name: name, Issuer: issuer}}}
	s.Normalize(c)
	for _, held := range s.scratch.c.certs {
		if id := s.plan.words.credentials[held.credential].GetId(); !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, missed := range s.scratch.c.listUnrecognized() {
		for i := range s.plan.words.credentials {
			if claim := s.plan.words.credentials[i].claim; claim != "" && missed.GetNote() == claim {
				ids = append(ids, s.plan.words.credentials[i].GetId())
			}
		}
		study = study || strings.Contains(missed.GetNote(), "course of study")
	}
	return ids, study
}

// WeightSets are the weights that firmness is judged by, set by set, criterion by criterion.
func WeightSets(p *Program, role int) [][]int32 {
	return slices.Collect(p.targets.list[role].weighed().WeightSets)
}

// SharedTargets counts the targets that two programs have in common: compiled once, and taken over.
func SharedTargets(one, other *Program) int {
	shared := 0
	for _, target := range one.targets.list {
		if slices.Contains(other.targets.list, target) {
			shared++
		}
	}
	return shared
}

// InPlaceAgainstReading makes every change that could be advised in place, and holds what comes of it against the changed profile read
// whole; empty where they agree.
func (s *Steps) InPlaceAgainstReading(c *lexfitv1.CandidateProfile) string {
	s.Normalize(c)
	s.Evaluate()
	a := s.plan.adviser(s.scratch, s.asOf, s.targets(), 0)
	other := NewSteps(s.plan, s.asOf.String())
	for _, t := range s.targets() {
		for i := range a.actions[t] {
			x := &a.actions[t][i]
			changed, err := ApplyChange(c, x.change(&a.situation, c, s.asOf, x))
			if err != nil {
				return err.Error()
			}
			other.Normalize(changed)
			other.Evaluate()
			s.scratch.whatIf.do(x)
			for _, role := range s.targets() {
				aim := s.plan.targets.list[role]
				for k := range aim.criteria {
					asked := &aim.criteria[k]
					one, two := s.scratch.outcomes[role][asked.root], other.scratch.outcomes[role][asked.root]
					says, read := aim.eligibility(&s.scratch.c, s.scratch.outcomes[role], asked), aim.eligibility(&other.scratch.c, other.scratch.outcomes[role], asked)
					if one.value != two.value || one.low != two.low || one.firm != two.firm || asked.required && says != read {
						return fmt.Sprintf("%v (entry %d, subject %d, shut %t) %v: %s %s: in place %+v %v, read %+v %v", x.kind, x.entry, x.subject, x.shut, changed, aim.name, asked.GetId(), one, says, two, read)
					}
				}
			}
			s.scratch.whatIf.undo()
		}
	}
	return ""
}
