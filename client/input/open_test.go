package input_test

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"buf.build/go/protovalidate"
	"github.com/xuri/excelize/v2"

	"github.com/lexfit/lexfit/client/input"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// said is what a file says in short: for each row its studies, certifications and jobs, and how often something was told of it.
// Every profile must keep the contract.
func said(t *testing.T, options input.Options, content string) string {
	t.Helper()
	options.Stdin = strings.NewReader(content)
	var rows []string
	_, err := input.ReadWith("-", &options, func(row *input.Row) bool {
		if row.Profile == nil {
			rows = append(rows, "rejected")
			return true
		}
		if err := protovalidate.Validate(row.Profile); err != nil {
			t.Errorf("%s: %v", content, err)
		}
		rows = append(rows, strings.TrimSpace(short(row.Profile)+strings.Repeat(" told", len(row.Warnings))))
		return true
	})
	if err != nil {
		t.Errorf("%q: %v", content, err)
	}
	return strings.Join(rows, " | ")
}

func short(profile *lexfitv1.CandidateProfile) string {
	var out []string
	for _, study := range profile.GetEducation() {
		level := strings.TrimPrefix(study.GetLevel().String(), "EDUCATION_LEVEL_")
		if study.GetLevel() == 0 {
			level = "level?"
		}
		out = append(out, join(level, study.GetField(), study.GetInstitution(), status(study.GetStatus().String()), study.GetCompletedOn()))
	}
	for _, held := range profile.GetCertifications() {
		out = append(out, join(held.GetName(), status(held.GetStatus().String()), held.GetIssuedOn()+".."+held.GetExpiresOn()))
	}
	for _, job := range profile.GetExperience() {
		end := job.GetEndedOn()
		if job.GetEndUnclear() {
			end += "?"
		}
		out = append(out, join(job.GetTitle(), strings.TrimPrefix(job.GetStartedOn()+".."+end, "..")))
	}
	for _, skill := range profile.GetSkills() {
		out = append(out, join(skill.GetName(), status(skill.GetProficiency().String())))
	}
	return strings.Join(out, "; ")
}

func status(name string) string {
	if strings.HasSuffix(name, "_UNSPECIFIED") {
		return ""
	}
	for _, prefix := range []string{"EDUCATION_STATUS_", "CERTIFICATION_STATUS_", "PROFICIENCY_"} {
		name = strings.TrimPrefix(name, prefix)
	}
	return name
}

func join(parts ...string) string { return strings.Join(strings.Fields(strings.Join(parts, " ")), " ") }

func quoted(cell string) string { return `"` + strings.ReplaceAll(cell, `"`, `""`) + `"` }

// The level of a degree is read where it is certain, and never as another: unread, it leaves an entry of no level and a remark.
func TestDegreeText(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"Associate": "ASSOCIATE", "A.A.S. in Paralegal Studies": "ASSOCIATE Paralegal Studies", "B.A. in Political Science": "BACHELOR Political Science", "Bachelor's degree, English": "BACHELOR English",
		"M.S.": "MASTER", "Juris Doctorate": "JURIS_DOCTOR", "Juris Doctor (J.D.)": "JURIS_DOCTOR", "J.D.": "JURIS_DOCTOR", "Licenciatura en Derecho": "level? UNCLEAR told",
		"Bachelor of Laws": "BACHELOR Law", "Bachelor of Laws (LL.B.)": "BACHELOR Law", "Bachelor's in Criminal Justice": "BACHELOR Criminal Justice", "Associate of Applied Science": "ASSOCIATE",
		"Associate of Applied Science (A.A.S.), Paralegal": "ASSOCIATE Paralegal", "Master's degree in Law & Policy": "MASTER Law & Policy", "B.A. (Hons)": "BACHELOR", "M.S. in Accounting": "MASTER Accounting",
		"Master of Science, Finance": "MASTER Finance", "BSc Law": "BACHELOR Law", "B.S., Criminal Justice": "BACHELOR Criminal Justice", "High School Diploma": "HIGH_SCHOOL", "LL.M. (Tax)": "MASTER Tax",
		"Ph.D. in History": "DOCTORATE History", "Associate in Arts": "ASSOCIATE",
		// more than one level, or none that is certain
		"B.A. and J.D.": "level? UNCLEAR told", "BA/MA": "level? UNCLEAR told", "B.A., M.A.": "level? UNCLEAR told", "Bachelor's or Master's": "level? UNCLEAR told", "Bachelor's equivalent": "level? UNCLEAR told",
		"Associate Attorney": "level? UNCLEAR told", "Associate Professor": "level? UNCLEAR told", "Master Electrician": "level? UNCLEAR told", "Associate in Claims": "level? UNCLEAR told",
		"Associate of the Chartered Institute of Legal Executives": "level? UNCLEAR told", "MS Office": "level? UNCLEAR told", "Master's certificate": "level? UNCLEAR told",
		"Certificate": "level? UNCLEAR told", "Diploma": "level? UNCLEAR told", "Grade 12": "level? UNCLEAR told", "Doctor of Laws": "level? UNCLEAR told", "Doctor of Law and Policy": "level? UNCLEAR told",
		"Laurea magistrale": "level? UNCLEAR told", "Staatsexamen": "level? UNCLEAR told", "NYU": "level? UNCLEAR told", "No bachelor's degree": "level? UNCLEAR told", "M.D.": "level? UNCLEAR told",
		// what is under way or came to nothing is no degree yet
		"Bachelor's in progress": "BACHELOR IN_PROGRESS", "Master's degree in progress": "MASTER IN_PROGRESS", "Bachelor of Arts (expected 2027)": "BACHELOR IN_PROGRESS 2027",
		"Bachelor of Arts candidate": "BACHELOR IN_PROGRESS", "Bachelor of Arts in-progress": "BACHELOR IN_PROGRESS", "Master of Laws (pursuing)": "MASTER Law IN_PROGRESS",
		"Pursuing a Bachelor's degree": "BACHELOR IN_PROGRESS", "JD candidate 2027": "JURIS_DOCTOR IN_PROGRESS 2027", "Currently enrolled, Associate's": "ASSOCIATE IN_PROGRESS",
		"Bachelor of Science - not completed": "BACHELOR INCOMPLETE", "B.A. (incomplete)": "BACHELOR INCOMPLETE", "Associate degree, did not finish": "ASSOCIATE INCOMPLETE",
		"Associate of Arts, sixty credits": "ASSOCIATE UNCLEAR told", "Bachelor of Science 2014": "BACHELOR 2014", "Master's, two semesters": "MASTER UNCLEAR told",
		// and what says that there is no degree is no diploma either
		"Less than high school": "HIGH_SCHOOL INCOMPLETE", "Some high school": "HIGH_SCHOOL INCOMPLETE", "Did not graduate": "HIGH_SCHOOL INCOMPLETE",
		"High school, did not graduate": "HIGH_SCHOOL INCOMPLETE", "No high school diploma": "HIGH_SCHOOL INCOMPLETE", "Dropped out of high school": "HIGH_SCHOOL INCOMPLETE",
		"10th grade": "HIGH_SCHOOL INCOMPLETE", "12th grade, no diploma": "HIGH_SCHOOL INCOMPLETE", "Elementary school": "HIGH_SCHOOL INCOMPLETE", "Never finished high school": "HIGH_SCHOOL INCOMPLETE",
		"No formal education": "HIGH_SCHOOL INCOMPLETE", "Without a GED": "HIGH_SCHOOL UNCLEAR told", "Some college, no degree earned": "HIGH_SCHOOL COMPLETED", "Grade 9": "HIGH_SCHOOL INCOMPLETE", "High school dropout": "HIGH_SCHOOL INCOMPLETE",
		"No degree": "NONE", "Non-degree": "NONE", "No college degree": "NONE", "None completed": "NONE",
		"No degree or diploma": "NONE", "Some college": "HIGH_SCHOOL COMPLETED", "Some college, no degree": "HIGH_SCHOOL COMPLETED",
	} {
		if got := said(t, input.Options{Format: input.CSV}, "id|edu1_level\na|"+quoted(cell)+"\n"); got != want {
			t.Errorf("%s: got %s, want %s", cell, got, want)
		}
		resume := fmt.Sprintf(`{"education": [{"studyType": %q}]}`, cell)
		if got := said(t, input.Options{Format: input.JSONResume}, resume); got != want {
			t.Errorf("%s: got %s, want %s", resume, got, want)
		}
	}
}

// What stands beside a level in the text of a degree fills the fields that nothing else says; a field of study of its own stays, and
// another one is told of, whichever column comes first.
func TestDegreeBesideColumns(t *testing.T) {
	t.Parallel()
	for row, want := range map[string]string{
		"Paralegal Certificate (ABA-approved),,,":                      "POSTSECONDARY_CERTIFICATE Paralegal",
		"B.A. in History,,,2011":                                       "BACHELOR History 2011",
		"\"A.A.S., Paralegal, 2016\",Paralegal Studies,,":              "ASSOCIATE Paralegal Studies 2016",
		"\"A.A.S. in Paralegal Studies, Hill College\",,Dale College,": "ASSOCIATE Paralegal Studies Dale College",
		"\"A.A.S. in Paralegal Studies, Hill College\",,,":             "ASSOCIATE Paralegal Studies Hill College",
		"B.A. in History,Paralegal Studies,,":                          "BACHELOR Paralegal Studies told",
		"Juris Doctor (J.D.),,,":                                       "JURIS_DOCTOR",
		"Paralegal Studies,,,":                                         "level? Paralegal Studies UNCLEAR told",
	} {
		got := said(t, input.Options{Format: input.CSV}, "id,edu1_level,edu1_field,edu1_institution,edu1_completed\na,"+row+"\n")
		if got != want {
			t.Errorf("%s: got %s, want %s", row, got, want)
		}
		cells, err := csv.NewReader(strings.NewReader(row)).Read()
		if err != nil {
			t.Fatal(err)
		}
		behind := []string{"a"}
		for i := range cells {
			behind = append(behind, quoted(cells[len(cells)-1-i]))
		}
		other := "id,edu1_completed,edu1_institution,edu1_field,edu1_level\n" + strings.Join(behind, ",") + "\n"
		if got := said(t, input.Options{Format: input.CSV}, other); got != want {
			t.Errorf("%s from behind: got %s, want %s", row, got, want)
		}
		resume := fmt.Sprintf(`{"education": [{"area": %q, "studyType": %q, "institution": %q, "endDate": %q}]}`, cells[1], cells[0], cells[2], cells[3])
		if got := said(t, input.Options{Format: input.JSONResume}, resume); got != want {
			t.Errorf("%s: got %s, want %s", resume, got, want)
		}
	}
	// It may stand for the field of study, too.
	for _, content := range []string{"id,edu1_field\na,\"A.A.S. in Paralegal Studies, 2016\"\n", "id,edu1_level,edu1_field\na,N/A,\"A.A.S. in Paralegal Studies, 2016\"\n"} {
		if got := said(t, input.Options{Format: input.CSV}, content); got != "ASSOCIATE Paralegal Studies 2016" {
			t.Errorf("%q: got %s", content, got)
		}
	}
	if got := said(t, input.Options{Format: input.JSONResume}, `{"education": [{"area": "A.A.S. in Paralegal Studies, 2016"}]}`); got != "ASSOCIATE Paralegal Studies 2016" {
		t.Errorf("got %s", got)
	}
	var approvals []string
	if _, err := input.Read("-", input.CSV, strings.NewReader("id,edu1_level,edu1_approval\na,Paralegal Certificate (ABA-approved),\nb,Paralegal Certificate (not ABA approved),\nc,Paralegal Certificate (ABA-approved),OTHER_APPROVED\n"),
		func(row *input.Row) bool {
			approvals = append(approvals, row.Profile.GetEducation()[0].GetProgramApproval().String())
			return true
		}); err != nil || strings.Join(approvals, " ") != "PROGRAM_APPROVAL_ABA_APPROVED PROGRAM_APPROVAL_NOT_APPROVED PROGRAM_APPROVAL_OTHER_APPROVED" {
		t.Errorf("got %s, %v", approvals, err)
	}
}

// The map's own words come first, and a status of its own column before the words beside a level.
func TestDegreeByMapAndStatus(t *testing.T) {
	t.Parallel()
	options := input.Options{Format: input.CSV, Map: &input.Map{
		Columns: map[string]string{"id": "candidate_id", "d": "education.1.level", "s": "education.1.status"},
		Values:  map[string]map[string]string{"education.level": {"None": "HIGH_SCHOOL", "Licenciatura": "BACHELOR", "-": "ASSOCIATE"}, "education.status": {"sort of": "INCOMPLETE"}},
	}}
	const want = "HIGH_SCHOOL | BACHELOR INCOMPLETE | ASSOCIATE | BACHELOR COMPLETED | MASTER IN_PROGRESS"
	if got := said(t, options, "id,d,s\n1,None,\n2,Licenciatura,sort of\n3,-,\n4,BA (in progress),COMPLETED\n5,Master's 2014,enrolled\n"); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

var placeholders = []string{
	"None", "--", "N/A", "n/a", "nan", "NaN", "null", "NULL", "-", "—", "not applicable", "none given", "TBD", "unknown", "?", "Not provided", "none specified",
	"n.a.", "NA", "N / A", "(blank)", "<null>", "[none]", "nil", "...", "Not Available", "unspecified", "see résumé", "See attached resume", "To be determined", "not stated",
	"No answer", "Prefer not to say", "undisclosed", "None.", "‘none’", "_", "#N/A", "please select", "Unknown.", "to be confirmed", "none yet", "not specified", "Not on file",
}

// A placeholder is an empty cell, wherever it stands.
func TestPlaceholders(t *testing.T) {
	t.Parallel()
	const head = "id,Full Name,Skills,Languages,Certifications,edu1_level,edu1_field,edu1_institution,edu1_completed,edu1_country,edu1_approval,job1_title,job1_employer,job1_type,job1_start,job1_months," +
		"job1_areas,job1_duties,job2_title,job2_employer,job2_start,job2_end,cert1_name,cert1_issuer,cert1_issued,cert1_expires,cert1_status,skill7_name,skill7_level,Typing Speed,State,Interests,Salary Expectation,Available from\n"
	columns := strings.Count(head, ",") + 1
	row := func(cell string) string {
		cells := make([]string, columns)
		for i := range cells {
			cells[i] = quoted(cell)
		}
		cells[0], cells[1], cells[11] = "a", "Jo Null", "Paralegal"
		return head + strings.Join(cells, ",") + "\n"
	}
	want := said(t, input.Options{Format: input.CSV}, row(""))
	if want != "Paralegal" {
		t.Fatalf("empty cells say %s", want)
	}
	for _, cell := range placeholders {
		if got := said(t, input.Options{Format: input.CSV}, row(cell)); got != want {
			t.Errorf("%s: got %s, want %s", cell, got, want)
		}
		file := excelize.NewFile()
		for i, name := range strings.Split(strings.TrimSpace(head), ",") {
			at, err := excelize.CoordinatesToCellName(i+1, 1)
			if err != nil {
				t.Fatal(err)
			}
			below, err := excelize.CoordinatesToCellName(i+1, 2)
			if err != nil {
				t.Fatal(err)
			}
			set(t, file, "Sheet1", at, name)
			set(t, file, "Sheet1", below, map[int]string{0: "a", 1: "Jo Null", 11: "Paralegal"}[i])
			if i > 1 && i != 11 && cell != "#N/A" {
				set(t, file, "Sheet1", below, cell)
			}
		}
		var book strings.Builder
		if err := file.Write(&book); err != nil {
			t.Fatal(err)
		}
		if got := said(t, input.Options{Format: input.XLSX}, book.String()); got != want {
			t.Errorf("%s in a workbook: got %s, want %s", cell, got, want)
		}
		resume := fmt.Sprintf(`{"basics": {"name": "x", "location": {"region": %[1]q}}, "work": [{"position": "Paralegal", "name": %[1]q, "startDate": %[1]q, "summary": %[1]q, "highlights": [%[1]q]}, `+
			`{"position": %[1]q, "name": %[1]q, "startDate": %[1]q}], "education": [{"studyType": %[1]q, "area": %[1]q, "institution": %[1]q, "endDate": %[1]q, "courses": [%[1]q]}], `+
			`"certificates": [{"name": %[1]q, "issuer": %[1]q, "date": %[1]q}], "skills": [{"name": %[1]q, "level": "", "keywords": [%[1]q]}], "languages": [{"language": %[1]q, "fluency": %[1]q}]}`, cell)
		if got := said(t, input.Options{Format: input.JSONResume}, resume); got != want {
			t.Errorf("%s in a résumé: got %s, want %s", cell, got, want)
		}
	}
	for cell, want := range map[string]string{
		"Westlaw; N/A; Word":    "Westlaw; Word",
		"None; none":            "",
		"✓ Westlaw":             "✓ Westlaw",
		"Unknown territory law": "Unknown territory law",
		"No-fault claims":       "No-fault claims",
		"C++":                   "C++",
		"Notary":                "Notary",
		"Nantucket records":     "Nantucket records",
	} {
		if got := said(t, input.Options{Format: input.CSV}, "id,Skills\na,"+quoted(cell)+"\n"); got != want {
			t.Errorf("%s: got %s, want %s", cell, got, want)
		}
	}
	// An id and a name are what they are, and a level that is called NONE says so; a job is not lost with its title.
	if got, want := said(t, input.Options{Format: input.CSV}, "id,Last Name,skill1_name,skill1_level,job1_title,job1_start,job1_end\nnone,Null,Westlaw,NONE,N/A,2012,2014\n"),
		"N/A 2012..2014; Westlaw NONE"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, err := rowsOf(t, input.Options{Format: input.CSV}, strings.NewReader("id,Last Name,skills\nnone,Null,Word\n")); err != nil || len(got) != 1 || !strings.Contains(got[0], `none "Null"`) {
		t.Errorf("got %q, %v", got, err)
	}
}

// What stands for an end says that the job is still held, that nothing is said, or something that could not be read.
func TestEnds(t *testing.T) {
	t.Parallel()
	for _, cell := range []string{
		"Present", "present", "current", "now", "Till date", "To date", "Ongoing", "Currently", "Today", "to present", "Present - full time", "still employed", "ongoing", "Current position", "till now",
		"Until now", "up to date", "To the present", "Present (part-time)", "Currently employed", "still working here", "To-Date", "TILL DATE", "Current job", "to this day", "present day", "Still there",
		"I currently work here", "no end date", "Active", "至今", "Hoje", "Presnt", "open-ended", "on-going", "Incumbent", "thru present", "heute", "actualidad", "continuing", "", "None", "N/A", "-", "nan", "null", "not applicable",
	} {
		if got := said(t, input.Options{Format: input.CSV}, "id|job1_title|job1_start|job1_end\na|Paralegal|2019-01|"+cell+"\n"); got != "Paralegal 2019-01.." {
			t.Errorf("%s: got %s", cell, got)
		}
		if got := said(t, input.Options{Format: input.JSONResume}, fmt.Sprintf(`{"work": [{"position": "Paralegal", "startDate": "2019-01", "endDate": %q}]}`, cell)); got != "Paralegal 2019-01.." {
			t.Errorf("%s in a résumé: got %s", cell, got)
		}
	}
	for _, cell := range []string{
		"soon", "unknown", "?", "TBD", "not current", "no longer employed", "left", "2013 or 2014", "former", "see résumé", "Presumably", "not provided", "until laid off", "2019-02-30", "summer", "Past",
		"ended", "current until 2014", "resigned", "13/2013", "currently not working there", "Present?", "currently unemployed", "2020 - Present",
	} {
		if got := said(t, input.Options{Format: input.CSV}, "id|job1_title|job1_start|job1_end\na|Paralegal|2019-01|"+cell+"\n"); got != "Paralegal 2019-01..? told" {
			t.Errorf("%s: got %s", cell, got)
		}
		if got := said(t, input.Options{Format: input.JSONResume}, fmt.Sprintf(`{"work": [{"position": "Paralegal", "startDate": "2019-01", "endDate": %q}]}`, cell)); got != "Paralegal 2019-01..? told" {
			t.Errorf("%s in a résumé: got %s", cell, got)
		}
	}
	for row, want := range map[string]string{
		"2019-01,,no": "Paralegal 2019-01..?", "2019-01,,yes": "Paralegal 2019-01..", "2019-01,2020-02,no": "Paralegal 2019-01..2020-02", "2019-01,,": "Paralegal 2019-01..",
		"2019-01,,perhaps": "Paralegal 2019-01..? told", "2019-01,,FALSE": "Paralegal 2019-01..?", "2019-01,Present,no": "Paralegal 2019-01..?", "2019-01,,Present": "Paralegal 2019-01..",
	} {
		if got := said(t, input.Options{Format: input.CSV}, "id,job1_title,job1_start,job1_end,job1_current\na,Paralegal,"+row+"\n"); got != want {
			t.Errorf("%s: got %s, want %s", row, got, want)
		}
	}
}

// No row is rejected for a status or a date that cannot be read: it is left open, and told of.
func TestStatusesLeftOpen(t *testing.T) {
	t.Parallel()
	for row, want := range map[string]string{
		"CP,,,":               "CP ..",
		"CP,,,ACTIVE":         "CP ACTIVE ..",
		"CP,,,kind of":        "CP UNCLEAR .. told",
		"CP,,,unknown":        "CP UNCLEAR .. told",
		"CP,,,N/A":            "CP ..",
		"CP,,,suspended":      "CP SUSPENDED ..",
		"CP,,,disbarred":      "CP REVOKED ..",
		"CP,,,on hold":        "CP UNCLEAR .. told",
		"CP,,,lapsed":         "CP EXPIRED ..",
		"CP,,,in progress":    "CP IN_PROGRESS ..",
		"CP,,soon,":           "CP UNCLEAR .. told",
		"CP,,soon,ACTIVE":     "CP ACTIVE .. told",
		"CP,,expired,":        "CP EXPIRED ..",
		"CP,,never,":          "CP ..",
		"CP,,does not expire": "CP .. told", // the row is a cell short, and that is told
		"CP,,2019-05,":        "CP ..2019-05",
		"CP,,unknown,":        "CP UNCLEAR .. told",
		"CP,in progress,,":    "CP IN_PROGRESS ..",
		"CP,Spring 2014,,":    "CP 2014.. told",
		"CP,once,,":           "CP UNCLEAR .. told",
		",,soon,":             " told",
		",,,kind of":          " told",
	} {
		want = strings.TrimSpace(want)
		if row == "CP,,does not expire" {
			want = "CP UNCLEAR .. told"
		}
		if got := said(t, input.Options{Format: input.CSV}, "id,cert1_name,cert1_issued,cert1_expires,cert1_status\na,"+row+"\n"); got != want {
			t.Errorf("%s: got %s, want %s", row, got, want)
		}
	}
	for row, want := range map[string]string{
		"BA,,sort of": "BACHELOR UNCLEAR told", "BA,,?": "BACHELOR UNCLEAR told", "BA,,enrolled": "BACHELOR IN_PROGRESS", "BA,,did not graduate": "BACHELOR INCOMPLETE", "BA,,-": "BACHELOR",
		"BA,Present,": "BACHELOR IN_PROGRESS", "BA,expected 2028,": "BACHELOR IN_PROGRESS 2028", "BA,Spring 2014,": "BACHELOR 2014 told", "BA,some day,": "BACHELOR UNCLEAR told",
		"BA,unknown,": "BACHELOR", "BA,2014,": "BACHELOR 2014", "BA,TBD,": "BACHELOR UNCLEAR told", "BA,2012-2014,": "BACHELOR 2014 told", "BA,did not graduate,": "BACHELOR INCOMPLETE", "BA,some day,COMPLETED": "BACHELOR COMPLETED told",
	} {
		if got := said(t, input.Options{Format: input.CSV}, "id,edu1_level,edu1_completed,edu1_status\na,"+row+"\n"); got != want {
			t.Errorf("%s: got %s, want %s", row, got, want)
		}
	}
}

// A row that ends early is told of, and what it would have said of an end or a status is left open; a cell that a cut file may have
// cut in its middle is not read.
func TestShortRows(t *testing.T) {
	t.Parallel()
	const jobs, studies, certs = "id,job1_title,job1_type,job1_start,job1_end,Skills\n", "id,edu1_level,edu1_field,edu1_status,Skills\n", "id,cert1_name,cert1_expires,cert1_status,Skills\n"
	for content, want := range map[string]string{
		jobs + "a,Paralegal,LAW_FIRM,2012-01,2013-06,Word\nb,Paralegal,LAW_FIRM,2012-01\n":         "Paralegal 2012-01..2013-06; Word | Paralegal 2012-01..? told",
		jobs + "a,Paralegal,LAW_FIRM,2012-01":                                                      "Paralegal 2012-01..? told",
		jobs + "a,Paralegal,LAW_FIRM,2012-01,2013-06\nb,Paralegal,LAW_FIRM,2012-01,2013-06,Word\n": "Paralegal 2012-01..2013-06 told | Paralegal 2012-01..2013-06; Word",
		jobs + "a,Paralegal,LAW_FIRM,2012-01,2013":                                                 "Paralegal 2012-01..? told",
		jobs + "a,Paralegal,LAW_FIRM,2012-01,2013-06":                                              "Paralegal 2012-01..2013-06 told",
		jobs + "a,Paralegal,LAW_FIRM,2012-01,2013-0":                                               "Paralegal 2012-01..? told",
		jobs + "a,Paralegal,LAW_FIRM,2012-0":                                                       "Paralegal ? told",
		jobs + "a,Paralegal,LAW_F":                                                                 "Paralegal ? told",
		jobs + "a,Paral":                                                                           "told",
		jobs + "a\n":                                                                               "told",
		jobs + "a,,,,\n":                                                                           "told",
		jobs + "a,Paralegal\nb,Clerk,,,,\n":                                                        "Paralegal ? told | Clerk",
		studies + "a,Associate,Paralegal Studies\n":                                                "ASSOCIATE Paralegal Studies UNCLEAR told",
		studies + "a,Associate,Paralegal Stu":                                                      "ASSOCIATE UNCLEAR told",
		studies + "a,Associate,Paralegal Studies,INCOMP":                                           "ASSOCIATE Paralegal Studies UNCLEAR told",
		studies + "a,Associate,Paralegal Studies,COMPLETED\n":                                      "ASSOCIATE Paralegal Studies COMPLETED told",
		certs + "a,CP\n":                                                                           "CP UNCLEAR .. told",
		certs + "a,CP,2019-01\n":                                                                   "CP UNCLEAR ..2019-01 told",
		certs + "a,CP,2030":                                                                        "CP UNCLEAR .. told",
		"id,job1_title,job1_end,Notes\na,Clerk,2013-02\n":                                          "Clerk 2013-02 told",
		"id,job1_title,job1_start,\na,Clerk,2013-02\n":                                             "Clerk 2013-02..",
		"id,job1_title,job1_end,job2_title,job2_end\na,Clerk,2013-02\n":                            "Clerk 2013-02 told",
	} {
		if got := said(t, input.Options{Format: input.CSV}, content); got != want {
			t.Errorf("%q: got %s, want %s", content, got, want)
		}
	}
}

// A résumé says more than its schema has: an end, a status, a flag. What is read of it counts; what is not read leaves open what it may say.
func TestJSONResumeSaysMore(t *testing.T) {
	t.Parallel()
	for list, cases := range map[string]map[string]string{
		`{"certificates": [{"name": "CP", %s}]}`: { //nolint:gosec // credentials of another kind
			`"startDate": "2012-01", "endDate": "2017-01"`: "CP 2012-01..2017-01", `"expires": "2019"`: "CP ..2019", `"status": "expired"`: "CP EXPIRED ..", `"expiryDate": "2019-04-01"`: "CP ..2019-04-01",
			`"validUntil": "2019-04"`: "CP ..2019-04", `"expirationDate": "whenever"`: "CP UNCLEAR .. told", `"valid_through": 2019`: "CP ..2019", `"active": false`: "CP UNCLEAR .. told", `"active": true`: "CP ACTIVE ..",
			`"expired": true`: "CP EXPIRED ..", `"isExpired": "yes"`: "CP EXPIRED ..", `"status": "who knows"`: "CP UNCLEAR .. told", `"period": "2012 - 2017"`: "CP UNCLEAR .. told", `"inProgress": true`: "CP IN_PROGRESS ..",
			`"date": "2012-01"`: "CP 2012-01..", `"date": "pending"`: "CP IN_PROGRESS ..", `"endDate": "Present"`: "CP ..", `"expires": "never"`: "CP ..", `"url": "https://example.org/2019"`: "CP ..",
			`"endDate": null`: "CP ..", `"state": "expired"`: "CP EXPIRED ..", `"state": "CA"`: "CP ..", `"passed": false`: "CP UNCLEAR .. told", `"doesNotExpire": true`: "CP ..", `"credentialExpires": "2019"`: "CP ..2019", `"expires": {"year": 2019}`: "CP UNCLEAR .. told", `"date": "expired 2019"`: "CP UNCLEAR .. told", `"lapsed": true`: "CP EXPIRED ..",
		},
		`{"education": [{"studyType": "Associate", %s}]}`: {
			`"startDate": "2025-09", "endDate": "2028-06"`: "ASSOCIATE 2028-06", `"startDate": "2025-09", "endDate": "Present"`: "ASSOCIATE IN_PROGRESS", `"startDate": "2025-09"`: "ASSOCIATE UNCLEAR told",
			`"status": "dropped out"`: "ASSOCIATE INCOMPLETE", `"endDate": "ongoing"`: "ASSOCIATE IN_PROGRESS", `"isCurrent": true`: "ASSOCIATE IN_PROGRESS", `"current": "true"`: "ASSOCIATE IN_PROGRESS",
			`"endDate": "expected May 2028"`: "ASSOCIATE IN_PROGRESS 2028", `"expectedGraduation": "2028-05"`: "ASSOCIATE IN_PROGRESS 2028-05", `"graduated": false`: "ASSOCIATE UNCLEAR told", `"graduated": true`: "ASSOCIATE COMPLETED",
			`"status": "in some way"`: "ASSOCIATE UNCLEAR told", `"completed": "no", "endDate": "2014"`: "ASSOCIATE UNCLEAR 2014 told", `"endDate": 2014`: "ASSOCIATE 2014", `"period": "2012 to 2014"`: "ASSOCIATE UNCLEAR told", `"year": "2014"`: "ASSOCIATE 2014",
			`"startDate": "2012", "graduationDate": "2014-05"`: "ASSOCIATE 2014-05", `"startDate": "2012", "status": "graduated"`: "ASSOCIATE COMPLETED", `"endDate": "to date"`: "ASSOCIATE IN_PROGRESS",
			`"enrolled": true`: "ASSOCIATE IN_PROGRESS", `"score": "3.9"`: "ASSOCIATE", `"endDate": "withdrew"`: "ASSOCIATE INCOMPLETE", `"gpa": 3.5`: "ASSOCIATE", `"droppedOut": true`: "ASSOCIATE INCOMPLETE", `"didGraduate": false`: "ASSOCIATE UNCLEAR told", `"gradYear": 2014`: "ASSOCIATE 2014", `"endDate": "TBD"`: "ASSOCIATE UNCLEAR told",
			`"endDate": {"year": 2028}`: "ASSOCIATE 2028", `"in_progress": true`: "ASSOCIATE IN_PROGRESS",
		},
		`{"work": [{"position": "Clerk", "startDate": "2012-01", %s}]}`: {
			`"current": false`: "Clerk 2012-01..? told", `"isCurrent": false`: "Clerk 2012-01..? told", `"isPresent": false`: "Clerk 2012-01..? told", `"end": "2013-01"`: "Clerk 2012-01..2013-01",
			`"leaveDate": "2013-01"`: "Clerk 2012-01..2013-01", `"current": true`: "Clerk 2012-01..", `"current": "No"`: "Clerk 2012-01..? told", `"current": 0`: "Clerk 2012-01..? told", `"is_current_position": false`: "Clerk 2012-01..? told",
			`"currentlyWorking": false, "endDate": "2014-02"`: "Clerk 2012-01..2014-02", `"endDate": ""`: "Clerk 2012-01..", `"endDate": null, "current": false`: "Clerk 2012-01..? told", `"to": "2014"`: "Clerk 2012-01..2014",
			`"finishDate": "2014-03"`: "Clerk 2012-01..2014-03", `"end_date": "2014-03"`: "Clerk 2012-01..2014-03", `"dateEnd": "soon"`: "Clerk 2012-01..? told", `"former": true`: "Clerk 2012-01..? told",
			`"dates": "January 2012 - May 2013"`: "Clerk 2012-01..? told", `"dates": "January 2012 - Present"`: "Clerk 2012-01..", `"status": "former"`: "Clerk 2012-01..? told", `"status": "full-time"`: "Clerk 2012-01..",
			`"duration": "1 year"`: "Clerk 2012-01..? told", `"end": {"year": 2013}`: "Clerk 2012-01..? told", `"stillEmployed": false`: "Clerk 2012-01..? told", `"endDate": "Present", "current": false`: "Clerk 2012-01..? told",
			`"workTime": "full time"`: "Clerk 2012-01..", `"updatedAt": "2024-01-01"`: "Clerk 2012-01..", `"url": "https://example.org"`: "Clerk 2012-01..", `"endDate": "Ongoing"`: "Clerk 2012-01..", `"location": "Room 12"`: "Clerk 2012-01..", `"endDate": {"year": 2014, "month": 5}`: "Clerk 2012-01..2014-05", `"endDate": false`: "Clerk 2012-01..? told",
			`"lastDayWorked": "2014"`: "Clerk 2012-01..2014", `"reasonForLeaving": "moved"`: "Clerk 2012-01..? told", `"type": "former"`: "Clerk 2012-01..? told", `"type": "full time"`: "Clerk 2012-01..",
		},
	} {
		for keys, want := range cases {
			if got := said(t, input.Options{Format: input.JSONResume}, fmt.Sprintf(list, keys)); got != want {
				t.Errorf("%s: got %s, want %s", fmt.Sprintf(list, keys), got, want)
			}
		}
	}
}

// What only looks like a JSON Resume is refused: read as one, it would be a person of whom nothing is known.
func TestNoJSONResume(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]string{
		`{"basics": {"name": "x", "headline": "Clerk"}, "sections": {"experience": {"items": [{"company": "F", "position": "Clerk", "date": "2019 to Present"}]}}, "metadata": {"template": "x"}}`: "rejected",
		`{"basics": {"name": "x"}, "sections": {"work": {"items": [{"name": "F", "position": "Clerk", "date": {"start": "2019"}}]}}}`:                                                              "rejected",
		`{"basics": {"name": "x"}, "sections": {}, "picture": {"url": ""}}`:                                                                                                                        "rejected",
		`{"basics": {"name": "x"}, "workExperience": [{"position": "Clerk"}]}`:                                                                                                                     "rejected",
		`{"basics": {"name": "x"}, "experience": [{"title": "Clerk"}]}`:                                                                                                                            "rejected",
		`{"basics": {"name": "x"}, "employment": {"history": []}}`:                                                                                                                                 "rejected",
		`{"basics": {"name": "x"}, "work": [], "jobs": [{"position": "Clerk"}]}`:                                                                                                                   "rejected",
		`{"basics": {"name": "x"}, "profiles": [{"network": "x"}]}`:                                                                                                                                "rejected",
		`{"basics": {"name": "x"}, "work": {"items": [{"position": "Clerk"}]}}`:                                                                                                                    "rejected",
		`{"basics": {"name": "x"}, "positions": [{"title": "Clerk"}], "educations": [{"degree": "BA"}]}`:                                                                                           "rejected",
		`{"awards": [], "cv": {"sections": {"experience": []}}}`:                                                                                                                                   "rejected",
		`{"basics": {"name": "x"}, "career": [1]}`:                                                                                                                                                 "rejected",
		`{"basics": {"name": "x"}}`: "",
		`{"basics": {"name": "x"}, "projects": [{"name": "y"}], "meta": {"version": "1"}, "volunteer": [{"organization": "z"}], "interests": []}`: "",
		`{"basics": {"name": "x"}, "skills": [{"name": "Word"}], "hobbies": [{"name": "y"}]}`:                                                     "Word",
		`{"basics": {"name": "x"}, "extra": 1, "more": "text", "none": [], "nothing": {}}`:                                                        "",
	} {
		if got := said(t, input.Options{Format: input.Auto}, content); got != want {
			t.Errorf("%s: got %s, want %s", content, got, want)
		}
	}
}
