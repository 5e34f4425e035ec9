package lexfitv1check

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/timestamppb"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// ChainStart is what stands in the first event of a chain for the digest of the one before.
var ChainStart = strings.Repeat("0", 2*sha256.Size)

// ErrChain says that audit events are no chain: one was changed, left out or put in.
var ErrChain = errors.New("the chain of audit events is broken")

// previousField is the number of AuditEvent.previous_digest, which is hashed first and not among the fields.
const previousField = 12

// EventDigest returns the digest of an event that follows one with another digest, in hexadecimal. What is hashed does not
// depend on how a message is marshalled, so that a client of any language can make it: docs/storage.md.
func EventDigest(previous string, event *lexfitv1.AuditEvent) (string, error) {
	message := event.ProtoReflect()
	if len(message.GetUnknown()) > 0 {
		return "", fmt.Errorf("audit event %d has fields that this version does not know: a newer one wrote it", event.GetSequence())
	}
	var fields []protoreflect.FieldDescriptor
	message.Range(func(field protoreflect.FieldDescriptor, _ protoreflect.Value) bool {
		if field.Number() != previousField {
			fields = append(fields, field)
		}
		return true
	})
	slices.SortFunc(fields, func(a, b protoreflect.FieldDescriptor) int { return cmp.Compare(a.Number(), b.Number()) })
	var text strings.Builder
	text.WriteString("lexfit audit event\n" + previous + "\n")
	for _, field := range fields {
		value, err := plainValue(field, message.Get(field))
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&text, "%d:%d:%s\n", field.Number(), len(value), value)
	}
	sum := sha256.Sum256([]byte(text.String()))
	return hex.EncodeToString(sum[:]), nil
}

// plainValue is a field's value as it is hashed. A kind that no event has yet is refused, so that none is left out in silence.
func plainValue(field protoreflect.FieldDescriptor, value protoreflect.Value) (string, error) {
	switch kind := field.Kind(); {
	case field.Cardinality() == protoreflect.Repeated:
	case kind == protoreflect.StringKind:
		return value.String(), nil
	case kind == protoreflect.Int32Kind:
		return strconv.FormatInt(value.Int(), 10), nil
	case kind == protoreflect.EnumKind:
		return strconv.Itoa(int(value.Enum())), nil
	case kind == protoreflect.MessageKind:
		if at, ok := value.Message().Interface().(*timestamppb.Timestamp); ok {
			return fmt.Sprintf("%d.%09d", at.GetSeconds(), at.GetNanos()), nil
		}
	}
	return "", fmt.Errorf("field %s has a kind that is not hashed", field.FullName())
}

// Chain holds audit events, given in their order from the first, against each other. The zero value has seen none.
type Chain struct {
	// Events is how many were seen, Since the first that holds the digest of the one before; 0 while none does.
	Events, Since int32
	head          string
}

// Head is the digest of the event seen last, which stands for every event up to it.
func (c *Chain) Head() string {
	if c.head == "" {
		return ChainStart
	}
	return c.head
}

// Add holds the next event against those before. The error is an ErrChain, or says that the event is of a newer version.
func (c *Chain) Add(event *lexfitv1.AuditEvent) error {
	previous, number := event.GetPreviousDigest(), event.GetSequence()
	switch {
	case number != c.Events+1:
		return fmt.Errorf("%w: event %d stands where %d was due", ErrChain, number, c.Events+1)
	case previous == "" && c.Since > 0:
		return fmt.Errorf("%w: event %d does not hold the digest of the one before", ErrChain, number)
	case previous != "" && previous != c.Head():
		return fmt.Errorf("%w: event %d was not written after event %d as it is now", ErrChain, number, c.Events)
	}
	digest, err := EventDigest(c.Head(), event)
	if err != nil {
		return err
	}
	if previous != "" && c.Since == 0 {
		c.Since = number
	}
	c.Events, c.head = number, digest
	return nil
}
