package identity

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
)

// tokenPrefix begins every token of ours: it tells them from a provider's, and lets a scanner for secrets find one that leaked.
const tokenPrefix = "lexfit_"

// The last word of a line: what proves a subject.
const (
	byHash        = "sha256:"
	byCertificate = "certificate"
)

// entry is a line of the file of identities.
type entry struct {
	subject string
	roles   Roles
	expires time.Time // the zero time for never
}

// identities are the lines of the file: tokens by their hash, certificates by their subject.
type identities struct {
	tokens       map[[sha256.Size]byte]entry
	certificates map[string]entry
}

// parseIdentities reads lines of subject, roles, expiry and proof; # begins a comment.
func parseIdentities(data []byte) (*identities, error) {
	read := &identities{tokens: map[[sha256.Size]byte]entry{}, certificates: map[string]entry{}}
	number := 0
	for line := range strings.Lines(string(data)) {
		number++
		words := strings.Fields(line)
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		if err := read.add(words); err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
	}
	return read, nil
}

// add takes in the words of one line. Its errors do not repeat the last word: somebody may have put a token there.
func (i *identities) add(words []string) error {
	if len(words) != 4 {
		return fmt.Errorf("expected four words (subject, role, expiry, %sHASH or %s), found %d", byHash, byCertificate, len(words))
	}
	if !plainSubject(words[0]) {
		return fmt.Errorf("the subject is no plain word of at most %d bytes", longestSubject)
	}
	roles, err := RolesNamed(words[1])
	if err != nil {
		return err
	}
	expires, err := parseExpiry(words[2])
	if err != nil {
		return err
	}
	who := entry{subject: words[0], roles: roles, expires: expires}
	if words[3] == byCertificate {
		if _, has := i.certificates[who.subject]; has {
			return fmt.Errorf("a certificate of %s stands in an earlier line", who.subject)
		}
		i.certificates[who.subject] = who
		return nil
	}
	text, ok := strings.CutPrefix(words[3], byHash)
	hash, err := hex.DecodeString(text)
	if !ok || err != nil || len(hash) != sha256.Size {
		return fmt.Errorf("the last word must be %s and 64 hexadecimal digits, or %s", byHash, byCertificate)
	}
	if expires.IsZero() {
		return errors.New("a token has an expiry: only a certificate, which has its own, may have never")
	}
	if _, has := i.tokens[[sha256.Size]byte(hash)]; has {
		return errors.New("this token stands in an earlier line")
	}
	i.tokens[[sha256.Size]byte(hash)] = who
	return nil
}

// parseExpiry reads a moment, or a day, to whose end (UTC) it holds.
func parseExpiry(text string) (time.Time, error) {
	if text == "never" {
		return time.Time{}, nil
	}
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day.AddDate(0, 0, 1), nil
	}
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at, nil
	}
	return time.Time{}, fmt.Errorf("expiry %q: expected a day such as 2027-03-31, a time such as 2027-03-31T18:00:00Z, or never", text)
}

// NewToken makes a token, and the line of the file of identities that lets it in until the end of a day. The token is random
// enough that its plain hash gives nothing away.
func NewToken(subject string, roles Roles, last time.Time) (token, line string, err error) {
	if !plainSubject(subject) || strings.HasPrefix(subject, "#") {
		return "", "", fmt.Errorf("subject %q: expected one word of at most %d bytes", subject, longestSubject)
	}
	if roles == 0 || roles&^All != 0 {
		return "", "", errors.New("a token needs a role")
	}
	token = tokenPrefix + rand.Text()
	hash := sha256.Sum256([]byte(token))
	return token, fmt.Sprintf("%s %s %s %s%s", subject, roles, last.UTC().Format(time.DateOnly), byHash, hex.EncodeToString(hash[:])), nil
}

// ofToken is who a token of ours is of. It is looked up by its hash, so that the time it takes tells nothing.
func (i *identities) ofToken(token string, now time.Time) (Caller, error) {
	who, known := i.tokens[sha256.Sum256([]byte(token))]
	if !known {
		return Caller{}, &RefusedError{Reason: Invalid, Why: "no such token"}
	}
	return who.caller("token", now)
}

// caller is whom a line lets in.
func (e entry) caller(by string, now time.Time) (Caller, error) {
	if !e.expires.IsZero() && !now.Before(e.expires) {
		return Caller{}, &RefusedError{Reason: Expired, Why: by + " of " + e.subject + " expired"}
	}
	return Caller{Subject: e.subject, By: by, Roles: e.roles}, nil
}
