package matcher

import (
	"fmt"

	"github.com/lexfit/lexfit/matcher/lexicon"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// maxDepth bounds the depth of a condition, as lint does.
const maxDepth = 20

// wholeLeaf is all that is asked of a leaf.
type wholeLeaf interface {
	leaf
	prover
	entrant
	seeker
}

// compilable is a kind of leaf, as far as compiling goes.
type compilable interface {
	// part is the name of the field of the contract's condition.
	part() part
	// compile makes a leaf ready: several are alternatives. plain says that it stands neither in a gate nor among alternatives.
	compile(t *treeCompiler, path string, condition *lexfitv1.Condition, plain bool) []wholeLeaf
}

// treeCompiler flattens conditions into a tree.
type treeCompiler struct {
	*resolver
	kinds []compilable
	words *vocabulary
	tree  *tree
	gate  bool // the condition decides eligibility: recency does not touch its experience
	entry bool // of entry to a credential or program

	// In a role's education gate a step of years is a slope that reaches so much, out of 10 000, at half of its months; 0 elsewhere.
	half int32

	// The title families from which people come into the role, nil for any.
	enters []bool
}

// condition flattens a condition, children first, and returns the number of its root. route says that the node stands among
// alternatives, where years are judged without recency.
func (t *treeCompiler) condition(path string, condition *lexfitv1.Condition, route bool, depth int) int32 {
	branch := node{worth: 1000, title: condition.GetTitle(), skill: absent}
	if condition.Worth != nil {
		branch.worth = condition.GetWorth()
	}
	if depth > maxDepth {
		t.failf(path, "nested more than %d deep", maxDepth)
		return 0
	}
	if t.half > 0 { // what the gate asks of the whole, it asks the more of a part that is worth less
		whole := t.half
		t.half = min(full, halfOf(whole, branch.worth))
		defer func() { t.half = whole }()
	}
	var kids, weights []int32
	add := func(path string, child *lexfitv1.Condition, weight int32, route bool) {
		kids = append(kids, t.condition(path, child, route, depth+1))
		weights = append(weights, weight)
		branch.total += weight
	}
	switch typed := condition.GetNode().(type) {
	case *lexfitv1.Condition_AnyOf:
		branch.op = opAny
		for i, child := range typed.AnyOf.GetOf() {
			add(fmt.Sprintf("%s.any_of.of[%d]", path, i), child, 1, true)
		}
	case *lexfitv1.Condition_AllOf:
		branch.op = opAll
		for i, child := range typed.AllOf.GetOf() {
			add(fmt.Sprintf("%s.all_of.of[%d]", path, i), child, 1, route)
		}
	case *lexfitv1.Condition_AverageOf:
		branch.op = opAverage
		for i, child := range typed.AverageOf.GetOf() {
			add(fmt.Sprintf("%s.average_of.of[%d].condition", path, i), child.GetCondition(), max(child.GetWeight(), 1), route)
		}
	case *lexfitv1.Condition_AtLeast:
		branch.op, branch.n = opAtLeast, typed.AtLeast.GetN()
		for i, child := range typed.AtLeast.GetOf() {
			add(fmt.Sprintf("%s.at_least.of[%d]", path, i), child, 1, route)
		}
		if int(branch.n) > len(kids) || branch.n < 1 {
			t.failf(path+".at_least.n", "%d of %d", branch.n, len(kids))
			branch.n = 1
		}
	default:
		kind, ok := kindIn(t.kinds, condition)
		if !ok {
			t.failf(path, "no condition stands here")
			break
		}
		leaves := kind.compile(t, path, condition, !t.gate && !route)
		if len(leaves) == 1 {
			branch.leaf, branch.skill = leaves[0], skillOf(leaves[0])
			break
		}
		branch.op = opAny
		for _, alternative := range leaves {
			t.tree.nodes = append(t.tree.nodes, node{worth: 1000, leaf: alternative, skill: skillOf(alternative)})
			kids = append(kids, int32(len(t.tree.nodes)-1))
			weights = append(weights, 1)
		}
	}
	branch.firstKid, branch.kids = int32(len(t.tree.children)), int32(len(kids))
	t.tree.children = append(t.tree.children, kids...)
	t.tree.weights = append(t.tree.weights, weights...)
	t.tree.nodes = append(t.tree.nodes, branch)
	return int32(len(t.tree.nodes) - 1)
}

// halfOf is the least value of a node that, by its worth, is so much of the node above.
func halfOf(whole, worth int32) int32 {
	if worth < 1 {
		return full
	}
	return (whole*1000 + worth - 1) / worth
}

// skillOf is the skill that a leaf asks for, absent where it asks for something else.
func skillOf(leaf leaf) int32 {
	if skill, ok := leaf.(interface{ asked() int32 }); ok {
		return skill.asked()
	}
	return absent
}

// orThousand reads an unset worth as full.
func orThousand(permille int32) int32 {
	if permille == 0 {
		return 1000
	}
	return permille
}

// newProposals makes ready what advice may propose. It notes the conditions of entry beside the credentials.
func newProposals(rulebook *lexfitv1.Rulebook, kinds []compilable, words *vocabulary, ids *resolver) *proposals {
	tables := rulebook.GetAdvice()
	one := &proposals{entry: &tree{}, course: tables.GetCourse(), experienceSource: tables.GetExperienceSource()}
	enter := func(path string, condition *lexfitv1.Condition) entryCondition {
		if condition == nil {
			return entryCondition{}
		}
		first := int32(len(one.entry.nodes))
		compiler := treeCompiler{resolver: ids, kinds: kinds, words: words, tree: one.entry, gate: true, entry: true}
		compiler.condition(path, condition, true, 0)
		return entryCondition{first, int32(len(one.entry.nodes))}
	}
	for i := range words.credentials {
		known := &words.credentials[i]
		path := fmt.Sprintf("credentials[%d]", i)
		known.requires = enter(path+".requires", known.GetRequires())
		known.beyond = enter(path+".beyond", known.GetBeyond())
		known.builds = ids.findAll(ids.credentials, path+".follows", "credential", known.GetFollows())
	}
	one.courseBeyond = enter("advice.course_beyond", tables.GetCourseBeyond())
	for i, taught := range tables.GetTaught() {
		path := fmt.Sprintf("advice.taught[%d]", i)
		one.taught = append(one.taught, taughtSkills{enter(path+".by", taught.GetBy()), ids.findAll(ids.skills, path+".skills", "skill", taught.GetSkills())})
	}
	for _, effort := range tables.GetLearning() {
		if level := effort.GetProficiency(); level > 0 && int(level) < len(one.learning) {
			one.learning[level] = effort
		}
	}
	reader := &lexicon.Reader{}
	for i, study := range tables.GetPrograms() {
		path := fmt.Sprintf("advice.programs[%d]", i)
		made := program{StudyProgram: study, requires: enter(path+".requires", study.GetRequires()), field: absent}
		made.beyond = enter(path+".beyond", study.GetBeyond())
		if study.GetField() != "" {
			field, ok := ids.find(ids.fields, path+".field", "field", study.GetField())
			if !ok {
				continue
			}
			made.field, made.written = field, words.fields[field].GetTitle()
			for _, hit := range words.fieldNames.Read(reader, made.written) {
				made.reads = append(made.reads, words.towards[hit.ID]...)
			}
		}
		for _, topic := range ids.findAll(ids.topics, path+".topics", "course topic", study.GetTopics()) {
			made.topics = append(made.topics, words.topicReads[topic]...)
			made.courses = append(made.courses, words.topics[topic].GetTitle())
		}
		one.programs = append(one.programs, made)
	}
	one.entry.index(len(words.skills), 0) // no change of a profile marks a condition of entry
	return one
}
