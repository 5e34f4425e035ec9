package matcher

import (
	"slices"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// source is where a profile speaks of a skill.
type source uint8

const (
	claimed source = iota // in the list of skills
	shown                 // in what was done
	implied               // by the titles of the work
	sources
)

// abilities is what a profile says of every skill: what it claims, what duties show, what titles stand for, and what related
// skills give of each.
type abilities struct {
	known   []knownSkill
	asked   []bool           // by skill: something asks for it, and what it is worth is settled
	links   [][]relatedSkill // by skill: those related to it that something asks for
	skill   []skillState     // by skill
	near    []nearby         // by skill
	verdict []outcome        // by skill: its state as judged
	touched []int32          // skills with a state
	claims  []claim          // of the entries of skills

	few            bool   // notes of skills that are not among are passed over
	among, moved   []bool // by skill, while a few are noted again
	law, sureLaw   bool   // law stands behind the profile, as it is and without assumptions
	nearLaw        bool   // something of the profile is near the law: ordinary words are read as skills too
	most, sureMost int32  // the most that claims and duties are worth, as it is and without assumptions
	assumed        bool   // anything of the profile was taken for granted: without assumptions the values may differ
}

// claim is what an entry of skills says of one skill.
type claim struct {
	skill, entry  int32
	value         int32 // of its level and years
	measured      bool  // the value of a measure, which replaces claims
	none          bool  // asked, and absent
	bare          bool  // neither a level nor a year
	denial        bool  // by a duty: it gives nothing, and settles the question
	beside        bool  // the words beside the name deny it: its level cannot be changed
	doubted       bool  // its years or its measure cannot be: without assumptions it is nothing
	unsure        bool  // a part of it is flagged: without assumptions it is worth the least that may be
	sure          int32 // that least, if it is unsure
	maybeNone     bool  // it is flagged that it is absent
	maybeMeasured bool  // it is a measure that is flagged
	unnamed       bool  // it says no more than one of these
	ordinary      bool  // an ordinary word, read as the skill only near the law
	months        int32 // of use
	at            ref
	kind          lexfitv1.MatchKind
}

// skillState is what a profile says of one skill. Values without assumptions stand beside the others.
type skillState struct {
	own, sure     [sources]int32 // before the cap
	at            [sources]ref
	kind          [sources]lexfitv1.MatchKind
	measured      bool  // the claim is a measure
	none          bool  // asked, and absent
	refused       bool  // a duty says that it was not done
	maybeNone     bool  // absent, by an entry of which that is flagged
	maybeMeasured bool  // measured, by an entry of which that is flagged
	measure       int32 // the least of such measures
	named         bool  // an entry of skills names it
}

// nearby is what related skills give to a skill, source by source. It is small and apart from skillState, since it is written to
// often.
type nearby struct {
	best, sure [sources]int32
	from       [sources]int32 // 1 + the skill that gives the most, 0 for none
	speaks     bool           // the skill or a related one is named, shown or implied
	touched    bool
}

// stated is the value that entries of skills state, before the cap; -1 where none names it.
func (s *skillState) stated() int32 {
	if !s.named {
		return -1
	}
	return s.own[claimed]
}

// spoken reports whether the skill itself is named, shown or implied.
func (s *skillState) spoken() bool {
	return s.named || s.own[shown] > 0 || s.own[implied] > 0
}

// denied reports whether the skill was asked for and is absent, as far as entries say.
func (s *skillState) denied() bool { return s.none && s.own[claimed] == 0 }

// outweighs reports whether a measured value, or asked and absent, outweighs what work or a related skill implies.
func (s *skillState) outweighs() bool { return s.measured || s.denied() }

func newAbilities(known []knownSkill, asked []bool) abilities {
	made := abilities{known: known, asked: asked, links: make([][]relatedSkill, len(known)), skill: make([]skillState, len(known)), near: make([]nearby, len(known)), verdict: make([]outcome, len(known)), among: make([]bool, len(known)), moved: make([]bool, len(known))}
	for i := range known {
		made.verdict[i] = unnamed
		for _, related := range known[i].related {
			if asked[related.skill] {
				made.links[i] = append(made.links[i], related)
			}
		}
	}
	return made
}

// cleared returns the same memory with nothing said.
func (a *abilities) cleared() abilities {
	for _, id := range a.touched {
		a.forgetSkill(id)
	}
	return abilities{known: a.known, asked: a.asked, links: a.links, skill: a.skill, near: a.near, verdict: a.verdict, touched: a.touched[:0], claims: a.claims[:0], among: a.among, moved: a.moved}
}

func (a *abilities) forgetSkill(id int32) {
	a.skill[id], a.near[id], a.verdict[id] = skillState{}, nearby{}, unnamed
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

// note notes what one source says of a skill: the best value counts, the first of equal ones is the evidence.
func (a *abilities) note(from source, id, value, sure int32, at ref, kind lexfitv1.MatchKind) {
	if a.passed(id) {
		return
	}
	state := a.touch(id)
	if value > state.own[from] || value == state.own[from] && state.at[from].kind == refNone {
		state.own[from] = value
		state.at[from], state.kind[from] = at, kind
	}
	state.sure[from] = max(state.sure[from], sure)
}

// reads reports whether a claim is read: an ordinary word only near the law, unless it says that the skill is absent (rule W3).
func (a *abilities) reads(c *claim) bool { return !c.ordinary || c.none || a.nearLaw }

// passed reports whether notes of a skill are passed over.
func (a *abilities) passed(id int32) bool { return a.few && !a.among[id] }

// noteClaims notes the entries of skills: a habit of work that is no more than named is worth half, and without law behind the
// profile a claim is worth less (rule E3).
func (a *abilities) noteClaims() {
	less := func(value int32, law bool) int32 {
		if law {
			return value
		}
		return scale(value, withoutLaw)
	}
	for i := range a.claims {
		if c := &a.claims[i]; c.measured && !a.passed(c.skill) {
			a.touch(c.skill).measured = true
		}
	}
	for i := range a.claims {
		c := &a.claims[i]
		if a.passed(c.skill) || !a.reads(c) {
			continue
		}
		state := a.touch(c.skill)
		if c.denial {
			state.refused = true
			continue
		}
		if c.unnamed {
			state.maybeNone = state.maybeNone || c.maybeNone
			if c.maybeMeasured && (!state.maybeMeasured || c.value < state.measure) {
				state.maybeMeasured, state.measure = true, c.value
			}
			continue
		}
		state.named, state.none = true, state.none || c.none
		value, sure := c.value, c.value
		switch {
		case state.measured && !c.measured:
			continue // a measure replaces claims
		case !c.measured:
			if c.bare && a.known[c.skill].style {
				value = scale(value, bareHabit)
			}
			value, sure = less(value, a.law), less(value, a.sureLaw)
		}
		if c.unsure {
			sure, state.maybeNone = less(c.sure, a.sureLaw), state.maybeNone || c.maybeNone
		}
		if c.doubted {
			sure = 0
		}
		a.note(claimed, c.skill, value, sure, c.at, c.kind)
	}
}

// noteAgain notes a few skills again, where what is said of them moved and nothing that stands behind all of them, and settles
// those and their neighbours. Each of them is kept before it changes; the list of them is returned.
func (a *abilities) noteAgain(few []int32, keep func(id int32), noteAll func()) []int32 {
	moved := slices.Clone(few)
	for _, id := range few {
		a.among[id], a.moved[id] = true, true
	}
	for _, id := range few {
		for _, related := range a.links[id] {
			if !a.moved[related.skill] {
				a.moved[related.skill] = true
				moved = append(moved, related.skill)
			}
		}
	}
	for _, id := range moved {
		keep(id)
	}
	for _, id := range few {
		*a.touch(id) = skillState{}
	}
	a.few = true
	noteAll()
	a.few = false
	for _, id := range moved {
		a.among[id], a.moved[id] = false, false
		near := a.approach(id)
		*near = nearby{touched: true, speaks: a.skill[id].spoken()}
		for _, related := range a.known[id].related { // as it gives to them, they give to it
			if a.skill[related.skill].spoken() {
				a.give(near, related.skill, related.similarity)
			}
		}
		if a.asked[id] {
			a.settle(id)
		}
	}
	return moved
}

// cap sets the most that claims and duties are worth: all, where something stands behind the words of the profile.
func (a *abilities) cap(lifted, sure bool, words int32) {
	a.most, a.sureMost = words, words
	if lifted {
		a.most = full
	}
	if sure {
		a.sureMost = full
	}
}

// settleAll settles the value of every skill that the profile speaks of.
func (a *abilities) settleAll() {
	named := len(a.touched)
	for _, id := range a.touched[:named] {
		if a.skill[id].spoken() { // else a neighbour of others, no more
			a.spread(id)
		}
	}
	for _, id := range a.touched {
		if a.asked[id] {
			a.settle(id)
		}
	}
}

// gives is what one source says of a skill, under the cap, as it is and without assumptions.
func (a *abilities) gives(state *skillState, from source) (value, sure int32) {
	value, sure = state.own[from], state.sure[from]
	if from == implied {
		return value, sure
	}
	if from == claimed && state.maybeMeasured && !state.measured {
		value, sure = min(value, state.measure), min(sure, state.measure)
	}
	return min(value, a.most), min(sure, a.sureMost)
}

// spread gives to related skills, one hop and source by source: what each gives to its neighbours is its own value, not what
// others gave it.
func (a *abilities) spread(id int32) {
	a.near[id].speaks = true
	for _, related := range a.links[id] {
		a.give(a.approach(related.skill), id, related.similarity)
	}
}

// give gives to a neighbour what a skill is worth to it.
func (a *abilities) give(to *nearby, id, similarity int32) {
	to.speaks = true
	state := &a.skill[id]
	for from := range sources {
		if state.own[from] == 0 {
			continue // and nothing without assumptions
		}
		value, sure := a.gives(state, from)
		gives := scale(value, similarity)
		if gives > to.best[from] {
			to.best[from], to.from[from] = gives, id+1
		}
		if sure != value {
			gives = scale(sure, similarity)
		}
		to.sure[from] = max(to.sure[from], gives)
	}
}

// settle makes the outcome of a skill from its own values and what others give it (rules E1 and E2).
func (a *abilities) settle(id int32) {
	state, near := &a.skill[id], &a.near[id]
	silent := !near.speaks
	var values, sures [sources]int32
	for from := range sources {
		values[from], sures[from] = a.gives(state, from)
	}
	switch {
	case state.measured:
		a.verdict[id] = settled(values[claimed], values[claimed], sures[claimed], sures[claimed], silent)
		return
	case state.denied():
		a.verdict[id] = settled(values[shown], values[shown], sures[shown], sures[shown], silent)
		a.hold(id)
		return
	}
	for from := range sources {
		values[from], sures[from] = max(values[from], near.best[from]), max(sures[from], near.sure[from])
	}
	stated, whole := mixed(values, a.most)
	sureStated, sureWhole := stated, whole
	if sures != values || a.sureMost != a.most {
		sureStated, sureWhole = mixed(sures, a.sureMost)
	}
	a.verdict[id] = settled(whole, stated, sureWhole, sureStated, silent)
	a.hold(id)
}

// hold holds what is sure of a skill to what it would be if a flagged entry were right: where it is absent to what duties alone show of
// it, where it was measured to the measure.
func (a *abilities) hold(id int32) {
	state := &a.skill[id]
	if !state.maybeNone && !state.maybeMeasured {
		return
	}
	most, sure := int32(full), int32(full)
	if state.maybeNone {
		most, sure = a.gives(state, shown)
	}
	if state.maybeMeasured {
		most, sure = min(most, state.measure), min(sure, state.measure)
	}
	of := &a.verdict[id]
	of.firm, of.low = min(of.firm, most), min(of.low, sure)
}

// mixed mixes the sources of a skill: what is stated, and with what titles stand for. While words alone are capped, the whole is
// the lesser of two mixtures, so that lifting the cap never lowers it.
func mixed(values [sources]int32, most int32) (stated, whole int32) {
	stated = min(mix(values[claimed], values[shown], 0), most)
	if values[implied] == 0 {
		return stated, stated
	}
	if values[claimed] == 0 && values[shown] == 0 {
		return 0, values[implied]
	}
	whole = mix(values[claimed], values[shown], values[implied])
	if most < full {
		whole = min(whole, mix(stated, values[implied], 0))
	}
	return stated, whole
}

// mix takes the greatest of three values whole, and of what that leaves 700 ‰ of the second and 350 ‰ of the third, one after
// the other.
func mix(one, two, three int32) int32 {
	if two > one {
		one, two = two, one
	}
	if three > two {
		two, three = three, two
	}
	if two > one {
		one, two = two, one
	}
	sum := one
	if two > 0 {
		sum += divide(int64(full-sum)*int64(scale(two, secondShare)), full)
	}
	if three > 0 {
		sum += divide(int64(full-sum)*int64(scale(three, thirdShare)), full)
	}
	return sum
}

// settled makes the outcome of a skill: its whole value, what of it is stated, and both without assumptions.
func settled(whole, stated, sureWhole, sureStated int32, silent bool) outcome {
	made := outcome{value: whole, firm: whole, low: sureStated, high: whole, silent: silent}
	switch {
	case silent:
		made.high = full
	case whole == 0:
	case sureWhole < whole:
		made.basis, made.high = lexfitv1.Basis_BASIS_ASSUMED, full
	case stated > 0 && 2*stated >= whole:
		made.basis = lexfitv1.Basis_BASIS_STATED
	default:
		made.basis, made.high = lexfitv1.Basis_BASIS_IMPLIED, full
	}
	return made
}

// giver returns the skill whose value counts for a skill in one source: itself, or the related one that gives it more; absent
// where there is none.
func (a *abilities) giver(id int32, from source) int32 {
	state, near := &a.skill[id], &a.near[id]
	value, _ := a.gives(state, from)
	switch {
	case state.measured && from != claimed, state.denied() && from != shown:
		return absent
	case !state.outweighs() && near.best[from] > value:
		return near.from[from] - 1
	case value > 0:
		return id
	}
	return absent
}
