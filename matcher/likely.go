package matcher

import (
	"slices"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// likelyByWork is what months in a role's own work make likely of the schooling that the work asks for: a sixth after a year, a
// quarter after six.
var likelyByWork = curve{x: []int32{0, 12, 72}, value: []int32{0, 1500, 2500}}

// likelyLeaf is what years in the role's own work make likely where the profile does not speak of schooling (rule S5). It stands
// beside the criterion's own tree under a node of its own, gives points on that ground alone, and never what eligibility asks.
type likelyLeaf struct {
	family int32
	most   int32 // below what the criterion asks
	words  string
}

func (l *likelyLeaf) part() part { return partExperience }

func (l *likelyLeaf) judge(person *candidate) outcome {
	value := l.value(person)
	made := outcome{value: value, high: value, silent: value == 0}
	if value > 0 {
		made.basis = lexfitv1.Basis_BASIS_IMPLIED
	}
	return made
}

// value is nothing where the profile says that the schooling was given up, or that there is none.
func (l *likelyLeaf) value(person *candidate) int32 {
	if slices.ContainsFunc(person.education, func(entry educationEntry) bool { return entry.givenUp || entry.none }) {
		return 0
	}
	return min(likelyByWork.at(person.workIn(l.family).months), l.most)
}

func (l *likelyLeaf) open(*candidate) int32 { return 0 }

func (l *likelyLeaf) asks() string { return l.words }

func (l *likelyLeaf) more() string { return l.words }

func (l *likelyLeaf) shown(*candidate) string { return "" }

func (l *likelyLeaf) prove(why *explainer, basis lexfitv1.Basis) {
	if work := why.c.workIn(l.family); work.job >= 0 {
		why.add(ref{refJob, work.job, 0}, l.words, lexfitv1.MatchKind_MATCH_KIND_UNSPECIFIED, basis)
	}
}
