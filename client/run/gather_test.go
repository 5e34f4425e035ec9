package run_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/client/run"
	"github.com/lexfit/lexfit/client/shard"
)

// divided is a pool that is scored in shards.
type divided struct {
	*stage
	server *client.Client
	format run.Format
	files  []string
	asOf   string
	asked  map[string]string
}

// score scores a shard of the pool, or all of it where there is none, and gives back the account.
func (d *divided) score(spec shard.Spec, folder string, more func(*run.ScoreJob)) *run.Account {
	d.Helper()
	if err := os.MkdirAll(d.at(folder), 0o700); err != nil {
		d.Fatal(err)
	}
	out := filepath.Join(d.at(folder), "fits")
	var files []string
	for _, file := range d.files {
		files = append(files, d.at(file))
	}
	left := spec.Name(filepath.Join(d.at(folder), "left"))
	rows, err := run.Open(run.NewConsole(&d.said, false, false), run.Source{Files: files, Options: &input.Options{}, Stdin: strings.NewReader(""), Rejects: left, Shard: spec})
	if err != nil {
		d.Fatal(err)
	}
	job := run.ScoreJob{
		Output: run.Output{Path: spec.Name(out)}, Format: d.format, Pins: run.Pins{AsOf: d.asOf}, Asked: d.asked, Version: "test",
		Style: render.Options{Labels: []string{"owner"}, Explain: true},
	}
	if !d.format.Lines && !spec.Whole() {
		job.Path = spec.Notes(out)
	}
	if more != nil {
		more(&job)
	}
	account, err := run.Score(d.Context(), d.server, rows, job)
	if err != nil {
		d.Fatal(err)
	}
	return account
}

// gather puts the shards of folders together.
func (d *divided) gather(out string, partial bool, folders ...string) (*run.Account, error) {
	d.Helper()
	var paths []string
	for _, folder := range folders {
		paths = append(paths, d.at(folder))
	}
	parts, err := shard.Find(paths)
	if err == nil {
		_, err = shard.Check(parts, partial)
	}
	if err != nil {
		return nil, err
	}
	return run.Gather(d.Context(), parts, run.GatherJob{Output: run.Output{Path: d.at(out)}, Rejects: d.at(out + ".left"), Format: d.format})
}

// same holds what was put together to one run over all.
func (d *divided) same(why, out string) {
	d.Helper()
	for from, to := range map[string]string{out: "whole/fits", out + ".left": "whole/left", out + ".left" + run.RejectsSuffix: "whole/left" + run.RejectsSuffix} {
		if got, want := d.read(from), d.read(to); got != want {
			d.Errorf("%s: %s has %d bytes, and in one run %d:\n%.600s\nwant\n%.600s", why, from, len(got), len(want), got, want)
		}
	}
}

// pools are some rows in every way that a file has: fine ones, some that cannot be read, one that is refused, and one that stands twice.
func pools(t *testing.T) map[string]map[string]string {
	t.Helper()
	var packed bytes.Buffer
	packer := gzip.NewWriter(&packed)
	_, err := io.WriteString(packer, pool)
	if err := errors.Join(err, packer.Close()); err != nil {
		t.Fatal(err)
	}
	const table = "candidate_id,display_name,skills,owner\na,Ann,Westlaw,me\nbb,Bob,Excel,me,too much\nrefused,Ray,,\nccc,,,you\na,Ann,,\ndddd,Dan,\"Word, Excel\",\n"
	const further = "id;skills;notary\nx1;Word;maybe\nx2;Word;yes;no;no\n"
	const list = `[{"candidate_id":"a","labels":{"owner":"=me"}},{"candidate_id":"bb","skils":1},{"candidate_id":"refused"},{},{"candidate_id":"ccc"} , {"candidate_id":"a"}]`
	const resumes = `{"basics":{"name":"Ann"},"work":[]}` + "\n" + `{"basics":{"name":"Bob"},"work":7}` + "\n" + `{"basics":` + "\n"
	book, err := os.ReadFile(filepath.Join("..", "input", "testdata", "dialects", "calc.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	return map[string]map[string]string{
		"jsonl":        {"pool.jsonl": pool},
		"gzip":         {"pool.jsonl.gz": packed.String()},
		"csv":          {"pool.csv": table},
		"json":         {"pool.json": list},
		"cut array":    {"pool.json": list[:len(list)-30]},
		"json resumes": {"pool.jsonl": resumes},
		"workbook":     {"pool.xlsx": string(book)},
		"several":      {"a.csv": table, "b.csv": further, "c.jsonl": pool, "d.jsonl": "", "e.csv": table},
		"one row":      {"pool.jsonl": `{"candidate_id":"a"}`},
		"only broken":  {"pool.jsonl": "{\n[\n"},
	}
}

// Whatever is read and whatever is written, by row and by id, in one shard or in more than there are rows: the shards account for every
// row once, and put together they are one run.
func TestGatherIsOneRun(t *testing.T) {
	t.Parallel()
	all := pools(t)
	for _, format := range run.Formats() {
		if format.Name == "xlsx" { // its parts are held by TestGatherWorkbook
			continue
		}
		t.Run(string(format.Name), func(t *testing.T) {
			t.Parallel()
			server := serve(t, &fake{})
			for name, files := range all {
				d := &divided{stage: newStage(t, files), server: server, format: format, asOf: "2026-11-24", asked: map[string]string{"--x": "y"}}
				for file := range files {
					d.files = append(d.files, file)
				}
				slices.Sort(d.files)
				whole := d.score(shard.Spec{}, "whole", nil)
				for _, by := range []shard.By{shard.ByRow, shard.ByID} {
					for _, of := range shares(format.Name, by) {
						why := fmt.Sprintf("%s in %d by %s", name, of, by)
						folder := fmt.Sprintf("%s-%d", by, of)
						var sum run.Count
						numbers := rand.New(rand.NewPCG(1, uint64(of))).Perm(of)
						for _, number := range numbers {
							account := d.score(shard.Spec{Number: number + 1, Of: of, By: by}, folder, nil)
							total := account.Total()
							if account.Err != nil || total.Read != whole.Total().Read || total.Read != total.Scored+total.Rejected+total.Elsewhere {
								t.Fatalf("%s: shard %d: %+v, %v", why, number+1, total, account.Err)
							}
							sum.Scored += total.Scored
							sum.Rejected += total.Rejected
						}
						sum.Read = sum.Scored + sum.Rejected
						account, err := d.gather(folder+".out", false, folder)
						if err != nil {
							t.Fatalf("%s: %v", why, err)
						}
						if account.Total() != whole.Total() || sum != whole.Total() {
							t.Errorf("%s: %+v, and %+v together; in one run %+v", why, sum, account.Total(), whole.Total())
						}
						d.said.Reset()
						whole.Tell(run.NewConsole(&d.said, false, false), "")
						want := afterRemarks(d.heard())
						d.tell(account)
						if got := d.heard(); got != want {
							t.Errorf("%s: the account is\n%s\nand of one run\n%s", why, got, want)
						}
						d.same(why, folder+".out")
					}
				}
			}
		})
	}
}

// shares are into how many shards a pool is divided. All ways are tried for one format that is copied and one that frames its results.
func shares(format render.Format, by shard.By) []int {
	switch {
	case format == "jsonl" || format == "json" && by == shard.ByID:
		return []int{1, 2, 25}
	case by == shard.ByRow:
		return []int{3}
	}
	return nil
}

// afterRemarks is an account without what is said of cells that could not be read, which each shard says of its own.
func afterRemarks(said string) string {
	var kept []string
	for line := range strings.Lines(said) {
		if strings.Contains(line, "candidate_id \"") || strings.Contains(line, "read ") && strings.Contains(line, " = ") || strings.HasPrefix(line, "the rejected rows are") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

// A workbook is large, and one is enough.
func TestGatherWorkbook(t *testing.T) {
	t.Parallel()
	d := &divided{stage: newStage(t, map[string]string{"pool.jsonl": pool}), server: serve(t, &fake{}), format: format(t, "xlsx"), files: []string{"pool.jsonl"}, asOf: "2026-11-24"}
	d.score(shard.Spec{}, "whole", nil)
	for number := 1; number <= 2; number++ {
		d.score(shard.Spec{Number: number, Of: 2, By: shard.ByRow}, "parts", nil)
	}
	if _, err := d.gather("out", false, "parts"); err != nil {
		t.Fatal(err)
	}
	d.same("xlsx", "out")
}

// A shard whose run ends in the middle goes on to the same files, its rows and its manifest too.
func TestShardGoesOn(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"json", "csv", "html"} {
		var table strings.Builder
		table.WriteString("candidate_id,display_name\n")
		for i := range 40 {
			_, _ = fmt.Fprintf(&table, "%s,Name %d\n", strings.Repeat("x", i%7+1), i)
			if i%5 == 0 {
				table.WriteString("b,too,much\n")
			}
		}
		f := &fake{}
		d := &divided{stage: newStage(t, map[string]string{"pool.csv": table.String()}), server: serve(t, f), format: format(t, name), files: []string{"pool.csv"}, asOf: "2026-11-24"}
		d.score(shard.Spec{}, "whole", nil)
		for number := 1; number <= 3; number++ {
			spec := shard.Spec{Number: number, Of: 3, By: shard.ByRow}
			for broken := range 3 {
				f.breaks, f.times, f.breaksBy = broken*2, 1, status.Error(codes.Internal, "broken")
				account := d.score(spec, "parts", func(job *run.ScoreJob) { job.Resume = true })
				if status.Code(account.Err) != codes.Internal {
					t.Fatalf("%s: %v", name, account.Err)
				}
			}
			f.times = 0
			if account := d.score(spec, "parts", func(job *run.ScoreJob) { job.Resume = true }); account.Err != nil || account.Total().Read != 48 {
				t.Fatalf("%s: %+v, %v", name, account.Total(), account.Err)
			}
			d.score(spec, "undisturbed", nil)
		}
		entries, err := os.ReadDir(d.at("parts"))
		if err != nil || len(entries) != 15 {
			t.Fatalf("%s: %d files, %v", name, len(entries), err)
		}
		for _, entry := range entries {
			if d.read("parts/"+entry.Name()) != d.read("undisturbed/"+entry.Name()) {
				t.Errorf("%s: %s is another than undisturbed", name, entry.Name())
			}
		}
		if _, err := d.gather("out", false, "parts"); err != nil {
			t.Fatal(err)
		}
		d.same(name, "out")
	}
}

// Monkeys at the shards: whatever they do, either the result is one run or there is none, and who asks is told which shard it is.
func TestGatherAmongMonkeys(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"jsonl", "json", "csv", "markdown"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &fake{}
			d := &divided{
				stage:  newStage(t, map[string]string{"pool.jsonl": pool + strings.Repeat(`{"candidate_id":"more"}`+"\n{\n", 6)}),
				server: serve(t, f), format: format(t, name), files: []string{"pool.jsonl"}, asOf: "2026-11-24",
			}
			d.score(shard.Spec{}, "whole", nil)
			for number := 1; number <= 4; number++ {
				d.score(shard.Spec{Number: number, Of: 4, By: shard.ByRow}, "parts", nil)
			}
			d.asOf = "2026-11-25"
			d.score(shard.Spec{Number: 2, Of: 4, By: shard.ByRow}, "foreign", nil)
			entries, err := os.ReadDir(d.at("parts"))
			if err != nil {
				t.Fatal(err)
			}
			r := rand.New(rand.NewPCG(2, uint64(len(name))))
			for i := range 40 {
				folder := fmt.Sprintf("monkey-%d", i)
				if err := os.CopyFS(d.at(folder), os.DirFS(d.at("parts"))); err != nil {
					t.Fatal(err)
				}
				victim := entries[r.IntN(len(entries))].Name()
				content := []byte(d.read(folder + "/" + victim))
				folders := []string{folder}
				var did string
				switch what := r.IntN(6); {
				case what == 0:
					did = "took away"
					content = nil
				case what == 1 && len(content) > 0:
					did = "cut off"
					content = content[:r.IntN(len(content))]
				case what == 2 && len(content) > 0:
					did = "turned a bit of"
					content[r.IntN(len(content))] ^= 1 << r.IntN(8)
				case what == 3:
					did = "swapped a piece of"
					if half := len(content) / 2; half > 0 {
						content = append(slices.Clone(content[half:]), content[:half]...)
					}
				case what == 4:
					did = "added another shard 2 beside"
					folders = append(folders, "foreign")
				default:
					did = "lengthened"
					content = append(content, 'x')
				}
				if did == "took away" {
					err = os.Remove(d.at(folder + "/" + victim))
				} else {
					err = os.WriteFile(d.at(folder+"/"+victim), content, 0o600)
				}
				if err != nil {
					t.Fatal(err)
				}
				out := folder + ".out"
				_, err := d.gather(out, false, folders...)
				if err == nil {
					d.same(did+" "+victim, out)
					continue
				}
				for _, suffix := range []string{"", ".partial", ".left", ".left" + run.RejectsSuffix} {
					if _, there := os.Stat(d.at(out + suffix)); there == nil {
						t.Errorf("%s %s: %v, and %s is there", did, victim, err, out+suffix)
					}
				}
				if said := err.Error(); !strings.Contains(said, "of-4") {
					t.Errorf("%s %s: no shard is named: %s", did, victim, said)
				}
			}
		})
	}
}

// What is there of a pool can be put together on demand: in order, and with its own account.
func TestGatherAPart(t *testing.T) {
	t.Parallel()
	d := &divided{stage: newStage(t, map[string]string{"pool.jsonl": pool}), server: serve(t, &fake{}), format: format(t, "json"), files: []string{"pool.jsonl"}, asOf: "2026-11-24"}
	for _, number := range []int{4, 1} {
		d.score(shard.Spec{Number: number, Of: 4, By: shard.ByRow}, "parts", nil)
	}
	if _, err := d.gather("out", false, "parts"); err == nil || strings.Count(err.Error(), "is missing") != 2 {
		t.Errorf("of two that are missing: %v", err)
	}
	account, err := d.gather("out", true, "parts")
	if err != nil {
		t.Fatal(err)
	}
	if got := ids(strings.ReplaceAll(strings.Trim(d.read("out"), "[]\n"), "\n{", "\n{")); account.Total() != (run.Count{Read: 3, Scored: 3}) || got != "a ccc a" {
		t.Errorf("%+v: %s", account.Total(), got)
	}
}

// What is printed is held to its manifests first: nothing of a shard that was changed is printed.
func TestGatherPrints(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"jsonl", "markdown"} {
		d := &divided{stage: newStage(t, map[string]string{"pool.jsonl": pool}), server: serve(t, &fake{}), format: format(t, name), files: []string{"pool.jsonl"}, asOf: "2026-11-24"}
		d.score(shard.Spec{}, "whole", nil)
		for number := 1; number <= 2; number++ {
			d.score(shard.Spec{Number: number, Of: 2, By: shard.ByRow}, "parts", nil)
		}
		printed := func(ctx context.Context) (string, error) {
			parts, err := shard.Find([]string{d.at("parts")})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := shard.Check(parts, false); err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			_, err = run.Gather(ctx, parts, run.GatherJob{Output: run.Output{Stdout: &out}, Format: d.format})
			return out.String(), err
		}
		if got, err := printed(t.Context()); err != nil || got != d.read("whole/fits") {
			t.Errorf("%s: %v, %s", name, err, got)
		}
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if got, err := printed(ended); !errors.Is(err, context.Canceled) || got != "" {
			t.Errorf("%s: nobody waits, and got %v, %s", name, err, got)
		}
		file := shard.Spec{Number: 2, Of: 2}.Name("parts/fits")
		if !d.format.Lines {
			file = shard.Spec{Number: 2, Of: 2}.Notes("parts/fits")
		}
		changed := []byte(d.read(file))
		changed[len(changed)/2] ^= 1
		if err := os.WriteFile(d.at(file), changed, 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := printed(t.Context()); err == nil || got != "" || !strings.Contains(err.Error(), "is not what was written") {
			t.Errorf("%s: changed, and printed %q, %v", name, got, err)
		}
	}
}
