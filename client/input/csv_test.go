package input_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/lexfit/lexfit/client/input"
)

// rowsOf reads a text and lists profiles as JSON, problems and warnings by place, and notices.
func rowsOf(t *testing.T, o input.Options, content io.Reader) ([]string, error) {
	t.Helper()
	var got []string
	o.Stdin = content
	o.Notice = func(s string) { got = append(got, "notice "+s) }
	_, err := input.ReadWith("-", &o, func(r *input.Row) bool {
		if r.Profile != nil {
			got = append(got, fmt.Sprintf("%d: %s %q %s", r.Line, r.Profile.GetCandidateId(), r.Profile.GetDisplayName(), r.Profile.GetSkills()))
		}
		for _, p := range slices.Concat(r.Problems, r.Warnings) {
			got = append(got, fmt.Sprintf("%d:%d: %s", p.Line, p.Column, p))
		}
		return true
	})
	return got, err
}

// A name in parts is put together, whatever their order; a whole one is stronger.
func TestNameInParts(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]string{
		"CandidateId,Surname,FirstName\n1,Towne,Zola\n":                    `"Zola Towne"`,
		"id,first name,Middle Name,LAST_NAME\n1, Zola ,van  der,Towne\n":   `"Zola van der Towne"`,
		"id,Given Name\n1,Zola\n":                                          `"Zola"`,
		"id,First Name,Last Name,Full Name\n1,Zola,Towne,Dr. Zola Towne\n": `"Dr. Zola Towne"`,
	} {
		got, err := rowsOf(t, input.Options{Format: input.CSV}, strings.NewReader(content))
		if err != nil || len(got) != 1 || !strings.Contains(got[0], want) {
			t.Errorf("%q: got %q, %v, want %s", content, got, err, want)
		}
	}
}

// The same table in every dialect is the same profiles.
func TestCSVDialects(t *testing.T) {
	t.Parallel()
	table := [][]string{
		{"Candidate ID", "Full Name", "Skills"},
		{"a", "Zoë, \"the\nquick\"", "Westlaw; Word"},
		{"b", "Ann | Bo", ""},
	}
	encode := func(e encoding.Encoding, s string) string {
		out, err := e.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	var want []string
	for _, comma := range []string{",", ";", "\t", "|"} {
		var b strings.Builder
		for _, row := range table {
			for i, cell := range row {
				if i > 0 {
					b.WriteString(comma)
				}
				b.WriteString(`"` + strings.ReplaceAll(cell, `"`, `""`) + `"`)
			}
			b.WriteString("\n")
		}
		plain := b.String()
		for name, content := range map[string]string{
			"UTF-8": plain, "mark": "\ufeff" + plain, "CRLF": strings.ReplaceAll(plain, "\"\n", "\"\r\n"), "sep": "sep=" + comma + "\n" + plain,
			"UTF-16LE": encode(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), plain), "UTF-16BE": encode(unicode.UTF16(unicode.BigEndian, unicode.UseBOM), plain),
			"UTF-16LE without mark": encode(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), plain), "Windows-1252": encode(charmap.Windows1252, plain),
		} {
			got, err := rowsOf(t, input.Options{Format: input.CSV}, strings.NewReader(content))
			if err != nil {
				t.Fatalf("%q %s: %v", comma, name, err)
			}
			got = slices.DeleteFunc(got, func(s string) bool { return strings.HasPrefix(s, "notice") })
			for i := range got {
				_, got[i], _ = strings.Cut(got[i], ": ") // the line differs below sep=
			}
			if want == nil {
				if want = got; len(want) != 2 || !strings.HasPrefix(want[0], `a "Zoë, \"the\nquick\"" [name:`) {
					t.Fatalf("got %q", got)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%q %s:\n%s", comma, name, diff)
			}
		}
	}
}

func TestCSVProblems(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, content, want string }{
		{"unknown level", "id,degree\na,Grade 12\n", `2:3: education.1.level: column "degree": "Grade 12" is not known: the level is left open; expected one of HIGH_SCHOOL`},
		{"ambiguous date", "id,job1_title,job1_start\na,Clerk,03/04/2019\n", `"03/04/2019" can be two dates: read as the year 2019 alone`},
		{"end date unread", "id,job1_title,job1_end\na,Clerk,soon\n", `2:9: experience.1.ended_on: column "job1_end": "soon" is no date that can be read: when the job ended is left open; expected`},
		{"status", "id,edu1_level,edu1_status\na,Bachelor's,sort of\n", `2:14: education.1.status: column "edu1_status": "sort of" is not known: the status is left open; expected one of COMPLETED`},
		{"entry without name", "id,job1_title,job1_start\na,,2019\n", `2:4: experience.1.title: column "job1_start": says something of an entry whose title is missing`},
		{"too many cells", "id,name\na,b,c\n", "2:5: 3 cells, but the head has 2 columns"},
		{"two encodings", "id,name\na,caf\xe9\nb,caf\xc3\xa9\n", "3:3: the file began as Windows-1252, but"},
		{"bytes of none", "id,name\na,é\nb,\xe9\n", "display_name: column \"name\": holds bytes that are not in the file's encoding"},
		{"bare quote", "id,name\na,b \"q,r\nc,d\n", "2:5: not valid CSV: a double quote stands in the middle"},
	}
	for _, tt := range tests {
		got, err := rowsOf(t, input.Options{Format: input.CSV}, strings.NewReader(tt.content))
		if (tt.name == "status" || tt.name == "end date unread") && len(got) != 2 {
			t.Errorf("%s: the row is not read: %s", tt.name, got)
		}
		if all := strings.Join(got, "\n"); err != nil || !strings.Contains(all, tt.want) {
			t.Errorf("%s: got %s, %v\nwant %s", tt.name, all, err, tt.want)
		}
	}
	for content, want := range map[string]string{
		"id,Skills,Skills\n":      `standard input:1: the column "Skills" stands twice, as columns 2 and 3`,
		"foo:bar\nx:y\n":          "the head is one column that is not known (foo:bar)",
		"\"id" + "\n\x00\x00\x00": "line 2",
	} {
		if _, err := rowsOf(t, input.Options{Format: input.CSV}, strings.NewReader(content)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", content, err, want)
		}
	}
}

func TestCSVDates(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"2019-05-31": "2019-05-31", "2019": "2019", "5/2019": "2019-05", "05/31/2019": "2019-05-31", "31/05/2019": "2019-05-31", "3/3/2019": "2019-03-03",
		"43616": "2019-05-31", "May 2019": "2019-05", "\"May 31, 2019\"": "2019-05-31", "2019-05-31T10:00:00Z": "2019-05-31",
		"03/04/2019": "2019", "2019-02-30": "", "5/31/19": "2019-05-31", "1": "",
	} {
		got := "nothing"
		if _, err := input.Read("-", input.CSV, strings.NewReader("id,job1_title,job1_start\na,Clerk,"+cell+"\n"), func(r *input.Row) bool {
			got = r.Profile.GetExperience()[0].GetStartedOn()
			return true
		}); err != nil || got != want {
			t.Errorf("%s: got %q, want %q, %v", cell, got, want, err)
		}
	}
}

func TestMap(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "map.yaml")
	write := func(s string) {
		if err := os.WriteFile(file, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("columns: {A: candidate_id, B: education.x, C: skils}\n")
	if _, err := input.ReadMap(file); err == nil || !strings.Contains(err.Error(), `column "C": "skils": unknown field; did you mean skills?`) {
		t.Errorf("got %v", err)
	}
	write("date_order: dmy\ncolumns: {A: candidate_id, B: education.level, C: education.completed_on, D: '-'}\nvalues: {education.level: {Cert: POSTSECONDARY_CERTIFICATE}}\n")
	m, err := input.ReadMap(file)
	if err != nil {
		t.Fatal(err)
	}
	var got string
	if _, err := input.ReadWith("-", &input.Options{Format: input.CSV, Map: m, Stdin: strings.NewReader("A,B,C,D\na,Cert,03/04/2019,x\n")}, func(r *input.Row) bool {
		e := r.Profile.GetEducation()[0]
		got = e.GetLevel().String() + " " + e.GetCompletedOn()
		return true
	}); err != nil || got != "EDUCATION_LEVEL_POSTSECONDARY_CERTIFICATE 2019-04-03" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestPacked(t *testing.T) {
	t.Parallel()
	content := []byte("id,name\na,b\nc,d\n")
	var gz, zs bytes.Buffer
	g := gzip.NewWriter(&gz)
	z, err := zstd.NewWriter(&zs)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []io.WriteCloser{g, z} {
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for _, packed := range [][]byte{gz.Bytes(), zs.Bytes()} {
		if got, err := rowsOf(t, input.Options{Format: input.CSV}, bytes.NewReader(packed)); err != nil || len(got) != 2 {
			t.Errorf("got %q, %v", got, err)
		}
		if _, err := rowsOf(t, input.Options{Format: input.CSV}, bytes.NewReader(packed[:len(packed)-5])); err == nil || !strings.Contains(err.Error(), "copy it anew") {
			t.Errorf("cut off: %v", err)
		}
	}
	var bomb bytes.Buffer
	g = gzip.NewWriter(&bomb)
	if _, err := io.CopyN(g, endless{}, 128<<20); err != nil {
		t.Fatal(err)
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := rowsOf(t, input.Options{Format: input.JSONL}, &bomb); err == nil || !strings.Contains(err.Error(), "unpacks to more than 250 times its size") {
		t.Errorf("bomb: %v", err)
	}
}

// An open quote does not take the rest of the file into memory.
func TestCSVOpenQuote(t *testing.T) {
	t.Parallel()
	got, err := rowsOf(t, input.Options{Format: input.CSV}, io.MultiReader(strings.NewReader("id,name\na,\""), io.LimitReader(endless{}, 4*input.MaxRow)))
	if _, err := rowsOf(t, input.Options{Format: input.CSV}, io.MultiReader(strings.NewReader("id,name\n\""), io.LimitReader(endless{}, 4*input.MaxRow))); err != nil {
		t.Error(err)
	}
	if err != nil || len(got) != 1 || !strings.HasPrefix(got[0], "2:0: the row has more than 4194304 bytes") {
		t.Errorf("got %.200q, %v", got, err)
	}
}

// Nothing panics, and a row is either a profile or has problems.
func FuzzCSV(f *testing.F) {
	for _, seed := range []string{"id,name\na,b\n", "\xff\xfei\x00d\x00", "sep=;\nid;edu1_level\na;JD\n", "id,job1_start,job1_title\na,43616,x\n", "id\n\xe9\n", "\"", "id,skills\na,\"x;y\nz\"\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		_, _ = input.Read("-", input.CSV, bytes.NewReader(raw), func(r *input.Row) bool { // a file without heads is an error
			if (r.Profile == nil) == (len(r.Problems) == 0) {
				t.Fatalf("profile %v with problems %v", r.Profile, r.Problems)
			}
			return true
		})
	})
}
