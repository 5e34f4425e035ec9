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
	c := proto.CloneOf(profile)
	var err error
	switch x := change.GetEntry().(type) {
	case *lexfitv1.ProfileChange_Education:
		c.Education, err = placed(c.GetEducation(), "education", change.GetPath(), proto.CloneOf(x.Education), func(old, e *lexfitv1.Education) {
			e.Institution, e.CompletedOn = old.GetInstitution(), old.GetCompletedOn()
		})
	case *lexfitv1.ProfileChange_Skill:
		c.Skills, err = placed(c.GetSkills(), "skills", change.GetPath(), proto.CloneOf(x.Skill), func(_, _ *lexfitv1.Skill) {})
	case *lexfitv1.ProfileChange_Certification:
		c.Certifications, err = placed(c.GetCertifications(), "certifications", change.GetPath(), proto.CloneOf(x.Certification), func(old, e *lexfitv1.Certification) {
			if e.GetExpiresOn() == "" || old.GetIssuedOn() <= e.GetExpiresOn() { // else it cannot have been issued then
				e.IssuedOn = old.GetIssuedOn()
			}
		})
	case *lexfitv1.ProfileChange_Experience:
		c.Experience, err = placed(c.GetExperience(), "experience", change.GetPath(), proto.CloneOf(x.Experience), func(old, e *lexfitv1.Experience) {
			e.Employer = old.GetEmployer()
		})
	default:
		err = fmt.Errorf("change of %q: holds no entry", change.GetPath())
	}
	return c, err
}

// placed adds an entry to a list, or puts it in the place of one.
func placed[T any](list []T, name, path string, entry T, keep func(old, entry T)) ([]T, error) {
	if path == name {
		return append(list, entry), nil
	}
	var i int
	if n, err := fmt.Sscanf(strings.TrimPrefix(path, name), "[%d]", &i); err != nil || n != 1 || i < 0 || i >= len(list) {
		return nil, fmt.Errorf("change of %q: expected %s, or %s[i] with i below %d", path, name, name, len(list))
	}
	keep(list[i], entry)
	list[i] = entry
	return list, nil
}
