package matcher_test

import (
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// What the law asks, by place and status. The candidates are strong enough to be submitted, were it not for that.
func TestCompliance(t *testing.T) {
	t.Parallel()
	const (
		paralegal = `"education":[{"level":"BACHELOR","field":"Paralegal Studies","status":"COMPLETED","program_approval":"ABA_APPROVED"}],
			"skills":[{"name":"Legal research","proficiency":"EXPERT","years":8},{"name":"Drafting pleadings","proficiency":"EXPERT","years":8},{"name":"E-filing","proficiency":"EXPERT","years":8},
			{"name":"Case management","proficiency":"EXPERT","years":8},{"name":"Discovery","proficiency":"EXPERT","years":8},{"name":"Client interviews","proficiency":"EXPERT","years":8},
			{"name":"Westlaw","proficiency":"EXPERT","years":8},{"name":"Legal analysis","proficiency":"EXPERT","years":8},{"name":"Organization","proficiency":"EXPERT","years":8}],
			"experience":[{"title":"Paralegal","employer_type":"LAW_FIRM","started_on":"2014-01","practice_areas":["Litigation"]}]`
		suspended = `,"certifications":[{"name":"Bar admission","status":"SUSPENDED"}]`
		disbarred = `,"certifications":[{"name":"New Jersey Bar (disbarred)","status":"EXPIRED"}]`
		submit    = lexfitv1.Action_ACTION_SUBMIT
		screen    = lexfitv1.Action_ACTION_SCREEN
		pass      = lexfitv1.Action_ACTION_PASS
	)
	tests := []struct {
		name, profile string
		rule          string // that applies to the role of paralegal first; empty for none
		action        lexfitv1.Action
	}{
		{"nothing is asked in Ohio", `{` + paralegal + `,"work_state":"OH"}`, "", submit},
		{"California: shown by the degree", `{` + paralegal + `,"work_state":"CA"}`, "ca-6450", submit},
		{"California: not shown", `{"work_state":"CA",` + strings.Replace(paralegal, `"level":"BACHELOR","field":"Paralegal Studies","status":"COMPLETED","program_approval":"ABA_APPROVED"`, `"level":"HIGH_SCHOOL","status":"COMPLETED"`, 1) + `}`, "ca-6450", screen},
		{"a suspended lawyer in California", `{` + paralegal + suspended + `,"work_state":"CA"}`, "ca-disciplined-lawyer", screen},
		{"a suspended lawyer anywhere", `{` + paralegal + suspended + `}`, "disciplined-lawyer", screen},
		{"a suspended lawyer in New Jersey", `{` + paralegal + suspended + `,"work_state":"NJ"}`, "nj-disciplined-lawyer", pass},
		{"a disbarred one, said beside the name", `{` + paralegal + disbarred + `,"work_state":"MA"}`, "ma-disciplined-lawyer", pass},
		{"South Carolina: a suspended one may, with a plan", `{` + paralegal + suspended + `,"work_state":"SC"}`, "sc-suspended-lawyer", screen},
		{"South Carolina: a disbarred one may not", `{` + paralegal + disbarred + `,"work_state":"SC"}`, "sc-disbarred-lawyer", pass},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			person := profile(t, tt.profile)
			reply, err := defaultPlan(t).Score(person, matcher.Options{AsOf: asOf, View: lexfitv1.View_VIEW_FULL, Advice: &lexfitv1.AdviceOptions{}, Targets: []string{"roles/paralegal"}})
			if err != nil {
				t.Fatal(err)
			}
			fit := reply.GetFits()[0]
			rule := ""
			if len(fit.GetCompliance()) > 0 {
				rule = fit.GetCompliance()[0].GetId()
			}
			if rule != tt.rule || reply.GetRecommendation().GetAction() != tt.action {
				t.Errorf("rule %q, %v, want %q, %v: %v", rule, reply.GetRecommendation().GetAction(), tt.rule, tt.action, reply.GetRecommendation().GetReasons())
			}
			if tt.rule == "" {
				return
			}
			law := fit.GetCompliance()[0]
			if law.GetSentence() == "" || law.GetSource() == "" || law.GetCheckedOn() == "" || law.GetBlocks() != (tt.action == pass) {
				t.Errorf("law %v", law)
			}
			asked := slices.IndexFunc(reply.GetInterviewQuestions(), func(q *lexfitv1.InterviewQuestion) bool { return q.GetText() == law.GetQuestion() })
			if asked < 0 || tt.action != submit && asked != 0 {
				t.Errorf("its question stands at %d of %d", asked, len(reply.GetInterviewQuestions()))
			}
			// It never scores.
			rules := proto.CloneOf(defaultPlan(t).Rulebook())
			rules.Compliance = nil
			without := score(t, compile(t, rules), person)
			for _, other := range without.GetFits() {
				if other.GetRole() == fit.GetRole() && (other.GetScore() != fit.GetScore() || other.GetBand() != fit.GetBand() || other.GetEligibility() != fit.GetEligibility()) {
					t.Errorf("without the law it would be %v, and is %v", other, fit)
				}
			}
		})
	}
}

// Advice on law without an attorney is asked about before any plan.
func TestNotarioIsAskedFirst(t *testing.T) {
	t.Parallel()
	reply := advised(t, defaultPlan(t), profile(t, `{"education":[{"level":"HIGH_SCHOOL","status":"COMPLETED"}],"experience":[{"title":"Notario / Immigration Consultant","started_on":"2014-01"}]}`))
	if action := reply.GetRecommendation().GetAction(); action != lexfitv1.Action_ACTION_SCREEN && action != lexfitv1.Action_ACTION_PASS {
		t.Errorf("%v", action)
	}
	if first := reply.GetInterviewQuestions()[0]; first.GetCause() != lexfitv1.QuestionCause_QUESTION_CAUSE_COMPLIANCE || !strings.Contains(first.GetText(), "attorney") {
		t.Errorf("first question %v", first)
	}
	if len(reply.GetAdvice()) > 0 {
		t.Errorf("advice before it is settled: %v", reply.GetAdvice())
	}
	accredited := advised(t, defaultPlan(t), profile(t, `{"education":[{"level":"HIGH_SCHOOL","status":"COMPLETED"}],"certifications":[{"name":"DOJ accredited representative","status":"ACTIVE"}],"experience":[{"title":"Immigration Consultant","started_on":"2014-01"}]}`))
	if law := accredited.GetFits()[0].GetCompliance(); len(law) != 1 || !law[0].GetShown() || law[0].GetFlags() {
		t.Errorf("an accredited representative: %v", law)
	}
}

// One key everywhere: the band, then those whom no flag puts behind, then the score.
func TestOverqualifiedRanksBehindItsBand(t *testing.T) {
	t.Parallel()
	const work = `"experience":[{"title":"Paralegal","employer_type":"LAW_FIRM","started_on":"2016-01"}],"skills":[{"name":"Legal research","proficiency":"EXPERT","years":8}`
	people := []*lexfitv1.CandidateProfile{
		profile(t, `{"candidate_id":"lawyer","education":[{"level":"JURIS_DOCTOR","status":"COMPLETED"}],`+work+`,{"name":"Drafting pleadings","proficiency":"EXPERT","years":8}]}`),
		profile(t, `{"candidate_id":"paralegal","education":[{"level":"ASSOCIATE","field":"Paralegal Studies","status":"COMPLETED"}],`+work+`]}`),
		profile(t, `{"candidate_id":"gardener","education":[{"level":"HIGH_SCHOOL","status":"COMPLETED"}],"experience":[{"title":"Gardener","started_on":"2016-01"}]}`),
	}
	ranking := rankOf(t, defaultPlan(t), matcher.RankOptions{Target: "roles/paralegal", TopK: 3}, people)
	list := ranking.GetCandidates()
	if list[0].GetCandidateId() != "paralegal" || list[1].GetCandidateId() != "lawyer" || !list[1].GetFit().GetRanksBehind() {
		t.Fatalf("%v", list)
	}
	if one, other := list[0].GetFit(), list[1].GetFit(); one.GetBand() != other.GetBand() || one.GetScore() >= other.GetScore() {
		t.Errorf("the test shows nothing: %v %d, %v %d", one.GetBand(), one.GetScore(), other.GetBand(), other.GetScore())
	}
}
