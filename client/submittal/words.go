package submittal

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// place takes a field path apart: skills[3], experience[1].duties[0], education[0].field.
var place = regexp.MustCompile(`^(\w+)\[(\d+)\](?:\.(\w+)(?:\[(\d+)\])?)?$`)

// words are what the profile itself says at the place of some evidence: a client is to read the candidate's words, not ours. Where
// a job alone stands for it, what it stands for is named too. Empty where the path leads nowhere.
func words(profile *lexfitv1.CandidateProfile, proof *lexfitv1.Evidence) string {
	parts := place.FindStringSubmatch(proof.GetPath())
	if parts == nil {
		return render.Clean(proof.GetReadAs())
	}
	at, _ := strconv.Atoi(parts[2]) // digits
	within, _ := strconv.Atoi(parts[4])
	switch parts[1] {
	case "skills":
		if list := profile.GetSkills(); at < len(list) {
			return skillWords(list[at])
		}
	case "education":
		if list := profile.GetEducation(); at < len(list) {
			if courses := list[at].GetCoursework(); parts[3] == "coursework" && within < len(courses) {
				return "course: " + render.Clean(courses[within])
			}
			return render.Study(list[at])
		}
	case "certifications":
		if list := profile.GetCertifications(); at < len(list) {
			return render.Held(list[at])
		}
	case "languages":
		if list := profile.GetLanguages(); at < len(list) {
			return render.Tongue(list[at])
		}
	case "experience":
		if list := profile.GetExperience(); at < len(list) {
			return jobWords(list[at], parts[3], within, proof)
		}
	}
	return ""
}

// jobWords quote a duty with the job that it was done in, or name the job.
func jobWords(job *lexfitv1.Experience, field string, within int, proof *lexfitv1.Evidence) string {
	if duties := job.GetDuties(); field == "duties" && within < len(duties) {
		return "“" + strings.TrimSuffix(render.Clean(duties[within]), ".") + "” (" + render.Clean(job.GetTitle()) + ")"
	}
	if areas := job.GetPracticeAreas(); field == "practice_areas" && within < len(areas) {
		return render.Clean(areas[within]) + " (" + render.Clean(job.GetTitle()) + ")"
	}
	if proof.GetBasis() == lexfitv1.Basis_BASIS_IMPLIED {
		return render.Clean(proof.GetReadAs()) + ", as " + render.Job(job)
	}
	return render.Job(job)
}

// skillWords are a skill as the candidate names it, with the level, years and measure that they state.
func skillWords(skill *lexfitv1.Skill) string {
	var notes []string
	switch skill.GetProficiency() {
	case lexfitv1.Proficiency_PROFICIENCY_UNSPECIFIED, lexfitv1.Proficiency_PROFICIENCY_NONE:
	case lexfitv1.Proficiency_PROFICIENCY_WORKING:
		notes = append(notes, "working knowledge")
	case lexfitv1.Proficiency_PROFICIENCY_NOVICE, lexfitv1.Proficiency_PROFICIENCY_BASIC,
		lexfitv1.Proficiency_PROFICIENCY_ADVANCED, lexfitv1.Proficiency_PROFICIENCY_EXPERT:
		notes = append(notes, prose.Proficiency(skill.GetProficiency()))
	}
	if skill.GetYears() > 0 {
		notes = append(notes, prose.Years(int32(skill.GetYears()*12+0.5)))
	}
	if measured := skill.GetMeasured(); measured != nil {
		notes = append(notes, strconv.FormatFloat(measured.GetValue(), 'f', -1, 64)+" "+render.Clean(measured.GetUnit()))
	}
	text := render.Clean(skill.GetName())
	if len(notes) > 0 {
		text += " (" + strings.Join(notes, ", ") + ")"
	}
	return text
}
