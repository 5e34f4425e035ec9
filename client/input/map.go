package input

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/lexfit/lexfit/matcher/silence"
)

// Map says what the columns of a table mean. What it does not name is guessed.
type Map struct {
	// DateOrder is mdy or dmy, for dates such as 03/04/2019; empty leaves it to the column.
	DateOrder string
	// Separator stands between several values in one cell; empty takes every one there is.
	Separator string
	// Columns gives the field for a column's head, such as education.1.level; "-" leaves the column out.
	Columns map[string]string
	// Values gives, for a field without its number (education.level), what words in it mean; "-" leaves a word out.
	Values map[string]map[string]string
}

// MaxMap is the largest map read, in bytes.
const MaxMap = 1 << 20

// ReadMap reads a map of columns from a YAML file of at most MaxMap bytes, and checks all that it says.
func ReadMap(file string) (*Map, error) {
	opened, err := os.Open(file) //nolint:gosec // the file that the caller asked to read
	if err != nil {
		return nil, plainPathError(file, err)
	}
	defer opened.Close() //nolint:errcheck // opened for reading
	data, err := io.ReadAll(io.LimitReader(opened, MaxMap+1))
	if err != nil {
		return nil, plainPathError(file, err)
	}
	if len(data) > MaxMap {
		return nil, fmt.Errorf("%s: above the limit of %d bytes: a map of columns is a few lines", file, MaxMap)
	}
	var doc, more yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	err = decoder.Decode(&doc)
	if err == nil && decoder.Decode(&more) == nil {
		return nil, fmt.Errorf("%s:%d: a second document: a map of columns is one; put all of it above the ---", file, more.Line)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		hint := ""
		if strings.Contains(err.Error(), "block sequence entries are not allowed") {
			hint = `; a column that is left out is written with the dash in quotes, as in Notes: "-"`
		}
		return nil, fmt.Errorf("%s: not a map of columns: %w%s", file, err, hint)
	}
	reader := &mapReader{file: file, made: &Map{}}
	if len(doc.Content) > 0 {
		reader.read(doc.Content[0])
	}
	made := reader.made
	if len(reader.problems) == 0 && len(made.Columns) == 0 && len(made.Values) == 0 && made.DateOrder == "" && made.Separator == "" {
		return nil, fmt.Errorf("%s: says nothing: expected columns with heads and their fields; lexfit convert --suggest-map FILE prints a beginning", file)
	}
	return made, reader.err()
}

// mapReader reads a map of columns and collects what is wrong with it.
type mapReader struct {
	file     string
	made     *Map
	problems []mapProblem
}

type mapProblem struct {
	line, column int
	message      string
}

func (r *mapReader) report(node *yaml.Node, format string, args ...any) {
	if len(r.problems) < maxProblems {
		r.problems = append(r.problems, mapProblem{node.Line, node.Column, fmt.Sprintf(format, args...)})
	}
}

func (r *mapReader) err() error {
	slices.SortStableFunc(r.problems, func(one, other mapProblem) int {
		return cmp.Or(one.line-other.line, one.column-other.column)
	})
	errs := make([]error, 0, len(r.problems))
	for _, problem := range r.problems {
		errs = append(errs, fmt.Errorf("%s:%d:%d: %s", r.file, problem.line, problem.column, problem.message))
	}
	return errors.Join(errs...)
}

// each reads the entries of a mapping, each key once.
func (r *mapReader) each(node *yaml.Node, what string, read func(key, value *yaml.Node)) {
	node = resolved(node)
	if node.Kind != yaml.MappingNode {
		if node.Tag != "!!null" {
			r.report(node, "%s: expected names and what they mean, as in \"Degree\": education.1.level", what)
		}
		return
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key := node.Content[i]
		switch {
		case key.Tag == "!!merge":
			r.report(key, "merge keys (<<) are not read: write the lines out")
		case key.Kind != yaml.ScalarNode:
			r.report(key, "%s: expected a name, in quotes where it is no plain word", what)
		case seen[key.Value] > 0:
			r.report(key, "%q stands here a second time, first in line %d: keep one", key.Value, seen[key.Value])
		default:
			seen[key.Value] = key.Line
			read(key, resolved(node.Content[i+1]))
		}
	}
}

// resolved follows an alias.
func resolved(node *yaml.Node) *yaml.Node {
	if node.Kind == yaml.AliasNode && node.Alias.Kind != yaml.AliasNode {
		return node.Alias
	}
	return node
}

// text is the text of a value.
func (r *mapReader) text(value *yaml.Node, what string) (string, bool) {
	if value.Kind != yaml.ScalarNode || value.Tag == "!!null" {
		r.report(value, "%s: expected a text, in quotes where it is no plain word", what)
		return "", false
	}
	return value.Value, true
}

func (r *mapReader) read(root *yaml.Node) {
	r.each(root, "a map of columns", func(key, value *yaml.Node) {
		switch key.Value {
		case "date_order":
			if r.made.DateOrder, _ = r.text(value, key.Value); r.made.DateOrder != "mdy" && r.made.DateOrder != "dmy" {
				r.report(value, "date_order %q: expected mdy or dmy", r.made.DateOrder)
			}
		case "separator":
			r.made.Separator, _ = r.text(value, key.Value)
		case "columns":
			r.made.Columns = map[string]string{}
			r.each(value, "columns", r.column)
		case "values":
			r.made.Values = map[string]map[string]string{}
			r.each(value, "values", r.values)
		default:
			known := []string{"date_order", "separator", "columns", "values"}
			r.report(key, "unknown field %q%s; expected one of %s", key.Value, didYouMean(nearest(key.Value, known)), strings.Join(known, ", "))
		}
	})
}

func (r *mapReader) column(key, value *yaml.Node) {
	field, ok := r.text(value, fmt.Sprintf("column %q", key.Value))
	if !ok {
		return
	}
	if field != "-" {
		if _, err := parseTarget(field); err != nil {
			r.report(value, "column %q: %s; lexfit convert --fields lists all there are", key.Value, err)
			return
		}
	}
	r.made.Columns[key.Value] = field
}

// values reads the words of one field.
func (r *mapReader) values(key, value *yaml.Node) {
	to, err := parseTarget(key.Value)
	switch {
	case err != nil:
		r.report(key, "values: %s; these have words: %s", err, strings.Join(worded(), ", "))
		return
	case to.plain() != key.Value && (!to.several() || to.plain() != key.Value+".name"):
		r.report(key, "values: %q: expected the field without a number: %s", key.Value, to.plain())
		return
	}
	words := map[string]string{}
	r.each(value, "values of "+key.Value, func(word, meaning *yaml.Node) {
		text, ok := r.text(meaning, fmt.Sprintf("%q", word.Value))
		if !ok {
			return
		}
		if err := to.accepts(text); err != nil {
			r.report(meaning, "values: %s: %q can never apply: %s", key.Value, word.Value, err)
			return
		}
		words[word.Value] = text
	})
	r.made.Values[to.plain()] = words
}

// worded are the fields whose words a map can explain.
func worded() []string {
	var out []string
	for _, field := range Fields() {
		if to, err := parseTarget(field.Name); err == nil && !slices.Contains(out, to.plain()) && len(to.path) > 0 {
			out = append(out, to.plain())
		}
	}
	return out
}

// accepts says why a word of a map means nothing in a field; nil where it means something.
func (t *target) accepts(text string) error {
	if text == "-" || len(t.path) == 0 {
		return nil
	}
	field := t.path[len(t.path)-1]
	switch {
	case field.Enum() != nil:
		if _, err := parseWord(text, field.Enum(), nil); err != nil {
			return fmt.Errorf("%q is none of its values: expected %s", text, strings.Join(valuesOf(field.Enum()), ", "))
		}
	case isDate(field):
		if date, err := parseDate(text, ""); date == "" && !stillHeld(text) {
			return err
		}
	case field.Kind() == protoreflect.BoolKind:
		_, err := parseFlag(text)
		return err
	case field.Kind() == protoreflect.DoubleKind, field.Kind() == protoreflect.Int32Kind:
		_, err := parseNumber(text)
		return err
	case !isName(text):
		return fmt.Errorf("%q names nothing: expected what it is, such as Westlaw, or \"-\" to leave it out", text)
	}
	return nil
}

// isName says whether a text can be what something is called by: no placeholder, and no answer.
func isName(text string) bool {
	_, answer := flagOf(text)
	return silence.Of(text) == silence.Spoken && !answer
}

// field is what the map says of a column's head; not ok where it says nothing.
func (m *Map) field(head string) (string, bool) {
	if m == nil {
		return "", false
	}
	if field, ok := m.Columns[head]; ok {
		return field, true
	}
	for _, written := range slices.Sorted(maps.Keys(m.Columns)) {
		if cleanHead(written) == head {
			return m.Columns[written], true
		}
	}
	return "", false
}
