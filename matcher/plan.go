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

func (c planCost) compare(o planCost) int {
	return cmp.Or(cmp.Compare(c.weeks, o.weeks), cmp.Compare(c.cost, o.cost), cmp.Compare(o.score, c.score))
}

// nextBand is what a plan aims at: eligibility, which is at least WEAK, or the band above.
func nextBand(b lexfitv1.Band) lexfitv1.Band { return b + 1 }

// plan makes the plan of one target.
func (a *adviser) plan(target int) *lexfitv1.DevelopmentPlan {
	base := a.base[target]
	title := a.list[target].title()
	d := &lexfitv1.DevelopmentPlan{ScoreBefore: base.score, ScoreAfter: base.score, BandAfter: base.band, Exact: true}
	if base.band == lexfitv1.Band_BAND_STRONG {
		d.Outcome, d.Goal = lexfitv1.PlanOutcome_PLAN_OUTCOME_AT_TOP, base.band
		d.Text = "Already strong for " + title + ", the highest band: there is no next one to plan for."
		return d
	}
	d.Goal = nextBand(base.band)
	p := &planner{adviser: a, target: target, goal: d.GetGoal()}
	d.Exact = p.gather()
	d.Actions = int32(len(p.actions))
	p.tryAll()
	now := a.s.whatIf.now[target]
	reached := p.reached()
	p.untryAll()
	if !reached {
		d.Outcome, d.ScoreAfter, d.BandAfter = lexfitv1.PlanOutcome_PLAN_OUTCOME_OUT_OF_REACH, now.score, now.band
		d.Text = fmt.Sprintf("No set of these actions gets there: all %d together make %s of %s, %s.", len(p.actions), prose.Tenths(now.score), title, bandPhrase(now.band))
		if len(p.actions) == 0 {
			d.Text = "No set of actions gets there: the profile leaves nothing to advise for " + title + "."
		}
		return d
	}
	p.greedy()
	p.search(0, 0, 0)
	p.write(d)
	return d
}

// bandPhrase says a band in words.
func bandPhrase(b lexfitv1.Band) string {
	if b == lexfitv1.Band_BAND_INELIGIBLE {
		return "still ineligible"
	}
	return prose.Band(b)
}

// gather takes the actions that help, in an order in which openers come before what they open. It reports whether it took
// every one.
func (p *planner) gather() bool {
	w := &p.s.whatIf
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
			w.do(&list[i])
		}
	}
	for range ordered {
		w.undo()
	}
	// An action helps that gains alone, or whose lack is felt with everything else done, or that opens another.
	base := p.base[p.target]
	helps := map[*action]int32{}
	for _, x := range ordered {
		w.do(x)
		alone := w.now[p.target].score - base.score
		if base.blocked&^w.now[p.target].blocked != 0 {
			alone += maxScore
		}
		opens := false
		for _, o := range ordered {
			if o.shut && p.open(o) {
				opens = true
			}
		}
		w.undo()
		if alone <= 0 && !opens {
			alone = p.missed(ordered, x)
		}
		if alone > 0 || opens {
			helps[x] = max(alone, 1)
		}
	}
	ordered = p.openOnes(slices.DeleteFunc(ordered, func(x *action) bool { return helps[x] == 0 }))
	exact := true
	if len(ordered) > mostWeighed {
		exact = false
		useful := slices.Clone(ordered)
		slices.SortStableFunc(useful, func(x, y *action) int {
			return cmp.Compare(int64(helps[y])*int64(x.weeks), int64(helps[x])*int64(y.weeks))
		})
		useful = useful[:mostWeighed]
		ordered = p.openOnes(slices.DeleteFunc(ordered, func(x *action) bool { return !slices.Contains(useful, x) }))
	}
	p.actions = ordered
	return exact
}

// missed is what the lack of one action costs with all the others done.
func (p *planner) missed(list []*action, without *action) int32 {
	w := &p.s.whatIf
	for _, o := range list {
		if o != without {
			w.do(o)
		}
	}
	lack := w.now[p.target]
	w.do(without)
	now := w.now[p.target]
	for range list {
		w.undo()
	}
	if lack.blocked&^now.blocked != 0 {
		return maxScore
	}
	return now.score - lack.score
}

// openOnes leaves out what is not open after what comes before it.
func (p *planner) openOnes(list []*action) []*action {
	done := 0
	list = slices.DeleteFunc(list, func(x *action) bool {
		if !p.open(x) {
			return true
		}
		p.s.whatIf.do(x)
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
	w := &p.s.whatIf
	for _, x := range p.actions {
		w.do(x)
	}
	p.all = slices.Clone(w.points[p.target])
}

func (p *planner) untryAll() {
	w := &p.s.whatIf
	for range p.actions {
		w.undo()
	}
	p.later = make([]uint64, len(p.actions)+1)
	for i := len(p.actions) - 1; i >= 0; i-- {
		p.later[i] = p.later[i+1] | p.actions[i].scope(w, p.target)
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
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(p.actions[b].weeks, p.actions[a].weeks), cmp.Compare(p.actions[b].cost, p.actions[a].cost))
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
	w := &p.s.whatIf
	var c planCost
	done := 0
	open := true
	for rest := set; rest != 0; rest &= rest - 1 {
		x := p.actions[bits.TrailingZeros64(rest)]
		if !p.open(x) {
			open = false
			break
		}
		w.do(x)
		done++
		c.weeks += x.weeks
		c.cost += x.cost
	}
	ok := open && p.reached()
	if ok {
		c.score = w.now[p.target].score
		p.note(set, c)
	}
	for range done {
		w.undo()
	}
	return ok
}

func (p *planner) note(set uint64, c planCost) {
	if !p.found || c.compare(p.best) < 0 || c.compare(p.best) == 0 && bits.Reverse64(set) > bits.Reverse64(p.set) {
		p.found, p.best, p.set = true, c, set
	}
}

// search tries every set that holds what is chosen and any of the actions from i on.
func (p *planner) search(i int, weeks, cost int32) {
	w := &p.s.whatIf
	now := w.now[p.target]
	if p.reached() {
		p.note(p.chosen, planCost{weeks, cost, now.score})
		return // more actions take more
	}
	if i == len(p.actions) {
		return
	}
	// The most that can still be had: of the criteria that later actions can move, what everything gives.
	most := now.score
	for k := range p.all {
		if k >= 64 || p.later[i]>>k&1 == 1 {
			most += max(p.all[k]-w.points[p.target][k], 0)
		}
	}
	if p.list[p.target].band(most, lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE) < p.goal {
		return
	}
	x := p.actions[i]
	if weeks+x.weeks <= p.best.weeks && p.open(x) {
		p.chosen |= 1 << i
		w.do(x)
		p.search(i+1, weeks+x.weeks, cost+x.cost)
		w.undo()
		p.chosen &^= 1 << i
	}
	p.search(i+1, weeks, cost)
}

// write makes the reply's plan of the best set. The steps are told and changed one after another.
func (p *planner) write(d *lexfitv1.DevelopmentPlan) {
	w := &p.s.whatIf
	d.Outcome, d.EffortWeeks, d.CostUsd = lexfitv1.PlanOutcome_PLAN_OUTCOME_REACHED, p.best.weeks, p.best.cost
	profile := p.c.profile
	done := 0
	for rest := p.set; rest != 0; rest &= rest - 1 {
		x := p.actions[bits.TrailingZeros64(rest)]
		text, source, checks := x.tell(&p.situation, x)
		change := x.change(&p.situation, profile, p.asOf, x)
		if changed, err := ApplyChange(profile, change); err == nil {
			profile = changed
		}
		w.do(x)
		done++
		d.Steps = append(d.Steps, &lexfitv1.PlanStep{
			Kind: x.kind, Text: text, Change: change, EffortWeeks: x.weeks, CostUsd: x.cost, ScoreAfter: w.now[p.target].score,
			Source: source, Checks: checks, OpenedByEarlier: x.shut,
		})
	}
	now := w.now[p.target]
	d.ScoreAfter, d.BandAfter = now.score, now.band
	for range done {
		w.undo()
	}
	d.Text = fmt.Sprintf("%s for %s: %s, about %s and %s, make %s.", goalPhrase(d.GetGoal()), p.list[p.target].title(),
		prose.Count(len(d.GetSteps()), "step"), prose.Count(int(d.GetEffortWeeks()), "week"), prose.Dollars(d.GetCostUsd()), prose.Tenths(d.GetScoreAfter()))
}

// goalPhrase says what a plan aims at.
func goalPhrase(b lexfitv1.Band) string {
	if b == lexfitv1.Band_BAND_WEAK {
		return "To be eligible"
	}
	return "To be " + prose.Band(b)
}
