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
	d := &differ{}
	d.messages(from.ProtoReflect(), to.ProtoReflect(), spot{subject: "rulebook"})
	return d.changes
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
}

// keys are the fields by which entries of a list are told apart.
var keys = []protoreflect.Name{"id", "name", "flag", "skill", "credential", "family", "interest", "proficiency"}

// silentFields are never read by a score: what is for people, and what advice alone reads.
var silentFields = []string{
	"summary", "focus", "responsibilities", "client_interaction", "growth", "onet_soc_code", "salaries", "outlook", "pathways",
	"similar_roles", "flags", "rationale", "question", "way_back", "source", "group", "ambiguity", "tier", "advisable",
	"renewal_years", "renewal_note", "prerequisites", "effort_weeks", "cost_usd", "requires", "unverifiable", "states",
	"renewal_weeks", "renewal_cost_usd", "work_style", "advice", "reason",
}

// readTitles are the messages whose title is read as a name; every other title is for people.
var readTitles = []protoreflect.Name{"SkillDefinition", "CredentialDefinition", "FieldOfStudy", "CourseTopic", "LanguageDefinition", "TitleFamily"}

func (d *differ) add(kind lexfitv1.ChangeKind, s spot, before, after string) {
	c := &lexfitv1.RulebookChange{
		Kind: kind, Subject: s.subject, Field: s.field, Before: before, After: after, Path: s.path, Scores: !s.silent,
	}
	what := s.subject
	if s.field != "" {
		what += ": " + s.field
	}
	switch kind {
	case lexfitv1.ChangeKind_CHANGE_KIND_ADDED:
		c.Text = what + ": added"
		if after != "" {
			c.Text += " " + brief(after)
		}
	case lexfitv1.ChangeKind_CHANGE_KIND_REMOVED:
		c.Text = what + ": removed"
		if before != "" {
			c.Text += " " + brief(before)
		}
	case lexfitv1.ChangeKind_CHANGE_KIND_CHANGED, lexfitv1.ChangeKind_CHANGE_KIND_UNSPECIFIED:
		c.Text = what + ": " + brief(orNone(before)) + " → " + brief(orNone(after))
	}
	d.changes = append(d.changes, c)
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// brief cuts a long value for a sentence.
func brief(s string) string {
	const most = 160
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + " …"
	}
	return s
}

// below is the place of a field.
func (s spot) below(m protoreflect.MessageDescriptor, f protoreflect.FieldDescriptor) spot {
	name := string(f.Name())
	if s.field != "" {
		s.field += "."
	}
	s.field += name
	if s.path != "" {
		s.path += "."
	}
	s.path += name
	s.silent = s.silent || slices.Contains(silentFields, name) || name == "title" && !slices.Contains(readTitles, m.Name())
	return s
}

func (d *differ) messages(from, to protoreflect.Message, s spot) {
	fields := to.Descriptor().Fields()
	for i := range fields.Len() {
		f := fields.Get(i)
		at := s.below(to.Descriptor(), f)
		if from.Has(f) || to.Has(f) {
			switch {
			case f.IsList() && f.Message() != nil:
				d.lists(from.Get(f).List(), to.Get(f).List(), f, at)
			case f.IsList():
				d.words(from.Get(f).List(), to.Get(f).List(), f, at)
			case f.Message() != nil:
				d.single(from, to, f, at)
			default:
				before, after := scalarOf(from, f), scalarOf(to, f)
				if before != after || from.Has(f) != to.Has(f) {
					d.add(lexfitv1.ChangeKind_CHANGE_KIND_CHANGED, at, before, after)
				}
			}
		}
	}
}

// single compares a field that holds one message.
func (d *differ) single(from, to protoreflect.Message, f protoreflect.FieldDescriptor, at spot) {
	switch {
	case !from.Has(f):
		d.add(lexfitv1.ChangeKind_CHANGE_KIND_ADDED, at, "", written(to.Get(f).Message()))
	case !to.Has(f):
		d.add(lexfitv1.ChangeKind_CHANGE_KIND_REMOVED, at, written(from.Get(f).Message()), "")
	default:
		x, y := from.Get(f).Message(), to.Get(f).Message()
		if o := x.Descriptor().Oneofs(); o.Len() > 0 && x.WhichOneof(o.Get(0)) != y.WhichOneof(o.Get(0)) {
			d.add(lexfitv1.ChangeKind_CHANGE_KIND_CHANGED, at, written(x), written(y)) // another kind of node
			return
		}
		d.messages(x, y, at)
	}
}

// lists compares lists of messages: by key where every entry has one of its own, else place by place.
func (d *differ) lists(from, to protoreflect.List, f protoreflect.FieldDescriptor, at spot) {
	before, okBefore := keysOf(from)
	after, okAfter := keysOf(to)
	if !okBefore || !okAfter {
		d.places(from, to, at)
		return
	}
	for i, key := range after {
		here := at
		here.path = fmt.Sprintf("%s[%d]", at.path, i)
		here = here.entry(f, key)
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
			here = here.entry(f, key)
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
		return slices.DeleteFunc(slices.Clone(of), func(k string) bool { return !slices.Contains(in, k) })
	}
	x, y := common(before, after), common(after, before)
	if !slices.Equal(x, y) {
		at.field = strings.TrimPrefix(at.field+" (order)", ".")
		d.add(lexfitv1.ChangeKind_CHANGE_KIND_CHANGED, at, strings.Join(x, ", "), strings.Join(y, ", "))
	}
}

// entry is the place of a list's entry: a thing of its own, or a part named by its key.
func (s spot) entry(f protoreflect.FieldDescriptor, key string) spot {
	kind, isThing := things[f.FullName()]
	if !isThing {
		s.field = strings.TrimSuffix(s.field, string(f.Name())) + string(f.Name()) + " " + key
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
		x, y := from.Get(i).Message(), to.Get(i).Message()
		if title := y.Descriptor().Fields().ByName("title"); title != nil && y.Get(title).String() != "" && y.Get(title).String() == x.Get(title).String() {
			here.field = fmt.Sprintf("%s “%s”", at.field, y.Get(title).String())
		}
		if o := y.Descriptor().Oneofs(); o.Len() > 0 && x.WhichOneof(o.Get(0)) != y.WhichOneof(o.Get(0)) {
			d.add(lexfitv1.ChangeKind_CHANGE_KIND_CHANGED, here, written(x), written(y))
			continue
		}
		d.messages(x, y, here)
	}
}

// words compares lists of scalars as sets.
func (d *differ) words(from, to protoreflect.List, f protoreflect.FieldDescriptor, at spot) {
	before, after := scalarsOf(from, f), scalarsOf(to, f)
	for _, w := range after {
		if !slices.Contains(before, w) {
			d.add(lexfitv1.ChangeKind_CHANGE_KIND_ADDED, at, "", w)
		}
	}
	for _, w := range before {
		if !slices.Contains(after, w) {
			d.add(lexfitv1.ChangeKind_CHANGE_KIND_REMOVED, at, w, "")
		}
	}
	x, y := slices.Clone(before), slices.Clone(after)
	slices.Sort(x)
	slices.Sort(y)
	if !slices.Equal(before, after) && slices.Equal(slices.Compact(x), slices.Compact(y)) {
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
		key := ""
		m := list.Get(i).Message()
		for _, name := range keys {
			if f := m.Descriptor().Fields().ByName(name); f != nil && f.Message() == nil && !f.IsList() {
				key = scalarOf(m, f)
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

func scalarOf(m protoreflect.Message, f protoreflect.FieldDescriptor) string {
	if !m.Has(f) && f.Kind() != protoreflect.BoolKind {
		return ""
	}
	return scalarWord(m.Get(f), f)
}

func scalarWord(v protoreflect.Value, f protoreflect.FieldDescriptor) string {
	if f.Kind() == protoreflect.EnumKind {
		if e := f.Enum().Values().ByNumber(v.Enum()); e != nil {
			prefix := string(f.Enum().Values().ByNumber(0).Name())
			return strings.TrimPrefix(string(e.Name()), strings.TrimSuffix(prefix, "UNSPECIFIED"))
		}
	}
	return fmt.Sprint(v.Interface())
}

func scalarsOf(list protoreflect.List, f protoreflect.FieldDescriptor) []string {
	var words []string
	for i := range list.Len() {
		words = append(words, scalarWord(list.Get(i), f))
	}
	return words
}

// written is a message as it is written in YAML, on one line.
func written(m protoreflect.Message) string {
	v, err := messageValue(m, "")
	if err != nil { // a field or value that this version does not know
		return fmt.Sprint(proto.MarshalOptions{}.Size(m.Interface()), " bytes")
	}
	const noLimit = 1 << 20
	line, _ := v.line(noLimit)
	return line
}

func writtenList(list protoreflect.List) string {
	var parts []string
	for i := range list.Len() {
		parts = append(parts, written(list.Get(i).Message()))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}
