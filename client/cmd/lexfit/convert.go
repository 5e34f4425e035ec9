package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1check"
)

// readFlags say how tables are read.
type readFlags struct {
	mapFile, sheet string
}

func (f *readFlags) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.mapFile, "map", "", "YAML file that says what the columns of a table mean")
	cmd.Flags().StringVar(&f.sheet, "sheet", "", "name or number of a workbook's sheet (default: the first that is not hidden)")
}

// options reads the map and puts the rest together.
func (f *readFlags) options(a *app, format input.Format) (*input.Options, error) {
	o := &input.Options{Format: format, Sheet: f.sheet, Notice: a.console.Notices()}
	if f.mapFile != "" {
		m, err := input.ReadMap(f.mapFile)
		if err != nil {
			return nil, err
		}
		o.Map = m
	}
	return o, nil
}

type convertOptions struct {
	rowFlags
	outFlags
	suggest bool
}

func (a *app) convertCommand() *cobra.Command {
	o := &convertOptions{}
	cmd := &cobra.Command{
		Use:   "convert FILE…",
		Short: "Turn CSV and JSON into profiles, one a line",
		Long: `Reads candidates from files of any known format and writes their profiles as JSON Lines. A row that cannot be placed is
rejected with its place and reason; a cell that cannot be read is left out of its profile and named, never guessed.
--suggest-map prints the map of columns that would be guessed for one file, to be corrected and given to --map.`,
		Example: "  lexfit convert export.csv > pool.jsonl\n  lexfit convert --suggest-map export.csv > map.yaml\n" +
			"  lexfit convert --map map.yaml exports/ > pool.jsonl",
		Args: needs("file of candidates, or - for standard input"),
		RunE: a.begin(func(ctx context.Context, args []string) error { return a.convert(ctx, args, o) }),
	}
	flags := cmd.Flags()
	flags.StringVar(&o.input, "input", "", "how the files are written: "+strings.Join(input.Formats(), ", ")+" (default: by their extension)")
	flags.StringVar(&o.rejects, "rejects", "", "write rejected rows whole to this file, and the reasons to FILE.reasons.jsonl")
	flags.BoolVar(&o.suggest, "suggest-map", false, "print the map of columns guessed for one file, and convert nothing")
	o.readFlags.register(cmd)
	o.outFlags.register(cmd)
	a.complete(cmd, "input", input.Formats()...)
	return cmd
}

func (a *app) convert(ctx context.Context, args []string, o *convertOptions) error {
	if a.flags.output != string(render.Table) && a.format != render.JSONL {
		return usagef("-o %s: lexfit convert writes jsonl alone", a.format)
	}
	if o.suggest {
		if len(args) != 1 {
			return usagef("--suggest-map: expected one file, got %d", len(args))
		}
		format, err := fileFormat(o.input)
		if err != nil {
			return err
		}
		options, err := o.options(a, format)
		if err != nil {
			return err
		}
		options.Stdin = input.Interruptible(ctx, a.in)
		head, err := input.Head(args[0], options)
		if err != nil {
			return err
		}
		return input.SuggestMap(a.out, head)
	}
	r, err := newRows(a, args, &o.rowFlags)
	if err != nil {
		return err
	}
	r.done = "converted"
	out, err := a.destination(r, &o.outFlags, o.rejects)
	if err != nil {
		return err
	}
	var failed error
	r.each(ctx, func(row *input.Row, at place) bool {
		// What a server would refuse is better known now than when it is scored.
		refusal, err := lexfitv1check.Profile(row.Profile)
		if err != nil {
			failed = err
			return false
		}
		if refusal != nil {
			r.reject(row, at, row.Profile.GetCandidateId(), refused(row, refusal))
			return true
		}
		line, err := profileLine(row)
		if err == nil {
			_, err = out.Write(line)
		}
		if err != nil {
			failed = fmt.Errorf("write profile: %w", err)
			return false
		}
		r.count(at)
		return true
	})
	if failed == nil {
		failed = ctx.Err()
	}
	return out.end(ctx, r, failed)
}

// profileLine is a profile as one line, what is unknown left out; compacted, as protojson varies its white space.
func profileLine(row *input.Row) ([]byte, error) {
	loose, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(row.Profile)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", row.Place(), err)
	}
	var b bytes.Buffer
	if err := json.Compact(&b, loose); err != nil {
		return nil, fmt.Errorf("%s: %w", row.Place(), err)
	}
	return append(b.Bytes(), '\n'), nil
}
