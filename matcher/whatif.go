package matcher

import (
	"math/bits"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// action is something a candidate can do, as a change to the profile. Its numbers are those of the compiled rulebook.
type action struct {
	kind    lexfitv1.AdviceKind
	entry   int32 // the entry of its list that is replaced, absent for a new one
	subject int32 // the credential, program, skill, title family or topic; of FINISH_EDUCATION the entry again
	level   lexfitv1.Proficiency
	units   int32 // a measured value to reach, 0 for none
	weeks   int32
	cost    int32
	shut    bool // not open to the candidate as things stand; another action may open it
}

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
	p     *Program
	s     *scratch
	roles []int // that are judged: numbers of the plan's roles

	dirty  [][]uint64 // by role, by node
	points [][]int32  // by role, by criterion
	now    []footing  // by role

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

// begin looks at the candidate as judged for these roles.
func (w *whatIf) begin(p *Program, s *scratch, roles []int) {
	*w = whatIf{
		p: p, s: s, roles: roles, dirty: w.dirty, points: w.points, now: w.now[:0],
		frames: w.frames[:0], nodes: w.nodes[:0], given: w.given[:0], before: w.before[:0], skills: w.skills[:0],
		study: w.study[:0], certs: w.certs[:0], jobs: w.jobs[:0], topics: w.topics[:0],
	}
	for len(w.dirty) < len(p.targets.list) {
		r := p.targets.list[len(w.dirty)]
		w.dirty = append(w.dirty, make([]uint64, (len(r.nodes)+63)/64))
		w.points = append(w.points, make([]int32, len(r.criteria)))
	}
	for len(w.now) < len(p.targets.list) {
		w.now = append(w.now, footing{})
	}
	for _, role := range roles {
		r, n := p.targets.list[role], &w.now[role]
		for i := range r.criteria {
			k := &r.criteria[i]
			w.points[role][i] = points(k, s.outcomes[role][k.root].value)
			n.score += w.points[role][i]
		}
		w.stand(role)
	}
}

// stand settles eligibility and band after the points.
func (w *whatIf) stand(role int) {
	r, n := w.p.targets.list[role], &w.now[role]
	n.eligibility, n.blocked = lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE, 0
	for i := range r.criteria {
		k := &r.criteria[i]
		if !k.required {
			continue
		}
		e := r.eligibility(&w.s.candidate, w.s.outcomes[role], k)
		n.eligibility = max(n.eligibility, e)
		if e == lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE && i < 64 {
			n.blocked |= 1 << i
		}
	}
	n.band = band(r.role.GetBands(), n.score)
	if n.eligibility == lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE {
		n.band = lexfitv1.Band_BAND_INELIGIBLE
	}
}

// do makes a change.
func (w *whatIf) do(a *action) {
	c := &w.s.candidate
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
	w.change(a)
	if c.saysNothing() != w.frames[len(w.frames)-1].listed.saysNothing() { // silence is told from the lists together
		w.touch(opCertification)
		w.touch(opLanguage)
	}
	for _, role := range w.roles {
		w.judge(role)
	}
}

// undo takes the last change back.
func (w *whatIf) undo() {
	c := &w.s.candidate
	f := w.frames[len(w.frames)-1]
	w.frames = w.frames[:len(w.frames)-1]
	for i := len(w.nodes) - 1; i >= f.nodes; i-- {
		w.s.outcomes[w.nodes[i].role][w.nodes[i].node] = w.nodes[i].outcome
	}
	for i := len(w.given) - 1; i >= f.given; i-- {
		w.points[w.given[i].role][w.given[i].criterion] = w.given[i].points
	}
	for i, role := range w.roles {
		w.now[role] = w.before[f.before+i]
	}
	for i := len(w.skills) - 1; i >= f.skills; i-- {
		o := &w.skills[i]
		c.skill[o.id], c.near[o.id], c.verdict[o.id] = o.state, o.near, o.verdict
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
func (w *whatIf) touch(part op) {
	for _, role := range w.roles {
		for _, n := range w.p.targets.list[role].byPart[part] {
			w.dirty[role][n>>6] |= 1 << (n & 63)
		}
	}
}

// judge judges the marked nodes again, and those above them whose children changed.
func (w *whatIf) judge(role int) {
	r, out, dirty := w.p.targets.list[role], w.s.outcomes[role], w.dirty[role]
	n := &w.now[role]
	for word := range dirty {
		for dirty[word] != 0 {
			i := int32(word<<6 + bits.TrailingZeros64(dirty[word]))
			dirty[word] &= dirty[word] - 1
			old := out[i]
			r.node(w.s, i, out)
			if out[i] == old {
				continue
			}
			w.nodes = append(w.nodes, oldNode{int32(role), i, old})
			if up := r.parent[i]; up >= 0 {
				dirty[up>>6] |= 1 << (up & 63)
			}
			if k := r.criterionOf[i]; k >= 0 {
				if now := points(&r.criteria[k], out[i].value); now != w.points[role][k] {
					w.given = append(w.given, oldPoints{int32(role), k, w.points[role][k]})
					n.score += now - w.points[role][k]
					w.points[role][k] = now
				}
			}
		}
	}
	w.stand(role)
}

// change makes a change to the normal form and marks what reads it. What it writes is what reading the changed profile
// would find: the tests hold the two together.
func (w *whatIf) change(a *action) {
	p, c := w.p, &w.s.candidate
	switch a.kind {
	case lexfitv1.AdviceKind_ADVICE_KIND_EARN_CREDENTIAL, lexfitv1.AdviceKind_ADVICE_KIND_RENEW_CREDENTIAL,
		lexfitv1.AdviceKind_ADVICE_KIND_FINISH_CREDENTIAL:
		const active = lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE
		if a.entry < 0 {
			c.certs = append(c.certs, certEntry{credential: a.subject, status: active, index: absent})
			c.listed.certifications++
		}
		for i := range c.certs {
			if k := &c.certs[i]; a.entry >= 0 && k.index == a.entry {
				w.certs = append(w.certs, oldCert{int32(i), *k})
				k.status, k.taken = active, false
			}
		}
		w.touch(opCertification)
		w.lift()
	case lexfitv1.AdviceKind_ADVICE_KIND_FINISH_EDUCATION:
		for i := range c.education {
			if e := &c.education[i]; e.index == a.entry && e.main {
				w.study = append(w.study, oldEducation{int32(i), *e})
				e.value = full
			}
		}
		w.touch(opEducation)
	case lexfitv1.AdviceKind_ADVICE_KIND_ADD_EDUCATION:
		g := &p.advice.programs[a.subject]
		e := educationEntry{
			level: g.GetLevel(), value: full, index: absent, main: true, first: int32(len(c.fields)), country: countryCode(g.GetCountry()),
			approved: g.GetProgramApproval() == lexfitv1.ProgramApproval_PROGRAM_APPROVAL_ABA_APPROVED ||
				g.GetProgramApproval() == lexfitv1.ProgramApproval_PROGRAM_APPROVAL_OTHER_APPROVED,
		}
		c.fields = append(c.fields, g.reads...)
		e.last = int32(len(c.fields))
		c.education = append(c.education, e)
		c.proves(g.GetLevel(), absent)
		c.listed.education++
		w.touch(opEducation)
		w.attend(g.topics)
	case lexfitv1.AdviceKind_ADVICE_KIND_TAKE_COURSE:
		w.attend(p.advice.topicReads[a.subject])
	case lexfitv1.AdviceKind_ADVICE_KIND_LEARN_SKILL, lexfitv1.AdviceKind_ADVICE_KIND_RAISE_SKILL:
		w.learn(a)
	case lexfitv1.AdviceKind_ADVICE_KIND_GAIN_EXPERIENCE:
		w.work(a)
	case lexfitv1.AdviceKind_ADVICE_KIND_UNSPECIFIED:
	}
}

// attend adds topics studied.
func (w *whatIf) attend(topics []int32) {
	c := &w.s.candidate
	for _, t := range topics {
		if c.topics[t] == 0 {
			c.courses = append(c.courses, ref{})
			c.topics[t] = int32(len(c.courses))
			w.topics = append(w.topics, t)
		}
	}
	if len(topics) > 0 {
		c.anyCourse = true
		w.touch(opCoursework)
		w.lift()
	}
}

// learn states a skill at a level, or in an entry all that it names.
func (w *whatIf) learn(a *action) {
	c, t := &w.s.candidate, w.p.tables
	if a.entry < 0 {
		c.listed.skills++
		w.raise(a.subject, func(st *skillState) { st.claim = max(st.claim, t.skill(a.level, 0)) })
		return
	}
	if a.units > 0 {
		value := w.p.words.skills[a.subject].measure.at(a.units)
		w.raise(a.subject, func(st *skillState) { st.measured = max(st.measured, value) })
		return
	}
	claim := t.skill(a.level, wholeMonths(c.profile.GetSkills()[a.entry].GetYears()))
	for _, n := range c.named {
		if n.entry == a.entry {
			w.raise(n.skill, func(st *skillState) { st.claim = max(st.claim, claim) })
		}
	}
}

// raise changes what a profile says of a skill, for the better, and what follows for related ones.
func (w *whatIf) raise(id int32, to func(*skillState)) {
	c := &w.s.candidate
	w.remember(id)
	for _, r := range w.p.words.skills[id].related {
		w.remember(r.skill)
	}
	to(c.touch(id))
	c.weigh(id)
	w.p.push(c, id)
	w.settle(id)
	for _, r := range w.p.words.skills[id].related {
		w.settle(r.skill)
	}
}

func (w *whatIf) remember(id int32) {
	c := &w.s.candidate
	w.skills = append(w.skills, oldSkill{id, c.skill[id], c.near[id], c.verdict[id]})
}

func (w *whatIf) settle(id int32) {
	c := &w.s.candidate
	old := c.verdict[id]
	if c.settle(id); c.verdict[id] == old {
		return
	}
	for _, role := range w.roles {
		for _, n := range w.p.targets.list[role].bySkill[id] {
			w.dirty[role][n>>6] |= 1 << (n & 63)
		}
	}
}

// lift judges every skill again where something stands behind the words of the profile now.
func (w *whatIf) lift() {
	c := &w.s.candidate
	if c.most == full && c.sureMost == full || !c.setCaps(w.p) {
		return
	}
	touched := len(c.touched)
	for _, id := range c.touched[:touched] {
		w.remember(id)
	}
	for _, id := range c.touched[:touched] {
		if c.skill[id].spoken() {
			c.weigh(id)
			w.p.push(c, id) // its neighbours are touched already
		}
	}
	for _, id := range c.touched[:touched] {
		w.settle(id)
	}
}

// yearOfWork is the most that one piece of advice asks, in months.
const yearOfWork = 12

// work lengthens a job by a year, or adds one of a year that begins next month.
func (w *whatIf) work(a *action) {
	p, c := w.p, &w.s.candidate
	at := -1
	if a.entry >= 0 {
		for i := range c.jobs {
			if j := &c.jobs[i]; j.index == a.entry {
				w.jobs = append(w.jobs, oldJob{int32(i), *j})
				j.last += yearOfWork
				j.months += yearOfWork
				j.recency = 1000
				at = i
			}
		}
	} else {
		j := job{
			index: absent, employer: lexfitv1.EmployerType_EMPLOYER_TYPE_LAW_FIRM, inLaw: true, dated: true,
			first: c.month + 1, last: c.month + yearOfWork, months: yearOfWork, recency: 1000,
			areas: [2]int32{int32(len(c.areas)), int32(len(c.areas))},
		}
		for _, f := range p.words.families[a.subject].reads {
			j.families[j.known] = f
			j.known++
		}
		c.jobs = append(c.jobs, j)
		c.listed.experience++
		at = len(c.jobs) - 1
	}
	w.touch(opExperience)
	w.lift()
	j := c.jobs[at]
	for _, f := range j.families[:j.known] {
		if len(p.words.families[f].implies) == 0 {
			continue
		}
		value, sure, longest := p.implied(c, f)
		for _, k := range p.words.families[f].implies {
			v, s := divide(value*int64(k.figure), 1_000_000), divide(sure*int64(k.figure), 1_000_000)
			if st := &c.skill[k.skill]; v > st.implied || s > st.sureImpl {
				w.raise(k.skill, func(st *skillState) {
					if v > st.implied {
						st.implied, st.job = v, longest
					}
					st.sureImpl = max(st.sureImpl, s)
				})
			}
		}
	}
}

// reach is the set of a role's criteria, by number, that an action can move at all: those above the leaves that it touches,
// whether or not they move as things stand.
func (w *whatIf) reach(role int, a *action) uint64 {
	p, c := w.p, &w.s.candidate
	r := p.targets.list[role]
	var set uint64
	from := func(nodes []int32) {
		for _, n := range nodes {
			for r.parent[n] >= 0 {
				n = r.parent[n]
			}
			if k := r.criterionOf[n]; k >= 0 {
				set |= 1 << k
			}
		}
	}
	skill := func(id int32) {
		from(r.bySkill[id])
		for _, x := range p.words.skills[id].related {
			from(r.bySkill[x.skill])
		}
	}
	lifts := c.most != full || c.sureMost != full
	switch a.kind {
	case lexfitv1.AdviceKind_ADVICE_KIND_EARN_CREDENTIAL, lexfitv1.AdviceKind_ADVICE_KIND_RENEW_CREDENTIAL,
		lexfitv1.AdviceKind_ADVICE_KIND_FINISH_CREDENTIAL:
		from(r.byPart[opCertification])
	case lexfitv1.AdviceKind_ADVICE_KIND_FINISH_EDUCATION, lexfitv1.AdviceKind_ADVICE_KIND_ADD_EDUCATION,
		lexfitv1.AdviceKind_ADVICE_KIND_TAKE_COURSE:
		from(r.byPart[opEducation])
		from(r.byPart[opCoursework])
	case lexfitv1.AdviceKind_ADVICE_KIND_LEARN_SKILL, lexfitv1.AdviceKind_ADVICE_KIND_RAISE_SKILL:
		lifts = false
		skill(a.subject)
		for _, n := range c.named {
			if a.entry >= 0 && n.entry == a.entry {
				skill(n.skill)
			}
		}
	case lexfitv1.AdviceKind_ADVICE_KIND_GAIN_EXPERIENCE:
		from(r.byPart[opExperience])
		for f := range p.words.families {
			if f == int(a.subject) || a.entry >= 0 {
				for _, k := range p.words.families[f].implies {
					skill(k.skill)
				}
			}
		}
	case lexfitv1.AdviceKind_ADVICE_KIND_UNSPECIFIED:
	}
	if lifts {
		return ^uint64(0)
	}
	return set
}
