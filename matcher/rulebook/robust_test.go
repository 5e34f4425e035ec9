package rulebook

import (
	"bytes"
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/finding"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// TestLintTakesAnyMessage lints rulebooks filled with anything, nil messages in lists among it, twice: it must not
// panic, nor change the message, nor say anything else the second time.
func TestLintTakesAnyMessage(t *testing.T) {
	t.Parallel()
	rbs := []*lexfitv1.Rulebook{
		nil,
		{},
		{Roles: []*lexfitv1.Role{nil, {Criteria: []*lexfitv1.Criterion{nil, {Condition: &lexfitv1.Condition{}}}, Flags: []*lexfitv1.FlagRule{nil}}}},
		{Roles: []*lexfitv1.Role{{Criteria: []*lexfitv1.Criterion{{
			Requirement: lexfitv1.Requirement_REQUIREMENT_REQUIRED,
			Condition:   &lexfitv1.Condition{Node: &lexfitv1.Condition_AverageOf{AverageOf: &lexfitv1.AverageOf{Of: []*lexfitv1.WeightedCondition{nil}}}},
		}, {Condition: &lexfitv1.Condition{Node: &lexfitv1.Condition_AnyOf{}}}, {Condition: &lexfitv1.Condition{Node: &lexfitv1.Condition_Skill{}}}}}}},
	}
	for seed := range uint64(300) {
		rb := &lexfitv1.Rulebook{}
		fillRandomly(seeded(seed), rb.ProtoReflect(), 0, true)
		rbs = append(rbs, rb)
	}
	for i, rb := range rbs {
		before, _ := proto.MarshalOptions{Deterministic: true}.Marshal(rb)
		first, second := Lint(rb), Lint(rb)
		after, _ := proto.MarshalOptions{Deterministic: true}.Marshal(rb)
		if !bytes.Equal(before, after) {
			t.Errorf("rulebook %d is changed", i)
		}
		if len(first) != len(second) || len(first) > finding.Most {
			t.Fatalf("rulebook %d: %d findings, then %d", i, len(first), len(second))
		}
		for j := range first {
			if !proto.Equal(first[j], second[j]) {
				t.Errorf("rulebook %d: %v, then %v", i, first[j], second[j])
			}
		}
	}
}

// TestReachNeverOverflows keeps the arithmetic of what can be reached within its scale, whatever the numbers.
func TestReachNeverOverflows(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		rb := &lexfitv1.Rulebook{}
		fillRandomly(seeded(seed), rb.ProtoReflect(), 0, false)
		r := matcher.NewReach(rb)
		for _, role := range rb.GetRoles() {
			for _, c := range role.GetCriteria() {
				if got := r.Condition(c.GetCondition()); got < 0 || got > fullValue {
					t.Errorf("seed %d: a condition reaches %d", seed, got)
				}
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(cleanRulebook))
	f.Add([]byte("title: a\nskills: [{related: {a: 1}}]\nroles: [{flags: [{condition: {any_of: [{skill: [a]}]}}]}]"))
	f.Add([]byte("a: &a [*a]\nb: {<<: *a}"))
	f.Add([]byte("title: >-\n  a\n  b\n# c\nnames: {qualifiers_after: [\"\\u00e9\", 'x']}"))
	f.Add([]byte("title: |\n  a\n\n"))
	f.Add([]byte("---\n...\n"))
	f.Add([]byte{0xff, 0xfe, 'a'})
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, findings := Parse("fuzz.yaml", data)
		if (doc == nil) == (len(findings) == 0) {
			t.Fatalf("got document %v and findings %v, want one of the two", doc, findings)
		}
		for _, finding := range findings {
			if finding.GetLine() < 1 || finding.GetColumn() < 1 || finding.GetRule() == "" || finding.GetMessage() == "" {
				t.Errorf("finding without place, rule or message: %v", finding)
			}
			if lines := 1 + bytes.Count(data, []byte("\n")) + bytes.Count(data, []byte("\r")); int(finding.GetLine()) > lines+1 {
				t.Errorf("finding beyond the %d lines: %v", lines, finding)
			}
		}
		if doc == nil {
			return
		}
		lint := Lint(doc.Rulebook)
		doc.Locate(lint)
		for _, finding := range lint {
			if finding.GetLine() < 1 || finding.GetColumn() < 1 {
				t.Errorf("finding without place: %v", finding)
			}
		}
		text, err := Export(doc.Rulebook)
		if err != nil {
			t.Fatal(err)
		}
		again, findings := Parse("export.yaml", text)
		if len(findings) > 0 {
			t.Fatalf("the export does not read back: %v\n%s", findings[0], text)
		}
		if !proto.Equal(doc.Rulebook, again.Rulebook) {
			t.Fatalf("the export reads back differently:\n%s\n%s", diffMessages(again.Rulebook, doc.Rulebook), text)
		}
	})
}
