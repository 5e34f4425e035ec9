package etcdstore

import (
	"context"
	"errors"
	"fmt"

	clientv3 "go.etcd.io/etcd/client/v3"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
)

// Import makes a store of what give hands over, whole or not at all: the head, without which nothing is a store, comes last. What lies
// under the prefix already is refused, unless a copy that did not end left it there: that is begun anew.
func Import(ctx context.Context, config Config, give func(store.Taker) error) error {
	there, err := connect(ctx, config)
	if err != nil {
		return err
	}
	defer there.leave() //nolint:errcheck // all is written by then
	target := &importing{records: &records{place: there, steps: migrations}, ctx: ctx, mark: newNonce(), nonce: newNonce()}
	if err := target.begin(); err != nil {
		if errors.Is(err, store.ErrUnavailable) {
			err = there.unreached(ctx, err)
		}
		return err
	}
	if err := give(target); err != nil {
		return err
	}
	return target.end()
}

// Bounds of one transaction of a copy; etcd takes 128 operations.
const (
	importPuts  = 100
	importBytes = mostRequest / 2
)

// importing is a copy that goes on.
type importing struct {
	*records

	ctx         context.Context //nolint:containedctx // a Taker is given none
	mark, nonce string          // of this copy; of its values
	state       store.State
	puts        []clientv3.Op
	size        int
	order       string // the key of the job order that is being given
	latest      []byte // its last revision so far
}

// mine holds while no other copy into the place was begun.
func (i *importing) mine() clientv3.Cmp {
	return clientv3.Compare(clientv3.Value(i.key(keyImport)), "=", i.mark)
}

// begin marks the place, and clears what an earlier copy left there.
func (i *importing) begin() error {
	values, err := i.get(i.ctx, keyHead, keyImport)
	switch {
	case err != nil:
		return err
	case values[0] != nil:
		return &store.Error{Kind: store.ErrExists, Sentence: i.config.Address + " holds a store already; name an empty prefix"}
	}
	free := i.nothingYet()
	ops := []clientv3.Op{clientv3.OpPut(i.key(keyImport), i.mark)}
	if values[1] != nil {
		free = clientv3.Compare(clientv3.ModRevision(i.key(keyImport)), "=", values[1].GetModRevision())
		for _, under := range []string{underRulebooks, underDocuments, underOrders, underHistory, underAudit} {
			ops = append(ops, clientv3.OpDelete(i.key(under), clientv3.WithPrefix()))
		}
	}
	return i.send(free, ops, &store.Error{Kind: store.ErrExists, Sentence: fmt.Sprintf("under %s/ in etcd at %s lie keys already; name an empty prefix", i.prefix, i.hosts())})
}

// send writes while a condition holds, which then still does: so the same may be sent again where the answer was lost.
func (i *importing) send(holds clientv3.Cmp, ops []clientv3.Op, otherwise error) error {
	return i.call(i.ctx, func(ctx context.Context) error {
		reply, err := i.kv.Txn(ctx).If(holds).Then(ops...).Else(clientv3.OpGet(i.key(keyImport)), clientv3.OpGet(i.key(keyHead))).Commit()
		if err != nil || reply.Succeeded {
			return err
		}
		mark, headed := reply.Responses[0].GetResponseRange().GetKvs(), reply.Responses[1].GetResponseRange().GetKvs()
		if len(mark) > 0 && string(mark[0].GetValue()) == i.mark {
			return nil // it was marked before, and the answer lost
		}
		if len(headed) > 0 {
			if read, err := i.packer.unframe(keyHead, headed[0].GetValue()); err == nil && read.nonce == i.nonce {
				return nil // it was ended before, and the answer lost
			}
		}
		return otherwise
	})
}

func (i *importing) put(key string, body []byte) error {
	value := i.packer.frame(key, i.nonce, body)
	size := len(i.key(key)) + len(value) + aroundPut
	if size > mostRequest {
		return &store.Error{Kind: store.ErrTooLarge, Sentence: fmt.Sprintf("%s would be %d bytes packed, and etcd takes %d at once; nothing is copied", key, size, mostRequest)}
	}
	if len(i.puts) == importPuts || i.size+size > importBytes {
		if err := i.flush(); err != nil {
			return err
		}
	}
	i.puts, i.size = append(i.puts, clientv3.OpPut(i.key(key), string(value))), i.size+size
	return nil
}

func (i *importing) flush() error {
	if len(i.puts) == 0 {
		return nil
	}
	err := i.send(i.mine(), i.puts, i.overtaken())
	i.puts, i.size = nil, 0
	return err
}

// State is store.Taker's.
func (i *importing) State(state store.State) error {
	i.state = state
	return nil
}

// Revision is store.Taker's.
func (i *importing) Revision(revision *lexfitv1.RulebookRevision) error {
	document := revision.GetRulebook()
	revision.Rulebook = nil
	alone, content, err := revisionBodies(revision, document)
	if err != nil {
		return err
	}
	if err := i.put(numbered(underDocuments, revision.GetRevision()), content); err != nil {
		return err
	}
	return i.put(numbered(underRulebooks, revision.GetRevision()), alone)
}

// JobOrder is store.Taker's. The last revision of each is what stays under its name.
func (i *importing) JobOrder(order *lexfitv1.JobOrder) error {
	body, err := marshal(order)
	if err != nil {
		return err
	}
	if name := underOrders + order.GetName(); name != i.order {
		if err := i.putOrder(); err != nil {
			return err
		}
		i.order = name
	}
	i.latest = body
	return i.put(historyKey(order.GetName(), order.GetRevision()), body)
}

// putOrder puts the job order whose last revision was given.
func (i *importing) putOrder() error {
	if i.order == "" {
		return nil
	}
	err := i.put(i.order, i.latest)
	i.order = ""
	return err
}

// Event is store.Taker's.
func (i *importing) Event(event *lexfitv1.AuditEvent) error {
	if err := i.putOrder(); err != nil {
		return err
	}
	body, err := marshal(event)
	if err != nil {
		return err
	}
	return i.put(numbered(underAudit, event.GetSequence()), body)
}

// end makes a store of what was copied.
func (i *importing) end() error {
	if err := errors.Join(i.putOrder(), i.flush()); err != nil {
		return err
	}
	made := headOf(i.newest(), newNonce()+newNonce(), i.state)
	ops := []clientv3.Op{
		clientv3.OpPut(i.key(keyHead), string(i.packer.frame(keyHead, i.nonce, marshalHead(made)))),
		clientv3.OpDelete(i.key(keyImport)),
	}
	err := i.send(i.mine(), ops, i.overtaken())
	if errors.Is(err, store.ErrUnavailable) {
		return &store.Error{Kind: store.ErrUncertain, Sentence: fmt.Sprintf("etcd at %s could not be reached any more before it said whether the copy is whole; run it again: it begins anew, or says that a store is there", i.hosts())}
	}
	return err
}

func (i *importing) overtaken() error {
	return &store.Error{Kind: store.ErrConflict, Sentence: "another copy into " + i.config.Address + " was begun meanwhile; this one gave way"}
}
