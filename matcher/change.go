package matcher

import (
	"fmt"
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// ApplyChange returns a copy of a profile with a change made to it. Of an entry that is replaced, what is never scored
// (school, employer, dates of completion and issue) stays as it is. A value that the change makes another was said by somebody: it is
// flagged for review no longer. A flag of anything else stays, that of an entry as a whole too. The error says where the change does
// not fit the profile.
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
	if err == nil {
		settleFlags(profile, candidate, change.GetPath())
	}
	return candidate, err
}

// settleFlags takes the flags away of what a change has set: of a new entry all that led to nothing before it was there.
func settleFlags(before, after *lexfitv1.CandidateProfile, path string) {
	if len(after.GetReview().GetFlags()) == 0 {
		return
	}
	list, _, _ := strings.Cut(path, "[")
	settled := func(flag *lexfitv1.ReviewFlag) bool {
		steps, ok := parseFlagPath(flag.GetPath())
		if !ok || steps[0].name != list || steps[0].index < 0 || steps[0].index >= listLength(after, list) {
			return false
		}
		if steps[0].index >= listLength(before, list) {
			return true
		}
		return isAnother(entryOf(before, list, steps[0].index), entryOf(after, list, steps[0].index), steps[1:])
	}
	after.Review.Flags = slices.DeleteFunc(after.GetReview().GetFlags(), settled)
}

// isAnother reports whether the value to which steps lead is set otherwise in two messages; what holds others is no value.
func isAnother(one, other protoreflect.Message, steps []flagStep) bool {
	if len(steps) == 0 {
		return false
	}
	field := one.Descriptor().Fields().ByName(protoreflect.Name(steps[0].name))
	switch at := steps[0].index; {
	case field == nil, field.IsMap(), !field.IsList() && at >= 0:
		return false
	case at < 0 && len(steps) == 1 && (field.IsList() || field.Message() != nil): // all of it, where there was none
		return !one.Has(field) && other.Has(field)
	case field.IsList() && at < 0:
		return false
	case field.IsList():
		was, is := one.Get(field).List(), other.Get(field).List()
		if at >= is.Len() || len(steps) > 1 || field.Message() != nil {
			return false
		}
		return at >= was.Len() || !was.Get(at).Equal(is.Get(at))
	case field.Message() == nil:
		return len(steps) == 1 && (one.Has(field) != other.Has(field) || !one.Get(field).Equal(other.Get(field)))
	}
	return isAnother(one.Get(field).Message(), other.Get(field).Message(), steps[1:])
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
