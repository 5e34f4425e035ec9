package tokens

import "encoding/binary"

// Dictionary is a table of words and phrases, built once and looked up a hundred times a profile. The zero value is empty. It is
// safe for concurrent reading.
type Dictionary[V any] struct {
	slots []slot[V] // a power of two, at most half of them taken
	size  int
}

type slot[V any] struct {
	word  string
	hash  uint32 // 0 for a free slot
	value V
}

// Len is how many words there are.
func (d *Dictionary[V]) Len() int { return d.size }

// Set gives a word a value, in place of the one it had.
func (d *Dictionary[V]) Set(word string, value V) {
	if 2*(d.size+1) > len(d.slots) {
		old := d.slots
		d.slots = make([]slot[V], max(16, 2*len(old)))
		for _, kept := range old {
			if kept.hash != 0 {
				*d.find(kept.hash, []byte(kept.word)) = kept
			}
		}
	}
	hash := hashOf([]byte(word))
	at := d.find(hash, []byte(word))
	if at.hash == 0 {
		d.size++
	}
	*at = slot[V]{word, hash, value}
}

// Get returns the value of a word, and whether it has one.
func (d *Dictionary[V]) Get(word []byte) (V, bool) {
	if d.size == 0 {
		var none V
		return none, false
	}
	at := d.find(hashOf(word), word)
	return at.value, at.hash != 0
}

// Has reports whether a word is there.
func (d *Dictionary[V]) Has(word []byte) bool {
	return d.size > 0 && d.find(hashOf(word), word).hash != 0
}

// find returns the slot of a word: its own, or the free one where it would go.
func (d *Dictionary[V]) find(hash uint32, word []byte) *slot[V] {
	mask := uint32(len(d.slots) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		if at := &d.slots[i]; at.hash == 0 || at.hash == hash && at.word == string(word) {
			return at
		}
	}
}

// hashOf mixes the bytes of a word, eight at a time. It is never 0.
func hashOf(word []byte) uint32 {
	const one, two = 0x9e3779b97f4a7c15, 0xff51afd7ed558ccd
	size := len(word)
	mixed := uint64(size) * two
	switch {
	case size >= 8:
		for i := 0; i+8 < size; i += 8 {
			mixed = (mixed ^ binary.LittleEndian.Uint64(word[i:])) * one
			mixed ^= mixed >> 29
		}
		mixed = (mixed ^ binary.LittleEndian.Uint64(word[size-8:])) * one
	case size >= 4:
		mixed = (mixed ^ uint64(binary.LittleEndian.Uint32(word))<<32 ^ uint64(binary.LittleEndian.Uint32(word[size-4:]))) * one
	case size > 0:
		mixed = (mixed ^ uint64(word[0])<<16 ^ uint64(word[size/2])<<8 ^ uint64(word[size-1])) * one
	}
	return uint32((mixed^mixed>>32)*two>>32) | 1
}
