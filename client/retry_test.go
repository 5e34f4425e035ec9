package client

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"reflect"
	"regexp"
	"sync/atomic"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/emptypb"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// methods are the methods of the contract by their full name.
func methods() map[string]protoreflect.MethodDescriptor {
	all := map[string]protoreflect.MethodDescriptor{}
	services := lexfitv1.File_lexfit_v1_service_proto.Services()
	for i := range services.Len() {
		service := services.Get(i)
		for j := range service.Methods().Len() {
			method := service.Methods().Get(j)
			all["/"+string(service.FullName())+"/"+string(method.Name())] = method
		}
	}
	return all
}

// TestEveryMethodIsRetriedOrNot calls every method of the contract on a server that is not there the first time: those that
// are to be called again are, and the others are not. Every method has an entry, and docs/api.md says the same of it.
func TestEveryMethodIsRetriedOrNot(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string]string{}
	for _, cells := range regexp.MustCompile("(?m)^\\| `(\\w+)\\.(\\w+)` \\| .* \\| ([a-z]+) \\|$").FindAllStringSubmatch(string(text), -1) {
		documented["/lexfit.v1."+cells[1]+"/"+cells[2]] = cells[3]
	}
	for full := range retried {
		if methods()[full] == nil {
			t.Errorf("%s has an entry and is no method", full)
		}
	}
	for full, method := range methods() {
		again, has := retried[full]
		if !has {
			t.Errorf("%s has no entry: say whether a call may be made again", full)
			continue
		}
		if want := map[bool]string{true: "yes", false: "no"}[again]; documented[full] != want {
			t.Errorf("docs/api.md says of %s, is it made again: %q, want %q", full, documented[full], want)
		}
		t.Run(string(method.Name()), func(t *testing.T) {
			t.Parallel()
			calls, err := callOnUnavailable(t, full, method)
			switch {
			case again && (err != nil || calls != 2):
				t.Errorf("%d calls, %v; want a second one that succeeds", calls, err)
			case !again && (status.Code(err) != codes.Unavailable || calls != 1):
				t.Errorf("%d calls, %v; want one that fails", calls, err)
			}
		})
	}
}

// What docs/operations.md gives clients of other languages for several servers is what this client does.
func TestDocumentedBalancing(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile("(?s)```json\n(\\{\"loadBalancingConfig\".*?)```").FindSubmatch(text)
	if found == nil {
		t.Fatal("docs/operations.md has no service config for several servers")
	}
	own, err := serviceConfig(true)
	if err != nil {
		t.Fatal(err)
	}
	type config struct { // without the names: single methods here, and services there
		LoadBalancingConfig, HealthCheckConfig any
		MethodConfig                           []struct{ RetryPolicy any }
	}
	read := func(text []byte) (made config) {
		if err := json.Unmarshal(text, &made); err != nil {
			t.Fatal(err)
		}
		return made
	}
	if got, want := read(found[1]), read([]byte(own)); got.HealthCheckConfig == nil || !reflect.DeepEqual(got, want) {
		t.Errorf("documented is %v, done is %v", got, want)
	}
}

// callOnUnavailable calls a method of a server that answers UNAVAILABLE at first and then with an empty reply, and returns how
// often the server was called.
func callOnUnavailable(t *testing.T, full string, method protoreflect.MethodDescriptor) (int64, error) {
	t.Helper()
	var calls atomic.Int64
	listener := bufconn.Listen(1 << 16)
	server := grpc.NewServer(grpc.UnknownServiceHandler(func(_ any, stream grpc.ServerStream) error {
		first := calls.Add(1) == 1
		for { // as a real server does: an answer to a request that is still being sent ends its stream at any point of it
			if err := stream.RecvMsg(&emptypb.Empty{}); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return err
			}
		}
		if first {
			return status.Error(codes.Unavailable, "not now")
		}
		return stream.SendMsg(&emptypb.Empty{})
	}))
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	client, err := Dial("passthrough:///fake", Options{Dial: []grpc.DialOption{
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }),
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := client.Close(); err != nil {
			t.Error(err)
		}
		server.Stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	}()
	stream, err := client.conn.NewStream(t.Context(), &grpc.StreamDesc{ClientStreams: method.IsStreamingClient(), ServerStreams: method.IsStreamingServer()}, full)
	if err != nil {
		return calls.Load(), err
	}
	if err := errors.Join(stream.SendMsg(proto.Message(&emptypb.Empty{})), stream.CloseSend()); err != nil && !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	err = stream.RecvMsg(&emptypb.Empty{})
	return calls.Load(), err
}
