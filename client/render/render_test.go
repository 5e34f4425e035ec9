package render_test

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/jedib0t/go-pretty/v6/text"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/lexfit/lexfit/client/render"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// TestMain prints a table before any test runs: the table library's widths are settled once, and a test that measures lines
// beside another that settles them would be a race.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := render.History(io.Discard, render.Table, []*lexfitv1.RulebookRevision{{}}, render.Options{}); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

var update = flag.Bool("update", false, "write the golden files anew")

const (
	stated  = lexfitv1.Basis_BASIS_STATED
	implied = lexfitv1.Basis_BASIS_IMPLIED
	assumed = lexfitv1.Basis_BASIS_ASSUMED
)

func criterion(title string, points, most int32, status lexfitv1.Status, basis lexfitv1.Basis, seen ...string) *lexfitv1.CriterionFit {
	c := &lexfitv1.CriterionFit{Title: title, Points: points, MaxPoints: most, Status: status, Basis: basis, Requirement: lexfitv1.Requirement_REQUIREMENT_PREFERRED}
	for i, s := range seen {
		c.Evidence = append(c.Evidence, &lexfitv1.Evidence{Path: fmt.Sprintf("skills[%d]", i), ReadAs: s})
	}
	return c
}

func required(c *lexfitv1.CriterionFit) *lexfitv1.CriterionFit {
	c.Requirement = lexfitv1.Requirement_REQUIREMENT_REQUIRED
	return c
}

// answer has one of everything that a screen can show.
func answer() *lexfitv1.ScoreCandidateResponse {
	routed := required(criterion("Paralegal education or its equivalent", 180, 180, lexfitv1.Status_STATUS_MET, assumed, "Paralegal studies"))
	routed.Route = &lexfitv1.Route{Title: "approved certificate and a degree"}
	return &lexfitv1.ScoreCandidateResponse{
		CandidateId: "c-001", RulebookRevision: 3, RulebookDigest: "0123456789abcdef0123", EngineVersion: 1, AsOf: "2026-11-24",
		Recommendation: &lexfitv1.Recommendation{Role: "roles/paralegal", Margin: 124, Reasons: []string{"Paralegal: strong, ask first about Notary commission."}},
		Fits: []*lexfitv1.Fit{
			{
				Role: "roles/paralegal", RoleTitle: "Paralegal", Rank: 1, Score: 782, ScoreLow: 710, ScoreHigh: 935, MaxScore: 1000, FitIndex: 764,
				Band: lexfitv1.Band_BAND_STRONG, Eligibility: lexfitv1.Eligibility_ELIGIBILITY_UNCONFIRMED,
				Flags: []string{"OVERQUALIFIED"}, FlagReasons: []string{"A law degree."},
				Unconfirmed: []*lexfitv1.Unconfirmed{{Title: "Notary commission", Question: "Do you hold a notary's commission?"}},
				Criteria: []*lexfitv1.CriterionFit{
					routed,
					criterion("Legal research", 95, 110, lexfitv1.Status_STATUS_PARTIAL, implied, "Legal research", "Westlaw", "Westlaw"),
					criterion("Procedure and e-filing, or another practice", 1, 100, lexfitv1.Status_STATUS_PARTIAL, stated, "E-filing"),
					criterion("Coursework", 0, 25, lexfitv1.Status_STATUS_NOT_STATED, 0),
				},
			},
			{
				Role: "roles/legal-secretary", RoleTitle: "Legal secretary", Rank: 2, Score: 640, ScoreLow: 512, ScoreHigh: 1000, MaxScore: 1000, FitIndex: 640,
				Band: lexfitv1.Band_BAND_INELIGIBLE, Eligibility: lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE,
				Blockers: []*lexfitv1.Blocker{{
					Title: "High-school diploma", Reason: "Nothing in the profile meets it.",
					WayBack: "Earn a high-school diploma or pass the GED; any study begun after high school shows one too, which is good to know.",
				}},
				Criteria: []*lexfitv1.CriterionFit{required(criterion("High-school diploma", 0, 60, lexfitv1.Status_STATUS_NOT_MET, 0))},
			},
		},
		Assumptions:  []*lexfitv1.Assumption{{Path: "education[0].status", Text: "Taken as completed."}},
		Unrecognized: []*lexfitv1.Unrecognized{{Path: "skills[3]", Text: "juggling \x1b[31mred"}},
	}
}

func ranking() *lexfitv1.Ranking {
	a := answer()
	return &lexfitv1.Ranking{
		Target: "roles/paralegal", RulebookRevision: 3, RulebookDigest: a.GetRulebookDigest(), EngineVersion: 1, AsOf: a.GetAsOf(),
		Received: 5, Ranked: 4, Rejected: 1,
		Candidates: []*lexfitv1.RankedCandidate{
			{Rank: 1, CandidateId: "c-001", Index: 0, Fit: a.GetFits()[0], Assumptions: a.GetAssumptions()},
			{Rank: 10000, CandidateId: "an-id-that-is-a-good-deal-longer-than-its-column", Index: 1, Fit: a.GetFits()[1]},
		},
		Bands: []*lexfitv1.BandCount{{Band: lexfitv1.Band_BAND_INELIGIBLE, Count: 1}, {Band: lexfitv1.Band_BAND_STRONG, Count: 3}},
	}
}

func people(index int32) render.Person {
	return render.Person{Name: []string{"Dana Reyes-Fontaine", "王小明 the Third of a Rather Long Family Name \u202egnol"}[index]}
}

func TestGolden(t *testing.T) {
	t.Parallel()
	scores := func(begin func(io.Writer, render.Options) render.Scores, o render.Options, names ...string) func(*bytes.Buffer) error {
		return func(b *bytes.Buffer) error {
			s := begin(b, o)
			for _, name := range names {
				if err := s.Add(answer(), render.Person{Name: name}); err != nil {
					return err
				}
			}
			return s.Close()
		}
	}
	rank := func(f render.Format, o render.Options) func(*bytes.Buffer) error {
		return func(b *bytes.Buffer) error { return render.Ranking(b, f, ranking(), people, o) }
	}
	revision := &lexfitv1.RulebookRevision{
		Revision: 3, Digest: "0123456789abcdef", Author: "dana", Message: "typing counts less", EngineVersion: 1, Active: true, Etag: "e-3",
		CreateTime: &timestamppb.Timestamp{Seconds: 1_764_000_000},
		Rulebook: &lexfitv1.Rulebook{Title: "House rules", Roles: []*lexfitv1.Role{{
			Name: "roles/paralegal", Title: "Paralegal", Summary: "Substantive legal work.", Bands: &lexfitv1.Bands{Possible: 400, Good: 600, Strong: 750},
			Criteria: []*lexfitv1.Criterion{{
				Id: "a", Title: "Education", Weight: 1000, Category: lexfitv1.Category_CATEGORY_EDUCATION,
				Requirement: lexfitv1.Requirement_REQUIREMENT_REQUIRED, Rationale: strings.Repeat("It is so. ", 15),
			}},
		}}},
	}
	tests := map[string]func(*bytes.Buffer) error{
		"score_one.txt":         scores(render.NewTable, render.Options{}, "Dana Reyes"),
		"score_one_color.txt":   scores(render.NewTable, render.Options{Color: true}, "Dana Reyes"),
		"score_two.txt":         scores(render.NewTable, render.Options{}, "Dana Reyes", ""),
		"score_two_explain.txt": scores(render.NewTable, render.Options{Explain: true}, "Dana Reyes", "Other"),
		"score_advised.txt": func(b *bytes.Buffer) error {
			s := render.NewTable(b, render.Options{AllQuestions: true, Paths: true, Explain: true})
			if err := s.Add(advised(), render.Person{Name: "Dana Reyes"}); err != nil {
				return err
			}
			return s.Close()
		},
		"compare.txt":      func(b *bytes.Buffer) error { return compared(b, render.Options{}) },
		"score.json":       scores(render.NewJSON, render.Options{}, "Dana Reyes", "Other"),
		"score_none.json":  scores(render.NewJSON, render.Options{}),
		"score.jsonl":      scores(render.NewJSONL, render.Options{}, "Dana Reyes", "Other"),
		"rank.txt":         rank(render.Table, render.Options{Unreadable: 2}),
		"rank_explain.txt": rank(render.Table, render.Options{Explain: true}),
		"rank.json":        rank(render.JSON, render.Options{}),
		"rank.jsonl":       rank(render.JSONL, render.Options{}),
		"revision.txt":     func(b *bytes.Buffer) error { return render.Revision(b, render.Table, revision, render.Options{}) },
		"history.txt": func(b *bytes.Buffer) error {
			return render.History(b, render.Table, []*lexfitv1.RulebookRevision{revision, {Revision: 2, Author: "x"}}, render.Options{})
		},
		"findings.txt": func(b *bytes.Buffer) error {
			return render.Findings(b, render.Table, []*lexfitv1.Finding{
				{Severity: lexfitv1.Severity_SEVERITY_ERROR, Rule: "weights-sum", Path: "roles[0]", Message: "the weights sum to 999", File: "r.yaml", Line: 3, Column: 5},
				{Severity: lexfitv1.Severity_SEVERITY_WARNING, Rule: "alias-close", Path: "skills[1]", Message: "close"},
			})
		},
		"skills.txt": func(b *bytes.Buffer) error {
			return render.Skills(b, render.Table, []*lexfitv1.SkillDefinition{{
				Id: "legal-research", Title: "Legal research", Group: "Research", Aliases: []string{"=research", "researching case law", "finding the law"},
			}})
		},
		"resolved.txt": func(b *bytes.Buffer) error {
			seventy := int32(70)
			return render.Resolved(b, render.Table, []*lexfitv1.ResolvedText{
				{Text: "types 70 wpm in Word", Match: lexfitv1.MatchKind_MATCH_KIND_PHRASE, Skills: []*lexfitv1.SkillMatch{
					{Skill: "typing", Title: "Typing", Measured: &seventy}, {Skill: "ms-word", Title: "Microsoft Word"},
				}},
				{Text: "juggling", Match: lexfitv1.MatchKind_MATCH_KIND_NONE},
			})
		},
	}
	for name, show := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			if err := show(&b); err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(name, ".txt") {
				checkTable(t, b.String(), strings.Contains(name, "color"))
			}
			golden := filepath.Join("testdata", name)
			if *update {
				if err := os.WriteFile(golden, b.Bytes(), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), b.String()); diff != "" {
				t.Errorf("-want +got (go test ./client/render -update writes it anew):\n%s", diff)
			}
		})
	}
}

// compared prints two candidates side by side, the answers beside them.
func compared(to io.Writer, o render.Options) error {
	first, second := advised(), advised()
	second.Fits[0] = second.GetFits()[1]
	reply := &lexfitv1.CompareRolesResponse{AsOf: first.GetAsOf(), RulebookRevision: 3, RulebookDigest: first.GetRulebookDigest(), EngineVersion: 1}
	for i, a := range []*lexfitv1.ScoreCandidateResponse{first, second} {
		reply.Candidates = append(reply.Candidates, &lexfitv1.CandidateSide{
			CandidateId: fmt.Sprintf("c-00%d", i+1), Rank: int32(i + 1), Fit: a.GetFits()[0], Gaps: []*lexfitv1.Gap{{Title: "Coursework", PointsLost: 25}},
		})
	}
	reply.Rows = []*lexfitv1.CriterionRow{{
		Title: "Paralegal education or its equivalent", MaxPoints: 180, Required: true, Points: []int32{180, 0},
		Statuses: []lexfitv1.Status{lexfitv1.Status_STATUS_MET, lexfitv1.Status_STATUS_NOT_STATED},
	}}
	o.Answers = []*lexfitv1.ScoreCandidateResponse{first, second}
	return render.Comparison(to, render.Table, reply, map[string]string{"c-001": "Dana Reyes"}, o)
}

// A screen is as wide as the window from 72 columns up, and the first five lines of a candidate's say what to do.
func TestAsWideAsTheWindow(t *testing.T) {
	t.Parallel()
	widest := func(o render.Options) (most int, screens []string) {
		for _, show := range []func(*bytes.Buffer) error{
			func(b *bytes.Buffer) error {
				s := render.NewTable(b, o)
				a := advised()
				a.Recommendation.Reasons = append(a.Recommendation.Reasons, "Screen: "+strings.Repeat("ask first about many things, ", 20))
				if err := s.Add(a, render.Person{Name: strings.Repeat("Dana Reyes ", 12)}); err != nil {
					return err
				}
				return s.Close()
			},
			func(b *bytes.Buffer) error {
				r := ranking()
				r.WeightSets = 1000
				for _, c := range r.GetCandidates() {
					c.Firmness = &lexfitv1.Firmness{StaysPermille: 870, BestRank: 10, WorstRank: 10000}
				}
				o := o
				o.Answers = []*lexfitv1.ScoreCandidateResponse{advised(), advised()}
				return render.Ranking(b, render.Table, r, people, o)
			},
			func(b *bytes.Buffer) error { return compared(b, o) },
		} {
			var b bytes.Buffer
			if err := show(&b); err != nil {
				t.Fatal(err)
			}
			screens = append(screens, b.String())
			for line := range strings.SplitSeq(b.String(), "\n") {
				most = max(most, text.StringWidth(line))
			}
		}
		return most, screens
	}
	for width, want := range map[int]int{40: 72, 72: 72, 80: 80, 100: 100, 140: 140, 0: 100} {
		most, screens := widest(render.Options{Width: width, Explain: true, Paths: true, AllQuestions: true})
		if most > want || most < want-10 {
			t.Errorf("in a window of %d columns the widest line has %d, want %d", width, most, want)
		}
		if first := strings.SplitN(screens[0], "\n", 6); !strings.Contains(strings.Join(first[:5], "\n"), "What to do: SCREEN with a call") {
			t.Errorf("%d columns: the first lines do not say what to do:\n%s", width, screens[0])
		}
		if got := strings.Count(screens[1], "→ SCREEN with a call"); got != 2 {
			t.Errorf("%d columns: %d of 2 places say what to do", width, got)
		}
	}
}

// One candidate is a screenful; what is left out stands behind options that the screen names.
func TestOneCandidateIsAScreenful(t *testing.T) {
	t.Parallel()
	show := func(o render.Options) string {
		var b bytes.Buffer
		s := render.NewTable(&b, o)
		a := advised()
		for i := range 12 {
			a.InterviewQuestions = append(a.InterviewQuestions, &lexfitv1.InterviewQuestion{Role: "roles/paralegal", Text: fmt.Sprintf("Question %d?", i)})
			a.Strengths = append(a.Strengths, &lexfitv1.Strength{Role: "roles/paralegal", Text: fmt.Sprintf("Strength %d", i)})
			a.Fits[0].Criteria = append(a.Fits[0].Criteria, criterion(fmt.Sprintf("Criterion %d", i), 1, 30, lexfitv1.Status_STATUS_PARTIAL, stated))
		}
		if err := s.Add(a, render.Person{Name: "Dana Reyes"}); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	short := show(render.Options{})
	if lines := strings.Count(short, "\n"); lines > 32 {
		t.Errorf("%d lines:\n%s", lines, short)
	}
	for _, flag := range []string{"--explain", "--all-questions", "--paths"} {
		if !strings.Contains(short, flag) {
			t.Errorf("%s is not named", flag)
		}
	}
	for o, more := range map[*render.Options]string{{Explain: true}: "Criterion 11", {AllQuestions: true}: "Question 11?", {Paths: true}: "What the candidate could do"} {
		if strings.Contains(short, more) || !strings.Contains(show(*o), more) {
			t.Errorf("%q stands with its option and not without", more)
		}
	}
}

var escape = regexp.MustCompile("\x1b\\[[0-9;]*m")

// checkTable holds every table to its width, and to no control character of its own or of a profile.
func checkTable(t *testing.T, s string, color bool) {
	t.Helper()
	if color {
		s = escape.ReplaceAllString(s, "")
	}
	for line := range strings.SplitSeq(s, "\n") {
		if w := text.StringWidth(line); w > 100 {
			t.Errorf("%d columns wide: %s", w, line)
		}
		if strings.TrimRight(line, " ") != line {
			t.Errorf("blank at the end of %q", line)
		}
	}
	if i := strings.IndexFunc(s, func(r rune) bool { return r < ' ' && r != '\n' || r >= 0x7f && r <= 0x9f || r == '\u202e' }); i >= 0 {
		t.Errorf("control character %q", s[i:min(i+20, len(s))])
	}
}

// Names with marks, and wide ones, leave the columns behind them in line.
func TestWidths(t *testing.T) {
	t.Parallel()
	ranking := &lexfitv1.Ranking{}
	names := []string{"Ann Lee", "山田 花子", "José Å", "น้ำ ดี่", "नमस्ते", "עִבְרִית", "علی\u200cرضا", "مُحَمَّد"}
	for i := range names {
		ranking.Candidates = append(ranking.Candidates, &lexfitv1.RankedCandidate{CandidateId: fmt.Sprint("w", i), Index: int32(i), Rank: 1, Fit: &lexfitv1.Fit{Score: 75, MaxScore: 1000}})
	}
	var out bytes.Buffer
	if err := render.Ranking(&out, render.Table, ranking, func(at int32) render.Person { return render.Person{Name: names[at]} }, render.Options{}); err != nil {
		t.Fatal(err)
	}
	seen := 0
	for line := range strings.Lines(out.String()) {
		before, _, found := strings.Cut(line, "7.5 ")
		if !found {
			continue
		}
		columns := 0
		for _, letter := range before {
			switch {
			case unicode.In(letter, unicode.Mn, unicode.Cf):
			case unicode.Is(unicode.Han, letter):
				columns += 2
			default:
				columns++
			}
		}
		if seen++; columns != 14 {
			t.Errorf("%q: the score stands in column %d", before, columns)
		}
	}
	if seen != len(names) {
		t.Errorf("%d rows:\n%s", seen, out.String())
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain": "plain", "a\x1b[31mb": "a�[31mb", "a\nb\tc": "a b c", "a\u202eb\u200bc": "abc", "\xff": "�", "é 王": "é 王", "a\u2028b": "a b", "\x9b2J": "�2J",
		"علی\u200cرضا": "علی\u200cرضا", "ශ\u0dca\u200dරී": "ශ\u0dca\u200dරී", "അവന\u0d4d\u200d": "അവന\u0d4d\u200d", "pay\u200dpal": "paypal", "می\u200c\u200cخواهم": "می\u200cخواهم", "\u200cعلی": "علی",
	} {
		if got := render.Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}
