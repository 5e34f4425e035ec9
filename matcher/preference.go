package matcher

import (
	"github.com/lexfit/lexfit/matcher/finding"
	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

const partPreference part = "preference"

// preferenceKind is kinds of work that the candidate enjoys.
type preferenceKind struct{}

func (preferenceKind) part() part { return partPreference }

// Category implements Kind.
func (preferenceKind) Category() lexfitv1.Category { return lexfitv1.Category_CATEGORY_PREFERENCE }

// Lint implements Kind.
func (preferenceKind) Lint(report *finding.Report, condition *lexfitv1.Condition, path string) {
	path += ".preference"
	asked := condition.GetPreference().GetInterests()
	report.NotEmpty(len(asked), path)
	seen := map[string]bool{}
	for i, interest := range asked {
		at := finding.Index(path+".interests", i)
		report.Once(seen, finding.EnumName(interest.GetInterest()), at+".interest")
		report.InRange(at+".worth", interest.GetWorth(), 0, 1000)
	}
}

// Best implements Kind.
func (preferenceKind) Best(_ *Reach, condition *lexfitv1.Condition) int64 {
	return bestOf(condition.GetPreference().GetInterests(), func(interest *lexfitv1.InterestWorth) int64 {
		return worthOf(interest.GetWorth())
	})
}

// Meetable implements Kind.
func (k preferenceKind) Meetable(reach *Reach, condition *lexfitv1.Condition, _ func(string) bool) bool {
	return k.Best(reach, condition) == full
}

func (preferenceKind) compile(_ *treeCompiler, _ string, condition *lexfitv1.Condition, _ bool) []wholeLeaf {
	leaf := &preferenceLeaf{}
	var titles []string
	for _, asked := range condition.GetPreference().GetInterests() {
		if interest := int(asked.GetInterest()); interest > 0 && interest < len(leaf.worth) {
			leaf.worth[interest] = max(leaf.worth[interest], orThousand(asked.GetWorth()))
			titles = append(titles, prose.Interest(asked.GetInterest()))
		}
	}
	leaf.words = "an interest in " + prose.Or(titles)
	return []wholeLeaf{leaf}
}

func (preferenceKind) read(in *intake) {
	for i, interest := range in.profile.GetPreferences().GetInterests() {
		if interest > 0 && int(interest) < len(in.interests) && in.interests[interest] == 0 {
			in.interests[interest] = int32(i) + 1
		}
	}
	for i, goal := range in.profile.GetPreferences().GetGoals() {
		if in.words.goal(goal) == "" {
			in.miss(ref{refGoal, int32(i), 0}, goal, noteUnknown, 0)
		}
	}
}

func (preferenceKind) fact(profile *lexfitv1.CandidateProfile, at place) string {
	if at.list != "preferences.interests" || at.i < 0 {
		return ""
	}
	return "an interest in " + prose.Interest(profile.GetPreferences().GetInterests()[at.i])
}

// preferenceLeaf asks for one of several interests, each at its worth.
type preferenceLeaf struct {
	worth [16]int32
	words string
}

func (l *preferenceLeaf) part() part { return partPreference }

func (l *preferenceLeaf) judge(person *candidate) outcome {
	_, value := l.best(person)
	return judged(value, value, value, value, person.listed.interests == 0)
}

// open leaves nothing open: what somebody enjoys decides about nobody's eligibility.
func (l *preferenceLeaf) open(*candidate) int32 { return 0 }

func (l *preferenceLeaf) best(person *candidate) (interest, value int32) {
	for i, first := range person.interests {
		if worth := l.worth[i] * (full / 1000); first > 0 && worth > value {
			interest, value = int32(i), worth
		}
	}
	return interest, value
}

func (l *preferenceLeaf) prove(why *explainer, _ lexfitv1.Basis) {
	if interest, _ := l.best(why.c); interest > 0 {
		at := ref{refInterest, why.c.interests[interest] - 1, 0}
		why.add(at, prose.Interest(lexfitv1.Interest(interest)), 0, lexfitv1.Basis_BASIS_STATED)
	}
}

func (l *preferenceLeaf) asks() string { return l.words }

func (l *preferenceLeaf) more() string { return l.words }

func (l *preferenceLeaf) shown(*candidate) string { return "" }

func (l *preferenceLeaf) away(_ *gate, value, whole int32, _ int) int {
	if value >= whole {
		return 0
	}
	return 1
}

// seek proposes nothing: nobody is advised what to enjoy.
func (l *preferenceLeaf) seek(*finder, ...wanted) {}
