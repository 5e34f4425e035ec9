package matcher

import (
	"fmt"
	"slices"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher/finding"
	"github.com/lexfit/lexfit/matcher/lexicon"
	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

const partExperience part = "experience"

// experienceKind is years of work.
type experienceKind struct{}

func (experienceKind) part() part { return partExperience }

// Category implements Kind.
func (experienceKind) Category() lexfitv1.Category { return lexfitv1.Category_CATEGORY_EXPERIENCE }

// Lint implements Kind.
func (experienceKind) Lint(report *finding.Report, condition *lexfitv1.Condition, path string) {
	asked := condition.GetExperience()
	path += ".experience"
	report.NotEmpty(len(asked.GetFamilies())+int(max(0, asked.GetLawOffice())), path)
	report.InRange(path+".law_office", asked.GetLawOffice(), 0, 1000)
	seen := map[string]bool{}
	for i, family := range asked.GetFamilies() {
		at := finding.Index(path+".families", i)
		report.Refer(finding.Family, family.GetFamily(), at+".family")
		report.Once(seen, family.GetFamily(), at+".family")
		report.InRange(at+".factor", family.GetFactor(), 1, 1000)
		report.InRange(at+".factor_elsewhere", family.GetFactorElsewhere(), 0, 1000)
	}
	report.Curve(asked.GetCurve(), path+".curve")
	report.IDs(finding.Skill, asked.GetPracticeAreas(), path+".practice_areas")
	employers := map[string]bool{}
	for i, employer := range asked.GetEmployerTypes() {
		report.Once(employers, finding.EnumName(employer), finding.Index(path+".employer_types", i))
	}
}

// Best implements Kind: the curve's top at the best factor, or the step.
func (experienceKind) Best(_ *Reach, condition *lexfitv1.Condition) int64 {
	asked := condition.GetExperience()
	if asked.GetCurve() == nil {
		return full
	}
	factor := int64(asked.GetLawOffice())
	for _, family := range asked.GetFamilies() {
		factor = max(factor, int64(family.GetFactor()), int64(family.GetFactorElsewhere()))
	}
	if factor < 1 {
		return full
	}
	return halfUp(factor*topOf(asked.GetCurve()), 1000)
}

// Meetable implements Kind.
func (k experienceKind) Meetable(reach *Reach, condition *lexfitv1.Condition, _ func(string) bool) bool {
	return k.Best(reach, condition) == full
}

func (experienceKind) compile(compiler *treeCompiler, path string, condition *lexfitv1.Condition, plain bool) []wholeLeaf {
	asked := condition.GetExperience()
	path += ".experience"
	leaf := &experienceLeaf{
		inLaw:       make([]int32, len(compiler.words.families)),
		elsewhere:   make([]int32, len(compiler.words.families)),
		lawOffice:   asked.GetLawOffice(),
		curve:       newCurve(asked.GetCurve()),
		step:        asked.GetStepMonths(),
		anyEmployer: len(asked.GetEmployerTypes()) == 0,
	}
	var titles []string
	for i, family := range asked.GetFamilies() {
		id, ok := compiler.find(compiler.families, fmt.Sprintf("%s.families[%d].family", path, i), "title family", family.GetFamily())
		if !ok {
			continue
		}
		known := &compiler.words.families[id]
		leaf.inLaw[id], leaf.elsewhere[id] = family.GetFactor(), family.GetFactorElsewhere()
		if known.GetLegal() {
			leaf.elsewhere[id] = family.GetFactor() // a legal title is legal work at any employer
		}
		if len(titles) < 3 && family.GetFactor() == 1000 {
			titles = append(titles, known.GetTitle())
		}
	}
	for id, known := range compiler.words.families { // what is not named counts as the family that it is within
		if known.within >= 0 && leaf.inLaw[id] == 0 {
			leaf.inLaw[id], leaf.elsewhere[id] = leaf.inLaw[known.within], leaf.elsewhere[known.within]
		}
	}
	for _, employer := range asked.GetEmployerTypes() {
		if int(employer) < len(leaf.employers) && employer > 0 {
			leaf.employers[employer] = true
		}
	}
	if areas := compiler.findAll(compiler.skills, path+".practice_areas", "skill", asked.GetPracticeAreas()); len(areas) > 0 {
		leaf.practice = make([]bool, len(compiler.words.skills))
		for _, area := range areas {
			leaf.practice[area] = true
		}
	}
	leaf.greatest = leaf.lawOffice
	for _, factor := range leaf.inLaw {
		leaf.greatest = max(leaf.greatest, factor)
	}
	leaf.recency = plain && leaf.step == 0
	leaf.titlesOnly, leaf.enters = compiler.entry, compiler.enters
	if compiler.half > 0 && leaf.step > 0 {
		leaf.half = compiler.half
		if leaf.half < full/2 || leaf.half == full { // it is met well before, or by all of its months alone
			leaf.half = full / 2
		}
	}
	leaf.unread = !compiler.gate && leaf.step == 0 &&
		slices.ContainsFunc(compiler.words.byDuties, func(by dutyFamily) bool { return leaf.inLaw[by.family] > 0 })
	leaf.words = leaf.inWords(titles)
	return []wholeLeaf{leaf}
}

func (experienceKind) read(in *intake) { in.readJobs() }

func (experienceKind) fact(profile *lexfitv1.CandidateProfile, at place) string {
	if at.list != "experience" || at.i < 0 || at.part != "" {
		return ""
	}
	job := profile.GetExperience()[at.i]
	switch {
	case job.GetStartedOn() != "" && job.GetEndedOn() != "":
		return job.GetTitle() + ", " + job.GetStartedOn() + " to " + job.GetEndedOn()
	case job.GetStartedOn() != "" && job.Months == nil:
		return job.GetTitle() + " since " + job.GetStartedOn()
	case job.Months != nil:
		return job.GetTitle() + " for " + prose.Years(job.GetMonths())
	}
	return job.GetTitle()
}

// experienceLeaf asks for years of work, each month at the factor of its job.
type experienceLeaf struct {
	inLaw, elsewhere []int32 // by family
	lawOffice        int32
	greatest         int32 // of legal work of any kind
	curve            curve
	step             int32
	half             int32  // what half of a step is worth, 0 for nothing
	enters           []bool // the families by which people come in, nil for any
	employers        [8]bool
	anyEmployer      bool
	practice         []bool // by skill, nil for any
	recency          bool
	titlesOnly       bool // a condition of entry: what duties show is no ground for it
	unread           bool // it names a family that duties can show and is no gate: unread work at a legal place is no less
	words            string
}

func (l *experienceLeaf) inWords(titles []string) string {
	months := l.step
	if points := len(l.curve.x); points > 0 && months == 0 {
		months = l.curve.x[points-1]
	}
	what := "related work"
	if l.lawOffice > 0 {
		what = "work in a law office, court or legal department"
	} else if len(titles) > 0 {
		what = "work as " + prose.Or(titles)
	}
	return prose.Years(months) + " of " + what
}

func (l *experienceLeaf) part() part { return partExperience }

func (l *experienceLeaf) judge(person *candidate) outcome {
	value := l.value(person, asRead, true)
	sure, firm := value, value
	if person.assumed {
		sure = l.value(person, atLeast, true)
	}
	made := judged(value, value, sure, sure, person.listed.experience == 0)
	if !l.titlesOnly && l.anyCredit(person) {
		firm = l.value(person, asRead, false)
	}
	made.firm = firm
	if person.assumed && !l.anyTaken(person) { // years alone leave open no more than they can mean
		made.high = max(value, l.value(person, atMost, true))
		if person.listed.experience == 0 {
			made.high = full
		}
	}
	if slices.ContainsFunc(person.jobs, func(j job) bool { return j.endUnclear }) {
		made.high = max(made.high, l.open(person))
	}
	return made
}

// anyTaken reports whether a length was taken for granted of a job that counts.
func (l *experienceLeaf) anyTaken(person *candidate) bool {
	for i := range person.jobs {
		if j := &person.jobs[i]; j.taken && l.counts(person, j, true) > 0 {
			return true
		}
	}
	return false
}

// open is full where no work is listed; else the leaf with each job of an unread title at a legal place or near the law, or of
// neither a title nor a kind of employer, at its greatest factor, and each length that was taken for granted or not read as long as
// can be (rule S1).
func (l *experienceLeaf) open(person *candidate) int32 {
	if person.listed.experience == 0 || person.opens.work {
		return full
	}
	open := false
	person.segments = person.segments[:0]
	for i := range person.jobs {
		j := &person.jobs[i]
		if j.doubt == 0 && (j.repeated || j.months == 0 && !j.endUnclear) {
			continue
		}
		held := *j
		if j.endUnclear { // it may be held to this day
			held.months, held.recency = 1, 1000
		}
		factor := l.counts(person, &held, true)
		if j.unread && (j.atLaw || (j.nearLaw || j.untitled) && j.employer == lexfitv1.EmployerType_EMPLOYER_TYPE_UNSPECIFIED) {
			factor, open = max(factor, l.greatest), open || factor < l.greatest
		}
		if j.doubt != 0 {
			factor, open = max(factor, l.mostIfFlagged(person, i)), true
		}
		part := segment{factor: factor, stretch: stretch{1, 0}, loose: j.months}
		if j.dated {
			part.stretch, part.loose = j.stretch(atMost), 0
		}
		switch {
		case factor == 0:
			continue
		case j.endUnclear:
			part.stretch, open = stretch{j.first, j.first + workingLife - 1}, true
		case j.taken && j.dated:
			part.stretch, open = stretch{j.last - workingLife + 1, j.last}, true
		case j.taken:
			part.loose, open = workingLife, true
		case j.vague && part.months() > j.months:
			open = true
		}
		person.segments = append(person.segments, part)
	}
	if !open {
		return 0
	}
	return l.fill(person)
}

// mostIfFlagged is the most that a month of a job with flagged values can count, per mille: as they are, or as any other.
func (l *experienceLeaf) mostIfFlagged(left *candidate, i int) int32 {
	held := left.jobs[i]
	held.months, held.recency, held.repeated = 1, 1000, false
	most := l.counts(left, &held, true)
	if left.said != nil && i < len(left.said.jobs) {
		said := left.said.jobs[i]
		said.months, said.recency, said.repeated = 1, 1000, false
		most = max(most, l.counts(left.said, &said, true))
	}
	if held.doubt&(inEmployer|inAreas) != 0 || held.unread && (held.atLaw || held.employer == lexfitv1.EmployerType_EMPLOYER_TYPE_UNSPECIFIED) {
		most = l.greatest
	}
	return most
}

// counts returns what a month of a job counts in the leaf, per mille; credited with what its duties show.
func (l *experienceLeaf) counts(person *candidate, j *job, credited bool) int32 {
	if j.months == 0 || j.repeated || !l.anyEmployer && !l.employers[j.employer] {
		return 0
	}
	if l.practice != nil && !slices.ContainsFunc(person.areas[j.areas[0]:j.areas[1]], func(area int32) bool { return l.practice[area] }) {
		return 0
	}
	of := l.elsewhere
	factor := int32(0)
	if j.inLaw {
		of, factor = l.inLaw, l.lawOffice
	}
	for _, family := range j.families[:j.known] {
		factor = max(factor, of[family])
	}
	if credited && !l.titlesOnly {
		for _, by := range j.credits {
			factor = max(factor, scale(of[by.family], by.share))
		}
		if l.unread && j.atLaw && !person.tellsWork(j) {
			factor = max(factor, unreadAtLaw)
		}
	}
	if l.recency {
		factor = scale(factor, j.recency)
	}
	return factor
}

// anyCredit reports whether the duties of any job show a family.
func (l *experienceLeaf) anyCredit(c *candidate) bool {
	return slices.ContainsFunc(c.jobs, func(j job) bool { return j.credits[0].share > 0 })
}

// value fills the curve from the best factor down: what each stretch adds to the curve counts at its factor, and each month
// counts once, at the best factor of the jobs that cover it. The sum is exact and rounded once, so that one more month never
// lowers it.
func (l *experienceLeaf) value(person *candidate, as reading, credited bool) int32 {
	person.segments = person.segments[:0]
	for i := range person.jobs {
		j := &person.jobs[i]
		factor := l.counts(person, j, credited)
		if factor == 0 || as == atLeast && j.surely() == 0 {
			continue
		}
		part := segment{factor: factor}
		if j.dated {
			part.stretch = j.stretch(as)
		} else {
			part.stretch, part.loose = stretch{1, 0}, j.months
			if as == atLeast {
				part.loose = j.surely()
			}
		}
		person.segments = append(person.segments, part)
	}
	return l.fill(person)
}

// fill fills the curve with the segments noted last, from the best factor down.
func (l *experienceLeaf) fill(person *candidate) int32 {
	if len(person.segments) > 1 {
		slices.SortStableFunc(person.segments, func(one, other segment) int { return int(other.factor - one.factor) })
	}
	person.covered.reset()
	var months, reached int32
	var sum, effective int64
	for i := 0; i < len(person.segments); {
		factor := person.segments[i].factor
		var fresh int32
		for ; i < len(person.segments) && person.segments[i].factor == factor; i++ {
			if part := person.segments[i]; part.loose > 0 {
				fresh += part.loose
			} else {
				fresh += person.covered.add(part.first, part.last)
			}
		}
		months += fresh
		effective += int64(fresh) * int64(factor)
		now := l.curve.at(months)
		sum += int64(now-reached) * int64(factor)
		reached = now
	}
	if l.step > 0 {
		return l.stepAt(effective, int64(l.step)*1000)
	}
	return divide(sum, 1000)
}

// stepAt is what so much work of the whole is worth to a step, in thousandths of months. In a role's education gate each month is
// its part of the whole, and half of them are worth at least what the gate asks.
func (l *experienceLeaf) stepAt(done, whole int64) int32 {
	half := int64(l.half)
	switch {
	case done >= whole:
		return full
	case half == 0:
		return 0
	case 2*done >= whole:
		return int32(half + (2*done-whole)*(full-half)/whole)
	}
	return int32(2 * done * half / whole)
}

func (l *experienceLeaf) prove(why *explainer, _ lexfitv1.Basis) {
	for i := range why.c.jobs {
		j := &why.c.jobs[i]
		if l.counts(why.c, j, true) == 0 {
			continue
		}
		title, basis := "work in a law office", lexfitv1.Basis_BASIS_STATED
		if j.known > 0 {
			title = why.c.words.families[j.families[0]].GetTitle()
		}
		if j.taken {
			basis = lexfitv1.Basis_BASIS_ASSUMED
		}
		why.add(ref{refJob, j.index, 0}, title, 0, basis)
	}
}

func (l *experienceLeaf) asks() string { return l.words }

func (l *experienceLeaf) more() string { return l.words }

// shown is how many months a step finds.
func (l *experienceLeaf) shown(person *candidate) string {
	if l.step == 0 {
		return ""
	}
	months := person.monthsOf(asRead, func(j *job) bool { return l.counts(person, j, true) > 0 })
	return " (" + prose.Years(months) + " shown)"
}

func (l *experienceLeaf) away(entry *gate, value, whole int32, _ int) int {
	switch {
	case value >= whole:
		return 0
	case l.step > yearOfWork && !slices.ContainsFunc(entry.c.jobs, func(j job) bool { return l.counts(entry.c, &j, true) > 0 }):
		return far
	}
	return 1
}

// seek proposes one more year in the job held, and a year in the work that counts most of that by which people come in.
func (l *experienceLeaf) seek(finder *finder, _ ...wanted) {
	held, factor, doubtful := int32(absent), int32(0), int32(0) // what is flagged is a question first
	for i := range finder.c.jobs {
		j := &finder.c.jobs[i]
		switch counts := l.counts(finder.c, j, true); {
		case counts <= factor || !l.canLast(finder.c, j):
		case finder.c.doubts.job(j.index) != 0:
			doubtful = max(doubtful, counts)
		default:
			held, factor = j.index, counts
		}
	}
	year := action{deed: workYear{}, kind: lexfitv1.AdviceKind_ADVICE_KIND_GAIN_EXPERIENCE, entry: held, subject: absent, weeks: 52}
	if held >= 0 {
		finder.add(year)
	}
	best := int32(absent)
	for id, counts := range l.inLaw {
		if counts > max(factor, doubtful) && (l.enters == nil || l.enters[id]) && finder.c.words.families[id].written != "" && (best < 0 || counts > l.inLaw[best]) {
			best = int32(id)
		}
	}
	if best >= 0 && finder.eligible && l.anyEmployer && l.practice == nil && finder.c.listed.experience < mostEntries {
		year.entry, year.subject = absent, best
		finder.add(year)
	}
}

// canLast reports whether a job is held at the as-of date and can be lengthened by its months.
func (l *experienceLeaf) canLast(c *candidate, j *job) bool {
	const most = 960
	written := c.profile.GetExperience()[j.index]
	start, ok := parseDate(written.GetStartedOn())
	return ok && written.GetEndedOn() == "" && j.dated && j.months > 0 && j.last >= c.month && j.first == start.monthIndex(july) &&
		j.months+yearOfWork <= most
}

// yearOfWork is the most that one piece of advice asks, in months.
const yearOfWork = 12

// workYear lengthens a job by a year, or adds one of a year that begins next month.
type workYear struct{ plainDeed }

func (workYear) do(trial *whatIf, step *action) {
	person := trial.c
	if step.entry >= 0 {
		for i := range person.jobs {
			if j := &person.jobs[i]; j.index == step.entry {
				trial.jobs = append(trial.jobs, oldJob{int32(i), *j})
				j.last += yearOfWork
				j.months += yearOfWork
				j.recency = 1000
				j.vague = false // its length is stated then
			}
		}
	} else {
		areas := int32(len(person.areas))
		made := job{
			index: absent, employer: lexfitv1.EmployerType_EMPLOYER_TYPE_LAW_FIRM, inLaw: true, atLaw: true, dated: true, same: absent, place: placeLegal,
			first: person.month + 1, last: person.month + yearOfWork, months: yearOfWork, recency: 1000,
			families: [4]int32{step.subject}, known: 1, areas: [2]int32{areas, areas},
		}
		made.credits = workYear{}.shownUnder(person, person.words.families[step.subject].written)
		person.jobs = append(person.jobs, made)
		person.listed.experience++
	}
	trial.touch(partExperience)
	trial.reweigh(workYear{}.shownIn(person, step)...)
}

// shownUnder are the families that duties show of the jobs under a title in a law firm: another of them is one with those.
func (workYear) shownUnder(c *candidate, title string) [2]credit {
	for i := range c.jobs {
		j := &c.jobs[i]
		if j.index >= 0 && j.months > 0 && !j.apart() && j.employer == lexfitv1.EmployerType_EMPLOYER_TYPE_LAW_FIRM &&
			lexicon.NormalizeName(c.profile.GetExperience()[j.index].GetTitle()) == lexicon.NormalizeName(title) {
			return j.credits
		}
	}
	return [2]credit{}
}

// shownIn lists the skills that a job of an action stands for, by its title or by duties.
func (workYear) shownIn(c *candidate, step *action) []int32 {
	var list []int32
	add := func(family int32) {
		for _, stands := range c.words.families[family].implies {
			if !slices.Contains(list, stands.skill) {
				list = append(list, stands.skill)
			}
		}
	}
	if step.entry < 0 {
		add(step.subject)
		for _, by := range c.jobs[len(c.jobs)-1].credits {
			if by.share > 0 {
				add(by.family)
			}
		}
		return list
	}
	for i := range c.jobs {
		j := &c.jobs[i]
		if j.index != step.entry {
			continue
		}
		for _, family := range j.families[:j.known] {
			add(family)
		}
		for _, by := range j.credits {
			if by.share > 0 {
				add(by.family)
			}
		}
		for _, shows := range c.showings {
			if shows.job == int32(i) && !slices.Contains(list, shows.skill) {
				list = append(list, shows.skill)
			}
		}
	}
	return list
}

func (workYear) reach(reached *scope, step *action) {
	reached.part(partExperience)
	for family := range reached.c.words.families {
		if family == int(step.subject) || step.entry >= 0 {
			for _, implied := range reached.c.words.families[family].implies {
				reached.skill(implied.skill)
			}
		}
	}
	reached.lift()
}

// change states a job held by its length, since dates are clipped at the as-of date.
func (workYear) change(given *situation, profile *lexfitv1.CandidateProfile, asOf date, step *action) *lexfitv1.ProfileChange {
	made := &lexfitv1.ProfileChange{Path: step.changePath(experiencePaths)}
	if step.entry < 0 {
		next := date{year: asOf.year, month: asOf.month + 1}
		if next.month > 12 {
			next = date{year: asOf.year + 1, month: 1}
		}
		made.Entry = &lexfitv1.ProfileChange_Experience{Experience: &lexfitv1.Experience{
			Title: given.c.words.families[step.subject].written, EmployerType: lexfitv1.EmployerType_EMPLOYER_TYPE_LAW_FIRM,
			StartedOn: next.String(), Months: proto.Int32(yearOfWork),
		}}
		return made
	}
	job := proto.CloneOf(profile.GetExperience()[step.entry])
	months := job.GetMonths()
	if job.Months == nil {
		start, _ := parseDate(job.GetStartedOn())
		months = asOf.monthIndex(0) - start.monthIndex(july) + 1
	}
	job.Months, job.Employer = new(months+yearOfWork), ""
	made.Entry = &lexfitv1.ProfileChange_Experience{Experience: job}
	return made
}

func (workYear) tell(given *situation, step *action) (text, source string, checks []string) {
	source = given.advice.experienceSource
	for i := range given.c.jobs {
		if j := &given.c.jobs[i]; step.entry >= 0 && j.index == step.entry {
			title := given.c.profile.GetExperience()[step.entry].GetTitle()
			return fmt.Sprintf("Stay one more year as %s; the job has lasted %s so far.", title, prose.Years(j.months)), source, nil
		}
	}
	title := given.c.words.families[step.subject].written
	if done := given.c.workIn(step.subject); done.months > 0 {
		return fmt.Sprintf("Work one more year as %s; the profile shows %s of it.", title, prose.Years(done.months)), source, nil
	}
	return fmt.Sprintf("Work a first year as %s; the profile shows none of it.", title), source, nil
}
