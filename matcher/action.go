package matcher

import lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"

// action is something a candidate can do, as a change to the profile. Its numbers are those of the compiled rulebook.
type action struct {
	deed
	kind    lexfitv1.AdviceKind
	entry   int32 // the entry of its list that is replaced, absent for a new one
	subject int32 // the credential, program, skill, title family or topic; of FINISH_EDUCATION the entry again
	level   lexfitv1.Proficiency
	units   int32 // a measured value to reach, 0 for none
	weeks   int32
	cost    int32
	shut    bool  // not open to the candidate as things stand; another action may open it
	next    int32 // 1 and the criterion to whose credentials it is the next, though it gives no more points; 0 for none
}

// deed is a kind of action: what it does to a candidate in normal form and to the profile, and how it is told. What do writes
// is what reading the profile with change made would find: the tests hold the two together.
type deed interface {
	// do makes the change to the normal form and marks what reads it.
	do(w *whatIf, a *action)
	// reach marks what the action can move at all, whether or not it moves as things stand.
	reach(s *scope, a *action)
	// change is the action as a change to a profile.
	change(s *situation, profile *lexfitv1.CandidateProfile, asOf date, a *action) *lexfitv1.ProfileChange
	// tell says what to do in a sentence with the candidate's own facts, where the facts about it come from, and what has to
	// be checked besides.
	tell(s *situation, a *action) (text, source string, checks []string)
	// requires is the condition of entry.
	requires(s *situation, a *action) entryCondition
	// preference says which of several actions for one gap is the one to advise, the lowest first: 0 for what was begun.
	preference(s *situation, a *action) int32
}

// plainDeed is open to everybody, and nothing speaks for it more than for another.
type plainDeed struct{}

func (plainDeed) requires(*situation, *action) entryCondition { return entryCondition{} }

func (plainDeed) preference(*situation, *action) int32 { return 1 }

// doTo makes the change to the normal form.
func (a *action) doTo(trial *whatIf) { a.do(trial, a) }

// scope returns the criteria of a role that the action can move.
func (a *action) scope(trial *whatIf, role int) uint64 {
	trial.scope = scope{c: trial.c, target: trial.targets[role]}
	a.reach(&trial.scope, a)
	return trial.scope.set
}

// same reports whether two actions are one.
func (a *action) same(other *action) bool {
	return a.kind == other.kind && a.entry == other.entry && a.subject == other.subject
}

// changePath is where in a list an action changes the profile.
func (a *action) changePath(paths *pathTable) string {
	if a.entry < 0 {
		return paths.list
	}
	return paths.at(a.entry)
}

// situation is a candidate and what may be proposed to them.
type situation struct {
	c      *candidate
	advice *proposals
	gate   *gate
}

// open reports whether an action is open as things stand.
func (s *situation) open(step *action) bool {
	return !step.shut || s.gate.shortOf(step.requires(s, step)) == 0
}

// finder lists what a candidate can do about the points that are missing.
type finder struct {
	*situation
	eligible bool // for the role at hand
	list     []action
	wanted   []wanted

	elsewhere bool // another way to the same points is begun: nothing new is learnt for this one
}

// seeker is a leaf that something can be done about.
type seeker interface {
	// seek lists what the candidate can do about it. Skills of which one would do are sought together.
	seek(f *finder, asked ...wanted)
}

// wanted is what a leaf asks for, and what the profile is worth to it.
type wanted struct{ skill, value int32 }

// mostEntries bounds the entries of a list of a profile.
const mostEntries = 500

// add lists an action, unless an equal one is listed.
func (f *finder) add(step action) {
	step.weeks, step.cost = max(step.weeks, 1), max(step.cost, 1)
	for i := range f.list {
		if f.list[i].same(&step) {
			return
		}
	}
	f.list = append(f.list, step)
}

// seek lists the candidate's actions for a role, each once. What is only silent is a question, so a profile that says nothing
// of education, skills and experience gets none.
func (f *finder) seek(aim *target, out []outcome) {
	if f.c.listed.saysNothing() {
		return
	}
	for i := range aim.criteria {
		if root := aim.criteria[i].root; out[root].value < full {
			f.walk(&aim.tree, out, root)
		}
		if aim.criteria[i].GetCategory() == lexfitv1.Category_CATEGORY_CERTIFICATION {
			f.nexts(&aim.tree, aim.criteria[i].root, int32(i))
		}
	}
}

// successor is a leaf to which there is a next step though nothing is missing.
type successor interface {
	// next lists what is next; criterion is the number of the leaf's.
	next(f *finder, criterion int32)
}

// nexts looks below a node for what a career asks for next.
func (f *finder) nexts(tree *tree, at, criterion int32) {
	branch := &tree.nodes[at]
	for _, kid := range tree.kids(branch) {
		f.nexts(tree, kid, criterion)
	}
	if leaf, ok := branch.leaf.(successor); ok {
		leaf.next(f, criterion)
	}
}

// walk looks for what is missing below a node.
func (f *finder) walk(tree *tree, out []outcome, at int32) {
	branch := &tree.nodes[at]
	if out[at].value >= scale(full, branch.worth) {
		return
	}
	kids := tree.kids(branch)
	switch branch.op {
	case opAny:
		f.wanted = f.wanted[:0]
		var first leaf
		for _, kid := range kids {
			if node := &tree.nodes[kid]; node.skill >= 0 {
				if first == nil {
					first = node.leaf
				}
				f.wanted = append(f.wanted, wanted{node.skill, out[kid].value})
			}
		}
		if first != nil {
			first.(seeker).seek(f, f.wanted...) //nolint:forcetypeassert // a leaf is a wholeLeaf
		}
		begun := f.elsewhere
		for _, kid := range kids {
			if tree.nodes[kid].skill < 0 {
				f.elsewhere = begun || out[kid].value == 0 && out[at].value > 0
				f.walk(tree, out, kid)
			}
		}
		f.elsewhere = begun
	case opLikely:
		f.walk(tree, out, kids[0])
	case opAll, opAverage:
		for _, kid := range kids {
			f.walk(tree, out, kid)
		}
	case opAtLeast: // of what is missing altogether, no more than would count
		missing := branch.n
		for _, kid := range kids {
			if out[kid].value > 0 {
				missing--
				f.walk(tree, out, kid)
			}
		}
		for _, kid := range kids {
			if out[kid].value == 0 && missing > 0 {
				missing--
				f.walk(tree, out, kid)
			}
		}
	case opLeaf:
		f.wanted = append(f.wanted[:0], wanted{branch.skill, out[at].value})
		branch.leaf.(seeker).seek(f, f.wanted...) //nolint:forcetypeassert // a leaf is a wholeLeaf
	}
}
