package run

import (
	"testing"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// A movement names the criterion of the newer fit whose points changed most, as a preview of two rulebooks does.
func TestMoved(t *testing.T) {
	t.Parallel()
	type points map[string]int32
	made := func(order []string, given points) *standing {
		fit := &lexfitv1.Fit{}
		for _, id := range order {
			if value, has := given[id]; has {
				fit.Criteria = append(fit.Criteria, &lexfitv1.CriterionFit{CriterionId: id, Points: value})
			}
		}
		stands := standingOf(fit)
		return &stands
	}
	order := []string{"a", "b", "c"}
	for _, test := range []struct {
		name     string
		from, to points
		want     string
	}{
		{"none", points{"a": 5}, points{"a": 5}, ""},
		{"a rise", points{"a": 5, "b": 5}, points{"a": 6, "b": 9}, "b"},
		{"a fall weighs as much", points{"a": 5, "b": 5}, points{"a": 0, "b": 9}, "a"},
		{"the first of equals", points{"a": 5, "b": 5, "c": 5}, points{"a": 5, "b": 9, "c": 1}, "b"},
		{"a new one begins at 0", points{"a": 5}, points{"a": 8, "c": 4}, "c"},
		{"one that went is none of the newer fit", points{"a": 5, "b": 90}, points{"a": 6}, "a"},
		{"no breakdown before", points{}, points{"a": 6}, ""},
		{"no breakdown now", points{"a": 6}, points{}, ""},
	} {
		if got := moved(made(order, test.from), made(order, test.to)); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// Equal places are told apart by the points of REQUIRED criteria, so a fit of before has to yield them.
func TestStandingOf(t *testing.T) {
	t.Parallel()
	const required = lexfitv1.Requirement_REQUIREMENT_REQUIRED
	got := standingOf(&lexfitv1.Fit{
		Score: 70, Band: lexfitv1.Band_BAND_INELIGIBLE, Eligibility: lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE,
		Blockers: []*lexfitv1.Blocker{{CriterionId: "b"}},
		Criteria: []*lexfitv1.CriterionFit{{CriterionId: "a", Points: 30, Requirement: required}, {CriterionId: "b", Points: 5, Requirement: required}, {CriterionId: "c", Points: 35}},
	})
	if got.Score != 70 || got.Required != 35 || got.Band != lexfitv1.Band_BAND_INELIGIBLE || len(got.Blockers) != 1 || got.Blockers[0] != "b" || len(got.points) != 3 {
		t.Errorf("standing %+v", got)
	}
}
