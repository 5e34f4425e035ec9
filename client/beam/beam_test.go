package beam_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	apache "github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/x/beamx"

	"github.com/lexfit/lexfit/client/beam"
	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/matcher/profilegen"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

func TestMain(m *testing.M) {
	flag.Parse()
	apache.Init()
	slog.SetDefault(slog.New(slog.DiscardHandler))
	code := m.Run()
	if folder := built.folder; folder != "" {
		_ = os.RemoveAll(folder)
	}
	os.Exit(code)
}

// asOf is the day of every test.
const asOf = "2026-11-24"

// built is the command of the tree, as its users build it.
var built struct {
	sync.Once
	folder string
	err    error
}

// lexfit runs the command in a folder, with a home and so a database there, and gives what it prints. It fails unless it ends with a code.
func lexfit(t *testing.T, folder string, code int, args ...string) []byte {
	t.Helper()
	built.Do(func() {
		if built.folder, built.err = os.MkdirTemp("", "lexfit-beam-test"); built.err != nil { //nolint:usetesting // it serves every test
			return
		}
		command := exec.Command("go", "-C", "../..", "build", "-o", filepath.Join(built.folder, "lexfit"), "./client/cmd/lexfit") //nolint:gosec // a folder of our own
		if out, err := command.CombinedOutput(); err != nil {
			built.err = fmt.Errorf("%w\n%s", err, out)
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	command := exec.Command(filepath.Join(built.folder, "lexfit"), args...) //nolint:gosec // the command under test
	command.Dir = folder
	command.Env = append(os.Environ(), "XDG_DATA_HOME="+folder, "LEXFIT_SERVER=")
	var errs bytes.Buffer
	command.Stderr = &errs
	out, err := command.Output()
	if got := command.ProcessState.ExitCode(); got != code {
		t.Fatalf("lexfit %v: exit code %d, expected %d: %v\n%s", args, got, code, err, errs.Bytes())
	}
	return out
}

// rowsAsked is how many people are scored where not all cases are tried: many by LEXFIT_TEST_BEAM_ROWS.
func rowsAsked(t *testing.T) int {
	t.Helper()
	text := os.Getenv("LEXFIT_TEST_BEAM_ROWS")
	if text == "" {
		return 300
	}
	count, err := strconv.Atoi(text)
	if err != nil || count < 1 {
		t.Fatalf("LEXFIT_TEST_BEAM_ROWS=%q: expected a number from 1", text)
	}
	return count
}

// broken are rows that nobody can score, each in a way of its own, and some that can all the same.
func broken() []string {
	many := &lexfitv1.CandidateProfile{CandidateId: "many"}
	for i := range 100 {
		job := &lexfitv1.Experience{Title: "Paralegal"}
		for j := range 50 {
			job.Duties = append(job.Duties, fmt.Sprintf("filed motion %d of %d", j, i))
		}
		many.Experience = append(many.Experience, job)
	}
	long := &lexfitv1.CandidateProfile{CandidateId: "long"}
	for range 30 {
		job := &lexfitv1.Experience{Title: "Paralegal"}
		for range 25 {
			job.Duties = append(job.Duties, strings.Repeat("ﷺ", 20))
		}
		long.Experience = append(long.Experience, job)
	}
	return []string{
		`{]`, ``, `   `, `7`, `[]`, `{"candidate_id":7,"skils":[]}`, `{"candidate_id":"cut`, "{\"candidate_id\":\"\xff\"}",
		`{"candidate_id":""}`, `{}`, `{"candidate_id":"bad-date","certifications":[{"name":"CP","expires_on":"2024-13"}]}`,
		`{"candidate_id":"bad-word","skills":[{"name":"Westlaw","proficiency":"SUPERB"}]}`,
		`{"candidate_id":"short-word","skills":[{"name":"Westlaw","proficiency":"EXPERT"}]}`,
		`{"candidate_id":"long-word","skills":[{"name":"Westlaw","proficiency":"PROFICIENCY_EXPERT"}]}`,
		`{"candidate_id":"=cmd","display_name":"+SUM(1)","labels":{"owner":"Ada"}}`,
		`{"candidate_id":"resume","basics":{"name":"Ada"}}`,
		`{"candidate_id":"` + strings.Repeat("x", 5<<20) + `"}`,
		line(many), line(long),
	}
}

func line(profile *lexfitv1.CandidateProfile) string {
	text, err := render.Marshal(profile)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// pool writes files of people, plain and strange ones, with broken rows among them, and gives their names.
func pool(t *testing.T, folder string, count int) []string {
	t.Helper()
	people, strange := profilegen.NewPeople(3), profilegen.New(5)
	var text [2]bytes.Buffer
	for i := range count {
		profile := people.Profile()
		if i%3 == 0 {
			profile = strange.Profile()
			profile.CandidateId = fmt.Sprintf("strange-%d", i)
		}
		fmt.Fprintln(&text[i%2], line(profile))
	}
	for i, row := range broken() {
		fmt.Fprintln(&text[i%2], row)
	}
	fmt.Fprint(&text[1], `{"candidate_id":"no-line-end"}`)
	var files []string
	for i := range text {
		file := filepath.Join(folder, fmt.Sprintf("pool-%d.jsonl", i))
		if err := os.WriteFile(file, text[i].Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

// together puts the files of a folder whose names end alike together, as cat does.
func together(t *testing.T, folder, suffix, without string) []byte {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*"+suffix))
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(files)
	var all []byte
	for _, file := range files {
		if without != "" && strings.HasSuffix(file, without) {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, data...)
	}
	return all
}

func same(t *testing.T, what string, got, want []byte) {
	t.Helper()
	if bytes.Equal(got, want) {
		return
	}
	gotLines, wantLines := bytes.SplitAfter(got, []byte("\n")), bytes.SplitAfter(want, []byte("\n"))
	for i := range min(len(gotLines), len(wantLines)) {
		if !bytes.Equal(gotLines[i], wantLines[i]) {
			t.Fatalf("%s: %d bytes, and the command writes %d; line %d is\n%.400s\nand the command's\n%.400s", what, len(got), len(want), i+1, gotLines[i], wantLines[i])
		}
	}
	t.Fatalf("%s: %d lines, and the command writes %d", what, len(gotLines), len(wantLines))
}

// counters runs a pipeline on prism and gives its counters.
func counters(t *testing.T, pipeline *apache.Pipeline) map[string]int64 {
	t.Helper()
	result, err := beamx.RunWithMetrics(context.Background(), pipeline)
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int64{}
	for _, counter := range result.Metrics().AllMetrics().Counters() {
		if counter.Namespace() == beam.Namespace {
			counts[counter.Name()] += counter.Result()
		}
	}
	return counts
}

// scoreFiles has files scored into folders of their own.
func scoreFiles(t *testing.T, settings beam.Settings, files beam.Files) map[string]int64 {
	t.Helper()
	if err := files.Check(context.Background(), false); err != nil {
		t.Fatal(err)
	}
	plan, err := beam.NewPlan(settings)
	if err != nil {
		t.Fatal(err)
	}
	pipeline, scope := apache.NewPipelineWithRoot()
	beam.ScoreFiles(scope, plan, files)
	return counters(t, pipeline)
}

// What a pipeline writes is what the command writes, results and reasons, whatever is asked for.
func TestFilesAreTheCommands(t *testing.T) {
	many := rowsAsked(t)
	for name, each := range map[string]struct {
		rows     int
		args     []string
		settings func(t *testing.T, folder string) beam.Settings
	}{
		"jsonl":     {rows: many, args: []string{"-o", "jsonl"}},
		"no advice": {rows: many, args: []string{"-o", "jsonl", "--no-advice"}, settings: noAdvice},
		"csv":       {rows: 100, args: []string{"-o", "csv"}, settings: func(*testing.T, string) beam.Settings { return beam.Settings{Format: "csv"} }},
		"blind": {rows: 60, args: []string{"-o", "csv", "--blind", "--role", "paralegal"}, settings: func(*testing.T, string) beam.Settings {
			return beam.Settings{Format: "csv", Blind: true, Roles: []string{"roles/paralegal"}}
		}},
		"changed rules and a job order": {rows: 60, args: []string{"-o", "jsonl", "--role", "legal-secretary", "--job-order", "acme"}, settings: changed},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			settings := beam.Settings{}
			if each.settings != nil {
				settings = each.settings(t, folder)
			}
			settings.AsOf = asOf
			pooled := pool(t, folder, each.rows)
			want := lexfit(t, folder, 3, slices.Concat([]string{"score"}, pooled, []string{"--as-of", asOf, "--rejects", "left.jsonl"}, each.args)...)
			files := beam.Files{Pool: []string{filepath.Join(folder, "pool-*.jsonl")}, Out: filepath.Join(folder, "out"), Errors: filepath.Join(folder, "errors"), Piece: 100_000}
			counts := scoreFiles(t, settings, files)
			format := settings.Format
			if format == "" {
				format = render.JSONL
			}
			same(t, "results", together(t, files.Out, "."+string(format), ""), want)
			same(t, "rejected rows", together(t, files.Errors, ".jsonl", ".reasons.jsonl"), read(t, folder, "left.jsonl"))
			same(t, "reasons", together(t, files.Errors, ".reasons.jsonl", ""), read(t, folder, "left.jsonl.reasons.jsonl"))
			accounted(t, files, counts)
		})
	}
}

func read(t *testing.T, folder, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func noAdvice(*testing.T, string) beam.Settings {
	return beam.Settings{Advice: &lexfitv1.AdviceOptions{Order: lexfitv1.AdviceOrder_ADVICE_ORDER_EFFORT, None: true}}
}

// changed are rules that are not the default ones, and a job order that is at its second revision, as the command tells them.
func changed(t *testing.T, folder string) beam.Settings {
	t.Helper()
	write := func(name string, text []byte) string {
		file := filepath.Join(folder, name)
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	rules := rulebook.Default()
	rules.Title += ", changed"
	text, err := rulebook.Export(rules)
	if err != nil {
		t.Fatal(err)
	}
	write("rules.yaml", text)
	lexfit(t, folder, 0, "rulebook", "apply", "rules.yaml", "--message", "a change", "--author", "Ada")
	for _, title := range []string{"Acme", "Acme again"} {
		write("acme.yaml", []byte("role: roles/paralegal\ntitle: "+title+"\nchanges:\n  - criterion_id: legal-research\n    raise: 100\n"))
		lexfit(t, folder, 0, "joborder", "apply", "acme.yaml", "--message", "agreed", "--author", "Ada")
	}
	settings := beam.Settings{Roles: []string{"roles/legal-secretary"}}
	if settings.Rulebook, err = beam.ReadRulebook(write("rules.json", lexfit(t, folder, 0, "rulebook", "show", "-o", "json"))); err != nil {
		t.Fatal(err)
	}
	order, err := beam.ReadJobOrder(write("acme.json", lexfit(t, folder, 0, "joborder", "get", "acme", "-o", "json")), settings.Rulebook)
	if err != nil {
		t.Fatal(err)
	}
	written, err := beam.ReadJobOrder(filepath.Join(folder, "acme.yaml")+"@2", settings.Rulebook)
	if err != nil || written.GetDigest() != order.GetDigest() || written.GetName() != order.GetName() || written.GetRevision() != order.GetRevision() {
		t.Errorf("as YAML the job order is %v, %v", written, err)
	}
	settings.Orders = []*lexfitv1.JobOrder{order}
	return settings
}

// accounted holds the account in the folder, and the counters, to the files.
func accounted(t *testing.T, files beam.Files, counts map[string]int64) {
	t.Helper()
	account, err := beam.ReadAccount(context.Background(), files.Out)
	if err != nil {
		t.Fatal(err)
	}
	reasons := int64(bytes.Count(together(t, files.Errors, ".reasons.jsonl", ""), []byte("\n")))
	if account.Rejected != reasons || counts[beam.CountRejected] != reasons || counts[beam.CountScored] != account.Scored {
		t.Errorf("%d reasons; the account has %d scored and %d rejected, the counters %v", reasons, account.Scored, account.Rejected, counts)
	}
	if counts[beam.CountCompiled] > 1 {
		t.Errorf("one process compiled the rulebook %d times", counts[beam.CountCompiled])
	}
	var scored, fits int64
	for _, piece := range account.Pieces {
		scored += piece.Scored
	}
	for name, count := range counts {
		if strings.HasPrefix(name, "fits/roles/paralegal/") {
			fits += count
		}
	}
	if scored != account.Scored || len(account.Pieces) < 2 || fits != account.Scored {
		t.Errorf("%d pieces have %d rows scored, the account %d, the bands of paralegal %d", len(account.Pieces), scored, account.Scored, fits)
	}
	for _, folder := range []string{files.Out, files.Errors} {
		partial, err := filepath.Glob(filepath.Join(folder, ".*"))
		if err != nil || len(partial) > 0 {
			t.Errorf("left behind: %v, %v", partial, err)
		}
	}
}

// gathered are the elements that the one pipeline of its kind in this process came to.
var gathered struct {
	sync.Mutex
	results  []beam.Result
	rejected []beam.Rejected
}

// gatherResults and gatherRejected are steps of that pipeline.
type (
	gatherResults  struct{}
	gatherRejected struct{}
)

func (*gatherResults) ProcessElement(result beam.Result) {
	gathered.Lock()
	defer gathered.Unlock()
	gathered.results = append(gathered.results, result)
}

func (*gatherRejected) ProcessElement(rejected beam.Rejected) {
	gathered.Lock()
	defer gathered.Unlock()
	gathered.rejected = append(gathered.rejected, rejected)
}

func init() { //nolint:gochecknoinits // as every transform of Beam
	apache.RegisterDoFn(&gatherResults{})
	apache.RegisterDoFn(&gatherRejected{})
}

// Results and rejected rows of the transform, sorted by what each carries, are the command's.
func TestScoreIsTheCommand(t *testing.T) {
	folder := t.TempDir()
	files := pool(t, folder, 100)
	want := lexfit(t, folder, 3, slices.Concat([]string{"score", "-o", "jsonl", "--as-of", asOf, "--rejects", "left.jsonl"}, files)...)
	plan, err := beam.NewPlan(beam.Settings{AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	pipeline, scope := apache.NewPipelineWithRoot()
	rows, large := beam.Rows(scope, files, 50_000)
	results, rejected := beam.Score(scope, plan, rows)
	apache.ParDo0(scope, &gatherResults{}, results)
	apache.ParDo0(scope, &gatherRejected{}, apache.Flatten(scope, rejected, large))
	counts := counters(t, pipeline)

	scored := gathered.results
	slices.SortFunc(scored, func(one, other beam.Result) int { return compare(one.File, other.File, one.Line, other.Line) })
	var text, left, reasons []byte
	for _, result := range scored {
		if result.CandidateID == "" || !bytes.Contains(result.Text, []byte(strconv.Quote(result.CandidateID))) {
			t.Errorf("%s:%d is said to be of %q", result.File, result.Line, result.CandidateID)
		}
		text = append(text, result.Text...)
	}
	same(t, "results", text, want)
	lost := gathered.rejected
	slices.SortFunc(lost, func(one, other beam.Rejected) int { return compare(one.File, other.File, one.Line, other.Line) })
	for _, row := range lost {
		if len(row.Text) > 0 {
			left = append(append(left, row.Text...), '\n')
		}
		reasons = append(append(reasons, row.Reasons...), '\n')
	}
	same(t, "rejected rows", left, read(t, folder, "left.jsonl"))
	same(t, "reasons", reasons, read(t, folder, "left.jsonl.reasons.jsonl"))
	if counts[beam.CountScored] != int64(len(scored)) || counts[beam.CountRejected] != int64(len(lost)) {
		t.Errorf("%d scored and %d rejected, and the counters have %v", len(scored), len(lost), counts)
	}
}

func compare(oneFile, otherFile string, oneLine, otherLine int64) int {
	if order := strings.Compare(oneFile, otherFile); order != 0 {
		return order
	}
	return int(oneLine - otherLine)
}

// No counter holds a word of a profile.
func TestCountersHoldNoWords(t *testing.T) {
	const marker = "zyxqv"
	folder := t.TempDir()
	file := filepath.Join(folder, marker+".jsonl")
	text := `{"candidate_id":"` + marker + `","display_name":"` + marker + `","skills":[{"name":"` + marker + `"}],"labels":{"` + marker + `":"` + marker + `"}}` + "\n" +
		`{"candidate_id":"` + marker + `","` + marker + `":"` + marker + `"}` + "\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	counts := scoreFiles(t, beam.Settings{AsOf: asOf}, beam.Files{Pool: []string{file}, Out: filepath.Join(folder, "out"), Errors: filepath.Join(folder, "errors")})
	told, err := json.Marshal(counts)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(told), marker) || counts[beam.CountScored] != 1 || counts[beam.CountRejected] != 1 {
		t.Errorf("the counters are %s", told)
	}
}
