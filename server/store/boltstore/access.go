package boltstore

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	bolt "go.etcd.io/bbolt"

	"github.com/lexfit/lexfit/server/store"
)

// access is how a store reaches its file. It holds it from Open to Close; once the file was given back, each call that reads
// opens it for its own time, beside whoever else reads or writes meanwhile.
type access struct {
	path    string
	options Options
	steps   []migration
	created bool // the file, by this very Open
	shared  bool // opened to read alone, beside other readers

	db   *bolt.DB
	file *os.File // bbolt's own; closed here only where bbolt cannot

	mu       sync.Mutex
	broken   error // why nothing may be read or written any more
	closed   bool
	released bool // each call opens the file for itself

	turn sync.Mutex // one call at a time, once released
	seen fileState  // the file as it was checked last
}

// fileState names the state of a file: every write leaves another number of the transaction.
type fileState struct {
	info os.FileInfo
	txid uint64
}

func (i fileState) same(other fileState) bool {
	return i.info != nil && other.info != nil && os.SameFile(i.info, other.info) && i.info.Size() == other.info.Size() && i.txid == other.txid
}

// open opens the file, locks it and checks it. What is wrong with it is said in a sentence, and the file left as it is.
func (a *access) open() error {
	checked := false
	var found fileState
	// bbolt opens the file through this function, so that lock and check come before bbolt reads anything.
	openFile := func(name string, flag int, mode os.FileMode) (*os.File, error) {
		file, err := os.OpenFile(filepath.Clean(name), flag&^os.O_CREATE, mode)
		if err != nil {
			return nil, err
		}
		if checked, err = lock(file, a.options.LockTimeout, a.shared); err == nil {
			err = inPlace(a.path, file) // it may have been replaced while this waited
		}
		if err == nil && checked {
			if found, err = a.look(file); err == nil && !a.seen.same(found) {
				err = checkFile(a.path, file)
			}
		}
		if err != nil {
			_ = file.Close()
			return nil, err
		}
		a.file = file
		return file, nil
	}
	a.file = nil
	err := guard(a.path, func() (err error) {
		a.db, err = bolt.Open(a.path, 0o600, a.boltOptions(openFile))
		return err
	})
	if err != nil {
		if a.file != nil {
			_, _ = unlock(a.file), a.file.Close() // after a panic bbolt has done neither
		}
		return err
	}
	a.db.AllocSize = growth
	if a.seen.same(found) {
		return nil
	}
	err = guard(a.path, func() error { return a.judge(checked) })
	if err == nil && checked {
		a.seen = found
	}
	if err != nil {
		_ = a.let(errors.Is(err, errPanicked)) // what is wrong with the file is the news
	}
	return err
}

func (a *access) boltOptions(openFile func(string, int, os.FileMode) (*os.File, error)) *bolt.Options {
	options := &bolt.Options{
		Timeout: a.options.LockTimeout, FreelistType: bolt.FreelistMapType, MaxSize: a.options.MaxSize, OpenFile: openFile, ReadOnly: a.shared,
		// As much as the file may ever hold: a writer that had to map more would wait for every reader. It costs address
		// space, not memory; but Windows would make the file that large.
		InitialMmapSize: a.options.MaxSize,
	}
	if runtime.GOOS == "windows" || a.shared {
		options.InitialMmapSize = 0
	}
	return options
}

// look reads which state a locked file is in.
func (a *access) look(file *os.File) (fileState, error) {
	info, err := file.Stat()
	if err != nil {
		return fileState{}, err
	}
	head, err := readHeaders(file, info.Size())
	if err != nil {
		return fileState{}, checkFile(a.path, file) // which says it better
	}
	return fileState{info, head.txid}, nil
}

// judge brings an open file to the schema of this version, and checks every record.
func (a *access) judge(pagesChecked bool) error {
	if !pagesChecked {
		if err := checkFile(a.path, a.file); err != nil {
			return err
		}
	}
	if err := migrate(a.db, a.path, a.steps); err != nil {
		return err
	}
	return a.db.View(checkRecords)
}

// let lets go of the file.
func (a *access) let(broken bool) error {
	if broken {
		// A panic may have left bbolt's locks held: to wait for them could be for ever.
		return errors.Join(unlock(a.file), a.file.Close())
	}
	return guard(a.path, a.db.Close)
}

// release gives the file back: from now on each call opens it, to read alone, and nothing is written.
func (a *access) release() error {
	a.turn.Lock()
	defer a.turn.Unlock()
	a.mu.Lock()
	broken := a.broken
	a.released = true
	a.mu.Unlock()
	if broken != nil {
		return broken
	}
	// What this process wrote since it looked is its own, and sound.
	if found, err := a.look(a.file); err == nil && a.seen.info != nil {
		a.seen = found
	}
	if err := a.let(false); err != nil {
		return err
	}
	a.shared = true
	return nil
}

// view reads in one transaction. What read returns must share no memory with the file.
func (a *access) view(ctx context.Context, read func(tx *bolt.Tx, now store.State) error) error {
	return a.run(ctx, func() error {
		return a.db.View(func(tx *bolt.Tx) error {
			now, err := readState(tx)
			if err != nil {
				return err
			}
			return read(tx, now)
		})
	})
}

// write writes in one transaction. A file that was deleted or replaced while it was open takes no write: what is written there
// nobody finds again.
func (a *access) write(ctx context.Context, change func(tx *bolt.Tx) error) error {
	return a.run(ctx, func() error {
		if a.shared {
			return &store.Error{Kind: store.ErrReadOnly, Sentence: "database " + a.path + " is open to be read alone; nothing was written"}
		}
		err := a.db.Update(func(tx *bolt.Tx) error {
			if err := change(tx); err != nil {
				return err
			}
			return inPlace(a.path, a.file)
		})
		if err != nil {
			return err
		}
		return inPlace(a.path, a.file) // before it is acknowledged: the disk may have taken long
	})
}

// run guards what a call does. After a panic nothing more is done: bbolt may hold its locks still, and what a transaction
// left half-done in memory must not reach the disk.
func (a *access) run(ctx context.Context, do func() error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	a.mu.Lock()
	broken, closed, released := a.broken, a.closed, a.released
	a.mu.Unlock()
	if closed {
		return store.ErrClosed
	}
	if broken != nil {
		return broken
	}
	if released {
		return a.runReleased(do)
	}
	err := guard(a.path, do)
	if errors.Is(err, errPanicked) {
		a.mu.Lock()
		a.broken = err
		a.mu.Unlock()
	}
	return err
}

// runReleased opens the file for one call.
func (a *access) runReleased(do func() error) error {
	a.turn.Lock()
	defer a.turn.Unlock()
	a.mu.Lock()
	closed := a.closed
	a.mu.Unlock()
	if closed {
		return store.ErrClosed
	}
	if err := a.open(); err != nil {
		return err
	}
	err := guard(a.path, do)
	return errors.Join(err, a.let(errors.Is(err, errPanicked)))
}

// Close is store.Store's.
func (a *access) Close() error {
	a.mu.Lock()
	broken, closed, released := a.broken, a.closed, a.released
	a.closed = true
	a.mu.Unlock()
	switch {
	case closed:
		return nil
	case released:
		a.turn.Lock() // whoever reads ends first
		defer a.turn.Unlock()
		return nil
	}
	return a.let(broken != nil)
}
