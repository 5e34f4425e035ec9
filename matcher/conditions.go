package matcher

import (
	"fmt"
	"strings"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// maxDepth bounds the depth of a condition, as lint does.
const maxDepth = 20

// roleCompiler flattens the conditions of one role.
type roleCompiler struct {
	*compiler
	role *rolePlan
	gate bool // the condition decides eligibility: recency does not touch its experience
}

// condition flattens a tree, children first, and returns the number of its root. route says that the node stands among
// alternatives, where years are judged without recency.
func (c *roleCompiler) condition(path string, k *lexfitv1.Condition, route bool, depth int) int32 {
	n := node{worth: 1000, title: k.GetTitle()}
	if k.Worth != nil {
		n.worth = k.GetWorth()
	}
	if depth > maxDepth {
		c.failf(path, "nested more than %d deep", maxDepth)
		return 0
	}
	var kids, weights []int32
	add := func(path string, k *lexfitv1.Condition, weight int32, route bool) {
		kids = append(kids, c.condition(path, k, route, depth+1))
		weights = append(weights, weight)
		n.total += weight
	}
	switch x := k.GetNode().(type) {
	case *lexfitv1.Condition_AnyOf:
		n.op = opAny
		for i, k := range x.AnyOf.GetOf() {
			add(fmt.Sprintf("%s.any_of.of[%d]", path, i), k, 1, true)
		}
	case *lexfitv1.Condition_AllOf:
		n.op = opAll
		for i, k := range x.AllOf.GetOf() {
			add(fmt.Sprintf("%s.all_of.of[%d]", path, i), k, 1, route)
		}
	case *lexfitv1.Condition_AverageOf:
		n.op = opAverage
		for i, k := range x.AverageOf.GetOf() {
			add(fmt.Sprintf("%s.average_of.of[%d].condition", path, i), k.GetCondition(), max(k.GetWeight(), 1), route)
		}
	case *lexfitv1.Condition_AtLeast:
		n.op, n.n = opAtLeast, x.AtLeast.GetN()
		for i, k := range x.AtLeast.GetOf() {
			add(fmt.Sprintf("%s.at_least.of[%d]", path, i), k, 1, route)
		}
		if int(n.n) > len(kids) || n.n < 1 {
			c.failf(path+".at_least.n", "%d of %d", n.n, len(kids))
			n.n = 1
		}
	case *lexfitv1.Condition_Skill:
		ids := c.findAll(c.skills, path+".skill.best_of", "skill", x.Skill.GetBestOf())
		if len(ids) == 1 {
			n.op, n.leaf, n.asks = opSkill, ids[0], c.plan.words.skills[ids[0]].title
			break
		}
		n.op = opAny
		for _, id := range ids {
			skill := node{op: opSkill, worth: 1000, leaf: id, asks: c.plan.words.skills[id].title}
			skill.asksMore = more(skill)
			c.role.nodes = append(c.role.nodes, skill)
			kids = append(kids, int32(len(c.role.nodes)-1))
			weights = append(weights, 1)
		}
	case *lexfitv1.Condition_Education:
		n.op, n.leaf, n.asks = opEducation, int32(len(c.role.education)), educationAsks(x.Education, c.plan.rulebook)
		c.role.education = append(c.role.education, c.educationLeaf(path+".education", x.Education))
	case *lexfitv1.Condition_Certification:
		n.op, n.leaf = opCertification, int32(len(c.role.certs))
		leaf := certificationLeaf{worth: make([]int32, len(c.plan.words.credentials)), activeOnly: x.Certification.GetActiveOnly()}
		var titles []string
		for i, w := range x.Certification.GetCredentials() {
			id, ok := c.find(c.credentials, fmt.Sprintf("%s.certification.credentials[%d].credential", path, i), "credential", w.GetCredential())
			if !ok {
				continue
			}
			leaf.worth[id] = max(leaf.worth[id], orThousand(w.GetWorth()))
			if leaf.worth[id] == 1000 && len(titles) < 4 {
				titles = append(titles, c.plan.words.credentials[id].title)
			}
		}
		n.asks = "a certification such as " + prose.Or(titles)
		if leaf.activeOnly {
			n.asks = "an active certification such as " + prose.Or(titles)
		}
		c.role.certs = append(c.role.certs, leaf)
	case *lexfitv1.Condition_Experience:
		n.op, n.leaf = opExperience, int32(len(c.role.experience))
		leaf := c.experienceLeaf(path+".experience", x.Experience)
		leaf.recency = leaf.step == 0 && !c.gate && !route
		n.asks = c.experienceAsks(leaf, x.Experience)
		c.role.experience = append(c.role.experience, leaf)
	case *lexfitv1.Condition_Coursework:
		n.op, n.leaf = opCoursework, int32(len(c.role.coursework))
		leaf := courseworkLeaf{
			topics: c.findAll(c.topics, path+".coursework.topics", "course topic", x.Coursework.GetTopics()),
			wanted: max(x.Coursework.GetWanted(), 1),
		}
		titles := make([]string, 0, len(leaf.topics))
		for _, t := range leaf.topics {
			titles = append(titles, c.plan.rulebook.GetTopics()[t].GetTitle())
		}
		n.asks = "coursework in " + prose.Or(titles)
		if leaf.wanted > 1 {
			n.asks = fmt.Sprintf("%d courses out of %s", leaf.wanted, prose.Or(titles))
		}
		c.role.coursework = append(c.role.coursework, leaf)
	case *lexfitv1.Condition_Preference:
		n.op, n.leaf = opPreference, int32(len(c.role.preference))
		var leaf preferenceLeaf
		var titles []string
		for _, w := range x.Preference.GetInterests() {
			if i := int(w.GetInterest()); i > 0 && i < len(leaf.worth) {
				leaf.worth[i] = max(leaf.worth[i], orThousand(w.GetWorth()))
				titles = append(titles, prose.Interest(w.GetInterest()))
			}
		}
		n.asks = "an interest in " + prose.Or(titles)
		c.role.preference = append(c.role.preference, leaf)
	case *lexfitv1.Condition_Language:
		n.op, n.leaf = opLanguage, int32(len(c.role.language))
		leaf := languageLeaf{languages: c.findAll(c.languages, path+".language.best_of", "language", x.Language.GetBestOf())}
		titles := make([]string, 0, len(leaf.languages))
		for _, l := range leaf.languages {
			titles = append(titles, c.plan.rulebook.GetLanguages()[l].GetTitle())
		}
		n.asks = prose.Or(titles)
		c.role.language = append(c.role.language, leaf)
	default:
		c.failf(path, "no condition stands here")
	}
	n.asksMore = more(n)
	n.firstKid, n.kids = int32(len(c.role.kids)), int32(len(kids))
	c.role.kids = append(c.role.kids, kids...)
	c.role.weights = append(c.role.weights, weights...)
	c.role.nodes = append(c.role.nodes, n)
	return int32(len(c.role.nodes) - 1)
}

// more is what a leaf asks for beyond what is there in part.
func more(n node) string {
	switch n.op {
	case opSkill:
		return n.asks + " at a higher level or over more years"
	case opEducation:
		return n.asks + " completed"
	case opLanguage:
		return n.asks + " at a higher level"
	case opCertification, opExperience, opCoursework, opPreference, opAny, opAll, opAverage, opAtLeast:
	}
	return n.asks
}

// orThousand reads an unset worth as full.
func orThousand(permille int32) int32 {
	if permille == 0 {
		return 1000
	}
	return permille
}

func (c *roleCompiler) educationLeaf(path string, e *lexfitv1.EducationCondition) educationLeaf {
	leaf := educationLeaf{
		fields:   c.findAll(c.fields, path+".fields", "field of study", e.GetFields()),
		approved: e.GetApproved(),
		country:  countryCode(e.GetCountry()),
	}
	if m := int(e.GetMinLevel()); m > 0 {
		for l := m; l < len(leaf.levels); l++ {
			leaf.levels[l] = true
		}
	}
	for _, l := range e.GetLevels() {
		if int(l) < len(leaf.levels) && l > 0 {
			leaf.levels[l] = true
		}
	}
	return leaf
}

func (c *roleCompiler) experienceLeaf(path string, e *lexfitv1.ExperienceCondition) experienceLeaf {
	leaf := experienceLeaf{
		inLaw:       make([]int32, len(c.plan.words.families)),
		elsewhere:   make([]int32, len(c.plan.words.families)),
		lawOffice:   e.GetLawOffice(),
		curve:       newCurve(e.GetCurve()),
		step:        e.GetStepMonths(),
		anyEmployer: len(e.GetEmployerTypes()) == 0,
	}
	for i, f := range e.GetFamilies() {
		id, ok := c.find(c.families, fmt.Sprintf("%s.families[%d].family", path, i), "title family", f.GetFamily())
		if !ok {
			continue
		}
		leaf.inLaw[id], leaf.elsewhere[id] = f.GetFactor(), f.GetFactorElsewhere()
		if c.plan.words.families[id].legal {
			leaf.elsewhere[id] = f.GetFactor() // a legal title is legal work at any employer
		}
	}
	for _, t := range e.GetEmployerTypes() {
		if int(t) < len(leaf.employers) && t > 0 {
			leaf.employers[t] = true
		}
	}
	if areas := c.findAll(c.skills, path+".practice_areas", "skill", e.GetPracticeAreas()); len(areas) > 0 {
		leaf.practice = make([]bool, len(c.plan.words.skills))
		for _, a := range areas {
			leaf.practice[a] = true
		}
	}
	return leaf
}

// countryCode packs an ISO 3166-1 alpha-2 code; 0 is none.
func countryCode(s string) uint16 {
	if len(s) != 2 {
		return 0
	}
	return uint16(s[0])<<8 | uint16(s[1])
}

func educationAsks(e *lexfitv1.EducationCondition, rb *lexfitv1.Rulebook) string {
	var b strings.Builder
	if e.GetApproved() {
		b.WriteString("approved ")
	}
	if e.GetMinLevel() != 0 {
		b.WriteString(prose.Level(e.GetMinLevel()) + " or higher")
	} else {
		levels := make([]string, 0, len(e.GetLevels()))
		for _, l := range e.GetLevels() {
			levels = append(levels, prose.Level(l))
		}
		b.WriteString(prose.Or(levels))
	}
	var fields []string
	for _, id := range e.GetFields() {
		for _, f := range rb.GetFields() {
			if f.GetId() == id {
				fields = append(fields, f.GetTitle())
			}
		}
	}
	if len(fields) > 0 {
		b.WriteString(" in " + prose.Or(fields))
	}
	if e.GetCountry() != "" {
		b.WriteString(" from " + e.GetCountry())
	}
	return b.String()
}

func (c *roleCompiler) experienceAsks(leaf experienceLeaf, e *lexfitv1.ExperienceCondition) string {
	months := leaf.step
	if n := len(leaf.curve.x); n > 0 && months == 0 {
		months = leaf.curve.x[n-1]
	}
	var work []string
	for _, f := range e.GetFamilies() {
		if id, ok := c.families[f.GetFamily()]; ok && len(work) < 3 && f.GetFactor() == 1000 {
			work = append(work, c.plan.words.families[id].title)
		}
	}
	what := prose.Or(work)
	if leaf.lawOffice > 0 {
		what = "work in a law office, court or legal department"
	} else if what != "" {
		what = "work as " + what
	} else {
		what = "related work"
	}
	return prose.Years(months) + " of " + what
}
