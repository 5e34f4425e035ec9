package run

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/client/columnar"
	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/render"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// RankJob says how a pool is ranked.
type RankJob struct {
	Output
	// Format is how the ranking is written, and Style what it looks like; Rank sets what it knows better, the totals for one.
	Format Format
	Style  render.Options
	// Request is what the server is asked; Rank settles the date and the revisions that it leaves open.
	Request *lexfitv1.RankOptions
	// RetryFor is how long a server that goes away in the middle is waited for; 0 where it is not.
	RetryFor time.Duration
}

// ranker is a run of Rank.
type ranker struct {
	RankJob
	rows   *Rows
	server *client.Client
	pool   *pool
}

// Rank puts the rows in order and writes the best. The error is why the run could not begin; what goes wrong later is in the
// account.
func Rank(ctx context.Context, server *client.Client, rows *Rows, job RankJob) (*lexfitv1.Ranking, *Account, error) {
	request := job.Request
	pins, err := Pin(ctx, server, Pins{AsOf: request.GetAsOf(), Revision: request.GetRulebookRevision(), Targets: []string{request.GetTarget()}})
	if err != nil {
		return nil, rows.End(err), nil
	}
	request.AsOf, request.RulebookRevision, request.Target = pins.AsOf, pins.Revision, pins.Targets[0]
	results, err := rows.Create(job.Output)
	if err != nil {
		return nil, nil, err
	}
	ranker := &ranker{RankJob: job, rows: rows, server: server}
	stop := rows.follow()
	ranking, err := ranker.ranking(ctx)
	stop()
	if ranker.pool != nil {
		defer ranker.pool.close()
	}
	if err == nil {
		err = ctx.Err()
	}
	// A document of nobody is one all the same: a file of results must not be empty.
	if err == nil && (ranker.pool.size > 0 || !ranker.Format.Plain) {
		if err = ranker.settle(ranking); err == nil {
			err = ranker.print(ctx, results, ranking)
		}
	}
	return ranking, results.End(err), nil
}

// ranking sends the pool and waits for its order. A server that goes away has forgotten what it was sent: the files are read
// anew, and standard input is kept.
func (k *ranker) ranking(ctx context.Context) (*lexfitv1.Ranking, error) {
	if standardInput(k.rows.source.Files) && k.server.Patience(k.RetryFor) > 0 {
		return k.rankingOfFeed(ctx)
	}
	return untilAnswered(ctx, k.server, k.rows, k.RetryFor, func() (*lexfitv1.Ranking, error) { return k.attempt(ctx) })
}

// rankingOfFeed is ranking of what can be read once.
func (k *ranker) rankingOfFeed(ctx context.Context) (*lexfitv1.Ranking, error) {
	var err error
	if k.pool, err = newPool(k.rows.rejects != nil, true); err != nil {
		return nil, err
	}
	feed := newFeed(ctx, k.rows, k.pool)
	defer feed.stop()
	return untilAnswered(ctx, k.server, k.rows, k.RetryFor, func() (*lexfitv1.Ranking, error) {
		ranking, err := client.Rank(ctx, k.server, k.Request, feed.send)
		if failed := feed.failure(); failed != nil {
			return nil, failed
		}
		return ranking, err
	})
}

func (k *ranker) attempt(ctx context.Context) (*lexfitv1.Ranking, error) {
	if k.pool != nil {
		k.pool.close()
		k.rows.again()
	}
	var err error
	if k.pool, err = newPool(k.rows.rejects != nil, k.Style.Blind || !k.Format.Plain || k.isTable()); err != nil {
		return nil, err
	}
	var poolErr error
	ranking, err := client.Rank(ctx, k.server, k.Request, func(ctx context.Context) iter.Seq[*lexfitv1.CandidateProfile] {
		return func(yield func(*lexfitv1.CandidateProfile) bool) {
			k.rows.each(ctx, func(row *input.Row, at place) bool {
				if poolErr = k.pool.add(row, at); poolErr != nil {
					return false
				}
				k.rows.handed.Add(1)
				return yield(row.Profile)
			})
		}
	})
	if err == nil {
		err = poolErr
	}
	return ranking, err
}

// settle rejects what the server refused, and counts the others as ranked.
func (k *ranker) settle(ranking *lexfitv1.Ranking) error {
	rows := k.rows
	for _, rejection := range ranking.GetRejections() {
		if int(rejection.GetIndex()) >= k.pool.size || rejection.GetIndex() < 0 {
			return fmt.Errorf("the server refused profile %d, and was sent %d", rejection.GetIndex(), k.pool.size)
		}
		kept, err := k.pool.get(rejection.GetIndex())
		if err != nil {
			return err
		}
		row := rows.row(kept.at)
		row.Raw, row.Header = kept.raw, kept.header
		rows.reject(row, kept.at, rejection.GetCandidateId(), refused(row, rejection.GetError()))
	}
	rows.Settle()
	if unnamed := int(ranking.GetRejected()) - len(ranking.GetRejections()); unnamed > 0 {
		// Which file they are of is not known: the last one carries them.
		rows.account(place{file: int32(len(rows.source.Files) - 1)}, Count{Scored: -unnamed, Rejected: unnamed})
		rows.console.Complain("and %d more rows were rejected, beyond the number that the server names; score the pool to see each", unnamed)
	}
	return nil
}

// print prints the ranking; what is more than a table has each candidate scored once more, with advice and questions.
func (k *ranker) print(ctx context.Context, results *Results, ranking *lexfitv1.Ranking) error {
	style := k.Style
	if k.Path != "" {
		style.Color, style.Width = false, 0
	}
	sum := k.rows.Total()
	style.Unreadable = sum.Read - k.pool.size
	style.Totals = func() (int, int) { return sum.Read, sum.Rejected }
	var people error
	person := func(index int32) render.Person {
		kept, err := k.pool.get(index)
		if err != nil {
			people = errors.Join(people, err)
		}
		return render.Person{Name: kept.name}
	}
	if style.Blind {
		for _, candidate := range ranking.GetCandidates() {
			kept, err := k.pool.get(candidate.GetIndex())
			if err != nil {
				return err
			}
			render.BlindRanked(candidate, kept.profile)
		}
		person = func(int32) render.Person { return render.Person{} }
	}
	if k.isTable() {
		advised := &kept{}
		if err := k.scoreAgain(ctx, ranking, advised); err != nil {
			return err
		}
		style.Answers = advised.answers
	}
	if k.Format.Plain {
		return errors.Join(render.Ranking(results, k.Format.Name, ranking, person, style), people)
	}
	style.Ranking, style.Asked = ranking, k.scoreOptions()
	return k.scoreAgain(ctx, ranking, k.Format.Scores(results, style))
}

// isTable reports whether people read the ranking on a terminal: there it says what to do about each.
func (k *ranker) isTable() bool { return k.Format.Name == render.Table }

// kept keeps answers instead of printing them.
type kept struct {
	answers []*lexfitv1.ScoreCandidateResponse
}

// Add keeps an answer.
func (k *kept) Add(answer *lexfitv1.ScoreCandidateResponse, _ render.Person) error {
	k.answers = append(k.answers, answer)
	return nil
}

// Close has nothing to end.
func (k *kept) Close() error { return nil }

// scoreAgain scores each candidate of the ranking once more, and prints the answers in its order. A document that tells of the whole
// pool is given everybody first, without advice, which is most of the work.
func (k *ranker) scoreAgain(ctx context.Context, ranking *lexfitv1.Ranking, scores render.Scores) error {
	if surveyor, surveys := scores.(render.Surveyor); surveys && len(ranking.GetCandidates()) < int(ranking.GetRanked()) {
		everybody := func(yield func(int32) bool) {
			for index := range int32(k.pool.size) {
				if !yield(index) {
					return
				}
			}
		}
		err := k.answers(ctx, everybody, true, func(kept keptRow, result *lexfitv1.ScoreCandidatesResponse) error {
			answer := result.GetResponse()
			if answer == nil {
				return nil // rejected, and told of
			}
			if k.Style.Blind {
				render.Blind(answer, kept.profile)
			}
			surveyor.Survey(answer)
			return nil
		})
		if err != nil {
			return err
		}
	}
	shown := func(yield func(int32) bool) {
		for _, candidate := range ranking.GetCandidates() {
			if !yield(candidate.GetIndex()) {
				return
			}
		}
	}
	err := k.answers(ctx, shown, false, func(kept keptRow, result *lexfitv1.ScoreCandidatesResponse) error {
		answer := result.GetResponse()
		if answer == nil {
			return fmt.Errorf("the server ranked a candidate and then refused it: %s", result.GetError().GetMessage())
		}
		if k.Style.Blind {
			render.Blind(answer, kept.profile)
		}
		person := k.Format.person(kept.profile, k.Style.Blind)
		if k.Format.Ledger {
			digest, err := columnar.Digest(kept.profile)
			if err != nil {
				return err
			}
			person.Origin = render.Origin{Row: kept.number, File: k.rows.row(kept.at).File, Line: kept.at.line, Digest: digest}
		}
		return scores.Add(answer, person)
	})
	if err == nil {
		err = scores.Close()
	}
	return err
}

// scoreOptions are what the server is asked for the answers of a ranking.
func (k *ranker) scoreOptions() *lexfitv1.ScoreOptions {
	return &lexfitv1.ScoreOptions{
		RulebookRevision: k.Request.GetRulebookRevision(), AsOf: k.Request.GetAsOf(), Targets: []string{k.Request.GetTarget()}, View: lexfitv1.View_VIEW_FULL,
	}
}

// answers has profiles of the pool scored, named by their places, and hands out the answers in that order.
func (k *ranker) answers(ctx context.Context, places iter.Seq[int32], plain bool, take func(keptRow, *lexfitv1.ScoreCandidatesResponse) error) error {
	options := k.scoreOptions()
	if plain {
		options.Advice = &lexfitv1.AdviceOptions{None: true}
	}
	var source error
	err := client.Batch(ctx, k.server, options, k.rows.console.ride(k.server, k.RetryFor), func(context.Context) iter.Seq2[keptRow, *lexfitv1.CandidateProfile] {
		return func(yield func(keptRow, *lexfitv1.CandidateProfile) bool) {
			for index := range places {
				kept, err := k.pool.get(index)
				if err != nil {
					source = err
					return
				}
				if !yield(kept, kept.profile) {
					return
				}
			}
		}
	}, take)
	if err == nil {
		err = source
	}
	return err
}
