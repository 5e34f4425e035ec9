// Package output writes result files that are whole or absent, and that an interrupted run can go on with.
//
// Each file grows under a name of its own, FILE.partial, and takes its place when all is done: whatever stood there before
// is untouched until then. Beside the first file stands a journal, FILE.progress: what the run was asked, and after each
// second how far it had come. What was written after the last line of the journal is cut off on resuming, so that no row
// is written twice or left out, whenever the process was killed.
package output

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// checkpointEvery is how much work a killed run may have to do again.
const checkpointEvery = 500 * time.Millisecond

// Options say what may happen to files that are there.
type Options struct {
	// Resume goes on with an interrupted run.
	Resume bool
	// Overwrite lets the files take the place of others, and gives up an interrupted run.
	Overwrite bool
	// Asked is all that the results depend on, by the name that the user knows it by; a run is gone on with only where it
	// is the same. It must be of a kind that json encodes and the user may see in a file.
	Asked map[string]string
	// Pinned is what a new run settled for itself, such as today's date. A run that goes on has what it settled at first.
	Pinned map[string]string
}

// Set is the files of one run.
type Set struct {
	// Pinned is what the run settled at its beginning.
	Pinned map[string]string

	files   []*file
	journal *os.File // nil where the run cannot be resumed
	lock    *flock.Flock
	last    time.Time
	done    bool // the last checkpoint is the end
}

type file struct {
	path    string
	partial *os.File
	w       *bufio.Writer
	n       int64
}

// Write counts what is written.
func (f *file) Write(data []byte) (int, error) {
	count, err := f.w.Write(data)
	f.n += int64(count)
	if err != nil {
		err = explain(f.path, err)
	}
	return count, err
}

const (
	partialSuffix  = ".partial"
	progressSuffix = ".progress"
)

// header is the first line of a journal.
type header struct {
	Version int               `json:"version"`
	Files   []string          `json:"files"`
	Asked   map[string]string `json:"asked"`
	Pinned  map[string]string `json:"pinned"`
}

// point is any other line: how long each file was, and what the caller has to know.
type point struct {
	Sizes []int64         `json:"sizes"`
	State json.RawMessage `json:"state"`
	Done  bool            `json:"done,omitempty"`
}

const journalVersion = 1

// Begin opens the files of a run that cannot be resumed. They replace files that are there, but for the first where it is
// to be spared.
func Begin(paths []string, spareFirst bool) (*Set, error) {
	set := &Set{}
	for i, path := range paths {
		if err := vacant(path, i > 0 || !spareFirst); err != nil {
			return nil, err
		}
	}
	if err := set.create(paths); err != nil {
		set.Discard()
		return nil, err
	}
	return set, nil
}

// Open opens the files of a run. The first carries the journal and replaces a file only where Overwrite says so. Where the run goes on with an earlier one, state
// is filled with what the last checkpoint held, and the result is true.
func Open(paths []string, options Options, state any) (*Set, bool, error) {
	set := &Set{Pinned: options.Pinned}
	journal := paths[0] + progressSuffix
	// A run that was killed before it had noted what it was asked has written nothing either.
	content, _ := os.ReadFile(journal) //nolint:gosec // beside the file that the caller names; what hinders reading hinders writing, and is said there
	interrupted := bytes.ContainsRune(content, '\n')
	switch {
	case options.Resume && !interrupted:
		if _, err := os.Stat(paths[0]); err == nil {
			return nil, false, fmt.Errorf("--resume: %s is there, and no interrupted run beside it (%s): it is complete, or of another command; "+
				"read it, or give --overwrite instead of --resume to write it anew", paths[0], journal)
		}
	case !options.Resume && interrupted && !options.Overwrite:
		return nil, false, fmt.Errorf("%s tells of an interrupted run: go on with it by --resume, or begin anew with --overwrite", journal)
	case options.Resume:
		resumed, err := set.resume(paths, options, state)
		return resumed, err == nil, err
	}
	for i, path := range paths {
		if err := vacant(path, options.Overwrite || i > 0); err != nil {
			return nil, false, err
		}
	}
	if err := set.acquire(journal); err != nil {
		return nil, false, err
	}
	if err := set.create(paths); err != nil {
		set.Discard()
		return nil, false, err
	}
	var err error
	set.journal, err = os.OpenFile(journal, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600) //nolint:gosec // beside the file that the caller names
	if err == nil {
		err = set.note(header{Version: journalVersion, Files: paths, Asked: options.Asked, Pinned: options.Pinned})
	}
	if err != nil {
		set.Discard()
		return nil, false, explain(journal, err)
	}
	return set, false, nil
}

// vacant makes sure that nothing whole is lost.
func vacant(path string, overwrite bool) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return explain(path, err)
	case info.IsDir():
		return fmt.Errorf("%s: is a folder: give the name of a file in it", path)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s: is no plain file: leave --out away and redirect standard output to it", path)
	case !overwrite && info.Size() > 0:
		return fmt.Errorf("%s: is there already, with %d bytes: give another name, or --overwrite", path, info.Size())
	}
	return nil
}

func (s *Set) acquire(journal string) error {
	s.lock = flock.New(journal + ".lock")
	held, err := s.lock.TryLock()
	if err != nil {
		return explain(journal, err)
	}
	if !held {
		s.lock = nil
		return fmt.Errorf("%s: another run is writing it: wait for its end", strings.TrimSuffix(journal, progressSuffix))
	}
	return nil
}

func (s *Set) create(paths []string) error {
	for _, path := range paths {
		made, err := os.OpenFile(path+partialSuffix, os.O_CREATE|os.O_RDWR|os.O_TRUNC, 0o600) //nolint:gosec // beside the file that the caller names
		if err != nil {
			return explain(path, err)
		}
		s.files = append(s.files, &file{path: path, partial: made, w: bufio.NewWriterSize(made, 64<<10)})
	}
	return nil
}

// resume reads the journal, checks that the run is the same, and cuts the files to where the last checkpoint had them.
func (s *Set) resume(paths []string, options Options, state any) (*Set, error) {
	journal := paths[0] + progressSuffix
	if err := s.acquire(journal); err != nil {
		return nil, err
	}
	fail := func(err error) (*Set, error) {
		s.Abandon()
		return nil, err
	}
	content, err := os.ReadFile(journal) //nolint:gosec // beside the file that the caller names
	if err != nil {
		return fail(explain(journal, err))
	}
	first, rest, _ := bytes.Cut(content, []byte{'\n'})
	var made header
	if err := json.Unmarshal(first, &made); err != nil || made.Version != journalVersion {
		return fail(fmt.Errorf("%s: cannot be read (it holds no beginning, or is of another version of lexfit): begin anew with --overwrite", journal))
	}
	if !slices.Equal(made.Files, paths) {
		return fail(fmt.Errorf("--resume: the interrupted run wrote %s, and this one would write %s: give the same --out and --rejects",
			strings.Join(made.Files, " and "), strings.Join(paths, " and ")))
	}
	for _, name := range slices.Sorted(maps.Keys(options.Asked)) {
		if was, is := made.Asked[name], options.Asked[name]; was != is {
			return fail(fmt.Errorf("--resume: the interrupted run had %s %q, and this one has %q: give the same, or begin anew with --overwrite", name, was, is))
		}
	}
	point, end := lastPoint(rest, len(paths))
	s.Pinned, s.done = made.Pinned, point.Done
	if len(point.State) > 0 {
		if err := json.Unmarshal(point.State, state); err != nil {
			return fail(fmt.Errorf("%s: cannot be read: %w; begin anew with --overwrite", journal, err))
		}
	}
	for i, path := range paths {
		itsFile, err := os.OpenFile(path+partialSuffix, os.O_RDWR, 0o600) //nolint:gosec // beside the file that the caller names
		if errors.Is(err, fs.ErrNotExist) && point.Done {
			s.files = append(s.files, &file{path: path}) // it has taken its place already
			continue
		}
		if errors.Is(err, fs.ErrNotExist) {
			return fail(fmt.Errorf("%s: is gone, and the run with it: begin anew with --overwrite", path+partialSuffix))
		}
		if err != nil {
			return fail(explain(path+partialSuffix, err))
		}
		s.files = append(s.files, &file{path: path, partial: itsFile, w: bufio.NewWriterSize(itsFile, 64<<10), n: point.Sizes[i]})
		if info, err := itsFile.Stat(); err != nil || info.Size() < point.Sizes[i] {
			return fail(fmt.Errorf("%s: is shorter than the journal says: was it changed? begin anew with --overwrite", path+partialSuffix))
		}
		if err := itsFile.Truncate(point.Sizes[i]); err != nil {
			return fail(explain(path+partialSuffix, err))
		}
		if _, err := itsFile.Seek(0, io.SeekEnd); err != nil {
			return fail(explain(path+partialSuffix, err))
		}
	}
	// A line that was being written when the process died must not run into the next.
	s.journal, err = os.OpenFile(journal, os.O_WRONLY, 0o600) //nolint:gosec // beside the file that the caller names
	if err == nil {
		err = s.journal.Truncate(int64(len(first) + 1 + end))
	}
	if err == nil {
		_, err = s.journal.Seek(0, io.SeekEnd)
	}
	if err != nil {
		return fail(explain(journal, err))
	}
	return s, nil
}

// lastPoint is the last whole line of a journal, and where it ends.
func lastPoint(lines []byte, files int) (point, int) {
	last, end := point{Sizes: make([]int64, files)}, 0
	for at := 0; ; {
		line, _, whole := bytes.Cut(lines[at:], []byte{'\n'})
		if !whole {
			return last, end
		}
		at += len(line) + 1
		var made point
		if json.Unmarshal(line, &made) != nil || len(made.Sizes) != files {
			return last, end
		}
		last, end = made, at
	}
}

// Writer is where the content of a file goes, by its place among the paths.
func (s *Set) Writer(i int) io.Writer { return s.files[i] }

// Complete says whether the interrupted run had ended but for its files taking their places: Commit is all there is to do.
func (s *Set) Complete() bool { return s.done }

// Due says whether the last checkpoint is long enough ago for another.
func (s *Set) Due() bool { return s.journal != nil && time.Since(s.last) >= checkpointEvery }

// Checkpoint makes all that was written so far safe, and notes the state that goes with it. A disk that fills up is told
// here at the latest.
func (s *Set) Checkpoint(state any) error { return s.checkpoint(state, false) }

func (s *Set) checkpoint(state any, done bool) error {
	made := point{Done: done}
	for _, file := range s.files {
		err := file.w.Flush()
		if err == nil {
			err = file.partial.Sync()
		}
		if err != nil {
			return explain(file.path, err)
		}
		made.Sizes = append(made.Sizes, file.n)
	}
	if s.journal == nil {
		return nil
	}
	data, err := json.Marshal(state)
	if err != nil {
		return fmt.Errorf("note progress: %w", err)
	}
	made.State = data
	s.last = time.Now()
	if err := s.note(made); err != nil {
		return explain(s.files[0].path+progressSuffix, err)
	}
	return nil
}

func (s *Set) note(line any) error {
	data, err := json.Marshal(line)
	if err != nil {
		return fmt.Errorf("note progress: %w", err)
	}
	if _, err := s.journal.Write(append(data, '\n')); err != nil {
		return err //nolint:wrapcheck // the caller names the file
	}
	return s.journal.Sync() //nolint:wrapcheck // the caller names the file
}

// Commit makes the files take their places. Where render is given, the first holds no more than what render makes the
// file of. On an error the run can be resumed to finish it.
func (s *Set) Commit(state any, render func(from io.Reader, to io.Writer) error) error {
	if !s.done {
		if err := s.checkpoint(state, true); err != nil {
			return err
		}
	}
	if file := s.files[0]; render != nil && file.partial != nil {
		if err := file.render(render); err != nil {
			return explain(file.path, err)
		}
	}
	return s.place()
}

// render makes the file of what was noted for it.
func (f *file) render(render func(io.Reader, io.Writer) error) error {
	if _, err := f.partial.Seek(0, io.SeekStart); err != nil {
		return err //nolint:wrapcheck // the caller names the file
	}
	made, err := os.CreateTemp(filepath.Dir(f.path), filepath.Base(f.path)+".*.rendering")
	if err != nil {
		return err //nolint:wrapcheck // the caller names the file
	}
	writer := bufio.NewWriterSize(made, 64<<10)
	if err = render(bufio.NewReaderSize(f.partial, 64<<10), writer); err == nil {
		err = writer.Flush()
	}
	if err == nil {
		err = made.Sync()
	}
	if closeErr := made.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(made.Name(), f.path)
	}
	if err != nil {
		_ = os.Remove(made.Name()) // it holds nothing that is not made again
		return err
	}
	_ = f.partial.Close()                 // what was noted has been used
	_ = os.Remove(f.path + partialSuffix) // a leftover is overwritten by the next run
	f.partial = nil
	return nil
}

// place renames the files, and takes the journal away last.
func (s *Set) place() error {
	for _, file := range s.files {
		if file.partial == nil {
			continue
		}
		err := file.partial.Close()
		if err == nil {
			err = os.Rename(file.path+partialSuffix, file.path)
		}
		if err != nil {
			return explain(file.path, err)
		}
		file.partial = nil
	}
	s.end(true)
	return nil
}

// Abandon lets go of the files and leaves everything for a run that resumes this one.
func (s *Set) Abandon() {
	for _, file := range s.files {
		if file.partial != nil {
			_ = file.partial.Close() // the journal knows how much of it holds
		}
	}
	s.end(false)
}

// Discard gives the run up and removes what it wrote.
func (s *Set) Discard() {
	for _, file := range s.files {
		if file.partial != nil {
			_ = file.partial.Close()
			_ = os.Remove(file.path + partialSuffix)
		}
	}
	s.end(true)
}

func (s *Set) end(remove bool) {
	if s.journal != nil {
		_ = s.journal.Close() // every line of it was synced
		if remove {
			_ = os.Remove(s.journal.Name())
		}
	}
	if s.lock != nil {
		if remove {
			_ = os.Remove(s.lock.Path())
		}
		_ = s.lock.Unlock() // the end of the process would do as well
	}
}

// explain names the file, and says what to do where that is known.
func explain(path string, err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		err = pe.Err
	}
	switch {
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s: cannot be written: permission denied; give a place where you may write", path)
	case errors.Is(err, errNoSpace):
		return fmt.Errorf("%s: the disk is full (%w): make room, then go on with --resume where the run has --out", path, err)
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: there is no such folder: make it first", path)
	}
	return fmt.Errorf("%s: cannot be written: %w", path, err)
}
