package rulebook_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/matcher/rulebook"
)

// Every complete example of docs/rulebook.md is read as the message it says it is.
func TestExamplesOfTheGuide(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile(filepath.Join("..", "..", "docs", "rulebook.md"))
	if err != nil {
		t.Fatal(err)
	}
	indent := func(text, by string) string {
		return by + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n"+by) + "\n"
	}
	lists := map[string]string{
		"SkillDefinition": "skills", "CredentialDefinition": "credentials", "FieldOfStudy": "fields", "CourseTopic": "topics",
		"LanguageDefinition": "languages", "TitleFamily": "titles", "Role": "roles", "QuestionRule": "questions", "ComplianceRule": "compliance",
	}
	examples := regexp.MustCompile("(?s)```yaml\n# lexfit.v1.(\\w+)\n(.*?)```").FindAllStringSubmatch(string(guide), -1)
	if len(examples) < 15 {
		t.Fatalf("the guide holds %d examples", len(examples))
	}
	for _, e := range examples {
		kind, text := e[1], e[2]
		var doc string
		switch {
		case kind == "ScoringTables":
			doc = "tables:\n" + indent(text, "  ")
		case kind == "AdviceTables":
			doc = "advice:\n" + indent(text, "  ")
		case kind == "NameReading":
			doc = "names:\n" + indent(text, "  ")
		case lists[kind] != "":
			doc = lists[kind] + ":\n  - " + strings.TrimPrefix(indent(text, "    "), "    ")
		case kind == "Condition":
			doc = "roles:\n  - name: roles/x\n    criteria:\n      - id: c\n        condition:\n" + indent(text, "          ")
		default:
			t.Errorf("the guide shows a %s, which this test cannot place", kind)
			continue
		}
		if _, findings := rulebook.Parse("rulebook.md", []byte(doc)); len(findings) > 0 {
			t.Errorf("%s: %v\n%s", kind, findings, doc)
		}
	}
}
