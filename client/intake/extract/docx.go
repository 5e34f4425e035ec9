package extract

import (
	"context"
	"encoding/xml"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/lexfit/lexfit/client/intake/document"
)

// readDOCX reads a Word file: headers, the body, footnotes, footers.
func readDOCX(ctx context.Context, source Source) (*document.Document, error) {
	parts, err := partsOf(source.Data, source.Limits)
	if err != nil {
		return nil, err
	}
	main := "word/document.xml"
	if !parts.has(main) { // some write document2.xml
		for name := range parts.files {
			if strings.HasPrefix(name, "word/document") && strings.HasSuffix(name, ".xml") && (main == "word/document.xml" || name < main) {
				main = name
			}
		}
	}
	styles := newDocxStyles()
	if err := parts.walk(ctx, "word/styles.xml", styles); err != nil {
		return nil, err
	}
	styles.settle()
	made := newFlow(parts.spent)
	remarks := &docxRemarks{}
	read := func(name string, running bool) error {
		body := newDocxBody(made, styles, remarks, running)
		err := parts.walk(ctx, name, body)
		body.done()
		return err
	}
	if err := eachFurniture(parts, "header", func(name string) error { return read(name, true) }); err != nil {
		return nil, err
	}
	before := len(made.pages[0].Lines)
	if err := read(main, false); err != nil {
		return nil, err
	}
	made.end()
	body := before < len(made.pages[0].Lines) || len(made.pages) > 1
	for _, name := range []string{"word/footnotes.xml", "word/endnotes.xml"} {
		if err := read(name, false); err != nil {
			return nil, err
		}
	}
	if err := eachFurniture(parts, "footer", func(name string) error { return read(name, true) }); err != nil {
		return nil, err
	}
	document, err := made.done()
	if err != nil {
		return nil, err
	}
	if remarks.pictures && !body {
		return nil, Scanned(DOCX)
	}
	document.Remarks = remarks.say()
	return document, nil
}

// eachFurniture reads the headers or footers, in order, without those that say the same again.
func eachFurniture(parts *parts, kind string, read func(name string) error) error {
	var names []string
	for name := range parts.files {
		if dir, file := path.Split(name); dir == "word/" && strings.HasPrefix(file, kind) && strings.HasSuffix(file, ".xml") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		if err := read(name); err != nil {
			return err
		}
	}
	return nil
}

// docxRemarks are what is said of a file besides its text.
type docxRemarks struct{ pictures, objects bool }

func (r docxRemarks) say() []string {
	var said []string
	if r.pictures {
		said = append(said, "has pictures: what is written in them was not read")
	}
	if r.objects {
		said = append(said, "has embedded files: what stands in them was not read")
	}
	return said
}

// docxRun is how a run looks, by its properties and its style's. The pointers are nil where nothing is said.
type docxRun struct {
	size                 float64
	bold, italic, vanish *bool
	white                *bool
	shaded               bool
}

// over lays properties over those of a style.
func (r *docxRun) over(style docxRun) docxRun {
	made := *r
	if made.size == 0 {
		made.size = style.size
	}
	for _, pair := range [][2]**bool{{&made.bold, &style.bold}, {&made.italic, &style.italic}, {&made.vanish, &style.vanish}, {&made.white, &style.white}} {
		if *pair[0] == nil {
			*pair[0] = *pair[1]
		}
	}
	made.shaded = made.shaded || style.shaded
	return made
}

func holds(flag *bool) bool { return flag != nil && *flag }

// look is how it looks in the end.
func (r *docxRun) look(shaded bool) look {
	made := look{size: r.size, bold: holds(r.bold), italic: holds(r.italic)}
	switch {
	case holds(r.vanish):
		made.hidden = document.Invisible
	case r.size > 0 && r.size < tiny:
		made.hidden = document.Tiny
	case holds(r.white) && !r.shaded && !shaded:
		made.hidden = document.White
	}
	return made
}

// tiny is the size in points under which nobody reads.
const tiny = 4

// take reads a property of a run; it says whether it was one.
func (r *docxRun) take(element xml.StartElement) {
	value := attribute(element, "val")
	on := value != "0" && value != "false" && value != "off" && value != "none"
	switch element.Name.Local {
	case "sz":
		if half, err := strconv.ParseFloat(value, 64); err == nil && half >= 0 && half < 4000 {
			r.size = half / 2
		}
	case "b":
		r.bold = &on
	case "i":
		r.italic = &on
	case "vanish", "webHidden":
		r.vanish = &on
	case "color":
		white := isWhite(value)
		r.white = &white
	case "highlight":
		r.shaded = r.shaded || on && value != "white"
	case "shd":
		r.shaded = r.shaded || isShade(element)
	}
}

// isShade says whether a shading is darker than paper.
func isShade(element xml.StartElement) bool {
	fill, pattern := attribute(element, "fill"), attribute(element, "val")
	themed := attribute(element, "themeFill") != "" && !strings.HasPrefix(attribute(element, "themeFill"), "background1")
	return themed || fill != "" && fill != "auto" && !isWhite(fill) || pattern == "solid" || strings.HasPrefix(pattern, "pct")
}

// isWhite says whether a colour of six hexadecimal digits is white, or as good as white.
func isWhite(color string) bool {
	color = strings.TrimPrefix(color, "#")
	value, err := strconv.ParseUint(color, 16, 32)
	return len(color) == 6 && err == nil && value>>16 >= 0xf8 && value>>8&0xff >= 0xf8 && value&0xff >= 0xf8
}

// docxStyle is a style.
type docxStyle struct {
	name, basedOn string
	run           docxRun
	heading       int
	list          *bool
	shaded        bool
	pageBreak     bool
}

// docxStyles are a file's styles by their ids.
type docxStyles struct {
	byID     map[string]*docxStyle
	defaults docxRun
	normal   string
	now      *docxStyle
	inRun    bool
	inDefs   bool
	special  int // within what holds of a part of a table only
}

func newDocxStyles() *docxStyles { return &docxStyles{byID: map[string]*docxStyle{}} }

func (s *docxStyles) start(element xml.StartElement) error {
	name, value := element.Name.Local, attribute(element, "val")
	switch {
	case name == "docDefaults":
		s.inDefs = true
	case name == "style":
		s.now = &docxStyle{}
		id := attribute(element, "styleId")
		if s.byID[id] == nil {
			s.byID[id] = s.now
		}
		if attribute(element, "type") == "paragraph" && attribute(element, "default") == "1" {
			s.normal = id
		}
	case name == "rPr":
		s.inRun = true
	case s.now == nil:
		if s.inDefs && s.inRun {
			s.defaults.take(element)
		}
	case name == "tblStylePr":
		s.special++
	case name == "shd" && !s.inRun:
		s.now.shaded = s.now.shaded || isShade(element)
	case s.special > 0:
	case name == "name":
		s.now.name = strings.ToLower(value)
	case name == "basedOn":
		s.now.basedOn = value
	case name == "outlineLvl":
		s.now.heading = outline(value)
	case name == "numId":
		list := value != "0"
		s.now.list = &list
	case name == "pageBreakBefore":
		s.now.pageBreak = value != "0" && value != "false"
	case s.inRun:
		s.now.run.take(element)
	}
	return nil
}

func (s *docxStyles) end(element xml.EndElement) error {
	switch element.Name.Local {
	case "docDefaults":
		s.inDefs = false
	case "style":
		s.now = nil
	case "rPr":
		s.inRun = false
	case "tblStylePr":
		s.special--
	}
	return nil
}

func (s *docxStyles) text(string) error { return nil }

// outline is the heading level of an outline level; 9 is body text.
func outline(value string) int {
	if level, err := strconv.Atoi(value); err == nil && level >= 0 && level < 9 {
		return level + 1
	}
	return 0
}

// settle lays each style over those that it is based on.
func (s *docxStyles) settle() {
	for _, style := range s.byID {
		if level, found := strings.CutPrefix(style.name, "heading "); found && style.heading == 0 {
			if number, err := strconv.Atoi(level); err == nil && number > 0 && number < 10 {
				style.heading = number
			}
		}
		if style.name == "title" && style.heading == 0 {
			style.heading = 1
		}
	}
	made := make(map[string]*docxStyle, len(s.byID))
	for id := range s.byID {
		made[id] = s.whole(id)
	}
	s.byID = made
}

// whole is a style with all that it is based on.
func (s *docxStyles) whole(id string) *docxStyle {
	made := docxStyle{}
	for range 20 { // styles that are based on each other
		style := s.byID[id]
		if style == nil {
			break
		}
		made.run = made.run.over(style.run)
		if made.heading == 0 {
			made.heading = style.heading
		}
		if made.list == nil {
			made.list = style.list
		}
		made.shaded = made.shaded || style.shaded
		made.pageBreak = made.pageBreak || style.pageBreak
		if id = style.basedOn; id == "" {
			break
		}
	}
	return &made
}

// style is a style by its id, with the defaults; the one for all paragraphs where the id is empty.
func (s *docxStyles) style(id string) docxStyle {
	if id == "" {
		id = s.normal
	}
	made := docxStyle{}
	if found := s.byID[id]; found != nil {
		made = *found
	}
	made.run = made.run.over(s.defaults)
	if made.run.size == 0 {
		made.run.size = 10
	}
	return made
}
