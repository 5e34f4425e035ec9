package render

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Fact is a line of who somebody is.
type Fact struct {
	// Label says what it is about, in a word.
	Label string
	// Text is what the profile says of it.
	Text string
}

// Outline is what of a profile Facts tell, and nothing else: what is kept of everybody in a pool should be little.
func Outline(profile *lexfitv1.CandidateProfile) *lexfitv1.CandidateProfile {
	made := &lexfitv1.CandidateProfile{
		CandidateId: profile.GetCandidateId(), DisplayName: profile.GetDisplayName(), WorkState: profile.GetWorkState(), Certifications: profile.GetCertifications(),
		Languages: profile.GetLanguages(), TotalExperienceMonths: profile.TotalExperienceMonths,
	}
	if wishes := profile.GetPreferences(); wishes != nil {
		made.Preferences = &lexfitv1.Preferences{SalaryMinUsd: wishes.SalaryMinUsd, AvailableFrom: wishes.GetAvailableFrom()}
	}
	for _, study := range profile.GetEducation() {
		made.Education = append(made.Education, &lexfitv1.Education{
			Level: study.GetLevel(), Field: study.GetField(), Institution: study.GetInstitution(), ProgramApproval: study.GetProgramApproval(),
			Status: study.GetStatus(),
		})
	}
	for _, job := range profile.GetExperience() {
		made.Experience = append(made.Experience, &lexfitv1.Experience{
			Title: job.GetTitle(), Employer: job.GetEmployer(), StartedOn: job.GetStartedOn(), EndedOn: job.GetEndedOn(), EndUnclear: job.GetEndUnclear(), Months: job.Months,
		})
	}
	return made
}

// mostJobs is how many jobs are told, the last ones.
const mostJobs = 3

// Facts are who somebody is: years, jobs, degrees, credentials, languages, pay, the start, the place. What the profile does not say
// is left out.
func Facts(profile *lexfitv1.CandidateProfile, asOf string) []Fact {
	var list []Fact
	add := func(label string, parts []string) {
		if text := strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), "; "); text != "" {
			list = append(list, Fact{label, text})
		}
	}
	worked := work(profile.GetExperience(), asOf)
	if total := profile.GetTotalExperienceMonths(); total > 0 {
		worked = append(worked, prose.Years(total)+" of work in all, as stated")
	}
	add("Work", worked)
	add("Education", each(StudiesInOrder(profile.GetEducation()), Study))
	add("Credentials", each(profile.GetCertifications(), Held))
	add("Languages", each(profile.GetLanguages(), Tongue))
	add("Pay", []string{ExpectedPay(profile)})
	add("Available", []string{Available(profile, asOf)})
	add("Place", []string{Clean(profile.GetWorkState())})
	return list
}

func each[T any](list []T, text func(T) string) []string {
	parts := make([]string, len(list))
	for i, item := range list {
		parts[i] = text(item)
	}
	return parts
}

// work is how long in all, and the last jobs.
func work(jobs []*lexfitv1.Experience, asOf string) []string {
	var parts []string
	if months := MonthsOfWork(jobs, asOf); months > 0 {
		parts = append(parts, prose.Years(months)+" in "+prose.Count(len(jobs), "job"))
	}
	sorted := JobsInOrder(jobs)
	for i, job := range sorted {
		if i == mostJobs {
			parts = append(parts, fmt.Sprintf("and %d earlier", len(sorted)-mostJobs))
			break
		}
		parts = append(parts, Job(job))
	}
	return parts
}

// JobsInOrder are the jobs, the last first; those without dates stand at the end.
func JobsInOrder(jobs []*lexfitv1.Experience) []*lexfitv1.Experience {
	sorted := slices.Clone(jobs)
	slices.SortStableFunc(sorted, func(one, other *lexfitv1.Experience) int {
		return cmp.Or(cmp.Compare(lastDay(other), lastDay(one)), cmp.Compare(other.GetStartedOn(), one.GetStartedOn()))
	})
	return sorted
}

// lastDay orders jobs: one that is still held comes before all that ended.
func lastDay(job *lexfitv1.Experience) string {
	if job.GetEndedOn() == "" && job.GetStartedOn() != "" && !job.GetEndUnclear() {
		return "9999"
	}
	return cmp.Or(job.GetEndedOn(), job.GetStartedOn())
}

// Job is a job in a line: title, employer, from when to when.
func Job(job *lexfitv1.Experience) string {
	text := Clean(job.GetTitle())
	if employer := Clean(job.GetEmployer()); employer != "" {
		text += ", " + employer
	}
	if span := span(job); span != "" {
		text += " (" + span + ")"
	}
	return text
}

func span(job *lexfitv1.Experience) string {
	from, to := When(job.GetStartedOn()), When(job.GetEndedOn())
	switch {
	case from != "" && to != "":
		return from + " to " + to
	case from != "" && job.GetEndUnclear():
		return "from " + from
	case from != "":
		return "since " + from
	case to != "":
		return "until " + to
	case job.Months != nil:
		return prose.Years(job.GetMonths())
	}
	return ""
}

// When is a date as people write it: 2021-03-15 and 2021-03 are March 2021, a year stays one. What is no date stays as it is.
func When(date string) string {
	if len(date) >= len("2021-03") {
		if month, err := time.Parse("2006-01", date[:len("2021-03")]); err == nil {
			return month.Format("January 2006")
		}
	}
	return Clean(date)
}

// MonthsOfWork is how many months somebody worked, those of two jobs at once counted once, up to a date. A year alone is read as
// the contract says: it begins in July and ends in June.
func MonthsOfWork(jobs []*lexfitv1.Experience, asOf string) int32 {
	now := monthOf(asOf, 12)
	worked := map[int]bool{}
	loose := 0
	for _, job := range jobs {
		from, to := monthOf(job.GetStartedOn(), 7), monthOf(job.GetEndedOn(), 6)
		switch {
		case from == 0 || job.GetEndUnclear():
			loose += int(job.GetMonths())
			continue
		case to == 0 || to > now:
			to = now
		}
		for month := max(from, now-12*80); month <= to; month++ { // nobody has worked longer
			worked[month] = true
		}
	}
	return int32(len(worked) + loose)
}

// monthOf is a month's number, 0 for none; a year alone stands for the month given.
func monthOf(date string, month int) int {
	year, rest, partial := strings.Cut(date, "-")
	number, err := strconv.Atoi(year)
	if err != nil {
		return 0
	}
	if partial && len(rest) >= 2 {
		if month, err = strconv.Atoi(rest[:2]); err != nil {
			return 0
		}
	}
	return 12*number + month
}

// StudiesInOrder are the studies, those that are done and the highest first.
func StudiesInOrder(studies []*lexfitv1.Education) []*lexfitv1.Education {
	sorted := slices.Clone(studies)
	slices.SortStableFunc(sorted, func(one, other *lexfitv1.Education) int {
		return cmp.Or(-compareDone(one, other), cmp.Compare(ofDegree(other), ofDegree(one)))
	})
	return sorted
}

func compareDone(one, other *lexfitv1.Education) int {
	done := func(study *lexfitv1.Education) int {
		if study.GetStatus() <= lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED {
			return 1
		}
		return 0
	}
	return cmp.Compare(done(one), done(other))
}

// ofDegree is how high a level is; no degree at all is the lowest.
func ofDegree(study *lexfitv1.Education) int32 {
	if study.GetLevel() == lexfitv1.EducationLevel_EDUCATION_LEVEL_NONE {
		return -1
	}
	return int32(study.GetLevel())
}

// Study is a degree in a line: level, field, approval, school, and how far it came. Its year is left out: it tells an age.
func Study(study *lexfitv1.Education) string {
	text := prose.Level(study.GetLevel())
	if study.GetLevel() == lexfitv1.EducationLevel_EDUCATION_LEVEL_UNSPECIFIED {
		text = ""
	}
	if field := Clean(study.GetField()); field != "" {
		text = strings.TrimPrefix(text+", "+field, ", ")
	}
	if text == "" {
		return ""
	}
	text = strings.ToUpper(text[:1]) + text[1:]
	var notes []string
	switch study.GetProgramApproval() {
	case lexfitv1.ProgramApproval_PROGRAM_APPROVAL_ABA_APPROVED:
		if !strings.Contains(strings.ToLower(text), "aba") {
			notes = append(notes, "ABA-approved")
		}
	case lexfitv1.ProgramApproval_PROGRAM_APPROVAL_OTHER_APPROVED:
		notes = append(notes, "approved program")
	case lexfitv1.ProgramApproval_PROGRAM_APPROVAL_NOT_APPROVED, lexfitv1.ProgramApproval_PROGRAM_APPROVAL_UNSPECIFIED:
	}
	switch study.GetStatus() {
	case lexfitv1.EducationStatus_EDUCATION_STATUS_IN_PROGRESS:
		notes = append(notes, "in progress")
	case lexfitv1.EducationStatus_EDUCATION_STATUS_INCOMPLETE:
		notes = append(notes, "not finished")
	case lexfitv1.EducationStatus_EDUCATION_STATUS_UNCLEAR:
		notes = append(notes, "unclear whether finished")
	case lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED, lexfitv1.EducationStatus_EDUCATION_STATUS_UNSPECIFIED:
	}
	if school := Clean(study.GetInstitution()); school != "" {
		text += ", " + school
	}
	return noted(text, notes)
}

// noted is a text with notes in brackets behind it, where there are any.
func noted(text string, notes []string) string {
	if len(notes) == 0 {
		return text
	}
	return text + " (" + strings.Join(notes, ", ") + ")"
}

// Held is a certification in a line, with its issuer, where it stands, and its dates.
func Held(held *lexfitv1.Certification) string {
	text := Clean(held.GetName())
	if issuer := Clean(held.GetIssuer()); issuer != "" && !strings.Contains(strings.ToLower(text), strings.ToLower(issuer)) {
		text += ", " + issuer
	}
	var notes []string
	switch held.GetStatus() {
	case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_EXPIRED:
		notes = append(notes, "expired")
	case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_IN_PROGRESS:
		notes = append(notes, "in progress")
	case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNCLEAR:
		notes = append(notes, "unclear whether in force")
	case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_SUSPENDED:
		notes = append(notes, "suspended")
	case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_REVOKED:
		notes = append(notes, "revoked")
	case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE, lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNSPECIFIED:
	}
	if held.GetIssuedOn() != "" {
		notes = append(notes, "since "+When(held.GetIssuedOn()))
	}
	if held.GetExpiresOn() != "" {
		notes = append(notes, "until "+When(held.GetExpiresOn()))
	}
	return noted(text, notes)
}

// Tongue is a language and how well it is spoken, where that is said.
func Tongue(spoken *lexfitv1.Language) string {
	text := Clean(spoken.GetName())
	if spoken.GetLevel() != lexfitv1.LanguageLevel_LANGUAGE_LEVEL_UNSPECIFIED {
		text += " (" + strings.ToLower(strings.TrimPrefix(spoken.GetLevel().String(), "LANGUAGE_LEVEL_")) + ")"
	}
	return text
}

// ExpectedPay is the pay that somebody expects; empty where nothing is said.
func ExpectedPay(profile *lexfitv1.CandidateProfile) string {
	if amount := profile.GetPreferences().GetSalaryMinUsd(); amount > 0 {
		return "from " + Money(amount) + " a year"
	}
	return ""
}

// Available is when somebody can start; empty where nothing is said.
func Available(profile *lexfitv1.CandidateProfile, asOf string) string {
	from := profile.GetPreferences().GetAvailableFrom()
	switch {
	case from == "":
		return ""
	case from <= asOf:
		return "now"
	case len(from) == len("2027-01-15"):
		if day, err := time.Parse(time.DateOnly, from); err == nil {
			return "from " + day.Format("January 2, 2006")
		}
	}
	return "from " + When(from)
}

// Money is an amount of dollars as people write it: $1,500.
func Money(amount int32) string { return "$" + prose.Thousands(amount) }

// PayConflict says that more is expected than the opening pays; empty where it is not so, or nothing is said.
func PayConflict(fit *lexfitv1.Fit) string {
	salary := fit.GetSalary()
	if salary.GetVerdict() != lexfitv1.SalaryVerdict_SALARY_VERDICT_ABOVE {
		return ""
	}
	text := "expects from " + Money(salary.GetExpectedUsd())
	switch {
	case salary.GetBand().GetHighUsd() > 0 && !salary.GetBand().GetOpen():
		return text + ", the opening pays up to " + Money(salary.GetBand().GetHighUsd())
	case salary.GetRange().GetP90Usd() > 0:
		return text + ", nine in ten earn less than " + Money(salary.GetRange().GetP90Usd())
	}
	return text + ", above what the opening pays"
}
