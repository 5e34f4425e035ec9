package boltstore

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/lexfit/lexfit/server/store"
)

// inPlace says where a path no longer leads to the file that is open.
func inPlace(path string, file *os.File) error {
	open, err := file.Stat()
	if err != nil {
		return err
	}
	named, err := os.Stat(path)
	what := "was replaced by another file"
	switch {
	case errors.Is(err, fs.ErrNotExist):
		what = "was deleted or moved away"
	case err != nil:
		what = fmt.Sprintf("cannot be looked at (%v)", errors.Unwrap(err))
	case os.SameFile(open, named):
		return nil
	}
	return &store.Error{Kind: store.ErrReplaced, Sentence: fmt.Sprintf("database %s %s while it was open, and what would be written now nobody would find again: "+
		"nothing was acknowledged. What is held can still be saved (lexfit admin backup FILE --server ADDRESS); "+
		"then stop the server, restore the file that is wanted (lexfit admin restore), and start it again", path, what)}
}

// Discard closes the store, and removes its file where it was this store that made it: a start that fails leaves nothing
// behind. Whoever waits for the lock of the file meanwhile finds that it is gone, and makes one.
func (s *Store) Discard() error {
	if !s.created || inPlace(s.path, s.file) != nil {
		return s.Close()
	}
	return errors.Join(os.Remove(s.path), s.Close())
}
