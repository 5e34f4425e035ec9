package matcher

import (
	"slices"

	"github.com/lexfit/lexfit/matcher/lexicon"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

func (p *Program) readSkills(s *scratch, c *candidate) {
	for i, k := range c.profile.GetSkills() {
		at := ref{refSkill, int32(i), 0}
		hits := p.words.skillNames.Read(&s.reader, k.GetName())
		kind := lexfitv1.MatchKind_MATCH_KIND_PHRASE
		if len(hits) > 0 {
			kind = hits[0].Kind
		}
		measuredSkill, measured := p.measureIn(&s.reader)
		if m := k.GetMeasured(); m != nil {
			if skill, ok := p.words.units[lexicon.NormalizeName(m.GetUnit())]; !ok {
				c.miss(ref{refMeasured, int32(i), 0}, m.GetUnit(), noteUnit, 0)
			} else if len(hits) > 0 && !hasSkill(hits, skill) {
				c.miss(ref{refMeasured, int32(i), 0}, m.GetUnit(), noteForeignMeasure, 0)
			} else {
				measuredSkill, measured = skill, wholeUnits(m.GetValue())
			}
		}
		if len(hits) == 0 && measuredSkill < 0 {
			note := noteUnknown
			if len(p.words.credentialNames.Read(&s.reader, k.GetName())) > 0 {
				note = noteIsCredential
			} else if len(p.words.languageNames.Read(&s.reader, k.GetName())) > 0 {
				note = noteIsLanguage
			}
			c.miss(at, k.GetName(), note, 0)
			continue
		}
		months := wholeMonths(k.GetYears()) // unset is none
		for _, h := range hits {
			if h.ID != measuredSkill {
				c.named = append(c.named, namedSkill{entry: int32(i), skill: h.ID})
				c.claim(h.ID, p.claimed(c, k, h.ID, months), k.GetProficiency() == lexfitv1.Proficiency_PROFICIENCY_NONE, at, h.Kind)
			}
		}
		if measuredSkill >= 0 {
			value := p.words.skills[measuredSkill].measure.at(measured)
			if st := c.touch(measuredSkill); value > st.measured {
				st.measured = value
				st.from, st.kind = at, kind
			}
		}
	}
}

// claimed is the value of a skill as one entry claims it.
func (p *Program) claimed(c *candidate, k *lexfitv1.Skill, skill, months int32) int32 {
	level := k.GetProficiency()
	if p.words.skills[skill].software && k.GetLastUsedOn() != "" {
		if d, ok := parseDate(k.GetLastUsedOn()); ok && c.month-d.monthIndex(12) > p.tables.softwareStale {
			level = oneLower(level)
		}
	}
	return p.tables.skill(level, months)
}

// oneLower is the level below, down to NOVICE; NONE stays what it is.
func oneLower(l lexfitv1.Proficiency) lexfitv1.Proficiency {
	switch l {
	case lexfitv1.Proficiency_PROFICIENCY_UNSPECIFIED:
		return lexfitv1.Proficiency_PROFICIENCY_BASIC
	case lexfitv1.Proficiency_PROFICIENCY_BASIC, lexfitv1.Proficiency_PROFICIENCY_WORKING,
		lexfitv1.Proficiency_PROFICIENCY_ADVANCED, lexfitv1.Proficiency_PROFICIENCY_EXPERT:
		return l - 1
	case lexfitv1.Proficiency_PROFICIENCY_NONE, lexfitv1.Proficiency_PROFICIENCY_NOVICE:
	}
	return l
}

// claim notes that an entry claims a skill: the best value counts, the first of equal ones is the evidence.
func (c *candidate) claim(skill, value int32, none bool, at ref, kind lexfitv1.MatchKind) {
	st := c.touch(skill)
	if none {
		st.none = true
	}
	if value > st.claim {
		st.claim = value
		if st.measured < 0 {
			st.from, st.kind = at, kind
		}
	}
}

func hasSkill(hits []lexicon.Hit, skill int32) bool {
	return slices.ContainsFunc(hits, func(h lexicon.Hit) bool { return h.ID == skill })
}

func wholeUnits(v float64) int32 { return int32(v + 0.5) }

// measureIn finds a number beside a unit in the text just read ("types 70 wpm", "90wpm", "wpm: 65"); of a range, its
// lower end. It returns -1 where there is none.
func (p *Program) measureIn(r *lexicon.Reader) (skill, value int32) {
	for i := range r.Len() {
		w := r.Word(i)
		digits := 0
		n := int32(0)
		for digits < len(w) && digits < 7 && w[digits] >= '0' && w[digits] <= '9' {
			n = n*10 + int32(w[digits]-'0')
			digits++
		}
		if digits == 0 {
			continue
		}
		if digits < len(w) { // the unit is written to the number
			if skill, ok := p.words.units[string(w[digits:])]; ok {
				return skill, n
			}
			continue
		}
		if skill, ok := p.unitAt(r, i+1); ok {
			return skill, n
		}
		if i+1 < r.Len() && lexicon.IsNumber(r.Word(i+1)) { // "50-60 wpm"
			if skill, ok := p.unitAt(r, i+2); ok {
				return skill, n
			}
		}
		if i > 0 {
			if skill, ok := p.words.units[string(r.Word(i-1))]; ok {
				return skill, n
			}
		}
	}
	return absent, 0
}

// unitAt reads a unit of up to three words that begins at the word i.
func (p *Program) unitAt(r *lexicon.Reader, i int) (int32, bool) {
	for n := 1; n <= 3 && i+n <= r.Len(); n++ {
		if skill, ok := p.words.units[string(r.Span(i, i+n))]; ok {
			return skill, true
		}
	}
	return 0, false
}

// readDuties finds skills in what was done. A duty of a few words is read as a name first.
func (p *Program) readDuties(s *scratch, c *candidate) {
	const fewWords = 5
	for i, e := range c.profile.GetExperience() {
		for j, d := range e.GetDuties() {
			for _, h := range p.words.skillNames.ReadDuty(&s.reader, d, fewWords) {
				c.claim(h.ID, p.tables.bareName, false, ref{refDuty, int32(i), int32(j)}, h.Kind)
			}
		}
	}
}

// implySkills adds what the years in each title family stand for.
func (p *Program) implySkills(c *candidate) {
	for f := range p.words.families {
		if len(p.words.families[f].implies) == 0 {
			continue
		}
		value, sure, longest := p.implied(c, int32(f))
		if longest < 0 {
			continue
		}
		for _, k := range p.words.families[f].implies {
			st := c.touch(k.skill)
			if v := divide(value*int64(k.figure), 1_000_000); v > st.implied {
				st.implied, st.job = v, longest
			}
			st.sureImpl = max(st.sureImpl, divide(sure*int64(k.figure), 1_000_000))
		}
	}
}

// implied is the share of a family's figures that its months stand for, per million, as it is and without assumptions, and
// the longest job; absent where there is none.
func (p *Program) implied(c *candidate, family int32) (value, sure int64, longest int32) {
	w := c.workIn(family)
	if w.months == 0 {
		return 0, 0, absent
	}
	value = int64(p.tables.implied.at(w.months)) * int64(w.recency)
	sure = int64(p.tables.implied.at(w.sureMonths)) * int64(w.sureRecency)
	return value, sure, w.job
}

// judgeSkills settles the value of every skill that the profile speaks of, in four ways: as it is, without what is
// implied, without assumptions, and without both.
func (p *Program) judgeSkills(c *candidate) {
	c.setCaps(p)
	named := len(c.touched)
	for _, id := range c.touched[:named] {
		if c.skill[id].spoken() {
			c.weigh(id)
		}
	}
	for _, id := range c.touched[:named] {
		if c.skill[id].spoken() { // else a neighbour of others, no more
			p.push(c, id)
		}
	}
	for _, id := range c.touched {
		c.settle(id)
	}
}

// setCaps sets the most that stated skills are worth, as it is and without assumptions. It reports whether they changed.
func (c *candidate) setCaps(p *Program) bool {
	most, sureMost := int32(full), int32(full)
	lifted, sure := p.shown(c)
	if !lifted {
		most = scale(full, p.tables.wordsWithoutWork)
	}
	if !sure {
		sureMost = scale(full, p.tables.wordsWithoutWork)
	}
	changed := most != c.most || sureMost != c.sureMost
	c.most, c.sureMost = most, sureMost
	return changed
}

// weigh sets a skill's own values: stated or implied, without what others give it.
func (c *candidate) weigh(id int32) {
	st := &c.skill[id]
	c.near[id].speaks = true
	stated := max(st.stated(), 0)
	s, ss := min(stated, c.most), min(stated, c.sureMost)
	st.value, st.withoutImplied = max(s, st.implied), s
	st.withoutAssumed, st.low = max(ss, st.sureImpl), ss
}

// push gives to related skills, one hop: what each gives to its neighbours is its own value, not what others gave it.
func (p *Program) push(c *candidate, id int32) {
	st := &c.skill[id]
	for _, r := range p.words.skills[id].related {
		to := c.approach(r.skill)
		to.speaks = true
		gives := scale(st.value, r.similarity)
		if gives > to.push[0] {
			to.push[0], to.related = gives, id+1
		}
		stated := gives
		if st.withoutImplied != st.value {
			stated = scale(st.withoutImplied, r.similarity)
		}
		to.push[1] = max(to.push[1], stated)
		if c.assumed { // else nothing is different without assumptions
			gives, stated = scale(st.withoutAssumed, r.similarity), scale(st.low, r.similarity)
		}
		to.push[2], to.push[3] = max(to.push[2], gives), max(to.push[3], stated)
	}
}

// outweighs reports whether a measured value, or asked and absent, outweighs what work or a related skill implies.
func (s *skillState) outweighs() bool { return s.measured >= 0 || s.none && s.claim == 0 }

// settle makes the outcome of a skill from its own values and what others give it.
func (c *candidate) settle(id int32) {
	st, near := &c.skill[id], &c.near[id]
	if st.outweighs() {
		stated := max(st.measured, 0)
		value, sure := min(stated, c.most), min(stated, c.sureMost)
		c.verdict[id] = judged(value, value, sure, sure, !near.speaks)
		return
	}
	c.verdict[id] = judged(max(st.value, near.push[0]), max(st.withoutImplied, near.push[1]),
		max(st.withoutAssumed, near.push[2]), max(st.low, near.push[3]), !near.speaks)
}

// from returns the skill whose value counts for a skill: itself, or the related one that gives it more.
func (c *candidate) from(id int32) int32 {
	st, near := &c.skill[id], &c.near[id]
	if !st.outweighs() && near.push[0] > st.value {
		return near.related - 1
	}
	return id
}

// shown reports whether anything stands behind the words of the profile: a year of any work, a known course or an active
// credential; and whether it does without assumptions.
func (p *Program) shown(c *candidate) (lifted, sure bool) {
	if len(c.courses) > 0 {
		return true, true
	}
	for _, k := range c.certs {
		if k.status == lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE && p.words.credentials[k.credential].lifts {
			lifted = true
			sure = sure || !k.taken
		}
	}
	if sure {
		return true, true
	}
	w := c.workIn(anyFamily)
	return lifted || w.months >= p.tables.wordsWorkMonths, w.sureMonths >= p.tables.wordsWorkMonths
}
