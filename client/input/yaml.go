package input

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
	"google.golang.org/protobuf/reflect/protoreflect"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// ProfileNode reads a profile that stands in a YAML file, by the rules of a JSON one: the same names, the same values, nothing
// unknown, nothing twice. A value without quotes is a text where one is expected, so that started_on: 2021 is a date.
func ProfileNode(value *yaml.Node) (*lexfitv1.CandidateProfile, []Problem) {
	made := &yamlTree{}
	root := made.node(value, 0)
	if made.problem != nil {
		return nil, []Problem{*made.problem}
	}
	return decodeProfile(root, nil, value.Line)
}

// yamlTree makes the tree that profiles are read from.
type yamlTree struct {
	values  int
	problem *Problem // the first, which ends the reading
}

func (t *yamlTree) fail(value *yaml.Node, format string, args ...any) *node {
	if t.problem == nil {
		t.problem = &Problem{Line: value.Line, Column: value.Column, Message: fmt.Sprintf(format, args...)}
	}
	return &node{line: value.Line}
}

func (t *yamlTree) node(value *yaml.Node, depth int) *node {
	if t.values++; t.values > maxValues {
		return t.fail(value, "holds more than %d values", maxValues)
	}
	if depth > maxDepth {
		return t.fail(value, "nested deeper than %d levels", maxDepth)
	}
	if value.Anchor != "" || value.Kind == yaml.AliasNode {
		return t.fail(value, "anchors and aliases (& and *) are not read: write the text out")
	}
	switch made := (&node{line: value.Line}); value.Kind {
	case yaml.SequenceNode:
		made.kind = listKind
		for _, item := range value.Content {
			made.items = append(made.items, t.node(item, depth+1))
		}
		return made
	case yaml.MappingNode:
		made.kind = objectKind
		for i := 0; i+1 < len(value.Content) && t.problem == nil; i += 2 {
			key := value.Content[i]
			if key.Kind != yaml.ScalarNode || key.Tag == "!!merge" {
				return t.fail(key, "expected the name of a field")
			}
			made.keys = append(made.keys, t.scalar(key, true))
			made.items = append(made.items, t.node(value.Content[i+1], depth+1))
		}
		return made
	case yaml.ScalarNode:
		return t.scalar(value, false)
	default:
		return t.fail(value, "expected a value")
	}
}

// scalar is a text, a number, true, false or null.
func (t *yamlTree) scalar(value *yaml.Node, key bool) *node {
	made := &node{kind: stringKind, line: value.Line, text: value.Value}
	for _, letter := range made.text {
		made.control(letter)
	}
	if key || value.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		return made
	}
	made.plain = true
	switch value.Tag {
	case "!!int", "!!float":
		made.kind = numberKind
	case "!!bool":
		made.kind, made.text = boolKind, strings.ToLower(made.text)
	case "!!null":
		made.kind, made.plain = nullKind, false
	}
	return made
}

// ReadValue reads a value as a person types it for a field: a date in any spelling that is certain, the name of an enum's value, a
// number, yes or no.
func ReadValue(field protoreflect.FieldDescriptor, text string) (protoreflect.Value, error) {
	text = strings.TrimSpace(text)
	switch field.Kind() {
	case protoreflect.EnumKind:
		number, err := parseWord(text, field.Enum(), nil)
		if err != nil {
			return protoreflect.Value{}, fmt.Errorf("expected one of %s, got %q", strings.Join(valuesOf(field.Enum()), ", "), clip(text))
		}
		return protoreflect.ValueOfEnum(number), nil
	case protoreflect.StringKind:
		if strings.HasSuffix(string(field.Name()), "_on") || field.Name() == "available_from" {
			date, err := parseDate(text, "")
			if err != nil {
				return protoreflect.Value{}, fmt.Errorf("expected a date such as 2019-05-31, 2019-05 or 2019, got %q", clip(text))
			}
			return protoreflect.ValueOfString(date), nil
		}
	case protoreflect.BoolKind:
		said, err := parseFlag(text)
		if err != nil {
			return protoreflect.Value{}, fmt.Errorf("expected yes or no, got %q", clip(text))
		}
		return protoreflect.ValueOfBool(said), nil
	}
	root, syntax := parseJSON([]byte(text))
	if field.Kind() == protoreflect.StringKind || syntax != nil {
		root = &node{kind: stringKind, text: text}
		for _, letter := range text {
			root.control(letter)
		}
	}
	made := &decoder{raw: []byte(text), line: 1}
	value, ok := made.scalar(root, field, "")
	if !ok {
		return protoreflect.Value{}, fmt.Errorf("%s", made.problems[0].Message)
	}
	return value, nil
}
