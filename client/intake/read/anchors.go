package read

import (
	"slices"
	"strings"
)

// anchor is a line that dates an entry, with its range.
type anchor struct {
	first, last      int // its lines in the section
	from, to         string
	seen, till       string // as they are written
	month            string // the month of the end, where it stands on the line before its year
	fromAt, toAt     *line
	open             bool
	single, isEnd    bool // one date alone, and that it is an end
	short            bool
	taken, takenLast []dated // what of the first and the last line is the range
}

// findAnchors finds the lines of a section that date its entries.
func findAnchors(lines []*line) []anchor {
	var out []anchor
	for i := 0; i < len(lines); i++ {
		here := lines[i]
		if len(here.ranges) == 0 {
			continue
		}
		made, ok := rangeAt(lines, i)
		if !ok {
			continue
		}
		if made.seen == "" {
			made.seen = made.from
		}
		if made.till == "" {
			made.till = made.to
		}
		if !datesEntry(lines[made.first], made) {
			continue
		}
		out = append(out, made)
		i = made.last
	}
	return inLine(lines, out)
}

// rangeAt is the range that begins on a line: whole, over two lines, or one date alone.
func rangeAt(lines []*line, i int) (anchor, bool) {
	here := lines[i]
	made := anchor{first: i, last: i, fromAt: here, toAt: here}
	ranges := slices.DeleteFunc(slices.Clone(here.ranges), func(one dated) bool { return !one.isRange() })
	if len(ranges) > 0 {
		one := ranges[0]
		made.from, made.to, made.open, made.short, made.taken = one.from, one.to, one.open, one.short, ranges[:1]
		made.seen, made.till = one.written()
		return made, true
	}
	last := here.ranges[len(here.ranges)-1]
	if i+1 < len(lines) {
		if cut, ok := cutRange(made, lines[i+1]); ok {
			cut.last = i + 1
			return cut, true
		}
	}
	if i+1 < len(lines) {
		next := lines[i+1]
		atEnd := strings.Trim(here.text[last.end:], " -–—,:") == "" || last.dangling
		switch {
		case atEnd && last.dangling && stillAlone().MatchString(next.text):
			made.from, made.open, made.last, made.toAt = last.from, true, i+1, next
			made.taken, made.takenLast = []dated{last}, []dated{{start: 0, end: len(next.text)}}
			return made, true
		case atEnd && len(next.ranges) > 0 && !next.ranges[0].isRange() && (last.dangling && leadsWithDate(next) || isDateLine(here) && next.ranges[0].ending && leadsWithDate(next) || isDateLine(here) && isDateLine(next) && here.Row > 0 && here.Row == next.Row):
			made.from, made.to, made.last, made.toAt = last.from, next.ranges[0].from, i+1, next
			made.taken, made.takenLast = []dated{last}, next.ranges[:1]
			made.short = last.short || next.ranges[0].short
			return made, true
		case i+2 < len(lines) && isDateLine(here) && untilAlone().MatchString(next.text) && (leadsWithDate(lines[i+2]) && !lines[i+2].ranges[0].isRange() || stillAlone().MatchString(lines[i+2].text)):
			third := lines[i+2]
			made.from, made.last, made.toAt, made.taken = last.from, i+2, third, []dated{last}
			if made.open = len(third.ranges) == 0; made.open {
				made.takenLast = []dated{{start: 0, end: len(third.text)}}
			} else {
				made.to, made.takenLast = third.ranges[0].from, third.ranges[:1]
			}
			return made, true
		}
	}
	if len(here.ranges) == 2 && pieceOf(here, here.ranges[0]) && pieceOf(here, here.ranges[1]) { // a table's columns
		made.from, made.to, made.taken = here.ranges[0].from, here.ranges[1].from, here.ranges
		return made, true
	}
	if len(here.ranges) == 1 && len(here.pieces) > 1 && pieceOf(here, last) && stillAlone().MatchString(here.pieces[len(here.pieces)-1]) {
		made.from, made.open, made.taken = last.from, true, here.ranges
		at := strings.LastIndex(here.text, here.pieces[len(here.pieces)-1])
		made.taken = []dated{last, {start: at, end: len(here.text)}}
		return made, true
	}
	if len(here.ranges) > 1 {
		return made, false
	}
	made.from, made.single, made.isEnd, made.short, made.taken = last.from, true, last.ending, last.short, here.ranges
	return made, true
}

var (
	// hangingMonth is a range whose last year stands on the next line, and hangingDate one whose end does.
	hangingMonth = pattern(`(?i)\b(` + oneDate + `)` + until + `(` + monthWord + `)(?:$|\s+[^\d\s,.])`)
	hangingDate  = pattern(`(?i)\b(` + oneDate + `)\s*(?:-|–|—|to|until|through)$`)
)

// cutRange is a range of which the end, or only its year, stands at the beginning of the next line, in a narrow column.
func cutRange(made anchor, next *line) (anchor, bool) {
	here, lead := made.fromAt, next.pieces[0]
	for _, piece := range here.pieces {
		at := strings.Index(here.text, piece)
		if at < 0 {
			continue
		}
		if list := hangingMonth().FindStringSubmatchIndex(piece); list != nil {
			year := singleForm().FindString(lead)
			if !isYear().MatchString(year) || !strings.HasPrefix(lead, year) {
				continue
			}
			made.from, made.month, made.till, made.toAt = piece[list[2]:list[3]], piece[list[4]:list[5]], year, next
			made.to = made.month + " " + year
			made.taken, made.takenLast = []dated{{start: at + list[0], end: at + list[5]}}, []dated{{start: 0, end: len(year)}}
			return made, true
		}
		list := hangingDate().FindStringSubmatchIndex(piece)
		if list == nil || len(here.pieces) == 1 {
			continue
		}
		made.from, made.toAt = piece[list[2]:list[3]], next
		made.taken, made.takenLast = []dated{{start: at + list[0], end: at + list[1]}}, []dated{{start: 0, end: len(lead)}}
		if stillAlone().MatchString(lead) {
			made.open = true
			return made, true
		}
		if end := findDates(lead); len(end) == 1 && !end[0].isRange() && trim(strings.Join(without(lead, end), "")) == "" {
			made.to = end[0].from
			return made, true
		}
	}
	return made, false
}

// leadsWithDate says whether a line begins with a date, or with the word that makes it an end.
func leadsWithDate(here *line) bool {
	return len(here.ranges) > 0 && (here.ranges[0].start <= 1 || tailForm().MatchString(here.text[:here.ranges[0].start]) && trim(dateLabel().ReplaceAllString(here.text[:here.ranges[0].start], "")) == "")
}

// isDateLine says whether a line is a date and nothing else.
func isDateLine(here *line) bool {
	return len(here.ranges) == 1 && trim(dateLabel().ReplaceAllString(strings.Join(without(here.text, here.ranges), ""), "")) == ""
}

// untilAlone is a line that stands between the two dates of a range.
var untilAlone = pattern(`(?i)^(?:to|until|through|thru|-|–|—)$`)

// tailAt is where the prose begins that stands on a header's line behind its place; the length of the line where none does.
func tailAt(here *line) int {
	const mostHead, leastWords = 150, 4
	at := cityState().FindStringIndex(here.text)
	if at == nil {
		at = anonymous().FindStringIndex(here.text)
	}
	if at == nil || at[1] > mostHead {
		return len(here.text)
	}
	rest := strings.TrimSpace(here.text[at[1]:])
	if list := findDates(rest); len(list) > 0 && list[0].start < 4 || strings.HasPrefix(rest, ",") {
		return len(here.text)
	}
	small := 0
	for word := range strings.FieldsSeq(rest) {
		if startsLower(word) {
			small++
		}
	}
	if small < leastWords {
		return len(here.text)
	}
	return at[1]
}

var dateLabel = pattern(`(?i)\b(?:from|to|start(?:ed)?|end(?:ed)?|dates?|until|employed|duration|period|of|employment)\b`)

// pieceOf says whether a date is a piece of its own.
func pieceOf(here *line, one dated) bool {
	text := here.text[one.start:one.end]
	return slices.ContainsFunc(here.pieces, func(piece string) bool { return trim(piece) == trim(text) })
}

// datesEntry says whether a line with a date can head an entry: it is no sentence, and says little beside the date.
func datesEntry(here *line, made anchor) bool {
	mostWords := 18
	text := here.text
	stretch := made.taken[0]
	if tail := tailAt(here); tail >= stretch.end {
		text = text[:tail]
	}
	rest := trim(strings.Join(without(text, made.taken), " "))
	words := strings.Fields(rest)
	if strings.Trim(text[:stretch.start], trailing) == "" && !here.Bullet && !sentence().MatchString(text) {
		mostWords = 30 // a list of all that is to be said of the job
	}
	edge := strings.Trim(text[:stretch.start], trailing) == "" || strings.Trim(text[min(len(text), made.taken[len(made.taken)-1].end):], trailing+".") == ""
	switch {
	case len(words) > mostWords, startsLower(here.text) && rest != "", ofOther().MatchString(rest) && !edge:
		return false
	case rest == "":
		return !here.Bullet || made.isRangeOf()
	case sentence().MatchString(rest) && !notEnd().MatchString(rest) && !edge, isDone(rest) && !hasPost(bare(rest)):
		return false
	case here.Bullet && !here.Bold:
		return made.isRangeOf() && (edge || pieceOf(here, stretch)) && len(words) <= 10
	case made.single:
		return (edge || pieceOf(here, stretch)) && len(words) <= 10 && !strings.Contains(rest, ".")
	}
	return true
}

func (a anchor) isRangeOf() bool { return !a.single }

// inLine drops anchors that stand further in than the others: they are dates in the middle of what was done.
func inLine(lines []*line, list []anchor) []anchor {
	lefts := map[int]int{}
	for _, one := range list {
		if here := lines[one.first]; !one.single && here.Right > here.Left && !isDateLine(here) {
			lefts[int(here.Left)]++
		}
	}
	most, at := 0, 0
	for left, times := range lefts {
		if times > most || times == most && left < at {
			most, at = times, left
		}
	}
	const further = 14
	bulleted := 0
	for _, one := range list {
		if lines[one.first].Bullet && !lines[one.first].Bold {
			bulleted++
		}
	}
	out := list[:0]
	for _, one := range list {
		here := lines[one.first]
		switch {
		case most > 0 && here.Right > here.Left && int(here.Left) > at+further && !here.Bold && !isDateLine(here) && len(here.pieces) < 2 && lefts[int(here.Left)] < most:
		case here.Bullet && !here.Bold && 2*bulleted < len(list):
		default:
			out = append(out, one)
		}
	}
	return out
}
