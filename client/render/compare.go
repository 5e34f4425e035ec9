package render

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Comparison prints roles side by side for one candidate, or candidates side by side on one role.
func Comparison(out io.Writer, format Format, response *lexfitv1.CompareRolesResponse, names map[string]string, options Options) error {
	if format != Table {
		return Message(out, response)
	}
	other := bufio.NewWriter(out)
	sheet := newSheet(other, options)
	if len(response.GetRoles()) > 0 {
		sheet.sides(response)
	} else {
		sheet.candidates(response, names)
	}
	sheet.line()
	sheet.about(response.GetAsOf(), response.GetRulebookRevision(), response.GetRulebookDigest(), response.GetEngineVersion())
	return other.Flush()
}

// sides prints roles as columns, what they ask for and what the candidate brings as rows.
func (s *sheet) sides(response *lexfitv1.CompareRolesResponse) {
	const labelColumns = 12
	s.review(response.GetReview(), "")
	if answer := s.o.answer(0); answer != nil {
		counsel{s}.decision(answer, "")
		s.line()
	}
	columns := (s.width-labelColumns)/len(response.GetRoles()) - 2
	grid := newTable()
	head := table.Row{""}
	for _, side := range response.GetRoles() {
		head = append(head, fit(Clean(side.GetTitle()), columns))
	}
	grid.AppendHeader(head)
	add := func(label string, of func(*lexfitv1.RoleSide) string) {
		row := table.Row{label}
		filled := false
		for _, side := range response.GetRoles() {
			value := strings.Join(broken(of(side), columns), "\n")
			filled = filled || value != ""
			row = append(row, value)
		}
		if filled {
			grid.AppendRow(row)
			grid.AppendSeparator()
		}
	}
	add("Fit", func(side *lexfitv1.RoleSide) string {
		fit := side.GetFit()
		return fmt.Sprintf("%s of 100, %s; %s %s", points100(fit), strings.ReplaceAll(s.matchCell(fit), "\n", ", "), prose.AfterInterview, prose.Range(fit.GetScoreLow(), fit.GetScoreHigh()))
	})
	add("In the way", func(side *lexfitv1.RoleSide) string {
		var list []string
		for _, other := range side.GetFit().GetBlockers() {
			list = append(list, Clean(other.GetTitle())+": "+lower(Clean(other.GetReason())))
		}
		return strings.Join(list, "; ")
	})
	add("Evidence", func(side *lexfitv1.RoleSide) string {
		return strings.Join(BestEvidence(side.GetFit(), shownStrengths), "; ")
	})
	add("Gaps", func(side *lexfitv1.RoleSide) string {
		var list []string
		for i, gap := range side.GetGaps() {
			if i == 4 {
				break
			}
			list = append(list, Clean(gap.GetTitle())+" −"+prose.Tenths(gap.GetPointsLost()))
		}
		return strings.Join(list, "; ")
	})
	add("Focus", func(side *lexfitv1.RoleSide) string { return Clean(side.GetFocus()) })
	add("Work", func(side *lexfitv1.RoleSide) string { return Clean(strings.Join(side.GetResponsibilities(), "; ")) })
	add("Clients", func(side *lexfitv1.RoleSide) string { return Clean(side.GetClientInteraction()) })
	add("Education", func(side *lexfitv1.RoleSide) string { return Clean(strings.Join(side.GetEducation(), ". ")) })
	add("Pay", func(side *lexfitv1.RoleSide) string { return Clean(strings.Join(side.GetPayLines(), " ")) })
	add("Years", func(side *lexfitv1.RoleSide) string { return Clean(orientation(side.GetFit())) })
	add("Growth", func(side *lexfitv1.RoleSide) string { return Clean(side.GetGrowth()) })
	add("Leads to", func(side *lexfitv1.RoleSide) string { return Clean(strings.Join(side.GetLeadsTo(), "; ")) })
	add("Outlook", func(side *lexfitv1.RoleSide) string { return Clean(strings.Join(side.GetOutlookLines(), " ")) })
	add("Similar", func(side *lexfitv1.RoleSide) string { return Clean(strings.Join(side.GetSimilarRoles(), ", ")) })
	for line := range strings.SplitSeq(grid.Render(), "\n") {
		s.line(line)
	}
	s.line()
	s.prospects(response)
	verdict := response.GetVerdict()
	word := "Which career is right: the profile does not tell"
	for _, side := range response.GetRoles() {
		if side.GetRole() == verdict.GetRole() && verdict.GetRole() != "" {
			word = "Which career is right: " + Clean(side.GetTitle())
		}
	}
	s.line(s.bold(word))
	for _, reason := range verdict.GetReasons() {
		s.line(s.wrap("  ", Clean(reason)))
	}
}

// prospects prints where the occupations themselves differ, and to which each point leans.
func (s *sheet) prospects(response *lexfitv1.CompareRolesResponse) {
	for _, prospect := range response.GetProspects() {
		leans := ""
		for _, side := range response.GetRoles() {
			if prospect.GetRole() == side.GetFit().GetRole() {
				leans = " leans to " + Clean(side.GetTitle())
			}
		}
		s.line(s.wrap(s.bold(Clean(prospect.GetTitle()))+leans+"  ", Clean(prospect.GetText())))
	}
}

// orientation is where in the range of pay the candidate's years point: the last sentence of what a fit says of pay.
func orientation(fit *lexfitv1.Fit) string {
	text := fit.GetSalary().GetOrientation()
	if at := strings.LastIndex(text, ". "); at >= 0 {
		return text[at+2:]
	}
	return text
}

// candidates prints candidates as columns, criteria as rows: as many columns side by side as the width allows, the rest below.
// Options.Answers are theirs, in the same order.
func (s *sheet) candidates(response *lexfitv1.CompareRolesResponse, names map[string]string) {
	const leastColumns, mostColumns, between = 18, 30, 2
	labelColumns := s.width / 4
	list := response.GetCandidates()
	s.line(s.bold("Candidates for " + Clean(list[0].GetFit().GetRoleTitle())))
	perTable := (s.width - labelColumns - between) / (leastColumns + between)
	for start := 0; start < len(list); start += perTable {
		part := list[start:min(start+perTable, len(list))]
		columns := min((s.width-labelColumns-between)/len(part)-between, mostColumns)
		grid := newTable()
		head := table.Row{""}
		for _, side := range part {
			name := Clean(names[side.GetCandidateId()])
			if name == "" {
				name = Clean(side.GetCandidateId())
			}
			head = append(head, fmt.Sprintf("%d. %s", side.GetRank(), fit(name, columns-3)))
		}
		grid.AppendHeader(head)
		row := func(label string, of func(i int, side *lexfitv1.CandidateSide) string) {
			cells := table.Row{cell(label, labelColumns)}
			filled := false
			for i, side := range part {
				text := of(start+i, side)
				cells, filled = append(cells, text), filled || text != ""
			}
			if filled {
				grid.AppendRow(cells)
			}
		}
		s.sideBySide(row, columns)
		grid.AppendSeparator()
		for _, criterionRow := range response.GetRows() {
			must := "  "
			if criterionRow.GetRequired() {
				must = "* "
			}
			row(must+Clean(criterionRow.GetTitle()), func(i int, _ *lexfitv1.CandidateSide) string {
				points := "?" // silent: ask
				if criterionRow.GetStatuses()[i] != lexfitv1.Status_STATUS_NOT_STATED {
					points = prose.Tenths(criterionRow.GetPoints()[i])
				}
				return right(points, 4) + " " + bar(criterionRow.GetPoints()[i], criterionRow.GetMaxPoints(), 6)
			})
		}
		s.line()
		for line := range strings.SplitSeq(grid.Render(), "\n") {
			s.line(line)
		}
	}
	s.line()
	s.line(s.faint("* must have · ? the profile is silent, so ask"))
}

// sideBySide are the rows above the criteria: how good a match, what to do, what speaks for and what against.
func (s *sheet) sideBySide(row func(label string, of func(i int, side *lexfitv1.CandidateSide) string), columns int) {
	listed := func(items []string) string {
		for i, item := range items {
			items[i] = strings.Join(broken(item, columns), "\n")
		}
		return strings.Join(items, "\n")
	}
	row("Review", func(_ int, side *lexfitv1.CandidateSide) string {
		if note := ReviewNote(side.GetReview()); note != "" {
			return listed([]string{note})
		}
		return ""
	})
	row("Score", func(_ int, side *lexfitv1.CandidateSide) string { return s.bold(points100(side.GetFit())) })
	row("Match", func(_ int, side *lexfitv1.CandidateSide) string { return s.matchCell(side.GetFit()) })
	row("After interview", func(_ int, side *lexfitv1.CandidateSide) string {
		return prose.Range(side.GetFit().GetScoreLow(), side.GetFit().GetScoreHigh())
	})
	row("What to do", func(i int, _ *lexfitv1.CandidateSide) string {
		return listed([]string{ActionWord(s.o.answer(i).GetRecommendation().GetAction())})
	})
	row("Missing musts", func(_ int, side *lexfitv1.CandidateSide) string {
		var titles []string
		for _, other := range side.GetFit().GetBlockers() {
			titles = append(titles, Clean(other.GetTitle()))
		}
		return listed(titles)
	})
	row("Flags and pay", func(_ int, side *lexfitv1.CandidateSide) string {
		var items []string
		for _, caution := range Cautions(side.GetFit()) {
			if caution.Blocks || caution.Asks {
				items = append(items, caution.Title)
			}
		}
		if pay := PayConflict(side.GetFit()); pay != "" {
			items = append(items, pay)
		}
		return listed(items)
	})
	row("Evidence", func(_ int, side *lexfitv1.CandidateSide) string {
		return listed(BestEvidence(side.GetFit(), shownStrengths))
	})
	row("Widest gaps", func(_ int, side *lexfitv1.CandidateSide) string {
		var items []string
		for i, gap := range side.GetGaps() {
			if i < shownGaps {
				items = append(items, Clean(gap.GetTitle())+" −"+prose.Tenths(gap.GetPointsLost()))
			}
		}
		return listed(items)
	})
	row("Ask first", func(i int, side *lexfitv1.CandidateSide) string {
		for _, question := range s.o.answer(i).GetInterviewQuestions() {
			if _, asked := Settles(question, Target(side.GetFit())); asked {
				return listed([]string{Clean(question.GetText())})
			}
		}
		return ""
	})
}
