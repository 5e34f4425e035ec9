package wording

import (
	"strings"

	"github.com/lexfit/lexfit/matcher/tokens"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Kind is the kind of thing that a text names. It decides which words count beside the name: a level is a skill's alone.
type Kind uint8

// The kinds.
const (
	Skill Kind = iota
	Credential
	Field // of study, or a degree
	Title // of a job
)

// Standing is what a text says of a credential's or degree's status.
type Standing uint8

// The standings.
const (
	Unsaid       Standing = iota
	Expired               // held no longer
	InProgress            // yet to come
	NotCompleted          // ended without
	Suspended             // taken away for a time
	Revoked               // taken away for good
)

// Words are a rulebook's words beside names, made ready for reading. They are immutable and safe for concurrent use.
type Words struct {
	beside        tokens.Dictionary[effect] // stripped from the ends of a segment
	alone         tokens.Dictionary[effect] // only as a segment of their own
	keeps         tokens.Dictionary[bool]   // what keeps its words: true for what looks like a denial and is none, false for names in which they mean something else
	before, after map[string]bool           // directly beside a job's name, what makes it another
	teachers      map[string]bool
	longest       int                    // words of the longest phrase
	first, last   tokens.Dictionary[int] // by a first and a last word: the words of the longest phrase with it

	short map[string]abbreviation
}

// effect is what a phrase says.
type effect struct {
	kinds       uint8 // a bit for each kind in which it counts
	denies      bool
	level       lexfitv1.Proficiency
	standing    Standing
	minor       bool
	notApproved bool
	ends        bool // a date follows
}

// abbreviation is a word that titles shorten.
type abbreviation struct {
	long   string
	beside map[string]bool
}

func kinds(list ...Kind) (bits uint8) {
	for _, kind := range list {
		bits |= 1 << kind
	}
	return bits
}

// Compile makes the words of a rulebook's names section ready. Unset words read nothing but years and levels of five.
func Compile(names *lexfitv1.NameReading) *Words {
	list := names.GetBeside()
	w := &Words{
		before: map[string]bool{}, after: map[string]bool{}, teachers: map[string]bool{}, short: map[string]abbreviation{},
	}
	named := kinds(Skill, Credential, Field, Title)
	studied := kinds(Credential, Field)
	w.add(&w.beside, list.GetDenials(), effect{kinds: named, denies: true})
	w.add(&w.alone, list.GetDenialsAlone(), effect{kinds: named, denies: true})
	for _, level := range list.GetLevels() {
		w.add(&w.beside, level.GetWords(), effect{kinds: kinds(Skill), level: level.GetProficiency()})
	}
	w.add(&w.beside, list.GetExpired(), effect{kinds: kinds(Credential), standing: Expired})
	w.add(&w.beside, list.GetSuspended(), effect{kinds: kinds(Credential), standing: Suspended})
	w.add(&w.beside, list.GetRevoked(), effect{kinds: kinds(Credential), standing: Revoked})
	w.add(&w.beside, list.GetInProgress(), effect{kinds: studied, standing: InProgress})
	w.add(&w.beside, list.GetNotCompleted(), effect{kinds: studied, standing: NotCompleted})
	w.add(&w.beside, list.GetEnds(), effect{kinds: kinds(Credential), ends: true})
	w.add(&w.beside, list.GetMinors(), effect{kinds: kinds(Field), minor: true})
	w.add(&w.beside, list.GetNotApproved(), effect{kinds: kinds(Field), notApproved: true})
	for _, approval := range names.GetApprovalPhrases() {
		for _, no := range []string{"not", "non", "no", "never", "without"} {
			w.add(&w.beside, []string{no + " " + approval}, effect{kinds: kinds(Field), notApproved: true})
		}
	}
	w.keep(list.GetUntouched(), false)
	w.keep(list.GetNotDenials(), true)
	w.mark(w.before, list.GetOtherBefore())
	w.mark(w.after, list.GetOtherAfter())
	w.mark(w.teachers, list.GetTeachers())
	for _, short := range names.GetAbbreviations() {
		beside := map[string]bool{}
		for _, word := range short.GetBeside() {
			beside[fold(word)] = true
		}
		w.short[fold(short.GetShort())] = abbreviation{long: short.GetLong(), beside: beside}
	}
	return w
}

// add lets phrases say something. Of two lists with one phrase the first counts, in the kinds that it names.
func (w *Words) add(phrases *tokens.Dictionary[effect], list []string, what effect) {
	for _, phrase := range list {
		key := fold(phrase)
		if key == "" {
			continue
		}
		if !phrases.Has([]byte(key)) {
			phrases.Set(key, what)
		}
		w.span(key)
	}
}

// span notes how many words a phrase has, by its first and last.
func (w *Words) span(key string) {
	words := strings.Fields(key)
	first, last := words[0], words[len(words)-1]
	w.longest = max(w.longest, len(words))
	most, _ := w.first.Get([]byte(first))
	w.first.Set(first, max(most, len(words)))
	most, _ = w.last.Get([]byte(last))
	w.last.Set(last, max(most, len(words)))
}

// mostFrom is the words of the longest phrase that begins with a word, mostTo of that which ends with it.
func (w *Words) mostFrom(word []byte) int {
	most, _ := w.first.Get(word)
	return most
}

func (w *Words) mostTo(word []byte) int {
	most, _ := w.last.Get(word)
	return most
}

// Marks reports whether a word in normal form may be one beside a name, or be a part of one: a number or the first or last word
// of a phrase. Of a text without such a word, and without a sign that crosses out, nothing stands beside what it names.
func (w *Words) Marks(word []byte) bool {
	return word[0] <= '9' || w.first.Has(word) || w.last.Has(word)
}

// Shortens reports whether a word in normal form may be one that job titles shorten.
func (w *Words) Shortens(word []byte) bool {
	_, ok := w.short[string(word)]
	return ok
}

// kept reports whether words keep what stands in them: nothing is stripped from there.
func (w *Words) kept(words []byte) bool {
	return w.keeps.Has(words)
}

// keep makes phrases keep their words.
func (w *Words) keep(list []string, neutral bool) {
	for _, phrase := range list {
		if key := fold(phrase); key != "" {
			w.keeps.Set(key, neutral)
			w.span(key)
		}
	}
}

func (w *Words) mark(phrases map[string]bool, list []string) {
	for _, phrase := range list {
		if key := fold(phrase); key != "" {
			phrases[key] = true
			w.span(key)
		}
	}
}

func fold(phrase string) string {
	var text tokens.Text
	text.Set(phrase)
	return string(text.Span(0, len(text.Words)))
}
