package server

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
	"github.com/lexfit/lexfit/server/identity"
)

// A socket is served without more ado, for its user and group alone; one that a killed server left is replaced.
func TestServingOnASocket(t *testing.T) {
	t.Parallel()
	c := testConfig(t)
	path := filepath.Join(t.TempDir(), "s")
	c.Listen = "unix:" + path
	r := start(t, c)
	conn := dial(t, c.Listen)
	if _, err := lexfitv1grpc.NewSkillServiceClient(conn).ListSkills(t.Context(), &lexfitv1.ListSkillsRequest{}); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != socketMode {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	second := testConfig(t)
	second.Listen = c.Listen
	if err := Run(t.Context(), second, r.log.logger(), nil); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Errorf("a second server: %v", err)
	}
	r.stop()
	if err := r.wait(t); err != nil {
		t.Fatal(err)
	}
	left, err := listen(t.Context(), c.Listen)
	if err != nil {
		t.Fatal(err)
	}
	unix, ok := left.(interface{ SetUnlinkOnClose(bool) })
	if !ok {
		t.Fatalf("%T", left)
	}
	unix.SetUnlinkOnClose(false)
	if err := left.Close(); err != nil {
		t.Fatal(err)
	}
	again := start(t, c)
	again.stop()
	if err := again.wait(t); err != nil {
		t.Errorf("over a socket that was left behind: %v", err)
	}
	writeText(t, path, "mine")
	if err := Run(t.Context(), c, r.log.logger(), nil); err == nil || !strings.Contains(err.Error(), "no socket") {
		t.Errorf("over a file: %v", err)
	}
	if data, _ := os.ReadFile(path); string(data) != "mine" {
		t.Error("somebody's file is gone")
	}
}

// Beyond this machine the server starts with TLS and an identity, or when told that neither is wanted.
func TestServingBeyondThisMachine(t *testing.T) {
	t.Parallel()
	tokens := func(c *Config) {
		c.Identity.Identities = filepath.Join(filepath.Dir(c.DBPath), "identities")
		writeText(t, c.Identity.Identities, "")
	}
	secured := func(c *Config) {
		folder := filepath.Dir(c.DBPath)
		c.TLSCert, c.TLSKey = filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
		writeCertificate(t, c.TLSCert, c.TLSKey, 1)
	}
	for _, test := range []struct {
		name   string
		change []func(*Config)
		refuse string // empty where it starts
		warn   []string
	}{
		{"with neither", nil, "nobody has to say who they are", nil},
		{"with TLS", []func(*Config){secured}, "nobody has to say who they are", nil},
		{"with tokens", []func(*Config){tokens}, "travel readable", nil},
		{"with both", []func(*Config){tokens, secured}, "", nil},
		{"with neither, insecure", []func(*Config){func(c *Config) { c.Insecure = true }}, "", []string{"without TLS", "without knowing"}},
		{"with tokens, insecure", []func(*Config){tokens, func(c *Config) { c.Insecure = true }}, "", []string{"without TLS"}},
	} {
		c := testConfig(t)
		c.Listen = "0.0.0.0:0"
		for _, change := range test.change {
			change(&c)
		}
		if test.refuse != "" {
			err := Run(t.Context(), c, (&logLines{}).logger(), nil)
			if err == nil || !strings.Contains(err.Error(), test.refuse) || !strings.Contains(err.Error(), "--insecure") || strings.Contains(err.Error(), "\n") {
				t.Errorf("%s: %v", test.name, err)
			}
			if _, err := os.Stat(c.DBPath); err == nil {
				t.Errorf("%s: a refused start left a database behind", test.name)
			}
			continue
		}
		r := start(t, c)
		for _, warning := range []string{"without TLS", "without knowing"} {
			if strings.Contains(r.log.String(), warning) != slices.Contains(test.warn, warning) {
				t.Errorf("%s, %q:\n%s", test.name, warning, r.log)
			}
		}
		r.stop()
	}
}

// An identity that is half configured, or whose files are not what they should be, keeps the server from starting, with a sentence.
func TestHalfAnIdentityIsRefused(t *testing.T) {
	t.Parallel()
	file := func(text string) string {
		name := filepath.Join(t.TempDir(), "file")
		writeText(t, name, text)
		return name
	}
	hash := "sha256:" + strings.Repeat("ab", 32)
	for _, test := range []struct {
		change func(*identity.Config)
		want   string
	}{
		{func(c *identity.Config) { c.ClientCA = file("") }, "--client-ca needs --identities"},
		{func(c *identity.Config) { c.OIDCIssuer = testIssuer }, "--oidc-issuer, --oidc-audience and --oidc-jwks go together"},
		{func(c *identity.Config) {
			c.OIDCIssuer, c.OIDCAudience, c.OIDCJWKS = testIssuer, testAudience, "http://login.example/keys"
		}, "want an https URL"},
		{func(c *identity.Config) {
			c.OIDCIssuer, c.OIDCAudience, c.OIDCJWKS = testIssuer, testAudience, file("no")
		}, "--oidc-jwks"},
		{func(c *identity.Config) { c.Identities = "missing" }, "--identities: open missing"},
		{func(c *identity.Config) { c.Identities = file("ada editor 2027-01-01") }, "line 1: expected four words"},
		{func(c *identity.Config) { c.Identities = file("\n# x\nada boss 2027-01-01 " + hash) }, `line 3: role "boss"`},
		{func(c *identity.Config) { c.Identities = file("ada editor soon " + hash) }, `expiry "soon"`},
		{func(c *identity.Config) { c.Identities = file("ada editor never " + hash) }, "a token has an expiry"},
		{func(c *identity.Config) { c.Identities = file("ada editor 2027-01-01 lexfit_SECRET") }, "the last word must be"},
		{func(c *identity.Config) {
			c.Identities = file("ada editor 2027-01-01 " + hash + "\nbo admin 2027-01-01 " + hash)
		}, "line 2: this token stands in an earlier line"},
		{func(c *identity.Config) {
			c.Identities = file("a.example editor never certificate\na.example admin never certificate")
		}, "line 2: a certificate of a.example"},
	} {
		c := testConfig(t)
		test.change(&c.Identity)
		err := Run(t.Context(), c, (&logLines{}).logger(), nil)
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%v, want %s", err, test.want)
		}
	}
	c := testConfig(t)
	c.TwoPerson = true
	if err := Run(t.Context(), c, (&logLines{}).logger(), nil); err == nil || !strings.Contains(err.Error(), "--two-person needs") {
		t.Errorf("two persons that nobody knows: %v", err)
	}
}
