package matcher

import "slices"

// checks are what a credential asks for and no profile can state: of every route, and of the one that the candidate takes, which is
// the nearest.
func (g *gate) checks(known *knownCredential) []string {
	var list []string
	for _, condition := range known.GetUnverifiable() {
		list = append(list, "check: "+condition)
	}
	if g.meetsByFlags(known.requires) {
		list = append(list, "check: what is flagged in the profile, against the document")
	}
	if len(known.GetChecks()) == 0 {
		return list
	}
	g.shortOf(known.requires)
	route, _ := g.route(known.requires)
	for _, check := range known.GetChecks() {
		ofRoute := len(check.GetRoutes()) == 0 || slices.Contains(check.GetRoutes(), route)
		if ofRoute && (!check.GetAbroad() || g.studiedAbroad()) {
			list = append(list, "check: "+check.GetText())
		}
	}
	return list
}

// meetsByFlags reports whether a condition of entry is met by flagged values alone.
func (g *gate) meetsByFlags(entry entryCondition) bool {
	if g.c.without == nil || entry.end == entry.first || g.shortOf(entry) > 0 {
		return false
	}
	met := &g.out[entry.end-1]
	return met.firm < met.value
}

// studiedAbroad reports whether studies are stated that are of another country.
func (g *gate) studiedAbroad() bool {
	return slices.ContainsFunc(g.c.education, func(entry educationEntry) bool {
		return entry.main && entry.country != 0 && entry.country != countryCode("US")
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

// ownState reports whether a credential is that of the state where the candidate works.
func (s *situation) ownState(known *knownCredential) bool {
	return len(known.GetStates()) > 0 && slices.Contains(known.GetStates(), s.c.profile.GetWorkState())
}
