package run

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/client/columnar"
	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// ReplayJob says which results are made again in full.
type ReplayJob struct {
	Output
	// Format is how the replies are written, and Style what they look like; Replay sets what it knows better.
	Format Format
	Style  render.Options
	// From is what is known of the results.
	From *Survey
	// Rows are the places of the rows in the input, from 1; empty for all.
	Rows []int64
	// Targets are the resource names of the roles and job orders; empty for those that were asked for then.
	Targets []string
	// RetryFor is how long a server that goes away in the middle is waited for; 0 where it is not.
	RetryFor time.Duration
}

// replaying is a run of Replay.
type replaying struct {
	ReplayJob
	rows    *Rows
	results *Results
	scores  render.Scores
	options *lexfitv1.ScoreOptions

	// Of the goroutine that reads.
	then    *then
	leftOut int // rows without a result
}

// ofThen is a row under way, with its results of then.
type ofThen struct {
	inRow
	then []*columnar.Row
}

// Replay makes the full replies of results again: by the rules, the date and the profiles that they name, each profile held to its
// digest and each reply to its result. A row that is not the same is rejected, and says what differs. The error is why the run could
// not begin; what goes wrong later is in the account.
func Replay(ctx context.Context, server *client.Client, rows *Rows, job ReplayJob) (*Account, error) {
	run := &replaying{ReplayJob: job, rows: rows}
	if err := run.ask(ctx, server); err != nil {
		return rows.End(err), nil
	}
	var err error
	if run.then, err = job.From.then(job.Rows, rows.source.IDs); err != nil {
		return rows.End(err), nil
	}
	defer run.then.close()
	if run.results, err = rows.Create(job.Output); err != nil {
		return nil, err
	}
	run.begin()
	stop := rows.follow()
	var sourceErr error
	err = client.Batch(ctx, server, run.options, rows.console.ride(server, job.RetryFor), func(ctx context.Context) iter.Seq2[ofThen, *lexfitv1.CandidateProfile] {
		return func(yield func(ofThen, *lexfitv1.CandidateProfile) bool) { sourceErr = run.draw(ctx, yield) }
	}, run.settle)
	stop()
	if err = errors.Join(err, sourceErr); err == nil {
		err = run.scores.Close()
	}
	account := run.results.End(err)
	if err == nil && run.leftOut > 0 {
		rows.console.Remark("%s: rows of the input without a result, left out: %d", job.From.File(), run.leftOut)
	}
	return account, nil
}

// ask settles what the server is asked: the rules by their digest, since revisions have other numbers elsewhere.
func (r *replaying) ask(ctx context.Context, server *client.Client) error {
	revision, err := revisionOf(ctx, server, r.From.Digest, r.From.revision)
	if err != nil {
		return err
	}
	if revision == 0 {
		return fmt.Errorf("%s was scored by the rules of digest %.12s (revision %d in their database), which are not here: "+
			"use the database or the server that has them, or apply those rules (lexfit rulebook apply)", r.From.File(), r.From.Digest, r.From.revision)
	}
	if r.Targets, err = r.From.among(r.Targets); err != nil {
		return err
	}
	r.options = &lexfitv1.ScoreOptions{
		RulebookRevision: revision, AsOf: r.From.AsOf, Targets: r.Targets, View: lexfitv1.View_VIEW_FULL,
		Advice: &lexfitv1.AdviceOptions{Order: lexfitv1.AdviceOrder_ADVICE_ORDER_EFFORT},
	}
	asked := r.From.results.Asked
	if advice := asked.GetAdvice(); advice != nil && !advice.GetNone() {
		r.options.Advice = &lexfitv1.AdviceOptions{Max: advice.GetMax(), Order: advice.GetOrder()}
	}
	switch {
	case len(r.Targets) > 0:
	case asked != nil:
		r.options.Targets = asked.GetTargets()
	default:
		r.options.Targets = r.From.targets
	}
	return nil
}

// revisionOf is the number of the revision with a digest, 0 where there is none. The one that may have it is looked at first.
func revisionOf(ctx context.Context, server *client.Client, digest string, maybe int32) (int32, error) {
	request := &lexfitv1.ListRulebookRevisionsRequest{PageSize: 1000}
	for {
		reply, err := server.Rulebook.ListRulebookRevisions(ctx, request)
		if err != nil {
			return 0, err
		}
		found := int32(0)
		for _, revision := range reply.GetRevisions() {
			if revision.GetDigest() == digest && found != maybe {
				found = revision.GetRevision()
			}
		}
		if request.PageToken = reply.GetNextPageToken(); found != 0 || reply.GetNextPageToken() == "" {
			return found, nil
		}
	}
}

func (r *replaying) begin() {
	style := r.Style
	if r.Path != "" {
		style.Color, style.Width = false, 0
	}
	style.Asked = r.options
	style.Totals = func() (int, int) {
		sum := r.rows.Total()
		return sum.Read, sum.Rejected
	}
	r.scores = r.Format.Scores(r.results, style)
}

// draw yields the rows that have a result. One whose profile is another than then is not sent.
func (r *replaying) draw(ctx context.Context, yield func(ofThen, *lexfitv1.CandidateProfile) bool) (err error) {
	r.rows.walk(ctx, func(row *input.Row, at place, _ bool) bool {
		var results []*columnar.Row
		if results, err = r.then.of(row); err != nil {
			return false
		}
		if len(results) == 0 {
			r.rows.account(at, Count{Read: -1})
			if len(r.Rows)+len(r.rows.source.IDs) == 0 {
				r.leftOut++
			}
			return ctx.Err() == nil
		}
		made := ofThen{inRow: inRow{Row: row, at: at}, then: results}
		profile := row.Profile
		if profile != nil {
			if made.digest, err = columnar.Digest(profile); err != nil {
				return false
			}
			if problem := r.changed(row, made.digest, results[0]); problem != "" {
				row.Problems = []input.Problem{{Line: row.Line, Message: problem}}
				profile = nil
			}
		}
		return yield(made, profile)
	})
	if err != nil || ctx.Err() != nil || !r.rows.ended.Load() {
		return err
	}
	return r.then.end()
}

// changed says how a profile differs from the one that has the result; empty where it does not.
func (r *replaying) changed(row *input.Row, digest string, then *columnar.Row) string {
	file, id := r.From.File(), row.Profile.GetCandidateId()
	switch {
	case then.ErrorCode != "": // it was not scored
		return ""
	case then.CandidateID != id:
		return fmt.Sprintf("row %d has the candidate_id %q, and in %s it is that of %q: nothing is scored by another profile; give the pool that was scored, or choose by --id",
			then.Row, id, file, then.CandidateID)
	case then.ProfileDigest == "":
		return fmt.Sprintf("%s has no profile_digest of row %d, so that nobody knows whether the profile is the same: nothing is scored", file, then.Row)
	case then.ProfileDigest != digest:
		return fmt.Sprintf("the profile of %q is not the one that was scored: its digest is %.12s, and %s has %.12s; nothing is scored by another profile",
			id, digest, file, then.ProfileDigest)
	}
	return ""
}

// settle holds a reply to its results of then, and writes it.
func (r *replaying) settle(row ofThen, result *lexfitv1.ScoreCandidatesResponse) error {
	id := row.Profile.GetCandidateId()
	if result == nil {
		return r.reject(row, id, "", row.Problems)
	}
	if refusal := result.GetError(); refusal != nil {
		return r.reject(row, id, refusal.GetReason(), refused(row.Row, refusal))
	}
	answer := result.GetResponse()
	if answer.GetEngineVersion() != r.From.EngineVersion {
		return r.From.otherEngine(answer.GetEngineVersion())
	}
	if problems := r.compare(answer, row.then); len(problems) > 0 {
		for i := range problems {
			problems[i].Line = row.Line
		}
		return r.reject(row, id, "", problems)
	}
	if r.Style.Blind {
		render.Blind(answer, row.Profile)
	}
	person := r.Format.person(row.Profile, r.Style.Blind)
	if r.Format.Ledger {
		person.Origin = row.origin()
	}
	if err := r.scores.Add(answer, person); err != nil {
		return fmt.Errorf("write result: %w", err)
	}
	r.rows.count(row.at)
	return nil
}

func (r *replaying) reject(row ofThen, id, reason string, problems []input.Problem) error {
	return rejectInto(r.scores, r.rows, row.inRow, id, reason, problems)
}

// compare tells how a reply differs from its results.
func (r *replaying) compare(answer *lexfitv1.ScoreCandidateResponse, then []*columnar.Row) []input.Problem {
	var problems []input.Problem
	add := func(format string, values ...any) {
		problems = append(problems, input.Problem{Message: fmt.Sprintf(format, values...)})
	}
	for _, row := range then {
		if row.ErrorCode != "" {
			add("was rejected then (%s: %s), and can be scored now: nothing is left to be the same", row.ErrorCode, row.ErrorMessage)
			continue
		}
		at := slices.IndexFunc(answer.GetFits(), func(fit *lexfitv1.Fit) bool { return targetOf(fit) == row.Target() })
		if at < 0 {
			if len(r.Targets) == 0 {
				add("%s has a result for %s, and the reply none", r.From.File(), row.Target())
			}
			continue
		}
		fit := answer.GetFits()[at]
		if fit.GetJobOrderDigest() != row.JobOrderDigest {
			add("%s was of digest %.12s then and is of %.12s here: another database's job order; use that database or server", row.Target(), row.JobOrderDigest, fit.GetJobOrderDigest())
			continue
		}
		if before, now := standingThen(row), standingNow(fit); before != now {
			add("%s was %s in %s, and is %s now, by the same rules, date, profile and engine version: the file was changed, or its program was none of lexfit's; send us both",
				row.Target(), before, r.From.File(), now)
		}
	}
	return problems
}

// targetOf is what a fit is for, a job order with its revision.
func targetOf(fit *lexfitv1.Fit) string {
	if fit.GetJobOrder() == "" {
		return fit.GetRole()
	}
	return fmt.Sprintf("%s@%d", fit.GetJobOrder(), fit.GetJobOrderRevision())
}

// standingThen and standingNow are what must be the same, in words.
func standingThen(row *columnar.Row) string {
	points := make([]string, 3)
	for i, value := range []*int32{row.Score, row.ScoreLow, row.ScoreHigh} {
		points[i] = "unknown"
		if value != nil {
			points[i] = prose.Tenths(*value)
		}
	}
	return standing3(points, row.Band, row.Eligibility)
}

func standingNow(fit *lexfitv1.Fit) string {
	points := []string{prose.Tenths(fit.GetScore()), prose.Tenths(fit.GetScoreLow()), prose.Tenths(fit.GetScoreHigh())}
	return standing3(points, prose.BandName(fit.GetBand()), columnar.EligibilityName(fit.GetEligibility()))
}

func standing3(points []string, band, eligibility string) string {
	return strings.Join([]string{fmt.Sprintf("%s (%s to %s)", points[0], points[1], points[2]), band, eligibility}, ", ")
}
