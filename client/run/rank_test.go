package run_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/lexfit/lexfit/client/run"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// A ranking rides out a server that goes away, rejects what was refused, and is of the same people in every format.
func TestRank(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"table", "jsonl", "markdown"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, map[string]string{"pool.jsonl": pool})
			var out bytes.Buffer
			// Four times gRPC itself tries.
			ranking, account, err := run.Rank(t.Context(), serve(t, &fake{breaks: 3, times: 5, breaksBy: errGone}), s.open("left.jsonl", "pool.jsonl"), run.RankJob{
				Output: run.Output{Stdout: &out}, Format: format(t, name), Request: &lexfitv1.RankOptions{Target: "jobOrders/x"}, RetryFor: time.Minute,
			})
			if err != nil || account.Err != nil {
				t.Fatal(err, account.Err)
			}
			if ranking.GetTarget() != "jobOrders/x@3" || len(ranking.GetCandidates()) != 3 || account.Total() != (run.Count{Read: 5, Scored: 3, Rejected: 2}) {
				t.Errorf("got %v, %+v", ranking, account.Total())
			}
			if len(account.Repeats) != 1 || account.Repeats[0].ID != "a" {
				t.Errorf("repeated: %v", account.Repeats)
			}
			if name != "jsonl" && !strings.Contains(out.String(), "Ann") || !strings.Contains(out.String(), "ccc") {
				t.Errorf("printed %s", &out)
			}
			if got := s.read("left.jsonl"); got != "{\"candidate_id\":\"bb\"\n{\"candidate_id\":\"refused\"}\n" {
				t.Errorf("rejected rows: %q", got)
			}
			if heard := s.heard(); strings.Count(heard, "pool.jsonl:2:") != 1 || !strings.Contains(heard, "the server has gone away (gone); trying again for 1m0s\n") {
				t.Errorf("said %s", heard)
			}
		})
	}
}

// A preview settles the rows of its sample.
func TestPreview(t *testing.T) {
	t.Parallel()
	s := newStage(t, map[string]string{"pool.jsonl": pool})
	rows := s.open("", "pool.jsonl")
	if _, err := run.Preview(t.Context(), serve(t, &fake{}), rows, &lexfitv1.PreviewOptions{}); err != nil {
		t.Fatal(err)
	}
	if got := rows.Total(); got != (run.Count{Read: 5, Scored: 3, Rejected: 2}) {
		t.Errorf("got %+v", got)
	}
	if heard := s.heard(); !strings.Contains(heard, "pool.jsonl:3: display_name: is not allowed\n") {
		t.Errorf("said %s", heard)
	}
}
