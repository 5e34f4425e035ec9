package matcher

import (
	"github.com/lexfit/lexfit/matcher/prose"
)

// gate judges the conditions of entry to credentials and programs for one candidate.
type gate struct {
	tree *tree
	c    *candidate
	out  []outcome
}

// entrant is a leaf that can be a condition of entry.
type entrant interface {
	// away is how many steps the candidate is from meeting the leaf, given its value and the value of one that is met: 0 for
	// met, far for what no single step reaches. depth is how many credentials stand between.
	away(g *gate, value, whole int32, depth int) int
}

// far is how many steps away is what no single step reaches.
const far = 2

// shortOf returns how many conditions the candidate is short of by the nearest route, 0 for none. What is far off counts
// twice: years in a line of work that the profile does not show at all, a degree without a diploma, a credential that is not
// open itself. So one condition short means that one step opens it.
func (g *gate) shortOf(entry entryCondition) int { return g.shortWithin(entry, 0) }

func (g *gate) shortWithin(entry entryCondition, depth int) int {
	if entry.end == entry.first {
		return 0
	}
	if len(g.out) < len(g.tree.nodes) {
		g.out = make([]outcome, len(g.tree.nodes))
	}
	for i := entry.first; i < entry.end; i++ {
		g.tree.judge(g.c, i, g.out)
	}
	return g.short(entry.end-1, depth)
}

// short counts what is not met on the nearest route.
func (g *gate) short(at int32, depth int) int {
	branch := &g.tree.nodes[at]
	kids := g.tree.kids(branch)
	switch branch.op {
	case opAny:
		_, least := g.nearest(at, depth)
		return least
	case opAll, opAverage:
		sum := 0
		for _, kid := range kids {
			sum += g.short(kid, depth)
		}
		return sum
	case opAtLeast:
		met := 0
		for _, kid := range kids {
			if g.short(kid, depth) == 0 {
				met++
			}
		}
		return max(int(branch.n)-met, 0)
	case opLeaf, opLikely: // conditions of entry have none of the latter
	}
	return branch.leaf.(entrant).away(g, g.out[at].value, scale(full, branch.worth), depth) //nolint:forcetypeassert // a leaf is a wholeLeaf
}

// opened reports whether a credential is open. The outcomes of the condition that asks are kept.
func (g *gate) opened(credential int32) bool {
	other := gate{tree: g.tree, c: g.c}
	return other.shortWithin(g.c.words.credentials[credential].requires, 1) == 0
}

// nearest returns the alternative that the candidate is shortest of, the first of equal ones, and of how much.
func (g *gate) nearest(at int32, depth int) (best int32, least int) {
	best = absent
	for _, kid := range g.tree.kids(&g.tree.nodes[at]) {
		if short := g.short(kid, depth); best < 0 || short < least {
			best, least = kid, short
		}
	}
	return best, least
}

// route names the way by which an entry condition is met or nearest, where the rulebook does, and what it lacks in words.
// shortOf was asked before.
func (g *gate) route(entry entryCondition) (title string, lacks []string) {
	if entry.end == entry.first {
		return "", nil
	}
	at := entry.end - 1
	for g.tree.nodes[at].op == opAny {
		title = g.tree.nodes[at].title
		at, _ = g.nearest(at, 0)
	}
	if own := g.tree.nodes[at].title; own != "" {
		title = own
	}
	return title, g.explainer().lacks(nil, at)
}

func (g *gate) explainer() *explainer { return &explainer{tree: g.tree, c: g.c, out: g.out} }

// opensWith says in words what an entry condition lacks by its nearest route.
func (g *gate) opensWith(entry entryCondition) string {
	title, lacks := g.route(entry)
	text := prose.And(lacks)
	if title != "" && (len(lacks) != 1 || lacks[0] != title) {
		text += ", through “" + title + "”"
	}
	return text
}

// shown names the places of the profile by which an entry condition is met.
func (g *gate) shown(entry entryCondition) string {
	if entry.end == entry.first {
		return ""
	}
	var list []string
	for _, proof := range g.explainer().evidence(entry.end - 1) {
		if fact := g.c.factAt(proof); fact != "" && len(list) < 3 {
			list = append(list, fact)
		}
	}
	if len(list) == 0 {
		return ""
	}
	return ": " + prose.And(list)
}
