package identity

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
)

// watched is what a file holds, read again when the file changes: what is taken out of it counts no more from the next call on.
type watched[T any] struct {
	path  string
	parse func([]byte) (T, error)
	log   *slog.Logger

	mu      sync.Mutex
	current T
	seen    os.FileInfo // of the file, when it was last looked into; nil where it was not there
}

// watch reads a file for the first time.
func watch[T any](path string, parse func([]byte) (T, error), log *slog.Logger) (*watched[T], error) {
	w := &watched[T]{path: filepath.Clean(path), parse: parse, log: log}
	w.seen, _ = os.Stat(w.path) // before reading: a change meanwhile is seen next time
	var err error
	w.current, err = w.read()
	return w, err
}

func (w *watched[T]) read() (T, error) {
	data, err := os.ReadFile(w.path)
	if err != nil {
		var none T
		return none, err
	}
	read, err := w.parse(data)
	if err != nil {
		return read, fmt.Errorf("%s: %w", w.path, err)
	}
	return read, nil
}

// get returns what the file holds now. While it is missing or cannot be read, as in the middle of being written, the last whole
// one counts, and the log says so.
func (w *watched[T]) get() T {
	w.mu.Lock()
	defer w.mu.Unlock()
	now, _ := os.Stat(w.path)
	if sameState(now, w.seen) {
		return w.current
	}
	w.seen = now
	read, err := w.read()
	if err != nil {
		w.log.Error("the changed file cannot be read; what it held before still counts", slog.String("file", w.path), slog.Any("error", err))
		return w.current
	}
	w.current = read
	w.log.Info("read again", slog.String("file", w.path))
	return read
}

func sameState(a, b os.FileInfo) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return os.SameFile(a, b) && a.ModTime().Equal(b.ModTime()) && a.Size() == b.Size()
}
