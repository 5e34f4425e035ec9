package server

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"github.com/lexfit/lexfit/server/identity"
)

// authority signs client certificates.
type authority struct {
	key         *ecdsa.PrivateKey
	certificate *x509.Certificate
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func newAuthority(t *testing.T, name string) *authority {
	t.Helper()
	a := &authority{key: newKey(t)}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &a.key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	if a.certificate, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	return a
}

func (a *authority) pem() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.certificate.Raw}))
}

// issue signs a client certificate with a name, a URI where it is one.
func (a *authority) issue(t *testing.T, name string, until time.Time) *tls.Certificate {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "admin@desk"}, // which must count for nothing
		NotBefore: time.Now().Add(-2 * time.Hour), NotAfter: until, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	if strings.Contains(name, "://") {
		uri, err := url.Parse(name)
		if err != nil {
			t.Fatal(err)
		}
		template.URIs = []*url.URL{uri}
	} else {
		template.DNSNames = []string{name}
	}
	key := newKey(t)
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, &key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// issuer is an identity provider.
type issuer struct {
	kid string
	key *ecdsa.PrivateKey
}

const (
	testIssuer   = "https://login.example"
	testAudience = "lexfit"
)

// sign makes a token that is good for an hour, but for what is changed in its claims.
func (i issuer) sign(t *testing.T, change jwt.MapClaims) string {
	t.Helper()
	claims := jwt.MapClaims{
		"iss": testIssuer, "aud": testAudience, "sub": "someone", "exp": time.Now().Add(time.Hour).Unix(), "iat": time.Now().Unix(),
	}
	for name, value := range change {
		if claims[name] = value; value == nil {
			delete(claims, name)
		}
	}
	token := jwt.NewWithClaims(jwt.SigningMethodES256, claims)
	token.Header["kid"] = i.kid
	text, err := token.SignedString(i.key)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// jwks are the public keys of issuers.
func jwks(t *testing.T, issuers ...issuer) string {
	t.Helper()
	keys := []map[string]string{}
	for _, i := range issuers {
		point, err := i.key.PublicKey.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		encode := base64.RawURLEncoding.EncodeToString
		keys = append(keys, map[string]string{"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": i.kid, "x": encode(point[1:33]), "y": encode(point[33:])})
	}
	text, err := json.Marshal(map[string]any{"keys": keys})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// guarded is a server that knows callers in every way, with what is needed to be known.
type guarded struct {
	*running
	config     Config
	trusted    *x509.CertPool
	tokens     map[string]string // by subject
	authority  *authority
	issuer     issuer
	identities []string // the lines of the file
}

// revokedLater are the subjects whose credentials revoke takes away.
const revokedLater = "revoked"

// startGuarded starts a server with a token, a certificate and a signing key each for every role.
func startGuarded(t *testing.T, change func(*Config)) *guarded {
	t.Helper()
	folder := t.TempDir()
	in := func(name string) string { return filepath.Join(folder, name) }
	g := &guarded{config: testConfig(t), tokens: map[string]string{}, authority: newAuthority(t, "clients"), issuer: issuer{"one", newKey(t)}}
	c := &g.config
	c.TLSCert, c.TLSKey = in("cert.pem"), in("key.pem")
	g.trusted = writeCertificate(t, c.TLSCert, c.TLSKey, 1)
	c.Identity.Identities, c.Identity.ClientCA, c.Identity.OIDCJWKS = in("identities"), in("clients.pem"), in("jwks.json")
	c.Identity.OIDCIssuer, c.Identity.OIDCAudience = testIssuer, testAudience
	for _, role := range []string{"scorer", "editor", "approver", "admin"} {
		g.addToken(t, role+"@desk", role, 1)
		g.identities = append(g.identities, "spiffe://example/"+role+" "+role+" never certificate")
	}
	g.addToken(t, "editor-too@desk", "editor,approver", 1)
	g.addToken(t, "expired@desk", "admin", -2)
	g.addToken(t, revokedLater+"@desk", "admin", 1)
	g.identities = append(g.identities, revokedLater+".example admin never certificate", "expired.example admin 2020-01-01 certificate")
	g.writeIdentities(t)
	writeText(t, c.Identity.ClientCA, g.authority.pem())
	writeText(t, c.Identity.OIDCJWKS, jwks(t, g.issuer, issuer{revokedLater, g.issuer.key}))
	if change != nil {
		change(c)
	}
	g.running = start(t, *c)
	return g
}

func writeText(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (g *guarded) addToken(t *testing.T, subject, role string, days int) {
	t.Helper()
	roles, err := identity.RolesNamed(role)
	if err != nil {
		t.Fatal(err)
	}
	token, line, err := identity.NewToken(subject, roles, time.Now().AddDate(0, 0, days))
	if err != nil {
		t.Fatal(err)
	}
	g.tokens[subject] = token
	g.identities = append(g.identities, line)
}

func (g *guarded) writeIdentities(t *testing.T) {
	t.Helper()
	writeText(t, g.config.Identity.Identities, "# who may call\n"+strings.Join(g.identities, "\n")+"\n")
}

// revoke takes away, under the running server, what is called revoked: lines of the file, and a key of the provider.
func (g *guarded) revoke(t *testing.T) {
	t.Helper()
	var left []string
	for _, line := range g.identities {
		if !strings.HasPrefix(line, revokedLater) {
			left = append(left, line)
		}
	}
	g.identities = left
	g.writeIdentities(t)
	writeText(t, g.config.Identity.OIDCJWKS, jwks(t, g.issuer))
}

// bearer sends a token with each call.
type bearer string

// GetRequestMetadata is credentials.PerRPCCredentials's.
func (b bearer) GetRequestMetadata(context.Context, ...string) (map[string]string, error) {
	return map[string]string{"authorization": "Bearer " + string(b)}, nil
}

// RequireTransportSecurity is credentials.PerRPCCredentials's.
func (b bearer) RequireTransportSecurity() bool { return false }

// as connects with a token, a certificate, both or none.
func (g *guarded) as(t *testing.T, token string, certificate *tls.Certificate) *grpc.ClientConn {
	t.Helper()
	config := &tls.Config{RootCAs: g.trusted, MinVersion: tls.VersionTLS12}
	if certificate != nil {
		// Whoever may sign: a client that chooses would show none that the server does not ask for.
		config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return certificate, nil }
	}
	options := []grpc.DialOption{grpc.WithTransportCredentials(credentials.NewTLS(config))}
	if token != "" {
		options = append(options, grpcBearer(token))
	}
	return dial(t, g.address, options...)
}

// grpcBearer sends a token with each call of a connection.
func grpcBearer(token string) grpc.DialOption { return grpc.WithPerRPCCredentials(bearer(token)) }
