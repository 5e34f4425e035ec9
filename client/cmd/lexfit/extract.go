package main

import (
	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client/intake/extract"
)

// extractCommand is the child that lexfit starts of itself to read files from strangers: every format but PDF.
func extractCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:    extract.ChildArgument,
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			a.started = true
			return extract.Serve(cmd.Context(), extract.Plain(), a.in, a.out)
		},
	}
}
