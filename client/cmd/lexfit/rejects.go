package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/lexfit/lexfit/client/input"
)

// rejects keeps rejected rows, to be mended and scored again, with the reasons beside them.
type rejects struct {
	rows, reasons *sink
	header        []byte
}

type sink struct {
	file *os.File
	w    *bufio.Writer
}

func openSink(path string) (*sink, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600) //nolint:gosec // the file that --rejects names
	if err != nil {
		return nil, fmt.Errorf("--rejects: %w", err)
	}
	return &sink{file: f, w: bufio.NewWriter(f)}, nil
}

func (s *sink) close() error { return errors.Join(s.w.Flush(), s.file.Close()) }

// openRejects opens both files, unless that would wipe out a file that is about to be read.
func openRejects(path string, inputs []string) (*rejects, error) {
	for _, target := range []string{path, path + ".reasons.jsonl"} {
		info, err := os.Stat(target)
		if err != nil {
			continue
		}
		for _, in := range inputs {
			if other, err := os.Stat(in); err == nil && os.SameFile(info, other) {
				return nil, usagef("--rejects %s would overwrite %s, which is read: give another name", path, in)
			}
		}
	}
	rows, err := openSink(path)
	if err != nil {
		return nil, err
	}
	reasons, err := openSink(path + ".reasons.jsonl")
	if err != nil {
		return nil, errors.Join(err, rows.close())
	}
	return &rejects{rows: rows, reasons: reasons}, nil
}

// reason is a line of the file of reasons.
type reason struct {
	File        string          `json:"file"`
	Line        int             `json:"line"`
	CandidateID string          `json:"candidate_id,omitempty"`
	Problems    []reasonProblem `json:"problems"`
	// Omitted says that the row was too large to be held, and is not in the file of rejects.
	Omitted bool `json:"omitted,omitempty"`
}

type reasonProblem struct {
	Line    int    `json:"line"`
	Column  int    `json:"column,omitempty"`
	Field   string `json:"field,omitempty"`
	Message string `json:"message"`
}

// write adds a row, as one line: a line break in a row stands between JSON tokens, where a space does as well.
func (r *rejects) write(row *input.Row, id string, problems []input.Problem) error {
	out := reason{File: row.File, Line: row.Line, CandidateID: id, Omitted: len(row.Raw) == 0}
	for _, p := range problems {
		out.Problems = append(out.Problems, reasonProblem{Line: p.Line, Column: p.Column, Field: p.Path, Message: p.Message})
	}
	b, err := json.Marshal(out)
	if err != nil {
		return fmt.Errorf("reasons of rejected rows: %w", err)
	}
	_, err = r.reasons.w.Write(append(b, '\n'))
	if err == nil && len(row.Raw) > 0 {
		if len(row.Header) > 0 {
			return r.writeTable(row)
		}
		line := make([]byte, 0, len(row.Raw)+1)
		for _, c := range row.Raw {
			if c == '\n' || c == '\r' {
				c = ' '
			}
			line = append(line, c)
		}
		_, err = r.rows.w.Write(append(line, '\n'))
	}
	if err != nil {
		return fmt.Errorf("write rejected row: %w", err)
	}
	return nil
}

// writeTable adds a row of a table, under its heads where they are others than the last ones written. A line break in a
// quoted cell stays.
func (r *rejects) writeTable(row *input.Row) error {
	var err error
	if !bytes.Equal(r.header, row.Header) {
		r.header = bytes.Clone(row.Header)
		_, err = r.rows.w.Write(append(bytes.Clone(row.Header), '\n'))
	}
	if err == nil {
		_, err = r.rows.w.Write(append(bytes.Clone(row.Raw), '\n'))
	}
	if err != nil {
		return fmt.Errorf("write rejected row: %w", err)
	}
	return nil
}

func (r *rejects) close() error {
	if err := errors.Join(r.rows.close(), r.reasons.close()); err != nil {
		return fmt.Errorf("write rejected rows: %w", err)
	}
	return nil
}
