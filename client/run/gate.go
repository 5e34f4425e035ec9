package run

import (
	"fmt"
	"slices"
	"strconv"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Gate is a score that a script insists on: --fail-under.
type Gate struct {
	text   string
	points int
}

// ParseGate reads a score such as 60 or 72.5; empty for no gate.
func ParseGate(text string) (Gate, error) {
	if text == "" {
		return Gate{}, nil
	}
	score, err := strconv.ParseFloat(text, 64)
	if err != nil || !(score >= 0 && score <= 100) {
		return Gate{}, usagef("--fail-under %q: expected a score from 0 to 100", text)
	}
	gate := Gate{text: text, points: int(score*10 + 0.5)}
	if gate.points == 0 && score > 0 {
		return Gate{}, fmt.Errorf("--fail-under %q: scores have tenths, no less", text)
	}
	return gate, nil
}

// String is the score as it was given, empty where there is no gate.
func (g Gate) String() string { return g.text }

// Points are the score in tenths, as the contract has it; 0 where none is asked for.
func (g Gate) Points() int { return g.points }

// Passes says whether a fit is eligible and reaches the score.
func (g Gate) Passes(fit *lexfitv1.Fit) bool {
	return g.text == "" || fit.GetEligibility() != lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE && int(fit.GetScore()) >= g.points
}

// under says whether no fit of an answer passes.
func (g Gate) under(answer *lexfitv1.ScoreCandidateResponse) bool {
	return g.text != "" && !slices.ContainsFunc(answer.GetFits(), g.Passes)
}
