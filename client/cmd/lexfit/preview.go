package main

import (
	"bufio"
	"context"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/client/run"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

type previewOptions struct {
	poolFlags
	from, against  string
	roles, samples []string
	top, movements int32
}

func (a rulebookCommands) previewCommand() *cobra.Command {
	options := &previewOptions{}
	var cmd *cobra.Command
	cmd = &cobra.Command{
		Use:   "preview FILE|REVISION --sample FILE…\n  lexfit rulebook preview --against FITS.jsonl SAMPLE…",
		Short: "Who would move if these rules were active: a sample scored under both",
		Long: `Scores a sample of candidates under the active rules and under others, and says who moves, by how much and why. Nothing is
saved and nothing is activated.

With --against the sample is scored by the active rules and compared with fits that lexfit score -o jsonl wrote before, of any
version: what an upgrade moves, and by which criterion. Candidates are matched by candidate_id, and judged as of the same date as
then unless --as-of says another.`,
		Example: "  lexfit rulebook preview rulebook.yaml --sample pool.jsonl\n  lexfit rulebook preview 3 --from 1 --sample pool.jsonl --role paralegal --top 50\n" +
			"  lexfit rulebook preview --against fits.jsonl.gz pool.jsonl",
		Args: func(cmd *cobra.Command, args []string) error {
			if options.against != "" {
				return needs("file of candidate profiles to score again, or - for standard input")(cmd, args)
			}
			return cobra.ExactArgs(1)(cmd, args)
		},
		RunE: a.begin(func(ctx context.Context, args []string) error {
			if options.against == "" {
				return a.preview(ctx, args[0], options)
			}
			if len(options.samples) > 0 || given(cmd, "from", options.from) != "" {
				return usagef("--against compares the files given as arguments with fits of before: leave --sample and --from out")
			}
			return a.previewAgainst(ctx, args, options)
		}),
	}
	options.register(a.app, cmd)
	flags := cmd.Flags()
	_ = flags.MarkHidden("revision") // the two sides say it
	flags.StringSliceVar(&options.samples, "sample", nil, "the candidates to score, as score reads them (needed)")
	flags.StringVar(&options.against, "against", "", "compare with these fits, as score -o jsonl wrote them, instead of with other rules")
	flags.StringVar(&options.from, "from", "active", "the revision to compare with")
	flags.StringSliceVar(&options.roles, "role", nil, "compare these roles alone (default: every role)")
	flags.Int32Var(&options.top, "top", 20, "the short list whose members are compared")
	flags.Int32Var(&options.movements, "max-movements", 10, "how many single movements to show a role")
	return cmd
}

func (a rulebookCommands) preview(ctx context.Context, newer string, options *previewOptions) error {
	if len(options.samples) == 0 {
		return usagef("--sample is needed: expected a file of candidate profiles, or - for standard input")
	}
	rows, err := options.open(a.app, options.samples)
	if err != nil {
		return err
	}
	server, done, err := a.connect(ctx)
	if err != nil {
		return a.account(ctx, rows.End(err))
	}
	defer done()
	from, err := a.rulesSide(ctx, server, options.from)
	if err == nil && from.document != nil {
		err = usagef("--from %q: expected a revision number or active", options.from)
	}
	if err != nil {
		return err
	}
	to, err := a.rulesSide(ctx, server, newer)
	if err != nil {
		return err
	}
	reply, err := run.Preview(ctx, server, rows, &lexfitv1.PreviewOptions{
		FromRevision: from.revision, ToRevision: to.revision, ToRulebook: to.document, AsOf: options.asOf, TopK: options.top, MaxMovements: options.movements,
		Targets: targets(options.roles, nil),
	})
	return a.show(ctx, rows, err, func(out io.Writer) error { return render.Preview(out, a.format, reply, a.renderOptions()) })
}

// show prints what came of a sample, if anybody of it was scored, and accounts for its rows.
func (a rulebookCommands) show(ctx context.Context, rows *run.Rows, err error, write func(io.Writer) error) error {
	if err == nil && rows.Total().Scored > 0 {
		out := bufio.NewWriter(a.out)
		if err = write(out); err == nil {
			err = out.Flush()
		}
	}
	return a.account(ctx, rows.End(err))
}

func (a rulebookCommands) previewAgainst(ctx context.Context, samples []string, options *previewOptions) error {
	if options.against == "-" && slices.Contains(samples, "-") {
		return usagef("standard input can be read once: give --against or the sample a file")
	}
	if options.top < 1 || options.movements < 1 {
		return usagef("--top and --max-movements: expected numbers from 1")
	}
	rows, err := options.open(a.app, samples)
	if err != nil {
		return err
	}
	fits, err := run.ReadFits(a.console, options.against, input.Interruptible(ctx, a.in), targets(options.roles, nil))
	if err != nil {
		return err
	}
	server, done, err := a.connect(ctx)
	if err != nil {
		return a.account(ctx, rows.End(err))
	}
	defer done()
	reply, err := run.Against(ctx, server, rows, run.AgainstJob{
		Fits: fits, Pins: options.pins(targets(options.roles, nil)...), TopK: int(options.top), MaxMovements: int(options.movements),
	})
	return a.show(ctx, rows, err, func(out io.Writer) error {
		return render.Against(out, a.format, reply, fits.EngineVersion, a.renderOptions())
	})
}
