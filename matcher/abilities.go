package matcher

import lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"

// abilities is what a profile says of every skill: what it claims, what work stands for, what related skills give.
type abilities struct {
	known   []knownSkill
	skill   []skillState // by skill
	near    []nearby     // by skill
	verdict []outcome    // by skill: its state as judged
	touched []int32      // skills with a state
	named   []namedSkill // which entry of skills names which skill

	most, sureMost int32 // the most that stated skills are worth, as it is and without assumptions
	assumed        bool  // anything of the profile was taken for granted: without assumptions the values may differ
}

// skillState is what a profile says of one skill. Values without assumptions stand beside the others.
type skillState struct {
	claim    int32 // the best claimed value, before the cap; -1 for none
	measured int32 // the best measured value, before the cap; -1 for none
	none     bool  // asked, and absent
	implied  int32
	sureImpl int32 // implied without assumed lengths of work
	kind     lexfitv1.MatchKind
	from     ref   // of the claim or measure
	job      int32 // of the implied value

	value, withoutImplied, withoutAssumed, low int32 // its own values, see weigh
}

// namedSkill says which entry of skills names which skill.
type namedSkill struct{ entry, skill int32 }

// nearby is what related skills give to a skill. It is small and apart from skillState, since it is written to often.
type nearby struct {
	push    [4]int32 // the best that they give: as it is, without what is implied, without assumptions, without both
	related int32    // 1 + the skill that gives the most, 0 for none
	speaks  bool     // the skill or a related one is named or implied
	touched bool
}

// nothingSaid is the state of a skill that nothing speaks of.
var nothingSaid = skillState{claim: -1, measured: -1}

// stated is the value that entries state, before the cap: a measure replaces claims; -1 for none.
func (s *skillState) stated() int32 {
	if s.measured >= 0 {
		return s.measured
	}
	return s.claim
}

// spoken reports whether the skill itself is named or implied.
func (s *skillState) spoken() bool { return s.stated() >= 0 || s.implied > 0 }

// outweighs reports whether a measured value, or asked and absent, outweighs what work or a related skill implies.
func (s *skillState) outweighs() bool { return s.measured >= 0 || s.none && s.claim == 0 }

func newAbilities(known []knownSkill) abilities {
	one := abilities{known: known, skill: make([]skillState, len(known)), near: make([]nearby, len(known)), verdict: make([]outcome, len(known))}
	for i := range known {
		one.skill[i], one.verdict[i] = nothingSaid, unnamed
	}
	return one
}

// cleared returns the same memory with nothing said.
func (a *abilities) cleared() abilities {
	for _, id := range a.touched {
		a.skill[id], a.near[id], a.verdict[id] = nothingSaid, nearby{}, unnamed
	}
	return abilities{known: a.known, skill: a.skill, near: a.near, verdict: a.verdict, touched: a.touched[:0], named: a.named[:0]}
}

func (a *abilities) touch(id int32) *skillState {
	a.approach(id)
	return &a.skill[id]
}

func (a *abilities) approach(id int32) *nearby {
	near := &a.near[id]
	if !near.touched {
		near.touched = true
		a.touched = append(a.touched, id)
	}
	return near
}

// claim notes that an entry claims a skill: the best value counts, the first of equal ones is the evidence.
func (a *abilities) claim(id, value int32, none bool, at ref, kind lexfitv1.MatchKind) {
	state := a.touch(id)
	if none {
		state.none = true
	}
	if value > state.claim {
		state.claim = value
		if state.measured < 0 {
			state.from, state.kind = at, kind
		}
	}
}

// cap sets the most that stated skills are worth: all, where something stands behind the words of the profile. It reports
// whether that changed.
func (a *abilities) cap(lifted, sure bool, words int32) bool {
	most, sureMost := words, words
	if lifted {
		most = full
	}
	if sure {
		sureMost = full
	}
	changed := most != a.most || sureMost != a.sureMost
	a.most, a.sureMost = most, sureMost
	return changed
}

// settleAll settles the value of every skill that the profile speaks of.
func (a *abilities) settleAll() {
	named := len(a.touched)
	for _, id := range a.touched[:named] {
		if a.skill[id].spoken() {
			a.weigh(id)
		}
	}
	for _, id := range a.touched[:named] {
		if a.skill[id].spoken() { // else a neighbour of others, no more
			a.push(id)
		}
	}
	for _, id := range a.touched {
		a.settle(id)
	}
}

// weigh sets a skill's own values, without what others give it: as it is, without what is implied, without assumptions, and
// without both.
func (a *abilities) weigh(id int32) {
	state := &a.skill[id]
	a.near[id].speaks = true
	stated := max(state.stated(), 0)
	capped, sure := min(stated, a.most), min(stated, a.sureMost)
	state.value, state.withoutImplied = max(capped, state.implied), capped
	state.withoutAssumed, state.low = max(sure, state.sureImpl), sure
}

// push gives to related skills, one hop: what each gives to its neighbours is its own value, not what others gave it.
func (a *abilities) push(id int32) {
	state := &a.skill[id]
	for _, related := range a.known[id].related {
		to := a.approach(related.skill)
		to.speaks = true
		gives := scale(state.value, related.similarity)
		if gives > to.push[0] {
			to.push[0], to.related = gives, id+1
		}
		stated := gives
		if state.withoutImplied != state.value {
			stated = scale(state.withoutImplied, related.similarity)
		}
		to.push[1] = max(to.push[1], stated)
		if a.assumed { // else nothing is different without assumptions
			gives, stated = scale(state.withoutAssumed, related.similarity), scale(state.low, related.similarity)
		}
		to.push[2], to.push[3] = max(to.push[2], gives), max(to.push[3], stated)
	}
}

// settle makes the outcome of a skill from its own values and what others give it.
func (a *abilities) settle(id int32) {
	state, near := &a.skill[id], &a.near[id]
	if state.outweighs() {
		stated := max(state.measured, 0)
		value, sure := min(stated, a.most), min(stated, a.sureMost)
		a.verdict[id] = judged(value, value, sure, sure, !near.speaks)
		return
	}
	a.verdict[id] = judged(max(state.value, near.push[0]), max(state.withoutImplied, near.push[1]),
		max(state.withoutAssumed, near.push[2]), max(state.low, near.push[3]), !near.speaks)
}

// giver returns the skill whose value counts for a skill: itself, or the related one that gives it more.
func (a *abilities) giver(id int32) int32 {
	state, near := &a.skill[id], &a.near[id]
	if !state.outweighs() && near.push[0] > state.value {
		return near.related - 1
	}
	return id
}
