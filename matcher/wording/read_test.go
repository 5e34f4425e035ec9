package wording_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/matcher/rulebook"
	"github.com/lexfit/lexfit/matcher/wording"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// names returns the names section that the tests read by.
func names(tb testing.TB) *lexfitv1.NameReading {
	tb.Helper()
	return rulebook.Default().GetNames()
}

// said writes parts as "name {what is said}", one behind the other.
func said(written string, parts []wording.Part) string {
	var all []string
	for _, part := range parts {
		text := written[part.Start:part.End]
		if remark := remarked(written, part.Remark); remark != "" {
			text += " {" + remark + "}"
		}
		all = append(all, text)
	}
	return strings.Join(all, " | ")
}

func remarked(written string, remark wording.Remark) string {
	var words []string
	add := func(holds bool, word string) {
		if holds {
			words = append(words, word)
		}
	}
	add(remark.Denied && !remark.Whole, "denied in part")
	add(remark.Denied && remark.Whole, "denied")
	add(!remark.Denied && remark.Whole, "whole without denial")
	add(remark.Standing != wording.Unsaid, []string{"", "expired", "in progress", "not completed", "suspended", "revoked"}[remark.Standing])
	add(remark.Level != 0, strings.ToLower(strings.TrimPrefix(remark.Level.String(), "PROFICIENCY_")))
	add(remark.Months != 0, fmt.Sprintf("%d months", remark.Months))
	add(remark.Minor, "minor")
	add(remark.NotApproved, "not approved")
	add(remark.Taught, "taught")
	add(remark.EndsYear != 0, fmt.Sprintf("ends %d", remark.EndsYear))
	add(remark.State != "", remark.State)
	if remark.IssuerEnd > remark.IssuerStart {
		words = append(words, "by "+written[remark.IssuerStart:remark.IssuerEnd])
	}
	return strings.Join(words, ", ")
}

// known are names that are known as they stand.
func known(words []byte) bool {
	switch string(words) {
	case "advanced certified paralegal", "professional paralegal", "beginner spanish", "no fault law":
		return true
	}
	return false
}

type nameTest struct {
	kind          wording.Kind
	written, want string
}

func testNames(t *testing.T, tests []nameTest) {
	t.Helper()
	words := wording.Compile(names(t))
	var reader wording.Reader
	for _, test := range tests {
		if got := said(test.written, words.Read(&reader, test.written, test.kind, known)); got != test.want {
			t.Errorf("%q is read as\n%s, want\n%s", test.written, got, test.want)
		}
	}
}

func TestW1Denials(t *testing.T) {
	t.Parallel()
	testNames(t, []nameTest{
		{wording.Skill, "Westlaw", "Westlaw"},
		{wording.Skill, "No experience with Westlaw", "Westlaw {denied}"},
		{wording.Skill, "Westlaw - 0 years", "Westlaw {denied}"},
		{wording.Skill, "Zero Westlaw experience", "Westlaw experience {denied}"},
		{wording.Skill, "I have never used Westlaw", "Westlaw {denied}"},
		{wording.Skill, "I don't know Westlaw", "Westlaw {denied}"},
		{wording.Skill, "Would love to learn Westlaw", "Westlaw {denied}"},
		{wording.Skill, "Westlaw (training needed)", "Westlaw {denied}"},
		{wording.Skill, "Everything except Westlaw", "Westlaw {denied}"},
		{wording.Skill, "Never used Westlaw", "Westlaw {denied}"},
		{wording.Skill, "Westlaw: none", "Westlaw {denied}"},
		{wording.Skill, "Westlaw (none)", "Westlaw {denied}"},
		{wording.Skill, "willing to learn Westlaw", "Westlaw {denied}"},
		{wording.Skill, "unfamiliar with PACER", "PACER {denied}"},
		{wording.Skill, "want to learn e-filing", "e-filing {denied}"},
		{wording.Skill, "❌ Westlaw", "Westlaw {denied}"},
		{wording.Credential, "Not a Certified Paralegal", "Certified Paralegal {denied}"},
		{wording.Title, "Not a paralegal", "paralegal {denied}"},
		{wording.Field, "History (no legal studies)", "History | legal studies {denied in part}"},
		// Ten of our own.
		{wording.Skill, "Haven't used Relativity", "Relativity {denied}"},
		{wording.Skill, "Not familiar with Westlaw or Lexis", "Westlaw or Lexis {denied}"},
		{wording.Skill, "Relativity - never used", "Relativity {denied}"},
		{wording.Skill, "Never used Westlaw, PACER or CM/ECF", "Westlaw {denied} | PACER or CM/ECF {denied}"},
		{wording.Skill, "No experience with Westlaw, Lexis", "Westlaw {denied in part} | Lexis {denied in part}"},
		{wording.Skill, "Dictation – would like to learn", "Dictation {denied}"},
		{wording.Skill, "Word; no Excel; Outlook", "Word | Excel {denied in part} | Outlook"},
		{wording.Skill, "Word but no Excel", "Word | Excel {denied in part}"},
		{wording.Skill, "No: Westlaw, Lexis", "Westlaw {denied} | Lexis {denied}"},
		{wording.Skill, "Westlaw, Lexis: none", "Westlaw {denied} | Lexis {denied}"},
		{wording.Skill, "Clio ✗", "Clio {denied}"},
		{wording.Skill, "Lack of experience with e-filing", "e-filing {denied}"},
		{wording.Skill, "Westlaw and no Lexis", "Westlaw | Lexis {denied in part}"},
		{wording.Skill, "None", ""},
	})
}

func TestW1LookAlikesOfDenials(t *testing.T) {
	t.Parallel()
	testNames(t, []nameTest{
		{wording.Skill, "Westlaw (not Lexis)", "Westlaw | Lexis {denied in part}"},
		{wording.Skill, "Westlaw, no Lexis", "Westlaw | Lexis {denied in part}"},
		{wording.Skill, "No-fault claims, legal research", "No-fault claims, legal research"},
		{wording.Skill, "Legal research (not limited to case law)", "Legal research (not limited to case law"},
		{wording.Skill, "Westlaw without supervision", "Westlaw without supervision"},
		{wording.Skill, "Legal research and non-compete agreements", "Legal research and non-compete agreements"},
		{wording.Skill, "Westlaw - none better", "Westlaw"},
		{wording.Credential, "Certified Paralegal (no expiry)", "Certified Paralegal"},
		{wording.Credential, "Certified Paralegal (does not expire)", "Certified Paralegal"},
		{wording.Credential, "Certified Paralegal, not expired", "Certified Paralegal"},
		{wording.Field, "Paralegal Studies (no thesis)", "Paralegal Studies"},
		{wording.Title, "Paralegal and Notary, Not-for-profit Practice", "Paralegal and Notary, Not-for-profit Practice"},
		{wording.Title, "Non-Profit Paralegal", "Non-Profit Paralegal"},
		// Ten of our own.
		{wording.Skill, "no-contest pleadings", "no-contest pleadings"},
		{wording.Skill, "No fault law", "No fault law"},
		{wording.Skill, "Note-taking", "Note-taking"},
		{wording.Skill, "Not only Westlaw, also Lexis", "Not only Westlaw, also Lexis"},
		{wording.Skill, "Notary", "Notary"},
		{wording.Skill, "Know-how of e-filing", "Know-how of e-filing"},
		{wording.Skill, "Nonprofit law, never-ending dockets", "Nonprofit law, never-ending dockets"},
		{wording.Skill, "E-filing without errors", "E-filing without errors"},
		{wording.Skill, "Nothing but litigation", "Nothing but litigation"},
		{wording.Skill, "Filing, no problem", "Filing"},
		{wording.Credential, "Notary Public, never expires", "Notary Public"},
	})
}

func TestW1Standing(t *testing.T) {
	t.Parallel()
	testNames(t, []nameTest{
		{wording.Credential, "Certified Paralegal (expired)", "Certified Paralegal {expired}"},
		{wording.Credential, "Certified Paralegal, expired 2019", "Certified Paralegal {expired}"},
		{wording.Credential, "Certified Paralegal (revoked)", "Certified Paralegal {revoked}"},
		{wording.Credential, "Certified Paralegal, renewal overdue", "Certified Paralegal {expired}"},
		{wording.Credential, "Certified Paralegal until 2020", "Certified Paralegal {ends 2020}"},
		{wording.Credential, "Certified Paralegal 2015-2020", "Certified Paralegal {ends 2020}"},
		{wording.Credential, "Certified Paralegal (2015 to 2020)", "Certified Paralegal {ends 2020}"},
		{wording.Credential, "Certified Paralegal since 2010", "Certified Paralegal since 2010"},
		{wording.Credential, "Certified Paralegal exam in March 2027", "Certified Paralegal {in progress}"},
		{wording.Credential, "Certified Paralegal (exam passed, awaiting certificate)", "Certified Paralegal {in progress}"},
		{wording.Credential, "Certified Paralegal applicant", "Certified Paralegal {in progress}"},
		{wording.Credential, "Certified Paralegal (pending results)", "Certified Paralegal {in progress}"},
		{wording.Credential, "Notary Public (commission expired)", "Notary Public {expired}"},
		{wording.Credential, "Failed the Certified Paralegal exam", "Certified Paralegal {not completed}"},
		{wording.Field, "Paralegal Studies dropout", "Paralegal Studies {not completed}"},
		{wording.Field, "Some Paralegal Studies", "Paralegal Studies {not completed}"},
		{wording.Credential, "Certified Paralegal - in progress", "Certified Paralegal {in progress}"},
		{wording.Credential, "Certified Paralegal eligible", "Certified Paralegal {in progress}"},
		{wording.Credential, "Certified Paralegal exam scheduled May 2027", "Certified Paralegal {in progress}"},
		{wording.Credential, "Instructor, Certified Paralegal program", "Certified Paralegal program {taught}"},
		{wording.Credential, "Certified Paralegal, expires 2030", "Certified Paralegal {ends 2030}"},
		{wording.Credential, "Certified Paralegal (Advanced Certified Paralegal in progress)", "Certified Paralegal | Advanced Certified Paralegal {in progress}"},
		{wording.Field, "Paralegal Studies (not completed)", "Paralegal Studies {not completed}"},
		{wording.Field, "Legal Studies, expected 2028", "Legal Studies {in progress}"},
		{wording.Field, "Legal Studies, honors not completed", "Legal Studies | honors {not completed}"},
		// Ten of our own.
		{wording.Credential, "Lapsed Certified Paralegal", "Certified Paralegal {expired}"},
		{wording.Credential, "Candidate for Certified Paralegal", "Certified Paralegal {in progress}"},
		{wording.Credential, "Certified Paralegal: exam pending", "Certified Paralegal {in progress}"},
		{wording.Credential, "Certified Paralegal - no longer active", "Certified Paralegal {expired}"},
		{wording.Credential, "Notary Public (exp. 06/2021)", "Notary Public {ends 2021}"},
		{wording.Credential, "Notary Public valid through December 2031", "Notary Public {ends 2031}"},
		{wording.Credential, "Studying for the CP exam", "the CP {in progress}"},
		{wording.Credential, "Advanced Certified Paralegal (suspended)", "Advanced Certified Paralegal {suspended}"},
		{wording.Credential, "Notary Public, certified in 2019", "Notary Public, certified in 2019"},
		{wording.Field, "Juris Doctor candidate, May 2027", "Juris Doctor {in progress} | May 2027"},
		{wording.Field, "Paralegal Studies – dropped out", "Paralegal Studies {not completed}"},
		{wording.Field, "Currently pursuing Legal Studies", "Legal Studies {in progress}"},
		{wording.Field, "Some coursework in Paralegal Studies", "Paralegal Studies {not completed}"},
		{wording.Skill, "Candidate screening, pending litigation", "Candidate screening, pending litigation"},
	})
}

func TestW1Levels(t *testing.T) {
	t.Parallel()
	testNames(t, []nameTest{
		{wording.Skill, "Westlaw (Expert)", "Westlaw {expert}"},
		{wording.Skill, "Westlaw (Beginner)", "Westlaw {novice}"},
		{wording.Skill, "Westlaw 0/5", "Westlaw {denied, none}"},
		{wording.Skill, "Legal research - Novice", "Legal research {novice}"},
		{wording.Skill, "Basic Westlaw", "Westlaw {basic}"},
		{wording.Skill, "Westlaw, 8 years", "Westlaw {96 months}"},
		// Ten of our own.
		{wording.Skill, "Expert in Westlaw and Lexis", "Westlaw and Lexis {expert}"},
		{wording.Skill, "Familiar with CompuLaw", "CompuLaw {basic}"},
		{wording.Skill, "Excel 4/5, Word 3 out of 5", "Excel {advanced} | Word {working}"},
		{wording.Skill, "Intermediate Excel (3-5 years)", "Excel {working, 36 months}"},
		{wording.Skill, "5+ years of experience with iManage", "iManage {60 months}"},
		{wording.Skill, "Westlaw, Lexis – advanced", "Westlaw {advanced} | Lexis {advanced}"},
		{wording.Skill, "Westlaw, Lexis (expert)", "Westlaw | Lexis {expert}"},
		{wording.Skill, "Expert: Westlaw, Lexis", "Westlaw {expert} | Lexis {expert}"},
		{wording.Skill, "2.5 yrs Relativity", "Relativity {30 months}"},
		{wording.Skill, "Relativity for over 18 months", "Relativity {18 months}"},
		// And what is none.
		{wording.Skill, "Expert – Westlaw, Lexis", "Westlaw {expert} | Lexis {expert}"},
		{wording.Skill, "Top-5 years", "Top-5 years"},
		{wording.Skill, "Beginner Spanish (expert)", "Beginner Spanish {expert}"},
		{wording.Skill, "Expert witnesses", "Expert witnesses"},
		{wording.Skill, "Visual Basic", "Visual Basic"},
		{wording.Skill, "Beginner Spanish", "Beginner Spanish"},
		{wording.Skill, "Lexis Advance", "Lexis Advance"},
		{wording.Skill, "Office 365, Word 2016", "Office 365, Word 2016"},
		{wording.Skill, "6/5 Westlaw 7/5", "6/5 Westlaw 7/5"},
		{wording.Skill, "Westlaw 900 years", "Westlaw 900 years"},
		{wording.Credential, "Advanced Certified Paralegal", "Advanced Certified Paralegal"},
		{wording.Title, "Advanced Paralegal", "Advanced Paralegal"},
		{wording.Skill, "Basic-level research", "research {basic}"},
		{wording.Skill, "Form 1040/5 filings", "Form 1040/5 filings"},
	})
}

func TestW1Fields(t *testing.T) {
	t.Parallel()
	testNames(t, []nameTest{
		{wording.Field, "English, minor in legal studies", "English | legal studies {minor}"},
		{wording.Field, "Paralegal Studies minor", "Paralegal Studies {minor}"},
		{wording.Field, "Paralegal Studies, minor in History", "Paralegal Studies | History {minor}"},
		{wording.Field, "Paralegal Studies, not ABA approved", "Paralegal Studies {not approved}"},
		{wording.Field, "Non-ABA approved paralegal program", "paralegal program {not approved}"},
		{wording.Field, "Paralegal Studies, ABA approved", "Paralegal Studies, ABA approved"},
		// Ten of our own.
		{wording.Field, "English (minor: Legal Studies)", "English | Legal Studies {minor}"},
		{wording.Field, "Legal Studies (minor)", "Legal Studies {minor}"},
		{wording.Field, "Minored in Paralegal Studies", "Paralegal Studies {minor}"},
		{wording.Field, "History with a minor in Legal Studies", "History | Legal Studies {minor}"},
		{wording.Field, "Paralegal Certificate (non-accredited)", "Paralegal Certificate {not approved}"},
		{wording.Field, "Paralegal Studies – not approved by the ABA", "Paralegal Studies {not approved}"},
		{wording.Field, "Unaccredited paralegal program", "paralegal program {not approved}"},
		{wording.Field, "Paralegal Studies without ABA approval", "Paralegal Studies {not approved}"},
		{wording.Field, "Paralegal Studies, ABA approval pending", "Paralegal Studies | ABA {not approved}"},
		{wording.Field, "Legal Studies, no degree", "Legal Studies {not completed}"},
		{wording.Field, "History minor 2019", "History minor 2019"},
		{wording.Credential, "Notary Public expires", "Notary Public expires"},
		{wording.Field, "Minority law and society", "Minority law and society"},
	})
}

func TestW1StateAndIssuer(t *testing.T) {
	t.Parallel()
	testNames(t, []nameTest{
		{wording.Credential, "Notary Public (TX)", "Notary Public {TX}"},
		{wording.Credential, "Notary Public, State of New York", "Notary Public {NY}"},
		{wording.Credential, "Registered Paralegal - Florida", "Registered Paralegal {FL}"},
		{wording.Credential, "Certified Paralegal issued by NALA", "Certified Paralegal {by NALA}"},
		{wording.Credential, "Certified Paralegal from NALA (expired)", "Certified Paralegal {expired, by NALA}"},
		{wording.Credential, "Florida Registered Paralegal", "Florida Registered Paralegal"},
		{wording.Credential, "Notary Public (or)", "Notary Public (or"},
		{wording.Skill, "Westlaw (TX)", "Westlaw (TX"},
	})
}

func TestW1OtherJobs(t *testing.T) {
	t.Parallel()
	words := wording.Compile(names(t))
	var reader wording.Reader
	tests := []struct {
		title, name string
		want        bool
	}{
		{"Aspiring Paralegal", "Paralegal", true},
		{"Paralegal Recruiter", "Paralegal", true},
		{"Paralegal Student", "Paralegal", true},
		{"Sales Manager, Paralegal Software", "Paralegal", true},
		{"Paralegal Instructor", "Paralegal", true},
		{"Legal Secretary Recruitment Consultant", "Legal Secretary", true},
		{"Paralegal Software Developer", "Paralegal", true},
		{"Director of Paralegal Studies", "Paralegal", true},
		{"Not a paralegal", "paralegal", true},
		{"Student Loans Paralegal", "Paralegal", false},
		{"Paralegal (Recruitment Law)", "Paralegal", false},
		{"Paralegal, Sales & Purchase Agreements", "Paralegal", false},
		{"Paralegal, Product Liability (Software)", "Paralegal", false},
		{"Non-Profit Paralegal", "Paralegal", false},
		{"Paralegal Manager", "Paralegal", false},
		{"Senior Paralegal - Training Contracts", "Paralegal", false},
		{"Paralegal and Notary, Not-for-profit Practice", "Paralegal", false},
		// Ten of our own of each.
		{"Future Legal Secretary", "Legal Secretary", true},
		{"Paralegal-Student", "Paralegal", true},
		{"Paralegal Trainer", "Paralegal", true},
		{"Paralegal Placement Specialist", "Paralegal", true},
		{"Legal Assistant Staffing Coordinator", "Legal Assistant", true},
		{"Would-be Paralegal", "Paralegal", true},
		{"Seeking a Paralegal position", "Paralegal", true},
		{"Software Paralegal", "Paralegal", true},
		{"Student paralegal", "paralegal", true},
		{"Professor, Paralegal Studies", "Paralegal", true},
		{"Paralegal / Recruiter", "Paralegal", false},
		{"Paralegal, Student Visas", "Paralegal", false},
		{"Paralegal - Software Licensing", "Paralegal", false},
		{"Sales and Leasing Paralegal", "Paralegal", false},
		{"Lead Paralegal", "Paralegal", false},
		{"Paralegal Supervisor", "Paralegal", false},
		{"Paralegal (Student Loans)", "Paralegal", false},
		{"Placement: Paralegal", "Paralegal", false},
		{"Futures Trading Paralegal", "Paralegal", false},
		{"Paralegal Intern", "Paralegal", false},
	}
	for _, test := range tests {
		words.Read(&reader, test.title, wording.Title, nil)
		at := int32(strings.Index(test.title, test.name))
		if got := words.OtherJob(&reader, at, at+int32(len(test.name))); got != test.want {
			t.Errorf("%q: another job: %v, want %v", test.title, got, test.want)
		}
	}
	if words.OtherJob(&reader, 90, 95) || words.OtherJob(&reader, -1, 0) {
		t.Error("a name outside the text is another job")
	}
}

func TestW4Abbreviations(t *testing.T) {
	t.Parallel()
	words := wording.Compile(names(t))
	var reader wording.Reader
	for title, want := range map[string]string{
		"Legal Secy":               "Legal secretary",
		"Legal Asst.":              "Legal assistant",
		"Legal Admin Asst":         "Legal administrative assistant",
		"Sr. Paralegal":            "senior Paralegal",
		"Jr Legal Sec":             "junior Legal secretary",
		"Exec. Sec., Law Dept.":    "executive secretary, Law Dept.",
		"Office Mgr.":              "Office manager",
		"SEC Analyst":              "SEC Analyst",
		"SEC":                      "secretary",
		"Sec. to the Partners":     "secretary to the Partners",
		"Lit. Para":                "litigation paralegal",
		"Para Educator":            "Para Educator",
		"Senior Para":              "Senior paralegal",
		"Unit Sec":                 "Unit secretary",
		"Lit Support":              "Lit Support",
		"Legal, SEC filings":       "Legal, SEC filings",
		"Paralegal":                "Paralegal",
		"Sr. Admin. Asst. (Legal)": "senior administrative assistant (Legal)",
		"":                         "",
	} {
		if got := words.Open(&reader, title); got != want {
			t.Errorf("%q is opened to %q, want %q", title, got, want)
		}
	}
}

// Without words nothing but years and numbers of five is read.
func TestNoWords(t *testing.T) {
	t.Parallel()
	words := wording.Compile(nil)
	var reader wording.Reader
	for written, want := range map[string]string{
		"Never used Westlaw (expert)": "Never used Westlaw (expert",
		"Westlaw 4/5, 8 years":        "Westlaw {advanced, 96 months}",
		" –…":                         "",
	} {
		if got := said(written, words.Read(&reader, written, wording.Skill, nil)); got != want {
			t.Errorf("%q is read as %s, want %s", written, got, want)
		}
	}
	if got := words.Open(&reader, "Legal Secy"); got != "Legal Secy" {
		t.Errorf("opened to %q", got)
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"Westlaw (not Lexis)", "Never used Westlaw, PACER or CM/ECF", "No: Westlaw, Lexis", "English, minor in legal studies – not completed",
		"Certified Paralegal from NALA (expired 2019)", "Basic-level 4/5 no-4/5", "5+ years of Word 2016", "but no ❌ and\xff", "no no-fault",
	} {
		for kind := range uint8(4) {
			f.Add(seed, kind)
		}
	}
	words := wording.Compile(names(f))
	var reader, again wording.Reader
	f.Fuzz(func(t *testing.T, written string, kind uint8) {
		k := wording.Kind(kind % 4)
		parts := append([]wording.Part{}, words.Read(&reader, written, k, nil)...)
		end := int32(0)
		for _, part := range parts {
			if part.Start < end || part.End <= part.Start || int(part.End) > len(written) {
				t.Fatalf("%q: a part is at %d to %d, after %d", written, part.Start, part.End, end)
			}
			end = part.End
			if part.IssuerEnd < part.IssuerStart || int(part.IssuerEnd) > len(written) || part.Months < 0 || part.Months > wording.MostMonths || part.Whole && !part.Denied {
				t.Fatalf("%q: %+v", written, part)
			}
			// What is left of a name says nothing more. A hyphen may hold back a denial until what it joins to is taken away.
			name := written[part.Start:part.End]
			if strings.Contains(written, "-") {
				continue
			}
			left := words.Read(&again, name, k, nil)
			if len(left) != 1 || left[0] != (wording.Part{Start: 0, End: int32(len(name))}) {
				t.Fatalf("%q leaves %q, which is read as %s", written, name, said(name, left))
			}
		}
		words.OtherJob(&reader, 0, int32(len(written)))
		if opened := words.Open(&reader, written); len(parts) > 0 && opened == "" {
			t.Fatalf("%q is opened to nothing", written)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	words := wording.Compile(names(b))
	for _, written := range []string{"Westlaw", "Never used Westlaw, PACER or CM/ECF", "Certified Paralegal (expired 2019)"} {
		b.Run("name="+written, func(b *testing.B) {
			var reader wording.Reader
			b.ReportAllocs()
			for b.Loop() {
				words.Read(&reader, written, wording.Credential, nil)
			}
		})
	}
}
