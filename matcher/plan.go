package matcher

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// mostWeighed is how many actions a plan is chosen from exactly.
const mostWeighed = 16

// planner looks for the set of actions of least effort that reaches a goal: branch and bound over every set, so that none
// takes less. An action may open another; each set is tried in an order in which openers come first.
type planner struct {
	*adviser
	target  int
	goal    lexfitv1.Band
	actions []*action
	later   []uint64 // by action: the criteria that it or a later one touches
	all     []int32  // points of every criterion with everything done

	chosen uint64
	found  bool
	best   planCost
	set    uint64
}

// planCost orders plans: weeks, then dollars, then more points, then the earlier actions.
type planCost struct{ weeks, cost, score int32 }

func (c planCost) compare(other planCost) int {
	return cmp.Or(cmp.Compare(c.weeks, other.weeks), cmp.Compare(c.cost, other.cost), cmp.Compare(other.score, c.score))
}

// nextBand is what a plan aims at: eligibility, which is at least WEAK, or the band above.
func nextBand(band lexfitv1.Band) lexfitv1.Band { return band + 1 }

// plan makes the plan of one target; nil where nothing is said that a plan could begin from.
func (a *adviser) plan(target int) *lexfitv1.DevelopmentPlan {
	base := a.base[target]
	if a.s.in.stop.stopped() {
		return nil
	}
	if base.band == lexfitv1.Band_BAND_NOT_ENOUGH_SAID {
		return nil
	}
	title := a.list[target].title()
	plan := &lexfitv1.DevelopmentPlan{ScoreBefore: base.score, ScoreAfter: base.score, BandAfter: base.band, Exact: true}
	if base.band == lexfitv1.Band_BAND_STRONG {
		plan.Outcome, plan.Goal = lexfitv1.PlanOutcome_PLAN_OUTCOME_AT_TOP, base.band
		plan.Text = "Already strong for " + title + ", the highest band: there is no next one to plan for."
		return plan
	}
	plan.Goal = nextBand(base.band)
	made := &planner{adviser: a, target: target, goal: plan.GetGoal()}
	plan.Exact = made.gather()
	plan.Actions = int32(len(made.actions))
	made.tryAll()
	now := a.s.whatIf.now[target]
	reached := made.reached()
	made.untryAll()
	if !reached {
		plan.Outcome, plan.ScoreAfter, plan.BandAfter = lexfitv1.PlanOutcome_PLAN_OUTCOME_OUT_OF_REACH, now.score, now.band
		plan.Text = fmt.Sprintf("No set of these steps gets there: all %d together make %s for %s, %s.", len(made.actions), prose.Tenths(now.score), title, bandPhrase(now.band))
		if len(made.actions) == 0 {
			plan.Text = "No set of steps gets there: the profile leaves nothing to advise for " + title + "."
		}
		return plan
	}
	made.greedy()
	made.search(0, 0, 0)
	if a.s.in.stop.stopped() {
		return nil
	}
	made.write(plan)
	return plan
}

// bandPhrase says a band in words.
func bandPhrase(band lexfitv1.Band) string {
	if band == lexfitv1.Band_BAND_INELIGIBLE {
		return "still " + prose.Musts(lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE)
	}
	return prose.Band(band)
}

// gather takes the actions that help, in an order in which openers come before what they open. It reports whether it took
// every one.
func (p *planner) gather() bool {
	trial := &p.s.whatIf
	list := p.adviser.actions[p.target]
	var ordered []*action
	taken := make([]bool, len(list))
	for {
		// What is open with everything that comes before, one level at a time.
		var level []int
		for i := range list {
			if !taken[i] && p.open(&list[i]) {
				level = append(level, i)
			}
		}
		if len(level) == 0 {
			break
		}
		for _, i := range level {
			taken[i] = true
			ordered = append(ordered, &list[i])
			trial.do(&list[i])
		}
	}
	for range ordered {
		trial.undo()
	}
	// An action helps that gains alone, or whose lack is felt with everything else done, or that opens another.
	base := p.base[p.target]
	helps := map[*action]int32{}
	for _, step := range ordered {
		trial.do(step)
		alone := trial.now[p.target].score - base.score
		if trial.now[p.target].closes(&base) {
			alone += maxScore
		}
		opens := false
		for _, other := range ordered {
			if other.shut && p.open(other) {
				opens = true
			}
		}
		trial.undo()
		if alone <= 0 && !opens {
			alone = p.missed(ordered, step)
		}
		if alone > 0 || opens {
			helps[step] = max(alone, 1)
		}
	}
	ordered = p.openOnes(slices.DeleteFunc(ordered, func(step *action) bool { return helps[step] == 0 }))
	exact := true
	if len(ordered) > mostWeighed {
		exact = false
		useful := slices.Clone(ordered)
		slices.SortStableFunc(useful, func(step, other *action) int {
			return cmp.Compare(int64(helps[other])*int64(step.weeks), int64(helps[step])*int64(other.weeks))
		})
		useful = useful[:mostWeighed]
		ordered = p.openOnes(slices.DeleteFunc(ordered, func(step *action) bool { return !slices.Contains(useful, step) }))
	}
	p.actions = ordered
	return exact
}

// missed is what the lack of one action costs with all the others done.
func (p *planner) missed(list []*action, without *action) int32 {
	trial := &p.s.whatIf
	for _, step := range list {
		if step != without {
			trial.do(step)
		}
	}
	lack := trial.now[p.target]
	trial.do(without)
	now := trial.now[p.target]
	for range list {
		trial.undo()
	}
	if now.closes(&lack) {
		return maxScore
	}
	return now.score - lack.score
}

// openOnes leaves out what is not open after what comes before it.
func (p *planner) openOnes(list []*action) []*action {
	done := 0
	list = slices.DeleteFunc(list, func(step *action) bool {
		if !p.open(step) {
			return true
		}
		p.s.whatIf.do(step)
		done++
		return false
	})
	for range done {
		p.s.whatIf.undo()
	}
	return list
}

// tryAll does every action, and notes what the criteria give with everything done.
func (p *planner) tryAll() {
	trial := &p.s.whatIf
	for _, step := range p.actions {
		trial.do(step)
	}
	p.all = slices.Clone(trial.points[p.target])
}

func (p *planner) untryAll() {
	trial := &p.s.whatIf
	for range p.actions {
		trial.undo()
	}
	p.later = make([]uint64, len(p.actions)+1)
	for i := len(p.actions) - 1; i >= 0; i-- {
		p.later[i] = p.later[i+1] | p.actions[i].scope(trial, p.target)
	}
}

func (p *planner) reached() bool {
	now := p.s.whatIf.now[p.target]
	return now.band >= p.goal
}

// greedy finds a first set: everything, less what can be left out, the heaviest first.
func (p *planner) greedy() {
	order := make([]int, len(p.actions))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(one, other int) int {
		return cmp.Or(cmp.Compare(p.actions[other].weeks, p.actions[one].weeks), cmp.Compare(p.actions[other].cost, p.actions[one].cost))
	})
	set := uint64(1)<<len(p.actions) - 1
	for _, i := range order {
		if p.try(set &^ (1 << i)) {
			set &^= 1 << i
		}
	}
	p.try(set)
}

// try does a set of actions in order and notes it where it reaches the goal for less than the best so far. It reports
// whether every one was open in its turn and the goal was reached.
func (p *planner) try(set uint64) bool {
	trial := &p.s.whatIf
	var cost planCost
	done := 0
	open := true
	for rest := set; rest != 0; rest &= rest - 1 {
		step := p.actions[bits.TrailingZeros64(rest)]
		if !p.open(step) {
			open = false
			break
		}
		trial.do(step)
		done++
		cost.weeks += step.weeks
		cost.cost += step.cost
	}
	ok := open && p.reached()
	if ok {
		cost.score = trial.now[p.target].score
		p.note(set, cost)
	}
	for range done {
		trial.undo()
	}
	return ok
}

func (p *planner) note(set uint64, cost planCost) {
	if !p.found || cost.compare(p.best) < 0 || cost.compare(p.best) == 0 && bits.Reverse64(set) > bits.Reverse64(p.set) {
		p.found, p.best, p.set = true, cost, set
	}
}

// search tries every set that holds what is chosen and any of the actions from i on.
func (p *planner) search(i int, weeks, cost int32) {
	trial := &p.s.whatIf
	now := trial.now[p.target]
	if p.reached() {
		p.note(p.chosen, planCost{weeks, cost, now.score})
		return // more actions take more
	}
	if i == len(p.actions) || p.s.in.stop.stopped() {
		return
	}
	// The most that can still be had: of the criteria that later actions can move, what everything gives.
	most := now.score
	for at := range p.all {
		if at >= 64 || p.later[i]>>at&1 == 1 {
			most += max(p.all[at]-trial.points[p.target][at], 0)
		}
	}
	if p.list[p.target].band(most, lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE) < p.goal {
		return
	}
	step := p.actions[i]
	if weeks+step.weeks <= p.best.weeks && p.open(step) {
		p.chosen |= 1 << i
		trial.do(step)
		p.search(i+1, weeks+step.weeks, cost+step.cost)
		trial.undo()
		p.chosen &^= 1 << i
	}
	p.search(i+1, weeks, cost)
}

// write makes the reply's plan of the best set. The steps are told and changed one after another.
func (p *planner) write(plan *lexfitv1.DevelopmentPlan) {
	trial := &p.s.whatIf
	plan.Outcome, plan.EffortWeeks, plan.CostUsd = lexfitv1.PlanOutcome_PLAN_OUTCOME_REACHED, p.best.weeks, p.best.cost
	profile := p.c.profile
	done := 0
	for rest := p.set; rest != 0; rest &= rest - 1 {
		step := p.actions[bits.TrailingZeros64(rest)]
		text, source, checks := step.tell(&p.situation, step)
		change := step.change(&p.situation, profile, p.asOf, step)
		if changed, err := ApplyChange(profile, change); err == nil {
			profile = changed
		}
		trial.do(step)
		done++
		plan.Steps = append(plan.Steps, &lexfitv1.PlanStep{
			Kind: step.kind, Text: text, Change: change, EffortWeeks: step.weeks, CostUsd: step.cost, ScoreAfter: trial.now[p.target].score,
			Source: source, Checks: checks, OpenedByEarlier: step.shut,
		})
	}
	now := trial.now[p.target]
	plan.ScoreAfter, plan.BandAfter = now.score, now.band
	for range done {
		trial.undo()
	}
	plan.Text = fmt.Sprintf("%s for %s: %s, about %s and %s, to reach %s.", goalPhrase(plan.GetGoal()), p.list[p.target].title(),
		prose.Count(len(plan.GetSteps()), "step"), prose.Count(int(plan.GetEffortWeeks()), "week"), prose.Dollars(plan.GetCostUsd()), prose.Tenths(plan.GetScoreAfter()))
}

// goalPhrase says what a plan aims at.
func goalPhrase(band lexfitv1.Band) string {
	if band == lexfitv1.Band_BAND_WEAK {
		return "To meet the musts"
	}
	return "To be " + prose.Article(prose.Band(band)) + " match"
}
