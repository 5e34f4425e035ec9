package draft

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/lexfit/lexfit/client/input"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1check"
)

// spot is where a field path leads: a field of a message, or an item of its list where the index is not below 0.
type spot struct {
	message protoreflect.Message
	field   protoreflect.FieldDescriptor
	index   int
}

var step = regexp.MustCompile(`^([a-z_]+)(?:\[(\d{1,5})\])?$`)

// find follows a field path such as experience[0].title; false where it leads to nothing.
func find(profile *lexfitv1.CandidateProfile, path string) (spot, bool) {
	message := profile.ProtoReflect()
	steps := strings.Split(path, ".")
	for i, text := range steps {
		parts := step.FindStringSubmatch(text)
		if parts == nil {
			return spot{}, false
		}
		at := spot{message, message.Descriptor().Fields().ByName(protoreflect.Name(parts[1])), -1}
		if at.field == nil || at.field.IsMap() || parts[2] != "" && !at.field.IsList() {
			return spot{}, false
		}
		if parts[2] != "" {
			at.index, _ = strconv.Atoi(parts[2]) // digits
			if at.index >= message.Get(at.field).List().Len() {
				return spot{}, false
			}
		}
		if i == len(steps)-1 {
			return at, true
		}
		if at.field.Message() == nil || at.field.IsList() && at.index < 0 {
			return spot{}, false
		}
		if at.index >= 0 {
			message = message.Get(at.field).List().Get(at.index).Message()
		} else {
			message = message.Mutable(at.field).Message()
		}
	}
	return spot{}, false
}

// Value is what the profile says at a path, on one line; empty where it says nothing there.
func (d *Draft) Value(path string) string {
	at, ok := find(proto.CloneOf(d.Profile), path)
	if !ok || at.index < 0 && !at.message.Has(at.field) {
		return ""
	}
	value := at.message.Get(at.field)
	if at.index >= 0 {
		return written(at.field, value.List().Get(at.index))
	}
	if at.field.IsList() {
		var items []string
		for i := range value.List().Len() {
			items = append(items, written(at.field, value.List().Get(i)))
		}
		return strings.Join(items, "; ")
	}
	return written(at.field, value)
}

// written is a value as people read it.
func written(field protoreflect.FieldDescriptor, value protoreflect.Value) string {
	switch {
	case field.Kind() == protoreflect.StringKind:
		return value.String()
	case field.Kind() == protoreflect.EnumKind:
		return strings.ToLower(strings.ReplaceAll(scalar(field, value), "_", " "))
	case field.Message() == nil:
		return scalar(field, value)
	}
	message := value.Message()
	fields := message.Descriptor().Fields()
	var parts []string
	for i := range fields.Len() {
		// The lists of an entry are told by themselves.
		if part := fields.Get(i); message.Has(part) && !part.IsList() && !part.IsMap() && part.Message() == nil {
			parts = append(parts, written(part, message.Get(part)))
		}
	}
	return strings.Join(parts, ", ")
}

// leading is the field that an entry is named by; empty where any will do.
var leading = map[protoreflect.Name]protoreflect.Name{
	"Education": "level", "Skill": "name", "Certification": "name", "Experience": "title", "Language": "name",
}

// needed reports whether the contract refuses an entry without the field.
func needed(field protoreflect.FieldDescriptor) bool {
	return leading[field.Parent().Name()] == field.Name() && field.Kind() == protoreflect.StringKind
}

// Set writes what a person says a value is. The path of an entry means the field that it is named by. The profile must be one that a
// server takes, as far as it was before; else nothing is changed.
func (d *Draft) Set(path, text string) error {
	profile := proto.CloneOf(d.Profile)
	at, ok := find(profile, path)
	if !ok {
		return fmt.Errorf("the profile has no %s", path)
	}
	if at.field.Message() != nil {
		name := leading[at.field.Message().Name()]
		if at.index < 0 || name == "" {
			return fmt.Errorf("%s holds several values: edit the file, or drop it", path)
		}
		at = spot{at.message.Get(at.field).List().Get(at.index).Message(), at.field.Message().Fields().ByName(name), -1}
	}
	if at.field.IsList() && at.index < 0 {
		return fmt.Errorf("%s holds several values: edit the file, or drop it", path)
	}
	value, err := input.ReadValue(at.field, text)
	if err != nil {
		return err //nolint:wrapcheck // a sentence for people
	}
	if at.index >= 0 {
		at.message.Mutable(at.field).List().Set(at.index, value)
	} else {
		at.message.Set(at.field, value)
	}
	return d.take(profile)
}

// Kinds are what can be added, as people call it.
var kinds = []struct {
	name string
	list protoreflect.Name
}{{"job", "experience"}, {"degree", "education"}, {"certification", "certifications"}, {"skill", "skills"}, {"language", "languages"}}

// Kinds name what Add can add.
func Kinds() []string {
	var names []string
	for _, kind := range kinds {
		names = append(names, kind.name)
	}
	return names
}

// Add adds an entry for text that reached none, and returns its path: a job by its title, a degree by its level, the others by
// their names.
func (d *Draft) Add(kind, text string) (string, error) {
	profile := proto.CloneOf(d.Profile)
	for _, known := range kinds {
		if known.name != strings.ToLower(strings.TrimSpace(kind)) {
			continue
		}
		message := profile.ProtoReflect()
		field := message.Descriptor().Fields().ByName(known.list)
		name := field.Message().Fields().ByName(leading[field.Message().Name()])
		value, err := input.ReadValue(name, text)
		if err != nil {
			return "", err //nolint:wrapcheck // a sentence for people
		}
		list := message.Mutable(field).List()
		path := fmt.Sprintf("%s[%d]", known.list, list.Len())
		list.AppendMutable().Message().Set(name, value)
		return path, d.take(profile)
	}
	return "", fmt.Errorf("expected one of %s, and then what it is", strings.Join(Kinds(), ", "))
}

// take takes a changed profile over where the contract allows it.
func (d *Draft) take(profile *lexfitv1.CandidateProfile) error {
	refusal, err := lexfitv1check.Profile(profile)
	if err != nil {
		return err //nolint:wrapcheck // it names itself
	}
	if refusal != nil {
		if before, err := lexfitv1check.Profile(d.Profile); err != nil || before == nil {
			for _, violation := range refusal.GetViolations() {
				return fmt.Errorf("%s: %s", violation.GetField(), violation.GetDescription())
			}
			return errors.New(refusal.GetMessage())
		}
	}
	d.Profile = profile
	return nil
}

// Drop takes a value out of the profile. Without the value that it is named by, an entry goes as a whole; the paths of those behind
// it move up.
func (d *Draft) Drop(path string) {
	profile := proto.CloneOf(d.Profile)
	at, ok := find(profile, path)
	if !ok {
		return
	}
	if at.index < 0 && needed(at.field) {
		path = path[:strings.LastIndex(path, ".")]
		if at, ok = find(profile, path); !ok {
			return
		}
	}
	if at.index < 0 {
		at.message.Clear(at.field)
		d.Profile = profile
		return
	}
	list := at.message.Mutable(at.field).List()
	for i := at.index; i+1 < list.Len(); i++ {
		list.Set(i, list.Get(i+1))
	}
	list.Truncate(list.Len() - 1)
	d.Profile = profile
	d.moved(path[:strings.LastIndex(path, "[")], at.index)
}

// moved brings spans and flags in step with a list of which an item was taken out.
func (d *Draft) moved(list string, gone int) {
	moved := func(path string) (string, bool) {
		rest, ok := strings.CutPrefix(path, list+"[")
		number, tail, closed := strings.Cut(rest, "]")
		index, err := strconv.Atoi(number)
		switch {
		case !ok || !closed || err != nil || index < gone:
			return path, true
		case index == gone:
			return "", false
		}
		return fmt.Sprintf("%s[%d]%s", list, index-1, tail), true
	}
	var spans []Span
	for _, span := range d.Spans {
		var stays bool
		if span.Path, stays = moved(span.Path); stays {
			spans = append(spans, span)
		}
	}
	d.Spans = spans
	for i := range d.Flags {
		flag := &d.Flags[i]
		var stays bool
		if flag.Path, stays = moved(flag.Path); !stays && flag.Open() {
			flag.Answer = Dropped // what it was about is gone
		}
	}
}
