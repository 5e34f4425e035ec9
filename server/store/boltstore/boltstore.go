// Package boltstore keeps rulebook revisions, job orders and audit events in one bbolt file. What lies where: layout.go; how damage is found before bbolt
// trusts the file: pages.go and check.go.
package boltstore

import (
	"context"
	"fmt"
	"math"

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
	err := s.update(ctx, how.Etag, func(tx *bolt.Tx, now *state) error {
		if now.latest == math.MaxInt32 {
			return &store.Error{Kind: store.ErrFull, Sentence: "there are no more numbers for revisions"}
		}
		written = headOf(revision)
		now.latest++
		written.Name, written.Revision, written.Parent = store.RevisionName(now.latest), now.latest, now.active
		if err := putRevision(tx, written, revision.GetRulebook()); err != nil {
			return err
		}
		if err := addDigest(tx, written); err != nil {
			return err
		}
		if how.Default {
			if err := putDigest(tx, keyOfferedDefault, written.GetDigest()); err != nil {
				return err
			}
		}
		event := &lexfitv1.AuditEvent{
			Action: lexfitv1.AuditAction_AUDIT_ACTION_CREATE_RULEBOOK_REVISION, Time: written.GetCreateTime(), Resource: written.GetName(),
			Author: written.GetAuthor(), Message: written.GetMessage(), FromRevision: now.active, ToRevision: now.latest, Digest: written.GetDigest(),
			EngineVersion: written.GetEngineVersion(), Subject: written.GetSubject(),
		}
		if err := now.note(tx, event); err != nil || !how.Activate {
			return err
		}
		event.Action = lexfitv1.AuditAction_AUDIT_ACTION_ACTIVATE_RULEBOOK_REVISION
		now.active = now.latest
		return now.note(tx, event)
	}, func(now state) { now.stamp(written) })
	if err != nil {
		return nil, err
	}
	return written, nil
}

// Get is store.Store's.
func (s *Store) Get(ctx context.Context, revision int32) (*lexfitv1.RulebookRevision, error) {
	var rulebookRevision *lexfitv1.RulebookRevision
	err := s.view(ctx, func(tx *bolt.Tx, now state) (err error) {
		rulebookRevision, err = now.revision(tx, revision, withDocument)
		return err
	})
	return rulebookRevision, err
}

// Active is store.Store's.
func (s *Store) Active(ctx context.Context) (*lexfitv1.RulebookRevision, error) {
	var revision *lexfitv1.RulebookRevision
	err := s.view(ctx, func(tx *bolt.Tx, now state) (err error) {
		if now.active == 0 {
			return fmt.Errorf("active rulebook revision: %w", store.ErrNotFound)
		}
		revision, err = now.revision(tx, now.active, withDocument)
		return err
	})
	return revision, err
}

// List is store.Store's.
func (s *Store) List(ctx context.Context, before int32, limit int) ([]*lexfitv1.RulebookRevision, error) {
	var page []*lexfitv1.RulebookRevision
	err := s.view(ctx, func(tx *bolt.Tx, now state) error {
		from := now.latest
		if before > 0 {
			from = min(from, before-1)
		}
		for count := from; count > 0 && len(page) < limit; count-- {
			revision, err := now.revision(tx, count, headOnly)
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
	var rulebookRevision *lexfitv1.RulebookRevision
	err := s.update(ctx, how.Etag, func(tx *bolt.Tx, now *state) (err error) {
		if rulebookRevision, err = now.revision(tx, revision, headOnly); err != nil {
			return err
		}
		from := now.active
		now.active = revision
		return now.note(tx, &lexfitv1.AuditEvent{
			Action: lexfitv1.AuditAction_AUDIT_ACTION_ACTIVATE_RULEBOOK_REVISION, Time: stamp(how.Time), Resource: rulebookRevision.GetName(),
			Author: how.Author, Message: how.Message, FromRevision: from, ToRevision: revision, Digest: rulebookRevision.GetDigest(), EngineVersion: rulebookRevision.GetEngineVersion(),
			Subject: how.Subject,
		})
	}, func(now state) { now.stamp(rulebookRevision) })
	if err != nil {
		return nil, err
	}
	return rulebookRevision, nil
}

// OfferedDefault is store.Store's.
func (s *Store) OfferedDefault(ctx context.Context) (string, error) {
	var digest string
	err := s.view(ctx, func(tx *bolt.Tx, _ state) (err error) {
		digest, err = offeredDefault(tx)
		return err
	})
	return digest, err
}

// OfferDefault is store.Store's.
func (s *Store) OfferDefault(ctx context.Context, digest string) error {
	return s.write(ctx, func(tx *bolt.Tx) error { return putDigest(tx, keyOfferedDefault, digest) })
}

// update writes in one transaction, if the etag is the current one or empty, and then tells the state after it.
func (s *Store) update(ctx context.Context, etag string, change func(tx *bolt.Tx, now *state) error, done func(now state)) error {
	var now state
	err := s.write(ctx, func(tx *bolt.Tx) (err error) {
		if now, err = readState(tx); err != nil {
			return err
		}
		if etag != "" && etag != now.etag() {
			return &store.ConflictError{Etag: now.etag()}
		}
		if err := change(tx, &now); err != nil {
			return err
		}
		now.changes++
		return now.put(tx)
	})
	if err == nil {
		done(now)
	}
	return err
}
