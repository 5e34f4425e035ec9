package matcher_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/matcher"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// What to do next, rule by rule (docs/advice.md).
func TestNextActions(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	const (
		diploma   = `"education": [{"level": "HIGH_SCHOOL", "status": "COMPLETED"}]`
		skills    = `"skills": [{"name": "Typing", "measured": {"value": 80, "unit": "wpm"}}, {"name": "MS Word", "proficiency": "EXPERT", "years": 9}, {"name": "Calendaring", "proficiency": "ADVANCED", "years": 9}, {"name": "Filing", "proficiency": "ADVANCED", "years": 9}, {"name": "Organization", "proficiency": "ADVANCED", "years": 9}, {"name": "Legal terminology", "proficiency": "ADVANCED", "years": 9}, {"name": "Correspondence", "proficiency": "ADVANCED", "years": 9}]`
		secretary = `"experience": [{"title": "Legal Secretary", "employer_type": "LAW_FIRM", "started_on": "2012-01"}]`
	)
	for _, k := range []struct {
		name, profile string
		targets       []string
		action        lexfitv1.Action
		redirect      string
	}{
		{"nothing stated", `{}`, nil, lexfitv1.Action_ACTION_SCREEN, ""},
		{"stated and good", `{` + diploma + `, ` + skills + `, ` + secretary + `}`, nil, lexfitv1.Action_ACTION_SUBMIT, ""},
		{"good by what the job implies alone", `{` + diploma + `, ` + secretary + `}`, nil, lexfitv1.Action_ACTION_SCREEN, ""},
		{"a must still to be asked about", `{` + secretary + `}`, nil, lexfitv1.Action_ACTION_SCREEN, ""},
		{"better in a role that was not asked for", `{` + diploma + `, ` + skills + `, ` + secretary + `}`, []string{"roles/paralegal"}, lexfitv1.Action_ACTION_REDIRECT, "roles/legal-secretary"},
		{"possible after a course", `{` + diploma + `, "skills": [{"name": "Typing", "measured": {"value": 80, "unit": "wpm"}}, {"name": "MS Word", "proficiency": "EXPERT", "years": 9}, {"name": "Scheduling", "proficiency": "ADVANCED", "years": 9}, {"name": "Filing", "proficiency": "ADVANCED", "years": 9}, {"name": "Organization", "proficiency": "EXPERT", "years": 9}, {"name": "Correspondence", "proficiency": "EXPERT", "years": 9}, {"name": "Attention to detail", "proficiency": "EXPERT", "years": 9}, {"name": "Confidentiality", "proficiency": "EXPERT", "years": 9}], "experience": [{"title": "Medical Secretary", "employer_type": "OTHER", "started_on": "2012-01"}]}`, []string{"roles/legal-secretary"}, lexfitv1.Action_ACTION_DEVELOP, ""},
		{"nothing that leads there", `{` + diploma + `, "skills": [{"name": "Knives"}], "experience": [{"title": "Cook", "employer_type": "OTHER", "started_on": "2012-01"}]}`, nil, lexfitv1.Action_ACTION_PASS, ""},
	} {
		r, err := p.Score(profile(t, k.profile), matcher.Options{AsOf: asOf, Targets: k.targets})
		if err != nil {
			t.Fatal(err)
		}
		rec := r.GetRecommendation()
		if rec.GetAction() != k.action || rec.GetRedirectRole() != k.redirect {
			t.Errorf("%s: %v %q: %q; fit %v", k.name, rec.GetAction(), rec.GetRedirectRole(), rec.GetReasons(), r.GetFits()[0].GetBand())
			continue
		}
		word := strings.ToLower(strings.TrimPrefix(k.action.String(), "ACTION_"))
		if last := rec.GetReasons()[len(rec.GetReasons())-1]; !strings.HasPrefix(strings.ToLower(last), word) {
			t.Errorf("%s: the last reason is not about the action: %q", k.name, last)
		}
	}
	basic, err := p.Score(profile(t, `{`+diploma+`}`), matcher.Options{AsOf: asOf, View: lexfitv1.View_VIEW_BASIC})
	if err != nil || basic.GetRecommendation().GetAction() != 0 || len(basic.GetAdvice()) != 0 {
		t.Errorf("the BASIC view gives advice: %v, %v", basic, err)
	}
}

// Questions about words that can mean two things, what expired, and a must that only a related skill meets.
func TestQuestionCauses(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	cause := func(text, role, criterion string) *lexfitv1.InterviewQuestion {
		r := advised(t, p, profile(t, text))
		for _, q := range r.GetInterviewQuestions() {
			also := slices.ContainsFunc(q.GetAlsoSettles(), func(other *lexfitv1.SettledCriterion) bool {
				return other.GetRole() == role && other.GetCriterionId() == criterion
			})
			if also || q.GetRole() == role && q.GetCriterionId() == criterion {
				return q
			}
		}
		return &lexfitv1.InterviewQuestion{}
	}
	for _, k := range []struct {
		name, profile, criterion, says string
		cause                          lexfitv1.QuestionCause
	}{
		{"a legal assistant", `{"experience": [{"title": "Legal Assistant", "employer_type": "LAW_FIRM", "started_on": "2018-01"}]}`, "experience", "You list “Legal Assistant”. Some firms", lexfitv1.QuestionCause_QUESTION_CAUSE_AMBIGUOUS},
		{"a bare ALA", `{"certifications": [{"name": "ALA"}], "education": [{"level": "HIGH_SCHOOL"}]}`, "certification", "ALA", lexfitv1.QuestionCause_QUESTION_CAUSE_AMBIGUOUS},
		{"an expired CP", `{"certifications": [{"name": "CP", "expires_on": "2023-04"}], "education": [{"level": "HIGH_SCHOOL"}]}`, "certification", "expired in 2023-04", lexfitv1.QuestionCause_QUESTION_CAUSE_EXPIRED},
		{"a degree without a status", `{"education": [{"level": "BACHELOR", "field": "Paralegal Studies"}]}`, "education-paralegal", "in “Paralegal Studies”: did you finish it?No status is stated; taken as completed.", lexfitv1.QuestionCause_QUESTION_CAUSE_ASSUMED},
		{"years in the job", `{"experience": [{"title": "Paralegal", "employer_type": "LAW_FIRM", "started_on": "2018-01"}]}`, "legal-research", "Without naming clients or facts, which questions of law", lexfitv1.QuestionCause_QUESTION_CAUSE_IMPLIED},
		{"years in the job beside little that is stated", `{"skills": [{"name": "Legal research", "proficiency": "NOVICE"}], "experience": [{"title": "Paralegal", "employer_type": "LAW_FIRM", "started_on": "2018-01"}]}`, "legal-research", "You list “Legal research”: without naming clients or facts, which questions of law", lexfitv1.QuestionCause_QUESTION_CAUSE_IMPLIED},
		{"silence", `{"education": [{"level": "HIGH_SCHOOL"}]}`, "legal-research", "Without naming clients or facts, which questions of law", lexfitv1.QuestionCause_QUESTION_CAUSE_NOT_STATED},
	} {
		if q := cause(k.profile, "roles/paralegal", k.criterion); q.GetCause() != k.cause || !strings.Contains(q.GetText()+q.GetPrompt(), k.says) {
			t.Errorf("%s: %v", k.name, q)
		}
	}
	related := cause(`{"education": [{"level": "HIGH_SCHOOL", "status": "COMPLETED"}], "skills": [{"name": "Litigation procedures", "proficiency": "EXPERT", "years": 9}], "experience": [{"title": "Cook", "months": 36}]}`, "roles/legal-secretary", "legal-terminology")
	if related.GetCause() != lexfitv1.QuestionCause_QUESTION_CAUSE_RELATED || !strings.Contains(related.GetPrompt(), "Litigation procedures") || !related.GetRequired() {
		t.Errorf("a must that only a related skill meets: %v", related)
	}
}

// Where two roles stand within 5.0 of fit index the latest legal job decides, and says so; a wider gap, an unread job or one that ended
// earlier decides nothing.
func TestLatestJobDecides(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	const office, substance = "roles/legal-secretary", "roles/paralegal"
	const owner = `"skills":[{"name":"QuickBooks"},{"name":"Microsoft Word"},{"name":"Notary public"}],"education":[{"level":"HIGH_SCHOOL","status":"COMPLETED"}]`
	const duties = `"duties":["Run the office of a solo attorney: open probate files, draft petitions, inventories, accountings and deeds.","Meet with families, keep the trust account, bill clients and file at the county court."]`
	job := func(title, from, to string) string {
		return `{"title":"` + title + `","employer_type":"LAW_FIRM","practice_areas":["Probate","Real estate"],"started_on":"` + from + `"` + to + `,` + duties + `}`
	}
	for _, row := range []struct {
		name, jobs, first string
		said              bool
	}{
		{"a paralegal who runs the office", job("Paralegal / Office Manager", "2012-04", ""), substance, true},
		{"a secretary is one by score already", job("Legal Secretary", "2012-04", ""), office, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			reply := advised(t, p, profile(t, `{`+owner+`,"experience":[`+row.jobs+`]}`))
			fits := reply.GetFits()
			said := strings.Contains(strings.Join(reply.GetRecommendation().GetReasons(), " "), "the latest legal job decides")
			if fits[0].GetRole() != row.first || reply.GetRecommendation().GetRole() != row.first || fits[0].GetRank() != 1 || said != row.said {
				t.Errorf("%s first (%d before %d), said %v: %v", fits[0].GetRole(), fits[0].GetFitIndex(), fits[1].GetFitIndex(), said, reply.GetRecommendation().GetReasons())
			}
			if gap := fits[1].GetFitIndex() - fits[0].GetFitIndex(); gap > 50 {
				t.Errorf("a gap of %d was turned", gap)
			}
		})
	}
	each(t, func(t *testing.T, _ *rand.Rand, c *lexfitv1.CandidateProfile) {
		t.Helper()
		fits := score(t, p, c).GetFits()
		if len(fits) == 2 && fits[0].GetEligibility() == fits[1].GetEligibility() && fits[1].GetFitIndex()-fits[0].GetFitIndex() > 50 {
			t.Errorf("a gap of %d was turned", fits[1].GetFitIndex()-fits[0].GetFitIndex())
		}
	})
}

// PASS says what the profile does not show, and does not contradict the plan that stands below it.
func TestPassSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	passed := 0
	each(t, func(t *testing.T, _ *rand.Rand, c *lexfitv1.CandidateProfile) {
		t.Helper()
		reply := advised(t, p, c)
		if reply.GetRecommendation().GetAction() != lexfitv1.Action_ACTION_PASS {
			return
		}
		passed++
		text := reply.GetRecommendation().GetReasons()[len(reply.GetRecommendation().GetReasons())-1]
		reached := reply.GetFits()[0].GetPlan().GetOutcome() == lexfitv1.PlanOutcome_PLAN_OUTCOME_REACHED
		if !strings.Contains(text, "does not show") || reached != strings.Contains(text, "the plan (") || reached == strings.Contains(text, "no plan within") {
			t.Errorf("%s, with a plan that reaches: %v", text, reached)
		}
	})
	if !t.Failed() && passed == 0 {
		t.Error("nobody is passed over: the test shows nothing")
	}
}
