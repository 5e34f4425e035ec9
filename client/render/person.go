package render

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// How much of each list a candidate's screen shows: all of it together is a screenful.
const (
	shownQuestions = 5
	askedFirst     = 3
	shownStrengths = 3
	shownGaps      = 3
	shownOpenings  = 4
)

// full is one candidate's screen: what to do and why, what to ask, what is missing. The points of every criterion, all questions and
// the paths stand behind their options.
func (s *sheet) full(answer *lexfitv1.ScoreCandidateResponse, person Person) {
	advised := counsel{s}
	s.line(s.bold(fit(who(answer.GetCandidateId(), person), s.width)))
	s.labels(answer.GetLabels(), "")
	s.review(answer.GetReview(), "")
	advised.decision(answer, "")
	s.line()
	for _, fit := range answer.GetFits() {
		s.standing(fit, "")
		if fit != better(answer) && fit.GetEligibility() == lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE && !s.o.Explain {
			s.line(s.faint(s.wrap("  ✗ ", Clean(blocking(fit)))))
		}
	}
	advised.reasons(answer)
	s.line()
	advised.strengths(answer)
	if !s.o.NoAdvice {
		advised.questions(answer)
	}
	s.missing(better(answer), answer)
	if answer.GetRecommendation().GetAction() == lexfitv1.Action_ACTION_DEVELOP && !s.o.Paths && !s.o.NoAdvice {
		advised.plan(better(answer))
	}
	if s.o.Explain {
		s.breakdowns(answer)
	}
	if s.o.Paths {
		advised.paths(answer)
	} else if pay := better(answer).GetSalary(); pay.GetVerdict() != lexfitv1.SalaryVerdict_SALARY_VERDICT_UNSPECIFIED {
		s.line(s.wrap("Pay  ", Clean(pay.GetText())))
	}
	s.notes(answer)
	s.line()
	s.more(answer)
	s.about(answer.GetAsOf(), answer.GetRulebookRevision(), answer.GetRulebookDigest(), answer.GetEngineVersion())
}

// standing is a fit in one line: the points, how good a match that is, and where an interview can still take it. A title too long
// for its column has a line of its own.
func (s *sheet) standing(made *lexfitv1.Fit, indent string) {
	const barColumns, matchColumns = 8, 25
	wide := s.width >= usualWidth
	title, titleColumns := Clean(made.GetRoleTitle()), 15
	score, most, graph := right(points100(made), 5), "", ""
	if wide {
		titleColumns, most = 23, " of "+wholeOrTenths(made.GetMaxScore())
		graph = s.band(made.GetBand(), bar(made.GetScore(), made.GetMaxScore(), barColumns)) + " "
	}
	if wide && prose.Unsaid(made) {
		most, graph = strings.Repeat(" ", text.StringWidth(most)), strings.Repeat(" ", barColumns+1)
	}
	if text.StringWidth(title) > titleColumns {
		s.line(indent, s.bold(fit(title, s.width-len(indent))))
		title = ""
	}
	match := strings.ReplaceAll(s.matchCell(made), "\n", ", ")
	match += strings.Repeat(" ", max(0, matchColumns-text.StringWidthWithoutEscSequences(match)))
	s.line(indent, s.bold(cell(title, titleColumns)), " ", score, s.faint(most), " ", graph, match, " ",
		s.faint(prose.AfterInterview+" "+prose.Range(made.GetScoreLow(), made.GetScoreHigh())))
}

// blocking names the musts that a fit misses.
func blocking(fit *lexfitv1.Fit) string {
	var titles []string
	for _, other := range fit.GetBlockers() {
		titles = append(titles, other.GetTitle())
	}
	return strings.Join(titles, "; ")
}

// missing is what stands in the way of the better role: musts first, with the way back, then where the most points are missing.
func (s *sheet) missing(made *lexfitv1.Fit, answer *lexfitv1.ScoreCandidateResponse) {
	var lines []string
	for _, other := range made.GetBlockers() {
		lines = append(lines, s.wrap("  ✗ ", Clean(other.GetTitle())+": "+lower(Clean(other.GetReason()))+", and it is a must."))
		if other.GetWayBack() != "" {
			lines = append(lines, s.wrap("    ", Clean(other.GetWayBack())))
		}
	}
	for _, unconfirmed := range made.GetUnconfirmed() {
		if !s.isAskedAbove(answer, made, unconfirmed.GetCriterionId()) {
			lines = append(lines, s.wrap("  ? ", Clean(unconfirmed.GetTitle())+", a must: "+Clean(unconfirmed.GetQuestion())))
		}
	}
	for _, caution := range Cautions(made) {
		if caution.Blocks || caution.Asks {
			lines = append(lines, s.wrap("  "+caution.mark(), s.unlessDecided(caution, answer)))
		}
	}
	if !prose.Unsaid(made) {
		for _, criterion := range gaps(made, shownGaps) {
			lines = append(lines, s.wrap("  − ", gap(criterion)))
		}
	}
	if len(lines) == 0 {
		return
	}
	s.line(s.bold("What is missing"))
	for _, line := range lines {
		s.line(line)
	}
}

// unlessDecided is a caution, short where the decision above has given its sentence.
func (s *sheet) unlessDecided(caution Caution, answer *lexfitv1.ScoreCandidateResponse) string {
	for _, reason := range answer.GetRecommendation().GetReasons() {
		if caution.Text != "" && strings.Contains(Clean(reason), strings.TrimSuffix(caution.Text, ".")) {
			return caution.Title
		}
	}
	return strings.TrimSuffix(caution.Title+": "+caution.Text, ": ")
}

// gaps are the criteria that leave the most points, but for musts that are missing: those are told by themselves.
func gaps(made *lexfitv1.Fit, most int) []*lexfitv1.CriterionFit {
	lost := func(criterion *lexfitv1.CriterionFit) int32 { return criterion.GetMaxPoints() - criterion.GetPoints() }
	list := slices.DeleteFunc(slices.Clone(made.GetCriteria()), func(criterion *lexfitv1.CriterionFit) bool {
		return lost(criterion) <= 0 || slices.ContainsFunc(made.GetBlockers(), func(other *lexfitv1.Blocker) bool { return other.GetTitle() == criterion.GetTitle() })
	})
	slices.SortStableFunc(list, func(one, other *lexfitv1.CriterionFit) int { return cmp.Compare(lost(other), lost(one)) })
	return list[:min(most, len(list))]
}

// gap says of a criterion how much of it there is, and what it lacks.
func gap(criterion *lexfitv1.CriterionFit) string {
	written := fmt.Sprintf("%s: %s of %s", Clean(criterion.GetTitle()), prose.Tenths(criterion.GetPoints()), wholeOrTenths(criterion.GetMaxPoints()))
	lacks := criterion.GetRoute().GetLacks()
	if len(lacks) == 0 {
		lacks = criterion.GetNextRoute().GetLacks()
	}
	switch {
	case criterion.GetStatus() == lexfitv1.Status_STATUS_NOT_STATED:
		written += ", not said"
	case len(lacks) > 0 && lacks[0] != criterion.GetTitle():
		written += "; needs " + Clean(lacks[0])
	}
	return written
}

// breakdowns are the points of every criterion, role by role, with what is only to be known.
func (s *sheet) breakdowns(answer *lexfitv1.ScoreCandidateResponse) {
	marks := legend
	for _, made := range answer.GetFits() {
		s.line()
		s.breakdown(made, made != better(answer))
		if made.GetJobOrder() != "" {
			marks = legend + "\n◆ from the job order"
		}
	}
	s.line(s.faint(s.wrap("", marks)))
}

// breakdown is one role's; whole tells also what is missing, where that does not stand elsewhere.
func (s *sheet) breakdown(made *lexfitv1.Fit, whole bool) {
	s.line(s.bold(strings.ToUpper(fit(Clean(made.GetRoleTitle()), s.width-24))), "  ", prose.Tenths(made.GetScore()), " of ", wholeOrTenths(made.GetMaxScore()))
	if whole {
		for _, other := range made.GetBlockers() {
			s.line(s.wrap("  ✗ ", Clean(other.GetTitle())+": "+lower(Clean(other.GetReason()))))
			if other.GetWayBack() != "" {
				s.line(s.wrap("    ", Clean(other.GetWayBack())))
			}
		}
		for _, unconfirmed := range made.GetUnconfirmed() {
			s.line(s.wrap("  ? ", Clean(unconfirmed.GetTitle())+": "+Clean(unconfirmed.GetQuestion())))
		}
	}
	for _, caution := range Cautions(made) {
		s.line(s.wrap("  "+caution.mark(), strings.TrimSuffix(caution.Title+": "+caution.Text, ": ")))
		if caution.Source != "" {
			s.line(s.faint(s.wrap("    source: ", caution.Source)))
		}
	}
	s.criteria(made)
}

// more says what else there is, and how to see it.
func (s *sheet) more(answer *lexfitv1.ScoreCandidateResponse) {
	var flags []string
	if !s.o.Explain {
		flags = append(flags, "--explain (every point)")
	}
	if all := len(answer.GetInterviewQuestions()); !s.o.AllQuestions && !s.o.NoAdvice && all > 0 {
		flags = append(flags, fmt.Sprintf("--all-questions (%d)", all))
	}
	if !s.o.Paths && !s.o.NoAdvice && (len(answer.GetAdvice()) > 0 || len(answer.GetPathways()) > 0) {
		flags = append(flags, "--paths (advice, plans, careers)")
	}
	if len(flags) > 0 {
		s.line(s.faint(s.wrap("", "More: "+strings.Join(flags, " · "))))
	}
}
