package matcher

import (
	"cmp"
	"slices"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// valued is an action and what it does.
type valued struct {
	action

	role      int   // the target that it is for
	gain      int32 // in points of that target
	criterion int32 // that gains most
	closes    bool  // a blocker of that target
	after     []footing
	other     *valued // to which it is an alternative
	rank      int32
}

// tact decides what of the advice that comes true is worth saying to somebody's face, and what is said first.
type tact struct {
	*situation
	list    []*target
	targets []int
	base    []footing
	points  [][]int32 // by target, by criterion
	order   lexfitv1.AdviceOrder
	named   bool // the targets were asked for by name
}

// said reports whether a piece is worth saying: no year of the very work that somebody applies for, nothing that moves next to nothing
// of somebody who stands well, and nothing for a role that was not asked for, is not near and not wanted.
func (t *tact) said(worth *valued) bool {
	if t.base[worth.role].score == 0 || t.isLittle(worth) {
		return false // where nothing speaks for the role, ask first
	}
	if worth.kind == lexfitv1.AdviceKind_ADVICE_KIND_GAIN_EXPERIENCE && (!worth.closes || !t.begun(worth)) {
		return false
	}
	return t.isOfInterest(worth.role) || t.isNear(worth)
}

// isOfInterest reports whether a role was asked for, is the first, stands close to it or is wanted.
func (t *tact) isOfInterest(role int) bool {
	return t.named || role == t.targets[0] || t.isClose(role) || t.isWanted(role)
}

// leastGain is the least that a piece is worth saying for, of a thousand points, to somebody who stands good already.
const leastGain = 10

// isLittle reports whether a piece changes too little for what it takes: of somebody who is good already a hundredth of the score, and
// studies that bring nobody to the next band.
func (t *tact) isLittle(worth *valued) bool {
	base, after := &t.base[worth.role], &worth.after[worth.role]
	if worth.closes || after.band > base.band || worth.next > 0 || worth.preference(t.situation, &worth.action) == 0 {
		return false
	}
	good := base.band >= lexfitv1.Band_BAND_GOOD
	if worth.kind == lexfitv1.AdviceKind_ADVICE_KIND_ADD_EDUCATION {
		const yearOfWeeks = 52
		return good || worth.weeks > yearOfWeeks
	}
	return good && worth.gain < leastGain
}

// begun reports whether a year of work goes on with what the profile shows.
func (t *tact) begun(worth *valued) bool {
	return worth.entry >= 0 || t.c.workIn(worth.subject).months > 0
}

// isNear reports whether another role than the first is near enough for advice: it stands close to the first, or this piece alone
// brings it to a band higher than the first stands.
func (t *tact) isNear(worth *valued) bool {
	one, two, after := &t.base[t.targets[0]], &t.base[worth.role], &worth.after[worth.role]
	return t.isClose(worth.role) || after.band > two.band && after.band > one.band
}

// nearIndex is how near to the first another role stands by fit index for its advice to be given.
const nearIndex = 50

// isClose reports whether another role stands close to the first, by fit index.
func (t *tact) isClose(other int) bool {
	first := t.targets[0]
	index := func(role int) int32 { return t.list[role].fitIndex.at(t.base[role].score) }
	return compareIneligible(t.base[first].eligibility, t.base[other].eligibility) == 0 && index(first)-index(other) <= nearIndex
}

// isWanted reports whether the profile's goals or interests are those of another role than the first.
func (t *tact) isWanted(role int) bool {
	stated := t.c.profile.GetPreferences()
	first := t.list[t.targets[0]].role
	for _, pathway := range first.GetPathways() {
		if pathway.GetRole() == t.list[role].role.GetName() && slices.Contains(stated.GetGoals(), pathway.GetId()) {
			return true
		}
	}
	return len(stated.GetInterests()) > 0 && t.preferred(role) > t.preferred(t.targets[0])
}

// preferred is the share of a role's points for preferences that the profile has.
func (t *tact) preferred(role int) int32 {
	for i, asked := range t.list[role].criteria {
		if asked.GetCategory() == lexfitv1.Category_CATEGORY_PREFERENCE && asked.GetWeight() > 0 {
			return full / asked.GetWeight() * t.points[role][i]
		}
	}
	return 0
}

// recentWork is how many months ago the last job may have ended for a credential to come before skills that are to be
// refreshed.
const recentWork = 24

// turn is which pieces come first where nothing else is asked for: what was begun, then the credential that is the next step of a
// career, for those who stand in the work, then everything else; who has been out of it refreshes skills before sitting for anything.
func (t *tact) turn(worth *valued) int {
	switch {
	case t.order != lexfitv1.AdviceOrder_ADVICE_ORDER_UNSPECIFIED && t.order != lexfitv1.AdviceOrder_ADVICE_ORDER_EFFORT:
		return 0
	case worth.preference(t.situation, &worth.action) == 0:
		return 1
	case !worth.isCredential() || t.base[worth.role].band < lexfitv1.Band_BAND_POSSIBLE:
		return 3
	case t.worked(recentWork), t.studied(recentWork):
		return 2
	}
	return 4
}

// worked reports whether a job that any family names, or one in law, is held, or ended no more than so many months ago.
func (t *tact) worked(within int32) bool {
	return slices.ContainsFunc(t.c.jobs, func(j job) bool {
		return (j.inLaw || j.known > 0) && j.months > 0 && (!j.dated || t.c.month-j.last <= within)
	})
}

// studied reports whether studies of law, of paralegals or of the law office ended no more than so many months ago.
func (t *tact) studied(within int32) bool {
	written := t.c.profile.GetEducation()
	return slices.ContainsFunc(t.c.education, func(entry educationEntry) bool {
		if entry.index < 0 || int(entry.index) >= len(written) || !t.c.words.anyOfLaw(t.c.fields[entry.first:entry.last]) {
			return false // or read out of another list
		}
		ended, ok := parseDate(written[entry.index].GetCompletedOn())
		return ok && t.c.month-ended.monthIndex(june) <= within
	})
}

// compareTurns orders pieces by whose turn it is; credentials of one turn by the one to advise first.
func (t *tact) compareTurns(one, other *valued) int {
	first, second := t.turn(one), t.turn(other)
	if first == 2 && second == 2 {
		return cmp.Compare(one.preference(t.situation, &one.action), other.preference(t.situation, &other.action))
	}
	return cmp.Compare(first, second)
}

// rival reports whether two are credentials that one may choose between: no less to be advised, or the state's own.
func (t *tact) rival(one, other *valued) bool {
	return one.isCredential() && other.isCredential() && (t.isOwnState(other) ||
		one.preference(t.situation, &one.action) == other.preference(t.situation, &other.action))
}

// isCredential reports whether a piece is to earn a credential.
func (v *valued) isCredential() bool {
	return v.kind == lexfitv1.AdviceKind_ADVICE_KIND_EARN_CREDENTIAL
}

// isOwnState reports whether a piece is to earn a credential of the state where the candidate works.
func (t *tact) isOwnState(worth *valued) bool {
	return worth.isCredential() && t.ownState(&t.c.words.credentials[worth.subject])
}

// ownStateSecond puts the credential of the candidate's own state right behind the first one, so that it is the alternative to it.
func (t *tact) ownStateSecond(list []*valued) []*valued {
	first := slices.IndexFunc(list, (*valued).isCredential)
	own := slices.IndexFunc(list, t.isOwnState)
	if first < 0 || own <= first+1 {
		return list
	}
	piece := list[own]
	return slices.Insert(slices.Delete(list, own, own+1), first+1, piece)
}
