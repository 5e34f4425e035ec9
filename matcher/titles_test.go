package matcher_test

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/matcher"
)

// Of the titles in testdata/titles, 90 of 100 that stand for a family are read, and fewer than 1 of 100 is read as what nobody
// who places people would say: a family that is not of the answer, or any at all where the answer is that there is none.
func TestTitlesOfTheTrade(t *testing.T) {
	t.Parallel()
	const none = "none" // the answer, and the family of names that stand for no other
	for name, count := range map[string]int{"onet.tsv": 157, "ads.tsv": 143, "apart.tsv": 124} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			steps := matcher.NewSteps(defaultPlan(t), asOf)
			titles, asked, read, wrong := 0, 0, 0, 0
			for _, line := range lines(t, filepath.Join("testdata", "titles", name)) {
				if strings.HasPrefix(string(line), "#") {
					continue
				}
				cells := strings.Split(string(line), "\t")
				titles++
				answers := strings.Split(cells[2], "|")
				job := fmt.Sprintf(`{"experience":[{"title":%q,"employer_type":%q,"months":12}]}`, cells[0], cmp.Or(cells[1], "EMPLOYER_TYPE_UNSPECIFIED"))
				families := slices.DeleteFunc(steps.Families(profile(t, job)), func(family string) bool { return family == none })
				if !slices.Contains(answers, none) {
					asked++
					if len(families) > 0 {
						read++
					} else {
						t.Logf("unread: %s (%s), want %s", cells[0], cells[1], cells[2])
					}
				}
				if slices.ContainsFunc(families, func(family string) bool { return !slices.Contains(answers, family) }) {
					wrong++
					t.Logf("wrong: %s (%s) is read as %v, want %s", cells[0], cells[1], families, cells[2])
				}
			}
			t.Logf("%d titles, %d of %d read, %d wrong", titles, read, asked, wrong)
			if titles != count || asked*2 < titles {
				t.Errorf("%d titles, want %d, of which most stand for a family: %d do", titles, count, asked)
			}
			if read*10 < asked*9 {
				t.Errorf("%d of %d read, want 90 of 100", read, asked)
			}
			if wrong*100 >= titles {
				t.Errorf("%d of %d read wrong, want fewer than 1 of 100", wrong, titles)
			}
		})
	}
}

// Titles that were read wrong or not at all when they were tried: each is a family, or none, by the kind of employer.
func TestTitlesThatMeanMoreThanOneThing(t *testing.T) {
	t.Parallel()
	steps := matcher.NewSteps(defaultPlan(t), asOf)
	for _, tt := range []struct{ title, employer, want string }{
		{"Case Assistant", "LAW_FIRM", "case-assistant"},
		{"Case Assistant", "GOVERNMENT", ""}, // a social worker's
		{"Practice Assistant", "OTHER", ""},  // a doctor's
		{"Practice Manager", "LAW_FIRM", "law-office-manager"},
		{"Dental Practice Manager", "OTHER", ""},
		{"Billing Coordinator", "LAW_FIRM", "legal-billing"},
		{"Medical Billing Coordinator", "OTHER", ""},
		{"Patient Intake Specialist", "OTHER", ""},
		{"Medico-Legal Secretary", "OTHER", "none"},
		{"Junior Clerk, Barristers' Chambers", "OTHER", "none"},
		{"Barristers' Clerk", "OTHER", "law-office-manager"},
		{"Construction Contract Administrator", "CORPORATE", "none"},
		{"Trainee Solicitor", "LAW_FIRM", "law-clerk"},
		{"Trainee Accountant", "CORPORATE", ""},
		{"Sales Executive", "CORPORATE", ""},
		{"LN", "OTHER", ""}, // a licensed nurse
		{"LN2", "GOVERNMENT", "military-legal"},
		{"Legal Admin", "LAW_FIRM", "legal-secretary"},
		{"Partner", "LAW_FIRM", "attorney"},
		{"HR Business Partner", "LAW_FIRM", ""},
		{"Paralegal Program Director", "OTHER", ""},
		{"Digital Reporter", "CORPORATE", ""},
	} {
		job := fmt.Sprintf(`{"experience":[{"title":%q,"employer_type":%q,"months":12}]}`, tt.title, tt.employer)
		if got := strings.Join(steps.Families(profile(t, job)), ","); got != tt.want {
			t.Errorf("%s (%s) is read as %q, want %q", tt.title, tt.employer, got, tt.want)
		}
	}
}

// A family within another counts as that one where a condition names that one alone: with a bachelor's degree, a year as a
// paralegal's manager or as a legalman opens the paralegal's education as a year as a paralegal does; a biller's or an intern's does not.
func TestFamilyWithinAnother(t *testing.T) {
	t.Parallel()
	plan := defaultPlan(t)
	for title, opens := range map[string]bool{
		"Paralegal": true, "Paralegal Manager": true, "Navy Legalman": true, "Litigation Executive": true,
		"Paralegal Intern": false, "Legal Billing Specialist": false, "Docketing Clerk": false,
	} {
		reply := score(t, plan, profile(t, fmt.Sprintf(`{"education":[{"level":"BACHELOR","field":"History","status":"COMPLETED"}],
			"experience":[{"title":%q,"employer_type":"LAW_FIRM","months":12}]}`, title)))
		if got := fitFor(t, reply, "roles/paralegal").GetEligibility(); (got == yes) != opens {
			t.Errorf("a bachelor with a year as %s is %v", title, got)
		}
	}
	manager := score(t, plan, profile(t, `{"experience":[{"title":"Paralegal Manager","employer_type":"LAW_FIRM","started_on":"2019-01"}]}`))
	if role := manager.GetRecommendation().GetRole(); role != "roles/paralegal" {
		t.Errorf("a paralegal manager's better role is %s", role)
	}
}
