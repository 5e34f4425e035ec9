package render

import (
	"strings"
	"unicode"
)

// marks keeps letters with the marks above and below them while a table is laid out. The library counts a mark of Thai, Hebrew or
// Devanagari as a column, and the columns behind it shift; one sign of private use for each letter with its marks is counted right.
type marks struct {
	held []string
	back map[string]rune
}

// firstHeld begins the signs of private use that no font and no profile has.
const firstHeld, mostHeld = 0xF0000, 0xFFFD

// hold gives a text in which each letter with marks is one sign.
func (m *marks) hold(written string) string {
	if !strings.ContainsFunc(written, bare) {
		return written
	}
	var out strings.Builder
	letters := []rune(written)
	for i := 0; i < len(letters); {
		end := i + 1
		for end < len(letters) && bare(letters[end]) {
			end++
		}
		if end == i+1 && !bare(letters[i]) || len(m.held) >= mostHeld {
			out.WriteString(string(letters[i:end]))
		} else {
			out.WriteRune(m.sign(string(letters[i:end])))
		}
		i = end
	}
	return out.String()
}

// bare says whether a sign takes no column of its own.
func bare(letter rune) bool {
	return unicode.In(letter, unicode.Mn, unicode.Me) || letter == '\u200c' || letter == '\u200d'
}

func (m *marks) sign(cluster string) rune {
	if sign, known := m.back[cluster]; known {
		return sign
	}
	if m.back == nil {
		m.back = map[string]rune{}
	}
	sign := rune(firstHeld + len(m.held))
	m.held = append(m.held, cluster)
	m.back[cluster] = sign
	return sign
}

// give gives the letters back.
func (m *marks) give(laid string) string {
	if len(m.held) == 0 {
		return laid
	}
	var out strings.Builder
	for _, letter := range laid {
		if at := int(letter) - firstHeld; at >= 0 && at < len(m.held) {
			out.WriteString(m.held[at])
			continue
		}
		out.WriteRune(letter)
	}
	return out.String()
}
