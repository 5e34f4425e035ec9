package beam_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/client/beam"
	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/matcher"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// What is wrong with rules is said before a pipeline begins, with its place.
func TestBrokenRules(t *testing.T) {
	t.Parallel()
	sound, err := render.Marshal(&lexfitv1.RulebookRevision{Revision: 7, Rulebook: rulebook.Default(), Digest: matcher.Digest(rulebook.Default())})
	if err != nil {
		t.Fatal(err)
	}
	for name, each := range map[string]struct{ text, want string }{
		"empty":          {"", "rules: error: the file is empty"},
		"a stray field":  {"bad: 1\n", `:1:1: error: rulebook has no field "bad"`},
		"a wrong weight": {strings.Replace(string(rulebook.DefaultYAML()), "weight: ", "weight: 1", 1), "error: "},
		"other JSON":     {`{"skills":[]}`, "not what was expected, `lexfit rulebook show -o json`, or YAML"},
		"changed JSON":   {string(bytes.Replace(sound, []byte(`"title":"`), []byte(`"title":"My `), 1)), "they were changed"},
		"nothing in it":  {`{}`, "they were changed"},
	} {
		file := filepath.Join(t.TempDir(), "rules")
		if err := os.WriteFile(file, []byte(each.text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := beam.ReadRulebook(file)
		if err == nil {
			t.Errorf("%s: is taken", name)
			continue
		}
		if text := strings.ReplaceAll(err.Error(), file+":1:1", "rules"); !strings.Contains(text, each.want) && !strings.Contains(err.Error(), each.want) {
			t.Errorf("%s: got %v\nwant %s", name, err, each.want)
		}
	}
	if _, err := beam.ReadRulebook(filepath.Join(t.TempDir(), "none")); err == nil || !strings.Contains(err.Error(), "none: cannot be read: ") {
		t.Errorf("a missing file: got %v", err)
	}
	file := filepath.Join(t.TempDir(), "rules.json")
	if err := os.WriteFile(file, sound, 0o600); err != nil {
		t.Fatal(err)
	}
	if rules, err := beam.ReadRulebook(file); err != nil || rules.GetRevision() != 7 {
		t.Errorf("sound JSON: got revision %d, %v", rules.GetRevision(), err)
	}
}

// What is wrong with a job order is, too.
func TestBrokenJobOrder(t *testing.T) {
	t.Parallel()
	for name, each := range map[string]struct{ text, want string }{
		"an unknown role":      {"role: roles/nobody\ntitle: Acme\n", `there is no role "roles/nobody"`},
		"an unknown criterion": {"role: roles/paralegal\ntitle: Acme\nchanges:\n  - criterion_id: none\n    raise: 10\n", `has no criterion "none"`},
		"a stray field":        {"rule: 1\n", `has no field "rule"`},
		"no title":             {"role: roles/paralegal\n", "title: must be at least 1 characters"},
	} {
		file := filepath.Join(t.TempDir(), "acme.yaml")
		if err := os.WriteFile(file, []byte(each.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := beam.ReadJobOrder(file, nil); err == nil || !strings.Contains(err.Error(), each.want) {
			t.Errorf("%s: got %v\nwant %s", name, err, each.want)
		}
	}
}

// What is wrong with the settings is said in the command's words.
func TestBrokenSettings(t *testing.T) {
	t.Parallel()
	for want, settings := range map[string]beam.Settings{
		`no role "roles/nobody" in this rulebook; it has roles/legal-secretary, roles/paralegal`:      {Roles: []string{"roles/nobody"}},
		"the request breaks the contract: as_of: must be a date that exists, written 2019-05-31":      {AsOf: "2026"},
		`--output "xlsx": expected jsonl or csv; the other formats are one document, which many`:      {Format: "xlsx"},
		"a pipeline applies no advice: lexfit score --apply-advice does":                              {Advice: &lexfitv1.AdviceOptions{Apply: 1}},
		"a job order does not compile against the rulebook: jobOrders/x: role: there is no role \"\"": {Orders: []*lexfitv1.JobOrder{{Name: "jobOrders/x", Revision: 1}}},
	} {
		if _, err := beam.NewPlan(settings); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
}

// Files that cannot be read or written are told before a pipeline begins, and nothing of two runs is mixed.
func TestBrokenFiles(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	for _, name := range []string{"pool.jsonl", "full/results.jsonl"} {
		if err := os.MkdirAll(filepath.Dir(at(name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at(name), []byte("{}\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pool := []string{at("pool.jsonl")}
	for name, each := range map[string]struct {
		files beam.Files
		want  string
	}{
		"nothing":         {beam.Files{}, "--pool is needed"},
		"no errors":       {beam.Files{Pool: pool, Out: at("out")}, "--errors is needed"},
		"one folder":      {beam.Files{Pool: pool, Out: at("out"), Errors: at("out") + "/"}, "--out and --errors are one folder"},
		"no such file":    {beam.Files{Pool: []string{at("none*.jsonl")}, Out: at("out"), Errors: at("errors")}, "none*.jsonl: no file matches"},
		"twice":           {beam.Files{Pool: []string{at("pool.jsonl"), at("*.jsonl")}, Out: at("out"), Errors: at("errors")}, "pool.jsonl: is given twice"},
		"a full folder":   {beam.Files{Pool: pool, Out: at("full"), Errors: at("errors")}, "full: is not empty, with "},
		"a file":          {beam.Files{Pool: pool, Out: at("pool.jsonl"), Errors: at("errors")}, "pool.jsonl: cannot be made: not a directory"},
		"an unknown home": {beam.Files{Pool: []string{"ftp://host/pool.jsonl"}, Out: at("out"), Errors: at("errors")}, "does not know where that is"},
		"small pieces":    {beam.Files{Pool: pool, Out: at("out"), Errors: at("errors"), Piece: 1}, "--piece 1: expected a number of bytes"},
		"a bad pattern":   {beam.Files{Pool: []string{"["}, Out: at("out"), Errors: at("errors")}, "[: cannot be listed: syntax error in pattern"},
	} {
		if err := each.files.Check(context.Background(), false); err == nil || !strings.Contains(err.Error(), each.want) {
			t.Errorf("%s: got %v\nwant %s", name, err, each.want)
		}
	}
	// Paths are the workers' own where they are on other machines.
	if err := (beam.Files{Pool: []string{"/there/*.jsonl"}, Out: "/there/out", Errors: "/there/errors"}).Check(context.Background(), true); err != nil {
		t.Errorf("elsewhere: %v", err)
	}
}
