package lexicon

import (
	"bytes"
	"slices"
	"strings"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// A Lexicon reads written texts as the known names of one kind: skills, credentials, fields, topics, titles or languages.
//
// The order of trying is: the whole text as it stands, with spacing and plurals no difference; the same after qualifiers
// are stripped; a list of which every part is a known whole; phrases inside, the longest first; near spellings.
type Lexicon struct {
	exact map[string]name // normal form → name
	loose map[string]name // without spaces and plurals, from six letters on → name; id ambiguous where two names clash

	vocabulary map[string]int32 // singular form of a word → its number
	roots      []int32          // word number → node of the phrases that begin with it, 0 for none
	next       map[uint64]int32 // node and word number → node
	ends       []name           // node → name that ends there, id Absent for none

	spelling [256][]spelt // first letter → words that a near spelling may mean

	before, after      map[string]bool // qualifiers
	beginning, endings map[string]int  // first words of those before, last words of those after → most words
}

// Absent stands for no id.
const Absent = -1

const ambiguous = -2

// name is what one written form stands for.
type name struct {
	id    int32
	title bool // the thing's own name, not an alias
	whole bool // only as a whole text or a whole part of a list
}

// spelt is a word of a lexicon as it is spelt.
type spelt struct {
	letters string
	mask    uint32
}

// Hit is a name found in a text, at the words from start to end.
type Hit struct {
	ID         int32
	Kind       lexfitv1.MatchKind
	Start, End int32
}

// New returns a lexicon without names.
func New() *Lexicon {
	return &Lexicon{
		exact:      map[string]name{},
		loose:      map[string]name{},
		vocabulary: map[string]int32{},
		next:       map[uint64]int32{},
		ends:       []name{{id: Absent}},
		before:     map[string]bool{},
		after:      map[string]bool{},
		beginning:  map[string]int{},
		endings:    map[string]int{},
	}
}

// Add makes a written form stand for id. A leading "=" marks a form that counts only as a whole.
func (l *Lexicon) Add(written string, id int32, title bool) {
	n := name{id: id, title: title}
	if rest, ok := strings.CutPrefix(written, "="); ok {
		written, n.whole = rest, true
	}
	var t text
	t.set(written)
	if len(t.words) == 0 {
		return
	}
	if _, ok := l.exact[t.String()]; !ok {
		l.exact[t.String()] = n
	}
	squeezed := t.squeeze(nil, 0, len(t.words))
	if len(squeezed) >= least {
		if old, ok := l.loose[string(squeezed)]; !ok {
			l.loose[string(squeezed)] = n
		} else if old.id != id {
			old.id = ambiguous
			l.loose[string(squeezed)] = old
		}
	}
	for i := range t.words {
		l.learn(t.word(i))
	}
	if n.whole {
		return
	}
	numbers := make([]int32, len(t.words))
	for i := range t.words {
		numbers[i] = l.number(singular(t.word(i)))
	}
	l.addPhrase(numbers, n)
	if len(t.words) > 1 && len(squeezed) >= least {
		l.addPhrase([]int32{l.number(squeezed)}, n)
	}
}

func (l *Lexicon) number(w []byte) int32 {
	n, ok := l.vocabulary[string(w)]
	if !ok {
		n = int32(len(l.vocabulary))
		l.vocabulary[string(w)] = n
		l.roots = append(l.roots, 0)
	}
	return n
}

// learn makes w a word that near spellings may mean.
func (l *Lexicon) learn(w []byte) {
	l.number(singular(w))
	if len(w) < 4 || bytes.ContainsAny(w, "0123456789") {
		return
	}
	list := &l.spelling[w[0]]
	for _, s := range *list {
		if s.letters == string(w) {
			return
		}
	}
	*list = append(*list, spelt{letters: string(w), mask: letterMask(w)})
}

func (l *Lexicon) addPhrase(numbers []int32, n name) {
	node := l.roots[numbers[0]]
	if node == 0 {
		node = l.newNode()
		l.roots[numbers[0]] = node
	}
	for _, w := range numbers[1:] {
		key := uint64(node)<<32 | uint64(w)
		child, ok := l.next[key]
		if !ok {
			child = l.newNode()
			l.next[key] = child
		}
		node = child
	}
	if l.ends[node].id == Absent {
		l.ends[node] = n
	}
}

func (l *Lexicon) newNode() int32 {
	l.ends = append(l.ends, name{id: Absent})
	return int32(len(l.ends) - 1)
}

// Qualify sets the qualifiers that are stripped from the front and from the end.
func (l *Lexicon) Qualify(before, after []string) {
	for _, q := range before {
		if words := strings.Fields(NormalizeName(q)); len(words) > 0 {
			l.before[strings.Join(words, " ")] = true
			l.beginning[words[0]] = max(l.beginning[words[0]], len(words))
		}
	}
	for _, q := range after {
		if words := strings.Fields(NormalizeName(q)); len(words) > 0 {
			last := words[len(words)-1]
			l.after[strings.Join(words, " ")] = true
			l.endings[last] = max(l.endings[last], len(words))
		}
	}
}

// Reader is the scratch memory of reading texts. It is not safe for concurrent use.
type Reader struct {
	text    text
	hits    []Hit
	key     []byte
	numbers []int32
	rows    []int
}

// Set takes a text to look at word by word; reading a text sets it too.
func (r *Reader) Set(s string) { r.text.set(s) }

// Normal returns the normal form of the text set last.
func (r *Reader) Normal() string { return r.text.String() }

// Len is how many words the text set last has.
func (r *Reader) Len() int { return len(r.text.words) }

// Word returns a word of the text set last, valid until the next text.
func (r *Reader) Word(i int) []byte { return r.text.word(i) }

// Span returns the words from i to j, j excluded, one space apart; valid until the next text.
func (r *Reader) Span(i, j int) []byte { return r.text.span(i, j) }

// Hits returns what the last reading found, valid until the next.
func (r *Reader) Hits() []Hit { return r.hits }

// Read returns the names found in a text. The result is valid until the next call.
func (l *Lexicon) Read(r *Reader, written string) []Hit {
	r.text.set(written)
	if len(r.text.words) == 0 {
		return nil
	}
	if l.readExactly(r) {
		return r.hits
	}
	l.phrases(r, true)
	if len(r.hits) == 0 {
		l.nearSpellings(r)
	}
	return r.hits
}

// ReadDuty returns the names found in a sentence: phrases, without guessing at spellings. One of fewWords or less is read as
// a name first. The result is valid until the next call.
func (l *Lexicon) ReadDuty(r *Reader, written string, fewWords int) []Hit {
	r.text.set(written)
	if n := len(r.text.words); n == 0 || n > fewWords || !l.readExactly(r) {
		l.phrases(r, false)
	}
	return r.hits
}

// ReadTitle returns the names found in a job title: the whole, else phrases and the parts between "/", "," and "&". What
// follows "to" or "for" is somebody else's title: a secretary to the general counsel is no counsel. The result is valid
// until the next call.
func (l *Lexicon) ReadTitle(r *Reader, written string) []Hit {
	r.text.set(written)
	r.text.cutAt("to", "for")
	n := len(r.text.words)
	if n == 0 {
		return nil
	}
	if h, ok := l.lookUp(r, 0, n); ok {
		r.hits = append(r.hits[:0], h)
		return r.hits
	}
	l.phrases(r, true)
	start := 0
	for i := 1; i <= n; i++ {
		if i < n && r.text.words[i].gap < gapSlash && !r.text.words[i].amp {
			continue
		}
		if h, ok := l.lookUp(r, start, i); ok {
			h.Kind = lexfitv1.MatchKind_MATCH_KIND_PHRASE
			r.hits = append(r.hits, h)
		}
		start = i
		if i < n && r.text.words[i].amp {
			start = i + 1
		}
	}
	r.hits = l.keepLongest(r, r.hits)
	if len(r.hits) == 0 {
		l.nearSpellings(r)
	}
	return r.hits
}

// readExactly finds whole names and lists of whole names.
func (l *Lexicon) readExactly(r *Reader) bool {
	r.hits = r.hits[:0]
	n := len(r.text.words)
	if h, ok := l.wholeOf(r, 0, n); ok {
		r.hits = append(r.hits, h)
		return true
	}
	return l.list(r)
}

// wholeOf reads the words i to j as one name, stripping qualifiers as needed.
func (l *Lexicon) wholeOf(r *Reader, i, j int) (Hit, bool) {
	if h, ok := l.lookUp(r, i, j); ok {
		return h, true
	}
	for {
		k := l.stripFront(r, i, j)
		if k == i {
			break
		}
		i = k
		if h, ok := l.lookUp(r, i, j); ok {
			h.Kind = lexfitv1.MatchKind_MATCH_KIND_ALIAS
			return h, true
		}
	}
	for {
		k := l.stripEnd(r, i, j)
		if k == j {
			return Hit{}, false
		}
		j = k
		if h, ok := l.lookUp(r, i, j); ok {
			h.Kind = lexfitv1.MatchKind_MATCH_KIND_ALIAS
			return h, true
		}
	}
}

// lookUp reads the words i to j as one name just as they stand.
func (l *Lexicon) lookUp(r *Reader, i, j int) (Hit, bool) {
	if n, ok := l.exact[string(r.text.span(i, j))]; ok {
		kind := lexfitv1.MatchKind_MATCH_KIND_ALIAS
		if n.title {
			kind = lexfitv1.MatchKind_MATCH_KIND_EXACT
		}
		return Hit{ID: n.id, Kind: kind, Start: int32(i), End: int32(j)}, true
	}
	r.key = r.text.squeeze(r.key[:0], i, j)
	if len(r.key) >= least {
		if n, ok := l.loose[string(r.key)]; ok && n.id >= 0 {
			return Hit{ID: n.id, Kind: lexfitv1.MatchKind_MATCH_KIND_ALIAS, Start: int32(i), End: int32(j)}, true
		}
	}
	return Hit{}, false
}

// stripFront returns the new front of the words i to j with one qualifier less, never with nothing left.
func (l *Lexicon) stripFront(r *Reader, i, j int) int {
	for n := min(l.beginning[string(r.text.word(i))], j-i-1); n > 0; n-- {
		if l.before[string(r.text.span(i, i+n))] {
			return i + n
		}
	}
	return i
}

// stripEnd returns the new end of the words i to j with one qualifier, version or year less, never with nothing left.
func (l *Lexicon) stripEnd(r *Reader, i, j int) int {
	last := r.text.word(j - 1)
	for n := min(l.endings[string(last)], j-i-1); n > 0; n-- {
		if l.after[string(r.text.span(j-n, j))] {
			return j - n
		}
	}
	if j-i > 1 && isVersion(last) {
		return j - 1
	}
	return j
}

// list reads the text as a list of which every part is a known name.
func (l *Lexicon) list(r *Reader) bool {
	n := len(r.text.words)
	start, parts := 0, 0
	for i := 0; i <= n; i++ {
		conjunction := i < n && isConjunction(r.text.word(i))
		if i < n && !conjunction && (i == 0 || r.text.words[i].gap < gapSlash) {
			continue
		}
		if i > start {
			h, ok := l.wholeOf(r, start, i)
			if !ok {
				r.hits = r.hits[:0]
				return false
			}
			h.Kind = lexfitv1.MatchKind_MATCH_KIND_PHRASE
			r.hits = append(r.hits, h)
			parts++
		}
		start = i
		if conjunction {
			start = i + 1
		}
	}
	if parts < 2 {
		r.hits = r.hits[:0]
		return false
	}
	return true
}

func isConjunction(w []byte) bool {
	return string(w) == "and" || string(w) == "or"
}

// phrases finds the longest names inside the text, leftmost among equals, none overlapping. joined also tries two
// neighbouring words as one ("key cite").
func (l *Lexicon) phrases(r *Reader, joined bool) {
	r.hits = r.hits[:0]
	l.numberWords(r)
	n := len(r.text.words)
	for i := range n {
		if joined && i+1 < n && r.text.words[i+1].gap <= gapSlash {
			r.key = append(append(r.key[:0], r.text.word(i)...), singular(r.text.word(i+1))...)
			if len(r.key) >= least {
				if w, ok := l.vocabulary[string(r.key)]; ok && l.roots[w] != 0 {
					if e := l.ends[l.roots[w]]; e.id >= 0 {
						r.hits = append(r.hits, Hit{ID: e.id, Kind: lexfitv1.MatchKind_MATCH_KIND_PHRASE, Start: int32(i), End: int32(i + 2)})
					}
				}
			}
		}
		if r.numbers[i] < 0 {
			continue
		}
		node := l.roots[r.numbers[i]]
		for j := i + 1; node != 0; j++ {
			if e := l.ends[node]; e.id >= 0 {
				r.hits = append(r.hits, Hit{ID: e.id, Kind: lexfitv1.MatchKind_MATCH_KIND_PHRASE, Start: int32(i), End: int32(j)})
			}
			if j >= n || r.numbers[j] < 0 || r.text.words[j].gap > gapSlash {
				break
			}
			node = l.next[uint64(node)<<32|uint64(r.numbers[j])]
		}
	}
	r.hits = l.keepLongest(r, r.hits)
}

// numberWords sets r.numbers to the vocabulary's numbers of the words, Absent for foreign ones.
func (l *Lexicon) numberWords(r *Reader) {
	r.numbers = r.numbers[:0]
	for i := range r.text.words {
		w, ok := l.vocabulary[string(singular(r.text.word(i)))]
		if !ok {
			w = Absent
		}
		r.numbers = append(r.numbers, w)
	}
}

// keepLongest drops the hits that overlap a longer one, or one further left among equals, and puts the rest in order.
func (l *Lexicon) keepLongest(r *Reader, hits []Hit) []Hit {
	if len(hits) < 2 {
		return hits
	}
	length := func(h Hit) int32 { return r.text.words[h.End-1].end - r.text.words[h.Start].start }
	slices.SortStableFunc(hits, func(a, b Hit) int {
		if d := length(b) - length(a); d != 0 {
			return int(d)
		}
		return int(a.Start - b.Start)
	})
	kept := hits[:0]
	for _, h := range hits {
		overlaps := slices.ContainsFunc(kept, func(k Hit) bool { return h.Start < k.End && k.Start < h.End })
		if !overlaps {
			kept = append(kept, h)
		}
	}
	slices.SortFunc(kept, func(a, b Hit) int { return int(a.Start - b.Start) })
	return kept
}
