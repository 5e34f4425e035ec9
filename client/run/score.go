package run

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"iter"
	"maps"
	"strings"
	"time"

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/client/columnar"
	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/output"
	"github.com/lexfit/lexfit/client/render"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// ScoreJob says how rows are scored.
type ScoreJob struct {
	Output
	// Format is how the results are written, and Style what they look like; Score sets what it knows better, the totals for one.
	Format Format
	Style  render.Options
	// Pins are what is settled for the whole run; Score settles what they leave open.
	Pins Pins
	// Advice is what advice is asked for. Where it is to be applied, the changed profiles are the results.
	Advice *lexfitv1.AdviceOptions
	// Gate is the score that Account.Under goes by.
	Gate Gate
	// RetryFor is how long a server that goes away in the middle is waited for; 0 where it is not.
	RetryFor time.Duration
	// Resume goes on with the interrupted run that wrote Output.Path.
	Resume bool
	// Version is that of the program; a shard tells it.
	Version string
	// Asked is all that the results depend on besides the files, by the name that the user knows it by: a run is gone on with
	// only where it is the same.
	Asked map[string]string
}

// scoring is a run of Score.
type scoring struct {
	ScoreJob
	rows *Rows

	results   *Results
	part      *part // of a run of a shard; nil else
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
	Counts []Count `json:"counts"`
	// Rules are the digest of the rulebook and the version of the engine that scored them.
	Rules string `json:"rules"`
	// Under is how many are below the gate.
	Under int `json:"under"`
	// Heads is what the file of rejected rows holds, as far as the next row depends on it.
	Heads *rejectsState `json:"heads,omitempty"`
	// Part is what else a run of a shard has to know.
	Part *partState `json:"part,omitempty"`
}

// Score has every row scored and writes the results, in the order of the input. The error is why the run could not begin;
// what goes wrong later is in the account.
func Score(ctx context.Context, server *client.Client, rows *Rows, job ScoreJob) (*Account, error) {
	pins, err := Pin(ctx, server, job.Pins)
	if err != nil {
		return rows.End(err), nil
	}
	run := &scoring{ScoreJob: job, rows: rows, digest: sha256.New()}
	run.Pins = pins
	if account, err := run.there(); account != nil || err != nil {
		return account, err
	}
	if err := run.open(); err != nil {
		return nil, err
	}
	return run.run(ctx, server), nil
}

// open opens the files that the run writes, and takes up the interrupted run where there is one.
func (s *scoring) open() error {
	if s.Path == "" {
		if s.Resume {
			return usagef("--resume needs --out: what was printed is not known here")
		}
		if !s.rows.source.Shard.Whole() {
			return usagef("--shard needs --out: shards that were printed cannot be put together")
		}
		results, err := s.rows.Create(s.Output)
		if err != nil {
			return err
		}
		s.results, s.scores = results, s.newScores(results, false)
		return nil
	}
	if err := s.rows.spares("--out", s.Path); err != nil {
		return err
	}
	if err := s.divisible(); err != nil {
		return err
	}
	s.resumable = true
	asked := maps.Clone(s.Asked)
	if asked == nil {
		asked = map[string]string{}
	}
	asked["FILE"] = strings.Join(s.rows.source.Files, " ")
	set, resumed, err := output.Open(append(s.rows.paths(s.Output), s.besides()...),
		output.Options{Resume: s.Resume, Overwrite: s.Overwrite, Asked: asked, Pinned: s.Pins.strings()}, &s.state)
	if err != nil {
		return err
	}
	s.results = s.rows.connect(s.Output, set)
	if resumed {
		if s.Pins, err = pinsFrom(set.Pinned); err != nil {
			set.Abandon()
			return err
		}
		s.rows.told, s.saved = s.state.Rows, s.state.Rows
		copy(s.rows.counts, s.state.Counts)
		s.rows.rejects.resume(s.state.Heads)
		s.rows.console.Remark("going on with the interrupted run: %d rows are done", s.state.Rows)
	}
	if err := s.divide(set); err != nil {
		set.Abandon()
		return err
	}
	switch {
	case s.documented() && s.Format.Notes != nil:
		s.scores = s.Format.Notes(s.results, s.Style)
	case s.documented():
		s.scores = &spooled{s.results}
	default:
		s.scores = s.newScores(s.results, s.written() > 0)
	}
	return nil
}

// written is how many results the run has written.
func (s *scoring) written() int {
	results := 0
	for _, counted := range s.state.Counts {
		results += counted.Scored
	}
	return results
}

// applies says whether the results are profiles changed by advice.
func (s *scoring) applies() bool { return s.Advice.GetApply() > 0 }

// documented says whether the results are one document, which is made when all are there.
func (s *scoring) documented() bool { return !s.applies() && !s.Format.Lines }

// newScores makes the printer. Further says that results are there already.
func (s *scoring) newScores(to io.Writer, further bool) render.Scores {
	return s.Format.Scores(to, s.styled(further))
}

// styled is the style of the results.
func (s *scoring) styled(further bool) render.Options {
	style := s.Style
	if s.Path != "" {
		style.Color, style.Width = false, 0
	}
	style.Further = further
	style.Totals = func() (int, int) {
		sum := s.rows.Total()
		return sum.Read, sum.Rejected
	}
	style.Asked = s.options()
	return style
}

// options are what the server is asked with every profile.
func (s *scoring) options() *lexfitv1.ScoreOptions {
	options := &lexfitv1.ScoreOptions{RulebookRevision: s.Pins.Revision, AsOf: s.Pins.AsOf, Advice: s.Advice, Targets: s.Pins.Targets}
	if !s.Format.Verbatim {
		options.View = lexfitv1.View_VIEW_FULL
	}
	return options
}

// inRow is a row under way.
type inRow struct {
	*input.Row
	at     place
	digest string // of the profile, where the format is a ledger
}

// origin is where the row stands, and what it held.
func (r *inRow) origin() render.Origin {
	return render.Origin{Row: r.Number, File: r.File, Line: r.at.line, Digest: r.digest}
}

// note adds a row to the digest of the rows settled.
func (s *scoring) note(row *input.Row, at place) {
	if !s.resumable {
		return
	}
	digestPart(s.digest, at, row.Raw)
	_, _ = s.digest.Write([]byte(row.Digest)) // a hash takes everything
}

func (s *scoring) sum() string { return hex.EncodeToString(s.digest.Sum(nil)) }

// errOtherRows ends a run that cannot go on.
var errOtherRows = errors.New("--resume: the files are no longer those of the interrupted run: begin anew with --overwrite")

// run scores, and ends the run.
func (s *scoring) run(ctx context.Context, server *client.Client) *Account {
	if s.results.set != nil && s.results.set.Complete() {
		return s.end(nil)
	}
	stop := s.rows.follow()
	var sourceErr error
	err := client.Batch(ctx, server, s.options(), s.rows.console.ride(server, s.RetryFor), func(ctx context.Context) iter.Seq2[inRow, *lexfitv1.CandidateProfile] {
		return func(yield func(inRow, *lexfitv1.CandidateProfile) bool) { sourceErr = s.draw(ctx, yield) }
	}, s.settle)
	stop()
	if err == nil {
		err = sourceErr
	}
	return s.end(err)
}

// draw yields the rows that are not settled yet, and makes sure that the others are those that were.
func (s *scoring) draw(ctx context.Context, yield func(inRow, *lexfitv1.CandidateProfile) bool) (err error) {
	skipped := 0
	s.rows.walk(ctx, func(row *input.Row, at place, told bool) bool {
		if told {
			s.note(row, at)
			if skipped++; skipped == s.rows.told && s.sum() != s.state.Digest {
				err = errOtherRows
			}
			return err == nil && ctx.Err() == nil
		}
		profile, digest := row.Profile, ""
		if s.Format.Ledger && profile != nil {
			if digest, err = columnar.Digest(profile); err != nil {
				return false
			}
		}
		if profile != nil && !s.applies() && !s.Style.Blind {
			row.Profile = &lexfitv1.CandidateProfile{CandidateId: profile.GetCandidateId(), DisplayName: profile.GetDisplayName()}
			if s.Format.Outlined {
				row.Profile = render.Outline(profile)
			}
		}
		if s.rows.rejects == nil && !s.resumable {
			row.Raw = nil
		}
		return yield(inRow{row, at, digest}, profile)
	})
	if err == nil && skipped < s.rows.told && ctx.Err() == nil {
		err = errOtherRows
	}
	return err
}

// settle takes the outcome of a row, in the order of the input.
func (s *scoring) settle(row inRow, result *lexfitv1.ScoreCandidatesResponse) error {
	if s.part != nil {
		s.part.begin(row)
	}
	scored, err := s.outcome(row, result)
	if err == nil && s.part != nil {
		err = s.part.end(scored)
	}
	if err != nil {
		return err
	}
	s.note(row.Row, row.at)
	s.state.Rows++
	if s.results.stdout != nil {
		if standardInput(s.rows.source.Files) { // whoever feeds it line by line wants the answers as they come
			return s.results.stdout.Flush()
		}
		return nil
	}
	if s.results.set.Due() {
		return s.checkpoint()
	}
	return nil
}

// outcome writes what became of a row, and says whether it was scored.
func (s *scoring) outcome(row inRow, result *lexfitv1.ScoreCandidatesResponse) (scored bool, err error) {
	if result == nil {
		return false, s.reject(row, "", "", row.Problems)
	}
	refusal := result.GetError()
	if s.applies() && (refusal == nil || refusal.GetReason() == "ADVICE_OUT_OF_RANGE") {
		return true, s.applied(row, result)
	}
	if refusal != nil {
		return false, s.reject(row, row.Profile.GetCandidateId(), refusal.GetReason(), refused(row.Row, refusal))
	}
	answer := result.GetResponse()
	rules := fmt.Sprintf("%s, engine %d", answer.GetRulebookDigest(), answer.GetEngineVersion())
	if s.state.Rules == "" {
		s.state.Rules = rules
	}
	if s.state.Rules != rules {
		return false, fmt.Errorf("the server now scores by other rules (%s) than those that the run began with (%s): begin anew with --overwrite", rules, s.state.Rules)
	}
	under := s.Gate.under(answer)
	if s.Style.Blind {
		render.Blind(answer, row.Profile)
	}
	person := s.Format.person(row.Profile, s.Style.Blind)
	if s.Format.Ledger {
		person.Origin = row.origin()
	}
	if s.part != nil && s.rows.Total().Scored == 0 {
		s.part.rules(answer)
		if err := s.part.first(answer, person); err != nil {
			return false, err
		}
	}
	if err := s.scores.Add(answer, person); err != nil {
		return false, fmt.Errorf("write result: %w", err)
	}
	s.rows.count(row.at)
	if under {
		s.state.Under++
	}
	return true, nil
}

// reject settles a row that has no result.
func (s *scoring) reject(row inRow, id, reason string, problems []input.Problem) error {
	return rejectInto(s.scores, s.rows, row, id, reason, problems)
}

// applied writes a profile as advice changes it, and unchanged where there is no such advice.
func (s *scoring) applied(row inRow, result *lexfitv1.ScoreCandidatesResponse) error {
	s.rows.count(row.at)
	changed := result.GetResponse().GetChangedProfile()
	if s.part != nil && changed != nil {
		s.part.rules(result.GetResponse())
	}
	if refusal := result.GetError(); refusal != nil {
		changed = row.Profile
		s.rows.console.Remark("%s: %s: passed through unchanged", row.Place(), refusal.GetMessage())
	}
	if s.Style.Blind {
		render.BlindProfile(changed)
	}
	return render.Message(s.results, changed)
}

// checkpoint makes what is done safe. The counts are those of the rows settled, not of the rows read.
func (s *scoring) checkpoint() error {
	if err := s.mark(); err != nil {
		return err
	}
	if err := s.results.set.Checkpoint(s.state); err != nil {
		return err
	}
	s.saved = s.state.Rows
	return nil
}

// mark brings the state up to what is settled.
func (s *scoring) mark() error {
	s.state.Digest, s.state.Counts, s.state.Heads = s.sum(), s.rows.settled(), s.rows.rejects.state()
	if s.part != nil {
		return s.part.keep()
	}
	return nil
}

// end finishes what was begun, or leaves it to be gone on with.
func (s *scoring) end(err error) *Account {
	if s.results.stdout != nil {
		// What was scored is printed whatever ended the batch, and an array is closed.
		if !s.applies() {
			if closeErr := s.scores.Close(); err == nil {
				err = closeErr
			}
		}
		account := s.results.End(err)
		account.Under = s.state.Under
		return account
	}
	set := s.results.set
	if err == nil && !s.rows.hasFailed() && s.rows.Total().Read > 0 {
		err = s.commit()
		if err == nil {
			account := s.rows.End(nil)
			account.Under = s.state.Under
			return account
		}
	} else if s.state.Rows == 0 {
		set.Discard()
		return s.rows.End(err)
	} else if s.state.Rows > s.saved { // else the last checkpoint stands, and the digest may be of rows passed over in part
		if saveErr := s.checkpoint(); saveErr != nil {
			s.rows.fail(saveErr)
		}
	}
	set.Abandon()
	account := s.rows.End(err)
	account.Kept = &Kept{Path: s.Path, Rows: s.saved}
	return account
}

// commit closes the results and puts the files into their places.
func (s *scoring) commit() error {
	set := s.results.set
	var document func(io.Reader, io.Writer) error
	if s.documented() && s.part == nil {
		document = func(from io.Reader, to io.Writer) error { return unspool(from, s.newScores(to, false)) }
		if s.Format.Remake != nil {
			document = func(from io.Reader, to io.Writer) error { return s.Format.Remake(from, to, s.styled(false)) }
		}
	} else if !s.documented() && !s.applies() && !set.Complete() {
		if err := s.scores.Close(); err != nil {
			return fmt.Errorf("write result: %w", err)
		}
	}
	if !set.Complete() { // what is written from here on is of the checkpoint that ends the run, or cut off
		err := s.mark()
		if err == nil && s.part != nil {
			err = s.part.finish()
		}
		if err != nil {
			return err
		}
	}
	return set.Commit(s.state, document)
}
