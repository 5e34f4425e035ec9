package intake_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lexfit/lexfit/client/intake"
	"github.com/lexfit/lexfit/client/intake/document"
	"github.com/lexfit/lexfit/client/intake/draft"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// extract takes a file of text for a page; one that begins with ! is refused.
func extract(_ context.Context, path string) (*document.Document, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if refusal, refused := strings.CutPrefix(string(data), "!"); refused {
		return nil, errors.New(strings.TrimSpace(refusal))
	}
	sum := sha256.Sum256(data)
	made := &document.Document{Digest: hex.EncodeToString(sum[:]), Format: "txt", Pages: []document.Page{{Number: 1}}}
	for i, text := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		made.Pages[0].Lines = append(made.Pages[0].Lines, document.Line{Number: i + 1, Text: text})
	}
	return made, nil
}

// read takes the first line for a name, lines with an @ for mail, and each other line for a job that is in doubt.
func read(from *document.Document) *draft.Draft {
	made := &draft.Draft{Profile: &lexfitv1.CandidateProfile{}}
	for _, line := range from.Pages[0].Lines {
		switch {
		case line.Number == 1:
			made.Profile.DisplayName = line.Text
		case strings.Contains(line.Text, "@"):
			made.Contacts = append(made.Contacts, draft.Contact{Kind: "email", Value: line.Text, Page: 1, Line: line.Number})
		default:
			path := fmt.Sprintf("experience[%d].title", len(made.Profile.GetExperience()))
			made.Profile.Experience = append(made.Profile.Experience, &lexfitv1.Experience{Title: line.Text})
			made.Spans = append(made.Spans, draft.Span{Path: path, Page: 1, Line: line.Number, Text: line.Text})
			made.Flags = append(made.Flags, draft.Flag{Kind: lexfitv1.ReviewFlagKind_REVIEW_FLAG_KIND_AMBIGUOUS, Path: path, Page: 1, Line: line.Number, Text: line.Text})
		}
	}
	return made
}

// stage is a folder of résumés.
type stage struct {
	t       *testing.T
	in, out string
}

func newStage(t *testing.T, files map[string]string) *stage {
	t.Helper()
	s := &stage{t: t, in: t.TempDir()}
	s.out = filepath.Join(t.TempDir(), "drafts")
	for name, text := range files {
		s.write(name, text)
	}
	return s
}

func (s *stage) write(name, text string) {
	s.t.Helper()
	path := filepath.Join(s.in, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// run makes the drafts and tells what became of each file.
func (s *stage) run(force bool) []string {
	s.t.Helper()
	files, _, err := intake.Find([]string{s.in})
	if err != nil {
		s.t.Fatal(err)
	}
	var told []string
	job := &intake.Job{
		Files: files, Out: s.out, Force: force, Extract: extract, Read: func(context.Context) (intake.Read, error) { return read, nil },
		Settled: func(outcome intake.Outcome) {
			text := outcome.File.Name + " " + [...]string{"drafted", "unchanged", "edited", "duplicate", "refused"}[outcome.Fate]
			name := func(path string) string {
				return strings.TrimPrefix(" "+strings.TrimSuffix(filepath.Base(path), draft.Extension), " .")
			}
			text += name(outcome.Draft) + name(outcome.Mail)
			if outcome.Err != nil {
				text += " " + outcome.Err.Error()
			}
			told = append(told, text)
		},
	}
	if err := job.Run(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	return told
}

const (
	anna = "Anna Chen\nanna@example.com\nParalegal at Orchard and Stone of Albany\n"
	bo   = "Bo Reyes\nbo@example.com\nLegal secretary at Lake and Hill of Buffalo\n"
)

// Every file has its fate, in order, and ids are the names of the files, each once.
func TestJob(t *testing.T) {
	t.Parallel()
	s := newStage(t, map[string]string{
		"Anna_Chen (2).pdf": anna, "bo.txt": bo, "sub/Bo.docx": bo + "Runner\n", "sub/copy.txt": bo, "same text.txt": strings.ToUpper(bo),
		"broken.pdf": "! is broken: save it anew", ".hidden.pdf": "x", "~$bo.docx": "x", "…": "Cy\n", "x.draft.yaml": "x",
	})
	want := []string{
		"Anna_Chen (2).pdf drafted anna-chen-2", "bo.txt drafted bo", "broken.pdf refused is broken: save it anew", "same text.txt duplicate bo",
		"sub/Bo.docx drafted bo-2 bo", "sub/copy.txt duplicate bo", "… drafted resume",
	}
	if diff := cmp.Diff(want, s.run(false)); diff != "" {
		t.Error(diff)
	}
	made, err := draft.Read(filepath.Join(s.out, "bo-2.draft.yaml"))
	if err != nil || made.Source.File != "sub/Bo.docx" || made.Profile.GetCandidateId() != "bo-2" || !made.Untouched || len(made.Pages) != 1 || !made.Profile.GetReview().GetDraft() {
		t.Errorf("%v, %+v", err, made)
	}
}

// A second run reads what is new, and spares what a person has touched unless it is forced.
func TestAgain(t *testing.T) {
	t.Parallel()
	s := newStage(t, map[string]string{"anna.txt": anna, "bo.txt": bo, "cy.txt": "Cy\n"})
	s.run(false)
	path := filepath.Join(s.out, "bo.draft.yaml")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	mine := strings.Replace(string(data), "Lake and Hill", "Lake & Hill", 1)
	if err := os.WriteFile(path, []byte(mine), 0o600); err != nil {
		t.Fatal(err)
	}
	s.write("anna.txt", anna+"Clerk\n")
	s.write("bo.txt", bo+"Clerk\n")
	s.write("dee.txt", "Dee\n")
	want := []string{"anna.txt drafted anna", "bo.txt edited bo", "cy.txt unchanged cy", "dee.txt drafted dee"}
	if diff := cmp.Diff(want, s.run(false)); diff != "" {
		t.Error(diff)
	}
	if now, _ := os.ReadFile(path); string(now) != mine {
		t.Error("a person's work was written over")
	}
	for i := range want {
		want[i] = strings.NewReplacer("edited", "drafted", "unchanged", "drafted").Replace(want[i])
	}
	if diff := cmp.Diff(want, s.run(true)); diff != "" {
		t.Error(diff)
	}
	if now, _ := os.ReadFile(path); !strings.Contains(string(now), "Clerk") {
		t.Error("--force left it as it was")
	}
}

// A draft that cannot be read is named, and nothing is written beside it.
func TestBrokenDraft(t *testing.T) {
	t.Parallel()
	s := newStage(t, map[string]string{"anna.txt": anna})
	s.run(false)
	if err := os.WriteFile(filepath.Join(s.out, "anna.draft.yaml"), []byte("draft: 1\nprofil: {}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := (&intake.Job{Out: s.out}).Run(t.Context())
	if err == nil || !strings.Contains(err.Error(), `anna.draft.yaml:2: unknown field "profil"`) {
		t.Error(err)
	}
}

// An interrupted run leaves whole drafts, and ends.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	files := map[string]string{}
	for i := range 40 {
		files[fmt.Sprintf("%02d.txt", i)] = fmt.Sprintf("Person %d\nsome work of a kind that is long enough %d\n", i, i)
	}
	s := newStage(t, files)
	ctx, cancel := context.WithCancel(t.Context())
	list, _, err := intake.Find([]string{s.in})
	if err != nil {
		t.Fatal(err)
	}
	done := 0
	job := &intake.Job{Files: list, Out: s.out, Extract: extract, Read: func(context.Context) (intake.Read, error) { return read, nil }, Settled: func(intake.Outcome) {
		if done++; done == 7 {
			cancel()
		}
	}}
	if err := job.Run(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	drafts, err := intake.Drafts([]string{s.out})
	if err != nil || len(drafts) < 7 || len(drafts) > 9 {
		t.Errorf("%d drafts, %v", len(drafts), err)
	}
	for _, path := range drafts {
		if _, err := draft.Read(path); err != nil {
			t.Error(err)
		}
	}
	if told := s.run(false); len(told) != 40 || slices.ContainsFunc(told, func(text string) bool { return strings.Contains(text, "refused") }) {
		t.Error(told)
	}
}

// What is not there is said before anything is done.
func TestFind(t *testing.T) {
	t.Parallel()
	s := newStage(t, map[string]string{"a/b/c.pdf": "", "a/.git/d.pdf": "", "a/e.draft.yaml": "", "a/e.draft.html": "", "pool.csv": "", "map.yaml": ""})
	files, left, err := intake.Find([]string{s.in, filepath.Join(s.in, "a", "b", "c.pdf")})
	if err != nil || len(files) != 1 || files[0].Name != "a/b/c.pdf" || len(left) != 2 {
		t.Errorf("%v, %v, %v", files, left, err)
	}
	_, _, err = intake.Find([]string{filepath.Join(s.in, "nowhere"), t.TempDir()})
	if err == nil || !strings.Contains(err.Error(), "no such file or folder") || !strings.Contains(err.Error(), "a folder without a file to read") {
		t.Error(err)
	}
	if _, err := intake.Drafts([]string{s.in}); err == nil || !strings.Contains(err.Error(), "a folder without a draft") {
		t.Error(err)
	}
}

// What cannot be read back is not written: its file is refused, and the others go on.
func TestNothingUnreadable(t *testing.T) {
	t.Parallel()
	s := newStage(t, map[string]string{"anna.txt": anna, "bo.txt": bo})
	files, _, err := intake.Find([]string{s.in})
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	job := &intake.Job{
		Files: files, Out: s.out, Extract: extract, Read: func(context.Context) (intake.Read, error) {
			return func(from *document.Document) *draft.Draft {
				made := read(from)
				if made.Profile.GetDisplayName() == "Bo Reyes" {
					made.Flags[0].Answer = "perhaps"
				}
				return made
			}, nil
		},
		Settled: func(outcome intake.Outcome) { told = append(told, fmt.Sprint(outcome.Fate, " ", outcome.Err)) },
	}
	if err := job.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(told) != 2 || told[0] != "0 <nil>" || !strings.Contains(told[1], "cannot be kept as a draft") {
		t.Error(told)
	}
	if drafts, err := intake.Drafts([]string{s.out}); err != nil || len(drafts) != 1 {
		t.Errorf("%q, %v", drafts, err)
	}
}
