package matcher

import (
	"slices"
	"strings"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// checks are what a credential asks for and no profile can state: of every route, and of the one that the candidate takes, which is
// the nearest.
func (g *gate) checks(known *knownCredential) []string {
	var list []string
	for _, condition := range known.GetUnverifiable() {
		list = append(list, "check: "+condition)
	}
	if len(known.GetChecks()) == 0 {
		return list
	}
	g.shortOf(known.requires)
	route, _ := g.route(known.requires)
	for _, check := range known.GetChecks() {
		ofRoute := len(check.GetRoutes()) == 0 || slices.Contains(check.GetRoutes(), route)
		if ofRoute && (!check.GetAbroad() || g.c.studiedAbroad()) {
			list = append(list, "check: "+check.GetText())
		}
	}
	return list
}

// studiedAbroad reports whether studies are stated that are of another country.
func (c *candidate) studiedAbroad() bool {
	return slices.ContainsFunc(c.education, func(entry educationEntry) bool {
		return entry.main && entry.country != 0 && entry.country != countryCode("US")
	})
}

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

// gone reports whether a credential expired so long ago that it can no longer be renewed.
func (s *situation) gone(known *knownCredential, held certEntry) bool {
	const yearOfMonths = 12
	grace, knows := known.GetRenewalYears()*yearOfMonths, known.GraceMonths != nil
	if knows {
		grace = known.GetGraceMonths()
	}
	on, ok := parseDate(s.c.profile.GetCertifications()[held.index].GetExpiresOn())
	if !ok || !on.endsBefore(s.c.asOf) {
		return knows && grace == 0
	}
	const december = 11
	return (knows || grace > 0) && (grace == 0 || s.c.month-on.monthIndex(december) > grace)
}

// follows reports whether a credential builds on one that the candidate holds.
func (s *situation) follows(known *knownCredential) bool {
	return slices.ContainsFunc(known.builds, func(id int32) bool {
		held, ok := s.c.holds(id)
		return ok && held.status == lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE
	})
}

// builtOn is the title of the first credential held on which one builds.
func (s *situation) builtOn(known *knownCredential) string {
	for _, id := range known.builds {
		if _, ok := s.c.holds(id); ok {
			return s.c.words.credentials[id].title
		}
	}
	return ""
}

// next proposes what a career asks for next though it gives no more points: credentials that count for the criterion and build on one
// that is held.
func (f *finder) next(tree *tree, at, criterion int32) {
	branch := &tree.nodes[at]
	for _, kid := range tree.kids(branch) {
		f.next(tree, kid, criterion)
	}
	leaf, ok := branch.leaf.(*certificationLeaf)
	if !ok {
		return
	}
	for id := range f.c.words.credentials {
		known := &f.c.words.credentials[id]
		if _, held := f.c.holds(int32(id)); held || leaf.worth[id] == 0 || !f.follows(known) {
			continue
		}
		before := len(f.list)
		f.credential(int32(id))
		for i := before; i < len(f.list); i++ {
			f.list[i].next = criterion + 1
		}
	}
}

// ownState reports whether a credential is that of the state where the candidate works.
func (s *situation) ownState(known *knownCredential) bool {
	return len(known.GetStates()) > 0 && slices.Contains(known.GetStates(), s.c.profile.GetWorkState())
}

// again says of a credential to be earned that it was held before.
func (s *situation) again(id int32) string {
	held, ok := s.c.holds(id)
	if !ok || held.index < 0 {
		return ""
	}
	written := s.c.profile.GetCertifications()[held.index]
	if on, ok := parseDate(written.GetExpiresOn()); ok && on.endsBefore(s.c.asOf) {
		return " again: “" + written.GetName() + "” expired in " + written.GetExpiresOn() + " and can no longer be renewed"
	}
	return " again: “" + written.GetName() + "” has expired and can no longer be renewed"
}

// withoutStop takes the full stop from the end of an issuer's name before more is said.
func withoutStop(text string) string { return strings.TrimSuffix(text, ".") }
