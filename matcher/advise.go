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

// adviser works out advice and plans for one candidate.
type adviser struct {
	p       *Program
	s       *scratch
	asOf    date
	targets []int // in the order of the fits
	judged  []int // the targets, and every role of the rulebook besides: no advice may harm one
	base    []footing
	order   lexfitv1.AdviceOrder
	actions map[int][]action // by target
}

// advisory begins advice for a candidate that was judged for the targets.
func (p *Program) advisory(s *scratch, asOf date, targets []int, order lexfitv1.AdviceOrder) *adviser {
	a := &adviser{p: p, s: s, asOf: asOf, targets: targets, order: order, actions: map[int][]action{}}
	a.judged = slices.Clone(targets)
	for i := range p.targets.base {
		if !slices.Contains(a.judged, i) {
			p.targets.list[i].evaluate(s, s.outcomes[i])
			a.judged = append(a.judged, i)
		}
	}
	s.whatIf.begin(p, s, a.judged)
	a.base = slices.Clone(s.whatIf.now)
	for _, t := range targets {
		f := finder{p: p, s: s, state: s.candidate.profile.GetWorkState()}
		f.actions(t)
		a.actions[t] = f.list
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
			return cmp.Or(a.compareClosing(x, y), cmp.Compare(a.preference(x), a.preference(y)), a.compare(x, y))
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

// numbered takes the first pieces and numbers them. Of each target that gains by anything at least one piece is among them, as
// far as there is room: what opens another role is worth knowing too.
func (a *adviser) numbered(list []*valued, most int) []*valued {
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

func (v *valued) same(x *action) bool {
	return v.kind == x.kind && v.entry == x.entry && v.subject == x.subject
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
			a.p.targets.list[target].criteria[g.criterion].GetCategory() == lexfitv1.Category_CATEGORY_EXPERIENCE {
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

// preference says which of several actions for one gap is the one to advise: what was begun before what is new, and of
// credentials the leading ones.
func (a *adviser) preference(v *valued) int32 {
	switch v.kind {
	case lexfitv1.AdviceKind_ADVICE_KIND_FINISH_CREDENTIAL, lexfitv1.AdviceKind_ADVICE_KIND_RENEW_CREDENTIAL,
		lexfitv1.AdviceKind_ADVICE_KIND_FINISH_EDUCATION:
		return 0
	case lexfitv1.AdviceKind_ADVICE_KIND_EARN_CREDENTIAL:
		return max(a.p.words.credentials[v.subject].GetTier(), 1)
	case lexfitv1.AdviceKind_ADVICE_KIND_ADD_EDUCATION, lexfitv1.AdviceKind_ADVICE_KIND_TAKE_COURSE,
		lexfitv1.AdviceKind_ADVICE_KIND_LEARN_SKILL, lexfitv1.AdviceKind_ADVICE_KIND_RAISE_SKILL,
		lexfitv1.AdviceKind_ADVICE_KIND_GAIN_EXPERIENCE, lexfitv1.AdviceKind_ADVICE_KIND_UNSPECIFIED:
	}
	return 1
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
			if taken || !better || 2*v.gain < k.gain || a.preference(k) == 0 {
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
	advice := make([]*lexfitv1.Advice, 0, len(list))
	for _, v := range list {
		r := a.p.targets.list[v.role]
		text, source, checks := a.tell(&v.action)
		x := &lexfitv1.Advice{
			Rank: v.rank, Role: a.p.targetName(v.role), Kind: v.kind, CriterionId: r.criteria[v.criterion].GetId(), Text: text,
			Change:      a.p.changeOf(a.s.candidate.profile, &v.action, a.asOf),
			ScoreBefore: a.base[v.role].score, ScoreAfter: v.after[v.role].score, BandAfter: v.after[v.role].band,
			ClosesBlocker: v.closes, EffortWeeks: v.weeks, CostUsd: v.cost, Source: source, Checks: checks,
		}
		if v.other != nil {
			x.AlternativeTo = v.other.rank
		}
		for _, t := range a.targets {
			if t != v.role && v.after[t] != a.base[t] {
				x.Effects = append(x.Effects, &lexfitv1.AdviceEffect{
					Role: a.p.targetName(t), ScoreBefore: a.base[t].score, ScoreAfter: v.after[t].score, BandAfter: v.after[t].band,
				})
			}
		}
		advice = append(advice, x)
	}
	return advice
}

// targetName is the resource name by which a target is asked for.
func (p *Program) targetName(role int) string { return p.targets.list[role].target }

// openings lists credentials that would count for a target and are one condition away, each once.
func (a *adviser) openings() []*lexfitv1.CredentialOpening {
	var list []*lexfitv1.CredentialOpening
	var seen []int32
	for _, t := range a.targets {
		for i := range a.actions[t] {
			x := &a.actions[t][i]
			if !x.shut || x.kind != lexfitv1.AdviceKind_ADVICE_KIND_EARN_CREDENTIAL || slices.Contains(seen, x.subject) {
				continue
			}
			seen = append(seen, x.subject)
			k := &a.p.words.credentials[x.subject]
			a.p.shortOf(a.s, k.requires)
			list = append(list, &lexfitv1.CredentialOpening{
				CredentialId: k.GetId(), Title: k.title, Role: a.p.targetName(t), OpensWith: a.p.opensWith(a.s, k.requires),
				Checks: k.checks(), Source: k.GetSource(),
			})
		}
	}
	return list
}
