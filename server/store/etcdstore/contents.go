package etcdstore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"go.etcd.io/etcd/api/v3/mvccpb"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"

	"github.com/lexfit/lexfit/server/store"
	"github.com/lexfit/lexfit/server/store/boltstore"
)

// mostDocuments is how many documents are read at once.
const mostDocuments = 8

// reading is a store as it was at one revision of etcd's.
type reading struct {
	*records

	at  int64
	now seen
}

// moment is the revision of etcd's that reads are of from now on.
func (r *records) moment(ctx context.Context) (at int64, err error) {
	err = r.call(ctx, func(ctx context.Context) error {
		reply, err := r.kv.Get(ctx, r.key(keyHead))
		if err == nil {
			at = reply.Header.GetRevision()
		}
		return err
	})
	return at, err
}

// still reads the head, and the revision of etcd's by which the rest is read.
func (r *records) still(ctx context.Context) (reading, error) {
	at, err := r.moment(ctx)
	if err != nil {
		return reading{}, err
	}
	values, err := r.span(ctx, at, keyHead, keyHead+"\x00", 1, clientv3.SortAscend)
	if err != nil {
		return reading{}, err
	}
	var value *mvccpb.KeyValue
	if len(values) > 0 {
		value = values[0]
	}
	now, err := r.readHead(value)
	return reading{r, at, now}, err
}

// each reads every key below one in order, some at once.
func (r reading) each(ctx context.Context, under string, some int64, take func(key string, body []byte) error) error {
	for from := under; ; {
		values, err := r.span(ctx, r.at, from, end(under), some, clientv3.SortAscend)
		if err != nil {
			return err
		}
		for _, value := range values {
			key := strings.TrimPrefix(string(value.GetKey()), r.prefix+"/")
			body, err := r.body(key, value)
			if err != nil {
				return r.explain(err)
			}
			if err := take(key, body); err != nil {
				return r.explain(err)
			}
			from = key + "\x00"
		}
		if int64(len(values)) < some {
			return nil
		}
	}
}

// give gives a taker what the reading holds, with or without documents.
func (r reading) give(ctx context.Context, documents bool, to store.Taker) error {
	if err := to.State(r.now.state()); err != nil {
		return err
	}
	number := int32(0)
	some := int64(mostPage)
	if documents {
		some = mostDocuments
	}
	err := r.each(ctx, underRulebooks, some, func(key string, body []byte) error {
		number++
		revision, err := parseRevision(key, number, body)
		if err != nil {
			return err
		}
		if documents {
			name := numbered(underDocuments, number)
			values, err := r.span(ctx, r.at, name, name+"\x00", 1, clientv3.SortAscend)
			if err != nil {
				return err
			}
			if len(values) == 0 {
				return damage(name, "is missing")
			}
			if revision.Rulebook, err = r.document(name, values[0], revision); err != nil {
				return err
			}
		}
		return to.Revision(revision)
	})
	if err != nil {
		return err
	}
	err = r.each(ctx, underHistory, mostPage, func(key string, body []byte) error {
		order, err := parseOrder(key, body)
		if err != nil {
			return err
		}
		return to.JobOrder(order)
	})
	if err != nil {
		return err
	}
	return r.each(ctx, underAudit, mostPage, func(key string, body []byte) error {
		event, err := parseEvent(key, body)
		if err != nil {
			return err
		}
		return to.Event(event)
	})
}

// Contents is store.Portable's. It reads one revision of etcd's; where that is compacted meanwhile, it says so.
func (s *Store) Contents(ctx context.Context, to store.Taker) error {
	done, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	return s.contents(ctx, to)
}

func (r *records) contents(ctx context.Context, to store.Taker) error {
	still, err := r.still(ctx)
	if err != nil {
		return err
	}
	err = still.give(ctx, true, to)
	if errors.Is(err, rpctypes.ErrCompacted) {
		return fmt.Errorf("etcd at %s compacted away what was being read; try again: %w", r.hosts(), err)
	}
	return err
}

// mostBackups is how often a backup is begun that etcd's compaction took the ground from.
const mostBackups = 3

// Backup is store.Store's: a database file of one state, as boltstore makes it.
func (s *Store) Backup(ctx context.Context, to io.Writer) error {
	done, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	folder, err := os.MkdirTemp("", "lexfit-backup-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // a leftover in the system's temporary folder
	path := filepath.Join(folder, "lexfit.db")
	for range mostBackups {
		err = boltstore.Import(path, boltstore.Options{}, func(taker store.Taker) error { return s.contents(ctx, taker) })
		if !errors.Is(err, rpctypes.ErrCompacted) {
			break
		}
	}
	if err != nil {
		return err
	}
	file, err := os.Open(filepath.Clean(path))
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // read alone
	_, err = io.Copy(to, &until{ctx, file})
	return err
}

// until reads as long as a context lasts.
type until struct {
	ctx  context.Context //nolint:containedctx // io.Copy knows none
	from io.Reader
}

// Read is io.Reader's.
func (u *until) Read(data []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.from.Read(data)
}

// check reads every record but the documents, so that damage is found when the server starts and not when a revision is needed years
// later; and the active document, which it is to score by.
func (r *records) check(ctx context.Context) error {
	still, err := r.still(ctx)
	if err != nil {
		return err
	}
	if r.id != still.now.ID {
		return r.explain(damage(keyHead, "has another id than a moment ago"))
	}
	judge := &store.Judge{Checks: r.options.Checks, Apart: true}
	if err := still.give(ctx, false, judge); err != nil {
		return r.explain(err)
	}
	if err := judge.End(); err != nil {
		return r.explain(err)
	}
	if err := still.checkOrders(ctx, judge.Orders()); err != nil {
		return err
	}
	if err := still.checkKeys(ctx); err != nil {
		return err
	}
	if still.now.Active == 0 {
		return nil
	}
	_, err = r.revision(ctx, still.now, still.now.Active)
	return err
}

// checkOrders holds the current job orders against the last revisions of their histories.
func (r reading) checkOrders(ctx context.Context, last map[string]int32) error {
	found := 0
	err := r.each(ctx, underOrders, mostPage, func(key string, body []byte) error {
		order, err := parseOrder(key, body)
		if err != nil {
			return err
		}
		found++
		if last[order.GetName()] != order.GetRevision() {
			return damage(key, "is not the last revision of its history")
		}
		return nil
	})
	if err == nil && found != len(last) {
		err = damage(underOrders, fmt.Sprintf("has %d job orders, and their history tells of %d", found, len(last)))
	}
	return r.explain(err)
}

// checkKeys counts the documents, and looks for keys that are not of this schema.
func (r reading) checkKeys(ctx context.Context) error {
	count := func(from string, before clientv3.OpOption) (number int64, err error) {
		err = r.call(ctx, func(ctx context.Context) error {
			reply, err := r.kv.Get(ctx, r.key(from), before, clientv3.WithRev(r.at), clientv3.WithCountOnly())
			if err == nil {
				number = reply.Count
			}
			return err
		})
		return number, err
	}
	documents, err := count(underDocuments, clientv3.WithPrefix())
	if err != nil {
		return err
	}
	if documents != int64(r.now.Latest) {
		return r.explain(damage(underDocuments, fmt.Sprintf("has %d documents of %d revisions", documents, r.now.Latest)))
	}
	all, err := count("", clientv3.WithPrefix())
	if err != nil {
		return err
	}
	known := int64(1) // the head
	for _, under := range []string{underRulebooks, underDocuments, underOrders, underHistory, underAudit, underKept} {
		number, err := count(under, clientv3.WithPrefix())
		if err != nil {
			return err
		}
		known += number
	}
	if all != known {
		return &store.Error{Kind: store.ErrCorrupt, Sentence: fmt.Sprintf("under %s/ in etcd at %s lie %d keys that are not lexfit's; remove them, or copy the store to a prefix of its own", r.prefix, r.hosts(), all-known)}
	}
	return nil
}
