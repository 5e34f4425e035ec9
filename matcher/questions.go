package matcher

import (
	"cmp"
	"fmt"
	"slices"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// questions lists what to ask, one question a criterion, what settles most of the interval first. Fits stand in order.
func (a *adviser) questions(fits []*lexfitv1.Fit) []*lexfitv1.InterviewQuestion {
	var list []*lexfitv1.InterviewQuestion
	for n, t := range a.targets {
		for i, f := range fits[n].GetCriteria() {
			if q := a.question(t, &a.list[t].criteria[i], f); q != nil {
				q.Role = a.list[t].name
				list = append(list, q)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b *lexfitv1.InterviewQuestion) int {
		return cmp.Compare(b.GetIntervalPoints(), a.GetIntervalPoints())
	})
	return list
}

// question makes the question of one criterion; nil where nothing prompts one.
func (a *adviser) question(number int, k *criterion, f *lexfitv1.CriterionFit) *lexfitv1.InterviewQuestion {
	q := &lexfitv1.InterviewQuestion{
		CriterionId: k.GetId(), IntervalPoints: f.GetPointsHigh() - f.GetPointsLow(), Required: k.required, Text: k.GetQuestion(),
	}
	if q.GetText() == "" {
		q.Text = "Please tell us more of this: " + k.GetTitle() + "."
	}
	switch {
	case a.ambiguous(f, q), a.expired(f, q), a.related(number, k, f, q):
		return q
	case q.GetIntervalPoints() == 0:
		return nil
	}
	c := a.c
	for _, v := range f.GetEvidence() {
		if v.GetBasis() == f.GetBasis() {
			q.Paths = append(q.Paths, v.GetPath())
		}
	}
	switch f.GetBasis() {
	case lexfitv1.Basis_BASIS_ASSUMED:
		q.Cause = lexfitv1.QuestionCause_QUESTION_CAUSE_ASSUMED
		q.Prompt = "It rests on something that the profile leaves out and that was taken at its best: " + c.facts(f) + "."
	case lexfitv1.Basis_BASIS_IMPLIED:
		q.Cause = lexfitv1.QuestionCause_QUESTION_CAUSE_IMPLIED
		q.Prompt = "Only the work stands for it; nothing states it: " + c.facts(f) + "."
	case lexfitv1.Basis_BASIS_UNSPECIFIED, lexfitv1.Basis_BASIS_STATED:
		q.Cause, q.Paths = lexfitv1.QuestionCause_QUESTION_CAUSE_NOT_STATED, nil
		q.Prompt = "The profile says nothing of it."
		if f.GetPoints() > 0 {
			q.Prompt = "The profile states a part of it (" + c.facts(f) + ") and is silent on the rest."
		}
	}
	return q
}

// ambiguous asks about words that can mean two things: a title that does not say which work was done, or a name that is no
// credential.
func (a *adviser) ambiguous(f *lexfitv1.CriterionFit, q *lexfitv1.InterviewQuestion) bool {
	c := a.c
	if f.GetCategory() == lexfitv1.Category_CATEGORY_EXPERIENCE {
		for _, v := range f.GetEvidence() {
			i := entryAt(v.GetPath(), "experience")
			if i < 0 {
				continue
			}
			for j := range c.jobs {
				if c.jobs[j].index != int32(i) || c.jobs[j].known != 1 {
					continue
				}
				t := c.words.families[c.jobs[j].families[0]]
				if t.GetAmbiguity() != "" {
					q.Cause, q.Text = lexfitv1.QuestionCause_QUESTION_CAUSE_AMBIGUOUS, t.GetAmbiguity()
					q.Prompt = fmt.Sprintf("The title “%s” does not say which work was done.", c.profile.GetExperience()[i].GetTitle())
					q.Paths = []string{v.GetPath()}
					return true
				}
			}
		}
	}
	if f.GetCategory() == lexfitv1.Category_CATEGORY_CERTIFICATION {
		for _, u := range c.unrecognized {
			if u.note == noteClaim {
				q.Cause = lexfitv1.QuestionCause_QUESTION_CAUSE_AMBIGUOUS
				q.Text = fmt.Sprintf("You list “%s”: which certificate do you hold, from whom, and since when?", u.text)
				q.Prompt, q.Paths = a.c.words.credentials[u.id].claim, []string{u.at.path()}
				return true
			}
		}
	}
	return false
}

// expired asks about a certification that has lapsed.
func (a *adviser) expired(f *lexfitv1.CriterionFit, q *lexfitv1.InterviewQuestion) bool {
	c := a.c
	for _, v := range f.GetEvidence() {
		i := entryAt(v.GetPath(), "certifications")
		if i < 0 {
			continue
		}
		for _, k := range c.certs {
			if k.index != int32(i) || k.status != lexfitv1.CertificationStatus_CERTIFICATION_STATUS_EXPIRED {
				continue
			}
			e := c.profile.GetCertifications()[i]
			q.Cause, q.Paths = lexfitv1.QuestionCause_QUESTION_CAUSE_EXPIRED, []string{v.GetPath()}
			q.Text = fmt.Sprintf("Your %s has lapsed: has it been renewed since, or do you mean to renew it?", e.GetName())
			q.Prompt = fmt.Sprintf("“%s” is expired.", e.GetName())
			if d, ok := parseDate(e.GetExpiresOn()); ok && d.endsBefore(c.asOf) {
				q.Prompt = fmt.Sprintf("“%s” expired in %s.", e.GetName(), e.GetExpiresOn())
			}
			return true
		}
	}
	return false
}

// related asks about a must that only a related skill meets.
func (a *adviser) related(number int, k *criterion, f *lexfitv1.CriterionFit, q *lexfitv1.InterviewQuestion) bool {
	if !k.required || f.GetStatus() != lexfitv1.Status_STATUS_MET {
		return false
	}
	id := a.list[number].decides(a.s.outcomes[number], k.root)
	if id < 0 {
		return false
	}
	from := a.c.giver(id)
	if from == id {
		return false
	}
	q.Cause = lexfitv1.QuestionCause_QUESTION_CAUSE_RELATED
	q.Prompt = fmt.Sprintf("Only a related skill meets it: %s stands for %s in part.", a.c.words.skills[from].title, a.c.words.skills[id].title)
	for _, v := range f.GetEvidence() {
		q.Paths = append(q.Paths, v.GetPath())
	}
	return true
}

// decides follows the best alternatives down to the skill that decides a node; absent where something else does.
func (t *tree) decides(out []outcome, at int32) int32 {
	n := &t.nodes[at]
	switch {
	case n.skill >= 0 && out[at].value > 0:
		return n.skill
	case n.op != opAny:
		return absent
	}
	kids := t.kids(n)
	best := kids[0]
	for _, kid := range kids[1:] {
		if out[kid].value > out[best].value {
			best = kid
		}
	}
	return t.decides(out, best)
}
