package profilegen

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// People makes up people with names and lives that hang together: studies before work, titles that grow, skills and credentials
// that fit the jobs. It is for trying things on; what tests need, odd and half-said profiles, a Generator makes. It is not safe for
// concurrent use.
type People struct {
	seed uint64
	next uint64
}

// NewPeople returns people; two of the same seed are the same.
func NewPeople(seed uint64) *People { return &People{seed: seed} }

// peopleAsOf is the month in which their lives have got where they are: a fixed one, so that a seed gives the same people for ever.
var peopleAsOf = month(2026, 10)

// Profile returns the next person. The id is made of the name and the person's number.
func (p *People) Profile() *lexfitv1.CandidateProfile {
	p.next++
	draw := dice{rand.New(rand.NewPCG(p.seed, p.next*0x9e3779b97f4a7c15))} //nolint:gosec // the same numbers again, not secret ones
	name := p.name(p.next - 1)
	one := &person{dice: draw, profile: &lexfitv1.CandidateProfile{
		CandidateId: strings.ToLower(strings.ReplaceAll(name, " ", "-")) + fmt.Sprintf("-%d", p.next),
		DisplayName: name, WorkState: pick(draw, livesStates),
	}}
	one.live(draw.life())
	return one.profile
}

// name goes through the names in such strides that the first fifty people share neither.
func (p *People) name(number uint64) string {
	first, last := uint64(len(firstNames)), uint64(len(lastNames))
	return firstNames[(number*23+p.seed%first*7)%first] + " " + lastNames[(number*17+number/first+p.seed%last*3)%last]
}

func (d dice) life() *life {
	roll := d.IntN(100)
	for i := range lives {
		if roll -= lives[i].share; roll < 0 {
			return &lives[i]
		}
	}
	return &lives[0]
}

// fewMonths is how long a step takes at least.
const fewMonths = 28

// person is a life in the making.
type person struct {
	dice
	profile *lexfitv1.CandidateProfile
	area    *practice // of who has one
	worked  months    // when work began
	rungs   []months  // when each step was first reached
	salary  int
}

func (p *person) live(through *life) {
	if slices.ContainsFunc(through.steps, func(rung step) bool { return strings.Contains(strings.Join(rung.titles, " "), "{area}") }) {
		p.area = &practices[p.IntN(len(practices))]
	}
	p.worked = peopleAsOf - months(p.between(8, 24*12))
	studied := pick(p.dice, through.studies)
	p.study(studied)
	p.work(through, studied)
	p.learn(through)
	p.earn(through)
	p.speak()
	p.want(through)
}

// study ends some months before the first job begins.
func (p *person) study(studied studies) {
	done := p.worked - months(p.between(1, 5))
	entry := &lexfitv1.Education{
		Level: studied.level, Field: studied.field, Country: "US", CompletedOn: isoMonth(done), Coursework: studied.course,
		Status: lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED, Institution: pick(p.dice, lastNames) + " " + schoolKinds[studied.level],
	}
	p.profile.Education = append(p.profile.Education, entry)
	if studied.level != highSchool && p.chance(30) {
		p.profile.Education = append(p.profile.Education, &lexfitv1.Education{
			Level: highSchool, Country: "US", CompletedOn: isoMonth(done - months(studied.years*12)), Status: entry.GetStatus(),
			Institution: pick(p.dice, lastNames) + " High School",
		})
	}
}

// work goes from job to job and from step to step, the last job first as résumés have it.
func (p *person) work(through *life, studied studies) {
	at := 0
	if studied.years >= 2 && p.chance(60) { // the first step is for those who come from school
		at = 1
	}
	p.rungs = make([]months, len(through.steps))
	for begins := p.worked; begins < peopleAsOf-3; {
		if p.rungs[at] == 0 {
			p.rungs[at] = begins
		}
		ends := begins + months(p.between(18, 66))
		job := p.job(&through.steps[at], begins, at > 0)
		if ends < peopleAsOf-6 || ends < peopleAsOf && p.chance(50) {
			job.EndedOn = isoMonth(ends)
		} else {
			ends = peopleAsOf
		}
		p.salary = through.steps[at].salary + int(ends-p.rungs[at])/12
		p.profile.Experience = slices.Insert(p.profile.GetExperience(), 0, job)
		begins = ends + months(p.between(1, 3))
		if at+1 < len(through.steps) && begins-p.rungs[at] >= fewMonths && p.chance(75) {
			at++
		}
	}
}

func (p *person) job(rung *step, begins months, practised bool) *lexfitv1.Experience {
	kind := pick(p.dice, rung.employers)
	job := &lexfitv1.Experience{
		Title: pick(p.dice, rung.titles), EmployerType: kind, Employer: p.employer(kind), StartedOn: isoMonth(begins), Duties: some(p.dice, rung.duties, p.between(1, 3)),
	}
	if p.area != nil {
		job.Title = strings.ReplaceAll(job.GetTitle(), "{area}", p.area.name)
		if practised && kind != corporate {
			job.PracticeAreas = []string{p.area.name}
			job.Duties = append(job.Duties, pick(p.dice, p.area.duties))
		}
	}
	return job
}

func (p *person) employer(kind lexfitv1.EmployerType) string {
	one, two := pick(p.dice, firmNames), pick(p.dice, firmNames)
	switch kind {
	case lawFirm:
		if one == two {
			return "Law Offices of " + one
		}
		return one + " & " + two + " LLP"
	case corporateLegal:
		return one + " Holdings, legal department"
	case government:
		return "County of " + one
	case court:
		return one + " County Superior Court"
	case lexfitv1.EmployerType_EMPLOYER_TYPE_UNSPECIFIED, corporate, other:
	}
	return one + " Group"
}

// learn gives the skills of every step that was reached, as long as it is since, and no longer.
func (p *person) learn(through *life) {
	p.know(some(p.dice, through.skills, p.between(2, len(through.skills))), p.worked)
	for i, reached := range p.rungs {
		if reached > 0 {
			p.know(some(p.dice, through.steps[i].skills, p.between(1, 4)), reached)
		}
	}
	if p.area != nil && len(p.rungs) > 1 && p.rungs[1] > 0 {
		p.know(some(p.dice, p.area.skills, p.between(2, 4)), p.rungs[1])
	}
}

func (p *person) know(names []string, since months) {
	used := int(peopleAsOf - since)
	for _, name := range names {
		if slices.ContainsFunc(p.profile.GetSkills(), func(known *lexfitv1.Skill) bool { return known.GetName() == name }) {
			continue
		}
		skill := &lexfitv1.Skill{Name: name}
		switch {
		case name == "Typing":
			words := float64(p.between(48, 85))
			skill.Measured = &lexfitv1.Measurement{Value: &words, Unit: "wpm"}
		case p.chance(65):
			years := float64(used/6) / 2
			skill.Years, skill.Proficiency = &years, proficiencyAfter(used)
		}
		p.profile.Skills = append(p.profile.Skills, skill)
	}
}

func proficiencyAfter(used int) lexfitv1.Proficiency {
	switch {
	case used < 18:
		return lexfitv1.Proficiency_PROFICIENCY_BASIC
	case used < 60:
		return lexfitv1.Proficiency_PROFICIENCY_WORKING
	case used < 144:
		return lexfitv1.Proficiency_PROFICIENCY_ADVANCED
	}
	return lexfitv1.Proficiency_PROFICIENCY_EXPERT
}

// earn gives some of the credentials that the years open, renewed to this day, now and then lapsed.
func (p *person) earn(through *life) {
	began := p.worked // in the line itself, behind its first step
	if len(p.rungs) > 1 {
		if began = p.rungs[1]; began == 0 {
			return
		}
	}
	for _, earned := range through.credentials {
		first := began + months(earned.afterYears*12)
		if first > peopleAsOf-2 || earned.state != "" && earned.state != p.profile.GetWorkState() || !p.chance(earned.percent) {
			continue
		}
		issued := first + months(p.IntN(int(peopleAsOf-1-first)))
		expires := issued
		for expires <= peopleAsOf {
			expires += months(earned.renewYears * 12)
		}
		held := &lexfitv1.Certification{
			Name: earned.name, Issuer: strings.ReplaceAll(earned.issuer, "{state}", stateNames[p.profile.GetWorkState()]), IssuedOn: isoMonth(issued),
			ExpiresOn: isoMonth(expires), Status: lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE,
		}
		if before := expires - months(earned.renewYears*12); before > issued && p.chance(12) {
			held.ExpiresOn, held.Status = isoMonth(before), lexfitv1.CertificationStatus_CERTIFICATION_STATUS_EXPIRED
		}
		p.profile.Certifications = append(p.profile.Certifications, held)
	}
}

func (p *person) speak() {
	p.profile.Languages = []*lexfitv1.Language{{Name: "English", Level: lexfitv1.LanguageLevel_LANGUAGE_LEVEL_NATIVE}}
	if p.chance(28) {
		p.profile.Languages = append(p.profile.Languages, &lexfitv1.Language{Name: pick(p.dice, tongues), Level: lexfitv1.LanguageLevel(p.between(
			int(lexfitv1.LanguageLevel_LANGUAGE_LEVEL_CONVERSATIONAL), int(lexfitv1.LanguageLevel_LANGUAGE_LEVEL_NATIVE),
		))})
	}
}

func (p *person) want(through *life) {
	p.profile.Preferences = &lexfitv1.Preferences{Interests: some(p.dice, through.interests, p.between(0, len(through.interests)))}
	if p.chance(70) {
		least := int32((p.salary + p.between(0, 6)) * 1000)
		p.profile.Preferences.SalaryMinUsd = &least
	}
	if p.chance(40) {
		p.profile.Preferences.AvailableFrom = isoMonth(peopleAsOf + months(p.between(1, 4)))
	}
}
