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
func NewMarkdown(out io.Writer, options Options) Scores {
	made := &markdown{w: bufio.NewWriter(out), o: options}
	if ranking := options.Ranking; ranking != nil {
		made.line("# Candidates for ", MarkdownText(roleTitle(ranking)))
	} else {
		made.line("# Candidates")
	}
	return made
}

// line keeps the first error in the writer.
func (m *markdown) line(parts ...string) {
	_, _ = m.w.WriteString(strings.Join(parts, "") + "\n")
}

// MarkdownText makes a text harmless in Markdown: what would be markup there stands for itself, HTML too.
func MarkdownText(text string) string {
	var written strings.Builder
	for _, letter := range Clean(text) {
		if strings.ContainsRune("\\`*_{}[]<>#|~&!$", letter) {
			written.WriteByte('\\')
		}
		written.WriteRune(letter)
	}
	text = written.String()
	if text != "" && strings.ContainsRune("-+=", rune(text[0])) { // a list or a heading at the beginning of a line
		text = "\\" + text
	}
	return strings.ReplaceAll(text, "://", ":\u200b//") // no link that a stranger wrote
}

// Add writes a candidate's part.
func (m *markdown) Add(answer *lexfitv1.ScoreCandidateResponse, person Person) error {
	if m.first == nil {
		m.first = answer
		if m.o.Ranking != nil {
			m.table()
		}
	}
	m.line()
	rank := ""
	if count := m.o.rankOf(m.n); count > 0 {
		rank = fmt.Sprintf("%d. ", count)
	}
	m.n++
	id, name := MarkdownText(answer.GetCandidateId()), MarkdownText(person.Name)
	if name != "" && name != id {
		id = name + " (" + id + ")"
	}
	m.line("## ", rank, id)
	if line := m.o.labelled(answer.GetLabels()); line != "" {
		m.line()
		m.line(MarkdownText(line))
	}
	if note := ReviewNote(answer.GetReview()); note != "" {
		m.line()
		m.line("**", MarkdownText(capital(note)), "**")
	}
	recommendation := answer.GetRecommendation()
	reasons := recommendation.GetReasons()
	if word := ActionWord(recommendation.GetAction()); word != "" && len(reasons) > 0 {
		_, why, _ := strings.Cut(reasons[len(reasons)-1], ": ") // it begins with the action's own word
		reasons = reasons[:len(reasons)-1]
		m.line()
		m.line("**What to do: ", word, ".** ", MarkdownText(capital(why)))
	}
	for _, fit := range answer.GetFits() {
		m.fit(fit)
	}
	if len(answer.GetFits()) > 1 && recommendation.GetRole() != "" {
		m.line()
		m.line("**Better role: ", MarkdownText(roleOf(answer, recommendation.GetRole())), ".**")
	}
	if len(reasons) > 0 {
		m.line()
		for _, reason := range reasons {
			m.line("- ", MarkdownText(reason))
		}
	}
	m.after(answer)
	if m.w.Buffered() > 32<<10 {
		m.err = m.w.Flush()
	}
	return m.err
}

func roleOf(answer *lexfitv1.ScoreCandidateResponse, role string) string {
	for _, fit := range answer.GetFits() {
		if fit.GetRole() == role {
			return fit.GetRoleTitle()
		}
	}
	return role
}

// table is the ranking at a glance. The names are in the parts below it: they are not known here yet.
func (m *markdown) table() {
	ranking := m.o.Ranking
	m.line()
	head, rule := "", ""
	for _, key := range m.o.Kept() {
		head, rule = head+" "+MarkdownText(key)+" |", rule+" --- |"
	}
	m.line("| # | Candidate |", head, " Score | Match | After interview | Best evidence | Widest gaps |")
	m.line("| ---: | --- |", rule, " ---: | --- | --- | --- | --- |")
	for _, ranked := range ranking.GetCandidates() {
		fit := ranked.GetFit()
		var kept strings.Builder
		for _, key := range m.o.Kept() {
			kept.WriteString(" " + MarkdownText(ranked.GetLabels()[key]) + " |")
		}
		who := MarkdownText(ranked.GetCandidateId())
		if ranked.GetReview().GetDraft() {
			who += " (" + DraftNote + ")"
		}
		m.line(fmt.Sprintf("| %d | %s |%s %s | %s | %s | %s | %s |", ranked.GetRank(), who, kept.String(), points100(fit),
			matchWords(fit), prose.Range(fit.GetScoreLow(), fit.GetScoreHigh()),
			MarkdownText(strings.Join(BestEvidence(fit, 3), "; ")), MarkdownText(strings.Join(WidestGaps(fit, 2), "; "))))
	}
}

func (m *markdown) fit(fit *lexfitv1.Fit) {
	m.line()
	score := prose.Tenths(fit.GetScore()) + " of " + wholeOrTenths(fit.GetMaxScore()) + ", "
	if prose.Unsaid(fit) {
		score = ""
	}
	m.line("### ", MarkdownText(fit.GetRoleTitle()), ": ", score, matchWords(fit))
	m.line()
	m.line("After interview ", prose.Range(fit.GetScoreLow(), fit.GetScoreHigh()),
		": from what the profile says outright to the best case of what it leaves out.")
	if len(fit.GetBlockers())+len(fit.GetUnconfirmed())+len(Cautions(fit)) > 0 {
		m.line()
	}
	for _, other := range fit.GetBlockers() {
		m.line("- ✗ **", MarkdownText(other.GetTitle()), "**: ", MarkdownText(lower(Clean(other.GetReason()))))
		if other.GetWayBack() != "" {
			m.line("  Way back: ", MarkdownText(other.GetWayBack()))
		}
	}
	for _, unconfirmed := range fit.GetUnconfirmed() {
		m.line("- ? **", MarkdownText(unconfirmed.GetTitle()), "**, ask first: ", MarkdownText(unconfirmed.GetQuestion()))
	}
	for _, caution := range Cautions(fit) {
		m.line("- ", caution.mark(), "**", MarkdownText(caution.Title), "**: ", MarkdownText(caution.Text))
		if caution.Source != "" {
			m.line("  Source: ", MarkdownText(caution.Source))
		}
	}
	if len(fit.GetCriteria()) > 0 {
		m.line()
		m.line("| Criterion | Points | of | Status | Rests on |")
		m.line("| --- | ---: | ---: | --- | --- |")
	}
	for _, criterion := range fit.GetCriteria() {
		title := MarkdownText(criterion.GetTitle())
		if criterion.GetRequirement() == lexfitv1.Requirement_REQUIREMENT_REQUIRED {
			title += " (must)"
		}
		rests := MarkdownText(ground(criterion))
		switch criterion.GetBasis() {
		case lexfitv1.Basis_BASIS_IMPLIED:
			rests += " (" + prose.LikelyFromJob + ")"
		case lexfitv1.Basis_BASIS_ASSUMED:
			rests += " (assumed)"
		case lexfitv1.Basis_BASIS_STATED, lexfitv1.Basis_BASIS_UNSPECIFIED:
		}
		m.line("| ", title, " | ", prose.Tenths(criterion.GetPoints()), " | ", wholeOrTenths(criterion.GetMaxPoints()), " | ", StatusWord(criterion.GetStatus()), " | ", rests, " |")
	}
}

// after is what follows from the score.
func (m *markdown) after(answer *lexfitv1.ScoreCandidateResponse) {
	section := func(title string, items []string) {
		if len(items) == 0 {
			return
		}
		m.line()
		m.line("#### ", title)
		m.line()
		for _, text := range items {
			m.line(text)
		}
	}
	var strengths, questions, advice, unread []string
	main := Target(better(answer))
	for _, strength := range answer.GetStrengths() {
		if strength.GetRole() == main && len(strengths) < shownStrengths {
			strengths = append(strengths, "- "+MarkdownText(strength.GetText())+" "+prose.Tenths(strength.GetPoints())+" of "+prose.Tenths(strength.GetMaxPoints())+".")
		}
	}
	for _, question := range answer.GetInterviewQuestions() {
		moved, asked := Settles(question, main)
		if m.o.AllQuestions {
			moved, _ = Settles(question, question.GetRole())
		}
		if m.o.AllQuestions || asked && len(questions) < shownQuestions {
			text := "- " + MarkdownText(question.GetText())
			if moved > 0 {
				text += " *(can move " + prose.Tenths(moved) + ")*"
			}
			questions = append(questions, text)
		}
	}
	for _, piece := range answer.GetAdvice() {
		advice = append(advice, fmt.Sprintf("%d. %s *%s %s → %s, %s; %s*", piece.GetRank(), MarkdownText(piece.GetText()), MarkdownText(titleOf(answer, piece.GetRole())),
			prose.Tenths(piece.GetScoreBefore()), prose.Tenths(piece.GetScoreAfter()), prose.BandWord(piece.GetBandAfter()), Takes(piece.GetEffortWeeks(), piece.GetCostUsd())))
	}
	for _, unrecognized := range answer.GetUnrecognized() {
		unread = append(unread, "- “"+MarkdownText(unrecognized.GetText())+"”")
	}
	section("What speaks for the candidate", strengths)
	section("What to ask", questions)
	if len(advice) == 0 && answer.GetRecommendation().GetAction() == lexfitv1.Action_ACTION_SUBMIT {
		advice = append(advice, nothingToClose)
	}
	section("What the candidate could do", advice)
	for _, fit := range answer.GetFits() {
		if fit.GetPlan().GetOutcome() == lexfitv1.PlanOutcome_PLAN_OUTCOME_UNSPECIFIED {
			continue
		}
		steps := []string{MarkdownText(fit.GetPlan().GetText())}
		if len(fit.GetPlan().GetSteps()) > 0 {
			steps = append(steps, "")
		}
		for i, step := range fit.GetPlan().GetSteps() {
			steps = append(steps, fmt.Sprintf("%d. %s *then %s; %s*", i+1, MarkdownText(step.GetText()), prose.Tenths(step.GetScoreAfter()), Takes(step.GetEffortWeeks(), step.GetCostUsd())))
		}
		section("Plan for "+MarkdownText(fit.GetRoleTitle()), steps)
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
	if answer := m.first; answer != nil {
		m.line(fmt.Sprintf("About this result: as of %s, rules version %d (digest `%s`), program version %d; the same profiles make the same results with `--revision %d --as-of %s`.",
			answer.GetAsOf(), answer.GetRulebookRevision(), answer.GetRulebookDigest(), answer.GetEngineVersion(), answer.GetRulebookRevision(), answer.GetAsOf()))
	}
	m.line("Names, schools, employers, ages and addresses never influence a score.")
	return m.w.Flush()
}
