package run_test

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/run"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// The package speaks to the server over gRPC only, and pulls in neither it nor the engine through another package.
func TestDependencies(t *testing.T) {
	t.Parallel()
	list, err := exec.Command("go", "list", "-deps", "github.com/lexfit/lexfit/client/run").CombinedOutput()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, list)
	}
	for dependency := range strings.FieldsSeq(string(list)) {
		engine := strings.HasSuffix(dependency, "lexfit/matcher") // not its words: names and prose are for everybody
		for _, foreign := range []string{"lexfit/server", "lexfit/matcher/rulebook", "spf13/cobra", "bbolt"} {
			if engine || strings.Contains(dependency+"/", foreign+"/") {
				t.Errorf("client/run depends on %s", dependency)
			}
		}
	}
}

// Whoever settles rows refuses some, is not asked for others, and may end the reading.
func TestEach(t *testing.T) {
	t.Parallel()
	s := newStage(t, map[string]string{"pool.jsonl": pool})
	enough := errors.New("enough")
	ctx, cancel := context.WithCancel(t.Context())
	for _, test := range []struct {
		name   string
		settle func(*input.Row) error
		err    error
		total  run.Count
	}{
		{"all", func(*input.Row) error { return nil }, nil, run.Count{Read: 5, Scored: 3, Rejected: 2}},
		{"not all asked for", func(row *input.Row) error {
			if row.Profile.GetCandidateId() == "a" {
				return fmt.Errorf("row: %w", run.ErrNotAsked)
			}
			return nil
		}, nil, run.Count{Read: 3, Scored: 1, Rejected: 2}},
		{"an error", func(row *input.Row) error {
			if row.Line == 4 {
				return enough
			}
			return nil
		}, enough, run.Count{Read: 4, Scored: 1, Rejected: 2}},
		{"interrupted", func(*input.Row) error { cancel(); return nil }, context.Canceled, run.Count{Read: 1, Scored: 1}},
	} {
		rows := s.open("", "pool.jsonl")
		err := rows.Each(ctx, func(row *input.Row) (*lexfitv1.ProfileError, error) {
			if row.Profile.GetCandidateId() == "refused" {
				return refusal(), nil
			}
			return nil, test.settle(row)
		})
		if account := rows.End(err); !errors.Is(account.Err, test.err) || account.Total() != test.total {
			t.Errorf("%s: got %v, %+v", test.name, account.Err, account.Total())
		}
	}
}

// Results take their place where all went well, and are not there where it did not; rejected rows of a table keep its head.
func TestResults(t *testing.T) {
	t.Parallel()
	const table = "Candidate ID,Name\nrefused,Ann\nb,Bo,too,many\nccc,Cy\n"
	for _, failure := range []error{nil, errors.New("the disk is full")} {
		s := newStage(t, map[string]string{"table.csv": table})
		rows := s.open("left.csv", "table.csv")
		results, err := rows.Create(run.Output{Path: s.at("out")})
		if err != nil {
			t.Fatal(err)
		}
		err = rows.Each(t.Context(), func(row *input.Row) (*lexfitv1.ProfileError, error) {
			if row.Profile.GetCandidateId() == "refused" {
				return refusal(), nil
			}
			_, err := results.Write([]byte(row.Profile.GetCandidateId()))
			return nil, err
		})
		if err == nil {
			err = failure
		}
		account := results.End(err)
		if !errors.Is(account.Err, failure) || account.Total() != (run.Count{Read: 3, Scored: 1, Rejected: 2}) {
			t.Errorf("got %v, %+v", account.Err, account.Total())
		}
		left, err := filepath.Glob(s.at("*"))
		if err != nil {
			t.Fatal(err)
		}
		if failure != nil {
			if len(left) != 1 {
				t.Errorf("is left: %v", left)
			}
			continue
		}
		if s.read("out") != "ccc" || s.read("left.csv") != "Candidate ID,Name\nrefused,Ann\nb,Bo,too,many\n" || len(left) != 4 {
			t.Errorf("results %q, rejected %q, among %v", s.read("out"), s.read("left.csv"), left)
		}
	}
}

// Candidates are picked by their ids, and one more than wanted shows that there are too many.
func TestPick(t *testing.T) {
	t.Parallel()
	s := newStage(t, map[string]string{"pool.jsonl": pool})
	rows := s.open("", "pool.jsonl")
	profiles, names, missing := rows.Pick(t.Context(), []string{"ccc", "nobody", "a"}, 20)
	if len(profiles) != 3 || len(names) != 2 || strings.Join(missing, " ") != "nobody" {
		t.Errorf("got %v, %v, %v", profiles, names, missing)
	}
	rows.Settle()
	if got := rows.Total(); got != (run.Count{Read: 4, Scored: 3, Rejected: 1}) { // the refused one was not asked for
		t.Errorf("got %+v", got)
	}
	if profiles, _, _ := s.open("", "pool.jsonl").Pick(t.Context(), nil, 2); len(profiles) != 3 {
		t.Errorf("%d of at most 2 and one more", len(profiles))
	}
}

// Where nothing is read there is nothing to account for, and that is an error; files are checked before they are read.
func TestOpen(t *testing.T) {
	t.Parallel()
	s := newStage(t, map[string]string{"none.jsonl": ""})
	if account := s.open("", "none.jsonl").End(nil); account.Err == nil || account.Err.Error() != "nothing to score: expected at least one candidate profile" {
		t.Errorf("got %v", account.Err)
	}
	console := run.NewConsole(&s.said, false, false)
	var usage run.UsageError
	if _, err := run.Open(console, run.Source{Files: []string{s.at("none.jsonl")}, Options: &input.Options{}, Rejects: s.at("none.jsonl")}); !errors.As(err, &usage) {
		t.Errorf("rejected rows over what is read: %v", err)
	}
	if _, err := run.Open(console, run.Source{Files: []string{s.at("nowhere.jsonl")}, Options: &input.Options{}}); err == nil {
		t.Error("a file that is not there was opened")
	}
}
