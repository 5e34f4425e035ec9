package matcher

import (
	"fmt"
	"slices"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// newTarget makes a role ready.
func newTarget(path string, role *lexfitv1.Role, law []*lexfitv1.ComplianceRule, kinds []compilable, words *vocabulary, ids *resolver) *target {
	aim := &target{role: role, name: role.GetName(), fitIndex: newFitIndex(role.GetBands())}
	compiler := treeCompiler{resolver: ids, kinds: kinds, words: words, tree: &aim.tree}
	if from := ids.findAll(ids.families, path+".enters_from", "title family", role.GetEntersFrom()); len(from) > 0 {
		compiler.enters = make([]bool, len(words.families))
		for _, family := range from {
			compiler.enters[family] = true
		}
	}
	for i, written := range role.GetCriteria() {
		required := written.GetRequirement() == lexfitv1.Requirement_REQUIREMENT_REQUIRED
		threshold := written.GetThreshold() * 100
		if threshold == 0 {
			threshold = full
		}
		compiler.gate = required
		if compiler.half = 0; required && written.GetCategory() == lexfitv1.Category_CATEGORY_EDUCATION {
			compiler.half = threshold
		}
		root := compiler.condition(fmt.Sprintf("%s.criteria[%d].condition", path, i), written.GetCondition(), false, 0)
		if written.GetImpliedByFamily() {
			root = compiler.likely(path+".family", root, role.GetFamily(), threshold)
		}
		aim.criteria = append(aim.criteria, criterion{Criterion: written, root: root, threshold: threshold, required: required})
	}
	for i, written := range role.GetFlags() {
		compiler.gate, compiler.half = true, 0
		root := compiler.condition(fmt.Sprintf("%s.flags[%d].condition", path, i), written.GetCondition(), false, 0)
		aim.flags = append(aim.flags, flag{FlagRule: written, root: root})
	}
	aim.comply(&compiler, law)
	aim.index(len(words.skills))
	return aim
}

// likely sets a criterion's tree under a node that adds what the role's own work makes likely.
func (t *treeCompiler) likely(path string, root int32, family string, threshold int32) int32 {
	id, ok := t.find(t.families, path, "title family", family)
	if !ok {
		return root
	}
	leaf := &likelyLeaf{family: id, most: threshold - 1, words: "schooling that years as " + t.words.families[id].GetTitle() + " make likely"}
	t.tree.nodes = append(t.tree.nodes, node{worth: 1000, skill: absent, leaf: leaf})
	branch := node{op: opLikely, worth: 1000, skill: absent, firstKid: int32(len(t.tree.children)), kids: 2, total: 2}
	t.tree.children = append(t.tree.children, root, int32(len(t.tree.nodes)-1))
	t.tree.weights = append(t.tree.weights, 1, 1)
	t.tree.nodes = append(t.tree.nodes, branch)
	return int32(len(t.tree.nodes) - 1)
}

// comply makes the rules of compliance ready that are about a role.
func (t *target) comply(compiler *treeCompiler, rules []*lexfitv1.ComplianceRule) {
	t.judged = int32(len(t.nodes))
	compiler.gate, compiler.half = true, 0
	for i, written := range rules {
		if len(written.GetRoles()) > 0 && !slices.Contains(written.GetRoles(), t.role.GetName()) {
			continue
		}
		made := lawRule{ComplianceRule: written, first: int32(len(t.nodes)), applies: absent, holds: absent}
		if condition := written.GetApplies(); condition != nil {
			made.applies = compiler.condition(fmt.Sprintf("compliance[%d].applies", i), condition, false, 0)
		}
		if condition := written.GetHolds(); condition != nil {
			made.holds = compiler.condition(fmt.Sprintf("compliance[%d].holds", i), condition, false, 0)
		}
		made.end = int32(len(t.nodes))
		t.law = append(t.law, made)
	}
}
