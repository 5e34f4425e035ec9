package read

import (
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
var innerHead = pattern(`(?i)^(?:(?:key|main|primary|core|job|major|selected|daily|general|other)\s+)*(?:responsibilities|duties|accomplishments|achievements|highlights|projects?|contributions|tasks|job description|description|role|scope|overview|summary)(?:\s+(?:and|&)\s+\w+)?(?:\s+(?:include|included|including|involved|were))?\s*:?$`)

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
func headerLike(here, dates *line) bool {
	const mostWords, mostLetters, further = 14, 110, 14
	switch {
	case here.Bullet && (!dates.Bullet || !here.Bold), len(here.text) > mostLetters, len(strings.Fields(here.text)) > mostWords, startsLower(here.text), innerHead().MatchString(here.text), areasLine().MatchString(here.text):
		return false
	case sentence().MatchString(here.text) && !notEnd().MatchString(here.text) && len(strings.Fields(here.text)) > 3:
		return false
	case isDone(here.text) && !here.Bold:
		return false
	case here.Right > here.Left && dates.Right > dates.Left && here.Left > dates.Left+further && !here.Bold && here.Block == dates.Block && here.Row == 0 && !isDateLine(dates):
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

// jobs reads a section of jobs.
func (b jobReader) jobs(one *section) {
	list := entries(one.lines)
	b.weighAll(one.lines, list)
	employer := part{}
	until, stacked := -1, false
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
func (b jobReader) holds(one, other *entry) bool {
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
func (b jobReader) job(lines []*line, one *entry, heading part, headed bool) {
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

// span reads an entry's dates.
func (b jobReader) span(job *lexfitv1.Experience, path string, one *entry) {
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
		if still := openWord().FindString(one.toAt.text); still != "" {
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

var openWord = pattern(`(?i)\b` + still)
