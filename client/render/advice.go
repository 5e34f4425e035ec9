package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// counsel prints what follows from a score.
type counsel struct{ *sheet }

// paths are what the candidate could do, and where that leads.
func (s counsel) paths(answer *lexfitv1.ScoreCandidateResponse) {
	if answer.GetRecommendation().GetAction() == lexfitv1.Action_ACTION_UNSPECIFIED {
		return
	}
	if s.o.Explain {
		s.line()
	}
	s.pieces(answer)
	for _, fit := range answer.GetFits() {
		s.plan(fit)
	}
	s.openings(answer)
	s.pay(answer)
	s.pathways(answer)
}

// decision says what to do about a candidate, and why.
func (s counsel) decision(answer *lexfitv1.ScoreCandidateResponse, indent string) {
	recommendation := answer.GetRecommendation()
	word := ActionWord(recommendation.GetAction())
	if word == "" || s.o.NoAdvice {
		return
	}
	why := ""
	if count := len(recommendation.GetReasons()); count > 0 {
		_, why, _ = strings.Cut(Clean(recommendation.GetReasons()[count-1]), ": ") // it begins with the action's own word
	}
	s.line(s.wrap(indent+"What to do: ", s.bold(word)+": "+why))
}

// ActionWord is what to do next as people say it, its first word the contract's; empty for nothing.
func ActionWord(action lexfitv1.Action) string {
	switch action {
	case lexfitv1.Action_ACTION_SUBMIT:
		return "SUBMIT to the client"
	case lexfitv1.Action_ACTION_SCREEN:
		return "SCREEN with a call"
	case lexfitv1.Action_ACTION_DEVELOP:
		return "DEVELOP first"
	case lexfitv1.Action_ACTION_REDIRECT:
		return "REDIRECT to another role"
	case lexfitv1.Action_ACTION_PASS:
		return "PASS for now"
	case lexfitv1.Action_ACTION_UNSPECIFIED:
	}
	return ""
}

// reasons say why a role was recommended, where the lines above do not: they give every standing, and the decision its own reason.
func (s counsel) reasons(answer *lexfitv1.ScoreCandidateResponse) {
	recommendation := answer.GetRecommendation()
	list := recommendation.GetReasons()
	if recommendation.GetAction() != lexfitv1.Action_ACTION_UNSPECIFIED && len(list) > 0 {
		list = list[:len(list)-1]
	}
	if len(answer.GetFits()) > 1 && recommendation.GetRole() != "" {
		s.line(s.wrap("Better role: ", s.bold(Clean(roleOf(answer, recommendation.GetRole())))))
	}
	for _, reason := range list {
		stands := slices.ContainsFunc(answer.GetFits(), func(fit *lexfitv1.Fit) bool { return strings.HasPrefix(reason, fit.GetRoleTitle()+": ") })
		if !stands && (s.o.Explain || !strings.HasPrefix(reason, "What tips it")) {
			s.line(s.wrap("  ", Clean(reason)))
		}
	}
}

// better is the resource name of the target that stands first.
func better(answer *lexfitv1.ScoreCandidateResponse) *lexfitv1.Fit {
	if len(answer.GetFits()) == 0 {
		return &lexfitv1.Fit{}
	}
	return answer.GetFits()[0]
}

// Target is the resource name of what a fit is for: the job order where there is one, else the role.
func Target(fit *lexfitv1.Fit) string {
	if fit.GetJobOrder() != "" {
		return fit.GetJobOrder()
	}
	return fit.GetRole()
}

func titleOf(answer *lexfitv1.ScoreCandidateResponse, name string) string {
	for _, fit := range answer.GetFits() {
		if Target(fit) == name {
			return Clean(fit.GetRoleTitle())
		}
	}
	return Clean(name)
}

func (s counsel) strengths(answer *lexfitv1.ScoreCandidateResponse) {
	shown := 0
	for _, strength := range answer.GetStrengths() {
		if strength.GetRole() != Target(better(answer)) || shown == shownStrengths {
			continue
		}
		if shown == 0 {
			s.line(s.bold("What speaks for the candidate"))
		}
		shown++
		s.line(s.wrap("  + ", Clean(strength.GetText())))
	}
}

// questions are what to ask first, or all there is.
func (s counsel) questions(answer *lexfitv1.ScoreCandidateResponse) {
	shown := 0
	for _, question := range answer.GetInterviewQuestions() {
		points, asked := Settles(question, Target(better(answer)))
		if !s.o.AllQuestions && (!asked || shown == askedFirst) {
			continue
		}
		if shown == 0 {
			s.line(s.bold("What to ask"), s.faint("  (how many points the answer can move)"))
		}
		shown++
		of := ""
		if s.o.AllQuestions {
			points, _ = Settles(question, question.GetRole())
			of = askedFor(answer, question)
		}
		s.line(s.wrap(right(moves(points), 6)+"  ", of+Clean(question.GetText())))
		if s.o.AllQuestions && question.GetPrompt() != "" {
			s.line(s.faint(s.wrap("        ", Clean(question.GetPrompt()))))
		}
	}
}

// Settles says whether a question is asked for a target, and how many points of it the answer can move.
func Settles(question *lexfitv1.InterviewQuestion, target string) (points int32, asked bool) {
	if question.GetRole() == target {
		points, asked = question.GetIntervalPoints(), true
	}
	for _, other := range question.GetAlsoSettles() {
		if other.GetRole() == target {
			points, asked = points+other.GetIntervalPoints(), true
		}
	}
	return points, asked
}

// moves are the points that an answer can move; a question that moves none is asked for what it says of the job.
func moves(points int32) string {
	if points == 0 {
		return "–"
	}
	return prose.Tenths(points)
}

// askedFor names the roles that a question is asked for, where there are several.
func askedFor(answer *lexfitv1.ScoreCandidateResponse, question *lexfitv1.InterviewQuestion) string {
	var titles []string
	for _, fit := range answer.GetFits() {
		if _, asked := Settles(question, Target(fit)); asked {
			titles = append(titles, titleOf(answer, Target(fit)))
		}
	}
	if len(answer.GetFits()) < 2 || len(titles) == 0 {
		return ""
	}
	return prose.And(titles) + ": "
}

// isAskedAbove reports whether what a fit leaves to be confirmed is among the questions that are shown.
func (s *sheet) isAskedAbove(answer *lexfitv1.ScoreCandidateResponse, made *lexfitv1.Fit, criterion string) bool {
	if s.o.NoAdvice {
		return false
	}
	shown := 0
	for _, question := range answer.GetInterviewQuestions() {
		if _, asked := Settles(question, Target(made)); !asked {
			continue
		}
		if shown++; !s.o.AllQuestions && shown > askedFirst {
			return false
		}
		if question.GetRole() == Target(made) && question.GetCriterionId() == criterion {
			return true
		}
	}
	return false
}

func (s counsel) pieces(answer *lexfitv1.ScoreCandidateResponse) {
	if len(answer.GetAdvice()) == 0 {
		if answer.GetRecommendation().GetAction() == lexfitv1.Action_ACTION_SUBMIT {
			s.line(s.bold("What the candidate could do"), "  "+nothingToClose)
		}
		return
	}
	s.line(s.bold("What the candidate could do"))
	for _, advice := range answer.GetAdvice() {
		s.line(s.wrap(fmt.Sprintf("%3d. ", advice.GetRank()), Clean(advice.GetText())))
		effect := fmt.Sprintf("%s %s → %s, %s", titleOf(answer, advice.GetRole()), prose.Tenths(advice.GetScoreBefore()), prose.Tenths(advice.GetScoreAfter()), prose.BandWord(advice.GetBandAfter()))
		if advice.GetScoreBefore() == advice.GetScoreAfter() {
			effect = fmt.Sprintf("%s %s as before, %s", titleOf(answer, advice.GetRole()), prose.Tenths(advice.GetScoreAfter()), prose.BandWord(advice.GetBandAfter()))
		}
		effect += "; " + Takes(advice.GetEffortWeeks(), advice.GetCostUsd())
		if advice.GetClosesBlocker() {
			effect += "; a must is no longer missing"
		}
		if advice.GetAlternativeTo() > 0 {
			effect += fmt.Sprintf("; instead of %d", advice.GetAlternativeTo())
		}
		s.line(s.faint(s.wrap("     ", effect)))
		for _, code := range advice.GetChecks() {
			s.line(s.faint(s.wrap("     ", Clean(code))))
		}
	}
}

// nothingToClose is said where somebody is to be submitted and no advice is worth giving: that is an answer.
const nothingToClose = "Nothing to close: submit."

// Takes says what an action takes; a dollar stands for next to nothing.
func Takes(weeks, dollars int32) string {
	text := fmt.Sprintf("%d weeks", weeks)
	if weeks == 1 {
		text = "1 week"
	}
	return text + ", " + prose.Dollars(dollars)
}

func (s counsel) plan(fit *lexfitv1.Fit) {
	plan := fit.GetPlan()
	if plan.GetOutcome() == lexfitv1.PlanOutcome_PLAN_OUTCOME_UNSPECIFIED {
		return
	}
	s.line(s.wrap(s.bold("Plan")+"  ", Clean(plan.GetText())))
	for i, step := range plan.GetSteps() {
		after := ""
		if step.GetOpenedByEarlier() {
			after = ", opened by what comes before"
		}
		s.line(s.wrap(fmt.Sprintf("%4d. ", i+1), Clean(step.GetText())))
		s.line(s.faint(s.wrap("      ", fmt.Sprintf("then %s; %s%s", prose.Tenths(step.GetScoreAfter()), Takes(step.GetEffortWeeks(), step.GetCostUsd()), after))))
		for _, code := range step.GetChecks() {
			s.line(s.faint(s.wrap("      ", Clean(code))))
		}
	}
	if plan.GetOutcome() == lexfitv1.PlanOutcome_PLAN_OUTCOME_REACHED && !plan.GetExact() {
		s.line(s.faint(fmt.Sprintf("      chosen from the %d most useful of more actions", plan.GetActions())))
	}
}

func (s counsel) openings(answer *lexfitv1.ScoreCandidateResponse) {
	if len(answer.GetOpenings()) == 0 {
		return
	}
	s.line(s.bold("One requirement away"))
	for i, opening := range answer.GetOpenings() {
		if i == shownOpenings {
			s.line(s.faint(fmt.Sprintf("  and %d more", len(answer.GetOpenings())-shownOpenings)))
			break
		}
		s.line(s.wrap("  ", Clean(opening.GetTitle())+": takes "+Clean(opening.GetOpensWith())+"."))
	}
}

// pay prints what each role pays beside what is expected; for the better one also where the candidate's years point.
func (s counsel) pay(answer *lexfitv1.ScoreCandidateResponse) {
	for i, fit := range answer.GetFits() {
		if text := PayText(fit, i == 0); text != "" {
			s.line(s.wrap("Pay  ", Clean(fit.GetRoleTitle())+": "+lower(Clean(text))))
		}
	}
}

// PayText is what a fit says of pay: what is expected, where anything is, and the range with where the years point, where wanted.
func PayText(fit *lexfitv1.Fit, ranged bool) string {
	var parts []string
	if ranged && fit.GetSalary().GetOrientation() != "" {
		parts = append(parts, fit.GetSalary().GetOrientation())
	}
	if fit.GetSalary().GetVerdict() != lexfitv1.SalaryVerdict_SALARY_VERDICT_UNSPECIFIED {
		parts = append(parts, fit.GetSalary().GetText())
	}
	return strings.Join(parts, " ")
}

func (s counsel) pathways(answer *lexfitv1.ScoreCandidateResponse) {
	headed := false
	for _, view := range answer.GetPathways() {
		if view.GetFromRole() != better(answer).GetRole() && !view.GetGoal() {
			continue
		}
		if !headed {
			s.line(s.bold("Where it leads"))
			headed = true
		}
		title := Clean(view.GetTitle())
		if view.GetGoal() {
			title += " (a stated goal)"
		}
		text := title
		if len(view.GetHas()) > 0 {
			text += ": has " + Clean(some(view.GetHas(), 4))
		}
		if len(view.GetAsks()) > 0 {
			text += "; asks for " + Clean(some(view.GetAsks(), 4))
		}
		if text += "."; len(view.GetAsks()) == 0 && view.GetSummary() != "" {
			text += " " + Clean(view.GetSummary())
		}
		s.line(s.wrap("  ", text))
	}
}
