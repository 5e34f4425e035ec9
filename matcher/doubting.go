package matcher

import (
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// leastClaims holds the claims of the person without what is flagged to no more than those with it: to a measure, and to nothing
// where a skill is said to be absent. Claims stand in the order of their entries.
func (d *doubts) leastClaims(in *intake) {
	if in.said == nil {
		return
	}
	for i := range in.said.claims { // what is said to be absent or was measured is no more by that, where even the name is flagged
		said := &in.said.claims[i]
		made := claim{
			skill: said.skill, entry: absent, value: said.value, none: true, at: said.at, unnamed: true,
			maybeNone: said.none && d.skill(said.entry)&inName != 0, maybeMeasured: said.measured && d.skill(said.entry)&(inName|inMeasure) != 0,
		}
		if made.maybeNone || made.maybeMeasured {
			in.claims = append(in.claims, made)
		}
	}
	first := 0
	for i := range in.claims {
		made := &in.claims[i]
		if d.skill(made.entry) == 0 {
			continue
		}
		if !made.unsure {
			made.unsure, made.sure = true, made.value
			if made.bare && in.words.skills[made.skill].style {
				made.sure = scale(made.sure, bareHabit)
			}
		}
		list := in.said.claims
		for first < len(list) && list[first].entry >= 0 && list[first].entry < made.entry {
			first++
		}
		for at := first; at < len(list) && list[at].entry == made.entry; at++ {
			switch said := &list[at]; {
			case said.skill != made.skill:
			case said.none && !made.none:
				made.maybeNone, made.sure = true, 0
			case said.measured:
				made.sure = min(made.sure, said.value)
				fallthrough
			default:
				made.doubted = made.doubted || said.doubted
			}
		}
	}
}

// doubtLanguages takes a language whose level is flagged at the least that it may be; its level is open.
func (d *doubts) doubtLanguages(in *intake) {
	for i := range in.languages {
		spoken := &in.languages[i]
		if spoken.at.kind != refLanguage || of(d.languages, int(spoken.at.i)) == 0 {
			continue
		}
		level := in.said.profile.GetLanguages()[spoken.at.i].GetLevel()
		if int(level) < len(in.tables.languageLevels) && level >= 0 {
			spoken.value = min(spoken.value, in.tables.languageLevels[level])
		}
		spoken.levelOpen = true
	}
}

// allOf reports whether all that a job says is flagged.
func (d *doubts) allOf(written *lexfitv1.Experience, i int32) bool {
	return d.job(i)&inDates != 0 && written.GetTitle() == "" && written.GetEmployerType() == 0 &&
		len(written.GetPracticeAreas()) == 0 && len(written.GetDuties()) == 0
}

// doubtDates leaves of a job whose dates or length are flagged that it was held at all, for however long. What lies ahead, or has an end
// that was not read, is not even that. Its recency stays what the dates say, which is no more than it can be.
func (j *job) doubtDates() {
	j.dated, j.vague = false, false
	if j.months > 0 {
		j.months, j.taken = 1, true
		return
	}
	j.taken, j.endUnclear = false, true
}

// apart reports whether it is flagged which job it is: it is not one with others.
func (j *job) apart() bool { return j.doubt&(inName|inEmployer) != 0 }

// isOne reports whether two jobs are one.
func (j *job) isOne(other *job) bool {
	return j.same == other.same && (j == other || !j.apart() && !other.apart())
}
