package matcher_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/matcher"
)

// TestEngines holds that every version is listed once, and that docs/scoring.md names the same commits.
func TestEngines(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "docs", "scoring.md"))
	if err != nil {
		t.Fatal(err)
	}
	engines := matcher.Engines()
	if len(engines) != matcher.EngineVersion {
		t.Fatalf("%d versions are listed, want %d", len(engines), matcher.EngineVersion)
	}
	commit := regexp.MustCompile(`^[0-9a-f]{40}$`)
	for i, engine := range engines {
		if int(engine.Version) != i+1 || !commit.MatchString(engine.Commit) && (engine.Version != matcher.EngineVersion || engine.Commit != "") {
			t.Errorf("version %d stands at place %d, with commit %q", engine.Version, i+1, engine.Commit)
		}
		if row := fmt.Sprintf("| %d | `%s` |", engine.Version, engine.Commit); engine.Commit != "" && !strings.Contains(string(page), row) {
			t.Errorf("docs/scoring.md lacks the row %s", row)
		}
	}
}
