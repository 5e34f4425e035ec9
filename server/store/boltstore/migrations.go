package boltstore

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"

	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1check"
	"github.com/lexfit/lexfit/server/store"
)

// schemaVersion is the newest layout, the one that layout.go draws.
const schemaVersion = 3

// migration leads from one schema to the next; it runs once, in the transaction that records the new version.
type migration func(tx *bolt.Tx) error

// migrations leads from schema i+1 to i+2. Forward only: a step that was released is never changed.
var migrations = []migration{addJobOrdersAndAudit, addAuditChain}

// addJobOrdersAndAudit leads from schema 1 to 2. What was written before it has no events: nobody noted who and why.
func addJobOrdersAndAudit(tx *bolt.Tx) error {
	for _, data := range [][]byte{bucketJobOrders, bucketAudit} {
		if _, err := tx.CreateBucket(data); err != nil {
			return err
		}
	}
	return putNumber(tx, keyLatestEvent, 0)
}

// errOlder says that a file is to be brought forward before it can be read.
var errOlder = errors.New("older schema")

// addAuditChain leads from schema 2 to 3. Events that are there stay as they were written; the first to come seals them.
func addAuditChain(tx *bolt.Tx) error {
	var chain lexfitv1check.Chain
	err := tx.Bucket(bucketAudit).ForEach(func(key, record []byte) error {
		event, err := readEvent(key, record)
		if err != nil {
			return err
		}
		if event.GetPreviousDigest() != "" {
			return damage("audit event %d is of a chain that its schema did not have", event.GetSequence())
		}
		return chain.Add(event)
	})
	if err != nil {
		return err
	}
	return errors.Join(putNumber(tx, keyChainFrom, uint32(chain.Events)+1), putDigest(tx, keyChainHead, chain.Head()))
}

// migrate brings an older database up to the schema after the last step, in one transaction, once a copy of the file
// stands beside it. A newer schema is refused; nothing has been written by then.
func migrate(db *bolt.DB, path string, steps []migration) error {
	newest := uint32(len(steps)) + 1
	schema, err := schemaOf(db, path)
	switch {
	case err != nil:
		return err
	case schema > newest:
		return &store.Error{Kind: store.ErrNewerSchema, Sentence: fmt.Sprintf(
			"database %s has schema %d, and this version knows schemas up to %d; %s (nothing was changed)", path, schema, newest, wayBack(path, newest))}
	case schema == newest:
		return nil
	case schema == 0:
		return corrupt(path, errors.New("schema 0 never was"))
	case db.IsReadOnly():
		return errOlder
	}
	if err := snapshot(db, copyOf(path, schema)); err != nil {
		return err
	}
	return db.Update(func(tx *bolt.Tx) error {
		for value := schema; value < newest; value++ {
			if err := steps[value-1](tx); err != nil {
				return fmt.Errorf("migrate from schema %d: %w", value, err)
			}
		}
		if err := putNumber(tx, keySchemaVersion, newest); err != nil {
			return err
		}
		return checkRecords(tx) // a step that lost something is taken back
	})
}

func schemaOf(db *bolt.DB, path string) (schema uint32, err error) {
	err = db.View(func(tx *bolt.Tx) error {
		if tx.Bucket(bucketMeta) == nil {
			return notOurs(path) // a sound bbolt file, of another program
		}
		schema, err = number(tx, keySchemaVersion)
		return err
	})
	return schema, err
}

// copyOf names the copy that is made of a file before it leaves a schema.
func copyOf(path string, schema uint32) string { return fmt.Sprintf("%s.schema-%d", path, schema) }

// wayBack says what to do with a file that a newer program brought forward.
func wayBack(path string, newest uint32) string {
	for schema := newest; schema > 0; schema-- {
		if kept := copyOf(path, schema); isFile(kept) {
			return fmt.Sprintf("run a newer lexfit, or restore (lexfit admin restore) the copy %s beside it, "+
				"without what was written since the newer one came", filepath.Base(kept))
		}
	}
	return "run a newer lexfit, or restore (lexfit admin restore) a backup from before it came"
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
