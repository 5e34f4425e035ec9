package run

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lexfit/lexfit/client"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Pins are what results depend on besides the profiles, settled once for a whole run: neither midnight nor a new revision
// of the rulebook may divide it.
type Pins struct {
	// AsOf is a date such as 2026-11-24; empty for today, in UTC.
	AsOf string
	// Revision is that of the rulebook; 0 for the active one.
	Revision int32
	// Targets are the resource names of roles and job orders; job orders get their revision behind an @.
	Targets []string
}

// Pin settles what the flags leave open.
func Pin(ctx context.Context, server *client.Client, open Pins) (Pins, error) {
	pins := Pins{AsOf: open.AsOf, Revision: open.Revision, Targets: slices.Clone(open.Targets)}
	if pins.AsOf == "" {
		pins.AsOf = time.Now().UTC().Format(time.DateOnly)
	}
	if pins.Revision == 0 {
		reply, err := server.Rulebook.GetRulebookRevision(ctx, &lexfitv1.GetRulebookRevisionRequest{})
		if err != nil {
			return pins, err
		}
		pins.Revision = reply.GetRevision().GetRevision()
	}
	for i, name := range pins.Targets {
		if !strings.HasPrefix(name, "jobOrders/") || strings.Contains(name, "@") {
			continue
		}
		reply, err := server.JobOrder.GetJobOrder(ctx, &lexfitv1.GetJobOrderRequest{Name: name})
		if err != nil {
			return pins, err
		}
		pins.Targets[i] = fmt.Sprintf("%s@%d", name, reply.GetJobOrder().GetRevision())
	}
	return pins, nil
}

// strings are the pins as a journal notes them.
func (p Pins) strings() map[string]string {
	return map[string]string{"as_of": p.AsOf, "revision": strconv.Itoa(int(p.Revision)), "targets": strings.Join(p.Targets, " ")}
}

func pinsFrom(noted map[string]string) (Pins, error) {
	revision, err := strconv.ParseInt(noted["revision"], 10, 32)
	if err != nil {
		return Pins{}, fmt.Errorf("the journal of the interrupted run is damaged (%w): begin anew with --overwrite", err)
	}
	return Pins{AsOf: noted["as_of"], Revision: int32(revision), Targets: strings.Fields(noted["targets"])}, nil
}
