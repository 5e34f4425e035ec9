package input

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// maxProblems is how many problems of a row are kept: nobody mends more at once.
const maxProblems = 1000

// notJSON says where a row, which begins on a line, stops being JSON.
func notJSON(raw []byte, line int, err *syntaxError) []Problem {
	before := raw[:min(err.offset, len(raw))]
	return []Problem{{
		Line:    line + bytes.Count(before, []byte{'\n'}),
		Column:  len(before) - bytes.LastIndexByte(before, '\n'),
		Message: "not valid JSON: " + err.message,
	}}
}

// decodeProfile reads a row's profile. The line is where the row begins.
func decodeProfile(root *node, raw []byte, line int) (*lexfitv1.CandidateProfile, []Problem) {
	d := &decoder{raw: raw, line: line}
	if root.kind != objectKind {
		d.report(root, "", "expected an object with a candidate's profile, got %s", root.kind.article())
		return nil, d.problems
	}
	profile := &lexfitv1.CandidateProfile{}
	d.message(root, profile.ProtoReflect(), "")
	if len(d.problems) > 0 {
		return nil, d.problems
	}
	return profile, nil
}

// decoder turns JSON values into a message by the message's own description, and goes on past each problem.
type decoder struct {
	raw      []byte
	line     int
	problems []Problem
}

func (d *decoder) report(n *node, path, format string, args ...any) {
	if len(d.problems) >= maxProblems {
		return
	}
	d.problems = append(d.problems, Problem{
		Line:    d.line + bytes.Count(d.raw[:n.offset], []byte{'\n'}),
		Path:    path,
		Message: fmt.Sprintf(format, args...),
	})
}

func (d *decoder) message(n *node, m protoreflect.Message, path string) {
	if n.kind != objectKind {
		d.report(n, path, "expected an object, got %s", describe(n))
		return
	}
	fields := m.Descriptor().Fields()
	seen := make(map[protoreflect.Name]string, len(n.keys))
	for i, key := range n.keys {
		item := n.items[i]
		field := fields.ByName(protoreflect.Name(key.text))
		if field == nil {
			field = fields.ByJSONName(key.text)
		}
		if field == nil {
			d.report(key, join(path, key.text), "unknown field%s", suggestField(fields, key.text))
			continue
		}
		at := join(path, string(field.Name()))
		if first, twice := seen[field.Name()]; twice {
			d.report(key, at, "given twice%s: keep one", asBoth(first, key.text))
			continue
		}
		seen[field.Name()] = key.text
		// As protojson has it, null is a field left out.
		if item.kind == nullKind {
			continue
		}
		switch {
		case field.IsMap():
			d.labels(item, m.Mutable(field).Map(), at)
		case field.IsList():
			d.list(item, field, m.Mutable(field).List(), at)
		case field.Message() != nil:
			d.message(item, m.Mutable(field).Message(), at)
		default:
			if v, ok := d.scalar(item, field, at); ok {
				m.Set(field, v)
			}
		}
	}
}

func asBoth(a, b string) string {
	if a == b {
		return ""
	}
	return fmt.Sprintf(" (as %s and as %s)", a, b)
}

func (d *decoder) list(n *node, field protoreflect.FieldDescriptor, list protoreflect.List, path string) {
	if n.kind != listKind {
		d.report(n, path, "expected a list in square brackets, got %s", describe(n))
		return
	}
	for i, item := range n.items {
		at := fmt.Sprintf("%s[%d]", path, i)
		if field.Message() != nil {
			d.message(item, list.AppendMutable().Message(), at)
			continue
		}
		if v, ok := d.scalar(item, field, at); ok {
			list.Append(v)
		}
	}
}

// labels reads a map of texts, the one kind of map that the contract has.
func (d *decoder) labels(n *node, m protoreflect.Map, path string) {
	if n.kind != objectKind {
		d.report(n, path, "expected an object of names and texts, got %s", describe(n))
		return
	}
	for i, key := range n.keys {
		at := fmt.Sprintf("%s[%q]", path, key.text)
		if key.flaw != "" {
			d.report(key, at, "the name %s", key.flaw)
			continue
		}
		k := protoreflect.ValueOfString(key.text).MapKey()
		if m.Has(k) {
			d.report(key, at, "given twice: keep one")
			continue
		}
		switch item := n.items[i]; {
		case item.kind != stringKind:
			d.report(item, at, "expected a text, got %s", describe(item))
		case item.flaw != "":
			d.report(item, at, "%s", item.flaw)
		default:
			m.Set(k, protoreflect.ValueOfString(item.text))
		}
	}
}

func (d *decoder) scalar(n *node, field protoreflect.FieldDescriptor, path string) (protoreflect.Value, bool) {
	none := protoreflect.Value{}
	switch field.Kind() {
	case protoreflect.StringKind:
		if n.kind != stringKind {
			d.report(n, path, "expected a text in double quotes, got %s", describe(n))
			return none, false
		}
		if n.flaw != "" {
			d.report(n, path, "%s", n.flaw)
			return none, false
		}
		return protoreflect.ValueOfString(n.text), true
	case protoreflect.EnumKind:
		return d.enum(n, field.Enum(), path)
	case protoreflect.DoubleKind:
		if n.kind != numberKind {
			d.report(n, path, "expected a number, got %s", describe(n))
			return none, false
		}
		v, err := strconv.ParseFloat(n.text, 64)
		if err != nil || math.IsInf(v, 0) {
			d.report(n, path, "the number %s is not finite: expected one that can be written out", clip(n.text))
			return none, false
		}
		return protoreflect.ValueOfFloat64(v), true
	case protoreflect.Int32Kind:
		if n.kind != numberKind {
			d.report(n, path, "expected a whole number, got %s", describe(n))
			return none, false
		}
		v, err := strconv.ParseFloat(n.text, 64)
		switch {
		case err == nil && v != math.Trunc(v):
			d.report(n, path, "expected a whole number, got %s", clip(n.text))
			return none, false
		case err != nil || v < math.MinInt32 || v > math.MaxInt32:
			d.report(n, path, "expected a whole number from %d to %d, got %s", math.MinInt32, math.MaxInt32, clip(n.text))
			return none, false
		}
		return protoreflect.ValueOfInt32(int32(v)), true
	case protoreflect.BoolKind:
		if n.kind != boolKind {
			d.report(n, path, "expected true or false, got %s", describe(n))
			return none, false
		}
		return protoreflect.ValueOfBool(n.text == "true"), true
	default:
		d.report(n, path, "this version of lexfit cannot read fields of type %s", field.Kind())
		return none, false
	}
}

// enum reads a value's name, with the enum's prefix or without.
func (d *decoder) enum(n *node, enum protoreflect.EnumDescriptor, path string) (protoreflect.Value, bool) {
	prefix := enumPrefix(enum)
	if n.kind == stringKind {
		for _, name := range []string{n.text, prefix + n.text} {
			if v := enum.Values().ByName(protoreflect.Name(name)); v != nil {
				return protoreflect.ValueOfEnum(v.Number()), true
			}
		}
	}
	allowed := make([]string, 0, enum.Values().Len())
	for i := 1; i < enum.Values().Len(); i++ {
		allowed = append(allowed, strings.TrimPrefix(string(enum.Values().Get(i).Name()), prefix))
	}
	hint := ""
	if n.kind == stringKind {
		written := strings.ToUpper(strings.NewReplacer(" ", "_", "-", "_").Replace(n.text))
		hint = didYouMean(nearest(strings.TrimPrefix(written, prefix), allowed))
	}
	d.report(n, path, "expected one of %s, got %s%s", strings.Join(allowed, ", "), describe(n), hint)
	return protoreflect.Value{}, false
}

// enumPrefix is the part that all names of an enum begin with, EDUCATION_LEVEL_ of EDUCATION_LEVEL_UNSPECIFIED.
func enumPrefix(enum protoreflect.EnumDescriptor) string {
	return strings.TrimSuffix(string(enum.Values().ByNumber(0).Name()), "UNSPECIFIED")
}

// join puts a field's name behind the path of what holds it. A name that is not one is quoted, so that a path is one line.
func join(path, name string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
	if strings.Trim(name, plain) != "" {
		name = clip(strconv.Quote(name))
	}
	if path == "" {
		return name
	}
	return path + "." + name
}

// describe names a value in a sentence, in short.
func describe(n *node) string {
	switch n.kind {
	case stringKind:
		return "the text " + clip(strconv.Quote(n.text))
	case numberKind:
		return "the number " + clip(n.text)
	case boolKind, nullKind:
		return n.text
	case listKind, objectKind:
	}
	return n.kind.article()
}

// clip shortens what is quoted in a message, and keeps characters whole.
func clip(s string) string {
	const most = 60
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return s
}
