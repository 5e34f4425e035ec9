package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// errUnder ends a command that is done, and found somebody below --fail-under.
var errUnder = errors.New("below --fail-under")

// gate is a score that a script insists on.
type gate struct{ text string }

func (g *gate) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&g.text, "fail-under", "", "exit with 4 where a candidate is ineligible, or below this score, such as 60 or 72.5, for every role asked for")
}

func (g *gate) check() error {
	if g.text == "" {
		return nil
	}
	v, err := strconv.ParseFloat(g.text, 64)
	if err != nil || !(v >= 0 && v <= 100) {
		return usagef("--fail-under %q: expected a score from 0 to 100", g.text)
	}
	if g.points() == 0 && v > 0 {
		return fmt.Errorf("--fail-under %q: scores have tenths, no less", g.text)
	}
	return nil
}

// points are the score in tenths, as the contract has it; 0 where none is asked for.
func (g *gate) points() int {
	v, _ := strconv.ParseFloat(g.text, 64) // checked before
	return int(v*10 + 0.5)
}

// under says whether no fit of an answer is eligible and reaches the score.
func (g *gate) under(a *lexfitv1.ScoreCandidateResponse) bool {
	if g.text == "" {
		return false
	}
	return !slices.ContainsFunc(a.GetFits(), g.passes)
}

func (g *gate) passes(f *lexfitv1.Fit) bool {
	return f.GetEligibility() != lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE && int(f.GetScore()) >= g.points()
}
