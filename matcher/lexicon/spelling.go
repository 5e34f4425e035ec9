package lexicon

import (
	"bytes"
	"math/bits"
	"slices"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// nearSpellings reads the text with each foreign word replaced by the word of the lexicon it may be a misspelling of.
// It finds nothing where two readings tie.
func (l *Lexicon) nearSpellings(r *Reader) {
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
		if c := l.Misspelt(r, r.text.word(i)); len(c) > 0 && readings*len(c) <= most {
			choices = append(choices, choice{i, c})
			readings *= len(c)
		}
	}
	if len(choices) == 0 {
		return
	}
	// Each choice is tried with its neighbours' candidates too: a text may hold two misspelt words.
	written := text{buf: slices.Clone(r.text.buf), words: slices.Clone(r.text.words)}
	var found []Hit
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
		case !slices.EqualFunc(found, r.hits, func(a, b Hit) bool { return a.ID == b.ID }):
			r.text.buf, r.text.words = written.buf, written.words
			r.hits = r.hits[:0]
			return
		}
	}
	r.text.buf, r.text.words = written.buf, written.words
	r.hits = append(r.hits[:0], found...)
	for i := range r.hits {
		r.hits[i].Kind = lexfitv1.MatchKind_MATCH_KIND_FUZZY
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

// Misspelt returns the words of the lexicon nearest to w: one edit away, or two from ten letters on.
func (l *Lexicon) Misspelt(r *Reader, w []byte) []string {
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
		switch d := r.edits(w, s.letters, limit+1); {
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

// edits counts the edits from a word as written to one of the lexicon, up to a limit.
func (r *Reader) edits(written []byte, letters string, limit int) int {
	n := len(letters) + 1
	if cap(r.rows) < 3*n {
		r.rows = make([]int, 3*n)
	}
	return distance(written, letters, limit, r.rows[:3*n])
}

// Distance counts the edits from one word to another: a letter added, dropped or changed, or two neighbours swapped. It gives
// up with limit once it is certain not to come below it.
func Distance(from, to string, limit int) int {
	return distance(from, to, limit, make([]int, 3*(len(to)+1)))
}

// distance works in rows of its own, three of them one after another.
func distance[From string | []byte](from From, to string, limit int, rows []int) int {
	n := len(to) + 1
	twoBefore, before, row := rows[:n], rows[n:2*n], rows[2*n:3*n]
	for j := range before {
		before[j] = j
	}
	for i := 1; i <= len(from); i++ {
		row[0] = i
		least := i
		for j := 1; j < n; j++ {
			change := before[j-1]
			if from[i-1] != to[j-1] {
				change++
			}
			edits := min(before[j]+1, row[j-1]+1, change)
			if i > 1 && j > 1 && from[i-1] == to[j-2] && from[i-2] == to[j-1] {
				edits = min(edits, twoBefore[j-2]+1)
			}
			row[j] = edits
			least = min(least, edits)
		}
		if least >= limit {
			return limit
		}
		twoBefore, before, row = before, row, twoBefore
	}
	return before[n-1]
}
