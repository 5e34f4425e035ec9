package etcdtest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
	"github.com/lexfit/lexfit/server/store/etcdstore"
	"github.com/lexfit/lexfit/server/store/storetest"
)

func clientContext(tb testing.TB, within time.Duration) (context.Context, context.CancelFunc) {
	tb.Helper()
	return context.WithTimeout(context.WithoutCancel(tb.Context()), within)
}

// prefixes are one a store, so that all share an etcd.
var prefixes atomic.Int64

func prefix() string { return fmt.Sprint("test/", prefixes.Add(1)) }

// open opens a store, which is checked when the test ends by opening it again.
func open(t *testing.T, config etcdstore.Config) *etcdstore.Store {
	t.Helper()
	kept, err := etcdstore.Open(t.Context(), config, etcdstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := kept.Close(); err != nil {
			t.Error(err)
		}
		again, err := etcdstore.Open(context.Background(), config, etcdstore.Options{})
		if err != nil {
			t.Error(err)
			return
		}
		if err := again.Close(); err != nil {
			t.Error(err)
		}
	})
	return kept
}

func TestConformance(t *testing.T) {
	t.Parallel()
	for _, size := range []int{1, 3} {
		t.Run(fmt.Sprint(size, " nodes"), func(t *testing.T) {
			t.Parallel()
			etcd := start(t, size, membership{})
			storetest.Run(t, func(t *testing.T) store.Store {
				t.Helper()
				return open(t, etcd.at(prefix()))
			})
		})
	}
}

// writer is a process that writes to the place it is told.
func writer(told string) error {
	var config etcdstore.Config
	if err := json.Unmarshal([]byte(told), &config); err != nil {
		return err
	}
	return storetest.Writer(reach(config), os.Stdin, os.Stdout)
}

func reach(config etcdstore.Config) storetest.Reach {
	return func() (store.Store, error) {
		return etcdstore.Open(context.Background(), config, etcdstore.Options{})
	}
}

// another is the command of one more writer.
func another(t *testing.T, config etcdstore.Config) *exec.Cmd {
	t.Helper()
	told, err := json.Marshal(config)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0]) //nolint:gosec // this very binary
	cmd.Env = append(os.Environ(), childVariable+"=writer:"+string(told))
	return cmd
}

func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	etcd := start(t, 3, membership{})
	config := etcd.at(prefix())
	storetest.RunProcesses(t, reach(config), func() *exec.Cmd { return another(t, config) })
}

// benched is a store on an etcd of one member.
func benched(b *testing.B) *etcdstore.Store {
	b.Helper()
	etcd := start(b, 1, membership{})
	kept, err := etcdstore.Open(b.Context(), etcd.at(prefix()), etcdstore.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = kept.Close() })
	return kept
}

// sized is a revision about as large as the default rulebook.
func sized() *lexfitv1.RulebookRevision {
	draft := storetest.Draft("sized")
	draft.Rulebook.Roles[0].Summary = random(20<<10) + strings.Repeat("Drafts pleadings, files them with the court. ", 2000)
	return draft
}

// BenchmarkWrite and BenchmarkRead are of one member on this machine: a revision of the size of the default rulebook, and the active one.
func BenchmarkWrite(b *testing.B) {
	kept := benched(b)
	for b.Loop() {
		if _, err := kept.Create(b.Context(), sized(), store.Create{Activate: true}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	kept := benched(b)
	if _, err := kept.Create(b.Context(), sized(), store.Create{Activate: true}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := kept.Active(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
