package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress tells how far a run is: a bar on a terminal, elsewhere a line every few seconds.
type progress struct {
	state func() progressState
	say   func(format string, args ...any)
	every time.Duration

	mu     sync.Mutex // guards what is on the terminal
	err    io.Writer
	bar    *progressbar.ProgressBar // nil where there is no terminal, or nothing to tell yet
	total  int64
	start  time.Time
	ending chan struct{}
	ended  chan struct{}
}

type progressState struct {
	rowCount
	bytes int64 // read so far, as packed
}

// The bar is for runs that take longer than a breath, and a line for those that try patience.
const (
	barAfter  = time.Second
	barEvery  = 200 * time.Millisecond
	lineEvery = 5 * time.Second
)

// follow begins to tell how far the reading of the rows is; call the function to end it.
func (a *app) follow(r *rows) func() {
	if a.flags.quiet {
		return func() {}
	}
	r.options.Bytes = &atomic.Int64{}
	var total int64
	for _, file := range r.files {
		info, err := os.Stat(file)
		if file == "-" || err != nil {
			total = 0
			break
		}
		total += info.Size()
	}
	before := a.err
	p := newProgress(a, total, func() progressState { return progressState{r.total(), r.options.Bytes.Load()} })
	return func() {
		p.stop()
		a.err = before
	}
}

// newProgress begins to tell. total is the size of the files in bytes, 0 where it is not known.
func newProgress(a *app, total int64, state func() progressState) *progress {
	p := &progress{state: state, say: a.complain, every: lineEvery, err: a.err, total: total, start: time.Now(), ending: make(chan struct{}), ended: make(chan struct{})}
	if a.errTerminal {
		p.every = barEvery
		a.err = p // whatever is said in between must not be written into the bar
	}
	go p.run(a.errTerminal)
	return p
}

// stop ends the telling, and takes the bar away.
func (p *progress) stop() {
	close(p.ending)
	<-p.ended
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		_ = p.bar.Clear() // what cannot be written on the terminal is nobody's loss
		p.bar = nil
	}
}

// Write writes a message above the bar.
func (p *progress) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		_ = p.bar.Clear()
	}
	n, err := p.err.Write(b)
	if p.bar != nil {
		_ = p.bar.RenderBlank()
	}
	return n, err //nolint:wrapcheck // a writer hands on what it met
}

func (p *progress) run(terminal bool) {
	defer close(p.ended)
	ticker := time.NewTicker(p.every)
	defer ticker.Stop()
	for {
		select {
		case <-p.ending:
			return
		case <-ticker.C:
		}
		switch {
		case !terminal:
			p.say("%s", p.line())
		case time.Since(p.start) >= barAfter:
			p.draw()
		}
	}
}

// line is how far the run is, in words.
func (p *progress) line() string {
	s := p.state()
	elapsed := time.Since(p.start)
	settled := s.Scored + s.Rejected
	line := fmt.Sprintf("%d rows done, %.0f a second, %d rejected", settled, float64(settled)/elapsed.Seconds(), s.Rejected)
	if p.total > 0 && s.bytes > 0 && s.bytes < p.total {
		left := time.Duration(float64(elapsed) * float64(p.total-s.bytes) / float64(s.bytes))
		line += fmt.Sprintf(", about %s left", left.Round(time.Second))
	}
	return line
}

func (p *progress) draw() {
	text := p.line()
	s := p.state()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar == nil {
		total := p.total
		if total <= 0 {
			total = -1 // a spinner
		}
		p.bar = progressbar.NewOptions64(total, progressbar.OptionSetWriter(p.err), progressbar.OptionSetWidth(20),
			progressbar.OptionSetPredictTime(false), progressbar.OptionSetElapsedTime(false), progressbar.OptionClearOnFinish())
	}
	p.bar.Describe(text)
	_ = p.bar.Set64(min(s.bytes, max(p.total-1, 0))) // full only when it is taken away
}
