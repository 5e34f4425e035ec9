package server

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
func profileCertainlyValid(p *lexfitv1.CandidateProfile) bool {
	if !isText(p.GetCandidateId(), 1, 128) || !isText(p.GetDisplayName(), 0, mostName) || !isCode(p.GetWorkState()) {
		return false
	}
	if len(p.GetEducation()) > mostEntries || len(p.GetSkills()) > mostEntries || len(p.GetCertifications()) > mostEntries ||
		len(p.GetExperience()) > mostEntries || len(p.GetLanguages()) > mostEntries || len(p.GetLabels()) > 64 {
		return false
	}
	for _, e := range p.GetEducation() {
		if !educationCertainlyValid(e) {
			return false
		}
	}
	for _, s := range p.GetSkills() {
		if !skillCertainlyValid(s) {
			return false
		}
	}
	for _, c := range p.GetCertifications() {
		if !certificationCertainlyValid(c) {
			return false
		}
	}
	for _, e := range p.GetExperience() {
		if !experienceCertainlyValid(e) {
			return false
		}
	}
	for _, l := range p.GetLanguages() {
		if !isText(l.GetName(), 1, mostName) || !isEnum(l.GetLevel(), lexfitv1.LanguageLevel_LANGUAGE_LEVEL_NATIVE) {
			return false
		}
	}
	for key, value := range p.GetLabels() {
		if !isText(key, 1, 63) || !isText(value, 0, mostName) {
			return false
		}
	}
	return preferencesCertainlyValid(p.GetPreferences())
}

func educationCertainlyValid(e *lexfitv1.Education) bool {
	return isEnum(e.GetLevel(), lexfitv1.EducationLevel_EDUCATION_LEVEL_DOCTORATE) &&
		isText(e.GetField(), 0, mostName) &&
		isText(e.GetInstitution(), 0, mostName) &&
		isCode(e.GetCountry()) &&
		isEnum(e.GetProgramApproval(), lexfitv1.ProgramApproval_PROGRAM_APPROVAL_NOT_APPROVED) &&
		isEnum(e.GetStatus(), lexfitv1.EducationStatus_EDUCATION_STATUS_INCOMPLETE) &&
		isPartialDate(e.GetCompletedOn()) &&
		areTexts(e.GetCoursework(), mostEntries, 0, mostName)
}

func skillCertainlyValid(s *lexfitv1.Skill) bool {
	if !isText(s.GetName(), 1, mostName) || !isEnum(s.GetProficiency(), lexfitv1.Proficiency_PROFICIENCY_EXPERT) ||
		!(s.GetYears() >= 0 && s.GetYears() <= 80) || !isPartialDate(s.GetLastUsedOn()) {
		return false
	}
	m := s.GetMeasured()
	return m == nil || m.Value != nil && m.GetValue() >= 0 && m.GetValue() <= 1_000_000 && isText(m.GetUnit(), 1, 40)
}

func certificationCertainlyValid(c *lexfitv1.Certification) bool {
	return isText(c.GetName(), 1, mostName) &&
		isText(c.GetIssuer(), 0, mostName) &&
		isEnum(c.GetStatus(), lexfitv1.CertificationStatus_CERTIFICATION_STATUS_IN_PROGRESS) &&
		isPartialDate(c.GetIssuedOn()) &&
		isPartialDate(c.GetExpiresOn()) &&
		isSpan(c.GetIssuedOn(), c.GetExpiresOn())
}

func experienceCertainlyValid(e *lexfitv1.Experience) bool {
	return isText(e.GetTitle(), 1, mostName) &&
		isText(e.GetEmployer(), 0, mostName) &&
		isEnum(e.GetEmployerType(), lexfitv1.EmployerType_EMPLOYER_TYPE_OTHER) &&
		areTexts(e.GetPracticeAreas(), mostEntries, 0, mostName) &&
		isPartialDate(e.GetStartedOn()) &&
		isPartialDate(e.GetEndedOn()) &&
		isSpan(e.GetStartedOn(), e.GetEndedOn()) &&
		e.GetMonths() >= 0 && e.GetMonths() <= 960 &&
		areTexts(e.GetDuties(), 64, 0, 2000)
}

func preferencesCertainlyValid(p *lexfitv1.Preferences) bool {
	if len(p.GetInterests()) > mostEntries || p.GetSalaryMinUsd() < 0 || p.GetSalaryMinUsd() > 10_000_000 {
		return false
	}
	for _, i := range p.GetInterests() {
		if i == lexfitv1.Interest_INTEREST_UNSPECIFIED || !isEnum(i, lexfitv1.Interest_INTEREST_CLIENT_CONTACT) {
			return false
		}
	}
	return areTexts(p.GetGoals(), mostEntries, 1, mostName)
}

// scoreOptionsCertainlyValid reports whether options of a score break no rule of the contract.
func scoreOptionsCertainlyValid(o *lexfitv1.ScoreOptions) bool {
	return targetsCertainlyValid(o.GetTargets()) && o.GetRulebookRevision() >= 0 && isFullDate(o.GetAsOf()) &&
		isEnum(o.GetView(), lexfitv1.View_VIEW_FULL) && adviceCertainlyValid(o.GetAdvice())
}

func adviceCertainlyValid(a *lexfitv1.AdviceOptions) bool {
	const most = 50
	return a.GetMax() >= 0 && a.GetMax() <= most && isEnum(a.GetOrder(), lexfitv1.AdviceOrder_ADVICE_ORDER_COST) &&
		a.GetApply() >= 0 && a.GetApply() <= most
}

// rankOptionsCertainlyValid reports whether options of a ranking break no rule of the contract.
func rankOptionsCertainlyValid(o *lexfitv1.RankOptions) bool {
	return isText(o.GetTarget(), 1, 100) && o.GetRulebookRevision() >= 0 && isFullDate(o.GetAsOf()) &&
		isEnum(o.GetView(), lexfitv1.View_VIEW_FULL) && o.GetTopK() >= 0 && o.GetTopK() <= 10_000 &&
		isEnum(o.GetMinBand(), lexfitv1.Band_BAND_STRONG)
}

func targetsCertainlyValid(targets []string) bool {
	if !areTexts(targets, 100, 1, 100) {
		return false
	}
	for i, t := range targets {
		if slices.Contains(targets[:i], t) {
			return false
		}
	}
	return true
}

// isEnum reports whether a value is one of an enum whose values run from 0 to greatest without a gap.
func isEnum[E ~int32](value, greatest E) bool { return value >= 0 && value <= greatest }

func areTexts(list []string, most, least, longest int) bool {
	if len(list) > most {
		return false
	}
	for _, s := range list {
		if !isText(s, least, longest) {
			return false
		}
	}
	return true
}

// isText reports whether a text has from least (0 or 1) to most characters, none of them a control character other than tab
// and line breaks.
func isText(s string, least, most int) bool {
	if len(s) < least || len(s) > most && utf8.RuneCountInString(s) > most {
		return false
	}
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	i := 0
	for ; i+8 <= len(s); i += 8 {
		// Eight bytes at once: is any below 0x20, or 0x7f, or 0xc2, the first byte of the controls from 0x80?
		x := uint64(s[i]) | uint64(s[i+1])<<8 | uint64(s[i+2])<<16 | uint64(s[i+3])<<24 |
			uint64(s[i+4])<<32 | uint64(s[i+5])<<40 | uint64(s[i+6])<<48 | uint64(s[i+7])<<56
		del, lead := x^(ones*0x7f), x^(ones*0xc2)
		if ((x-ones*0x20)&^x|(del-ones)&^del|(lead-ones)&^lead)&tops != 0 && hasControl(s, i, i+8) {
			return false
		}
	}
	return !hasControl(s, i, len(s))
}

// hasControl looks at the characters that begin in s[from:to].
func hasControl(s string, from, to int) bool {
	for i := from; i < to; i++ {
		switch c := s[i]; {
		case c < 0x20 && c != '\t' && c != '\n' && c != '\r', c == 0x7f:
			return true
		case c == 0xc2 && i+1 < len(s) && s[i+1] < 0xa0:
			return true
		}
	}
	return false
}

// isCode reports whether a text is empty or two capitals.
func isCode(s string) bool {
	return s == "" || len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z'
}

// isSpan reports whether an end does not lie before its start; of two partial dates, where one holds the other neither does.
func isSpan(start, end string) bool {
	return start == "" || end == "" || end >= start || len(start) > len(end) && start[:len(end)] == end
}

// isPartialDate reports whether a text is empty or a date that exists, written 2019, 2019-05 or 2019-05-31.
func isPartialDate(s string) bool {
	switch len(s) {
	case 0:
		return true
	case 4:
		_, ok := year(s)
		return ok
	case 7:
		_, ok := year(s)
		month, isMonth := twoDigits(s, 5)
		return ok && s[4] == '-' && isMonth && month >= 1 && month <= 12
	default:
		return isFullDate(s)
	}
}

// isFullDate reports whether a text is empty or a date that exists, written 2019-05-31.
func isFullDate(s string) bool {
	if s == "" {
		return true
	}
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return false
	}
	y, ok := year(s)
	month, isMonth := twoDigits(s, 5)
	day, isDay := twoDigits(s, 8)
	if !ok || !isMonth || !isDay || month < 1 || month > 12 || day < 1 {
		return false
	}
	days := 31
	switch month {
	case 4, 6, 9, 11:
		days = 30
	case 2:
		days = 28
		if y%4 == 0 && y%100 != 0 || y%400 == 0 {
			days = 29
		}
	}
	return day <= days
}

// year reads the four digits that a date begins with, 1900 to 9999.
func year(s string) (int, bool) {
	century, ok := twoDigits(s, 0)
	rest, ok2 := twoDigits(s, 2)
	return century*100 + rest, ok && ok2 && century >= 19
}

func twoDigits(s string, at int) (int, bool) {
	tens, ones := s[at]-'0', s[at+1]-'0'
	return int(tens)*10 + int(ones), tens <= 9 && ones <= 9
}
