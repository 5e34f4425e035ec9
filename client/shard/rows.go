package shard

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Row is the entry of a row of a shard: where it stands in the input, and how much of the shard's files is its.
type Row struct {
	// Number is the row's in the pool, from 1; File that of its file, from 0, and Line its line there.
	Number, File, Line int
	// Known says that the row was read as a profile, and ID is the candidate's.
	Known bool
	ID    string
	// Scored says that it was, and Result how many bytes of the results are its; a document that accounts for every row has some of one
	// that was not, too. What stands before them where they are the first of the
	// shard, Opens bytes, is Next where they are not the first of all.
	Scored bool
	Result int64
	Opens  int64
	Next   []byte
	// Rejected is how much of the files of rejected rows is its; zero where these were not asked for.
	Rejected Rejected
}

// Rejected is how many bytes of the files of rejected rows are a row's.
type Rejected struct {
	// Table says that it is the row of a table; Head are the bytes of its heads, where they are written anew.
	Table bool
	// Head, Row and Reasons are bytes.
	Head, Row, Reasons int64
}

// What the first byte of an entry says.
const (
	scoredFlag = 1 << iota
	knownFlag
	firstFlag
	tableFlag
)

// mostText is how long an id or what stands between results may be: no row is longer.
const mostText = 4 << 20

// Append adds the entry to what is written.
func (r *Row) Append(to []byte) []byte {
	var flags byte
	for i, set := range [...]bool{r.Scored, r.Known, r.Opens > 0 || len(r.Next) > 0, r.Rejected.Table} {
		if set {
			flags |= 1 << i
		}
	}
	to = append(to, flags)
	number := func(value int64) { to = binary.AppendUvarint(to, uint64(value)) }
	number(int64(r.Number))
	number(int64(r.File))
	number(int64(r.Line))
	if r.Known {
		number(int64(len(r.ID)))
		to = append(to, r.ID...)
	}
	number(r.Result)
	if !r.Scored {
		number(r.Rejected.Head)
		number(r.Rejected.Row)
		number(r.Rejected.Reasons)
	}
	if flags&firstFlag != 0 {
		number(r.Opens)
		number(int64(len(r.Next)))
		to = append(to, r.Next...)
	}
	return to
}

// errDamaged is what a file of rows is that cannot be read.
var errDamaged = errors.New("is damaged")

// ReadRow reads the next entry; io.EOF where there is none.
func ReadRow(from *bufio.Reader) (Row, error) {
	flags, err := from.ReadByte()
	if err != nil {
		return Row{}, err //nolint:wrapcheck // io.EOF, or named with the file by the caller
	}
	if flags&^(scoredFlag|knownFlag|firstFlag|tableFlag) != 0 {
		return Row{}, errDamaged
	}
	made := entry{from: from}
	row := Row{Scored: flags&scoredFlag != 0, Known: flags&knownFlag != 0}
	row.Number, row.File, row.Line = int(made.number(maxRow)), int(made.number(maxRow)), int(made.number(maxRow))
	if row.Known {
		row.ID = string(made.text())
	}
	row.Result = made.number(maxBytes)
	if !row.Scored {
		row.Rejected = Rejected{Table: flags&tableFlag != 0, Head: made.number(maxBytes), Row: made.number(maxBytes), Reasons: made.number(maxBytes)}
	}
	if flags&firstFlag != 0 {
		row.Opens = made.number(maxBytes)
		row.Next = made.text()
	}
	if made.err == nil && (row.Number < 1 || row.Opens > row.Result) {
		made.err = errDamaged
	}
	return row, made.err
}

// maxRow and maxBytes are above whatever a run writes, and below what overflows.
const (
	maxRow   = 1<<31 - 1
	maxBytes = 1 << 40
)

// entry reads the parts of an entry, and keeps the first error.
type entry struct {
	from *bufio.Reader
	err  error
}

func (e *entry) number(most uint64) int64 {
	if e.err != nil {
		return 0
	}
	value, err := binary.ReadUvarint(e.from)
	switch {
	case err != nil:
		e.err = errDamaged // cut off within an entry
	case value > most:
		e.err = errDamaged
	}
	if e.err != nil {
		return 0
	}
	return int64(value)
}

func (e *entry) text() []byte {
	size := e.number(mostText)
	if e.err != nil || size == 0 {
		return nil
	}
	text := make([]byte, 0, min(size, 4<<10))
	for len(text) < int(size) { // not all at once: the size may be a lie
		part := make([]byte, min(int(size)-len(text), 64<<10))
		if _, err := io.ReadFull(e.from, part); err != nil {
			e.err = fmt.Errorf("%w: cut off", errDamaged)
			return nil
		}
		text = append(text, part...)
	}
	return text
}
