package lexicon

import (
	"bytes"
	"slices"
	"strings"

	"github.com/lexfit/lexfit/matcher/tokens"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// A Lexicon reads written texts as the known names of one kind: skills, credentials, fields, topics, titles or languages.
//
// The order of trying is: the whole text as it stands, with spacing and plurals no difference; the same after qualifiers
// are stripped; a list of which every part is a known whole; phrases inside, the longest first; near spellings.
type Lexicon struct {
	exact tokens.Dictionary[name] // normal form → name
	loose tokens.Dictionary[name] // without spaces and plurals, from six letters on → name; id ambiguous where two names clash

	vocabulary tokens.Dictionary[int32] // singular form of a word → its number
	roots      []int32                  // word number → node of the phrases that begin with it, 0 for none
	next       map[uint64]int32         // node and word number → node
	ends       []name                   // node → name that ends there, id Absent for none

	spelling [256][]spelt // first letter → words that a near spelling may mean

	before, after      map[string]bool // qualifiers
	ordinary           map[string]bool // names that are ordinary words too
	beginning, endings map[string]int  // first words of those before, last words of those after → most words
}

// Absent stands for no id.
const Absent = -1

const ambiguous = -2

// name is what one written form stands for.
type name struct {
	id       int32
	title    bool // the thing's own name, not an alias
	whole    bool // only as a whole text or a whole part of a list
	ordinary bool // an ordinary word too
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
	Ordinary   bool // the name is an ordinary word too
}

// New returns a lexicon without names.
func New() *Lexicon {
	return &Lexicon{
		next:      map[uint64]int32{},
		ends:      []name{{id: Absent}},
		before:    map[string]bool{},
		after:     map[string]bool{},
		ordinary:  map[string]bool{},
		beginning: map[string]int{},
		endings:   map[string]int{},
	}
}

// Add makes a written form stand for id. A leading "=" marks a form that counts only as a whole.
func (l *Lexicon) Add(written string, id int32, title bool) {
	meaning := name{id: id, title: title}
	if rest, ok := strings.CutPrefix(written, "="); ok {
		written, meaning.whole = rest, true
	}
	var normal text
	normal.set(written)
	if len(normal.words) == 0 {
		return
	}
	meaning.ordinary = l.ordinary[normal.String()]
	if !l.exact.Has(normal.buf) {
		l.exact.Set(normal.String(), meaning)
	}
	squeezed := normal.squeeze(nil, 0, len(normal.words))
	if len(squeezed) >= least {
		if old, ok := l.loose.Get(squeezed); !ok {
			l.loose.Set(string(squeezed), meaning)
		} else if old.id != id {
			old.id = ambiguous
			l.loose.Set(string(squeezed), old)
		}
	}
	for i := range normal.words {
		l.learn(normal.word(i))
	}
	if meaning.whole {
		return
	}
	numbers := make([]int32, len(normal.words))
	for i := range normal.words {
		numbers[i] = l.number(singular(normal.word(i)))
	}
	l.addPhrase(numbers, meaning)
	if len(normal.words) > 1 && len(squeezed) >= least {
		l.addPhrase([]int32{l.number(squeezed)}, meaning)
	}
}

func (l *Lexicon) number(word []byte) int32 {
	number, ok := l.vocabulary.Get(word)
	if !ok {
		number = int32(l.vocabulary.Len())
		l.vocabulary.Set(string(word), number)
		l.roots = append(l.roots, 0)
	}
	return number
}

// learn makes w a word that near spellings may mean.
func (l *Lexicon) learn(word []byte) {
	l.number(singular(word))
	if len(word) < 4 || bytes.ContainsAny(word, "0123456789") {
		return
	}
	list := &l.spelling[word[0]]
	for _, known := range *list {
		if known.letters == string(word) {
			return
		}
	}
	*list = append(*list, spelt{letters: string(word), mask: letterMask(word)})
}

func (l *Lexicon) addPhrase(numbers []int32, meaning name) {
	node := l.roots[numbers[0]]
	if node == 0 {
		node = l.newNode()
		l.roots[numbers[0]] = node
	}
	for _, number := range numbers[1:] {
		key := uint64(node)<<32 | uint64(number)
		child, ok := l.next[key]
		if !ok {
			child = l.newNode()
			l.next[key] = child
		}
		node = child
	}
	if l.ends[node].id == Absent {
		l.ends[node] = meaning
	}
}

func (l *Lexicon) newNode() int32 {
	l.ends = append(l.ends, name{id: Absent})
	return int32(len(l.ends) - 1)
}

// Qualify sets the qualifiers that are stripped from the front and from the end.
func (l *Lexicon) Qualify(before, after []string) {
	for _, qualifier := range before {
		if words := strings.Fields(NormalizeName(qualifier)); len(words) > 0 {
			l.before[strings.Join(words, " ")] = true
			l.beginning[words[0]] = max(l.beginning[words[0]], len(words))
		}
	}
	for _, qualifier := range after {
		if words := strings.Fields(NormalizeName(qualifier)); len(words) > 0 {
			last := words[len(words)-1]
			l.after[strings.Join(words, " ")] = true
			l.endings[last] = max(l.endings[last], len(words))
		}
	}
}

// Ordinary sets the names that are ordinary words too; those that are added later are marked.
func (l *Lexicon) Ordinary(names []string) {
	for _, name := range names {
		l.ordinary[NormalizeName(name)] = true
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
func (r *Reader) Set(written string) { r.text.set(written) }

// Normal returns the normal form of the text set last.
func (r *Reader) Normal() string { return r.text.String() }

// Len is how many words the text set last has.
func (r *Reader) Len() int { return len(r.text.words) }

// Word returns a word of the text set last, valid until the next text.
func (r *Reader) Word(i int) []byte { return r.text.word(i) }

// AnyWord reports whether any word of the text set last is one that is sought.
func (r *Reader) AnyWord(sought func(word []byte) bool) bool {
	for i := range r.text.words {
		if sought(r.text.word(i)) {
			return true
		}
	}
	return false
}

// Span returns the words from i to j, j excluded, one space apart; valid until the next text.
func (r *Reader) Span(i, j int) []byte { return r.text.span(i, j) }

// Hits returns what the last reading found, valid until the next.
func (r *Reader) Hits() []Hit { return r.hits }

// Knows reports whether words in normal form are a name as they stand.
func (l *Lexicon) Knows(words []byte) bool {
	return l.exact.Has(words)
}

// ReadWhole returns the name that a text is as it stands, as Read would find it; none where it is no name. It sets the
// reader's text. The result is valid until the next call.
func (l *Lexicon) ReadWhole(reader *Reader, written string) []Hit {
	reader.text.set(written)
	if len(reader.text.words) == 0 || !l.Knows(reader.text.buf) {
		return nil
	}
	hit, _ := l.lookUp(reader, 0, len(reader.text.words))
	reader.hits = append(reader.hits[:0], hit)
	return reader.hits
}

// Read returns the names found in a text. The result is valid until the next call.
func (l *Lexicon) Read(reader *Reader, written string) []Hit {
	reader.text.set(written)
	if len(reader.text.words) == 0 {
		return nil
	}
	if l.readExactly(reader) {
		return reader.hits
	}
	l.phrases(reader)
	if len(reader.hits) == 0 {
		l.nearSpellings(reader)
	}
	return reader.hits
}

// ReadTitle returns the names found in a job title: the whole, else phrases and the parts between "/", "," and "&". What
// follows "to" or "for" is somebody else's title: a secretary to the general counsel is no counsel. The result is valid
// until the next call.
func (l *Lexicon) ReadTitle(reader *Reader, written string) []Hit {
	reader.text.set(written)
	reader.text.cutAt("to", "for")
	count := len(reader.text.words)
	if count == 0 {
		return nil
	}
	if hit, ok := l.lookUp(reader, 0, count); ok {
		reader.hits = append(reader.hits[:0], hit)
		return reader.hits
	}
	l.phrases(reader)
	start := 0
	for i := 1; i <= count; i++ {
		if i < count && reader.text.words[i].gap < gapSlash && !reader.text.words[i].amp {
			continue
		}
		if hit, ok := l.lookUp(reader, start, i); ok {
			hit.Kind = lexfitv1.MatchKind_MATCH_KIND_PHRASE
			reader.hits = append(reader.hits, hit)
		}
		start = i
		if i < count && reader.text.words[i].amp {
			start = i + 1
		}
	}
	reader.hits = l.keepLongest(reader, reader.hits)
	if len(reader.hits) == 0 {
		l.nearSpellings(reader)
	}
	return reader.hits
}

// readExactly finds whole names and lists of whole names.
func (l *Lexicon) readExactly(reader *Reader) bool {
	reader.hits = reader.hits[:0]
	count := len(reader.text.words)
	if hit, ok := l.wholeOf(reader, 0, count); ok {
		reader.hits = append(reader.hits, hit)
		return true
	}
	return l.list(reader)
}

// wholeOf reads the words i to j as one name, stripping qualifiers as needed.
func (l *Lexicon) wholeOf(reader *Reader, i, j int) (Hit, bool) {
	if hit, ok := l.lookUp(reader, i, j); ok {
		return hit, true
	}
	for {
		next := l.stripFront(reader, i, j)
		if next == i {
			break
		}
		i = next
		if hit, ok := l.lookUp(reader, i, j); ok {
			hit.Kind = lexfitv1.MatchKind_MATCH_KIND_ALIAS
			return hit, true
		}
	}
	for {
		next := l.stripEnd(reader, i, j)
		if next == j {
			return Hit{}, false
		}
		j = next
		if hit, ok := l.lookUp(reader, i, j); ok {
			hit.Kind = lexfitv1.MatchKind_MATCH_KIND_ALIAS
			return hit, true
		}
	}
}

// lookUp reads the words i to j as one name just as they stand.
func (l *Lexicon) lookUp(reader *Reader, i, j int) (Hit, bool) {
	if meaning, ok := l.exact.Get(reader.text.span(i, j)); ok {
		kind := lexfitv1.MatchKind_MATCH_KIND_ALIAS
		if meaning.title {
			kind = lexfitv1.MatchKind_MATCH_KIND_EXACT
		}
		return Hit{ID: meaning.id, Kind: kind, Start: int32(i), End: int32(j), Ordinary: meaning.ordinary}, true
	}
	reader.key = reader.text.squeeze(reader.key[:0], i, j)
	if len(reader.key) >= least {
		if meaning, ok := l.loose.Get(reader.key); ok && meaning.id >= 0 {
			return Hit{ID: meaning.id, Kind: lexfitv1.MatchKind_MATCH_KIND_ALIAS, Start: int32(i), End: int32(j), Ordinary: meaning.ordinary}, true
		}
	}
	return Hit{}, false
}

// stripFront returns the new front of the words i to j with one qualifier less, never with nothing left.
func (l *Lexicon) stripFront(reader *Reader, i, j int) int {
	for count := min(l.beginning[string(reader.text.word(i))], j-i-1); count > 0; count-- {
		if l.before[string(reader.text.span(i, i+count))] {
			return i + count
		}
	}
	return i
}

// stripEnd returns the new end of the words i to j with one qualifier, version or year less, never with nothing left.
func (l *Lexicon) stripEnd(reader *Reader, i, j int) int {
	last := reader.text.word(j - 1)
	for count := min(l.endings[string(last)], j-i-1); count > 0; count-- {
		if l.after[string(reader.text.span(j-count, j))] {
			return j - count
		}
	}
	if j-i > 1 && isVersion(last) {
		return j - 1
	}
	return j
}

// list reads the text as a list of which every part is a known name.
func (l *Lexicon) list(reader *Reader) bool {
	count := len(reader.text.words)
	start, parts := 0, 0
	for i := 0; i <= count; i++ {
		conjunction := i < count && isConjunction(reader.text.word(i))
		if i < count && !conjunction && (i == 0 || reader.text.words[i].gap < gapSlash) {
			continue
		}
		if i > start {
			hit, ok := l.wholeOf(reader, start, i)
			if !ok {
				reader.hits = reader.hits[:0]
				return false
			}
			hit.Kind = lexfitv1.MatchKind_MATCH_KIND_PHRASE
			reader.hits = append(reader.hits, hit)
			parts++
		}
		start = i
		if conjunction {
			start = i + 1
		}
	}
	if parts < 2 {
		reader.hits = reader.hits[:0]
		return false
	}
	return true
}

func isConjunction(word []byte) bool {
	return string(word) == "and" || string(word) == "or"
}

// phrases finds the longest names inside the text, leftmost among equals, none overlapping. Two neighbouring words are also
// tried as one ("key cite").
func (l *Lexicon) phrases(reader *Reader) {
	reader.hits = reader.hits[:0]
	l.numberWords(reader)
	count := len(reader.text.words)
	for i := range count {
		if i+1 < count && reader.text.words[i+1].gap <= gapSlash {
			reader.key = append(append(reader.key[:0], reader.text.word(i)...), singular(reader.text.word(i+1))...)
			if len(reader.key) >= least {
				if number, ok := l.vocabulary.Get(reader.key); ok && l.roots[number] != 0 {
					if meaning := l.ends[l.roots[number]]; meaning.id >= 0 {
						reader.hits = append(reader.hits, Hit{ID: meaning.id, Kind: lexfitv1.MatchKind_MATCH_KIND_PHRASE, Start: int32(i), End: int32(i + 2)})
					}
				}
			}
		}
		if reader.numbers[i] < 0 {
			continue
		}
		node := l.roots[reader.numbers[i]]
		for j := i + 1; node != 0; j++ {
			if meaning := l.ends[node]; meaning.id >= 0 {
				reader.hits = append(reader.hits, Hit{ID: meaning.id, Kind: lexfitv1.MatchKind_MATCH_KIND_PHRASE, Start: int32(i), End: int32(j), Ordinary: meaning.ordinary})
			}
			if j >= count || reader.numbers[j] < 0 || reader.text.words[j].gap > gapSlash {
				break
			}
			node = l.next[uint64(node)<<32|uint64(reader.numbers[j])]
		}
	}
	reader.hits = l.keepLongest(reader, reader.hits)
}

// numberWords sets r.numbers to the vocabulary's numbers of the words, Absent for foreign ones.
func (l *Lexicon) numberWords(reader *Reader) {
	reader.numbers = reader.numbers[:0]
	for i := range reader.text.words {
		number, ok := l.vocabulary.Get(singular(reader.text.word(i)))
		if !ok {
			number = Absent
		}
		reader.numbers = append(reader.numbers, number)
	}
}

// keepLongest drops the hits that overlap a longer one, or one further left among equals, and puts the rest in order.
func (l *Lexicon) keepLongest(reader *Reader, hits []Hit) []Hit {
	if len(hits) < 2 {
		return hits
	}
	length := func(hit Hit) int32 { return reader.text.words[hit.End-1].end - reader.text.words[hit.Start].start }
	slices.SortStableFunc(hits, func(one, other Hit) int {
		if change := length(other) - length(one); change != 0 {
			return int(change)
		}
		return int(one.Start - other.Start)
	})
	kept := hits[:0]
	for _, hit := range hits {
		overlaps := slices.ContainsFunc(kept, func(longer Hit) bool { return hit.Start < longer.End && longer.Start < hit.End })
		if !overlaps {
			kept = append(kept, hit)
		}
	}
	slices.SortFunc(kept, func(one, other Hit) int { return int(one.Start - other.Start) })
	return kept
}
