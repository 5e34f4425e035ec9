package matcher_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// The worked example of docs/scoring.md is what the engine gives.
func TestWorkedExample(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(filepath.Join("..", "docs", "scoring.md"))
	if err != nil {
		t.Fatal(err)
	}
	doc := string(b)
	_, rest, _ := strings.Cut(doc, "```json\n")
	text, rest, ok := strings.Cut(rest, "```")
	if !ok {
		t.Fatal("docs/scoring.md holds no profile")
	}
	f := fitFor(t, score(t, defaultPlan(t), profile(t, text)), "roles/paralegal")
	row := regexp.MustCompile(`(?m)^\| ([a-z-]+) \| (\d+) \| (\d+) \| (\d+) \|`)
	rows := row.FindAllStringSubmatch(rest, -1)
	if len(rows) != len(f.GetCriteria()) {
		t.Fatalf("%d rows for %d criteria", len(rows), len(f.GetCriteria()))
	}
	sum := 0
	for i, r := range rows {
		k := f.GetCriteria()[i]
		for j, want := range []int32{k.GetMaxPoints(), k.GetSatisfaction(), k.GetPoints()} {
			if got := strconv.Itoa(int(want)); r[1] != k.GetCriterionId() || r[j+2] != got {
				t.Errorf("row %s: the page says %s, the engine %s %d", r[0], r[j+2], k.GetCriterionId(), want)
			}
		}
		points, _ := strconv.Atoi(r[4])
		sum += points
	}
	if sum != int(f.GetScore()) {
		t.Errorf("the rows add up to %d, the score is %d", sum, f.GetScore())
	}
	for what, n := range map[string]int32{"score": f.GetScore(), "score_low": f.GetScoreLow(), "score_high": f.GetScoreHigh(), "fit index": f.GetFitIndex()} {
		if !strings.Contains(rest, "**"+strconv.Itoa(int(n))+"**") {
			t.Errorf("the page does not say the %s %d", what, n)
		}
	}
}
