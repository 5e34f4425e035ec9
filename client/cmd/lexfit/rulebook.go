package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1check"
)

// rulebookCommands are the commands about the rules.
type rulebookCommands struct{ *app }

func (a rulebookCommands) rulebookCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rulebook",
		Short: "Look at the rules and change them",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.showCommand(), a.exportCommand(), a.lintCommand(), a.applyCommand(), a.historyCommand(), a.activateCommand(),
		a.diffCommand(), a.previewCommand())
	return cmd
}

func (a rulebookCommands) showCommand() *cobra.Command {
	var revision int32
	cmd := &cobra.Command{
		Use:   "show",
		Short: "A summary of the rules, with weights, bands and reasons",
		Args:  cobra.NoArgs,
		RunE: a.begin(func(ctx context.Context, _ []string) error {
			rulebookRevision, err := a.getRevision(ctx, revision)
			if err != nil {
				return err
			}
			return render.Revision(a.out, a.format, rulebookRevision, a.renderOptions())
		}),
	}
	cmd.Flags().Int32Var(&revision, "revision", 0, "which revision (default: the active one)")
	return cmd
}

func (a rulebookCommands) getRevision(ctx context.Context, revision int32) (*lexfitv1.RulebookRevision, error) {
	server, done, err := a.connect(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	reply, err := server.Rulebook.GetRulebookRevision(ctx, &lexfitv1.GetRulebookRevisionRequest{Revision: revision})
	return reply.GetRevision(), err
}

func (a rulebookCommands) exportCommand() *cobra.Command {
	var revision int32
	var preset bool
	cmd := &cobra.Command{
		Use:     "export",
		Short:   "Write the rules as YAML, to change and apply",
		Example: "  lexfit rulebook export --default > rulebook.yaml",
		Args:    cobra.NoArgs,
		RunE: a.begin(func(ctx context.Context, _ []string) error {
			if preset {
				_, err := a.out.Write(rulebook.DefaultYAML())
				return err
			}
			rulebookRevision, err := a.getRevision(ctx, revision)
			if err != nil {
				return err
			}
			yaml, err := rulebook.Export(rulebookRevision.GetRulebook())
			if err != nil {
				return err
			}
			_, err = a.out.Write(yaml)
			return err
		}),
	}
	cmd.Flags().Int32Var(&revision, "revision", 0, "which revision (default: the active one)")
	cmd.Flags().BoolVar(&preset, "default", false, "the default rules as they come with lexfit, with comments and sources")
	cmd.MarkFlagsMutuallyExclusive("revision", "default")
	return cmd
}

func (a rulebookCommands) lintCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "lint FILE…",
		Short: "Say what is wrong with rules written as YAML, without saving them",
		Args:  needs("file of rules, or - for standard input"),
		RunE:  a.begin(a.lint),
	}
}

func (a rulebookCommands) lint(ctx context.Context, files []string) error {
	by := judge(judgeHere)
	if a.server != "" {
		server, done, err := a.connect(ctx)
		if err != nil {
			return err
		}
		defer done()
		by = judgeAt(server)
	}
	var all []*lexfitv1.Finding
	for _, file := range files {
		read, err := readText(ctx, file, a.in)
		if err != nil {
			return err
		}
		_, findings, err := judged(ctx, by, read)
		if err != nil {
			return err
		}
		all = append(all, findings...)
	}
	if err := render.Findings(a.out, a.format, all); err != nil {
		return err
	}
	if errs := countErrors(all); errs > 0 {
		return fmt.Errorf("%s, %s", count(errs, "error"), count(len(all)-errs, "warning"))
	}
	if number := len(all); number > 0 {
		a.console.Complain("no errors, %s", count(number, "warning"))
	} else {
		a.console.Complain("no errors")
	}
	return nil
}

func countErrors(findings []*lexfitv1.Finding) int {
	count := 0
	for _, found := range findings {
		if found.GetSeverity() != lexfitv1.Severity_SEVERITY_WARNING {
			count++
		}
	}
	return count
}

// judge says what is wrong with rules, errors first.
type judge func(ctx context.Context, rules *lexfitv1.Rulebook) ([]*lexfitv1.Finding, error)

// judgeAt has a server judge, so that rules meet the same judge as when they are applied.
func judgeAt(server *client.Client) judge {
	return func(ctx context.Context, rules *lexfitv1.Rulebook) ([]*lexfitv1.Finding, error) {
		reply, err := server.Rulebook.ValidateRulebook(ctx, &lexfitv1.ValidateRulebookRequest{Rulebook: rules})
		return reply.GetFindings(), err
	}
}

// judgeHere judges as a server of this version does, and needs none.
func judgeHere(ctx context.Context, rules *lexfitv1.Rulebook) ([]*lexfitv1.Finding, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	broken, err := lexfitv1check.Message(rules)
	if err != nil {
		return nil, err
	}
	return rulebook.Judge(rules, broken), ctx.Err()
}

// judged takes rules out of a text and has them judged; the places are found here, since only the text has them. Without a
// document there are errors among the findings.
func judged(ctx context.Context, by judge, from text) (*rulebook.Document, []*lexfitv1.Finding, error) {
	doc, findings := rulebook.Parse(from.name, from.data)
	if doc == nil {
		return nil, findings, nil
	}
	findings, err := by(ctx, doc.Rulebook)
	if err != nil {
		return nil, nil, err
	}
	doc.Locate(findings)
	return doc, findings, nil
}

func (a rulebookCommands) applyCommand() *cobra.Command {
	request := &lexfitv1.CreateRulebookRevisionRequest{}
	inactive := false
	cmd := &cobra.Command{
		Use:     "apply FILE",
		Short:   "Save rules as a new revision and score by them from now on",
		Example: `  lexfit rulebook apply rulebook.yaml --message "typing counts less"`,
		Args:    cobra.ExactArgs(1),
		RunE: a.begin(func(ctx context.Context, args []string) error {
			request.Activate = !inactive
			return a.apply(ctx, args[0], request)
		}),
	}
	flags := cmd.Flags()
	flags.StringVarP(&request.Message, "message", "m", "", "why the rules change (needed)")
	authorFlag(flags, &request.Author)
	flags.StringVar(&request.Etag, "etag", "", "refuse if the rulebook has changed since this etag was read (see rulebook show)")
	flags.BoolVar(&inactive, "inactive", false, "only save them: somebody else activates the revision (see rulebook activate)")
	return cmd
}

func (a rulebookCommands) apply(ctx context.Context, file string, request *lexfitv1.CreateRulebookRevisionRequest) error {
	if strings.TrimSpace(request.GetMessage()) == "" {
		return usagef("--message is needed: say in a sentence why the rules change")
	}
	var err error
	if request.Author, err = a.author(request.GetAuthor()); err != nil {
		return err
	}
	read, err := readText(ctx, file, a.in)
	if err != nil {
		return err
	}
	server, done, err := a.connectToWrite(ctx)
	if err != nil {
		return err
	}
	defer done()
	doc, findings, err := judged(ctx, judgeAt(server), read)
	if err != nil {
		return err
	}
	if err := render.Findings(a.console, render.Table, findings); err != nil {
		return err
	}
	if errs := countErrors(findings); errs > 0 {
		return fmt.Errorf("%s: nothing was changed", count(errs, "error"))
	}
	request.Rulebook = doc.Rulebook
	reply, err := server.Rulebook.CreateRulebookRevision(ctx, request)
	if err != nil {
		return err
	}
	if !request.GetActivate() {
		return a.saved(reply.GetRevision())
	}
	return a.activated(reply.GetRevision())
}

// saved says which revision was written and waits to be activated.
func (a rulebookCommands) saved(revision *lexfitv1.RulebookRevision) error {
	if a.format != render.Table {
		return render.Message(a.out, revision)
	}
	_, err := fmt.Fprintf(a.out, "revision %d is saved and not active (digest %.12s, etag %s)\n", revision.GetRevision(), revision.GetDigest(), revision.GetEtag())
	return err
}

// activated says which revision is the active one now.
func (a rulebookCommands) activated(revision *lexfitv1.RulebookRevision) error {
	if a.format != render.Table {
		return render.Message(a.out, revision)
	}
	_, err := fmt.Fprintf(a.out, "revision %d is active (digest %.12s, etag %s)\n", revision.GetRevision(), revision.GetDigest(), revision.GetEtag())
	return err
}

func (a rulebookCommands) historyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "history",
		Short: "Every revision of the rules, the newest first",
		Args:  cobra.NoArgs,
		RunE: a.begin(func(ctx context.Context, _ []string) error {
			server, done, err := a.connect(ctx)
			if err != nil {
				return err
			}
			defer done()
			var all []*lexfitv1.RulebookRevision
			request := &lexfitv1.ListRulebookRevisionsRequest{PageSize: 1000}
			for {
				reply, err := server.Rulebook.ListRulebookRevisions(ctx, request)
				if err != nil {
					return err
				}
				all = append(all, reply.GetRevisions()...)
				if request.PageToken = reply.GetNextPageToken(); request.GetPageToken() == "" {
					return render.History(a.out, a.format, all, a.renderOptions())
				}
			}
		}),
	}
}

func (a rulebookCommands) activateCommand() *cobra.Command {
	request := &lexfitv1.ActivateRulebookRevisionRequest{}
	cmd := &cobra.Command{
		Use:     "activate REVISION",
		Short:   "Score by an older revision again, or by a newer one",
		Example: "  lexfit rulebook activate 3",
		Args:    cobra.ExactArgs(1),
		RunE: a.begin(func(ctx context.Context, args []string) error {
			count, err := strconv.ParseInt(args[0], 10, 32)
			if err != nil || count < 1 {
				return usagef("revision %q: expected a number from 1, as in rulebook history", args[0])
			}
			if request.Author, err = a.author(request.GetAuthor()); err != nil {
				return err
			}
			server, done, err := a.connectToWrite(ctx)
			if err != nil {
				return err
			}
			defer done()
			request.Revision = int32(count)
			reply, err := server.Rulebook.ActivateRulebookRevision(ctx, request)
			if err != nil {
				return err
			}
			return a.activated(reply.GetRevision())
		}),
	}
	flags := cmd.Flags()
	flags.StringVarP(&request.Message, "message", "m", "", "why, for the audit")
	authorFlag(flags, &request.Author)
	flags.StringVar(&request.Etag, "etag", "", "refuse if the rulebook has changed since this etag was read (see rulebook show)")
	return cmd
}

// count writes a number of things.
func count(count int, thing string) string {
	if count == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", count, thing)
}
