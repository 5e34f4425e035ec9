package rulebook

import (
	"fmt"
	"testing"

	"github.com/lexfit/lexfit/matcher"
)

// TestReach holds the highest value that a condition can give, in a rulebook whose stated skills reach 6000 at most.
func TestReach(t *testing.T) {
	t.Parallel()
	const rulebook = `
tables:
  proficiency: {novice: 1000, expert: 7000}
  skill_years: [[0, 0], [12, 4000]]
  proficiency_parts: 2
  years_parts: 1
  implied: [[0, 0], [12, 9000]]
  language_levels: {basic: 1000, native: 8000}
skills:
  - {id: plain}
  - {id: measured, measure: {units: [wpm], curve: [[0, 0], [60, 9000]]}}
  - {id: implied}
  - {id: near, related: {measured: 800}}
  - {id: nearer, related: {plain: 900, implied: 950}}
titles:
  - {id: clerk, implies: {implied: 800}}
roles:
  - {name: roles/x, flags: [{condition: %s}]}
`
	tests := []struct {
		name, condition string
		want            int64
	}{
		{"a stated skill", "{skill: [plain]}", 6000},
		{"a measured skill", "{skill: [measured]}", 9000},
		{"a skill that work implies", "{skill: [implied]}", 7200},
		{"a skill by its neighbour, from the row", "{skill: [near]}", 7200},
		{"a skill by the better of two neighbours", "{skill: [nearer]}", 6840},
		{"the best of several", "{skill: [plain, implied]}", 7200},
		{"an unknown skill, reported elsewhere", "{skill: [nothing]}", 10_000},
		{"the best child", "{any_of: [{skill: [plain]}, {skill: [measured]}]}", 9000},
		{"the worst child", "{all_of: [{skill: [plain]}, {skill: [measured]}]}", 6000},
		{"the weighted mean", "{average_of: [{weight: 3, condition: {skill: [plain]}}, {condition: {skill: [measured]}}]}", 6750},
		{"the mean of the two best of three", "{at_least: {n: 2, of: [{skill: [plain]}, {skill: [measured]}, {skill: [implied]}]}}", 8100},
		{"more than there are, reported elsewhere", "{at_least: {n: 3, of: [{skill: [plain]}]}}", 6000},
		{"none of several, reported elsewhere", "{at_least: {of: [{skill: [plain]}]}}", 10_000},
		{"worth of a node, rounded half up", "{worth: 333, skill: [implied]}", 2398},
		{"worth of a node in a node", "{worth: 500, any_of: [{worth: 500, education: {min_level: ASSOCIATE}}]}", 2500},
		{"education", "{education: {min_level: DOCTORATE}}", 10_000},
		{"a credential at its worth", "{certification: {credentials: {a: 300, b: 700}}}", 7000},
		{"a credential without a worth", "{certification: {credentials: [{credential: a}]}}", 10_000},
		{"an interest at its worth", "{preference: {interests: {LITIGATION: 500}}}", 5000},
		{"years at the best factor", "{experience: {families: {clerk: 400, other: [100, 600]}, curve: [[0, 0], [12, 9000]]}}", 5400},
		{"years in a law office", "{experience: {law_office: 900, curve: [[0, 0], [36, 7000]]}}", 6300},
		{"years as a step", "{experience: {families: {clerk: 400}, step_months: 12}}", 10_000},
		{"two topics where three are wanted", "{coursework: {topics: [a, b], wanted: 3}}", 6667},
		{"topics enough", "{coursework: {topics: [a, b], wanted: 2}}", 10_000},
		{"a language", "{language: [es]}", 8000},
		{"nothing, reported elsewhere", "{title: a}", 10_000},
		{"no children, reported elsewhere", "{any_of: []}", 10_000},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			doc, findings := Parse("a.yaml", fmt.Appendf(nil, rulebook, tt.condition))
			if len(findings) > 0 {
				t.Fatal(findings)
			}
			condition := doc.Rulebook.GetRoles()[0].GetFlags()[0].GetCondition()
			if got := matcher.NewReach(doc.Rulebook).Condition(condition); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}
