package matcher

import (
	"cmp"
	"slices"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// tact decides what of the advice that comes true is worth saying to somebody's face, and what is said first.

// said reports whether a piece is worth saying: no year of the very work that somebody applies for, nothing that moves next to nothing
// of somebody who stands well, and nothing for a role that was not asked for, is not near and not wanted.
func (a *adviser) said(worth *valued) bool {
	if a.base[worth.role].score == 0 || a.isLittle(worth) {
		return false // where nothing speaks for the role, ask first
	}
	if worth.kind == lexfitv1.AdviceKind_ADVICE_KIND_GAIN_EXPERIENCE && (!worth.closes || !a.begun(worth)) {
		return false
	}
	return a.isOfInterest(worth.role) || a.isNear(worth)
}

// isOfInterest reports whether a role was asked for, is the first, stands close to it or is wanted.
func (a *adviser) isOfInterest(role int) bool {
	return a.named || role == a.targets[0] || a.isClose(role) || a.isWanted(role)
}

// leastGain is the least that a piece is worth saying for, of a thousand points, to somebody who stands good already.
const leastGain = 10

// isLittle reports whether a piece changes too little for what it takes: of somebody who is good already a hundredth of the score, and
// studies that bring nobody to the next band.
func (a *adviser) isLittle(worth *valued) bool {
	base, after := &a.base[worth.role], &worth.after[worth.role]
	if worth.closes || after.band > base.band || worth.next > 0 || worth.preference(&a.situation, &worth.action) == 0 {
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
func (a *adviser) begun(worth *valued) bool {
	return worth.entry >= 0 || a.c.workIn(worth.subject).months > 0
}

// isNear reports whether another role than the first is near enough for advice: it stands close to the first, or this piece alone
// brings it to a band higher than the first stands.
func (a *adviser) isNear(worth *valued) bool {
	one, two, after := &a.base[a.targets[0]], &a.base[worth.role], &worth.after[worth.role]
	return a.isClose(worth.role) || after.band > two.band && after.band > one.band
}

// isClose reports whether another role stands close to the first, by fit index.
func (a *adviser) isClose(other int) bool {
	first := a.targets[0]
	index := func(role int) int32 { return a.list[role].fitIndex.at(a.base[role].score) }
	return compareIneligible(a.base[first].eligibility, a.base[other].eligibility) == 0 && index(first)-index(other) <= closeIndex
}

// isWanted reports whether the profile's goals or interests are those of another role than the first.
func (a *adviser) isWanted(role int) bool {
	stated := a.c.profile.GetPreferences()
	first := a.list[a.targets[0]].role
	for _, pathway := range first.GetPathways() {
		if pathway.GetRole() == a.list[role].role.GetName() && slices.Contains(stated.GetGoals(), pathway.GetId()) {
			return true
		}
	}
	return len(stated.GetInterests()) > 0 && a.preferred(role) > a.preferred(a.targets[0])
}

// preferred is the share of a role's points for preferences that the profile has.
func (a *adviser) preferred(role int) int32 {
	for i, asked := range a.list[role].criteria {
		if asked.GetCategory() == lexfitv1.Category_CATEGORY_PREFERENCE && asked.GetWeight() > 0 {
			return full / asked.GetWeight() * a.s.whatIf.points[role][i]
		}
	}
	return 0
}

// recentWork is how many months ago the last job may have ended for a credential to come before skills that are to be
// refreshed.
const recentWork = 24

// turn is which pieces come first where nothing else is asked for: what was begun, then the credential that is the next step of a
// career, for those who stand in the work, then everything else; who has been out of it refreshes skills before sitting for anything.
func (a *adviser) turn(worth *valued) int {
	switch {
	case a.order != lexfitv1.AdviceOrder_ADVICE_ORDER_UNSPECIFIED && a.order != lexfitv1.AdviceOrder_ADVICE_ORDER_EFFORT:
		return 0
	case worth.preference(&a.situation, &worth.action) == 0:
		return 1
	case !worth.isCredential() || a.base[worth.role].band < lexfitv1.Band_BAND_POSSIBLE:
		return 3
	case a.c.worked(recentWork):
		return 2
	}
	return 4
}

// worked reports whether a job that any family names, or one in law, is held, or ended no more than so many months ago.
func (c *candidate) worked(within int32) bool {
	return slices.ContainsFunc(c.jobs, func(j job) bool {
		return (j.inLaw || j.known > 0) && j.months > 0 && (!j.dated || c.month-j.last <= within)
	})
}

// compareTurns orders pieces by whose turn it is; credentials of one turn by the one to advise first.
func (a *adviser) compareTurns(one, other *valued) int {
	first, second := a.turn(one), a.turn(other)
	if first == 2 && second == 2 {
		return cmp.Compare(one.preference(&a.situation, &one.action), other.preference(&a.situation, &other.action))
	}
	return cmp.Compare(first, second)
}
