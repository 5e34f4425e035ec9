package layout

import (
	"math"
	"slices"
	"unicode/utf8"

	"github.com/lexfit/lexfit/client/intake/document"
)

// box is where something stands.
type box struct {
	left, top, right, bottom float64
	// base is the line that letters stand on.
	base float64
}

func (b box) height() float64 { return b.bottom - b.top }
func (b box) width() float64  { return b.right - b.left }

func (b box) with(other box) box {
	return box{min(b.left, other.left), min(b.top, other.top), max(b.right, other.right), max(b.bottom, other.bottom), b.base}
}

// level says whether two boxes stand on one line: they share more than half of the lower one's height.
func (b box) level(other box) bool {
	shared := min(b.bottom, other.bottom) - max(b.top, other.top)
	return shared > .5*min(b.height(), other.height())
}

// word is what stands together without a gap.
type word struct {
	box
	text         string
	size         float64
	bold, italic bool
	hidden       document.Hidden
	// signs is how many glyphs it is made of.
	signs int
}

// The gaps, in parts of the font's size.
const (
	// wordGap parts words. Spaces are a quarter of the size and more, gaps between letters that belong together hardly any.
	wordGap = .10
	// back is how far a glyph may stand before the end of the last one: kerning, and accents drawn over their letter.
	back = .35
	// double is how near to the same sign a glyph is the same again, drawn twice to look bold.
	double = .12
)

// wordsOf makes words of a page's glyphs: of those that stand upright, of those that do not, and of those that are not seen, by why.
func wordsOf(page Page, advances advances) (upright, turned []word, hidden [][]word) {
	maker := wordMaker{advances: advances}
	var turnedMaker wordMaker
	hiddenMakers := make([]wordMaker, len(hiddenKinds))
	for i := range hiddenMakers {
		hiddenMakers[i].advances = advances
	}
	for _, glyph := range page.Glyphs {
		glyph = sane(glyph)
		if middle := (glyph.Left + glyph.Right) / 2; glyph.Hidden == "" && page.Width > 0 && page.Height > 0 &&
			(middle < 0 || middle > page.Width || glyph.Bottom < 0 || glyph.Top > page.Height) {
			glyph.Hidden = document.Outside
		}
		if at := slices.Index(hiddenKinds, glyph.Hidden); at >= 0 {
			hiddenMakers[at].take(glyph)
			continue
		}
		if glyph.Turned {
			turnedMaker.take(glyph)
			continue
		}
		maker.take(glyph)
	}
	for i := range hiddenMakers {
		hidden = append(hidden, hiddenMakers[i].done())
	}
	return unspaced(maker.done()), turnedMaker.done(), hidden
}

var hiddenKinds = []document.Hidden{document.White, document.Tiny, document.Outside, document.Invisible}

// sane is a glyph whose numbers can be reckoned with.
func sane(glyph Glyph) Glyph {
	glyph.Left, glyph.Right = clamp(glyph.Left), clamp(glyph.Right)
	glyph.Top, glyph.Bottom = clamp(glyph.Top), clamp(glyph.Bottom)
	if glyph.Right < glyph.Left {
		glyph.Left, glyph.Right = glyph.Right, glyph.Left
	}
	if glyph.Bottom < glyph.Top {
		glyph.Top, glyph.Bottom = glyph.Bottom, glyph.Top
	}
	if glyph.Size = clamp(glyph.Size); glyph.Size <= 0 {
		glyph.Size = max(glyph.Bottom-glyph.Top, 1)
	}
	if glyph.Bottom-glyph.Top < .1 { // a font without a height
		glyph.Top = clamp(glyph.Bottom - glyph.Size)
	}
	if glyph.Base = clamp(glyph.Base); glyph.Base == 0 {
		glyph.Base = clamp(glyph.Bottom - .22*glyph.Size)
	}
	return glyph
}

// wordMaker makes words of glyphs as they come.
type wordMaker struct {
	advances advances
	words    []word
	now      word
	text     []byte
	bold     int
	lean     int
	last     Glyph
	open     bool
}

func (m *wordMaker) take(glyph Glyph) {
	if glyph.Space || glyph.Text == "" {
		if m.open && (glyph.Right-glyph.Left > .02*glyph.Size || glyph.Text != "") {
			m.end()
		}
		return
	}
	if m.open && m.ligature(glyph) {
		m.text = append(m.text, glyph.Text...)
		m.now.signs++
		m.bold += m.last.count(m.last.Bold)
		m.lean += m.last.count(m.last.Italic)
		m.last.Text = glyph.Text
		return
	}
	if m.open && m.again(glyph) {
		m.bold++ // drawn twice
		return
	}
	at := box{glyph.Left, glyph.Top, glyph.Right, glyph.Bottom, glyph.Base}
	if m.open && !m.joins(glyph, at) {
		m.end()
	}
	if !m.open {
		m.now, m.open = word{box: at, size: glyph.Size, hidden: glyph.Hidden}, true
	}
	m.now.box = m.now.with(at)
	m.now.size = max(m.now.size, glyph.Size)
	m.text = append(m.text, glyph.Text...)
	signs := utf8.RuneCountInString(glyph.Text)
	m.now.signs += signs
	if glyph.Bold {
		m.bold += signs
	}
	if glyph.Italic {
		m.lean += signs
	}
	m.last = glyph
}

// ligature says whether a sign is the next letter of a ligature, whose letters all have its place. The same letter twice at exactly one
// place is one where there are such ligatures, tt and ff, and else one that was drawn twice.
func (m *wordMaker) ligature(glyph Glyph) bool {
	const exactly = .01
	return math.Abs(glyph.Left-m.last.Left) < exactly && math.Abs(glyph.Right-m.last.Right) < exactly && math.Abs(glyph.Base-m.last.Base) < exactly &&
		(glyph.Text != m.last.Text || glyph.Text == "f" || glyph.Text == "t")
}

// count is 1 for what is so.
func (g Glyph) count(so bool) int {
	if so {
		return 1
	}
	return 0
}

// again says whether a glyph is the last one drawn a second time.
func (m *wordMaker) again(glyph Glyph) bool {
	return glyph.Text == m.last.Text && math.Abs(glyph.Left-m.last.Left) < double*glyph.Size && math.Abs(glyph.Top-m.last.Top) < double*glyph.Size
}

func (m *wordMaker) joins(glyph Glyph, at box) bool {
	gap := glyph.Left - m.advances.end(m.last)
	size := min(glyph.Size, m.last.Size)
	return gap < wordGap*size && gap > -back*max(glyph.Size, m.last.Size)-glyph.width() && glyph.Left > m.last.Left-back*glyph.Size && m.now.level(at)
}

func (g Glyph) width() float64 {
	if utf8.RuneCountInString(g.Text) == 1 && g.Right-g.Left < .1*g.Size {
		return g.Right - g.Left // an accent
	}
	return 0
}

func (m *wordMaker) end() {
	if !m.open {
		return
	}
	m.now.text = string(m.text)
	m.now.bold, m.now.italic = 2*m.bold > m.now.signs, 2*m.lean > m.now.signs
	m.words = append(m.words, m.now)
	m.text, m.bold, m.lean, m.open = m.text[:0], 0, 0, false
}

func (m *wordMaker) done() []word {
	m.end()
	return m.words
}

// unspaced puts together what was spaced out to look well: E X P E R I E N C E. Words within it stand further apart than letters do.
func unspaced(words []word) []word {
	made := make([]word, 0, len(words))
	for i := 0; i < len(words); {
		end := i + 1
		for end < len(words) && lone(words[end-1]) && lone(words[end]) && follows(words[end-1], words[end]) {
			end++
		}
		if end-i < 4 {
			made = append(made, words[i])
			i++
			continue
		}
		made = append(made, joined(words[i:end])...)
		i = end
	}
	return made
}

func lone(one word) bool { return one.signs == 1 && document.Says(one.text) }

func follows(one, next word) bool {
	gap := next.left - one.right
	return one.level(next.box) && gap > 0 && gap < 1.5*one.size && math.Abs(one.size-next.size) < .5
}

func joined(letters []word) []word {
	gaps := make([]float64, 0, len(letters)-1)
	for i := 1; i < len(letters); i++ {
		gaps = append(gaps, letters[i].left-letters[i-1].right)
	}
	sorted := slices.Sorted(slices.Values(gaps))
	usual := sorted[len(sorted)/3]
	made := []word{letters[0]}
	for i, gap := range gaps {
		last := &made[len(made)-1]
		next := letters[i+1]
		if gap > 1.8*usual+.1*next.size {
			made = append(made, next)
			continue
		}
		last.box, last.text, last.signs = last.with(next.box), last.text+next.text, last.signs+1
	}
	return made
}
