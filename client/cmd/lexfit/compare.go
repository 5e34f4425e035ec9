package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/client/run"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// mostCompared is how many candidates stand side by side.
const mostCompared = 20

type compareOptions struct {
	poolFlags
	outFlags
	ids, roles, orders []string
	blind              bool
}

func (a batchCommands) compareCommand() *cobra.Command {
	options := &compareOptions{}
	var cmd *cobra.Command
	cmd = &cobra.Command{
		Use:   "compare FILE…",
		Short: "One candidate, the roles side by side; or several candidates side by side on one role",
		Long: `Puts the roles side by side for one candidate, and says which career is right. With several candidates (the rows of the
files, or those named by --id) it puts them side by side on the role or job order that is named.`,
		Example: "  lexfit compare candidate.json\n  lexfit compare pool.jsonl --id imre-vasarhelyi --id thandeka-orsini --role paralegal --out compared.txt",
		Args:    needs("file of candidate profiles, or - for standard input"),
		RunE: a.begin(func(ctx context.Context, files []string) error {
			options.format = given(cmd, "output", a.flags.output)
			format, err := options.resolve(a.app)
			if err != nil {
				return err
			}
			if !slices.Contains(everywhere, format.Name) {
				return usagef("--out %s: a comparison is written as text, .json or .jsonl", options.out)
			}
			rows, err := options.open(a.app, files)
			if err != nil {
				return err
			}
			options.documents.Blind = options.blind
			results, err := rows.Create(options.output(a.app))
			if err != nil {
				return err
			}
			return a.account(ctx, results.End(a.compare(ctx, rows, results, format.Name, options)))
		}),
	}
	options.poolFlags.register(a.app, cmd)
	options.outFlags.register(cmd)
	flags := cmd.Flags()
	flags.StringSliceVar(&options.ids, "id", nil, "only the candidates of these ids")
	flags.StringSliceVar(&options.roles, "role", nil, "compare these roles; for several candidates, the one role to compare them on")
	flags.StringSliceVar(&options.orders, "job-order", nil, "compare these job orders, by id or ID@REVISION")
	flags.BoolVar(&options.blind, "blind", false, "leave names and whatever else tells who somebody is out of the results; ids stay")
	return cmd
}

func (a batchCommands) compare(ctx context.Context, rows *run.Rows, to io.Writer, format render.Format, options *compareOptions) error {
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
		Profiles: profiles, Options: &lexfitv1.ScoreOptions{Targets: targets, RulebookRevision: options.revision, AsOf: options.asOf},
	})
	if err != nil {
		return err
	}
	style := a.renderOptions()
	if options.out != "" {
		style.Color, style.Width = false, 0
	}
	if format == render.Table {
		if style.Answers, err = options.advised(ctx, server, reply, profiles); err != nil {
			return err
		}
	}
	rows.Settle()
	if options.blind {
		render.BlindComparison(reply, profiles)
		names = nil
	}
	return render.Comparison(to, format, reply, names, style)
}

// advised are the answers for the candidates of a comparison, in its order, or for the one whose roles are compared: what to do
// about each, and what to ask.
func (o *compareOptions) advised(ctx context.Context, server *client.Client, reply *lexfitv1.CompareRolesResponse, profiles []*lexfitv1.CandidateProfile) ([]*lexfitv1.ScoreCandidateResponse, error) {
	ordered := profiles
	if len(reply.GetCandidates()) > 0 {
		ordered = nil
	}
	for _, side := range reply.GetCandidates() {
		at := slices.IndexFunc(profiles, func(profile *lexfitv1.CandidateProfile) bool {
			return profile.GetCandidateId() == side.GetCandidateId()
		})
		if at < 0 {
			return nil, fmt.Errorf("the server compared %q, who was not sent", side.GetCandidateId())
		}
		ordered = append(ordered, profiles[at])
	}
	var answers []*lexfitv1.ScoreCandidateResponse
	for _, profile := range ordered {
		answer, err := server.Match.ScoreCandidate(ctx, &lexfitv1.ScoreCandidateRequest{
			Profile: profile, Options: &lexfitv1.ScoreOptions{
				Targets: targets(o.roles, o.orders), RulebookRevision: reply.GetRulebookRevision(), AsOf: reply.GetAsOf(), View: lexfitv1.View_VIEW_FULL,
			},
		})
		if err != nil {
			return nil, err
		}
		if o.blind {
			render.Blind(answer, profile)
		}
		answers = append(answers, answer)
	}
	return answers, nil
}
