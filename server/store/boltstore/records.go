package boltstore

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
)

// readState reads what every call reads first.
func readState(tx *bolt.Tx) (store.State, error) {
	active, errActive := number(tx, keyActiveRevision)
	latest, errLatest := number(tx, keyLatestRevision)
	changes, errChanges := number(tx, keyChanges)
	events, errEvents := number(tx, keyLatestEvent)
	from, errFrom := number(tx, keyChainFrom)
	head, errHead := readDigest(tx, keyChainHead)
	offered, errOffered := offeredDefault(tx)
	now := store.State{
		Active: int32(active), Latest: int32(latest), Changes: changes, Events: int32(events), ChainFrom: int32(from), ChainHead: head, OfferedDefault: offered,
	}
	return now, errors.Join(errActive, errLatest, errChanges, errEvents, errFrom, errHead, errOffered)
}

// putState writes what every write leaves behind.
func putState(tx *bolt.Tx, now store.State) error {
	err := errors.Join(
		putNumber(tx, keyActiveRevision, uint32(now.Active)),
		putNumber(tx, keyLatestRevision, uint32(now.Latest)),
		putNumber(tx, keyChanges, now.Changes),
		putNumber(tx, keyLatestEvent, uint32(now.Events)),
		putNumber(tx, keyChainFrom, uint32(now.ChainFrom)),
		putDigest(tx, keyChainHead, now.ChainHead),
	)
	if now.OfferedDefault == "" {
		return err
	}
	return errors.Join(err, putDigest(tx, keyOfferedDefault, now.OfferedDefault))
}

// part says how much of a revision is read.
type part bool

const (
	headOnly     part = false
	withDocument part = true
)

// readRevision reads a revision as it is in a state.
func readRevision(tx *bolt.Tx, now store.State, revision int32, part part) (*lexfitv1.RulebookRevision, error) {
	if revision < 1 || revision > now.Latest {
		return nil, fmt.Errorf("rulebook revision %d: %w", revision, store.ErrNotFound)
	}
	key := revisionKey(revision)
	body, err := unframe(bucketRulebooks, key, tx.Bucket(bucketRulebooks).Get(key))
	if err != nil {
		return nil, err
	}
	if part == headOnly {
		if body, err = withoutDocument(body); err != nil {
			return nil, err
		}
	}
	rulebookRevision := &lexfitv1.RulebookRevision{}
	if err := proto.Unmarshal(body, rulebookRevision); err != nil {
		return nil, damage("revision %d cannot be read", revision)
	}
	if rulebookRevision.GetRevision() != revision {
		return nil, damage("revision %d says that it is %d", revision, rulebookRevision.GetRevision())
	}
	now.Stamp(rulebookRevision)
	return rulebookRevision, nil
}

// documentField is the number of RulebookRevision.rulebook.
const documentField = 11

// withoutDocument returns a marshalled revision up to its document, which stands last: a list need not decode hundreds of
// documents to leave them out.
func withoutDocument(data []byte) ([]byte, error) {
	for at := 0; at < len(data); {
		number, _, count := protowire.ConsumeField(data[at:])
		if count < 0 {
			return nil, damage("a revision cannot be read")
		}
		if number == documentField {
			return data[:at], nil
		}
		at += count
	}
	return data, nil
}

func putRevision(tx *bolt.Tx, head *lexfitv1.RulebookRevision, document *lexfitv1.Rulebook) error {
	marshal := proto.MarshalOptions{Deterministic: true}
	body, err := marshal.Marshal(head)
	if err != nil {
		return err
	}
	// Two marshalled messages one after the other are one, merged; so the document stands last.
	if body, err = marshal.MarshalAppend(body, &lexfitv1.RulebookRevision{Rulebook: document}); err != nil {
		return err
	}
	key := revisionKey(head.GetRevision())
	return tx.Bucket(bucketRulebooks).Put(key, frame(bucketRulebooks, key, body))
}

// addDigest notes the first revision that has a digest.
func addDigest(tx *bolt.Tx, revision *lexfitv1.RulebookRevision) error {
	key, err := bytesOf(revision.GetDigest())
	if err != nil {
		return err
	}
	other := tx.Bucket(bucketDigests)
	if other.Get(key) != nil {
		return nil
	}
	return other.Put(key, frame(bucketDigests, key, binary.BigEndian.AppendUint32(nil, uint32(revision.GetRevision()))))
}

// bytesOf are those of a digest in hexadecimal.
func bytesOf(digest string) ([]byte, error) {
	sum, err := hex.DecodeString(digest)
	if err != nil || len(sum) == 0 {
		return nil, fmt.Errorf("digest %q is not hexadecimal", digest)
	}
	return sum, nil
}

func putDigest(tx *bolt.Tx, key []byte, digest string) error {
	sum, err := bytesOf(digest)
	if err != nil {
		return err
	}
	return tx.Bucket(bucketMeta).Put(key, frame(bucketMeta, key, sum))
}

func readDigest(tx *bolt.Tx, key []byte) (string, error) {
	sum, err := unframe(bucketMeta, key, tx.Bucket(bucketMeta).Get(key))
	if err == nil && len(sum) != sha256.Size {
		err = damage("%s is no digest", key)
	}
	return hex.EncodeToString(sum), err
}

// offeredDefault is empty before the first: files are older than the note.
func offeredDefault(tx *bolt.Tx) (string, error) {
	if tx.Bucket(bucketMeta).Get(keyOfferedDefault) == nil {
		return "", nil
	}
	return readDigest(tx, keyOfferedDefault)
}

func putNumber(tx *bolt.Tx, key []byte, count uint32) error {
	return tx.Bucket(bucketMeta).Put(key, frame(bucketMeta, key, binary.BigEndian.AppendUint32(nil, count)))
}

func number(tx *bolt.Tx, key []byte) (uint32, error) {
	body, err := unframe(bucketMeta, key, tx.Bucket(bucketMeta).Get(key))
	if err != nil {
		return 0, err
	}
	if len(body) != 4 {
		return 0, damage("%s is no number", key)
	}
	return binary.BigEndian.Uint32(body), nil
}

// damage is an ErrCorrupt that says what is wrong in the file; corrupt adds its name.
func damage(format string, args ...any) error {
	return &store.Error{Kind: errUnnamed, Sentence: fmt.Sprintf(format, args...)}
}

// errUnnamed is an ErrCorrupt whose sentence does not name the file yet.
var errUnnamed = fmt.Errorf("%w: unnamed", store.ErrCorrupt)
