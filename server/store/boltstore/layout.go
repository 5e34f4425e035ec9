package boltstore

import (
	"encoding/binary"
	"hash/crc32"
)

// Drawing is the whole layout of the file; a test compares it with a real one. Every value is framed (see frame), every
// number big-endian so that keys lie in the order of the numbers.
const Drawing = `
meta
  schema_version   uint32
  active_revision  uint32, 0 for none
  latest_revision  uint32, 0 for none
  changes          uint32, one more with every write of a rulebook
  latest_event     uint32, 0 for none
  chain_from       uint32, the first event that holds the digest of the one before
  chain_head       32 bytes SHA-256 of the latest event, and so of all; zeros for none
  offered_default  32 bytes SHA-256 of the default rulebook offered last; absent before the first
rulebooks
  <uint64 revision>  RulebookRevision, marshalled, its document last
digests
  <32 bytes SHA-256>  uint32 the first revision of that digest
job_orders
  <name NUL uint64 revision>  JobOrder, marshalled; the last revision of a deleted one says so
audit
  <uint64 sequence>  AuditEvent, marshalled
`

var (
	bucketMeta      = []byte("meta")
	bucketRulebooks = []byte("rulebooks")
	bucketDigests   = []byte("digests")
	bucketJobOrders = []byte("job_orders")
	bucketAudit     = []byte("audit")

	buckets = [][]byte{bucketMeta, bucketRulebooks, bucketDigests, bucketJobOrders, bucketAudit}

	keySchemaVersion  = []byte("schema_version")
	keyActiveRevision = []byte("active_revision")
	keyLatestRevision = []byte("latest_revision")
	keyChanges        = []byte("changes")
	keyLatestEvent    = []byte("latest_event")
	keyChainFrom      = []byte("chain_from")
	keyChainHead      = []byte("chain_head")
	keyOfferedDefault = []byte("offered_default")
)

func revisionKey(revision int32) []byte {
	return binary.BigEndian.AppendUint64(nil, uint64(revision))
}

// frameHead is the length and the checksum that stand before every value, 4 bytes each.
const frameHead = 8

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// frame puts its length and a checksum before a value, since bbolt checks no data page. The checksum covers bucket and
// key, so that a value under a wrong key is found too.
func frame(bucket, key, body []byte) []byte {
	data := make([]byte, 0, frameHead+len(body))
	data = binary.BigEndian.AppendUint32(data, uint32(len(body)))
	data = binary.BigEndian.AppendUint32(data, checksum(bucket, key, body))
	return append(data, body...)
}

func checksum(bucket, key, body []byte) uint32 {
	sum := crc32.Update(0, castagnoli, bucket)
	sum = crc32.Update(sum, castagnoli, key)
	return crc32.Update(sum, castagnoli, body)
}

// unframe returns the value in a record, which shares its memory, or what is wrong with it.
func unframe(bucket, key, record []byte) ([]byte, error) {
	if len(record) < frameHead {
		return nil, damage("record %s/%x is missing or cut short", bucket, key)
	}
	body := record[frameHead:]
	if binary.BigEndian.Uint32(record) != uint32(len(body)) {
		return nil, damage("record %s/%x has a wrong length", bucket, key)
	}
	if binary.BigEndian.Uint32(record[4:]) != checksum(bucket, key, body) {
		return nil, damage("record %s/%x has a wrong checksum", bucket, key)
	}
	return body, nil
}
