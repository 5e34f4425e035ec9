package boltstore

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math"
)

// bbolt reads its pages through mapped memory and trusts them: a damaged one ends in a panic, a fault or, worse, in pages
// given out twice. So the file is read here before bbolt sees it, plainly and without mapping it: both header pages, every
// page of the tree, and the list of free pages, until each page is accounted for once. The numbers are of bbolt's file
// format, version 2, which has not changed since 2014.
const (
	pageHeader = 16
	metaLength = 64 // of a header page's content, its checksum not counted
	element    = 16

	flagBranch   = 0x01
	flagLeaf     = 0x02
	flagMeta     = 0x04
	flagFreelist = 0x10

	boltMagic   = 0xED0CDAED
	boltVersion = 2

	maxTreeDepth = 64
)

// errNoBolt says that a file never was a bbolt database.
var errNoBolt = errors.New("it is no lexfit database")

type header struct {
	pageSize             uint32
	root, freelist, high uint64
	txid                 uint64
}

// pageCheck walks the pages of a file.
type pageCheck struct {
	file     io.ReaderAt
	pageSize int64
	high     uint64 // pages there are
	used     []bool // pages accounted for
}

// checkPages reads a whole database file and says what is wrong with its pages.
func checkPages(file io.ReaderAt, size int64) error {
	h, err := readHeaders(file, size)
	if err != nil {
		return err
	}
	pages := size / int64(h.pageSize)
	if h.high < 4 || h.high > uint64(pages) {
		return fmt.Errorf("it is cut short: %d pages of %d are there", pages, h.high)
	}
	c := &pageCheck{file: file, pageSize: int64(h.pageSize), high: h.high, used: make([]bool, h.high)}
	c.used[0], c.used[1] = true, true
	if err := c.free(h.freelist); err != nil {
		return err
	}
	if err := c.tree(h.root, nil, nil, 0); err != nil {
		return err
	}
	for id, used := range c.used {
		if !used {
			return fmt.Errorf("page %d belongs to nothing", id)
		}
	}
	return nil
}

// readHeaders returns the newer header page. Both must be sound: with one damaged, bbolt would quietly go back to the
// state before the last write.
func readHeaders(file io.ReaderAt, size int64) (*header, error) {
	first := make([]byte, pageHeader+metaLength+8)
	if n, err := file.ReadAt(first, 0); n < len(first) {
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		return nil, errNoBolt
	}
	a, errA := readHeader(first, 0)
	pageSize := int64(4096)
	if a != nil {
		pageSize = int64(a.pageSize)
	}
	var b *header
	var errB error
	for ; ; pageSize *= 2 { // where the first is damaged, the second tells a damaged file from a foreign one
		second := make([]byte, len(first))
		if n, _ := file.ReadAt(second, pageSize); n == len(second) {
			b, errB = readHeader(second, 1)
		} else {
			errB = errNoBolt
		}
		if a != nil || b != nil || pageSize >= 64<<10 || pageSize >= size {
			break
		}
	}
	switch {
	case a == nil && b == nil:
		if errors.Is(errA, errNoBolt) {
			return nil, errNoBolt
		}
		return nil, errA
	case a == nil:
		return nil, errA
	case b == nil:
		if errors.Is(errB, errNoBolt) {
			errB = errors.New("page 1, a header, is damaged")
		}
		return nil, errB
	case a.pageSize != b.pageSize:
		return nil, errors.New("its two header pages differ")
	case a.txid > b.txid:
		return a, nil
	}
	return b, nil
}

func readHeader(p []byte, id uint64) (*header, error) {
	m := p[pageHeader:]
	le := binary.LittleEndian
	sum := fnv.New64a()
	_, _ = sum.Write(m[:56]) // a hash never fails
	sound := sum.Sum64() == le.Uint64(m[56:])
	if le.Uint32(m) != boltMagic && !sound {
		return nil, errNoBolt
	}
	if !sound || le.Uint32(m) != boltMagic || le.Uint32(m[4:]) != boltVersion {
		return nil, fmt.Errorf("page %d, a header, is damaged", id)
	}
	if le.Uint64(p) != id || le.Uint16(p[8:]) != flagMeta {
		return nil, fmt.Errorf("page %d, a header, is damaged", id)
	}
	h := &header{
		pageSize: le.Uint32(m[8:]), root: le.Uint64(m[16:]), freelist: le.Uint64(m[32:]),
		high: le.Uint64(m[40:]), txid: le.Uint64(m[48:]),
	}
	if h.pageSize < 512 || h.pageSize > 64<<10 || h.pageSize&(h.pageSize-1) != 0 {
		return nil, fmt.Errorf("page %d, a header, names a page size of %d", id, h.pageSize)
	}
	return h, nil
}

// page reads a page with those it flows over to, and accounts for them.
func (c *pageCheck) page(id uint64) ([]byte, error) {
	if id < 2 || id >= c.high {
		return nil, fmt.Errorf("it points at page %d of %d", id, c.high)
	}
	head := make([]byte, pageHeader)
	if _, err := c.file.ReadAt(head, int64(id)*c.pageSize); err != nil {
		return nil, fmt.Errorf("page %d: %w", id, err)
	}
	overflow := uint64(binary.LittleEndian.Uint32(head[12:]))
	if binary.LittleEndian.Uint64(head) != id || overflow >= c.high-id {
		return nil, fmt.Errorf("the head of page %d is damaged", id)
	}
	for i := id; i <= id+overflow; i++ {
		if c.used[i] {
			return nil, fmt.Errorf("page %d is used twice", i)
		}
		c.used[i] = true
	}
	p := make([]byte, int64(overflow+1)*c.pageSize)
	if _, err := c.file.ReadAt(p, int64(id)*c.pageSize); err != nil {
		return nil, fmt.Errorf("page %d: %w", id, err)
	}
	return p, nil
}

// free accounts for the list of free pages.
func (c *pageCheck) free(id uint64) error {
	p, err := c.page(id)
	if err != nil {
		return err
	}
	le := binary.LittleEndian
	if le.Uint16(p[8:]) != flagFreelist {
		return fmt.Errorf("page %d is no list of free pages", id)
	}
	n, list := uint64(le.Uint16(p[10:])), p[pageHeader:]
	if n == math.MaxUint16 { // then the count does not fit the head and stands first in the list
		n, list = le.Uint64(list), list[8:]
	}
	if n > uint64(len(list)/8) {
		return fmt.Errorf("the list of free pages on page %d is damaged", id)
	}
	last := uint64(0)
	for i := range n {
		f := le.Uint64(list[i*8:])
		if f < 2 || f >= c.high || f <= last || c.used[f] {
			return fmt.Errorf("the list of free pages on page %d is damaged", id)
		}
		c.used[f], last = true, f
	}
	return nil
}

// tree walks a page and what hangs below. Its keys lie in [low, high); nil is open.
func (c *pageCheck) tree(id uint64, low, high []byte, depth int) error {
	if depth > maxTreeDepth {
		return fmt.Errorf("page %d lies too deep", id)
	}
	p, err := c.page(id)
	if err != nil {
		return err
	}
	return c.node(id, p, low, high, depth)
}

// node checks the elements of a page, or of a bucket so small that it lies inside its parent's.
func (c *pageCheck) node(id uint64, p, low, high []byte, depth int) error {
	damaged := func() error { return fmt.Errorf("page %d is damaged", id) }
	le := binary.LittleEndian
	flags, n := le.Uint16(p[8:]), int(le.Uint16(p[10:]))
	if flags != flagBranch && flags != flagLeaf || flags == flagBranch && n == 0 || len(p) < pageHeader+n*element {
		return damaged()
	}
	slice := func(from, length uint64) ([]byte, bool) {
		if from < uint64(pageHeader+n*element) || from+length > uint64(len(p)) {
			return nil, false
		}
		return p[from : from+length], true
	}
	type child struct {
		key  []byte
		page uint64
	}
	var children []child
	var last []byte
	for i := range n {
		at := pageHeader + i*element
		e := p[at : at+element]
		var key, value []byte
		var ok bool
		if flags == flagBranch {
			key, ok = slice(uint64(at)+uint64(le.Uint32(e)), uint64(le.Uint32(e[4:])))
			children = append(children, child{key, le.Uint64(e[8:])})
		} else {
			from, k, v := uint64(at)+uint64(le.Uint32(e[4:])), uint64(le.Uint32(e[8:])), uint64(le.Uint32(e[12:]))
			value, ok = slice(from, k+v)
			if ok {
				key, value = value[:k], value[k:]
			}
		}
		if !ok || i > 0 && bytes.Compare(key, last) <= 0 ||
			flags == flagLeaf && (bytes.Compare(key, low) < 0 || high != nil && bytes.Compare(key, high) >= 0) {
			return damaged()
		}
		last = key
		if flags == flagBranch {
			continue
		}
		switch kind := le.Uint32(e); {
		case kind == 0:
		case kind != 1 || len(value) < 16:
			return damaged()
		default:
			if err := c.bucket(id, value, depth); err != nil {
				return err
			}
		}
	}
	for i, ch := range children {
		to := high
		if i+1 < len(children) {
			to = children[i+1].key
		}
		from := ch.key
		if i == 0 {
			from = low // the first key of a branch may be above its child's: bbolt goes left all the same
		}
		if err := c.tree(ch.page, from, to, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (c *pageCheck) bucket(id uint64, value []byte, depth int) error {
	if root := binary.LittleEndian.Uint64(value); root != 0 {
		return c.tree(root, nil, nil, depth+1)
	}
	inline := value[16:]
	if len(inline) < pageHeader || binary.LittleEndian.Uint16(inline[8:]) != flagLeaf {
		return fmt.Errorf("page %d is damaged", id)
	}
	return c.node(id, inline, nil, nil, depth+1)
}
