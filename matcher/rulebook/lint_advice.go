package rulebook

import (
	"slices"
	"strings"
	"time"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/finding"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// postalCodes are the states, the district and the territories that a work_state can be.
const postalCodes = "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR " +
	"PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI"

// states checks postal codes.
func (l *linter) states(list []string, path string) {
	known := strings.Fields(postalCodes)
	for i, text := range list {
		if !slices.Contains(known, text) {
			l.Errorf(finding.Index(path, i), "unknown-state",
				"%s is the postal code of no state, so that nobody works there: write one such as FL", finding.Quote(text))
		}
	}
}

// adviceLint checks what advice may propose.
type adviceLint struct{ *linter }

// entries checks what advice reads of the credentials: who may earn each, where, and what it takes.
func (l adviceLint) entries() {
	for i, definition := range l.rb.GetCredentials() {
		path := finding.Index("credentials", i)
		if definition.GetRequires() != nil {
			l.condition(definition.GetRequires(), path+".requires", 1)
		}
		l.states(definition.GetStates(), path+".states")
		if definition.GetAdvisable() {
			l.effort(definition.GetEffortWeeks(), path+".effort_weeks", "the weeks that earning it takes")
			l.effort(definition.GetCostUsd(), path+".cost_usd", "the dollars that earning it costs")
			l.advisable(definition, path)
		}
		l.career(definition, path)
		switch weeks, cost := definition.GetRenewalWeeks(), definition.GetRenewalCostUsd(); {
		case weeks > 0:
			l.effort(cost, path+".renewal_cost_usd", "the dollars that renewing it costs")
		case cost > 0:
			l.effort(weeks, path+".renewal_weeks", "the weeks that renewing it takes")
		}
	}
	l.openings()
}

// advisable warns of a credential that may be advised and should not be.
func (l adviceLint) advisable(definition *lexfitv1.CredentialDefinition, path string) {
	if definition.GetCheckedOn() == "" {
		l.Warnf(path+".advisable", "advisable-unread",
			"it may be advised, and nobody is said to have read its issuer's rules: give the day in checked_on, or take advisable out")
	}
	counts := slices.ContainsFunc(l.rb.GetRoles(), func(role *lexfitv1.Role) bool {
		return slices.ContainsFunc(role.GetCriteria(), func(criterion *lexfitv1.Criterion) bool {
			return slices.ContainsFunc(credentialsIn(criterion.GetCondition(), nil, 1), func(id string) bool {
				return id == definition.GetId() || !l.defines(id) // an unknown one, reported where it stands, may be meant
			})
		})
	})
	if !counts && len(l.rb.GetRoles()) > 0 {
		l.Warnf(path+".advisable", "advisable-uncounted",
			"it may be advised, and no criterion of any role counts it, so that it never is: name it in one, or take advisable out")
	}
}

// defines says whether the rulebook has a credential.
func (l adviceLint) defines(id string) bool {
	return slices.ContainsFunc(l.rb.GetCredentials(), func(known *lexfitv1.CredentialDefinition) bool { return known.GetId() == id })
}

// career checks what advice reads of a credential besides who may earn it.
func (l adviceLint) career(definition *lexfitv1.CredentialDefinition, path string) {
	if definition.GetBeyond() != nil {
		l.condition(definition.GetBeyond(), path+".beyond", 1)
	}
	l.IDs(finding.Credential, definition.GetFollows(), path+".follows")
	if day := definition.GetCheckedOn(); day != "" && !isDay(day) {
		l.Errorf(path+".checked_on", "date-whole", "is %s, expected a whole date such as 2026-11-26", finding.Quote(day))
	}
	titles := routesIn(definition.GetRequires(), nil, 1)
	for i, check := range definition.GetChecks() {
		for j, route := range check.GetRoutes() {
			if !slices.Contains(titles, route) {
				l.Errorf(finding.Index(finding.Index(path+".checks", i)+".routes", j), "route-unknown",
					"%s is the title of no route in requires, so that nobody is asked to check it: write it as it stands there", finding.Quote(route))
			}
		}
	}
}

// isDay says whether a text is a whole date.
func isDay(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}

// routesIn appends the titles of the routes of a condition.
func routesIn(condition *lexfitv1.Condition, titles []string, depth int) []string {
	if depth > maxConditionDepth {
		return titles
	}
	if title := condition.GetTitle(); title != "" {
		titles = append(titles, title)
	}
	for _, child := range matcher.Children(condition) {
		titles = routesIn(child, titles, depth+1)
	}
	return titles
}

// effort reports a figure that advice would tell and that is missing.
func (l adviceLint) effort(count int32, path, what string) {
	if count < 1 {
		l.Errorf(path, "effort-missing", "is %d, expected %s, which advice tells: give the upper end of a range, at least 1", count, what)
	}
}

// advice checks what advice may propose besides credentials.
func (l adviceLint) advice(one *lexfitv1.AdviceTables) {
	first := map[string]string{}
	for i, program := range one.GetPrograms() {
		path := finding.Index("advice.programs", i)
		if other, ok := first[program.GetId()]; ok {
			l.Errorf(path+".id", "duplicate-id", "the program %s is defined already at %s: rename or remove one", finding.Quote(program.GetId()), other)
		} else {
			first[program.GetId()] = path + ".id"
		}
		if program.GetField() != "" {
			l.Refer(finding.Field, program.GetField(), path+".field")
		}
		l.IDs(finding.Topic, program.GetTopics(), path+".topics")
		if code := program.GetCountry(); code != "" && !isCountry(code) {
			l.Errorf(path+".country", "country-code", "is %s, expected two capital letters of ISO 3166-1, such as US", finding.Quote(code))
		}
		if program.GetBeyond() != nil {
			l.condition(program.GetBeyond(), path+".beyond", 1)
		}
		if program.GetRequires() != nil {
			l.condition(program.GetRequires(), path+".requires", 1)
			everyone := func(string) bool { return true }
			if !l.reach.Meetable(program.GetRequires(), everyone) {
				l.unreachable(path)
			}
		}
	}
	if one.GetCourseBeyond() != nil {
		l.condition(one.GetCourseBeyond(), "advice.course_beyond", 1)
	}
	for i, taught := range one.GetTaught() {
		path := finding.Index("advice.taught", i)
		if taught.GetBy() != nil {
			l.condition(taught.GetBy(), path+".by", 1)
		}
		l.IDs(finding.Skill, taught.GetSkills(), path+".skills")
	}
	l.learning(one.GetLearning())
}

// isCountry says whether a text has the form of an ISO 3166-1 alpha-2 code.
func isCountry(code string) bool {
	capital := func(other byte) bool { return 'A' <= other && other <= 'Z' }
	return len(code) == 2 && capital(code[0]) && capital(code[1])
}

// learning checks that the levels rise one by one: advice adds them up from the one below.
func (l adviceLint) learning(levels []*lexfitv1.LearningEffort) {
	before := lexfitv1.Proficiency_PROFICIENCY_NONE
	for i, effort := range levels {
		at := finding.Index("advice.learning", i) + ".proficiency"
		level := effort.GetProficiency()
		switch {
		case level == lexfitv1.Proficiency_PROFICIENCY_NONE:
			l.Errorf(at, "learning-order", "nobody learns a skill to NONE, expected NOVICE or above: take the entry out")
			continue
		case level <= before:
			l.Errorf(at, "learning-order", "is %s after %s, expected a higher level: order the levels, each once", finding.EnumName(level), finding.EnumName(before))
			continue
		case level > before+1:
			l.Warnf(at, "learning-gap", "is %s, and %s below it is not listed, so that nobody is advised to learn past it: list that too",
				finding.EnumName(level), finding.EnumName(level-1))
		}
		before = level
	}
}

// openings reports the credentials that nobody can come by: no route can be met, or every route leads through a credential
// that asks for this one.
func (l adviceLint) openings() {
	credentials := l.rb.GetCredentials()
	at := map[string]int{}
	// The first definition of an id is the one that counts, here too.
	for i, definition := range slices.Backward(credentials) {
		at[definition.GetId()] = i
	}
	known := func(id string) bool {
		i, ok := at[id]
		// A name that is no credential of a person is held by nobody; an unknown id is reported where it stands.
		return !ok || credentials[i].GetNotACredential() == ""
	}
	open := map[string]bool{}
	asks := map[string][]string{}
	askers := map[string][]string{}
	var next []string
	for i, definition := range credentials {
		id := definition.GetId()
		if at[id] != i {
			continue
		}
		if !l.reach.Meetable(definition.GetRequires(), known) {
			l.unreachable(finding.Index("credentials", i))
			open[id] = true // is reported once, and counts as right for those that ask for it
			continue
		}
		asks[id] = credentialsIn(definition.GetRequires(), nil, 1)
		for _, other := range asks[id] {
			askers[other] = append(askers[other], id)
		}
	}
	reachable := func(id string) bool {
		_, ok := at[id]
		return known(id) && (!ok || open[id])
	}
	for _, definition := range credentials {
		next = append(next, definition.GetId())
	}
	for len(next) > 0 {
		id := next[0]
		next = next[1:]
		if open[id] || !l.reach.Meetable(credentials[at[id]].GetRequires(), reachable) {
			continue
		}
		open[id] = true
		next = append(next, askers[id]...)
	}
	l.circles(at, asks, open)
}

// circles reports each circle of credentials that are not open, once. What only leads into one is not reported.
func (l adviceLint) circles(at map[string]int, asks map[string][]string, open map[string]bool) {
	seen := map[string]bool{}
	for i, definition := range l.rb.GetCredentials() {
		if at[definition.GetId()] != i {
			continue
		}
		var trail []string
		id, walking := definition.GetId(), map[string]bool{}
		for !open[id] && !seen[id] {
			seen[id], walking[id] = true, true
			trail = append(trail, id)
			// One that is not open asks for another that is not.
			count := slices.IndexFunc(asks[id], func(other string) bool { _, ok := at[other]; return ok && !open[other] })
			if count < 0 {
				break
			}
			id = asks[id][count]
		}
		if walking[id] {
			l.Errorf(finding.Index("credentials", at[id])+".requires", "cycle",
				"only who holds it already can earn it (%s), for every route leads back: give one of them another route", circle(trail, id))
		}
	}
}

// unreachable reports an entry condition that nobody meets.
func (l adviceLint) unreachable(path string) {
	l.Errorf(path+".requires", "entry-unreachable",
		"no one can meet it, for each of its routes has a part that no profile meets in full: raise worths and curves to their full, or take the part out")
}

// credentialsIn appends the credentials that a condition names.
func credentialsIn(condition *lexfitv1.Condition, ids []string, depth int) []string {
	if depth > maxConditionDepth {
		return ids
	}
	for _, worth := range condition.GetCertification().GetCredentials() {
		ids = append(ids, worth.GetCredential())
	}
	for _, child := range matcher.Children(condition) {
		ids = credentialsIn(child, ids, depth+1)
	}
	return ids
}
