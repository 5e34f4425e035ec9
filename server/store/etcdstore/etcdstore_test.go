package etcdstore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/lexfit/lexfit/server/store"
	"github.com/lexfit/lexfit/server/store/storetest"
)

// openAt opens a store that is closed, and opened once more and so checked, when the test ends.
func openAt(t *testing.T, config Config) *Store {
	t.Helper()
	kept, err := Open(t.Context(), config, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := kept.Close(); err != nil {
			t.Error(err)
		}
	})
	return kept
}

// whole opens a store again, which checks it.
func whole(t *testing.T, config Config) *store.Judge {
	t.Helper()
	kept, err := Open(context.WithoutCancel(t.Context()), config, Options{})
	if err != nil {
		t.Fatal(err)
	}
	judge := &store.Judge{}
	if err := errors.Join(kept.Contents(context.WithoutCancel(t.Context()), judge), judge.End(), kept.Close()); err != nil {
		t.Fatal(err)
	}
	return judge
}

func TestConformance(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) store.Store {
		t.Helper()
		_, config := newFake(t)
		kept := openAt(t, config)
		t.Cleanup(func() { whole(t, config) })
		return kept
	})
}

// A lost answer is settled, whatever became of the write: it is acknowledged where it was done, done where it was not, and never
// done twice.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	unavailable, timedOut := rpctypes.ErrGRPCTimeoutDueToConnectionLost, status.Error(codes.DeadlineExceeded, "late")
	once := func(err error) func(bool) error {
		return func(bool) error {
			answer := err
			err = nil
			return answer
		}
	}
	tests := []struct {
		name          string
		before, after func(bool) error
		want          error
		there         bool
	}{
		{"it was never done, and then is", once(unavailable), nil, nil, true},
		{"it was done, and the answer lost", nil, once(unavailable), nil, true},
		{"it was done, and the answer late", nil, once(timedOut), nil, true},
		{"it reached the quota and was done", nil, once(rpctypes.ErrGRPCNoSpace), nil, true},
		{"it was refused for the quota", func(bool) error { return rpctypes.ErrGRPCNoSpace }, nil, store.ErrFull, false},
		{"it was refused for want of a right", func(bool) error { return rpctypes.ErrGRPCPermissionDenied }, nil, store.ErrDenied, false},
		{"it was refused for its size", func(bool) error { return rpctypes.ErrGRPCRequestTooLarge }, nil, store.ErrTooLarge, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			etcd, config := newFake(t)
			kept := openAt(t, config)
			if _, err := kept.Create(t.Context(), storetest.Draft("first"), store.Create{Activate: true}); err != nil {
				t.Fatal(err)
			}
			etcd.mu.Lock()
			etcd.before, etcd.after = tt.before, tt.after
			etcd.mu.Unlock()
			written, err := kept.Create(t.Context(), storetest.Draft("second"), store.Create{Activate: true})
			if !errors.Is(err, tt.want) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			etcd.mu.Lock()
			etcd.before, etcd.after = nil, nil
			etcd.mu.Unlock()
			report := whole(t, config).Report()
			if want := map[bool]int32{true: 2, false: 1}[tt.there]; report.GetRulebookRevisions() != want || tt.there && written.GetRevision() != 2 {
				t.Errorf("%d revisions are there, want %d; the answer was %v", report.GetRulebookRevisions(), want, written)
			}
		})
	}
}

// An answer that stays away leaves an error that says so, and a caller who gave up leaves no half of a write.
func TestUncertain(t *testing.T) {
	t.Parallel()
	etcd, config := newFake(t)
	kept := openAt(t, config)
	kept.settleFor = 300 * time.Millisecond
	etcd.mu.Lock()
	etcd.after = func(bool) error { return rpctypes.ErrGRPCTimeout }
	etcd.mu.Unlock()
	_, err := kept.Create(t.Context(), storetest.Draft("first"), store.Create{})
	if !errors.Is(err, store.ErrUncertain) || !strings.Contains(err.Error(), "read before you write again") {
		t.Fatalf("got %v", err)
	}
	etcd.mu.Lock()
	etcd.after = nil
	etcd.mu.Unlock()
	if list, err := kept.List(t.Context(), 0, 10); err != nil || len(list) != 1 {
		t.Errorf("%v, %v: it was written once", list, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	etcd.mu.Lock()
	etcd.after = func(bool) error { cancel(); return nil }
	etcd.mu.Unlock()
	if written, err := kept.Create(ctx, storetest.Draft("second"), store.Create{}); err != nil || written.GetRevision() != 2 {
		t.Errorf("what was sent when the caller gave up: %v, %v", written, err)
	}
	whole(t, config)
}

// Another writer who wins between reading and writing is not noticed without an etag, and a conflict with one.
func TestLostRaces(t *testing.T) {
	t.Parallel()
	etcd, config := newFake(t)
	kept, other := openAt(t, config), openAt(t, config)
	first, err := kept.Create(t.Context(), storetest.Draft("first"), store.Create{Activate: true})
	if err != nil {
		t.Fatal(err)
	}
	intrude := func() {
		left := 3
		etcd.before = func(bool) error {
			if left--; left < 0 {
				return nil
			}
			before := etcd.before
			etcd.before = nil
			etcd.mu.Unlock()
			_, err := other.Create(context.WithoutCancel(t.Context()), storetest.Draft("intruder"), store.Create{})
			etcd.mu.Lock()
			etcd.before = before
			return err
		}
	}
	etcd.mu.Lock()
	intrude()
	etcd.mu.Unlock()
	if written, err := kept.Create(t.Context(), storetest.Draft("patient"), store.Create{}); err != nil || written.GetRevision() != 5 {
		t.Errorf("without an etag: %v, %v, want revision 5", written, err)
	}
	etcd.mu.Lock()
	intrude()
	etcd.mu.Unlock()
	now, err := kept.Active(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var conflict *store.ConflictError
	if _, err := kept.Create(t.Context(), storetest.Draft("late"), store.Create{Etag: now.GetEtag()}); !errors.As(err, &conflict) || conflict.Etag == now.GetEtag() || conflict.Etag == first.GetEtag() {
		t.Errorf("with an etag: %v", err)
	}
	etcd.mu.Lock()
	etcd.before = nil
	etcd.mu.Unlock()
	whole(t, config)
}

func addNote(_ context.Context, _ *records, now *head) (*change, error) {
	now.Changes += 100
	return &change{}, nil
}

// Two versions of the program on one etcd: the newer brings the store forward and keeps what it was, the older refuses it with the way
// out, also where it had it open.
func TestTwoVersions(t *testing.T) {
	t.Parallel()
	etcd, config := newFake(t)
	older := openAt(t, config)
	if _, err := older.Create(t.Context(), storetest.Draft("first"), store.Create{Activate: true}); err != nil {
		t.Fatal(err)
	}
	newer, err := open(t.Context(), config, Options{}, []migration{addNote})
	if err != nil {
		t.Fatal(err)
	}
	defer newer.Close() //nolint:errcheck // nothing hangs on it
	if _, err := newer.Create(t.Context(), storetest.Draft("second"), store.Create{Activate: true}); err != nil {
		t.Fatal(err)
	}
	if now, err := newer.view(t.Context()); err != nil || now.Schema != 2 || now.Changes != 102 {
		t.Errorf("after the migration: %+v, %v", now, err)
	}
	_, errRead := older.Active(t.Context())
	_, errWrite := older.Create(t.Context(), storetest.Draft("third"), store.Create{})
	_, errOpen := Open(t.Context(), config, Options{})
	for _, err := range []error{errRead, errWrite, errOpen} {
		if !errors.Is(err, store.ErrNewerSchema) || !strings.Contains(err.Error(), config.Address+"/before-schema-2") {
			t.Errorf("the older version got %v", err)
		}
	}
	back := config
	back.Address += "/before-schema-2"
	if active, err := openAt(t, back).Active(t.Context()); err != nil || active.GetRevision() != 1 {
		t.Errorf("the way back leads to %v, %v", active, err)
	}
	again, err := open(t.Context(), config, Options{}, []migration{addNote})
	if err != nil {
		t.Fatalf("opened again: %v", err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
	failing := func(context.Context, *records, *head) (*change, error) { return nil, errors.New("no") }
	before := etcd.value(keyHead)
	if _, err := open(t.Context(), config, Options{}, []migration{addNote, failing}); err == nil || !bytes.Equal(etcd.value(keyHead), before) {
		t.Errorf("a step that fails leaves the store as it was: %v", err)
	}
}

// A store that was deleted, or another in its place, takes no write of who had the old one open.
func TestReplaced(t *testing.T) {
	t.Parallel()
	etcd, config := newFake(t)
	kept := openAt(t, config)
	other, elsewhere := newFake(t)
	openAt(t, elsewhere)
	etcd.set(keyHead, other.value(keyHead))
	if _, err := kept.Create(t.Context(), storetest.Draft("lost"), store.Create{}); !errors.Is(err, store.ErrReplaced) {
		t.Errorf("another store: %v", err)
	}
	etcd.mu.Lock()
	delete(etcd.keys, "/lexfit/head")
	etcd.mu.Unlock()
	if err := kept.Ready(t.Context()); !errors.Is(err, store.ErrReplaced) || !strings.Contains(err.Error(), "was deleted") {
		t.Errorf("no store: %v", err)
	}
}

// TestDrawing holds the drawing, and the table in docs/storage.md, against the keys of a real store.
func TestDrawing(t *testing.T) {
	t.Parallel()
	etcd, config := newFake(t)
	kept := openAt(t, config)
	if _, err := kept.Create(t.Context(), storetest.Draft("first"), store.Create{Activate: true}); err != nil {
		t.Fatal(err)
	}
	order := storetest.JobOrder("a", "title")
	if _, err := kept.CreateJobOrder(t.Context(), order, store.JobOrderWrite{}); err != nil {
		t.Fatal(err)
	}
	docs, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "storage.md"))
	if err != nil {
		t.Fatal(err)
	}
	kinds := []string{"head"}
	for key := range etcd.keys {
		kind, _, _ := strings.Cut(strings.TrimPrefix(key, "/lexfit/"), "/")
		if kind != "head" {
			kinds = append(kinds, kind+"/")
		}
	}
	slices.Sort(kinds)
	kinds = slices.Compact(kinds)
	if len(kinds) != 6 {
		t.Errorf("keys of %d kinds: %v", len(kinds), kinds)
	}
	for _, kind := range kinds {
		if !strings.Contains(Drawing, "\n"+kind) || !bytes.Contains(docs, []byte("| `"+kind)) {
			t.Errorf("%s stands not in the drawing, or not in docs/storage.md", kind)
		}
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"etcd://a:2379/lexfit":                     "[a:2379] /lexfit",
		"etcd://a:1,b:65535,[::1]:2379/one/two/":   "[a:1 b:65535 [::1]:2379] /one/two",
		"etcd://etcd-0.etcd.ns.svc:2379/lexfit-eu": "[etcd-0.etcd.ns.svc:2379] /lexfit-eu",
	} {
		if endpoints, prefix, err := parseAddress(address); err != nil || fmt.Sprint(endpoints, " ", prefix) != want {
			t.Errorf("%s: %v %s %v, want %s", address, endpoints, prefix, err, want)
		}
	}
	for address, word := range map[string]string{
		"":                                       "want etcd://",
		"lexfit.db":                              "want etcd://",
		"http://a:2379/x":                        "want etcd://",
		"etcd://a:2379":                          "names no prefix",
		"etcd://a:2379/":                         "names no prefix",
		"etcd://a/x":                             `"a" is no host and port`,
		"etcd://a:0/x":                           "no host and port",
		"etcd://a:2379,/x":                       "no host and port",
		"etcd://:2379/x":                         "no host and port",
		"etcd://ada:hush@a:2379/x":               "ps shows them",
		"etcd://a:2379/x?ca=y":                   "letters, digits",
		"etcd://a:2379/x//y":                     "letters, digits",
		"etcd://a:2379/ü":                        "letters, digits",
		"etcd://a:2379/" + random(201):           "200 at most",
		"etcd://" + strings.Repeat("a:1,", 2000): "want etcd://",
	} {
		if _, _, err := parseAddress(address); err == nil || !strings.Contains(err.Error(), word) || strings.Contains(err.Error(), "hush") {
			t.Errorf("%.60s: %v, want %q", address, err, word)
		}
	}
}

func random(size int) string { return strings.Repeat("x", size) }

func TestValidate(t *testing.T) {
	t.Parallel()
	given := Config{Address: "etcd://10.0.0.1:2379/x"}
	for word, change := range map[string]func(*Config){
		"--store-cert and --store-key go":      func(c *Config) { c.CertFile = "a" },
		"--store-user and --store-password":    func(c *Config) { c.User = "a" },
		"clear text":                           func(c *Config) { c.User, c.PasswordFile = "a", "b" },
		"which is not given":                   func(c *Config) { c.Address, c.CAFile = "", "a" },
		"--store etcd://…@b:1/x: user and pas": func(c *Config) { c.Address = "etcd://a:b@b:1/x" },
	} {
		config := given
		change(&config)
		if err := config.Validate(false); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%q: %v", word, err)
		}
	}
	for name, change := range map[string]func(*Config){
		"nothing given": func(c *Config) { *c = Config{} }, "encrypted": func(c *Config) { c.User, c.PasswordFile, c.CAFile = "a", "b", "c" },
		"here": func(c *Config) {
			c.Address, c.User, c.PasswordFile = "etcd://127.0.0.1:1,localhost:2,[::1]:3/x", "a", "b"
		},
	} {
		config := given
		change(&config)
		if err := config.Validate(false); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzAddress(f *testing.F) {
	f.Add("etcd://a:2379,[::1]:1/lexfit")
	f.Add("etcd://a:b@c:1/x")
	f.Fuzz(func(t *testing.T, address string) {
		endpoints, prefix, err := parseAddress(address)
		if err != nil {
			return
		}
		again, same, err := parseAddress(Scheme + strings.Join(endpoints, ",") + prefix)
		if err != nil || !slices.Equal(again, endpoints) || same != prefix || len(endpoints) == 0 || len(prefix) < 2 {
			t.Errorf("%q: %v %q, read again %v %q, %v", address, endpoints, prefix, again, same, err)
		}
	})
}

func FuzzUnframe(f *testing.F) {
	pack, err := newPacker()
	if err != nil {
		f.Fatal(err)
	}
	f.Add("head", pack.frame("head", newNonce(), []byte("{}")))
	f.Add("a", pack.frame("a", newNonce(), bytes.Repeat([]byte("long "), 1000)))
	f.Add("a", []byte("lexfit/1 00000000 x zstd 99999999999\n"))
	f.Fuzz(func(t *testing.T, key string, value []byte) {
		read, err := pack.unframe(key, value)
		if err != nil {
			if !errors.Is(err, store.ErrCorrupt) {
				t.Errorf("%v is no ErrCorrupt", err)
			}
			return
		}
		again, err := pack.unframe(key, pack.frame(key, read.nonce, read.body))
		if err != nil || !bytes.Equal(again.body, read.body) {
			t.Errorf("framed again: %v", err)
		}
		if _, err := pack.unframe(key+"x", value); err == nil {
			t.Error("it is as good under another key")
		}
	})
}
