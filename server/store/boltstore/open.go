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
func Open(path string, options Options) (*Store, error) {
	return open(path, options, migrations)
}

func open(path string, options Options, steps []migration) (*Store, error) {
	if options.LockTimeout <= 0 {
		options.LockTimeout = defaultLockTimeout
	}
	if options.MaxSize <= 0 {
		options.MaxSize = defaultMaxSize
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
	made := &Store{path: path}
	if err := made.open(options, steps); err != nil {
		return nil, err
	}
	return made, nil
}

func (s *Store) open(made Options, steps []migration) error {
	checked := false
	// bbolt opens the file through this function, so that lock and check come before bbolt reads anything.
	openFile := func(name string, flag int, mode os.FileMode) (*os.File, error) {
		file, err := os.OpenFile(filepath.Clean(name), flag&^os.O_CREATE, mode)
		if err != nil {
			return nil, err
		}
		if checked, err = lock(file, made.LockTimeout); err == nil && checked {
			err = s.checkPages(file)
		}
		if err != nil {
			_ = file.Close()
			return nil, err
		}
		s.file = file
		return file, nil
	}
	options := &bolt.Options{
		Timeout: made.LockTimeout, FreelistType: bolt.FreelistMapType, MaxSize: made.MaxSize, OpenFile: openFile,
		// As much as the file may ever hold: a writer that had to map more would wait for every reader. It costs address
		// space, not memory; but Windows would make the file that large.
		InitialMmapSize: made.MaxSize,
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

func (s *Store) checkPages(file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	err = checkPages(file, info.Size())
	switch {
	case errors.Is(err, errNoBolt):
		return notOurs(s.path)
	case err != nil:
		return corrupt(s.path, err)
	}
	return nil
}
