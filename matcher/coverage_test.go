package matcher_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// docs/coverage.md names ids that exist; every criterion and every pathway of the default rulebook stands in it, and each row says how
// its statement counts and where it is shown.
func TestCoverageNamesWhatThereIs(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "docs", "coverage.md"))
	if err != nil {
		t.Fatal(err)
	}
	there, wanted := map[string]bool{}, map[string]bool{}
	book := rulebook.Default()
	for _, role := range book.GetRoles() {
		short := strings.TrimPrefix(strings.TrimPrefix(role.GetName(), "roles/"), "legal-")
		for _, criterion := range role.GetCriteria() {
			wanted[short+":"+criterion.GetId()] = true
		}
		for _, pathway := range role.GetPathways() {
			wanted["pathway:"+pathway.GetId()] = true
		}
	}
	for _, skill := range book.GetSkills() {
		there["skill:"+skill.GetId()] = true
	}
	for _, credential := range book.GetCredentials() {
		there["credential:"+credential.GetId()] = true
	}
	for _, field := range book.GetFields() {
		there["field:"+field.GetId()] = true
	}
	for _, topic := range book.GetTopics() {
		there["topic:"+topic.GetId()] = true
	}
	for name := range lexfitv1.Interest_value {
		there["interest:"+strings.TrimPrefix(name, "INTEREST_")] = true
	}
	named, rows := map[string]bool{}, 0
	for _, id := range regexp.MustCompile("`([a-z]+:[A-Za-z_-]+)`").FindAllStringSubmatch(string(page), -1) {
		if named[id[1]] = true; !there[id[1]] && !wanted[id[1]] {
			t.Errorf("%s is nothing of the rulebook", id[1])
		}
	}
	for id := range wanted {
		if !named[id] {
			t.Errorf("%s stands in no row", id)
		}
	}
	for line := range strings.Lines(string(page)) {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| ---") || strings.HasPrefix(line, "| the article says") {
			continue
		}
		rows++
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 3 || !strings.Contains(cells[1], "`") || !strings.Contains(cells[2], "`") {
			t.Errorf("%s: want what is said, how it counts and where it is shown", line)
		}
	}
	if rows < 40 {
		t.Errorf("%d rows", rows)
	}
}
