package matcher_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/lexfit/lexfit/matcher"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

func TestDump(t *testing.T) {
	p := defaultPlan(t)
	out, _ := os.Create("/tmp/dump.txt")
	for _, l := range lines(t, filepath.Join("testdata", "golden", "candidates.jsonl")) {
		var c goldenCase
		if err := json.Unmarshal(l, &c); err != nil {
			t.Fatal(err)
		}
		x := &lexfitv1.CandidateProfile{}
		read(t, c.Profile, x)
		r, err := p.Score(x, matcher.Options{AsOf: asOf})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(out, "=== %s  %v  %s\n", x.GetCandidateId(), r.GetRecommendation().GetAction(), r.GetRecommendation().GetRedirectRole())
		for _, s := range r.GetRecommendation().GetReasons() {
			fmt.Fprintln(out, "   -", s)
		}
		for _, a := range r.GetAdvice() {
			fmt.Fprintf(out, "  %d [%s/%s] %d→%d %v w%d $%d closes=%v alt=%d %s %v\n", a.GetRank(), a.GetRole(), a.GetCriterionId(), a.GetScoreBefore(), a.GetScoreAfter(), a.GetBandAfter(), a.GetEffortWeeks(), a.GetCostUsd(), a.GetClosesBlocker(), a.GetAlternativeTo(), a.GetText(), a.GetChecks())
		}
		for _, f := range r.GetFits() {
			fmt.Fprintf(out, "  PLAN %s %s (%d actions)\n", f.GetRole(), f.GetPlan().GetText(), f.GetPlan().GetActions())
			for _, s := range f.GetPlan().GetSteps() {
				fmt.Fprintf(out, "     step %d %s %v\n", s.GetScoreAfter(), s.GetText(), s.GetOpenedByEarlier())
			}
		}
		for _, o := range r.GetOpenings() {
			fmt.Fprintf(out, "  OPENING %s: %s %v\n", o.GetTitle(), o.GetOpensWith(), o.GetChecks())
		}
		for i, q := range r.GetInterviewQuestions() {
			if i < 6 {
				fmt.Fprintf(out, "  Q %d %s %v %s | %s %v\n", q.GetIntervalPoints(), q.GetCriterionId(), q.GetCause(), q.GetText(), q.GetPrompt(), q.GetPaths())
			}
		}
		for _, s := range r.GetStrengths() {
			fmt.Fprintf(out, "  S %s %s\n", s.GetRole(), s.GetText())
		}
		for _, w := range r.GetPathways() {
			fmt.Fprintf(out, "  PATH %s goal=%v has=%v asks=%v\n", w.GetTitle(), w.GetGoal(), w.GetHas(), w.GetAsks())
		}
	}
}
