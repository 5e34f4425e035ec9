package server

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/status"

	"github.com/lexfit/lexfit/matcher/profilegen"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
)

// writeCertificate writes a certificate of a number for 127.0.0.1, and returns what trusts it. The files' times are the
// number in minutes, so that each is newer than the one before on any file system.
func writeCertificate(t *testing.T, certFile, keyFile string, number int64) *x509.CertPool {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(number), Subject: pkix.Name{CommonName: "lexfit test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	when := time.Now().Add(time.Duration(number) * time.Minute)
	for name, block := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: der}, keyFile: {Type: "PRIVATE KEY", Bytes: keyDER}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(name, when, when); err != nil {
			t.Fatal(err)
		}
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(certificate)
	return pool
}

func TestTLSFollowsItsFiles(t *testing.T) {
	t.Parallel()
	c := testConfig(t)
	dir := t.TempDir()
	c.TLSCert, c.TLSKey = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	first := writeCertificate(t, c.TLSCert, c.TLSKey, 1)
	c.Listen = "127.0.0.1:0"
	r := start(t, c)
	score := func(pool *x509.CertPool) error {
		conn := dial(t, r.address, grpc.WithTransportCredentials(credentials.NewTLS(&tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12})))
		_, err := lexfitv1grpc.NewMatchServiceClient(conn).ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical()})
		return err
	}
	if err := score(first); err != nil {
		t.Fatal(err)
	}
	plain := lexfitv1grpc.NewMatchServiceClient(dial(t, r.address))
	if _, err := plain.ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical()}); status.Code(err) != codes.Unavailable {
		t.Errorf("without TLS: %v", err)
	}

	second := writeCertificate(t, c.TLSCert, c.TLSKey, 2)
	if err := score(second); err != nil {
		t.Errorf("with the renewed certificate: %v", err)
	}
	if err := score(first); err == nil {
		t.Error("the old certificate still serves")
	}

	// Half-way through a renewal the last whole one serves.
	if err := os.WriteFile(c.TLSCert, []byte("-----BEGIN CERTIF"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := score(second); err != nil {
		t.Errorf("with a half-written file: %v", err)
	}
	if !strings.Contains(r.log.String(), "level=WARN") {
		t.Errorf("the log does not tell of it:\n%s", r.log)
	}
	third := writeCertificate(t, c.TLSCert, c.TLSKey, 3)
	if err := score(third); err != nil {
		t.Errorf("with the whole one: %v", err)
	}
	if strings.Contains(r.log.String(), "without TLS") {
		t.Error("it says that it serves without TLS")
	}
}
