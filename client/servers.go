package client

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	_ "google.golang.org/grpc/health" // lets a connection ask each of several servers whether it wants work
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/resolver"
	"google.golang.org/grpc/resolver/manual"
)

// maxServers bounds a list of servers, which somebody writes by hand; more have a name in DNS.
const maxServers = 100

// listScheme is gRPC's name for addresses that were listed; it goes nowhere.
const listScheme = "lexfit-servers"

// servers are where the calls of a client go.
type servers struct {
	named    []string // as they were given, each once
	balanced bool     // calls go round all of them, and not to the first that answers
	found    atomic.Int32
}

// parseServers reads an address, addresses with commas between, or dns:///name:port for every address of a name.
func parseServers(text string) (*servers, error) {
	named := strings.Split(text, ",")
	if len(named) == 1 { // whatever gRPC understands
		found := &servers{named: named, balanced: strings.HasPrefix(text, "dns:")}
		found.found.Store(1)
		return found, nil
	}
	found := &servers{balanced: true}
	for _, address := range named {
		address = strings.TrimSpace(address)
		if err := checkListed(address); err != nil {
			return nil, fmt.Errorf("server address %q, one of %d: %w", address, len(named), err)
		}
		if !slices.Contains(found.named, address) {
			found.named = append(found.named, address)
		}
	}
	if len(found.named) > maxServers {
		return nil, fmt.Errorf("%d server addresses: expected at most %d; give them a name in DNS, and dns:///NAME:PORT", len(found.named), maxServers)
	}
	found.found.Store(int32(len(found.named)))
	return found, nil
}

// checkListed says what is wrong with an address of a list.
func checkListed(address string) error {
	if path, unix := strings.CutPrefix(address, "unix:"); unix && path != "" {
		return nil
	}
	if strings.HasPrefix(address, "dns:") {
		return errors.New("expected it alone: it stands for every address of the name")
	}
	if host, port, err := net.SplitHostPort(address); err != nil || host == "" || port == "" {
		return errors.New("expected host:port or unix:PATH, as in desk-1:7171,desk-2:7171")
	}
	return nil
}

// String names them for people.
func (s *servers) String() string { return strings.Join(s.named, ", ") }

// count is how many servers there are, as far as is known.
func (s *servers) count() int { return max(int(s.found.Load()), 1) }

// lost is after how long without a sign of life a connection counts as lost: a machine that loses its power says nothing. lexfitd
// bears a question every ten seconds.
var lost = keepalive.ClientParameters{Time: 15 * time.Second, Timeout: 10 * time.Second}

// again is how often a server that is away is looked for: gRPC's own patience grows to two minutes, in which one that came back gets
// nothing, and the others may go.
var again = grpc.ConnectParams{
	Backoff:           backoff.Config{BaseDelay: 200 * time.Millisecond, Multiplier: 1.6, Jitter: 0.2, MaxDelay: 2 * time.Second},
	MinConnectTimeout: 20 * time.Second, // gRPC's own: a busy server takes its time for a handshake
}

// target is what gRPC is to dial, and with which options.
func (s *servers) target() (string, []grpc.DialOption) {
	if !s.balanced {
		return s.named[0], nil
	}
	options := []grpc.DialOption{grpc.WithKeepaliveParams(lost), grpc.WithConnectParams(again)}
	if len(s.named) == 1 {
		if dns := resolver.Get("dns"); dns != nil {
			options = append(options, grpc.WithResolvers(counting{dns, &s.found}))
		}
		return s.named[0], options
	}
	listed := manual.NewBuilderWithScheme(listScheme)
	var state resolver.State
	for _, address := range s.named {
		// Each server shows a certificate for the name that it was given by.
		name := address
		if strings.HasPrefix(address, "unix:") {
			name = "localhost" // as gRPC has it of a socket
		}
		state.Endpoints = append(state.Endpoints, resolver.Endpoint{Addresses: []resolver.Address{{Addr: address, ServerName: name}}})
	}
	listed.InitialState(state)
	return listScheme + ":///" + s.named[0], append(options, grpc.WithResolvers(listed))
}

// counting notes how many addresses a name has.
type counting struct {
	resolver.Builder
	found *atomic.Int32
}

// Build is resolver.Builder's.
func (c counting) Build(target resolver.Target, conn resolver.ClientConn, options resolver.BuildOptions) (resolver.Resolver, error) {
	return c.Builder.Build(target, counted{conn, c.found}, options)
}

// counted is told of the addresses.
type counted struct {
	resolver.ClientConn
	found *atomic.Int32
}

// UpdateState is resolver.ClientConn's.
func (c counted) UpdateState(state resolver.State) error {
	c.found.Store(int32(max(len(state.Endpoints), len(state.Addresses))))
	return c.ClientConn.UpdateState(state)
}
