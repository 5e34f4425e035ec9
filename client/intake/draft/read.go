package draft

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/lexfit/lexfit/client/input"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// MaxDraft is the largest draft file read, in bytes.
const MaxDraft = 4 << 20

// What a draft may hold.
const (
	mostContacts = 200
	mostSpans    = 20_000
	mostPages    = 500
	mostLines    = 20_000
	mostText     = MaxDraft / 4 // bytes of the lines that are kept
	mostTexts    = 200          // remarks, and other readings of a flag
	mostPoints   = 100_000      // of a place on a page
	mostNumber   = 1_000_000
	mostProblems = 100
)

// Read reads a draft file of at most MaxDraft bytes. What is wrong with it is named as file:line, all of it at once.
func Read(path string) (*Draft, error) {
	file, err := os.Open(path) //nolint:gosec // the file that the caller asked to read
	if err != nil {
		return nil, plain(path, err)
	}
	defer file.Close() //nolint:errcheck // opened for reading
	data, err := io.ReadAll(io.LimitReader(file, MaxDraft+1))
	if err != nil {
		return nil, plain(path, err)
	}
	return Decode(path, data)
}

// plain says what is wrong without the name of a system call.
func plain(path string, err error) error {
	if of, ok := errors.AsType[*fs.PathError](err); ok {
		err = of.Err
	}
	return fmt.Errorf("%s: cannot be read: %w", path, err)
}

// Decode reads a draft; the name is the file's, for what is said of it.
func Decode(name string, data []byte) (*Draft, error) {
	if len(data) > MaxDraft {
		return nil, fmt.Errorf("%s: above the limit of %d bytes: a draft is a few thousand", name, MaxDraft)
	}
	var doc, more yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	if err := decoder.Decode(&doc); err != nil && !errors.Is(err, io.EOF) {
		return nil, notYAML(name, err)
	}
	if err := decoder.Decode(&more); err == nil {
		return nil, fmt.Errorf("%s:%d: a second document: a draft is one person's", name, more.Line)
	} else if !errors.Is(err, io.EOF) {
		return nil, notYAML(name, err)
	}
	if len(doc.Content) == 0 {
		return nil, fmt.Errorf("%s: is empty: expected a draft that lexfit intake wrote", name)
	}
	reader := &reader{}
	made := reader.draft(doc.Content[0])
	if len(reader.problems) > 0 {
		return nil, reader.err(name)
	}
	made.Untouched = reader.made != "" && reader.made == sum(below(data))
	made.Mark()
	return made, nil
}

func notYAML(name string, err error) error {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	if at, rest, ok := strings.Cut(strings.TrimPrefix(text, "line "), ": "); ok {
		if _, err := strconv.Atoi(at); err == nil {
			return fmt.Errorf("%s:%s: not valid YAML: %s", name, at, rest)
		}
	}
	return fmt.Errorf("%s: not valid YAML: %s", name, text)
}

// below is what stands below the line of the sum.
func below(data []byte) []byte {
	_, body, _ := bytes.Cut(data, []byte("\nmade: "))
	_, body, _ = bytes.Cut(body, []byte{'\n'})
	return body
}

// reader reads a draft and collects what is wrong with it.
type reader struct {
	made     string
	problems []problem
}

type problem struct {
	line    int
	message string
}

func (r *reader) report(line int, at, format string, args ...any) {
	if len(r.problems) < mostProblems {
		r.problems = append(r.problems, problem{line, strings.TrimPrefix(at+": ", ": ") + fmt.Sprintf(format, args...)})
	}
}

func (r *reader) err(name string) error {
	slices.SortStableFunc(r.problems, func(one, other problem) int { return cmp.Compare(one.line, other.line) })
	list := make([]error, len(r.problems))
	for i, each := range r.problems {
		list[i] = fmt.Errorf("%s:%d: %s", name, each.line, each.message)
	}
	return errors.Join(list...)
}

// entry is how a name of a mapping is read.
type entry map[string]func(at string, value *yaml.Node)

// each reads a mapping, each name once and none that is unknown.
func (r *reader) each(at string, value *yaml.Node, known entry) {
	if !r.is(at, value, yaml.MappingNode, "names and values") {
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(value.Content); i += 2 {
		key := value.Content[i]
		read, ok := known[key.Value]
		switch {
		case key.Kind != yaml.ScalarNode || !ok:
			names := make([]string, 0, len(known))
			for name := range known {
				names = append(names, name)
			}
			slices.Sort(names)
			r.report(key.Line, at, "unknown field %s: expected one of %s", quote(short(key.Value)), strings.Join(names, ", "))
		case seen[key.Value]:
			r.report(key.Line, join(at, key.Value), "given twice: keep one")
		default:
			seen[key.Value] = true
			read(join(at, key.Value), value.Content[i+1])
		}
	}
}

func join(at, name string) string { return strings.TrimPrefix(at+"."+name, ".") }

func short(text string) string {
	const most = 60
	if letters := []rune(text); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return text
}

func (r *reader) is(at string, value *yaml.Node, kind yaml.Kind, what string) bool {
	switch {
	case value.Anchor != "" || value.Kind == yaml.AliasNode:
		r.report(value.Line, at, "anchors and aliases (& and *) are not read: write the text out")
	case value.Kind != kind:
		r.report(value.Line, at, "expected %s", what)
	default:
		return true
	}
	return false
}

// list reads a list of at most so many.
func (r *reader) list(at string, value *yaml.Node, most int, read func(at string, value *yaml.Node)) {
	if value.Tag == "!!null" || !r.is(at, value, yaml.SequenceNode, "a list") {
		return
	}
	if len(value.Content) > most {
		r.report(value.Line, at, "%d entries: expected at most %d", len(value.Content), most)
		return
	}
	for i, item := range value.Content {
		read(fmt.Sprintf("%s[%d]", at, i), item)
	}
}

func (r *reader) text(into *string) func(string, *yaml.Node) {
	return func(at string, value *yaml.Node) {
		if value.Tag != "!!null" && r.is(at, value, yaml.ScalarNode, "a text") {
			*into = value.Value
		}
	}
}

func (r *reader) texts(into *[]string) func(string, *yaml.Node) {
	return func(at string, value *yaml.Node) {
		r.list(at, value, mostTexts, func(at string, item *yaml.Node) {
			var text string
			r.text(&text)(at, item)
			*into = append(*into, text)
		})
	}
}

func (r *reader) number(into *int) func(string, *yaml.Node) {
	return func(at string, value *yaml.Node) {
		if !r.is(at, value, yaml.ScalarNode, "a whole number") {
			return
		}
		number, err := strconv.Atoi(value.Value)
		if err != nil || number < 0 || number > mostNumber {
			r.report(value.Line, at, "expected a whole number from 0 to %d, got %s", mostNumber, quote(short(value.Value)))
			return
		}
		*into = number
	}
}

func (r *reader) truth(into *bool) func(string, *yaml.Node) {
	return func(at string, value *yaml.Node) {
		if r.is(at, value, yaml.ScalarNode, "true or false") {
			if value.Value != "true" && value.Value != "false" {
				r.report(value.Line, at, "expected true or false, got %s", quote(short(value.Value)))
			}
			*into = value.Value == "true"
		}
	}
}

func (r *reader) draft(root *yaml.Node) *Draft {
	made := &Draft{}
	version := 0
	r.each("", root, entry{
		"draft": r.number(&version), "made": r.text(&r.made), "reviewed": r.truth(&made.Reviewed),
		"source": func(at string, value *yaml.Node) {
			r.each(at, value, entry{
				"file": r.text(&made.Source.File), "digest": r.text(&made.Source.Digest), "format": r.text(&made.Source.Format),
				"pages": r.number(&made.Source.Pages), "remarks": r.texts(&made.Source.Remarks),
			})
		},
		"profile": func(_ string, value *yaml.Node) { made.Profile = r.profile(value) },
		"flags": func(at string, value *yaml.Node) {
			r.list(at, value, mostFlags, func(at string, item *yaml.Node) { made.Flags = append(made.Flags, r.flag(at, item)) })
		},
		"contacts": func(at string, value *yaml.Node) {
			r.list(at, value, mostContacts, func(at string, item *yaml.Node) {
				var contact Contact
				r.each(at, item, entry{"kind": r.text(&contact.Kind), "value": r.text(&contact.Value), "page": r.number(&contact.Page), "line": r.number(&contact.Line)})
				made.Contacts = append(made.Contacts, contact)
			})
		},
		"spans": func(at string, value *yaml.Node) {
			r.list(at, value, mostSpans, func(at string, item *yaml.Node) {
				var span Span
				r.each(at, item, entry{"path": r.text(&span.Path), "text": r.text(&span.Text), "page": r.number(&span.Page), "line": r.number(&span.Line)})
				made.Spans = append(made.Spans, span)
			})
		},
		"pages": func(at string, value *yaml.Node) {
			lines := 0
			r.list(at, value, mostPages, func(at string, item *yaml.Node) { made.Pages = append(made.Pages, r.page(at, item, &lines)) })
		},
	})
	switch {
	case version == 0:
		r.report(root.Line, "draft", "expected the number %d, by which a draft is known", formatVersion)
	case version > formatVersion:
		r.report(root.Line, "draft", "is of format %d, and this lexfit reads up to %d: use a newer one", version, formatVersion)
	case made.Profile == nil && len(r.problems) == 0:
		r.report(root.Line, "profile", "is missing")
	}
	if made.Reviewed && made.Unanswered() > 0 {
		r.report(root.Line, "reviewed", "true, and %d flags without an answer: give each the answer kept, edited, dropped or skipped, or take it out", made.Unanswered())
	}
	return made
}

func (r *reader) profile(value *yaml.Node) *lexfitv1.CandidateProfile {
	for i := 0; i+1 < len(value.Content) && value.Kind == yaml.MappingNode; i += 2 {
		if value.Content[i].Value == "review" {
			r.report(value.Content[i].Line, "profile.review", "is made of reviewed and flags: take it out")
			return nil
		}
	}
	profile, problems := input.ProfileNode(value)
	for _, each := range problems {
		r.report(each.Line, strings.TrimSuffix("profile."+each.Path, "."), "%s", each.Message)
	}
	return profile
}

func (r *reader) flag(at string, value *yaml.Node) Flag {
	var flag Flag
	r.each(at, value, entry{
		"kind": func(at string, value *yaml.Node) {
			number, known := lexfitv1.ReviewFlagKind_value["REVIEW_FLAG_KIND_"+strings.TrimPrefix(value.Value, "REVIEW_FLAG_KIND_")]
			if !known {
				r.report(value.Line, at, "unknown kind %s: expected one such as YEAR_ALONE", quote(short(value.Value)))
			}
			flag.Kind = lexfitv1.ReviewFlagKind(number)
		},
		"path": r.text(&flag.Path), "page": r.number(&flag.Page), "line": r.number(&flag.Line), "text": r.text(&flag.Text), "says": r.text(&flag.Says),
		"others": r.texts(&flag.Others),
		"answer": func(at string, value *yaml.Node) {
			switch answer := Answer(value.Value); answer {
			case "", Kept, Edited, Dropped, Skipped:
				flag.Answer = answer
			default:
				r.report(value.Line, at, "expected kept, edited, dropped or skipped, got %s", quote(short(value.Value)))
			}
		},
	})
	return flag
}

func (r *reader) page(at string, value *yaml.Node, lines *int) Page {
	var page Page
	r.each(at, value, entry{
		"page": r.number(&page.Number),
		"lines": func(at string, value *yaml.Node) {
			if *lines += len(value.Content); *lines > mostLines {
				r.report(value.Line, at, "above the limit of %d lines", mostLines)
				return
			}
			r.list(at, value, mostLines, func(at string, item *yaml.Node) {
				var line Line
				known := entry{
					"line": r.number(&line.Number), "text": r.text(&line.Text), "left": r.number(&line.Left), "size": r.number(&line.Size),
					"block": r.number(&line.Block), "hidden": r.text(&line.Hidden),
				}
				for _, look := range line.looks() {
					known[look.name] = r.truth(look.is)
				}
				r.each(at, item, known)
				page.Lines = append(page.Lines, line)
			})
		},
	})
	return page
}
