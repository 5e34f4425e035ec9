package server

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// heldBy reads a cell of docs/reliability.md: which tests hold a promise or a mended fault, "FILE NAME" each. why is what is wrong with it.
func heldBy(cell string) (tests []string, why string) {
	if strings.HasPrefix(cell, "none") {
		if _, instead, found := strings.Cut(cell, ": "); !found || instead == "" {
			return nil, "says none, and not what stands in for a test"
		}
		return nil, ""
	}
	group := regexp.MustCompile("^`([\\w./-]+_test\\.go)`: (`(?:Test|Fuzz)\\w+`(?:, `(?:Test|Fuzz)\\w+`)*)$")
	for part := range strings.SplitSeq(cell, "; ") {
		file := group.FindStringSubmatch(part)
		if file == nil {
			if strings.HasPrefix(part, "`bash scripts/") {
				continue
			}
			return nil, "names no file and tests: " + part
		}
		for name := range strings.SplitSeq(file[2], ", ") {
			tests = append(tests, file[1]+" "+strings.Trim(name, "`"))
		}
	}
	if tests == nil {
		return nil, "names no test"
	}
	return tests, ""
}

// TestRecordNamesTestsThatExist reads docs/reliability.md: whatever is promised, or was mended, is held by a test that there is, or
// says why there is none.
func TestRecordNamesTestsThatExist(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/reliability.md")
	if err != nil {
		t.Fatal(err)
	}
	declared := map[string][]string{} // by file
	rows, column := 0, -1
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "|") {
			column = -1
			continue
		}
		cells := strings.Split(strings.ReplaceAll(strings.Trim(strings.TrimSpace(line), "|"), `\|`, "or"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if column < 0 {
			if column = slices.Index(cells, "held by"); column < 0 {
				column = len(cells)
			}
			continue
		}
		if column == len(cells) || strings.HasPrefix(cells[0], "---") {
			continue
		}
		if column > len(cells) {
			t.Errorf("%q: no cell says what holds it", cells[0])
			continue
		}
		rows++
		if column == 3 && !regexp.MustCompile(`^[0-9a-f]{7}(, [0-9a-f]{7})*$`).MatchString(cells[2]) {
			t.Errorf("%q: %q is no commit", cells[1], cells[2])
		}
		tests, why := heldBy(cells[column])
		if why != "" {
			t.Errorf("%q: %s", cells[max(column-2, 0)], why)
		}
		for _, test := range tests {
			file, name, _ := strings.Cut(test, " ")
			if declared[file] == nil {
				declared[file] = functions(t, filepath.Join("..", file))
			}
			if !slices.Contains(declared[file], name) {
				t.Errorf("%q: there is no %s in %s", cells[max(column-2, 0)], name, file)
			}
		}
	}
	if rows < 90 {
		t.Errorf("only %d rows were read", rows)
	}
}

// functions are the names of the functions of a file.
func functions(t *testing.T, file string) []string {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Errorf("the record names a file of tests: %v", err)
		return []string{""}
	}
	var names []string
	for _, declaration := range tree.Decls {
		if function, ok := declaration.(*ast.FuncDecl); ok && function.Recv == nil {
			names = append(names, function.Name.Name)
		}
	}
	return names
}
