package store

import (
	"crypto/sha256"
	"fmt"

	"google.golang.org/protobuf/proto"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1check"
)

// Judge is a Taker that holds what it is given against itself: numbers without gaps, digests, the chain of events, and job orders
// against what was done to them. It changes nothing of what it is given. End says whether all of it was there.
type Judge struct {
	Checks Checks
	// Apart says that revisions come without their documents.
	Apart bool

	state     State
	revisions int32
	order     string           // the job order that came last
	orders    map[string]int32 // the last revision of each
	told      map[string]int32 // as events have it
	chain     lexfitv1check.Chain
	before    *lexfitv1.AuditEvent
	sums      []recordSum
}

// recordSum names a record, and digests all of it.
type recordSum struct {
	name   string
	digest [sha256.Size]byte
}

// Orders are the job orders that there are, deleted or not, with the last revision of each.
func (j *Judge) Orders() map[string]int32 { return j.orders }

func wrong(format string, args ...any) error {
	return &wrongError{fmt.Sprintf(format, args...)}
}

// wrongError is an ErrCorrupt that does not name the place.
type wrongError struct{ what string }

func (w *wrongError) Error() string { return w.what }

// Is makes errors.Is(err, ErrCorrupt) hold.
func (w *wrongError) Is(target error) bool { return target == ErrCorrupt }

func (j *Judge) sum(name string, message proto.Message) error {
	body, err := proto.MarshalOptions{Deterministic: true}.Marshal(message)
	if err != nil {
		return err
	}
	j.sums = append(j.sums, recordSum{name, sha256.Sum256(body)})
	return nil
}

// State is Taker's.
func (j *Judge) State(state State) error {
	j.state, j.orders, j.told = state, map[string]int32{}, map[string]int32{}
	j.sums = append(j.sums, recordSum{"the state", sha256.Sum256(fmt.Append(nil, state))})
	if state.Active < 0 || state.Active > state.Latest {
		return wrong("revision %d of %d is active", state.Active, state.Latest)
	}
	return nil
}

// Revision is Taker's.
func (j *Judge) Revision(revision *lexfitv1.RulebookRevision) error {
	if j.revisions++; revision.GetRevision() != j.revisions {
		return wrong("revision %d stands where %d was due", revision.GetRevision(), j.revisions)
	}
	if err := isDigest(revision.GetDigest()); err != nil {
		return wrong("revision %d: %v", j.revisions, err)
	}
	if digest := j.Checks.RulebookDigest; !j.Apart && digest != nil && digest(revision.GetRulebook()) != revision.GetDigest() {
		return wrong("the document of revision %d is not that of its digest", j.revisions)
	}
	return j.sum(RevisionName(j.revisions), revision)
}

// JobOrder is Taker's.
func (j *Judge) JobOrder(order *lexfitv1.JobOrder) error {
	due := int32(1)
	if j.order == order.GetName() {
		due = j.orders[j.order] + 1
	}
	if order.GetRevision() != due || j.orders[order.GetName()] != due-1 {
		return wrong("job order %s: revision %d stands where %d was due", order.GetName(), order.GetRevision(), due)
	}
	if digest := j.Checks.JobOrderDigest; digest != nil && digest(order) != order.GetDigest() {
		return wrong("job order %s, revision %d, is not that of its digest", order.GetName(), order.GetRevision())
	}
	j.order, j.orders[order.GetName()] = order.GetName(), due
	return j.sum(fmt.Sprintf("%s, revision %d", order.GetName(), due), order)
}

// Event is Taker's.
func (j *Judge) Event(event *lexfitv1.AuditEvent) error {
	if err := j.chain.Add(event); err != nil {
		return wrong("%v", err)
	}
	if chained := event.GetPreviousDigest() != ""; chained != (event.GetSequence() >= j.state.ChainFrom) {
		return wrong("the chain of audit events does not begin at event %d", j.state.ChainFrom)
	}
	if j.Checks.Event != nil {
		if err := j.Checks.Event(j.before, event); err != nil {
			return wrong("audit event %d: %v", event.GetSequence(), err)
		}
	}
	j.before = proto.CloneOf(event)
	switch event.GetAction() {
	case lexfitv1.AuditAction_AUDIT_ACTION_CREATE_JOB_ORDER, lexfitv1.AuditAction_AUDIT_ACTION_UPDATE_JOB_ORDER,
		lexfitv1.AuditAction_AUDIT_ACTION_DELETE_JOB_ORDER:
		j.told[event.GetResource()] = event.GetToRevision()
	case lexfitv1.AuditAction_AUDIT_ACTION_UNSPECIFIED, lexfitv1.AuditAction_AUDIT_ACTION_CREATE_RULEBOOK_REVISION,
		lexfitv1.AuditAction_AUDIT_ACTION_ACTIVATE_RULEBOOK_REVISION:
	}
	return j.sum(fmt.Sprintf("audit event %d", event.GetSequence()), event)
}

// End says whether all was given that the state tells of.
func (j *Judge) End() error {
	switch {
	case j.revisions != j.state.Latest:
		return wrong("%d revisions of %d are there", j.revisions, j.state.Latest)
	case j.chain.Events != j.state.Events:
		return wrong("%d audit events of %d are there", j.chain.Events, j.state.Events)
	case j.chain.Head() != j.state.ChainHead:
		return wrong("audit event %d is not the one that was written last", j.state.Events)
	case len(j.orders) != len(j.told):
		return wrong("%d job orders are there, and events tell of %d", len(j.orders), len(j.told))
	}
	for name, revision := range j.told {
		if j.orders[name] != revision {
			return wrong("job order %s is at revision %d, and its last event says %d", name, j.orders[name], revision)
		}
	}
	return nil
}

// Differ says which record of another store, judged alike, is not as it is here; empty where there is none. Stores need not keep
// their job orders in one order.
func (j *Judge) Differ(other *Judge) string {
	theirs := make(map[string][sha256.Size]byte, len(other.sums))
	for _, sum := range other.sums {
		theirs[sum.name] = sum.digest
	}
	for _, sum := range j.sums {
		digest, ok := theirs[sum.name]
		switch {
		case !ok:
			return sum.name + " is missing"
		case digest != sum.digest:
			return sum.name + " is another"
		}
		delete(theirs, sum.name)
	}
	for name := range theirs {
		return name + " is too many"
	}
	return ""
}

// Report counts what there is.
func (j *Judge) Report() *lexfitv1.StoreReport {
	return &lexfitv1.StoreReport{
		RulebookRevisions: j.revisions, ActiveRevision: j.state.Active, JobOrders: int32(len(j.orders)), AuditEvents: j.chain.Events,
	}
}
