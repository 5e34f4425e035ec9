package boltstore

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
	"github.com/lexfit/lexfit/server/store/storetest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) store.Store {
		t.Helper()
		return openAt(t, filepath.Join(t.TempDir(), "lexfit.db"))
	})
}

// openAt opens a store, closes it in cleanup and has bbolt's own checker judge the file then.
func openAt(t *testing.T, path string) *Store {
	t.Helper()
	s, err := Open(path, Options{LockTimeout: 10 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
		checkSound(t, path)
	})
	return s
}

// checkSound judges a file by bbolt's checker, which knows nothing of ours.
func checkSound(t *testing.T, path string) {
	t.Helper()
	db, err := bolt.Open(path, 0, &bolt.Options{ReadOnly: true, PreLoadFreelist: true, Timeout: 10 * time.Second})
	if err != nil {
		t.Errorf("bbolt cannot open the file: %v", err)
		return
	}
	defer db.Close() //nolint:errcheck // opened to read alone
	err = db.View(func(tx *bolt.Tx) error {
		for err := range tx.Check() {
			t.Errorf("bbolt's check: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// fill writes revisions 1 to n and activates the last but one, so that the active one is not simply the newest.
func fill(t *testing.T, s *Store, n int) {
	t.Helper()
	for i := range n {
		if _, err := s.Create(t.Context(), storetest.Draft(fmt.Sprint("document ", i+1)), store.Create{Activate: i+2 == n}); err != nil {
			t.Fatal(err)
		}
	}
}

// content is all that a store says of itself.
func content(t *testing.T, s *Store) (all []*lexfitv1.RulebookRevision, err error) {
	t.Helper()
	heads, err := s.List(t.Context(), 0, 1<<20)
	if err != nil {
		return nil, err
	}
	for _, h := range heads {
		r, err := s.Get(t.Context(), h.GetRevision())
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	r, err := s.Active(t.Context())
	if err != nil {
		return nil, err
	}
	return append(all, r), nil
}

func TestReopenFindsWhatWasWritten(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lexfit.db")
	s := openAt(t, path)
	fill(t, s, 5)
	want, err := content(t, s)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		again := openAt(t, path)
		got, err := content(t, again)
		if err != nil {
			t.Fatal(err)
		}
		requireEqual(t, got, want)
		if err := again.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestDrawingIsTheFile compares the drawing in layout.go with a real file: every bucket, every key, every shape.
func TestDrawingIsTheFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lexfit.db")
	s := openAt(t, path)
	fill(t, s, 3)
	if _, err := s.CreateJobOrder(t.Context(), &lexfitv1.JobOrder{Name: "jobOrders/a", Title: "A", Role: "roles/one"}, store.JobOrderWrite{}); err != nil {
		t.Fatal(err)
	}

	if err := s.OfferDefault(t.Context(), storetest.Draft("a default").GetDigest()); err != nil {
		t.Fatal(err)
	}

	// From the drawing: a bucket, and below it patterns of its keys with the kind of their values.
	drawn := map[string]map[string]string{}
	bucket := ""
	for line := range strings.Lines(Drawing) {
		line = strings.TrimRight(line, "\n")
		switch {
		case line == "":
		case !strings.HasPrefix(line, " "):
			bucket = line
			drawn[bucket] = map[string]string{}
		default:
			key, value, _ := strings.Cut(strings.TrimSpace(line), "  ")
			drawn[bucket][strings.TrimSpace(key)] = strings.TrimSpace(value)
		}
	}

	seen := map[string]map[string]string{}
	err := s.db.View(func(tx *bolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bolt.Bucket) error {
			seen[string(name)] = map[string]string{}
			return b.ForEach(func(key, record []byte) error {
				body, err := unframe(name, key, record)
				if err != nil {
					return err
				}
				pattern := string(key)
				if !regexp.MustCompile(`^[a-z_]+$`).Match(key) {
					pattern = map[string]string{
						"rulebooks": "<uint64 revision>", "digests": "<32 bytes SHA-256>", "audit": "<uint64 sequence>",
						"job_orders": "<name NUL uint64 revision>",
					}[string(name)]
					if n := map[string]int{"rulebooks": 8, "digests": 32, "audit": 8, "job_orders": len("jobOrders/a") + 9}[string(name)]; len(key) != n {
						return fmt.Errorf("bucket %s: a key of %d bytes", name, len(key))
					}
				}
				for drawnKey, kind := range drawn[string(name)] {
					if drawnKey == pattern && strings.HasPrefix(kind, "uint32") == (len(body) == 4) {
						seen[string(name)][pattern] = kind
						return nil
					}
				}
				return fmt.Errorf("bucket %s: key %q with a value of %d bytes is not in the drawing", name, key, len(body))
			})
		})
	})
	if err != nil {
		t.Error(err)
	}
	for name, keys := range drawn {
		for key := range keys {
			if _, ok := seen[name][key]; !ok {
				t.Errorf("the drawing has %s / %s, the file has not", name, key)
			}
		}
	}

	// The two key shapes, byte for byte.
	err = s.db.View(func(tx *bolt.Tx) error {
		if k, _ := tx.Bucket([]byte("rulebooks")).Cursor().Last(); !bytes.Equal(k, binary.BigEndian.AppendUint64(nil, 3)) {
			t.Errorf("the last key of rulebooks is %x", k)
		}
		digest, err := hex.DecodeString(storetest.Draft("document 2").GetDigest())
		if err != nil {
			return err
		}
		if tx.Bucket([]byte("digests")).Get(digest) == nil {
			t.Error("digests has no entry of the second document")
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestFirstStartsAtOnceShareOneFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lexfit.db")
	const starts = 8
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := range starts {
		wg.Go(func() {
			<-start
			s, err := Open(path, Options{LockTimeout: time.Minute})
			if err != nil {
				t.Errorf("start %d: %v", i, err)
				return
			}
			defer s.Close() //nolint:errcheck // nothing depends on it
			if _, err := s.Create(t.Context(), storetest.Draft(fmt.Sprint("start ", i)), store.Create{Activate: true}); err != nil {
				t.Errorf("start %d: %v", i, err)
			}
		})
	}
	close(start)
	wg.Wait()
	s := openAt(t, path)
	all, err := s.List(t.Context(), 0, 100)
	if err != nil || len(all) != starts {
		t.Errorf("%d starts left %d revisions behind, %v: one wrote into a file that lost its name", starts, len(all), err)
	}
	if names := folder(t, path); !slices.Equal(names, []string{"lexfit.db"}) {
		t.Errorf("left behind: %v", names)
	}
}

// folder lists what lies beside a file, itself included.
func folder(t *testing.T, path string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestHalfMadeFileIsNoHindrance(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	fresh, old := filepath.Join(dir, temporary+"1"), filepath.Join(dir, temporary+"2")
	for _, name := range []string{fresh, old} {
		if err := os.WriteFile(name, []byte("half of a da"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	yesterday := time.Now().Add(-24 * time.Hour)
	if err := os.Chtimes(old, yesterday, yesterday); err != nil {
		t.Fatal(err)
	}
	fill(t, openAt(t, filepath.Join(dir, "lexfit.db")), 1)
	if _, err := os.Stat(old); !errors.Is(err, os.ErrNotExist) {
		t.Error("what a crash left behind yesterday is still there")
	}
	if _, err := os.Stat(fresh); err != nil {
		t.Error("what another process may be making now is gone")
	}
}

func TestFileThatIsFullStaysReadable(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lexfit.db")
	s, err := Open(path, Options{MaxSize: 3 << 20})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() }) //nolint:errcheck,gosec // closed below, unless the test failed
	draft := storetest.Draft("large")
	draft.Rulebook.Title = strings.Repeat("x", 300<<10)
	n := 0
	for ; n < 100; n++ {
		if _, err = s.Create(t.Context(), draft, store.Create{Activate: true}); err != nil {
			break
		}
	}
	if !errors.Is(err, store.ErrFull) || !strings.Contains(err.Error(), path) {
		t.Fatalf("after %d writes: %v, want ErrFull with the path", n, err)
	}
	if n < 3 {
		t.Errorf("full after %d writes of 300 KiB in 3 MiB", n)
	}
	for range 2 {
		if r, err := s.Active(t.Context()); err != nil || r.GetRevision() != int32(n) {
			t.Errorf("active is %d, %v; want %d", r.GetRevision(), err, n)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = openAt(t, path)
	}
}

func TestPathsThatCannotBe(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{
		"no such folder": filepath.Join(dir, "missing", "lexfit.db"),
		"below a file":   filepath.Join(file, "lexfit.db"),
		"a folder":       dir,
		"a device":       os.DevNull,
	} {
		s, err := Open(path, Options{})
		if err == nil {
			s.Close() //nolint:errcheck,gosec // it should not have opened
			t.Errorf("%s: it opened", name)
			continue
		}
		checkSentence(t, err, path)
	}
	if os.Getuid() == 0 {
		return // root may write anywhere
	}
	locked := filepath.Join(dir, "locked")
	if err := os.Mkdir(locked, 0o500); err != nil {
		t.Fatal(err)
	}
	_, err := Open(filepath.Join(locked, "lexfit.db"), Options{})
	if !errors.Is(err, os.ErrPermission) {
		t.Errorf("in a folder that cannot be written: %v", err)
	}
}

// checkSentence fails for an error that a person cannot use: not one line, without the path, or with entrails in it.
func checkSentence(t *testing.T, err error, path string) {
	t.Helper()
	text := err.Error()
	if lines := bufio.NewScanner(strings.NewReader(text)); !lines.Scan() || lines.Scan() {
		t.Errorf("not one line: %q", text)
	}
	if !strings.Contains(text, path) {
		t.Errorf("the file is not named: %q", text)
	}
	if strings.Count(text, path) > 1 {
		t.Errorf("the file is named more than once: %q", text)
	}
	for _, entrails := range []string{"goroutine", "runtime", "panic", "unsafe", ".go:", "0x", "slice bounds", "nil pointer"} {
		if strings.Contains(text, entrails) {
			t.Errorf("%q holds %q", text, entrails)
		}
	}
}
