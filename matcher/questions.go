package matcher

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// draft is a question before it is worded and held against those that stand before it.
type draft struct {
	*lexfitv1.InterviewQuestion
	aim   *target
	asked *criterion
	fit   *lexfitv1.CriterionFit
}

// notRead is said once a role, where a status or an end was written that nobody reads.
const notRead = "Nothing that could be read settles it."

// questions lists what to ask, each once: of the first role before the others, since that is what the call is about; there what
// eligibility hangs on, then what the role hangs on, then the other musts, then what settles most of the interval. Fits stand in order.
func (a *asker) questions(fits []*lexfitv1.Fit) []*lexfitv1.InterviewQuestion {
	var list []*lexfitv1.InterviewQuestion
	first := map[string]*lexfitv1.InterviewQuestion{}
	for count, number := range a.targets {
		told := map[string]bool{} // what the role's questions have said already
		for _, made := range a.drafts(number, fits[count]) {
			other := first[made.asked.ask()]
			if other == nil {
				a.word(made, told)
				other = first[made.GetText()]
			}
			if other != nil {
				other.AlsoSettles = append(other.AlsoSettles, &lexfitv1.SettledCriterion{
					Role: made.GetRole(), CriterionId: made.GetCriterionId(), IntervalPoints: made.GetIntervalPoints(),
				})
				continue
			}
			first[made.asked.ask()], first[made.GetText()] = made.InterviewQuestion, made.InterviewQuestion
			list = append(list, made.InterviewQuestion)
		}
	}
	return list
}

// drafts are the questions of a target in their order.
func (a *asker) drafts(number int, fit *lexfitv1.Fit) []draft {
	var parts [4][]draft
	for i, criterion := range fit.GetCriteria() {
		aim := a.list[number]
		made := draft{a.question(number, &aim.criteria[i], criterion, isOpen(fit, criterion.GetCriterionId())), aim, &aim.criteria[i], criterion}
		if made.InterviewQuestion == nil {
			continue
		}
		made.Role = aim.name
		part := made.part(fit)
		parts[part] = append(parts[part], made)
	}
	for _, part := range parts {
		slices.SortStableFunc(part, func(one, other draft) int { return cmp.Compare(other.GetIntervalPoints(), one.GetIntervalPoints()) })
	}
	return slices.Concat(parts[:]...)
}

// part is where a question stands among a target's: 0 where eligibility hangs on it.
func (d *draft) part(fit *lexfitv1.Fit) int {
	decides := isOpen(fit, d.GetCriterionId()) ||
		slices.ContainsFunc(fit.GetBlockers(), func(other *lexfitv1.Blocker) bool { return other.GetCriterionId() == d.GetCriterionId() })
	switch cause := d.GetCause(); {
	case decides:
		return 0
	case cause == lexfitv1.QuestionCause_QUESTION_CAUSE_AMBIGUOUS, cause == lexfitv1.QuestionCause_QUESTION_CAUSE_RAISED:
		return 1
	case d.GetRequired():
		return 2
	}
	return 3
}

// isOpen reports whether a criterion is a must that is still to be asked about.
func isOpen(fit *lexfitv1.Fit, criterion string) bool {
	return slices.ContainsFunc(fit.GetUnconfirmed(), func(open *lexfitv1.Unconfirmed) bool { return open.GetCriterionId() == criterion })
}

// question makes the question of one criterion, worded where its cause words it; nil where nothing prompts one. A must that is open is
// asked about though its points are settled: by what duties show alone.
func (a *asker) question(number int, asked *criterion, criterion *lexfitv1.CriterionFit, open bool) *lexfitv1.InterviewQuestion {
	question := &lexfitv1.InterviewQuestion{
		CriterionId: asked.GetId(), IntervalPoints: criterion.GetPointsHigh() - criterion.GetPointsLow(), Required: asked.required,
	}
	switch {
	case a.toReview(number, asked, question, open):
		return question
	case a.ambiguous(number, asked, criterion, question), a.raised(a.list[number], asked.root, criterion, question), a.expired(criterion, question), a.related(number, asked, criterion, question):
		return question
	case question.GetIntervalPoints() == 0 && !open:
		return nil
	}
	switch criterion.GetBasis() {
	case lexfitv1.Basis_BASIS_ASSUMED:
		question.Cause = lexfitv1.QuestionCause_QUESTION_CAUSE_ASSUMED
	case lexfitv1.Basis_BASIS_IMPLIED:
		question.Cause = lexfitv1.QuestionCause_QUESTION_CAUSE_IMPLIED
	case lexfitv1.Basis_BASIS_UNSPECIFIED, lexfitv1.Basis_BASIS_STATED:
		question.Cause = lexfitv1.QuestionCause_QUESTION_CAUSE_NOT_STATED
		if criterion.GetPoints() == 0 && a.unclear() {
			question.Prompt = notRead
		}
	}
	if low := criterion.GetPointsLow(); low > 0 {
		question.Prompt = fmt.Sprintf("Stated outright: %s of %s.", prose.Tenths(low), prose.Tenths(criterion.GetMaxPoints()))
	}
	return question
}

// ambiguous asks about words that can mean two things: a title that does not say which work was done, where its duties do not
// either, or a name that is no credential.
func (a *asker) ambiguous(number int, asked *criterion, criterion *lexfitv1.CriterionFit, question *lexfitv1.InterviewQuestion) bool {
	person := a.c
	if criterion.GetCategory() == lexfitv1.Category_CATEGORY_EXPERIENCE {
		for _, proof := range criterion.GetEvidence() {
			i := entryAt(proof.GetPath(), "experience")
			if i < 0 {
				continue
			}
			for j := range person.jobs {
				held := &person.jobs[j]
				if held.index != int32(i) || held.known != 1 || held.credits != [2]credit{} {
					continue
				}
				family := person.words.families[held.families[0]]
				if family.GetAmbiguity() != "" {
					question.Cause, question.Text = lexfitv1.QuestionCause_QUESTION_CAUSE_AMBIGUOUS, family.GetAmbiguity()
					if title := a.quote(proof); title != "" {
						question.Text = "You list " + title + ". " + family.GetAmbiguity()
					}
					question.Paths = []string{proof.GetPath()}
					return true
				}
			}
		}
	}
	if criterion.GetCategory() == lexfitv1.Category_CATEGORY_CERTIFICATION {
		for _, unread := range person.unrecognized {
			if unread.note == noteClaim && a.list[number].couldMean(asked.root, unread.id) {
				question.Cause = lexfitv1.QuestionCause_QUESTION_CAUSE_AMBIGUOUS
				question.Text = "Which certificate do you hold, from whom, and since when?"
				if words := a.inQuotes(unread.text); words != "" {
					question.Text = "You list " + words + ": which certificate do you hold, from whom, and since when?"
				}
				question.Prompt, question.Paths = a.c.words.credentials[unread.id].claim, []string{unread.at.path()}
				return true
			}
		}
	}
	return false
}

// couldMean reports whether a name that is no credential could mean one that a condition asks for: any, where it asks for several; a
// condition that asks for a notary's commission alone is not about that name.
func (t *target) couldMean(at, claim int32) bool {
	branch := &t.nodes[at]
	if leaf, ok := branch.leaf.(*certificationLeaf); ok {
		asked := 0
		for _, worth := range leaf.worth {
			if worth > 0 {
				asked++
			}
		}
		return asked > 1 || leaf.worth[claim] > 0
	}
	return slices.ContainsFunc(t.kids(branch), func(kid int32) bool { return t.couldMean(kid, claim) })
}

// expired asks about a certification that has lapsed.
func (a *asker) expired(criterion *lexfitv1.CriterionFit, question *lexfitv1.InterviewQuestion) bool {
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
			words := cmp.Or(a.inQuotes(held.GetName()), "certification")
			question.Text = fmt.Sprintf("Your %s has lapsed: has it been renewed since, or do you mean to renew it?", words)
			if day, ok := parseDate(held.GetExpiresOn()); ok && day.endsBefore(person.asOf) {
				question.Text = fmt.Sprintf("Your %s expired in %s: has it been renewed since, or do you mean to renew it?", words, held.GetExpiresOn())
			}
			return true
		}
	}
	return false
}

// word words a question, where its cause does not: with the words of the profile that give the criterion its points, else with the title
// that makes it likely, once a role. What is only related to a skill that is asked for is not quoted.
func (a *asker) word(made draft, told map[string]bool) {
	if made.GetPrompt() == notRead && told[notRead] {
		made.Prompt = ""
	}
	told[made.GetPrompt()] = true
	if made.GetText() != "" {
		for _, path := range made.GetPaths() {
			told[a.quote(&lexfitv1.Evidence{Path: path})] = true
		}
		return
	}
	made.Text = made.asked.ask()
	own, related := true, made.GetCause() == lexfitv1.QuestionCause_QUESTION_CAUSE_RELATED
	var quotes, titles []string
	for _, proof := range made.fit.GetEvidence() {
		made.Paths = append(made.Paths, proof.GetPath())
		if proof.GetBasis() == lexfitv1.Basis_BASIS_ASSUMED && a.settleAssumption(made, proof) {
			return
		}
		words, at := a.quote(proof), splitPath(proof.GetPath())
		switch {
		case words == "", slices.Contains(quotes, words), slices.Contains(titles, words):
		case at.list == "experience" && at.part == "" && made.asked.GetCategory() != lexfitv1.Category_CATEGORY_EXPERIENCE:
			titles = append(titles, words)
		case len(quotes) < 2 && (related || !a.isSkill(proof) || made.aim.asksFor(a.c, made.asked.root, proof.GetReadAs())):
			quotes, own = append(quotes, words), own && speaksOf(made.asked.GetCategory(), at.list) && !related
		}
	}
	if len(quotes) == 0 { // named, and outdone by what the work makes likely
		for _, place := range made.aim.named(a.c, made.asked.root) {
			words := a.quote(&lexfitv1.Evidence{Path: place})
			if words != "" && len(quotes) < 2 && !slices.Contains(quotes, words) {
				quotes, made.Paths = append(quotes, words), append(made.Paths, place)
			}
		}
	}
	switch {
	case len(quotes) == 0 && len(titles) > 0 && !told[titles[0]]:
		told[titles[0]] = true
		made.Text = quoting("", made.GetText(), titles[:1])
	case len(quotes) > 0 && own:
		made.Text = quoting(made.asked.GetQuestionWith(), made.GetText(), quotes)
	case len(quotes) > 0:
		made.Text = quoting("", made.GetText(), quotes)
	}
}

// isSkill reports whether a place was read as a skill.
func (a *asker) isSkill(proof *lexfitv1.Evidence) bool {
	return slices.ContainsFunc(a.c.words.skills, func(known knownSkill) bool { return known.title == proof.GetReadAs() })
}

// asksFor reports whether a condition asks for the skill of a title.
func (t *target) asksFor(person *candidate, at int32, title string) bool {
	branch := &t.nodes[at]
	if branch.skill >= 0 {
		return person.words.skills[branch.skill].title == title
	}
	return slices.ContainsFunc(t.kids(branch), func(kid int32) bool { return t.asksFor(person, kid, title) })
}

// closeEnough is how near a skill is to one that is asked for, per mille, to be quoted in a question about it: a docketing system for
// docketing.
const closeEnough = 850

// named are the entries of skills that name what a condition asks for, or what is close to it, in the profile's order.
func (t *target) named(person *candidate, at int32) []string {
	var paths []string
	for _, says := range person.claims {
		if says.entry >= 0 && says.at.kind == refSkill && !says.none && !says.denial && t.asksNear(person, at, says.skill) {
			paths = append(paths, says.at.path())
		}
	}
	return paths
}

// asksNear reports whether a condition asks for a skill or for one that is close to it.
func (t *target) asksNear(person *candidate, at, skill int32) bool {
	branch := &t.nodes[at]
	if branch.skill >= 0 {
		near := func(of, to int32) bool {
			return slices.ContainsFunc(person.words.skills[of].related, func(other relatedSkill) bool { return other.skill == to && other.similarity >= closeEnough })
		}
		return branch.skill == skill || near(branch.skill, skill) || near(skill, branch.skill)
	}
	return slices.ContainsFunc(t.kids(branch), func(kid int32) bool { return t.asksNear(person, kid, skill) })
}

// speaksOf reports whether a list of the profile is about criteria of a category, so that a question about the one fits the other.
func speaksOf(category lexfitv1.Category, list string) bool {
	switch category {
	case lexfitv1.Category_CATEGORY_EDUCATION:
		return list == "education"
	case lexfitv1.Category_CATEGORY_CERTIFICATION:
		return list == "certifications"
	case lexfitv1.Category_CATEGORY_SKILL:
		return list == "skills" || list == "experience"
	case lexfitv1.Category_CATEGORY_EXPERIENCE:
		return list == "experience"
	case lexfitv1.Category_CATEGORY_UNSPECIFIED, lexfitv1.Category_CATEGORY_PREFERENCE, lexfitv1.Category_CATEGORY_LANGUAGE,
		lexfitv1.Category_CATEGORY_AVAILABILITY:
	}
	return true
}

// settleAssumption asks for what was taken for granted of the entry that gives a criterion its points, where the criterion is about
// such entries.
func (a *asker) settleAssumption(made draft, proof *lexfitv1.Evidence) bool {
	at := splitPath(proof.GetPath())
	words := a.quote(proof)
	if words == "" || at.part != "" || !speaksOf(made.asked.GetCategory(), at.list) || at.list == "skills" ||
		made.asked.GetCategory() == lexfitv1.Category_CATEGORY_SKILL {
		return false
	}
	for _, taken := range a.c.assumptions {
		if taken.at.path() != proof.GetPath() {
			continue
		}
		switch taken.what { //nolint:exhaustive // the others are no question
		case assumedCompleted:
			made.Text = "You list " + words + ": did you finish it?"
		case assumedActive:
			made.Text = "You list " + words + ": is it current, and until when is it valid?"
		case assumedLength, assumedYears, doubtedStart, doubtedEnd, doubtedMonths, doubtedTotal:
			made.Text = "You list " + words + ": from which month to which was that?"
		default:
			continue
		}
		made.Paths, made.Prompt = []string{proof.GetPath()}, taken.remark(a.c).GetText()
		return true
	}
	return false
}

// related asks about a must that only a related skill meets.
func (a *asker) related(number int, asked *criterion, criterion *lexfitv1.CriterionFit, question *lexfitv1.InterviewQuestion) bool {
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
func (a *asker) unclear() bool {
	return slices.ContainsFunc(a.c.education, func(entry educationEntry) bool { return entry.unclear }) ||
		slices.ContainsFunc(a.c.jobs, func(j job) bool { return j.endUnclear }) ||
		slices.ContainsFunc(a.c.certs, func(held certEntry) bool {
			return held.status == lexfitv1.CertificationStatus_CERTIFICATION_STATUS_UNCLEAR
		})
}
