package extract_test

import (
	"testing"

	"github.com/lexfit/lexfit/client/intake/extract"
)

func TestDOCX(t *testing.T) {
	t.Parallel()
	const (
		p, r, end = `<w:p>`, `<w:r>`, `</w:r></w:p>`
		box       = `<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>in a box</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice>` +
			`<mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>in a box</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent>`
	)
	cell := func(text string) string { return `<w:tc><w:p><w:r><w:t>` + text + `</w:t></w:r></w:p></w:tc>` }
	para := func(text string) string { return `<w:p><w:r><w:t xml:space="preserve">` + text + `</w:t></w:r></w:p>` }
	props := func(props, text string) string {
		return `<w:p><w:r><w:rPr>` + props + `</w:rPr><w:t>` + text + `</w:t></w:r></w:p>`
	}
	for name, test := range map[string]struct {
		body string
		want []string
	}{
		"runs of a paragraph": {p + r + `<w:t xml:space="preserve">Senior </w:t></w:r><w:r><w:t>Para</w:t></w:r><w:r><w:t>legal` + `</w:t>` + end, []string{"Senior Paralegal"}},
		"tabs":                {p + r + `<w:t>Hale</w:t><w:tab/><w:t>2019</w:t>` + end, []string{"Hale | 2019"}},
		"tab stops are no tabs": {
			`<w:p><w:pPr><w:tabs><w:tab w:val="right" w:pos="9000"/></w:tabs></w:pPr><w:r><w:t>Hale</w:t>` + end, []string{"Hale"},
		},
		"soft break":      {p + r + `<w:t>one</w:t><w:br/><w:t>two</w:t>` + end, []string{"one", "two"}},
		"page break":      {p + r + `<w:t>one</w:t><w:br w:type="page"/><w:t>two</w:t>` + end, []string{"page 1", "one", "page 2", "two"}},
		"page, twice":     {p + r + `<w:t>one</w:t><w:br w:type="page"/></w:r></w:p><w:p><w:r><w:lastRenderedPageBreak/><w:t>two</w:t>` + end, []string{"page 1", "one", "page 2", "two"}},
		"heading":         {`<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Work</w:t>` + end, []string{"h1 b Work"}},
		"heading, based":  {`<w:p><w:pPr><w:pStyle w:val="Section"/></w:pPr><w:r><w:t>Work</w:t>` + end, []string{"h1 b Work"}},
		"outline level":   {`<w:p><w:pPr><w:pStyle w:val="Level"/></w:pPr><w:r><w:t>Work</w:t>` + end, []string{"h2 Work"}},
		"bullet by style": {`<w:p><w:pPr><w:pStyle w:val="ListBullet"/></w:pPr><w:r><w:t>Typed</w:t>` + end, []string{"* Typed"}},
		"bullet":          {`<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>Typed</w:t><w:br/><w:t>letters</w:t>` + end, []string{"* Typed", "letters"}},
		"bullet off":      {`<w:p><w:pPr><w:pStyle w:val="ListBullet"/><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr><w:r><w:t>Typed</w:t>` + end, []string{"Typed"}},
		"bullet written":  {para("• Typed"), []string{"* Typed"}},
		"bullet of a font of pictures": {
			p + r + `<w:sym w:font="Wingdings" w:char="F0B7"/><w:tab/><w:t>Typed</w:t>` + end, []string{"* Typed"},
		},
		"bold, italic":  {props("<w:b/>", "bold") + props("<w:i/>", "lean") + props(`<w:b w:val="0"/>`, "plain") + props(`<w:rStyle w:val="Strong"/>`, "strong"), []string{"b bold", "i lean", "plain", "b strong"}},
		"based on self": {`<w:p><w:pPr><w:pStyle w:val="Loop"/></w:pPr><w:r><w:t>loop</w:t>` + end, []string{"loop"}},
		"hidden": {
			para("seen") + props("<w:vanish/>", "gone") + props(`<w:color w:val="FFFFFF"/>`, "white") + props(`<w:sz w:val="4"/>`, "tiny"),
			[]string{"seen", "(invisible) gone", "(white) white", "(tiny) tiny"},
		},
		"white on a ground": {
			props(`<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="203040"/>`, "run") + props(`<w:color w:val="FFFFFF"/><w:highlight w:val="black"/>`, "marked") +
				`<w:p><w:pPr><w:shd w:val="clear" w:color="auto" w:fill="203040"/></w:pPr><w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>paragraph</w:t>` + end +
				`<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:val="clear" w:fill="203040"/></w:tcPr>` + props(`<w:color w:val="FFFFFF"/>`, "cell") + `</w:tc></w:tr></w:tbl>` +
				`<w:tbl><w:tblPr><w:tblStyle w:val="Dark"/></w:tblPr><w:tr><w:tc>` + props(`<w:color w:val="FFFFFF"/>`, "by style") + `</w:tc></w:tr></w:tbl>`,
			[]string{"run", "marked", "paragraph", "row1 cell", "row2 by style"},
		},
		"hidden within a line": {p + r + `<w:t xml:space="preserve">seen </w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>gone</w:t></w:r><w:r><w:t>too</w:t>` + end, []string{"seen too", "(invisible) gone"}},
		"deleted and moved": {
			p + `<w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom></w:p>`, []string{"new"},
		},
		"fields and links": {
			p + `<w:r><w:instrText>HYPERLINK "x"</w:instrText></w:r><w:hyperlink><w:r><w:t>dana@example.com</w:t></w:r></w:hyperlink><w:sdt><w:sdtContent><w:r><w:t xml:space="preserve"> in a control</w:t></w:r></w:sdtContent></w:sdt></w:p>`,
			[]string{"dana@example.com in a control"},
		},
		"text box": {p + r + `<w:t>before</w:t></w:r><w:r>` + box + `</w:r><w:r><w:t xml:space="preserve"> after</w:t>` + end + para("next"), []string{"before after", "in a box", "next"}},
		"table of single lines": {
			`<w:tbl><w:tr>` + cell("B.A.") + cell("Amherst") + `</w:tr><w:tr>` + cell("J.D.") + cell("Suffolk") + `</w:tr></w:tbl>` + para("after"),
			[]string{"row1 B.A. | Amherst", "row2 J.D. | Suffolk", "after"},
		},
		"table of dates beside text": {
			`<w:tbl><w:tr>` + cell("2015 – 2019") + `<w:tc>` + para("Paralegal") + para("Typed") + `</w:tc></w:tr></w:tbl>`,
			[]string{"row1 2015 – 2019 | Paralegal", "row1 Typed"},
		},
		"table as columns": {
			`<w:tbl><w:tr><w:tc>` + para("SKILLS") + para("Westlaw") + `</w:tc><w:tc>` + para("WORK") + para("Paralegal") + `</w:tc></w:tr></w:tbl>`,
			[]string{"row1 SKILLS", "row1 Westlaw", "row1 WORK", "row1 Paralegal"},
		},
		"table in a table": {
			`<w:tbl><w:tr><w:tc><w:tbl><w:tr>` + cell("inner") + cell("cells") + `</w:tr></w:tbl>` + para("below") + `</w:tc></w:tr></w:tbl>`,
			[]string{"row1 inner | cells", "row1 below"},
		},
		"another prefix": {`<x:p xmlns:x="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><x:r><x:t>text</x:t></x:r></x:p>`, []string{"text"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			made := wantLines(t, word(t, test.body), test.want...)
			if made.Format != "docx" || len(made.Digest) != 64 {
				t.Errorf("format %q, digest %q", made.Format, made.Digest)
			}
		})
	}
}

// Looks are by size in points, with the file's defaults.
func TestDOCXSizes(t *testing.T) {
	t.Parallel()
	made := wantLines(t, word(t, `<w:p><w:r><w:t>body</w:t></w:r></w:p><w:p><w:r><w:rPr><w:sz w:val="29"/></w:rPr><w:t>Dana</w:t></w:r></w:p>`), "body", "Dana")
	if lines := made.Pages[0].Lines; lines[0].Size != 11 || lines[1].Size != 14.5 || lines[0].Block != lines[1].Block {
		t.Errorf("the lines are %+v", lines)
	}
}

func TestDOCXFurniture(t *testing.T) {
	t.Parallel()
	part := func(kind, text string) string {
		return `<w:` + kind + ` ` + wordSpace + `><w:p><w:r><w:t>` + text + `</w:t></w:r></w:p></w:` + kind + `>`
	}
	wantLines(t, word(t, `<w:p><w:r><w:t>body</w:t></w:r></w:p>`,
		"word/header1.xml", part("hdr", "Dana, 555-0142"), "word/footer1.xml", part("ftr", "page 1"), "word/footnotes.xml", part("footnotes", "a note")),
		"r Dana, 555-0142", "body", "a note", "r page 1")
	const picture = `<w:p><w:r><w:drawing><a:blip/></w:drawing></w:r></w:p>`
	made := wantLines(t, word(t, picture+`<w:p><w:r><w:t>body</w:t></w:r></w:p>`), "body")
	if len(made.Remarks) != 1 {
		t.Errorf("a picture is not told: %q", made.Remarks)
	}
	wantRefusal(t, word(t, picture), extract.Scan, "picture of text")
	wantRefusal(t, word(t, `<w:p/>`), extract.Empty, "no text")
	wantRefusal(t, packed(t, "word/document.xml", `<w:document `+wordSpace+`><w:body><w:p><w:r><w:t>text</w:t></w:r></w:p><w:p`), extract.Broken, "save it anew")
}
