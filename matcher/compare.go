package matcher

import (
	"cmp"
	"fmt"
	"slices"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// CompareError says why a comparison cannot be made.
type CompareError struct{ Candidates, Targets int }

func (e *CompareError) Error() string {
	if e.Candidates == 0 {
		return "no candidate to compare: expected at least one profile"
	}
	return fmt.Sprintf("%d candidates can be compared on one role or job order, and %d were named: name exactly one", e.Candidates, e.Targets)
}

// Compare puts roles side by side for one candidate, or candidates side by side on one role. It fills in everything but the
// number of the rulebook's revision. The error is a *CompareError or *UnknownTargetError, or says that the as-of date is none.
func (p *Program) Compare(profiles []*lexfitv1.CandidateProfile, o Options) (*lexfitv1.CompareRolesResponse, error) {
	reply := &lexfitv1.CompareRolesResponse{RulebookDigest: p.digest, EngineVersion: EngineVersion, AsOf: o.AsOf}
	switch {
	case len(profiles) == 1:
		return reply, p.compareRoles(profiles[0], o, reply)
	case len(profiles) == 0 || len(o.Targets) != 1:
		return nil, &CompareError{Candidates: len(profiles), Targets: len(o.Targets)}
	}
	r, err := p.NewRanking(RankOptions{AsOf: o.AsOf, Target: o.Targets[0], TopK: len(profiles)})
	if err != nil {
		return nil, err
	}
	for _, c := range profiles {
		r.Add(c)
	}
	for _, c := range r.Result().GetCandidates() {
		reply.Candidates = append(reply.Candidates, &lexfitv1.CandidateSide{
			CandidateId: c.GetCandidateId(), Rank: c.GetRank(), Fit: c.GetFit(), Gaps: gapsOf(c.GetFit()), Labels: c.GetLabels(),
		})
	}
	for i, k := range reply.GetCandidates()[0].GetFit().GetCriteria() {
		row := &lexfitv1.CriterionRow{
			CriterionId: k.GetCriterionId(), Title: k.GetTitle(), MaxPoints: k.GetMaxPoints(),
			Required: k.GetRequirement() == lexfitv1.Requirement_REQUIREMENT_REQUIRED,
		}
		for _, c := range reply.GetCandidates() {
			x := c.GetFit().GetCriteria()[i]
			row.Points, row.Statuses = append(row.Points, x.GetPoints()), append(row.Statuses, x.GetStatus())
		}
		reply.Rows = append(reply.Rows, row)
	}
	return reply, nil
}

// compareRoles puts the targets side by side for one candidate, the better one first.
func (p *Program) compareRoles(c *lexfitv1.CandidateProfile, o Options, reply *lexfitv1.CompareRolesResponse) error {
	o.View = lexfitv1.View_VIEW_FULL
	scored, err := p.Score(c, o)
	if err != nil {
		return err
	}
	for _, f := range scored.GetFits() {
		name := f.GetRole()
		if f.GetJobOrder() != "" {
			name = f.GetJobOrder()
			if i, ok := p.targets.numbers[fmt.Sprintf("%s@%d", name, f.GetJobOrderRevision())]; ok {
				name = p.targets.list[i].name
			}
		}
		r := p.targets.list[p.targets.numbers[name]].role
		side := &lexfitv1.RoleSide{
			Role: name, Title: f.GetRoleTitle(), Focus: r.GetFocus(), Education: educationOf(r), Responsibilities: r.GetResponsibilities(),
			ClientInteraction: r.GetClientInteraction(), Growth: r.GetGrowth(), Fit: f, Gaps: gapsOf(f),
		}
		for _, x := range r.GetSalaries() {
			side.Salaries = append(side.Salaries, proto.CloneOf(x))
		}
		for _, x := range r.GetOutlook() {
			side.Outlook = append(side.Outlook, proto.CloneOf(x))
		}
		reply.Roles = append(reply.Roles, side)
	}
	reply.Verdict = p.career(c, reply.GetRoles())
	return nil
}

// educationOf says what a role asks for in education: the ways that its criteria name, or their titles.
func educationOf(r *lexfitv1.Role) []string {
	var list []string
	for _, k := range r.GetCriteria() {
		if k.GetCategory() != lexfitv1.Category_CATEGORY_EDUCATION || k.GetCondition().GetCoursework() != nil {
			continue
		}
		var ways []string
		for _, way := range k.GetCondition().GetAnyOf().GetOf() {
			if way.GetTitle() != "" {
				ways = append(ways, way.GetTitle())
			}
		}
		text := k.GetTitle()
		if len(ways) > 0 {
			text += ": " + prose.Or(ways)
		}
		if k.GetRequirement() == lexfitv1.Requirement_REQUIREMENT_REQUIRED {
			text += " (a must)"
		}
		list = append(list, text)
	}
	return list
}

// gapsOf lists where points are lost, the most first.
func gapsOf(f *lexfitv1.Fit) []*lexfitv1.Gap {
	var list []*lexfitv1.Gap
	for _, k := range f.GetCriteria() {
		lost := k.GetMaxPoints() - k.GetPoints()
		if lost == 0 {
			continue
		}
		lacks := k.GetRoute().GetLacks()
		if len(lacks) == 0 {
			lacks = k.GetNextRoute().GetLacks()
		}
		list = append(list, &lexfitv1.Gap{
			CriterionId: k.GetCriterionId(), Title: k.GetTitle(), PointsLost: lost, Lacks: lacks,
			Required: k.GetRequirement() == lexfitv1.Requirement_REQUIREMENT_REQUIRED,
		})
	}
	slices.SortStableFunc(list, func(a, b *lexfitv1.Gap) int { return cmp.Compare(b.GetPointsLost(), a.GetPointsLost()) })
	return list
}

// career says which career is right: what the candidate likes and wants first, then what the profile shows.
func (p *Program) career(c *lexfitv1.CandidateProfile, roles []*lexfitv1.RoleSide) *lexfitv1.CareerVerdict {
	v := &lexfitv1.CareerVerdict{}
	liking := make([]int64, len(roles)) // per mille of what the role's PREFERENCE criteria give
	goals := make([]int64, len(roles))
	for i, side := range roles {
		var given, most int32
		for _, k := range side.GetFit().GetCriteria() {
			if k.GetCategory() == lexfitv1.Category_CATEGORY_PREFERENCE {
				given, most = given+k.GetPoints(), most+k.GetMaxPoints()
			}
		}
		if most > 0 && given > 0 {
			liking[i] = int64(given) * 1000 / int64(most)
			v.Reasons = append(v.Reasons, fmt.Sprintf("What the candidate likes suits %s (%d %%).", side.GetTitle(), liking[i]/10))
		}
		for _, w := range p.targets.list[p.targets.numbers[side.GetRole()]].role.GetPathways() {
			if slices.Contains(c.GetPreferences().GetGoals(), w.GetId()) {
				goals[i] += 1000
				v.Reasons = append(v.Reasons, fmt.Sprintf("The stated goal “%s” is reached from %s.", w.GetTitle(), side.GetTitle()))
			}
		}
	}
	if len(roles) == 0 {
		return v
	}
	best, level := 0, false
	for i := range roles {
		switch sum, now := liking[i]+goals[i], liking[best]+goals[best]; {
		case i > 0 && sum > now:
			best, level = i, false
		case i > 0 && sum == now:
			level = true
		}
	}
	shown := roles[0]
	fits := shown.GetFit().GetScore() > 0
	if len(v.GetReasons()) == 0 {
		v.Reasons = append(v.Reasons, "The profile states no interest and no goal: ask which part of the work draws the candidate, and where it should lead.")
		if fits {
			v.Reasons = append(v.Reasons, fmt.Sprintf("What the profile shows points to %s.", shown.GetTitle()))
		}
		return v
	}
	if level {
		v.Reasons = append(v.Reasons, "Likes and goals suit more than one role alike.")
		if !fits {
			return v
		}
		best = 0 // what the profile shows decides
	}
	v.Role, v.Agrees = roles[best].GetRole(), fits && best == 0
	switch {
	case !fits:
		v.Reasons = append(v.Reasons, "The profile shows nothing yet that either asks for.")
	case v.GetAgrees():
		v.Reasons = append(v.Reasons, fmt.Sprintf("What the profile shows points to %s as well.", shown.GetTitle()))
	default:
		v.Reasons = append(v.Reasons, fmt.Sprintf("What the profile shows points to %s instead: talk about which of the two counts.", shown.GetTitle()))
	}
	return v
}
