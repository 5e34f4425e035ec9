package profilegen

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"google.golang.org/protobuf/proto"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Gain returns a copy with one good thing more, and what it is: a skill, a year of work, an active credential, a course, a
// degree, an approval where none was stated, or something finished that was under way. By rule 23 of docs/scoring.md no score
// may fall from it. It never touches anything else, and never states a lower proficiency or a measured value, which are facts
// and not gains. Where a profile is full to the contract's limits and nothing can be added, the text is empty.
func Gain(r *rand.Rand, p *lexfitv1.CandidateProfile) (q *lexfitv1.CandidateProfile, desc string) {
	q = proto.CloneOf(p)
	d := dice{r}
	gains := []func(*lexfitv1.CandidateProfile) string{
		d.gainSkill, d.gainSkill, d.gainMonths, d.gainEarlierStart, d.gainJob, d.gainCredential, d.gainCourse, d.gainDegree,
		d.gainApproval, d.gainCompletion, d.gainCertified,
	}
	shuffle(r, gains)
	for _, gain := range gains {
		if desc := gain(q); desc != "" {
			return q, desc
		}
	}
	return q, ""
}

func (d dice) gainSkill(q *lexfitv1.CandidateProfile) string {
	if len(q.GetSkills()) >= maxEntries {
		return ""
	}
	s := &lexfitv1.Skill{Name: pick(d, goodSkills)}
	if d.chance(70) {
		s.Proficiency = lexfitv1.Proficiency(d.between(
			int(lexfitv1.Proficiency_PROFICIENCY_NOVICE), int(lexfitv1.Proficiency_PROFICIENCY_EXPERT),
		))
	}
	if d.chance(60) {
		years := d.years()
		s.Years = &years
	}
	q.Skills = insert(d, q.GetSkills(), s)
	return fmt.Sprintf("skill %q, proficiency %s, years %v", s.GetName(), s.GetProficiency(), s.GetYears())
}

// gainMonths lengthens a job that states its months.
func (d dice) gainMonths(q *lexfitv1.CandidateProfile) string {
	const year, most = 12, 960
	jobs := where(q.GetExperience(), func(e *lexfitv1.Experience) bool {
		// With an end and no start, the months are counted back from the end.
		return e.Months != nil && e.GetMonths()+year <= most
	})
	if len(jobs) == 0 {
		return ""
	}
	at := pick(d, jobs)
	e, before := q.GetExperience()[at], q.GetExperience()[at].GetMonths()
	for longer := before + year; longer <= most; longer++ {
		e.Months = &longer
		// Undated jobs that are equal count once (rule 10): growing into one another would take a job away.
		if !twin(q.GetExperience(), at) {
			return fmt.Sprintf("experience[%d].months %d instead of %d", at, longer, before)
		}
	}
	e.Months = &before
	return ""
}

// twin says whether another job states the months of this one.
func twin(jobs []*lexfitv1.Experience, at int) bool {
	for i, e := range jobs {
		if i != at && e.Months != nil && e.GetMonths() == jobs[at].GetMonths() {
			return true
		}
	}
	return false
}

// gainEarlierStart lets a job begin a year earlier: one whose end is stated or that is still held. Two kinds are left alone,
// since by rule 7 an earlier start would bring their end forward: a start with months and no end, and an end of a year alone
// in the year of an exact start, which is taken as late as six months ask for.
func (d dice) gainEarlierStart(q *lexfitv1.CandidateProfile) string {
	jobs := where(q.GetExperience(), func(e *lexfitv1.Experience) bool {
		start, end := e.GetStartedOn(), e.GetEndedOn()
		return start > "1901" && (end != "" || e.Months == nil) && (len(end) != len("2026") || start[:4] != end || len(start) == len(end))
	})
	if len(jobs) == 0 {
		return ""
	}
	at := pick(d, jobs)
	e := q.GetExperience()[at]
	before := e.GetStartedOn()
	year, err := strconv.Atoi(before[:4])
	if err != nil {
		return "" // Not a date: the profile is not valid, and nothing is known of it.
	}
	rest := before[4:]
	if rest == "-02-29" {
		rest = "-02-28"
	}
	e.StartedOn = fmt.Sprintf("%04d%s", year-1, rest)
	return fmt.Sprintf("experience[%d].started_on %s instead of %s", at, e.GetStartedOn(), before)
}

// gainJob adds a job with both dates.
func (d dice) gainJob(q *lexfitv1.CandidateProfile) string {
	if len(q.GetExperience()) >= maxEntries {
		return ""
	}
	start := month(d.between(1995, 2023), d.between(1, 12))
	e := &lexfitv1.Experience{
		Title: pick(d, goodTitles), EmployerType: pick(d, []lexfitv1.EmployerType{lawFirm, corporateLegal, court, corporate}),
		StartedOn: isoMonth(start), EndedOn: isoMonth(start + months(d.between(12, 40))),
	}
	q.Experience = insert(d, q.GetExperience(), e)
	return fmt.Sprintf("job %q at %s from %s to %s", e.GetTitle(), e.GetEmployerType(), e.GetStartedOn(), e.GetEndedOn())
}

func (d dice) gainCredential(q *lexfitv1.CandidateProfile) string {
	if len(q.GetCertifications()) >= maxEntries {
		return ""
	}
	known := pick(d, goodCredentials)
	c := &lexfitv1.Certification{
		Name: pick(d, known.names), Issuer: pick(d, known.issuers),
		Status: lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE,
	}
	q.Certifications = insert(d, q.GetCertifications(), c)
	return fmt.Sprintf("active credential %q of %q", c.GetName(), c.GetIssuer())
}

func (d dice) gainCourse(q *lexfitv1.CandidateProfile) string {
	entries := where(q.GetEducation(), func(e *lexfitv1.Education) bool { return len(e.GetCoursework()) < maxEntries })
	if len(entries) == 0 {
		return ""
	}
	at, course := pick(d, entries), pick(d, goodCourses)
	e := q.GetEducation()[at]
	e.Coursework = insert(d, e.GetCoursework(), course)
	return fmt.Sprintf("education[%d].coursework %q", at, course)
}

func (d dice) gainDegree(q *lexfitv1.CandidateProfile) string {
	if len(q.GetEducation()) >= maxEntries {
		return ""
	}
	e := &lexfitv1.Education{
		Level: enum[lexfitv1.EducationLevel](d, 7, 0), Field: pick(d, goodFields),
		Status: lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED, ProgramApproval: enum[lexfitv1.ProgramApproval](d, 2, 50),
	}
	q.Education = insert(d, q.GetEducation(), e)
	return fmt.Sprintf("completed %s in %q, approval %s", e.GetLevel(), e.GetField(), e.GetProgramApproval())
}

func (d dice) gainApproval(q *lexfitv1.CandidateProfile) string {
	entries := where(q.GetEducation(), func(e *lexfitv1.Education) bool { return e.GetProgramApproval() == 0 })
	if len(entries) == 0 {
		return ""
	}
	at := pick(d, entries)
	q.GetEducation()[at].ProgramApproval = enum[lexfitv1.ProgramApproval](d, 2, 0)
	return fmt.Sprintf("education[%d].program_approval %s", at, q.GetEducation()[at].GetProgramApproval())
}

func (d dice) gainCompletion(q *lexfitv1.CandidateProfile) string {
	entries := where(q.GetEducation(), func(e *lexfitv1.Education) bool {
		return e.GetStatus() == lexfitv1.EducationStatus_EDUCATION_STATUS_IN_PROGRESS
	})
	if len(entries) == 0 {
		return ""
	}
	at := pick(d, entries)
	q.GetEducation()[at].Status = lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED
	return fmt.Sprintf("education[%d].status COMPLETED instead of IN_PROGRESS", at)
}

func (d dice) gainCertified(q *lexfitv1.CandidateProfile) string {
	entries := where(q.GetCertifications(), func(c *lexfitv1.Certification) bool {
		return c.GetStatus() == lexfitv1.CertificationStatus_CERTIFICATION_STATUS_IN_PROGRESS
	})
	if len(entries) == 0 {
		return ""
	}
	at := pick(d, entries)
	q.GetCertifications()[at].Status = lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE
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
func insert[T any](d dice, list []T, entry T) []T {
	at := d.IntN(len(list) + 1)
	out := make([]T, 0, len(list)+1)
	out = append(out, list[:at]...)
	out = append(out, entry)
	return append(out, list[at:]...)
}

func isoMonth(m months) string { return fmt.Sprintf("%04d-%02d", m.year(), m.month()) }
