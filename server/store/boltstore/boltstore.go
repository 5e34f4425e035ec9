// Package boltstore keeps rulebook revisions, job orders and audit events in one bbolt file. What lies where: layout.go; how damage is found before bbolt
// trusts the file: pages.go and check.go.
package boltstore

import (
	"context"
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
)

// Store is a store.Store in a bbolt file.
type Store struct{ *access }

var _ store.Store = (*Store)(nil)

// Create is store.Store's.
func (s *Store) Create(ctx context.Context, revision *lexfitv1.RulebookRevision, how store.Create) (*lexfitv1.RulebookRevision, error) {
	var written *lexfitv1.RulebookRevision
	err := s.update(ctx, func(tx *bolt.Tx, now *store.State) error {
		made, events, err := now.CreateRevision(revision, how)
		if err != nil {
			return err
		}
		written = made
		return errors.Join(putRevision(tx, written, revision.GetRulebook()), addDigest(tx, written), putEvents(tx, events...))
	}, func(now store.State) { now.Stamp(written) })
	if err != nil {
		return nil, err
	}
	return written, nil
}

// Get is store.Store's.
func (s *Store) Get(ctx context.Context, revision int32) (*lexfitv1.RulebookRevision, error) {
	var rulebookRevision *lexfitv1.RulebookRevision
	err := s.view(ctx, func(tx *bolt.Tx, now store.State) (err error) {
		rulebookRevision, err = readRevision(tx, now, revision, withDocument)
		return err
	})
	return rulebookRevision, err
}

// Active is store.Store's.
func (s *Store) Active(ctx context.Context) (*lexfitv1.RulebookRevision, error) {
	var revision *lexfitv1.RulebookRevision
	err := s.view(ctx, func(tx *bolt.Tx, now store.State) (err error) {
		if now.Active == 0 {
			return fmt.Errorf("active rulebook revision: %w", store.ErrNotFound)
		}
		revision, err = readRevision(tx, now, now.Active, withDocument)
		return err
	})
	return revision, err
}

// List is store.Store's.
func (s *Store) List(ctx context.Context, before int32, limit int) ([]*lexfitv1.RulebookRevision, error) {
	var page []*lexfitv1.RulebookRevision
	err := s.view(ctx, func(tx *bolt.Tx, now store.State) error {
		from := now.Latest
		if before > 0 {
			from = min(from, before-1)
		}
		for count := from; count > 0 && len(page) < limit; count-- {
			revision, err := readRevision(tx, now, count, headOnly)
			if err != nil {
				return err
			}
			page = append(page, revision)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return page, nil
}

// Activate is store.Store's.
func (s *Store) Activate(ctx context.Context, revision int32, how store.Activation) (*lexfitv1.RulebookRevision, error) {
	var activated *lexfitv1.RulebookRevision
	err := s.update(ctx, func(tx *bolt.Tx, now *store.State) (err error) {
		if err := now.Expect(how.Etag); err != nil {
			return err
		}
		if activated, err = readRevision(tx, *now, revision, headOnly); err != nil {
			return err
		}
		event, err := now.ActivateRevision(activated, how)
		if err != nil {
			return err
		}
		return putEvents(tx, event)
	}, func(now store.State) { now.Stamp(activated) })
	if err != nil {
		return nil, err
	}
	return activated, nil
}

// OfferedDefault is store.Store's.
func (s *Store) OfferedDefault(ctx context.Context) (string, error) {
	var digest string
	err := s.view(ctx, func(_ *bolt.Tx, now store.State) error {
		digest = now.OfferedDefault
		return nil
	})
	return digest, err
}

// OfferDefault is store.Store's.
func (s *Store) OfferDefault(ctx context.Context, digest string) error {
	return s.write(ctx, func(tx *bolt.Tx) error { return putDigest(tx, keyOfferedDefault, digest) })
}

// update writes in one transaction, with the state after it, and then tells that state.
func (s *Store) update(ctx context.Context, change func(tx *bolt.Tx, now *store.State) error, done func(now store.State)) error {
	var now store.State
	err := s.write(ctx, func(tx *bolt.Tx) (err error) {
		if now, err = readState(tx); err != nil {
			return err
		}
		if err := change(tx, &now); err != nil {
			return err
		}
		return putState(tx, now)
	})
	if err == nil {
		done(now)
	}
	return err
}
