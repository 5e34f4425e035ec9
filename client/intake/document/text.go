package document

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Clean is a text in NFC with single spaces, without what is not seen: control signs, soft hyphens, signs of no width. Signs of a font
// of pictures (the private use area) are left out too.
func Clean(text string) string {
	var out strings.Builder
	space := false
	for _, sign := range text {
		switch {
		case unicode.IsSpace(sign):
			space = true
			continue
		case unseen(sign):
			continue
		case space && out.Len() > 0:
			out.WriteByte(' ')
		}
		space = false
		if plain, ok := ligatures[sign]; ok {
			out.WriteString(plain)
			continue
		}
		out.WriteRune(sign)
	}
	return norm.NFC.String(out.String()) // last: marks come together that something unseen had kept apart
}

// ligatures are letters that only a typesetter puts together.
var ligatures = map[rune]string{'ﬀ': "ff", 'ﬁ': "fi", 'ﬂ': "fl", 'ﬃ': "ffi", 'ﬄ': "ffl", 'ﬅ': "st", 'ﬆ': "st", '\u2010': "-", '\u2011': "-"}

// unseen holds of signs that nobody sees, or that have no meaning outside their font.
func unseen(sign rune) bool {
	return unicode.IsControl(sign) || unicode.Is(unicode.Co, sign) || sign == utf8.RuneError ||
		unicode.Is(unicode.Cf, sign) || sign >= 0xfff0 && sign <= 0xffff
}

// bullets are signs that stand before an item of a list, in writing and in the fonts of pictures that word processors use. A hyphen or
// an asterisk is one where a space follows.
const bullets = "•‣⁃∙●○◦◆◇❖■□▪▫►▶▸▹➢➤➔→✓✔✦★☆∎⦁⚫⬤·¤§"

// dashes are signs that are bullets where a space follows.
const dashes = "-–—*+o»>~"

// numbered is a list's number: a small one, with a full stop or a bracket, and words after it.
var numbered = regexp.MustCompile(`^(?:\(?[0-9]{1,2}[.)]|\(?[a-z]\))\s+\p{L}`)

// Bullet takes the bullet or the list's number from the beginning of a text, and says whether there was one. It wants the text before
// Clean, which drops the bullets of fonts of pictures.
func Bullet(text string) (string, bool) {
	trimmed := strings.TrimLeftFunc(text, func(sign rune) bool {
		return unicode.IsSpace(sign) || unseen(sign) && !unicode.Is(unicode.Co, sign)
	})
	sign, size := utf8.DecodeRuneInString(trimmed)
	rest := trimmed[size:]
	next, _ := utf8.DecodeRuneInString(rest)
	switch {
	case trimmed == "":
		return text, false
	case unicode.Is(unicode.Co, sign), strings.ContainsRune(bullets, sign) && sign != '§':
	case sign == '§' && unicode.IsSpace(next) && !startsWithDigit(rest): // Wingdings in the wrong font, not a section of a law
	case strings.ContainsRune(dashes, sign) && unicode.IsSpace(next) && strings.TrimSpace(rest) != "" && (sign == 'o' || !startsWithDigit(rest)):
	case numbered.MatchString(trimmed):
		_, rest, _ = strings.Cut(trimmed, " ")
		if at := strings.IndexFunc(trimmed, unicode.IsSpace); at >= 0 {
			rest = trimmed[at:]
		}
	default:
		return text, false
	}
	if again, more := Bullet(rest); more && strings.TrimSpace(again) != "" {
		rest = again
	}
	return strings.TrimLeftFunc(rest, unicode.IsSpace), true
}

func startsWithDigit(text string) bool {
	sign, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(text, unicode.IsSpace))
	return unicode.IsDigit(sign)
}

// Says says whether a text holds a letter or a digit: rules and dots say nothing.
func Says(text string) bool {
	return strings.ContainsFunc(text, func(sign rune) bool { return unicode.IsLetter(sign) || unicode.IsDigit(sign) })
}
