package boltstore

import (
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/lexfit/lexfit/server/store"
)

// Options says how a database is opened; the zero value will do.
type Options struct {
	// LockTimeout is how long to wait for another process that has the file open; 0 for one second.
	LockTimeout time.Duration
	// MaxSize bounds the file, in bytes; 0 for 1 GiB.
	MaxSize int
}

const (
	defaultLockTimeout = time.Second
	defaultMaxSize     = 1 << 30

	// growth is by how much the file grows when it is full; bbolt's own 16 MiB is more than most rulebooks ever need.
	growth = 1 << 20
)

// Open opens the database at path, and makes it where there is none. Every page and every record is checked first; a file
// that is damaged, of a newer schema or no database is refused with a sentence, and left as it is.
func Open(path string, options Options) (*Store, error) {
	return open(path, options, migrations)
}

// OpenShared opens the database at path to be read alone, beside other readers; a file or a folder that may not be written will
// do. A file of an older schema is brought forward first, as Open does.
func OpenShared(path string, options Options) (*Store, error) {
	for {
		made := newAccess(path, options, migrations)
		made.shared = true
		err := openExisting(made)
		if err == nil {
			return &Store{made}, nil
		}
		if !errors.Is(err, errOlder) {
			return nil, err
		}
		brought, err := Open(path, options)
		if err != nil {
			return nil, err
		}
		if err := brought.Close(); err != nil {
			return nil, err
		}
	}
}

func newAccess(path string, options Options, steps []migration) *access {
	if options.LockTimeout <= 0 {
		options.LockTimeout = defaultLockTimeout
	}
	if options.MaxSize <= 0 {
		options.MaxSize = defaultMaxSize
	}
	return &access{path: path, options: options, steps: steps}
}

// mostReplaced is how often a file may be replaced while it is being opened.
const mostReplaced = 10

func open(path string, options Options, steps []migration) (*Store, error) {
	made := newAccess(path, options, steps)
	var err error
	for range mostReplaced {
		if _, err = os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			if made.created, err = create(path); err != nil {
				return nil, explain(path, err)
			}
		}
		if err = openExisting(made); err == nil {
			return &Store{made}, nil
		}
		if !errors.Is(err, store.ErrReplaced) {
			break
		}
	}
	return nil, err
}

// openExisting opens a file that is there.
func openExisting(made *access) error {
	path := made.path
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return explain(path, err)
	case !info.Mode().IsRegular():
		return &store.Error{Kind: store.ErrCorrupt, Sentence: path + " is no file; name one for the database"}
	case info.Size() == 0:
		return &store.Error{Kind: store.ErrCorrupt, Sentence: path + " is empty and no lexfit database; remove it to begin with a new one, or restore a backup"}
	}
	return made.open()
}

// Release gives the file back, so that others may write it: from now on each call opens it for its own time, to read alone.
func (s *Store) Release() error { return s.release() }

func checkFile(path string, file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	err = checkPages(file, info.Size())
	switch {
	case errors.Is(err, errNoBolt):
		return notOurs(path)
	case err != nil:
		return corrupt(path, err)
	}
	return nil
}
