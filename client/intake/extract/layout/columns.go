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
	// level and roughly are how far apart lines may be that are one, in parts of the size: lines of text that was drawn, and dates, which
	// make no column even where a scanner set them askew.
	level, roughly = .16, .4
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
		above, below := it.trim(width)
		if len(above) > 0 {
			made.add(band{runs: above})
		}
		if it.columns = it.parts(width); it.columns {
			made.worth += float64(min(rows(it.left), rows(it.right)))*(.6+.4*edged(it.right)) + min(it.gap(), 40)/100
		}
		made.add(*it)
		made.add(band{runs: below})
	}
	return made
}

// add puts a band below the last one, or into it where neither is columns.
func (g *gutter) add(one band) {
	if len(one.runs) == 0 {
		return
	}
	if count := len(g.bands); count > 0 && !one.columns && !g.bands[count-1].columns {
		g.bands[count-1].runs = append(g.bands[count-1].runs, one.runs...)
		return
	}
	g.bands = append(g.bands, one)
}

// shortList is the most lines of a list in two columns within a page of one: what stands above or below it is no part of it.
const shortList = 8

// trim takes from a short list in two columns what stands above and below the lower column, where the rest is no columns then.
func (b *band) trim(width float64) (above, below []run) {
	if max(rows(b.left), rows(b.right)) > shortList {
		return nil, nil
	}
	within, above, below := b.common()
	if rows(within.left) < leastLines || rows(within.right) < leastLines || within.parts(width) {
		return nil, nil
	}
	*b = within
	return above, below
}

// common is a band as far down as both of its sides reach, and what stands above and below that.
func (b *band) common() (within band, above, below []run) {
	if len(b.left) == 0 || len(b.right) == 0 {
		return *b, nil, nil
	}
	top, bottom := math.Inf(-1), math.Inf(1)
	for _, side := range [][]run{b.left, b.right} {
		around := side[0].box
		for _, one := range side {
			around = around.with(one.box)
		}
		top, bottom = max(top, around.top), min(bottom, around.bottom)
	}
	for i, side := range [][]run{b.left, b.right} {
		for _, one := range side {
			switch middle := one.middle(); {
			case middle < top-.5*one.height():
				above = append(above, one)
			case middle > bottom+.5*one.height():
				below = append(below, one)
			case i == 0:
				within.left = append(within.left, one)
			default:
				within.right = append(within.right, one)
			}
		}
	}
	within.runs = append(slices.Clone(within.left), within.right...)
	return within, above, below
}

func (r run) middle() float64 { return (r.top + r.bottom) / 2 }

// gap is how far the columns of a band stand apart.
func (b *band) gap() float64 {
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
func (b *band) parts(width float64) bool {
	if rows(b.left) < leastLines || rows(b.right) < leastLines || b.gap() < leastGutter {
		return false
	}
	if apart(b.left, b.right) && apart(b.right, b.left) {
		return false
	}
	both, _, _ := b.common()
	if len(both.left) == 0 || len(both.right) == 0 {
		return true // one below the other
	}
	lefts, rights := groups(both.left), groups(both.right)
	leftLevel, rightLevel := aligned(lefts, both.right, level), aligned(rights, both.left, level)
	left, right := rows(both.left), rows(both.right)
	switch {
	case headed(both.left) && headed(both.right):
		return true
	case dated(rights) >= .5 && aligned(rights, both.left, roughly) >= .75, dated(lefts) >= .5 && aligned(lefts, both.right, roughly) >= .75:
		return false
	case rightLevel >= .75 && (dated(rights) >= .4 || flush(both.right) && wide(both.right) < .35*width && right <= left):
		return false
	case leftLevel >= .75 && (dated(lefts) >= .4 || left < right && wide(both.left) < .3*width && long(both.left) <= 3):
		return false
	case aligned(single(both.right), both.left, level) >= .9 && 2*right <= left+1 && long(both.right) <= 4:
		return false
	case aligned(single(both.left), both.right, level) >= .9 && aligned(single(both.right), both.left, level) >= .9 && min(long(both.left), long(both.right)) <= 4:
		return false
	}
	return true
}

// headed says whether a column begins with a heading: larger than what follows, or in capitals.
func headed(runs []run) bool {
	sorted := slices.Clone(runs)
	slices.SortStableFunc(sorted, func(a, b run) int { return cmp.Compare(a.base, b.base) })
	below := slices.IndexFunc(sorted, func(one run) bool { return one.base > sorted[0].base+2 })
	if below < 0 {
		return false
	}
	first, next := look(sorted[0].words), look(sorted[below].words)
	return first.size > next.size+.9 || first.upper && !next.upper
}

// edged is which part of a right column begins at its very edge: dates that stand before a column are no part of it.
func edged(runs []run) float64 {
	edge, count := math.Inf(1), 0
	for _, one := range runs {
		edge = min(edge, one.left)
	}
	for _, one := range runs {
		if one.left < edge+3 {
			count++
		}
	}
	return float64(count) / float64(len(runs))
}

// apart says whether hardly any of the runs has one of the others beside it: headings in the middle of a page are no column.
func apart(runs, others []run) bool {
	sorted := slices.Clone(others)
	slices.SortFunc(sorted, func(a, b run) int { return cmp.Compare(a.top, b.top) })
	count := 0
	for _, one := range runs {
		at, _ := slices.BinarySearchFunc(sorted, one.top-2*one.height(), func(a run, top float64) int { return cmp.Compare(a.top, top) })
		for _, other := range sorted[at:min(len(sorted), at+near)] {
			if min(one.bottom, other.bottom)-max(one.top, other.top) > .25*one.height() {
				count++
				break
			}
		}
	}
	return float64(count) < .3*float64(len(runs))
}

// groups are a column's runs from above to below, those of one paragraph together.
func groups(runs []run) [][]run {
	sorted := slices.Clone(runs)
	slices.SortStableFunc(sorted, func(a, b run) int { return cmp.Compare(a.base, b.base) })
	var made [][]run
	for i, one := range sorted {
		if i > 0 && one.base-sorted[i-1].base < 1.7*one.size() {
			made[len(made)-1] = append(made[len(made)-1], one)
			continue
		}
		made = append(made, []run{one})
	}
	return made
}

// single are runs as groups of one.
func single(runs []run) [][]run {
	made := make([][]run, 0, len(runs))
	for _, one := range runs {
		made = append(made, []run{one})
	}
	return made
}

// aligned is which part of the groups begins on a line of the others, or as near to one as said, in parts of the size.
func aligned(groups [][]run, others []run, near float64) float64 {
	bases := make([]float64, 0, len(others))
	for _, one := range others {
		bases = append(bases, one.base)
	}
	slices.Sort(bases)
	count := 0
	for _, one := range groups {
		off := near * one[0].size()
		if at, _ := slices.BinarySearch(bases, one[0].base-off); at < len(bases) && bases[at] <= one[0].base+off {
			count++
		}
	}
	return float64(count) / float64(len(groups))
}

// date is what a date has that other short text has not.
var date = regexp.MustCompile(`(?i)\b(?:19|20)[0-9]{2}\b|\b[0-9]{1,2}/[0-9]{2,4}\b|\bpresent\b|\bcurrent\b|['’][0-9]{2}\b`)

// mostLabel is how many words and lines a date or a place has that stands beside what it belongs to.
const mostLabel = 7

// dated is which part of the groups is a date, or has hardly more.
func dated(groups [][]run) float64 {
	count := 0
	for _, one := range groups {
		words := 0
		for _, each := range one {
			words += len(each.words)
		}
		if words <= mostLabel && slices.ContainsFunc(one, run.dated) {
			count++
		}
	}
	return float64(count) / float64(len(groups))
}

func (r run) dated() bool { return slices.ContainsFunc(r.words, word.dated) }

func (w word) dated() bool { return date.MatchString(w.text) }

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
