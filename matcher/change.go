package matcher

import (
	"fmt"
	"strings"

	"google.golang.org/protobuf/proto"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// ApplyChange returns a copy of a profile with a change made to it. Of an entry that is replaced, what is never scored
// (school, employer, dates of completion and issue) stays as it is. The error says where the change does not fit the profile.
func ApplyChange(profile *lexfitv1.CandidateProfile, change *lexfitv1.ProfileChange) (*lexfitv1.CandidateProfile, error) {
	candidate := proto.CloneOf(profile)
	var err error
	switch typed := change.GetEntry().(type) {
	case *lexfitv1.ProfileChange_Education:
		candidate.Education, err = placed(candidate.GetEducation(), "education", change.GetPath(), proto.CloneOf(typed.Education), func(old, study *lexfitv1.Education) {
			study.Institution = old.GetInstitution()
			if study.GetCompletedOn() == "" {
				study.CompletedOn = old.GetCompletedOn()
			}
		})
	case *lexfitv1.ProfileChange_Skill:
		candidate.Skills, err = placed(candidate.GetSkills(), "skills", change.GetPath(), proto.CloneOf(typed.Skill), func(_, _ *lexfitv1.Skill) {})
	case *lexfitv1.ProfileChange_Certification:
		candidate.Certifications, err = placed(candidate.GetCertifications(), "certifications", change.GetPath(), proto.CloneOf(typed.Certification), func(old, held *lexfitv1.Certification) {
			if held.GetIssuedOn() == "" && (held.GetExpiresOn() == "" || old.GetIssuedOn() <= held.GetExpiresOn()) { // else it cannot have been issued then
				held.IssuedOn = old.GetIssuedOn()
			}
		})
	case *lexfitv1.ProfileChange_Experience:
		candidate.Experience, err = placed(candidate.GetExperience(), "experience", change.GetPath(), proto.CloneOf(typed.Experience), func(old, job *lexfitv1.Experience) {
			job.Employer = old.GetEmployer()
		})
	default:
		err = fmt.Errorf("change of %q: holds no entry", change.GetPath())
	}
	return candidate, err
}

// placed adds an entry to a list, or puts it in the place of one.
func placed[T any](list []T, name, path string, entry T, keep func(old, entry T)) ([]T, error) {
	if path == name {
		return append(list, entry), nil
	}
	var i int
	if count, err := fmt.Sscanf(strings.TrimPrefix(path, name), "[%d]", &i); err != nil || count != 1 || i < 0 || i >= len(list) {
		return nil, fmt.Errorf("change of %q: expected %s, or %s[i] with i below %d", path, name, name, len(list))
	}
	keep(list[i], entry)
	list[i] = entry
	return list, nil
}
