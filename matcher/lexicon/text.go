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
func NormalizeName(s string) string {
	var t text
	t.set(s)
	return t.String()
}

// set makes t the normal form of s.
func (t *text) set(s string) {
	t.buf, t.words = t.buf[:0], t.words[:0]
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			s = fold(s)
			break
		}
	}
	const none = -1
	start, sep := int32(none), gapStop
	point := int32(0) // where the letters since the last point of an abbreviation begin
	flush := func() {
		if start != none {
			t.words = append(t.words, word{start: start, end: int32(len(t.buf)), gap: sep})
			start, sep = none, gapSpace
		}
	}
	open := func() {
		if start == none {
			if len(t.buf) > 0 {
				t.buf = append(t.buf, ' ')
			}
			start = int32(len(t.buf))
			point = start
		}
	}
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case lower[c] != 0:
			open()
			for i < len(s) && lower[s[i]] != 0 {
				t.buf = append(t.buf, lower[s[i]])
				i++
			}
		case c >= utf8.RuneSelf:
			r, n := utf8.DecodeRuneInString(s[i:])
			switch {
			case unicode.IsMark(r): // what NFKC could not compose; dropped, or it would compose with another letter later
			case unicode.IsLetter(r) || unicode.IsDigit(r):
				open()
				t.buf = append(t.buf, s[i:i+n]...)
			case r == '’' || r == '‘' || r == 'ʼ':
			default:
				flush()
				sep = max(sep, wideGap(r))
			}
			i += n
		case c == '\'' || c == '`':
			i++
		case c == '.' && start != none && int32(len(t.buf))-point <= 2 && i+1 < len(s) && alphanumeric(s[i+1]):
			i++ // the point of an abbreviation: "U.S.", "Pa.C.P."
			point = int32(len(t.buf))
		case c == '&':
			flush()
			open()
			t.buf = append(t.buf, "and"...)
			flush()
			t.words[len(t.words)-1].amp = true
			i++
		default:
			flush()
			sep = max(sep, narrowGap(s, i))
			i++
		}
	}
	flush()
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

func alphanumeric(c byte) bool { return lower[c] != 0 || c >= utf8.RuneSelf }

func narrowGap(s string, i int) gap {
	switch s[i] {
	case '/', '\\':
		return gapSlash
	case ',', ';', ':', '|', '(', ')', '[', ']', '{', '}', '\n', '\r', '\t', '*', '"', '>', '<':
		return gapList
	case '.', '!', '?':
		return gapStop
	case '-':
		if i > 0 && s[i-1] == ' ' || i+1 < len(s) && s[i+1] == ' ' {
			return gapDash
		}
	}
	return gapSpace
}

func wideGap(r rune) gap {
	switch r {
	case '–', '—', '―':
		return gapDash
	case '•', '·', '●', '▪', '◦', '“', '”', '„', '«', '»':
		return gapList
	}
	return gapSpace
}

// fold is NFKC with case folding, letter by letter: the same whichever case a letter was written in.
func fold(s string) string {
	s = norm.NFKC.String(strings.ToValidUTF8(s, " "))
	s = strings.ReplaceAll(strings.ReplaceAll(s, "ß", "ss"), "ẞ", "ss")
	return norm.NFKC.String(strings.Map(func(r rune) rune { return unicode.ToLower(unicode.ToUpper(r)) }, s))
}

// singular drops the plural of a word of six letters or more, the same way for names and for what people write.
func singular[W string | []byte](w W) W {
	n := len(w)
	if n < least || w[n-1] != 's' {
		return w
	}
	switch w[n-2] {
	case 's', 'u', 'i':
		return w
	}
	return w[:n-1]
}

// least is how many letters make spacing and plural no difference.
const least = 6

// Overlook returns what is left of a normal form when plurals and spacing are overlooked, as reading does from six letters
// on.
func Overlook(normal string) string {
	words := strings.Fields(normal)
	for i, w := range words {
		words[i] = singular(w)
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
func IsNumber(w []byte) bool {
	for _, c := range w {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(w) > 0
}

// isVersion reports whether a trailing word is a version or a year: "2016", "v10", "10x".
func isVersion(w []byte) bool {
	if len(w) > 1 && w[0] == 'v' {
		w = w[1:]
	}
	if len(w) > 1 && w[len(w)-1] == 'x' {
		w = w[:len(w)-1]
	}
	return IsNumber(w)
}
