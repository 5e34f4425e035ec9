package matcher

import (
	"fmt"
	"math"
	"slices"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher/finding"
	"github.com/lexfit/lexfit/matcher/lexicon"
	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

const partSkill part = "skill"

// skillKind is skills: claimed, measured, shown in duties or implied by work.
type skillKind struct{}

func (skillKind) part() part { return partSkill }

// Category implements Kind.
func (skillKind) Category() lexfitv1.Category { return lexfitv1.Category_CATEGORY_SKILL }

// Lint implements Kind.
func (skillKind) Lint(report *finding.Report, condition *lexfitv1.Condition, path string) {
	path += ".skill"
	report.NotEmpty(len(condition.GetSkill().GetBestOf()), path)
	report.IDs(finding.Skill, condition.GetSkill().GetBestOf(), path+".best_of")
}

// Best implements Kind.
func (skillKind) Best(reach *Reach, condition *lexfitv1.Condition) int64 {
	return bestOf(condition.GetSkill().GetBestOf(), func(id string) int64 {
		if best, ok := reach.skills[id]; ok {
			return best
		}
		return full
	})
}

// Meetable implements Kind: a skill is met by being there.
func (k skillKind) Meetable(reach *Reach, condition *lexfitv1.Condition, _ func(string) bool) bool {
	return k.Best(reach, condition) > 0
}

func (skillKind) compile(compiler *treeCompiler, path string, condition *lexfitv1.Condition, _ bool) []wholeLeaf {
	ids := compiler.findAll(compiler.skills, path+".skill.best_of", "skill", condition.GetSkill().GetBestOf())
	leaves := make([]wholeLeaf, 0, len(ids))
	for _, id := range ids {
		title := compiler.words.skills[id].title
		leaves = append(leaves, &skillLeaf{id, title, title + " at a higher level or over more years"})
	}
	return leaves
}

func (skillKind) read(in *intake) {
	in.readSkills()
	in.readDuties()
}

func (in *intake) readSkills() {
	for i, written := range in.profile.GetSkills() {
		at := ref{refSkill, int32(i), 0}
		hits := in.words.skillNames.Read(&in.reader, written.GetName())
		kind := lexfitv1.MatchKind_MATCH_KIND_PHRASE
		if len(hits) > 0 {
			kind = hits[0].Kind
		}
		measuredSkill, measured := in.words.measureIn(&in.reader)
		if stated := written.GetMeasured(); stated != nil {
			if skill, ok := in.words.units[lexicon.NormalizeName(stated.GetUnit())]; !ok {
				in.miss(ref{refMeasured, int32(i), 0}, stated.GetUnit(), noteUnit, 0)
			} else if len(hits) > 0 && !slices.ContainsFunc(hits, func(hit lexicon.Hit) bool { return hit.ID == skill }) {
				in.miss(ref{refMeasured, int32(i), 0}, stated.GetUnit(), noteForeignMeasure, 0)
			} else {
				measuredSkill, measured = skill, wholeUnits(stated.GetValue())
			}
		}
		if len(hits) == 0 && measuredSkill < 0 {
			note := noteUnknown
			if len(in.words.credentialNames.Read(&in.reader, written.GetName())) > 0 {
				note = noteIsCredential
			} else if len(in.words.languageNames.Read(&in.reader, written.GetName())) > 0 {
				note = noteIsLanguage
			}
			in.miss(at, written.GetName(), note, 0)
			continue
		}
		months := wholeMonths(written.GetYears()) // unset is none
		for _, hit := range hits {
			if hit.ID != measuredSkill {
				in.named = append(in.named, namedSkill{entry: int32(i), skill: hit.ID})
				denied := written.GetProficiency() == lexfitv1.Proficiency_PROFICIENCY_NONE
				in.claim(hit.ID, in.claimed(written, hit.ID, months), denied, at, hit.Kind)
			}
		}
		if measuredSkill >= 0 {
			value := in.words.skills[measuredSkill].measure.at(measured)
			if state := in.touch(measuredSkill); value > state.measured {
				state.measured = value
				state.from, state.kind = at, kind
			}
		}
	}
}

// claimed is the value of a skill as one entry claims it.
func (in *intake) claimed(written *lexfitv1.Skill, skill, months int32) int32 {
	level := written.GetProficiency()
	if in.words.skills[skill].software && written.GetLastUsedOn() != "" {
		if last, ok := parseDate(written.GetLastUsedOn()); ok && in.month-last.monthIndex(12) > in.tables.softwareStale {
			level = oneLower(level)
		}
	}
	return in.tables.skill(level, months)
}

// oneLower is the level below, down to NOVICE; NONE stays what it is.
func oneLower(level lexfitv1.Proficiency) lexfitv1.Proficiency {
	switch level {
	case lexfitv1.Proficiency_PROFICIENCY_UNSPECIFIED:
		return lexfitv1.Proficiency_PROFICIENCY_BASIC
	case lexfitv1.Proficiency_PROFICIENCY_BASIC, lexfitv1.Proficiency_PROFICIENCY_WORKING,
		lexfitv1.Proficiency_PROFICIENCY_ADVANCED, lexfitv1.Proficiency_PROFICIENCY_EXPERT:
		return level - 1
	case lexfitv1.Proficiency_PROFICIENCY_NONE, lexfitv1.Proficiency_PROFICIENCY_NOVICE:
	}
	return level
}

// wholeMonths turns years into whole months, half up.
func wholeMonths(years float64) int32 { return int32(math.Floor(years*12 + 0.5)) }

func wholeUnits(value float64) int32 { return int32(value + 0.5) }

// readDuties finds skills in what was done. A duty of a few words is read as a name first.
func (in *intake) readDuties() {
	const fewWords = 5
	for i, job := range in.profile.GetExperience() {
		for j, duty := range job.GetDuties() {
			for _, hit := range in.words.skillNames.ReadDuty(&in.reader, duty, fewWords) {
				in.claim(hit.ID, in.tables.bareName, false, ref{refDuty, int32(i), int32(j)}, hit.Kind)
			}
		}
	}
}

func (skillKind) fact(profile *lexfitv1.CandidateProfile, at place) string {
	switch {
	case at.i < 0:
	case at.list == "skills" && at.part == "":
		return skillInWords(profile.GetSkills()[at.i])
	case at.list == "experience" && at.part == ".duties":
		job := profile.GetExperience()[at.i]
		return "“" + prose.Shorten(job.GetDuties()[at.j]) + "” among the duties as " + job.GetTitle()
	}
	return ""
}

func skillInWords(written *lexfitv1.Skill) string {
	if measured := written.GetMeasured(); measured != nil {
		return fmt.Sprintf("“%s” measured at %d %s", written.GetName(), wholeUnits(measured.GetValue()), measured.GetUnit())
	}
	text := "“" + written.GetName() + "”"
	if written.GetProficiency() != 0 {
		text += " at " + prose.Proficiency(written.GetProficiency()) + " level"
	}
	if months := wholeMonths(written.GetYears()); months > 0 {
		text += " over " + prose.Years(months)
	}
	return text
}

// skillLeaf asks for one skill.
type skillLeaf struct {
	skill  int32
	title  string
	raised string // the title with what more is asked for
}

func (l *skillLeaf) part() part { return partSkill }

func (l *skillLeaf) judge(person *candidate) outcome { return person.verdict[l.skill] }

func (l *skillLeaf) open(person *candidate) bool {
	return person.listed.skills == 0 && person.listed.experience == 0
}

func (l *skillLeaf) prove(why *explainer, basis lexfitv1.Basis) {
	id := why.c.giver(l.skill)
	state, title := &why.c.skill[id], why.c.words.skills[id].title
	if stated := max(state.claim, state.measured); stated > 0 && (state.outweighs() || min(stated, state.value) >= state.implied) {
		why.add(state.from, title, state.kind, basis)
	} else {
		why.add(ref{refJob, state.job, 0}, title, 0, basis)
	}
}

func (l *skillLeaf) asks() string { return l.title }

func (l *skillLeaf) more() string { return l.raised }

func (l *skillLeaf) shown(*candidate) string { return "" }

func (l *skillLeaf) away(_ *gate, value, _ int32, _ int) int {
	if value > 0 {
		return 0
	}
	return 1
}

func (l *skillLeaf) asked() int32 { return l.skill }

// seek looks at skills of which one would do. The best that is stated below ADVANCED is raised; where none is stated and no
// work stands for one, the first that can be learnt is. A level that is not stated is a question.
func (l *skillLeaf) seek(finder *finder, asked ...wanted) {
	best := absent
	for i, want := range asked {
		state := &finder.c.skill[want.skill]
		if state.implied > 0 && !state.outweighs() || state.stated() > 0 {
			if best < 0 || want.value > asked[best].value {
				best = i
			}
		}
	}
	if best >= 0 {
		finder.raise(asked[best].skill)
		return
	}
	if finder.elsewhere {
		return
	}
	for _, want := range asked {
		if finder.c.known[want.skill].learnable && finder.learn(want.skill) {
			return
		}
	}
}

// raise proposes the next level of a skill whose level is stated, or the next mark of one that was measured.
func (f *finder) raise(id int32) {
	state, known := &f.c.skill[id], &f.c.known[id]
	if known.style || state.stated() < 0 || state.from.kind != refSkill {
		return
	}
	entry := f.c.profile.GetSkills()[state.from.i]
	step := action{deed: improveSkill{}, kind: lexfitv1.AdviceKind_ADVICE_KIND_RAISE_SKILL, entry: state.from.i, subject: id}
	if state.measured >= 0 {
		if by, ok := f.c.words.units[lexicon.NormalizeName(entry.GetMeasured().GetUnit())]; entry.GetMeasured() == nil || !ok || by != id {
			return // the number stands in the name
		}
		now := wholeUnits(entry.GetMeasured().GetValue())
		for i, mark := range known.measure.x {
			if mark > now && known.measure.value[i] > state.measured {
				step.units = mark
				break
			}
		}
		if step.units == 0 {
			return
		}
		f.effort(&step, known, lexfitv1.Proficiency_PROFICIENCY_ADVANCED, lexfitv1.Proficiency_PROFICIENCY_ADVANCED)
		return
	}
	switch entry.GetProficiency() {
	case lexfitv1.Proficiency_PROFICIENCY_NOVICE, lexfitv1.Proficiency_PROFICIENCY_BASIC, lexfitv1.Proficiency_PROFICIENCY_WORKING:
	case lexfitv1.Proficiency_PROFICIENCY_UNSPECIFIED, lexfitv1.Proficiency_PROFICIENCY_NONE,
		lexfitv1.Proficiency_PROFICIENCY_ADVANCED, lexfitv1.Proficiency_PROFICIENCY_EXPERT:
		return
	}
	step.level = entry.GetProficiency() + 1
	f.effort(&step, known, step.level, step.level)
}

// learn proposes to learn a skill from nothing to a working level. It reports whether it did.
func (f *finder) learn(id int32) bool {
	const working = lexfitv1.Proficiency_PROFICIENCY_WORKING
	step := action{deed: improveSkill{}, kind: lexfitv1.AdviceKind_ADVICE_KIND_LEARN_SKILL, entry: absent, subject: id, level: working}
	if state := &f.c.skill[id]; state.none && state.from.kind == refSkill {
		step.entry = state.from.i
		for _, named := range f.c.named { // an entry that names a work style too cannot be learnt as a whole
			if named.entry == step.entry && f.c.known[named.skill].style {
				return false
			}
		}
	} else if f.c.listed.skills >= mostEntries {
		return false
	}
	return f.effort(&step, &f.c.known[id], lexfitv1.Proficiency_PROFICIENCY_NOVICE, working)
}

// effort adds up what the levels from one to another take, and lists the action if the rulebook says so of each.
func (f *finder) effort(step *action, known *knownSkill, from, to lexfitv1.Proficiency) bool {
	for level := from; level <= to; level++ {
		takes := f.advice.learning[level]
		if takes == nil {
			return false
		}
		effort := takes.GetSkill()
		if known.software {
			effort = takes.GetSoftware()
		}
		step.weeks += effort.GetWeeks()
		step.cost += effort.GetCostUsd()
	}
	f.add(*step)
	return true
}

// improveSkill learns a skill, or brings it to the next level or mark.
type improveSkill struct{ plainDeed }

// do states a skill at a level, or in an entry all that it names.
func (improveSkill) do(trial *whatIf, step *action) {
	person := trial.c
	if step.entry < 0 {
		person.listed.skills++
		trial.raise(step.subject, func(state *skillState) { state.claim = max(state.claim, person.tables.skill(step.level, 0)) })
		return
	}
	if step.units > 0 {
		value := person.known[step.subject].measure.at(step.units)
		trial.raise(step.subject, func(state *skillState) { state.measured = max(state.measured, value) })
		return
	}
	claim := person.tables.skill(step.level, wholeMonths(person.profile.GetSkills()[step.entry].GetYears()))
	for _, named := range person.named {
		if named.entry == step.entry {
			trial.raise(named.skill, func(state *skillState) { state.claim = max(state.claim, claim) })
		}
	}
}

func (improveSkill) reach(reached *scope, step *action) {
	reached.skill(step.subject)
	for _, named := range reached.c.named {
		if step.entry >= 0 && named.entry == step.entry {
			reached.skill(named.skill)
		}
	}
}

func (improveSkill) change(given *situation, profile *lexfitv1.CandidateProfile, asOf date, step *action) *lexfitv1.ProfileChange {
	skill := &lexfitv1.Skill{Name: given.c.known[step.subject].title}
	if step.entry >= 0 {
		skill = proto.CloneOf(profile.GetSkills()[step.entry])
		if skill.GetLastUsedOn() != "" {
			skill.LastUsedOn = asOf.String() // learning it is using it
		}
	}
	if step.units > 0 {
		value := float64(step.units)
		skill.Measured.Value = &value
	} else {
		skill.Proficiency = step.level
	}
	return &lexfitv1.ProfileChange{Path: step.changePath(skillPaths), Entry: &lexfitv1.ProfileChange_Skill{Skill: skill}}
}

func (improveSkill) tell(given *situation, step *action) (text, source string, checks []string) {
	known := &given.c.known[step.subject]
	effort := given.advice.learning[lexfitv1.Proficiency_PROFICIENCY_WORKING]
	if step.level > 0 {
		effort = given.advice.learning[step.level]
	}
	source = effort.GetSkill().GetSource()
	if known.software {
		source = effort.GetSoftware().GetSource()
	}
	var entry *lexfitv1.Skill
	if step.entry >= 0 {
		entry = given.c.profile.GetSkills()[step.entry]
	}
	switch {
	case entry == nil:
		text = "Learn " + known.title + " to a working level; the profile does not name it."
	case step.kind == lexfitv1.AdviceKind_ADVICE_KIND_LEARN_SKILL:
		text = fmt.Sprintf("Learn %s to a working level; “%s” is stated as absent.", known.title, entry.GetName())
	case step.units > 0:
		text = fmt.Sprintf("Bring %s to %d %s; it was measured at %d.", known.title, step.units, known.unit, wholeUnits(entry.GetMeasured().GetValue()))
	default:
		from := prose.Proficiency(entry.GetProficiency())
		text = fmt.Sprintf("Bring %s from %s to %s (“%s” is stated as %s).", known.title, from, prose.Proficiency(step.level), entry.GetName(), from)
	}
	return text, source, nil
}
