package matcher_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Words of somebody's own life are no practice area (rule W3): who lists them and nothing of the law may have been through it. Beside
// legal work, or as a practice area of a job, they are what they say.
func TestW3OwnLife(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	paralegal := func(text string) int32 { return fitFor(t, score(t, p, profile(t, text)), "roles/paralegal").GetScore() }
	const clerk = `"experience":[{"title":"File Clerk",` + firm + `,"months":12}]`
	for _, word := range []string{
		"DUI", "felony", "misdemeanor", "criminal", "expungement", "divorce", "dissolution of marriage", "child custody", "custody", "child support",
		"adoption", "guardianship", "conservatorship", "bankruptcy", "Chapter 7", "Chapter 13", "foreclosure", "eviction", "wage garnishment",
		"immigration", "asylum", "naturalization", "visas", "I-485", "personal injury", "auto accident", "slip and fall", "medical malpractice",
		"workers' compensation", "Workers Comp", "Social Security disability", "SSDI", "disability claims", "FMLA", "ADA", "court martial",
	} {
		alone := fmt.Sprintf(`{"skills":[{"name":%q},{"name":"gardening"}],"education":[{"level":"HIGH_SCHOOL"}],"experience":[{"title":"Cashier","months":60}]}`, word)
		nothing := strings.Replace(alone, fmt.Sprintf("%q", word), `"pottery"`, 1)
		if got, want := paralegal(alone), paralegal(nothing); got != want {
			t.Errorf("%s alone: %d, without it %d", word, got, want)
		}
		if unread := score(t, p, profile(t, alone)).GetUnrecognized(); len(unread) != 3 || unread[0].GetNote() == "" && unread[1].GetNote() == "" && unread[2].GetNote() == "" {
			t.Errorf("%s alone: it is not told that the word is not read: %v", word, unread)
		}
	}
	// What nobody reads as a skill gives nothing anywhere.
	for _, word := range []string{
		"VAWA survivor", "domestic violence survivor", "survivor of domestic violence", "disability", "probation", "criminal record", "green card", "DACA",
		"restraining order", "immigrant", "divorced", "mental health", "refugee", "on parole",
	} {
		with := fmt.Sprintf(`{"skills":[{"name":%q}],%s}`, word, clerk)
		if got, want := paralegal(with), paralegal(`{`+clerk+`}`); got != want {
			t.Errorf("%s beside legal work: %d, without it %d", word, got, want)
		}
	}
	for _, words := range []string{"DUI defense", "child custody matters", "bankruptcy", "immigration", "divorce", "SSDI", "foreclosures", "VAWA petitions"} {
		with := fmt.Sprintf(`{"skills":[{"name":%q}],%s}`, words, clerk)
		if got, want := paralegal(with), paralegal(`{`+clerk+`}`); got <= want {
			t.Errorf("%s beside legal work: %d, without it %d", words, got, want)
		}
	}
	area := strings.Replace(`{`+clerk+`}`, `"months"`, `"practice_areas":["Bankruptcy"],"months"`, 1)
	if unread := score(t, p, profile(t, area)).GetUnrecognized(); len(unread) > 0 {
		t.Errorf("a practice area of a job is not read: %v", unread)
	}
}

// Rule 9 as it touches who comes back after years: what it costs is the experience's factor and what titles imply, what is stated
// counts as before, and nobody is ineligible for a gap; what filled the gap makes no difference.
func TestGapCostsAndNeverBars(t *testing.T) {
	t.Parallel()
	p := defaultPlan(t)
	points := func(until int, since string) (map[string]int32, lexfitv1.Eligibility) {
		fit := fitFor(t, score(t, p, profile(t, fmt.Sprintf(`{"education":[{"level":"ASSOCIATE","field":"Paralegal Studies"}],"experience":[{"title":"Paralegal",%s,"started_on":"%d-10","ended_on":"%d-09"}%s]}`, firm, until-8, until, since))), "roles/paralegal")
		given := map[string]int32{}
		for _, criterion := range fit.GetCriteria() {
			given[criterion.GetCriterionId()] = criterion.GetPoints()
		}
		return given, fit.GetEligibility()
	}
	now, open := points(2026, "")
	for until, experience := range map[int]int32{2026: 110, 2020: 88, 2015: 66} { // 110 × 1, .8 and .6
		for _, since := range []string{"", `,{"title":"Barista","employer_type":"OTHER","started_on":"` + strconv.Itoa(until) + `-10"}`} {
			then, eligible := points(until, since)
			if then["experience"] != experience || then["education-paralegal"] != now["education-paralegal"] || eligible != open {
				t.Errorf("until %d, then %q: %v, %v", until, since, then, eligible)
			}
		}
	}
}
