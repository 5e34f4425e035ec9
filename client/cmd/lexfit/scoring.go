package main

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"iter"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/output"
	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/client/run"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// defaultRetry is how long a server may be away in the middle of a run.
const defaultRetry = 2 * time.Minute

// pins are what results depend on besides the profiles, settled once for a whole run: neither midnight nor a new revision
// of the rulebook may divide it.
type pins struct {
	asOf     string
	revision int32
	targets  []string
}

// pin settles what the flags leave open.
func pin(ctx context.Context, c *client.Client, asOf string, revision int32, targets []string) (pins, error) {
	p := pins{asOf: asOf, revision: revision, targets: slices.Clone(targets)}
	if p.asOf == "" {
		p.asOf = time.Now().UTC().Format(time.DateOnly)
	}
	if p.revision == 0 {
		reply, err := c.Rulebook.GetRulebookRevision(ctx, &lexfitv1.GetRulebookRevisionRequest{})
		if err != nil {
			return p, err
		}
		p.revision = reply.GetRevision().GetRevision()
	}
	for i, name := range p.targets {
		if !strings.HasPrefix(name, orderName("")) || strings.Contains(name, "@") {
			continue
		}
		reply, err := c.JobOrder.GetJobOrder(ctx, &lexfitv1.GetJobOrderRequest{Name: name})
		if err != nil {
			return p, err
		}
		p.targets[i] = fmt.Sprintf("%s@%d", name, reply.GetJobOrder().GetRevision())
	}
	return p, nil
}

func (p pins) strings() map[string]string {
	return map[string]string{"as_of": p.asOf, "revision": strconv.Itoa(int(p.revision)), "targets": strings.Join(p.targets, " ")}
}

func pinsFrom(m map[string]string) (pins, error) {
	revision, err := strconv.ParseInt(m["revision"], 10, 32)
	if err != nil {
		return pins{}, fmt.Errorf("the journal of the interrupted run is damaged (%w): begin anew with --overwrite", err)
	}
	return pins{asOf: m["as_of"], revision: int32(revision), targets: strings.Fields(m["targets"])}, nil
}

// scoring is a run of lexfit score.
type scoring struct {
	a      *app
	o      *scoreOptions
	format run.Format
	rows   *rows
	pins   pins
	// asked is all that the results depend on but the files, by the name that the user knows it by.
	asked map[string]string

	dest      *destination
	scores    render.Scores
	digest    hash.Hash // of the rows settled
	state     scoringState
	saved     int // rows that are safe
	resumable bool
}

// scoringState is what a run that goes on has to know.
type scoringState struct {
	// Rows is how many rows are settled, and Digest what they were.
	Rows   int    `json:"rows"`
	Digest string `json:"digest"`
	// Counts accounts for them by file.
	Counts []rowCount `json:"counts"`
	// Rules are the digest of the rulebook and the version of the engine that scored them.
	Rules string `json:"rules"`
	// Under is how many are below --fail-under.
	Under int `json:"under"`
}

// open opens the files that the run writes, and takes up the interrupted run where there is one.
func (b *scoring) open(p pins) error {
	b.pins, b.digest = p, sha256.New()
	o, r := b.o, b.rows
	if o.out == "" {
		if o.resume {
			return usagef("--resume needs --out: what was printed is not known here")
		}
		dest, err := b.a.destination(r, &o.outFlags, o.rejects)
		if err != nil {
			return err
		}
		b.dest = dest
		b.scores = b.newScores(dest, false)
		return nil
	}
	if err := r.spares("--out", o.out); err != nil {
		return err
	}
	b.resumable = true
	b.asked["FILE"] = strings.Join(r.files, " ")
	paths := o.paths(o.rejects)
	set, resumed, err := output.Open(paths, output.Options{Resume: o.resume, Overwrite: o.overwrite, Asked: b.asked, Pinned: p.strings()}, &b.state)
	if err != nil {
		return err
	}
	b.dest = &destination{set: set}
	b.dest.wire(b.a, r, &o.outFlags, o.rejects)
	if resumed {
		if b.pins, err = pinsFrom(set.Pinned); err != nil {
			set.Abandon()
			return err
		}
		r.told, b.saved = b.state.Rows, b.state.Rows
		copy(r.counts, b.state.Counts)
		b.a.console.Remark("going on with the interrupted run: %d rows are done", b.state.Rows)
	}
	if b.documented() {
		b.scores = &spooled{b.dest}
	} else {
		b.scores = b.newScores(b.dest, b.written() > 0)
	}
	return nil
}

// written is how many results the run has written.
func (b *scoring) written() int {
	n := 0
	for _, c := range b.state.Counts {
		n += c.Scored
	}
	return n
}

// documented says whether the results are one document, which is made when all are there.
func (b *scoring) documented() bool {
	return b.o.apply == 0 && !b.format.Lines
}

// newScores makes the printer. Further says that results are there already.
func (b *scoring) newScores(w io.Writer, further bool) render.Scores {
	style := b.a.renderOptions()
	style.Color = style.Color && b.o.out == ""
	style.Explain, style.NoAdvice, style.AllQuestions = b.o.explain, b.o.noAdvice, b.o.everything
	style.Further, style.Blind = further, b.o.blind
	style.Totals = func() (int, int) {
		c := b.rows.total()
		return c.Read, c.Rejected
	}
	return b.format.Scores(w, style)
}

// inRow is a row under way.
type inRow struct {
	*input.Row
	at place
}

// note adds a row to the digest of the rows settled.
func (b *scoring) note(row *input.Row, at place) {
	if !b.resumable {
		return
	}
	var head [12]byte
	binary.LittleEndian.PutUint32(head[:], uint32(at.file))
	binary.LittleEndian.PutUint32(head[4:], uint32(at.line))
	binary.LittleEndian.PutUint32(head[8:], uint32(len(row.Raw)))
	_, _ = b.digest.Write(head[:]) // a hash takes everything
	_, _ = b.digest.Write(row.Raw)
}

func (b *scoring) sum() string { return hex.EncodeToString(b.digest.Sum(nil)) }

// gcPercent is how much garbage is let lie during a run: some 100 MB in all.
const gcPercent = 300

// errOtherRows ends a run that cannot go on.
var errOtherRows = errors.New("--resume: the files are no longer those of the interrupted run: begin anew with --overwrite")

// run scores, and ends the command.
func (b *scoring) run(ctx context.Context, c *client.Client, options *lexfitv1.ScoreOptions) error {
	if b.dest.set != nil && b.dest.set.Complete() {
		return b.end(ctx, nil)
	}
	how := client.BatchOptions{OnRetry: func(err error) {
		b.a.console.Remark("the server has gone away (%s); trying again for %s", oneLine(err), b.o.retryFor)
	}}
	if b.a.server != "" {
		how.RideOut, how.Reached = b.o.retryFor, true // the pins came from it
	}
	if b.a.getenv("GOGC") == "" {
		// What a run holds is little and stays so; collecting it less often makes a batch a quarter faster.
		defer debug.SetGCPercent(debug.SetGCPercent(gcPercent))
	}
	stop := b.rows.follow()
	var sourceErr error
	skipped := 0
	err := client.Batch(ctx, c, options, how,
		func(ctx context.Context) iter.Seq2[inRow, *lexfitv1.CandidateProfile] {
			return func(yield func(inRow, *lexfitv1.CandidateProfile) bool) {
				b.rows.walk(ctx, func(row *input.Row, at place, told bool) bool {
					if told {
						b.note(row, at)
						if skipped++; skipped == b.rows.told && b.sum() != b.state.Digest {
							sourceErr = errOtherRows
						}
						return sourceErr == nil && ctx.Err() == nil
					}
					profile := row.Profile
					if profile != nil && b.o.apply == 0 && !b.o.blind {
						row.Profile = &lexfitv1.CandidateProfile{CandidateId: profile.GetCandidateId(), DisplayName: profile.GetDisplayName()}
					}
					if b.rows.rejects == nil && !b.resumable {
						row.Raw = nil
					}
					return yield(inRow{row, at}, profile)
				})
				if sourceErr == nil && skipped < b.rows.told && ctx.Err() == nil {
					sourceErr = errOtherRows
				}
			}
		}, b.settle)
	stop()
	if err == nil {
		err = sourceErr
	}
	return b.end(ctx, err)
}

// settle takes the outcome of a row, in the order of the input.
func (b *scoring) settle(row inRow, result *lexfitv1.ScoreCandidatesResponse) error {
	if err := b.outcome(row, result); err != nil {
		return err
	}
	b.note(row.Row, row.at)
	b.state.Rows++
	if b.dest.stdout != nil {
		if b.live() {
			return b.dest.stdout.Flush() //nolint:wrapcheck // standard output's own words
		}
		return nil
	}
	if b.dest.set.Due() {
		return b.checkpoint()
	}
	return nil
}

// live says whether somebody feeds standard input line by line, and wants the answers as they come.
func (b *scoring) live() bool { return slices.Contains(b.rows.files, "-") }

func (b *scoring) outcome(row inRow, result *lexfitv1.ScoreCandidatesResponse) error {
	if result == nil {
		b.rows.reject(row.Row, row.at, "", row.Problems)
		return nil
	}
	e := result.GetError()
	if b.o.apply > 0 && (e == nil || e.GetReason() == "ADVICE_OUT_OF_RANGE") {
		b.rows.count(row.at)
		changed := result.GetResponse().GetChangedProfile()
		if e != nil {
			changed = row.Profile
			b.a.console.Remark("%s: %s: passed through unchanged", row.Place(), e.GetMessage())
		}
		if b.o.blind {
			render.BlindProfile(changed)
		}
		return render.Message(b.dest, changed)
	}
	if e != nil {
		b.rows.reject(row.Row, row.at, row.Profile.GetCandidateId(), refused(row.Row, e))
		return nil
	}
	answer := result.GetResponse()
	rules := fmt.Sprintf("%s, engine %d", answer.GetRulebookDigest(), answer.GetEngineVersion())
	if b.state.Rules == "" {
		b.state.Rules = rules
	}
	if b.state.Rules != rules {
		return fmt.Errorf("the server now scores by other rules (%s) than those that the run began with (%s): begin anew with --overwrite", rules, b.state.Rules)
	}
	person, under := render.Person{Name: row.Profile.GetDisplayName()}, b.o.under(answer)
	if b.o.blind {
		render.Blind(answer, row.Profile)
		person = render.Person{}
	}
	if err := b.scores.Add(answer, person); err != nil {
		return fmt.Errorf("write result: %w", err)
	}
	b.rows.count(row.at)
	if under {
		b.state.Under++
	}
	return nil
}

// checkpoint makes what is done safe. The counts are those of the rows settled, not of the rows read.
func (b *scoring) checkpoint() error {
	b.state.Digest = b.sum()
	b.rows.mu.Lock()
	b.state.Counts = slices.Clone(b.rows.counts)
	b.rows.mu.Unlock()
	for i, c := range b.state.Counts {
		b.state.Counts[i].Read = c.Scored + c.Rejected
	}
	if err := b.dest.set.Checkpoint(b.state); err != nil {
		return err
	}
	b.saved = b.state.Rows
	return nil
}

// end finishes what was begun, or leaves it to be gone on with.
func (b *scoring) end(ctx context.Context, err error) error {
	r := b.rows
	if b.dest.stdout != nil {
		// What was scored is printed whatever ended the batch, and an array is closed.
		if b.o.apply == 0 {
			if closeErr := b.scores.Close(); err == nil {
				err = closeErr
			}
		}
		return b.gated(b.dest.end(ctx, r, err))
	}
	set := b.dest.set
	if err == nil && !r.hasFailed() && r.total().Read > 0 {
		err = b.commit()
		if err == nil {
			return b.gated(r.finish(ctx, nil))
		}
	} else if b.state.Rows == 0 {
		set.Discard()
		return r.finish(ctx, err)
	} else if b.state.Rows > b.saved { // else the last checkpoint stands, and the digest may be of rows passed over in part
		if saveErr := b.checkpoint(); saveErr != nil {
			r.fail(saveErr)
		}
	}
	set.Abandon()
	result := r.finish(ctx, err)
	b.a.console.Complain("%s is not there yet: %s kept beside it; go on with the same command and --resume", quoted(b.o.out), rowsAre(b.saved))
	return result
}

// commit closes the results and puts the files into their places.
func (b *scoring) commit() error {
	var document func(io.Reader, io.Writer) error
	if b.documented() {
		document = func(from io.Reader, to io.Writer) error { return replay(from, b.newScores(to, false)) }
	} else if b.o.apply == 0 && !b.dest.set.Complete() {
		if err := b.scores.Close(); err != nil {
			return fmt.Errorf("write result: %w", err)
		}
	}
	if !b.dest.set.Complete() {
		if err := b.checkpoint(); err != nil {
			return err
		}
	}
	return b.dest.set.Commit(b.state, document)
}

// gated turns a good end into a bad one where --fail-under says so.
func (b *scoring) gated(err error) error {
	if err == nil && b.state.Under > 0 {
		b.a.console.Remark("%d of %d candidates are below %s", b.state.Under, b.rows.total().Scored, b.o.text)
		return errUnder
	}
	return err
}

func rowsAre(n int) string {
	if n == 1 {
		return "1 row is done and"
	}
	return fmt.Sprintf("%d rows are done and", n)
}

// oneLine is the beginning of an error.
func oneLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return lastCause(line)
}
