package boltstore

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	bolt "go.etcd.io/bbolt"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
	"github.com/lexfit/lexfit/server/store/storetest"
)

func requireEqual(t *testing.T, got, want []*lexfitv1.RulebookRevision) {
	t.Helper()
	if len(got) == len(want) {
		same := true
		for i := range got {
			same = same && proto.Equal(got[i], want[i])
		}
		if same {
			return
		}
	}
	t.Fatalf("the content differs (-got +want):\n%s", cmp.Diff(got, want, protocmp.Transform()))
}

// specimen is a closed database with everything a file can have in it: branch pages, a record over several pages, small
// buckets inside their parent's page, free pages; but not the room to grow behind them.
type specimen struct {
	bytes    []byte
	content  []*lexfitv1.RulebookRevision
	offered  string
	pageSize int
	pages    int
}

func newSpecimen(t *testing.T, revisions int) *specimen {
	t.Helper()
	path := filepath.Join(t.TempDir(), "lexfit.db")
	s := openAt(t, path)
	fill(t, s, revisions)
	long := storetest.Draft("long")
	long.Rulebook.Title = strings.Repeat("long ", 4000)
	if _, err := s.Create(t.Context(), long, store.Create{}); err != nil {
		t.Fatal(err)
	}
	if err := s.OfferDefault(t.Context(), long.GetDigest()); err != nil {
		t.Fatal(err)
	}
	sp := &specimen{pageSize: s.db.Info().PageSize, offered: long.GetDigest()}
	var err error
	if sp.content, err = content(t, s); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if sp.bytes, err = os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	h, err := readHeaders(bytes.NewReader(sp.bytes), int64(len(sp.bytes)))
	if err != nil {
		t.Fatal(err)
	}
	sp.pages = int(h.high)
	sp.bytes = sp.bytes[:sp.pages*sp.pageSize]
	return sp
}

// probe opens damaged bytes as a database. Either the file is refused, with a sentence and untouched, or everything in it is
// what it was. It reports which.
func (sp *specimen) probe(t *testing.T, path string, damaged []byte) (refused bool) {
	t.Helper()
	if err := os.WriteFile(path, damaged, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Open(path, Options{LockTimeout: 10 * time.Second})
	if err != nil {
		if !errors.Is(err, store.ErrCorrupt) {
			t.Fatalf("want ErrCorrupt, got %v", err)
		}
		checkSentence(t, err, path)
		after, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(after, damaged) {
			t.Fatal("the damaged file was written to")
		}
		return true
	}
	defer s.Close() //nolint:errcheck // read alone
	got, err := content(t, s)
	if err != nil {
		t.Fatalf("opened, and then: %v", err)
	}
	requireEqual(t, got, sp.content)
	// A damaged key hides the note, since it may be absent: then a default is offered once more. It never names another one.
	if offered, err := s.OfferedDefault(t.Context()); err != nil || offered != sp.offered && offered != "" {
		t.Fatalf("opened, and %q was offered (%v), want %q", offered, err, sp.offered)
	}
	return false
}

// TestFlippedBytesAreRefusedOrHarmless flips bytes in every page there is: all of its head, and others drawn at random, half of
// them among the first entries. LEXFIT_TEST_FLIPS=all flips every single byte.
func TestFlippedBytesAreRefusedOrHarmless(t *testing.T) {
	t.Parallel()
	sp := newSpecimen(t, 90)
	path := filepath.Join(t.TempDir(), "lexfit.db")
	const seed = 9
	t.Logf("%d pages in use, seed %d", sp.pages, seed)
	r := rand.New(rand.NewPCG(seed, 0))
	all := os.Getenv("LEXFIT_TEST_FLIPS") == "all"
	flips, refused := 0, 0
	for page := range sp.pages {
		var offsets []int
		switch {
		case all:
			for i := range sp.pageSize {
				offsets = append(offsets, i)
			}
		case testing.Short():
			offsets = []int{0, 8, 10, 12, r.IntN(sp.pageSize)}
		default:
			for i := range 16 {
				offsets = append(offsets, i)
			}
			for range 8 {
				offsets = append(offsets, r.IntN(96), r.IntN(sp.pageSize))
			}
		}
		for _, offset := range offsets {
			at := page*sp.pageSize + offset
			damaged := bytes.Clone(sp.bytes)
			damaged[at] ^= []byte{0x01, 0x80, 0xff, byte(1 + r.IntN(255))}[r.IntN(4)]
			flips++
			if sp.probe(t, path, damaged) {
				refused++
			}
			if t.Failed() {
				t.Fatalf("byte %d of page %d: %#x became %#x", offset, page, sp.bytes[at], damaged[at])
			}
		}
	}
	t.Logf("%d bytes flipped, %d times refused", flips, refused)
	if refused == 0 || refused == flips {
		t.Errorf("%d of %d were refused: either nothing is noticed or free pages count too", refused, flips)
	}
}

// TestFlipInUseIsAlwaysNoticed flips the bytes that say what is where, in pages that are in use for certain.
func TestFlipInUseIsAlwaysNoticed(t *testing.T) {
	t.Parallel()
	sp := newSpecimen(t, 90)
	path := filepath.Join(t.TempDir(), "lexfit.db")
	for name, at := range map[string]int{
		"magic of the first header":      pageHeader,
		"newest root of one header":      pageHeader + 16,
		"root of the other header":       sp.pageSize + pageHeader + 16,
		"transaction of the first":       pageHeader + 48,
		"transaction of the other":       sp.pageSize + pageHeader + 48,
		"checksum of the first header":   pageHeader + 56,
		"checksum of the other header":   sp.pageSize + pageHeader + 56,
		"kind of the first page":         8,
		"number of the second page":      sp.pageSize,
		"high-water mark of one header":  pageHeader + 40,
		"free list of the other header":  sp.pageSize + pageHeader + 32,
		"version of bbolt's file format": pageHeader + 4,
	} {
		damaged := bytes.Clone(sp.bytes)
		damaged[at] ^= 0x01
		if !sp.probe(t, path, damaged) {
			t.Errorf("%s: a flip went unnoticed", name)
		}
	}
}

// TestLostLastEntryIsNoticed takes the newest entry from leaves, which leaves pages behind that are sound in themselves.
func TestLostLastEntryIsNoticed(t *testing.T) {
	t.Parallel()
	sp := newSpecimen(t, 5)
	path := filepath.Join(t.TempDir(), "lexfit.db")
	noticed := 0
	for page := 2; page < sp.pages; page++ {
		head := sp.bytes[page*sp.pageSize:]
		if head[8] != flagLeaf || head[10] == 0 {
			continue
		}
		damaged := bytes.Clone(sp.bytes)
		damaged[page*sp.pageSize+10]--
		if sp.probe(t, path, damaged) {
			noticed++
		}
	}
	if noticed == 0 {
		t.Error("no leaf in use was found")
	}
}

func TestCutFilesAreRefused(t *testing.T) {
	t.Parallel()
	sp := newSpecimen(t, 30)
	path := filepath.Join(t.TempDir(), "lexfit.db")
	inUse := len(sp.bytes)
	for _, length := range []int{
		0, 1, 15, 79, 80, 511, 4095, 4096, 4097, 8191, 8192, 8193, inUse / 4, inUse / 2, inUse/2 + 1, inUse - sp.pageSize, inUse - 1,
	} {
		if !sp.probe(t, path, sp.bytes[:length]) {
			t.Errorf("cut to %d of %d bytes: not noticed", length, inUse)
		}
	}
	if sp.probe(t, path, sp.bytes) {
		t.Error("refused without the room to grow, which holds nothing")
	}
	if sp.probe(t, path, append(bytes.Clone(sp.bytes), make([]byte, 12345)...)) {
		t.Error("refused with zeros behind")
	}
}

func TestFilesThatAreNoDatabase(t *testing.T) {
	t.Parallel()
	noise := make([]byte, 100<<10)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range noise {
		noise[i] = byte(r.Uint32())
	}
	foreign := filepath.Join(t.TempDir(), "foreign.db")
	db, err := bolt.Open(foreign, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bolt.Tx) error {
		b, err := tx.CreateBucket([]byte("meta"))
		if err != nil {
			return err
		}
		return b.Put([]byte("schema_version"), []byte("theirs"))
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	theirs, err := os.ReadFile(foreign)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"empty":               {},
		"text":                []byte("candidate_id,skills\n1,typing\n"),
		"long text":           []byte(strings.Repeat("candidate_id,skills\n1,typing\n", 10_000)),
		"zeros":               make([]byte, 1<<20),
		"noise":               noise,
		"SQLite":              append([]byte("SQLite format 3\x00"), make([]byte, 1<<16)...),
		"a foreign bbolt":     theirs,
		"bbolt's magic alone": append(append(make([]byte, 16), 0xed, 0xda, 0x0c, 0xed), make([]byte, 1<<16)...),
	} {
		if !(&specimen{}).probe(t, filepath.Join(t.TempDir(), "lexfit.db"), data) {
			t.Errorf("%s: it opened", name)
		}
	}
}

// TestFileDamagedWhileOpen takes away and overwrites what is mapped: reading it would be a fault that ends the process.
func TestFileDamagedWhileOpen(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("an open file cannot be cut there")
	}
	sp := newSpecimen(t, 90)
	tests := map[string]func(path string) error{
		"cut off": func(path string) error { return os.Truncate(path, int64(2*sp.pageSize)) },
		"overwritten": func(path string) error {
			f, err := os.OpenFile(path, os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			_, err = f.WriteAt(bytes.Repeat([]byte{0xa5}, (sp.pages-2)*sp.pageSize), int64(2*sp.pageSize))
			return errors.Join(err, f.Close())
		},
	}
	for name, damage := range tests {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "lexfit.db")
			if err := os.WriteFile(path, sp.bytes, 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := Open(path, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if err := damage(path); err != nil {
				t.Fatal(err)
			}
			_, getErr := s.Get(t.Context(), 7)
			_, createErr := s.Create(t.Context(), storetest.Draft("late"), store.Create{Activate: true})
			_, activeErr := s.Active(t.Context())
			for what, err := range map[string]error{"Get": getErr, "Create": createErr, "Active": activeErr} {
				if !errors.Is(err, store.ErrCorrupt) {
					t.Errorf("%s: %v, want ErrCorrupt", what, err)
					continue
				}
				checkDamageSentence(t, what, err)
			}
			closed := make(chan error, 1)
			go func() { closed <- s.Close() }()
			select {
			case err := <-closed:
				t.Log(err) // whether it says more is its own affair
			case <-time.After(time.Minute):
				t.Error("Close waits for ever")
			}
		})
	}
}

// checkDamageSentence is checkSentence for damage met while running.
func checkDamageSentence(t *testing.T, what string, err error) {
	t.Helper()
	for _, entrails := range []string{"goroutine", ".go:", "\n"} {
		if strings.Contains(err.Error(), entrails) {
			t.Errorf("%s: %q holds %q", what, err, entrails)
		}
	}
}

// TestRecordUnderAnothersKey exchanges two sound records.
func TestRecordUnderAnothersKey(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lexfit.db")
	s := openAt(t, path)
	fill(t, s, 3)
	err := s.db.Update(func(tx *bolt.Tx) error {
		b := tx.Bucket(bucketRulebooks)
		one, two := bytes.Clone(b.Get(revisionKey(1))), bytes.Clone(b.Get(revisionKey(2)))
		return errors.Join(b.Put(revisionKey(1), two), b.Put(revisionKey(2), one))
	})
	if err != nil {
		t.Fatal(err)
	}
	if r, err := s.Get(t.Context(), 1); !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("Get(1) after the exchange: %v, %v", r, err)
	}
	if _, err := s.Get(t.Context(), 3); err != nil {
		t.Errorf("Get(3), which is sound: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path, Options{}); !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("Open: %v, want ErrCorrupt", err)
	}
}

// TestFrameBelongsToItsKey holds the checksum to bucket and key: a sound record elsewhere is damage.
func TestFrameBelongsToItsKey(t *testing.T) {
	t.Parallel()
	record := frame(bucketMeta, keyActiveRevision, []byte("1234"))
	if body, err := unframe(bucketMeta, keyActiveRevision, record); err != nil || string(body) != "1234" {
		t.Errorf("in its place: %q, %v", body, err)
	}
	if _, err := unframe(bucketMeta, keyLatestRevision, record); !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("under another key: %v", err)
	}
	if _, err := unframe(bucketDigests, keyActiveRevision, record); !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("in another bucket: %v", err)
	}
}

func TestMissingRecordsAreNoticedAtOpen(t *testing.T) {
	t.Parallel()
	remove := func(bucket, key []byte) func(*bolt.Tx) error {
		return func(tx *bolt.Tx) error { return tx.Bucket(bucket).Delete(key) }
	}
	for name, damage := range map[string]func(*bolt.Tx) error{
		"the newest revision":  remove(bucketRulebooks, revisionKey(3)),
		"a revision between":   remove(bucketRulebooks, revisionKey(2)),
		"the schema":           remove(bucketMeta, keySchemaVersion),
		"the active revision":  remove(bucketMeta, keyActiveRevision),
		"the latest revision":  remove(bucketMeta, keyLatestRevision),
		"the count of changes": remove(bucketMeta, keyChanges),
		"a digest": func(tx *bolt.Tx) error {
			k, _ := tx.Bucket(bucketDigests).Cursor().First()
			return tx.Bucket(bucketDigests).Delete(k)
		},
		"a revision too many": func(tx *bolt.Tx) error {
			key := revisionKey(4)
			return tx.Bucket(bucketRulebooks).Put(key, frame(bucketRulebooks, key, nil))
		},
		"the default offered": func(tx *bolt.Tx) error {
			return tx.Bucket(bucketMeta).Put(keyOfferedDefault, frame(bucketMeta, keyOfferedDefault, []byte("short")))
		},
		"a bucket":            func(tx *bolt.Tx) error { return tx.DeleteBucket(bucketDigests) },
		"room for a stranger": func(tx *bolt.Tx) error { _, err := tx.CreateBucket([]byte("strange")); return err },
	} {
		path := filepath.Join(t.TempDir(), "lexfit.db")
		s := openAt(t, path)
		fill(t, s, 3)
		if err := s.db.Update(damage); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		_, err := Open(path, Options{})
		if !errors.Is(err, store.ErrCorrupt) {
			t.Errorf("%s: %v, want ErrCorrupt", name, err)
			continue
		}
		checkSentence(t, err, path)
		if s := fmt.Sprint(err); !strings.Contains(s, "backup") {
			t.Errorf("%s: the sentence does not say what to do: %s", name, s)
		}
	}
}
