package server

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lexfit/lexfit/matcher"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
	"github.com/lexfit/lexfit/server/store"
	"github.com/lexfit/lexfit/server/store/boltstore"
)

// stored is all that a database holds, as far as the writes of this test can tell it apart: the title of each rulebook revision
// and of each revision of the one job order stands for the whole document, whose digest is compared.
type stored struct {
	Rulebooks []string
	Active    int32
	Orders    []string
	Events    int
}

// after is what a database holds after so many writes of the test: rulebooks that become active, activations of older ones, job
// orders, in turn.
func after(writes int) *stored {
	made := &stored{Rulebooks: []string{changed("").GetTitle()}, Active: 1, Events: 2}
	for number := range writes {
		switch number % 3 {
		case 0:
			made.Rulebooks = append(made.Rulebooks, rulebookTitle(number))
			made.Active = int32(len(made.Rulebooks))
			made.Events += 2
		case 1:
			made.Active = activated(number)
			made.Events++
		case 2:
			made.Orders = append(made.Orders, orderTitle(number))
			made.Events++
		}
	}
	return made
}

func rulebookTitle(number int) string { return fmt.Sprint("Rules ", number) }
func orderTitle(number int) string    { return fmt.Sprint("Order ", number) }

// activated is the revision that a write activates: each in its turn.
func activated(number int) int32 { return int32(number%(number/3+1)) + 1 }

// write does one write.
func (r *rig) write(ctx context.Context, number int) error {
	var err error
	switch number % 3 {
	case 0:
		_, err = r.rulebook.CreateRulebookRevision(ctx, &lexfitv1.CreateRulebookRevisionRequest{Rulebook: changed(rulebookTitle(number)), Author: "Ada", Activate: true})
	case 1:
		_, err = r.rulebook.ActivateRulebookRevision(ctx, &lexfitv1.ActivateRulebookRevisionRequest{Revision: activated(number)})
	case 2:
		order := acme(10)
		order.Name, order.Title = "jobOrders/acme", orderTitle(number)
		_, err = r.orders().UpdateJobOrder(ctx, &lexfitv1.UpdateJobOrderRequest{JobOrder: order, AllowMissing: true})
	}
	return err
}

// read reads a database whole, and checks it.
func read(t *testing.T, path string) *stored {
	t.Helper()
	st, err := boltstore.Open(path, boltstore.Options{LockTimeout: 30 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close() //nolint:errcheck // read alone
	held := &stored{}
	heads, err := st.List(t.Context(), 0, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	for _, head := range slices.Backward(heads) {
		revision, err := st.Get(t.Context(), head.GetRevision())
		if err != nil {
			t.Fatal(err)
		}
		title := revision.GetRulebook().GetTitle()
		if want := matcher.Digest(changed(title)); revision.GetDigest() != want && head.GetRevision() > 1 || matcher.Digest(revision.GetRulebook()) != revision.GetDigest() {
			t.Errorf("revision %d is not the document that was written", head.GetRevision())
		}
		if held.Rulebooks = append(held.Rulebooks, title); revision.GetRevision() == 1 {
			held.Rulebooks[0] = changed("").GetTitle()
		}
		if head.GetActive() {
			held.Active = head.GetRevision()
		}
	}
	for number := int32(1); ; number++ {
		order, err := st.JobOrder(t.Context(), "jobOrders/acme", number)
		if errors.Is(err, store.ErrNoJobOrder) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if matcher.JobOrderDigest(order) != order.GetDigest() {
			t.Errorf("job order revision %d is not what was written", number)
		}
		held.Orders = append(held.Orders, order.GetTitle())
	}
	events, err := st.AuditEvents(t.Context(), 0, 1<<20, "")
	if err != nil {
		t.Fatal(err)
	}
	held.Events = len(events)
	return held
}

// takenBackup is a backup that was acknowledged, with the writes that must and may be in it.
type takenBackup struct {
	data             []byte
	acknowledged, at int
}

// backups takes backups until one fails, and returns those that were whole.
func backups(ctx context.Context, r *rig, writes func() int) []takenBackup {
	var taken []takenBackup
	for {
		acknowledged := writes()
		_, data, err := receiveBackup(ctx, r.conn, 0)
		if err != nil {
			return taken
		}
		taken = append(taken, takenBackup{data, acknowledged, writes() + 1})
	}
}

// TestKillNine kills the server process while one client writes rulebooks, activations and job orders and another takes backups.
// Whatever was acknowledged is there, whole, and at most the one write more that was under way; and every backup that was
// acknowledged restores to a state between its beginning and its end. LEXFIT_TEST_KILLS says how often; 3 by default.
func TestKillNine(t *testing.T) {
	t.Parallel()
	kills := 3
	if n, err := strconv.Atoi(os.Getenv("LEXFIT_TEST_KILLS")); err == nil {
		kills = n
	}
	path := filepath.Join(t.TempDir(), "lexfit.db")
	written, whole, more := 0, 0, 0
	for kill := range kills {
		cmd, address := startChild(t, "lexfit "+path)
		r := &rig{conn: dial(t, address)}
		r.rulebook = lexfitv1grpc.NewRulebookServiceClient(r.conn)
		var mu sync.Mutex
		acknowledged := written
		count := func() int {
			mu.Lock()
			defer mu.Unlock()
			return acknowledged
		}
		taken := make(chan []takenBackup, 1)
		go func() { taken <- backups(t.Context(), r, count) }()
		killed := make(chan error, 1)
		for number := written; ; number++ {
			if r.write(t.Context(), number) != nil {
				break
			}
			mu.Lock()
			acknowledged++
			mu.Unlock()
			if number == written { // at some moment from here on
				time.AfterFunc(time.Duration((150+kill*137)%500)*time.Millisecond, func() { killed <- cmd.Process.Kill() })
			}
		}
		if err := <-killed; err != nil {
			t.Fatal(err)
		}
		cmd.Wait() //nolint:errcheck,gosec // it was killed

		held := read(t, path)
		switch {
		case cmp.Equal(held, after(acknowledged)):
			written = acknowledged
		case cmp.Equal(held, after(acknowledged+1)):
			written, more = acknowledged+1, more+1
		default:
			t.Fatalf("kill %d, after %d writes (-held +want):\n%s", kill, acknowledged, cmp.Diff(held, after(acknowledged)))
		}
		for _, backup := range <-taken {
			restores(t, backup)
			whole++
		}
	}
	t.Logf("%d kills, %d writes, %d of them not yet acknowledged, %d backups", kills, written, more, whole)
}

// restores restores a backup and compares.
func restores(t *testing.T, backup takenBackup) {
	t.Helper()
	folder := t.TempDir()
	file, path := filepath.Join(folder, "backup.db"), filepath.Join(folder, "lexfit.db")
	if err := os.WriteFile(file, backup.data, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := RestoreFile(t.Context(), file, path, time.Second); err != nil {
		t.Fatal(err)
	}
	held := read(t, path)
	for writes := backup.acknowledged; writes <= backup.at; writes++ {
		if cmp.Equal(held, after(writes)) {
			return
		}
	}
	t.Errorf("a backup taken between writes %d and %d holds (-held +want):\n%s", backup.acknowledged, backup.at, cmp.Diff(held, after(backup.acknowledged)))
}
