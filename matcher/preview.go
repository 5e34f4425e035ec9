package matcher

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"github.com/lexfit/lexfit/matcher/pool"
	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// PreviewOptions says what a preview compares.
type PreviewOptions struct {
	// AsOf is the date by which expiry and years are judged, whole: 2026-11-24.
	AsOf string
	// Targets are resource names of roles; empty for every role that both rulebooks have.
	Targets []string
	// MaxMovements is how many movements are listed a role, at least 1.
	MaxMovements int
	// TopK is the size of the short list that is compared, at least 1.
	TopK int
}

// Preview scores a sample under two rulebooks and tells who moves. It keeps a few numbers a candidate and role, and no
// profile. It is not safe for concurrent use.
type Preview struct {
	from, to *Program
	options  PreviewOptions
	asOf     date
	roles    []previewRole
	ids      []string
}

type previewRole struct {
	name     string
	from, to int     // numbers of the role in the two plans
	same     []int32 // by criterion of the newer role: its number in the older one, absent where it is new
	rows     []previewRow
}

// previewRow is one candidate in one role.
type previewRow struct {
	from, to previewSide
	moved    int32 // the criterion of the newer role whose points changed most, absent for none
}

type previewSide struct {
	verdict
	blocked uint64 // the REQUIRED criteria, by number, that stand as blockers
	rank    int32
}

// NewPreview begins a preview. The error is an *UnknownTargetError, or says that the as-of date is none.
func NewPreview(from, to *Program, options PreviewOptions) (*Preview, error) {
	asOf, err := parseAsOf(options.AsOf)
	if err != nil {
		return nil, err
	}
	options.MaxMovements, options.TopK = max(options.MaxMovements, 1), max(options.TopK, 1)
	preview := &Preview{from: from, to: to, options: options, asOf: asOf}
	names := options.Targets
	if len(names) == 0 {
		for _, name := range to.Roles() {
			if _, ok := from.targets.numbers[name]; ok {
				names = append(names, name)
			}
		}
	}
	for _, name := range names {
		role := previewRole{name: name}
		if role.from, err = from.targets.find(name); err != nil {
			return nil, err
		}
		if role.to, err = to.targets.find(name); err != nil {
			return nil, err
		}
		for i := range to.targets.list[role.to].criteria {
			id := to.targets.list[role.to].criteria[i].GetId()
			role.same = append(role.same, int32(slices.IndexFunc(from.targets.list[role.from].criteria, func(asked criterion) bool { return asked.GetId() == id })))
		}
		preview.roles = append(preview.roles, role)
	}
	return preview, nil
}

// Add scores a profile of the sample, which must keep to the contract, under both rulebooks.
func (p *Preview) Add(profile *lexfitv1.CandidateProfile) {
	p.ids = append(p.ids, strings.Clone(profile.GetCandidateId()))
	one, other := p.from.memory.take(), p.to.memory.take()
	defer p.from.memory.give(one)
	defer p.to.memory.give(other)
	one.read(profile, p.asOf)
	other.read(profile, p.asOf)
	for i := range p.roles {
		role := &p.roles[i]
		row := previewRow{from: p.from.side(one, role.from), to: p.to.side(other, role.to), moved: absent}
		most := int32(0)
		for at, j := range role.same {
			change := p.to.targets.list[role.to].given(other.outcomes[role.to], int32(at))
			if j >= 0 {
				change -= p.from.targets.list[role.from].given(one.outcomes[role.from], j)
			}
			if change = max(change, -change); change > most {
				most, row.moved = change, int32(at)
			}
		}
		role.rows = append(role.rows, row)
	}
}

// side judges a candidate for one target.
func (p *Program) side(lent *scratch, number int) previewSide {
	return previewSide{verdict: p.verdict(lent, number), blocked: p.targets.list[number].blocked(&lent.c, lent.outcomes[number])}
}

// given is what a criterion gave for the outcomes.
func (t *target) given(out []outcome, number int32) int32 {
	asked := &t.criteria[number]
	return asked.points(out[asked.root].value)
}

// Result tells who moves, role by role.
func (p *Preview) Result() []*lexfitv1.RolePreview {
	list := make([]*lexfitv1.RolePreview, 0, len(p.roles))
	for i := range p.roles {
		list = append(list, p.result(&p.roles[i]))
	}
	return list
}

// ranked gives every row its place, as a ranking does, and returns the rows in order.
func (p *Preview) ranked(rows []previewRow, side func(*previewRow) *previewSide) []int {
	order := make([]int, len(rows))
	for i := range order {
		order[i] = i
	}
	standings := make([]pool.Standing, len(rows))
	for i := range rows {
		standings[i] = side(&rows[i]).standing(p.ids[i], int32(i))
	}
	slices.SortFunc(order, func(i, j int) int { return pool.Compare(standings[i], standings[j]) })
	ranks := pool.Ranks(order, func(i int) pool.Standing { return standings[i] })
	for place, i := range order {
		side(&rows[i]).rank = ranks[place]
	}
	return order
}

func (p *Preview) result(role *previewRole) *lexfitv1.RolePreview {
	before := p.ranked(role.rows, func(row *previewRow) *previewSide { return &row.from })
	after := p.ranked(role.rows, func(row *previewRow) *previewSide { return &row.to })
	view := &lexfitv1.RolePreview{Role: role.name, Candidates: int32(len(role.rows))}
	bands := map[[2]lexfitv1.Band]int32{}
	var sum int64
	for i := range role.rows {
		row := &role.rows[i]
		change := row.to.score - row.from.score
		sum += int64(change)
		switch {
		case change > 0:
			view.Higher++
		case change < 0:
			view.Lower++
		}
		view.MaxRise, view.MaxFall = max(view.GetMaxRise(), change), max(view.GetMaxFall(), -change)
		if row.from.rank != row.to.rank {
			view.RankChanges++
		}
		if row.from.band != row.to.band {
			bands[[2]lexfitv1.Band{row.from.band, row.to.band}]++
		}
	}
	if count := int64(len(role.rows)); count > 0 {
		view.MeanChangeMilli = int32(sum * 1000 / count)
	}
	for pair, count := range bands {
		view.BandMovements = append(view.BandMovements, &lexfitv1.BandMovement{From: pair[0], To: pair[1], Count: count})
	}
	slices.SortFunc(view.GetBandMovements(), func(one, other *lexfitv1.BandMovement) int {
		return cmp.Or(cmp.Compare(other.GetFrom(), one.GetFrom()), cmp.Compare(other.GetTo(), one.GetTo()))
	})
	at := min(p.options.TopK, len(role.rows))
	view.Entering, view.Leaving = p.missing(after[:at], before[:at]), p.missing(before[:at], after[:at])
	p.eligibility(role, view, after)
	p.movements(role, view)
	view.Summary = p.summary(role, view)
	return view
}

// missing lists the ids of those in one short list and not in the other.
func (p *Preview) missing(of, in []int) []string {
	var ids []string
	for _, i := range of {
		if !slices.Contains(in, i) {
			ids = append(ids, p.ids[i])
		}
	}
	return ids
}

// eligibility lists who becomes ineligible and who is no more, in the order of the newer ranking.
func (p *Preview) eligibility(role *previewRole, view *lexfitv1.RolePreview, order []int) {
	const ineligible = lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE
	for _, i := range order {
		row := &role.rows[i]
		was, is := row.from.eligibility == ineligible, row.to.eligibility == ineligible
		switch {
		case is && !was:
			if view.IneligibleCount++; len(view.GetBecomingIneligible()) < p.options.MaxMovements {
				view.BecomingIneligible = append(view.BecomingIneligible, &lexfitv1.EligibilityMovement{CandidateId: p.ids[i], CriterionIds: criteriaIn(p.to.targets.list[role.to], row.to.blocked)})
			}
		case was && !is:
			if view.EligibleCount++; len(view.GetBecomingEligible()) < p.options.MaxMovements {
				view.BecomingEligible = append(view.BecomingEligible, &lexfitv1.EligibilityMovement{CandidateId: p.ids[i], CriterionIds: criteriaIn(p.from.targets.list[role.from], row.from.blocked)})
			}
		}
	}
}

func criteriaIn(aim *target, set uint64) []string {
	var ids []string
	for ; set != 0; set &= set - 1 {
		ids = append(ids, aim.criteria[bits.TrailingZeros64(set)].GetId())
	}
	return ids
}

// movements lists those that move farthest: by places, then by points.
func (p *Preview) movements(role *previewRole, view *lexfitv1.RolePreview) {
	distance := func(one, other int32) int32 { return max(one-other, other-one) }
	order := make([]int, 0, len(role.rows))
	for i := range role.rows {
		if row := &role.rows[i]; row.from.rank != row.to.rank || row.from.score != row.to.score || row.from.band != row.to.band {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(i, j int) int {
		one, other := &role.rows[i], &role.rows[j]
		return cmp.Or(
			cmp.Compare(distance(other.from.rank, other.to.rank), distance(one.from.rank, one.to.rank)),
			cmp.Compare(distance(other.from.score, other.to.score), distance(one.from.score, one.to.score)),
			strings.Compare(p.ids[i], p.ids[j]), cmp.Compare(i, j),
		)
	})
	for _, i := range order[:min(len(order), p.options.MaxMovements)] {
		row := &role.rows[i]
		movement := &lexfitv1.Movement{
			CandidateId: p.ids[i], ScoreBefore: row.from.score, ScoreAfter: row.to.score, BandBefore: row.from.band, BandAfter: row.to.band,
			RankBefore: row.from.rank, RankAfter: row.to.rank,
		}
		if row.moved >= 0 {
			movement.CriterionId = p.to.targets.list[role.to].criteria[row.moved].GetId()
		}
		view.Movements = append(view.Movements, movement)
	}
}

// summary says what an account manager should know.
func (p *Preview) summary(role *previewRole, view *lexfitv1.RolePreview) []string {
	title := p.to.targets.list[role.to].title()
	if view.GetHigher()+view.GetLower()+view.GetRankChanges()+view.GetIneligibleCount()+view.GetEligibleCount() == 0 && len(view.GetBandMovements()) == 0 {
		return []string{title + ": nobody moves."}
	}
	count := int(view.GetCandidates())
	text := []string{fmt.Sprintf("%s: of %s, %d score higher and %d lower; the mean changes by %s, the most by +%s and −%s.",
		title, prose.Count(count, "candidate"), view.GetHigher(), view.GetLower(), prose.SignedTenths(view.GetMeanChangeMilli()), prose.Tenths(view.GetMaxRise()), prose.Tenths(view.GetMaxFall()))}
	if len(view.GetBandMovements()) == 0 {
		text = append(text, "Nobody changes band.")
	}
	up, down := int32(0), int32(0)
	var ways []string
	for _, movement := range view.GetBandMovements() {
		if movement.GetTo() > movement.GetFrom() {
			up += movement.GetCount()
		} else {
			down += movement.GetCount()
		}
		ways = append(ways, fmt.Sprintf("%d from %s to %s", movement.GetCount(), prose.BandName(movement.GetFrom()), prose.BandName(movement.GetTo())))
	}
	if up+down > 0 {
		text = append(text, fmt.Sprintf("%d rise and %d fall in band: %s.", up, down, prose.And(ways)))
	}
	at := min(p.options.TopK, count)
	if in := len(view.GetEntering()); in > 0 {
		text = append(text, fmt.Sprintf("Of the best %d, %d stay; %s enter and %s leave.", at, at-in, someIDs(view.GetEntering()), someIDs(view.GetLeaving())))
	} else if view.GetRankChanges() == 0 {
		text = append(text, "Nobody changes their place.")
	} else {
		text = append(text, fmt.Sprintf("The best %d stay the same people; %d of all %d change their place.", at, view.GetRankChanges(), count))
	}
	for _, each := range []struct {
		count int32
		word  string
		list  []*lexfitv1.EligibilityMovement
	}{
		{view.GetIneligibleCount(), "become ineligible", view.GetBecomingIneligible()}, {view.GetEligibleCount(), "are ineligible no more", view.GetBecomingEligible()},
	} {
		if each.count > 0 {
			text = append(text, fmt.Sprintf("%d %s, by %s.", each.count, each.word, prose.And(deciding(each.list))))
		}
	}
	return text
}

// deciding lists the criteria that decide movements, each once.
func deciding(list []*lexfitv1.EligibilityMovement) []string {
	var ids []string
	for _, movement := range list {
		for _, id := range movement.GetCriterionIds() {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// someIDs lists the first few ids and counts the rest.
func someIDs(ids []string) string {
	const most = 5
	if len(ids) <= most {
		return prose.And(ids)
	}
	return strings.Join(ids[:most], ", ") + fmt.Sprintf(" and %d more", len(ids)-most)
}
