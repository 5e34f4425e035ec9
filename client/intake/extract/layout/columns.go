package layout

import (
	"cmp"
	"math"
	"regexp"
	"slices"
)

// The least that makes two columns.
const (
	// leastLines is how many lines each of two columns has.
	leastLines = 3
	// leastGutter is how far columns stand apart, in points.
	leastGutter = 5
	// mostGutters is how many places of a page are tried.
	mostGutters = 300
	// deepest is how often a column is looked at for columns within it.
	deepest = 3
)

// blocksOf parts a page by the best of its gutters: what is above, the left column, the right one, what is below, and so on. Each
// column is looked at again, for the page of three.
func blocksOf(runs []run, width float64) [][]run { return part(runs, width, deepest) }

func part(runs []run, width float64, depth int) [][]run {
	if len(runs) == 0 {
		return nil
	}
	best := gutter{}
	if depth > 0 && len(runs) >= 2*leastLines {
		for _, at := range places(runs) {
			if found := cut(runs, at, width); found.worth > best.worth {
				best = found
			}
		}
	}
	if best.worth == 0 {
		return [][]run{runs}
	}
	var blocks [][]run
	for _, one := range best.bands {
		if !one.columns {
			blocks = append(blocks, one.runs)
			continue
		}
		for _, side := range [][]run{one.left, one.right} {
			blocks = append(blocks, part(side, width, depth-1)...)
		}
	}
	return blocks
}

// places are where a right column could begin: where runs do.
func places(runs []run) []float64 {
	counts := map[float64]int{}
	for _, one := range runs {
		counts[math.Round(one.left)]++
	}
	found := make([]float64, 0, len(counts))
	for at := range counts {
		found = append(found, at)
	}
	slices.SortFunc(found, func(a, b float64) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	return found[:min(len(found), mostGutters)]
}

// gutter is a place that parts a page, and what it makes of the page from above to below.
type gutter struct {
	bands []band
	worth float64
}

// band is a part of a page's height: two columns, or what goes across.
type band struct {
	runs        []run
	left, right []run
	columns     bool
}

// cut parts a page at a place, which runs that cross it divide into bands.
func cut(runs []run, at, width float64) gutter {
	const slack = 1.5
	var crossing []run
	for _, one := range runs {
		if one.left < at-slack && one.right > at-slack {
			crossing = append(crossing, one)
		}
	}
	slices.SortStableFunc(crossing, func(a, b run) int { return cmp.Compare(a.middle(), b.middle()) })
	bands := make([]band, 2*len(crossing)+1) // between two that cross, and the one that crosses
	for _, one := range runs {
		place, crosses := slices.BinarySearchFunc(crossing, one, func(a, b run) int { return cmp.Compare(a.middle(), b.middle()) })
		switch {
		case one.left < at-slack && one.right > at-slack:
			bands[2*place+1].runs = append(bands[2*place+1].runs, one)
			continue
		case crosses || place < len(crossing) && one.level(crossing[place].box):
			bands[2*place+1].runs = append(bands[2*place+1].runs, one) // beside one that crosses
			continue
		case place > 0 && one.level(crossing[place-1].box):
			bands[2*place-1].runs = append(bands[2*place-1].runs, one)
			continue
		}
		it := &bands[2*place]
		it.runs = append(it.runs, one)
		if one.right <= at-slack {
			it.left = append(it.left, one)
		} else {
			it.right = append(it.right, one)
		}
	}
	made := gutter{}
	for i := range bands {
		it := &bands[i]
		if it.columns = it.parts(width); it.columns {
			made.worth += float64(min(rows(it.left), rows(it.right))) + min(it.gap(), 40)/100
		}
		if len(it.runs) == 0 {
			continue
		}
		if count := len(made.bands); count > 0 && !it.columns && !made.bands[count-1].columns {
			made.bands[count-1].runs = append(made.bands[count-1].runs, it.runs...)
			continue
		}
		made.bands = append(made.bands, *it)
	}
	return made
}

func (r run) middle() float64 { return (r.top + r.bottom) / 2 }

// gap is how far the columns of a band stand apart.
func (b band) gap() float64 {
	from, to := math.Inf(-1), math.Inf(1)
	for _, one := range b.left {
		from = max(from, one.right)
	}
	for _, one := range b.right {
		to = min(to, one.left)
	}
	return to - from
}

// rows counts the lines of a column.
func rows(runs []run) int {
	bases := make([]float64, 0, len(runs))
	for _, one := range runs {
		bases = append(bases, one.base)
	}
	slices.Sort(bases)
	count := 0
	for i, base := range bases {
		if i == 0 || base-bases[i-1] > 2 {
			count++
		}
	}
	return count
}

// parts says whether a band is two columns: not a table, and not lines with their dates, places or labels beside them.
func (b band) parts(width float64) bool {
	left, right := rows(b.left), rows(b.right)
	if left < leastLines || right < leastLines || b.gap() < leastGutter {
		return false
	}
	leftLevel, rightLevel := aligned(b.left, b.right), aligned(b.right, b.left)
	switch {
	case rightLevel >= .75 && (dated(b.right) >= .4 || flush(b.right) && wide(b.right) < .35*width && right <= left):
		return false
	case leftLevel >= .75 && (dated(b.left) >= .4 || left < right && wide(b.left) < .3*width):
		return false
	case leftLevel >= .9 && rightLevel >= .9 && min(long(b.left), long(b.right)) <= 4:
		return false
	}
	return true
}

// aligned is which part of the runs stands on a line of the others.
func aligned(runs, others []run) float64 {
	bases := make([]float64, 0, len(others))
	for _, one := range others {
		bases = append(bases, one.base)
	}
	slices.Sort(bases)
	count := 0
	for _, one := range runs {
		near := max(1, .12*one.words[0].size)
		if at, _ := slices.BinarySearch(bases, one.base-near); at < len(bases) && bases[at] <= one.base+near {
			count++
		}
	}
	return float64(count) / float64(len(runs))
}

// date is what a date has that other short text has not.
var date = regexp.MustCompile(`(?i)\b(?:19|20)[0-9]{2}\b|\b[0-9]{1,2}/[0-9]{2,4}\b|\bpresent\b|\bcurrent\b|['’][0-9]{2}\b`)

// dated is which part of the runs holds a date.
func dated(runs []run) float64 {
	count := 0
	for _, one := range runs {
		for _, each := range one.words {
			if date.MatchString(each.text) {
				count++
				break
			}
		}
	}
	return float64(count) / float64(len(runs))
}

// flush says whether runs end at one place and begin at several: set to the right margin.
func flush(runs []run) bool {
	lefts, rights := map[float64]int{}, map[float64]int{}
	for _, one := range runs {
		lefts[math.Round(one.left/3)]++
		rights[math.Round(one.right/3)]++
	}
	return len(rights) < len(lefts)
}

// wide is how wide the widest of the runs is.
func wide(runs []run) float64 {
	widest := 0.0
	for _, one := range runs {
		widest = max(widest, one.width())
	}
	return widest
}

// long is how many words most of the runs have.
func long(runs []run) int {
	counts := make([]int, 0, len(runs))
	for _, one := range runs {
		counts = append(counts, len(one.words))
	}
	slices.Sort(counts)
	return counts[len(counts)/2]
}
