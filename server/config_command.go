package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// newConfigCommand returns the command config, which prints settings and starts nothing.
func newConfigCommand(stdout io.Writer) *cobra.Command {
	cmd := &cobra.Command{
		Use: "config", Short: "Print every setting with its default, as a file to start from", Args: cobra.NoArgs,
		Long: "Prints a YAML file of every setting at its default, for --config. A flag wins over the environment, that over the file.",
		RunE: func(*cobra.Command, []string) error {
			text, err := commented(defaultFlags())
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(stdout, "# yaml-language-server: $schema=lexfitd.schema.json\n%s", text)
			return err
		},
	}
	cmd.AddCommand(newConfigCheckCommand(stdout), newConfigSchemaCommand(stdout))
	return cmd
}

// defaultFlags are the flags of every option, at their defaults.
func defaultFlags() *pflag.FlagSet {
	config, flags := DefaultConfig(), pflag.NewFlagSet("lexfitd", pflag.ContinueOnError)
	config.AddFlags(flags)
	return flags
}

// newConfigCheckCommand returns the command that reads settings as a start would.
func newConfigCheckCommand(stdout io.Writer) *cobra.Command {
	config := DefaultConfig()
	cmd := &cobra.Command{
		Use: "check", Short: "Say what is wrong with the settings, or where each comes from", Args: cobra.NoArgs,
		Example: "  lexfitd config check --config /etc/lexfit/lexfitd.yaml",
		RunE: func(cmd *cobra.Command, _ []string) error {
			sources, err := readSettings(cmd.Flags(), os.LookupEnv)
			if err != nil {
				return err
			}
			if err := errors.Join(config.onePlace(sources), config.Validate()); err != nil {
				return err
			}
			for _, flag := range options(cmd.Flags()) {
				if source := sources[flag.Name]; source != "" {
					if _, err := fmt.Fprintf(stdout, "%s: %s (%s)\n", flag.Name, flag.Value, source); err != nil {
						return err
					}
				}
			}
			_, err = fmt.Fprintln(stdout, "The settings are sound; the others are at their defaults.")
			return err
		},
	}
	config.AddFlags(cmd.Flags())
	return cmd
}

// newConfigSchemaCommand returns the command that prints what server/deploy/lexfitd.schema.json holds.
func newConfigSchemaCommand(stdout io.Writer) *cobra.Command {
	return &cobra.Command{
		Use: "schema", Short: "Print the JSON Schema of the file, which editors complete and check by", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			encoder := json.NewEncoder(stdout)
			encoder.SetEscapeHTML(false)
			encoder.SetIndent("", "  ")
			return encoder.Encode(schemaOf(defaultFlags()))
		},
	}
}
