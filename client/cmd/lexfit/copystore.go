package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/server"
)

func (a adminCommands) copyCommand() *cobra.Command {
	var from, to server.Place
	var insecure bool
	cmd := &cobra.Command{
		Use:   "copy --from PLACE --to PLACE",
		Short: "Copy a database into an etcd, or back, and compare both",
		Long: `copy carries all that a database holds into an empty place, whole or not at all: a file, or a prefix in an etcd.
Then both are read and compared: every digest is made anew, the chain of audit events followed, every record held against its like.
A copy that is broken off leaves nothing that a server would take; run it again, and it begins anew.`,
		Example: "  lexfit admin copy --from lexfit.db --to etcd://10.0.0.1:2379,10.0.0.2:2379/lexfit --to-ca ca.pem\n" +
			"  lexfit admin copy --from etcd://10.0.0.1:2379/lexfit --to lexfit.db",
		Args: cobra.NoArgs,
		RunE: a.begin(func(ctx context.Context, _ []string) error {
			if a.server != "" || a.db != "" {
				return usagef("admin copy names both places itself: --from and --to, each a file or etcd://…, without --server and --db")
			}
			if !from.Given() || !to.Given() {
				return usagef("admin copy: say --from and --to, each a file or etcd://host:port,host:port/prefix")
			}
			if err := errors.Join(from.Validate(insecure), to.Validate(insecure)); err != nil {
				return usagef("admin copy: %v", err)
			}
			report, err := server.CopyStore(ctx, from, to, fileLock)
			if err != nil {
				return err
			}
			if a.format != render.Table {
				return render.Message(a.out, report)
			}
			_, err = fmt.Fprintf(a.out, "%s holds what %s holds, each record compared: %s (revision %d is active), %s, %s\n", to, from,
				count(int(report.GetRulebookRevisions()), "rulebook revision"), report.GetActiveRevision(),
				count(int(report.GetJobOrders()), "job order"), count(int(report.GetAuditEvents()), "audit event"))
			return err
		}),
	}
	from.AddFlags(cmd.Flags(), "from", "file or etcd://host:port,host:port/prefix to copy")
	to.AddFlags(cmd.Flags(), "to", "file or etcd://host:port,host:port/prefix to copy into; nothing may be there")
	cmd.Flags().BoolVar(&insecure, "insecure", false, "send a password to etcd in clear text")
	return cmd
}
