package run_test

import (
	"bytes"
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lexfit/lexfit/client/columnar"
	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/client/run"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// ListRulebookRevisions has the rules of digest abc on its second page.
func (f *fake) ListRulebookRevisions(_ context.Context, request *lexfitv1.ListRulebookRevisionsRequest) (*lexfitv1.ListRulebookRevisionsResponse, error) {
	if request.GetPageToken() == "" {
		return &lexfitv1.ListRulebookRevisionsResponse{Revisions: []*lexfitv1.RulebookRevision{{Revision: 9, Digest: "zz"}}, NextPageToken: "more"}, nil
	}
	return &lexfitv1.ListRulebookRevisionsResponse{Revisions: []*lexfitv1.RulebookRevision{{Revision: 7, Digest: "abc"}, {Revision: 2, Digest: "abc"}}}, nil
}

// resultOf is what the fake server makes of the n-th row of a pool, whose profile has an id alone.
func resultOf(t *testing.T, n int, id string) columnar.Row {
	t.Helper()
	digest, err := columnar.Digest(&lexfitv1.CandidateProfile{CandidateId: id})
	if err != nil {
		t.Fatal(err)
	}
	return columnar.Row{
		Row: int64(n), CandidateID: id, ProfileDigest: digest, Role: "roles/paralegal", Score: new(int32(100 * len(id))), ScoreLow: new(int32(0)), ScoreHigh: new(int32(0)),
		Band: "GOOD", Eligibility: "ELIGIBLE", RulebookRevision: new(int32(2)), RulebookDigest: "abc", EngineVersion: new(int32(0)), AsOf: new(int32(19782)),
	}
}

// write writes results as a file.
func (s *stage) write(name string, options render.Options, rows ...columnar.Row) {
	s.Helper()
	var file bytes.Buffer
	writer := columnar.NewWriter(&file, options)
	if err := writer.Write(rows...); err != nil {
		s.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		s.Fatal(err)
	}
	if err := os.WriteFile(s.at(name), file.Bytes(), 0o600); err != nil {
		s.Fatal(err)
	}
}

// What comes of results that were changed, moved, chosen from or mixed, and of pools that are no longer the same.
func TestReplay(t *testing.T) {
	t.Parallel()
	const pool = `{"candidate_id": "a"}
{"candidate_id": "refused"}
{"candidate_id": "abc"}
{"candidate_id": 1}
{"candidate_id": "abcdef"}
`
	a, abc, abcdef := resultOf(t, 1, "a"), resultOf(t, 3, "abc"), resultOf(t, 5, "abcdef")
	rejected := columnar.Row{Row: 2, CandidateID: "refused", ErrorCode: "INVALID_PROFILE", ErrorMessage: "no"}
	unread := columnar.Row{Row: 4, ErrorCode: "UNREADABLE_ROW", ErrorMessage: "no"}
	change := func(row columnar.Row, change func(*columnar.Row)) columnar.Row {
		change(&row)
		return row
	}
	asked := render.Options{Program: "v9", Asked: &lexfitv1.ScoreOptions{Targets: []string{"roles/paralegal"}, Advice: &lexfitv1.AdviceOptions{Max: 3, Order: lexfitv1.AdviceOrder_ADVICE_ORDER_COST}}}
	for name, tried := range map[string]struct {
		rows    []columnar.Row
		options render.Options
		job     run.ReplayJob
		pool    string // the one above where it is empty
		ids     string // whose replies came, in order
		want    string // what was said, or how it begins
	}{
		"whole": {
			[]columnar.Row{a, rejected, abc, unread, abcdef},
			asked,
			run.ReplayJob{},
			"", "a abc abcdef",
			"pool.jsonl:2: display_name: is not allowed\npool.jsonl:4: candidate_id: expected a text in double quotes, got the number 1\nread 5 = replayed 3 + rejected 2\n",
		},
		"chosen and in another order": {
			[]columnar.Row{abcdef, a},
			render.Options{},
			run.ReplayJob{},
			"", "a abcdef",
			"x.parquet: rows of the input without a result, left out: 3\nread 2 = replayed 2 + rejected 0\n",
		},
		"one row": {[]columnar.Row{a, rejected, abc, unread, abcdef}, asked, run.ReplayJob{Rows: []int64{3}}, "", "abc", "read 1 = replayed 1 + rejected 0\n"},
		"no such row": {
			[]columnar.Row{a, abc},
			asked,
			run.ReplayJob{Rows: []int64{2}},
			"", "",
			"lexfit: row 2: expected a row that stands both in x.parquet and in the input",
		},
		"a score was changed": {
			[]columnar.Row{change(a, func(row *columnar.Row) { row.Score = new(int32(101)) })},
			asked,
			run.ReplayJob{Rows: []int64{1}},
			"", "",
			"pool.jsonl:1: roles/paralegal was 10.1 (0.0 to 0.0), GOOD, ELIGIBLE in x.parquet, and is 10.0 (0.0 to 0.0), GOOD, ELIGIBLE now, by the same rules",
		},
		"an end of the interval was changed": {
			[]columnar.Row{change(a, func(row *columnar.Row) { row.ScoreHigh = nil })},
			asked,
			run.ReplayJob{Rows: []int64{1}},
			"", "",
			"pool.jsonl:1: roles/paralegal was 10.0 (0.0 to unknown), GOOD",
		},
		"a band was changed": {
			[]columnar.Row{change(a, func(row *columnar.Row) { row.Band = "STRONG" })},
			asked,
			run.ReplayJob{Rows: []int64{1}},
			"", "",
			"pool.jsonl:1: roles/paralegal was 10.0 (0.0 to 0.0), STRONG, ELIGIBLE in x.parquet",
		},
		"an eligibility was changed": {
			[]columnar.Row{change(a, func(row *columnar.Row) { row.Eligibility = "INELIGIBLE" })},
			asked,
			run.ReplayJob{Rows: []int64{1}},
			"", "",
			"pool.jsonl:1: roles/paralegal was 10.0 (0.0 to 0.0), GOOD, INELIGIBLE in x.parquet",
		},
		"a role that no reply has": {
			[]columnar.Row{a, change(a, func(row *columnar.Row) { row.Role = "roles/notary" })},
			asked,
			run.ReplayJob{Rows: []int64{1}},
			"", "",
			"pool.jsonl:1: x.parquet has a result for roles/notary, and the reply none\n",
		},
		"rejected then": {
			[]columnar.Row{change(rejected, func(row *columnar.Row) { row.Row, row.CandidateID, row.ProfileDigest = 1, "a", a.ProfileDigest }), abc},
			asked,
			run.ReplayJob{Rows: []int64{1}},
			"", "",
			"pool.jsonl:1: was rejected then (INVALID_PROFILE: no), and can be scored now",
		},
		"another profile": {
			[]columnar.Row{change(a, func(row *columnar.Row) { row.ProfileDigest = strings.Repeat("0", 64) })},
			asked,
			run.ReplayJob{Rows: []int64{1}},
			"", "",
			`pool.jsonl:1: the profile of "a" is not the one that was scored: its digest is `,
		},
		"no digest of the profile": {
			[]columnar.Row{change(a, func(row *columnar.Row) { row.ProfileDigest = "" })},
			asked,
			run.ReplayJob{Rows: []int64{1}},
			"", "",
			"pool.jsonl:1: x.parquet has no profile_digest of row 1, so that nobody knows whether the profile is the same: nothing is scored\n",
		},
		"another candidate": {
			[]columnar.Row{change(a, func(row *columnar.Row) { row.CandidateID = "z" })},
			asked,
			run.ReplayJob{Rows: []int64{1}},
			"", "",
			`pool.jsonl:1: row 1 has the candidate_id "a", and in x.parquet it is that of "z"`,
		},
		"another engine": {
			[]columnar.Row{change(a, func(row *columnar.Row) { row.EngineVersion = new(int32(8)) })},
			asked,
			run.ReplayJob{},
			"", "",
			"lexfit: x.parquet was scored by engine version 8 (lexfit v9), and here is 0: nothing is made again by another engine; use a lexfit of engine version 8",
		},
		"other rules": {
			[]columnar.Row{change(a, func(row *columnar.Row) { row.RulebookDigest = "gone" })},
			asked,
			run.ReplayJob{},
			"", "",
			"lexfit: x.parquet was scored by the rules of digest gone (revision 2 in their database), which are not here",
		},
		"a shorter pool": {
			[]columnar.Row{a, abc, abcdef},
			asked,
			run.ReplayJob{},
			`{"candidate_id": "a"}` + "\n", "a",
			"lexfit: x.parquet has a result for row 3, and the input ends before it",
		},
		"another role": {
			[]columnar.Row{a},
			asked,
			run.ReplayJob{Targets: []string{"roles/notary"}},
			"", "",
			"lexfit: x.parquet has no result for roles/notary: it has those for roles/paralegal\n",
		},
		"two runs": {
			[]columnar.Row{a, change(abc, func(row *columnar.Row) { row.AsOf = new(int32(1)) })},
			asked,
			run.ReplayJob{},
			"", "",
			"lexfit: x.parquet: row 3 was scored by the rules of digest abc and engine version 0 as of 1970-01-02, and row 1 by abc and 0 as of 2024-02-29: expected the results of one run\n",
		},
		"nothing said of the rules": {
			[]columnar.Row{change(a, func(row *columnar.Row) { row.EngineVersion = nil })},
			asked,
			run.ReplayJob{},
			"", "",
			"lexfit: x.parquet: row 1 does not say by what it was scored",
		},
		"nothing said of the place": {[]columnar.Row{change(a, func(row *columnar.Row) { row.Row = 0 })}, asked, run.ReplayJob{}, "", "", "lexfit: x.parquet: holds a row that says nothing of its place"},
		"all rejected":              {[]columnar.Row{rejected, unread}, asked, run.ReplayJob{}, "", "", "lexfit: x.parquet: holds no result: 2 rows, all of them rejected\n"},
		"nobody":                    {nil, asked, run.ReplayJob{}, "", "", "lexfit: x.parquet: holds no result: 0 rows, all of them rejected\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if tried.pool == "" {
				tried.pool = pool
			}
			s := newStage(t, map[string]string{"pool.jsonl": tried.pool})
			s.write("x.parquet", tried.options, tried.rows...)
			server := &fake{}
			out := s.replay(server, tried.job)
			if said := s.heard(); !strings.HasPrefix(said, tried.want) && !slices.Equal(sortedLines(said), sortedLines(tried.want)) {
				t.Errorf("said:\n%swant:\n%s", said, tried.want)
			}
			var ids []string
			for line := range strings.Lines(out) {
				id, _, _ := strings.Cut(strings.TrimPrefix(line, `{"candidate_id":"`), `"`)
				ids = append(ids, id)
			}
			if diff := cmp.Diff(strings.Fields(tried.ids), ids); strings.Join(ids, " ") != tried.ids {
				t.Error(diff)
			}
			if name == "whole" {
				if got := server.asked; got.GetAdvice().GetMax() != 3 || got.GetAdvice().GetOrder() != lexfitv1.AdviceOrder_ADVICE_ORDER_COST || got.GetRulebookRevision() != 2 || got.GetAsOf() != "2024-02-29" {
					t.Errorf("asked %v", got)
				}
			}
			if name == "chosen and in another order" && (!slices.Equal(server.asked.GetTargets(), []string{"roles/paralegal"}) || server.asked.GetAdvice().GetNone()) {
				t.Errorf("asked %v", server.asked)
			}
		})
	}
}

func sortedLines(text string) []string {
	lines := strings.Split(text, "\n")
	slices.Sort(lines)
	return lines
}

// replay has x.parquet made again from pool.jsonl, and tells how it went.
func (s *stage) replay(server *fake, job run.ReplayJob) string {
	s.Helper()
	connection := serve(s.T, server)
	survey, err := run.OpenResults(s.at("x.parquet"))
	if err != nil {
		s.said.WriteString("lexfit: " + err.Error() + "\n")
		return ""
	}
	defer survey.Close()
	rows := s.open("", "pool.jsonl")
	var out bytes.Buffer
	job.Output, job.Format, job.From = run.Output{Stdout: &out}, format(s.T, "jsonl"), survey
	account, err := run.Replay(s.Context(), connection, rows, job)
	if err != nil {
		s.Fatal(err)
	}
	account.Done = "replayed"
	s.tell(account)
	return out.String()
}
