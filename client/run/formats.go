package run

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/client/columnar"
	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/client/report"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Format is a way to write scores and rankings.
type Format struct {
	// Name is how -o has it.
	Name render.Format
	// Extensions are those of the files that are written so, in small letters, the usual one first.
	Extensions []string
	// Lines says that results stand one after the other, so that a run can be cut off behind any of them. Other formats are
	// documents, made when all is there.
	Lines bool
	// Plain says that a ranking is printed as the server gives it, without each candidate's advice.
	Plain bool
	// Verbatim says that answers are printed as they come, and need not hold more than was asked for.
	Verbatim bool
	// Binary says that the format is no text.
	Binary bool
	// Outlined says that it tells who each candidate is, from an outline of the profile.
	Outlined bool
	// Ledger says that it accounts for every row: by where each stands and what it held, and also those without an answer.
	Ledger bool
	// Scores begins to print.
	Scores func(io.Writer, render.Options) render.Scores
	// Notes notes answers for a document that keeps little of each, and Remake makes it of the notes; nil where whole answers are
	// noted.
	Notes  func(io.Writer, render.Options) render.Scores
	Remake func(io.Reader, io.Writer, render.Options) error
}

// Parquet is what lexfit replay reads.
const Parquet render.Format = "parquet"

// The documents that are made of pages for candidates, too.
const (
	Markdown render.Format = "markdown"
	HTML     render.Format = "html"
)

// Formats are all there are, in the order in which they are offered. What a format is stands here and nowhere else; what
// it looks like, in docs/batch.md.
func Formats() []Format {
	page := func(to io.Writer, options render.Options) render.Scores { return report.New(to, options) }
	return []Format{
		{Name: render.Table, Plain: true, Scores: render.NewTable},
		{Name: render.JSON, Extensions: []string{".json"}, Lines: true, Plain: true, Verbatim: true, Scores: render.NewJSON},
		{Name: render.JSONL, Extensions: []string{".jsonl", ".ndjson"}, Lines: true, Plain: true, Verbatim: true, Scores: render.NewJSONL},
		{Name: "csv", Extensions: []string{".csv"}, Lines: true, Scores: render.NewCSV},
		{Name: "xlsx", Extensions: []string{".xlsx"}, Binary: true, Scores: render.NewWorkbook},
		{Name: Parquet, Extensions: []string{".parquet"}, Binary: true, Ledger: true, Scores: columnar.NewScores, Notes: columnar.NewNotes, Remake: columnar.Remake},
		{Name: Markdown, Extensions: []string{".md", ".markdown"}, Scores: render.NewMarkdown},
		{Name: HTML, Extensions: []string{".html", ".htm"}, Outlined: true, Scores: page},
	}
}

// person is what the format tells of who a candidate is, besides the answer.
func (f Format) person(profile *lexfitv1.CandidateProfile, blind bool) render.Person {
	var made render.Person
	if !blind {
		made.Name = profile.GetDisplayName()
	}
	if f.Outlined {
		made.Profile = proto.CloneOf(render.Outline(profile))
		if blind {
			render.BlindProfile(made.Profile)
		}
	}
	return made
}

// FormatNames are the names of all formats.
func FormatNames() []render.Format {
	var names []render.Format
	for _, format := range Formats() {
		names = append(names, format.Name)
	}
	return names
}

// FormatNamed finds a format.
func FormatNamed(name string) (Format, error) {
	formats := Formats()
	i := slices.IndexFunc(formats, func(format Format) bool { return string(format.Name) == name })
	if i < 0 {
		return Format{}, fmt.Errorf("--output %q: expected %s", name, render.Names(FormatNames()))
	}
	return formats[i], nil
}

// FormatOf is the format that a file's extension stands for; the table where it stands for none.
func FormatOf(extension string) Format {
	formats := Formats()
	i := slices.IndexFunc(formats, func(format Format) bool { return slices.Contains(format.Extensions, strings.ToLower(extension)) })
	return formats[max(i, 0)]
}
