package matcher

import (
	"math"

	"github.com/lexfit/lexfit/matcher/lexicon"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// candidate is a profile in normal form: words are ids, dates are months. It is judged against every role and never
// changed by that. It is reused from profile to profile.
type candidate struct {
	profile *lexfitv1.CandidateProfile
	asOf    date
	month   int32 // of the as-of date

	skill   []skillState // by skill
	near    []nearby     // by skill
	verdict []outcome    // by skill: its state as judged
	touched []int32      // skills with a state

	education []educationEntry
	fields    []int32 // of all entries
	topics    []int32 // by topic: 1 + the number of its first course, 0 for none
	courses   []ref
	certs     []certEntry
	jobs      []job
	areas     []int32 // practice areas of all jobs
	languages []languageEntry
	interests [16]int32 // by interest: 1 + its first place, 0 for none

	named []namedSkill // which entry of skills names which skill

	most, sureMost int32 // the most that stated skills are worth, see setCaps

	listed    listed
	anyCourse bool // any course is listed, known or not
	assumed   bool // anything was taken for granted: without assumptions the values may differ

	assumptions  []assumption
	unrecognized []unread

	covered spans // for adding up months
}

// listed is how many entries the lists of a profile have, known or not.
type listed struct{ education, skills, certifications, experience, languages, interests int }

type namedSkill struct{ entry, skill int32 }

// ref is a place in the profile.
type ref struct {
	kind refKind
	i, j int32
}

type refKind uint8

const (
	refNone refKind = iota
	refSkill
	refDuty
	refJob
	refEducation
	refCourse
	refCertification
	refLanguage
	refInterest
	refPracticeArea
	refGoal
	refMeasured
	refField
	refTitle
)

// skillState is what a profile says of one skill. Values without assumptions stand beside the others.
type skillState struct {
	claim    int32 // the best claimed value, before the cap; -1 for none
	measured int32 // the best measured value, before the cap; -1 for none
	none     bool  // asked, and absent
	implied  int32
	sureImpl int32 // implied without assumed lengths of work
	kind     lexfitv1.MatchKind
	from     ref   // of the claim or measure
	job      int32 // of the implied value

	value, withoutImplied, withoutAssumed, low int32 // its own values, see judgeSkills
}

// stated is the value that entries state, before the cap: a measure replaces claims; -1 for none.
func (s *skillState) stated() int32 {
	if s.measured >= 0 {
		return s.measured
	}
	return s.claim
}

// spoken reports whether the skill itself is named or implied.
func (s *skillState) spoken() bool { return s.stated() >= 0 || s.implied > 0 }

// nearby is what related skills give to a skill. It is small and apart from skillState, since it is written to often.
type nearby struct {
	push    [4]int32 // the best that they give, in the four ways of judgeSkills
	related int32    // 1 + the skill that gives the most, 0 for none
	speaks  bool     // the skill or a related one is named or implied
	touched bool
}

type educationEntry struct {
	level       lexfitv1.EducationLevel
	value       int32 // by its status
	statusTaken bool
	levelTaken  bool
	approved    bool
	country     uint16
	main        bool  // the entry itself, not what it proves besides
	first, last int32 // its fields
	index       int32
}

type certEntry struct {
	credential int32
	status     lexfitv1.CertificationStatus
	taken      bool // the status was taken for granted
	kind       lexfitv1.MatchKind
	index      int32
}

type languageEntry struct {
	language, value, index int32
	kind                   lexfitv1.MatchKind
}

type assumption struct {
	at   ref
	what assumedThing
	n    int32
}

type assumedThing uint8

const (
	assumedCompleted assumedThing = iota
	assumedDiploma
	assumedActive
	assumedLength
	assumedSameJob
)

type unread struct {
	at   ref
	text string
	note noteKind
	id   int32 // of a credential, for its own note
}

type noteKind uint8

const (
	noteUnknown noteKind = iota
	noteClaim
	noteIsCredential
	noteIsSkill
	noteIsLanguage
	noteUnit
	noteForeignMeasure
)

func (c *candidate) reset(p *lexfitv1.CandidateProfile, asOf date) {
	for _, s := range c.touched {
		c.skill[s] = skillState{claim: -1, measured: -1}
		c.near[s] = nearby{}
		c.verdict[s] = unnamed
	}
	clear(c.topics)
	c.interests = [16]int32{}
	*c = candidate{
		profile: p, asOf: asOf, month: asOf.monthIndex(0),
		skill: c.skill, near: c.near, verdict: c.verdict, touched: c.touched[:0],
		education: c.education[:0], fields: c.fields[:0], topics: c.topics, courses: c.courses[:0], certs: c.certs[:0],
		jobs: c.jobs[:0], areas: c.areas[:0], languages: c.languages[:0],
		assumptions: c.assumptions[:0], unrecognized: c.unrecognized[:0], named: c.named[:0],
		covered: c.covered,
		listed: listed{
			education: len(p.GetEducation()), skills: len(p.GetSkills()), certifications: len(p.GetCertifications()),
			experience: len(p.GetExperience()), languages: len(p.GetLanguages()), interests: len(p.GetPreferences().GetInterests()),
		},
	}
}

// normalize reads a profile. The profile is not changed.
func (p *Program) normalize(s *scratch, profile *lexfitv1.CandidateProfile, asOf date) {
	c := &s.candidate
	c.reset(profile, asOf)
	p.readEducation(s, c)
	p.readCertifications(s, c)
	p.readJobs(s, c)
	p.readSkills(s, c)
	p.readDuties(s, c)
	p.readLanguages(s, c)
	p.readPreferences(c)
	p.implySkills(c)
	p.judgeSkills(c)
}

func (c *candidate) touch(skill int32) *skillState {
	c.approach(skill)
	return &c.skill[skill]
}

func (c *candidate) approach(skill int32) *nearby {
	n := &c.near[skill]
	if !n.touched {
		n.touched = true
		c.touched = append(c.touched, skill)
	}
	return n
}

func (c *candidate) miss(at ref, text string, note noteKind, id int32) {
	c.unrecognized = append(c.unrecognized, unread{at, text, note, id})
}

func (p *Program) readEducation(s *scratch, c *candidate) {
	for i, e := range c.profile.GetEducation() {
		entry := educationEntry{
			level: e.GetLevel(), value: full, main: true, index: int32(i), first: int32(len(c.fields)),
			country: countryCode(e.GetCountry()),
		}
		switch e.GetStatus() {
		case lexfitv1.EducationStatus_EDUCATION_STATUS_UNSPECIFIED:
			entry.statusTaken, c.assumed = true, true
			c.assumptions = append(c.assumptions, assumption{at: ref{refEducation, int32(i), 0}, what: assumedCompleted})
		case lexfitv1.EducationStatus_EDUCATION_STATUS_IN_PROGRESS:
			entry.value = scale(full, p.tables.inProgress)
		case lexfitv1.EducationStatus_EDUCATION_STATUS_INCOMPLETE:
			entry.value = 0
		case lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED:
		}
		if entry.level == lexfitv1.EducationLevel_EDUCATION_LEVEL_UNSPECIFIED {
			entry.level, entry.levelTaken, c.assumed = lexfitv1.EducationLevel_EDUCATION_LEVEL_HIGH_SCHOOL, true, true
			c.assumptions = append(c.assumptions, assumption{at: ref{refEducation, int32(i), 0}, what: assumedDiploma})
		}
		switch e.GetProgramApproval() {
		case lexfitv1.ProgramApproval_PROGRAM_APPROVAL_ABA_APPROVED, lexfitv1.ProgramApproval_PROGRAM_APPROVAL_OTHER_APPROVED:
			entry.approved = true
		case lexfitv1.ProgramApproval_PROGRAM_APPROVAL_UNSPECIFIED, lexfitv1.ProgramApproval_PROGRAM_APPROVAL_NOT_APPROVED:
		}
		if e.GetField() != "" {
			hits := p.words.fieldNames.Read(&s.reader, e.GetField())
			for _, h := range hits {
				c.fields = append(c.fields, p.words.towards[h.ID]...)
			}
			if len(hits) == 0 && entry.level > lexfitv1.EducationLevel_EDUCATION_LEVEL_HIGH_SCHOOL {
				c.miss(ref{refField, int32(i), 0}, e.GetField(), noteUnknown, 0)
			}
			if e.GetProgramApproval() == lexfitv1.ProgramApproval_PROGRAM_APPROVAL_UNSPECIFIED {
				entry.approved = len(p.words.approvals.Read(&s.reader, e.GetField())) > 0
			}
		}
		entry.last = int32(len(c.fields))
		c.education = append(c.education, entry)

		c.proves(e.GetLevel(), int32(i))
		for j, course := range e.GetCoursework() {
			c.anyCourse = true
			at := ref{refCourse, int32(i), int32(j)}
			hits := p.words.topicNames.Read(&s.reader, course)
			if len(hits) == 0 {
				c.miss(at, course, noteUnknown, 0)
			}
			for _, h := range hits {
				if c.topics[h.ID] == 0 {
					c.courses = append(c.courses, at)
					c.topics[h.ID] = int32(len(c.courses))
				}
			}
		}
	}
}

// proves adds what an entry of education proves besides itself, in any status.
func (c *candidate) proves(level lexfitv1.EducationLevel, index int32) {
	if level > lexfitv1.EducationLevel_EDUCATION_LEVEL_HIGH_SCHOOL {
		c.education = append(c.education, educationEntry{level: lexfitv1.EducationLevel_EDUCATION_LEVEL_HIGH_SCHOOL, value: full, index: index})
	}
	if level > lexfitv1.EducationLevel_EDUCATION_LEVEL_BACHELOR {
		c.education = append(c.education, educationEntry{level: lexfitv1.EducationLevel_EDUCATION_LEVEL_BACHELOR, value: full, index: index})
	}
}

func (p *Program) readCertifications(s *scratch, c *candidate) {
	for i, k := range c.profile.GetCertifications() {
		at := ref{refCertification, int32(i), 0}
		status, taken := k.GetStatus(), false
		if d, ok := parseDate(k.GetExpiresOn()); ok && d.endsBefore(c.asOf) {
			status = lexfitv1.CertificationStatus_CERTIFICATION_STATUS_EXPIRED
		}
		if status == lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNSPECIFIED {
			status, taken, c.assumed = lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE, true, true
			c.assumptions = append(c.assumptions, assumption{at: at, what: assumedActive})
		}
		known := false
		for _, h := range p.readCredential(s, k.GetName(), k.GetIssuer()) {
			if p.words.credentials[h.ID].claim != "" {
				c.miss(at, k.GetName(), noteClaim, h.ID)
				known = true
				continue
			}
			c.certs = append(c.certs, certEntry{h.ID, status, taken, h.Kind, int32(i)})
			known = true
		}
		if !known {
			note := noteUnknown
			if len(p.words.skillNames.Read(&s.reader, k.GetName())) > 0 {
				note = noteIsSkill
			}
			c.miss(at, k.GetName(), note, 0)
		}
	}
}

// readCredential reads a certification's name. Of credentials of one abbreviation, the stated issuer decides; without
// one it is the one that the rulebook gives the abbreviation to.
func (p *Program) readCredential(s *scratch, written, issuer string) []lexicon.Hit {
	if issuer != "" {
		s.reader.Set(written)
		if rivals := p.words.contested[s.reader.Normal()]; len(rivals) > 0 {
			for _, h := range p.words.issuers.Read(&s.reader, issuer) {
				for _, id := range rivals {
					if p.words.credentials[id].issuer == h.ID {
						return []lexicon.Hit{{ID: id, Kind: lexfitv1.MatchKind_MATCH_KIND_ALIAS}}
					}
				}
			}
		}
	}
	return p.words.credentialNames.Read(&s.reader, written)
}

func (p *Program) readLanguages(s *scratch, c *candidate) {
	for i, l := range c.profile.GetLanguages() {
		hits := p.words.languageNames.Read(&s.reader, l.GetName())
		if len(hits) == 0 {
			c.miss(ref{refLanguage, int32(i), 0}, l.GetName(), noteUnknown, 0)
		}
		level := l.GetLevel()
		if level < 0 || int(level) >= len(p.tables.languageLevels) {
			level = 0
		}
		for _, h := range hits {
			c.languages = append(c.languages, languageEntry{h.ID, p.tables.languageLevels[level], int32(i), h.Kind})
		}
	}
}

func (p *Program) readPreferences(c *candidate) {
	for i, x := range c.profile.GetPreferences().GetInterests() {
		if x > 0 && int(x) < len(c.interests) && c.interests[x] == 0 {
			c.interests[x] = int32(i) + 1
		}
	}
	for i, g := range c.profile.GetPreferences().GetGoals() {
		if !p.isPathway(g) {
			c.miss(ref{refGoal, int32(i), 0}, g, noteUnknown, 0)
		}
	}
}

func (p *Program) isPathway(id string) bool {
	for _, r := range p.targets.list {
		for _, w := range r.role.GetPathways() {
			if w.GetId() == id {
				return true
			}
		}
	}
	return false
}

// wholeMonths turns years into whole months, half up.
func wholeMonths(years float64) int32 { return int32(math.Floor(years*12 + 0.5)) }
