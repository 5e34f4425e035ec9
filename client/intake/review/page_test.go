package review_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/client/intake/draft"
	"github.com/lexfit/lexfit/client/intake/review"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

func page(t *testing.T, of *draft.Draft) string {
	t.Helper()
	var out bytes.Buffer
	if err := review.Page(&out, of); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// Values lead to their lines and lines to their values, and every way leads somewhere.
func TestPageLinks(t *testing.T) {
	t.Parallel()
	got := page(t, anna())
	for _, want := range []string{
		`<li id="p1l3" value="3" class="flagged"><a href="#f4" data-to="f4 f5">Paralegal, 2019 – March 2021</a></li>`,
		`<dt>title</dt><dd><a href="#p1l3" data-to="p1l3">Paralegal</a> <span class="place">page 1, line 3</span></dd>`,
		`<div id="f5" class="flagged"><dt>start</dt><dd><a href="#p1l3" data-to="p1l3">2019</a> <span class="place">page 1, line 3</span> <span class="flag">a year without a month</span>`,
		`<a href="#p1l3" data-to="p1l3 f5">Job 1, start, 2019: a year without a month</a> <span class="place">page 1, line 3</span><br>The month is missing.<br>Or: 2019-01; 2022`,
		`<a href="#p2l1" data-to="p2l1">“Certified Paralegal, NALA”: legal work or a credential in no entry</a>`,
		`<li id="p1l1" value="1" class="bold larger"><a href="#f1"`, `class="bullet in1">Filed &lt;b&gt;motions&lt;/b&gt;�[2J</li>`, `(not seen on the page: white)`, "To look at: 4", "Draft, not reviewed · anna chen.pdf, 2 pages",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is missing from\n%s", want, got)
		}
	}
	ids := map[string]bool{}
	for _, match := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(got, -1) {
		if ids[match[1]] {
			t.Errorf("%s stands twice", match[1])
		}
		ids[match[1]] = true
	}
	for _, match := range regexp.MustCompile(`(?:href="#|data-to=")([^"]+)"`).FindAllStringSubmatch(got, -1) {
		for id := range strings.FieldsSeq(match[1]) {
			if !ids[id] {
				t.Errorf("%s leads nowhere", id)
			}
		}
	}
}

// Whatever a document holds, the page has its own script and style and no others, asks for nothing outside, and styles nothing by attributes, which the policy would forbid.
func TestNothingGetsIn(t *testing.T) {
	t.Parallel()
	const nasty = `</script><script>alert(1)</script><img src=x onerror=alert(1)><!--"` + "\u2028\u202e\x1b[31m"
	made := anna()
	made.Source.File, made.Source.Remarks = nasty, []string{nasty}
	made.Profile.DisplayName, made.Profile.Experience[0].Title = nasty, nasty
	made.Profile.Experience[0].Duties = []string{nasty}
	made.Pages[0].Lines[0].Text, made.Pages[0].Lines[0].Hidden = nasty, nasty
	made.Flags[0].Says, made.Flags[0].Others, made.Flags[3].Text = nasty, []string{nasty}, nasty
	made.Contacts[0] = draft.Contact{Kind: nasty, Value: nasty}
	got := page(t, made)
	if count := strings.Count(got, "<script"); count != 1 {
		t.Errorf("%d scripts", count)
	}
	for _, bad := range []string{"<img", "<!--", "\u2028", "\u202e", "\x1b", "http://", "https://", "style=\""} {
		if at := strings.Index(strings.SplitN(got, "<main>", 2)[1], bad); at >= 0 {
			t.Errorf("%q is in the page", bad)
		}
	}
	if !strings.Contains(got, "default-src 'none'; script-src 'sha256-") {
		t.Error("no policy")
	}
}

// A draft of nothing is a page.
func TestEmptyPage(t *testing.T) {
	t.Parallel()
	got := page(t, &draft.Draft{Profile: &lexfitv1.CandidateProfile{CandidateId: "x"}, Reviewed: true})
	for _, want := range []string{"Nothing is flagged.", "The lines of the document are not in the draft.", "Reviewed · ", "</html>\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is missing from %s", want, got)
		}
	}
}
