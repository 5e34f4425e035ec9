package lexicon

import (
	"bytes"
	"math/bits"
	"slices"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// nearSpellings reads the text with each foreign word replaced by the word of the lexicon it may be a misspelling of.
// It finds nothing where two readings tie.
func (l *Lexicon) nearSpellings(reader *Reader) {
	const most = 16 // readings tried
	reader.hits = reader.hits[:0]
	type choice struct {
		word       int
		candidates []string
	}
	var choices []choice
	readings := 1
	for i := range reader.text.words {
		if reader.numbers[i] >= 0 {
			continue
		}
		if list := l.Misspelt(reader, reader.text.word(i)); len(list) > 0 && readings*len(list) <= most {
			choices = append(choices, choice{i, list})
			readings *= len(list)
		}
	}
	if len(choices) == 0 {
		return
	}
	// Each choice is tried with its neighbours' candidates too: a text may hold two misspelt words.
	written := text{buf: slices.Clone(reader.text.buf), words: slices.Clone(reader.text.words)}
	var found []Hit
	for count := range readings {
		replaced := make(map[int]string, len(choices))
		for _, choice := range choices {
			replaced[choice.word] = choice.candidates[count%len(choice.candidates)]
			count /= len(choice.candidates)
		}
		reader.text.rewrite(&written, replaced)
		if !l.readExactly(reader) {
			l.phrases(reader)
		}
		switch {
		case len(reader.hits) == 0:
		case found == nil:
			found = slices.Clone(reader.hits)
		case !slices.EqualFunc(found, reader.hits, func(one, other Hit) bool { return one.ID == other.ID }):
			reader.text.buf, reader.text.words = written.buf, written.words
			reader.hits = reader.hits[:0]
			return
		}
	}
	reader.text.buf, reader.text.words = written.buf, written.words
	reader.hits = append(reader.hits[:0], found...)
	for i := range reader.hits {
		reader.hits[i].Kind = lexfitv1.MatchKind_MATCH_KIND_FUZZY
	}
}

// rewrite makes t the written text with some words replaced.
func (t *text) rewrite(written *text, replaced map[int]string) {
	t.buf, t.words = nil, nil
	for i, old := range written.words {
		if i > 0 {
			t.buf = append(t.buf, ' ')
		}
		start := int32(len(t.buf))
		if text, ok := replaced[i]; ok {
			t.buf = append(t.buf, text...)
		} else {
			t.buf = append(t.buf, written.word(i)...)
		}
		t.words = append(t.words, word{start: start, end: int32(len(t.buf)), gap: old.gap, amp: old.amp})
	}
}

// Misspelt returns the words of the lexicon nearest to w: one edit away, where w is no ordinary word.
func (l *Lexicon) Misspelt(reader *Reader, word []byte) []string {
	if len(word) < 5 || bytes.ContainsAny(word, "0123456789") {
		return nil
	}
	if _, ok := ordinary()[string(word)]; ok {
		return nil
	}
	const limit = 1
	mask := letterMask(word)
	best := limit + 1
	var found []string
	for _, known := range l.spelling[word[0]] {
		if edits := len(known.letters) - len(word); edits > limit || -edits > limit || bits.OnesCount32(known.mask^mask) > 2*limit {
			continue
		}
		switch edits := reader.edits(word, known.letters, limit+1); {
		case edits > limit || edits > best:
		case (edits > 1 || len(known.letters) == len(word)) && known.letters[len(known.letters)-1] != word[len(word)-1]:
			// Another ending is another word: "counselling", "CounselLink".
		case edits < best:
			best, found = edits, append(found[:0], known.letters)
		default:
			found = append(found, known.letters)
		}
	}
	return found
}

func letterMask(word []byte) uint32 {
	var months uint32
	for _, letter := range word {
		months |= 1 << (letter & 31)
	}
	return months
}

// edits counts the edits from a word as written to one of the lexicon, up to a limit.
func (r *Reader) edits(written []byte, letters string, limit int) int {
	count := len(letters) + 1
	if cap(r.rows) < 3*count {
		r.rows = make([]int, 3*count)
	}
	return distance(written, letters, limit, r.rows[:3*count])
}

// Distance counts the edits from one word to another: a letter added, dropped or changed, or two neighbours swapped. It gives
// up with limit once it is certain not to come below it.
func Distance(from, to string, limit int) int {
	return distance(from, to, limit, make([]int, 3*(len(to)+1)))
}

// distance works in rows of its own, three of them one after another.
func distance[From string | []byte](from From, to string, limit int, rows []int) int {
	count := len(to) + 1
	twoBefore, before, row := rows[:count], rows[count:2*count], rows[2*count:3*count]
	for j := range before {
		before[j] = j
	}
	for i := 1; i <= len(from); i++ {
		row[0] = i
		least := i
		for j := 1; j < count; j++ {
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
	return before[count-1]
}
