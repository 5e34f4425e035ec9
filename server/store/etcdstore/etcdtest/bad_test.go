package etcdtest

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"github.com/lexfit/lexfit/server/store"
	"github.com/lexfit/lexfit/server/store/boltstore"
	"github.com/lexfit/lexfit/server/store/etcdstore"
	"github.com/lexfit/lexfit/server/store/storetest"
)

func isKind(err, kind error) bool { return errors.Is(err, kind) }

func TestWrongEndpoint(t *testing.T) {
	t.Parallel()
	config := etcdstore.Config{Address: etcdstore.Scheme + free(t) + "/lexfit"}
	_, err := etcdstore.Open(t.Context(), config, etcdstore.Options{})
	refused(t, err, store.ErrUnavailable, "connection refused", "--store")
}

// password writes a file with a password.
func password(t *testing.T, word string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(path, []byte(word+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestNoPermission(t *testing.T) {
	t.Parallel()
	etcd := start(t, 1, membership{})
	client, ctx := etcd.client(t, 0), t.Context()
	must := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(client.UserAdd(ctx, "root", "secret-of-root"))
	must(client.UserGrantRole(ctx, "root", "root"))
	must(client.UserAdd(ctx, "reader", "secret-of-reader"))
	must(client.UserAdd(ctx, "writer", "secret-of-writer"))
	for _, role := range []struct {
		name   string
		prefix string
		kind   clientv3.PermissionType
	}{{"reader", "/lexfit/", clientv3.PermissionType(clientv3.PermRead)}, {"writer", "/lexfit/", clientv3.PermissionType(clientv3.PermReadWrite)}} {
		must(client.RoleAdd(ctx, role.name))
		must(client.RoleGrantPermission(ctx, role.name, role.prefix, clientv3.GetPrefixRangeEnd(role.prefix), role.kind))
		must(client.UserGrantRole(ctx, role.name, role.name))
	}
	must(client.AuthEnable(ctx))

	as := func(user string) etcdstore.Config {
		config := etcd.at("lexfit")
		if user != "" {
			config.User, config.PasswordFile = user, password(t, "secret-of-"+user)
		}
		return config
	}
	kept := open(t, as("writer"))
	if _, err := kept.Create(ctx, storetest.Draft("first"), store.Create{Activate: true}); err != nil {
		t.Fatal(err)
	}
	_, err := etcdstore.Open(ctx, as(""), etcdstore.Options{})
	refused(t, err, store.ErrDenied, "wants to know who calls", "--store-user")
	wrong := as("writer")
	wrong.PasswordFile = password(t, "guessed")
	_, err = etcdstore.Open(ctx, wrong, etcdstore.Options{})
	refused(t, err, store.ErrDenied, `does not know user "writer"`)
	if strings.Contains(err.Error(), "guessed") {
		t.Errorf("%v tells the password", err)
	}
	elsewhere := as("writer")
	elsewhere.Address = strings.Replace(elsewhere.Address, "/lexfit", "/other", 1)
	_, err = etcdstore.Open(ctx, elsewhere, etcdstore.Options{})
	refused(t, err, store.ErrDenied, "grant-permission ROLE readwrite /other/")
	reads := open(t, as("reader"))
	_, err = reads.Create(ctx, storetest.Draft("second"), store.Create{})
	refused(t, err, store.ErrDenied, "nothing was written", "grant-permission")
	if active, err := reads.Active(ctx); err != nil || active.GetRevision() != 1 {
		t.Errorf("who may read reads %v, %v", active, err)
	}
}

// random is text that does not pack.
func random(size int) string {
	source := rand.New(rand.NewPCG(1, 2))
	data := make([]byte, size)
	for i := range data {
		data[i] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/"[source.IntN(64)]
	}
	return string(data)
}

func TestNoSpace(t *testing.T) {
	t.Parallel()
	etcd := start(t, 1, membership{Quota: 4 << 20})
	kept := open(t, etcd.at(prefix()))
	written := int32(0)
	var err error
	for range 50 {
		draft := storetest.Draft("large")
		draft.Rulebook.Title = random(400 << 10)
		if _, err = kept.Create(t.Context(), draft, store.Create{Activate: true}); err != nil {
			break
		}
		written++
	}
	refused(t, err, store.ErrFull, "NOSPACE", "nothing was written", "alarm disarm")
	list, err := kept.List(t.Context(), 0, 100)
	if err != nil || len(list) != int(written) {
		t.Errorf("%d revisions are there, %d were acknowledged (%v)", len(list), written, err)
	}
	if active, err := kept.Active(t.Context()); err != nil || active.GetRevision() != written {
		t.Errorf("reading goes on at %v, %v", active.GetRevision(), err)
	}
}

func TestLargeDocuments(t *testing.T) {
	t.Parallel()
	etcd := start(t, 1, membership{})
	kept := open(t, etcd.at(prefix()))
	large := storetest.Draft("2 MB of what people write")
	var summary strings.Builder
	for noise := random(440 << 10); len(noise) >= 20; noise = noise[20:] {
		summary.WriteString("Drafts pleadings, files them with the court, and keeps the calendar of deadlines. " + noise[:20])
	}
	large.Rulebook.Roles[0].Summary = summary.String()
	if summary.Len() < 2<<20 {
		t.Fatal("it is no 2 MB")
	}
	if _, err := kept.Create(t.Context(), large, store.Create{Activate: true}); err != nil {
		t.Fatalf("2 MB that pack: %v", err)
	}
	if active, err := kept.Active(t.Context()); err != nil || active.GetRulebook().GetRoles()[0].GetSummary() != large.GetRulebook().GetRoles()[0].GetSummary() {
		t.Errorf("2 MB came back changed (%v)", err)
	}
	noise := storetest.Draft("2.5 MB of noise")
	noise.Rulebook.Roles[0].Summary = random(5 << 19)
	_, err := kept.Create(t.Context(), noise, store.Create{Activate: true})
	refused(t, err, store.ErrTooLarge, "etcd takes 1568768 at once", "nothing was written")
	if list, err := kept.List(t.Context(), 0, 10); err != nil || len(list) != 1 {
		t.Errorf("after a refusal %d revisions are there (%v)", len(list), err)
	}
}

func TestChangedByHand(t *testing.T) {
	t.Parallel()
	etcd := start(t, 1, membership{})
	client := etcd.client(t, 0)
	for key, word := range map[string]string{
		"head": "was not written by lexfit", "documents/0000000001": "documents/0000000001", "rulebooks/0000000001": "rulebooks/0000000001", "audit/0000000002": "audit/0000000002",
	} {
		t.Run(strings.ReplaceAll(key, "/", " "), func(t *testing.T) {
			t.Parallel()
			config := etcd.at(prefix())
			kept, err := etcdstore.Open(t.Context(), config, etcdstore.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer kept.Close() //nolint:errcheck // nothing hangs on it
			if _, err := kept.Create(t.Context(), storetest.Draft("first"), store.Create{Activate: true}); err != nil {
				t.Fatal(err)
			}
			_, path, _ := strings.Cut(strings.TrimPrefix(config.Address, etcdstore.Scheme), "/")
			full := "/" + path + "/" + key
			before, err := client.Get(t.Context(), full)
			if err != nil || len(before.Kvs) != 1 {
				t.Fatalf("%s: %v, %v", full, before, err)
			}
			for _, changed := range [][]byte{[]byte("by hand"), flipped(before.Kvs[0].GetValue()), before.Kvs[0].GetValue()[:len(before.Kvs[0].GetValue())-1], {}} {
				if _, err := client.Put(t.Context(), full, string(changed)); err != nil {
					t.Fatal(err)
				}
				if !strings.HasPrefix(key, "audit") {
					_, err = kept.Active(t.Context())
					if !errors.Is(err, store.ErrCorrupt) {
						t.Errorf("reading it: %v", err)
					}
				} else if _, err = kept.AuditEvents(t.Context(), 0, 10, ""); !errors.Is(err, store.ErrCorrupt) {
					t.Errorf("reading it: %v", err)
				}
				_, err = etcdstore.Open(t.Context(), config, etcdstore.Options{})
				if !errors.Is(err, store.ErrCorrupt) {
					t.Errorf("opening: %v", err)
				}
				if err := kept.Backup(t.Context(), &bytes.Buffer{}); !errors.Is(err, store.ErrCorrupt) {
					t.Errorf("backing up: %v", err)
				}
			}
			if _, err := client.Put(t.Context(), full, "by hand"); err != nil {
				t.Fatal(err)
			}
			_, err = etcdstore.Open(t.Context(), config, etcdstore.Options{})
			refused(t, err, store.ErrCorrupt, word, "lexfit admin copy")
		})
	}
}

func flipped(value []byte) []byte {
	changed := bytes.Clone(value)
	changed[len(changed)-1] ^= 1
	return changed
}

// A watch that was compacted away is begun again from a fresh read, and etcd's compaction takes nothing of what is kept.
func TestCompacted(t *testing.T) {
	t.Parallel()
	etcd := start(t, 1, membership{})
	kept := open(t, etcd.at(prefix()))
	followed := follow(t, kept)
	followed.reaches(t, store.Head{})
	client := etcd.client(t, 0)
	for count := int32(1); count <= 5; count++ {
		if _, err := kept.Create(t.Context(), storetest.Draft("first"), store.Create{Activate: true}); err != nil {
			t.Fatal(err)
		}
		now, err := client.Get(t.Context(), "x")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.Compact(t.Context(), now.Header.GetRevision(), clientv3.WithCompactPhysical()); err != nil {
			t.Fatal(err)
		}
		followed.reaches(t, store.Head{Sequence: int64(2 * count), Active: count})
	}
	// What was written and compacted while nobody could watch is told once somebody can.
	etcd.kill(t, 0)
	followed.until(t, "a loss", func() bool { return followed.err != nil })
	etcd.run(t, 0)
	etcd.ready(t, 0)
	if _, err := kept.Create(t.Context(), storetest.Draft("sixth"), store.Create{Activate: true}); err != nil {
		t.Fatal(err)
	}
	followed.reaches(t, store.Head{Sequence: 12, Active: 6})
	if followed.losses != 1 {
		t.Errorf("the loss was told %d times", followed.losses)
	}
}

func TestLossIsNoticed(t *testing.T) {
	t.Parallel()
	etcd := start(t, 3, membership{})
	kept := open(t, etcd.at(prefix()))
	followed := follow(t, kept)
	followed.reaches(t, store.Head{})
	begun := time.Now()
	etcd.kill(t, 0)
	etcd.kill(t, 1) // no majority is left, and one member still answers
	followed.until(t, "a loss", func() bool { return followed.err != nil })
	t.Logf("the loss of the majority was told after %v: %v", time.Since(begun).Round(time.Millisecond), followed.err)
	_, err := kept.Create(t.Context(), storetest.Draft("first"), store.Create{})
	refused(t, err, store.ErrUnavailable, "nothing was written")
	etcd.run(t, 0)
	followed.until(t, "a head", func() bool { return followed.err == nil })
	etcd.run(t, 1)
	if _, err := kept.Create(t.Context(), storetest.Draft("first"), store.Create{Activate: true}); err != nil {
		t.Fatal(err)
	}
	followed.reaches(t, store.Head{Sequence: 2, Active: 1})
}

// A backup is a database file of one state, and both ways of copying keep everything.
func TestBackupAndCopies(t *testing.T) {
	t.Parallel()
	etcd := start(t, 1, membership{})
	config := etcd.at(prefix())
	kept := open(t, config)
	told := store.Judge{}
	for count := range 30 {
		if _, err := kept.Create(t.Context(), storetest.Draft("first"), store.Create{Activate: count%3 == 0, Default: count == 0}); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(kept.Contents(t.Context(), &told), told.End()); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "backup.db")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(kept.Backup(t.Context(), file), file.Close()); err != nil {
		t.Fatal(err)
	}
	report, err := boltstore.Check(t.Context(), path, store.Checks{}, boltstore.Options{})
	if err != nil || report.GetRulebookRevisions() != 30 || report.GetAuditEvents() != 40 || report.GetActiveRevision() != 28 {
		t.Fatalf("the backup holds %v, %v", report, err)
	}
	back, err := boltstore.OpenShared(path, boltstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer back.Close() //nolint:errcheck // read alone
	other := etcd.at(prefix())
	if err := etcdstore.Import(t.Context(), other, func(to store.Taker) error { return back.Contents(t.Context(), to) }); err != nil {
		t.Fatal(err)
	}
	again := open(t, other)
	judge := store.Judge{}
	if err := errors.Join(again.Contents(t.Context(), &judge), judge.End()); err != nil {
		t.Fatal(err)
	}
	if what := told.Differ(&judge); what != "" {
		t.Errorf("after a backup and a copy: %s", what)
	}
	if revision, err := again.Create(t.Context(), storetest.Draft("next"), store.Create{}); err != nil || revision.GetRevision() != 31 {
		t.Errorf("the next is %v, %v", revision, err)
	}
	err = etcdstore.Import(t.Context(), other, func(store.Taker) error { t.Error("it was begun"); return nil })
	refused(t, err, store.ErrExists, "holds a store already")
}

// A copy that is broken off is no store, and is begun anew.
func TestBrokenCopy(t *testing.T) {
	t.Parallel()
	etcd := start(t, 1, membership{})
	kept := open(t, etcd.at(prefix()))
	for range 10 {
		if _, err := kept.Create(t.Context(), storetest.Draft("first"), store.Create{Activate: true}); err != nil {
			t.Fatal(err)
		}
	}
	target, broken := etcd.at(prefix()), errors.New("broken off")
	err := etcdstore.Import(t.Context(), target, func(to store.Taker) error {
		return errors.Join(kept.Contents(t.Context(), to), broken)
	})
	if !errors.Is(err, broken) {
		t.Fatal(err)
	}
	_, err = etcdstore.Open(t.Context(), target, etcdstore.Options{})
	refused(t, err, store.ErrCorrupt, "has not ended", "run lexfit admin copy again")
	if err := etcdstore.Import(t.Context(), target, func(to store.Taker) error { return kept.Contents(t.Context(), to) }); err != nil {
		t.Fatal(err)
	}
	if active, err := open(t, target).Active(t.Context()); err != nil || active.GetRevision() != 10 {
		t.Errorf("active is %v, %v", active, err)
	}
	_, err = etcdstore.Open(t.Context(), etcd.at(prefix()), etcdstore.Options{Existing: true})
	refused(t, err, store.ErrNotFound, "there is no store at")
	client := etcd.client(t, 0)
	if _, err := client.Put(t.Context(), "/others/key", "value"); err != nil {
		t.Fatal(err)
	}
	_, err = etcdstore.Open(t.Context(), etcd.at("others"), etcdstore.Options{})
	refused(t, err, store.ErrCorrupt, "no store of lexfit", "name another prefix")
	err = etcdstore.Import(t.Context(), etcd.at("others"), func(store.Taker) error { return nil })
	refused(t, err, store.ErrExists, "name an empty prefix")
}
