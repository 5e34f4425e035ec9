package matcher_test

import (
	"fmt"
	"testing"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// In a gate of education each month is its part of the months wanted, and half of them are worth at least what the gate asks. The
// values are worked by hand: a route worth 550 under a gate of 40 % must hold 7273 of 10 000 at half, and grows in a straight line
// on either side of it.
func TestGateCountsMonthsInSteps(t *testing.T) {
	t.Parallel()
	const route = `{"any_of":{"of":[{"worth":%d,"all_of":{"of":[{"education":{"min_level":"EDUCATION_LEVEL_BACHELOR"}},` +
		`{"experience":{"families":[{"family":"paralegal","factor":1000}],"step_months":12}}]}}]}}`
	tests := []struct {
		name             string
		worth, threshold int32
		months, value    int32
		want             lexfitv1.Eligibility
	}{
		{"all of them", 550, 40, 12, 5500, yes},
		{"more of them", 550, 40, 30, 5500, yes},
		{"nine of twelve", 550, 40, 9, 4750, yes},       // 7273 + 2727 × 6/12 = 8636 × .55
		{"half of them meet it", 550, 40, 6, 4000, yes}, // 7273 × .55
		{"a month short of half", 550, 40, 5, 3333, no}, // 7273 × 10/12 = 6060 × .55
		{"one of twelve", 550, 40, 1, 667, no},          // 7273 × 2/12 = 1212 × .55
		{"a gate that asks little: the plain part", 1000, 40, 6, 5000, yes},
		{"asking less than half, it is met before", 1000, 40, 5, 4166, yes},
		{"a gate that asks for the whole is met by all", 1000, 100, 11, 9166, no},
		{"and by all alone", 1000, 100, 12, 10000, yes},
		{"a route that cannot meet it", 300, 40, 12, 3000, no},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			k := criterionOf(t, fmt.Sprintf(route, tt.worth))
			k.Category, k.Requirement = lexfitv1.Category_CATEGORY_EDUCATION, lexfitv1.Requirement_REQUIREMENT_REQUIRED
			k.Threshold, k.Rationale = tt.threshold, "asked by the client"
			person := fmt.Sprintf(`{"education":[{"level":"BACHELOR","field":"History","status":"COMPLETED"}],"experience":[{"title":"Paralegal","months":%d}]}`, tt.months)
			f := score(t, planOf(t, k), profile(t, person)).GetFits()[0]
			if got := f.GetCriteria()[0].GetSatisfaction(); got != tt.value || f.GetEligibility() != tt.want {
				t.Errorf("%d months: %d, %v; want %d, %v", tt.months, got, f.GetEligibility(), tt.value, tt.want)
			}
		})
	}
}

// In the default rulebook: what a recruiter would not send away.
func TestGateOfTheDefault(t *testing.T) {
	t.Parallel()
	const bachelor = `"education":[{"level":"BACHELOR","field":"History","status":"COMPLETED"}]`
	tests := []struct {
		name, role, profile string
		want                lexfitv1.Eligibility
	}{
		{"a bachelor with 7 of 12 months", "roles/paralegal", `{` + bachelor + `,"experience":[{"title":"Paralegal","months":7}]}`, yes},
		{"a bachelor with 5 of 12 months", "roles/paralegal", `{` + bachelor + `,"experience":[{"title":"Paralegal","months":5}]}`, no},
		{"two years in the job stand for a diploma", "roles/legal-secretary", `{"education":[{"level":"HIGH_SCHOOL","status":"INCOMPLETE"}],"experience":[{"title":"Legal Secretary","months":24}]}`, yes},
		{"less does not", "roles/legal-secretary", `{"education":[{"level":"HIGH_SCHOOL","status":"INCOMPLETE"}],"experience":[{"title":"Legal Secretary","months":18}]}`, no},
		{"nor do years elsewhere", "roles/legal-secretary", `{"education":[{"level":"HIGH_SCHOOL","status":"INCOMPLETE"}],"experience":[{"title":"Secretary","employer_type":"CORPORATE","months":60}]}`, no},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := fitFor(t, score(t, defaultPlan(t), profile(t, tt.profile)), tt.role)
			if f.GetEligibility() != tt.want {
				t.Errorf("%v, want %v: %v", f.GetEligibility(), tt.want, f.GetBlockers())
			}
		})
	}
}
