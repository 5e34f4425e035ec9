package matcher

import (
	"cmp"
	"slices"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// defaultAdvice is how many pieces of advice a reply holds where it is not said.
const defaultAdvice = 6

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

// adviser works out what follows from a score, for one candidate.
type adviser struct {
	situation
	program *Program
	s       *scratch
	asOf    date
	list    []*target // of the program
	targets []int     // asked for, in the order of the fits
	judged  []int     // the targets, and every role of the rulebook besides: no advice may harm one
	base    []footing // by target
	order   lexfitv1.AdviceOrder
	actions map[int][]action // by target
}

// adviser begins with a candidate that was judged for the targets.
func (p *Program) adviser(s *scratch, asOf date, targets []int, order lexfitv1.AdviceOrder) *adviser {
	a := &adviser{
		situation: situation{c: &s.c, advice: p.advice, gate: &s.gate},
		program:   p, s: s, asOf: asOf, list: p.targets.list, targets: targets, order: order, actions: map[int][]action{},
	}
	a.judged = slices.Clone(targets)
	for i := range p.targets.base {
		if !slices.Contains(a.judged, i) {
			a.list[i].evaluate(a.c, s.outcomes[i])
			a.judged = append(a.judged, i)
		}
	}
	s.whatIf.begin(a.c, p.advice, a.list, s.outcomes, a.judged)
	a.base = slices.Clone(s.whatIf.now)
	for _, number := range targets {
		found := finder{situation: &a.situation, eligible: a.base[number].eligibility != lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE}
		found.seek(a.list[number], s.outcomes[number])
		a.actions[number] = found.list
	}
	return a
}

// advice values the actions that are open to the candidate and puts them in order, the first target's first. The same
// action is listed once, for the first target that gains by it.
func (a *adviser) advice() []*valued {
	var list []*valued
	for _, t := range a.targets {
		var worth []*valued
		for i := range a.actions[t] {
			x := &a.actions[t][i]
			if x.shut || slices.ContainsFunc(list, func(v *valued) bool { return v.same(x) }) {
				continue
			}
			if v := a.value(t, x); v != nil {
				worth = append(worth, v)
			}
		}
		slices.SortStableFunc(worth, func(x, y *valued) int {
			return cmp.Or(a.compareClosing(x, y), cmp.Compare(x.preference(&a.situation, &x.action), y.preference(&a.situation, &y.action)), a.compare(x, y))
		})
		worth = a.oneEachGap(worth)
		slices.SortStableFunc(worth, func(x, y *valued) int { return cmp.Or(a.compareClosing(x, y), a.compare(x, y)) })
		list = append(list, afterMain(worth)...)
	}
	return list
}

// afterMain puts an alternative behind what it is an alternative to.
func afterMain(list []*valued) []*valued {
	ordered := make([]*valued, 0, len(list))
	for _, v := range list {
		if v.other != nil {
			continue
		}
		ordered = append(ordered, v)
		for _, o := range list {
			if o.other == v {
				ordered = append(ordered, o)
			}
		}
	}
	return ordered
}

// ranked takes the first pieces and numbers them. Of each target that gains by anything at least one piece is among them, as
// far as there is room: what opens another role is worth knowing too.
func ranked(list []*valued, most int) []*valued {
	if most == 0 {
		most = defaultAdvice
	}
	if len(list) > most {
		firsts := 0 // of the targets after the first
		var taken []*valued
		for i, v := range list {
			if i > 0 && v.role != list[i-1].role {
				firsts++
			}
		}
		room := max(most-firsts, 1)
		for i, v := range list {
			first := i == 0 || v.role != list[i-1].role
			if (first || room > 0) && len(taken) < most {
				taken = append(taken, v)
				if i < len(list) && (!first || i == 0) {
					room--
				}
			}
		}
		list = taken
	}
	for i, v := range list {
		v.rank = int32(i) + 1
	}
	return list
}

// value evaluates the profile with the action done. It returns nil for one that gains nothing for the target, or after which
// any role stands worse.
func (a *adviser) value(target int, x *action) *valued {
	w := &a.s.whatIf
	w.do(x)
	defer w.undo()
	v := &valued{action: *x, role: target, gain: w.now[target].score - a.base[target].score, criterion: absent}
	v.closes = a.base[target].blocked&^w.now[target].blocked != 0
	if v.gain <= 0 && !v.closes {
		return nil
	}
	for _, r := range a.judged {
		if w.now[r].eligibility > a.base[r].eligibility || w.now[r].band < a.base[r].band {
			return nil
		}
	}
	v.after = slices.Clone(w.now)
	most := int32(0)
	for _, g := range w.given[w.frames[len(w.frames)-1].given:] {
		if int(g.role) != target {
			continue
		}
		gain := w.points[target][g.criterion] - g.points
		if x.kind == lexfitv1.AdviceKind_ADVICE_KIND_GAIN_EXPERIENCE && gain > 0 &&
			a.list[target].criteria[g.criterion].GetCategory() == lexfitv1.Category_CATEGORY_EXPERIENCE {
			gain = maxScore // it is about experience, whatever the work implies besides
		}
		if gain > most || gain == most && g.criterion < v.criterion {
			most, v.criterion = gain, g.criterion
		}
	}
	if v.criterion < 0 { // a blocker closed without a point
		v.criterion = 0
	}
	return v
}

// compareClosing puts what closes a blocker first.
func (a *adviser) compareClosing(x, y *valued) int {
	switch {
	case x.closes == y.closes:
		return 0
	case x.closes:
		return -1
	default:
		return 1
	}
}

// compare orders advice as asked; equal pieces by points, weeks, cost and the rulebook's order.
func (a *adviser) compare(x, y *valued) int {
	perWeek := cmp.Compare(int64(y.gain)*int64(x.weeks), int64(x.gain)*int64(y.weeks))
	points := cmp.Compare(y.gain, x.gain)
	cost := cmp.Compare(x.cost, y.cost)
	var first int
	switch a.order {
	case lexfitv1.AdviceOrder_ADVICE_ORDER_POINTS:
		first = points
	case lexfitv1.AdviceOrder_ADVICE_ORDER_COST:
		first = cost
	case lexfitv1.AdviceOrder_ADVICE_ORDER_UNSPECIFIED, lexfitv1.AdviceOrder_ADVICE_ORDER_EFFORT:
	}
	return cmp.Or(first, perWeek, points, cmp.Compare(x.weeks, y.weeks), cost, cmp.Compare(x.kind, y.kind), cmp.Compare(x.subject, y.subject))
}

// oneEachGap keeps one action for each gap, and one real alternative to it: one that is quicker, cheaper or worth more and
// gives at least half as much. Two actions are for one gap where both together give little more than the better one.
func (a *adviser) oneEachGap(list []*valued) []*valued {
	var kept []*valued
next:
	for _, v := range list {
		for _, k := range kept {
			if k.criterion != v.criterion || k.other != nil {
				continue
			}
			if k.kind == v.kind && v.kind == lexfitv1.AdviceKind_ADVICE_KIND_TAKE_COURSE {
				continue next // one course says it; a plan counts them all
			}
			both := a.together(k, v)
			more, less := max(k.gain, v.gain), min(k.gain, v.gain)
			if 2*(both-more) >= less && less > 0 {
				continue // they add up
			}
			taken := slices.ContainsFunc(kept, func(o *valued) bool { return o.other == k })
			better := v.gain > k.gain || v.weeks < k.weeks || v.cost < k.cost
			if taken || !better || 2*v.gain < k.gain || k.preference(&a.situation, &k.action) == 0 {
				continue next
			}
			v.other = k
			break
		}
		kept = append(kept, v)
	}
	return kept
}

// together is what two actions gain for the target.
func (a *adviser) together(x, y *valued) int32 {
	w := &a.s.whatIf
	w.do(&x.action)
	w.do(&y.action)
	gain := w.now[x.role].score - a.base[x.role].score
	w.undo()
	w.undo()
	return gain
}

// write makes a reply's advice.
func (a *adviser) write(list []*valued) []*lexfitv1.Advice {
	written := make([]*lexfitv1.Advice, 0, len(list))
	for _, worth := range list {
		t := a.list[worth.role]
		text, source, checks := worth.tell(&a.situation, &worth.action)
		piece := &lexfitv1.Advice{
			Rank: worth.rank, Role: t.name, Kind: worth.kind, CriterionId: t.criteria[worth.criterion].GetId(), Text: text,
			Change:      worth.change(&a.situation, a.c.profile, a.asOf, &worth.action),
			ScoreBefore: a.base[worth.role].score, ScoreAfter: worth.after[worth.role].score, BandAfter: worth.after[worth.role].band,
			ClosesBlocker: worth.closes, EffortWeeks: worth.weeks, CostUsd: worth.cost, Source: source, Checks: checks,
		}
		if worth.other != nil {
			piece.AlternativeTo = worth.other.rank
		}
		for _, number := range a.targets {
			if number != worth.role && worth.after[number] != a.base[number] {
				piece.Effects = append(piece.Effects, &lexfitv1.AdviceEffect{
					Role: a.list[number].name, ScoreBefore: a.base[number].score, ScoreAfter: worth.after[number].score, BandAfter: worth.after[number].band,
				})
			}
		}
		written = append(written, piece)
	}
	return written
}

// openings lists credentials that would count for a target and are one condition away, each once.
func (a *adviser) openings() []*lexfitv1.CredentialOpening {
	var list []*lexfitv1.CredentialOpening
	var seen []int32
	for _, number := range a.targets {
		for i := range a.actions[number] {
			shut := &a.actions[number][i]
			if !shut.shut || shut.kind != lexfitv1.AdviceKind_ADVICE_KIND_EARN_CREDENTIAL || slices.Contains(seen, shut.subject) {
				continue
			}
			seen = append(seen, shut.subject)
			known := &a.c.words.credentials[shut.subject]
			a.gate.shortOf(known.requires)
			list = append(list, &lexfitv1.CredentialOpening{
				CredentialId: known.GetId(), Title: known.title, Role: a.list[number].name, OpensWith: a.gate.opensWith(known.requires),
				Checks: known.checks(), Source: known.GetSource(),
			})
		}
	}
	return list
}
