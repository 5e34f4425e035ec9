package input

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/lexfit/lexfit/matcher/silence"
)

// The limits on workbooks, in bytes.
const (
	// MaxWorkbook is the largest workbook read, as it is packed.
	MaxWorkbook = 512 << 20
	// MaxWorkbookUnpacked is the most that it may unpack to. Beyond sheetInMemory a part waits on the disk.
	MaxWorkbookUnpacked = 2 << 30
	sheetInMemory       = 16 << 20
)

// workbook is an Excel workbook opened at one sheet.
type workbook struct {
	file  *excelize.File
	disk  *os.File
	temp  bool // the file on the disk is a copy
	zip   *zip.Reader
	sheet string
	info  sheetInfo
	// shift is what is added to dates that are counted from 1904.
	shift int
}

func (w *workbook) close() {
	if w.file != nil {
		_ = w.file.Close() // temporary files of its own
	}
	_ = w.disk.Close() // nothing was written but a copy
	if w.temp {
		_ = os.Remove(w.disk.Name()) // a leftover in the temporary folder is the system's to clear
	}
}

// openWorkbook opens a workbook. Its table of contents stands at its end, so one that comes from a pipe or packed is copied to
// the disk first.
func (s *source) openWorkbook(reader *bufio.Reader) (*workbook, error) {
	signature, _ := reader.Peek(8)
	switch {
	case len(signature) == 0:
		return nil, errEmptyWorkbook
	case strings.HasPrefix(string(signature), "\xd0\xcf\x11\xe0"):
		return nil, errors.New("is an older workbook (.xls), or one with a password: save it as .xlsx without one, or as CSV")
	case !strings.HasPrefix(string(signature), "PK"):
		return nil, errors.New("is no Excel workbook: say what it is with --input, or save it as .xlsx or CSV")
	}
	workbook, size, err := s.onDisk(reader)
	if err != nil {
		return nil, err
	}
	if err := guarded(func() error { return workbook.open(s, size) }); err != nil {
		workbook.close()
		return nil, err
	}
	return workbook, nil
}

// onDisk gives the workbook as a file: itself, or a copy.
func (s *source) onDisk(reader *bufio.Reader) (*workbook, int64, error) {
	if info, err := os.Stat(s.file); s.file != "-" && err == nil && info.Mode().IsRegular() { // a pipe is not opened twice
		file, err := os.Open(s.file)
		if err != nil {
			return nil, 0, err //nolint:wrapcheck // named with the file by the caller
		}
		magic := make([]byte, 2)
		if _, err := file.ReadAt(magic, 0); err == nil && string(magic) == "PK" {
			return &workbook{disk: file}, info.Size(), nil
		}
		_ = file.Close() // it is packed
	}
	file, err := os.CreateTemp("", "lexfit-*.xlsx")
	if err != nil {
		return nil, 0, fmt.Errorf("temporary file for the workbook: %w", err)
	}
	made := &workbook{disk: file, temp: true}
	size, err := io.Copy(file, io.LimitReader(reader, MaxWorkbook+1))
	if err != nil {
		made.close()
		return nil, 0, err //nolint:wrapcheck // named with the file by the caller
	}
	return made, size, nil
}

// guarded turns a panic of the library, on a file that somebody made to be broken, into an error.
func guarded(do func() error) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("is a broken workbook: save it anew as .xlsx, or as CSV")
		}
	}()
	return do()
}

var errEmptyWorkbook = errors.New("is empty: expected an Excel workbook")

func (w *workbook) open(source *source, size int64) error {
	if size > MaxWorkbook {
		return fmt.Errorf("is larger than %d MiB, the limit for a workbook: save the sheet as CSV", MaxWorkbook>>20)
	}
	var err error
	if w.zip, err = zip.NewReader(w.disk, size); err != nil {
		return fmt.Errorf("is a broken workbook (%w): copy or save it anew", err)
	}
	if err := w.weigh(size); err != nil {
		return err
	}
	w.file, err = excelize.OpenFile(w.disk.Name(), excelize.Options{UnzipSizeLimit: MaxWorkbookUnpacked, UnzipXMLSizeLimit: sheetInMemory, ShortDatePattern: "yyyy-mm-dd"})
	if err != nil {
		return fmt.Errorf("is a broken workbook, or one with a password (%w): save it anew as .xlsx without one, or as CSV", err)
	}
	if props, err := w.file.GetWorkbookProps(); err == nil && props.Date1904 != nil && *props.Date1904 {
		w.shift = 1462
	}
	if err := w.choose(source); err != nil {
		return err
	}
	return w.look()
}

// choose finds the sheet, and names those that are not read.
func (w *workbook) choose(source *source) error {
	names := w.file.GetSheetList()
	var visible []string
	for _, name := range names {
		if shown, err := w.file.GetSheetVisible(name); err == nil && shown {
			visible = append(visible, name)
		}
	}
	wanted := source.options.Sheet
	switch number, err := strconv.Atoi(wanted); {
	case wanted == "" && len(visible) > 0:
		w.sheet = visible[0]
	case wanted == "" && len(names) > 0: // all are hidden
		w.sheet = names[0]
	case slices.Contains(names, wanted):
		w.sheet = wanted
	case wanted != "" && err == nil && number >= 1 && number <= len(names):
		w.sheet = names[number-1]
	default:
		return fmt.Errorf("has no sheet %q: it has %s; name one with --sheet, or give its number from 1", wanted, list(names))
	}
	var others []string
	for _, name := range names {
		if name != w.sheet {
			others = append(others, name)
		}
	}
	if len(others) > 0 && wanted == "" {
		source.notice("%s: the sheet %q is read, and not %s: --sheet names another", (&Row{File: source.file}).FileName(), w.sheet, list(others))
	}
	return nil
}

func list(names []string) string {
	const most = 8
	var quoted []string
	for i, name := range names {
		if i == most {
			quoted = append(quoted, fmt.Sprintf("%d more", len(names)-most))
			break
		}
		quoted = append(quoted, fmt.Sprintf("%q", clip(name)))
	}
	return strings.Join(quoted, ", ")
}

func attribute(element xml.StartElement, name string) string {
	for _, one := range element.Attr {
		if one.Name.Local == name {
			return one.Value
		}
	}
	return ""
}

// part is the name of the sheet's XML in the archive.
func (w *workbook) part() (string, error) {
	type relation struct {
		ID     string `xml:"Id,attr"`
		Target string `xml:"Target,attr"`
	}
	var book struct {
		Sheets []struct {
			Name string     `xml:"name,attr"`
			Attr []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	var relations struct {
		Relation []relation `xml:"Relationship"`
	}
	for name, into := range map[string]any{"xl/workbook.xml": &book, "xl/_rels/workbook.xml.rels": &relations} {
		file, err := w.zip.Open(name)
		if err == nil {
			err = xml.NewDecoder(io.LimitReader(file, sheetInMemory)).Decode(into)
			_ = file.Close() // opened for reading
		}
		if err != nil {
			return "", fmt.Errorf("is a broken workbook (%w): save it anew", err)
		}
	}
	for _, each := range book.Sheets {
		if each.Name != w.sheet {
			continue
		}
		for _, one := range each.Attr {
			for _, relation := range relations.Relation {
				if one.Name.Local == "id" && one.Value == relation.ID {
					if after, ok := strings.CutPrefix(relation.Target, "/"); ok {
						return after, nil
					}
					return path.Join("xl", relation.Target), nil
				}
			}
		}
	}
	return "", fmt.Errorf("is a broken workbook (the sheet %q has no content): save it anew", w.sheet)
}

// sheetRows reads a sheet row by row, each cell as it is shown and as it is kept: a date is shown in one of many ways, and
// kept as a number of days.
type sheetRows struct {
	shown, kept *excelize.Rows
	number      int
}

func (w *workbook) rows() (*sheetRows, error) {
	shown, err := w.file.Rows(w.sheet)
	if err == nil {
		var kept *excelize.Rows
		if kept, err = w.file.Rows(w.sheet); err == nil {
			return &sheetRows{shown: shown, kept: kept}, nil
		}
	}
	return nil, fmt.Errorf("sheet %q cannot be read: %w", w.sheet, err)
}

// next gives the next row, and io.EOF behind the last.
func (r *sheetRows) next() (shown, kept []string, err error) {
	err = guarded(func() error {
		shown, kept, err = r.read()
		return err
	})
	return shown, kept, err
}

func (r *sheetRows) read() (shown, kept []string, err error) {
	if !r.shown.Next() || !r.kept.Next() {
		if err := errors.Join(r.shown.Error(), r.kept.Error()); err != nil {
			return nil, nil, fmt.Errorf("row %d: %w", r.number+1, err)
		}
		return nil, nil, io.EOF
	}
	r.number++
	if shown, err = r.shown.Columns(); err == nil {
		kept, err = r.kept.Columns(excelize.Options{RawCellValue: true})
	}
	if err != nil {
		return nil, nil, fmt.Errorf("row %d: %w", r.number, err)
	}
	for len(kept) < len(shown) {
		kept = append(kept, "")
	}
	return shown, kept, nil
}

// merged is the error of heads that are merged.
func (w *workbook) mergedHead(row int) error {
	for _, ref := range w.info.merged {
		if from, to, ok := rowsOf(ref); ok && from <= row && to >= row {
			return fmt.Errorf("sheet %q: the heads in row %d are merged (%s): unmerge them, since each column needs a head of its own",
				w.sheet, row, ref)
		}
	}
	return nil
}

// survey looks at the first rows of the sheet, and says in which row the heads stand; io.EOF where nothing stands in it.
func (w *workbook) survey(known func(string) bool) (*survey, int, error) {
	rows, err := w.rows()
	if err != nil {
		return nil, 0, err
	}
	var first [][]string
	var numbers []int
	for len(first) <= headRows {
		cells, _, err := rows.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, 0, err
		}
		if !blank(cells) {
			first, numbers = append(first, cells), append(numbers, rows.number)
		}
	}
	if len(first) == 0 {
		return nil, 0, io.EOF
	}
	made := newSurvey(first, known)
	made.sheet = true
	for made.rows < surveyRows {
		cells, _, err := rows.next()
		if err != nil {
			break // the end, or what the reading of the rows will meet again
		}
		made.add(cells)
	}
	return made, numbers[made.at], w.mergedHead(numbers[made.at])
}

var mergedRef = regexp.MustCompile(`^[A-Z]+(\d+):[A-Z]+(\d+)$`)

// rowsOf are the first and last row of a reference such as B1:D2.
func rowsOf(ref string) (from, to int, ok bool) {
	list := mergedRef.FindStringSubmatch(ref)
	if list == nil {
		return 0, 0, false
	}
	from, _ = strconv.Atoi(list[1]) // digits
	to, _ = strconv.Atoi(list[2])   // digits
	return from, to, true
}

func (s *source) workbookSurvey(reader *bufio.Reader) (*survey, error) {
	workbook, err := s.openWorkbook(reader)
	if err != nil {
		return nil, err
	}
	defer workbook.close()
	survey, _, err := workbook.survey(s.options.known)
	return survey, err
}

// readWorkbook reads a sheet.
func (s *source) readWorkbook(reader *bufio.Reader, yield func(*Row) bool) error {
	workbook, err := s.openWorkbook(reader)
	if errors.Is(err, errEmptyWorkbook) {
		return nil
	}
	if err != nil {
		return err
	}
	defer workbook.close()
	survey, line, err := workbook.survey(s.options.known)
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return err
	}
	survey.tellAbove(s, line)
	table, err := newTable(s, survey, line)
	if err != nil {
		return located{err}
	}
	workbook.tellHidden(table, line)
	return s.readSheet(workbook, table, line, yield)
}

// readSheet reads the rows below the heads.
func (s *source) readSheet(workbook *workbook, table *table, line int, yield func(*Row) bool) error {
	if err := workbook.uncalculated(table); err != nil {
		return err
	}
	rows, err := workbook.rows()
	if err != nil {
		return err
	}
	header := record(table.head, ',')
	for index := 0; ; index++ {
		shown, kept, err := rows.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if rows.number <= line || blank(shown) || table.passedOver(shown, rows.number) {
			index--
			continue
		}
		row := &Row{File: s.file, Line: rows.number, Index: index, Header: header}
		cells := make([]string, len(shown))
		size := 0
		for i := range shown {
			cells[i] = workbook.meaning(table, i, shown[i], kept[i])
			size += len(cells[i])
		}
		row.Raw = record(cells, ',')
		if size > MaxRow {
			row.Raw, row.Problems = nil, tooLarge(row.Line, int64(size))
		} else {
			table.errorCells(row, cells)
			table.build(row, cells, func(i int) (int, int) { return rows.number, i + 1 }, false, false) // a sheet keeps no empty cells at the end
			doubts{s.options.AsOf}.doubt(row)
		}
		if !yield(row) {
			return nil
		}
	}
}

// meaning is what a cell says: for a date or a number what is kept, without the noise of its last digits; for a text what
// is shown, so that an id such as 00123 stays one.
func (w *workbook) meaning(table *table, i int, shown, kept string) string {
	if i >= len(table.columns) || !table.columns[i].used {
		return shown
	}
	number, err := strconv.ParseFloat(kept, 64)
	if err != nil || math.IsInf(number, 0) || math.IsNaN(number) {
		return shown
	}
	switch table.columns[i].kind() {
	case dateCell:
		if number >= minSerial-1462 && number <= maxSerial {
			return strconv.Itoa(int(number) + w.shift)
		}
		return withoutNoise(number)
	case numberCell:
		return withoutNoise(number)
	case textCell:
	}
	return shown
}

// withoutNoise writes a number with the fifteen digits that a spreadsheet computes in.
func withoutNoise(value float64) string {
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(value, 'g', 15, 64), 64) // as just written
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// errorCells takes out cells that hold an error of the spreadsheet, and names them.
func (t *table) errorCells(row *Row, cells []string) {
	for i, cell := range cells {
		if !silence.ErrorCell.MatchString(cell) || i >= len(t.columns) || !t.columns[i].used {
			continue
		}
		problem := Problem{Line: row.Line, Column: i + 1, Path: t.columns[i].text, Message: fmt.Sprintf("column %q: holds the error %s: mend the formula", clip(t.head[i]), cell)}
		switch {
		case t.columns[i].text == "candidate_id": // the row is called by what stands there
			row.Problems = append(row.Problems, problem)
		case absenceSays(t.columns[i].target): // read, and told of, as what is not known
		default:
			problem.Message += "; left out"
			row.Warnings = append(row.Warnings, problem)
			cells[i] = ""
		}
	}
}
