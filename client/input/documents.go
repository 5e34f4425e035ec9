package input

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Document is a file that holds one person: a résumé, or the draft that was made of one. Options.Documents reads it. It is told by the
// extension alone, and no format that a user can ask for.
const Document Format = "document"

// DraftExtension is how the names of drafts end, and PageExtension those of the pages that show them, which are never read.
const (
	DraftExtension = ".draft.yaml"
	PageExtension  = ".draft.html"
)

// Made reports whether a file is a draft or its page by its name: they are made of résumés and are none.
func Made(file string) bool {
	name := strings.ToLower(file)
	return strings.HasSuffix(name, DraftExtension) || strings.HasSuffix(name, PageExtension)
}

// Documents read résumés.
type Documents interface {
	// Begin makes ready to read the files, in this order, and may read ahead until the function is called.
	Begin(ctx context.Context, files []string) (end func())
	// Read reads one of them. An error is a sentence that goes on after the file's name, or the context's.
	Read(file string) (Reading, error)
}

// Reading is what was read of a document.
type Reading struct {
	Profile *lexfitv1.CandidateProfile
	// Digest is of the file's bytes, in hex.
	Digest string
}

// The extensions of documents. Those of the second kind are résumés only where nothing else in a folder is read: beside tables they
// are likelier notes and reports. Those of the third are refused by whoever reads them, with what to do.
var (
	documentExtensions = []string{".pdf", ".docx", ".odt", ".rtf"}
	textExtensions     = []string{".txt", ".html", ".htm"}
	refusedExtensions  = []string{".doc", ".pages", ".wpd"}
)

// IsTable reports whether a file is a table or profiles by its name, or says how they are read.
func IsTable(file string) bool {
	format, err := byExtension(file, Auto)
	extension := strings.ToLower(filepath.Ext(file))
	return err == nil && format != Auto && format != Document || extension == ".yaml" || extension == ".yml"
}

// IsDocument reports whether a file is a document by its name.
func IsDocument(file string) bool {
	is, _ := isDocument(file)
	return is
}

// isDocument reports whether a file is a document by its name, and whether that is so only where it stands among documents.
func isDocument(file string) (is, loosely bool) {
	name := strings.ToLower(file)
	extension := filepath.Ext(name)
	if strings.HasSuffix(name, PageExtension) {
		return false, false
	}
	loosely = slices.Contains(textExtensions, extension)
	return loosely || strings.HasSuffix(name, DraftExtension) || slices.Contains(documentExtensions, extension) || slices.Contains(refusedExtensions, extension), loosely
}

// readPerson reads a file that holds one person, as a row without a line.
func (s *source) readPerson(yield func(*Row) bool) (int, error) {
	row := &Row{File: s.file}
	reading, err := s.options.Documents.Read(s.file)
	switch {
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return 0, err //nolint:wrapcheck // the context's own words
	case err != nil:
		row.Problems = []Problem{{Message: err.Error()}}
	default:
		row.Profile, row.Digest = reading.Profile, reading.Digest
	}
	if info, err := os.Stat(s.file); err == nil && s.options.Bytes != nil {
		s.options.Bytes.Add(info.Size())
	}
	yield(row)
	return 1, nil
}

// Aside reports whether a file is one that people do not see, or the mark by which an office program holds a document open.
func Aside(name string) bool { return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~$") }

// expandFolder lists the files of a folder that are read, sorted by name, and tells of those that are not.
func expandFolder(folder string, options *Options) ([]string, error) {
	entries, err := os.ReadDir(folder) // sorted
	if err != nil {
		return nil, plainPathError(folder, err)
	}
	var files, loose, left []string
	tables, documents := false, false
	for _, entry := range entries {
		if !entry.Type().IsRegular() {
			continue
		}
		file := filepath.Join(folder, entry.Name())
		document, loosely := isDocument(file)
		switch format, err := byExtension(file, Auto); {
		case document && (options.Documents == nil || Aside(entry.Name())):
		case loosely:
			loose = append(loose, file)
		case document:
			documents = true
			tables = tables || Made(entry.Name()) // beside drafts, text is no résumé either
			files = append(files, file)
		case err == nil && format != Auto:
			tables = true
			files = append(files, file)
		case !Aside(entry.Name()) && !Made(entry.Name()):
			left = append(left, entry.Name())
		}
	}
	switch {
	case !tables:
		documents = documents || len(loose) > 0
		files = append(files, loose...)
		slices.Sort(files)
	case documents:
		for _, file := range loose {
			left = append(left, filepath.Base(file))
		}
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s: is a folder without a file to read: expected .jsonl, .json, .csv, .tsv or .xlsx in it%s", folder, orDocuments(options))
	}
	if documents && len(left) > 0 && options.Notice != nil {
		slices.Sort(left)
		const named = 3
		more := ""
		if len(left) > named {
			left, more = left[:named], fmt.Sprintf(" and %d more", len(left)-named)
		}
		options.Notice(fmt.Sprintf("%s: left out: %s%s; name a file to have it read", folder, strings.Join(left, ", "), more))
	}
	return files, nil
}

func orDocuments(options *Options) string {
	if options.Documents == nil {
		return ""
	}
	return ", or résumés as .pdf, .docx, .odt, .rtf, .html or .txt"
}
