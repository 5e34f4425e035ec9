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
func NewPreview(from, to *Program, o PreviewOptions) (*Preview, error) {
	asOf, err := parseAsOf(o.AsOf)
	if err != nil {
		return nil, err
	}
	o.MaxMovements, o.TopK = max(o.MaxMovements, 1), max(o.TopK, 1)
	p := &Preview{from: from, to: to, options: o, asOf: asOf}
	names := o.Targets
	if len(names) == 0 {
		for _, name := range to.Roles() {
			if _, ok := from.targets.numbers[name]; ok {
				names = append(names, name)
			}
		}
	}
	for _, name := range names {
		r := previewRole{name: name}
		if r.from, err = from.targets.find(name); err != nil {
			return nil, err
		}
		if r.to, err = to.targets.find(name); err != nil {
			return nil, err
		}
		for i := range to.targets.list[r.to].criteria {
			id := to.targets.list[r.to].criteria[i].GetId()
			r.same = append(r.same, int32(slices.IndexFunc(from.targets.list[r.from].criteria, func(k criterion) bool { return k.GetId() == id })))
		}
		p.roles = append(p.roles, r)
	}
	return p, nil
}

// Add scores a profile of the sample, which must keep to the contract, under both rulebooks.
func (p *Preview) Add(profile *lexfitv1.CandidateProfile) {
	p.ids = append(p.ids, strings.Clone(profile.GetCandidateId()))
	a, b := p.from.memory.take(), p.to.memory.take()
	defer p.from.memory.give(a)
	defer p.to.memory.give(b)
	a.read(profile, p.asOf)
	b.read(profile, p.asOf)
	for i := range p.roles {
		r := &p.roles[i]
		row := previewRow{from: p.from.side(a, r.from), to: p.to.side(b, r.to), moved: absent}
		most := int32(0)
		for k, j := range r.same {
			change := p.to.targets.list[r.to].given(b.outcomes[r.to], int32(k))
			if j >= 0 {
				change -= p.from.targets.list[r.from].given(a.outcomes[r.from], j)
			}
			if change = max(change, -change); change > most {
				most, row.moved = change, int32(k)
			}
		}
		r.rows = append(r.rows, row)
	}
}

// side judges a candidate for one target.
func (p *Program) side(s *scratch, number int) previewSide {
	return previewSide{verdict: p.verdict(s, number), blocked: p.targets.list[number].blocked(&s.c, s.outcomes[number])}
}

// given is what a criterion gave for the outcomes.
func (t *target) given(out []outcome, number int32) int32 {
	k := &t.criteria[number]
	return k.points(out[k.root].value)
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

func (p *Preview) result(r *previewRole) *lexfitv1.RolePreview {
	before := p.ranked(r.rows, func(x *previewRow) *previewSide { return &x.from })
	after := p.ranked(r.rows, func(x *previewRow) *previewSide { return &x.to })
	v := &lexfitv1.RolePreview{Role: r.name, Candidates: int32(len(r.rows))}
	bands := map[[2]lexfitv1.Band]int32{}
	var sum int64
	for i := range r.rows {
		x := &r.rows[i]
		change := x.to.score - x.from.score
		sum += int64(change)
		switch {
		case change > 0:
			v.Higher++
		case change < 0:
			v.Lower++
		}
		v.MaxRise, v.MaxFall = max(v.GetMaxRise(), change), max(v.GetMaxFall(), -change)
		if x.from.rank != x.to.rank {
			v.RankChanges++
		}
		if x.from.band != x.to.band {
			bands[[2]lexfitv1.Band{x.from.band, x.to.band}]++
		}
	}
	if n := int64(len(r.rows)); n > 0 {
		v.MeanChangeMilli = int32(sum * 1000 / n)
	}
	for pair, n := range bands {
		v.BandMovements = append(v.BandMovements, &lexfitv1.BandMovement{From: pair[0], To: pair[1], Count: n})
	}
	slices.SortFunc(v.GetBandMovements(), func(a, b *lexfitv1.BandMovement) int {
		return cmp.Or(cmp.Compare(b.GetFrom(), a.GetFrom()), cmp.Compare(b.GetTo(), a.GetTo()))
	})
	k := min(p.options.TopK, len(r.rows))
	v.Entering, v.Leaving = p.missing(after[:k], before[:k]), p.missing(before[:k], after[:k])
	p.eligibility(r, v, after)
	p.movements(r, v)
	v.Summary = p.summary(r, v)
	return v
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
func (p *Preview) eligibility(r *previewRole, v *lexfitv1.RolePreview, order []int) {
	const ineligible = lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE
	for _, i := range order {
		x := &r.rows[i]
		was, is := x.from.eligibility == ineligible, x.to.eligibility == ineligible
		switch {
		case is && !was:
			if v.IneligibleCount++; len(v.GetBecomingIneligible()) < p.options.MaxMovements {
				v.BecomingIneligible = append(v.BecomingIneligible, &lexfitv1.EligibilityMovement{CandidateId: p.ids[i], CriterionIds: criteriaIn(p.to.targets.list[r.to], x.to.blocked)})
			}
		case was && !is:
			if v.EligibleCount++; len(v.GetBecomingEligible()) < p.options.MaxMovements {
				v.BecomingEligible = append(v.BecomingEligible, &lexfitv1.EligibilityMovement{CandidateId: p.ids[i], CriterionIds: criteriaIn(p.from.targets.list[r.from], x.from.blocked)})
			}
		}
	}
}

func criteriaIn(r *target, set uint64) []string {
	var ids []string
	for ; set != 0; set &= set - 1 {
		ids = append(ids, r.criteria[bits.TrailingZeros64(set)].GetId())
	}
	return ids
}

// movements lists those that move farthest: by places, then by points.
func (p *Preview) movements(r *previewRole, v *lexfitv1.RolePreview) {
	distance := func(a, b int32) int32 { return max(a-b, b-a) }
	order := make([]int, 0, len(r.rows))
	for i := range r.rows {
		if x := &r.rows[i]; x.from.rank != x.to.rank || x.from.score != x.to.score || x.from.band != x.to.band {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(i, j int) int {
		a, b := &r.rows[i], &r.rows[j]
		return cmp.Or(
			cmp.Compare(distance(b.from.rank, b.to.rank), distance(a.from.rank, a.to.rank)),
			cmp.Compare(distance(b.from.score, b.to.score), distance(a.from.score, a.to.score)),
			strings.Compare(p.ids[i], p.ids[j]), cmp.Compare(i, j),
		)
	})
	for _, i := range order[:min(len(order), p.options.MaxMovements)] {
		x := &r.rows[i]
		m := &lexfitv1.Movement{
			CandidateId: p.ids[i], ScoreBefore: x.from.score, ScoreAfter: x.to.score, BandBefore: x.from.band, BandAfter: x.to.band,
			RankBefore: x.from.rank, RankAfter: x.to.rank,
		}
		if x.moved >= 0 {
			m.CriterionId = p.to.targets.list[r.to].criteria[x.moved].GetId()
		}
		v.Movements = append(v.Movements, m)
	}
}

// summary says what an account manager should know.
func (p *Preview) summary(r *previewRole, v *lexfitv1.RolePreview) []string {
	title := p.to.targets.list[r.to].title()
	if v.GetHigher()+v.GetLower()+v.GetRankChanges()+v.GetIneligibleCount()+v.GetEligibleCount() == 0 && len(v.GetBandMovements()) == 0 {
		return []string{title + ": nobody moves."}
	}
	n := int(v.GetCandidates())
	text := []string{fmt.Sprintf("%s: of %s, %d score higher and %d lower; the mean changes by %s, the most by +%s and −%s.",
		title, prose.Count(n, "candidate"), v.GetHigher(), v.GetLower(), prose.SignedTenths(v.GetMeanChangeMilli()), prose.Tenths(v.GetMaxRise()), prose.Tenths(v.GetMaxFall()))}
	if len(v.GetBandMovements()) == 0 {
		text = append(text, "Nobody changes band.")
	}
	up, down := int32(0), int32(0)
	var ways []string
	for _, m := range v.GetBandMovements() {
		if m.GetTo() > m.GetFrom() {
			up += m.GetCount()
		} else {
			down += m.GetCount()
		}
		ways = append(ways, fmt.Sprintf("%d from %s to %s", m.GetCount(), prose.BandName(m.GetFrom()), prose.BandName(m.GetTo())))
	}
	if up+down > 0 {
		text = append(text, fmt.Sprintf("%d rise and %d fall in band: %s.", up, down, prose.And(ways)))
	}
	k := min(p.options.TopK, n)
	if in := len(v.GetEntering()); in > 0 {
		text = append(text, fmt.Sprintf("Of the best %d, %d stay; %s enter and %s leave.", k, k-in, someIDs(v.GetEntering()), someIDs(v.GetLeaving())))
	} else if v.GetRankChanges() == 0 {
		text = append(text, "Nobody changes their place.")
	} else {
		text = append(text, fmt.Sprintf("The best %d stay the same people; %d of all %d change their place.", k, v.GetRankChanges(), n))
	}
	for _, x := range []struct {
		count int32
		word  string
		list  []*lexfitv1.EligibilityMovement
	}{
		{v.GetIneligibleCount(), "become ineligible", v.GetBecomingIneligible()}, {v.GetEligibleCount(), "are ineligible no more", v.GetBecomingEligible()},
	} {
		if x.count > 0 {
			text = append(text, fmt.Sprintf("%d %s, by %s.", x.count, x.word, prose.And(deciding(x.list))))
		}
	}
	return text
}

// deciding lists the criteria that decide movements, each once.
func deciding(list []*lexfitv1.EligibilityMovement) []string {
	var ids []string
	for _, m := range list {
		for _, id := range m.GetCriterionIds() {
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
