package rulebook_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/rulebook"
)

func exampleOrder(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "examples", "joborder.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestExampleJobOrder(t *testing.T) {
	t.Parallel()
	doc, findings := rulebook.ParseJobOrder("joborder.yaml", []byte(exampleOrder(t)))
	if doc == nil {
		t.Fatal(findings)
	}
	if findings := rulebook.LintJobOrder(rulebook.Default(), doc.JobOrder); len(findings) > 0 {
		t.Errorf("findings: %v", findings)
	}
	role, _ := matcher.EffectiveRole(rulebook.Default(), doc.JobOrder)
	weights := map[string]int32{}
	for _, k := range role.GetCriteria() {
		weights[k.GetId()] = k.GetWeight()
	}
	if weights["spanish"] != 60 || weights["legal-research"] != 130 || weights["procedure-efiling"] != 120 || weights["preference"] != 0 {
		t.Errorf("weights %v", weights)
	}
	yaml, err := rulebook.ExportJobOrder(doc.JobOrder)
	if err != nil {
		t.Fatal(err)
	}
	again, findings := rulebook.ParseJobOrder("again.yaml", yaml)
	if again == nil || !proto.Equal(again.JobOrder, doc.JobOrder) {
		t.Errorf("it does not come back: %v\n%s", findings, yaml)
	}
}

// A finding stands where its cause does: file, line and column.
func TestJobOrderFindingsHavePlaces(t *testing.T) {
	t.Parallel()
	for _, k := range []struct{ name, old, changed, place, rule string }{
		{"a role that is not there", "role: roles/paralegal", "role: roles/notary", "o.yaml:4:7", "unknown-role"},
		{"a criterion that is not there", "{criterion_id: preference, drop", "{criterion_id: typing, drop", "o.yaml:27:20", "unknown-criterion"},
		{"an unknown field", "practice_area:", "practise_area:", "o.yaml:7:1", "unknown-field"},
		{"an unknown language", "{language: [es]}", "{language: [xx]}", "o.yaml:23:30", "unknown-id"},
		{"a must without its reason", "requirement: PREFERRED", "requirement: REQUIRED", "", ""}, // it has one: fine
		{"a range upside down", "low_usd: 68000", "low_usd: 98000", "o.yaml:8:", "salary-range"},
		{"too much raised", "raise: 20}", "raise: 700}", "o.yaml:9:1", "weights-sum"},
	} {
		text := strings.Replace(exampleOrder(t), k.old, k.changed, 1)
		if text == exampleOrder(t) {
			t.Fatalf("%s: nothing changed", k.name)
		}
		doc, findings := rulebook.ParseJobOrder("o.yaml", []byte(text))
		if doc != nil {
			findings = rulebook.LintJobOrder(rulebook.Default(), doc.JobOrder)
			doc.Locate(findings)
		}
		if k.rule == "" {
			if len(findings) > 0 {
				t.Errorf("%s: %v", k.name, findings)
			}
			continue
		}
		if len(findings) == 0 || findings[0].GetRule() != k.rule {
			t.Errorf("%s: %v", k.name, findings)
			continue
		}
		f := findings[0]
		if at := place(f.GetFile(), f.GetLine(), f.GetColumn()); !strings.HasPrefix(at, k.place) {
			t.Errorf("%s stands at %s, want %s: %s", k.name, at, k.place, f.GetMessage())
		}
	}
}

func place(file string, line, column int32) string {
	return fmt.Sprintf("%s:%d:%d", file, line, column)
}
