package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/render"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// skillCommands are the commands about the names of skills.
type skillCommands struct{ *app }

func (a skillCommands) skillsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "skills",
		Short: "See which skills are known, and how written ones are read",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	var group string
	list := &cobra.Command{
		Use:   "list",
		Short: "The skills that the rulebook knows",
		Args:  cobra.NoArgs,
		RunE:  a.begin(func(ctx context.Context, _ []string) error { return a.listSkills(ctx, group) }),
	}
	list.Flags().StringVar(&group, "group", "", `only this group, such as "Legal technology"`)
	cmd.AddCommand(list, &cobra.Command{
		Use:     "resolve TEXT…",
		Short:   "How texts are read: which skills, and by what kind of match",
		Long:    "Says which skills each text is read as. - reads one text a line from standard input.",
		Example: "  lexfit skills resolve \"proficient in West law\" \"types 70 wpm\"",
		Args:    needs("text, or - for standard input"),
		RunE:    a.begin(a.resolveSkills),
	})
	return cmd
}

func (a skillCommands) listSkills(ctx context.Context, group string) error {
	server, done, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer done()
	var all []*lexfitv1.SkillDefinition
	request := &lexfitv1.ListSkillsRequest{PageSize: 1000, Group: group}
	for {
		reply, err := server.Skill.ListSkills(ctx, request)
		if err != nil {
			return err
		}
		all = append(all, reply.GetSkills()...)
		if request.PageToken = reply.GetNextPageToken(); request.GetPageToken() == "" {
			break
		}
		request.RulebookRevision = reply.GetRulebookRevision() // a change of rules must not mix two lists
	}
	if len(all) == 0 && group != "" {
		return fmt.Errorf("no skill is in a group %q; lexfit skills list shows every group", group)
	}
	return render.Skills(a.out, a.format, all)
}

// maxTexts is how many texts one request takes.
const maxTexts = 1000

// textsGiven are the texts of a command that reads names: its arguments, or with - the lines of standard input.
func (a *app) textsGiven(ctx context.Context, args []string) ([]string, error) {
	if len(args) != 1 || args[0] != "-" {
		return args, nil
	}
	var texts []string
	lines := bufio.NewScanner(input.Interruptible(ctx, a.in))
	lines.Buffer(nil, 1<<20) // far above what the contract takes, so that the server says what it takes
	for lines.Scan() {
		if line := strings.TrimSpace(strings.ToValidUTF8(lines.Text(), "�")); line != "" {
			texts = append(texts, line)
		}
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return nil, errors.New("standard input: a line has more than 1 MiB; expected one text a line")
	} else if err != nil {
		return nil, fmt.Errorf("standard input: %w", err)
	}
	if len(texts) == 0 {
		return nil, errors.New("standard input is empty: expected one text a line")
	}
	return texts, nil
}

func (a skillCommands) resolveSkills(ctx context.Context, args []string) error {
	texts, err := a.textsGiven(ctx, args)
	if err != nil {
		return err
	}
	server, done, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer done()
	var results []*lexfitv1.ResolvedText
	request := &lexfitv1.ResolveSkillsRequest{}
	for from := 0; from < len(texts); from += maxTexts {
		request.Texts = texts[from:min(from+maxTexts, len(texts))]
		reply, err := server.Skill.ResolveSkills(ctx, request)
		if err != nil {
			return err
		}
		results = append(results, reply.GetResults()...)
		request.RulebookRevision = reply.GetRulebookRevision() // every text by the same rules
	}
	return render.Resolved(a.out, a.format, results)
}
