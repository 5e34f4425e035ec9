package main

import (
	"cmp"
	"context"
	"errors"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/intake"
	"github.com/lexfit/lexfit/client/run"
	"github.com/lexfit/lexfit/client/shard"
)

// The flags that several commands have, and what they become.

// readFlags say how files are read.
type readFlags struct {
	input, mapFile, sheet, encoding, ats string
	keep                                 []string
	today                                string // by which dates are doubted; the system's where it is empty
	documents                            *intake.Documents
}

func (f *readFlags) register(app *app, cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.input, "input", "", "how the files are written: "+strings.Join(input.Formats(), ", ")+" (default: by their extension)")
	flags.StringVar(&f.mapFile, "map", "", "YAML file that says what the columns of a table mean")
	flags.StringVar(&f.sheet, "sheet", "", "name or number of a workbook's sheet (default: the first that is not hidden)")
	flags.StringVar(&f.encoding, "encoding", "", "how the characters of CSV files are encoded, such as windows-1250, macintosh or shift_jis (default: told by the file)")
	flags.StringVar(&f.ats, "ats", "", "the system that a table was exported from: "+strings.Join(input.Systems(), ", ")+" (default: told by its heads)")
	flags.StringSliceVar(&f.keep, "keep-columns", nil, "columns to be carried through as labels and shown, such as owner,stage,phone")
	app.complete(cmd, "input", input.Formats()...)
	app.complete(cmd, "ats", input.Systems()...)
}

// options reads the map and puts the rest together.
func (f *readFlags) options(app *app) (*input.Options, error) {
	format, err := input.ParseFormat(f.input)
	if err != nil {
		return nil, run.UsageError{Err: err}
	}
	if err := errors.Join(input.CheckEncoding(f.encoding), input.CheckSystem(f.ats)); err != nil {
		return nil, run.UsageError{Err: err}
	}
	options := &input.Options{Format: format, Sheet: f.sheet, Encoding: f.encoding, ATS: f.ats, Keep: f.keep, AsOf: cmp.Or(f.today, time.Now().UTC().Format(time.DateOnly)), Notice: app.console.Notices()}
	f.documents = app.documents(f.today)
	options.Documents = f.documents
	if f.mapFile != "" {
		if options.Map, err = input.ReadMap(f.mapFile); err != nil {
			return nil, err
		}
	}
	return options, nil
}

// rowFlags are the flags of the commands that read rows and may reject some.
type rowFlags struct {
	readFlags
	rejects string
	shard   shard.Spec // that is read, where not all
}

func (f *rowFlags) register(app *app, cmd *cobra.Command) {
	f.readFlags.register(app, cmd)
	cmd.Flags().StringVar(&f.rejects, "rejects", "", "write rejected rows whole to this file, and the reasons to FILE.reasons.jsonl")
}

// connect reaches the server that rows go to. Where there is none, what became of the rows is told; the error is then to be returned as it
// is.
func (f *rowFlags) connect(ctx context.Context, app *app, rows *run.Rows, blind bool) (server *client.Client, done func(), err error) {
	f.documents.Blind = blind
	if server, done, err = app.connect(ctx); err != nil {
		return nil, nil, app.account(ctx, rows.End(err))
	}
	return server, done, nil
}

// open checks the files before anything else is done. Done is what becomes of a row that is fine; scored where it is empty.
func (f *rowFlags) open(app *app, files []string, done string, ids ...string) (*run.Rows, error) {
	options, err := f.options(app)
	if err != nil {
		return nil, err
	}
	return run.Open(app.console, run.Source{Files: files, Options: options, Stdin: app.in, Rejects: f.rejects, Shard: f.shard, Done: done, IDs: ids})
}

// poolFlags are the flags of the commands that have rows judged by a server.
type poolFlags struct {
	rowFlags
	asOf     string
	revision int32
}

func (f *poolFlags) register(app *app, cmd *cobra.Command) {
	f.rowFlags.register(app, cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.asOf, "as-of", "", "judge expiry and years by this date, such as 2026-11-24 (default: today, in UTC)")
	flags.Int32Var(&f.revision, "revision", 0, "score by this revision of the rulebook (default: the active one)")
}

// open checks the files; ids are the candidates that are asked for, where not all.
func (f *poolFlags) open(app *app, files []string, ids ...string) (*run.Rows, error) {
	if f.revision < 0 {
		return nil, usagef("--revision %d: expected a number from 1, or 0 for the active one", f.revision)
	}
	f.today = f.asOf
	return f.rowFlags.open(app, files, "", ids...)
}

// pins are what is settled for a whole run.
func (f *poolFlags) pins(targets ...string) run.Pins {
	return run.Pins{AsOf: f.asOf, Revision: f.revision, Targets: targets}
}

// outFlags say where results go.
type outFlags struct {
	out       string
	overwrite bool
	format    string // -o as given, empty where it was not
}

func (f *outFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.out, "out", "", "write results to this file instead of standard output; it takes its place when all is done")
	flags.BoolVar(&f.overwrite, "overwrite", false, "let --out replace a file that is there, or an interrupted run")
}

func (f *outFlags) output(app *app) run.Output {
	return run.Output{Path: f.out, Overwrite: f.overwrite, Stdout: app.out}
}

// resolve takes the format from -o, or where it does not say one from the name of --out.
func (f *outFlags) resolve(app *app) (run.Format, error) {
	if f.out != "" && f.format == "" {
		return run.FormatOf(filepath.Ext(f.out)), nil
	}
	format, err := run.FormatNamed(string(app.format))
	if err == nil && format.Binary && f.out == "" && app.outTerminal {
		err = usagef("-o %s is no text to show: give --out FILE, or redirect standard output to a file", format.Name)
	}
	return format, err
}

// gateFlag is a score that a script insists on.
type gateFlag struct{ under string }

func (f *gateFlag) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.under, "fail-under", "", "exit with 4 where a candidate misses a must, or is below this score, such as 60 or 72.5, for every role asked for")
}

// retryFlag is how long a server may be away in the middle of a run.
type retryFlag struct{ retryFor time.Duration }

func (f *retryFlag) register(cmd *cobra.Command) {
	cmd.Flags().DurationVar(&f.retryFor, "retry-for", 2*time.Minute, "how long to wait for a server that goes away in the middle")
}

// patience is how long the server is waited for; the one in this process does not go away.
func (f *retryFlag) patience(app *app) time.Duration {
	if app.server == "" {
		return 0
	}
	return f.retryFor
}

// orderName is the resource name of a job order that a user names by its id, or in full.
func orderName(id string) string {
	if strings.Contains(id, "/") {
		return id
	}
	return "jobOrders/" + id
}

// roleName is the resource name of a role that a user names by its id, or in full.
func roleName(id string) string {
	if strings.Contains(id, "/") {
		return id
	}
	return "roles/" + id
}

// targets are the resource names of roles and job orders.
func targets(roles, orders []string) []string {
	var names []string
	for _, role := range roles {
		names = append(names, roleName(role))
	}
	for _, order := range orders {
		names = append(names, orderName(order))
	}
	return names
}

// targetOf is the resource name of the one role or job order that a command is about.
func targetOf(role, order string) (string, error) {
	if (role == "") == (order == "") {
		return "", usagef("--role or --job-order is needed: expected a role such as paralegal or legal-secretary, or the id of a job order")
	}
	if order != "" {
		return orderName(order), nil
	}
	return roleName(role), nil
}
