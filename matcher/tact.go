package matcher

import (
	"cmp"
	"slices"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// tact decides what of the advice that comes true is worth saying to somebody's face, and what is said first.

// said reports whether a piece is worth saying: no year of the very work that somebody applies for, and nothing for a role that was
// not asked for, is not near and not wanted.
func (a *adviser) said(worth *valued) bool {
	if worth.kind == lexfitv1.AdviceKind_ADVICE_KIND_GAIN_EXPERIENCE && !(worth.closes && a.begun(worth)) {
		return false
	}
	return a.named || worth.role == a.targets[0] || a.isNear(worth) || a.isWanted(worth.role)
}

// begun reports whether a year of work goes on with what the profile shows.
func (a *adviser) begun(worth *valued) bool {
	return worth.entry >= 0 || a.c.workIn(worth.subject).months > 0
}

// isNear reports whether another role than the first is near enough for advice: it stands close to the first, or this piece alone
// brings it to a band higher than the first stands.
func (a *adviser) isNear(worth *valued) bool {
	first, other := a.targets[0], worth.role
	index := func(role int) int32 { return a.list[role].fitIndex.at(a.base[role].score) }
	one, two := &a.base[first], &a.base[other]
	if compareIneligible(one.eligibility, two.eligibility) == 0 && index(first)-index(other) <= closeIndex {
		return true
	}
	return worth.after[other].band > two.band && worth.after[other].band > one.band
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
// career, for those who stand in the work, then everything else.
func (a *adviser) turn(worth *valued) int {
	switch {
	case a.order != lexfitv1.AdviceOrder_ADVICE_ORDER_UNSPECIFIED && a.order != lexfitv1.AdviceOrder_ADVICE_ORDER_EFFORT:
		return 0
	case worth.preference(&a.situation, &worth.action) == 0:
		return 1
	case worth.kind == lexfitv1.AdviceKind_ADVICE_KIND_EARN_CREDENTIAL &&
		a.base[worth.role].band >= lexfitv1.Band_BAND_POSSIBLE && a.c.worked(recentWork):
		return 2
	}
	return 3
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
