package pool

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Side is how one candidate stands for a role under one set of rules.
type Side struct {
	Score, Required int32 // in points; Required are those of REQUIRED criteria
	Band            lexfitv1.Band
	Eligibility     lexfitv1.Eligibility
	Behind          bool // the others of the band
	// Blockers are the REQUIRED criteria that stand as blockers, by id.
	Blockers []string
}

// Move is one candidate under both sets of rules.
type Move struct {
	ID       string // of the candidate
	From, To Side
	// Criterion is the id of the criterion whose points changed most; empty where none did.
	Criterion string
}

// moves are the candidates for one role, with their places.
type moves struct {
	list     []Move
	from, to []int32 // places, by number in the list
	most     int
}

// Moves tells who moves in one role, whose title the sentences have. TopK is the size of the short list that is compared, most
// how many movements are listed; both are at least 1.
func Moves(role, title string, list []Move, topK, most int) *lexfitv1.RolePreview {
	made := &moves{list: list, from: make([]int32, len(list)), to: make([]int32, len(list)), most: most}
	before := made.rank(made.from, func(move *Move) *Side { return &move.From })
	after := made.rank(made.to, func(move *Move) *Side { return &move.To })
	view := &lexfitv1.RolePreview{Role: role, Candidates: int32(len(list))}
	made.changes(view)
	topK = min(topK, len(list))
	view.Entering, view.Leaving = made.missing(after[:topK], before[:topK]), made.missing(before[:topK], after[:topK])
	made.eligibility(view, after)
	made.movements(view)
	view.Summary = summary(title, view, topK)
	return view
}

// rank gives every candidate a place, as a ranking does, and returns their numbers in order.
func (m *moves) rank(places []int32, side func(*Move) *Side) []int {
	order := make([]int, len(m.list))
	standings := make([]Standing, len(m.list))
	for i := range m.list {
		stands := side(&m.list[i])
		order[i] = i
		standings[i] = Standing{
			Band: stands.Band, Behind: stands.Behind, Score: stands.Score, Required: stands.Required, ID: m.list[i].ID, Index: i,
		}
	}
	slices.SortFunc(order, func(i, j int) int { return Compare(standings[i], standings[j]) })
	for place, rank := range Ranks(order, func(i int) Standing { return standings[i] }) {
		places[order[place]] = rank
	}
	return order
}

// changes adds up how scores, bands and places change.
func (m *moves) changes(view *lexfitv1.RolePreview) {
	bands := map[[2]lexfitv1.Band]int32{}
	var sum int64
	for i := range m.list {
		move := &m.list[i]
		change := move.To.Score - move.From.Score
		sum += int64(change)
		switch {
		case change > 0:
			view.Higher++
		case change < 0:
			view.Lower++
		}
		view.MaxRise, view.MaxFall = max(view.GetMaxRise(), change), max(view.GetMaxFall(), -change)
		if m.from[i] != m.to[i] {
			view.RankChanges++
		}
		if move.From.Band != move.To.Band {
			bands[[2]lexfitv1.Band{move.From.Band, move.To.Band}]++
		}
	}
	if count := int64(len(m.list)); count > 0 {
		view.MeanChangeMilli = int32(sum * 1000 / count)
	}
	for pair, count := range bands {
		view.BandMovements = append(view.BandMovements, &lexfitv1.BandMovement{From: pair[0], To: pair[1], Count: count})
	}
	slices.SortFunc(view.GetBandMovements(), func(one, other *lexfitv1.BandMovement) int {
		return cmp.Or(cmp.Compare(other.GetFrom(), one.GetFrom()), cmp.Compare(other.GetTo(), one.GetTo()))
	})
}

// missing lists the ids of those in one short list and not in the other.
func (m *moves) missing(of, in []int) []string {
	var ids []string
	for _, i := range of {
		if !slices.Contains(in, i) {
			ids = append(ids, m.list[i].ID)
		}
	}
	return ids
}

// eligibility lists who becomes ineligible and who is no more, in the order of the newer ranking.
func (m *moves) eligibility(view *lexfitv1.RolePreview, order []int) {
	const ineligible = lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE
	for _, i := range order {
		move := &m.list[i]
		was, is := move.From.Eligibility == ineligible, move.To.Eligibility == ineligible
		switch {
		case is && !was:
			if view.IneligibleCount++; len(view.GetBecomingIneligible()) < m.most {
				view.BecomingIneligible = append(view.BecomingIneligible, &lexfitv1.EligibilityMovement{CandidateId: move.ID, CriterionIds: move.To.Blockers})
			}
		case was && !is:
			if view.EligibleCount++; len(view.GetBecomingEligible()) < m.most {
				view.BecomingEligible = append(view.BecomingEligible, &lexfitv1.EligibilityMovement{CandidateId: move.ID, CriterionIds: move.From.Blockers})
			}
		}
	}
}

// movements lists those that move farthest: by places, then by points.
func (m *moves) movements(view *lexfitv1.RolePreview) {
	distance := func(one, other int32) int32 { return max(one-other, other-one) }
	var order []int
	for i := range m.list {
		if move := &m.list[i]; m.from[i] != m.to[i] || move.From.Score != move.To.Score || move.From.Band != move.To.Band {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(i, j int) int {
		one, other := &m.list[i], &m.list[j]
		return cmp.Or(
			cmp.Compare(distance(m.from[j], m.to[j]), distance(m.from[i], m.to[i])),
			cmp.Compare(distance(other.From.Score, other.To.Score), distance(one.From.Score, one.To.Score)),
			strings.Compare(one.ID, other.ID), cmp.Compare(i, j),
		)
	})
	for _, i := range order[:min(len(order), m.most)] {
		move := &m.list[i]
		view.Movements = append(view.Movements, &lexfitv1.Movement{
			CandidateId: move.ID, ScoreBefore: move.From.Score, ScoreAfter: move.To.Score, BandBefore: move.From.Band, BandAfter: move.To.Band,
			RankBefore: m.from[i], RankAfter: m.to[i], CriterionId: move.Criterion,
		})
	}
}

// summary says what an account manager should know.
func summary(title string, view *lexfitv1.RolePreview, topK int) []string {
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
		ways = append(ways, fmt.Sprintf("%d from %s to %s", movement.GetCount(), prose.BandWord(movement.GetFrom()), prose.BandWord(movement.GetTo())))
	}
	if up+down > 0 {
		text = append(text, fmt.Sprintf("%d rise and %d fall in band: %s.", up, down, prose.And(ways)))
	}
	if in := len(view.GetEntering()); in > 0 {
		text = append(text, fmt.Sprintf("Of the best %d, %d stay; %s enter and %s leave.", topK, topK-in, someIDs(view.GetEntering()), someIDs(view.GetLeaving())))
	} else if view.GetRankChanges() == 0 {
		text = append(text, "Nobody changes their place.")
	} else {
		text = append(text, fmt.Sprintf("The best %d stay the same people; %d of all %d change their place.", topK, view.GetRankChanges(), count))
	}
	for _, each := range []struct {
		count int32
		word  string
		list  []*lexfitv1.EligibilityMovement
	}{
		{view.GetIneligibleCount(), "are now " + prose.MissingAMust, view.GetBecomingIneligible()}, {view.GetEligibleCount(), "are no longer " + prose.MissingAMust, view.GetBecomingEligible()},
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
