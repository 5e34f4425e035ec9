package rulebook

import (
	"maps"
	"slices"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// maxConditionDepth is how deep a condition may nest. Nobody can review a deeper one.
const maxConditionDepth = 20

// condition checks one node of a condition and those below it.
func (l *linter) condition(c *lexfitv1.Condition, path string, depth int) {
	if depth > maxConditionDepth {
		l.errorf(path, "condition-depth", "the condition is nested deeper than %d, expected less: flatten it", maxConditionDepth)
		return
	}
	if c != nil && c.Worth != nil {
		l.inRange(path+".worth", c.GetWorth(), 1, perMille)
	}
	switch node := c.GetNode().(type) {
	case *lexfitv1.Condition_AnyOf:
		l.children(node.AnyOf.GetOf(), path+".any_of", depth)
	case *lexfitv1.Condition_AllOf:
		l.children(node.AllOf.GetOf(), path+".all_of", depth)
	case *lexfitv1.Condition_AverageOf:
		l.parts(node.AverageOf.GetOf(), path+".average_of", depth)
	case *lexfitv1.Condition_AtLeast:
		of := node.AtLeast.GetOf()
		l.children(of, path+".at_least", depth)
		if n := node.AtLeast.GetN(); len(of) > 0 && (n < 1 || int(n) > len(of)) {
			l.errorf(path+".at_least.n", "at-least-count", "asks for %d of %d, expected 1 to %d: lower n or add children", n, len(of), len(of))
		}
	default:
		l.leaf(c, path)
	}
}

// children checks the children of a node.
func (l *linter) children(of []*lexfitv1.Condition, path string, depth int) {
	l.notEmpty(len(of), path)
	for i, c := range of {
		l.condition(c, index(path+".of", i), depth+1)
	}
}

// parts checks the weighted children of a node.
func (l *linter) parts(of []*lexfitv1.WeightedCondition, path string, depth int) {
	l.notEmpty(len(of), path)
	for i, p := range of {
		at := index(path+".of", i)
		l.inRange(at+".weight", p.GetWeight(), 0, perMille)
		l.condition(p.GetCondition(), at+".condition", depth+1)
	}
}

// notEmpty reports a node that asks for nothing.
func (l *linter) notEmpty(n int, path string) {
	if n == 0 {
		l.errorf(path, "condition-empty", "asks for nothing, so that no one can satisfy it: say what satisfies it, or take it out")
	}
}

// leaf checks a leaf of a condition.
func (l *linter) leaf(c *lexfitv1.Condition, path string) {
	switch node := c.GetNode().(type) {
	case *lexfitv1.Condition_Skill:
		l.notEmpty(len(node.Skill.GetBestOf()), path+".skill")
		l.ids(skillID, node.Skill.GetBestOf(), path+".skill.best_of")
	case *lexfitv1.Condition_Education:
		l.ids(fieldID, node.Education.GetFields(), path+".education.fields")
		l.levels(node.Education.GetLevels(), path+".education.levels")
	case *lexfitv1.Condition_Certification:
		l.certification(node.Certification, path+".certification")
	case *lexfitv1.Condition_Experience:
		l.experience(node.Experience, path+".experience")
	case *lexfitv1.Condition_Coursework:
		topics := node.Coursework.GetTopics()
		l.notEmpty(len(topics), path+".coursework")
		l.ids(topicID, topics, path+".coursework.topics")
		if wanted := node.Coursework.GetWanted(); len(topics) > 0 && int(wanted) > len(topics) {
			l.warnf(path+".coursework.wanted", "coursework-wanted", "wants %d of %d topics, so that no one can have them all: lower it or add topics",
				wanted, len(topics))
		}
	case *lexfitv1.Condition_Preference:
		l.preference(node.Preference, path+".preference")
	case *lexfitv1.Condition_Language:
		l.notEmpty(len(node.Language.GetBestOf()), path+".language")
		l.ids(languageID, node.Language.GetBestOf(), path+".language.best_of")
	default:
		l.notEmpty(0, path)
	}
}

// levels warns of a level listed twice.
func (l *linter) levels(levels []lexfitv1.EducationLevel, path string) {
	seen := map[string]bool{}
	for i, level := range levels {
		l.once(seen, enumName(level), index(path, i))
	}
}

func (l *linter) certification(c *lexfitv1.CertificationCondition, path string) {
	l.notEmpty(len(c.GetCredentials()), path)
	seen := map[string]bool{}
	for i, w := range c.GetCredentials() {
		at := index(path+".credentials", i)
		l.refer(credentialID, w.GetCredential(), at+".credential")
		l.once(seen, w.GetCredential(), at+".credential")
		l.inRange(at+".worth", w.GetWorth(), 0, perMille)
	}
}

func (l *linter) experience(e *lexfitv1.ExperienceCondition, path string) {
	l.notEmpty(len(e.GetFamilies())+int(max(0, e.GetLawOffice())), path)
	l.inRange(path+".law_office", e.GetLawOffice(), 0, perMille)
	seen := map[string]bool{}
	for i, f := range e.GetFamilies() {
		at := index(path+".families", i)
		l.refer(familyID, f.GetFamily(), at+".family")
		l.once(seen, f.GetFamily(), at+".family")
		l.inRange(at+".factor", f.GetFactor(), 1, perMille)
		l.inRange(at+".factor_elsewhere", f.GetFactorElsewhere(), 0, perMille)
	}
	l.curve(e.GetCurve(), path+".curve")
	l.ids(skillID, e.GetPracticeAreas(), path+".practice_areas")
	types := map[string]bool{}
	for i, t := range e.GetEmployerTypes() {
		l.once(types, enumName(t), index(path+".employer_types", i))
	}
}

func (l *linter) preference(p *lexfitv1.PreferenceCondition, path string) {
	l.notEmpty(len(p.GetInterests()), path)
	seen := map[string]bool{}
	for i, w := range p.GetInterests() {
		at := index(path+".interests", i)
		l.once(seen, enumName(w.GetInterest()), at+".interest")
		l.inRange(at+".worth", w.GetWorth(), 0, perMille)
	}
}

// leafCategories returns the categories that a condition's leaves ask for.
func leafCategories(c *lexfitv1.Condition, depth int) map[lexfitv1.Category]bool {
	kinds := map[lexfitv1.Category]bool{}
	if depth > maxConditionDepth {
		return kinds
	}
	for _, child := range childrenOf(c) {
		maps.Copy(kinds, leafCategories(child, depth+1))
	}
	switch c.GetNode().(type) {
	case *lexfitv1.Condition_Skill:
		kinds[lexfitv1.Category_CATEGORY_SKILL] = true
	case *lexfitv1.Condition_Education, *lexfitv1.Condition_Coursework:
		kinds[lexfitv1.Category_CATEGORY_EDUCATION] = true
	case *lexfitv1.Condition_Certification:
		kinds[lexfitv1.Category_CATEGORY_CERTIFICATION] = true
	case *lexfitv1.Condition_Experience:
		kinds[lexfitv1.Category_CATEGORY_EXPERIENCE] = true
	case *lexfitv1.Condition_Preference:
		kinds[lexfitv1.Category_CATEGORY_PREFERENCE] = true
	case *lexfitv1.Condition_Language:
		kinds[lexfitv1.Category_CATEGORY_LANGUAGE] = true
	}
	return kinds
}

// childrenOf returns the children of a node, without weights.
func childrenOf(c *lexfitv1.Condition) []*lexfitv1.Condition {
	switch node := c.GetNode().(type) {
	case *lexfitv1.Condition_AnyOf:
		return node.AnyOf.GetOf()
	case *lexfitv1.Condition_AllOf:
		return node.AllOf.GetOf()
	case *lexfitv1.Condition_AtLeast:
		return node.AtLeast.GetOf()
	case *lexfitv1.Condition_AverageOf:
		var children []*lexfitv1.Condition
		for _, p := range node.AverageOf.GetOf() {
			children = append(children, p.GetCondition())
		}
		return children
	}
	return nil
}

// enumName writes an enum value as rulebooks do, without its prefix.
func enumName(e protoreflect.Enum) string {
	ev := e.Descriptor().Values().ByNumber(e.Number())
	if ev == nil {
		return "unknown"
	}
	return strings.TrimPrefix(string(ev.Name()), enumPrefix(e.Descriptor()))
}

// sortedKeys returns the members of a set in order, for findings that do not depend on the order of a map.
func sortedKeys(set map[string]bool) []string {
	return slices.Sorted(maps.Keys(set))
}
