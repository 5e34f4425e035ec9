package main

import (
	"context"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// completeTargets offers the names of roles and job orders to the shell: those of the server or database that the flags
// name, and the default roles where that does not answer at once.
func (a *app) completeTargets(cmd *cobra.Command) {
	offer := func(flag string, names func() []string) {
		_ = cmd.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return names(), cobra.ShellCompDirectiveNoFileComp
		})
	}
	offer("role", a.roleNames)
	offer("job-order", a.jobOrderNames)
}

// connectIfThere connects, but makes no database and changes none: nobody asked for it by pressing the tab key.
func (a *app) connectIfThere(ctx context.Context) (*client.Client, func(), error) {
	if a.flags.server == "" {
		path, err := a.databasePath(a.flags.db)
		if err == nil {
			_, err = os.Stat(path)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	return a.connectTo(ctx, a.flags.server, database{path: a.flags.db, asItIs: true}, a.muted())
}

// completeFor is how long a shell waits.
const completeFor = time.Second

func (a *app) roleNames() []string {
	roles := rulebook.Default().GetRoles()
	ctx, cancel := context.WithTimeout(context.Background(), completeFor)
	defer cancel()
	if connection, done, err := a.connectIfThere(ctx); err == nil {
		defer done()
		if reply, err := connection.Rulebook.GetRulebookRevision(ctx, &lexfitv1.GetRulebookRevisionRequest{}); err == nil {
			roles = reply.GetRevision().GetRulebook().GetRoles()
		}
	}
	var names []string
	for _, role := range roles {
		names = append(names, strings.TrimPrefix(role.GetName(), "roles/")+"\t"+role.GetTitle())
	}
	return names
}

func (a *app) jobOrderNames() []string {
	ctx, cancel := context.WithTimeout(context.Background(), completeFor)
	defer cancel()
	connection, done, err := a.connectIfThere(ctx)
	if err != nil {
		return nil
	}
	defer done()
	reply, err := connection.JobOrder.ListJobOrders(ctx, &lexfitv1.ListJobOrdersRequest{PageSize: 1000})
	if err != nil {
		return nil
	}
	var names []string
	for _, order := range reply.GetJobOrders() {
		names = append(names, strings.TrimPrefix(order.GetName(), orderName(""))+"\t"+order.GetTitle())
	}
	return names
}
