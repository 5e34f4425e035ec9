package render

import (
	"strings"
	"sync"
	"unicode"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// The widest line, in columns: usualWidth where nobody says how wide the window is, and no less than leastWidth.
const (
	usualWidth = 100
	leastWidth = 72
)

// width is the widest line.
func (o Options) width() int {
	if o.Width == 0 {
		return usualWidth
	}
	return max(o.Width, leastWidth)
}

// Clean makes a text harmless on a terminal: profiles are written by strangers, and an escape sequence in a name must
// not move the cursor, nor a direction mark turn a line around. Line breaks become spaces. The joiners of scripts such as Persian and
// Sinhala stay behind the letters that they join: without them a name is written wrong.
func Clean(written string) string {
	written = strings.ToValidUTF8(written, "�")
	joins := false
	written = strings.Map(func(letter rune) rune {
		switch {
		case letter == '\n' || letter == '\r' || letter == '\t' || unicode.Is(unicode.Zl, letter) || unicode.Is(unicode.Zp, letter):
			return ' '
		case unicode.IsControl(letter):
			return '�'
		case (letter == '\u200c' || letter == '\u200d') && joins:
			joins = false
			return letter
		case unicode.Is(unicode.Cf, letter):
			return -1
		default:
			joins = letter > unicode.MaxLatin1 && unicode.In(letter, unicode.L, unicode.M)
			return letter
		}
	}, written)
	return strings.Join(strings.Fields(written), " ")
}

// measure makes widths the same on every machine. The table library takes them from LC_ALL: where that is Japanese, say, it
// counts ≈ and – as two columns, and the same results would be laid out in other bytes.
var measure = sync.OnceFunc(func() { text.OverrideRuneWidthEastAsianWidth(false) })

// fit cuts a text to so many columns, the last of them an ellipsis where something was cut.
func fit(written string, columns int) string { return text.Snip(written, columns, "…") }

// cell is a text of exactly so many columns.
func cell(written string, columns int) string { return text.Pad(fit(written, columns), columns, ' ') }

// right is a text of exactly so many columns, set right.
func right(written string, columns int) string {
	return text.AlignRight.Apply(fit(written, columns), columns)
}

// wrap breaks a text into lines as wide as the sheet, the first after head, the others indented as far.
func (s *sheet) wrap(head, written string) string {
	indent := text.StringWidth(head)
	return head + strings.Join(broken(written, s.width-indent), "\n"+strings.Repeat(" ", indent))
}

// broken breaks a text into lines of so many columns.
func broken(written string, columns int) []string {
	lines := strings.Split(text.WrapSoft(written, columns), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return lines
}

type painter bool

func (p painter) paint(written string, colors ...text.Color) string {
	if !p || written == "" {
		return written
	}
	return text.Escape(written, text.Colors(colors).EscapeSeq())
}

func (p painter) bold(written string) string { return p.paint(written, text.Bold) }

func (p painter) faint(written string) string { return p.paint(written, text.Faint) }

func (p painter) band(other lexfitv1.Band, written string) string {
	switch other {
	case lexfitv1.Band_BAND_STRONG:
		return p.paint(written, text.FgGreen, text.Bold)
	case lexfitv1.Band_BAND_GOOD:
		return p.paint(written, text.FgGreen)
	case lexfitv1.Band_BAND_POSSIBLE:
		return p.paint(written, text.FgYellow)
	case lexfitv1.Band_BAND_INELIGIBLE:
		return p.paint(written, text.FgRed)
	case lexfitv1.Band_BAND_NOT_ENOUGH_SAID, lexfitv1.Band_BAND_WEAK, lexfitv1.Band_BAND_UNSPECIFIED:
	}
	return written
}

// bar draws a share of the most there is. Anything above nothing shows, and only all of it is full.
func bar(points, most int32, columns int) string {
	filled := 0
	if most > 0 && points > 0 {
		filled = int(points) * columns / int(most)
		filled = min(max(filled, 1), columns)
	}
	return strings.Repeat("█", filled) + strings.Repeat("░", columns-filled)
}

// StatusWord is a status in words; empty where there is none.
func StatusWord(status lexfitv1.Status) string {
	switch status {
	case lexfitv1.Status_STATUS_MET:
		return "met"
	case lexfitv1.Status_STATUS_PARTIAL:
		return "partly"
	case lexfitv1.Status_STATUS_NOT_MET:
		return "not met"
	case lexfitv1.Status_STATUS_NOT_STATED:
		return "not said"
	case lexfitv1.Status_STATUS_UNSPECIFIED:
	}
	return ""
}

// basisMark is the sign of what points rest on; the legend explains it.
func basisMark(other lexfitv1.Basis) string {
	switch other {
	case lexfitv1.Basis_BASIS_IMPLIED:
		return "≈"
	case lexfitv1.Basis_BASIS_ASSUMED:
		return "?"
	case lexfitv1.Basis_BASIS_STATED, lexfitv1.Basis_BASIS_UNSPECIFIED:
	}
	return " "
}

// legend explains the signs of a breakdown.
const legend = "* must have · ≈ " + prose.LikelyFromJob + " · ? assumed · not said: the profile is silent, so ask"

// short is enough of a digest to tell two apart by eye.
func short(digest string) string { return digest[:min(len(digest), 12)] }

// Bands are the bands, the best first, as a pool stands.
var Bands = []lexfitv1.Band{
	lexfitv1.Band_BAND_STRONG, lexfitv1.Band_BAND_GOOD, lexfitv1.Band_BAND_POSSIBLE, lexfitv1.Band_BAND_WEAK,
	lexfitv1.Band_BAND_NOT_ENOUGH_SAID, lexfitv1.Band_BAND_INELIGIBLE,
}
