package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/client/run"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// mostCompared is how many candidates stand side by side.
const mostCompared = 20

type compareOptions struct {
	poolFlags
	ids, roles, orders []string
	blind              bool
}

func (a batchCommands) compareCommand() *cobra.Command {
	options := &compareOptions{}
	cmd := &cobra.Command{
		Use:   "compare FILE…",
		Short: "One candidate, the roles side by side; or several candidates side by side on one role",
		Long: `Puts the roles side by side for one candidate, and says which career is right. With several candidates (the rows of the
files, or those named by --id) it puts them side by side on the role or job order that is named.`,
		Example: "  lexfit compare candidate.json\n  lexfit compare pool.jsonl --id imre-vasarhelyi --id thandeka-orsini --role paralegal",
		Args:    needs("file of candidate profiles, or - for standard input"),
		RunE: a.begin(func(ctx context.Context, files []string) error {
			rows, err := options.open(a.app, files)
			if err != nil {
				return err
			}
			return a.account(ctx, rows.End(a.compare(ctx, rows, options)))
		}),
	}
	options.register(a.app, cmd)
	flags := cmd.Flags()
	flags.StringSliceVar(&options.ids, "id", nil, "only the candidates of these ids")
	flags.StringSliceVar(&options.roles, "role", nil, "compare these roles; for several candidates, the one role to compare them on")
	flags.StringSliceVar(&options.orders, "job-order", nil, "compare these job orders, by id or ID@REVISION")
	flags.BoolVar(&options.blind, "blind", false, "leave names and whatever else tells who somebody is out of the results; ids stay")
	return cmd
}

func (a batchCommands) compare(ctx context.Context, rows *run.Rows, options *compareOptions) error {
	profiles, names, missing := rows.Pick(ctx, options.ids, mostCompared)
	targets := targets(options.roles, options.orders)
	switch {
	case len(missing) > 0:
		return fmt.Errorf("no row has the candidate_id %s", strings.Join(missing, ", "))
	case len(profiles) == 0:
		return nil
	case len(profiles) > mostCompared:
		return usagef("%d candidates: expected at most %d side by side; name some with --id, or use lexfit rank", len(profiles), mostCompared)
	case len(profiles) > 1 && len(targets) != 1:
		return usagef("%d candidates are compared on one role: name it with --role or --job-order, or name one candidate with --id", len(profiles))
	}
	server, done, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer done()
	reply, err := server.Match.CompareRoles(ctx, &lexfitv1.CompareRolesRequest{
		Profiles: profiles, Targets: targets, RulebookRevision: options.revision, AsOf: options.asOf,
	})
	if err != nil {
		return err
	}
	rows.Settle()
	if options.blind {
		render.BlindComparison(reply, profiles)
		names = nil
	}
	return render.Comparison(a.out, a.format, reply, names, a.renderOptions())
}
