package matcher_test

import (
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// everybody are the examples, the golden candidates and generated profiles: whatever must hold of every reply is tried on them.
func everybody(t *testing.T, check func(t *testing.T, c *lexfitv1.CandidateProfile)) {
	t.Helper()
	for _, line := range lines(t, filepath.Join("..", "examples", "candidates.jsonl")) {
		check(t, profile(t, string(line)))
	}
	for _, person := range goldenPeople(t) {
		check(t, person.profile)
	}
	each(t, func(t *testing.T, _ *rand.Rand, c *lexfitv1.CandidateProfile) {
		t.Helper()
		check(t, c)
	})
}

// No question stands twice in a reply, in the same words or about the same criterion of two roles.
func TestQuestionsAreAskedOnce(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	shared := 0
	everybody(t, func(t *testing.T, c *lexfitv1.CandidateProfile) {
		t.Helper()
		texts, criteria, prompts := map[string]bool{}, map[string]bool{}, map[string]bool{}
		for _, q := range advised(t, p, c).GetInterviewQuestions() {
			if texts[q.GetText()] || q.GetCriterionId() != "" && criteria[q.GetCriterionId()] {
				t.Errorf("%s: asked twice: %s", c.GetCandidateId(), q.GetText())
			}
			texts[q.GetText()], criteria[q.GetCriterionId()] = true, true
			if say := q.GetRole() + q.GetPrompt(); q.GetPrompt() != "" && !strings.HasPrefix(q.GetPrompt(), "Stated outright") && !strings.HasSuffix(q.GetPrompt(), "taken as completed.") {
				if prompts[say] {
					t.Errorf("%s: said twice: %s", c.GetCandidateId(), q.GetPrompt())
				}
				prompts[say] = true
			}
			shared += len(q.GetAlsoSettles())
		}
	})
	if !t.Failed() && shared == 0 {
		t.Error("no question settles a second criterion: the test shows nothing")
	}
}

// What eligibility hangs on is asked first, where a question can be asked about it.
func TestFirstQuestionDecides(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	open, blocked := 0, 0
	everybody(t, func(t *testing.T, c *lexfitv1.CandidateProfile) {
		t.Helper()
		r := advised(t, p, c)
		first := r.GetFits()[0]
		askable := slices.ContainsFunc(r.GetInterviewQuestions(), func(q *lexfitv1.InterviewQuestion) bool {
			return q.GetRole() == first.GetRole() && decides(first, q.GetCriterionId())
		})
		if len(first.GetUnconfirmed()) > 0 && !askable {
			t.Errorf("%s: nothing asks about %v", c.GetCandidateId(), first.GetUnconfirmed())
		}
		if !askable {
			return
		}
		onCriteria := slices.DeleteFunc(slices.Clone(r.GetInterviewQuestions()), func(q *lexfitv1.InterviewQuestion) bool {
			return q.GetCriterionId() == "" // what a flag or the law asks comes before all
		})
		if q := onCriteria[0]; q.GetRole() != first.GetRole() || !decides(first, q.GetCriterionId()) {
			t.Errorf("%s: the first question is about %s of %s", c.GetCandidateId(), q.GetCriterionId(), q.GetRole())
		}
		open += len(first.GetUnconfirmed())
		blocked += len(first.GetBlockers())
	})
	if !t.Failed() && (open == 0 || blocked == 0) {
		t.Errorf("%d musts are open and %d block: the test shows nothing", open, blocked)
	}
}

// wordsOf are the texts of a profile that a question may quote.
func wordsOf(c *lexfitv1.CandidateProfile) string {
	var texts []string
	for _, skill := range c.GetSkills() {
		texts = append(texts, skill.GetName())
	}
	for _, job := range c.GetExperience() {
		texts = slices.Concat(texts, []string{job.GetTitle()}, job.GetDuties(), job.GetPracticeAreas())
	}
	for _, study := range c.GetEducation() {
		texts = slices.Concat(texts, []string{study.GetField()}, study.GetCoursework())
	}
	for _, held := range c.GetCertifications() {
		texts = append(texts, held.GetName())
	}
	for _, spoken := range c.GetLanguages() {
		texts = append(texts, spoken.GetName())
	}
	return strings.Join(texts, "\n")
}

var quotation = regexp.MustCompile(`“([^”]*)”`)

// What a question quotes are words of the profile, not many, and no name of a person, an employer or a school, wherever it stands.
func TestQuestionsQuoteTheProfile(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	const longest = 420
	names := []string{"Zelda", "Quimbley", "Vandelay", "Grimpole"}
	quoted := 0
	everybody(t, func(t *testing.T, c *lexfitv1.CandidateProfile) {
		t.Helper()
		named := proto.CloneOf(c)
		named.DisplayName = "Zelda Quimbley"
		for _, job := range named.GetExperience() {
			job.Employer = "Vandelay & Partners LLP"
			job.Title += " at Vandelay & Partners LLP"
			for i := range job.GetDuties() {
				job.Duties[i] += " Drafted pleadings for Zelda Quimbley. Kept the files of Grimpole."
			}
		}
		for _, study := range named.GetEducation() {
			study.Institution = "Grimpole University"
			if study.GetField() != "" {
				study.Field += ", Grimpole University"
			}
		}
		for i, skill := range named.GetSkills() {
			if i%2 == 0 {
				skill.Name += " (Vandelay)"
			}
		}
		for _, person := range []*lexfitv1.CandidateProfile{c, named} {
			said := wordsOf(person)
			for _, q := range advised(t, p, person).GetInterviewQuestions() {
				for _, found := range quotation.FindAllStringSubmatch(q.GetText(), -1) {
					quoted++
					if !strings.Contains(said, found[1]) {
						t.Errorf("%s: “%s” is not in the profile: %s", person.GetCandidateId(), found[1], q.GetText())
					}
				}
				if len(q.GetText()) > longest || strings.Contains(q.GetText(), "{") {
					t.Errorf("%s: %d letters: %s", person.GetCandidateId(), len(q.GetText()), q.GetText())
				}
				for _, name := range names {
					if strings.Contains(q.GetText(), name) {
						t.Errorf("%s: names %s: %s", person.GetCandidateId(), name, q.GetText())
					}
				}
				if strings.Contains(q.GetText(), "“") && len(q.GetPaths()) == 0 {
					t.Errorf("%s: quotes from nowhere: %s", person.GetCandidateId(), q.GetText())
				}
				if word, kind := rulebook.Unasked(quotation.ReplaceAllString(q.GetText(), "this")); word != "" {
					t.Errorf("%s: %q is a word of %s: %s", person.GetCandidateId(), word, kind, q.GetText())
				}
			}
		}
	})
	if !t.Failed() && quoted == 0 {
		t.Error("nothing is quoted: the test shows nothing")
	}
}

// questionOn is the question that settles a criterion of a role, its own or another's.
func questionOn(r *lexfitv1.ScoreCandidateResponse, role, criterion string) *lexfitv1.InterviewQuestion {
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

func TestQuotations(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	const substance, office = "roles/paralegal", "roles/legal-secretary"
	const job = `"experience":[{"title":"Paralegal","employer_type":"LAW_FIRM","started_on":"2019-01"%s}]`
	with := func(duties string) string { return strings.Replace(job, "%s", `,"duties":["`+duties+`"]`, 1) }
	for _, row := range []struct {
		name, profile, role, criterion, begins string
	}{
		{"a skill", `"skills":[{"name":"CompuLaw","proficiency":"NOVICE"}],` + with("Kept files"), office, "calendaring", "You list “CompuLaw”: who set the court dates"},
		{"two skills", `"skills":[{"name":"Legal research","proficiency":"NOVICE"},{"name":"Westlaw","proficiency":"NOVICE"}],` + with("Kept files"), substance, "legal-research", "You list “Legal research” and “Westlaw”: without naming"},
		{"the clause of a duty that shows it", with("Ran the office and its accounts for many years, ordered lunch and flowers, drafted pleadings, and answered the door"), substance, "legal-writing", "You list “drafted pleadings”: did you"},
		{"no duty with somebody's name", with("Drafted pleadings in Grimpole against Vandelay"), substance, "legal-writing", "Without naming clients or facts"},
		{"but with a product's", with("Drafted pleadings in Clio"), substance, "legal-writing", "You list “Drafted pleadings in Clio”: did you"},
		{"a field, for its status", `"education":[{"level":"BACHELOR","field":"Paralegal Studies"}],` + worked, substance, "education-paralegal", "You list the bachelor's degree in “Paralegal Studies”: did you finish it?"},
		{"a certificate, for its status", `"certifications":[{"name":"CP","issuer":"NALA"}],` + worked, substance, "certification", "You list “CP”: is it current"},
		{"a skill cut before a name", `"skills":[{"name":"Westlaw at Vandelay","proficiency":"NOVICE"},{"name":"Legal research","proficiency":"NOVICE"}],` + with("Kept files"), substance, "legal-research", "You list “Legal research” and “Westlaw”: without naming"},
		{"no title that is an employer's name", `"experience":[{"title":"Vandelay paralegal","employer":"Vandelay LLP","employer_type":"LAW_FIRM","started_on":"2019-01"}]`, substance, "education-paralegal", "What did you study"},
		{"a skill of several words", `"skills":[{"name":"Attention to Detail","proficiency":"NOVICE"}],` + with("Kept files"), office, "discretion-detail", "You list “Attention to Detail”: how do you"},
		{"a title cut before a person", `"experience":[{"title":"Paralegal to Zelda Quimbley","employer_type":"LAW_FIRM","started_on":"2019-01"}]`, substance, "education-paralegal", "You list “Paralegal”: what did you study"},
		{"a related skill that is close", `"skills":[{"name":"Docketing","proficiency":"NOVICE"}],` + with("Kept files"), office, "calendaring", "You list “Docketing”: who set the court dates"},
		{"no related skill", `"skills":[{"name":"Legal research","proficiency":"EXPERT"}],` + with("Kept files"), substance, "legal-writing", "Without naming clients or facts"},
		{"silence", `"languages":[{"name":"English"}]`, office, "calendaring", "Have you kept court dates"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			q := questionOn(advised(t, p, profile(t, `{`+row.profile+`}`)), row.role, row.criterion)
			if !strings.HasPrefix(q.GetText(), row.begins) {
				t.Errorf("%q, want %q …", q.GetText(), row.begins)
			}
		})
	}
}

// A title that makes several criteria likely is quoted by the first question, and by no other of the role.
func TestTitleIsQuotedOnce(t *testing.T) {
	t.Parallel()
	r := advised(t, defaultPlan(t), profile(t, `{"experience":[{"title":"Patent Paralegal","employer_type":"LAW_FIRM","started_on":"2018-02"}]}`))
	count := map[string]int{}
	for _, q := range r.GetInterviewQuestions() {
		if strings.Contains(q.GetText(), "“Patent Paralegal”") && q.GetCause() == lexfitv1.QuestionCause_QUESTION_CAUSE_IMPLIED {
			count[q.GetRole()]++
		}
	}
	if count["roles/paralegal"] != 1 || count["roles/legal-secretary"] > 1 {
		t.Errorf("quoted %v times", count)
	}
}

// What a job or studies raise of themselves is asked before what settles points, and only where it is raised.
func TestRaisedQuestions(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	job := func(title, rest string) string {
		return `"education":[{"level":"BACHELOR","status":"COMPLETED"}],"experience":[{"title":"` + title + `",` + rest + `}]`
	}
	const firm, now, ended = `"employer_type":"LAW_FIRM"`, `,"started_on":"2016-01"`, `,"started_on":"2010-01","ended_on":"2021-12"`
	const raised, ambiguous = lexfitv1.QuestionCause_QUESTION_CAUSE_RAISED, lexfitv1.QuestionCause_QUESTION_CAUSE_AMBIGUOUS
	for _, row := range []struct {
		name, profile, says string
		cause               lexfitv1.QuestionCause
	}{
		{"part time", job("Part-time Paralegal", firm+now), "“Part-time Paralegal”: how many hours a week", raised},
		{"an intern", job("Paralegal Intern", firm+now), "may the attorney who supervised it be asked", raised},
		{"on one's own", job("Freelance Paralegal", `"employer_type":"OTHER"`+now), "which attorneys supervised this work", raised},
		{"in the army", job("27D Paralegal Specialist", `"employer_type":"GOVERNMENT","practice_areas":["Military justice"]`+now), "civil practice", raised},
		{"work that ended", job("Legal Secretary", firm+ended), "which of its tools do you use today", raised},
		{"another trade in a law office", job("Billing Coordinator", firm+now), "would you leave that work", raised},
		{"studies not finished", `"education":[{"level":"JURIS_DOCTOR","status":"IN_PROGRESS","field":"Law"}],` + worked, "the Juris Doctor in “Law”, not finished yet: how many hours", raised},
		{"a title of two meanings", job("Legal Assistant", firm+now), "drafting, research and case preparation, or calendars", ambiguous},
		{"whose duties tell", job("Legal Assistant", firm+now+`,"duties":["Drafted discovery, prepared exhibits and summarized depositions."]`), "", 0},
		{"a title that tells", job("Paralegal", firm+now), "", 0},
		{"part time in a kitchen", job("Part-time Cook", `"employer_type":"OTHER"`+now), "", 0},
		{"a trade outside the law", job("Billing Coordinator", `"employer_type":"CORPORATE"`+now), "", 0},
		{"work that ended with a newer job", `"experience":[{"title":"Legal Secretary",` + firm + ended + `},{"title":"Paralegal",` + firm + `,"started_on":"2022-01"}]`, "", 0},
		{"studies finished", `"education":[{"level":"JURIS_DOCTOR","status":"COMPLETED","field":"Law"}],` + worked, "", 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			r := advised(t, p, profile(t, `{`+row.profile+`}`))
			var found *lexfitv1.InterviewQuestion
			for i, q := range r.GetInterviewQuestions() {
				if q.GetCause() != raised && q.GetCause() != ambiguous {
					continue
				}
				found = q
				if i > 0 && r.GetInterviewQuestions()[i-1].GetCriterionId() != "" && r.GetInterviewQuestions()[i-1].GetRole() == q.GetRole() && !decides(fitFor(t, r, q.GetRole()), r.GetInterviewQuestions()[i-1].GetCriterionId()) {
					t.Errorf("stands behind %v", r.GetInterviewQuestions()[i-1])
				}
			}
			if found.GetCause() != row.cause || !strings.Contains(found.GetText(), row.says) {
				t.Errorf("%v %q, want %v %q", found.GetCause(), found.GetText(), row.cause, row.says)
			}
		})
	}
}

// advisedFor scores for one target with advice.
func advisedFor(t *testing.T, p *matcher.Program, c *lexfitv1.CandidateProfile, target string) *lexfitv1.ScoreCandidateResponse {
	t.Helper()
	r, err := p.Score(c, matcher.Options{AsOf: asOf, Targets: []string{target}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A criterion that asks for a notary's commission asks about that, whatever else a profile names and no question of its own.
func TestNotaryIsAskedAboutTheCommission(t *testing.T) {
	t.Parallel()
	order := &lexfitv1.JobOrder{Name: "jobOrders/acme", Revision: 1, Title: "Acme", Role: "roles/legal-secretary", Changes: []*lexfitv1.CriterionChange{{
		CriterionId: "notary", Change: &lexfitv1.CriterionChange_Add{Add: &lexfitv1.Criterion{
			Title: "Notary commission", Weight: 50, Category: lexfitv1.Category_CATEGORY_CERTIFICATION, Requirement: lexfitv1.Requirement_REQUIREMENT_PREFERRED,
			Condition: criterionOf(t, `{"certification": {"credentials": [{"credential": "notary-public", "worth": 1000}]}}`).GetCondition(),
		}},
	}}}
	p, err := defaultPlan(t).WithJobOrders(order)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ name, profile, says string }{
		{"silence", `{"languages":[{"name":"English"}]}`, "Notary commission: do you hold it, from which body or state"},
		{"a lapsed one", `{"certifications":[{"name":"Notary Public","expires_on":"2023-04"}],` + worked + `}`, "Your “Notary Public” expired in 2023-04"},
		{"a name that is no credential", `{"certifications":[{"name":"ALA"}],` + worked + `}`, ""},
	} {
		r := advisedFor(t, p, profile(t, row.profile), order.GetName())
		if q := questionOn(r, order.GetName(), "notary"); !strings.HasPrefix(q.GetText(), row.says) || row.says == "" && q.GetText() != "" {
			t.Errorf("%s: %q, want %q …", row.name, q.GetText(), row.says)
		}
	}
	other := advisedFor(t, p, profile(t, `{"certifications":[{"name":"ALA"}],`+worked+`}`), order.GetName())
	if q := questionOn(other, order.GetName(), "certification"); !strings.Contains(q.GetText(), "“ALA”") {
		t.Errorf("nothing asks about the ALA: %q", q.GetText())
	}
}

// Where an answer could hold what an attorney must keep to herself, the question says to leave it out.
func TestQuestionsKeepConfidence(t *testing.T) {
	t.Parallel()
	const caution = "without naming clients or facts"
	risky := regexp.MustCompile(`(?i)\b(matters?|drafted|draft|writing sample|clients? or witnesses|clients and witnesses|questions of law|preparing a case|reading of facts)\b`)
	asked := 0
	for _, role := range rulebook.Default().GetRoles() {
		for _, k := range role.GetCriteria() {
			for _, text := range []string{k.GetQuestion(), k.GetQuestionWith()} {
				if text == "" || !risky.MatchString(strings.ReplaceAll(text, "draft or proofread", "")) {
					continue
				}
				asked++
				if !strings.Contains(strings.ToLower(text), caution) {
					t.Errorf("%s %s: %s", role.GetName(), k.GetId(), text)
				}
			}
		}
	}
	for _, rule := range rulebook.Default().GetQuestions() {
		if strings.Contains(rule.GetText(), "sample") && !strings.Contains(rule.GetText(), caution) {
			t.Errorf("%s: %s", rule.GetId(), rule.GetText())
		}
	}
	if asked < 10 {
		t.Errorf("%d questions could breach a confidence: the test shows nothing", asked)
	}
}
