package main

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"strings"
	"sync"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client/input"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// rowFlags are the flags of the commands that read profiles.
type rowFlags struct {
	readFlags
	input, rejects, asOf string
	revision             int32
}

func (f *rowFlags) register(a *app, cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.input, "input", "", "how the files are written: "+strings.Join(input.Formats(), ", ")+" (default: by their extension)")
	flags.StringVar(&f.rejects, "rejects", "", "write rejected rows whole to this file, and the reasons to FILE.reasons.jsonl")
	flags.StringVar(&f.asOf, "as-of", "", "judge expiry and years by this date, such as 2026-11-24 (default: today, in UTC)")
	flags.Int32Var(&f.revision, "revision", 0, "score by this revision of the rulebook (default: the active one)")
	f.readFlags.register(cmd)
	a.complete(cmd, "input", input.Formats()...)
}

// rows reads the files of a command, and accounts for every row.
type rows struct {
	app     *app
	files   []string
	options *input.Options
	rejects *rejects
	done    string // what becomes of a row that is fine: scored, or converted

	// The sender of a batch rejects what it cannot read while its receiver rejects what the server refused.
	mu       sync.Mutex
	read     int
	scored   int
	rejected int
	failed   bool
	seed     maphash.Seed
	ids      map[uint64]place
	repeats  int
	unread   int
}

// place is where a row stands, small enough to keep for each of a million rows.
type place struct{ file, line int32 }

// newRows checks the files before anything else is done.
func newRows(a *app, files []string, f *rowFlags) (*rows, error) {
	format, err := fileFormat(f.input)
	if err != nil {
		return nil, err
	}
	if f.revision < 0 {
		return nil, usagef("--revision %d: expected a number from 1, or 0 for the active one", f.revision)
	}
	if files, err = input.Expand(files); err != nil {
		return nil, err
	}
	if err := input.Check(files, format); err != nil {
		return nil, err
	}
	options, err := f.options(a, format)
	if err != nil {
		return nil, err
	}
	r := &rows{app: a, files: files, options: options, done: "scored", seed: maphash.MakeSeed(), ids: map[uint64]place{}}
	if f.rejects != "" {
		if r.rejects, err = openRejects(f.rejects, files); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// each yields the rows that could be read, file by file, and rejects the others.
func (r *rows) each(ctx context.Context, yield func(*input.Row, place) bool) {
	r.options.Stdin = &interruptible{ctx: ctx, r: r.app.in}
	for i, file := range r.files {
		going := true
		n, err := input.ReadWith(file, r.options, func(row *input.Row) bool {
			r.mu.Lock()
			r.read++
			r.mu.Unlock()
			if row.Profile == nil {
				r.reject(row, "", row.Problems)
				return ctx.Err() == nil
			}
			r.warn(row)
			at := place{file: int32(i), line: int32(row.Line)}
			r.repeated(row, at)
			going = yield(row, at)
			return going
		})
		switch {
		case !going || ctx.Err() != nil:
			return
		case err != nil:
			r.fail(err)
		case n == 0:
			r.app.complain("%s: is empty: it holds no profile", (&input.Row{File: file}).FileName())
		}
	}
}

func (r *rows) fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed = true
	r.app.complain("lexfit: %v", err)
}

// maxRepeats is how many repeated ids are named; beyond, they are counted.
const maxRepeats = 20

// repeated tells of an id that stood in a row before: both are scored, and whoever joins by id should know. Hashes of 64
// bits are kept instead of the ids, so that a long pool stays small.
func (r *rows) repeated(row *input.Row, at place) {
	hash := maphash.String(r.seed, row.Profile.GetCandidateId())
	r.mu.Lock()
	defer r.mu.Unlock()
	first, seen := r.ids[hash]
	if !seen {
		r.ids[hash] = at
		return
	}
	if r.repeats++; r.repeats <= maxRepeats {
		r.app.remark("%s: candidate_id %q stands at %s too: both are %s", row.Place(), row.Profile.GetCandidateId(), r.where(first), r.done)
	}
}

func (r *rows) where(p place) string {
	return (&input.Row{File: r.files[p.file], Line: int(p.line)}).Place()
}

// maxUnread is how many cells that could not be read are named; beyond, they are counted.
const maxUnread = 100

// warn names what was left out of a row that goes on.
func (r *rows) warn(row *input.Row) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range row.Warnings {
		if r.unread++; r.unread <= maxUnread {
			r.app.remark("%s: %s", problemPlace(row, p), p)
		}
	}
}

// problemPlace is file:line, and the column where there is one.
func problemPlace(row *input.Row, p input.Problem) string {
	at := fmt.Sprintf("%s:%d", row.FileName(), max(p.Line, row.Line))
	if p.Column > 0 {
		at = fmt.Sprintf("%s:%d", at, p.Column)
	}
	return at
}

// maxNamed is how many problems of one row are named on standard error; the file of reasons has them all.
const maxNamed = 20

// reject names a row and what is wrong with it, and writes it to the file of rejects.
func (r *rows) reject(row *input.Row, id string, problems []input.Problem) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rejected++
	for i, p := range problems {
		if i == maxNamed {
			r.app.complain("%s: and %d more problems in this row", row.Place(), len(problems)-maxNamed)
			break
		}
		r.app.complain("%s: %s", problemPlace(row, p), p)
	}
	if r.rejects != nil {
		if err := r.rejects.write(row, id, problems); err != nil {
			r.failed = true
			r.app.complain("lexfit: %v", err)
			r.rejects = nil
		}
	}
}

// refused turns what the server says against a profile into problems of its row.
func refused(row *input.Row, e *lexfitv1.ProfileError) []input.Problem {
	var problems []input.Problem
	for _, v := range e.GetViolations() {
		problems = append(problems, input.Problem{Line: row.Line, Path: v.GetField(), Message: v.GetDescription()})
	}
	if len(problems) == 0 {
		problems = []input.Problem{{Line: row.Line, Message: e.GetMessage()}}
	}
	return problems
}

func (r *rows) nothing() string {
	verb := "score"
	if r.done == "converted" {
		verb = "convert"
	}
	return "nothing to " + verb + ": expected at least one candidate profile"
}

// finish accounts for all that was read, and says how the command ends.
func (r *rows) finish(ctx context.Context, err error) error {
	if r.rejects != nil {
		if closeErr := r.rejects.close(); closeErr != nil {
			r.failed = true
			r.app.complain("lexfit: %v", closeErr)
		}
	}
	if r.repeats > maxRepeats {
		r.app.remark("and %d more rows with a candidate_id that stands before", r.repeats-maxRepeats)
	}
	if r.unread > maxUnread {
		r.app.remark("and %d more cells that could not be read", r.unread-maxUnread)
	}
	rest := ""
	if n := r.read - r.scored - r.rejected; n > 0 {
		rest = fmt.Sprintf(" + unfinished %d", n)
	}
	if errors.Is(err, syscall.EPIPE) {
		return err // whoever read the results has gone: nobody is left to account to
	}
	if err == nil && r.read == 0 && !r.failed {
		err = errors.New(r.nothing())
	}
	if err != nil {
		if message, _ := r.app.explain(ctx, err); message != "" {
			r.app.complain("lexfit: %s", message)
		}
		err = said{err}
	}
	r.app.remark("read %d = %s %d + rejected %d%s", r.read, r.done, r.scored, r.rejected, rest)
	switch {
	case err != nil:
		return err
	case r.failed:
		return said{errors.New("a file could not be read to its end")}
	case r.rejected > 0:
		return errRejected
	default:
		return nil
	}
}

// interruptible is a reader that gives up waiting when the context ends: nobody should have to close a pipe to make
// Ctrl-C work. The read that is given up goes on by itself and ends with the process.
type interruptible struct {
	ctx     context.Context //nolint:containedctx // a reader has no other way to know of it
	r       io.Reader
	results chan readResult
	buf     []byte
}

type readResult struct {
	n   int
	err error
}

func (i *interruptible) Read(p []byte) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	if i.results == nil {
		i.results = make(chan readResult, 1)
		i.buf = make([]byte, 64<<10)
	}
	most := min(len(p), len(i.buf))
	go func() {
		n, err := i.r.Read(i.buf[:most])
		i.results <- readResult{n, err}
	}()
	select {
	case r := <-i.results:
		return copy(p, i.buf[:r.n]), r.err
	case <-i.ctx.Done():
		return 0, i.ctx.Err()
	}
}
