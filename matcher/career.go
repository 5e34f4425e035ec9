package matcher

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// leaning is what a candidate wants and likes of a role: how many stated goals it leads to, and per mille of what its PREFERENCE
// criteria give.
type leaning struct{ goals, liking int64 }

// more orders leanings, the stronger first. Where somebody wants to get decides before what the day is to hold: a goal asks for its
// route, whatever is liked on the way.
func (l leaning) more(other leaning) int {
	return cmp.Or(cmp.Compare(other.goals, l.goals), cmp.Compare(other.liking, l.liking))
}

// career says which career is right: where the candidate wants to get, then what the candidate likes, then what the profile shows.
func (p *Program) career(profile *lexfitv1.CandidateProfile, roles []*lexfitv1.RoleSide) *lexfitv1.CareerVerdict {
	verdict := &lexfitv1.CareerVerdict{}
	if len(roles) == 0 {
		return verdict
	}
	leans := make([]leaning, len(roles))
	for i, side := range roles {
		leans[i] = p.words.leaning(profile, side, p.targets.list[p.targets.numbers[side.GetRole()]].role, verdict)
	}
	fits := roles[0].GetFit().GetScore() > 0
	if len(verdict.GetReasons()) == 0 {
		verdict.Reasons = append(verdict.Reasons, "The profile states no interest and no goal: ask which part of the work draws the candidate, and where it should lead.")
		if fits {
			verdict.Reasons = append(verdict.Reasons, fmt.Sprintf("What the profile shows points to %s.", roles[0].GetTitle()))
		}
		return verdict
	}
	best := 0
	for i := range leans {
		if leans[i].more(leans[best]) < 0 {
			best = i
		}
	}
	level := slices.IndexFunc(leans, func(other leaning) bool { return other == leans[best] }) == best &&
		slices.ContainsFunc(leans[best+1:], func(other leaning) bool { return other == leans[best] })
	if level {
		verdict.Reasons = append(verdict.Reasons, "Likes and goals suit more than one role alike.")
		if !fits {
			return verdict
		}
		best = 0 // what the profile shows decides
	} else if slices.ContainsFunc(leans, func(other leaning) bool { return other.goals < leans[best].goals && other.liking > leans[best].liking }) {
		verdict.Reasons = append(verdict.Reasons, "The goal decides before what is liked: it asks for its route.")
	}
	verdict.Role, verdict.Agrees = roles[best].GetRole(), fits && best == 0
	switch {
	case !fits:
		verdict.Reasons = append(verdict.Reasons, "The profile shows nothing yet that either asks for.")
	case verdict.GetAgrees():
		verdict.Reasons = append(verdict.Reasons, fmt.Sprintf("What the profile shows points to %s as well.", roles[0].GetTitle()))
	default:
		verdict.Reasons = append(verdict.Reasons, fmt.Sprintf("What the profile shows points to %s instead: talk about which of the two counts.", roles[0].GetTitle()))
	}
	return verdict
}

// leaning is what the candidate wants and likes of one role, with its reasons.
func (v *vocabulary) leaning(profile *lexfitv1.CandidateProfile, side *lexfitv1.RoleSide, role *lexfitv1.Role, verdict *lexfitv1.CareerVerdict) leaning {
	var made leaning
	var given, most int32
	for _, criterion := range side.GetFit().GetCriteria() {
		if criterion.GetCategory() == lexfitv1.Category_CATEGORY_PREFERENCE {
			given, most = given+criterion.GetPoints(), most+criterion.GetMaxPoints()
		}
	}
	if most > 0 && given > 0 {
		made.liking = int64(given) * 1000 / int64(most)
		verdict.Reasons = append(verdict.Reasons, fmt.Sprintf("What the candidate likes suits %s (%d%%).", side.GetTitle(), made.liking/10))
	}
	for _, pathway := range role.GetPathways() {
		if slices.ContainsFunc(profile.GetPreferences().GetGoals(), func(goal string) bool { return v.goal(goal) == pathway.GetId() }) {
			made.goals++
			verdict.Reasons = append(verdict.Reasons, fmt.Sprintf("The stated goal “%s” is reached from %s.", pathway.GetTitle(), side.GetTitle()))
		}
	}
	return made
}

// payLines says what a role pays: the newest figures of the candidate's state and of the nation, then, as theirs, the newest pay band
// that others name.
func payLines(role *lexfitv1.Role, profile *lexfitv1.CandidateProfile, asOf date) []string {
	var lines []string
	own, all := payRange(role, profile.GetWorkState()), payRange(role, "")
	if own != nil && own != all {
		lines = append(lines, spread(own, asOf))
	}
	if all != nil {
		lines = append(lines, spread(all, asOf))
	}
	for _, figure := range role.GetSalaries() {
		if figure.GetBand() {
			lines = append(lines, "Also published: "+payBand(figure)+" "+told(figure, asOf)+".")
		}
	}
	return lines
}

// outlookLines says how an occupation develops: the newest projection, then, as theirs, the newest that each other source says.
func outlookLines(role *lexfitv1.Role, asOf date) []string {
	var lines, said []string
	for _, outlook := range outlooks(role) {
		publisher := cmp.Or(outlook.GetPublisher(), outlook.GetSource())
		if slices.Contains(said, publisher) {
			continue
		}
		said = append(said, publisher)
		where := []string{outlook.GetPeriod()}
		if where[0] == "" {
			where = nil
		}
		lines = append(lines, strings.TrimSuffix(outlook.GetText(), ".")+" "+told(outlook, asOf, where...)+".")
	}
	return lines
}

// outlooks lists what is said of an occupation, what reaches furthest first, then the newest.
func outlooks(role *lexfitv1.Role) []*lexfitv1.Outlook {
	list := slices.Clone(role.GetOutlook())
	slices.SortStableFunc(list, func(one, other *lexfitv1.Outlook) int {
		return cmp.Or(cmp.Compare(other.GetUntilYear(), one.GetUntilYear()), newer(one, other))
	})
	return list
}

// prospects says where the occupations themselves differ, by the newest figures of each. What is not known of every role is left out.
func prospects(roles []*lexfitv1.Role) []*lexfitv1.Prospect {
	if len(roles) < 2 {
		return nil
	}
	var list []*lexfitv1.Prospect
	changes, words := make([]int32, len(roles)), make([]string, len(roles))
	for i, role := range roles {
		said := outlooks(role)
		if len(said) == 0 || said[0].ChangePermille == nil {
			changes = nil
			break
		}
		changes[i] = said[0].GetChangePermille()
		words[i] = fmt.Sprintf("%s %s%% (%s, %s)", role.GetTitle(), signed(changes[i]), cmp.Or(said[0].GetPublisher(), said[0].GetSource()), said[0].GetPeriod())
	}
	if changes != nil {
		list = append(list, &lexfitv1.Prospect{Title: "Stability", Role: ahead(roles, changes), Text: "Projected employment: " + prose.And(words) + "."})
	}
	leads, most := make([]int32, len(roles)), make([]int32, len(roles))
	for i, role := range roles {
		leads[i], most[i] = int32(len(role.GetPathways())), payRange(role, "").GetP90Usd()
		words[i] = fmt.Sprintf("%s: %s", role.GetTitle(), prose.Count(int(leads[i]), "next role"))
		if most[i] > 0 {
			words[i] += ", a tenth earns more than " + prose.Dollars(most[i])
		}
	}
	advancement := &lexfitv1.Prospect{Title: "Advancement", Role: ahead(roles, leads), Text: strings.Join(words, "; ") + "."}
	if slices.Min(most) > 0 && ahead(roles, most) != advancement.GetRole() {
		advancement.Role = "" // the two figures disagree
	}
	return append(list, advancement)
}

// signed writes per mille as per cent with its sign: −5.8.
func signed(permille int32) string {
	if permille < 0 {
		return "−" + prose.Tenths(-permille)
	}
	return "+" + prose.Tenths(permille)
}

// ahead is the name of the role that alone has the most; empty where there is none.
func ahead(roles []*lexfitv1.Role, counts []int32) string {
	most, name := slices.Max(counts), ""
	for i, count := range counts {
		switch {
		case count != most:
		case name != "":
			return ""
		default:
			name = roles[i].GetName()
		}
	}
	return name
}
