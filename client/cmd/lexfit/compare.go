package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/render"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// mostCompared is how many candidates stand side by side.
const mostCompared = 20

type compareOptions struct {
	rowFlags
	files, ids, roles, orders []string
	blind                     bool
}

func (a *app) compareCommand() *cobra.Command {
	o := &compareOptions{}
	cmd := &cobra.Command{
		Use:   "compare FILE…",
		Short: "One candidate, the roles side by side; or several candidates side by side on one role",
		Long: `Puts the roles side by side for one candidate, and says which career is right. With several candidates (the rows of the
files, or those named by --id) it puts them side by side on the role or job order that is named.`,
		Example: "  lexfit compare candidate.json\n  lexfit compare pool.jsonl --id imre-vasarhelyi --id thandeka-orsini --role paralegal",
		Args:    needs("file of candidate profiles, or - for standard input"),
		RunE: a.begin(func(ctx context.Context, files []string) error {
			o.files = files
			return a.compare(ctx, o)
		}),
	}
	o.register(a, cmd)
	f := cmd.Flags()
	f.StringSliceVar(&o.ids, "id", nil, "only the candidates of these ids")
	f.StringSliceVar(&o.roles, "role", nil, "compare these roles; for several candidates, the one role to compare them on")
	f.StringSliceVar(&o.orders, "job-order", nil, "compare these job orders, by id or ID@REVISION")
	f.BoolVar(&o.blind, "blind", false, "leave names and whatever else tells who somebody is out of the results; ids stay")
	return cmd
}

func (a *app) compare(ctx context.Context, o *compareOptions) error {
	r, err := newRows(a, o.files, &o.rowFlags)
	if err != nil {
		return err
	}
	profiles, names, err := r.picked(ctx, o.ids)
	if err != nil {
		return r.finish(ctx, err)
	}
	targets := (&scoreOptions{roles: o.roles, orders: o.orders}).targets()
	switch {
	case len(profiles) == 0:
		return r.finish(ctx, nil)
	case len(profiles) > mostCompared:
		return r.finish(ctx, usagef("%d candidates: expected at most %d side by side; name some with --id, or use lexfit rank", len(profiles), mostCompared))
	case len(profiles) > 1 && len(targets) != 1:
		return r.finish(ctx, usagef("%d candidates are compared on one role: name it with --role or --job-order, or name one candidate with --id", len(profiles)))
	}
	c, done, err := a.connect(ctx)
	if err != nil {
		return r.finish(ctx, err)
	}
	defer done()
	reply, err := c.Match.CompareRoles(ctx, &lexfitv1.CompareRolesRequest{
		Profiles: profiles, Targets: targets, RulebookRevision: o.revision, AsOf: o.asOf,
	})
	if err != nil {
		return r.finish(ctx, err)
	}
	r.rest()
	if o.blind {
		render.BlindComparison(reply, profiles)
		names = nil
	}
	if err := render.Comparison(a.out, a.format, reply, names, a.renderOptions()); err != nil {
		return r.finish(ctx, err)
	}
	return r.finish(ctx, nil)
}

// picked reads the rows of the ids named, or every row, and the display names by id.
func (r *rows) picked(ctx context.Context, ids []string) (profiles []*lexfitv1.CandidateProfile, names map[string]string, err error) {
	names = map[string]string{}
	var seen []string
	r.each(ctx, func(row *input.Row, at place) bool {
		id := row.Profile.GetCandidateId()
		if len(ids) > 0 && !slices.Contains(ids, id) {
			r.account(at, rowCount{Read: -1}) // it was not asked for
			return true
		}
		seen = append(seen, id)
		if names[id] = row.Profile.GetDisplayName(); len(profiles) <= mostCompared {
			profiles = append(profiles, row.Profile)
		}
		return true
	})
	var missing []string
	for _, id := range ids {
		if !slices.Contains(seen, id) {
			missing = append(missing, id)
		}
	}
	if len(missing) > 0 {
		return nil, nil, fmt.Errorf("no row has the candidate_id %s", strings.Join(missing, ", "))
	}
	return profiles, names, nil
}
