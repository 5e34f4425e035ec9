// Package profilegen makes up candidate profiles for property tests, benchmarks and load tests: varied, valid by the
// contract, and the same on every machine for the same seed. Nobody in them exists.
//
// The texts it draws from are in pools.go and careers.go; mutate.go and gain.go change a profile in ways whose effect on a
// score is known. Changing any of them changes what every seed gives, and with it the hash in this package's test.
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
func (g *Generator) At(n uint64) *lexfitv1.CandidateProfile {
	d := dice{rand.New(rand.NewPCG(g.seed, n))} //nolint:gosec // Tests want the same numbers again, not secret ones.
	p := &lexfitv1.CandidateProfile{CandidateId: fmt.Sprintf("gen-%06d", n)}
	switch roll := d.IntN(1000); {
	case roll < 20: // Nothing but an id.
	case roll < 120:
		d.fill(p, sparse)
	case roll < 850:
		d.fill(p, usual)
	case roll < 996:
		d.fill(p, rich)
	default:
		d.fill(p, extreme)
	}
	return p
}

// dice draws from pools.
type dice struct{ *rand.Rand }

// chance is true that many times in a hundred.
func (d dice) chance(percent int) bool { return d.IntN(100) < percent }

// between returns a number from low to high, both among them.
func (d dice) between(low, high int) int { return low + d.IntN(high-low+1) }

// pick returns one of the pool.
func pick[T any](d dice, pool []T) T { return pool[d.IntN(len(pool))] }

// some returns n distinct entries of the pool, or all of a smaller one.
func some[T any](d dice, pool []T, n int) []T {
	n = min(n, len(pool))
	out := make([]T, 0, n)
	for _, i := range d.Perm(len(pool))[:n] {
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
func (d dice) fill(p *lexfitv1.CandidateProfile, s size) {
	c := pick(d, careers)
	if d.chance(s.others) {
		p.DisplayName = pick(d, givenNames) + " " + pick(d, familyNames)
	}
	for range d.count(s.education) {
		p.Education = append(p.Education, d.education(c, s))
	}
	for range d.count(s.skills) {
		p.Skills = append(p.Skills, d.skill(c))
	}
	for range d.count(s.certifications) {
		p.Certifications = append(p.Certifications, d.certification())
	}
	for range d.count(s.experience) {
		if d.chance(12) { // Most people change their line of work once or twice.
			c = pick(d, careers)
		}
		p.Experience = append(p.Experience, d.experience(c, s))
	}
	for range d.count(s.languages) {
		p.Languages = append(p.Languages, &lexfitv1.Language{
			Name: pick(d, languages), Level: enum[lexfitv1.LanguageLevel](d, 4, 15),
		})
	}
	if d.chance(s.others) {
		p.Preferences = d.preferences()
	}
	if d.chance(s.others) {
		p.WorkState = pick(d, states)
	}
	if d.chance(s.others) {
		p.Labels = d.labels()
	}
}

// enum returns a value from 1 to last, or the unset one that many times in a hundred.
func enum[E ~int32](d dice, last, unset int) E {
	if d.chance(unset) {
		return 0
	}
	return E(d.between(1, last))
}

func (d dice) education(c career, s size) *lexfitv1.Education {
	e := &lexfitv1.Education{}
	if !d.chance(5) {
		e.Level = pick(d, c.levels)
		if d.chance(25) {
			e.Level = enum[lexfitv1.EducationLevel](d, 7, 0)
		}
	}
	if e.GetLevel() != lexfitv1.EducationLevel_EDUCATION_LEVEL_HIGH_SCHOOL && d.chance(90) {
		e.Field = pick(d, c.fields)
		if d.chance(30) {
			e.Field = pick(d, fields)
		}
		if d.chance(6) {
			e.Field = d.misspell(e.GetField())
		}
	}
	if d.chance(60) {
		e.Institution = pick(d, places) + " " + pick(d, schools)
		e.Country = pick(d, countries)
	}
	e.ProgramApproval = enum[lexfitv1.ProgramApproval](d, 3, 55)
	switch roll := d.IntN(100); {
	case roll < 55:
		e.Status = lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED
	case roll < 70:
		e.Status = lexfitv1.EducationStatus_EDUCATION_STATUS_IN_PROGRESS
	case roll < 80:
		e.Status = lexfitv1.EducationStatus_EDUCATION_STATUS_INCOMPLETE
	}
	if d.chance(50) {
		e.CompletedOn = d.date(month(d.between(1970, 2027), d.between(1, 12)))
	}
	if e.GetLevel() != lexfitv1.EducationLevel_EDUCATION_LEVEL_HIGH_SCHOOL && d.chance(45) {
		e.Coursework = some(d, courses, d.count(s.coursework))
	}
	return e
}

func (d dice) skill(c career) *lexfitv1.Skill {
	s := &lexfitv1.Skill{Name: d.skillName(c)}
	if d.chance(60) {
		s.Proficiency = enum[lexfitv1.Proficiency](d, 6, 0)
		if s.GetProficiency() == lexfitv1.Proficiency_PROFICIENCY_NONE && d.chance(60) {
			s.Proficiency = lexfitv1.Proficiency_PROFICIENCY_WORKING
		}
	}
	if d.chance(45) {
		years := d.years()
		s.Years = &years
	}
	if d.chance(20) {
		s.LastUsedOn = d.date(month(d.between(2008, 2026), d.between(1, 12)))
	}
	if d.chance(4) {
		value := float64(d.between(0, 240)) / 2
		s.Measured = &lexfitv1.Measurement{Value: &value, Unit: pick(d, units)}
		if d.chance(80) {
			s.Name = pick(d, typing)
			s.Measured.Unit = pick(d, units[:3])
		}
	}
	return s
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
	c := &lexfitv1.Certification{Name: pick(d, known.names), Status: enum[lexfitv1.CertificationStatus](d, 3, 25)}
	switch roll := d.IntN(100); {
	case roll < 45:
		c.Issuer = pick(d, known.issuers)
	case roll < 52:
		c.Issuer = pick(d, pick(d, credentials).issuers)
	}
	if d.chance(5) {
		c.Name = d.misspell(c.GetName())
	}
	issued := month(d.between(1995, 2026), d.between(1, 12))
	if d.chance(40) {
		c.IssuedOn = d.date(issued)
	}
	if d.chance(35) {
		c.ExpiresOn = d.date(issued + months(d.between(1, 120)))
	}
	return c
}

func (d dice) experience(c career, s size) *lexfitv1.Experience {
	e := &lexfitv1.Experience{Title: pick(d, c.titles)}
	if d.chance(8) {
		e.Title = pick(d, seniorities) + " " + e.GetTitle()
	}
	if d.chance(4) {
		e.Title = d.misspell(e.GetTitle())
	}
	if d.chance(60) {
		e.Employer = pick(d, places) + " " + pick(d, employers)
	}
	switch roll := d.IntN(100); {
	case roll < 65:
		e.EmployerType = pick(d, c.employers)
	case roll < 80:
		e.EmployerType = enum[lexfitv1.EmployerType](d, 6, 0)
	}
	if d.chance(50) {
		e.PracticeAreas = some(d, practiceAreas, d.between(1, 3))
	}
	d.span(e)
	if d.chance(85) {
		for range d.count(s.duties) {
			e.Duties = append(e.Duties, d.duty(c))
		}
	}
	return e
}

// span dates a job in one of the ways of docs/scoring.md: both dates, a start alone, a start and a length, an end with or
// without a length, a length alone, or nothing. Jobs of one profile are drawn apart, so they overlap, repeat and leave gaps.
func (d dice) span(e *lexfitv1.Experience) {
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
		e.StartedOn, e.EndedOn = d.date(start), d.date(start+months(length)+1)
		if d.chance(8) {
			e.Months = &stated
		}
	case roll < 65:
		e.StartedOn = d.date(start)
	case roll < 72:
		e.StartedOn, e.Months = d.date(start), &stated
	case roll < 78:
		e.EndedOn = d.date(start + months(length))
	case roll < 84:
		e.EndedOn, e.Months = d.date(start+months(length)), &stated
	case roll < 95:
		e.Months = &stated
	}
}

func (d dice) preferences() *lexfitv1.Preferences {
	p := &lexfitv1.Preferences{}
	for range d.between(0, 3) {
		p.Interests = append(p.Interests, enum[lexfitv1.Interest](d, 8, 0))
	}
	p.Goals = some(d, goals, d.between(0, 2))
	if d.chance(50) {
		salary := int32(d.between(28, 130) * 1000)
		p.SalaryMinUsd = &salary
		// Drawn from what is drawn already, so that profiles of a seed are otherwise what they were.
		if salary%5000 == 0 {
			p.AvailableFrom = fmt.Sprintf("2026-12-%02d", 1+salary/1000%28)
		}
	}
	return p
}

func (d dice) labels() map[string]string {
	labels := map[string]string{}
	for range d.between(1, 4) {
		labels[pick(d, labelKeys)] = pick(d, labelValues)
	}
	return labels
}
