package lexfitv1check

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/timestamppb"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// sampleEvent has a value in every field.
func sampleEvent() *lexfitv1.AuditEvent {
	return &lexfitv1.AuditEvent{
		Sequence: 1, Time: &timestamppb.Timestamp{Seconds: 1795512615, Nanos: 42}, Action: lexfitv1.AuditAction_AUDIT_ACTION_CREATE_JOB_ORDER,
		Resource: "jobOrders/a", Author: "Zoë", Message: "two\nlines", FromRevision: 1, ToRevision: 2, Digest: "ab", EngineVersion: 4,
		Subject: "zoe@example", PreviousDigest: ChainStart,
	}
}

// The text that is hashed is the one that docs/storage.md describes: lengths are of UTF-8 bytes, empty fields are left out.
func TestEventDigestIsOfTheDocumentedText(t *testing.T) {
	t.Parallel()
	zeros := fmt.Sprintf("%064d", 0)
	for _, test := range []struct {
		event *lexfitv1.AuditEvent
		text  string
	}{
		{sampleEvent(), "1:1:1\n2:20:1795512615.000000042\n3:1:3\n4:11:jobOrders/a\n5:4:Zoë\n6:9:two\nlines\n7:1:1\n8:1:2\n9:2:ab\n10:1:4\n11:11:zoe@example\n"},
		{&lexfitv1.AuditEvent{Sequence: 12}, "1:2:12\n"},
	} {
		sum := sha256.Sum256([]byte("lexfit audit event\n" + zeros + "\n" + test.text))
		if digest, err := EventDigest(zeros, test.event); err != nil || digest != hex.EncodeToString(sum[:]) {
			t.Errorf("%v: digest %s, %v; want that of\n%s", test.event, digest, err, test.text)
		}
	}
}

// Every field of an event, those to come as well, changes its digest.
func TestEventDigestCoversEveryField(t *testing.T) {
	t.Parallel()
	whole, err := EventDigest(ChainStart, sampleEvent())
	if err != nil {
		t.Fatal(err)
	}
	fields := sampleEvent().ProtoReflect().Descriptor().Fields()
	for i := range fields.Len() {
		field, event := fields.Get(i), sampleEvent()
		if !event.ProtoReflect().Has(field) {
			t.Errorf("%s has no value in the sample", field.Name())
		}
		event.ProtoReflect().Clear(field)
		digest, err := EventDigest(ChainStart, event)
		if own := field.Number() != previousField; err != nil || (digest != whole) != own {
			t.Errorf("without %s: %v, digest changed: %t", field.Name(), err, digest != whole)
		}
	}
	if other, _ := EventDigest(whole, sampleEvent()); other == whole {
		t.Error("the event before makes no difference")
	}
	newer := sampleEvent()
	newer.ProtoReflect().SetUnknown(protoreflect.RawFields(protowire.AppendVarint(protowire.AppendTag(nil, 1000, protowire.VarintType), 1)))
	if digest, err := EventDigest(ChainStart, newer); err == nil {
		t.Errorf("a field that is not known was left out of %s", digest)
	}
}

// chained returns events that are a chain from one on; those before have no digest.
func chained(t *testing.T, count, from int32) []*lexfitv1.AuditEvent {
	t.Helper()
	var events []*lexfitv1.AuditEvent
	var chain Chain
	for number := int32(1); number <= count; number++ {
		event := sampleEvent()
		event.Sequence, event.Message, event.PreviousDigest = number, fmt.Sprint("event ", number), ""
		if number >= from {
			event.PreviousDigest = chain.Head()
		}
		if err := chain.Add(event); err != nil {
			t.Fatal(err)
		}
		events = append(events, event)
	}
	if chain.Events != count || chain.Since != from {
		t.Fatalf("%d events since %d, want %d since %d", chain.Events, chain.Since, count, from)
	}
	return events
}

func TestChainFindsWhatWasDone(t *testing.T) {
	t.Parallel()
	deeds := map[string]func([]*lexfitv1.AuditEvent) []*lexfitv1.AuditEvent{
		"changed":       func(e []*lexfitv1.AuditEvent) []*lexfitv1.AuditEvent { e[1].Author = "Eve"; return e },
		"subject taken": func(e []*lexfitv1.AuditEvent) []*lexfitv1.AuditEvent { e[1].Subject = ""; return e },
		"left out":      func(e []*lexfitv1.AuditEvent) []*lexfitv1.AuditEvent { return append(e[:1:1], e[2:]...) },
		"left out, renumbered": func(e []*lexfitv1.AuditEvent) []*lexfitv1.AuditEvent {
			e = append(e[:1:1], e[2:]...)
			for i := range e {
				e[i].Sequence = int32(i + 1)
			}
			return e
		},
		"swapped":  func(e []*lexfitv1.AuditEvent) []*lexfitv1.AuditEvent { e[1], e[2] = e[2], e[1]; return e },
		"unlinked": func(e []*lexfitv1.AuditEvent) []*lexfitv1.AuditEvent { e[4].PreviousDigest = ""; return e },
		"begins elsewhere": func(e []*lexfitv1.AuditEvent) []*lexfitv1.AuditEvent {
			e[4].PreviousDigest = ChainStart
			return e
		},
	}
	for _, from := range []int32{1, 4} { // a chain from the first event, and one that began later and seals those before
		for name, deed := range deeds {
			var events []*lexfitv1.AuditEvent
			for _, event := range chained(t, 6, from) {
				events = append(events, proto.CloneOf(event))
			}
			var chain Chain
			var err error
			for _, event := range deed(events) {
				if err = chain.Add(event); err != nil {
					break
				}
			}
			if !errors.Is(err, ErrChain) {
				t.Errorf("%s, in a chain from %d: %v", name, from, err)
			}
		}
	}
}
