package store

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1check"
)

// State is what a store knows beside its records: every write reads it first and leaves another. What a write makes of it is
// decided here, so that every store numbers, names and notes alike.
type State struct { //nolint:recvcheck // what writes changes it
	Active, Latest int32  // revisions, 0 for none
	Changes        uint32 // of the rulebook's state, ever
	Events         int32  // audit events, ever
	ChainFrom      int32  // the first event that holds the digest of the one before
	ChainHead      string // the digest of the latest event
	OfferedDefault string // the digest of the default rulebook offered last; empty before the first
}

// NewState is that of a store that nothing was written to.
func NewState() State { return State{ChainFrom: 1, ChainHead: lexfitv1check.ChainStart} }

// Etag names the state of the rulebook; it says nothing to anybody else. The count of changes is in it since going back to an
// older revision would otherwise bring back an older etag.
func (s State) Etag() string {
	data := binary.BigEndian.AppendUint32(nil, uint32(s.Latest))
	data = binary.BigEndian.AppendUint32(data, uint32(s.Active))
	data = binary.BigEndian.AppendUint32(data, s.Changes)
	return base64.RawURLEncoding.EncodeToString(data)
}

// Stamp adds to a revision what is the state's and not its own.
func (s State) Stamp(revision *lexfitv1.RulebookRevision) {
	revision.Active, revision.Etag = revision.GetRevision() == s.Active, s.Etag()
}

// Expect reports a conflict where an etag is given and is not the current one.
func (s State) Expect(etag string) error {
	if etag != "" && etag != s.Etag() {
		return &ConflictError{Etag: s.Etag()}
	}
	return nil
}

// CreateRevision makes the next revision of what a caller hands in, without its document, and the events of its writing.
func (s *State) CreateRevision(given *lexfitv1.RulebookRevision, how Create) (*lexfitv1.RulebookRevision, []*lexfitv1.AuditEvent, error) {
	if err := s.Expect(how.Etag); err != nil {
		return nil, nil, err
	}
	if s.Latest == math.MaxInt32 {
		return nil, nil, &Error{Kind: ErrFull, Sentence: "there are no more numbers for revisions"}
	}
	s.Latest++
	written := &lexfitv1.RulebookRevision{
		Name: RevisionName(s.Latest), Revision: s.Latest, Parent: s.Active,
		Digest: given.GetDigest(), Author: given.GetAuthor(), CreateTime: proto.CloneOf(given.GetCreateTime()),
		Message: given.GetMessage(), EngineVersion: given.GetEngineVersion(), Subject: given.GetSubject(),
	}
	event := &lexfitv1.AuditEvent{
		Action: lexfitv1.AuditAction_AUDIT_ACTION_CREATE_RULEBOOK_REVISION, Time: written.GetCreateTime(), Resource: written.GetName(),
		Author: written.GetAuthor(), Message: written.GetMessage(), FromRevision: s.Active, ToRevision: s.Latest, Digest: written.GetDigest(),
		EngineVersion: written.GetEngineVersion(), Subject: written.GetSubject(),
	}
	events := []*lexfitv1.AuditEvent{event}
	if how.Activate {
		activation := proto.CloneOf(event)
		activation.Action = lexfitv1.AuditAction_AUDIT_ACTION_ACTIVATE_RULEBOOK_REVISION
		events = append(events, activation)
		s.Active = s.Latest
	}
	if err := isDigest(written.GetDigest()); err != nil {
		return nil, nil, err
	}
	if how.Default {
		s.OfferedDefault = written.GetDigest()
	}
	s.Changes++
	return written, events, s.note(events...)
}

// ActivateRevision makes a revision that is there the active one, and its event.
func (s *State) ActivateRevision(revision *lexfitv1.RulebookRevision, how Activation) (*lexfitv1.AuditEvent, error) {
	event := &lexfitv1.AuditEvent{
		Action: lexfitv1.AuditAction_AUDIT_ACTION_ACTIVATE_RULEBOOK_REVISION, Time: stamp(how.Time), Resource: revision.GetName(),
		Author: how.Author, Message: how.Message, FromRevision: s.Active, ToRevision: revision.GetRevision(), Digest: revision.GetDigest(),
		EngineVersion: revision.GetEngineVersion(), Subject: how.Subject,
	}
	s.Active = revision.GetRevision()
	s.Changes++
	return event, s.note(event)
}

// Offer notes that a default rulebook was offered.
func (s *State) Offer(digest string) error {
	s.OfferedDefault = digest
	return isDigest(digest)
}

// isDigest reports what is no digest in hexadecimal.
func isDigest(digest string) error {
	if sum, err := hex.DecodeString(digest); err != nil || len(sum) == 0 {
		return fmt.Errorf("digest %q is not hexadecimal", digest)
	}
	return nil
}

// WriteJobOrder makes the next revision of a job order, without its etag, and its event. latest is its last revision, deleted or
// not, nil where there never was one. For a deletion only the name of the order counts: the last revision is written again, as one
// that says that it is deleted.
func (s *State) WriteJobOrder(action lexfitv1.AuditAction, order, latest *lexfitv1.JobOrder, how JobOrderWrite) (*lexfitv1.JobOrder, *lexfitv1.AuditEvent, error) {
	if err := mayWrite(action, order.GetName(), latest, how.Etag); err != nil {
		return nil, nil, err
	}
	written := proto.CloneOf(order)
	written.Deleted = action == lexfitv1.AuditAction_AUDIT_ACTION_DELETE_JOB_ORDER
	if written.GetDeleted() {
		written = proto.CloneOf(latest)
		written.Deleted = true
	}
	written.Revision, written.Author, written.UpdateTime, written.Etag = latest.GetRevision()+1, how.Author, stamp(how.Time), ""
	if written.CreateTime = proto.CloneOf(latest.GetCreateTime()); latest == nil || latest.GetDeleted() {
		written.CreateTime = stamp(how.Time)
	}
	event := &lexfitv1.AuditEvent{
		Action: action, Time: written.GetUpdateTime(), Resource: written.GetName(), Author: how.Author, Message: how.Message,
		FromRevision: latest.GetRevision(), ToRevision: written.GetRevision(), Digest: written.GetDigest(), EngineVersion: how.EngineVersion, Subject: how.Subject,
	}
	if written.GetDeleted() {
		event.Digest = ""
	}
	return written, event, s.note(event)
}

// mayWrite reports why a job order may not be written.
func mayWrite(action lexfitv1.AuditAction, name string, latest *lexfitv1.JobOrder, etag string) error {
	there := latest != nil && !latest.GetDeleted()
	switch {
	case action == lexfitv1.AuditAction_AUDIT_ACTION_CREATE_JOB_ORDER && there:
		return fmt.Errorf("job order %s: %w", name, ErrExists)
	case action == lexfitv1.AuditAction_AUDIT_ACTION_CREATE_JOB_ORDER:
		return nil
	case !there:
		return fmt.Errorf("job order %s: %w", name, ErrNoJobOrder)
	case etag != "" && etag != OrderEtag(latest):
		return &ConflictError{Etag: OrderEtag(latest)}
	}
	return nil
}

// OrderEtag names a state of one job order; every write makes a new revision.
func OrderEtag(order *lexfitv1.JobOrder) string {
	data := binary.BigEndian.AppendUint32(nil, uint32(order.GetRevision()))
	data = append(data, order.GetDigest()[:min(8, len(order.GetDigest()))]...)
	return base64.RawURLEncoding.EncodeToString(data)
}

// note gives events the next numbers, and makes the last the head of the chain.
func (s *State) note(events ...*lexfitv1.AuditEvent) error {
	for _, event := range events {
		if s.Events == math.MaxInt32 {
			return &Error{Kind: ErrFull, Sentence: "there are no more numbers for audit events"}
		}
		s.Events++
		event.Sequence, event.PreviousDigest = s.Events, s.ChainHead
		digest, err := lexfitv1check.EventDigest(s.ChainHead, event)
		if err != nil {
			return err
		}
		s.ChainHead = digest
	}
	return nil
}

// stamp is a moment as it is stored; none for the zero one.
func stamp(at time.Time) *timestamppb.Timestamp {
	if at.IsZero() {
		return nil
	}
	return timestamppb.New(at)
}

// JobOrderAt is a revision of a job order, 0 for the current one: by its last revision, nil where there never was one, and what reads an
// earlier. Errors: ErrNoJobOrder, and those of read.
func JobOrderAt(name string, revision int32, latest *lexfitv1.JobOrder, read func() (*lexfitv1.JobOrder, error)) (*lexfitv1.JobOrder, error) {
	switch {
	case revision == 0 && (latest == nil || latest.GetDeleted()):
		return nil, fmt.Errorf("job order %s: %w", name, ErrNoJobOrder)
	case revision == 0:
		return latest, nil
	case latest == nil || revision < 1 || revision > latest.GetRevision():
		return nil, fmt.Errorf("job order %s, revision %d of %d: %w", name, revision, latest.GetRevision(), ErrNoJobOrder)
	}
	order, err := read()
	if err != nil {
		return nil, err
	}
	if order.GetDeleted() { // it only marks the deletion
		return nil, fmt.Errorf("job order %s, revision %d, is its deletion: %w", name, revision, ErrNoJobOrder)
	}
	order.Deleted = latest.GetDeleted()
	return order, nil
}
