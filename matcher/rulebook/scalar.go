package rulebook

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/lexfit/lexfit/matcher/finding"
)

// fieldKind is what one value of a field is, of the few kinds that a rulebook has.
type fieldKind int

const (
	noField fieldKind = iota // a message, or a kind that the notation lacks; a test keeps the contract without such
	textField
	truthField
	numberField
	choiceField
)

// fieldKinds says which kinds of the contract's fields are written how.
var fieldKinds = map[protoreflect.Kind]fieldKind{
	protoreflect.StringKind: textField,
	protoreflect.BoolKind:   truthField,
	protoreflect.Int32Kind:  numberField,
	protoreflect.EnumKind:   choiceField,
}

// wholeNumber is a whole number in decimal. YAML also reads 010 as eight and 1_000 as a thousand; a rulebook that people
// review must not depend on their knowing that.
var wholeNumber = regexp.MustCompile(`^[-+]?(?:0|[1-9][0-9]*)$`)

// scalar reads one text, number, truth value or enum value.
func (d *decoder) scalar(node *yaml.Node, fd protoreflect.FieldDescriptor, at *place, depth int) (value protoreflect.Value, ok bool) {
	alias := node
	node, done, ok := d.open(node, at, depth)
	defer done()
	if !ok {
		return value, false
	}
	if node.Kind != yaml.ScalarNode {
		d.wrongType(node, at, describeScalar(fd))
		return value, false
	}
	// What an alias stands for is placed where the alias is: that is the use to mend. A value that is not there stays at
	// its key.
	if node.Tag != "!!null" {
		at.line, at.column = alias.Line, alias.Column
	}
	switch fieldKinds[fd.Kind()] {
	case textField:
		if isText(node) {
			return protoreflect.ValueOfString(node.Value), true
		}
	case truthField:
		if node.Tag == "!!bool" {
			return protoreflect.ValueOfBool(strings.EqualFold(node.Value, "true")), true
		}
	case numberField:
		return d.int32(node, fd, at)
	case choiceField:
		return d.enum(node, fd, at)
	case noField:
	}
	d.wrongType(node, at, describeScalar(fd))
	return value, false
}

// int32 reads a whole number.
func (d *decoder) int32(node *yaml.Node, fd protoreflect.FieldDescriptor, at *place) (value protoreflect.Value, ok bool) {
	if node.Tag != "!!int" && node.Tag != "!!float" || !wholeNumber.MatchString(node.Value) {
		d.wrongType(node, at, describeScalar(fd))
		return value, false
	}
	i, err := strconv.ParseInt(node.Value, 10, 32)
	if err != nil {
		d.report(node.Line, node.Column, at, "out-of-range", "%s is %s, expected a whole number from %d to %d",
			fd.Name(), node.Value, math.MinInt32, math.MaxInt32)
		return value, false
	}
	return protoreflect.ValueOfInt32(int32(i)), true
}

// enum reads an enum value, with or without the enum's prefix.
func (d *decoder) enum(node *yaml.Node, fd protoreflect.FieldDescriptor, at *place) (value protoreflect.Value, ok bool) {
	if !isText(node) {
		d.wrongType(node, at, describeScalar(fd))
		return value, false
	}
	values := fd.Enum().Values()
	prefix := enumPrefix(fd.Enum())
	for i := range values.Len() {
		name := string(values.Get(i).Name())
		if node.Value == name || node.Value == strings.TrimPrefix(name, prefix) {
			return protoreflect.ValueOfEnum(values.Get(i).Number()), true
		}
	}
	names := enumNames(fd.Enum())
	d.report(node.Line, node.Column, at, "unknown-value", "%s is no %s%s; expected one of %s",
		finding.Quote(node.Value), fd.Name(), finding.DidYouMean(node.Value, names), strings.Join(names, ", "))
	return value, false
}

// isText says whether a scalar is a text. A date is one: nothing in the contract is a YAML timestamp.
func isText(node *yaml.Node) bool {
	return node.Tag == "!!str" || node.Tag == "!!timestamp"
}

// enumPrefix returns what the names of an enum's values begin with: CATEGORY_ of Category.
func enumPrefix(ed protoreflect.EnumDescriptor) string {
	return strings.TrimSuffix(string(ed.Values().Get(0).Name()), "UNSPECIFIED")
}

// enumNames returns the names of an enum's values without their prefix, less the unspecified one.
func enumNames(ed protoreflect.EnumDescriptor) []string {
	var names []string
	for i := 1; i < ed.Values().Len(); i++ {
		names = append(names, strings.TrimPrefix(string(ed.Values().Get(i).Name()), enumPrefix(ed)))
	}
	return names
}

// fieldNames returns the names of a message's fields in order.
func fieldNames(fields protoreflect.FieldDescriptors) []string {
	var names []string
	for i := range fields.Len() {
		names = append(names, string(fields.Get(i).Name()))
	}
	return names
}

// joinNames writes names as a list.
func joinNames(names []protoreflect.Name) string {
	texts := make([]string, len(names))
	for i, name := range names {
		texts[i] = string(name)
	}
	return strings.Join(texts, ", ")
}

// messageName says what a message is, in lower-case words: "skill definition".
func messageName(desc protoreflect.MessageDescriptor) string {
	var text strings.Builder
	for i, letter := range string(desc.Name()) {
		if i > 0 && letter >= 'A' && letter <= 'Z' {
			text.WriteByte(' ')
		}
		text.WriteString(strings.ToLower(string(letter)))
	}
	return text.String()
}

// kindOf says what a node is.
func kindOf(node *yaml.Node) string {
	switch {
	case node.Kind == yaml.MappingNode:
		return "a mapping"
	case node.Kind == yaml.SequenceNode:
		return "a list"
	case node.Kind == yaml.AliasNode:
		return "an alias"
	case isText(node):
		return "the text " + finding.Quote(node.Value)
	case node.Tag == "!!int" || node.Tag == "!!float":
		return "the number " + finding.Shorten(node.Value)
	case node.Tag == "!!bool":
		return "the truth value " + finding.Shorten(node.Value)
	case node.Tag == "!!null":
		return "nothing"
	default:
		return "a value tagged " + finding.Shorten(node.Tag)
	}
}

// describeScalar says what a field of one value expects.
func describeScalar(fd protoreflect.FieldDescriptor) string {
	switch fieldKinds[fd.Kind()] {
	case textField:
		return "a text, in quotes where it looks like a number, a truth value or nothing"
	case truthField:
		return "true or false"
	case choiceField:
		return "one of " + strings.Join(enumNames(fd.Enum()), ", ")
	case numberField:
		return "a whole number in decimal, without quotes"
	case noField:
	}
	return "what this version cannot read"
}

// describeMessage says how a message is written.
func describeMessage(desc protoreflect.MessageDescriptor) string {
	if _, ok := listShorthand[desc.FullName()]; ok {
		return "a list, or a mapping with the field " + string(desc.Fields().Get(0).Name())
	}
	if names, ok := tupleShorthand[desc.FullName()]; ok {
		return "the list [" + joinNames(names) + "]"
	}
	return "a mapping with the fields of a " + messageName(desc)
}

// describeList says how a list is written.
func describeList(fd protoreflect.FieldDescriptor) string {
	switch {
	case fd.Message() == nil:
		return "a list, in [ ] or with a dash before each element"
	default:
		if fields, ok := entryShorthand[fd.Message().FullName()]; ok {
			return "a mapping of " + string(fields.key) + " to " + string(fields.numbers[0]) + ", or a list"
		}
		return "a list, a dash before each " + messageName(fd.Message())
	}
}
