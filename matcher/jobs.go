package matcher

import (
	"slices"
	"strings"

	"github.com/lexfit/lexfit/matcher/lexicon"
	"github.com/lexfit/lexfit/matcher/silence"
	"github.com/lexfit/lexfit/matcher/wording"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// isLegalPlace reports whether the employer's kind makes work there legal work: of government, where practice areas are named.
func isLegalPlace(employer lexfitv1.EmployerType, areas bool) bool {
	switch employer {
	case lexfitv1.EmployerType_EMPLOYER_TYPE_LAW_FIRM, lexfitv1.EmployerType_EMPLOYER_TYPE_CORPORATE_LEGAL,
		lexfitv1.EmployerType_EMPLOYER_TYPE_COURT:
		return true
	case lexfitv1.EmployerType_EMPLOYER_TYPE_GOVERNMENT:
		return areas
	case lexfitv1.EmployerType_EMPLOYER_TYPE_UNSPECIFIED, lexfitv1.EmployerType_EMPLOYER_TYPE_CORPORATE,
		lexfitv1.EmployerType_EMPLOYER_TYPE_OTHER:
	}
	return false
}

func (in *intake) readJobs() {
	for i, written := range in.profile.GetExperience() {
		made := job{index: int32(i), employer: written.GetEmployerType(), recency: 1000, same: int32(i)}
		made.areas[0] = int32(len(in.areas))
		for at, area := range written.GetPracticeAreas() {
			hits := in.words.skillNames.Read(&in.reader, area)
			if len(hits) == 0 {
				in.miss(ref{refPracticeArea, int32(i), int32(at)}, area, noteUnknown, 0)
			}
			for _, hit := range hits {
				in.areas = append(in.areas, hit.ID)
			}
		}
		made.areas[1] = int32(len(in.areas))
		in.date(&made, written)
		nothing := saysNothing(written) || in.doubted.allOf(written, int32(i))
		if nothing {
			made.months, made.taken = 0, false
			in.listed.experience--
		}
		for _, step := range in.tables.recency {
			if made.dated && in.month-made.last > step.GetAfterMonths() {
				made.recency = step.GetFactor()
			}
		}
		if made.doubt = in.doubted.job(int32(i)); made.doubt&inDates != 0 || nothing && made.doubt != 0 {
			made.doubtDates()
		}
		in.jobs = append(in.jobs, made)
	}
	if total := in.profile.GetTotalExperienceMonths(); total > 0 {
		in.assume(ref{refTotal, 0, 0}, statedTotal, total)
	}
	in.poolJobs()
	in.doubtTotal()
	for i := range in.jobs {
		in.readJob(&in.jobs[i])
	}
	in.creditDuties()
}

// poolJobs finds the jobs that are one: of the same title and kind of employer. Of those without a date the longest counts, once.
func (in *intake) poolJobs() {
	list := in.profile.GetExperience()
	if in.said != nil {
		list = in.said.profile.GetExperience() // what is flagged makes no job two, nor two of them one
	}
	for i := range in.jobs {
		j := &in.jobs[i]
		for at := range i {
			one, other := list[at], list[i]
			if one.GetEmployerType() == other.GetEmployerType() && lexicon.NormalizeName(one.GetTitle()) == lexicon.NormalizeName(other.GetTitle()) {
				j.same = in.jobs[at].same
				break
			}
		}
	}
	for i := range in.jobs {
		j := &in.jobs[i]
		if j.dated {
			continue
		}
		for at := range in.jobs {
			longer := &in.jobs[at]
			if at == i || longer.dated || longer.same != j.same || longer.apart() && !j.apart() || j.apart() && !longer.apart() && longer.taken {
				continue
			}
			if j.apart() && !longer.apart() || longer.months > j.months || longer.months == j.months && (!longer.taken && j.taken || longer.taken == j.taken && at < i) {
				j.repeated = true
				in.assumptions = append(in.assumptions, assumption{ref{refJob, int32(i), 0}, assumedSameJob, longer.index})
				break
			}
		}
	}
	for i := range in.jobs { // without assumptions, the longest that is stated counts in place of an assumed length
		counted := &in.jobs[i]
		if counted.dated || counted.repeated || !counted.taken {
			continue
		}
		for at := range in.jobs {
			if j := &in.jobs[at]; j.repeated && !j.taken && j.same == counted.same && (counted.apart() || !j.apart()) {
				counted.stated = max(counted.stated, j.months)
			}
		}
	}
}

// doubtTotal doubts the stated lengths of jobs without dates, where all jobs together are longer than anybody's work.
func (in *intake) doubtTotal() {
	sum, total := int32(0), int32(0)
	for i := range in.jobs {
		sum += in.jobs[i].months
	}
	if sum > mostTogether { // else not even without what overlaps
		total = in.monthsOf(asRead, func(*job) bool { return true })
	}
	if total <= mostTogether {
		return
	}
	for i := range in.jobs {
		if j := &in.jobs[i]; !j.dated && !j.repeated && !j.taken {
			j.taken = true
			in.assume(ref{refJob, j.index, 0}, doubtedTotal, total)
		}
	}
}

// readJob reads a job's title, and what its duties show, where it is a legal place by its own practice areas or those of the jobs
// that are one with it.
func (in *intake) readJob(j *job) {
	written := in.profile.GetExperience()[j.index]
	areas := false
	for i := range in.jobs {
		other := &in.jobs[i]
		areas = areas || other.isOne(j) && other.months > 0 && len(in.profile.GetExperience()[i].GetPracticeAreas()) > 0
	}
	j.atLaw = isLegalPlace(written.GetEmployerType(), areas)
	j.inLaw = j.atLaw
	title := written.GetTitle()
	in.reader.Set(title)
	j.nearLaw, j.senior = in.words.isNearLaw(&in.reader), isSenior(&in.reader)
	plain := isASCII(title) && in.unmarked() && !in.reader.AnyWord(in.words.beside.Shortens)
	if !plain {
		title = in.titleHeld(title)
	}
	for _, hit := range in.words.readTitle(&in.reader, title, j.atLaw) {
		if !plain && in.words.beside.IsOtherJob(&in.beside, in.reader.Span(int(hit.Start), int(hit.End))) {
			continue
		}
		if j.known < int32(len(j.families)) && !j.has(hit.ID) {
			j.families[j.known] = hit.ID
			j.known++
			j.inLaw = j.inLaw || in.words.families[hit.ID].GetLegal()
		}
	}
	if saysNothing(written) && j.doubt == 0 {
		return
	}
	if j.known == 0 && silence.Of(written.GetTitle()) != silence.Spoken {
		j.unread, j.untitled = true, true
	} else if j.known == 0 {
		j.unread = true
		in.miss(ref{refTitle, j.index, 0}, written.GetTitle(), noteUnknown, 0)
	}
	j.place = in.placeOf(j)
	if in.said != nil {
		j.besideSaid(in.said)
	}
	if j.months == 0 {
		return
	}
	for duty, text := range written.GetDuties() {
		for _, shows := range in.words.duties.Read(&in.duties, text) {
			if shows.LawOnly && !j.inLaw {
				continue
			}
			if shows.Denied {
				in.claims = append(in.claims, claim{skill: shows.Skill, entry: absent, denial: true, at: ref{refDuty, j.index, int32(duty)}})
				continue
			}
			in.showings = append(in.showings, showing{
				job: j.index, skill: shows.Skill, at: ref{refDuty, j.index, int32(duty)}, kind: lexfitv1.MatchKind_MATCH_KIND_PHRASE,
			})
		}
	}
}

// besideSaid holds a job without what is flagged to no more than it is with it: where its duties are done, and whether its title would say
// which work that was.
func (j *job) besideSaid(with *candidate) {
	said := &with.jobs[j.index]
	j.place, j.tells = min(j.place, said.place), with.tellsWork(said)
}

// titleHeld is a title with its abbreviations opened, without the parts that are denied.
func (in *intake) titleHeld(written string) string {
	title := in.words.beside.Open(&in.beside, written)
	parts := in.words.beside.Read(&in.beside, title, wording.Title, in.words.titleNames.Knows)
	if !slices.ContainsFunc(parts, func(part wording.Part) bool { return part.Denied }) {
		return title
	}
	var held []string
	for _, part := range parts {
		if !part.Denied {
			held = append(held, title[part.Start:part.End])
		}
	}
	title = strings.Join(held, ", ")
	in.words.beside.Read(&in.beside, title, wording.Title, in.words.titleNames.Knows)
	return title
}

// placeOf is what a duty shows by where it is done, per mille.
func (in *intake) placeOf(j *job) int32 {
	attorney, office := j.known > 0, false
	for _, family := range j.families[:j.known] {
		attorney = attorney && in.words.families[family].GetAttorney()
		office = office || in.words.families[family].GetOffice()
	}
	switch {
	case attorney:
		return placeAttorney
	case j.inLaw:
		return placeLegal
	case office:
		return placeOffice
	}
	return placeElsewhere
}

// isSenior reports whether the title set last says that the work is a senior's, before "to" and "for".
func isSenior(reader *lexicon.Reader) bool {
	for i := range reader.Len() {
		switch string(reader.Word(i)) {
		case "senior", "sr", "lead", "head", "chief", "supervising", "principal":
			return true
		case "to", "for":
			return i == 0
		}
	}
	return false
}

// creditDuties says which families the duties of legal jobs show, where the title leaves the work open: two distinct skills or
// more that the duties of the job, and of those that are one with it, show themselves.
func (in *intake) creditDuties() {
	for i := range in.jobs {
		j := &in.jobs[i]
		if !j.inLaw || j.months == 0 || in.tellsWork(j) {
			continue
		}
		credits := 0
		for _, by := range in.words.byDuties {
			if share := in.dutyShare(j, &by); share > 0 && credits < len(j.credits) {
				j.credits[credits] = credit{by.family, share}
				credits++
			}
		}
	}
}

// tellsWork reports whether a job's title says which work was done.
func (c *candidate) tellsWork(j *job) bool {
	return j.tells || slices.ContainsFunc(j.families[:j.known], func(family int32) bool { return c.words.families[family].GetTellsWork() })
}

// dutyShare is how far duties show a family, per mille.
func (in *intake) dutyShare(j *job, by *dutyFamily) int32 {
	var counted []int32
	besides := false
	for _, shows := range in.showings {
		if other := &in.jobs[shows.job]; !other.isOne(j) {
			continue
		}
		besides = besides || by.besides[shows.skill]
		if by.skills[shows.skill] && !slices.Contains(counted, shows.skill) {
			counted = append(counted, shows.skill)
		}
	}
	count := int32(len(counted))
	if besides && count > 0 {
		count++
	}
	if count < 2 {
		return 0
	}
	return min(1000, creditStep*(count-1))
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
		taken = taken || j.taken
		if j.surely() > 0 {
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
	found.months = c.monthsOf(asRead, in)
	found.sureMonths = found.months
	if taken {
		found.sureMonths = c.monthsOf(atLeast, in)
	}
	return found
}

// surely is how long a job lasted without what was taken for granted.
func (j *job) surely() int32 {
	if j.taken {
		return j.stated
	}
	return j.months
}

// monthsOf is the length of some of the jobs, each month once: the union of the dated ones, and the undated ones besides; at least,
// without what was taken for granted.
func (c *candidate) monthsOf(as reading, counts func(*job) bool) int32 {
	var months int32
	c.covered.reset()
	for i := range c.jobs {
		j := &c.jobs[i]
		switch {
		case j.months == 0 || j.repeated || !counts(j):
		case as == atLeast && j.surely() == 0:
		case j.dated:
			months += c.covered.add(j.first, j.last)
		case as == atLeast:
			months += j.surely()
		default:
			months += j.months
		}
	}
	return months
}

// lastInLaw is the job in law that ended last; nil where there is none, or one whose end nobody states.
func lastInLaw(jobs []job) *job {
	var last *job
	for i := range jobs {
		switch j := &jobs[i]; {
		case j.endUnclear || !j.dated && j.months > 0:
			return nil
		case j.inLaw && j.months > 0 && (last == nil || j.last > last.last):
			last = j
		}
	}
	return last
}

// legalMonths is the length of all legal work.
func (c *candidate) legalMonths() int32 {
	return c.monthsOf(asRead, func(j *job) bool { return j.inLaw })
}
