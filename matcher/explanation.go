package matcher

import (
	"slices"
	"strconv"
	"strings"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// explainer turns the outcomes of conditions into routes and evidence.
type explainer struct {
	tree *tree
	c    *candidate
	out  []outcome

	// A reply holds some two hundred small messages; they are taken from slabs, a few allocations instead of as many.
	routes slab[lexfitv1.Route]
	proofs slab[lexfitv1.Evidence]
	proved []*lexfitv1.Evidence
	begun  int            // where the proofs of the criterion at hand begin in proved
	alone  []outcome      // as if nothing were flagged, where that is asked
	ground lexfitv1.Basis // of the leaf at hand
	texts  []string
	nodes  []int32
}

// prover is a leaf that says why.
type prover interface {
	// prove adds to the evidence where the profile gives the leaf its value, which is above 0.
	prove(e *explainer, basis lexfitv1.Basis)
}

// slab hands out new values a chunk at a time.
type slab[T any] struct{ rest []T }

func (s *slab[T]) take() *T {
	if len(s.rest) == 0 {
		s.rest = make([]T, 24)
	}
	taken := &s.rest[0]
	s.rest = s.rest[1:]
	return taken
}

func (e *explainer) kids(branch *node) []int32 { return e.tree.kids(branch) }

// eitherOrs returns every either/or of a condition that does not stand within another. It is valid until the next call.
func (e *explainer) eitherOrs(root int32) []int32 {
	e.nodes = e.nodes[:0]
	e.findEitherOrs(root)
	return e.nodes
}

func (e *explainer) findEitherOrs(at int32) {
	branch := &e.tree.nodes[at]
	if branch.op == opAny && branch.kids > 1 {
		e.nodes = append(e.nodes, at)
		return
	}
	for _, kid := range e.kids(branch) {
		e.findEitherOrs(kid)
	}
}

// choice names the alternative that counted and the next best one. Where nothing counted there is only a next one.
func (e *explainer) choice(at int32) (route, next *lexfitv1.Route) {
	best, second := int32(absent), int32(absent)
	for _, kid := range e.kids(&e.tree.nodes[at]) {
		switch {
		case best < 0 || e.better(kid, best):
			best, second = kid, best
		case second < 0 || e.better(kid, second):
			second = kid
		}
	}
	if e.out[best].value == 0 {
		return nil, e.route(best)
	}
	return e.route(best), e.route(second)
}

// better orders alternatives: the higher value, then the firmer ground, then the higher worth, then the rulebook's order.
func (e *explainer) better(one, other int32) bool {
	child, result := &e.out[one], &e.out[other]
	switch {
	case child.value != result.value:
		return child.value > result.value
	case child.basis != result.basis:
		return child.basis < result.basis
	default:
		return child.value == 0 && e.tree.nodes[one].worth > e.tree.nodes[other].worth
	}
}

// bestOf returns the best of a node's alternatives.
func (e *explainer) bestOf(branch *node) int32 {
	kids := e.kids(branch)
	best := kids[0]
	for _, kid := range kids[1:] {
		if e.better(kid, best) {
			best = kid
		}
	}
	return best
}

func (e *explainer) route(at int32) *lexfitv1.Route {
	route := e.routes.take()
	start := len(e.texts)
	e.texts = e.lacks(e.texts, at)
	route.Title, route.Satisfaction = e.title(at), e.out[at].value
	if end := len(e.texts); end > start {
		route.Lacks = e.texts[start:end:end]
	}
	return route
}

// title names a node: its own title, or what it asks for.
func (e *explainer) title(at int32) string {
	branch := &e.tree.nodes[at]
	switch {
	case branch.title != "":
		return branch.title
	case branch.op == opAny:
		return e.title(e.bestOf(branch))
	case branch.op == opLikely:
		return e.title(e.kids(branch)[0])
	case branch.op != opLeaf:
		var titles []string
		for _, kid := range e.kids(branch) {
			titles = append(titles, e.title(kid))
		}
		return strings.Join(titles, " + ")
	default:
		return branch.leaf.asks()
	}
}

// lacks appends what a node asks for and the profile does not give in full.
func (e *explainer) lacks(list []string, at int32) []string {
	branch := &e.tree.nodes[at]
	given := e.out[at].value >= scale(full, branch.worth)
	switch branch.op {
	case opAny:
		if given {
			return list
		}
		return e.lacks(list, e.bestOf(branch))
	case opLikely:
		return e.lacks(list, e.kids(branch)[0])
	case opAll, opAverage:
		for _, kid := range e.kids(branch) {
			list = e.lacks(list, kid)
		}
		return list
	case opAtLeast:
		missing := int(branch.n)
		for _, kid := range e.kids(branch) {
			if e.out[kid].value > 0 {
				missing--
			}
		}
		if missing > 0 {
			list = append(list, strconv.Itoa(missing)+" more of "+e.alternatives(branch))
		}
		return list
	case opLeaf:
	}
	if given {
		return list
	}
	shown := branch.leaf.shown(e.c)
	switch {
	case shown != "":
		list = append(list, branch.leaf.asks()+shown)
	case e.out[at].value > 0:
		list = append(list, branch.leaf.more())
	default:
		list = append(list, branch.leaf.asks())
	}
	return list
}

func (e *explainer) alternatives(branch *node) string {
	var titles []string
	for _, kid := range e.kids(branch) {
		if e.out[kid].value == 0 && len(titles) < 4 {
			titles = append(titles, e.title(kid))
		}
	}
	return prose.Or(titles)
}

// evidence returns the places in the profile that gave a node its value, along the alternatives that counted.
func (e *explainer) evidence(at int32) []*lexfitv1.Evidence {
	e.begun = len(e.proved)
	e.prove(at)
	return e.proved[e.begun:len(e.proved):len(e.proved)]
}

func (e *explainer) prove(at int32) {
	branch, of := &e.tree.nodes[at], &e.out[at]
	if of.value == 0 {
		return
	}
	switch branch.op {
	case opAny, opLikely:
		e.prove(e.bestOf(branch))
	case opAtLeast:
		kids := slices.Clone(e.kids(branch))
		slices.SortStableFunc(kids, func(one, other int32) int { return int(e.out[other].value - e.out[one].value) })
		for _, kid := range kids[:branch.n] {
			e.prove(kid)
		}
	case opAll, opAverage:
		for _, kid := range e.kids(branch) {
			e.prove(kid)
		}
	case opLeaf:
		e.ground = of.basis
		branch.leaf.(prover).prove(e, of.basis) //nolint:forcetypeassert // a leaf is a wholeLeaf
	}
}

// add adds a place to the evidence of the criterion at hand, once.
func (e *explainer) add(at ref, readAs string, kind lexfitv1.MatchKind, basis lexfitv1.Basis) {
	e.addPath(at.path(), readAs, kind, basis)
}

// addPath adds a place by its field path.
func (e *explainer) addPath(path, readAs string, kind lexfitv1.MatchKind, basis lexfitv1.Basis) {
	for _, proof := range e.proved[e.begun:] {
		if proof.GetPath() == path && proof.GetReadAs() == readAs {
			return
		}
	}
	proof := e.proofs.take()
	if e.c.doubts.at(path) {
		proof.Flagged = new(true)
		if e.ground == lexfitv1.Basis_BASIS_ASSUMED {
			basis = e.ground
		}
	}
	proof.Path, proof.ReadAs, proof.Match, proof.Basis = path, readAs, kind, basis
	e.proved = append(e.proved, proof)
}

// surely is what one source says of a skill without assumptions and what is flagged.
func (e *explainer) surely(id int32, from source) int32 {
	sure := e.c.skill[id].sure[from]
	if e.c.without != nil {
		sure = min(sure, e.c.without.skill[id].sure[from])
	}
	return sure
}
