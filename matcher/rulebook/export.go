package rulebook

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"google.golang.org/protobuf/reflect/protoreflect"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// exportHead stands at the top of every file written.
const exportHead = `# A lexfit rulebook: the message lexfit.v1.Rulebook as YAML. Field names are the contract's, enum values go without prefix.
# Three shorthands: what holds nothing but a list is written as that list; pairs are written as a mapping; a curve's point
# is [x, value]. Values are out of 10 000, worths and similarities per mille, lengths of work in months.
`

// Export writes a rulebook as YAML that Parse reads back to the equal message. What does not change the message is not
// kept: comments, layout, fields written at their default.
//
// It fails for what YAML of this contract cannot say: fields and enum values that this version does not know, and texts
// that are not UTF-8.
func Export(rb *lexfitv1.Rulebook) ([]byte, error) {
	if rb == nil {
		return nil, errors.New("export rulebook: there is none")
	}
	root, err := messageValue(rb.ProtoReflect(), "")
	if err != nil {
		return nil, fmt.Errorf("export rulebook: %w", err)
	}
	return []byte(exportHead + layOut(root)), nil
}

// value is a piece of the document to lay out: a scalar, a list or a mapping.
type value struct {
	kind valueKind
	// scalar is a scalar as it is written on one line.
	scalar string
	// folded is the text of a scalar that may also be folded over several lines; empty where it may not.
	folded string
	// keys are a mapping's keys as written, in the order of children.
	keys     []string
	children []*value
	// filled says that a mapping is one of pairs, which may run on over lines as a list of words does.
	filled bool
}

type valueKind int

const (
	scalarValue valueKind = iota
	listValue
	mappingValue
)

// messageValue renders a message, in its shorthand where it has one. The path is for errors.
func messageValue(m protoreflect.Message, path string) (*value, error) {
	desc := m.Descriptor()
	if len(m.GetUnknown()) > 0 {
		return nil, fmt.Errorf("%s holds fields that this version does not know", orDocument(path))
	}
	if name, ok := listShorthand[desc.FullName()]; ok {
		fd := desc.Fields().ByName(name)
		v, err := listField(m.Get(fd).List(), fd, path)
		if err != nil || v.kind == listValue {
			return v, err
		}
		return &value{kind: mappingValue, keys: []string{string(name)}, children: []*value{v}}, nil
	}
	if names, ok := tupleShorthand[desc.FullName()]; ok {
		return numberList(m, names), nil
	}
	out := &value{kind: mappingValue}
	fields := desc.Fields()
	for i := range fields.Len() {
		fd := fields.Get(i)
		if !m.Has(fd) {
			continue
		}
		v, err := fieldValue(m, fd, strings.TrimPrefix(path+"."+string(fd.Name()), "."))
		if err != nil {
			return nil, err
		}
		out.keys = append(out.keys, string(fd.Name()))
		out.children = append(out.children, v)
	}
	return out, nil
}

// fieldValue renders a field that is set.
func fieldValue(m protoreflect.Message, fd protoreflect.FieldDescriptor, path string) (*value, error) {
	switch {
	case fd.IsList():
		return listField(m.Get(fd).List(), fd, path)
	case fd.Message() != nil:
		return messageValue(m.Get(fd).Message(), path)
	default:
		return scalarField(m.Get(fd), fd, path)
	}
}

// listField renders a list, pairs as a mapping where they can be one.
func listField(list protoreflect.List, fd protoreflect.FieldDescriptor, path string) (*value, error) {
	if fd.Message() != nil && list.Len() > 0 {
		if entry, ok := entryShorthand[fd.Message().FullName()]; ok {
			v, err := entryMapping(list, fd, entry, path)
			if v != nil || err != nil {
				return v, err
			}
		}
	}
	out := &value{kind: listValue}
	for i := range list.Len() {
		at := path + "[" + strconv.Itoa(i) + "]"
		v, err := elementValue(list.Get(i), fd, at)
		if err != nil {
			return nil, err
		}
		out.children = append(out.children, v)
	}
	return out, nil
}

// elementValue renders one element of a list.
func elementValue(v protoreflect.Value, fd protoreflect.FieldDescriptor, path string) (*value, error) {
	if fd.Message() != nil {
		return messageValue(v.Message(), path)
	}
	return scalarField(v, fd, path)
}

// maxKeyWidth is the longest key written; YAML itself reads none beyond 1024 characters.
const maxKeyWidth = 128

// entryMapping renders a list of pairs as a mapping, or returns nothing where a key would stand twice or be too long.
func entryMapping(list protoreflect.List, fd protoreflect.FieldDescriptor, entry entryFields, path string) (*value, error) {
	keyField := fd.Message().Fields().ByName(entry.key)
	out := &value{kind: mappingValue, filled: true}
	seen := map[string]bool{}
	for i := range list.Len() {
		m := list.Get(i).Message()
		at := path + "[" + strconv.Itoa(i) + "]"
		if len(m.GetUnknown()) > 0 {
			return nil, fmt.Errorf("%s holds fields that this version does not know", at)
		}
		key, err := scalarField(m.Get(keyField), keyField, at+"."+string(entry.key))
		if err != nil {
			return nil, err
		}
		if seen[key.scalar] || len(key.scalar) > maxKeyWidth {
			return nil, nil
		}
		seen[key.scalar] = true
		out.keys = append(out.keys, key.scalar)
		out.children = append(out.children, entryNumbers(m, entry))
	}
	return out, nil
}

// entryNumbers renders the numbers of a pair: the first alone where the others are nothing.
func entryNumbers(m protoreflect.Message, entry entryFields) *value {
	all := numberList(m, entry.numbers)
	for _, c := range all.children[1:] {
		if c.scalar != "0" {
			return all
		}
	}
	return all.children[0]
}

// numberList renders whole-number fields as a list.
func numberList(m protoreflect.Message, names []protoreflect.Name) *value {
	out := &value{kind: listValue}
	for _, name := range names {
		n := m.Get(m.Descriptor().Fields().ByName(name)).Int()
		out.children = append(out.children, &value{scalar: strconv.FormatInt(n, 10)})
	}
	return out
}

// scalarField renders one text, number, truth value or enum value.
func scalarField(v protoreflect.Value, fd protoreflect.FieldDescriptor, path string) (*value, error) {
	switch fieldKinds[fd.Kind()] {
	case textField:
		s := v.String()
		if !utf8.ValidString(s) {
			return nil, fmt.Errorf("%s is not UTF-8", path)
		}
		return textValue(s), nil
	case truthField:
		return &value{scalar: strconv.FormatBool(v.Bool())}, nil
	case numberField:
		return &value{scalar: strconv.FormatInt(v.Int(), 10)}, nil
	case choiceField:
		ev := fd.Enum().Values().ByNumber(v.Enum())
		if ev == nil {
			return nil, fmt.Errorf("%s is %d, a value that this version does not know", path, v.Enum())
		}
		return &value{scalar: strings.TrimPrefix(string(ev.Name()), enumPrefix(fd.Enum()))}, nil
	case noField:
	}
	return nil, fmt.Errorf("%s is of a kind that YAML rulebooks do not have", path)
}

// textValue renders a text: bare where no reader could take it for anything else, in double quotes otherwise.
func textValue(s string) *value {
	v := &value{scalar: s}
	if !isBare(s) {
		v.scalar = quoteText(s)
	}
	if isFoldable(s) {
		v.folded = s
	}
	return v
}

// isBare says whether a text can stand without quotes. It is stricter than YAML: bare texts begin with a letter, or "="
// and a letter, and hold nothing that means something elsewhere in YAML 1.1 or 1.2.
func isBare(s string) bool {
	switch strings.ToLower(s) {
	case "true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf":
		return false
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimPrefix(s, "="))
	if !unicode.IsLetter(first) || strings.HasSuffix(s, " ") {
		return false
	}
	for _, r := range s {
		if !unicode.IsPrint(r) || strings.ContainsRune("[]{},:#\\`", r) {
			return false
		}
	}
	return true
}

// isFoldable says whether a text reads back the same when folded at its spaces.
func isFoldable(s string) bool {
	for _, r := range s {
		if !unicode.IsPrint(r) {
			return false
		}
	}
	return s != "" && !strings.HasPrefix(s, " ") && !strings.HasSuffix(s, " ") && !strings.Contains(s, "  ")
}

// quoteText writes a text in double quotes, with escapes for what does not print.
func quoteText(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08X`, r)
		default:
			fmt.Fprintf(&b, `\u%04X`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// orDocument names the document where a path is empty.
func orDocument(path string) string {
	if path == "" {
		return "the document"
	}
	return path
}
