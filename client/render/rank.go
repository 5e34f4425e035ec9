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
	rankSheet{sheet}.ranking(ranking, person, options)
	return other.Flush()
}

// rankSheet writes a ranking.
type rankSheet struct{ *sheet }

func (s rankSheet) ranking(ranking *lexfitv1.Ranking, person func(int32) Person, options Options) {
	s.line(s.bold("Candidates for " + roleTitle(ranking)))
	s.line()
	switch {
	case len(ranking.GetCandidates()) == 0:
		s.line("No candidate to show.")
	case s.width < usualWidth:
		s.places(ranking, person)
	default:
		s.table(ranking, person)
	}
	s.line()
	s.totals(ranking, int32(options.Unreadable))
	if options.ExplainRank {
		s.flips(ranking, person)
	}
	if options.Explain {
		for _, ranked := range ranking.GetCandidates() {
			s.line()
			s.line(fmt.Sprintf("%d. ", ranked.GetRank()), s.bold(fit(who(ranked.GetCandidateId(), person(ranked.GetIndex())), s.width-7)))
			s.breakdown(ranked.GetFit(), true)
			s.notes(&lexfitv1.ScoreCandidateResponse{Assumptions: ranked.GetAssumptions(), Unrecognized: ranked.GetUnrecognized()})
		}
		s.line()
		s.line(s.faint(s.wrap("", legend)))
	}
	s.about(ranking.GetAsOf(), ranking.GetRulebookRevision(), ranking.GetRulebookDigest(), ranking.GetEngineVersion())
}

// table is a ranking in columns, for windows wide enough.
func (s rankSheet) table(ranking *lexfitv1.Ranking, person func(int32) Person) {
	grid := newTable()
	head := table.Row{"#", "Candidate", "Score", "Match", "After\ninterview"}
	columns := s.width - nameColumns - otherColumns
	varies := ranking.GetWeightSets() > 0
	if varies {
		head = append(head, "Place may\nvary")
		columns -= placeColumns
	}
	grid.AppendHeader(append(head, "What stands out"))
	grid.SetColumnConfigs([]table.ColumnConfig{
		{Number: 1, Align: text.AlignRight, AlignHeader: text.AlignRight},
		{Number: 3, Align: text.AlignRight, AlignHeader: text.AlignRight},
	})
	for i, ranked := range ranking.GetCandidates() {
		fit := ranked.GetFit()
		row := table.Row{ranked.GetRank(), s.nameCell(ranked, person(ranked.GetIndex())), s.bold(points100(fit)), s.matchCell(fit), prose.Range(fit.GetScoreLow(), fit.GetScoreHigh())}
		if varies {
			row = append(row, placeCell(ranking, ranked.GetFirmness()))
		}
		grid.AppendRow(append(row, strings.Join(s.standsOut(ranked, s.o.answer(i), columns), "\n")))
	}
	for line := range strings.SplitSeq(grid.Render(), "\n") {
		s.line(line)
	}
}

// places is a ranking in a few lines a candidate, for narrow windows.
func (s rankSheet) places(ranking *lexfitv1.Ranking, person func(int32) Person) {
	const indent = "     "
	for i, ranked := range ranking.GetCandidates() {
		made := ranked.GetFit()
		rank := fmt.Sprintf("%3d  ", ranked.GetRank())
		s.line(rank, s.bold(fit(who(ranked.GetCandidateId(), person(ranked.GetIndex())), s.width-len(rank))))
		after := prose.AfterInterview + " " + prose.Range(made.GetScoreLow(), made.GetScoreHigh())
		if ranking.GetWeightSets() > 0 {
			after += "; " + prose.PlaceMayVary + " " + strings.ReplaceAll(placeCell(ranking, ranked.GetFirmness()), "\n", ", ")
		}
		s.line(indent, s.bold(points100(made)), "  ", strings.ReplaceAll(s.matchCell(made), "\n", ", "))
		s.line(indent, s.faint(after))
		for _, line := range s.standsOut(ranked, s.o.answer(i), s.width-len(indent)) {
			for part := range strings.SplitSeq(line, "\n") {
				s.line(indent, part)
			}
		}
	}
}

// points100 is a score as people read it, and a dash where nothing was said that it could judge.
func points100(made *lexfitv1.Fit) string {
	if prose.Unsaid(made) {
		return "–"
	}
	return prose.Tenths(made.GetScore())
}

// matchCell says how good a match is, and below it how the musts stand.
func (s *sheet) matchCell(made *lexfitv1.Fit) string {
	match, musts, more := strings.Cut(matchWords(made), ", ")
	if !more {
		return s.band(made.GetBand(), match)
	}
	return s.band(made.GetBand(), match) + "\n" + musts
}

// matchWords say how good a match is and how the musts stand, where that is not the same.
func matchWords(made *lexfitv1.Fit) string {
	match, musts := prose.Match(made), prose.Musts(made.GetEligibility())
	if musts == "" || match == musts || prose.Unsaid(made) {
		return match
	}
	return match + ", " + musts
}

// flips says of each place the smallest change of one weight that would give it to the next candidate.
func (s rankSheet) flips(ranking *lexfitv1.Ranking, person func(int32) Person) {
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
		for line := range strings.SplitSeq(text.WrapSoft(sentence, s.width-len(head)), "\n") {
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
	otherColumns = 37 // rank, score, match and the interview's range, with the blanks between
	placeColumns = 11
)

// placeCell says between which places somebody moves, and how often the place stays on the list shown where not all are shown.
func placeCell(ranking *lexfitv1.Ranking, firm *lexfitv1.Firmness) string {
	places := fmt.Sprintf("%d–%d", firm.GetBestRank(), firm.GetWorstRank())
	if firm.GetBestRank() == firm.GetWorstRank() {
		places = strconv.Itoa(int(firm.GetBestRank()))
	}
	if int(ranking.GetFirmnessPool()) == len(ranking.GetCandidates()) {
		return places
	}
	return fmt.Sprintf("%s\nstays %d%%", places, firm.GetStaysPermille()/10)
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

func (s rankSheet) nameCell(ranked *lexfitv1.RankedCandidate, person Person) string {
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

// standsOut gives what a recruiter looks for first: what to do, whether it is a draft, what is missing, what to ask, the best evidence, the widest gaps.
func (s rankSheet) standsOut(ranked *lexfitv1.RankedCandidate, answer *lexfitv1.ScoreCandidateResponse, columns int) []string {
	hang := func(head, written string) string { return hang(head, written, columns) }
	made := ranked.GetFit()
	var lines []string
	if word := ActionWord(answer.GetRecommendation().GetAction()); word != "" {
		lines = append(lines, s.bold(hang("→ ", word)))
	}
	if note := ReviewNote(ranked.GetReview()); note != "" {
		lines = append(lines, hang("! ", note))
	}
	for _, other := range made.GetBlockers() {
		lines = append(lines, hang("✗ ", Clean(other.GetTitle())))
	}
	for _, unconfirmed := range made.GetUnconfirmed() {
		lines = append(lines, hang("? ", Clean(unconfirmed.GetTitle())))
	}
	for _, caution := range Cautions(made) {
		if caution.Blocks || caution.Asks {
			lines = append(lines, hang(caution.mark(), caution.Title))
		}
	}
	if pay := PayConflict(made); pay != "" {
		lines = append(lines, hang("$ ", pay))
	}
	if best := BestEvidence(made, 3); len(best) > 0 {
		lines = append(lines, hang("+ ", strings.Join(best, "; ")))
	}
	if len(made.GetBlockers()) == 0 && !prose.Unsaid(made) {
		if gaps := WidestGaps(made, 2); len(gaps) > 0 {
			lines = append(lines, hang("− ", strings.Join(gaps, "; ")))
		}
	}
	return lines
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

func (s rankSheet) totals(ranking *lexfitv1.Ranking, unreadable int32) {
	shown := ""
	if count := len(ranking.GetCandidates()); int32(count) < ranking.GetRanked() {
		shown = fmt.Sprintf(", %d shown", count)
	}
	s.line(fmt.Sprintf("%d received = %d ranked + %d rejected%s", ranking.GetReceived()+unreadable, ranking.GetRanked(), ranking.GetRejected()+unreadable, shown))
	counts := countsOf(ranking)
	var parts []string
	for _, band := range Bands {
		if counts[band] > 0 {
			parts = append(parts, s.band(band, prose.BandWord(band))+" "+strconv.Itoa(int(counts[band])))
		}
	}
	if len(parts) > 0 {
		s.line(strings.Join(parts, " · "))
	}
	s.line(s.faint(s.wrap("", "→ what to do · ✗ missing a must · ? ask first · ! flagged · $ pay · + best evidence · − widest gaps")))
	if ranking.GetWeightSets() > 0 {
		among := ""
		if ranking.GetFirmnessPool() < ranking.GetRanked() {
			among = fmt.Sprintf(", among the best %d", ranking.GetFirmnessPool())
		}
		stays := ""
		if int(ranking.GetFirmnessPool()) != len(ranking.GetCandidates()) {
			stays = ", and how often it stays on this list"
		}
		s.line(s.faint(s.wrap("", fmt.Sprintf("Place may vary: between which places%s, under %d sets of weights a fifth up or down%s", stays, ranking.GetWeightSets(), among))))
	}
	s.line(s.faint(s.wrap("", "After interview: from what the profile says outright to the best case of what it leaves out")))
}

// countsOf counts the bands as people read them: somebody shown who said nothing is not weak.
func countsOf(ranking *lexfitv1.Ranking) map[lexfitv1.Band]int32 {
	counts := map[lexfitv1.Band]int32{}
	for _, band := range ranking.GetBands() {
		counts[band.GetBand()] += band.GetCount()
	}
	for _, ranked := range ranking.GetCandidates() {
		if band := ranked.GetFit().GetBand(); prose.Unsaid(ranked.GetFit()) && counts[band] > 0 {
			counts[band]--
			counts[lexfitv1.Band_BAND_NOT_ENOUGH_SAID]++
		}
	}
	return counts
}
