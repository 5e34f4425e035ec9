package matcher_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/matcher"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Languages are read out of the skills where every other word says how they are spoken. The levels count 3000, 6000, 9000, 10000.
func TestLanguagesAmongSkills(t *testing.T) {
	t.Parallel()
	const basic, conversational, professional, native = 3000, 6000, 9000, 10000
	for written, want := range map[string]int32{
		"bilingual Spanish":                            native,
		"Bilingual (English/Spanish)":                  native,
		"Spanish/English bilingual":                    native,
		"fluent in Spanish":                            professional,
		"Fluent Spanish speaker":                       professional,
		"Spanish (fluent)":                             professional,
		"Spanish - conversational":                     conversational,
		"English (native), Spanish (fluent)":           professional,
		"Native English, basic Spanish":                basic,
		"Fluent in French and conversational Spanish":  conversational,
		"Fluent in French, German and Spanish":         professional,
		"Spanish: limited working proficiency":         conversational,
		"fluent in oral & written spanish":             professional,
		"Spanish interpreter":                          professional,
		"Speaks Spanish":                               basic,
		"Spanish":                                      basic,
		"Français, Español":                            basic,
		"Languages: Portuguese (native); Spanish (B2)": conversational,
	} {
		t.Run(written, func(t *testing.T) {
			t.Parallel()
			got := judge(t, spanish, fmt.Sprintf(`{"skills":[{"name":%q}],%s}`, written, worked))
			if got.GetSatisfaction() != want {
				t.Errorf("satisfaction %d, want %d\n%v", got.GetSatisfaction(), want, got)
			}
			if got.GetEvidence()[0].GetPath() != "skills[0]" {
				t.Errorf("the evidence is at %s", got.GetEvidence()[0].GetPath())
			}
		})
	}
	for _, written := range []string{
		"Spanish literature",
		"Not fluent in Spanish",
		"Learning Spanish",
		"willing to learn Spanish",
		"no Spanish",
		"Spanish-speaking clients",
		"Spanish cuisine",
		"French",
		"bilingual",
		"Fluent in legal research, Spanish wines",
	} {
		if got := judge(t, spanish, fmt.Sprintf(`{"skills":[{"name":%q}],%s}`, written, worked)); got.GetSatisfaction() != 0 {
			t.Errorf("%q is read as speaking Spanish: %v", written, got)
		}
	}
	// A code of two letters, and a country.
	for asked, written := range map[string]string{"it": "IT", "de": "Germany", "pl": "Polishing documents"} {
		if got := judge(t, strings.Replace(spanish, `"es"`, `"`+asked+`"`, 1), fmt.Sprintf(`{"skills":[{"name":%q}],%s}`, written, worked)); got.GetSatisfaction() != 0 {
			t.Errorf("%q is read as a language: %v", written, got)
		}
	}
	stated := func(level string) int32 {
		return judge(t, spanish, fmt.Sprintf(`{"skills":[{"name":"Spanish","proficiency":%q}],%s}`, level, worked)).GetSatisfaction()
	}
	if none, expert := stated("NONE"), stated("EXPERT"); none != 0 || expert != professional {
		t.Errorf("stated as NONE %d, as EXPERT %d", none, expert)
	}
	// Among the languages the words say the level where no field does.
	for entry, want := range map[string]int32{
		`{"name":"Fluent Spanish"}`: professional, `{"name":"Spanish (native)"}`: native, `{"name":"es"}`: basic,
		`{"name":"Fluent Spanish","level":"CONVERSATIONAL"}`: conversational, `{"name":"English, Spanish"}`: basic,
	} {
		if got := judge(t, spanish, `{"languages":[`+entry+`],`+worked+`}`); got.GetSatisfaction() != want {
			t.Errorf("%s: satisfaction %d, want %d", entry, got.GetSatisfaction(), want)
		}
	}
}

// A must for a language is met by whoever works in it, asked about where no level is said, and missed by a beginner.
func TestMustForALanguage(t *testing.T) {
	t.Parallel()
	must := add(t, "spanish", 100, `{"language":{"best_of":["es"]}}`)
	must.GetAdd().Requirement, must.GetAdd().Rationale = lexfitv1.Requirement_REQUIREMENT_REQUIRED, "Clients."
	for entry, want := range map[string]lexfitv1.Eligibility{
		`"skills":[{"name":"bilingual Spanish"}]`:                   lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE,
		`"skills":[{"name":"fluent in Spanish"}]`:                   lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE,
		`"languages":[{"name":"Spanish","level":"PROFESSIONAL"}]`:   lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE,
		`"skills":[{"name":"Spanish"}]`:                             lexfitv1.Eligibility_ELIGIBILITY_UNCONFIRMED,
		`"languages":[{"name":"Spanish"}]`:                          lexfitv1.Eligibility_ELIGIBILITY_UNCONFIRMED,
		`"skills":[{"name":"basic Spanish"}]`:                       lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE,
		`"languages":[{"name":"Spanish","level":"CONVERSATIONAL"}]`: lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE,
		`"skills":[{"name":"fluent in French"}]`:                    lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE,
	} {
		t.Run(entry, func(t *testing.T) {
			t.Parallel()
			fit := orderFit(t, orderOf(must), `{`+entry+`,"education":[{"level":"BACHELOR","field":"Paralegal Studies"}],`+
				`"experience":[{"title":"Paralegal","employer_type":"LAW_FIRM","months":96}]}`)
			if fit.GetEligibility() != want {
				t.Errorf("%v, want %v\n%v", fit.GetEligibility(), want, fit.GetCriteria())
			}
		})
	}
}

// orderFit scores a profile by a job order.
func orderFit(tb testing.TB, order *lexfitv1.JobOrder, written string) *lexfitv1.Fit {
	tb.Helper()
	with, err := defaultPlan(tb).WithJobOrders(order)
	if err != nil {
		tb.Fatal(err)
	}
	reply, err := with.Score(profile(tb, written), matcher.Options{AsOf: asOf, Targets: []string{order.GetName()}})
	if err != nil {
		tb.Fatal(err)
	}
	return reply.GetFits()[0]
}
