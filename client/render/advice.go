package render

import (
	"fmt"
	"strings"

	"github.com/lexfit/lexfit/matcher/prose"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// How much of each list a screen shows; -o json has the whole.
const (
	shownQuestions = 5
	shownStrengths = 3
	shownPathways  = 4
	shownOpenings  = 4
)

// advice tells what follows from a score: what to do, what to ask, what the candidate could do.
func (s *sheet) advice(a *lexfitv1.ScoreCandidateResponse) {
	if a.GetRecommendation().GetAction() == lexfitv1.Action_ACTION_UNSPECIFIED {
		return
	}
	s.line()
	if len(a.GetFits()) == 1 { // else they stand under the better role
		s.reasons(a.GetRecommendation())
	}
	s.next(a, "")
	s.strengths(a)
	s.questions(a)
	s.pieces(a)
	for _, f := range a.GetFits() {
		s.plan(f)
	}
	s.openings(a)
	s.pay(a)
	s.pathways(a)
}

// next names the action that is recommended.
func (s *sheet) next(a *lexfitv1.ScoreCandidateResponse, indent string) {
	r := a.GetRecommendation()
	if r.GetAction() == lexfitv1.Action_ACTION_UNSPECIFIED || s.o.NoAdvice {
		return
	}
	word := strings.TrimPrefix(r.GetAction().String(), "ACTION_")
	if n := len(r.GetReasons()); n > 0 {
		_, why, _ := strings.Cut(Clean(r.GetReasons()[n-1]), ": ") // it begins with the action's own word
		s.line(wrap(indent+"Next: ", s.bold(word)+" – "+why))
	}
}

// reasons lists why a role was recommended. The last one says what to do next, and is shown there.
func (s *sheet) reasons(r *lexfitv1.Recommendation) {
	list := r.GetReasons()
	if r.GetAction() != lexfitv1.Action_ACTION_UNSPECIFIED && len(list) > 0 && !s.o.NoAdvice {
		list = list[:len(list)-1]
	}
	for _, reason := range list {
		s.line(wrap("  ", Clean(reason)))
	}
}

// better is the resource name of the target that stands first.
func better(a *lexfitv1.ScoreCandidateResponse) *lexfitv1.Fit {
	if len(a.GetFits()) == 0 {
		return &lexfitv1.Fit{}
	}
	return a.GetFits()[0]
}

// Target is the resource name of what a fit is for: the job order where there is one, else the role.
func Target(f *lexfitv1.Fit) string {
	if f.GetJobOrder() != "" {
		return f.GetJobOrder()
	}
	return f.GetRole()
}

func titleOf(a *lexfitv1.ScoreCandidateResponse, name string) string {
	for _, f := range a.GetFits() {
		if Target(f) == name {
			return Clean(f.GetRoleTitle())
		}
	}
	return Clean(name)
}

func (s *sheet) strengths(a *lexfitv1.ScoreCandidateResponse) {
	head := s.bold("Speaks for the candidate")
	shown := 0
	for _, x := range a.GetStrengths() {
		if x.GetRole() != Target(better(a)) || shown == shownStrengths {
			continue
		}
		if shown == 0 {
			s.line(head)
		}
		shown++
		s.line(wrap("  + ", Clean(x.GetText())+" "+prose.Tenths(x.GetPoints())+" of "+prose.Tenths(x.GetMaxPoints())+"."))
	}
}

func (s *sheet) questions(a *lexfitv1.ScoreCandidateResponse) {
	shown, more := 0, 0
	for _, q := range a.GetInterviewQuestions() {
		if !s.o.AllQuestions && (q.GetRole() != Target(better(a)) || shown == shownQuestions) {
			more++
			continue
		}
		if shown == 0 {
			s.line(s.bold("To ask"), s.faint("  (how much of 100 each answer can move)"))
		}
		shown++
		of := ""
		if s.o.AllQuestions && len(a.GetFits()) > 1 {
			of = titleOf(a, q.GetRole()) + ": "
		}
		s.line(wrap(right(prose.Tenths(q.GetIntervalPoints()), 6)+"  ", of+Clean(q.GetText())))
		s.line(s.faint(wrap("        ", Clean(q.GetPrompt()))))
	}
	if more > 0 {
		s.line(s.faint(fmt.Sprintf("        %d more with --all-questions", more)))
	}
}

func (s *sheet) pieces(a *lexfitv1.ScoreCandidateResponse) {
	if len(a.GetAdvice()) == 0 {
		return
	}
	s.line(s.bold("What the candidate could do"))
	for _, x := range a.GetAdvice() {
		s.line(wrap(fmt.Sprintf("%3d. ", x.GetRank()), Clean(x.GetText())))
		effect := fmt.Sprintf("%s %s → %s, %s", titleOf(a, x.GetRole()), prose.Tenths(x.GetScoreBefore()), prose.Tenths(x.GetScoreAfter()), prose.BandName(x.GetBandAfter()))
		effect += "; " + Takes(x.GetEffortWeeks(), x.GetCostUsd())
		if x.GetClosesBlocker() {
			effect += "; meets a must"
		}
		if x.GetAlternativeTo() > 0 {
			effect += fmt.Sprintf("; instead of %d", x.GetAlternativeTo())
		}
		s.line(s.faint(wrap("     ", effect)))
		for _, c := range x.GetChecks() {
			s.line(s.faint(wrap("     ", Clean(c))))
		}
	}
}

// Takes says what an action takes; a dollar stands for next to nothing.
func Takes(weeks, dollars int32) string {
	text := fmt.Sprintf("%d weeks", weeks)
	if weeks == 1 {
		text = "1 week"
	}
	if dollars <= 1 {
		return text + ", next to no cost"
	}
	return text + ", " + prose.Thousands(dollars) + " dollars"
}

func (s *sheet) plan(f *lexfitv1.Fit) {
	d := f.GetPlan()
	if d.GetOutcome() == lexfitv1.PlanOutcome_PLAN_OUTCOME_UNSPECIFIED {
		return
	}
	s.line(wrap(s.bold("Plan")+"  ", Clean(d.GetText())))
	for i, x := range d.GetSteps() {
		after := ""
		if x.GetOpenedByEarlier() {
			after = ", opened by what comes before"
		}
		s.line(wrap(fmt.Sprintf("%4d. ", i+1), Clean(x.GetText())))
		s.line(s.faint(wrap("      ", fmt.Sprintf("then %s; %s%s", prose.Tenths(x.GetScoreAfter()), Takes(x.GetEffortWeeks(), x.GetCostUsd()), after))))
		for _, c := range x.GetChecks() {
			s.line(s.faint(wrap("      ", Clean(c))))
		}
	}
	if d.GetOutcome() == lexfitv1.PlanOutcome_PLAN_OUTCOME_REACHED && !d.GetExact() {
		s.line(s.faint(fmt.Sprintf("      chosen from the %d most useful of more actions", d.GetActions())))
	}
}

func (s *sheet) openings(a *lexfitv1.ScoreCandidateResponse) {
	if len(a.GetOpenings()) == 0 {
		return
	}
	s.line(s.bold("One condition away"))
	for i, o := range a.GetOpenings() {
		if i == shownOpenings {
			s.line(s.faint(fmt.Sprintf("  and %d more: see -o json", len(a.GetOpenings())-shownOpenings)))
			break
		}
		s.line(wrap("  ", Clean(o.GetTitle())+": opens with "+Clean(o.GetOpensWith())+"."))
	}
}

func (s *sheet) pay(a *lexfitv1.ScoreCandidateResponse) {
	for _, f := range a.GetFits() {
		if f.GetSalary().GetVerdict() != lexfitv1.SalaryVerdict_SALARY_VERDICT_UNSPECIFIED {
			s.line(wrap("Pay  ", Clean(f.GetRoleTitle())+": "+lower(Clean(f.GetSalary().GetText()))))
		}
	}
}

func (s *sheet) pathways(a *lexfitv1.ScoreCandidateResponse) {
	shown := 0
	for _, w := range a.GetPathways() {
		if shown == shownPathways || w.GetFromRole() != better(a).GetRole() && !w.GetGoal() {
			continue
		}
		if shown == 0 {
			s.line(s.bold("Where it leads"))
		}
		shown++
		title := Clean(w.GetTitle())
		if w.GetGoal() {
			title += " (a stated goal)"
		}
		text := title
		if len(w.GetHas()) > 0 {
			text += ": has " + Clean(some(w.GetHas(), 4))
		}
		if len(w.GetAsks()) > 0 {
			text += "; asks for " + Clean(some(w.GetAsks(), 4))
		}
		s.line(wrap("  ", text+"."))
	}
}
