package run_test

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/lexfit/lexfit/client/input"
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

// silent is standard input that nobody ends.
type silent struct{}

func (silent) Read([]byte) (int, error) { select {} }

// Standard input cannot be read twice, and a ranking of it rides out a server that goes away all the same; while nobody types, too.
func TestRankOfStandardInput(t *testing.T) {
	t.Parallel()
	s := newStage(t, nil)
	open := func(in io.Reader) *run.Rows {
		rows, err := run.Open(run.NewConsole(&s.said, false, false), run.Source{Files: []string{"-"}, Options: &input.Options{Format: input.JSONL}, Stdin: in, Rejects: s.at("left.jsonl")})
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	rank := func(f *fake, in io.Reader, retryFor time.Duration) (string, *run.Account) {
		var out bytes.Buffer
		_, account, err := run.Rank(t.Context(), serve(t, f), open(in), run.RankJob{
			Output: run.Output{Stdout: &out}, Format: format(t, "jsonl"), Request: &lexfitv1.RankOptions{Target: "roles/x"}, RetryFor: retryFor,
		})
		if err != nil {
			t.Fatal(err)
		}
		return out.String(), account
	}
	want, _ := rank(&fake{}, strings.NewReader(pool), 0)
	wantLeft := s.read("left.jsonl")
	got, account := rank(&fake{breaks: 3, times: 9, breaksBy: errGone}, strings.NewReader(pool), time.Minute)
	if account.Err != nil || got != want || s.read("left.jsonl") != wantLeft || account.Total() != (run.Count{Read: 5, Scored: 3, Rejected: 2}) {
		t.Errorf("got %+v: %s\nleft %s\nwant %s", account, got, s.read("left.jsonl"), want)
	}
	if heard := s.heard(); !strings.Contains(heard, "the server has gone away (gone); trying again for 1m0s\n") {
		t.Errorf("said %s", heard)
	}
	_, account = rank(&fake{breaks: 0, times: 1000, breaksBy: errGone}, io.MultiReader(strings.NewReader(pool), silent{}), time.Second)
	if status.Code(account.Err) != codes.Unavailable {
		t.Errorf("with nobody there and silence: %v", account.Err)
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
