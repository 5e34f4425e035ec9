package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	"google.golang.org/grpc"
	"google.golang.org/grpc/test/bufconn"

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/client/run"
	"github.com/lexfit/lexfit/server"
	"github.com/lexfit/lexfit/server/store"
)

// database is the one that the service in this process works on.
type database struct {
	path   string // empty for the user's own
	asItIs bool   // whether a newer default rulebook waits for another command
	writes bool   // whether the command writes, and so has the database to itself; others give it back once they are ready
}

// embedded runs the service in this process, on an in-memory connection: the same handlers behind the same wire, so that
// results are those of a server, byte for byte.
func (a *app) embedded(ctx context.Context, db database, console *run.Console) (*client.Client, func(), error) {
	path, err := a.databasePath(db.path)
	if err != nil && db.writes {
		return nil, nil, err
	}
	if err != nil {
		console.Remark("there is no home folder to keep a database in, and nothing is kept: the default rulebook is used")
	}
	fresh, err := prepareFolder(path, db)
	if err != nil {
		return nil, nil, err
	}
	options := server.Options{
		DBPath: path, Logger: slog.New(slog.DiscardHandler), AsItIs: db.asItIs, Share: !db.writes,
		Remark: func(sentence string) bool {
			console.Remark("%s", sentence)
			return !console.Quiet()
		},
	}
	service, err := server.Open(ctx, options)
	if err != nil && fresh && db.path == "" && !db.writes && cannotBeMade(err) {
		// A home where nothing can be made keeps nobody from scoring by the rules that everybody begins with.
		console.Remark("%s cannot be made here, and nothing is kept: the default rulebook is used", path)
		fresh, options.DBPath = false, ""
		service, err = server.Open(ctx, options)
	}
	if errors.Is(err, store.ErrLocked) {
		return nil, nil, fmt.Errorf("%w; where it is a server, ask it with --server", err)
	}
	if err != nil {
		return nil, nil, err
	}
	if fresh {
		console.Remark("made %s with the default rulebook", path)
	}
	listener := bufconn.Listen(1 << 20)
	srv := service.NewGRPCServer()
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = srv.Serve(listener) // ends with Stop, and the calls say what went wrong before
	}()
	stop := func() {
		srv.Stop()
		<-served
		if err := service.Close(); err != nil {
			console.Complain("lexfit: close database: %v", err)
		}
	}
	connection, err := client.Dial("passthrough:///embedded", client.Options{
		Deadline: a.flags.timeout,
		Dial: []grpc.DialOption{grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) {
			return listener.DialContext(ctx)
		})},
	})
	if err != nil {
		stop()
		return nil, nil, err
	}
	return connection, func() {
		_ = connection.Close() // nothing more is expected of the connection
		stop()
	}, nil
}

// prepareFolder makes the folder of the user's own database, and reports whether there is no database yet. Only a command that writes
// is held up by a folder that cannot be made.
func prepareFolder(path string, db database) (fresh bool, err error) {
	if path == "" { // nothing is kept
		return false, nil
	}
	if db.path == "" {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil && db.writes {
			return false, fmt.Errorf("folder for the database: %w; give another place with --db", err)
		}
	}
	_, err = os.Stat(path)
	return cannotBeMade(err), nil
}

// cannotBeMade reports whether an error comes of a file that is not there, and of a place where none can be made.
func cannotBeMade(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) || server.NotWritable(err)
}

// databasePath is where the database of this process is: where the user says, or where a user's own data belong.
func (a *app) databasePath(db string) (string, error) {
	if db != "" {
		return db, nil
	}
	return defaultDatabase(a.getenv, runtime.GOOS)
}

// defaultDatabase is where a user's own data belongs on each system.
func defaultDatabase(getenv func(string) string, system string) (string, error) {
	folder := getenv("XDG_DATA_HOME")
	switch {
	case filepath.IsAbs(folder): // the specification has relative ones ignored
	case system == "windows":
		folder = getenv("LOCALAPPDATA")
	case system == "darwin" && getenv("HOME") != "":
		folder = filepath.Join(getenv("HOME"), "Library", "Application Support")
	case getenv("HOME") != "":
		folder = filepath.Join(getenv("HOME"), ".local", "share")
	default:
		folder = ""
	}
	if folder == "" {
		return "", errors.New("there is no home folder to keep the database in; say where with --db PATH")
	}
	return filepath.Join(folder, "lexfit", "lexfit.db"), nil
}
