package columnar

import (
	"encoding/binary"
	"errors"
)

// The foot of a Parquet file is a struct in Thrift's compact protocol. The library takes the room that a list says it needs before it
// looks whether there is as much, so that one changed byte may ask for more than any machine has, and end the process. What the foot
// says of its lengths is therefore held to what there is before.

// What a foot may be: of files that lexfit and others write, lists have some thousand members and structs stand in ten others.
const (
	mostMembers = 1 << 17
	mostDepth   = 32
)

var errFoot = errors.New("its foot is not what it says")

// foot is what is left of it.
type foot struct {
	left []byte
	err  error
}

// sound reports an error where lengths in the foot exceed what there is.
func sound(text []byte) error {
	f := &foot{left: text}
	f.structure(0)
	return f.err
}

func (f *foot) take(size uint64) {
	if f.err != nil || size > uint64(len(f.left)) {
		f.err = errFoot
		return
	}
	f.left = f.left[size:]
}

func (f *foot) octet() byte {
	if f.err != nil || len(f.left) == 0 {
		f.err = errFoot
		return 0
	}
	first := f.left[0]
	f.left = f.left[1:]
	return first
}

func (f *foot) number() uint64 {
	value, size := binary.Uvarint(f.left)
	if f.err != nil || size <= 0 {
		f.err = errFoot
		return 0
	}
	f.left = f.left[size:]
	return value
}

// members is how many there are in a list or map.
func (f *foot) members(said uint64) uint64 {
	if said > mostMembers || said > uint64(len(f.left)) {
		f.err = errFoot
		return 0
	}
	return said
}

func (f *foot) structure(depth int) {
	for f.err == nil {
		head := f.octet()
		if head == 0 {
			return
		}
		if head>>4 == 0 {
			f.number() // the field's, in full
		}
		if kind := head & 15; kind > 2 { // true and false are all in the head
			f.value(kind, depth)
		}
	}
}

// value passes over a value that stands by itself.
func (f *foot) value(kind byte, depth int) {
	if depth > mostDepth {
		f.err = errFoot
		return
	}
	switch kind {
	case 1, 2, 3: // a truth of a list, a byte
		f.take(1)
	case 4, 5, 6: // integers
		f.number()
	case 7: // a double
		f.take(8)
	case 8: // a text
		f.take(f.number())
	case 9, 10: // lists and sets
		head := f.octet()
		size := uint64(head >> 4)
		if size == 15 {
			size = f.number()
		}
		for range f.members(size) {
			if f.err != nil {
				return
			}
			f.value(head&15, depth+1)
		}
	case 11: // maps
		size := f.members(f.number())
		if size == 0 {
			return
		}
		kinds := f.octet()
		for range size {
			if f.err != nil {
				return
			}
			f.value(kinds>>4, depth+1)
			f.value(kinds&15, depth+1)
		}
	case 12:
		f.structure(depth + 1)
	case 13: // a UUID
		f.take(16)
	default:
		f.err = errFoot
	}
}
