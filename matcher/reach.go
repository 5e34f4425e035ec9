package matcher

import (
	"cmp"
	"slices"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Reach computes the highest value, out of 10 000, that any profile can have, by the engine's arithmetic: every division
// rounds half up where it stands. What another rule reports (an unknown id, an empty node) counts as full, so that it is
// not reported a second time as a gate or band out of reach.
type Reach struct {
	kinds []reachable
	// skills holds the best value of each skill, its neighbours counted.
	skills   map[string]int64
	language int64
}

// reachable is a kind of leaf, as far as what anybody can reach goes.
type reachable interface {
	// Best is the highest value, out of 10 000, that any profile can have of a leaf, by the engine's arithmetic. What Lint
	// reports counts as full.
	Best(reach *Reach, condition *lexfitv1.Condition) int64
	// Meetable reports whether some profile meets a leaf as a condition of entry, if it may hold the credentials named.
	Meetable(reach *Reach, condition *lexfitv1.Condition, held func(id string) bool) bool

	part() part
}

// newReach looks at a rulebook.
func newReach(rulebook *lexfitv1.Rulebook, kinds []reachable) *Reach {
	reach := &Reach{kinds: kinds, skills: map[string]int64{}, language: full}
	if levels := rulebook.GetTables().GetLanguageLevels(); levels != nil {
		reach.language = limit(int64(max(levels.GetBasic(), levels.GetConversational(), levels.GetProfessional(), levels.GetNative())))
	}
	own := bestAlone(rulebook)
	for _, skill := range rulebook.GetSkills() {
		for _, related := range skill.GetRelated() {
			similarity := limit(int64(related.GetSimilarity()))
			reach.raise(skill.GetId(), halfUp(similarity*own[related.GetSkill()], 1000))
			reach.raise(related.GetSkill(), halfUp(similarity*own[skill.GetId()], 1000))
		}
		reach.raise(skill.GetId(), own[skill.GetId()])
	}
	return reach
}

// bestAlone returns the best value of each skill without its neighbours: stated, measured or implied.
func bestAlone(rb *lexfitv1.Rulebook) map[string]int64 {
	tables := rb.GetTables()
	proficiency, years, implied := int64(full), topOf(tables.GetSkillYears()), topOf(tables.GetImplied())
	if values := tables.GetProficiency(); values != nil {
		proficiency = limit(int64(max(values.GetNone(), values.GetNovice(), values.GetBasic(), values.GetWorking(), values.GetAdvanced(), values.GetExpert())))
	}
	stated := int64(full)
	if dividend, divisor := max(0, int64(tables.GetProficiencyParts())), max(0, int64(tables.GetYearsParts())); dividend+divisor > 0 {
		stated = halfUp(dividend*proficiency+divisor*years, dividend+divisor)
	}
	own := map[string]int64{}
	for _, definition := range rb.GetSkills() {
		own[definition.GetId()] = stated
		if measure := definition.GetMeasure(); measure != nil {
			own[definition.GetId()] = max(stated, topOf(measure.GetCurve()))
		}
	}
	for _, family := range rb.GetTitles() {
		for _, skill := range family.GetImplies() {
			if best, ok := own[skill.GetSkill()]; ok {
				own[skill.GetSkill()] = max(best, halfUp(limit(int64(skill.GetFigure()))*implied, 1000))
			}
		}
	}
	return own
}

// raise lifts a skill's best value.
func (r *Reach) raise(id string, value int64) {
	r.skills[id] = max(r.skills[id], limit(value))
}

// Role returns the most points that a role can give.
func (r *Reach) Role(role *lexfitv1.Role) int64 {
	points := int64(0)
	for _, criterion := range role.GetCriteria() {
		points += halfUp(max(0, int64(criterion.GetWeight()))*r.Condition(criterion.GetCondition()), full)
	}
	return points
}

// Condition returns the best value of a condition.
func (r *Reach) Condition(condition *lexfitv1.Condition) int64 { return r.condition(condition, 1) }

func (r *Reach) condition(condition *lexfitv1.Condition, depth int) int64 {
	if depth > maxDepth || condition.GetNode() == nil {
		return full
	}
	best := r.node(condition, depth)
	if condition.Worth != nil {
		best = halfUp(max(0, int64(condition.GetWorth()))*best, 1000)
	}
	return limit(best)
}

// Meetable reports whether some profile meets an entry condition, if it may hold the credentials named. As the engine does, it
// asks of every leaf to be met in full, and of a skill to be there. What Lint reports counts as met.
func (r *Reach) Meetable(condition *lexfitv1.Condition, held func(id string) bool) bool {
	return r.meetable(condition, held, 1)
}

func (r *Reach) meetable(condition *lexfitv1.Condition, held func(id string) bool, depth int) bool {
	if depth > maxDepth || condition.GetNode() == nil {
		return true
	}
	met, children := 0, Children(condition)
	for _, child := range children {
		if r.meetable(child, held, depth+1) {
			met++
		}
	}
	switch node := condition.GetNode().(type) {
	case *lexfitv1.Condition_AnyOf:
		return met > 0 || len(children) == 0
	case *lexfitv1.Condition_AllOf, *lexfitv1.Condition_AverageOf:
		return met == len(children)
	case *lexfitv1.Condition_AtLeast:
		return met >= min(int(node.AtLeast.GetN()), len(children))
	default:
		kind, ok := kindIn(r.kinds, condition)
		return !ok || kind.Meetable(r, condition, held)
	}
}

// Children returns the children of a node, without weights.
func Children(condition *lexfitv1.Condition) []*lexfitv1.Condition {
	switch node := condition.GetNode().(type) {
	case *lexfitv1.Condition_AnyOf:
		return node.AnyOf.GetOf()
	case *lexfitv1.Condition_AllOf:
		return node.AllOf.GetOf()
	case *lexfitv1.Condition_AtLeast:
		return node.AtLeast.GetOf()
	case *lexfitv1.Condition_AverageOf:
		var children []*lexfitv1.Condition
		for _, part := range node.AverageOf.GetOf() {
			children = append(children, part.GetCondition())
		}
		return children
	}
	return nil
}

// node returns the best value of a node before its own worth.
func (r *Reach) node(condition *lexfitv1.Condition, depth int) int64 {
	if node, ok := condition.GetNode().(*lexfitv1.Condition_AverageOf); ok {
		return r.average(node.AverageOf.GetOf(), depth)
	}
	var values []int64
	for _, child := range Children(condition) {
		values = append(values, r.condition(child, depth+1))
	}
	// The best first.
	slices.SortFunc(values, func(dividend, divisor int64) int { return cmp.Compare(divisor, dividend) })
	switch node := condition.GetNode().(type) {
	case *lexfitv1.Condition_AnyOf:
		return firstOr(values, full)
	case *lexfitv1.Condition_AllOf:
		slices.Reverse(values)
		return firstOr(values, full)
	case *lexfitv1.Condition_AtLeast:
		count := min(int(node.AtLeast.GetN()), len(values))
		if count < 1 {
			return full
		}
		sum := int64(0)
		for _, value := range values[:count] {
			sum += value
		}
		return halfUp(sum, int64(count))
	default:
		if kind, ok := kindIn(r.kinds, condition); ok {
			return kind.Best(r, condition)
		}
		return full
	}
}

// average returns the weighted mean of the best values of parts.
func (r *Reach) average(parts []*lexfitv1.WeightedCondition, depth int) int64 {
	sum, weights := int64(0), int64(0)
	for _, condition := range parts {
		weight := cmp.Or(max(0, int64(condition.GetWeight())), 1)
		sum += weight * r.condition(condition.GetCondition(), depth+1)
		weights += weight
	}
	if weights < 1 {
		return full
	}
	return halfUp(sum, weights)
}

// bestOf returns the best value of a list, full for an empty one.
func bestOf[T any](list []T, value func(T) int64) int64 {
	if len(list) == 0 {
		return full
	}
	best := int64(0)
	for _, thing := range list {
		best = max(best, value(thing))
	}
	return best
}

// topOf returns a curve's highest value, full for one without points.
func topOf(written *lexfitv1.Curve) int64 {
	return bestOf(written.GetPoints(), func(point *lexfitv1.CurvePoint) int64 { return limit(int64(point.GetValue())) })
}

// worthOf turns a worth per mille into a value; unset is full.
func worthOf(weight int32) int64 {
	return limit(cmp.Or(int64(weight), 1000) * (full / 1000))
}

// firstOr returns the first of a list, or what to take where it is empty.
func firstOr(values []int64, otherwise int64) int64 {
	if len(values) == 0 {
		return otherwise
	}
	return values[0]
}

// halfUp divides and rounds half up.
func halfUp(dividend, divisor int64) int64 { return (dividend + divisor/2) / divisor }

// limit brings a value into 0 to 10 000, so that numbers out of range, reported elsewhere, cannot overflow.
func limit(value int64) int64 { return min(max(value, 0), full) }
