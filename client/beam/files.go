package beam

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/client/run"
)

// Files say which files a pipeline reads, and where it writes.
type Files struct {
	// Pool are the files of profiles, or patterns that they match.
	Pool []string
	// Out is the folder of the results, and Errors that of the rejected rows and their reasons.
	Out, Errors string
	// Piece is how large a piece of a file is that one worker reads and writes at a time, in bytes; 0 for DefaultPiece.
	Piece int64
}

// Check says what is wrong with the files before a pipeline begins. Where the workers are elsewhere, paths are theirs and only
// the files of a bucket are looked at.
func (f Files) Check(ctx context.Context, elsewhere bool) error {
	var problems []error
	if len(f.Pool) == 0 {
		problems = append(problems, run.UsageError{Err: errors.New("--pool is needed: expected a file of JSON Lines, or a pattern such as in/*.jsonl")})
	}
	if f.Out == "" {
		problems = append(problems, run.UsageError{Err: errors.New("--out is needed: expected a folder for the results")})
	}
	if f.Errors == "" {
		problems = append(problems, run.UsageError{Err: errors.New("--errors is needed: expected a folder for the rows that cannot be scored, with the reasons")})
	}
	if f.Piece != 0 && (f.Piece < LeastPiece || f.Piece > MostPiece) {
		problems = append(problems, run.UsageError{Err: fmt.Errorf("--piece %d: expected a number of bytes from %d to %d", f.Piece, LeastPiece, MostPiece)})
	}
	if len(problems) > 0 {
		return errors.Join(problems...)
	}
	if strings.TrimRight(f.Out, "/") == strings.TrimRight(f.Errors, "/") {
		return run.UsageError{Err: errors.New("--out and --errors are one folder: give each its own, so that results can be put together by their names")}
	}
	var looked []string
	for _, pattern := range f.Pool {
		if !elsewhere || hasStore(pattern) {
			looked = append(looked, pattern)
		}
	}
	if _, err := List(ctx, looked); err != nil {
		return err
	}
	for _, folder := range []string{f.Out, f.Errors} {
		if elsewhere && !hasStore(folder) {
			continue
		}
		if err := vacant(ctx, folder); err != nil {
			return err
		}
	}
	return nil
}

// vacant makes sure that results of two runs never stand in one folder, and that there is one.
func vacant(ctx context.Context, folder string) error {
	if !hasStore(folder) {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return fmt.Errorf("%s: cannot be made: %w", folder, plain(err))
		}
	}
	store, err := storeOf(ctx, folder)
	if err != nil {
		return err
	}
	defer store.Close() //nolint:errcheck // nothing was written
	found, err := store.List(ctx, inFolder(folder, "*"))
	if err != nil {
		return fmt.Errorf("%s: cannot be listed: %w", folder, err)
	}
	if len(found) > 0 {
		return fmt.Errorf("%s: is not empty, with %s: give another folder, so that nothing of two runs is mixed", folder, found[0])
	}
	return nil
}

func inFolder(folder, name string) string { return strings.TrimRight(folder, "/") + "/" + name }

// Done tells of a piece that is done.
type Done struct {
	// File, Line and Bytes say which piece: the file, its first line, and how long it is; -1 to the end.
	File  string `json:"file"`
	Line  int64  `json:"line"`
	Bytes int64  `json:"bytes"`
	// Name is that of the files made of it.
	Name string `json:"name"`
	// Scored and Rejected are its rows.
	Scored   int64 `json:"scored"`
	Rejected int64 `json:"rejected"`
}

// ScoreFiles scores the rows of files by a plan and writes results and rejected rows into folders. It gives a PCollection with
// one Account, which stands in the folder of results as account.json then: last of all, so that a folder that holds it is whole.
func ScoreFiles(scope beam.Scope, plan Plan, files Files) beam.PCollection {
	scope = scope.Scope("lexfit.ScoreFiles")
	scoring := &scoreFileFn{Worker: worker{Plan: plan}, Out: files.Out, Errors: files.Errors}
	done := beam.ParDo(scope, scoring, pieces(scope, files.Pool, files.Piece))
	account := &accountFn{Digest: plan.Digest, Engine: plan.Engine, Options: plan.Options, Out: files.Out}
	return beam.ParDo(scope, account, beam.GroupByKey(scope, beam.AddFixedKey(scope, done)))
}

// scoreFileFn reads, scores and writes a piece at a time. A piece that is done again, after a failure or beside itself, makes the same
// files.
type scoreFileFn struct {
	Worker      worker
	Out, Errors string
}

// Setup is Beam's.
func (f *scoreFileFn) Setup() error { return f.Worker.setup() }

// ProcessElement is Beam's.
func (f *scoreFileFn) ProcessElement(ctx context.Context, cut piece, done func(Done)) error {
	f.Worker.begin(ctx)
	made := &pieceFiles{
		engine:  f.Worker.engine,
		results: newWhole(ctx, inFolder(f.Out, cut.name()+f.Worker.engine.format.Extensions[0])),
		rows:    newWhole(ctx, inFolder(f.Errors, cut.name()+".jsonl")),
		reasons: newWhole(ctx, inFolder(f.Errors, cut.name()+".jsonl"+run.RejectsSuffix)),
	}
	defer made.discard()
	made.scores = made.engine.printer(made.results, !cut.first())
	if err := readPiece(ctx, cut, made.add); err != nil {
		return err
	}
	if err := made.commit(); err != nil {
		return err
	}
	made.counted.tell(ctx)
	done(Done{File: cut.File, Line: cut.Line, Bytes: cut.Bytes, Name: cut.name(), Scored: made.counted.scored, Rejected: made.counted.rejected})
	return nil
}

// pieceFiles are the files made of a piece.
type pieceFiles struct {
	engine                 *engine
	scores                 render.Scores
	results, rows, reasons *whole
	counted                tally
}

func (p *pieceFiles) add(row *input.Row) error {
	answer, problems := p.engine.judge(row)
	if answer == nil {
		p.counted.rejected++
		return run.WriteReject(p.rows, p.reasons, row, row.Profile.GetCandidateId(), problems) //nolint:wrapcheck // it says what was written
	}
	p.counted.add(answer)
	return p.engine.put(p.scores, row, answer)
}

// commit puts the files into their places, the results last.
func (p *pieceFiles) commit() error {
	if err := p.scores.Close(); err != nil {
		return fmt.Errorf("write result: %w", err)
	}
	for _, file := range []*whole{p.rows, p.reasons, p.results} {
		if err := file.commit(); err != nil {
			return err
		}
	}
	return nil
}

func (p *pieceFiles) discard() {
	for _, file := range []*whole{p.rows, p.reasons, p.results} {
		file.discard()
	}
}
