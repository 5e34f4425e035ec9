package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/client/intake/extract"
)

// TestMain is the suite, or the command where the binary is called by its name.
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == "lexfit-extract" {
		os.Exit(mainCode(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// onePage is a PDF of one line.
func onePage(says string) []byte {
	var out bytes.Buffer
	content := "BT /F 12 Tf 50 700 Td (" + says + ") Tj ET"
	out.WriteString("%PDF-1.7\n")
	var places []int
	for i, object := range []string{
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(content), content),
	} {
		places = append(places, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	table := out.Len()
	out.WriteString("xref\n0 5\n0000000000 65535 f \n")
	for _, place := range places {
		fmt.Fprintf(&out, "%010d 00000 n \n", place)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", table)
	return out.Bytes()
}

// The command serves a pool as lexfit has it: PDF and everything else, one after another, past a broken one.
func TestServes(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	named := filepath.Join(t.TempDir(), "lexfit-extract")
	if err := os.Symlink(self, named); err != nil {
		t.Skip("no links here:", err)
	}
	pool, err := extract.NewPool(extract.Options{Self: []string{named}, Program: named, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	for _, file := range [][2]string{{"Dana Whitfield", "Dana Whitfield"}, {string(onePage("Senior Paralegal")), "Senior Paralegal"}, {"%PDF-1.7 no more", ""}, {string(onePage("Clerk")), "Clerk"}} {
		made, err := pool.ReadBytes(t.Context(), []byte(file[0]))
		if file[1] == "" {
			if refusal, refused := errors.AsType[*extract.RefusalError](err); !refused || refusal.Why != extract.Broken {
				t.Errorf("a broken file: %v", err)
			}
			continue
		}
		if err != nil || made.Pages[0].Lines[0].Text != file[1] {
			t.Errorf("read %v, %v, want %q", made, err, file[1])
		}
	}
}

// By hand the command prints what is read in files, and says what was not read.
func TestPrints(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	good, bad := filepath.Join(folder, "good.txt"), filepath.Join(folder, "bad.doc")
	for name, content := range map[string]string{good: "• Typed     2015", bad: ""} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out, errs bytes.Buffer
	if code := mainCode([]string{"--text", good, bad, filepath.Join(folder, "none")}, strings.NewReader(""), &out, &errs); code != 1 {
		t.Errorf("the code is %d", code)
	}
	if got := out.String(); got != "1.1\t1\t0\t0*\tTyped | 2015\n" {
		t.Errorf("printed %q", got)
	}
	if got := errs.String(); strings.Count(got, "\n") != 2 || !strings.Contains(got, "is empty") {
		t.Errorf("said %q", got)
	}
	out.Reset()
	if code := mainCode([]string{good}, strings.NewReader(""), &out, &errs); code != 0 || !strings.HasPrefix(out.String(), `{"digest":"`) {
		t.Errorf("the code is %d, printed %q", code, out.String())
	}
	if code := mainCode(nil, strings.NewReader(""), &out, &errs); code != 1 || !strings.Contains(errs.String(), "nobody speaks here") {
		t.Errorf("without a parent: %d, %q", code, errs.String())
	}
}
