package input

import (
	"fmt"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/lexfit/lexfit/matcher/degree"
	"github.com/lexfit/lexfit/matcher/silence"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// answerNoName is the remark on an answer where a name was expected.
func answerNoName(cell string) string {
	return fmt.Sprintf("%q is an answer and no name: left out; where the column asks for one thing, a map can say skill(NAME), certification(NAME), language(NAME) or education(NAME), "+
		"and values in it what the answers mean", clip(cell))
}

// each takes a cell of several into entries of their own: names, or degrees.
func (b *rowBuilder) each(to target, cell string) error {
	if to.leaf() == "level" {
		return b.degreeList(cell)
	}
	list := b.profile.ProtoReflect().Mutable(to.list).List()
	var answers []string
	for _, name := range splitCell(cell, b.separator(), cutsOf(to)) {
		if word, ok := b.own(to)[name]; ok {
			name = word
		}
		if _, answer := flagOf(name); answer {
			answers = append(answers, name)
			continue
		}
		if name != "-" && silence.Of(name) == silence.Spoken {
			list.AppendMutable().Message().Set(to.path[0], protoreflect.ValueOfString(name))
		}
	}
	if len(answers) > 0 {
		return unreadf("%s", answerNoName(strings.Join(answers, ", ")))
	}
	return nil
}

// degreeList takes a cell of several degrees.
func (b *rowBuilder) degreeList(cell string) error {
	own := b.own(target{list: profileFields().ByName("education"), path: []protoreflect.FieldDescriptor{profileFields().ByName("education").Message().Fields().ByName("level")}})
	var problems error
	add := func(text string, read *degree.Reading) {
		study := &lexfitv1.Education{}
		if read != nil {
			problems = joinCell(fillDegree(study, *read), joinCell(doubtOf(*read, text), problems))
		} else {
			problems = joinCell(takeDegree(study, text, own, b.texts), problems)
		}
		b.listed = append(b.listed, study)
	}
	pieces := strings.FieldsFunc(cell, func(letter rune) bool { return strings.ContainsRune("\n;|", letter) })
	for _, piece := range pieces {
		piece = strings.TrimSpace(piece)
		if _, mapped := own[piece]; mapped {
			add(piece, nil)
			continue
		}
		if silence.Of(piece) != silence.Spoken {
			continue
		}
		for _, read := range degree.List(piece) {
			add(piece, &read)
		}
	}
	return problems
}

// setYears takes a number of years worked in all, such as 4.5, 10+ or "12 years".
func setYears(profile *lexfitv1.CandidateProfile, cell string) error {
	months, err := parseYears(cell)
	if months > 0 || err == nil {
		profile.TotalExperienceMonths = &months
	}
	return err
}

// answer takes a cell of a column that asks for one thing: yes, no, or how well it is had.
func (b *rowBuilder) answer(to target, cell string) error {
	said, err := parseFlag(cell)
	answered := err == nil
	switch to.list.Name() {
	case "skills":
		made := &lexfitv1.Skill{Name: to.asked}
		if answered && !said {
			made.Proficiency = lexfitv1.Proficiency_PROFICIENCY_NONE
		}
		if level, other := parseWord(cell, made.GetProficiency().Descriptor(), b.own(to)); !answered && other == nil {
			made.Proficiency, err = lexfitv1.Proficiency(level), nil
		}
		if err == nil {
			b.profile.Skills = append(b.profile.Skills, made)
		}
	case "certifications":
		made := &lexfitv1.Certification{Name: to.asked}
		if status, other := parseWord(cell, made.GetStatus().Descriptor(), b.own(to)); !answered && other == nil {
			made.Status, err = lexfitv1.CertificationStatus(status), nil
		}
		if err == nil && (said || !answered) {
			b.profile.Certifications = append(b.profile.Certifications, made)
		}
	case "languages":
		made := &lexfitv1.Language{Name: to.asked}
		if level, other := parseWord(cell, made.GetLevel().Descriptor(), b.own(to)); !answered && other == nil {
			made.Level, err = lexfitv1.LanguageLevel(level), nil
		}
		if err == nil && (said || !answered) {
			b.profile.Languages = append(b.profile.Languages, made)
		}
	case "education":
		if answered && said {
			made := &lexfitv1.Education{}
			err = takeDegree(made, to.asked, nil, b.texts)
			b.profile.Education = append(b.profile.Education, made)
		}
	}
	if err != nil && !answered {
		return unreadf("%q is neither yes nor no, nor how well: left out", clip(cell))
	}
	return err
}
