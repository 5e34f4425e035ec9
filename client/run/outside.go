package run

import (
	"io"

	"github.com/lexfit/lexfit/client/input"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// What a run has that one of another kind, such as a pipeline, needs to say the same of a row.

// Refused turns what is said against a profile into problems of its row.
func Refused(row *input.Row, refusal *lexfitv1.ProfileError) []input.Problem {
	return refused(row, refusal)
}

// WriteReject writes a row of JSON Lines that is rejected to one place, and what is wrong with it to another, each as a line: what
// --rejects writes. The id is empty where the row could not be read.
func WriteReject(rows, reasons io.Writer, row *input.Row, id string, problems []input.Problem) error {
	return (&rejects{rows: rows, reasons: reasons}).write(row, id, problems)
}
