package beam

import (
	"bytes"
	"context"
	"reflect"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/run"
)

// Row is a line of JSON Lines, from wherever a pipeline has it.
type Row struct {
	// File and Line say where it stands, for people and for whoever sorts: a pipeline keeps no order.
	File string
	Line int64
	// Text is the line, without what ends it.
	Text []byte
}

// Result is what the command prints for a row.
type Result struct {
	// File and Line are those of the row: results sorted by them are in the order of the input.
	File string
	Line int64
	// CandidateID is the candidate's.
	CandidateID string
	// Text is what is printed, with the line ends: one line, or in CSV one for each role.
	Text []byte
}

// Rejected is a row that was not scored.
type Rejected struct {
	// File and Line say where it stands.
	File string
	Line int64
	// CandidateID is the candidate's, empty where the row could not be read.
	CandidateID string
	// Text is the row, to be mended and scored again; empty where it was too large to be held.
	Text []byte
	// Reasons is a line of JSON that says all that is wrong, as in the FILE.reasons.jsonl of lexfit score --rejects FILE.
	Reasons []byte
}

// Beam finds what a worker runs by what its program registered before main began.
func init() { //nolint:gochecknoinits // as every transform of Beam
	for _, each := range []any{Row{}, Result{}, Rejected{}, Plan{}, listed{}, piece{}, Done{}, Account{}} {
		beam.RegisterType(reflect.TypeOf(each))
	}
	register.DoFn4x1[context.Context, Row, func(Result), func(Rejected), error](&scoreFn{})
	register.DoFn4x1[context.Context, piece, func(Row), func(Rejected), error](&readFn{})
	register.DoFn3x1[context.Context, []byte, func(listed), error](&listFn{})
	register.DoFn3x1[context.Context, listed, func(piece), error](&cutFn{})
	register.DoFn3x1[context.Context, piece, func(Done), error](&scoreFileFn{})
	register.DoFn4x1[context.Context, int, func(*Done) bool, func(Account), error](&accountFn{})
	register.Emitter1[Row]()
	register.Emitter1[Result]()
	register.Emitter1[Rejected]()
	register.Emitter1[listed]()
	register.Emitter1[piece]()
	register.Emitter1[Done]()
	register.Emitter1[Account]()
	register.Iter1[Done]()
}

// Score scores rows, a PCollection of Row, by a plan. It gives the results, a PCollection of Result, and beside them the rows that
// could not be scored, a PCollection of Rejected. Blank lines are neither.
func Score(scope beam.Scope, plan Plan, rows beam.PCollection) (results, rejected beam.PCollection) {
	return beam.ParDo2(scope.Scope("lexfit.Score"), &scoreFn{worker{Plan: plan}}, rows)
}

// scoreFn scores rows one by one.
type scoreFn struct{ Worker worker }

// Setup is Beam's.
func (f *scoreFn) Setup() error { return f.Worker.setup() }

// ProcessElement is Beam's.
func (f *scoreFn) ProcessElement(ctx context.Context, row Row, result func(Result), rejected func(Rejected)) error {
	f.Worker.begin(ctx)
	if len(bytes.TrimSpace(row.Text)) == 0 {
		return nil
	}
	var counted tally
	defer counted.tell(ctx)
	read := input.ReadRow(row.File, int(row.Line), row.Text)
	answer, problems := f.Worker.engine.judge(read)
	if answer == nil {
		counted.rejected++
		return reject(read, problems, rejected)
	}
	text, err := f.Worker.engine.text(read, answer)
	if err != nil {
		return err
	}
	counted.add(answer)
	result(Result{File: row.File, Line: row.Line, CandidateID: answer.GetCandidateId(), Text: text})
	return nil
}

func reject(row *input.Row, problems []input.Problem, rejected func(Rejected)) error {
	var text, reasons bytes.Buffer
	id := row.Profile.GetCandidateId()
	if err := run.WriteReject(&text, &reasons, row, id, problems); err != nil {
		return err //nolint:wrapcheck // it says what was written
	}
	rejected(Rejected{File: row.File, Line: int64(row.Line), CandidateID: id, Text: bytes.TrimSuffix(text.Bytes(), []byte{'\n'}), Reasons: bytes.TrimSuffix(reasons.Bytes(), []byte{'\n'})})
	return nil
}
