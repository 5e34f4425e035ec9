package matcher_test

import (
	"strings"
	"testing"

	"github.com/lexfit/lexfit/matcher"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// The conditions of the tables of what is open.
const (
	paralegalDegree = `{"education":{"min_level":"EDUCATION_LEVEL_ASSOCIATE","fields":["paralegal-studies"]}}`
	lawBachelor     = `{"education":{"levels":["EDUCATION_LEVEL_BACHELOR"],"fields":["law"]}}`
	usDegree        = `{"education":{"min_level":"EDUCATION_LEVEL_ASSOCIATE","fields":["paralegal-studies"],"country":"US"}}`
	// A year is full, so that five months reach 40 %; ten years are full, so that four reach it.
	oneYear  = `{"experience":{"families":[{"family":"paralegal","factor":1000}],"curve":{"points":[{"x":0,"value":0},{"x":12,"value":10000}]}}}`
	tenYears = `{"experience":{"families":[{"family":"paralegal","factor":1000}],"curve":{"points":[{"x":0,"value":0},{"x":120,"value":10000}]}}}`
	// halfFactor gives its best family only half, so that no length reaches 60 %.
	halfFactor = `{"experience":{"families":[{"family":"paralegal","factor":500}],"curve":{"points":[{"x":0,"value":0},{"x":12,"value":10000}]}}}`

	// bees is a job that no family reads, at an employer that is no legal place.
	bees = `{"title":"Beekeeper","employer_type":"OTHER","started_on":"2010-01","ended_on":"2020-12"}`
)

const (
	yes, ask, no = lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE, lexfitv1.Eligibility_ELIGIBILITY_UNCONFIRMED, lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE
)

// studied is a profile of one entry of education, besides a language.
func studied(entry string) string { return `{` + speaks + `,"education":[` + entry + `]}` }

// did is a profile of jobs, besides a language.
func did(jobs string) string { return `{` + speaks + `,"experience":[` + jobs + `]}` }

// Whether a must that is not met is open, leaf by leaf.
func TestS1Open(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name      string
		threshold int32
		condition string
		profile   string
		want      lexfitv1.Eligibility
	}{
		{"education: nothing said", 40, anyDegree, `{` + speaks + `}`, ask},
		{"education: an entry of no level", 40, anyDegree, studied(`{"institution":"NYU"}`), ask},
		{"education: an entry of no level is no diploma", 40, diploma, studied(`{"institution":"NYU"}`), ask},
		{"education: an entry of no level beside one", 40, anyDegree, studied(`{"level":"HIGH_SCHOOL","status":"COMPLETED"},{"field":"Magister iuris"}`), ask},
		{"education: another level", 40, anyDegree, studied(`{"level":"HIGH_SCHOOL","status":"COMPLETED"}`), no},
		{"education: no field where one is asked for", 40, paralegalDegree, studied(`{"level":"ASSOCIATE","status":"COMPLETED"}`), ask},
		{"education: another field", 40, paralegalDegree, studied(`{"level":"ASSOCIATE","field":"Biology","status":"COMPLETED"}`), no},
		{"education: a field that is in no table is another one", 40, paralegalDegree, studied(`{"level":"ASSOCIATE","field":"Underwater Basketry","status":"COMPLETED"}`), no},
		{"education: no field, but incomplete", 40, paralegalDegree, studied(`{"level":"ASSOCIATE","status":"INCOMPLETE"}`), no},
		{"education: no field, in progress, is worth half: enough", 50, paralegalDegree, studied(`{"level":"ASSOCIATE","status":"IN_PROGRESS"}`), ask},
		{"education: no field, in progress, is worth half: too little", 51, paralegalDegree, studied(`{"level":"ASSOCIATE","status":"IN_PROGRESS"}`), no},
		{"education: the best of several", 60, paralegalDegree, studied(`{"level":"ASSOCIATE","status":"IN_PROGRESS"},{"level":"BACHELOR"}`), ask},
		{"education: what rule 16 proves opens nothing", 40, lawBachelor, studied(`{"level":"MASTER","status":"COMPLETED"}`), no},
		{"education: approval must fit", 40, certificate, studied(`{"level":"POSTSECONDARY_CERTIFICATE","status":"COMPLETED"}`), no},
		{"education: and where it does, it is open", 40, certificate, studied(`{"level":"POSTSECONDARY_CERTIFICATE","status":"COMPLETED","program_approval":"ABA_APPROVED"}`), ask},
		{"education: the country must fit", 40, usDegree, studied(`{"level":"BACHELOR","status":"COMPLETED","country":"MX"}`), no},
		{"education: and where it does", 40, usDegree, studied(`{"level":"BACHELOR","status":"COMPLETED","country":"US"}`), ask},
		{"education: a status not read", 40, paralegalDegree, studied(`{"level":"ASSOCIATE","field":"Paralegal Studies","status":"UNCLEAR"}`), ask},
		{"education: a status not read, of another field", 40, paralegalDegree, studied(`{"level":"ASSOCIATE","field":"Biology","status":"UNCLEAR"}`), no},
		{"education: an unset status is taken as completed", 40, paralegalDegree, studied(`{"level":"ASSOCIATE","field":"Paralegal Studies"}`), yes},
		{"coursework: nothing said", 40, courses, `{` + speaks + `}`, ask},
		{"coursework: an entry of no level", 40, courses, studied(`{"institution":"NYU"}`), ask},

		{"experience: nothing said", 40, oneYear, `{` + speaks + `}`, ask},
		{"experience: an unread title at a legal place", 40, oneYear, did(`{"title":"Beekeeper",` + firm + `,"months":5}`), ask},
		{"experience: for too short a time", 40, oneYear, did(`{"title":"Beekeeper",` + firm + `,"months":4}`), no},
		{"experience: at the leaf's greatest factor: enough", 50, halfFactor, did(`{"title":"Beekeeper",` + firm + `,"months":12}`), ask},
		{"experience: at the leaf's greatest factor: too little", 51, halfFactor, did(`{"title":"Beekeeper",` + firm + `,"months":12}`), no},
		{"experience: a read title is settled", 40, oneYear, did(`{"title":"Secretary",` + firm + `,"months":12}`), no},
		{"experience: an unread title elsewhere", 40, oneYear, did(bees), no},
		{"experience: an unread title at no stated employer", 40, oneYear, did(`{"title":"Beekeeper","months":12}`), no},
		{"experience: near law at no stated employer", 40, oneYear, did(`{"title":"Escrow Beekeeper","months":12}`), ask},
		{"experience: near law at another employer", 40, oneYear, did(`{"title":"Escrow Beekeeper","employer_type":"CORPORATE","months":12}`), no},
		{"experience: neither a title nor a kind of employer", 40, oneYear, did(`{"months":12}`), ask},
		{"experience: no title at a company", 40, oneYear, did(`{"months":12,"employer_type":"CORPORATE"}`), no},
		{"experience: an assumed length may be any", 40, tenYears, did(`{"title":"Paralegal",` + firm + `}`), ask},
		{"experience: a stated one is what it is", 40, tenYears, did(`{"title":"Paralegal",` + firm + `,"months":12}`), no},
		{"experience: an end not read", 40, tenYears, did(`{"title":"Paralegal",` + firm + `,"started_on":"2026-01","end_unclear":true}`), ask},
		{"experience: a job that has yet to begin opens nothing", 40, oneYear, did(`{"title":"Beekeeper",` + firm + `,"started_on":"2027-02"}`), no},

		{"skill: neither it nor skills and jobs speak", 40, discovery, studied(`{"level":"BACHELOR","field":"Biology","status":"COMPLETED"}`), ask},
		{"skill: jobs speak", 40, discovery, did(bees), no},
		{"skill: skills speak", 40, discovery, `{"skills":[{"name":"Typing and keyboarding"}]}`, no},
		{"skill: near law by a job at a legal place", 40, discovery, did(`{"title":"Beekeeper",` + firm + `,"months":12}`), ask},
		{"skill: near law by a legal title", 40, discovery, did(`{"title":"Legal Secretary",` + company + `,"months":12}`), ask},
		{"skill: near law in government under an office title", 40, discovery, did(`{"title":"Secretary","employer_type":"GOVERNMENT","months":12}`), ask},
		{"skill: an office title elsewhere is not", 40, discovery, did(`{"title":"Secretary",` + company + `,"months":12}`), no},
		{"skill: near law by a word of the title", 40, discovery, did(`{"title":"Claims Examiner",` + company + `,"months":12}`), ask},
		{"skill: near law by a course", 40, discovery, `{"experience":[` + bees + `],` + ruled + `}`, ask},
		{"skill: near law by a field in any status", 40, discovery, `{"experience":[` + bees + `],"education":[{"level":"BACHELOR","field":"Law","status":"INCOMPLETE"}]}`, ask},
		{"skill: a field that is left out may be law", 40, discovery, `{"experience":[` + bees + `],"education":[{"level":"MASTER","status":"IN_PROGRESS"}]}`, ask},
		{"skill: one that is given up is settled", 40, discovery, `{"experience":[` + bees + `],"education":[{"level":"MASTER","status":"INCOMPLETE"}]}`, no},
		{"skill: a diploma has no field", 40, discovery, `{"experience":[` + bees + `],"education":[{"level":"HIGH_SCHOOL","status":"COMPLETED"}]}`, no},
		{"skill: near law by a law degree begun", 40, discovery, `{"experience":[` + bees + `],"education":[{"level":"JURIS_DOCTOR","status":"INCOMPLETE"}]}`, ask},
		{"skill: near law by a credential in any status", 40, discovery, `{"experience":[` + bees + `],"certifications":[{"name":"CP","issuer":"NALA","status":"EXPIRED"}]}`, ask},
		{"skill: asked, and absent", 40, discovery, `{"skills":[{"name":"Discovery management","proficiency":"NONE"}],"experience":[{"title":"Law Clerk",` + firm + `,"months":12}]}`, no},
		{"skill: measured", 40, typing, `{"skills":[{"name":"Typing and keyboarding","measured":{"value":31,"unit":"wpm"}}],"experience":[{"title":"Law Clerk",` + firm + `,"months":12}]}`, no},
		{"skill: denied in the text", 40, westlaw, `{"skills":[{"name":"Never used Westlaw"}],"experience":[{"title":"Law Clerk",` + firm + `,"months":12}]}`, no},

		{"skill: denied in a duty", 40, pleading, did(`{"title":"Law Clerk",` + firm + `,"months":12,"duties":["Did not draft complaints."]}`), no},

		{"certification: nothing else said", 40, cp, `{` + speaks + `}`, ask},
		{"certification: nobody leaves it out", 40, cp, did(bees), no},
		{"certification: a status not read", 40, cp, `{"certifications":[{"name":"CP","issuer":"NALA","status":"UNCLEAR"}],"experience":[` + bees + `]}`, ask},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			if fit := must(t, row.threshold, row.condition, row.profile); fit.GetEligibility() != row.want {
				t.Errorf("%v, want %v\n%v", fit.GetEligibility(), row.want, fit)
			}
		})
	}
}

// What is said but not read scores nothing, and nothing of it is assumed.
func TestS1Unclear(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ name, condition, profile string }{
		{"a status of studies", anyDegree, studied(`{"level":"ASSOCIATE","status":"UNCLEAR"}`)},
		{"a status of a credential", cp, `{` + speaks + `,"certifications":[{"name":"CP","issuer":"NALA","status":"UNCLEAR"}]}`},
		{"an end of a job", oneYear, did(`{"title":"Paralegal",` + firm + `,"started_on":"2020-01","end_unclear":true}`)},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			fit := must(t, 40, row.condition, row.profile)
			got := fit.GetCriteria()[0]
			if got.GetSatisfaction() != 0 || got.GetPointsHigh() != 1000 || len(fit.GetUnconfirmed()) != 1 {
				t.Errorf("%d points, up to %d, unconfirmed %v", got.GetPoints(), got.GetPointsHigh(), fit.GetUnconfirmed())
			}
		})
	}
}

// A must is judged as a whole tree, and what is open is its question: points_high reads the best values.
func TestS2Eligibility(t *testing.T) {
	t.Parallel()
	either := `{"any_of":{"of":[` + paralegalDegree + `,` + oneYear + `]}}`
	both := `{"all_of":{"of":[` + paralegalDegree + `,` + oneYear + `]}}`
	half := `{"average_of":{"of":[{"weight":1,"condition":` + paralegalDegree + `},{"weight":1,"condition":` + oneYear + `}]}}`
	const openDegree, otherDegree = `"education":[{"level":"ASSOCIATE","status":"COMPLETED"}]`, `"education":[{"level":"ASSOCIATE","field":"Biology","status":"COMPLETED"}]`
	for _, row := range []struct {
		name      string
		threshold int32
		condition string
		profile   string
		want      lexfitv1.Eligibility
		high      int32
	}{
		{"one of two is open", 40, either, `{"experience":[` + bees + `],` + openDegree + `}`, ask, 1000},
		{"neither of two is", 40, either, `{"experience":[` + bees + `],` + otherDegree + `}`, no, 0},
		{"both are needed, one is closed", 40, both, `{"experience":[` + bees + `],` + openDegree + `}`, no, 0},
		{"both are needed, one is met, one open", 40, both, `{"experience":[{"title":"Paralegal","months":12}],` + openDegree + `}`, ask, 1000},
		{"half of it is open: enough", 50, half, `{"experience":[` + bees + `],` + openDegree + `}`, ask, 500},
		{"half of it is open: too little", 51, half, `{"experience":[` + bees + `],` + openDegree + `}`, no, 0},
		{"in progress, without a field", 40, paralegalDegree, studied(`{"level":"ASSOCIATE","status":"IN_PROGRESS"}`), ask, 500},
		{"met", 40, either, `{"experience":[{"title":"Paralegal","months":12}]}`, yes, 1000},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			fit := must(t, row.threshold, row.condition, row.profile)
			if got := fit.GetCriteria()[0]; fit.GetEligibility() != row.want || (row.want != no && got.GetPointsHigh() != row.high) {
				t.Errorf("%v up to %d, want %v up to %d\n%v", fit.GetEligibility(), got.GetPointsHigh(), row.want, row.high, fit)
			}
			for _, open := range fit.GetUnconfirmed() {
				if open.GetQuestion() == "" {
					t.Errorf("no question: %v", open)
				}
			}
		})
	}
}

// Becoming UNCONFIRMED closes no blocker: nobody is told to earn something for it.
func TestS2AdviceMeets(t *testing.T) {
	t.Parallel()
	plan := defaultPlan(t)
	text := `{"skills":[{"name":"Cash handling"}],"experience":[` + bees + `],"education":[{"level":"HIGH_SCHOOL","status":"COMPLETED"}],"work_state":"PA"}`
	closes := 0
	candidate := profile(t, text)
	reply := advised(t, plan, candidate)
	for _, advice := range reply.GetAdvice() {
		if !advice.GetClosesBlocker() {
			continue
		}
		closes++
		changed, err := matcher.ApplyChange(candidate, advice.GetChange())
		if err != nil {
			t.Fatal(err)
		}
		before := fitFor(t, reply, advice.GetRole())
		after := fitFor(t, score(t, plan, changed), advice.GetRole())
		met := false
		for _, blocker := range before.GetBlockers() {
			for _, criterion := range after.GetCriteria() {
				met = met || criterion.GetCriterionId() == blocker.GetCriterionId() && criterion.GetStatus() == lexfitv1.Status_STATUS_MET
			}
		}
		if !met {
			t.Errorf("%q closes a blocker and meets none of %v", advice.GetText(), before.GetBlockers())
		}
	}
	if closes == 0 {
		t.Errorf("no advice closes a blocker: %v", reply.GetAdvice())
	}
}

// What stands for nothing is nothing said.
func TestS4Placeholders(t *testing.T) {
	t.Parallel()
	const rest = `"skills":[{"name":"Legal research"}],"experience":[{"title":"Paralegal",` + firm + `,"months":30}]`
	plan := defaultPlan(t)
	key := func(text string) string {
		var all strings.Builder
		for _, fit := range score(t, plan, profile(t, text)).GetFits() {
			all.WriteString(fitKey(fit) + "\n")
		}
		return all.String()
	}
	for _, word := range []string{"none", "None", "N/A", "n/a", "-", "--", "null", "unknown", "see résumé", "See resume", "tbd", "TBD"} {
		for _, row := range []struct{ what, with, without string }{
			{"a skill", `{"skills":[{"name":"` + word + `"},{"name":"Legal research"}],"experience":[{"title":"Paralegal",` + firm + `,"months":30}]}`, `{` + rest + `}`},
			{"a field", `{"education":[{"level":"ASSOCIATE","field":"` + word + `","status":"COMPLETED"}],` + rest + `}`, `{"education":[{"level":"ASSOCIATE","status":"COMPLETED"}],` + rest + `}`},
			{"a credential", `{"certifications":[{"name":"` + word + `"}],` + rest + `}`, `{` + rest + `}`},
			{"a language", `{"languages":[{"name":"` + word + `"}],` + rest + `}`, `{` + rest + `}`},
			{"an entry of education", `{"education":[{"field":"` + word + `"}],` + rest + `}`, `{` + rest + `}`},
			{"a duty", `{"experience":[{"title":"Paralegal",` + firm + `,"months":30,"duties":["` + word + `"]}],"skills":[{"name":"Legal research"}]}`, `{` + rest + `}`},
			{"a course", `{"education":[{"level":"ASSOCIATE","status":"COMPLETED","coursework":["` + word + `"]}],` + rest + `}`, `{"education":[{"level":"ASSOCIATE","status":"COMPLETED"}],` + rest + `}`},
			{"a skill alone", `{"skills":[{"name":"` + word + `"}]}`, `{}`},
			{"a title alone", `{"experience":[{"title":"` + word + `"}]}`, `{}`},
		} {
			if with, without := key(row.with), key(row.without); with != without {
				t.Errorf("%s %q:\nwith    %swithout %s", row.what, word, with, without)
			}
		}
	}
}

// Who says that there is no degree is known not to have one; the diploma stays a question.
func TestS4NoDegree(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, condition string
		want            lexfitv1.Eligibility
	}{
		{"the diploma", diploma, ask}, {"a degree", anyDegree, no}, {"a degree in a field", paralegalDegree, no},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			fit := must(t, 40, row.condition, studied(`{"level":"NONE"}`))
			if fit.GetEligibility() != row.want || fit.GetScore() != 0 {
				t.Errorf("%v at %d, want %v\n%v", fit.GetEligibility(), fit.GetScore(), row.want, fit)
			}
		})
	}
}
