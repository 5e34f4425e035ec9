package matcher

import (
	"slices"

	"github.com/lexfit/lexfit/matcher/lexicon"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// candidate is a profile in normal form: words are ids, dates are months. It is judged against every role and never changed by
// that. It is reused from profile to profile.
type candidate struct {
	words  *vocabulary
	tables *tables
	kinds  []factual

	profile *lexfitv1.CandidateProfile
	asOf    date
	month   int32 // of the as-of date

	abilities
	education []educationEntry
	fields    []int32 // of all entries
	topics    []int32 // by topic: 1 + the number of its first course, 0 for none
	courses   []ref
	certs     []certEntry
	jobs      []job
	areas     []int32 // practice areas of all jobs
	languages []languageEntry
	interests [16]int32 // by interest: 1 + its first place, 0 for none

	listed    listed
	anyCourse bool // any course is listed, known or not

	assumptions  []assumption
	unrecognized []unread

	covered  spans     // for adding up months
	segments []segment // and for adding up what they count
	bests    [3]nBest  // for the best of several
}

// listed is how many entries the lists of a profile have, known or not.
type listed struct{ education, skills, certifications, experience, languages, interests int }

type educationEntry struct {
	level       lexfitv1.EducationLevel
	value       int32 // by its status
	statusTaken bool
	levelTaken  bool
	unclear     bool // its status was said and not read
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

// job is one job in normal form.
type job struct {
	index       int32 // its place in the profile
	families    [4]int32
	known       int32 // how many of families
	employer    lexfitv1.EmployerType
	inLaw       bool  // legal work: a legal title anywhere, or any work in a law office
	first, last int32 // its months, both included; only if dated
	dated       bool
	months      int32 // its length
	taken       bool  // the length was taken for granted
	unclear     bool  // its end was said and not read
	repeated    bool  // equal to an undated job before it
	recency     int32 // per mille
	areas       [2]int32
}

func (j *job) has(family int32) bool {
	return slices.Contains(j.families[:j.known], family)
}

// segment is a stretch of work that counts at one factor.
type segment struct {
	factor, first, last, loose int32 // loose: months of an undated job
}

// spans is a set of months as disjoint spans in order. It is kept for the next set.
type spans struct{ list [][2]int32 }

func (s *spans) reset() { s.list = s.list[:0] }

// add adds the months from first to last and returns how many of them are new.
func (s *spans) add(first, last int32) int32 {
	fresh := last - first + 1
	i := 0
	for i < len(s.list) && s.list[i][1] < first-1 {
		i++
	}
	j := i
	low, high := first, last
	for j < len(s.list) && s.list[j][0] <= last+1 {
		if overlap := min(s.list[j][1], last) - max(s.list[j][0], first) + 1; overlap > 0 {
			fresh -= overlap
		}
		low, high = min(low, s.list[j][0]), max(high, s.list[j][1])
		j++
	}
	s.list = slices.Replace(s.list, i, j, [2]int32{low, high})
	return fresh
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

func newCandidate(words *vocabulary, tables *tables, kinds []factual) candidate {
	return candidate{words: words, tables: tables, kinds: kinds, abilities: newAbilities(words.skills), topics: make([]int32, len(words.topics))}
}

func (c *candidate) reset(profile *lexfitv1.CandidateProfile, asOf date) {
	clear(c.topics)
	*c = candidate{
		words: c.words, tables: c.tables, kinds: c.kinds, profile: profile, asOf: asOf, month: asOf.monthIndex(0),
		abilities: c.cleared(),
		education: c.education[:0], fields: c.fields[:0], topics: c.topics, courses: c.courses[:0], certs: c.certs[:0],
		jobs: c.jobs[:0], areas: c.areas[:0], languages: c.languages[:0],
		assumptions: c.assumptions[:0], unrecognized: c.unrecognized[:0], covered: c.covered, segments: c.segments, bests: c.bests,
		listed: listed{
			education: len(profile.GetEducation()), skills: len(profile.GetSkills()), certifications: len(profile.GetCertifications()),
			experience: len(profile.GetExperience()), languages: len(profile.GetLanguages()),
			interests: len(profile.GetPreferences().GetInterests()),
		},
	}
}

// forget lets go of the profile.
func (c *candidate) forget() {
	c.profile = nil
	clear(c.unrecognized) // it points into the profile
}

// miss notes a text that was not read.
func (c *candidate) miss(at ref, text string, note noteKind, id int32) {
	c.unrecognized = append(c.unrecognized, unread{at, text, note, id})
}

// assume notes something that the profile leaves out and that is taken for granted. Without it values may differ.
func (c *candidate) assume(at ref, what assumedThing, count int32) {
	c.assumed = true
	c.assumptions = append(c.assumptions, assumption{at, what, count})
}

// saysNothing reports whether the profile has neither education nor skills nor experience.
func (l *listed) saysNothing() bool { return l.education == 0 && l.skills == 0 && l.experience == 0 }

// unclear reports whether a status in the profile was said and not read.
func (c *candidate) unclear() bool {
	return slices.ContainsFunc(c.education, func(entry educationEntry) bool { return entry.unclear }) ||
		slices.ContainsFunc(c.certs, func(held certEntry) bool {
			return held.status == lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNCLEAR
		})
}

// intake reads a profile into a candidate.
type intake struct {
	*candidate
	reader lexicon.Reader
}
