package etcdstore

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/lexfit/lexfit/server/store"
)

// damage is an ErrCorrupt that names a key, below the prefix; explain adds where that is.
func damage(key, what string) error { return &damageError{key, what} }

type damageError struct{ key, what string }

func (d *damageError) Error() string { return "the value of " + d.key + " " + d.what }

// Is makes errors.Is(err, store.ErrCorrupt) hold.
func (d *damageError) Is(target error) bool { return target == store.ErrCorrupt }

// explain turns errors of etcd and of the connection into those that a store has, each a sentence with the address. It comes after
// the call's own context was asked.
func (p *place) explain(err error) error {
	var told *store.Error
	switch {
	case err == nil, errors.As(err, &told), errors.Is(err, store.ErrNotFound), errors.Is(err, store.ErrNoJobOrder), errors.Is(err, store.ErrExists),
		errors.Is(err, store.ErrConflict), errors.Is(err, store.ErrClosed), errors.Is(err, rpctypes.ErrCompacted):
		return err
	case errors.Is(err, store.ErrCorrupt):
		return &store.Error{Kind: store.ErrCorrupt, Sentence: fmt.Sprintf("the store at %s is damaged: %v; "+
			"copy a backup into another prefix (lexfit admin copy --from BACKUP --to %s-restored), and have every server use that", p.config.Address, err, p.config.Address)}
	case errors.Is(err, rpctypes.ErrNoSpace):
		return &store.Error{Kind: store.ErrFull, Sentence: fmt.Sprintf("etcd at %s has no space left (its alarm NOSPACE); nothing was written; "+
			"compact and defragment it, raise --quota-backend-bytes if need be, and end the alarm with etcdctl alarm disarm", p.hosts())}
	case errors.Is(err, rpctypes.ErrPermissionDenied):
		return &store.Error{Kind: store.ErrDenied, Sentence: fmt.Sprintf("etcd at %s does not let user %q read and write under %s/; nothing was written; "+
			"grant it: etcdctl role grant-permission ROLE readwrite %s/ --prefix=true", p.hosts(), p.config.User, p.prefix, p.prefix)}
	case errors.Is(err, rpctypes.ErrAuthFailed):
		return &store.Error{Kind: store.ErrDenied, Sentence: fmt.Sprintf("etcd at %s does not know user %q with the password of %s", p.hosts(), p.config.User, p.config.PasswordFile)}
	case errors.Is(err, rpctypes.ErrUserEmpty), errors.Is(err, rpctypes.ErrInvalidAuthToken):
		return &store.Error{Kind: store.ErrDenied, Sentence: fmt.Sprintf("etcd at %s wants to know who calls; give --%s-user and --%s-password-file, or --%s-cert",
			p.hosts(), p.config.name(), p.config.name(), p.config.name())}
	case errors.Is(err, rpctypes.ErrRequestTooLarge):
		return &store.Error{Kind: store.ErrTooLarge, Sentence: "etcd at " + p.hosts() + " takes nothing that large at once (its --max-request-bytes); nothing was written"}
	case errors.Is(err, rpctypes.ErrCorrupt):
		return &store.Error{Kind: store.ErrCorrupt, Sentence: "etcd at " + p.hosts() + " says that its members do not hold the same (its alarm CORRUPT); see its documentation on data corruption"}
	}
	return p.unavailable(err)
}

// unavailable is an etcd that cannot be reached, has no leader or gives no answer.
func (p *place) unavailable(err error) error {
	return &store.Error{Kind: store.ErrUnavailable, Sentence: fmt.Sprintf("etcd at %s cannot be reached (%s); nothing was written; "+
		"see that a majority of its members runs and that --%s names them", p.hosts(), briefly(err), p.config.name())}
}

// briefly is the cause of a failed call, without what gRPC says around it.
func briefly(err error) string {
	if errors.Is(err, context.DeadlineExceeded) || status.Code(err) == codes.DeadlineExceeded {
		return "it gave no answer in time"
	}
	text := err.Error()
	if told, ok := status.FromError(err); ok {
		text = told.Message()
	}
	text = strings.TrimPrefix(text, "etcdserver: ")
	if at := strings.LastIndex(text, "desc = "); at >= 0 {
		text = strings.Trim(text[at+len("desc = "):], "\"")
	}
	return strings.ReplaceAll(text, "\n", " ")
}

// passes reports whether an error may pass by waiting, and says nothing of whether the call was carried out.
func passes(err error) bool {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return true
	}
	if told, ok := errors.AsType[rpctypes.EtcdError](err); ok {
		return told.Code() == codes.Unavailable || errors.Is(err, rpctypes.ErrTooManyRequests) || errors.Is(err, rpctypes.ErrAuthOldRevision) ||
			errors.Is(err, rpctypes.ErrNotCapable) || errors.Is(err, rpctypes.ErrGRPCNotLeader)
	}
	switch status.Code(err) { //nolint:exhaustive // the others are answers
	case codes.Unavailable, codes.DeadlineExceeded, codes.Canceled, codes.Internal, codes.Unknown, codes.ResourceExhausted, codes.Aborted:
		return true
	}
	return false
}
