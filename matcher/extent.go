package matcher

import (
	"fmt"

	"github.com/lexfit/lexfit/matcher/lexicon"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Extent is how much of a profile there is to read: its entries, those inside others (courses, practice areas, duties) among them,
// and the characters of all that is read, as they are once normalised: one ligature can hold eighteen.
type Extent struct{ Entries, Characters int }

// mostExpanded is how many characters a byte becomes at most when it is normalised.
const mostExpanded = 6

// ExtentOf measures a profile. Where even the widest characters would stay within enough, it does not look at each: Characters is
// then what they could be at most.
func ExtentOf(profile *lexfitv1.CandidateProfile, enough int) Extent {
	if of := extentBy(profile, func(text string) int { return mostExpanded * len(text) }); of.Characters <= enough {
		return of
	}
	return extentBy(profile, lexicon.Letters)
}

// extentBy adds up what every text of a profile that is read measures.
func extentBy(profile *lexfitv1.CandidateProfile, measure func(text string) int) (of Extent) {
	read := func(texts ...string) {
		of.Entries++
		for _, text := range texts {
			of.Characters += measure(text)
		}
	}
	each := func(texts []string) {
		for _, text := range texts {
			read(text)
		}
	}
	for _, education := range profile.GetEducation() {
		read(education.GetField())
		each(education.GetCoursework())
	}
	for _, skill := range profile.GetSkills() {
		read(skill.GetName(), skill.GetMeasured().GetUnit())
	}
	for _, certification := range profile.GetCertifications() {
		read(certification.GetName(), certification.GetIssuer())
	}
	for _, experience := range profile.GetExperience() {
		read(experience.GetTitle())
		each(experience.GetPracticeAreas())
		each(experience.GetDuties())
	}
	for _, language := range profile.GetLanguages() {
		read(language.GetName())
	}
	of.Entries += len(profile.GetPreferences().GetInterests())
	each(profile.GetPreferences().GetGoals())
	return of
}

// ExtentError says that there is more of a profile than is read.
type ExtentError struct {
	// What there is too much of, as words.
	What string
	// Has is how much of it there is, and Most how much is read.
	Has, Most int
}

// Error is the sentence.
func (e *ExtentError) Error() string {
	return fmt.Sprintf("the profile has %d %s, and at most %d are read: leave out what does not speak of the work", e.Has, e.What, e.Most)
}

// CheckExtent reports an *ExtentError where a profile has more entries or characters; 0 bounds nothing.
func CheckExtent(profile *lexfitv1.CandidateProfile, entries, characters int) error {
	if entries == 0 && characters == 0 {
		return nil
	}
	of := ExtentOf(profile, characters)
	switch {
	case entries > 0 && of.Entries > entries:
		return &ExtentError{"entries (courses, practice areas and duties among them)", of.Entries, entries}
	case characters > 0 && of.Characters > characters:
		return &ExtentError{"characters (once ligatures and the like are opened)", of.Characters, characters}
	}
	return nil
}
