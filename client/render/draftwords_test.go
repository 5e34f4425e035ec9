package render_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lexfit/lexfit/client/render"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Every kind of flag has words of its own, and a path is said as people say it.
func TestFlagWords(t *testing.T) {
	t.Parallel()
	said := map[string]lexfitv1.ReviewFlagKind{}
	for number := range lexfitv1.ReviewFlagKind_name {
		kind := lexfitv1.ReviewFlagKind(number)
		word := render.FlagWord(kind)
		if before, twice := said[word]; twice && kind != 0 && before != 0 {
			t.Errorf("%v and %v are both %q", kind, before, word)
		}
		said[word] = kind
	}
	for path, want := range map[string]string{
		"experience[0].started_on": "job 1, start", "education[2]": "degree 3", "skills[3].name": "skill 4, name", "preferences.salary_min_usd": "wishes, pay",
		"experience[1].duties[4]": "job 2, duty 5", "": "", "<b>\x1b": "<b>�", "certifications[0].expires_on": "certification 1, until",
	} {
		if got := render.PathWords(path); got != want {
			t.Errorf("%q is %q, want %q", path, got, want)
		}
	}
}

// A note counts what is in doubt, names the first three, each once, and says what a reviewed profile leaves open.
func TestReviewNote(t *testing.T) {
	t.Parallel()
	flag := func(path string, kind lexfitv1.ReviewFlagKind) *lexfitv1.ReviewFlag {
		return &lexfitv1.ReviewFlag{Path: path, Kind: kind}
	}
	const year, doubt = lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_YEAR_ALONE, lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_DOUBTFUL
	many := []*lexfitv1.ReviewFlag{
		flag("skills[0]", doubt), flag("skills[0]", doubt), flag("", lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_HIDDEN_TEXT), flag("experience[0].ended_on", year), flag("skills[9]", doubt), flag("skills[8]", doubt),
	}
	for _, test := range []struct {
		review *lexfitv1.Review
		want   string
	}{
		{nil, ""},
		{&lexfitv1.Review{}, ""},
		{&lexfitv1.Review{Draft: true}, "draft, not reviewed"},
		{&lexfitv1.Review{Flags: many[:1]}, "reviewed, 1 value left open (skill 1: read with doubt)"},
		{
			&lexfitv1.Review{Draft: true, Flags: many},
			"draft, not reviewed: 5 values to look at (skill 1: read with doubt; text that nobody sees on the page; job 1, end: a year without a month; and 2 more)",
		},
	} {
		if got := render.ReviewNote(test.review); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
		if title := render.ReviewTitle(test.review); !strings.HasPrefix(test.want, title) {
			t.Errorf("the title is %q", title)
		}
	}
}

// Evidence says where it stands in the document, and that it is in doubt where all of it is.
func TestShownAt(t *testing.T) {
	t.Parallel()
	evidence := []*lexfitv1.Evidence{
		{Path: "experience[0]", ReadAs: "Paralegal", Flagged: new(true)},
		{Path: "experience[1]", ReadAs: "Paralegal"},
		{Path: "skills[0]", ReadAs: "Westlaw", Flagged: new(true)},
		{Path: "experience[1]", ReadAs: "Legal research", Basis: lexfitv1.Basis_BASIS_IMPLIED},
	}
	place := func(candidate, path string) string {
		return map[string]string{"a experience[1]": "résumé, page 2", "a skills[0]": "résumé, page 1"}[candidate+" "+path]
	}
	want := []string{"Paralegal (résumé, page 2)", "Westlaw (résumé, page 1, in doubt)", "Legal research (likely from the job) (résumé, page 2)"}
	if diff := cmp.Diff(want, render.ShownAt(evidence, "a", place)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Paralegal", "Westlaw (in doubt)", "Legal research (likely from the job)"}, render.ShownAt(evidence, "b", place)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Paralegal", "Westlaw (in doubt)", "Legal research (likely from the job)"}, render.ShownAt(evidence, "a", nil)); diff != "" {
		t.Error(diff)
	}
}
