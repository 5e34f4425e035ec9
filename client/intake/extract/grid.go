package extract

import "github.com/lexfit/lexfit/client/intake/document"

// grid keeps apart what stands beside the flow of a text: the cells of tables and text boxes, within each other as they come.
type grid struct {
	// flow is where text goes now.
	flow    *flow
	running bool
	tables  []gridTable
	boxes   []gridBox
}

// gridTable is a table that is open.
type gridTable struct {
	// shaded says that the table has a ground of its own, and cell that the cell that is open has.
	shaded, cell bool
	// cells are the lines of the row's cells so far.
	cells [][]document.Line
	// outer is the flow that the table stands in, and own the one of the cell that is open.
	outer, own *flow
}

// gridBox is what a text box interrupted.
type gridBox struct {
	outer  *flow
	tables []gridTable
}

// begin begins a part of a document: its body, a header.
func (g *grid) begin() {
	g.flow.end()
	g.flow.now = para{running: g.running, block: g.flow.block()}
}

// table is the innermost table that is open; nil outside tables.
func (g *grid) table() *gridTable {
	if len(g.tables) == 0 {
		return nil
	}
	return &g.tables[len(g.tables)-1]
}

// shaded says whether a cell or a box around has a ground of its own, or may have one.
func (g *grid) shaded() bool {
	for _, table := range g.tables {
		if table.shaded || table.cell {
			return true
		}
	}
	return len(g.boxes) > 0
}

func (g *grid) startTable() {
	g.flow.end()
	g.tables = append(g.tables, gridTable{outer: g.flow})
}

func (g *grid) endTable() {
	table := g.table()
	if table == nil {
		return
	}
	g.endRow()
	g.flow = table.outer
	g.tables = g.tables[:len(g.tables)-1]
	g.flow.now.block = g.flow.block()
}

func (g *grid) endRow() {
	table := g.table()
	if table == nil {
		return
	}
	g.endCell()
	table.outer.row(table.cells, len(g.tables) > 1)
	table.cells = nil
}

func (g *grid) startCell() {
	table := g.table()
	if table == nil {
		return
	}
	g.endCell()
	table.own, table.cell = table.outer.within(), false
	table.own.now = para{running: g.running}
	g.flow = table.own
}

func (g *grid) endCell() {
	table := g.table()
	if table == nil || table.own == nil {
		return
	}
	table.cells = append(table.cells, table.own.lines())
	table.own, table.cell = nil, false
	g.flow = table.outer
}

// startBox keeps a text box's lines apart until the line that it hangs on has ended.
func (g *grid) startBox() {
	g.boxes = append(g.boxes, gridBox{g.flow, g.tables})
	g.flow, g.tables = g.flow.within(), nil
	g.flow.now = para{running: g.running}
}

func (g *grid) endBox() {
	count := len(g.boxes)
	if count == 0 {
		return
	}
	for len(g.tables) > 0 {
		g.endTable()
	}
	inside := g.flow.lines()
	g.flow, g.tables = g.boxes[count-1].outer, g.boxes[count-1].tables
	g.boxes = g.boxes[:count-1]
	g.flow.later = append(g.flow.later, inside...)
}

// done ends whatever is open.
func (g *grid) done() {
	for len(g.boxes) > 0 {
		g.endBox()
	}
	for len(g.tables) > 0 {
		g.endTable()
	}
	g.flow.end()
}
