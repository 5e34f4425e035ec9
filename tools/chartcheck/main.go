// Command chartcheck holds the Helm chart to those who read what it renders: Helm's lint and schema, Kubernetes' types, and lexfitd.
//
//	go -C tools/chartcheck run .          checks the chart with its default values and with each file of its folder examples
//	go -C tools/chartcheck run . -write   writes lexfitd's settings into values.schema.json again
//
// It needs no cluster: objects are decoded strictly, by the types that a cluster has; the settings of the pod are given to lexfitd
// config check, with the pod's own arguments and environment, and every file that they name must lie on a volume that the pod mounts.
// The shards of a batch are scored as their pods would score them.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
)

func main() {
	root := flag.String("root", "../..", "the clone")
	write := flag.Bool("write", false, "write the settings into the schema of the values")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *root, *write); err != nil {
		stop()
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, root string, write bool) error {
	work, err := os.MkdirTemp("", "lexfit-chart-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(work) }()
	lexfitd, err := build(ctx, root, work, "./server/cmd/lexfitd")
	if err != nil {
		return err
	}
	lexfit, err := build(ctx, root, work, "./client/cmd/lexfit")
	if err != nil {
		return err
	}
	chart := filepath.Join(root, "server", "deploy", "chart")
	if err := holdSchema(ctx, filepath.Join(chart, "values.schema.json"), lexfitd, write); err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(chart, "examples", "*.yaml"))
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return errors.New("the chart's folder examples holds no values to try")
	}
	adapter, err := readAdapter(root)
	if err != nil {
		return err
	}
	var errs []error
	for _, values := range append([]string{""}, files...) {
		objects, err := render(ctx, chart, values)
		if err == nil {
			err = errors.Join(judge(ctx, objects, lexfitd, adapter), judgeBatch(ctx, objects, lexfit))
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("with %s: %w", said(values), err))
			continue
		}
		fmt.Printf("with %s: %d objects, and lexfitd takes the settings\n", said(values), len(objects))
	}
	return errors.Join(errs...)
}

func said(values string) string {
	if values == "" {
		return "the default values"
	}
	return "examples/" + filepath.Base(values)
}

// build makes a command of this clone, which knows its settings.
func build(ctx context.Context, root, work, source string) (string, error) {
	path := filepath.Join(work, filepath.Base(source))
	command := exec.CommandContext(ctx, "go", "build", "-o", path, source)
	command.Dir = root
	if said, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building %s: %w\n%s", filepath.Base(source), err, said)
	}
	return path, nil
}
