package etcdtest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lexfit/lexfit/server/store"
	"github.com/lexfit/lexfit/server/store/etcdstore"
	"github.com/lexfit/lexfit/server/store/storetest"
)

func clientContext(t *testing.T, within time.Duration) (context.Context, context.CancelFunc) {
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
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childVariable+"=writer:"+string(told))
	return cmd
}

func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	etcd := start(t, 3, membership{})
	config := etcd.at(prefix())
	storetest.RunProcesses(t, reach(config), func() *exec.Cmd { return another(t, config) })
}
