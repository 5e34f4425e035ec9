package run

import (
	"bufio"
	"cmp"
	"container/heap"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/lexfit/lexfit/client/spool"
)

// repeats finds ids that stand in several rows, in little memory however many rows there are: what does not fit is sorted
// into runs in a temporary file, and the runs are merged at the end.
type repeats struct {
	held []idAt
	file *os.File
	to   *bufio.Writer // the file
	ends []int64       // of the runs in the file
	size int64
}

// idAt is an id and where it stands.
type idAt struct {
	id string
	at place
}

func compareIDs(one, other idAt) int {
	return cmp.Or(strings.Compare(one.id, other.id), comparePlaces(one.at, other.at))
}

func comparePlaces(one, other place) int {
	return cmp.Or(cmp.Compare(one.file, other.file), cmp.Compare(one.line, other.line))
}

// maxHeld is how many ids are held, 8 MB at most.
const maxHeld = 1 << 16

func (r *repeats) add(id string, at place) error {
	r.held = append(r.held, idAt{strings.Clone(id), at})
	if len(r.held) < maxHeld {
		return nil
	}
	return r.spill()
}

// spill writes what is held as a sorted run.
func (r *repeats) spill() error {
	if r.file == nil {
		file, err := spool.File("lexfit-ids-*")
		if err != nil {
			return fmt.Errorf("temporary file for ids: %w", err)
		}
		r.file, r.to = file, bufio.NewWriterSize(file, 64<<10)
	}
	slices.SortFunc(r.held, compareIDs)
	var piece []byte
	for _, held := range r.held {
		piece = binary.AppendUvarint(piece[:0], uint64(len(held.id)))
		piece = append(piece, held.id...)
		piece = binary.AppendUvarint(piece, uint64(held.at.file))
		piece = binary.AppendUvarint(piece, uint64(held.at.line))
		if _, err := r.to.Write(piece); err != nil {
			return fmt.Errorf("temporary file for ids: %w", err)
		}
		r.size += int64(len(piece))
	}
	r.ends = append(r.ends, r.size)
	r.held = r.held[:0]
	return nil
}

// repeated is a row whose id stood in a row before.
type repeated struct {
	idAt
	first place
}

func compareRepeated(one, other repeated) int { return comparePlaces(one.at, other.at) }

// list names the first rows, in the order of the input, whose id stands in a row before, and counts the others.
func (r *repeats) list(most int) (named []repeated, more int, err error) {
	var last idAt
	have := false
	err = r.sorted(func(next idAt) {
		if !have || next.id != last.id {
			last, have = next, true
			return
		}
		again := repeated{next, last.at}
		i, _ := slices.BinarySearchFunc(named, again, compareRepeated)
		named = slices.Insert(named, i, again)
		if len(named) > most {
			named = named[:most]
			more++
		}
	})
	return named, more, err
}

// sortedRun is a run being read.
type sortedRun struct {
	from *bufio.Reader
	next idAt
}

func (r *sortedRun) advance() error {
	size, err := binary.ReadUvarint(r.from)
	if err != nil {
		return err
	}
	id := make([]byte, size)
	if _, err := io.ReadFull(r.from, id); err != nil {
		return err
	}
	file, err := binary.ReadUvarint(r.from)
	if err != nil {
		return err
	}
	line, err := binary.ReadUvarint(r.from)
	r.next = idAt{string(id), place{int32(file), int32(line)}}
	return err
}

// runs is a heap of runs, that with the least next id on top.
type runs []*sortedRun //nolint:recvcheck // heap.Interface wants both kinds

func (h runs) Len() int           { return len(h) }
func (h runs) Less(i, j int) bool { return compareIDs(h[i].next, h[j].next) < 0 }
func (h runs) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push is heap.Interface's.
func (h *runs) Push(run any) { *h = append(*h, run.(*sortedRun)) } //nolint:forcetypeassert // the heap holds nothing else

// Pop is heap.Interface's.
func (h *runs) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}

// sorted yields every id in order, and ends the collecting.
func (r *repeats) sorted(yield func(idAt)) error {
	if r.file == nil {
		slices.SortFunc(r.held, compareIDs)
		for _, held := range r.held {
			yield(held)
		}
		return nil
	}
	defer spool.Drop(r.file)
	err := r.spill()
	if err == nil {
		err = r.to.Flush()
	}
	if err != nil {
		return fmt.Errorf("temporary file for ids: %w", err)
	}
	var open runs
	start := int64(0)
	for _, end := range r.ends {
		run := &sortedRun{from: bufio.NewReaderSize(io.NewSectionReader(r.file, start, end-start), 16<<10)}
		start = end
		if err := run.advance(); errors.Is(err, io.EOF) {
			continue
		} else if err != nil {
			return fmt.Errorf("temporary file for ids: %w", err)
		}
		open = append(open, run)
	}
	heap.Init(&open)
	for len(open) > 0 {
		yield(open[0].next)
		switch err := open[0].advance(); {
		case err == nil:
			heap.Fix(&open, 0)
		case errors.Is(err, io.EOF):
			heap.Pop(&open)
		default:
			return fmt.Errorf("temporary file for ids: %w", err)
		}
	}
	return nil
}
