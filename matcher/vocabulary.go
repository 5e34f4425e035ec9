package matcher

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lexfit/lexfit/matcher/duties"
	"github.com/lexfit/lexfit/matcher/lexicon"
	"github.com/lexfit/lexfit/matcher/wording"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// vocabulary is what the names of a rulebook are read as. What a name stands for is known by its number in the rulebook.
type vocabulary struct {
	skillNames, fieldNames, topicNames, languageNames, titleNames, approvals *lexicon.Lexicon
	credentialNames, issuers                                                 *lexicon.Lexicon

	skills      []knownSkill
	credentials []knownCredential
	families    []knownFamily
	fields      []*lexfitv1.FieldOfStudy
	towards     [][]int32 // field → fields it counts towards, itself first
	topics      []*lexfitv1.CourseTopic
	topicReads  [][]int32 // by topic: what its title is read as
	languages   []*lexfitv1.LanguageDefinition
	units       map[string]int32   // unit → skill measured in it
	contested   map[string][]int32 // a name of several credentials, which the issuer tells apart
	pathways    map[string]string  // by its id, title or another word in normal form: the pathway that a goal names
	duties      *duties.Table
	beside      *wording.Words // beside names
	byDuties    []dutyFamily
	nearLaw     map[string]bool // words of titles near the law
}

type knownSkill struct {
	id, title  string
	software   bool
	style      bool // a work style: no course teaches it
	notAdvised bool
	learnable  bool // its title is read as this skill and no other
	measure    curve
	unit       string
	related    []relatedSkill
}

type relatedSkill struct{ skill, similarity int32 }

type knownCredential struct {
	*lexfitv1.CredentialDefinition
	title    string
	issuer   int32
	lifts    bool
	rivalled bool // others share a name of it, which a stated issuer tells apart
	claim    string
	written  string // a name that is read as this credential and no other; empty where there is none
	requires entryCondition
	beyond   entryCondition // who is past it
	builds   []int32        // the credentials on which it builds
}

// source says where the facts of a credential come from, and when they were read there.
func (k *knownCredential) source() string {
	if k.GetCheckedOn() == "" {
		return k.GetSource()
	}
	return k.GetSource() + "; read on " + k.GetCheckedOn()
}

type knownFamily struct {
	*lexfitv1.TitleFamily
	implies []impliedSkill
	within  int32  // the family that it is a part of, absent for none
	written string // a title that is read as this family in a law office; empty where there is none
}

// isOf reports whether it is the family of an id, or a part of it.
func (f *knownFamily) isOf(id string) bool {
	return f.GetId() == id || f.GetWithin() != "" && f.GetWithin() == id
}

// dutyFamily is a title family that duties show.
type dutyFamily struct {
	family  int32
	skills  []bool // by skill: counts
	besides []bool // by skill: counts one more, where one counts already
}

type impliedSkill struct{ skill, figure int32 }

// entryCondition is a condition of proposals.entry: its nodes, the last of them the root. Without nodes it is always met.
type entryCondition struct{ first, end int32 }

func newVocabulary(rulebook *lexfitv1.Rulebook, ids *resolver) *vocabulary {
	made := &vocabulary{
		skillNames: lexicon.New(), credentialNames: lexicon.New(), issuers: lexicon.New(), fieldNames: lexicon.New(), approvals: lexicon.New(),
		topicNames: lexicon.New(), languageNames: lexicon.New(), titleNames: lexicon.New(),
		fields: rulebook.GetFields(), topics: rulebook.GetTopics(), languages: rulebook.GetLanguages(),
		units: map[string]int32{}, contested: map[string][]int32{}, pathways: map[string]string{}, nearLaw: map[string]bool{},
	}
	made.beside = wording.Compile(rulebook.GetNames())
	before, after := rulebook.GetNames().GetQualifiersBefore(), rulebook.GetNames().GetQualifiersAfter()
	for _, names := range []*lexicon.Lexicon{made.skillNames, made.credentialNames, made.languageNames} {
		names.Qualify(before, after)
	}
	made.skillNames.Ordinary(rulebook.GetNames().GetOrdinary())
	made.addSkills(rulebook.GetSkills(), ids)
	made.addCredentials(rulebook.GetCredentials())
	for i, field := range rulebook.GetFields() {
		addNames(made.fieldNames, int32(i), field.GetTitle(), field.GetAliases())
		towards := ids.findAll(ids.fields, fmt.Sprintf("fields[%d].counts_towards", i), "field", field.GetCountsTowards())
		made.towards = append(made.towards, append([]int32{int32(i)}, towards...))
	}
	for _, phrase := range rulebook.GetNames().GetApprovalPhrases() {
		made.approvals.Add(phrase, 0, false)
	}
	for i, topic := range rulebook.GetTopics() {
		addNames(made.topicNames, int32(i), topic.GetTitle(), topic.GetAliases())
	}
	for i, language := range rulebook.GetLanguages() {
		addNames(made.languageNames, int32(i), language.GetTitle(), language.GetAliases())
		made.languageNames.Add("="+language.GetId(), int32(i), true)
	}
	made.noteRivals()
	made.addFamilies(rulebook.GetTitles(), ids)
	for _, role := range rulebook.GetRoles() {
		for _, pathway := range role.GetPathways() {
			for _, word := range append([]string{pathway.GetId(), pathway.GetTitle()}, pathway.GetAliases()...) {
				if form := lexicon.NormalizeName(word); made.pathways[form] == "" {
					made.pathways[form] = pathway.GetId()
				}
			}
		}
	}
	made.addDuties(rulebook, ids)
	for _, word := range rulebook.GetNames().GetNearLaw() {
		made.nearLaw[lexicon.NormalizeName(word)] = true
	}
	made.readOwnNames()
	return made
}

func addNames(names *lexicon.Lexicon, id int32, title string, aliases []string) {
	names.Add(title, id, true)
	for _, alias := range aliases {
		names.Add(alias, id, false)
	}
}

// goal is the pathway that a stated goal names; empty where it names none.
func (v *vocabulary) goal(written string) string { return v.pathways[lexicon.NormalizeName(written)] }

// anyOfLaw reports whether one of some fields of study is of law.
func (v *vocabulary) anyOfLaw(fields []int32) bool {
	return slices.ContainsFunc(fields, func(field int32) bool { return v.fields[field].GetLaw() })
}

func (v *vocabulary) addSkills(skills []*lexfitv1.SkillDefinition, ids *resolver) {
	for i, skill := range skills {
		addNames(v.skillNames, int32(i), skill.GetTitle(), skill.GetAliases())
		v.skillNames.Add("="+skill.GetId(), int32(i), true)
		known := knownSkill{
			id: skill.GetId(), title: skill.GetTitle(), software: skill.GetSoftware(), style: skill.GetWorkStyle(), notAdvised: skill.GetNotAdvised(),
			measure: newCurve(skill.GetMeasure().GetCurve()),
		}
		if units := skill.GetMeasure().GetUnits(); len(units) > 0 {
			known.unit = units[0]
		}
		v.skills = append(v.skills, known)
		for _, unit := range skill.GetMeasure().GetUnits() {
			v.units[lexicon.NormalizeName(unit)] = int32(i)
		}
	}
	for i, skill := range skills {
		for j, related := range skill.GetRelated() {
			to, ok := ids.find(ids.skills, fmt.Sprintf("skills[%d].related[%d].skill", i, j), "skill", related.GetSkill())
			if ok && to != int32(i) {
				v.relate(int32(i), to, related.GetSimilarity())
				v.relate(to, int32(i), related.GetSimilarity())
			}
		}
	}
}

// relate links a skill to another. A row's similarity holds from the row to the skills it lists and back, the stronger of two
// that are written.
func (v *vocabulary) relate(from, to, similarity int32) {
	list := &v.skills[from].related
	for i := range *list {
		if (*list)[i].skill == to {
			(*list)[i].similarity = max((*list)[i].similarity, similarity)
			return
		}
	}
	*list = append(*list, relatedSkill{to, similarity})
}

func (v *vocabulary) addCredentials(credentials []*lexfitv1.CredentialDefinition) {
	issuers := map[string]int32{}
	for i, credential := range credentials {
		addNames(v.credentialNames, int32(i), credential.GetTitle(), everyState(credential.GetAliases()))
		for _, abbreviation := range credential.GetAbbreviations() {
			v.credentialNames.Add("="+abbreviation, int32(i), false)
		}
		v.credentialNames.Add("="+credential.GetId(), int32(i), true)
		issuer := int32(absent)
		if normal := lexicon.NormalizeName(credential.GetIssuer()); normal != "" {
			number, ok := issuers[normal]
			if !ok {
				number = int32(len(issuers))
				issuers[normal] = number
			}
			issuer = number
			addNames(v.issuers, number, credential.GetIssuer(), credential.GetIssuerAliases())
		}
		for _, name := range credential.GetNamesWithIssuer() {
			normal := lexicon.NormalizeName(name)
			v.contested[normal] = append(v.contested[normal], int32(i))
		}
		v.credentials = append(v.credentials, knownCredential{
			CredentialDefinition: credential, title: credential.GetTitle(), issuer: issuer,
			lifts: !credential.GetLiftsNothing() && credential.GetNotACredential() == "", claim: credential.GetNotACredential(),
		})
	}
}

func (v *vocabulary) addFamilies(families []*lexfitv1.TitleFamily, ids *resolver) {
	count := int32(len(families))
	for i, family := range families {
		if !family.GetAliasesOnly() {
			v.titleNames.Add(family.GetTitle(), int32(i), true)
		}
		for _, alias := range family.GetAliases() {
			v.titleNames.Add(alias, int32(i), false)
		}
		for _, alias := range family.GetAliasesInLaw() { // see readTitle
			v.titleNames.Add(alias, count+int32(i), false)
		}
		known := knownFamily{TitleFamily: family, within: absent}
		for j, implied := range family.GetImplies() {
			if skill, ok := ids.find(ids.skills, fmt.Sprintf("titles[%d].implies[%d].skill", i, j), "skill", implied.GetSkill()); ok {
				known.imply(skill, implied.GetFigure())
			}
		}
		v.families = append(v.families, known)
	}
	for i, family := range families {
		if within := family.GetWithin(); within != "" {
			if wider, ok := ids.find(ids.families, fmt.Sprintf("titles[%d].within", i), "title family", within); ok {
				v.families[i].within = wider
			}
		}
		for _, other := range ids.findAll(ids.families, fmt.Sprintf("titles[%d].implies_as", i), "title family", family.GetImpliesAs()) {
			for _, implied := range families[other].GetImplies() {
				if skill, ok := ids.skills[implied.GetSkill()]; ok {
					v.families[i].imply(skill, scale(implied.GetFigure(), family.GetImpliedShare()))
				}
			}
		}
	}
}

// imply adds an implied skill, the better figure of two.
func (f *knownFamily) imply(skill, figure int32) {
	for i := range f.implies {
		if f.implies[i].skill == skill {
			f.implies[i].figure = max(f.implies[i].figure, figure)
			return
		}
	}
	f.implies = append(f.implies, impliedSkill{skill, figure})
}

// addDuties makes ready how duties are read. A rulebook without a table of duties reads them by names alone.
func (v *vocabulary) addDuties(rulebook *lexfitv1.Rulebook, ids *resolver) {
	table, err := duties.Compile(rulebook.GetDuties(), rulebook.GetSkills())
	if err != nil {
		ids.errs = append(ids.errs, err)
		return
	}
	v.duties = table
	for i, written := range rulebook.GetDuties().GetFamilies() {
		path := fmt.Sprintf("duties.families[%d]", i)
		family, ok := ids.find(ids.families, path+".family", "title family", written.GetFamily())
		if !ok {
			continue
		}
		made := dutyFamily{family: family, skills: make([]bool, len(v.skills)), besides: make([]bool, len(v.skills))}
		for at, skill := range rulebook.GetSkills() {
			made.skills[at] = slices.Contains(written.GetGroups(), skill.GetGroup())
			made.besides[at] = slices.Contains(written.GetBesides(), skill.GetGroup())
		}
		for _, id := range ids.findAll(ids.skills, path+".skills", "skill", written.GetSkills()) {
			made.skills[id] = true
		}
		for _, id := range ids.findAll(ids.skills, path+".without", "skill", written.GetWithout()) {
			made.skills[id] = false
		}
		v.byDuties = append(v.byDuties, made)
	}
}

// noteRivals marks the credentials that a contested name is read as where no issuer is stated.
func (v *vocabulary) noteRivals() {
	reader := &lexicon.Reader{}
	for name := range v.contested {
		for _, hit := range v.credentialNames.ReadWhole(reader, name) {
			v.credentials[hit.ID].rivalled = true
		}
	}
}

// readOwnNames notes how advice may write each thing: a change comes true only if it is read as what it means.
func (v *vocabulary) readOwnNames() {
	reader := &lexicon.Reader{}
	only := func(hits []lexicon.Hit, id int) bool { return len(hits) == 1 && hits[0].ID == int32(id) }
	for i := range v.skills {
		known := &v.skills[i]
		hits := v.skillNames.Read(reader, known.title)
		measured, _ := v.measureIn(reader)
		known.learnable = !known.style && !known.notAdvised && measured < 0 && only(hits, i) && !hits[0].Ordinary
	}
	for i := range v.credentials {
		known := &v.credentials[i]
		for _, name := range append(append([]string{known.title}, known.GetAbbreviations()...), known.GetAliases()...) {
			name = strings.TrimPrefix(name, "=")
			if only(v.readCredential(reader, name, known.GetIssuer()), i) {
				known.written = name
				break
			}
		}
	}
	for i := range v.families {
		known := &v.families[i]
		for _, name := range append([]string{known.GetTitle()}, known.GetAliases()...) {
			name = strings.TrimPrefix(name, "=")
			if only(v.readTitle(reader, name, true), i) {
				known.written = name
				break
			}
		}
	}
	for _, topic := range v.topics {
		var reads []int32
		for _, hit := range v.topicNames.Read(reader, topic.GetTitle()) {
			reads = append(reads, hit.ID)
		}
		v.topicReads = append(v.topicReads, reads)
	}
}

// readCredential reads a certification's name. Of credentials of one abbreviation, the stated issuer decides; without one it
// is the one that the rulebook gives the abbreviation to.
func (v *vocabulary) readCredential(reader *lexicon.Reader, written, issuer string) []lexicon.Hit {
	if issuer != "" {
		reader.Set(written)
		if rivals := v.contested[reader.Normal()]; len(rivals) > 0 {
			for _, hit := range v.issuers.Read(reader, issuer) {
				for _, id := range rivals {
					if v.credentials[id].issuer == hit.ID {
						return []lexicon.Hit{{ID: id, Kind: lexfitv1.MatchKind_MATCH_KIND_ALIAS}}
					}
				}
			}
		}
	}
	hits := v.credentialNames.Read(reader, written)
	var rivals [][]int32 // by hit: who else has a credential of that name
	for i := 0; i < len(hits); {
		if v.isOfAnother(reader, hits[i]) {
			id, ok := v.ofState(reader, hits[i])
			if !ok {
				hits = slices.Delete(hits, i, i+1)
				continue
			}
			hits[i].ID = id
		}
		rivals = append(rivals, v.contested[string(reader.Span(int(hits[i].Start), int(hits[i].End)))])
		i++
	}
	if issuer == "" || !slices.ContainsFunc(hits, func(hit lexicon.Hit) bool { return v.credentials[hit.ID].rivalled }) {
		return hits
	}
	return v.grantedBy(slices.Clone(hits), rivals, reader, issuer)
}

// isOfAnother reports whether a state's name beside that of a credential makes it that state's own: a Kentucky Certified Paralegal
// holds no credential of NALA. What any state grants is nobody's in particular.
func (v *vocabulary) isOfAnother(reader *lexicon.Reader, hit lexicon.Hit) bool {
	known := &v.credentials[hit.ID]
	if !known.rivalled && len(known.GetStates()) == 0 {
		return false
	}
	state := stateBeside(reader, hit)
	return state != "" && !slices.Contains(known.GetStates(), state)
}

// ofState is the credential that a state has of a name of which several have one.
func (v *vocabulary) ofState(reader *lexicon.Reader, hit lexicon.Hit) (id int32, ok bool) {
	state := stateBeside(reader, hit)
	for _, id := range v.contested[string(reader.Span(int(hit.Start), int(hit.End)))] {
		if slices.Contains(v.credentials[id].GetStates(), state) {
			return id, true
		}
	}
	return 0, false
}

// grantedBy gives the credentials of which others share a name to those that are stated to have granted them, and drops them where
// that is another issuer, or a state's body that is not known.
func (v *vocabulary) grantedBy(hits []lexicon.Hit, rivals [][]int32, reader *lexicon.Reader, issuer string) []lexicon.Hit {
	named := slices.Clone(v.issuers.Read(reader, issuer))
	isNamed := func(id int32) bool {
		return slices.ContainsFunc(named, func(of lexicon.Hit) bool { return of.ID == v.credentials[id].issuer })
	}
	for i := range hits {
		if at := slices.IndexFunc(rivals[i], isNamed); at >= 0 && !isNamed(hits[i].ID) {
			hits[i].ID = rivals[i][at]
		}
	}
	state := ""
	for i := range reader.Len() {
		for j := i + 1; j <= min(reader.Len(), i+3) && state == ""; j++ {
			state = wording.StateOf(reader.Span(i, j))
		}
	}
	return slices.DeleteFunc(hits, func(hit lexicon.Hit) bool {
		known := &v.credentials[hit.ID]
		if !known.rivalled || isNamed(hit.ID) {
			return false
		}
		return len(named) > 0 || state != "" && !slices.Contains(known.GetStates(), state)
	})
}

// isNearLaw reports whether the title set last has a word that is near the law.
func (v *vocabulary) isNearLaw(reader *lexicon.Reader) bool {
	return reader.AnyWord(func(word []byte) bool { return v.nearLaw[string(word)] })
}

// readTitle reads a job title as the families it names.
func (v *vocabulary) readTitle(reader *lexicon.Reader, written string, inLawOffice bool) []lexicon.Hit {
	families := int32(len(v.families))
	hits := v.titleNames.ReadTitle(reader, written)
	kept := hits[:0]
	for _, hit := range hits {
		if hit.ID >= families { // a title of this family in a law office alone
			if !inLawOffice {
				continue
			}
			hit.ID -= families
		}
		kept = append(kept, hit)
	}
	return kept
}

// measureIn finds a number beside a unit in the text just read ("types 70 wpm", "90wpm", "wpm: 65"); of a range, its lower
// end. The skill is absent where there is none.
func (v *vocabulary) measureIn(reader *lexicon.Reader) (skill, value int32) {
	for i := range reader.Len() {
		word := reader.Word(i)
		digits := 0
		number := int32(0)
		for digits < len(word) && digits < 7 && word[digits] >= '0' && word[digits] <= '9' {
			number = number*10 + int32(word[digits]-'0')
			digits++
		}
		if digits == 0 {
			continue
		}
		if digits < len(word) { // the unit is written to the number
			if skill, ok := v.units[string(word[digits:])]; ok {
				return skill, number
			}
			continue
		}
		if skill, ok := v.unitAt(reader, i+1); ok {
			return skill, number
		}
		if i+1 < reader.Len() && lexicon.IsNumber(reader.Word(i+1)) { // "50-60 wpm"
			if skill, ok := v.unitAt(reader, i+2); ok {
				return skill, number
			}
		}
		if i > 0 {
			if skill, ok := v.units[string(reader.Word(i-1))]; ok {
				return skill, number
			}
		}
	}
	return absent, 0
}

// unitAt reads a unit of up to three words that begins at the word i.
func (v *vocabulary) unitAt(reader *lexicon.Reader, i int) (int32, bool) {
	for words := 1; words <= 3 && i+words <= reader.Len(); words++ {
		if skill, ok := v.units[string(reader.Span(i, i+words))]; ok {
			return skill, true
		}
	}
	return 0, false
}
