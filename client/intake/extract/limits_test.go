package extract_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"flag"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/client/intake/extract"
)

var (
	flips = flag.Int("flips", 60, "how many files with one byte changed are read, of each format")
	bombs = flag.Bool("bombs", false, "unpack whole gigabytes")
)

// samples are a file of each format that holds something of everything.
func samples(tb testing.TB) map[extract.Format][]byte {
	tb.Helper()
	return map[extract.Format][]byte{
		extract.DOCX: word(tb, `<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Work</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>2015 – 2019</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:rPr><w:b/><w:color w:val="FFFFFF"/></w:rPr><w:t>Paralegal</w:t><w:tab/><w:t>Hale</w:t></w:r></w:p><w:p><w:r><w:t>Typed</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`,
			"word/header1.xml", `<w:hdr `+wordSpace+`><w:p><w:r><w:t>Dana</w:t></w:r></w:p></w:hdr>`),
		extract.ODT:  odt(tb, `<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>`, `<text:h text:outline-level="1">Work</text:h><text:list><text:list-item><text:p>a <text:span text:style-name="B">b</text:span></text:p></text:list-item></text:list><table:table><table:table-row><table:table-cell><text:p>c</text:p></table:table-cell></table:table-row></table:table>`),
		extract.RTF:  []byte(`{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset2 S;}}{\colortbl;\red255\green255\blue255;}{\stylesheet{\s1 heading 1;}}\pard\s1 Work\par{\listtext\f1\'b7\tab}R\'e9sum\'e9 \u8364?\tab{\cf1 white}\par\trowd\intbl a\cell b\cell\row\pard{\field{\*\fldinst X}{\fldrslt y}}{\pict\bin3 abc}\par}`),
		extract.HTML: []byte(`<!DOCTYPE html><html><style>.w{color:#fff}</style><h1>Work</h1><ul><li>a<li class="w">b</ul><table><tr><td>c<td>d</table><pre>e   f</pre>&eacute;`),
		extract.TXT:  []byte("Dana Whitfield\r\n\r\n• Typed   2015\n\x0cR\xe9sum\xe9"),
	}
}

// A file with any one byte changed is read or refused: nothing panics. Read hides panics, so that the readers are called themselves.
func TestFlips(t *testing.T) {
	t.Parallel()
	for format, sample := range samples(t) {
		t.Run(string(format), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(21, 1))
			for range *flips {
				data := bytes.Clone(sample)
				data[random.IntN(len(data))] ^= byte(1 + random.IntN(255))
				tryAll(t, data)
			}
		})
	}
}

// tryAll reads a file by the reader of what it is.
func tryAll(t *testing.T, data []byte) {
	t.Helper()
	format, err := extract.Detect(data)
	reader := extract.Plain()[format]
	if err != nil || reader == nil {
		return
	}
	limits := extract.DefaultLimits()
	limits.Elements, limits.Text, limits.Unpacked = 50_000, 1<<20, 4<<20
	made, err := reader(t.Context(), extract.Source{Data: data, Limits: limits})
	if (made == nil) == (err == nil) {
		t.Errorf("read %v, %v", made, err)
	}
	if made == nil {
		return
	}
	for _, page := range made.Pages {
		for i, line := range page.Lines {
			if line.Number != i+1 || len(line.Pieces) == 0 || strings.TrimSpace(line.Text) == "" {
				t.Errorf("line %d is %+v", i+1, line)
			}
		}
	}
}

func fuzzReader(f *testing.F, format extract.Format) {
	f.Helper()
	f.Add(samples(f)[format])
	f.Fuzz(func(t *testing.T, data []byte) { tryAll(t, data) })
}

func FuzzRTF(f *testing.F)  { fuzzReader(f, extract.RTF) }
func FuzzHTML(f *testing.F) { fuzzReader(f, extract.HTML) }
func FuzzTXT(f *testing.F)  { fuzzReader(f, extract.TXT) }

// The parts of zips are fuzzed unpacked: a fuzzer finds no checksums.
func FuzzDOCX(f *testing.F) {
	f.Add(`<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>a</w:t></w:r></w:p>`, wordStyles)
	f.Add(`<w:tbl><w:tr><w:tc><w:p><w:txbxContent><w:tbl></w:p></w:tc></w:tr><w:tc>`, ``)
	f.Fuzz(func(t *testing.T, body, styles string) {
		tryAll(t, packed(t, "word/document.xml", `<w:document `+wordSpace+`>`+body, "word/styles.xml", styles, "word/footer1.xml", body))
	})
}

func FuzzODT(f *testing.F) {
	f.Add(`<style:style style:name="B" style:family="text"/>`, `<text:p>a<text:span text:style-name="B">b</text:span></text:p>`)
	f.Add(``, `<table:table><draw:text-box><table:table-cell><text:p>a</table:table>`)
	f.Fuzz(func(t *testing.T, styles, body string) { tryAll(t, odt(t, styles, body)) })
}

// bomb makes a zip of a part that unpacks to many times its size.
func bomb(t *testing.T, name, before, repeated, after string, times int) []byte {
	t.Helper()
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	archive.RegisterCompressor(zip.Deflate, func(to io.Writer) (io.WriteCloser, error) { return flate.NewWriter(to, flate.BestSpeed) })
	writer, err := archive.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	chunk := []byte(strings.Repeat(repeated, 1024))
	_, err = writer.Write([]byte(before))
	for range times / 1024 {
		if err == nil {
			_, err = writer.Write(chunk)
		}
	}
	if _, last := writer.Write([]byte(after)); err != nil || last != nil || archive.Close() != nil {
		t.Fatal("the bomb was not packed")
	}
	return out.Bytes()
}

func TestBombs(t *testing.T) {
	t.Parallel()
	megabytes := 80
	if *bombs {
		megabytes = 1024
	}
	const open, text, end = `<w:document ` + wordSpace + `><w:body>`, `<w:p><w:r><w:t>`, `</w:body></w:document>`
	const body = open + text
	const many = 2 << 20
	for name, test := range map[string]struct {
		data []byte
		says string
	}{
		"a gigabyte of spaces":         {bomb(t, "word/document.xml", body, strings.Repeat(" ", 1024), "", megabytes<<10), "unpacks to more than 64 MiB"},
		"styles of a gigabyte":         {bomb(t, "word/styles.xml", body, strings.Repeat(" ", 1024), "", megabytes<<10), "no DOCX or ODT"},
		"two million within another":   {bomb(t, "word/document.xml", body, "<w:p>", "", many), "200 elements within each other"},
		"two million beside another":   {bomb(t, "word/document.xml", body, "<w:p/>", "", many), "1000000 elements"},
		"many lines":                   {bomb(t, "word/document.xml", open, "<w:p><w:r><w:t>a</w:t></w:r></w:p>", end, 32<<10), "20000 lines"},
		"much text":                    {bomb(t, "word/document.xml", open+text, "paralegal ", "</w:t></w:r></w:p>"+end, 1<<20), "4096 KiB of text"},
		"web page, within another":     {[]byte("<html>" + strings.Repeat("<div>", many)), "200 elements within each other"},
		"web page, beside another":     {[]byte("<html>" + strings.Repeat("<p>", many)), "1000000 elements"},
		"web page of one word":         {[]byte("<html>" + strings.Repeat("a", 20<<20)), "4096 KiB of text"},
		"RTF within another":           {[]byte(`{\rtf1` + strings.Repeat("{", many)), "200 elements within each other"},
		"RTF beside another":           {[]byte(`{\rtf1` + strings.Repeat(`\b `, many)), "1000000 elements"},
		"text of lines":                {[]byte(strings.Repeat("a\n", 1<<20)), "20000 lines"},
		"text of 20 MiB":               {[]byte(strings.Repeat("a", 20<<20)), "4096 KiB of text"},
		"larger than any résumé":       {make([]byte, 33<<20), "more than 32 MiB"},
		"a zip of ten thousand files":  {crowd(t), "more than 10000 files"},
		"pages":                        {[]byte(strings.Repeat("a\f", 200)), "more than 100 pages"},
		"style sheet of many rules":    {[]byte("<html><style>" + strings.Repeat(".a{color:red}", many/16) + "</style><p>"), "no text"},
		"RTF that skips far":           {[]byte(`{\rtf1{\pict\bin2147483647 a}}`), "picture of text"},
		"RTF of one word":              {[]byte(`{\rtf1 ` + strings.Repeat("a", 20<<20)), "4096 KiB of text"},
		"text without a line's end":    {[]byte(strings.Repeat("a    ", 1<<20)), "4096 KiB of text"},
		"cells within a row":           {bomb(t, "word/document.xml", open+"<w:tbl><w:tr>", "<w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>", "</w:tr></w:tbl>"+end, 32<<10), "20000 lines"},
		"text boxes within each other": {bomb(t, "word/document.xml", body, "<w:txbxContent><w:p>", "", 4<<10), "within each other"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := extract.Plain().Read(context.Background(), extract.Source{Data: test.data, Limits: extract.DefaultLimits()})
			if err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("%d bytes: %v; want %q", len(test.data), err, test.says)
			}
		})
	}
}

// crowd is a zip of very many files.
func crowd(t *testing.T) []byte {
	t.Helper()
	files := make([]string, 0, 2*10_001)
	for i := range 10_001 {
		files = append(files, strings.Repeat("a", 1+i%7)+string(rune('a'+i%26)), "")
	}
	return packed(t, files...)
}
