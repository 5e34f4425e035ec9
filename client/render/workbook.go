package render

import (
	"archive/zip"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/lexfit/lexfit/client/spool"
	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// The sheets of the workbook.
const (
	rankingSheet    = "Ranking"
	candidatesSheet = "Candidates"
	criteriaSheet   = "Criteria"
	adviceSheet     = "Advice"
	questionsSheet  = "Questions"
	aboutSheet      = "About"
)

// workbook writes an Excel workbook: the ranking, to decide by and to print, and the details on sheets of their own. Sheets are
// written as they come but for those in the order of the ranking, whose rows wait in a temporary file until it is known, so that a
// large pool takes little memory.
type workbook struct {
	w         io.Writer
	o         Options
	file      *excelize.File
	decisions []column // of the first sheet; its role is left out where there is one alone
	columns   []column // of the candidates
	styles    map[string]int

	rows   *spool.Spool
	orders []order
	ranks  []int // given by a ranking
	n      int

	criteria, advice, questions *tableSheet
	first                       *lexfitv1.ScoreCandidateResponse // what is the same of all
	bands                       map[string]map[lexfitv1.Band]int
	targets                     []string
	err                         error
}

// NewWorkbook writes an Excel workbook.
func NewWorkbook(out io.Writer, options Options) Scores {
	list := slices.DeleteFunc(columns(options), func(column column) bool { return column.name == "breakdown" }) // it has a sheet of its own
	if !options.Blind {                                                                                         // an id stands behind the name
		list[0], list[1] = list[1], list[0]
	}
	other := &workbook{w: out, o: options, file: excelize.NewFile(), decisions: decisions(options), columns: list, styles: map[string]int{}, bands: map[string]map[lexfitv1.Band]int{}}
	other.err = other.begin()
	return other
}

func (b *workbook) begin() error {
	var err error
	if b.rows, err = spool.New(); err != nil {
		return err
	}
	if err := b.file.SetSheetName("Sheet1", rankingSheet); err != nil {
		return err //nolint:wrapcheck // said by Add
	}
	if _, err := b.file.NewSheet(candidatesSheet); err != nil { // before those that are written as they come
		return err //nolint:wrapcheck // said by Add
	}
	styles := map[string]*excelize.Style{
		"head":       {Font: bold("FFFFFF"), Fill: solid("334155"), Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}},
		"text":       {Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}, Border: lines("E2E8F0", "bottom")},
		"number":     {Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "center"}, CustomNumFmt: new("0.0"), Border: lines("E2E8F0", "bottom")},
		"count":      {Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "center"}, NumFmt: 1, Border: lines("E2E8F0", "bottom")},
		"empty":      {Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}, Border: lines("94A3B8", "left", "right", "top", "bottom")},
		"bold":       {Font: bold("000000"), Alignment: &excelize.Alignment{Vertical: "top"}},
		"STRONG":     bandStyle("BBF7D0", "14532D"),
		"GOOD":       bandStyle("D9F99D", "365314"),
		"POSSIBLE":   bandStyle("FEF08A", "713F12"),
		"WEAK":       bandStyle("E2E8F0", "334155"),
		"INELIGIBLE": bandStyle("FECACA", "7F1D1D"),
	}
	for _, name := range slices.Sorted(maps.Keys(styles)) { // in order: they are numbered as they come
		if b.styles[name], err = b.file.NewStyle(styles[name]); err != nil {
			return err //nolint:wrapcheck // said by Add
		}
	}
	b.criteria = b.sheet(criteriaSheet, []string{
		"role", "criterion", "must", "points", "max_points", "points_low", "points_high", "status", "rests_on", "lacks", "basis",
		"target", "criterion_id", "origin",
	}, 18, 34, 13, 8, 10, 10, 10, 10, 50, 40, 18, 22, 24, 20)
	b.advice = b.sheet(adviceSheet, []string{
		"role", "kind", "number", "what", "score_before", "score_after", "band_after", "weeks", "dollars", "closes_a_must", "to_check",
	}, 18, 12, 8, 70, 11, 11, 12, 8, 9, 11, 50)
	b.questions = b.sheet(questionsSheet, []string{"role", "question", "can_move", "why", "must_be_asked"}, 18, 70, 10, 60, 12)
	return nil
}

func solid(color string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
}

func bandStyle(fill, font string) *excelize.Style {
	return &excelize.Style{Fill: solid(fill), Font: bold(font), Border: lines("E2E8F0", "bottom"), Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}}
}

// bold is the font of the sheets, which the library leaves to whoever opens the file once anything of it is set.
func bold(color string) *excelize.Font {
	return &excelize.Font{Bold: true, Color: color, Family: "Calibri", Size: 11}
}

// lines are thin lines on some sides of a cell.
func lines(color string, sides ...string) []excelize.Border {
	var list []excelize.Border
	for _, side := range sides {
		list = append(list, excelize.Border{Type: side, Color: color, Style: 1})
	}
	return list
}

// sheet begins a sheet of details: the name comes first, the id last; blind, the id is the name.
func (b *workbook) sheet(name string, head []string, widths ...float64) *tableSheet {
	head, widths = append([]string{"name"}, head...), append([]float64{24}, widths...)
	printed := len(head)
	if at := slices.Index(head, "target"); at >= 0 { // from there on ids
		printed = at
	}
	if !b.o.Blind {
		head, widths = append(head, "candidate_id"), append(widths, 22)
	}
	return &tableSheet{book: b, name: name, head: head, widths: widths, held: 1, printed: printed}
}

// Add takes a candidate's answer.
func (b *workbook) Add(answer *lexfitv1.ScoreCandidateResponse, person Person) error {
	if b.err != nil {
		return fmt.Errorf("workbook: %w", b.err)
	}
	if b.first == nil {
		b.first = answer
	}
	for _, fit := range answer.GetFits() {
		row := &record{answer: answer, fit: fit, name: person.Name}
		var cells []any
		for _, column := range slices.Concat(b.decisions, b.columns) {
			cells = append(cells, column.value(row))
		}
		line, err := json.Marshal(cells)
		if err == nil {
			err = b.rows.Add(line)
		}
		if err == nil {
			err = b.details(row)
		}
		if err != nil {
			return fmt.Errorf("workbook: %w", err)
		}
		b.orders = append(b.orders, orderOf(answer, fit, len(b.orders)))
		b.ranks = append(b.ranks, b.o.rankOf(b.n))
		name := Clean(fit.GetRoleTitle())
		if b.bands[name] == nil {
			b.bands[name] = map[lexfitv1.Band]int{}
			b.targets = append(b.targets, name)
		}
		b.bands[name][fit.GetBand()]++
	}
	b.n++
	return nil
}

// details writes the criteria, the advice and the questions of a fit.
func (b *workbook) details(record *record) error {
	id := Clean(record.answer.GetCandidateId())
	role, name := Clean(record.fit.GetRoleTitle()), Target(record.fit)
	row := func(sheet *tableSheet, cells ...any) error {
		cells = append([]any{cmp.Or(Clean(record.name), id), role}, cells...)
		if !b.o.Blind {
			cells = append(cells, id)
		}
		return sheet.add(cells)
	}
	for _, criterion := range record.fit.GetCriteria() {
		lacks := criterion.GetRoute().GetLacks()
		if len(lacks) == 0 {
			lacks = criterion.GetNextRoute().GetLacks()
		}
		if err := row(b.criteria, Clean(criterion.GetTitle()), must(criterion.GetRequirement()),
			points(criterion.GetPoints()), points(criterion.GetMaxPoints()), points(criterion.GetPointsLow()), points(criterion.GetPointsHigh()),
			StatusWord(criterion.GetStatus()), strings.Join(Shown(criterion.GetEvidence()), "; "), Clean(strings.Join(lacks, "; ")), basisText(criterion.GetBasis()),
			Clean(name), criterion.GetCriterionId(), Clean(criterion.GetOrigin())); err != nil {
			return err
		}
	}
	for _, advice := range record.answer.GetAdvice() {
		if advice.GetRole() != name {
			continue
		}
		if err := row(b.advice, "advice", int(advice.GetRank()), Clean(advice.GetText()), points(advice.GetScoreBefore()), points(advice.GetScoreAfter()), bandWord(advice.GetBandAfter()),
			int(advice.GetEffortWeeks()), int(advice.GetCostUsd()), yes(advice.GetClosesBlocker()), Clean(strings.Join(advice.GetChecks(), "; "))); err != nil {
			return err
		}
	}
	before := record.fit.GetPlan().GetScoreBefore()
	for i, step := range record.fit.GetPlan().GetSteps() {
		if err := row(b.advice, "plan", i+1, Clean(step.GetText()), points(before), points(step.GetScoreAfter()), "",
			int(step.GetEffortWeeks()), int(step.GetCostUsd()), "", Clean(strings.Join(step.GetChecks(), "; "))); err != nil {
			return err
		}
		before = step.GetScoreAfter()
	}
	for _, question := range record.answer.GetInterviewQuestions() {
		moved, asked := Settles(question, name)
		if !asked {
			continue
		}
		if err := row(b.questions, Clean(question.GetText()), points(moved), Clean(question.GetPrompt()), yes(question.GetRequired())); err != nil {
			return err
		}
	}
	return nil
}

// must says whether a criterion is one.
func must(requirement lexfitv1.Requirement) string {
	return yes(requirement == lexfitv1.Requirement_REQUIREMENT_REQUIRED)
}

// basisText says what points rest on.
func basisText(basis lexfitv1.Basis) string {
	switch basis {
	case lexfitv1.Basis_BASIS_STATED:
		return "said"
	case lexfitv1.Basis_BASIS_IMPLIED:
		return prose.LikelyFromJob
	case lexfitv1.Basis_BASIS_ASSUMED:
		return "assumed"
	case lexfitv1.Basis_BASIS_UNSPECIFIED:
	}
	return ""
}

func yes(other bool) string {
	if other {
		return "yes"
	}
	return ""
}

// Close writes the ranking and what the results depend on, and then the file.
func (b *workbook) Close() error {
	defer func() {
		_ = b.file.Close() // temporary files of its own
		if b.rows != nil {
			b.rows.Close()
		}
	}()
	err := b.err
	for _, step := range []func() error{b.ranking, b.criteria.close, b.advice.close, b.questions.close, b.about} {
		if err == nil {
			err = step()
		}
	}
	if err == nil {
		err = b.write()
	}
	if err != nil {
		return fmt.Errorf("workbook: %w", err)
	}
	return nil
}

// ranking writes the sheets that stand in its order.
func (b *workbook) ranking() error {
	first := newTableSheet(b, rankingSheet, b.decisions, 2)
	first.printed = len(b.decisions)
	if !b.o.Blind {
		first.printed-- // the id
	}
	if len(b.targets) < 2 {
		first.leave("role")
	}
	everything := newTableSheet(b, candidatesSheet, b.columns, 1)
	everything.height = 46 // three lines: the rest of a long text is in its cell
	ranks := ranked(b.orders)
	for i, order := range b.orders {
		line, err := b.rows.Piece(order.Index)
		if err != nil {
			return err //nolint:wrapcheck // it says what it is about
		}
		var cells []any
		if err := json.Unmarshal(line, &cells); err != nil {
			return fmt.Errorf("temporary file for rows: %w", err)
		}
		rank := int(ranks[i])
		if b.ranks[order.Index] > 0 {
			rank = b.ranks[order.Index]
		}
		for j, column := range slices.Concat(b.decisions, b.columns) {
			if column.name == "rank" {
				cells[j] = rank
			}
			if value, ok := cells[j].(float64); ok && (column.name == "rulebook_revision" || column.name == "engine_version") {
				cells[j] = int(value) // JSON knows one kind of number
			}
		}
		if err := errors.Join(first.add(cells[:len(b.decisions)]), everything.add(cells[len(b.decisions):])); err != nil {
			return err
		}
	}
	return errors.Join(first.close(), everything.close())
}

// heading is what each printed page begins with; an ampersand would be a code there.
func (b *workbook) heading() string {
	made := "Candidates"
	if len(b.targets) > 0 {
		made += " for " + strings.Join(b.targets, ", ")
	}
	if b.first != nil {
		made += ", as of " + b.first.GetAsOf()
	}
	return strings.ReplaceAll(prose.Shorten(made), "&", "&&")
}

// about says what the results depend on, so that they can be made again.
func (b *workbook) about() error {
	if _, err := b.file.NewSheet(aboutSheet); err != nil {
		return err //nolint:wrapcheck // said by Close
	}
	var lines [][2]any
	add := func(name string, value any) { lines = append(lines, [2]any{name, value}) }
	if b.o.Totals != nil {
		read, rejected := b.o.Totals()
		add("Rows read", read)
		add("Rows scored", read-rejected)
		add("Rows rejected", rejected)
	}
	if b.o.Ranking != nil {
		add("Candidates shown", len(b.o.Ranking.GetCandidates()))
	}
	for _, name := range b.targets {
		pool := b.bands[name]
		if b.o.Ranking != nil { // of everybody, and not only of those shown
			pool = map[lexfitv1.Band]int{}
			for _, counted := range b.o.Ranking.GetBands() {
				pool[counted.GetBand()] = int(counted.GetCount())
			}
		}
		var counts []string
		for _, band := range Bands {
			counts = append(counts, fmt.Sprintf("%s %d", cmp.Or(bandWord(band), "Missing a must"), pool[band]))
		}
		add(name, strings.Join(counts, " · "))
	}
	if answer := b.first; answer != nil {
		add("As of", answer.GetAsOf())
		add("Rules version", int(answer.GetRulebookRevision()))
		add("Rules digest", answer.GetRulebookDigest())
		add("Engine version", int(answer.GetEngineVersion()))
		add("To make it again", fmt.Sprintf("the same profiles, with --revision %d --as-of %s", answer.GetRulebookRevision(), answer.GetAsOf()))
	}
	add("Never looked at", "names, schools, employers, ages and addresses")
	add("Low and high", "from what the profile says outright to the best case of what it leaves out")
	add("Basis", "said: the profile says it; likely from the job: people in that job do it, so ask; assumed: a default stands for it, so ask")
	if err := b.file.SetColWidth(aboutSheet, "A", "A", 22); err != nil {
		return err //nolint:wrapcheck // said by Close
	}
	if err := b.file.SetColWidth(aboutSheet, "B", "B", 90); err != nil {
		return err //nolint:wrapcheck // said by Close
	}
	for i, line := range lines {
		cell := fmt.Sprintf("A%d", i+1)
		if err := b.file.SetSheetRow(aboutSheet, cell, &[]any{line[0], line[1]}); err != nil {
			return err //nolint:wrapcheck // said by Close
		}
		if err := b.file.SetCellStyle(aboutSheet, cell, cell, b.styles["bold"]); err != nil {
			return err //nolint:wrapcheck // said by Close
		}
	}
	return nil
}

// write writes the file with its parts in order: the library leaves them in any, and the same results should be the same bytes.
func (b *workbook) write() error {
	loose, err := spool.File("lexfit-*.xlsx")
	if err != nil {
		return err //nolint:wrapcheck // said by Close
	}
	defer spool.Drop(loose)
	size, err := b.file.WriteTo(loose)
	if err != nil {
		return err //nolint:wrapcheck // said by Close
	}
	in, err := zip.NewReader(loose, size)
	if err != nil {
		return err //nolint:wrapcheck // said by Close
	}
	slices.SortFunc(in.File, func(file, other *zip.File) int { return strings.Compare(file.Name, other.Name) })
	out := zip.NewWriter(b.w)
	for _, file := range in.File {
		if err := out.Copy(file); err != nil {
			return err //nolint:wrapcheck // said by Close
		}
	}
	return out.Close() //nolint:wrapcheck // said by Close
}
