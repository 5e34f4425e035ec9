package boltstore

import (
	"encoding/binary"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
)

// A job order or event that is lost or changed behind the program's back is found at the start, and said in a sentence.
func TestDamagedOrdersAndEvents(t *testing.T) {
	t.Parallel()
	for name, k := range map[string]struct {
		damage func(tx *bolt.Tx) error
		says   string
	}{
		"the last revision is gone":  {func(tx *bolt.Tx) error { return tx.Bucket(bucketJobOrders).Delete(orderKey("jobOrders/a", 2)) }, "its last event says 2"},
		"the first revision is gone": {func(tx *bolt.Tx) error { return tx.Bucket(bucketJobOrders).Delete(orderKey("jobOrders/a", 1)) }, "revision 2 stands where 1 was due"},
		"a whole order is gone":      {func(tx *bolt.Tx) error { return tx.Bucket(bucketJobOrders).Delete(orderKey("jobOrders/b", 1)) }, "its last event says 1"},
		"an order nobody wrote": {func(tx *bolt.Tx) error {
			return putJobOrder(tx, &lexfitv1.JobOrder{Name: "jobOrders/c", Revision: 1})
		}, "events tell of 2"},
		"an event is gone":       {func(tx *bolt.Tx) error { return tx.Bucket(bucketAudit).Delete(revisionKey(2)) }, "event 3 stands where 2 was due"},
		"the last event is gone": {func(tx *bolt.Tx) error { return tx.Bucket(bucketAudit).Delete(revisionKey(5)) }, "4 audit events of 5 are there"},
		"a byte of an order": {func(tx *bolt.Tx) error {
			key := orderKey("jobOrders/a", 1)
			record := append([]byte{}, tx.Bucket(bucketJobOrders).Get(key)...)
			record[len(record)-1] ^= 1
			return tx.Bucket(bucketJobOrders).Put(key, record)
		}, "wrong checksum"},
		"an event under another number": {func(tx *bolt.Tx) error {
			b := tx.Bucket(bucketAudit)
			return b.Put(binary.BigEndian.AppendUint64(nil, 1), append([]byte{}, b.Get(revisionKey(2))...))
		}, "wrong checksum"},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "lexfit.db")
			s := openAt(t, path)
			fill(t, s, 1)
			for _, o := range []string{"a", "b"} {
				if _, err := s.CreateJobOrder(t.Context(), &lexfitv1.JobOrder{Name: "jobOrders/" + o, Title: o, Role: "roles/one"}, store.JobOrderWrite{}); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := s.UpdateJobOrder(t.Context(), &lexfitv1.JobOrder{Name: "jobOrders/a", Title: "A", Role: "roles/one"}, store.JobOrderWrite{}); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Activate(t.Context(), 1, store.Activation{}); err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			db, err := bolt.Open(path, 0o600, nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(db.Update(k.damage), db.Close()); err != nil {
				t.Fatal(err)
			}
			again, err := Open(path, Options{})
			if err == nil {
				_ = again.Close()
				t.Fatal("it opened")
			}
			if !errors.Is(err, store.ErrCorrupt) || !strings.Contains(err.Error(), k.says) {
				t.Errorf("%v, want %q", err, k.says)
			}
			checkSentence(t, err, path)
		})
	}
}
