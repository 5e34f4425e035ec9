package matcher_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// What an agency would ask and advise first, beside what the engine does. It prints and asserts nothing: whether the two say the
// same is for people to judge, and two of them, apart.
func TestAgencyAsks(t *testing.T) {
	t.Parallel()
	if *agency == "" {
		t.Skip("no folder given: -agency FOLDER, or LEXFIT_AGENCY")
	}
	plan := defaultPlan(t)
	for _, line := range lines(t, filepath.Join(*agency, "agency_candidates.jsonl")) {
		var candidate struct {
			Profile json.RawMessage
			Expect  struct {
				Role   string
				Ask    []string `json:"must_ask"`
				Advice []string
			}
		}
		if err := json.Unmarshal(line, &candidate); err != nil {
			t.Fatal(err)
		}
		person := profile(t, string(candidate.Profile))
		reply := advised(t, plan, person)
		t.Logf("%s, %s, %s\n  asks   %s\n  wanted %s\n  advises %s\n  wanted  %s", person.GetCandidateId(), candidate.Expect.Role, nextOf(reply),
			firstQuestions(reply, 3), strings.Join(candidate.Expect.Ask, "; "), firstAdvice(reply), strings.Join(candidate.Expect.Advice, "; "))
	}
}

func firstQuestions(reply *lexfitv1.ScoreCandidateResponse, most int) string {
	var texts []string
	for _, question := range reply.GetInterviewQuestions()[:min(most, len(reply.GetInterviewQuestions()))] {
		texts = append(texts, fmt.Sprintf("%s/%s %d: %s [%s]", strings.TrimPrefix(question.GetRole(), "roles/"), question.GetCriterionId(),
			question.GetIntervalPoints(), question.GetText(), question.GetPrompt()))
	}
	return strings.Join(texts, "\n         ")
}

func firstAdvice(reply *lexfitv1.ScoreCandidateResponse) string {
	if len(reply.GetAdvice()) == 0 {
		return "nothing"
	}
	return reply.GetAdvice()[0].GetText()
}
