package profilegen

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"google.golang.org/protobuf/proto"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// The contract's limits on the length of a list.
const (
	maxEntries = 500
	maxDuties  = 64
)

// Shuffle returns a copy with every list in another order. No order in a profile means anything.
func Shuffle(r *rand.Rand, p *lexfitv1.CandidateProfile) *lexfitv1.CandidateProfile {
	q := proto.CloneOf(p)
	shuffle(r, q.GetEducation())
	shuffle(r, q.GetSkills())
	shuffle(r, q.GetCertifications())
	shuffle(r, q.GetExperience())
	shuffle(r, q.GetLanguages())
	shuffle(r, q.GetPreferences().GetInterests())
	shuffle(r, q.GetPreferences().GetGoals())
	for _, e := range q.GetEducation() {
		shuffle(r, e.GetCoursework())
	}
	for _, e := range q.GetExperience() {
		shuffle(r, e.GetPracticeAreas())
		shuffle(r, e.GetDuties())
	}
	return q
}

func shuffle[T any](r *rand.Rand, list []T) {
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}

// Repeat returns a copy in which one entry of one list stands twice; a profile without entries comes back as it is. Saying a
// thing again gains nothing.
func Repeat(r *rand.Rand, p *lexfitv1.CandidateProfile) *lexfitv1.CandidateProfile {
	q := proto.CloneOf(p)
	var lists []func()
	if n := len(q.GetEducation()); n > 0 && n < maxEntries {
		lists = append(lists, func() { q.Education = again(r, q.GetEducation(), proto.CloneOf) })
	}
	if n := len(q.GetSkills()); n > 0 && n < maxEntries {
		lists = append(lists, func() { q.Skills = again(r, q.GetSkills(), proto.CloneOf) })
	}
	if n := len(q.GetCertifications()); n > 0 && n < maxEntries {
		lists = append(lists, func() { q.Certifications = again(r, q.GetCertifications(), proto.CloneOf) })
	}
	if n := len(q.GetExperience()); n > 0 && n < maxEntries {
		lists = append(lists, func() { q.Experience = again(r, q.GetExperience(), proto.CloneOf) })
	}
	if n := len(q.GetLanguages()); n > 0 && n < maxEntries {
		lists = append(lists, func() { q.Languages = again(r, q.GetLanguages(), proto.CloneOf) })
	}
	if n := len(q.GetPreferences().GetInterests()); n > 0 && n < maxEntries {
		lists = append(lists, func() { q.Preferences.Interests = again(r, q.GetPreferences().GetInterests(), same) })
	}
	if n := len(q.GetPreferences().GetGoals()); n > 0 && n < maxEntries {
		lists = append(lists, func() { q.Preferences.Goals = again(r, q.GetPreferences().GetGoals(), same) })
	}
	for _, e := range q.GetEducation() {
		if n := len(e.GetCoursework()); n > 0 && n < maxEntries {
			lists = append(lists, func() { e.Coursework = again(r, e.GetCoursework(), same) })
		}
	}
	for _, e := range q.GetExperience() {
		if n := len(e.GetPracticeAreas()); n > 0 && n < maxEntries {
			lists = append(lists, func() { e.PracticeAreas = again(r, e.GetPracticeAreas(), same) })
		}
		if n := len(e.GetDuties()); n > 0 && n < maxDuties {
			lists = append(lists, func() { e.Duties = again(r, e.GetDuties(), same) })
		}
	}
	if len(lists) > 0 {
		lists[r.IntN(len(lists))]()
	}
	return q
}

// again puts a copy of one entry at any place of the list.
func again[T any](r *rand.Rand, list []T, clone func(T) T) []T {
	entry, at := clone(list[r.IntN(len(list))]), r.IntN(len(list)+1)
	out := make([]T, 0, len(list)+1)
	out = append(out, list[:at]...)
	out = append(out, entry)
	return append(out, list[at:]...)
}

func same[T any](entry T) T { return entry }

// Anonymize returns a copy with another display name, other schools, employers and labels, other dates of degrees and other
// dates of issue, each set where it was not; everything else, the candidate id too, stays. No score may know the difference.
func Anonymize(r *rand.Rand, p *lexfitv1.CandidateProfile) *lexfitv1.CandidateProfile {
	q, d := proto.CloneOf(p), dice{r}
	q.DisplayName = d.otherText(q.GetDisplayName(), "Person")
	labels := map[string]string{}
	for i := range d.between(1, 3) {
		labels[fmt.Sprintf("label-%d", i)] = d.otherText("", "value")
	}
	q.Labels = labels
	for _, e := range q.GetEducation() {
		e.Institution = d.otherText(e.GetInstitution(), "School")
		e.CompletedOn = d.otherDate(e.GetCompletedOn(), "")
	}
	for _, c := range q.GetCertifications() {
		c.IssuedOn = d.otherDate(c.GetIssuedOn(), c.GetExpiresOn())
	}
	for _, e := range q.GetExperience() {
		e.Employer = d.otherText(e.GetEmployer(), "Employer")
	}
	return q
}

// otherText returns a text that is not the old one.
func (d dice) otherText(old, kind string) string {
	for {
		if text := fmt.Sprintf("%s %d", kind, d.IntN(1_000_000)); text != old {
			return text
		}
	}
}

// otherDate returns a date that is not the old one and, where an end is given, may stand before it by the contract's rule.
func (d dice) otherDate(old, end string) string {
	for range 20 {
		date := d.date(month(d.between(1950, 2026), d.between(1, 12)))
		if date != old && (end == "" || end >= date || strings.HasPrefix(date, end)) {
			return date
		}
	}
	if old != "1900" { // The first year there is: before any end.
		return "1900"
	}
	return ""
}
