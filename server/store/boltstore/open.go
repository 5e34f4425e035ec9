package boltstore

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	bolt "go.etcd.io/bbolt"

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
func Open(path string, o Options) (*Store, error) {
	return open(path, o, migrations)
}

func open(path string, o Options, steps []migration) (*Store, error) {
	if o.LockTimeout <= 0 {
		o.LockTimeout = defaultLockTimeout
	}
	if o.MaxSize <= 0 {
		o.MaxSize = defaultMaxSize
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := create(path); err != nil {
			return nil, explain(path, err)
		}
	case err != nil:
		return nil, explain(path, err)
	case !info.Mode().IsRegular():
		return nil, &store.Error{Kind: store.ErrCorrupt, Sentence: path + " is no file; name one for the database"}
	case info.Size() == 0:
		return nil, &store.Error{Kind: store.ErrCorrupt, Sentence: path + " is empty and no lexfit database; remove it to begin with a new one, or restore a backup"}
	}
	s := &Store{path: path}
	if err := s.open(o, steps); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Store) open(o Options, steps []migration) error {
	checked := false
	// bbolt opens the file through this function, so that lock and check come before bbolt reads anything.
	openFile := func(name string, flag int, mode os.FileMode) (*os.File, error) {
		f, err := os.OpenFile(filepath.Clean(name), flag&^os.O_CREATE, mode)
		if err != nil {
			return nil, err
		}
		if checked, err = lock(f, o.LockTimeout); err == nil && checked {
			err = s.checkPages(f)
		}
		if err != nil {
			_ = f.Close()
			return nil, err
		}
		s.file = f
		return f, nil
	}
	options := &bolt.Options{
		Timeout: o.LockTimeout, FreelistType: bolt.FreelistMapType, MaxSize: o.MaxSize, OpenFile: openFile,
		// As much as the file may ever hold: a writer that had to map more would wait for every reader. It costs address
		// space, not memory; but Windows would make the file that large.
		InitialMmapSize: o.MaxSize,
	}
	if runtime.GOOS == "windows" {
		options.InitialMmapSize = 0
	}
	err := guard(s.path, func() (err error) {
		s.db, err = bolt.Open(s.path, 0o600, options)
		return err
	})
	if err != nil {
		if s.file != nil {
			_, _ = unlock(s.file), s.file.Close() // after a panic bbolt has done neither
		}
		return err
	}
	s.db.AllocSize = growth
	err = guard(s.path, func() error {
		if !checked {
			if err := s.checkPages(s.file); err != nil {
				return err
			}
		}
		if err := migrate(s.db, s.path, steps); err != nil {
			return err
		}
		return s.db.View(checkRecords)
	})
	if errors.Is(err, errPanicked) {
		s.broken = err
	}
	if err != nil {
		_ = s.Close() // what is wrong with the file is the news
	}
	return err
}

func (s *Store) checkPages(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	err = checkPages(f, info.Size())
	switch {
	case errors.Is(err, errNoBolt):
		return notOurs(s.path)
	case err != nil:
		return corrupt(s.path, err)
	}
	return nil
}
