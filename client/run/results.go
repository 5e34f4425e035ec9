package run

import (
	"bufio"
	"io"

	"github.com/lexfit/lexfit/client/output"
)

// Output says where results go.
type Output struct {
	// Path is the file of the results, which takes its place when all is done; empty for Stdout.
	Path string
	// Overwrite lets the file take the place of another, or of an interrupted run.
	Overwrite bool
	// Stdout takes the results where there is no Path.
	Stdout io.Writer
}

// Results are what a run writes: on standard output, or to a file that takes its place together with those of the rejected
// rows.
type Results struct {
	io.Writer
	rows   *Rows
	set    *output.Set   // nil where no file is written
	stdout *bufio.Writer // nil where there is a file for the results
}

// Create opens the files that a run writes and that cannot be resumed.
func (r *Rows) Create(out Output) (*Results, error) {
	if err := r.spares("--out", out.Path); err != nil {
		return nil, err
	}
	var set *output.Set
	if paths := r.paths(out); len(paths) > 0 {
		var err error
		if set, err = output.Begin(paths, out.Path != "" && !out.Overwrite); err != nil {
			return nil, err
		}
	}
	return r.connect(out, set), nil
}

// paths are the files written: the results, the rejected rows and their reasons.
func (r *Rows) paths(out Output) []string {
	var paths []string
	if out.Path != "" {
		paths = append(paths, out.Path)
	}
	if rejects := r.source.Rejects; rejects != "" {
		paths = append(paths, rejects, rejects+RejectsSuffix)
	}
	return paths
}

// connect connects the writers.
func (r *Rows) connect(out Output, set *output.Set) *Results {
	results := &Results{rows: r, set: set}
	files := 0
	if out.Path == "" {
		results.stdout = bufio.NewWriterSize(out.Stdout, 64<<10)
		results.Writer = results.stdout
	} else {
		results.Writer = set.Writer(0)
		files = 1
	}
	if r.source.Rejects != "" {
		r.rejects = &rejects{rows: set.Writer(files), reasons: set.Writer(files + 1)}
	}
	return results
}

// End puts the files into their places where all went well, and accounts for the rows. Rejected rows of a run that prints
// its results are kept in any case.
func (r *Results) End(err error) *Account {
	if r.stdout != nil {
		if flushErr := r.stdout.Flush(); err == nil {
			err = flushErr
		}
	}
	switch {
	case r.set == nil:
	case r.stdout == nil && (err != nil || r.rows.hasFailed() || r.rows.Total().Read == 0):
		r.set.Discard()
	default:
		if commitErr := r.set.Commit(nil, nil); err == nil {
			err = commitErr
		}
	}
	return r.rows.End(err)
}
