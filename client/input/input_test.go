package input_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/testing/protocmp"

	"github.com/lexfit/lexfit/client/input"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// readAll reads a text as a file of a format, and lists each row: "line: ok id", or "line[:column]: path: message".
func readAll(t *testing.T, format input.Format, content string) []string {
	t.Helper()
	var got []string
	_, err := input.Read("-", format, strings.NewReader(content), func(r *input.Row) bool {
		if r.Profile != nil {
			got = append(got, fmt.Sprintf("%d: ok %s", r.Line, r.Profile.GetCandidateId()))
		}
		for _, p := range r.Problems {
			at := strconv.Itoa(p.Line)
			if p.Column > 0 {
				at = fmt.Sprintf("%d:%d", p.Line, p.Column)
			}
			got = append(got, at+": "+p.String())
		}
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestLines(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, content string
		want          []string
	}{
		{"two rows, the last without a line break", "{\"candidate_id\":\"a\"}\n{\"candidate_id\":\"b\"}", []string{"1: ok a", "2: ok b"}},
		{"byte-order mark, CRLF and blank lines", "\ufeff{\"candidate_id\":\"a\"}\r\n\r\n  \n{\"candidate_id\":\"b\"}\r\n", []string{"1: ok a", "4: ok b"}},
		{"empty", "", nil},
		{
			"truncated line, and the rest goes on", "{\"candidate_id\":\"a\",\"skills\":[{\"name\":\"Wo\n{\"candidate_id\":\"b\"}\n",
			[]string{"1:42: not valid JSON: expected a closing double quote, got the end: the row is cut off", "2: ok b"},
		},
		{
			"unknown field", `{"candidate_id":"a","skils":[]}`,
			[]string{"1: skils: unknown field; did you mean skills?"},
		},
		{
			"unknown field deep inside, in camel case", `{"education":[{"programAproval":"ABA_APPROVED"}]}`,
			[]string{"1: education[0].programAproval: unknown field; did you mean program_approval?"},
		},
		{
			"unknown field like none there is", `{"measured":{"xyzzy":1},"skills":[{"name":"x","measured":{"xyzzy":1}}]}`,
			[]string{
				"1: measured: unknown field; expected one of candidate_id, display_name, education, skills, certifications, experience, " +
					"languages, preferences, work_state, labels, total_experience_months, review",
				"1: skills[0].measured.xyzzy: unknown field; expected one of value, unit",
			},
		},
		{
			"unknown enum", `{"skills":[{"name":"a"},{"name":"b","proficiency":"EXPRT"}]}`,
			[]string{"1: skills[1].proficiency: expected one of NONE, NOVICE, BASIC, WORKING, ADVANCED, EXPERT, got the text \"EXPRT\"; did you mean EXPERT?"},
		},
		{
			"enum in small letters", `{"education":[{"level":"juris doctor"}]}`,
			[]string{"1: education[0].level: expected one of HIGH_SCHOOL, POSTSECONDARY_CERTIFICATE, ASSOCIATE, BACHELOR, MASTER, JURIS_DOCTOR, DOCTORATE, NONE, " +
				"got the text \"juris doctor\"; did you mean JURIS_DOCTOR?"},
		},
		{"every problem of a row", `{"candidate_id":7,"skills":{},"experience":[{"title":null,"months":"12"},3]}`, []string{
			"1: candidate_id: expected a text in double quotes, got the number 7",
			"1: skills: expected a list in square brackets, got an object",
			"1: experience[0].months: expected a whole number, got the text \"12\"",
			"1: experience[1]: expected an object, got the number 3",
		}},
		{"numbers", `{"skills":[{"name":"x","years":1e999}],"experience":[{"title":"x","months":1.5},{"title":"x","months":3000000000}]}`, []string{
			"1: skills[0].years: the number 1e999 is not finite: expected one that can be written out",
			"1: experience[0].months: expected a whole number, got 1.5",
			"1: experience[1].months: expected a whole number from -2147483648 to 2147483647, got 3000000000",
		}},
		{"NaN", `{"skills":[{"years":NaN}]}`, []string{"1:21: not valid JSON: expected a value, got 'N'"}},
		{"duplicate key", `{"candidate_id":"a","candidate_id":"b"}`, []string{"1: candidate_id: given twice: keep one"}},
		{"duplicate key in both forms", `{"candidate_id":"a","candidateId":"b"}`, []string{"1: candidate_id: given twice (as candidate_id and as candidateId): keep one"}},
		{"duplicate label", `{"labels":{"k":"1","k":"2"}}`, []string{`1: labels["k"]: given twice: keep one`}},
		{"NUL in a name", `{"skills":[{"name":"Wo\u0000rd"}]}`, []string{"1: skills[0].name: holds the control character U+0000: remove it"}},
		{
			"raw NUL in a name", "{\"display_name\":\"a\x00b\"}",
			[]string{"1: display_name: holds the control character U+0000: remove it"},
		},
		{
			"invalid UTF-8", "{\"skills\":[{\"name\":\"caf\xe9\"}]}\n{\"candidate_id\":\"b\"}",
			[]string{"1: skills[0].name: is not UTF-8: the byte 0xe9 has no meaning here; save the file as UTF-8", "2: ok b"},
		},
		{"a raw tab in a text", "{\"display_name\":\"a\tb\"}", []string{`1: display_name: holds a bare control character U+0009: write it as \u0009, or remove it`}},
		{"half a character", `{"display_name":"\ud83d x"}`, []string{`1: display_name: holds half a character: \ud83d is one part of a pair`}},
		{"invalid UTF-8 outside of texts", "\xff\xfe{}", []string{"1:1: not valid JSON: expected a value, got the byte 0xff"}},
		{"not an object", `["a"]`, []string{"1: expected an object with a candidate's profile, got a list"}},
		{"two values on a line", `{"candidate_id":"a"} {"candidate_id":"b"}`, []string{"1:22: not valid JSON: expected the end of the row after the closing bracket, got '{'"}},
		{
			"nested too deep", `{"candidate_id":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + `}`,
			[]string{"1:49: not valid JSON: nested deeper than 32 levels"},
		},
		{
			"too many values", `{"skills":[` + strings.Repeat("0,", 500_000) + `0]}`,
			[]string{"1:800008: not valid JSON: the row holds more than 400000 values"},
		},
		{"field name with an escape sequence", "{\"\\u001b[2J\":1}", []string{"1: \"\\x1b[2J\": unknown field; expected one of candidate_id, display_name, " +
			"education, skills, certifications, experience, languages, preferences, work_state, labels, total_experience_months, review"}},
		{"prefix, camel case and null are fine", `{"candidateId":"a","education":[{"level":"EDUCATION_LEVEL_BACHELOR","completedOn":null}],"workState":"CA"}`, []string{"1: ok a"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, readAll(t, input.JSONL, test.content)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestDocument(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, content string
		want          []string
	}{
		{"one profile over several lines", "{\n  \"candidate_id\": \"a\"\n}\n", []string{"1: ok a"}},
		{"array", "[\n{\"candidate_id\":\"a\"},\n{\"candidate_id\":\"]}\"}\n]\n", []string{"2: ok a", "3: ok ]}"}},
		{"empty array", " [ ] ", nil},
		{"empty", " \n ", nil},
		{
			"an element with a problem, at its own line, and the rest goes on",
			"[{\"candidate_id\":\"a\",\n\"skills\":[\n{\"nam\":\"x\"}]},\n{\"candidate_id\":\"b\"}]",
			[]string{"3: skills[0].nam: unknown field; did you mean name?", "4: ok b"},
		},
		{"an element that is none", `[1, {"candidate_id":"b"}]`, []string{"1: expected an object with a candidate's profile, got a number", "1: ok b"}},
		{
			"a syntax error ends the file", "[{\"candidate_id\":\"a\"},\n {\"candidate_id\":}, {\"candidate_id\":\"c\"}]",
			[]string{"1: ok a", "2:18: not valid JSON: expected a value, got '}'; the rest of the file is not read"},
		},
		{
			"a missing comma", `[{"candidate_id":"a"} {"candidate_id":"b"}]`,
			[]string{"1: ok a", "1:23: not valid JSON: expected ',' or ']' after the array's element, got '{'; the rest of the file is not read"},
		},
		{
			"a comma too many", `[{"candidate_id":"a"},]`,
			[]string{"1: ok a", "1:23: not valid JSON: expected an object with a candidate's profile, got ']'; the rest of the file is not read"},
		},
		{
			"cut off in an element", `[{"candidate_id":"a"},{"candidate_id":`,
			[]string{"1: ok a", "1:39: not valid JSON: expected a value, got the end: the row is cut off; the rest of the file is not read"},
		},
		{"cut off after an element", `[{"candidate_id":"a"}`, []string{"1: ok a", "1:21: not valid JSON: the file ends inside the array: expected ',' or ']'; the rest of the file is not read"}},
		{"cut off after a comma", `[{"candidate_id":"a"},`, []string{"1: ok a", "1:22: not valid JSON: the file ends inside the array: expected an object or ']'; the rest of the file is not read"}},
		{
			"lines in a .json file", "{\"candidate_id\":\"a\"}\n{\"candidate_id\":\"b\"}\n",
			[]string{"1: ok a", "2:1: not valid JSON: more text after the end of the JSON document; if each line is one profile, say --input jsonl; the rest of the file is not read"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, readAll(t, input.JSON, test.content)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// A row of 10 MB is refused, the rows around it are read, and it is never held.
func TestOversizeRow(t *testing.T) {
	t.Parallel()
	const size = 10_000_000
	long := `{"candidate_id":"` + strings.Repeat("x", size-19) + `"}`
	limit := "the row has 10000000 bytes, above the limit of 4194304 (4 MiB): skipped; a profile is a few thousand bytes"
	t.Run("jsonl", func(t *testing.T) {
		t.Parallel()
		got := readAll(t, input.JSONL, "{\"candidate_id\":\"a\"}\n"+long+"\r\n{\"candidate_id\":\"b\"}\n")
		if diff := cmp.Diff([]string{"1: ok a", "2: " + limit, "3: ok b"}, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	})
	t.Run("json", func(t *testing.T) {
		t.Parallel()
		got := readAll(t, input.JSON, "[{\"candidate_id\":\"a\"},\n"+long+",\n{\"candidate_id\":\"b\"}]\n")
		if diff := cmp.Diff([]string{"1: ok a", "2: " + limit, "3: ok b"}, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	})
	t.Run("a row at the limit is read", func(t *testing.T) {
		t.Parallel()
		row := `{"candidate_id":"a","display_name":"` + strings.Repeat("x", input.MaxRow-38) + `"}`
		if len(row) != input.MaxRow {
			t.Fatalf("the row has %d bytes", len(row))
		}
		for _, end := range []string{"", "\n", "\r\n"} {
			if diff := cmp.Diff([]string{"1: ok a"}, readAll(t, input.JSONL, row+end)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		}
	})
}

func TestCheck(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	csv := filepath.Join(folder, "pool.dat")
	if err := os.WriteFile(csv, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	missing := filepath.Join(folder, "none.jsonl")
	err := input.Check([]string{missing, folder, csv, "-", "-"}, &input.Options{})
	want := missing + ": no such file; check the name, or give - for standard input\n" +
		folder + ": is a folder; give the files in it, such as " + filepath.Join(folder, "*.jsonl") + "\n" +
		csv + ": cannot tell the format by .dat; expected .jsonl, .json, .csv, .tsv or .xlsx, packed as .gz or .zst or not, a résumé as .pdf or .docx, " +
		"or say --input with one of jsonl, json, csv, xlsx, jsonresume\n" +
		"- is given twice: standard input can be read once"
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
	if err := input.Check([]string{csv}, &input.Options{Format: input.JSONL}); err != nil {
		t.Errorf("with --input: %v", err)
	}
}

// Standard input has no extension: an array and a spread-out object are told from lines.
func TestSniff(t *testing.T) {
	t.Parallel()
	for _, content := range []string{"[{\"candidate_id\":\"a\"}]", "\n {\n\"candidate_id\":\"a\"\n}\n", "{\"candidate_id\":\"a\"}\n", "\ufeff[{\"candidate_id\":\"a\"}]"} {
		got := readAll(t, input.Auto, content)
		if len(got) != 1 || !strings.HasSuffix(got[0], ": ok a") {
			t.Errorf("%q: got %q", content, got)
		}
	}
}

// A row that comes over a pipe is yielded before the next one is there, though the format has to be told first.
func TestFirstRowIsNotHeldBack(t *testing.T) {
	t.Parallel()
	for _, row := range []string{"{\"candidate_id\":\"a\"}\n", "[{\"candidate_id\":\"a\"},\n", "\n\n{\n\"candidate_id\":\"a\"}\n"} {
		pipe, feed := io.Pipe()
		go func() { _, _ = feed.Write([]byte(row)) }() // and the feed stays open
		yielded := make(chan struct{})
		go func() {
			_, _ = input.Read("-", input.Auto, pipe, func(*input.Row) bool {
				close(yielded)
				return false
			})
		}()
		select {
		case <-yielded:
		case <-time.After(time.Minute):
			t.Errorf("%q: the row is held back", row)
		}
		_ = pipe.Close()
	}
}

// Reading stops where the caller has enough, and a broken reader is an error with its name.
func TestReadStopsAndFails(t *testing.T) {
	t.Parallel()
	n, err := input.Read("-", input.JSONL, strings.NewReader(strings.Repeat("{}\n", 10)), func(*input.Row) bool { return false })
	if n != 1 || err != nil {
		t.Errorf("got %d rows, %v", n, err)
	}
	broken := io.MultiReader(strings.NewReader("{}\n{"), brokenReader{})
	n, err = input.Read("-", input.JSONL, broken, func(*input.Row) bool { return true })
	if n != 1 || err == nil || err.Error() != "standard input: cannot be read: the wire is cut" {
		t.Errorf("got %d rows, %v", n, err)
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errors.New("the wire is cut") }

// What is accepted says, written out and read again, the same; what is refused says why; and nothing panics.
func FuzzParseRow(f *testing.F) {
	for _, seed := range []string{
		`{"candidate_id":"a","skills":[{"name":"x","proficiency":"EXPERT","years":1.5,"measured":{"value":0,"unit":"wpm"}}]}`,
		`{"candidateId":"é\ud83d\ude00","labels":{"k":"v"},"preferences":{"interests":["LITIGATION"],"salaryMinUsd":1e3}}`,
		`{"skills":[{"years":-0.0},{"years":1e-400}]}`, `{`, `[]`, `{"a":[[[{}]]]}`, "{\"display_name\":\"\x00\xff\"}", `{"display_name":"\ud800"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		row := bytes.ReplaceAll(raw, []byte("\n"), []byte(" "))
		var first *lexfitv1.CandidateProfile
		rows := 0
		read := func(data []byte) *lexfitv1.CandidateProfile {
			var profile *lexfitv1.CandidateProfile
			if _, err := input.Read("-", input.JSONL, bytes.NewReader(data), func(r *input.Row) bool {
				rows++
				if (r.Profile == nil) == (len(r.Problems) == 0) {
					t.Fatalf("profile %v with problems %v", r.Profile, r.Problems)
				}
				profile = r.Profile
				return true
			}); err != nil {
				t.Fatal(err)
			}
			return profile
		}
		if first = read(row); first == nil {
			return
		}
		written := mustMarshal(t, first)
		if diff := cmp.Diff(first, read(written), protocmp.Transform()); diff != "" {
			t.Fatalf("%s\nread again differs:\n%s", written, diff)
		}
		// As the one element of an array it is read as the same.
		var element *lexfitv1.CandidateProfile
		array := slices.Concat([]byte("["), row, []byte("]"))
		if n, err := input.Read("-", input.JSON, bytes.NewReader(array), func(r *input.Row) bool {
			element = r.Profile
			return true
		}); n != 1 || err != nil {
			t.Fatalf("in an array: %d rows, %v", n, err)
		}
		if diff := cmp.Diff(first, element, protocmp.Transform()); diff != "" {
			t.Fatalf("%s\nin an array differs:\n%s", array, diff)
		}
	})
}

// A row far above the limit costs no more memory than one at it. (Not parallel: it reads the whole process's count.)
func TestOversizeRowIsNotHeld(t *testing.T) { //nolint:paralleltest // see above
	for _, format := range []input.Format{input.JSONL, input.JSON} {
		const size = 24 * input.MaxRow
		content := io.MultiReader(strings.NewReader(`[{"candidate_id":"`), io.LimitReader(endless{}, size), strings.NewReader(`"}]`))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := input.Read("-", format, content, func(*input.Row) bool { return true }); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		// A buffer that grows to the limit allocates a few times the limit on the way.
		if got := after.TotalAlloc - before.TotalAlloc; got > 8*input.MaxRow {
			t.Errorf("%s: a row of %d bytes took %d", format, size, got)
		}
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}
