package measure_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/lexfit/lexfit/client/intake/draft"
	"github.com/lexfit/lexfit/client/intake/extract"
	"github.com/lexfit/lexfit/client/intake/extract/pdf"
	"github.com/lexfit/lexfit/client/intake/measure"
	"github.com/lexfit/lexfit/client/intake/read"
	"github.com/lexfit/lexfit/matcher/rulebook"
)

var (
	resumes = flag.String("resumes", "", "a folder of documents to measure instead of the corpus")
	truths  = flag.String("truth", "", "the folder of what is true of them; without it the folder truth beside them")
	misread = flag.Bool("misread", false, "list what is misread of the documents that are not held")
)

// measured reads the documents of a folder that are wanted, and compares them with the truth.
func measured(t *testing.T, folder, truth string, wanted func(*measure.Truth) bool) []*measure.Result {
	t.Helper()
	known, err := measure.Folder(truth)
	if err != nil {
		t.Fatal(err)
	}
	engine := pdf.New(pdf.Options{Cache: pdf.CacheFolder()})
	t.Cleanup(func() {
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
	})
	readers := extract.Plain().With(extract.PDF, engine.Read)
	reader := read.New(rulebook.Default())
	var results []*measure.Result
	for _, one := range known {
		if wanted(one) {
			results = append(results, measure.Compare(one, draftOf(t, readers, reader, filepath.Join(folder, one.Document))))
		}
	}
	return results
}

// draftOf reads a document; what cannot be read has no draft.
func draftOf(t *testing.T, readers extract.Readers, reader *read.Reader, path string) *draft.Draft {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	extracted, err := readers.Read(context.Background(), extract.Source{Data: content, Limits: extract.DefaultLimits()})
	if err != nil {
		t.Errorf("%s: %v", path, err)
		return nil
	}
	return reader.Read(extracted, read.About{ID: "somebody", File: filepath.Base(path), AsOf: "2026-11-26"})
}

// What stands in a folder of anybody's documents is measured and told.
func TestFolder(t *testing.T) {
	if *resumes == "" {
		t.Skip("no folder is given: -resumes FOLDER")
	}
	truth := *truths
	if truth == "" {
		truth = filepath.Join(filepath.Dir(filepath.Clean(*resumes)), "truth")
	}
	results := measured(t, *resumes, truth, func(*measure.Truth) bool { return true })
	if err := measure.Report(os.Stdout, results, *misread); err != nil {
		t.Fatal(err)
	}
}
