package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client/output"
	"github.com/lexfit/lexfit/client/run"
)

// outFlags say where results go.
type outFlags struct {
	out       string
	overwrite bool
}

func (f *outFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.out, "out", "", "write results to this file instead of standard output; it takes its place when all is done")
	flags.BoolVar(&f.overwrite, "overwrite", false, "let --out replace a file that is there, or an interrupted run")
}

// resolve takes the format from -o, or where it does not say one from the name of --out.
func (a *app) resolve(f *outFlags, output string) (run.Format, error) {
	if f.out != "" && output == "" {
		return run.FormatOf(filepath.Ext(f.out)), nil
	}
	format, err := run.FormatNamed(string(a.format))
	if err == nil && format.Binary && f.out == "" && a.outTerminal {
		err = usagef("-o %s is no text to show: give --out FILE, or redirect standard output to a file", format.Name)
	}
	return format, err
}

// destination is where results go: standard output, or files that take their places together.
type destination struct {
	io.Writer
	set    *output.Set   // nil where no file is written
	stdout *bufio.Writer // nil where --out is given
}

// destination opens the files that a run writes and that cannot be resumed.
func (a *app) destination(r *rows, f *outFlags, rejected string) (*destination, error) {
	if err := r.spares("--out", f.out); err != nil {
		return nil, err
	}
	d := &destination{}
	paths := f.paths(rejected)
	if len(paths) > 0 {
		var err error
		if d.set, err = output.Begin(paths, f.out != "" && !f.overwrite); err != nil {
			return nil, err
		}
	}
	d.wire(a, r, f, rejected)
	return d, nil
}

// paths are the files written: the results, the rejected rows and their reasons.
func (f *outFlags) paths(rejected string) []string {
	var paths []string
	if f.out != "" {
		paths = append(paths, f.out)
	}
	if rejected != "" {
		paths = append(paths, rejected, rejected+rejectsSuffix)
	}
	return paths
}

// wire connects the writers.
func (d *destination) wire(a *app, r *rows, f *outFlags, rejected string) {
	n := 0
	if f.out == "" {
		d.stdout = bufio.NewWriterSize(a.out, 64<<10)
		d.Writer = d.stdout
	} else {
		d.Writer = d.set.Writer(0)
		n = 1
	}
	if rejected != "" {
		r.rejects = &rejects{rows: d.set.Writer(n), reasons: d.set.Writer(n + 1)}
	}
}

// end puts the files into their places where all went well, accounts for the rows and says how the command ends. Rejected
// rows of a command that prints its results are kept in any case.
func (d *destination) end(ctx context.Context, r *rows, err error) error {
	if d.stdout != nil {
		if flushErr := d.stdout.Flush(); err == nil {
			err = flushErr
		}
	}
	switch {
	case d.set == nil:
	case d.stdout == nil && (err != nil || r.hasFailed() || r.total().Read == 0):
		d.set.Discard()
	default:
		if commitErr := d.set.Commit(nil, nil); err == nil {
			err = commitErr
		}
	}
	return r.finish(ctx, err)
}

// name is a file for people.
func quoted(path string) string {
	if strings.ContainsAny(path, " \t") {
		return fmt.Sprintf("%q", path)
	}
	return path
}
