// Package layout turns glyphs that stand somewhere on pages into lines in reading order. It knows nothing of PDF: what drew the glyphs,
// PDFium or a program that reads pictures, is the caller's.
//
// It goes in stages, each a file: how far signs stand apart, glyphs to words (in the order in which they were drawn, which keeps columns apart), words to runs
// that stand beside each other, runs to columns by one gutter a page, runs to lines with pieces, and over all pages what is repeated on
// each of them.
package layout

import (
	"math"

	"github.com/lexfit/lexfit/client/intake/document"
)

// Glyph is a sign at its place, in points from the page's upper left corner.
type Glyph struct {
	// Text is the sign, a ligature's letters, or a word where the place of its signs is unknown.
	Text string
	// Left, Top, Right and Bottom are the room that the font gives it, more than its ink.
	Left, Top, Right, Bottom float64
	// Base is where its line stands, from the page's upper edge; 0 where that is unknown.
	Base float64
	// Size is its font's size in points.
	Size   float64
	Bold   bool
	Italic bool
	// Space says that it only parts words.
	Space bool
	// Turned says that it does not stand upright: text up the side of a page.
	Turned bool
	// Hidden says why it is not seen.
	Hidden document.Hidden
}

// Page is a page of glyphs in the order in which they were drawn.
type Page struct {
	Number        int
	Width, Height float64
	Glyphs        []Glyph
	// Marks are small filled shapes: many programs draw bullets instead of writing them.
	Marks []Mark
}

// Mark is a small shape at its place, in points from the page's upper left corner.
type Mark struct{ Left, Top, Right, Bottom float64 }

// Pages lays out all pages of a document.
func Pages(pages []Page) []document.Page {
	made := make([]document.Page, 0, len(pages))
	advances := advancesOf(pages)
	for _, page := range pages {
		made = append(made, lay(page, advances))
	}
	markRunning(made)
	return made
}

// most is the farthest that anything may stand from the page's corner: beyond it sums lose their meaning.
const most = 1e5

// clamp brings a coordinate into the room where sums have a meaning; what is no number becomes 0.
func clamp(at float64) float64 {
	if math.IsNaN(at) {
		return 0
	}
	return max(-most, min(most, at))
}

func lay(page Page, advances advances) document.Page {
	page.Width, page.Height = clamp(page.Width), clamp(page.Height)
	made := document.Page{Number: page.Number, Width: page.Width, Height: page.Height, Lines: []document.Line{}}
	words, turned, hidden := wordsOf(page, advances)
	block := 0
	for _, one := range blocksOf(runsOf(words), page.Width) {
		block++
		made.Lines = append(made.Lines, linesOf(one, block)...)
	}
	// What stands upright was read first: text up the side and text that is not seen belong to none of its columns.
	for _, rest := range append([][]word{turned}, hidden...) {
		if len(rest) == 0 {
			continue
		}
		block++
		made.Lines = append(made.Lines, linesOf(runsOf(rest), block)...)
	}
	for i := range made.Lines {
		made.Lines[i].Number = i + 1
	}
	markBullets(made.Lines, page.Marks)
	return made
}
