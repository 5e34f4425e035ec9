package wording

import (
	"github.com/lexfit/lexfit/matcher/tokens"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Part is a name in a written text, and what stands beside it.
type Part struct {
	// Start and End are the bytes of the name in the text, without the words beside it.
	Start, End int32
	Remark
}

// Remark is what the words beside a name say of it. Its zero value says nothing.
type Remark struct {
	// Denied says that the name is denied: it is not had, used, held or been.
	Denied bool
	// Whole says that the text denies all that it names. Of a part that is denied beside others nothing is known.
	Whole bool
	// Standing is the status said.
	Standing Standing
	// Level is the level said, or that of a number of five.
	Level lexfitv1.Proficiency
	// Months is the time of use said, in whole months, at most MostMonths; 0 for none.
	Months int32
	// Minor says that a field was a minor subject.
	Minor bool
	// NotApproved says that the program is not approved.
	NotApproved bool
	// Taught says that a credential is taught, placed or examined by the person, not held.
	Taught bool
	// EndsYear is the year until which a credential is said to hold; 0 for none.
	EndsYear int32
	// State is the postal code of a state that stands by itself beside a credential; empty for none.
	State string
	// IssuerStart and IssuerEnd are the bytes of who is said to have granted a credential; equal for nobody.
	IssuerStart, IssuerEnd int32
}

// MostMonths is the most time of use that is read: more is no lifetime's.
const MostMonths = 720

// Reader is the memory of reading names, used again from text to text. It is not safe for concurrent use; the zero value is
// ready.
type Reader struct {
	text     tokens.Text
	written  string
	segments []segment
	parts    []Part
}

// segment is a stretch of words between two marks.
type segment struct {
	start, end int // its words
	first      int // the first word of the text as it was cut: start before anything was stripped
	remark     Remark
	said       bool // something stands beside the name
	pure       bool // nothing is left: it speaks of what stands before it
	denying    bool // it was denied by its own words
}

// Read reads a written name of a kind. Known says whether words in normal form (small letters, one space apart) are a name
// just as they stand, of which no word is taken away; nil knows none. The parts are in the order of the text, without those
// of which nothing is left; they are valid until the reader is used again.
func (w *Words) Read(r *Reader, written string, kind Kind, known func(words []byte) bool) []Part {
	r.text.Set(written)
	r.written = written
	r.parts = r.parts[:0]
	n := len(r.text.Words)
	if n == 0 {
		return nil
	}
	if known != nil && !r.crossed(0, n) && known(r.text.Span(0, n)) {
		r.parts = append(r.parts, r.part(segment{start: 0, end: n}))
		return r.parts
	}
	r.cut(w)
	for i := range r.segments {
		w.strip(r, &r.segments[i], kind, known)
	}
	w.attach(r, kind, known)
	w.carryDenial(r)
	r.collect()
	return r.parts
}

// part is the part that a segment makes.
func (r *Reader) part(s segment) Part {
	return Part{Start: r.text.Words[s.start].Start, End: r.text.Words[s.end-1].End, Remark: s.remark}
}

// crossed reports whether a crossing-out sign stands before or behind any of the words i to j.
func (r *Reader) crossed(i, j int) bool {
	for ; i < j; i++ {
		if r.text.Words[i].Before&tokens.Cross != 0 {
			return true
		}
	}
	return r.text.Behind(j-1)&tokens.Cross != 0
}

// cut cuts the text into segments: at marks that separate, at "but", and where a denial follows "and" or "or".
func (r *Reader) cut(w *Words) {
	r.segments = r.segments[:0]
	n := len(r.text.Words)
	start, minor := 0, 0 // and where the phrase of a minor subject ends
	for i := 1; i <= n; i++ {
		next := i
		switch {
		case i == n || r.text.Words[i].Before&tokens.Apart != 0 && !r.abbreviates(i-1):
		case i+1 < n && string(r.text.Word(i)) == "but":
			next = i + 1
		case i+1 < n && isAnd(r.text.Word(i)) && r.denialAt(w, i+1, n) > 0:
			next = i + 1
		case i+1 < n && i >= minor && r.minorAt(w, i, n) > 0: // "English with a minor in legal studies"
			minor = i + r.minorAt(w, i, n)
		default:
			continue
		}
		if i > start {
			r.segments = append(r.segments, segment{start: start, end: i, first: start})
		}
		start = next
		i = max(i, next)
	}
}

// abbreviates reports whether a word and its point are cut short before a number: "exp. 2021".
func (r *Reader) abbreviates(i int) bool {
	const short = 4
	between := r.text.Behind(i)
	return between&tokens.Apart == tokens.Stop && len(r.text.Word(i)) <= short && i+1 < len(r.text.Words) && r.text.Word(i + 1)[0] <= '9'
}

func isAnd(word []byte) bool {
	return string(word) == "and" || string(word) == "or" || string(word) == "nor"
}

// denialAt returns the number of words of a denial that begins at the word i and that nothing like one outdoes; 0 for none.
func (r *Reader) denialAt(w *Words, i, end int) int {
	for size := min(w.mostFrom(r.text.Word(i)), end-i); size > 0; size-- {
		words := r.text.Span(i, i+size)
		if w.kept(words) {
			return 0
		}
		if what, ok := w.beside.Get(words); ok {
			if what.denies && !r.joined(i+size-1, end) {
				return size
			}
			return 0
		}
	}
	return 0
}

// minorAt returns the number of words of a phrase that makes what follows a minor subject and begins at the word i; 0 for none.
func (r *Reader) minorAt(w *Words, i, end int) int {
	for size := min(w.mostFrom(r.text.Word(i)), end-i-1); size > 1; size-- {
		if what, ok := w.beside.Get(r.text.Span(i, i+size)); ok && what.minor {
			return size
		}
	}
	return 0
}

// joined reports whether a hyphen joins a word to one that follows before end: "no-fault".
func (r *Reader) joined(i, end int) bool {
	return i+1 < end && r.text.Words[i+1].Before&tokens.Hyphen != 0
}

// strip takes from the ends of a segment what stands beside its name, until nothing more does or a known name is left.
func (w *Words) strip(r *Reader, s *segment, kind Kind, known func([]byte) bool) {
	if r.text.Words[s.start].Before&tokens.Cross != 0 || s.end == len(r.text.Words) && r.text.After&tokens.Cross != 0 {
		s.remark.Denied, s.said, s.denying = true, true, true
	}
	if w.stripAlone(r, s, kind) {
		return
	}
	for s.start < s.end {
		w.stripI(r, s)
		if known != nil && known(r.text.Span(s.start, s.end)) {
			return
		}
		if !w.stripFront(r, s, kind, known) && !w.stripEnd(r, s, kind) {
			return
		}
	}
	s.pure = true
}

// stripAlone reads a segment of which nothing is a name: "none", "no expiry", "TX".
func (w *Words) stripAlone(r *Reader, s *segment, kind Kind) bool {
	if w.mostFrom(r.text.Word(s.start)) < s.end-s.start {
		return kind == Credential && s.start > 0 && r.stripState(s)
	}
	words := r.text.Span(s.start, s.end)
	if what, ok := w.alone.Get(words); ok && what.kinds&kinds(kind) != 0 {
		s.say(what)
		s.pure = true
		return true
	}
	if neutral, _ := w.keeps.Get(words); neutral && s.start > 0 {
		s.said, s.pure = true, true // "not expired": it says nothing, and is no name
		return true
	}
	return kind == Credential && s.start > 0 && r.stripState(s)
}

// stripState reads a segment that is the name or code of a state.
func (r *Reader) stripState(s *segment) bool {
	state := r.stateOf(s.start, s.end)
	if state == "" {
		return false
	}
	s.remark.State = state
	s.said, s.pure = true, true
	return true
}

// stripI takes "I", "I have" or "I am" from before a denial.
func (w *Words) stripI(r *Reader, s *segment) {
	i := s.start
	switch string(r.text.Word(i)) {
	case "i", "im", "ive":
		i++
	default:
		return
	}
	if i < s.end && r.denialAt(w, i, s.end) > 0 {
		s.start = i
		return
	}
	if i+1 < s.end && (string(r.text.Word(i)) == "have" || string(r.text.Word(i)) == "am") && r.denialAt(w, i+1, s.end) > 0 {
		s.start = i + 1
	}
}

// stripFront takes the longest phrase from the front of a segment.
func (w *Words) stripFront(r *Reader, s *segment, kind Kind, known func([]byte) bool) bool {
	if size, months := r.timeAt(s.start, s.end); size > 0 && kind == Skill {
		s.used(months)
		s.start += size
		return true
	}
	for size := min(w.mostFrom(r.text.Word(s.start)), s.end-s.start); size > 0; size-- {
		words := r.text.Span(s.start, s.start+size)
		if w.kept(words) {
			return false
		}
		what, ok := w.beside.Get(words)
		if !ok || what.kinds&kinds(kind) == 0 {
			continue
		}
		if r.joined(s.start+size-1, s.end) && (what.standing != Expired || known != nil && !known(r.text.Span(s.start+size, s.end))) {
			continue // "no-fault"; but an "ex-paralegal"
		}
		if what.ends {
			after := r.datesFrom(s.start+size, s.end)
			if after < s.end {
				return false // "exp" of something: no date stands there
			}
			s.remark.EndsYear = r.yearIn(s.start, s.end)
			s.said = true
			s.start = s.end
			return true
		}
		s.say(what)
		s.start += size
		if what.standing != Unsaid { // "expired 2019", "expected May 2028"
			if after := r.datesFrom(s.start, s.end); after == s.end {
				s.start = after
			}
		}
		return true
	}
	return false
}

// stripEnd takes the longest phrase from the end of a segment, with the date behind it.
func (w *Words) stripEnd(r *Reader, s *segment, kind Kind) bool {
	if kind == Skill {
		if size, level := r.ofFive(s.start, s.end); size > 0 {
			s.remark.Level = level
			if level == lexfitv1.Proficiency_PROFICIENCY_NONE {
				s.remark.Denied, s.denying = true, true
			}
			s.said = true
			s.end -= size
			return true
		}
		if size, months := r.timeBefore(s.start, s.end); size > 0 {
			s.used(months)
			s.end -= size
			return true
		}
	}
	if kind == Credential && r.stripYears(s) {
		return true
	}
	dated := r.datesBefore(s.start, s.end)
	for _, end := range [2]int{s.end, dated} {
		most := 0
		if end > s.start {
			most = w.mostTo(r.text.Word(end - 1))
		}
		for size := min(most, end-s.start); size > 0; size-- {
			words := r.text.Span(end-size, end)
			if w.kept(words) {
				break
			}
			what, ok := w.beside.Get(words)
			if !ok || what.kinds&kinds(kind) == 0 || what.denies || r.text.Words[end-size].Before&tokens.Hyphen != 0 {
				continue
			}
			if end != s.end && what.standing == Unsaid && !what.ends || end == s.end && what.ends {
				continue
			}
			if what.ends {
				s.remark.EndsYear = r.yearIn(end, s.end)
			}
			s.say(what)
			s.end = end - size
			return true
		}
		if dated == s.end {
			break
		}
	}
	return kind == Credential && r.stripIssuer(s)
}

// used notes a time of use; of none at all, a denial.
func (s *segment) used(months int32) {
	s.said = true
	if months < 0 {
		s.remark.Denied, s.denying = true, true
		return
	}
	s.remark.Months = max(s.remark.Months, months)
}

// stripYears takes the years from and until which a credential was held from the end of a segment: "2015-2020", "2015 to 2020".
func (r *Reader) stripYears(s *segment) bool {
	last := s.end - 1
	first := last - 1
	if first > s.start && string(r.text.Word(first)) == "to" {
		first--
	}
	if first < s.start {
		return false
	}
	from, until := r.yearIn(first, first+1), r.yearIn(last, last+1)
	joined := first+1 < last || r.text.Words[last].Before&(tokens.Hyphen|tokens.Dash|tokens.LongDash|tokens.Slash) != 0
	if from == 0 || until < from || !joined {
		return false
	}
	s.remark.EndsYear, s.said = until, true
	s.end = first
	return true
}

// say notes what a phrase says. Of two levels or standings the first read counts.
func (s *segment) say(what effect) {
	s.said = true
	r := &s.remark
	if what.denies {
		r.Denied, s.denying = true, true
	}
	if r.Level == lexfitv1.Proficiency_PROFICIENCY_UNSPECIFIED {
		r.Level = what.level
	}
	if r.Standing == Unsaid {
		r.Standing = what.standing
	}
	r.Minor = r.Minor || what.minor
	r.NotApproved = r.NotApproved || what.notApproved
}

// attach gives what a segment without a name says to the name before it: to the nearest one, or behind a dash or colon to all
// before. Before a colon, or a dash at the beginning of the text, it speaks of the list that follows.
func (w *Words) attach(r *Reader, kind Kind, known func([]byte) bool) {
	for i := range r.segments {
		s := &r.segments[i]
		if kind == Credential && len(r.segments) > 1 && !s.pure && w.teachers[string(r.text.Span(s.start, s.end))] {
			s.pure = true
			for j := range r.segments {
				r.segments[j].remark.Taught, r.segments[j].said = true, true
			}
			continue
		}
		if kind == Credential && i > 0 && s.said && !s.pure && r.text.Words[s.first].Before&tokens.Opening != 0 &&
			(known == nil || !known(r.text.Span(s.start, s.end))) {
			s.pure = true // "(commission expired)": what is left is no name, and the brackets speak of the one before
		}
		if !s.pure {
			continue
		}
		const introduces = tokens.Dash | tokens.LongDash | tokens.Colon
		if r.introduces(i, tokens.Colon) || i == 0 && r.introduces(i, introduces) {
			for j := i + 1; j < len(r.segments) && (j == i+1 || r.text.Words[r.segments[j].first].Before&tokens.Apart == tokens.Comma); j++ {
				r.segments[j].take(s)
			}
			continue
		}
		for j := i - 1; j >= 0; j-- {
			before := &r.segments[j]
			if before.pure {
				continue
			}
			before.take(s)
			if r.text.Words[s.first].Before&introduces == 0 {
				break
			}
		}
	}
}

// introduces reports whether one of the marks stands between a segment and the next.
func (r *Reader) introduces(i int, marks tokens.Marks) bool {
	return i+1 < len(r.segments) && r.text.Words[r.segments[i+1].first].Before&marks != 0
}

// take takes over what another segment says, where this one's own words do not say it.
func (s *segment) take(other *segment) {
	mine, theirs := &s.remark, &other.remark
	s.said = true // even what says nothing parts names: "Certified Paralegal, not expired"
	if theirs.Denied {
		mine.Denied = true
		s.denying = true
	}
	if mine.Level == lexfitv1.Proficiency_PROFICIENCY_UNSPECIFIED {
		mine.Level = theirs.Level
	}
	if mine.Standing == Unsaid {
		mine.Standing = theirs.Standing
	}
	mine.Months = max(mine.Months, theirs.Months)
	mine.Minor = mine.Minor || theirs.Minor
	mine.NotApproved = mine.NotApproved || theirs.NotApproved
	if mine.EndsYear == 0 {
		mine.EndsYear = theirs.EndsYear
	}
	if mine.State == "" {
		mine.State = theirs.State
	}
	if mine.IssuerStart == mine.IssuerEnd {
		mine.IssuerStart, mine.IssuerEnd = theirs.IssuerStart, theirs.IssuerEnd
	}
}

// carryDenial carries a denial at the beginning of a text on through the list that follows it: "never used Westlaw, Lexis or
// PACER". Whether all that a text names is denied is known only then; a list that no "or" ends may as well go on with what is
// had, and its rest is denied in part.
func (w *Words) carryDenial(r *Reader) {
	carried, alternative := 0, true
	if r.segments[0].denying && !r.segments[0].pure {
		for i := 1; i < len(r.segments); i++ {
			s := &r.segments[i]
			before := r.text.Words[s.first].Before
			if s.pure || s.said || before&tokens.Comma == 0 || before&(tokens.Apart&^tokens.Comma) != 0 || string(r.text.Word(s.first-1)) == "but" {
				break
			}
			s.remark.Denied, s.said = true, true
			carried = i
		}
	}
	if carried > 0 {
		alternative = false
		last := &r.segments[carried]
		for i := last.start; i < last.end; i++ {
			if word := string(r.text.Word(i)); word == "or" || word == "nor" {
				alternative = true
			}
		}
	}
	for i := range r.segments {
		if s := &r.segments[i]; !s.pure && !s.remark.Denied {
			alternative = false
		}
	}
	if alternative {
		for i := range r.segments {
			r.segments[i].remark.Whole = r.segments[i].remark.Denied
		}
	}
}

// collect makes parts of the segments; those beside which nothing stands run together as they are written.
func (r *Reader) collect() {
	silent := false
	for _, s := range r.segments {
		if s.pure {
			silent = false
			continue
		}
		part := r.part(s)
		if !s.said && silent {
			r.parts[len(r.parts)-1].End = part.End
			continue
		}
		r.parts = append(r.parts, part)
		silent = !s.said
	}
}
