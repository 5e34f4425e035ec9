package draft

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/output"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Extension is how the names of draft files end.
const Extension = input.DraftExtension

const heading = "# What lexfit read from a résumé. Values may be corrected here; lexfit intake review asks about what is flagged.\n"

// The formats that there are. A newer lexfit reads the older ones.
const formatVersion = 1

// Write writes a draft whole or not at all, over one that is there.
func Write(path string, d *Draft) error {
	set, err := output.Begin([]string{path}, false)
	if err != nil {
		return err
	}
	if _, err = set.Writer(0).Write(d.Encode()); err != nil {
		set.Discard()
		return err
	}
	return set.Commit(nil, nil)
}

// Encode is the draft as a file. The same draft is the same bytes.
func (d *Draft) Encode() []byte {
	body := &writer{}
	body.draft(d)
	head := heading + "draft: " + strconv.Itoa(formatVersion) + "\n"
	if d.Untouched {
		head += "made: " + sum(body.Bytes()) + "\n"
	}
	return append([]byte(head), body.Bytes()...)
}

// sum tells whether what stands below it is as it was made; it is no protection against anybody.
func sum(body []byte) string {
	hash := sha256.Sum256(body)
	return hex.EncodeToString(hash[:8])
}

// writer writes YAML of one style: texts in double quotes, so that none is taken for something else.
type writer struct{ bytes.Buffer }

func (w *writer) put(parts ...string) {
	for _, part := range parts {
		_, _ = w.WriteString(part) // a buffer takes everything
	}
}

func (w *writer) line(indent int, format string, args ...any) {
	w.put(strings.Repeat("  ", indent), fmt.Sprintf(format, args...), "\n")
}

func (w *writer) draft(d *Draft) {
	w.line(0, "reviewed: %t", d.Reviewed)
	w.line(0, "source:")
	w.line(1, "file: %s", quote(d.Source.File))
	w.line(1, "digest: %s", quote(d.Source.Digest))
	w.line(1, "format: %s", quote(d.Source.Format))
	w.line(1, "pages: %d", d.Source.Pages)
	w.texts(1, "remarks", d.Source.Remarks)
	if d.Profile != nil {
		profile := d.Profile
		if profile.GetReview() != nil {
			profile = proto.CloneOf(profile)
			profile.Review = nil // made of reviewed and flags
		}
		w.field(0, "profile", profile.ProtoReflect())
	}
	for i, flag := range d.Flags {
		if i == 0 {
			w.line(0, "flags:")
		}
		w.line(1, "- kind: %s", KindName(flag.Kind))
		w.text("path", flag.Path)
		w.number("page", flag.Page)
		w.number("line", flag.Line)
		w.text("text", flag.Text)
		w.text("says", flag.Says)
		w.texts(2, "others", flag.Others)
		w.text("answer", string(flag.Answer))
	}
	w.rows(len(d.Contacts), "contacts", func(i int) string {
		contact := d.Contacts[i]
		return fmt.Sprintf("kind: %s, value: %s", quote(contact.Kind), quote(contact.Value)) + place(contact.Page, contact.Line)
	})
	w.rows(len(d.Spans), "spans", func(i int) string {
		span := d.Spans[i]
		return "path: " + quote(span.Path) + place(span.Page, span.Line) + ", text: " + quote(span.Text)
	})
	if len(d.Pages) > 0 {
		w.line(0, "pages:")
	}
	for _, page := range d.Pages {
		w.line(1, "- page: %d", page.Number)
		if len(page.Lines) > 0 {
			w.line(2, "lines:")
		}
		for _, line := range page.Lines {
			w.line(3, "- {%s}", line.row())
		}
	}
}

// text and number are further values of an entry of the list of flags; empty ones are left out.
func (w *writer) text(name, value string) {
	if value != "" {
		w.line(2, "%s: %s", name, quote(value))
	}
}

func (w *writer) number(name string, value int) {
	if value != 0 {
		w.line(2, "%s: %d", name, value)
	}
}

func (w *writer) texts(indent int, name string, values []string) {
	if len(values) == 0 {
		return
	}
	quoted := make([]string, len(values))
	for i, value := range values {
		quoted[i] = quote(value)
	}
	w.line(indent, "%s: [%s]", name, strings.Join(quoted, ", "))
}

func (w *writer) rows(count int, name string, row func(int) string) {
	for i := range count {
		if i == 0 {
			w.line(0, "%s:", name)
		}
		w.line(1, "- {%s}", row(i))
	}
}

func place(page, line int) string { return fmt.Sprintf(", page: %d, line: %d", page, line) }

func (l *Line) row() string {
	parts := []string{fmt.Sprintf("line: %d, text: %s", l.Number, quote(l.Text))}
	for _, value := range []struct {
		name   string
		number int
	}{{"left", l.Left}, {"size", l.Size}, {"block", l.Block}} {
		if value.number != 0 {
			parts = append(parts, value.name+": "+strconv.Itoa(value.number))
		}
	}
	for _, look := range l.looks() {
		if *look.is {
			parts = append(parts, look.name+": true")
		}
	}
	if l.Hidden != "" {
		parts = append(parts, "hidden: "+quote(l.Hidden))
	}
	return strings.Join(parts, ", ")
}

type look struct {
	name string
	is   *bool
}

// looks are what is true or false of a line.
func (l *Line) looks() []look {
	return []look{{"bold", &l.Bold}, {"italic", &l.Italic}, {"bullet", &l.Bullet}, {"heading", &l.Heading}, {"running", &l.Running}}
}

// field writes a message under its name.
func (w *writer) field(indent int, name string, message protoreflect.Message) {
	fields := &writer{}
	fields.fields(indent+1, message)
	if fields.Len() == 0 {
		w.line(indent, "%s: {}", name)
		return
	}
	w.line(indent, "%s:", name)
	w.put(fields.String())
}

// entry writes a message of a list, its first field behind the dash.
func (w *writer) entry(indent int, message protoreflect.Message) {
	fields := &writer{}
	fields.fields(indent+1, message)
	if fields.Len() == 0 {
		w.line(indent, "- {}")
		return
	}
	before := strings.Repeat("  ", indent)
	w.put(before, "- ", strings.TrimPrefix(fields.String(), before+"  "))
}

// fields writes the fields that are set, in the order of the contract.
func (w *writer) fields(indent int, message protoreflect.Message) {
	fields := message.Descriptor().Fields()
	for i := range fields.Len() {
		if field := fields.Get(i); message.Has(field) {
			w.value(indent, field, message.Get(field))
		}
	}
}

func (w *writer) value(indent int, field protoreflect.FieldDescriptor, value protoreflect.Value) {
	name := string(field.Name())
	switch {
	case field.IsMap():
		w.line(indent, "%s:", name)
		texts := map[string]string{}
		value.Map().Range(func(key protoreflect.MapKey, text protoreflect.Value) bool {
			texts[key.String()] = text.String()
			return true
		})
		for _, key := range slices.Sorted(maps.Keys(texts)) {
			w.line(indent+1, "%s: %s", quote(key), quote(texts[key]))
		}
	case field.IsList():
		w.line(indent, "%s:", name)
		for i := range value.List().Len() {
			item := value.List().Get(i)
			if field.Message() != nil {
				w.entry(indent+1, item.Message())
			} else {
				w.line(indent+1, "- %s", scalar(field, item))
			}
		}
	case field.Message() != nil:
		w.field(indent, name, value.Message())
	default:
		w.line(indent, "%s: %s", name, scalar(field, value))
	}
}

func scalar(field protoreflect.FieldDescriptor, value protoreflect.Value) string {
	switch field.Kind() {
	case protoreflect.EnumKind:
		if named := field.Enum().Values().ByNumber(value.Enum()); named != nil {
			prefix := strings.TrimSuffix(string(field.Enum().Values().ByNumber(0).Name()), "UNSPECIFIED")
			return strings.TrimPrefix(string(named.Name()), prefix)
		}
		return strconv.Itoa(int(value.Enum()))
	case protoreflect.DoubleKind:
		return strconv.FormatFloat(value.Float(), 'g', -1, 64)
	case protoreflect.StringKind:
		return quote(value.String())
	}
	return value.String()
}

// KindName is a kind of flag as the file has it: YEAR_ALONE.
func KindName(kind lexfitv1.ReviewFlagKind) string {
	return strings.TrimPrefix(kind.String(), "REVIEW_FLAG_KIND_")
}

func valid(text string) string { return strings.ToValidUTF8(text, "\ufffd") }

// quote writes a text in double quotes, whatever stands in it.
func quote(text string) string {
	var out strings.Builder
	out.WriteByte('"')
	for _, letter := range valid(text) {
		switch {
		case letter == '"' || letter == '\\':
			out.WriteByte('\\')
			out.WriteRune(letter)
		case letter == '\n':
			out.WriteString(`\n`)
		case letter == '\t':
			out.WriteString(`\t`)
		case letter < ' ' || letter >= 0x7f && letter <= 0xa0 || letter == 0x2028 || letter == 0x2029 || letter == 0xfeff || letter >= 0xfff0 && letter <= 0xffff && letter != utf8.RuneError:
			fmt.Fprintf(&out, `\u%04x`, letter)
		default:
			out.WriteRune(letter)
		}
	}
	out.WriteByte('"')
	return out.String()
}
