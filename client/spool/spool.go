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
	file, err := os.CreateTemp("", pattern)
	if err != nil {
		return nil, err //nolint:wrapcheck // the caller says what it is for
	}
	_ = os.Remove(file.Name()) // Windows keeps the names of open files; Drop tries again
	return file, nil
}

// Drop closes a temporary file and makes sure that it is gone.
func Drop(file *os.File) {
	_ = file.Close()           // its content is not wanted any more
	_ = os.Remove(file.Name()) // most often it has no name
}

// Spool keeps pieces and gives them back by number. It is not safe for concurrent use. Close it when done.
type Spool struct {
	pieces, ends *os.File
	w, e         *bufio.Writer
	size         int64
}

// New makes an empty spool.
func New() (*Spool, error) {
	spool := &Spool{}
	var err error
	if spool.pieces, err = File("lexfit-rows-*"); err == nil {
		spool.ends, err = File("lexfit-rows-*")
	}
	if err != nil {
		spool.Close()
		return nil, explain(err)
	}
	spool.w, spool.e = bufio.NewWriterSize(spool.pieces, 64<<10), bufio.NewWriterSize(spool.ends, 16<<10)
	return spool, nil
}

func explain(err error) error { return fmt.Errorf("temporary file for rows: %w", err) }

// Add keeps the parts of the next piece, one after the other.
func (s *Spool) Add(parts ...[]byte) error {
	for _, data := range parts {
		s.size += int64(len(data))
		if _, err := s.w.Write(data); err != nil {
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
	data := make([]byte, end-start)
	if _, err := s.pieces.ReadAt(data, int64(start)); err != nil && !errors.Is(err, io.EOF) {
		return nil, explain(err)
	}
	return data, nil
}

// Close removes the files.
func (s *Spool) Close() {
	for _, file := range []*os.File{s.pieces, s.ends} {
		if file != nil {
			Drop(file)
		}
	}
}
