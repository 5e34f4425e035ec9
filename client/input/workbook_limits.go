package input

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"github.com/xuri/excelize/v2"
)

// The limits on what a workbook holds. The first two are those of Excel's own format; what goes beyond was made to fill the
// memory of whoever opens it.
const (
	maxSheetRows = 1 << 20
	maxRowCells  = 1 << 14
	// maxCellText is the longest text between two tags, in bytes: 32 767 characters, with room for other spreadsheets.
	maxCellText = 256 << 10
	maxMerged   = 1 << 16
	// maxInMemory is what all the parts that the library keeps in memory may unpack to: everything but large sheets.
	maxInMemory = 128 << 20
	// maxPart is the largest part, other than sheets and their texts, that is read as a whole: the styles, say.
	maxPart = 16 << 20
)

// weigh refuses a workbook by its table of contents, before any of it is unpacked. What the table says is held to by the
// standard library, which ends a part that is longer than it claims.
func (w *workbook) weigh(size int64) error {
	var unpacked, kept uint64
	for _, file := range w.zip.File {
		bits := file.UncompressedSize64
		unpacked += bits
		if unpacked > MaxWorkbookUnpacked || bits > MaxWorkbookUnpacked {
			return fmt.Errorf("unpacks to more than %d MiB from %d bytes: a bomb, or far more than a list of candidates; save the sheet as CSV", MaxWorkbookUnpacked>>20, size)
		}
		// By the part, since one that does not pack would make room for another that packs a thousand times.
		if bits > freeUnpacked && bits/MaxRatio > file.CompressedSize64 {
			return fmt.Errorf("unpacks to more than %d times its size (%d bytes from %d): a bomb, or no export; save the sheet as CSV if it is sound", MaxRatio, bits, file.CompressedSize64)
		}
		name := strings.ToLower(strings.ReplaceAll(file.Name, `\`, "/"))
		table := strings.HasPrefix(name, "xl/worksheets/sheet") || name == "xl/sharedstrings.xml"
		whole := strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".rels")
		switch {
		case table && bits > sheetInMemory:
			continue // waits on the disk
		case !table && whole && bits > maxPart:
			return fmt.Errorf("has a part %q of %d bytes, above the limit of %d MiB: save the sheet as CSV", clip(file.Name), bits, maxPart>>20)
		}
		if kept += bits; kept > maxInMemory {
			return fmt.Errorf("holds more than %d MiB besides large sheets, such as pictures: save the sheet as CSV", maxInMemory>>20)
		}
	}
	return nil
}

// sheetInfo is what the library's reading of rows does not tell.
type sheetInfo struct {
	merged   []string          // such as B1:D1
	uncached map[int]*uncached // by column, from 1
	// hidden are the rows that are hidden or filtered away, and spans the columns that are, from and to.
	hidden []int
	spans  [][2]int
}

// mostHidden is how many hidden rows are kept by their number.
const mostHidden = 1 << 16

// tellHidden tells of rows and columns that somebody hid: they are read all the same, for what is in the file is the data.
func (w *workbook) tellHidden(table *table, line int) {
	rows := 0
	for _, number := range w.info.hidden {
		if number > line {
			rows++
		}
	}
	if rows > 0 {
		table.source.notice("%s: sheet %q: %d of its rows are hidden or filtered away, and read all the same", table.source.name(), w.sheet, rows)
	}
	var columns []string
	for i, column := range table.columns {
		for _, span := range w.info.spans {
			if column.used && span[0] <= i+1 && i+1 <= span[1] {
				columns = append(columns, table.head[i])
			}
		}
	}
	if len(columns) > 0 {
		table.source.notice("%s: sheet %q: columns that are hidden are read all the same: %s", table.source.name(), w.sheet, list(columns))
	}
}

// uncached are the cells of a column with a formula that was never calculated.
type uncached struct {
	count int
	first string
}

// look reads the sheet's own XML for merged cells and for formulas without a result, and refuses what would not fit.
func (w *workbook) look() error {
	name, err := w.part()
	if err != nil {
		return err
	}
	w.info.uncached = map[int]*uncached{}
	for _, file := range w.zip.File {
		if strings.EqualFold(file.Name, "xl/sharedStrings.xml") {
			if err := w.eachToken(file.Name, func(xml.Token) error { return nil }); err != nil {
				return err
			}
		}
	}
	look := &sheetLook{info: &w.info}
	return w.eachToken(name, look.take)
}

// eachToken reads one part of the workbook.
func (w *workbook) eachToken(name string, take func(xml.Token) error) error {
	file, err := w.zip.Open(name)
	if err != nil {
		return fmt.Errorf("is a broken workbook (%w): save it anew", err)
	}
	defer file.Close() //nolint:errcheck // opened for reading
	decoder := xml.NewDecoder(bufio.NewReaderSize(&runs{r: file}, 64<<10))
	for {
		token, err := decoder.RawToken()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, errLongText):
			return errLongText
		case err != nil:
			return fmt.Errorf("is a broken workbook (%w): save it anew", err)
		}
		if err := take(token); err != nil {
			return err
		}
	}
}

var errLongText = fmt.Errorf("has a cell of more than %d KiB, more than a spreadsheet takes: shorten it, or save the sheet as CSV", maxCellText>>10)

// runs is a reader of XML that fails where too much stands between two tags: it would be held in memory as one text.
type runs struct {
	r    io.Reader
	long int
}

func (r *runs) Read(data []byte) (int, error) {
	count, err := r.r.Read(data)
	for rest := data[:count]; len(rest) > 0; {
		at := bytes.IndexByte(rest, '<')
		if at < 0 {
			r.long += len(rest)
			break
		}
		if r.long+at > maxCellText {
			return 0, errLongText
		}
		r.long, rest = 0, rest[at+1:]
	}
	if r.long > maxCellText {
		return 0, errLongText
	}
	return count, err //nolint:wrapcheck // a reader hands on what it met
}

// sheetLook follows a sheet's tags.
type sheetLook struct {
	info        *sheetInfo
	rows, cells int
	column      int
	cell        string
	text        bool // the cell's result is a text, which may be empty
	formula     bool
	value       bool
	inside      bool // a value's element
}

func (s *sheetLook) take(token xml.Token) error {
	switch typed := token.(type) {
	case xml.StartElement:
		return s.start(typed)
	case xml.CharData:
		s.value = s.value || s.inside && len(bytes.TrimFunc(typed, unicode.IsSpace)) > 0
	case xml.EndElement:
		s.inside = false
		if typed.Name.Local != "c" || !s.formula || s.value {
			return nil
		}
		if s.info.uncached[s.column] == nil {
			s.info.uncached[s.column] = &uncached{first: s.cell}
		}
		s.info.uncached[s.column].count++
	}
	return nil
}

// isTrue reads a flag of a workbook's XML.
func isTrue(text string) bool { return text == "1" || text == "true" }

func (s *sheetLook) start(element xml.StartElement) error {
	s.inside = false
	switch element.Name.Local {
	case "col":
		from, err := strconv.Atoi(attribute(element, "min"))
		to, other := strconv.Atoi(attribute(element, "max"))
		if err == nil && other == nil && isTrue(attribute(element, "hidden")) && len(s.info.spans) < maxRowCells {
			s.info.spans = append(s.info.spans, [2]int{from, to})
		}
	case "row":
		s.cells, s.column = 0, 0
		if isTrue(attribute(element, "hidden")) && len(s.info.hidden) < mostHidden {
			number, err := strconv.Atoi(attribute(element, "r"))
			if err != nil {
				number = s.rows + 1
			}
			s.info.hidden = append(s.info.hidden, number)
		}
		if s.rows++; s.rows > maxSheetRows {
			return fmt.Errorf("has more than %d rows, more than a workbook can have: save the sheet as CSV", maxSheetRows)
		}
	case "c":
		if s.cells++; s.cells > maxRowCells {
			return fmt.Errorf("has a row of more than %d cells, more than a workbook can have: save the sheet as CSV", maxRowCells)
		}
		s.column++
		s.cell = attribute(element, "r")
		if column, _, err := excelize.CellNameToCoordinates(s.cell); err == nil {
			s.column = column
		}
		s.text, s.formula, s.value = attribute(element, "t") == "str", false, false
	case "f":
		s.formula = true
	case "v":
		s.inside = true
		s.value = s.value || s.text // some write an empty element where there is no result
	case "is":
		s.value = true
	case "mergeCell":
		if s.info.merged = append(s.info.merged, attribute(element, "ref")); len(s.info.merged) > maxMerged {
			return fmt.Errorf("has more than %d merged cells: unmerge them, or save the sheet as CSV", maxMerged)
		}
	}
	return nil
}

// uncalculated is the error of a sheet with formulas without a result in columns that are read; nil where there is none.
func (w *workbook) uncalculated(table *table) error {
	count := 0
	var first []string
	for i, column := range table.columns {
		if uncached := w.info.uncached[i+1]; column.used && uncached != nil {
			count += uncached.count
			first = append(first, uncached.first)
		}
	}
	if count == 0 {
		return nil
	}
	return fmt.Errorf("sheet %q: formulas without a result in cells that are read (%d; the first in its column: %s): open the workbook in a spreadsheet and save it, so that they are calculated",
		w.sheet, count, list(first))
}
