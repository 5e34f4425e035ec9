package input

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/lexfit/lexfit/client/input/charset"
)

// errHugeRecord ends a CSV file whose record never does.
var errHugeRecord = errors.New("a record above the limit")

// budget is a reader that fails where one record takes more than MaxRow.
type budget struct {
	r    io.Reader
	left int
	// seen is what was read from the place at on, so that a record that cannot be taken apart is kept as it was.
	seen []byte
	at   int64
}

func (b *budget) renew() { b.left = MaxRow + 64<<10 } // the CSV reader reads ahead

func (b *budget) Read(data []byte) (int, error) {
	if b.left <= 0 {
		return 0, errHugeRecord
	}
	count, err := b.r.Read(data[:min(len(data), b.left)])
	b.left -= count
	b.seen = append(b.seen, data[:count]...)
	return count, err //nolint:wrapcheck // a reader hands on what it met
}

// upTo gives what was seen up to a place, and forgets it with the next call.
func (b *budget) upTo(end int64) []byte {
	count := min(int(end-b.at), len(b.seen))
	raw := b.seen[:count]
	b.seen, b.at = b.seen[count:], b.at+int64(count)
	return raw
}

// sheetOfText is a CSV file with its delimiter and encoding found out.
type sheetOfText struct {
	budget *budget
	csv    *csv.Reader
	mixed  *charset.Text
	survey *survey
	gone   int64 // bytes before the first record
	skip   int   // lines before it
	after  int   // the line after the last record
	comma  rune
	raw    []byte // the record read last, as it was, until the next
	loose  bool   // it was taken apart loosely
}

// openCSV finds out the encoding, the ends of lines, the delimiter, and by the beginning of the file where its heads are.
func (s *source) openCSV(reader *bufio.Reader) (*sheetOfText, error) {
	plain, mixed, err := textOf(reader, s.options.Encoding)
	if err != nil {
		return nil, err
	}
	first, whole := begins(plain)
	made := &sheetOfText{mixed: mixed}
	if carriages(first) {
		s.notice("%s: its lines end in CR, as on an old Mac: read all the same", s.name())
		first, _ = io.ReadAll(&lineFeeds{r: bytes.NewReader(first)}) // bytes are read without an error
		whole = &lineFeeds{r: whole}
	}
	made.budget = &budget{r: whole}
	made.budget.renew()
	buffered := bufio.NewReaderSize(made.budget, 64<<10)
	// Excel takes a first line such as sep=; as the delimiter, and so does whoever writes one.
	if line, rest, ok := bytes.Cut(first, []byte{'\n'}); ok {
		if sep := bytes.TrimRight(line, "\r"); len(sep) == 5 && bytes.EqualFold(sep[:4], []byte("sep=")) {
			made.comma, made.skip = rune(sep[4]), 1
			made.gone = int64(len(line) + 1)
			_, _ = buffered.Discard(len(line) + 1) // just seen
			first = rest
		}
	}
	if made.comma == 0 {
		made.comma = delimiter(first, s.options.known)
	}
	made.survey = newSurvey(recordsOf(first, made.comma, surveyRows), s.options.known)
	made.csv = csv.NewReader(buffered)
	made.csv.Comma, made.csv.FieldsPerRecord = made.comma, -1
	return made, nil
}

// read takes the next record; its problem is empty where it is whole.
func (s *sheetOfText) read() (cells []string, line int, problem *Problem, err error) {
	s.budget.renew()
	s.loose = false
	cells, err = s.csv.Read()
	s.raw = s.budget.upTo(s.gone + s.csv.InputOffset())
	if pe, ok := errors.AsType[*csv.ParseError](err); ok {
		if cells := loose(s.raw, s.comma); len(cells) > 0 && len(cells) == len(s.survey.head) {
			s.after = pe.Line + 1 + s.skip
			s.loose = true
			return cells, pe.StartLine + s.skip, nil, nil
		}
		message := "a double quote stands in the middle of a cell: put the cell in double quotes, and write a quote in it twice"
		if errors.Is(err, csv.ErrQuote) {
			message = "a cell in double quotes is not closed, or goes on after its closing quote: write a quote inside it twice"
		}
		s.after = pe.Line + 1 + s.skip
		return nil, pe.StartLine + s.skip, &Problem{Line: pe.Line + s.skip, Column: pe.Column, Message: "not valid CSV: " + message}, nil
	}
	if err != nil {
		return nil, 0, nil, err //nolint:wrapcheck // io.EOF, or named with the file by the caller
	}
	line, _ = s.csv.FieldPos(0)
	last, _ := s.csv.FieldPos(len(cells) - 1)
	s.after = last + strings.Count(cells[len(cells)-1], "\n") + 1 + s.skip
	return cells, line + s.skip, nil, nil
}

// head takes the records up to the one with the heads.
func (s *sheetOfText) head() (line int, err error) {
	for at := 0; ; {
		_, line, problem, err := s.read()
		switch {
		case errors.Is(err, errHugeRecord):
			return 0, fmt.Errorf("the first line has no end within %d bytes: expected the heads of columns", MaxRow)
		case err != nil:
			return 0, err
		case problem != nil && (at == s.survey.at && s.survey.known < 2 || len(s.survey.head) == 0):
			return 0, fmt.Errorf("line %d, column %d: %s", problem.Line, problem.Column, problem.Message)
		case problem != nil: // a title above the heads
		case at == s.survey.at:
			return line, nil
		default:
			at++
		}
	}
}

// readCSV reads a table.
func (s *source) readCSV(reader *bufio.Reader, yield func(*Row) bool) error {
	in, err := s.openCSV(reader)
	if err != nil {
		return err
	}
	line, err := in.head()
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return err
	}
	in.survey.tellAbove(s, line)
	table, err := newTable(s, in.survey, line)
	if err != nil {
		return located{err}
	}
	header := record(in.survey.head, in.comma)
	told := false
	for index := 0; ; index++ {
		cells, line, problem, err := in.read()
		row := &Row{File: s.file, Line: line, Index: index, Header: header}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, errHugeRecord):
			row.Line = in.after // the reader has no place for a record it did not finish
			row.Problems = []Problem{{Line: row.Line, Message: fmt.Sprintf(
				"the row has more than %d bytes (4 MiB): is a closing quote missing? the rest of the file is not read", MaxRow)}}
			yield(row)
			return nil
		case err != nil:
			return err
		case problem != nil:
			row.Problems = []Problem{*problem}
			row.Raw = bytes.Trim(bytes.Clone(in.raw), "\r\n")
		default:
			if blank(cells) || table.passedOver(cells, line) {
				index--
				continue // a line of delimiters alone is a blank line
			}
			in.fill(table, row, cells)
		}
		if in.mixed.Windows() && !told {
			told = true
			s.tellEncoding(in)
		}
		if !yield(row) {
			return nil
		}
	}
}

// fill makes a row of its cells.
func (s *sheetOfText) fill(table *table, row *Row, cells []string) {
	row.Raw = record(cells, s.comma)
	if table.source.options.skips(row.Index) {
		return
	}
	place := func(i int) (int, int) {
		if s.loose {
			return row.Line, i + 1
		}
		length, count := s.csv.FieldPos(i)
		return length + s.skip, count
	}
	for i, cell := range cells {
		if s.mixed.Twofold(cell) {
			length, count := place(i)
			row.Problems = append(row.Problems, Problem{Line: length, Column: count, Message: fmt.Sprintf(
				"the file began as Windows-1252, but %q is UTF-8: save the file in one encoding", clip(cell))})
		}
		cells[i] = unformula(cell)
	}
	table.build(row, cells, place, true, !bytes.HasSuffix(s.raw, []byte{'\n'}))
	doubts{table.source.options.AsOf}.doubt(row)
}

// record writes cells as one record in a file's own delimiter, without the line break.
func record(cells []string, comma rune) []byte {
	var buffer bytes.Buffer
	writer := csv.NewWriter(&buffer)
	writer.Comma = comma
	_ = writer.Write(cells) // a buffer takes everything, and the delimiter was read by
	writer.Flush()
	return bytes.TrimRight(buffer.Bytes(), "\n")
}
