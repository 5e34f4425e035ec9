package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/spf13/cobra"
	"google.golang.org/grpc/codes"

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/client/run"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

type rankOptions struct {
	rowFlags
	outFlags
	gate
	output      string // as given, empty where it was not
	blind       bool
	retryFor    time.Duration
	files       []string
	role, order string
	minBand     string
	top         int32
	explain     bool
	explainRank bool
	firmness    bool
}

func (a *app) rankCommand() *cobra.Command {
	o := &rankOptions{}
	var cmd *cobra.Command
	cmd = &cobra.Command{
		Use:   "rank FILE… --role ROLE | --job-order ID",
		Short: "Put a pool of candidates in order for one role",
		Example: "  lexfit rank pool.jsonl --role paralegal --top 20\n  lexfit rank pool.jsonl --role legal-secretary --min-band GOOD --explain\n" +
			"  lexfit rank exports/ --role paralegal --top 50 --out paralegals.xlsx",
		Args: needs("file of candidate profiles, or - for standard input"),
		RunE: a.begin(func(ctx context.Context, files []string) error {
			o.files, o.output = files, given(cmd, "output", a.flags.output)
			return a.rank(ctx, o)
		}, run.FormatNames()...),
	}
	o.rowFlags.register(a, cmd)
	o.outFlags.register(cmd)
	o.gate.register(cmd)
	f := cmd.Flags()
	f.StringVar(&o.role, "role", "", "the role, such as paralegal (this or --job-order is needed)")
	f.StringVar(&o.order, "job-order", "", "the id of the job order, or ID@REVISION")
	f.Int32Var(&o.top, "top", 20, "how many to show, 1 to 10000")
	f.StringVar(&o.minBand, "min-band", "", "leave out those below this band: STRONG, GOOD, POSSIBLE or WEAK")
	f.BoolVar(&o.explain, "explain", false, "the whole breakdown of each")
	f.BoolVar(&o.firmness, "firmness", true, "say how firm each place is, under 1000 sets of weights")
	f.BoolVar(&o.explainRank, "explain-rank", false, "how small a change of one weight would give each place to the next candidate")
	f.BoolVar(&o.blind, "blind", false, "leave names and whatever else tells who somebody is out of the results; ids stay")
	f.DurationVar(&o.retryFor, "retry-for", defaultRetry, "how long to wait for a server that goes away in the middle")
	a.completeTargets(cmd)
	a.complete(cmd, "min-band", "STRONG", "GOOD", "POSSIBLE", "WEAK")
	return cmd
}

// request turns the flags into what the server is asked.
func (o *rankOptions) request() (*lexfitv1.RankOptions, error) {
	target, err := targetOf(o.role, o.order)
	if err != nil {
		return nil, err
	}
	if o.top < 1 || o.top > 10000 {
		return nil, usagef("--top %d: expected 1 to 10000", o.top)
	}
	band := lexfitv1.Band_BAND_UNSPECIFIED
	if o.minBand != "" {
		number, known := lexfitv1.Band_value["BAND_"+strings.ToUpper(strings.TrimPrefix(o.minBand, "BAND_"))]
		if band = lexfitv1.Band(number); !known || band <= lexfitv1.Band_BAND_INELIGIBLE {
			return nil, usagef("--min-band %q: expected STRONG, GOOD, POSSIBLE or WEAK", o.minBand)
		}
	}
	return &lexfitv1.RankOptions{
		Target: target, RulebookRevision: o.revision, AsOf: o.asOf, View: lexfitv1.View_VIEW_FULL, TopK: o.top, MinBand: band,
		ExplainRank: o.explainRank, Firmness: o.firmness,
	}, nil
}

func (a *app) rank(ctx context.Context, o *rankOptions) error {
	request, err := o.request()
	if err != nil {
		return err
	}
	format, err := a.resolve(&o.outFlags, o.output)
	if err != nil {
		return err
	}
	if err := o.check(); err != nil {
		return err
	}
	r, err := newRows(a, o.files, &o.rowFlags)
	if err != nil {
		return err
	}
	c, done, err := a.connect(ctx)
	if err != nil {
		return r.finish(ctx, err)
	}
	defer done()
	pins, err := pin(ctx, c, o.asOf, o.revision, []string{request.GetTarget()})
	if err != nil {
		return r.finish(ctx, err)
	}
	request.AsOf, request.RulebookRevision, request.Target = pins.asOf, pins.revision, pins.targets[0]
	dest, err := a.destination(r, &o.outFlags, o.rejects)
	if err != nil {
		return err
	}
	k := &ranker{a: a, format: format, o: o, rows: r, client: c, request: request}
	stop := r.follow()
	ranking, err := k.ranking(ctx)
	stop()
	if k.pool != nil {
		defer k.pool.close()
	}
	if err == nil {
		err = ctx.Err()
	}
	// A document of nobody is one all the same: --out must not leave an empty file.
	if err == nil && (k.pool.n > 0 || !format.Plain) {
		if err = k.settle(ranking); err == nil {
			err = k.print(ctx, dest, ranking)
		}
	}
	err = dest.end(ctx, r, err)
	if err == nil && o.text != "" && (len(ranking.GetCandidates()) == 0 || !o.passes(ranking.GetCandidates()[0].GetFit())) {
		a.console.Remark("nobody reaches %s", o.text)
		return errUnder
	}
	return err
}

// ranker is a run of lexfit rank.
type ranker struct {
	a       *app
	o       *rankOptions
	format  run.Format
	rows    *rows
	client  *client.Client
	request *lexfitv1.RankOptions
	pool    *pool
}

// ranking sends the pool and waits for its order. A server that goes away has forgotten what it was sent: the files are read
// anew, if they can be.
func (k *ranker) ranking(ctx context.Context) (*lexfitv1.Ranking, error) {
	pause := backoff.NewExponentialBackOff()
	pause.InitialInterval, pause.MaxInterval = 50*time.Millisecond, 5*time.Second
	return backoff.Retry(ctx, func() (*lexfitv1.Ranking, error) {
		ranking, err := k.attempt(ctx)
		if e, ok := client.FromError(err); ok && e.Code == codes.Unavailable && k.a.server != "" && k.o.retryFor > 0 && !slices.Contains(k.rows.files, "-") {
			return nil, err
		}
		if err != nil {
			return nil, backoff.Permanent(err)
		}
		return ranking, nil
	}, backoff.WithBackOff(pause), backoff.WithMaxElapsedTime(k.o.retryFor), backoff.WithNotify(func(err error, _ time.Duration) {
		k.a.console.Remark("the server has gone away (%s); trying again for %s", oneLine(err), k.o.retryFor)
	}))
}

func (k *ranker) attempt(ctx context.Context) (*lexfitv1.Ranking, error) {
	if k.pool != nil {
		k.pool.close()
		k.rows.again()
	}
	var err error
	if k.pool, err = newPool(k.rows.rejects != nil, k.o.blind || !k.format.Plain); err != nil {
		return nil, err
	}
	var poolErr error
	ranking, err := client.Rank(ctx, k.client, k.request, func(ctx context.Context) iter.Seq[*lexfitv1.CandidateProfile] {
		return func(yield func(*lexfitv1.CandidateProfile) bool) {
			k.rows.each(ctx, func(row *input.Row, at place) bool {
				if poolErr = k.pool.add(row, at); poolErr != nil {
					return false
				}
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
	r := k.rows
	for _, x := range ranking.GetRejections() {
		if int(x.GetIndex()) >= k.pool.n || x.GetIndex() < 0 {
			return fmt.Errorf("the server refused profile %d, and was sent %d", x.GetIndex(), k.pool.n)
		}
		kept, err := k.pool.get(x.GetIndex())
		if err != nil {
			return err
		}
		row := &input.Row{File: r.files[kept.at.file], Line: int(kept.at.line), Raw: kept.raw, Header: kept.header}
		r.reject(row, kept.at, x.GetCandidateId(), refused(row, x.GetError()))
	}
	r.rest()
	if unnamed := int(ranking.GetRejected()) - len(ranking.GetRejections()); unnamed > 0 {
		// Which file they are of is not known: the last one carries them.
		r.account(place{file: int32(len(r.files) - 1)}, rowCount{Scored: -unnamed, Rejected: unnamed})
		r.app.console.Complain("and %d more rows were rejected, beyond the number that the server names; score the pool to see each", unnamed)
	}
	return nil
}

// print prints the ranking; what is more than a table has each candidate scored once more, with advice and questions.
func (k *ranker) print(ctx context.Context, dest *destination, ranking *lexfitv1.Ranking) error {
	style := k.a.renderOptions()
	style.Color = style.Color && k.o.out == ""
	style.Explain, style.ExplainRank, style.Blind = k.o.explain, k.o.explainRank, k.o.blind
	sum := k.rows.total()
	style.Unreadable = sum.Read - k.pool.n
	style.Totals = func() (int, int) { return sum.Read, sum.Rejected }
	var people error
	person := func(index int32) render.Person {
		kept, err := k.pool.get(index)
		if err != nil {
			people = errors.Join(people, err)
		}
		return render.Person{Name: kept.name}
	}
	if k.o.blind {
		for _, c := range ranking.GetCandidates() {
			kept, err := k.pool.get(c.GetIndex())
			if err != nil {
				return err
			}
			render.BlindRanked(c, kept.profile)
		}
		person = func(int32) render.Person { return render.Person{} }
	}
	if k.format.Plain {
		return errors.Join(render.Ranking(dest, k.format.Name, ranking, person, style), people)
	}
	style.Ranking = ranking
	scores := k.format.Scores(dest, style)
	options := &lexfitv1.ScoreOptions{
		RulebookRevision: k.request.GetRulebookRevision(), AsOf: k.request.GetAsOf(), Targets: []string{k.request.GetTarget()}, View: lexfitv1.View_VIEW_FULL,
	}
	var source error
	err := client.Batch(ctx, k.client, options, client.BatchOptions{}, func(context.Context) iter.Seq2[keptRow, *lexfitv1.CandidateProfile] {
		return func(yield func(keptRow, *lexfitv1.CandidateProfile) bool) {
			for _, c := range ranking.GetCandidates() {
				kept, err := k.pool.get(c.GetIndex())
				if err != nil {
					source = err
					return
				}
				if !yield(kept, kept.profile) {
					return
				}
			}
		}
	}, func(kept keptRow, result *lexfitv1.ScoreCandidatesResponse) error {
		answer := result.GetResponse()
		if answer == nil {
			return fmt.Errorf("the server ranked a candidate and then refused it: %s", result.GetError().GetMessage())
		}
		if k.o.blind {
			render.Blind(answer, kept.profile)
			return scores.Add(answer, render.Person{})
		}
		return scores.Add(answer, render.Person{Name: kept.name})
	})
	if err == nil {
		err = source
	}
	if err == nil {
		err = scores.Close()
	}
	return err
}
