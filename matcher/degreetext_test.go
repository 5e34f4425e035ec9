package matcher_test

import (
	"testing"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// The text of a degree in the field of study says what its parts say in fields of their own.
func TestDegreeInField(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ text, parts string }{
		{`{"field":"Bachelor of Science in Paralegal Studies"}`, `{"level":"BACHELOR","field":"Paralegal Studies"}`},
		{`{"field":"A.A.S., Paralegal Studies"}`, `{"level":"ASSOCIATE","field":"Paralegal Studies"}`},
		{`{"field":"Paralegal Certificate (ABA-approved)"}`, `{"level":"POSTSECONDARY_CERTIFICATE","field":"Paralegal","program_approval":"ABA_APPROVED"}`},
		{`{"field":"High School Diploma/GED"}`, `{"level":"HIGH_SCHOOL"}`},
		{`{"field":"B.S. candidate"}`, `{"level":"BACHELOR","status":"IN_PROGRESS"}`},
		{`{"field":"A.A.S. in Paralegal Studies, not completed"}`, `{"level":"ASSOCIATE","field":"Paralegal Studies","status":"INCOMPLETE"}`},
		{`{"field":"A.A.S. in Paralegal Studies, 2030"}`, `{"level":"ASSOCIATE","field":"Paralegal Studies","completed_on":"2030"}`},
		{`{"field":"Juris Doctor (J.D.)"}`, `{"level":"JURIS_DOCTOR","field":"Juris Doctor (J.D.)"}`},
		// What the entry says itself stays.
		{`{"field":"A.A.S. in Paralegal Studies, in progress","status":"COMPLETED"}`, `{"level":"ASSOCIATE","field":"Paralegal Studies","status":"COMPLETED"}`},
		{`{"field":"Paralegal Certificate (ABA-approved)","program_approval":"NOT_APPROVED"}`, `{"level":"POSTSECONDARY_CERTIFICATE","field":"Paralegal","program_approval":"NOT_APPROVED"}`},
	} {
		for _, condition := range []string{anyDegree, diploma, paralegalDegree, certificate} {
			got, want := must(t, 60, condition, studied(row.text)), must(t, 60, condition, studied(row.parts))
			if got.GetEligibility() != want.GetEligibility() || got.GetScore() != want.GetScore() || got.GetScoreLow() != want.GetScoreLow() {
				t.Errorf("%s for %s: %v at %d, want %v at %d", row.text, condition, got.GetEligibility(), got.GetScore(), want.GetEligibility(), want.GetScore())
			}
		}
	}
	// Without a level that is certain it is open, as before.
	for _, text := range []string{`{"field":"Associate Attorney"}`, `{"field":"JD/MBA"}`, `{"field":"Paralegal Studies"}`} {
		if fit := must(t, 40, anyDegree, studied(text)); fit.GetEligibility() != lexfitv1.Eligibility_ELIGIBILITY_UNCONFIRMED {
			t.Errorf("%s: %v", text, fit.GetEligibility())
		}
	}
}
