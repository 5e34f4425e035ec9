package etcdstore

import (
	"context"
	"fmt"
	"strings"

	clientv3 "go.etcd.io/etcd/client/v3"

	"github.com/lexfit/lexfit/server/store"
)

// migration leads from one schema to the next. It reads what it needs, changes the head and returns what is to be put besides; all of
// it is written in the one transaction that records the new schema, so it is to be little: records that are many are read both ways
// instead.
type migration func(ctx context.Context, r *records, now *head) (*change, error)

// migrations leads from schema i+1 to i+2. Forward only: a step that was released is never changed. The first schema has none yet.
var migrations []migration

// newest is the schema after the last step.
func (r *records) newest() uint32 { return uint32(len(r.steps)) + 1 }

// underKept begins the names of what is kept of earlier schemas.
const underKept = "before-schema-"

// kept names the prefix, below ours, under which a store is kept as it was before it left a schema.
func kept(schema uint32) string { return fmt.Sprintf("%s%d", underKept, schema+1) }

// migrate brings an older store up to this version's schema, a step a transaction, once a copy of all keys stands below it. Servers of
// an older version that run beside refuse it from then on, by the schema in the head that each of their calls reads.
func (r *records) migrate(ctx context.Context, now seen) error {
	for now.Schema < r.newest() {
		if now.Schema == 0 {
			return r.explain(damage(keyHead, "says schema 0, which never was"))
		}
		if err := r.keep(ctx, now); err != nil {
			return err
		}
		next := now.head
		puts, err := r.steps[now.Schema-1](ctx, r, &next)
		if err != nil {
			return fmt.Errorf("migrate from schema %d: %w", now.Schema, err)
		}
		next.Schema = now.Schema + 1
		puts.put(keyHead, marshalHead(next))
		// That no other server wrote or migrated meanwhile is what the transaction asks; where one did, it is read again.
		if _, err := r.commit(ctx, now, puts); err != nil {
			return err
		}
		if now, err = r.view(ctx); err != nil {
			return err
		}
	}
	return nil
}

// keep copies every key to below the prefix, as it is, the head last: it can be opened there, by the version that wrote it.
func (r *records) keep(ctx context.Context, now seen) error {
	below := kept(now.Schema) + "/"
	values, err := r.get(ctx, below+keyHead)
	if err != nil || values[0] != nil {
		return err
	}
	at, err := r.moment(ctx)
	if err != nil {
		return err
	}
	for _, under := range []string{underRulebooks, underDocuments, underOrders, underHistory, underAudit} {
		for from := under; ; {
			values, err := r.span(ctx, at, from, end(under), 1, clientv3.SortAscend)
			if err != nil || len(values) == 0 {
				if err != nil {
					return err
				}
				break
			}
			key := strings.TrimPrefix(string(values[0].GetKey()), r.prefix+"/")
			if err := r.keepOne(ctx, below, key, values[0].GetValue()); err != nil {
				return err
			}
			from = key + "\x00"
		}
	}
	return r.keepOne(ctx, below, keyHead, r.packer.frame(keyHead, newNonce(), marshalHead(now.head)))
}

func (r *records) keepOne(ctx context.Context, below, key string, value []byte) error {
	return r.call(ctx, func(ctx context.Context) error {
		_, err := r.kv.Put(ctx, r.key(below+key), string(value))
		return err
	})
}

// newerSchema is a store that a newer program brought forward, with the way out.
func (r *records) newerSchema(schema uint32) error {
	newest := r.newest()
	return &store.Error{Kind: store.ErrNewerSchema, Sentence: fmt.Sprintf("the store at %s has schema %d, and this version knows schemas up to %d; "+
		"run a newer lexfit, or go back: what it was before lies in %s/%s, and backups can be copied to another prefix (lexfit admin copy), "+
		"without what was written since the newer one came (nothing was changed)", r.config.Address, schema, newest, r.config.Address, kept(newest))}
}
