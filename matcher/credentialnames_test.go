package matcher_test

import (
	"fmt"
	"strings"
	"testing"
)

// What a certificate's name is read as: its points of the paralegal's certification (national 40, a state's own 28, none 0), whether
// it was read at all, and what is said where it was not.
func TestCredentialNames(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	for _, row := range []struct {
		name, issuer string
		points       int32
		note         string // of what was not read; "unread" for none, empty where it was read
	}{
		{"Certified Paralegal", "", 40, ""},
		{"CP", "NALA", 40, ""},
		{"CP", "Natl Assoc of Legal Assistants", 40, ""},
		{"CLA", "", 40, ""},
		{"RP", "NFPA", 40, ""},
		{"AACP", "", 40, ""},
		{"Kentucky Certified Paralegal", "", 28, ""},
		{"Certified Kentucky Paralegal", "", 28, ""},
		{"CKP", "", 28, ""},
		{"South Carolina Certified Paralegal", "", 28, ""},
		{"SCCP", "", 28, ""},
		{"Wisconsin Certified Paralegal", "", 28, ""},
		{"Minnesota Certified Paralegal", "", 28, ""},
		{"MnCP", "", 28, ""},
		{"Illinois Accredited Paralegal", "", 28, ""},
		{"North Carolina Certified Paralegal", "", 28, ""},
		{"Louisiana Certified Paralegal", "", 28, ""},
		{"Certified Paralegal", "South Carolina Supreme Court", 28, ""},
		{"CP", "Kentucky Paralegal Association", 28, ""},
		{"CP", "Minnesota State Bar Association", 28, ""},
		// A state of which nothing is known, and an issuer that has its own credential of that name.
		{"Vermont Certified Paralegal", "", 0, "unread"},
		{"New Hampshire Certified Paralegal", "", 0, "unread"},
		{"CP", "Nevada Paralegal Guild", 0, "unread"},
		{"Certified Paralegal", "Oregon Paralegal Association", 0, "unread"},
		{"Notary Public", "State of Texas", 6, ""}, // its issuer is any state
		{"Limited License Legal Technician", "", 0, ""},
		{"Limited Practice Officer", "", 0, ""},
		{"Licensed Paralegal Practitioner", "", 0, ""},
		{"Licensed Legal Paraprofessional", "Colorado Supreme Court", 0, ""},
		{"Legal Paraprofessional", "Minnesota Judicial Branch", 0, ""},
		{"DOJ Accredited Representative", "", 0, ""},
		{"BIA Accredited Representative", "", 0, ""},
		{"Registered Patent Agent", "", 0, ""},
		{"RPR", "", 0, ""},
		{"Certified Shorthand Reporter", "", 0, ""},
		{"Certified Court Interpreter", "", 0, ""},
		{"Admitted to the New York Bar", "", 0, ""},
		{"Member of the State Bar of California", "", 0, ""},
		// Studies that stand among certifications are asked about.
		{"Paralegal Certificate", "", 0, "course of study"},
		{"Certificate in Paralegal Studies", "", 0, "course of study"},
		{"Paralegal Certificate, UCLA Extension", "", 0, "course of study"},
		{"CPR", "", 0, ""},
		{"Certified Medical Assistant", "", 0, ""}, // of another trade: read, and worth nothing
		{"ServSafe", "", 0, "unread"},
	} {
		t.Run(row.name+" "+row.issuer, func(t *testing.T) {
			t.Parallel()
			reply := score(t, p, profile(t, fmt.Sprintf(`{"education":[{"level":"HIGH_SCHOOL"}],"certifications":[{"name":%q,"issuer":%q}]}`, row.name, row.issuer)))
			fit, note := fitFor(t, reply, "roles/paralegal"), ""
			for _, missed := range reply.GetUnrecognized() {
				if note = missed.GetNote(); note == "" {
					note = "unread"
				}
			}
			var points int32
			for _, part := range fit.GetCriteria() {
				if part.GetCriterionId() == "certification" {
					points = part.GetPoints()
				}
			}
			if points != row.points || (note == "") != (row.note == "") || !strings.Contains(note, row.note) {
				t.Errorf("%d points, want %d; said of it %q, want %q", points, row.points, note, row.note)
			}
			if row.note == "course of study" && fit.GetEligibility() != ask {
				t.Errorf("%v: the paralegal's education is open", fit.GetEligibility())
			}
		})
	}
}

// Titles of the work around law firms, by how much a year of it counts for each role: of 1000.
func TestTitlesAroundTheLaw(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	for title, want := range map[string][2]int32{ // points of 120 and 110 after six years and more at a law firm
		"Legal Secretary": {120, 44}, "Litigation Assistant": {120, 44}, "Legal PA": {120, 44},
		"Docketing Coordinator": {72, 44}, "IP Docketing Specialist": {72, 44}, "Calendar Clerk": {48, 33},
		"E-Discovery Specialist": {36, 74}, "Litigation Support Analyst": {36, 74}, "Document Reviewer": {36, 74}, "Contracts Specialist": {36, 74},
		"Escrow Officer": {48, 37}, "Title Examiner": {48, 37},
		"Conveyancing Executive": {84, 77}, "Case Assistant": {90, 60}, "Practice Assistant": {90, 60}, "Legal Biller": {60, 33},
		"Intake Specialist": {72, 44}, "Court Reporter": {42, 33}, "Contract Reviewer": {36, 77}, "Law Firm Administrator": {60, 33},
		"Legalman": {84, 99}, "27D": {84, 99}, "Litigation Executive": {48, 110}, "Paralegal Manager": {60, 88}, "Paralegal Intern": {48, 44},
		"Records Clerk": {60, 33}, // of an office: at a law firm its work is not known to the paralegal's criterion
		"City Clerk":    {60, 32}, "Permit Technician": {60, 32}, "Process Server": {48, 32},
	} {
		reply := score(t, p, profile(t, fmt.Sprintf(`{"experience":[{"title":%q,"employer_type":"LAW_FIRM","months":400}]}`, title)))
		for i, role := range []string{"roles/legal-secretary", "roles/paralegal"} {
			for _, part := range fitFor(t, reply, role).GetCriteria() {
				if part.GetCriterionId() == "experience" && (part.GetPoints() < want[i]-3 || part.GetPoints() > want[i]+3) {
					t.Errorf("%s: %s: %d points, want about %d", title, role, part.GetPoints(), want[i])
				}
			}
		}
	}
}
