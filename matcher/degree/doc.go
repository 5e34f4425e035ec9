// Package degree takes the text of a degree apart, such as "A.A.S. in Paralegal Studies (ABA-approved), expected 2027": its level, field,
// approval, how far the studies came, when they ended, and where they were. The engine and the readers of files share it, so that a
// degree says the same wherever it stands.
//
// A level is read where it is certain and never otherwise. What is not read whole is a Doubt, and the status is then unclear: neither
// a degree nor its absence.
package degree

import (
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Doubt is what of a text was not read.
type Doubt int

const (
	// Sure texts were read whole.
	Sure Doubt = iota
	// Unleveled texts name no level that is certain.
	Unleveled
	// Unsettled texts say something of how far the studies came that was not read.
	Unsettled
	// Undiplomaed texts leave open whether there is a diploma.
	Undiplomaed
)

// Reading is what a text says; what it does not say is empty.
type Reading struct {
	Level    lexfitv1.EducationLevel
	Field    string
	Approval lexfitv1.ProgramApproval
	Status   lexfitv1.EducationStatus
	// CompletedOn is a year, or a year and a month, such as 2018-05.
	CompletedOn string
	School      string
	Doubt       Doubt
}

// Certain says whether a level was read, and nothing is in doubt.
func (r Reading) Certain() bool { return r.Level != 0 && r.Doubt == Sure }

const (
	none        = lexfitv1.EducationLevel_EDUCATION_LEVEL_NONE
	school      = lexfitv1.EducationLevel_EDUCATION_LEVEL_HIGH_SCHOOL
	certificate = lexfitv1.EducationLevel_EDUCATION_LEVEL_POSTSECONDARY_CERTIFICATE
	associate   = lexfitv1.EducationLevel_EDUCATION_LEVEL_ASSOCIATE
	bachelor    = lexfitv1.EducationLevel_EDUCATION_LEVEL_BACHELOR
	master      = lexfitv1.EducationLevel_EDUCATION_LEVEL_MASTER
	lawDegree   = lexfitv1.EducationLevel_EDUCATION_LEVEL_JURIS_DOCTOR
	doctorate   = lexfitv1.EducationLevel_EDUCATION_LEVEL_DOCTORATE

	completed  = lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED
	inProgress = lexfitv1.EducationStatus_EDUCATION_STATUS_IN_PROGRESS
	incomplete = lexfitv1.EducationStatus_EDUCATION_STATUS_INCOMPLETE
	unclear    = lexfitv1.EducationStatus_EDUCATION_STATUS_UNCLEAR

	abaApproved = lexfitv1.ProgramApproval_PROGRAM_APPROVAL_ABA_APPROVED
	notApproved = lexfitv1.ProgramApproval_PROGRAM_APPROVAL_NOT_APPROVED
)
