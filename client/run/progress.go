package run

import (
	"cmp"
	"fmt"
	"time"
)

// progress tells how far a run is: by a bar on a terminal, elsewhere by a line every few seconds.
type progress struct {
	console *Console
	state   func() Progress
	total   int64 // bytes, 0 where that is not known
	start   time.Time
	ending  chan struct{}
	ended   chan struct{}
}

// Progress is how far a run is.
type Progress struct {
	// Settled is how many rows are scored or rejected, and Rejected how many of them are the latter.
	Settled, Rejected int
	// Read is how many rows were read, of Bytes of the files, as they are packed: it runs ahead of what is settled.
	Read  int
	Bytes int64
	// Whole says that all rows were read.
	Whole bool
	// Noun is what is counted; rows where it is empty.
	Noun string
}

// rows is how many rows there are: those read, or as many as the bytes that are left may hold besides; 0 for unknown.
func (p *Progress) rows(total int64) float64 {
	switch {
	case p.Whole:
		return float64(p.Read)
	case total > 0 && p.Bytes > 0 && p.Bytes < total: // a workbook is there with all its bytes before its first row
		return float64(p.Read) * float64(total) / float64(p.Bytes)
	}
	return 0
}

// The bar is for runs that take longer than a breath, and a line for those that try patience.
const (
	barAfter  = time.Second
	barEvery  = 200 * time.Millisecond
	lineEvery = 5 * time.Second
)

// Follow begins to tell how far a run is; call the function to end it. The total is the size of the files in bytes, 0 where
// it is not known. A quiet console tells nothing.
func (c *Console) Follow(total int64, state func() Progress) (stop func()) {
	if c.quiet {
		return func() {}
	}
	telling := &progress{console: c, state: state, total: total, start: time.Now(), ending: make(chan struct{}), ended: make(chan struct{})}
	go telling.tell()
	return func() {
		close(telling.ending)
		<-telling.ended
		c.clear()
	}
}

func (p *progress) tell() {
	defer close(p.ended)
	every := lineEvery
	if p.console.terminal {
		every = barEvery
	}
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-p.ending:
			return
		case <-ticker.C:
		}
		switch {
		case !p.console.terminal:
			line, _ := p.line()
			p.console.Complain("%s", line)
		case time.Since(p.start) >= barAfter:
			line, state := p.line()
			var done int64
			if rows := state.rows(p.total); rows > 0 {
				done = int64(float64(p.total) * min(1, float64(state.Settled)/rows))
			}
			p.console.draw(line, done, p.total)
		}
	}
}

// line is how far the run is, in words.
func (p *progress) line() (string, Progress) {
	state := p.state()
	elapsed := time.Since(p.start)
	line := fmt.Sprintf("%d %s done, %.0f a second, %d rejected", state.Settled, cmp.Or(state.Noun, "rows"), float64(state.Settled)/elapsed.Seconds(), state.Rejected)
	if rows := state.rows(p.total); state.Settled > 0 && float64(state.Settled) < rows {
		left := time.Duration(float64(elapsed) * (rows - float64(state.Settled)) / float64(state.Settled))
		line += fmt.Sprintf(", about %s left", left.Round(time.Second))
	}
	return line, state
}
