package rulebook

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/lexfit/lexfit/matcher/finding"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

const (
	// maxNodes bounds the values read, counting what aliases repeat: a few anchors can stand for billions of nodes.
	maxNodes = 500_000
	// maxDepth bounds how deep values nest. Lint allows conditions far less.
	maxDepth = 200
)

// decoder fills a message from YAML nodes and collects what is wrong on the way. After a finding it reads on, so that
// one run tells everything; only the two limits stop it.
type decoder struct {
	file     string
	findings []*lexfitv1.Finding

	nodes   int
	stopped bool
	// expanding holds the anchored values that are being read, to find one that holds an alias of itself.
	expanding map[*yaml.Node]bool
}

// report adds a finding.
func (d *decoder) report(line, column int, at *place, rule, format string, args ...any) {
	if d.stopped {
		return
	}
	if len(d.findings) == finding.Most-1 {
		d.stopped = true
		rule, format, args = "too-many-findings", "more is wrong from here on: mend what is listed, then look again", nil
	}
	d.findings = append(d.findings, &lexfitv1.Finding{
		Severity: lexfitv1.Severity_SEVERITY_ERROR,
		Rule:     rule,
		Path:     at.path(),
		Message:  fmt.Sprintf(format, args...),
		File:     d.file,
		Line:     int32(line),
		Column:   int32(column),
	})
}

// wrongType reports a value of the wrong kind.
func (d *decoder) wrongType(node *yaml.Node, at *place, expected string) {
	line, column := node.Line, node.Column
	if node.Tag == "!!null" {
		// The library puts a value that is not there at the next thing that is.
		line, column = at.line, at.column
	}
	d.report(line, column, at, "wrong-type", "%s is not possible here, expected %s", kindOf(node), expected)
}

// open counts a node against the limits and follows aliases to what they stand for. The returned function must be
// called when the node has been read; ok says whether to read it at all.
func (d *decoder) open(node *yaml.Node, at *place, depth int) (target *yaml.Node, done func(), ok bool) {
	done = func() {}
	if d.stopped {
		return node, done, false
	}
	d.nodes++
	switch {
	case d.nodes > maxNodes:
		d.report(node.Line, node.Column, at, "too-many-values",
			"the file holds more than %d values, aliases counted each time: write fewer, or fewer aliases", maxNodes)
		d.stopped = true
		return node, done, false
	case depth > maxDepth:
		d.report(node.Line, node.Column, at, "too-deep", "values nest deeper than %d levels, expected fewer: flatten the rule", maxDepth)
		return node, done, false
	}
	target = node
	if node.Kind == yaml.AliasNode {
		target = node.Alias
	}
	if target.Anchor == "" {
		return target, done, true
	}
	if d.expanding[target] {
		d.report(node.Line, node.Column, at, "yaml-alias", "*%s stands for a value that holds itself: write the value out", node.Value)
		return node, done, false
	}
	d.expanding[target] = true
	return target, func() { delete(d.expanding, target) }, true
}

// message fills a message from a mapping of its fields, or from its shorthand.
func (d *decoder) message(node *yaml.Node, message protoreflect.Message, at *place, depth int) {
	node, done, ok := d.open(node, at, depth)
	defer done()
	if !ok {
		return
	}
	desc := message.Descriptor()
	if node.Kind == yaml.SequenceNode {
		if name, ok := listShorthand[desc.FullName()]; ok {
			fd := desc.Fields().ByName(name)
			d.list(node, message.Mutable(fd).List(), fd, at.child(name, node.Line, node.Column), depth)
			return
		}
		if names, ok := tupleShorthand[desc.FullName()]; ok {
			d.numbers(node, message, names, at, depth)
			return
		}
	}
	if node.Kind != yaml.MappingNode {
		d.wrongType(node, at, describeMessage(desc))
		return
	}
	d.mapping(node, message, at, depth)
}

// mapping fills a message from a mapping of its fields.
func (d *decoder) mapping(node *yaml.Node, message protoreflect.Message, at *place, depth int) {
	fields := message.Descriptor().Fields()
	seen := map[string]*yaml.Node{}
	chosen := map[protoreflect.Name]protoreflect.Name{}
	for i := 0; i+1 < len(node.Content) && !d.stopped; i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		if !d.key(key, at, seen) {
			continue
		}
		fd := fields.ByName(protoreflect.Name(key.Value))
		if fd == nil {
			names := fieldNames(fields)
			d.report(key.Line, key.Column, at, "unknown-field", "%s has no field %s%s; expected one of %s",
				messageName(message.Descriptor()), finding.Quote(key.Value), finding.DidYouMean(key.Value, names), strings.Join(names, ", "))
			continue
		}
		if one := fd.ContainingOneof(); one != nil && !one.IsSynthetic() {
			if first, ok := chosen[one.Name()]; ok {
				d.report(key.Line, key.Column, at, "one-of",
					"%s holds both %s and %s, expected one: put both under any_of, all_of or average_of",
					messageName(message.Descriptor()), first, fd.Name())
				continue
			}
			chosen[one.Name()] = fd.Name()
		}
		d.field(key, value, message, fd, at, depth+1)
	}
}

// key checks a key of a mapping: a text that has not been a key there before.
func (d *decoder) key(key *yaml.Node, at *place, seen map[string]*yaml.Node) bool {
	if key.Kind != yaml.ScalarNode || !isText(key) {
		if key.Tag == "!!merge" {
			d.report(key.Line, key.Column, at, "yaml-alias", "merge keys (<<) are not read: write the fields out")
		} else {
			d.wrongType(key, at, "a name as key, in quotes where it looks like a number")
		}
		return false
	}
	if first := seen[key.Value]; first != nil {
		d.report(key.Line, key.Column, at, "duplicate-key", "%s stands here a second time, first in line %d: keep one",
			finding.Quote(key.Value), first.Line)
		return false
	}
	seen[key.Value] = key
	return true
}

// field fills one field from its value.
func (d *decoder) field(key, value *yaml.Node, message protoreflect.Message, fd protoreflect.FieldDescriptor, at *place, depth int) {
	here := at.child(fd.Name(), key.Line, key.Column)
	switch {
	case fd.IsList():
		d.listOrEntries(value, message.Mutable(fd).List(), fd, here, depth)
	case fd.Message() != nil:
		d.message(value, message.Mutable(fd).Message(), here, depth)
	default:
		if made, ok := d.scalar(value, fd, here, depth); ok {
			message.Set(fd, made)
		}
	}
}

// listOrEntries fills a list from a sequence, or from a mapping where its elements are pairs.
func (d *decoder) listOrEntries(node *yaml.Node, list protoreflect.List, fd protoreflect.FieldDescriptor, at *place, depth int) {
	node, done, ok := d.open(node, at, depth)
	defer done()
	if !ok {
		return
	}
	if node.Kind == yaml.MappingNode && fd.Message() != nil {
		if entry, ok := entryShorthand[fd.Message().FullName()]; ok {
			d.entries(node, list, fd, entry, at, depth)
			return
		}
	}
	if node.Kind != yaml.SequenceNode {
		d.wrongType(node, at, describeList(fd))
		return
	}
	d.list(node, list, fd, at, depth)
}

// list fills a list from the elements of a sequence.
func (d *decoder) list(node *yaml.Node, list protoreflect.List, fd protoreflect.FieldDescriptor, at *place, depth int) {
	for _, made := range node.Content {
		if d.stopped {
			return
		}
		here := at.item(made.Line, made.Column)
		if fd.Message() != nil {
			element := list.NewElement()
			d.message(made, element.Message(), here, depth+1)
			list.Append(element)
			continue
		}
		value, ok := d.scalar(made, fd, here, depth+1)
		if !ok {
			// A place-holder, so that the findings after it name the right index.
			value = list.NewElement()
		}
		list.Append(value)
	}
}

// entries fills a list of pairs from a mapping.
func (d *decoder) entries(node *yaml.Node, list protoreflect.List, fd protoreflect.FieldDescriptor, entry entryFields, at *place, depth int) {
	fields := fd.Message().Fields()
	keyField := fields.ByName(entry.key)
	seen := map[string]*yaml.Node{}
	for i := 0; i+1 < len(node.Content) && !d.stopped; i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		if !d.key(key, at, seen) {
			continue
		}
		here := at.item(key.Line, key.Column)
		element := list.NewElement()
		if value, ok := d.scalar(key, keyField, here.child(entry.key, key.Line, key.Column), depth+1); ok {
			element.Message().Set(keyField, value)
		}
		d.entryValue(value, element.Message(), entry, here, depth+1)
		list.Append(element)
	}
}

// entryValue fills the numbers of a pair: one alone, or a list of as many as there are.
func (d *decoder) entryValue(node *yaml.Node, message protoreflect.Message, entry entryFields, at *place, depth int) {
	node, done, ok := d.open(node, at, depth)
	defer done()
	switch {
	case !ok:
	case node.Kind == yaml.SequenceNode && len(entry.numbers) > 1:
		d.numbers(node, message, entry.numbers, at, depth)
	default:
		fd := message.Descriptor().Fields().ByName(entry.numbers[0])
		if value, ok := d.scalar(node, fd, at.child(fd.Name(), node.Line, node.Column), depth); ok {
			message.Set(fd, value)
		}
	}
}

// numbers fills fields from a list that must name them all, in order.
func (d *decoder) numbers(node *yaml.Node, message protoreflect.Message, names []protoreflect.Name, at *place, depth int) {
	if len(node.Content) != len(names) {
		d.report(node.Line, node.Column, at, "wrong-type", "the list has %d elements, expected %d: [%s]",
			len(node.Content), len(names), joinNames(names))
		return
	}
	for i, name := range names {
		fd := message.Descriptor().Fields().ByName(name)
		made := node.Content[i]
		if value, ok := d.scalar(made, fd, at.child(name, made.Line, made.Column), depth+1); ok {
			message.Set(fd, value)
		}
	}
}
