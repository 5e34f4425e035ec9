package duties

import (
	"bytes"
	"math/bits"

	"github.com/lexfit/lexfit/matcher/tokens"
)

// pairing is the state of pairing the verbs of a clause with their objects.
type pairing struct {
	open       uint64 // the classes of the verbs in force
	opened     bool   // a verb has been read
	objectRead bool   // and since then an object
	verbEnd    int    // behind the last verb
	thingEnd   int    // behind the last object, or thing passed over
}

// readVerbs pairs the verbs of a clause with their objects, from left to right.
func (r *Reader) readVerbs(t *Table, start, end, denied int) {
	state := pairing{verbEnd: start, thingEnd: -1}
	r.objects = r.objects[:0]
	for i := start; i < end; {
		at := &r.found[i]
		object, passed, verb := int(at.length[objectPhrase]), int(at.length[passedOver]), int(at.length[verbPhrase])
		thing := max(object, passed)
		switch topic := int(at.length[about]); {
		case topic > 0:
			state.open, state.objectRead = 0, true
			i += topic
		case verb > 0 && (verb > thing || thing < 2) && (thing >= 2 || r.isVerb(i, end, thing, &state)):
			if !r.isParticiple(i, &state) {
				r.openVerb(i, at.verbs, &state)
			}
			i += verb
			state.verbEnd = i
		case thing > 0:
			last := i + thing
			if object > passed {
				r.pair(t, i, last, &state, i >= denied)
			}
			state.objectRead, state.thingEnd = true, last
			r.objects = append(r.objects, span{int32(i), int32(last), -1})
			i = last
		default:
			i++
		}
	}
}

// pair shows what the verbs in force done to the object of the words i to last show.
func (r *Reader) pair(t *Table, i, last int, state *pairing, denied bool) {
	class := r.found[i].class
	for set := state.open & t.verbsOf[class]; set != 0; set &= set - 1 {
		verb := bits.TrailingZeros64(set)
		for _, what := range t.rows[int(class)*t.verbClasses+verb] {
			r.show(Showing{
				Skill: what.skill, LawOnly: what.lawOnly, Denied: denied,
				Start: r.text.Words[r.verbAt[verb]].Start, End: r.text.Words[last-1].End,
			})
		}
	}
}

// openVerb takes up the verb at a word: it joins those in force, or begins anew once an object has been read. It also begins
// anew where it is the next part of a list and words that were not read stand since the last verb: "ordering supplies,
// maintaining records" orders no records.
func (r *Reader) openVerb(i int, verbs uint64, state *pairing) {
	if state.objectRead || state.opened && r.isPart(i) && r.hasContent(state.verbEnd, i) {
		state.open, state.objectRead = 0, false
	}
	state.open |= verbs
	state.opened = true
	for set := verbs; set != 0; set &= set - 1 {
		r.verbAt[bits.TrailingZeros64(set)] = int32(i)
	}
}

// isVerb reports whether a word that is the form of a verb is one where it stands, and not the noun that is written alike.
// thing is the number of words of the object that begins there.
func (r *Reader) isVerb(i, end, thing int, state *pairing) bool {
	return r.words[i].flags&nounFirst == 0 || !state.opened || thing == 0 ||
		r.isPart(i) && (r.governs(i+1, end) || r.isBaseBeforeNoun(i, end))
}

// isParticiple reports whether a past form says what was done to the object before it, by whomever ("documents produced by"),
// or what was done to the subject ("have been filed").
func (r *Reader) isParticiple(i int, state *pairing) bool {
	if r.words[i].flags&isPast == 0 || i == 0 || r.text.Words[i].Before&tokens.Apart != 0 {
		return false
	}
	return state.opened && state.thingEnd == i || r.words[i-1].flags&isBeing != 0
}

// isPart reports whether a word begins a part of a list.
func (r *Reader) isPart(i int) bool {
	return i > 0 && (r.text.Words[i].Before&(tokens.Comma|tokens.Slash|tokens.Colon) != 0 || r.words[i-1].flags&isJoiner != 0)
}

// governs reports whether an object, or a preposition that a verb can stand before, begins at the word i, articles and the
// like passed over.
func (r *Reader) governs(i, end int) bool {
	for ; i < end && r.text.Words[i].Before&tokens.Apart == 0; i++ {
		at := &r.found[i]
		switch {
		case r.words[i].flags&isGoverning != 0, at.length[objectPhrase] > 0, at.length[passedOver] > 0, at.length[namePhrase] > 0:
			return true
		case r.words[i].flags&isLink == 0:
			return false
		}
	}
	return false
}

// isBaseBeforeNoun reports whether a word that is no plural and no -ing form stands before a word that was not read: "and
// record data".
func (r *Reader) isBaseBeforeNoun(i, end int) bool {
	form := r.text.Word(i)
	return !bytes.HasSuffix(form, []byte("s")) && !bytes.HasSuffix(form, []byte("ing")) && i+1 < end &&
		r.text.Words[i+1].Before&tokens.Apart == 0 && r.words[i+1].flags&(isLink|isJoiner|isVerb) == 0
}

// hasContent reports whether any of the words i to j, j excluded, is more than a link.
func (r *Reader) hasContent(i, j int) bool {
	for ; i < j; i++ {
		if r.words[i].flags&(isLink|isJoiner) == 0 && !bytes.HasSuffix(r.text.Word(i), []byte("ly")) {
			return true
		}
	}
	return false
}
