package run

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
	size  int
	// What is kept besides the place and the name.
	raw, profile bool
}

// keptRow is what is kept of a row.
type keptRow struct {
	at      place
	number  int64 // input.Row's
	name    string
	raw     []byte
	header  []byte
	profile *lexfitv1.CandidateProfile
}

func newPool(raw, profile bool) (*pool, error) {
	pieces, err := spool.New()
	return &pool{spool: pieces, raw: raw, profile: profile}, err
}

func (p *pool) close() {
	if p.spool != nil {
		p.spool.Close()
	}
}

func (p *pool) add(row *input.Row, at place) error {
	piece := binary.AppendUvarint(nil, uint64(at.file))
	piece = binary.AppendUvarint(piece, uint64(at.line))
	piece = binary.AppendUvarint(piece, uint64(row.Number))
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
		piece = binary.AppendUvarint(piece, uint64(len(part)))
		piece = append(piece, part...)
	}
	p.size++
	return p.spool.Add(piece)
}

var errSpool = errors.New("temporary file for rows: was it changed?")

func (p *pool) get(index int32) (keptRow, error) {
	if index < 0 || int(index) >= p.size {
		return keptRow{}, fmt.Errorf("the server names profile %d, and was sent %d", index, p.size)
	}
	rest, err := p.spool.Piece(int(index))
	if err != nil {
		return keptRow{}, err
	}
	number := func() int {
		value, size := binary.Uvarint(rest)
		if size <= 0 {
			err = errSpool
			return 0
		}
		rest = rest[size:]
		return int(value)
	}
	part := func() []byte {
		size := number()
		if err != nil || size > len(rest) {
			err = errSpool
			return nil
		}
		piece := rest[:size]
		rest = rest[size:]
		return piece
	}
	kept := keptRow{at: place{file: int32(number()), line: int32(number())}}
	kept.number = int64(number())
	kept.name = strings.Clone(string(part()))
	kept.raw, kept.header = part(), part()
	if profile := part(); len(profile) > 0 {
		kept.profile = &lexfitv1.CandidateProfile{}
		if decodeErr := proto.Unmarshal(profile, kept.profile); err == nil {
			err = decodeErr
		}
	}
	return kept, err
}
