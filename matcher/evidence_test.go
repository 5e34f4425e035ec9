package matcher_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// The rules of evidence, E1 to E10, on the small rulebook (evidencebook_test.go). As of 2026-11-24 a job held since 2025-12
// has 12 months, since 2023-12 36, since 2020-12 72. Shown: 0 1500, 6 4500, 12 6000, 36 7500, 72 8500. Implied: 6 3500,
// 12 5056, 36 6222, 72 7000. A bare name is claimed at (2×6500 + 4000)/3 = 5667.
const (
	firm    = `"employer_type":"LAW_FIRM"`
	company = `"employer_type":"CORPORATE"`
	// held is a year up to the as-of date, exactly.
	held = `"started_on":"2025-12"`
	// ruled is a recognised course: it lifts the cap on words without work, and is law; speaks is a language, so that a profile
	// says something.
	ruled  = `"education":[{"level":"ASSOCIATE","status":"COMPLETED","coursework":["Civil Litigation"]}]`
	speaks = `"languages":[{"name":"Spanish","level":"NATIVE"}]`
)

var (
	discovery = skillOf("discovery")
	citing    = skillOf("cite-checking")
	detail    = skillOf("attention-to-detail")
	pleading  = skillOf("drafting-pleadings")
	letters   = skillOf("correspondence")
)

func TestE1Sources(t *testing.T) {
	t.Parallel()
	weighs(t, []evidenceRow{
		{"claimed, through a related skill", research, `{"skills":[{"name":"Westlaw","proficiency":"EXPERT","years":5}],` + ruled + `}`, 7000},                                // 10000 × .7
		{"the best within a source, not the sum", research, `{"skills":[{"name":"Westlaw","proficiency":"EXPERT","years":5},{"name":"Legal research"}],` + ruled + `}`, 7000}, // max(7000, 5667)
		{"shown, through a related skill", westlaw, `{"experience":[{"title":"Law Clerk",` + firm + `,` + held + `,"duties":["Researched case law."]}]}`, 4200},               // 6000 × .7
		{"implied, through a related skill", westlaw, `{"experience":[{"title":"Paralegal",` + firm + `,` + held + `}]}`, 2832},                                               // 5056 × .8 = 4045; × .7 = 2831.5
		{"each source is spread by itself", westlaw, `{"skills":[{"name":"Legal research"}],"experience":[{"title":"Paralegal",` + firm + `,` + held + `}]}`, 5163},           // C 5667 × .7 = 3967, I 2832: 3967 + 6033 × (2832 × .7 = 1982)
		{"a claim beside what a related one shows", research, `{"skills":[{"name":"Westlaw","proficiency":"EXPERT","years":5}],"experience":[{"title":"Law Clerk",` + firm + `,` + //
			held + `,"duties":["Researched case law."]}]}`, 8260}, // C 7000, D 6000: 7000 + 3000 × (6000 × .7 = 4200)
	})
}

func TestE2Mix(t *testing.T) {
	t.Parallel()
	weighs(t, []evidenceRow{
		// 6000 + 4000 × (5667 × .7 = 3967) = 7587; 7587 + 2413 × (5056 × .35 = 1770) = 8014
		{"claimed 5667, shown 6000, implied 5056", discovery, `{"skills":[{"name":"Discovery management"}],"experience":[{"title":"Paralegal",` + firm + `,` + held + `,"duties":["Gathered productions."]}]}`, 8014},
		{"claimed and implied", discovery, `{"skills":[{"name":"Discovery management"}],"experience":[{"title":"Paralegal",` + firm + `,` + held + `}]}`, 7200}, // 5667 + 4333 × (5056 × .7 = 3539) = 5667 + 1533
		{"shown and implied", discovery, `{"experience":[{"title":"Paralegal",` + firm + `,` + held + `,"duties":["Gathered productions."]}]}`, 7416},           // 6000 + 4000 × 3539 = 6000 + 1416
		{"one alone stands as it is", citing, `{"experience":[{"title":"Paralegal",` + firm + `,` + held + `,"duties":["Checked quotations."]}]}`, 6000},        //
		{"asked, and absent: what duties show stays", discovery, `{"skills":[{"name":"Discovery management","proficiency":"NONE"}],"experience":[{"title":"Paralegal",` + firm + `,` + held + `,"duties":["Gathered productions."]}]}`, 6000},
		{"asked, and absent: the title implies nothing", discovery, `{"skills":[{"name":"Discovery management","proficiency":"NONE"}],"experience":[{"title":"Paralegal",` + firm + `,` + held + `}]}`, 0},
		{"asked, and absent: what shows a related one does not show it", westlaw, `{"skills":[{"name":"Westlaw","proficiency":"NONE"}],"experience":[{"title":"Law Clerk",` + firm + `,` + held + `,"duties":["Researched case law."]}]}`, 0},
		{"asked, and absent: a related claim is none of it", westlaw, `{"skills":[{"name":"Westlaw","proficiency":"NONE"},{"name":"Legal research"}],` + ruled + `}`, 0},
		{"measured: nothing is mixed in", typing, `{"skills":[{"name":"Typing and keyboarding","measured":{"value":40,"unit":"wpm"}}],"experience":[{"title":"Legal Secretary",` + firm + `,"started_on":"2020-12"}]}`, 2833}, // 8500 × 10/30
	})
}

// The basis of a leaf, and both ends of its interval.
func TestE2Basis(t *testing.T) {
	t.Parallel()
	const (
		stated, implied, assumed = lexfitv1.Basis_BASIS_STATED, lexfitv1.Basis_BASIS_IMPLIED, lexfitv1.Basis_BASIS_ASSUMED
		none                     = lexfitv1.Basis_BASIS_UNSPECIFIED
	)
	for _, row := range []struct {
		name, condition, profile string
		basis                    lexfitv1.Basis
		low, points, high        int32 // of 1000
	}{
		// stated 7587, full 8014: at least half of it is stated
		{"claimed, shown and implied", discovery, `{"skills":[{"name":"Discovery management"}],"experience":[{"title":"Paralegal",` + firm + `,` + held + `,"duties":["Gathered productions."]}]}`, stated, 759, 801, 801},
		// a novice's claim (4000 + 4000)/3 = 2667; 7000 + 3000 × (2667 × .7 = 1867) = 7560; 2 × 2667 < 7560
		{"mostly implied", discovery, `{"skills":[{"name":"Discovery management","proficiency":"NOVICE"}],"experience":[{"title":"Paralegal",` + firm + `,"started_on":"2020-12"}]}`, implied, 267, 756, 1000},
		{"implied alone", discovery, `{"experience":[{"title":"Paralegal",` + firm + `,` + held + `}]}`, implied, 0, 506, 1000},
		// 12 months assumed: 6000 shown; without the assumption curve(0) = 1500
		{"shown in a job of assumed length", citing, `{"experience":[{"title":"Paralegal",` + firm + `,"duties":["Checked quotations."]}]}`, assumed, 150, 600, 1000},
		{"asked, and absent", discovery, `{"skills":[{"name":"Discovery management","proficiency":"NONE"}],"experience":[{"title":"Paralegal",` + firm + `,` + held + `}]}`, none, 0, 0, 0},
		{"silent", citing, `{"experience":[{"title":"Paralegal",` + firm + `,` + held + `}]}`, none, 0, 0, 1000},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			got := weigh(t, row.condition, row.profile)
			if got.GetBasis() != row.basis || got.GetPointsLow() != row.low || got.GetPoints() != row.points || got.GetPointsHigh() != row.high {
				t.Errorf("%v %d [%d, %d], want %v %d [%d, %d]\n%v", got.GetBasis(), got.GetPoints(), got.GetPointsLow(), got.GetPointsHigh(),
					row.basis, row.points, row.low, row.high, got)
			}
		})
	}
}

// Evidence names every source that has value, the stated ones first.
func TestE2Evidence(t *testing.T) {
	t.Parallel()
	got := weigh(t, discovery, `{"skills":[{"name":"Discovery management"}],"experience":[{"title":"Paralegal",`+firm+`,`+held+`,"duties":["Answered the door.","Gathered productions."]}]}`)
	bases := map[string]lexfitv1.Basis{}
	last := lexfitv1.Basis_BASIS_UNSPECIFIED
	for _, found := range got.GetEvidence() {
		bases[found.GetPath()] = found.GetBasis()
		if found.GetBasis() < last {
			t.Errorf("%v stands behind %v", found, last)
		}
		last = found.GetBasis()
	}
	for path, basis := range map[string]lexfitv1.Basis{
		"skills[0]": lexfitv1.Basis_BASIS_STATED, "experience[0].duties[1]": lexfitv1.Basis_BASIS_STATED, "experience[0]": lexfitv1.Basis_BASIS_IMPLIED,
	} {
		if bases[path] != basis {
			t.Errorf("%s is %v, want %v: %v", path, bases[path], basis, got.GetEvidence())
		}
	}
}

func TestE3Claimed(t *testing.T) {
	t.Parallel()
	const bare = `"skills":[{"name":"Cite-checking and Bluebook"}]`
	weighs(t, []evidenceRow{
		{"a bare name beside law", citing, `{` + bare + `,` + ruled + `}`, 5667},
		{"without law", citing, `{` + bare + `,` + worked + `}`, 4534},                                                                    // 5667 × .8 = 4533.6
		{"a legal job is law", citing, `{` + bare + `,"experience":[{"title":"Paralegal",` + company + `,` + held + `}]}`, 5667},          //
		{"so is any job at a legal place", citing, `{` + bare + `,"experience":[{"title":"Beekeeper",` + firm + `,` + held + `}]}`, 5667}, //
		{"one that has yet to begin is not", citing, `{` + bare + `,"experience":[{"title":"Paralegal","started_on":"2027-02"},{"title":"Beekeeper","months":12}]}`, 4534},
		{"a field of law is", citing, `{` + bare + `,` + worked + `,"education":[{"level":"BACHELOR","field":"Law","status":"COMPLETED"}]}`, 5667},
		{"paralegal studies are", citing, `{` + bare + `,` + worked + `,"education":[{"level":"ASSOCIATE","field":"Paralegal Studies","status":"COMPLETED"}]}`, 5667},
		{"another field is not", citing, `{` + bare + `,` + worked + `,"education":[{"level":"BACHELOR","field":"Biology","status":"COMPLETED"}]}`, 4534},
		{"an active credential is", citing, `{` + bare + `,` + worked + `,"certifications":[{"name":"CP","issuer":"NALA","status":"ACTIVE"}]}`, 5667},
		{"an expired one is not", citing, `{` + bare + `,` + worked + `,"certifications":[{"name":"CP","issuer":"NALA","status":"EXPIRED"}]}`, 4534},
		{"a notary's commission is not", citing, `{` + bare + `,` + worked + `,"certifications":[{"name":"Notary Public","status":"ACTIVE"}]}`, 4534},
		{"a bare work habit counts half", detail, `{"skills":[{"name":"Attention to detail"}],` + ruled + `}`, 2834},                                                            // 5667 × .5 = 2833.5
		{"a bare work habit without law", detail, `{"skills":[{"name":"Attention to detail"}],` + worked + `}`, 2267},                                                           // 2834 × .8 = 2267.2
		{"a work habit with a level", detail, `{"skills":[{"name":"Attention to detail","proficiency":"BASIC"}],` + ruled + `}`, 4000},                                          // (8000 + 4000)/3
		{"a work habit with a year", detail, `{"skills":[{"name":"Attention to detail","years":1}],` + ruled + `}`, 6167},                                                       // (13000 + 5500)/3
		{"a work habit with half a year", detail, `{"skills":[{"name":"Attention to detail","years":0.5}],` + ruled + `}`, 2959},                                                // (13000 + 4750)/3 = 5917; × .5
		{"rule 15's cap stands on the claim as it counts", citing, `{"skills":[{"name":"Cite-checking and Bluebook","proficiency":"EXPERT","years":10}],` + speaks + `}`, 6000}, // 10000 × .8 = 8000, at most 6000
		{"a bare name below the cap", citing, `{` + bare + `,` + speaks + `}`, 4534},
	})
}

func TestW3OrdinaryWords(t *testing.T) {
	t.Parallel()
	const word = `"skills":[{"name":"Quotations"}]`
	job := func(rest string) string { return `{` + word + `,"experience":[{` + rest + `,` + held + `}]}` }
	weighs(t, []evidenceRow{
		{"far from the law it is nothing", citing, job(`"title":"Beekeeper"`), 0},
		{"it is nothing at a level either", citing, `{"skills":[{"name":"Quotations","proficiency":"EXPERT","years":9}],` + worked + `}`, 0},
		{"the whole name is no ordinary word", citing, `{"skills":[{"name":"Cite-checking and Bluebook"}],` + worked + `}`, 4534}, // E3: 5667 × .8
		{"a legal job is near", citing, job(`"title":"Paralegal"`), 5667},
		{"one that has yet to begin is not", citing, `{` + word + `,` + worked + `,"experience":[{"title":"Paralegal","started_on":"2027-02"}]}`, 0},
		{"a word of the title is near, and no law", citing, job(`"title":"Escrow Beekeeper"`), 4534},
		{"an office job of government is near", citing, job(`"title":"Receptionist","employer_type":"GOVERNMENT"`), 4534},
		{"so is one whose title is not read", citing, job(`"title":"Beekeeper","employer_type":"GOVERNMENT"`), 4534},
		{"an office job of a company is not", citing, job(`"title":"Receptionist",` + company), 0},
		{"a course is near", citing, `{` + word + `,` + ruled + `}`, 5667},
		{"studies of law are near, whatever became of them", citing, `{` + word + `,` + worked + `,"education":[{"level":"BACHELOR","field":"Law","status":"INCOMPLETE"}]}`, 5667},
		{"a lapsed credential is near, and no law", citing, `{` + word + `,` + worked + `,"certifications":[{"name":"CP","issuer":"NALA","status":"EXPIRED"}]}`, 4534},
	})
	unread := score(t, smallPlan(t, criterionOf(t, citing)), profile(t, job(`"title":"Beekeeper","employer_type":"CORPORATE"`))).GetUnrecognized()
	if !slices.ContainsFunc(unread, func(missed *lexfitv1.Unrecognized) bool {
		return missed.GetPath() == "skills[0]" && missed.GetText() == "Quotations" && strings.Contains(missed.GetNote(), "only beside legal work")
	}) {
		t.Errorf("nothing says why the word was not read: %v", unread)
	}
}

func TestE4Shown(t *testing.T) {
	t.Parallel()
	job := func(title, rest string) string {
		return `{"experience":[{"title":"` + title + `",` + rest + `,"duties":["Checked quotations."]}]}`
	}
	weighs(t, []evidenceRow{
		{"three months", citing, job("Paralegal", firm+`,"months":3`), 3000}, // 1500 + 3000 × 3/6
		{"half a year", citing, job("Paralegal", firm+`,"months":6`), 4500},
		{"a year", citing, job("Paralegal", firm+`,`+held), 6000},
		{"two years", citing, job("Paralegal", firm+`,"started_on":"2024-12"`), 6750}, // 6000 + 1500 × 12/24
		{"three years", citing, job("Paralegal", firm+`,"started_on":"2023-12"`), 7500},
		{"six years", citing, job("Paralegal", firm+`,"started_on":"2020-12"`), 8500},
		{"twenty years", citing, job("Paralegal", firm+`,"started_on":"2006-12"`), 8500},
		{"a job that has yet to begin", citing, job("Paralegal", firm+`,"started_on":"2027-02"`), 0},
		{"a job of no months", citing, job("Paralegal", firm+`,"months":0`), 0},

		{"a legal title anywhere", citing, job("Paralegal", company+`,`+held), 6000},
		{"any title at a legal place", citing, job("Beekeeper", firm+`,`+held), 6000},
		{"an attorney's", citing, job("Attorney", firm+`,`+held), 3000},                  // × .5
		{"an office family elsewhere", citing, job("Secretary", company+`,`+held), 3000}, // × .5
		{"an office family in government with an area", citing, job("Secretary", `"employer_type":"GOVERNMENT","practice_areas":["Immigration law"],`+held), 6000},
		{"an office family in government without", citing, job("Secretary", `"employer_type":"GOVERNMENT",`+held), 3000},
		{"any other job", citing, job("Beekeeper", company+`,`+held), 2400}, // × .4

		{"ended more than five years ago", citing, job("Paralegal", firm+`,"started_on":"2020-11","ended_on":"2021-10"`), 4800},          // × .8
		{"ended more than ten years ago", citing, job("Paralegal", firm+`,"started_on":"2015-11","ended_on":"2016-10"`), 3600},           // × .6
		{"work of other kinds ages too", citing, job("Beekeeper", company+`,"started_on":"2015-11","ended_on":"2016-10"`), 1440},         // 2400 × .6
		{"a job without dates does not", citing, job("Paralegal", firm+`,"months":12`), 6000},                                            //
		{"a work habit", detail, `{"experience":[{"title":"Paralegal",` + firm + `,` + held + `,"duties":["Checked figures."]}]}`, 3000}, // 6000 × .5
		{"the best job counts", citing, `{"experience":[{"title":"Paralegal",` + firm + `,` + held + `,"duties":["Checked quotations."]},` + // max(6000, 8500 × .6)
			`{"title":"Law Clerk",` + firm + `,"started_on":"2010-01","ended_on":"2015-12","duties":["Checked quotations."]}]}`, 6000},
		{"a job counts for its own duties alone", citing, `{"experience":[{"title":"Paralegal",` + firm + `,` + held + `,"duties":["Checked quotations."]},` + // curve(12), not curve(84)
			`{"title":"Paralegal",` + firm + `,"started_on":"2019-12","ended_on":"2025-11"}]}`, 6000},

		// Eleven months lift no cap. D 1500 + ... = 4500 + 1500 × 5/6 = 5750, C 5667: 5750 + 4250 × 3967 = 7436, at most 6000
		{"rule 15's cap holds for what is stated", citing, `{"skills":[{"name":"Cite-checking and Bluebook"}],"experience":[{"title":"Paralegal",` + firm + `,"started_on":"2026-01","duties":["Checked quotations."]}]}`, 6000},
		// I 3500 + 1556 × 5/6 = 4797; all three 7436 + 2564 × (4797 × .35 = 1679) = 7866; stated and implied 6000 + 4000 × (4797 × .7 = 3358) = 7343
		{"and the lesser of two mixes is full", discovery, `{"skills":[{"name":"Discovery management"}],"experience":[{"title":"Paralegal",` + firm + `,"started_on":"2026-01","duties":["Gathered productions."]}]}`, 7343},
	})
}

func TestE5Implied(t *testing.T) {
	t.Parallel()
	jobs := func(list string) string { return `{"experience":[` + list + `]}` }
	weighs(t, []evidenceRow{
		{"half a year", discovery, jobs(`{"title":"Paralegal",` + firm + `,"months":6}`), 3500},
		{"a year", discovery, jobs(`{"title":"Paralegal",` + firm + `,` + held + `}`), 5056},
		{"three years", discovery, jobs(`{"title":"Paralegal",` + firm + `,"started_on":"2023-12"}`), 6222},
		{"six years and more", discovery, jobs(`{"title":"Paralegal",` + firm + `,"started_on":"2010-12"}`), 7000},
		{"the family's figure", research, jobs(`{"title":"Paralegal",` + firm + `,` + held + `}`), 4045},                 // 5056 × .8
		{"work that is not legal counts half", typing, jobs(`{"title":"Secretary",` + company + `,` + held + `}`), 2275}, // (5056 + 0)/2 = 2528; × .9
		{"at a legal place in full", typing, jobs(`{"title":"Secretary",` + firm + `,` + held + `}`), 4550},              // 5056 × .9 = 4550.4
		{"some of it legal", typing, jobs(`{"title":"Secretary",` + firm + `,"started_on":"2024-12"},{"title":"Secretary",` + company + `,` + //
			`"started_on":"2023-12","ended_on":"2024-11"}`), 5338}, // all 36: 6222, legal 24: 5639; 5931 × .9
		{"months are counted once", discovery, jobs(`{"title":"Paralegal",` + firm + `,` + held + `},{"title":"Litigation Paralegal",` + firm + `,` + held + `}`), 5056},

		{"senior", discovery, jobs(`{"title":"Senior Paralegal",` + firm + `,` + held + `}`), 6292}, // 5056 + 4944 × .25
		{"lead", discovery, jobs(`{"title":"Lead Paralegal",` + firm + `,` + held + `}`), 6292},
		{"sr.", discovery, jobs(`{"title":"Sr. Paralegal",` + firm + `,` + held + `}`), 6292},
		{"senior for under a year", discovery, jobs(`{"title":"Senior Paralegal",` + firm + `,"started_on":"2026-01"}`), 4797},
		{"senior jobs that make a year", discovery, jobs(`{"title":"Senior Paralegal",` + firm + `,"started_on":"2025-12","ended_on":"2026-05"},{"title":"Lead Paralegal",` + firm + `,"started_on":"2026-06"}`), 6292},
		{"senior for a part of the time", discovery, jobs(`{"title":"Senior Paralegal",` + firm + `,` + held + `},{"title":"Paralegal",` + firm + `,"started_on":"2023-12","ended_on":"2025-11"}`), 7167}, // 6222 + 3778 × .25 = 6222 + 945
		{"senior is somebody else", discovery, jobs(`{"title":"Paralegal to Senior Partner",` + firm + `,` + held + `}`), 5056},
		{"a part of a word", discovery, jobs(`{"title":"Paralegal, Leadership",` + firm + `,` + held + `}`), 5056},

		{"what ended long ago fades", discovery, jobs(`{"title":"Paralegal",` + firm + `,"started_on":"2015-11","ended_on":"2016-10"}`), 3034}, // 5056 × .6
		{"outside the law too", typing, jobs(`{"title":"Secretary",` + company + `,"started_on":"2015-11","ended_on":"2016-10"}`), 1365},       // 2275 × .6
		{"the latest job keeps the family fresh", discovery, jobs(`{"title":"Paralegal",` + firm + `,"started_on":"2013-12","ended_on":"2015-11"},{"title":"Paralegal",` + firm + `,` + held + `}`), 6222},
		{"a job that has yet to begin", discovery, jobs(`{"title":"Paralegal",` + firm + `,"started_on":"2027-02"},{"title":"Secretary",` + firm + `,"months":3}`), 0},
	})
}

func TestE6Duties(t *testing.T) {
	t.Parallel()
	did := func(duty string) string {
		return `{"experience":[{"title":"Law Clerk",` + firm + `,` + held + `,"duties":["` + duty + `"]}]}`
	}
	weighs(t, []evidenceRow{
		{"a verb and its object", pleading, did("Drafted complaints."), 6000},
		{"a verb in any form", research, did("Researches statutes."), 6000},
		{"one verb, several objects: the first", letters, did("Drafted letters and motions."), 6000},
		{"one verb, several objects: the last", pleading, did("Drafted letters and motions."), 6000},
		{"several verbs before an object", pleading, did("Checked and drafted motions."), 6000},
		{"a new verb begins a new set", pleading, did("Drafted letters, kept diaries and complaints."), 0},
		{"a sentence's end", pleading, did("Drafted letters. Complaints came by mail."), 0},
		{"no sentence ends behind a single letter", pleading, did("Drafted the Roe v. Wade complaint."), 6000},
		{"a semicolon", pleading, did("Drafted letters; complaints came by mail"), 0},
		{"a dash between spaces", pleading, did("Drafted letters – complaints came by mail"), 0},
		{"who", pleading, did("Drafted letters to people who had complaints"), 0},
		{"in order to", citing, did("Checked figures in order to find quotations"), 0},
		{"denied", pleading, did("Did not draft complaints."), 0},
		{"denied by I never", pleading, did("I never drafted complaints."), 0},
		{"denied to the clause's end", letters, did("Never drafted complaints and letters."), 0},
		{"and no further", letters, did("Never drafted complaints. Drafted letters."), 6000},
		{"outsourced", pleading, did("Outsourced drafting complaints."), 0},
		{"not at the beginning of a clause", pleading, did("Drafted filings including but not limited to complaints."), 6000},
		{"a row for legal jobs in one", skillOf("docketing"), did("Kept hearing dates."), 6000},
		{"a row for legal jobs elsewhere", skillOf("docketing"), `{` + speaks + `,"experience":[{"title":"Beekeeper",` + company + `,` + held + `,"duties":["Kept hearing dates."]}]}`, 0},
		{"an object alone", pleading, did("Complaints."), 0},
		{"no duty is read as a name", citing, did("Quotations"), 0},
		{"the name of a skill", westlaw, did("Worked with Westlaw."), 6000},
	})
}

func TestE9Families(t *testing.T) {
	t.Parallel()
	book := rulebook.Default()
	families := map[string]*lexfitv1.TitleFamily{}
	for _, family := range book.GetTitles() {
		families[family.GetId()] = family
	}
	for id, figures := range map[string]map[string]int32{
		"receptionist": {
			"reception": 1000, "multitasking": 900, "scheduling": 800, "organization": 700, "ms-office": 700,
			"correspondence": 600, "typing": 600, "client-communication": 600,
		},
		"file-clerk": {"filing": 1000, "data-entry": 800, "organization": 700, "typing": 400},
	} {
		got := map[string]int32{}
		for _, implied := range families[id].GetImplies() {
			got[implied.GetSkill()] = implied.GetFigure()
		}
		for skill, want := range figures {
			if got[skill] != want {
				t.Errorf("%s implies %s at %d, want %d", id, skill, got[skill], want)
			}
		}
		if len(got) != len(figures) {
			t.Errorf("%s implies %v", id, got)
		}
	}
	if share := families["legal-assistant"].GetImpliedShare(); share != 800 {
		t.Errorf("a legal assistant implies at %d", share)
	}
	type factors struct{ inLaw, elsewhere int32 }
	for role, want := range map[string]map[string]factors{
		"roles/legal-secretary": {"receptionist": {700, 400}, "file-clerk": {500, 250}},
		"roles/paralegal":       {"receptionist": {}, "file-clerk": {}, "attorney": {400, 0}},
	} {
		for _, made := range book.GetRoles() {
			for _, criterion := range made.GetCriteria() {
				if made.GetName() != role || criterion.GetId() != "experience" {
					continue
				}
				got := map[string]factors{}
				for _, family := range criterion.GetCondition().GetExperience().GetFamilies() {
					got[family.GetFamily()] = factors{family.GetFactor(), family.GetFactorElsewhere()}
				}
				for family, figures := range want {
					if got[family] != figures {
						t.Errorf("%s: %s counts %v, want %v", role, family, got[family], figures)
					}
				}
			}
		}
	}
}

func TestE10Bands(t *testing.T) {
	t.Parallel()
	for _, role := range rulebook.Default().GetRoles() {
		bands := role.GetBands()
		got := [3]int32{bands.GetStrong(), bands.GetGood(), bands.GetPossible()}
		want, known := map[string][3]int32{"roles/legal-secretary": {810, 660, 400}, "roles/paralegal": {830, 610, 330}}[role.GetName()]
		if known && got != want {
			t.Errorf("%s: bands %v, want %v", role.GetName(), got, want)
		}
	}
}
