package etcdstore

import (
	"encoding/json"
	"fmt"
	"strconv"

	"google.golang.org/protobuf/proto"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
)

// Drawing is every key there is, below the prefix; docs/storage.md tells it too, and a test compares them with a real store. Numbers
// are decimal in ten digits, so that keys lie in the order of the numbers. Every value begins with a line that frames it (frame.go).
const Drawing = `
head
  JSON: schema, id of the store, and its state; every write puts it anew, and holds that nobody did meanwhile
rulebooks/<revision>
  RulebookRevision, marshalled, without its document
documents/<revision>
  RulebookRevision, marshalled, with its document alone
job_orders/<name>
  JobOrder, marshalled: the last revision, which of a deleted one says so
job_order_history/<name>/<revision>
  JobOrder, marshalled
audit/<sequence>
  AuditEvent, marshalled
import
  the mark of a copy into this place that has not ended; there is no head yet
`

const (
	keyHead   = "head"
	keyImport = "import"

	underRulebooks = "rulebooks/"
	underDocuments = "documents/"
	underOrders    = "job_orders/"
	underHistory   = "job_order_history/"
	underAudit     = "audit/"
)

func numbered(under string, number int32) string { return fmt.Sprintf("%s%010d", under, number) }

func historyKey(name string, revision int32) string { return numbered(underHistory+name+"/", revision) }

// head is the value of the key that every write compares.
type head struct {
	Schema         uint32 `json:"schema"`
	ID             string `json:"id"`
	Active         int32  `json:"active_revision"`
	Latest         int32  `json:"latest_revision"`
	Changes        uint32 `json:"changes"`
	Events         int32  `json:"latest_event"`
	ChainFrom      int32  `json:"chain_from"`
	ChainHead      string `json:"chain_head"`
	OfferedDefault string `json:"offered_default,omitempty"`
}

func headOf(schema uint32, id string, now store.State) head {
	return head{schema, id, now.Active, now.Latest, now.Changes, now.Events, now.ChainFrom, now.ChainHead, now.OfferedDefault}
}

func (h head) state() store.State {
	return store.State{
		Active: h.Active, Latest: h.Latest, Changes: h.Changes, Events: h.Events, ChainFrom: h.ChainFrom, ChainHead: h.ChainHead, OfferedDefault: h.OfferedDefault,
	}
}

// followed is what of it others follow.
func (h head) followed() store.Head { return store.Head{Sequence: int64(h.Events), Active: h.Active} }

func marshalHead(now head) []byte {
	body, _ := json.Marshal(now) //nolint:errchkjson // numbers and texts
	return body
}

func parseHead(body []byte) (head, error) {
	var now head
	if err := json.Unmarshal(body, &now); err != nil {
		return head{}, damage(keyHead, "is not what lexfit writes there")
	}
	if now.Latest < 0 || now.Active < 0 || now.Active > now.Latest || now.Events < 0 {
		return head{}, damage(keyHead, "says that revision "+strconv.Itoa(int(now.Active))+" of "+strconv.Itoa(int(now.Latest))+" is active")
	}
	return now, nil
}

func marshal(message proto.Message) ([]byte, error) {
	return proto.MarshalOptions{Deterministic: true}.Marshal(message)
}

// revisionBodies are a revision's two values.
func revisionBodies(written *lexfitv1.RulebookRevision, document *lexfitv1.Rulebook) (alone, content []byte, err error) {
	if alone, err = marshal(written); err != nil {
		return nil, nil, err
	}
	content, err = marshal(&lexfitv1.RulebookRevision{Rulebook: document})
	return alone, content, err
}

func parseRevision(key string, number int32, body []byte) (*lexfitv1.RulebookRevision, error) {
	revision := &lexfitv1.RulebookRevision{}
	if err := proto.Unmarshal(body, revision); err != nil || revision.GetRevision() != number {
		return nil, damage(key, "is not the revision of its number")
	}
	return revision, nil
}

func parseDocument(key string, body []byte) (*lexfitv1.Rulebook, error) {
	revision := &lexfitv1.RulebookRevision{}
	if err := proto.Unmarshal(body, revision); err != nil {
		return nil, damage(key, "is not a document")
	}
	return revision.GetRulebook(), nil
}

func parseOrder(key string, body []byte) (*lexfitv1.JobOrder, error) {
	order := &lexfitv1.JobOrder{}
	if err := proto.Unmarshal(body, order); err != nil || key != underOrders+order.GetName() && key != historyKey(order.GetName(), order.GetRevision()) {
		return nil, damage(key, "is not the job order of its name")
	}
	return order, nil
}

func parseEvent(key string, body []byte) (*lexfitv1.AuditEvent, error) {
	event := &lexfitv1.AuditEvent{}
	if err := proto.Unmarshal(body, event); err != nil || key != numbered(underAudit, event.GetSequence()) {
		return nil, damage(key, "is not the audit event of its number")
	}
	return event, nil
}
