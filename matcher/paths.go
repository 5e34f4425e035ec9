package matcher

import (
	"strconv"
	"strings"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// ref is a place in the profile.
type ref struct {
	kind refKind
	i, j int32
}

// availablePath is where a profile says when the candidate can start.
const availablePath = "preferences.available_from"

type refKind uint8

const (
	refNone refKind = iota
	refSkill
	refDuty
	refJob
	refEducation
	refCourse
	refCertification
	refLanguage
	refInterest
	refPracticeArea
	refGoal
	refMeasured
	refField
	refTitle
	refTotal
)

// A pathTable holds the paths of the first entries of a list, which nearly all references are to.
type pathTable struct {
	list  string
	first [32]string
}

func newPathTable(list string) *pathTable {
	table := &pathTable{list: list}
	for i := range table.first {
		table.first[i] = list + "[" + strconv.Itoa(i) + "]"
	}
	return table
}

func (t *pathTable) at(i int32) string {
	if i >= 0 && int(i) < len(t.first) {
		return t.first[i]
	}
	return t.list + "[" + strconv.Itoa(int(i)) + "]"
}

var (
	skillPaths         = newPathTable("skills")
	educationPaths     = newPathTable("education")
	certificationPaths = newPathTable("certifications")
	experiencePaths    = newPathTable("experience")
	languagePaths      = newPathTable("languages")
	interestPaths      = newPathTable("preferences.interests")
	goalPaths          = newPathTable("preferences.goals")
	dutyPaths          = newPathTable(".duties")
	areaPaths          = newPathTable(".practice_areas")
	coursePaths        = newPathTable(".coursework")
)

// path is the place as a field path of the profile.
func (r ref) path() string {
	switch r.kind {
	case refSkill:
		return skillPaths.at(r.i)
	case refMeasured:
		return skillPaths.at(r.i) + ".measured.unit"
	case refDuty:
		return experiencePaths.at(r.i) + dutyPaths.at(r.j)
	case refPracticeArea:
		return experiencePaths.at(r.i) + areaPaths.at(r.j)
	case refJob:
		return experiencePaths.at(r.i)
	case refTitle:
		return experiencePaths.at(r.i) + ".title"
	case refEducation:
		return educationPaths.at(r.i)
	case refField:
		return educationPaths.at(r.i) + ".field"
	case refCourse:
		return educationPaths.at(r.i) + coursePaths.at(r.j)
	case refCertification:
		return certificationPaths.at(r.i)
	case refLanguage:
		return languagePaths.at(r.i)
	case refInterest:
		return interestPaths.at(r.i)
	case refGoal:
		return goalPaths.at(r.i)
	case refTotal:
		return "total_experience_months"
	case refNone:
	}
	return ""
}

// place is a field path of the profile, taken apart: experience[1].duties[0] is experience, 1, .duties, 0; a missing number is
// absent.
type place struct {
	list string
	i    int
	part string
	j    int
}

// factual is a kind, as far as telling goes.
type factual interface {
	// fact is a place in the part that the kind reads in words, empty for a place elsewhere.
	fact(profile *lexfitv1.CandidateProfile, at place) string
}

func splitPath(path string) place {
	var at place
	list, rest, _ := strings.Cut(path, "[")
	at.list = list
	at.i, rest = leadingNumber(rest)
	at.part, rest, _ = strings.Cut(rest, "[")
	at.j, _ = leadingNumber(rest)
	return at
}

// leadingNumber reads "12]…".
func leadingNumber(text string) (int, string) {
	digits, rest, ok := strings.Cut(text, "]")
	number, err := strconv.Atoi(digits)
	if !ok || err != nil {
		return absent, ""
	}
	return number, rest
}

// entryAt is the place in a list that a path names: the whole entry and no part of it; absent where it names another.
func entryAt(path, list string) int {
	at := splitPath(path)
	if at.list != list || at.part != "" {
		return absent
	}
	return at.i
}
