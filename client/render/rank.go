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
func Ranking(out io.Writer, format Format, ranking *lexfitv1.Ranking, person func(index int32) Person, options Options) error {
	switch format {
	case JSON:
		return Message(out, ranking)
	case JSONL:
		for _, ranked := range ranking.GetCandidates() {
			if err := Message(out, ranked); err != nil {
				return err
			}
		}
		return nil
	case Table:
	}
	other := bufio.NewWriter(out)
	sheet := newSheet(other, options)
	sheet.ranking(ranking, person, options)
	return other.Flush()
}

func (s *sheet) ranking(ranking *lexfitv1.Ranking, person func(int32) Person, options Options) {
	title := roleTitle(ranking)
	s.line(s.bold("Candidates for "+title), s.faint(fmt.Sprintf(" · as of %s · rulebook %d (%s) · engine %d",
		ranking.GetAsOf(), ranking.GetRulebookRevision(), short(ranking.GetRulebookDigest()), ranking.GetEngineVersion())))
	s.line()
	grid := newTable()
	head := table.Row{"#", "Candidate", "Score", "", "Could be", "Band"}
	columns := pointColumns
	if firm := ranking.GetWeightSets() > 0; firm {
		head = append(head, "Firm")
		columns -= firmColumns
	}
	grid.AppendHeader(append(head, "What stands out"))
	grid.SetColumnConfigs([]table.ColumnConfig{
		{Number: 1, Align: text.AlignRight, AlignHeader: text.AlignRight},
		{Number: 3, Align: text.AlignRight, AlignHeader: text.AlignRight},
	})
	for _, ranked := range ranking.GetCandidates() {
		fit := ranked.GetFit()
		row := table.Row{
			ranked.GetRank(), s.nameCell(ranked, person(ranked.GetIndex())), s.bold(prose.Tenths(fit.GetScore())),
			s.band(fit.GetBand(), bar(fit.GetScore(), fit.GetMaxScore(), 6)),
			prose.Tenths(fit.GetScoreLow()) + "–" + prose.Tenths(fit.GetScoreHigh()),
			s.band(fit.GetBand(), prose.BandName(fit.GetBand())) + "\n" + s.paintStanding(fit.GetEligibility()),
		}
		if ranking.GetWeightSets() > 0 {
			row = append(row, firm(ranking, ranked.GetFirmness()))
		}
		grid.AppendRow(append(row, standsOut(fit, columns)))
	}
	if len(ranking.GetCandidates()) == 0 {
		s.line("No candidate to show.")
	} else {
		for line := range strings.SplitSeq(grid.Render(), "\n") {
			s.line(line)
		}
	}
	s.line()
	s.totals(ranking, int32(options.Unreadable))
	if options.ExplainRank {
		s.flips(ranking, person)
	}
	if !options.Explain {
		return
	}
	for _, ranked := range ranking.GetCandidates() {
		s.line()
		s.line(fmt.Sprintf("%d. ", ranked.GetRank()), s.bold(who(ranked.GetCandidateId(), person(ranked.GetIndex()))))
		s.role(ranked.GetFit(), nil)
		s.criteria(ranked.GetFit())
		s.notes(&lexfitv1.ScoreCandidateResponse{Assumptions: ranked.GetAssumptions(), Unrecognized: ranked.GetUnrecognized()})
	}
	s.line()
	s.line(s.faint(legend))
}

// flips says of each place the smallest change of one weight that would give it to the next candidate.
func (s *sheet) flips(ranking *lexfitv1.Ranking, person func(int32) Person) {
	list := ranking.GetCandidates()
	if len(list) < 2 {
		return
	}
	s.line()
	s.line(s.bold("What would turn each place"), s.faint(" · weights sum to 1000 points; the others are re-scaled"))
	for i, ranked := range list[:len(list)-1] {
		name, next := who(ranked.GetCandidateId(), person(ranked.GetIndex())), who(list[i+1].GetCandidateId(), person(list[i+1].GetIndex()))
		sentence := fmt.Sprintf("%s stays ahead of %s: no single weight can change that.", name, next)
		if flip := ranked.GetFlip(); flip != nil {
			points, direction := flip.GetPoints(), "more"
			if points < 0 {
				points, direction = -points, "less"
			}
			sentence = fmt.Sprintf("%s would fall behind %s if %s counted %d %s %s.",
				name, next, Clean(flip.GetTitle()), points, plural(points, "point"), direction)
		}
		head := fmt.Sprintf("%2d. ", ranked.GetRank())
		for line := range strings.SplitSeq(text.WrapSoft(sentence, width-len(head)), "\n") {
			s.line(head + strings.TrimRight(line, " "))
			head = strings.Repeat(" ", len(head))
		}
	}
}

func plural(count int32, word string) string {
	if count == 1 {
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
func firm(ranking *lexfitv1.Ranking, firm *lexfitv1.Firmness) string {
	places := fmt.Sprintf("%d–%d", firm.GetBestRank(), firm.GetWorstRank())
	if firm.GetBestRank() == firm.GetWorstRank() {
		places = strconv.Itoa(int(firm.GetBestRank()))
	}
	if int(ranking.GetFirmnessPool()) == len(ranking.GetCandidates()) {
		return places
	}
	return fmt.Sprintf("%d %%\n%s", firm.GetStaysPermille()/10, places)
}

// newTable is a table of columns two spaces apart, without a frame.
func newTable() table.Writer {
	measure()
	grid := table.NewWriter()
	style := table.StyleLight
	style.Options = table.Options{SeparateHeader: true}
	style.Format.Header = text.FormatDefault
	style.Box.PaddingLeft = ""
	style.Box.PaddingRight = " "
	grid.SetStyle(style)
	grid.SuppressTrailingSpaces()
	return grid
}

func (s *sheet) nameCell(ranked *lexfitv1.RankedCandidate, person Person) string {
	id, name := fit(s.hold(Clean(ranked.GetCandidateId())), nameColumns), fit(s.hold(Clean(person.Name)), 2*nameColumns)
	lines := []string{s.faint(id)}
	for _, key := range s.o.Kept() {
		if value := Clean(ranked.GetLabels()[key]); value != "" {
			lines = append(lines, s.faint(fit(Clean(key)+": "+value, nameColumns)))
		}
	}
	if name == "" {
		lines[0] = id
		return strings.Join(lines, "\n")
	}
	kept := strings.Join(lines, "\n")
	lines = strings.Split(text.WrapSoft(name, nameColumns), "\n")
	for i, line := range lines {
		lines[i] = fit(strings.TrimRight(line, " "), nameColumns)
	}
	return strings.Join(lines, "\n") + "\n" + kept
}

func roleTitle(ranking *lexfitv1.Ranking) string {
	for _, ranked := range ranking.GetCandidates() {
		if title := Clean(ranked.GetFit().GetRoleTitle()); title != "" {
			return title
		}
	}
	return strings.TrimPrefix(Clean(ranking.GetTarget()), "roles/")
}

// standsOut gives what a recruiter looks for first: what blocks, what to ask, the best evidence and the widest gaps.
func standsOut(fit *lexfitv1.Fit, columns int) string {
	hang := func(head, written string) string { return hang(head, written, columns) }
	var lines []string
	for _, other := range fit.GetBlockers() {
		lines = append(lines, hang("✗ ", Clean(other.GetTitle())))
	}
	for _, unconfirmed := range fit.GetUnconfirmed() {
		lines = append(lines, hang("? ", Clean(unconfirmed.GetTitle())))
	}
	for _, caution := range Cautions(fit) {
		if caution.Blocks || caution.Asks {
			lines = append(lines, hang(caution.mark(), caution.Title))
		}
	}
	if best := BestEvidence(fit, 3); len(best) > 0 {
		lines = append(lines, hang("+ ", strings.Join(best, "; ")))
	}
	if len(fit.GetBlockers()) == 0 {
		if gaps := WidestGaps(fit, 2); len(gaps) > 0 {
			lines = append(lines, hang("− ", strings.Join(gaps, "; ")))
		}
	}
	return strings.Join(lines, "\n")
}

// hang breaks a text into at most two lines, the second indented below the first.
func hang(head, written string, pointColumns int) string {
	indent := text.StringWidth(head)
	lines := strings.Split(text.WrapSoft(written, pointColumns-indent), "\n")
	if len(lines) > 2 {
		lines = []string{lines[0], strings.TrimRight(lines[1], " ") + " …"}
	}
	for i, line := range lines {
		lines[i] = fit(strings.TrimRight(line, " "), pointColumns-indent)
	}
	return head + strings.Join(lines, "\n"+strings.Repeat(" ", indent))
}

// BestEvidence names what gave the most points, one thing a criterion.
func BestEvidence(fit *lexfitv1.Fit, most int) []string {
	best := slices.Clone(fit.GetCriteria())
	slices.SortStableFunc(best, func(one, other *lexfitv1.CriterionFit) int { return cmp.Compare(other.GetPoints(), one.GetPoints()) })
	var names []string
	for _, criterion := range best {
		seen := ReadAs(criterion.GetEvidence())
		if criterion.GetPoints() == 0 || len(names) == most {
			break
		}
		if len(seen) > 0 && !slices.Contains(names, seen[0]) {
			names = append(names, seen[0])
		}
	}
	return names
}

// WidestGaps names the criteria that leave the most points.
func WidestGaps(fit *lexfitv1.Fit, most int) []string {
	missing := func(criterion *lexfitv1.CriterionFit) int32 { return criterion.GetMaxPoints() - criterion.GetPoints() }
	gaps := slices.Clone(fit.GetCriteria())
	slices.SortStableFunc(gaps, func(one, other *lexfitv1.CriterionFit) int { return cmp.Compare(missing(other), missing(one)) })
	var names []string
	for _, criterion := range gaps[:min(most, len(gaps))] {
		if missing(criterion) > 0 {
			names = append(names, Clean(criterion.GetTitle()))
		}
	}
	return names
}

func (s *sheet) totals(ranking *lexfitv1.Ranking, unreadable int32) {
	shown := ""
	if count := len(ranking.GetCandidates()); int32(count) < ranking.GetRanked() {
		shown = fmt.Sprintf(", %d shown", count)
	}
	s.line(fmt.Sprintf("%d received = %d ranked + %d rejected%s", ranking.GetReceived()+unreadable, ranking.GetRanked(), ranking.GetRejected()+unreadable, shown))
	bands := slices.Clone(ranking.GetBands())
	slices.SortFunc(bands, func(one, other *lexfitv1.BandCount) int { return cmp.Compare(other.GetBand(), one.GetBand()) })
	var counts []string
	for _, other := range bands {
		if other.GetBand() != lexfitv1.Band_BAND_UNSPECIFIED {
			counts = append(counts, fmt.Sprintf("%s %d", s.band(other.GetBand(), prose.BandName(other.GetBand())), other.GetCount()))
		}
	}
	if len(counts) > 0 {
		s.line(strings.Join(counts, " · "))
	}
	s.line(s.faint("✗ blocks · ? to confirm · + best evidence · − widest gaps"))
	if ranking.GetWeightSets() > 0 {
		among := ""
		if ranking.GetFirmnessPool() < ranking.GetRanked() {
			among = fmt.Sprintf(", among the best %d", ranking.GetFirmnessPool())
		}
		stays := ""
		if int(ranking.GetFirmnessPool()) != len(ranking.GetCandidates()) {
			stays = "how often it stays on this list, and "
		}
		s.line(s.faint(wrap("", fmt.Sprintf("Firm: %sthe places it moves between, under %d sets of weights a fifth up or down%s", stays, ranking.GetWeightSets(), among))))
	}
	s.line(s.faint("Could be: from what the profile says outright to the best case of what it leaves out"))
}
