package run_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/lexfit/lexfit/client/run"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// pool has rows that are fine, one that cannot be read, one that is refused, and one that is there twice.
const pool = `{"candidate_id":"a","display_name":"Ann"}
{"candidate_id":"bb"
{"candidate_id":"refused"}
{"candidate_id":"ccc"}
{"candidate_id":"a"}
`

func ids(answers string) string {
	var list []string
	for line := range strings.Lines(answers) {
		_, rest, _ := strings.Cut(line, `"candidate_id":"`)
		id, _, _ := strings.Cut(rest, `"`)
		list = append(list, id)
	}
	return strings.Join(list, " ")
}

// Every row is accounted for: scored in the order of the input, or named, kept whole and given its reason.
func TestScore(t *testing.T) {
	t.Parallel()
	s := newStage(t, map[string]string{"pool.jsonl": pool, "more.jsonl": `{"candidate_id":"dddd"}` + "\n", "none.jsonl": ""})
	f := &fake{}
	var out bytes.Buffer
	gate, err := run.ParseGate("30")
	if err != nil {
		t.Fatal(err)
	}
	account, err := run.Score(t.Context(), serve(t, f), s.open("left.jsonl", "pool.jsonl", "more.jsonl", "none.jsonl"), run.ScoreJob{
		Output: run.Output{Stdout: &out}, Format: format(t, "jsonl"), Gate: gate,
		Pins: run.Pins{AsOf: "2026-11-24", Targets: []string{"roles/x", "jobOrders/y", "jobOrders/z@1"}},
	})
	if err != nil || account.Err != nil {
		t.Fatal(err, account.Err)
	}
	if got := ids(out.String()); got != "a ccc a dddd" {
		t.Errorf("scored %s", got)
	}
	if got := account.Total(); got != (run.Count{Read: 6, Scored: 4, Rejected: 2}) || account.Under != 2 || account.Failed || account.Kept != nil {
		t.Errorf("got %+v", account)
	}
	asked := f.asked
	if asked.GetAsOf() != "2026-11-24" || asked.GetRulebookRevision() != 7 || strings.Join(asked.GetTargets(), " ") != "roles/x jobOrders/y@3 jobOrders/z@1" {
		t.Errorf("the server was asked %v", asked)
	}
	s.tell(account)
	// What is said while rows are read and while they are settled may come in either order.
	want := []string{
		"pool.jsonl:2:21: not valid JSON", "pool.jsonl:3: display_name: is not allowed\n", "none.jsonl: is empty: it holds no profile\n",
		"pool.jsonl:5: candidate_id \"a\" stands at pool.jsonl:1 too: both are scored\n" +
			"pool.jsonl: read 5 = scored 3 + rejected 2\nmore.jsonl: read 1 = scored 1 + rejected 0\nnone.jsonl: read 0 = scored 0 + rejected 0\n" +
			"read 6 = scored 4 + rejected 2\n",
	}
	heard := s.heard()
	for _, part := range want {
		if !strings.Contains(heard, part) {
			t.Errorf("%q is missing from:\n%s", part, heard)
		}
	}
	if got := s.read("left.jsonl"); got != "{\"candidate_id\":\"bb\"\n{\"candidate_id\":\"refused\"}\n" {
		t.Errorf("rejected rows: %q", got)
	}
	reasons := s.read("left.jsonl" + run.RejectsSuffix)
	if strings.Count(reasons, "\n") != 2 || !strings.Contains(reasons, `"line":3,"candidate_id":"refused","problems":[{"line":3,"field":"display_name","message":"is not allowed"}]`) {
		t.Errorf("reasons: %s", reasons)
	}
}

// A run that ends in the middle keeps what is done, says so, and goes on to the bytes of one that nothing happened to,
// whatever it writes; as another run it does not go on.
func TestScoreGoesOn(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"jsonl", "json", "csv", "markdown"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, map[string]string{"pool.jsonl": pool})
			f := &fake{}
			server := serve(t, f)
			score := func(out string, resume bool, asked string, more ...string) (*run.Account, error) {
				return run.Score(t.Context(), server, s.open(out+".left", append(more, "pool.jsonl")...), run.ScoreJob{
					Output: run.Output{Path: s.at(out)}, Format: format(t, name), Pins: run.Pins{AsOf: "2026-11-24"}, Resume: resume,
					Asked: map[string]string{"--asked": asked},
				})
			}
			if account, err := score("whole", false, "this"); err != nil || account.Err != nil {
				t.Fatal(err, account)
			}
			f.breaks, f.times, f.breaksBy = 2, 1, status.Error(codes.Internal, "broken")
			account, err := score("broken", false, "this")
			if err != nil || status.Code(account.Err) != codes.Internal || account.Kept == nil || account.Kept.Rows != 3 {
				t.Fatalf("got %+v, %v", account, err)
			}
			s.heard()
			s.tell(account)
			if heard := s.heard(); !strings.HasSuffix(heard, "\nbroken is not there yet: 3 rows are done and kept beside it; go on with the same command and --resume\n") {
				t.Errorf("said %s", heard)
			}
			if _, err := os.Stat(s.at("broken")); err == nil {
				t.Error("the results are there before they are whole")
			}
			if _, err := score("broken", true, "that"); err == nil || !strings.Contains(err.Error(), `the interrupted run had --asked "this", and this one has "that"`) {
				t.Errorf("as another run: %v", err)
			}
			if err := os.WriteFile(s.at("pool.jsonl"), []byte(strings.Replace(pool, "Ann", "Eve", 1)), 0o600); err != nil {
				t.Fatal(err)
			}
			account, err = score("broken", true, "this")
			if err != nil || account.Err == nil || !strings.Contains(account.Err.Error(), "no longer those of the interrupted run") || account.Kept.Rows != 3 {
				t.Errorf("of other rows: %+v, %v", account, err)
			}
			if err := os.WriteFile(s.at("pool.jsonl"), []byte(pool), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := score("broken", true, "this", "pool.jsonl"); err == nil || !strings.Contains(err.Error(), `the interrupted run had FILE "`) {
				t.Errorf("of more files: %v", err)
			}
			account, err = score("broken", true, "this")
			if err != nil || account.Err != nil {
				t.Fatal(err, account.Err)
			}
			if got := account.Total(); got != (run.Count{Read: 5, Scored: 3, Rejected: 2}) || account.Kept != nil {
				t.Errorf("got %+v", account)
			}
			for _, suffix := range []string{"", ".left", ".left" + run.RejectsSuffix} {
				if s.read("broken"+suffix) != s.read("whole"+suffix) {
					t.Errorf("%s:\n%s\nundisturbed:\n%s", suffix, s.read("broken"+suffix), s.read("whole"+suffix))
				}
			}
			if name != "json" && name != "jsonl" && !strings.Contains(s.read("broken"), "Ann") {
				t.Errorf("nobody has a name in: %s", s.read("broken"))
			}
		})
	}
}

// A server that goes away is waited for; one that comes back with other rules is not believed.
func TestScoreByTheSameRules(t *testing.T) {
	t.Parallel()
	s := newStage(t, map[string]string{"pool.jsonl": pool})
	f := &fake{breaks: 2, times: 1, breaksBy: errGone}
	server := serve(t, f)
	score := func(retryFor time.Duration) *run.Account {
		account, err := run.Score(t.Context(), server, s.open("", "pool.jsonl"), run.ScoreJob{
			Output: run.Output{Stdout: &bytes.Buffer{}}, Format: format(t, "jsonl"), RetryFor: retryFor,
		})
		if err != nil {
			t.Fatal(err)
		}
		return account
	}
	if account := score(time.Minute); account.Err != nil || account.Total().Scored != 3 {
		t.Errorf("got %+v", account)
	}
	if heard := s.heard(); !strings.Contains(heard, "the server has gone away (gone); trying again for 1m0s\n") {
		t.Errorf("said %s", heard)
	}
	f.times = 1
	if account := score(0); status.Code(account.Err) != codes.Unavailable {
		t.Errorf("not waited for, and got %v", account.Err)
	}
	f.digest = func(index int32) string { return "abcd"[:1+index] }
	if account := score(0); account.Err == nil || !strings.Contains(account.Err.Error(), "scores by other rules") {
		t.Errorf("by other rules: %v", account.Err)
	}
}

// What cannot begin says so before anything is read, and leaves no file.
func TestScoreCannotBegin(t *testing.T) {
	t.Parallel()
	s := newStage(t, map[string]string{"pool.jsonl": pool, "there.jsonl": "kept\n"})
	server := serve(t, &fake{})
	tests := map[string]struct {
		job   run.ScoreJob
		usage bool
		want  string
	}{
		"results over what is read":    {run.ScoreJob{Output: run.Output{Path: s.at("pool.jsonl"), Overwrite: true}}, true, "would overwrite"},
		"results over what is there":   {run.ScoreJob{Output: run.Output{Path: s.at("there.jsonl")}}, false, "is there already"},
		"going on with what is gone":   {run.ScoreJob{Output: run.Output{Stdout: &bytes.Buffer{}}, Resume: true}, true, "--resume needs --out"},
		"going on with what was whole": {run.ScoreJob{Output: run.Output{Path: s.at("there.jsonl")}, Resume: true}, false, "it is complete"},
	}
	for name, test := range tests {
		test.job.Format = format(t, "jsonl")
		account, err := run.Score(t.Context(), server, s.open("", "pool.jsonl"), test.job)
		var usage run.UsageError
		if account != nil || err == nil || !strings.Contains(err.Error(), test.want) || errors.As(err, &usage) != test.usage {
			t.Errorf("%s: got %v, %v", name, account, err)
		}
	}
	if s.read("there.jsonl") != "kept\n" || s.read("pool.jsonl") != pool {
		t.Error("a file is not what it was")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if account, err := run.Score(ctx, server, s.open("", "pool.jsonl"), run.ScoreJob{}); err != nil || status.Code(account.Err) != codes.Canceled {
		t.Errorf("nobody waits: got %+v, %v", account, err)
	}
}

// A score may be insisted on in tenths.
func TestGate(t *testing.T) {
	t.Parallel()
	fit := func(score int32, eligibility lexfitv1.Eligibility) *lexfitv1.Fit {
		return &lexfitv1.Fit{Score: score, Eligibility: eligibility}
	}
	const eligible, ineligible = lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE, lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE
	for _, test := range []struct {
		text   string
		points int
		fit    *lexfitv1.Fit
		passes bool
	}{
		{"", 0, fit(0, ineligible), true},
		{"0", 0, fit(0, eligible), true},
		{"0", 0, fit(999, ineligible), false},
		{"72.5", 725, fit(725, eligible), true},
		{"72.5", 725, fit(724, eligible), false},
		{"100", 1000, fit(999, eligible), false},
	} {
		gate, err := run.ParseGate(test.text)
		if err != nil || gate.Points() != test.points || gate.String() != test.text || gate.Passes(test.fit) != test.passes {
			t.Errorf("%q: %d points, passes %v: %t, %v", test.text, gate.Points(), test.fit, gate.Passes(test.fit), err)
		}
	}
	for _, text := range []string{"x", "-1", "100.1", "NaN", "0.01"} {
		if _, err := run.ParseGate(text); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
}
