package matcher

import (
	"slices"

	"github.com/lexfit/lexfit/matcher/finding"
	"github.com/lexfit/lexfit/matcher/prose"
	"github.com/lexfit/lexfit/matcher/silence"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

const partLanguage part = "language"

// languageKind is languages spoken.
type languageKind struct{}

func (languageKind) part() part { return partLanguage }

// Category implements Kind.
func (languageKind) Category() lexfitv1.Category { return lexfitv1.Category_CATEGORY_LANGUAGE }

// Lint implements Kind.
func (languageKind) Lint(report *finding.Report, condition *lexfitv1.Condition, path string) {
	path += ".language"
	report.NotEmpty(len(condition.GetLanguage().GetBestOf()), path)
	report.IDs(finding.Language, condition.GetLanguage().GetBestOf(), path+".best_of")
}

// Best implements Kind.
func (languageKind) Best(reach *Reach, _ *lexfitv1.Condition) int64 { return reach.language }

// Meetable implements Kind.
func (k languageKind) Meetable(reach *Reach, condition *lexfitv1.Condition, _ func(string) bool) bool {
	return k.Best(reach, condition) == full
}

func (languageKind) compile(compiler *treeCompiler, path string, condition *lexfitv1.Condition, _ bool) []wholeLeaf {
	leaf := &languageLeaf{languages: compiler.findAll(compiler.languages, path+".language.best_of", "language", condition.GetLanguage().GetBestOf())}
	titles := make([]string, 0, len(leaf.languages))
	for _, language := range leaf.languages {
		titles = append(titles, compiler.words.languages[language].GetTitle())
	}
	leaf.words = prose.Or(titles)
	return []wholeLeaf{leaf}
}

func (languageKind) read(in *intake) {
	for i, written := range in.profile.GetLanguages() {
		if silence.Of(written.GetName()) != silence.Spoken {
			in.listed.languages--
			continue
		}
		at := ref{refLanguage, int32(i), 0}
		in.reader.Set(written.GetName())
		if written.GetLevel() == levelUnsaid && in.readSpoken(at, written.GetName(), lexfitv1.Proficiency_PROFICIENCY_UNSPECIFIED) {
			continue // its words may say the level
		}
		hits := in.words.languageNames.Read(&in.reader, written.GetName())
		if len(hits) == 0 {
			in.miss(at, written.GetName(), noteUnknown, 0)
		}
		for _, hit := range hits {
			in.languages = append(in.languages, newLanguage(hit, at, written.GetLevel(), in.tables))
		}
	}
}

func (languageKind) fact(profile *lexfitv1.CandidateProfile, at place) string {
	if at.list != "languages" || at.i < 0 {
		return ""
	}
	return profile.GetLanguages()[at.i].GetName()
}

// languageLeaf asks for the best of several languages.
type languageLeaf struct {
	languages []int32
	words     string
}

func (l *languageLeaf) part() part { return partLanguage }

func (l *languageLeaf) judge(person *candidate) outcome {
	_, value := l.best(person)
	return judged(value, value, value, value, l.open(person) > 0)
}

func (l *languageLeaf) open(person *candidate) int32 {
	unsaid := slices.ContainsFunc(person.languages, func(spoken languageEntry) bool {
		return spoken.levelOpen && slices.Contains(l.languages, spoken.language)
	})
	return openIf(unsaid || person.opens.languages || person.listed.saysNothing() && person.listed.languages == 0)
}

func (l *languageLeaf) best(person *candidate) (entry *languageEntry, value int32) {
	for i := range person.languages {
		if spoken := &person.languages[i]; spoken.value > value && slices.Contains(l.languages, spoken.language) {
			entry, value = spoken, spoken.value
		}
	}
	return entry, value
}

func (l *languageLeaf) prove(why *explainer, _ lexfitv1.Basis) {
	if entry, _ := l.best(why.c); entry != nil {
		title := why.c.words.languages[entry.language].GetTitle()
		why.add(entry.at, title, entry.kind, lexfitv1.Basis_BASIS_STATED)
	}
}

func (l *languageLeaf) asks() string { return l.words }

func (l *languageLeaf) more() string { return l.words + " at a higher level" }

func (l *languageLeaf) shown(*candidate) string { return "" }

func (l *languageLeaf) away(_ *gate, value, whole int32, _ int) int {
	if value >= whole {
		return 0
	}
	return 1
}

// seek proposes nothing: a language takes years.
func (l *languageLeaf) seek(*finder, ...wanted) {}
