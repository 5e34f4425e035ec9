package etcdstore

import (
	"context"
	"strings"

	"go.etcd.io/etcd/api/v3/mvccpb"
	clientv3 "go.etcd.io/etcd/client/v3"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
)

// CreateJobOrder is store.Store's.
func (s *Store) CreateJobOrder(ctx context.Context, order *lexfitv1.JobOrder, how store.JobOrderWrite) (*lexfitv1.JobOrder, error) {
	return s.writeJobOrder(ctx, lexfitv1.AuditAction_AUDIT_ACTION_CREATE_JOB_ORDER, order, how)
}

// UpdateJobOrder is store.Store's.
func (s *Store) UpdateJobOrder(ctx context.Context, order *lexfitv1.JobOrder, how store.JobOrderWrite) (*lexfitv1.JobOrder, error) {
	return s.writeJobOrder(ctx, lexfitv1.AuditAction_AUDIT_ACTION_UPDATE_JOB_ORDER, order, how)
}

// DeleteJobOrder is store.Store's.
func (s *Store) DeleteJobOrder(ctx context.Context, name string, how store.JobOrderWrite) error {
	_, err := s.writeJobOrder(ctx, lexfitv1.AuditAction_AUDIT_ACTION_DELETE_JOB_ORDER, &lexfitv1.JobOrder{Name: name}, how)
	return err
}

// writeJobOrder writes the next revision of a job order and its event.
func (s *Store) writeJobOrder(ctx context.Context, action lexfitv1.AuditAction, order *lexfitv1.JobOrder, how store.JobOrderWrite) (*lexfitv1.JobOrder, error) {
	var written *lexfitv1.JobOrder
	err := s.write(ctx, func(ctx context.Context, _ seen, now *store.State) (*change, error) {
		latest, err := s.latestOrder(ctx, order.GetName())
		if err != nil {
			return nil, err
		}
		made, event, err := now.WriteJobOrder(action, order, latest, how)
		if err != nil {
			return nil, err
		}
		body, err := marshal(made)
		if err != nil {
			return nil, err
		}
		written = made
		written.Etag = store.OrderEtag(written)
		puts := &change{}
		puts.put(underOrders+made.GetName(), body)
		puts.put(historyKey(made.GetName(), made.GetRevision()), body)
		return puts, puts.events(event)
	})
	if err != nil {
		return nil, err
	}
	return written, nil
}

// latestOrder is the last revision of a job order, deleted or not; nil where there never was one.
func (r *records) latestOrder(ctx context.Context, name string) (*lexfitv1.JobOrder, error) {
	key := underOrders + name
	values, err := r.get(ctx, key)
	if err != nil || values[0] == nil {
		return nil, err
	}
	return r.order(key, values[0])
}

func (r *records) order(key string, value *mvccpb.KeyValue) (*lexfitv1.JobOrder, error) {
	body, err := r.body(key, value)
	if err != nil {
		return nil, r.explain(err)
	}
	order, err := parseOrder(key, body)
	if err == nil && r.options.Checks.JobOrderDigest != nil && r.options.Checks.JobOrderDigest(order) != order.GetDigest() {
		err = damage(key, "is not the job order of its digest")
	}
	if err != nil {
		return nil, r.explain(err)
	}
	order.Etag = store.OrderEtag(order)
	return order, nil
}

// JobOrder is store.Store's.
func (s *Store) JobOrder(ctx context.Context, name string, number int32) (*lexfitv1.JobOrder, error) {
	done, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	if _, err := s.view(ctx); err != nil {
		return nil, err
	}
	latest, err := s.latestOrder(ctx, name)
	if err != nil {
		return nil, err
	}
	return store.JobOrderAt(name, number, latest, func() (*lexfitv1.JobOrder, error) {
		key := historyKey(name, number)
		values, err := s.get(ctx, key)
		if err != nil {
			return nil, err
		}
		return s.order(key, values[0])
	})
}

// JobOrders is store.Store's.
func (s *Store) JobOrders(ctx context.Context, after string, limit int) ([]*lexfitv1.JobOrder, error) {
	done, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	if _, err := s.view(ctx); err != nil {
		return nil, err
	}
	var page []*lexfitv1.JobOrder
	from := underOrders
	if after != "" {
		from += after + "\x00"
	}
	for len(page) < limit {
		size := min(limit-len(page), mostPage)
		values, err := s.span(ctx, 0, from, end(underOrders), int64(size), clientv3.SortAscend)
		if err != nil {
			return nil, err
		}
		for _, value := range values {
			key := strings.TrimPrefix(string(value.GetKey()), s.prefix+"/")
			from = key + "\x00"
			order, err := s.order(key, value)
			if err != nil {
				return nil, err
			}
			if !order.GetDeleted() {
				page = append(page, order)
			}
		}
		if len(values) < size {
			break
		}
	}
	return page, nil
}

// end is what follows the last key below one that ends in a slash.
func end(under string) string { return under[:len(under)-1] + "0" }

// AuditEvents is store.Store's.
func (s *Store) AuditEvents(ctx context.Context, before int32, limit int, resource string) ([]*lexfitv1.AuditEvent, error) {
	done, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	now, err := s.view(ctx)
	if err != nil || limit < 1 {
		return nil, err
	}
	from := now.Events
	if before > 0 {
		from = min(from, before-1)
	}
	wanted := limit
	if resource != "" {
		wanted = mostPage // it may lie far back
	}
	var page []*lexfitv1.AuditEvent
	err = s.newestFirst(ctx, underAudit, from, wanted, func(key string, _ int32, body []byte) (bool, error) {
		event, err := parseEvent(key, body)
		if err != nil {
			return false, err
		}
		if store.Concerns(event, resource) {
			page = append(page, event)
		}
		return len(page) < limit, nil
	})
	if err != nil {
		return nil, err
	}
	return page, nil
}
