package identity

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"google.golang.org/grpc/metadata"
)

var quiet = slog.New(slog.DiscardHandler)

// bearing is the context of a call with a header.
func bearing(t *testing.T, values ...string) context.Context {
	t.Helper()
	return metadata.NewIncomingContext(t.Context(), metadata.MD{"authorization": values})
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func reasonOf(err error) string {
	if refused, ok := errors.AsType[*RefusedError](err); ok {
		return refused.Reason
	}
	return ""
}

// A token holds to the end of its last day in UTC, and its line holds nothing of it.
func TestTokens(t *testing.T) {
	t.Parallel()
	last := time.Date(2027, 3, 31, 1, 0, 0, 0, time.UTC)
	token, line, err := NewToken("ada@desk", Editor|Approver, last)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(line, strings.TrimPrefix(token, tokenPrefix)) || !strings.HasPrefix(line, "ada@desk editor,approver 2027-03-31 sha256:") {
		t.Errorf("token %s, line %s", token, line)
	}
	if other, _, _ := NewToken("ada@desk", Editor, last); other == token {
		t.Error("two tokens are one")
	}
	read, err := parseIdentities([]byte("\n  # a comment\r\n" + line + "\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]string{"2027-03-31T23:59:59Z": "", "2027-04-01T00:00:00Z": Expired, "2027-03-31T23:59:59-01:00": Expired} {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		who, err := read.ofToken(token, now)
		if reasonOf(err) != want || want == "" && who != (Caller{"ada@desk", "token", Editor | Approver}) {
			t.Errorf("at %s: %v, %v", at, who, err)
		}
	}
	for _, wrong := range []string{token + "A", token[:len(token)-1], strings.ToLower(token), ""} {
		if _, err := read.ofToken(wrong, time.Time{}); reasonOf(err) != Invalid {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	for _, subject := range []string{"", "two words", "#ada", "a\x00b", "a\u0085b", strings.Repeat("x", 201)} {
		if _, _, err := NewToken(subject, Editor, last); err == nil {
			t.Errorf("subject %q was taken", subject)
		}
	}
	for _, roles := range []Roles{0, Anybody, Editor | Anybody} {
		if _, _, err := NewToken("ada", roles, last); err == nil {
			t.Errorf("roles %d were taken", roles)
		}
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	token, line, err := NewToken("ada", Scorer, time.Now().AddDate(0, 0, 1))
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "identities")
	writeFile(t, name, line)
	config := DefaultConfig()
	config.Identities = name
	gate, err := Open(t.Context(), config, quiet)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		headers []string
		want    string
	}{
		{[]string{"Bearer " + token}, ""},
		{[]string{"bearer  " + token}, ""},
		{nil, Missing},
		{[]string{token}, Invalid},
		{[]string{"Bearer"}, Invalid},
		{[]string{"Basic " + token}, Invalid},
		{[]string{"Bearer " + token, "Bearer " + token}, Invalid},
		{[]string{"Bearer " + token + " x"}, Invalid},
		{[]string{"Bearer a.b.c"}, Invalid},
		{[]string{"Bearer " + strings.Repeat("x", longestToken+1)}, Invalid},
	} {
		if who, err := gate.Authenticate(bearing(t, test.headers...)); reasonOf(err) != test.want || (test.want == "") != (who.Subject == "ada") {
			t.Errorf("%v, %v, want %q", who, err, test.want)
		}
	}
	// Whoever replaces the file whole, moves it away, or writes nonsense, is seen by the next call.
	if err := os.Rename(name, name+".old"); err != nil {
		t.Fatal(err)
	}
	if _, err := gate.Authenticate(bearing(t, "Bearer "+token)); err != nil {
		t.Errorf("while the file is missing: %v", err)
	}
	writeFile(t, name, "nonsense")
	if _, err := gate.Authenticate(bearing(t, "Bearer "+token)); err != nil {
		t.Errorf("while the file cannot be read: %v", err)
	}
	writeFile(t, name+".new", "# nobody")
	if err := os.Rename(name+".new", name); err != nil {
		t.Fatal(err)
	}
	if _, err := gate.Authenticate(bearing(t, "Bearer "+token)); reasonOf(err) != Invalid {
		t.Errorf("after it was revoked: %v", err)
	}
}

// keyServer serves one key after the other.
type keyServer struct {
	keys  atomic.Value // string
	asked atomic.Int32
}

// ServeHTTP is http.Handler's.
func (k *keyServer) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	k.asked.Add(1)
	text, _ := k.keys.Load().(string)
	time.Sleep(20 * time.Millisecond) // a provider is never at once
	if text == "" {
		http.Error(w, "not now", http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte(text))
}

func ecKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func jwksOf(t *testing.T, kid string, key *ecdsa.PrivateKey) string {
	t.Helper()
	point, err := key.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	text, err := json.Marshal(map[string]any{"keys": []map[string]string{{"kty": "EC", "crv": "P-256", "kid": kid, "x": encode(point[1:33]), "y": encode(point[33:])}}})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func signed(t *testing.T, kid string, key *ecdsa.PrivateKey) string {
	t.Helper()
	token := jwt.NewWithClaims(jwt.SigningMethodES256, jwt.MapClaims{
		"iss": "https://login.example", "aud": []string{"other", "lexfit"}, "mail": "ada@example", "exp": time.Now().Add(time.Minute).Unix(),
		"realm_access": map[string]any{"roles": []string{"editor", "offline"}},
	})
	token.Header["kid"] = kid
	text, err := token.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Keys at a URL: a provider that cannot be reached at the start is asked again when it is needed, a new key is fetched when it is
// first met, and strangers' keys do not make the provider be asked at will.
func TestKeysFromURL(t *testing.T) {
	t.Parallel()
	served := &keyServer{}
	server := httptest.NewServer(served)
	defer server.Close()
	config := DefaultConfig()
	config.OIDCIssuer, config.OIDCAudience, config.OIDCJWKS = "https://login.example", "lexfit", server.URL
	config.OIDCRoleClaim, config.OIDCSubjectClaim = "realm_access.roles", "mail"
	gate, err := Open(t.Context(), config, quiet)
	if err != nil {
		t.Fatal(err)
	}
	first := ecKey(t)
	served.keys.Store(jwksOf(t, "first", first))
	who, err := gate.Authenticate(bearing(t, "Bearer "+signed(t, "first", first)))
	if err != nil || who != (Caller{"ada@example", "jwt", Editor}) {
		t.Fatalf("%v, %v", who, err)
	}
	asked := served.asked.Load()
	for range 50 {
		if _, err := gate.Authenticate(bearing(t, "Bearer "+signed(t, "stranger", first))); reasonOf(err) != Invalid {
			t.Fatalf("a key that the provider does not have: %v", err)
		}
	}
	if more := served.asked.Load() - asked; more > 20 {
		t.Errorf("50 tokens of an unknown key asked the provider %d times", more)
	}
	if _, err := gate.Authenticate(bearing(t, "Bearer "+signed(t, "first", first))); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestSafeURL(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"https://login.example/keys": true, "http://127.0.0.1:8080/keys": true, "http://[::1]/keys": true, "http://localhost/keys": true,
		"http://login.example/keys": false, "http://127.0.0.1.login.example/": false, "https://": false, "http://localhost.example/": false,
	} {
		if safeURL(text) != want {
			t.Errorf("%s: safe %t", text, !want)
		}
	}
}

// Roles are those of a claim's words, and nothing that only resembles one.
func TestRolesInClaims(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		claim any
		want  Roles
	}{
		{"scorer editor", Scorer | Editor},
		{[]any{"admin", 7, nil, "x"}, Admin},
		{"Admin", 0},
		{"administrator", 0},
		{"scorer,admin", 0},
		{nil, 0},
		{7, 0},
		{map[string]any{"admin": true}, 0},
		{"", 0},
	} {
		if got := rolesIn(test.claim); got != test.want {
			t.Errorf("%v: %v, want %v", test.claim, got, test.want)
		}
	}
	claims := map[string]any{"https://a.example/roles": "admin", "a": map[string]any{"b": "editor"}}
	for name, want := range map[string]any{"https://a.example/roles": "admin", "a.b": "editor", "a.c": nil, "b": nil, "a.b.c": nil} {
		if got := claimAt(claims, name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// The example of docs/operations.md is read as it is meant.
func TestDocumentedIdentities(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "```\n# who may call\n")
	block, _, _ := strings.Cut(rest, "```")
	read, err := parseIdentities([]byte(block))
	if err != nil || len(read.tokens) != 2 || read.certificates["spiffe://example/batch"].roles != Scorer {
		t.Errorf("%+v, %v", read, err)
	}
}
