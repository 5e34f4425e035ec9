package matcher

import (
	"sync"

	"github.com/lexfit/lexfit/matcher/lexicon"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Program is a rulebook made ready for scoring, in four parts: what its names are read as, what its figures are, what advice
// may propose, and the targets that candidates are scored for. It is immutable and safe for concurrent use. With job orders it
// is the same program with more targets.
type Program struct {
	rulebook *lexfitv1.Rulebook
	digest   string

	words   *vocabulary
	tables  *tables
	advice  *proposals
	targets *targets

	memory *sync.Pool // of *scratch, of a size for the targets
}

// vocabulary is what the names of a rulebook are read as. What a name stands for is known by its number in the rulebook.
type vocabulary struct {
	skillNames, fieldNames, topicNames, languageNames, titleNames, approvals *lexicon.Lexicon
	credentialNames, issuers                                                 *lexicon.Lexicon

	skills      []skillPlan
	credentials []credentialPlan
	families    []familyPlan
	towards     [][]int32        // field → fields it counts towards, itself first
	units       map[string]int32 // unit → skill measured in it
	contested   map[string][]int32
}

// proposals is what advice may propose, and the conditions of entry to it.
type proposals struct {
	entry      *rolePlan // the conditions of entry to credentials and programs; it has no criteria
	programs   []programPlan
	learning   [7]*lexfitv1.LearningEffort
	course     *lexfitv1.Effort
	topicReads [][]int32 // by topic: what its title is read as
}

// targets is what candidates are scored for.
type targets struct {
	list    []*rolePlan    // the rulebook's roles, then job orders
	base    int            // how many are the rulebook's
	numbers map[string]int // resource name → number
}

// add adds a target under a name.
func (t *targets) add(name string, target *rolePlan) {
	t.numbers[name] = len(t.list)
	t.list = append(t.list, target)
}

// find returns the number of a target; the error is an *UnknownTargetError.
func (t *targets) find(name string) (int, error) {
	i, ok := t.numbers[name]
	if !ok {
		return 0, &UnknownTargetError{Target: name, Known: t.roles()}
	}
	return i, nil
}

// roles returns the resource names of the rulebook's roles, in its order.
func (t *targets) roles() []string {
	names := make([]string, t.base)
	for i, target := range t.list[:t.base] {
		names[i] = target.role.GetName()
	}
	return names
}

// aim returns the same program with other targets.
func (p *Program) aim(at *targets) *Program {
	other := *p
	other.targets = at
	other.memory = &sync.Pool{New: func() any { return newScratch(&other) }}
	return &other
}

type tables struct {
	proficiency      [7]int32
	skillYears       curve
	proficiencyParts int32
	yearsParts       int32
	implied          curve
	wordsWithoutWork int32
	wordsWorkMonths  int32
	recency          []*lexfitv1.RecencyStep
	softwareStale    int32
	inProgress       int32
	certExpired      int32
	certInProgress   int32
	languageLevels   [5]int32
	unknownJobMonths int32
	vagueJobMonths   int32
	bareName         int32 // what a skill is worth of which only the name is known
}

type skillPlan struct {
	id, title string
	software  bool
	style     bool // a work style: no course teaches it
	learnable bool // its title is read as this skill and no other
	measure   curve
	unit      string
	related   []relatedPlan
}

type relatedPlan struct{ skill, similarity int32 }

type credentialPlan struct {
	*lexfitv1.CredentialDefinition
	title    string
	issuer   int32
	lifts    bool
	claim    string
	written  string // a name that is read as this credential and no other; empty where there is none
	requires entryCondition
}

type familyPlan struct {
	title   string
	legal   bool
	implies []impliedPlan
	written string // a title that is read as this family in a law office; empty where there is none
	reads   []int32
}

// programPlan is a program of study that advice may propose.
type programPlan struct {
	*lexfitv1.StudyProgram
	requires entryCondition
	field    int32 // absent for none in particular
	written  string
	reads    []int32 // the fields that its name counts towards
	topics   []int32
	courses  []string // their titles
}

// entryCondition is a condition of proposals.entry: its nodes, the last of them the root. Without nodes it is always met.
type entryCondition struct{ first, end int32 }

type impliedPlan struct{ skill, figure int32 }

// rolePlan is a role whose conditions are flat: the children of a node stand before it.
type rolePlan struct {
	role     *lexfitv1.Role
	target   string             // the resource name by which it is asked for
	order    *lexfitv1.JobOrder // nil for a role of the rulebook
	origins  []string           // by criterion, where there is an order
	criteria []criterionPlan
	flags    []flagPlan
	fitIndex curve

	nodes   []node
	kids    []int32 // children of all nodes
	weights []int32 // beside kids, for averages

	education  []educationLeaf
	certs      []certificationLeaf
	experience []experienceLeaf
	coursework []courseworkLeaf
	preference []preferenceLeaf
	language   []languageLeaf

	// What a change touches: the node above each (absent at the top), the criterion that each is the root of, and the
	// leaves by what they read.
	parent, criterionOf []int32
	bySkill             [][]int32
	byPart              [opLanguage + 1][]int32
}

type criterionPlan struct {
	*lexfitv1.Criterion
	root      int32
	threshold int32 // out of 10 000
	required  bool
}

type flagPlan struct {
	*lexfitv1.FlagRule
	root int32
}

type op uint8

const (
	opAny op = iota
	opAll
	opAverage
	opAtLeast
	opSkill // every op from here is a leaf
	opEducation
	opCertification
	opExperience
	opCoursework
	opPreference
	opLanguage
)

type node struct {
	op       op
	worth    int32
	firstKid int32
	kids     int32
	n        int32 // at least so many
	leaf     int32 // a skill's number, or the index of the leaf's parameters
	total    int32 // sum of weights
	title    string
	asks     string // a leaf: what it asks for, in words
	asksMore string // and what more, where some of it is there
}

type educationLeaf struct {
	levels   [8]bool
	fields   []int32
	approved bool
	country  uint16
}

type certificationLeaf struct {
	worth      []int32 // by credential, 0 for none
	activeOnly bool
}

type experienceLeaf struct {
	inLaw, elsewhere []int32 // by family
	lawOffice        int32
	curve            curve
	step             int32
	employers        [8]bool
	anyEmployer      bool
	practice         []bool // by skill, nil for any
	recency          bool
}

type courseworkLeaf struct {
	topics []int32
	wanted int32
}

type preferenceLeaf struct{ worth [16]int32 }

type languageLeaf struct{ languages []int32 }

// Digest returns the SHA-256 of the rulebook, in hexadecimal.
func (p *Program) Digest() string { return p.digest }

// Rulebook returns the rulebook that the program was made from. It must not be changed.
func (p *Program) Rulebook() *lexfitv1.Rulebook { return p.rulebook }

// title is what people call a target.
func (r *rolePlan) title() string {
	if r.order != nil {
		return r.order.GetTitle()
	}
	return r.role.GetTitle()
}

// Roles returns the resource names of the roles, in the rulebook's order.
func (p *Program) Roles() []string { return p.targets.roles() }
