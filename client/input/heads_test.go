package input_test

import (
	"strings"
	"testing"

	"github.com/lexfit/lexfit/client/input"
)

// fieldsOf are what the columns of a head are taken for.
func fieldsOf(t *testing.T, options input.Options, content string) map[string]string {
	t.Helper()
	options.Format, options.Stdin = input.CSV, strings.NewReader(content)
	columns, err := input.Columns("-", &options)
	if err != nil {
		t.Fatalf("%q: %v", content, err)
	}
	out := map[string]string{}
	for _, column := range columns {
		out[column.Head] = column.Field
	}
	return out
}

// Heads of well-known systems, each with what it is.
func TestHeads(t *testing.T) {
	t.Parallel()
	for head, want := range map[string]string{
		"Candidate Id": "candidate_id", "Current Job Title": "experience.1.title", "Highest Qualification Held": "education.1.level", "State/Province": "work_state",
		"Education - Degree": "education.1.level", "Education - Discipline": "education.1.field", "Employment - Title": "experience.1.title", "Employment - Start Date": "experience.1.started_on",
		"Employment - End Date": "experience.1.ended_on", "Highest Education Obtained": "education.1.level", "College/University": "education.1.institution",
		"Desired Salary": "preferences.salary_min_usd", "Degree Type": "education.1.level", "Top Skills": "skills", "Years Experience": "total_experience_years",
		"Person : Full Name: First Last": "display_name", "Person : Skills": "skills", "Person : Education : Degree": "education.1.level", "Degree 2": "education.2.level",
		"Job Title 3": "experience.3.title", "Employer2": "experience.2.employer", "Practice Area(s)": "experience.1.practice_areas",
		"Are you a notary public?": "certification(Notary Public)", "Are you currently a commissioned notary?": "certification(Notary Public)", "Do you speak Spanish?": "language(Spanish)",
		"Are you fluent in spanish?": "language(Spanish)", "Do you have experience with Relativity?": "skill(Relativity)", "Do you have e-filing experience?": "skill(e-filing)",
		"Are you proficient in Microsoft Office?": "skill(Microsoft Office)", "Do you have a paralegal certificate?": "education(paralegal certificate)",
		"Have you used Clio?": "skill(Clio)",
		// and what asks for no one thing
		"Do you have law firm experience?": "", "Do you have experience with Relativity or Concordance?": "", "Are you authorized to work in the US?": "", "Do you have 5 years experience?": "",
		"Are you comfortable with our salary range?": "", "How many years of experience do you have?": "", "Will you relocate?": "", "Email": "", "Source": "",
	} {
		if got := fieldsOf(t, input.Options{}, `"`+head+`",X,Skills`+"\na,b,c\n")[head]; got != want {
			t.Errorf("%s: got %q, want %q", head, got, want)
		}
	}
}

// The opening is not the last job: beside columns of an application, or the same in nearly every row, it goes to the labels.
func TestOpening(t *testing.T) {
	t.Parallel()
	rows := func(head string, row ...string) string {
		return head + "\n" + strings.Join(row, "\n") + "\n"
	}
	same := []string{"a,Litigation Paralegal,Word", "b,Litigation Paralegal,Word", "c,Litigation Paralegal,Word", "d,Litigation Paralegal,Word", "e,Litigation Paralegal,Word", "f,Litigation Paralegal,Word"}
	for _, test := range []struct{ name, content, head, want string }{
		{"beside a stage", rows("ID,Job Title,Stage,Current Title", "a,Litigation Paralegal,Phone screen,Receptionist"), "Job Title", "labels.opening"},
		{"beside a status", rows("ID,Position,Application Status", "a,Litigation Paralegal,New"), "Position", "labels.opening"},
		{"beside a date", rows("ID,Job,Applied On", "a,Litigation Paralegal,2026-01-02"), "Job", "labels.opening"},
		{"in nearly every row", rows("ID,Job Title,Skills", same...), "Job Title", "labels.opening"},
		{"in fewer rows", rows("ID,Job Title,Skills", same[:4]...), "Job Title", "experience.1.title"},
		{"in some of the rows", rows("ID,Job Title,Skills", append(same[:4:4], "e,Clerk,", "f,Receptionist,")...), "Job Title", "experience.1.title"},
		{"by its name", rows("ID,Position Applied For,Title", "a,Litigation Paralegal,Receptionist"), "Position Applied For", "labels.opening"},
		{"a number", rows("ID,Requisition ID,Title", "a,R-17,Receptionist"), "Requisition ID", "labels.requisition"},
		{"a requisition", rows("ID,Requisition,Title", "a,Litigation Paralegal,Receptionist"), "Requisition", "labels.opening"},
		{"of its own", rows("ID,Job Title,Company", "a,Clerk,Hill"), "Job Title", "experience.1.title"},
		{"the last job beside a stage", rows("ID,Current Title,Stage", "a,Clerk,New"), "Current Title", "experience.1.title"},
		{"a title beside a stage", rows("ID,Title,Stage", "a,Clerk,New"), "Title", "experience.1.title"},
	} {
		if got := fieldsOf(t, input.Options{}, test.content)[test.head]; got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
	content := rows("ID,Job Title,Stage,Current Title", "a,Litigation Paralegal,Phone screen,Receptionist")
	if got := said(t, input.Options{Format: input.CSV}, content); got != "Receptionist" {
		t.Errorf("got %s", got)
	}
	if _, told := heard(t, input.Options{Format: input.CSV}, content); !strings.Contains(told, `"Job Title" stands beside "Stage": it is the opening, and no job held; carried through as the label "opening"`) {
		t.Errorf("told %s", told)
	}
	// A map is stronger.
	options := input.Options{Format: input.CSV, Map: &input.Map{Columns: map[string]string{"Job Title": "experience.1.title", "Current Title": "-"}}}
	if got := said(t, options, content); got != "Litigation Paralegal" {
		t.Errorf("got %s", got)
	}
}
