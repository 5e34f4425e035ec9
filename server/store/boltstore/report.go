package boltstore

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
)

// Check checks a database file whole: every page and record, as each start does, and every digest besides, made anew. The file is
// read beside other readers and left as it is; one of an older schema is brought forward in a copy.
func Check(ctx context.Context, path string, checks store.Checks, options Options) (*lexfitv1.StoreReport, error) {
	made := newAccess(path, options, migrations)
	made.shared = true
	err := openExisting(made)
	if errors.Is(err, errOlder) {
		return checkOlder(ctx, path, checks, options)
	}
	if err != nil {
		return nil, err
	}
	kept := &Store{made}
	report, err := kept.report(ctx, checks)
	return report, errors.Join(err, kept.Close())
}

// checkOlder checks what this version would make of a file of an older schema.
func checkOlder(ctx context.Context, path string, checks store.Checks, options Options) (*lexfitv1.StoreReport, error) {
	folder, err := os.MkdirTemp("", "lexfit-check-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // a leftover in the system's temporary folder
	brought := filepath.Join(folder, filepath.Base(path))
	if err := copyFile(path, brought); err != nil {
		return nil, explain(path, err)
	}
	return bringForward(ctx, brought, checks, options)
}

// bringForward opens a copy that is ours to write, and reports it under the schema that it had.
func bringForward(ctx context.Context, path string, checks store.Checks, options Options) (*lexfitv1.StoreReport, error) {
	schema := int32(schemaVersion)
	steps := make([]migration, len(migrations))
	for i, step := range migrations {
		steps[i] = func(tx *bolt.Tx) error {
			schema = min(schema, int32(i)+1)
			return step(tx)
		}
	}
	kept, err := open(path, options, steps)
	if err != nil {
		return nil, err
	}
	report, err := kept.report(ctx, checks)
	if err := errors.Join(err, kept.Close()); err != nil {
		return nil, err
	}
	report.SchemaVersion = schema
	_ = os.Remove(copyOf(path, uint32(schema))) // the original is there
	return report, nil
}

// report checks what a start does not, and counts what there is.
func (s *Store) report(ctx context.Context, checks store.Checks) (*lexfitv1.StoreReport, error) {
	report := &lexfitv1.StoreReport{SchemaVersion: schemaVersion}
	err := s.view(ctx, func(tx *bolt.Tx, now store.State) error {
		report.RulebookRevisions, report.ActiveRevision, report.AuditEvents = now.Latest, now.Active, now.Events
		for number := int32(1); number <= now.Latest; number++ {
			if err := ctx.Err(); err != nil {
				return err
			}
			revision, err := readRevision(tx, now, number, withDocument)
			if err != nil {
				return err
			}
			if digest := checks.RulebookDigest; digest != nil && digest(revision.GetRulebook()) != revision.GetDigest() {
				return damage("the document of revision %d is not that of its digest", number)
			}
		}
		return errors.Join(reportOrders(tx, checks, report), reportEvents(tx, checks), reportContent(tx, report))
	})
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(s.path)
	if err != nil {
		return nil, explain(s.path, err)
	}
	report.SizeBytes = info.Size()
	report.FreeBytes, err = freeBytes(s.path)
	return report, explain(s.path, err)
}

func reportOrders(tx *bolt.Tx, checks store.Checks, report *lexfitv1.StoreReport) error {
	return tx.Bucket(bucketJobOrders).ForEach(func(key, record []byte) error {
		order, err := readJobOrder(key, record)
		if err != nil {
			return err
		}
		if order.GetRevision() == 1 {
			report.JobOrders++
		}
		if digest := checks.JobOrderDigest; digest != nil && digest(order) != order.GetDigest() {
			return damage("job order %s, revision %d, is not that of its digest", order.GetName(), order.GetRevision())
		}
		return nil
	})
}

func reportEvents(tx *bolt.Tx, checks store.Checks) error {
	var before *lexfitv1.AuditEvent
	return tx.Bucket(bucketAudit).ForEach(func(key, record []byte) error {
		event, err := readEvent(key, record)
		if err == nil && checks.Event != nil {
			if broken := checks.Event(before, event); broken != nil {
				err = damage("audit event %d: %v", event.GetSequence(), broken)
			}
		}
		before = event
		return err
	})
}

// reportContent sums up every key with its value, each with its length before it, bucket by bucket.
func reportContent(tx *bolt.Tx, report *lexfitv1.StoreReport) error {
	sum := sha256.New()
	add := func(data []byte) {
		_, _ = sum.Write(binary.BigEndian.AppendUint64(nil, uint64(len(data)))) // a hash never fails
		_, _ = sum.Write(data)
	}
	err := tx.ForEach(func(name []byte, bucket *bolt.Bucket) error {
		add(name)
		return bucket.ForEach(func(key, value []byte) error {
			add(key)
			add(value)
			return nil
		})
	})
	report.ContentDigest = hex.EncodeToString(sum.Sum(nil))
	return err
}
