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
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"

	"github.com/lexfit/lexfit/client"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
)

// seen is a server that notes who called last: the number of the certificate, and the header.
type seen struct {
	lexfitv1grpc.UnimplementedMatchServiceServer
	mu          sync.Mutex
	certificate int64
	header      string
}

func (s *seen) ScoreCandidate(ctx context.Context, _ *lexfitv1.ScoreCandidateRequest) (*lexfitv1.ScoreCandidateResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.header = strings.Join(metadata.ValueFromIncomingContext(ctx, "authorization"), ",")
	from, _ := peer.FromContext(ctx)
	if secured, ok := from.AuthInfo.(credentials.TLSInfo); ok && len(secured.State.PeerCertificates) > 0 {
		s.certificate = secured.State.PeerCertificates[0].SerialNumber.Int64()
	}
	return &lexfitv1.ScoreCandidateResponse{}, nil
}

// serveSeen serves on loopback and returns the address.
func serveSeen(t *testing.T, s *seen, options ...grpc.ServerOption) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := grpc.NewServer(options...)
	lexfitv1grpc.RegisterMatchServiceServer(srv, s)
	served := make(chan error, 1)
	go func() { served <- srv.Serve(listener) }()
	t.Cleanup(func() {
		srv.Stop()
		if err := <-served; err != nil && !errors.Is(err, grpc.ErrServerStopped) {
			t.Error(err)
		}
	})
	return listener.Addr().String()
}

func score(t *testing.T, c *client.Client) error {
	t.Helper()
	_, err := c.Match.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{})
	return err
}

func connect(tb testing.TB, address string, made client.Options) *client.Client {
	tb.Helper()
	c, err := client.Dial(address, made)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = c.Close() }) // a test may have closed it
	return c
}

func writeFile(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// A token file is read for every call, so that a renewed token is sent without a new connection.
func TestTokenFileIsReadForEveryCall(t *testing.T) {
	t.Parallel()
	var s seen
	address := serveSeen(t, &s)
	file := filepath.Join(t.TempDir(), "token")
	writeFile(t, file, []byte("first\n"))
	c := connect(t, address, client.Options{TokenFile: file, Token: "of the environment"})
	for _, token := range []string{"first", "second"} {
		writeFile(t, file, []byte("  "+token+"\n"))
		if err := score(t, c); err != nil || s.header != "Bearer "+token {
			t.Errorf("sent %q, %v", s.header, err)
		}
	}
	writeFile(t, file, []byte("two words"))
	if err := score(t, c); err == nil || strings.Contains(err.Error(), "two words") {
		t.Errorf("with two words: %v", err)
	}
}

// A token goes nowhere readable but to this machine.
func TestTokenStaysHereWithoutTLS(t *testing.T) {
	t.Parallel()
	for address, sent := range map[string]bool{
		"127.0.0.1:1": true, "[::1]:1": true, "localhost:1": true, "unix:/run/s": true, "dns:///localhost:1": true,
		"10.0.0.1:1": false, "desk.example:1": false, "0.0.0.0:1": false, "127.0.0.1.desk.example:1": false, "localhost.example:1": false, "127.0.0.1": false,
	} {
		c, err := client.Dial(address, client.Options{Token: "secret"})
		if (err == nil) != sent || err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v, want it sent: %t", address, err, sent)
		}
		if c != nil {
			_ = c.Close() // it was never used
		}
	}
	if c, err := client.Dial("desk.example:1", client.Options{Token: "secret", TLS: true}); err != nil {
		t.Errorf("with TLS: %v", err)
	} else {
		_ = c.Close() // it was never used
	}
}

// selfSigned writes a certificate for both ends, with a number.
func selfSigned(t *testing.T, certFile, keyFile string, number int64) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(number), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, certFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	writeFile(t, keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}))
}

// A client certificate is shown, and a renewed one on the next connection; half of one is refused before anything is sent.
func TestClientCertificate(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	in := func(name string) string { return filepath.Join(folder, name) }
	selfSigned(t, in("server.pem"), in("server.key"), 1)
	pair, err := tls.LoadX509KeyPair(in("server.pem"), in("server.key"))
	if err != nil {
		t.Fatal(err)
	}
	var s seen
	address := serveSeen(t, &s, grpc.Creds(credentials.NewTLS(&tls.Config{
		MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{pair}, ClientAuth: tls.RequireAnyClientCert,
	})))
	made := client.Options{CAFile: in("server.pem"), CertFile: in("own.pem"), KeyFile: in("own.key")}
	for _, number := range []int64{7, 8} {
		selfSigned(t, made.CertFile, made.KeyFile, number)
		c := connect(t, address, made)
		if err := score(t, c); err != nil || s.certificate != number {
			t.Errorf("certificate %d was shown, want %d (%v)", s.certificate, number, err)
		}
	}
	if err := score(t, connect(t, address, client.Options{CAFile: in("server.pem")})); err == nil {
		t.Error("without a certificate the call went through")
	}
	for _, broken := range []client.Options{{TLS: true, KeyFile: made.KeyFile}, {CertFile: made.CertFile}, {CertFile: made.KeyFile, KeyFile: made.KeyFile}} {
		if _, err := client.Dial(address, broken); err == nil {
			t.Errorf("%+v was taken", broken)
		}
	}
}
