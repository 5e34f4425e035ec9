package run

import (
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
	// Bytes is how much of the files has been read, as they are packed.
	Bytes int64
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
			p.console.draw(line, state.Bytes, p.total)
		}
	}
}

// line is how far the run is, in words.
func (p *progress) line() (string, Progress) {
	state := p.state()
	elapsed := time.Since(p.start)
	line := fmt.Sprintf("%d rows done, %.0f a second, %d rejected", state.Settled, float64(state.Settled)/elapsed.Seconds(), state.Rejected)
	if p.total > 0 && state.Bytes > 0 && state.Bytes < p.total {
		left := time.Duration(float64(elapsed) * float64(p.total-state.Bytes) / float64(state.Bytes))
		line += fmt.Sprintf(", about %s left", left.Round(time.Second))
	}
	return line, state
}
