package matcher

import (
	"slices"

	"github.com/lexfit/lexfit/matcher/lexicon"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// outcome is what a node of a condition is worth to a candidate.
type outcome struct {
	value  int32
	low    int32 // without what is implied or assumed
	high   int32 // with what is silent, implied or assumed at its best
	silent bool  // the profile says nothing of it
	basis  lexfitv1.Basis
}

// scratch is the memory that one score needs. It is kept for the next one.
type scratch struct {
	reader    lexicon.Reader
	candidate candidate
	outcomes  [][]outcome // by role, by node
	segments  []segment
	tables    *tables

	best, bestLow, bestHigh nBest

	whatIf whatIf
	entry  []outcome // of Plan.entry
}

// segment is a stretch of work that counts at one factor.
type segment struct {
	factor, first, last, loose int32 // loose: months of an undated job
}

func newScratch(p *Program) *scratch {
	s := &scratch{outcomes: make([][]outcome, len(p.targets.list)), tables: p.tables}
	s.candidate.skill = make([]skillState, len(p.words.skills))
	s.candidate.near = make([]nearby, len(p.words.skills))
	s.candidate.verdict = make([]outcome, len(p.words.skills))
	for i := range s.candidate.skill {
		s.candidate.skill[i] = skillState{claim: -1, measured: -1}
		s.candidate.verdict[i] = unnamed
	}
	s.candidate.topics = make([]int32, len(p.rulebook.GetTopics()))
	for i, r := range p.targets.list {
		s.outcomes[i] = make([]outcome, len(r.nodes))
	}
	return s
}

// evaluate judges a candidate by every condition of a role.
func (r *rolePlan) evaluate(s *scratch, out []outcome) {
	for i := range r.nodes {
		r.node(s, int32(i), out)
	}
}

// node judges a candidate by one node; its children have been judged.
func (r *rolePlan) node(s *scratch, i int32, out []outcome) {
	n := &r.nodes[i]
	switch {
	case n.op == opSkill: // most nodes are
		out[i] = s.candidate.verdict[n.leaf]
	case n.op > opSkill:
		out[i] = r.leaf(s, n)
	default:
		out[i] = r.combine(s, n, out)
	}
	if n.worth != 1000 {
		o := &out[i]
		o.value, o.low, o.high = scale(o.value, n.worth), scale(o.low, n.worth), scale(o.high, n.worth)
	}
}

func (r *rolePlan) combine(s *scratch, n *node, out []outcome) outcome {
	kids := r.kids[n.firstKid : n.firstKid+n.kids]
	o := outcome{silent: true}
	for _, k := range kids {
		o.silent = o.silent && out[k].silent
	}
	switch n.op {
	case opAny:
		r.best(kids, out, &o)
		return o
	case opAll:
		o.value, o.low, o.high = full, full, full
		for _, k := range kids {
			o.value, o.low, o.high = min(o.value, out[k].value), min(o.low, out[k].low), min(o.high, out[k].high)
		}
	case opAverage:
		var value, low, high int64
		for i, k := range kids {
			w := int64(r.weights[int(n.firstKid)+i])
			value += w * int64(out[k].value)
			low += w * int64(out[k].low)
			high += w * int64(out[k].high)
		}
		total := int64(n.total)
		o.value, o.low, o.high = divide(value, total), divide(low, total), divide(high, total)
	case opAtLeast:
		s.best.reset(n.n)
		s.bestLow.reset(n.n)
		s.bestHigh.reset(n.n)
		for _, k := range kids {
			s.best.add(out[k].value)
			s.bestLow.add(out[k].low)
			s.bestHigh.add(out[k].high)
		}
		o.value, o.low, o.high = s.best.mean(), s.bestLow.mean(), s.bestHigh.mean()
	case opSkill, opEducation, opCertification, opExperience, opCoursework, opPreference, opLanguage:
	}
	if o.value > 0 {
		for _, k := range kids {
			if out[k].value > 0 && out[k].basis > o.basis {
				o.basis = out[k].basis // the weakest ground
			}
		}
	}
	return o
}

// best makes o the best of the children. At its best, a silent skill among several counts only where every one of them
// is silent: naming one of several ways answers the question.
func (r *rolePlan) best(kids []int32, out []outcome, o *outcome) {
	allSilent := true
	for _, k := range kids {
		if r.nodes[k].op == opSkill && !out[k].silent {
			allSilent = false
		}
	}
	for _, k := range kids {
		if x := &out[k]; x.value > o.value || x.value == o.value && x.value > 0 && x.basis < o.basis {
			o.value, o.basis = x.value, x.basis
		}
		o.low = max(o.low, out[k].low)
		if allSilent || r.nodes[k].op != opSkill || !out[k].silent {
			o.high = max(o.high, out[k].high)
		}
	}
}

// nBest keeps the n greatest of the values added.
type nBest struct {
	n      int
	values []int32 // in falling order
}

func (b *nBest) reset(n int32) { b.n, b.values = int(n), b.values[:0] }

func (b *nBest) add(v int32) {
	if len(b.values) < b.n {
		b.values = append(b.values, v)
	} else if v <= b.values[b.n-1] {
		return
	}
	i := len(b.values) - 1
	for i > 0 && b.values[i-1] < v {
		b.values[i] = b.values[i-1]
		i--
	}
	b.values[i] = v
}

// mean is the mean of the n best, those that are missing counting 0.
func (b *nBest) mean() int32 {
	var sum int64
	for _, v := range b.values {
		sum += int64(v)
	}
	return divide(sum, int64(b.n))
}

func (r *rolePlan) leaf(s *scratch, n *node) outcome {
	c := &s.candidate
	switch n.op {
	case opSkill:
		return c.verdict[n.leaf]
	case opEducation:
		_, value, sure := r.education[n.leaf].best(c)
		return judged(value, value, sure, sure, c.listed.education == 0)
	case opCertification:
		_, value, sure := r.certs[n.leaf].best(c, s.tables)
		return judged(value, value, sure, sure, c.saysNothing() && c.listed.certifications == 0)
	case opExperience:
		l := &r.experience[n.leaf]
		value := l.value(s, true)
		sure := value
		if c.assumed {
			sure = l.value(s, false)
		}
		return judged(value, value, sure, sure, c.listed.experience == 0)
	case opCoursework:
		value := r.coursework[n.leaf].value(c)
		return judged(value, value, value, value, !c.anyCourse)
	case opPreference:
		_, value := r.preference[n.leaf].best(c)
		return judged(value, value, value, value, c.listed.interests == 0)
	case opLanguage:
		_, value := r.language[n.leaf].best(c)
		return judged(value, value, value, value, c.saysNothing() && c.listed.languages == 0)
	case opAny, opAll, opAverage, opAtLeast:
	}
	return outcome{}
}

// unnamed is the outcome of a skill that nothing speaks of.
var unnamed = judged(0, 0, 0, 0, true)

// judged makes an outcome of a leaf's value as it is, without implied values, without assumptions, and without both.
func judged(value, withoutImplied, withoutAssumed, low int32, silent bool) outcome {
	o := outcome{value: value, low: low, high: value, silent: silent}
	switch {
	case silent:
		o.high = full
	case value == 0:
	case withoutAssumed < value:
		o.basis, o.high = lexfitv1.Basis_BASIS_ASSUMED, full
	case withoutImplied < value:
		o.basis, o.high = lexfitv1.Basis_BASIS_IMPLIED, full
	default:
		o.basis = lexfitv1.Basis_BASIS_STATED
	}
	return o
}

// saysNothing reports whether the profile has neither education nor skills nor experience.
func (c *candidate) saysNothing() bool { return c.listed.saysNothing() }

func (l *listed) saysNothing() bool { return l.education == 0 && l.skills == 0 && l.experience == 0 }

// best returns the entry that satisfies the leaf best, with its value and the best value without assumptions.
func (l *educationLeaf) best(c *candidate) (entry *educationEntry, value, sure int32) {
	for i := range c.education {
		e := &c.education[i]
		if !l.levels[e.level] || l.approved && !e.approved || l.country != 0 && l.country != e.country ||
			len(l.fields) > 0 && !anyOf(l.fields, c.fields[e.first:e.last]) {
			continue
		}
		if e.value > value {
			entry, value = e, e.value
		}
		if !e.statusTaken && !e.levelTaken {
			sure = max(sure, e.value)
		}
	}
	return entry, value, sure
}

func anyOf(wanted, have []int32) bool {
	for _, h := range have {
		if slices.Contains(wanted, h) {
			return true
		}
	}
	return false
}

func (l *certificationLeaf) best(c *candidate, t *tables) (entry *certEntry, value, sure int32) {
	for i := range c.certs {
		e := &c.certs[i]
		v := l.worth[e.credential] * (full / 1000)
		switch e.status {
		case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_EXPIRED:
			v = scale(v, t.certExpired)
		case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_IN_PROGRESS:
			v = scale(v, t.certInProgress)
		case lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE, lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNSPECIFIED:
		}
		if l.activeOnly && e.status != lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE {
			v = 0
		}
		if v > value {
			entry, value = e, v
		}
		if !e.taken {
			sure = max(sure, v)
		}
	}
	return entry, value, sure
}

// counts returns what a month of a job counts in the leaf, per mille.
func (l *experienceLeaf) counts(c *candidate, j *job) int32 {
	if j.months == 0 || j.repeated || !l.anyEmployer && !l.employers[j.employer] {
		return 0
	}
	if l.practice != nil && !slices.ContainsFunc(c.areas[j.areas[0]:j.areas[1]], func(a int32) bool { return l.practice[a] }) {
		return 0
	}
	factor := int32(0)
	if j.inLaw {
		factor = l.lawOffice
	}
	for _, f := range j.families[:j.known] {
		if j.inLaw {
			factor = max(factor, l.inLaw[f])
		} else {
			factor = max(factor, l.elsewhere[f])
		}
	}
	if l.recency {
		factor = scale(factor, j.recency)
	}
	return factor
}

// value fills the curve from the best factor down: what each stretch adds to the curve counts at its factor, and each
// month counts once, at the best factor of the jobs that cover it. The sum is exact and rounded once, so that one more
// month never lowers it.
func (l *experienceLeaf) value(s *scratch, takenToo bool) int32 {
	c := &s.candidate
	s.segments = s.segments[:0]
	for i := range c.jobs {
		j := &c.jobs[i]
		f := l.counts(c, j)
		if f == 0 || j.taken && !takenToo {
			continue
		}
		g := segment{factor: f}
		if j.dated {
			g.first, g.last = j.first, j.last
		} else {
			g.first, g.last, g.loose = 1, 0, j.months
		}
		s.segments = append(s.segments, g)
	}
	if len(s.segments) > 1 {
		slices.SortStableFunc(s.segments, func(a, b segment) int { return int(b.factor - a.factor) })
	}
	c.covered.reset()
	var months, reached int32
	var sum, effective int64
	for i := 0; i < len(s.segments); {
		factor := s.segments[i].factor
		var fresh int32
		for ; i < len(s.segments) && s.segments[i].factor == factor; i++ {
			if g := s.segments[i]; g.loose > 0 {
				fresh += g.loose
			} else {
				fresh += c.covered.add(g.first, g.last)
			}
		}
		months += fresh
		effective += int64(fresh) * int64(factor)
		now := l.curve.at(months)
		sum += int64(now-reached) * int64(factor)
		reached = now
	}
	if l.step > 0 {
		if effective >= int64(l.step)*1000 {
			return full
		}
		return 0
	}
	return divide(sum, 1000)
}

func (l *courseworkLeaf) value(c *candidate) int32 {
	matched := int32(0)
	for _, t := range l.topics {
		if c.topics[t] > 0 {
			matched++
		}
	}
	return min(divide(int64(matched)*full, int64(l.wanted)), full)
}

func (l *preferenceLeaf) best(c *candidate) (interest, value int32) {
	for i, place := range c.interests {
		if v := l.worth[i] * (full / 1000); place > 0 && v > value {
			interest, value = int32(i), v
		}
	}
	return interest, value
}

func (l *languageLeaf) best(c *candidate) (entry *languageEntry, value int32) {
	for i := range c.languages {
		if e := &c.languages[i]; e.value > value && slices.Contains(l.languages, e.language) {
			entry, value = e, e.value
		}
	}
	return entry, value
}

// atBest judges a criterion again with what whole empty parts of the profile might hold at its best: whether a
// REQUIRED criterion is unmet only because nobody was asked.
func (r *rolePlan) atBest(c *candidate, out []outcome, root int32) int32 {
	n := &r.nodes[root]
	kids := r.kids[n.firstKid : n.firstKid+n.kids]
	var v int32
	switch n.op {
	case opAny:
		for _, k := range kids {
			v = max(v, r.atBest(c, out, k))
		}
	case opAll:
		v = full
		for _, k := range kids {
			v = min(v, r.atBest(c, out, k))
		}
	case opAverage:
		var sum int64
		for i, k := range kids {
			sum += int64(r.weights[int(n.firstKid)+i]) * int64(r.atBest(c, out, k))
		}
		v = divide(sum, int64(n.total))
	case opAtLeast:
		var best nBest
		best.reset(n.n)
		for _, k := range kids {
			best.add(r.atBest(c, out, k))
		}
		v = best.mean()
	case opSkill, opEducation, opCertification, opExperience, opCoursework, opPreference, opLanguage:
		if !c.coarselySilent(n.op) {
			return out[root].value
		}
		v = full
	}
	return scale(v, n.worth)
}

// coarselySilent reports whether the whole part of the profile is empty that a kind of leaf reads.
func (c *candidate) coarselySilent(o op) bool {
	switch o {
	case opEducation, opCoursework:
		return c.listed.education == 0
	case opSkill, opExperience:
		return c.listed.skills == 0 && c.listed.experience == 0
	case opCertification:
		return c.saysNothing() && c.listed.certifications == 0
	case opLanguage:
		return c.saysNothing() && c.listed.languages == 0
	case opPreference, opAny, opAll, opAverage, opAtLeast:
	}
	return false
}
