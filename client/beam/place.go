package beam

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// hasStore says whether a name is in a store of its own, such as gs://bucket/x, and not a path.
func hasStore(name string) bool { return strings.Index(name, "://") > 0 }

// whole is a file that is there whole or not at all. It is begun with the first byte: a file that nothing is written to is not made.
// Whoever writes the same file beside it, as a runner that has work done twice, does no harm: both write the same bytes.
type whole struct {
	ctx    context.Context //nolint:containedctx // of the one call that writes the file
	cancel context.CancelFunc
	path   string

	local *os.File // under a name of its own until it is whole; nil in a store
	out   io.WriteCloser
	text  *bufio.Writer
}

// newWhole makes ready to write a file.
func newWhole(ctx context.Context, path string) *whole {
	ctx, cancel := context.WithCancel(ctx)
	return &whole{ctx: ctx, cancel: cancel, path: path}
}

// Write writes on.
func (w *whole) Write(data []byte) (int, error) {
	if w.text == nil {
		if err := w.begin(); err != nil {
			return 0, w.explain(err)
		}
	}
	count, err := w.text.Write(data)
	return count, w.explain(err)
}

func (w *whole) explain(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: cannot be written: %w", w.path, plain(err))
}

// plain is an error without the name of a system call, and of the file that the sentence names already.
func plain(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}

func (w *whole) begin() error {
	if hasStore(w.path) {
		store, err := storeOf(w.ctx, w.path)
		if err != nil {
			return err
		}
		if w.out, err = store.OpenWrite(w.ctx, w.path); err != nil {
			return err //nolint:wrapcheck // explained by the caller
		}
	} else {
		folder, name := filepath.Split(w.path)
		if err := os.MkdirAll(filepath.Clean(folder), 0o700); err != nil {
			return err //nolint:wrapcheck // explained by the caller
		}
		var err error
		if w.local, err = os.CreateTemp(filepath.Clean(folder), "."+name+".*.partial"); err != nil {
			return err //nolint:wrapcheck // explained by the caller
		}
		w.out = w.local
	}
	w.text = bufio.NewWriterSize(w.out, 64<<10)
	return nil
}

// commit puts the file into its place, where anything was written.
func (w *whole) commit() error {
	defer w.cancel()
	if w.text == nil {
		return nil
	}
	err := w.text.Flush()
	if w.local != nil {
		err = errors.Join(err, w.local.Sync())
	}
	if err != nil {
		w.discard()
		return w.explain(err)
	}
	w.text = nil
	if err := w.out.Close(); err != nil { // a store has the file from here on
		w.remove()
		return w.explain(err)
	}
	if w.local != nil {
		if err := os.Rename(w.local.Name(), w.path); err != nil {
			w.remove()
			return w.explain(err)
		}
	}
	return nil
}

// discard leaves no file; after commit it does nothing.
func (w *whole) discard() {
	w.cancel() // a store gives up what it has
	if w.text == nil {
		return
	}
	w.text = nil
	_ = w.out.Close()
	w.remove()
}

func (w *whole) remove() {
	if w.local != nil {
		_ = os.Remove(w.local.Name())
	}
}
