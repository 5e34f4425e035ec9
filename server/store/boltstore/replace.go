package boltstore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
)

// keptSuffix is what the file is called that a restored one took the place of.
const keptSuffix = ".before-restore"

// Restore puts a copy of a backup in the place of the database at path, once all of the copy was checked, in one step: whoever
// opens the path finds the old file or the new one, whole. While another process has the old one open it is refused. The old
// file is kept beside it, under the name that is returned; empty where there was none.
func Restore(ctx context.Context, backup, path string, checks store.Checks, options Options) (report *lexfitv1.StoreReport, kept string, err error) {
	if one, err := os.Stat(backup); err != nil {
		return nil, "", explain(backup, err)
	} else if other, err := os.Stat(path); err == nil && os.SameFile(one, other) {
		return nil, "", fmt.Errorf("%s is the database itself; name a backup of it", backup)
	}
	if _, err := Check(ctx, backup, checks, options); err != nil {
		return nil, "", fmt.Errorf("nothing was restored: %w", err)
	}
	held, err := hold(path, options)
	if err != nil {
		return nil, "", err
	}
	defer held.Close() //nolint:errcheck // read alone
	temp, err := reserve(path)
	if err != nil {
		return nil, "", explain(path, err)
	}
	defer os.Remove(temp) //nolint:errcheck // gone where it was given its name
	if err := copyFile(backup, temp); err != nil {
		return nil, "", explain(path, err)
	}
	if report, err = bringForward(ctx, temp, checks, options); err != nil {
		return nil, "", fmt.Errorf("nothing was restored: the copy of the backup is not as the backup was: %w", err)
	}
	if held.File == nil {
		mine, err := publish(temp, path)
		if err == nil && !mine {
			err = errors.New("another process made one meanwhile; nothing was restored")
		}
		return report, "", explain(path, errors.Join(err, SyncFolder(filepath.Dir(path))))
	}
	kept = path + keptSuffix
	if err := keepAs(path, kept); err != nil {
		return nil, "", explain(path, err)
	}
	return report, kept, explain(path, held.swap(temp, path))
}

// Compact writes a database anew without the room that nothing fills, and puts it in place of the old file once it was checked
// to hold the same and to be smaller. While another process has the file open it is refused.
func Compact(ctx context.Context, path string, checks store.Checks, options Options) (before, after *lexfitv1.StoreReport, err error) {
	if _, err := os.Stat(path); err != nil {
		return nil, nil, explain(path, err)
	}
	kept, err := Open(path, options)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, kept.Close()) }()
	if before, err = kept.report(ctx, checks); err != nil {
		return nil, nil, err
	}
	temp, err := reserve(path)
	if err != nil {
		return nil, nil, explain(path, err)
	}
	defer os.Remove(temp) //nolint:errcheck // gone where it was given its name
	if err := kept.compactInto(ctx, temp); err != nil {
		return nil, nil, explain(path, err)
	}
	if after, err = Check(ctx, temp, checks, options); err != nil {
		return nil, nil, err
	}
	if after.GetContentDigest() != before.GetContentDigest() {
		return nil, nil, fmt.Errorf("database %s: the compacted copy does not hold the same; nothing was changed", path)
	}
	if after.GetSizeBytes() >= before.GetSizeBytes() { // a small file: there is nothing to give back
		return before, before, nil
	}
	return before, after, explain(path, (&heldFile{kept.file}).swap(temp, path))
}

// compactBytes is how much one transaction of a compaction holds.
const compactBytes = 16 << 20

func (s *Store) compactInto(ctx context.Context, temp string) error {
	return s.run(ctx, func() error {
		to, err := bolt.Open(temp, 0o600, &bolt.Options{FreelistType: bolt.FreelistMapType})
		if err != nil {
			return err
		}
		return errors.Join(bolt.Compact(to, s.db, compactBytes), to.Sync(), to.Close())
	})
}

// heldFile is a database file that nobody else may open as long as it is held; without a file there was none.
type heldFile struct{ *os.File }

// hold locks the file at a path, whatever it holds: a damaged one can be restored too.
func hold(path string, options Options) (*heldFile, error) {
	file, err := os.Open(filepath.Clean(path))
	if errors.Is(err, fs.ErrNotExist) {
		return &heldFile{}, nil
	}
	if err != nil {
		return nil, explain(path, err)
	}
	if _, err = lock(file, newAccess(path, options, nil).options.LockTimeout, false); err == nil {
		err = inPlace(path, file)
	}
	if err != nil {
		return nil, errors.Join(explain(path, err), file.Close())
	}
	return &heldFile{file}, nil
}

// swap gives a new file the name, mode and owner of the one that is held.
func (h *heldFile) swap(temp, path string) error {
	info, err := h.Stat()
	if err != nil {
		return err
	}
	if err := errors.Join(os.Chmod(temp, info.Mode().Perm()), giveTo(temp, info)); err != nil {
		return err
	}
	if err := inPlace(path, h.File); err != nil {
		return err
	}
	if err := os.Rename(temp, path); err != nil {
		return err
	}
	return SyncFolder(filepath.Dir(path))
}

// reserve makes an empty file beside a database, for one that takes its place.
func reserve(path string) (string, error) {
	folder := filepath.Dir(path)
	removeLeftovers(folder)
	file, err := os.CreateTemp(folder, temporary+"*")
	if err != nil {
		return "", err
	}
	return file.Name(), file.Close()
}

// keepAs gives a file a second name, in place of what had it before.
func keepAs(path, name string) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if os.Link(path, name) == nil {
		return nil
	}
	return copyFile(path, name) // a file system without links
}

// copyFile copies a file, and sees to it that the copy is on the disk.
func copyFile(from, to string) error {
	source, err := os.Open(filepath.Clean(from))
	if err != nil {
		return err
	}
	defer source.Close() //nolint:errcheck // read alone
	target, err := os.OpenFile(filepath.Clean(to), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Sync(), target.Close())
}
