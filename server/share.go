package server

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"syscall"

	"github.com/lexfit/lexfit/matcher/rulebook"
	"github.com/lexfit/lexfit/server/store/boltstore"
)

// openShared opens a service that lets go of its database as soon as the active rulebook is ready. Where there is something to
// write first, such as the default rulebook into a new file, it holds the file alone for that long.
func openShared(ctx context.Context, options Options) (*Service, error) {
	if options.DBPath == "" {
		return openOn(ctx, newUnkept(options.Clock), options)
	}
	service, due, err := openRead(ctx, options)
	if err != nil && !errors.Is(err, fs.ErrNotExist) || err == nil && !due {
		return service, err
	}
	held, st, writeErr := openHeld(ctx, options)
	if writeErr == nil {
		if err := st.Release(); err != nil {
			return nil, errors.Join(err, held.Close())
		}
		return held, nil
	}
	if err == nil && NotWritable(writeErr) { // then it is read as it is
		options.AsItIs = true
		if options.Remark != nil {
			options.Remark("database " + options.DBPath + " may not be written: it is read as it is, whatever default rulebook this version comes with")
		}
		service, _, err = openRead(ctx, options)
		return service, err
	}
	return nil, writeErr
}

// openRead opens a service on a database that is read alone; due says that there is something to write first.
func openRead(ctx context.Context, options Options) (service *Service, due bool, err error) {
	st, err := boltstore.OpenShared(options.DBPath, boltstore.Options{LockTimeout: options.LockTimeout})
	if err != nil {
		return nil, false, err
	}
	shut := func(err error) error { return errors.Join(err, st.Close()) }
	page, err := st.List(ctx, 0, 1)
	if err != nil {
		return nil, false, shut(err)
	}
	offered, err := st.OfferedDefault(ctx)
	if err != nil {
		return nil, false, shut(err)
	}
	if len(page) == 0 || !options.AsItIs && offered != rulebook.DefaultDigest() {
		return nil, true, shut(nil)
	}
	if service, err = openOn(ctx, st, options); err != nil {
		return nil, false, shut(err)
	}
	service.folder = filepath.Dir(options.DBPath)
	if err := st.Release(); err != nil {
		return nil, false, shut(err)
	}
	return service, false, nil
}

// NotWritable reports whether an error comes of a file or folder that may not be written.
func NotWritable(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS)
}
