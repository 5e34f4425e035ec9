package input_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/client/input"
)

func mapOf(t *testing.T, text string) (*input.Map, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "map.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return input.ReadMap(file)
}

// What is wrong with a map is said with its line, and with what is possible.
func TestMapErrors(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"columns:\n  Ref: candidate_id\n  Who: -\n":                            `the dash in quotes, as in Notes: "-"`,
		"columns: {Ref: candidate_id}\n---\ncolumns: {Who: display_name}\n":    "map.yaml:2: a second document",
		"columns: {Ref: candidate_id}\nvalues: {education.levle: {A: NOPE}}\n": `map.yaml:2:10: values: "education.levle": unknown field; did you mean level?; these have words: candidate_id`,
		"values: {education.level: {Cert: CERT}}\n":                            `values: education.level: "Cert" can never apply: "CERT" is none of its values: expected HIGH_SCHOOL, POSTSECONDARY_CERTIFICATE`,
		"values: {education.1.level: {Cert: BACHELOR}}\n":                      "expected the field without a number: education.level",
		"values: {skills: {W: Yes}}\n":                                         `"Yes" names nothing: expected what it is, such as Westlaw`,
		"values: {certifications.name: {W: n/a}}\n":                            `"n/a" names nothing`,
		"values: {experience.ended_on: {X: someday}}\n":                        `"someday" is no date that can be read`,
		"values: {experience.current: {X: perhaps}}\n":                         "neither yes nor no",
		"values: {experience.months: {X: many}}\n":                             "is no number",
		"columns: {A: certification(Yes)}\n":                                   "expected a name in the brackets",
		"columns: {A: education.x, B: skils}\n":                                `column "B": "skils": unknown field; did you mean skills?; lexfit convert --fields lists all there are`,
		"columns: {A: skills, A: languages}\n":                                 `"A" stands here a second time, first in line 1: keep one`,
		"base: &b {A: skills}\ncolumns: {<<: *b}\n":                            "merge keys (<<) are not read",
		"columns: [A, B]\n":                                                    "columns: expected names and what they mean",
		"columns: {A: [skills]}\n":                                             `column "A": expected a text`,
		"columns: {A: }\n":                                                     `column "A": expected a text`,
		"colums: {A: skills}\n":                                                `unknown field "colums"; did you mean columns?; expected one of date_order, separator, columns, values`,
		"date_order: ymd\n":                                                    `date_order "ymd": expected mdy or dmy`,
		"{}\n":                                                                 "says nothing",
		"":                                                                     "says nothing",
	} {
		if _, err := mapOf(t, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v\nwant %s", text, err, want)
		}
	}
	made, err := mapOf(t, "columns: {A: &f skills, B: *f}\nvalues: {skills: {W: Westlaw, none of it: '-'}, experience.ended_on: {Heute: Present}}\n")
	if err != nil || made.Columns["B"] != "skills" || made.Values["skills.name"]["W"] != "Westlaw" || made.Values["experience.ended_on"]["Heute"] != "Present" {
		t.Errorf("got %v, %v", made, err)
	}
}

// A map lies over the guess: what it does not name is guessed as before.
func TestMapOverGuess(t *testing.T) {
	t.Parallel()
	const content = "Candidate ID,Full Name,What they know,Key skills,Highest Degree,Notary,Comments\nc1,Ann,W; Clio,Word,JD,Y,Yes\n"
	options := input.Options{Format: input.CSV, Map: &input.Map{
		Columns: map[string]string{"What they know": "skills", "Notary": "certification(Notary Public)"},
		Values:  map[string]map[string]string{"skills.name": {"W": "Westlaw"}},
	}}
	if got := said(t, options, content); got != "JURIS_DOCTOR; Notary Public ..; Westlaw; Clio; Word" {
		t.Errorf("got %s", got)
	}
	if _, told := heard(t, options, content); !strings.Contains(told, `not read, as no field is known for it: "Comments"`) {
		t.Errorf("told %s", told)
	}
	// The map's column takes the place of one that is guessed to mean the same, and "-" leaves a known one out.
	options.Map = &input.Map{Columns: map[string]string{"Comments": "display_name", "Highest Degree": "-"}}
	got, told := heard(t, options, content)
	if !strings.HasPrefix(got, `2: c1 "Yes"`) || !strings.Contains(told, `"Full Name" and "Comments" both mean display_name: "Comments" is read`) || strings.Contains(told, "Highest") {
		t.Errorf("got %s, told %s", got, told)
	}
	// Words for what no column is, and columns that are not there, are told of.
	options.Map = &input.Map{Columns: map[string]string{"Notes": "-"}, Values: map[string]map[string]string{"languages.level": {"Fluent": "NATIVE"}}}
	if _, told := heard(t, options, content); !strings.Contains(told, `names a column "Notes" that is not there`) || !strings.Contains(told, "what words in languages.level mean, and no column is read as that") {
		t.Errorf("told %s", told)
	}
	options.Map = &input.Map{Columns: map[string]string{"Full Name": "display_name", "Comments": "display_name"}}
	options.Stdin = strings.NewReader(content)
	if _, err := input.ReadWith("-", &options, func(*input.Row) bool { return true }); err == nil || !strings.Contains(err.Error(), `"Full Name" and "Comments" both mean display_name`) {
		t.Errorf("got %v", err)
	}
}

// An answer is no name: it is left out, with what a map can say of it.
func TestAnswers(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]string{
		"id,Certifications\na,Yes\n":                                                               " told",
		"id,Skills\na,\"Westlaw, no\"\n":                                                           "Westlaw told",
		"id,cert1_name\na,No\n":                                                                    " told",
		"id,skill(Relativity)\na,Yes\nb,No\nc,Expert\nd,so so\n":                                   "Relativity | Relativity NONE | Relativity EXPERT | told",
		"id,certification(Notary Public)\na,Yes\nb,No\nc,Expired\nd,\n":                            "Notary Public .. |  | Notary Public EXPIRED .. | ",
		"id,education(Paralegal Certificate)\na,yes\nb,no\n":                                       "POSTSECONDARY_CERTIFICATE Paralegal | ",
		"id,education\na,\"B.A. in History; Paralegal Certificate\"\nb,\"JD, BA, 2010\"\nc,none\n": "BACHELOR History; POSTSECONDARY_CERTIFICATE Paralegal | JURIS_DOCTOR; BACHELOR 2010 | ",
	} {
		options := input.Options{Format: input.CSV}
		if strings.HasPrefix(content, "id,education\n") {
			options.Map = &input.Map{Columns: map[string]string{"education": "education"}}
		}
		if got := said(t, options, content); strings.TrimSpace(got) != strings.TrimSpace(want) {
			t.Errorf("%q: got %q, want %q", content, got, want)
		}
	}
}

// Every field of the contract is listed, and every field that is listed is one, with a cell that it takes.
func TestFields(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := input.WriteFields(&out); err != nil {
		t.Fatal(err)
	}
	names := 0
	for _, field := range input.Fields() {
		if field.Name == "-" {
			continue
		}
		names++
		if field.Example == "" || !strings.Contains(out.String(), field.Name) {
			t.Errorf("%s has no example, or is not written", field.Name)
		}
		name := strings.TrimSpace(quoted(field.Example))
		got, told := heard(t, input.Options{Format: input.CSV, Map: &input.Map{Columns: map[string]string{"X": field.Name}}}, "X,Y\n"+name+",x\n")
		if told = strings.ReplaceAll(told, `notice standard input:1: no column is the candidate_id: each row gets the file's name and its number, such as stdin-1`, ""); got == "" ||
			strings.Contains(strings.ReplaceAll(told, `notice standard input:1: not read, as no field is known for it: "Y"; a map (--map) can name one`, ""), "left out;") {
			t.Errorf("%s: %s gave %s, told %s", field.Name, field.Example, got, told)
		}
	}
	if names < 40 {
		t.Errorf("%d fields", names)
	}
}

// The map that is suggested shows values of each column, can be read again, and says what is guessed.
func TestSuggestMap(t *testing.T) {
	t.Parallel()
	const content = "Candidate ID,Highest Degree,Favourite colour,Skills\na,JD,red,Word\nb,BA,blue,\nc,BA,green,Clio\nd,GED,red,\n"
	columns, err := input.Columns("-", &input.Options{Format: input.CSV, Stdin: strings.NewReader(content)})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := input.SuggestMap(&out, columns); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"Candidate ID": candidate_id # a | b | c`, `"Highest Degree": education.1.level # JD | BA | GED`,
		`"Favourite colour": "-" # not known: name a field, or leave it out with -; red | blue | green`, `"Skills": skills # Word | Clio`,
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("want %s in\n%s", want, out.String())
		}
	}
	made, err := mapOf(t, out.String())
	if err != nil || made.Columns["Skills"] != "skills" || !slices.ContainsFunc(columns, func(column input.Column) bool { return column.Field == "skills" }) {
		t.Errorf("got %v, %v", made, err)
	}
}
