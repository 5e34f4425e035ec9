package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// asMain has the program of the tests be the command, as which it is started, and which starts it as a worker.
const asMain = "LEXFIT_BEAM_TEST_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(asMain) != "" {
		main()
	}
	os.Exit(m.Run())
}

// command runs the command in a folder.
func command(t *testing.T, folder string, args ...string) (code int, out, errs string) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	made := exec.Command(program, args...) //nolint:gosec // the program under test
	made.Dir = folder
	made.Env = append(os.Environ(), asMain+"=1")
	var told, complained bytes.Buffer
	made.Stdout, made.Stderr = &told, &complained
	_ = made.Run() // the code says it
	return made.ProcessState.ExitCode(), told.String(), complained.String()
}

// poolFolder is a folder with a pool of three rows, of which one is broken, and one without any.
func poolFolder(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range map[string]string{
		"pool.jsonl":  `{"candidate_id":"one","skills":[{"name":"Westlaw"}]}` + "\n{]\n" + `{"candidate_id":"two"}` + "\n",
		"sound.jsonl": `{"candidate_id":"one"}` + "\n",
		"empty.jsonl": "",
		"rules.yaml":  "bad: 1\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// to are the folders that a run writes to.
var to = []string{"--out", "out", "--errors", "errors"}

// The exit codes and the accounting are those of lexfit, and what is wrong is said in a sentence.
func TestEnds(t *testing.T) {
	t.Parallel()
	for name, each := range map[string]struct {
		args []string
		code int
		want string
	}{
		"sound":             {append([]string{"--pool", "sound.jsonl"}, to...), 0, "read 1 = scored 1 + rejected 0\n"},
		"rejected":          {append([]string{"--pool", "pool.jsonl"}, to...), exitRejected, "read 3 = scored 2 + rejected 1\n"},
		"empty":             {append([]string{"--pool", "empty.jsonl"}, to...), exitFailed, "read 0 = scored 0 + rejected 0\nlexfit-beam: nothing to score: expected at least one candidate profile\n"},
		"no flags":          {nil, exitUsage, "lexfit-beam: --pool is needed: expected a file of JSON Lines, or a pattern such as in/*.jsonl\nlexfit-beam: --out is needed"},
		"a file":            {append([]string{"pool.jsonl"}, to...), exitUsage, `lexfit-beam: "pool.jsonl": expected flags alone; the files are given by --pool`},
		"no such file":      {append([]string{"--pool", "none.jsonl"}, to...), exitFailed, "lexfit-beam: none.jsonl: no file matches\n"},
		"broken rules":      {append([]string{"--pool", "pool.jsonl", "--rulebook", "rules.yaml"}, to...), exitFailed, `lexfit-beam: rules.yaml:1:1: error: rulebook has no field "bad"`},
		"an unknown runner": {append([]string{"--pool", "pool.jsonl", "--runner", "ferry"}, to...), exitUsage, `lexfit-beam: --runner "ferry": expected prism, flink, spark, dataflow or universal`},
		"no job server":     {append([]string{"--pool", "pool.jsonl", "--runner", "flink"}, to...), exitFailed, "no job service endpoint specified. Use --endpoint=<endpoint>"},
		"a file is no gzip": {append([]string{"--pool", "broken.jsonl.gz"}, to...), exitFailed, "lexfit-beam: the pipeline failed: broken.jsonl.gz: cannot be read: the gzip file is broken at its beginning"},
	} {
		folder := poolFolder(t)
		if err := os.WriteFile(filepath.Join(folder, "broken.jsonl.gz"), []byte{0x1f, 0x8b, 1, 2, 3}, 0o600); err != nil {
			t.Fatal(err)
		}
		code, out, errs := command(t, folder, each.args...)
		if code != each.code || out != "" || !strings.Contains(errs, each.want) {
			t.Errorf("%s: exit code %d, printed %q and said\n%s\nwant %d and\n%s", name, code, out, errs, each.code, each.want)
		}
	}
}

// The pipeline can be built for every runner.
func TestDryRun(t *testing.T) {
	t.Parallel()
	for want, args := range map[string][]string{
		"its workers run by beam:env:docker:v1\n":  {"--runner", "flink", "--endpoint", "localhost:8099", "--parallelism", "32"},
		"beam:env:docker:v1\n":                     {"--runner", "spark", "--endpoint", "localhost:8099"},
		":docker:v1\n":                             {"--runner", "dataflow", "--project", "p", "--region", "r", "--staging_location", "gs://b/s"},
		"its workers run by beam:env:process:v1\n": {"--runner", "universal", "--environment_type", "PROCESS", "--environment_config", `{"command":"/opt/boot"}`},
	} {
		folder := poolFolder(t)
		code, out, errs := command(t, folder, slices.Concat([]string{"--dry-run", "--pool", "there/*.jsonl"}, to, args)...)
		if made, err := os.ReadDir(folder); code != 0 || !strings.HasPrefix(out, "the pipeline can be sent: ") || !strings.HasSuffix(out, want) || err != nil || len(made) != 4 {
			t.Errorf("%v: exit code %d, %q, %s, %v", args, code, out, errs, err)
		}
	}
}

// A worker in a process of its own has nothing but what the pipeline brings it, and makes the same.
func TestWorkerElsewhere(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("/bin/sh"); err != nil {
		t.Skip("no shell to start a worker by")
	}
	folder := poolFolder(t)
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// What the container of Beam's workers does: the program of the pipeline is started as a worker.
	boot := filepath.Join(folder, "boot")
	script := "#!/bin/sh\nid=${1#--id=}; id=${id#\\'}; id=${id%\\'}; at=${2#--provision_endpoint=}\necho started >> '" + filepath.Join(folder, "started") + "'\n" +
		"exec '" + program + "' --worker --id=\"$id\" --logging_endpoint=\"$at\" --control_endpoint=\"$at\"\n"
	if err := os.WriteFile(boot, []byte(script), 0o700); err != nil { //nolint:gosec // a program to be run
		t.Fatal(err)
	}
	away := []string{"--environment_type", "PROCESS", "--environment_config", `{"command":"` + boot + `"}`}
	var results [2][]byte
	for i, args := range [][]string{nil, away} {
		out := []string{"here", "there"}[i]
		code, _, errs := command(t, folder, slices.Concat([]string{"--pool", "pool.jsonl", "--as-of", "2026-11-24", "--out", out, "--errors", out + "-errors"}, args)...)
		if code != exitRejected {
			t.Fatalf("%s: exit code %d\n%s", out, code, errs)
		}
		if results[i], err = os.ReadFile(filepath.Join(folder, out, "000000-000000000001.jsonl")); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(filepath.Join(folder, "started")); err != nil || !bytes.Equal(results[0], results[1]) || bytes.Count(results[0], []byte("\n")) != 2 {
		t.Errorf("a worker elsewhere made %d bytes, one here %d; started: %v", len(results[1]), len(results[0]), err)
	}
}
