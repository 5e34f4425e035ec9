package lexfitv1check

import (
	"slices"
	"unicode/utf8"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// The contract's rules, by hand. protovalidate is their judge and names what is broken; it takes 16 µs for a profile, and a
// tenth of a second once when it is first used, which a stream and an embedded command would feel. So a message that keeps
// every rule, as nearly all do, is let through by these, and only the others go to the judge. FuzzCertainlyValid holds that
// they say yes exactly where the judge has nothing to say. They rely on strings being UTF-8, which unmarshalling sees to.

// Limits that several fields share.
const (
	mostEntries = 500
	mostName    = 200
)

// profileCertainlyValid reports whether a profile breaks no rule of the contract. It allocates nothing.
func profileCertainlyValid(profile *lexfitv1.CandidateProfile) bool {
	if !isText(profile.GetCandidateId(), 1, 128) || !isText(profile.GetDisplayName(), 0, mostName) || !isCode(profile.GetWorkState()) {
		return false
	}
	if len(profile.GetEducation()) > mostEntries || len(profile.GetSkills()) > mostEntries || len(profile.GetCertifications()) > mostEntries ||
		len(profile.GetExperience()) > mostEntries || len(profile.GetLanguages()) > mostEntries || len(profile.GetLabels()) > 64 {
		return false
	}
	for _, education := range profile.GetEducation() {
		if !educationCertainlyValid(education) {
			return false
		}
	}
	for _, skill := range profile.GetSkills() {
		if !skillCertainlyValid(skill) {
			return false
		}
	}
	for _, certification := range profile.GetCertifications() {
		if !certificationCertainlyValid(certification) {
			return false
		}
	}
	for _, experience := range profile.GetExperience() {
		if !experienceCertainlyValid(experience) {
			return false
		}
	}
	for _, language := range profile.GetLanguages() {
		if !isText(language.GetName(), 1, mostName) || !isEnum(language.GetLevel(), lexfitv1.LanguageLevel_LANGUAGE_LEVEL_NATIVE) {
			return false
		}
	}
	for key, value := range profile.GetLabels() {
		if !isText(key, 1, 63) || !isText(value, 0, mostName) {
			return false
		}
	}
	return profile.GetTotalExperienceMonths() >= 0 && profile.GetTotalExperienceMonths() <= 960 && preferencesCertainlyValid(profile.GetPreferences()) &&
		reviewCertainlyValid(profile.GetReview())
}

func reviewCertainlyValid(review *lexfitv1.Review) bool {
	const mostFlags = 2000
	if len(review.GetFlags()) > mostFlags {
		return false
	}
	for _, flag := range review.GetFlags() {
		if !isText(flag.GetPath(), 0, mostName) || !isEnum(flag.GetKind(), lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_DOUBTFUL) {
			return false
		}
	}
	return true
}

func educationCertainlyValid(education *lexfitv1.Education) bool {
	return isEnum(education.GetLevel(), lexfitv1.EducationLevel_EDUCATION_LEVEL_NONE) &&
		isText(education.GetField(), 0, mostName) &&
		isText(education.GetInstitution(), 0, mostName) &&
		isCode(education.GetCountry()) &&
		isEnum(education.GetProgramApproval(), lexfitv1.ProgramApproval_PROGRAM_APPROVAL_NOT_APPROVED) &&
		isEnum(education.GetStatus(), lexfitv1.EducationStatus_EDUCATION_STATUS_UNCLEAR) &&
		isPartialDate(education.GetCompletedOn()) &&
		areTexts(education.GetCoursework(), mostEntries, 0, mostName)
}

func skillCertainlyValid(skill *lexfitv1.Skill) bool {
	if !isText(skill.GetName(), 1, mostName) || !isEnum(skill.GetProficiency(), lexfitv1.Proficiency_PROFICIENCY_EXPERT) ||
		!(skill.GetYears() >= 0 && skill.GetYears() <= 80) || !isPartialDate(skill.GetLastUsedOn()) {
		return false
	}
	measured := skill.GetMeasured()
	return measured == nil || measured.Value != nil && measured.GetValue() >= 0 && measured.GetValue() <= 1_000_000 && isText(measured.GetUnit(), 1, 40)
}

func certificationCertainlyValid(certification *lexfitv1.Certification) bool {
	return isText(certification.GetName(), 1, mostName) &&
		isText(certification.GetIssuer(), 0, mostName) &&
		isEnum(certification.GetStatus(), lexfitv1.CertificationStatus_CERTIFICATION_STATUS_REVOKED) &&
		isPartialDate(certification.GetIssuedOn()) &&
		isPartialDate(certification.GetExpiresOn()) &&
		isSpan(certification.GetIssuedOn(), certification.GetExpiresOn())
}

func experienceCertainlyValid(experience *lexfitv1.Experience) bool {
	return isText(experience.GetTitle(), 1, mostName) &&
		isText(experience.GetEmployer(), 0, mostName) &&
		isEnum(experience.GetEmployerType(), lexfitv1.EmployerType_EMPLOYER_TYPE_OTHER) &&
		areTexts(experience.GetPracticeAreas(), mostEntries, 0, mostName) &&
		isPartialDate(experience.GetStartedOn()) &&
		isPartialDate(experience.GetEndedOn()) &&
		isSpan(experience.GetStartedOn(), experience.GetEndedOn()) &&
		(!experience.GetEndUnclear() || experience.GetEndedOn() == "") &&
		experience.GetMonths() >= 0 && experience.GetMonths() <= 960 &&
		areTexts(experience.GetDuties(), 64, 0, 2000)
}

func preferencesCertainlyValid(preferences *lexfitv1.Preferences) bool {
	if len(preferences.GetInterests()) > mostEntries || preferences.GetSalaryMinUsd() < 0 || preferences.GetSalaryMinUsd() > 10_000_000 {
		return false
	}
	for _, interest := range preferences.GetInterests() {
		if interest == lexfitv1.Interest_INTEREST_UNSPECIFIED || !isEnum(interest, lexfitv1.Interest_INTEREST_CLIENT_CONTACT) {
			return false
		}
	}
	return areTexts(preferences.GetGoals(), mostEntries, 1, mostName) && isPartialDate(preferences.GetAvailableFrom())
}

// scoring is what options of a score, and a request with the deprecated fields that say the same, have in common.
type scoring interface {
	GetTargets() []string
	GetRulebookRevision() int32
	GetAsOf() string
	GetView() lexfitv1.View
	GetAdvice() *lexfitv1.AdviceOptions
}

// scoreOptionsCertainlyValid reports whether options of a score break no rule of the contract; none break none.
func scoreOptionsCertainlyValid(options scoring) bool {
	return targetsCertainlyValid(options.GetTargets()) && options.GetRulebookRevision() >= 0 && isFullDate(options.GetAsOf()) &&
		isEnum(options.GetView(), lexfitv1.View_VIEW_FULL) && adviceCertainlyValid(options.GetAdvice())
}

func adviceCertainlyValid(advice *lexfitv1.AdviceOptions) bool {
	const most = 50
	return advice.GetMax() >= 0 && advice.GetMax() <= most && isEnum(advice.GetOrder(), lexfitv1.AdviceOrder_ADVICE_ORDER_COST) &&
		advice.GetApply() >= 0 && advice.GetApply() <= most
}

// rankOptionsCertainlyValid reports whether options of a ranking break no rule of the contract.
func rankOptionsCertainlyValid(options *lexfitv1.RankOptions) bool {
	return isText(options.GetTarget(), 1, 100) && options.GetRulebookRevision() >= 0 && isFullDate(options.GetAsOf()) &&
		isEnum(options.GetView(), lexfitv1.View_VIEW_FULL) && options.GetTopK() >= 0 && options.GetTopK() <= 10_000 &&
		isEnum(options.GetMinBand(), lexfitv1.Band_BAND_STRONG)
}

func targetsCertainlyValid(targets []string) bool {
	if !areTexts(targets, 100, 1, 100) {
		return false
	}
	for i, target := range targets {
		if slices.Contains(targets[:i], target) {
			return false
		}
	}
	return true
}

// isEnum reports whether a value is one of an enum whose values run from 0 to greatest without a gap.
func isEnum[Enum ~int32](value, greatest Enum) bool { return value >= 0 && value <= greatest }

func areTexts(list []string, most, least, longest int) bool {
	if len(list) > most {
		return false
	}
	for _, text := range list {
		if !isText(text, least, longest) {
			return false
		}
	}
	return true
}

// isText reports whether a text has from least (0 or 1) to most characters, none of them a control character other than tab
// and line breaks.
func isText(text string, least, most int) bool {
	if len(text) < least || len(text) > most && utf8.RuneCountInString(text) > most {
		return false
	}
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	i := 0
	for ; i+8 <= len(text); i += 8 {
		// Eight bytes at once: is any below 0x20, or 0x7f, or 0xc2, the first byte of the controls from 0x80?
		eight := uint64(text[i]) | uint64(text[i+1])<<8 | uint64(text[i+2])<<16 | uint64(text[i+3])<<24 |
			uint64(text[i+4])<<32 | uint64(text[i+5])<<40 | uint64(text[i+6])<<48 | uint64(text[i+7])<<56
		del, lead := eight^(ones*0x7f), eight^(ones*0xc2)
		if ((eight-ones*0x20)&^eight|(del-ones)&^del|(lead-ones)&^lead)&tops != 0 && hasControl(text, i, i+8) {
			return false
		}
	}
	return !hasControl(text, i, len(text))
}

// hasControl looks at the characters that begin in text[from:to].
func hasControl(text string, from, to int) bool {
	for i := from; i < to; i++ {
		switch char := text[i]; {
		case char < 0x20 && char != '\t' && char != '\n' && char != '\r', char == 0x7f:
			return true
		case char == 0xc2 && i+1 < len(text) && text[i+1] < 0xa0:
			return true
		}
	}
	return false
}

// isCode reports whether a text is empty or two capitals.
func isCode(text string) bool {
	return text == "" || len(text) == 2 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z'
}

// isSpan reports whether an end does not lie before its start; of two partial dates, where one holds the other neither does.
func isSpan(start, end string) bool {
	return start == "" || end == "" || end >= start || len(start) > len(end) && start[:len(end)] == end
}

// isPartialDate reports whether a text is empty or a date that exists, written 2019, 2019-05 or 2019-05-31.
func isPartialDate(text string) bool {
	switch len(text) {
	case 0:
		return true
	case 4:
		_, ok := year(text)
		return ok
	case 7:
		_, ok := year(text)
		month, isMonth := twoDigits(text, 5)
		return ok && text[4] == '-' && isMonth && month >= 1 && month <= 12
	default:
		return isFullDate(text)
	}
}

// isFullDate reports whether a text is empty or a date that exists, written 2019-05-31.
func isFullDate(text string) bool {
	if text == "" {
		return true
	}
	if len(text) != 10 || text[4] != '-' || text[7] != '-' {
		return false
	}
	calendarYear, ok := year(text)
	month, isMonth := twoDigits(text, 5)
	day, isDay := twoDigits(text, 8)
	if !ok || !isMonth || !isDay || month < 1 || month > 12 || day < 1 {
		return false
	}
	days := 31
	switch month {
	case 4, 6, 9, 11:
		days = 30
	case 2:
		days = 28
		if calendarYear%4 == 0 && calendarYear%100 != 0 || calendarYear%400 == 0 {
			days = 29
		}
	}
	return day <= days
}

// year reads the four digits that a date begins with, 1900 to 9999.
func year(text string) (int, bool) {
	century, ok := twoDigits(text, 0)
	rest, ok2 := twoDigits(text, 2)
	return century*100 + rest, ok && ok2 && century >= 19
}

func twoDigits(text string, at int) (int, bool) {
	tens, ones := text[at]-'0', text[at+1]-'0'
	return int(tens)*10 + int(ones), tens <= 9 && ones <= 9
}
