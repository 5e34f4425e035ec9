package input_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/testing/protocmp"

	"github.com/lexfit/lexfit/client/input"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

const resume = `{
  "$schema": "x",
  "basics": {"name": "Ana Gutierrez", "email": "ana@example.com", "label": "",
    "location": {"region": "California", "countryCode": "US", "city": "Fresno"}},
  "work": [
    {"position": "Paralegal", "name": "Orchard LLP", "startDate": "2019-02", "summary": "Litigation.", "highlights": ["Drafted discovery", "E-filed"], "url": "x"},
    {"position": "Legal Secretary", "company": "Orchard LLP", "startDate": "2015", "endDate": "2019-01-31"}
  ],
  "education": [{"studyType": "Bachelor of Science", "area": "Criminal Justice", "institution": "State", "endDate": "2014-05", "courses": ["Legal Writing"], "score": "3.9"}],
  "certificates": [{"name": "Certified Paralegal", "issuer": "NALA", "date": "2020-03-01"}],
  "skills": [{"name": "Legal research", "level": "Advanced", "keywords": ["Westlaw", "Lexis"]}, {"keywords": ["Word"]}],
  "languages": [{"language": "Spanish", "fluency": "Native speaker"}],
  "volunteer": [{"organization": "Clinic"}, {"organization": "Library"}],
  "awards": null
}`

func TestJSONResume(t *testing.T) {
	t.Parallel()
	want := &lexfitv1.CandidateProfile{}
	if err := protojson.Unmarshal([]byte(`{
	  "candidate_id": "ana", "display_name": "Ana Gutierrez", "work_state": "CA",
	  "experience": [
	    {"title": "Paralegal", "employer": "Orchard LLP", "started_on": "2019-02", "duties": ["Litigation.", "Drafted discovery", "E-filed"]},
	    {"title": "Legal Secretary", "employer": "Orchard LLP", "started_on": "2015", "ended_on": "2019-01-31"}],
	  "education": [{"level": "EDUCATION_LEVEL_BACHELOR", "field": "Criminal Justice", "institution": "State", "completed_on": "2014-05", "coursework": ["Legal Writing"]}],
	  "certifications": [{"name": "Certified Paralegal", "issuer": "NALA", "issued_on": "2020-03-01"}],
	  "skills": [{"name": "Legal research", "proficiency": "PROFICIENCY_ADVANCED"}, {"name": "Westlaw"}, {"name": "Lexis"}, {"name": "Word"}],
	  "languages": [{"name": "Spanish", "level": "LANGUAGE_LEVEL_NATIVE"}]}`), want); err != nil {
		t.Fatal(err)
	}
	line := strings.ReplaceAll(resume, "\n", " ")
	folder := t.TempDir()
	for name, test := range map[string]struct {
		content string
		ids     []string
	}{
		"ana.json":      {resume, []string{"ana"}},
		"ana.cv.json":   {line, []string{"ana.cv"}},
		"ana.jsonl":     {line + "\n\n" + line + "\n", []string{"ana-1", "ana-2"}},
		"ana.all.json":  {"[" + resume + "," + resume + "]", []string{"ana.all-1", "ana.all-2"}},
		"ana":           {resume, []string{"ana"}},
		"ana.unknown.z": {line, []string{"ana.unknown-1"}},
	} {
		file := filepath.Join(folder, name)
		if err := os.WriteFile(file, []byte(test.content), 0o600); err != nil {
			t.Fatal(err)
		}
		o := input.Options{}
		if strings.HasSuffix(name, ".z") {
			o.Format = input.JSONResume
		}
		var notices []string
		o.Notice = func(s string) { notices = append(notices, strings.ReplaceAll(s, file, "F")) }
		var ids []string
		_, err := input.ReadWith(file, &o, func(r *input.Row) bool {
			ids = append(ids, r.Profile.GetCandidateId())
			want.CandidateId = r.Profile.GetCandidateId()
			if diff := cmp.Diff(want, r.Profile, protocmp.Transform()); diff != "" || len(r.Warnings) > 0 {
				t.Errorf("%s: %v %s", name, r.Warnings, diff)
			}
			return true
		})
		if err != nil || !slices.Equal(ids, test.ids) {
			t.Errorf("%s: got %v, %v, want %v", name, ids, err, test.ids)
		}
		count := ""
		if len(ids) > 1 {
			count = " (2)"
		}
		left := fmt.Sprintf(`F: not read, as profiles have no field for it: "$schema"%s, basics.email%s, basics.location.city%s, education[].score%s, volunteer%s, work[].url%s`,
			count, count, count, count, count, count)
		left = strings.ReplaceAll(left, `"$schema"`, "$schema")
		if len(notices) != 2 || notices[0] != "F: is a JSON Resume, which has no id: called by the file's name, "+ids[0] || strings.ReplaceAll(notices[1], `"`, "") != left {
			t.Errorf("%s: got notices %q, want %q", name, notices, left)
		}
	}
}

// What cannot be read is named with its place: left out where that says nothing, a problem where it would say something.
func TestJSONResumeProblems(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]string{
		`{"work": [{"name": "x"}]}`:                                           "1: work[0].position: is missing: expected the title of the job, without which nothing is known of it",
		`{"work": [{"position": "x", "endDate": "soon"}]}`:                    `warning 1: work[0].endDate: "soon" is no date that can be read: when the job ended is left open; expected a date such as 2019-05-31, 2019-05 or 2019`,
		`{"work": [{"position": "x", "startDate": "once"}]}`:                  `warning 1: work[0].startDate: "once" is no date that can be read: left out; expected a date such as 2019-05-31, 2019-05 or 2019`,
		`{"work": {"position": "x"}}`:                                         "1: work: expected a list in square brackets, got an object",
		`{"work": [{"position": 5.5, "position": "x"}]}`:                      "1: work[0].position: given twice: keep one",
		`{"work": [{"position": true}]}`:                                      "1: work[0].position: expected a text in double quotes, got true",
		`{"work": [], "skills": [{"name": "x", "level": "Wizard"}]}`:          `warning 1: skills[0].level: "Wizard" is not known: left out; expected one of NONE, NOVICE, BASIC, WORKING, ADVANCED, EXPERT, or say what it means under values in the map`,
		`{"work": [], "skills": [{"level": "Expert"}]}`:                       "1: skills[0].name: is missing: expected what it is called",
		`{"basics": {"location": {"region": "WA", "countryCode": "AU"}}}`:     "",
		`{"basics": {"location": {"region": "Fjordland"}}}`:                   `warning 1: basics.location.region: "Fjordland" is no state that is known: left out`,
		"{\n\"work\": [],\n\"languages\": [\n{\"fluency\": \"Native\"}]}":     "4: languages[0].name: is missing: expected what it is called",
		`{"work": [{"position": "x", "endDate": "Present"}], "skills": [{}]}`: "",
	} {
		var got []string
		_, err := input.ReadWith("-", &input.Options{Format: input.JSONResume, Stdin: strings.NewReader(content)}, func(r *input.Row) bool {
			for _, p := range r.Problems {
				got = append(got, fmt.Sprintf("%d: %s", p.Line, p))
			}
			for _, p := range r.Warnings {
				got = append(got, fmt.Sprintf("warning %d: %s", p.Line, p))
			}
			if (r.Profile == nil) != (len(r.Problems) > 0) {
				t.Errorf("%s: a profile and problems", content)
			}
			if strings.Contains(content, "AU") && r.Profile.GetWorkState() != "" {
				t.Errorf("a state of Australia became %s", r.Profile.GetWorkState())
			}
			return true
		})
		if err != nil || len(got) == 0 != (want == "") || len(got) > 0 && got[0] != want {
			t.Errorf("%s:\ngot  %q, %v\nwant %q", content, got, err, want)
		}
	}
}

// What a résumé says twice, or of another country, is named and not lost; the country's name may be written in any way; an
// ambiguous date is read as the map says.
func TestJSONResumeNamesWhatIsLeft(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]string{
		`{"basics": {"location": {"region": "California", "countryCode": "USA"}}}`:                  "CA",
		`{"basics": {"location": {"region": "Bavaria", "countryCode": "DE"}}}`:                      " basics.location.countryCode, basics.location.region",
		`{"work": [{"position": "x", "name": "New", "company": "Old", "startDate": "03/04/2019"}]}`: " New 2019-04-03 work[].company",
		`{"work": [{"position": "x", "company": "Old", "name": "New"}]}`:                            " New  work[].company",
		`{"work": [{"position": "x", "company": "Old"}]}`:                                           " Old",
		`{"work": [], "languages": [{"language": "Spanish", "name": "Español"}]}`:                   " Spanish languages[].name",
		`{"work": [], "languages": [{"name": "Spanish"}]}`:                                          " Spanish",
	} {
		left := ""
		o := &input.Options{Format: input.JSONResume, Map: &input.Map{DateOrder: "dmy"}, Stdin: strings.NewReader(content), Notice: func(s string) {
			_, after, _ := strings.Cut(s, "no field for it:")
			left += after
		}}
		got := ""
		_, err := input.ReadWith("-", o, func(r *input.Row) bool {
			parts := []string{r.Profile.GetWorkState()}
			for _, e := range r.Profile.GetExperience() {
				parts = append(parts, e.GetEmployer(), e.GetStartedOn())
			}
			for _, l := range r.Profile.GetLanguages() {
				parts = append(parts, l.GetName())
			}
			got = strings.Join(parts, " ")
			return len(r.Warnings) == 0
		})
		if got = strings.TrimRight(got+left, " "); got != want || err != nil {
			t.Errorf("%s: got %q, %v, want %q", content, got, err, want)
		}
	}
}

// Keys may be anything and as many as there are: a hundred are named, the others counted.
func TestJSONResumeManyKeys(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&b, `, "k%d": 1`, i)
	}
	said := ""
	o := &input.Options{Stdin: strings.NewReader(`{"work": []` + b.String() + "}"), Notice: func(s string) { said = s }}
	if _, err := input.ReadWith("-", o, func(*input.Row) bool { return true }); err != nil {
		t.Fatal(err)
	}
	if strings.Count(said, ", k") != 99 || !strings.HasSuffix(said, ", and other keys (4900)") {
		t.Errorf("got %s", said)
	}
}

// Two people in one folder are two, whatever stands between the points of their files' names.
func TestRowIDs(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, want := range map[string]string{
		"smith.jane.json": "smith.jane", "smith.john.json": "smith.john", "pool.2026.csv": "pool.2026-1", ".csv": ".csv-1",
	} {
		content := `{"work": []}`
		if strings.HasSuffix(name, ".csv") {
			content = "Skills,Full Name\nWord,Ann\n"
		}
		file := filepath.Join(folder, name)
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := input.ReadWith(file, &input.Options{}, func(r *input.Row) bool {
			if r.Profile.GetCandidateId() != want {
				t.Errorf("%s: got %q, want %q", name, r.Profile.GetCandidateId(), want)
			}
			return true
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// A long text is cut at spaces into duties that the contract takes, and nothing of it is lost.
func TestJSONResumeLongSummary(t *testing.T) {
	t.Parallel()
	long := strings.TrimSpace(strings.Repeat("drafted a motion, ", 400))
	_, err := input.ReadWith("-", &input.Options{Format: input.JSONResume, Stdin: strings.NewReader(`{"work": [{"position": "x", "summary": "` + long + `"}]}`)}, func(r *input.Row) bool {
		duties := r.Profile.GetExperience()[0].GetDuties()
		for _, d := range duties {
			if len(d) > 2000 {
				t.Errorf("%d characters", len(d))
			}
		}
		if len(duties) != 4 || strings.Join(duties, " ") != long {
			t.Errorf("%d duties", len(duties))
		}
		return true
	})
	if err != nil {
		t.Error(err)
	}
}

func FuzzJSONResume(f *testing.F) {
	f.Add([]byte(resume))
	f.Add([]byte(`{"work":[{"position":"x","highlights":"one"}],"education":[{"endDate":2014}]}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		_, err := input.ReadWith("-", &input.Options{Format: input.JSONResume, Stdin: strings.NewReader(string(content))}, func(r *input.Row) bool {
			if (r.Profile == nil) == (len(r.Problems) == 0) {
				t.Errorf("profile %v, problems %v", r.Profile, r.Problems)
			}
			return true
		})
		if err != nil {
			t.Error(err)
		}
	})
}
