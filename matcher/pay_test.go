package matcher_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// payBook is the default rulebook with pay of round figures for the paralegal: the nation's of two years, a state's whole, one of a
// median and nine tenths alone; a band that is open at the top.
func payBook() *lexfitv1.Rulebook {
	book := rulebook.Default()
	for _, role := range book.GetRoles() {
		if role.GetName() != "roles/paralegal" {
			continue
		}
		role.PayRanges = []*lexfitv1.PayRange{
			{P10Usd: 1000, P25Usd: 2000, MedianUsd: 3000, P75Usd: 4000, P90Usd: 5000, Year: 2024, Month: 5, Publisher: "Bureau", Source: "a"},
			{Area: "OH", P10Usd: 110, P25Usd: 220, MedianUsd: 330, P75Usd: 440, P90Usd: 550, Year: 2023, Publisher: "Ohio", Source: "b"},
			{P10Usd: 10_000, P25Usd: 20_000, MedianUsd: 30_000, P75Usd: 40_000, P90Usd: 50_000, Year: 2025, Month: 5, Publisher: "Bureau", Source: "c"},
			{Area: "CA", MedianUsd: 33_000, P90Usd: 55_000, Year: 2024, Month: 12, Publisher: "Bureau", Source: "d"},
		}
		role.Salaries = []*lexfitv1.SalaryFigure{{Label: "band", LowUsd: 25_000, HighUsd: 45_000, Open: true, Band: true, Year: 2025, Month: 11, Publisher: "the article", Source: "e"}}
	}
	return book
}

func paralegalPay(tb testing.TB, p *matcher.Program, text string) *lexfitv1.SalaryMatch {
	tb.Helper()
	return fitFor(tb, score(tb, p, profile(tb, text)), "roles/paralegal").GetSalary()
}

// Years in the role's own work are placed within the newest range of the state, else of the nation; a percentile that is not known
// gives way to the next one further out.
func TestPayOrients(t *testing.T) {
	t.Parallel()
	p := compile(t, payBook())
	const nowhere, open = "", int32(0)
	for _, k := range []struct {
		state, jobs string
		low, high   int32
		area, says  string
	}{
		{nowhere, ``, 10_000, 20_000, "", "No year in the job is shown: $10,000 to $20,000,"},
		{nowhere, job("Paralegal", 23), 10_000, 20_000, "", "With 1.9 years in the job: $10,000 to $20,000,"},
		{nowhere, job("Paralegal", 24), 20_000, 30_000, "", "With 2 years in the job: $20,000 to $30,000,"},
		{nowhere, job("Paralegal", 60), 30_000, 40_000, "", "$30,000 to $40,000,"},
		{nowhere, job("Paralegal", 120), 40_000, 50_000, "", "$40,000 to $50,000 or more,"},
		{nowhere, job("Legal assistant", 60), 30_000, 40_000, "", "With 5 years in the job"}, // the name may mean the work
		{nowhere, job("Legal secretary", 120), 10_000, 20_000, "", "No year in the job is shown"},
		{"TX", job("Paralegal", 24), 20_000, 30_000, "", "United States, no figure for TX on hand)"},
		{"OH", job("Paralegal", 24), 220, 330, "OH", "(Ohio, 2023, OH; more than two years ago)"}, // at the latest of December 2023
		{"CA", job("Paralegal", 12), open, 33_000, "CA", "up to $33,000,"},
		{"CA", job("Paralegal", 120), 33_000, 55_000, "CA", "one in ten earns more than $55,000 (Bureau, December 2024, CA)."},
	} {
		got := paralegalPay(t, p, fmt.Sprintf(`{"work_state":%q,"experience":[%s]}`, k.state, k.jobs))
		if got.GetOrientedLowUsd() != k.low || got.GetOrientedHighUsd() != k.high || got.GetRange().GetArea() != k.area || !strings.Contains(got.GetOrientation(), k.says) {
			t.Errorf("%s in %q: %d to %d of %q, %q; want %d to %d of %q, %q", k.jobs, k.state, got.GetOrientedLowUsd(), got.GetOrientedHighUsd(),
				got.GetRange().GetArea(), got.GetOrientation(), k.low, k.high, k.area, k.says)
		}
	}
}

func job(title string, months int) string {
	return fmt.Sprintf(`{"title":%q,"employer_type":"LAW_FIRM","months":%d}`, title, months)
}

// A figure older than two years at the as-of date says so, to the month.
func TestPaySaysItsAge(t *testing.T) {
	t.Parallel()
	p := compile(t, payBook())
	for day, old := range map[string]bool{"2027-05-31": false, "2027-06-01": true} {
		r, err := p.Compare([]*lexfitv1.CandidateProfile{profile(t, `{}`)}, matcher.Options{AsOf: day})
		if err != nil {
			t.Fatal(err)
		}
		for _, side := range r.GetRoles() {
			if side.GetRole() != "roles/paralegal" {
				continue
			}
			if line := side.GetPayLines()[0]; !strings.HasPrefix(line, "Median $30,000 a year, eight in ten earn $10,000 to $50,000 (Bureau, May 2025, United States") ||
				strings.Contains(line, "more than two years ago") != old {
				t.Errorf("%s: %s", day, line)
			}
			if line := side.GetPayLines()[1]; line != "Also published: the pay band of $25,000 to $45,000 or more (the article, November 2025)." {
				t.Errorf("%s: %s", day, line)
			}
		}
	}
}

// What is expected is held against the band; where the band is open at the top, nine tenths are its bound.
func TestPayExpected(t *testing.T) {
	t.Parallel()
	p := compile(t, payBook())
	const below, within, above = lexfitv1.SalaryVerdict_SALARY_VERDICT_BELOW, lexfitv1.SalaryVerdict_SALARY_VERDICT_WITHIN, lexfitv1.SalaryVerdict_SALARY_VERDICT_ABOVE
	for expected, want := range map[int]lexfitv1.SalaryVerdict{0: 0, 24_999: below, 25_000: within, 45_000: within, 45_001: within, 50_000: within, 50_001: above} {
		got := paralegalPay(t, p, fmt.Sprintf(`{"preferences":{"salary_min_usd":%d}}`, expected))
		if got.GetVerdict() != want || strings.Contains(got.GetText(), "open top") != (expected == 45_001 || expected == 50_000) {
			t.Errorf("%d: %v, %s", expected, got.GetVerdict(), got.GetText())
		}
	}
}

// Pay and outlook never change a score: with other figures, and with none, every fit is the same but for what it says of pay.
func TestPayNeverScores(t *testing.T) {
	t.Parallel()
	none := rulebook.Default()
	for _, role := range none.GetRoles() {
		role.PayRanges, role.Salaries, role.Outlook = nil, nil, nil
	}
	plans := []*matcher.Program{defaultPlan(t), compile(t, payBook()), compile(t, none)}
	for _, c := range poolOf(5, 40) {
		var before []*lexfitv1.Fit
		for _, p := range plans {
			fits := score(t, p, c).GetFits()
			for _, fit := range fits {
				fit.Salary = nil
			}
			if before != nil && !slices.EqualFunc(before, fits, func(one, other *lexfitv1.Fit) bool { return proto.Equal(one, other) }) {
				t.Errorf("%s: pay changed a fit", c.GetCandidateId())
			}
			before = fits
		}
	}
}

// The outlook that reaches furthest stands first, whatever the order in the rulebook, and beside it the newest of each other source.
func TestOutlookNewestFirst(t *testing.T) {
	t.Parallel()
	for _, backwards := range []bool{false, true} {
		book := rulebook.Default()
		for _, role := range book.GetRoles() {
			if backwards {
				slices.Reverse(role.GetOutlook())
			}
		}
		r := compare(t, compile(t, book), nil, profile(t, `{}`))
		for _, side := range r.GetRoles() {
			lines := side.GetOutlookLines()
			if len(lines) != 2 || !strings.Contains(lines[0], "(BLS, August 2025, 2024-34)") || !strings.Contains(lines[1], "(the article, November 2025, through 2032)") {
				t.Errorf("%s: %q", side.GetRole(), lines)
			}
		}
	}
}

// What the default rulebook says of pay comes from a source with its year, its area a state or the nation; what it says is newest is.
func TestDefaultPayIsSourced(t *testing.T) {
	t.Parallel()
	for _, role := range rulebook.Default().GetRoles() {
		nation, seen := 0, map[string]bool{}
		for _, of := range role.GetPayRanges() {
			key := fmt.Sprint(of.GetArea(), of.GetYear(), of.GetMonth())
			if seen[key] || of.GetPublisher() == "" || !strings.Contains(of.GetSource(), "read 26 November 2026") {
				t.Errorf("%s: %s: twice, or without its source and the day it was read", role.GetName(), key)
			}
			seen[key] = true
			if of.GetArea() == "" {
				nation++
			}
		}
		if nation == 0 {
			t.Errorf("%s: nothing of the nation", role.GetName())
		}
	}
}
