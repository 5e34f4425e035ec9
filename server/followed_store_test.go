package server

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"sync"
	"testing"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
	"github.com/lexfit/lexfit/server/store/boltstore"
	"github.com/lexfit/lexfit/server/store/storetest"
)

// sharedStore is a store that several services write at once: one database, which tells each of them of every write.
type sharedStore struct {
	store.Store

	mu      sync.Mutex
	members []*memberStore
	instead store.Store // once it was replaced
}

// replace puts another store in the place of this one, as whoever restores a backup does.
func (s *sharedStore) replace(by store.Store) {
	s.mu.Lock()
	s.instead = by
	s.mu.Unlock()
	s.written()
}

// now is what members see.
func (s *sharedStore) now() store.Store {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.instead != nil {
		return s.instead
	}
	return s.Store
}

func newSharedStore(t testing.TB) *sharedStore { //nolint:thelper // a helper of both
	t.Helper()
	database, err := boltstore.Open(filepath.Join(t.TempDir(), "shared.db"), boltstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := database.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return &sharedStore{Store: database}
}

// member is the store as one service sees it.
func (s *sharedStore) member() *memberStore {
	m := &memberStore{shared: s, news: make(chan struct{}, 1)}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.members = append(s.members, m)
	return m
}

// written tells every member that there is something new.
func (s *sharedStore) written() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.members {
		if !m.isDeaf() {
			m.wake()
		}
	}
}

func (s *sharedStore) head(ctx context.Context) (store.Head, error) {
	now := s.now()
	events, err := now.AuditEvents(ctx, 0, 1, "")
	if err != nil || len(events) == 0 {
		return store.Head{}, err
	}
	active, err := now.Active(ctx)
	if errors.Is(err, store.ErrNotFound) {
		err = nil
	}
	return store.Head{Sequence: int64(events[0].GetSequence()), Active: active.GetRevision()}, err
}

var errLost = &store.Error{Kind: store.ErrUnavailable, Sentence: "dial tcp 10.0.0.7:2379: the network is cut"}

// memberStore is one service's way to a shared store. It can be cut, and fail in ways of its own.
type memberStore struct {
	shared *sharedStore
	news   chan struct{}

	mu     sync.Mutex
	cut    bool
	deaf   bool                           // hears of no write
	halt   error                          // ends the following
	before func(call string) (fail error) // each call, where there is one
}

func (m *memberStore) wake() {
	select {
	case m.news <- struct{}{}:
	default:
	}
}

func (m *memberStore) set(change func()) {
	m.mu.Lock()
	change()
	m.mu.Unlock()
	m.wake()
}

func (m *memberStore) isDeaf() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.deaf
}

func (m *memberStore) deafen(deaf bool)           { m.set(func() { m.deaf = deaf }) }
func (m *memberStore) lose()                      { m.set(func() { m.cut = true }) }
func (m *memberStore) find()                      { m.set(func() { m.cut = false }) }
func (m *memberStore) fail(do func(string) error) { m.set(func() { m.before = do }) }

func (m *memberStore) state() (cut bool, before func(string) error, halt error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.cut, m.before, m.halt
}

// Follow is store.Followed's.
func (m *memberStore) Follow(ctx context.Context, each func(store.Head, error)) error {
	lost := false
	for {
		cut, _, halt := m.state()
		switch head, err := m.shared.head(ctx); {
		case halt != nil:
			return halt
		case ctx.Err() != nil:
			return ctx.Err()
		case cut || err != nil:
			if !lost {
				each(store.Head{}, errLost)
			}
			lost = true
		default:
			each(head, nil)
			lost = false
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-m.news:
		}
	}
}

// ask asks the store, unless the way to it is cut.
func ask[T any](m *memberStore, call string, do func(store.Store) (T, error)) (T, error) {
	var none T
	cut, before, _ := m.state()
	if cut {
		return none, errLost
	}
	if before != nil {
		if err := before(call); err != nil {
			return none, err
		}
	}
	return do(m.shared.now())
}

// write writes to it, and has everybody told.
func write[T any](m *memberStore, call string, do func(store.Store) (T, error)) (T, error) {
	done, err := ask(m, call, do)
	if err == nil {
		m.shared.written()
	}
	return done, err
}

type nothing struct{}

// Create is store.Store's.
func (m *memberStore) Create(ctx context.Context, revision *lexfitv1.RulebookRevision, how store.Create) (*lexfitv1.RulebookRevision, error) {
	return write(m, "Create", func(s store.Store) (*lexfitv1.RulebookRevision, error) { return s.Create(ctx, revision, how) })
}

// Get is store.Store's.
func (m *memberStore) Get(ctx context.Context, revision int32) (*lexfitv1.RulebookRevision, error) {
	return ask(m, "Get", func(s store.Store) (*lexfitv1.RulebookRevision, error) { return s.Get(ctx, revision) })
}

// Active is store.Store's.
func (m *memberStore) Active(ctx context.Context) (*lexfitv1.RulebookRevision, error) {
	return ask(m, "Active", func(s store.Store) (*lexfitv1.RulebookRevision, error) { return s.Active(ctx) })
}

// List is store.Store's.
func (m *memberStore) List(ctx context.Context, before int32, limit int) ([]*lexfitv1.RulebookRevision, error) {
	return ask(m, "List", func(s store.Store) ([]*lexfitv1.RulebookRevision, error) { return s.List(ctx, before, limit) })
}

// Activate is store.Store's.
func (m *memberStore) Activate(ctx context.Context, revision int32, how store.Activation) (*lexfitv1.RulebookRevision, error) {
	return write(m, "Activate", func(s store.Store) (*lexfitv1.RulebookRevision, error) { return s.Activate(ctx, revision, how) })
}

// OfferedDefault is store.Store's.
func (m *memberStore) OfferedDefault(ctx context.Context) (string, error) {
	return ask(m, "OfferedDefault", func(s store.Store) (string, error) { return s.OfferedDefault(ctx) })
}

// OfferDefault is store.Store's.
func (m *memberStore) OfferDefault(ctx context.Context, digest string) error {
	_, err := ask(m, "OfferDefault", func(s store.Store) (nothing, error) { return nothing{}, s.OfferDefault(ctx, digest) })
	return err
}

// CreateJobOrder is store.Store's.
func (m *memberStore) CreateJobOrder(ctx context.Context, order *lexfitv1.JobOrder, how store.JobOrderWrite) (*lexfitv1.JobOrder, error) {
	return write(m, "CreateJobOrder", func(s store.Store) (*lexfitv1.JobOrder, error) { return s.CreateJobOrder(ctx, order, how) })
}

// UpdateJobOrder is store.Store's.
func (m *memberStore) UpdateJobOrder(ctx context.Context, order *lexfitv1.JobOrder, how store.JobOrderWrite) (*lexfitv1.JobOrder, error) {
	return write(m, "UpdateJobOrder", func(s store.Store) (*lexfitv1.JobOrder, error) { return s.UpdateJobOrder(ctx, order, how) })
}

// DeleteJobOrder is store.Store's.
func (m *memberStore) DeleteJobOrder(ctx context.Context, name string, how store.JobOrderWrite) error {
	_, err := write(m, "DeleteJobOrder", func(s store.Store) (nothing, error) { return nothing{}, s.DeleteJobOrder(ctx, name, how) })
	return err
}

// JobOrder is store.Store's.
func (m *memberStore) JobOrder(ctx context.Context, name string, revision int32) (*lexfitv1.JobOrder, error) {
	return ask(m, "JobOrder", func(s store.Store) (*lexfitv1.JobOrder, error) { return s.JobOrder(ctx, name, revision) })
}

// JobOrders is store.Store's.
func (m *memberStore) JobOrders(ctx context.Context, after string, limit int) ([]*lexfitv1.JobOrder, error) {
	return ask(m, "JobOrders", func(s store.Store) ([]*lexfitv1.JobOrder, error) { return s.JobOrders(ctx, after, limit) })
}

// AuditEvents is store.Store's.
func (m *memberStore) AuditEvents(ctx context.Context, before int32, limit int, resource string) ([]*lexfitv1.AuditEvent, error) {
	return ask(m, "AuditEvents", func(s store.Store) ([]*lexfitv1.AuditEvent, error) {
		return s.AuditEvents(ctx, before, limit, resource)
	})
}

// Ready is store.Store's.
func (m *memberStore) Ready(ctx context.Context) error {
	_, err := ask(m, "Ready", func(s store.Store) (nothing, error) { return nothing{}, s.Ready(ctx) })
	return err
}

// Backup is store.Store's.
func (m *memberStore) Backup(ctx context.Context, to io.Writer) error {
	_, err := ask(m, "Backup", func(s store.Store) (nothing, error) { return nothing{}, s.Backup(ctx, to) })
	return err
}

// Close is store.Store's: the database is everybody's.
func (m *memberStore) Close() error { return nil }

// alone is a member that closes what it is a member of.
type alone struct{ *memberStore }

// Close is store.Store's.
func (a alone) Close() error { return a.shared.Close() }

// The store that these tests stand on is one.
func TestTheSharedStoreIsAStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) store.Store {
		t.Helper()
		return alone{newSharedStore(t).member()}
	})
}
