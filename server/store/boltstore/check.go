package boltstore

import (
	"encoding/binary"
	"encoding/hex"

	bolt "go.etcd.io/bbolt"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1check"
	"github.com/lexfit/lexfit/server/store"
)

// checkRecords reads every record there is, so that damage is found when the server starts and not when a revision is
// needed years later.
func checkRecords(tx *bolt.Tx) error {
	err := tx.ForEach(func(name []byte, _ *bolt.Bucket) error {
		for _, data := range buckets {
			if string(data) == string(name) {
				return nil
			}
		}
		return damage("bucket %q is not one of this schema's", name)
	})
	if err != nil {
		return err
	}
	for _, data := range buckets {
		if tx.Bucket(data) == nil {
			return damage("bucket %s is missing", data)
		}
	}
	now, err := readState(tx)
	if err != nil {
		return err
	}
	if now.Latest < 0 || now.Active < 0 || now.Active > now.Latest {
		return damage("active revision %d of %d", now.Active, now.Latest)
	}
	count := 0
	cursor := tx.Bucket(bucketRulebooks).Cursor() // not Stats: within a write it does not see what was written
	for key, _ := cursor.First(); key != nil; key, _ = cursor.Next() {
		count++
	}
	if count != int(now.Latest) {
		return damage("%d revisions of %d are there", count, now.Latest)
	}
	first := map[string]int32{}
	for count := int32(1); count <= now.Latest; count++ {
		revision, err := readRevision(tx, now, count, headOnly)
		if err != nil {
			return err
		}
		if _, ok := first[revision.GetDigest()]; !ok {
			first[revision.GetDigest()] = count
		}
	}
	if err := checkDigests(tx, first); err != nil {
		return err
	}
	orders, err := checkJobOrders(tx)
	if err != nil {
		return err
	}
	return checkAudit(tx, now, orders)
}

// checkJobOrders reads every revision of every job order, numbered from 1 without gaps, and returns the last of each.
func checkJobOrders(tx *bolt.Tx) (map[string]int32, error) {
	last, number := "", int32(0)
	orders := map[string]int32{}
	return orders, tx.Bucket(bucketJobOrders).ForEach(func(key, record []byte) error {
		order, err := readJobOrder(key, record)
		if err != nil {
			return err
		}
		if order.GetName() != last {
			last, number = order.GetName(), 0
		}
		if number++; order.GetRevision() != number {
			return damage("job order %s: revision %d stands where %d was due", order.GetName(), order.GetRevision(), number)
		}
		orders[order.GetName()] = number
		return nil
	})
}

// checkAudit reads every audit event, numbered from 1 without gaps and a chain, and holds the job orders against what was done to them.
func checkAudit(tx *bolt.Tx, now store.State, orders map[string]int32) error {
	told := map[string]int32{}
	var chain lexfitv1check.Chain
	err := tx.Bucket(bucketAudit).ForEach(func(key, record []byte) error {
		event, err := readEvent(key, record)
		if err != nil {
			return err
		}
		if err := chain.Add(event); err != nil {
			return damage("%v", err)
		}
		if chained := event.GetPreviousDigest() != ""; chained != (event.GetSequence() >= now.ChainFrom) {
			return damage("the chain of audit events does not begin at event %d", now.ChainFrom)
		}
		switch event.GetAction() {
		case lexfitv1.AuditAction_AUDIT_ACTION_CREATE_JOB_ORDER, lexfitv1.AuditAction_AUDIT_ACTION_UPDATE_JOB_ORDER,
			lexfitv1.AuditAction_AUDIT_ACTION_DELETE_JOB_ORDER:
			told[event.GetResource()] = event.GetToRevision()
		case lexfitv1.AuditAction_AUDIT_ACTION_UNSPECIFIED, lexfitv1.AuditAction_AUDIT_ACTION_CREATE_RULEBOOK_REVISION,
			lexfitv1.AuditAction_AUDIT_ACTION_ACTIVATE_RULEBOOK_REVISION:
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case chain.Events != now.Events:
		return damage("%d audit events of %d are there", chain.Events, now.Events)
	case chain.Head() != now.ChainHead:
		return damage("audit event %d is not the one that was written last", now.Events)
	}
	for name, revision := range told {
		if orders[name] != revision {
			return damage("job order %s is at revision %d, and its last event says %d", name, orders[name], revision)
		}
	}
	if len(orders) != len(told) {
		return damage("%d job orders are there, and events tell of %d", len(orders), len(told))
	}
	return nil
}

// checkDigests holds the index against what it is an index of.
func checkDigests(tx *bolt.Tx, first map[string]int32) error {
	err := tx.Bucket(bucketDigests).ForEach(func(key, record []byte) error {
		body, err := unframe(bucketDigests, key, record)
		if err != nil {
			return err
		}
		digest := hex.EncodeToString(key)
		if count, ok := first[digest]; !ok || len(body) != 4 || binary.BigEndian.Uint32(body) != uint32(count) {
			return damage("digest %s leads to a wrong revision", digest)
		}
		delete(first, digest)
		return nil
	})
	if err == nil && len(first) > 0 {
		err = damage("a digest is missing")
	}
	return err
}
