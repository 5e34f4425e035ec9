package matcher

import (
	"slices"

	"github.com/lexfit/lexfit/matcher/finding"
	"github.com/lexfit/lexfit/matcher/prose"
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

func (languageKind) compile(t *treeCompiler, path string, condition *lexfitv1.Condition, _ bool) []wholeLeaf {
	l := &languageLeaf{languages: t.findAll(t.resolver.languages, path+".language.best_of", "language", condition.GetLanguage().GetBestOf())}
	titles := make([]string, 0, len(l.languages))
	for _, language := range l.languages {
		titles = append(titles, t.words.languages[language].GetTitle())
	}
	l.words = prose.Or(titles)
	return []wholeLeaf{l}
}

func (languageKind) read(in *intake) {
	for i, written := range in.profile.GetLanguages() {
		hits := in.words.languageNames.Read(&in.reader, written.GetName())
		if len(hits) == 0 {
			in.miss(ref{refLanguage, int32(i), 0}, written.GetName(), noteUnknown, 0)
		}
		level := written.GetLevel()
		if level < 0 || int(level) >= len(in.tables.languageLevels) {
			level = 0
		}
		for _, hit := range hits {
			in.languages = append(in.languages, languageEntry{hit.ID, in.tables.languageLevels[level], int32(i), hit.Kind})
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

func (l *languageLeaf) judge(c *candidate) outcome {
	_, value := l.best(c)
	return judged(value, value, value, value, l.open(c))
}

func (l *languageLeaf) open(c *candidate) bool {
	return c.listed.saysNothing() && c.listed.languages == 0
}

func (l *languageLeaf) best(c *candidate) (entry *languageEntry, value int32) {
	for i := range c.languages {
		if spoken := &c.languages[i]; spoken.value > value && slices.Contains(l.languages, spoken.language) {
			entry, value = spoken, spoken.value
		}
	}
	return entry, value
}

func (l *languageLeaf) prove(e *explainer, _ lexfitv1.Basis) {
	if entry, _ := l.best(e.c); entry != nil {
		title := e.c.words.languages[entry.language].GetTitle()
		e.add(ref{refLanguage, entry.index, 0}, title, entry.kind, lexfitv1.Basis_BASIS_STATED)
	}
}

func (l *languageLeaf) asks() (what, more string) { return l.words, l.words + " at a higher level" }

func (l *languageLeaf) shown(*candidate) string { return "" }

func (l *languageLeaf) away(_ *gate, value, whole int32, _ int) int {
	if value >= whole {
		return 0
	}
	return 1
}

// seek proposes nothing: a language takes years.
func (l *languageLeaf) seek(*finder, ...wanted) {}
