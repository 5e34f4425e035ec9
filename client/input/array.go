package input

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// readDocument reads a JSON document: one profile, or an array of them taken one element at a time.
func (s *source) readDocument(reader *bufio.Reader, yield func(*Row) bool) error {
	made := &document{source: s, r: reader, line: 1}
	err := made.read(yield)
	if errors.Is(err, errStop) {
		return nil
	}
	return err
}

// errStop ends the reading of a file whose rest cannot be told apart, or that nobody wants any more.
var errStop = errors.New("stop")

// document walks a JSON document byte by byte, to find where each element begins and ends.
type document struct {
	source *source
	single bool // it is no array
	r      *bufio.Reader
	line   int
	column int
	index  int
}

func (d *document) next() (byte, error) {
	letter, err := d.r.ReadByte()
	if err != nil {
		return 0, err
	}
	d.column++
	if letter == '\n' {
		d.line++
		d.column = 0
	}
	return letter, nil
}

// back puts a byte back that is not a line break.
func (d *document) back() {
	_ = d.r.UnreadByte() // cannot fail after a read
	d.column--
}

// nextSolid passes over white space.
func (d *document) nextSolid() (byte, error) {
	for {
		letter, err := d.next()
		if err != nil || !isSpace(letter) {
			return letter, err
		}
	}
}

func (d *document) read(yield func(*Row) bool) error {
	letter, err := d.nextSolid()
	if err != nil {
		return endOK(err)
	}
	if letter != '[' {
		d.back()
		d.single = true
		if err := d.element(yield); err != nil {
			return err
		}
		return d.end(yield)
	}
	for first := true; ; first = false {
		sign, err := d.nextSolid()
		switch {
		case errors.Is(err, io.EOF):
			return d.broken(yield, "the file ends inside the array: expected an object or ']'")
		case err != nil:
			return err
		case sign == ']' && first:
			return d.end(yield)
		case sign == ']' || sign == ',' || sign == '}' || sign == ':':
			return d.broken(yield, fmt.Sprintf("expected an object with a candidate's profile, got '%c'", sign))
		}
		d.back()
		if err := d.element(yield); err != nil {
			return err
		}
		sign, err = d.nextSolid()
		switch {
		case errors.Is(err, io.EOF):
			return d.broken(yield, "the file ends inside the array: expected ',' or ']'")
		case err != nil:
			return err
		case sign == ']':
			return d.end(yield)
		case sign != ',':
			return d.broken(yield, fmt.Sprintf("expected ',' or ']' after the array's element, got %q", rune(sign)))
		}
	}
}

func endOK(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// end makes sure that nothing follows the document.
func (d *document) end(yield func(*Row) bool) error {
	_, err := d.nextSolid()
	if err != nil {
		return endOK(err)
	}
	return d.broken(yield, "more text after the end of the JSON document; if each line is one profile, say --input jsonl")
}

// broken reports that the file cannot be read on, as a row of its own, so that it is counted and named like any other.
func (d *document) broken(yield func(*Row) bool, message string) error {
	row := &Row{File: d.source.file, Line: d.line, Index: d.index, Problems: []Problem{{
		Line: d.line, Column: max(d.column, 1), Message: "not valid JSON: " + message + "; the rest of the file is not read",
	}}}
	d.index++
	yield(row)
	return errStop
}

// element reads one element and yields it.
func (d *document) element(yield func(*Row) bool) error {
	row := &Row{File: d.source.file, Line: d.line, Index: d.index}
	before := d.column
	d.index++
	raw, size, err := d.extent()
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	var sound bool
	if size > MaxRow {
		row.Problems = tooLarge(row.Line, size)
		sound = err == nil
	} else {
		row.Raw = raw
		sound = d.source.parse(row, d.single)
		for i := range row.Problems { // columns count from the line's beginning, not the element's
			if problem := &row.Problems[i]; problem.Column > 0 && problem.Line == row.Line {
				problem.Column += before
			}
		}
	}
	if !sound {
		last := &row.Problems[len(row.Problems)-1]
		last.Message += "; the rest of the file is not read"
	}
	if !yield(row) || !sound {
		return errStop
	}
	return nil
}

// extent reads up to where the element that begins here ends: its last bracket, or what cannot belong to a plain value.
// An element above MaxRow is counted and not held.
func (d *document) extent() (raw []byte, size int64, err error) {
	depth, inText, escaped := 0, false, false
	for {
		letter, err := d.next()
		if err != nil {
			return raw, size, err
		}
		plain := depth == 0 && !inText
		if plain && size > 0 && (letter == ',' || letter == ']' || letter == '}') {
			d.back()
			return raw, size, nil
		}
		if plain && size > 0 && isSpace(letter) {
			return raw, size, nil
		}
		size++
		if size <= MaxRow {
			raw = append(raw, letter)
		} else {
			raw = nil
		}
		switch {
		case escaped:
			escaped = false
		case inText:
			escaped = letter == '\\'
			inText = letter != '"'
			if letter == '\n' { // a text has no line break: the closing quote is missing
				return raw, size, nil
			}
		case letter == '"':
			inText = true
		case letter == '{' || letter == '[':
			depth++
		case letter == '}' || letter == ']':
			depth--
		default:
			continue
		}
		if depth == 0 && !inText && size > 0 {
			return raw, size, nil
		}
	}
}
