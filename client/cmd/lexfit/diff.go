package main

import (
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// rulesSide is one side of a comparison: a revision, or a document that is not saved.
type rulesSide struct {
	revision int32
	document *lexfitv1.Rulebook
}

// rulesSide reads a revision's number, "active", or a file of rules.
func (a rulebookCommands) rulesSide(ctx context.Context, server *client.Client, name string) (*rulesSide, error) {
	if name == "active" {
		return &rulesSide{}, nil
	}
	if number, err := strconv.ParseInt(name, 10, 32); err == nil {
		if number < 1 {
			return nil, usagef("revision %q: expected a number from 1, as in rulebook history, active, or a file of rules", name)
		}
		return &rulesSide{revision: int32(number)}, nil
	}
	read, err := readText(ctx, name, a.in)
	if err != nil {
		return nil, err
	}
	doc, findings, err := judged(ctx, judgeAt(server), read)
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

func (a rulebookCommands) diffCommand() *cobra.Command {
	var preset bool
	cmd := &cobra.Command{
		Use:   "diff [FROM] [TO]",
		Short: "What differs between two revisions, or a revision and a file: which weight, threshold, alias",
		Long: `Says what differs in the rulebook's own terms. FROM and TO are revision numbers, active, or for TO a file of rules; without
FROM the active revision is compared, without TO the newest. With --default TO are the default rules that come with this lexfit.`,
		Example: "  lexfit rulebook diff rulebook.yaml\n  lexfit rulebook diff 1 3\n  lexfit rulebook diff --default",
		Args:    cobra.MaximumNArgs(2),
		RunE: a.begin(func(ctx context.Context, args []string) error {
			if preset && len(args) > 1 {
				return usagef("TO is given twice, as %q and by --default: leave one out", args[1])
			}
			return a.diff(ctx, args, preset)
		}),
	}
	cmd.Flags().BoolVar(&preset, "default", false, "compare with the default rules that come with this lexfit")
	return cmd
}

// diff compares two sides; preset says that the newer one are the default rules.
func (a rulebookCommands) diff(ctx context.Context, args []string, preset bool) error {
	server, done, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer done()
	from, to := "active", ""
	switch {
	case len(args) == 1 && preset:
		from = args[0]
	case len(args) == 1:
		to = args[0]
	case len(args) == 2:
		from, to = args[0], args[1]
	}
	if to == "" && !preset {
		newest, err := server.Rulebook.ListRulebookRevisions(ctx, &lexfitv1.ListRulebookRevisionsRequest{PageSize: 1})
		if err != nil {
			return err
		}
		to = strconv.Itoa(int(newest.GetRevisions()[0].GetRevision()))
	}
	older, err := a.rulesSide(ctx, server, from)
	if err != nil {
		return err
	}
	if older.document != nil {
		return usagef("FROM is %q: expected a revision number or active; a file can only be TO", from)
	}
	newer := &rulesSide{document: rulebook.Default()}
	if !preset {
		if newer, err = a.rulesSide(ctx, server, to); err != nil {
			return err
		}
	}
	reply, err := server.Rulebook.DiffRulebookRevisions(ctx, &lexfitv1.DiffRulebookRevisionsRequest{
		FromRevision: older.revision, ToRevision: newer.revision, ToRulebook: newer.document,
	})
	if err != nil {
		return err
	}
	return render.Diff(a.out, a.format, reply, a.renderOptions())
}
