package layout_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/client/intake/document"
	"github.com/lexfit/lexfit/client/intake/extract/layout"
)

// paper sets glyphs as a typesetter does: every sign half its size wide, spaces a quarter.
type paper struct{ page layout.Page }

func newPaper() *paper { return &paper{layout.Page{Number: 1, Width: 612, Height: 792}} }

// put sets a text whose line stands at y; change may alter each glyph. It returns where the text ends.
func (p *paper) put(x, y, size float64, text string, change ...func(*layout.Glyph)) float64 {
	for _, sign := range text {
		width := size / 2
		glyph := layout.Glyph{Text: string(sign), Left: x, Right: x + width, Top: y - .8*size, Bottom: y + .2*size, Base: y, Size: size}
		if sign == ' ' {
			width = size / 4
			glyph.Right, glyph.Space = x+width, true
		}
		for _, each := range change {
			each(&glyph)
		}
		p.page.Glyphs = append(p.page.Glyphs, glyph)
		x += width
	}
	return x
}

// lines sets lines below each other, 14 points apart.
func (p *paper) lines(x, y float64, texts ...string) {
	for _, text := range texts {
		p.put(x, y, 10, text)
		y += 14
	}
}

func bold(glyph *layout.Glyph) { glyph.Bold = true }

// unspaced leaves spaces out, as many programs do.
func (p *paper) unspaced() *paper {
	p.page.Glyphs = slices.DeleteFunc(p.page.Glyphs, func(one layout.Glyph) bool { return one.Space })
	return p
}

// shown writes lines as a person reads them.
func shown(pages ...layout.Page) []string {
	var made []string
	for _, page := range layout.Pages(pages) {
		for _, line := range page.Lines {
			made = append(made, show(line))
		}
	}
	return made
}

func show(line document.Line) string {
	var marks []string
	for _, mark := range []struct {
		on   bool
		says string
	}{{line.Bullet, "*"}, {line.Bold, "b"}, {line.Italic, "i"}, {line.Running, "r"}, {line.Hidden != "", string(line.Hidden)}} {
		if mark.on {
			marks = append(marks, mark.says)
		}
	}
	var texts []string
	for _, piece := range line.Pieces {
		texts = append(texts, piece.Text)
	}
	return strings.TrimSpace(strings.Join(marks, " ") + " " + strings.Join(texts, " | "))
}

func want(t *testing.T, got []string, lines ...string) {
	t.Helper()
	if !slices.Equal(got, lines) {
		t.Errorf("read\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(lines, "\n  "))
	}
}

const longLine = "Drafted motions and pleadings for six attorneys in state and federal court"

func TestWords(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		set  func(p *paper)
		want []string
	}{
		"spaces":          {func(p *paper) { p.put(50, 100, 10, "Senior Paralegal") }, []string{"Senior Paralegal"}},
		"gaps":            {func(p *paper) { p.put(50, 100, 10, "Senior Paralegal"); p.unspaced() }, []string{"Senior Paralegal"}},
		"drawn twice":     {func(p *paper) { p.put(50, 100, 10, "AB", twice(p)); p.put(90, 100, 10, "") }, []string{"b AB"}},
		"spaced out":      {func(p *paper) { spacedOut(p, "EXPERIENCE") }, []string{"EXPERIENCE"}},
		"spaced out, two": {func(p *paper) { spacedOut(p, "WORK HISTORY") }, []string{"WORK HISTORY"}},
		"kerned": {func(p *paper) {
			p.put(50, 100, 10, "T")
			p.put(54, 100, 10, "axes")
		}, []string{"Taxes"}},
		"ligatures": {func(p *paper) {
			x := 50.0
			for _, sign := range []string{"l", "i", "t", "i", "g", "a", "ti", "o", "n", ";", "l", "e", "tt", "e", "r", "o", "ffi", "c", "e"} {
				for _, letter := range sign { // all letters have the place of the ligature
					p.put(x, 100, 10, string(letter))
				}
				x += 5
			}
		}, []string{"litigation;letteroffice"}},
		"raised": {func(p *paper) {
			end := p.put(50, 100, 10, "May 1")
			p.put(end, 96, 6, "st")
		}, []string{"May 1st"}},
		"a bullet": {func(p *paper) {
			p.put(50, 100, 10, "•")
			p.put(68, 100, 10, longLine)
		}, []string{"* " + longLine}},
		"a bullet of a font of pictures": {func(p *paper) {
			p.put(50, 100, 10, "\uf0b7")
			p.put(68, 100, 10, longLine)
		}, []string{"* " + longLine}},
		"a bullet that is drawn": {func(p *paper) {
			p.put(68, 100, 10, longLine)
			p.page.Marks = append(p.page.Marks, layout.Mark{Left: 56, Top: 95, Right: 59, Bottom: 98})
		}, []string{"* " + longLine}},
		"no bullet: a rule": {func(p *paper) {
			p.put(68, 100, 10, longLine)
			p.page.Marks = append(p.page.Marks, layout.Mark{Left: 52, Top: 95, Right: 66, Bottom: 96})
		}, []string{longLine}},
		"bold by most": {func(p *paper) {
			end := p.put(50, 100, 10, "Senior Paralegal", bold)
			p.put(end, 100, 10, ", Hale")
		}, []string{"b Senior Paralegal, Hale"}},
		"bold words drawn last": {func(p *paper) {
			p.put(80, 100, 10, "at Hale")
			p.put(50, 100, 10, "Clerk", bold)
		}, []string{"Clerk at Hale"}},
		"a rule of signs": {func(p *paper) { p.put(50, 100, 10, "__________"); p.put(50, 120, 10, "text") }, []string{"text"}},
		"up the side": {func(p *paper) {
			p.put(50, 100, 10, "text")
			p.put(20, 100, 10, "side", func(g *layout.Glyph) { g.Turned = true })
		}, []string{"text", "side"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPaper()
			test.set(p)
			want(t, shown(p.page), test.want...)
		})
	}
}

// twice draws every sign a second time, a little to the right.
func twice(p *paper) func(*layout.Glyph) {
	return func(glyph *layout.Glyph) {
		again := *glyph
		again.Left, again.Right = again.Left-.3, again.Right-.3
		p.page.Glyphs = append(p.page.Glyphs, again)
	}
}

func spacedOut(p *paper, text string) {
	x := 50.0
	for _, sign := range text {
		if sign == ' ' {
			x += 8
			continue
		}
		x = p.put(x, 100, 10, string(sign)) + 3
	}
}

// A program that puts letters to whole pixels leaves them nearer than their room says, and less between words than others between letters.
func TestAdvances(t *testing.T) {
	t.Parallel()
	p := newPaper()
	for line := range 12 {
		x := 50.0
		for _, sign := range "of the team of paralegals of the firm of the court" {
			step := 4.0
			if sign == ' ' {
				x += 2
				continue
			}
			room := 5.0
			if sign == 'f' {
				room = 5.9 // hangs over
			}
			y := 100 + 14*float64(line)
			p.page.Glyphs = append(p.page.Glyphs, layout.Glyph{Text: string(sign), Left: x, Right: x + room, Top: y - 8, Bottom: y + 2, Base: y, Size: 10})
			x += step
		}
	}
	for _, line := range shown(p.page) {
		if line != "of the team of paralegals of the firm of the court" {
			t.Fatalf("read %q", line)
		}
	}
}

func TestHidden(t *testing.T) {
	t.Parallel()
	p := newPaper()
	p.put(50, 100, 10, "seen")
	p.put(50, 120, 10, "white on white", func(g *layout.Glyph) { g.Hidden = document.White })
	p.put(50, 140, 3, "tiny", func(g *layout.Glyph) { g.Hidden = document.Tiny })
	p.put(700, 100, 10, "outside")
	p.put(50, 900, 10, "below")
	p.put(50, 160, 10, "invisible", func(g *layout.Glyph) { g.Hidden = document.Invisible })
	want(t, shown(p.page), "seen", "white white on white", "tiny tiny", "outside the page outside", "outside the page below", "invisible invisible")
}

// sidebar is a column of a heading and short lines that stand on lines of their own.
func sidebar(p *paper, x float64) {
	p.lines(x, 105, "SKILLS", "Westlaw", "Relativity", "Docketing", "E-filing", "Notary")
}

func TestColumns(t *testing.T) {
	t.Parallel()
	side := []string{"SKILLS", "Westlaw", "Relativity", "Docketing", "E-filing", "Notary"}
	body := []string{"Experience in litigation of ten years", "Senior Paralegal at Hale and Moss", "Drafted motions and pleadings there", "Kept the calendar of the team", "Paralegal at Ostrander Group"}
	jobs := []string{"Senior Paralegal", "Drafted motions and pleadings", "Paralegal", "Kept the calendar", "Legal Secretary", "Typed and proofread"}
	for name, test := range map[string]struct {
		set  func(p *paper)
		want []string
	}{
		"a sidebar at the left":               {func(p *paper) { sidebar(p, 40); p.lines(200, 100, body...) }, append(slices.Clone(side), body...)},
		"a sidebar at the right, drawn first": {func(p *paper) { sidebar(p, 400); p.lines(40, 100, body...) }, append(slices.Clone(body), side...)},
		"a line across, above and below": {func(p *paper) {
			p.put(40, 70, 10, longLine+" and more")
			sidebar(p, 40)
			p.lines(200, 100, body...)
			p.put(40, 220, 10, longLine+" and more")
		}, append(append([]string{longLine + " and more"}, append(slices.Clone(side), body...)...), longLine+" and more")},
		"dates at the right": {func(p *paper) {
			p.lines(40, 100, jobs...)
			for i, date := range []string{"2019 – Present", "2015 – 2019", "2012 – 2015"} {
				p.put(480, 100+28*float64(i), 10, date)
			}
		}, []string{"Senior Paralegal | 2019 – Present", jobs[1], "Paralegal | 2015 – 2019", jobs[3], "Legal Secretary | 2012 – 2015", jobs[5]}},
		"places at the right margin": {func(p *paper) {
			p.lines(40, 100, jobs...)
			for i, place := range []string{"Boston, MA", "Springfield, MA", "Worcester, MA"} {
				p.put(570-5*float64(len(place)), 100+28*float64(i), 10, place)
			}
		}, []string{"Senior Paralegal | Boston, MA", jobs[1], "Paralegal | Springfield, MA", jobs[3], "Legal Secretary | Worcester, MA", jobs[5]}},
		"dates at the left": {func(p *paper) {
			p.lines(200, 100, jobs...)
			for i, date := range []string{"2019 – Present", "2015 – 2019", "2012 – 2015"} {
				p.put(40, 100+28*float64(i), 10, date)
			}
		}, []string{"2019 – Present | Senior Paralegal", jobs[1], "2015 – 2019 | Paralegal", jobs[3], "2012 – 2015 | Legal Secretary", jobs[5]}},
		"dates on two lines": {func(p *paper) {
			p.lines(200, 100, jobs...)
			for i, date := range []string{"Mar 2019 –", "Jun 2015 – Feb", "2012 to"} {
				p.put(40, 100+28*float64(i), 10, date)
				p.put(40, 114+28*float64(i), 10, []string{"Present", "2019", "2015"}[i])
			}
		}, []string{"Mar 2019 – Present | Senior Paralegal", jobs[1], "Jun 2015 – Feb 2019 | Paralegal", jobs[3], "2012 to 2015 | Legal Secretary", jobs[5]}},
		"labels at the left": {func(p *paper) {
			p.put(40, 100, 10, "SKILLS")
			p.put(200, 100, 10, "Westlaw, Relativity and docketing")
			p.put(40, 128, 10, "LANGUAGES")
			p.put(200, 128, 10, "English and some Spanish")
		}, []string{"SKILLS", "Westlaw, Relativity and docketing", "LANGUAGES", "English and some Spanish"}},
		"a table": {func(p *paper) {
			p.lines(40, 100, "Degree", "B.A.", "J.D.", "LL.M.")
			p.lines(200, 100, "School", "Amherst", "Suffolk", "Boston College")
			p.lines(400, 100, "Year", "2008", "2011", "2012")
		}, []string{"Degree | School | Year", "B.A. | Amherst | 2008", "J.D. | Suffolk | 2011", "LL.M. | Boston College | 2012"}},
		"three columns under headings": {func(p *paper) {
			p.lines(40, 100, "CONTACT", "Boston, MA", "555-0142", "a@example.com")
			p.lines(230, 100, "SKILLS", "Westlaw", "Relativity", "Docketing")
			p.lines(420, 100, "SCHOOL", "Amherst", "Suffolk", "Boston College")
		}, []string{"CONTACT", "Boston, MA", "555-0142", "a@example.com", "SKILLS", "Westlaw", "Relativity", "Docketing", "SCHOOL", "Amherst", "Suffolk", "Boston College"}},
		"headings in the middle": {func(p *paper) {
			p.lines(40, 100, "J.D., 2017", "B.A., 2012", "Amherst")
			p.put(250, 142, 10, "EXPERIENCE")
			p.lines(40, 156, "Paralegal", "Hale and Moss")
			p.put(255, 184, 10, "EDUCATION")
			p.lines(40, 198, "Diploma", "Suffolk")
			p.put(262, 226, 10, "SKILLS")
		}, []string{"J.D., 2017", "B.A., 2012", "Amherst", "EXPERIENCE", "Paralegal", "Hale and Moss", "EDUCATION", "Diploma", "Suffolk", "SKILLS"}},
		"dates between two columns": {func(p *paper) {
			p.lines(40, 100, "Senior Paralegal", "Drafted motions", "Paralegal", "Kept the calendar", "Legal Secretary", "Typed and proofread")
			p.put(240, 100, 10, "2012 - 2015")
			p.put(240, 128, 10, "2006 - 2011")
			sidebar(p, 420)
		}, append([]string{"Senior Paralegal | 2012 - 2015", "Drafted motions", "Paralegal | 2006 - 2011", "Kept the calendar", "Legal Secretary", "Typed and proofread"}, side...)},
		"a bullet beside a line that ends near it": {func(p *paper) {
			p.lines(40, 100, body...)
			p.put(40, 170, 10, "Kept the whole calendar of the team that won")
			p.lines(258, 105, "SKILLS", "Westlaw", "Relativity", "Docketing", "E-filing")
			p.put(258, 175, 10, "•")
			p.put(266, 175, 10, "Notary of the state")
		}, append(append(slices.Clone(body), "Kept the whole calendar of the team that won"), "SKILLS", "Westlaw", "Relativity", "Docketing", "E-filing", "* Notary of the state")},
		"a list in two columns": {func(p *paper) {
			p.lines(40, 100, "Skills", "Westlaw", "Relativity", "Docketing", "History")
			p.lines(300, 114, "Filing", "Typing", "Billing")
			p.put(40, 180, 10, longLine+", and more")
		}, []string{"Skills", "Westlaw | Filing", "Relativity | Typing", "Docketing | Billing", "History", longLine + ", and more"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPaper()
			test.set(p)
			want(t, shown(p.page), test.want...)
		})
	}
}

// Lines know their place, their block and their number, to be led to from a value.
func TestPlaces(t *testing.T) {
	t.Parallel()
	p := newPaper()
	sidebar(p, 40)
	p.lines(200, 100, "Senior Paralegal at Hale and Moss", "Drafted motions and pleadings there", "Kept the calendar of the team")
	page := layout.Pages([]layout.Page{p.page})[0]
	for i, line := range page.Lines {
		if line.Number != i+1 {
			t.Errorf("line %d has the number %d", i+1, line.Number)
		}
	}
	first, last := page.Lines[0], page.Lines[len(page.Lines)-1]
	if first.Left != 40 || first.Top != 97 || first.Right != 70 || first.Bottom != 107 || first.Size != 10 || first.Block == last.Block || last.Left != 200 {
		t.Errorf("the first line is %+v, the last %+v", first, last)
	}
}

func TestRunning(t *testing.T) {
	t.Parallel()
	var pages []layout.Page
	for number := range 3 {
		p := newPaper()
		p.page.Number = number + 1
		p.put(40, 40, 8, fmt.Sprintf("Dana Whitfield, page %d of 3", number+1))
		p.put(40, 200, 10, fmt.Sprintf("Body of page %c", 'A'+number))
		p.put(300, 770, 8, strconv.Itoa(number+1))
		pages = append(pages, p.page)
	}
	want(t, shown(pages...),
		"r Dana Whitfield, page 1 of 3", "Body of page A", "r 1", "r Dana Whitfield, page 2 of 3", "Body of page B", "r 2", "r Dana Whitfield, page 3 of 3", "Body of page C", "r 3")
	p := newPaper()
	p.put(40, 40, 8, "Dana Whitfield")
	p.put(40, 770, 8, "2019")
	want(t, shown(p.page), "Dana Whitfield", "2019")
}
