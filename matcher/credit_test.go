package matcher_test

import (
	"testing"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// The duties of the small rulebook that count for a paralegal, one skill of substantive work each, and for a legal secretary.
const (
	one   = `"Drafted complaints."`
	two   = one + `,"Checked quotations."`
	three = two + `,"Drafted sworn statements."`
	four  = three + `,"Kept trial binders."`
	five  = four + `,"Gathered productions."`

	officeThree = `"Kept diaries.","Drafted letters.","Kept ledgers."`
)

// legalSecretaryMonths is worth 100 a month, as paralegalMonths is.
const legalSecretaryMonths = `{"experience":{"families":[{"family":"legal-secretary","factor":1000}],"curve":{"points":[{"x":0,"value":0},{"x":100,"value":10000}]}}}`

// Ten months are worth 1000, times what the duties give: 300 for two skills, 600 for three, 900 for four, 1000 for five.
func TestE7FamilyByDuties(t *testing.T) {
	t.Parallel()
	// A legal title at no legal place: a legal job, and none of the floor of rule E8.
	assistant := func(duties string) string {
		return `{"experience":[{"title":"Legal Assistant",` + company + `,"months":10,"duties":[` + duties + `]}]}`
	}
	weighs(t, []evidenceRow{
		{"one skill is none", paralegalMonths, assistant(one), 0},
		{"two skills", paralegalMonths, assistant(two), 300},
		{"three", paralegalMonths, assistant(three), 600},
		{"four", paralegalMonths, assistant(four), 900},
		{"at most in full", paralegalMonths, assistant(five), 1000},
		{"distinct skills", paralegalMonths, assistant(one + `,"Drafted motions."`), 0},
		{"contact with clients and intake do not count", paralegalMonths, assistant(one + `,"Handled client calls.","Handled intake forms."`), 0},
		{"a practice area makes one more", paralegalMonths, assistant(one + `,"Handled visa papers."`), 300},
		{"but not by itself", paralegalMonths, assistant(`"Handled visa papers.","Handled client calls."`), 0},
		{
			"naming the firm's areas makes nobody a paralegal", paralegalMonths,
			`{"experience":[{"title":"Legal Assistant",` + company + `,"months":10,"practice_areas":["Immigration law","Bankruptcy"],"duties":[` + one + `]}]}`, 0,
		},
		{"a skill shown through a related one does not count", paralegalMonths, assistant(one + `,"Worked with Westlaw."`), 300}, // Westlaw itself, not research
		{"a legal secretary's duties", legalSecretaryMonths, assistant(officeThree), 600},
		{"pull to their own side alone", paralegalMonths, assistant(officeThree), 0},
		{
			"a title of one of the five is not pulled", paralegalMonths,
			`{"experience":[{"title":"Legal Secretary",` + firm + `,"months":10,"duties":[` + five + `]}]}`, 0,
		},
		{
			"no credit outside legal jobs", paralegalMonths,
			`{` + speaks + `,"experience":[{"title":"Secretary",` + company + `,"months":10,"duties":[` + five + `]}]}`, 0,
		},
	})
}

func TestE8Credit(t *testing.T) {
	t.Parallel()
	atFirm := func(title, duties string) string {
		return `{` + speaks + `,"experience":[{"title":"` + title + `",` + firm + `,"months":10,"duties":[` + duties + `]}]}`
	}
	const assistantCounts = `{"experience":{"families":[{"family":"paralegal","factor":800},{"family":"legal-assistant","factor":500}],"curve":{"points":[{"x":0,"value":0},{"x":100,"value":10000}]}}}`
	weighs(t, []evidenceRow{
		{"an unread title at a legal place counts 300", paralegalMonths, atFirm("Beekeeper", one), 300},
		{"and no less with credit", paralegalMonths, atFirm("Beekeeper", two), 300},
		{"more with more", paralegalMonths, atFirm("Beekeeper", three), 600},
		{"a read one of none of the five too", paralegalMonths, atFirm("Receptionist", one), 300},
		{"not elsewhere", paralegalMonths, `{` + speaks + `,"experience":[{"title":"Beekeeper",` + company + `,"months":10}]}`, 0},
		{"with recency", paralegalMonths, `{` + speaks + `,"experience":[{"title":"Beekeeper",` + firm + `,"started_on":"2016-01","ended_on":"2016-10"}]}`, 180}, // 1000 × .3 × .6
		{"only where a leaf names one of the two", `{"experience":{"families":[{"family":"court-clerk","factor":1000}],"curve":{"points":[{"x":0,"value":0},{"x":100,"value":10000}]}}}`, atFirm("Beekeeper", one), 0},
		{"the title's factor, where it is more", assistantCounts, atFirm("Legal Assistant", two), 500},        // max(500, 800 × .3)
		{"the shown family's factor times the credit", assistantCounts, atFirm("Legal Assistant", five), 800}, // max(500, 800 × 1)
		{"credit of three skills between the two", assistantCounts, atFirm("Legal Assistant", four), 720},     // 800 × .9
		// Twelve months: 5056 × 1000, × 1, × .6 = 3034, × .8 = 2427
		{"credit implies", discovery, `{"experience":[{"title":"Beekeeper",` + firm + `,` + held + `,"duties":[` + three + `]}]}`, 2427},
		{"credit of old work implies less", discovery, // 5056 × .6 = 3034, × .6 = 1820, × .8
			`{"experience":[{"title":"Beekeeper",` + firm + `,"started_on":"2015-11","ended_on":"2016-10","duties":[` + three + `]}]}`, 1456},
		{
			"a route counts it", `{"any_of":{"of":[` + paralegalMonths + `,` + spanish + `]}}`,
			`{"experience":[{"title":"Legal Assistant",` + company + `,"months":10,"duties":[` + five + `]}]}`, 1000,
		},
	})
}

// A REQUIRED criterion met only with credit is a question, and the floor of unread titles counts nothing in one.
func TestE8Required(t *testing.T) {
	t.Parallel()
	const year = `{"experience":{"families":[{"family":"paralegal","factor":1000}],"curve":{"points":[{"x":0,"value":0},{"x":12,"value":10000}]}}}`
	for _, row := range []struct {
		name, profile string
		satisfaction  int32
		want          lexfitv1.Eligibility
	}{
		{"by the title", `{"experience":[{"title":"Paralegal",` + firm + `,` + held + `}]}`, 10000, lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE},
		{"by credit alone", `{"experience":[{"title":"Legal Assistant",` + company + `,` + held + `,"duties":[` + five + `]}]}`, 10000, lexfitv1.Eligibility_ELIGIBILITY_UNCONFIRMED},
		{"a read title of no family named", `{"experience":[{"title":"Legal Secretary",` + firm + `,` + held + `,"duties":[` + five + `]}]}`, 0, lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE},
		{"no floor in a must", `{` + speaks + `,"experience":[{"title":"Beekeeper",` + firm + `,"months":3}]}`, 0, lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			fit := must(t, 40, year, row.profile)
			if fit.GetEligibility() != row.want || fit.GetCriteria()[0].GetSatisfaction() != row.satisfaction {
				t.Errorf("%v at %d, want %v at %d\n%v", fit.GetEligibility(), fit.GetCriteria()[0].GetSatisfaction(), row.want, row.satisfaction, fit)
			}
		})
	}
}

// Credit is stated: it stands in the low end.
func TestE8Stated(t *testing.T) {
	t.Parallel()
	got := weigh(t, paralegalMonths, `{"experience":[{"title":"Legal Assistant",`+company+`,"months":10,"duties":[`+five+`]}]}`)
	if got.GetBasis() != lexfitv1.Basis_BASIS_STATED || got.GetPointsLow() != 100 || got.GetPoints() != 100 {
		t.Errorf("%v %d, low %d", got.GetBasis(), got.GetPoints(), got.GetPointsLow())
	}
}

// Jobs of one title and employer type are one: duties and areas are pooled, and undated ones last as long as the longest.
func TestJobsThatAreOne(t *testing.T) {
	t.Parallel()
	const assistant = `{"title":"Legal Assistant",` + company + `,`
	weighs(t, []evidenceRow{
		{"dated ones pool their duties", paralegalMonths, `{"experience":[` + // two skills between them: 300; 5 + 6 months
			assistant + `"started_on":"2025-01","ended_on":"2025-05","duties":["Drafted complaints."]},` +
			assistant + `"started_on":"2026-01","ended_on":"2026-06","duties":["Checked quotations."]}]}`, 330},
		{"undated ones are one of the longest length", paralegalMonths, `{"experience":[` + // 6 months × .3
			assistant + `"months":5,"duties":["Drafted complaints."]},` + assistant + `"months":6,"duties":["Checked quotations."]}]}`, 180},
		{"a title is the same in capitals", paralegalMonths, `{"experience":[{"title":"Paralegal",` + firm + `,"months":7},{"title":"PARALEGAL",` + firm + `,"months":9}]}`, 900},
		{"another employer type is another job", paralegalMonths, `{"experience":[{"title":"Paralegal",` + firm + `,"months":7},{"title":"Paralegal",` + company + `,"months":9}]}`, 1600},
		{"an undated one beside a dated one adds", paralegalMonths, `{"experience":[{"title":"Paralegal",` + firm + `,"months":7},{"title":"Paralegal",` + firm + `,"started_on":"2026-09"}]}`, 1000},
		{"areas are pooled for what is a legal place", secretaryMonths, `{"experience":[` + // 11 months × .9
			`{"title":"Secretary","employer_type":"GOVERNMENT","started_on":"2025-01","ended_on":"2025-05","practice_areas":["Immigration law"]},` +
			`{"title":"Secretary","employer_type":"GOVERNMENT","started_on":"2026-01","ended_on":"2026-06"}]}`, 990},
		// Each reads its own duties at its own months: curve(5) = 1500 + 3000 × 5/6, not curve(12)
		{"shown at a job's own months", citing, `{"experience":[{"title":"Paralegal",` + firm + `,"months":5,"duties":["Checked quotations."]},{"title":"Paralegal",` + firm + `,"months":12}]}`, 4000},
		{"a job that has yet to begin gives the pool nothing", paralegalMonths, `{"experience":[` +
			assistant + `"started_on":"2025-01","ended_on":"2025-05","duties":["Drafted complaints."]},` +
			assistant + `"started_on":"2027-02","duties":["Checked quotations."]}]}`, 0},
	})
}

// A duty that makes two undated jobs equal lowers nothing (by the rules before, 532 became 447).
func TestADutyThatMakesJobsEqual(t *testing.T) {
	t.Parallel()
	plan := defaultPlan(t)
	const job = `{"title":"Paralegal",` + firm + `,"months":18,"duties":["Drafted discovery requests and answers."`
	before := score(t, plan, profile(t, `{"experience":[`+job+`,"Kept the privilege log."]},`+job+`]}]}`))
	after := score(t, plan, profile(t, `{"experience":[`+job+`,"Kept the privilege log."]},`+job+`,"Kept the privilege log."]}]}`))
	for i, fit := range before.GetFits() {
		if now := after.GetFits()[i]; fitFor(t, after, fit.GetRole()).GetScore() < fit.GetScore() {
			t.Errorf("%s: %d became %d", fit.GetRole(), fit.GetScore(), now.GetScore())
		}
	}
}
