// Package silence tells what says something from what people and programs write where there is nothing to say: None, N/A, nan,
// --, unknown, TBD, see résumé (rule S4 of docs/scoring.md). The engine and the readers of files share it.
package silence

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Silence is what a text says where it says nothing.
type Silence int

const (
	// Spoken texts say something.
	Spoken Silence = iota
	// Blank texts are what programs and people write into a cell that is empty: None, N/A, nan, --.
	Blank
	// Withheld texts say that there would be something to know: unknown, ?, TBD, see résumé. Where absence is a statement, such as
	// that a job is still held, they do not make it.
	Withheld
)

var (
	blankWords = regexp.MustCompile(`^(?:none|null|nul|nan|na|n a|nil|nat|void|blank|(?:is )?empty|nothing|not applicable|does not apply|not relevant|no (?:data|value|entry|entries|record|records)|` +
		`none (?:given|provided|specified|stated|listed|reported|entered|recorded|available|applicable|known|yet|so far|found|selected|indicated|declared|at this time|of the above|to (?:report|list|declare)|on (?:file|record))|` +
		`nothing (?:given|entered|listed|yet|to (?:report|list|declare)))$`)
	withheldWords = regexp.MustCompile(`^(?:unknown|unk|unspecified|undisclosed|undefined|undetermined|unavailable|unstated|unsure|uncertain|missing|withheld|redacted|declined|idk|x{2,}|` +
		`tb[acd]|to be (?:determined|confirmed|advised|announced|decided|discussed|provided|completed later)|(?:i )?(?:dont|do not) (?:know|remember|recall)|cannot (?:say|recall)|` +
		`not (?:yet )?(?:known|given|provided|specified|stated|listed|available|disclosed|entered|recorded|reported|mentioned|supplied|indicated|answered|set|selected|found|sure|on (?:file|record)|declared|filled(?: in| out)?)|` +
		`no (?:answer|response|reply|information|info|details?|input|selection|comment)(?: (?:given|provided|available))?|information not (?:available|provided|given)|` +
		`(?:please )?(?:see|refer to|as per|per|cf|check) (?:the |my |our )?(?:attached |enclosed |uploaded )?(?:resume|cv|curriculum vitae|attached|attachment|above|below|notes?|file|profile|linkedin|application|cover letter)(?: attached)?|` +
		`(?:see )?attached|(?:available )?(?:up)?on request|prefer not to (?:say|answer|disclose|state)|decline[sd]? to (?:state|answer|say|disclose)|` +
		`(?:please )?(?:select|choose|specify|pick)(?: (?:one|an option|a value|here|from list))?)$`)
)

// ErrorCell is what a spreadsheet shows where a formula failed.
var ErrorCell = regexp.MustCompile(`^#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)$`)

// withoutAccents takes apostrophes out of a text, and the accents of résumé.
var withoutAccents = strings.NewReplacer("'", "", "’", "", "é", "e", "É", "e", "e\u0301", "e")

// Words are a text's words without case, marks and punctuation, one space between them.
func Words(text string) string {
	folded := withoutAccents.Replace(strings.ToLower(text))
	return strings.Join(strings.FieldsFunc(folded, func(letter rune) bool { return !unicode.IsLetter(letter) && !unicode.IsDigit(letter) }), " ")
}

// firstWords are the first words of all that blankWords and withheldWords know: nearly every cell is told by its first.
var firstWords = func() map[string]bool {
	words := map[string]bool{}
	for word := range strings.FieldsSeq(`none null nul nan na n nil nat void blank is empty nothing not does no unknown unk unspecified undisclosed undefined undetermined
		unavailable unstated unsure uncertain missing withheld redacted declined decline declines idk tba tbc tbd to i dont don do cannot information please see refer as per cf check
		attached available on upon prefer select choose specify pick`) {
		words[word] = true
	}
	return words
}()

// mayBegin tells most first words from those of firstWords by their first letter and length.
var mayBegin = func() (table [256][17]bool) {
	for word := range firstWords {
		table[word[0]][len(word)] = true
	}
	for size := range table['x'] {
		table['x'][size] = size > 1
	}
	return table
}()

// begins says whether a text may be a placeholder, by its first word and without taking it apart.
func begins(text string) bool {
	var word [16]byte
	size := 0
	for i := 0; i < len(text); i++ {
		letter := text[i]
		if letter >= 'A' && letter <= 'Z' {
			letter += 'a' - 'A'
		}
		switch isWord := letter >= 'a' && letter <= 'z' || letter >= '0' && letter <= '9'; {
		case letter >= utf8.RuneSelf:
			return true // it takes a closer look
		case isWord && size == len(word):
			return false
		case isWord:
			word[size] = letter
			size++
		case size > 0:
			i = len(text) // the word is whole
		}
	}
	if size > 0 && text[0] != '#' && !mayBegin[word[0]][size] {
		return false
	}
	return size == 0 || text[0] == '#' || size > 1 && word[0] == 'x' && word[1] == 'x' || firstWords[string(word[:size])]
}

// Of says whether a text is a placeholder.
func Of(text string) Silence {
	const longest = 60 // what is longer is a sentence
	if len(text) > longest || !begins(text) {
		return Spoken
	}
	words := Words(text)
	switch {
	case words == "" && strings.ContainsAny(text, "?¿"), ErrorCell.MatchString(text), withheldWords.MatchString(words):
		return Withheld
	case words == "" && !strings.ContainsFunc(text, func(letter rune) bool { return letter > unicode.MaxLatin1 && unicode.IsSymbol(letter) }):
		return Blank
	case blankWords.MatchString(words):
		return Blank
	}
	return Spoken // a sign such as ✓ too: it means something to somebody
}
