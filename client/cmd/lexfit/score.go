package main

import (
	"context"
	"errors"
	"runtime/debug"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/client/run"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

type scoreOptions struct {
	poolFlags
	outFlags
	gateFlag
	retryFlag
	shardFlags
	resume     bool
	blind      bool
	explain    bool
	advice     int32
	order      string
	noAdvice   bool
	apply      int32
	everything bool
	paths      bool
	ids        []string
	roles      []string
	orders     []string
	flags      *pflag.FlagSet // all of the above, and those of every command
}

// batchCommands are the commands that read profiles.
type batchCommands struct{ *app }

func (a batchCommands) scoreCommand() *cobra.Command {
	options := &scoreOptions{}
	var cmd *cobra.Command
	cmd = &cobra.Command{
		Use:   "score FILE…",
		Short: "Score each candidate for every role, with the reasons",
		Long: `Scores each candidate of the files for every role. One candidate is shown as a screen that begins with what to do and why;
--explain, --all-questions and --paths add the rest. Several are shown as a few lines each.
A file holds JSON Lines, JSON, CSV, an Excel workbook or JSON Resume, packed or not; a folder stands for the files in it, and
- for standard input. With --shard 3/16 one part of the rows is scored, as on one of 16 machines, and lexfit gather puts the parts together. With --out a run that was interrupted goes on where it was: give the same command and --resume.`,
		Example: "  lexfit score candidate.json\n  lexfit score pool.csv --id rosa-lind --explain\n  lexfit score pool.jsonl --explain\n  lexfit score - -o jsonl < pool.jsonl > fits.jsonl\n" +
			"  lexfit score exports/ --rejects left.jsonl --out fits.jsonl --resume\n  lexfit score pool.jsonl.gz --as-of 2026-11-24 --no-advice --shard 3/16 --out shards/fits.csv\n  lexfit score pool.csv --out report.html",
		Args: needs("file of candidate profiles, or - for standard input"),
		RunE: a.begin(func(ctx context.Context, files []string) error {
			options.format = given(cmd, "output", a.flags.output)
			return a.score(ctx, files, options)
		}, run.FormatNames()...),
	}
	options.poolFlags.register(a.app, cmd)
	options.outFlags.register(cmd)
	options.gateFlag.register(cmd)
	options.retryFlag.register(cmd)
	options.shardFlags.register(a.app, cmd)
	flags := cmd.Flags()
	options.flags = flags
	flags.BoolVar(&options.explain, "explain", false, "every point of every role, with the reasons; of several candidates too")
	flags.BoolVar(&options.paths, "paths", false, "what the candidate could do, plans, credentials within reach and careers")
	flags.StringSliceVar(&options.ids, "id", nil, "only the candidates of these ids")
	flags.Int32Var(&options.advice, "advice", 0, "the most pieces of advice, 1 to 50 (default: 6)")
	flags.StringVar(&options.order, "advice-order", "effort", "order advice by effort (points a week), points or cost")
	flags.BoolVar(&options.noAdvice, "no-advice", false, "leave advice, plans and questions out: a large batch is scored several times as fast")
	flags.BoolVar(&options.everything, "all-questions", false, "every interview question, of every role")
	flags.Int32Var(&options.apply, "apply-advice", 0, "print the profiles as this piece of advice changes them, one a line, instead of scores")
	flags.StringSliceVar(&options.roles, "role", nil, "score for these roles alone (default: every role)")
	flags.StringSliceVar(&options.orders, "job-order", nil, "score for these job orders, by id or ID@REVISION")
	flags.BoolVar(&options.resume, "resume", false, "go on with the interrupted run that wrote --out")
	flags.BoolVar(&options.blind, "blind", false, "leave names and whatever else tells who somebody is out of the results; ids stay")
	a.completeTargets(cmd)
	a.complete(cmd, "advice-order", "effort", "points", "cost")
	return cmd
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

func (a batchCommands) score(ctx context.Context, files []string, options *scoreOptions) error {
	advice, err := options.adviceOptions()
	if err != nil {
		return err
	}
	format, err := options.resolve(a.app)
	if err != nil {
		return err
	}
	gate, err := run.ParseGate(options.under)
	if err != nil {
		return err
	}
	if options.apply > 0 && format.Name != render.Table && format.Name != render.JSONL {
		return usagef("--apply-advice prints profiles, one a line: leave -o out")
	}
	if err := options.divide(a.app, format); err != nil {
		return err
	}
	rows, err := options.open(a.app, files, options.ids...)
	if err != nil {
		return err
	}
	asked, err := options.asked(a.app, format, gate)
	if err != nil {
		return err
	}
	server, done, err := options.connect(ctx, a.app, rows, options.blind)
	if err != nil {
		return err
	}
	defer done()
	style := a.renderOptions()
	style.Explain, style.NoAdvice, style.AllQuestions, style.Blind = options.explain, options.noAdvice, options.everything, options.blind
	style.Labels, style.Paths, style.Place, style.Program = options.keep, options.paths, options.documents.Place, programVersion()
	if a.getenv("GOGC") == "" {
		// What a run holds is little and stays so; collecting it less often makes a batch a quarter faster.
		defer debug.SetGCPercent(debug.SetGCPercent(gcPercent))
	}
	account, err := run.Score(ctx, server, rows, run.ScoreJob{
		Output: options.output(a.app), Format: format, Style: style, Pins: options.pins(targets(options.roles, options.orders)...), Advice: advice, Gate: gate,
		RetryFor: options.patience(a.app), Resume: options.resume, Version: programVersion(), Asked: asked,
	})
	if err != nil {
		return err
	}
	err = a.account(ctx, account)
	if !options.shard.Whole() && errors.Is(err, errRejected) {
		err = nil // whoever runs shards needs to know which are done; gather says what became of the rows
	}
	if err != nil {
		return err
	}
	if account.Under > 0 {
		a.console.Remark("%d of %d candidates are below %s", account.Under, account.Total().Scored, gate)
		if options.shard.Whole() {
			return errUnder
		}
	}
	return nil
}

// gcPercent is how much garbage is let lie during a run: some 100 MB in all.
const gcPercent = 300
