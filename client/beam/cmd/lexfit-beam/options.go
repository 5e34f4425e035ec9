package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"

	apache "github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/runtime/graphx"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/options/jobopts"
	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/client/beam"
	"github.com/lexfit/lexfit/client/render"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// options are what the flags say.
type options struct {
	files                  beam.Files
	rulebook, asOf, format string
	orders, roles          []string
	noAdvice, blind        bool
	dry, verbose           bool
}

// ours are the names of our flags, in the order of the help; the others are Beam's and its runners'.
var ours = []string{"pool", "out", "errors", "rulebook", "job-orders", "role", "as-of", "output", "no-advice", "blind", "piece", "dry-run", "verbose"}

// register adds the flags to those of Beam, which stand there before main begins.
func register(flags *flag.FlagSet) *options {
	made := &options{}
	list := func(into *[]string) func(string) error {
		return func(text string) error {
			*into = append(*into, strings.Split(text, ",")...)
			return nil
		}
	}
	flags.Func("pool", "`files` of JSON Lines, or a pattern such as in/*.jsonl or gs://bucket/in/*.jsonl; may be given several times", list(&made.files.Pool))
	flags.StringVar(&made.files.Out, "out", "", "`folder` for the results: a file for each piece, which sorted by name are what lexfit score writes")
	flags.StringVar(&made.files.Errors, "errors", "", "`folder` for the rows that cannot be scored, with the reasons in files that end in .reasons.jsonl")
	flags.StringVar(&made.rulebook, "rulebook", "", "`file` of rules, by lexfit rulebook show -o json or lexfit rulebook export (default: the default rules)")
	flags.Func("job-orders", "score for the job orders of these `files`, by lexfit joborder get ID -o json, or as YAML, FILE or FILE@REVISION", list(&made.orders))
	flags.Func("role", "score for these `roles` alone (default: every role)", list(&made.roles))
	flags.StringVar(&made.asOf, "as-of", "", "judge expiry and years by this `date`, such as 2026-11-24 (default: today, in UTC)")
	flags.StringVar(&made.format, "output", string(render.JSONL), "how results are written: jsonl or csv")
	flags.BoolVar(&made.noAdvice, "no-advice", false, "leave advice, plans and questions out: a large batch is scored several times as fast")
	flags.BoolVar(&made.blind, "blind", false, "leave names and whatever else tells who somebody is out of the results; ids stay")
	flags.Int64Var(&made.files.Piece, "piece", beam.DefaultPiece, "how many `bytes` of a file one worker takes at a time")
	flags.BoolVar(&made.dry, "dry-run", false, "build the pipeline, say what would be sent to the runner, and send nothing")
	flags.BoolVar(&made.verbose, "verbose", false, "on prism, what the runner says of its work too; other runners say it anyway")
	return made
}

// usage tells of our flags, and where to look for the others.
func usage(to io.Writer) {
	_, _ = fmt.Fprint(to, `Scores candidate profiles in a pipeline of Apache Beam; results are those of lexfit score, byte for byte.

  lexfit-beam --pool 'in/*.jsonl' --out results --errors rejected
  lexfit-beam --runner flink --endpoint localhost:8099 --pool 'gs://firm/in/*.jsonl' --out gs://firm/fits --errors gs://firm/left

`)
	shown := flag.NewFlagSet("lexfit-beam", flag.ContinueOnError)
	shown.SetOutput(to)
	for _, name := range ours {
		each := flag.Lookup(name)
		shown.Var(each.Value, each.Name, each.Usage)
		shown.Lookup(name).DefValue = each.DefValue
	}
	shown.PrintDefaults()
	_, _ = fmt.Fprint(to, `
The runner is --runner prism (in this process, the default), flink, spark, dataflow or universal. Its flags, such as --endpoint,
--environment_type, --environment_config, --parallelism, --project, --region, --staging_location and --async, are Beam's:
https://beam.apache.org/documentation/runners/capability-matrix/ leads to each runner's.
`)
}

// plan settles what the scores are made by.
func (o *options) plan() (beam.Plan, error) {
	settings := beam.Settings{AsOf: o.asOf, Format: render.Format(o.format), Blind: o.blind, Advice: &lexfitv1.AdviceOptions{
		Order: lexfitv1.AdviceOrder_ADVICE_ORDER_EFFORT, None: o.noAdvice,
	}}
	if o.rulebook != "" {
		var err error
		if settings.Rulebook, err = beam.ReadRulebook(o.rulebook); err != nil {
			return beam.Plan{}, err //nolint:wrapcheck // the sentences that people read
		}
	}
	for _, file := range o.orders {
		order, err := beam.ReadJobOrder(file, settings.Rulebook)
		if err != nil {
			return beam.Plan{}, err //nolint:wrapcheck // the sentences that people read
		}
		settings.Orders = append(settings.Orders, order)
	}
	for _, role := range o.roles {
		if !strings.Contains(role, "/") {
			role = "roles/" + role
		}
		settings.Roles = append(settings.Roles, role)
	}
	return beam.NewPlan(settings) //nolint:wrapcheck // the sentences that people read
}

// describe tells what would be sent to a runner: the pipeline as every runner takes it, with where its workers run.
func describe(ctx context.Context, out io.Writer, pipeline *apache.Pipeline) error {
	edges, _, err := pipeline.Build()
	if err != nil {
		return fmt.Errorf("build the pipeline: %w", err)
	}
	environment, err := graphx.CreateEnvironment(ctx, jobopts.GetEnvironmentUrn(ctx), jobopts.GetEnvironmentConfig)
	if err != nil {
		return fmt.Errorf("build the pipeline: %w", err)
	}
	made, err := graphx.Marshal(edges, &graphx.Options{Environment: environment, PipelineResourceHints: jobopts.GetPipelineResourceHints()})
	if err != nil {
		return fmt.Errorf("build the pipeline: %w", err)
	}
	_, err = fmt.Fprintf(out, "the pipeline can be sent: %d transforms, %d bytes; its workers run by %s\n",
		len(made.GetComponents().GetTransforms()), proto.Size(made), environment.GetUrn())
	return err //nolint:wrapcheck // standard output's own words
}
