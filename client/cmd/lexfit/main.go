// Command lexfit scores and ranks candidates from files, and looks after the rulebook.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/term"
)

func main() { os.Exit(mainCode()) }

// mainCode is main with an exit code, so that a test can run the command as a program.
func mainCode() int {
	// Somebody who reads no further (lexfit score … | head) is no failure; ignored, the signal becomes an error of the write.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once

	terminal := term.IsTerminal(int(os.Stdout.Fd()))
	columns := 0
	if width, _, err := term.GetSize(int(os.Stdout.Fd())); terminal && err == nil {
		columns = width
	}
	var raw func() (func(), error)
	if keyboard := int(os.Stdin.Fd()); term.IsTerminal(keyboard) {
		raw = func() (func(), error) {
			state, err := term.MakeRaw(keyboard)
			return func() { _ = term.Restore(keyboard, state) }, err
		}
	}
	return execute(ctx, os.Args[1:], &environment{
		in: os.Stdin, out: os.Stdout, err: os.Stderr, getenv: os.Getenv,
		columns: columns, outTerminal: terminal, errTerminal: term.IsTerminal(int(os.Stderr.Fd())) && os.Getenv("TERM") != "dumb",
		rawTerminal: raw,
		color:       terminal && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb",
	})
}
