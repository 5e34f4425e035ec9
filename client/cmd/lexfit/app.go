package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"google.golang.org/grpc/codes"

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/client/run"
)

// environment is all that a command knows of the world around it.
type environment struct {
	in       io.Reader
	out, err io.Writer
	getenv   func(string) string
	color    bool
	// outTerminal and errTerminal say whether somebody looks at the output as it comes.
	outTerminal, errTerminal bool
	// rawTerminal makes standard input hand on each key as it is pressed, and gives back how to end that; nil where it is no terminal.
	rawTerminal func() (restore func(), err error)
	// columns is how wide the window is; 0 where there is none.
	columns int
}

// The exit codes. A refusal of the server is exitServer and its gRPC code.
const (
	exitFailed   = 1
	exitUsage    = 2
	exitRejected = 3
	exitUnder    = 4
	exitServer   = 64
)

func usagef(format string, values ...any) error {
	return run.UsageError{Err: fmt.Errorf(format, values...)}
}

// errUnder ends a command that is done, and found somebody below --fail-under.
var errUnder = errors.New("below --fail-under")

// errRejected ends a command that is done, but for rows it named on the way.
var errRejected = errors.New("some rows were rejected")

// said is an error that the user has read already.
type said struct{ error }

func (s said) Unwrap() error { return s.error }

// app is what the commands share: the world, the global flags and whether a command has begun.
type app struct {
	*environment
	flags globalFlags
	// What begin makes of the flags before a command runs; nothing changes it afterwards.
	console    *run.Console
	format     render.Format
	server, db string
	started    bool
}

type globalFlags struct {
	server, db, output, ca string
	tokenFile, cert, key   string
	tls, quiet             bool
	timeout                time.Duration
}

// execute runs the command line and returns the exit code.
func execute(ctx context.Context, args []string, env *environment) int {
	app := &app{environment: env}
	root := app.command() //nolint:contextcheck // cobra hands the context to whichever command runs
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	if errors.Is(err, syscall.EPIPE) {
		return 0
	}
	// What cobra finds before a command runs is about the command line.
	if !app.started {
		err = run.UsageError{Err: err}
	}
	message, code := app.explain(ctx, err)
	if message != "" {
		_, _ = fmt.Fprintln(env.err, "lexfit: "+message)
	}
	return code
}

// explain turns an error into a sentence and an exit code.
func (a *app) explain(ctx context.Context, err error) (string, int) {
	var usage run.UsageError
	var refused *client.Error
	var told said
	switch {
	case errors.Is(err, errRejected):
		return "", exitRejected
	case errors.Is(err, errUnder):
		return "", exitUnder
	case errors.As(err, &told):
		_, code := a.explain(ctx, told.error)
		return "", code
	case errors.As(err, &usage):
		return strings.TrimSpace(usage.Error()) + "\nSee lexfit --help, or --help after a command.", exitUsage
	case errors.Is(ctx.Err(), context.Canceled):
		return "interrupted", exitFailed
	}
	if refused, _ = client.FromError(err); refused == nil {
		if !errors.Is(err, context.DeadlineExceeded) {
			return err.Error(), exitFailed
		}
		refused = &client.Error{Code: codes.DeadlineExceeded, Message: "not done in time"}
	}
	code := exitServer + int(refused.Code)
	switch {
	case refused.Code == codes.Unavailable && refused.Reason == "" && a.server != "":
		return unreachable(a.server, refused), code
	case refused.Code == codes.DeadlineExceeded && a.flags.timeout > 0:
		return fmt.Sprintf("not done within %s, the limit of --timeout", a.flags.timeout), code
	default:
		return refused.Error(), code
	}
}

// account tells what became of the rows of a run, and says how the command ends.
func (a *app) account(ctx context.Context, account *run.Account) error {
	if errors.Is(account.Err, syscall.EPIPE) {
		return account.Err // whoever read the results has gone
	}
	message := ""
	if account.Err != nil {
		message, _ = a.explain(ctx, account.Err)
	}
	account.Tell(a.console, message)
	switch {
	case account.Err != nil:
		return said{account.Err}
	case account.Failed:
		return said{errors.New("a file could not be read to its end, or its results not be written")}
	case account.Total().Rejected > 0:
		return errRejected
	default:
		return nil
	}
}

// needs says what a command works on, where nothing is given.
func needs(what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) == 0 {
			return errors.New("expected at least one " + what)
		}
		return nil
	}
}

func (a *app) command() *cobra.Command {
	root := &cobra.Command{
		Use:   "lexfit",
		Short: "How well do candidates fit as legal secretary and paralegal, and why?",
		Long: `lexfit scores candidates for the roles of a rulebook, legal secretary and paralegal by default, and explains every point.
Without --server it does so by itself, with a rulebook in a file of its own.`,
		SilenceUsage: true, SilenceErrors: true,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	flags := root.PersistentFlags()
	a.flags.server = a.getenv("LEXFIT_SERVER")
	flags.Var(&serverList{text: &a.flags.server}, "server", "address of a lexfitd, such as 127.0.0.1:7171; several with commas, or dns:///NAME:PORT, share the work (default: $LEXFIT_SERVER, else none)")
	flags.Lookup("server").DefValue = "" // the help must not depend on who asks
	flags.StringVar(&a.flags.db, "db", "", "database file used without --server (default: lexfit.db in your data folder)")
	flags.StringVarP(&a.flags.output, "output", "o", string(render.Table), outputUsage())
	flags.BoolVar(&a.flags.quiet, "quiet", false, "no accounting and no remarks on standard error")
	flags.DurationVar(&a.flags.timeout, "timeout", 0, "give up after this long, such as 30s (default: no limit)")
	flags.BoolVar(&a.flags.tls, "tls", false, "encrypt the connection to --server")
	flags.StringVar(&a.flags.ca, "ca", "", "PEM file of certificates to trust instead of the system's; implies --tls")
	flags.StringVar(&a.flags.tokenFile, "token-file", "", "file that holds a bearer token for --server, read for every call (default: $LEXFIT_TOKEN, a token)")
	flags.StringVar(&a.flags.cert, "cert", "", "PEM file of a client certificate for --server; implies --tls")
	flags.StringVar(&a.flags.key, "key", "", "PEM file of the client certificate's key")
	var names []string
	for _, format := range run.FormatNames() {
		names = append(names, string(format))
	}
	a.complete(root, "output", names...)
	batch := batchCommands{a}
	root.AddCommand(batch.scoreCommand(), replayCommands{a}.replayCommand(), batch.rankCommand(), batch.compareCommand(), batch.sheetCommand(), batch.submitCommand(), batch.gatherCommand(), batch.convertCommand(), batch.sampleCommand(), intakeCommands{a}.intakeCommand(),
		rulebookCommands{a}.rulebookCommand(), jobOrderCommands{a}.jobOrderCommand(), credentialCommands{a}.credentialsCommand(), auditCommands{a}.auditCommand(), adminCommands{a}.adminCommand(), skillCommands{a}.skillsCommand(),
		nameCommands{a}.titlesCommand(), nameCommands{a}.topicsCommand(), nameCommands{a}.languagesCommand(),
		a.versionCommand(), manCommand(root, a), extractCommand(a))
	return root
}

// everywhere are the formats of every command.
var everywhere = []render.Format{render.Table, render.JSON, render.JSONL}

// outputUsage names the formats.
func outputUsage() string {
	var all, further []string
	for _, name := range run.FormatNames() {
		if slices.Contains(everywhere, name) {
			all = append(all, string(name))
		} else {
			further = append(further, string(name))
		}
	}
	return strings.Join(all, ", ") + "; score, rank and replay also " + strings.Join(further, ", ")
}

// complete offers a flag's values to the shell.
func (a *app) complete(cmd *cobra.Command, flag string, values ...string) {
	_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
}

// given is a flag's value where it was given, and empty where not.
func given(cmd *cobra.Command, flag, value string) string {
	if cmd.Flags().Changed(flag) {
		return value
	}
	return ""
}

// begin wraps a command: it checks the flags that all have, sets the time limit, and marks that the command line was fine.
// formats are those that the command can print; table, json and jsonl where none are given.
func (a *app) begin(command func(ctx context.Context, args []string) error, formats ...render.Format) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		format, err := run.FormatNamed(a.flags.output)
		if err != nil {
			return run.UsageError{Err: err}
		}
		if len(formats) == 0 {
			formats = everywhere
		}
		a.format = format.Name
		if !slices.Contains(formats, a.format) {
			return usagef("--output %q: expected %s for this command", a.format, render.Names(formats))
		}
		if a.flags.timeout < 0 {
			return usagef("--timeout %s: expected a length above 0, such as 30s", a.flags.timeout)
		}
		a.console = run.NewConsole(a.err, a.errTerminal, a.flags.quiet)
		a.server, a.db = a.flags.server, a.flags.db
		switch {
		case a.server == "" || a.db == "":
		case cmd.Flags().Changed("server"):
			a.db = ""
			a.console.Remark("--db is ignored with --server: the server has its own database")
		default:
			a.server = "" // a flag beats the environment
		}
		if (a.flags.tls || a.flags.ca != "") && a.server == "" {
			return usagef("--tls and --ca need --server")
		}
		if a.flags.tokenFile+a.flags.cert+a.flags.key != "" && a.server == "" {
			return usagef("--token-file, --cert and --key need --server")
		}
		if (a.flags.cert == "") != (a.flags.key == "") {
			return usagef("--cert and --key go together")
		}
		a.started = true
		ctx := cmd.Context()
		if a.flags.timeout > 0 {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, a.flags.timeout)
			defer cancel()
		}
		return command(ctx, args)
	}
}

// connect reaches the server that the flags name, or starts one in this process. Call the function to let go of it.
func (a *app) connect(ctx context.Context) (*client.Client, func(), error) {
	return a.connectTo(ctx, a.server, database{path: a.db}, a.console)
}

// connectToWrite is connect for a command that writes.
func (a *app) connectToWrite(ctx context.Context) (*client.Client, func(), error) {
	return a.connectTo(ctx, a.server, database{path: a.db, writes: true}, a.console)
}

// connectTo reaches a server, or starts one in this process on a database.
func (a *app) connectTo(ctx context.Context, server string, db database, console *run.Console) (*client.Client, func(), error) {
	if server == "" {
		return a.embedded(ctx, db, console)
	}
	connection, err := client.Dial(server, a.dialOptions())
	if err != nil {
		return nil, nil, err
	}
	return connection, func() { _ = connection.Close() }, nil // nothing more is expected of the connection
}

// dialOptions says how a server is reached, and as whom. A flag beats the environment.
func (a *app) dialOptions() client.Options {
	made := client.Options{
		TLS: a.flags.tls, CAFile: a.flags.ca, Deadline: a.flags.timeout,
		TokenFile: a.flags.tokenFile, CertFile: a.flags.cert, KeyFile: a.flags.key,
	}
	if made.TokenFile == "" {
		made.Token = a.getenv("LEXFIT_TOKEN")
	}
	return made
}

// muted is a console that only complains.
func (a *app) muted() *run.Console { return run.NewConsole(a.err, false, true) }

// renderOptions are how tables look: as wide as the window, or as COLUMNS says, which a pager's reader sets.
func (a *app) renderOptions() render.Options {
	columns := a.columns
	if said, err := strconv.Atoi(a.getenv("COLUMNS")); err == nil && said > 0 {
		columns = said
	}
	return render.Options{Color: a.color, Width: columns}
}
