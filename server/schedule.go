package server

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/lexfit/lexfit/server/store"
	"github.com/lexfit/lexfit/server/store/boltstore"
)

// schedule makes a backup again and again, and keeps the last ones.
type schedule struct {
	store  store.Store
	log    *slog.Logger
	clock  func() time.Time
	folder string
	every  time.Duration
	keep   int
}

// The names of scheduled backups: in UTC, so that they stand in the order in which they were made.
const (
	backupPrefix = "lexfit-"
	backupStamp  = "20060102T150405Z"
	backupSuffix = ".db"
)

// run makes backups until the context ends: the first at once, unless there is one that is young enough.
func (s *schedule) run(ctx context.Context) {
	for {
		timer := time.NewTimer(s.due())
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		if err := s.make(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("no backup was made", slog.String("folder", s.folder), slog.String("cause", err.Error()))
			select { // what is wrong may last
			case <-ctx.Done():
				return
			case <-time.After(min(s.every, time.Minute)):
			}
		}
	}
}

// due is how long it is until the next backup.
func (s *schedule) due() time.Duration {
	made := s.made()
	if len(made) == 0 {
		return 0
	}
	at, _ := time.Parse(backupPrefix+backupStamp+backupSuffix, made[len(made)-1])
	return max(0, at.Add(s.every).Sub(s.clock()))
}

// made are the names of the backups that there are, the oldest first. Files of other names are nobody's business here.
func (s *schedule) made() []string {
	entries, err := os.ReadDir(s.folder)
	if err != nil {
		return nil
	}
	var names []string
	for _, entry := range entries {
		if _, err := time.Parse(backupPrefix+backupStamp+backupSuffix, entry.Name()); err == nil {
			names = append(names, entry.Name())
		}
	}
	slices.Sort(names)
	return names
}

// make makes one backup, and removes those that are too many once it is there, whole.
func (s *schedule) make(ctx context.Context) error {
	began := time.Now()
	name := filepath.Join(s.folder, backupPrefix+s.clock().UTC().Format(backupStamp)+backupSuffix)
	path, report, err := takeBackup(ctx, s.store, s.folder)
	if err != nil {
		return err
	}
	if err := os.Rename(path, name); err != nil {
		return fmt.Errorf("the backup is made, and cannot be given its name: %w", err)
	}
	if err := boltstore.SyncFolder(s.folder); err != nil {
		return err
	}
	s.log.Info("made a backup", slog.String("file", name), slog.Int64("bytes", report.GetSizeBytes()),
		slog.Int("rulebook_revisions", int(report.GetRulebookRevisions())), slog.Duration("duration", time.Since(began)))
	made := s.made()
	for _, old := range made[:max(0, len(made)-s.keep)] {
		if err := os.Remove(filepath.Join(s.folder, old)); err != nil {
			s.log.Warn("an old backup cannot be removed", slog.String("cause", err.Error()))
		}
	}
	return nil
}
