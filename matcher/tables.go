package matcher

import lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"

// tables are the figures of a rulebook.
type tables struct {
	proficiency      [7]int32
	skillYears       curve
	proficiencyParts int32
	yearsParts       int32
	implied          curve
	wordsWithoutWork int32
	wordsWorkMonths  int32
	recency          []*lexfitv1.RecencyStep
	softwareStale    int32
	inProgress       int32
	certExpired      int32
	certInProgress   int32
	languageLevels   [5]int32
	unknownJobMonths int32
	vagueJobMonths   int32
	bareName         int32 // what a skill is worth of which only the name is known
}

func newTables(rules *lexfitv1.ScoringTables) *tables {
	levels, languages := rules.GetProficiency(), rules.GetLanguageLevels()
	made := &tables{
		proficiency: [7]int32{
			levels.GetWorking(), levels.GetNone(), levels.GetNovice(), levels.GetBasic(), levels.GetWorking(), levels.GetAdvanced(), levels.GetExpert(),
		},
		skillYears:       newCurve(rules.GetSkillYears()),
		proficiencyParts: max(rules.GetProficiencyParts(), 1),
		yearsParts:       rules.GetYearsParts(),
		implied:          newCurve(rules.GetImplied()),
		wordsWithoutWork: rules.GetWordsWithoutWork(),
		wordsWorkMonths:  rules.GetWordsWithoutWorkMonths(),
		recency:          rules.GetRecency(),
		softwareStale:    rules.GetSoftwareStaleMonths(),
		inProgress:       rules.GetEducationInProgress(),
		certExpired:      rules.GetCertificationExpired(),
		certInProgress:   rules.GetCertificationInProgress(),
		languageLevels: [5]int32{
			languages.GetBasic(), languages.GetBasic(), languages.GetConversational(), languages.GetProfessional(), languages.GetNative(),
		},
		unknownJobMonths: rules.GetUnknownJobMonths(),
		vagueJobMonths:   rules.GetVagueJobMonths(),
	}
	made.bareName = made.skill(lexfitv1.Proficiency_PROFICIENCY_UNSPECIFIED, 0)
	return made
}

// skill is the value of a skill from its proficiency and the months of its use.
func (t *tables) skill(level lexfitv1.Proficiency, months int32) int32 {
	if level < 0 || int(level) >= len(t.proficiency) {
		level = lexfitv1.Proficiency_PROFICIENCY_UNSPECIFIED
	}
	if level == lexfitv1.Proficiency_PROFICIENCY_NONE {
		return t.proficiency[level]
	}
	sum := int64(t.proficiencyParts)*int64(t.proficiency[level]) + int64(t.yearsParts)*int64(t.skillYears.at(months))
	return divide(sum, int64(t.proficiencyParts+t.yearsParts))
}

// The figures of evidence (rules E1 to E8), per mille where they are factors.
const (
	secondShare    = 700 // of the second source of a skill, of what the first leaves
	thirdShare     = 350
	bareHabit      = 500 // a habit of work that is no more than named, or that a duty shows
	withoutLaw     = 800 // a claim where no law stands behind the profile
	placeAttorney  = 500 // a duty in the work of an attorney
	placeLegal     = 1000
	placeOffice    = 500 // in an office elsewhere
	placeElsewhere = 400
	seniorShare    = 250 // of what years in a family leave
	seniorMonths   = 12
	creditStep     = 300 // a family by duties: for each skill beyond the first that they show
	creditImplies  = 800
	unreadAtLaw    = 300 // work at a legal place whose title gives no family
)

// shownCurve is what a duty shows by the months of its job.
var shownCurve = curve{x: []int32{0, 6, 12, 36, 72}, value: []int32{1500, 4500, 6000, 7500, 8500}}
