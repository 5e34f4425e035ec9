package measure_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lexfit/lexfit/client/intake/draft"
	"github.com/lexfit/lexfit/client/intake/measure"
)

func TestReadTruth(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		``:                                      "not the truth",
		`[]`:                                    "not the truth",
		`{"profile": {}}`:                       "needs document",
		`{"document": "a.pdf"}`:                 "profile",
		`{"document": "a.pdf", "profil": {}}`:   "unknown field",
		`{"document": "a.pdf", "profile": "x"}`: "the profile of a.pdf",
		`{"document": "a.pdf", "profile": {"experience": [{"start": "2014"}]}}`: "the profile of a.pdf",
	} {
		if _, err := measure.ReadTruth([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, not %s", text, err, want)
		}
	}
	truth, err := measure.ReadTruth([]byte(`{"document": "A Person.PDF", "profile": {"skills": []}}`))
	if err != nil || truth.Format() != "pdf" || truth.Held {
		t.Errorf("%+v, %v", truth, err)
	}
}

func TestFolderOfTruth(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if _, err := measure.Folder(folder); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an empty folder: %v", err)
	}
	for name, content := range map[string]string{
		"b.pdf.json": `{"document": "b.pdf", "profile": {}}`, "a.pdf.json": `{"document": "a.pdf", "profile": {}}`, "notes.txt": "not read",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	truths, err := measure.Folder(folder)
	if err != nil || len(truths) != 2 || truths[0].Document != "a.pdf" {
		t.Errorf("%v, %v", truths, err)
	}
	if err := os.WriteFile(filepath.Join(folder, "c.json"), []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := measure.Folder(folder); err == nil || !strings.Contains(err.Error(), "c.json") {
		t.Errorf("a broken file: %v", err)
	}
}

// Nothing panics, and no count says more than there is.
func FuzzReadTruth(f *testing.F) {
	f.Add([]byte(`{"document": "a.pdf", "layout": "classic", "profile": {"experience": [{"title": "Clerk (", "started_on": "2014"}], "skills": [{"name": "Word - (expert"}],
		"certifications": [{"name": "()"}], "languages": [{"name": "native"}]}, "contacts": [{"kind": "phone", "value": "5"}]}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		truth, err := measure.ReadTruth(content)
		if err != nil {
			return
		}
		for _, made := range []*draft.Draft{nil, {Profile: truth.Profile}} {
			for thing, count := range measure.Compare(truth, made).Counts {
				if count.Found > count.Stated || count.Right > count.Read || count.Sure > count.Read || count.SureRight > count.Sure || count.SureRight > count.Right {
					t.Errorf("%s: %+v", thing, count)
				}
			}
		}
	})
}
