package main

import (
	"context"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client/run"
	"github.com/lexfit/lexfit/client/shard"
)

// shardFlags say which part of a pool is scored.
type shardFlags struct{ number, by string }

func (f *shardFlags) register(app *app, cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.number, "shard", "", "score one part of the rows, such as 3/16, to be put together by lexfit gather; job/16 in an indexed job of Kubernetes")
	flags.StringVar(&f.by, "shard-by", string(shard.ByRow), "deal the rows out by their number (row) or by the candidate's id (id)")
	app.complete(cmd, "shard-by", string(shard.ByRow), string(shard.ByID))
}

// divide settles which part is scored, and what its files are called.
func (o *scoreOptions) divide(app *app, format run.Format) error {
	if o.number == "" {
		if o.flags.Changed("shard-by") {
			return usagef("--shard-by needs --shard")
		}
		return nil
	}
	spec, err := shard.Parse(o.number, shard.By(o.by), app.getenv("JOB_COMPLETION_INDEX"))
	switch {
	case err != nil:
		return run.UsageError{Err: err}
	case o.out == "":
		return usagef("--shard needs --out: expected the file that the whole would be in, such as --out shards/fits.csv; each shard is written beside it, as %s", spec.Name("shards/fits.csv"))
	case o.rejects != "" && filepath.Dir(o.rejects) != filepath.Dir(o.out):
		return usagef("--rejects %s: with --shard expected a file in the folder of --out, where lexfit gather finds it", o.rejects)
	case len(o.ids) > 0:
		return usagef("--id and --shard contradict each other: leave one out")
	}
	o.shard = spec
	o.rejects = spec.Name(o.rejects)
	if format.Lines || o.apply > 0 {
		o.out = spec.Name(o.out)
	} else {
		o.out = spec.Notes(o.out)
	}
	return nil
}

type gatherOptions struct {
	outFlags
	rejects string
	partial bool
}

func (a batchCommands) gatherCommand() *cobra.Command {
	options := &gatherOptions{}
	var cmd *cobra.Command
	cmd = &cobra.Command{
		Use:   "gather FOLDER|FILE…",
		Short: "Put the shards of a score run together",
		Long: `Puts together what lexfit score --shard wrote, in the order of the input: the same bytes as of one run over the whole. Shards that are
missing, stand twice, were cut off or are of another run (other rules, another date, input or options) are named, and nothing is written.
--partial writes what is there all the same, and ends with code 3 where something is missing.`,
		Example: "  lexfit gather shards/ --out fits.csv\n  lexfit gather shards/ --out page.html --rejects left.jsonl\n  lexfit gather shards/ --partial -o jsonl | wc -l",
		Args:    needs("folder with shards, or their files"),
		RunE: a.begin(func(ctx context.Context, paths []string) error {
			options.format = given(cmd, "output", a.flags.output)
			return a.gather(ctx, paths, options)
		}, run.FormatNames()...),
	}
	options.register(cmd)
	flags := cmd.Flags()
	flags.StringVar(&options.rejects, "rejects", "", "write the rejected rows of all shards to this file, and the reasons to FILE.reasons.jsonl")
	flags.BoolVar(&options.partial, "partial", false, "put together what is there where shards are missing")
	return cmd
}

// formatOf is the format of the shards, which -o and the name of --out may not contradict.
func (o *gatherOptions) formatOf(app *app, first *shard.Part) (run.Format, error) {
	format, err := run.FormatNamed(first.Format)
	if err != nil {
		return format, usagef("%s: is of a format that this lexfit does not know: %s", first.Path, first.Format)
	}
	if o.format != "" && o.format != first.Format {
		return format, usagef("-o %s: the shards hold %s: leave -o out, or score them again", o.format, first.Format)
	}
	if o.format == "" && o.out != "" {
		if named := run.FormatOf(filepath.Ext(o.out)); len(named.Extensions) > 0 && named.Name != format.Name {
			return format, usagef("--out %s: the shards hold %s: give another name, or -o %s", o.out, first.Format, first.Format)
		}
	}
	if format.Binary && o.out == "" && app.outTerminal {
		return format, usagef("%s is no text to show: give --out FILE, or redirect standard output to a file", format.Name)
	}
	return format, nil
}

func (a batchCommands) gather(ctx context.Context, paths []string, options *gatherOptions) error {
	parts, err := shard.Find(paths)
	if err != nil {
		return err
	}
	missing, err := shard.Check(parts, options.partial)
	if err != nil {
		return err
	}
	format, err := options.formatOf(a.app, parts[0])
	if err != nil {
		return err
	}
	account, err := run.Gather(ctx, parts, run.GatherJob{
		Output: options.output(a.app), Rejects: options.rejects, Format: format, Style: a.renderOptions(),
	})
	if err != nil {
		return err
	}
	err = a.account(ctx, account)
	for _, one := range missing {
		a.console.Complain("%s", one)
	}
	if len(missing) > 0 {
		a.console.Complain("%d of %d rows are of shards that are missing, and not there", parts[0].Input.Rows-account.Total().Read, parts[0].Input.Rows)
		return errRejected
	}
	if err != nil {
		return err
	}
	if account.Under > 0 {
		points, _ := strconv.Atoi(parts[0].Options["--fail-under"]) // as the shards were asked, in tenths
		a.console.Remark("%d of %d candidates are below %g", account.Under, account.Total().Scored, float64(points)/10)
		return errUnder
	}
	return nil
}
