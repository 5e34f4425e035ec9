package main

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/client/run"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

type scoreOptions struct {
	rowFlags
	outFlags
	gate
	output     string // as given, empty where it was not
	resume     bool
	blind      bool
	retryFor   time.Duration
	files      []string
	explain    bool
	advice     int32
	order      string
	noAdvice   bool
	apply      int32
	everything bool
	roles      []string
	orders     []string
	flags      *pflag.FlagSet // all of the above, and those of every command
}

func (a *app) scoreCommand() *cobra.Command {
	o := &scoreOptions{}
	var cmd *cobra.Command
	cmd = &cobra.Command{
		Use:   "score FILE…",
		Short: "Score each candidate for every role, with the reasons",
		Long: `Scores each candidate of the files for every role. One candidate is shown as a whole screen, several as a few lines each.
A file holds JSON Lines, JSON, CSV, an Excel workbook or JSON Resume, packed or not; a folder stands for the files in it, and
- for standard input. With --out a run that was interrupted goes on where it was: give the same command and --resume.`,
		Example: "  lexfit score candidate.json\n  lexfit score pool.jsonl --explain\n  lexfit score - -o jsonl < pool.jsonl > fits.jsonl\n" +
			"  lexfit score exports/ --rejects left.jsonl --out fits.jsonl --resume\n  lexfit score pool.csv --out report.html",
		Args: needs("file of candidate profiles, or - for standard input"),
		RunE: a.begin(func(ctx context.Context, files []string) error {
			o.files, o.output = files, given(cmd, "output", a.flags.output)
			return a.score(ctx, o)
		}, run.FormatNames()...),
	}
	o.rowFlags.register(a, cmd)
	o.outFlags.register(cmd)
	o.gate.register(cmd)
	flags := cmd.Flags()
	o.flags = flags
	flags.BoolVar(&o.explain, "explain", false, "the whole breakdown for each of several candidates")
	flags.Int32Var(&o.advice, "advice", 0, "the most pieces of advice, 1 to 50 (default: 6)")
	flags.StringVar(&o.order, "advice-order", "effort", "order advice by effort (points a week), points or cost")
	flags.BoolVar(&o.noAdvice, "no-advice", false, "leave advice, plans and questions out: a large batch is scored several times as fast")
	flags.BoolVar(&o.everything, "all-questions", false, "every interview question, of every role")
	flags.Int32Var(&o.apply, "apply-advice", 0, "print the profiles as this piece of advice changes them, one a line, instead of scores")
	flags.StringSliceVar(&o.roles, "role", nil, "score for these roles alone (default: every role)")
	flags.StringSliceVar(&o.orders, "job-order", nil, "score for these job orders, by id or ID@REVISION")
	flags.BoolVar(&o.resume, "resume", false, "go on with the interrupted run that wrote --out")
	flags.BoolVar(&o.blind, "blind", false, "leave names and whatever else tells who somebody is out of the results; ids stay")
	flags.DurationVar(&o.retryFor, "retry-for", defaultRetry, "how long to wait for a server that goes away in the middle")
	a.completeTargets(cmd)
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
	format, err := a.resolve(&o.outFlags, o.output)
	if err != nil {
		return err
	}
	if err := o.check(); err != nil {
		return err
	}
	if o.apply > 0 && format.Name != render.Table && format.Name != render.JSONL {
		return usagef("--apply-advice prints profiles, one a line: leave -o out")
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
	pins, err := pin(ctx, c, o.asOf, o.revision, o.targets())
	if err != nil {
		return r.finish(ctx, err)
	}
	asked, err := o.asked(a, format)
	if err != nil {
		return r.finish(ctx, err)
	}
	b := &scoring{a: a, format: format, o: o, rows: r, asked: asked}
	if err := b.open(pins); err != nil {
		return err
	}
	options := &lexfitv1.ScoreOptions{RulebookRevision: b.pins.revision, AsOf: b.pins.asOf, Advice: advice, Targets: b.pins.targets}
	if !format.Verbatim {
		options.View = lexfitv1.View_VIEW_FULL
	}
	return b.run(ctx, c, options)
}
