package main

import (
	"bufio"
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/matcher/profilegen"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// fewSamples is how many people are made up where it is not said, mostSamples how many at most.
const (
	fewSamples  = 20
	mostSamples = 100_000_000
)

func (a batchCommands) sampleCommand() *cobra.Command {
	var seed uint64
	var messy bool
	cmd := &cobra.Command{
		Use:   "sample [COUNT]",
		Short: "Write made-up people, to try things on",
		Long: `Writes so many made-up people as JSON Lines, 20 where it is not said: with names, studies before work, titles that grow, and skills and
credentials that fit. The same seed makes the same people, and they are nobody. --messy makes profiles of every oddity instead, for tests.`,
		Example: "  lexfit sample > pool.jsonl && lexfit rank pool.jsonl --role paralegal",
		Args:    cobra.MaximumNArgs(1),
		RunE: a.begin(func(ctx context.Context, args []string) error {
			count := fewSamples
			if len(args) > 0 {
				var err error
				if count, err = strconv.Atoi(args[0]); err != nil || count < 1 || count > mostSamples {
					return usagef("%q: expected how many people, 1 to %d", args[0], mostSamples)
				}
			}
			var generator interface {
				Profile() *lexfitv1.CandidateProfile
			} = profilegen.NewPeople(seed)
			if messy {
				generator = profilegen.New(seed)
			}
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
	cmd.Flags().Uint64Var(&seed, "seed", 1, "which people")
	cmd.Flags().BoolVar(&messy, "messy", false, "profiles of every oddity a file can hold, for tests")
	return cmd
}
