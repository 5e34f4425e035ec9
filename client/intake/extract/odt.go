package extract

import (
	"context"
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/lexfit/lexfit/client/intake/document"
)

// readODT reads an OpenDocument text.
func readODT(ctx context.Context, source Source) (*document.Document, error) {
	parts, err := partsOf(source.Data, source.Limits)
	if err != nil {
		return nil, err
	}
	locked := &odtManifest{}
	if err := parts.walk(ctx, "META-INF/manifest.xml", locked); err != nil {
		return nil, err
	}
	if locked.encrypted {
		return nil, refuse(Encrypted, "wants a password: open it and save it without one")
	}
	styles := &odtStyles{byName: map[string]*odtStyle{}}
	for _, name := range []string{"styles.xml", "content.xml"} {
		if err := parts.walk(ctx, name, styles); err != nil {
			return nil, err
		}
	}
	made := newFlow(parts.spent)
	furniture := &odtBody{grid: grid{flow: made, running: true}, styles: styles, only: "header"}
	if err := parts.walk(ctx, "styles.xml", furniture); err != nil {
		return nil, err
	}
	body := &odtBody{grid: grid{flow: made}, styles: styles, only: "text"}
	body.begin()
	if err := parts.walk(ctx, "content.xml", body); err != nil {
		return nil, err
	}
	body.done()
	empty := len(made.pages) == 1 && len(made.pages[0].Lines) == 0
	furniture = &odtBody{grid: grid{flow: made, running: true}, styles: styles, only: "footer"}
	furniture.begin()
	if err := parts.walk(ctx, "styles.xml", furniture); err != nil {
		return nil, err
	}
	if empty && body.pictures {
		return nil, Scanned(ODT)
	}
	document, err := made.done()
	if err != nil {
		return nil, err
	}
	if body.pictures {
		document.Remarks = append(document.Remarks, docxRemarks{pictures: true}.say()...)
	}
	return document, nil
}

// odtManifest looks for parts that are encrypted.
type odtManifest struct{ encrypted bool }

func (m *odtManifest) start(element xml.StartElement) error {
	m.encrypted = m.encrypted || element.Name.Local == "encryption-data"
	return nil
}
func (m *odtManifest) end(xml.EndElement) error { return nil }
func (m *odtManifest) text(string) error        { return nil }

// odtStyle is a style: how text looks, and what holds of its paragraph.
type odtStyle struct {
	run       docxRun
	parent    string
	pageBreak bool
	shaded    bool
	heading   int
}

// odtStyles are the styles of a file by their family and name.
type odtStyles struct {
	byName map[string]*odtStyle
	now    *odtStyle
}

func (s *odtStyles) start(element xml.StartElement) error {
	switch element.Name.Local {
	case "style", "default-style":
		family, name := attribute(element, "family"), attribute(element, "name")
		s.now = &odtStyle{parent: attribute(element, "parent-style-name")}
		if level, err := strconv.Atoi(attribute(element, "default-outline-level")); err == nil {
			s.now.heading = level
		}
		s.byName[family+" "+name] = s.now
	case "text-properties":
		if s.now != nil {
			s.now.take(element)
		}
	case "paragraph-properties", "table-cell-properties", "table-row-properties", "table-properties", "graphic-properties":
		if s.now != nil {
			s.now.pageBreak = s.now.pageBreak || attribute(element, "break-before") == "page"
			color := attribute(element, "background-color")
			s.now.shaded = s.now.shaded || color != "" && color != "transparent" && !isWhite(color)
		}
	}
	return nil
}

func (s *odtStyles) end(element xml.EndElement) error {
	if element.Name.Local == "style" || element.Name.Local == "default-style" {
		s.now = nil
	}
	return nil
}
func (s *odtStyles) text(string) error { return nil }

// take reads how text looks.
func (s *odtStyle) take(element xml.StartElement) {
	for _, attr := range element.Attr {
		value := attr.Value
		switch attr.Name.Local {
		case "font-size":
			if points, found := strings.CutSuffix(value, "pt"); found {
				if size, err := strconv.ParseFloat(points, 64); err == nil && size > 0 && size < 1000 {
					s.run.size = size
				}
			}
		case "font-weight":
			on := value == "bold" || value >= "600" && value <= "900" && len(value) == 3
			s.run.bold = &on
		case "font-style":
			on := value == "italic" || value == "oblique"
			s.run.italic = &on
		case "color":
			white := isWhite(value)
			s.run.white = &white
		case "display":
			on := value == "none"
			s.run.vanish = &on
		case "background-color":
			s.run.shaded = value != "transparent" && !isWhite(value)
		}
	}
}

// whole is a style with those that it stands on.
func (s *odtStyles) whole(family, name string) odtStyle {
	made := odtStyle{}
	for range 20 { // styles that stand on each other
		style := s.byName[family+" "+name]
		if style == nil {
			break
		}
		made.run = made.run.over(style.run)
		made.pageBreak, made.shaded = made.pageBreak || style.pageBreak, made.shaded || style.shaded
		if made.heading == 0 {
			made.heading = style.heading
		}
		if name = style.parent; name == "" {
			break
		}
	}
	if defaults := s.byName[family+" "]; defaults != nil {
		made.run = made.run.over(defaults.run)
	}
	return made
}

// odtBody follows the text of an OpenDocument file: its body, or its header or footer.
type odtBody struct {
	grid
	styles *odtStyles
	// only is the element within which text is read, and inside how many of them are open.
	only   string
	inside int
	skip   int
	runs   []docxRun
	lists  int
	fresh  bool // an item began
	// grounds say whether what is open has a ground of its own.
	grounds []bool
	// pictures says that there are some.
	pictures bool
}

// odtUnseen are elements whose text nobody sees.
var odtUnseen = setOf("tracked-changes annotation annotation-end hidden-text hidden-paragraph desc title forms sequence-decls note-citation ruby-text")

func (b *odtBody) start(element xml.StartElement) error {
	name := element.Name.Local
	if name == b.only && (b.only != "text" || strings.HasSuffix(element.Name.Space, ":office:1.0")) {
		b.inside++
		if b.inside == 1 && b.running {
			b.begin()
		}
		return nil
	}
	if b.inside == 0 {
		return nil
	}
	if b.skip > 0 || odtUnseen[name] {
		b.skip++
		return nil
	}
	switch name {
	case "p", "h":
		b.startPara(element)
	case "span", "a":
		run := b.run()
		if style := attribute(element, "style-name"); name == "span" && style != "" {
			own := b.styles.whole("text", style)
			run = own.run.over(run)
		}
		b.runs = append(b.runs, run)
	case "tab":
		b.flow.tab()
	case "line-break":
		b.flow.end()
	case "s":
		b.write(" ")
	case "soft-page-break":
		b.flow.page()
	case "list-item", "list-header":
		b.lists++
		b.fresh = name == "list-item"
	case "table":
		b.startTable()
	case "table-row":
		b.endRow()
	case "table-cell":
		b.startCell()
	case "text-box":
		b.startBox()
	case "image":
		b.pictures = true
	}
	b.shade(name, attribute(element, "style-name"))
	return nil
}

// odtGrounds are elements that may have a ground of their own, with the family of their styles.
var odtGrounds = map[string]string{"p": "paragraph", "h": "paragraph", "table": "table", "table-row": "table-row", "table-cell": "table-cell", "frame": "graphic", "custom-shape": "graphic", "text-box": "graphic"}

func (b *odtBody) shade(name, style string) {
	if family := odtGrounds[name]; family != "" {
		b.grounds = append(b.grounds, b.ground() || b.styles.whole(family, style).shaded)
	}
}

// ground says whether what is open has a ground of its own.
func (b *odtBody) ground() bool {
	return len(b.boxes) > 0 || len(b.grounds) > 0 && b.grounds[len(b.grounds)-1]
}

func (b *odtBody) run() docxRun {
	if len(b.runs) == 0 {
		return docxRun{}
	}
	return b.runs[len(b.runs)-1]
}

func (b *odtBody) startPara(element xml.StartElement) {
	b.flow.end()
	style := b.styles.whole("paragraph", attribute(element, "style-name"))
	if style.pageBreak {
		b.flow.page()
	}
	b.runs = append(b.runs, style.run)
	b.flow.now.heading = 0
	if element.Name.Local == "h" {
		level, err := strconv.Atoi(attribute(element, "outline-level"))
		if b.flow.now.heading = level; err != nil || level < 1 {
			b.flow.now.heading = max(1, style.heading)
		}
	}
	b.flow.now.bullet = b.lists > 0 && b.fresh && b.flow.now.heading == 0
	b.fresh = false
}

func (b *odtBody) write(text string) {
	run := b.run()
	b.flow.text(text, run.look(b.ground()))
}

func (b *odtBody) text(text string) error {
	if b.inside > 0 && b.skip == 0 && len(b.runs) > 0 {
		b.write(text)
	}
	return nil
}

func (b *odtBody) end(element xml.EndElement) error {
	name := element.Name.Local
	if name == b.only && b.inside > 0 && (b.only != "text" || strings.HasSuffix(element.Name.Space, ":office:1.0")) {
		b.inside--
		b.flow.end()
		return nil
	}
	if b.inside == 0 {
		return nil
	}
	if b.skip > 0 {
		b.skip--
		return nil
	}
	if odtGrounds[name] != "" && len(b.grounds) > 0 {
		b.grounds = b.grounds[:len(b.grounds)-1]
	}
	switch name {
	case "p", "h":
		b.flow.end()
		b.flow.now.heading, b.flow.now.bullet = 0, false
		fallthrough
	case "span", "a":
		if len(b.runs) > 0 {
			b.runs = b.runs[:len(b.runs)-1]
		}
	case "list-item", "list-header":
		b.lists--
	case "table":
		b.endTable()
	case "table-row":
		b.endRow()
	case "table-cell":
		b.endCell()
	case "text-box":
		b.endBox()
	}
	return nil
}
