package matcher_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/pool"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// A preview is what ranking the sample under both rulebooks finds.
func TestPreviewByHand(t *testing.T) {
	t.Parallel()
	rb := rulebook.Default()
	weights := make([]int32, 0, 15)
	for _, k := range rb.GetRoles()[1].GetCriteria() {
		weights = append(weights, k.GetWeight())
	}
	for i, w := range pool.Reweigh(weights, 1, 60) { // legal research
		rb.GetRoles()[1].GetCriteria()[i].Weight = w
	}
	rb.GetRoles()[1].GetCriteria()[0].Threshold = 60 // fewer are eligible
	from := defaultPlan(t)
	to, err := matcher.Compile(rb)
	if err != nil {
		t.Fatal(err)
	}
	pool := poolOf(11, 500)
	const topK = 25
	p, err := matcher.NewPreview(from, to, matcher.PreviewOptions{AsOf: asOf, MaxMovements: 1000, TopK: topK})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range pool {
		if err := p.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	result, err := p.Result()
	if err != nil {
		t.Fatal(err)
	}
	if len(result) != 2 || result[0].GetRole() != "roles/legal-secretary" {
		t.Fatalf("roles: %v", result)
	}
	if s := result[0]; s.GetHigher()+s.GetLower()+s.GetRankChanges() != 0 || len(s.GetMovements()) != 0 || !strings.Contains(s.GetSummary()[0], "nobody moves") {
		t.Errorf("the role that was left alone moves: %v", s.GetSummary())
	}
	got := result[1]
	sides := [2]map[string]*lexfitv1.RankedCandidate{{}, {}}
	var tops [2][]string
	for i, plan := range []*matcher.Program{from, to} {
		for _, c := range rankOf(t, plan, matcher.RankOptions{Target: "roles/paralegal", TopK: len(pool)}, pool).GetCandidates() {
			sides[i][c.GetCandidateId()] = c
			if len(tops[i]) < topK {
				tops[i] = append(tops[i], c.GetCandidateId())
			}
		}
	}
	var higher, lower, ranks, ineligible int32
	bands := map[[2]lexfitv1.Band]int32{}
	for id, a := range sides[0] {
		b := sides[1][id]
		if b.GetFit().GetScore() > a.GetFit().GetScore() {
			higher++
		} else if b.GetFit().GetScore() < a.GetFit().GetScore() {
			lower++
		}
		if a.GetRank() != b.GetRank() {
			ranks++
		}
		if x, y := a.GetFit().GetBand(), b.GetFit().GetBand(); x != y {
			bands[[2]lexfitv1.Band{x, y}]++
			if y == lexfitv1.Band_BAND_INELIGIBLE {
				ineligible++
			}
		}
	}
	if got.GetHigher() != higher || got.GetLower() != lower || got.GetRankChanges() != ranks || got.GetIneligibleCount() != ineligible {
		t.Errorf("preview %d %d %d %d, by hand %d %d %d %d", got.GetHigher(), got.GetLower(), got.GetRankChanges(), got.GetIneligibleCount(), higher, lower, ranks, ineligible)
	}
	if higher == 0 || lower == 0 || ineligible == 0 || len(bands) < 2 {
		t.Error("too little moves: the test shows nothing")
	}
	for _, m := range got.GetBandMovements() {
		if key := [2]lexfitv1.Band{m.GetFrom(), m.GetTo()}; bands[key] != m.GetCount() {
			t.Errorf("%v: %d, by hand %d", key, m.GetCount(), bands[key])
		}
	}
	if len(got.GetBandMovements()) != len(bands) {
		t.Errorf("%d ways between bands, by hand %d", len(got.GetBandMovements()), len(bands))
	}
	for _, m := range got.GetMovements() {
		a, b := sides[0][m.GetCandidateId()], sides[1][m.GetCandidateId()]
		if m.GetRankBefore() != a.GetRank() || m.GetRankAfter() != b.GetRank() || m.GetScoreBefore() != a.GetFit().GetScore() || m.GetScoreAfter() != b.GetFit().GetScore() {
			t.Errorf("movement %v", m)
		}
	}
	for _, m := range got.GetBecomingIneligible() {
		if !slices.Equal(m.GetCriterionIds(), []string{"education-paralegal"}) {
			t.Errorf("%s becomes ineligible by %v", m.GetCandidateId(), m.GetCriterionIds())
		}
	}
	for _, id := range got.GetEntering() {
		if slices.Contains(tops[0], id) || !slices.Contains(tops[1], id) {
			t.Errorf("%s does not enter", id)
		}
	}
	if len(got.GetEntering()) != len(got.GetLeaving()) || len(got.GetSummary()) < 3 {
		t.Errorf("entering %v, leaving %v, summary %q", got.GetEntering(), got.GetLeaving(), got.GetSummary())
	}
}
