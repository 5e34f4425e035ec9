package matcher

import (
	"cmp"
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher/lexicon"
	"github.com/lexfit/lexfit/matcher/wording"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// named is what a rulebook defines of a kind, by number.
type named struct {
	id, title string
	aliases   []string
}

// nameKinds are the kinds of names in the order in which they are tried.
var nameKinds = []lexfitv1.NameKind{
	lexfitv1.NameKind_NAME_KIND_SKILL, lexfitv1.NameKind_NAME_KIND_CREDENTIAL, lexfitv1.NameKind_NAME_KIND_TITLE,
	lexfitv1.NameKind_NAME_KIND_TOPIC, lexfitv1.NameKind_NAME_KIND_FIELD, lexfitv1.NameKind_NAME_KIND_LANGUAGE,
}

// ResolveName says how a written text is read as names of some kinds, of all where none is given: as a profile's would be.
func (p *Program) ResolveName(written string, kinds ...lexfitv1.NameKind) *lexfitv1.ResolvedName {
	lent := p.memory.take()
	defer p.memory.give(lent)
	if len(kinds) == 0 {
		kinds = nameKinds
	}
	result := &lexfitv1.ResolvedName{Text: written, States: wording.StatesIn(written)}
	for _, kind := range kinds {
		result.Names = append(result.Names, p.words.matches(&lent.in.reader, kind, written)...)
	}
	if len(result.GetNames()) == 0 {
		result.Near = nearNames(p.rulebook, kinds, written)
	}
	return result
}

// hits reads a text as names of one kind.
func (v *vocabulary) hits(reader *lexicon.Reader, kind lexfitv1.NameKind, written string) []lexicon.Hit {
	switch kind {
	case lexfitv1.NameKind_NAME_KIND_SKILL:
		return v.skillNames.Read(reader, written)
	case lexfitv1.NameKind_NAME_KIND_CREDENTIAL:
		return v.readCredential(reader, written, bodyIn(reader, written))
	case lexfitv1.NameKind_NAME_KIND_TITLE:
		return v.readTitle(reader, written, true)
	case lexfitv1.NameKind_NAME_KIND_TOPIC:
		return v.topicNames.Read(reader, written)
	case lexfitv1.NameKind_NAME_KIND_FIELD:
		return v.fieldNames.Read(reader, written)
	case lexfitv1.NameKind_NAME_KIND_LANGUAGE:
		return v.languageNames.Read(reader, written)
	case lexfitv1.NameKind_NAME_KIND_UNSPECIFIED:
	}
	return nil
}

// matches are the names of one kind that are read in a text, each once.
func (v *vocabulary) matches(reader *lexicon.Reader, kind lexfitv1.NameKind, written string) []*lexfitv1.NameMatch {
	var list []*lexfitv1.NameMatch
	add := func(number int32, match lexfitv1.MatchKind) *lexfitv1.NameMatch {
		id, title := v.name(kind, number)
		at := slices.IndexFunc(list, func(other *lexfitv1.NameMatch) bool { return other.GetId() == id })
		if at < 0 {
			at, list = len(list), append(list, &lexfitv1.NameMatch{Kind: kind, Id: id, Title: title, Match: match})
		}
		return list[at]
	}
	for _, hit := range v.hits(reader, kind, written) {
		if kind == lexfitv1.NameKind_NAME_KIND_CREDENTIAL && v.credentials[hit.ID].claim != "" {
			continue // no credential of a person
		}
		add(hit.ID, hit.Kind)
	}
	if kind == lexfitv1.NameKind_NAME_KIND_SKILL {
		if skill, value := v.measureIn(reader); skill >= 0 {
			add(skill, lexfitv1.MatchKind_MATCH_KIND_PHRASE).Measured = &value
		}
	}
	return list
}

// name is the id and the title of what has a number.
func (v *vocabulary) name(kind lexfitv1.NameKind, number int32) (id, title string) {
	switch kind {
	case lexfitv1.NameKind_NAME_KIND_SKILL:
		return v.skills[number].id, v.skills[number].title
	case lexfitv1.NameKind_NAME_KIND_CREDENTIAL:
		return v.credentials[number].GetId(), v.credentials[number].title
	case lexfitv1.NameKind_NAME_KIND_TITLE:
		return v.families[number].GetId(), v.families[number].GetTitle()
	case lexfitv1.NameKind_NAME_KIND_TOPIC:
		return v.topics[number].GetId(), v.topics[number].GetTitle()
	case lexfitv1.NameKind_NAME_KIND_FIELD:
		return v.fields[number].GetId(), v.fields[number].GetTitle()
	case lexfitv1.NameKind_NAME_KIND_LANGUAGE:
		return v.languages[number].GetId(), v.languages[number].GetTitle()
	case lexfitv1.NameKind_NAME_KIND_UNSPECIFIED:
	}
	return "", ""
}

// defined is what a rulebook defines of a kind.
func defined(rulebook *lexfitv1.Rulebook, kind lexfitv1.NameKind) (list []named) {
	switch kind {
	case lexfitv1.NameKind_NAME_KIND_SKILL:
		for _, one := range rulebook.GetSkills() {
			list = append(list, named{one.GetId(), one.GetTitle(), one.GetAliases()})
		}
	case lexfitv1.NameKind_NAME_KIND_CREDENTIAL:
		for _, one := range rulebook.GetCredentials() {
			if one.GetNotACredential() == "" {
				list = append(list, named{one.GetId(), one.GetTitle(), slices.Concat(one.GetAbbreviations(), one.GetAliases(), one.GetIssuerAliases())})
			}
		}
	case lexfitv1.NameKind_NAME_KIND_TITLE:
		for _, one := range rulebook.GetTitles() {
			list = append(list, named{one.GetId(), one.GetTitle(), slices.Concat(one.GetAliases(), one.GetAliasesInLaw())})
		}
	case lexfitv1.NameKind_NAME_KIND_TOPIC:
		for _, one := range rulebook.GetTopics() {
			list = append(list, named{one.GetId(), one.GetTitle(), one.GetAliases()})
		}
	case lexfitv1.NameKind_NAME_KIND_FIELD:
		for _, one := range rulebook.GetFields() {
			list = append(list, named{one.GetId(), one.GetTitle(), one.GetAliases()})
		}
	case lexfitv1.NameKind_NAME_KIND_LANGUAGE:
		for _, one := range rulebook.GetLanguages() {
			list = append(list, named{one.GetId(), one.GetTitle(), one.GetAliases()})
		}
	case lexfitv1.NameKind_NAME_KIND_UNSPECIFIED:
	}
	return list
}

// mostNear is how many names are offered where nothing is read.
const mostNear = 5

// nearNames are the names that a text may have meant: spelt nearly so, or with a word of it.
func nearNames(rulebook *lexfitv1.Rulebook, kinds []lexfitv1.NameKind, written string) []*lexfitv1.NameMatch {
	type near struct {
		*lexfitv1.NameMatch
		far int
	}
	var list []near
	form := lexicon.NormalizeName(written)
	for _, kind := range kinds {
		for _, one := range defined(rulebook, kind) {
			far := farthest
			for _, name := range append([]string{one.title}, one.aliases...) {
				far = min(far, howFar(form, lexicon.NormalizeName(strings.TrimPrefix(name, "="))))
			}
			if far < farthest {
				list = append(list, near{&lexfitv1.NameMatch{Kind: kind, Id: one.id, Title: one.title}, far})
			}
		}
	}
	slices.SortStableFunc(list, func(one, other near) int { return cmp.Compare(one.far, other.far) })
	var names []*lexfitv1.NameMatch
	for _, one := range list[:min(mostNear, len(list))] {
		names = append(names, one.NameMatch)
	}
	return names
}

const farthest = 10

// howFar is how far a known name is from a written one, both in normal form: by letters, or behind those by the words of four letters
// and more that they share; farthest where it is not near.
func howFar(written, known string) int {
	const byWords = 8 // what letters allow is less
	limit := 1 + max(1, min(3, len(written)/3))
	if len(known)-len(written) < limit && len(written)-len(known) < limit {
		if edits := lexicon.Distance(written, known, limit); edits < limit {
			return edits
		}
	}
	shared := 0
	words := strings.Fields(known)
	for word := range strings.FieldsSeq(written) {
		if len(word) >= 4 && slices.Contains(words, word) {
			shared++
		}
	}
	if shared == 0 {
		return farthest
	}
	return byWords - min(shared, 3)
}

// WithIDs returns a job order in which what stands in a condition where an id is wanted, and is the name of one thing alone, is its
// id: practice_areas: [litigation]. What is no such name stays, and the lint says so. The order given is not changed.
func (p *Program) WithIDs(order *lexfitv1.JobOrder) *lexfitv1.JobOrder {
	lent := p.memory.take()
	defer p.memory.give(lent)
	order = proto.CloneOf(order)
	ids := newResolver(p.rulebook)
	reads := idReader{words: p.words, reader: &lent.in.reader, known: map[lexfitv1.NameKind]map[string]int32{
		lexfitv1.NameKind_NAME_KIND_SKILL: ids.skills, lexfitv1.NameKind_NAME_KIND_CREDENTIAL: ids.credentials,
		lexfitv1.NameKind_NAME_KIND_TITLE: ids.families, lexfitv1.NameKind_NAME_KIND_TOPIC: ids.topics,
		lexfitv1.NameKind_NAME_KIND_FIELD: ids.fields, lexfitv1.NameKind_NAME_KIND_LANGUAGE: ids.languages,
	}}
	for _, change := range order.GetChanges() {
		reads.condition(change.GetAdd().GetCondition())
	}
	return order
}

// idReader puts ids in place of names, in place.
type idReader struct {
	words  *vocabulary
	reader *lexicon.Reader
	known  map[lexfitv1.NameKind]map[string]int32
}

func (r *idReader) condition(node *lexfitv1.Condition) {
	for _, part := range slices.Concat(node.GetAnyOf().GetOf(), node.GetAllOf().GetOf(), node.GetAtLeast().GetOf()) {
		r.condition(part)
	}
	for _, part := range node.GetAverageOf().GetOf() {
		r.condition(part.GetCondition())
	}
	r.list(lexfitv1.NameKind_NAME_KIND_SKILL, node.GetSkill().GetBestOf())
	r.list(lexfitv1.NameKind_NAME_KIND_SKILL, node.GetExperience().GetPracticeAreas())
	r.list(lexfitv1.NameKind_NAME_KIND_FIELD, node.GetEducation().GetFields())
	r.list(lexfitv1.NameKind_NAME_KIND_TOPIC, node.GetCoursework().GetTopics())
	r.list(lexfitv1.NameKind_NAME_KIND_LANGUAGE, node.GetLanguage().GetBestOf())
	for _, credential := range node.GetCertification().GetCredentials() {
		credential.Credential = r.id(lexfitv1.NameKind_NAME_KIND_CREDENTIAL, credential.GetCredential())
	}
	for _, family := range node.GetExperience().GetFamilies() {
		family.Family = r.id(lexfitv1.NameKind_NAME_KIND_TITLE, family.GetFamily())
	}
}

func (r *idReader) list(kind lexfitv1.NameKind, names []string) {
	for i, name := range names {
		names[i] = r.id(kind, name)
	}
}

// id is the id of what a text names, or the text.
func (r *idReader) id(kind lexfitv1.NameKind, written string) string {
	if _, ok := r.known[kind][written]; ok {
		return written
	}
	hits := r.words.hits(r.reader, kind, written)
	if len(hits) != 1 || hits[0].Kind == lexfitv1.MatchKind_MATCH_KIND_FUZZY {
		return written
	}
	id, _ := r.words.name(kind, hits[0].ID)
	return id
}
