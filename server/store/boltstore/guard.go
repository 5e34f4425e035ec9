package boltstore

import (
	"errors"
	"fmt"
	"io/fs"
	"runtime/debug"
	"strings"
	"syscall"

	berrors "go.etcd.io/bbolt/errors"

	"github.com/lexfit/lexfit/server/store"
)

// guard runs what touches mapped memory. The pages are checked before bbolt sees them, but a file can be cut or
// overwritten while it is open: reading it is then a fault that ends the process, or a panic of bbolt's. Here both become
// errors. The fault must be caught in the goroutine that reads; bbolt starts none of its own on the paths used.
func guard(path string, run func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if caught := recover(); caught != nil {
			err = &panicError{error: corrupt(path, fmt.Errorf("reading it failed: %v", caught))}
		}
	}()
	return explain(path, run())
}

// errPanicked marks what came of a panic.
var errPanicked = errors.New("panic in the database")

type panicError struct{ error }

// Unwrap gives the ErrCorrupt.
func (e *panicError) Unwrap() error { return e.error }

// Is makes errors.Is(err, errPanicked) hold.
func (e *panicError) Is(target error) bool { return target == errPanicked }

func corrupt(path string, why error) error {
	return &store.Error{Kind: store.ErrCorrupt, Sentence: fmt.Sprintf(
		"database %s is damaged: %v; restore a backup, or move the file away to begin with a new one", path, why)}
}

func notOurs(path string) error {
	return &store.Error{Kind: store.ErrCorrupt, Sentence: path + " is no lexfit database; name another file, or restore a backup"}
}

// explain turns errors of bbolt and of the system into those that a store has, each a sentence with the file's name.
func explain(path string, err error) error {
	var told *store.Error
	switch {
	case errors.Is(err, errUnnamed):
		return corrupt(path, err)
	case err == nil, errors.As(err, &told), errors.Is(err, errOlder), errors.Is(err, store.ErrNotFound), errors.Is(err, store.ErrConflict),
		errors.Is(err, store.ErrNoJobOrder), errors.Is(err, store.ErrExists):
		return err
	case errors.Is(err, berrors.ErrDatabaseNotOpen):
		return store.ErrClosed
	case errors.Is(err, store.ErrCorrupt):
		return corrupt(path, err)
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrVersionMismatch), errors.Is(err, berrors.ErrChecksum):
		return notOurs(path)
	case errors.Is(err, berrors.ErrTimeout):
		return locked(path)
	case errors.Is(err, berrors.ErrMaxSizeReached):
		return &store.Error{Kind: store.ErrFull, Sentence: "database " + path + " has reached its greatest size; nothing was written"}
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		return &store.Error{Kind: store.ErrFull, Sentence: "no room is left on the disk of database " + path + "; nothing was written"}
	}
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("database %s: this user may not write it, or not in its folder: %w", path, fs.ErrPermission)
	}
	if pathError := (*fs.PathError)(nil); errors.As(err, &pathError) {
		return fmt.Errorf("database %s: cannot %s it: %w", path, pathError.Op, pathError.Err) // names the path once
	}
	return fmt.Errorf("database %s: %w", path, err)
}

// locked says who to look for.
func locked(path string) error {
	who := "another process (lexfitd, or lexfit without --server)"
	if names := holders(path); len(names) > 0 {
		who = strings.Join(names, ", ")
	}
	return &store.Error{Kind: store.ErrLocked, Sentence: fmt.Sprintf(
		"database %s is in use by %s; stop it, or name another file with --db", path, who)}
}
