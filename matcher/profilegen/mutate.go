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
func Shuffle(random *rand.Rand, profile *lexfitv1.CandidateProfile) *lexfitv1.CandidateProfile {
	candidate := proto.CloneOf(profile)
	shuffle(random, candidate.GetEducation())
	shuffle(random, candidate.GetSkills())
	shuffle(random, candidate.GetCertifications())
	shuffle(random, candidate.GetExperience())
	shuffle(random, candidate.GetLanguages())
	shuffle(random, candidate.GetPreferences().GetInterests())
	shuffle(random, candidate.GetPreferences().GetGoals())
	for _, study := range candidate.GetEducation() {
		shuffle(random, study.GetCoursework())
	}
	for _, job := range candidate.GetExperience() {
		shuffle(random, job.GetPracticeAreas())
		shuffle(random, job.GetDuties())
	}
	return candidate
}

func shuffle[T any](random *rand.Rand, list []T) {
	random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}

// Repeat returns a copy in which one entry of one list stands twice; a profile without entries comes back as it is. Saying a
// thing again gains nothing.
func Repeat(random *rand.Rand, profile *lexfitv1.CandidateProfile) *lexfitv1.CandidateProfile {
	candidate := proto.CloneOf(profile)
	var lists []func()
	if count := len(candidate.GetEducation()); count > 0 && count < maxEntries {
		lists = append(lists, func() { candidate.Education = again(random, candidate.GetEducation(), proto.CloneOf) })
	}
	if count := len(candidate.GetSkills()); count > 0 && count < maxEntries {
		lists = append(lists, func() { candidate.Skills = again(random, candidate.GetSkills(), proto.CloneOf) })
	}
	if count := len(candidate.GetCertifications()); count > 0 && count < maxEntries {
		lists = append(lists, func() { candidate.Certifications = again(random, candidate.GetCertifications(), proto.CloneOf) })
	}
	if count := len(candidate.GetExperience()); count > 0 && count < maxEntries {
		lists = append(lists, func() { candidate.Experience = again(random, candidate.GetExperience(), proto.CloneOf) })
	}
	if count := len(candidate.GetLanguages()); count > 0 && count < maxEntries {
		lists = append(lists, func() { candidate.Languages = again(random, candidate.GetLanguages(), proto.CloneOf) })
	}
	if count := len(candidate.GetPreferences().GetInterests()); count > 0 && count < maxEntries {
		lists = append(lists, func() {
			candidate.Preferences.Interests = again(random, candidate.GetPreferences().GetInterests(), same)
		})
	}
	if count := len(candidate.GetPreferences().GetGoals()); count > 0 && count < maxEntries {
		lists = append(lists, func() { candidate.Preferences.Goals = again(random, candidate.GetPreferences().GetGoals(), same) })
	}
	for _, study := range candidate.GetEducation() {
		if count := len(study.GetCoursework()); count > 0 && count < maxEntries {
			lists = append(lists, func() { study.Coursework = again(random, study.GetCoursework(), same) })
		}
	}
	for _, job := range candidate.GetExperience() {
		if count := len(job.GetPracticeAreas()); count > 0 && count < maxEntries {
			lists = append(lists, func() { job.PracticeAreas = again(random, job.GetPracticeAreas(), same) })
		}
		if count := len(job.GetDuties()); count > 0 && count < maxDuties {
			lists = append(lists, func() { job.Duties = again(random, job.GetDuties(), same) })
		}
	}
	if len(lists) > 0 {
		lists[random.IntN(len(lists))]()
	}
	return candidate
}

// again puts a copy of one entry at any place of the list.
func again[T any](random *rand.Rand, list []T, clone func(T) T) []T {
	entry, at := clone(list[random.IntN(len(list))]), random.IntN(len(list)+1)
	out := make([]T, 0, len(list)+1)
	out = append(out, list[:at]...)
	out = append(out, entry)
	return append(out, list[at:]...)
}

func same[T any](entry T) T { return entry }

// Anonymize returns a copy with another display name, other schools, employers and labels, other dates of degrees and other
// dates of issue (past ones for past ones), each set where it was not; everything else, the candidate id too, stays. No score may know the difference.
func Anonymize(random *rand.Rand, profile *lexfitv1.CandidateProfile) *lexfitv1.CandidateProfile {
	candidate, made := proto.CloneOf(profile), dice{random}
	candidate.DisplayName = made.otherText(candidate.GetDisplayName(), "Person")
	labels := map[string]string{}
	for i := range made.between(1, 3) {
		labels[fmt.Sprintf("label-%d", i)] = made.otherText("", "value")
	}
	candidate.Labels = labels
	for _, study := range candidate.GetEducation() {
		study.Institution = made.otherText(study.GetInstitution(), "School")
		study.CompletedOn = made.otherDate(study.GetCompletedOn(), "")
	}
	for _, held := range candidate.GetCertifications() {
		held.IssuedOn = made.otherDate(held.GetIssuedOn(), held.GetExpiresOn())
	}
	for _, job := range candidate.GetExperience() {
		job.Employer = made.otherText(job.GetEmployer(), "Employer")
	}
	return candidate
}

// otherText returns a text that is not the old one.
func (d dice) otherText(old, kind string) string {
	for {
		if text := fmt.Sprintf("%s %d", kind, d.IntN(1_000_000)); text != old {
			return text
		}
	}
}

// otherDate returns a date that is not the old one and, where an end is given, may stand before it by the contract's rule. What
// lies ahead goes on lying ahead, and what is past is past: that much is read of a date. A date within the year of today, which
// may be either, is left alone.
func (d dice) otherDate(old, end string) string {
	const today = "2026"
	first, last := 1950, 2025
	switch {
	case strings.HasPrefix(old, today):
		return old
	case old > today:
		first, last = 2027, 2031
	}
	for range 20 {
		date := d.date(month(d.between(first, last), d.between(1, 12)))
		if date != old && (end == "" || end >= date || strings.HasPrefix(date, end)) {
			return date
		}
	}
	switch {
	case old > today:
		return old
	case old != "1900": // The first year there is: before any end.
		return "1900"
	}
	return ""
}
