package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/lexfit/lexfit/matcher"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1check"
	"github.com/lexfit/lexfit/server/store"
	"github.com/lexfit/lexfit/server/store/boltstore"
)

// checks are what only the engine knows of what is stored.
func checks() store.Checks {
	return store.Checks{RulebookDigest: matcher.Digest, JobOrderDigest: matcher.JobOrderDigest}
}

// CheckFile checks a database file whole: every page, every record and every digest, made anew. It is left as it is.
func CheckFile(ctx context.Context, path string, lockTimeout time.Duration) (*lexfitv1.StoreReport, error) {
	return boltstore.Check(ctx, path, checks(), boltstore.Options{LockTimeout: lockTimeout})
}

// RestoreFile puts a copy of a backup in the place of a database that nobody has open, in one step, once all of it was checked.
// It returns the name under which the file that was there is kept, empty where there was none.
func RestoreFile(ctx context.Context, backup, path string, lockTimeout time.Duration) (report *lexfitv1.StoreReport, kept string, err error) {
	return boltstore.Restore(ctx, backup, path, checks(), boltstore.Options{LockTimeout: lockTimeout})
}

// CompactFile writes a database that nobody has open anew, without the room that nothing fills, and says what it held before
// and after.
func CompactFile(ctx context.Context, path string, lockTimeout time.Duration) (before, after *lexfitv1.StoreReport, err error) {
	return boltstore.Compact(ctx, path, checks(), boltstore.Options{LockTimeout: lockTimeout})
}

const (
	// mostBackups is how many backups are sent at once: each needs the room of the database a second time.
	mostBackups = 2
	// defaultChunk is how much of a backup a message holds where it is not said.
	defaultChunk = 256 << 10

	// unfinished begins the names of backups that are being made.
	unfinished = ".lexfit-backup-"
)

// takeBackup writes a backup to a new file in a folder and checks it whole. The caller removes the file, or gives it a name.
func takeBackup(ctx context.Context, st store.Store, folder string) (path string, report *lexfitv1.StoreReport, err error) {
	removeUnfinished(folder)
	file, err := os.CreateTemp(folder, unfinished+"*")
	if err != nil {
		return "", nil, err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(file.Name())
		}
	}()
	err = errors.Join(st.Backup(ctx, file), file.Sync(), file.Close())
	if errors.Is(err, syscall.ENOSPC) {
		err = &store.Error{Kind: store.ErrFull, Sentence: "no room is left for a backup in " + folder}
	}
	if err != nil {
		return "", nil, err
	}
	report, err = CheckFile(ctx, file.Name(), time.Second)
	return file.Name(), report, err
}

// removeUnfinished removes what crashes left behind, once it is old enough to be nobody's work in progress.
func removeUnfinished(folder string) {
	old, _ := filepath.Glob(filepath.Join(folder, unfinished+"*"))
	for _, name := range old {
		if info, err := os.Stat(name); err == nil && time.Since(info.ModTime()) > time.Hour {
			_ = os.Remove(name)
		}
	}
}

// Backup is AdminService's. The backup is taken and checked on this machine and then sent, so that a slow caller holds up no
// transaction.
func (a *adminService) Backup(request *lexfitv1.BackupRequest, stream grpc.ServerStreamingServer[lexfitv1.BackupResponse]) error {
	if err := lexfitv1check.Request(request); err != nil {
		return err
	}
	select {
	case a.backups <- struct{}{}:
		defer func() { <-a.backups }()
	case <-stream.Context().Done():
		return stream.Context().Err()
	case <-a.life.stopping:
		return errStopping
	}
	created := timestamppb.New(a.clock())
	folder := a.folder
	if folder == "" { // there is no database on this machine
		folder = os.TempDir()
	}
	path, report, err := takeBackup(stream.Context(), a.store, folder)
	if NotWritable(err) { // a database that is read alone, in a folder that may not be written
		path, report, err = takeBackup(stream.Context(), a.store, os.TempDir())
	}
	if err != nil {
		return err
	}
	defer os.Remove(path) //nolint:errcheck // the next backup removes what is left
	file, err := os.Open(filepath.Clean(path))
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // read alone
	sum := sha256.New()
	size, err := io.Copy(sum, file)
	if err != nil {
		return err
	}
	manifest := &lexfitv1.BackupManifest{SizeBytes: size, Digest: hex.EncodeToString(sum.Sum(nil)), CreateTime: created, Store: report}
	if err := stream.Send(&lexfitv1.BackupResponse{Message: &lexfitv1.BackupResponse_Manifest{Manifest: manifest}}); err != nil {
		return err
	}
	chunk := int(request.GetChunkBytes())
	if chunk == 0 {
		chunk = defaultChunk
	}
	return a.sendFile(io.NewSectionReader(file, 0, size), chunk, stream)
}

// sendFile sends a file piece by piece, as long as the server waits for anybody.
func (a *adminService) sendFile(file io.Reader, chunk int, stream grpc.ServerStreamingServer[lexfitv1.BackupResponse]) error {
	data := make([]byte, chunk)
	for {
		count, err := io.ReadFull(file, data)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
		select {
		case <-a.life.ending:
			return errStopping
		default:
		}
		if err := stream.Send(&lexfitv1.BackupResponse{Message: &lexfitv1.BackupResponse_Data{Data: data[:count]}}); err != nil {
			return err
		}
	}
}
