package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client/run"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

type rankOptions struct {
	poolFlags
	outFlags
	gateFlag
	retryFlag
	blind       bool
	role, order string
	minBand     string
	top         int32
	explain     bool
	explainRank bool
	firmness    bool
	ids         []string
	shard       string // which is refused
}

func (a batchCommands) rankCommand() *cobra.Command {
	options := &rankOptions{}
	var cmd *cobra.Command
	cmd = &cobra.Command{
		Use:   "rank FILE… --role ROLE | --job-order ID",
		Short: "Put a pool of candidates in order for one role",
		Example: "  lexfit rank pool.jsonl --role paralegal --top 20\n  lexfit rank pool.jsonl --role legal-secretary --min-band GOOD --explain\n" +
			"  lexfit rank exports/ --role paralegal --top 50 --out paralegals.xlsx",
		Args: needs("file of candidate profiles, or - for standard input"),
		RunE: a.begin(func(ctx context.Context, files []string) error {
			options.format = given(cmd, "output", a.flags.output)
			return a.rank(ctx, files, options)
		}, run.FormatNames()...),
	}
	options.poolFlags.register(a.app, cmd)
	options.outFlags.register(cmd)
	options.gateFlag.register(cmd)
	options.retryFlag.register(cmd)
	cmd.Flags().StringVar(&options.shard, "shard", "", "none: a ranking has no shards")
	_ = cmd.Flags().MarkHidden("shard") // the flag was just made
	flags := cmd.Flags()
	flags.StringVar(&options.role, "role", "", "the role, such as paralegal (this or --job-order is needed)")
	flags.StringVar(&options.order, "job-order", "", "the id of the job order, or ID@REVISION")
	flags.Int32Var(&options.top, "top", 20, "how many to show, 1 to 10000")
	flags.StringSliceVar(&options.ids, "id", nil, "put only the candidates of these ids in order")
	flags.StringVar(&options.minBand, "min-band", "", "leave out those below this band: STRONG, GOOD, POSSIBLE or WEAK")
	flags.BoolVar(&options.explain, "explain", false, "the whole breakdown of each")
	flags.BoolVar(&options.firmness, "firmness", true, "say how each place may vary, under 1000 sets of weights")
	flags.BoolVar(&options.explainRank, "explain-rank", false, "how small a change of one weight would give each place to the next candidate")
	flags.BoolVar(&options.blind, "blind", false, "leave names and whatever else tells who somebody is out of the results; ids stay")
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

func (a batchCommands) rank(ctx context.Context, files []string, options *rankOptions) error {
	if options.shard != "" {
		return usagef("--shard: a ranking has no shards, since everybody's place depends on all the others. It keeps the best --top in memory, whatever the size of " +
			"the pool: rank it whole, or where that takes too long score it in shards (lexfit score --role --no-advice -o csv --shard 3/16), put them together " +
			"(lexfit gather), sort by score and rank the best by --id")
	}
	request, err := options.request()
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
	rows, err := options.open(a.app, files, options.ids...)
	if err != nil {
		return err
	}
	server, done, err := options.connect(ctx, a.app, rows, options.blind)
	if err != nil {
		return err
	}
	defer done()
	style := a.renderOptions()
	style.Explain, style.ExplainRank, style.Blind = options.explain, options.explainRank, options.blind
	style.Labels, style.Place = options.keep, options.documents.Place
	ranking, account, err := run.Rank(ctx, server, rows, run.RankJob{
		Output: options.output(a.app), Format: format, Style: style, Request: request, RetryFor: options.patience(a.app),
	})
	if err != nil {
		return err
	}
	if err := a.account(ctx, account); err != nil {
		return err
	}
	if best := ranking.GetCandidates(); gate.String() != "" && (len(best) == 0 || !gate.Passes(best[0].GetFit())) {
		a.console.Remark("nobody reaches %s", gate)
		return errUnder
	}
	return nil
}
