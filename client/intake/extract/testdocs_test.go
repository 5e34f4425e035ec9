package extract_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/client/intake/document"
	"github.com/lexfit/lexfit/client/intake/extract"
)

// packed makes a zip of names and contents, in turn.
func packed(tb testing.TB, files ...string) []byte {
	tb.Helper()
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for pair := range slices.Chunk(files, 2) {
		writer, err := archive.Create(pair[0])
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := writer.Write([]byte(pair[1])); err != nil {
			tb.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

const wordSpace = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"`

const wordStyles = `<w:styles ` + wordSpace + `><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Section"><w:name w:val="My Section"/><w:basedOn w:val="Heading1"/></w:style>
<w:style w:type="paragraph" w:styleId="Level"><w:name w:val="Level"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="ListBullet"><w:name w:val="List Bullet"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Loop"><w:name w:val="Loop"/><w:basedOn w:val="Loop"/></w:style>
<w:style w:type="table" w:styleId="Dark"><w:name w:val="Dark"/><w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:fill="203040"/></w:tcPr></w:tblStylePr></w:style>
</w:styles>`

// word makes a DOCX with a body, and further files.
func word(tb testing.TB, body string, files ...string) []byte {
	tb.Helper()
	return packed(tb, append([]string{
		"[Content_Types].xml", `<Types/>`, "word/styles.xml", wordStyles,
		"word/document.xml", `<?xml version="1.0" encoding="UTF-8"?><w:document ` + wordSpace + `><w:body>` + body + `</w:body></w:document>`,
	}, files...)...)
}

const officeSpace = `xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"`

// odt makes an OpenDocument text of automatic styles and a body.
func odt(tb testing.TB, styles, body string, files ...string) []byte {
	tb.Helper()
	return packed(tb, append([]string{
		"mimetype", "application/vnd.oasis.opendocument.text",
		"content.xml", `<?xml version="1.0"?><office:document-content ` + officeSpace + `><office:automatic-styles>` + styles + `</office:automatic-styles><office:body><office:text>` + body + `</office:text></office:body></office:document-content>`,
	}, files...)...)
}

// read reads by every reader but PDF.
func read(data []byte) (*document.Document, error) {
	return extract.Plain().Read(context.Background(), extract.Source{Data: data, Limits: extract.DefaultLimits()})
}

// shown writes a document's lines as a person reads them, a page's number before its lines where there are several.
func shown(made *document.Document) []string {
	var all []string
	for _, page := range made.Pages {
		if len(made.Pages) > 1 {
			all = append(all, "page "+strconv.Itoa(page.Number))
		}
		for _, line := range page.Lines {
			all = append(all, show(line))
		}
	}
	return all
}

func show(line document.Line) string {
	var marks []string
	for _, mark := range []struct {
		on   bool
		says string
	}{
		{line.Row > 0, "row" + strconv.Itoa(line.Row)},
		{line.Running, "r"},
		{line.Heading > 0, "h" + strconv.Itoa(line.Heading)},
		{line.Bullet, "*"},
		{line.Bold, "b"},
		{line.Italic, "i"},
		{line.Hidden != "", "(" + string(line.Hidden) + ")"},
	} {
		if mark.on {
			marks = append(marks, mark.says)
		}
	}
	var texts []string
	for _, piece := range line.Pieces {
		texts = append(texts, piece.Text)
	}
	return strings.TrimSpace(strings.Join(marks, " ") + " " + strings.Join(texts, " | "))
}

// wantLines reads and compares lines.
func wantLines(t *testing.T, data []byte, want ...string) *document.Document {
	t.Helper()
	made, err := read(data)
	if err != nil {
		t.Fatal(err)
	}
	if got := shown(made); !slices.Equal(got, want) {
		t.Errorf("read\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
	return made
}

// wantRefusal reads and wants a refusal of a kind that says some words.
func wantRefusal(t *testing.T, data []byte, why extract.Why, says string) {
	t.Helper()
	made, err := read(data)
	refusal, refused := errors.AsType[*extract.RefusalError](err)
	if !refused {
		t.Fatalf("read %v, %v: wanted a refusal", made, err)
	}
	if refusal.Why != why || !strings.Contains(refusal.Says, says) {
		t.Errorf("refused as %q: %s; wanted %q and %q", refusal.Why, refusal.Says, why, says)
	}
}
