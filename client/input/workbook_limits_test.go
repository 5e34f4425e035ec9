package input_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/client/input"
)

// rawBook makes a workbook whose one sheet is written by hand.
func rawBook(t *testing.T, sheet string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range map[string]string{
		"[Content_Types].xml":        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
		"_rels/.rels":                `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   sheet,
	} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write([]byte(content)) // a buffer takes everything
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	sheetHead = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`
	sheetFoot = `</sheetData></worksheet>`
	headRow   = `<row r="1"><c r="A1" t="inlineStr"><is><t>Candidate ID</t></is></c><c r="B1" t="inlineStr"><is><t>job1_title</t></is></c>` +
		`<c r="C1" t="inlineStr"><is><t>job1_end</t></is></c><c r="D1" t="inlineStr"><is><t>Total</t></is></c></row>`
	startOfRow = `<row r="2"><c r="A2" t="inlineStr"><is><t>a</t></is></c><c r="B2" t="inlineStr"><is><t>Paralegal</t></is></c>`
)

// A formula that was never calculated is an error where the column is read, however its missing result is written: read as an
// empty cell, a job that ended would be one still held. An empty text is a result.
func TestWorkbookFormulasWithoutResult(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		`<c r="C2"><f>DATE(2020,1,1)</f></c>`:                          `("C2")`,
		`<c r="C2"><f>DATE(2020,1,1)</f><v></v></c>`:                   `("C2")`,
		`<c r="C2"><f>DATE(2020,1,1)</f><v/></c>`:                      `("C2")`,
		`<c><f>DATE(2020,1,1)</f><v> </v></c>`:                         `("")`,
		`<c r="C2" t="str"><f>""</f><v></v></c>`:                       "",
		`<c r="C2"><f>DATE(2020,1,1)</f><v>43831</v></c>`:              "2020-01-01",
		`<c r="C2"><v>43831</v></c><c r="D2"><f>1+1</f></c>`:           "2020-01-01",
		`<c r="C2"><v>43831</v></c><c r="E2"><f>1+1</f><v></v></c>`:    "2020-01-01",
		`<c r="C2"><f>1</f><v>43831</v></c><c r="D2"><f>2</f><v/></c>`: "2020-01-01",
	} {
		ended, rows := "", 0
		file := rawBook(t, sheetHead+headRow+startOfRow+cell+"</row>"+sheetFoot)
		_, err := input.ReadWith("-", &input.Options{Format: input.XLSX, Stdin: bytes.NewReader(file)}, func(r *input.Row) bool {
			rows++
			ended = r.Profile.GetExperience()[0].GetEndedOn()
			return true
		})
		switch {
		case strings.HasPrefix(want, "("):
			if err == nil || rows > 0 || !strings.Contains(err.Error(), "formulas without a result in cells that are read (1; the first in its column: "+want[1:]) {
				t.Errorf("%s: got %d rows, %v", cell, rows, err)
			}
		case err != nil || rows != 1 || ended != want:
			t.Errorf("%s: got %q, %v, want %q", cell, ended, err, want)
		}
	}
}

// An error of the spreadsheet is said once, where it stands.
func TestWorkbookErrorOnce(t *testing.T) {
	t.Parallel()
	file := rawBook(t, sheetHead+headRow+startOfRow+`<c r="C2" t="e"><v>#N/A</v></c></row>`+sheetFoot)
	_, err := input.ReadWith("-", &input.Options{Format: input.XLSX, Stdin: bytes.NewReader(file)}, func(r *input.Row) bool {
		if len(r.Problems) != 0 || len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0].Message, "holds the error #N/A") || !r.Profile.GetExperience()[0].GetEndUnclear() {
			t.Errorf("got %v, %v, %v", r.Problems, r.Warnings, r.Profile)
		}
		return true
	})
	if err != nil {
		t.Error(err)
	}
}

// What no spreadsheet can hold is refused before it takes memory or minutes, though it packs no better than it may.
func TestWorkbookTooMuch(t *testing.T) {
	t.Parallel()
	const text = `<row><c t="inlineStr"><is><t>`
	for want, file := range map[string][]byte{
		"more than 1048576 rows":             rawBook(t, sheetHead+headRow+strings.Repeat("<row></row>", 1<<20)+sheetFoot),
		"a row of more than 16384 cells":     rawBook(t, sheetHead+headRow+"<row>"+strings.Repeat("<c><v>1</v></c>", 1<<14+1)+"</row>"+sheetFoot),
		"a cell of more than 256 KiB":        rawBook(t, sheetHead+headRow+text+strings.Repeat("a", 300<<10)+`</t></is></c></row>`+sheetFoot),
		"more than 65536 merged cells":       rawBook(t, sheetHead+headRow+`</sheetData><mergeCells>`+strings.Repeat(`<mergeCell ref="A9:B9"/>`, 1<<16+1)+`</mergeCells></worksheet>`),
		`a part "xl/styles.xml" of`:          archive(t, map[string]int64{"xl/styles.xml": 17 << 20}),
		"more than 128 MiB besides large":    archive(t, map[string]int64{"xl/media/a.png": 60 << 20, "xl/media/b.png": 60 << 20, "xl/media/c.png": 60 << 20}),
		"unpacks to more than 250 times its": archive(t, map[string]int64{"xl/worksheets/sheet1.xml": 70 << 20, "stored": 1 << 20}),
	} {
		_, err := input.ReadWith("-", &input.Options{Format: input.XLSX, Stdin: bytes.NewReader(file)}, func(*input.Row) bool { return true })
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// archive makes an archive of parts of some size, packed but for one called stored.
func archive(t *testing.T, parts map[string]int64) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		header := &zip.FileHeader{Name: name, Method: zip.Deflate}
		if name == "stored" {
			header.Method = zip.Store
		}
		w, err := z.CreateHeader(header)
		if err == nil {
			_, err = io.CopyN(w, zeros{}, parts[name])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
