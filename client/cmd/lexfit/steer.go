package main

import (
	"bufio"
	"context"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/render"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// rulesSide is one side of a comparison: a revision, or a document that is not saved.
type rulesSide struct {
	revision int32
	document *lexfitv1.Rulebook
}

// rulesSide reads a revision's number, "active", or a file of rules.
func (a *app) rulesSide(ctx context.Context, c *client.Client, name string) (*rulesSide, error) {
	if name == "active" {
		return &rulesSide{}, nil
	}
	if n, err := strconv.ParseInt(name, 10, 32); err == nil {
		if n < 1 {
			return nil, usagef("revision %q: expected a number from 1, as in rulebook history, active, or a file of rules", name)
		}
		return &rulesSide{revision: int32(n)}, nil
	}
	doc, findings, err := a.readRulebook(ctx, c, name)
	if err != nil {
		return nil, err
	}
	if errs := countErrors(findings); errs > 0 {
		if err := render.Findings(a.console, render.Table, findings); err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("%s in %s: nothing was compared", count(errs, "error"), name)
	}
	return &rulesSide{document: doc.Rulebook}, nil
}

func (a *app) diffCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "diff [FROM] [TO]",
		Short: "What differs between two revisions, or a revision and a file: which weight, threshold, alias",
		Long: `Says what differs in the rulebook's own terms. FROM and TO are revision numbers, active, or for TO a file of rules; without
FROM the active revision is compared, without TO the newest.`,
		Example: "  lexfit rulebook diff rulebook.yaml\n  lexfit rulebook diff 1 3",
		Args:    cobra.MaximumNArgs(2),
		RunE:    a.begin(a.diff),
	}
}

func (a *app) diff(ctx context.Context, args []string) error {
	c, done, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer done()
	from, to := "active", ""
	switch len(args) {
	case 1:
		to = args[0]
	case 2:
		from, to = args[0], args[1]
	}
	if to == "" {
		newest, err := c.Rulebook.ListRulebookRevisions(ctx, &lexfitv1.ListRulebookRevisionsRequest{PageSize: 1})
		if err != nil {
			return err
		}
		to = strconv.Itoa(int(newest.GetRevisions()[0].GetRevision()))
	}
	older, err := a.rulesSide(ctx, c, from)
	if err != nil {
		return err
	}
	if older.document != nil {
		return usagef("FROM is %q: expected a revision number or active; a file can only be TO", from)
	}
	newer, err := a.rulesSide(ctx, c, to)
	if err != nil {
		return err
	}
	reply, err := c.Rulebook.DiffRulebookRevisions(ctx, &lexfitv1.DiffRulebookRevisionsRequest{
		FromRevision: older.revision, ToRevision: newer.revision, ToRulebook: newer.document,
	})
	if err != nil {
		return err
	}
	return render.Diff(a.out, a.format, reply, a.renderOptions())
}

type previewFlags struct {
	rowFlags
	from           string
	roles, samples []string
	top, movements int32
}

func (a *app) previewCommand() *cobra.Command {
	o := &previewFlags{}
	cmd := &cobra.Command{
		Use:   "preview FILE|REVISION --sample FILE…",
		Short: "Who would move if these rules were active: a sample scored under both",
		Long: `Scores a sample of candidates under the active rules and under others, and says who moves, by how much and why. Nothing is
saved and nothing is activated.`,
		Example: "  lexfit rulebook preview rulebook.yaml --sample pool.jsonl\n  lexfit rulebook preview 3 --from 1 --sample pool.jsonl --role paralegal --top 50",
		Args:    cobra.ExactArgs(1),
		RunE: a.begin(func(ctx context.Context, args []string) error {
			return a.preview(ctx, args[0], o)
		}),
	}
	o.register(a, cmd)
	_ = cmd.Flags().MarkHidden("revision") // the two sides say it
	f := cmd.Flags()
	f.StringSliceVar(&o.samples, "sample", nil, "the candidates to score, as score reads them (needed)")
	f.StringVar(&o.from, "from", "active", "the revision to compare with")
	f.StringSliceVar(&o.roles, "role", nil, "compare these roles alone (default: every role)")
	f.Int32Var(&o.top, "top", 20, "the short list whose members are compared")
	f.Int32Var(&o.movements, "max-movements", 10, "how many single movements to show a role")
	return cmd
}

func (a *app) preview(ctx context.Context, newer string, o *previewFlags) error {
	if len(o.samples) == 0 {
		return usagef("--sample is needed: expected a file of candidate profiles, or - for standard input")
	}
	r, err := newRows(a, o.samples, &o.rowFlags)
	if err != nil {
		return err
	}
	c, done, err := a.connect(ctx)
	if err != nil {
		return r.finish(ctx, err)
	}
	defer done()
	from, err := a.rulesSide(ctx, c, o.from)
	if err == nil && from.document != nil {
		err = usagef("--from %q: expected a revision number or active", o.from)
	}
	if err != nil {
		return err
	}
	to, err := a.rulesSide(ctx, c, newer)
	if err != nil {
		return err
	}
	options := &lexfitv1.PreviewOptions{
		FromRevision: from.revision, ToRevision: to.revision, ToRulebook: to.document, AsOf: o.asOf, TopK: o.top, MaxMovements: o.movements,
	}
	for _, role := range o.roles {
		if !strings.Contains(role, "/") {
			role = "roles/" + role
		}
		options.Targets = append(options.Targets, role)
	}
	var places []place
	reply, err := client.Preview(ctx, c, options, func(ctx context.Context) iter.Seq[*lexfitv1.CandidateProfile] {
		return func(yield func(*lexfitv1.CandidateProfile) bool) {
			r.each(ctx, func(row *input.Row, at place) bool {
				places = append(places, at)
				return yield(row.Profile)
			})
		}
	})
	if err != nil {
		return r.finish(ctx, err)
	}
	for _, x := range reply.GetRejections() {
		if int(x.GetIndex()) >= len(places) || x.GetIndex() < 0 {
			return r.finish(ctx, fmt.Errorf("the server refused profile %d, and was sent %d", x.GetIndex(), len(places)))
		}
		at := places[x.GetIndex()]
		row := &input.Row{File: r.files[at.file], Line: int(at.line)}
		r.reject(row, at, x.GetCandidateId(), refused(row, x.GetError()))
	}
	r.rest()
	if r.total().Scored > 0 {
		out := bufio.NewWriter(a.out)
		if err := render.Preview(out, a.format, reply, a.renderOptions()); err != nil {
			return r.finish(ctx, err)
		}
		if err := out.Flush(); err != nil {
			return r.finish(ctx, err)
		}
	}
	return r.finish(ctx, nil)
}
