package rulebook

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
	"google.golang.org/protobuf/proto"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// maxFileSize is the largest file read, in bytes. The default rulebook has under 200 KiB.
const maxFileSize = 8 << 20

// Document is a rulebook together with where each of its values stands in the file.
type Document struct {
	// Rulebook is the message read. It belongs to the caller.
	Rulebook *lexfitv1.Rulebook

	file string
	root *place
}

// Parse reads a rulebook written as YAML. The file name is used in findings alone.
//
// It returns either a document or, where anything is wrong with the text, every finding at once and no document; all of
// them are errors. A document that parses may still be wrong: see Lint.
func Parse(file string, data []byte) (*Document, []*lexfitv1.Finding) {
	rb := &lexfitv1.Rulebook{}
	root, findings := parseInto(file, data, rb)
	if len(findings) > 0 {
		return nil, findings
	}
	return &Document{Rulebook: rb, file: file, root: root}, nil
}

// parseInto reads one YAML document into an empty message.
func parseInto(file string, data []byte, message proto.Message) (*place, []*lexfitv1.Finding) {
	made := &decoder{file: file, expanding: map[*yaml.Node]bool{}}
	root := newPlace()
	node, fault := readYAML(data)
	if fault != nil {
		made.report(fault.line, fault.column, root, fault.rule, "%s", fault.message)
		return nil, made.findings
	}
	root.line, root.column = node.Line, node.Column
	made.message(node, message.ProtoReflect(), root, 0)
	slices.SortStableFunc(made.findings, func(one, other *lexfitv1.Finding) int {
		return cmp.Or(cmp.Compare(one.GetLine(), other.GetLine()), cmp.Compare(one.GetColumn(), other.GetColumn()))
	})
	return root, made.findings
}

// Position returns the line and column, both from 1, of the value at a field path such as roles[1].criteria[3].weight.
// Lists and mappings are placed at their key. Where the file does not hold the path, the position of the nearest
// enclosing value that it holds is returned.
func (d *Document) Position(path string) (line, column int) {
	place := d.root.find(path)
	return place.line, place.column
}

// Locate fills in the file, line and column of findings on this document's rulebook, in place. Findings that name a
// line already are left alone.
func (d *Document) Locate(findings []*lexfitv1.Finding) {
	for _, found := range findings {
		if found == nil || found.GetLine() != 0 {
			continue
		}
		line, column := d.Position(found.GetPath())
		found.File, found.Line, found.Column = d.file, int32(line), int32(column)
	}
}

// fault is one thing that keeps a file from being read as YAML at all.
type fault struct {
	line, column  int
	rule, message string
}

// readYAML reads the only YAML document of a file.
func readYAML(data []byte) (*yaml.Node, *fault) {
	if len(data) > maxFileSize {
		return nil, &fault{1, 1, "file-size", fmt.Sprintf(
			"the file has %d bytes, expected at most %d: split off what is not a rulebook", len(data), maxFileSize)}
	}
	if at := firstBadByte(data); at >= 0 {
		line, column := lineAndColumn(data, at)
		return nil, &fault{
			line, column, "encoding",
			"expected UTF-8 text without control characters: save the file as UTF-8, and write such characters as escapes (\"\\u0007\")",
		}
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var doc, second yaml.Node
	switch err := decodeYAML(decoder, &doc); {
	case errors.Is(err, io.EOF):
		return nil, &fault{1, 1, "empty-file", "the file is empty, expected a rulebook: start from `lexfit rulebook export`"}
	case err != nil:
		return nil, syntaxFault(data, err)
	}
	switch err := decodeYAML(decoder, &second); {
	case errors.Is(err, io.EOF):
	case err != nil:
		return nil, syntaxFault(data, err)
	default:
		return nil, &fault{
			second.Line, second.Column, "several-documents",
			"a second YAML document begins here, expected one rulebook a file: take the --- out",
		}
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		return nil, &fault{1, 1, "yaml-syntax", "expected one YAML document"}
	}
	return doc.Content[0], nil
}

// decodeYAML decodes one document. The YAML library states some of its own inner faults by panicking; whoever lints a
// strange file gets a finding for it all the same.
func decodeYAML(decoder *yaml.Decoder, node *yaml.Node) (err error) {
	defer func() {
		if caught := recover(); caught != nil {
			err = fmt.Errorf("yaml: %v", caught)
		}
	}()
	return decoder.Decode(node)
}

// The library's errors hold the place in their text alone.
var (
	syntaxLine    = regexp.MustCompile(`^yaml: line (\d+): `)
	unknownAnchor = regexp.MustCompile(`unknown anchor '([^']+)' referenced`)
)

// syntaxFault turns the YAML library's error into a fault with a place.
func syntaxFault(data []byte, err error) *fault {
	message := err.Error()
	line := 1
	if list := syntaxLine.FindStringSubmatch(message); list != nil {
		line, _ = strconv.Atoi(list[1])
		message = message[len(list[0]):]
	} else if words := unknownAnchor.FindStringSubmatch(message); words != nil {
		if at := bytes.Index(data, []byte("*"+words[1])); at >= 0 {
			line, column := lineAndColumn(data, at)
			return &fault{line, column, "yaml-syntax", fmt.Sprintf(
				"*%s stands for no anchor before it, expected &%s further up: write the value out", words[1], words[1])}
		}
	}
	line = min(max(line, 1), 1+bytes.Count(data, []byte("\n")))
	message = strings.TrimPrefix(message, "yaml: ")
	return &fault{
		line, firstColumn(data, line), "yaml-syntax",
		"not readable as YAML: " + message + ": look at this line and the one before it for indentation, a missing colon or an open quote",
	}
}

// firstBadByte returns the offset of the first byte that YAML does not take as it stands, or -1.
func firstBadByte(data []byte) int {
	for i := 0; i < len(data); {
		letter, size := utf8.DecodeRune(data[i:])
		control := letter < ' ' && letter != '\t' && letter != '\n' && letter != '\r' || letter >= 0x7f && letter < 0xa0 && letter != 0x85
		if letter == utf8.RuneError && size == 1 || control || letter == 0xfffe || letter == 0xffff {
			return i
		}
		i += size
	}
	return -1
}

// lineAndColumn counts the line and the column, in characters, of a byte offset.
func lineAndColumn(data []byte, offset int) (line, column int) {
	before := data[:offset]
	start := bytes.LastIndexByte(before, '\n') + 1
	return 1 + bytes.Count(before, []byte("\n")), 1 + utf8.RuneCount(before[start:])
}

// firstColumn returns the column of the first character of a line that is not a space.
func firstColumn(data []byte, line int) int {
	for ; line > 1; line-- {
		_, data, _ = bytes.Cut(data, []byte("\n"))
	}
	text, _, _ := bytes.Cut(data, []byte("\n"))
	return 1 + len(text) - len(bytes.TrimLeft(text, " "))
}
