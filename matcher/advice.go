package matcher

import (
	"cmp"
	"slices"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// defaultAdvice is how many pieces of advice a reply holds where it is not said.
const defaultAdvice = 6

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
	named   bool             // the targets were asked for by name
}

// adviser begins with a candidate that was judged for the targets.
func (p *Program) adviser(lent *scratch, asOf date, targets []int, order lexfitv1.AdviceOrder) *adviser {
	made := &adviser{
		situation: situation{c: &lent.c, advice: p.advice, gate: &lent.gate},
		program:   p, s: lent, asOf: asOf, list: p.targets.list, targets: targets, order: order, actions: map[int][]action{},
	}
	made.judged = slices.Clone(targets)
	for i := range p.targets.base {
		if !slices.Contains(made.judged, i) {
			made.list[i].evaluate(made.c, lent.outcomes[i])
			made.judged = append(made.judged, i)
		}
	}
	lent.whatIf.begin(made.c, p.advice, made.list, lent.outcomes, made.judged)
	made.base = slices.Clone(lent.whatIf.now)
	found := finder{situation: &made.situation, wanted: lent.wanted}
	for _, number := range targets {
		if lent.in.stop.stopped() {
			break
		}
		if made.base[number].band == lexfitv1.Band_BAND_NOT_ENOUGH_SAID {
			continue // there is nothing that advice could begin from: ask first
		}
		found.list, found.eligible = nil, made.base[number].eligibility != lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE
		found.seek(made.list[number], lent.outcomes[number])
		made.actions[number] = found.list
	}
	lent.wanted = found.wanted
	return made
}

// advice values the actions that are open to the candidate and puts them in order, the first target's first. The same
// action is listed once, for the first target that gains by it.
func (a *adviser) advice() []*valued {
	var list []*valued
	tact := a.tact()
	for _, number := range a.targets {
		var worth []*valued
		for i := range a.actions[number] {
			if a.s.in.stop.stopped() {
				return nil
			}
			step := &a.actions[number][i]
			if step.shut || slices.ContainsFunc(list, func(worth *valued) bool { return worth.same(step) }) {
				continue
			}
			if piece := a.value(number, step); piece != nil && tact.said(piece) {
				worth = append(worth, piece)
			}
		}
		slices.SortStableFunc(worth, func(one, other *valued) int {
			return cmp.Or(a.compareClosing(one, other), cmp.Compare(one.preference(&a.situation, &one.action), other.preference(&a.situation, &other.action)), a.compare(one, other))
		})
		worth = a.oneEachGap(tact, tact.ownStateSecond(worth))
		slices.SortStableFunc(worth, func(one, other *valued) int {
			return cmp.Or(a.compareClosing(one, other), tact.compareTurns(one, other), a.compare(one, other))
		})
		list = append(list, afterMain(worth)...)
	}
	return list
}

// tact is what decides which of the advice is said.
func (a *adviser) tact() *tact {
	return &tact{
		situation: &a.situation, list: a.list, targets: a.targets, base: a.base, points: a.s.whatIf.points, order: a.order, named: a.named,
	}
}

// afterMain puts an alternative behind what it is an alternative to.
func afterMain(list []*valued) []*valued {
	ordered := make([]*valued, 0, len(list))
	for _, worth := range list {
		if worth.other != nil {
			continue
		}
		ordered = append(ordered, worth)
		for _, other := range list {
			if other.other == worth {
				ordered = append(ordered, other)
			}
		}
	}
	return ordered
}

// ranked numbers the pieces and takes the first ones. The order is the same however many are asked for: the first target's, but for
// the best of each other target that gains by anything, which are among those of a list of the default length: what opens another
// role is worth knowing too.
func ranked(list []*valued, most int) []*valued {
	if most == 0 {
		most = defaultAdvice
	}
	var firsts, rest []*valued
	for i, worth := range list {
		if i > 0 && worth.role != list[i-1].role {
			firsts = append(firsts, worth)
		} else {
			rest = append(rest, worth)
		}
	}
	lead := min(max(defaultAdvice-len(firsts), 1), len(rest))
	for i := range rest {
		if rest[i].role != list[0].role {
			lead = min(lead, i)
			break
		}
	}
	list = slices.Concat(rest[:lead], firsts, rest[lead:])
	list = list[:min(len(list), most)]
	for i, worth := range list {
		worth.rank = int32(i) + 1
	}
	return list
}

// value evaluates the profile with the action done. It returns nil for one that gains nothing for the target, or after which
// any role stands worse.
func (a *adviser) value(target int, step *action) *valued {
	trial := &a.s.whatIf
	trial.do(step)
	defer trial.undo()
	worth := &valued{action: *step, role: target, gain: trial.now[target].score - a.base[target].score, criterion: absent}
	worth.closes = trial.now[target].closes(&a.base[target])
	if worth.gain <= 0 && !worth.closes && (step.next == 0 || worth.gain < 0) {
		return nil
	}
	for _, role := range a.judged {
		if trial.now[role].worseThan(&a.base[role]) {
			return nil
		}
	}
	worth.after = slices.Clone(trial.now)
	most := int32(0)
	for _, old := range trial.given[trial.frames[len(trial.frames)-1].given:] {
		if int(old.role) != target {
			continue
		}
		gain := trial.points[target][old.criterion] - old.points
		if step.kind == lexfitv1.AdviceKind_ADVICE_KIND_GAIN_EXPERIENCE && gain > 0 &&
			a.list[target].criteria[old.criterion].GetCategory() == lexfitv1.Category_CATEGORY_EXPERIENCE {
			gain = maxScore // it is about experience, whatever the work implies besides
		}
		if gain > most || gain == most && old.criterion < worth.criterion {
			most, worth.criterion = gain, old.criterion
		}
	}
	if worth.criterion < 0 { // a blocker closed without a point, or a next step that gives none
		worth.criterion = max(step.next-1, 0)
	}
	return worth
}

// compareClosing puts what closes a blocker first.
func (a *adviser) compareClosing(one, other *valued) int {
	switch {
	case one.closes == other.closes:
		return 0
	case one.closes:
		return -1
	default:
		return 1
	}
}

// compare orders advice as asked; equal pieces by points, weeks, cost and the rulebook's order.
func (a *adviser) compare(one, other *valued) int {
	perWeek := cmp.Compare(int64(other.gain)*int64(one.weeks), int64(one.gain)*int64(other.weeks))
	points := cmp.Compare(other.gain, one.gain)
	cost := cmp.Compare(one.cost, other.cost)
	var first int
	switch a.order {
	case lexfitv1.AdviceOrder_ADVICE_ORDER_POINTS:
		first = points
	case lexfitv1.AdviceOrder_ADVICE_ORDER_COST:
		first = cost
	case lexfitv1.AdviceOrder_ADVICE_ORDER_UNSPECIFIED, lexfitv1.AdviceOrder_ADVICE_ORDER_EFFORT:
	}
	return cmp.Or(first, perWeek, points, cmp.Compare(one.weeks, other.weeks), cost, cmp.Compare(one.kind, other.kind), cmp.Compare(one.subject, other.subject))
}

// oneEachGap keeps one action for each gap, and one real alternative to it: one that is quicker, cheaper or worth more and
// gives at least half as much. Two actions are for one gap where both together give little more than the better one.
func (a *adviser) oneEachGap(tact *tact, list []*valued) []*valued {
	var kept []*valued
next:
	for _, worth := range list {
		for _, piece := range kept {
			if piece.criterion != worth.criterion || piece.other != nil {
				continue
			}
			if piece.kind == worth.kind && worth.kind == lexfitv1.AdviceKind_ADVICE_KIND_TAKE_COURSE {
				continue next // one course says it; a plan counts them all
			}
			if piece.gain == 0 || worth.gain == 0 {
				continue // a next step stands beside what is held
			}
			both := a.together(piece, worth)
			more, less := max(piece.gain, worth.gain), min(piece.gain, worth.gain)
			if 2*(both-more) >= less && less > 0 {
				continue // they add up
			}
			taken := slices.ContainsFunc(kept, func(other *valued) bool { return other.other == piece })
			better := worth.gain > piece.gain || worth.weeks < piece.weeks || worth.cost < piece.cost || tact.rival(piece, worth)
			if taken || !better || 2*worth.gain < piece.gain || piece.preference(&a.situation, &piece.action) == 0 {
				continue next
			}
			worth.other = piece
			break
		}
		kept = append(kept, worth)
	}
	return kept
}

// together is what two actions gain for the target.
func (a *adviser) together(one, other *valued) int32 {
	trial := &a.s.whatIf
	trial.do(&one.action)
	trial.do(&other.action)
	gain := trial.now[one.role].score - a.base[one.role].score
	trial.undo()
	trial.undo()
	return gain
}

// write makes a reply's advice.
func (a *adviser) write(list []*valued) []*lexfitv1.Advice {
	written := make([]*lexfitv1.Advice, 0, len(list))
	for _, worth := range list {
		aim := a.list[worth.role]
		text, source, checks := worth.tell(&a.situation, &worth.action)
		piece := &lexfitv1.Advice{
			Rank: worth.rank, Role: aim.name, Kind: worth.kind, CriterionId: aim.criteria[worth.criterion].GetId(), Text: text,
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
				Checks: a.gate.checks(known), Source: known.source(),
			})
		}
	}
	return list
}
