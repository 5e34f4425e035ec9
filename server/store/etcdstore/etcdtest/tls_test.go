package etcdtest

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

	"github.com/lexfit/lexfit/server/store"
	"github.com/lexfit/lexfit/server/store/etcdstore"
)

// certified makes an authority, and a certificate of it that serves and calls.
func certified(t *testing.T) membership {
	t.Helper()
	folder := t.TempDir()
	write := func(name, kind string, der []byte) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "lexfit test"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	cert := write("cert.pem", "CERTIFICATE", der)
	return membership{CA: cert, Cert: cert, Key: write("key.pem", "EC PRIVATE KEY", private)}
}

func trust(tb testing.TB, as membership) *tls.Config {
	tb.Helper()
	text, err := os.ReadFile(as.CA)
	if err != nil {
		tb.Fatal(err)
	}
	pair, err := tls.LoadX509KeyPair(as.Cert, as.Key)
	if err != nil {
		tb.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(text)
	return &tls.Config{RootCAs: roots, Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
}

func TestTLS(t *testing.T) {
	t.Parallel()
	as := certified(t)
	etcd := start(t, 1, as)
	right := etcd.at(prefix())
	right.CAFile, right.CertFile, right.KeyFile = as.CA, as.Cert, as.Key
	kept := open(t, right)
	if err := kept.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	other := certified(t)
	for name, wrong := range map[string]struct {
		change func(*etcdstore.Config)
		want   string
	}{
		"nothing encrypted":    {func(c *etcdstore.Config) { c.CAFile, c.CertFile, c.KeyFile = "", "", "" }, "wants TLS: --store-ca"},
		"another authority":    {func(c *etcdstore.Config) { c.CAFile = other.CA }, "certificate"},
		"no certificate shown": {func(c *etcdstore.Config) { c.CertFile, c.KeyFile = "", "" }, "--store-cert"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := right
			wrong.change(&config)
			_, err := etcdstore.Open(t.Context(), config, etcdstore.Options{})
			refused(t, err, store.ErrUnavailable, wrong.want)
		})
	}
}

// refused holds an error against what it is to be and to say.
func refused(t *testing.T, err, kind error, words ...string) {
	t.Helper()
	if !isKind(err, kind) {
		t.Fatalf("got %v, want %v", err, kind)
	}
	t.Logf("what the user sees: %v", err)
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%q does not say %q", err, word)
		}
	}
	if strings.Contains(err.Error(), "rpc error") || strings.Contains(err.Error(), "\n") {
		t.Errorf("%q is no sentence", err)
	}
}
