// Package etcdstore keeps rulebook revisions, job orders and audit events in an etcd that others run, so that many servers share
// them. What lies where: layout.go. Every write is one transaction that holds while the head is what was read (write.go): of two
// writers one wins, whichever server they are on, and what becomes of an answer that got lost is settled by sending the same again.
//
// Every read is linearizable. What is read serializable: nothing.
package etcdstore

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"go.etcd.io/etcd/api/v3/mvccpb"
	clientv3 "go.etcd.io/etcd/client/v3"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
)

// place is where a store lies, and how it is reached.
type place struct {
	config Config
	prefix string // of every key, without the slash after it
	packer *packer

	kv      clientv3.KV
	watcher clientv3.Watcher
	hangUp  func() error
}

// records are what lies there, as this version reads it.
type records struct {
	*place

	id      string // of the store, from its creation
	options Options
	steps   []migration

	settleFor time.Duration // settleFor, but in tests
}

// Store is a store.Store in etcd.
type Store struct {
	*records

	turn chan struct{} // of the one write that this process does at a time

	mu      sync.Mutex
	closed  bool
	ended   chan struct{} // closed with it
	running sync.WaitGroup
}

var (
	_ store.Followed = (*Store)(nil)
	_ store.Portable = (*Store)(nil)
)

// How long is waited for etcd.
const (
	// tryFor bounds one attempt, so that a member that does not answer leaves time to ask another.
	tryFor = 2 * time.Second
	// readFor bounds a read with all its attempts, and a write until it is sent.
	readFor = 6 * time.Second
	// pause is between two attempts.
	pause = 50 * time.Millisecond
)

// begin counts a call that Close waits for.
func (s *Store) begin(ctx context.Context) (func(), error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, store.ErrClosed
	}
	s.running.Add(1)
	return s.running.Done, nil
}

// call does what reads, again while that may help.
func (p *place) call(ctx context.Context, do func(ctx context.Context) error) error {
	whole, cancel := context.WithTimeout(ctx, readFor)
	defer cancel()
	for {
		try, cancel := context.WithTimeout(whole, tryFor)
		err := do(try)
		cancel()
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !passes(err) || !wait(whole, pause) {
			return p.explain(err)
		}
	}
}

// wait reports whether a while passed before the context ended.
func wait(ctx context.Context, while time.Duration) bool {
	timer := time.NewTimer(while)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

func (p *place) key(key string) string { return p.prefix + "/" + key }

// get reads keys in one transaction; what is missing is nil.
func (p *place) get(ctx context.Context, keys ...string) (values []*mvccpb.KeyValue, err error) {
	ops := make([]clientv3.Op, len(keys))
	for i, key := range keys {
		ops[i] = clientv3.OpGet(p.key(key))
	}
	err = p.call(ctx, func(ctx context.Context) error {
		reply, err := p.kv.Txn(ctx).Then(ops...).Commit()
		if err != nil {
			return err
		}
		values = make([]*mvccpb.KeyValue, len(keys))
		for i, part := range reply.Responses {
			if found := part.GetResponseRange().GetKvs(); len(found) > 0 {
				values[i] = found[0]
			}
		}
		return nil
	})
	return values, err
}

// seen is a head as it was read.
type seen struct {
	head

	version int64 // etcd's, of the key
}

// readHead takes apart the value of the head, and holds it against what this store was opened as.
func (r *records) readHead(value *mvccpb.KeyValue) (seen, error) {
	if value == nil {
		return seen{}, &store.Error{Kind: store.ErrReplaced, Sentence: "the store at " + r.config.Address + " was deleted while it was open; nothing was written; " +
			"copy a backup into its place (lexfit admin copy), and start the servers again"}
	}
	read, err := r.packer.unframe(keyHead, value.GetValue())
	if err != nil {
		return seen{}, r.explain(err)
	}
	now, err := parseHead(read.body)
	if err != nil {
		return seen{}, r.explain(err)
	}
	if newest := r.newest(); now.Schema > newest {
		return seen{}, r.newerSchema(now.Schema)
	}
	if r.id != "" && now.ID != r.id {
		return seen{}, &store.Error{Kind: store.ErrReplaced, Sentence: "another store was put in the place of the one at " + r.config.Address +
			" while it was open; nothing was written; start this server again to use the new one"}
	}
	return seen{now, value.GetModRevision()}, nil
}

// view reads the head.
func (r *records) view(ctx context.Context) (seen, error) {
	values, err := r.get(ctx, keyHead)
	if err != nil {
		return seen{}, err
	}
	return r.readHead(values[0])
}

// body takes the body out of a value that must be there.
func (p *place) body(key string, value *mvccpb.KeyValue) ([]byte, error) {
	if value == nil {
		return nil, damage(key, "is missing")
	}
	read, err := p.packer.unframe(key, value.GetValue())
	return read.body, err
}

// revision reads a revision with its document. Records never change, so they need not be read at the moment of the head.
func (r *records) revision(ctx context.Context, now seen, number int32) (*lexfitv1.RulebookRevision, error) {
	revision, err := r.revisionAlone(ctx, now, number)
	if err != nil {
		return nil, err
	}
	key := numbered(underDocuments, number)
	values, err := r.get(ctx, key)
	if err != nil {
		return nil, err
	}
	revision.Rulebook, err = r.document(key, values[0], revision)
	return revision, err
}

// document reads the document of a revision, and makes its digest anew.
func (r *records) document(key string, value *mvccpb.KeyValue, revision *lexfitv1.RulebookRevision) (*lexfitv1.Rulebook, error) {
	body, err := r.body(key, value)
	if err != nil {
		return nil, r.explain(err)
	}
	document, err := parseDocument(key, body)
	if err == nil && r.options.Checks.RulebookDigest != nil && r.options.Checks.RulebookDigest(document) != revision.GetDigest() {
		err = damage(key, "is not the document of its digest")
	}
	return document, r.explain(err)
}

// revisionAlone reads a revision without its document.
func (r *records) revisionAlone(ctx context.Context, now seen, number int32) (*lexfitv1.RulebookRevision, error) {
	if number < 1 || number > now.Latest {
		return nil, fmt.Errorf("rulebook revision %d: %w", number, store.ErrNotFound)
	}
	key := numbered(underRulebooks, number)
	values, err := r.get(ctx, key)
	if err != nil {
		return nil, err
	}
	body, err := r.body(key, values[0])
	if err != nil {
		return nil, r.explain(err)
	}
	revision, err := parseRevision(key, number, body)
	if err != nil {
		return nil, r.explain(err)
	}
	now.state().Stamp(revision)
	return revision, nil
}

// Get is store.Store's.
func (s *Store) Get(ctx context.Context, number int32) (*lexfitv1.RulebookRevision, error) {
	return s.read(ctx, func(seen) int32 { return number })
}

// Active is store.Store's.
func (s *Store) Active(ctx context.Context) (*lexfitv1.RulebookRevision, error) {
	return s.read(ctx, func(now seen) int32 { return now.Active })
}

func (s *Store) read(ctx context.Context, which func(seen) int32) (*lexfitv1.RulebookRevision, error) {
	done, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	now, err := s.view(ctx)
	if err != nil {
		return nil, err
	}
	return s.revision(ctx, now, which(now))
}

// List is store.Store's.
func (s *Store) List(ctx context.Context, before int32, limit int) ([]*lexfitv1.RulebookRevision, error) {
	done, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	now, err := s.view(ctx)
	if err != nil {
		return nil, err
	}
	from := now.Latest
	if before > 0 {
		from = min(from, before-1)
	}
	var page []*lexfitv1.RulebookRevision
	err = s.newestFirst(ctx, underRulebooks, from, limit, func(key string, number int32, body []byte) (bool, error) {
		revision, err := parseRevision(key, number, body)
		if err != nil {
			return false, err
		}
		now.state().Stamp(revision)
		page = append(page, revision)
		return len(page) < limit, nil
	})
	if err != nil {
		return nil, err
	}
	return page, nil
}

// mostPage is how many small records are read at once.
const mostPage = 500

// newestFirst reads numbered records from one down to the first, as long as take asks for more; wanted is about how many it will.
func (r *records) newestFirst(ctx context.Context, under string, from int32, wanted int, take func(key string, number int32, body []byte) (bool, error)) error {
	for from > 0 && wanted > 0 {
		size := int32(min(wanted, mostPage))
		low := max(1, from-size+1)
		values, err := r.span(ctx, 0, numbered(under, low), numbered(under, from)+"\x00", int64(size), clientv3.SortDescend)
		if err != nil {
			return err
		}
		if len(values) != int(from-low+1) {
			return r.explain(damage(under, fmt.Sprintf("%d to %d is not whole: %d are there", low, from, len(values))))
		}
		for i, value := range values {
			number := from - int32(i)
			key := numbered(under, number)
			if string(value.GetKey()) != r.key(key) {
				return r.explain(damage(key, "is missing"))
			}
			body, err := r.body(key, value)
			if err != nil {
				return r.explain(err)
			}
			if more, err := take(key, number, body); err != nil || !more {
				return r.explain(err)
			}
		}
		from = low - 1
	}
	return nil
}

// span reads at most limit keys from one to before another, as they were at a revision of etcd's; 0 for now.
func (p *place) span(ctx context.Context, at int64, from, before string, limit int64, order clientv3.SortOrder) (values []*mvccpb.KeyValue, err error) {
	err = p.call(ctx, func(ctx context.Context) error {
		reply, err := p.kv.Get(ctx, p.key(from), clientv3.WithRange(p.key(before)), clientv3.WithRev(at), clientv3.WithLimit(limit), clientv3.WithSort(clientv3.SortByKey, order))
		if err == nil {
			values = reply.Kvs
		}
		return err
	})
	return values, err
}

// Create is store.Store'p.
func (s *Store) Create(ctx context.Context, revision *lexfitv1.RulebookRevision, how store.Create) (*lexfitv1.RulebookRevision, error) {
	var written *lexfitv1.RulebookRevision
	err := s.write(ctx, func(_ context.Context, _ seen, now *store.State) (*change, error) {
		made, events, err := now.CreateRevision(revision, how)
		if err != nil {
			return nil, err
		}
		alone, content, err := revisionBodies(made, revision.GetRulebook())
		if err != nil {
			return nil, err
		}
		written = made
		now.Stamp(written)
		puts := &change{}
		puts.put(numbered(underRulebooks, made.GetRevision()), alone)
		puts.put(numbered(underDocuments, made.GetRevision()), content)
		return puts, puts.events(events...)
	})
	if err != nil {
		return nil, err
	}
	return written, nil
}

// Activate is store.Store's.
func (s *Store) Activate(ctx context.Context, number int32, how store.Activation) (*lexfitv1.RulebookRevision, error) {
	var activated *lexfitv1.RulebookRevision
	err := s.write(ctx, func(ctx context.Context, before seen, now *store.State) (*change, error) {
		if err := now.Expect(how.Etag); err != nil {
			return nil, err
		}
		revision, err := s.revisionAlone(ctx, before, number)
		if err != nil {
			return nil, err
		}
		event, err := now.ActivateRevision(revision, how)
		if err != nil {
			return nil, err
		}
		activated = revision
		now.Stamp(activated)
		puts := &change{}
		return puts, puts.events(event)
	})
	if err != nil {
		return nil, err
	}
	return activated, nil
}

// OfferedDefault is store.Store's.
func (s *Store) OfferedDefault(ctx context.Context) (string, error) {
	done, err := s.begin(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	now, err := s.view(ctx)
	return now.OfferedDefault, err
}

// OfferDefault is store.Store's. It leaves no event, so nothing tells this write from the same of another server; nor need it.
func (s *Store) OfferDefault(ctx context.Context, digest string) error {
	return s.write(ctx, func(_ context.Context, before seen, now *store.State) (*change, error) {
		if before.OfferedDefault == digest {
			return nil, nil //nolint:nilnil // it is done
		}
		return &change{}, now.Offer(digest)
	})
}

// Ready is store.Store's: the head, and the active revision without its document.
func (s *Store) Ready(ctx context.Context) error {
	done, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	now, err := s.view(ctx)
	if err != nil || now.Active == 0 {
		return err
	}
	_, err = s.revisionAlone(ctx, now, now.Active)
	return err
}

// Close is store.Store's.
func (s *Store) Close() error {
	s.mu.Lock()
	closed := s.closed
	if !closed {
		s.closed = true
		close(s.ended)
	}
	s.mu.Unlock()
	if closed {
		return nil
	}
	s.running.Wait()
	return s.leave()
}

// leave closes the connection.
func (p *place) leave() error {
	p.packer.close()
	if err := p.hangUp(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}
