package extract

import (
	"math"
	"slices"
	"strings"

	"github.com/lexfit/lexfit/client/intake/document"
)

// look is how a stretch of text looks.
type look struct {
	size         float64
	bold, italic bool
	hidden       document.Hidden
}

// para is what holds of a whole paragraph.
type para struct {
	heading int
	bullet  bool
	running bool
	block   int
	row     int
}

// stretch is text of one look.
type stretch struct {
	text string
	look look
}

// flow makes lines of text that comes in reading order without places: word processors' files, web pages, plain text.
type flow struct {
	pages []document.Page
	// now is what holds of the line that is being made.
	now para
	// line is the pieces that are seen, and hidden what is not, by why.
	line   [][]stretch
	hidden map[document.Hidden][]stretch
	// turn says that the next line begins a page.
	turn bool
	// blocks and rows count the blocks of the document and the rows of its tables.
	blocks, rows int
	// spent is what the document took so far, over all the flows that become one.
	spent *spending
	// later are lines that follow when the line that is being made has ended: those of a text box.
	later []document.Line
}

func newFlow(spent *spending) *flow {
	return &flow{pages: []document.Page{{Number: 1}}, hidden: map[document.Hidden][]stretch{}, spent: spent}
}

// within is a flow for what stands beside another one.
func (f *flow) within() *flow { return newFlow(f.spent) }

// spending is what a document may take and took. What comes when it is spent is left out, and the document is refused in the end.
type spending struct {
	limits      Limits
	text, lines int
}

// pieceCost is what a piece of a line takes besides its text, in bytes.
const pieceCost = 8

// takes says whether there is room for a text.
func (s *spending) takes(bytes int) bool {
	s.text += bytes
	return s.text <= s.limits.Text
}

// line says whether there is room for a line.
func (s *spending) line() bool {
	s.lines++
	return s.lines <= s.limits.Lines
}

func (s *spending) err() error {
	switch {
	case s.lines > s.limits.Lines:
		return tooManyLines(s.limits)
	case s.text > s.limits.Text:
		return tooMuchText(s.limits)
	}
	return nil
}

// block is the number of a block that nothing has yet.
func (f *flow) block() int {
	f.blocks++
	return f.blocks
}

// text adds to the line.
func (f *flow) text(text string, looks look) {
	switch {
	case text == "" || !f.spent.takes(len(text)):
	case looks.hidden != "":
		f.hidden[looks.hidden] = append(f.hidden[looks.hidden], stretch{text, looks})
	case len(f.line) == 0:
		f.line = append(f.line, []stretch{{text, looks}})
	default:
		last := len(f.line) - 1
		f.line[last] = append(f.line[last], stretch{text, looks})
	}
}

// tab begins a further piece.
func (f *flow) tab() {
	if len(f.line) > 0 && f.spent.takes(pieceCost) {
		f.line = append(f.line, nil)
	}
}

// page says that what comes stands on a further page.
func (f *flow) page() { f.turn = true }

// end ends the line.
func (f *flow) end() {
	if line, ok := lineOf(f.line, f.now); ok && f.spent.line() {
		f.add(line)
		f.now.bullet = false // the item's further lines have none
	}
	for _, why := range []document.Hidden{document.White, document.Tiny, document.Outside, document.Invisible} {
		if line, ok := lineOf([][]stretch{f.hidden[why]}, f.now); ok && f.spent.line() {
			line.Hidden = why
			f.add(line)
		}
	}
	f.line = nil
	clear(f.hidden)
	if later := f.later; len(later) > 0 {
		f.later = nil
		f.laid(later, f.now.row)
		f.now.block = f.block()
	}
}

// add puts a line at the end of the document.
func (f *flow) add(line document.Line) {
	page := &f.pages[len(f.pages)-1]
	if f.turn && len(page.Lines) > 0 {
		f.pages = append(f.pages, document.Page{Number: len(f.pages) + 1})
		page = &f.pages[len(f.pages)-1]
	}
	f.turn = false
	line.Number = len(page.Lines) + 1
	page.Lines = append(page.Lines, line)
}

// done ends the document.
func (f *flow) done() (*document.Document, error) {
	f.end()
	if err := f.spent.err(); err != nil {
		return nil, err
	}
	return &document.Document{Pages: f.pages}, nil
}

// lineOf makes a line of pieces; none where they say nothing.
func lineOf(pieces [][]stretch, of para) (document.Line, bool) {
	line := document.Line{Heading: of.heading, Running: of.running, Block: of.block, Row: of.row}
	var all []stretch
	var texts []string
	for i, piece := range pieces {
		var joined strings.Builder
		for _, one := range piece {
			joined.WriteString(one.text)
		}
		text, bullet := document.Bullet(joined.String())
		if text = document.Clean(text); text == "" || i == 0 && !document.Says(text) {
			line.Bullet = line.Bullet || bullet && i == 0
			continue
		}
		line.Bullet = line.Bullet || bullet && len(line.Pieces) == 0
		size, bold, _ := looksOf(piece)
		line.Pieces = append(line.Pieces, document.Piece{Text: text, Size: size, Bold: bold})
		texts = append(texts, text)
		all = append(all, piece...)
	}
	line.Text = strings.Join(texts, " ")
	if !document.Says(line.Text) {
		return document.Line{}, false
	}
	line.Bullet = line.Bullet || of.bullet
	line.Size, line.Bold, line.Italic = looksOf(all)
	return line, true
}

// looksOf is how most of a text looks.
func looksOf(text []stretch) (size float64, bold, italic bool) {
	sizes, letters, bolds, italics := map[float64]int{}, 0, 0, 0
	for _, one := range text {
		count := len(strings.TrimSpace(one.text))
		letters += count
		sizes[math.Round(one.look.size*10)/10] += count
		if one.look.bold {
			bolds += count
		}
		if one.look.italic {
			italics += count
		}
	}
	for each, count := range sizes {
		if count > sizes[size] || count == sizes[size] && each > size {
			size = each
		}
	}
	return size, 2*bolds > letters, 2*italics > letters
}

// lines are all lines, of whatever page.
func (f *flow) lines() []document.Line {
	f.end()
	var all []document.Line
	for _, page := range f.pages {
		all = append(all, page.Lines...)
	}
	return all
}

// laid adds lines that were made apart, as blocks of their own.
func (f *flow) laid(lines []document.Line, row int) {
	blocks := map[int]int{}
	for _, line := range lines {
		if blocks[line.Block] == 0 {
			blocks[line.Block] = f.block()
		}
		line.Block, line.Row = blocks[line.Block], row
		f.add(line)
	}
}

// row adds a row of a table. Cells of one line each are pieces of a line, and so is a date beside what it belongs to; the lines of
// others follow each other, cell for cell. Of a table within a table the outer row counts.
func (f *flow) row(cells [][]document.Line, within bool) {
	f.end()
	var full [][]document.Line
	longer, several, hidden := -1, 0, false
	for _, cell := range cells {
		if len(cell) == 0 {
			continue
		}
		if len(cell) > 1 {
			longer, several = len(full), several+1
		}
		hidden = hidden || cell[0].Hidden != ""
		full = append(full, cell)
	}
	if len(full) == 0 {
		return
	}
	number := 0
	if !within {
		f.rows++
		number = f.rows
	}
	switch {
	case several == 0 && !hidden:
		f.laid([]document.Line{besideEachOther(full)}, number)
	case several == 1 && len(full) > 1 && !hidden && digitsBut(full, longer):
		first := slices.Clone(full)
		first[longer] = first[longer][:1]
		rest := full[longer][1:]
		f.laid(append([]document.Line{besideEachOther(first)}, rest...), number)
	default:
		for _, cell := range full {
			f.laid(cell, number)
		}
	}
}

// digitsBut says whether all cells but one hold a digit: dates.
func digitsBut(cells [][]document.Line, one int) bool {
	for i, cell := range cells {
		if i != one && !strings.ContainsAny(cell[0].Text, "0123456789") {
			return false
		}
	}
	return true
}

// besideEachOther makes one line of the first lines of cells.
func besideEachOther(cells [][]document.Line) document.Line {
	made := cells[0][0]
	if len(cells) == 1 {
		return made
	}
	made.Pieces = nil
	var texts []string
	longest := 0
	for _, cell := range cells {
		line := cell[0]
		made.Pieces = append(made.Pieces, line.Pieces...)
		texts = append(texts, line.Text)
		if len(line.Text) > longest {
			longest = len(line.Text)
			made.Size, made.Bold, made.Italic = line.Size, line.Bold, line.Italic
		}
		made.Heading = max(made.Heading, line.Heading)
	}
	made.Text = strings.Join(texts, " ")
	return made
}
