package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
	"github.com/lexfit/lexfit/server/store"
)

// receiveBackup receives a backup whole, or says why it is not.
func receiveBackup(ctx context.Context, conn grpc.ClientConnInterface, chunk int32) (*lexfitv1.BackupManifest, []byte, error) {
	stream, err := lexfitv1grpc.NewAdminServiceClient(conn).Backup(ctx, &lexfitv1.BackupRequest{ChunkBytes: chunk})
	if err != nil {
		return nil, nil, err
	}
	first, err := stream.Recv()
	if err != nil {
		return nil, nil, err
	}
	manifest := first.GetManifest()
	var data bytes.Buffer
	for {
		reply, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		if n := len(reply.GetData()); n == 0 || chunk > 0 && n > int(chunk) {
			return nil, nil, fmt.Errorf("a message of %d bytes", n)
		}
		data.Write(reply.GetData())
	}
	sum := sha256.Sum256(data.Bytes())
	if int64(data.Len()) != manifest.GetSizeBytes() || hex.EncodeToString(sum[:]) != manifest.GetDigest() {
		return nil, nil, fmt.Errorf("%d bytes are not those of the manifest: %v", data.Len(), manifest)
	}
	return manifest, data.Bytes(), nil
}

// backup writes a backup to a file and checks it.
func (r *rig) backup(t *testing.T, path string) *lexfitv1.StoreReport {
	t.Helper()
	manifest, data, err := receiveBackup(t.Context(), r.conn, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	report, err := CheckFile(t.Context(), path, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "the report that was sent", manifest.GetStore(), report)
	return report
}

func TestBackup(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	r := newRigAt(t, filepath.Join(folder, "lexfit.db"))
	r.create(t, harsher(), true, "")
	r.createOrder(t, acme(20))
	for _, chunk := range []int32{0, 1024, 1 << 20} {
		manifest, _, err := receiveBackup(t.Context(), r.conn, chunk)
		if err != nil {
			t.Fatal(err)
		}
		held := manifest.GetStore()
		if held.GetRulebookRevisions() != 2 || held.GetActiveRevision() != 2 || held.GetJobOrders() != 1 || held.GetAuditEvents() != 5 ||
			!manifest.GetCreateTime().AsTime().Equal(testClock()) {
			t.Errorf("the manifest: %v", manifest)
		}
	}
	saved := filepath.Join(t.TempDir(), "saved.db")
	before := r.backup(t, saved)
	r.create(t, changed("Later"), true, "")
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 1 {
		t.Errorf("backups leave %v, %v", entries, err)
	}

	// What is restored is served.
	path := filepath.Join(t.TempDir(), "restored.db")
	report, kept, err := RestoreFile(t.Context(), saved, path, time.Second)
	if err != nil || kept != "" || report.GetContentDigest() != before.GetContentDigest() {
		t.Fatalf("%v, %q, %v", report, kept, err)
	}
	restored := newRigAt(t, path)
	active, err := restored.rulebook.GetRulebookRevision(t.Context(), &lexfitv1.GetRulebookRevisionRequest{})
	if err != nil || active.GetRevision().GetRevision() != 2 || active.GetRevision().GetRulebook().GetTitle() != harsher().GetTitle() {
		t.Errorf("restored: %v, %v", active.GetRevision().GetRevision(), err)
	}
	_, _, err = RestoreFile(t.Context(), saved, path, 50*time.Millisecond)
	if !errors.Is(err, store.ErrLocked) || !strings.Contains(err.Error(), path) {
		t.Errorf("under a server: %v", err)
	}
}

// TestADigestThatIsNotOfItsDocument has a revision and a job order written with digests of something else.
func TestADigestThatIsNotOfItsDocument(t *testing.T) {
	t.Parallel()
	for name, write := range map[string]func(st store.Store) error{
		"revision 2": func(st store.Store) error {
			other := harsher()
			_, err := st.Create(t.Context(), &lexfitv1.RulebookRevision{Digest: strings.Repeat("ab", 32), Rulebook: other}, store.Create{})
			return err
		},
		"jobOrders/acme": func(st store.Store) error {
			order := acme(10)
			order.Name, order.Digest = "jobOrders/acme", strings.Repeat("ab", 32)
			_, err := st.CreateJobOrder(t.Context(), order, store.JobOrderWrite{})
			return err
		},
	} {
		path := filepath.Join(t.TempDir(), "lexfit.db")
		r := newRigAt(t, path)
		if err := write(r.service.store); err != nil {
			t.Fatal(err)
		}
		_, _, err := receiveBackup(t.Context(), r.conn, 0)
		wantError(t, err, 15, "STORE_DAMAGED")
		if err := r.service.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := CheckFile(t.Context(), path, time.Second); !errors.Is(err, store.ErrCorrupt) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestScheduledBackups turns the clock: a backup is due at once, then after the time that was asked for, and the oldest go.
func TestScheduledBackups(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	folder := t.TempDir()
	now := testClock()
	scheduled := &schedule{store: r.service.store, log: r.service.log, clock: func() time.Time { return now }, folder: folder, every: time.Hour, keep: 2}
	if err := os.WriteFile(filepath.Join(folder, "lexfit-mine.db"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for i := range 4 {
		if due := scheduled.due(); due != 0 {
			t.Fatalf("backup %d is due in %v", i, due)
		}
		r.create(t, changed(fmt.Sprint("Number ", i)), true, "")
		if err := scheduled.make(t.Context()); err != nil {
			t.Fatal(err)
		}
		if due := scheduled.due(); due <= 59*time.Minute || due > time.Hour {
			t.Errorf("the next is due in %v", due)
		}
		now = now.Add(time.Hour + time.Second)
	}
	want := []string{"lexfit-20261124T053002Z.db", "lexfit-20261124T063003Z.db"}
	if made := scheduled.made(); !slices.Equal(made, want) {
		t.Errorf("kept are %v, want %v", made, want)
	}
	for i, name := range want {
		report, err := CheckFile(t.Context(), filepath.Join(folder, name), time.Second)
		if err != nil || report.GetRulebookRevisions() != int32(i)+4 {
			t.Errorf("%s: %v, %v", name, report, err)
		}
	}
	// A backup that cannot be made removes none.
	scheduled.store = &failingBackups{r.service.store}
	if err := scheduled.make(t.Context()); !errors.Is(err, errBroken) {
		t.Errorf("got %v", err)
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 3 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}

type failingBackups struct{ store.Store }

// Backup is store.Store's.
func (*failingBackups) Backup(_ context.Context, to io.Writer) error {
	_, err := to.Write([]byte("half of it"))
	return errors.Join(err, errBroken)
}

// TestAServerBacksItselfUp runs one that is told to.
func TestAServerBacksItselfUp(t *testing.T) {
	t.Parallel()
	c := testConfig(t)
	c.BackupDir = t.TempDir()
	r := start(t, c)
	for deadline := time.Now().Add(time.Minute); !strings.Contains(r.log.String(), "made a backup"); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("no backup:\n%s", r.log)
		}
	}
	r.stop()
	if err := r.wait(t); err != nil {
		t.Error(err)
	}
	entries, err := os.ReadDir(c.BackupDir)
	if err != nil || len(entries) != 1 {
		t.Fatalf("%v, %v", entries, err)
	}
	if report, err := CheckFile(t.Context(), filepath.Join(c.BackupDir, entries[0].Name()), time.Second); err != nil || report.GetActiveRevision() != 1 {
		t.Errorf("%v, %v", report, err)
	}
}
