package read

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lexfit/lexfit/client/intake/document"
	"github.com/lexfit/lexfit/client/intake/draft"
)

// The most of a document that is read; what is beyond is told as a remark.
const (
	mostLines = 5_000
	mostLine  = 2_000
	mostBytes = 500_000
)

// line is a line that is read, with what its look says.
type line struct {
	*document.Line
	page   int
	text   string // its text with single spaces, at most mostLine bytes
	pieces []string
	caps   bool // all its letters are capitals
	ranges []dated
	// read says that a value stands in it.
	read bool
}

// style is what a heading looks like beside others.
type style struct {
	size       float64
	bold, caps bool
	heading    int
}

func (here *line) style() style {
	return style{size: here.Size, bold: here.Bold, caps: here.caps, heading: here.Heading}
}

// sheets are the lines of a document that are read, and those that nobody sees.
type sheets struct {
	lines  []*line
	hidden []*line
	cut    bool // there were more lines than are read
	placed bool // lines have places
}

// lay lays a document out as lines. Running heads and hidden text are no part of it.
func lay(doc *document.Document) *sheets {
	out := &sheets{}
	size := 0
	for i := range doc.Pages {
		page := &doc.Pages[i]
		for j := range page.Lines {
			written := &page.Lines[j]
			text := single(written.Text)
			if text == "" {
				continue
			}
			made := &line{Line: written, page: page.Number, text: cutAt(text, mostLine)}
			if written.Hidden != "" {
				out.hidden = append(out.hidden, made)
				continue
			}
			if written.Running {
				continue
			}
			if size += len(made.text); len(out.lines) >= mostLines || size > mostBytes {
				out.cut = true
				return out
			}
			made.caps = allCaps(made.text)
			made.pieces = piecesOf(written, made.text)
			made.ranges = findDates(made.text)
			out.placed = out.placed || written.Right > written.Left
			out.lines = append(out.lines, made)
		}
	}
	return out
}

// piecesOf are the texts of a line's pieces, where they stand in the line's text one after the other; the whole text otherwise.
func piecesOf(written *document.Line, text string) []string {
	var list []string
	at := 0
	for _, piece := range written.Pieces {
		part := single(piece.Text)
		if part == "" {
			continue
		}
		found := strings.Index(text[at:], part)
		if found < 0 {
			return []string{text}
		}
		at += found + len(part)
		list = append(list, part)
	}
	if len(list) == 0 {
		return []string{text}
	}
	return list
}

// single is a text with single spaces and without letters of no width.
func single(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, " "), func(letter rune) bool {
		return unicode.IsSpace(letter) || unicode.IsControl(letter) || letter == '\u200b' || letter == '\ufeff' || letter == '\u00ad'
	}), " ")
}

// cutAt cuts a text at so many bytes at most, between letters.
func cutAt(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most]
}

func allCaps(text string) bool {
	letters := 0
	for _, letter := range text {
		if unicode.IsLower(letter) {
			return false
		}
		if unicode.IsUpper(letter) {
			letters++
		}
	}
	return letters > 1
}

// startsLower says whether a text begins with a small letter: it goes on with what stands before it.
func startsLower(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	return unicode.IsLower(first)
}

// where is a place of a value in a line.
type where struct {
	line *line
	text string
}

func (w where) span(path string) draft.Span {
	return draft.Span{Path: path, Page: w.line.page, Line: w.line.Number, Text: w.text}
}

// passage is text that goes on over lines, with a space between them.
type passage struct {
	text   string
	starts []int
	lines  []*line
}

func (p *passage) add(from *line, text string) {
	if p.text != "" {
		p.text += " "
	}
	p.starts = append(p.starts, len(p.text))
	p.lines = append(p.lines, from)
	p.text += text
}

// places are the lines that the bytes from start to end of a passage stand in.
func (p *passage) places(start, end int) []where {
	var out []where
	for i, from := range p.starts {
		until := len(p.text)
		if i+1 < len(p.starts) {
			until = p.starts[i+1] - 1
		}
		if a, b := max(from, start), min(until, end); a < b {
			if text := strings.TrimSpace(p.text[a:b]); text != "" {
				out = append(out, where{p.lines[i], text})
			}
		}
	}
	return out
}
