package lexicon

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// gap says what stood between a word and the word before it.
type gap uint8

const (
	gapSpace gap = iota
	gapSlash     // "/": separates the parts of a list, but not the words of a phrase
	gapDash      // a dash standing free: separates the parts of a title
	gapList      // "," ";" ":" "|" brackets, bullets, line breaks
	gapStop      // the end of a sentence
)

// word is a word of a text: its bytes in text.buf and the gap before it.
type word struct {
	start, end int32
	gap        gap
	amp        bool // written "&"
}

// text is a written text in normal form: words in lower case, one space apart. It is reused from text to text.
type text struct {
	buf   []byte
	words []word
}

func (t *text) String() string { return string(t.buf) }

// span returns the normal form of the words i to j, j excluded.
func (t *text) span(i, j int) []byte {
	if i >= j {
		return nil
	}
	return t.buf[t.words[i].start:t.words[j-1].end]
}

func (t *text) word(i int) []byte { return t.buf[t.words[i].start:t.words[i].end] }

// cutAt ends the text before the first of the words given that stands behind another.
func (t *text) cutAt(words ...string) {
	for i := 1; i < len(t.words); i++ {
		if slices.Contains(words, string(t.word(i))) {
			t.words = t.words[:i]
			t.buf = t.buf[:t.words[i-1].end]
			return
		}
	}
}

// NormalizeName returns the normal form in which names are compared: Unicode NFKC, case folded, apostrophes and the
// points of abbreviations dropped, "&" read as "and", everything else that is no letter or digit as a space, spaces
// single. Running it twice changes nothing.
func NormalizeName(written string) string {
	var normal text
	normal.set(written)
	return normal.String()
}

// Letters is how many characters a text has at most once its ligatures, wide letters and the like are opened (NFKC).
func Letters(written string) int {
	count := 0
	for i := 0; i < len(written); count++ {
		if written[i] < utf8.RuneSelf {
			i++
			continue
		}
		char := norm.NFKC.PropertiesString(written[i:])
		if opened := char.Decomposition(); len(opened) > 0 {
			count += utf8.RuneCount(opened) - 1
		}
		i += max(char.Size(), 1)
	}
	return count
}

// set makes t the normal form of s.
func (t *text) set(text string) {
	t.buf, t.words = t.buf[:0], t.words[:0]
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			text = fold(text)
			break
		}
	}
	cut := cutter{text: t, start: none, gap: gapStop}
	for i := 0; i < len(text); {
		letter := text[i]
		switch {
		case lower[letter] != 0:
			cut.open()
			letters := t.buf // a local, for speed
			for i < len(text) && lower[text[i]] != 0 {
				letters = append(letters, lower[text[i]])
				i++
			}
			t.buf = letters
		case letter == ' ':
			cut.close()
			i++
		case letter >= utf8.RuneSelf:
			i += cut.wide(text[i:])
		case letter == '\'' || letter == '`':
			i++
		case letter == '.' && cut.start != none && int32(len(t.buf))-cut.point <= 2 && i+1 < len(text) && alphanumeric(text[i+1]):
			i++ // the point of an abbreviation: "U.S.", "Pa.C.P."
			cut.point = int32(len(t.buf))
		case letter == '&':
			cut.close()
			cut.open()
			t.buf = append(t.buf, "and"...)
			cut.close()
			t.words[len(t.words)-1].amp = true
			i++
		default:
			cut.close()
			cut.gap = max(cut.gap, narrowGap(text, i))
			i++
		}
	}
	cut.close()
}

const none = -1

// cutter is the state of cutting a text into words.
type cutter struct {
	text  *text
	start int32 // where the open word begins, none where none is open
	point int32 // where its letters since the last point of an abbreviation begin
	gap   gap   // since the last word
}

func (c *cutter) open() {
	if c.start != none {
		return
	}
	if len(c.text.buf) > 0 {
		c.text.buf = append(c.text.buf, ' ')
	}
	c.start = int32(len(c.text.buf))
	c.point = c.start
}

func (c *cutter) close() {
	if c.start != none {
		c.text.words = append(c.text.words, word{start: c.start, end: int32(len(c.text.buf)), gap: c.gap})
		c.start, c.gap = none, gapSpace
	}
}

// wide reads the first letter of a text, which is beyond ASCII, and returns how many bytes it took.
func (c *cutter) wide(text string) int {
	sign, count := utf8.DecodeRuneInString(text)
	switch {
	case unicode.IsMark(sign): // what NFKC could not compose; dropped, or it would compose with another letter later
	case unicode.IsLetter(sign) || unicode.IsDigit(sign):
		c.open()
		c.text.buf = append(c.text.buf, text[:count]...)
	case sign == '’' || sign == '‘' || sign == 'ʼ':
	default:
		c.close()
		c.gap = max(c.gap, wideGap(sign))
	}
	return count
}

// lower holds ASCII letters and digits in lower case, and 0 for everything else.
var lower = func() (t [256]byte) {
	for c := range t {
		switch b := byte(c); {
		case b >= 'a' && b <= 'z' || b >= '0' && b <= '9':
			t[c] = b
		case b >= 'A' && b <= 'Z':
			t[c] = b + 'a' - 'A'
		}
	}
	return t
}()

func alphanumeric(letter byte) bool { return lower[letter] != 0 || letter >= utf8.RuneSelf }

func narrowGap(text string, i int) gap {
	switch text[i] {
	case '/', '\\':
		return gapSlash
	case ',', ';', ':', '|', '(', ')', '[', ']', '{', '}', '\n', '\r', '\t', '*', '"', '>', '<':
		return gapList
	case '.', '!', '?':
		return gapStop
	case '-':
		if i > 0 && text[i-1] == ' ' || i+1 < len(text) && text[i+1] == ' ' {
			return gapDash
		}
	}
	return gapSpace
}

func wideGap(letter rune) gap {
	switch letter {
	case '–', '—', '―':
		return gapDash
	case '•', '·', '●', '▪', '◦', '“', '”', '„', '«', '»':
		return gapList
	}
	return gapSpace
}

// fold is NFKC with case folding, letter by letter: the same whichever case a letter was written in.
func fold(text string) string {
	text = norm.NFKC.String(strings.ToValidUTF8(text, " "))
	text = strings.ReplaceAll(strings.ReplaceAll(text, "ß", "ss"), "ẞ", "ss")
	return norm.NFKC.String(strings.Map(func(letter rune) rune { return unicode.ToLower(unicode.ToUpper(letter)) }, text))
}

// singular drops the plural of a word of six letters or more, the same way for names and for what people write.
func singular[W string | []byte](word W) W {
	count := len(word)
	if count < least || word[count-1] != 's' {
		return word
	}
	switch word[count-2] {
	case 's', 'u', 'i':
		return word
	}
	return word[:count-1]
}

// least is how many letters make spacing and plural no difference.
const least = 6

// Overlook returns what is left of a normal form when plurals and spacing are overlooked, as reading does from six letters
// on.
func Overlook(normal string) string {
	words := strings.Fields(normal)
	for i, word := range words {
		words[i] = singular(word)
	}
	if squeezed := strings.Join(words, ""); len(squeezed) >= least {
		return squeezed
	}
	return normal
}

// squeeze appends the words i to j without spaces and plurals, by which spellings that differ in them alone are equal.
func (t *text) squeeze(dst []byte, i, j int) []byte {
	for ; i < j; i++ {
		dst = append(dst, singular(t.word(i))...)
	}
	return dst
}

// IsNumber reports whether a word is digits alone.
func IsNumber(word []byte) bool {
	for _, letter := range word {
		if letter < '0' || letter > '9' {
			return false
		}
	}
	return len(word) > 0
}

// isVersion reports whether a trailing word is a version or a year: "2016", "v10", "10x".
func isVersion(word []byte) bool {
	if len(word) > 1 && word[0] == 'v' {
		word = word[1:]
	}
	if len(word) > 1 && word[len(word)-1] == 'x' {
		word = word[:len(word)-1]
	}
	return IsNumber(word)
}
