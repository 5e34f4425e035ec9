package layout

import (
	"cmp"
	"slices"

	"github.com/lexfit/lexfit/client/intake/document"
)

// markBullets marks lines that a small shape stands before.
func markBullets(lines []document.Line, marks []Mark) {
	small := slices.Clone(marks)
	slices.SortFunc(small, func(a, b Mark) int { return cmp.Compare(a.Top, b.Top) })
	for i := range lines {
		line := &lines[i]
		from, _ := slices.BinarySearchFunc(small, line.Top-line.Size, func(a Mark, top float64) int { return cmp.Compare(a.Top, top) })
		for _, mark := range small[from:] {
			if mark.Top > line.Bottom || line.Bullet {
				break
			}
			line.Bullet = mark.before(*line)
		}
	}
}

// before says whether a mark is the bullet of a line: as high as wide, lower than its letters, on its height and not far from it.
func (m Mark) before(line document.Line) bool {
	width, height := m.Right-m.Left, m.Bottom-m.Top
	middle, gap := (m.Top+m.Bottom)/2, line.Left-m.Right
	return line.Hidden == "" && line.Size > 0 && max(width, height) < .75*line.Size && min(width, height) > .12*line.Size &&
		width < 1.7*height && height < 1.7*width && gap > .15*line.Size && gap < 2.5*line.Size && middle > line.Top && middle < line.Bottom
}
