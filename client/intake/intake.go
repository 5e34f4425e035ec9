// Package intake makes drafts of files of résumés: every file is accounted for, one that cannot be read is a line and no end, and
// what a person has edited or reviewed is not written over.
package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"unicode"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/intake/document"
	"github.com/lexfit/lexfit/client/intake/draft"
)

// Extract reads a file into its lines. Its error is a sentence that goes on after the file's name.
type Extract func(ctx context.Context, path string) (*document.Document, error)

// Read makes a draft of a document.
type Read func(*document.Document) *draft.Draft

// File is a file to be read.
type File struct {
	// Path is where it is, and Name how it is called within the folder that was given, with slashes.
	Path, Name string
}

// mostFiles is how many files are read at once.
const mostFiles = 100_000

// Find lists the files of folders, those in folders within them too, and files that are named outright. What is hidden is left out,
// and so are drafts and their pages; tables and profiles in folders are told as left. Files are in order of their names; one that is given twice stands once.
func Find(args []string) (files []File, left []string, err error) {
	var problems []error
	seen := map[string]bool{}
	add := func(path, name string) error {
		if seen[path] {
			return nil
		}
		if seen[path] = true; len(files) == mostFiles {
			return fmt.Errorf("more than %d files: give fewer at once", mostFiles)
		}
		files = append(files, File{path, filepath.ToSlash(name)})
		return nil
	}
	for _, arg := range args {
		arg = filepath.Clean(arg)
		info, err := os.Stat(arg)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			problems = append(problems, fmt.Errorf("%s: no such file or folder", arg))
		case err != nil:
			problems = append(problems, reason(arg, err))
		case !info.IsDir():
			problems = append(problems, add(arg, filepath.Base(arg)))
		default:
			before := len(files)
			problems = append(problems, filepath.WalkDir(arg, func(path string, entry fs.DirEntry, err error) error {
				switch {
				case err != nil:
					problems = append(problems, reason(path, err))
					return nil
				case path != arg && input.Aside(entry.Name()):
					if entry.IsDir() {
						return fs.SkipDir
					}
					return nil
				case !entry.Type().IsRegular() || input.Made(entry.Name()):
					return nil
				}
				if input.IsTable(path) {
					left = append(left, path)
					return nil
				}
				name, err := filepath.Rel(arg, path)
				if err != nil {
					return err //nolint:wrapcheck // it names both
				}
				return add(path, name)
			}))
			if len(files) == before {
				problems = append(problems, fmt.Errorf("%s: is a folder without a file to read", arg))
			}
		}
	}
	return files, left, errors.Join(problems...)
}

// reason says what is wrong with a file without the name of a system call.
func reason(path string, err error) error {
	if of, ok := errors.AsType[*fs.PathError](err); ok {
		err = of.Err
	}
	return fmt.Errorf("%s: cannot be read: %w", path, err)
}

// Workers is how many files are read at the same time: an extractor is a process of its own, and takes memory.
func Workers() int { return min(max(runtime.NumCPU(), 1), 4) }

// extracted is a file on its way.
type extracted struct {
	document *document.Document
	err      error
}

// ahead extracts files at the same time, and hands them out in their order: the n-th function waits for the n-th file. No more are held than are being
// read and as many again. The workers end with the context.
func ahead(ctx context.Context, extract Extract, files []File, wanted func(int) bool) []func() (*document.Document, error) {
	workers := Workers()
	slots := make(chan struct{}, 2*workers)
	results := make([]chan extracted, len(files))
	waits := make([]func() (*document.Document, error), len(files))
	for i := range files {
		results[i] = make(chan extracted, 1)
		waits[i] = func() (*document.Document, error) {
			select {
			case made := <-results[i]:
				<-slots
				return made.document, made.err
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
	}
	jobs := make(chan int)
	go func() {
		defer close(jobs)
		for i := range files {
			if !wanted(i) {
				continue
			}
			select {
			case slots <- struct{}{}:
			case <-ctx.Done():
				return
			}
			select {
			case jobs <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	for range workers {
		go func() {
			for i := range jobs {
				made, err := extract(ctx, files[i].Path)
				results[i] <- extracted{made, err}
			}
		}()
	}
	return waits
}

// draftOf makes the draft of a file of its lines.
func draftOf(read Read, file File, from *document.Document, id string) *draft.Draft {
	made := read(from)
	made.Keep(from)
	made.Source.File = file.Name
	made.Profile.CandidateId = id
	plain(made.Profile.ProtoReflect())
	made.Mark()
	return made
}

// plain takes out of texts the signs that no profile may hold, and no file of one: documents have them.
func plain(message protoreflect.Message) {
	tidy := func(text string) string {
		return strings.Map(func(letter rune) rune {
			if unicode.IsControl(letter) && letter != '\n' && letter != '\t' {
				return -1
			}
			return letter
		}, strings.ToValidUTF8(text, "\ufffd"))
	}
	message.Range(func(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
		switch {
		case field.IsMap():
		case field.IsList():
			for i := range value.List().Len() {
				if item := value.List().Get(i); field.Message() != nil {
					plain(item.Message())
				} else if field.Kind() == protoreflect.StringKind {
					value.List().Set(i, protoreflect.ValueOfString(tidy(item.String())))
				}
			}
		case field.Message() != nil:
			plain(value.Message())
		case field.Kind() == protoreflect.StringKind:
			message.Set(field, protoreflect.ValueOfString(tidy(value.String())))
		}
		return true
	})
}

// maxFile is the largest file whose digest is made, in bytes: an extractor takes none that is larger.
const maxFile = 256 << 20

// digest is the SHA-256 of a file, in hex.
func digest(path string) (string, error) {
	file, err := os.Open(path) //nolint:gosec // the file that the caller asked to read
	if err != nil {
		return "", reason(path, err)
	}
	defer file.Close() //nolint:errcheck // opened for reading
	hash := sha256.New()
	if _, err := io.Copy(hash, io.LimitReader(file, maxFile)); err != nil {
		return "", reason(path, err)
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// ids makes candidate ids of the names of files, each once.
type ids map[string]bool

// of is the id of a file: its name, and a number behind it where another file has that.
func (u ids) of(name string) string { return u.unique(draft.IDOf(name)) }

// blind is an id that tells nobody's name.
func (u ids) blind(digest string) string {
	const letters = 10
	return u.unique("resume-" + digest[:min(letters, len(digest))])
}

func (u ids) unique(stem string) string {
	id := stem
	for i := 2; u[id]; i++ {
		id = fmt.Sprintf("%s-%d", stem, i)
	}
	u[id] = true
	return id
}

// people tell who was there before: by the same text, or the same address for mail.
type people struct{ texts, mails map[string]string }

func newPeople() *people { return &people{map[string]string{}, map[string]string{}} }

// know notes a draft under its name, and tells the names of those before it that have the same text or the same mail.
func (p *people) know(of *draft.Draft, name string) (sameText, sameMail string) {
	if key := textOf(of); key != "" {
		if sameText = p.texts[key]; sameText == "" {
			p.texts[key] = name
		}
	}
	for _, contact := range of.Contacts {
		if key := strings.ToLower(strings.TrimSpace(contact.Value)); contact.Kind == "email" && key != "" {
			if before := p.mails[key]; before == "" {
				p.mails[key] = name
			} else if sameMail == "" && before != name {
				sameMail = before
			}
		}
	}
	return sameText, sameMail
}

// textOf is the sum of the letters and digits of a document; empty where there are next to none.
func textOf(of *draft.Draft) string {
	const least = 40
	hash, letters := sha256.New(), 0
	for _, page := range of.Pages {
		for _, line := range page.Lines {
			if line.Running {
				continue
			}
			for _, letter := range strings.ToLower(line.Text) {
				if unicode.IsLetter(letter) || unicode.IsDigit(letter) {
					letters++
					_, _ = hash.Write([]byte(string(letter))) // a hash takes everything
				}
			}
		}
	}
	if letters < least {
		return ""
	}
	return hex.EncodeToString(hash.Sum(nil))
}

// Drafts lists the draft files of folders, and those that are named outright, in order of their names.
func Drafts(args []string) ([]string, error) {
	var files []string
	var problems []error
	for _, arg := range args {
		info, err := os.Stat(arg)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			problems = append(problems, fmt.Errorf("%s: no such file or folder: lexfit intake RÉSUMÉS --out %s makes drafts", arg, arg))
		case err != nil:
			problems = append(problems, reason(arg, err))
		case !info.IsDir():
			files = append(files, arg)
		default:
			found, err := draftsIn(arg)
			if err != nil {
				problems = append(problems, reason(arg, err))
			} else if len(found) == 0 {
				problems = append(problems, fmt.Errorf("%s: is a folder without a draft: expected files that end in %s, as lexfit intake writes them", arg, draft.Extension))
			}
			files = append(files, found...)
		}
	}
	return slices.Compact(files), errors.Join(problems...)
}

// draftsIn lists the drafts of a folder, sorted by name.
func draftsIn(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	var files []string
	for _, entry := range entries {
		if strings.HasSuffix(entry.Name(), draft.Extension) && entry.Type().IsRegular() {
			files = append(files, filepath.Join(folder, entry.Name()))
		}
	}
	return files, err //nolint:wrapcheck // the caller names the folder
}
