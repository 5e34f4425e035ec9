package matcher

import (
	"slices"

	"github.com/lexfit/lexfit/matcher/lexicon"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// inLawOffice reports whether the employer's kind makes work there legal work.
func inLawOffice(written *lexfitv1.Experience) bool {
	switch written.GetEmployerType() {
	case lexfitv1.EmployerType_EMPLOYER_TYPE_LAW_FIRM, lexfitv1.EmployerType_EMPLOYER_TYPE_CORPORATE_LEGAL,
		lexfitv1.EmployerType_EMPLOYER_TYPE_COURT:
		return true
	case lexfitv1.EmployerType_EMPLOYER_TYPE_GOVERNMENT:
		return len(written.GetPracticeAreas()) > 0
	case lexfitv1.EmployerType_EMPLOYER_TYPE_UNSPECIFIED, lexfitv1.EmployerType_EMPLOYER_TYPE_CORPORATE,
		lexfitv1.EmployerType_EMPLOYER_TYPE_OTHER:
	}
	return false
}

func (in *intake) readJobs() {
	undated := 0
	for i, written := range in.profile.GetExperience() {
		at := ref{refJob, int32(i), 0}
		office := inLawOffice(written)
		j := job{index: int32(i), employer: written.GetEmployerType(), inLaw: office, recency: 1000}
		for _, hit := range in.words.readTitle(&in.reader, written.GetTitle(), office) {
			if j.known < int32(len(j.families)) && !j.has(hit.ID) {
				j.families[j.known] = hit.ID
				j.known++
				j.inLaw = j.inLaw || in.words.families[hit.ID].GetLegal()
			}
		}
		if j.known == 0 {
			in.miss(ref{refTitle, int32(i), 0}, written.GetTitle(), noteUnknown, 0)
		}
		j.areas[0] = int32(len(in.areas))
		for at, area := range written.GetPracticeAreas() {
			hits := in.words.skillNames.Read(&in.reader, area)
			if len(hits) == 0 {
				in.miss(ref{refPracticeArea, int32(i), int32(at)}, area, noteUnknown, 0)
			}
			for _, hit := range hits {
				in.areas = append(in.areas, hit.ID)
			}
		}
		j.areas[1] = int32(len(in.areas))

		in.date(&j, written)
		if j.taken {
			in.assume(at, assumedLength, j.months)
		}
		if !j.dated {
			if undated++; undated > 1 {
				if first := in.sameUndated(written); first >= 0 {
					j.repeated = true
					in.assumptions = append(in.assumptions, assumption{at, assumedSameJob, first})
				}
			}
		} else if j.inLaw {
			for _, step := range in.tables.recency {
				if in.month-j.last > step.GetAfterMonths() {
					j.recency = step.GetFactor()
				}
			}
		}
		in.jobs = append(in.jobs, j)
	}
}

// A year alone as the start means July, as the end June.
const july, june = 7, 6

// date sets when a job was held. Where years alone leave too little, the vague side is lengthened. Dated jobs end with the
// as-of date, save those that say their own length from a start.
func (in *intake) date(j *job, written *lexfitv1.Experience) {
	start, hasStart := parseDate(written.GetStartedOn())
	end, hasEnd := parseDate(written.GetEndedOn())
	hasMonths := written.Months != nil
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
	case hasStart && hasMonths:
		j.last = j.first + written.GetMonths() - 1
	case hasStart && written.GetEndUnclear():
		j.last, j.taken, j.unclear = min(j.first+in.tables.unknownJobMonths-1, in.month), true, true
	case hasStart:
		j.last = in.month
		if start.month == 0 && start.year <= in.asOf.year && j.last-j.first+1 < shortest {
			j.first = j.last - shortest + 1
		}
	case hasEnd && hasMonths:
		j.first = j.last - written.GetMonths() + 1
		j.last = min(j.last, in.month)
	case hasEnd:
		j.first, j.taken = j.last-in.tables.unknownJobMonths+1, true
		j.last = min(j.last, in.month)
	case hasMonths:
		j.months = written.GetMonths()
		return
	default:
		j.months, j.taken = in.tables.unknownJobMonths, true
		return
	}
	j.months = max(j.last-j.first+1, 0)
}

// sameUndated returns the place of an undated job before one that is equal in every scored field, absent for none.
func (c *candidate) sameUndated(written *lexfitv1.Experience) int32 {
	for _, j := range c.jobs {
		if j.dated || j.repeated {
			continue
		}
		other := c.profile.GetExperience()[j.index]
		if other.GetEmployerType() == written.GetEmployerType() &&
			(other.Months == nil) == (written.Months == nil) && other.GetMonths() == written.GetMonths() &&
			lexicon.NormalizeName(other.GetTitle()) == lexicon.NormalizeName(written.GetTitle()) &&
			sameSet(other.GetPracticeAreas(), written.GetPracticeAreas()) && sameSet(other.GetDuties(), written.GetDuties()) {
			return j.index
		}
	}
	return absent
}

// sameSet reports whether two lists hold the same texts, whatever their order and repeats.
func sameSet(one, other []string) bool {
	within := func(list, in []string) bool {
		for _, text := range list {
			if !slices.Contains(in, text) {
				return false
			}
		}
		return true
	}
	return within(one, other) && within(other, one)
}

// anyFamily stands for work of any kind.
const anyFamily = -1

// work is what a profile holds of one kind of work. The sure figures are without lengths taken for granted.
type work struct {
	months, sureMonths   int32
	recency, sureRecency int32 // the best of the jobs, per mille
	job                  int32 // the longest job
}

// workIn adds up the months in a family, each month once.
func (c *candidate) workIn(family int32) work {
	found := work{job: absent}
	longest := int32(-1)
	taken := false
	for i := range c.jobs {
		j := &c.jobs[i]
		if j.months == 0 || j.repeated || family != anyFamily && !j.has(family) {
			continue
		}
		found.recency = max(found.recency, j.recency)
		if j.taken {
			taken = true
		} else {
			found.sureRecency = max(found.sureRecency, j.recency)
		}
		if j.months > longest {
			longest, found.job = j.months, j.index
		}
	}
	if longest < 0 {
		return found
	}
	in := func(j *job) bool { return family == anyFamily || j.has(family) }
	found.months = c.monthsOf(in)
	found.sureMonths = found.months
	if taken {
		found.sureMonths = c.monthsOf(func(j *job) bool { return in(j) && !j.taken })
	}
	return found
}

// monthsOf is the length of some of the jobs, each month once: the union of the dated ones, and the undated ones besides.
func (c *candidate) monthsOf(counts func(*job) bool) int32 {
	var months int32
	c.covered.reset()
	for i := range c.jobs {
		j := &c.jobs[i]
		switch {
		case j.months == 0 || j.repeated || !counts(j):
		case j.dated:
			months += c.covered.add(j.first, j.last)
		default:
			months += j.months
		}
	}
	return months
}

// legalMonths is the length of all legal work.
func (c *candidate) legalMonths() int32 { return c.monthsOf(func(j *job) bool { return j.inLaw }) }

// implySkills adds what the years in each title family stand for.
func (c *candidate) implySkills() {
	for family := range c.words.families {
		c.imply(int32(family), func(id int32, value, sure, longest int32) {
			state := c.touch(id)
			if value > state.implied {
				state.implied, state.job = value, longest
			}
			state.sureImpl = max(state.sureImpl, sure)
		})
	}
}

// imply yields the skills that the work in a family stands for: the value of each as it is and without assumptions, and the
// longest job.
func (c *candidate) imply(family int32, yield func(id int32, value, sure, longest int32)) {
	implies := c.words.families[family].implies
	if len(implies) == 0 {
		return
	}
	work := c.workIn(family)
	if work.months == 0 {
		return
	}
	value := int64(c.tables.implied.at(work.months)) * int64(work.recency)
	sure := int64(c.tables.implied.at(work.sureMonths)) * int64(work.sureRecency)
	for _, implied := range implies {
		yield(implied.skill, divide(value*int64(implied.figure), 1_000_000), divide(sure*int64(implied.figure), 1_000_000), work.job)
	}
}

// setCaps sets the most that stated skills are worth. It reports whether that changed.
func (c *candidate) setCaps() bool {
	lifted, sure := c.shown()
	return c.cap(lifted, sure, scale(full, c.tables.wordsWithoutWork))
}

// shown reports whether anything stands behind the words of the profile: a year of any work, a known course or an active
// credential; and whether it does without assumptions.
func (c *candidate) shown() (lifted, sure bool) {
	if len(c.courses) > 0 {
		return true, true
	}
	for _, held := range c.certs {
		if held.status == lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE && c.words.credentials[held.credential].lifts {
			lifted = true
			sure = sure || !held.taken
		}
	}
	if sure {
		return true, true
	}
	work := c.workIn(anyFamily)
	return lifted || work.months >= c.tables.wordsWorkMonths, work.sureMonths >= c.tables.wordsWorkMonths
}
