package matcher

import (
	"strings"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// listAssumptions lists what was taken for granted.
func (c *candidate) listAssumptions() []*lexfitv1.Assumption {
	if len(c.assumptions) == 0 && c.doubts == nil {
		return nil
	}
	list := make([]*lexfitv1.Assumption, 0, len(c.assumptions))
	for _, made := range c.assumptions {
		list = append(list, made.remark(c))
	}
	if c.doubts != nil {
		for _, flagged := range c.doubts.marks {
			list = append(list, &lexfitv1.Assumption{Path: flagged.path, Text: flagged.remark()})
		}
	}
	if len(list) == 0 {
		return nil
	}
	return list
}

// remark tells a flagged value.
func (m *mark) remark() string {
	if m.path == "" {
		return "A legal title or credential stands in the text and reached no entry: it may be what is asked for. Look at the document."
	}
	return strings.ToUpper(m.words[:1]) + m.words[1:] + " was read by a machine and is flagged: " + m.reason() + ". Look at the document."
}

// reason is why a value is flagged.
func (m *mark) reason() string {
	switch m.kind {
	case lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_NO_TITLE:
		return "no title was found"
	case lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_AMBIGUOUS:
		return "another reading is as likely"
	case lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_ONE_DATE:
		return "only one date was found"
	case lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_END_BEFORE_START:
		return "the end lies before the start"
	case lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_YEAR_ALONE:
		return "a year stands without a month"
	case lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_OVERLAP:
		return "more than two jobs at once"
	case lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_NO_FIELD:
		return "no field of study was found"
	case lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_NO_LEVEL:
		return "the level was not read"
	case lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_UNKNOWN_SECTION:
		return "it stands in no known section"
	case lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_LITTLE_TEXT:
		return "the page holds little text"
	case lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_HIDDEN_TEXT:
		return "nobody who looks at the page sees it"
	case lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_UNREAD_LEGAL:
		return "a legal title or credential beside it was not read"
	case lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_UNSPECIFIED, lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_DOUBTFUL:
	}
	return "the reading is in doubt"
}

// remark tells an assumption.
func (made assumption) remark(c *candidate) *lexfitv1.Assumption {
	remark := &lexfitv1.Assumption{Path: made.at.path()}
	switch made.what {
	case assumedCompleted:
		remark.Path += ".status"
		remark.Text = "No status is stated; taken as completed."
	case assumedActive:
		remark.Path += ".status"
		remark.Text = "No status is stated; taken as active."
	case assumedLength:
		remark.Path += ".months"
		remark.Text = "No length can be told from the dates; taken as " + prose.Years(made.n) + "."
	case assumedYears:
		remark.Text = "Years alone are stated: taken as from July to June, " + prose.Years(made.n) + "."
	case doubtedStart:
		remark.Path += ".started_on"
		remark.Text = "Nobody's work began on " + c.profile.GetExperience()[made.at.i].GetStartedOn() + ": taken as not stated."
	case doubtedEnd:
		remark.Path += ".ended_on"
		remark.Text = "Nobody's work of today ended on " + c.profile.GetExperience()[made.at.i].GetEndedOn() + ": left open."
	case doubtedMonths:
		remark.Path += ".months"
		remark.Text = "Longer than a working life (" + prose.Years(made.n) + "): taken as " + prose.Years(workingLife) + "."
	case doubtedTotal:
		remark.Path += ".months"
		remark.Text = "All jobs together make " + prose.Years(made.n) + ": more than anybody's work; this length is in doubt."
	case doubtedUse:
		remark.Path += ".years"
		remark.Text = "Used for longer than a working life: in doubt."
	case doubtedMark:
		remark.Text = "Far above what anybody reaches: in doubt."
	case yetToBegin:
		remark.Text = "It begins after the as-of date: counted as no work so far."
	case endAhead:
		remark.Path += ".ended_on"
		remark.Text = "The end is yet to come: counted up to the as-of date."
	case partAhead:
		remark.Path += ".months"
		remark.Text = "Of the stated length " + prose.Years(made.n) + " lie after the as-of date; they are counted as stated."
	case usedAhead:
		remark.Path += ".last_used_on"
		remark.Text = "The date is yet to come: taken as used until now."
	case studyAhead:
		remark.Path += ".completed_on"
		remark.Text = "The date is yet to come: taken as in progress."
	case issueAhead:
		remark.Path += ".issued_on"
		remark.Text = "The date is yet to come: taken as in progress."
	case longAJob:
		remark.Text = "A single job of " + prose.Years(made.n) + ": counted as stated; look whether the dates are right."
	case statedTotal:
		remark.Text = prose.Years(made.n) + " of work are stated as one number: taken as work of some kind, and no job is made of it."
	case assumedSameJob:
		remark.Text = "Equal to " + experiencePaths.at(made.n) + " in everything that is scored, and undated; counted once."
	}
	return remark
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
		case noteDenied:
			remark.Note = "The words beside it say that it is not had."
		case noteIsStudy:
			remark.Note = "This is a course of study: state it under education, with its level; until then the question is open."
		case noteIsSkill:
			remark.Note = "This is a skill: state it under skills."
		case noteIsLanguage:
			remark.Note = "This is a language: state it under languages."
		case noteUnit:
			remark.Note = "No rule reads this unit; the stated proficiency counts."
		case noteOrdinary:
			remark.Note = "An ordinary word: read as a skill only beside legal work, studies or credentials."
		case noteForeignMeasure:
			remark.Note = "This unit does not measure the skill named; the stated proficiency counts."
		}
		list = append(list, remark)
	}
	return list
}
