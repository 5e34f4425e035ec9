package duties

import (
	"cmp"
	"slices"

	"github.com/lexfit/lexfit/matcher/tokens"
)

// Showing is a skill that a duty shows, or denies.
type Showing struct {
	// Skill is the skill's place in the list that the table was compiled with.
	Skill int32
	// Clause is the clause that shows it, an index into Reader.Clauses.
	Clause int32
	// Start and End are the bytes of the duty that show it: from the verb to the end of its object, or the name.
	Start, End int32
	// Named says that the skill's own name stands there, not a verb and its object.
	Named bool
	// LawOnly says that it is shown in a legal job alone.
	LawOnly bool
	// Denied says that the duty says it was not done, or done by others: it shows nothing.
	Denied bool
}

// Clause is a clause of a duty, by its bytes; the words that end it are part of none.
type Clause struct {
	Start, End int32
	// DeniedFrom is the byte from which on to its end it tells of what was not done, or was done by others; End where it
	// tells of nothing such.
	DeniedFrom int32
}

// Reader is the memory of reading duties, used again from duty to duty. It is not safe for concurrent use; the zero value is
// ready.
type Reader struct {
	// Clauses are those of the duty read last, valid until the next one is read.
	Clauses []Clause

	text     tokens.Text
	words    []word
	found    []found
	names    []span
	objects  []span
	showings []Showing
	verbAt   [MostVerbClasses]int32
}

// found is the longest phrase of each role that begins at a word, by its number of words.
type found struct {
	length      [roles]int16
	name, class int32
	verbs       uint64 // the classes of the verb
}

// span is a phrase by its words, end excluded.
type span struct{ start, end, skill int32 }

// Read reads a duty and returns what it shows, each skill once as shown and once as denied, in the order in which they
// stand; a skill that is shown both ways counts as shown in any job. The result is valid until the reader is used again.
func (t *Table) Read(r *Reader, duty string) []Showing {
	r.Clauses, r.showings = r.Clauses[:0], r.showings[:0]
	r.text.Set(duty)
	r.lookUp(t)
	n := len(r.text.Words)
	for start := 0; start < n; {
		end, next := r.clauseFrom(t, start)
		if end > start {
			r.clause(t, start, end)
		}
		if start = next; end < n && r.found[end].length[aside] > 0 {
			start = r.behindAside(t, start)
		}
	}
	return r.showings
}

// lookUp finds what each word is, and the phrases that begin at it.
func (r *Reader) lookUp(t *Table) {
	count := len(r.text.Words)
	r.words, r.found = slices.Grow(r.words[:0], count)[:count], slices.Grow(r.found[:0], count)[:count]
	for i := range r.text.Words {
		known, ok := t.words.Get(r.text.Word(i))
		if !ok {
			known.stem = -1
		}
		r.words[i] = known
	}
	for i := range r.words {
		known, at := &r.words[i], &r.found[i]
		*at = found{verbs: known.verbs}
		if known.flags&isVerb != 0 && (r.whole(i, i+1) || r.isAgain(i)) {
			at.length[verbPhrase] = 1
		}
		if known.stem >= 0 && t.roots[known.stem] != 0 {
			r.phrases(t, i, at)
		}
	}
}

// phrases finds the longest phrase of each role that begins at the word i.
func (r *Reader) phrases(t *Table, i int, at *found) {
	node := t.roots[r.words[i].stem]
	for j := i + 1; ; j++ {
		for _, end := range t.ends[node] {
			if end.written != "" && end.written != string(r.text.Span(i, j)) {
				continue
			}
			switch end.role {
			case objectPhrase:
				// The possessive is not the object: what it possesses is.
				if r.text.Words[j-1].Possessive || !r.whole(i, j) {
					continue
				}
				at.class = end.id
			case namePhrase:
				at.name = end.id
			case verbPhrase:
				if !r.whole(i, j) {
					continue
				}
				at.verbs = end.verbs
			case passedOver, about, denial, notDenial, others, clauseEnd, aside, denialWithin, roles:
			}
			at.length[end.role] = int16(j - i)
		}
		if j == len(r.words) || r.words[j].stem < 0 || r.text.Words[j].Before&tokens.Apart != 0 {
			return
		}
		child, ok := t.next[uint64(node)<<32|uint64(r.words[j].stem)]
		if !ok {
			return
		}
		node = child
	}
}

// whole reports whether the words i to j, j excluded, are no part of a longer word that a hyphen joins: "courts-martial" is
// no court, "client-facing" no client.
func (r *Reader) whole(i, j int) bool {
	return r.text.Words[i].Before&tokens.Hyphen == 0 && r.text.Behind(j-1)&tokens.Hyphen == 0
}

// isAgain reports whether a verb is the end of a word such as "re-drafted" or "co-counselled".
func (r *Reader) isAgain(i int) bool {
	if i == 0 || r.text.Behind(i)&tokens.Hyphen != 0 {
		return false
	}
	before := string(r.text.Word(i - 1))
	return before == "re" || before == "co"
}

// behindAside returns the word behind what tells of others: at the next comma, or the clause's end.
func (r *Reader) behindAside(t *Table, start int) int {
	end, _ := r.clauseFrom(t, start)
	for i := start + 1; i < end; i++ {
		if r.text.Words[i].Before&tokens.Comma != 0 {
			return i
		}
	}
	return end
}

// clauseFrom returns the end of the clause that begins at a word, and where the next one begins.
func (r *Reader) clauseFrom(t *Table, start int) (end, next int) {
	const ends = tokens.Semi | tokens.Line | tokens.Bullet | tokens.Dash
	for i := start; i < len(r.words); i++ {
		if i > start {
			before := r.text.Words[i].Before
			if before&ends != 0 || before&tokens.Stop != 0 && !t.stopless[string(r.text.Word(i-1))] {
				return i, i
			}
		}
		if length := int(r.found[i].length[clauseEnd]); length > 0 {
			return i, i + length
		}
	}
	return len(r.words), len(r.words)
}

// clause reads the words start to end as one clause.
func (r *Reader) clause(t *Table, start, end int) {
	denied := r.deniedFrom(start, end)
	deniedByte := r.text.Words[end-1].End
	if denied < end {
		deniedByte = r.text.Words[denied].Start
	}
	r.Clauses = append(r.Clauses, Clause{
		Start: r.text.Words[start].Start, End: r.text.Words[end-1].End, DeniedFrom: deniedByte,
	})
	r.readVerbs(t, start, end, denied)
	r.readNames(start, end, denied)
}

// deniedFrom returns the word of a clause from which on it tells of what was not done, or by others; its end for none.
func (r *Reader) deniedFrom(start, end int) int {
	i := start
	if string(r.text.Word(i)) == "i" && i+1 < end {
		i++
	}
	opening := r.found[i]
	if length := int(opening.length[denial]); length > int(opening.length[notDenial]) && i+length <= end {
		// "no" is denied by itself: not in "no-fault" or "No. 5".
		const joined = tokens.Hyphen | tokens.LongDash | tokens.Point | tokens.Stop
		if i+length == end || r.text.Behind(i+length-1)&joined == 0 {
			return start
		}
	}
	found := end
	for ; i < end; i++ {
		if r.found[i].length[denialWithin] > 0 {
			return start
		}
		if r.found[i].length[others] > 0 {
			found = min(found, i)
		}
	}
	return found
}

// readNames shows the skills whose names stand in a clause: the longest, leftmost among equals, none overlapping, and none
// inside a longer object, which is another thing ("statute of limitations").
func (r *Reader) readNames(start, end, denied int) {
	r.names = r.names[:0]
	for i := start; i < end; i++ {
		length := int32(r.found[i].length[namePhrase])
		if length == 0 || i+int(length) > end {
			continue
		}
		name := span{int32(i), int32(i) + length, r.found[i].name}
		inside := slices.ContainsFunc(r.objects, func(object span) bool {
			return object.start <= name.start && name.end <= object.end && object.end-object.start > length
		})
		if !inside {
			r.names = append(r.names, name)
		}
	}
	r.keepLongest()
	for _, name := range r.names {
		r.show(Showing{
			Skill: name.skill, Named: true, Denied: int(name.start) >= denied,
			Start: r.text.Words[name.start].Start, End: r.text.Words[name.end-1].End,
		})
	}
}

// keepLongest drops the names that overlap a longer one, or one further left among equals, and puts the rest in order.
func (r *Reader) keepLongest() {
	if len(r.names) < 2 {
		return
	}
	slices.SortFunc(r.names, func(a, b span) int {
		return cmp.Or(cmp.Compare(b.end-b.start, a.end-a.start), cmp.Compare(a.start, b.start))
	})
	kept := r.names[:0]
	for _, name := range r.names {
		if !slices.ContainsFunc(kept, func(other span) bool { return other.start < name.end && name.start < other.end }) {
			kept = append(kept, name)
		}
	}
	slices.SortFunc(kept, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	r.names = kept
}

// show notes a showing, each skill once as shown and once as denied.
func (r *Reader) show(what Showing) {
	what.Clause = int32(len(r.Clauses) - 1)
	for i := range r.showings {
		old := &r.showings[i]
		if old.Skill != what.Skill || old.Denied != what.Denied {
			continue
		}
		if old.LawOnly && !what.LawOnly {
			*old = what
		}
		return
	}
	r.showings = append(r.showings, what)
}
