package render_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/client/render"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// advised is the answer with what follows from it.
func advised() *lexfitv1.ScoreCandidateResponse {
	a := answer()
	a.Recommendation.Action = lexfitv1.Action_ACTION_SCREEN
	a.Recommendation.Reasons = append(a.Recommendation.Reasons, "Screen: ask first about Notary commission; the answers can lift the score to 93.5.")
	a.Strengths = []*lexfitv1.Strength{{Role: "roles/paralegal", Text: "Legal research: “Westlaw” at advanced level.", Points: 95, MaxPoints: 110}}
	a.InterviewQuestions = []*lexfitv1.InterviewQuestion{
		{Role: "roles/paralegal", Text: "Which courses did you take?", IntervalPoints: 25, Prompt: "The profile says nothing of it."},
		{Role: "roles/legal-secretary", Text: "Did you finish school?", IntervalPoints: 60, Required: true},
	}
	a.Advice = []*lexfitv1.Advice{{
		Rank: 1, Role: "roles/paralegal", Text: "Take a course in legal ethics.", ScoreBefore: 782, ScoreAfter: 807, BandAfter: lexfitv1.Band_BAND_STRONG, EffortWeeks: 6, CostUsd: 1250,
		Checks: []string{"check: the fee"},
	}}
	a.Fits[0].Plan = &lexfitv1.DevelopmentPlan{
		Outcome: lexfitv1.PlanOutcome_PLAN_OUTCOME_REACHED, Text: "One step.", ScoreBefore: 782, Exact: true,
		Steps: []*lexfitv1.PlanStep{{Text: "Take a course.", ScoreAfter: 807, EffortWeeks: 6, CostUsd: 250}},
	}
	return a
}

// printed is what a format makes of some answers.
func printed(t *testing.T, begin func(io.Writer, render.Options) render.Scores, o render.Options, answers map[string]*lexfitv1.ScoreCandidateResponse, names ...string) string {
	t.Helper()
	var b bytes.Buffer
	s := begin(&b, o)
	for _, name := range names {
		if err := s.Add(answers[name], render.Person{Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func totals() (int, int) { return 3, 1 }

func TestGoldenFiles(t *testing.T) {
	t.Parallel()
	answers := map[string]*lexfitv1.ScoreCandidateResponse{"Dana | *Reyes*": advised(), "=Bo": answer()}
	ranked := ranking()
	for name, got := range map[string]string{
		"score.csv": printed(t, render.NewCSV, render.Options{}, answers, "Dana | *Reyes*", "=Bo"),
		"score.md":  printed(t, render.NewMarkdown, render.Options{Totals: totals}, answers, "Dana | *Reyes*", "=Bo"),
		"rank.md":   printed(t, render.NewMarkdown, render.Options{Ranking: ranked, AllQuestions: true}, answers, "Dana | *Reyes*", "=Bo"),
		"none.csv":  printed(t, render.NewCSV, render.Options{Blind: true}, answers),
		"none.md":   printed(t, render.NewMarkdown, render.Options{}, answers),
	} {
		file := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// A text that a spreadsheet would take for a formula gets an apostrophe; everything can be read back.
func TestCSVIsHarmless(t *testing.T) {
	t.Parallel()
	for _, nasty := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"} {
		a := answer()
		a.CandidateId = nasty
		got := printed(t, render.NewCSV, render.Options{}, map[string]*lexfitv1.ScoreCandidateResponse{nasty: a}, nasty)
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(got, "\ufeff"))).ReadAll()
		if err != nil || len(rows) != 3 {
			t.Fatal(rows, err)
		}
		for _, row := range rows[1:] {
			for _, cell := range row[:2] {
				if cell != "'"+render.Clean(nasty) {
					t.Errorf("%q became %q", nasty, cell)
				}
			}
		}
	}
	for nasty, want := range map[string]string{"x;=1+1": "x;'=1+1", "x; @SUM(1)": "x; '@SUM(1)", "a;b": "a;b", "x;\"=1": "x;\"'=1", "=1;+2": "'=1;'+2"} {
		a := answer()
		a.CandidateId = nasty
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(printed(t, render.NewCSV, render.Options{}, map[string]*lexfitv1.ScoreCandidateResponse{nasty: a}, nasty), "\ufeff"))).ReadAll()
		if err != nil || rows[1][0] != want {
			t.Errorf("%q became %q, want %q, %v", nasty, rows, want, err)
		}
	}
	got := printed(t, render.NewCSV, render.Options{Further: true}, map[string]*lexfitv1.ScoreCandidateResponse{"x": answer()}, "x")
	if strings.Contains(got, "candidate_id") {
		t.Error("a run that goes on writes the heads again")
	}
}

// The workbook holds the ranking in order, each criterion, the advice and what the results depend on, as cells of their kinds.
func TestWorkbook(t *testing.T) {
	t.Parallel()
	low, high := advised(), advised()
	high.CandidateId, high.Fits[0].Score = "c-000", 800
	answers := map[string]*lexfitv1.ScoreCandidateResponse{"=low": low, "high": high}
	content := printed(t, render.NewWorkbook, render.Options{Totals: totals}, answers, "=low", "high")
	if again := printed(t, render.NewWorkbook, render.Options{Totals: totals}, answers, "=low", "high"); again != content {
		t.Error("the same answers are other bytes")
	}
	f, err := excelize.OpenReader(strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	if sheets := f.GetSheetList(); !cmp.Equal(sheets, []string{"Ranking", "Candidates", "Criteria", "Advice", "Questions", "About"}) {
		t.Fatalf("got %v", sheets)
	}
	cell := func(sheet, at string) string {
		v, err := f.GetCellValue(sheet, at)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	var got []string
	for row := 1; row <= 5; row++ {
		var line strings.Builder
		for _, column := range "ABCDEFGHIJKL" {
			line.WriteString(cell("Ranking", fmt.Sprintf("%c%d", column, row)) + "|")
		}
		got = append(got, line.String())
	}
	want := []string{
		"Rank|Name|Role|Score|Band|Next step|Flags|Musts|First question|Decision|Notes|Candidate id|",
		"1|high|Legal secretary|64.0||screen||Missing a must: High-school diploma|Did you finish school?|||c-000|",
		"1|=low|Legal secretary|64.0||screen||Missing a must: High-school diploma|Did you finish school?|||c-001|",
		"1|high|Paralegal|80.0|Strong|screen|overqualified|Ask first: Notary commission|Which courses did you take?|||c-000|",
		"2|=low|Paralegal|78.2|Strong|screen|overqualified|Ask first: Notary commission|Which courses did you take?|||c-001|",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for at, want := range map[[2]string]string{
		{"Ranking", "B3"}: "=low", {"Candidates", "A2"}: "high", {"Candidates", "B2"}: "c-000", {"Criteria", "A3"}: "=low", {"Criteria", "C3"}: "Legal research",
		{"Criteria", "E3"}: "9.5", {"Advice", "E2"}: "Take a course in legal ethics.", {"Questions", "C2"}: "Which courses did you take?",
		{"About", "B1"}: "3", {"About", "B3"}: "1", {"About", "B6"}: "2026-11-24", {"About", "B7"}: "3",
	} {
		if got := cell(at[0], at[1]); got != want {
			t.Errorf("%s!%s: got %q, want %q", at[0], at[1], got, want)
		}
	}
	if kind, err := f.GetCellType("Ranking", "B3"); err != nil || kind == excelize.CellTypeFormula {
		t.Errorf("a name is a %v", kind)
	}
	if formula, err := f.GetCellFormula("Ranking", "B3"); err != nil || formula != "" {
		t.Errorf("a name became the formula %s", formula)
	}
	panes, err := f.GetPanes("Ranking")
	if err != nil || !panes.Freeze || panes.YSplit != 1 || panes.XSplit != 2 {
		t.Errorf("got panes %+v", panes)
	}
	tables, err := f.GetTables("Ranking")
	if err != nil || len(tables) != 1 || !strings.HasPrefix(tables[0].Range, "A1:") {
		t.Errorf("got tables %+v", tables)
	}
	fills := map[string]bool{}
	for _, at := range []string{"H2", "E4"} { // a must that is missing, and STRONG
		id, err := f.GetCellStyle("Ranking", at)
		if err != nil {
			t.Fatal(err)
		}
		style, err := f.GetStyle(id)
		if err != nil || len(style.Fill.Color) != 1 {
			t.Fatalf("%s has the style %+v", at, style)
		}
		fills[style.Fill.Color[0]] = true
	}
	if len(fills) != 2 {
		t.Errorf("bands are coloured %v", fills)
	}
}

// The first sheet prints on landscape pages, one wide, with the head on each; a row is as high as its longest text; the id is not printed.
func TestWorkbookPrints(t *testing.T) {
	t.Parallel()
	long := advised()
	long.Fits = long.GetFits()[:1]
	long.InterviewQuestions[0].Text = strings.Repeat("Which of these courses did you take, and where? ", 5)
	content := printed(t, render.NewWorkbook, render.Options{}, map[string]*lexfitv1.ScoreCandidateResponse{"Dana & Co": long, "Bo": answer()}, "Dana & Co")
	f, err := excelize.OpenReader(strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	layout, err := f.GetPageLayout("Ranking")
	if err != nil || *layout.Orientation != "landscape" || *layout.FitToWidth != 1 || *layout.FitToHeight != 0 {
		t.Errorf("got %+v", layout)
	}
	if props, err := f.GetSheetProps("Ranking"); err != nil || !*props.FitToPage {
		t.Errorf("the page is not fitted: %+v", props)
	}
	names := map[string]string{}
	for _, name := range f.GetDefinedName() {
		if name.Scope == "Ranking" {
			names[name.Name] = name.RefersTo
		}
	}
	if want := map[string]string{"_xlnm.Print_Titles": "'Ranking'!$1:$1", "_xlnm.Print_Area": "'Ranking'!$A:$J"}; !cmp.Equal(names, want) {
		t.Errorf("got %v, want %v", names, want)
	}
	for at, want := range map[string]string{"C1": "Score", "I1": "Decision", "J1": "Notes", "K1": "Candidate id"} { // one role has no column
		if got, err := f.GetCellValue("Ranking", at); err != nil || got != want {
			t.Errorf("%s: got %q, want %q", at, got, want)
		}
	}
	height, err := f.GetRowHeight("Ranking", 2)
	if err != nil || height < 6*15 || height > 8*15 { // 240 letters in a column of 44
		t.Errorf("a question of six lines has a row of %v points", height)
	}
}

// What a stranger wrote is no markup in Markdown.
func TestMarkdownIsHarmless(t *testing.T) {
	t.Parallel()
	for _, nasty := range []string{"<script>", "[x](http://y)", "| a |", "# x", "`x`", "![](x)", "- x", "*b*", "https://evil.example"} {
		got := render.MarkdownText(nasty)
		for _, plain := range []string{"<s", "[x]", "| a", "`x", "![", "*b", "://"} {
			if at := strings.Index(got, plain); at >= 0 && (at == 0 || got[at-1] != '\\') {
				t.Errorf("%q became %q", nasty, got)
			}
		}
		if strings.HasPrefix(got, "#") || strings.HasPrefix(got, "-") {
			t.Errorf("%q became %q", nasty, got)
		}
	}
}

// A fit without a standing, as a server of another version may send it, is written without one.
func TestMarkdownWithoutStanding(t *testing.T) {
	t.Parallel()
	bare := answer()
	for _, fit := range bare.GetFits() {
		fit.Eligibility = lexfitv1.Eligibility_ELIGIBILITY_UNSPECIFIED
	}
	if got := printed(t, render.NewMarkdown, render.Options{}, map[string]*lexfitv1.ScoreCandidateResponse{"Bo": bare}, "Bo"); !strings.Contains(got, "\nAfter interview ") {
		t.Errorf("no interval in\n%s", got)
	}
}

// Blind takes names out of every text, and leaves the words of the rules and the id.
func TestBlind(t *testing.T) {
	t.Parallel()
	profile := &lexfitv1.CandidateProfile{
		CandidateId: "mary-law-1", DisplayName: "Mary Law Kowalczyk", Labels: map[string]string{"source": "Oakhurst Referral"},
		Experience: []*lexfitv1.Experience{{Title: "Assistant to Kowalczyk at Baker & Sons", Employer: "Baker & Sons", Duties: []string{"call 555-123-4567"}}},
		Education:  []*lexfitv1.Education{{Institution: "Lakeside College"}},
	}
	a := advised()
	a.CandidateId, a.Labels = "mary-law-1", map[string]string{"source": "Oakhurst Referral"}
	a.Fits[0].Criteria[1].Title = "Law of Baker & Sons"
	a.Strengths[0].Text = "Law office: “Assistant to Kowalczyk at BAKER & SONS”; mary@example.com; see www.example.com/mary; LAKESIDE COLLEGE; maryland; 555-123-4567"
	a.Advice[0].Change = &lexfitv1.ProfileChange{Entry: &lexfitv1.ProfileChange_Experience{Experience: &lexfitv1.Experience{Title: "x", Employer: "Baker & Sons"}}}
	a.ChangedProfile = proto.Clone(profile).(*lexfitv1.CandidateProfile) //nolint:forcetypeassert // a clone is of the same type
	render.Blind(a, profile)
	text := a.String()
	for _, name := range []string{"Mary ", "Kowalczyk", "Baker", "BAKER", "Oakhurst", "LAKESIDE", "Lakeside", "example.com", "555-123"} {
		if strings.Contains(text, name) {
			t.Errorf("%q is left in %s", name, text)
		}
	}
	if want := "Law office: “Assistant to […] at […]”; […]; see […]; […]; maryland; […]"; a.GetStrengths()[0].GetText() != want {
		t.Errorf("got %s, want %s", a.GetStrengths()[0].GetText(), want)
	}
	if a.GetCandidateId() != "mary-law-1" || a.GetChangedProfile().GetCandidateId() != "mary-law-1" || a.GetFits()[0].GetRoleTitle() != "Paralegal" {
		t.Errorf("got %s", text)
	}
	c := &lexfitv1.RankedCandidate{CandidateId: "mary-law-1", Labels: a.GetLabels(), Unrecognized: []*lexfitv1.Unrecognized{{Text: "Mary's Kowalczyk"}}}
	render.BlindRanked(c, profile)
	if strings.Contains(c.String(), "Kowalczyk") || c.GetCandidateId() != "mary-law-1" {
		t.Errorf("got %s", c)
	}
}
