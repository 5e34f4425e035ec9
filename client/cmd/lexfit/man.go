package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

func manCommand(root *cobra.Command, a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "man FOLDER",
		Short:   "Write the manual pages",
		Long:    "Writes a manual page for each command into the folder, which is made if it is not there. SOURCE_DATE_EPOCH sets their date.",
		Example: "  lexfit man ~/.local/share/man/man1 && man lexfit-score",
		Args:    cobra.ExactArgs(1),
		RunE: a.begin(func(_ context.Context, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil { //nolint:gosec // manual pages are for everybody
				return fmt.Errorf("folder for the manual pages: %w", err)
			}
			root.DisableAutoGenTag = true
			if err := doc.GenManTree(root, &doc.GenManHeader{Title: "LEXFIT", Section: "1", Source: "lexfit"}, args[0]); err != nil {
				return fmt.Errorf("write manual pages: %w", err)
			}
			return nil
		}),
	}
}
