package rulebook

import (
	"os"
	"regexp"
	"testing"
)

// documentedRules reads the rules out of Lint's comment, so that the list there is the list there is.
func documentedRules(t *testing.T) []string {
	t.Helper()
	source, err := os.ReadFile("lint.go")
	if err != nil {
		t.Fatal(err)
	}
	var rules []string
	for _, m := range regexp.MustCompile(`(?m)^//\t([a-z]+(?:-[a-z]+)*) {2,}`).FindAllSubmatch(source, -1) {
		rules = append(rules, string(m[1]))
	}
	if len(rules) < 30 {
		t.Fatalf("found %d rules in Lint's comment", len(rules))
	}
	return rules
}
