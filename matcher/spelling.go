package matcher

import (
	"bytes"
	"math/bits"
	"slices"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// nearSpellings reads the text with each foreign word replaced by the word of the lexicon it may be a misspelling of.
// It finds nothing where two readings tie.
func (l *lexicon) nearSpellings(r *reader) {
	const most = 16 // readings tried
	r.hits = r.hits[:0]
	type choice struct {
		word       int
		candidates []string
	}
	var choices []choice
	readings := 1
	for i := range r.text.words {
		if r.numbers[i] >= 0 {
			continue
		}
		if c := l.misspelt(r, r.text.word(i)); len(c) > 0 && readings*len(c) <= most {
			choices = append(choices, choice{i, c})
			readings *= len(c)
		}
	}
	if len(choices) == 0 {
		return
	}
	// Each choice is tried with its neighbours' candidates too: a text may hold two misspelt words.
	written := text{buf: slices.Clone(r.text.buf), words: slices.Clone(r.text.words)}
	var found []hit
	for n := range readings {
		replaced := make(map[int]string, len(choices))
		for _, c := range choices {
			replaced[c.word] = c.candidates[n%len(c.candidates)]
			n /= len(c.candidates)
		}
		r.text.rewrite(&written, replaced)
		if !l.readExactly(r) {
			l.phrases(r, true)
		}
		switch {
		case len(r.hits) == 0:
		case found == nil:
			found = slices.Clone(r.hits)
		case !slices.EqualFunc(found, r.hits, func(a, b hit) bool { return a.id == b.id }):
			r.text.buf, r.text.words = written.buf, written.words
			r.hits = r.hits[:0]
			return
		}
	}
	r.text.buf, r.text.words = written.buf, written.words
	r.hits = append(r.hits[:0], found...)
	for i := range r.hits {
		r.hits[i].kind = lexfitv1.MatchKind_MATCH_KIND_FUZZY
	}
}

// rewrite makes t the written text with some words replaced.
func (t *text) rewrite(written *text, replaced map[int]string) {
	t.buf, t.words = nil, nil
	for i, w := range written.words {
		if i > 0 {
			t.buf = append(t.buf, ' ')
		}
		start := int32(len(t.buf))
		if s, ok := replaced[i]; ok {
			t.buf = append(t.buf, s...)
		} else {
			t.buf = append(t.buf, written.word(i)...)
		}
		t.words = append(t.words, word{start: start, end: int32(len(t.buf)), gap: w.gap, amp: w.amp})
	}
}

// misspelt returns the words of the lexicon nearest to w: one edit away, or two from ten letters on.
func (l *lexicon) misspelt(r *reader, w []byte) []string {
	if len(w) < 5 || bytes.ContainsAny(w, "0123456789") {
		return nil
	}
	limit := 1
	if len(w) >= 10 {
		limit = 2
	}
	mask := letterMask(w)
	best := limit + 1
	var found []string
	for _, s := range l.spelling[w[0]] {
		if d := len(s.letters) - len(w); d > limit || -d > limit || bits.OnesCount32(s.mask^mask) > 2*limit {
			continue
		}
		switch d := r.edits(w, s.letters); {
		case d > limit || d > best:
		case (d > 1 || len(s.letters) == len(w)) && s.letters[len(s.letters)-1] != w[len(w)-1]:
			// Another ending is another word: "counselling", "CounselLink".
		case d < best:
			best, found = d, append(found[:0], s.letters)
		default:
			found = append(found, s.letters)
		}
	}
	return found
}

func letterMask(w []byte) uint32 {
	var m uint32
	for _, c := range w {
		m |= 1 << (c & 31)
	}
	return m
}

// edits counts the edits from a to b: a letter added, dropped or changed, or two neighbours swapped.
func (r *reader) edits(a []byte, b string) int {
	n := len(b) + 1
	if cap(r.row) < 3*n {
		r.row = make([]int, 3*n)
	}
	rows := r.row[:3*n]
	older, old, row := rows[:n], rows[n:2*n], rows[2*n:]
	for j := range old {
		old[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j < n; j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(old[j]+1, row[j-1]+1, old[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, older[j-2]+1)
			}
			row[j] = d
		}
		older, old, row = old, row, older
	}
	return old[n-1]
}
