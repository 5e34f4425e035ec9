package matcher

import (
	"math/bits"
	"slices"
	"strings"

	"github.com/lexfit/lexfit/matcher/pool"
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
	// Stop is asked now and then whether to go on; what it returns ends the work and is the error. nil goes on to the end.
	Stop func() error
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

// Add scores a profile of the sample, which must keep to the contract, under both rulebooks. The error is what Stop returned.
func (p *Preview) Add(profile *lexfitv1.CandidateProfile) error {
	one, other := p.from.memory.take(), p.to.memory.take()
	defer p.from.memory.give(one)
	defer p.to.memory.give(other)
	if err := one.read(profile, p.asOf, p.options.Stop); err != nil {
		return err
	}
	if err := other.read(profile, p.asOf, p.options.Stop); err != nil {
		return err
	}
	p.ids = append(p.ids, strings.Clone(profile.GetCandidateId()))
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
	return nil
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

// Result tells who moves, role by role. The error is what Stop returned.
func (p *Preview) Result() ([]*lexfitv1.RolePreview, error) {
	list := make([]*lexfitv1.RolePreview, 0, len(p.roles))
	stop := stopper{ask: p.options.Stop}
	for i := range p.roles {
		if stop.stopped() {
			return nil, stop.err
		}
		list = append(list, p.result(&p.roles[i]))
	}
	return list, nil
}

// result tells who moves in one role.
func (p *Preview) result(role *previewRole) *lexfitv1.RolePreview {
	from, to := p.from.targets.list[role.from], p.to.targets.list[role.to]
	moves := make([]pool.Move, len(role.rows))
	for i := range role.rows {
		row := &role.rows[i]
		moves[i] = pool.Move{ID: p.ids[i], From: row.from.stands(from), To: row.to.stands(to)}
		if row.moved >= 0 {
			moves[i].Criterion = to.criteria[row.moved].GetId()
		}
	}
	return pool.Moves(role.name, to.title(), moves, p.options.TopK, p.options.MaxMovements)
}

// stands is the side as a pool has it.
func (s *previewSide) stands(aim *target) pool.Side {
	return pool.Side{Score: s.score, Required: s.required, Band: s.band, Eligibility: s.eligibility, Behind: s.behind, Blockers: criteriaIn(aim, s.blocked)}
}

func criteriaIn(aim *target, set uint64) []string {
	var ids []string
	for ; set != 0; set &= set - 1 {
		ids = append(ids, aim.criteria[bits.TrailingZeros64(set)].GetId())
	}
	return ids
}
