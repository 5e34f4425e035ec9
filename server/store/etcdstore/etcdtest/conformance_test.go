package etcdtest

import (
	"context"
	"crypto/tls"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lexfit/lexfit/server/store"
	"github.com/lexfit/lexfit/server/store/etcdstore"
	"github.com/lexfit/lexfit/server/store/storetest"
)

func trust(t testing.TB, as membership) *tls.Config { t.Fatal(as); return nil }
func writer(string) error                           { return nil }

func clientContext(t testing.TB, within time.Duration) (context.Context, context.CancelFunc) {
	t.Helper()
	return context.WithTimeout(t.Context(), within)
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
			storetest.Run(t, func(t *testing.T) store.Store { return open(t, etcd.at(prefix())) })
		})
	}
}
