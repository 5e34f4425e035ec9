package shard

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func sample(number int) *Manifest {
	return &Manifest{
		Shard: number, Of: 3, By: ByRow, Format: "csv", Input: Input{Files: []string{"pool.jsonl"}, Rows: 9, SHA256: "in"},
		Rules:   Rules{Lexfit: "1.2.3", Engine: 5, Revision: 4, Digest: "rules", AsOf: "2026-11-24", Targets: []string{"roles/x", "jobOrders/y@2"}, Orders: map[string]string{"jobOrders/y": "order"}},
		Options: map[string]string{"--advice": "6", "--blind": "false", "--db": "secret.db", "--server": "here:1", "--shard": "1/3"},
		Scored:  2, Rejected: 1, Elsewhere: 6,
		Results: File{Name: "fits.1-of-3.csv"}, Rows: File{Name: "fits.1-of-3.csv.rows"},
	}
}

// written writes shards into a folder, each changed before.
func written(t *testing.T, change map[int]func(*Manifest), numbers ...int) (folder string) {
	t.Helper()
	folder = t.TempDir()
	for _, number := range numbers {
		made := sample(number)
		name := Spec{Number: number, Of: 3}.Name("fits.csv")
		rows, manifest := Beside(name)
		made.Results.Name, made.Rows.Name = name, rows
		if change[number] != nil {
			change[number](made)
		}
		var text bytes.Buffer
		if err := made.Write(&text); err != nil {
			t.Fatal(err)
		}
		for file, content := range map[string]string{name: "", rows: "", manifest: text.String()} {
			if err := os.WriteFile(filepath.Join(folder, file), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	return folder
}

// What shards of one run have in common is told apart by name, and so is a shard that is missing or cut off.
func TestCheck(t *testing.T) {
	t.Parallel()
	all := []int{1, 2, 3}
	of := func(change func(*Manifest)) map[int]func(*Manifest) { return map[int]func(*Manifest){2: change} }
	for _, test := range []struct {
		why     string
		numbers []int
		change  map[int]func(*Manifest)
		want    string
	}{
		{"all", all, nil, ""},
		{"one that scored nobody", all, of(func(m *Manifest) { m.Rules.Engine, m.Rules.Digest, m.Rules.Orders = 0, "", nil }), ""},
		{"one on another server", all, of(func(m *Manifest) { m.Options["--server"], m.Options["--db"] = "there:1", "" }), ""},
		{"another revision", all, of(func(m *Manifest) { m.Rules.Revision = 5 }), "fits.2-of-3.csv is of another run than fits.1-of-3.csv: the rulebook's revision is 5 here, and 4 there"},
		{"another rulebook", all, of(func(m *Manifest) { m.Rules.Digest = "other" }), "the rulebook's digest is other here, and rules there"},
		{"another date", all, of(func(m *Manifest) { m.Rules.AsOf = "2026-11-25" }), "the as-of date is 2026-11-25 here"},
		{"another input", all, of(func(m *Manifest) { m.Input.SHA256 = "changed" }), "the digest of the rows read is changed here"},
		{"another file", all, of(func(m *Manifest) { m.Input.Files = []string{"other.jsonl"} }), "the files read is other.jsonl here"},
		{"another option", all, of(func(m *Manifest) { m.Options["--blind"] = "true" }), "--blind is “true” here, and “false” there"},
		{"another n", all, of(func(m *Manifest) { m.Of = 4 }), "the number of shards is 4 here, and 3 there"},
		{"by id", all, of(func(m *Manifest) { m.By = ByID }), "--shard-by is id here"},
		{"another lexfit", all, of(func(m *Manifest) { m.Rules.Lexfit = "1.2.4" }), "the version of lexfit is 1.2.4 here"},
		{"another engine", all, of(func(m *Manifest) { m.Rules.Engine = 6 }), "the version of the engine is 6 here"},
		{"another job order", all, of(func(m *Manifest) { m.Rules.Orders["jobOrders/y"] = "new" }), "the digest of jobOrders/y is new here"},
		{"another format", all, of(func(m *Manifest) { m.Format = "jsonl" }), "the format is jsonl here"},
		{"rejects", all, of(func(m *Manifest) { m.Rejects, m.Reasons = &File{Name: "a"}, &File{Name: "b"} }), "--rejects is given here, and not given there"},
		{"a shard that is missing", []int{1, 3}, nil, "shard 2/3 is missing: expected FOLDER/fits.2-of-3.csv; make it by the command of the others with --shard 2/3"},
		{"a shard that stands twice", all, of(func(m *Manifest) { m.Shard = 1 }), "shard 1/3 stands twice, as FOLDER/fits.1-of-3.csv and as FOLDER/fits.2-of-3.csv: leave one out"},
		{"a shard that was cut off", all, of(func(m *Manifest) { m.Results.Bytes = 9 }), "fits.2-of-3.csv has 0 bytes, and 9 were written"},
		{"rows that are gone", all, of(func(m *Manifest) { m.Rows.Name = "gone" }), "gone is gone, which shard 2/3 wrote"},
		{"a manifest of tomorrow", all, of(func(m *Manifest) { m.By = "name" }), "is damaged: score the shard again"},
		{"an account that does not add up", all, of(func(m *Manifest) { m.Scored++ }), "is damaged"},
		{"a file elsewhere", all, of(func(m *Manifest) { m.Results.Name = "../../etc/passwd" }), "is damaged"},
	} {
		folder := written(t, test.change, test.numbers...)
		parts, err := Find([]string{folder})
		if err == nil {
			_, err = Check(parts, false)
		}
		said := ""
		if err != nil {
			said = strings.ReplaceAll(strings.ReplaceAll(err.Error(), "than "+folder+"/", "than "), folder, "FOLDER")
		}
		if test.want == "" && said != "" || !strings.Contains(said, test.want) {
			t.Errorf("%s: %s\nwant %s", test.why, said, test.want)
		}
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	folder, elsewhere, empty := written(t, nil, 1, 3), written(t, nil, 2), t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "fits.2-of-3.csv.progress"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	parts, err := Find([]string{folder, filepath.Join(folder, "fits.3-of-3.csv"), filepath.Join(folder, "fits.1-of-3.csv.rows"), filepath.Join(folder, "fits.1-of-3.csv.shard.json")})
	if err != nil || len(parts) != 2 {
		t.Fatalf("%d shards, %v: named twice, each is one", len(parts), err)
	}
	if _, err := Check(parts, false); err == nil || !strings.Contains(err.Error(), "its run was interrupted: go on with it by --resume") {
		t.Errorf("an interrupted one: %v", err)
	}
	if missing, err := Check(parts, true); err != nil || len(missing) != 1 {
		t.Errorf("a part: %v, %v", missing, err)
	}
	parts, err = Find([]string{elsewhere, folder})
	if err == nil {
		_, err = Check(parts, false)
	}
	if err != nil || parts[1].Path != filepath.Join(elsewhere, "fits.2-of-3.csv") {
		t.Errorf("from two folders: %v", err)
	}
	for path, want := range map[string]string{
		empty:                               "holds no shard: expected files such as",
		filepath.Join(empty, "x"):           "no such file or folder",
		filepath.Join(folder, "other"):      "no such file or folder",
		filepath.Join(folder, "stray.csv"):  "stray.csv.shard.json is not there",
		filepath.Join(folder, "bad.csv"):    "is not what lexfit score --shard wrote",
		filepath.Join(folder, "future.csv"): "is of version 2, and this lexfit reads 1",
	} {
		for name, content := range map[string]string{"stray.csv": "", "bad.csv": "", "bad.csv.shard.json": "[1", "future.csv": "", "future.csv.shard.json": `{"version":2}`} {
			if name == filepath.Base(path) || name == filepath.Base(path)+manifestSuffix {
				if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
		if _, err := Find([]string{path}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", path, err, want)
		}
	}
}

// A manifest is what a run wrote, or it is refused; nothing that it holds leads out of its folder.
func FuzzManifest(f *testing.F) {
	var text bytes.Buffer
	if err := sample(1).Write(&text); err != nil {
		f.Fatal(err)
	}
	if strings.Contains(text.String(), "secret.db") {
		f.Error("where the rules come from stands in the manifest")
	}
	f.Add(text.Bytes())
	f.Add([]byte(`{"version":1,"shard":1,"of":1,"by":"row","input":{"files":["a"]},"results":{"name":".."},"rows":{"name":"b"}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		// No fuzzer guesses a digest: what is read as a manifest gets the one it would have.
		asked := &Manifest{}
		if json.Unmarshal(text, asked) == nil {
			if text, err := asked.text(); err == nil {
				hold(t, text)
			}
		}
		hold(t, text)
	})
}

// hold parses a manifest, and holds what comes out to what is promised.
func hold(t *testing.T, text []byte) {
	t.Helper()
	made, err := parseManifest(text)
	if err != nil {
		return
	}
	part := &Part{Manifest: made, Path: filepath.Join("folder", made.Results.Name)}
	if at := part.At(made.Rows); filepath.Dir(at) != "folder" {
		t.Fatalf("%q leads to %s", made.Rows.Name, at)
	}
	if _, err := Check([]*Part{part, part}, true); err == nil {
		t.Fatal("twice the same is taken")
	}
}
