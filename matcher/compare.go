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
			CandidateId: ranked.GetCandidateId(), Rank: ranked.GetRank(), Fit: ranked.GetFit(), Gaps: gapsOf(ranked.GetFit()), Labels: ranked.GetLabels(), Review: ranked.GetReview(),
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
	asOf, err := parseAsOf(options.AsOf)
	if err != nil {
		return err
	}
	scored, err := p.Score(profile, options)
	if err != nil {
		return err
	}
	var sides []*lexfitv1.Role
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
			PayLines: payLines(role, profile, asOf), OutlookLines: outlookLines(role, asOf), SimilarRoles: role.GetSimilarRoles(),
		}
		for _, pathway := range role.GetPathways() {
			side.LeadsTo = append(side.LeadsTo, pathway.GetTitle())
		}
		for _, of := range payRanges(role) {
			side.PayRanges = append(side.PayRanges, proto.CloneOf(of))
		}
		sides = append(sides, role)
		for _, figure := range role.GetSalaries() {
			side.Salaries = append(side.Salaries, proto.CloneOf(figure))
		}
		for _, outlook := range role.GetOutlook() {
			side.Outlook = append(side.Outlook, proto.CloneOf(outlook))
		}
		reply.Roles = append(reply.Roles, side)
	}
	reply.Review = profile.GetReview()
	reply.Verdict = p.career(profile, reply.GetRoles())
	reply.Prospects = prospects(sides)
	return nil
}

// educationOf says what a role asks for in education: its own sentence, else the ways that its criteria name, or their titles.
func educationOf(role *lexfitv1.Role) []string {
	if role.GetSchooling() != "" {
		return []string{role.GetSchooling()}
	}
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
