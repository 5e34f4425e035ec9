package rulebook

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/lexfit/lexfit/matcher/finding"

	"go.yaml.in/yaml/v3"
	"google.golang.org/protobuf/reflect/protoreflect"
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
func (d *decoder) scalar(n *yaml.Node, fd protoreflect.FieldDescriptor, at *place, depth int) (v protoreflect.Value, ok bool) {
	alias := n
	n, done, ok := d.open(n, at, depth)
	defer done()
	if !ok {
		return v, false
	}
	if n.Kind != yaml.ScalarNode {
		d.wrongType(n, at, describeScalar(fd))
		return v, false
	}
	// What an alias stands for is placed where the alias is: that is the use to mend. A value that is not there stays at
	// its key.
	if n.Tag != "!!null" {
		at.line, at.column = alias.Line, alias.Column
	}
	switch fieldKinds[fd.Kind()] {
	case textField:
		if isText(n) {
			return protoreflect.ValueOfString(n.Value), true
		}
	case truthField:
		if n.Tag == "!!bool" {
			return protoreflect.ValueOfBool(strings.EqualFold(n.Value, "true")), true
		}
	case numberField:
		return d.int32(n, fd, at)
	case choiceField:
		return d.enum(n, fd, at)
	case noField:
	}
	d.wrongType(n, at, describeScalar(fd))
	return v, false
}

// int32 reads a whole number.
func (d *decoder) int32(n *yaml.Node, fd protoreflect.FieldDescriptor, at *place) (v protoreflect.Value, ok bool) {
	if n.Tag != "!!int" && n.Tag != "!!float" || !wholeNumber.MatchString(n.Value) {
		d.wrongType(n, at, describeScalar(fd))
		return v, false
	}
	i, err := strconv.ParseInt(n.Value, 10, 32)
	if err != nil {
		d.report(n.Line, n.Column, at, "out-of-range", "%s is %s, expected a whole number from %d to %d",
			fd.Name(), n.Value, math.MinInt32, math.MaxInt32)
		return v, false
	}
	return protoreflect.ValueOfInt32(int32(i)), true
}

// enum reads an enum value, with or without the enum's prefix.
func (d *decoder) enum(n *yaml.Node, fd protoreflect.FieldDescriptor, at *place) (v protoreflect.Value, ok bool) {
	if !isText(n) {
		d.wrongType(n, at, describeScalar(fd))
		return v, false
	}
	values := fd.Enum().Values()
	prefix := enumPrefix(fd.Enum())
	for i := range values.Len() {
		name := string(values.Get(i).Name())
		if n.Value == name || n.Value == strings.TrimPrefix(name, prefix) {
			return protoreflect.ValueOfEnum(values.Get(i).Number()), true
		}
	}
	names := enumNames(fd.Enum())
	d.report(n.Line, n.Column, at, "unknown-value", "%s is no %s%s; expected one of %s",
		finding.Quote(n.Value), fd.Name(), finding.DidYouMean(n.Value, names), strings.Join(names, ", "))
	return v, false
}

// isText says whether a scalar is a text. A date is one: nothing in the contract is a YAML timestamp.
func isText(n *yaml.Node) bool {
	return n.Tag == "!!str" || n.Tag == "!!timestamp"
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
	for i, n := range names {
		texts[i] = string(n)
	}
	return strings.Join(texts, ", ")
}

// messageName says what a message is, in lower-case words: "skill definition".
func messageName(desc protoreflect.MessageDescriptor) string {
	var b strings.Builder
	for i, r := range string(desc.Name()) {
		if i > 0 && r >= 'A' && r <= 'Z' {
			b.WriteByte(' ')
		}
		b.WriteString(strings.ToLower(string(r)))
	}
	return b.String()
}

// kindOf says what a node is.
func kindOf(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a mapping"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Kind == yaml.AliasNode:
		return "an alias"
	case isText(n):
		return "the text " + finding.Quote(n.Value)
	case n.Tag == "!!int" || n.Tag == "!!float":
		return "the number " + finding.Shorten(n.Value)
	case n.Tag == "!!bool":
		return "the truth value " + finding.Shorten(n.Value)
	case n.Tag == "!!null":
		return "nothing"
	default:
		return "a value tagged " + finding.Shorten(n.Tag)
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
		if e, ok := entryShorthand[fd.Message().FullName()]; ok {
			return "a mapping of " + string(e.key) + " to " + string(e.numbers[0]) + ", or a list"
		}
		return "a list, a dash before each " + messageName(fd.Message())
	}
}
