package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// wording is a row of the list of words.
type wording struct {
	say   string
	never *regexp.Regexp
}

// terms reads the list that every line for people is held to.
func terms(t *testing.T) []wording {
	t.Helper()
	file, err := os.ReadFile(filepath.Join("..", "..", "..", "matcher", "prose", "terms.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	var list []wording
	for _, line := range strings.Split(strings.TrimSpace(string(file)), "\n")[1:] {
		cells := strings.Split(line, "\t")
		if len(cells) != 3 {
			t.Fatalf("%q has %d cells, want 3", line, len(cells))
		}
		never, err := regexp.Compile("(?i)" + cells[1])
		if err != nil {
			t.Fatal(err)
		}
		if never.MatchString(cells[0]) {
			t.Errorf("%q is said and is never to be said", cells[0])
		}
		list = append(list, wording{cells[0], never})
	}
	return list
}

var (
	// quoted are a profile's own words, which stand as they were written.
	quoted = regexp.MustCompile(`“[^”]*”`)
	// named are flags, whose names are the contract's.
	named = regexp.MustCompile(`--[a-z-]+`)
	// machinery is what nobody has to read before the foot of a screen.
	machinery = regexp.MustCompile(`(?i)\bfit index\b|\bdigest\b|\bbasis\b|\bengine\b|\brevision\b|\b[0-9a-f]{12,}\b`)
)

// check holds a text to the list. Lines are joined first: a term that is broken over two is one all the same.
func check(t *testing.T, list []wording, name, text string) {
	t.Helper()
	text = named.ReplaceAllString(quoted.ReplaceAllString(strings.Join(strings.Fields(text), " "), "“”"), "")
	for _, each := range list {
		if at := each.never.FindStringIndex(text); at != nil {
			t.Errorf("%s: …%s…: say %q", name, text[max(0, at[0]-60):min(len(text), at[1]+40)], each.say)
		}
	}
}

// Whatever people read keeps to one list of terms: the screens, Markdown, pages for candidates, the help, and every text that the
// engine and the rulebook put into an answer.
func TestTerms(t *testing.T) {
	t.Parallel()
	list := terms(t)
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	pool := filepath.Join("..", "..", "..", "examples", "candidates.jsonl")
	run := func(args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		env := &environment{in: strings.NewReader(""), out: &out, err: &errs, getenv: func(string) string { return "" }}
		if code := execute(context.Background(), append(args, "--db", at("lexfit.db")), env); code != 0 {
			t.Fatalf("%v: exit code %d: %s", args, code, errs.String())
		}
		return out.String()
	}
	if err := os.WriteFile(at("sample.jsonl"), []byte(run("sample", "150")), 0o600); err != nil {
		t.Fatal(err)
	}
	day := []string{"--as-of", "2026-11-24"}
	for _, args := range [][]string{
		{"score", pool},
		{"score", pool, "--explain", "--paths", "--all-questions"},
		{"score", at("sample.jsonl"), "--explain", "--paths"},
		{"score", pool, "-o", "markdown", "--all-questions"},
		{"rank", pool, "--role", "paralegal", "--explain", "--explain-rank"},
		{"rank", pool, "--role", "legal-secretary", "-o", "markdown"},
		{"compare", pool, "--id", "thandeka-orsini"},
		{"compare", pool, "--role", "paralegal"},
	} {
		screen := run(append(args, day...)...)
		check(t, list, strings.Join(args, " "), screen)
		if slices.Contains(args, "markdown") {
			continue
		}
		if first, _, foot := strings.Cut(screen, "About this result"); args[0] != "score" && (!foot || machinery.MatchString(first)) {
			t.Errorf("%v: %q stands before the foot", args, machinery.FindString(first))
		}
	}
	one := run(append([]string{"score", pool, "--id", "blank-page-0031"}, day...)...)
	if first, _, foot := strings.Cut(one, "About this result"); !foot || machinery.MatchString(first) || !strings.Contains(first, "not enough said") || strings.Contains(first, "weak") {
		t.Errorf("who said nothing:\n%s", one)
	}
	run(append([]string{"sheet", pool, "--role", "paralegal", "--folder", at("pages")}, day...)...)
	pages, err := filepath.Glob(at("pages/*.md"))
	if err != nil || len(pages) < 19 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		check(t, list, filepath.Base(page), string(text))
	}
	for _, name := range []string{"score", "rank", "compare", "replay", "sheet", "gather", "intake", "intake review", "intake accept"} {
		check(t, list, name+" --help", run(append(strings.Fields(name), "--help")...))
	}
	var answers []any
	if err := json.Unmarshal([]byte(run(append([]string{"score", at("sample.jsonl"), pool, "-o", "json"}, day...)...)), &answers); err != nil {
		t.Fatal(err)
	}
	texts(answers, func(path, text string) { check(t, list, path, text) })
	var rules any
	if err := json.Unmarshal([]byte(run("rulebook", "show", "-o", "json")), &rules); err != nil {
		t.Fatal(err)
	}
	texts(rules, func(path, text string) { check(t, list, path, text) })
}

// notRead are the parts of answers and rulebooks that hold what profiles say and how it is read, not what is told to people.
var notRead = []string{"aliases", "names", "labels", "unrecognized", "changed_profile", "change", "duties", "wording", "words", "phrases", "abbreviations", "titles_of", "names_with_issuer"}

// texts hands every text of several words to a function, with where it stands.
func texts(value any, each func(path, text string)) {
	var walk func(path string, value any)
	walk = func(path string, value any) {
		switch typed := value.(type) {
		case map[string]any:
			for name, part := range typed {
				if !slices.Contains(notRead, name) {
					walk(path+"."+name, part)
				}
			}
		case []any:
			for _, part := range typed {
				walk(path+"[]", part)
			}
		case string:
			if strings.Contains(typed, " ") {
				each(path, typed)
			}
		}
	}
	walk("", value)
}
