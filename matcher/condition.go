package matcher

import (
	"google.golang.org/protobuf/reflect/protoreflect"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// part is the part of a profile that a kind of leaf reads, named as the contract names its condition.
type part string

// leaf is what a condition asks of one part of a profile. Every kind of criterion is a file of its own: what its leaves ask
// for, how the profile is read, judged and advised about. What else is asked of a leaf stands with who asks it: prover, entrant
// and seeker; a leaf is all of them (see wholeLeaf).
type leaf interface {
	// part is the part of the profile that the leaf reads: a change there is judged anew.
	part() part
	// judge says what the profile is worth to the leaf.
	judge(c *candidate) outcome
	// open is the most that the leaf could be worth by what the profile leaves open, for eligibility (rule S1).
	open(c *candidate) int32
	// asks says in words what the leaf asks for.
	asks() string
	// more says what more it asks for where the profile gives it in part.
	more() string
	// shown adds to what is asked for how far the profile is, where that says more; empty elsewhere.
	shown(c *candidate) string
}

// node is a leaf, or a sum of the nodes below it.
type node struct {
	op       op
	worth    int32
	firstKid int32
	kids     int32
	n        int32 // at least so many
	total    int32 // sum of weights
	skill    int32 // the skill that a leaf asks for, absent elsewhere: most leaves are of this kind
	leaf     leaf  // nil where there are kids
	title    string
}

type op uint8

const (
	opLeaf op = iota
	opAny
	opAll
	opAverage
	opAtLeast
	opLikely // the first child, and in points what the second makes likely
)

// tree is conditions made flat: the children of a node stand before it.
type tree struct {
	nodes    []node
	judged   int32   // how many of them stand for every candidate: what the law asks stands behind
	children []int32 // of all nodes
	weights  []int32 // beside children, for averages

	// What a change touches: the node above each (absent at the top), and the leaves by what they read.
	parent  []int32
	bySkill [][]int32
	byPart  map[part][]int32
}

func (t *tree) kids(branch *node) []int32 {
	return t.children[branch.firstKid : branch.firstKid+branch.kids]
}

// index notes what a change of a profile touches, of the nodes before end.
func (t *tree) index(skills int, end int32) {
	t.parent = make([]int32, len(t.nodes))
	for i := range t.parent {
		t.parent[i] = absent
	}
	for i := range t.nodes {
		for _, kid := range t.kids(&t.nodes[i]) {
			t.parent[kid] = int32(i)
		}
	}
	t.bySkill, t.byPart = make([][]int32, skills), map[part][]int32{}
	for i := range end {
		switch branch := &t.nodes[i]; {
		case branch.skill >= 0:
			t.bySkill[branch.skill] = append(t.bySkill[branch.skill], i)
		case branch.op == opLeaf:
			t.byPart[branch.leaf.part()] = append(t.byPart[branch.leaf.part()], i)
		}
	}
}

// evaluate judges a candidate by every node that decides or flags.
func (t *tree) evaluate(person *candidate, out []outcome) {
	for i := range t.judged {
		t.judge(person, i, out)
	}
}

// judge judges a candidate by one node; its children have been judged.
func (t *tree) judge(person *candidate, i int32, out []outcome) {
	branch := &t.nodes[i]
	switch {
	case branch.skill >= 0: // most nodes are
		out[i] = person.verdict[branch.skill]
	case branch.op == opLeaf:
		out[i] = branch.leaf.judge(person)
	default:
		out[i] = t.combine(person, branch, out)
	}
	if person.without != nil && branch.op == opLeaf {
		out[i] = t.beside(person, branch.leaf, out[i])
	}
	if branch.worth != 1000 {
		of := &out[i]
		of.value, of.firm = scale(of.value, branch.worth), scale(of.firm, branch.worth)
		of.low, of.high = scale(of.low, branch.worth), scale(of.high, branch.worth)
	}
}

func (t *tree) combine(person *candidate, branch *node, out []outcome) outcome {
	kids := t.kids(branch)
	made := outcome{silent: true}
	for _, kid := range kids {
		made.silent = made.silent && out[kid].silent
	}
	switch branch.op {
	case opAny:
		t.best(kids, out, &made)
		return made
	case opAll:
		made.value, made.firm, made.low, made.high = full, full, full, full
		for _, kid := range kids {
			of := &out[kid]
			made.value, made.firm = min(made.value, of.value), min(made.firm, of.firm)
			made.low, made.high = min(made.low, of.low), min(made.high, of.high)
		}
	case opAverage:
		var value, firm, low, high int64
		for i, kid := range kids {
			weight := int64(t.weights[int(branch.firstKid)+i])
			value += weight * int64(out[kid].value)
			firm += weight * int64(out[kid].firm)
			low += weight * int64(out[kid].low)
			high += weight * int64(out[kid].high)
		}
		total := int64(branch.total)
		made.value, made.low, made.high = divide(value, total), divide(low, total), divide(high, total)
		if made.firm = made.value; firm != value {
			made.firm = divide(firm, total)
		}
	case opAtLeast:
		value, firm, low, high := &person.bests[0], &person.bests[1], &person.bests[2], &person.bests[3]
		value.reset(branch.n)
		firm.reset(branch.n)
		firmer := false
		low.reset(branch.n)
		high.reset(branch.n)
		for _, kid := range kids {
			value.add(out[kid].value)
			firmer = firmer || out[kid].firm != out[kid].value
			low.add(out[kid].low)
			high.add(out[kid].high)
		}
		made.value, made.low, made.high = value.mean(), low.mean(), high.mean()
		if made.firm = made.value; firmer {
			for _, kid := range kids {
				firm.add(out[kid].firm)
			}
			made.firm = firm.mean()
		}
	case opLikely:
		made = out[kids[0]]
		if likely := &out[kids[1]]; likely.value > made.value {
			made.value, made.basis, made.high = likely.value, likely.basis, max(made.high, likely.value)
		}
		return made
	case opLeaf:
	}
	if made.value > 0 {
		for _, kid := range kids {
			if out[kid].value > 0 && out[kid].basis > made.basis {
				made.basis = out[kid].basis // the weakest ground
			}
		}
	}
	return made
}

// best makes o the best of the children. At its best, a silent skill among several counts only where every one of them is
// silent: naming one of several ways answers the question.
func (t *tree) best(kids []int32, out []outcome, of *outcome) {
	allSilent := true
	for _, kid := range kids {
		if t.nodes[kid].skill >= 0 && !out[kid].silent {
			allSilent = false
		}
	}
	for _, kid := range kids {
		if one := &out[kid]; one.value > of.value || one.value == of.value && one.value > 0 && one.basis < of.basis {
			of.value, of.basis = one.value, one.basis
		}
		of.firm, of.low = max(of.firm, out[kid].firm), max(of.low, out[kid].low)
		if allSilent || t.nodes[kid].skill < 0 || !out[kid].silent {
			of.high = max(of.high, out[kid].high)
		}
	}
}

// atBest judges a criterion again with the most that each leaf could be worth by what the profile leaves open: whether a REQUIRED
// criterion is unmet only because nobody was asked.
func (t *tree) atBest(person *candidate, out []outcome, root int32) int32 {
	branch := &t.nodes[root]
	kids := t.kids(branch)
	var value int32
	switch branch.op {
	case opLikely:
		return t.atBest(person, out, kids[0])
	case opAny:
		for _, kid := range kids {
			value = max(value, t.atBest(person, out, kid))
		}
	case opAll:
		value = full
		for _, kid := range kids {
			value = min(value, t.atBest(person, out, kid))
		}
	case opAverage:
		var sum int64
		for i, kid := range kids {
			sum += int64(t.weights[int(branch.firstKid)+i]) * int64(t.atBest(person, out, kid))
		}
		value = divide(sum, int64(branch.total))
	case opAtLeast:
		var best nBest
		best.reset(branch.n)
		for _, kid := range kids {
			best.add(t.atBest(person, out, kid))
		}
		value = best.mean()
	case opLeaf:
		return max(out[root].value, scale(t.openOf(person, branch.leaf), branch.worth))
	}
	return scale(value, branch.worth)
}

// beside makes the outcome of a leaf of what it is with what is flagged and without.
func (t *tree) beside(person *candidate, asked leaf, said outcome) outcome {
	unsaid, made := asked.judge(person.without), said
	made.low, made.firm = min(said.low, unsaid.low), min(said.firm, unsaid.firm)
	made.high = max(said.high, unsaid.high)
	if unsaid.value != said.value || unsaid.low < said.low || unsaid.firm < said.firm {
		made.high = full
		if made.value > 0 {
			made.basis = lexfitv1.Basis_BASIS_ASSUMED
		}
	} else if open := asked.open(person.without); open > asked.open(person) {
		made.high = max(made.high, open)
	}
	return made
}

// openOf is the most that a leaf could be worth by what the profile leaves open, and by what is flagged.
func (t *tree) openOf(person *candidate, asked leaf) int32 {
	open := asked.open(person)
	if left := person.without; left != nil {
		open = max(open, asked.open(left), asked.judge(left).value)
	}
	return open
}

// kindIn returns the kind of a leaf out of several; false for a node that is no leaf, and for one that asks for nothing.
func kindIn[K interface{ part() part }](kinds []K, condition *lexfitv1.Condition) (kind K, ok bool) {
	asked := nodeOf(condition)
	for _, kind := range kinds {
		if kind.part() == asked {
			return kind, true
		}
	}
	return kind, false
}

// nodeOf is the name of the field that a condition's node is; empty where there is none.
func nodeOf(condition *lexfitv1.Condition) part {
	message := condition.ProtoReflect()
	field := message.WhichOneof(nodeFields)
	if field == nil {
		return ""
	}
	return part(field.Name())
}

// nodeFields are the nodes that a condition can be.
var nodeFields protoreflect.OneofDescriptor = (&lexfitv1.Condition{}).ProtoReflect().Descriptor().Oneofs().ByName("node")
