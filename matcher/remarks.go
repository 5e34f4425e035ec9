package matcher

import (
	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// listAssumptions lists what was taken for granted.
func (c *candidate) listAssumptions() []*lexfitv1.Assumption {
	if len(c.assumptions) == 0 {
		return nil
	}
	list := make([]*lexfitv1.Assumption, 0, len(c.assumptions))
	for _, made := range c.assumptions {
		remark := &lexfitv1.Assumption{Path: made.at.path()}
		switch made.what {
		case assumedCompleted:
			remark.Path += ".status"
			remark.Text = "No status is stated; taken as completed."
		case assumedDiploma:
			remark.Path += ".level"
			remark.Text = "No level is stated; taken as a high-school diploma."
		case assumedActive:
			remark.Path += ".status"
			remark.Text = "No status is stated; taken as active."
		case assumedLength:
			remark.Path += ".months"
			remark.Text = "No length can be told from the dates; taken as " + prose.Years(made.n) + "."
		case assumedSameJob:
			remark.Text = "Equal to " + experiencePaths.at(made.n) + " in everything that is scored, and undated; counted once."
		}
		list = append(list, remark)
	}
	return list
}

// listUnrecognized lists what was not read.
func (c *candidate) listUnrecognized() []*lexfitv1.Unrecognized {
	if len(c.unrecognized) == 0 {
		return nil
	}
	list := make([]*lexfitv1.Unrecognized, 0, len(c.unrecognized))
	for _, missed := range c.unrecognized {
		remark := &lexfitv1.Unrecognized{Path: missed.at.path(), Text: missed.text}
		switch missed.note {
		case noteUnknown:
		case noteClaim:
			remark.Note = c.words.credentials[missed.id].claim
		case noteIsCredential:
			remark.Note = "This is a certification: state it under certifications."
		case noteIsSkill:
			remark.Note = "This is a skill: state it under skills."
		case noteIsLanguage:
			remark.Note = "This is a language: state it under languages."
		case noteUnit:
			remark.Note = "No rule reads this unit; the stated proficiency counts."
		case noteForeignMeasure:
			remark.Note = "This unit does not measure the skill named; the stated proficiency counts."
		}
		list = append(list, remark)
	}
	return list
}
