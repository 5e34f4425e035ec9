package main

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
	w    *bufio.Writer
	ends []int64 // of the runs in the file
	size int64
}

// idAt is an id and where it stands.
type idAt struct {
	id string
	at place
}

func compareIDs(a, b idAt) int {
	return cmp.Or(strings.Compare(a.id, b.id), cmp.Compare(a.at.file, b.at.file), cmp.Compare(a.at.line, b.at.line))
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
		f, err := spool.File("lexfit-ids-*")
		if err != nil {
			return fmt.Errorf("temporary file for ids: %w", err)
		}
		r.file, r.w = f, bufio.NewWriterSize(f, 64<<10)
	}
	slices.SortFunc(r.held, compareIDs)
	var b []byte
	for _, x := range r.held {
		b = binary.AppendUvarint(b[:0], uint64(len(x.id)))
		b = append(b, x.id...)
		b = binary.AppendUvarint(b, uint64(x.at.file))
		b = binary.AppendUvarint(b, uint64(x.at.line))
		if _, err := r.w.Write(b); err != nil {
			return fmt.Errorf("temporary file for ids: %w", err)
		}
		r.size += int64(len(b))
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

func compareRepeated(a, b repeated) int {
	return cmp.Or(cmp.Compare(a.at.file, b.at.file), cmp.Compare(a.at.line, b.at.line))
}

// list names the first rows, in the order of the input, whose id stands in a row before, and counts the others.
func (r *repeats) list(most int) (named []repeated, more int, err error) {
	var last idAt
	have := false
	err = r.sorted(func(x idAt) {
		if !have || x.id != last.id {
			last, have = x, true
			return
		}
		again := repeated{x, last.at}
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
	r    *bufio.Reader
	next idAt
}

func (r *sortedRun) advance() error {
	size, err := binary.ReadUvarint(r.r)
	if err != nil {
		return err //nolint:wrapcheck // io.EOF is the end; the caller names the rest
	}
	id := make([]byte, size)
	if _, err := io.ReadFull(r.r, id); err != nil {
		return err //nolint:wrapcheck // as above
	}
	file, err := binary.ReadUvarint(r.r)
	if err != nil {
		return err //nolint:wrapcheck // as above
	}
	line, err := binary.ReadUvarint(r.r)
	r.next = idAt{string(id), place{int32(file), int32(line)}}
	return err //nolint:wrapcheck // as above
}

// runs is a heap of runs, that with the least next id on top.
type runs []*sortedRun //nolint:recvcheck // heap.Interface wants both kinds

func (h runs) Len() int           { return len(h) }
func (h runs) Less(i, j int) bool { return compareIDs(h[i].next, h[j].next) < 0 }
func (h runs) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push is heap.Interface's.
func (h *runs) Push(x any) { *h = append(*h, x.(*sortedRun)) } //nolint:forcetypeassert // the heap holds nothing else

// Pop is heap.Interface's.
func (h *runs) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}

// sorted yields every id in order, and ends the collecting.
func (r *repeats) sorted(yield func(idAt)) error {
	if r.file == nil {
		slices.SortFunc(r.held, compareIDs)
		for _, x := range r.held {
			yield(x)
		}
		return nil
	}
	defer spool.Drop(r.file)
	err := r.spill()
	if err == nil {
		err = r.w.Flush()
	}
	if err != nil {
		return fmt.Errorf("temporary file for ids: %w", err)
	}
	var h runs
	start := int64(0)
	for _, end := range r.ends {
		x := &sortedRun{r: bufio.NewReaderSize(io.NewSectionReader(r.file, start, end-start), 16<<10)}
		start = end
		if err := x.advance(); errors.Is(err, io.EOF) {
			continue
		} else if err != nil {
			return fmt.Errorf("temporary file for ids: %w", err)
		}
		h = append(h, x)
	}
	heap.Init(&h)
	for len(h) > 0 {
		yield(h[0].next)
		switch err := h[0].advance(); {
		case err == nil:
			heap.Fix(&h, 0)
		case errors.Is(err, io.EOF):
			heap.Pop(&h)
		default:
			return fmt.Errorf("temporary file for ids: %w", err)
		}
	}
	return nil
}
