package matcher

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher/lexicon"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Digest returns the SHA-256, in hexadecimal, of the rulebook marshalled deterministically. It identifies the rules
// anywhere: it does not depend on who wrote them, when, or as which revision.
func Digest(rb *lexfitv1.Rulebook) string {
	b, err := proto.MarshalOptions{Deterministic: true}.Marshal(rb)
	if err != nil { // a string that is no UTF-8: such a document never passed the contract
		return ""
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Compile makes a rulebook ready for scoring. The document must not be changed afterwards. The error joins every id that
// is unknown, each with its field path; a rulebook without lint errors compiles.
func Compile(rb *lexfitv1.Rulebook) (*Program, error) {
	c := compiler{plan: &Program{
		rulebook: rb, digest: Digest(rb), words: &vocabulary{}, tables: &tables{}, advice: &proposals{}, targets: &targets{numbers: map[string]int{}},
	}}
	c.ids(rb)
	c.compileTables(rb.GetTables())
	c.compileNames(rb)
	for i, r := range rb.GetRoles() {
		c.compileRole(fmt.Sprintf("roles[%d]", i), r)
	}
	c.compileAdvice(rb)
	if len(c.errs) > 0 {
		return nil, errors.Join(c.errs...)
	}
	return c.plan.aim(c.plan.targets), nil
}

type compiler struct {
	plan *Program
	errs []error

	skills, credentials, fields, topics, languages, families map[string]int32
}

func (c *compiler) failf(path, format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf("%s: %s", path, fmt.Sprintf(format, args...)))
}

func number[T interface{ GetId() string }](list []T) map[string]int32 {
	m := make(map[string]int32, len(list))
	for i, x := range list {
		m[x.GetId()] = int32(i)
	}
	return m
}

func (c *compiler) ids(rb *lexfitv1.Rulebook) {
	c.skills, c.credentials = number(rb.GetSkills()), number(rb.GetCredentials())
	c.fields, c.topics = number(rb.GetFields()), number(rb.GetTopics())
	c.languages, c.families = number(rb.GetLanguages()), number(rb.GetTitles())
}

func (c *compiler) find(ids map[string]int32, path, kind, id string) (int32, bool) {
	n, ok := ids[id]
	if !ok {
		c.failf(path, "unknown %s %q", kind, id)
	}
	return n, ok
}

func (c *compiler) findAll(ids map[string]int32, path, kind string, list []string) []int32 {
	var found []int32
	for i, id := range list {
		if n, ok := c.find(ids, fmt.Sprintf("%s[%d]", path, i), kind, id); ok {
			found = append(found, n)
		}
	}
	return found
}

func (c *compiler) compileTables(t *lexfitv1.ScoringTables) {
	p, l := t.GetProficiency(), t.GetLanguageLevels()
	k := tables{
		proficiency: [7]int32{
			p.GetWorking(), p.GetNone(), p.GetNovice(), p.GetBasic(), p.GetWorking(), p.GetAdvanced(), p.GetExpert(),
		},
		skillYears:       newCurve(t.GetSkillYears()),
		proficiencyParts: max(t.GetProficiencyParts(), 1),
		yearsParts:       t.GetYearsParts(),
		implied:          newCurve(t.GetImplied()),
		wordsWithoutWork: t.GetWordsWithoutWork(),
		wordsWorkMonths:  t.GetWordsWithoutWorkMonths(),
		recency:          t.GetRecency(),
		softwareStale:    t.GetSoftwareStaleMonths(),
		inProgress:       t.GetEducationInProgress(),
		certExpired:      t.GetCertificationExpired(),
		certInProgress:   t.GetCertificationInProgress(),
		languageLevels:   [5]int32{l.GetBasic(), l.GetBasic(), l.GetConversational(), l.GetProfessional(), l.GetNative()},
		unknownJobMonths: t.GetUnknownJobMonths(),
		vagueJobMonths:   t.GetVagueJobMonths(),
	}
	k.bareName = k.skill(lexfitv1.Proficiency_PROFICIENCY_UNSPECIFIED, 0)
	*c.plan.tables = k
}

// skill is the value of a skill from its proficiency and the months of its use.
func (t *tables) skill(p lexfitv1.Proficiency, months int32) int32 {
	if p < 0 || int(p) >= len(t.proficiency) {
		p = lexfitv1.Proficiency_PROFICIENCY_UNSPECIFIED
	}
	if p == lexfitv1.Proficiency_PROFICIENCY_NONE {
		return t.proficiency[p]
	}
	sum := int64(t.proficiencyParts)*int64(t.proficiency[p]) + int64(t.yearsParts)*int64(t.skillYears.at(months))
	return divide(sum, int64(t.proficiencyParts+t.yearsParts))
}

func (c *compiler) compileNames(rb *lexfitv1.Rulebook) {
	p := c.plan
	before, after := rb.GetNames().GetQualifiersBefore(), rb.GetNames().GetQualifiersAfter()

	p.words.skillNames = lexicon.New()
	p.words.skillNames.Qualify(before, after)
	p.words.units = map[string]int32{}
	for i, s := range rb.GetSkills() {
		names(p.words.skillNames, int32(i), s.GetTitle(), s.GetAliases())
		p.words.skillNames.Add("="+s.GetId(), int32(i), true)
		k := skillPlan{
			id: s.GetId(), title: s.GetTitle(), software: s.GetSoftware(), style: s.GetWorkStyle(),
			measure: newCurve(s.GetMeasure().GetCurve()),
		}
		if units := s.GetMeasure().GetUnits(); len(units) > 0 {
			k.unit = units[0]
		}
		p.words.skills = append(p.words.skills, k)
		for _, u := range s.GetMeasure().GetUnits() {
			p.words.units[lexicon.NormalizeName(u)] = int32(i)
		}
	}
	c.relate(rb)

	p.words.credentialNames, p.words.issuers = lexicon.New(), lexicon.New()
	p.words.credentialNames.Qualify(before, after)
	p.words.contested = map[string][]int32{}
	issuerOf := map[string]int32{}
	for i, k := range rb.GetCredentials() {
		names(p.words.credentialNames, int32(i), k.GetTitle(), k.GetAliases())
		for _, a := range k.GetAbbreviations() {
			p.words.credentialNames.Add("="+a, int32(i), false)
		}
		p.words.credentialNames.Add("="+k.GetId(), int32(i), true)
		issuer := int32(absent)
		if normal := lexicon.NormalizeName(k.GetIssuer()); normal != "" {
			n, ok := issuerOf[normal]
			if !ok {
				n = int32(len(issuerOf))
				issuerOf[normal] = n
			}
			issuer = n
			names(p.words.issuers, n, k.GetIssuer(), k.GetIssuerAliases())
		}
		for _, n := range k.GetNamesWithIssuer() {
			normal := lexicon.NormalizeName(n)
			p.words.contested[normal] = append(p.words.contested[normal], int32(i))
		}
		p.words.credentials = append(p.words.credentials, credentialPlan{
			CredentialDefinition: k, title: k.GetTitle(), issuer: issuer,
			lifts: !k.GetLiftsNothing() && k.GetNotACredential() == "", claim: k.GetNotACredential(),
		})
	}

	p.words.fieldNames, p.words.approvals = lexicon.New(), lexicon.New()
	for i, f := range rb.GetFields() {
		names(p.words.fieldNames, int32(i), f.GetTitle(), f.GetAliases())
		towards := append([]int32{int32(i)}, c.findAll(c.fields, fmt.Sprintf("fields[%d].counts_towards", i), "field", f.GetCountsTowards())...)
		p.words.towards = append(p.words.towards, towards)
	}
	for _, a := range rb.GetNames().GetApprovalPhrases() {
		p.words.approvals.Add(a, 0, false)
	}
	p.words.topicNames = lexicon.New()
	for i, t := range rb.GetTopics() {
		names(p.words.topicNames, int32(i), t.GetTitle(), t.GetAliases())
	}
	p.words.languageNames = lexicon.New()
	p.words.languageNames.Qualify(before, after)
	for i, l := range rb.GetLanguages() {
		names(p.words.languageNames, int32(i), l.GetTitle(), l.GetAliases())
		p.words.languageNames.Add("="+l.GetId(), int32(i), true)
	}
	c.compileTitles(rb)
}

func names(l *lexicon.Lexicon, id int32, title string, aliases []string) {
	l.Add(title, id, true)
	for _, a := range aliases {
		l.Add(a, id, false)
	}
}

// relate links skills both ways: a row's similarity holds from the row to the skills it lists and back, the stronger of
// two that are written.
func (c *compiler) relate(rb *lexfitv1.Rulebook) {
	link := func(from, to, similarity int32) {
		list := &c.plan.words.skills[from].related
		for i := range *list {
			if (*list)[i].skill == to {
				(*list)[i].similarity = max((*list)[i].similarity, similarity)
				return
			}
		}
		*list = append(*list, relatedPlan{to, similarity})
	}
	for i, s := range rb.GetSkills() {
		for j, r := range s.GetRelated() {
			to, ok := c.find(c.skills, fmt.Sprintf("skills[%d].related[%d].skill", i, j), "skill", r.GetSkill())
			if ok && to != int32(i) {
				link(int32(i), to, r.GetSimilarity())
				link(to, int32(i), r.GetSimilarity())
			}
		}
	}
}

func (c *compiler) compileTitles(rb *lexfitv1.Rulebook) {
	p := c.plan
	p.words.titleNames = lexicon.New()
	n := int32(len(rb.GetTitles()))
	for i, f := range rb.GetTitles() {
		if !f.GetAliasesOnly() {
			p.words.titleNames.Add(f.GetTitle(), int32(i), true)
		}
		for _, a := range f.GetAliases() {
			p.words.titleNames.Add(a, int32(i), false)
		}
		for _, a := range f.GetAliasesInLaw() {
			p.words.titleNames.Add(a, n+int32(i), false)
		}
		k := familyPlan{title: f.GetTitle(), legal: f.GetLegal()}
		for j, s := range f.GetImplies() {
			if skill, ok := c.find(c.skills, fmt.Sprintf("titles[%d].implies[%d].skill", i, j), "skill", s.GetSkill()); ok {
				k.imply(skill, s.GetFigure())
			}
		}
		p.words.families = append(p.words.families, k)
	}
	for i, f := range rb.GetTitles() {
		for _, other := range c.findAll(c.families, fmt.Sprintf("titles[%d].implies_as", i), "title family", f.GetImpliesAs()) {
			for _, s := range rb.GetTitles()[other].GetImplies() {
				if skill, ok := c.skills[s.GetSkill()]; ok {
					p.words.families[i].imply(skill, scale(s.GetFigure(), f.GetImpliedShare()))
				}
			}
		}
	}
}

// imply adds an implied skill, the better figure of two.
func (f *familyPlan) imply(skill, figure int32) {
	for i := range f.implies {
		if f.implies[i].skill == skill {
			f.implies[i].figure = max(f.implies[i].figure, figure)
			return
		}
	}
	f.implies = append(f.implies, impliedPlan{skill, figure})
}

func (c *compiler) compileRole(path string, r *lexfitv1.Role) {
	k := c.rolePlan(path, r)
	if _, ok := c.plan.targets.numbers[r.GetName()]; ok {
		c.failf(path+".name", "%q stands twice", r.GetName())
	}
	c.plan.targets.add(r.GetName(), k)
	c.plan.targets.base = len(c.plan.targets.list)
}

// rolePlan flattens a role.
func (c *compiler) rolePlan(path string, r *lexfitv1.Role) *rolePlan {
	k := &rolePlan{role: r, target: r.GetName(), fitIndex: fitIndex(r.GetBands())}
	rc := roleCompiler{compiler: c, role: k}
	for i, cr := range r.GetCriteria() {
		required := cr.GetRequirement() == lexfitv1.Requirement_REQUIREMENT_REQUIRED
		threshold := cr.GetThreshold() * 100
		if threshold == 0 {
			threshold = full
		}
		rc.gate = required
		root := rc.condition(fmt.Sprintf("%s.criteria[%d].condition", path, i), cr.GetCondition(), false, 0)
		k.criteria = append(k.criteria, criterionPlan{Criterion: cr, root: root, threshold: threshold, required: required})
	}
	for i, f := range r.GetFlags() {
		rc.gate = true
		root := rc.condition(fmt.Sprintf("%s.flags[%d].condition", path, i), f.GetCondition(), false, 0)
		k.flags = append(k.flags, flagPlan{FlagRule: f, root: root})
	}
	k.index(len(c.plan.words.skills))
	return k
}
