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

	"github.com/lexfit/lexfit/server/store"
)

// There is one schema so far, so the way from an older one is tried on made-up steps, on the number of changes: add 1000,
// then double it. In any other order the result differs.
var (
	addThousand migration = func(tx *bolt.Tx) error { return changeChanges(tx, func(n uint32) uint32 { return n + 1000 }) }
	double      migration = func(tx *bolt.Tx) error { return changeChanges(tx, func(n uint32) uint32 { return 2 * n }) }
)

func changeChanges(tx *bolt.Tx, change func(uint32) uint32) error {
	n, err := number(tx, keyChanges)
	if err != nil {
		return err
	}
	return putNumber(tx, keyChanges, change(n))
}

// versionOne makes a database of schema 1 with three revisions and returns its path and content.
func versionOne(t *testing.T) (path string, data []byte) {
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
	path, _ := versionOne(t)
	before, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	want, err := content(t, before)
	if err := errors.Join(err, before.Close()); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time there is nothing to do
		schema, changes, err := openSteps(t, path, []migration{addThousand, double})
		if err != nil {
			t.Fatal(err)
		}
		if schema != 3 || changes != 2*(3+1000) {
			t.Errorf("schema %d, changes %d; want 3, %d", schema, changes, 2*(3+1000))
		}
	}
	if names := folder(t, path); !slices.Equal(names, []string{"lexfit.db", "lexfit.db.schema-1"}) {
		t.Errorf("the folder holds %v", names)
	}

	// The snapshot is a database of the old schema, for the old program.
	snapshot := openAt(t, path+".schema-1")
	got, err := content(t, snapshot)
	if err != nil {
		t.Fatal(err)
	}
	requireEqual(t, got, want)
}

func TestMigrationFromTheMiddle(t *testing.T) {
	t.Parallel()
	path, _ := versionOne(t)
	if _, changes, err := openSteps(t, path, []migration{addThousand}); err != nil || changes != 1003 {
		t.Fatalf("changes %d, %v", changes, err)
	}
	if schema, changes, err := openSteps(t, path, []migration{addThousand, double}); err != nil || schema != 3 || changes != 2006 {
		t.Errorf("schema %d, changes %d, %v", schema, changes, err)
	}
	if names := folder(t, path); !slices.Equal(names, []string{"lexfit.db", "lexfit.db.schema-1", "lexfit.db.schema-2"}) {
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
			path, _ := versionOne(t)
			_, _, err := openSteps(t, path, []migration{addThousand, second})
			if err == nil {
				t.Fatal("it opened")
			}
			if name == "fails" && !errors.Is(err, broken) {
				t.Errorf("the reason is lost: %v", err)
			}
			// The old program still reads it, and a mended new one brings it forward.
			if schema, changes, err := openSteps(t, path, nil); err != nil || schema != 1 || changes != 3 {
				t.Errorf("afterwards: schema %d, changes %d, %v; want 1, 3", schema, changes, err)
			}
			if schema, changes, err := openSteps(t, path, []migration{addThousand, double}); err != nil || schema != 3 || changes != 2006 {
				t.Errorf("mended: schema %d, changes %d, %v", schema, changes, err)
			}
		})
	}
}

func TestNewerSchemaIsRefusedUntouched(t *testing.T) {
	t.Parallel()
	path, _ := versionOne(t)
	if _, _, err := openSteps(t, path, []migration{addThousand, double}); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	names := folder(t, path)
	for _, steps := range [][]migration{nil, {addThousand}} {
		_, _, err := openSteps(t, path, steps)
		if !errors.Is(err, store.ErrNewerSchema) {
			t.Fatalf("schema 3 for a program of %d: %v", len(steps)+1, err)
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
