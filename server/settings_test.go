package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"
)

// valuesOf are three values of an option, the neighbours of each another, as a flag takes them.
func valuesOf(t *testing.T, flag *pflag.Flag) [3]string {
	t.Helper()
	switch flag.Value.Type() {
	case "bool":
		return [3]string{"true", "false", "true"}
	case "int", "int32", "int64", "uint", "uint32", "uint64", "float32", "float64":
		return [3]string{"4101", "4102", "4103"}
	case "duration":
		return [3]string{"1m1s", "1m2s", "1m3s"}
	case "stringSlice", "stringArray":
		return [3]string{"[a,b]", "[c]", "[d]"}
	case "stringToString":
		return [3]string{"[a=1s]", "[b=2s]", "[c=3s]"}
	case "string":
		if words := flag.Annotations[valuesAnnotation]; len(words) > 1 {
			return [3]string{words[0], words[1], words[0]}
		}
		return [3]string{"a", "b", "c"}
	}
	t.Fatalf("--%s is a %s, which no test writes", flag.Name, flag.Value.Type())
	return [3]string{}
}

// Every option can be given in the file, in the environment and as a flag, and wins in this order.
func TestEveryOptionInEverySource(t *testing.T) {
	t.Parallel()
	list := options(defaultFlags())
	if len(list) < 9 {
		t.Fatalf("only %d options", len(list))
	}
	for _, option := range list {
		t.Run(option.Name, func(t *testing.T) {
			t.Parallel()
			values := valuesOf(t, option)
			bare := func(value string) string { return strings.Trim(value, "[]") }
			file := filepath.Join(t.TempDir(), "lexfitd.yaml")
			if err := os.WriteFile(file, fmt.Appendf(nil, "%s: %s\n", option.Name, values[0]), 0o600); err != nil {
				t.Fatal(err)
			}
			variable := envPrefix + strings.ToUpper(strings.ReplaceAll(option.Name, "-", "_"))
			environment := func(name string) (string, bool) { return bare(values[1]), name == variable }
			silent := func(string) (string, bool) { return "", false }
			tests := []struct {
				from, want string
				args       []string
				lookup     func(string) (string, bool)
			}{
				{file, values[0], []string{"--config", file}, silent},
				{"environment", values[1], []string{"--config", file}, environment},
				{"flag", values[2], []string{"--config", file, "--" + option.Name + "=" + bare(values[2])}, environment},
			}
			for _, tt := range tests {
				flags := defaultFlags()
				if err := flags.Parse(tt.args); err != nil {
					t.Fatal(err)
				}
				sources, err := readSettings(flags, tt.lookup)
				if err != nil {
					t.Fatalf("%s: %v", tt.from, err)
				}
				if got := flags.Lookup(option.Name).Value.String(); got != tt.want || sources[option.Name] != tt.from {
					t.Errorf("%s (from %s), want %s from %s", got, sources[option.Name], tt.want, tt.from)
				}
			}
		})
	}
}

// wrongFiles are files that are refused, at a line, with what to do.
var wrongFiles = []struct {
	name, text, want string
	shapeOnly        bool // what no schema can tell
}{
	{"an option that is none", "listen: 127.0.0.1:1\nlog-levels: warn", ":2: log-levels: there is no such option", false},
	{"an option in another case", "LISTEN: 127.0.0.1:1", ":1: LISTEN: there is no such option", false},
	{"the file itself", "config: other.yaml", ":1: config: there is no such option", false},
	{"an option twice", "db: a.db\n\ndb: b.db", ":3: db: stands here twice", true},
	{"a number for a text", "db: 7171", ":1: db: want a text", false},
	{"nothing for a text", "db:", ":1: db: want a text", false},
	{"a list for a text", "db: [a, b]", ":1: db: want a text", false},
	{"a time without a unit", "lock-timeout: 5", ":1: lock-timeout: want a length of time", false},
	{"a time that is none", "lock-timeout: soon", ":1: lock-timeout: want a length of time", false},
	{"a text for a number", "max-message-bytes: '4096'", ":1: max-message-bytes: want a whole number", false},
	{"a fraction", "max-message-bytes: 4096.5", ":1: max-message-bytes: want a whole number", false},
	{"a list", "- db", "want options, a line each", false},
	{"a text", "db", "want options, a line each", false},
	{"two documents", "db: a.db\n---\ndb: b.db", "want one YAML document", true},
	{"no YAML", "db: [", "yaml:", true},
}

func TestFileOfSettingsSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for _, tt := range wrongFiles {
		err := readFile(defaultFlags(), "lexfitd.yaml", []byte(tt.text))
		if err == nil || !strings.HasPrefix(err.Error(), "lexfitd.yaml:") || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", tt.name, err, tt.want)
		}
		// Somebody who spoke before does not make it right.
		flags := defaultFlags()
		for _, option := range options(flags) {
			option.Changed = true
		}
		if err := readFile(flags, "lexfitd.yaml", []byte(tt.text)); err == nil {
			t.Errorf("%s: let through where flags say it", tt.name)
		}
	}
	for _, empty := range []string{"", "# nothing\n", "---\n"} {
		if err := readFile(defaultFlags(), "lexfitd.yaml", []byte(empty)); err != nil {
			t.Errorf("%q: %v", empty, err)
		}
	}
	flags := defaultFlags()
	if err := flags.Parse([]string{"--config", filepath.Join(t.TempDir(), "none.yaml")}); err != nil {
		t.Fatal(err)
	}
	if _, err := readSettings(flags, func(string) (string, bool) { return "", false }); err == nil || !strings.Contains(err.Error(), "none.yaml") {
		t.Errorf("a file that is not there: %v", err)
	}
}

// settingsSchema is the schema as it is shipped.
func settingsSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("deploy", "lexfitd.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want bytes.Buffer
	encoder := json.NewEncoder(&want)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(schemaOf(defaultFlags())); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(text, want.Bytes()) {
		t.Error("the schema is not that of the options: go run ./server/cmd/lexfitd config schema > server/deploy/lexfitd.schema.json")
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("settings.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("settings.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// The schema that editors check by says of a file what lexfitd says.
func TestSchemaOfSettingsJudgesAsTheReaderDoes(t *testing.T) {
	t.Parallel()
	schema := settingsSchema(t)
	judge := func(text string) error {
		var value any
		if err := yaml.Unmarshal([]byte(text), &value); err != nil {
			t.Fatal(err)
		}
		return schema.Validate(value)
	}
	for _, tt := range wrongFiles {
		if !tt.shapeOnly && judge(tt.text) == nil {
			t.Errorf("%s: the schema lets it through", tt.name)
		}
	}
	if judge("log-level: loud") == nil || judge("log-format: xml") == nil {
		t.Error("words that no option takes are let through")
	}
	for _, option := range options(defaultFlags()) {
		for _, value := range valuesOf(t, option) {
			if err := judge(fmt.Sprintf("%s: %s", option.Name, value)); err != nil {
				t.Errorf("%s: %s: %v", option.Name, value, err)
			}
		}
	}
	defaults, err := commented(defaultFlags())
	if err != nil {
		t.Fatal(err)
	}
	if err := judge(string(defaults)); err != nil {
		t.Errorf("the defaults: %v", err)
	}
}

// What config prints is a file of every option that changes none.
func TestPrintedDefaultsReadBack(t *testing.T) {
	t.Parallel()
	text, err := commented(defaultFlags())
	if err != nil {
		t.Fatal(err)
	}
	flags := defaultFlags()
	if err := readFile(flags, "lexfitd.yaml", text); err != nil {
		t.Fatal(err)
	}
	for _, option := range options(flags) {
		parse := kindOf(option).parse
		if !option.Changed || !cmp.Equal(parse(option.Value.String()), parse(option.DefValue)) {
			t.Errorf("--%s: printed %t, read back as %s, want %s", option.Name, option.Changed, option.Value, option.DefValue)
		}
	}
}

// Options of kinds that lexfitd need not have today can stand in the file and are printed.
func TestKindsOfOptions(t *testing.T) {
	t.Parallel()
	made := func() *pflag.FlagSet {
		flags := pflag.NewFlagSet("test", pflag.ContinueOnError)
		flags.Bool("switch", true, "a switch")
		flags.Float64("ratio", 0.5, "a ratio")
		flags.StringSlice("names", []string{"x", "y"}, "some names")
		flags.StringSlice("none", nil, "no names")
		flags.StringToString("pairs", map[string]string{"x": "1s"}, "some pairs")
		flags.StringToString("empty", nil, "no pairs")
		return flags
	}
	text, err := commented(made())
	if err != nil {
		t.Fatal(err)
	}
	flags := made()
	if err := readFile(flags, "lexfitd.yaml", text); err != nil {
		t.Fatal(err)
	}
	for _, option := range options(flags) {
		if !option.Changed || option.Value.String() != option.DefValue {
			t.Errorf("--%s: read back as %s, want %s", option.Name, option.Value, option.DefValue)
		}
	}
	flags = made()
	if err := readFile(flags, "lexfitd.yaml", []byte("switch: false\nratio: 1\nnames: [a]\nnone: [b, c]\npairs: [y=2s]\nempty: z=3s\n")); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"switch": "false", "ratio": "1", "names": "[a]", "none": "[b,c]", "pairs": "[y=2s]", "empty": "[z=3s]"} {
		if got := flags.Lookup(name).Value.String(); got != want {
			t.Errorf("--%s: %s, want %s", name, got, want)
		}
	}
	if err := readFile(made(), "lexfitd.yaml", []byte("pairs: [y]")); err == nil || !strings.Contains(err.Error(), ":1: pairs: want") {
		t.Errorf("a pair that is none: %v", err)
	}
}

// Every option has its row in docs/operations.md, with its variable.
func TestEveryOptionIsDocumented(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("..", "docs", "operations.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := slices.DeleteFunc(strings.Split(string(text), "\n"), func(line string) bool { return !strings.HasPrefix(line, "| `--") })
	defaultFlags().VisitAll(func(flag *pflag.Flag) {
		variable := envPrefix + strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_"))
		if !slices.ContainsFunc(rows, func(row string) bool {
			return strings.Contains(row, "`--"+flag.Name+"`") && strings.Contains(row, "`"+variable+"`")
		}) {
			t.Errorf("no row for --%s and %s", flag.Name, variable)
		}
	})
}

func TestConfigCommand(t *testing.T) {
	t.Parallel()
	run := func(args ...string) (string, error) {
		var out bytes.Buffer
		cmd := NewCommand(&out, &out)
		cmd.SetArgs(args)
		err := cmd.ExecuteContext(t.Context())
		return out.String(), err
	}
	printed, err := run("config")
	if err != nil || !strings.HasPrefix(printed, "# yaml-language-server: $schema=lexfitd.schema.json\n") {
		t.Fatalf("%q, %v", printed, err)
	}
	file := filepath.Join(t.TempDir(), "lexfitd.yaml")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(printed)
	if out, err := run("config", "check", "--config", file); err != nil || !strings.Contains(out, "log-level: info ("+file+")") || !strings.Contains(out, "sound") {
		t.Errorf("%q, %v", out, err)
	}
	write("log-level: warn\n")
	if out, err := run("config", "check", "--config", file, "--log-format", "json"); err != nil || !strings.Contains(out, "log-level: warn ("+file+")") || !strings.Contains(out, "log-format: json (flag)") || strings.Contains(out, "listen") {
		t.Errorf("%q, %v", out, err)
	}
	for text, want := range map[string]string{"log-level: loud\n": "loud", "tls-cert: cert.pem\n": "go together", "port: 1\n": ":1: port"} {
		write(text)
		if out, err := run("config", "check", "--config", file); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(out, "sound") {
			t.Errorf("%q: %q, %v", text, out, err)
		}
		if _, err := run("--config", file); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: a start says %v", text, err)
		}
	}
	t.Run("the file named by the environment", func(t *testing.T) {
		t.Parallel()
		flags := defaultFlags()
		other := filepath.Join(t.TempDir(), "other.yaml")
		if err := os.WriteFile(other, []byte("db: other.db\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := readSettings(flags, func(name string) (string, bool) { return other, name == "LEXFITD_CONFIG" }); err != nil {
			t.Fatal(err)
		}
		if got := flags.Lookup("db").Value.String(); got != "other.db" {
			t.Errorf("db is %s", got)
		}
	})
	if out, err := run("config", "schema"); err != nil || !json.Valid([]byte(out)) {
		t.Errorf("%q, %v", out, err)
	}
}
