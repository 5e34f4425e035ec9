package read

import (
	"regexp"
	"slices"
	"strings"

	"github.com/lexfit/lexfit/client/intake/draft"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// entry is a job as it stands in a section: the lines of its header, and those of what was done.
type entry struct {
	anchor
	header []int // lines of the header without those of the dates, in order
	pre    int   // how many of them stand before the dates
	duties []int
	tails  map[int]int // lines of the header that prose stands behind, and where it begins
	parts  []part      // the header's parts
	title  int         // the part that is the title; -1 for none
	rivals []int       // further parts that could as well be
}

// mostHeader is how many lines of a header stand before the dates, or behind them.
const mostHeader = 3

// innerHead heads what was done inside a job.
var innerHead = regexp.MustCompile(`(?i)^(?:(?:key|main|primary|core|job|major|selected|daily|general|other)\s+)*(?:responsibilities|duties|accomplishments|achievements|highlights|projects?|contributions|tasks|job description|description|role|scope|overview|summary)(?:\s+(?:and|&)\s+\w+)?(?:\s+(?:include|included|including|involved|were))?\s*:?$`)

// entries parts a section of jobs into jobs.
func entries(lines []*line) []entry {
	anchors := findAnchors(lines)
	if len(anchors) == 0 {
		return nil
	}
	rows := map[int]int{}
	for _, one := range anchors {
		if row := lines[one.first].Row; row > 0 {
			rows[row]++
		}
	}
	least := headerBefore(lines, 0, anchors[0], mostHeader)
	list := make([]entry, len(anchors))
	from := make([]int, len(anchors)) // where each begins
	for i, one := range anchors {
		list[i].anchor = one
		start := 0
		if i > 0 {
			start = anchors[i-1].last + 1
		}
		from[i] = one.first - headerBefore(lines, start, one, least)
		if row := lines[one.first].Row; rows[row] == 1 && row > 0 {
			for from[i] = one.first; from[i] > start && lines[from[i]-1].Row == row; from[i]-- {
				continue
			}
			from[i] = max(from[i], one.first-mostHeader)
		}
	}
	for i := range list {
		end := len(lines)
		if i+1 < len(list) {
			end = from[i+1]
		}
		list[i].fill(lines, from[i], end)
	}
	return list
}

// headerBefore is how many lines directly before an anchor belong to it, at most as many as given, and bold ones above them.
func headerBefore(lines []*line, start int, one anchor, most int) int {
	found := 0
	for i := one.first - 1; i >= start && found < mostHeader; i-- {
		if !headerLike(lines[i], lines[one.first]) || found >= most && (most == 0 || !lines[i].Bold) {
			break
		}
		found++
	}
	return found
}

// headerLike says whether a line can belong to an entry's header: short, no sentence, no bullet, no further in than its dates.
func headerLike(l, dates *line) bool {
	const mostWords, mostLetters, further = 14, 110, 14
	switch {
	case l.Bullet && (!dates.Bullet || !l.Bold), len(l.text) > mostLetters, len(strings.Fields(l.text)) > mostWords, startsLower(l.text), innerHead.MatchString(l.text), areasLine.MatchString(l.text):
		return false
	case sentence.MatchString(l.text) && !notEnd.MatchString(l.text) && len(strings.Fields(l.text)) > 3:
		return false
	case isDone(l.text) && !l.Bold:
		return false
	case l.Right > l.Left && dates.Right > dates.Left && l.Left > dates.Left+further && !l.Bold && l.Block == dates.Block && l.Row == 0 && !isDateLine(dates):
		return false
	}
	return true
}

// fill takes the lines from start to end as an entry's header and duties.
func (e *entry) fill(lines []*line, start, end int) {
	for i := start; i < e.first; i++ {
		e.header = append(e.header, i)
	}
	e.pre = len(e.header)
	if tail := tailAt(lines[e.last]); tail < len(lines[e.last].text) {
		e.tails = map[int]int{e.last: tail}
		e.duties = append(e.duties, e.last)
	}
	i := e.last + 1
	for ; i < end && i <= e.last+mostHeader; i++ {
		if i+1 < end && !lines[i].Bullet && !lines[i+1].Bullet && (lines[i+1].Bold && !lines[i].Bold || titleLike(lines[i+1].text)) && !headerLike(lines[i], lines[e.first]) && headerLike(lines[i+1], lines[e.first]) {
			e.duties = append(e.duties, i) // a sentence about the employer, and the title behind it
			continue
		}
		if tail := tailAt(lines[i]); tail < len(lines[i].text) && !lines[i].Bullet && (e.tails == nil || len(e.header) == e.pre) && isDateLine(lines[e.last]) {
			e.tails = map[int]int{i: tail}
			e.header = append(e.header, i)
			e.duties = append(e.duties, i)
			i++
			break
		}
		if tail := titleTail(lines[i]); tail > 0 && len(e.header) == e.pre && e.tails == nil {
			e.tails = map[int]int{i: tail}
			e.header = append(e.header, i)
			e.duties = append(e.duties, i)
			i++
			break
		}
		if !headerLike(lines[i], lines[e.first]) {
			break
		}
		e.header = append(e.header, i)
	}
	for ; i < end; i++ {
		e.duties = append(e.duties, i)
	}
}

// titleLike says whether a text is the title of a post and nothing else, by its words.
func titleLike(text string) bool {
	words := bare(text)
	if len(words) == 0 || len(words) > 8 || !titleCase(text) || sentence.MatchString(text) && !notEnd.MatchString(text) || strings.ContainsAny(text, "0123456789@") {
		return false
	}
	known, _ := postWord(headWord(words))
	return known && !employers[words[len(words)-1]]
}

var firstSentence = regexp.MustCompile(`^(\p{Lu}[^.!?:]{2,60})\. +\p{Lu}`)

// titleTail is where the prose begins on a line that a title and a point stand before; 0 where none does.
func titleTail(l *line) int {
	list := firstSentence.FindStringSubmatchIndex(l.text)
	if l.Bullet || list == nil || !titleLike(l.text[list[2]:list[3]]) {
		return 0
	}
	return list[3] + 1
}

// weighAll finds the title of every entry: first each alone, then by where most titles of the section stand.
func (b *builder) weighAll(lines []*line, list []entry) {
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
func (b *builder) partsOf(lines []*line, one *entry) []part {
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
		if next := out[i+1]; wraps.MatchString(out[i].text) && next.at != out[i].at && next.at.page == out[i].at.page && next.at.Number == out[i].at.Number+1 {
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
func (e *entry) whole(lines []*line, l *line) *line {
	for i := range e.tails {
		if lines[i].Line == l.Line {
			return lines[i]
		}
	}
	return l
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

// jobs reads a section of jobs.
func (b *builder) jobs(one *section) {
	list := entries(one.lines)
	b.weighAll(one.lines, list)
	employer := part{}
	until, stacked := 0, false
	for i := range list {
		made := &list[i]
		if made.title < 0 && i+1 < len(list) && len(made.duties) == 0 && b.holds(made, &list[i+1]) {
			for _, one := range made.parts {
				if !one.place {
					employer, until = one, i
				}
				one.at.read = true
			}
			for until+1 < len(list) && b.holds(made, &list[until+1]) {
				until++
			}
			continue
		}
		if b.full("experience", len(b.profile.GetExperience())) {
			return
		}
		path := index("experience", len(b.profile.GetExperience()))
		b.job(one.lines, made, employer, i <= until)
		empty := len(made.duties) == 0 && len(made.header) == 0 && isDateLine(one.lines[made.first])
		if stacked && !empty {
			at := where{one.lines[made.first], trim(one.lines[made.first].text)}
			for _, field := range []string{".title", ".started_on", ".ended_on"} {
				b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_AMBIGUOUS, path+field, at, nil, "dates of several jobs stand one below the other: which belong to this one?")
			}
		}
		stacked = empty
	}
}

// holds says whether the time of an entry holds that of another.
func (b *builder) holds(one, other *entry) bool {
	if one.single || other.single {
		return false
	}
	from, _ := isoDate(one.from, b.american)
	otherFrom, _ := isoDate(other.from, b.american)
	to, _ := isoDate(one.to, b.american)
	otherTo, _ := isoDate(other.to, b.american)
	if from == "" || otherFrom == "" {
		return false
	}
	size := min(len(from), len(otherFrom))
	if otherFrom[:size] < from[:size] {
		return false
	}
	if one.open {
		return true
	}
	size = min(len(to), len(otherTo))
	return !other.open && size > 0 && otherTo[:size] <= to[:size]
}

// job reads an entry into the profile.
func (b *builder) job(lines []*line, one *entry, heading part, headed bool) {
	path := index("experience", len(b.profile.GetExperience()))
	job := &lexfitv1.Experience{Title: draft.NoTitle}
	b.profile.Experience = append(b.profile.Experience, job)
	dates := where{lines[one.first], trim(lines[one.first].text)}
	if one.title < 0 {
		b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_NO_TITLE, path+".title", dates, nil, "a job without a title that was read")
		lines[one.first].read = true
	} else {
		b.titled(job, path, lines, one)
	}
	b.span(job, path, one)
	b.employer(job, path, one, heading, headed)
	b.duties(job, path, lines, one)
	if b.doubtful {
		b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_UNKNOWN_SECTION, path, dates, nil, "the document has no heading for jobs: is this one?")
	}
}

// titled takes an entry's title.
func (b *builder) titled(job *lexfitv1.Experience, path string, lines []*line, one *entry) {
	best := one.parts[one.title]
	if best.more == nil {
		best.text = one.withBehind()
	}
	job.Title = clipped(best.text)
	at := best.places()
	if below := one.below(lines); len(below) > 0 {
		for _, more := range below {
			job.Title += " " + more.text
		}
		job.Title = clipped(job.Title)
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
func (b *builder) sureOf(title string) bool {
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
		l := lines[i]
		if l.page != best.at.page || l.Bullet || len(l.ranges) > 0 || l.Number != lines[e.last].Number+len(out)+1 {
			break
		}
		first := l.Pieces[0]
		if absolute(first.Left-left) > near || first.Right > right || !titleCase(single(first.Text)) {
			break
		}
		out = append(out, where{l, single(first.Text)})
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
var wraps = regexp.MustCompile(`(?i)\s(?:and|of|to|for|the)$`)

// span reads an entry's dates.
func (b *builder) span(job *lexfitv1.Experience, path string, one *entry) {
	start, end := path+".started_on", path+".ended_on"
	at := where{one.fromAt, one.seen}
	if one.single && one.isEnd {
		b.date(&job.EndedOn, end, one.from, at)
	} else {
		b.date(&job.StartedOn, start, one.from, at)
	}
	switch {
	case one.single:
		job.EndUnclear = job.GetEndedOn() == ""
		b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_ONE_DATE, path+".started_on", at, nil, "a job with one date, %q: is it the beginning or the end?", one.from)
		b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_ONE_DATE, path+".ended_on", at, nil, "a job with one date, %q: when did it end?", one.from)
	case one.open:
		if still := openWord.FindString(one.toAt.text); still != "" {
			b.says(end, where{one.toAt, still})
		}
	case one.month != "" && b.date(&job.EndedOn, end, one.to, where{one.fromAt, one.month}, where{one.toAt, one.till}):
	case one.month == "" && b.date(&job.EndedOn, end, one.to, where{one.toAt, one.till}):
	default:
		job.EndUnclear = true
		b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_ONE_DATE, end, where{one.toAt, one.to}, nil, "%q is no date that can be read: when did the job end?", one.to)
	}
	if one.short {
		b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_AMBIGUOUS, start, at, nil, "%q is short for a date: is it the one that was read?", one.from)
		b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_AMBIGUOUS, end, at, nil, "%q is short for a date: is it the one that was read?", one.to)
	}
	if from, to := job.GetStartedOn(), job.GetEndedOn(); from != "" && to != "" && to < from[:min(len(from), len(to))] {
		b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_END_BEFORE_START, end, where{one.toAt, one.to}, []string{to}, "the job ends in %s, before it began in %s", to, from)
		job.EndedOn, job.EndUnclear = "", true
	}
	for _, side := range []struct{ path, date, written string }{{start, job.GetStartedOn(), one.from}, {end, job.GetEndedOn(), one.to}} {
		if len(side.date) == len("2019") {
			b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_YEAR_ALONE, side.path, where{one.fromAt, side.date}, nil, "%s is a year without a month", side.date)
		}
		if b.ahead(side.date) {
			b.flag(lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_DOUBTFUL, side.path, where{one.fromAt, side.written}, nil, "%s lies ahead", side.date)
		}
	}
}

var openWord = regexp.MustCompile(`(?i)\b` + still)
