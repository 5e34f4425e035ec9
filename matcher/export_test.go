package matcher

import lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"

// Steps lets benchmarks run the steps of a score one by one. An external test cannot reach them, and an internal one
// cannot import the rulebook, which imports this package.
type Steps struct {
	plan    *Plan
	scratch *scratch
	asOf    date
}

// NewSteps returns the steps for one candidate at a time.
func NewSteps(p *Plan, asOf string) *Steps {
	d, err := parseAsOf(asOf)
	if err != nil {
		panic(err)
	}
	return &Steps{plan: p, scratch: newScratch(p), asOf: d}
}

// Normalize reads a profile.
func (s *Steps) Normalize(c *lexfitv1.CandidateProfile) { s.plan.normalize(s.scratch, c, s.asOf) }

// Evaluate judges the profile read last for every role.
func (s *Steps) Evaluate() {
	for i := range s.plan.roles {
		s.plan.judge(s.scratch, i)
	}
}

// Reply evaluates and explains.
func (s *Steps) Reply() {
	for i := range s.plan.roles {
		s.plan.fit(s.scratch, i, s.plan.judge(s.scratch, i), lexfitv1.View_VIEW_FULL)
	}
}

// WhatIfs values every action for every role, as advice does, without writing a reply. Evaluate was called before.
func (s *Steps) WhatIfs() int {
	a := s.plan.advisory(s.scratch, s.asOf, s.targets(), 0)
	return len(a.advice())
}

// Plans looks for the plan of every role.
func (s *Steps) Plans() {
	a := s.plan.advisory(s.scratch, s.asOf, s.targets(), 0)
	for _, t := range s.targets() {
		a.plan(t)
	}
}

// FullWhatIfs values every action as WhatIfs does, but reads and judges each changed profile whole.
func (s *Steps) FullWhatIfs(c *lexfitv1.CandidateProfile) {
	a := s.plan.advisory(s.scratch, s.asOf, s.targets(), 0)
	var changes []*lexfitv1.CandidateProfile
	for _, t := range s.targets() {
		for i := range a.actions[t] {
			if x := &a.actions[t][i]; !x.shut {
				if changed, err := ApplyChange(c, s.plan.changeOf(c, x, s.asOf)); err == nil {
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

func (s *Steps) targets() []int {
	list := make([]int, len(s.plan.roles))
	for i := range list {
		list[i] = i
	}
	return list
}

// Misspelt returns the words of the skills that a written word may be a misspelling of.
func (s *Steps) Misspelt(word string) []string {
	return s.plan.skills.misspelt(&s.scratch.reader, []byte(word))
}
