package render

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Comparison prints roles side by side for one candidate, or candidates side by side on one role.
func Comparison(w io.Writer, f Format, r *lexfitv1.CompareRolesResponse, names map[string]string, o Options) error {
	if f != Table {
		return Message(w, r)
	}
	b := bufio.NewWriter(w)
	s := newSheet(b, o)
	foot := fmt.Sprintf("as of %s · rulebook %d (%s) · engine %d", r.GetAsOf(), r.GetRulebookRevision(), short(r.GetRulebookDigest()), r.GetEngineVersion())
	if len(r.GetRoles()) > 0 {
		s.sides(r)
	} else {
		s.candidates(r, names)
	}
	s.line()
	s.line(s.faint(foot))
	return b.Flush()
}

// sides prints roles as columns, what they ask for and what the candidate brings as rows.
func (s *sheet) sides(r *lexfitv1.CompareRolesResponse) {
	const labelColumns = 12
	columns := (width-labelColumns)/len(r.GetRoles()) - 2
	t := newTable()
	head := table.Row{""}
	for _, side := range r.GetRoles() {
		head = append(head, fit(Clean(side.GetTitle()), columns))
	}
	t.AppendHeader(head)
	add := func(label string, of func(*lexfitv1.RoleSide) string) {
		row := table.Row{label}
		filled := false
		for _, side := range r.GetRoles() {
			value := text.WrapSoft(of(side), columns)
			lines := strings.Split(value, "\n")
			for i := range lines {
				lines[i] = strings.TrimRight(lines[i], " ")
			}
			filled = filled || value != ""
			row = append(row, strings.Join(lines, "\n"))
		}
		if filled {
			t.AppendRow(row)
			t.AppendSeparator()
		}
	}
	add("Fit", func(x *lexfitv1.RoleSide) string {
		f := x.GetFit()
		return fmt.Sprintf("%s of 100, %s, %s; could be %s–%s", prose.Tenths(f.GetScore()), prose.BandName(f.GetBand()), Standing(f.GetEligibility()), prose.Tenths(f.GetScoreLow()), prose.Tenths(f.GetScoreHigh()))
	})
	add("In the way", func(x *lexfitv1.RoleSide) string {
		var list []string
		for _, b := range x.GetFit().GetBlockers() {
			list = append(list, Clean(b.GetTitle())+": "+lower(Clean(b.GetReason())))
		}
		return strings.Join(list, "; ")
	})
	add("Gaps", func(x *lexfitv1.RoleSide) string {
		var list []string
		for i, g := range x.GetGaps() {
			if i == 4 {
				break
			}
			list = append(list, Clean(g.GetTitle())+" −"+prose.Tenths(g.GetPointsLost()))
		}
		return strings.Join(list, "; ")
	})
	add("Focus", func(x *lexfitv1.RoleSide) string { return Clean(x.GetFocus()) })
	add("Work", func(x *lexfitv1.RoleSide) string { return Clean(strings.Join(x.GetResponsibilities(), "; ")) })
	add("Clients", func(x *lexfitv1.RoleSide) string { return Clean(x.GetClientInteraction()) })
	add("Education", func(x *lexfitv1.RoleSide) string { return Clean(strings.Join(x.GetEducation(), ". ")) })
	add("Salary", func(x *lexfitv1.RoleSide) string {
		for _, f := range x.GetSalaries() {
			if f.GetBand() {
				return fmt.Sprintf("%s to %s dollars (%d)", prose.Thousands(f.GetLowUsd()), prose.Thousands(f.GetHighUsd()), f.GetYear())
			}
		}
		return ""
	})
	add("Growth", func(x *lexfitv1.RoleSide) string { return Clean(x.GetGrowth()) })
	add("Outlook", func(x *lexfitv1.RoleSide) string {
		if len(x.GetOutlook()) == 0 {
			return ""
		}
		return Clean(x.GetOutlook()[0].GetText()) + " (" + Clean(x.GetOutlook()[0].GetPeriod()) + ")"
	})
	for line := range strings.SplitSeq(t.Render(), "\n") {
		s.line(line)
	}
	s.line()
	v := r.GetVerdict()
	word := "Which career is right: the profile does not tell"
	for _, side := range r.GetRoles() {
		if side.GetRole() == v.GetRole() && v.GetRole() != "" {
			word = "Which career is right: " + Clean(side.GetTitle())
		}
	}
	s.line(s.bold(word))
	for _, reason := range v.GetReasons() {
		s.line(wrap("  ", Clean(reason)))
	}
}

// candidates prints candidates as columns, criteria as rows: as many columns side by side as fit, the rest below.
func (s *sheet) candidates(r *lexfitv1.CompareRolesResponse, names map[string]string) {
	const perTable, labelColumns = 4, 30
	list := r.GetCandidates()
	s.line(s.bold("Candidates for " + Clean(list[0].GetFit().GetRoleTitle())))
	for start := 0; start < len(list); start += perTable {
		part := list[start:min(start+perTable, len(list))]
		columns := (width - labelColumns - 6) / len(part)
		columns = min(columns-2, 26)
		t := newTable()
		head := table.Row{""}
		for _, c := range part {
			name := Clean(names[c.GetCandidateId()])
			if name == "" {
				name = Clean(c.GetCandidateId())
			}
			head = append(head, fmt.Sprintf("%d. %s", c.GetRank(), fit(name, columns-3)))
		}
		t.AppendHeader(head)
		row := func(label string, of func(i int, c *lexfitv1.CandidateSide) string) {
			cells := table.Row{cell(label, labelColumns)}
			for i, c := range part {
				cells = append(cells, of(start+i, c))
			}
			t.AppendRow(cells)
		}
		row("Score", func(_ int, c *lexfitv1.CandidateSide) string { return s.bold(prose.Tenths(c.GetFit().GetScore())) })
		row("Band", func(_ int, c *lexfitv1.CandidateSide) string {
			return s.band(c.GetFit().GetBand(), prose.BandName(c.GetFit().GetBand()))
		})
		row("Eligibility", func(_ int, c *lexfitv1.CandidateSide) string { return s.paintStanding(c.GetFit().GetEligibility()) })
		t.AppendSeparator()
		for _, k := range r.GetRows() {
			must := "  "
			if k.GetRequired() {
				must = "* "
			}
			row(must+Clean(k.GetTitle()), func(i int, _ *lexfitv1.CandidateSide) string {
				points := "?" // silent: ask
				if k.GetStatuses()[i] != lexfitv1.Status_STATUS_NOT_STATED {
					points = prose.Tenths(k.GetPoints()[i])
				}
				return right(points, 4) + " " + bar(k.GetPoints()[i], k.GetMaxPoints(), 6)
			})
		}
		s.line()
		for line := range strings.SplitSeq(t.Render(), "\n") {
			s.line(line)
		}
	}
	s.line()
	s.line(s.faint("* must have · ? the profile is silent, so ask"))
}
