// Command go shows how an internal tool scores candidates over gRPC: one stream for any number of profiles, answers in their
// order, a refused profile beside the others, and a server restart ridden out.
//
//	lexfitd &
//	go run ./examples/go < examples/candidates.jsonl
package main

import (
	"context"
	"fmt"
	"iter"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/client/input"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	address := os.Getenv("LEXFIT_SERVER")
	if address == "" {
		address = "127.0.0.1:7171"
	}
	if err := run(ctx, address); err != nil {
		fmt.Fprintln(os.Stderr, "score candidates:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, address string) error {
	c, err := client.Dial(address, client.Options{})
	if err != nil {
		return err
	}
	defer c.Close() //nolint:errcheck // the calls have ended

	// Pinned, so that neither midnight nor a new revision of the rulebook divides the run.
	active, err := c.Rulebook.GetRulebookRevision(ctx, &lexfitv1.GetRulebookRevisionRequest{})
	if err != nil {
		return err
	}
	options := &lexfitv1.ScoreOptions{
		RulebookRevision: active.GetRevision().GetRevision(),
		AsOf:             time.Now().UTC().Format(time.DateOnly),
		View:             lexfitv1.View_VIEW_FULL,
		Advice:           &lexfitv1.AdviceOptions{Max: 3},
	}
	return client.Batch(ctx, c, options, client.BatchOptions{RideOut: time.Minute}, profiles, show)
}

// profiles yields each row of standard input; one that cannot be read keeps its place with a nil profile.
func profiles(ctx context.Context) iter.Seq2[*input.Row, *lexfitv1.CandidateProfile] {
	return func(yield func(*input.Row, *lexfitv1.CandidateProfile) bool) {
		_, err := input.Read("-", input.JSONL, os.Stdin, func(row *input.Row) bool {
			return ctx.Err() == nil && yield(row, row.Profile)
		})
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
}

// show gets every row in the order of the input.
func show(row *input.Row, result *lexfitv1.ScoreCandidatesResponse) error {
	for _, problem := range row.Problems {
		fmt.Printf("%s: not read: %s\n", row.Place(), problem)
	}
	if e := result.GetError(); e != nil {
		for _, v := range e.GetViolations() {
			fmt.Printf("%s: refused: %s: %s\n", row.Place(), v.GetField(), v.GetDescription())
		}
		return nil
	}
	answer := result.GetResponse()
	if answer == nil {
		return nil // said above
	}
	fmt.Printf("%s: %s\n", answer.GetCandidateId(), strings.TrimPrefix(answer.GetRecommendation().GetAction().String(), "ACTION_"))
	for _, fit := range answer.GetFits() {
		fmt.Printf("  %-16s %5.1f of %.0f  %s\n", fit.GetRoleTitle(), float64(fit.GetScore())/10, float64(fit.GetMaxScore())/10, strings.TrimPrefix(fit.GetBand().String(), "BAND_"))
	}
	for _, advice := range answer.GetAdvice() {
		fmt.Printf("  %d. %s (%.1f → %.1f)\n", advice.GetRank(), advice.GetText(), float64(advice.GetScoreBefore())/10, float64(advice.GetScoreAfter())/10)
	}
	return nil
}
