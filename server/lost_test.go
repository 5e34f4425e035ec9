package server

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/profilegen"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
	"github.com/lexfit/lexfit/server/store"
	"github.com/lexfit/lexfit/server/telemetry"
)

// said is a trailer of a call, whatever the call came to.
func (r *rig) said(t *testing.T, key string) string {
	t.Helper()
	var trailer metadata.MD
	if _, err := r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical()}, grpc.Trailer(&trailer)); err != nil {
		t.Fatal(err)
	}
	return strings.Join(trailer.Get(key), "; ")
}

// wantHealth waits until the health of a name is as wanted.
func (r *rig) wantHealth(t *testing.T, name string, want healthpb.HealthCheckResponse_ServingStatus) {
	t.Helper()
	eventually(t, fmt.Sprintf("health of %q is %v", name, want), func() bool {
		got, err := healthpb.NewHealthClient(r.conn).Check(t.Context(), &healthpb.HealthCheckRequest{Service: name})
		return err == nil && got.GetStatus() == want
	})
}

// figure reads a series off a service's metrics.
func figure(t *testing.T, metrics *telemetry.Metrics, name string) string {
	t.Helper()
	recorded := httptest.NewRecorder()
	metrics.Handler().ServeHTTP(recorded, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", http.NoBody))
	found := regexp.MustCompile("(?m)^" + name + " (.*)$").FindStringSubmatch(recorded.Body.String())
	if found == nil {
		t.Fatalf("there is no %s", name)
	}
	return found[1]
}

// lose cuts the way of a server to its store, and waits until it has noticed.
func (o *office) lose(t *testing.T, i int) {
	t.Helper()
	o.ways[i].lose()
	eventually(t, "the store is lost", func() bool { return !o.servers[i].service.standing().Reached })
}

func (o *office) find(t *testing.T, i int) {
	t.Helper()
	o.ways[i].find()
	eventually(t, "the store is found", func() bool { return o.servers[i].service.standing().Reached })
}

// TestAServerThatLostItsStore scores by the last revision that it read, says so wherever it is asked, and refuses what needs the
// store; once it is found, what was missed is taken.
func TestAServerThatLostItsStore(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 2)
	a, b := o.servers[0], o.servers[1]
	a.create(t, harsher(), true, "")
	order := a.createOrder(t, acme(20))
	b.follows(t, 2)
	eventually(t, "the job order is known", func() bool {
		return matcher.JobOrderOf(b.service.programs.active.Load().orders, order.GetName()) != nil
	})
	if said := b.said(t, storeKey); said != "" {
		t.Errorf("while all is well it says %q", said)
	}
	o.lose(t, 1)
	b.wantHealth(t, healthStore, notServing)

	// Health of what scores stays, and names the revision.
	for _, name := range []string{"", healthReadiness, healthLiveness, healthRulebook, "lexfit.v1.MatchService"} {
		if got := healthOf(t, b.address, name); got != serving {
			t.Errorf("health of %q: %v", name, got)
		}
	}
	var header, trailer metadata.MD
	if _, err := healthpb.NewHealthClient(b.conn).Check(t.Context(), &healthpb.HealthCheckRequest{Service: healthReadiness}, grpc.Header(&header), grpc.Trailer(&trailer)); err != nil {
		t.Fatal(err)
	}
	if got := header.Get(revisionKey); len(got) != 1 || got[0] != "2" {
		t.Errorf("readiness says revision %v", got)
	}
	unreachable := regexp.MustCompile(`^unreachable since=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`)
	for what, said := range map[string]string{"health": strings.Join(trailer.Get(storeKey), ";"), "a reply": b.said(t, storeKey)} {
		if !unreachable.MatchString(said) {
			t.Errorf("%s says %q", what, said)
		}
	}
	stream, err := b.match.ScoreCandidates(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(stream.Send(profileMessage(profilegen.Typical())), stream.CloseSend()); err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = stream.Recv()
	}
	if said := strings.Join(stream.Trailer().Get(storeKey), ";"); !unreachable.MatchString(said) {
		t.Errorf("a stream says %q", said)
	}

	// Meanwhile others write.
	a.create(t, changed("unheard"), true, "")
	a.wantBy(t, 3)

	// What is in memory goes on: scores, by job orders too, the active revision, and what a batch asks before it begins.
	b.wantBy(t, 2)
	b.wantBy(t, 2, order.GetName(), order.GetName()+"@1")
	for _, number := range []int32{0, 2} {
		got, err := b.rulebook.GetRulebookRevision(t.Context(), &lexfitv1.GetRulebookRevisionRequest{Revision: number})
		if err != nil {
			t.Fatal(err)
		}
		want, err := o.shared.Get(t.Context(), 2)
		if err != nil {
			t.Fatal(err)
		}
		want.Active, want.Etag = true, got.GetRevision().GetEtag() // as it was read
		equal(t, "the revision shown", got.GetRevision(), want)
	}
	if got, err := b.orders().GetJobOrder(t.Context(), &lexfitv1.GetJobOrderRequest{Name: order.GetName()}); err != nil || got.GetJobOrder().GetRevision() != 1 || len(got.GetEffectiveRole().GetCriteria()) == 0 {
		t.Errorf("the job order: %v, %v", got, err)
	}
	// A revision that it has compiled serves whoever pins it; of others it cannot say that there are none.
	byPinned := func(revision int32, targets ...string) error {
		reply, err := b.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical(), Options: &lexfitv1.ScoreOptions{RulebookRevision: revision, Targets: targets}})
		if err == nil && reply.GetRulebookRevision() != revision {
			t.Errorf("pinned to %d, scored by %d", revision, reply.GetRulebookRevision())
		}
		return err
	}
	for _, revision := range []int32{1, 2} {
		if err := byPinned(revision); err != nil {
			t.Errorf("revision %d: %v", revision, err)
		}
	}
	for what, err := range map[string]error{
		"a revision that is not kept": byPinned(3), "one that never was": byPinned(9), "a job order that is not known": byPinned(0, "jobOrders/nobody"),
	} {
		if told := wantError(t, err, codes.Unavailable, "STORE_UNAVAILABLE"); !told.retry || !strings.Contains(told.message, "Scores go on by revision 2") {
			t.Errorf("%s: %+v", what, told)
		}
	}

	// All else is refused, and says when to try again.
	asked := map[string]func() error{
		"CreateRulebookRevision": func() error {
			_, err := b.rulebook.CreateRulebookRevision(t.Context(), &lexfitv1.CreateRulebookRevisionRequest{Rulebook: harsher(), Author: "Ada", Activate: true})
			return err
		},
		"ActivateRulebookRevision": func() error {
			_, err := b.rulebook.ActivateRulebookRevision(t.Context(), &lexfitv1.ActivateRulebookRevisionRequest{Revision: 1})
			return err
		},
		"ListRulebookRevisions": func() error {
			_, err := b.rulebook.ListRulebookRevisions(t.Context(), &lexfitv1.ListRulebookRevisionsRequest{})
			return err
		},
		"GetRulebookRevision": func() error {
			_, err := b.rulebook.GetRulebookRevision(t.Context(), &lexfitv1.GetRulebookRevisionRequest{Revision: 1})
			return err
		},
		"CreateJobOrder": func() error {
			_, err := b.orders().CreateJobOrder(t.Context(), &lexfitv1.CreateJobOrderRequest{JobOrderId: "late", JobOrder: acme(1)})
			return err
		},
		"UpdateJobOrder": func() error {
			changed := acme(30)
			changed.Name = order.GetName()
			_, err := b.orders().UpdateJobOrder(t.Context(), &lexfitv1.UpdateJobOrderRequest{JobOrder: changed})
			return err
		},
		"DeleteJobOrder": func() error {
			_, err := b.orders().DeleteJobOrder(t.Context(), &lexfitv1.DeleteJobOrderRequest{Name: order.GetName()})
			return err
		},
		"ListJobOrders": func() error {
			_, err := b.orders().ListJobOrders(t.Context(), &lexfitv1.ListJobOrdersRequest{})
			return err
		},
		"ListAuditEvents": func() error {
			_, err := lexfitv1grpc.NewAdminServiceClient(b.conn).ListAuditEvents(t.Context(), &lexfitv1.ListAuditEventsRequest{})
			return err
		},
		"Backup": func() error { _, _, err := receiveBackup(t.Context(), b.conn, 0); return err },
	}
	for name, ask := range asked {
		if told := wantError(t, ask(), codes.Unavailable, "STORE_UNAVAILABLE"); !told.retry || !strings.Contains(told.message, "nothing was read or written") {
			t.Errorf("%s: %+v", name, told)
		}
	}
	b.service.life.noteReady(nil) // what the regular look at the store comes to
	if n := strings.Count(b.log.String(), "level=ERROR"); n != 1 {
		t.Errorf("%d errors in the log:\n%s", n, b.log)
	}

	o.find(t, 1)
	b.wantHealth(t, healthStore, serving)
	b.follows(t, 3)
	if said := b.said(t, storeKey); said != "" {
		t.Errorf("it still says %q", said)
	}
	for _, name := range []string{"CreateRulebookRevision", "ListAuditEvents", "UpdateJobOrder"} {
		if err := asked[name](); err != nil {
			t.Errorf("%s, the store found: %v", name, err)
		}
	}
	a.follows(t, 4)
}

// A batch that began by a revision and a job order goes on by them on a server that has moved on and then lost its store.
func TestAPinnedBatchOutlivesTheStore(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 2)
	a, b := o.servers[0], o.servers[1]
	order := a.createOrder(t, acme(20))
	eventually(t, "the job order is known", func() bool {
		return matcher.JobOrderOf(b.service.programs.active.Load().orders, order.GetName()) != nil
	})
	options := &lexfitv1.ScoreOptions{RulebookRevision: 1, AsOf: today, Targets: []string{order.GetName() + "@1"}}
	want, err := b.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical(), Options: options})
	if err != nil {
		t.Fatal(err)
	}
	a.create(t, harsher(), true, "")
	b.follows(t, 2)
	o.lose(t, 1)
	got, err := b.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical(), Options: options})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "after the store was lost", got, want)
	// By its name alone it is the one that is open now, which nobody can say.
	options.Targets = []string{order.GetName()}
	_, err = b.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical(), Options: options})
	wantError(t, err, codes.Unavailable, "STORE_UNAVAILABLE")
}

// A write whose answer is lost may have been done: the caller is told to look, and what was written is scored by.
func TestAWriteWhoseAnswerIsLost(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 2)
	b := o.servers[1]
	uncertain := &store.Error{Kind: store.ErrUncertain, Sentence: "10.0.0.7:2379: the network is cut"}
	o.ways[1].fail(func(call string) error {
		switch call {
		case "Create":
			if _, err := o.shared.Create(t.Context(), revisionOf(harsher()), store.Create{Activate: true}); err != nil {
				t.Error(err)
			}
			o.shared.written()
			return uncertain
		case "CreateJobOrder":
			order := acme(20)
			order.Name = "jobOrders/acme"
			if _, err := o.shared.CreateJobOrder(t.Context(), order, store.JobOrderWrite{Time: testClock()}); err != nil {
				t.Error(err)
			}
			o.shared.written()
			return uncertain
		}
		return nil
	})
	_, err := b.rulebook.CreateRulebookRevision(t.Context(), &lexfitv1.CreateRulebookRevisionRequest{Rulebook: harsher(), Author: "Ada", Activate: true})
	if told := wantError(t, err, codes.DeadlineExceeded, "STORE_UNCERTAIN"); told.retry || !strings.Contains(told.message, "read it before you write again") || strings.Contains(told.message, "2379") {
		t.Errorf("told %+v", told)
	}
	_, err = b.orders().CreateJobOrder(t.Context(), &lexfitv1.CreateJobOrderRequest{JobOrderId: "acme", JobOrder: acme(20)})
	wantError(t, err, codes.DeadlineExceeded, "STORE_UNCERTAIN")
	for _, r := range o.servers {
		r.follows(t, 2)
		eventually(t, "the job order is known", func() bool {
			return matcher.JobOrderOf(r.service.programs.active.Load().orders, "jobOrders/acme") != nil
		})
	}
	if !strings.Contains(b.log.String(), "the network is cut") {
		t.Error("the log does not hold the cause")
	}
}

// TestAPoisonedRevision has a revision active that does not compile here: the last good one stays and is said to, job orders are
// still followed, and the next one that compiles heals it, written on whichever server.
func TestAPoisonedRevision(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1)
	a := o.servers[0]
	way := o.shared.member()
	metrics := telemetry.New(telemetry.Build{})
	b := &rig{log: &logLines{}}
	var err error
	if b.service, err = openOn(t.Context(), way, Options{Clock: testClock, Logger: b.log.logger(), Metrics: metrics}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.service.Close(); err != nil {
			t.Error(err)
		}
	})
	b.serve(t, b.service.NewGRPCServer())
	order := a.createOrder(t, acme(20))
	if got := figure(t, metrics, "lexfit_follow_failures_total"); got != "0" {
		t.Errorf("failures: %s", got)
	}

	poisoned := o.poison(t)
	b.wantHealth(t, healthRulebook, notServing)
	for _, name := range []string{"", healthReadiness, healthStore, "lexfit.v1.MatchService"} {
		if got := healthOf(t, b.address, name); got != serving {
			t.Errorf("health of %q: %v", name, got)
		}
	}
	b.wantBy(t, 1)
	b.wantBy(t, 1, order.GetName())
	if said := b.said(t, rulebookKey); !regexp.MustCompile(fmt.Sprintf(`^behind active=%d since=\S+Z$`, poisoned)).MatchString(said) {
		t.Errorf("it says %q", said)
	}
	if got := figure(t, metrics, "lexfit_follow_failures_total"); got == "0" {
		t.Error("no failure is counted")
	}
	if got := figure(t, metrics, "lexfit_store_behind_seconds"); got == "0" {
		t.Error("it says that it is not behind")
	}
	if got := figure(t, metrics, "lexfit_store_reachable"); got != "1" {
		t.Errorf("reachable: %s", got)
	}
	shown, err := b.rulebook.GetRulebookRevision(t.Context(), &lexfitv1.GetRulebookRevisionRequest{})
	if err != nil || shown.GetRevision().GetRevision() != 1 || shown.GetRevision().GetActive() {
		t.Errorf("shown, as what is scored by: %v %v, %v", shown.GetRevision().GetName(), shown.GetRevision().GetActive(), err)
	}
	_, err = b.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical(), Options: &lexfitv1.ScoreOptions{RulebookRevision: poisoned}})
	wantError(t, err, codes.FailedPrecondition, "REVISION_UNUSABLE")
	_, err = b.orders().CreateJobOrder(t.Context(), &lexfitv1.CreateJobOrderRequest{JobOrderId: "late", JobOrder: acme(1)})
	if told := wantError(t, err, codes.FailedPrecondition, "REVISION_UNUSABLE"); !strings.Contains(told.message, "scores by revision 1") {
		t.Errorf("a job order is refused with %q", told.message)
	}
	// A job order that others change is followed, by the rulebook that is scored by.
	changedOrder := acme(40)
	changedOrder.Name = order.GetName()
	if _, err := o.shared.UpdateJobOrder(t.Context(), changedOrder, store.JobOrderWrite{Time: testClock()}); err != nil {
		t.Fatal(err)
	}
	o.shared.written()
	eventually(t, "the job order is followed", func() bool {
		return matcher.JobOrderOf(b.service.programs.active.Load().orders, order.GetName()).GetRevision() == 2
	})
	if n := strings.Count(b.log.String(), "the active revision cannot be taken"); n != 1 {
		t.Errorf("it is logged %d times:\n%s", n, b.log)
	}

	// The way out is on every server, by the etag that is shown.
	back, err := b.rulebook.ActivateRulebookRevision(t.Context(), &lexfitv1.ActivateRulebookRevisionRequest{Revision: 1, Etag: shown.GetRevision().GetEtag()})
	if err != nil || back.GetRevision().GetRevision() != 1 {
		t.Fatal(back, err)
	}
	b.wantHealth(t, healthRulebook, serving)
	o.poison(t)
	b.wantHealth(t, healthRulebook, notServing)
	a.create(t, harsher(), true, "")
	b.wantHealth(t, healthRulebook, serving)
	b.follows(t, 4)
	a.follows(t, 4)
	if said := b.said(t, rulebookKey); said != "" {
		t.Errorf("healed, it says %q", said)
	}
	eventually(t, "it is not behind", func() bool { return figure(t, metrics, "lexfit_store_behind_seconds") == "0" })
	if got, want := figure(t, metrics, "lexfit_followed_sequence"), figure(t, metrics, "lexfit_rulebook_revision"); got == "0" || want != "4" {
		t.Errorf("sequence %s, revision %s", got, want)
	}
	// A server that starts has no last good one: it says what is wrong and does not.
	o.poison(t)
	if _, err := openOn(t.Context(), o.shared.member(), Options{Clock: testClock}); err == nil || !strings.Contains(err.Error(), "does not compile") {
		t.Errorf("a start on it: %v", err)
	}
}

// What is damaged in a store that all share turns no caller away from any of them.
func TestDamageOfASharedStore(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 2)
	a, b := o.servers[0], o.servers[1]
	damaged := &store.Error{Kind: store.ErrCorrupt, Sentence: "revision 2 has another digest than its document"}
	o.ways[1].fail(func(call string) error {
		if call == "Active" || call == "AuditEvents" {
			return damaged
		}
		return nil
	})
	a.create(t, harsher(), true, "")
	b.wantHealth(t, healthRulebook, notServing)
	b.wantBy(t, 1)
	_, err := b.rulebook.GetRulebookRevision(t.Context(), &lexfitv1.GetRulebookRevisionRequest{})
	wantError(t, err, codes.DataLoss, "STORE_DAMAGED")
	if got := healthOf(t, b.address, healthStore); got != notServing {
		t.Errorf("health of the store: %v", got)
	}
	for _, name := range []string{"", healthReadiness} {
		if got := healthOf(t, b.address, name); got != serving {
			t.Errorf("health of %q: %v", name, got)
		}
	}
	o.ways[1].fail(nil)
	b.follows(t, 2)
	b.wantHealth(t, healthRulebook, serving)
}

// An older state of the store in the place of a newer one brings back numbers of revisions that say something else.
func TestAStoreGoneBack(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1)
	a := o.servers[0]
	a.create(t, harsher(), true, "")
	a.create(t, changed("lost"), true, "")
	a.wantBy(t, 3)
	older := newSharedStore(t)
	if _, err := older.Create(t.Context(), revisionOf(rulebook.Default()), store.Create{Activate: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := older.Create(t.Context(), revisionOf(changed("another")), store.Create{Activate: true}); err != nil {
		t.Fatal(err)
	}
	o.shared.replace(older.Store)
	eventually(t, "what is there now is scored by", func() bool {
		active := a.service.programs.active.Load()
		return active.revision == 2 && active.program.Rulebook().GetTitle() == "another"
	})
	reply, err := a.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical(), Options: &lexfitv1.ScoreOptions{RulebookRevision: 2}})
	if err != nil || reply.GetRulebookDigest() != revisionOf(changed("another")).GetDigest() {
		t.Errorf("pinned: %v, %v", reply.GetRulebookDigest(), err)
	}
	_, err = a.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical(), Options: &lexfitv1.ScoreOptions{RulebookRevision: 3}})
	wantError(t, err, codes.NotFound, "REVISION_NOT_FOUND")
}

// A copy of a shared store is made where no database lies, and nothing of it stays.
func TestBackupOfASharedStore(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	t.Setenv("TMP", folder)
	o := newOffice(t, 1)
	o.servers[0].create(t, harsher(), true, "")
	if report := o.servers[0].backup(t, filepath.Join(t.TempDir(), "saved.db")); report.GetRulebookRevisions() != 2 {
		t.Errorf("saved: %v", report)
	}
	if left, _ := filepath.Glob(filepath.Join(folder, unfinished+"*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
