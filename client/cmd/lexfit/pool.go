package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/spool"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// pool keeps of each profile, in temporary files, what is needed while the server ranks: enough to name it again, the row
// where it may be refused into a file, and the profile where the candidate is scored once more. The server names candidates
// by their place alone, and standard input cannot be read twice.
type pool struct {
	spool *spool.Spool
	n     int
	// What is kept besides the place and the name.
	raw, profile bool
}

// keptRow is what is kept of a row.
type keptRow struct {
	at      place
	name    string
	raw     []byte
	header  []byte
	profile *lexfitv1.CandidateProfile
}

func newPool(raw, profile bool) (*pool, error) {
	s, err := spool.New()
	return &pool{spool: s, raw: raw, profile: profile}, err
}

func (p *pool) close() {
	if p.spool != nil {
		p.spool.Close()
	}
}

func (p *pool) add(row *input.Row, at place) error {
	b := binary.AppendUvarint(nil, uint64(at.file))
	b = binary.AppendUvarint(b, uint64(at.line))
	parts := [][]byte{[]byte(row.Profile.GetDisplayName()), nil, nil, nil}
	if p.raw {
		parts[1], parts[2] = row.Raw, row.Header
	}
	if p.profile {
		var err error
		if parts[3], err = proto.Marshal(row.Profile); err != nil {
			return fmt.Errorf("%s: %w", row.Place(), err)
		}
	}
	for _, part := range parts {
		b = binary.AppendUvarint(b, uint64(len(part)))
		b = append(b, part...)
	}
	p.n++
	return p.spool.Add(b)
}

var errSpool = errors.New("temporary file for rows: was it changed?")

func (p *pool) get(index int32) (keptRow, error) {
	if index < 0 || int(index) >= p.n {
		return keptRow{}, fmt.Errorf("the server names profile %d, and was sent %d", index, p.n)
	}
	b, err := p.spool.Piece(int(index))
	if err != nil {
		return keptRow{}, err
	}
	number := func() int {
		v, n := binary.Uvarint(b)
		if n <= 0 {
			err = errSpool
			return 0
		}
		b = b[n:]
		return int(v)
	}
	part := func() []byte {
		n := number()
		if err != nil || n > len(b) {
			err = errSpool
			return nil
		}
		piece := b[:n]
		b = b[n:]
		return piece
	}
	k := keptRow{at: place{file: int32(number()), line: int32(number())}}
	k.name = strings.Clone(string(part()))
	k.raw, k.header = part(), part()
	if profile := part(); len(profile) > 0 {
		k.profile = &lexfitv1.CandidateProfile{}
		if decodeErr := proto.Unmarshal(profile, k.profile); err == nil {
			err = decodeErr
		}
	}
	return k, err
}
