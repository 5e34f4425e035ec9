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
func messageValue(message protoreflect.Message, path string) (*value, error) {
	desc := message.Descriptor()
	if len(message.GetUnknown()) > 0 {
		return nil, fmt.Errorf("%s holds fields that this version does not know", orDocument(path))
	}
	if name, ok := listShorthand[desc.FullName()]; ok {
		fd := desc.Fields().ByName(name)
		made, err := listField(message.Get(fd).List(), fd, path)
		if err != nil || made.kind == listValue {
			return made, err
		}
		return &value{kind: mappingValue, keys: []string{string(name)}, children: []*value{made}}, nil
	}
	if names, ok := tupleShorthand[desc.FullName()]; ok {
		return numberList(message, names), nil
	}
	out := &value{kind: mappingValue}
	fields := desc.Fields()
	for i := range fields.Len() {
		fd := fields.Get(i)
		if !message.Has(fd) {
			continue
		}
		value, err := fieldValue(message, fd, strings.TrimPrefix(path+"."+string(fd.Name()), "."))
		if err != nil {
			return nil, err
		}
		out.keys = append(out.keys, string(fd.Name()))
		out.children = append(out.children, value)
	}
	return out, nil
}

// fieldValue renders a field that is set.
func fieldValue(message protoreflect.Message, fd protoreflect.FieldDescriptor, path string) (*value, error) {
	switch {
	case fd.IsList():
		return listField(message.Get(fd).List(), fd, path)
	case fd.Message() != nil:
		return messageValue(message.Get(fd).Message(), path)
	default:
		return scalarField(message.Get(fd), fd, path)
	}
}

// listField renders a list, pairs as a mapping where they can be one.
func listField(list protoreflect.List, fd protoreflect.FieldDescriptor, path string) (*value, error) {
	if fd.Message() != nil && list.Len() > 0 {
		if entry, ok := entryShorthand[fd.Message().FullName()]; ok {
			value, err := entryMapping(list, fd, entry, path)
			if value != nil || err != nil {
				return value, err
			}
		}
	}
	out := &value{kind: listValue}
	for i := range list.Len() {
		at := path + "[" + strconv.Itoa(i) + "]"
		value, err := elementValue(list.Get(i), fd, at)
		if err != nil {
			return nil, err
		}
		out.children = append(out.children, value)
	}
	return out, nil
}

// elementValue renders one element of a list.
func elementValue(value protoreflect.Value, fd protoreflect.FieldDescriptor, path string) (*value, error) {
	if fd.Message() != nil {
		return messageValue(value.Message(), path)
	}
	return scalarField(value, fd, path)
}

// maxKeyWidth is the longest key written; YAML itself reads none beyond 1024 characters.
const maxKeyWidth = 128

// entryMapping renders a list of pairs as a mapping, or returns nothing where a key would stand twice or be too long.
func entryMapping(list protoreflect.List, fd protoreflect.FieldDescriptor, entry entryFields, path string) (*value, error) {
	keyField := fd.Message().Fields().ByName(entry.key)
	out := &value{kind: mappingValue, filled: true}
	seen := map[string]bool{}
	for i := range list.Len() {
		message := list.Get(i).Message()
		at := path + "[" + strconv.Itoa(i) + "]"
		if len(message.GetUnknown()) > 0 {
			return nil, fmt.Errorf("%s holds fields that this version does not know", at)
		}
		key, err := scalarField(message.Get(keyField), keyField, at+"."+string(entry.key))
		if err != nil {
			return nil, err
		}
		if seen[key.scalar] || len(key.scalar) > maxKeyWidth {
			return nil, nil
		}
		seen[key.scalar] = true
		out.keys = append(out.keys, key.scalar)
		out.children = append(out.children, entryNumbers(message, entry))
	}
	return out, nil
}

// entryNumbers renders the numbers of a pair: the first alone where the others are nothing.
func entryNumbers(message protoreflect.Message, entry entryFields) *value {
	all := numberList(message, entry.numbers)
	for _, value := range all.children[1:] {
		if value.scalar != "0" {
			return all
		}
	}
	return all.children[0]
}

// numberList renders whole-number fields as a list.
func numberList(message protoreflect.Message, names []protoreflect.Name) *value {
	out := &value{kind: listValue}
	for _, name := range names {
		count := message.Get(message.Descriptor().Fields().ByName(name)).Int()
		out.children = append(out.children, &value{scalar: strconv.FormatInt(count, 10)})
	}
	return out
}

// scalarField renders one text, number, truth value or enum value.
func scalarField(made protoreflect.Value, fd protoreflect.FieldDescriptor, path string) (*value, error) {
	switch fieldKinds[fd.Kind()] {
	case textField:
		text := made.String()
		if !utf8.ValidString(text) {
			return nil, fmt.Errorf("%s is not UTF-8", path)
		}
		return textValue(text), nil
	case truthField:
		return &value{scalar: strconv.FormatBool(made.Bool())}, nil
	case numberField:
		return &value{scalar: strconv.FormatInt(made.Int(), 10)}, nil
	case choiceField:
		ev := fd.Enum().Values().ByNumber(made.Enum())
		if ev == nil {
			return nil, fmt.Errorf("%s is %d, a value that this version does not know", path, made.Enum())
		}
		return &value{scalar: strings.TrimPrefix(string(ev.Name()), enumPrefix(fd.Enum()))}, nil
	case noField:
	}
	return nil, fmt.Errorf("%s is of a kind that YAML rulebooks do not have", path)
}

// textValue renders a text: bare where no reader could take it for anything else, in double quotes otherwise.
func textValue(text string) *value {
	made := &value{scalar: text}
	if !isBare(text) {
		made.scalar = quoteText(text)
	}
	if isFoldable(text) {
		made.folded = text
	}
	return made
}

// isBare says whether a text can stand without quotes. It is stricter than YAML: bare texts begin with a letter, or "="
// and a letter, and hold nothing that means something elsewhere in YAML 1.1 or 1.2; a "?" ends one inside braces.
func isBare(text string) bool {
	switch strings.ToLower(text) {
	case "true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf":
		return false
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimPrefix(text, "="))
	if !unicode.IsLetter(first) || strings.HasSuffix(text, " ") {
		return false
	}
	for _, letter := range text {
		if !unicode.IsPrint(letter) || strings.ContainsRune("[]{},:#?\\`", letter) {
			return false
		}
	}
	return true
}

// isFoldable says whether a text reads back the same when folded at its spaces.
func isFoldable(text string) bool {
	for _, letter := range text {
		if !unicode.IsPrint(letter) {
			return false
		}
	}
	return text != "" && !strings.HasPrefix(text, " ") && !strings.HasSuffix(text, " ") && !strings.Contains(text, "  ")
}

// quoteText writes a text in double quotes, with escapes for what does not print.
func quoteText(text string) string {
	var written strings.Builder
	written.WriteByte('"')
	for _, letter := range text {
		switch {
		case letter == '"' || letter == '\\':
			written.WriteByte('\\')
			written.WriteRune(letter)
		case letter == '\n':
			written.WriteString(`\n`)
		case letter == '\t':
			written.WriteString(`\t`)
		case unicode.IsPrint(letter):
			written.WriteRune(letter)
		case letter > 0xffff:
			fmt.Fprintf(&written, `\U%08X`, letter)
		default:
			fmt.Fprintf(&written, `\u%04X`, letter)
		}
	}
	written.WriteByte('"')
	return written.String()
}

// orDocument names the document where a path is empty.
func orDocument(path string) string {
	if path == "" {
		return "the document"
	}
	return path
}
