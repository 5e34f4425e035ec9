package etcdstore

import (
	"bytes"
	"cmp"
	"context"
	"net"
	"slices"
	"sync"
	"testing"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/api/v3/mvccpb"
	"google.golang.org/grpc"
)

// fake is as much of an etcd as the store asks of one, in memory, so that what becomes of lost answers can be tried at will. What a
// real one does, three of them, killed or full, is in the module etcdtest.
type fake struct {
	pb.UnimplementedKVServer

	mu       sync.Mutex
	revision int64
	keys     map[string][]*mvccpb.KeyValue // every value of a key; a deletion has version 0

	// before and after are asked around each transaction that writes; an error of before comes in place of it, one of after in place of
	// its answer.
	before, after func(written bool) error
}

// newFake serves one until the test ends, and says where a store may lie in it.
func newFake(tb testing.TB) (*fake, Config) {
	tb.Helper()
	listener, err := (&net.ListenConfig{}).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	made := &fake{revision: 1, keys: map[string][]*mvccpb.KeyValue{}}
	server := grpc.NewServer()
	pb.RegisterKVServer(server, made)
	go func() { _ = server.Serve(listener) }()
	tb.Cleanup(server.Stop)
	return made, Config{Address: Scheme + listener.Addr().String() + "/lexfit"}
}

// at is the value of a key at a revision, nil for none.
func (f *fake) at(key string, revision int64) *mvccpb.KeyValue {
	var found *mvccpb.KeyValue
	for _, value := range f.keys[key] {
		if value.GetModRevision() <= revision {
			found = value
		}
	}
	if found.GetVersion() == 0 {
		return nil
	}
	return found
}

func within(key string, from, end []byte) bool {
	if len(end) == 0 {
		return key == string(from)
	}
	return key >= string(from) && key < string(end)
}

func (f *fake) find(request *pb.RangeRequest) *pb.RangeResponse {
	at := request.GetRevision()
	if at == 0 {
		at = f.revision
	}
	reply := &pb.RangeResponse{Header: &pb.ResponseHeader{Revision: f.revision}}
	for key := range f.keys {
		if value := f.at(key, at); value != nil && within(key, request.GetKey(), request.GetRangeEnd()) {
			reply.Kvs = append(reply.Kvs, value)
		}
	}
	slices.SortFunc(reply.GetKvs(), func(one, other *mvccpb.KeyValue) int {
		order := bytes.Compare(one.GetKey(), other.GetKey())
		if request.GetSortOrder() == pb.RangeRequest_DESCEND {
			return -order
		}
		return order
	})
	reply.Count = int64(len(reply.GetKvs()))
	if limit := int(request.GetLimit()); limit > 0 && len(reply.GetKvs()) > limit {
		reply.Kvs, reply.More = reply.GetKvs()[:limit], true
	}
	if request.GetCountOnly() {
		reply.Kvs = nil
	}
	return reply
}

// Range is etcd's.
func (f *fake) Range(_ context.Context, request *pb.RangeRequest) (*pb.RangeResponse, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.find(request), nil
}

func (f *fake) put(key, value []byte) {
	before := f.at(string(key), f.revision)
	now := &mvccpb.KeyValue{Key: key, Value: value, ModRevision: f.revision, CreateRevision: f.revision, Version: before.GetVersion() + 1}
	if before != nil {
		now.CreateRevision = before.GetCreateRevision()
	}
	f.keys[string(key)] = append(f.keys[string(key)], now)
}

// Put is etcd's.
func (f *fake) Put(_ context.Context, request *pb.PutRequest) (*pb.PutResponse, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.revision++
	f.put(request.GetKey(), request.GetValue())
	return &pb.PutResponse{Header: &pb.ResponseHeader{Revision: f.revision}}, nil
}

func (f *fake) holds(asked *pb.Compare) bool {
	values := []*mvccpb.KeyValue{{}}
	for key := range f.keys {
		if value := f.at(key, f.revision); value != nil && within(key, asked.GetKey(), asked.GetRangeEnd()) {
			values = append(values, value)
		}
	}
	if len(values) > 1 {
		values = values[1:]
	}
	return !slices.ContainsFunc(values, func(value *mvccpb.KeyValue) bool {
		switch asked.GetTarget() {
		case pb.Compare_MOD:
			return cmp.Compare(value.GetModRevision(), asked.GetModRevision()) != 0
		case pb.Compare_CREATE:
			return value.GetCreateRevision() != asked.GetCreateRevision()
		case pb.Compare_VALUE:
			return !bytes.Equal(value.GetValue(), asked.GetValue())
		case pb.Compare_VERSION, pb.Compare_LEASE:
		}
		return true
	})
}

// Txn is etcd's.
func (f *fake) Txn(_ context.Context, request *pb.TxnRequest) (*pb.TxnResponse, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	writes := slices.ContainsFunc(request.GetSuccess(), func(op *pb.RequestOp) bool { return op.GetRequestRange() == nil })
	if writes && f.before != nil {
		if err := f.before(false); err != nil {
			return nil, err
		}
	}
	reply := &pb.TxnResponse{Succeeded: true}
	ops := request.GetSuccess()
	for _, asked := range request.GetCompare() {
		if !f.holds(asked) {
			reply.Succeeded, ops = false, request.GetFailure()
		}
	}
	if writes && reply.GetSucceeded() {
		f.revision++
	}
	for _, op := range ops {
		switch {
		case op.GetRequestRange() != nil:
			reply.Responses = append(reply.Responses, &pb.ResponseOp{Response: &pb.ResponseOp_ResponseRange{ResponseRange: f.find(op.GetRequestRange())}})
		case op.GetRequestPut() != nil:
			f.put(op.GetRequestPut().GetKey(), op.GetRequestPut().GetValue())
			reply.Responses = append(reply.Responses, &pb.ResponseOp{Response: &pb.ResponseOp_ResponsePut{ResponsePut: &pb.PutResponse{}}})
		default:
			asked := op.GetRequestDeleteRange()
			for key := range f.keys {
				if value := f.at(key, f.revision); value != nil && within(key, asked.GetKey(), asked.GetRangeEnd()) {
					f.keys[key] = append(f.keys[key], &mvccpb.KeyValue{Key: []byte(key), ModRevision: f.revision})
				}
			}
			reply.Responses = append(reply.Responses, &pb.ResponseOp{Response: &pb.ResponseOp_ResponseDeleteRange{ResponseDeleteRange: &pb.DeleteRangeResponse{}}})
		}
	}
	reply.Header = &pb.ResponseHeader{Revision: f.revision}
	if writes && f.after != nil {
		if err := f.after(reply.GetSucceeded()); err != nil {
			return nil, err
		}
	}
	return reply, nil
}

// value is what lies under a key of a store now.
func (f *fake) value(key string) []byte {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.at("/lexfit/"+key, f.revision).GetValue()
}

// set puts a value under a key of a store, as other hands do.
func (f *fake) set(key string, value []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.revision++
	f.put([]byte("/lexfit/"+key), value)
}
