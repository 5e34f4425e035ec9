package matcher

import (
	"github.com/lexfit/lexfit/matcher/finding"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

const partAvailability part = "availability"

// availabilityKind is when the candidate can start.
type availabilityKind struct{}

func (availabilityKind) part() part { return partAvailability }

// Category implements Kind.
func (availabilityKind) Category() lexfitv1.Category {
	return lexfitv1.Category_CATEGORY_AVAILABILITY
}

// Lint implements Kind.
func (availabilityKind) Lint(report *finding.Report, condition *lexfitv1.Condition, path string) {
	path += ".availability"
	by := condition.GetAvailability().GetBy()
	report.NotEmpty(len(by), path)
	if day, ok := parseDate(by); by != "" && (!ok || day.day == 0) {
		report.Errorf(path+".by", "date-whole", "is %s, expected the last day on which the candidate may start, such as 2027-01-15: write it whole",
			finding.Quote(by))
	}
}

// Best implements Kind.
func (availabilityKind) Best(*Reach, *lexfitv1.Condition) int64 { return full }

// Meetable implements Kind.
func (availabilityKind) Meetable(*Reach, *lexfitv1.Condition, func(string) bool) bool { return true }

func (availabilityKind) compile(compiler *treeCompiler, path string, condition *lexfitv1.Condition, _ bool) []wholeLeaf {
	by, ok := parseDate(condition.GetAvailability().GetBy())
	if !ok || by.day == 0 {
		compiler.failf(path+".availability.by", "%q is no whole date", condition.GetAvailability().GetBy())
	}
	return []wholeLeaf{&availabilityLeaf{by: by}}
}

// read has nothing to bring into a normal form: the contract holds one date.
func (availabilityKind) read(*intake) {}

func (availabilityKind) fact(profile *lexfitv1.CandidateProfile, at place) string {
	if at.list != availablePath {
		return ""
	}
	return "available from " + profile.GetPreferences().GetAvailableFrom()
}

// availabilityLeaf asks that the candidate can start by a day: in full or not at all.
type availabilityLeaf struct{ by date }

func (l *availabilityLeaf) part() part { return partAvailability }

func (l *availabilityLeaf) judge(person *candidate) outcome {
	from, stated := parseDate(person.profile.GetPreferences().GetAvailableFrom())
	value := int32(0)
	if stated && !l.by.endsBefore(from.firstDay()) {
		value = full
	}
	return judged(value, value, value, value, !stated)
}

// open leaves open what is not stated.
func (l *availabilityLeaf) open(person *candidate) int32 {
	return openIf(person.profile.GetPreferences().GetAvailableFrom() == "")
}

func (l *availabilityLeaf) prove(why *explainer, basis lexfitv1.Basis) {
	why.addPath(availablePath, "available by "+l.by.String(), 0, basis)
}

func (l *availabilityLeaf) asks() string { return "to start by " + l.by.String() }

func (l *availabilityLeaf) more() string { return l.asks() }

// shown is when the candidate can start, where that is later.
func (l *availabilityLeaf) shown(person *candidate) string {
	from := person.profile.GetPreferences().GetAvailableFrom()
	if from == "" {
		return ""
	}
	return " (available from " + from + ")"
}

func (l *availabilityLeaf) away(_ *gate, value, whole int32, _ int) int {
	if value >= whole {
		return 0
	}
	return 1
}

// seek proposes nothing: when somebody can start is a question.
func (l *availabilityLeaf) seek(*finder, ...wanted) {}
