package boltstore

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
)

// Two made-up steps beyond the released ones, on the number of changes: add 1000, then double it. In any other order the
// result differs.
var (
	addThousand migration = func(tx *bolt.Tx) error { return changeChanges(tx, func(n uint32) uint32 { return n + 1000 }) }
	double      migration = func(tx *bolt.Tx) error { return changeChanges(tx, func(n uint32) uint32 { return 2 * n }) }
)

// newer is what a later program knows.
func newer(steps ...migration) []migration { return slices.Concat(migrations, steps) }

func changeChanges(tx *bolt.Tx, change func(uint32) uint32) error {
	n, err := number(tx, keyChanges)
	if err != nil {
		return err
	}
	return putNumber(tx, keyChanges, change(n))
}

// sample makes a database with three revisions and returns its path and content.
func sample(t *testing.T) (path string, data []byte) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "lexfit.db")
	s := openAt(t, path)
	fill(t, s, 3)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return path, data
}

// openSteps opens a database by a program that knows the steps, and returns its schema and number of changes.
func openSteps(t *testing.T, path string, steps []migration) (schema, changes uint32, err error) {
	t.Helper()
	s, err := open(path, Options{}, steps)
	if err != nil {
		return 0, 0, err
	}
	err = s.db.View(func(tx *bolt.Tx) (err error) {
		if schema, err = number(tx, keySchemaVersion); err != nil {
			return err
		}
		changes, err = number(tx, keyChanges)
		return err
	})
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	checkSound(t, path)
	return schema, changes, nil
}

func TestMigrationsRunOnceInOrderAfterASnapshot(t *testing.T) {
	t.Parallel()
	path, _ := sample(t)
	before, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	want, err := content(t, before)
	if err := errors.Join(err, before.Close()); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time there is nothing to do
		schema, changes, err := openSteps(t, path, newer(addThousand, double))
		if err != nil {
			t.Fatal(err)
		}
		if schema != 5 || changes != 2*(3+1000) {
			t.Errorf("schema %d, changes %d; want 5, %d", schema, changes, 2*(3+1000))
		}
	}
	if names := folder(t, path); !slices.Equal(names, []string{"lexfit.db", "lexfit.db.schema-3"}) {
		t.Errorf("the folder holds %v", names)
	}

	// The snapshot is a database of the old schema, for the old program.
	snapshot := openAt(t, path+".schema-3")
	got, err := content(t, snapshot)
	if err != nil {
		t.Fatal(err)
	}
	requireEqual(t, got, want)
}

func TestMigrationFromTheMiddle(t *testing.T) {
	t.Parallel()
	path, _ := sample(t)
	if _, changes, err := openSteps(t, path, newer(addThousand)); err != nil || changes != 1003 {
		t.Fatalf("changes %d, %v", changes, err)
	}
	if schema, changes, err := openSteps(t, path, newer(addThousand, double)); err != nil || schema != 5 || changes != 2006 {
		t.Errorf("schema %d, changes %d, %v", schema, changes, err)
	}
	if names := folder(t, path); !slices.Equal(names, []string{"lexfit.db", "lexfit.db.schema-3", "lexfit.db.schema-4"}) {
		t.Errorf("the folder holds %v", names)
	}
}

func TestMigrationIsAllOrNothing(t *testing.T) {
	t.Parallel()
	broken := errors.New("the disk is on fire")
	for name, second := range map[string]migration{
		"fails":  func(*bolt.Tx) error { return broken },
		"panics": func(*bolt.Tx) error { panic("index out of range") },
		"leaves half behind": func(tx *bolt.Tx) error {
			return tx.Bucket(bucketRulebooks).Delete(revisionKey(2))
		},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			path, _ := sample(t)
			_, _, err := openSteps(t, path, newer(addThousand, second))
			if err == nil {
				t.Fatal("it opened")
			}
			if name == "fails" && !errors.Is(err, broken) {
				t.Errorf("the reason is lost: %v", err)
			}
			// The old program still reads it, and a mended new one brings it forward.
			if schema, changes, err := openSteps(t, path, newer()); err != nil || schema != 3 || changes != 3 {
				t.Errorf("afterwards: schema %d, changes %d, %v; want 3, 3", schema, changes, err)
			}
			if schema, changes, err := openSteps(t, path, newer(addThousand, double)); err != nil || schema != 5 || changes != 2006 {
				t.Errorf("mended: schema %d, changes %d, %v", schema, changes, err)
			}
		})
	}
}

func TestNewerSchemaIsRefusedUntouched(t *testing.T) {
	t.Parallel()
	path, _ := sample(t)
	if _, _, err := openSteps(t, path, newer(addThousand, double)); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	names := folder(t, path)
	for _, steps := range [][]migration{newer(), newer(addThousand)} {
		_, _, err := openSteps(t, path, steps)
		if !errors.Is(err, store.ErrNewerSchema) {
			t.Fatalf("schema 5 for a program of %d: %v", len(steps)+1, err)
		}
		checkSentence(t, err, path)
	}
	after, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(after, data) {
		t.Error("the file was written to")
	}
	if got := folder(t, path); !slices.Equal(got, names) {
		t.Errorf("the folder held %v and now holds %v", names, got)
	}
}

// TestSchemaIsAsReleased holds every file ever written to its word: a released step is never changed or dropped.
func TestSchemaIsAsReleased(t *testing.T) {
	t.Parallel()
	if schemaVersion != len(migrations)+1 {
		t.Errorf("schema %d with %d steps that lead to it", schemaVersion, len(migrations))
	}
}

// schemaOne turns a database into one as the first release wrote it.
func schemaOne(t *testing.T, path string) {
	t.Helper()
	db, err := bolt.Open(path, 0o600, &bolt.Options{FreelistType: bolt.FreelistMapType})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bolt.Tx) error {
		return errors.Join(
			tx.DeleteBucket(bucketJobOrders), tx.DeleteBucket(bucketAudit),
			tx.Bucket(bucketMeta).Delete(keyLatestEvent), tx.Bucket(bucketMeta).Delete(keyChainFrom), tx.Bucket(bucketMeta).Delete(keyChainHead),
			putNumber(tx, keySchemaVersion, 1),
		)
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

// A file of the first release opens, keeps every revision, and takes job orders and events from then on.
func TestFromSchemaOne(t *testing.T) {
	t.Parallel()
	path, _ := sample(t)
	s := openAt(t, path)
	want, err := content(t, s)
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	schemaOne(t, path)
	s = openAt(t, path)
	got, err := content(t, s)
	if err != nil {
		t.Fatal(err)
	}
	requireEqual(t, got, want)
	if events, err := s.AuditEvents(t.Context(), 0, 10, ""); err != nil || len(events) != 0 {
		t.Errorf("events nobody noted: %v, %v", events, err)
	}
	if _, err := s.CreateJobOrder(t.Context(), &lexfitv1.JobOrder{Name: "jobOrders/a", Title: "A", Role: "roles/one"}, store.JobOrderWrite{}); err != nil {
		t.Fatal(err)
	}
	if events, err := s.AuditEvents(t.Context(), 0, 10, ""); err != nil || len(events) != 1 || events[0].GetSequence() != 1 {
		t.Errorf("events %v, %v", events, err)
	}
	if names := folder(t, path); !slices.Equal(names, []string{"lexfit.db", "lexfit.db.schema-1"}) {
		t.Errorf("the folder holds %v", names)
	}
}
