package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const mit = `MIT License

Copyright (c) 2026 Somebody

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files
(the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify,
merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE
FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
`

const gpl = `This program is free software: you can redistribute it and/or modify it under the terms of the GNU General Public License as
published by the Free Software Foundation, either version 3 of the License, or (at your option) any later version.

This program is distributed in the hope that it will be useful, but WITHOUT ANY WARRANTY; without even the implied warranty of
MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the GNU General Public License for more details.
`

// A module's licence is what stands in its folder and in those of the packages that are linked; what nobody may ship is refused.
func TestJudge(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		why   string
		files map[string]string
		want  string // names of licences, or part of the error after !
		texts []string
	}{
		{"a licence and a notice", map[string]string{"LICENSE": mit, "NOTICE": "who", "README.md": "x", "licence.go": "package x"}, "MIT", []string{"LICENSE", "NOTICE"}},
		{"in a package that is linked", map[string]string{"LICENSE.md": mit, "linked/COPYING": mit}, "MIT", []string{"LICENSE.md", "linked/COPYING"}},
		{"in a package that is not", map[string]string{"LICENCE": mit, "other/LICENSE": gpl}, "MIT", []string{"LICENCE"}},
		{"not allowed", map[string]string{"LICENSE": gpl}, "!GPL-3.0", nil},
		{"not allowed in a package that is linked", map[string]string{"LICENSE": mit, "linked/LICENSE": gpl}, "!linked/LICENSE", nil},
		{"not known", map[string]string{"LICENSE": "You may look at this on Tuesdays, and pay on Wednesdays, if the moon is full."}, "!known licence", nil},
		{"none", map[string]string{"NOTICE": "who"}, "!no licence file", nil},
	} {
		top := t.TempDir()
		if err := os.MkdirAll(filepath.Join(top, "linked"), 0o700); err != nil {
			t.Fatal(err)
		}
		for name, content := range test.files {
			path := filepath.Join(top, name)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		got, err := judge(module{path: "example.org/x", version: "v1.0.0"}, map[string]string{filepath.Join(top, "linked"): top})
		if wrong, refused := strings.CutPrefix(test.want, "!"); refused {
			if err == nil || !strings.Contains(err.Error(), wrong) || !strings.Contains(err.Error(), "example.org/x v1.0.0") {
				t.Errorf("%s: %v, want %q", test.why, err, wrong)
			}
			continue
		}
		var texts []string
		for _, one := range got.texts {
			texts = append(texts, one.name)
		}
		if err != nil || strings.Join(got.licences, ",") != test.want || !slices.Equal(texts, test.texts) {
			t.Errorf("%s: %q of %q, %v", test.why, got.licences, texts, err)
		}
	}
}

// A text that two modules share stands once, under both.
func TestTextOf(t *testing.T) {
	t.Parallel()
	page := string(textOf([]module{
		{"example.org/a", "v1", []string{"MIT"}, []text{{"LICENSE", "the text\n"}}},
		{"example.org/b", "v2", []string{"MIT"}, []text{{"COPYING", "the text\n"}}},
	}))
	if strings.Count(page, "the text") != 1 || !strings.Contains(page, "example.org/a v1, LICENSE\nexample.org/b v2, COPYING\n") {
		t.Error(page)
	}
}

// Every module of every program that is shipped, on every system, may be.
func TestLicencesOfAll(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	linked, err := (&release{root: root}).linked(t.Context(), slices.Concat(commands, inImage), targets)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"std", "go.etcd.io/bbolt", "google.golang.org/grpc", "github.com/grpc-ecosystem/grpc-health-probe", "github.com/inconshreveable/mousetrap"} {
		if !slices.ContainsFunc(linked, func(one module) bool { return one.path == want && len(one.texts) > 0 }) {
			t.Errorf("%s is linked, and not listed", want)
		}
	}
}
