package matcher_test

import (
	"testing"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// TestUnclearSettlesNothing holds what is said and was not read beside the same profile with it read: it counts nothing for
// anybody, and what it may turn out to be stays within the interval.
func TestUnclearSettlesNothing(t *testing.T) {
	t.Parallel()
	const (
		degree = `{"education": {"levels": ["EDUCATION_LEVEL_BACHELOR"]}}`
		inLaw  = `{"education": {"levels": ["EDUCATION_LEVEL_BACHELOR"], "fields": ["paralegal-studies"]}}`
		school = `{"education": {"levels": ["EDUCATION_LEVEL_HIGH_SCHOOL"]}}`
		cert   = `{"certification": {"credentials": [{"credential": "nala-cp"}]}}`
		years  = `{"experience": {"families": [{"family": "paralegal", "factor": 1000}], "step_months": 60}}`
	)
	for _, test := range []struct {
		name, condition, profile string
		status                   lexfitv1.Status
		high                     int32
	}{
		{"a degree", degree, `{"education": [{"level": "BACHELOR", "status": "UNCLEAR"}]}`, lexfitv1.Status_STATUS_NOT_STATED, 1000},
		{"a degree that proves the diploma", school, `{"education": [{"level": "BACHELOR", "status": "UNCLEAR"}]}`, lexfitv1.Status_STATUS_MET, 1000},
		{"another degree", degree, `{"education": [{"level": "ASSOCIATE", "status": "UNCLEAR"}]}`, lexfitv1.Status_STATUS_NOT_MET, 0},
		{"a level that was not read", degree, `{"education": [{"field": "Derecho", "status": "UNCLEAR"}]}`, lexfitv1.Status_STATUS_NOT_STATED, 1000},
		{"no diploma by an unread level", school, `{"education": [{"field": "Derecho", "status": "UNCLEAR"}]}`, lexfitv1.Status_STATUS_NOT_STATED, 1000},
		{"a field that is not there", inLaw, `{"education": [{"level": "BACHELOR", "status": "UNCLEAR"}]}`, lexfitv1.Status_STATUS_NOT_STATED, 1000},
		{"another field", inLaw, `{"education": [{"level": "BACHELOR", "field": "Business Administration", "status": "UNCLEAR"}]}`, lexfitv1.Status_STATUS_NOT_MET, 0},
		{"one given up beside it", degree, `{"education": [{"level": "BACHELOR", "status": "UNCLEAR"}, {"level": "BACHELOR", "status": "INCOMPLETE"}]}`, lexfitv1.Status_STATUS_NOT_STATED, 1000},
		{"one under way beside it", degree, `{"education": [{"level": "BACHELOR", "status": "UNCLEAR"}, {"level": "BACHELOR", "status": "IN_PROGRESS"}]}`, lexfitv1.Status_STATUS_PARTIAL, 1000},
		{"a certification", cert, `{"skills": [{"name": "typing"}], "certifications": [{"name": "Certified Paralegal", "issuer": "NALA", "status": "UNCLEAR"}]}`, lexfitv1.Status_STATUS_NOT_STATED, 1000},
		{"another certification", cert, `{"skills": [{"name": "typing"}], "certifications": [{"name": "Notary Public", "status": "UNCLEAR"}]}`, lexfitv1.Status_STATUS_NOT_MET, 0},
		{"an end", years, `{"experience": [{"title": "Paralegal", "employer_type": "LAW_FIRM", "started_on": "2015-01", "end_unclear": true}]}`, lexfitv1.Status_STATUS_NOT_STATED, 1000},
		{"still held", years, `{"experience": [{"title": "Paralegal", "employer_type": "LAW_FIRM", "started_on": "2015-01"}]}`, lexfitv1.Status_STATUS_MET, 1000},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			fit := judge(t, test.condition, test.profile)
			if fit.GetStatus() != test.status || fit.GetPointsHigh() != test.high {
				t.Errorf("%v, at most %d of 1000; want %v, at most %d", fit.GetStatus(), fit.GetPointsHigh(), test.status, test.high)
			}
		})
	}
}

// TestUnclearDecidesAgainstNobody compares what is unclear in a gate with what is read: neither eligible nor ineligible.
func TestUnclearDecidesAgainstNobody(t *testing.T) {
	t.Parallel()
	plan := defaultPlan(t)
	for _, education := range []string{
		`[{"level": "BACHELOR", "field": "Paralegal Studies", "status": "UNCLEAR"}]`,
		`[{"field": "Licenciatura en Derecho", "status": "UNCLEAR"}]`,
	} {
		person := profile(t, `{"candidate_id": "a", "education": `+education+`, "skills": [{"name": "typing"}]}`)
		if got := fitFor(t, score(t, plan, person), "roles/paralegal").GetEligibility(); got != lexfitv1.Eligibility_ELIGIBILITY_UNCONFIRMED {
			t.Errorf("%s: %v, want UNCONFIRMED", education, got)
		}
	}
}
