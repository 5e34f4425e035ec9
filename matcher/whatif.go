package matcher

import (
	"math/bits"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// footing is where a candidate stands in a role, as far as advice asks.
type footing struct {
	score       int32
	band        lexfitv1.Band
	eligibility lexfitv1.Eligibility
	blocked     uint64 // the REQUIRED criteria, by number, that stand as blockers
}

// whatIf evaluates changed profiles in place: a change is made to the normal form of the candidate, only the nodes that it
// touches are judged again, by the code that judges everything else, and undo takes it back. Changes stack up.
type whatIf struct {
	c        *candidate
	advice   *proposals
	targets  []*target
	outcomes [][]outcome // by target, by node
	roles    []int       // that are judged: numbers of the targets

	dirty  [][]uint64 // by target, by node
	points [][]int32  // by target, by criterion
	now    []footing  // by target

	frames []frame
	nodes  []oldNode
	given  []oldPoints
	before []footing
	skills []oldSkill
	study  []oldEducation
	certs  []oldCert
	jobs   []oldJob
	topics []int32
}

// frame is what a change began from.
type frame struct {
	nodes, given, before, skills, study, certs, jobs, topics        int // lengths of the logs
	education, fields, certifications, experience, courses, touched int
	listed                                                          listed
	anyCourse                                                       bool
	most, sureMost                                                  int32
}

type oldNode struct {
	role, node int32
	outcome    outcome
}

type oldPoints struct{ role, criterion, points int32 }

type oldSkill struct {
	id      int32
	state   skillState
	near    nearby
	verdict outcome
}

type oldEducation struct {
	at    int32
	entry educationEntry
}

type oldCert struct {
	at    int32
	entry certEntry
}

type oldJob struct {
	at  int32
	job job
}

// begin looks at a candidate as judged for these roles.
func (w *whatIf) begin(c *candidate, advice *proposals, targets []*target, outcomes [][]outcome, roles []int) {
	*w = whatIf{
		c: c, advice: advice, targets: targets, outcomes: outcomes, roles: roles, dirty: w.dirty, points: w.points, now: w.now[:0],
		frames: w.frames[:0], nodes: w.nodes[:0], given: w.given[:0], before: w.before[:0], skills: w.skills[:0],
		study: w.study[:0], certs: w.certs[:0], jobs: w.jobs[:0], topics: w.topics[:0],
	}
	for len(w.dirty) < len(targets) {
		t := targets[len(w.dirty)]
		w.dirty = append(w.dirty, make([]uint64, (len(t.nodes)+63)/64))
		w.points = append(w.points, make([]int32, len(t.criteria)))
	}
	for len(w.now) < len(targets) {
		w.now = append(w.now, footing{})
	}
	for _, role := range roles {
		t, now := targets[role], &w.now[role]
		for i := range t.criteria {
			k := &t.criteria[i]
			w.points[role][i] = k.points(outcomes[role][k.root].value)
			now.score += w.points[role][i]
		}
		w.stand(role)
	}
}

// stand settles eligibility and band after the points.
func (w *whatIf) stand(role int) {
	t, now := w.targets[role], &w.now[role]
	now.eligibility, now.blocked = lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE, 0
	for i := range t.criteria {
		k := &t.criteria[i]
		if !k.required {
			continue
		}
		says := t.eligibility(w.c, w.outcomes[role], k)
		now.eligibility = max(now.eligibility, says)
		if says == lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE && i < 64 {
			now.blocked |= 1 << i
		}
	}
	now.band = t.band(now.score, now.eligibility)
}

// doable is a change of a candidate in normal form.
type doable interface{ doTo(w *whatIf) }

// do makes a change.
func (w *whatIf) do(change doable) {
	c := w.c
	w.frames = append(w.frames, frame{
		nodes: len(w.nodes), given: len(w.given), before: len(w.before), skills: len(w.skills), study: len(w.study),
		certs: len(w.certs), jobs: len(w.jobs), topics: len(w.topics),
		education: len(c.education), fields: len(c.fields), certifications: len(c.certs), experience: len(c.jobs),
		courses: len(c.courses), touched: len(c.touched),
		listed: c.listed, anyCourse: c.anyCourse, most: c.most, sureMost: c.sureMost,
	})
	for _, role := range w.roles {
		w.before = append(w.before, w.now[role])
	}
	change.doTo(w)
	if c.listed.saysNothing() != w.frames[len(w.frames)-1].listed.saysNothing() { // silence is told from the lists together
		w.touchAll()
	}
	for _, role := range w.roles {
		w.judge(role)
	}
}

// undo takes the last change back.
func (w *whatIf) undo() {
	c := w.c
	f := w.frames[len(w.frames)-1]
	w.frames = w.frames[:len(w.frames)-1]
	for i := len(w.nodes) - 1; i >= f.nodes; i-- {
		w.outcomes[w.nodes[i].role][w.nodes[i].node] = w.nodes[i].outcome
	}
	for i := len(w.given) - 1; i >= f.given; i-- {
		w.points[w.given[i].role][w.given[i].criterion] = w.given[i].points
	}
	for i, role := range w.roles {
		w.now[role] = w.before[f.before+i]
	}
	for i := len(w.skills) - 1; i >= f.skills; i-- {
		old := &w.skills[i]
		c.skill[old.id], c.near[old.id], c.verdict[old.id] = old.state, old.near, old.verdict
	}
	for i := len(w.study) - 1; i >= f.study; i-- {
		c.education[w.study[i].at] = w.study[i].entry
	}
	for i := len(w.certs) - 1; i >= f.certs; i-- {
		c.certs[w.certs[i].at] = w.certs[i].entry
	}
	for i := len(w.jobs) - 1; i >= f.jobs; i-- {
		c.jobs[w.jobs[i].at] = w.jobs[i].job
	}
	for i := len(w.topics) - 1; i >= f.topics; i-- {
		c.topics[w.topics[i]] = 0
	}
	w.nodes, w.given, w.before, w.skills = w.nodes[:f.nodes], w.given[:f.given], w.before[:f.before], w.skills[:f.skills]
	w.study, w.certs, w.jobs, w.topics = w.study[:f.study], w.certs[:f.certs], w.jobs[:f.jobs], w.topics[:f.topics]
	c.education, c.fields, c.certs = c.education[:f.education], c.fields[:f.fields], c.certs[:f.certifications]
	c.jobs, c.courses, c.touched = c.jobs[:f.experience], c.courses[:f.courses], c.touched[:f.touched]
	c.listed, c.anyCourse, c.most, c.sureMost = f.listed, f.anyCourse, f.most, f.sureMost
}

// touch marks every leaf that reads a part of the profile.
func (w *whatIf) touch(read part) {
	for _, role := range w.roles {
		w.mark(role, w.targets[role].byPart[read])
	}
}

func (w *whatIf) touchAll() {
	for _, role := range w.roles {
		for _, nodes := range w.targets[role].byPart {
			w.mark(role, nodes)
		}
	}
}

func (w *whatIf) mark(role int, nodes []int32) {
	for _, n := range nodes {
		w.dirty[role][n>>6] |= 1 << (n & 63)
	}
}

// judge judges the marked nodes again, and those above them whose children changed.
func (w *whatIf) judge(role int) {
	t, out, dirty := w.targets[role], w.outcomes[role], w.dirty[role]
	now := &w.now[role]
	for word := range dirty {
		for dirty[word] != 0 {
			i := int32(word<<6 + bits.TrailingZeros64(dirty[word]))
			dirty[word] &= dirty[word] - 1
			old := out[i]
			t.judge(w.c, i, out)
			if out[i] == old {
				continue
			}
			w.nodes = append(w.nodes, oldNode{int32(role), i, old})
			if up := t.parent[i]; up >= 0 {
				dirty[up>>6] |= 1 << (up & 63)
			}
			if k := t.criterionOf[i]; k >= 0 {
				if points := t.criteria[k].points(out[i].value); points != w.points[role][k] {
					w.given = append(w.given, oldPoints{int32(role), k, w.points[role][k]})
					now.score += points - w.points[role][k]
					w.points[role][k] = points
				}
			}
		}
	}
	w.stand(role)
}

// raise changes what a profile says of a skill, for the better, and what follows for related ones.
func (w *whatIf) raise(id int32, to func(*skillState)) {
	c := w.c
	w.remember(id)
	for _, related := range c.known[id].related {
		w.remember(related.skill)
	}
	to(c.touch(id))
	c.weigh(id)
	c.push(id)
	w.settle(id)
	for _, related := range c.known[id].related {
		w.settle(related.skill)
	}
}

func (w *whatIf) remember(id int32) {
	w.skills = append(w.skills, oldSkill{id, w.c.skill[id], w.c.near[id], w.c.verdict[id]})
}

func (w *whatIf) settle(id int32) {
	old := w.c.verdict[id]
	if w.c.settle(id); w.c.verdict[id] == old {
		return
	}
	for _, role := range w.roles {
		w.mark(role, w.targets[role].bySkill[id])
	}
}

// lift judges every skill again where something stands behind the words of the profile now.
func (w *whatIf) lift() {
	c := w.c
	if c.most == full && c.sureMost == full || !c.setCaps() {
		return
	}
	touched := len(c.touched)
	for _, id := range c.touched[:touched] {
		w.remember(id)
	}
	for _, id := range c.touched[:touched] {
		if c.skill[id].spoken() {
			c.weigh(id)
			c.push(id) // its neighbours are touched already
		}
	}
	for _, id := range c.touched[:touched] {
		w.settle(id)
	}
}

// scope is the set of a role's criteria, by number, that an action can move at all: those above the leaves that it touches,
// whether or not they move as things stand.
type scope struct {
	c      *candidate
	target *target
	set    uint64
}

// lift adds everything, where words alone are worth less than they say: something that stands behind them is added.
func (s *scope) lift() {
	if s.c.most != full || s.c.sureMost != full {
		s.set = ^uint64(0)
	}
}

func (s *scope) part(read part) { s.above(s.target.byPart[read]) }

func (s *scope) skill(id int32) {
	s.above(s.target.bySkill[id])
	for _, related := range s.c.known[id].related {
		s.above(s.target.bySkill[related.skill])
	}
}

func (s *scope) above(nodes []int32) {
	for _, n := range nodes {
		for s.target.parent[n] >= 0 {
			n = s.target.parent[n]
		}
		if k := s.target.criterionOf[n]; k >= 0 {
			s.set |= 1 << k
		}
	}
}
