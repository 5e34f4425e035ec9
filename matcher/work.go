package matcher

import (
	"slices"

	"github.com/lexfit/lexfit/matcher/lexicon"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// job is one job in normal form.
type job struct {
	index       int32 // its place in the profile
	families    [4]int32
	known       int32 // how many of families
	employer    lexfitv1.EmployerType
	inLaw       bool  // legal work: a legal title anywhere, or any work in a law office
	first, last int32 // its months, both included; only if dated
	dated       bool
	months      int32 // its length
	taken       bool  // the length was taken for granted
	repeated    bool  // equal to an undated job before it
	recency     int32 // per mille
	areas       [2]int32
}

func (j *job) has(family int32) bool {
	return slices.Contains(j.families[:j.known], family)
}

// inLawOffice reports whether the employer's kind makes work there legal work.
func inLawOffice(e *lexfitv1.Experience) bool {
	switch e.GetEmployerType() {
	case lexfitv1.EmployerType_EMPLOYER_TYPE_LAW_FIRM, lexfitv1.EmployerType_EMPLOYER_TYPE_CORPORATE_LEGAL,
		lexfitv1.EmployerType_EMPLOYER_TYPE_COURT:
		return true
	case lexfitv1.EmployerType_EMPLOYER_TYPE_GOVERNMENT:
		return len(e.GetPracticeAreas()) > 0
	case lexfitv1.EmployerType_EMPLOYER_TYPE_UNSPECIFIED, lexfitv1.EmployerType_EMPLOYER_TYPE_CORPORATE,
		lexfitv1.EmployerType_EMPLOYER_TYPE_OTHER:
	}
	return false
}

func (p *Program) readJobs(s *scratch, c *candidate) {
	undated := 0
	for i, e := range c.profile.GetExperience() {
		at := ref{refJob, int32(i), 0}
		office := inLawOffice(e)
		j := job{index: int32(i), employer: e.GetEmployerType(), inLaw: office, recency: 1000}
		for _, h := range p.readTitle(&s.reader, e.GetTitle(), office) {
			if j.known < int32(len(j.families)) && !j.has(h.ID) {
				j.families[j.known] = h.ID
				j.known++
				j.inLaw = j.inLaw || p.words.families[h.ID].legal
			}
		}
		if j.known == 0 {
			c.miss(ref{refTitle, int32(i), 0}, e.GetTitle(), noteUnknown, 0)
		}
		j.areas[0] = int32(len(c.areas))
		for k, a := range e.GetPracticeAreas() {
			hits := p.words.skillNames.Read(&s.reader, a)
			if len(hits) == 0 {
				c.miss(ref{refPracticeArea, int32(i), int32(k)}, a, noteUnknown, 0)
			}
			for _, h := range hits {
				c.areas = append(c.areas, h.ID)
			}
		}
		j.areas[1] = int32(len(c.areas))

		p.date(c, &j, e)
		if j.taken {
			c.assumed = true
			c.assumptions = append(c.assumptions, assumption{at: at, what: assumedLength, n: j.months})
		}
		if !j.dated {
			if undated++; undated > 1 {
				if first := c.sameUndated(e); first >= 0 {
					j.repeated = true
					c.assumptions = append(c.assumptions, assumption{at: at, what: assumedSameJob, n: first})
				}
			}
		} else if j.inLaw {
			for _, r := range p.tables.recency {
				if c.month-j.last > r.GetAfterMonths() {
					j.recency = r.GetFactor()
				}
			}
		}
		c.jobs = append(c.jobs, j)
	}
}

// date sets when a job was held. A year alone as the start means July, as the end June; where that leaves too little,
// the vague side is lengthened. Dated jobs end with the as-of date, save those that say their own length from a start.
func (p *Program) date(c *candidate, j *job, e *lexfitv1.Experience) {
	start, hasStart := parseDate(e.GetStartedOn())
	end, hasEnd := parseDate(e.GetEndedOn())
	hasMonths := e.Months != nil
	const july, june = 7, 6
	j.dated = hasStart || hasEnd
	j.first, j.last = start.monthIndex(july), end.monthIndex(june)
	shortest := p.tables.vagueJobMonths
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
		j.last = min(j.last, c.month)
	case hasStart && hasMonths:
		j.last = j.first + e.GetMonths() - 1
	case hasStart:
		j.last = c.month
		if start.month == 0 && start.year <= c.asOf.year && j.last-j.first+1 < shortest {
			j.first = j.last - shortest + 1
		}
	case hasEnd && hasMonths:
		j.first = j.last - e.GetMonths() + 1
		j.last = min(j.last, c.month)
	case hasEnd:
		j.first, j.taken = j.last-p.tables.unknownJobMonths+1, true
		j.last = min(j.last, c.month)
	case hasMonths:
		j.months = e.GetMonths()
		return
	default:
		j.months, j.taken = p.tables.unknownJobMonths, true
		return
	}
	j.months = max(j.last-j.first+1, 0)
}

// sameUndated returns the place of an undated job before e that is equal in every scored field, -1 for none.
func (c *candidate) sameUndated(e *lexfitv1.Experience) int32 {
	for _, j := range c.jobs {
		if j.dated || j.repeated {
			continue
		}
		o := c.profile.GetExperience()[j.index]
		if o.GetEmployerType() == e.GetEmployerType() && (o.Months == nil) == (e.Months == nil) && o.GetMonths() == e.GetMonths() &&
			lexicon.NormalizeName(o.GetTitle()) == lexicon.NormalizeName(e.GetTitle()) &&
			sameSet(o.GetPracticeAreas(), e.GetPracticeAreas()) && sameSet(o.GetDuties(), e.GetDuties()) {
			return j.index
		}
	}
	return absent
}

// sameSet reports whether two lists hold the same texts, whatever their order and repeats.
func sameSet(a, b []string) bool {
	within := func(a, b []string) bool {
		for _, x := range a {
			if !slices.Contains(b, x) {
				return false
			}
		}
		return true
	}
	return within(a, b) && within(b, a)
}

// readTitle reads a job title as the families it names.
func (p *Program) readTitle(r *lexicon.Reader, written string, inLawOffice bool) []lexicon.Hit {
	families := int32(len(p.words.families))
	hits := p.words.titleNames.ReadTitle(r, written)
	kept := hits[:0]
	for _, h := range hits {
		if h.ID >= families { // a title of this family in a law office alone
			if !inLawOffice {
				continue
			}
			h.ID -= families
		}
		kept = append(kept, h)
	}
	return kept
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
	w := work{job: absent}
	longest := int32(-1)
	taken := false
	for i := range c.jobs {
		j := &c.jobs[i]
		if j.months == 0 || j.repeated || family != anyFamily && !j.has(family) {
			continue
		}
		w.recency = max(w.recency, j.recency)
		if j.taken {
			taken = true
		} else {
			w.sureRecency = max(w.sureRecency, j.recency)
		}
		if j.months > longest {
			longest, w.job = j.months, j.index
		}
	}
	if longest < 0 {
		return w
	}
	w.months = c.monthsIn(family, true)
	w.sureMonths = w.months
	if taken {
		w.sureMonths = c.monthsIn(family, false)
	}
	return w
}

// monthsIn is the length of the union of a family's dated jobs, plus its undated ones.
func (c *candidate) monthsIn(family int32, takenToo bool) int32 {
	var months int32
	c.covered.reset()
	for i := range c.jobs {
		j := &c.jobs[i]
		if j.months == 0 || j.repeated || family != anyFamily && !j.has(family) || j.taken && !takenToo {
			continue
		}
		if !j.dated {
			months += j.months
			continue
		}
		months += c.covered.add(j.first, j.last)
	}
	return months
}

// spans is a set of months as disjoint spans in order. It is kept for the next set.
type spans struct{ list [][2]int32 }

func (s *spans) reset() { s.list = s.list[:0] }

// add adds the months from first to last and returns how many of them are new.
func (s *spans) add(first, last int32) int32 {
	fresh := last - first + 1
	i := 0
	for i < len(s.list) && s.list[i][1] < first-1 {
		i++
	}
	j := i
	lo, hi := first, last
	for j < len(s.list) && s.list[j][0] <= last+1 {
		if overlap := min(s.list[j][1], last) - max(s.list[j][0], first) + 1; overlap > 0 {
			fresh -= overlap
		}
		lo, hi = min(lo, s.list[j][0]), max(hi, s.list[j][1])
		j++
	}
	s.list = slices.Replace(s.list, i, j, [2]int32{lo, hi})
	return fresh
}
