package matcher

import (
	"slices"

	"github.com/lexfit/lexfit/matcher/lexicon"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// finder lists what a candidate can do about the points that are missing.
type finder struct {
	p     *Program
	s     *scratch
	state string // where the candidate works
	list  []action

	elsewhere bool // another way to the same points is begun: nothing new is learnt for this one
}

// actions lists what the candidate can do for a role, each once. What is only silent is a question, so a profile that says
// nothing of education, skills and experience gets none.
func (f *finder) actions(role int) {
	r, out := f.p.targets.list[role], f.s.outcomes[role]
	if f.s.candidate.saysNothing() {
		return
	}
	eligible := f.s.whatIf.now[role].eligibility != lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE
	for i := range r.criteria {
		k := &r.criteria[i]
		if out[k.root].value < full {
			f.walk(r, out, k.root, eligible)
		}
	}
}

// add lists an action, unless an equal one is listed.
func (f *finder) add(a action) {
	a.weeks, a.cost = max(a.weeks, 1), max(a.cost, 1)
	for i := range f.list {
		if b := &f.list[i]; b.kind == a.kind && b.entry == a.entry && b.subject == a.subject {
			return
		}
	}
	f.list = append(f.list, a)
}

// most bounds the entries of a list of a profile.
const mostEntries = 500

// walk looks for what is missing below a node.
func (f *finder) walk(r *rolePlan, out []outcome, at int32, eligible bool) {
	n := &r.nodes[at]
	if out[at].value >= scale(full, n.worth) {
		return
	}
	kids := r.kids[n.firstKid : n.firstKid+n.kids]
	switch n.op {
	case opAny:
		f.skills(r, out, kids)
		begun := f.elsewhere
		for _, k := range kids {
			if r.nodes[k].op != opSkill {
				f.elsewhere = begun || out[k].value == 0 && out[at].value > 0
				f.walk(r, out, k, eligible)
			}
		}
		f.elsewhere = begun
	case opAll, opAverage:
		for _, k := range kids {
			f.walk(r, out, k, eligible)
		}
	case opAtLeast: // of what is missing altogether, no more than would count
		missing := n.n
		for _, k := range kids {
			if out[k].value > 0 {
				missing--
				f.walk(r, out, k, eligible)
			}
		}
		for _, k := range kids {
			if out[k].value == 0 && missing > 0 {
				missing--
				f.walk(r, out, k, eligible)
			}
		}
	case opSkill:
		f.skills(r, out, []int32{at})
	case opEducation:
		f.education()
	case opCertification:
		f.credentials(&r.certs[n.leaf], out[at].value)
	case opExperience:
		f.experience(&r.experience[n.leaf], eligible)
	case opCoursework:
		f.courses(&r.coursework[n.leaf])
	case opPreference, opLanguage: // nothing to do about the one, years about the other
	}
}

// skills looks at skills of which one would do. The best that is stated below ADVANCED is raised; where none is stated and
// no work stands for one, the first that can be learnt is. A level that is not stated is a question.
func (f *finder) skills(r *rolePlan, out []outcome, kids []int32) {
	c := &f.s.candidate
	best := int32(absent)
	for _, k := range kids {
		if r.nodes[k].op != opSkill {
			continue
		}
		st := &c.skill[r.nodes[k].leaf]
		if st.implied > 0 && !st.outweighs() || st.stated() > 0 {
			if best < 0 || out[k].value > out[best].value {
				best = k
			}
		}
	}
	if best >= 0 {
		f.raise(r.nodes[best].leaf)
		return
	}
	if f.elsewhere {
		return
	}
	for _, k := range kids {
		if r.nodes[k].op == opSkill && f.p.words.skills[r.nodes[k].leaf].learnable && f.learn(r.nodes[k].leaf) {
			return
		}
	}
}

// raise proposes the next level of a skill whose level is stated, or the next mark of one that was measured.
func (f *finder) raise(id int32) {
	st, k := &f.s.candidate.skill[id], &f.p.words.skills[id]
	if k.style || st.stated() < 0 || st.from.kind != refSkill {
		return
	}
	entry := f.s.candidate.profile.GetSkills()[st.from.i]
	a := action{kind: lexfitv1.AdviceKind_ADVICE_KIND_RAISE_SKILL, entry: st.from.i, subject: id}
	if st.measured >= 0 {
		if by, ok := f.p.words.units[lexicon.NormalizeName(entry.GetMeasured().GetUnit())]; entry.GetMeasured() == nil || !ok || by != id {
			return // the number stands in the name
		}
		now := wholeUnits(entry.GetMeasured().GetValue())
		for i, x := range k.measure.x {
			if x > now && k.measure.value[i] > st.measured {
				a.units = x
				break
			}
		}
		if a.units == 0 {
			return
		}
		f.effort(&a, k, lexfitv1.Proficiency_PROFICIENCY_ADVANCED, lexfitv1.Proficiency_PROFICIENCY_ADVANCED)
		return
	}
	switch entry.GetProficiency() {
	case lexfitv1.Proficiency_PROFICIENCY_NOVICE, lexfitv1.Proficiency_PROFICIENCY_BASIC, lexfitv1.Proficiency_PROFICIENCY_WORKING:
	case lexfitv1.Proficiency_PROFICIENCY_UNSPECIFIED, lexfitv1.Proficiency_PROFICIENCY_NONE,
		lexfitv1.Proficiency_PROFICIENCY_ADVANCED, lexfitv1.Proficiency_PROFICIENCY_EXPERT:
		return
	}
	a.level = entry.GetProficiency() + 1
	f.effort(&a, k, a.level, a.level)
}

// learn proposes to learn a skill from nothing to a working level. It reports whether it did.
func (f *finder) learn(id int32) bool {
	c := &f.s.candidate
	const working = lexfitv1.Proficiency_PROFICIENCY_WORKING
	a := action{kind: lexfitv1.AdviceKind_ADVICE_KIND_LEARN_SKILL, entry: absent, subject: id, level: working}
	if st := &c.skill[id]; st.none && st.from.kind == refSkill {
		a.entry = st.from.i
		for _, n := range c.named { // an entry that names a work style too cannot be learnt as a whole
			if n.entry == a.entry && f.p.words.skills[n.skill].style {
				return false
			}
		}
	} else if c.listed.skills >= mostEntries {
		return false
	}
	return f.effort(&a, &f.p.words.skills[id], lexfitv1.Proficiency_PROFICIENCY_NOVICE, working)
}

// effort adds up what the levels from one to another take, and lists the action if the rulebook says so of each.
func (f *finder) effort(a *action, k *skillPlan, from, to lexfitv1.Proficiency) bool {
	for l := from; l <= to; l++ {
		e := f.p.advice.learning[l]
		if e == nil {
			return false
		}
		x := e.GetSkill()
		if k.software {
			x = e.GetSoftware()
		}
		a.weeks += x.GetWeeks()
		a.cost += x.GetCostUsd()
	}
	f.add(*a)
	return true
}

// education proposes to finish studies in progress, and programs that are open to the candidate or one condition away.
func (f *finder) education() {
	c := &f.s.candidate
	if c.listed.education == 0 {
		return // silent: a question
	}
	highest := lexfitv1.EducationLevel_EDUCATION_LEVEL_UNSPECIFIED
	for i := range c.education {
		e := &c.education[i]
		if !e.main {
			continue
		}
		if e.value == full {
			highest = max(highest, e.level)
		}
		if e.value > 0 && e.value < full {
			a := action{kind: lexfitv1.AdviceKind_ADVICE_KIND_FINISH_EDUCATION, entry: e.index, subject: e.index}
			a.weeks, a.cost = f.remaining(e)
			f.add(a)
		}
	}
	if highest >= lexfitv1.EducationLevel_EDUCATION_LEVEL_JURIS_DOCTOR || c.listed.education >= mostEntries {
		return // nobody with a law degree or doctorate is sent back to school
	}
	for i := range f.p.advice.programs {
		g := &f.p.advice.programs[i]
		degree := g.GetLevel() >= lexfitv1.EducationLevel_EDUCATION_LEVEL_ASSOCIATE
		if degree && g.GetLevel() <= highest || f.studied(g) {
			continue
		}
		short := f.p.shortOf(f.s, g.requires)
		if short > 1 {
			continue
		}
		f.add(action{
			kind: lexfitv1.AdviceKind_ADVICE_KIND_ADD_EDUCATION, entry: absent, subject: int32(i),
			weeks: g.GetEffort().GetWeeks(), cost: g.GetEffort().GetCostUsd(), shut: short > 0,
		})
	}
}

// studied reports whether the profile holds what a program leads to, or more of it, completed or in progress.
func (f *finder) studied(g *programPlan) bool {
	c := &f.s.candidate
	for i := range c.education {
		e := &c.education[i]
		if e.value == 0 || !e.main && g.field >= 0 {
			continue
		}
		inField := g.field < 0 || slices.Contains(c.fields[e.first:e.last], g.field)
		approved := g.GetProgramApproval() <= lexfitv1.ProgramApproval_PROGRAM_APPROVAL_UNSPECIFIED ||
			g.GetProgramApproval() == lexfitv1.ProgramApproval_PROGRAM_APPROVAL_NOT_APPROVED || e.approved
		if !inField {
			continue
		}
		if e.level == g.GetLevel() && (approved || e.value < full) || e.level > g.GetLevel() && e.level >= lexfitv1.EducationLevel_EDUCATION_LEVEL_ASSOCIATE {
			return true
		}
	}
	return false
}

// remaining is what studies in progress still take: half of what the nearest program of the rulebook takes, or a year where
// it knows none.
func (f *finder) remaining(e *educationEntry) (weeks, cost int32) {
	g := f.programLike(e)
	if g == nil {
		return 52, 1
	}
	return (g.GetEffort().GetWeeks() + 1) / 2, (g.GetEffort().GetCostUsd() + 1) / 2
}

// programLike is the program of the rulebook that is of the same level, of the same field where there is one.
func (f *finder) programLike(e *educationEntry) *programPlan {
	var like *programPlan
	for i := range f.p.advice.programs {
		g := &f.p.advice.programs[i]
		if g.GetLevel() != e.level {
			continue
		}
		if g.field >= 0 && slices.Contains(f.s.candidate.fields[e.first:e.last], g.field) {
			return g
		}
		if like == nil {
			like = g
		}
	}
	return like
}

// credentials proposes to finish, renew or earn credentials that would be worth more than what is there.
func (f *finder) credentials(l *certificationLeaf, value int32) {
	c := &f.s.candidate
	for id := range f.p.words.credentials {
		if l.worth[id]*(full/1000) <= value {
			continue
		}
		f.credential(int32(id), c)
	}
}

func (f *finder) credential(id int32, c *candidate) {
	k := &f.p.words.credentials[id]
	if k.claim != "" || k.written == "" {
		return
	}
	if held, ok := c.holds(id); ok {
		a := action{entry: held.index, subject: id, weeks: k.GetEffortWeeks(), cost: k.GetCostUsd()}
		switch held.status {
		case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_IN_PROGRESS:
			a.kind = lexfitv1.AdviceKind_ADVICE_KIND_FINISH_CREDENTIAL
			f.add(a)
		case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_EXPIRED:
			if k.GetRenewalWeeks() == 0 {
				return // it cannot be renewed, or nobody knows how
			}
			a.kind, a.weeks, a.cost = lexfitv1.AdviceKind_ADVICE_KIND_RENEW_CREDENTIAL, k.GetRenewalWeeks(), k.GetRenewalCostUsd()
			f.add(a)
		case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE, lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNSPECIFIED:
		}
		return
	}
	if !f.offered(k) || c.listed.certifications >= mostEntries {
		return
	}
	short := f.p.shortOf(f.s, k.requires)
	if short > 1 {
		return
	}
	f.add(action{
		kind: lexfitv1.AdviceKind_ADVICE_KIND_EARN_CREDENTIAL, entry: absent, subject: id,
		weeks: k.GetEffortWeeks(), cost: k.GetCostUsd(), shut: short > 0,
	})
}

// offered reports whether a credential may be advised to somebody who works where the candidate does.
func (f *finder) offered(k *credentialPlan) bool {
	return k.GetAdvisable() && k.GetEffortWeeks() > 0 && (len(k.GetStates()) == 0 || slices.Contains(k.GetStates(), f.state))
}

// experience proposes one more year in the job held, and a year in the work that counts most.
func (f *finder) experience(l *experienceLeaf, eligible bool) {
	c := &f.s.candidate
	held, factor := int32(absent), int32(0)
	for i := range c.jobs {
		j := &c.jobs[i]
		if n := l.counts(c, j); n > factor && f.canLast(j) {
			held, factor = j.index, n
		}
	}
	const gain = lexfitv1.AdviceKind_ADVICE_KIND_GAIN_EXPERIENCE
	if held >= 0 {
		f.add(action{kind: gain, entry: held, subject: absent, weeks: 52})
	}
	best := int32(absent)
	for id, n := range l.inLaw {
		if n > factor && f.p.words.families[id].written != "" && (best < 0 || n > l.inLaw[best]) {
			best = int32(id)
		}
	}
	if best >= 0 && eligible && l.anyEmployer && l.practice == nil && c.listed.experience < mostEntries {
		f.add(action{kind: gain, entry: absent, subject: best, weeks: 52})
	}
}

// canLast reports whether a job is held at the as-of date and can be lengthened by its months.
func (f *finder) canLast(j *job) bool {
	c := &f.s.candidate
	e := c.profile.GetExperience()[j.index]
	start, ok := parseDate(e.GetStartedOn())
	const july, most = 7, 960
	return ok && e.GetEndedOn() == "" && j.dated && j.months > 0 && j.last >= c.month && j.first == start.monthIndex(july) &&
		j.months+yearOfWork <= most
}

// courses proposes the first courses that are missing, as many as would count.
func (f *finder) courses(l *courseworkLeaf) {
	c := &f.s.candidate
	if f.p.advice.course == nil || f.courseEntry() < 0 {
		return
	}
	missing := l.wanted
	for _, t := range l.topics {
		if c.topics[t] > 0 {
			missing--
		}
	}
	for _, t := range l.topics {
		if missing > 0 && c.topics[t] == 0 && slices.Contains(f.p.advice.topicReads[t], t) && !f.taught(t) {
			missing--
			f.add(action{
				kind: lexfitv1.AdviceKind_ADVICE_KIND_TAKE_COURSE, entry: f.courseEntry(), subject: t,
				weeks: f.p.advice.course.GetWeeks(), cost: f.p.advice.course.GetCostUsd(),
			})
		}
	}
}

// taught reports whether studies of the profile that list no course are of a field whose programs teach the topic: whether
// it was a part of them is a question.
func (f *finder) taught(topic int32) bool {
	c := &f.s.candidate
	for i := range c.education {
		e := &c.education[i]
		if !e.main || e.value == 0 || len(c.profile.GetEducation()[e.index].GetCoursework()) > 0 {
			continue
		}
		if e.level == lexfitv1.EducationLevel_EDUCATION_LEVEL_JURIS_DOCTOR {
			return true
		}
		for j := range f.p.advice.programs {
			if g := &f.p.advice.programs[j]; g.field >= 0 && slices.Contains(g.topics, topic) && slices.Contains(c.fields[e.first:e.last], g.field) {
				return true
			}
		}
	}
	return false
}

// courseEntry is the entry of education beside which a course is noted: the highest, the first of equal ones; absent where
// there is none with room.
func (f *finder) courseEntry() int32 {
	best := int32(absent)
	list := f.s.candidate.profile.GetEducation()
	for i, e := range list {
		if len(e.GetCoursework()) < mostEntries-len(f.p.advice.topicReads) && (best < 0 || e.GetLevel() > list[best].GetLevel()) {
			best = int32(i)
		}
	}
	return best
}
