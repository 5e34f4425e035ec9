package degree_test

import (
	"os"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/matcher/degree"
)

// short writes a reading as a row of the table does, without its text.
func short(read degree.Reading) string {
	name := func(text, prefix string) string {
		if strings.HasSuffix(text, "_UNSPECIFIED") {
			return ""
		}
		return strings.TrimPrefix(text, prefix)
	}
	doubt := ""
	if read.Doubt != degree.Sure {
		doubt = "doubt"
	}
	return strings.Join([]string{
		name(read.Level.String(), "EDUCATION_LEVEL_"), read.Field, name(read.Approval.String(), "PROGRAM_APPROVAL_"),
		name(read.Status.String(), "EDUCATION_STATUS_"), read.CompletedOn, doubt,
	}, "\t")
}

// The texts were written down before the code that reads them.
func TestRead(t *testing.T) {
	t.Parallel()
	table, err := os.ReadFile("testdata/degrees.tsv")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for line := range strings.Lines(string(table)) {
		text, want, _ := strings.Cut(strings.TrimRight(line, "\n"), "\t")
		if strings.HasPrefix(line, "#") {
			continue
		}
		count++
		if got := short(degree.Read(text)); got != want {
			t.Errorf("%s:\n got %q\nwant %q", text, got, want)
		}
	}
	if count < 41 {
		t.Errorf("%d texts", count)
	}
}

// A list is taken apart where each of its degrees is certain, and else is one text in doubt.
func TestList(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"B.A. in History; Paralegal Certificate": "BACHELOR History + POSTSECONDARY_CERTIFICATE Paralegal",
		"B.A., M.A.":                             "BACHELOR + MASTER",
		"B.A. and J.D.":                          "BACHELOR + JURIS_DOCTOR",
		"Bachelor of Arts, Political Science, Juris Doctor": "BACHELOR Political Science + JURIS_DOCTOR",
		"A.A.S. in Paralegal Studies\nB.S., 2014":           "ASSOCIATE Paralegal Studies + BACHELOR 2014",
		"B.A. in Politics and Law":                          "BACHELOR Politics and Law",
		"Bachelor of Science (BS) | Criminology":            "BACHELOR Criminology",
		"Bachelor's or Master's":                            "UNCLEAR doubt",
		"B.A., and something of a Magister":                 "BACHELOR and something of a Magister",
		"Associate Attorney; Partner":                       "UNCLEAR doubt",
		"High School Diploma, A.A. Paralegal":               "HIGH_SCHOOL + ASSOCIATE Paralegal",
	} {
		var got []string
		for _, read := range degree.List(text) {
			got = append(got, strings.Join(strings.Fields(short(read)), " "))
		}
		if all := strings.Join(got, " + "); all != want {
			t.Errorf("%s: got %s, want %s", text, all, want)
		}
	}
}

// Nothing panics, what is not certain says so, and no field says what the text does not.
func FuzzRead(f *testing.F) {
	for _, text := range []string{"", "B.A. in English, expected 2027", "A. A. S.", "\xff", "Paralegal Certificate (ABA)", "Master of", "diploma in", "2 year degree of of", "İ B.A."} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, read := range append(degree.List(text), degree.Read(text)) {
			if (read.Level == 0) != (read.Doubt == degree.Unleveled) || read.Doubt != degree.Sure && read.Status == 0 {
				t.Errorf("%q: %+v", text, read)
			}
			if len(read.Field) > len(text)+len("Business Administration") {
				t.Errorf("%q: field %q", text, read.Field)
			}
		}
	})
}
