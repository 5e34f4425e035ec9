package measure

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/lexfit/lexfit/matcher/silence"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// wordsOf are the words of a text, without case, accents and signs. A plus or a sharp that ends a word is part of it (C++, C#).
func wordsOf(text string) []string {
	text = strings.ReplaceAll(text, "&", " and ")
	var plain strings.Builder
	for _, letter := range norm.NFKD.String(text) {
		switch {
		case unicode.Is(unicode.Mn, letter) || letter == '\'' || letter == '’' || letter == '\u00ad':
		case unicode.IsLetter(letter) || unicode.IsDigit(letter) || letter == '+' || letter == '#':
			plain.WriteRune(unicode.ToLower(letter))
		default:
			plain.WriteByte(' ')
		}
	}
	return strings.Fields(plain.String())
}

// same is a text as it is compared.
func same(text string) string { return strings.Join(wordsOf(text), " ") }

// within says whether the words of a text stand, one after the other, in another.
func within(text, whole string) bool {
	return text != "" && strings.Contains(" "+whole+" ", " "+text+" ")
}

// only says whether every word is among others.
func only(words, among []string) bool {
	return !slices.ContainsFunc(words, func(word string) bool { return !slices.Contains(among, word) })
}

var (
	bracketed = regexp.MustCompile(`\s*[(\[][^()\[\]]*[)\]]`)
	lastNote  = regexp.MustCompile(`\s*(?:[(\[]([^()\[\]]*)[)\]]|[-–—:,]\s*([\pL\pN ]+))\s*$`)
	speed     = regexp.MustCompile(`(\d+)\s*(?:wpm|words)`)
)

// grades are the words for how well somebody does a thing.
var grades = map[string]lexfitv1.Proficiency{
	"novice": lexfitv1.Proficiency_PROFICIENCY_NOVICE, "beginner": lexfitv1.Proficiency_PROFICIENCY_NOVICE,
	"basic": lexfitv1.Proficiency_PROFICIENCY_BASIC, "working": lexfitv1.Proficiency_PROFICIENCY_WORKING,
	"intermediate": lexfitv1.Proficiency_PROFICIENCY_WORKING, "proficient": lexfitv1.Proficiency_PROFICIENCY_WORKING,
	"advanced": lexfitv1.Proficiency_PROFICIENCY_ADVANCED, "expert": lexfitv1.Proficiency_PROFICIENCY_EXPERT,
}

// bare is the name of a skill without what stands behind it of how well, and that.
func bare(name string) (words, note string) {
	found := lastNote.FindStringSubmatch(name)
	if found == nil {
		return same(name), ""
	}
	note = same(found[1] + found[2])
	for word := range strings.FieldsSeq(note) {
		_, grade := grades[word]
		if !grade && !slices.Contains([]string{"wpm", "words", "per", "a", "minute", "level"}, word) && strings.Trim(word, "0123456789") != "" {
			return same(name), ""
		}
	}
	return same(strings.TrimSuffix(name, found[0])), note
}

// ability is how well somebody does a thing, in words that can be compared; empty where nothing is said.
func ability(skill *lexfitv1.Skill) string {
	_, note := bare(skill.GetName())
	if measured := skill.GetMeasured(); measured != nil {
		return same(strings.TrimRight(strings.TrimRight(formatted(measured.GetValue()), "0"), ".") + " " + measured.GetUnit())
	}
	if found := speed.FindStringSubmatch(note); found != nil {
		return found[1] + " wpm"
	}
	if skill.GetProficiency() != lexfitv1.Proficiency_PROFICIENCY_UNSPECIFIED {
		return skill.GetProficiency().String()
	}
	for word := range strings.FieldsSeq(note) {
		if grade, known := grades[word]; known {
			return grade.String()
		}
	}
	return ""
}

// fluencies are the words for how well somebody speaks a language.
var fluencies = map[string]lexfitv1.LanguageLevel{
	"native": lexfitv1.LanguageLevel_LANGUAGE_LEVEL_NATIVE, "bilingual": lexfitv1.LanguageLevel_LANGUAGE_LEVEL_NATIVE,
	"fluent": lexfitv1.LanguageLevel_LANGUAGE_LEVEL_PROFESSIONAL, "professional": lexfitv1.LanguageLevel_LANGUAGE_LEVEL_PROFESSIONAL,
	"conversational": lexfitv1.LanguageLevel_LANGUAGE_LEVEL_CONVERSATIONAL, "good": lexfitv1.LanguageLevel_LANGUAGE_LEVEL_CONVERSATIONAL,
	"intermediate": lexfitv1.LanguageLevel_LANGUAGE_LEVEL_CONVERSATIONAL,
	"basic":        lexfitv1.LanguageLevel_LANGUAGE_LEVEL_BASIC, "elementary": lexfitv1.LanguageLevel_LANGUAGE_LEVEL_BASIC,
	"beginner": lexfitv1.LanguageLevel_LANGUAGE_LEVEL_BASIC,
}

// spoken is the name of a language, and how well it is spoken by its field or else by the words beside the name, as the engine reads it.
func spoken(language *lexfitv1.Language) (name, level string) {
	var own []string
	said := language.GetLevel()
	for _, word := range wordsOf(language.GetName()) {
		grade, known := fluencies[word]
		switch {
		case known && said == lexfitv1.LanguageLevel_LANGUAGE_LEVEL_UNSPECIFIED:
			said = grade
		case !known && !slices.Contains([]string{"speaker", "full", "proficiency", "level", "in", "spoken", "written", "and"}, word):
			own = append(own, word)
		}
	}
	if said != lexfitv1.LanguageLevel_LANGUAGE_LEVEL_UNSPECIFIED {
		level = strings.TrimPrefix(said.String(), "LANGUAGE_LEVEL_")
	}
	return strings.Join(own, " "), level
}

// credentialWords are the words that a written credential may have beside those of its name, issuer and dates.
var credentialWords = wordsOf(`active current expired lapsed in progress pending expires expiring exp issued since until valid through no license number
 jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september october november december
 suspended revoked candidate certified expected anticipated by of the and from date status`)

// credential says whether a written credential is another: all words of its name, none that is not the credential's own.
func credential(truth, read *lexfitv1.Certification) bool {
	written := wordsOf(read.GetName())
	needed := wordsOf(bracketed.ReplaceAllString(truth.GetName(), ""))
	if len(needed) == 0 || !only(needed, written) {
		return false
	}
	own := slices.Concat(wordsOf(truth.GetName()), wordsOf(truth.GetIssuer()), credentialWords)
	return !slices.ContainsFunc(written, func(word string) bool {
		return !slices.Contains(own, word) && strings.Trim(word, "0123456789") != ""
	})
}

// reach is a contact as it is compared.
func reach(kind, value string) string {
	switch kind {
	case "phone":
		digits := strings.Map(func(letter rune) rune {
			if unicode.IsDigit(letter) {
				return letter
			}
			return -1
		}, value)
		return digits[max(len(digits)-10, 0):]
	case "link":
		value = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(value), "https://"), "http://"), "www.")
		return strings.TrimSuffix(value, "/")
	default:
		return same(value)
	}
}

// said is a text that says something: a placeholder such as Unknown says nothing.
func said(text string) string {
	if silence.Of(text) != silence.Spoken {
		return ""
	}
	return text
}
