package rulebook

import (
	"fmt"
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Diff says what differs between two rulebooks, in the rulebook's own terms: what has an id is compared with what has the
// same id wherever it stands, lists of words as sets. It is empty exactly where the two have one digest.
func Diff(from, to *lexfitv1.Rulebook) []*lexfitv1.RulebookChange {
	made := &differ{}
	made.messages(from.ProtoReflect(), to.ProtoReflect(), spot{subject: "rulebook"})
	return made.changes
}

type differ struct{ changes []*lexfitv1.RulebookChange }

// spot is where the comparison stands.
type spot struct {
	subject string // what a person would say: "roles/paralegal, criterion legal-research"
	field   string // which part of it
	path    string // the field path in the newer document
	silent  bool   // nothing below changes a score
}

// things names the lists whose entries are things of their own.
var things = map[protoreflect.FullName]string{
	"lexfit.v1.Rulebook.skills":       "skill",
	"lexfit.v1.Rulebook.credentials":  "credential",
	"lexfit.v1.Rulebook.fields":       "field of study",
	"lexfit.v1.Rulebook.topics":       "course topic",
	"lexfit.v1.Rulebook.languages":    "language",
	"lexfit.v1.Rulebook.titles":       "title family",
	"lexfit.v1.Rulebook.roles":        "",
	"lexfit.v1.Role.criteria":         "criterion",
	"lexfit.v1.Role.pathways":         "pathway",
	"lexfit.v1.Role.flags":            "flag",
	"lexfit.v1.AdviceTables.programs": "program",
	"lexfit.v1.DutyTable.verbs":       "class of verbs",
	"lexfit.v1.DutyTable.objects":     "class of objects",
}

// keys are the fields by which entries of a list are told apart.
var keys = []protoreflect.Name{"id", "name", "flag", "skill", "credential", "family", "interest", "proficiency", "short"}

// silentFields are never read by a score: what is for people, and what advice alone reads.
var silentFields = []string{
	"summary", "focus", "responsibilities", "client_interaction", "growth", "onet_soc_code", "salaries", "outlook", "pathways",
	"similar_roles", "flags", "rationale", "question", "question_with", "questions", "way_back", "source", "group", "ambiguity", "tier", "advisable",
	"renewal_years", "renewal_note", "prerequisites", "effort_weeks", "cost_usd", "requires", "unverifiable", "states",
	"renewal_weeks", "renewal_cost_usd", "work_style", "advice", "reason", "pay_ranges", "schooling",
}

// readTitles are the messages whose title is read as a name; every other title is for people.
var readTitles = []protoreflect.Name{"SkillDefinition", "CredentialDefinition", "FieldOfStudy", "CourseTopic", "LanguageDefinition", "TitleFamily"}

func (d *differ) add(kind lexfitv1.ChangeKind, spot spot, before, after string) {
	change := &lexfitv1.RulebookChange{
		Kind: kind, Subject: spot.subject, Field: spot.field, Before: before, After: after, Path: spot.path, Scores: !spot.silent,
	}
	what := spot.subject
	if spot.field != "" {
		what += ": " + spot.field
	}
	switch kind {
	case lexfitv1.ChangeKind_CHANGE_KIND_ADDED:
		change.Text = what + ": added"
		if after != "" {
			change.Text += " " + brief(after)
		}
	case lexfitv1.ChangeKind_CHANGE_KIND_REMOVED:
		change.Text = what + ": removed"
		if before != "" {
			change.Text += " " + brief(before)
		}
	case lexfitv1.ChangeKind_CHANGE_KIND_CHANGED, lexfitv1.ChangeKind_CHANGE_KIND_UNSPECIFIED:
		change.Text = what + ": " + brief(orNone(before)) + " → " + brief(orNone(after))
	}
	d.changes = append(d.changes, change)
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

// brief cuts a long value for a sentence.
func brief(text string) string {
	const most = 160
	if letters := []rune(text); len(letters) > most {
		return string(letters[:most]) + " …"
	}
	return text
}

// below is the place of a field.
func (s spot) below(descriptor protoreflect.MessageDescriptor, field protoreflect.FieldDescriptor) spot {
	name := string(field.Name())
	if s.field != "" {
		s.field += "."
	}
	s.field += name
	if s.path != "" {
		s.path += "."
	}
	s.path += name
	s.silent = s.silent || slices.Contains(silentFields, name) || name == "title" && !slices.Contains(readTitles, descriptor.Name())
	return s
}

func (d *differ) messages(from, to protoreflect.Message, spot spot) {
	fields := to.Descriptor().Fields()
	for i := range fields.Len() {
		field := fields.Get(i)
		at := spot.below(to.Descriptor(), field)
		if from.Has(field) || to.Has(field) {
			switch {
			case field.IsList() && field.Message() != nil:
				d.lists(from.Get(field).List(), to.Get(field).List(), field, at)
			case field.IsList():
				d.words(from.Get(field).List(), to.Get(field).List(), field, at)
			case field.Message() != nil:
				d.single(from, to, field, at)
			default:
				before, after := scalarOf(from, field), scalarOf(to, field)
				if before != after || from.Has(field) != to.Has(field) {
					d.add(lexfitv1.ChangeKind_CHANGE_KIND_CHANGED, at, before, after)
				}
			}
		}
	}
}

// single compares a field that holds one message.
func (d *differ) single(from, to protoreflect.Message, field protoreflect.FieldDescriptor, at spot) {
	switch {
	case !from.Has(field):
		d.add(lexfitv1.ChangeKind_CHANGE_KIND_ADDED, at, "", written(to.Get(field).Message()))
	case !to.Has(field):
		d.add(lexfitv1.ChangeKind_CHANGE_KIND_REMOVED, at, written(from.Get(field).Message()), "")
	default:
		message, other := from.Get(field).Message(), to.Get(field).Message()
		if descriptors := message.Descriptor().Oneofs(); descriptors.Len() > 0 && message.WhichOneof(descriptors.Get(0)) != other.WhichOneof(descriptors.Get(0)) {
			d.add(lexfitv1.ChangeKind_CHANGE_KIND_CHANGED, at, written(message), written(other)) // another kind of node
			return
		}
		d.messages(message, other, at)
	}
}

// lists compares lists of messages: by key where every entry has one of its own, else place by place.
func (d *differ) lists(from, to protoreflect.List, field protoreflect.FieldDescriptor, at spot) {
	before, okBefore := keysOf(from)
	after, okAfter := keysOf(to)
	if !okBefore || !okAfter {
		d.places(from, to, at)
		return
	}
	for i, key := range after {
		here := at
		here.path = fmt.Sprintf("%s[%d]", at.path, i)
		here = here.entry(field, key)
		j := slices.Index(before, key)
		if j < 0 {
			if here.field == "" {
				d.add(lexfitv1.ChangeKind_CHANGE_KIND_ADDED, here, "", "")
			} else {
				d.add(lexfitv1.ChangeKind_CHANGE_KIND_ADDED, here, "", written(to.Get(i).Message()))
			}
			continue
		}
		d.messages(from.Get(j).Message(), to.Get(i).Message(), here)
	}
	for j, key := range before {
		if !slices.Contains(after, key) {
			here := at
			here.path = fmt.Sprintf("%s[%d]", at.path, j)
			here = here.entry(field, key)
			if here.field == "" {
				d.add(lexfitv1.ChangeKind_CHANGE_KIND_REMOVED, here, "", "")
			} else {
				d.add(lexfitv1.ChangeKind_CHANGE_KIND_REMOVED, here, written(from.Get(j).Message()), "")
			}
		}
	}
	d.order(before, after, at)
}

// order tells of entries that only changed their places: it decides ties, if anything.
func (d *differ) order(before, after []string, at spot) {
	common := func(of, in []string) []string {
		return slices.DeleteFunc(slices.Clone(of), func(key string) bool { return !slices.Contains(in, key) })
	}
	list, other := common(before, after), common(after, before)
	if !slices.Equal(list, other) {
		at.field = strings.TrimPrefix(at.field+" (order)", ".")
		d.add(lexfitv1.ChangeKind_CHANGE_KIND_CHANGED, at, strings.Join(list, ", "), strings.Join(other, ", "))
	}
}

// entry is the place of a list's entry: a thing of its own, or a part named by its key.
func (s spot) entry(field protoreflect.FieldDescriptor, key string) spot {
	kind, isThing := things[field.FullName()]
	if !isThing {
		s.field = strings.TrimSuffix(s.field, string(field.Name())) + string(field.Name()) + " " + key
		return s
	}
	name := strings.TrimSpace(kind + " " + key)
	if s.subject == "rulebook" {
		s.subject = name
	} else {
		s.subject += ", " + name
	}
	s.field = ""
	return s
}

// places compares lists entry by entry; where their lengths differ, as wholes.
func (d *differ) places(from, to protoreflect.List, at spot) {
	if from.Len() != to.Len() || to.Len() > 0 && to.Get(0).Message().Descriptor().Name() == "CurvePoint" {
		if before, after := writtenList(from), writtenList(to); before != after {
			d.add(lexfitv1.ChangeKind_CHANGE_KIND_CHANGED, at, before, after)
		}
		return
	}
	for i := range to.Len() {
		here := at
		here.path = fmt.Sprintf("%s[%d]", at.path, i)
		here.field = fmt.Sprintf("%s[%d]", at.field, i)
		message, other := from.Get(i).Message(), to.Get(i).Message()
		if title := other.Descriptor().Fields().ByName("title"); title != nil && other.Get(title).String() != "" && other.Get(title).String() == message.Get(title).String() {
			here.field = fmt.Sprintf("%s “%s”", at.field, other.Get(title).String())
		}
		if descriptors := other.Descriptor().Oneofs(); descriptors.Len() > 0 && message.WhichOneof(descriptors.Get(0)) != other.WhichOneof(descriptors.Get(0)) {
			d.add(lexfitv1.ChangeKind_CHANGE_KIND_CHANGED, here, written(message), written(other))
			continue
		}
		d.messages(message, other, here)
	}
}

// words compares lists of scalars as sets.
func (d *differ) words(from, to protoreflect.List, field protoreflect.FieldDescriptor, at spot) {
	before, after := scalarsOf(from, field), scalarsOf(to, field)
	for _, word := range after {
		if !slices.Contains(before, word) {
			d.add(lexfitv1.ChangeKind_CHANGE_KIND_ADDED, at, "", word)
		}
	}
	for _, word := range before {
		if !slices.Contains(after, word) {
			d.add(lexfitv1.ChangeKind_CHANGE_KIND_REMOVED, at, word, "")
		}
	}
	list, other := slices.Clone(before), slices.Clone(after)
	slices.Sort(list)
	slices.Sort(other)
	if !slices.Equal(before, after) && slices.Equal(slices.Compact(list), slices.Compact(other)) {
		at.field += " (order)"
		d.add(lexfitv1.ChangeKind_CHANGE_KIND_CHANGED, at, strings.Join(before, ", "), strings.Join(after, ", "))
	} else if !slices.Equal(before, after) {
		d.order(before, after, at)
	}
}

// keysOf returns the key of every entry; false where one has none or two have the same.
func keysOf(list protoreflect.List) ([]string, bool) {
	var found []string
	for i := range list.Len() {
		message := list.Get(i).Message()
		key := dutyKey(message)
		for _, name := range keys {
			if field := message.Descriptor().Fields().ByName(name); field != nil && field.Message() == nil && !field.IsList() {
				key = scalarOf(message, field)
				break
			}
		}
		if key == "" || slices.Contains(found, key) {
			return nil, false
		}
		found = append(found, key)
	}
	return found, true
}

// dutyKey is the key of a row of the table of duties: what is done to what. It is empty of anything else.
func dutyKey(message protoreflect.Message) string {
	row, ok := message.Interface().(*lexfitv1.DutyRow)
	if !ok {
		return ""
	}
	key := strings.Join(row.GetVerbs(), ", ") + " × " + strings.Join(row.GetObjects(), ", ")
	if row.GetLawOnly() {
		key += " (law only)"
	}
	return key
}

func scalarOf(message protoreflect.Message, field protoreflect.FieldDescriptor) string {
	if !message.Has(field) && field.Kind() != protoreflect.BoolKind {
		return ""
	}
	return scalarWord(message.Get(field), field)
}

func scalarWord(value protoreflect.Value, field protoreflect.FieldDescriptor) string {
	if field.Kind() == protoreflect.EnumKind {
		if descriptor := field.Enum().Values().ByNumber(value.Enum()); descriptor != nil {
			prefix := string(field.Enum().Values().ByNumber(0).Name())
			return strings.TrimPrefix(string(descriptor.Name()), strings.TrimSuffix(prefix, "UNSPECIFIED"))
		}
	}
	return fmt.Sprint(value.Interface())
}

func scalarsOf(list protoreflect.List, field protoreflect.FieldDescriptor) []string {
	var words []string
	for i := range list.Len() {
		words = append(words, scalarWord(list.Get(i), field))
	}
	return words
}

// written is a message as it is written in YAML, on one line.
func written(message protoreflect.Message) string {
	value, err := messageValue(message, "")
	if err != nil { // a field or value that this version does not know
		return fmt.Sprint(proto.MarshalOptions{}.Size(message.Interface()), " bytes")
	}
	const noLimit = 1 << 20
	line, _ := value.line(noLimit)
	return line
}

func writtenList(list protoreflect.List) string {
	var parts []string
	for i := range list.Len() {
		parts = append(parts, written(list.Get(i).Message()))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}
