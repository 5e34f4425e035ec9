package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client/render"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// nameCommands are the commands about the names that the rules know besides those of skills.
type nameCommands struct{ *app }

// titlesCommand, topicsCommand and languagesCommand list a kind of names, and say how written ones are read.
func (a nameCommands) titlesCommand() *cobra.Command {
	return a.kindCommand("titles", "job titles", "Litigation Secretary", lexfitv1.NameKind_NAME_KIND_TITLE, func(rules *lexfitv1.Rulebook) []render.Named { return render.NamedOf(rules.GetTitles()) })
}

func (a nameCommands) topicsCommand() *cobra.Command {
	return a.kindCommand("topics", "course topics", "Civil Procedure II", lexfitv1.NameKind_NAME_KIND_TOPIC, func(rules *lexfitv1.Rulebook) []render.Named { return render.NamedOf(rules.GetTopics()) })
}

func (a nameCommands) languagesCommand() *cobra.Command {
	return a.kindCommand("languages", "languages", "fluent in Spanish", lexfitv1.NameKind_NAME_KIND_LANGUAGE, func(rules *lexfitv1.Rulebook) []render.Named { return render.NamedOf(rules.GetLanguages()) })
}

func (a nameCommands) kindCommand(use, what, example string, kind lexfitv1.NameKind, defined func(*lexfitv1.Rulebook) []render.Named) *cobra.Command {
	cmd := &cobra.Command{
		Use:   use,
		Short: "See which " + what + " are known, and how written ones are read",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	var revision int32
	list := &cobra.Command{
		Use:   "list",
		Short: "The " + what + " that the rules know",
		Args:  cobra.NoArgs,
		RunE: a.begin(func(ctx context.Context, _ []string) error {
			found, err := rulebookCommands(a).getRevision(ctx, revision)
			if err != nil {
				return err
			}
			return render.Known(a.out, a.format, what, defined(found.GetRulebook()))
		}),
	}
	list.Flags().Int32Var(&revision, "revision", 0, "of which revision of the rules (default: the active one)")
	cmd.AddCommand(list, a.resolveCommand(use, what, example, kind))
	return cmd
}

func (a nameCommands) resolveCommand(use, what, example string, kind lexfitv1.NameKind) *cobra.Command {
	return &cobra.Command{
		Use:     "resolve TEXT…",
		Short:   "How texts are read: which " + what + ", and by what kind of match",
		Long:    "Says which " + what + " each text is read as. - reads one text a line from standard input.",
		Example: "  lexfit " + use + " resolve \"" + example + "\"",
		Args:    needs("text, or - for standard input"),
		RunE: a.begin(func(ctx context.Context, args []string) error {
			texts, err := a.textsGiven(ctx, args)
			if err != nil {
				return err
			}
			server, done, err := a.connect(ctx)
			if err != nil {
				return err
			}
			defer done()
			results, err := resolveNames(ctx, server, texts, kind)
			if err != nil {
				return err
			}
			return render.ResolvedNames(a.out, a.format, results)
		}),
	}
}
