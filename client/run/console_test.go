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
				return run.Progress{Settled: settled, Rejected: 1, Read: settled, Bytes: int64(settled)}
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

// The time that is left is that of rows not done, however far the reading has run ahead.
func TestTimeLeftCountsRowsDone(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		state run.Progress
		want  string // after five seconds
	}{
		{"as many read as done", run.Progress{Settled: 100, Read: 100, Bytes: 100}, "100 rows done, 20 a second, 0 rejected, about 45s left\n"},
		{"half of the file read ahead", run.Progress{Settled: 100, Read: 500, Bytes: 500}, "100 rows done, 20 a second, 0 rejected, about 45s left\n"},
		{"all of it read ahead", run.Progress{Settled: 100, Read: 1000, Bytes: 1000, Whole: true}, "100 rows done, 20 a second, 0 rejected, about 45s left\n"},
		{"a workbook, whose bytes say nothing of its rows", run.Progress{Settled: 100, Read: 164, Bytes: 1000}, "100 rows done, 20 a second, 0 rejected\n"},
		{"nothing done yet", run.Progress{Read: 64, Bytes: 64}, "0 rows done, 0 a second, 0 rejected\n"},
		{"all done", run.Progress{Settled: 1000, Read: 1000, Bytes: 1000, Whole: true}, "1000 rows done, 200 a second, 0 rejected\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var said bytes.Buffer
				stop := run.NewConsole(&said, false, false).Follow(1000, func() run.Progress { return tt.state })
				time.Sleep(6 * time.Second)
				stop()
				if said.String() != tt.want {
					t.Errorf("got %q, want %q", said.String(), tt.want)
				}
			})
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
