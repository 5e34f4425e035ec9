package extract

import (
	"encoding/xml"
	"strconv"
)

// docxBody follows the body of a Word file, or one of its headers, footers and notes.
type docxBody struct {
	grid
	styles  *docxStyles
	remarks *docxRemarks

	// skip counts elements within one that nobody sees: what was deleted, the older drawing of what is drawn twice.
	skip int
	// paras are the paragraphs that are open: a text box stands within one.
	paras []docxPara
	run   docxRun
	// runProps and paraProps say whose properties are being read.
	runProps, paraProps bool
	inText              bool
	// outer are the runs that text boxes interrupted.
	outer []docxRun
}

// docxPara is a paragraph that is open.
type docxPara struct {
	style     docxStyle
	bullet    *bool
	heading   *int
	shaded    bool
	begun     bool
	pageBreak bool
}

func newDocxBody(into *flow, styles *docxStyles, remarks *docxRemarks, running bool) *docxBody {
	made := &docxBody{grid: grid{flow: into, running: running}, styles: styles, remarks: remarks}
	made.begin()
	return made
}

// docxUnseen are elements whose text nobody sees.
var docxUnseen = map[string]bool{
	"del": true, "moveFrom": true, "Fallback": true, "instrText": true, "delText": true, "sectPrChange": true, "rPrChange": true, "pPrChange": true,
	"tblPrChange": true, "tcPrChange": true, "trPrChange": true, "tblGridChange": true,
}

func (b *docxBody) start(element xml.StartElement) error {
	name := element.Name.Local
	if b.skip > 0 || docxUnseen[name] {
		b.skip++
		return nil
	}
	switch name {
	case "p":
		b.startPara()
	case "pPr":
		b.paraProps = true
	case "r":
		b.run = b.para().style.run
	case "rPr":
		b.runProps = true
	case "t":
		b.inText = true
	case "tab", "ptab":
		if !b.paraProps {
			b.open()
			b.flow.tab()
		}
	case "br", "cr":
		b.open()
		b.flow.end()
		if kind := attribute(element, "type"); kind == "page" {
			b.flow.page()
		}
	case "lastRenderedPageBreak":
		b.flow.page()
	case "noBreakHyphen":
		b.write("-")
	case "sym":
		if code, err := strconv.ParseUint(attribute(element, "char"), 16, 32); err == nil && code > 0 {
			b.write(string(rune(code)))
		}
	case "tbl":
		b.startTable()
	case "tr":
		b.endRow()
	case "tc":
		b.startCell()
	case "txbxContent":
		b.outer = append(b.outer, b.run)
		b.startBox()
		b.inText = false
	case "textpath":
		b.write(attribute(element, "string"))
	case "blip", "imagedata":
		b.remarks.pictures = true
	case "OLEObject", "altChunk":
		b.remarks.objects = true
	default:
		b.property(element)
	}
	return nil
}

// property reads what is said of a run, a paragraph, a table or a cell.
func (b *docxBody) property(element xml.StartElement) {
	name, value := element.Name.Local, attribute(element, "val")
	switch {
	case b.runProps && b.paraProps: // of the sign at the paragraph's end
	case b.runProps && name == "rStyle":
		style := b.styles.charRun(value)
		b.run = style.over(b.run)
	case b.runProps:
		b.run.take(element)
	case name == "shd" && b.paraProps:
		b.para().shaded = isShade(element)
	case name == "shd" && b.table() != nil:
		b.table().cell = isShade(element)
	case name == "tblStyle" && b.table() != nil:
		b.table().shaded = b.styles.style(value).shaded
	case !b.paraProps:
	case name == "pStyle":
		b.para().style = b.styles.style(value)
	case name == "numId":
		list := value != "0"
		b.para().bullet = &list
	case name == "outlineLvl":
		level := outline(value)
		b.para().heading = &level
	case name == "pageBreakBefore":
		b.para().pageBreak = value != "0" && value != "false"
	}
}

// charRun is what a style says of a run's look, without the defaults.
func (s *docxStyles) charRun(id string) docxRun {
	if found := s.byID[id]; found != nil {
		return found.run
	}
	return docxRun{}
}

// para is the paragraph that is open; what stands outside one is lenient XML.
func (b *docxBody) para() *docxPara {
	if len(b.paras) == 0 {
		b.paras = append(b.paras, docxPara{style: b.styles.style("")})
	}
	return &b.paras[len(b.paras)-1]
}

func (b *docxBody) startPara() {
	b.flow.end()
	b.paras = append(b.paras, docxPara{style: b.styles.style("")})
	b.run = b.para().style.run
}

// open settles what holds of the paragraph, once its properties were read and its first text comes.
func (b *docxBody) open() {
	now := b.para()
	if now.begun {
		return
	}
	now.begun = true
	if now.pageBreak || now.style.pageBreak {
		b.flow.page()
	}
	b.flow.now.heading = now.style.heading
	if now.heading != nil {
		b.flow.now.heading = *now.heading
	}
	list := holds(now.style.list)
	if now.bullet != nil {
		list = *now.bullet
	}
	b.flow.now.bullet = list && b.flow.now.heading == 0
}

func (b *docxBody) write(text string) {
	b.open()
	b.flow.text(text, b.run.look(b.para().shaded || b.para().style.shaded || b.shaded()))
}

func (b *docxBody) text(text string) error {
	if b.skip == 0 && b.inText {
		b.write(text)
	}
	return nil
}

func (b *docxBody) end(element xml.EndElement) error {
	if b.skip > 0 {
		b.skip--
		return nil
	}
	switch element.Name.Local {
	case "p":
		b.flow.end()
		b.flow.now.heading, b.flow.now.bullet = 0, false
		if len(b.paras) > 0 {
			b.paras = b.paras[:len(b.paras)-1]
		}
	case "pPr":
		b.paraProps = false
	case "rPr":
		b.runProps = false
	case "r":
		b.run = b.para().style.run
	case "t":
		b.inText = false
	case "tbl":
		b.endTable()
	case "tr":
		b.endRow()
	case "tc":
		b.endCell()
	case "txbxContent":
		b.endBox()
		if count := len(b.outer); count > 0 {
			b.run, b.outer = b.outer[count-1], b.outer[:count-1]
		}
	}
	return nil
}
