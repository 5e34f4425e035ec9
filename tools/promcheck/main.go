// Command promcheck reads alert rules and dashboards as those who load them do, and holds the metrics that they name to those
// that there are.
//
//	go -C tools/promcheck run . -metrics ../../server/deploy/metrics.tsv ../../server/deploy/alerts.yaml ../../server/deploy/dashboard.json
//
// Every expression is parsed by Prometheus's own parser. A name that is in the list, or is one of a histogram's in the list with
// _bucket, _sum or _count behind it, exists; up does too, which Prometheus makes itself. A label is looked up in the same way: a
// wrong one selects nothing, and an alert on nothing never fires. A file without an expression is a fault.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/prometheus/promql/parser"
	"go.yaml.in/yaml/v3"
)

func main() {
	list := flag.String("metrics", "", "file with a metric a line after a line of headings: name, type, help, labels (- for none)")
	flag.Parse()
	known, err := readMetrics(*list)
	switch {
	case err != nil:
	case flag.NArg() == 0:
		err = errors.New("name the files to check")
	default:
		for _, name := range flag.Args() {
			err = errors.Join(err, check(name, known))
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// metrics are the labels of every metric that can be asked for.
type metrics map[string][]string

// scraped are the labels that Prometheus puts on all it reads.
var scraped = []string{"job", "instance"}

func readMetrics(name string) (metrics, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	known := metrics{"up": scraped}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
		columns := strings.Split(line, "\t")
		if len(columns) != 4 {
			return nil, fmt.Errorf("%s: %q has not four columns", name, line)
		}
		labels := append(strings.Fields(columns[3]), scraped...)
		known[columns[0]] = labels
		if kind := columns[1]; kind == "histogram" {
			known[columns[0]+"_sum"], known[columns[0]+"_count"] = labels, labels
			known[columns[0]+"_bucket"] = append(slices.Clone(labels), "le")
		}
	}
	return known, nil
}

// expression is one, with where it stands.
type expression struct{ where, text string }

func check(name string, known metrics) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	var found []expression
	switch filepath.Ext(name) {
	case ".yaml":
		found, err = rulesOf(text)
	case ".json":
		found, err = panelsOf(text)
	default:
		err = errors.New("neither .yaml nor .json")
	}
	if err == nil && len(found) == 0 {
		err = errors.New("no expression in it")
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	var errs []error
	for _, one := range found {
		if err := judge(one.text, known); err != nil {
			errs = append(errs, fmt.Errorf("%s: %s: %w", name, one.where, err))
		}
	}
	return errors.Join(errs...)
}

// judge parses an expression and looks its metrics and labels up.
func judge(text string, known metrics) error {
	parsed, err := parser.NewParser(parser.Options{}).ParseExpr(text)
	if err != nil {
		return err
	}
	var errs []error
	parser.Inspect(parsed, func(node parser.Node, _ []parser.Node) error {
		switch node := node.(type) {
		case *parser.VectorSelector:
			errs = append(errs, known.selects(node))
		case *parser.AggregateExpr:
			for _, label := range node.Grouping {
				if !known.below(node.Expr, label) {
					errs = append(errs, fmt.Errorf("nothing grouped has a label %q", label))
				}
			}
		}
		return nil
	})
	return errors.Join(errs...)
}

func (m metrics) selects(selected *parser.VectorSelector) error {
	labels, ok := m[selected.Name]
	if !ok {
		return fmt.Errorf("there is no metric %q", selected.Name)
	}
	for _, matcher := range selected.LabelMatchers {
		if matcher.Name != "__name__" && !slices.Contains(labels, matcher.Name) {
			return fmt.Errorf("%s has no label %q", selected.Name, matcher.Name)
		}
	}
	return nil
}

// below reports whether a metric of an expression has a label.
func (m metrics) below(expression parser.Expr, label string) bool {
	has := false
	parser.Inspect(expression, func(node parser.Node, _ []parser.Node) error {
		if selected, ok := node.(*parser.VectorSelector); ok {
			has = has || slices.Contains(m[selected.Name], label)
		}
		return nil
	})
	return has
}

// rules is a file of alert rules, of which no other key may stand in it.
type rules struct {
	Groups []struct {
		Name  string
		Rules []struct {
			Alert, Expr, For    string
			Labels, Annotations map[string]string
		}
	}
}

func rulesOf(text []byte) ([]expression, error) {
	var read rules
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&read); err != nil {
		return nil, err
	}
	var found []expression
	for _, group := range read.Groups {
		for _, rule := range group.Rules {
			where := group.Name + ": " + rule.Alert
			if rule.Alert == "" || rule.Labels["severity"] == "" || rule.Annotations["summary"] == "" || rule.Annotations["description"] == "" {
				return nil, fmt.Errorf("%s: wants alert, severity, summary and description", where)
			}
			if _, err := time.ParseDuration(rule.For); err != nil {
				return nil, fmt.Errorf("%s: %w", where, err)
			}
			found = append(found, expression{where, rule.Expr})
		}
	}
	return found, nil
}

// dashboard is what of a Grafana dashboard asks Prometheus.
type dashboard struct {
	Title      string
	Panels     []panel
	Templating struct {
		List []struct{ Name, Query string }
	}
}

// panel is one, or a row with panels in it.
type panel struct {
	Title   string
	Panels  []panel
	Targets []struct{ Expr string }
}

// interval is what Grafana puts in for its variable.
const interval = "5m"

func panelsOf(text []byte) ([]expression, error) {
	var read dashboard
	if err := json.Unmarshal(text, &read); err != nil {
		return nil, err
	}
	variables := strings.NewReplacer("$__rate_interval", interval)
	var found []expression
	var walk func(panels []panel)
	walk = func(panels []panel) {
		for _, one := range panels {
			for _, target := range one.Targets {
				found = append(found, expression{one.Title, variables.Replace(target.Expr)})
			}
			walk(one.Panels)
		}
	}
	walk(read.Panels)
	for _, variable := range read.Templating.List {
		if of, ok := strings.CutPrefix(variable.Query, "label_values("); ok {
			of = of[:max(0, strings.LastIndexByte(of, ','))]
			found = append(found, expression{"variable " + variable.Name, of})
		}
	}
	return found, nil
}
