package etcdtest

import (
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/lexfit/lexfit/server"
	"github.com/lexfit/lexfit/server/store"
	"github.com/lexfit/lexfit/server/store/etcdstore"
)

// Servers that find an empty etcd at one moment write one default rulebook, and what they keep goes to a file and back whole.
func TestServersStartAtOnce(t *testing.T) {
	t.Parallel()
	etcd := start(t, 1, membership{})
	config := etcd.at(prefix())
	services, errs := make([]*server.Service, 4), make([]error, 4)
	var all sync.WaitGroup
	for i := range services {
		all.Go(func() { services[i], errs[i] = server.Open(t.Context(), server.Options{Etcd: config}) })
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	for _, service := range services {
		if err := service.Close(); err != nil {
			t.Error(err)
		}
	}
	kept := open(t, config)
	if list, err := kept.List(t.Context(), 0, 10); err != nil || len(list) != 1 || !list[0].GetActive() {
		t.Errorf("%v, %v: want one revision, and it active", list, err)
	}
	at := func(address string) server.Place { return server.Place{Config: etcdstore.Config{Address: address}} }
	file, other := filepath.Join(t.TempDir(), "lexfit.db"), etcd.at(prefix()).Address
	for _, places := range [][2]string{{config.Address, file}, {file, other}, {other, filepath.Join(t.TempDir(), "again.db")}} {
		report, err := server.CopyStore(t.Context(), at(places[0]), at(places[1]), time.Second)
		if err != nil || report.GetRulebookRevisions() != 1 || report.GetActiveRevision() != 1 || report.GetAuditEvents() != 2 {
			t.Errorf("%s to %s: %v, %v", places[0], places[1], report, err)
		}
	}
	_, err := server.CopyStore(t.Context(), at(file), at(other), time.Second)
	refused(t, err, store.ErrExists, "nothing was copied", "holds a store already")
}
