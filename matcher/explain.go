package matcher

import (
	"slices"
	"strconv"
	"strings"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// explainer turns the outcomes of one role into criteria with routes and evidence.
type explainer struct {
	plan *Program
	role *rolePlan
	c    *candidate
	out  []outcome

	// A reply holds some two hundred small messages; they are taken from slabs, a few allocations instead of as many.
	routes    slab[lexfitv1.Route]
	proofs    slab[lexfitv1.Evidence]
	proofList []*lexfitv1.Evidence
	texts     []string
	nodes     []int32
}

// slab hands out new values a chunk at a time.
type slab[T any] struct{ rest []T }

func (s *slab[T]) take() *T {
	if len(s.rest) == 0 {
		s.rest = make([]T, 24)
	}
	x := &s.rest[0]
	s.rest = s.rest[1:]
	return x
}

func (e *explainer) criteria() []*lexfitv1.CriterionFit {
	list := make([]*lexfitv1.CriterionFit, len(e.role.criteria))
	fits := make([]lexfitv1.CriterionFit, len(e.role.criteria))
	for i := range e.role.criteria {
		list[i] = &fits[i]
		e.criterion(i, list[i])
	}
	return list
}

func (e *explainer) criterion(at int, f *lexfitv1.CriterionFit) {
	k := &e.role.criteria[at]
	o := &e.out[k.root]
	f.CriterionId, f.Origin, f.Title = k.GetId(), e.role.role.GetName(), k.GetTitle()
	if e.role.order != nil {
		f.Origin = e.role.origins[at]
	}
	f.Category, f.Requirement = k.GetCategory(), k.GetRequirement()
	f.Points, f.PointsLow, f.PointsHigh = points(k, o.value), points(k, o.low), points(k, o.high)
	f.MaxPoints, f.Satisfaction = k.GetWeight(), o.value
	f.Status, f.Basis = k.status(o), o.basis
	for i, n := range e.eitherOrs(k.root) {
		route, next := e.choice(n)
		if i == 0 {
			f.Route, f.NextRoute = route, next
		} else {
			f.FurtherChoices = append(f.FurtherChoices, &lexfitv1.Choice{Route: route, NextRoute: next})
		}
	}
	start := len(e.proofList)
	e.evidence(start, k.root)
	f.Evidence = e.proofList[start:len(e.proofList):len(e.proofList)]
}

// points is what a criterion gives for a value.
func points(k *criterionPlan, value int32) int32 {
	return divide(int64(k.GetWeight())*int64(value), full)
}

func (k *criterionPlan) status(o *outcome) lexfitv1.Status {
	switch {
	case o.value >= k.threshold:
		return lexfitv1.Status_STATUS_MET
	case o.value > 0:
		return lexfitv1.Status_STATUS_PARTIAL
	case o.silent:
		return lexfitv1.Status_STATUS_NOT_STATED
	default:
		return lexfitv1.Status_STATUS_NOT_MET
	}
}

func (e *explainer) kids(n *node) []int32 { return e.role.kids[n.firstKid : n.firstKid+n.kids] }

// eitherOrs returns every either/or of a condition that does not stand within another. It is valid until the next call.
func (e *explainer) eitherOrs(root int32) []int32 {
	e.nodes = e.nodes[:0]
	e.findEitherOrs(root)
	return e.nodes
}

func (e *explainer) findEitherOrs(at int32) {
	n := &e.role.nodes[at]
	if n.op == opAny && n.kids > 1 {
		e.nodes = append(e.nodes, at)
		return
	}
	for _, k := range e.kids(n) {
		e.findEitherOrs(k)
	}
}

// choice names the alternative that counted and the next best one. Where nothing counted there is only a next one.
func (e *explainer) choice(at int32) (route, next *lexfitv1.Route) {
	best, second := int32(absent), int32(absent)
	for _, k := range e.kids(&e.role.nodes[at]) {
		switch {
		case best < 0 || e.better(k, best):
			best, second = k, best
		case second < 0 || e.better(k, second):
			second = k
		}
	}
	if e.out[best].value == 0 {
		return nil, e.route(best)
	}
	return e.route(best), e.route(second)
}

// better orders alternatives: the higher value, then the firmer ground, then the higher worth, then the rulebook's order.
func (e *explainer) better(a, b int32) bool {
	x, y := &e.out[a], &e.out[b]
	switch {
	case x.value != y.value:
		return x.value > y.value
	case x.basis != y.basis:
		return x.basis < y.basis
	default:
		return x.value == 0 && e.role.nodes[a].worth > e.role.nodes[b].worth
	}
}

func (e *explainer) route(at int32) *lexfitv1.Route {
	r := e.routes.take()
	start := len(e.texts)
	e.texts = e.lacks(e.texts, at)
	r.Title, r.Satisfaction = e.title(at), e.out[at].value
	if n := len(e.texts); n > start {
		r.Lacks = e.texts[start:n:n]
	}
	return r
}

// title names a node: its own title, or what it asks for.
func (e *explainer) title(at int32) string {
	n := &e.role.nodes[at]
	switch {
	case n.title != "":
		return n.title
	case n.op == opAny:
		best := e.kids(n)[0]
		for _, k := range e.kids(n) {
			if e.better(k, best) {
				best = k
			}
		}
		return e.title(best)
	case n.op < opSkill:
		var titles []string
		for _, k := range e.kids(n) {
			titles = append(titles, e.title(k))
		}
		return strings.Join(titles, " + ")
	default:
		return n.asks
	}
}

// lacks appends what a node asks for and the profile does not give in full.
func (e *explainer) lacks(list []string, at int32) []string {
	n := &e.role.nodes[at]
	switch n.op {
	case opAny:
		if e.fullUnscaled(at) {
			return list
		}
		best := e.kids(n)[0]
		for _, k := range e.kids(n) {
			if e.better(k, best) {
				best = k
			}
		}
		return e.lacks(list, best)
	case opAll, opAverage:
		for _, k := range e.kids(n) {
			list = e.lacks(list, k)
		}
		return list
	case opAtLeast:
		missing := int(n.n)
		for _, k := range e.kids(n) {
			if e.out[k].value > 0 {
				missing--
			}
		}
		if missing > 0 {
			list = append(list, strconv.Itoa(missing)+" more of "+e.alternatives(n))
		}
		return list
	case opExperience:
		if e.fullUnscaled(at) {
			return list
		}
		if l := &e.role.experience[n.leaf]; l.step > 0 {
			return append(list, n.asks+" ("+prose.Years(e.stepMonths(l))+" shown)")
		}
	case opSkill, opEducation, opCertification, opCoursework, opPreference, opLanguage:
	}
	switch {
	case e.fullUnscaled(at):
	case e.out[at].value > 0:
		list = append(list, n.asksMore)
	default:
		list = append(list, n.asks)
	}
	return list
}

func (e *explainer) fullUnscaled(at int32) bool {
	return e.out[at].value >= scale(full, e.role.nodes[at].worth)
}

func (e *explainer) alternatives(n *node) string {
	var titles []string
	for _, k := range e.kids(n) {
		if e.out[k].value == 0 && len(titles) < 4 {
			titles = append(titles, e.title(k))
		}
	}
	return prose.Or(titles)
}

// stepMonths is how many months a step leaf finds.
func (e *explainer) stepMonths(l *experienceLeaf) int32 {
	var months int32
	e.c.covered.reset()
	for i := range e.c.jobs {
		j := &e.c.jobs[i]
		if l.counts(e.c, j) == 0 {
			continue
		}
		if j.dated {
			months += e.c.covered.add(j.first, j.last)
		} else {
			months += j.months
		}
	}
	return months
}

// prove appends a place to the evidence that begins at start, once.
func (e *explainer) prove(start int, r ref, readAs string, kind lexfitv1.MatchKind, basis lexfitv1.Basis) {
	path := r.path()
	for _, v := range e.proofList[start:] {
		if v.GetPath() == path && v.GetReadAs() == readAs {
			return
		}
	}
	v := e.proofs.take()
	v.Path, v.ReadAs, v.Match, v.Basis = path, readAs, kind, basis
	e.proofList = append(e.proofList, v)
}

// evidence appends the places in the profile that gave a node its value, along the alternatives that counted.
func (e *explainer) evidence(start int, at int32) {
	n, o := &e.role.nodes[at], &e.out[at]
	if o.value == 0 {
		return
	}
	c := e.c
	switch n.op {
	case opAny:
		best := int32(absent)
		for _, k := range e.kids(n) {
			if best < 0 || e.better(k, best) {
				best = k
			}
		}
		e.evidence(start, best)
	case opAtLeast:
		kids := slices.Clone(e.kids(n))
		slices.SortStableFunc(kids, func(a, b int32) int { return int(e.out[b].value - e.out[a].value) })
		for _, k := range kids[:n.n] {
			e.evidence(start, k)
		}
	case opAll, opAverage:
		for _, k := range e.kids(n) {
			e.evidence(start, k)
		}
	case opSkill:
		id := c.from(n.leaf)
		st := &c.skill[id]
		if stated := max(st.claim, st.measured); stated > 0 && (st.outweighs() || min(stated, st.value) >= st.implied) {
			e.prove(start, st.from, e.plan.words.skills[id].title, st.kind, o.basis)
		} else {
			e.prove(start, ref{refJob, st.job, 0}, e.plan.words.skills[id].title, 0, o.basis)
		}
	case opEducation:
		if entry, _, _ := e.role.education[n.leaf].best(c); entry != nil {
			e.prove(start, ref{refEducation, entry.index, 0}, e.studies(entry), 0, o.basis)
		}
	case opCertification:
		if entry, _, _ := e.role.certs[n.leaf].best(c, e.plan.tables); entry != nil {
			e.prove(start, ref{refCertification, entry.index, 0}, e.plan.words.credentials[entry.credential].title, entry.kind, o.basis)
		}
	case opExperience:
		l := &e.role.experience[n.leaf]
		for i := range c.jobs {
			if j := &c.jobs[i]; l.counts(c, j) > 0 {
				e.prove(start, ref{refJob, j.index, 0}, e.plan.jobTitle(j), 0, basisOfJob(j))
			}
		}
	case opCoursework:
		for _, t := range e.role.coursework[n.leaf].topics {
			if k := c.topics[t]; k > 0 {
				e.prove(start, c.courses[k-1], e.plan.rulebook.GetTopics()[t].GetTitle(), 0, lexfitv1.Basis_BASIS_STATED)
			}
		}
	case opPreference:
		if i, _ := e.role.preference[n.leaf].best(c); i > 0 {
			e.prove(start, ref{refInterest, c.interests[i] - 1, 0}, prose.Interest(lexfitv1.Interest(i)), 0, lexfitv1.Basis_BASIS_STATED)
		}
	case opLanguage:
		if entry, _ := e.role.language[n.leaf].best(c); entry != nil {
			e.prove(start, ref{refLanguage, entry.index, 0}, e.plan.rulebook.GetLanguages()[entry.language].GetTitle(), entry.kind, lexfitv1.Basis_BASIS_STATED)
		}
	}
}

// studies names an entry of education: its level, and its field where that is known.
func (e *explainer) studies(entry *educationEntry) string {
	level := prose.Level(entry.level)
	if entry.first == entry.last {
		return level
	}
	return level + ", " + e.plan.rulebook.GetFields()[e.c.fields[entry.first]].GetTitle()
}

func basisOfJob(j *job) lexfitv1.Basis {
	if j.taken {
		return lexfitv1.Basis_BASIS_ASSUMED
	}
	return lexfitv1.Basis_BASIS_STATED
}

func (p *Program) jobTitle(j *job) string {
	if j.known == 0 {
		return "work in a law office"
	}
	return p.words.families[j.families[0]].title
}

// A pathTable holds the paths of the first entries of a list, which nearly all references are to.
type pathTable struct {
	list  string
	first [32]string
}

func newPathTable(list string) *pathTable {
	t := &pathTable{list: list}
	for i := range t.first {
		t.first[i] = list + "[" + strconv.Itoa(i) + "]"
	}
	return t
}

func (t *pathTable) at(i int32) string {
	if i >= 0 && int(i) < len(t.first) {
		return t.first[i]
	}
	return t.list + "[" + strconv.Itoa(int(i)) + "]"
}

var (
	skillPaths         = newPathTable("skills")
	educationPaths     = newPathTable("education")
	certificationPaths = newPathTable("certifications")
	experiencePaths    = newPathTable("experience")
	languagePaths      = newPathTable("languages")
	interestPaths      = newPathTable("preferences.interests")
	goalPaths          = newPathTable("preferences.goals")
	dutyPaths          = newPathTable(".duties")
	areaPaths          = newPathTable(".practice_areas")
	coursePaths        = newPathTable(".coursework")
)

// path is the place as a field path of the profile.
func (r ref) path() string {
	switch r.kind {
	case refSkill:
		return skillPaths.at(r.i)
	case refMeasured:
		return skillPaths.at(r.i) + ".measured.unit"
	case refDuty:
		return experiencePaths.at(r.i) + dutyPaths.at(r.j)
	case refPracticeArea:
		return experiencePaths.at(r.i) + areaPaths.at(r.j)
	case refJob:
		return experiencePaths.at(r.i)
	case refTitle:
		return experiencePaths.at(r.i) + ".title"
	case refEducation:
		return educationPaths.at(r.i)
	case refField:
		return educationPaths.at(r.i) + ".field"
	case refCourse:
		return educationPaths.at(r.i) + coursePaths.at(r.j)
	case refCertification:
		return certificationPaths.at(r.i)
	case refLanguage:
		return languagePaths.at(r.i)
	case refInterest:
		return interestPaths.at(r.i)
	case refGoal:
		return goalPaths.at(r.i)
	case refNone:
	}
	return ""
}

func (p *Program) assumptions(c *candidate) []*lexfitv1.Assumption {
	if len(c.assumptions) == 0 {
		return nil
	}
	list := make([]*lexfitv1.Assumption, 0, len(c.assumptions))
	for _, a := range c.assumptions {
		x := &lexfitv1.Assumption{Path: a.at.path()}
		switch a.what {
		case assumedCompleted:
			x.Path += ".status"
			x.Text = "No status is stated; taken as completed."
		case assumedDiploma:
			x.Path += ".level"
			x.Text = "No level is stated; taken as a high-school diploma."
		case assumedActive:
			x.Path += ".status"
			x.Text = "No status is stated; taken as active."
		case assumedLength:
			x.Path += ".months"
			x.Text = "No length can be told from the dates; taken as " + prose.Years(a.n) + "."
		case assumedSameJob:
			x.Text = "Equal to " + experiencePaths.at(a.n) + " in everything that is scored, and undated; counted once."
		}
		list = append(list, x)
	}
	return list
}

func (p *Program) unrecognized(c *candidate) []*lexfitv1.Unrecognized {
	if len(c.unrecognized) == 0 {
		return nil
	}
	list := make([]*lexfitv1.Unrecognized, 0, len(c.unrecognized))
	for _, u := range c.unrecognized {
		x := &lexfitv1.Unrecognized{Path: u.at.path(), Text: u.text}
		switch u.note {
		case noteUnknown:
		case noteClaim:
			x.Note = p.words.credentials[u.id].claim
		case noteIsCredential:
			x.Note = "This is a certification: state it under certifications."
		case noteIsSkill:
			x.Note = "This is a skill: state it under skills."
		case noteIsLanguage:
			x.Note = "This is a language: state it under languages."
		case noteUnit:
			x.Note = "No rule reads this unit; the stated proficiency counts."
		case noteForeignMeasure:
			x.Note = "This unit does not measure the skill named; the stated proficiency counts."
		}
		list = append(list, x)
	}
	return list
}
