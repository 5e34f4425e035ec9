package run

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/shard"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Source says what a run reads.
type Source struct {
	// Files are files, folders, or - for standard input.
	Files []string
	// Options say how the files are read. They are the run's from now on.
	Options *input.Options
	// Stdin is what - reads; the run gives up waiting for it where its context ends.
	Stdin io.Reader
	// Rejects is the file that rejected rows are written to whole, with the reasons beside it; empty for none.
	Rejects string
	// IDs are the candidates that are read, where not all: other rows count as not read.
	IDs []string
	// Shard is the shard of the rows that is read, where not all: rows of others are counted as such.
	Shard shard.Spec
	// Done is what becomes of a row that is fine; scored where it is empty.
	Done string
}

// Rows are the rows of the files of a run. Each is accounted for: it is read, and then scored or rejected.
type Rows struct {
	console *Console
	source  Source
	rejects *rejects // nil where they are not written, or no more

	// A batch reads its rows on one goroutine and settles them on another.
	mu     sync.Mutex
	counts []Count // by file
	failed bool
	unread kinds
	ids    *repeats
	told   int             // rows at the beginning that were accounted for before
	known  int             // rows at the beginning whose ids were
	found  map[string]bool // of Source.IDs

	division division

	handed atomic.Int64 // rows that a server took of which it tells nothing before the end
	ended  atomic.Bool  // all was read
}

// place is where a row stands, small enough to keep for each of a million rows.
type place struct{ file, line int32 }

// Open checks the files before anything else is done. It reads nothing yet.
func Open(console *Console, source Source) (*Rows, error) {
	var err error
	if source.Files, err = input.Expand(source.Files, source.Options); err != nil {
		return nil, err
	}
	if err := input.Check(source.Files, source.Options); err != nil {
		return nil, err
	}
	if source.Done == "" {
		source.Done = "scored"
	}
	rows := &Rows{console: console, source: source, counts: make([]Count, len(source.Files)), ids: &repeats{}, found: map[string]bool{}}
	if err := rows.spares("--rejects", source.Rejects, RejectsSuffix); err != nil {
		return nil, err
	}
	return rows, nil
}

// spares makes sure that a file to be written is none that is read.
func (r *Rows) spares(flag, path string, suffixes ...string) error {
	if path == "" {
		return nil
	}
	for _, suffix := range append(suffixes, "") {
		written, err := os.Stat(path + suffix)
		if err != nil {
			continue
		}
		for _, file := range r.source.Files {
			if read, err := os.Stat(file); err == nil && os.SameFile(written, read) {
				return usagef("%s %s would overwrite %s, which is read: give another name", flag, path, file)
			}
		}
	}
	return nil
}

// ErrNotAsked is what the function of Each says of a row that is not asked for: it counts as not read.
var ErrNotAsked = errors.New("not asked for")

// Each hands the rows that could be read to settle, file by file, and rejects the others. A row that settle refuses is
// rejected for that; an error ends the reading, and Each returns it, or the context's where that ended it.
func (r *Rows) Each(ctx context.Context, settle func(*input.Row) (*lexfitv1.ProfileError, error)) error {
	var failed error
	r.each(ctx, func(row *input.Row, at place) bool {
		refusal, err := settle(row)
		switch {
		case errors.Is(err, ErrNotAsked):
			r.account(at, Count{Read: -1})
		case err != nil:
			failed = err
		case refusal != nil:
			r.reject(row, at, row.Profile.GetCandidateId(), refused(row, refusal))
		default:
			r.count(at)
		}
		return failed == nil && ctx.Err() == nil
	})
	if failed == nil {
		failed = ctx.Err()
	}
	return failed
}

// Pick reads the profiles of the ids named, or all where none is, and gives back one more than the most that are wanted where
// there are more. Names are the display names, by id. The rows are not settled yet: see Settle.
func (r *Rows) Pick(ctx context.Context, ids []string, most int) (profiles []*lexfitv1.CandidateProfile, names map[string]string, missing []string) {
	names = map[string]string{}
	r.each(ctx, func(row *input.Row, at place) bool {
		id := row.Profile.GetCandidateId()
		if len(ids) > 0 && !slices.Contains(ids, id) {
			r.account(at, Count{Read: -1})
			return true
		}
		if names[id] = row.Profile.GetDisplayName(); len(profiles) <= most {
			profiles = append(profiles, row.Profile)
		}
		return true
	})
	for _, id := range ids {
		if _, found := names[id]; !found {
			missing = append(missing, id)
		}
	}
	return profiles, names, missing
}

// each yields the rows that could be read, file by file, and rejects the others.
func (r *Rows) each(ctx context.Context, yield func(*input.Row, place) bool) {
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
func (r *Rows) walk(ctx context.Context, yield func(row *input.Row, at place, told bool) bool) {
	r.source.Options.Stdin = input.Interruptible(ctx, r.source.Stdin)
	r.ended.Store(false)
	if documents := r.source.Options.Documents; documents != nil {
		defer documents.Begin(ctx, r.source.Files)()
	}
	total, number := 0, int64(0)
	r.division = division{spec: r.source.Shard, pool: sha256.New()}
	for i, file := range r.source.Files {
		going := true
		r.source.Options.Skip = r.division.skips()
		read, err := input.ReadWith(file, r.source.Options, func(row *input.Row) bool {
			number++
			row.Number = number
			at := place{file: int32(i), line: int32(row.Line)}
			if !r.division.has(row, at) {
				r.account(at, Count{Read: 1, Elsewhere: 1})
				return ctx.Err() == nil
			}
			if !r.isAsked(row) {
				return ctx.Err() == nil
			}
			total++
			told := total <= r.told
			if !told {
				r.account(at, Count{Read: 1})
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
		case read == 0:
			r.console.Complain("%s: is empty: it holds no profile", fileName(r.source.Files[i]))
		}
	}
	r.ended.Store(true)
}

// isAsked reports whether a row is one of those to be read. One that cannot be read may be anybody's.
func (r *Rows) isAsked(row *input.Row) bool {
	if len(r.source.IDs) == 0 || row.Profile == nil {
		return true
	}
	id := row.Profile.GetCandidateId()
	if !slices.Contains(r.source.IDs, id) {
		return false
	}
	r.found[id] = true
	return true
}

// notFound names the candidates asked for that no row has.
func (r *Rows) notFound() error {
	missing := slices.DeleteFunc(slices.Clone(r.source.IDs), func(id string) bool { return r.found[id] })
	if len(missing) == 0 {
		return nil
	}
	return fmt.Errorf("no row has the candidate_id %s", strings.Join(missing, ", "))
}

// again makes ready to read the files anew: what was accounted for stays so.
func (r *Rows) again() {
	r.told = r.Total().Read
	r.known = r.told
	r.handed.Store(0)
}

// follow begins to tell how far the reading is; call the function to end it.
func (r *Rows) follow() (stop func()) {
	r.source.Options.Bytes = &atomic.Int64{}
	var total int64
	for _, file := range r.source.Files {
		info, err := os.Stat(file)
		if file == "-" || err != nil {
			total = 0
			break
		}
		total += info.Size()
	}
	return r.console.Follow(total, func() Progress {
		sum := r.Total()
		return Progress{
			Settled: max(sum.Scored+sum.Rejected+sum.Elsewhere, int(r.handed.Load())), Rejected: sum.Rejected,
			Read: sum.Read, Bytes: r.source.Options.Bytes.Load(), Whole: r.ended.Load(),
		}
	})
}

// standardInput says whether standard input is among the files: it cannot be read twice, and somebody may feed it by hand.
func standardInput(files []string) bool { return slices.Contains(files, "-") }

func (r *Rows) account(at place, more Count) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counts[at.file].add(more)
}

// count counts a row that was scored.
func (r *Rows) count(at place) { r.account(at, Count{Scored: 1}) }

// Settle counts as scored whatever was read and not rejected.
func (r *Rows) Settle() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, counted := range r.counts {
		r.counts[i].Scored = counted.Read - counted.Rejected - counted.Elsewhere
	}
}

// settled accounts for the rows that are settled, by file.
func (r *Rows) settled() []Count {
	r.mu.Lock()
	defer r.mu.Unlock()
	counts := slices.Clone(r.counts)
	for i, counted := range counts {
		counts[i].Read = counted.Scored + counted.Rejected + counted.Elsewhere
	}
	return counts
}

// Total accounts for all files, as far as the run is.
func (r *Rows) Total() Count {
	r.mu.Lock()
	defer r.mu.Unlock()
	var sum Count
	for _, counted := range r.counts {
		sum.add(counted)
	}
	return sum
}

func (r *Rows) fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed = true
	r.console.fail(err.Error())
}

func (r *Rows) hasFailed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.failed
}

// row is a row whose content is not at hand.
func (r *Rows) row(at place) *input.Row {
	return &input.Row{File: r.source.Files[at.file], Line: int(at.line)}
}

func fileName(file string) string { return (&input.Row{File: file}).FileName() }

// warn gathers what was left out of a row that goes on.
func (r *Rows) warn(row *input.Row) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, problem := range row.Warnings {
		r.unread.add(row.PlaceOf(problem), problem)
	}
}

// mostRejected is how many rejected rows are named on standard error; beyond, they are counted. The file of reasons has them all.
const mostRejected = 100

// maxNamed is how many problems of one row are named on standard error; the file of reasons has them all.
const maxNamed = 20

// reject names a row and what is wrong with it, and writes it to the file of rejects.
func (r *Rows) reject(row *input.Row, at place, id string, problems []input.Problem) {
	r.account(at, Count{Rejected: 1})
	rejected := r.Total().Rejected
	if rejected == mostRejected+1 {
		r.console.Complain("more rejected rows are counted and not named; --rejects FILE keeps them, with the reasons")
	}
	for i, problem := range problems {
		if rejected > mostRejected {
			break
		}
		if i == maxNamed {
			r.console.Complain("%s: and %d more problems in this row", row.Place(), len(problems)-maxNamed)
			break
		}
		r.console.Complain("%s: %s", row.PlaceOf(problem), problem)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.rejects != nil {
		if err := r.rejects.write(row, id, problems); err != nil {
			r.failed = true
			r.console.fail(err.Error())
			r.rejects = nil
		}
	}
}

// refused turns what the server says against a profile into problems of its row.
func refused(row *input.Row, refusal *lexfitv1.ProfileError) []input.Problem {
	var problems []input.Problem
	for _, violation := range refusal.GetViolations() {
		problems = append(problems, input.Problem{Line: row.Line, Path: violation.GetField(), Message: violation.GetDescription()})
	}
	if len(problems) == 0 {
		problems = []input.Problem{{Line: row.Line, Message: refusal.GetMessage()}}
	}
	return problems
}

func (r *Rows) nothing() string {
	verb := "score"
	if r.source.Done == "converted" {
		verb = "convert"
	}
	return "nothing to " + verb + ": expected at least one candidate profile"
}

// maxRepeats is how many repeated ids are named; beyond, they are counted.
const maxRepeats = 20

// End accounts for all that was read. err is why the run ended before its time, or badly. Ids that stand in several rows
// are named: all were scored, and whoever joins by id should know.
func (r *Rows) End(err error) *Account {
	if errors.Is(err, syscall.EPIPE) {
		return &Account{Err: err} // whoever read the results has gone: nobody is left to account to
	}
	account := &Account{Done: r.source.Done, Err: err}
	named, more, err := r.ids.list(maxRepeats)
	if err != nil {
		r.fail(err)
	}
	for _, again := range named {
		account.Repeats = append(account.Repeats, Repeat{ID: again.id, At: r.row(again.at).Place(), First: r.row(again.first).Place()})
	}
	account.MoreRepeats = more
	account.unread, account.Failed = r.unread, r.hasFailed()
	account.Mixed = r.rejects != nil && r.rejects.mixed()
	for i, counted := range r.counts {
		account.Files = append(account.Files, FileCount{Name: fileName(r.source.Files[i]), Count: counted})
	}
	if account.Err == nil && !account.Failed {
		account.Err = r.notFound()
	}
	if account.Err == nil && account.Total().Read == 0 && !account.Failed {
		account.Err = errors.New(r.nothing())
	}
	return account
}
