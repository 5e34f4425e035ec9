package boltstore

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
	"github.com/lexfit/lexfit/server/store/storetest"
)

// backupTo writes a backup of a store to a file.
func backupTo(t *testing.T, s *Store, path string) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Backup(t.Context(), file), file.Close()); err != nil {
		t.Fatal(err)
	}
}

// drafts are the checks that fit what storetest writes: a digest is that of the title.
var drafts = store.Checks{
	RulebookDigest: func(r *lexfitv1.Rulebook) string { return storetest.Draft(r.GetTitle()).GetDigest() },
	JobOrderDigest: func(o *lexfitv1.JobOrder) string { return storetest.Draft(o.GetTitle()).GetDigest() },
}

// TestBackupsWhileOthersWrite takes backups under writes: each is whole, holds all that was acknowledged before it was begun, and
// nothing of what was written after it was done.
func TestBackupsWhileOthersWrite(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lexfit.db")
	s := openAt(t, path)
	fill(t, s, 2)
	ctx, stop := context.WithCancel(t.Context())
	written := make(chan error, 1)
	go func() {
		for ctx.Err() == nil {
			draft := storetest.Draft("long")
			draft.Rulebook.Roles[0].Summary = strings.Repeat("x", 50_000)
			if _, err := s.Create(context.WithoutCancel(ctx), draft, store.Create{Activate: true}); err != nil {
				written <- err
				return
			}
		}
		written <- nil
	}()
	latest := func() int32 {
		list, err := s.List(t.Context(), 0, 1)
		if err != nil {
			t.Fatal(err)
		}
		return list[0].GetRevision()
	}
	for i := range 10 {
		before := latest()
		file := filepath.Join(t.TempDir(), strconv.Itoa(i))
		backupTo(t, s, file)
		after := latest()
		report, err := Check(t.Context(), file, drafts, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if n := report.GetRulebookRevisions(); n < before || n > after || report.GetActiveRevision() != n && n > 2 {
			t.Errorf("a backup between revisions %d and %d: %v", before, after, report)
		}
		checkSound(t, file)
	}
	stop()
	if err := <-written; err != nil {
		t.Error(err)
	}
}

// TestCheckFindsWhatAStartDoesNot has digests that are not those of their documents, and a chain of events that is broken.
func TestCheckFindsWhatAStartDoesNot(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lexfit.db")
	s := openAt(t, path)
	fill(t, s, 2)
	order := &lexfitv1.JobOrder{Name: "jobOrders/a", Title: "one", Digest: storetest.Draft("one").GetDigest()}
	if _, err := s.CreateJobOrder(t.Context(), order, store.JobOrderWrite{}); err != nil {
		t.Fatal(err)
	}
	if err := s.DeleteJobOrder(t.Context(), order.GetName(), store.JobOrderWrite{}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	report, err := Check(t.Context(), path, drafts, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if report.GetSchemaVersion() != 3 || report.GetRulebookRevisions() != 2 || report.GetActiveRevision() != 1 || report.GetJobOrders() != 1 || report.GetAuditEvents() != 5 {
		t.Errorf("the report: %v", report)
	}
	if info, err := os.Stat(path); err != nil || report.GetSizeBytes() != info.Size() || report.GetFreeBytes() <= 0 || report.GetFreeBytes() >= info.Size() {
		t.Errorf("%d bytes of which %d are free, of a file of %d", report.GetSizeBytes(), report.GetFreeBytes(), info.Size())
	}
	never := func(string) string { return "0" }
	for name, test := range map[string]struct {
		checks store.Checks
		says   string
	}{
		"a rulebook":  {store.Checks{RulebookDigest: func(*lexfitv1.Rulebook) string { return never("") }}, "revision 1"},
		"a job order": {store.Checks{JobOrderDigest: func(*lexfitv1.JobOrder) string { return never("") }}, "job order jobOrders/a, revision 1"},
		"an event": {store.Checks{Event: func(before, event *lexfitv1.AuditEvent) error {
			if before.GetSequence() != event.GetSequence()-1 {
				t.Errorf("event %d comes after %d", event.GetSequence(), before.GetSequence())
			}
			if event.GetSequence() == 4 {
				return errors.New("it does not follow from the one before")
			}
			return nil
		}}, "audit event 4: it does not follow"},
	} {
		_, err := Check(t.Context(), path, test.checks, Options{})
		if !errors.Is(err, store.ErrCorrupt) || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		checkSentence(t, err, path)
	}
}

func TestRestore(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lexfit.db")
	s := openAt(t, path)
	fill(t, s, 3)
	backup := filepath.Join(t.TempDir(), "backup.db")
	backupTo(t, s, backup)
	want, err := content(t, s)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, s, 2)
	if _, _, err := Restore(t.Context(), backup, path, drafts, brief); !errors.Is(err, store.ErrLocked) {
		t.Errorf("under an open store: %v, want ErrLocked", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	later, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}

	// What is not whole is not restored, and changes nothing.
	data, err := os.ReadFile(backup)
	if err != nil {
		t.Fatal(err)
	}
	bad := filepath.Join(t.TempDir(), "bad.db")
	for name, content := range map[string][]byte{
		"cut short": data[:len(data)/2], "damaged": append(bytes.Clone(data[:len(data)-100]), make([]byte, 100)...), "empty": nil, "no database": []byte("hello"),
	} {
		if name == "damaged" {
			content = bytes.ReplaceAll(data, []byte("document 2"), []byte("document 7"))
		}
		if err := os.WriteFile(bad, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := Restore(t.Context(), bad, path, drafts, Options{}); !errors.Is(err, store.ErrCorrupt) {
			t.Errorf("%s: %v, want ErrCorrupt", name, err)
		}
	}
	wrong := store.Checks{RulebookDigest: func(*lexfitv1.Rulebook) string { return "0" }}
	_, _, digestErr := Restore(t.Context(), backup, path, wrong, Options{})
	_, _, missingErr := Restore(t.Context(), backup+".none", path, drafts, Options{})
	_, _, itselfErr := Restore(t.Context(), path, path, drafts, Options{})
	if !errors.Is(digestErr, store.ErrCorrupt) || !errors.Is(missingErr, fs.ErrNotExist) || itselfErr == nil {
		t.Errorf("a wrong digest: %v; no file: %v; the database itself: %v", digestErr, missingErr, itselfErr)
	}
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, later) {
		t.Errorf("a refused restore changed the file (%v)", err)
	}
	if names := folder(t, path); !slices.Equal(names, []string{"lexfit.db"}) {
		t.Errorf("refused restores left %v", names)
	}

	report, kept, err := Restore(t.Context(), backup, path, drafts, Options{})
	if err != nil || report.GetRulebookRevisions() != 3 || kept != path+".before-restore" {
		t.Fatalf("%v, %q, %v", report, kept, err)
	}
	got, err := content(t, openAt(t, path))
	if err != nil {
		t.Fatal(err)
	}
	requireEqual(t, got, want)
	if old, err := os.ReadFile(kept); err != nil || !bytes.Equal(old, later) {
		t.Errorf("what was there before is not kept (%v)", err)
	}
	if names := folder(t, path); !slices.Equal(names, []string{"lexfit.db", "lexfit.db.before-restore"}) {
		t.Errorf("the folder holds %v", names)
	}
}

// TestRestoreWhereTheOldFileIsOfNoUse restores over a damaged file, where there is none, and from a file of an older schema.
func TestRestoreWhereTheOldFileIsOfNoUse(t *testing.T) {
	t.Parallel()
	backup, data := sample(t)
	path := filepath.Join(t.TempDir(), "lexfit.db")
	if _, kept, err := Restore(t.Context(), backup, path, drafts, Options{}); err != nil || kept != "" {
		t.Fatalf("where there was none: %q, %v", kept, err)
	}
	if err := os.WriteFile(path, data[:len(data)/3], 0o640); err != nil { //nolint:gosec // its mode is to be kept
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o640); err != nil { //nolint:gosec // its mode is to be kept
		t.Fatal(err)
	}
	if _, _, err := Restore(t.Context(), backup, path, drafts, Options{}); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	old, _ := sample(t)
	schemaOne(t, old)
	before, err := os.ReadFile(old)
	if err != nil {
		t.Fatal(err)
	}
	report, err := Check(t.Context(), old, drafts, Options{})
	if err != nil || report.GetSchemaVersion() != 1 || report.GetRulebookRevisions() != 3 {
		t.Errorf("checked: %v, %v", report, err)
	}
	if report, _, err = Restore(t.Context(), old, path, drafts, Options{}); err != nil || report.GetSchemaVersion() != 1 {
		t.Fatalf("restored: %v, %v", report, err)
	}
	if after, err := os.ReadFile(old); err != nil || !bytes.Equal(after, before) || len(folder(t, old)) != 1 {
		t.Errorf("the backup was changed, or its folder: %v, %v", folder(t, old), err)
	}
	if names := folder(t, path); !slices.Equal(names, []string{"lexfit.db", "lexfit.db.before-restore"}) {
		t.Errorf("the folder holds %v", names)
	}
	if all, err := content(t, openAt(t, path)); err != nil || len(all) != 4 {
		t.Errorf("%d, %v", len(all), err)
	}
}

func TestCompact(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lexfit.db")
	s := openAt(t, path)
	fill(t, s, 40)
	want, err := content(t, s)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := Compact(t.Context(), path, drafts, brief); !errors.Is(err, store.ErrLocked) {
		t.Errorf("under an open store: %v, want ErrLocked", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	before, after, err := Compact(t.Context(), path, drafts, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if after.GetContentDigest() != before.GetContentDigest() || after.GetSizeBytes() >= before.GetSizeBytes() || after.GetFreeBytes() >= before.GetFreeBytes() {
		t.Errorf("before %v\nafter %v", before, after)
	}
	if names := folder(t, path); !slices.Equal(names, []string{"lexfit.db"}) {
		t.Errorf("the folder holds %v", names)
	}
	if again, same, err := Compact(t.Context(), path, drafts, Options{}); err != nil || again.GetSizeBytes() != same.GetSizeBytes() || same.GetSizeBytes() != after.GetSizeBytes() {
		t.Errorf("a second time: %v, %v, %v", again, same, err)
	}
	got, err := content(t, openAt(t, path))
	if err != nil {
		t.Fatal(err)
	}
	requireEqual(t, got, want)
	if _, _, err := Compact(t.Context(), path+".none", drafts, Options{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

// TestWayBack has an older program refuse a newer file, and say which copy of it there is.
func TestWayBack(t *testing.T) {
	t.Parallel()
	path, _ := sample(t)
	if _, _, err := openSteps(t, path, newer(addThousand)); err != nil {
		t.Fatal(err)
	}
	_, _, err := openSteps(t, path, newer())
	if !errors.Is(err, store.ErrNewerSchema) || !strings.Contains(err.Error(), "lexfit.db.schema-3") || !strings.Contains(err.Error(), "admin restore") {
		t.Errorf("with a copy beside it: %v", err)
	}
	if _, _, err := Restore(t.Context(), path+".schema-3", path, drafts, Options{}); err != nil {
		t.Fatalf("the way back: %v", err)
	}
	if schema, _, err := openSteps(t, path, newer()); err != nil || schema != 3 {
		t.Errorf("after it: schema %d, %v", schema, err)
	}
	if _, _, err := openSteps(t, path, newer(addThousand)); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path + ".schema-3"); err != nil {
		t.Fatal(err)
	}
	_, _, err = openSteps(t, path, newer())
	if !errors.Is(err, store.ErrNewerSchema) || strings.Contains(err.Error(), "schema-3") || !strings.Contains(err.Error(), "backup") {
		t.Errorf("without: %v", err)
	}
	schema, _, err := openSteps(t, path, newer(addThousand)) // as checkSound in the cleanup wants it
	if err != nil || schema != 4 {
		t.Errorf("the newer program: %d, %v", schema, err)
	}
}
