package parquetcheck_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/tools/parquetcheck"
)

// fit is what of a reply's fit stands in columns.
type fit struct {
	Role        string           `json:"role"`
	JobOrder    string           `json:"job_order"`
	Revision    int              `json:"job_order_revision"`
	Digest      string           `json:"job_order_digest"`
	Score       int              `json:"score"`
	ScoreLow    int              `json:"score_low"`
	ScoreHigh   int              `json:"score_high"`
	MaxScore    int              `json:"max_score"`
	FitIndex    int              `json:"fit_index"`
	Band        string           `json:"band"`
	Eligibility string           `json:"eligibility"`
	Blockers    []map[string]any `json:"blockers"`
	Unconfirmed []map[string]any `json:"unconfirmed"`
	Flags       []string         `json:"flags"`
	Criteria    []struct{ Status string }
}

type reply struct {
	ID             string `json:"candidate_id"`
	Revision       int    `json:"rulebook_revision"`
	Digest         string `json:"rulebook_digest"`
	Engine         int    `json:"engine_version"`
	AsOf           string `json:"as_of"`
	Fits           []fit
	Recommendation struct{ Role, Action string }
	Assumptions    []map[string]any
	Unrecognized   []map[string]any
	Advice         []struct{ Role string }
	Questions      []struct {
		Role string
		Also []struct{ Role string } `json:"also_settles"`
	} `json:"interview_questions"`
}

// cells are the columns that a fit makes.
func (r *reply) cells(f *fit) map[string]string {
	target := f.Role
	made := map[string]string{
		"candidate_id": r.ID, "role": f.Role, "score": fmt.Sprint(f.Score), "score_low": fmt.Sprint(f.ScoreLow), "score_high": fmt.Sprint(f.ScoreHigh),
		"max_score": fmt.Sprint(f.MaxScore), "fit_index": fmt.Sprint(f.FitIndex), "band": strings.TrimPrefix(f.Band, "BAND_"),
		"eligibility": strings.TrimPrefix(f.Eligibility, "ELIGIBILITY_"), "blockers": fmt.Sprint(len(f.Blockers)), "unconfirmed": fmt.Sprint(len(f.Unconfirmed)),
		"next_step": strings.TrimPrefix(r.Recommendation.Action, "ACTION_"), "assumptions": fmt.Sprint(len(r.Assumptions)), "unrecognized": fmt.Sprint(len(r.Unrecognized)),
		"rulebook_revision": fmt.Sprint(r.Revision), "rulebook_digest": r.Digest, "engine_version": fmt.Sprint(r.Engine), "as_of": r.AsOf, "draft": "false",
	}
	if f.JobOrder != "" {
		target = f.JobOrder
		made["job_order"], made["job_order_revision"], made["job_order_digest"] = f.JobOrder, fmt.Sprint(f.Revision), f.Digest
	}
	if len(f.Flags) > 0 {
		made["flags"] = strings.Join(f.Flags, " ")
	}
	made["recommended"] = fmt.Sprint(r.Recommendation.Role == target)
	stands := map[string]int{}
	for _, criterion := range f.Criteria {
		stands[criterion.Status]++
	}
	for column, status := range map[string]string{"criteria_met": "MET", "criteria_partial": "PARTIAL", "criteria_not_met": "NOT_MET", "criteria_not_stated": "NOT_STATED"} {
		made[column] = fmt.Sprint(stands["STATUS_"+status])
	}
	advice, questions := 0, 0
	for _, piece := range r.Advice {
		if piece.Role == target {
			advice++
		}
	}
	for _, question := range r.Questions {
		bears := question.Role == target
		for _, other := range question.Also {
			bears = bears || other.Role == target
		}
		if bears {
			questions++
		}
	}
	made["advice"], made["questions"] = fmt.Sprint(advice), fmt.Sprint(questions)
	return made
}

// Arrow reads of a Parquet file, to the last number, what the JSON Lines and the CSV file of the same run say; rejected rows stand where
// they stood.
func TestArrowReadsTheSame(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	build := exec.CommandContext(t.Context(), "go", "build", "-o", at("lexfit"), "./client/cmd/lexfit")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	lexfit := func(code int, args ...string) []byte {
		t.Helper()
		command := exec.CommandContext(t.Context(), at("lexfit"), append(args, "--db", at("x.db"))...) //nolint:gosec // built here
		var out, errs bytes.Buffer
		command.Stdout, command.Stderr = &out, &errs
		_ = command.Run()
		if got := command.ProcessState.ExitCode(); got != code {
			t.Fatalf("lexfit %s: exit code %d: %s", strings.Join(args, " "), got, &errs)
		}
		return out.Bytes()
	}
	pool := lexfit(0, "sample", "150", "--messy", "--seed", "3")
	pool = append(pool, []byte(`{"candidate_id":"cut","skils":[]}`+"\n"+`{"candidate_id":"Zoë 李","skills":[{"name":"Westlaw"}]}`+"\n")...)
	for name, content := range map[string][]byte{"pool.jsonl": pool, "order.yaml": []byte("role: roles/paralegal\ntitle: Acme\n")} {
		if err := os.WriteFile(at(name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	lexfit(0, "joborder", "apply", at("order.yaml"), "--id", "acme", "--author", "Ada")
	for _, name := range []string{"pool.parquet", "pool.csv", "fits.jsonl"} {
		lexfit(3, "score", at("pool.jsonl"), "--as-of", "2026-11-24", "--role", "paralegal,legal-secretary", "--job-order", "acme", "--out", at(name))
	}

	types, rows, metadata, err := parquetcheck.Read(t.Context(), at("pool.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	if types["score"] != "int32" || types["row"] != "int64" || types["as_of"] != "date32" || types["band"] != "utf8" || types["recommended"] != "bool" || len(types) != 38 {
		t.Errorf("got types %v", types)
	}
	if metadata["lexfit.as_of"] != "2026-11-24" || metadata["lexfit.rows_read"] != "152" || metadata["lexfit.rows_rejected"] != "1" {
		t.Errorf("got metadata %v", metadata)
	}

	var want []map[string]string
	fits, err := os.ReadFile(at("fits.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(bytes.NewReader(fits))
	for decoder.More() {
		var one reply
		if err := decoder.Decode(&one); err != nil {
			t.Fatal(err)
		}
		for i := range one.Fits {
			want = append(want, one.cells(&one.Fits[i]))
		}
	}
	file, err := os.Open(at("pool.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	head, lines := lines[0], lines[1:]
	if len(want) != 3*151 || len(rows) != len(want)+1 || len(lines) != len(want) {
		t.Fatalf("%d rows of Parquet, %d of JSON, %d of CSV", len(rows), len(want), len(lines))
	}
	n := 0
	for _, row := range rows {
		if row["error_code"] != "" {
			if row["row"] != "151" || row["score"] != "" || row["error_code"] != "UNREADABLE_ROW" || row["candidate_id"] != "" || !strings.Contains(row["error_message"], "skils") {
				t.Errorf("got %v", row)
			}
			continue
		}
		for column := range types {
			switch column {
			case "row", "file", "line", "profile_digest", "review_flags":
				continue
			}
			if row[column] != want[n][column] {
				t.Errorf("%s of %s for %s: Arrow reads %q, JSON has %q", column, row["candidate_id"], row["role"], row[column], want[n][column])
			}
		}
		for i, column := range head {
			switch column {
			case "score", "score_low", "score_high", "fit_index":
				if whole := strings.Replace(lines[n][i], ".", "", 1); strings.TrimLeft(whole, "0") != strings.TrimLeft(row[column], "0") {
					t.Errorf("%s of %s: Arrow reads %s, CSV has %s", column, row["candidate_id"], row[column], lines[n][i])
				}
			case "band", "eligibility", "rulebook_digest", "as_of":
				if lines[n][i] != row[column] {
					t.Errorf("%s of %s: Arrow reads %s, CSV has %s", column, row["candidate_id"], row[column], lines[n][i])
				}
			}
		}
		n++
	}
	if last := rows[len(rows)-1]; last["candidate_id"] != "Zoë 李" || last["row"] != "152" {
		t.Errorf("got %v", last)
	}
}
