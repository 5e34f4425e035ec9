package measure_test

import (
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"

	"github.com/lexfit/lexfit/client/intake/draft"
	"github.com/lexfit/lexfit/client/intake/measure"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

func profile(t *testing.T, text string) *lexfitv1.CandidateProfile {
	t.Helper()
	made := &lexfitv1.CandidateProfile{}
	if err := protojson.Unmarshal([]byte(text), made); err != nil {
		t.Fatal(err)
	}
	return made
}

func known(t *testing.T, profile string) *measure.Truth {
	t.Helper()
	truth, err := measure.ReadTruth([]byte(`{"document": "somebody.pdf", "profile": ` + profile + `}`))
	if err != nil {
		t.Fatal(err)
	}
	return truth
}

// Whoever reads all that the truth has, and nothing else, reads everything and everything right.
func TestPerfect(t *testing.T) {
	t.Parallel()
	truths, err := measure.Folder("../testdata/truth")
	if err != nil {
		t.Fatal(err)
	}
	if len(truths) != 60 {
		t.Fatalf("%d documents", len(truths))
	}
	for _, truth := range truths {
		var contacts []draft.Contact
		for _, contact := range truth.Contacts {
			contacts = append(contacts, draft.Contact{Kind: contact.Kind, Value: contact.Value})
		}
		result := measure.Compare(truth, &draft.Draft{Profile: truth.Profile, Contacts: contacts})
		for _, one := range result.Misreadings {
			t.Errorf("%s: %s: %q was read as %q", truth.Document, one.Thing, one.Want, one.Got)
		}
		if jobs := len(truth.Profile.GetExperience()); result.Counts[measure.Titles] != (measure.Count{Stated: jobs, Found: jobs, Read: jobs, Right: jobs, Sure: jobs, SureRight: jobs}) {
			t.Errorf("%s: %d jobs, counted as %+v", truth.Document, jobs, result.Counts[measure.Titles])
		}
		if empty := measure.Compare(truth, nil); empty.Counts[measure.Titles].Found != 0 || empty.Counts[measure.Skills].Read != 0 {
			t.Errorf("%s: nothing was read, counted as %+v", truth.Document, empty.Counts)
		}
	}
}

// A row says what a truth and a draft make of one thing: stated, found, read, right, unflagged, unflagged and right.
func TestCompare(t *testing.T) {
	t.Parallel()
	const clerk = `{"title": "Clerk", "employer": "Moss & Co.", "started_on": "2014-08", "ended_on": "2019-02"}`
	for _, row := range []struct {
		name, truth, draft string
		thing              measure.Thing
		want               measure.Count
	}{
		{"same words, other signs", `{"experience": [` + clerk + `]}`, `{"experience": [{"title": "CLERK", "employer": "Moss and Co", "started_on": "2014-08", "ended_on": "2019-02"}]}`, measure.Employers, measure.Count{1, 1, 1, 1, 1, 1}},
		{"accents", `{"skills": [{"name": "Résumé writing"}]}`, `{"skills": [{"name": "Resume Writing"}]}`, measure.Skills, measure.Count{1, 1, 1, 1, 1, 1}},
		{"a month too many", `{"experience": [` + clerk + `]}`, `{"experience": [{"title": "Clerk", "started_on": "2014-08", "ended_on": "2019-03"}]}`, measure.JobDates, measure.Count{1, 0, 1, 0, 1, 0}},
		{"a month made up", `{"experience": [{"title": "Clerk", "started_on": "2014", "ended_on": "2019"}]}`, `{"experience": [{"title": "Clerk", "started_on": "2014-01", "ended_on": "2019"}]}`, measure.JobDates, measure.Count{1, 0, 1, 0, 1, 0}},
		{"an end that was read as none", `{"experience": [` + clerk + `]}`, `{"experience": [{"title": "Clerk", "started_on": "2014-08"}]}`, measure.JobDates, measure.Count{1, 0, 1, 0, 1, 0}},
		{"an end not read, and said so", `{"experience": [{"title": "Clerk", "started_on": "2014-08"}]}`, `{"experience": [{"title": "Clerk", "started_on": "2014-08", "end_unclear": true}]}`, measure.JobDates, measure.Count{1, 0, 1, 0, 1, 0}},
		{"no dates where there are none", `{"experience": [{"title": "Clerk"}]}`, `{"experience": [{"title": "Clerk"}]}`, measure.JobDates, measure.Count{}},
		{"a flag on the date", `{"experience": [` + clerk + `]}`, `{"experience": [{"title": "Clerk", "started_on": "2014-07", "ended_on": "2019-02"}], "review": {"flags": [{"path": "experience[0].started_on"}]}}`, measure.JobDates, measure.Count{1, 0, 1, 0, 0, 0}},
		{"a flag on another field", `{"experience": [` + clerk + `]}`, `{"experience": [{"title": "Clerk", "started_on": "2014-07"}], "review": {"flags": [{"path": "experience[0].title"}]}}`, measure.JobDates, measure.Count{1, 0, 1, 0, 1, 0}},
		{"a flag on the entry", `{"experience": [` + clerk + `]}`, `{"experience": [` + clerk + `], "review": {"flags": [{"path": "experience[0]"}]}}`, measure.Titles, measure.Count{1, 1, 1, 1, 0, 0}},
		{"a flag on another entry", `{"experience": [` + clerk + `]}`, `{"experience": [` + clerk + `], "review": {"flags": [{"path": "experience[10]"}]}}`, measure.Titles, measure.Count{1, 1, 1, 1, 1, 1}},
		{"a job made up", `{"experience": [` + clerk + `]}`, `{"experience": [{"title": "B.A. in History", "ended_on": "2012"}, ` + clerk + `]}`, measure.Titles, measure.Count{1, 1, 2, 1, 2, 1}},
		{"a placeholder is no title", `{"experience": [` + clerk + `]}`, `{"experience": [{"title": "Unknown", "started_on": "2014-08", "ended_on": "2019-02"}]}`, measure.Titles, measure.Count{1, 0, 0, 0, 0, 0}},
		{"titles swapped", `{"experience": [{"title": "Clerk", "started_on": "2014", "ended_on": "2016"}, {"title": "Cook", "started_on": "2017"}]}`, `{"experience": [{"title": "Cook", "started_on": "2014", "ended_on": "2016"}, {"title": "Clerk", "started_on": "2017"}]}`, measure.Titles, measure.Count{2, 0, 2, 0, 2, 0}},
		{"the right title at the wrong time is no whole job", `{"experience": [` + clerk + `]}`, `{"experience": [{"title": "Clerk", "started_on": "2013-08", "ended_on": "2019-02"}]}`, measure.WholeJobs, measure.Count{1, 0, 1, 0, 1, 0}},
		{"duties cut elsewhere", `{"experience": [{"title": "Clerk", "duties": ["Filed pleadings.", "Kept the calendar."]}]}`, `{"experience": [{"title": "Clerk", "duties": ["Filed pleadings. Kept the calendar."]}]}`, measure.Duties, measure.Count{2, 2, 1, 1, 1, 1}},
		{"duties of another job", `{"experience": [{"title": "Clerk", "duties": ["Filed pleadings."]}, {"title": "Cook"}]}`, `{"experience": [{"title": "Clerk"}, {"title": "Cook", "duties": ["Filed pleadings."]}]}`, measure.Duties, measure.Count{1, 0, 1, 0, 1, 0}},
		{"not saying so is having completed", `{"education": [{"level": "EDUCATION_LEVEL_BACHELOR"}]}`, `{"education": [{"level": "EDUCATION_LEVEL_BACHELOR", "status": "EDUCATION_STATUS_COMPLETED"}]}`, measure.Studies, measure.Count{1, 1, 1, 1, 1, 1}},
		{"not completed", `{"education": [{"level": "EDUCATION_LEVEL_BACHELOR", "status": "EDUCATION_STATUS_INCOMPLETE"}]}`, `{"education": [{"level": "EDUCATION_LEVEL_BACHELOR"}]}`, measure.Studies, measure.Count{1, 0, 1, 0, 1, 0}},
		{"a school in the field", `{"education": [{"level": "EDUCATION_LEVEL_BACHELOR", "field": "History"}]}`, `{"education": [{"level": "EDUCATION_LEVEL_BACHELOR", "field": "History, Merrow College"}]}`, measure.Fields, measure.Count{1, 0, 1, 0, 1, 0}},
		{"the level beside the skill", `{"skills": [{"name": "Relativity", "proficiency": "PROFICIENCY_ADVANCED"}]}`, `{"skills": [{"name": "Relativity (Advanced)"}]}`, measure.SkillLevels, measure.Count{1, 1, 1, 1, 1, 1}},
		{"the speed beside the skill", `{"skills": [{"name": "Typing", "measured": {"value": 80, "unit": "wpm"}}]}`, `{"skills": [{"name": "Typing – 80 WPM"}]}`, measure.SkillLevels, measure.Count{1, 1, 1, 1, 1, 1}},
		{"what stands in brackets is no level", `{"skills": [{"name": "Office (Word, Excel)"}]}`, `{"skills": [{"name": "Office"}]}`, measure.Skills, measure.Count{1, 0, 1, 0, 1, 0}},
		{"two skills in one", `{"skills": [{"name": "Word"}, {"name": "Excel"}]}`, `{"skills": [{"name": "Word, Excel"}]}`, measure.Skills, measure.Count{2, 0, 1, 0, 1, 0}},
		{"a skill twice", `{"skills": [{"name": "Word"}]}`, `{"skills": [{"name": "Word"}, {"name": "word"}]}`, measure.Skills, measure.Count{1, 1, 2, 1, 2, 1}},
		{"the issuer in the name", `{"certifications": [{"name": "Certified Paralegal (CP)", "issuer": "NALA"}]}`, `{"certifications": [{"name": "Certified Paralegal, NALA, since April 2016"}]}`, measure.Certifications, measure.Count{1, 1, 1, 1, 1, 1}},
		{"another credential", `{"certifications": [{"name": "Certified Paralegal (CP)", "issuer": "NALA"}]}`, `{"certifications": [{"name": "Certified Patent Paralegal"}]}`, measure.Certifications, measure.Count{1, 0, 1, 0, 1, 0}},
		{"half a credential", `{"certifications": [{"name": "Texas Board Certified Paralegal"}]}`, `{"certifications": [{"name": "Texas Board"}]}`, measure.Certifications, measure.Count{1, 0, 1, 0, 1, 0}},
		{"expired read as active", `{"certifications": [{"name": "CP", "status": "CERTIFICATION_STATUS_EXPIRED"}]}`, `{"certifications": [{"name": "CP"}]}`, measure.Standings, measure.Count{1, 0, 1, 0, 1, 0}},
		{"the level beside the language", `{"languages": [{"name": "Polish", "level": "LANGUAGE_LEVEL_NATIVE"}]}`, `{"languages": [{"name": "Polish (native speaker)"}]}`, measure.LanguageLevels, measure.Count{1, 1, 1, 1, 1, 1}},
		{"a list that the truth leaves out", `{"experience": []}`, `{"skills": [{"name": "Word"}]}`, measure.Skills, measure.Count{}},
		{"a list that the truth has empty", `{"skills": []}`, `{"skills": [{"name": "Word"}]}`, measure.Skills, measure.Count{0, 0, 1, 0, 1, 0}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			result := measure.Compare(known(t, row.truth), &draft.Draft{Profile: profile(t, row.draft)})
			if got := result.Counts[row.thing]; got != row.want {
				t.Errorf("%s: got %+v, want %+v", row.thing, got, row.want)
			}
		})
	}
}

// The flags of a draft itself count as those of its profile do.
func TestFlagsOfTheDraft(t *testing.T) {
	t.Parallel()
	made := &draft.Draft{Profile: profile(t, `{"skills": [{"name": "Word"}]}`), Flags: []draft.Flag{{Path: "skills[0].name"}, {Path: ""}}}
	if got := measure.Compare(known(t, `{"skills": [{"name": "Word"}]}`), made).Counts[measure.Skills]; got != (measure.Count{1, 1, 1, 1, 0, 0}) {
		t.Errorf("got %+v", got)
	}
}

func TestContacts(t *testing.T) {
	t.Parallel()
	truth, err := measure.ReadTruth([]byte(`{"document": "a.pdf", "profile": {}, "contacts": [
		{"kind": "email", "value": "jo@example.com"}, {"kind": "phone", "value": "(510) 555-0142"},
		{"kind": "link", "value": "linkedin.com/in/jo"}, {"kind": "address", "value": "Oakland, CA 94607"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	made := &draft.Draft{Contacts: []draft.Contact{
		{Kind: "email", Value: "Jo@example.com"},
		{Kind: "phone", Value: "+1 510.555.0142"},
		{Kind: "link", Value: "https://www.linkedin.com/in/jo/"},
		{Kind: "address", Value: "Oakland, CA"},
		{Kind: "email", Value: "jo@example.co"},
	}}
	if got := measure.Compare(truth, made).Counts[measure.Contacts]; got != (measure.Count{4, 4, 5, 4, 5, 4}) {
		t.Errorf("got %+v", got)
	}
}

// What is held is counted, and never listed.
func TestReport(t *testing.T) {
	t.Parallel()
	var results []*measure.Result
	for _, text := range []string{
		`{"document": "open.pdf", "layout": "classic", "profile": {"skills": [{"name": "Opened"}]}}`,
		`{"document": "also.docx", "layout": "table", "profile": {"skills": [{"name": "Word"}]}}`,
		`{"document": "held.docx", "layout": "classic", "held": true, "profile": {"skills": [{"name": "Secret"}]}}`,
	} {
		truth, err := measure.ReadTruth([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		results = append(results, measure.Compare(truth, &draft.Draft{Profile: profile(t, `{"skills": [{"name": "Word"}]}`)}))
	}
	var out strings.Builder
	if err := measure.Report(&out, results, true); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"open: 2 documents", "held: 1 documents", `"Opened" was not read`, "open, by format: recall", "open, by layout: unflagged precision"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s is not in\n%s", want, &out)
		}
	}
	if strings.Contains(out.String(), "Secret") {
		t.Errorf("what is held is listed:\n%s", &out)
	}
	if total := measure.Sum(results)[measure.Skills]; total.Stated != 3 || total.Found != 1 || total.Recall() != 1.0/3 {
		t.Errorf("%+v", total)
	}
}
