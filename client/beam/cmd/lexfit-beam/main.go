// Command lexfit-beam scores candidate profiles in a pipeline of Apache Beam: in this process, or on a cluster that runs Flink, Spark
// or Dataflow. Its results are those of lexfit score, byte for byte.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"

	apache "github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/options/jobopts"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/x/beamx"

	"github.com/lexfit/lexfit/client/beam"
	"github.com/lexfit/lexfit/client/run"
)

// The exit codes are those of lexfit.
const (
	exitFailed   = 1
	exitUsage    = 2
	exitRejected = 3
)

// gcPercent is how much garbage is let lie, as lexfit score has it.
const gcPercent = 300

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	options := register(flag.CommandLine)
	flag.Usage = func() { usage(os.Stderr) }
	flag.Parse()
	apache.Init() // a worker works from here on, and never returns
	if away, err := place(*runners.Runner); err == nil && !away && !options.verbose {
		slog.SetDefault(slog.New(slog.DiscardHandler)) // what fails is told at the end, and once
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := score(ctx, options, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// score builds the pipeline, has it run, tells what became of every row, and returns the exit code.
func score(ctx context.Context, options *options, out, errs io.Writer) int {
	rejected, err := options.score(ctx, out, errs)
	var usage run.UsageError
	switch {
	case errors.As(err, &usage):
		_, _ = fmt.Fprintln(errs, "lexfit-beam: "+strings.ReplaceAll(err.Error(), "\n", "\nlexfit-beam: ")+"\nSee lexfit-beam --help.")
		return exitUsage
	case ctx.Err() != nil:
		_, _ = fmt.Fprintln(errs, "lexfit-beam: interrupted; what is done stands in --out, which has no "+beam.AccountFile)
		return exitFailed
	case err != nil:
		_, _ = fmt.Fprintln(errs, "lexfit-beam: "+err.Error())
		return exitFailed
	case rejected > 0:
		return exitRejected
	}
	return 0
}

// score returns how many rows were rejected.
func (o *options) score(ctx context.Context, out, errs io.Writer) (rejected int64, err error) {
	if flag.NArg() > 0 {
		return 0, run.UsageError{Err: fmt.Errorf("%q: expected flags alone; the files are given by --pool", flag.Arg(0))}
	}
	away, err := place(*runners.Runner)
	if err != nil {
		return 0, err
	}
	if err := o.files.Check(ctx, away && !jobopts.IsLoopback()); err != nil {
		return 0, err //nolint:wrapcheck // the sentences that people read
	}
	plan, err := o.plan()
	if err != nil {
		return 0, err
	}
	pipeline, scope := apache.NewPipelineWithRoot()
	beam.ScoreFiles(scope, plan, o.files)
	if o.dry {
		return 0, describe(ctx, out, pipeline)
	}
	if *jobopts.WorkerBinary == "" && runtime.GOOS == "linux" { // else Beam builds it from source, where there is any
		if *jobopts.WorkerBinary, err = os.Executable(); err != nil {
			return 0, fmt.Errorf("the program for the workers: %w; say where it is with --worker_binary", err)
		}
	}
	if err := beamx.Run(ctx, pipeline); err != nil {
		return 0, fmt.Errorf("the pipeline failed: %w", cause(err))
	}
	if *jobopts.Async {
		_, _ = fmt.Fprintf(errs, "the pipeline runs; when it is done, the account of all rows is %s in --out\n", beam.AccountFile)
		return 0, nil
	}
	account, err := beam.ReadAccount(ctx, o.files.Out)
	switch {
	case errors.Is(err, beam.ErrNoAccount) && away && !strings.Contains(o.files.Out, "://"):
		_, _ = fmt.Fprintf(errs, "the pipeline is done; the account of all rows is %s in --out, on the workers\n", beam.AccountFile)
		return 0, nil
	case err != nil:
		return 0, err //nolint:wrapcheck // the sentences that people read
	}
	read := account.Scored + account.Rejected
	_, _ = fmt.Fprintf(errs, "read %d = scored %d + rejected %d\n", read, account.Scored, account.Rejected)
	if read == 0 {
		return 0, errors.New("nothing to score: expected at least one candidate profile")
	}
	return account.Rejected, nil
}

// here are the runners that work in this process; elsewhere, those whose workers are on other machines, whose paths are not known
// here.
var (
	here      = []string{"", "prism", "direct", "dot"}
	elsewhere = []string{"flink", "spark", "dataflow", "universal", "portable"}
)

// place says whether a runner's workers are elsewhere.
func place(runner string) (away bool, err error) {
	name := strings.ToLower(strings.TrimSuffix(runner, "Runner"))
	switch {
	case slices.Contains(here, name):
		return false, nil
	case slices.Contains(elsewhere, name):
		return true, nil
	}
	return false, run.UsageError{Err: fmt.Errorf("--runner %q: expected prism, flink, spark, dataflow or universal", runner)}
}

// cause takes what was said by one of ours out of what Beam puts around it: which step of which bundle of which stage.
func cause(err error) error {
	const failed = "] failed:\n"
	text := err.Error()
	if at := strings.LastIndex(text, failed); at >= 0 {
		return errors.New(text[at+len(failed):])
	}
	return err
}
