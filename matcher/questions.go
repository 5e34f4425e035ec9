package matcher

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// questions lists what to ask, one question a criterion: of the first role before the others, since that is what the call is about;
// there what eligibility hangs on, then what settles most of the interval. Fits stand in order.
func (a *adviser) questions(fits []*lexfitv1.Fit) []*lexfitv1.InterviewQuestion {
	var parts [4][]*lexfitv1.InterviewQuestion
	for count, number := range a.targets {
		for i, criterion := range fits[count].GetCriteria() {
			question := a.question(number, &a.list[number].criteria[i], criterion)
			if question == nil {
				continue
			}
			question.Role = a.list[number].name
			part := 0
			if count > 0 {
				part = 2
			}
			if !slices.ContainsFunc(fits[count].GetUnconfirmed(), func(open *lexfitv1.Unconfirmed) bool { return open.GetCriterionId() == question.GetCriterionId() }) {
				part++
			}
			parts[part] = append(parts[part], question)
		}
	}
	for _, part := range parts {
		slices.SortStableFunc(part, func(one, other *lexfitv1.InterviewQuestion) int {
			return cmp.Compare(other.GetIntervalPoints(), one.GetIntervalPoints())
		})
	}
	return slices.Concat(parts[:]...)
}

// question makes the question of one criterion; nil where nothing prompts one.
func (a *adviser) question(number int, asked *criterion, criterion *lexfitv1.CriterionFit) *lexfitv1.InterviewQuestion {
	question := &lexfitv1.InterviewQuestion{
		CriterionId: asked.GetId(), IntervalPoints: criterion.GetPointsHigh() - criterion.GetPointsLow(), Required: asked.required, Text: asked.GetQuestion(),
	}
	if question.GetText() == "" {
		question.Text = "Please tell us more of this: " + asked.GetTitle() + "."
	}
	switch {
	case a.ambiguous(criterion, question), a.expired(criterion, question), a.related(number, asked, criterion, question):
		return question
	case question.GetIntervalPoints() == 0:
		return nil
	}
	person := a.c
	for _, proof := range criterion.GetEvidence() {
		if proof.GetBasis() == criterion.GetBasis() {
			question.Paths = append(question.Paths, proof.GetPath())
		}
	}
	switch criterion.GetBasis() {
	case lexfitv1.Basis_BASIS_ASSUMED:
		question.Cause = lexfitv1.QuestionCause_QUESTION_CAUSE_ASSUMED
		question.Prompt = "It rests on something that the profile leaves out or in doubt, and on how that was taken: " + person.facts(criterion) + "."
	case lexfitv1.Basis_BASIS_IMPLIED:
		question.Cause = lexfitv1.QuestionCause_QUESTION_CAUSE_IMPLIED
		question.Prompt = "Likely from the work, and not told: " + person.facts(criterion) + "."
		if criterion.GetPointsLow() > 0 {
			question.Prompt = fmt.Sprintf("Most of it is likely from the work (%s); what is told makes %s of %s.",
				person.facts(criterion), prose.Tenths(criterion.GetPointsLow()), prose.Tenths(criterion.GetMaxPoints()))
		}
	case lexfitv1.Basis_BASIS_UNSPECIFIED, lexfitv1.Basis_BASIS_STATED:
		question.Cause, question.Paths = lexfitv1.QuestionCause_QUESTION_CAUSE_NOT_STATED, nil
		question.Prompt = "The profile says nothing of it."
		if a.unclear() {
			question.Prompt = "Nothing that could be read settles it."
		}
		if criterion.GetPoints() > 0 {
			question.Prompt = "The profile states a part of it (" + person.facts(criterion) + ") and is silent on the rest."
		}
	}
	return question
}

// ambiguous asks about words that can mean two things: a title that does not say which work was done, or a name that is no
// credential.
func (a *adviser) ambiguous(criterion *lexfitv1.CriterionFit, question *lexfitv1.InterviewQuestion) bool {
	person := a.c
	if criterion.GetCategory() == lexfitv1.Category_CATEGORY_EXPERIENCE {
		for _, proof := range criterion.GetEvidence() {
			i := entryAt(proof.GetPath(), "experience")
			if i < 0 {
				continue
			}
			for j := range person.jobs {
				if person.jobs[j].index != int32(i) || person.jobs[j].known != 1 {
					continue
				}
				family := person.words.families[person.jobs[j].families[0]]
				if family.GetAmbiguity() != "" {
					question.Cause, question.Text = lexfitv1.QuestionCause_QUESTION_CAUSE_AMBIGUOUS, family.GetAmbiguity()
					question.Prompt = fmt.Sprintf("The title “%s” does not say which work was done.", person.profile.GetExperience()[i].GetTitle())
					question.Paths = []string{proof.GetPath()}
					return true
				}
			}
		}
	}
	if criterion.GetCategory() == lexfitv1.Category_CATEGORY_CERTIFICATION {
		for _, unread := range person.unrecognized {
			if unread.note == noteClaim {
				question.Cause = lexfitv1.QuestionCause_QUESTION_CAUSE_AMBIGUOUS
				question.Text = fmt.Sprintf("You list “%s”: which certificate do you hold, from whom, and since when?", unread.text)
				question.Prompt, question.Paths = a.c.words.credentials[unread.id].claim, []string{unread.at.path()}
				return true
			}
		}
	}
	return false
}

// expired asks about a certification that has lapsed.
func (a *adviser) expired(criterion *lexfitv1.CriterionFit, question *lexfitv1.InterviewQuestion) bool {
	person := a.c
	for _, proof := range criterion.GetEvidence() {
		i := entryAt(proof.GetPath(), "certifications")
		if i < 0 {
			continue
		}
		for _, entry := range person.certs {
			if entry.index != int32(i) || entry.status != lexfitv1.CertificationStatus_CERTIFICATION_STATUS_EXPIRED {
				continue
			}
			held := person.profile.GetCertifications()[i]
			question.Cause, question.Paths = lexfitv1.QuestionCause_QUESTION_CAUSE_EXPIRED, []string{proof.GetPath()}
			question.Text = fmt.Sprintf("Your %s has lapsed: has it been renewed since, or do you mean to renew it?", held.GetName())
			question.Prompt = fmt.Sprintf("“%s” is expired.", held.GetName())
			if day, ok := parseDate(held.GetExpiresOn()); ok && day.endsBefore(person.asOf) {
				question.Prompt = fmt.Sprintf("“%s” expired in %s.", held.GetName(), held.GetExpiresOn())
			}
			return true
		}
	}
	return false
}

// related asks about a must that only a related skill meets.
func (a *adviser) related(number int, asked *criterion, criterion *lexfitv1.CriterionFit, question *lexfitv1.InterviewQuestion) bool {
	if !asked.required || criterion.GetStatus() != lexfitv1.Status_STATUS_MET {
		return false
	}
	id := a.list[number].decides(a.s.outcomes[number], asked.root)
	if id < 0 {
		return false
	}
	from := a.c.giver(id, claimed)
	if from < 0 || from == id || a.c.giver(id, shown) == id {
		return false
	}
	question.Cause = lexfitv1.QuestionCause_QUESTION_CAUSE_RELATED
	question.Prompt = fmt.Sprintf("Only a related skill meets it: %s stands for %s in part.", a.c.words.skills[from].title, a.c.words.skills[id].title)
	for _, proof := range criterion.GetEvidence() {
		question.Paths = append(question.Paths, proof.GetPath())
	}
	return true
}

// decides follows the best alternatives down to the skill that decides a node; absent where something else does.
func (t *tree) decides(out []outcome, at int32) int32 {
	branch := &t.nodes[at]
	switch {
	case branch.skill >= 0 && out[at].value > 0:
		return branch.skill
	case branch.op != opAny:
		return absent
	}
	kids := t.kids(branch)
	best := kids[0]
	for _, kid := range kids[1:] {
		if out[kid].value > out[best].value {
			best = kid
		}
	}
	return t.decides(out, best)
}

// unclear reports whether a status or an end in the profile was said and not read.
func (a *adviser) unclear() bool {
	return slices.ContainsFunc(a.c.education, func(entry educationEntry) bool { return entry.unclear }) ||
		slices.ContainsFunc(a.c.jobs, func(j job) bool { return j.endUnclear }) ||
		slices.ContainsFunc(a.c.certs, func(held certEntry) bool {
			return held.status == lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNCLEAR
		})
}
