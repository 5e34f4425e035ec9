package intake

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"

	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/intake/document"
	"github.com/lexfit/lexfit/client/intake/draft"
	"github.com/lexfit/lexfit/client/render"
)

// Documents reads résumés straight into profiles, and drafts as they are, for the commands that take files of profiles: what nobody
// has reviewed is marked as a draft. Where values stand is kept here, by candidate, and goes nowhere else. It is an input.Documents.
type Documents struct {
	// Open is asked for what extracts files when the first of them is a résumé; the function ends it.
	Open func() (Extract, func(), error)
	// Reader is asked for what makes drafts when the first document was extracted.
	Reader func(context.Context) (Read, error)
	// Blind makes ids of the files' bytes, and not of their names: those are mostly the person's.
	Blind bool
	// Notice takes what is to be said of a file beside what becomes of it; nil for nobody.
	Notice func(string)

	mu      sync.Mutex
	spans   map[string]map[string]int // the page of each path, by candidate
	run     *reading
	noticed map[string]bool
}

// reading is a run over files.
type reading struct {
	ctx     context.Context //nolint:containedctx // it is of this run, and ends with it
	waiting map[string][]func() (*document.Document, error)
	err     error // why nothing can be extracted
	read    Read
	ids     ids
	known   *people
}

var _ input.Documents = (*Documents)(nil)

// isDraft reports whether a file is a draft by its name.
func isDraft(file string) bool { return strings.HasSuffix(strings.ToLower(file), draft.Extension) }

// Begin extracts the résumés among the files, some ahead of the one that is read.
func (d *Documents) Begin(ctx context.Context, files []string) (end func()) {
	ctx, stop := context.WithCancel(ctx)
	run := &reading{ctx: ctx, waiting: map[string][]func() (*document.Document, error){}, ids: ids{}, known: newPeople()}
	d.run = run
	d.mu.Lock()
	d.spans = map[string]map[string]int{}
	d.mu.Unlock()
	var list []File
	for _, file := range files {
		if input.IsDocument(file) && !isDraft(file) {
			list = append(list, File{Path: file, Name: file})
		}
	}
	if len(list) == 0 {
		return stop
	}
	extract, closing, err := d.Open()
	if err != nil {
		run.err = err
		return stop
	}
	for i, wait := range ahead(ctx, extract, list, func(int) bool { return true }) {
		run.waiting[list[i].Path] = append(run.waiting[list[i].Path], wait)
	}
	return func() {
		stop()
		closing()
	}
}

// Read reads one of the files that were begun with, in their order.
func (d *Documents) Read(file string) (input.Reading, error) {
	if isDraft(file) {
		return d.draft(file)
	}
	if d.run == nil || len(d.run.waiting[file]) == 0 && d.run.err == nil {
		return input.Reading{}, errors.New("is a résumé, and a profile is read here: give the one that lexfit convert or lexfit intake accept made of it")
	}
	if d.run.err != nil {
		return input.Reading{}, d.run.err
	}
	wait := d.run.waiting[file][0]
	d.run.waiting[file] = d.run.waiting[file][1:]
	from, err := wait()
	if err != nil {
		return input.Reading{}, err
	}
	if d.run.read == nil {
		if d.run.read, err = d.Reader(d.run.ctx); err != nil {
			return input.Reading{}, err
		}
	}
	made := draftOf(d.run.read, File{Path: file, Name: filepath.Base(file)}, from, d.id(file, from.Digest))
	d.keep(made, file)
	return input.Reading{Profile: made.Profile, Digest: from.Digest}, nil
}

func (d *Documents) id(file, digest string) string {
	if d.Blind {
		return d.run.ids.blind(digest)
	}
	return d.run.ids.of(file)
}

// draft reads a draft that a person may have reviewed.
func (d *Documents) draft(file string) (input.Reading, error) {
	made, err := draft.Read(file)
	if err != nil {
		return input.Reading{}, fmt.Errorf("is no draft that can be read: %s", strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	if d.Blind && made.Named() {
		if d.run == nil {
			d.run = &reading{ids: ids{}, known: newPeople()}
		}
		made.Profile.CandidateId = d.run.ids.blind(made.Source.Digest)
	}
	if d.run != nil {
		d.keep(made, file)
	}
	return input.Reading{Profile: made.Profile, Digest: made.Source.Digest}, nil
}

// keep notes where the values of a draft stand, and tells of somebody who was there before.
func (d *Documents) keep(made *draft.Draft, file string) {
	pages := make(map[string]int, len(made.Spans))
	for _, span := range made.Spans {
		if _, there := pages[span.Path]; !there {
			pages[span.Path] = span.Page
		}
	}
	d.mu.Lock()
	d.spans[made.Profile.GetCandidateId()] = pages
	d.mu.Unlock()
	for _, remark := range made.Source.Remarks {
		d.notice("%s: %s", file, render.Clean(remark))
	}
	text, mail := d.run.known.know(made, file)
	switch {
	case text != "" && text != file:
		d.notice("%s: has the same text as %s: one person may stand here twice", file, text)
	case mail != "" && mail != file:
		d.notice("%s: has the same address for mail as %s: one person may stand here twice", file, mail)
	}
}

// notice says something once, however often the files are read.
func (d *Documents) notice(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if d.Notice == nil || d.noticed[text] {
		return
	}
	if d.noticed == nil {
		d.noticed = map[string]bool{}
	}
	d.noticed[text] = true
	d.Notice(text)
}

// Place is where in a document something of a candidate's profile stands, for people: "résumé, page 2". Empty where that is not known.
func (d *Documents) Place(candidate, path string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	pages := d.spans[candidate]
	if len(pages) == 0 || path == "" {
		return ""
	}
	page := pages[path]
	// A value within the one that was read, or the first of those within it.
	for at := path; page == 0 && at != ""; {
		cut := max(strings.LastIndex(at, "."), strings.LastIndex(at, "["))
		if cut < 0 {
			break
		}
		at = at[:cut]
		page = pages[at]
	}
	if page == 0 {
		for within, number := range pages {
			if (strings.HasPrefix(within, path+".") || strings.HasPrefix(within, path+"[")) && (page == 0 || number < page) {
				page = number
			}
		}
	}
	if page == 0 {
		return ""
	}
	return fmt.Sprintf("résumé, page %d", page)
}

// Blind takes out of a draft who somebody is: the name, the contacts, the document's lines, and an id that was made of a name.
func Blind(of *draft.Draft) {
	if of.Named() {
		of.Profile.CandidateId = ids{}.blind(of.Source.Digest)
	}
	render.BlindProfile(of.Profile)
	of.Contacts, of.Spans, of.Pages, of.Source.File = nil, nil, nil, ""
}
