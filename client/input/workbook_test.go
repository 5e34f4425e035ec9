package input_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"google.golang.org/protobuf/testing/protocmp"

	"github.com/lexfit/lexfit/client/input"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

func profilesOf(t *testing.T, file string, o input.Options) ([]*lexfitv1.CandidateProfile, []string, error) {
	t.Helper()
	var profiles []*lexfitv1.CandidateProfile
	var said []string
	o.Notice = func(s string) { said = append(said, strings.ReplaceAll(s, file, "F")) }
	_, err := input.ReadWith(file, &o, func(r *input.Row) bool {
		if r.Profile != nil {
			profiles = append(profiles, r.Profile)
		}
		for _, p := range slices.Concat(r.Problems, r.Warnings) {
			said = append(said, strings.ReplaceAll(r.Place(), file, "F")+": "+p.String())
		}
		return true
	})
	return profiles, said, err
}

// The same table, saved by Python's csv module and by LibreOffice Calc (see make.py there), is the same profiles; what they
// are was written by hand.
func TestDialects(t *testing.T) {
	t.Parallel()
	folder := filepath.Join("testdata", "dialects")
	want, said, err := profilesOf(t, filepath.Join(folder, "want.jsonl"), input.Options{})
	if err != nil || len(said) > 0 || len(want) != 6 {
		t.Fatal(said, err)
	}
	files := 0
	for _, pattern := range []string{"*.csv", "*.tsv", "*.xlsx"} {
		matches, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range matches {
			files++
			got, said, err := profilesOf(t, file, input.Options{})
			if diff := cmp.Diff(want, got, protocmp.Transform()); diff != "" || err != nil {
				t.Errorf("%s: %v %v %s", file, said, err, diff)
			}
			for _, s := range said {
				if !strings.HasSuffix(s, "is not UTF-8: read as Windows-1252") {
					t.Errorf("%s: said %s", file, s)
				}
			}
		}
	}
	if files != 11 {
		t.Errorf("%d files", files)
	}
}

// book makes a workbook.
func book(t *testing.T, fill func(*excelize.File)) string {
	t.Helper()
	f := excelize.NewFile()
	fill(f)
	path := filepath.Join(t.TempDir(), "pool.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func set(t *testing.T, f *excelize.File, sheet, at string, cells ...any) {
	t.Helper()
	if err := f.SetSheetRow(sheet, at, &cells); err != nil {
		t.Fatal(err)
	}
}

// Dates are dates however they are shown, numbers lose the noise of their last digits, ids keep their zeros.
func TestWorkbookCells(t *testing.T) {
	t.Parallel()
	for _, from1904 := range []bool{false, true} {
		file := book(t, func(f *excelize.File) {
			if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &from1904}); err != nil {
				t.Fatal(err)
			}
			set(t, f, "Sheet1", "A3", "Candidate ID", "Full Name", "job1_title", "job1_start", "job1_end", "Typing WPM", "cert1_name", "cert1_expires", "Labelled")
			day := time.Date(2019, 4, 3, 0, 0, 0, 0, time.UTC)
			set(t, f, "Sheet1", "A4", 123, "Ann", "Paralegal", day, day.AddDate(1, 0, 0), 0.1+0.2, "CP", "2030-01")
			for format, cell := range map[string]string{"00000": "A4", "dd/mm/yyyy": "D4", `[$-409]mmmm d", "yyyy`: "E4"} {
				style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
				if err == nil {
					err = f.SetCellStyle("Sheet1", cell, cell, style)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
		})
		got, said, err := profilesOf(t, file, input.Options{})
		if err != nil || len(got) != 1 || len(said) != 1 || !strings.Contains(said[0], `"Labelled"`) {
			t.Fatal(got, said, err)
		}
		p := got[0]
		if p.GetCandidateId() != "00123" || p.GetExperience()[0].GetStartedOn() != "2019-04-03" || p.GetExperience()[0].GetEndedOn() != "2020-04-03" ||
			p.GetSkills()[0].GetMeasured().GetValue() != 0.3 || p.GetCertifications()[0].GetExpiresOn() != "2030-01" {
			t.Errorf("from 1904 %v: got %v", from1904, p)
		}
	}
}

func TestWorkbookSheetsFormulasAndMerges(t *testing.T) {
	t.Parallel()
	two := func(f *excelize.File) {
		if _, err := f.NewSheet("Second"); err != nil {
			t.Fatal(err)
		}
		set(t, f, "Sheet1", "A1", "Candidate ID", "Full Name")
		set(t, f, "Sheet1", "A2", "a", "First")
		set(t, f, "Second", "A1", "Candidate ID", "Full Name")
		set(t, f, "Second", "A2", "b", "Second")
	}
	tests := []struct {
		name  string
		fill  func(*excelize.File)
		sheet string
		ids   string
		want  string
	}{
		{"the first sheet", two, "", "a", `F: the sheet "Sheet1" is read, and not "Second": --sheet names another`},
		{"a sheet by name", two, "Second", "b", ""},
		{"a sheet by number", two, "2", "b", ""},
		{"no such sheet", two, "Third", "", `F: cannot be read: has no sheet "Third": it has "Sheet1", "Second"; name one with --sheet, or give its number from 1`},
		{"a hidden first sheet", func(f *excelize.File) {
			two(f)
			f.SetActiveSheet(1)
			if err := f.SetSheetVisible("Sheet1", false); err != nil {
				t.Fatal(err)
			}
		}, "", "b", `F: the sheet "Second" is read, and not "Sheet1": --sheet names another`},
		{"merged heads", func(f *excelize.File) {
			set(t, f, "Sheet1", "A1", "Candidate ID", "Education")
			set(t, f, "Sheet1", "A2", "a", "BACHELOR", "History")
			if err := f.MergeCell("Sheet1", "B1", "C1"); err != nil {
				t.Fatal(err)
			}
		}, "", "", `the heads in row 1 are merged (B1:C1): unmerge them`},
		{"a formula without a result", func(f *excelize.File) {
			set(t, f, "Sheet1", "A1", "Candidate ID", "Full Name")
			set(t, f, "Sheet1", "A2", "a")
			if err := f.SetCellFormula("Sheet1", "B2", `"An"&"n"`); err != nil {
				t.Fatal(err)
			}
		}, "", "", `formulas without a result in cells that are read (1; the first in its column: "B2"): open the workbook in a spreadsheet and save it`},
		{"an error left out", func(f *excelize.File) {
			set(t, f, "Sheet1", "A1", "Candidate ID", "Full Name")
			set(t, f, "Sheet1", "A2", "a", "#N/A")
		}, "", "a", `F:2: display_name: column "Full Name": holds the error #N/A: mend the formula; left out`},
		{"an error that would say something", func(f *excelize.File) {
			set(t, f, "Sheet1", "A1", "Candidate ID", "job1_title", "job1_end")
			set(t, f, "Sheet1", "A2", "a", "Paralegal", "#REF!")
		}, "", "a", `F:2: experience.1.ended_on: column "job1_end": holds the error #REF!: mend the formula; when the job ended is left open`},
		{"the same column twice", func(f *excelize.File) { set(t, f, "Sheet1", "A1", "Skills", "ID", "Skills") }, "", "", `F:1: the column "Skills" stands twice, as columns 1 and 3: rename or remove one`},
		{"no heads", func(f *excelize.File) { set(t, f, "Sheet1", "A1", "x", "y") }, "", "", "none of the 2 columns is known"},
		{"nothing", func(*excelize.File) {}, "", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			file := book(t, test.fill)
			got, said, err := profilesOf(t, file, input.Options{Sheet: test.sheet})
			if err != nil {
				said = append(said, strings.ReplaceAll(err.Error(), file, "F"))
			}
			var ids []string
			for _, p := range got {
				ids = append(ids, p.GetCandidateId())
			}
			if strings.Join(ids, " ") != test.ids || !strings.Contains(strings.Join(said, "\n"), test.want) || (test.want == "" && len(said) > 0) {
				t.Errorf("got %v, %q, want %q", ids, said, test.want)
			}
		})
	}
}

// FuzzWorkbook reads sheets that no spreadsheet wrote: whatever stands in one, each row is a profile or has its problems.
func FuzzWorkbook(f *testing.F) {
	const head, foot = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`, `</sheetData></worksheet>`
	f.Add([]byte(head + `<row r="1"><c r="A1" t="inlineStr"><is><t>Candidate ID</t></is></c><c r="B1" t="inlineStr"><is><t>Skills</t></is></c></row>` +
		`<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="s"><v>99</v></c></row>` + foot))
	f.Add([]byte(head + `<row r="7"><c r="ZZZ9" t="str"><f>1+</f></c><c t="e"><v>#N/A</v></c></row>` + foot + `<mergeCells><mergeCell ref="A"/></mergeCells>`))
	f.Fuzz(func(t *testing.T, sheet []byte) {
		_, _ = input.ReadWith("-", &input.Options{Format: input.XLSX, Stdin: bytes.NewReader(rawBook(t, string(sheet)))}, func(r *input.Row) bool { // an error is an answer too
			if (r.Profile == nil) == (len(r.Problems) == 0) {
				t.Errorf("profile %v, problems %v", r.Profile, r.Problems)
			}
			return r.Line < 5000
		})
	})
}

// zeros are bytes that pack to a thousandth.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// A workbook that unpacks to gigabytes is refused before any of it is unpacked.
func TestWorkbookBomb(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	w, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(w, zeros{}, 70<<20); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "bomb.xlsx")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	_, _, err = profilesOf(t, file, input.Options{})
	if err == nil || !strings.Contains(err.Error(), "unpacks to more than 250 times its size") {
		t.Errorf("got %v", err)
	}
	for name, content := range map[string]string{ //nolint:gosec // one of the sentences speaks of a password
		"is no Excel workbook": "candidate_id,skills\na,b\n", "is a broken workbook": "PK\x03\x04 and no more", "is an older workbook (.xls), or one with a password": "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
	} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := profilesOf(t, file, input.Options{}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("got %v, want %s", err, name)
		}
	}
}
