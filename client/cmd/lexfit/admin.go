package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/client/render"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server"
)

// adminCommands are the commands for whoever looks after the database.
type adminCommands struct{ *app }

// fileLock is how long a database that another process has open is waited for.
const fileLock = 3 * time.Second

func (a adminCommands) adminCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "admin",
		Short: "Back up the database, check it, restore it, copy it",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.backupCommand(), a.checkCommand(), a.restoreCommand(), a.compactCommand(), a.copyCommand())
	return cmd
}

func (a adminCommands) backupCommand() *cobra.Command {
	var overwrite bool
	cmd := &cobra.Command{
		Use:     "backup FILE",
		Short:   "Write a copy of the whole database, while it is read and written",
		Example: "  lexfit admin backup lexfit-monday.db --server 127.0.0.1:7171",
		Args:    cobra.ExactArgs(1),
		RunE: a.begin(func(ctx context.Context, args []string) error {
			server, done, err := a.connect(ctx)
			if err != nil {
				return err
			}
			defer done()
			temp, manifest, err := receive(ctx, server, filepath.Dir(args[0]))
			if err != nil {
				return err
			}
			defer os.Remove(temp) //nolint:errcheck // gone where it was given its name
			if err := publish(temp, args[0], overwrite); err != nil {
				return err
			}
			return a.report(args[0], "is a whole backup", manifest.GetStore())
		}),
	}
	cmd.Flags().BoolVar(&overwrite, "overwrite", false, "put it in the place of a file of that name")
	return cmd
}

// receive writes a backup to a new file in a folder.
func receive(ctx context.Context, server *client.Client, folder string) (string, *lexfitv1.BackupManifest, error) {
	file, err := os.CreateTemp(folder, ".lexfit-backup-*")
	if err != nil {
		return "", nil, err
	}
	manifest, err := client.Backup(ctx, server, file)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		_ = os.Remove(file.Name())
		return "", nil, err
	}
	return file.Name(), manifest, nil
}

// publish gives a file its name; one that has it already is replaced only where that was asked for.
func publish(temp, name string, overwrite bool) error {
	if overwrite {
		return os.Rename(temp, name)
	}
	err := os.Link(temp, name)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already; name another file, or give --overwrite", name)
	}
	if err == nil {
		return nil
	}
	if _, err := os.Lstat(name); err == nil { // a file system without links
		return fmt.Errorf("%s is there already; name another file, or give --overwrite", name)
	}
	return os.Rename(temp, name)
}

func (a adminCommands) checkCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check [FILE]",
		Short: "Check every page, record and digest of a database or a backup",
		Long: `check reads the whole file, makes every digest anew, and changes nothing.
Without FILE it checks what --server holds, by a backup that is thrown away, or the file of --db.`,
		Example: "  lexfit admin check lexfit-monday.db\n  lexfit admin check --server 127.0.0.1:7171",
		Args:    cobra.MaximumNArgs(1),
		RunE: a.begin(func(ctx context.Context, args []string) error {
			if len(args) == 0 && a.server != "" {
				return a.checkServer(ctx)
			}
			path, err := a.databasePath(a.db)
			if len(args) > 0 {
				path, err = args[0], nil
			}
			if err != nil {
				return err
			}
			report, err := server.CheckFile(ctx, path, fileLock)
			if err != nil {
				return err
			}
			return a.report(path, "is sound", report)
		}),
	}
}

func (a adminCommands) checkServer(ctx context.Context) error {
	connection, done, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer done()
	temp, _, err := receive(ctx, connection, "")
	if err != nil {
		return err
	}
	defer os.Remove(temp) //nolint:errcheck // in the system's temporary folder
	report, err := server.CheckFile(ctx, temp, fileLock)
	if err != nil {
		return err
	}
	return a.report("what "+a.server+" holds", "is sound", report)
}

func (a adminCommands) restoreCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "restore FILE",
		Short: "Put a backup in the place of the database, once all of it was checked",
		Long: `restore copies FILE, checks the copy whole, and gives it the name of the database in one step.
The file that was there is kept beside it. A database that a server has open is refused: stop the server first.`,
		Example: "  lexfit admin restore lexfit-monday.db --db /var/lib/lexfit/lexfit.db",
		Args:    cobra.ExactArgs(1),
		RunE: a.begin(func(ctx context.Context, args []string) error {
			path, err := a.ownFile("restore")
			if err != nil {
				return err
			}
			if a.db == "" {
				if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
					return err
				}
			}
			report, kept, err := server.RestoreFile(ctx, args[0], path, fileLock)
			if err != nil {
				return err
			}
			if kept != "" {
				a.console.Remark("what was there before is kept as %s", kept)
			}
			return a.report(path, "is restored from "+args[0], report)
		}),
	}
}

func (a adminCommands) compactCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "compact",
		Short:   "Write the database anew without the room that nothing fills",
		Example: "  lexfit admin compact --db /var/lib/lexfit/lexfit.db",
		Args:    cobra.NoArgs,
		RunE: a.begin(func(ctx context.Context, _ []string) error {
			path, err := a.ownFile("compact")
			if err != nil {
				return err
			}
			before, after, err := server.CompactFile(ctx, path, fileLock)
			if err != nil {
				return err
			}
			a.console.Remark("%d bytes before, %d after", before.GetSizeBytes(), after.GetSizeBytes())
			return a.report(path, "is compacted, and holds the same", after)
		}),
	}
}

// ownFile is the database file of a command that takes its place: a server's own cannot be reached from afar.
func (a adminCommands) ownFile(what string) (string, error) {
	if a.server != "" {
		return "", usagef("admin %s works on a file that no server has open: stop the server at %s, and say --db FILE on its machine", what, a.server)
	}
	return a.databasePath(a.db)
}

// report says what a file holds.
func (a adminCommands) report(file, what string, report *lexfitv1.StoreReport) error {
	if a.format != render.Table {
		return render.Message(a.out, report)
	}
	_, err := fmt.Fprintf(a.out, "%s %s: schema %d, %s (revision %d is active), %s, %s; %d bytes, of which %d hold nothing; content %.12s\n",
		file, what, report.GetSchemaVersion(), count(int(report.GetRulebookRevisions()), "rulebook revision"), report.GetActiveRevision(),
		count(int(report.GetJobOrders()), "job order"), count(int(report.GetAuditEvents()), "audit event"), report.GetSizeBytes(), report.GetFreeBytes(), report.GetContentDigest())
	return err
}
