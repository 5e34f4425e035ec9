package matcher

import (
	"github.com/lexfit/lexfit/matcher/silence"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// A year alone as the start means July, as the end June. The shortest and the longest that it can mean begin and end with the
// year.
const january, june, july, december = 1, 6, 7, 12

const (
	workingLife   = 720             // months: nobody has worked for longer (rule W5)
	mostTogether  = 2 * workingLife // of all jobs, parallel ones too
	longJob       = 480             // months: a single job that is told of, and counted
	mostTimesBest = 3               // a measured value above so many times what is worth everything is a slip
)

// reading is how much a job dated by years alone is taken to be.
type reading uint8

const (
	asRead  reading = iota
	atLeast         // and nothing of a length that was taken for granted
	atMost
)

// stretch is the months of a dated job in a reading.
func (j *job) stretch(as reading) stretch {
	switch {
	case j.vague && as == atLeast:
		return j.least
	case j.vague && as == atMost:
		return j.most
	}
	return stretch{j.first, j.last}
}

// date sets when a job was held. Where years alone leave too little, the vague side is lengthened. Dated jobs end with the
// as-of date, save those that say their own length from a start. What cannot be is doubted: a start or an end before any working
// life counts as not stated, and a length above one as one that is assumed (rule W5).
func (in *intake) date(j *job, written *lexfitv1.Experience) {
	at := ref{refJob, j.index, 0}
	start, hasStart := parseDate(written.GetStartedOn())
	if hasStart && in.beforeWork(start) {
		hasStart = false
		in.assume(at, doubtedStart, 0)
	}
	end, hasEnd := parseDate(written.GetEndedOn())
	endUnclear := written.GetEndUnclear()
	if hasEnd && in.beforeWork(end) {
		hasEnd, endUnclear = false, true
		in.assume(at, doubtedEnd, 0)
	}
	hasMonths, months := written.Months != nil, written.GetMonths()
	if months > workingLife {
		months, j.taken = workingLife, true
		in.assume(at, doubtedMonths, written.GetMonths())
	}
	j.dated = hasStart || hasEnd
	j.first, j.last = start.monthIndex(july), end.monthIndex(june)
	shortest := in.tables.vagueJobMonths
	switch {
	case hasStart && hasEnd:
		if j.last-j.first+1 < shortest {
			// The start first, where both are vague: an earlier start then never takes away months at the end.
			if start.month == 0 {
				j.first = j.last - shortest + 1
			} else if end.month == 0 {
				j.last = j.first + shortest - 1
			}
		}
		j.last = min(j.last, in.month)
		in.vague(j, start, end)
	case hasStart && hasMonths:
		j.last = j.first + months - 1
	case hasStart && endUnclear: // how long it was is open
		j.last, j.endUnclear = j.first-1, true
	case hasStart:
		j.last = in.month
		if start.month == 0 && start.year <= in.asOf.year && j.last-j.first+1 < shortest {
			j.first = j.last - shortest + 1
		}
		in.vague(j, start, in.asOf)
	case hasEnd && hasMonths:
		j.first = j.last - months + 1
		j.last = min(j.last, in.month)
	case hasEnd:
		j.first, j.taken = j.last-in.tables.unknownJobMonths+1, true
		j.last = min(j.last, in.month)
		in.assume(at, assumedLength, in.tables.unknownJobMonths)
	case hasMonths:
		j.months = months
		return
	default:
		j.months, j.taken = in.tables.unknownJobMonths, true
		if !saysNothing(written) {
			in.assume(at, assumedLength, j.months)
		}
		return
	}
	j.months = stretch{j.first, j.last}.months()
	in.tellAhead(j, written)
}

// beforeWork reports whether a date lies before any working life, or is what programs write where there is none.
func (in *intake) beforeWork(day date) bool {
	return day.monthIndex(december) <= in.month-workingLife || day == date{1970, 1, 1}
}

// vague notes the shortest and the longest that years alone can mean, where they are all that is said.
func (in *intake) vague(j *job, start, end date) {
	read := stretch{j.first, j.last}
	if start.month > 0 && end.month > 0 || read.months() == 0 {
		return
	}
	least := stretch{start.monthIndex(december), min(end.monthIndex(january), in.month)}
	if least.months() == 0 { // one year alone: a month of it
		least = stretch{j.last, j.last}
	}
	most := stretch{start.monthIndex(january), min(end.monthIndex(december), in.month)}
	j.vague = true
	j.least = stretch{max(least.first, read.first), min(least.last, read.last)}
	j.most = stretch{min(most.first, read.first), max(most.last, read.last)}
	in.assume(ref{refJob, j.index, 0}, assumedYears, read.months())
}

// tellAhead tells of what lies ahead: work that has yet to begin, and an end to come.
func (in *intake) tellAhead(j *job, written *lexfitv1.Experience) {
	at := ref{refJob, j.index, 0}
	if j.months >= longJob && j.months < workingLife {
		in.tell(at, longAJob, j.months)
	}
	switch {
	case j.months == 0 && !j.endUnclear:
		in.tell(at, yetToBegin, 0)
	case j.last > in.month:
		in.tell(at, partAhead, j.last-in.month)
	case in.asOf.isBefore(written.GetEndedOn()):
		in.tell(at, endAhead, 0)
	}
}

// saysNothing reports whether a job holds placeholders alone.
func saysNothing(written *lexfitv1.Experience) bool {
	return silence.Of(written.GetTitle()) != silence.Spoken && written.GetStartedOn() == "" && written.GetEndedOn() == "" && written.Months == nil &&
		written.GetEmployerType() == 0 && len(written.GetPracticeAreas()) == 0 && len(written.GetDuties()) == 0
}
