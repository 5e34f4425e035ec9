package shard

import (
	"crypto/sha256"
	"encoding"
	"encoding/hex"
	"errors"
	"hash"
	"io"
)

// File is a file of a shard as the manifest has it.
type File struct {
	// Name is the file's, without its folder.
	Name string `json:"name"`
	// Bytes is how long it is, and SHA256 its digest in hexadecimal.
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Sum counts and digests what is written through it. It can be kept in a journal and taken up again.
type Sum struct {
	to    io.Writer
	hash  hash.Hash
	bytes int64
}

// Kept is a Sum in a journal.
type Kept struct {
	Bytes int64  `json:"bytes"`
	State []byte `json:"state"`
}

// NewSum counts what goes to a writer.
func NewSum(to io.Writer) *Sum { return &Sum{to: to, hash: sha256.New()} }

// Write hands on what is written, and counts it.
func (s *Sum) Write(data []byte) (int, error) {
	count, err := s.to.Write(data)
	_, _ = s.hash.Write(data[:count]) // a hash takes everything
	s.bytes += int64(count)
	return count, err //nolint:wrapcheck // the writer names its file
}

// Bytes is how much was written.
func (s *Sum) Bytes() int64 { return s.bytes }

// Keep is how far the sum is.
func (s *Sum) Keep() (Kept, error) {
	state, ok := s.hash.(encoding.BinaryMarshaler)
	if !ok {
		return Kept{}, errNoState
	}
	kept, err := state.MarshalBinary()
	return Kept{Bytes: s.bytes, State: kept}, err //nolint:wrapcheck // a hash of the library does not fail
}

// Resume takes a sum up where it was kept.
func (s *Sum) Resume(kept Kept) error {
	state, ok := s.hash.(encoding.BinaryUnmarshaler)
	if !ok {
		return errNoState
	}
	s.bytes = kept.Bytes
	return state.UnmarshalBinary(kept.State) //nolint:wrapcheck // the caller says which journal
}

var errNoState = errors.New("this build of Go cannot keep the state of a digest")

// File is what the manifest says of the file that was written.
func (s *Sum) File(name string) File {
	return File{Name: name, Bytes: s.bytes, SHA256: hex.EncodeToString(s.hash.Sum(nil))}
}
