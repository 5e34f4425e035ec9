// Command resumes makes the test corpus of client/intake: résumés of made-up people, each in one of twelve layouts, with what they say
// beside them.
//
//	go -C tools run ./resumes
//
// The people stand in people/*.yaml and who is laid out how in plan.tsv. What is true of a document is written from them before anything
// is rendered. The renderers are LibreOffice, Chromium, LaTeX, Pandoc and wkhtmltopdf; on Debian:
//
//	apt-get install --no-install-recommends libreoffice-writer-nogui chromium pandoc wkhtmltopdf texlive-latex-extra \
//		texlive-latex-recommended texlive-fonts-recommended lmodern cm-super-minimal fonts-liberation fonts-dejavu-core \
//		fonts-lato fonts-open-sans fonts-crosextra-carlito fonts-crosextra-caladea fonts-font-awesome
//
// The same versions of them make the same documents: dates and identities that they would put in are blanked or fixed.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
)

func main() {
	out := flag.String("out", "../client/intake/testdata", "folder whose folder resumes takes the documents, and whose folder truth takes what is true of them")
	only := flag.String("only", "", "make these alone: ids of people, layouts or makers, with commas between")
	truthOnly := flag.Bool("truth", false, "write only what is true, and render nothing")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := resumes(ctx, os.Stdout, *out, *only, *truthOnly); err != nil {
		stop()
		fmt.Fprintln(os.Stderr, "resumes:", err)
		os.Exit(1)
	}
}

// Limits of the corpus: it stays in every clone.
const (
	mostFile = 1_000_000
	mostAll  = 10_000_000
)

func resumes(ctx context.Context, say io.Writer, out, only string, truthOnly bool) error {
	people, err := readPeople()
	if err != nil {
		return err
	}
	plan, err := readPlan(people)
	if err != nil {
		return err
	}
	for _, folder := range []string{"resumes", "truth"} {
		if err := os.MkdirAll(filepath.Join(out, folder), 0o750); err != nil {
			return err
		}
	}
	scratch, err := os.MkdirTemp("", "resumes")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch) //nolint:errcheck // what is left in the temporary folder harms nobody
	made := 0
	for _, entry := range plan {
		if !entry.asked(only) {
			continue
		}
		if err := writeTruth(out, entry); err != nil {
			return err
		}
		if truthOnly {
			continue
		}
		document, err := render(ctx, scratch, entry)
		if err != nil {
			return fmt.Errorf("%s: %w", entry.file(), err)
		}
		if len(document) > mostFile {
			return fmt.Errorf("%s has %d bytes; at most %d may be", entry.file(), len(document), mostFile)
		}
		if err := os.WriteFile(filepath.Join(out, "resumes", entry.file()), document, 0o600); err != nil {
			return err
		}
		made++
		if _, err := fmt.Fprintf(say, "%-34s %-14s %-12s %7d bytes\n", entry.file(), entry.layout, entry.maker, len(document)); err != nil {
			return err
		}
	}
	if _, err := fmt.Fprintf(say, "%d documents\n", made); err != nil {
		return err
	}
	return small(out)
}

// small says whether the whole corpus stays within its limit.
func small(out string) error {
	total := int64(0)
	err := filepath.WalkDir(out, func(_ string, file os.DirEntry, err error) error {
		if err != nil || file.IsDir() {
			return err
		}
		info, err := file.Info()
		if err == nil {
			total += info.Size()
		}
		return err
	})
	if err == nil && total > mostAll {
		err = fmt.Errorf("the corpus has %d bytes; at most %d may be", total, mostAll)
	}
	return err
}

// render makes a document.
func render(ctx context.Context, scratch string, entry planned) ([]byte, error) {
	sheet := compose(entry)
	work, err := os.MkdirTemp(scratch, entry.person.ID)
	if err != nil {
		return nil, err
	}
	maker := makers[entry.maker]
	if maker.make == nil {
		return nil, errors.New("nobody makes it")
	}
	return maker.make(ctx, work, sheet)
}

// maker makes a document of a kind of file.
type maker struct {
	ending string
	make   func(ctx context.Context, work string, sheet sheet) ([]byte, error)
}

// makers are the ways to a document, by the names in the plan.
var makers = map[string]maker{
	"chromium":         {"pdf", chromium},
	"wkhtmltopdf":      {"pdf", wkhtmltopdf},
	"latex":            {"pdf", latex},
	"libreoffice-pdf":  {"pdf", viaLibreOffice("pdf")},
	"docx":             {"docx", word},
	"libreoffice-docx": {"docx", viaLibreOffice("docx")},
	"pandoc-docx":      {"docx", pandoc("docx")},
	"libreoffice-odt":  {"odt", viaLibreOffice("odt")},
	"pandoc-odt":       {"odt", pandoc("odt")},
	"libreoffice-rtf":  {"rtf", viaLibreOffice("rtf")},
	"pandoc-rtf":       {"rtf", pandoc("rtf")},
	"html":             {"html", web},
	"pandoc-html":      {"html", pandoc("html")},
	"text":             {"txt", plain},
}

// asked says whether somebody wants the document made.
func (p planned) asked(only string) bool {
	if only == "" {
		return true
	}
	for name := range strings.SplitSeq(only, ",") {
		if name == p.person.ID || name == p.layout || name == p.maker {
			return true
		}
	}
	return false
}
