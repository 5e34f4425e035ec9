package render

import (
	"archive/zip"
	"encoding/json"
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
	rankingSheet   = "Ranking"
	criteriaSheet  = "Criteria"
	adviceSheet    = "Advice"
	questionsSheet = "Questions"
	aboutSheet     = "About"
)

// workbook writes an Excel workbook. Sheets are written as they come but for the ranking, whose rows wait in a temporary
// file until their order is known, so that a large pool takes little memory.
type workbook struct {
	w       io.Writer
	o       Options
	file    *excelize.File
	columns []column
	styles  map[string]int

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
	other := &workbook{w: out, o: options, file: excelize.NewFile(), columns: list, styles: map[string]int{}, bands: map[string]map[lexfitv1.Band]int{}}
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
	styles := map[string]*excelize.Style{
		"head":       {Font: &excelize.Font{Bold: true, Color: "FFFFFF"}, Fill: solid("334155"), Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}},
		"text":       {Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}},
		"number":     {Alignment: &excelize.Alignment{Vertical: "top"}, NumFmt: 0, CustomNumFmt: new("0.0")},
		"count":      {Alignment: &excelize.Alignment{Vertical: "top"}, NumFmt: 1},
		"bold":       {Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{Vertical: "top"}},
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
	person := []string{"candidate_id", "display_name"}
	if b.o.Blind {
		person = person[:1]
	}
	b.criteria = b.sheet(criteriaSheet, append(person, "role", "target", "criterion_id", "criterion", "requirement", "points", "points_low", "points_high", "max_points",
		"status", "basis", "rests_on", "lacks", "origin"), 22, 24, 18, 22, 24, 34, 13, 8, 10, 10, 10, 11, 10, 50, 40, 20)
	b.advice = b.sheet(adviceSheet, append(person, "role", "kind", "number", "what", "score_before", "score_after", "band_after", "weeks", "dollars", "closes_a_must", "to_check"),
		22, 24, 18, 12, 8, 70, 11, 11, 12, 8, 9, 11, 50)
	b.questions = b.sheet(questionsSheet, append(person, "role", "question", "can_move", "why", "must_be_asked"), 22, 24, 18, 70, 10, 60, 12)
	return nil
}

func solid(color string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
}

func bandStyle(fill, font string) *excelize.Style {
	return &excelize.Style{Fill: solid(fill), Font: &excelize.Font{Bold: true, Color: font}, Alignment: &excelize.Alignment{Vertical: "top"}}
}

// sheet begins a sheet; of the widths, that of the display name is left out with it.
func (b *workbook) sheet(name string, head []string, widths ...float64) *tableSheet {
	if b.o.Blind && len(widths) > 1 {
		widths = append(widths[:1:1], widths[2:]...)
	}
	return &tableSheet{book: b, name: name, head: append([]string(nil), head...), widths: widths}
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
		cells := make([]any, len(b.columns))
		for i, column := range b.columns {
			cells[i] = column.value(row)
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
	person := []any{Clean(record.answer.GetCandidateId()), Clean(record.name)}
	if b.o.Blind {
		person = person[:1]
	}
	role, name := Clean(record.fit.GetRoleTitle()), Target(record.fit)
	row := func(sheet *tableSheet, cells ...any) error {
		return sheet.add(append(append([]any{}, person...), cells...))
	}
	for _, criterion := range record.fit.GetCriteria() {
		lacks := criterion.GetRoute().GetLacks()
		if len(lacks) == 0 {
			lacks = criterion.GetNextRoute().GetLacks()
		}
		if err := row(b.criteria, role, Clean(name), criterion.GetCriterionId(), Clean(criterion.GetTitle()),
			strings.TrimPrefix(criterion.GetRequirement().String(), "REQUIREMENT_"), points(criterion.GetPoints()), points(criterion.GetPointsLow()), points(criterion.GetPointsHigh()), points(criterion.GetMaxPoints()),
			strings.TrimPrefix(criterion.GetStatus().String(), "STATUS_"), strings.TrimPrefix(criterion.GetBasis().String(), "BASIS_"), strings.Join(ReadAs(criterion.GetEvidence()), "; "),
			Clean(strings.Join(lacks, "; ")), Clean(criterion.GetOrigin())); err != nil {
			return err
		}
	}
	for _, advice := range record.answer.GetAdvice() {
		if advice.GetRole() != name {
			continue
		}
		if err := row(b.advice, role, "advice", int(advice.GetRank()), Clean(advice.GetText()), points(advice.GetScoreBefore()), points(advice.GetScoreAfter()), prose.BandName(advice.GetBandAfter()),
			int(advice.GetEffortWeeks()), int(advice.GetCostUsd()), yes(advice.GetClosesBlocker()), Clean(strings.Join(advice.GetChecks(), "; "))); err != nil {
			return err
		}
	}
	before := record.fit.GetPlan().GetScoreBefore()
	for i, step := range record.fit.GetPlan().GetSteps() {
		if err := row(b.advice, role, "plan", i+1, Clean(step.GetText()), points(before), points(step.GetScoreAfter()), "",
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
		if err := row(b.questions, role, Clean(question.GetText()), points(moved), Clean(question.GetPrompt()), yes(question.GetRequired())); err != nil {
			return err
		}
	}
	return nil
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

func (b *workbook) ranking() error {
	var head []string
	var widths []float64
	rankAt := 0
	for i, column := range b.columns {
		head, widths = append(head, column.name), append(widths, column.width)
		if column.name == "rank" {
			rankAt = i
		}
	}
	sheet := &tableSheet{book: b, name: rankingSheet, head: head, widths: widths, height: 46} // three lines: the rest of a long text is in its cell
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
		if cells[rankAt] = int(ranks[i]); b.ranks[order.Index] > 0 {
			cells[rankAt] = b.ranks[order.Index]
		}
		for j, column := range b.columns { // JSON knows one kind of number
			if value, ok := cells[j].(float64); ok && (column.name == "rulebook_revision" || column.name == "engine_version") {
				cells[j] = int(value)
			}
		}
		if err := sheet.add(cells); err != nil {
			return err
		}
	}
	return sheet.close()
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
		var counts []string
		for _, band := range Bands {
			counts = append(counts, fmt.Sprintf("%s %d", prose.BandName(band), b.bands[name][band]))
		}
		add(name, strings.Join(counts, " · "))
	}
	if answer := b.first; answer != nil {
		add("As of", answer.GetAsOf())
		add("Rulebook revision", int(answer.GetRulebookRevision()))
		add("Rulebook digest", answer.GetRulebookDigest())
		add("Engine version", int(answer.GetEngineVersion()))
		add("To make it again", fmt.Sprintf("the same profiles, with --revision %d --as-of %s", answer.GetRulebookRevision(), answer.GetAsOf()))
	}
	add("Never looked at", "names, schools, employers, ages and addresses")
	add("Low and high", "from what the profile says outright to the best case of what it leaves out")
	add("Basis", "STATED: the profile says it; IMPLIED: years in a job imply it; ASSUMED: a default stands for it, so ask")
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

// The limits of the format.
const (
	maxSheetRows = 1 << 20
	maxCell      = 32_767
)

// tableSheet is a sheet with a head that stays in sight and filters on it. What does not fit one sheet goes on in another.
type tableSheet struct {
	book   *workbook
	name   string
	head   []string
	widths []float64

	stream *excelize.StreamWriter
	height float64 // of a row, in points; 0 for as much as its texts need
	row    int
	number int // of the sheet, from 1
}

// title is a column's name as people write it.
func title(name string) string {
	return strings.ToUpper(name[:1]) + strings.ReplaceAll(name[1:], "_", " ")
}

func (t *tableSheet) begin() error {
	t.number++
	name := t.name
	if t.number > 1 {
		name = fmt.Sprintf("%s %d", t.name, t.number)
	}
	if _, err := t.book.file.NewSheet(name); err != nil { // one that is there stays
		return err //nolint:wrapcheck // said by Add
	}
	var err error
	if t.stream, err = t.book.file.NewStreamWriter(name); err != nil {
		return err //nolint:wrapcheck // said by Add
	}
	for i, width := range slices.Backward(t.widths) { // the library writes the last one set first
		if err := t.stream.SetColWidth(i+1, i+1, width); err != nil {
			return err //nolint:wrapcheck // said by Add
		}
	}
	if err := t.stream.SetPanes(&excelize.Panes{Freeze: true, XSplit: 1, YSplit: 1, TopLeftCell: "B2", ActivePane: "bottomRight"}); err != nil {
		return err //nolint:wrapcheck // said by Add
	}
	head := make([]any, len(t.head))
	for i, text := range t.head {
		head[i] = excelize.Cell{StyleID: t.book.styles["head"], Value: title(text)}
	}
	t.row = 1
	return t.stream.SetRow("A1", head, excelize.RowOpts{Height: 22}) //nolint:wrapcheck // said by Add
}

func (t *tableSheet) add(cells []any) error {
	if t.stream == nil || t.row == maxSheetRows {
		if err := t.finish(); err != nil {
			return err
		}
		if err := t.begin(); err != nil {
			return err
		}
	}
	styled := make([]any, len(cells))
	for i, value := range cells {
		cell := excelize.Cell{Value: value, StyleID: t.book.styles["text"]}
		switch typed := value.(type) {
		case float64:
			cell.StyleID = t.book.styles["number"]
		case int:
			cell.StyleID = t.book.styles["count"]
		case string:
			if runes := []rune(typed); len(runes) > maxCell {
				cell.Value = string(runes[:maxCell-1]) + "…"
			}
			if strings.HasPrefix(t.head[i], "band") && typed != "" {
				cell.StyleID = t.book.styles[typed]
			}
			if typed == "" {
				cell.Value = nil
			}
		}
		styled[i] = cell
	}
	t.row++
	return t.stream.SetRow(fmt.Sprintf("A%d", t.row), styled, excelize.RowOpts{Height: t.height}) //nolint:wrapcheck // said by Add
}

// close ends the sheet; without a row it has its head alone.
func (t *tableSheet) close() error {
	if t.number == 0 {
		if err := t.begin(); err != nil {
			return err
		}
	}
	return t.finish()
}

func (t *tableSheet) finish() error {
	if t.stream == nil {
		return nil
	}
	if t.row > 1 {
		end, err := excelize.CoordinatesToCellName(len(t.head), t.row)
		if err != nil {
			return err //nolint:wrapcheck // said by Add
		}
		if err := t.stream.AddTable(&excelize.Table{
			Range: "A1:" + end, Name: fmt.Sprintf("%s_%d", t.name, t.number), StyleName: "TableStyleLight1", ShowRowStripes: new(false),
		}); err != nil {
			return err //nolint:wrapcheck // said by Add
		}
	}
	err := t.stream.Flush()
	t.stream = nil
	return err //nolint:wrapcheck // said by Add
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
