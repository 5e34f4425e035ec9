package run

import (
	"bufio"
	"container/heap"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/lexfit/lexfit/client/output"
	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/client/shard"
	"github.com/lexfit/lexfit/client/spool"
)

// GatherJob says how shards are put together.
type GatherJob struct {
	Output
	// Rejects is the file that the rejected rows of all shards are written to, with the reasons beside it; empty for none.
	Rejects string
	// Format is the shards', and Style what is known of a document's look besides what they say.
	Format Format
	Style  render.Options
}

// gathering is a run of Gather.
type gathering struct {
	GatherJob
	parts   []*shard.Part
	counts  []Count
	ids     *repeats
	results io.Writer
	left    *rejects // nil where they are not asked for

	last  int  // the number of the row written last
	begun bool // a result was
	tail  []byte
}

// Gather puts the shards of a run together, in the order of its input: the same bytes as of a run that was never divided. Their files
// are held to what their manifests say on the way; where they differ nothing is written. The shards are those that shard.Check found
// nothing against. The error is why the results are not there.
func Gather(ctx context.Context, parts []*shard.Part, job GatherJob) (*Account, error) {
	made := &gathering{GatherJob: job, parts: parts, counts: make([]Count, len(parts[0].Input.Files)), ids: &repeats{}}
	if err := made.spares(); err != nil {
		return nil, err
	}
	if err := made.write(ctx); err != nil {
		return nil, err
	}
	return made.account()
}

// spares makes sure that no file is written that is read.
func (g *gathering) spares() error {
	for _, path := range []string{g.Path, g.Rejects, g.Rejects + RejectsSuffix} {
		written, err := os.Stat(path)
		if err != nil {
			continue
		}
		for _, part := range g.parts {
			for _, file := range part.Files() {
				if read, err := os.Stat(part.At(file)); err == nil && os.SameFile(written, read) {
					return usagef("%s is of a shard, and would be overwritten: give another name", path)
				}
			}
		}
	}
	if g.Rejects != "" && g.parts[0].Rejects == nil {
		return usagef("--rejects: the shards kept no rejected rows: score them with --rejects")
	}
	return nil
}

// write opens the files, and puts them into their places where all went well.
func (g *gathering) write(ctx context.Context) (err error) {
	var paths []string
	if g.Path != "" {
		paths = append(paths, g.Path)
	}
	if g.Rejects != "" {
		paths = append(paths, g.Rejects, g.Rejects+RejectsSuffix)
	}
	set := &output.Set{}
	if len(paths) > 0 {
		if set, err = output.Begin(paths, g.Path != "" && !g.Overwrite); err != nil {
			return err //nolint:wrapcheck // it names the file
		}
	}
	next := 0
	if g.Path != "" {
		g.results, next = set.Writer(0), 1
	}
	if g.Rejects != "" {
		g.left = &rejects{rows: set.Writer(next), reasons: set.Writer(next + 1)}
	}
	if g.Path == "" {
		err = g.print(ctx)
	} else {
		err = g.merge(ctx)
	}
	if err != nil {
		set.Discard()
		return err
	}
	if len(paths) == 0 {
		return nil
	}
	var document func(io.Reader, io.Writer) error
	if g.Path != "" && g.parts[0].Noted {
		document = g.document
	}
	return set.Commit(nil, document) //nolint:wrapcheck // it names the file
}

// print writes to standard output. What was printed cannot be taken back, so that the shards are held to their manifests first.
func (g *gathering) print(ctx context.Context) error {
	for _, part := range g.parts {
		if err := verify(part); err != nil {
			return err
		}
	}
	out := bufio.NewWriterSize(g.Stdout, 64<<10)
	g.results = out
	if !g.parts[0].Noted {
		return errors.Join(g.merge(ctx), out.Flush())
	}
	notes, err := spool.File("lexfit-gather-*")
	if err != nil {
		return fmt.Errorf("temporary file for the document: %w", err)
	}
	defer spool.Drop(notes)
	noted := bufio.NewWriterSize(notes, 64<<10)
	g.results = noted
	err = g.merge(ctx)
	if err == nil {
		err = noted.Flush()
	}
	if err == nil {
		_, err = notes.Seek(0, io.SeekStart)
	}
	if err == nil {
		err = g.document(notes, out)
	}
	return errors.Join(err, out.Flush())
}

// document makes the document of what was noted.
func (g *gathering) document(from io.Reader, to io.Writer) error {
	var style shardStyle
	if err := json.Unmarshal(g.parts[0].Style, &style); err != nil {
		return fmt.Errorf("%s: what a document looks like cannot be read: %w", g.parts[0].Path, err)
	}
	made, err := style.onto(g.Style)
	if err != nil {
		return fmt.Errorf("%s: how it was scored cannot be read: %w", g.parts[0].Path, err)
	}
	if g.Path != "" {
		made.Color, made.Width = false, 0
	}
	made.Totals = func() (int, int) {
		var sum Count
		for _, counted := range g.counts {
			sum.add(counted)
		}
		return sum.Read, sum.Rejected
	}
	if g.Format.Remake != nil {
		return g.Format.Remake(from, to, made) //nolint:wrapcheck // it says what is wrong
	}
	return unspool(from, g.Format.Scores(to, made))
}

// merge writes the rows of all shards, those with the least numbers first.
func (g *gathering) merge(ctx context.Context) error {
	var open cursors
	defer func() {
		for _, one := range open {
			one.close()
		}
	}()
	for _, part := range g.parts {
		one, err := openCursor(part, g.left != nil, len(g.parts))
		if err != nil {
			return err
		}
		open = append(open, one)
	}
	running := cursors{}
	for _, one := range open {
		if more, err := one.next(); err != nil {
			return err
		} else if more {
			running = append(running, one)
		}
	}
	heap.Init(&running)
	for count := 0; len(running) > 0; count++ {
		if count%1024 == 0 && ctx.Err() != nil {
			return ctx.Err() //nolint:wrapcheck // the command says what it means
		}
		one := running[0]
		if err := g.take(one); err != nil {
			return err
		}
		more, err := one.next()
		switch {
		case err != nil:
			return err
		case more:
			heap.Fix(&running, 0)
		default:
			heap.Pop(&running)
		}
	}
	if rows := g.parts[0].Input.Rows; len(g.parts) == g.parts[0].Of && g.last != rows {
		return fmt.Errorf("the shards hold the rows up to %d, and %d were read: score them again", g.last, rows)
	}
	return g.end(open)
}

// take writes the row that a shard stands at.
func (g *gathering) take(one *cursor) error {
	row := &one.row
	whole := len(g.parts) == one.part.Of
	if row.Number <= g.last || whole && row.Number != g.last+1 {
		return fmt.Errorf("%s: row %d stands where row %d was expected: score the shard again", one.part.Path, row.Number, g.last+1)
	}
	if row.File >= len(g.counts) {
		return one.damaged()
	}
	g.last = row.Number
	counted := Count{Read: 1, Scored: 1}
	if !row.Scored {
		counted = Count{Read: 1, Rejected: 1}
	}
	g.counts[row.File].add(counted)
	if row.Known {
		if err := g.ids.add(row.ID, place{file: int32(row.File), line: int32(row.Line)}); err != nil {
			return err
		}
	}
	if !row.Scored {
		return errors.Join(g.reject(one), one.results.copy(g.results, row.Result)) // what a document that accounts for every row notes of it
	}
	size := row.Result
	if row.Opens > 0 || len(row.Next) > 0 {
		if g.begun { // it is the first of its shard alone
			if err := one.results.copy(io.Discard, row.Opens); err != nil {
				return err
			}
			if _, err := g.results.Write(row.Next); err != nil {
				return fmt.Errorf("write result: %w", err)
			}
			size -= row.Opens
		}
	}
	g.begun = true
	return one.results.copy(g.results, size)
}

// reject writes a rejected row and its reasons, under the heads of its table where those written last are others.
func (g *gathering) reject(one *cursor) error {
	left := one.row.Rejected
	if g.left == nil {
		return nil
	}
	if left.Head > 0 {
		head, err := one.rejects.take(left.Head)
		if err != nil {
			return err
		}
		one.head = head
	}
	switch {
	case left.Table && len(one.head) == 0:
		return one.damaged()
	case left.Table && g.left.begins(one.head[:len(one.head)-1]):
		if _, err := g.left.rows.Write(one.head); err != nil {
			return fmt.Errorf("write rejected row: %w", err)
		}
	case !left.Table && left.Row > 0:
		g.left.Lines++
	}
	return errors.Join(one.rejects.copy(g.left.rows, left.Row), one.reasons.copy(g.left.reasons, left.Reasons))
}

// mostTail is how much may stand behind the last result.
const mostTail = 1 << 20

// end writes what stands behind the last result, which every shard with a result has, and makes sure that every file was read whole, and is
// what was written.
func (g *gathering) end(open cursors) error {
	for _, one := range open {
		tail, err := one.results.take(one.results.left)
		if err != nil {
			return err
		}
		if one.part.Scored > 0 || !g.begun {
			g.tail = tail
		}
		for _, file := range one.files() {
			if err := file.end(); err != nil {
				return err
			}
		}
	}
	if _, err := g.results.Write(g.tail); err != nil {
		return fmt.Errorf("write result: %w", err)
	}
	return nil
}

// account tells what became of the rows of all shards.
func (g *gathering) account() (*Account, error) {
	account := &Account{Done: "scored"}
	for i, file := range g.parts[0].Input.Files {
		account.Files = append(account.Files, FileCount{Name: fileName(file), Count: g.counts[i]})
	}
	for _, part := range g.parts {
		account.Under += part.Under
	}
	account.Mixed = g.left != nil && g.left.mixed()
	named, more, err := g.ids.list(maxRepeats)
	if err != nil {
		return nil, err
	}
	files := &Rows{source: Source{Files: g.parts[0].Input.Files}}
	for _, again := range named {
		account.Repeats = append(account.Repeats, Repeat{ID: again.id, At: files.row(again.at).Place(), First: files.row(again.first).Place()})
	}
	account.MoreRepeats = more
	return account, nil
}
