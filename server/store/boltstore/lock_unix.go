//go:build (linux && !android) || darwin || freebsd || netbsd || openbsd || dragonfly

package boltstore

import (
	"errors"
	"os"
	"syscall"
	"time"

	berrors "go.etcd.io/bbolt/errors"
)

// unlock gives the lock back. Closing the file alone would not, as long as a mapping of it is left.
func unlock(file *os.File) error { return syscall.Flock(int(file.Fd()), syscall.LOCK_UN) }

// lock takes the lock that bbolt takes later on the same open file, so that the pages can be read before bbolt does while
// nobody writes them; shared is for who reads alone. It reports whether this system has such a lock.
func lock(file *os.File, timeout time.Duration, shared bool) (bool, error) {
	how := syscall.LOCK_EX | syscall.LOCK_NB
	if shared {
		how = syscall.LOCK_SH | syscall.LOCK_NB
	}
	for until := time.Now().Add(timeout); ; time.Sleep(20 * time.Millisecond) {
		err := syscall.Flock(int(file.Fd()), how)
		switch {
		case err == nil:
			return true, nil
		case !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR):
			return false, err
		case time.Now().After(until):
			return false, berrors.ErrTimeout
		}
	}
}

// giveTo gives a file the owner of another, so that a restore by root leaves no file that the server may not open.
func giveTo(path string, like os.FileInfo) error {
	stat, ok := like.Sys().(*syscall.Stat_t)
	if !ok || int(stat.Uid) == os.Geteuid() {
		return nil
	}
	return os.Chown(path, int(stat.Uid), int(stat.Gid))
}
