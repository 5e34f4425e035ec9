package identity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/MicahParks/jwkset"
	"github.com/MicahParks/keyfunc/v3"
	"github.com/golang-jwt/jwt/v5"
	"golang.org/x/time/rate"
)

const (
	// leeway is how far the clocks of the provider and this machine may differ.
	leeway = 30 * time.Second
	// longestToken bounds a bearer token; a provider's is about 1 KiB.
	longestToken = 16 << 10
	// refreshEvery is how often the keys at a URL are read anew; a key that is not known yet has them read at once, at most every
	// refreshAtMost.
	refreshEvery  = 10 * time.Minute
	refreshAtMost = 5 * time.Second
	fetchTimeout  = 10 * time.Second
)

// algorithms are those by which nobody who can verify a token can also make one.
var algorithms = []string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}

// provider verifies the tokens of one identity provider.
type provider struct {
	parser                  *jwt.Parser
	keys                    func() keyfunc.Keyfunc
	roleClaim, subjectClaim string
}

func openProvider(ctx context.Context, config Config, now func() time.Time, log *slog.Logger) (*provider, error) {
	p := &provider{
		roleClaim: config.OIDCRoleClaim, subjectClaim: config.OIDCSubjectClaim,
		parser: jwt.NewParser(jwt.WithValidMethods(algorithms), jwt.WithIssuer(config.OIDCIssuer), jwt.WithAudience(config.OIDCAudience),
			jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithLeeway(leeway), jwt.WithTimeFunc(now)),
	}
	if !isURL(config.OIDCJWKS) {
		file, err := watch(config.OIDCJWKS, parseKeys, log)
		if err != nil {
			return nil, fmt.Errorf("--oidc-jwks: %w", err)
		}
		p.keys = file.get
		return p, nil
	}
	storage, err := remoteKeys(ctx, config.OIDCJWKS, log)
	if err != nil {
		return nil, fmt.Errorf("--oidc-jwks %s: %w", config.OIDCJWKS, err)
	}
	keys, err := keyfunc.New(keyfunc.Options{Ctx: ctx, Storage: storage})
	if err != nil {
		return nil, fmt.Errorf("--oidc-jwks %s: %w", config.OIDCJWKS, err)
	}
	p.keys = func() keyfunc.Keyfunc { return keys }
	return p, nil
}

// providerKeys are the keys at a URL. A key that is not known has them read again, at a bounded rate: whoever comes meanwhile with one
// that is not known either is refused and not kept waiting, since anybody can make up a key's name.
type providerKeys struct {
	jwkset.Storage                // asks the provider
	known          jwkset.Storage // does not
	ask            *rate.Limiter
}

// KeyRead is jwkset.Storage's.
func (p *providerKeys) KeyRead(ctx context.Context, id string) (jwkset.JWK, error) {
	key, err := p.known.KeyRead(ctx, id)
	if err == nil || !p.ask.Allow() {
		return key, err
	}
	return p.Storage.KeyRead(ctx, id)
}

// remoteKeys reads the keys at a URL. Where the provider cannot be reached at the start, the server serves whoever comes with something
// else, and asks again when somebody comes.
func remoteKeys(ctx context.Context, address string, log *slog.Logger) (*providerKeys, error) {
	known, err := jwkset.NewStorageFromHTTP(address, jwkset.HTTPClientStorageOptions{
		Ctx: ctx, HTTPTimeout: fetchTimeout, NoErrorReturnFirstHTTPReq: true, RefreshInterval: refreshEvery,
		RefreshErrorHandler: func(_ context.Context, err error) {
			log.Warn("the identity provider's keys cannot be read; those known still count", slog.String("url", address), slog.Any("error", err))
		},
	})
	if err != nil {
		return nil, err
	}
	asking, err := jwkset.NewHTTPClient(jwkset.HTTPClientOptions{
		HTTPURLs: map[string]jwkset.Storage{address: known}, RefreshUnknownKID: rate.NewLimiter(rate.Inf, 1), RateLimitWaitMax: fetchTimeout,
	})
	if err != nil {
		return nil, err
	}
	return &providerKeys{Storage: asking, known: known, ask: rate.NewLimiter(rate.Every(refreshAtMost), 1)}, nil
}

func parseKeys(data []byte) (keyfunc.Keyfunc, error) {
	if !json.Valid(data) {
		return nil, errors.New("it is no JSON")
	}
	return keyfunc.NewJWKSetJSON(data)
}

func isURL(text string) bool {
	return strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "http://")
}

// safeURL reports whether keys that come from a URL are the provider's: over TLS, or from this machine.
func safeURL(text string) bool {
	address, err := url.Parse(text)
	if err != nil || address.Host == "" {
		return false
	}
	ip, err := netip.ParseAddr(address.Hostname())
	return address.Scheme == "https" || address.Hostname() == "localhost" || err == nil && ip.IsLoopback()
}

// caller is whom a provider's token is of.
func (p *provider) caller(ctx context.Context, token string) (Caller, error) {
	claims := jwt.MapClaims{}
	if _, err := p.parser.ParseWithClaims(token, claims, p.keys().KeyfuncCtx(ctx)); err != nil {
		return Caller{}, refused(err)
	}
	subject, _ := claims[p.subjectClaim].(string)
	if !plainSubject(subject) {
		return Caller{}, &RefusedError{Reason: Invalid, Why: "the token's claim " + p.subjectClaim + " is no subject"}
	}
	return Caller{Subject: subject, By: "jwt", Roles: rolesIn(claimAt(claims, p.roleClaim))}, nil
}

// refused sorts the errors of the parser. Only a token that is sound in all else is told that it has expired.
func refused(err error) *RefusedError {
	for _, kind := range []struct {
		err    error
		reason string
		why    string
	}{
		{jwt.ErrTokenMalformed, Invalid, "the token is no JWT"},
		{jwt.ErrTokenUnverifiable, Invalid, "the token's key is not known"},
		{jwt.ErrTokenSignatureInvalid, Invalid, "the token's signature is wrong, or by an algorithm that is not taken"},
		{jwt.ErrTokenInvalidAudience, Invalid, "the token is for another audience"},
		{jwt.ErrTokenInvalidIssuer, Invalid, "the token is by another issuer"},
		{jwt.ErrTokenNotValidYet, Invalid, "the token is not valid yet"},
		{jwt.ErrTokenUsedBeforeIssued, Invalid, "the token was issued in the future"},
		{jwt.ErrTokenRequiredClaimMissing, Invalid, "the token lacks a claim: expiry, issuer or audience"},
		{jwt.ErrTokenExpired, Expired, "the token expired"},
	} {
		if errors.Is(err, kind.err) {
			return &RefusedError{Reason: kind.reason, Why: kind.why}
		}
	}
	return &RefusedError{Reason: Invalid, Why: "the token cannot be verified"}
}

// claimAt is a claim by its name, or by the names that lead to it with points between them (realm_access.roles).
func claimAt(claims map[string]any, name string) any {
	if value, has := claims[name]; has {
		return value
	}
	first, rest, deeper := strings.Cut(name, ".")
	if inner, ok := claims[first].(map[string]any); ok && deeper {
		return claimAt(inner, rest)
	}
	return nil
}

// rolesIn are the roles that a claim names, in a list or in one text with spaces; names of other programs' roles are passed over.
func rolesIn(claim any) Roles {
	var roles Roles
	switch claim := claim.(type) {
	case string:
		for name := range strings.FieldsSeq(claim) {
			roles |= roleNamed(name)
		}
	case []any:
		for _, one := range claim {
			name, _ := one.(string)
			roles |= roleNamed(name)
		}
	}
	return roles
}
