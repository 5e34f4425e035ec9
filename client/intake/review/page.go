package review

import (
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/lexfit/lexfit/client/intake/draft"
	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/matcher/prose"
)

var (
	//go:embed page.html
	pageHTML string
	//go:embed page.css
	css string
	//go:embed page.js
	script string

	pageTemplate = template.Must(template.New("page").Parse(pageHTML))
)

// sheet is a page of the document, and sheetLine a line of it.
type sheet struct {
	Number int
	Lines  []sheetLine
}

type sheetLine struct {
	ID, Class, Text, Note string
	Number                int
	First, To             string // the field that it leads to, and all of them
}

// group is an entry of the profile, or what stands beside the entries.
type group struct {
	Title  string
	Fields []field
}

// field is a value.
type field struct {
	ID, Label, Value, Place string
	First, To               string // the line that it leads to, and all of them
	Flagged                 []string
	path                    string
}

// flagView is a flag as it is listed.
type flagView struct {
	Title, Place, Says, Answer string
	Others                     []string
	First, To                  string
}

// Page writes one self-contained page of a draft: the document's lines on the left, what was read on the right, and each shows what
// belongs to it on the other side, for the mouse and for the keyboard. It fetches nothing, and holds no script but its own.
func Page(out io.Writer, of *draft.Draft) error {
	made := &pager{Draft: of, lines: map[string][]string{}, fields: map[string][]string{}}
	groups := made.groups()
	state := "Reviewed"
	if !of.Reviewed {
		state = capital(render.DraftNote)
	}
	hash := func(text string) string {
		sum := sha256.Sum256([]byte(text))
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	var remarks []string
	for _, remark := range of.Source.Remarks {
		remarks = append(remarks, render.Clean(remark))
	}
	err := pageTemplate.Execute(out, map[string]any{
		"Policy": template.HTMLAttr(fmt.Sprintf( //nolint:gosec // of our own making
			`content="default-src 'none'; script-src %s; style-src %s; base-uri 'none'; form-action 'none'"`, hash(script), hash(css))),
		"CSS": template.CSS(css), "Script": template.JS(script), //nolint:gosec // of our own making
		"Title": cmp.Or(render.Clean(of.Profile.GetDisplayName()), render.Clean(of.Profile.GetCandidateId())), "State": state,
		"File": render.Clean(of.Source.File), "Pages": prose.Count(of.Source.Pages, "page"), "Remarks": remarks,
		"Groups": groups, "Flags": made.flags(groups), "Sheets": made.sheets(),
	})
	if err != nil {
		return fmt.Errorf("page: %w", err)
	}
	return nil
}

// pager makes a page.
type pager struct {
	*draft.Draft
	lines  map[string][]string // the ids of the lines of a path
	fields map[string][]string // the ids of the fields of a line
	made   int                 // fields so far
}

func lineID(page, line int) string { return fmt.Sprintf("p%dl%d", page, line) }

// groups are the profile's values, entry by entry.
func (p *pager) groups() []group {
	for _, span := range p.Spans {
		if id := lineID(span.Page, span.Line); p.Line(span.Page, span.Line) != nil && !slices.Contains(p.lines[span.Path], id) {
			p.lines[span.Path] = append(p.lines[span.Path], id)
		}
	}
	person := group{Title: "Person"}
	message := p.Profile.ProtoReflect()
	for _, name := range []protoreflect.Name{"display_name", "work_state", "total_experience_months"} {
		if known := message.Descriptor().Fields().ByName(name); message.Has(known) {
			person.Fields = append(person.Fields, p.field(string(name), render.PathWords(string(name))))
		}
	}
	for _, contact := range p.Contacts {
		made := p.value(contact.Kind, contact.Value, "")
		if id := lineID(contact.Page, contact.Line); p.Line(contact.Page, contact.Line) != nil {
			made.First, made.To, made.Place = id, id, placeOf(contact.Page, contact.Line)
			p.fields[id] = append(p.fields[id], made.ID)
		}
		person.Fields = append(person.Fields, made)
	}
	list := []group{person}
	for i := range message.Descriptor().Fields().Len() {
		known := message.Descriptor().Fields().Get(i)
		if !known.IsList() || known.Message() == nil {
			continue
		}
		for n := range message.Get(known).List().Len() {
			path := fmt.Sprintf("%s[%d]", known.Name(), n)
			made := group{Title: capital(render.PathWords(path)), Fields: p.leaves(path, message.Get(known).List().Get(n).Message())}
			for _, kind := range p.flagged(path) {
				made.Title += " · " + kind
			}
			list = append(list, made)
		}
	}
	if message.Has(message.Descriptor().Fields().ByName("preferences")) {
		list = append(list, group{Title: "Wishes", Fields: p.leaves("preferences", p.Profile.GetPreferences().ProtoReflect())})
	}
	return slices.DeleteFunc(list, func(made group) bool { return len(made.Fields) == 0 })
}

// leaves are the values of an entry, and those that are flagged though nothing was read.
func (p *pager) leaves(path string, message protoreflect.Message) []field {
	var list []field
	for i := range message.Descriptor().Fields().Len() {
		known := message.Descriptor().Fields().Get(i)
		at := path + "." + string(known.Name())
		label := strings.TrimPrefix(render.PathWords("x."+string(known.Name())), "x, ")
		switch {
		case known.IsList():
			for n := range message.Get(known).List().Len() {
				list = append(list, p.field(fmt.Sprintf("%s[%d]", at, n), label))
			}
		case message.Has(known) || len(p.flagged(at)) > 0:
			list = append(list, p.field(at, label))
		}
	}
	// A span of the entry as a whole is that of its first value, where that has none.
	if whole := p.lines[path]; len(whole) > 0 && len(list) > 0 && list[0].First == "" {
		p.lead(&list[0], whole)
	}
	return list
}

func (p *pager) flagged(path string) []string {
	var words []string
	for _, flag := range p.Flags {
		if flag.Path == path && flag.Open() {
			words = append(words, render.FlagWord(flag.Kind))
		}
	}
	return words
}

func (p *pager) value(label, value, path string) field {
	p.made++
	return field{ID: fmt.Sprintf("f%d", p.made), Label: render.Clean(label), Value: cmp.Or(render.Clean(value), "not read"), path: path}
}

func (p *pager) field(path, label string) field {
	made := p.value(label, p.Value(path), path)
	made.Flagged = p.flagged(path)
	p.lead(&made, p.lines[path])
	return made
}

// lead leads a field to its lines, and the lines to it.
func (p *pager) lead(made *field, lines []string) {
	if len(lines) == 0 {
		return
	}
	made.First, made.To = lines[0], strings.Join(lines, " ")
	var page, line int
	_, _ = fmt.Sscanf(lines[0], "p%dl%d", &page, &line) // of our own making
	made.Place = placeOf(page, line)
	for _, id := range lines {
		p.fields[id] = append(p.fields[id], made.ID)
	}
}

func placeOf(page, line int) string { return fmt.Sprintf("page %d, line %d", page, line) }

// flags are those of the draft, each with where it leads: to the value, or to its line.
func (p *pager) flags(groups []group) []flagView {
	var list []flagView
	for _, flag := range p.Flags {
		made := flagView{Says: render.Clean(flag.Says), Answer: string(flag.Answer)}
		for _, other := range flag.Others {
			made.Others = append(made.Others, render.Clean(other))
		}
		what := quoted(flag.Text)
		if flag.Path != "" {
			what = capital(render.PathWords(flag.Path))
			if value := p.Value(flag.Path); value != "" {
				what += ", " + render.Clean(value)
			}
		}
		made.Title = what + ": " + render.FlagWord(flag.Kind)
		if flag.Text == "" && flag.Path == "" {
			made.Title = capital(render.FlagWord(flag.Kind))
		}
		if p.Line(flag.Page, flag.Line) != nil {
			made.First, made.Place = lineID(flag.Page, flag.Line), placeOf(flag.Page, flag.Line)
			made.To = made.First
		}
		for _, each := range groups {
			for _, value := range each.Fields {
				if value.path == flag.Path && flag.Path != "" {
					made.To = strings.TrimSpace(made.To + " " + value.ID)
					made.First = cmp.Or(made.First, value.ID)
				}
			}
		}
		list = append(list, made)
	}
	return list
}

// How the size and the place of a line become a class.
const (
	mostIndent  = 6
	indentWidth = 24 // points
)

// sheets are the document's lines.
func (p *pager) sheets() []sheet {
	usual := p.usualSize()
	flagged := map[string]bool{}
	for _, flag := range p.Flags {
		if flag.Open() {
			flagged[lineID(flag.Page, flag.Line)] = true
		}
	}
	var list []sheet
	for _, page := range p.Pages {
		made := sheet{Number: page.Number}
		least := 0
		for _, line := range page.Lines {
			if line.Left > 0 && (least == 0 || line.Left < least) {
				least = line.Left
			}
		}
		for i, line := range page.Lines {
			id := lineID(page.Number, line.Number)
			shown := sheetLine{ID: id, Number: line.Number, Text: cmp.Or(render.Clean(line.Text), "…"), Class: look(line, usual, least)}
			if i > 0 && line.Block != page.Lines[i-1].Block {
				shown.Class += " gap"
			}
			if flagged[id] {
				shown.Class += " flagged"
			}
			if line.Hidden != "" {
				shown.Note = "not seen on the page: " + render.Clean(line.Hidden)
			}
			if to := p.fields[id]; len(to) > 0 {
				shown.First, shown.To = to[0], strings.Join(to, " ")
			}
			shown.Class = strings.TrimSpace(shown.Class)
			made.Lines = append(made.Lines, shown)
		}
		list = append(list, made)
	}
	return list
}

// usualSize is the size of most lines.
func (p *pager) usualSize() int {
	counts := map[int]int{}
	usual := 0
	for _, page := range p.Pages {
		for _, line := range page.Lines {
			counts[line.Size]++
			if line.Size > 0 && (counts[line.Size] > counts[usual] || counts[line.Size] == counts[usual] && line.Size < usual || usual == 0) {
				usual = line.Size
			}
		}
	}
	return usual
}

// look is the class of a line.
func look(line draft.Line, usual, least int) string {
	var classes []string
	add := func(is bool, class string) {
		if is {
			classes = append(classes, class)
		}
	}
	add(line.Bold || line.Heading, "bold")
	add(line.Italic, "italic")
	add(line.Bullet, "bullet")
	add(line.Running, "running")
	add(line.Hidden != "", "unseen")
	if usual > 0 && line.Size > 0 {
		add(10*line.Size >= 15*usual, "larger")
		add(10*line.Size >= 12*usual && 10*line.Size < 15*usual, "large")
		add(10*line.Size <= 8*usual, "small")
	}
	if indent := min((line.Left-least)/indentWidth, mostIndent); line.Left > 0 && indent > 0 {
		add(true, fmt.Sprintf("in%d", indent))
	}
	return strings.Join(classes, " ")
}
