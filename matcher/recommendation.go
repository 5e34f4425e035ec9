package matcher

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// recommend names the better role: that of the first of the fits, which stand in order. Where none has a score it names none.
func (t *targets) recommend(fits []*lexfitv1.Fit, better string, profile *lexfitv1.CandidateProfile) *lexfitv1.Recommendation {
	rec := &lexfitv1.Recommendation{}
	scored := slices.ContainsFunc(fits, func(fit *lexfitv1.Fit) bool { return fit.GetScore() > 0 })
	if !scored {
		rec.Reasons = []string{"The profile holds nothing that any role asks for: ask for education, skills and experience first."}
		return rec
	}
	first := fits[0]
	rec.Role = better
	rec.Reasons = append(rec.Reasons, stands(first))
	if len(fits) == 1 {
		return rec
	}
	next := fits[1]
	rec.Margin = max(first.GetFitIndex()-next.GetFitIndex(), 0)
	switch {
	case first.GetFitIndex() < next.GetFitIndex() && compareIneligible(first.GetEligibility(), next.GetEligibility()) == 0:
		rec.Reasons = append(rec.Reasons, fmt.Sprintf("%s is ahead by only %s on the scale that both roles share (%s or less): the latest legal job decides.",
			next.GetRoleTitle(), prose.Tenths(next.GetFitIndex()-first.GetFitIndex()), prose.Tenths(closeIndex)))
	case first.GetFitIndex() < next.GetFitIndex():
		rec.Reasons = append(rec.Reasons, fmt.Sprintf("%s would stand higher, but is %s.", next.GetRoleTitle(), standing(next)))
	default:
		rec.Reasons = append(rec.Reasons, stands(next))
	}
	for _, goal := range profile.GetPreferences().GetGoals() {
		for _, aim := range t.list[:t.base] {
			for _, pathway := range aim.role.GetPathways() {
				if pathway.GetId() == goal {
					rec.Reasons = append(rec.Reasons, fmt.Sprintf("The stated goal %q is reached from %s; goals give no points.", pathway.GetTitle(), aim.role.GetTitle()))
				}
			}
		}
	}
	return rec
}

// closeIndex is how near two roles stand by fit index for the latest legal job to decide between them.
const closeIndex = 50

// followLatestJob puts the role of the latest legal job first, where the one before it stands no more than closeIndex higher and is
// no role of that job. Numbers stand in order.
func (t *targets) followLatestJob(person *candidate, numbers []int, verdicts []verdict) {
	if len(numbers) < 2 {
		return
	}
	first, second := numbers[0], numbers[1]
	one, other := &verdicts[first], &verdicts[second]
	if t.list[first].order != nil || t.list[second].order != nil || one.fitIndex-other.fitIndex > closeIndex ||
		compareIneligible(one.eligibility, other.eligibility) != 0 || compareUnsaid(one.band, other.band) != 0 {
		return
	}
	latest := int32(-1)
	for i := range person.jobs {
		if j := &person.jobs[i]; j.inLaw && j.dated && j.months > 0 {
			latest = max(latest, j.last)
		}
	}
	was := func(role *target) bool {
		return slices.ContainsFunc(person.jobs, func(j job) bool {
			return j.inLaw && j.dated && j.months > 0 && j.last == latest &&
				slices.ContainsFunc(j.families[:j.known], func(family int32) bool { return person.words.families[family].isOf(role.role.GetFamily()) })
		})
	}
	if !was(t.list[first]) && was(t.list[second]) {
		numbers[0], numbers[1] = second, first
	}
}

// stands is the sentence that says where a fit stands.
func stands(fit *lexfitv1.Fit) string {
	return fit.GetRoleTitle() + ": " + standing(fit) + "."
}

// standing says in words where a fit stands.
func standing(fit *lexfitv1.Fit) string {
	switch fit.GetEligibility() {
	case lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE:
		return prose.Musts(fit.GetEligibility()) + ": " + blockerTitles(fit)
	case lexfitv1.Eligibility_ELIGIBILITY_UNCONFIRMED:
		return prose.Match(fit) + ", " + prose.Musts(fit.GetEligibility()) + " about " + openTitles(fit)
	case lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE:
		return prose.Match(fit) + ", " + prose.Musts(fit.GetEligibility())
	case lexfitv1.Eligibility_ELIGIBILITY_UNSPECIFIED:
	}
	return prose.Match(fit)
}

// openTitles names the musts that are to be asked about.
func openTitles(fit *lexfitv1.Fit) string {
	var titles []string
	for _, open := range fit.GetUnconfirmed() {
		titles = append(titles, open.GetTitle())
	}
	return prose.And(titles)
}

func blockerTitles(fit *lexfitv1.Fit) string {
	var titles []string
	for _, other := range fit.GetBlockers() {
		titles = append(titles, other.GetTitle())
	}
	return prose.Or(titles)
}

// developWeeks is the longest plan of one step for which a candidate is developed and not passed over; of several steps half.
const developWeeks = 52

// isNear reports whether a plan is one real step.
func isNear(plan *lexfitv1.DevelopmentPlan) bool {
	return plan.GetEffortWeeks() <= developWeeks/2 || len(plan.GetSteps()) == 1 && plan.GetEffortWeeks() <= developWeeks
}

// screenShare is how much of what makes a candidate possible there must be, per mille, before somebody is asked about the rest.
const screenShare = 600

// nextStep says what to do with the candidate: the rules stand in docs/advice.md.
func (a *adviser) nextStep(reply *lexfitv1.ScoreCandidateResponse) {
	rec, fits := reply.GetRecommendation(), reply.GetFits()
	tell := func(action lexfitv1.Action, format string, args ...any) {
		rec.Action = action
		rec.Reasons = append(rec.Reasons, fmt.Sprintf(format, args...))
	}
	if len(fits) > 0 && fits[0].GetBand() == lexfitv1.Band_BAND_NOT_ENOUGH_SAID {
		tell(lexfitv1.Action_ACTION_SCREEN, "Screen: not enough said; ask for a résumé.")
		return
	}
	if rec.GetRole() == "" {
		tell(lexfitv1.Action_ACTION_SCREEN, "Screen: not enough said, so the first call decides.")
		return
	}
	if len(fits) > 1 {
		rec.Reasons = append(rec.Reasons, tips(fits[0], fits[1]))
	}
	best := fits[0]
	bands := a.list[a.targets[0]].role.GetBands()
	if role, ok := a.redirect(best); ok {
		made := a.list[role].role
		rec.RedirectRole = made.GetName()
		tell(lexfitv1.Action_ACTION_REDIRECT, "Redirect: %s suits better (%s).", made.GetTitle(), prose.Band(a.base[role].band))
		return
	}
	for _, law := range best.GetCompliance() {
		if law.GetBlocks() {
			tell(lexfitv1.Action_ACTION_PASS, "Pass: the law forbids the job as far as the profile shows. %s (%s)", prose.Stop(law.GetSentence()), law.GetSource())
			return
		}
	}
	asks := slices.IndexFunc(best.GetCompliance(), (*lexfitv1.Compliance).GetFlags)
	eligible := best.GetEligibility() == lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE
	if eligible && best.GetBand() >= lexfitv1.Band_BAND_GOOD {
		if asks >= 0 {
			tell(lexfitv1.Action_ACTION_SCREEN, "Screen: %s and meets the musts, but the law asks first. %s", prose.Band(best.GetBand()), prose.Stop(best.GetCompliance()[asks].GetSentence()))
			return
		}
		if at := slices.IndexFunc(best.GetFlags(), func(flag string) bool { return flag != outOfReach }); at >= 0 {
			tell(lexfitv1.Action_ACTION_SCREEN, "Screen: %s and meets the musts, but ask first: %s", prose.Band(best.GetBand()), prose.Stop(best.GetFlagReasons()[at]))
			return
		}
		if ago := a.sinceLaw(); ago > 0 {
			tell(lexfitv1.Action_ACTION_SCREEN, "Screen: %s and meets the musts, but the legal work shown ended %s ago: ask which of its tools are in use today.", prose.Band(best.GetBand()), prose.Years(ago))
			return
		}
		if best.GetScoreLow() >= bands.GetPossible() {
			tell(lexfitv1.Action_ACTION_SUBMIT, "Submit: %s and meets the musts; what the profile states outright gives %s by itself.", prose.Band(best.GetBand()), prose.Tenths(best.GetScoreLow()))
			return
		}
		tell(lexfitv1.Action_ACTION_SCREEN, "Screen: %s and meets the musts, but what the profile states outright gives only %s; the rest is likely from the job or assumed.", prose.Band(best.GetBand()), prose.Tenths(best.GetScoreLow()))
		return
	}
	// Who is asked shows something that speaks for the role: else everybody whose file leaves schooling out would be.
	speaks := best.GetScore() >= scale(bands.GetPossible(), screenShare)
	open := best.GetBand() == lexfitv1.Band_BAND_POSSIBLE || best.GetEligibility() == lexfitv1.Eligibility_ELIGIBILITY_UNCONFIRMED && speaks
	if best.GetEligibility() != lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE && open && best.GetScoreHigh() >= bands.GetGood() {
		if !eligible {
			tell(lexfitv1.Action_ACTION_SCREEN, "Screen: ask first about %s; the answers can lift the score to %s.", openTitles(best), prose.Tenths(best.GetScoreHigh()))
			return
		}
		tell(lexfitv1.Action_ACTION_SCREEN, "Screen: the answers can lift the score from %s to %s; good begins at %s.", prose.Tenths(best.GetScore()), prose.Tenths(best.GetScoreHigh()), prose.Tenths(bands.GetGood()))
		return
	}
	plan := best.GetPlan()
	if plan.GetOutcome() == lexfitv1.PlanOutcome_PLAN_OUTCOME_REACHED && isNear(plan) && plan.GetBandAfter() >= lexfitv1.Band_BAND_POSSIBLE {
		if asks >= 0 {
			tell(lexfitv1.Action_ACTION_SCREEN, "Screen: the law asks first, before any plan. %s", prose.Stop(best.GetCompliance()[asks].GetSentence()))
			return
		}
		tell(lexfitv1.Action_ACTION_DEVELOP, "Develop: %s, about %s, would make this %s match.", prose.Count(len(plan.GetSteps()), "step"), prose.Count(int(plan.GetEffortWeeks()), "week"), prose.Article(prose.Band(plan.GetBandAfter())))
		return
	}
	change := fmt.Sprintf("no plan within %d weeks would make this a possible match", developWeeks)
	if plan.GetOutcome() == lexfitv1.PlanOutcome_PLAN_OUTCOME_REACHED {
		change = fmt.Sprintf("the plan (%s, about %s) would make this %s match", prose.Count(len(plan.GetSteps()), "step"), prose.Count(int(plan.GetEffortWeeks()), "week"), prose.Article(prose.Band(plan.GetBandAfter())))
	}
	tell(lexfitv1.Action_ACTION_PASS, "Pass for now: the profile does not show %s; %s.", missing(best), change)
}

// sinceLaw is how many months ago the last work in law ended, where that is as long as the rulebook counts work as less recent from;
// 0 else. Why it ended is nobody's business: what is asked is what is in use today.
func (a *adviser) sinceLaw() int32 {
	last := lastInLaw(a.c.jobs)
	if steps := a.program.tables.recency; last != nil && len(steps) > 0 && a.c.month-last.last > steps[0].GetAfterMonths() {
		return a.c.month - last.last
	}
	return 0
}

// missing names what a fit lacks: what blocks it, or where the most points are missing.
func missing(fit *lexfitv1.Fit) string {
	if len(fit.GetBlockers()) > 0 {
		return blockerTitles(fit)
	}
	list := slices.Clone(fit.GetCriteria())
	slices.SortStableFunc(list, func(one, other *lexfitv1.CriterionFit) int {
		return cmp.Compare(other.GetMaxPoints()-other.GetPoints(), one.GetMaxPoints()-one.GetPoints())
	})
	var titles []string
	for _, criterion := range list[:min(len(list), 2)] {
		titles = append(titles, criterion.GetTitle())
	}
	return "enough of " + prose.And(titles)
}

// redirect finds a role that was not asked for and stands before the best one asked for, where that one is below GOOD.
func (a *adviser) redirect(best *lexfitv1.Fit) (int, bool) {
	if best.GetBand() >= lexfitv1.Band_BAND_GOOD {
		return 0, false
	}
	index := func(role int) int32 { return a.list[role].fitIndex.at(a.base[role].score) }
	found := absent
	for _, rank := range a.judged[len(a.targets):] {
		if band := a.base[rank].band; band < lexfitv1.Band_BAND_POSSIBLE || band == lexfitv1.Band_BAND_NOT_ENOUGH_SAID || a.list[rank].role.GetName() == best.GetRole() {
			continue
		}
		before := cmp.Or(compareIneligible(a.base[rank].eligibility, best.GetEligibility()), cmp.Compare(best.GetFitIndex(), index(rank))) < 0
		if before && (found < 0 || index(rank) > index(found)) {
			found = rank
		}
	}
	return found, found >= 0
}

// tips says what tips the balance between two roles: where the first gets its points and where the second loses them.
func tips(first, second *lexfitv1.Fit) string {
	most := func(fit *lexfitv1.Fit, measure func(*lexfitv1.CriterionFit) int32, write func(*lexfitv1.CriterionFit) string) string {
		list := slices.Clone(fit.GetCriteria())
		slices.SortStableFunc(list, func(one, other *lexfitv1.CriterionFit) int { return cmp.Compare(measure(other), measure(one)) })
		var texts []string
		for _, criterion := range list[:min(len(list), 2)] {
			if measure(criterion) > 0 {
				texts = append(texts, write(criterion))
			}
		}
		return prose.And(texts)
	}
	gets := most(first, (*lexfitv1.CriterionFit).GetPoints, func(criterion *lexfitv1.CriterionFit) string {
		return fmt.Sprintf("%s (%s of %s)", criterion.GetTitle(), prose.Tenths(criterion.GetPoints()), prose.Tenths(criterion.GetMaxPoints()))
	})
	loses := most(second, func(criterion *lexfitv1.CriterionFit) int32 { return criterion.GetMaxPoints() - criterion.GetPoints() }, func(criterion *lexfitv1.CriterionFit) string {
		return fmt.Sprintf("%s (%s of %s)", criterion.GetTitle(), prose.Tenths(criterion.GetPoints()), prose.Tenths(criterion.GetMaxPoints()))
	})
	text := first.GetRoleTitle() + " gets most from " + gets
	if loses != "" {
		text += "; " + second.GetRoleTitle() + " loses most on " + loses
	}
	return "What tips it: " + text + "."
}
