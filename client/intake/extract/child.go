package extract

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

// child is a process that reads files, from the parent's side.
type child struct {
	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	limits  Limits
	files   int
}

// patience is how long a child may take to start: compiling PDFium for the first time takes seconds on a slow machine, and comes with
// its first file.
const patience = 30 * time.Second

// compiling is what the first file of a child may take longer than others.
const compiling = 2 * time.Minute

// passed are the variables of the environment that a child gets: where its cache is, where files may be put for a while, and what a
// program for pictures needs.
var passed = []string{
	"HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "USERPROFILE", "SystemRoot", "TMPDIR", "TEMP", "TMP", "PATH", "TESSDATA_PREFIX", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "GOCOVERDIR",
}

// start starts a child and hears who it is.
func start(ctx context.Context, command []string, options Options) (*child, error) {
	made := &child{command: exec.Command(command[0], command[1:]...), limits: options.Limits} //nolint:gosec // the operator's own programs
	made.command.Env = []string{"GOTRACEBACK=none"}
	for _, name := range passed {
		if value, set := os.LookupEnv(name); set {
			made.command.Env = append(made.command.Env, name+"="+value)
		}
	}
	in, err := made.command.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", command[0], err)
	}
	out, err := made.command.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", command[0], err)
	}
	made.in, made.out = in, bufio.NewReader(out)
	if err := made.command.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", command[0], err)
	}
	var hello greeting
	err = made.within(ctx, patience, func() error {
		if err := writeMessage(in, settings{protocol, options.Limits, options.OCR}); err != nil {
			return err
		}
		data, err := readFrame(made.out, 1<<20)
		if err != nil {
			return err
		}
		return unmarshal(data, &hello)
	})
	switch {
	case err == nil && hello.Program == program && hello.Protocol == protocol:
		return made, nil
	case ctx.Err() != nil:
		made.kill()
		return nil, ctx.Err()
	}
	made.kill()
	if err == nil && hello.Program == program {
		return nil, refuse(NoReader, "is of a format that %s reads, which is of another version than this lexfit: %s", command[0], Install)
	}
	return nil, refuse(NoReader, "is of a format that %s was to read, which does not answer as %s does: %s", command[0], program, Install)
}

// errSlow says that a child did not answer in time.
var errSlow = errors.New("no answer in time")

// within does what may be waited for no longer than this. What is given up ends with the child, which is to be killed.
func (c *child) within(ctx context.Context, most time.Duration, do func() error) error {
	done := make(chan error, 1)
	go func() { done <- do() }()
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case err := <-done:
		return err
	case <-timer.C:
		return errSlow
	case <-ctx.Done():
		return ctx.Err()
	}
}

// read has the child read a file.
func (c *child) read(ctx context.Context, data []byte) (answer, error) {
	var made answer
	most := c.limits.Time + 2*c.limits.grace()
	if c.files == 0 {
		most += compiling
	}
	c.files++
	err := c.within(ctx, most, func() error {
		if err := writeFrame(c.in, data); err != nil {
			return err
		}
		return readMessage(c.out, &made)
	})
	if err != nil {
		return answer{}, err
	}
	return made, nil
}

// end lets the child end by itself.
func (c *child) end() {
	if c == nil {
		return
	}
	_ = c.in.Close()
	timer := time.AfterFunc(patience, func() { _ = c.command.Process.Kill() })
	defer timer.Stop()
	_ = c.command.Wait() // how it ends matters to nobody
}

// kill ends the child at once.
func (c *child) kill() {
	_ = c.command.Process.Kill()
	_ = c.in.Close()
	_ = c.command.Wait() // it was killed
}
