package submittal_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/client/submittal"
	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/profilegen"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

func dana() *lexfitv1.CandidateProfile {
	return &lexfitv1.CandidateProfile{
		CandidateId: "dana-1", DisplayName: "Dana <b>Reyes", WorkState: "NY", Labels: map[string]string{"stage": "Screening"},
		Education: []*lexfitv1.Education{
			{Level: lexfitv1.EducationLevel_EDUCATION_LEVEL_HIGH_SCHOOL, Status: lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED},
			{
				Level: lexfitv1.EducationLevel_EDUCATION_LEVEL_ASSOCIATE, Field: "Paralegal Studies", Institution: "Lakeside College", CompletedOn: "2011-05",
				Status: lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED, ProgramApproval: lexfitv1.ProgramApproval_PROGRAM_APPROVAL_ABA_APPROVED,
			},
		},
		Skills:         []*lexfitv1.Skill{{Name: "Westlaw", Years: new(3.0)}, {Name: "Relativity", Years: new(7.0)}},
		Certifications: []*lexfitv1.Certification{{Name: "Certified Paralegal", Issuer: "NALA", IssuedOn: "2021-05", ExpiresOn: "2027-05-31"}},
		Experience: []*lexfitv1.Experience{
			{Title: "Legal Secretary", Employer: "Bexley Stone", StartedOn: "2012-02", EndedOn: "2018-12"},
			{Title: "Paralegal", Employer: "Orchard LLP", StartedOn: "2019-01", Duties: []string{"Filed motions for Reyes at Orchard LLP."}},
		},
		Languages:   []*lexfitv1.Language{{Name: "Spanish", Level: lexfitv1.LanguageLevel_LANGUAGE_LEVEL_NATIVE}},
		Preferences: &lexfitv1.Preferences{SalaryMinUsd: new(int32(150000)), AvailableFrom: "2027-01-15"},
	}
}

// page is the page for paralegals with some people on it.
func page(t *testing.T, blind bool, profiles ...*lexfitv1.CandidateProfile) string {
	t.Helper()
	program, err := matcher.Compile(rulebook.Default())
	if err != nil {
		t.Fatal(err)
	}
	made := &submittal.Page{Opening: "Paralegal, Acme", AsOf: "November 24, 2026", Blind: blind}
	for _, profile := range profiles {
		before := proto.CloneOf(profile)
		answer, err := program.Score(profile, matcher.Options{AsOf: "2026-11-24", View: lexfitv1.View_VIEW_FULL, Targets: []string{"roles/paralegal"}})
		if err == nil {
			err = made.Add(profile, answer)
		}
		if err != nil {
			t.Fatal(err)
		}
		if !proto.Equal(before, profile) {
			t.Error("the profile was changed")
		}
	}
	var out bytes.Buffer
	if err := made.HTML(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// The page tells five lines of facts, the evidence for the must in the candidate's words, credentials with dates, and the terms.
func TestPage(t *testing.T) {
	t.Parallel()
	got := page(t, false, dana())
	for _, want := range []string{
		`<h2 id="n0">Dana &lt;b&gt;Reyes</h2>`,
		"<dt>Work</dt><dd>Paralegal, Orchard LLP (since January 2019); 14.8 years of work in 2 jobs</dd>",
		"<dt>Before</dt><dd>Legal Secretary, Bexley Stone (February 2012 to December 2018)</dd>",
		"<dt>Education</dt><dd>Associate degree, Paralegal Studies, Lakeside College (ABA-approved); High-school diploma</dd>",
		"<dt>Skills</dt><dd>Relativity, Westlaw</dd>",
		"<dt>Place, languages</dt><dd>NY; Spanish (native)</dd>",
		"<li>Certified Paralegal, NALA (since May 2021, until May 2027)</li>",
		"<dt>Available</dt><dd>from January 15, 2027</dd>",
		"<dt>Pay asked for</dt><dd>from $150,000 a year</dd>",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is missing from\n%s", want, got)
		}
	}
	_, asked, _ := strings.Cut(got, `<ul class="musts">`)
	if !strings.Contains(asked, "<li>Associate degree, Paralegal Studies, Lakeside College (ABA-approved)</li>") {
		t.Errorf("the must is not shown: %s", asked)
	}
	if n := strings.Count(strings.Split(got, "<h3>")[0], "<dt>"); n != 5 {
		t.Errorf("%d lines of facts, want 5", n)
	}
	if strings.Contains(got, "2011") {
		t.Error("the year of a degree tells an age")
	}
}

// Who says nothing is to be asked, and who lacks the must has it not shown.
func TestOpenMusts(t *testing.T) {
	t.Parallel()
	if got := page(t, false, &lexfitv1.CandidateProfile{CandidateId: "x"}); !strings.Contains(got, "To be confirmed with the candidate.") || !strings.Contains(got, "Candidate 1") {
		t.Error(got)
	}
	lacking := &lexfitv1.CandidateProfile{CandidateId: "x", DisplayName: "Bo", Education: []*lexfitv1.Education{{Level: lexfitv1.EducationLevel_EDUCATION_LEVEL_HIGH_SCHOOL, Status: lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED}}, Experience: []*lexfitv1.Experience{{Title: "Baker", StartedOn: "2020-01"}}}
	if got := page(t, false, lacking); !strings.Contains(got, "Not shown.") {
		t.Error(got)
	}
}

// Blind, nothing tells who it is, in no text.
func TestBlind(t *testing.T) {
	t.Parallel()
	got := page(t, true, dana(), dana())
	for _, name := range []string{"Dana", "Reyes", "Orchard", "Lakeside", "Bexley", "dana-1", "Screening"} {
		if strings.Contains(got, name) {
			t.Errorf("%s is on the page:\n%s", name, got)
		}
	}
	if !strings.Contains(got, ">Candidate 1<") || !strings.Contains(got, ">Candidate 2<") || !strings.Contains(got, "Certified Paralegal") {
		t.Error(got)
	}
}

// Whoever it is, nothing of ours stands on the page: no score, advice, flag, pay band or id of the rules, and nothing to run or fetch.
func TestNothingOfOurs(t *testing.T) {
	t.Parallel()
	rules := rulebook.Default()
	generator := profilegen.New(5)
	for i := range 40 {
		profile := generator.Profile()
		profile.CandidateId, profile.DisplayName = fmt.Sprintf("c%d", i), ""
		got := page(t, false, profile)
		for _, role := range rules.GetRoles() {
			for _, criterion := range role.GetCriteria() {
				if strings.Contains(criterion.GetId(), "-") && regexp.MustCompile(`\b`+criterion.GetId()+`\b`).MatchString(strings.ToLower(got)) && !strings.Contains(strings.ToLower(profile.String()), criterion.GetId()) {
					t.Errorf("%s is on the page", criterion.GetId())
				}
			}
		}
		for _, ours := range []string{"STRONG", "WEAK", "overqualified", "roles/", "pay band", "of 100", "education[", "experience[", "<script", "http://", "https://", "points", profile.GetCandidateId() + "<"} {
			if strings.Contains(got, ours) && !strings.Contains(profile.String(), ours) {
				t.Errorf("%q is on the page of %s", ours, profile.GetCandidateId())
			}
		}
		if strings.Count(got, "<article") != 1 {
			t.Error("not an article a person")
		}
	}
}

// Of a draft the page says so, with what is in doubt; of a reviewed profile what is still open, and of others nothing.
func TestDraft(t *testing.T) {
	t.Parallel()
	flags := []*lexfitv1.ReviewFlag{{Path: "experience[1].started_on", Kind: lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_YEAR_ALONE}}
	for _, test := range []struct {
		review *lexfitv1.Review
		want   string
	}{
		{&lexfitv1.Review{Draft: true, Flags: flags}, "draft, not reviewed: 1 value to look at (job 2, start: a year without a month)."},
		{&lexfitv1.Review{Draft: true}, "draft, not reviewed."},
		{&lexfitv1.Review{Flags: flags}, "reviewed, 1 value left open (job 2, start: a year without a month)."},
		{nil, ""},
	} {
		profile := dana()
		profile.Review = test.review
		got := page(t, false, profile)
		if _, told, _ := strings.Cut(got, "by a program: "); !strings.HasPrefix(told, test.want) || (test.want == "") != (told == "") {
			t.Errorf("want %q: %s", test.want, got)
		}
	}
}
