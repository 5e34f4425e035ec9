package boltstore

import (
	"errors"
	"os"
	"slices"
	"testing"

	bolt "go.etcd.io/bbolt"
	"google.golang.org/protobuf/proto"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1check"
	"github.com/lexfit/lexfit/server/store"
)

// changeFile changes a database behind the store's back, its checksums put right.
func changeFile(t *testing.T, path string, change func(tx *bolt.Tx) error) {
	t.Helper()
	db, err := bolt.Open(path, 0o600, &bolt.Options{FreelistType: bolt.FreelistMapType})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Update(change), db.Close()); err != nil {
		t.Fatal(err)
	}
}

// rewriteEvent changes an event as somebody would who has the file and this program's source.
func rewriteEvent(tx *bolt.Tx, number int32, change func(*lexfitv1.AuditEvent)) error {
	key := revisionKey(number)
	event, err := readEvent(key, tx.Bucket(bucketAudit).Get(key))
	if err != nil {
		return err
	}
	change(event)
	body, err := proto.Marshal(event)
	if err != nil {
		return err
	}
	return tx.Bucket(bucketAudit).Put(key, frame(bucketAudit, key, body))
}

// schemaTwo turns a database into one from before the chain.
func schemaTwo(t *testing.T, path string) {
	t.Helper()
	changeFile(t, path, func(tx *bolt.Tx) error {
		count, err := number(tx, keyLatestEvent)
		for i := int32(1); i <= int32(count); i++ {
			err = errors.Join(err, rewriteEvent(tx, i, func(event *lexfitv1.AuditEvent) { event.PreviousDigest, event.Subject = "", "" }))
		}
		return errors.Join(err, tx.Bucket(bucketMeta).Delete(keyChainFrom), tx.Bucket(bucketMeta).Delete(keyChainHead), putNumber(tx, keySchemaVersion, 2))
	})
}

func allEvents(t *testing.T, kept *Store) []*lexfitv1.AuditEvent {
	t.Helper()
	events, err := kept.AuditEvents(t.Context(), 0, 1000, "")
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(events)
	return events
}

// A file from before the chain keeps its events as they were; the chain begins with the next, which seals them.
func TestFromSchemaTwo(t *testing.T) {
	t.Parallel()
	path, _ := sample(t)
	schemaTwo(t, path)
	for range 2 { // opening again changes nothing
		kept := openAt(t, path)
		for _, event := range allEvents(t, kept) {
			if event.GetPreviousDigest() != "" {
				t.Errorf("event %d was rewritten", event.GetSequence())
			}
		}
		if err := kept.Close(); err != nil {
			t.Fatal(err)
		}
	}
	kept := openAt(t, path)
	before := int32(len(allEvents(t, kept)))
	if _, err := kept.Activate(t.Context(), 1, store.Activation{Author: "Bo", Subject: "bo@desk"}); err != nil {
		t.Fatal(err)
	}
	var chain lexfitv1check.Chain
	for _, event := range allEvents(t, kept) {
		if err := chain.Add(event); err != nil {
			t.Fatal(err)
		}
	}
	if chain.Since != before+1 || chain.Events != before+1 || before < 3 {
		t.Errorf("a chain of %d events since %d, want it to begin behind %d", chain.Events, chain.Since, before)
	}
	if err := kept.Close(); err != nil {
		t.Fatal(err)
	}
	if names := folder(t, path); !slices.Equal(names, []string{"lexfit.db", "lexfit.db.schema-2"}) {
		t.Errorf("the folder holds %v", names)
	}
	// What was older than the chain cannot be changed any more either.
	changeFile(t, path, func(tx *bolt.Tx) error {
		return rewriteEvent(tx, 1, func(event *lexfitv1.AuditEvent) { event.Author = "Eve" })
	})
	if _, err := Open(path, Options{}); !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("a changed event from before the chain: %v", err)
	}
}

// Whoever changes the file and puts every checksum right is found out, and the file is left as it is.
func TestBrokenChainIsRefused(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(tx *bolt.Tx) error{
		"an author": func(tx *bolt.Tx) error {
			return rewriteEvent(tx, 2, func(event *lexfitv1.AuditEvent) { event.Author = "Eve" })
		},
		"a subject": func(tx *bolt.Tx) error {
			return rewriteEvent(tx, 2, func(event *lexfitv1.AuditEvent) { event.Subject = "eve@desk" })
		},
		"the last event": func(tx *bolt.Tx) error {
			count, err := number(tx, keyLatestEvent)
			return errors.Join(err, rewriteEvent(tx, int32(count), func(event *lexfitv1.AuditEvent) { event.Message = "nothing" }))
		},
		"the last event away": func(tx *bolt.Tx) error {
			count, err := number(tx, keyLatestEvent)
			return errors.Join(err, tx.Bucket(bucketAudit).Delete(revisionKey(int32(count))), putNumber(tx, keyLatestEvent, count-1))
		},
		"a link": func(tx *bolt.Tx) error {
			return rewriteEvent(tx, 1, func(event *lexfitv1.AuditEvent) { event.PreviousDigest = "" })
		},
		"where it begins": func(tx *bolt.Tx) error { return putNumber(tx, keyChainFrom, 2) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path, _ := sample(t)
			changeFile(t, path, change)
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			_, err = Open(path, Options{})
			if !errors.Is(err, store.ErrCorrupt) {
				t.Fatalf("it opened: %v", err)
			}
			checkSentence(t, err, path)
			if after, _ := os.ReadFile(path); !slices.Equal(after, data) {
				t.Error("the file was written to")
			}
		})
	}
}
