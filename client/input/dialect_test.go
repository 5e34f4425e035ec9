package input_test

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"

	"github.com/lexfit/lexfit/client/input"
)

// heard reads a text as a table: its profiles, and all that is said.
func heard(t *testing.T, options input.Options, content string) (profiles, told string) {
	t.Helper()
	got, err := rowsOf(t, options, strings.NewReader(content))
	if err != nil {
		t.Fatalf("%q: %v", content, err)
	}
	var rows, rest []string
	for _, line := range got {
		if line[0] >= '0' && line[0] <= '9' && strings.Contains(line, `" [`) {
			rows = append(rows, line)
		} else {
			rest = append(rest, line)
		}
	}
	return strings.Join(rows, "\n"), strings.Join(rest, "\n")
}

// Quotes that stand where they should not are themselves, and ="00123" is a text.
func TestLooseQuotes(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		`="00123",Ann Ito,Word`:        `00123 "Ann Ito" [name:"Word"]`,
		`"=""00123""",Ann Ito,Word`:    `00123 "Ann Ito" [name:"Word"]`,
		`c2,Ann "Annie" Ito,Word`:      `c2 "Ann \"Annie\" Ito" [name:"Word"]`,
		`c2,5'10" Ito,Word`:            `c2 "5'10\" Ito" [name:"Word"]`,
		`c2,"Ann" Ito,Word`:            `c2 "\"Ann\" Ito" [name:"Word"]`,
		`c2,"Ann "Annie" Ito",Word`:    `c2 "Ann \"Annie\" Ito" [name:"Word"]`,
		`c2,="=1+1","Word, PACER"`:     `c2 "=1+1" [name:"Word" name:"PACER"]`,
		`c2,"A" and "B","Word, PACER"`: `c2 "\"A\" and \"B\"" [name:"Word" name:"PACER"]`,
	} {
		got, told := heard(t, input.Options{Format: input.CSV}, "Candidate ID,Full Name,Skills\n"+line+"\nc3,Bo,Clio\n")
		if want = "2: " + want + "\n3: c3 \"Bo\" [name:\"Clio\"]"; strings.ReplaceAll(got, "  ", " ") != want || told != "" {
			t.Errorf("%s:\n got %s\nwant %s\ntold %s", line, got, want, told)
		}
	}
	// Where the cells cannot be told apart the row is rejected, and the next is read.
	got, told := heard(t, input.Options{Format: input.CSV}, "Candidate ID,Full Name,Skills\nc1,Ann \"A, B\" Ito,Word\nc2,Bo,Clio\n")
	if !strings.HasPrefix(got, "3: c2") || !strings.Contains(told, "2:8: not valid CSV: a double quote stands in the middle of a cell") {
		t.Errorf("got %s, told %s", got, told)
	}
}

// The heads are found below titles, and what is below the rows is no candidate; both are told of once.
func TestWhereTheTableBegins(t *testing.T) {
	t.Parallel()
	const want = `c1 "Test Person" [name:"Westlaw"]`
	for content, line := range map[string]string{
		"Applicant report\nPeriod: 2026-01-01 to 2026-06-30\n\nCandidate ID,Full Name,Skills\nc1,Test Person,Westlaw\n":  "4: the head stands here",
		"Report for Firm, LLP, Hill\nCandidate ID,Full Name,Skills\nc1,Test Person,Westlaw\n":                            "2: the head stands here",
		"Person,,What they know\nCandidate ID,Full Name,Skills\nc1,Test Person,Westlaw\n":                                "2: the head stands here",
		"\"Pool \"\"A\"\"\"\n\"made by Jo \"\"J\"\"\"\nCandidate ID,Full Name,Skills\nc1,Test Person,Westlaw\n":          "3: the head stands here",
		"Candidate ID,Full Name,Skills\nc1,Test Person,Westlaw\nTotal: 1,,\n\"Confidential - do not distribute\"\n":      "3: is no candidate but a line below the rows",
		"Candidate ID,Full Name,Skills\nc1,Test Person,Westlaw\n3 rows\n":                                                "3: is no candidate but a line below the rows",
		"Candidate ID,Full Name,Skills\nc1,Test Person,Westlaw\n-- end of report --,,\n":                                 "3: is no candidate but a line below the rows",
		"Candidate ID,Full Name,Skills,Typing Speed\n,,,wpm\nc1,Test Person,Westlaw,\n":                                  "2: is no candidate but a line of units",
		"Candidate ID (unique, required);Full Name (first, last);Key Skills (list, by commas)\nc1;Test Person;Westlaw\n": "",
		"Candidate ID\tFull Name\tPlace, or state\tSkills\nc1\tTest Person\tHill, CA\tWestlaw\n":                         "not read",
		"Candidate ID,Full Name,Skills\rc1,Test Person,Westlaw\r":                                                        "lines end in CR",
		"Candidate ID,Full Name,Skills\nc1,Test Person,Westlaw\r":                                                        "lines end in CR",
		"Candidate ID,Full Name,Skills\r\"c1\",\"Test Person\",\"Westlaw\"\r":                                            "lines end in CR",
		"\ufeffCandidate ID,Full Name,\u200bSkills\nc1,Test Person,Westlaw\n":                                            "",
		"\ufeff\ufeffCandidate ID,\u200eFull Name,Ｓｋｉｌｌｓ\nc1,Test Person,Westlaw\n":                                      "",
		"Candidate ID,Full Name,Skills\nc1,Test Person,Westlaw\n":                                                        "",
	} {
		got, told := heard(t, input.Options{Format: input.CSV}, content)
		if _, got, _ = strings.Cut(got, ": "); got != want {
			t.Errorf("%q: got %s\ntold %s", content, got, told)
		}
		if line == "" && told != "" || !strings.Contains(told, line) || line != "" && strings.Count(told, "stands here") > 1 {
			t.Errorf("%q: told %s, want %s", content, told, line)
		}
	}
	// A person may be called Total.
	if got, _ := heard(t, input.Options{Format: input.CSV}, "Full Name,Skills\nTotal,Word\nCount Basie,\n"); strings.Count(got, "\n") != 1 {
		t.Errorf("got %s", got)
	}
}

// An encoding can be named; where the guess looks wrong, how is said.
func TestEncodings(t *testing.T) {
	t.Parallel()
	const head = "Candidate ID,Full Name,Skills\n"
	for _, row := range []struct {
		name, person string
		encoding     encoding.Encoding
		hint         bool
	}{
		{"macintosh", "René Núñez", charmap.Macintosh, true},
		{"MacRoman", "René Núñez", charmap.Macintosh, true},
		{"windows-1250", "Łukasz Šťastný", charmap.Windows1250, false},
		{"shift_jis", "山田花子", japanese.ShiftJIS, false},
		{"iso-8859-1", "René Núñez", charmap.ISO8859_1, false},
	} {
		raw, err := row.encoding.NewEncoder().String(head + "c1," + row.person + ",Word\n")
		if err != nil {
			t.Fatal(err)
		}
		got, told := heard(t, input.Options{Format: input.CSV, Encoding: row.name}, raw)
		if !strings.Contains(got, row.person) || told != "" {
			t.Errorf("%s: got %s, told %s", row.name, got, told)
		}
		if _, told := heard(t, input.Options{Format: input.CSV}, raw); strings.Contains(told, "--encoding") != row.hint && row.hint || !strings.Contains(told, "read as Windows-1252") {
			t.Errorf("%s: told %s", row.name, told)
		}
	}
	if _, told := heard(t, input.Options{Format: input.CSV}, head+"c1,Ren\xe9 N\xfa\xf1ez \x96 Zo\xeb,Word\n"); strings.Contains(told, "--encoding") {
		t.Errorf("French is no other encoding: %s", told)
	}
	if err := input.CheckEncoding("klingon"); err == nil || !strings.Contains(err.Error(), "macintosh") {
		t.Error(err)
	}
}

// What is hidden in a workbook is read, and told of; titles above its heads are passed over.
func TestWorkbookHides(t *testing.T) {
	t.Parallel()
	fill := func(f *excelize.File) {
		set(t, f, "Sheet1", "A1", "Applicants 2026")
		set(t, f, "Sheet1", "A3", "Candidate ID", "Full Name", "Skills")
		for i, id := range []string{"c1", "c2", "c3"} {
			at, err := excelize.CoordinatesToCellName(1, 4+i)
			if err != nil {
				t.Fatal(err)
			}
			set(t, f, "Sheet1", at, id, "A", "Westlaw")
		}
		set(t, f, "Sheet1", "A7", "Total: 3")
	}
	for name, hide := range map[string]func(*excelize.File) error{
		"": func(*excelize.File) error { return nil },
		"2 of its rows are hidden or filtered": func(f *excelize.File) error {
			return firstError(f.SetRowVisible("Sheet1", 4, false), f.SetRowVisible("Sheet1", 6, false))
		},
		`columns that are hidden are read all the same: "Skills"`: func(f *excelize.File) error { return f.SetColVisible("Sheet1", "C", false) },
	} {
		got, said, err := profilesOf(t, book(t, func(f *excelize.File) {
			fill(f)
			if err := hide(f); err != nil {
				t.Fatal(err)
			}
		}), input.Options{})
		all := strings.Join(said, "\n")
		if err != nil || len(got) != 3 || got[2].GetSkills()[0].GetName() != "Westlaw" || !strings.Contains(all, name) || strings.Contains(all, "hidden") != (name != "") ||
			strings.Count(all, "the head stands here") != 1 || !strings.Contains(all, `F:7: is no candidate but a line below the rows, and passed over: "Total: 3"`) {
			t.Errorf("%s: got %v, said %s, %v", name, got, all, err)
		}
	}
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
