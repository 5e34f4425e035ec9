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

// changeOf is an action as a change to a profile.
func (p *Program) changeOf(profile *lexfitv1.CandidateProfile, a *action, asOf date) *lexfitv1.ProfileChange {
	at := func(list string) string {
		if a.entry < 0 {
			return list
		}
		return fmt.Sprintf("%s[%d]", list, a.entry)
	}
	change := &lexfitv1.ProfileChange{}
	switch a.kind {
	case lexfitv1.AdviceKind_ADVICE_KIND_EARN_CREDENTIAL, lexfitv1.AdviceKind_ADVICE_KIND_RENEW_CREDENTIAL,
		lexfitv1.AdviceKind_ADVICE_KIND_FINISH_CREDENTIAL:
		change.Path = at("certifications")
		change.Entry = &lexfitv1.ProfileChange_Certification{Certification: p.certified(profile, a, asOf)}
	case lexfitv1.AdviceKind_ADVICE_KIND_FINISH_EDUCATION:
		e := proto.CloneOf(profile.GetEducation()[a.entry])
		e.Status, e.Institution, e.CompletedOn = lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED, "", ""
		change.Path, change.Entry = at("education"), &lexfitv1.ProfileChange_Education{Education: e}
	case lexfitv1.AdviceKind_ADVICE_KIND_ADD_EDUCATION:
		g := &p.advice.programs[a.subject]
		change.Path, change.Entry = at("education"), &lexfitv1.ProfileChange_Education{Education: &lexfitv1.Education{
			Level: g.GetLevel(), Field: g.written, Country: g.GetCountry(), ProgramApproval: g.GetProgramApproval(),
			Status: lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED, Coursework: g.courses,
		}}
	case lexfitv1.AdviceKind_ADVICE_KIND_TAKE_COURSE:
		e := proto.CloneOf(profile.GetEducation()[a.entry])
		e.Institution, e.CompletedOn = "", ""
		e.Coursework = append(e.Coursework, p.rulebook.GetTopics()[a.subject].GetTitle())
		change.Path, change.Entry = at("education"), &lexfitv1.ProfileChange_Education{Education: e}
	case lexfitv1.AdviceKind_ADVICE_KIND_LEARN_SKILL, lexfitv1.AdviceKind_ADVICE_KIND_RAISE_SKILL:
		k := &lexfitv1.Skill{Name: p.words.skills[a.subject].title}
		if a.entry >= 0 {
			k = proto.CloneOf(profile.GetSkills()[a.entry])
			if k.GetLastUsedOn() != "" {
				k.LastUsedOn = asOf.String() // learning it is using it
			}
		}
		if a.units > 0 {
			value := float64(a.units)
			k.Measured.Value = &value
		} else {
			k.Proficiency = a.level
		}
		change.Path, change.Entry = at("skills"), &lexfitv1.ProfileChange_Skill{Skill: k}
	case lexfitv1.AdviceKind_ADVICE_KIND_GAIN_EXPERIENCE:
		change.Path, change.Entry = at("experience"), &lexfitv1.ProfileChange_Experience{Experience: p.worked(profile, a, asOf)}
	case lexfitv1.AdviceKind_ADVICE_KIND_UNSPECIFIED:
	}
	return change
}

// certified is the certification that an action leads to.
func (p *Program) certified(profile *lexfitv1.CandidateProfile, a *action, asOf date) *lexfitv1.Certification {
	k := &p.words.credentials[a.subject]
	expires := ""
	if years := k.GetRenewalYears(); years > 0 && asOf.year+years <= 9999 {
		d := asOf
		d.year += years
		if d.month == 2 && d.day == 29 {
			d.day = 28
		}
		expires = d.String()
	}
	if a.entry < 0 {
		return &lexfitv1.Certification{
			Name: k.written, Issuer: k.GetIssuer(), Status: lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE,
			IssuedOn: asOf.String(), ExpiresOn: expires,
		}
	}
	e := proto.CloneOf(profile.GetCertifications()[a.entry])
	e.Status, e.ExpiresOn, e.IssuedOn = lexfitv1.CertificationStatus_CERTIFICATION_STATUS_ACTIVE, expires, ""
	return e
}

// worked is the job that a year of work leads to. A job held is stated by its length, since dates are clipped at the as-of
// date.
func (p *Program) worked(profile *lexfitv1.CandidateProfile, a *action, asOf date) *lexfitv1.Experience {
	if a.entry < 0 {
		next := date{year: asOf.year, month: asOf.month + 1}
		if next.month > 12 {
			next = date{year: asOf.year + 1, month: 1}
		}
		return &lexfitv1.Experience{
			Title: p.words.families[a.subject].written, EmployerType: lexfitv1.EmployerType_EMPLOYER_TYPE_LAW_FIRM,
			StartedOn: next.String(), Months: proto.Int32(yearOfWork),
		}
	}
	e := proto.CloneOf(profile.GetExperience()[a.entry])
	months := e.GetMonths()
	if e.Months == nil {
		start, _ := parseDate(e.GetStartedOn())
		const july = 7
		months = asOf.monthIndex(0) - start.monthIndex(july) + 1
	}
	e.Months, e.Employer = new(months+yearOfWork), ""
	return e
}
