package main

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/client/opening"
	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

func (a jobOrderCommands) orderNewCommand() *cobra.Command {
	asked := opening.Asked{}
	cmd := &cobra.Command{
		Use:   "new --role ROLE",
		Short: "Write a job order from a few words, as YAML to look at and apply",
		Long: `Writes a job order as YAML. Names are read as those of a profile: of skills, certificates, languages, job titles and topics; a must or
a plus may also be a degree ("bachelor's degree in business"), years ("3 years of immigration law") or a speed ("70 wpm"), and several
joined by "or" are met by any of them. Where one name stands for two things, say which: skill:notary, credential:notary. What is not
known is asked back, and nothing is written. --practice counts as a plus; --place is for people, and says which state's notary is meant.`,
		Example: `  lexfit joborder new --role paralegal --title "Litigation paralegal" --must "CM/ECF" --plus Relativity,notary --years 5 --pay 60-75k --place NY --practice litigation > order.yaml
  lexfit joborder new --role legal-secretary --must "fluent in Spanish" --must "60 wpm" | lexfit joborder apply -`,
		Args: cobra.NoArgs,
		RunE: a.begin(func(ctx context.Context, _ []string) error { return a.newOrder(ctx, asked) }),
	}
	flags := cmd.Flags()
	flags.StringVar(&asked.Role, "role", "", "the role that the opening begins from, such as paralegal (needed)")
	flags.StringVar(&asked.Title, "title", "", "the name shown (default: the role, the practice and the place)")
	flags.StringVar(&asked.ID, "id", "", "the id, such as acme-litigation (default: made of the title)")
	flags.StringSliceVar(&asked.Musts, "must", nil, "what somebody must have; give it again, or join by commas, for more")
	flags.StringSliceVar(&asked.Plusses, "plus", nil, "what counts and is no must")
	flags.StringVar(&asked.Years, "years", "", "years in the role's work that are a must, such as 5 or 3-5")
	flags.StringVar(&asked.Pay, "pay", "", "the pay, such as 60-75k or 28-34/hour")
	flags.StringVar(&asked.Place, "place", "", "where the work is")
	flags.StringVar(&asked.Practice, "practice", "", "the practice area, such as litigation")
	flags.StringVar(&asked.Start, "start", "", "the last day on which somebody may start, such as 2027-01-15: a must")
	flags.StringVar(&asked.Description, "description", "", "why the opening asks for what it asks, for people")
	a.completeTargets(cmd)
	return cmd
}

func (a jobOrderCommands) newOrder(ctx context.Context, asked opening.Asked) error {
	if strings.TrimSpace(asked.Role) == "" {
		return usagef("--role is needed: expected a role such as paralegal or legal-secretary")
	}
	asked.Year = time.Now().Year()
	server, done, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer done()
	reply, err := server.Rulebook.GetRulebookRevision(ctx, &lexfitv1.GetRulebookRevisionRequest{})
	if err != nil {
		return err
	}
	rules := opening.Rules{Rulebook: reply.GetRevision().GetRulebook(), Resolve: func(ctx context.Context, texts []string) ([]*lexfitv1.ResolvedName, error) {
		return resolveNames(ctx, server, texts)
	}}
	order, remarks, err := opening.New(ctx, rules, asked)
	if err != nil {
		return err
	}
	for _, remark := range remarks {
		a.console.Remark("%s", remark)
	}
	if a.format != render.Table {
		return render.Message(a.out, order)
	}
	text, err := rulebook.ExportJobOrder(order)
	if err != nil {
		return err
	}
	_, err = a.out.Write(text)
	return err
}

// resolveNames has texts read as names of some kinds, of all where none is given, by the same rules.
func resolveNames(ctx context.Context, server *client.Client, texts []string, kinds ...lexfitv1.NameKind) ([]*lexfitv1.ResolvedName, error) {
	var results []*lexfitv1.ResolvedName
	request := &lexfitv1.ResolveNamesRequest{Kinds: kinds}
	for from := 0; from < len(texts); from += maxTexts {
		request.Texts = texts[from:min(from+maxTexts, len(texts))]
		reply, err := server.Skill.ResolveNames(ctx, request)
		if err != nil {
			return nil, err
		}
		results = append(results, reply.GetResults()...)
		request.RulebookRevision = reply.GetRulebookRevision()
	}
	return results, nil
}
