package rulebook

import (
	"slices"
	"strconv"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// place is where one value of the message stands in the file. Places form a tree of the message's shape, so that a
// field path is found by walking and no path is held as a string.
type place struct {
	line, column int

	parent *place
	// field and index say which step leads here from the parent: a field, or, where field is empty, an element.
	field protoreflect.Name
	index int

	fields map[protoreflect.Name]*place
	items  []*place
}

// newPlace returns the root, at the start of the file.
func newPlace() *place { return &place{line: 1, column: 1} }

// child returns the place of a field, made where it was not there.
func (p *place) child(name protoreflect.Name, line, column int) *place {
	made := &place{line: line, column: column, parent: p, field: name}
	if p.fields == nil {
		p.fields = make(map[protoreflect.Name]*place)
	}
	p.fields[name] = made
	return made
}

// item returns the place of the list's next element.
func (p *place) item(line, column int) *place {
	made := &place{line: line, column: column, parent: p, index: len(p.items)}
	p.items = append(p.items, made)
	return made
}

// path writes the field path that leads here, such as roles[1].criteria[3].weight; the root's is empty.
func (p *place) path() string {
	var steps []string
	for ; p.parent != nil; p = p.parent {
		if p.field == "" {
			steps = append(steps, "["+strconv.Itoa(p.index)+"]")
		} else {
			steps = append(steps, "."+string(p.field))
		}
	}
	var text strings.Builder
	for _, step := range slices.Backward(steps) {
		text.WriteString(step)
	}
	return strings.TrimPrefix(text.String(), ".")
}

// find walks a field path as far as the file goes along it, and returns the place it came to: the path's own or its
// nearest enclosing one.
func (p *place) find(path string) *place {
	for path != "" {
		var next *place
		switch path[0] {
		case '.':
			path = path[1:]
			continue
		case '[':
			end := strings.IndexByte(path, ']')
			if end < 0 {
				return p
			}
			i, err := strconv.Atoi(path[1:end])
			if err != nil || i < 0 || i >= len(p.items) {
				return p
			}
			next, path = p.items[i], path[end+1:]
		default:
			end := strings.IndexAny(path, ".[")
			if end < 0 {
				end = len(path)
			}
			next, path = p.fields[protoreflect.Name(path[:end])], path[end:]
		}
		if next == nil {
			return p
		}
		p = next
	}
	return p
}
