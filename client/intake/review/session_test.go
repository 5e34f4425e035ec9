package review_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lexfit/lexfit/client/intake/draft"
	"github.com/lexfit/lexfit/client/intake/review"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// anna is a draft of which three values are flagged, and a text.
func anna() *draft.Draft {
	return &draft.Draft{
		Untouched: true,
		Source:    draft.Source{File: "anna chen.pdf", Digest: "ab12", Format: "pdf", Pages: 2},
		Profile: &lexfitv1.CandidateProfile{CandidateId: "anna-chen", DisplayName: "Anna Chen", Experience: []*lexfitv1.Experience{
			{Title: "Paralegal", StartedOn: "2019", EndedOn: "2021-03"}, {Title: "Runner"},
		}},
		Flags: []draft.Flag{
			{
				Kind: lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_YEAR_ALONE, Path: "experience[0].started_on", Page: 1, Line: 3, Text: "2019 – March 2021",
				Says: "The month is missing.", Others: []string{"2019-01", "2022"},
			},
			{Kind: lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_DOUBTFUL, Path: "experience[0].started_on", Page: 1, Line: 3, Text: "2019 – March 2021"},
			{Kind: lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_AMBIGUOUS, Path: "experience[1].title", Page: 1, Line: 5, Text: "Runner"},
			{Kind: lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_UNREAD_LEGAL, Page: 2, Line: 1, Text: "Certified Paralegal, NALA"},
		},
		Contacts: []draft.Contact{{Kind: "email", Value: "anna@example.com", Page: 1, Line: 2}, {Kind: "phone", Value: "555-0100", Page: 1, Line: 2}},
		Spans: []draft.Span{
			{Path: "display_name", Page: 1, Line: 1, Text: "Anna Chen"},
			{Path: "experience[0].title", Page: 1, Line: 3, Text: "Paralegal"},
			{Path: "experience[0].started_on", Page: 1, Line: 3, Text: "2019"},
			{Path: "experience[1].title", Page: 1, Line: 5, Text: "Runner"},
		},
		Pages: []draft.Page{
			{Number: 1, Lines: []draft.Line{
				{Number: 1, Text: "Anna Chen", Size: 20, Bold: true},
				{Number: 2, Text: "anna@example.com · 555-0100", Size: 9},
				{Number: 3, Text: "Paralegal, 2019 – March 2021", Size: 11, Left: 60},
				{Number: 4, Text: "Filed <b>motions</b>\x1b[2J", Bullet: true, Left: 90, Size: 11},
				{Number: 5, Text: "Runner", Italic: true, Size: 11, Hidden: "white"},
			}},
			{Number: 2, Lines: []draft.Line{{Number: 1, Text: "Certified Paralegal, NALA"}}},
		},
	}
}

func write(t *testing.T, drafts ...*draft.Draft) []string {
	t.Helper()
	folder := t.TempDir()
	var files []string
	for _, each := range drafts {
		path := filepath.Join(folder, each.Profile.GetCandidateId()+draft.Extension)
		if err := draft.Write(path, each); err != nil {
			t.Fatal(err)
		}
		files = append(files, path)
	}
	return files
}

func answer(t *testing.T, files []string, text string, again bool) (review.Summary, string) {
	t.Helper()
	var out bytes.Buffer
	session := &review.Session{Out: &out, Asked: review.Plain(strings.NewReader(text), &out), Skipped: again, Wrong: func(err error) { t.Error(err) }}
	summary, err := session.Run(t.Context(), files)
	if err != nil {
		t.Fatal(err)
	}
	return summary, out.String()
}

func saved(t *testing.T, path string) *draft.Draft {
	t.Helper()
	made, err := draft.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func answers(d *draft.Draft) (list []draft.Answer) {
	for _, flag := range d.Flags {
		list = append(list, flag.Answer)
	}
	return list
}

// Each answer does what it says and is saved at once; what is settled is reviewed.
func TestAnswers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, text string
		want       []draft.Answer
		reviewed   bool
		start      string
		jobs, keys int
		left       int
	}{
		{"keep all", "k\nk\nk\n", []draft.Answer{draft.Kept, draft.Kept, draft.Kept, draft.Kept}, true, "2019", 2, 3, 0},
		{"another reading", "1\nk\nk\n", []draft.Answer{draft.Edited, draft.Edited, draft.Kept, draft.Kept}, true, "2019-01", 2, 3, 0},
		{"a reading that cannot be, then one that can", "2\n1\nq\n", []draft.Answer{draft.Edited, draft.Edited, "", ""}, false, "2019-01", 2, 3, 2},
		{"edit", "e\nlast spring\nMay 2019\nq\n", []draft.Answer{draft.Edited, draft.Edited, "", ""}, false, "2019-05", 2, 1 + 12 + 9 + 1, 2},
		{"thought better of it", "e\n\nk\nq\n", []draft.Answer{draft.Kept, draft.Kept, "", ""}, false, "2019", 2, 4, 2},
		{"drop a value and a job", "d\nd\ns\n", []draft.Answer{draft.Dropped, draft.Dropped, draft.Dropped, draft.Skipped}, true, "", 1, 3, 0},
		{"skip", "s\ns\ns\ns\n", []draft.Answer{draft.Skipped, draft.Skipped, draft.Skipped, draft.Skipped}, true, "2019", 2, 4, 0},
		{"no such key", "x\nK\nq\n", []draft.Answer{draft.Kept, draft.Kept, "", ""}, false, "2019", 2, 2, 2},
		{"nobody there", "", []draft.Answer{"", "", "", ""}, false, "2019", 2, 0, 4},
	} {
		files := write(t, anna())
		summary, shown := answer(t, files, test.text, false)
		got := saved(t, files[0])
		if diff := cmp.Diff(test.want, answers(got)); diff != "" || got.Reviewed != test.reviewed || got.Profile.GetExperience()[0].GetStartedOn() != test.start || len(got.Profile.GetExperience()) != test.jobs {
			t.Errorf("%s: %s %v %v\n%s", test.name, diff, got.Reviewed, got.Profile, shown)
		}
		if summary.Keys != test.keys || summary.Left != test.left || (summary.Reviewed == 1) != test.reviewed {
			t.Errorf("%s: %+v\n%s", test.name, summary, shown)
		}
	}
}

// A text that reached no entry becomes one, with its place.
func TestAddEntry(t *testing.T) {
	t.Parallel()
	files := write(t, anna())
	answer(t, files, "k\nk\ne\nhobby chess\ncertification Certified Paralegal\n", false)
	got := saved(t, files[0])
	if !got.Reviewed || got.Profile.GetCertifications()[0].GetName() != "Certified Paralegal" || got.Profile.GetReview() != nil {
		t.Error(got.Profile)
	}
	if last := got.Spans[len(got.Spans)-1]; last != (draft.Span{Path: "certifications[0]", Page: 2, Line: 1, Text: "Certified Paralegal, NALA"}) {
		t.Error(last)
	}
}

// What stands on the screen: the value, why, the line with its neighbours, other readings, how much is left; nothing of a profile moves the cursor.
func TestScreen(t *testing.T) {
	t.Parallel()
	clean := anna()
	clean.Profile.CandidateId, clean.Profile.DisplayName, clean.Flags = "bo", "Bo", nil
	files := write(t, anna(), clean)
	_, shown := answer(t, files, "s\ns\n", false)
	for _, want := range []string{
		"Filed <b>motions</b>�[2J", "Anna Chen (anna-chen) · 1 of 2 drafts · about 5 keys left in all", "Job 1, start: 2019 · a year without a month", "The month is missing.", "anna chen.pdf, page 1",
		">    3  Paralegal, 2019 – March 2021", "     5  Runner", "1: 2019-01", "k keep · e edit · 1 to 2 take that · d drop · s skip · q quit ›", "0 of 2 drafts reviewed, 2 values left open", "bo: 1 key left",
	} {
		if !strings.Contains(shown, want) {
			t.Errorf("%q is missing from\n%s", want, shown)
		}
	}
	if strings.Contains(shown, "\x1b") {
		t.Error("an escape of a profile is on the screen")
	}
	if summary, shown := answer(t, files, "k\nk\nk\n", false); summary.Reviewed != 2 || !strings.Contains(shown, "Nothing is flagged. This was read:\n    Work: Paralegal (2019 to March 2021)") {
		t.Errorf("%+v\n%s", summary, shown)
	}
	if summary, _ := answer(t, files, "", false); summary.Keys != 0 || summary.Open != 2 {
		t.Errorf("%+v: asked about what is done", summary)
	}
	if summary, shown := answer(t, files, "k\n", true); summary.Open != 0 || !strings.Contains(shown, "Job 1, start") {
		t.Errorf("%+v: what was skipped is not asked again\n%s", summary, shown)
	}
}

// What somebody else wrote meanwhile is not written over.
func TestChangedMeanwhile(t *testing.T) {
	t.Parallel()
	files := write(t, anna())
	theirs := anna()
	theirs.Profile.DisplayName = "Anna C. Chen"
	var out bytes.Buffer
	session := &review.Session{Out: &out, Asked: asked(func() { _ = draft.Write(files[0], theirs) }), Wrong: func(error) {}}
	if _, err := session.Run(t.Context(), files); err == nil || !strings.Contains(err.Error(), "was changed meanwhile") {
		t.Error(err)
	}
	if got := saved(t, files[0]); got.Profile.GetDisplayName() != "Anna C. Chen" {
		t.Error("it was written over")
	}
}

// asked keeps everything, and does something before each answer.
type asked func()

func (a asked) Key(context.Context, string, string) (rune, error) { a(); return 'k', nil }

func (a asked) Line(context.Context, string) (string, error) { return "", io.EOF }

// A draft that cannot be read is named, and the others go on.
func TestBroken(t *testing.T) {
	t.Parallel()
	files := write(t, anna())
	broken := filepath.Join(t.TempDir(), "x.draft.yaml")
	if err := os.WriteFile(broken, []byte("draft: 1\nflags: 3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var wrong error
	session := &review.Session{Out: io.Discard, Asked: review.Plain(strings.NewReader("k\nk\nk\n"), io.Discard), Wrong: func(err error) { wrong = errors.Join(wrong, err) }}
	summary, err := session.Run(t.Context(), append([]string{broken}, files...))
	if err != nil || wrong == nil || !strings.Contains(wrong.Error(), "x.draft.yaml:2: flags: expected a list") || summary.Reviewed != 1 || summary.Broken != 1 {
		t.Errorf("%v, %v, %+v", err, wrong, summary)
	}
}

// Single keys: others pass, an arrow is none, Ctrl-C quits, and the terminal is as it was after each.
func TestKeys(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"k": "k", "K": "k", "x|\x1b[A|s": "s", "\x03": "", "\x04": "", "x": ""} {
		raw, restored := 0, 0
		person := review.Keys(&bites{strings.Split(text, "|")}, io.Discard, func() (func(), error) {
			raw++
			return func() { restored++ }, nil
		})
		key, err := person.Key(t.Context(), "?", "ks")
		if got := strings.Trim(string(key), "\x00"); got != want || (want == "") != errors.Is(err, io.EOF) || raw != 1 || restored != 1 {
			t.Errorf("%q: %q, %v, raw %d, restored %d", text, got, err, raw, restored)
		}
	}
}

// bites hands on what was pressed at once.
type bites struct{ list []string }

func (b *bites) Read(into []byte) (int, error) {
	if len(b.list) == 0 {
		return 0, io.EOF
	}
	count := copy(into, b.list[0])
	b.list = b.list[1:]
	return count, nil
}
