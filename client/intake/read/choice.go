package read

import (
	"slices"
	"strings"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// titleLike says whether a text is the title of a post and nothing else, by its words.
func titleLike(text string) bool {
	words := bare(text)
	if len(words) == 0 || len(words) > 8 || !titleCase(text) || sentence().MatchString(text) && !notEnd().MatchString(text) || strings.ContainsAny(text, "0123456789@") {
		return false
	}
	known, _ := postWord(headWord(words))
	return known && !employers[words[len(words)-1]]
}

// titleTail is where the prose begins on a line that a title and a point stand before; 0 where none does.
func titleTail(here *line) int {
	list := firstSentence().FindStringSubmatchIndex(here.text)
	if here.Bullet || list == nil || !titleLike(here.text[list[2]:list[3]]) {
		return 0
	}
	return list[3] + 1
}

// weighAll finds the title of every entry: first each alone, then by where most titles of the section stand.
func (b jobReader) weighAll(lines []*line, list []entry) {
	places := map[[2]int]int{}
	for i := range list {
		one := &list[i]
		one.parts = b.partsOf(lines, one)
		one.choose(nil)
		if one.title >= 0 && one.parts[one.title].score >= sureTitle {
			places[one.slot(one.title)]++
		}
	}
	if len(list) < 2 {
		return
	}
	var usual *[2]int
	for slot, times := range places {
		if times > 1 && 2*times >= len(list) && (usual == nil || times > places[*usual]) {
			usual = &[2]int{slot[0], slot[1]}
		}
	}
	for i := range list {
		list[i].choose(usual)
	}
}

// partsOf are the parts of an entry's header.
func (b jobReader) partsOf(lines []*line, one *entry) []part {
	var out []part
	for _, i := range one.header[:one.pre] {
		out = append(out, b.headerParts(lines[i], i-one.first, lines[i].ranges)...)
	}
	out = append(out, b.headerParts(one.lead(lines, one.first), 0, one.taken)...)
	if one.last > one.first {
		out = append(out, b.headerParts(one.lead(lines, one.last), 1, one.takenLast)...)
	}
	for _, i := range one.header[one.pre:] {
		out = append(out, b.headerParts(one.lead(lines, i), i-one.last, lines[i].ranges)...)
	}
	for i := range out {
		out[i].at = one.whole(lines, out[i].at)
	}
	for i := 0; i+1 < len(out); i++ { // what wraps goes on on the next line
		if next := out[i+1]; wraps().MatchString(out[i].text) && next.at != out[i].at && next.at.page == out[i].at.page && next.at.Number == out[i].at.Number+1 {
			joined := b.weigh(part{text: out[i].text + " " + next.text, at: out[i].at, near: out[i].near})
			joined.more, joined.first = &next, out[i].text
			out = slices.Replace(out, i, i+2, joined)
		}
	}
	return out
}

// lead is a line of the header without the prose behind it.
func (e *entry) lead(lines []*line, i int) *line {
	tail, ok := e.tails[i]
	if !ok {
		return lines[i]
	}
	short := *lines[i]
	short.text, short.pieces = short.text[:tail], nil
	at := 0
	for _, piece := range lines[i].pieces { // those that stand before the prose
		found := strings.Index(short.text[at:], piece)
		if found < 0 {
			break
		}
		at += found + len(piece)
		short.pieces = append(short.pieces, piece)
	}
	if rest := strings.TrimSpace(short.text[at:]); rest != "" {
		short.pieces = append(short.pieces, rest)
	}
	return &short
}

// whole is the line that a part of a header stands in.
func (e *entry) whole(lines []*line, here *line) *line {
	for i := range e.tails {
		if lines[i].Line == here.Line {
			return lines[i]
		}
	}
	return here
}

// slot is where a part stands: its line from the dates, and which part of the line it is, places left out.
func (e *entry) slot(at int) [2]int {
	order := 0
	for i := at - 1; i >= 0 && e.parts[i].at == e.parts[at].at; i-- {
		if !e.parts[i].place {
			order++
		}
	}
	return [2]int{e.parts[at].near, order}
}

// choose chooses the title among the parts. Those at the usual place are likelier.
func (e *entry) choose(usual *[2]int) {
	const atUsual = 3
	scores, alone := make([]int, len(e.parts)), make([]int, len(e.parts)) // alone is without the usual place
	bold := 0
	for _, one := range e.parts {
		if one.bold {
			bold++
		}
	}
	best := -1
	for i, one := range e.parts {
		scores[i] = one.score
		if one.near == 0 {
			scores[i]++
		}
		if one.bold && bold < len(e.parts) {
			scores[i]++
		}
		alone[i] = scores[i]
		if usual != nil && e.slot(i) == *usual {
			scores[i] += atUsual
		}
		if best < 0 || scores[i] > scores[best] {
			best = i
		}
	}
	e.title, e.rivals = -1, nil
	if best < 0 || scores[best] < someTitle-1 {
		return
	}
	e.title = best
	least := alone[best] - margin
	if scores[best] > alone[best] { // where the others have theirs, it need be no more than as good
		least = alone[best] - 1
	}
	for i := range e.parts {
		if i != best && !e.parts[i].place && !e.parts[i].employer && alone[i] >= someTitle+2 && alone[i] > least && e.parts[i].text != e.parts[best].text {
			e.rivals = append(e.rivals, i)
		}
	}
	if e.parts[best].score = max(e.parts[best].score, scores[best]-1); !e.parts[best].evident {
		e.parts[best].score = min(e.parts[best].score, sureTitle-1)
	}
}

// titled takes an entry's title.
func (b jobReader) titled(job *lexfitv1.Experience, path string, lines []*line, one *entry) {
	best := one.parts[one.title]
	if best.more == nil {
		best.text = one.withBehind()
	}
	job.Title = clipped(best.text)
	at := best.places()
	if below := one.below(lines); len(below) > 0 {
		for _, more := range below {
			job.Title = job.GetTitle() + " " + more.text
		}
		job.Title = clipped(job.GetTitle())
		at = append(at, below...)
		if _, likely := postWord(headWord(bare(job.GetTitle()))); b.sureOf(job.GetTitle()) || likely {
			best.score = max(best.score, sureTitle)
		}
	}
	b.says(path+".title", at...)
	var others []string
	for _, i := range one.rivals {
		others = append(others, one.parts[i].text)
	}
	switch {
	case len(others) > 0:
		b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_AMBIGUOUS, path+".title", at[0], others, "%q may be the title, and so may %q", job.GetTitle(), others[0])
	case best.score < sureTitle:
		b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_DOUBTFUL, path+".title", at[0], nil, "%q was read as the title by where it stands: is it one?", job.GetTitle())
	}
}

// sureOf says whether a title is one by its words.
func (b jobReader) sureOf(title string) bool {
	known, _ := postWord(headWord(bare(title)))
	return known || len(b.families(title)) > 0
}

// below are the further lines of a title in a table's cell: what stands below it in its column, on the lines that follow.
func (e *entry) below(lines []*line) []where {
	const leastPieces, most, near = 3, 3, 3
	best := e.parts[e.title]
	if best.at != lines[e.first] || len(best.at.pieces) < leastPieces {
		return nil
	}
	column := -1
	for i, piece := range best.at.Pieces {
		if single(piece.Text) == best.text && piece.Right > piece.Left && i+1 < len(best.at.Pieces) {
			column = i
		}
	}
	if column < 0 {
		return nil
	}
	left, right := best.at.Pieces[column].Left, best.at.Pieces[column+1].Left
	var out []where
	for i := e.last + 1; i < len(lines) && len(out) < most; i++ {
		here := lines[i]
		if here.page != best.at.page || here.Bullet || len(here.ranges) > 0 || here.Number != lines[e.last].Number+len(out)+1 {
			break
		}
		first := here.Pieces[0]
		if absolute(first.Left-left) > near || first.Right > right || !titleCase(single(first.Text)) {
			break
		}
		out = append(out, where{here, single(first.Text)})
	}
	return out
}

// withBehind is the title with what stands behind its comma, where the employer stands elsewhere.
func (e *entry) withBehind() string {
	best := e.parts[e.title]
	if e.title+1 >= len(e.parts) {
		return best.text
	}
	behind := e.parts[e.title+1]
	whole := best.text + ", " + behind.text
	if behind.at != best.at || behind.place || behind.employer || behind.legal && behind.score >= sureTitle || strings.Contains(behind.text, "&") || !strings.Contains(best.at.text, whole) || len(strings.Fields(behind.text)) > 4 || !titleCase(behind.text) {
		return best.text
	}
	for i, other := range e.parts {
		if i != e.title && i != e.title+1 && other.employer && other.at != best.at {
			return whole
		}
	}
	return best.text
}

// wraps is the end of a text that goes on.
var wraps = pattern(`(?i)\s(?:and|of|to|for|the)$`)

var firstSentence = pattern(`^(\p{Lu}[^.!?:]{2,60})\. +\p{Lu}`)
