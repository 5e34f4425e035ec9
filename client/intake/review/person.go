package review

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Plain asks by prompts, one line an answer, for input that is no terminal.
func Plain(in io.Reader, out io.Writer) Person { return &plain{bufio.NewReader(in), out} }

type plain struct {
	in  *bufio.Reader
	out io.Writer
}

func (p *plain) prompt(text string) {
	_, _ = fmt.Fprint(p.out, text+" › ") // where nobody looks nobody answers either
}

// Key takes the first letter of a line.
func (p *plain) Key(ctx context.Context, prompt, keys string) (rune, error) {
	for {
		line, err := p.Line(ctx, prompt)
		if err != nil {
			return 0, err
		}
		if key, ok := keyOf(line, keys); ok {
			return key, nil
		}
		_, _ = fmt.Fprintf(p.out, "    expected one of %s\n", strings.Join(strings.Split(keys, ""), ", "))
	}
}

// maxAnswer is the longest line that is taken for an answer.
const maxAnswer = 8 << 10

// Line takes a line.
func (p *plain) Line(ctx context.Context, prompt string) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err //nolint:wrapcheck // the context's own words
	}
	p.prompt(prompt)
	var line []byte
	for {
		part, err := p.in.ReadSlice('\n')
		if len(line) < maxAnswer {
			line = append(line, part...)
		}
		switch {
		case err == nil, errors.Is(err, io.EOF) && len(line) > 0:
			return strings.TrimRight(string(line[:min(len(line), maxAnswer)]), "\r\n"), nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return "", err //nolint:wrapcheck // the reader's own words
		}
	}
}

// keyOf is the key that an answer begins with.
func keyOf(answer, keys string) (rune, bool) {
	letter, _ := utf8.DecodeRuneInString(strings.ToLower(strings.TrimSpace(answer)))
	return letter, letter != utf8.RuneError && strings.ContainsRune(keys, letter)
}

// Keys asks by single keys on a terminal. Raw makes the terminal hand on each key as it is pressed, and gives back how to end that.
func Keys(in io.Reader, out io.Writer, raw func() (restore func(), err error)) Person {
	return &keyboard{Plain(in, out), in, out, raw}
}

type keyboard struct {
	Person // for lines
	in     io.Reader
	out    io.Writer
	raw    func() (func(), error)
}

// The keys that end a program; the terminal hands them on as they are.
const (
	ctrlC = 3
	ctrlD = 4
)

// Key waits for a key that is one of those offered, and lets others pass. Ctrl-C and Ctrl-D quit.
func (k *keyboard) Key(ctx context.Context, prompt, keys string) (rune, error) {
	_, _ = fmt.Fprint(k.out, prompt+" › ")
	restore, err := k.raw()
	if err != nil {
		return 0, fmt.Errorf("terminal: %w", err)
	}
	key, err := k.wait(ctx, keys)
	restore()
	if err == nil {
		_, _ = fmt.Fprintf(k.out, "%c\n", key)
	} else {
		_, _ = fmt.Fprintln(k.out)
	}
	return key, err
}

func (k *keyboard) wait(ctx context.Context, keys string) (rune, error) {
	var pressed [32]byte // an arrow is several bytes at once
	for {
		if err := ctx.Err(); err != nil {
			return 0, err //nolint:wrapcheck // the context's own words
		}
		count, err := k.in.Read(pressed[:])
		if err != nil {
			return 0, err //nolint:wrapcheck // the reader's own words
		}
		if count > 0 && (pressed[0] == ctrlC || pressed[0] == ctrlD) {
			return 0, io.EOF
		}
		if key, ok := keyOf(string(pressed[:count]), keys); ok {
			return key, nil
		}
	}
}
