package pdf_test

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
	"testing"
)

// sheet is a page to write: its content, and what its dictionary says besides.
type sheet struct{ content, extra string }

// resources are the fonts F and B (bold), a group that is drawn by /X Do, and a picture that is drawn by /I Do.
const resources = `<< /Font << /F 3 0 R /B 4 0 R >> /XObject << /I 5 0 R /X 6 0 R >> >>`

// written makes a PDF of pages, with fonts that every reader has.
func written(tb testing.TB, sheets ...sheet) []byte {
	tb.Helper()
	var kids []string
	for i := range sheets {
		kids = append(kids, fmt.Sprintf("%d 0 R", 7+2*i))
	}
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		fmt.Sprintf("<< /Type /Pages /Count %d /Kids [%s] /MediaBox [0 0 612 792] /Resources %s >>", len(sheets), strings.Join(kids, " "), resources),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
		stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8", "\x40"),
		stream("/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /Font << /F 3 0 R >> >>", "BT /F 10 Tf 50 600 Td (in a group) Tj ET"),
	}
	for i, one := range sheets {
		objects = append(objects, fmt.Sprintf("<< /Type /Page /Parent 2 0 R /Contents %d 0 R %s >>", 8+2*i, one.extra), packedStream(tb, one.content))
	}
	return assembled(objects, "")
}

func stream(dictionary, content string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dictionary, len(content), content)
}

func packedStream(tb testing.TB, content string) string {
	tb.Helper()
	if len(content) < 4096 {
		return stream("", content)
	}
	var out bytes.Buffer
	squeezed := zlib.NewWriter(&out)
	if _, err := squeezed.Write([]byte(content)); err != nil {
		tb.Fatal(err)
	}
	if err := squeezed.Close(); err != nil {
		tb.Fatal(err)
	}
	return stream("/Filter /FlateDecode", out.String())
}

// assembled puts objects into a file, with the table of where they stand.
func assembled(objects []string, trailer string) []byte {
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n")
	places := make([]int, 0, len(objects))
	for i, object := range objects {
		places = append(places, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	table := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, place := range places {
		fmt.Fprintf(&out, "%010d 00000 n \n", place)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, trailer, table)
	return out.Bytes()
}

// text sets a text at a place in a font.
func text(x, y float64, font string, size float64, says string) string {
	return fmt.Sprintf("BT /%s %g Tf %g %g Td (%s) Tj ET\n", font, size, x, y, says)
}
