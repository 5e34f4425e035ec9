package boltstore

import (
	"encoding/binary"
	"encoding/hex"

	bolt "go.etcd.io/bbolt"
)

// checkRecords reads every record there is, so that damage is found when the server starts and not when a revision is
// needed years later.
func checkRecords(tx *bolt.Tx) error {
	err := tx.ForEach(func(name []byte, _ *bolt.Bucket) error {
		for _, b := range buckets {
			if string(b) == string(name) {
				return nil
			}
		}
		return damage("bucket %q is not one of this schema's", name)
	})
	if err != nil {
		return err
	}
	for _, b := range buckets {
		if tx.Bucket(b) == nil {
			return damage("bucket %s is missing", b)
		}
	}
	now, err := readState(tx)
	if err != nil {
		return err
	}
	if now.latest < 0 || now.active < 0 || now.active > now.latest {
		return damage("active revision %d of %d", now.active, now.latest)
	}
	count := 0
	c := tx.Bucket(bucketRulebooks).Cursor() // not Stats: within a write it does not see what was written
	for key, _ := c.First(); key != nil; key, _ = c.Next() {
		count++
	}
	if count != int(now.latest) {
		return damage("%d revisions of %d are there", count, now.latest)
	}
	first := map[string]int32{}
	for n := int32(1); n <= now.latest; n++ {
		r, err := now.revision(tx, n, headOnly)
		if err != nil {
			return err
		}
		if _, ok := first[r.GetDigest()]; !ok {
			first[r.GetDigest()] = n
		}
	}
	if err := checkDigests(tx, first); err != nil {
		return err
	}
	if err := checkJobOrders(tx); err != nil {
		return err
	}
	return checkAudit(tx, now)
}

// checkJobOrders reads every revision of every job order: numbered from 1 without gaps.
func checkJobOrders(tx *bolt.Tx) error {
	last, number := "", int32(0)
	return tx.Bucket(bucketJobOrders).ForEach(func(key, record []byte) error {
		o, err := readJobOrder(key, record)
		if err != nil {
			return err
		}
		if o.GetName() != last {
			last, number = o.GetName(), 0
		}
		if number++; o.GetRevision() != number {
			return damage("job order %s: revision %d stands where %d was due", o.GetName(), o.GetRevision(), number)
		}
		return nil
	})
}

// checkAudit reads every audit event: numbered from 1 without gaps.
func checkAudit(tx *bolt.Tx, now state) error {
	number := int32(0)
	err := tx.Bucket(bucketAudit).ForEach(func(key, record []byte) error {
		e, err := readEvent(key, record)
		if err != nil {
			return err
		}
		if number++; e.GetSequence() != number {
			return damage("audit event %d stands where %d was due", e.GetSequence(), number)
		}
		return nil
	})
	if err == nil && number != now.events {
		return damage("%d audit events of %d are there", number, now.events)
	}
	return err
}

// checkDigests holds the index against what it is an index of.
func checkDigests(tx *bolt.Tx, first map[string]int32) error {
	err := tx.Bucket(bucketDigests).ForEach(func(key, record []byte) error {
		body, err := unframe(bucketDigests, key, record)
		if err != nil {
			return err
		}
		digest := hex.EncodeToString(key)
		if n, ok := first[digest]; !ok || len(body) != 4 || binary.BigEndian.Uint32(body) != uint32(n) {
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
