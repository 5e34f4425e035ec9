package etcdstore

import (
	"context"
	"errors"
	"time"

	"go.etcd.io/etcd/api/v3/mvccpb"
	clientv3 "go.etcd.io/etcd/client/v3"

	"github.com/lexfit/lexfit/server/store"
)

const (
	// lookEvery is how often a follower reads the head besides being told of it: a connection that died in silence, a member that
	// was cut off from the majority and a watch that went astray are noticed by it.
	lookEvery = time.Second
	// lookFor bounds such a read.
	lookFor = 900 * time.Millisecond
)

// follower tells one caller of the head.
type follower struct {
	*Store

	each func(store.Head, error)
	told bool // of any head
	last store.Head
	lost bool // it was told of a place that cannot be reached
}

// Follow is store.Followed's. Each write of the head is told by a watch, in some milliseconds; a read each second says whether the
// majority is there at all. What watches miss, such as what was compacted away, that read brings.
func (s *Store) Follow(ctx context.Context, each func(store.Head, error)) error {
	s.mu.Lock()
	closed := s.closed
	s.mu.Unlock()
	if closed {
		return store.ErrClosed
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	follow := &follower{Store: s, each: each}
	err := follow.run(ctx)
	select {
	case <-s.ended:
		return store.ErrClosed
	default:
	}
	return err
}

// run follows until the context or the store ends.
func (f *follower) run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-f.ended:
			return store.ErrClosed
		default:
		}
		at, err := f.look(ctx)
		if err == nil {
			err = f.watch(ctx, at)
		}
		if err != nil {
			return err
		}
		again := lookEvery / 20 // the watch is over, for whatever reason; a new one begins with a read
		if f.lost {
			again = lookEvery / 2
		}
		select {
		case <-ctx.Done():
		case <-f.ended:
		case <-time.After(again):
		}
	}
}

// look reads the head once and tells of it. It returns etcd's revision of what was read, 0 where there was no answer, and an error
// that no waiting mends.
func (f *follower) look(ctx context.Context) (int64, error) {
	try, cancel := context.WithTimeout(ctx, lookFor)
	defer cancel()
	reply, err := f.kv.Get(try, f.key(keyHead))
	if err != nil {
		if ctx.Err() != nil {
			return 0, nil // run says so
		}
		if err = f.explain(err); errors.Is(err, store.ErrCorrupt) {
			return 0, err
		}
		if !f.lost {
			f.lost = true
			f.each(store.Head{}, err)
		}
		return 0, nil
	}
	var value *mvccpb.KeyValue
	if len(reply.Kvs) > 0 {
		value = reply.Kvs[0]
	}
	return reply.Header.GetRevision(), f.tell(value)
}

// tell tells of a head, unless it was told last.
func (f *follower) tell(value *mvccpb.KeyValue) error {
	now, err := f.readHead(value)
	if err != nil {
		return err
	}
	head := now.followed()
	if f.told && !f.lost && head == f.last {
		return nil
	}
	f.told, f.lost, f.last = true, false, head
	f.each(head, nil)
	return nil
}

// watch tells of every head after a revision of etcd's, until the watch breaks or a look finds nobody.
func (f *follower) watch(ctx context.Context, at int64) error {
	if at == 0 {
		return nil
	}
	ctx, cancel := context.WithCancel(clientv3.WithRequireLeader(ctx))
	defer cancel()
	heads := f.watcher.Watch(ctx, f.key(keyHead), clientv3.WithRev(at+1), clientv3.WithFragment(), clientv3.WithProgressNotify())
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-f.ended:
			return nil
		case <-ticker.C:
			if _, err := f.look(ctx); err != nil || f.lost {
				return err
			}
		case reply, ok := <-heads:
			if !ok || reply.Err() != nil { // compacted, no leader, or no right to watch: the next look says
				return nil
			}
			if err := f.tellNewest(reply.Events); err != nil {
				return err
			}
		}
	}
}

// tellNewest tells of the last of some heads that came together, unless a look was faster.
func (f *follower) tellNewest(events []*clientv3.Event) error {
	if len(events) == 0 {
		return nil
	}
	newest := events[len(events)-1]
	if newest.GetType() == clientv3.EventTypeDelete {
		return f.tell(nil)
	}
	now, err := f.readHead(newest.GetKv())
	if err == nil && now.followed().Sequence < f.last.Sequence {
		return nil
	}
	return f.tell(newest.GetKv())
}
