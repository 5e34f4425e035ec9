package main

import (
	"bufio"
	"context"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/client/run"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

type previewOptions struct {
	poolFlags
	from           string
	roles, samples []string
	top, movements int32
}

func (a rulebookCommands) previewCommand() *cobra.Command {
	options := &previewOptions{}
	cmd := &cobra.Command{
		Use:   "preview FILE|REVISION --sample FILE…",
		Short: "Who would move if these rules were active: a sample scored under both",
		Long: `Scores a sample of candidates under the active rules and under others, and says who moves, by how much and why. Nothing is
saved and nothing is activated.`,
		Example: "  lexfit rulebook preview rulebook.yaml --sample pool.jsonl\n  lexfit rulebook preview 3 --from 1 --sample pool.jsonl --role paralegal --top 50",
		Args:    cobra.ExactArgs(1),
		RunE: a.begin(func(ctx context.Context, args []string) error {
			return a.preview(ctx, args[0], options)
		}),
	}
	options.register(a.app, cmd)
	flags := cmd.Flags()
	_ = flags.MarkHidden("revision") // the two sides say it
	flags.StringSliceVar(&options.samples, "sample", nil, "the candidates to score, as score reads them (needed)")
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
	if err == nil && rows.Total().Scored > 0 {
		out := bufio.NewWriter(a.out)
		if err = render.Preview(out, a.format, reply, a.renderOptions()); err == nil {
			err = out.Flush()
		}
	}
	return a.account(ctx, rows.End(err))
}
