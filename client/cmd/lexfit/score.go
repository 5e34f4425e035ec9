package main

import (
	"bufio"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/render"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

type scoreOptions struct {
	rowFlags
	files      []string
	explain    bool
	advice     int32
	order      string
	noAdvice   bool
	apply      int32
	everything bool
	roles      []string
	orders     []string
}

func (a *app) scoreCommand() *cobra.Command {
	o := &scoreOptions{}
	cmd := &cobra.Command{
		Use:   "score FILE…",
		Short: "Score each candidate for every role, with the reasons",
		Long: `Scores each candidate of the files for every role. One candidate is shown as a whole screen, several as a few lines each.
A file holds one profile a line (.jsonl), or one profile or an array of them (.json); - is standard input.`,
		Example: "  lexfit score candidate.json\n  lexfit score pool.jsonl --explain\n  lexfit score - -o jsonl < pool.jsonl > fits.jsonl",
		Args:    needs("file of candidate profiles, or - for standard input"),
		RunE: a.begin(func(ctx context.Context, files []string) error {
			o.files = files
			return a.score(ctx, o)
		}),
	}
	o.register(a, cmd)
	flags := cmd.Flags()
	flags.BoolVar(&o.explain, "explain", false, "the whole breakdown for each of several candidates")
	flags.Int32Var(&o.advice, "advice", 0, "the most pieces of advice, 1 to 50 (default: 6)")
	flags.StringVar(&o.order, "advice-order", "effort", "order advice by effort (points a week), points or cost")
	flags.BoolVar(&o.noAdvice, "no-advice", false, "leave advice, plans and questions out: a large batch is scored several times as fast")
	flags.BoolVar(&o.everything, "all-questions", false, "every interview question, of every role")
	flags.Int32Var(&o.apply, "apply-advice", 0, "print the profiles as this piece of advice changes them, one a line, instead of scores")
	flags.StringSliceVar(&o.roles, "role", nil, "score for these roles alone (default: every role)")
	flags.StringSliceVar(&o.orders, "job-order", nil, "score for these job orders, by id or ID@REVISION")
	a.complete(cmd, "advice-order", "effort", "points", "cost")
	return cmd
}

// targets are the resource names to score for.
func (o *scoreOptions) targets() []string {
	var list []string
	for _, r := range o.roles {
		if !strings.Contains(r, "/") {
			r = "roles/" + r
		}
		list = append(list, r)
	}
	for _, id := range o.orders {
		list = append(list, orderName(id))
	}
	return list
}

// adviceOptions reads the flags on advice.
func (o *scoreOptions) adviceOptions() (*lexfitv1.AdviceOptions, error) {
	const most = 50
	if o.advice < 0 || o.advice > most {
		return nil, usagef("--advice %d: expected 1 to %d", o.advice, most)
	}
	if o.apply < 0 || o.apply > most {
		return nil, usagef("--apply-advice %d: expected the rank of a piece of advice, 1 to %d", o.apply, most)
	}
	orders := map[string]lexfitv1.AdviceOrder{
		"effort": lexfitv1.AdviceOrder_ADVICE_ORDER_EFFORT,
		"points": lexfitv1.AdviceOrder_ADVICE_ORDER_POINTS,
		"cost":   lexfitv1.AdviceOrder_ADVICE_ORDER_COST,
	}
	order, ok := orders[o.order]
	if !ok {
		return nil, usagef("--advice-order %q: expected effort, points or cost", o.order)
	}
	if o.noAdvice && o.apply > 0 {
		return nil, usagef("--no-advice and --apply-advice contradict each other: leave one out")
	}
	return &lexfitv1.AdviceOptions{Max: max(o.advice, o.apply), Order: order, Apply: o.apply, None: o.noAdvice}, nil
}

func (a *app) score(ctx context.Context, o *scoreOptions) error {
	advice, err := o.adviceOptions()
	if err != nil {
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

	out := bufio.NewWriterSize(a.out, 64<<10)
	style := a.renderOptions()
	style.Explain, style.NoAdvice, style.AllQuestions = o.explain, o.noAdvice, o.everything
	scores := render.NewScores(out, a.format, style)
	// Whoever feeds standard input line by line wants the answers as they come.
	live := slices.Contains(o.files, "-")
	options := &lexfitv1.ScoreOptions{RulebookRevision: o.revision, AsOf: o.asOf, Advice: advice, Targets: o.targets()}
	if a.format == render.Table {
		options.View = lexfitv1.View_VIEW_FULL
	}
	err = client.Batch(ctx, c, options, client.BatchOptions{},
		func(ctx context.Context) iter.Seq2[*input.Row, *lexfitv1.CandidateProfile] {
			return func(yield func(*input.Row, *lexfitv1.CandidateProfile) bool) {
				r.each(ctx, func(row *input.Row, _ place) bool {
					profile := row.Profile
					if o.apply == 0 {
						row.Profile = &lexfitv1.CandidateProfile{CandidateId: profile.GetCandidateId(), DisplayName: profile.GetDisplayName()}
					}
					if r.rejects == nil {
						row.Raw = nil
					}
					return yield(row, profile)
				})
			}
		},
		func(row *input.Row, result *lexfitv1.ScoreCandidatesResponse) error {
			e := result.GetError()
			if o.apply > 0 && (e == nil || e.GetReason() == "ADVICE_OUT_OF_RANGE") {
				r.count()
				changed := result.GetResponse().GetChangedProfile()
				if e != nil {
					changed = row.Profile
					a.remark("%s: %s: passed through unchanged", row.Place(), e.GetMessage())
				}
				return render.Message(out, changed)
			}
			if e != nil {
				r.reject(row, row.Profile.GetCandidateId(), refused(row, e))
				return nil
			}
			r.count()
			if err := scores.Add(result.GetResponse(), render.Person{Name: row.Profile.GetDisplayName()}); err != nil {
				return fmt.Errorf("write result: %w", err)
			}
			if live {
				return out.Flush()
			}
			return nil
		})
	// What was scored is printed whatever ended the batch, and an array is closed.
	if o.apply == 0 {
		if closeErr := scores.Close(); err == nil {
			err = closeErr
		}
	}
	if flushErr := out.Flush(); err == nil {
		err = flushErr
	}
	return r.finish(ctx, err)
}

// count counts a row that was scored.
func (r *rows) count() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.scored++
}
