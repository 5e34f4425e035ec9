package server

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/profilegen"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
	"github.com/lexfit/lexfit/server/store/boltstore"
)

// newSharedRig is a rig on a service that shares its database; remarks are what it told a person.
func newSharedRig(t *testing.T, path string) (r *rig, remarks *[]string) {
	t.Helper()
	r, remarks = &rig{log: &logLines{}}, &[]string{}
	var err error
	r.service, err = Open(t.Context(), Options{
		DBPath: path, Clock: testClock, Logger: r.log.logger(), Share: true, LockTimeout: time.Minute,
		Remark: func(sentence string) bool { *remarks = append(*remarks, sentence); return true },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.service.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	r.serve(t, r.service.NewGRPCServer())
	return r, remarks
}

// scoredBy is the revision that a profile is scored by.
func (r *rig) scoredBy(t *testing.T, revision int32) int32 {
	t.Helper()
	reply, err := r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical(), Options: &lexfitv1.ScoreOptions{AsOf: today, RulebookRevision: revision}})
	if err != nil {
		t.Fatal(err)
	}
	return reply.GetRulebookRevision()
}

// TestSharedServices has two of them and one that writes on one file: all are served, and each of the two goes on by the rules
// that it began with.
func TestSharedServices(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lexfit.db")
	one, _ := newSharedRig(t, path) // which makes the file
	other, _ := newSharedRig(t, path)
	writer, err := Open(t.Context(), Options{DBPath: path, Clock: testClock})
	if err != nil {
		t.Fatalf("beside two that share: %v", err)
	}
	rules := harsher()
	if _, err := writer.store.Create(t.Context(), &lexfitv1.RulebookRevision{Author: "Ada", Digest: matcher.Digest(rules), Rulebook: rules}, store.Create{Activate: true}); err != nil {
		t.Fatal(err)
	}
	if got := one.scoredBy(t, 0); got != 1 { // scoring opens no file
		t.Errorf("scored by revision %d", got)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	for _, r := range []*rig{one, other} {
		if now, asked := r.scoredBy(t, 0), r.scoredBy(t, 2); now != 1 || asked != 2 {
			t.Errorf("scored by revision %d, and by %d where 2 was asked for", now, asked)
		}
		_, err := r.rulebook.CreateRulebookRevision(t.Context(), &lexfitv1.CreateRulebookRevisionRequest{Rulebook: changed("No"), Author: "Ada"})
		wantError(t, err, codes.FailedPrecondition, "STORE_READ_ONLY")
	}
	if report := one.backup(t, filepath.Join(t.TempDir(), "saved.db")); report.GetRulebookRevisions() != 2 {
		t.Errorf("a backup of it: %v", report)
	}
	if third, _ := newSharedRig(t, path); third.scoredBy(t, 0) != 2 {
		t.Error("who comes later begins with the old rules")
	}
}

// TestASharedServiceMeetsAWriter that stays longer than it waits.
func TestASharedServiceMeetsAWriter(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lexfit.db")
	on := &failingStore{Store: newOrderStore(t)}
	r := newRigOn(t, on)
	on.fail(&store.Error{Kind: store.ErrLocked, Sentence: "database " + path + " is in use by lexfitd (pid 1)"})
	_, err := r.rulebook.GetRulebookRevision(t.Context(), &lexfitv1.GetRulebookRevisionRequest{})
	if told := wantError(t, err, codes.Unavailable, "STORE_BUSY"); !told.retry {
		t.Error("it does not say when to come again")
	}
}

// TestNothingIsKept scores by the default rulebook without any file.
func TestNothingIsKept(t *testing.T) {
	t.Parallel()
	r, _ := newSharedRig(t, "")
	reply, err := r.match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical(), Options: &lexfitv1.ScoreOptions{AsOf: today}})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "the fit", reply, wantScore(t, profilegen.Typical(), matcher.Options{}))
	list, err := r.rulebook.ListRulebookRevisions(t.Context(), &lexfitv1.ListRulebookRevisionsRequest{})
	if err != nil || len(list.GetRevisions()) != 1 || list.GetNextPageToken() != "" {
		t.Errorf("the history: %v, %v", list, err)
	}
	_, err = r.rulebook.GetRulebookRevision(t.Context(), &lexfitv1.GetRulebookRevisionRequest{Revision: 2})
	wantError(t, err, codes.NotFound, "REVISION_NOT_FOUND")
	_, err = r.rulebook.ActivateRulebookRevision(t.Context(), &lexfitv1.ActivateRulebookRevisionRequest{Revision: 1})
	wantError(t, err, codes.FailedPrecondition, "STORE_READ_ONLY")
	_, err = r.orders().CreateJobOrder(t.Context(), &lexfitv1.CreateJobOrderRequest{JobOrderId: "acme", JobOrder: acme(1)})
	wantError(t, err, codes.FailedPrecondition, "STORE_READ_ONLY")
	_, err = r.orders().GetJobOrder(t.Context(), &lexfitv1.GetJobOrderRequest{Name: "jobOrders/acme"})
	wantError(t, err, codes.NotFound, "JOB_ORDER_NOT_FOUND")
	_, _, err = receiveBackup(t.Context(), r.conn, 0)
	wantError(t, err, codes.FailedPrecondition, "STORE_READ_ONLY")
}

// TestAFileThatMayNotBeWrittenIsServed as it is, and that a newer default waits is said. Root may write everything, so it is
// skipped there.
func TestAFileThatMayNotBeWrittenIsServed(t *testing.T) {
	t.Parallel()
	if os.Geteuid() == 0 {
		t.Skip("root may write every file")
	}
	folder := t.TempDir()
	path := filepath.Join(folder, "lexfit.db")
	st, err := boltstore.Open(path, boltstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rules := earlierDefault(t)
	_, err = st.Create(t.Context(), &lexfitv1.RulebookRevision{Digest: matcher.Digest(rules), Rulebook: rules}, store.Create{Activate: true})
	if err := errors.Join(err, st.Close(), os.Chmod(path, 0o400), os.Chmod(folder, 0o500)); err != nil { //nolint:gosec // a folder needs x
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(folder, 0o700) }) //nolint:errcheck,gosec // for the removal
	r, remarks := newSharedRig(t, path)
	if got := r.scoredBy(t, 0); got != 1 {
		t.Errorf("scored by revision %d", got)
	}
	if len(*remarks) != 1 || !strings.Contains((*remarks)[0], "may not be written") {
		t.Errorf("said: %q", *remarks)
	}
	if report := r.backup(t, filepath.Join(t.TempDir(), "saved.db")); report.GetRulebookRevisions() != 1 {
		t.Errorf("a backup of it: %v", report)
	}
}
