package boltstore

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"
	"google.golang.org/protobuf/proto"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
)

var _ store.Portable = (*Store)(nil)

// Contents is store.Portable's. It is one read transaction.
func (s *Store) Contents(ctx context.Context, to store.Taker) error {
	return s.view(ctx, func(tx *bolt.Tx, now store.State) error {
		if err := to.State(now); err != nil {
			return err
		}
		for number := int32(1); number <= now.Latest; number++ {
			if err := ctx.Err(); err != nil {
				return err
			}
			revision, err := readRevision(tx, now, number, withDocument)
			if err != nil {
				return err
			}
			revision.Active, revision.Etag = false, ""
			if err := to.Revision(revision); err != nil {
				return err
			}
		}
		err := tx.Bucket(bucketJobOrders).ForEach(func(key, record []byte) error {
			order, err := readJobOrder(key, record)
			if err != nil {
				return err
			}
			order.Etag = ""
			return to.JobOrder(order)
		})
		if err != nil {
			return err
		}
		return tx.Bucket(bucketAudit).ForEach(func(key, record []byte) error {
			event, err := readEvent(key, record)
			if err != nil {
				return err
			}
			return to.Event(event)
		})
	})
}

// Import makes a database of what give hands over, under a temporary name first: it is at path whole or not at all. A file that is
// there already is refused.
func Import(path string, options Options, give func(store.Taker) error) error {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return alreadyThere(path)
	}
	temp, err := reserve(path)
	if err != nil {
		return explain(path, err)
	}
	defer os.Remove(temp) //nolint:errcheck // gone where it was given its name
	db, err := bolt.Open(temp, 0o600, newAccess(path, options, nil).boltOptions(nil))
	if err != nil {
		return explain(path, err)
	}
	db.AllocSize = growth
	target := &imported{db: db}
	err = target.fill(give)
	if err = errors.Join(err, db.Sync(), db.Close()); err != nil {
		return explain(path, err)
	}
	mine, err := publish(temp, path)
	if err == nil && !mine {
		return alreadyThere(path)
	}
	return explain(path, errors.Join(err, SyncFolder(filepath.Dir(path))))
}

func alreadyThere(path string) error {
	return &store.Error{Kind: store.ErrExists, Sentence: path + " is there already; name another file"}
}

// imported is a database that is being filled, some records a transaction.
type imported struct {
	db   *bolt.DB
	tx   *bolt.Tx
	size int
}

func (i *imported) fill(give func(store.Taker) error) (err error) {
	if i.tx, err = i.db.Begin(true); err != nil {
		return err
	}
	defer func() {
		if i.tx != nil {
			err = errors.Join(err, i.tx.Rollback())
		}
	}()
	for _, data := range buckets {
		if _, err := i.tx.CreateBucket(data); err != nil {
			return err
		}
	}
	if err := putNumber(i.tx, keySchemaVersion, schemaVersion); err != nil {
		return err
	}
	if err := give(i); err != nil {
		return err
	}
	if err := checkRecords(i.tx); err != nil {
		return fmt.Errorf("what was copied is not whole: %w", err)
	}
	last := i.tx
	i.tx = nil
	return last.Commit()
}

// room begins another transaction where this one holds much.
func (i *imported) room(size int) (err error) {
	if i.size += size; i.size < compactBytes {
		return nil
	}
	last := i.tx
	i.size, i.tx = 0, nil
	if err := last.Commit(); err != nil {
		return err
	}
	i.tx, err = i.db.Begin(true)
	return err
}

// State is store.Taker's.
func (i *imported) State(state store.State) error { return putState(i.tx, state) }

// Revision is store.Taker's.
func (i *imported) Revision(revision *lexfitv1.RulebookRevision) error {
	document := revision.GetRulebook()
	revision.Rulebook = nil
	if err := errors.Join(putRevision(i.tx, revision, document), addDigest(i.tx, revision)); err != nil {
		return err
	}
	return i.room(proto.Size(document))
}

// JobOrder is store.Taker's.
func (i *imported) JobOrder(order *lexfitv1.JobOrder) error { return putJobOrder(i.tx, order) }

// Event is store.Taker's.
func (i *imported) Event(event *lexfitv1.AuditEvent) error { return putEvents(i.tx, event) }
