package server

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
	"github.com/lexfit/lexfit/server/store/boltstore"
	"github.com/lexfit/lexfit/server/store/etcdstore"
)

// Place is where a store lies: its address is a file's path, or that of an etcd.
type Place struct{ etcdstore.Config }

func (p Place) isEtcd() bool { return strings.HasPrefix(p.Address, etcdstore.Scheme) }

// Validate says in a sentence each what is wrong.
func (p Place) Validate(insecure bool) error {
	if p.isEtcd() || !p.Given() {
		return p.Config.Validate(insecure)
	}
	other := p.Config
	other.Address = ""
	return other.Validate(insecure) // what is for etcd alone
}

// open opens a place that is there, to be read.
func (p Place) open(ctx context.Context, lockTimeout time.Duration) (store.Portable, error) {
	if p.isEtcd() {
		return etcdstore.Open(ctx, p.Config, etcdstore.Options{Checks: checks(), Existing: true})
	}
	return boltstore.OpenShared(p.Address, boltstore.Options{LockTimeout: lockTimeout})
}

// fill makes a store of what give hands over, whole or not at all.
func (p Place) fill(ctx context.Context, give func(store.Taker) error) error {
	if p.isEtcd() {
		return etcdstore.Import(ctx, p.Config, give)
	}
	return boltstore.Import(p.Address, boltstore.Options{}, give)
}

// CopyStore copies all that a store holds into an empty place, whole or not at all, and compares afterwards: every digest is made
// anew on both sides, the chain of events followed on both, and every record held against its like.
func CopyStore(ctx context.Context, from, to Place, lockTimeout time.Duration) (*lexfitv1.StoreReport, error) {
	source, err := from.open(ctx, lockTimeout)
	if err != nil {
		return nil, err
	}
	read := &store.Judge{Checks: checks()}
	err = to.fill(ctx, func(target store.Taker) error {
		if err := source.Contents(ctx, &both{read, target}); err != nil {
			return err
		}
		return read.End()
	})
	if err := errors.Join(err, source.Close()); err != nil {
		return nil, fmt.Errorf("nothing was copied: %w", err)
	}
	written, err := judged(ctx, to, lockTimeout)
	if err != nil {
		return nil, fmt.Errorf("%s was copied, and then could not be read whole: %w", to, err)
	}
	if what := read.Differ(written); what != "" {
		return nil, fmt.Errorf("%s does not hold what was copied: %s; remove it, and copy again", to, what)
	}
	return written.Report(), nil
}

// judged reads a place whole.
func judged(ctx context.Context, place Place, lockTimeout time.Duration) (*store.Judge, error) {
	kept, err := place.open(ctx, lockTimeout)
	if err != nil {
		return nil, err
	}
	judge := &store.Judge{Checks: checks()}
	if err = kept.Contents(ctx, judge); err == nil {
		err = judge.End()
	}
	return judge, errors.Join(err, kept.Close())
}

// both gives two takers the same; the second may keep and change what it is given, the first does neither.
type both struct{ first, second store.Taker }

// State is store.Taker's.
func (b *both) State(state store.State) error {
	return errors.Join(b.first.State(state), b.second.State(state))
}

// Revision is store.Taker's.
func (b *both) Revision(revision *lexfitv1.RulebookRevision) error {
	if err := b.first.Revision(revision); err != nil {
		return err
	}
	return b.second.Revision(revision)
}

// JobOrder is store.Taker's.
func (b *both) JobOrder(order *lexfitv1.JobOrder) error {
	if err := b.first.JobOrder(order); err != nil {
		return err
	}
	return b.second.JobOrder(order)
}

// Event is store.Taker's.
func (b *both) Event(event *lexfitv1.AuditEvent) error {
	if err := b.first.Event(event); err != nil {
		return err
	}
	return b.second.Event(event)
}
