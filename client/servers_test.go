package client_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"

	"github.com/lexfit/lexfit/client"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
)

// one is one of several servers on loopback. It tells of its health, and counts the calls that it gets.
type one struct {
	lexfitv1grpc.UnimplementedMatchServiceServer
	address string
	health  *health.Server
	serving *grpc.Server
	calls   atomic.Int64
	score   func(lexfitv1grpc.MatchService_ScoreCandidatesServer) error
}

func (o *one) ScoreCandidate(context.Context, *lexfitv1.ScoreCandidateRequest) (*lexfitv1.ScoreCandidateResponse, error) {
	o.calls.Add(1)
	return &lexfitv1.ScoreCandidateResponse{}, nil
}

func (o *one) ScoreCandidates(s grpc.BidiStreamingServer[lexfitv1.ScoreCandidatesRequest, lexfitv1.ScoreCandidatesResponse]) error {
	o.calls.Add(1)
	return o.score(s)
}

// start serves at an address; a free one where the port is 0. A server that was stopped is started again with its old address.
func (o *one) start(tb testing.TB, network, address string, options ...grpc.ServerOption) {
	tb.Helper()
	listener, err := net.Listen(network, address)
	if err != nil {
		tb.Fatal(err)
	}
	o.address, o.health, o.serving = listener.Addr().String(), health.NewServer(), grpc.NewServer(options...)
	lexfitv1grpc.RegisterMatchServiceServer(o.serving, o)
	healthpb.RegisterHealthServer(o.serving, o.health)
	served := make(chan error, 1)
	serving := o.serving
	go func() { served <- serving.Serve(listener) }()
	tb.Cleanup(func() {
		serving.Stop()
		if err := <-served; err != nil && !errors.Is(err, grpc.ErrServerStopped) {
			tb.Error(err)
		}
	})
}

// several are servers, and what --server says of them.
func several(tb testing.TB, n int) (all []*one, list string) {
	tb.Helper()
	var addresses []string
	for range n {
		s := &one{}
		s.start(tb, "tcp", "127.0.0.1:0")
		all, addresses = append(all, s), append(addresses, s.address)
	}
	return all, strings.Join(addresses, ",")
}

// nobodyAt is an address where nobody listens.
func nobodyAt(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	return listener.Addr().String()
}

// until waits for something that is true in the end.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within a minute: %s", what)
		}
	}
}

// everybody calls until each of the servers has had a call since the beginning.
func everybody(t *testing.T, c *client.Client, all []*one) {
	t.Helper()
	for _, s := range all {
		s.calls.Store(0)
	}
	until(t, "a call for each server", func() bool {
		if err := score(t, c); err != nil {
			t.Fatal(err)
		}
		for _, s := range all {
			if s.calls.Load() == 0 {
				return false
			}
		}
		return true
	})
}

// A list that cannot be meant is refused, with what was expected of which address.
func TestListOfServers(t *testing.T) {
	t.Parallel()
	many := make([]string, 101)
	for i := range many {
		many[i] = fmt.Sprintf("desk-%d:7171", i)
	}
	for _, test := range []struct {
		list  string
		count int
		want  string
	}{
		{"a:1", 1, ""},
		{"a:1,b:2", 2, ""},
		{" a:1 , b:2 ", 2, ""},
		{"a:1,b:2,a:1", 2, ""},
		{"unix:/run/a,unix:/run/b", 2, ""},
		{"[::1]:7171,desk:7171", 2, ""},
		{"dns:///desk:7171", 1, ""},
		{"a:1,,b:2", 0, `"", one of 3: expected host:port`},
		{"a:1,", 0, `"", one of 2: expected host:port`},
		{"a:1,b", 0, `"b", one of 2: expected host:port`},
		{"a:1,:7171", 0, `":7171", one of 2: expected host:port`},
		{"a:1,b:", 0, `"b:", one of 2: expected host:port`},
		{"a:1,dns:///b:2", 0, "expected it alone"},
		{"a:1,unix:", 0, `"unix:", one of 2: expected host:port`},
		{strings.Join(many, ","), 0, "101 server addresses: expected at most 100"},
	} {
		c, err := client.Dial(test.list, client.Options{})
		if test.want != "" {
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%q: %v, want %s", test.list, err, test.want)
			}
			continue
		}
		if err != nil || c.Servers() != test.count {
			t.Errorf("%q: %v, want %d servers", test.list, err, test.count)
			continue
		}
		_ = c.Close() // it was never used
	}
	if _, err := client.Dial("127.0.0.1:1,desk.example:1", client.Options{Token: "secret"}); err == nil || !strings.Contains(err.Error(), "readable to desk.example:1") {
		t.Errorf("a token for two, one of them elsewhere: %v", err)
	}
}

// Calls go round all servers; not to one that says that it wants no work, nor to one that is away, and to both again later.
func TestCallsGoRound(t *testing.T) {
	t.Parallel()
	all, list := several(t, 4)
	c := connect(t, list, client.Options{})
	everybody(t, c, all)

	all[1].health.SetServingStatus("", healthpb.HealthCheckResponse_NOT_SERVING)
	all[2].serving.Stop()
	until(t, "two servers left out", func() bool {
		before := all[1].calls.Load() + all[2].calls.Load()
		for range 20 {
			if err := score(t, c); err != nil {
				t.Fatal(err)
			}
		}
		return all[1].calls.Load()+all[2].calls.Load() == before
	})
	all[1].health.SetServingStatus("", healthpb.HealthCheckResponse_SERVING)
	all[2].start(t, "tcp", all[2].address)
	everybody(t, c, all)
}

// Servers that are away from the start, all but one, cost nobody a call; all of them are an error at once.
func TestSomeAreAway(t *testing.T) {
	t.Parallel()
	all, address := several(t, 1)
	c := connect(t, strings.Join([]string{nobodyAt(t), nobodyAt(t), address, nobodyAt(t)}, ","), client.Options{Deadline: time.Minute})
	for range 10 {
		if err := score(t, c); err != nil {
			t.Fatal(err)
		}
	}
	if all[0].calls.Load() != 10 {
		t.Errorf("%d calls", all[0].calls.Load())
	}
	err := score(t, connect(t, nobodyAt(t)+","+nobodyAt(t), client.Options{Deadline: time.Minute}))
	if told, ok := client.FromError(err); !ok || told.Code != codes.Unavailable || !strings.Contains(told.Message, "refused") {
		t.Errorf("with nobody there: %v", err)
	}
	all[0].health.SetServingStatus("", healthpb.HealthCheckResponse_NOT_SERVING)
	err = score(t, connect(t, address+","+nobodyAt(t), client.Options{Deadline: time.Minute}))
	if told, ok := client.FromError(err); !ok || told.Code != codes.Unavailable {
		t.Errorf("with nobody who wants work: %v", err)
	}
}

// Sockets and ports may stand in one list.
func TestSocketsInAList(t *testing.T) {
	t.Parallel()
	folder, err := os.MkdirTemp("", "lf") //nolint:usetesting // a socket's name must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) }) // the system sees to what is left
	all, list := several(t, 1)
	for _, name := range []string{"a", "b"} {
		s := &one{}
		s.start(t, "unix", filepath.Join(folder, name))
		all, list = append(all, s), list+",unix:"+s.address
	}
	everybody(t, connect(t, list, client.Options{Token: "secret"}), all)
}

// Every address of a name in DNS is called.
func TestEveryAddressOfAName(t *testing.T) {
	t.Parallel()
	all, list := several(t, 1)
	c := connect(t, "dns:///"+list, client.Options{})
	everybody(t, c, all)
	if c.Servers() != 1 {
		t.Errorf("%d servers", c.Servers())
	}
}

// certified makes a certificate for one name alone, signed by an authority.
func certified(t *testing.T, authority *x509.Certificate, key *ecdsa.PrivateKey, host string) tls.Certificate {
	t.Helper()
	own, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(2), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	if ip := net.ParseIP(host); ip != nil {
		template.IPAddresses = []net.IP{ip}
	} else {
		template.DNSNames = []string{host}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, authority, &own.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: own}
}

// Each server of a list shows a certificate for the name that stands in the list; one that shows another's gets no call.
func TestNamesOfServersInAList(t *testing.T) {
	t.Parallel()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	authority := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, authority, authority, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	ca := filepath.Join(t.TempDir(), "ca.pem")
	writeFile(t, ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	secured := func(host string) *one {
		s := &one{}
		s.start(t, "tcp", "127.0.0.1:0", grpc.Creds(credentials.NewServerTLSFromCert(new(certified(t, authority, key, host)))))
		return s
	}
	port := func(s *one) string { return s.address[strings.LastIndex(s.address, ":"):] }
	byName, byNumber, other := secured("localhost"), secured("127.0.0.1"), secured("elsewhere.example")
	c := connect(t, "localhost"+port(byName)+",127.0.0.1"+port(byNumber)+",127.0.0.1"+port(other), client.Options{CAFile: ca, Token: "secret"})
	everybody(t, c, []*one{byName, byNumber})
	if other.calls.Load() != 0 {
		t.Error("a server with another's certificate was called")
	}
	err = score(t, connect(t, "127.0.0.1"+port(byName)+",127.0.0.1"+port(other), client.Options{CAFile: ca}))
	if told, ok := client.FromError(err); !ok || told.Code != codes.Unavailable || !strings.Contains(told.Message, "certificate") {
		t.Errorf("with other names in the list: %v", err)
	}
}
