package rulebook

import (
	"cmp"
	"slices"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// reach computes the highest value, out of 10 000, that any profile can have, by the engine's arithmetic: every division
// rounds half up where it stands. What another rule reports (an unknown id, an empty node) counts as full, so that it is
// not reported a second time as a gate or band out of reach.
type reach struct {
	// skills holds the best value of each skill, its neighbours counted.
	skills   map[string]int64
	language int64
}

func newReach(rb *lexfitv1.Rulebook) *reach {
	r := &reach{skills: map[string]int64{}, language: fullValue}
	if levels := rb.GetTables().GetLanguageLevels(); levels != nil {
		r.language = limit(int64(max(levels.GetBasic(), levels.GetConversational(), levels.GetProfessional(), levels.GetNative())))
	}
	own := bestAlone(rb)
	for _, s := range rb.GetSkills() {
		for _, n := range s.GetRelated() {
			similarity := limit(int64(n.GetSimilarity()))
			r.raise(s.GetId(), divide(similarity*own[n.GetSkill()], perMille))
			r.raise(n.GetSkill(), divide(similarity*own[s.GetId()], perMille))
		}
		r.raise(s.GetId(), own[s.GetId()])
	}
	return r
}

// bestAlone returns the best value of each skill without its neighbours: stated, measured or implied.
func bestAlone(rb *lexfitv1.Rulebook) map[string]int64 {
	t := rb.GetTables()
	proficiency, years, implied := int64(fullValue), bestOfCurve(t.GetSkillYears()), bestOfCurve(t.GetImplied())
	if p := t.GetProficiency(); p != nil {
		proficiency = limit(int64(max(p.GetNone(), p.GetNovice(), p.GetBasic(), p.GetWorking(), p.GetAdvanced(), p.GetExpert())))
	}
	stated := int64(fullValue)
	if a, b := max(0, int64(t.GetProficiencyParts())), max(0, int64(t.GetYearsParts())); a+b > 0 {
		stated = divide(a*proficiency+b*years, a+b)
	}
	own := map[string]int64{}
	for _, s := range rb.GetSkills() {
		own[s.GetId()] = stated
		if m := s.GetMeasure(); m != nil {
			own[s.GetId()] = max(stated, bestOfCurve(m.GetCurve()))
		}
	}
	for _, family := range rb.GetTitles() {
		for _, s := range family.GetImplies() {
			if best, ok := own[s.GetSkill()]; ok {
				own[s.GetSkill()] = max(best, divide(limit(int64(s.GetFigure()))*implied, perMille))
			}
		}
	}
	return own
}

// raise lifts a skill's best value.
func (r *reach) raise(id string, value int64) {
	r.skills[id] = max(r.skills[id], limit(value))
}

// role returns the most points that a role can give.
func (r *reach) role(role *lexfitv1.Role) int64 {
	points := int64(0)
	for _, c := range role.GetCriteria() {
		points += divide(max(0, int64(c.GetWeight()))*r.condition(c.GetCondition(), 1), fullValue)
	}
	return points
}

// condition returns the best value of a node.
func (r *reach) condition(c *lexfitv1.Condition, depth int) int64 {
	if depth > maxConditionDepth || c.GetNode() == nil {
		return fullValue
	}
	best := r.node(c, depth)
	if c.Worth != nil {
		best = divide(max(0, int64(c.GetWorth()))*best, perMille)
	}
	return limit(best)
}

// node returns the best value of a node before its own worth.
func (r *reach) node(c *lexfitv1.Condition, depth int) int64 {
	if node, ok := c.GetNode().(*lexfitv1.Condition_AverageOf); ok {
		return r.average(node.AverageOf.GetOf(), depth)
	}
	var values []int64
	for _, child := range childrenOf(c) {
		values = append(values, r.condition(child, depth+1))
	}
	// The best first.
	slices.SortFunc(values, func(a, b int64) int { return cmp.Compare(b, a) })
	switch node := c.GetNode().(type) {
	case *lexfitv1.Condition_AnyOf:
		return first(values, fullValue)
	case *lexfitv1.Condition_AllOf:
		slices.Reverse(values)
		return first(values, fullValue)
	case *lexfitv1.Condition_AtLeast:
		n := min(int(node.AtLeast.GetN()), len(values))
		if n < 1 {
			return fullValue
		}
		sum := int64(0)
		for _, v := range values[:n] {
			sum += v
		}
		return divide(sum, int64(n))
	default:
		return r.leaf(c)
	}
}

// average returns the weighted mean of the best values of parts.
func (r *reach) average(parts []*lexfitv1.WeightedCondition, depth int) int64 {
	sum, weights := int64(0), int64(0)
	for _, p := range parts {
		w := cmp.Or(max(0, int64(p.GetWeight())), 1)
		sum += w * r.condition(p.GetCondition(), depth+1)
		weights += w
	}
	if weights < 1 {
		return fullValue
	}
	return divide(sum, weights)
}

// leaf returns the best value of a leaf.
func (r *reach) leaf(c *lexfitv1.Condition) int64 {
	switch node := c.GetNode().(type) {
	case *lexfitv1.Condition_Skill:
		return bestOf(node.Skill.GetBestOf(), func(id string) int64 {
			if v, ok := r.skills[id]; ok {
				return v
			}
			return fullValue
		})
	case *lexfitv1.Condition_Certification:
		return bestOf(node.Certification.GetCredentials(), func(w *lexfitv1.CredentialWorth) int64 {
			return worth(w.GetWorth())
		})
	case *lexfitv1.Condition_Preference:
		return bestOf(node.Preference.GetInterests(), func(w *lexfitv1.InterestWorth) int64 {
			return worth(w.GetWorth())
		})
	case *lexfitv1.Condition_Experience:
		return experienceBest(node.Experience)
	case *lexfitv1.Condition_Coursework:
		topics, wanted := int64(len(node.Coursework.GetTopics())), int64(node.Coursework.GetWanted())
		if topics == 0 || wanted <= topics {
			return fullValue
		}
		return divide(topics*fullValue, wanted)
	case *lexfitv1.Condition_Language:
		return r.language
	default:
		return fullValue
	}
}

// experienceBest returns the best value of years of work: the curve's top at the best factor, or the step.
func experienceBest(e *lexfitv1.ExperienceCondition) int64 {
	if e.GetCurve() == nil {
		return fullValue
	}
	factor := int64(e.GetLawOffice())
	for _, f := range e.GetFamilies() {
		factor = max(factor, int64(f.GetFactor()), int64(f.GetFactorElsewhere()))
	}
	if factor < 1 {
		return fullValue
	}
	return divide(factor*bestOfCurve(e.GetCurve()), perMille)
}

// bestOf returns the best value of a list, full for an empty one.
func bestOf[T any](list []T, value func(T) int64) int64 {
	if len(list) == 0 {
		return fullValue
	}
	best := int64(0)
	for _, t := range list {
		best = max(best, value(t))
	}
	return best
}

// bestOfCurve returns a curve's highest value, full for one without points.
func bestOfCurve(c *lexfitv1.Curve) int64 {
	return bestOf(c.GetPoints(), func(p *lexfitv1.CurvePoint) int64 { return limit(int64(p.GetValue())) })
}

// worth turns a worth per mille into a value; unset is full.
func worth(w int32) int64 {
	return limit(cmp.Or(int64(w), perMille) * (fullValue / perMille))
}

// first returns the first of a list, or what to take where it is empty.
func first(values []int64, otherwise int64) int64 {
	if len(values) == 0 {
		return otherwise
	}
	return values[0]
}

// divide divides and rounds half up.
func divide(a, b int64) int64 { return (a + b/2) / b }

// limit brings a value into 0 to 10 000, so that numbers out of range, reported elsewhere, cannot overflow.
func limit(v int64) int64 { return min(max(v, 0), fullValue) }
