package intake_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/intake"
	"github.com/lexfit/lexfit/client/intake/document"
	"github.com/lexfit/lexfit/client/intake/draft"
)

// straight reads files straight into profiles, and says how often an extractor was opened and closed.
func straight(notices *[]string) (*intake.Documents, *int) {
	open := 0
	return &intake.Documents{
		Open: func() (intake.Extract, func(), error) {
			open++
			return extract, func() { open-- }, nil
		},
		Reader: func(context.Context) (intake.Read, error) { return read, nil },
		Notice: func(text string) { *notices = append(*notices, text) },
	}, &open
}

// rows reads files as a command does, and gives an id or a problem of each row.
func rows(t *testing.T, documents *intake.Documents, files ...string) []string {
	t.Helper()
	options := &input.Options{Documents: documents, Notice: documents.Notice}
	files, err := input.Expand(files, options)
	if err != nil {
		t.Fatal(err)
	}
	defer documents.Begin(t.Context(), files)()
	var got []string
	for _, file := range files {
		if _, err := input.ReadWith(file, options, func(row *input.Row) bool {
			text := row.Profile.GetCandidateId()
			if row.Profile == nil {
				text = row.PlaceOf(row.Problems[0]) + ": " + row.Problems[0].String()
			} else if row.Profile.GetReview().GetDraft() {
				text += " draft"
			}
			got = append(got, filepath.ToSlash(strings.TrimPrefix(text, filepath.Dir(file)+string(filepath.Separator))))
			return true
		}); err != nil {
			t.Fatal(err)
		}
	}
	return got
}

// A folder of everything: tables, résumés and drafts are rows in the order of their names, notes beside tables are told.
func TestMixedFolder(t *testing.T) {
	t.Parallel()
	made := &draft.Draft{Reviewed: true, Profile: read(mustExtract(t, newStage(t, map[string]string{"x": anna}), "x")).Profile}
	made.Profile.CandidateId = "dee"
	s := newStage(t, map[string]string{
		"Anna Chen.pdf": anna, "bo.docx": bo, "pool.jsonl": `{"candidate_id":"c-1"}` + "\n", "notes.txt": "not a person", "report.html": "nor this", "scan.png": "x",
		"broken.pdf": "! is broken: save it anew", "dee.draft.yaml": string(made.Encode()), "wrong.draft.yaml": "draft: 1\nprofil: 3\n", "z.pdf": bo + "More text, of a newer one\n", ".hidden.pdf": "x", "~$bo.docx": "x",
	})
	var notices []string
	documents, open := straight(&notices)
	want := []string{"anna-chen draft", "bo draft", "broken.pdf: is broken: save it anew", "dee", "c-1", "wrong.draft.yaml: is no draft that can be read: ", "z draft"}
	got := rows(t, documents, s.in)
	for i := range got {
		got[i], _, _ = strings.Cut(got[i], "can be read: ")
		if strings.Contains(got[i], "is no draft that") {
			got[i] += "can be read: "
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if told := strings.Join(notices, "\n"); !strings.Contains(told, "left out: notes.txt, report.html, scan.png") || !strings.Contains(told, "z.pdf: has the same address for mail as") {
		t.Error(told)
	}
	if *open != 0 {
		t.Errorf("%d extractors are left open", *open)
	}
	if again := rows(t, documents, s.in); len(again) != len(want) || again[0] != "anna-chen draft" {
		t.Errorf("read again: %q", again)
	}
}

func mustExtract(t *testing.T, s *stage, name string) *document.Document {
	t.Helper()
	made, err := extract(t.Context(), filepath.Join(s.in, name))
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// Where no table is, text is a résumé; where nothing but tables is wanted, no résumé is read.
func TestFolderOfText(t *testing.T) {
	t.Parallel()
	s := newStage(t, map[string]string{"anna.txt": anna, "bo.html": bo})
	var notices []string
	documents, _ := straight(&notices)
	if diff := cmp.Diff([]string{"anna draft", "bo draft"}, rows(t, documents, s.in)); diff != "" || len(notices) > 0 {
		t.Error(diff, notices)
	}
	if _, err := input.Expand([]string{s.in}, &input.Options{}); err == nil || !strings.Contains(err.Error(), "without a file to read") {
		t.Error(err)
	}
	err := input.Check([]string{filepath.Join(s.in, "anna.txt")}, &input.Options{})
	if err == nil || !strings.Contains(err.Error(), "lexfit convert makes them") {
		t.Error(err)
	}
}

// Where a value stands is known by the candidate and the path of its evidence, and to nobody else.
func TestPlace(t *testing.T) {
	t.Parallel()
	made := &draft.Draft{Source: draft.Source{File: "a.pdf"}, Profile: read(mustExtract(t, newStage(t, map[string]string{"x": anna}), "x")).Profile, Spans: []draft.Span{
		{Path: "experience[0].title", Page: 2}, {Path: "experience[0].duties[3]", Page: 3}, {Path: "skills[1].name", Page: 1}, {Path: "education[0]", Page: 4}, {Path: "skills[1].name", Page: 9},
	}}
	made.Profile.CandidateId = "a"
	s := newStage(t, map[string]string{"a.draft.yaml": string(made.Encode())})
	var notices []string
	documents, _ := straight(&notices)
	rows(t, documents, s.in)
	for path, want := range map[string]string{
		"experience[0].title": "résumé, page 2", "experience[0]": "résumé, page 2", "experience[0].duties[3]": "résumé, page 3", "experience[0].duties[1]": "",
		"skills[1]": "résumé, page 1", "education[0].level": "résumé, page 4", "skills[0]": "", "skills[11]": "", "": "",
	} {
		if got := documents.Place("a", path); got != want {
			t.Errorf("%q: %q, want %q", path, got, want)
		}
	}
	if got := documents.Place("b", "experience[0]"); got != "" {
		t.Error(got)
	}
}

// Blind, nothing comes of the names of files, and a reviewed draft keeps an id that a person gave.
func TestBlindIDs(t *testing.T) {
	t.Parallel()
	named := &draft.Draft{Reviewed: true, Source: draft.Source{File: "Anna Chen.pdf", Digest: "0123456789abcdef"}, Profile: read(mustExtract(t, newStage(t, map[string]string{"x": bo}), "x")).Profile}
	named.Profile.CandidateId = "anna-chen-2"
	own := &draft.Draft{Reviewed: true, Source: draft.Source{File: "Bo.pdf", Digest: "f"}, Profile: named.Profile}
	files := map[string]string{"Anna Chen.pdf": anna, "one.draft.yaml": string(named.Encode())}
	own.Profile.CandidateId = "c-17"
	files["two.draft.yaml"] = string(own.Encode())
	s := newStage(t, files)
	var notices []string
	documents, _ := straight(&notices)
	documents.Blind = true
	got := rows(t, documents, s.in)
	if len(got) != 3 || !strings.HasPrefix(got[0], "resume-") || strings.Contains(strings.Join(got, ""), "anna") || got[1] != "resume-0123456789" || got[2] != "c-17" {
		t.Error(got)
	}
	intake.Blind(named)
	if text := string(named.Encode()); strings.Contains(text, "Bo") || strings.Contains(text, "example") {
		t.Error(text)
	}
}

// Without an extractor every résumé says so, and the rest is read; an interruption is no problem of a row.
func TestNoExtractor(t *testing.T) {
	t.Parallel()
	s := newStage(t, map[string]string{"anna.pdf": anna, "pool.jsonl": `{"candidate_id":"c-1"}` + "\n"})
	documents := &intake.Documents{Open: func() (intake.Extract, func(), error) {
		return nil, nil, errors.New("there is no extractor: install it")
	}}
	if diff := cmp.Diff([]string{"anna.pdf: there is no extractor: install it", "c-1"}, rows(t, documents, s.in)); diff != "" {
		t.Error(diff)
	}
	var notices []string
	going, _ := straight(&notices)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	file := filepath.Join(s.in, "anna.pdf")
	defer going.Begin(ctx, []string{file})()
	if _, err := input.ReadWith(file, &input.Options{Documents: going}, func(*input.Row) bool { return true }); err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := (&intake.Documents{}).Read(file); err == nil || !strings.Contains(err.Error(), "a profile is read here") {
		t.Error(err)
	}
}
