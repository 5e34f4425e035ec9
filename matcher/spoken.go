package matcher

import (
	"strings"

	"github.com/lexfit/lexfit/matcher/lexicon"
	"github.com/lexfit/lexfit/matcher/wording"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// namesLanguage reports whether a word of the text set last is a language's name: in nearly no text one is.
func (v *vocabulary) namesLanguage(reader *lexicon.Reader) bool {
	return reader.AnyWord(func(word []byte) bool { return len(word) > 2 && v.languageNames.Knows(word) })
}

// readSpoken reads the languages that a text names of which every other word says how they are spoken: "bilingual Spanish",
// "English (native), Spanish - fluent". A list is read part by part, and a part that says more than that names no language: it may
// be about anything. What no word says of a level is as the stated proficiency has it. It reports whether there is one.
func (in *intake) readSpoken(at ref, written string, stated lexfitv1.Proficiency) bool {
	if !isASCII(written) { // the reader holds other texts already
		in.reader.Set(written)
	}
	if stated == lexfitv1.Proficiency_PROFICIENCY_NONE || !in.words.namesLanguage(&in.reader) {
		return false
	}
	before := len(in.languages)
	said := tongues{in: in, at: at}
	for part := range strings.FieldsFuncSeq(written, func(r rune) bool { return strings.ContainsRune(",;|\n\r\t•·", r) }) {
		said.read(part)
	}
	for i := before; i < len(in.languages); i++ {
		if in.languages[i].levelOpen {
			in.languages[i].says(in.tables, spokenAt[stated])
		}
	}
	return len(in.languages) > before
}

// spokenAt is how well a language is spoken of which the proficiency is stated.
var spokenAt = map[lexfitv1.Proficiency]lexfitv1.LanguageLevel{
	lexfitv1.Proficiency_PROFICIENCY_NOVICE:   lexfitv1.LanguageLevel_LANGUAGE_LEVEL_BASIC,
	lexfitv1.Proficiency_PROFICIENCY_BASIC:    lexfitv1.LanguageLevel_LANGUAGE_LEVEL_BASIC,
	lexfitv1.Proficiency_PROFICIENCY_WORKING:  lexfitv1.LanguageLevel_LANGUAGE_LEVEL_CONVERSATIONAL,
	lexfitv1.Proficiency_PROFICIENCY_ADVANCED: lexfitv1.LanguageLevel_LANGUAGE_LEVEL_PROFESSIONAL,
	lexfitv1.Proficiency_PROFICIENCY_EXPERT:   lexfitv1.LanguageLevel_LANGUAGE_LEVEL_PROFESSIONAL,
}

// tongues are the languages of one text as they are read.
type tongues struct {
	in *intake
	at ref
	// carried is a level that stood before languages: it holds for the parts that follow too ("fluent in Spanish, French").
	carried lexfitv1.LanguageLevel
}

const levelUnsaid = lexfitv1.LanguageLevel_LANGUAGE_LEVEL_UNSPECIFIED

// read reads one part of a list. A level stands before its languages, or behind those that had none before them.
func (t *tongues) read(part string) {
	in := t.in
	hits := in.words.languageNames.Read(&in.reader, part)
	first := len(in.languages)
	group, before, behind := first, levelUnsaid, levelUnsaid
	for i := 0; i < in.reader.Len(); {
		if len(hits) > 0 && int(hits[0].Start) == i && isTongue(&in.reader, hits[0]) {
			if behind != levelUnsaid {
				group, behind = len(in.languages), levelUnsaid
			}
			level := before
			if level == levelUnsaid {
				level = t.carried
			}
			in.languages = append(in.languages, newLanguage(hits[0], t.at, level, in.tables))
			i, hits = int(hits[0].End), hits[1:]
			continue
		}
		level, ok := wording.SpeechOf(in.reader.Word(i))
		if !ok {
			in.languages, t.carried = in.languages[:first], levelUnsaid
			return
		}
		i++
		switch {
		case level == levelUnsaid:
		case group == len(in.languages):
			before = lower(before, level)
		case before == levelUnsaid:
			behind = lower(behind, level)
			for at := group; at < len(in.languages); at++ {
				in.languages[at].says(in.tables, behind)
			}
		default: // they have theirs: this is that of the next ones
			group, before = len(in.languages), level
		}
	}
	if before != levelUnsaid {
		t.carried = before
	}
}

// isTongue reports whether a hit names a language in a text of other things: a code of two letters does not ("IT"), nor what may be
// a misspelling ("Germany").
func isTongue(reader *lexicon.Reader, hit lexicon.Hit) bool {
	return hit.Kind != lexfitv1.MatchKind_MATCH_KIND_FUZZY && len(reader.Span(int(hit.Start), int(hit.End))) > 2
}

// lower is the lower of two levels, one of them perhaps unsaid.
func lower(one, other lexfitv1.LanguageLevel) lexfitv1.LanguageLevel {
	if one == levelUnsaid {
		return other
	}
	return min(one, other)
}

func newLanguage(hit lexicon.Hit, at ref, level lexfitv1.LanguageLevel, figures *tables) languageEntry {
	spoken := languageEntry{language: hit.ID, at: at, kind: hit.Kind}
	spoken.says(figures, level)
	return spoken
}

// says sets the level of an entry. What is not said counts as BASIC, and is asked about.
func (e *languageEntry) says(figures *tables, level lexfitv1.LanguageLevel) {
	if level < 0 || int(level) >= len(figures.languageLevels) {
		level = levelUnsaid
	}
	e.value, e.levelOpen = figures.languageLevels[level], level == levelUnsaid
}
