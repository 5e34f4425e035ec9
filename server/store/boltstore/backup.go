package boltstore

import (
	"context"
	"io"

	bolt "go.etcd.io/bbolt"

	"github.com/lexfit/lexfit/server/store"
)

// Ready is store.Store's.
func (s *Store) Ready(ctx context.Context) error {
	return s.view(ctx, func(tx *bolt.Tx, now store.State) error {
		if now.Active > 0 {
			if _, err := readRevision(tx, now, now.Active, headOnly); err != nil { // its sum covers all of it
				return err
			}
		}
		return inPlace(s.path, s.file)
	})
}

// Backup is store.Store's. bbolt leaves the pages of a state alone as long as somebody reads it, so the copy is of one moment;
// it is read from the file that is open, wherever its name leads by now.
func (s *Store) Backup(ctx context.Context, to io.Writer) error {
	target := &target{ctx: ctx, to: to}
	err := s.run(ctx, func() error {
		return s.db.View(func(tx *bolt.Tx) error {
			_, err := tx.WriteTo(target)
			return err
		})
	})
	if target.err != nil {
		return target.err // of the copy's place, not of the database's
	}
	return err
}

// target is where a copy goes. It remembers its own error, and ends with its context.
type target struct {
	ctx context.Context //nolint:containedctx // bbolt writes without one
	to  io.Writer
	err error
}

// Write is io.Writer's.
func (t *target) Write(data []byte) (int, error) {
	if t.err = t.ctx.Err(); t.err != nil {
		return 0, t.err
	}
	var count int
	count, t.err = t.to.Write(data)
	return count, t.err
}
