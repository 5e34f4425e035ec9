// Package store says what the server asks of the place where rulebook revisions, job orders and audit events are kept. The embedded database in
// boltstore is one such place; storetest holds what every one must do. Nothing else in the server knows which it has.
package store

import (
	"context"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

var (
	// ErrNotFound says that there is no such revision.
	ErrNotFound = errors.New("not found")
	// ErrNoJobOrder says that there is no such job order, or no such revision of it.
	ErrNoJobOrder = errors.New("no such job order")
	// ErrExists says that there is one of that name already.
	ErrExists = errors.New("already exists")
	// ErrConflict says that somebody wrote since the etag was read; the error is a *ConflictError.
	ErrConflict = errors.New("etag is stale")
	// ErrCorrupt says that what is stored is damaged, or is no store at all.
	ErrCorrupt = errors.New("corrupt")
	// ErrNewerSchema says that a newer version of the program wrote the store.
	ErrNewerSchema = errors.New("newer schema")
	// ErrLocked says that another process has the store open.
	ErrLocked = errors.New("locked")
	// ErrFull says that there is no room for what was to be written; nothing was.
	ErrFull = errors.New("full")
	// ErrReplaced says that the store lies no longer where it was opened: its file was deleted or another put in its place.
	// What was to be written is not acknowledged.
	ErrReplaced = errors.New("replaced")
	// ErrReadOnly says that the store is open to be read alone; nothing was written.
	ErrReadOnly = errors.New("read only")
	// ErrUnavailable says that the place where the store lies cannot be reached now; nothing was written. Waiting may help.
	ErrUnavailable = errors.New("unavailable")
	// ErrUncertain says that the place could not be reached any more before it was known whether it had taken a write: it is there
	// or it is not, whole either way. Whoever wrote reads before writing again.
	ErrUncertain = errors.New("uncertain")
	// ErrDenied says that the place lets whoever runs the store not do this; nothing was written.
	ErrDenied = errors.New("denied")
	// ErrTooLarge says that what was to be written is larger than the place takes at once; nothing was written.
	ErrTooLarge = errors.New("too large")
	// ErrClosed says that the store was closed.
	ErrClosed = errors.New("closed")
)

// Error is one of the sentinels with a sentence for the person who runs the server. It may name files: it is for the log
// and the terminal, never for a remote caller.
type Error struct {
	Kind     error
	Sentence string
}

func (e *Error) Error() string { return e.Sentence }

// Unwrap returns the sentinel.
func (e *Error) Unwrap() error { return e.Kind }

// ConflictError is ErrConflict with the etag to read again.
type ConflictError struct {
	Etag string // the current one
}

func (e *ConflictError) Error() string {
	return "etag is stale: the current one is " + strconv.Quote(e.Etag)
}

// Is makes errors.Is(err, ErrConflict) hold.
func (e *ConflictError) Is(target error) bool { return target == ErrConflict }

// Create says how a revision is written.
type Create struct {
	// Etag is what the writer read; empty writes whatever the state.
	Etag string
	// Activate makes the new revision the active one, in the same transaction.
	Activate bool
	// Default says that the revision is the program's default rulebook: its digest is noted as OfferDefault does, in the
	// same transaction.
	Default bool
}

// Activation says how a revision is activated, by whom and why.
type Activation struct {
	// Etag is what the writer read; empty activates whatever the state.
	Etag            string
	Author, Message string
	// Subject is who the server knows does it; empty where nobody had to say who they are.
	Subject string
	Time    time.Time
}

// JobOrderWrite says how a job order is written, by whom and why.
type JobOrderWrite struct {
	// Etag is what the writer read of this job order; empty writes whatever the state.
	Etag            string
	Author, Message string
	// Subject is who the server knows does it; empty where nobody had to say who they are.
	Subject string
	Time    time.Time
	// EngineVersion is the scoring engine's, for the audit.
	EngineVersion int32
}

// Checks are what a store cannot judge by itself, since it does not know the engine; what is nil is not judged.
type Checks struct {
	// RulebookDigest and JobOrderDigest make the digest of a document anew.
	RulebookDigest func(*lexfitv1.Rulebook) string
	JobOrderDigest func(*lexfitv1.JobOrder) string
	// Event judges an audit event by the one before it, nil for the first.
	Event func(before, event *lexfitv1.AuditEvent) error
}

// Store keeps rulebook revisions: immutable, numbered from 1 without gaps, one of them active once any was activated; job
// orders, each with immutable revisions of its own; and an audit event of every write of these, written in the same transaction,
// numbered from 1 without gaps, each with the digest of the one before (lexfitv1check.Chain). What a method returns belongs to the caller. Every method is safe for concurrent use, and
// what it acknowledges is durable.
type Store interface {
	// Create writes a revision and returns it without its document. It sets name, revision, parent, active and etag, and
	// takes the rest as given: digest, author, subject, time, message, engine version and document. Equal documents are separate
	// revisions with equal digests. Errors: ErrConflict, ErrFull.
	Create(ctx context.Context, revision *lexfitv1.RulebookRevision, how Create) (*lexfitv1.RulebookRevision, error)
	// Get returns a revision with its document. Errors: ErrNotFound.
	Get(ctx context.Context, revision int32) (*lexfitv1.RulebookRevision, error)
	// Active returns the active revision with its document. Errors: ErrNotFound, while none was activated.
	Active(ctx context.Context) (*lexfitv1.RulebookRevision, error)
	// List returns at most limit revisions without their documents, the newest first, of those numbered below before;
	// before 0 begins at the newest.
	List(ctx context.Context, before int32, limit int) ([]*lexfitv1.RulebookRevision, error)
	// Activate makes a revision the active one and returns it without its document. Errors: ErrNotFound, ErrConflict,
	// ErrFull.
	Activate(ctx context.Context, revision int32, how Activation) (*lexfitv1.RulebookRevision, error)

	// OfferedDefault returns the digest, in hexadecimal, of the default rulebook that was offered last; empty where none was.
	OfferedDefault(ctx context.Context) (string, error)
	// OfferDefault notes that a program's default rulebook was offered, whether or not it was taken: each is offered once. It
	// writes no revision, so that it leaves no event and the etag as it was. Errors: ErrFull.
	OfferDefault(ctx context.Context, digest string) error

	// CreateJobOrder writes a job order. The store sets revision, etag, times, author and deleted; the digest comes as given.
	// One that was deleted may be created again: its revisions go on. Errors: ErrExists, ErrFull.
	CreateJobOrder(ctx context.Context, order *lexfitv1.JobOrder, how JobOrderWrite) (*lexfitv1.JobOrder, error)
	// UpdateJobOrder writes a new revision of a job order. Errors: ErrNoJobOrder, ErrConflict, ErrFull.
	UpdateJobOrder(ctx context.Context, order *lexfitv1.JobOrder, how JobOrderWrite) (*lexfitv1.JobOrder, error)
	// DeleteJobOrder deletes a job order; its revisions can still be read by number. The deletion takes a number of its own,
	// under which nothing is found. Errors: ErrNoJobOrder, ErrConflict,
	// ErrFull.
	DeleteJobOrder(ctx context.Context, name string, how JobOrderWrite) error
	// JobOrder returns a revision of a job order, 0 for the current one; deleted says whether the job order is. Errors:
	// ErrNoJobOrder, for the current one of a deleted job order too.
	JobOrder(ctx context.Context, name string, revision int32) (*lexfitv1.JobOrder, error)
	// JobOrders returns at most limit job orders that are not deleted, by name, of those named after one.
	JobOrders(ctx context.Context, after string, limit int) ([]*lexfitv1.JobOrder, error)

	// AuditEvents returns at most limit events, the newest first, of those numbered below before; before 0 begins at the
	// newest. A resource restricts them to it and to what lies below it (jobOrders holds jobOrders/x).
	AuditEvents(ctx context.Context, before int32, limit int, resource string) ([]*lexfitv1.AuditEvent, error)

	// Ready reads what every call needs, and fails where calls would: the store is damaged, closed, or no longer in its place.
	Ready(ctx context.Context) error
	// Backup writes a file that holds one state of the whole store, while others read and write. A slow writer keeps what is
	// overwritten meanwhile from being given back, so it is to be a file and no network.
	Backup(ctx context.Context, to io.Writer) error
	// Close waits for running calls and lets go of the store. A second call does nothing.
	Close() error
}

// RevisionName returns the resource name of a revision.
func RevisionName(revision int32) string {
	return "rulebookRevisions/" + strconv.Itoa(int(revision))
}

// Concerns reports whether an event is of a resource, or of one below it; an empty resource means every one.
func Concerns(event *lexfitv1.AuditEvent, resource string) bool {
	return resource == "" || event.GetResource() == resource || strings.HasPrefix(event.GetResource(), strings.TrimSuffix(resource, "/")+"/")
}
