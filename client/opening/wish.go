package opening

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/lexfit/lexfit/matcher/lexicon"
	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// A wish is a must or a plus as it is written: the name of a skill, a certificate, a language, a job, a topic; a degree; years of
// something; words a minute. Several joined by "or" are met by any of them.

// read is what one alternative of a wish was read as.
type read struct {
	id, title string
	category  lexfitv1.Category
	condition *lexfitv1.Condition
	threshold int32 // of a must, in per cent; 0 for all of it, of a language for working in it
}

// atWork is what working in a language is worth.
const atWork = 90

// namedSkill is met by a bare mention, and by no beginner's (docs/scoring.md, rule 11).
const namedSkill = 50

var orBetween = regexp.MustCompile(`(?i)\s+or\s+`)

// alternatives are the parts of a wish of which one is enough.
func alternatives(wish string) []string {
	return slices.DeleteFunc(orBetween.Split(strings.TrimSpace(wish), -1), func(part string) bool {
		return part == "" || slices.Contains([]string{"equivalent", "higher", "better", "similar"}, strings.ToLower(part))
	})
}

// namesIn are the texts of an alternative that are to be resolved.
func namesIn(one string) []string {
	if _, rest, ok := yearsOf(one); ok {
		return []string{rest}
	}
	if degree, ok := degreeOf(one); ok {
		return []string{degree.field}
	}
	_, text := kindSaid(one)
	return []string{text}
}

// wish adds what one wish asks for.
func (d *draft) wish(written string, must bool) {
	flag, weight := "--plus", int32(plusWeight)
	if must {
		flag, weight = "--must", mustWeight
	}
	var parts []read
	for _, one := range alternatives(written) {
		part, err := d.one(flag, one)
		if err != nil {
			d.failf("%s %q %v", flag, one, err)
			return
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		d.failf("%s: a name is empty", flag)
		return
	}
	whole := parts[0]
	if len(parts) > 1 {
		var conditions []*lexfitv1.Condition
		var names, slugs []string
		for _, part := range parts {
			part.condition.Title = part.title
			conditions, names = append(conditions, part.condition), append(names, part.title)
			whole.threshold = min(orAll(whole), orAll(part))
			slugs = append(slugs, part.id)
		}
		whole.id = slug(strings.Join(slugs, "-or-"))
		whole.title, whole.condition = prose.Or(names), anyOf(conditions...)
	}
	d.add(whole.id, whole.title, whole.category, whole.condition, must, weight, whole.threshold, "The client asks for "+whole.title+".")
}

// orAll is the threshold of a must, written out: one of several that is met at a part is met by that part.
func orAll(part read) int32 {
	switch {
	case part.threshold > 0:
		return part.threshold
	case part.category == lexfitv1.Category_CATEGORY_LANGUAGE:
		return atWork
	}
	return 100
}

// one reads one alternative.
func (d *draft) one(flag, written string) (read, error) {
	if months, rest, ok := yearsOf(written); ok {
		return d.yearsIn(months, rest)
	}
	if degree, ok := degreeOf(written); ok {
		return d.degree(degree)
	}
	kind, text := kindSaid(written)
	names, how := d.pick(text, kind)
	if len(names) == 0 {
		return read{}, unreadError(d.notRead(text, how, kind))
	}
	made := d.named(text, names)
	if kind == lexfitv1.NameKind_NAME_KIND_UNSPECIFIED {
		d.alsoSkill(text, &made)
	}
	if how == lexfitv1.MatchKind_MATCH_KIND_PHRASE || !sharesWord(text, made.title) {
		d.remarkf("%s %q is read as %s", flag, written, made.title)
	}
	return made, nil
}

// sharesWord reports whether what was read has a word of what was written, so that anybody sees that it is the same thing.
func sharesWord(written, title string) bool {
	words := strings.Fields(lexicon.NormalizeName(title))
	return slices.ContainsFunc(strings.Fields(lexicon.NormalizeName(written)), func(word string) bool { return slices.Contains(words, word) })
}

// alsoSkill lets a skill of the same name stand for a certificate where no state is asked for: people list "notary" as either.
func (d *draft) alsoSkill(text string, made *read) {
	if made.category != lexfitv1.Category_CATEGORY_CERTIFICATION || made.condition.GetCertification().GetState() != "" {
		return
	}
	skills, how := d.pick(text, lexfitv1.NameKind_NAME_KIND_SKILL)
	if len(skills) == 0 || how == lexfitv1.MatchKind_MATCH_KIND_PHRASE {
		return
	}
	made.condition = anyOf(
		&lexfitv1.Condition{Title: made.title, Node: made.condition.GetNode()},
		&lexfitv1.Condition{Title: titles(skills), Node: bestOf(skills)},
	)
	made.threshold = namedSkill
}

// unreadError says what a wish asks for that cannot be read; it goes on behind the wish.
type unreadError string

func (e unreadError) Error() string { return string(e) }

// kinds are the prefixes by which a wish may say what it is the name of, in the order in which a name is tried: of two things that
// have one name, the language and the certificate are what clients mean.
var kinds = []struct {
	prefix string
	kind   lexfitv1.NameKind
}{
	{"language", lexfitv1.NameKind_NAME_KIND_LANGUAGE},
	{"credential", lexfitv1.NameKind_NAME_KIND_CREDENTIAL},
	{"skill", lexfitv1.NameKind_NAME_KIND_SKILL},
	{"title", lexfitv1.NameKind_NAME_KIND_TITLE},
	{"topic", lexfitv1.NameKind_NAME_KIND_TOPIC},
}

// kindSaid takes the prefix off a wish: credential:notary.
func kindSaid(written string) (lexfitv1.NameKind, string) {
	prefix, rest, ok := strings.Cut(written, ":")
	for _, known := range kinds {
		if ok && strings.EqualFold(strings.TrimSpace(prefix), known.prefix) {
			return known.kind, strings.TrimSpace(rest)
		}
	}
	return lexfitv1.NameKind_NAME_KIND_UNSPECIFIED, strings.TrimSpace(written)
}

// pick takes of all that a text may name what it names best: outright before in part. A near spelling is none: it is asked back.
func (d *draft) pick(text string, only lexfitv1.NameKind) ([]*lexfitv1.NameMatch, lexfitv1.MatchKind) {
	found := d.resolved[text].GetNames()
	for _, wanted := range [][]lexfitv1.MatchKind{
		{lexfitv1.MatchKind_MATCH_KIND_EXACT, lexfitv1.MatchKind_MATCH_KIND_ALIAS}, {lexfitv1.MatchKind_MATCH_KIND_PHRASE},
	} {
		for _, known := range kinds {
			if only != lexfitv1.NameKind_NAME_KIND_UNSPECIFIED && known.kind != only {
				continue
			}
			var list []*lexfitv1.NameMatch
			for _, name := range found {
				if name.GetKind() == known.kind && slices.Contains(wanted, name.GetMatch()) {
					list = append(list, name)
				}
			}
			if len(list) > 0 {
				return list, wanted[len(wanted)-1]
			}
		}
	}
	for _, name := range found {
		if name.GetMatch() == lexfitv1.MatchKind_MATCH_KIND_FUZZY && (only == name.GetKind() || only == lexfitv1.NameKind_NAME_KIND_UNSPECIFIED) {
			return nil, name.GetMatch()
		}
	}
	return nil, lexfitv1.MatchKind_MATCH_KIND_NONE
}

// notRead says of a text what it may have meant.
func (d *draft) notRead(text string, how lexfitv1.MatchKind, only lexfitv1.NameKind) string {
	near := d.resolved[text].GetNear()
	if how == lexfitv1.MatchKind_MATCH_KIND_FUZZY {
		near = d.resolved[text].GetNames()
	}
	var names []string
	for _, name := range near {
		if title := strconv.Quote(name.GetTitle()); (only == name.GetKind() || only == lexfitv1.NameKind_NAME_KIND_UNSPECIFIED) && !slices.Contains(names, title) {
			names = append(names, title)
		}
	}
	d.unknown = true
	if len(names) > 0 {
		return "is not known: did you mean " + prose.Or(names) + "?"
	}
	return "is not known"
}

// named is the condition for what a text names: of several, all of them.
func (d *draft) named(text string, names []*lexfitv1.NameMatch) read {
	made := read{id: slug(strings.Join(ids(names), "-")), title: titles(names)}
	switch names[0].GetKind() {
	case lexfitv1.NameKind_NAME_KIND_LANGUAGE:
		made.category = lexfitv1.Category_CATEGORY_LANGUAGE
		made.id = slug(made.title)
		made.condition = allOf(names, func(id string) *lexfitv1.Condition {
			return &lexfitv1.Condition{Node: &lexfitv1.Condition_Language{Language: &lexfitv1.LanguageCondition{BestOf: []string{id}}}}
		})
	case lexfitv1.NameKind_NAME_KIND_CREDENTIAL:
		made.category = lexfitv1.Category_CATEGORY_CERTIFICATION
		made.condition = allOf(names, func(id string) *lexfitv1.Condition { return d.certified(text, id, &made) })
	case lexfitv1.NameKind_NAME_KIND_TITLE:
		made.category = lexfitv1.Category_CATEGORY_EXPERIENCE
		made.id, made.title = slug("a year as "+made.title), "A year as "+made.title
		made.condition = workAs(ids(names), 12)
	case lexfitv1.NameKind_NAME_KIND_TOPIC:
		made.category = lexfitv1.Category_CATEGORY_EDUCATION
		made.title = "Course in " + made.title
		made.condition = &lexfitv1.Condition{Node: &lexfitv1.Condition_Coursework{Coursework: &lexfitv1.CourseworkCondition{Topics: ids(names), Wanted: int32(len(names))}}}
	case lexfitv1.NameKind_NAME_KIND_SKILL, lexfitv1.NameKind_NAME_KIND_FIELD, lexfitv1.NameKind_NAME_KIND_UNSPECIFIED:
		made.category, made.threshold = lexfitv1.Category_CATEGORY_SKILL, namedSkill
		made.condition = allOf(names, func(id string) *lexfitv1.Condition {
			return &lexfitv1.Condition{Node: &lexfitv1.Condition_Skill{Skill: &lexfitv1.SkillCondition{BestOf: []string{id}}}}
		})
		for _, name := range names {
			if name.Measured != nil {
				made.threshold = max(1, d.curveOf(name.GetId(), name.GetMeasured())/100)
				made.title += fmt.Sprintf(", %d", name.GetMeasured())
			}
		}
	}
	return made
}

// certified asks for an active credential. What every state grants is asked of the state that the text names, else that of the
// place: a notary of another state cannot act there.
func (d *draft) certified(text, id string, made *read) *lexfitv1.Condition {
	asked := &lexfitv1.CertificationCondition{Credentials: []*lexfitv1.CredentialWorth{{Credential: id, Worth: 1000}}, ActiveOnly: true}
	if d.anyStates(id) {
		if states := d.resolved[text].GetStates(); len(states) > 0 {
			asked.State = states[0]
		} else {
			asked.State = d.state
		}
	}
	if asked.GetState() != "" {
		made.title += " of " + asked.GetState()
	}
	return &lexfitv1.Condition{Node: &lexfitv1.Condition_Certification{Certification: asked}}
}

// anyStates reports whether a credential is one that every state grants for itself.
func (d *draft) anyStates(id string) bool {
	return slices.ContainsFunc(d.rules.GetCredentials(), func(known *lexfitv1.CredentialDefinition) bool {
		return known.GetId() == id && len(known.GetStates()) == 0 && strings.HasPrefix(lexicon.NormalizeName(known.GetIssuer()), "a state")
	})
}

// curveOf is what a measured value of a skill is worth, out of 10 000.
func (d *draft) curveOf(id string, measured int32) int32 {
	at := slices.IndexFunc(d.rules.GetSkills(), func(known *lexfitv1.SkillDefinition) bool { return known.GetId() == id })
	if at < 0 {
		return 0
	}
	points := d.rules.GetSkills()[at].GetMeasure().GetCurve().GetPoints()
	for i, point := range points {
		if measured > point.GetX() {
			continue
		}
		if i == 0 || measured == point.GetX() {
			return point.GetValue()
		}
		before := points[i-1]
		return before.GetValue() + (point.GetValue()-before.GetValue())*(measured-before.GetX())/(point.GetX()-before.GetX())
	}
	return points[len(points)-1].GetValue()
}

var yearsFirst = regexp.MustCompile(`(?i)^([0-9]{1,2})\+?\s*(?:years?|yrs?)\.?\s*(?:of|in|as an?|as|'|’)?\s*(.*)$`)

// yearsOf takes the length off "3 years of immigration law"; false where a wish begins with none.
func yearsOf(written string) (months int, rest string, ok bool) {
	found := yearsFirst.FindStringSubmatch(strings.TrimSpace(written))
	if found == nil {
		return 0, "", false
	}
	years, _ := strconv.Atoi(found[1]) // two digits at most
	if trimmed, cut := strings.CutSuffix(strings.TrimSpace(found[2]), "experience"); cut {
		found[2] = trimmed
	}
	return years * 12, strings.TrimSpace(found[2]), true
}

// yearsIn asks for months as somebody, in a practice area, or where neither is said in the role's work.
func (d *draft) yearsIn(months int, rest string) (read, error) {
	made := read{category: lexfitv1.Category_CATEGORY_EXPERIENCE, title: prose.Count(months/12, "year")}
	if months < 12 {
		return read{}, unreadError("asks for less than a year")
	}
	if rest == "" {
		made.id, made.title, made.condition = "years", made.title+" as "+strings.ToLower(d.role.GetTitle()), d.worked(months, nil)
		return made, nil
	}
	jobs, asJob := d.pick(rest, lexfitv1.NameKind_NAME_KIND_TITLE)
	areas, inArea := d.pick(rest, lexfitv1.NameKind_NAME_KIND_SKILL)
	switch {
	case len(jobs) > 0 && (len(areas) == 0 || asJob <= inArea):
		made.title += " as " + titles(jobs)
		made.condition = workAs(ids(jobs), months)
	case len(areas) > 0:
		made.title += " in " + titles(areas)
		made.condition = d.worked(months, ids(areas))
	default:
		return read{}, unreadError("asks for years of " + strconv.Quote(rest) + ", which " + d.notRead(rest, max(asJob, inArea), lexfitv1.NameKind_NAME_KIND_UNSPECIFIED))
	}
	made.id = slug(made.title)
	return made, nil
}
