package matcher_test

import (
	"fmt"
	"testing"
)

// What stands beside a name, through the whole engine: what a certificate, skill, title, field or duty is worth so written. Beside
// an active certificate's 40 an expired one gives 16, one in progress 12, one not held nothing.
func TestW1Beside(t *testing.T) {
	t.Parallel()
	const active, expired, begun, none = 40, 16, 12, 0
	p := defaultPlan(t)
	points := func(t *testing.T, role, criterion, text string) int32 {
		t.Helper()
		for _, part := range fitFor(t, score(t, p, profile(t, text)), role).GetCriteria() {
			if part.GetCriterionId() == criterion {
				return part.GetPoints()
			}
		}
		t.Fatalf("%s has no %s", role, criterion)
		return 0
	}
	for text, want := range map[string]int32{
		"Certified Paralegal": active, "Certified Paralegal, in good standing": active, "Certified Paralegal since 2010": active,
		"Certified Paralegal, valid until 12/2030": active, "CP (NALA), expires 06/30/2028": active, "Certified Paralegal, not expired": active,
		"Certified Paralegal (lapsed 2021)": expired, "Certified Paralegal, renewal overdue": expired, "Ex-Certified Paralegal": expired,
		"Certified Paralegal until 2020": expired, "Certified Paralegal 2015-2020": expired, "Certified Paralegal (retired)": expired,
		"Formerly Certified Paralegal": expired, "Certified Paralegal (surrendered)": expired, "CP - expired": expired,
		"Certified Paralegal exam in March 2027": begun, "Certified Paralegal (exam passed, awaiting certificate)": begun,
		"Working toward Certified Paralegal": begun, "Certified Paralegal applicant": begun, "Certified Paralegal (pending results)": begun,
		"Certified Paralegal (waiting to retake)": begun, "Certified Paralegal – enrolled": begun,
		"Failed the Certified Paralegal exam": none, "Not yet a Certified Paralegal": none, "No Certified Paralegal": none,
	} {
		if got := points(t, "roles/paralegal", "certification", fmt.Sprintf(`{"certifications":[{"name":%q}]}`, text)); got != want {
			t.Errorf("%s: %d points, want %d", text, got, want)
		}
	}
	named := func(text string) string {
		return fmt.Sprintf(`{"skills":[{"name":%q}],"education":[{"level":"JURIS_DOCTOR"}]}`, text)
	}
	bare, nothing := points(t, "roles/paralegal", "legal-research", named("Westlaw")), points(t, "roles/paralegal", "legal-research", named("Knitting"))
	for _, text := range []string{
		"No Westlaw", "Westlaw: no", "Zero Westlaw experience", "I have never used Westlaw", "I've never used Westlaw", "Westlaw? No.",
		"Would love to learn Westlaw", "Westlaw (training needed)", "Haven't touched Westlaw", "Everything except Westlaw", "Westlaw - 0 years",
	} {
		if got := points(t, "roles/paralegal", "legal-research", named(text)); got != nothing {
			t.Errorf("%s: %d points, want %d as for nothing", text, got, nothing)
		}
	}
	for _, text := range []string{"Westlaw basics", "Learning Westlaw", "Westlaw - limited", "Westlaw 1/5"} {
		if got := points(t, "roles/paralegal", "legal-research", named(text)); got >= bare || got <= nothing {
			t.Errorf("%s: %d points, want some, and fewer than the bare name's %d", text, got, bare)
		}
	}
	for _, text := range []string{"Westlaw power user", "Westlaw (10+ yrs)", "Westlaw 5/5", "Westlaw - master"} {
		if got := points(t, "roles/paralegal", "legal-research", named(text)); got <= bare {
			t.Errorf("%s: %d points, want more than the bare name's %d", text, got, bare)
		}
	}
	for _, text := range []string{"Westlaw or Lexis", "Westlaw, but not Lexis", "Strong Westlaw", "Westlaw without supervision"} {
		if got := points(t, "roles/paralegal", "legal-research", named(text)); got < bare {
			t.Errorf("%s: %d points, want at least the bare name's %d", text, got, bare)
		}
	}
	for text, want := range map[string]int32{
		"Paralegal Studies": 180, "Paralegal Studies, GPA 3.9": 180, "Paralegal Studies (no thesis)": 180,
		"Paralegal Studies (in progress)": 90, "Paralegal Studies, graduating 2027": 90,
		"Paralegal Studies dropout": 0, "Some Paralegal Studies": 0, "Paralegal Studies, on hold": 0, "Paralegal Studies - did not finish": 0,
		"English with a minor in Paralegal Studies": 0, "Minor: Legal Studies": 0, "No legal studies": 0,
	} {
		if got := points(t, "roles/paralegal", "education-paralegal", fmt.Sprintf(`{"education":[{"level":"ASSOCIATE","field":%q}]}`, text)); got != want {
			t.Errorf("%s: %d points, want %d", text, got, want)
		}
	}
	for text, counts := range map[string]bool{
		"Paralegal": true, "Paralegal II": true, "Contract Paralegal": true, "Paralegal Mgr": true, "Lit Paralegal": true, "Sr Paralegal": true,
		"Paralegal Program Director": false, "Paralegal wannabe": false, "Paralegal Recruiter": false, "Assistant to a Paralegal": false,
		"Paralegal Studies Student": false, "Paralegal Software Sales": false, "Para-educator": false, "Not a paralegal, office clerk": false,
	} {
		if got := points(t, "roles/paralegal", "experience", fmt.Sprintf(`{"experience":[{"title":%q,"started_on":"2020-01"}]}`, text)); (got > 0) != counts {
			t.Errorf("%s: %d points of experience", text, got)
		}
	}
	for text, counts := range map[string]bool{
		"E-filed motions": true, "Handled e-filing without supervision": true, "Trained staff in e-filing": true,
		"Assisted attorneys who argued motions; e-filed pleadings": true,
		"Did no e-filing": false, "Was not permitted to e-file": false, "E-filing was outsourced": false, "E-filing was handled by a vendor": false,
		"Assisted the attorney who e-filed motions": false, "Sold e-filing software": false, "No experience e-filing": false,
	} {
		job := fmt.Sprintf(`{"experience":[{"title":"Clerk",%s,"months":24,"duties":[%q]}]}`, firm, text)
		if got := points(t, "roles/paralegal", "procedure-efiling", job); (got > 0) != counts {
			t.Errorf("%s: %d points of e-filing", text, got)
		}
	}
}
