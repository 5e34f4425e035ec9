package matcher

import (
	"slices"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// weighSkills settles what every skill is worth: claims, duties, titles, and what they give to related skills.
func (c *candidate) weighSkills() {
	lifted, sureLifted := c.shownAtAll()
	c.cap(lifted, sureLifted, scale(full, c.tables.wordsWithoutWork))
	c.law, c.sureLaw = c.inLaw()
	c.nearLaw = c.law || c.isNearLaw()
	c.noteAll()
	c.settleAll()
}

// noteAll notes what every source says of the skills.
func (c *candidate) noteAll() {
	c.noteClaims()
	c.noteShowings()
	c.noteTitles()
	c.noteCredits()
}

// inLaw reports whether law stands behind the profile: a legal job, a course, a field of law, a law degree, or an active credential
// that lifts the cap on words; and whether it does without assumptions.
func (c *candidate) inLaw() (law, sure bool) {
	if len(c.courses) > 0 || slices.ContainsFunc(c.jobs, func(j job) bool { return j.inLaw && j.months > 0 }) {
		return true, true
	}
	for i := range c.education {
		entry := &c.education[i]
		if entry.main && (entry.level == lexfitv1.EducationLevel_EDUCATION_LEVEL_JURIS_DOCTOR ||
			c.words.anyOfLaw(c.fields[entry.first:entry.last])) {
			return true, true
		}
	}
	return c.liftingCredential()
}

// isNearLaw reports whether anything besides what inLaw finds is near the law: government work of an office or of no read title, a
// title with a word that is, a credential of the law.
func (c *candidate) isNearLaw() bool {
	for i := range c.jobs {
		j := &c.jobs[i]
		government := j.employer == lexfitv1.EmployerType_EMPLOYER_TYPE_GOVERNMENT
		office := slices.ContainsFunc(j.families[:j.known], func(family int32) bool { return c.words.families[family].GetOffice() })
		if j.months > 0 && (j.nearLaw || government && (office || j.unread)) {
			return true
		}
	}
	return slices.ContainsFunc(c.certs, func(held certEntry) bool { return c.words.credentials[held.credential].GetLegal() })
}

// liftingCredential reports whether an active credential lifts the cap on words, and whether without assumptions.
func (c *candidate) liftingCredential() (lifts, sure bool) {
	for _, held := range c.certs {
		if held.status == lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE && c.words.credentials[held.credential].lifts {
			lifts, sure = true, sure || !held.taken
		}
	}
	return lifts, sure
}

// shownAtAll reports whether anything stands behind the words of the profile: a year of any work, a known course or an active
// credential; and whether it does without assumptions.
func (c *candidate) shownAtAll() (lifted, sure bool) {
	if len(c.courses) > 0 {
		return true, true
	}
	if lifted, sure = c.liftingCredential(); sure {
		return true, true
	}
	work := c.workIn(anyFamily)
	months := max(work.months, c.profile.GetTotalExperienceMonths()) // a stated total is work of some kind, on its word alone
	return lifted || months >= c.tables.wordsWorkMonths, work.sureMonths >= c.tables.wordsWorkMonths
}

// noteShowings notes what duties show (rule E4).
func (c *candidate) noteShowings() {
	for i := range c.showings {
		shows := &c.showings[i]
		if c.passed(shows.skill) {
			continue
		}
		j := &c.jobs[shows.job]
		months := j.months
		if j.taken {
			months = 0
		}
		style := c.known[shows.skill].style
		c.note(shown, shows.skill, j.shows(j.months, style), j.shows(months, style), shows.at, shows.kind)
	}
}

// shows is what a duty shows after so many months in the job; of a habit of work half.
func (j *job) shows(months int32, style bool) int32 {
	value := scale(scale(shownCurve.at(months), j.place), j.recency)
	if style {
		value = scale(value, bareHabit)
	}
	return value
}

// noteTitles notes what the years in each title family stand for (rule E5).
func (c *candidate) noteTitles() {
	for id := range c.words.families {
		family := &c.words.families[id]
		if len(family.implies) == 0 || c.passedAll(family) {
			continue
		}
		work := c.workIn(int32(id))
		if work.months == 0 {
			continue
		}
		base, sure := c.impliedBase(int32(id), asRead), c.impliedBase(int32(id), atLeast)
		for _, stands := range family.implies {
			c.note(implied, stands.skill, scale(scale(base, stands.figure), work.recency), scale(scale(sure, stands.figure), work.sureRecency),
				ref{refJob, work.job, 0}, 0)
		}
	}
}

// passedAll reports whether notes of all that a family implies are passed over.
func (a *abilities) passedAll(family *knownFamily) bool {
	return a.few && !slices.ContainsFunc(family.implies, func(stands impliedSkill) bool { return a.among[stands.skill] })
}

// impliedBase is what the years in a family stand for of a skill of figure 1000: the mean of all of them and of those in legal
// jobs, and of what that leaves a quarter where a year or more was a senior's.
func (c *candidate) impliedBase(family int32, as reading) int32 {
	counts := func(j *job) bool { return j.has(family) }
	all := c.tables.implied.at(c.monthsOf(as, counts))
	legal := c.tables.implied.at(c.monthsOf(as, func(j *job) bool { return counts(j) && j.inLaw }))
	base := divide(int64(all+legal)*500, 1000)
	if c.monthsOf(as, func(j *job) bool { return counts(j) && j.senior }) >= seniorMonths {
		base += divide(int64(full-base)*seniorShare, 1000)
	}
	return base
}

// noteCredits notes what the families stand for that duties show (rule E8).
func (c *candidate) noteCredits() {
	for i := range c.jobs {
		j := &c.jobs[i]
		for _, by := range j.credits {
			if by.share == 0 || j.repeated || c.passedAll(&c.words.families[by.family]) {
				continue
			}
			for _, stands := range c.words.families[by.family].implies {
				value := func(months int32) int32 {
					return scale(scale(scale(scale(c.tables.implied.at(months), stands.figure), j.recency), by.share), creditImplies)
				}
				c.note(implied, stands.skill, value(j.months), value(j.surely()), ref{refJob, j.index, 0}, 0)
			}
		}
	}
}
