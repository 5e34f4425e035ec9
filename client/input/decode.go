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
	made := &decoder{raw: raw, line: line}
	if root.kind != objectKind {
		made.report(root, "", "expected an object with a candidate's profile, got %s", root.kind.article())
		return nil, made.problems
	}
	profile := &lexfitv1.CandidateProfile{}
	made.message(root, profile.ProtoReflect(), "")
	if len(made.problems) > 0 {
		return nil, made.problems
	}
	return profile, nil
}

// decoder turns JSON values into a message by the message's own description, and goes on past each problem.
type decoder struct {
	raw      []byte
	line     int
	problems []Problem
}

func (d *decoder) report(node *node, path, format string, args ...any) {
	if len(d.problems) >= maxProblems {
		return
	}
	line := node.line
	if line == 0 {
		line = d.line + bytes.Count(d.raw[:node.offset], []byte{'\n'})
	}
	d.problems = append(d.problems, Problem{
		Line:    line,
		Path:    path,
		Message: fmt.Sprintf(format, args...),
	})
}

func (d *decoder) message(node *node, message protoreflect.Message, path string) {
	if node.kind != objectKind {
		d.report(node, path, "expected an object, got %s", describe(node))
		return
	}
	fields := message.Descriptor().Fields()
	seen := make(map[protoreflect.Name]string, len(node.keys))
	for i, key := range node.keys {
		item := node.items[i]
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
			d.labels(item, message.Mutable(field).Map(), at)
		case field.IsList():
			d.list(item, field, message.Mutable(field).List(), at)
		case field.Message() != nil:
			d.message(item, message.Mutable(field).Message(), at)
		default:
			if value, ok := d.scalar(item, field, at); ok {
				message.Set(field, value)
			}
		}
	}
}

func asBoth(one, other string) string {
	if one == other {
		return ""
	}
	return fmt.Sprintf(" (as %s and as %s)", one, other)
}

func (d *decoder) list(node *node, field protoreflect.FieldDescriptor, list protoreflect.List, path string) {
	if node.kind != listKind {
		d.report(node, path, "expected a list in square brackets, got %s", describe(node))
		return
	}
	for i, item := range node.items {
		at := fmt.Sprintf("%s[%d]", path, i)
		if field.Message() != nil {
			d.message(item, list.AppendMutable().Message(), at)
			continue
		}
		if value, ok := d.scalar(item, field, at); ok {
			list.Append(value)
		}
	}
}

// labels reads a map of texts, the one kind of map that the contract has.
func (d *decoder) labels(node *node, made protoreflect.Map, path string) {
	if node.kind != objectKind {
		d.report(node, path, "expected an object of names and texts, got %s", describe(node))
		return
	}
	for i, key := range node.keys {
		at := fmt.Sprintf("%s[%q]", path, key.text)
		if key.flaw != "" {
			d.report(key, at, "the name %s", key.flaw)
			continue
		}
		mapKey := protoreflect.ValueOfString(key.text).MapKey()
		if made.Has(mapKey) {
			d.report(key, at, "given twice: keep one")
			continue
		}
		switch item := node.items[i]; {
		case item.kind != stringKind:
			d.report(item, at, "expected a text, got %s", describe(item))
		case item.flaw != "":
			d.report(item, at, "%s", item.flaw)
		default:
			made.Set(mapKey, protoreflect.ValueOfString(item.text))
		}
	}
}

func (d *decoder) scalar(node *node, field protoreflect.FieldDescriptor, path string) (protoreflect.Value, bool) {
	none := protoreflect.Value{}
	switch field.Kind() {
	case protoreflect.StringKind:
		if node.kind != stringKind && !node.plain {
			d.report(node, path, "expected a text in double quotes, got %s", describe(node))
			return none, false
		}
		if node.flaw != "" {
			d.report(node, path, "%s", node.flaw)
			return none, false
		}
		return protoreflect.ValueOfString(node.text), true
	case protoreflect.EnumKind:
		return d.enum(node, field.Enum(), path)
	case protoreflect.DoubleKind:
		if node.kind != numberKind {
			d.report(node, path, "expected a number, got %s", describe(node))
			return none, false
		}
		value, err := strconv.ParseFloat(node.text, 64)
		if err != nil || math.IsInf(value, 0) {
			d.report(node, path, "the number %s is not finite: expected one that can be written out", clip(node.text))
			return none, false
		}
		return protoreflect.ValueOfFloat64(value), true
	case protoreflect.Int32Kind:
		if node.kind != numberKind {
			d.report(node, path, "expected a whole number, got %s", describe(node))
			return none, false
		}
		value, err := strconv.ParseFloat(node.text, 64)
		switch {
		case err == nil && value != math.Trunc(value):
			d.report(node, path, "expected a whole number, got %s", clip(node.text))
			return none, false
		case err != nil || value < math.MinInt32 || value > math.MaxInt32:
			d.report(node, path, "expected a whole number from %d to %d, got %s", math.MinInt32, math.MaxInt32, clip(node.text))
			return none, false
		}
		return protoreflect.ValueOfInt32(int32(value)), true
	case protoreflect.BoolKind:
		if node.kind != boolKind {
			d.report(node, path, "expected true or false, got %s", describe(node))
			return none, false
		}
		return protoreflect.ValueOfBool(node.text == "true"), true
	default:
		d.report(node, path, "this version of lexfit cannot read fields of type %s", field.Kind())
		return none, false
	}
}

// enum reads a value's name, with the enum's prefix or without.
func (d *decoder) enum(node *node, enum protoreflect.EnumDescriptor, path string) (protoreflect.Value, bool) {
	prefix := enumPrefix(enum)
	if node.kind == stringKind {
		for _, name := range []string{node.text, prefix + node.text} {
			if descriptor := enum.Values().ByName(protoreflect.Name(name)); descriptor != nil {
				return protoreflect.ValueOfEnum(descriptor.Number()), true
			}
		}
	}
	allowed := make([]string, 0, enum.Values().Len())
	for i := 1; i < enum.Values().Len(); i++ {
		allowed = append(allowed, strings.TrimPrefix(string(enum.Values().Get(i).Name()), prefix))
	}
	hint := ""
	if node.kind == stringKind {
		written := strings.ToUpper(strings.NewReplacer(" ", "_", "-", "_").Replace(node.text))
		hint = didYouMean(nearest(strings.TrimPrefix(written, prefix), allowed))
	}
	d.report(node, path, "expected one of %s, got %s%s", strings.Join(allowed, ", "), describe(node), hint)
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
func describe(node *node) string {
	switch node.kind {
	case stringKind:
		return "the text " + clip(strconv.Quote(node.text))
	case numberKind:
		return "the number " + clip(node.text)
	case boolKind, nullKind:
		return node.text
	case listKind, objectKind:
	}
	return node.kind.article()
}

// clip shortens what is quoted in a message, and keeps characters whole.
func clip(text string) string {
	const most = 60
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}
