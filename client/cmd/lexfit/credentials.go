package main

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/lexfit/lexfit/client/render"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// credentialCommands are the commands about the certificates that the rules know.
type credentialCommands struct{ *app }

func (a credentialCommands) credentialsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "credentials",
		Aliases: []string{"credential"},
		Short:   "The certificates that the rules know: who grants them, what they ask for, what they count",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.listCommand(), a.showCommand(), nameCommands(a).resolveCommand("credentials", "certificates", "NALA CP", lexfitv1.NameKind_NAME_KIND_CREDENTIAL))
	return cmd
}

func (a credentialCommands) listCommand() *cobra.Command {
	var state string
	var revision int32
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "Every certificate, with its issuer and what it counts for each role",
		Example: "  lexfit credentials list\n  lexfit credentials list --state TX",
		Args:    cobra.NoArgs,
		RunE: a.begin(func(ctx context.Context, _ []string) error {
			found, err := rulebookCommands(a).getRevision(ctx, revision)
			if err != nil {
				return err
			}
			rules := found.GetRulebook()
			list := rules.GetCredentials()
			if state != "" {
				code := strings.ToUpper(state)
				list = slices.DeleteFunc(slices.Clone(list), func(known *lexfitv1.CredentialDefinition) bool {
					return !slices.Contains(known.GetStates(), code)
				})
			}
			return render.Credentials(a.out, a.format, rules, list)
		}),
	}
	cmd.Flags().StringVar(&state, "state", "", "those of one state alone, by its postal code, such as TX")
	cmd.Flags().Int32Var(&revision, "revision", 0, "of which revision of the rules (default: the active one)")
	return cmd
}

func (a credentialCommands) showCommand() *cobra.Command {
	var revision int32
	cmd := &cobra.Command{
		Use:     "show ID",
		Short:   "The facts of one certificate, with their source",
		Example: "  lexfit credentials show nala-cp",
		Args:    cobra.ExactArgs(1),
		RunE: a.begin(func(ctx context.Context, args []string) error {
			found, err := rulebookCommands(a).getRevision(ctx, revision)
			if err != nil {
				return err
			}
			list := found.GetRulebook().GetCredentials()
			at := slices.IndexFunc(list, func(known *lexfitv1.CredentialDefinition) bool { return known.GetId() == strings.ToLower(args[0]) })
			if at < 0 {
				return status.Errorf(codes.NotFound, "%q: the rules know no certificate by this id: see lexfit credentials list", args[0])
			}
			return render.Credential(a.out, a.format, found.GetRulebook(), list[at], a.renderOptions())
		}),
	}
	cmd.Flags().Int32Var(&revision, "revision", 0, "of which revision of the rules (default: the active one)")
	return cmd
}
