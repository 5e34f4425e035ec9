package matcher

import (
	"slices"
	"strings"

	"github.com/lexfit/lexfit/matcher/lexicon"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// raised asks what a job or studies raise of themselves, by the rulebook's questions: the first of them that fits.
func (a *asker) raised(aim *target, root int32, criterion *lexfitv1.CriterionFit, question *lexfitv1.InterviewQuestion) bool {
	for _, rule := range a.program.rulebook.GetQuestions() {
		path := ""
		switch criterion.GetCategory() {
		case lexfitv1.Category_CATEGORY_EXPERIENCE:
			path = a.jobThatRaises(rule, aim, root, criterion)
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
		question.Text, question.Paths = strings.Replace(rule.GetText(), EvidenceHere, words, 1), []string{path}
		return true
	}
	return false
}

// jobThatRaises is the path of the job that raises a rule's question, the latest first; empty for none. Of jobs that give a criterion
// nothing only one of another trade raises any.
func (a *asker) jobThatRaises(rule *lexfitv1.QuestionRule, aim *target, root int32, criterion *lexfitv1.CriterionFit) string {
	latest := a.latestJob()
	if latest == nil {
		return ""
	}
	counts := func(j *job) bool {
		return slices.ContainsFunc(criterion.GetEvidence(), func(proof *lexfitv1.Evidence) bool { return entryAt(proof.GetPath(), "experience") == int(j.index) })
	}
	path := experiencePaths.at(latest.index)
	switch {
	case rule.GetOtherTrade():
		if a.otherTrade(aim, root, latest) {
			return path
		}
	case rule.GetIdleMonths() > 0:
		if last := lastInLaw(a.c.jobs); last != nil && a.c.month-last.last >= rule.GetIdleMonths() && counts(last) {
			return experiencePaths.at(last.index)
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

// otherTrade reports whether a job at a legal place is none of those that a condition is about: no family of its title counts for two
// thirds, and it is not a lawyer's, whom flags ask.
func (a *asker) otherTrade(aim *target, at int32, j *job) bool {
	const near = 667
	return j.atLaw && !slices.ContainsFunc(j.families[:j.known], func(family int32) bool {
		return a.c.words.families[family].GetAttorney() || aim.familyCounts(at, family) >= near
	})
}

// familyCounts is the most that a month in a title family counts in a condition, per mille.
func (t *target) familyCounts(at, family int32) int32 {
	branch := &t.nodes[at]
	if leaf, ok := branch.leaf.(*experienceLeaf); ok {
		return leaf.inLaw[family]
	}
	most := int32(0)
	for _, kid := range t.kids(branch) {
		most = max(most, t.familyCounts(kid, family))
	}
	return most
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
