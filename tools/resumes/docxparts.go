package main

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
)

// writing is a document of Word as it grows: runs in paragraphs, in cells or boxes, as people leave them behind.
type writing struct {
	body strings.Builder
	font string
	// spacing is the distance of lines; 240 is single.
	spacing int
	// splits counts runs: Word cuts one in two wherever somebody edited.
	splits int
	boxes  int
}

// piece is a run: text with a look. A tab in the text is a tab, a line feed a line break.
type piece struct {
	text         string
	bold, italic bool
	// size is in half points, color in hex.
	size  int
	color string
}

func text(t string) piece   { return piece{text: t} }
func bold(t string) piece   { return piece{text: t, bold: true} }
func italic(t string) piece { return piece{text: t, italic: true} }

// paragraph is how a paragraph stands.
type paragraph struct {
	style string
	// right is where a tab at the right stands, in twentieths of a point; left the same at the left.
	right, left int
	bullet      bool
	centered    bool
	before      int
	keep        bool
}

func escaped(t string) string {
	var out bytes.Buffer
	_ = xml.EscapeText(&out, []byte(t))
	return out.String()
}

func (w *writing) paragraph(p paragraph, pieces ...piece) {
	w.body.WriteString(w.paragraphText(p, pieces...))
}

func (w *writing) paragraphText(p paragraph, pieces ...piece) string {
	var out strings.Builder
	out.WriteString("<w:p><w:pPr>")
	if p.style != "" {
		fmt.Fprintf(&out, `<w:pStyle w:val="%s"/>`, p.style)
	}
	if p.keep {
		out.WriteString("<w:keepNext/>")
	}
	if p.bullet {
		out.WriteString(`<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>`)
	}
	if p.right > 0 || p.left > 0 {
		out.WriteString("<w:tabs>")
		if p.left > 0 {
			fmt.Fprintf(&out, `<w:tab w:val="left" w:pos="%d"/>`, p.left)
		}
		if p.right > 0 {
			fmt.Fprintf(&out, `<w:tab w:val="right" w:pos="%d"/>`, p.right)
		}
		out.WriteString("</w:tabs>")
	}
	if p.before > 0 {
		fmt.Fprintf(&out, `<w:spacing w:before="%d"/>`, p.before)
	}
	if p.left > 0 {
		fmt.Fprintf(&out, `<w:ind w:left="%d" w:hanging="%d"/>`, p.left, p.left)
	}
	if p.centered {
		out.WriteString(`<w:jc w:val="center"/>`)
	}
	out.WriteString("</w:pPr>")
	for _, one := range pieces {
		w.run(&out, one)
	}
	out.WriteString("</w:p>\n")
	return out.String()
}

// run writes a run, every seventh of them cut in two in the middle of a word.
func (w *writing) run(out *strings.Builder, one piece) {
	if one.text == "" {
		return
	}
	w.splits++
	parts := []string{one.text}
	if letters := []rune(one.text); w.splits%7 == 0 && len(letters) > 6 {
		half := len(letters) / 2
		parts = []string{string(letters[:half]), string(letters[half:])}
	}
	for i, part := range parts {
		if i > 0 {
			out.WriteString(`<w:proofErr w:type="spellStart"/>`)
		}
		fmt.Fprintf(out, `<w:r w:rsidR="00%06X"><w:rPr>`, 0x1A3F00+w.splits)
		if one.bold {
			out.WriteString("<w:b/>")
		}
		if one.italic {
			out.WriteString("<w:i/>")
		}
		if one.color != "" {
			fmt.Fprintf(out, `<w:color w:val="%s"/>`, one.color)
		}
		if one.size > 0 {
			fmt.Fprintf(out, `<w:sz w:val="%d"/><w:szCs w:val="%d"/>`, one.size, one.size)
		}
		out.WriteString("</w:rPr>")
		for line, lineText := range strings.Split(part, "\n") {
			if line > 0 {
				out.WriteString("<w:br/>")
			}
			for column, cell := range strings.Split(lineText, "\t") {
				if column > 0 {
					out.WriteString("<w:tab/>")
				}
				if cell != "" {
					fmt.Fprintf(out, `<w:t xml:space="preserve">%s</w:t>`, escaped(cell))
				}
			}
		}
		out.WriteString("</w:r>")
	}
}

// cell is a cell of a table: its paragraphs, ready made.
type cell struct {
	content string
	shade   string
}

// table writes rows; widths are in twentieths of a point. A table without lines is how people make columns.
func (w *writing) table(widths []int, lines bool, rows ...[]cell) {
	out := &w.body
	out.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/>`)
	if lines {
		out.WriteString("<w:tblBorders>")
		for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
			fmt.Fprintf(out, `<w:%s w:val="single" w:sz="4" w:space="0" w:color="808080"/>`, side)
		}
		out.WriteString("</w:tblBorders>")
	}
	out.WriteString(`<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`)
	for _, width := range widths {
		fmt.Fprintf(out, `<w:gridCol w:w="%d"/>`, width)
	}
	out.WriteString("</w:tblGrid>")
	for _, row := range rows {
		out.WriteString("<w:tr>")
		for i, one := range row {
			fmt.Fprintf(out, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, widths[i])
			if one.shade != "" {
				fmt.Fprintf(out, `<w:shd w:val="clear" w:color="auto" w:fill="%s"/>`, one.shade)
			}
			content := one.content
			if content == "" {
				content = "<w:p/>"
			}
			out.WriteString("</w:tcPr>" + content + "</w:tc>")
		}
		out.WriteString("</w:tr>\n")
	}
	out.WriteString("</w:tbl>\n<w:p/>\n")
}

// box writes a text box at the right of the page. As Word does, it has the content twice: for itself and for programs that know no boxes.
func (w *writing) box(content string, widthPoints, heightPoints, leftPoints int) {
	w.boxes++
	const point = 12700
	fmt.Fprintf(&w.body, `<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="114300" distR="114300" `+
		`simplePos="0" relativeHeight="251659264" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>`+
		`<wp:positionH relativeFrom="margin"><wp:posOffset>%d</wp:posOffset></wp:positionH>`+
		`<wp:positionV relativeFrom="margin"><wp:posOffset>0</wp:posOffset></wp:positionV><wp:extent cx="%d" cy="%d"/><wp:wrapSquare wrapText="bothSides"/>`+
		`<wp:docPr id="%d" name="Text Box %d"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">`+
		`<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr>`+
		`<a:xfrm><a:off x="0" y="0"/><a:ext cx="%d" cy="%d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr>`+
		`<wps:txbx><w:txbxContent>%s</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>`+
		`<mc:Fallback><w:pict><v:shape style="position:absolute;margin-left:%dpt;width:%dpt;height:%dpt"><v:textbox><w:txbxContent>%s</w:txbxContent>`+
		`</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>`+"\n",
		leftPoints*point, widthPoints*point, heightPoints*point, w.boxes, w.boxes, widthPoints*point, heightPoints*point, content,
		leftPoints, widthPoints, heightPoints, content)
}

const names = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" ` +
	`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" ` +
	`xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" ` +
	`xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" ` +
	`xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"`

const prolog = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

//go:embed templates/styles.xml
var wordStyles string

// packed is the archive of a document: the section's columns, header and footer are the whole document's.
func (w *writing) packed(columns int, header, footer string) ([]byte, error) {
	var section, relations, types strings.Builder
	section.WriteString("<w:sectPr>")
	relations.WriteString(`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/>`)
	parts := map[string]string{}
	for i, part := range []struct{ name, content string }{{"header", header}, {"footer", footer}} {
		if part.content == "" {
			continue
		}
		id := fmt.Sprintf("rId%d", 3+i)
		fmt.Fprintf(&section, `<w:%sReference w:type="default" r:id="%s"/>`, part.name, id)
		fmt.Fprintf(&relations, `<Relationship Id="%s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="%s1.xml"/>`,
			id, part.name, part.name)
		fmt.Fprintf(&types, `<Override PartName="/word/%s1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.%s+xml"/>`,
			part.name, part.name)
		root := map[string]string{"header": "hdr", "footer": "ftr"}[part.name]
		parts["word/"+part.name+"1.xml"] = prolog + "<w:" + root + " " + names + ">" + part.content + "</w:" + root + ">"
	}
	section.WriteString(`<w:pgSz w:w="12240" w:h="15840"/><w:pgMar w:top="1080" w:right="1080" w:bottom="1080" w:left="1080" w:header="540" w:footer="540" w:gutter="0"/>`)
	if columns > 1 {
		fmt.Fprintf(&section, `<w:cols w:num="%d" w:space="500"/>`, columns)
	}
	section.WriteString("</w:sectPr>")
	parts["word/document.xml"] = prolog + "<w:document " + names + " mc:Ignorable=\"\"><w:body>" + w.body.String() + section.String() + "</w:body></w:document>"
	parts["word/_rels/document.xml.rels"] = prolog + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + relations.String() + "</Relationships>"
	parts["word/styles.xml"] = strings.NewReplacer("FONT", w.font, "SPACING", strconv.Itoa(w.spacing)).Replace(wordStyles)
	parts["word/numbering.xml"] = prolog + "<w:numbering " + names + `><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>` +
		`<w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="360" w:hanging="260"/></w:pPr></w:lvl></w:abstractNum>` +
		`<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`
	parts["_rels/.rels"] = prolog + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" ` +
		`Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`
	parts["[Content_Types].xml"] = prolog + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ` +
		`ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
		`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>` +
		`<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>` + types.String() + `</Types>`
	var out bytes.Buffer
	writer := zip.NewWriter(&out)
	for _, name := range []string{
		"[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/_rels/document.xml.rels", "word/styles.xml", "word/numbering.xml",
		"word/header1.xml", "word/footer1.xml",
	} {
		part, there := parts[name]
		if !there {
			continue
		}
		if err := pack(writer, name, zip.Deflate, []byte(part)); err != nil {
			return nil, err
		}
	}
	if err := writer.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
