package server

import (
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Whoever writes without saying who is told of in the audit by where the call came from; whoever says is told of as said.
func TestNobodyWritesWithoutAName(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{"": "unnamed, from ", "  ": "unnamed, from ", " Ada ": "Ada"} {
		r := newRig(t)
		orders := r.orders()
		made, err := orders.CreateJobOrder(t.Context(), &lexfitv1.CreateJobOrderRequest{JobOrderId: "acme", JobOrder: acme(20), Author: given})
		if err != nil {
			t.Fatal(err)
		}
		renamed := proto.CloneOf(made.GetJobOrder())
		renamed.Title = "Another"
		if _, err := orders.UpdateJobOrder(t.Context(), &lexfitv1.UpdateJobOrderRequest{JobOrder: renamed, Author: given}); err != nil {
			t.Fatal(err)
		}
		if _, err := orders.DeleteJobOrder(t.Context(), &lexfitv1.DeleteJobOrderRequest{Name: "jobOrders/acme", Author: given}); err != nil {
			t.Fatal(err)
		}
		if _, err := r.rulebook.CreateRulebookRevision(t.Context(), &lexfitv1.CreateRulebookRevisionRequest{Rulebook: harsher(), Author: given, Activate: true}); err != nil {
			t.Fatal(err)
		}
		if _, err := r.rulebook.ActivateRulebookRevision(t.Context(), &lexfitv1.ActivateRulebookRevisionRequest{Revision: 1, Author: given}); err != nil {
			t.Fatal(err)
		}
		events, err := r.service.store.AuditEvents(t.Context(), 0, 5, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, event := range events {
			if !strings.HasPrefix(event.GetAuthor(), want) || event.GetAuthor() == "" {
				t.Errorf("author %q: %s has the author %q, want %q", given, event.GetAction(), event.GetAuthor(), want)
			}
		}
		if len(events) != 5 {
			t.Errorf("%d events", len(events))
		}
	}
}
