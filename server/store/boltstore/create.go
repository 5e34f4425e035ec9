package boltstore

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/lexfit/lexfit/server/store"
)

// create makes a new database whole under a temporary name and then gives it its own: a crash on the way leaves nothing
// half-made under the name that counts. It reports whether the file is this one, and not another process's of the same moment.
func create(path string) (made bool, err error) {
	folder := filepath.Dir(path)
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		return false, &noFolderError{folder}
	}
	removeLeftovers(folder)
	file, err := os.CreateTemp(folder, temporary+"*")
	if err != nil {
		return false, err
	}
	name := file.Name()
	defer os.Remove(name) //nolint:errcheck // a leftover is removed at the next creation
	if err := file.Close(); err != nil {
		return false, err
	}
	db, err := bolt.Open(name, 0o600, &bolt.Options{FreelistType: bolt.FreelistMapType})
	if err != nil {
		return false, err
	}
	err = db.Update(func(tx *bolt.Tx) error {
		for _, data := range buckets {
			if _, err := tx.CreateBucket(data); err != nil {
				return err
			}
		}
		if err := putNumber(tx, keySchemaVersion, schemaVersion); err != nil {
			return err
		}
		return putState(tx, store.NewState())
	})
	// Every commit is synced, and Sync covers a file system that was told otherwise.
	if err := errors.Join(err, db.Sync(), db.Close()); err != nil {
		return false, err
	}
	if made, err = publish(name, path); err != nil {
		return false, err
	}
	return made, SyncFolder(folder)
}

// noFolderError is a folder that is not there.
type noFolderError struct{ folder string }

func (n *noFolderError) Error() string { return "cannot make it: there is no folder " + n.folder }

// Is makes errors.Is(err, fs.ErrNotExist) hold.
func (n *noFolderError) Is(target error) bool { return target == fs.ErrNotExist }

// temporary begins the names of files that are being made.
const temporary = ".lexfit-new-"

// publish gives a file its name. A link, unlike a rename, does not replace a file that another process published
// meanwhile: the first wins, and everybody opens that one.
func publish(from, to string) (mine bool, err error) {
	err = os.Link(from, to)
	if err == nil {
		return true, nil
	}
	if errors.Is(err, fs.ErrExist) {
		return false, nil
	}
	if _, err := os.Lstat(to); err == nil {
		return false, nil
	}
	err = os.Rename(from, to) // a file system without links
	return err == nil, err
}

// SyncFolder makes a new name durable. Where folders cannot be synced the system sees to it itself.
func SyncFolder(folder string) error {
	file, err := os.Open(filepath.Clean(folder))
	if err != nil {
		return err
	}
	_ = file.Sync()
	return file.Close()
}

// removeLeftovers removes what crashed creations left behind, once it is old enough to be nobody's work in progress.
func removeLeftovers(folder string) {
	old, _ := filepath.Glob(filepath.Join(folder, temporary+"*"))
	for _, name := range old {
		if info, err := os.Stat(name); err == nil && time.Since(info.ModTime()) > time.Hour {
			_ = os.Remove(name)
		}
	}
}

// snapshot copies the database to a new file, whole or not at all.
func snapshot(db *bolt.DB, path string) error {
	temp := path + ".new"
	err := db.View(func(tx *bolt.Tx) error {
		file, err := os.OpenFile(filepath.Clean(temp), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		_, err = tx.WriteTo(file)
		return errors.Join(err, file.Sync(), file.Close())
	})
	if err != nil {
		return fmt.Errorf("copy before the migration: %w", err)
	}
	if err := os.Rename(temp, path); err != nil {
		return err
	}
	return SyncFolder(filepath.Dir(path))
}
