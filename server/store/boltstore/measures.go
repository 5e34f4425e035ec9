package boltstore

import "github.com/lexfit/lexfit/server/store"

var _ store.Measured = (*Store)(nil)

// Measures is store.Measured's. bbolt keeps these figures anyway; reading them touches no page.
func (s *Store) Measures() []store.Measure {
	s.mu.Lock()
	gone := s.closed || s.broken != nil
	s.mu.Unlock()
	if gone {
		return nil
	}
	info, err := s.file.Stat()
	if err != nil {
		return nil // closed in between
	}
	stats := s.db.Stats()
	return []store.Measure{
		{Name: "file_bytes", Help: "Size of the database file.", Value: float64(info.Size())},
		{Name: "free_pages", Help: "Pages of the file that hold nothing and are used again.", Value: float64(stats.FreePageN)},
		{Name: "pending_pages", Help: "Pages that are free once the readers that still see them end.", Value: float64(stats.PendingPageN)},
		{Name: "free_bytes", Help: "Bytes in free pages.", Value: float64(stats.FreeAlloc)},
		{Name: "open_reads", Help: "Read transactions open now; one that stays keeps pages from being used again.", Value: float64(stats.OpenTxN)},
		{Name: "reads_total", Help: "Read transactions begun.", Counter: true, Value: float64(stats.TxN)},
		{Name: "page_writes_total", Help: "Writes to the file.", Counter: true, Value: float64(stats.TxStats.GetWrite())},
		{Name: "page_write_seconds_total", Help: "Time spent writing to the file and waiting until it was on the disk.", Counter: true, Value: stats.TxStats.GetWriteTime().Seconds()},
	}
}
