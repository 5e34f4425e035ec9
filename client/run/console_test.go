package run_test

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/lexfit/lexfit/client/run"
)

// Without a terminal a run that tries patience is told of in lines, and with --quiet it is not, nor are remarks made.
func TestConsoleTellsProgress(t *testing.T) {
	t.Parallel()
	for _, quiet := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			var said bytes.Buffer
			console := run.NewConsole(&said, false, quiet)
			settled := 0
			stop := console.Follow(1000, func() run.Progress {
				settled += 50
				return run.Progress{Settled: settled, Rejected: 1, Bytes: int64(settled)}
			})
			time.Sleep(12 * time.Second)
			console.Remark("a remark")
			console.Complain("a complaint")
			stop()
			time.Sleep(time.Minute)
			want := "50 rows done, 10 a second, 1 rejected, about 1m35s left\n100 rows done, 10 a second, 1 rejected, about 1m30s left\na remark\na complaint\n"
			if quiet {
				want = "a complaint\n"
			}
			if got := said.String(); got != want {
				t.Errorf("quiet %t: got %q, want %q", quiet, got, want)
			}
		})
	}
}

// screen is what a terminal shows of a text: a carriage return goes back, and \x1b[2K or spaces wipe what was there.
func screen(text string) string {
	var shown []string
	for line := range strings.SplitSeq(text, "\n") {
		var cells []rune
		at := 0
		for _, letter := range strings.ReplaceAll(line, "\x1b[2K", "\r"+strings.Repeat(" ", 200)+"\r") {
			if letter == '\r' {
				at = 0
				continue
			}
			if at == len(cells) {
				cells = append(cells, ' ')
			}
			cells[at] = letter
			at++
		}
		shown = append(shown, strings.TrimRight(string(cells), " "))
	}
	return strings.Join(shown, "\n")
}

// On a terminal a bar stands below what is said, whoever says it and when, and is gone at the end.
func TestConsoleKeepsTheBarApart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var said bytes.Buffer
		console := run.NewConsole(&said, true, false)
		stop := console.Follow(0, func() run.Progress { return run.Progress{Settled: 7} })
		var speakers sync.WaitGroup
		want := map[string]bool{}
		for i := range 4 {
			for j := range 5 {
				want[fmt.Sprintf("speaker %d says %d", i, j)] = true
			}
			speakers.Go(func() {
				for j := range 5 {
					time.Sleep(500 * time.Millisecond)
					console.Complain("speaker %d says %d", i, j)
				}
			})
		}
		speakers.Wait()
		if !strings.Contains(said.String(), "7 rows done") {
			t.Error("there was no bar")
		}
		stop()
		for line := range strings.SplitSeq(screen(said.String()), "\n") {
			if line != "" && !want[line] {
				t.Errorf("the screen shows %q", line)
			}
			delete(want, line)
		}
		if len(want) > 0 {
			t.Errorf("the screen does not show %v", want)
		}
	})
}
