package matcher

import (
	"fmt"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// index notes what a change of a profile touches.
func (r *rolePlan) index(skills int) {
	n := len(r.nodes)
	r.parent, r.criterionOf = make([]int32, n), make([]int32, n)
	for i := range n {
		r.parent[i], r.criterionOf[i] = absent, absent
	}
	for i := range r.nodes {
		k := &r.nodes[i]
		for _, kid := range r.kids[k.firstKid : k.firstKid+k.kids] {
			r.parent[kid] = int32(i)
		}
	}
	last := int32(absent) // what stands behind it belongs to flags, which no advice is about
	for i := range r.criteria {
		r.criterionOf[r.criteria[i].root] = int32(i)
		last = max(last, r.criteria[i].root)
	}
	r.bySkill = make([][]int32, skills)
	for i := range last + 1 {
		k := &r.nodes[i]
		switch {
		case k.op == opSkill:
			r.bySkill[k.leaf] = append(r.bySkill[k.leaf], i)
		case k.op > opSkill:
			r.byPart[k.op] = append(r.byPart[k.op], i)
		}
	}
}

// compileAdvice makes ready what advice may propose. It reads the names that advice would write, since a change comes true
// only if it is read as what it means.
func (c *compiler) compileAdvice(rb *lexfitv1.Rulebook) {
	p := c.plan
	p.advice.entry = &rolePlan{}
	s := &scratch{tables: p.tables}
	enter := func(path string, k *lexfitv1.Condition) entryCondition {
		if k == nil {
			return entryCondition{}
		}
		first := int32(len(p.advice.entry.nodes))
		rc := roleCompiler{compiler: c, role: p.advice.entry, gate: true}
		rc.condition(path, k, true, 0)
		return entryCondition{first, int32(len(p.advice.entry.nodes))}
	}
	for i := range p.words.skills {
		k := &p.words.skills[i]
		hits := p.words.skillNames.Read(&s.reader, k.title)
		skill, _ := p.measureIn(&s.reader)
		k.learnable = !k.style && skill < 0 && len(hits) == 1 && hits[0].ID == int32(i)
	}
	for i := range p.words.credentials {
		k := &p.words.credentials[i]
		k.requires = enter(fmt.Sprintf("credentials[%d].requires", i), k.GetRequires())
		for _, name := range append(append([]string{k.title}, k.GetAbbreviations()...), k.GetAliases()...) {
			if len(name) > 0 && name[0] == '=' {
				name = name[1:]
			}
			if hits := p.readCredential(s, name, k.GetIssuer()); len(hits) == 1 && hits[0].ID == int32(i) {
				k.written = name
				break
			}
		}
	}
	for i, t := range rb.GetTitles() {
		for _, name := range append([]string{t.GetTitle()}, t.GetAliases()...) {
			if len(name) > 0 && name[0] == '=' {
				name = name[1:]
			}
			if hits := p.readTitle(&s.reader, name, true); len(hits) == 1 && hits[0].ID == int32(i) {
				p.words.families[i].written, p.words.families[i].reads = name, []int32{int32(i)}
				break
			}
		}
	}
	advice := rb.GetAdvice()
	p.advice.course = advice.GetCourse()
	for _, t := range rb.GetTopics() {
		var reads []int32
		for _, h := range p.words.topicNames.Read(&s.reader, t.GetTitle()) {
			reads = append(reads, h.ID)
		}
		p.advice.topicReads = append(p.advice.topicReads, reads)
	}
	for _, l := range advice.GetLearning() {
		if n := l.GetProficiency(); n > 0 && int(n) < len(p.advice.learning) {
			p.advice.learning[n] = l
		}
	}
	for i, g := range advice.GetPrograms() {
		path := fmt.Sprintf("advice.programs[%d]", i)
		k := programPlan{StudyProgram: g, requires: enter(path+".requires", g.GetRequires()), field: absent}
		if g.GetField() != "" {
			field, ok := c.find(c.fields, path+".field", "field", g.GetField())
			if !ok {
				continue
			}
			k.field, k.written = field, rb.GetFields()[field].GetTitle()
			for _, h := range p.words.fieldNames.Read(&s.reader, k.written) {
				k.reads = append(k.reads, p.words.towards[h.ID]...)
			}
		}
		for _, t := range c.findAll(c.topics, path+".topics", "course topic", g.GetTopics()) {
			k.topics = append(k.topics, p.advice.topicReads[t]...)
			k.courses = append(k.courses, rb.GetTopics()[t].GetTitle())
		}
		p.advice.programs = append(p.advice.programs, k)
	}
	p.advice.entry.index(len(p.words.skills))
}
