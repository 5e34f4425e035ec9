package identity

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/spf13/pflag"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
)

// Config says by what callers are known.
type Config struct {
	// Identities is a file of subjects: hashed tokens, and names of certificates.
	Identities string
	// ClientCA is a PEM file with the authorities that sign client certificates.
	ClientCA string
	// OIDCIssuer, OIDCAudience and OIDCJWKS say whose tokens are taken, made out to whom, and by which keys: a file or a URL.
	OIDCIssuer, OIDCAudience, OIDCJWKS string
	// OIDCRoleClaim and OIDCSubjectClaim name the claims that hold the roles and the subject.
	OIDCRoleClaim, OIDCSubjectClaim string
}

// DefaultConfig knows nobody.
func DefaultConfig() Config {
	return Config{OIDCRoleClaim: "roles", OIDCSubjectClaim: "sub"}
}

// AddFlags adds a flag for each field, with the present values as defaults.
func (c *Config) AddFlags(flags *pflag.FlagSet) {
	flags.StringVar(&c.Identities, "identities", c.Identities, "file of who may call: hashed tokens and names of certificates; read again when it changes")
	flags.StringVar(&c.ClientCA, "client-ca", c.ClientCA, "PEM file of authorities that sign client certificates; read again when it changes")
	flags.StringVar(&c.OIDCIssuer, "oidc-issuer", c.OIDCIssuer, "issuer whose JWTs are taken as bearer tokens")
	flags.StringVar(&c.OIDCAudience, "oidc-audience", c.OIDCAudience, "audience that those JWTs must name")
	flags.StringVar(&c.OIDCJWKS, "oidc-jwks", c.OIDCJWKS, "the issuer's keys: a JWKS file, read again when it changes, or an https URL")
	flags.StringVar(&c.OIDCRoleClaim, "oidc-role-claim", c.OIDCRoleClaim, "claim that holds the roles; names with points between them lead into objects")
	flags.StringVar(&c.OIDCSubjectClaim, "oidc-subject-claim", c.OIDCSubjectClaim, "claim that holds the subject")
}

// Enabled reports whether callers have to say who they are.
func (c *Config) Enabled() bool {
	return c.Identities != "" || c.ClientCA != "" || c.OIDCIssuer+c.OIDCAudience+c.OIDCJWKS != ""
}

// Validate says in a sentence each what is wrong.
func (c *Config) Validate() error {
	var errs []error
	if c.ClientCA != "" && c.Identities == "" {
		errs = append(errs, errors.New("--client-ca needs --identities: the file says which certificate has which role"))
	}
	given := 0
	for _, value := range []string{c.OIDCIssuer, c.OIDCAudience, c.OIDCJWKS} {
		if value != "" {
			given++
		}
	}
	if given != 0 && given != 3 {
		errs = append(errs, errors.New("--oidc-issuer, --oidc-audience and --oidc-jwks go together"))
	}
	if c.OIDCRoleClaim == "" || c.OIDCSubjectClaim == "" {
		errs = append(errs, errors.New("--oidc-role-claim and --oidc-subject-claim: name a claim each"))
	}
	if isURL(c.OIDCJWKS) && !safeURL(c.OIDCJWKS) {
		errs = append(errs, fmt.Errorf("--oidc-jwks %q: want an https URL, or http on this machine: whoever changes the keys on their way can be anybody", c.OIDCJWKS))
	}
	return errors.Join(errs...)
}

// Gate knows who calls. A nil one lets everybody do everything.
type Gate struct {
	identities  *watched[*identities]
	authorities *watched[*authorities]
	provider    *provider
	now         func() time.Time
}

// Open makes a gate ready, or returns nil where nobody has to say who they are. It looks at files and URLs until the context
// ends. Its errors are sentences for the person who runs the server.
func Open(ctx context.Context, config Config, log *slog.Logger) (*Gate, error) {
	if err := config.Validate(); err != nil || !config.Enabled() {
		return nil, err
	}
	g := &Gate{now: time.Now}
	var err error
	if config.Identities != "" {
		if g.identities, err = watch(config.Identities, parseIdentities, log); err != nil {
			return nil, fmt.Errorf("--identities: %w", err)
		}
	}
	if config.ClientCA != "" {
		if g.authorities, err = watch(config.ClientCA, parseAuthorities, log); err != nil {
			return nil, fmt.Errorf("--client-ca: %w", err)
		}
	}
	if config.OIDCIssuer != "" {
		if g.provider, err = openProvider(ctx, config, g.now, log); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// Authenticate is who makes the call of a context. The error is a *RefusedError. A bearer token goes before a certificate: whoever
// sends one means it.
func (g *Gate) Authenticate(ctx context.Context) (Caller, error) {
	if g == nil {
		return Caller{Roles: All}, nil
	}
	if headers := metadata.ValueFromIncomingContext(ctx, "authorization"); len(headers) > 0 {
		return g.ofHeader(ctx, headers)
	}
	if from, ok := peer.FromContext(ctx); ok {
		if who, has, err := g.ofCertificate(from, g.now()); has {
			return who, err
		}
	}
	return Caller{}, &RefusedError{Reason: Missing, Why: "no credentials"}
}

func (g *Gate) ofHeader(ctx context.Context, headers []string) (Caller, error) {
	scheme, token, _ := strings.Cut(headers[0], " ")
	token = strings.TrimSpace(token)
	switch {
	case len(headers) > 1 || !strings.EqualFold(scheme, "bearer") || token == "":
		return Caller{}, &RefusedError{Reason: Invalid, Why: "the header authorization is no single bearer token"}
	case len(token) > longestToken:
		return Caller{}, &RefusedError{Reason: Invalid, Why: "the token is too long"}
	case strings.HasPrefix(token, tokenPrefix) && g.identities != nil:
		return g.identities.get().ofToken(token, g.now())
	case g.provider != nil:
		return g.provider.caller(ctx, token)
	}
	return Caller{}, &RefusedError{Reason: Invalid, Why: "tokens of this kind are not taken"}
}
