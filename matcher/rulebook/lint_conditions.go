package rulebook

import (
	"maps"
	"slices"

	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/finding"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// maxConditionDepth is how deep a condition may nest. Nobody can review a deeper one.
const maxConditionDepth = 20

// condition checks one node of a condition and those below it.
func (l *linter) condition(condition *lexfitv1.Condition, path string, depth int) {
	if depth > maxConditionDepth {
		l.Errorf(path, "condition-depth", "the condition is nested deeper than %d, expected less: flatten it", maxConditionDepth)
		return
	}
	if condition != nil && condition.Worth != nil {
		l.InRange(path+".worth", condition.GetWorth(), 1, perMille)
	}
	switch node := condition.GetNode().(type) {
	case *lexfitv1.Condition_AnyOf:
		l.children(node.AnyOf.GetOf(), path+".any_of", depth)
	case *lexfitv1.Condition_AllOf:
		l.children(node.AllOf.GetOf(), path+".all_of", depth)
	case *lexfitv1.Condition_AverageOf:
		l.parts(node.AverageOf.GetOf(), path+".average_of", depth)
	case *lexfitv1.Condition_AtLeast:
		of := node.AtLeast.GetOf()
		l.children(of, path+".at_least", depth)
		if count := node.AtLeast.GetN(); len(of) > 0 && (count < 1 || int(count) > len(of)) {
			l.Errorf(path+".at_least.n", "at-least-count", "asks for %d of %d, expected 1 to %d: lower n or add children", count, len(of), len(of))
		}
	default:
		l.leaf(condition, path)
	}
}

// children checks the children of a node.
func (l *linter) children(of []*lexfitv1.Condition, path string, depth int) {
	l.NotEmpty(len(of), path)
	for i, condition := range of {
		l.condition(condition, finding.Index(path+".of", i), depth+1)
	}
}

// parts checks the weighted children of a node.
func (l *linter) parts(of []*lexfitv1.WeightedCondition, path string, depth int) {
	l.NotEmpty(len(of), path)
	for i, condition := range of {
		at := finding.Index(path+".of", i)
		l.InRange(at+".weight", condition.GetWeight(), 0, perMille)
		l.condition(condition.GetCondition(), at+".condition", depth+1)
	}
}

// leaf checks a leaf of a condition, as its kind does.
func (l *linter) leaf(condition *lexfitv1.Condition, path string) {
	kind := matcher.KindOf(condition)
	if kind == nil {
		l.NotEmpty(0, path)
		return
	}
	kind.Lint(l.Report, condition, path)
}

// leafCategories returns the categories that a condition's leaves ask for.
func leafCategories(condition *lexfitv1.Condition, depth int) map[lexfitv1.Category]bool {
	kinds := map[lexfitv1.Category]bool{}
	if depth > maxConditionDepth {
		return kinds
	}
	for _, child := range matcher.Children(condition) {
		maps.Copy(kinds, leafCategories(child, depth+1))
	}
	if kind := matcher.KindOf(condition); kind != nil {
		kinds[kind.Category()] = true
	}
	return kinds
}

// sortedKeys returns the members of a set in order, for findings that do not depend on the order of a map.
func sortedKeys(set map[string]bool) []string {
	return slices.Sorted(maps.Keys(set))
}
