// Package spool keeps pieces of data in temporary files, so that memory does not grow with them.
package spool

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
)

// File makes a temporary file for data that must not be left behind: where the system allows it, it has no name any more, and
// is gone with the process even if that is killed. Let go of it with Drop.
func File(pattern string) (*os.File, error) {
	f, err := os.CreateTemp("", pattern)
	if err != nil {
		return nil, err //nolint:wrapcheck // the caller says what it is for
	}
	_ = os.Remove(f.Name()) // Windows keeps the names of open files; Drop tries again
	return f, nil
}

// Drop closes a temporary file and makes sure that it is gone.
func Drop(f *os.File) {
	_ = f.Close()           // its content is not wanted any more
	_ = os.Remove(f.Name()) // most often it has no name
}

// Spool keeps pieces and gives them back by number. It is not safe for concurrent use. Close it when done.
type Spool struct {
	pieces, ends *os.File
	w, e         *bufio.Writer
	size         int64
}

// New makes an empty spool.
func New() (*Spool, error) {
	s := &Spool{}
	var err error
	if s.pieces, err = File("lexfit-rows-*"); err == nil {
		s.ends, err = File("lexfit-rows-*")
	}
	if err != nil {
		s.Close()
		return nil, explain(err)
	}
	s.w, s.e = bufio.NewWriterSize(s.pieces, 64<<10), bufio.NewWriterSize(s.ends, 16<<10)
	return s, nil
}

func explain(err error) error { return fmt.Errorf("temporary file for rows: %w", err) }

// Add keeps the parts of the next piece, one after the other.
func (s *Spool) Add(parts ...[]byte) error {
	for _, p := range parts {
		s.size += int64(len(p))
		if _, err := s.w.Write(p); err != nil {
			return explain(err)
		}
	}
	var end [8]byte
	binary.LittleEndian.PutUint64(end[:], uint64(s.size))
	if _, err := s.e.Write(end[:]); err != nil {
		return explain(err)
	}
	return nil
}

// Piece gives a piece back, by its number from 0.
func (s *Spool) Piece(i int) ([]byte, error) {
	if err := errors.Join(s.w.Flush(), s.e.Flush()); err != nil {
		return nil, explain(err)
	}
	var bounds [16]byte
	var err error
	if i == 0 {
		_, err = s.ends.ReadAt(bounds[8:], 0)
	} else {
		_, err = s.ends.ReadAt(bounds[:], int64(i-1)*8)
	}
	if err != nil {
		return nil, explain(err)
	}
	start, end := binary.LittleEndian.Uint64(bounds[:8]), binary.LittleEndian.Uint64(bounds[8:])
	b := make([]byte, end-start)
	if _, err := s.pieces.ReadAt(b, int64(start)); err != nil && !errors.Is(err, io.EOF) {
		return nil, explain(err)
	}
	return b, nil
}

// Close removes the files.
func (s *Spool) Close() {
	for _, f := range []*os.File{s.pieces, s.ends} {
		if f != nil {
			Drop(f)
		}
	}
}
