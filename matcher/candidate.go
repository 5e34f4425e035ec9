package matcher

import (
	"slices"

	"github.com/lexfit/lexfit/matcher/duties"
	"github.com/lexfit/lexfit/matcher/lexicon"
	"github.com/lexfit/lexfit/matcher/wording"
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
	showings  []showing
	areas     []int32 // practice areas of all jobs
	languages []languageEntry
	interests [16]int32 // by interest: 1 + its first place, 0 for none

	listed    listed
	anyCourse bool // any course is listed, known or not

	assumptions  []assumption
	unrecognized []unread

	// Where values are flagged for review the same person stands beside it without them, as if they were not said; see beside.go. What is
	// read of a profile without flags is nil here.
	doubts  *doubts
	without *candidate
	said    *candidate // of the person without them: the one with them
	opens   opens      // and what may have been misread altogether

	covered  spans     // for adding up months
	segments []segment // and for adding up what they count
	bests    [4]nBest  // for the best of several
}

// listed is how many entries the lists of a profile have, known or not.
type listed struct{ education, skills, certifications, experience, languages, interests int }

type educationEntry struct {
	level       lexfitv1.EducationLevel
	value       int32 // by its status
	open        int32 // the most it could be worth, where a part of it is left out or was not read
	statusTaken bool
	noLevel     bool // no level is stated: it proves none
	givenUp     bool
	none        bool // it says that there is no degree
	unclear     bool // its status was said and not read
	hasField    bool // a field is written, read or not
	approved    bool
	country     uint16
	main        bool  // the entry itself, not what it proves besides
	mayApprove  bool  // its approval is flagged, and may be any
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
	language, value int32
	levelOpen       bool // no level is said
	at              ref
	kind            lexfitv1.MatchKind
}

// job is one job in normal form.
type job struct {
	index       int32 // its place in the profile
	families    [4]int32
	known       int32 // how many of families
	employer    lexfitv1.EmployerType
	inLaw       bool  // legal work: a legal title anywhere, or any work at a legal place
	atLaw       bool  // at a legal place
	first, last int32 // its months, both included; only if dated
	dated       bool
	months      int32 // its length
	taken       bool  // the length was taken for granted
	repeated    bool  // one with an undated job that counts
	stated      int32 // of an undated job of no stated length: the longest that one with it states
	recency     int32 // per mille, by its end; of an undated job 1000
	place       int32 // what its duties show here, per mille
	senior      bool  // its title says so
	unread      bool  // its title is not read, or not stated
	untitled    bool  // it is not stated
	nearLaw     bool  // its title, or its kind of employer, is near the law
	endUnclear  bool  // its end was said and not read: how long it was is open
	vague       bool  // dated by years alone: it may have lasted from least to most
	least, most stretch
	same        int32    // the first of the jobs that are one with it, by number
	doubt       fieldSet // of the person without what is flagged: what is flagged here
	tells       bool     // and the flagged title says which work was done
	areas       [2]int32
	credits     [2]credit // families that its duties show where its title leaves the work open
}

// credit is how far duties show a title family, per mille; 0 for not.
type credit struct{ family, share int32 }

// showing is a skill that a duty shows.
type showing struct {
	job, skill int32
	at         ref
	kind       lexfitv1.MatchKind
}

func (j *job) has(family int32) bool {
	return slices.Contains(j.families[:j.known], family)
}

// stretch is the months of a dated job, both included.
type stretch struct{ first, last int32 }

func (s stretch) months() int32 { return max(s.last-s.first+1, 0) }

// segment is a stretch of work that counts at one factor.
type segment struct {
	stretch
	factor, loose int32 // loose: months of an undated job
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
	assumedActive
	assumedLength
	assumedSameJob
	assumedYears  // of a job dated by years alone: n months
	doubtedStart  // before any working life: taken as not stated
	doubtedEnd    // the same
	doubtedMonths // n months, longer than a working life
	doubtedTotal  // n months of all jobs together
	doubtedUse    // of a skill, longer than a working life
	doubtedMark   // a measured value that nobody reaches
	yetToBegin    // a job that begins after the as-of date
	endAhead      // a job that ends after it
	partAhead     // of a job's stated length n months lie after it
	usedAhead     // a skill last used after it
	studyAhead    // studies that end after it
	issueAhead    // a certification issued after it
	longAJob      // a single job of n months
	statedTotal   // n months of all work, stated as one number
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
	noteDenied           // the words beside it say that it is not had
	noteClaim
	noteIsCredential
	noteIsSkill
	noteIsStudy
	noteIsLanguage
	noteUnit
	noteForeignMeasure
	noteOrdinary // a word of everyday use, and nothing of the profile is near the law
)

func newCandidate(words *vocabulary, tables *tables, kinds []factual, asked []bool) candidate {
	return candidate{words: words, tables: tables, kinds: kinds, abilities: newAbilities(words.skills, asked), topics: make([]int32, len(words.topics))}
}

func (c *candidate) reset(profile *lexfitv1.CandidateProfile, asOf date) {
	clear(c.topics)
	*c = candidate{
		words: c.words, tables: c.tables, kinds: c.kinds, profile: profile, asOf: asOf, month: asOf.monthIndex(0),
		abilities: c.cleared(),
		education: c.education[:0], fields: c.fields[:0], topics: c.topics, courses: c.courses[:0], certs: c.certs[:0],
		jobs: c.jobs[:0], showings: c.showings[:0], areas: c.areas[:0], languages: c.languages[:0],
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
	if c.without != nil {
		c.without.forget()
	}
	c.profile, c.doubts, c.without, c.said = nil, nil, nil, nil
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

// tell notes how something was read that says what lies ahead. Nothing is taken for granted by it.
func (c *candidate) tell(at ref, what assumedThing, count int32) {
	c.assumptions = append(c.assumptions, assumption{at, what, count})
}

// saysNothing reports whether the profile has neither education nor skills nor experience.
func (l *listed) saysNothing() bool { return l.education == 0 && l.skills == 0 && l.experience == 0 }

// anythingRead reports whether a skill, title, field, level, course, credential or language of the profile was read (rule S6).
func (c *candidate) anythingRead() bool {
	return len(c.touched) > 0 || len(c.fields) > 0 || len(c.courses) > 0 || len(c.certs) > 0 || len(c.languages) > 0 ||
		slices.ContainsFunc(c.education, func(entry educationEntry) bool { return entry.main && !entry.noLevel }) ||
		slices.ContainsFunc(c.jobs, func(j job) bool { return j.known > 0 })
}

// namedText is a name in a text, with what the words beside it say of it.
type namedText struct {
	text  string
	whole bool // it is a name as it stands
	wording.Remark
}

// intake reads a profile into a candidate.
type intake struct {
	*candidate
	doubted *doubts // of the person without what is flagged: what that is
	reader  lexicon.Reader
	duties  duties.Reader
	beside  wording.Reader
	texts   []namedText
}
