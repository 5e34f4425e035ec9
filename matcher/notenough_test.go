package matcher_test

import (
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// likely is the small rulebook with one role whose family is the paralegal's, and whose education is likely from the job.
func likely(tb testing.TB, threshold int32) *matcher.Program {
	tb.Helper()
	book, err := smallBook()
	if err != nil {
		tb.Fatal(err)
	}
	made := proto.CloneOf(book)
	role := &lexfitv1.Role{
		Name: "roles/only", Title: "Only", Bands: &lexfitv1.Bands{Possible: 250, Good: 500, Strong: 750},
		Criteria: []*lexfitv1.Criterion{criterionOf(tb, paralegalDegree)},
	}
	role.Criteria[0].Requirement, role.Criteria[0].Threshold = lexfitv1.Requirement_REQUIREMENT_REQUIRED, threshold
	role.Criteria[0].Rationale = "asked by the client"
	set(tb, role, `{"family":"paralegal"}`)
	set(tb, role.GetCriteria()[0], `{"impliedByFamily":true}`)
	made.Roles = []*lexfitv1.Role{role}
	return compile(tb, made)
}

// set merges fields, in protojson, into a message.
func set(tb testing.TB, message proto.Message, text string) {
	tb.Helper()
	more := message.ProtoReflect().New().Interface()
	if err := protojson.Unmarshal([]byte(text), more); err != nil {
		tb.Fatalf("%s: %v", text, err)
	}
	proto.Merge(message, more)
}

// Education that the job makes likely: nothing at 0 months, 1500 at 12, 2500 at 72, and below the threshold.
func TestS5EducationLikelyFromTheJob(t *testing.T) {
	t.Parallel()
	const paralegal = `"experience":[{"title":"Paralegal",` + firm + `,`
	for _, row := range []struct {
		name      string
		threshold int32
		profile   string
		want      int32
	}{
		{"half a year", 40, `{` + paralegal + `"months":6}]}`, 750}, // 1500 × 6/12
		{"a year", 40, `{` + paralegal + `"months":12}]}`, 1500},
		{"six years", 40, `{` + paralegal + `"months":72}]}`, 2500},
		{"long ago", 40, `{` + paralegal + `"started_on":"2005-01","ended_on":"2010-12"}]}`, 2500},
		{"below the threshold", 20, `{` + paralegal + `"months":72}]}`, 1999},
		{"no titles of the family", 40, `{"experience":[{"title":"Legal Secretary",` + firm + `,"months":72}]}`, 0},
		{"no credit", 40, `{"experience":[{"title":"Legal Assistant",` + firm + `,"months":72,"duties":[` + five + `]}]}`, 0},
		{"an entry that says incomplete", 40, `{"education":[{"level":"ASSOCIATE","field":"Paralegal Studies","status":"INCOMPLETE"}],` + paralegal + `"months":72}]}`, 0},
		{"an entry that says none", 40, `{"education":[{"level":"NONE"}],` + paralegal + `"months":72}]}`, 0},
		{"an entry of another field", 40, `{"education":[{"level":"BACHELOR","field":"Biology","status":"COMPLETED"}],` + paralegal + `"months":72}]}`, 2500},
		{"what is stated, where it is more", 40, `{"education":[{"level":"ASSOCIATE","field":"Paralegal Studies","status":"IN_PROGRESS"}],` + paralegal + `"months":72}]}`, 5000},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			fit := score(t, likely(t, row.threshold), profile(t, row.profile)).GetFits()[0]
			got := fit.GetCriteria()[0]
			if got.GetSatisfaction() != row.want {
				t.Fatalf("satisfaction %d, want %d\n%v", got.GetSatisfaction(), row.want, fit)
			}
			if row.want == 0 || row.want == 5000 {
				return
			}
			if got.GetBasis() != lexfitv1.Basis_BASIS_IMPLIED || got.GetStatus() != lexfitv1.Status_STATUS_PARTIAL || got.GetPointsLow() != 0 || fit.GetEligibility() == yes {
				t.Errorf("%v %v, low %d, %v", got.GetBasis(), got.GetStatus(), got.GetPointsLow(), fit.GetEligibility())
			}
			if got.GetPointsHigh() < got.GetPoints() {
				t.Errorf("%d points, at most %d", got.GetPoints(), got.GetPointsHigh())
			}
		})
	}
}

// Of whom nothing is read nothing is judged: a band of its own and no eligibility, and the next step is to ask.
func TestS6NotEnoughSaid(t *testing.T) {
	t.Parallel()
	plan := defaultPlan(t)
	for _, row := range []struct {
		name, profile string
		said          bool
	}{
		{"nothing", `{}`, false},
		{"a skill that no table knows", `{"skills":[{"name":"Origami"}]}`, false},
		{"a title that no family reads", `{"experience":[{"title":"Beekeeper","months":40}]}`, false},
		{"a school without a level", `{"education":[{"institution":"Larkspur College"}]}`, false},
		{"goals alone", `{"preferences":{"goals":["law-school"]},"work_state":"PA"}`, false},
		{"placeholders", `{"skills":[{"name":"n/a"}],"experience":[{"title":"-"}]}`, false},
		{"a skill", `{"skills":[{"name":"Legal research"}]}`, true},
		{"a title", `{"experience":[{"title":"Receptionist","months":40}]}`, true},
		{"a level", `{"education":[{"level":"HIGH_SCHOOL"}]}`, true},
		{"a field", `{"education":[{"field":"Paralegal Studies"}]}`, true},
		{"a field that no table knows", `{"education":[{"field":"Biology"}]}`, false},
		{"a course", `{"education":[{"coursework":["Civil Litigation"]}]}`, true},
		{"a credential", `{"certifications":[{"name":"CP","issuer":"NALA"}]}`, true},
		{"a language", `{` + speaks + `}`, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			reply := advised(t, plan, profile(t, row.profile))
			for _, fit := range reply.GetFits() {
				if got := fit.GetBand().String() == "BAND_NOT_ENOUGH_SAID"; got == row.said {
					t.Errorf("%s: %v", fit.GetRole(), fit.GetBand())
				}
				if !row.said && (fit.GetEligibility() != 0 || fit.GetFitIndex() != 0 || fit.GetScore() != 0 || len(fit.GetBlockers()) > 0) {
					t.Errorf("%s: %v, index %d, score %d, blockers %v", fit.GetRole(), fit.GetEligibility(), fit.GetFitIndex(), fit.GetScore(), fit.GetBlockers())
				}
			}
			if !row.said && (len(reply.GetAdvice()) > 0 || reply.GetRecommendation().GetAction() != lexfitv1.Action_ACTION_SCREEN) {
				t.Errorf("advice %v, next step %v", reply.GetAdvice(), reply.GetRecommendation().GetAction())
			}
		})
	}
}

// They stand behind the WEAK, even one without a point whose id comes later, and before the INELIGIBLE, even one with points.
func TestS6Order(t *testing.T) {
	t.Parallel()
	people := map[string]string{
		"weak": `{"candidate_id":"weak",` + speaks + `}`,
		"mute": `{"candidate_id":"mute","skills":[{"name":"Origami"}]}`,
		"shut": `{"candidate_id":"shut","education":[{"level":"BACHELOR","field":"Biology","status":"COMPLETED"}],"skills":[{"name":"Legal research"}],"experience":[` + bees + `]}`,
	}
	var pool []*lexfitv1.CandidateProfile
	for _, id := range []string{"shut", "mute", "weak"} {
		pool = append(pool, profile(t, people[id]))
	}
	ranking := rankOf(t, defaultPlan(t), matcher.RankOptions{Target: "roles/paralegal", TopK: 3}, pool)
	for i, id := range []string{"weak", "mute", "shut"} {
		if got := ranking.GetCandidates()[i]; got.GetCandidateId() != id {
			t.Errorf("place %d: %s (%v), want %s", i+1, got.GetCandidateId(), got.GetFit().GetBand(), id)
		}
	}
}
