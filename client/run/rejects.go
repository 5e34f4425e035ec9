package run

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/client/shard"
)

// RejectsSuffix makes the name of the file of reasons, of that of the rejected rows.
const RejectsSuffix = ".reasons.jsonl"

// rejects keeps rejected rows, to be mended and scored again, with the reasons beside them.
type rejects struct {
	rows, reasons io.Writer
	rejectsState
	last shard.Rejected // what was written of the last row
}

// rejectsState is what the next row depends on.
type rejectsState struct {
	Head  string `json:"head,omitempty"`  // the digest of the heads written last
	Heads int    `json:"heads,omitempty"` // tables with heads of their own
	Lines int    `json:"lines,omitempty"` // rows that are of none
}

// state is what a run that goes on has to know; nil where no rows are kept.
func (r *rejects) state() *rejectsState {
	if r == nil {
		return nil
	}
	made := r.rejectsState
	return &made
}

// resume takes the state of the run that is gone on with.
func (r *rejects) resume(state *rejectsState) {
	if r != nil && state != nil {
		r.rejectsState = *state
	}
}

// begins says whether a row of a table needs its heads before it, and notes them.
func (r *rejectsState) begins(header []byte) bool {
	sum := sha256.Sum256(header)
	if head := hex.EncodeToString(sum[:]); r.Head != head {
		r.Head = head
		r.Heads++
		return true
	}
	return false
}

// mixed says whether the file of rejects holds rows that cannot be read as one file.
func (r *rejectsState) mixed() bool { return r.Heads > 1 || r.Heads > 0 && r.Lines > 0 }

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
	for _, problem := range problems {
		out.Problems = append(out.Problems, reasonProblem{Line: problem.Line, Column: problem.Column, Field: problem.Path, Message: problem.Message})
	}
	reasons, err := json.Marshal(out)
	if err != nil {
		return fmt.Errorf("reasons of rejected rows: %w", err)
	}
	r.last = shard.Rejected{Table: len(row.Raw) > 0 && len(row.Header) > 0, Reasons: int64(len(reasons)) + 1}
	_, err = r.reasons.Write(append(reasons, '\n'))
	if err == nil && len(row.Raw) > 0 {
		if len(row.Header) > 0 {
			return r.writeTable(row)
		}
		r.Lines++
		r.last.Row = int64(len(row.Raw)) + 1
		line := make([]byte, 0, len(row.Raw)+1)
		for _, letter := range row.Raw {
			if letter == '\n' || letter == '\r' {
				letter = ' '
			}
			line = append(line, letter)
		}
		_, err = r.rows.Write(append(line, '\n'))
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
	r.last.Row = int64(len(row.Raw)) + 1
	if r.begins(row.Header) {
		r.last.Head = int64(len(row.Header)) + 1
		_, err = r.rows.Write(append(bytes.Clone(row.Header), '\n'))
	}
	if err == nil {
		_, err = r.rows.Write(append(bytes.Clone(row.Raw), '\n'))
	}
	if err != nil {
		return fmt.Errorf("write rejected row: %w", err)
	}
	return nil
}

// rejectInto rejects a row, and tells of it a document that accounts for every row.
func rejectInto(scores render.Scores, rows *Rows, row inRow, id, reason string, problems []input.Problem) error {
	rows.reject(row.Row, row.at, id, problems)
	ledger, keeps := scores.(render.Ledger)
	if !keeps {
		return nil
	}
	if err := ledger.Reject(render.Rejection{Origin: row.origin(), ID: id, Reason: reason, Message: sentence(problems)}); err != nil {
		return fmt.Errorf("write result: %w", err)
	}
	return nil
}

// maxSentence is the length of the longest text that a ledger tells of a rejected row, in bytes.
const maxSentence = 2000

// sentence puts the problems of a row into one text, at most maxNamed of them.
func sentence(problems []input.Problem) string {
	var said []string
	for i, problem := range problems {
		if i == maxNamed {
			said = append(said, fmt.Sprintf("and %d more problems in this row", len(problems)-maxNamed))
			break
		}
		said = append(said, problem.String())
	}
	text := strings.ToValidUTF8(strings.Join(said, "; "), "\ufffd")
	if len(text) > maxSentence {
		text = strings.ToValidUTF8(text[:maxSentence], "") + "…"
	}
	return text
}
