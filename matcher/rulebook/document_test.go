package rulebook

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/matcher/finding"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

func TestParseFindsEachFault(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		text string
		// want holds the findings as "line:column rule path", in order.
		want []string
		// says is part of the first message.
		says string
	}{
		{name: "empty file", text: "", want: []string{"1:1 empty-file "}, says: "the file is empty"},
		{name: "comment alone", text: "# nothing\n", want: []string{"1:1 empty-file "}, says: "the file is empty"},
		{name: "a list for a rulebook", text: "- a\n", want: []string{"1:1 wrong-type "}, says: "a list is not possible here, expected a mapping with the fields of a rulebook"},
		{name: "two documents", text: "title: a\n---\ntitle: b\n", want: []string{"2:1 several-documents "}, says: "take the --- out"},
		{name: "open bracket", text: "title: a\nskills: [\n", want: []string{"2:1 yaml-syntax "}, says: "not readable as YAML"},
		{name: "tab as indentation", text: "tables:\n\tproficiency_parts: 2\n", want: []string{"2:1 yaml-syntax "}, says: "cannot start any token"},
		{name: "bad second document", text: "title: a\n---\n[\n", want: []string{"3:1 yaml-syntax "}},
		{name: "unknown anchor", text: "title: a\nskills:\n  - *typing\n", want: []string{"3:5 yaml-syntax "}, says: "expected &typing further up"},
		{name: "bytes that are no UTF-8", text: "title: a\n# \xff\n", want: []string{"2:3 encoding "}, says: "UTF-8"},
		{name: "control character", text: "title: a\x07b\n", want: []string{"1:9 encoding "}},
		{name: "unknown field", text: "titel: a\n", want: []string{"1:1 unknown-field "}, says: `rulebook has no field "titel", did you mean "title"?; expected one of title, tables`},
		{name: "unknown field far from any", text: "zzzzzz: a\n", want: []string{"1:1 unknown-field "}, says: `no field "zzzzzz"; expected one of`},
		{name: "unknown field below", text: "skills:\n  - {id: a, titel: b}\n", want: []string{"2:13 unknown-field skills[0]"}},
		{name: "number for a text", text: "title: 5\n", want: []string{"1:8 wrong-type title"}, says: "the number 5 is not possible here, expected a text, in quotes"},
		{name: "text for a number", text: "tables: {years_parts: one}\n", want: []string{"1:23 wrong-type tables.years_parts"}, says: "expected a whole number in decimal"},
		{name: "quoted number", text: "tables: {years_parts: \"1\"}\n", want: []string{"1:23 wrong-type tables.years_parts"}},
		{name: "fraction for a whole number", text: "tables: {years_parts: 0.5}\n", want: []string{"1:23 wrong-type tables.years_parts"}},
		{name: "octal number", text: "tables: {years_parts: 010}\n", want: []string{"1:23 wrong-type tables.years_parts"}},
		{name: "number with underscores", text: "tables: {years_parts: 1_0}\n", want: []string{"1:23 wrong-type tables.years_parts"}},
		{name: "number out of range", text: "tables: {years_parts: 2147483648}\n", want: []string{"1:23 out-of-range tables.years_parts"}, says: "-2147483648 to 2147483647"},
		{name: "number far out of range", text: "tables: {years_parts: 99999999999999999999999}\n", want: []string{"1:23 out-of-range tables.years_parts"}},
		{name: "text for a truth value", text: "skills: [{software: yes}]\n", want: []string{"1:21 wrong-type skills[0].software"}, says: "expected true or false"},
		{name: "nothing for a text", text: "title:\n\ntables: {}\n", want: []string{"1:1 wrong-type title"}, says: "nothing is not possible here"},
		{name: "nothing for a message", text: "title: a\ntables:\n", want: []string{"2:1 wrong-type tables"}},
		{name: "text for a list", text: "skills: a\n", want: []string{"1:9 wrong-type skills"}, says: "a dash before each skill definition"},
		{name: "text for a list of texts", text: "skills: [{aliases: a}]\n", want: []string{"1:20 wrong-type skills[0].aliases"}},
		{name: "list for a text", text: "title: [a]\n", want: []string{"1:8 wrong-type title"}},
		{name: "mapping for a list", text: "skills: {a: b}\n", want: []string{"1:9 wrong-type skills"}},
		{name: "enum value in small letters", text: "roles: [{criteria: [{category: skill}]}]\n", want: []string{"1:32 unknown-value roles[0].criteria[0].category"}, says: `"skill" is no category, did you mean "SKILL"?; expected one of EDUCATION, SKILL`},
		{name: "enum value as a number", text: "roles: [{criteria: [{category: 2}]}]\n", want: []string{"1:32 wrong-type roles[0].criteria[0].category"}},
		{name: "key twice", text: "title: a\ntitle: b\n", want: []string{"2:1 duplicate-key "}, says: "first in line 1"},
		{name: "key twice in a mapping of pairs", text: "skills: [{related: {a: 1, a: 2}}]\n", want: []string{"1:27 duplicate-key skills[0].related"}},
		{name: "key that is no text", text: "skills: [{related: {1: 1}}]\n", want: []string{"1:21 wrong-type skills[0].related"}},
		{name: "two kinds of node", text: "roles: [{criteria: [{condition: {skill: [a], language: [b]}}]}]\n", want: []string{"1:46 one-of roles[0].criteria[0].condition"}, says: "condition holds both skill and language"},
		{name: "point of one number", text: "tables: {implied: [[1]]}\n", want: []string{"1:20 wrong-type tables.implied.points[0]"}, says: "has 1 elements, expected 2: [x, value]"},
		{name: "text in a point", text: "tables: {implied: [[1, a]]}\n", want: []string{"1:24 wrong-type tables.implied.points[0].value"}},
		{name: "number for a curve", text: "tables: {implied: 1}\n", want: []string{"1:19 wrong-type tables.implied"}, says: "expected a list, or a mapping with the field points"},
		{name: "pair with too many numbers", text: "roles: [{flags: [{condition: {experience: {families: {a: [1, 2, 3]}}}}]}]\n", want: []string{"1:58 wrong-type roles[0].flags[0].condition.experience.families[0]"}, says: "[factor, factor_elsewhere]"},
		{name: "list for a pair of one number", text: "skills: [{related: {a: [1]}}]\n", want: []string{"1:24 wrong-type skills[0].related[0].similarity"}},
		{name: "merge key", text: "skills: [&a {id: a}, {<<: *a}]\n", want: []string{"1:23 yaml-alias skills[1]"}, says: "merge keys"},
		{name: "alias of itself", text: "roles: [{flags: [{condition: &a {any_of: [*a]}}]}]\n", want: []string{"1:43 yaml-alias roles[0].flags[0].condition.any_of.of[0]"}, says: "holds itself"},
		{name: "tagged value", text: "title: !!binary aGk=\n", want: []string{"1:8 wrong-type title"}},
		{
			name: "what an alias repeats, where it stands",
			text: "skills:\n  - {software: &s maybe}\n  - {bogus: 1}\n  - {software: *s}\n",
			want: []string{"2:16 wrong-type skills[0].software", "2:16 wrong-type skills[2].software", "3:6 unknown-field skills[1]"},
		},
		{
			name: "all at once, in the order of the file",
			text: "roles: [{name: 1}]\ntitle: 2\nbogus: 3\ntables: {years_parts: x}\n",
			want: []string{"1:16 wrong-type roles[0].name", "2:8 wrong-type title", "3:1 unknown-field ", "4:23 wrong-type tables.years_parts"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			doc, findings := Parse("bad.yaml", []byte(tt.text))
			if doc != nil {
				t.Error("got a document, want findings alone")
			}
			var got []string
			for _, f := range findings {
				got = append(got, fmt.Sprintf("%d:%d %s %s", f.GetLine(), f.GetColumn(), f.GetRule(), f.GetPath()))
				if f.GetSeverity() != lexfitv1.Severity_SEVERITY_ERROR || f.GetFile() != "bad.yaml" {
					t.Errorf("got %v, want an error in bad.yaml", f)
				}
			}
			if strings.Join(got, "\n") != strings.Join(tt.want, "\n") {
				t.Fatalf("got %q, want %q: %v", got, tt.want, findings)
			}
			if !strings.Contains(findings[0].GetMessage(), tt.says) {
				t.Errorf("got message %q, want one that says %q", findings[0].GetMessage(), tt.says)
			}
		})
	}
}

func TestParseLimits(t *testing.T) {
	t.Parallel()
	var bomb strings.Builder
	bomb.WriteString("title: a\nroles:\n  - flags:\n    - condition:\n        any_of:\n        - &a0 {any_of: [{skill: [x]}, {skill: [x]}]}\n")
	for i := range 30 {
		fmt.Fprintf(&bomb, "        - &a%d {any_of: [*a%d, *a%d]}\n", i+1, i, i)
	}
	tests := []struct{ name, text, rule string }{
		{"file over 8 MiB", "# " + strings.Repeat("x", maxFileSize), "file-size"},
		{"aliases that stand for billions of values", bomb.String(), "too-many-values"},
		{"deep nesting", "roles: [{flags: [{condition: " + nested("{skill: [x]}", 150) + "}]}]", "too-deep"},
		{"nesting that only a hostile file has", "title: " + strings.Repeat("[", 20_000), "yaml-syntax"},
		{"more findings than anyone reads", "skills:\n" + strings.Repeat("  - {x: 1}\n", 3*finding.Most), "too-many-findings"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			doc, findings := Parse("big.yaml", []byte(tt.text))
			if doc != nil || len(findings) == 0 || len(findings) > finding.Most {
				t.Fatalf("got %v and %d findings", doc, len(findings))
			}
			if last := findings[len(findings)-1]; last.GetRule() != tt.rule || last.GetLine() == 0 {
				t.Errorf("got %v, want %s", last, tt.rule)
			}
		})
	}
}

func TestParseTakesLongAndShortForms(t *testing.T) {
	t.Parallel()
	short := `
skills: [{id: a, related: {b: 700, c: 1}}]
titles: [{id: f, implies: {a: 900}}]
roles:
  - name: roles/x
    flags:
      - condition: {any_of: [{skill: [a, b]}, {language: [es]}, {preference: [{interest: LITIGATION, worth: 5}]}]}
      - condition: {average_of: [{condition: {certification: {credentials: {cp: 1000}}}}]}
      - condition: {all_of: [{experience: {families: {f: 1000, g: [900, 500]}, curve: [[0, 0], [12, 5]]}}]}
`
	long := `
skills: [{id: a, related: [{skill: b, similarity: 700}, {skill: c, similarity: 1}]}]
titles: [{id: f, implies: [{skill: a, figure: 900}]}]
roles:
  - name: roles/x
    flags:
      - condition: {any_of: {of: [{skill: {best_of: [a, b]}}, {language: {best_of: [es]}}, {preference: {interests: {LITIGATION: 5}}}]}}
      - condition: {average_of: {of: [{condition: {certification: {credentials: [{credential: cp, worth: 1000}]}}}]}}
      - condition: {all_of: {of: [{experience: {families: [{family: f, factor: 1000}, {family: g, factor: 900, factor_elsewhere: 500}],
          curve: {points: [{value: 0}, {x: 12, value: 5}]}}}]}}
`
	a, findings := Parse("short.yaml", []byte(short))
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	b, findings := Parse("long.yaml", []byte(long))
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	if diff := diffMessages(a.Rulebook, b.Rulebook); diff != "" {
		t.Errorf("the long form reads differently:\n%s", diff)
	}
}

func TestParseTakesEnumValuesWithAndWithoutPrefix(t *testing.T) {
	t.Parallel()
	doc, findings := Parse("a.yaml", []byte("roles: [{criteria: [{category: SKILL}, {category: CATEGORY_SKILL}, {category: UNSPECIFIED}]}]"))
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	var got []lexfitv1.Category
	for _, c := range doc.Rulebook.GetRoles()[0].GetCriteria() {
		got = append(got, c.GetCategory())
	}
	if fmt.Sprint(got) != "[CATEGORY_SKILL CATEGORY_SKILL CATEGORY_UNSPECIFIED]" {
		t.Errorf("got %v", got)
	}
}

func TestParseExpandsAliases(t *testing.T) {
	t.Parallel()
	doc, findings := Parse("a.yaml", []byte("tables:\n  implied: &c [[0, 1]]\n  skill_years: *c\ntitle: &t a\nskills: [{title: *t}, {title: *t}]\n"))
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	if got := doc.Rulebook.GetTables().GetSkillYears().GetPoints()[0].GetValue(); got != 1 {
		t.Errorf("got %d, want the curve that the alias stands for", got)
	}
	if line, column := doc.Position("skills[1].title"); line != 5 || column != 31 {
		t.Errorf("got %d:%d, want the place of the alias", line, column)
	}
}

func TestPosition(t *testing.T) {
	t.Parallel()
	doc, findings := Parse("clean.yaml", []byte(cleanRulebook))
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	tests := []struct{ name, path, mark string }{
		{"the document", "", "title: Clean"},
		{"a text", "title", "Clean"},
		{"a mapping, at its key", "tables", "tables:"},
		{"a list, at its key", "roles[0].criteria", "criteria:"},
		{"an element, at its beginning", "roles[0].criteria[1]", "id: experience"},
		{"a number", "roles[0].criteria[1].weight", "400\n"},
		{"a key of a mapping of pairs", "skills[1].related[0].skill", "typing: 500}"},
		{"a number of a mapping of pairs", "skills[1].related[0].similarity", "500}"},
		{"a number of a point", "skills[0].measure.curve.points[1].x", "75, 10000"},
		{"what the file leaves out, at what encloses it", "roles[0].criteria[1].question", "id: experience"},
		{"beyond the end of a list", "roles[7].criteria[1]", "roles:"},
		{"a path of another shape", "title.of.nothing[3]", "Clean"},
		{"a path that is none", "roles[x].name", "roles:"},
		{"a path cut short", "roles[0", "roles:"},
		{"a negative index", "roles[-1]", "roles:"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			line, column := doc.Position(tt.path)
			wantLine, wantColumn := lineAndColumn([]byte(cleanRulebook), strings.Index(cleanRulebook, tt.mark))
			if line != wantLine || column != wantColumn {
				t.Errorf("%s: got %d:%d, want %d:%d", tt.path, line, column, wantLine, wantColumn)
			}
		})
	}
}

func TestLocateLeavesWhatHasALine(t *testing.T) {
	t.Parallel()
	doc, _ := Parse("clean.yaml", []byte(cleanRulebook))
	findings := []*lexfitv1.Finding{{Path: "title", Line: 7, File: "other.yaml"}, nil, {Path: "title"}}
	doc.Locate(findings)
	if findings[0].GetLine() != 7 || findings[0].GetFile() != "other.yaml" {
		t.Errorf("got %v, want it untouched", findings[0])
	}
	if findings[2].GetLine() != 1 || findings[2].GetColumn() != 8 || findings[2].GetFile() != "clean.yaml" {
		t.Errorf("got %v, want it placed", findings[2])
	}
}
