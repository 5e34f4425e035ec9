package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/render"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1check"
)

type convertOptions struct {
	rowFlags
	outFlags
	suggest, fields bool
}

func (a batchCommands) convertCommand() *cobra.Command {
	options := &convertOptions{}
	cmd := &cobra.Command{
		Use:   "convert FILE…",
		Short: "Turn CSV and JSON into profiles, one a line",
		Long: `Reads candidates from files of any known format and writes their profiles as JSON Lines. A row that cannot be placed is
rejected with its place and reason; a cell that cannot be read is left out of its profile and named, never guessed.
--suggest-map prints the map of columns that would be guessed for one file, with values of each, to be corrected and given to --map;
--fields prints all that a column can go to.`,
		Example: "  lexfit convert export.csv > pool.jsonl\n  lexfit convert --suggest-map export.csv > map.yaml\n" +
			"  lexfit convert --map map.yaml exports/ > pool.jsonl",
		Args: func(cmd *cobra.Command, args []string) error {
			if options.fields && len(args) == 0 {
				return nil
			}
			return needs("file of candidates, or - for standard input")(cmd, args)
		},
		RunE: a.begin(func(ctx context.Context, args []string) error { return a.convert(ctx, args, options) }),
	}
	cmd.Flags().BoolVar(&options.suggest, "suggest-map", false, "print the map of columns guessed for one file, and convert nothing")
	cmd.Flags().BoolVar(&options.fields, "fields", false, "print every field that a column can go to, with an example, and convert nothing")
	options.rowFlags.register(a.app, cmd)
	options.outFlags.register(cmd)
	return cmd
}

func (a batchCommands) convert(ctx context.Context, args []string, options *convertOptions) error {
	if a.flags.output != string(render.Table) && a.format != render.JSONL {
		return usagef("-o %s: lexfit convert writes jsonl alone", a.format)
	}
	if options.fields {
		return input.WriteFields(a.out)
	}
	if options.suggest {
		if len(args) != 1 {
			return usagef("--suggest-map: expected one file, got %d", len(args))
		}
		reading, err := options.options(a.app)
		if err != nil {
			return err
		}
		reading.Stdin = input.Interruptible(ctx, a.in)
		columns, err := input.Columns(args[0], reading)
		if err != nil {
			return err
		}
		return input.SuggestMap(a.out, columns)
	}
	rows, err := options.open(a.app, args, "converted")
	if err != nil {
		return err
	}
	results, err := rows.Create(options.output(a.app))
	if err != nil {
		return err
	}
	err = rows.Each(ctx, func(row *input.Row) (*lexfitv1.ProfileError, error) {
		// What a server would refuse is better known now than when it is scored.
		refusal, err := lexfitv1check.Profile(row.Profile)
		if err != nil || refusal != nil {
			return refusal, err
		}
		line, err := profileLine(row)
		if err == nil {
			_, err = results.Write(line)
		}
		if err != nil {
			err = fmt.Errorf("write profile: %w", err)
		}
		return nil, err
	})
	return a.account(ctx, results.End(err))
}

// profileLine is a profile as one line, what is unknown left out; compacted, as protojson varies its white space.
func profileLine(row *input.Row) ([]byte, error) {
	loose, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(row.Profile)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", row.Place(), err)
	}
	var line bytes.Buffer
	if err := json.Compact(&line, loose); err != nil {
		return nil, fmt.Errorf("%s: %w", row.Place(), err)
	}
	return append(line.Bytes(), '\n'), nil
}
