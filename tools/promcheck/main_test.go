package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var few = metrics{"up": scraped, "calls_total": {"code", "job", "instance"}, "took_bucket": {"le", "job", "instance"}}

func TestJudge(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`sum by (code) (rate(calls_total{job="x", code!="OK"}[5m]))`:   "",
		`histogram_quantile(0.9, sum by (le) (rate(took_bucket[5m])))`: "",
		`calls_total / on (job) up`:                                    "",
		`rate(calls[5m])`:                                              `no metric "calls"`,
		`calls_total + rate(call_total[5m])`:                           `no metric "call_total"`,
		`calls_total{cod="OK"}`:                                        `no label "cod"`,
		`sum by (method) (calls_total)`:                                `label "method"`,
		`rate(calls_total)`:                                            "range vector",
		`sum(calls_total`:                                              "parse error",
		`calls_total{code="OK"`:                                        "parse error",
	} {
		err := judge(text, few)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	const rule = "groups:\n- name: g\n  rules:\n  - alert: A\n    expr: calls_total > 1\n    for: 5m\n    labels: {severity: page}\n    annotations: {summary: s, description: d}\n"
	const board = `{"panels":[{"title":"row","panels":[{"title":"p","targets":[{"expr":"rate(calls_total[$__rate_interval])"}]}]}],"templating":{"list":[{"name":"i","query":"label_values(calls_total{job=\"$job\"}, instance)"}]}}`
	for _, test := range []struct{ why, file, text, want string }{
		{"a rule", "a.yaml", rule, ""},
		{"a metric that there is not", "a.yaml", strings.Replace(rule, "calls_total", "callz_total", 1), "callz_total"},
		{"a key that Prometheus refuses", "a.yaml", strings.Replace(rule, "expr:", "exprs:", 1), "exprs"},
		{"a duration that is none", "a.yaml", strings.Replace(rule, "5m", "soon", 1), "soon"},
		{"no severity", "a.yaml", strings.Replace(rule, "severity", "colour", 1), "severity"},
		{"no rule", "a.yaml", "groups: []\n", "no expression"},
		{"a dashboard", "a.json", board, ""},
		{"a panel in a row", "a.json", strings.Replace(board, "rate(calls_total", "rate(callz_total", 1), "callz_total"},
		{"a variable", "a.json", strings.Replace(board, "values(calls_total", "values(callz_total", 1), "callz_total"},
		{"no panel", "a.json", `{}`, "no expression"},
		{"no JSON", "a.json", board[1:], "invalid"},
	} {
		name := filepath.Join(t.TempDir(), test.file)
		if err := os.WriteFile(name, []byte(test.text), 0o600); err != nil {
			t.Fatal(err)
		}
		err := check(name, few)
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: got %v, want %q", test.why, err, test.want)
		}
	}
}

// TestReadMetrics: what a histogram is asked by is not its name alone.
func TestReadMetrics(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "metrics.tsv")
	if err := os.WriteFile(name, []byte("metric\ttype\thelp\tlabels\ntook\thistogram\tHow long.\tcode\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	known, err := readMetrics(name)
	if err != nil {
		t.Fatal(err)
	}
	for text, good := range map[string]bool{`took_count{code="OK"}`: true, `took_bucket{le="1"}`: true, `took_sum{le="1"}`: false, `took_bukket`: false} {
		if err := judge(text, known); (err == nil) != good {
			t.Errorf("%s: %v", text, err)
		}
	}
}
