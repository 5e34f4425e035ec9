package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client/render"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

func (a *app) auditCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "audit",
		Short: "Who changed what, and why",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.eventsCommand())
	return cmd
}

func (a *app) eventsCommand() *cobra.Command {
	var resource string
	var limit int
	cmd := &cobra.Command{
		Use:     "events",
		Short:   "Every write, the newest first: who, when, what, from which revision and why",
		Example: "  lexfit audit events\n  lexfit audit events --resource jobOrders/acme-litigation -o jsonl",
		Args:    cobra.NoArgs,
		RunE: a.begin(func(ctx context.Context, _ []string) error {
			if limit < 0 {
				return usagef("--limit %d: expected a number from 1, or 0 for all", limit)
			}
			server, done, err := a.connect(ctx)
			if err != nil {
				return err
			}
			defer done()
			var all []*lexfitv1.AuditEvent
			const most = 1000
			request := &lexfitv1.ListAuditEventsRequest{PageSize: most, Resource: resource}
			if limit > 0 {
				request.PageSize = int32(min(limit, most))
			}
			for {
				reply, err := server.Admin.ListAuditEvents(ctx, request)
				if err != nil {
					return err
				}
				all = append(all, reply.GetEvents()...)
				if limit > 0 && len(all) >= limit {
					all = all[:limit]
					break
				}
				if request.PageToken = reply.GetNextPageToken(); request.GetPageToken() == "" {
					break
				}
			}
			return render.AuditEvents(a.out, a.format, all)
		}),
	}
	cmd.Flags().StringVar(&resource, "resource", "", "only what concerns this, such as jobOrders/acme or rulebookRevisions")
	cmd.Flags().IntVar(&limit, "limit", 0, "how many to show (default: all)")
	return cmd
}
