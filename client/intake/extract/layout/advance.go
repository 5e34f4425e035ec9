package layout

import (
	"math"
	"slices"
)

// kind is what signs of one width have in common.
type kind struct {
	text         string
	size         float64
	bold, italic bool
}

func kindOf(glyph Glyph) kind {
	return kind{glyph.Text, math.Round(glyph.Size * 2), glyph.Bold, glyph.Italic}
}

// advances are how far signs really stand apart where that is less than their room says: some programs put every letter to whole
// pixels of a screen, draw no spaces, and leave less between two words than a letter hangs over.
type advances map[kind]float64

// What tells such a document.
const (
	// fewSpaces is the part of a document's signs that are spaces, at most.
	fewSpaces = .02
	// tight is the gap between most letters, in parts of the size, at most.
	tight = -.02
	// often is how often a sign is seen before its advance is known.
	often = 4
)

// advancesOf learns a document's advances; none where rooms can be gone by.
func advancesOf(pages []Page) advances {
	var gaps []float64
	steps := map[kind][]float64{}
	spaces, signs := 0, 0
	for _, page := range pages {
		for i, glyph := range page.Glyphs {
			if signs++; glyph.Space {
				spaces++
			}
			if i+1 == len(page.Glyphs) || glyph.Space || glyph.Turned {
				continue
			}
			glyph, next := sane(glyph), sane(page.Glyphs[i+1])
			step := next.Left - glyph.Left
			if math.Abs(next.Base-glyph.Base) > .1*glyph.Size || step <= 0 || step > 3*glyph.Size {
				continue
			}
			gaps = append(gaps, (next.Left-glyph.Right)/glyph.Size)
			steps[kindOf(glyph)] = append(steps[kindOf(glyph)], step)
		}
	}
	if len(gaps) == 0 || float64(spaces) > fewSpaces*float64(signs) {
		return nil
	}
	slices.Sort(gaps)
	if gaps[len(gaps)/2] > tight {
		return nil
	}
	made := advances{}
	for of, found := range steps {
		if len(found) >= often {
			slices.Sort(found)
			made[of] = found[len(found)/10]
		}
	}
	return made
}

// end is where a sign ends: by its room, or before that by its advance.
func (a advances) end(glyph Glyph) float64 {
	if step, known := a[kindOf(glyph)]; known {
		return min(glyph.Right, glyph.Left+step)
	}
	return glyph.Right
}
