package notice_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lexfit/lexfit/client/notice"
	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

var update = flag.Bool("update", false, "write the golden files anew")

func profile() *lexfitv1.CandidateProfile {
	return &lexfitv1.CandidateProfile{
		CandidateId: "c-7", DisplayName: "Ana *Gutierrez*",
		Education: []*lexfitv1.Education{{Level: lexfitv1.EducationLevel_EDUCATION_LEVEL_ASSOCIATE, Field: "Paralegal Studies", Status: lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED, Institution: "Lakeside College"}},
		Skills:    []*lexfitv1.Skill{{Name: "Westlaw", Proficiency: lexfitv1.Proficiency_PROFICIENCY_WORKING}, {Name: "<b>juggling</b>"}},
		Experience: []*lexfitv1.Experience{{
			Title: "Paralegal", Employer: "Orchard LLP", StartedOn: "2022-01-01",
		}},
	}
}

// schooled has a degree that is none of the field, and a diploma, and no job near the law.
func schooled() *lexfitv1.CandidateProfile {
	return &lexfitv1.CandidateProfile{
		CandidateId: "c-8",
		Education: []*lexfitv1.Education{
			{Level: lexfitv1.EducationLevel_EDUCATION_LEVEL_HIGH_SCHOOL, Status: lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED},
			{Level: lexfitv1.EducationLevel_EDUCATION_LEVEL_ASSOCIATE, Field: "Business Administration", Status: lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED},
		},
		Experience: []*lexfitv1.Experience{{Title: "Medical Secretary", StartedOn: "2019-01"}},
	}
}

func scored(t *testing.T, p *lexfitv1.CandidateProfile) *lexfitv1.ScoreCandidateResponse {
	t.Helper()
	plan, err := matcher.Compile(rulebook.Default())
	if err != nil {
		t.Fatal(err)
	}
	a, err := plan.Score(p, matcher.Options{AsOf: "2026-11-24", Targets: []string{"roles/paralegal"}, View: lexfitv1.View_VIEW_FULL})
	if err != nil {
		t.Fatal(err)
	}
	a.RulebookRevision = 4
	return a
}

func TestGolden(t *testing.T) {
	t.Parallel()
	corrected := profile()
	corrected.Certifications = []*lexfitv1.Certification{{Name: "Certified Paralegal", Status: lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE, ExpiresOn: "2029"}}
	for name, in := range map[string]notice.Input{
		"page":      {Profile: profile(), Answer: scored(t, profile()), Firm: "Marsh & Vane", Contact: "Jo Marsh, 555-0100"},
		"corrected": {Profile: corrected, Answer: scored(t, corrected), Before: scored(t, profile()), Opening: "Litigation paralegal, Albany", Blind: true},
		"pointless": {Profile: corrected, Answer: scored(t, corrected), Before: scored(t, profile()), NoPoints: true},
		"missing":   {Profile: schooled(), Answer: scored(t, schooled())},
		"blank":     {Profile: &lexfitv1.CandidateProfile{CandidateId: "x"}, Answer: scored(t, &lexfitv1.CandidateProfile{CandidateId: "x"})},
	} {
		p, err := notice.New(in)
		if err != nil {
			t.Fatal(err)
		}
		for _, write := range []struct {
			extension string
			to        func(*bytes.Buffer) error
		}{
			{".md", func(b *bytes.Buffer) error { return p.Markdown(b, "") }},
			{".html", func(b *bytes.Buffer) error { return p.HTML(b, "") }},
		} {
			var b bytes.Buffer
			if err := write.to(&b); err != nil {
				t.Fatal(err)
			}
			got := b.String()
			for _, never := range []string{"Orchard", "Lakeside", "<b>", "STRONG", "INELIGIBLE", "NOT_STATED"} {
				if strings.Contains(got, never) {
					t.Errorf("%s%s holds %q", name, write.extension, never)
				}
			}
			file := filepath.Join("testdata", name+write.extension)
			if *update {
				if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s: %s", file, diff)
			}
		}
	}
}

// Without points no number of them stands anywhere, and everything else does.
func TestNoPoints(t *testing.T) {
	t.Parallel()
	corrected := profile()
	corrected.Certifications = []*lexfitv1.Certification{{Name: "Certified Paralegal", Status: lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE, ExpiresOn: "2029"}}
	in := notice.Input{Profile: corrected, Answer: scored(t, corrected), Before: scored(t, profile())}
	var with, without bytes.Buffer
	for to, none := range map[*bytes.Buffer]bool{&with: false, &without: true} {
		in.NoPoints = none
		p, err := notice.New(in)
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Markdown(to, ""); err != nil {
			t.Fatal(err)
		}
	}
	number := regexp.MustCompile(`\d+\.\d|\bpoints?\b`)
	if !number.MatchString(with.String()) {
		t.Error("the page has no points even where they are wanted")
	}
	page, _, _ := strings.Cut(without.String(), "About this result")
	if found := number.FindAllString(page, -1); len(found) > 0 {
		t.Errorf("the page holds %q:\n%s", found, page)
	}
	if strings.Count(page, "\n## ") != strings.Count(with.String(), "\n## ") {
		t.Error("a part of the page is missing")
	}
}

// Whoever misses a must reads what the profile does not yet show, and the highest degree that they have.
func TestKindAndTrue(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		profile *lexfitv1.CandidateProfile
		want    []string
		never   []string
	}{
		"a must is missing": {schooled(), []string{"does not yet show what this opening requires.", "associate degree in Business Administration"}, []string{"no match", "high-school diploma in", "points"}},
		"nothing is said": {
			&lexfitv1.CandidateProfile{CandidateId: "x"},
			[]string{"does not yet say enough to compare it with this opening"},
			[]string{"0.0 of 100", "weak", "not judged"},
		},
	} {
		p, err := notice.New(notice.Input{Profile: row.profile, Answer: scored(t, row.profile), NoPoints: true})
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := p.Markdown(&b, ""); err != nil {
			t.Fatal(err)
		}
		for _, want := range row.want {
			if !strings.Contains(b.String(), want) {
				t.Errorf("%s: no %q in\n%s", name, want, b.String())
			}
		}
		for _, never := range row.never {
			if strings.Contains(b.String(), never) {
				t.Errorf("%s: %q in\n%s", name, never, b.String())
			}
		}
	}
}

// The reasons are those that cost the most points, the most first, four at most, and the steps come true.
func TestReasonsAndSteps(t *testing.T) {
	t.Parallel()
	a := scored(t, profile())
	p, err := notice.New(notice.Input{Profile: profile(), Answer: a})
	if err != nil {
		t.Fatal(err)
	}
	lost := map[string]int32{}
	for _, c := range a.GetFits()[0].GetCriteria() {
		lost[c.GetTitle()] = c.GetMaxPoints() - c.GetPoints()
	}
	least := int32(1 << 20)
	given := map[string]bool{}
	for _, r := range p.Reasons {
		if lost[r.Title] > least || lost[r.Title] == 0 {
			t.Errorf("%s stands behind what costs less", r.Title)
		}
		least = lost[r.Title]
		given[r.Title] = true
	}
	for title, points := range lost {
		if !given[title] && points > least {
			t.Errorf("%s costs %d and is not given", title, points)
		}
	}
	if len(p.Reasons) != 4 || len(p.Steps) == 0 {
		t.Fatalf("%d reasons, %d steps", len(p.Reasons), len(p.Steps))
	}
	changed, err := matcher.ApplyChange(profile(), a.GetAdvice()[0].GetChange())
	if err != nil {
		t.Fatal(err)
	}
	after := scored(t, changed).GetFits()[0].GetScore()
	if a.GetAdvice()[0].GetScoreAfter() != after {
		t.Errorf("the step promises %d and makes %d", a.GetAdvice()[0].GetScoreAfter(), after)
	}
}

// A firm's own template is used; one that cannot be is named as such, and HTML in it is left out.
func TestTemplate(t *testing.T) {
	t.Parallel()
	p, err := notice.New(notice.Input{Profile: profile(), Answer: scored(t, profile())})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := p.HTML(&b, "# Dear {{.Name}}\n\n<script>alert(1)</script>\n\n{{.Points}}"); err != nil {
		t.Fatal(err)
	}
	if got := b.String(); !strings.Contains(got, "<h1>Dear Ana *Gutierrez*</h1>") || strings.Contains(got, "<script") {
		t.Error(got)
	}
	for text, want := range map[string]string{"{{.Name": "cannot be read", "{{.Salary}}": "asks for what is not there"} {
		if err := p.Markdown(&b, text); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "--print-template") {
			t.Errorf("%s: got %v", text, err)
		}
	}
	if _, err := notice.New(notice.Input{Profile: profile(), Answer: &lexfitv1.ScoreCandidateResponse{}}); err == nil {
		t.Error("a page about nothing")
	}
}

// A page about a draft says so, with what is in doubt; a page about anybody else does not.
func TestDraft(t *testing.T) {
	t.Parallel()
	for _, draft := range []bool{true, false} {
		in := profile()
		if draft {
			in.Review = &lexfitv1.Review{Draft: true, Flags: []*lexfitv1.ReviewFlag{{Path: "experience[0].started_on", Kind: lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_YEAR_ALONE}}}
		}
		page, err := notice.New(notice.Input{Profile: in, Answer: scored(t, in)})
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := page.Markdown(&out, ""); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"draft, not reviewed: 1 value to look at", "- job 1, start: a year without a month"} {
			if strings.Contains(out.String(), want) != draft {
				t.Errorf("draft %v: %q\n%s", draft, want, out.String())
			}
		}
	}
}

// What a machine read with doubt is not told as proved, and the question of it is put to who wrote it.
func TestFlaggedValuesAreNotProved(t *testing.T) {
	t.Parallel()
	p := profile()
	p.Review = &lexfitv1.Review{Draft: true, Flags: []*lexfitv1.ReviewFlag{{Path: "education[0].field"}, {Path: "experience[0].title"}}}
	page, err := notice.New(notice.Input{Profile: p, Answer: scored(t, p)})
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := page.Markdown(&text, ""); err != nil {
		t.Fatal(err)
	}
	const unconfirmed = " \\(as a machine read it; nobody has confirmed it yet\\)"
	for _, want := range []string{
		"associate degree in Paralegal Studies" + unconfirmed, "Paralegal" + unconfirmed,
		"A machine read your résumé, and a person has to look at the field of study of education 1. If that does not settle it: ",
	} {
		if !strings.Contains(text.String(), want) && !strings.Contains(text.String(), strings.ReplaceAll(want, "\\", "")) {
			t.Errorf("no %q in\n%s", want, text.String())
		}
	}
	if strings.Contains(text.String(), "Confirm against") || strings.Contains(text.String(), "Then:") {
		t.Errorf("it speaks to a recruiter:\n%s", text.String())
	}
}
