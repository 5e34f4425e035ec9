package pdf_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"image"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/lexfit/lexfit/client/intake/document"
	"github.com/lexfit/lexfit/client/intake/extract"
	"github.com/lexfit/lexfit/client/intake/extract/pdf"
)

var (
	flips = flag.Int("flips", 10, "how many files with one byte changed are read")
	bombs = flag.Bool("bombs", false, "draw ten million signs")
)

// engine is PDFium for all tests, compiled once for this user and kept where builds are.
var engine = sync.OnceValue(func() *pdf.Engine { return pdf.New(pdf.Options{Cache: pdf.CacheFolder()}) })

// TestMain is the suite, and the program that reads pictures for it.
func TestMain(m *testing.M) {
	if len(os.Args) == 4 && os.Args[1] == "stdin" {
		drawn, format, err := image.Decode(os.Stdin)
		if err != nil || format != "png" {
			os.Exit(1)
		}
		size := drawn.Bounds().Size()
		fmt.Printf("1\t1\t0\t0\t0\t0\t0\t0\t%d\t%d\t-1\t\n4\t1\t1\t1\t1\t0\t100\t100\t400\t30\t-1\t\n5\t1\t1\t1\t1\t1\t100\t100\t100\t30\t90\tSenior\n5\t1\t1\t1\t1\t2\t210\t100\t100\t30\t90\tParalegal\n", size.X, size.Y)
		return
	}
	code := m.Run()
	if err := engine().Close(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func read(data []byte, change ...func(*extract.Source)) (*document.Document, error) {
	source := extract.Source{Data: data, Limits: extract.DefaultLimits()}
	for _, each := range change {
		each(&source)
	}
	return extract.Readers{extract.PDF: engine().Read}.Read(context.Background(), source)
}

func shown(made *document.Document) []string {
	var all []string
	for _, page := range made.Pages {
		if len(made.Pages) > 1 {
			all = append(all, "page "+strconv.Itoa(page.Number))
		}
		for _, line := range page.Lines {
			var marks []string
			for _, mark := range []struct {
				on   bool
				says string
			}{{line.Running, "r "}, {line.Bullet, "* "}, {line.Bold, "b "}, {line.Hidden != "", "(" + string(line.Hidden) + ") "}} {
				if mark.on {
					marks = append(marks, mark.says)
				}
			}
			var texts []string
			for _, piece := range line.Pieces {
				texts = append(texts, piece.Text)
			}
			all = append(all, strings.Join(marks, "")+strings.Join(texts, " | "))
		}
	}
	return all
}

func wantRefusal(t *testing.T, err error, why extract.Why, says string) {
	t.Helper()
	refusal, refused := errors.AsType[*extract.RefusalError](err)
	if !refused || refusal.Why != why || !strings.Contains(refusal.Says, says) {
		t.Errorf("%v, want a refusal as %q with %q", err, why, says)
	}
}

const (
	picture = "q 612 0 0 792 0 0 cm /I Do Q\n"
	dark    = "0.1 0.2 0.3 rg 40 660 300 60 re f\n"
)

func TestRead(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		sheets []sheet
		want   []string
	}{
		"text":                     {[]sheet{{text(50, 700, "B", 18, "Dana Whitfield") + text(50, 680, "F", 10, "Paralegal") + text(480, 680, "F", 10, "2015 - 2019"), ""}}, []string{"b Dana Whitfield", "Paralegal | 2015 - 2019"}},
		"signs beyond ASCII":       {[]sheet{{text(50, 700, "F", 10, "R\\351sum\\351 \\226 caf\\351"), ""}}, []string{"Résumé – café"}},
		"a bullet":                 {[]sheet{{text(50, 700, "F", 10, "\\225") + text(64, 700, "F", 10, "Typed letters"), ""}}, []string{"* Typed letters"}},
		"a bullet that is drawn":   {[]sheet{{"0 g 52 702 3 3 re f\n" + text(64, 700, "F", 10, "Typed letters"), ""}}, []string{"* Typed letters"}},
		"words by moves":           {[]sheet{{"BT /F 10 Tf 50 700 Td [(Senior) -300 (Para) -10 (legal)] TJ ET", ""}}, []string{"Senior Paralegal"}},
		"in a group":               {[]sheet{{"/X Do", ""}}, []string{"in a group"}},
		"two pages":                {[]sheet{{text(50, 400, "F", 10, "one"), ""}, {text(50, 400, "F", 10, "two"), ""}}, []string{"page 1", "one", "page 2", "two"}},
		"a page that is turned":    {[]sheet{{"q 0 1 -1 0 100 50 cm " + text(0, 0, "F", 10, "turned upright") + " Q", "/Rotate 90"}}, []string{"turned upright"}},
		"a page that is cut":       {[]sheet{{text(150, 400, "F", 10, "inside") + text(20, 400, "F", 10, "cut off"), "/CropBox [100 100 500 700]"}}, []string{"inside", "(outside the page) cut off"}},
		"white on white":           {[]sheet{{text(50, 700, "F", 10, "seen") + "1 g\n" + text(50, 600, "F", 10, "white"), ""}}, []string{"seen", "(white) white"}},
		"white on dark":            {[]sheet{{dark + "1 g\n" + text(50, 700, "F", 10, "seen"), ""}}, []string{"seen"}},
		"tiny":                     {[]sheet{{text(50, 700, "F", 10, "seen") + text(50, 600, "F", 2, "tiny"), ""}}, []string{"seen", "(tiny) tiny"}},
		"made small by a matrix":   {[]sheet{{text(50, 700, "F", 10, "seen") + "q .1 0 0 .1 0 0 cm " + text(500, 6000, "F", 20, "tiny") + " Q", ""}}, []string{"seen", "(tiny) tiny"}},
		"made large by a matrix":   {[]sheet{{"q 10 0 0 10 0 0 cm " + text(5, 70, "F", 1, "seen") + " Q", ""}}, []string{"seen"}},
		"outside":                  {[]sheet{{text(50, 700, "F", 10, "seen") + text(50, -50, "F", 10, "below"), ""}}, []string{"seen", "(outside the page) below"}},
		"invisible":                {[]sheet{{text(50, 700, "F", 10, "seen") + "3 Tr\n" + text(50, 600, "F", 10, "invisible"), ""}}, []string{"seen", "(invisible) invisible"}},
		"under a picture, by scan": {[]sheet{{picture + "3 Tr\n" + text(50, 600, "F", 10, "scanned"), ""}}, []string{"scanned"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			made, err := read(written(t, test.sheets...))
			if err != nil {
				t.Fatal(err)
			}
			if got := shown(made); !slices.Equal(got, test.want) {
				t.Errorf("read\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(test.want, "\n  "))
			}
		})
	}
}

// Lines know their place from the upper left corner, and their size by all matrices.
func TestPlaces(t *testing.T) {
	t.Parallel()
	made, err := read(written(t, sheet{text(50, 700, "B", 18, "Dana"), ""}))
	if err != nil {
		t.Fatal(err)
	}
	page := made.Pages[0]
	line := page.Lines[0]
	if page.Width != 612 || page.Height != 792 || line.Left < 49 || line.Left > 52 || line.Top > 80 || line.Bottom < 92 || line.Top < 60 || line.Bottom > 110 || line.Size != 18 || len(made.Digest) != 64 {
		t.Errorf("a page of %g by %g, the line is %+v", page.Width, page.Height, line)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	_, err := read(written(t, sheet{picture, ""}, sheet{picture, ""}))
	wantRefusal(t, err, extract.Scan, "--ocr tesseract")
	_, err = read(written(t, sheet{"", ""}))
	wantRefusal(t, err, extract.Empty, "no text")
	_, err = read([]byte("%PDF-1.7\nnothing more"))
	wantRefusal(t, err, extract.Broken, "save it anew")
	_, err = read(encrypted(t))
	wantRefusal(t, err, extract.Encrypted, "password")
	_, err = read(written(t, make([]sheet, 101)...))
	wantRefusal(t, err, extract.Limit, "100 pages")
	_, err = read(written(t, sheet{text(50, 700, "F", 10, strings.Repeat("a", 2000)), ""}), func(s *extract.Source) { s.Limits.Glyphs = 1000 })
	wantRefusal(t, err, extract.Limit, "1000 signs on page 1")
	made, err := read(written(t, sheet{text(50, 700, "F", 10, "text"), ""}, sheet{picture, ""}))
	if err != nil || len(made.Remarks) != 1 || !strings.Contains(made.Remarks[0], "page 2") {
		t.Errorf("a page of two is a picture: %v, %v", made, err)
	}
}

// encrypted is a PDF whose password nobody gives.
func encrypted(tb testing.TB) []byte {
	tb.Helper()
	data := written(tb, sheet{text(50, 700, "F", 10, "secret"), ""})
	const key = "/Encrypt << /Filter /Standard /V 1 /R 2 /O <0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20> /U <0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20> /P -4 >> /ID [<00> <00>]"
	return bytes.Replace(data, []byte("/Root 1 0 R"), []byte("/Root 1 0 R "+key), 1)
}

// A page that is a picture is drawn and given to the operator's program.
func TestOCR(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	made, err := read(written(t, sheet{text(50, 400, "F", 10, "text"), ""}, sheet{picture, ""}), func(s *extract.Source) { s.OCR = self })
	if err != nil {
		t.Fatal(err)
	}
	if got := shown(made); !slices.Equal(got, []string{"page 1", "text", "page 2", "Senior Paralegal"}) || len(made.Remarks) != 1 || !strings.HasPrefix(made.Remarks[0], "page 2 is a picture") {
		t.Errorf("read %q, %q", got, made.Remarks)
	}
}

// A file with any one byte changed is read or refused, in its time.
func TestFlips(t *testing.T) {
	t.Parallel()
	sample := written(t, sheet{text(50, 700, "B", 18, "Dana") + text(50, 680, "F", 10, "Paralegal") + picture + dark + "1 g\n" + text(50, 700, "F", 10, "white") + "/X Do", ""}, sheet{text(50, 40, "F", 10, "page 2"), ""})
	random := rand.New(rand.NewPCG(21, 2))
	for range *flips {
		data := bytes.Clone(sample)
		data[random.IntN(len(data))] ^= byte(1 + random.IntN(255))
		tryOne(t, data)
	}
}

func tryOne(t *testing.T, data []byte) {
	t.Helper()
	made, err := engine().Read(t.Context(), extract.Source{Data: data, Limits: extract.DefaultLimits()})
	if (made == nil) == (err == nil) {
		t.Errorf("read %v, %v", made, err)
	}
	if err != nil && strings.Contains(err.Error(), "panic") {
		t.Errorf("%v", err)
	}
	if made == nil {
		return
	}
	for _, page := range made.Pages {
		for _, line := range page.Lines {
			if line.Left < -1e5 || line.Right > 1e5 || line.Top < -1e5 || line.Bottom > 1e5 || line.Text == "" {
				t.Errorf("a line at %+v", line)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(written(f, sheet{text(50, 700, "F", 10, "Paralegal"), ""}))
	f.Fuzz(func(t *testing.T, data []byte) { tryOne(t, data) })
}

func TestBombs(t *testing.T) {
	t.Parallel()
	signs := 200_000
	if *bombs {
		signs = 10_000_000
	}
	var crowd strings.Builder // PDFium leaves out what is drawn twice at nearly one place
	for i := range signs / 100 {
		fmt.Fprintf(&crowd, "BT /F 2 Tf %d %d Td (%s%07d) Tj ET\n", 10+i*37%300, 10+i*61%770, strings.Repeat("abc", 31), i)
	}
	_, err := read(written(t, sheet{crowd.String(), ""}))
	wantRefusal(t, err, extract.Limit, "limit")
	_, err = read(written(t, make([]sheet, 10_000)...))
	wantRefusal(t, err, extract.Limit, "100 pages")
	_, err = read(written(t, sheet{strings.Repeat("q ", 2_000_000), ""}))
	wantRefusal(t, err, extract.Empty, "no text")
}
