// Package profilegen makes up candidate profiles for property tests, benchmarks and load tests: varied, valid by the
// contract, and the same on every machine for the same seed. Nobody in them exists.
//
// The texts it draws from are in pools.go, careers.go and told.go; mutate.go, gain.go and told.go change a profile in ways whose
// effect on a score is known. Changing any of them changes what every seed gives, and with it the hash in this package's test.
//
// People (people.go, lives.go) are for trying things on: they have names, and lives that hang together.
package profilegen

import (
	"fmt"
	"math/rand/v2"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Generator makes one profile after another. It is not safe for concurrent use; give each goroutine its own.
type Generator struct {
	seed uint64
	next uint64
}

// New returns a generator. Two with the same seed give the same profiles.
func New(seed uint64) *Generator {
	return &Generator{seed: seed}
}

// Profile returns the next profile. Its candidate_id is its number: gen-000001, gen-000002, ...
func (g *Generator) Profile() *lexfitv1.CandidateProfile {
	g.next++
	return g.At(g.next)
}

// At returns the profile of a number, counted from 1, without making those before it.
func (g *Generator) At(bits uint64) *lexfitv1.CandidateProfile {
	made := dice{rand.New(rand.NewPCG(g.seed, bits))} //nolint:gosec // Tests want the same numbers again, not secret ones.
	profile := &lexfitv1.CandidateProfile{CandidateId: fmt.Sprintf("gen-%06d", bits)}
	switch roll := made.IntN(1000); {
	case roll < 20: // Nothing but an id.
	case roll < 120:
		made.fill(profile, sparse)
	case roll < 850:
		made.fill(profile, usual)
	case roll < 996:
		made.fill(profile, rich)
	default:
		made.fill(profile, extreme)
	}
	if len(profile.GetExperience())+len(profile.GetSkills())+len(profile.GetEducation()) > 0 {
		// Drawn apart, and put behind what there is, so that the rest of a seed's profiles stays what it was.
		dice{rand.New(rand.NewPCG(g.seed+1, ^bits))}.tell(profile) //nolint:gosec // As above.
	}
	return profile
}

// dice draws from pools.
type dice struct{ *rand.Rand }

// chance is true that many times in a hundred.
func (d dice) chance(percent int) bool { return d.IntN(100) < percent }

// between returns a number from low to high, both among them.
func (d dice) between(low, high int) int { return low + d.IntN(high-low+1) }

// pick returns one of the pool.
func pick[T any](dice dice, pool []T) T { return pool[dice.IntN(len(pool))] }

// some returns n distinct entries of the pool, or all of a smaller one.
func some[T any](dice dice, pool []T, count int) []T {
	count = min(count, len(pool))
	out := make([]T, 0, count)
	for _, i := range dice.Perm(len(pool))[:count] {
		out = append(out, pool[i])
	}
	return out
}

// size says how much a kind of profile holds: the least and the most entries of each list.
type size struct {
	education, coursework, skills, certifications, experience, duties, languages [2]int
	others                                                                       int // per cent, of each remaining field
}

var (
	sparse = size{
		education: [2]int{0, 1}, coursework: [2]int{0, 1}, skills: [2]int{0, 3}, experience: [2]int{0, 1}, others: 15,
	}
	usual = size{
		education: [2]int{0, 2}, coursework: [2]int{0, 5}, skills: [2]int{2, 14}, certifications: [2]int{0, 2},
		experience: [2]int{0, 4}, duties: [2]int{0, 3}, languages: [2]int{0, 1}, others: 45,
	}
	rich = size{
		education: [2]int{1, 4}, coursework: [2]int{2, 9}, skills: [2]int{10, 40}, certifications: [2]int{1, 5},
		experience: [2]int{2, 8}, duties: [2]int{1, 6}, languages: [2]int{0, 4}, others: 80,
	}
	extreme = size{
		education: [2]int{20, 300}, coursework: [2]int{0, 30}, skills: [2]int{200, 500}, certifications: [2]int{50, 500},
		experience: [2]int{50, 300}, duties: [2]int{0, 10}, languages: [2]int{10, 500}, others: 100,
	}
)

func (d dice) count(bounds [2]int) int { return d.between(bounds[0], bounds[1]) }

// fill gives a profile a career, and what people of that career write.
func (d dice) fill(profile *lexfitv1.CandidateProfile, size size) {
	career := pick(d, careers)
	if d.chance(size.others) {
		profile.DisplayName = pick(d, givenNames) + " " + pick(d, familyNames)
	}
	for range d.count(size.education) {
		profile.Education = append(profile.Education, d.education(career, size))
	}
	for range d.count(size.skills) {
		profile.Skills = append(profile.Skills, d.skill(career))
	}
	for range d.count(size.certifications) {
		profile.Certifications = append(profile.Certifications, d.certification())
	}
	for range d.count(size.experience) {
		if d.chance(12) { // Most people change their line of work once or twice.
			career = pick(d, careers)
		}
		profile.Experience = append(profile.Experience, d.experience(career, size))
	}
	for range d.count(size.languages) {
		profile.Languages = append(profile.Languages, &lexfitv1.Language{
			Name: pick(d, languages), Level: enum[lexfitv1.LanguageLevel](d, 4, 15),
		})
	}
	if d.chance(size.others) {
		profile.Preferences = d.preferences()
	}
	// Drawn from what is drawn already, so that profiles of a seed are otherwise what they were.
	if salary := profile.GetPreferences().GetSalaryMinUsd(); salary > 0 && salary%7000 == 0 {
		profile.TotalExperienceMonths = new(salary / 1000 * 3)
	}
	if d.chance(size.others) {
		profile.WorkState = pick(d, states)
	}
	if d.chance(size.others) {
		profile.Labels = d.labels()
	}
}

// enum returns a value from 1 to last, or the unset one that many times in a hundred.
func enum[E ~int32](dice dice, last, unset int) E {
	if dice.chance(unset) {
		return 0
	}
	return E(dice.between(1, last))
}

func (d dice) education(career career, size size) *lexfitv1.Education {
	study := &lexfitv1.Education{}
	if !d.chance(5) {
		study.Level = pick(d, career.levels)
		if d.chance(25) {
			study.Level = enum[lexfitv1.EducationLevel](d, 7, 0)
		}
	}
	if study.GetLevel() != lexfitv1.EducationLevel_EDUCATION_LEVEL_HIGH_SCHOOL && d.chance(90) {
		study.Field = pick(d, career.fields)
		if d.chance(30) {
			study.Field = pick(d, fields)
		}
		if d.chance(6) {
			study.Field = d.misspell(study.GetField())
		}
	}
	if d.chance(60) {
		study.Institution = pick(d, places) + " " + pick(d, schools)
		study.Country = pick(d, countries)
	}
	study.ProgramApproval = enum[lexfitv1.ProgramApproval](d, 3, 55)
	switch roll := d.IntN(100); {
	case roll < 55:
		study.Status = lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED
	case roll < 70:
		study.Status = lexfitv1.EducationStatus_EDUCATION_STATUS_IN_PROGRESS
	case roll < 80:
		study.Status = lexfitv1.EducationStatus_EDUCATION_STATUS_INCOMPLETE
	case roll < 84: // of what was unset, so that profiles of a seed are otherwise what they were
		study.Status = lexfitv1.EducationStatus_EDUCATION_STATUS_UNCLEAR
	}
	if d.chance(50) {
		study.CompletedOn = d.date(month(d.between(1970, 2027), d.between(1, 12)))
	}
	if study.GetLevel() != lexfitv1.EducationLevel_EDUCATION_LEVEL_HIGH_SCHOOL && d.chance(45) {
		study.Coursework = some(d, courses, d.count(size.coursework))
	}
	return study
}

func (d dice) skill(career career) *lexfitv1.Skill {
	skill := &lexfitv1.Skill{Name: d.skillName(career)}
	if d.chance(60) {
		skill.Proficiency = enum[lexfitv1.Proficiency](d, 6, 0)
		if skill.GetProficiency() == lexfitv1.Proficiency_PROFICIENCY_NONE && d.chance(60) {
			skill.Proficiency = lexfitv1.Proficiency_PROFICIENCY_WORKING
		}
	}
	if d.chance(45) {
		years := d.years()
		skill.Years = &years
	}
	if d.chance(20) {
		skill.LastUsedOn = d.date(month(d.between(2008, 2026), d.between(1, 12)))
	}
	if d.chance(4) {
		value := float64(d.between(0, 240)) / 2
		skill.Measured = &lexfitv1.Measurement{Value: &value, Unit: pick(d, units)}
		if d.chance(80) {
			skill.Name = pick(d, typing)
			skill.Measured.Unit = pick(d, units[:3])
		}
	}
	return skill
}

// years returns a length in years, whole, in halves, or to the tenth; dividing whole numbers is exact everywhere.
func (d dice) years() float64 {
	switch d.IntN(12) {
	case 0:
		return 0
	case 1:
		return float64(d.between(0, 800)) / 10
	case 2, 3, 4:
		return float64(d.between(0, 40)) / 2
	}
	return float64(d.between(1, 20))
}

func (d dice) certification() *lexfitv1.Certification {
	known := pick(d, credentials)
	held := &lexfitv1.Certification{Name: pick(d, known.names), Status: enum[lexfitv1.CertificationStatus](d, 3, 25)}
	switch roll := d.IntN(100); {
	case roll < 45:
		held.Issuer = pick(d, known.issuers)
	case roll < 52:
		held.Issuer = pick(d, pick(d, credentials).issuers)
	}
	if d.chance(5) {
		held.Name = d.misspell(held.GetName())
	}
	issued := month(d.between(1995, 2026), d.between(1, 12))
	if d.chance(40) {
		held.IssuedOn = d.date(issued)
	}
	if d.chance(35) {
		held.ExpiresOn = d.date(issued + months(d.between(1, 120)))
	}
	// Drawn from what is drawn already, as the start in preferences.
	if held.GetStatus() == lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNSPECIFIED {
		switch issued % 25 {
		case 0, 5, 10:
			held.Status = lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNCLEAR
		case 15:
			held.Status = lexfitv1.CertificationStatus_CERTIFICATION_STATUS_SUSPENDED
		case 20:
			held.Status = lexfitv1.CertificationStatus_CERTIFICATION_STATUS_REVOKED
		}
	}
	return held
}

func (d dice) experience(career career, size size) *lexfitv1.Experience {
	job := &lexfitv1.Experience{Title: pick(d, career.titles)}
	if d.chance(8) {
		job.Title = pick(d, seniorities) + " " + job.GetTitle()
	}
	if d.chance(4) {
		job.Title = d.misspell(job.GetTitle())
	}
	if d.chance(60) {
		job.Employer = pick(d, places) + " " + pick(d, employers)
	}
	switch roll := d.IntN(100); {
	case roll < 65:
		job.EmployerType = pick(d, career.employers)
	case roll < 80:
		job.EmployerType = enum[lexfitv1.EmployerType](d, 6, 0)
	}
	if d.chance(50) {
		job.PracticeAreas = some(d, practiceAreas, d.between(1, 3))
	}
	d.span(job)
	if d.chance(85) {
		for range d.count(size.duties) {
			job.Duties = append(job.Duties, d.duty(career))
		}
	}
	return job
}

// span dates a job in one of the ways of docs/scoring.md: both dates, a start alone or with an end that is unclear, a start and a length, an end with or
// without a length, a length alone, or nothing. Jobs of one profile are drawn apart, so they overlap, repeat and leave gaps.
func (d dice) span(job *lexfitv1.Experience) {
	start := month(d.between(1985, 2026), d.between(1, 12))
	if d.chance(2) {
		start = month(d.between(2027, 2031), d.between(1, 12)) // In the future, as of any date a test is likely to use.
	}
	length := d.between(1, 96)
	if d.chance(10) {
		length = d.between(0, 480)
	}
	stated := int32(length)
	switch roll := d.IntN(100); {
	case roll < 50:
		job.StartedOn, job.EndedOn = d.date(start), d.date(start+months(length)+1)
		if d.chance(8) {
			job.Months = &stated
		}
	case roll < 65:
		job.StartedOn, job.EndUnclear = d.date(start), roll >= 61
	case roll < 72:
		job.StartedOn, job.Months, job.EndUnclear = d.date(start), &stated, roll >= 70
	case roll < 78:
		job.EndedOn = d.date(start + months(length))
	case roll < 84:
		job.EndedOn, job.Months = d.date(start+months(length)), &stated
	case roll < 95:
		job.Months = &stated
	}
}

func (d dice) preferences() *lexfitv1.Preferences {
	preferences := &lexfitv1.Preferences{}
	for range d.between(0, 3) {
		preferences.Interests = append(preferences.Interests, enum[lexfitv1.Interest](d, 8, 0))
	}
	preferences.Goals = some(d, goals, d.between(0, 2))
	if d.chance(50) {
		salary := int32(d.between(28, 130) * 1000)
		preferences.SalaryMinUsd = &salary
		// Drawn from what is drawn already, so that profiles of a seed are otherwise what they were.
		if salary%5000 == 0 {
			preferences.AvailableFrom = fmt.Sprintf("2026-12-%02d", 1+salary/1000%28)
		}
	}
	return preferences
}

func (d dice) labels() map[string]string {
	labels := map[string]string{}
	for range d.between(1, 4) {
		labels[pick(d, labelKeys)] = pick(d, labelValues)
	}
	return labels
}
