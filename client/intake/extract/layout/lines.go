package layout

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lexfit/lexfit/client/intake/document"
)

// linesOf makes a block's lines, from above to below, each with its pieces from left to right.
func linesOf(runs []run, block int) []document.Line {
	runs = slices.Clone(runs)
	slices.SortStableFunc(runs, func(a, b run) int { return cmp.Or(cmp.Compare(a.base, b.base), cmp.Compare(a.left, b.left)) })
	runs = wholeDates(runs)
	var rows [][]run
	for _, one := range runs {
		if at := rowOf(rows, one); at >= 0 {
			rows[at] = append(rows[at], one)
			continue
		}
		rows = append(rows, []run{one})
	}
	lines := make([]document.Line, 0, len(rows))
	for _, row := range rows {
		for _, part := range labelled(row) {
			if line, ok := lineOf(part); ok {
				line.Block = block
				lines = append(lines, line)
			}
		}
	}
	return lines
}

// openRange is how a line ends whose range of dates goes on in the next one.
var openRange = regexp.MustCompile(`(?i)(?:[-–—]|\bto|\buntil|\bthrough|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?)$`)

// wholeDates puts together the range of dates that is too long for its column: it stands beside what it belongs to, and goes on below.
func wholeDates(runs []run) []run {
	made := make([]run, 0, len(runs))
	for i, one := range runs {
		last := len(made) - 1
		for ; last >= 0 && last > len(made)-4; last-- {
			first := made[last]
			if len(first.words) <= 4 && len(one.words) <= 3 && math.Abs(first.left-one.left) < 3 && one.base > first.base+2 && one.base-first.base < 1.7*one.size() &&
				one.dated() && (openRange.MatchString(first.words[len(first.words)-1].text) || first.dated() && !one.words[0].dated()) && accompanied(runs, i, first) {
				break
			}
		}
		if last < 0 || last <= len(made)-4 {
			made = append(made, one)
			continue
		}
		whole := &made[last]
		whole.words = append(slices.Clone(whole.words), one.words...)
		whole.wrapped, whole.right = true, max(whole.right, one.right)
	}
	return made
}

// accompanied says whether something else stands on a run's line.
func accompanied(runs []run, near int, one run) bool {
	for _, other := range runs[max(0, near-6):min(len(runs), near+6)] {
		if other.level(one.box) && (other.left > one.right || other.right < one.left) {
			return true
		}
	}
	return false
}

// rowOf finds the row that a run stands in, among the last few.
func rowOf(rows [][]run, one run) int {
	for at := len(rows) - 1; at >= max(0, len(rows)-3); at-- {
		first := rows[at][0]
		apart := math.Abs(first.base - one.base)
		if !first.level(one.box) || apart > .6*max(first.words[0].size, one.words[0].size) {
			continue
		}
		free := true
		for _, other := range rows[at] {
			shared := min(other.right, one.right) - max(other.left, one.left)
			free = free && shared < .5*min(other.width(), one.width())
		}
		if free {
			return at
		}
	}
	return -1
}

// leastLabel is how long a heading beside its text is: what is shorter is a degree, a state, a grade.
const leastLabel = 5

// labelled takes a heading that stands left of its text, SKILLS before a list of them, as a line of its own.
func labelled(row []run) [][]run {
	slices.SortStableFunc(row, func(a, b run) int { return cmp.Compare(a.left, b.left) })
	if len(row) != 2 || row[0].dated() || row[1].dated() {
		return [][]run{row}
	}
	first, next := look(row[0].words), look(row[1].words)
	loud := first.upper && !next.upper || first.size > next.size+.9
	if !loud || len(row[0].words) > 4 || utf8.RuneCountInString(textOf(row[0].words)) < leastLabel || strings.Contains(textOf(row[0].words), ".") || row[1].left-row[0].right < 2*next.size || long(row[1:2]) < 2 {
		return [][]run{row}
	}
	return [][]run{row[:1], row[1:]}
}

// lineLook is how most of a text looks.
type lineLook struct {
	size                float64
	bold, italic, upper bool
}

func look(words []word) lineLook {
	sizes, signs, bold, italic := map[float64]int{}, 0, 0, 0
	upper, letters := true, false
	for _, one := range words {
		sizes[math.Round(one.size*10)/10] += one.signs
		signs += one.signs
		if one.bold {
			bold += one.signs
		}
		if one.italic {
			italic += one.signs
		}
		upper = upper && one.text == strings.ToUpper(one.text)
		letters = letters || one.text != strings.ToLower(one.text)
	}
	made := lineLook{bold: 2*bold > signs, italic: 2*italic > signs, upper: upper && letters}
	for size, count := range sizes {
		if count > sizes[made.size] || count == sizes[made.size] && size > made.size {
			made.size = size
		}
	}
	return made
}

// lineOf makes a line of the runs of a row; none where it says nothing.
func lineOf(row []run) (document.Line, bool) {
	slices.SortStableFunc(row, func(a, b run) int { return cmp.Compare(a.left, b.left) })
	var line document.Line
	var all []word
	var texts []string
	var last run
	for _, one := range row {
		words := slices.Clone(one.words)
		if !one.wrapped {
			slices.SortStableFunc(words, func(a, b word) int { return cmp.Compare(a.left, b.left) })
		}
		text, bullet := document.Bullet(textOf(words))
		line.Bullet = line.Bullet || bullet && len(line.Pieces) == 0
		if text = document.Clean(text); !document.Says(text) && (len(line.Pieces) == 0 || bullet || text == "" || text == "|") {
			continue
		}
		if bullet && len(words) > 1 && !document.Says(words[0].text) {
			words = words[1:]
		}
		looks := look(words)
		left, right := words[0].left, words[0].right
		for _, each := range words {
			left, right = min(left, each.left), max(right, each.right)
		}
		piece := document.Piece{Text: text, Left: tenth(left), Right: tenth(right), Size: looks.size, Bold: looks.bold}
		if count := len(line.Pieces); count > 0 && one.left-last.right < last.reach(one.words[0].size) && !bullet {
			before := &line.Pieces[count-1]
			before.Text, before.Right = before.Text+" "+text, piece.Right
			texts[count-1] = before.Text
		} else {
			line.Pieces = append(line.Pieces, piece)
			texts = append(texts, text)
		}
		if len(all) == 0 {
			line.Left, line.Top, line.Right, line.Bottom = left, one.top, right, one.bottom
		}
		line.Left, line.Right = min(line.Left, left), max(line.Right, right)
		line.Top, line.Bottom = min(line.Top, one.top), max(line.Bottom, one.bottom)
		all, last = append(all, words...), one
	}
	if len(all) == 0 || !document.Says(strings.Join(texts, "")) {
		return document.Line{}, false
	}
	looks := look(all)
	line.Text = strings.Join(texts, " ")
	line.Size, line.Bold, line.Italic, line.Hidden = looks.size, looks.bold, looks.italic, all[0].hidden
	line.Left, line.Top, line.Right, line.Bottom = tenth(line.Left), tenth(line.Top), tenth(line.Right), tenth(line.Bottom)
	return line, true
}

// textOf is words with spaces between them.
func textOf(words []word) string {
	var out strings.Builder
	for i, one := range words {
		if i > 0 {
			out.WriteByte(' ')
		}
		out.WriteString(one.text)
	}
	return out.String()
}

// tenth is a coordinate to the tenth of a point: no more is meant.
func tenth(at float64) float64 { return math.Round(at*10) / 10 }
