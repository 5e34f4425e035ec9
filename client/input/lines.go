package input

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// tooLarge is the problem of a row above MaxRow.
func tooLarge(line int, size int64) []Problem {
	return []Problem{{Line: line, Message: fmt.Sprintf(
		"the row has %d bytes, above the limit of %d (4 MiB): skipped; a profile is a few thousand bytes", size, MaxRow)}}
}

// readLines reads JSON Lines from a line of that number on: one profile a line, blank lines passed over. It stops early where yield
// says false.
func (s *source) readLines(reader *bufio.Reader, first int, yield func(*Row) bool) error {
	index := 0
	for line := first; ; line++ {
		raw, size, err := readLine(reader)
		last := errors.Is(err, io.EOF)
		if err != nil && !last {
			return err
		}
		row := &Row{File: s.file, Line: line, Index: index, Raw: bytes.TrimRight(raw, "\r\n")}
		switch {
		case size > MaxRow:
			row.Raw = nil
			row.Problems = tooLarge(line, size)
		case len(bytes.TrimSpace(row.Raw)) == 0:
			row = nil
		case s.options.skips(index):
		default:
			s.parse(row, false)
		}
		if row != nil {
			index++
			if !yield(row) {
				return nil
			}
		}
		if last {
			return nil
		}
	}
}

// Lines reads a file of JSON Lines that are no profiles, packed or not, "-" for standard input, and yields each line that is not
// blank with its number, from 1, until yield says false. A line above MaxRow comes as nil. The error is why the file could not be
// read to its end.
func Lines(file string, stdin io.Reader, yield func(line int, raw []byte) bool) error {
	made := &source{file: file, options: &Options{Format: JSONL, Stdin: stdin}}
	return made.open(func(reader *bufio.Reader, _ Format) error {
		for line := 1; ; line++ {
			raw, size, err := readLine(reader)
			last := errors.Is(err, io.EOF)
			if err != nil && !last {
				return err
			}
			if size > MaxRow {
				raw = nil
			}
			if raw = bytes.TrimSpace(raw); size > MaxRow || len(raw) > 0 {
				if !yield(line, raw) {
					return nil
				}
			}
			if last {
				return nil
			}
		}
	})
}

// readLine reads up to a line break, and counts a line above MaxRow without holding it. The size is without the line
// break. The bytes are the caller's.
func readLine(reader *bufio.Reader) (line []byte, size int64, err error) {
	var tail [2]byte
	for {
		part, err := reader.ReadSlice('\n')
		size += int64(len(part))
		for _, letter := range part[max(0, len(part)-len(tail)):] {
			tail[0], tail[1] = tail[1], letter
		}
		if size <= MaxRow+int64(len(tail)) {
			line = append(line, part...)
		} else {
			line = nil
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if tail[1] == '\n' {
			if size--; tail[0] == '\r' {
				size--
			}
		}
		return line, size, err
	}
}
