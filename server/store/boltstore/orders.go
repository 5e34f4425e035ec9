package boltstore

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"math"

	bolt "go.etcd.io/bbolt"
	"google.golang.org/protobuf/proto"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
)

// orderKey puts the revisions of one job order beside each other, in order. NUL stands in no name, so that no job order's
// revisions stand among another's.
func orderKey(name string, revision int32) []byte {
	return binary.BigEndian.AppendUint64(append([]byte(name), 0), uint64(revision))
}

func readJobOrder(key, record []byte) (*lexfitv1.JobOrder, error) {
	body, err := unframe(bucketJobOrders, key, record)
	if err != nil {
		return nil, err
	}
	order := &lexfitv1.JobOrder{}
	if err := proto.Unmarshal(body, order); err != nil || !bytes.Equal(key, orderKey(order.GetName(), order.GetRevision())) {
		return nil, damage("job order %q cannot be read", key)
	}
	order.Etag = store.OrderEtag(order)
	return order, nil
}

// latestJobOrder returns the last revision of a job order, deleted or not; nil where there never was one.
func latestJobOrder(tx *bolt.Tx, name string) (*lexfitv1.JobOrder, error) {
	cursor := tx.Bucket(bucketJobOrders).Cursor()
	key, record := cursor.Seek(orderKey(name, math.MaxInt32))
	if key == nil {
		key, record = cursor.Last()
	} else if !bytes.Equal(key, orderKey(name, math.MaxInt32)) {
		key, record = cursor.Prev()
	}
	if key == nil || !bytes.HasPrefix(key, append([]byte(name), 0)) {
		return nil, nil
	}
	return readJobOrder(key, record)
}

func putJobOrder(tx *bolt.Tx, order *lexfitv1.JobOrder) error {
	body, err := proto.MarshalOptions{Deterministic: true}.Marshal(order)
	if err != nil {
		return err
	}
	key := orderKey(order.GetName(), order.GetRevision())
	return tx.Bucket(bucketJobOrders).Put(key, frame(bucketJobOrders, key, body))
}

// CreateJobOrder is store.Store's.
func (s *Store) CreateJobOrder(ctx context.Context, order *lexfitv1.JobOrder, how store.JobOrderWrite) (*lexfitv1.JobOrder, error) {
	return s.writeJobOrder(ctx, lexfitv1.AuditAction_AUDIT_ACTION_CREATE_JOB_ORDER, order, how)
}

// UpdateJobOrder is store.Store's.
func (s *Store) UpdateJobOrder(ctx context.Context, order *lexfitv1.JobOrder, how store.JobOrderWrite) (*lexfitv1.JobOrder, error) {
	return s.writeJobOrder(ctx, lexfitv1.AuditAction_AUDIT_ACTION_UPDATE_JOB_ORDER, order, how)
}

// DeleteJobOrder is store.Store's. The last revision is written again, as one that says that it is deleted.
func (s *Store) DeleteJobOrder(ctx context.Context, name string, how store.JobOrderWrite) error {
	_, err := s.writeJobOrder(ctx, lexfitv1.AuditAction_AUDIT_ACTION_DELETE_JOB_ORDER, &lexfitv1.JobOrder{Name: name}, how)
	return err
}

// writeJobOrder writes the next revision of a job order and its event.
func (s *Store) writeJobOrder(ctx context.Context, action lexfitv1.AuditAction, order *lexfitv1.JobOrder, how store.JobOrderWrite) (*lexfitv1.JobOrder, error) {
	var written *lexfitv1.JobOrder
	err := s.update(ctx, func(tx *bolt.Tx, now *store.State) error {
		latest, err := latestJobOrder(tx, order.GetName())
		if err != nil {
			return err
		}
		made, event, err := now.WriteJobOrder(action, order, latest, how)
		if err != nil {
			return err
		}
		written = made
		return errors.Join(putJobOrder(tx, written), putEvents(tx, event))
	}, func(store.State) { written.Etag = store.OrderEtag(written) })
	if err != nil {
		return nil, err
	}
	return written, nil
}

// JobOrder is store.Store's.
func (s *Store) JobOrder(ctx context.Context, name string, revision int32) (*lexfitv1.JobOrder, error) {
	var order *lexfitv1.JobOrder
	err := s.view(ctx, func(tx *bolt.Tx, _ store.State) error {
		latest, err := latestJobOrder(tx, name)
		if err != nil {
			return err
		}
		order, err = store.JobOrderAt(name, revision, latest, func() (*lexfitv1.JobOrder, error) {
			key := orderKey(name, revision)
			return readJobOrder(key, tx.Bucket(bucketJobOrders).Get(key))
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	return order, nil
}

// JobOrders is store.Store's.
func (s *Store) JobOrders(ctx context.Context, after string, limit int) ([]*lexfitv1.JobOrder, error) {
	var page []*lexfitv1.JobOrder
	err := s.view(ctx, func(tx *bolt.Tx, _ store.State) error {
		cursor := tx.Bucket(bucketJobOrders).Cursor()
		var key []byte
		if after == "" {
			key, _ = cursor.First()
		} else {
			key, _ = cursor.Seek(append([]byte(after), 1))
		}
		for key != nil && len(page) < limit {
			name, _, ok := bytes.Cut(key, []byte{0})
			if !ok {
				return damage("job order key %q has no revision", key)
			}
			order, err := latestJobOrder(tx, string(name))
			if err != nil {
				return err
			}
			if order != nil && !order.GetDeleted() {
				page = append(page, order)
			}
			key, _ = cursor.Seek(append(bytes.Clone(name), 1))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return page, nil
}

// putEvents writes events under their numbers.
func putEvents(tx *bolt.Tx, events ...*lexfitv1.AuditEvent) error {
	for _, event := range events {
		body, err := proto.MarshalOptions{Deterministic: true}.Marshal(event)
		if err != nil {
			return err
		}
		key := revisionKey(event.GetSequence())
		if err := tx.Bucket(bucketAudit).Put(key, frame(bucketAudit, key, body)); err != nil {
			return err
		}
	}
	return nil
}

func readEvent(key, record []byte) (*lexfitv1.AuditEvent, error) {
	body, err := unframe(bucketAudit, key, record)
	if err != nil {
		return nil, err
	}
	event := &lexfitv1.AuditEvent{}
	if err := proto.Unmarshal(body, event); err != nil || !bytes.Equal(key, revisionKey(event.GetSequence())) {
		return nil, damage("audit event %x cannot be read", key)
	}
	return event, nil
}

// AuditEvents is store.Store's.
func (s *Store) AuditEvents(ctx context.Context, before int32, limit int, resource string) ([]*lexfitv1.AuditEvent, error) {
	var page []*lexfitv1.AuditEvent
	err := s.view(ctx, func(tx *bolt.Tx, now store.State) error {
		from := now.Events
		if before > 0 {
			from = min(from, before-1)
		}
		for count := from; count > 0 && len(page) < limit; count-- {
			key := revisionKey(count)
			event, err := readEvent(key, tx.Bucket(bucketAudit).Get(key))
			if err != nil {
				return err
			}
			if store.Concerns(event, resource) {
				page = append(page, event)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return page, nil
}
