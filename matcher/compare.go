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
func (p *Program) Compare(profiles []*lexfitv1.CandidateProfile, options Options) (*lexfitv1.CompareRolesResponse, error) {
	reply := &lexfitv1.CompareRolesResponse{RulebookDigest: p.digest, EngineVersion: EngineVersion, AsOf: options.AsOf}
	switch {
	case len(profiles) == 1:
		return reply, p.compareRoles(profiles[0], options, reply)
	case len(profiles) == 0 || len(options.Targets) != 1:
		return nil, &CompareError{Candidates: len(profiles), Targets: len(options.Targets)}
	}
	ranking, err := p.NewRanking(RankOptions{AsOf: options.AsOf, Target: options.Targets[0], TopK: len(profiles)})
	if err != nil {
		return nil, err
	}
	for _, profile := range profiles {
		ranking.Add(profile)
	}
	for _, ranked := range ranking.Result().GetCandidates() {
		reply.Candidates = append(reply.Candidates, &lexfitv1.CandidateSide{
			CandidateId: ranked.GetCandidateId(), Rank: ranked.GetRank(), Fit: ranked.GetFit(), Gaps: gapsOf(ranked.GetFit()), Labels: ranked.GetLabels(),
		})
	}
	for i, criterion := range reply.GetCandidates()[0].GetFit().GetCriteria() {
		row := &lexfitv1.CriterionRow{
			CriterionId: criterion.GetCriterionId(), Title: criterion.GetTitle(), MaxPoints: criterion.GetMaxPoints(),
			Required: criterion.GetRequirement() == lexfitv1.Requirement_REQUIREMENT_REQUIRED,
		}
		for _, side := range reply.GetCandidates() {
			part := side.GetFit().GetCriteria()[i]
			row.Points, row.Statuses = append(row.Points, part.GetPoints()), append(row.Statuses, part.GetStatus())
		}
		reply.Rows = append(reply.Rows, row)
	}
	return reply, nil
}

// compareRoles puts the targets side by side for one candidate, the better one first.
func (p *Program) compareRoles(profile *lexfitv1.CandidateProfile, options Options, reply *lexfitv1.CompareRolesResponse) error {
	options.View = lexfitv1.View_VIEW_FULL
	scored, err := p.Score(profile, options)
	if err != nil {
		return err
	}
	for _, fit := range scored.GetFits() {
		name := fit.GetRole()
		if fit.GetJobOrder() != "" {
			name = fit.GetJobOrder()
			if i, ok := p.targets.numbers[fmt.Sprintf("%s@%d", name, fit.GetJobOrderRevision())]; ok {
				name = p.targets.list[i].name
			}
		}
		role := p.targets.list[p.targets.numbers[name]].role
		side := &lexfitv1.RoleSide{
			Role: name, Title: fit.GetRoleTitle(), Focus: role.GetFocus(), Education: educationOf(role), Responsibilities: role.GetResponsibilities(),
			ClientInteraction: role.GetClientInteraction(), Growth: role.GetGrowth(), Fit: fit, Gaps: gapsOf(fit),
		}
		for _, figure := range role.GetSalaries() {
			side.Salaries = append(side.Salaries, proto.CloneOf(figure))
		}
		for _, outlook := range role.GetOutlook() {
			side.Outlook = append(side.Outlook, proto.CloneOf(outlook))
		}
		reply.Roles = append(reply.Roles, side)
	}
	reply.Verdict = p.career(profile, reply.GetRoles())
	return nil
}

// educationOf says what a role asks for in education: the ways that its criteria name, or their titles.
func educationOf(role *lexfitv1.Role) []string {
	var list []string
	for _, criterion := range role.GetCriteria() {
		if criterion.GetCategory() != lexfitv1.Category_CATEGORY_EDUCATION || criterion.GetCondition().GetCoursework() != nil {
			continue
		}
		var ways []string
		for _, way := range criterion.GetCondition().GetAnyOf().GetOf() {
			if way.GetTitle() != "" {
				ways = append(ways, way.GetTitle())
			}
		}
		text := criterion.GetTitle()
		if len(ways) > 0 {
			text += ": " + prose.Or(ways)
		}
		if criterion.GetRequirement() == lexfitv1.Requirement_REQUIREMENT_REQUIRED {
			text += " (a must)"
		}
		list = append(list, text)
	}
	return list
}

// gapsOf lists where points are lost, the most first.
func gapsOf(fit *lexfitv1.Fit) []*lexfitv1.Gap {
	var list []*lexfitv1.Gap
	for _, criterion := range fit.GetCriteria() {
		lost := criterion.GetMaxPoints() - criterion.GetPoints()
		if lost == 0 {
			continue
		}
		lacks := criterion.GetRoute().GetLacks()
		if len(lacks) == 0 {
			lacks = criterion.GetNextRoute().GetLacks()
		}
		list = append(list, &lexfitv1.Gap{
			CriterionId: criterion.GetCriterionId(), Title: criterion.GetTitle(), PointsLost: lost, Lacks: lacks,
			Required: criterion.GetRequirement() == lexfitv1.Requirement_REQUIREMENT_REQUIRED,
		})
	}
	slices.SortStableFunc(list, func(one, other *lexfitv1.Gap) int { return cmp.Compare(other.GetPointsLost(), one.GetPointsLost()) })
	return list
}

// career says which career is right: what the candidate likes and wants first, then what the profile shows.
func (p *Program) career(profile *lexfitv1.CandidateProfile, roles []*lexfitv1.RoleSide) *lexfitv1.CareerVerdict {
	verdict := &lexfitv1.CareerVerdict{}
	liking := make([]int64, len(roles)) // per mille of what the role's PREFERENCE criteria give
	goals := make([]int64, len(roles))
	for i, side := range roles {
		var given, most int32
		for _, criterion := range side.GetFit().GetCriteria() {
			if criterion.GetCategory() == lexfitv1.Category_CATEGORY_PREFERENCE {
				given, most = given+criterion.GetPoints(), most+criterion.GetMaxPoints()
			}
		}
		if most > 0 && given > 0 {
			liking[i] = int64(given) * 1000 / int64(most)
			verdict.Reasons = append(verdict.Reasons, fmt.Sprintf("What the candidate likes suits %s (%d %%).", side.GetTitle(), liking[i]/10))
		}
		for _, pathway := range p.targets.list[p.targets.numbers[side.GetRole()]].role.GetPathways() {
			if slices.Contains(profile.GetPreferences().GetGoals(), pathway.GetId()) {
				goals[i] += 1000
				verdict.Reasons = append(verdict.Reasons, fmt.Sprintf("The stated goal “%s” is reached from %s.", pathway.GetTitle(), side.GetTitle()))
			}
		}
	}
	if len(roles) == 0 {
		return verdict
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
	if len(verdict.GetReasons()) == 0 {
		verdict.Reasons = append(verdict.Reasons, "The profile states no interest and no goal: ask which part of the work draws the candidate, and where it should lead.")
		if fits {
			verdict.Reasons = append(verdict.Reasons, fmt.Sprintf("What the profile shows points to %s.", shown.GetTitle()))
		}
		return verdict
	}
	if level {
		verdict.Reasons = append(verdict.Reasons, "Likes and goals suit more than one role alike.")
		if !fits {
			return verdict
		}
		best = 0 // what the profile shows decides
	}
	verdict.Role, verdict.Agrees = roles[best].GetRole(), fits && best == 0
	switch {
	case !fits:
		verdict.Reasons = append(verdict.Reasons, "The profile shows nothing yet that either asks for.")
	case verdict.GetAgrees():
		verdict.Reasons = append(verdict.Reasons, fmt.Sprintf("What the profile shows points to %s as well.", shown.GetTitle()))
	default:
		verdict.Reasons = append(verdict.Reasons, fmt.Sprintf("What the profile shows points to %s instead: talk about which of the two counts.", shown.GetTitle()))
	}
	return verdict
}
