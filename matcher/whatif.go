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
	met         uint64 // and those that are met
}

// whatIf evaluates changed profiles in place: a change is made to the normal form of the candidate, only the nodes that it
// touches are judged again, by the code that judges everything else, and undo takes it back. Changes stack up. Where values are
// flagged, a change is made to the person without them too: its ledger is the one at hand then.
type whatIf struct {
	*ledger
	said, unsaid ledger

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

	scope scope // of the action at hand
}

// frame is what a change began from: the lengths of the logs.
type frame struct{ nodes, given, before int }

// ledger notes what changes of one person's normal form began from.
type ledger struct {
	c      *candidate
	pages  []page
	skills []oldSkill
	study  []oldEducation
	certs  []oldCert
	jobs   []oldJob
	topics []int32
	claims []oldClaim
}

// page is what a change began from.
type page struct {
	skills, study, certs, jobs, topics, changed                             int // lengths of the logs
	education, fields, certifications, experience, courses, touched, claims int
	listed                                                                  listed
	anyCourse, nearLaw, law, sureLaw                                        bool
	most, sureMost                                                          int32
}

type oldNode struct {
	role, node int32
	outcome    outcome
}

type oldPoints struct{ role, criterion, points int32 }

type oldClaim struct {
	at    int32
	claim claim
}

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
func (w *whatIf) begin(person *candidate, advice *proposals, targets []*target, outcomes [][]outcome, roles []int) {
	*w = whatIf{
		said: w.said.opened(person), unsaid: w.unsaid.opened(person.without),
		advice: advice, targets: targets, outcomes: outcomes, roles: roles, dirty: w.dirty, points: w.points, now: w.now[:0],
		frames: w.frames[:0], nodes: w.nodes[:0], given: w.given[:0], before: w.before[:0],
	}
	w.ledger = &w.said
	for len(w.dirty) < len(targets) {
		aim := targets[len(w.dirty)]
		w.dirty = append(w.dirty, make([]uint64, (len(aim.nodes)+63)/64))
		w.points = append(w.points, make([]int32, len(aim.criteria)))
	}
	for len(w.now) < len(targets) {
		w.now = append(w.now, footing{})
	}
	for _, role := range roles {
		aim, now := targets[role], &w.now[role]
		for i := range aim.criteria {
			asked := &aim.criteria[i]
			w.points[role][i] = asked.points(outcomes[role][asked.root].value)
			now.score += w.points[role][i]
		}
		w.stand(role)
	}
}

// closes reports whether a blocker of before is met now: to be open to question is no gain.
func (f *footing) closes(before *footing) bool { return before.blocked&f.met != 0 }

// worseThan reports whether a candidate stands worse than before. To be judged at all is no worsening.
func (f *footing) worseThan(before *footing) bool {
	return before.band != lexfitv1.Band_BAND_NOT_ENOUGH_SAID && (f.eligibility > before.eligibility || f.band < before.band)
}

// stand settles eligibility and band after the points.
func (w *whatIf) stand(role int) {
	aim, now := w.targets[role], &w.now[role]
	now.eligibility, now.blocked, now.met = lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE, 0, 0
	for i := range aim.criteria {
		asked := &aim.criteria[i]
		if !asked.required {
			continue
		}
		says := aim.eligibility(w.c, w.outcomes[role], asked)
		now.eligibility = max(now.eligibility, says)
		if says == lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE && i < 64 {
			now.blocked |= 1 << i
		}
		if says == lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE && i < 64 {
			now.met |= 1 << i
		}
	}
	if now.band = aim.band(now.score, now.eligibility); now.score == 0 && !w.c.anythingRead() {
		now.eligibility, now.band, now.blocked, now.met = lexfitv1.Eligibility_ELIGIBILITY_UNSPECIFIED, lexfitv1.Band_BAND_NOT_ENOUGH_SAID, 0, 0
	}
}

// doable is a change of a candidate in normal form.
type doable interface{ doTo(w *whatIf) }

// do makes a change.
func (w *whatIf) do(change doable) {
	w.frames = append(w.frames, frame{nodes: len(w.nodes), given: len(w.given), before: len(w.before)})
	for _, role := range w.roles {
		w.before = append(w.before, w.now[role])
	}
	if w.unsaid.c != nil {
		w.ledger = &w.unsaid
		w.write(change)
		w.ledger = &w.said
	}
	w.write(change)
	for _, role := range w.roles {
		w.judge(role)
	}
}

// write makes a change in the ledger at hand.
func (w *whatIf) write(change doable) {
	before := w.open()
	change.doTo(w)
	if w.c.listed.saysNothing() != before.listed.saysNothing() { // silence is told from the lists together
		w.touchAll()
	}
}

// opened is an empty ledger of a person, in the same memory.
func (l *ledger) opened(person *candidate) ledger {
	return ledger{
		c: person, pages: l.pages[:0], skills: l.skills[:0], study: l.study[:0], certs: l.certs[:0], jobs: l.jobs[:0], topics: l.topics[:0],
		claims: l.claims[:0],
	}
}

// open begins a page.
func (l *ledger) open() page {
	person := l.c
	begun := page{
		skills: len(l.skills), study: len(l.study),
		certs: len(l.certs), jobs: len(l.jobs), topics: len(l.topics), changed: len(l.claims), claims: len(person.claims),
		education: len(person.education), fields: len(person.fields), certifications: len(person.certs), experience: len(person.jobs),
		courses: len(person.courses), touched: len(person.touched),
		listed: person.listed, anyCourse: person.anyCourse, nearLaw: person.nearLaw, law: person.law, sureLaw: person.sureLaw, most: person.most, sureMost: person.sureMost,
	}
	l.pages = append(l.pages, begun)
	return begun
}

// undo takes the last change back.
func (w *whatIf) undo() {
	begun := w.frames[len(w.frames)-1]
	w.frames = w.frames[:len(w.frames)-1]
	for i := len(w.nodes) - 1; i >= begun.nodes; i-- {
		w.outcomes[w.nodes[i].role][w.nodes[i].node] = w.nodes[i].outcome
	}
	for i := len(w.given) - 1; i >= begun.given; i-- {
		w.points[w.given[i].role][w.given[i].criterion] = w.given[i].points
	}
	for i, role := range w.roles {
		w.now[role] = w.before[begun.before+i]
	}
	w.nodes, w.given, w.before = w.nodes[:begun.nodes], w.given[:begun.given], w.before[:begun.before]
	w.said.tear()
	if w.unsaid.c != nil {
		w.unsaid.tear()
	}
}

// tear takes back what stands on the last page.
func (l *ledger) tear() {
	person, begun := l.c, l.pages[len(l.pages)-1]
	l.pages = l.pages[:len(l.pages)-1]
	for _, id := range person.touched[begun.touched:] {
		person.forgetSkill(id)
	}
	for i := len(l.skills) - 1; i >= begun.skills; i-- {
		old := &l.skills[i]
		person.skill[old.id], person.near[old.id], person.verdict[old.id] = old.state, old.near, old.verdict
	}
	for i := len(l.claims) - 1; i >= begun.changed; i-- {
		person.claims[l.claims[i].at] = l.claims[i].claim
	}
	for i := len(l.study) - 1; i >= begun.study; i-- {
		person.education[l.study[i].at] = l.study[i].entry
	}
	for i := len(l.certs) - 1; i >= begun.certs; i-- {
		person.certs[l.certs[i].at] = l.certs[i].entry
	}
	for i := len(l.jobs) - 1; i >= begun.jobs; i-- {
		person.jobs[l.jobs[i].at] = l.jobs[i].job
	}
	for i := len(l.topics) - 1; i >= begun.topics; i-- {
		person.topics[l.topics[i]] = 0
	}
	l.skills = l.skills[:begun.skills]
	l.study, l.certs, l.jobs, l.topics = l.study[:begun.study], l.certs[:begun.certs], l.jobs[:begun.jobs], l.topics[:begun.topics]
	l.claims, person.claims = l.claims[:begun.changed], person.claims[:begun.claims]
	person.education, person.fields, person.certs = person.education[:begun.education], person.fields[:begun.fields], person.certs[:begun.certifications]
	person.jobs, person.courses, person.touched = person.jobs[:begun.experience], person.courses[:begun.courses], person.touched[:begun.touched]
	person.listed, person.anyCourse, person.most, person.sureMost = begun.listed, begun.anyCourse, begun.most, begun.sureMost
	person.nearLaw, person.law, person.sureLaw = begun.nearLaw, begun.law, begun.sureLaw
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
	for _, count := range nodes {
		w.dirty[role][count>>6] |= 1 << (count & 63)
	}
}

// judge judges the marked nodes again, and those above them whose children changed.
func (w *whatIf) judge(role int) {
	aim, out, dirty := w.targets[role], w.outcomes[role], w.dirty[role]
	now := &w.now[role]
	for word := range dirty {
		for dirty[word] != 0 {
			i := int32(word<<6 + bits.TrailingZeros64(dirty[word]))
			dirty[word] &= dirty[word] - 1
			old := out[i]
			aim.judge(w.c, i, out)
			if out[i] == old {
				continue
			}
			w.nodes = append(w.nodes, oldNode{int32(role), i, old})
			if up := aim.parent[i]; up >= 0 {
				dirty[up>>6] |= 1 << (up & 63)
			}
			if at := aim.criterionOf[i]; at >= 0 {
				if points := aim.criteria[at].points(out[i].value); points != w.points[role][at] {
					w.given = append(w.given, oldPoints{int32(role), at, w.points[role][at]})
					now.score += points - w.points[role][at]
					w.points[role][at] = points
				}
			}
		}
	}
	w.stand(role)
}

// reweigh weighs again the skills whose claims moved. Every one of them is weighed where something moved that stands behind them
// all: work, a course or a credential behind the words, or law.
func (w *whatIf) reweigh(few ...int32) {
	person := w.c
	lifted, sureLifted := person.shownAtAll()
	law, sureLaw := person.inLaw()
	if lifted != (person.most == full) || sureLifted != (person.sureMost == full) || law != person.law || sureLaw != person.sureLaw ||
		person.nearLaw != (law || person.isNearLaw()) {
		w.weigh()
		return
	}
	if len(few) == 0 {
		return
	}
	first := len(w.skills)
	moved := person.noteAgain(few, func(id int32) {
		w.skills = append(w.skills, oldSkill{id, person.skill[id], person.near[id], person.verdict[id]})
	}, person.noteAll)
	for i, id := range moved {
		if person.verdict[id] == w.skills[first+i].verdict {
			continue
		}
		for _, role := range w.roles {
			w.mark(role, w.targets[role].bySkill[id])
		}
	}
}

// weigh weighs every skill again, after a change of what any of them rests on, and marks what reads those that moved.
func (w *whatIf) weigh() {
	person := w.c
	before := len(person.touched)
	first := len(w.skills)
	for _, id := range person.touched {
		w.skills = append(w.skills, oldSkill{id, person.skill[id], person.near[id], person.verdict[id]})
		person.skill[id], person.near[id] = skillState{}, nearby{touched: true}
	}
	person.weighSkills()
	for i, id := range person.touched {
		old := unnamed
		if i < before {
			old = w.skills[first+i].verdict
		}
		if person.verdict[id] == old {
			continue
		}
		for _, role := range w.roles {
			w.mark(role, w.targets[role].bySkill[id])
		}
	}
}

// scope is the set of a role's criteria, by number, that an action can move at all: those above the leaves that it touches,
// whether or not they move as things stand.
type scope struct {
	c      *candidate
	target *target
	set    uint64
}

// lift adds everything, where words alone are worth less than they say, or claims are worth less without law: something that stands
// behind them is added.
func (s *scope) lift() {
	law, sure := s.c.inLaw()
	if s.c.most != full || s.c.sureMost != full || !law || !sure {
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
	for _, count := range nodes {
		for s.target.parent[count] >= 0 {
			count = s.target.parent[count]
		}
		if at := s.target.criterionOf[count]; at >= 0 {
			s.set |= 1 << at
		}
	}
}
