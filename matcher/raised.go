package matcher

import (
	"slices"
	"strings"

	"github.com/lexfit/lexfit/matcher/lexicon"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// raised asks what a job or studies raise of themselves, by the rulebook's questions: the first of them that fits.
func (a *asker) raised(criterion *lexfitv1.CriterionFit, question *lexfitv1.InterviewQuestion) bool {
	for _, rule := range a.program.rulebook.GetQuestions() {
		path := ""
		switch criterion.GetCategory() {
		case lexfitv1.Category_CATEGORY_EXPERIENCE:
			path = a.jobThatRaises(rule, criterion)
		case lexfitv1.Category_CATEGORY_EDUCATION:
			path = a.studiesThatRaise(rule, criterion)
		case lexfitv1.Category_CATEGORY_UNSPECIFIED, lexfitv1.Category_CATEGORY_SKILL, lexfitv1.Category_CATEGORY_CERTIFICATION,
			lexfitv1.Category_CATEGORY_PREFERENCE, lexfitv1.Category_CATEGORY_LANGUAGE, lexfitv1.Category_CATEGORY_AVAILABILITY:
		}
		if path == "" {
			continue
		}
		words := a.quote(&lexfitv1.Evidence{Path: path})
		if words == "" {
			words = "this" // a title that could name somebody
		}
		question.Cause = lexfitv1.QuestionCause_QUESTION_CAUSE_RAISED
		question.Text, question.Paths = strings.Replace(rule.GetText(), evidenceHere, words, 1), []string{path}
		return true
	}
	return false
}

// jobThatRaises is the path of the job that raises a rule's question, the latest first; empty for none. Of jobs that give a criterion
// nothing only one whose title does not tell the work raises any.
func (a *asker) jobThatRaises(rule *lexfitv1.QuestionRule, criterion *lexfitv1.CriterionFit) string {
	latest := a.latestJob()
	if latest == nil {
		return ""
	}
	counts := func(j *job) bool {
		return slices.ContainsFunc(criterion.GetEvidence(), func(proof *lexfitv1.Evidence) bool { return entryAt(proof.GetPath(), "experience") == int(j.index) })
	}
	path := experiencePaths.at(latest.index)
	switch {
	case rule.GetUntold():
		if latest.atLaw && !a.c.tellsWork(latest) && !a.dutiesTell(latest) {
			return path
		}
	case rule.GetIdleMonths() > 0:
		ended := a.c.month-latest.last >= rule.GetIdleMonths()
		unsure := slices.ContainsFunc(a.c.jobs, func(j job) bool { return j.endUnclear || !j.dated && j.months > 0 })
		if ended && !unsure && counts(latest) {
			return path
		}
	case len(rule.GetTitleWords()) > 0:
		var found *job
		for i := range a.c.jobs {
			j := &a.c.jobs[i]
			if j.inLaw && counts(j) && (found == nil || j.last > found.last) && a.titled(j, rule.GetTitleWords()) {
				found = j
			}
		}
		if found != nil {
			return experiencePaths.at(found.index)
		}
	}
	return ""
}

// dutiesTell reports whether the duties of a job say which work was done, where its title is one of office work or can mean two things.
// The title of another trade speaks of that, whatever its duties show besides.
func (a *asker) dutiesTell(j *job) bool {
	return j.credits != [2]credit{} && slices.ContainsFunc(j.families[:j.known], func(family int32) bool {
		return a.c.words.families[family].GetOffice() || a.c.words.families[family].GetAmbiguity() != ""
	})
}

// latestJob is the job that ended last, the first of equals; of undated ones the first. It is nil where there is none.
func (a *asker) latestJob() *job {
	var found *job
	for i := range a.c.jobs {
		j := &a.c.jobs[i]
		if j.months > 0 && (found == nil || j.dated && (!found.dated || j.last > found.last)) {
			found = j
		}
	}
	return found
}

// titled reports whether a job's title holds any of some words.
func (a *asker) titled(j *job, words []string) bool {
	title := " " + lexicon.NormalizeName(a.c.profile.GetExperience()[j.index].GetTitle()) + " "
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(title, " "+lexicon.NormalizeName(word)+" ") })
}

// studiesThatRaise is the path of studies in progress that count for a criterion; empty for none.
func (a *asker) studiesThatRaise(rule *lexfitv1.QuestionRule, criterion *lexfitv1.CriterionFit) string {
	if !rule.GetStudying() {
		return ""
	}
	for _, proof := range criterion.GetEvidence() {
		i := entryAt(proof.GetPath(), "education")
		if i >= 0 && a.c.profile.GetEducation()[i].GetStatus() == lexfitv1.EducationStatus_EDUCATION_STATUS_IN_PROGRESS {
			return proof.GetPath()
		}
	}
	return ""
}
