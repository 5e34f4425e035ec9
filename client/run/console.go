package run

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/lexfit/lexfit/client"
)

// Console is standard error: whoever has something to say beside the results says it here, one after the other, and never
// into the progress bar.
type Console struct {
	quiet    bool
	terminal bool

	mu  sync.Mutex // guards what is written
	to  io.Writer
	bar *progressbar.ProgressBar // nil where there is none to be seen
}

// NewConsole speaks to a terminal or a file; quiet leaves remarks and progress out.
func NewConsole(to io.Writer, terminal, quiet bool) *Console {
	return &Console{to: to, terminal: terminal, quiet: quiet}
}

// Quiet reports whether remarks are left out.
func (c *Console) Quiet() bool { return c.quiet }

// Remark says something that is no result; a quiet console leaves it out.
func (c *Console) Remark(format string, values ...any) {
	if !c.quiet {
		c.Complain(format, values...)
	}
}

// Complain says what went wrong with a part of the work, quiet or not.
func (c *Console) Complain(format string, values ...any) {
	_, _ = fmt.Fprintf(c, format+"\n", values...) // where nobody listens nothing can be said of it
}

// fail says what went wrong with the run, as the command does.
func (c *Console) fail(message string) { c.Complain("lexfit: %s", message) }

// Write writes a message above the bar.
func (c *Console) Write(message []byte) (int, error) {
	c.mu.Lock() // rows are read and settled at the same time, and each may have something to say
	defer c.mu.Unlock()
	if c.bar != nil {
		_ = c.bar.Clear()
	}
	written, err := c.to.Write(message)
	if c.bar != nil {
		_ = c.bar.RenderBlank()
	}
	return written, err
}

// draw shows the bar. Of is how much there is in all, 0 where that is not known.
func (c *Console) draw(text string, done, of int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.bar == nil {
		most := of
		if most <= 0 {
			most = -1 // a spinner
		}
		c.bar = progressbar.NewOptions64(most, progressbar.OptionSetWriter(c.to), progressbar.OptionSetWidth(20),
			progressbar.OptionSetPredictTime(false), progressbar.OptionSetElapsedTime(false), progressbar.OptionClearOnFinish(),
			progressbar.OptionSetSpinnerChangeInterval(0)) // else it turns by itself, into what is said and for ever
	}
	c.bar.Describe(text)
	_ = c.bar.Set64(min(done, max(of-1, 0))) // full only when it is taken away
}

// clear takes the bar away.
func (c *Console) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.bar != nil {
		_ = c.bar.Clear() // what cannot be written on the terminal is nobody's loss
		c.bar = nil
	}
}

// mostNotices is how many remarks on files as a whole are made: a folder may hold thousands of files that all give rise to one.
const mostNotices = 50

// Notices makes remarks on files as a whole.
func (c *Console) Notices() func(string) {
	made := 0
	return func(notice string) {
		switch made++; {
		case made <= mostNotices:
			c.Remark("%s", notice)
		case made == mostNotices+1:
			c.Remark("more remarks on files are left out; give fewer files to see them")
		}
	}
}

// ride is how a batch travels whose pins came from the server, so that it is known to be there.
func (c *Console) ride(server *client.Client, retryFor time.Duration) client.BatchOptions {
	return client.BatchOptions{RideOut: retryFor, Reached: true, OnRetry: func(err error) { c.gone(err, server, server.Patience(retryFor)) }}
}

// gone remarks that the server has gone away, or one of several.
func (c *Console) gone(err error, server *client.Client, retryFor time.Duration) {
	line, _, _ := strings.Cut(err.Error(), "\n")
	cause := client.LastCause(line)
	if server.Servers() > 1 {
		c.Remark("a server cannot go on with this (%s); another one is asked, for %s at most", cause, retryFor)
		return
	}
	c.Remark("the server has gone away (%s); trying again for %s", cause, retryFor)
}
