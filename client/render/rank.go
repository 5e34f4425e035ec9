package render

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Ranking prints a ranking as it is. People are looked up by their place in the pool: the pool is at hand here, not at the server.
func Ranking(w io.Writer, f Format, r *lexfitv1.Ranking, person func(index int32) Person, o Options) error {
	switch f {
	case JSON:
		return Message(w, r)
	case JSONL:
		for _, c := range r.GetCandidates() {
			if err := Message(w, c); err != nil {
				return err
			}
		}
		return nil
	case Table:
	}
	b := bufio.NewWriter(w)
	s := newSheet(b, o)
	s.ranking(r, person, o)
	return b.Flush()
}

func (s *sheet) ranking(r *lexfitv1.Ranking, person func(int32) Person, o Options) {
	title := roleTitle(r)
	s.line(s.bold("Candidates for "+title), s.faint(fmt.Sprintf(" · as of %s · rulebook %d (%s) · engine %d",
		r.GetAsOf(), r.GetRulebookRevision(), short(r.GetRulebookDigest()), r.GetEngineVersion())))
	s.line()
	t := newTable()
	head := table.Row{"#", "Candidate", "Score", "", "Could be", "Band"}
	columns := pointColumns
	if firm := r.GetWeightSets() > 0; firm {
		head = append(head, "Firm")
		columns -= firmColumns
	}
	t.AppendHeader(append(head, "What stands out"))
	t.SetColumnConfigs([]table.ColumnConfig{
		{Number: 1, Align: text.AlignRight, AlignHeader: text.AlignRight},
		{Number: 3, Align: text.AlignRight, AlignHeader: text.AlignRight},
	})
	for _, c := range r.GetCandidates() {
		f := c.GetFit()
		row := table.Row{
			c.GetRank(), s.nameCell(c, person(c.GetIndex())), s.bold(prose.Tenths(f.GetScore())),
			s.band(f.GetBand(), bar(f.GetScore(), f.GetMaxScore(), 6)),
			prose.Tenths(f.GetScoreLow()) + "–" + prose.Tenths(f.GetScoreHigh()),
			s.band(f.GetBand(), prose.BandName(f.GetBand())) + "\n" + s.paintStanding(f.GetEligibility()),
		}
		if r.GetWeightSets() > 0 {
			row = append(row, firm(r, c.GetFirmness()))
		}
		t.AppendRow(append(row, standsOut(f, columns)))
	}
	if len(r.GetCandidates()) == 0 {
		s.line("No candidate to show.")
	} else {
		for line := range strings.SplitSeq(t.Render(), "\n") {
			s.line(line)
		}
	}
	s.line()
	s.totals(r, int32(o.Unreadable))
	if o.ExplainRank {
		s.flips(r, person)
	}
	if !o.Explain {
		return
	}
	for _, c := range r.GetCandidates() {
		s.line()
		s.line(fmt.Sprintf("%d. ", c.GetRank()), s.bold(who(c.GetCandidateId(), person(c.GetIndex()))))
		s.role(c.GetFit())
		s.criteria(c.GetFit())
		s.notes(&lexfitv1.ScoreCandidateResponse{Assumptions: c.GetAssumptions(), Unrecognized: c.GetUnrecognized()})
	}
	s.line()
	s.line(s.faint(legend))
}

// flips says of each place the smallest change of one weight that would give it to the next candidate.
func (s *sheet) flips(r *lexfitv1.Ranking, person func(int32) Person) {
	list := r.GetCandidates()
	if len(list) < 2 {
		return
	}
	s.line()
	s.line(s.bold("What would turn each place"), s.faint(" · weights sum to 1000 points; the others are re-scaled"))
	for i, c := range list[:len(list)-1] {
		name, next := who(c.GetCandidateId(), person(c.GetIndex())), who(list[i+1].GetCandidateId(), person(list[i+1].GetIndex()))
		sentence := fmt.Sprintf("%s stays ahead of %s: no single weight can change that.", name, next)
		if flip := c.GetFlip(); flip != nil {
			points, direction := flip.GetPoints(), "more"
			if points < 0 {
				points, direction = -points, "less"
			}
			sentence = fmt.Sprintf("%s would fall behind %s if %s counted %d %s %s.",
				name, next, Clean(flip.GetTitle()), points, plural(points, "point"), direction)
		}
		head := fmt.Sprintf("%2d. ", c.GetRank())
		for line := range strings.SplitSeq(text.WrapSoft(sentence, width-len(head)), "\n") {
			s.line(head + strings.TrimRight(line, " "))
			head = strings.Repeat(" ", len(head))
		}
	}
}

func plural(n int32, word string) string {
	if n == 1 {
		return word
	}
	return word + "s"
}

// The two columns that hold free text share what the others leave of the width. Both are broken into lines here, since
// the table's own wrapping would run them together.
const (
	nameColumns  = 20
	pointColumns = 38
	firmColumns  = 8 // what the column on firmness takes from what stands out
)

// firm says how often a place stays on the list shown, and between which places it moves; where everybody is shown, the
// places alone.
func firm(r *lexfitv1.Ranking, f *lexfitv1.Firmness) string {
	places := fmt.Sprintf("%d–%d", f.GetBestRank(), f.GetWorstRank())
	if f.GetBestRank() == f.GetWorstRank() {
		places = strconv.Itoa(int(f.GetBestRank()))
	}
	if int(r.GetFirmnessPool()) == len(r.GetCandidates()) {
		return places
	}
	return fmt.Sprintf("%d %%\n%s", f.GetStaysPermille()/10, places)
}

// newTable is a table of columns two spaces apart, without a frame.
func newTable() table.Writer {
	measure()
	t := table.NewWriter()
	style := table.StyleLight
	style.Options = table.Options{SeparateHeader: true}
	style.Format.Header = text.FormatDefault
	style.Box.PaddingLeft = ""
	style.Box.PaddingRight = " "
	t.SetStyle(style)
	t.SuppressTrailingSpaces()
	return t
}

func (s *sheet) nameCell(c *lexfitv1.RankedCandidate, person Person) string {
	id, name := fit(Clean(c.GetCandidateId()), nameColumns), fit(Clean(person.Name), 2*nameColumns)
	if name == "" {
		return id
	}
	lines := strings.Split(text.WrapSoft(name, nameColumns), "\n")
	for i, line := range lines {
		lines[i] = fit(strings.TrimRight(line, " "), nameColumns)
	}
	return strings.Join(lines, "\n") + "\n" + s.faint(id)
}

func roleTitle(r *lexfitv1.Ranking) string {
	for _, c := range r.GetCandidates() {
		if title := Clean(c.GetFit().GetRoleTitle()); title != "" {
			return title
		}
	}
	return strings.TrimPrefix(Clean(r.GetTarget()), "roles/")
}

// standsOut gives what a recruiter looks for first: what blocks, what to ask, the best evidence and the widest gaps.
func standsOut(f *lexfitv1.Fit, columns int) string {
	hang := func(head, s string) string { return hang(head, s, columns) }
	var lines []string
	for _, b := range f.GetBlockers() {
		lines = append(lines, hang("✗ ", Clean(b.GetTitle())))
	}
	for _, u := range f.GetUnconfirmed() {
		lines = append(lines, hang("? ", Clean(u.GetTitle())))
	}
	if best := BestEvidence(f, 3); len(best) > 0 {
		lines = append(lines, hang("+ ", strings.Join(best, "; ")))
	}
	if len(f.GetBlockers()) == 0 {
		if gaps := WidestGaps(f, 2); len(gaps) > 0 {
			lines = append(lines, hang("− ", strings.Join(gaps, "; ")))
		}
	}
	return strings.Join(lines, "\n")
}

// hang breaks a text into at most two lines, the second indented below the first.
func hang(head, s string, pointColumns int) string {
	indent := text.StringWidth(head)
	lines := strings.Split(text.WrapSoft(s, pointColumns-indent), "\n")
	if len(lines) > 2 {
		lines = []string{lines[0], strings.TrimRight(lines[1], " ") + " …"}
	}
	for i, line := range lines {
		lines[i] = fit(strings.TrimRight(line, " "), pointColumns-indent)
	}
	return head + strings.Join(lines, "\n"+strings.Repeat(" ", indent))
}

// BestEvidence names what gave the most points, one thing a criterion.
func BestEvidence(f *lexfitv1.Fit, most int) []string {
	best := slices.Clone(f.GetCriteria())
	slices.SortStableFunc(best, func(a, b *lexfitv1.CriterionFit) int { return cmp.Compare(b.GetPoints(), a.GetPoints()) })
	var names []string
	for _, c := range best {
		seen := ReadAs(c.GetEvidence())
		if c.GetPoints() == 0 || len(names) == most {
			break
		}
		if len(seen) > 0 && !slices.Contains(names, seen[0]) {
			names = append(names, seen[0])
		}
	}
	return names
}

// WidestGaps names the criteria that leave the most points.
func WidestGaps(f *lexfitv1.Fit, most int) []string {
	missing := func(c *lexfitv1.CriterionFit) int32 { return c.GetMaxPoints() - c.GetPoints() }
	gaps := slices.Clone(f.GetCriteria())
	slices.SortStableFunc(gaps, func(a, b *lexfitv1.CriterionFit) int { return cmp.Compare(missing(b), missing(a)) })
	var names []string
	for _, c := range gaps[:min(most, len(gaps))] {
		if missing(c) > 0 {
			names = append(names, Clean(c.GetTitle()))
		}
	}
	return names
}

func (s *sheet) totals(r *lexfitv1.Ranking, unreadable int32) {
	shown := ""
	if n := len(r.GetCandidates()); int32(n) < r.GetRanked() {
		shown = fmt.Sprintf(", %d shown", n)
	}
	s.line(fmt.Sprintf("%d received = %d ranked + %d rejected%s", r.GetReceived()+unreadable, r.GetRanked(), r.GetRejected()+unreadable, shown))
	bands := slices.Clone(r.GetBands())
	slices.SortFunc(bands, func(a, b *lexfitv1.BandCount) int { return cmp.Compare(b.GetBand(), a.GetBand()) })
	var counts []string
	for _, b := range bands {
		if b.GetBand() != lexfitv1.Band_BAND_UNSPECIFIED {
			counts = append(counts, fmt.Sprintf("%s %d", s.band(b.GetBand(), prose.BandName(b.GetBand())), b.GetCount()))
		}
	}
	if len(counts) > 0 {
		s.line(strings.Join(counts, " · "))
	}
	s.line(s.faint("✗ blocks · ? to confirm · + best evidence · − widest gaps"))
	if r.GetWeightSets() > 0 {
		among := ""
		if r.GetFirmnessPool() < r.GetRanked() {
			among = fmt.Sprintf(", among the best %d", r.GetFirmnessPool())
		}
		stays := ""
		if int(r.GetFirmnessPool()) != len(r.GetCandidates()) {
			stays = "how often it stays on this list, and "
		}
		s.line(s.faint(wrap("", fmt.Sprintf("Firm: %sthe places it moves between, under %d sets of weights a fifth up or down%s", stays, r.GetWeightSets(), among))))
	}
	s.line(s.faint("Could be: from what the profile says outright to the best case of what it leaves out"))
}
