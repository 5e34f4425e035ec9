package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/client/render"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1check"
)

// auditCommands are the commands about what was done.
type auditCommands struct{ *app }

func (a auditCommands) auditCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "audit",
		Short: "Who changed what, and why",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.eventsCommand(), a.verifyCommand())
	return cmd
}

func (a auditCommands) eventsCommand() *cobra.Command {
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
			all, err := allEvents(ctx, server, resource, limit)
			if err != nil {
				return err
			}
			return render.AuditEvents(a.out, a.format, all)
		}),
	}
	cmd.Flags().StringVar(&resource, "resource", "", "only what concerns this, such as jobOrders/acme or rulebookRevisions")
	cmd.Flags().IntVar(&limit, "limit", 0, "how many to show (default: all)")
	return cmd
}

// allEvents returns the audit events, the newest first; limit 0 is all.
func allEvents(ctx context.Context, server *client.Client, resource string, limit int) ([]*lexfitv1.AuditEvent, error) {
	var all []*lexfitv1.AuditEvent
	const most = 1000
	request := &lexfitv1.ListAuditEventsRequest{PageSize: most, Resource: resource}
	if limit > 0 {
		request.PageSize = int32(min(limit, most))
	}
	for {
		reply, err := server.Admin.ListAuditEvents(ctx, request)
		if err != nil {
			return nil, err
		}
		all = append(all, reply.GetEvents()...)
		if limit > 0 && len(all) >= limit {
			return all[:limit], nil
		}
		if request.PageToken = reply.GetNextPageToken(); request.GetPageToken() == "" {
			return all, nil
		}
	}
}

func (a auditCommands) verifyCommand() *cobra.Command {
	var expect string
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Check that no audit event was changed, left out or put in",
		Long: "verify holds every audit event against the one before it, whose digest it carries, and prints the head: the last event and its digest,\n" +
			"which stand for all of them. Keep the head somewhere else and give it to the next check, which then also finds out if everything was\n" +
			"written anew.",
		Example: "  lexfit audit verify\n  lexfit audit verify --expect \"$(cat head)\"",
		Args:    cobra.NoArgs,
		RunE: a.begin(func(ctx context.Context, _ []string) error {
			number, digest, err := readHead(expect)
			if err != nil {
				return err
			}
			server, done, err := a.connect(ctx)
			if err != nil {
				return err
			}
			defer done()
			events, err := allEvents(ctx, server, "", 0)
			if err != nil {
				return err
			}
			slices.Reverse(events)
			chain, err := chainOf(events, number, digest)
			if err != nil {
				return err
			}
			switch {
			case chain.Since == 0:
				a.console.Remark("%s, none of a chain yet: the next one written begins it and seals these", count(int(chain.Events), "event"))
			case chain.Since > 1:
				a.console.Remark("%s, a chain from event %d on, which seals those before it", count(int(chain.Events), "event"), chain.Since)
			default:
				a.console.Remark("%s, all of one chain", count(int(chain.Events), "event"))
			}
			_, err = fmt.Fprintf(a.out, "%d:%s\n", chain.Events, chain.Head())
			return err
		}, render.Table),
	}
	cmd.Flags().StringVar(&expect, "expect", "", "a head that was printed before, NUMBER:DIGEST: it must still be so")
	return cmd
}

// readHead reads a head as verify prints it; an empty one expects nothing.
func readHead(text string) (number int32, digest string, err error) {
	if text = strings.TrimSpace(text); text == "" {
		return 0, "", nil
	}
	left, digest, _ := strings.Cut(text, ":")
	value, err := strconv.ParseInt(left, 10, 32)
	if sum, hexErr := hex.DecodeString(digest); err != nil || hexErr != nil || value < 0 || len(sum) != sha256.Size {
		return 0, "", usagef("--expect %q: want NUMBER:DIGEST, as lexfit audit verify prints it", text)
	}
	return int32(value), digest, nil
}

// chainOf checks events in their order, and that the one of a number has a digest where one is expected.
func chainOf(events []*lexfitv1.AuditEvent, number int32, digest string) (*lexfitv1check.Chain, error) {
	chain := &lexfitv1check.Chain{}
	met := digest == "" || number == 0 && digest == chain.Head()
	for _, event := range events {
		if err := chain.Add(event); err != nil {
			return nil, err
		}
		met = met || chain.Events == number && chain.Head() == digest
	}
	switch {
	case met:
		return chain, nil
	case chain.Events < number:
		return nil, fmt.Errorf("%w: there are %d events, and there were %d", lexfitv1check.ErrChain, chain.Events, number)
	}
	return nil, fmt.Errorf("%w: the events up to %d are not those that were there when the expected head was printed", lexfitv1check.ErrChain, number)
}
