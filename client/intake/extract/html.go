package extract

import (
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"

	"github.com/lexfit/lexfit/client/intake/document"
)

// readHTML reads a web page. It goes by the tags as they come, without a tree: what is left open costs nothing.
func readHTML(ctx context.Context, source Source) (*document.Document, error) {
	text, err := htmlText(source)
	if err != nil {
		return nil, err
	}
	sheet := sheetOf(text)
	page := &htmlPage{grid: grid{flow: newFlow(&spending{limits: source.Limits})}, sheet: sheet}
	page.begin()
	tags := html.NewTokenizer(strings.NewReader(text))
	tags.SetMaxBuf(source.Limits.Text)
	for elements := 0; ; elements++ {
		if elements > source.Limits.Elements {
			return nil, tooManyElements(source.Limits)
		}
		if elements%1024 == 0 {
			if err := errors.Join(ctx.Err(), page.flow.spent.err()); err != nil {
				return nil, err
			}
		}
		switch tags.Next() {
		case html.ErrorToken:
			switch err := tags.Err(); {
			case errors.Is(err, html.ErrBufferExceeded):
				return nil, tooMuchText(source.Limits)
			case !errors.Is(err, io.EOF):
				return nil, broken(HTML)
			}
			page.done()
			return page.flow.done()
		case html.TextToken:
			page.text(tags.Token().Data)
		case html.StartTagToken, html.SelfClosingTagToken:
			page.start(tags.Token())
			if len(page.open) > source.Limits.Depth {
				return nil, tooDeep(source.Limits)
			}
		case html.EndTagToken:
			page.end(tags.Token().Data)
		case html.CommentToken, html.DoctypeToken:
		}
	}
}

// htmlText is a page's text by the encoding that it names, or what can be told.
func htmlText(source Source) (string, error) {
	named, name, certain := charset.DetermineEncoding(source.Data[:min(len(source.Data), 1024)], "")
	if !certain && (name == "windows-1252" || name == "utf-8") { // a guess, or what many pages say and few keep to
		return plainText(source)
	}
	decoded, err := named.NewDecoder().Bytes(source.Data)
	if err != nil {
		return "", broken(HTML)
	}
	return string(decoded), nil
}

// htmlElement is an element that is open.
type htmlElement struct {
	tag  string
	look look
	// skip holds of what nobody sees and what is no text; shaded of a ground that is not white.
	skip, shaded, pre bool
	// beside says that its parts stand beside each other, and apart that it stands apart from what is before it.
	beside, apart bool
	heading       int
	bullet        bool
}

// htmlPage follows a page's tags.
type htmlPage struct {
	grid
	sheet sheetRules
	open  []htmlElement
}

// htmlBlocks are elements that begin a line and end it.
var htmlBlocks = setOf("address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul")

// htmlNothing are elements whose content is no text of the page, and htmlVoid those that have none.
var (
	htmlNothing = setOf("script style head template noscript iframe object svg math select textarea button title datalist audio video canvas")
	htmlVoid    = setOf("area base br col embed hr img input link meta param source track wbr")
)

func setOf(names string) map[string]bool {
	made := map[string]bool{}
	for name := range strings.FieldsSeq(names) {
		made[name] = true
	}
	return made
}

func (p *htmlPage) top() htmlElement {
	if len(p.open) == 0 {
		return htmlElement{look: look{size: 12}}
	}
	return p.open[len(p.open)-1]
}

// headingSizes are what browsers make of headings.
var headingSizes = [...]float64{0, 24, 18, 14, 12, 10, 8}

func (p *htmlPage) start(token html.Token) {
	tag := token.Data
	if implied := htmlEnds[tag]; implied != nil {
		p.endImplied(implied)
	}
	made := p.top()
	within := made.beside
	made.tag, made.beside, made.apart = tag, false, false
	made.skip = made.skip || htmlNothing[tag] && tag != "head"
	switch tag {
	case "h1", "h2", "h3", "h4", "h5", "h6":
		made.heading = int(tag[1] - '0')
		made.look.size, made.look.bold = headingSizes[made.heading], true
	case "b", "strong", "th":
		made.look.bold = true
	case "i", "em", "cite":
		made.look.italic = true
	case "li":
		made.bullet = true
	case "small":
		made.look.size *= .83
	case "pre":
		made.pre = true
	}
	p.sheet.apply(&made, token)
	if made.skip {
		if !htmlVoid[tag] && token.Type != html.SelfClosingTagToken {
			p.open = append(p.open, made)
		}
		return
	}
	switch {
	case tag == "br":
		p.flow.end()
	case tag == "table":
		p.startTable()
	case tag == "tr":
		p.endRow()
	case tag == "td" && p.table() != nil, tag == "th" && p.table() != nil:
		p.startCell()
	case htmlBlocks[tag]:
		p.flow.end()
	case within, made.apart:
		p.flow.tab()
	}
	if htmlBlocks[tag] && tag != "table" && tag != "tr" {
		p.flow.now.heading = made.heading
		if tag == "li" {
			p.flow.now.bullet = true
		}
		if tag == "section" || tag == "article" || tag == "aside" || tag == "header" || tag == "ul" || tag == "ol" || tag == "hr" || made.heading > 0 {
			p.flow.now.block = p.flow.block()
		}
	}
	if !htmlVoid[tag] && token.Type != html.SelfClosingTagToken {
		p.open = append(p.open, made)
	}
}

// htmlEnds are the elements that a tag ends where nobody did.
var htmlEnds = map[string][]string{
	"li": {"li"}, "dt": {"dt", "dd"}, "dd": {"dt", "dd"}, "tr": {"td", "th", "tr"}, "td": {"td", "th"}, "th": {"td", "th"}, "body": {"head"}, "p": {"p"},
}

// endImplied ends elements of these names at the top of what is open.
func (p *htmlPage) endImplied(names []string) {
	for len(p.open) > 0 && slices.Contains(names, p.top().tag) {
		p.end(p.top().tag)
	}
}

func (p *htmlPage) end(tag string) {
	at := len(p.open) - 1
	for at >= 0 && p.open[at].tag != tag {
		if tag != "table" && p.open[at].tag == "table" {
			return // what is ended is outside the table
		}
		at--
	}
	if at < 0 {
		return
	}
	skipped := p.open[at].skip
	p.open = p.open[:at]
	if skipped || !htmlBlocks[tag] {
		return
	}
	switch tag {
	case "table":
		p.endTable()
	case "tr":
		p.endRow()
	case "td", "th":
		p.endCell()
	default:
		p.flow.end()
	}
	p.flow.now.heading, p.flow.now.bullet = p.top().heading, false
}

func (p *htmlPage) text(text string) {
	top := p.top()
	if top.skip {
		return
	}
	if top.pre {
		for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
			if i > 0 {
				p.flow.end()
			}
			for j, piece := range wideGap.Split(line, -1) {
				if j > 0 {
					p.flow.tab()
				}
				p.flow.text(piece, top.look)
			}
		}
		return
	}
	p.flow.text(text, top.look)
}

// sheetRules are what a page's style sheets say of elements, by selectors of one name.
type sheetRules map[string]map[string]string

// The most of a style sheet that is read.
const (
	mostRules = 2000
	mostSheet = 256 << 10
)

// sheetOf reads the simple rules of a page's style sheets: those of a tag, a class or an id.
func sheetOf(text string) sheetRules {
	made := sheetRules{}
	lower := strings.ToLower(text)
	for len(made) < mostRules {
		from := strings.Index(lower, "<style")
		if from < 0 {
			return made
		}
		lower = lower[from:]
		_, rest, opened := strings.Cut(lower, ">")
		if !opened {
			return made
		}
		css, after, _ := strings.Cut(rest, "</style")
		made.read(css[:min(len(css), mostSheet)])
		lower = after
	}
	return made
}

func (s sheetRules) read(css string) {
	for len(s) < mostRules {
		from := strings.Index(css, "/*")
		if from < 0 {
			break
		}
		_, after, ended := strings.Cut(css[from:], "*/")
		if css = css[:from] + after; !ended {
			break
		}
	}
	for len(s) < mostRules {
		selectors, rest, opened := strings.Cut(css, "{")
		if !opened {
			return
		}
		body, after, closed := strings.Cut(rest, "}")
		if strings.Contains(selectors, "@") { // what holds on some screens or papers only
			depth, at := 1, 0
			for ; at < len(rest) && depth > 0; at++ {
				switch rest[at] {
				case '{':
					depth++
				case '}':
					depth--
				}
			}
			css = rest[at:]
			continue
		}
		for selector := range strings.SplitSeq(selectors, ",") {
			name := strings.TrimSpace(selector)
			if name == "" || strings.ContainsAny(strings.TrimLeft(name, ".#"), ". #:>[+~*") {
				continue
			}
			if s[name] == nil {
				s[name] = map[string]string{}
			}
			maps.Copy(s[name], declarations(body))
		}
		if css = after; !closed {
			return
		}
	}
}

// declarations are a rule's properties and their values.
func declarations(body string) map[string]string {
	made := map[string]string{}
	for one := range strings.SplitSeq(body, ";") {
		name, value, found := strings.Cut(one, ":")
		if found {
			made[strings.TrimSpace(strings.ToLower(name))] = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(strings.ToLower(value)), "!important"))
		}
	}
	return made
}

// apply lays the rules for an element over how it looks.
func (s sheetRules) apply(element *htmlElement, token html.Token) {
	element.style(s[token.Data])
	inline := ""
	for _, attr := range token.Attr {
		switch strings.ToLower(attr.Key) {
		case "class":
			for class := range strings.FieldsSeq(strings.ToLower(attr.Val)) {
				element.style(s["."+class])
			}
		case "id":
			element.style(s["#"+strings.ToLower(attr.Val)])
		case "style":
			inline = attr.Val
		case "hidden":
			element.look.hidden = document.Invisible
		case "bgcolor":
			element.style(map[string]string{"background": strings.ToLower(attr.Val)})
		case "color":
			element.style(map[string]string{"color": strings.ToLower(attr.Val)})
		}
	}
	element.style(declarations(inline))
}
