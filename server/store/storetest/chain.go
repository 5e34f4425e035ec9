package storetest

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1check"
	"github.com/lexfit/lexfit/server/store"
)

// auditChain: every event holds the digest of the one before, whoever writes at once, and the subject beside the author.
func auditChain(each *testing.T, kept store.Store) {
	draft := Draft("first")
	draft.Subject = "ada@desk"
	written, err := kept.Create(each.Context(), draft, store.Create{Activate: true})
	if err != nil {
		each.Fatal(err)
	}
	if written.GetSubject() != "ada@desk" || get(each, kept, 1).GetSubject() != "ada@desk" {
		each.Errorf("the revision's subject is %q, read again %q", written.GetSubject(), get(each, kept, 1).GetSubject())
	}
	if _, err := kept.Activate(each.Context(), 1, store.Activation{Author: "Bo", Subject: "bo@desk"}); err != nil {
		each.Fatal(err)
	}
	how := store.JobOrderWrite{Author: "Cy", Subject: "cy@desk", Time: when}
	if _, err := kept.CreateJobOrder(each.Context(), order("a", "order"), how); err != nil {
		each.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			_, _ = kept.Create(each.Context(), Draft(fmt.Sprint("draft ", i)), store.Create{})
			_, _ = kept.UpdateJobOrder(each.Context(), order("a", fmt.Sprint("order ", i)), how)
		})
	}
	wg.Wait()
	events := audit(each, kept)
	slices.Reverse(events)
	var chain lexfitv1check.Chain
	for _, event := range events {
		if err := chain.Add(event); err != nil {
			each.Fatal(err)
		}
	}
	if chain.Events != 4+16 || chain.Since != 1 {
		each.Errorf("a chain of %d events since %d, want 20 since 1", chain.Events, chain.Since)
	}
	var subjects []string
	for _, event := range events[:4] {
		subjects = append(subjects, event.GetSubject())
	}
	if want := []string{"ada@desk", "ada@desk", "bo@desk", "cy@desk"}; !slices.Equal(subjects, want) {
		each.Errorf("subjects %v, want %v", subjects, want)
	}
	if events[4].GetAction() == lexfitv1.AuditAction_AUDIT_ACTION_CREATE_RULEBOOK_REVISION && events[4].GetSubject() != "" {
		each.Errorf("nobody said who they are, and the event names %q", events[4].GetSubject())
	}
}
