package layout

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"github.com/lexfit/lexfit/client/intake/document"
)

// run is words that stand beside each other without a wide gap.
type run struct {
	box
	words []word
	// wrapped says that the words stand on two lines: their order is not that of their places.
	wrapped bool
}

// pieceGap is the gap that sets pieces apart, in parts of the font's size: no space between words is as wide, unless a line is
// stretched to the margins, and then it holds for all of them.
const pieceGap = 1.15

// runsOf puts words together that follow each other in the order they were drawn in, or stand side by side.
func runsOf(words []word) []run {
	var runs []run
	for _, one := range words {
		if count := len(runs); count > 0 && !one.begins(runs[count-1]) {
			last := &runs[count-1]
			if gap := one.left - last.right; last.level(one.box) && gap > -.5*one.size && gap < last.reach(one.size) {
				last.words = append(last.words, one)
				last.box = last.with(one.box)
				continue
			}
		}
		runs = append(runs, run{box: one.box, words: []word{one}})
	}
	return beside(runs)
}

// begins says whether a word is a bullet that begins something beside a run, and no sign between words of it.
func (w word) begins(after run) bool {
	return w.left-after.right > .6*w.size && (run{words: []word{w}}).bulleted()
}

// bulletGap is how far a bullet may stand before its text, in parts of the text's size.
const bulletGap = 4

// reach is how far the next word of a size may stand from a run and still be its.
func (r run) reach(size float64) float64 {
	if r.bulleted() && len(r.words) == 1 {
		return bulletGap * size
	}
	return pieceGap * max(size, r.words[len(r.words)-1].size)
}

// bulleted says whether a run begins with a bullet.
func (r run) bulleted() bool {
	first := r.words[0].text
	if utf8.RuneCountInString(first) > 3 {
		return false
	}
	_, bullet := document.Bullet(first + " a")
	return bullet
}

// beside puts runs together that were drawn apart and stand side by side: a line whose bold words were drawn later, say.
func beside(runs []run) []run {
	order := make([]int, len(runs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(runs[a].top, runs[b].top), cmp.Compare(runs[a].left, runs[b].left))
	})
	gone := make([]bool, len(runs))
	for at, i := range order {
		if gone[i] {
			continue
		}
		for changed := true; changed; {
			changed = false
			for next := max(0, at-near); next < min(len(order), at+near); next++ {
				j := order[next]
				if j == i || gone[j] || !runs[i].touches(runs[j]) {
					continue
				}
				runs[i].words = append(runs[i].words, runs[j].words...)
				runs[i].box = runs[i].with(runs[j].box)
				gone[j], changed = true, true
			}
		}
	}
	made := make([]run, 0, len(runs))
	for i, one := range runs {
		if gone[i] {
			continue
		}
		slices.SortStableFunc(one.words, func(a, b word) int { return cmp.Compare(a.left, b.left) })
		made = append(made, one)
	}
	return made
}

// near is how many neighbours from above to below are looked at: more do not stand on one line.
const near = 60

// touches says whether two runs are parts of one.
func (r run) touches(other run) bool {
	if !r.level(other.box) {
		return false
	}
	first, second := r, other
	if second.left < first.left {
		first, second = second, first
	}
	gap, size := second.left-first.right, min(r.words[0].size, other.words[0].size)
	if first.bulleted() && len(first.words) == 1 {
		return gap > -.5*size && gap < bulletGap*second.words[0].size
	}
	return gap > -.5*size && gap < .5*pieceGap*size
}

// size is the size of most of its signs.
func (r run) size() float64 {
	best, most := 0.0, 0
	counts := map[float64]int{}
	for _, one := range r.words {
		counts[one.size] += one.signs
		if counts[one.size] > most {
			best, most = one.size, counts[one.size]
		}
	}
	return best
}
