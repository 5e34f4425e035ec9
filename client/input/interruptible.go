package input

import (
	"context"
	"io"
)

// Interruptible is a reader that gives up waiting when the context ends: nobody should have to close a pipe to make
// Ctrl-C work. The read that is given up goes on by itself and ends with the process.
func Interruptible(ctx context.Context, reader io.Reader) io.Reader {
	return &interruptible{ctx: ctx, reader: reader}
}

type interruptible struct {
	ctx     context.Context //nolint:containedctx // a reader has no other way to know of it
	reader  io.Reader
	results chan readResult
	held    []byte
}

type readResult struct {
	read int
	err  error
}

// Read reads what comes, or gives up.
func (i *interruptible) Read(into []byte) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	if i.results == nil {
		i.results = make(chan readResult, 1)
		i.held = make([]byte, 64<<10)
	}
	most := min(len(into), len(i.held))
	go func() {
		read, err := i.reader.Read(i.held[:most])
		i.results <- readResult{read, err}
	}()
	select {
	case result := <-i.results:
		return copy(into, i.held[:result.read]), result.err
	case <-i.ctx.Done():
		return 0, i.ctx.Err()
	}
}
