package read

import (
	"strings"

	"github.com/lexfit/lexfit/matcher/lexicon"
	"github.com/lexfit/lexfit/matcher/wording"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// names are what a rulebook calls things, as far as reading a document asks.
type names struct {
	titles, credentials, issuers, fields, skills, languages *lexicon.Lexicon

	families []*lexfitv1.TitleFamily
	held     []*lexfitv1.CredentialDefinition
	words    *wording.Words
	levels   map[string]lexfitv1.Proficiency
	units    map[string]bool // what skills are measured in
}

// anyState stands in a credential's name for that of any state.
const anyState = "{state}"

func compile(rulebook *lexfitv1.Rulebook) *names {
	made := &names{
		titles: lexicon.New(), credentials: lexicon.New(), issuers: lexicon.New(), fields: lexicon.New(), skills: lexicon.New(), languages: lexicon.New(),
		families: rulebook.GetTitles(), held: rulebook.GetCredentials(), words: wording.Compile(rulebook.GetNames()),
		levels: map[string]lexfitv1.Proficiency{}, units: map[string]bool{},
	}
	reading := rulebook.GetNames()
	for _, list := range []*lexicon.Lexicon{made.credentials, made.skills, made.languages} {
		list.Qualify(reading.GetQualifiersBefore(), reading.GetQualifiersAfter())
	}
	made.skills.Ordinary(reading.GetOrdinary())
	for _, level := range reading.GetBeside().GetLevels() {
		for _, word := range level.GetWords() {
			made.levels[lexicon.NormalizeName(word)] = level.GetProficiency()
		}
	}
	for i, skill := range rulebook.GetSkills() {
		add(made.skills, int32(i), skill.GetTitle(), skill.GetAliases())
		for _, unit := range skill.GetMeasure().GetUnits() {
			made.units[lexicon.NormalizeName(unit)] = true
		}
	}
	for i, field := range rulebook.GetFields() {
		add(made.fields, int32(i), field.GetTitle(), field.GetAliases())
	}
	for i, language := range rulebook.GetLanguages() {
		add(made.languages, int32(i), language.GetTitle(), language.GetAliases())
	}
	for i, credential := range rulebook.GetCredentials() {
		add(made.credentials, int32(i), credential.GetTitle(), everyState(credential.GetAliases()))
		for _, short := range credential.GetAbbreviations() {
			made.credentials.Add("="+short, int32(i), false)
		}
		add(made.issuers, int32(i), credential.GetIssuer(), credential.GetIssuerAliases())
	}
	for i, family := range rulebook.GetTitles() {
		if !family.GetAliasesOnly() {
			made.titles.Add(family.GetTitle(), int32(i), true)
		}
		for _, alias := range family.GetAliases() {
			made.titles.Add(alias, int32(i), false)
		}
	}
	return made
}

func add(names *lexicon.Lexicon, id int32, title string, aliases []string) {
	names.Add(title, id, true)
	for _, alias := range aliases {
		names.Add(alias, id, false)
	}
}

// everyState gives each name that holds the place of a state with every state's name in it.
func everyState(list []string) []string {
	var out []string
	for _, name := range list {
		if !strings.Contains(name, anyState) {
			out = append(out, name)
			continue
		}
		for _, state := range wording.States() {
			out = append(out, strings.ReplaceAll(name, anyState, state))
		}
	}
	return out
}

// scratch is the memory of reading names. It is not safe for concurrent use.
type scratch struct {
	names  *names
	lookup lexicon.Reader
	beside wording.Reader
}

// families are the title families that a text names, with abbreviations opened; what stands in other jobs' names ("paralegal recruiter")
// names none.
func (s *scratch) families(text string) []lexicon.Hit {
	opened := s.names.words.Open(&s.beside, text)
	hits := s.names.titles.ReadTitle(&s.lookup, opened)
	if len(hits) == 0 {
		return nil
	}
	s.names.words.Read(&s.beside, opened, wording.Title, s.names.titles.Knows)
	kept := hits[:0]
	for _, hit := range hits {
		if hit.Kind != lexfitv1.MatchKind_MATCH_KIND_FUZZY && !s.names.words.IsOtherJob(&s.beside, s.lookup.Span(int(hit.Start), int(hit.End))) {
			kept = append(kept, hit)
		}
	}
	return kept
}

// credentialsIn are the credentials that a text names.
func (s *scratch) credentialsIn(text string) []lexicon.Hit {
	hits := s.names.credentials.Read(&s.lookup, text)
	kept := hits[:0]
	for _, hit := range hits {
		if hit.Kind != lexfitv1.MatchKind_MATCH_KIND_FUZZY {
			kept = append(kept, hit)
		}
	}
	return kept
}

// languagesIn are the languages that a text names.
func (s *scratch) languagesIn(text string) []lexicon.Hit {
	return s.names.languages.Read(&s.lookup, text)
}
