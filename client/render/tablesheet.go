package render

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/xuri/excelize/v2"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

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

	held    int   // columns that stay in sight
	printed int   // columns that are printed; 0 for all
	left    []int // columns that are left out of each row

	stream *excelize.StreamWriter
	height float64 // of a row, in points; 0 for as much as its texts need
	row    int
	number int // of the sheet, from 1
}

func newTableSheet(book *workbook, name string, columns []column, held int) *tableSheet {
	made := &tableSheet{book: book, name: name, held: held}
	for _, column := range columns {
		made.head, made.widths = append(made.head, column.name), append(made.widths, column.width)
	}
	return made
}

// leave leaves a column out.
func (t *tableSheet) leave(name string) {
	at := slices.Index(t.head, name)
	t.head, t.widths, t.left = slices.Delete(t.head, at, at+1), slices.Delete(t.widths, at, at+1), append(t.left, at)
	if t.printed > 0 {
		t.printed--
	}
}

// widest is how many characters wide a sheet may be to be read on one page; a wider one goes on several.
const widest = 280

// page sets how the sheet is printed: landscape, one page wide, the head on each page. It must be set before the rows are written.
func (t *tableSheet) page(name string) error {
	file := t.book.file
	landscape, wide, tall := "landscape", 1, 0
	margin, edge := 0.4, 0.6
	last, err := excelize.ColumnNumberToName(cmp.Or(t.printed, len(t.head)))
	if err != nil {
		return err //nolint:wrapcheck // said by Add
	}
	sum := 0.0
	for _, width := range t.widths[:cmp.Or(t.printed, len(t.widths))] {
		sum += width
	}
	set := []error{
		file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: new(sum <= widest)}),
		file.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: &landscape, FitToWidth: &wide, FitToHeight: &tall}),
		file.SetPageMargins(name, &excelize.PageLayoutMarginsOptions{Left: &margin, Right: &margin, Top: &edge, Bottom: &edge, Header: new(0.3), Footer: new(0.3)}),
		file.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddHeader: "&L" + t.book.heading(), OddFooter: "&L&A&RPage &P of &N"}),
		file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: fmt.Sprintf("'%s'!$1:$1", name), Scope: name}),
	}
	if t.printed > 0 {
		set = append(set, file.SetDefinedName(&excelize.DefinedName{
			Name: "_xlnm.Print_Area", RefersTo: fmt.Sprintf("'%s'!$A:$%s", name, last), Scope: name,
		}))
	}
	return errors.Join(set...)
}

// tall is how high a row must be for its texts, in points: the library leaves that to whoever opens the file, and not everything
// that opens it sets the height.
func (t *tableSheet) tall(cells []any) float64 {
	const line, most = 15, 409
	lines := 1
	for i, value := range cells {
		written, ok := value.(string)
		if !ok {
			continue
		}
		room := max(int(t.widths[i])-2, 1) // a letter is not always narrow
		lines = max(lines, strings.Count(text.WrapSoft(written, room), "\n")+1)
	}
	return min(float64(lines)*line+2, most)
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
	err := t.page(name)
	if err != nil {
		return err
	}
	if t.stream, err = t.book.file.NewStreamWriter(name); err != nil {
		return err //nolint:wrapcheck // said by Add
	}
	for i, width := range slices.Backward(t.widths) { // the library writes the last one set first
		if err := t.stream.SetColWidth(i+1, i+1, width); err != nil {
			return err //nolint:wrapcheck // said by Add
		}
	}
	if err := t.stream.SetPanes(&excelize.Panes{
		Freeze: true, XSplit: t.held, YSplit: 1, TopLeftCell: string(rune('A'+t.held)) + "2", ActivePane: "bottomRight",
	}); err != nil {
		return err //nolint:wrapcheck // said by Add
	}
	head := make([]any, len(t.head))
	for i, text := range t.head {
		head[i] = excelize.Cell{StyleID: t.book.styles["head"], Value: title(text)}
	}
	t.row = 1
	return t.stream.SetRow("A1", head, excelize.RowOpts{Height: 32}) //nolint:wrapcheck // said by Add
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
	for _, at := range t.left {
		cells = slices.Delete(slices.Clone(cells), at, at+1)
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
			cell.StyleID = t.style(t.head[i], typed)
			if typed == "" {
				cell.Value = nil
			}
		}
		styled[i] = cell
	}
	t.row++
	height := t.height
	if height == 0 {
		height = t.tall(cells)
	}
	return t.stream.SetRow(fmt.Sprintf("A%d", t.row), styled, excelize.RowOpts{Height: height}) //nolint:wrapcheck // said by Add
}

// style is that of a text by its column: bands have their colors, a must that is missing that of none.
func (t *tableSheet) style(head, written string) int {
	switch {
	case strings.HasPrefix(head, "band"):
		if id, known := t.book.styles[strings.ToUpper(written)]; known {
			return id
		}
	case head == "musts" && strings.HasPrefix(written, capital(prose.Musts(lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE))):
		return t.book.styles["INELIGIBLE"]
	case head == "decision" || head == "notes":
		return t.book.styles["empty"]
	}
	return t.book.styles["text"]
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
