package wording

import lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"

// SpeechOf reads a word in normal form that stands beside the name of a language: how well it says that it is spoken, unset where it
// says only that it is ("speaker"). It is false for a word of anything else: "Spanish literature" says of nobody that they speak.
func SpeechOf(word []byte) (level lexfitv1.LanguageLevel, ok bool) {
	level, ok = speech[string(word)]
	return level, ok
}

// speech holds the words beside languages. By judgement: whoever calls themselves bilingual claims both as a first language does;
// an interpreter works in it. Of two words for one language the lower counts ("limited working proficiency").
var speech = speechTable(map[lexfitv1.LanguageLevel][]string{
	lexfitv1.LanguageLevel_LANGUAGE_LEVEL_NATIVE: {"native", "bilingual", "biliterate", "trilingual", "mother", "first", "c2"},
	lexfitv1.LanguageLevel_LANGUAGE_LEVEL_PROFESSIONAL: {
		"fluent", "fluently", "fluency", "proficient", "proficiently", "professional", "business", "advanced", "full", "expert", "c1",
		"interpreter", "interpreting", "interpretation", "interpret", "interpreted", "translator", "translating", "translation", "translations", "translate", "translated",
	},
	lexfitv1.LanguageLevel_LANGUAGE_LEVEL_CONVERSATIONAL: {
		"conversational", "conversationally", "conversant", "conversation", "intermediate", "limited", "semi", "near", "b1", "b2",
	},
	lexfitv1.LanguageLevel_LANGUAGE_LEVEL_BASIC: {"basic", "beginner", "beginning", "elementary", "novice", "some", "little", "a1", "a2"},
	lexfitv1.LanguageLevel_LANGUAGE_LEVEL_UNSPECIFIED: {
		"speak", "speaks", "speaking", "speaker", "spoken", "read", "reads", "reading", "write", "writes", "writing", "written", "verbal",
		"oral", "orally", "language", "languages", "skill", "skills", "ability", "able", "level", "working", "proficiency", "knowledge",
		"communication", "communicate", "command", "understand", "understands", "tongue", "foreign", "second", "also", "as", "well", "i", "am", "a",
		"in", "and", "or", "both", "the", "of", "with", "to", "from", "for", "good", "strong", "excellent", "completely", "fully", "highly", "legal",
		"court", "certified", "between", "into",
	},
})

func speechTable(levels map[lexfitv1.LanguageLevel][]string) map[string]lexfitv1.LanguageLevel {
	table := map[string]lexfitv1.LanguageLevel{}
	for level, words := range levels {
		for _, word := range words {
			table[word] = level
		}
	}
	return table
}
