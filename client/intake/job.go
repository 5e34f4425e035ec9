package intake

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/lexfit/lexfit/client/intake/document"
	"github.com/lexfit/lexfit/client/intake/draft"
)

// Job is a run over files that leaves a draft for each.
type Job struct {
	Files []File
	// Out is the folder of the drafts; it is made where it is not there.
	Out string
	// Force writes over drafts that a person has edited or reviewed, and reads files anew that have not changed.
	Force   bool
	Extract Extract
	// Read is asked for when the first file wants it.
	Read func(context.Context) (Read, error)
	// Settled is told of each file, in order.
	Settled func(Outcome)
}

// What became of a file.
const (
	// Drafted has a new draft.
	Drafted Fate = iota
	// Unchanged has a draft that was made of the same bytes.
	Unchanged
	// Edited has a draft that a person has edited or reviewed, of bytes that have changed since.
	Edited
	// Duplicate has the same text as a file before it, and no draft of its own.
	Duplicate
	// Refused could not be read.
	Refused
)

// Fate is what became of a file.
type Fate int

// Outcome tells what became of a file.
type Outcome struct {
	File File
	Fate Fate
	// Draft is the draft file; of a duplicate the one that is there, and empty where there is none.
	Draft string
	// Flags is how many values of it a person has to look at.
	Flags int
	// Remarks are what the extractor has to say of the document.
	Remarks []string
	// Mail is the draft that has the same address for mail; empty without.
	Mail string
	// Err is why it was refused.
	Err error
}

// kept is a draft that is there.
type kept struct {
	path, digest, id string
	touched          bool // by a person
}

// Run makes the drafts. An error ends it; a file that cannot be read does not.
func (j *Job) Run(ctx context.Context) error {
	if err := os.MkdirAll(j.Out, 0o700); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	made := &drafting{Job: j, ids: ids{}, known: newPeople(), byFile: map[string]kept{}, byDigest: map[string]kept{}, copies: map[string]string{}}
	if err := made.survey(); err != nil {
		return err
	}
	list := make([]pending, len(j.Files))
	for i, file := range j.Files {
		list[i].file = file
		list[i].digest, list[i].err = digest(file.Path)
		list[i].wanted = list[i].err == nil && !made.isSettled(file, list[i].digest)
		if err := ctx.Err(); err != nil {
			return err //nolint:wrapcheck // the context's own words
		}
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	waits := ahead(ctx, j.Extract, j.Files, func(i int) bool { return list[i].wanted })
	for i, each := range list {
		outcome := Outcome{File: each.file, Fate: Refused, Err: each.err}
		if each.err == nil {
			var err error
			if outcome, err = made.one(ctx, each, waits[i]); err != nil {
				return err
			}
		}
		if err := ctx.Err(); err != nil {
			return err //nolint:wrapcheck // the context's own words
		}
		j.Settled(outcome)
	}
	return nil
}

// pending is a file that is to be settled.
type pending struct {
	file   File
	digest string
	err    error // why it cannot be read
	wanted bool  // it is to be extracted
}

// drafting is a job under way.
type drafting struct {
	*Job
	ids      ids
	known    *people
	byFile   map[string]kept
	byDigest map[string]kept
	copies   map[string]string // the drafts of this run, by the digest of their files
	read     Read
}

// survey learns of the drafts that are there. One that cannot be read is somebody's work all the same: it is named, and nothing is
// written before it is mended.
func (d *drafting) survey() error {
	found, err := draftsIn(d.Out)
	if err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	var problems []error
	for _, path := range found {
		d.ids[strings.TrimSuffix(filepath.Base(path), draft.Extension)] = true
		there, err := draft.Read(path)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		d.ids[there.Profile.GetCandidateId()] = true
		one := kept{path: path, digest: there.Source.Digest, id: there.Profile.GetCandidateId(), touched: !there.Untouched}
		d.byFile[there.Source.File], d.byDigest[one.digest] = one, one
		d.known.know(there, path)
	}
	if len(problems) > 0 {
		return fmt.Errorf("%w\ndrafts that cannot be read: mend them, or take them out of %s", errors.Join(problems...), d.Out)
	}
	return nil
}

// isSettled reports whether nothing is to be read of a file.
func (d *drafting) isSettled(file File, digest string) bool {
	if d.Force {
		return false
	}
	if _, same := d.byDigest[digest]; same {
		return true
	}
	return d.byFile[file.Name].touched
}

// one settles a file. The error ends the run.
func (d *drafting) one(ctx context.Context, of pending, wait func() (*document.Document, error)) (Outcome, error) {
	outcome := Outcome{File: of.file}
	there, isThere := d.byDigest[of.digest]
	if !isThere {
		there, isThere = d.byFile[of.file.Name]
	}
	if !of.wanted {
		outcome.Draft, outcome.Fate = there.path, Unchanged
		if there.digest != of.digest {
			outcome.Fate = Edited
		}
		return outcome, nil
	}
	lines, err := wait()
	if err != nil {
		outcome.Fate, outcome.Err = Refused, err
		return outcome, nil //nolint:nilerr // it is one file's
	}
	if before := d.copies[of.digest]; before != "" {
		outcome.Fate, outcome.Draft = Duplicate, before
		return outcome, nil
	}
	if d.read == nil {
		if d.read, err = d.Read(ctx); err != nil {
			return outcome, err
		}
	}
	path, id := there.path, there.id
	if !isThere {
		id = d.ids.of(of.file.Name)
		path = filepath.Join(d.Out, id+draft.Extension)
	}
	made := draftOf(d.read, of.file, lines, id)
	made.Untouched = true
	text, mail := d.known.know(made, path)
	if text != "" && text != path {
		if !isThere {
			delete(d.ids, id)
		}
		outcome.Fate, outcome.Draft = Duplicate, text
		return outcome, nil
	}
	if mail != path {
		outcome.Mail = mail
	}
	// Whatever is written can be read again.
	if _, err := draft.Decode(of.file.Path, made.Encode()); err != nil {
		outcome.Fate, outcome.Err = Refused, fmt.Errorf("cannot be kept as a draft: %w", err)
		return outcome, nil
	}
	if err := draft.Write(path, made); err != nil {
		return outcome, err
	}
	d.copies[of.digest] = path
	outcome.Draft, outcome.Flags, outcome.Remarks = path, len(made.Flags), made.Source.Remarks
	return outcome, nil
}
