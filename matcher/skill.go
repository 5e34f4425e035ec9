package matcher

import (
	"fmt"
	"slices"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher/finding"
	"github.com/lexfit/lexfit/matcher/lexicon"
	"github.com/lexfit/lexfit/matcher/prose"
	"github.com/lexfit/lexfit/matcher/silence"
	"github.com/lexfit/lexfit/matcher/wording"
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

func (skillKind) read(in *intake) { in.readSkills() }

func (in *intake) readSkills() {
	for i, written := range in.profile.GetSkills() {
		at := ref{refSkill, int32(i), 0}
		if silence.Of(written.GetName()) != silence.Spoken && written.GetMeasured() == nil {
			in.listed.skills--
			continue
		}
		list := in.named(written.GetName(), wording.Skill, in.words.skillNames)
		level := written.GetProficiency()
		if in.doubted.skill(int32(i))&inLevel != 0 {
			level = lexfitv1.Proficiency_PROFICIENCY_UNSPECIFIED
		}
		spoken := in.readSpoken(at, written.GetName(), level)
		if spoken { // which read other texts
			list = in.named(written.GetName(), wording.Skill, in.words.skillNames)
		}
		for _, named := range list {
			if named.Denied && !named.Whole {
				in.miss(at, named.text, noteDenied, 0) // nothing is known of a part that is denied
				continue
			}
			hits := in.reader.Hits()
			if !named.whole {
				hits = in.words.skillNames.Read(&in.reader, named.text)
			}
			in.readSkill(written, at, named, hits, spoken)
		}
	}
	in.doubted.leastClaims(in)
}

// readSkill takes the skills that were just read in one name of an entry of skills, with what the words beside it say.
func (in *intake) readSkill(written *lexfitv1.Skill, at ref, named namedText, hits []lexicon.Hit, spoken bool) {
	kind := lexfitv1.MatchKind_MATCH_KIND_PHRASE
	if len(hits) > 0 {
		kind = hits[0].Kind
	}
	measuredSkill, measured := in.words.measureIn(&in.reader)
	if stated := written.GetMeasured(); stated != nil && in.doubted.skill(at.i)&inMeasure == 0 {
		if skill, ok := in.words.units[lexicon.NormalizeName(stated.GetUnit())]; !ok {
			in.miss(ref{refMeasured, at.i, 0}, stated.GetUnit(), noteUnit, 0)
		} else if len(hits) > 0 && !slices.ContainsFunc(hits, func(hit lexicon.Hit) bool { return hit.ID == skill }) {
			in.miss(ref{refMeasured, at.i, 0}, stated.GetUnit(), noteForeignMeasure, 0)
		} else {
			measuredSkill, measured = skill, wholeUnits(stated.GetValue())
		}
	}
	if len(hits) == 0 && measuredSkill < 0 {
		if spoken {
			return
		}
		note := noteUnknown
		if len(in.words.credentialNames.Read(&in.reader, named.text)) > 0 {
			note = noteIsCredential
		} else if len(in.words.languageNames.Read(&in.reader, named.text)) > 0 {
			note = noteIsLanguage
		} else if !named.Denied && in.studyElsewhere(named.text) {
			note = noteIsStudy
		}
		in.miss(at, named.text, note, 0)
		return
	}
	level, months := written.GetProficiency(), wholeMonths(written.GetYears()) // unset is none
	doubt, stated := in.doubted.skill(at.i), level
	if level == lexfitv1.Proficiency_PROFICIENCY_UNSPECIFIED || doubt&inLevel != 0 {
		level = named.Level
	}
	if written.Years == nil || doubt&inYears != 0 {
		months = named.Months
	}
	if months > workingLife {
		in.assume(at, doubtedUse, 0)
	}
	if in.asOf.isBefore(written.GetLastUsedOn()) {
		in.tell(at, usedAhead, 0)
	}
	if named.Denied {
		level = lexfitv1.Proficiency_PROFICIENCY_NONE
	}
	for _, hit := range hits {
		if hit.ID != measuredSkill {
			made := claim{
				skill: hit.ID, entry: at.i, value: in.claimed(written, level, hit.ID, months), at: at, kind: hit.Kind, doubted: months > workingLife,
				months: months, beside: named.Denied,
				none: level == lexfitv1.Proficiency_PROFICIENCY_NONE,
				bare: level == lexfitv1.Proficiency_PROFICIENCY_UNSPECIFIED && months < 12, ordinary: hit.Ordinary,
			}
			if doubt != 0 {
				doubt.least(in, &made, written, stated, level)
			}
			in.claims = append(in.claims, made)
		}
	}
	if measuredSkill >= 0 && !named.Denied {
		curve := in.words.skills[measuredSkill].measure
		doubted := len(curve.x) > 0 && measured > mostTimesBest*curve.x[len(curve.x)-1]
		if doubted {
			in.assume(at, doubtedMark, 0)
		}
		in.claims = append(in.claims, claim{
			skill: measuredSkill, entry: at.i, value: curve.at(measured), measured: true, doubted: doubted, at: at, kind: kind,
		})
	}
}

// missOrdinary notes the ordinary words that are not read, since nothing of the profile is near the law (rule W3).
func (in *intake) missOrdinary() {
	if in.nearLaw {
		return
	}
	last := absent
	for i := range in.claims {
		if c := &in.claims[i]; c.ordinary && !c.none && int(c.entry) != last {
			in.miss(c.at, in.profile.GetSkills()[c.entry].GetName(), noteOrdinary, 0)
			last = int(c.entry)
		}
	}
}

// claimed is the value of a skill as one entry claims it.
func (in *intake) claimed(written *lexfitv1.Skill, level lexfitv1.Proficiency, skill, months int32) int32 {
	if in.words.skills[skill].software && written.GetLastUsedOn() != "" {
		if last, ok := parseDate(written.GetLastUsedOn()); ok && in.month-last.monthIndex(12) > in.tables.softwareStale {
			level = oneLower(level)
		}
	}
	return in.tables.skill(level, months)
}

// least makes the least of a claim of which a part is flagged: whatever of level, years and last use is right.
func (doubt fieldSet) least(in *intake, made *claim, written *lexfitv1.Skill, stated, unstated lexfitv1.Proficiency) {
	if doubt&(inLevel|inYears|inLastUse) == 0 {
		return
	}
	months := made.months
	if doubt&inYears != 0 && written.Years != nil {
		if said := wholeMonths(written.GetYears()); said > workingLife {
			made.doubted = true
		} else {
			months = min(months, said)
		}
	}
	worth := func(level lexfitv1.Proficiency) int32 {
		value := in.claimed(written, level, made.skill, months)
		if in.words.skills[made.skill].style && level == lexfitv1.Proficiency_PROFICIENCY_UNSPECIFIED && months < 12 {
			value = scale(value, bareHabit)
		}
		return value
	}
	made.unsure, made.sure = true, worth(unstated)
	if doubt&inLevel != 0 && stated != lexfitv1.Proficiency_PROFICIENCY_UNSPECIFIED {
		made.sure = min(made.sure, worth(stated))
	}
	if doubt&inLastUse != 0 {
		made.value = in.tables.skill(unstated, made.months)
	}
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

// open is full where skills and work are silent altogether, and for somebody near the law or who may study it, unless the profile says outright how it
// stands with the skill (rule S1).
func (l *skillLeaf) open(person *candidate) int32 {
	state := &person.skill[l.skill]
	if state.measured || state.none || state.refused {
		return 0
	}
	return openIf(person.opens.skills || l.leftOpen(person) || person.said != nil && l.leftOpen(person.said))
}

// leftOpen reports whether skills that are not named are open.
func (*skillLeaf) leftOpen(person *candidate) bool {
	return person.listed.skills == 0 && person.listed.experience == 0 || person.nearLaw || mayStudyLaw(person.education)
}

// prove names every source that has value, what is stated first.
func (l *skillLeaf) prove(why *explainer, basis lexfitv1.Basis) {
	for from := range sources {
		id := why.c.giver(l.skill, from)
		if id < 0 {
			continue
		}
		state := &why.c.skill[id]
		ground := lexfitv1.Basis_BASIS_STATED
		switch {
		case basis == lexfitv1.Basis_BASIS_ASSUMED && why.surely(id, from) < state.own[from]:
			ground = lexfitv1.Basis_BASIS_ASSUMED
		case from == implied:
			ground = lexfitv1.Basis_BASIS_IMPLIED
		}
		why.add(state.at[from], why.c.words.skills[id].title, state.kind[from], ground)
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
		if (state.own[implied] > 0 || state.own[shown] > 0) && !state.outweighs() || state.stated() > 0 {
			if best < 0 || want.value > asked[best].value {
				best = i
			}
		}
	}
	if best >= 0 {
		finder.raise(asked[best].skill)
		return
	}
	if finder.elsewhere || slices.ContainsFunc(asked, func(want wanted) bool { return finder.knows(want.skill) }) {
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
	if known.style || known.notAdvised || !state.named || state.at[claimed].kind != refSkill || f.c.doubts.skill(state.at[claimed].i) != 0 {
		return
	}
	entry := f.c.profile.GetSkills()[state.at[claimed].i]
	step := action{deed: improveSkill{}, kind: lexfitv1.AdviceKind_ADVICE_KIND_RAISE_SKILL, entry: state.at[claimed].i, subject: id}
	if state.measured {
		if by, ok := f.c.words.units[lexicon.NormalizeName(entry.GetMeasured().GetUnit())]; entry.GetMeasured() == nil || !ok || by != id {
			return // the number stands in the name
		}
		now := wholeUnits(entry.GetMeasured().GetValue())
		for i, mark := range known.measure.x {
			if mark > now && known.measure.value[i] > state.own[claimed] {
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
	if state := &f.c.skill[id]; state.none && state.at[claimed].kind == refSkill {
		step.entry = state.at[claimed].i
		if f.c.doubts.skill(step.entry) != 0 {
			return false // whether it is absent is a question
		}
		if slices.ContainsFunc(f.c.claims, func(named claim) bool { return named.entry == step.entry && named.beside }) {
			step.entry = absent
		}
		for _, named := range f.c.claims { // an entry that names a work style too cannot be learnt as a whole
			if step.entry >= 0 && named.entry == step.entry && f.c.known[named.skill].style {
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
		person.claims = append(person.claims, claim{skill: step.subject, entry: absent, value: person.tables.skill(step.level, 0)})
	}
	for i := range person.claims {
		named := &person.claims[i]
		if step.entry < 0 || named.entry != step.entry {
			continue
		}
		switch {
		case step.units > 0 && named.measured:
			trial.claims = append(trial.claims, oldClaim{int32(i), *named})
			named.value = person.known[step.subject].measure.at(step.units)
		case step.units == 0 && !named.measured:
			trial.claims = append(trial.claims, oldClaim{int32(i), *named})
			named.value = person.tables.skill(step.level, named.months)
			named.none, named.bare = false, false
		}
	}
	few := []int32{step.subject}
	for i := range person.claims {
		if id := person.claims[i].skill; step.entry >= 0 && person.claims[i].entry == step.entry && !slices.Contains(few, id) {
			few = append(few, id)
		}
	}
	trial.reweigh(few...)
}

func (improveSkill) reach(reached *scope, step *action) {
	reached.skill(step.subject)
	for _, named := range reached.c.claims {
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
