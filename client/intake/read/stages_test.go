package read

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

func TestFindDates(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want []string // from..to, with a + where it goes on, ? for a single one
	}{
		{"Paralegal, January 2018 to Current", []string{"2018-01..+"}},
		{"06/2018 to 02/2021", []string{"2018-06..2021-02"}},
		{"Jun. 2018 – Feb. 2021", []string{"2018-06..2021-02"}},
		{"June 2018-Present", []string{"2018-06..+"}},
		{"from May 3, 2018 until June 1,2020", []string{"2018-05-03..2020-06-01"}},
		{"2012 - 2015", []string{"2012..2015"}},
		{"2012-14", []string{"2012..2014"}},
		{"2012-03 – 2013-05", []string{"2012-03..2013-05"}},
		{"May – August 2011", []string{"2011-05..2011-08"}},
		{"Mar 95-Apr 99, Clerk", []string{"1995-03..1999-04"}},
		{"06/18 - 02/21", []string{"2018-06..2021-02"}},
		{"Summer 2019 to Fall 2020", []string{"2019..2020"}},
		{"since February 2016", []string{"2016-02..+"}},
		{"Sept. 2004 - October, 2006", []string{"2004-09..2006-10"}},
		{"1 May 2010 through 3 June 2011", []string{"2010-05-01..2011-06-03"}},
		{"'Jan ’09 – Mar ’10'", []string{"2009-01..2010-03"}},
		{"August 2014", []string{"2014-08?"}},
		{"worked 24/7 on 12/15 files and 2000 pages", []string{"2000?"}},
		{"Suite 1400, 90210", nil},
		{"(555) 201-2019", []string{"2019?"}},
		{"may have managed 30 people", nil},
	}
	for _, test := range tests {
		var got []string
		for _, one := range findDates(test.text) {
			from, _ := isoDate(one.from, true)
			to, _ := isoDate(one.to, true)
			switch {
			case one.open:
				to = "..+"
			case one.to == "":
				to = "?"
			default:
				to = ".." + to
			}
			got = append(got, from+to)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%q: %q, want %q", test.text, got, test.want)
		}
	}
}

func TestHeadings(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want kind
		ok   bool
	}{
		{"EXPERIENCE", work, true},
		{"Professional Experience:", work, true},
		{"WORK EXPERIENCE (cont’d)", work, true},
		{"S K I L L S", abilities, true},
		{"Education & Certifications", studies, true},
		{"Honors, Awards, Special Accomplishments", aside, true},
		{"Extra-curricular activities and leadership experience", aside, true},
		{"Licenses / Certifications", certificates, true},
		{"Languages", tongues, true},
		{"Bar Admissions", certificates, true},
		{"experience", 0, false},
		{"Experience with trial preparation", 0, false},
		{"Human Resources", 0, false},
	}
	for _, test := range tests {
		list := linesOf("! " + test.text)
		if got, _, ok := headingOf(list[0]); ok != test.ok || got != test.want {
			t.Errorf("%q: %v %v, want %v %v", test.text, got, ok, test.want, test.ok)
		}
	}
}

func TestSections(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"in order", "Ann Ito\n# Experience\nParalegal\n# Education\nB.A.", "head 1, work 1, studies 1"},
		{"a running line is none of it", "Ann Ito\n~ Ann Ito page 1\n# Experience\nParalegal", "head 1, work 1"},
		{"nor is a hidden one", "Ann Ito\n# Experience\n? Skills\nParalegal", "head 1, work 1"},
		{"a heading that nobody knows looks like the others", "Ann\nIto\nParalegal\n# Experience\nParalegal\nof many\nyears\n# Causes\nhelp\n# Education\nB.A.", "head 3, work 3, unknown 1, studies 1"},
		{"a job's own heading ends no section", "# Experience\nParalegal\nResponsibilities:\nfiling", "work 3"},
		{"a section goes on on the next page", "# Experience\nParalegal\n===\n# Experience (continued)\nClerk", "work 2"},
	}
	names := map[kind]string{head: "head", summary: "summary", work: "work", studies: "studies", abilities: "abilities", unknown: "unknown"}
	for _, test := range tests {
		var got []string
		for _, one := range cut(linesOf(test.text)) {
			got = append(got, fmt.Sprintf("%s %d", names[one.kind], len(one.lines)))
		}
		if strings.Join(got, ", ") != test.want {
			t.Errorf("%s: %s, want %s", test.name, strings.Join(got, ", "), test.want)
		}
	}
}

// A column goes on on the next page in the section that it was in, whatever stands beside it.
func TestColumnsOverPages(t *testing.T) {
	t.Parallel()
	doc := sheet("# Experience\nParalegal, 2010 - 2012\n---\n# Skills\nWestlaw\n===\n---\nClerk, 2008 - 2010\n---\nExcel")
	for i := range doc.Pages {
		for j := range doc.Pages[i].Lines {
			here := &doc.Pages[i].Lines[j]
			here.Left, here.Right = 50, 300
			if here.Block == 2 || here.Text == "Excel" {
				here.Left, here.Right = 350, 500
			}
		}
	}
	draft := reader.Read(doc, About{ID: "a"})
	if jobs, skills := len(draft.Profile.GetExperience()), len(draft.Profile.GetSkills()); jobs != 2 || skills != 2 {
		t.Errorf("%d jobs and %d skills, want 2 and 2: %v", jobs, skills, draft.Profile)
	}
}

func TestJobs(t *testing.T) {
	t.Parallel()
	const ambiguous, noTitle, oneDate, yearAlone, before = "AMBIGUOUS", "NO_TITLE", "ONE_DATE", "YEAR_ALONE", "END_BEFORE_START"
	tests := []struct {
		name, text string
		want       []string // title [from..to] employer, duties
		flags      []string
	}{
		{"a title, dates, the employer below", "! Paralegal | June 2018 - Present\nHill & Dale LLP, Boston, MA\n* Drafted motions.\n* Filed pleadings.", []string{"Paralegal [2018-06..] Hill & Dale LLP 2"}, nil},
		{"the employer first", "! Hill & Dale LLP | Boston, MA\nLitigation Paralegal | 06/2018 to 02/2021\n* Drafted motions.\n! Smith PC | Salem, MA\nLegal Secretary | 01/2015 to 05/2018\n* Typed.", []string{"Litigation Paralegal [2018-06..2021-02] Hill & Dale LLP 1", "Legal Secretary [2015-01..2018-05] Smith PC 1"}, nil},
		{"dates before the title", "2018-06 - 2021-02 | Legal Assistant\nHill & Dale LLP\n* Drafted motions.", []string{"Legal Assistant [2018-06..2021-02] Hill & Dale LLP 1"}, nil},
		{"all on a line", "Legal Assistant, Hill & Dale LLP, Boston, MA, 06/2018 to 02/2021", []string{"Legal Assistant [2018-06..2021-02] Hill & Dale LLP 0"}, nil},
		{"a sentence on the employer between", "! HILL & DALE LLP | Feb 2017 - present\nHill & Dale is one of the oldest firms of the town and does nothing but admiralty.\n! Executive Assistant\n* Kept the calendar.", []string{"Executive Assistant [2017-02..] HILL & DALE LLP 2"}, nil},
		{"a department that is no title", "! Executive Legal Assistant, Office of General Counsel | 01/2015 to 05/2018\nHill Industries, Inc., Boston, MA\n* Typed.", []string{"Executive Legal Assistant [2015-01..2018-05] Hill Industries, Inc. 1"}, nil},
		{"a department that is of the title", "! Corporate Paralegal, Private Funds | 01/2015 to 05/2018\nHill & Dale LLP, Boston, MA\n* Typed.", []string{"Corporate Paralegal, Private Funds [2015-01..2018-05] Hill & Dale LLP 1"}, nil},
		{"an employer that sounds like a title", "Paralegal Intern, Tar River Public Defender, Durham, NC | 06/2026 to 08/2026\n* Filed.", []string{"Paralegal Intern [2026-06..2026-08] Tar River Public Defender 1"}, nil},
		{"names that public sets have blanked", "Paralegal\nMay 2011 to August 2011 Company Name ï¼ City , State\n* Filed.", []string{"Paralegal [2011-05..2011-08]  1"}, nil},
		{"a range over two lines", "Jan 2012 -\nSep 2014\n! Legal Secretary\n* Typed.", []string{"Legal Secretary [2012-01..2014-09]  1"}, nil},
		{"over three", "March 2014\nto\nNovember 2014\nHill & Dale LLP Boston, MA Legal Secretary\n* Typed.", []string{"Legal Secretary [2014-03..2014-11] Hill & Dale LLP 1"}, nil},
		{"a year on the next line", "Apr 2016 - Dec | Assistant Manager | Saguaro Cantina Inc.\n2018\n* Cooked.", []string{"Assistant Manager [2016-04..2018-12] Saguaro Cantina Inc. 1"}, nil},
		{"several titles at one employer", "! Hill & Dale LLP | 2010-01 - 2020-01\n! Senior Paralegal | 2015-01 - 2020-01\n* Led.\n! Paralegal | 2010-01 - 2014-12\n* Filed.", []string{"Senior Paralegal [2015-01..2020-01] Hill & Dale LLP 1", "Paralegal [2010-01..2014-12] Hill & Dale LLP 1"}, nil},
		{"a title that wraps", "Legal Assistant to the Managing Partner and | 01/2015 to 05/2018\nOffice Manager\n* Typed.", []string{"Legal Assistant to the Managing Partner and Office Manager [2015-01..2018-05]  1"}, nil},
		{"two titles", "! Hill & Dale LLP, Boston, MA | 01/2015 to 05/2018\nOffice Manager\nLegal Secretary\n* Typed.", []string{"Office Manager [2015-01..2018-05] Hill & Dale LLP 1"}, []string{ambiguous}},
		{"no title", "01/2015 to 05/2018\nHill & Dale LLP\n* Typed.", []string{"Unknown [2015-01..2018-05] Hill & Dale LLP 1"}, []string{noTitle}},
		{"one date", "Legal Secretary | May 2015\nHill & Dale LLP\n* Typed.", []string{"Legal Secretary [2015-05..?] Hill & Dale LLP 1"}, []string{oneDate, oneDate}},
		{"years alone", "Legal Secretary | 2015 - 2018\n* Typed.", []string{"Legal Secretary [2015..2018]  1"}, []string{yearAlone, yearAlone}},
		{"an end before its start", "Legal Secretary | 05/2018 - 01/2015\n* Typed.", []string{"Legal Secretary [2018-05..?]  1"}, []string{before}},
		{"dates in what was done are none of the job's", "Legal Secretary | 01/2015 to 05/2018\n* Taught Word (2016-2017 school year).\nKept 2014 files and 2015 files in order.", []string{"Legal Secretary [2015-01..2018-05]  2"}, nil},
		{"practice areas", "Paralegal | 01/2015 to 05/2018\nPractice areas: Bankruptcy, Family law\n* Typed.", []string{"Paralegal [2015-01..2018-05]  1"}, nil},
	}
	for _, test := range tests {
		b := made(t, test.text)
		jobReader{b}.jobs(&section{kind: work, lines: lay(sheet(test.text)).lines})
		var got, flags []string
		for _, job := range b.profile.GetExperience() {
			end := job.GetEndedOn()
			if job.GetEndUnclear() {
				end = "?"
			}
			got = append(got, fmt.Sprintf("%s [%s..%s] %s %d", job.GetTitle(), job.GetStartedOn(), end, job.GetEmployer(), len(job.GetDuties())))
		}
		for _, one := range b.draft.Flags {
			flags = append(flags, strings.TrimPrefix(one.Kind.String(), "REVIEW_FLAG_KIND_"))
		}
		if !slices.Equal(got, test.want) || !slices.Equal(flags, test.flags) {
			t.Errorf("%s:\n%q %q, want\n%q %q", test.name, got, flags, test.want, test.flags)
		}
	}
}

func TestDegreeIn(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text, level, field string
		open               bool
	}{
		{"Bachelor of Science : Environmental Biology , 2011 Keystone College", "BACHELOR", "Environmental Biology", false},
		{"M.S. – Business Information Systems, Hill University, Richmond, VA", "MASTER", "Business Information Systems", false},
		{"BA, Finance, University of Buffalo, 1987", "BACHELOR", "Finance", false},
		{"Western Michigan University December 2000 Master of Arts : Educational Leadership City , State", "MASTER", "Educational Leadership", false},
		{"Bachelor of Arts : International Studies Elon University Boston, MA International Studies and more", "BACHELOR", "International Studies", false},
		{"Master of Arts : Human Resource Development BOWIE STATE UNIVERSITY", "MASTER", "Human Resource Development", false},
		{"Bachelor of Science : Information Technology University of Phoenix", "BACHELOR", "Information Technology", false},
		{"Bachelor of Arts in Widgets Zork University", "BACHELOR", "Widgets", true},
		{"A.A.S. in Paralegal Studies (ABA-approved), expected 2027", "ASSOCIATE", "Paralegal Studies", false},
		{"Associate in Applied Technology, Hill Community College, 2010", "ASSOCIATE", "Applied Technology", false},
		{"Associate in Claims, 2010", "", "", false},
		{"Ph.D : Soil, Water and Environmental Science 2014 University of Arizona", "DOCTORATE", "Soil, Water and Environmental Science", false},
		{"Bachelor of Arts : Accounting Computer Science Hill University Boston, MA Accounting Computer", "BACHELOR", "Accounting Computer Science", false},
		{"High School Diploma : 2014 Trinity High School", "HIGH_SCHOOL", "", false},
		{"Certificate in Paralegal Studies", "POSTSECONDARY_CERTIFICATE", "Paralegal Studies", false},
		{"Proficient in MS Office", "", "", false},
		{"Hill University", "", "", false},
		{"as needed", "", "", false},
	}
	for _, test := range tests {
		got, ok := degreeIn(test.text)
		level := strings.TrimPrefix(got.Level.String(), "EDUCATION_LEVEL_")
		if ok != (test.level != "") || ok && (level != test.level || got.Field != test.field || got.open != test.open) {
			t.Errorf("%q: %v %q open %v, want %s %q open %v", test.text, got.Level, got.Field, got.open, test.level, test.field, test.open)
		}
	}
}

func TestStudies(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       []string // level field, school, completed, status, courses
		flags      []string
	}{
		{"a degree a line", "B.A. in History, Hill College, 2015\nJ.D., Hill School of Law, May 2018", []string{"BACHELOR History, Hill College, 2015, , 0", "JURIS_DOCTOR , Hill School of Law, 2018-05, , 0"}, nil},
		{"the school first", "! Hill College | Boston, MA\nA.A.S. in Paralegal Studies | May 2015\n! Dale College | Salem, MA\nCertificate in Office Administration | 2012", []string{"ASSOCIATE Paralegal Studies, Hill College, 2015-05, , 0", "POSTSECONDARY_CERTIFICATE Office Administration, Dale College, 2012, , 0"}, nil},
		{"to come", "B.S. in Legal Studies, Hill University, expected May 2027", []string{"BACHELOR Legal Studies, Hill University, 2027-05, IN_PROGRESS, 0"}, nil},
		{"not completed", "Coursework toward B.S. in Hospitality Management, not completed, Hill University", []string{"BACHELOR Hospitality Management, Hill University, , INCOMPLETE, 0"}, []string{"DOUBTFUL"}},
		{"courses", "A.A.S. in Paralegal Studies, Hill College, 2015\nRelevant coursework: Torts, Legal Writing", []string{"ASSOCIATE Paralegal Studies, Hill College, 2015, , 2"}, nil},
		{"a school without a degree", "Hill University, Boston, MA | 2012 - 2014", []string{"UNSPECIFIED , Hill University, 2014, UNCLEAR, 0"}, []string{"NO_LEVEL", "NO_FIELD"}},
		{"a high school alone", "Yazoo County High School", []string{"HIGH_SCHOOL , Yazoo County High School, , , 0"}, []string{"DOUBTFUL"}},
		{"a school on the next line", "Associate of Applied Science in Paralegal Technology, Eno River Community\nCollege, 2015", []string{"ASSOCIATE Paralegal Technology, College, 2015, , 0"}, nil},
		{"said twice", "Bachelor of Arts : Dance Hill College Boston, MA Dance and more\nHill College, Boston, MA, Bachelor of Arts in Dance, 2004", []string{"BACHELOR Dance, Hill College, 2004, , 0"}, nil},
	}
	for _, test := range tests {
		b := made(t, test.text)
		studyReader{b}.studies(&section{kind: studies, lines: lay(sheet(test.text)).lines})
		var got, flags []string
		for _, one := range b.profile.GetEducation() {
			status := strings.TrimPrefix(one.GetStatus().String(), "EDUCATION_STATUS_")
			if one.GetStatus() == 0 {
				status = ""
			}
			got = append(got, fmt.Sprintf("%s %s, %s, %s, %s, %d", strings.TrimPrefix(one.GetLevel().String(), "EDUCATION_LEVEL_"), one.GetField(), one.GetInstitution(), one.GetCompletedOn(), status, len(one.GetCoursework())))
		}
		for _, one := range b.draft.Flags {
			flags = append(flags, strings.TrimPrefix(one.Kind.String(), "REVIEW_FLAG_KIND_"))
		}
		if !slices.Equal(got, test.want) || !slices.Equal(flags, test.flags) {
			t.Errorf("%s:\n%q %q, want\n%q %q", test.name, got, flags, test.want, test.flags)
		}
	}
}

func TestLists(t *testing.T) {
	t.Parallel()
	b := made(t, "x")
	listReader{b}.abilities(&section{kind: abilities, heading: linesOf("Skills")[0], lines: linesOf("Software: Westlaw, Clio (advanced), Excel\nTyping (70 wpm)\nWord | Expert\nExcel | 5 years\nLanguages: Spanish (fluent), French\n! Legal\nFiling; drafting")})
	listReader{b}.tongues(&section{kind: tongues, lines: linesOf("English (native)\nFluent in German\nPolish | Spoken | Good")})
	var skills, languages []string
	for _, one := range b.profile.GetSkills() {
		skills = append(skills, fmt.Sprintf("%s/%d/%g/%g", one.GetName(), one.GetProficiency(), one.GetYears(), one.GetMeasured().GetValue()))
	}
	for _, one := range b.profile.GetLanguages() {
		languages = append(languages, fmt.Sprintf("%s/%d", one.GetName(), one.GetLevel()))
	}
	if want := []string{"Westlaw/0/0/0", "Clio/5/0/0", "Excel/0/0/0", "Typing/0/0/70", "Word/6/0/0", "Excel/0/5/0", "Filing/0/0/0", "drafting/0/0/0"}; !slices.Equal(skills, want) {
		t.Errorf("skills %q, want %q", skills, want)
	}
	if want := []string{"Spanish/3", "French/0", "English/4", "German/3", "Polish/0"}; !slices.Equal(languages, want) {
		t.Errorf("languages %q, want %q", languages, want)
	}
}

// Languages of computers are skills, and a language that no rulebook knows keeps how well it is spoken.
func TestLanguagesThatNobodySpeaks(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Go, Java, SQL":                "Go Java SQL |",
		"Go\nJava\nPython, PostgreSQL": "Go Java Python PostgreSQL |",
		"Twi (native)\nEnglish":        "| Twi/4 English/0",
		"Igbo, Twi":                    "| Igbo/0 Twi/0",
	} {
		b := made(t, "x")
		listReader{b}.tongues(&section{kind: tongues, heading: linesOf("Languages")[0], lines: linesOf(text)})
		var got strings.Builder
		for _, one := range b.profile.GetSkills() {
			got.WriteString(one.GetName() + " ")
		}
		got.WriteString("|")
		for _, one := range b.profile.GetLanguages() {
			fmt.Fprintf(&got, " %s/%d", one.GetName(), one.GetLevel())
		}
		if got.String() != want {
			t.Errorf("%q: %q, want %q", text, got.String(), want)
		}
	}
}

func TestCertificates(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want string // name, issuer, issued, expires, status
	}{
		{"Certified Paralegal (CP), NALA, 2016", "Certified Paralegal (CP), NALA, 2016, , 0"},
		{"Georgia Notary Public (active, expires Apr 2027)", "Georgia Notary Public, , , 2027-04, 1"},
		{"Core Registered Paralegal (CRP) | NFPA | in progress", "Core Registered Paralegal (CRP), NFPA, , , 3"},
		{"Notary Public, State of New York", "Notary Public, State of New York, , , 0"},
		{"Advanced Certified Paralegal - Estate Planning (ACP), NALA", "Advanced Certified Paralegal - Estate Planning (ACP), NALA, , , 0"},
		{"Commissioner of the Superior Court (expired)", "Commissioner of the Superior Court, , , , 2"},
		{"Notary Public, expired 2019", "Notary Public, , , 2019, 2"},
		{"Paralegal Certified, NALA - lapsed", "Paralegal Certified, NALA, , , 2"},
		{"Certified Paralegal, NALA (in\nprogress)", "Certified Paralegal, NALA, , , 3"},
		{"CPR and First Aid", "CPR and First Aid, , , , 0"},
		{"Registered Paralegal, issued June 2019, valid through June 2021 (expired)", "Registered Paralegal, , 2019-06, 2021-06, 2"},
	}
	for _, test := range tests {
		b := made(t, "x")
		certificateReader{b}.certificates(&section{kind: certificates, lines: linesOf(test.text)})
		list := b.profile.GetCertifications()
		if len(list) != 1 {
			t.Errorf("%q: %v", test.text, list)
			continue
		}
		one := list[0]
		if got := fmt.Sprintf("%s, %s, %s, %s, %d", one.GetName(), one.GetIssuer(), one.GetIssuedOn(), one.GetExpiresOn(), one.GetStatus()); got != test.want {
			t.Errorf("%q: %s, want %s", test.text, got, test.want)
		}
	}
	b := made(t, "x")
	certificateReader{b}.certificates(&section{kind: certificates, lines: linesOf("Paralegal Certificate, Hill College, 2015\nNone")})
	if len(b.profile.GetCertifications()) != 0 || len(b.profile.GetEducation()) != 1 || b.profile.GetEducation()[0].GetLevel() != lexfitv1.EducationLevel_EDUCATION_LEVEL_POSTSECONDARY_CERTIFICATE {
		t.Errorf("a certificate of study is %v", b.profile)
	}
}

func TestPerson(t *testing.T) {
	t.Parallel()
	made := reader.Read(sheet("! Ann B. Ito, ACP | 12 Elm Street, Boston, MA 02110\n617-555-0123 | ann@example.com | linkedin.com/in/annito\n# Summary\nParalegal with 12 years of experience.\n# Experience\nParalegal | 01/2015 to 05/2018\n* Typed."), About{ID: "a"})
	profile := made.Profile
	if profile.GetDisplayName() != "Ann B. Ito" || profile.GetWorkState() != "MA" || profile.GetTotalExperienceMonths() != 144 {
		t.Errorf("%q in %q with %d months", profile.GetDisplayName(), profile.GetWorkState(), profile.GetTotalExperienceMonths())
	}
	if list := profile.GetCertifications(); len(list) != 1 || list[0].GetName() != "ACP" {
		t.Errorf("the letters behind the name are %v", list)
	}
	var kinds []string
	for _, one := range made.Contacts {
		kinds = append(kinds, one.Kind+" "+one.Value)
	}
	want := []string{"address 12 Elm Street, Boston, MA 02110", "email ann@example.com", "link linkedin.com/in/annito", "phone 617-555-0123"}
	slices.Sort(kinds)
	if !slices.Equal(kinds, want) {
		t.Errorf("contacts %q, want %q", kinds, want)
	}
	if profile.GetReview() == nil || !profile.GetReview().GetDraft() {
		t.Error("the profile is no draft")
	}
}

func TestContacts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Ann Ito\n(414) 555-0194 77 Juneau Court":                            "phone (414) 555-0194",
		"Ann Ito\nann.ito@example.co\nm":                                     "email ann.ito@example.com",
		"Ann Ito\nann.ito@example.com\nMilwaukee":                            "email ann.ito@example.com",
		"Ann Ito\nlinkedin.com/in/ann-\nito":                                 "link linkedin.com/in/ann-ito",
		"Ann Ito\nOmaha, NE • +44 20 7946 0018":                              "phone +44 20 7946 0018, address Omaha, NE",
		"Ann Ito\n# Experience\nParalegal, Hill LLP, Omaha, NE\n2012 – 2015": "",
	} {
		made := reader.Read(sheet(text), About{ID: "a"})
		var got []string
		for _, one := range made.Contacts {
			got = append(got, one.Kind+" "+one.Value)
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%q: %q, want %q", text, strings.Join(got, ", "), want)
		}
	}
}

func TestFlags(t *testing.T) {
	t.Parallel()
	const base = "Ann Ito\n# Experience\nBarista | 01/2015 to 05/2018\nHill Coffee Inc.\n* Poured coffee for the attorneys of the house across the street.\n# Education\nB.A. in History, Hill College, 2012\n"
	tests := []struct {
		name, text string
		want       lexfitv1.ReviewFlagKind
	}{
		{"a title of the law in a section that is not read", base + "# Interests\nVolunteer paralegal at a clinic", lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_UNREAD_LEGAL},
		{"a credential in the summary", "Ann Ito\n# Summary\nNALA Certified Paralegal with an eye for detail.\n" + base, lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_UNREAD_LEGAL},
		{"hidden text", base + "? Paralegal Paralegal Paralegal", lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_HIDDEN_TEXT},
		{"a section that nobody knows", base + "# Causes\nHelping out", lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_UNKNOWN_SECTION},
		{"three jobs at once", base + "# Experience\nClerk | 01/2015 to 05/2018\n* Filed.\nCook | 02/2015 to 05/2018\n* Cooked.", lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_OVERLAP},
		{"a page with little text", "Ann Ito", lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_LITTLE_TEXT},
	}
	has := func(text string, kind lexfitv1.ReviewFlagKind) bool {
		return slices.ContainsFunc(reader.Read(sheet(text), About{ID: "a", AsOf: "2026-11-26"}).Profile.GetReview().GetFlags(), func(one *lexfitv1.ReviewFlag) bool { return one.GetKind() == kind })
	}
	for _, test := range tests {
		if !has(test.text, test.want) {
			t.Errorf("%s is not flagged as %v", test.name, test.want)
		}
		if has(base, test.want) {
			t.Errorf("%v is flagged without %s", test.want, test.name)
		}
	}
}
