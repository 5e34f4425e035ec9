package server

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/matcher"
)

// NewCommand returns the command lexfitd. Its errors are for the caller to print.
func NewCommand(stdout, stderr io.Writer) *cobra.Command {
	config := DefaultConfig()
	cmd := &cobra.Command{
		Use:           "lexfitd",
		Short:         "Serve lexfit over gRPC",
		Long:          "lexfitd scores and ranks legal secretaries and paralegals over gRPC, by a rulebook in an embedded database, or in an etcd that many servers share.\nEach flag has an environment variable, LEXFITD_ and its name, such as LEXFITD_LOG_LEVEL, and a line in the file of --config.",
		Args:          cobra.NoArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			sources, err := readSettings(cmd.Flags(), os.LookupEnv)
			if err != nil {
				return err
			}
			if err := config.onePlace(sources); err != nil {
				return err
			}
			if err := config.Validate(); err != nil {
				return err
			}
			log := config.logger(stderr)
			boundMemory(log)
			return Run(cmd.Context(), config, log, nil)
		},
	}
	cmd.SetOut(stdout)
	cmd.SetErr(stderr)
	config.AddFlags(cmd.Flags())
	cmd.AddCommand(newConfigCommand(stdout))
	cmd.AddCommand(&cobra.Command{
		Use: "version", Short: "Print the version", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(stdout, "lexfitd %s, engine %d, %s\n", version(), matcher.EngineVersion, runtime.Version())
			return err
		},
	})
	cmd.AddCommand(newTokenCommand(stdout, time.Now))
	return cmd
}

// release is the version that make dist builds; empty elsewhere.
var release string

// version is the release, or what the Go tool noted when it built the program.
func version() string {
	if release != "" {
		return release
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
