package profilegen

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"google.golang.org/protobuf/proto"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Gain returns a copy with one good thing more, and what it is: a skill, a duty, a practice area, a year of work, a job, an active
// credential, a course, a degree, a level or an approval where none was stated, or something finished that was under way. By rule 23 of docs/scoring.md no score
// may fall from it. It never touches anything else, and never states a lower proficiency or a measured value, which are facts
// and not gains. Where a profile is full to the contract's limits and nothing can be added, the text is empty.
func Gain(random *rand.Rand, profile *lexfitv1.CandidateProfile) (candidate *lexfitv1.CandidateProfile, desc string) {
	candidate = proto.CloneOf(profile)
	made := dice{random}
	gains := []func(*lexfitv1.CandidateProfile) string{
		made.gainSkill, made.gainSkill, made.gainMonths, made.gainEarlierStart, made.gainJob, made.gainCredential, made.gainCourse, made.gainDegree,
		made.gainApproval, made.gainCompletion, made.gainCertified, made.gainDuty, made.gainArea, made.gainLevel,
	}
	shuffle(random, gains)
	for _, gain := range gains {
		if desc := gain(candidate); desc != "" {
			return candidate, desc
		}
	}
	return candidate, ""
}

func (d dice) gainSkill(profile *lexfitv1.CandidateProfile) string {
	if len(profile.GetSkills()) >= maxEntries {
		return ""
	}
	skill := &lexfitv1.Skill{Name: pick(d, goodSkills)}
	if d.chance(70) {
		skill.Proficiency = lexfitv1.Proficiency(d.between(
			int(lexfitv1.Proficiency_PROFICIENCY_NOVICE), int(lexfitv1.Proficiency_PROFICIENCY_EXPERT),
		))
	}
	if d.chance(60) {
		years := d.years()
		skill.Years = &years
	}
	profile.Skills = insert(d, profile.GetSkills(), skill)
	return fmt.Sprintf("skill %q, proficiency %s, years %v", skill.GetName(), skill.GetProficiency(), skill.GetYears())
}

// gainDuty adds to a job a sentence of what was done in it.
func (d dice) gainDuty(profile *lexfitv1.CandidateProfile) string {
	jobs := where(profile.GetExperience(), func(job *lexfitv1.Experience) bool { return len(job.GetDuties()) < maxDuties })
	if len(jobs) == 0 {
		return ""
	}
	at, duty := pick(d, jobs), Doing(d.Rand)
	job := profile.GetExperience()[at]
	job.Duties = insert(d, job.GetDuties(), duty)
	return fmt.Sprintf("experience[%d].duties %q", at, duty)
}

// gainArea adds a practice area to a job.
func (d dice) gainArea(profile *lexfitv1.CandidateProfile) string {
	jobs := where(profile.GetExperience(), func(job *lexfitv1.Experience) bool { return len(job.GetPracticeAreas()) < maxEntries })
	if len(jobs) == 0 {
		return ""
	}
	at, area := pick(d, jobs), pick(d, practiceAreas)
	job := profile.GetExperience()[at]
	job.PracticeAreas = insert(d, job.GetPracticeAreas(), area)
	return fmt.Sprintf("experience[%d].practice_areas %q", at, area)
}

// gainLevel gives a level to studies that state none.
func (d dice) gainLevel(profile *lexfitv1.CandidateProfile) string {
	entries := where(profile.GetEducation(), func(study *lexfitv1.Education) bool { return study.GetLevel() == 0 })
	if len(entries) == 0 {
		return ""
	}
	at := pick(d, entries)
	profile.GetEducation()[at].Level = enum[lexfitv1.EducationLevel](d, 7, 0)
	return fmt.Sprintf("education[%d].level %s", at, profile.GetEducation()[at].GetLevel())
}

// gainMonths lengthens a job that states its months.
func (d dice) gainMonths(profile *lexfitv1.CandidateProfile) string {
	const year, most = 12, 960
	jobs := where(profile.GetExperience(), func(job *lexfitv1.Experience) bool {
		// With an end and no start, the months are counted back from the end.
		return job.Months != nil && job.GetMonths()+year <= most
	})
	if len(jobs) == 0 {
		return ""
	}
	at := pick(d, jobs)
	job, before := profile.GetExperience()[at], profile.GetExperience()[at].GetMonths()
	for longer := before + year; longer <= most; longer++ {
		job.Months = &longer
		// Undated jobs that are equal count once (rule 10): growing into one another would take a job away.
		if !twin(profile.GetExperience(), at) {
			return fmt.Sprintf("experience[%d].months %d instead of %d", at, longer, before)
		}
	}
	job.Months = &before
	return ""
}

// twin says whether another job states the months of this one.
func twin(jobs []*lexfitv1.Experience, at int) bool {
	for i, job := range jobs {
		if i != at && job.Months != nil && job.GetMonths() == jobs[at].GetMonths() {
			return true
		}
	}
	return false
}

// gainEarlierStart lets a job begin a year earlier: one whose end is stated or that is still held. Two kinds are left alone,
// since by rule 7 an earlier start would bring their end forward: a start with months and no end, and an end of a year alone
// in the year of an exact start, which is taken as late as six months ask for.
func (d dice) gainEarlierStart(profile *lexfitv1.CandidateProfile) string {
	jobs := where(profile.GetExperience(), func(job *lexfitv1.Experience) bool {
		start, end := job.GetStartedOn(), job.GetEndedOn()
		return start > "1901" && (end != "" || job.Months == nil) && (len(end) != len("2026") || start[:4] != end || len(start) == len(end))
	})
	if len(jobs) == 0 {
		return ""
	}
	at := pick(d, jobs)
	job := profile.GetExperience()[at]
	before := job.GetStartedOn()
	year, err := strconv.Atoi(before[:4])
	if err != nil {
		return "" // Not a date: the profile is not valid, and nothing is known of it.
	}
	rest := before[4:]
	if rest == "-02-29" {
		rest = "-02-28"
	}
	job.StartedOn = fmt.Sprintf("%04d%s", year-1, rest)
	return fmt.Sprintf("experience[%d].started_on %s instead of %s", at, job.GetStartedOn(), before)
}

// gainJob adds a job with both dates.
func (d dice) gainJob(profile *lexfitv1.CandidateProfile) string {
	if len(profile.GetExperience()) >= maxEntries {
		return ""
	}
	start := month(d.between(1995, 2023), d.between(1, 12))
	job := &lexfitv1.Experience{
		Title: pick(d, goodTitles), EmployerType: pick(d, []lexfitv1.EmployerType{lawFirm, corporateLegal, court, corporate}),
		StartedOn: isoMonth(start), EndedOn: isoMonth(start + months(d.between(12, 40))),
	}
	profile.Experience = insert(d, profile.GetExperience(), job)
	return fmt.Sprintf("job %q at %s from %s to %s", job.GetTitle(), job.GetEmployerType(), job.GetStartedOn(), job.GetEndedOn())
}

func (d dice) gainCredential(profile *lexfitv1.CandidateProfile) string {
	if len(profile.GetCertifications()) >= maxEntries {
		return ""
	}
	known := pick(d, goodCredentials)
	held := &lexfitv1.Certification{
		Name: pick(d, known.names), Issuer: pick(d, known.issuers),
		Status: lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE,
	}
	profile.Certifications = insert(d, profile.GetCertifications(), held)
	return fmt.Sprintf("active credential %q of %q", held.GetName(), held.GetIssuer())
}

func (d dice) gainCourse(profile *lexfitv1.CandidateProfile) string {
	entries := where(profile.GetEducation(), func(study *lexfitv1.Education) bool { return len(study.GetCoursework()) < maxEntries })
	if len(entries) == 0 {
		return ""
	}
	at, course := pick(d, entries), pick(d, goodCourses)
	study := profile.GetEducation()[at]
	study.Coursework = insert(d, study.GetCoursework(), course)
	return fmt.Sprintf("education[%d].coursework %q", at, course)
}

func (d dice) gainDegree(profile *lexfitv1.CandidateProfile) string {
	if len(profile.GetEducation()) >= maxEntries {
		return ""
	}
	study := &lexfitv1.Education{
		Level: enum[lexfitv1.EducationLevel](d, 7, 0), Field: pick(d, goodFields),
		Status: lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED, ProgramApproval: enum[lexfitv1.ProgramApproval](d, 2, 50),
	}
	profile.Education = insert(d, profile.GetEducation(), study)
	return fmt.Sprintf("completed %s in %q, approval %s", study.GetLevel(), study.GetField(), study.GetProgramApproval())
}

func (d dice) gainApproval(profile *lexfitv1.CandidateProfile) string {
	entries := where(profile.GetEducation(), func(study *lexfitv1.Education) bool { return study.GetProgramApproval() == 0 })
	if len(entries) == 0 {
		return ""
	}
	at := pick(d, entries)
	profile.GetEducation()[at].ProgramApproval = enum[lexfitv1.ProgramApproval](d, 2, 0)
	return fmt.Sprintf("education[%d].program_approval %s", at, profile.GetEducation()[at].GetProgramApproval())
}

func (d dice) gainCompletion(profile *lexfitv1.CandidateProfile) string {
	entries := where(profile.GetEducation(), func(study *lexfitv1.Education) bool {
		return study.GetStatus() == lexfitv1.EducationStatus_EDUCATION_STATUS_IN_PROGRESS
	})
	if len(entries) == 0 {
		return ""
	}
	at := pick(d, entries)
	profile.GetEducation()[at].Status = lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED
	return fmt.Sprintf("education[%d].status COMPLETED instead of IN_PROGRESS", at)
}

func (d dice) gainCertified(profile *lexfitv1.CandidateProfile) string {
	entries := where(profile.GetCertifications(), func(held *lexfitv1.Certification) bool {
		return held.GetStatus() == lexfitv1.CertificationStatus_CERTIFICATION_STATUS_IN_PROGRESS
	})
	if len(entries) == 0 {
		return ""
	}
	at := pick(d, entries)
	profile.GetCertifications()[at].Status = lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE
	return fmt.Sprintf("certifications[%d].status ACTIVE instead of IN_PROGRESS", at)
}

// where returns the places of the entries that fit.
func where[T any](list []T, fits func(T) bool) []int {
	var places []int
	for i, entry := range list {
		if fits(entry) {
			places = append(places, i)
		}
	}
	return places
}

// insert puts an entry at any place of the list.
func insert[T any](dice dice, list []T, entry T) []T {
	at := dice.IntN(len(list) + 1)
	out := make([]T, 0, len(list)+1)
	out = append(out, list[:at]...)
	out = append(out, entry)
	return append(out, list[at:]...)
}

func isoMonth(months months) string { return fmt.Sprintf("%04d-%02d", months.year(), months.month()) }
