package server

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
	"github.com/lexfit/lexfit/server/store/boltstore"
)

// earlierDefault is the default rulebook that came with engine version 1.
func earlierDefault(t *testing.T) *lexfitv1.Rulebook {
	t.Helper()
	return shippedDefault(t, "v1")
}

// shippedDefault is the default rulebook that came with a version of the engine before the last.
func shippedDefault(t *testing.T, version string) *lexfitv1.Rulebook {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "matcher", "testdata", "corpus", version, "rulebook.json"))
	if err != nil {
		t.Fatal(err)
	}
	rules := &lexfitv1.Rulebook{}
	if err := protojson.Unmarshal(data, rules); err != nil {
		t.Fatal(err)
	}
	if digest := matcher.Digest(rules); !rulebook.Shipped(digest) || digest == rulebook.DefaultDigest() {
		t.Fatalf("%s is no earlier default", digest)
	}
	return rules
}

// existing is a database that programs and people have written before.
type existing struct {
	t    *testing.T
	path string
}

func newExisting(t *testing.T) *existing {
	t.Helper()
	return &existing{t, filepath.Join(t.TempDir(), "lexfit.db")}
}

func (e *existing) write(do func(store.Store) error) {
	e.t.Helper()
	kept, err := boltstore.Open(e.path, boltstore.Options{})
	if err != nil {
		e.t.Fatal(err)
	}
	if err := do(kept); err != nil {
		e.t.Error(err)
	}
	if err := kept.Close(); err != nil {
		e.t.Fatal(err)
	}
}

func (e *existing) create(rules *lexfitv1.Rulebook, how store.Create) {
	e.t.Helper()
	e.write(func(kept store.Store) error {
		_, err := kept.Create(e.t.Context(), &lexfitv1.RulebookRevision{
			Digest: matcher.Digest(rules), Author: "Ada", Message: "before", EngineVersion: 1, CreateTime: timestamppb.New(testClock()), Rulebook: rules,
		}, how)
		return err
	})
}

// goBack activates the first revision, as a person does.
func (e *existing) goBack() {
	e.t.Helper()
	e.write(func(kept store.Store) error {
		_, err := kept.Activate(e.t.Context(), 1, store.Activation{Author: "Bo", Time: testClock().Add(time.Hour)})
		return err
	})
}

func (e *existing) openOrder(criterion string) {
	e.t.Helper()
	order := acme(10)
	order.Name, order.Changes[0].CriterionId = "jobOrders/acme", criterion
	e.write(func(kept store.Store) error {
		_, err := kept.CreateJobOrder(e.t.Context(), order, store.JobOrderWrite{Author: "Ada", Time: testClock()})
		return err
	})
}

// start opens the database as a program does, and returns which revision it scores by, what was remarked and what logged.
func (e *existing) start(heard bool) (active int32, remarks []string, log string) {
	e.t.Helper()
	lines := &logLines{}
	service, err := Open(e.t.Context(), Options{DBPath: e.path, Clock: testClock, Logger: lines.logger(), Remark: func(sentence string) bool {
		remarks = append(remarks, sentence)
		return heard
	}})
	if err != nil {
		e.t.Fatal(err)
	}
	active = service.programs.active.Load().revision
	if err := service.Close(); err != nil {
		e.t.Error(err)
	}
	return active, remarks, lines.String()
}

// wantStart starts and holds what is active and remarked; no remark is wanted where said is empty.
func (e *existing) wantStart(what string, active int32, said string) {
	e.t.Helper()
	got, remarks, _ := e.start(true)
	if got != active {
		e.t.Errorf("%s: revision %d is active, want %d", what, got, active)
	}
	switch {
	case said == "" && len(remarks) > 0, said != "" && (len(remarks) != 1 || !strings.Contains(remarks[0], said)):
		e.t.Errorf("%s: remarked %q, want %q", what, remarks, said)
	}
}

func TestAnUntouchedDefaultIsFollowed(t *testing.T) {
	t.Parallel()
	database := newExisting(t)
	database.create(earlierDefault(t), store.Create{Activate: true})
	active, remarks, log := database.start(true)
	if active != 2 || len(remarks) != 1 || !strings.HasPrefix(remarks[0], "revision 2 is active: the default rulebook of this version, in place of revision 1") {
		t.Errorf("revision %d is active, remarked %q", active, remarks)
	}
	if strings.Count(log, "took the new default rulebook") != 1 || !strings.Contains(log, "rulebook_revision=2 before=1") {
		t.Errorf("logged:\n%s", log)
	}
	database.write(func(kept store.Store) error {
		revision, err := kept.Active(t.Context())
		if err != nil {
			return err
		}
		if revision.GetDigest() != rulebook.DefaultDigest() || revision.GetAuthor() != "lexfit" || revision.GetParent() != 1 ||
			revision.GetEngineVersion() != matcher.EngineVersion || !strings.Contains(revision.GetMessage(), "in place of revision 1") {
			t.Errorf("the new revision: %v", revision.GetMessage())
		}
		events, err := kept.AuditEvents(t.Context(), 0, 10, "")
		if err != nil {
			return err
		}
		if len(events) != 4 || events[0].GetAction() != lexfitv1.AuditAction_AUDIT_ACTION_ACTIVATE_RULEBOOK_REVISION || events[0].GetAuthor() != "lexfit" ||
			events[0].GetFromRevision() != 1 || events[0].GetToRevision() != 2 || events[0].GetDigest() != rulebook.DefaultDigest() {
			t.Errorf("events: %v", events)
		}
		return nil
	})
	database.wantStart("the next start", 2, "")

	// What somebody goes back to stays, and nothing more is said.
	database.goBack()
	database.wantStart("after going back", 1, "")
	database.wantStart("and again", 1, "")
}

func TestAChosenRulebookStays(t *testing.T) {
	t.Parallel()
	const changedStays, chosenStays = "was changed and stays: lexfit rulebook diff --default", "was chosen by hand and stays"
	earlier := earlierDefault(t)
	old := matcher.Digest(earlier)
	for name, test := range map[string]struct {
		made   func(*existing)
		active int32
		said   string
	}{
		"a changed one": {func(e *existing) {
			e.create(earlier, store.Create{Activate: true})
			e.create(harsher(), store.Create{Activate: true})
		}, 2, changedStays},
		"an earlier default gone back to": {func(e *existing) {
			e.create(earlier, store.Create{Activate: true})
			e.create(harsher(), store.Create{Activate: true})
			e.goBack()
		}, 1, chosenStays},
		"an earlier default, activated as the only one": {func(e *existing) {
			e.create(earlier, store.Create{Activate: true})
			e.goBack()
		}, 1, chosenStays},
		"an earlier default, saved first and activated later": {func(e *existing) {
			e.create(earlier, store.Create{})
			e.goBack()
		}, 1, chosenStays},
		"an earlier default, applied when a later one was known": {func(e *existing) {
			e.create(shippedDefault(t, "v2"), store.Create{Activate: true, Default: true})
			e.create(earlier, store.Create{Activate: true})
		}, 2, chosenStays},
		"a later program's default": {func(e *existing) {
			e.create(earlier, store.Create{Activate: true})
			e.create(harsher(), store.Create{Activate: true, Default: true})
		}, 2, ""},
		"one that came after today's default": {func(e *existing) {
			e.create(rulebook.Default(), store.Create{Activate: true})
			e.create(harsher(), store.Create{Activate: true})
		}, 2, ""},
		"an earlier default gone back to from today's": {func(e *existing) {
			e.create(earlier, store.Create{Activate: true})
			e.create(rulebook.Default(), store.Create{Activate: true})
			e.goBack()
		}, 1, ""},
		"today's default": {func(e *existing) { e.create(rulebook.Default(), store.Create{Activate: true}) }, 1, ""},
		"none of its own": {func(*existing) {}, 1, ""},

		"an earlier default that was applied by hand": {func(e *existing) {
			e.create(harsher(), store.Create{Activate: true})
			e.create(earlier, store.Create{Activate: true})
		}, 3, "revision 3 is active"},
		"the default offered last": {func(e *existing) {
			e.create(earlier, store.Create{Activate: true, Default: true})
		}, 2, "revision 2 is active"},
		"a default beside a draft": {func(e *existing) {
			e.create(earlier, store.Create{Activate: true})
			e.create(harsher(), store.Create{})
		}, 3, "revision 3 is active"},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			database := newExisting(t)
			test.made(database)
			database.wantStart("the first start", test.active, test.said)
			database.wantStart("the second", test.active, "")
			database.write(func(kept store.Store) error {
				offered, err := kept.OfferedDefault(t.Context())
				if want := rulebook.DefaultDigest(); name != "a later program's default" && offered != want {
					t.Errorf("%s was offered, want %s (%s is the earlier one)", offered, want, old)
				}
				return err
			})
		})
	}
}

// TestWhatNobodyHeardIsToldAgain holds that a quiet command does not swallow the one remark.
func TestWhatNobodyHeardIsToldAgain(t *testing.T) {
	t.Parallel()
	database := newExisting(t)
	database.create(harsher(), store.Create{Activate: true})
	for range 2 {
		if active, remarks, _ := database.start(false); active != 1 || len(remarks) != 1 {
			t.Errorf("revision %d is active, remarked %q", active, remarks)
		}
	}
	database.wantStart("heard", 1, "was changed and stays")
	database.wantStart("after that", 1, "")
}

// TestALogIsEnough holds that a server, which has nobody to remark to, says it once in its log.
func TestALogIsEnough(t *testing.T) {
	t.Parallel()
	database := newExisting(t)
	database.create(harsher(), store.Create{Activate: true})
	for i, want := range []int{1, 0} {
		log := &logLines{}
		service, err := Open(t.Context(), Options{DBPath: database.path, Clock: testClock, Logger: log.logger()})
		if err != nil {
			t.Fatal(err)
		}
		if err := service.Close(); err != nil {
			t.Error(err)
		}
		if got := strings.Count(log.String(), "the program comes with another default rulebook"); got != want {
			t.Errorf("start %d says it %d times, want %d:\n%s", i+1, got, want, log.String())
		}
	}
}

func TestAsItIsLeavesTheRulebook(t *testing.T) {
	t.Parallel()
	database := newExisting(t)
	database.create(earlierDefault(t), store.Create{Activate: true})
	service, err := Open(t.Context(), Options{DBPath: database.path, Clock: testClock, AsItIs: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := service.programs.active.Load().revision; got != 1 {
		t.Errorf("revision %d is active", got)
	}
	if err := service.Close(); err != nil {
		t.Error(err)
	}
	database.wantStart("another start", 2, "revision 2 is active")
}

// TestOpenJobOrdersKeepTheirRulebook holds that no job order breaks in silence: the new default waits until all compile.
func TestOpenJobOrdersKeepTheirRulebook(t *testing.T) {
	t.Parallel()
	earlier := earlierDefault(t)
	for _, role := range earlier.GetRoles() { // no shipped default had such a criterion: it stands in for one that went
		if role.GetName() == "roles/paralegal" {
			role.Criteria[len(role.GetCriteria())-1].Id = "gone-tomorrow"
		}
	}
	if slices.ContainsFunc(rulebook.Default().GetRoles(), func(role *lexfitv1.Role) bool {
		return slices.ContainsFunc(role.GetCriteria(), func(asked *lexfitv1.Criterion) bool { return asked.GetId() == "gone-tomorrow" })
	}) {
		t.Fatal("the default has the criterion that is to be gone")
	}
	database := newExisting(t)
	// The digest is what makes it an untouched default.
	database.write(func(kept store.Store) error {
		_, err := kept.Create(t.Context(), &lexfitv1.RulebookRevision{
			Digest: matcher.Digest(earlierDefault(t)), CreateTime: timestamppb.New(testClock()), Rulebook: earlier,
		}, store.Create{Activate: true})
		return err
	})
	database.openOrder("gone-tomorrow")
	for range 2 { // nothing was settled, so it is said as long as it holds
		database.wantStart("an order that would break", 1, "revision 1 stays active, since open job orders do not compile against the new one")
	}
	_, remarks, log := database.start(true)
	if !strings.Contains(fmt.Sprint(remarks), "jobOrders/acme") || !strings.Contains(log, "open job orders do not compile against it") {
		t.Errorf("remarked %q, logged:\n%s", remarks, log)
	}
	database.write(func(kept store.Store) error {
		return kept.DeleteJobOrder(t.Context(), "jobOrders/acme", store.JobOrderWrite{Time: testClock()})
	})
	database.wantStart("without the order", 2, "revision 2 is active")
}

func TestOrdersThatCompileGoAlong(t *testing.T) {
	t.Parallel()
	database := newExisting(t)
	database.create(earlierDefault(t), store.Create{Activate: true})
	database.openOrder("legal-research")
	database.wantStart("a sound order", 2, "revision 2 is active")
}

// TestADatabaseOlderThanTheAudit has no events to tell whether the active revision was gone back to.
func TestADatabaseOlderThanTheAudit(t *testing.T) {
	t.Parallel()
	log := &logLines{}
	for _, test := range []struct {
		active int32
		want   bool
	}{{2, false}, {1, true}} {
		on := &withoutAudit{newOrderStore(t)}
		for range 2 {
			if _, err := on.Create(t.Context(), &lexfitv1.RulebookRevision{Digest: "00", Rulebook: rulebook.Default()}, store.Create{Activate: true}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := on.Activate(t.Context(), test.active, store.Activation{}); err != nil {
			t.Fatal(err)
		}
		made := &offer{Service: &Service{store: on, log: log.logger()}}
		active, err := on.Active(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got, err := made.chosenByHand(t.Context(), active); err != nil || got != test.want {
			t.Errorf("revision %d of 2 was chosen by hand: %t (%v)", test.active, got, err)
		}
		if err := on.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestAFullStoreStartsAllTheSame holds that a default which cannot be written keeps nobody from scoring.
func TestAFullStoreStartsAllTheSame(t *testing.T) {
	t.Parallel()
	for _, rules := range []*lexfitv1.Rulebook{earlierDefault(t), harsher()} {
		on := &fullStore{newOrderStore(t)}
		if _, err := on.Store.Create(t.Context(), &lexfitv1.RulebookRevision{
			Digest: matcher.Digest(rules), CreateTime: timestamppb.New(testClock()), Rulebook: rules,
		}, store.Create{Activate: true}); err != nil {
			t.Fatal(err)
		}
		r := newRigOn(t, on)
		if got := r.service.programs.active.Load().revision; got != 1 {
			t.Errorf("revision %d is active", got)
		}
		if !strings.Contains(r.log.String(), "level=ERROR") || !strings.Contains(r.log.String(), "no room") {
			t.Errorf("logged:\n%s", r.log.String())
		}
	}
}

// withoutAudit is a store whose audit begins later.
type withoutAudit struct{ store.Store }

// AuditEvents is store.Store's.
func (w *withoutAudit) AuditEvents(context.Context, int32, int, string) ([]*lexfitv1.AuditEvent, error) {
	return nil, nil
}

// fullStore is one that nothing more goes into.
type fullStore struct{ store.Store }

var errNoRoom = &store.Error{Kind: store.ErrFull, Sentence: "no room"}

// Create is store.Store's.
func (f *fullStore) Create(context.Context, *lexfitv1.RulebookRevision, store.Create) (*lexfitv1.RulebookRevision, error) {
	return nil, errNoRoom
}

// OfferDefault is store.Store's.
func (f *fullStore) OfferDefault(context.Context, string) error { return errNoRoom }
