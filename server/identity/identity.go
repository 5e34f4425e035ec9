// Package identity says who makes a call: by a bearer token from a file of hashed ones, by a client certificate, or by a JWT of
// an identity provider. Each works by itself. What a caller may do with it is the server's (access.go).
//
// gate.go asks; identities.go reads the file of subjects, certificate.go the peer's certificate, jwt.go the provider's tokens;
// watched.go takes files anew when they change.
package identity

import (
	"context"
	"fmt"
	"strings"
)

// Roles is a set of roles.
type Roles uint8

// The roles. Which method each may call is one table in the server.
const (
	// Scorer scores and ranks, and reads the rules it is done by.
	Scorer Roles = 1 << iota
	// Editor writes rulebook revisions and job orders.
	Editor
	// Approver decides which revision is active.
	Approver
	// Admin runs the server.
	Admin

	// All are all roles.
	All = Scorer | Editor | Approver | Admin
	// Anybody stands in a table of methods for those that need no credentials; nobody has it.
	Anybody Roles = 1 << 7
)

var roleNames = []struct {
	role Roles
	name string
}{{Scorer, "scorer"}, {Editor, "editor"}, {Approver, "approver"}, {Admin, "admin"}}

// RolesNamed reads role names with commas between them.
func RolesNamed(names string) (Roles, error) {
	var roles Roles
	for name := range strings.SplitSeq(names, ",") {
		role := roleNamed(name)
		if role == 0 {
			return 0, fmt.Errorf("role %q: expected %s", name, All)
		}
		roles |= role
	}
	return roles, nil
}

// roleNamed is the role of a name, 0 where there is none.
func roleNamed(name string) Roles {
	for _, known := range roleNames {
		if known.name == name {
			return known.role
		}
	}
	return 0
}

// String names the roles of a set, with commas between them.
func (r Roles) String() string {
	var names []string
	for _, known := range roleNames {
		if r&known.role != 0 {
			names = append(names, known.name)
		}
	}
	return strings.Join(names, ",")
}

// Caller is who makes a call.
type Caller struct {
	// Subject is empty where nobody had to say who they are.
	Subject string
	// By says what proved it: token, certificate or jwt.
	By    string
	Roles Roles
}

type contextKey struct{}

// With returns a context that carries the caller.
func (c Caller) With(ctx context.Context) context.Context {
	return context.WithValue(ctx, contextKey{}, c)
}

// CallerOf is the caller that a context carries; the zero one where it carries none.
func CallerOf(ctx context.Context) Caller {
	caller, _ := ctx.Value(contextKey{}).(Caller)
	return caller
}

// The reasons for which credentials are refused. They are stable: programs read them.
const (
	Missing = "CREDENTIALS_MISSING"
	Expired = "CREDENTIALS_EXPIRED"
	Invalid = "CREDENTIALS_INVALID"
)

// RefusedError is why nobody is known.
type RefusedError struct {
	// Reason is one of Missing, Expired and Invalid: all that a caller is told.
	Reason string
	// Why is for the log: it holds no secret, and nothing that the caller chose.
	Why string
}

// Error is a sentence for the caller.
func (r *RefusedError) Error() string {
	switch r.Reason {
	case Missing:
		return "say who you are: this server wants a bearer token or a client certificate"
	case Expired:
		return "the credentials have expired; ask for new ones"
	}
	return "the credentials are not accepted"
}

// longestSubject bounds a subject, for the log and the audit.
const longestSubject = 200

// plainSubject reports whether a subject can stand in a log, an audit event and a line of the file.
func plainSubject(subject string) bool {
	for _, r := range subject {
		if r <= ' ' || r == 0x7f || r > '~' && r < 0xa0 || r == 0xfffd {
			return false
		}
	}
	return subject != "" && len(subject) <= longestSubject
}
