package input

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
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
	mixed  *mixed
	gone   int64 // bytes before the head
	skip   int   // lines before the head
	after  int   // the line after the last record
	comma  rune
	raw    []byte // the record read last, as it was, until the next
}

// openCSV finds out the encoding and the delimiter.
func openCSV(reader *bufio.Reader, known func(string) bool) *sheetOfText {
	plain, mixed := text(reader)
	other := &budget{r: plain}
	other.renew()
	const most = 64 << 10
	buffered := bufio.NewReaderSize(other, most)
	text := &sheetOfText{budget: other, mixed: mixed}
	// The head is all that is waited for.
	var head []byte
	for seen := 0; seen < most && bytes.Count(head, []byte{'\n'}) < 2; {
		_, err := buffered.Peek(seen + 1)
		seen = buffered.Buffered()
		head, _ = buffered.Peek(seen)
		if err != nil {
			break
		}
	}
	// Excel takes a first line such as sep=; as the delimiter, and so does whoever writes one.
	if line, _, ok := bytes.Cut(head, []byte{'\n'}); ok {
		if sep := bytes.TrimRight(line, "\r"); len(sep) == 5 && bytes.EqualFold(sep[:4], []byte("sep=")) {
			text.comma, text.skip = rune(sep[4]), 1
			text.gone = int64(len(line) + 1)
			_, _ = buffered.Discard(len(line) + 1) // just seen
		}
	}
	if text.comma == 0 {
		text.comma = delimiter(head, known)
	}
	text.csv = csv.NewReader(buffered)
	text.csv.Comma, text.csv.FieldsPerRecord = text.comma, -1
	return text
}

// delimiter is the one that makes the most known heads, and of equals the most columns.
func delimiter(head []byte, known func(string) bool) rune {
	best, bestKnown, bestColumns := ',', -1, 0
	for _, comma := range []rune{',', ';', '\t', '|'} {
		reader := csv.NewReader(bytes.NewReader(head))
		reader.Comma, reader.FieldsPerRecord = comma, -1
		cells, err := reader.Read()
		if err != nil {
			continue
		}
		count := 0
		for _, code := range cells {
			if known(strings.TrimSpace(code)) {
				count++
			}
		}
		if count > bestKnown || count == bestKnown && len(cells) > bestColumns {
			best, bestKnown, bestColumns = comma, count, len(cells)
		}
	}
	return best
}

// read takes the next record; its problem is empty where it is whole.
func (s *sheetOfText) read() (cells []string, line int, problem *Problem, err error) {
	s.budget.renew()
	cells, err = s.csv.Read()
	s.raw = s.budget.upTo(s.gone + s.csv.InputOffset())
	if pe, ok := errors.AsType[*csv.ParseError](err); ok {
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

// readCSV reads a table whose first record is its head.
func (s *source) readCSV(reader *bufio.Reader, yield func(*Row) bool) error {
	in := openCSV(reader, s.options.known)
	head, line, problem, err := in.read()
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case errors.Is(err, errHugeRecord):
		return fmt.Errorf("the first line has no end within %d bytes: expected the heads of columns", MaxRow)
	case err != nil:
		return err
	case problem != nil:
		return fmt.Errorf("line %d, column %d: %s", problem.Line, problem.Column, problem.Message)
	}
	table, err := newTable(s, head, line)
	if err != nil {
		return located{err}
	}
	header := record(head, in.comma)
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
			if strings.TrimSpace(strings.Join(cells, "")) == "" {
				index--
				continue // a line of delimiters alone is a blank line
			}
			row.Raw = record(cells, in.comma)
			place := func(i int) (int, int) {
				length, count := in.csv.FieldPos(i)
				return length + in.skip, count
			}
			for i, cell := range cells {
				if in.mixed.twofold(cell) {
					length, count := place(i)
					row.Problems = append(row.Problems, Problem{Line: length, Column: count, Message: fmt.Sprintf(
						"the file began as Windows-1252, but %q is UTF-8: save the file in one encoding", clip(cell))})
				}
			}
			table.build(row, cells, place, true, !bytes.HasSuffix(in.raw, []byte{'\n'}))
		}
		if in.mixed.windows && !told {
			told = true
			s.notice("%s: is not UTF-8: read as Windows-1252", (&Row{File: s.file}).FileName())
		}
		if !yield(row) {
			return nil
		}
	}
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
