package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/run"
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

	// A batch reads its rows on one goroutine and settles them on another.
	mu     sync.Mutex
	counts []rowCount // by file
	failed bool
	unread int
	ids    *repeats
	told   int // rows at the beginning that were accounted for before
	known  int // rows at the beginning whose ids were
}

// rowCount accounts for the rows of one file.
type rowCount struct {
	Read     int `json:"read"`
	Scored   int `json:"scored"`
	Rejected int `json:"rejected"`
}

func (c *rowCount) add(d rowCount) {
	c.Read += d.Read
	c.Scored += d.Scored
	c.Rejected += d.Rejected
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
	r := &rows{app: a, files: files, options: options, done: "scored", counts: make([]rowCount, len(files)), ids: &repeats{}}
	if err := r.spares("--rejects", f.rejects, rejectsSuffix); err != nil {
		return nil, err
	}
	return r, nil
}

// spares makes sure that a file to be written is none that is read.
func (r *rows) spares(flag, path string, suffixes ...string) error {
	if path == "" {
		return nil
	}
	for _, suffix := range append(suffixes, "") {
		info, err := os.Stat(path + suffix)
		if err != nil {
			continue
		}
		for _, in := range r.files {
			if other, err := os.Stat(in); err == nil && os.SameFile(info, other) {
				return usagef("%s %s would overwrite %s, which is read: give another name", flag, path, in)
			}
		}
	}
	return nil
}

// each yields the rows that could be read, file by file, and rejects the others.
func (r *rows) each(ctx context.Context, yield func(*input.Row, place) bool) {
	r.walk(ctx, func(row *input.Row, at place, told bool) bool {
		if row.Profile != nil {
			return yield(row, at)
		}
		if !told {
			r.reject(row, at, "", row.Problems)
		}
		return ctx.Err() == nil
	})
}

// walk yields every row, those that could not be read too, file by file. told says that the row was accounted for before,
// by the run that this one goes on with or by an attempt that failed.
func (r *rows) walk(ctx context.Context, yield func(row *input.Row, at place, told bool) bool) {
	r.options.Stdin = input.Interruptible(ctx, r.app.in)
	total := 0
	for i, file := range r.files {
		going := true
		n, err := input.ReadWith(file, r.options, func(row *input.Row) bool {
			at := place{file: int32(i), line: int32(row.Line)}
			total++
			told := total <= r.told
			if !told {
				r.account(at, rowCount{Read: 1})
				r.warn(row)
			}
			if row.Profile != nil && total > r.known {
				if err := r.ids.add(row.Profile.GetCandidateId(), at); err != nil {
					r.fail(err)
				}
			}
			going = yield(row, at, told)
			return going
		})
		switch {
		case !going || ctx.Err() != nil:
			return
		case err != nil:
			r.fail(err)
		case n == 0:
			r.app.console.Complain("%s: is empty: it holds no profile", (&input.Row{File: file}).FileName())
		}
	}
}

// again makes ready to read the files anew: what was accounted for stays so.
func (r *rows) again() {
	r.told = r.total().Read
	r.known = r.told
}

// follow begins to tell how far the reading is; call the function to end it.
func (r *rows) follow() (stop func()) {
	r.options.Bytes = &atomic.Int64{}
	var total int64
	for _, file := range r.files {
		info, err := os.Stat(file)
		if file == "-" || err != nil {
			total = 0
			break
		}
		total += info.Size()
	}
	return r.app.console.Follow(total, func() run.Progress {
		sum := r.total()
		return run.Progress{Settled: sum.Scored + sum.Rejected, Rejected: sum.Rejected, Bytes: r.options.Bytes.Load()}
	})
}

func (r *rows) account(at place, d rowCount) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counts[at.file].add(d)
}

// count counts a row that was scored.
func (r *rows) count(at place) { r.account(at, rowCount{Scored: 1}) }

// rest counts as scored whatever was read and not rejected.
func (r *rows) rest() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, c := range r.counts {
		r.counts[i].Scored = c.Read - c.Rejected
	}
}

// total accounts for all files.
func (r *rows) total() rowCount {
	r.mu.Lock()
	defer r.mu.Unlock()
	var sum rowCount
	for _, c := range r.counts {
		sum.add(c)
	}
	return sum
}

func (r *rows) fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed = true
	r.app.console.Complain("lexfit: %v", err)
}

func (r *rows) hasFailed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.failed
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
			r.app.console.Remark("%s: %s", row.PlaceOf(p), p)
		}
	}
}

// maxNamed is how many problems of one row are named on standard error; the file of reasons has them all.
const maxNamed = 20

// reject names a row and what is wrong with it, and writes it to the file of rejects.
func (r *rows) reject(row *input.Row, at place, id string, problems []input.Problem) {
	r.account(at, rowCount{Rejected: 1})
	for i, p := range problems {
		if i == maxNamed {
			r.app.console.Complain("%s: and %d more problems in this row", row.Place(), len(problems)-maxNamed)
			break
		}
		r.app.console.Complain("%s: %s", row.PlaceOf(p), p)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.rejects != nil {
		if err := r.rejects.write(row, id, problems); err != nil {
			r.failed = true
			r.app.console.Complain("lexfit: %v", err)
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

// maxRepeats is how many repeated ids are named; beyond, they are counted.
const maxRepeats = 20

// tellRepeats tells of ids that stand in several rows: all are scored, and whoever joins by id should know.
func (r *rows) tellRepeats() {
	named, more, err := r.ids.list(maxRepeats)
	if err != nil {
		r.fail(err)
	}
	for _, x := range named {
		r.app.console.Remark("%s: candidate_id %q stands at %s too: both are %s", r.where(x.at), x.id, r.where(x.first), r.done)
	}
	if more > 0 {
		r.app.console.Remark("and %d more rows with a candidate_id that stands before", more)
	}
}

// finish accounts for all that was read, and says how the command ends.
func (r *rows) finish(ctx context.Context, err error) error {
	if errors.Is(err, syscall.EPIPE) {
		return err // whoever read the results has gone: nobody is left to account to
	}
	r.tellRepeats()
	if r.unread > maxUnread {
		r.app.console.Remark("and %d more cells that could not be read", r.unread-maxUnread)
	}
	if r.rejects != nil && r.rejects.mixed() {
		r.app.console.Remark("the rejected rows are of several kinds or have several heads: take them apart by %s before they are run again", "FILE"+rejectsSuffix)
	}
	sum := r.total()
	if err == nil && sum.Read == 0 && !r.hasFailed() {
		err = errors.New(r.nothing())
	}
	if err != nil {
		if message, _ := r.app.explain(ctx, err); message != "" {
			r.app.console.Complain("lexfit: %s", message)
		}
		err = said{err}
	}
	r.byFile()
	r.app.console.Remark("%s", r.sentence(sum))
	switch {
	case err != nil:
		return err
	case r.hasFailed():
		return said{errors.New("a file could not be read to its end, or its results not be written")}
	case sum.Rejected > 0:
		return errRejected
	default:
		return nil
	}
}

func (r *rows) sentence(c rowCount) string {
	s := fmt.Sprintf("read %d = %s %d + rejected %d", c.Read, r.done, c.Scored, c.Rejected)
	if n := c.Read - c.Scored - c.Rejected; n > 0 {
		s += fmt.Sprintf(" + unfinished %d", n)
	}
	return s
}

// mostFiles is how many files are accounted for one by one; of more, those without a rejected row are summed up.
const mostFiles = 20

func (r *rows) byFile() {
	if len(r.files) < 2 {
		return
	}
	var whole rowCount
	files := 0
	for i, c := range r.counts {
		if len(r.files) > mostFiles && c.Rejected == 0 && c.Read == c.Scored {
			whole.add(c)
			files++
			continue
		}
		r.app.console.Remark("%s: %s", (&input.Row{File: r.files[i]}).FileName(), r.sentence(c))
	}
	if files > 0 {
		r.app.console.Remark("%d files without a rejected row: %s", files, r.sentence(whole))
	}
}
