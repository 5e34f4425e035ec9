package matcher

import "slices"

// past reports whether the candidate is past what a condition is the end of: what is for beginners is no advice then. It holds from
// half, so that a degree in progress counts.
func (s *situation) past(beyond entryCondition) bool {
	if beyond.end == beyond.first {
		return false
	}
	s.gate.shortOf(beyond)
	return 2*s.gate.out[beyond.end-1].value >= full
}

// knows reports whether studies or work have taught a skill: that the profile does not name it is a question then.
func (s *situation) knows(skill int32) bool {
	return slices.ContainsFunc(s.advice.taught, func(taught taughtSkills) bool {
		return slices.Contains(taught.skills, skill) && s.past(taught.by)
	})
}
