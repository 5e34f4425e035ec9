package matcher

import (
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// without is the profile without what is in doubt, as if it were not said. Entries keep their places. Levels and years of skills, and
// the dates of jobs, stay: their readers know what is in doubt.
func (d *doubts) without(profile *lexfitv1.CandidateProfile) *lexfitv1.CandidateProfile {
	left := proto.CloneOf(profile)
	for i, in := range d.skills {
		if in&inName != 0 {
			left.Skills[i] = &lexfitv1.Skill{}
		}
	}
	for i, in := range d.education {
		d.withoutStudies(left.GetEducation()[i], in)
	}
	for i, in := range d.certifications {
		if held := left.GetCertifications()[i]; in&inName != 0 {
			left.Certifications[i] = &lexfitv1.Certification{}
		} else if in != 0 {
			held.Status = lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNCLEAR
			held.IssuedOn, held.ExpiresOn = "", ""
		}
	}
	for i, in := range d.languages {
		if spoken := left.GetLanguages()[i]; in&inName != 0 {
			left.Languages[i] = &lexfitv1.Language{}
		} else if in != 0 {
			spoken.Level = lexfitv1.LanguageLevel_LANGUAGE_LEVEL_UNSPECIFIED
		}
	}
	for i, in := range d.experience {
		withoutJob(left.GetExperience()[i], in)
	}
	for _, at := range d.duties {
		if job := left.GetExperience()[at.entry]; at.at < len(job.GetDuties()) {
			job.Duties[at.at] = ""
		}
	}
	for _, at := range d.courses {
		if study := left.GetEducation()[at.entry]; at.at < len(study.GetCoursework()) {
			study.Coursework[at.at] = ""
		}
	}
	d.withoutAreas(left)
	if wants := left.GetPreferences(); wants != nil {
		if d.available {
			wants.AvailableFrom = ""
		}
		var kept []lexfitv1.Interest
		for i, interest := range wants.GetInterests() {
			if i >= len(d.interests) || !d.interests[i] {
				kept = append(kept, interest)
			}
		}
		wants.Interests = kept
	}
	if d.total {
		left.TotalExperienceMonths = nil
	}
	if d.state {
		left.WorkState = ""
	}
	return left
}

// withoutAreas leaves out practice areas: that there are any says something by itself.
func (d *doubts) withoutAreas(left *lexfitv1.CandidateProfile) {
	for _, at := range d.areas {
		if job := left.GetExperience()[at.entry]; at.at < len(job.GetPracticeAreas()) {
			job.PracticeAreas[at.at] = ""
		}
	}
	for _, at := range d.areas {
		job := left.GetExperience()[at.entry]
		job.PracticeAreas = slices.DeleteFunc(job.GetPracticeAreas(), func(area string) bool { return strings.TrimSpace(area) == "" })
	}
}

func (d *doubts) withoutStudies(study *lexfitv1.Education, in fieldSet) {
	if in&inLevel != 0 {
		study.Level = 0
	}
	if in&inField != 0 {
		study.Field = ""
	}
	if in&inCountry != 0 {
		study.Country = ""
	}
	if in&inApproval != 0 {
		study.ProgramApproval = 0
	}
	if in&(inStatus|inCompletion) != 0 {
		study.Status, study.CompletedOn = lexfitv1.EducationStatus_EDUCATION_STATUS_UNCLEAR, ""
	}
	if in&inCourses != 0 {
		study.Coursework = nil
	}
}

func withoutJob(job *lexfitv1.Experience, in fieldSet) {
	if in&inName != 0 {
		job.Title = ""
	}
	if in&inEmployer != 0 {
		job.EmployerType = 0
	}
	if in&inAreas != 0 {
		job.PracticeAreas = nil
	}
	if in&inDuties != 0 {
		job.Duties = nil
	}
}
