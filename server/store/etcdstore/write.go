package etcdstore

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
)

const (
	// settleFor is how long is tried to learn what became of a write that was sent: longer than a new leader takes.
	settleFor = 15 * time.Second
	// mostRaces is how often a write begins anew because another came first.
	mostRaces = 200
	// mostPause is between two of these, at most; a random part of it.
	mostPause = 40 * time.Millisecond

	// mostRequest is what etcd takes in one request where nobody told it otherwise, less what goes around ours.
	mostRequest = 3<<19 - 4<<10
	// aroundPut is what goes around a put in a request.
	aroundPut = 64
)

// change is what a write puts beside the head.
type change struct {
	keys   []string
	bodies [][]byte
}

func (c *change) put(key string, body []byte) {
	c.keys, c.bodies = append(c.keys, key), append(c.bodies, body)
}

func (c *change) events(events ...*lexfitv1.AuditEvent) error {
	for _, event := range events {
		body, err := marshal(event)
		if err != nil {
			return err
		}
		c.put(numbered(underAudit, event.GetSequence()), body)
	}
	return nil
}

// write writes in one transaction that holds while the head is what was read. What comes of it is decided by make, from the head and
// whatever else it reads, anew as often as another writer came first; no change ends it.
func (s *Store) write(ctx context.Context, decide func(ctx context.Context, before seen, now *store.State) (*change, error)) error {
	done, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	for range mostRaces {
		before, err := s.view(ctx)
		if err != nil {
			return err
		}
		now := before.state()
		puts, err := decide(ctx, before, &now)
		if err != nil || puts == nil {
			return err
		}
		puts.put(keyHead, marshalHead(headOf(before.Schema, before.ID, now)))
		if won, err := s.commit(ctx, before, puts); won || err != nil {
			return err
		}
		if !wait(ctx, rand.N(mostPause)) { //nolint:gosec // a pause, no secret
			return ctx.Err()
		}
	}
	return &store.Error{Kind: store.ErrUnavailable, Sentence: fmt.Sprintf("others wrote to %s %d times in between; nothing was written; try again", s.config.Address, mostRaces)}
}

// commit sends a change that holds while the head is what was read, and reports whether it was written. Where the answer is lost the
// same is sent again: it can be carried out once at most, and what was carried out is known by its nonce, which stands in the event
// of the write for good. It outlives the caller's context, for what was sent may be carried out whether or not somebody waits.
func (r *records) commit(ctx context.Context, before seen, puts *change) (bool, error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	nonce := newNonce()
	ops, size := make([]clientv3.Op, len(puts.keys)), 0
	for i, key := range puts.keys {
		value := r.packer.frame(key, nonce, puts.bodies[i])
		size += len(r.key(key)) + len(value) + aroundPut
		ops[i] = clientv3.OpPut(r.key(key), string(value))
	}
	if size > mostRequest {
		return false, &store.Error{Kind: store.ErrTooLarge, Sentence: fmt.Sprintf(
			"this would be %d bytes packed, and etcd takes %d at once; nothing was written; make the document smaller, or keep it in a file (--db)", size, mostRequest)}
	}
	witness := clientv3.OpGet(r.key(numbered(underAudit, before.Events+1)))
	txn := func(ctx context.Context) (*clientv3.TxnResponse, error) {
		return r.kv.Txn(ctx).If(clientv3.Compare(clientv3.ModRevision(r.key(keyHead)), "=", before.version)).Then(ops...).Else(witness).Commit()
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.settleFor)
	defer cancel()
	for uncertain := false; ; {
		try, cancel := context.WithTimeout(ctx, tryFor)
		reply, err := txn(try)
		cancel()
		if err == nil {
			return reply.Succeeded || r.bears(reply, nonce, before.Events+1), nil
		}
		if errors.Is(err, rpctypes.ErrNoSpace) {
			// The write that reaches the quota is carried out and told as refused.
			if there, readErr := r.settled(ctx, before.Events+1, nonce); there || readErr == nil && !uncertain {
				return there, r.unless(there, err)
			}
		}
		if !passes(err) && !uncertain {
			return false, r.explain(err)
		}
		if uncertain = true; !wait(ctx, 2*pause) {
			return false, &store.Error{Kind: store.ErrUncertain, Sentence: fmt.Sprintf("etcd at %s could not be reached any more before it said what became of the write (%s): "+
				"it is there or it is not, whole either way; read before you write again", r.hosts(), briefly(err))}
		}
	}
}

// bears reports whether the event that a write would have left is that of the nonce.
func (r *records) bears(reply *clientv3.TxnResponse, nonce string, sequence int32) bool {
	for _, part := range reply.Responses {
		for _, value := range part.GetResponseRange().GetKvs() {
			read, err := r.packer.unframe(numbered(underAudit, sequence), value.GetValue())
			return err == nil && read.nonce == nonce
		}
	}
	return false
}

// settled reads whether a write was carried out.
func (r *records) settled(ctx context.Context, sequence int32, nonce string) (bool, error) {
	key := numbered(underAudit, sequence)
	values, err := r.get(ctx, key)
	if err != nil || values[0] == nil {
		return false, err
	}
	read, err := r.packer.unframe(key, values[0].GetValue())
	return err == nil && read.nonce == nonce, err
}

// unless explains an error of a write that was not carried out.
func (r *records) unless(there bool, err error) error {
	if there {
		return nil
	}
	return r.explain(err)
}
