package boltstore

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"os"
	"path/filepath"
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
	header, err := readHeaders(file, size)
	if err != nil {
		return err
	}
	pages := size / int64(header.pageSize)
	if header.high < 4 || header.high > uint64(pages) {
		return fmt.Errorf("it is cut short: %d pages of %d are there", pages, header.high)
	}
	check := &pageCheck{file: file, pageSize: int64(header.pageSize), high: header.high, used: make([]bool, header.high)}
	check.used[0], check.used[1] = true, true
	if _, err := check.free(header.freelist); err != nil {
		return err
	}
	if err := check.tree(header.root, nil, nil, 0); err != nil {
		return err
	}
	for id, used := range check.used {
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
	if count, err := file.ReadAt(first, 0); count < len(first) {
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		return nil, errNoBolt
	}
	one, errA := readHeader(first, 0)
	pageSize := int64(4096)
	if one != nil {
		pageSize = int64(one.pageSize)
	}
	var other *header
	var errB error
	for ; ; pageSize *= 2 { // where the first is damaged, the second tells a damaged file from a foreign one
		second := make([]byte, len(first))
		if count, _ := file.ReadAt(second, pageSize); count == len(second) {
			other, errB = readHeader(second, 1)
		} else {
			errB = errNoBolt
		}
		if one != nil || other != nil || pageSize >= 64<<10 || pageSize >= size {
			break
		}
	}
	switch {
	case one == nil && other == nil:
		if errors.Is(errA, errNoBolt) {
			return nil, errNoBolt
		}
		return nil, errA
	case one == nil:
		return nil, errA
	case other == nil:
		if errors.Is(errB, errNoBolt) {
			errB = errors.New("page 1, a header, is damaged")
		}
		return nil, errB
	case one.pageSize != other.pageSize:
		return nil, errors.New("its two header pages differ")
	case one.txid > other.txid:
		return one, nil
	}
	return other, nil
}

func readHeader(data []byte, id uint64) (*header, error) {
	raw := data[pageHeader:]
	le := binary.LittleEndian
	sum := fnv.New64a()
	_, _ = sum.Write(raw[:56]) // a hash never fails
	sound := sum.Sum64() == le.Uint64(raw[56:])
	if le.Uint32(raw) != boltMagic && !sound {
		return nil, errNoBolt
	}
	if !sound || le.Uint32(raw) != boltMagic || le.Uint32(raw[4:]) != boltVersion {
		return nil, fmt.Errorf("page %d, a header, is damaged", id)
	}
	if le.Uint64(data) != id || le.Uint16(data[8:]) != flagMeta {
		return nil, fmt.Errorf("page %d, a header, is damaged", id)
	}
	made := &header{
		pageSize: le.Uint32(raw[8:]), root: le.Uint64(raw[16:]), freelist: le.Uint64(raw[32:]),
		high: le.Uint64(raw[40:]), txid: le.Uint64(raw[48:]),
	}
	if made.pageSize < 512 || made.pageSize > 64<<10 || made.pageSize&(made.pageSize-1) != 0 {
		return nil, fmt.Errorf("page %d, a header, names a page size of %d", id, made.pageSize)
	}
	return made, nil
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
	data := make([]byte, int64(overflow+1)*c.pageSize)
	if _, err := c.file.ReadAt(data, int64(id)*c.pageSize); err != nil {
		return nil, fmt.Errorf("page %d: %w", id, err)
	}
	return data, nil
}

// free accounts for the list of free pages, and counts them.
func (c *pageCheck) free(id uint64) (free uint64, err error) {
	data, err := c.page(id)
	if err != nil {
		return 0, err
	}
	le := binary.LittleEndian
	if le.Uint16(data[8:]) != flagFreelist {
		return 0, fmt.Errorf("page %d is no list of free pages", id)
	}
	bits, list := uint64(le.Uint16(data[10:])), data[pageHeader:]
	if bits == math.MaxUint16 { // then the count does not fit the head and stands first in the list
		bits, list = le.Uint64(list), list[8:]
	}
	if bits > uint64(len(list)/8) {
		return 0, fmt.Errorf("the list of free pages on page %d is damaged", id)
	}
	last := uint64(0)
	for i := range bits {
		number := le.Uint64(list[i*8:])
		if number < 2 || number >= c.high || number <= last || c.used[number] {
			return 0, fmt.Errorf("the list of free pages on page %d is damaged", id)
		}
		c.used[number], last = true, number
	}
	return bits, nil
}

// freeBytes says how much of a sound file holds nothing: free pages, and what lies behind the last one.
func freeBytes(path string) (int64, error) {
	file, err := os.Open(filepath.Clean(path))
	if err != nil {
		return 0, err
	}
	defer file.Close() //nolint:errcheck // read alone
	info, err := file.Stat()
	if err != nil {
		return 0, err
	}
	header, err := readHeaders(file, info.Size())
	if err != nil {
		return 0, err
	}
	check := &pageCheck{file: file, pageSize: int64(header.pageSize), high: header.high, used: make([]bool, header.high)}
	free, err := check.free(header.freelist)
	return int64(free)*check.pageSize + info.Size() - int64(header.high)*check.pageSize, err
}

// tree walks a page and what hangs below. Its keys lie in [low, high); nil is open.
func (c *pageCheck) tree(id uint64, low, high []byte, depth int) error {
	if depth > maxTreeDepth {
		return fmt.Errorf("page %d lies too deep", id)
	}
	data, err := c.page(id)
	if err != nil {
		return err
	}
	return c.node(id, data, low, high, depth)
}

// node checks the elements of a page, or of a bucket so small that it lies inside its parent's.
func (c *pageCheck) node(id uint64, data, low, high []byte, depth int) error {
	damaged := func() error { return fmt.Errorf("page %d is damaged", id) }
	le := binary.LittleEndian
	flags, count := le.Uint16(data[8:]), int(le.Uint16(data[10:]))
	if flags != flagBranch && flags != flagLeaf || flags == flagBranch && count == 0 || len(data) < pageHeader+count*element {
		return damaged()
	}
	slice := func(from, length uint64) ([]byte, bool) {
		if from < uint64(pageHeader+count*element) || from+length > uint64(len(data)) {
			return nil, false
		}
		return data[from : from+length], true
	}
	type child struct {
		key  []byte
		page uint64
	}
	var children []child
	var last []byte
	for i := range count {
		at := pageHeader + i*element
		raw := data[at : at+element]
		var key, value []byte
		var ok bool
		if flags == flagBranch {
			key, ok = slice(uint64(at)+uint64(le.Uint32(raw)), uint64(le.Uint32(raw[4:])))
			children = append(children, child{key, le.Uint64(raw[8:])})
		} else {
			from, bits, number := uint64(at)+uint64(le.Uint32(raw[4:])), uint64(le.Uint32(raw[8:])), uint64(le.Uint32(raw[12:]))
			value, ok = slice(from, bits+number)
			if ok {
				key, value = value[:bits], value[bits:]
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
		switch kind := le.Uint32(raw); {
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
