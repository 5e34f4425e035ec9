package render

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// markdown writes a document of GitHub's Markdown: the ranking where there is one, and a part for each candidate.
type markdown struct {
	w     *bufio.Writer
	o     Options
	n     int
	first *lexfitv1.ScoreCandidateResponse
	err   error
}

// NewMarkdown writes a document of GitHub's Markdown.
func NewMarkdown(w io.Writer, o Options) Scores {
	m := &markdown{w: bufio.NewWriter(w), o: o}
	if r := o.Ranking; r != nil {
		m.line("# Candidates for ", MarkdownText(roleTitle(r)))
	} else {
		m.line("# Candidates")
	}
	return m
}

// line keeps the first error in the writer.
func (m *markdown) line(parts ...string) {
	_, _ = m.w.WriteString(strings.Join(parts, "") + "\n")
}

// MarkdownText makes a text harmless in Markdown: what would be markup there stands for itself, HTML too.
func MarkdownText(s string) string {
	var b strings.Builder
	for _, r := range Clean(s) {
		if strings.ContainsRune("\\`*_{}[]<>#|~&!$", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	s = b.String()
	if s != "" && strings.ContainsRune("-+=", rune(s[0])) { // a list or a heading at the beginning of a line
		s = "\\" + s
	}
	return strings.ReplaceAll(s, "://", ":\u200b//") // no link that a stranger wrote
}

// Add writes a candidate's part.
func (m *markdown) Add(a *lexfitv1.ScoreCandidateResponse, person Person) error {
	if m.first == nil {
		m.first = a
		if m.o.Ranking != nil {
			m.table()
		}
	}
	m.line()
	rank := ""
	if n := m.o.rankOf(m.n); n > 0 {
		rank = fmt.Sprintf("%d. ", n)
	}
	m.n++
	id, name := MarkdownText(a.GetCandidateId()), MarkdownText(person.Name)
	if name != "" && name != id {
		id = name + " (" + id + ")"
	}
	m.line("## ", rank, id)
	for _, f := range a.GetFits() {
		m.fit(f)
	}
	if r := a.GetRecommendation(); len(a.GetFits()) > 1 && r.GetRole() != "" {
		m.line()
		m.line("**Better role: ", MarkdownText(roleOf(a, r.GetRole())), ".**")
	}
	if reasons := a.GetRecommendation().GetReasons(); len(reasons) > 0 {
		m.line()
		for _, reason := range reasons {
			m.line("- ", MarkdownText(reason))
		}
	}
	m.after(a)
	if m.w.Buffered() > 32<<10 {
		m.err = m.w.Flush()
	}
	return m.err
}

func roleOf(a *lexfitv1.ScoreCandidateResponse, role string) string {
	for _, f := range a.GetFits() {
		if f.GetRole() == role {
			return f.GetRoleTitle()
		}
	}
	return role
}

// table is the ranking at a glance. The names are in the parts below it: they are not known here yet.
func (m *markdown) table() {
	r := m.o.Ranking
	m.line()
	m.line("| # | Candidate | Score | Could be | Band | Eligibility | Best evidence | Widest gaps |")
	m.line("| ---: | --- | ---: | --- | --- | --- | --- | --- |")
	for _, c := range r.GetCandidates() {
		f := c.GetFit()
		m.line(fmt.Sprintf("| %d | %s | %s | %s–%s | %s | %s | %s | %s |", c.GetRank(), MarkdownText(c.GetCandidateId()), prose.Tenths(f.GetScore()),
			prose.Tenths(f.GetScoreLow()), prose.Tenths(f.GetScoreHigh()), prose.BandName(f.GetBand()), Standing(f.GetEligibility()),
			MarkdownText(strings.Join(BestEvidence(f, 3), "; ")), MarkdownText(strings.Join(WidestGaps(f, 2), "; "))))
	}
}

func (m *markdown) fit(f *lexfitv1.Fit) {
	m.line()
	m.line("### ", MarkdownText(f.GetRoleTitle()), ": ", prose.Tenths(f.GetScore()), " of ", wholeOrTenths(f.GetMaxScore()), ", ", prose.BandName(f.GetBand()))
	m.line()
	m.line(strings.ToUpper(Standing(f.GetEligibility())[:1]), Standing(f.GetEligibility())[1:], "; could be ", prose.Tenths(f.GetScoreLow()), " to ", prose.Tenths(f.GetScoreHigh()),
		", from what the profile says outright to the best case of what it leaves out.")
	if len(f.GetBlockers())+len(f.GetUnconfirmed()) > 0 {
		m.line()
	}
	for _, b := range f.GetBlockers() {
		m.line("- ✗ **", MarkdownText(b.GetTitle()), "**: ", MarkdownText(lower(Clean(b.GetReason()))))
		if b.GetWayBack() != "" {
			m.line("  Way back: ", MarkdownText(b.GetWayBack()))
		}
	}
	for _, u := range f.GetUnconfirmed() {
		m.line("- ? **", MarkdownText(u.GetTitle()), "**, to confirm: ", MarkdownText(u.GetQuestion()))
	}
	if len(f.GetCriteria()) > 0 {
		m.line()
		m.line("| Criterion | Points | of | Status | Rests on |")
		m.line("| --- | ---: | ---: | --- | --- |")
	}
	for _, c := range f.GetCriteria() {
		title := MarkdownText(c.GetTitle())
		if c.GetRequirement() == lexfitv1.Requirement_REQUIREMENT_REQUIRED {
			title += " (must)"
		}
		rests := MarkdownText(ground(c))
		if mark := strings.TrimSpace(basisMark(c.GetBasis())); mark != "" {
			rests = mark + " " + rests
		}
		m.line("| ", title, " | ", prose.Tenths(c.GetPoints()), " | ", wholeOrTenths(c.GetMaxPoints()), " | ", StatusWord(c.GetStatus()), " | ", rests, " |")
	}
}

// after is what follows from the score.
func (m *markdown) after(a *lexfitv1.ScoreCandidateResponse) {
	section := func(title string, items []string) {
		if len(items) == 0 {
			return
		}
		m.line()
		m.line("#### ", title)
		m.line()
		for _, x := range items {
			m.line(x)
		}
	}
	var strengths, questions, advice, unread []string
	main := Target(better(a))
	for _, x := range a.GetStrengths() {
		if x.GetRole() == main && len(strengths) < shownStrengths {
			strengths = append(strengths, "- "+MarkdownText(x.GetText())+" "+prose.Tenths(x.GetPoints())+" of "+prose.Tenths(x.GetMaxPoints())+".")
		}
	}
	for _, q := range a.GetInterviewQuestions() {
		if m.o.AllQuestions || q.GetRole() == main && len(questions) < shownQuestions {
			questions = append(questions, fmt.Sprintf("- %s *(can move %s)*", MarkdownText(q.GetText()), prose.Tenths(q.GetIntervalPoints())))
		}
	}
	for _, x := range a.GetAdvice() {
		advice = append(advice, fmt.Sprintf("%d. %s *%s %s → %s, %s; %s*", x.GetRank(), MarkdownText(x.GetText()), MarkdownText(titleOf(a, x.GetRole())),
			prose.Tenths(x.GetScoreBefore()), prose.Tenths(x.GetScoreAfter()), prose.BandName(x.GetBandAfter()), Takes(x.GetEffortWeeks(), x.GetCostUsd())))
	}
	for _, u := range a.GetUnrecognized() {
		unread = append(unread, "- “"+MarkdownText(u.GetText())+"”")
	}
	section("Speaks for the candidate", strengths)
	section("To ask", questions)
	section("What the candidate could do", advice)
	for _, f := range a.GetFits() {
		if f.GetPlan().GetOutcome() == lexfitv1.PlanOutcome_PLAN_OUTCOME_UNSPECIFIED {
			continue
		}
		steps := []string{MarkdownText(f.GetPlan().GetText())}
		if len(f.GetPlan().GetSteps()) > 0 {
			steps = append(steps, "")
		}
		for i, x := range f.GetPlan().GetSteps() {
			steps = append(steps, fmt.Sprintf("%d. %s *then %s; %s*", i+1, MarkdownText(x.GetText()), prose.Tenths(x.GetScoreAfter()), Takes(x.GetEffortWeeks(), x.GetCostUsd())))
		}
		section("Plan for "+MarkdownText(f.GetRoleTitle()), steps)
	}
	section("Not recognized, no points", unread)
}

// Close writes what the results depend on.
func (m *markdown) Close() error {
	m.line()
	m.line("---")
	m.line()
	if m.o.Totals != nil {
		read, rejected := m.o.Totals()
		m.line(fmt.Sprintf("%d rows read = %d scored + %d rejected.", read, read-rejected, rejected))
	}
	if a := m.first; a != nil {
		m.line(fmt.Sprintf("As of %s, by revision %d of the rulebook (digest `%s`), engine %d; the same profiles make the same results with `--revision %d --as-of %s`.",
			a.GetAsOf(), a.GetRulebookRevision(), a.GetRulebookDigest(), a.GetEngineVersion(), a.GetRulebookRevision(), a.GetAsOf()))
	}
	m.line("Names, schools, employers, ages and addresses never influence a score.")
	return m.w.Flush()
}
