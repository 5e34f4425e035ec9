package draft_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/testing/protocmp"

	"github.com/lexfit/lexfit/client/intake/document"
	"github.com/lexfit/lexfit/client/intake/draft"
	"github.com/lexfit/lexfit/matcher/profilegen"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// anna is a draft with something of everything.
func anna() *draft.Draft {
	d := &draft.Draft{
		Source: draft.Source{File: "in/anna chen.pdf", Digest: "ab12", Format: "pdf", Pages: 2, Remarks: []string{"page 2: a picture: it was not read"}},
		Profile: &lexfitv1.CandidateProfile{
			CandidateId: "anna-chen", DisplayName: "Anna “Nan” Chen\\", WorkState: "NY", Labels: map[string]string{"b": "2", "a: ": "- 1\n#x"}, Preferences: &lexfitv1.Preferences{},
			Education: []*lexfitv1.Education{{Level: lexfitv1.EducationLevel_EDUCATION_LEVEL_BACHELOR, Field: "null", Coursework: []string{"", "Torts", "yes"}}, {}},
			Skills:    []*lexfitv1.Skill{{Name: "Westlaw", Years: new(2.5)}, {Name: "\u2028\u0085\ufeff\x00\t😀"}},
			Experience: []*lexfitv1.Experience{
				{Title: "Paralegal", StartedOn: "2019", EndedOn: "2021-03", Months: new(int32(0)), Duties: []string{"Filed: motions", "{x}"}},
				{Title: "Clerk", EndUnclear: true},
				{Title: "Runner"},
			},
		},
		Contacts: []draft.Contact{{Kind: "email", Value: "anna@example.com", Page: 1, Line: 2}},
		Spans: []draft.Span{
			{Path: "experience[0].title", Page: 1, Line: 4, Text: "Paralegal"},
			{Path: "experience[1].title", Page: 1, Line: 7, Text: "Clerk"},
			{Path: "experience[2].title", Page: 2, Line: 1, Text: "Runner"},
		},
		Flags: []draft.Flag{
			{Kind: lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_YEAR_ALONE, Path: "experience[0].started_on", Page: 1, Line: 4, Text: "2019 – March 2021", Says: "The month is missing.", Others: []string{"2019-01", "2019-03"}},
			{Kind: lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_AMBIGUOUS, Path: "experience[1].title", Page: 1, Line: 7, Text: "Clerk", Answer: draft.Skipped},
			{Kind: lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_DOUBTFUL, Path: "experience[2]", Page: 2, Line: 1, Text: "Runner", Answer: draft.Kept},
			{Kind: lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_UNREAD_LEGAL, Page: 2, Line: 3, Text: "Certified Paralegal"},
		},
		Pages: []draft.Page{
			{Number: 1, Lines: []draft.Line{{Number: 1, Text: "ANNA CHEN", Size: 18, Bold: true, Heading: true}, {Number: 2, Text: "anna@example.com", Left: 72, Italic: true, Bullet: true, Running: true, Hidden: "white", Block: 3}}},
			{Number: 2},
		},
	}
	d.Mark()
	return d
}

func same(t *testing.T, want, got *draft.Draft) {
	t.Helper()
	if diff := cmp.Diff(want, got, protocmp.Transform()); diff != "" {
		t.Error(diff)
	}
}

// What is written is read back as it was, and written again as the same bytes, whatever a profile holds.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	made := anna()
	made.Untouched = true
	path := filepath.Join(t.TempDir(), "anna-chen"+draft.Extension)
	for range 2 { // the second writes over the first
		if err := draft.Write(path, made); err != nil {
			t.Fatal(err)
		}
	}
	bare := anna()
	bare.Profile.Skills[1].Name = "\u2028\u0085\ufeff\t😀" // the reader refuses NUL, as it does in JSON
	bare.Untouched = true
	if err := draft.Write(path, bare); err != nil {
		t.Fatal(err)
	}
	if _, err := draft.Read(path); err == nil || !strings.Contains(err.Error(), "U+0085") {
		t.Errorf("a control character: %v", err)
	}
	bare.Profile.Skills[1].Name = "\u2028\ufeff\t😀"
	if err := draft.Write(path, bare); err != nil {
		t.Fatal(err)
	}
	got, err := draft.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	same(t, bare, got)
	generator := profilegen.New(11)
	for range 300 {
		profile := generator.Profile()
		profile.Review = nil
		one := &draft.Draft{Profile: profile}
		one.Mark()
		data := one.Encode()
		back, err := draft.Decode("x", data)
		if err != nil {
			if strings.Contains(err.Error(), "control character") {
				continue
			}
			t.Fatalf("%v\n%s", err, data)
		}
		same(t, one, back)
		if again := back.Encode(); string(again) != string(data) {
			t.Fatalf("other bytes:\n%s\n%s", data, again)
		}
	}
}

// A file that anybody has changed, by a comment alone, is no longer as it was made.
func TestUntouched(t *testing.T) {
	t.Parallel()
	made := anna()
	made.Profile.Skills = nil
	made.Untouched = true
	data := string(made.Encode())
	for text, want := range map[string]bool{
		data: true, data + "# looked at\n": false, strings.Replace(data, "Clerk", "Court clerk", 1): false,
		strings.Replace(data, "reviewed: false", "reviewed: false ", 1): false,
	} {
		got, err := draft.Decode("x", []byte(text))
		if err != nil || got.Untouched != want {
			t.Errorf("untouched %v, want %v: %v", got.Untouched, want, err)
		}
	}
}

// What a person breaks is named with its line, all of it, and what was expected.
func TestDecodeErrors(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{"empty", "", []string{"x: is empty"}},
		{"no draft", "profile: {}\n", []string{"x:1: draft: expected the number 1"}},
		{"newer", "draft: 7\nprofile: {}", []string{"x:1: draft: is of format 7"}},
		{"unknown", "draft: 1\nprofle: {}\n", []string{`x:2: unknown field "profle": expected one of`}},
		{"twice", "draft: 1\nprofile: {}\nreviewed: true\nreviewed: true\n", []string{"x:4: reviewed: given twice"}},
		{"no YAML", "draft: 1\nprofile: [\n", []string{"x:", "not valid YAML"}},
		{"two", "draft: 1\nprofile: {}\n---\ndraft: 1\n", []string{"x:3: a second document"}},
		{"fields", "draft: 1\nprofile:\n  candidate_id: a\n  skils: []\n  education:\n    - level: BACHELORS\n      completed_on: [1]\n", []string{
			"x:4: profile.skils: unknown field; did you mean", "x:6: profile.education[0].level: expected one of", "x:7: profile.education[0].completed_on: expected a text",
		}},
		{"review", "draft: 1\nprofile:\n  review: {draft: true}\n", []string{"x:3: profile.review: is made of reviewed and flags"}},
		{"flags", "draft: 1\nprofile: {}\nflags:\n  - kind: YEAR\n    page: -1\n    answer: maybe\n", []string{"x:4: flags[0].kind: unknown kind", "x:5: flags[0].page: expected a whole number", "x:6: flags[0].answer: expected kept"}},
		{"open flags", "draft: 1\nreviewed: true\nprofile: {}\nflags:\n  - kind: YEAR_ALONE\n", []string{"x:1: reviewed: true, and 1 flags without an answer"}},
		{"anchors", "draft: 1\nprofile: &a {candidate_id: x}\nspans: *a\n", []string{"x:2: profile: anchors and aliases", "x:3: spans: anchors and aliases"}},
		{"deep", "draft: 1\nprofile: " + strings.Repeat("[", 40) + strings.Repeat("]", 40), []string{"x:2: profile: nested deeper than"}},
		{"large", strings.Repeat("#", draft.MaxDraft+1), []string{"above the limit"}},
	} {
		_, err := draft.Decode("x", []byte(test.text))
		for _, want := range test.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %q is missing from %v", test.name, want, err)
			}
		}
	}
}

// A person may leave quotes out: a year is a date, a number a text where one is expected.
func TestByHand(t *testing.T) {
	t.Parallel()
	got, err := draft.Decode("x", []byte("draft: 1\nprofile:\n  candidate_id: 17\n  experience:\n  - {title: Paralegal, started_on: 2021, ended_on: 2022-03-01, months: 14, duties: [true, 'no']}\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := &lexfitv1.CandidateProfile{CandidateId: "17", Experience: []*lexfitv1.Experience{
		{Title: "Paralegal", StartedOn: "2021", EndedOn: "2022-03-01", Months: new(int32(14)), Duties: []string{"true", "no"}},
	}, Review: &lexfitv1.Review{Draft: true}}
	if diff := cmp.Diff(want, got.Profile, protocmp.Transform()); diff != "" {
		t.Error(diff)
	}
}

// The review message holds what is open, and is gone where all was settled.
func TestMark(t *testing.T) {
	t.Parallel()
	made := anna()
	paths := func() (list []string) {
		for _, flag := range made.Profile.GetReview().GetFlags() {
			list = append(list, flag.GetPath())
		}
		return list
	}
	if diff := cmp.Diff([]string{"experience[0].started_on", "experience[1].title", ""}, paths()); diff != "" || !made.Profile.GetReview().GetDraft() {
		t.Error(diff)
	}
	made.Flags[0].Answer, made.Flags[3].Answer, made.Reviewed = draft.Edited, draft.Dropped, true
	made.Mark()
	if diff := cmp.Diff([]string{"experience[1].title"}, paths()); diff != "" || made.Profile.GetReview().GetDraft() {
		t.Error(diff)
	}
	made.Flags[1].Answer = draft.Kept
	if made.Mark(); made.Profile.GetReview() != nil {
		t.Error("a reviewed draft says that it is to be looked at")
	}
}

// Values are written as a person types them, and nothing changes where that makes no profile.
func TestSet(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ path, text, want, err string }{
		{"experience[0].started_on", " March 2019 ", "2019-03", ""},
		{"experience[0].started_on", "2022", "2019", "ended_on must not lie before started_on"},
		{"experience[0].started_on", "soon", "2019", "expected a date such as"},
		{"experience[0].title", "Senior Paralegal", "Senior Paralegal", ""},
		{"experience[1]", "Court Clerk", "Court Clerk, true", ""},
		{"education[0].level", "associate's degree", "associate", ""},
		{"education[0].level", "wizard", "bachelor", "expected one of HIGH_SCHOOL"},
		{"education[0].coursework[1]", "Contracts", "Contracts", ""},
		{"experience[0].months", "26", "26", ""},
		{"experience[0].months", "many", "0", "expected a whole number"},
		{"skills[0].years", "3", "3", ""},
		{"experience[9].title", "x", "", "the profile has no experience[9].title"},
		{"experience[0].duties", "x", "Filed: motions; {x}", "holds several values"},
		{"display_name", "Anna Chen", "Anna Chen", ""},
	} {
		made := anna()
		made.Profile.Skills, made.Profile.Education[0].Coursework[0] = made.Profile.GetSkills()[:1], "x"
		err := made.Set(test.path, test.text)
		if got := made.Value(test.path); got != test.want || (err == nil) != (test.err == "") || err != nil && !strings.Contains(err.Error(), test.err) {
			t.Errorf("%s = %q: %q, %v; want %q, %q", test.path, test.text, got, err, test.want, test.err)
		}
	}
}

// An entry that goes takes its spans and flags along, and those behind it move up.
func TestDrop(t *testing.T) {
	t.Parallel()
	made := anna()
	made.Drop("experience[1].title") // a job without a title is none
	if len(made.Profile.GetExperience()) != 2 || made.Profile.GetExperience()[1].GetTitle() != "Runner" {
		t.Error(made.Profile.GetExperience())
	}
	if diff := cmp.Diff([]draft.Span{{Path: "experience[0].title", Page: 1, Line: 4, Text: "Paralegal"}, {Path: "experience[1].title", Page: 2, Line: 1, Text: "Runner"}}, made.Spans); diff != "" {
		t.Error(diff)
	}
	if made.Flags[1].Answer != draft.Dropped || made.Flags[2].Path != "experience[1]" || made.Flags[0].Path != "experience[0].started_on" {
		t.Error(made.Flags)
	}
	made.Drop("experience[0].ended_on")
	made.Drop("education[0].coursework[1]")
	made.Drop("preferences.nothing")
	if job := made.Profile.GetExperience()[0]; job.GetEndedOn() != "" || len(made.Profile.GetEducation()[0].GetCoursework()) != 2 {
		t.Error(made.Profile)
	}
}

// Text that reached no entry becomes one.
func TestAdd(t *testing.T) {
	t.Parallel()
	made := anna()
	made.Profile.Skills, made.Profile.Education[0].Coursework = nil, nil
	path, err := made.Add("certification", "Certified Paralegal")
	if err != nil || path != "certifications[0]" || made.Value(path) != "Certified Paralegal" {
		t.Errorf("%s, %v", path, err)
	}
	if _, err := made.Add("hobby", "chess"); err == nil || !strings.Contains(err.Error(), "expected one of job, degree") {
		t.Error(err)
	}
}

// The lines of a document are kept with their look, and what is out of bounds is left out.
func TestKeep(t *testing.T) {
	t.Parallel()
	made := &draft.Draft{Profile: &lexfitv1.CandidateProfile{}}
	made.Keep(&document.Document{Digest: "d", Format: "pdf", Pages: []document.Page{{Number: 3, Lines: []document.Line{
		{Number: 1, Text: "A\xff", Left: 71.6, Size: 1e9, Bold: true, Heading: 2, Hidden: document.White},
	}}}})
	want := []draft.Page{{Number: 3, Lines: []draft.Line{{Number: 1, Text: "A\ufffd", Left: 72, Bold: true, Heading: true, Hidden: "white"}}}}
	if diff := cmp.Diff(want, made.Pages); diff != "" || made.Source.Pages != 1 {
		t.Error(diff)
	}
	if line := made.Line(3, 1); line == nil || line.Left != 72 || made.Line(3, 2) != nil || made.Line(1, 1) != nil {
		t.Error("the line is not found by its place")
	}
}

// However long a document is, its draft can be read back.
func TestKeepLong(t *testing.T) {
	t.Parallel()
	long := &document.Document{Pages: make([]document.Page, 600)}
	for i := range long.Pages {
		long.Pages[i] = document.Page{Number: i + 1, Lines: []document.Line{{Number: 1, Text: strings.Repeat("\u0085long ", 2000)}}}
	}
	many := &document.Document{Pages: []document.Page{{Number: 1}}}
	for i := range 30_000 {
		many.Pages[0].Lines = append(many.Pages[0].Lines, document.Line{Number: i + 1, Text: "x"})
	}
	for _, doc := range []*document.Document{long, many} {
		made := &draft.Draft{Profile: &lexfitv1.CandidateProfile{CandidateId: "a"}, Flags: make([]draft.Flag, 3000)}
		made.Keep(doc)
		made.Mark()
		if back, err := draft.Decode("x", made.Encode()); err != nil {
			t.Error(err)
		} else if len(back.Flags) != 2000 || back.Source.Pages != len(doc.Pages) {
			t.Errorf("%d flags, %d pages", len(back.Flags), back.Source.Pages)
		}
	}
}

// Whatever is read is written and read again as the same; nothing panics.
func FuzzDecode(f *testing.F) {
	made := anna()
	made.Profile.Skills = nil
	f.Add(made.Encode())
	f.Add([]byte("draft: 1\nprofile: {candidate_id: a}\nflags: [{kind: YEAR_ALONE, path: 'skills[0]'}]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		read, err := draft.Decode("x", data)
		if err != nil {
			return
		}
		read.Untouched = true
		again, err := draft.Decode("x", read.Encode())
		if err != nil {
			t.Fatalf("%v\n%s", err, read.Encode())
		}
		if diff := cmp.Diff(read, again, protocmp.Transform()); diff != "" {
			t.Fatal(diff)
		}
		for _, flag := range read.Flags {
			_ = read.Value(flag.Path)
			read.Drop(flag.Path)
		}
	})
}
