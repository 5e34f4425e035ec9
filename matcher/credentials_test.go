package matcher_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/matcher"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// candidateOf makes a profile of a few words: hs, a:FIELD, b:FIELD, m:FIELD, jd, c:FIELD (c!:FIELD approved), job:TITLE:MONTHS,
// military:TITLE:MONTHS, other:TITLE:MONTHS (no law office), cert:NAME, skill:NAME, state:XX. They are written by hand from what each body asks for.
func candidateOf(tb testing.TB, words string) *lexfitv1.CandidateProfile {
	tb.Helper()
	var education, jobs, certs, skills []string
	state := ""
	for w := range strings.FieldsSeq(words) {
		kind, rest, _ := strings.Cut(w, ":")
		rest = strings.ReplaceAll(rest, "_", " ")
		level := map[string]string{
			"hs": "HIGH_SCHOOL", "a": "ASSOCIATE", "b": "BACHELOR", "m": "MASTER", "jd": "JURIS_DOCTOR", "c": "POSTSECONDARY_CERTIFICATE", "c!": "POSTSECONDARY_CERTIFICATE", "b!": "BACHELOR",
		}[kind]
		switch {
		case level != "":
			approval := ""
			if strings.HasSuffix(kind, "!") {
				approval = `, "program_approval": "ABA_APPROVED"`
			}
			education = append(education, fmt.Sprintf(`{"level": %q, "field": %q, "status": "COMPLETED"%s}`, level, rest, approval))
		case kind == "job":
			title, months, _ := strings.Cut(rest, ":")
			jobs = append(jobs, fmt.Sprintf(`{"title": %q, "employer_type": "LAW_FIRM", "started_on": "20%02d-01", "months": %s}`, title, len(jobs)*8+2, months))
		case kind == "other":
			title, months, _ := strings.Cut(rest, ":")
			jobs = append(jobs, fmt.Sprintf(`{"title": %q, "employer_type": "OTHER", "months": %s}`, title, months))
		case kind == "military":
			title, months, _ := strings.Cut(rest, ":")
			jobs = append(jobs, fmt.Sprintf(`{"title": %q, "employer_type": "GOVERNMENT", "practice_areas": ["Military justice"], "months": %s}`, title, months))
		case kind == "cert":
			certs = append(certs, fmt.Sprintf(`{"name": %q, "status": "ACTIVE"}`, rest))
		case kind == "skill":
			skills = append(skills, fmt.Sprintf(`{"name": %q}`, rest))
		case kind == "state":
			state = rest
		default:
			tb.Fatalf("%q: no such word", w)
		}
	}
	list := func(s []string) string { return "[" + strings.Join(s, ",") + "]" }
	return profile(tb, fmt.Sprintf(`{"education": %s, "experience": %s, "certifications": %s, "skills": %s, "work_state": %q}`,
		list(education), list(jobs), list(certs), list(skills), state))
}

// entry says of one credential who may earn it by each route that a profile can state, who is one condition short, and who
// plainly may not.
type entryCase struct {
	credential    string
	eligible      []string
	oneShort, not string
}

const (
	nurse  = "b:Nursing job:Registered_Nurse:48"
	nobody = "job:Cook:48 skill:Knives" // no diploma, no office work
)

var entryCases = []entryCase{
	{"nala-cp", []string{"c!:Paralegal_Studies", "a:Paralegal_Studies", "b:History c:Paralegal_Studies", "b:History job:Paralegal:12", "hs job:Paralegal:84"}, "hs job:Paralegal:60", nobody},
	{"nala-acp", []string{"a:Paralegal_Studies cert:NALA_CP"}, "a:Paralegal_Studies", nobody},
	{"nfpa-rp", []string{"a:Paralegal_Studies job:Paralegal:72", "b:History job:Paralegal:36", "b:Paralegal_Studies job:Paralegal:24"}, "b:History job:Paralegal:30", nurse},
	{"nfpa-crp", []string{"a:Paralegal_Studies", "b:History c:Paralegal_Studies", "b:History job:Paralegal:6", "a:History job:Paralegal:12", "c:Paralegal_Studies job:Paralegal:12", "hs job:Paralegal:60", "military:Paralegal_Specialist:12"}, "hs job:Paralegal:48", nobody},
	{"aapi-aacp", []string{"a:Paralegal_Studies job:Paralegal:60", "b:History job:Paralegal:60", "c!:Paralegal_Studies job:Paralegal:60"}, "b:History job:Paralegal:50", nurse},
	{"nals-pp", []string{"job:Paralegal:60", "c!:Paralegal_Studies", "b:Paralegal_Studies"}, "hs job:Paralegal:48", nobody},
	{"nals-clp", []string{"job:Legal_Secretary:36", "a:History job:Legal_Secretary:24", "job:Legal_Secretary:24 cert:NALS_ALP"}, "hs job:Legal_Secretary:20", "b:Nursing other:Registered_Nurse:48"},
	{"nals-alp", []string{"job:Receptionist:12", "c:Legal_Administration"}, "hs", ""},
	{"lsi-clss", []string{"job:Legal_Secretary:60"}, "job:Legal_Secretary:40", nurse},
	{"lpi-ccls", []string{"job:Legal_Secretary:24"}, "job:Legal_Secretary:12", nurse},
	{"iaap-cap", []string{"b:Business job:Executive_Assistant:24", "a:Business job:Executive_Assistant:36", "job:Executive_Assistant:48"}, "job:Executive_Assistant:30", nurse},
	{"florida-frp", []string{"b:Paralegal_Studies job:Paralegal:12", "a:Paralegal_Studies job:Paralegal:24", "b:History job:Paralegal:36", "a:History job:Paralegal:48", "jd job:Paralegal:12", "job:Paralegal:6 cert:NALA_CP"}, "b:History job:Paralegal:30", nurse + " job:Cook:12"},
	{"sc-sccp", []string{"cert:NALA_CP", "hs cert:NFPA_RP"}, "a:Paralegal_Studies", nobody},
	{"nc-nccp", []string{"a:Paralegal_Studies", "hs job:Paralegal:60", "jd", "b:History c:Paralegal_Studies", "cert:NALA_CP job:Paralegal:12"}, "b:History", nobody},
	{"tbls-paralegal", []string{"job:Paralegal:60 cert:NALA_CP", "job:Paralegal:60 b:History", "job:Paralegal:60 c!:Paralegal_Studies", "job:Paralegal:84"}, "job:Paralegal:48 b:History", nurse},
	{"osba-certified", []string{"b:Paralegal_Studies job:Paralegal:12", "b:History job:Paralegal:36", "a:Paralegal_Studies job:Paralegal:36", "c:Paralegal_Studies job:Paralegal:60", "hs job:Paralegal:84"}, "b:History job:Paralegal:30", nobody},
	{"indiana-irp", []string{"b:History c:Paralegal_Studies", "b:History job:Paralegal:24", "c:Paralegal_Studies job:Paralegal:24", "cert:NALA_CP job:Paralegal:6"}, "b:History job:Paralegal:12", nobody},
	{"la-lcp", []string{"cert:NALA_CP"}, "a:Paralegal_Studies", nobody},
	{"ca-6450", []string{"c!:Paralegal_Studies", "a:Paralegal_Studies", "b:History job:Paralegal:12"}, "b:History job:Paralegal:6", nobody},
	{"california-cas", []string{"cert:NALA_CP"}, "a:Paralegal_Studies", nobody},
	{"ut-lpp", []string{"jd job:Paralegal:12", "a:Paralegal_Studies job:Paralegal:12", "cert:NALA_CP job:Paralegal:12"}, "jd job:Paralegal:6", nobody},
	{"az-lp", []string{"a:Paralegal_Studies", "b:History c!:Paralegal_Studies", "jd"}, "b:History", nobody},
	{"relativity-rca", []string{"job:Paralegal:6"}, "job:Paralegal:2", ""},
	{"aceds-ceds", []string{"b:History job:Document_Reviewer:24"}, "b:History job:Document_Reviewer:12", nurse},
	{"notary-signing-agent", []string{"cert:Notary_Public"}, "hs", ""},
	{"pmp", []string{"a:History job:Paralegal:36", "hs job:Paralegal:60"}, "a:History job:Paralegal:24", nurse},
	{"pmi-capm", []string{"hs", "b:History"}, nobody, ""},
	{"ccep", []string{"job:Paralegal:12"}, "job:Paralegal:6", ""},
	{"alm-clm", []string{"job:Paralegal:36 skill:Office_management"}, "job:Paralegal:36", nurse},
	{"bar-admission", []string{"jd"}, "b:History", nobody},
}

// Rule 29: every credential of the rulebook that asks for something a profile can state, by each of its routes.
func TestCredentialsAreOpenToWhomTheirBodiesSay(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	covered := map[string]bool{}
	for _, k := range entryCases {
		covered[k.credential] = true
		for _, words := range k.eligible {
			if open, short, with, _, err := p.CredentialStanding(candidateOf(t, words), asOf, k.credential); err != nil || !open || short != 0 {
				t.Errorf("%s should be open to %q: short of %d: %s (%v)", k.credential, words, short, with, err)
			}
		}
		open, short, with, _, err := p.CredentialStanding(candidateOf(t, k.oneShort), asOf, k.credential)
		if err != nil || open || short != 1 || with == "" {
			t.Errorf("%s should be one condition away for %q: %v, short of %d: %q (%v)", k.credential, k.oneShort, open, short, with, err)
		}
		if k.not == "" {
			continue // one step opens it to anybody
		}
		if open, short, _, _, err := p.CredentialStanding(candidateOf(t, k.not), asOf, k.credential); err != nil || open || short < 2 {
			t.Errorf("%s should be closed to %q: %v, short of %d (%v)", k.credential, k.not, open, short, err)
		}
	}
	for _, k := range p.Rulebook().GetCredentials() {
		if k.GetRequires() != nil && !covered[k.GetId()] {
			t.Errorf("%s asks for something, and no case holds it", k.GetId())
		}
	}
	if _, _, _, _, err := p.CredentialStanding(candidateOf(t, "hs"), asOf, "no-such"); err == nil {
		t.Error("an unknown credential has a standing")
	}
}

// What is open is advised, what is one condition away is shown with what opens it, what is closed is never named: in advice,
// plans, openings and pathways.
func TestCredentialsAreNamedToWhomTheyAreNear(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	titles := map[string]*lexfitv1.CredentialDefinition{}
	for _, k := range p.Rulebook().GetCredentials() {
		titles[k.GetId()] = k
	}
	counts := credentialsThatCount(p)
	for _, k := range entryCases {
		d := titles[k.credential]
		state := ""
		if len(d.GetStates()) > 0 {
			state = " state:" + d.GetStates()[0]
		}
		if d.GetAdvisable() && counts[k.credential] {
			steps := matcher.NewSteps(p, asOf)
			for _, words := range k.eligible {
				if strings.Contains(words, "cert:NALA_CP") {
					continue // who holds that one has all the points already
				}
				if kinds := steps.Proposed(candidateOf(t, words+state), k.credential); !kinds.Open || kinds.Shut {
					t.Errorf("%s is not proposed to %q: %+v", k.credential, words, kinds)
				}
			}
			r := advised(t, p, candidateOf(t, k.oneShort+state))
			found := false
			for _, o := range r.GetOpenings() {
				found = found || o.GetCredentialId() == k.credential && o.GetOpensWith() != ""
			}
			if !found {
				t.Errorf("%s is not shown to %q with what opens it", k.credential, k.oneShort)
			}
		}
		if k.not == "" {
			continue
		}
		r := advised(t, p, candidateOf(t, k.not+state))
		var said []string
		for _, a := range r.GetAdvice() {
			said = append(said, a.GetText())
		}
		for _, f := range r.GetFits() {
			for _, s := range f.GetPlan().GetSteps() {
				said = append(said, s.GetText())
			}
		}
		for _, o := range r.GetOpenings() {
			said = append(said, o.GetTitle()+" "+o.GetOpensWith())
		}
		for _, w := range r.GetPathways() {
			said = append(said, w.GetAsks()...)
		}
		for _, s := range said {
			if strings.Contains(s, d.GetTitle()) && !strings.Contains(s, "Advanced "+d.GetTitle()) && !strings.Contains(s, "OSBA "+d.GetTitle()) {
				t.Errorf("%s is named to %q: %s", k.credential, k.not, s)
			}
		}
	}
}

// credentialsThatCount are the ids that any criterion gives points for.
func credentialsThatCount(p *matcher.Program) map[string]bool {
	counts := map[string]bool{}
	var walk func(*lexfitv1.Condition)
	walk = func(c *lexfitv1.Condition) {
		for _, k := range c.GetCertification().GetCredentials() {
			counts[k.GetCredential()] = true
		}
		for _, k := range c.GetAnyOf().GetOf() {
			walk(k)
		}
		for _, k := range c.GetAllOf().GetOf() {
			walk(k)
		}
		for _, k := range c.GetAverageOf().GetOf() {
			walk(k.GetCondition())
		}
	}
	for _, r := range p.Rulebook().GetRoles() {
		for _, k := range r.GetCriteria() {
			walk(k.GetCondition())
		}
	}
	return counts
}
