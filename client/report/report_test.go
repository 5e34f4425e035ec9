package report_test

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/client/report"
	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/profilegen"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

var update = flag.Bool("update", false, "write the golden files anew")

// answers are those of made-up profiles under the default rulebook.
func answers(t *testing.T, n int) []*lexfitv1.ScoreCandidateResponse {
	t.Helper()
	plan, err := matcher.Compile(rulebook.Default())
	if err != nil {
		t.Fatal(err)
	}
	g := profilegen.New(3)
	var list []*lexfitv1.ScoreCandidateResponse
	for range n {
		a, err := plan.Score(g.Profile(), matcher.Options{AsOf: "2026-11-24", View: lexfitv1.View_VIEW_FULL})
		if err != nil {
			t.Fatal(err)
		}
		a.RulebookRevision = 4
		list = append(list, a)
	}
	return list
}

func page(t *testing.T, o render.Options, list []*lexfitv1.ScoreCandidateResponse) string {
	t.Helper()
	var b bytes.Buffer
	r := report.New(&b, o)
	for i, a := range list {
		if err := r.Add(a, render.Person{Name: fmt.Sprintf("Person %d", i)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var packed = regexp.MustCompile(`<script type="text/plain" id="d\d+">([^<]*)</script>`)

// detail is a part of what is packed.
type detail struct {
	Fits []struct {
		Criteria []struct {
			Points int32 `json:"p"`
		} `json:"criteria"`
	} `json:"fits"`
	Advice []struct{} `json:"advice"`
}

// details unpacks what is packed in a page.
func details(t *testing.T, page string) []detail {
	t.Helper()
	var all []detail
	for _, content := range unpacked(t, page) {
		var chunk []detail
		if err := json.Unmarshal(content, &chunk); err != nil {
			t.Fatal(err)
		}
		all = append(all, chunk...)
	}
	return all
}

func unpacked(t *testing.T, page string) [][]byte {
	t.Helper()
	var all [][]byte
	for _, m := range packed.FindAllStringSubmatch(page, -1) {
		raw, err := base64.StdEncoding.DecodeString(m[1])
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(flate.NewReader(bytes.NewReader(raw)))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, content)
	}
	return all
}

// The part of the page that is written as text, whole: what the pool looks like, and what the results depend on.
func TestGolden(t *testing.T) {
	t.Parallel()
	list := answers(t, 40)
	got := page(t, render.Options{Totals: func() (int, int) { return 41, 1 }}, list)
	if again := page(t, render.Options{Totals: func() (int, int) { return 41, 1 }}, list); again != got {
		t.Error("the same answers are other bytes")
	}
	_, shown, _ := strings.Cut(got, "<main")
	shown, _, _ = strings.Cut(shown, "<script>")
	file := filepath.Join("testdata", "main.html")
	if *update {
		if err := os.WriteFile(file, []byte(shown), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), shown); diff != "" {
		t.Error(diff)
	}
}

// Counts on the page are those of the answers.
func TestCounts(t *testing.T) {
	t.Parallel()
	list := answers(t, 70)
	got := page(t, render.Options{}, list)
	counts, sums := map[string]int{}, map[string]int32{}
	for _, a := range list {
		for _, f := range a.GetFits() {
			counts[f.GetRole()+" "+f.GetBand().String()]++
			sums[f.GetRole()] += f.GetScore()
		}
	}
	for i, role := range []string{"roles/legal-secretary", "roles/paralegal"} {
		_, panel, _ := strings.Cut(got, fmt.Sprintf(`id="panel-t%d"`, i))
		unsaid := counts[role+" BAND_NOT_ENOUGH_SAID"] // outside every mean
		mean := fmt.Sprintf("Mean %.1f of 100", float64(sums[role])/float64(10*(len(list)-unsaid)))
		if unsaid == 0 || !strings.Contains(panel, mean) {
			t.Errorf("%s: %q is missing, with %d of whom nothing was read", role, mean, unsaid)
		}
		panel, _, _ = strings.Cut(panel, "</ul>")
		for band, title := range map[string]string{"STRONG": "Strong", "GOOD": "Good", "POSSIBLE": "Possible", "WEAK": "Weak", "NOT_ENOUGH_SAID": "Not enough said", "INELIGIBLE": "Missing a must"} {
			if line := fmt.Sprintf("<strong>%d</strong> %s ", counts[role+" BAND_"+band], title); !strings.Contains(panel, line) {
				t.Errorf("%s: %q is missing from %s", role, line, panel)
			}
		}
	}
	_, settings, _ := strings.Cut(got, `id="settings">`)
	settings, _, _ = strings.Cut(settings, "<")
	var s struct{ Chunk int }
	if err := json.Unmarshal([]byte(settings), &s); err != nil {
		t.Fatal(err)
	}
	for i, m := range packed.FindAllString(got, -1) { // the script finds a candidate by dividing
		if n := len(details(t, m)); n != min(s.Chunk, len(list)-i*s.Chunk) {
			t.Errorf("chunk %d holds %d candidates", i, n)
		}
	}
	all := details(t, got)
	if len(all) != len(list) {
		t.Fatalf("%d candidates in the page, want %d", len(all), len(list))
	}
	for i, a := range list {
		for j, f := range a.GetFits() {
			sum := int32(0)
			for _, c := range all[i].Fits[j].Criteria {
				sum += c.Points
			}
			if sum != f.GetScore() {
				t.Errorf("%s: the bars sum to %v, the score is %d", a.GetCandidateId(), sum, f.GetScore())
			}
		}
		if len(all[i].Advice) != len(a.GetAdvice()) {
			t.Errorf("%s: advice is missing", a.GetCandidateId())
		}
	}
}

// Whatever a profile holds, the page has the scripts it is made with and no others, and nothing outside is asked for.
func TestNothingGetsOut(t *testing.T) {
	t.Parallel()
	const nasty = `</script><script>alert(1)</script><img src=x onerror=alert(1)><!--` + "\u2028\u202e\x1b[31m"
	a := answers(t, 1)[0]
	scripts := strings.Count(page(t, render.Options{}, []*lexfitv1.ScoreCandidateResponse{a}), "<script")
	a.CandidateId = nasty
	a.Unrecognized = []*lexfitv1.Unrecognized{{Text: nasty, Note: nasty}}
	a.Fits[0].Blockers = []*lexfitv1.Blocker{{Title: nasty, Reason: nasty}}
	a.Fits[0].Criteria[0].Title = nasty
	a.Fits[0].RoleTitle = nasty
	var b bytes.Buffer
	r := report.New(&b, render.Options{})
	if err := r.Add(a, render.Person{Name: nasty}); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	got := b.String()
	if n := strings.Count(got, "<script"); n != scripts {
		t.Errorf("%d scripts, want %d", n, scripts)
	}
	for _, bad := range []string{"<img", "<!--", "\u2028", "\u202e", "\x1b", "http://", "https://", "src="} {
		if at := strings.Index(got, bad); at >= 0 && !strings.Contains(got[at:min(at+20, len(got))], "x onerror") {
			t.Errorf("%q is in the page: …%s…", bad, got[max(0, at-60):min(at+60, len(got))])
		}
	}
	for _, content := range unpacked(t, got) {
		for _, bad := range []string{"\\u202e", "\u202e", "\\u001b", "\\u2028"} { // JSON escapes what is not cleaned
			if bytes.Contains(content, []byte(bad)) {
				t.Errorf("%q is in the packed part: %s", bad, content)
			}
		}
	}
	if !strings.Contains(got, "default-src 'none'; script-src 'sha256-") {
		t.Error("no policy")
	}
}

// Blind, a page holds no name.
func TestBlind(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	r := report.New(&b, render.Options{Blind: true})
	for _, a := range answers(t, 3) {
		if err := r.Add(a, render.Person{}); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "Names are left out.") || strings.Contains(b.String(), `"n":`) {
		t.Error("a name, or no word of it")
	}
}

// A page of nobody is a page.
func TestEmpty(t *testing.T) {
	t.Parallel()
	if got := page(t, render.Options{}, nil); !strings.Contains(got, "There is no candidate in this report.") || !strings.HasSuffix(got, "</html>\n") {
		t.Error(got)
	}
}

// The ranking's own ranks and firmness are shown.
func TestRanked(t *testing.T) {
	t.Parallel()
	list := answers(t, 2)
	ranking := &lexfitv1.Ranking{Target: "roles/paralegal", Ranked: 9, WeightSets: 1000, FirmnessPool: 9, Candidates: []*lexfitv1.RankedCandidate{
		{Rank: 1, Fit: list[0].GetFits()[0], Firmness: &lexfitv1.Firmness{StaysPermille: 875, BestRank: 1, WorstRank: 4}}, {Rank: 7, Fit: list[1].GetFits()[0]},
	}}
	got := page(t, render.Options{Ranking: ranking}, list)
	for _, want := range []string{`"r":1,"m":"1–4 (on this list in 87%)"`, `"r":7`, "The best 2 of 9 are listed; the pool below is all 9.", "lexfit rank …"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing", want)
		}
	}
}

// The pool on the page is the whole of it, whoever is listed.
func TestSurvey(t *testing.T) {
	t.Parallel()
	list := answers(t, 30)
	whole := page(t, render.Options{}, list)
	var out bytes.Buffer
	part := report.New(&out, render.Options{})
	for _, a := range list {
		part.Survey(a)
	}
	if err := part.Add(list[7], render.Person{}); err != nil {
		t.Fatal(err)
	}
	if err := part.Close(); err != nil {
		t.Fatal(err)
	}
	pool := func(page string) string {
		_, pool, _ := strings.Cut(page, `<section class="glance"`)
		pool, _, _ = strings.Cut(pool, `<div id="view"`)
		return pool
	}
	if diff := cmp.Diff(pool(whole), pool(out.String())); diff != "" || pool(whole) == "" {
		t.Errorf("the pool is another where one is listed: %s", diff)
	}
	if n := len(details(t, out.String())); n != 1 {
		t.Errorf("%d are listed, want one", n)
	}
}

// A candidate opens with who they are, and what a job alone stands for says so; blind and without a profile nothing is told.
func TestWho(t *testing.T) {
	t.Parallel()
	plan, err := matcher.Compile(rulebook.Default())
	if err != nil {
		t.Fatal(err)
	}
	profile := &lexfitv1.CandidateProfile{
		CandidateId: "c", Experience: []*lexfitv1.Experience{{Title: "Paralegal", Employer: "Orchard LLP", EmployerType: lexfitv1.EmployerType_EMPLOYER_TYPE_LAW_FIRM, StartedOn: "2020-01"}},
		Preferences: &lexfitv1.Preferences{SalaryMinUsd: new(int32(150000))}, WorkState: "NY",
	}
	a, err := plan.Score(profile, matcher.Options{AsOf: "2026-11-24", View: lexfitv1.View_VIEW_FULL, Targets: []string{"roles/paralegal"}})
	if err != nil {
		t.Fatal(err)
	}
	written := func(who *lexfitv1.CandidateProfile) (string, string) {
		var out bytes.Buffer
		made := report.New(&out, render.Options{})
		if err := made.Add(a, render.Person{Profile: who}); err != nil {
			t.Fatal(err)
		}
		if err := made.Close(); err != nil {
			t.Fatal(err)
		}
		return out.String(), string(bytes.Join(unpacked(t, out.String()), nil))
	}
	open, detail := written(render.Outline(profile))
	for _, want := range []string{
		`"who":[{"t":"Work","x":"6.9 years in 1 job; Paralegal, Orchard LLP (since January 2020)"},{"t":"Pay","x":"from $150,000 a year"},{"t":"Place","x":"NY"}]`,
		"(likely from the job)", `"conflict":"expects from $150,000`,
	} {
		if !strings.Contains(detail, want) {
			t.Errorf("%s is missing from %s", want, detail)
		}
	}
	if !strings.Contains(open, `"w":"pay: expects from $150,000`) || !strings.Contains(open, `"a":"screen"`) {
		t.Errorf("the list tells no flag or next step: %s", open)
	}
	if _, detail = written(nil); strings.Contains(detail, `"who"`) || strings.Contains(detail, "Orchard") {
		t.Error("told of nobody's profile")
	}
}

// Memory does not grow with the candidates.
func TestMemory(t *testing.T) { //nolint:paralleltest // it measures the whole process
	list := answers(t, 32)
	r := report.New(io.Discard, render.Options{})
	size := func() int64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	add := func(rounds int) {
		for range rounds {
			for _, a := range list {
				if err := r.Add(a, render.Person{}); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	add(5)
	before := size()
	add(30)
	if grown := size() - before; grown > 1<<20 { // one candidate kept is 20 kB
		t.Errorf("%d bytes more after 960 candidates", grown)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
}
