package boltstore

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
	"github.com/lexfit/lexfit/server/store/storetest"
)

// brief is a lock time-out for what must be refused.
var brief = Options{LockTimeout: 50 * time.Millisecond}

func sharedAt(t *testing.T, path string) *Store {
	t.Helper()
	s, err := OpenShared(path, Options{LockTimeout: 10 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() }) //nolint:errcheck,gosec // closed before where a test looked at it
	return s
}

// TestReadersShareTheFile goes through who may stand beside whom: readers beside readers, nobody beside a writer, and anybody
// beside those who gave the file back.
func TestReadersShareTheFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lexfit.db")
	s := openAt(t, path)
	fill(t, s, 2)
	if _, err := OpenShared(path, brief); !errors.Is(err, store.ErrLocked) {
		t.Errorf("beside a writer: %v, want ErrLocked", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	one, other := sharedAt(t, path), sharedAt(t, path)
	if _, err := Open(path, brief); !errors.Is(err, store.ErrLocked) {
		t.Errorf("a writer beside readers: %v, want ErrLocked", err)
	}
	for _, kept := range []*Store{one, other} {
		if active, err := kept.Active(t.Context()); err != nil || active.GetRevision() != 1 {
			t.Errorf("active: %v, %v", active.GetRevision(), err)
		}
		_, err := kept.Create(t.Context(), storetest.Draft("no"), store.Create{})
		if !errors.Is(err, store.ErrReadOnly) {
			t.Errorf("a reader wrote: %v, want ErrReadOnly", err)
		}
		checkSentence(t, err, path)
		if err := kept.Release(); err != nil {
			t.Fatal(err)
		}
	}

	writer := openAt(t, path)
	fill(t, writer, 2)
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	for _, kept := range []*Store{one, other} {
		if active, err := kept.Active(t.Context()); err != nil || active.GetRevision() != 3 {
			t.Errorf("after another wrote: %v, %v", active.GetRevision(), err)
		}
		if _, err := kept.CreateJobOrder(t.Context(), lostOrder(), store.JobOrderWrite{}); !errors.Is(err, store.ErrReadOnly) {
			t.Errorf("released, it wrote: %v", err)
		}
		if err := kept.Close(); err != nil {
			t.Error(err)
		}
		if _, err := kept.Active(t.Context()); !errors.Is(err, store.ErrClosed) {
			t.Errorf("after Close: %v", err)
		}
	}
}

// TestAReleasedStoreLooksAnew holds that a file which changed while it was given back is checked again, and one that did not is
// read as it was.
func TestAReleasedStoreLooksAnew(t *testing.T) {
	t.Parallel()
	path, data := sample(t)
	s := sharedAt(t, path)
	if err := s.Release(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Active(t.Context()); err != nil {
		t.Fatal(err)
	}
	damaged := bytes.ReplaceAll(data, []byte("document 1"), []byte("document 7")) // which the call does not read
	replace := func(content []byte) {
		t.Helper()
		if err := errors.Join(os.WriteFile(path+".new", content, 0o600), os.Rename(path+".new", path)); err != nil {
			t.Fatal(err)
		}
	}
	replace(damaged)
	_, err := s.Active(t.Context())
	if !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("a damaged file in its place: %v, want ErrCorrupt", err)
	}
	replace(data)
	if _, err := s.Active(t.Context()); err != nil {
		t.Errorf("the sound one again: %v", err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Active(t.Context()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestAReadOnlyFileIsRead has a file and a folder that may not be written. Root may write everything, so it is skipped there.
func TestAReadOnlyFileIsRead(t *testing.T) {
	t.Parallel()
	if os.Geteuid() == 0 {
		t.Skip("root may write every file")
	}
	path, _ := sample(t)
	folder := filepath.Dir(path)
	if err := errors.Join(os.Chmod(path, 0o400), os.Chmod(folder, 0o500)); err != nil { //nolint:gosec // a folder needs x
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(folder, 0o700) }) //nolint:errcheck,gosec // for the removal
	s := sharedAt(t, path)
	if err := s.Release(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Active(t.Context()); err != nil {
		t.Error(err)
	}
	_, err := Open(path, Options{})
	if !errors.Is(err, fs.ErrPermission) {
		t.Errorf("to be written: %v, want ErrPermission", err)
	}
}

// TestNoWriteIntoAFileThatIsGone deletes and replaces the file under an open store: no write is acknowledged, reading goes on,
// and a backup holds all that was acknowledged before.
func TestNoWriteIntoAFileThatIsGone(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(path string) error{
		"deleted":    os.Remove,
		"moved away": func(path string) error { return os.Rename(path, path+".away") },
		"replaced": func(path string) error {
			return errors.Join(os.WriteFile(path+".other", []byte("another"), 0o600), os.Rename(path+".other", path))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "lexfit.db")
			s, err := Open(path, Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close() //nolint:errcheck // its file is gone
			fill(t, s, 3)
			if err := s.Ready(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := change(path); err != nil {
				t.Fatal(err)
			}
			_, createErr := s.Create(t.Context(), storetest.Draft("lost"), store.Create{Activate: true})
			_, activateErr := s.Activate(t.Context(), 1, store.Activation{})
			_, orderErr := s.CreateJobOrder(t.Context(), lostOrder(), store.JobOrderWrite{})
			for _, err := range []error{createErr, activateErr, orderErr, s.OfferDefault(t.Context(), storetest.Draft("x").GetDigest()), s.Ready(t.Context())} {
				if !errors.Is(err, store.ErrReplaced) {
					t.Fatalf("got %v, want ErrReplaced", err)
				}
				checkSentence(t, err, path)
			}
			if all, err := content(t, s); err != nil || len(all) != 4 || all[3].GetRevision() != 2 {
				t.Errorf("what is read now: %d, %v", len(all), err)
			}
			var copied bytes.Buffer
			if err := s.Backup(t.Context(), &copied); err != nil {
				t.Fatal(err)
			}
			saved := filepath.Join(t.TempDir(), "saved.db")
			if err := os.WriteFile(saved, copied.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			if report, err := Check(t.Context(), saved, store.Checks{}, Options{}); err != nil || report.GetRulebookRevisions() != 3 || report.GetActiveRevision() != 2 {
				t.Errorf("the backup: %v, %v", report, err)
			}
		})
	}
}

// TestWaitingForAReplacedFile has one process wait for the lock of a file that another is put in the place of: it opens the one
// that has the name by then.
func TestWaitingForAReplacedFile(t *testing.T) {
	t.Parallel()
	path, data := sample(t)
	holder, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	waiting := make(chan *Store, 1)
	go func() {
		s, err := Open(path, Options{LockTimeout: time.Minute})
		if err != nil {
			t.Error(err)
		}
		waiting <- s
	}()
	if err := errors.Join(os.WriteFile(path+".new", data, 0o600), os.Rename(path+".new", path)); err != nil {
		t.Fatal(err)
	}
	if err := holder.Close(); err != nil {
		t.Fatal(err)
	}
	s := <-waiting
	if s == nil {
		return
	}
	defer s.Close() //nolint:errcheck // the test is over
	if _, err := s.Create(t.Context(), storetest.Draft("kept"), store.Create{}); err != nil {
		t.Errorf("it has the old file: %v", err)
	}
}

func TestDiscard(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lexfit.db")
	s, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Discard(); err != nil {
		t.Error(err)
	}
	if names := folder(t, path); len(names) > 0 {
		t.Errorf("it left %v", names)
	}
	// What was there before stays.
	kept, _ := sample(t)
	if s, err = Open(kept, Options{}); err != nil {
		t.Fatal(err)
	}
	if err := s.Discard(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(kept); err != nil {
		t.Error(err)
	}
}

// TestBackupEnds has backups end with their context, and with the writer's own error.
func TestBackupEnds(t *testing.T) {
	t.Parallel()
	path, _ := sample(t)
	s := openAt(t, path)
	ctx, cancel := context.WithCancel(t.Context())
	err := s.Backup(ctx, writerFunc(func(p []byte) (int, error) { cancel(); return len(p), nil }))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
	full := errors.New("the other disk is full")
	if err := s.Backup(t.Context(), writerFunc(func([]byte) (int, error) { return 0, full })); !errors.Is(err, full) || err.Error() != full.Error() {
		t.Errorf("the writer's error: %v", err)
	}
	if err := s.Ready(t.Context()); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func lostOrder() *lexfitv1.JobOrder { return &lexfitv1.JobOrder{Name: "jobOrders/lost", Title: "Lost"} }

type writerFunc func([]byte) (int, error)

// Write is io.Writer's.
func (w writerFunc) Write(p []byte) (int, error) { return w(p) }
