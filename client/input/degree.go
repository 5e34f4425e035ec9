package input

import (
	"strings"

	"github.com/lexfit/lexfit/matcher/degree"
	"github.com/lexfit/lexfit/matcher/silence"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// takeDegree takes the text of a degree into an entry: its level, and what else stands beside it that no field of its own says. The
// error says what was not read.
func takeDegree(study *lexfitv1.Education, text string, own map[string]string, known degrees) error {
	if word, mapped := own[text]; mapped {
		number, err := parseWord(word, study.GetLevel().Descriptor(), nil)
		study.Level = lexfitv1.EducationLevel(number)
		if err != nil {
			stand(study, lexfitv1.EducationStatus_EDUCATION_STATUS_UNCLEAR)
		}
		return err
	}
	read := known.read(text)
	err := doubtOf(read, text)
	return joinCell(fillDegree(study, read), err)
}

// degrees are the texts of a file that were taken apart: a column has few that differ.
type degrees map[string]degree.Reading

// mostDegrees is how many texts are kept.
const mostDegrees = 4096

func (d degrees) read(text string) degree.Reading {
	made, ok := d[text]
	if !ok {
		if made = degree.Read(text); d != nil && len(d) < mostDegrees {
			d[text] = made
		}
	}
	return made
}

// fillDegree takes a reading into an entry. What another field says stays; a field of study that is another is told of.
func fillDegree(study *lexfitv1.Education, read degree.Reading) error {
	study.Level = read.Level
	stand(study, read.Status)
	if study.GetProgramApproval() == 0 {
		study.ProgramApproval = read.Approval
	}
	if status := study.GetStatus(); study.GetCompletedOn() == "" && (status == 0 || status == read.Status || status == lexfitv1.EducationStatus_EDUCATION_STATUS_COMPLETED) {
		study.CompletedOn = read.CompletedOn // the year beside studies that a column of its own calls unfinished is none of completion
	}
	if study.GetInstitution() == "" {
		study.Institution = clipTo(read.School)
	}
	switch field := clipTo(read.Field); {
	case study.GetField() == "" || silence.Of(study.GetField()) != silence.Spoken:
		study.Field = field
	case field != "" && !sameField(study.GetField(), field):
		return unreadf("the degree says %q, and the field of study %q: the field of study is read", clip(field), clip(study.GetField()))
	}
	return nil
}

// byField takes the text of a degree that stands for the field of study of an entry without a level.
func byField(study *lexfitv1.Education) {
	if study.GetLevel() != 0 || study.GetField() == "" {
		return
	}
	if read := degree.Read(study.GetField()); read.Certain() {
		study.Field = ""
		_ = fillDegree(study, read) // no field stands against it
	}
}

// maxText is the longest text of most fields, in characters.
const maxText = 200

// sameField says whether one field of study holds the other, but for words that say little.
func sameField(one, other string) bool {
	bare := func(text string) string {
		return strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(silence.Words(text), " studies"), " program"), " technology")
	}
	one, other = bare(one), bare(other)
	return strings.Contains(one, other) || strings.Contains(other, one)
}

// doubtOf says what of a degree was not read, nil where all was.
func doubtOf(read degree.Reading, text string) error {
	switch read.Doubt {
	case degree.Unleveled:
		_, err := parseWord(text, read.Level.Descriptor(), nil)
		if err == nil {
			return nil
		}
		return unreadf("%s", strings.Replace(err.Error(), "left out; ", "the level is left open; ", 1))
	case degree.Unsettled:
		return unreadf("%q is more than a level: whether it was completed is left open", clip(text))
	case degree.Undiplomaed:
		return unreadf("%q: whether there is a diploma is left open", clip(text))
	case degree.Sure:
	}
	return nil
}

// joinCell puts two remarks about one cell together.
func joinCell(one, other error) error {
	if one == nil || other == nil {
		if one == nil {
			return other
		}
		return one
	}
	return unreadf("%s; %s", other, one)
}

// clipTo cuts a text at the most characters that a field takes.
func clipTo(text string) string {
	if runes := []rune(text); len(runes) > maxText {
		return string(runes[:maxText])
	}
	return text
}
