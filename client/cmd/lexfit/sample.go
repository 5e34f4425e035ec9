package main

import (
	"bufio"
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/matcher/profilegen"
)

// mostSamples is how many profiles are made up at most.
const mostSamples = 100_000_000

func (a batchCommands) sampleCommand() *cobra.Command {
	var seed uint64
	cmd := &cobra.Command{
		Use:     "sample COUNT",
		Short:   "Write made-up profiles, to try things on",
		Long:    "Writes so many made-up profiles as JSON Lines. The same seed makes the same profiles; they are like real ones in shape, and about nobody.",
		Example: "  lexfit sample 1000 > pool.jsonl && lexfit score pool.jsonl --out report.html",
		Args:    cobra.ExactArgs(1),
		RunE: a.begin(func(ctx context.Context, args []string) error {
			count, err := strconv.Atoi(args[0])
			if err != nil || count < 1 || count > mostSamples {
				return usagef("%q: expected how many profiles, 1 to %d", args[0], mostSamples)
			}
			generator := profilegen.New(seed)
			writer := bufio.NewWriterSize(a.out, 64<<10)
			for i := 0; i < count && ctx.Err() == nil; i++ {
				line, err := profileLine(&input.Row{Profile: generator.Profile(), Line: i + 1})
				if err == nil {
					_, err = writer.Write(line)
				}
				if err != nil {
					return fmt.Errorf("write profile: %w", err)
				}
			}
			if err := writer.Flush(); err != nil {
				return err //nolint:wrapcheck // standard output's own words
			}
			return ctx.Err()
		}),
	}
	cmd.Flags().Uint64Var(&seed, "seed", 1, "which profiles")
	return cmd
}
