package matcher_test

import (
	"slices"
	"strings"
	"testing"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// adviceOf is the advice of a profile, a line a piece: its kind, its role and its text.
func adviceOf(tb testing.TB, written string) (lines []string, pieces []*lexfitv1.Advice) {
	tb.Helper()
	pieces = advised(tb, defaultPlan(tb), profile(tb, written)).GetAdvice()
	for _, piece := range pieces {
		kind := strings.TrimPrefix(piece.GetKind().String(), "ADVICE_KIND_")
		lines = append(lines, kind+" "+strings.TrimPrefix(piece.GetRole(), "roles/")+": "+piece.GetText())
	}
	return lines, pieces
}

const (
	graduate  = `{"level": "BACHELOR", "field": "History", "status": "COMPLETED", "country": "US"}`
	schooled  = `{"level": "HIGH_SCHOOL", "status": "COMPLETED", "country": "US"}`
	paralegal = `{"title": "Paralegal", "employer_type": "LAW_FIRM", "started_on": "2014-01"}`
)

// What is to be checked belongs to the route that is taken.
func TestChecksOfTheRoute(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		education string
		want      string
	}{
		"by studies":        {`{"level": "ASSOCIATE", "field": "Paralegal Studies", "status": "COMPLETED", "country": "US"}`, ""},
		"bachelor and year": {graduate, "check: an attorney's attestation of the work"},
		"diploma and years": {schooled, "check: 20 hours of continuing legal education within the last 2 years; check: an attorney's attestation of the work"},
		"degree abroad":     {strings.Replace(graduate, "US", "IN", 1), "check: an attorney's attestation of the work; check: an evaluation of the degree from abroad"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, pieces := adviceOf(t, `{"education": [`+row.education+`], "experience": [`+paralegal+`]}`)
			at := slices.IndexFunc(pieces, func(piece *lexfitv1.Advice) bool {
				return strings.HasPrefix(piece.GetText(), "Earn the Certified Paralegal credential from NALA")
			})
			if at < 0 {
				t.Fatal("the CP is not advised")
			}
			if got := strings.Join(pieces[at].GetChecks(), "; "); got != row.want {
				t.Errorf("checks %q, want %q", got, row.want)
			}
			if !strings.HasSuffix(pieces[at].GetSource(), "; read on 2026-11-26") {
				t.Errorf("the source does not say when it was read: %q", pieces[at].GetSource())
			}
		})
	}
}

// A credential that lapsed beyond its grace is earned again and never renewed; within it, it is renewed with a check.
func TestLapsedBeyondItsGrace(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ cert, first string }{
		"CP a month ago":     {`{"name": "CP", "issuer": "NALA", "expires_on": "2026-10"}`, "EARN_CREDENTIAL paralegal: Earn the Certified Paralegal credential from NALA, The Paralegal Association, again: “CP” expired in 2026-10"},
		"CP without a day":   {`{"name": "CP", "status": "EXPIRED"}`, "EARN_CREDENTIAL paralegal: Earn the Certified Paralegal credential from NALA, The Paralegal Association, again: “CP” has expired"},
		"RP a month ago":     {`{"name": "RP", "issuer": "NFPA", "expires_on": "2026-10"}`, "RENEW_CREDENTIAL paralegal: Renew the PACE Registered Paralegal"},
		"RP half a year ago": {`{"name": "RP", "issuer": "NFPA", "expires_on": "2026-05"}`, "EARN_CREDENTIAL paralegal: Earn the "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lines, _ := adviceOf(t, `{"education": [`+graduate+`], "certifications": [`+row.cert+`], "experience": [`+paralegal+`]}`)
			if len(lines) == 0 || !strings.HasPrefix(lines[0], row.first) {
				t.Errorf("first of %v, want %q", lines, row.first)
			}
			for _, line := range lines {
				if !strings.HasPrefix(row.first, "RENEW") && strings.HasPrefix(line, "RENEW") {
					t.Errorf("renewed beyond its grace: %s", line)
				}
			}
		})
	}
}

// The best next credential, by what is held, where the work is and how long it has lasted: the titles that are advised to be
// earned for the first role, in order.
func TestTheNextCredential(t *testing.T) {
	t.Parallel()
	held := func(names string) string {
		return `{"education": [` + graduate + `], "certifications": [` + names + `], "experience": [` + paralegal + `], "work_state": "STATE"}`
	}
	const active = `{"name": "NAME", "status": "ACTIVE", "expires_on": "2029-01"}`
	cp := strings.Replace(active, "NAME", "CP", 1)
	for name, row := range map[string]struct {
		profile, state string
		want           []string
	}{
		"a holder of the CP":             {held(cp), "KS", []string{"Advanced Certified Paralegal"}},
		"who works in Florida":           {held(cp), "FL", []string{"Florida Registered Paralegal", "Advanced Certified Paralegal"}},
		"who works in South Carolina":    {held(cp), "SC", []string{"South Carolina Certified Paralegal", "Advanced Certified Paralegal"}},
		"who works in North Carolina":    {held(cp), "NC", []string{"North Carolina Certified Paralegal", "Advanced Certified Paralegal"}},
		"who works in Texas":             {held(cp), "TX", []string{"Board Certified Paralegal (Texas)", "Advanced Certified Paralegal"}},
		"a strong one who holds none":    {held(""), "KS", []string{"Certified Paralegal", "PACE Registered Paralegal"}},
		"who works in Ohio":              {held(""), "OH", []string{"Certified Paralegal", "OSBA Certified Paralegal"}},
		"none of Florida in Georgia":     {held(cp), "GA", []string{"Advanced Certified Paralegal"}},
		"a holder of the CP and the ACP": {held(cp + "," + strings.Replace(active, "NAME", "ACP", 1)), "KS", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, pieces := adviceOf(t, strings.Replace(row.profile, "STATE", row.state, 1))
			var got []string
			for _, piece := range pieces {
				if title, ok := strings.CutPrefix(piece.GetText(), "Earn the "); ok && piece.GetRole() == "roles/paralegal" {
					got = append(got, title[:strings.Index(title, " credential from ")])
				}
			}
			if !slices.Equal(got, row.want) {
				t.Errorf("got %v, want %v", got, row.want)
			}
		})
	}
}

// What nobody says to somebody's face.
func TestAdviceThatNobodyGives(t *testing.T) {
	t.Parallel()
	secretary := strings.Replace(paralegal, "Paralegal", "Legal Secretary", 1)
	lawyer := `{"level": "JURIS_DOCTOR", "field": "Law", "status": "COMPLETED", "country": "US"}`
	for name, row := range map[string]struct {
		profile string
		never   []string
	}{
		"a beginner's certificate, schooling or course after twelve years": {
			`{"education": [` + schooled + `], "experience": [` + secretary + `]}`,
			[]string{"Accredited Legal Professional", "ADD_EDUCATION legal-secretary", "TAKE_COURSE legal-secretary", "GAIN_EXPERIENCE", "Learn Microsoft Word"},
		},
		"a paralegal's examination to a lawyer": {
			`{"education": [` + lawyer + `], "experience": [` + paralegal + `], "skills": [{"name": "Relativity"}]}`,
			[]string{"Earn the Certified Paralegal", "Accredited Legal Professional", "PACE", "CORE", "Learn Legal research", "Learn Westlaw", "TAKE_COURSE"},
		},
		"a certificate to a student of law": {
			`{"education": [` + graduate + `,` + strings.Replace(lawyer, "COMPLETED", "IN_PROGRESS", 1) + `], "experience": [{"title": "Research Assistant", "months": 12}]}`,
			[]string{"EARN_CREDENTIAL", "ADD_EDUCATION"},
		},
		"a first year of the work applied for": {
			`{"education": [` + graduate + `], "experience": [{"title": "Billing Coordinator", "employer_type": "LAW_FIRM", "months": 40}]}`,
			[]string{"GAIN_EXPERIENCE"},
		},
		"what no criterion counts or nobody could read": {
			`{"education": [` + graduate + `], "experience": [` + paralegal + `]}`,
			[]string{"American Alliance", "Specialist (CLSS)", "Project Management Professional", "Everlaw", "Clio"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lines, _ := adviceOf(t, row.profile)
			for _, line := range lines {
				for _, never := range row.never {
					if strings.Contains(line, never) {
						t.Errorf("%s", line)
					}
				}
			}
		})
	}
}

// The other role's advice stands where it is near or wanted, and where it was asked for by name; what is begun comes first.
func TestAdviceForTheRoleAskedFor(t *testing.T) {
	t.Parallel()
	const clerk = `{"education": [` + schooled + `], "experience": [{"title": "Legal Secretary", "employer_type": "LAW_FIRM", "started_on": "2010-01"}], "preferences": {WANTS}}`
	others := func(written string) int {
		count := 0
		_, pieces := adviceOf(t, written)
		for _, piece := range pieces {
			if piece.GetRole() == "roles/paralegal" {
				count++
			}
		}
		return count
	}
	if got := others(strings.Replace(clerk, "WANTS", "", 1)); got != 0 {
		t.Errorf("%d pieces for a role that is neither near nor wanted", got)
	}
	if got := others(strings.Replace(clerk, "WANTS", `"goals": ["paralegal"]`, 1)); got == 0 {
		t.Error("nothing for the role that is wanted")
	}
	begun := `{"education": [` + graduate + `], "certifications": [{"name": "CP", "issuer": "NALA", "status": "IN_PROGRESS"}], "experience": [` + paralegal + `], "work_state": "TX"}`
	if lines, _ := adviceOf(t, begun); len(lines) == 0 || !strings.HasPrefix(lines[0], "FINISH_CREDENTIAL paralegal") {
		t.Errorf("what is begun is not first: %v", lines)
	}
}

// Who has been out of law for longer than work counts as recent is asked what is in use today, and nobody is told to work a first
// year in the very job that is applied for: neither by a piece of advice nor by a plan.
func TestLongAwayIsScreenedAndNobodyIsSentInACircle(t *testing.T) {
	t.Parallel()
	const skills = `"skills": [{"name": "Calendaring", "proficiency": "EXPERT", "years": 9}, {"name": "Typing", "proficiency": "EXPERT", "years": 9}, {"name": "Document formatting", "proficiency": "EXPERT", "years": 9},
		{"name": "Filing", "proficiency": "EXPERT", "years": 9}, {"name": "Microsoft Office", "proficiency": "EXPERT", "years": 9}, {"name": "Legal terminology", "proficiency": "EXPERT", "years": 9}, {"name": "Organization", "proficiency": "EXPERT", "years": 9}]`
	for ended, want := range map[string]lexfitv1.Action{
		"":        lexfitv1.Action_ACTION_SUBMIT,
		"2022-06": lexfitv1.Action_ACTION_SUBMIT, // four years: asked about, and no more
		"2018-06": lexfitv1.Action_ACTION_SCREEN,
	} {
		person := profile(t, `{"education": [`+schooled+`], `+skills+`, "experience": [{"title": "Office Coordinator", "started_on": "2022-07"}, {"title": "Legal Secretary", "employer_type": "LAW_FIRM", "started_on": "2005-01"}]}`)
		person.Experience[1].EndedOn = ended
		reply := advised(t, defaultPlan(t), person)
		if got := reply.GetRecommendation().GetAction(); got != want {
			t.Errorf("ended %q: %v, want %v: %v", ended, got, want, reply.GetRecommendation().GetReasons())
		}
	}
	for _, written := range []string{
		`{"education": [` + graduate + `], "experience": [{"title": "Teacher", "months": 60}]}`,
		`{"education": [` + schooled + `], "experience": [{"title": "Receptionist", "employer_type": "LAW_FIRM", "months": 30}]}`,
		`{"education": [` + graduate + `], "skills": [{"name": "Legal research"}]}`,
	} {
		for _, fit := range advised(t, defaultPlan(t), profile(t, written)).GetFits() {
			for _, step := range fit.GetPlan().GetSteps() {
				if strings.HasPrefix(step.GetText(), "Work a first year as "+fit.GetRoleTitle()) {
					t.Errorf("%s: %s", fit.GetRole(), step.GetText())
				}
			}
		}
	}
}
