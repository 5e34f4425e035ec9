package beam

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"

	"github.com/lexfit/lexfit/client/input"
)

// How large a piece of a file is that one worker works on at a time, in bytes.
const (
	DefaultPiece = 8 << 20
	LeastPiece   = 4 << 10
	MostPiece    = 4 << 30
)

// listed is a file, with its number among all, in the order in which the command would read them.
type listed struct {
	Number int64
	File   string
}

// piece is a piece of a file, as it travels.
type piece struct {
	Number              int64
	File                string
	Offset, Bytes, Line int64
}

func (p piece) of() input.Piece {
	return input.Piece{File: p.File, Offset: p.Offset, Bytes: p.Bytes, Line: int(p.Line)}
}

// name is a name for what is made of a piece: sorted by it, the pieces are in the order of the input.
func (p piece) name() string { return fmt.Sprintf("%06d-%012d", p.Number, p.Line) }

// first says whether no piece comes before.
func (p piece) first() bool { return p.Number == 0 && p.Line == 1 }

// Rows reads the rows of the files of JSON Lines that match patterns, a PCollection of Row: packed with gzip or zstd or not, cut into
// pieces of so many bytes, 0 for DefaultPiece, and spread over all workers. Beside them it gives those that are too large to be held,
// a PCollection of Rejected.
func Rows(scope beam.Scope, patterns []string, size int64) (rows, rejected beam.PCollection) {
	scope = scope.Scope("lexfit.Rows")
	return beam.ParDo2(scope, &readFn{}, pieces(scope, patterns, size))
}

// pieces lists the files that match and cuts them. Between the steps the work is spread anew: one worker lists, some cut, all work.
func pieces(scope beam.Scope, patterns []string, size int64) beam.PCollection {
	if size == 0 {
		size = DefaultPiece
	}
	files := beam.ParDo(scope, &listFn{Patterns: patterns}, beam.Impulse(scope))
	cut := beam.ParDo(scope, &cutFn{Size: size}, beam.Reshuffle(scope, files))
	return beam.Reshuffle(scope, cut)
}

// listFn lists the files that match.
type listFn struct{ Patterns []string }

// ProcessElement is Beam's.
func (f *listFn) ProcessElement(ctx context.Context, _ []byte, emit func(listed)) error {
	files, err := List(ctx, f.Patterns)
	if err != nil {
		return err
	}
	for i, file := range files {
		emit(listed{Number: int64(i), File: file})
	}
	return nil
}

// List gives the files that patterns stand for, those of a pattern sorted by name: pool.jsonl, in/*.jsonl, gs://bucket/in/*.jsonl. A
// pattern that no file matches is an error, and so is a file that is named twice.
func List(ctx context.Context, patterns []string) ([]string, error) {
	var files []string
	var problems []error
	for _, pattern := range patterns {
		store, err := storeOf(ctx, pattern)
		if err != nil {
			return nil, err
		}
		found, err := store.List(ctx, pattern)
		_ = store.Close() // nothing was written
		switch {
		case err != nil:
			problems = append(problems, fmt.Errorf("%s: cannot be listed: %w", pattern, plain(err)))
		case len(found) == 0:
			problems = append(problems, fmt.Errorf("%s: no file matches", pattern))
		}
		slices.Sort(found)
		files = append(files, found...)
	}
	seen := map[string]bool{}
	for _, file := range files {
		if seen[file] {
			problems = append(problems, fmt.Errorf("%s: is given twice: every row would be scored twice", file))
		}
		seen[file] = true
	}
	return files, errors.Join(problems...)
}

// storeOf gives the store that a name belongs to.
func storeOf(ctx context.Context, name string) (filesystem.Interface, error) {
	if strings.TrimSpace(name) == "" {
		return nil, errors.New("an empty name: expected a file, a pattern or a folder")
	}
	store, err := filesystem.New(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("%s: this program does not know where that is: expected a path, or gs://BUCKET/…", name)
	}
	return store, nil
}

// open opens a file at an offset. It is the caller's to close.
func open(ctx context.Context, file string, offset int64) (io.ReadCloser, error) {
	store, err := storeOf(ctx, file)
	if err != nil {
		return nil, err
	}
	defer store.Close() //nolint:errcheck // nothing was written
	in, err := store.OpenRead(ctx, file)
	if err != nil {
		return nil, fmt.Errorf("%s: cannot be read: %w", file, plain(err))
	}
	if offset == 0 {
		return in, nil
	}
	seeker, ok := in.(io.Seeker)
	if ok {
		_, err = seeker.Seek(offset, io.SeekStart)
	}
	if !ok || err != nil {
		_ = in.Close()
		return nil, fmt.Errorf("%s: cannot be read from its byte %d on: %w", file, offset, err)
	}
	return in, nil
}

// cutFn cuts files into pieces.
type cutFn struct{ Size int64 }

// ProcessElement is Beam's. A file that cannot be read from the middle, as those of a bucket, is one piece: to read it up to where
// each of many begins would take longer the more there are.
func (f *cutFn) ProcessElement(ctx context.Context, from listed, emit func(piece)) error {
	in, err := open(ctx, from.File, 0)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // opened for reading: nothing is lost
	if _, ok := in.(io.Seeker); !ok {
		emit(piece{Number: from.Number, File: from.File, Bytes: input.ToTheEnd, Line: 1})
		return nil
	}
	empty := true
	err = input.Pieces(from.File, in, f.Size, func(cut input.Piece) bool {
		empty = false
		emit(piece{Number: from.Number, File: from.File, Offset: cut.Offset, Bytes: cut.Bytes, Line: int64(cut.Line)})
		return ctx.Err() == nil
	})
	if err == nil && empty { // accounted for too
		emit(piece{Number: from.Number, File: from.File, Line: 1})
	}
	return errors.Join(err, ctx.Err())
}

// readFn reads the rows of pieces.
type readFn struct{}

// ProcessElement is Beam's.
func (f *readFn) ProcessElement(ctx context.Context, cut piece, emit func(Row), rejected func(Rejected)) error {
	return readPiece(ctx, cut, func(row *input.Row) error {
		if len(row.Raw) == 0 {
			(&tally{rejected: 1}).tell(ctx)
			return reject(row, row.Problems, rejected)
		}
		emit(Row{File: row.File, Line: int64(row.Line), Text: row.Raw})
		return nil
	})
}

// readPiece hands on the rows of a piece, until one is refused.
func readPiece(ctx context.Context, cut piece, yield func(*input.Row) error) error {
	in, err := open(ctx, cut.File, cut.Offset)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // opened for reading: nothing is lost
	var failed error
	err = input.ReadPiece(cut.of(), in, func(row *input.Row) bool {
		if failed = yield(row); failed == nil {
			failed = ctx.Err()
		}
		return failed == nil
	})
	if failed != nil {
		err = failed
	}
	return err //nolint:wrapcheck // it names the file
}
