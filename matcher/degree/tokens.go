package degree

import (
	"strings"
	"unicode"
)

// token is a word of a text, in small letters and without points and apostrophes, and where it stands.
type token struct {
	word       string
	start, end int
}

// tokens takes a text apart. The points of abbreviations belong to their word, as in A.A.S. and B. A.
func tokens(text string) []token {
	var list []token
	var word strings.Builder
	start, end := -1, 0
	flush := func() {
		if word.Len() > 0 {
			list = append(list, token{word.String(), start, end})
		}
		word.Reset()
		start = -1
	}
	for at, letter := range text {
		switch {
		case unicode.IsLetter(letter) || unicode.IsDigit(letter):
			if start < 0 {
				start = at
			}
			word.WriteRune(unicode.ToLower(letter))
			end = at + len(string(letter))
		case start >= 0 && strings.ContainsRune("'’´`.", letter):
			end = at + len(string(letter))
		default:
			flush()
		}
	}
	flush()
	return initialled(text, list)
}

// initialled puts single letters with points together: B. A. is BA.
func initialled(text string, list []token) []token {
	var out []token
	for i, one := range list {
		single := func(one token) bool { return one.end-one.start == 2 && text[one.end-1] == '.' }
		if last := len(out) - 1; i > 0 && last >= 0 && single(one) && single(list[i-1]) && strings.TrimSpace(text[list[i-1].end:one.start]) == "" {
			out[last].word += one.word
			out[last].end = one.end
			continue
		}
		out = append(out, one)
	}
	return out
}

func words(list []token) string {
	var text strings.Builder
	for i, one := range list {
		if i > 0 {
			text.WriteByte(' ')
		}
		text.WriteString(one.word)
	}
	return text.String()
}
