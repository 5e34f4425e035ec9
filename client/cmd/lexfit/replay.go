package main

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client/run"
)

type replayOptions struct {
	rowFlags
	outFlags
	retryFlag
	rows               []int64
	ids, roles, orders []string
	blind              bool
}

// replayCommands are the command that makes results again.
type replayCommands struct{ *app }

func (a replayCommands) replayCommand() *cobra.Command {
	options := &replayOptions{}
	var cmd *cobra.Command
	cmd = &cobra.Command{
		Use:   "replay RESULTS.parquet FILE…",
		Short: "Make the full replies behind results again, and see that they are the same",
		Long: `Makes the full replies of results again that lexfit score -o parquet wrote: every point, question and piece of advice, from the
files that were scored, by the rules and as of the date that the results name. --row and --id choose; results that DuckDB or pandas has
chosen from are taken as they are.
A profile that is not the one that was scored is not scored by another; a reply whose score, interval, band or eligibility is not that
of the results is not shown. Both are rejected, and it is said what differs. By another engine version nothing is made.`,
		Example: "  lexfit replay pool.parquet pool.jsonl --row 17\n  lexfit replay pool.parquet pool.jsonl --id rosa-lind --role paralegal -o json\n  lexfit replay best.parquet pool.csv --map map.yaml --out best.html",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 2 {
				return usagef("expected a file of results, as lexfit score -o parquet writes it, and the files that were scored")
			}
			return nil
		},
		RunE: a.begin(func(ctx context.Context, args []string) error {
			options.format = given(cmd, "output", a.flags.output)
			return a.replay(ctx, args[0], args[1:], options)
		}, run.FormatNames()...),
	}
	options.rowFlags.register(a.app, cmd)
	options.outFlags.register(cmd)
	options.retryFlag.register(cmd)
	flags := cmd.Flags()
	flags.Int64SliceVar(&options.rows, "row", nil, "only these rows of the input, counted from 1 over all files: the column row")
	flags.StringSliceVar(&options.ids, "id", nil, "only the candidates of these ids, wherever in the files they stand")
	flags.StringSliceVar(&options.roles, "role", nil, "for these roles alone (default: those that were asked for)")
	flags.StringSliceVar(&options.orders, "job-order", nil, "for these job orders alone, by id or ID@REVISION")
	flags.BoolVar(&options.blind, "blind", false, "leave names and whatever else tells who somebody is out of the replies; ids stay")
	a.completeTargets(cmd)
	return cmd
}

func (a replayCommands) replay(ctx context.Context, from string, files []string, options *replayOptions) error {
	if at := slices.IndexFunc(options.rows, func(row int64) bool { return row < 1 }); at >= 0 {
		return usagef("--row %d: expected a number from 1", options.rows[at])
	}
	if len(options.rows) > 0 && len(options.ids) > 0 {
		return usagef("--row and --id both choose: give one of them")
	}
	format, err := options.resolve(a.app)
	if err != nil {
		return err
	}
	survey, err := run.OpenResults(from)
	if err != nil {
		return err
	}
	defer survey.Close()
	options.today = survey.AsOf // what is doubted in a file goes by the date of then
	rows, err := options.open(a.app, files, "replayed", options.ids...)
	if err != nil {
		return err
	}
	server, done, err := options.connect(ctx, a.app, rows, options.blind)
	if err != nil {
		return err
	}
	defer done()
	style := a.renderOptions()
	style.Explain, style.Paths, style.AllQuestions = true, true, true
	style.Blind, style.Labels, style.Place, style.Program = options.blind, options.keep, options.documents.Place, programVersion()
	account, err := run.Replay(ctx, server, rows, run.ReplayJob{
		Output: options.output(a.app), Format: format, Style: style, From: survey, Rows: options.rows, Targets: targets(options.roles, options.orders),
		RetryFor: options.patience(a.app),
	})
	if err != nil {
		return err
	}
	return a.account(ctx, account)
}
