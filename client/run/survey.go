package run

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"slices"
	"strings"

	"github.com/lexfit/lexfit/client/columnar"
	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/matcher/prose"
)

// Survey is what is known of a file of results once it was read: that they are of one run, and what they depend on.
type Survey struct {
	// Digest is that of the rulebook, AsOf the date and EngineVersion the engine's version, of all of them.
	Digest, AsOf  string
	EngineVersion int32

	results  *columnar.Results
	first    int64    // the row that says so
	revision int32    // the rulebook's in the database of then, 0 where it is not said
	targets  []string // sorted
	count    int
	sorted   bool // whether the rows are in the order of the input
	file     *os.File
}

// mostTargets is how many roles and job orders are scored at once, by the contract.
const mostTargets = 100

// OpenResults reads a file of results once, to see that they are of one run. Close it in the end.
func OpenResults(path string) (*Survey, error) {
	name := fileName(path)
	if path == "-" {
		return nil, usagef("results are read twice, and not from a pipe: give the name of the file")
	}
	file, err := os.Open(path) //nolint:gosec // the user's own file
	if err != nil {
		if failed, ok := errors.AsType[*fs.PathError](err); ok {
			err = failed.Err
		}
		return nil, fmt.Errorf("%s: cannot be read: %w", name, err)
	}
	made := &Survey{file: file, sorted: true}
	if err = made.read(name); err != nil {
		made.Close()
		return nil, err
	}
	return made, nil
}

// File is the file's name for people.
func (s *Survey) File() string { return s.results.File }

// Close closes the file, to which nothing was written.
func (s *Survey) Close() { _ = s.file.Close() }

func (s *Survey) read(name string) error {
	info, err := s.file.Stat()
	if err != nil {
		return fmt.Errorf("%s: cannot be read: %w", name, err)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s: is no plain file: expected what lexfit score -o parquet writes", name)
	}
	if problem := otherKind(s.file); problem != "" {
		return fmt.Errorf("%s: %s", name, problem)
	}
	if s.results, err = columnar.Open(name, s.file, info.Size()); err != nil {
		return err
	}
	last := int64(0)
	for row, err := range s.results.All() {
		if err != nil {
			return err
		}
		if row.Row < 1 {
			return fmt.Errorf("%s: holds a row that says nothing of its place in the input (row %d): expected numbers from 1", name, row.Row)
		}
		s.sorted = s.sorted && row.Row >= last
		last = row.Row
		s.count++
		if err := s.add(row); err != nil {
			return err
		}
	}
	if s.first == 0 {
		return fmt.Errorf("%s: holds no result: %d rows, all of them rejected", name, s.count)
	}
	slices.Sort(s.targets)
	return nil
}

// otherKind tells what results are that are no Parquet; empty where they may be.
func otherKind(file io.ReaderAt) string {
	head := make([]byte, 4)
	size, _ := file.ReadAt(head, 0) // a shorter file is told of later
	switch head = head[:size]; {
	case bytes.HasPrefix(head, []byte("PAR1")):
		return ""
	case bytes.HasPrefix(head, []byte("{")), bytes.HasPrefix(head, []byte("[")):
		return "is JSON, which holds the full replies already; lexfit rulebook preview --against compares such fits with today's"
	case bytes.HasPrefix(head, []byte("\ufeff")):
		return "is CSV, which does not say which profile was scored: expected what lexfit score -o parquet writes"
	}
	return ""
}

// add takes what a row says of the run.
func (s *Survey) add(row *columnar.Row) error {
	if row.ErrorCode != "" {
		return nil
	}
	name := s.results.File
	if row.RulebookDigest == "" || row.EngineVersion == nil || row.AsOf == nil || row.Role == "" {
		return fmt.Errorf("%s: row %d does not say by what it was scored (role, rulebook_digest, engine_version, as_of): expected all of them in every row that has no error_code", name, row.Row)
	}
	if s.first == 0 {
		s.first, s.Digest, s.EngineVersion, s.AsOf = row.Row, row.RulebookDigest, *row.EngineVersion, row.Date()
		if row.RulebookRevision != nil {
			s.revision = *row.RulebookRevision
		}
	}
	if row.RulebookDigest != s.Digest || *row.EngineVersion != s.EngineVersion || row.Date() != s.AsOf {
		return fmt.Errorf("%s: row %d was scored by the rules of digest %.12s and engine version %d as of %s, and row %d by %.12s and %d as of %s: expected the results of one run",
			name, row.Row, row.RulebookDigest, *row.EngineVersion, row.Date(), s.first, s.Digest, s.EngineVersion, s.AsOf)
	}
	if target := row.Target(); !slices.Contains(s.targets, target) {
		if s.targets = append(s.targets, target); len(s.targets) > mostTargets {
			return fmt.Errorf("%s: holds results for more than %d roles and job orders: expected those of one run", name, mostTargets)
		}
	}
	return nil
}

// among finds roles and job orders among those that have results, a job order with its revision of then.
func (s *Survey) among(asked []string) ([]string, error) {
	var found []string
	for _, name := range asked {
		at := slices.IndexFunc(s.targets, func(target string) bool { return target == name || strings.HasPrefix(target, name+"@") })
		if at < 0 {
			return nil, fmt.Errorf("%s has no result for %s: it has those for %s", s.File(), name, prose.Or(s.targets))
		}
		found = append(found, s.targets[at])
	}
	return found, nil
}

// otherEngine says which program makes the replies again.
func (s *Survey) otherEngine(here int32) error {
	by := ""
	if s.results.Program != "" {
		by = fmt.Sprintf(" (lexfit %s)", s.results.Program)
	}
	return fmt.Errorf("%s was scored by engine version %d%s, and here is %d: nothing is made again by another engine; use a lexfit of engine version %d, whose commit lexfit version --engines names",
		s.File(), s.EngineVersion, by, here, s.EngineVersion)
}

// mostUnsorted is how many rows are put in order.
const mostUnsorted = 200_000

// then are the results, to be found by the rows of the input: in its order, or by id where ids are asked for.
type then struct {
	next   func() ([]*columnar.Row, error, bool)
	stop   func()
	held   []*columnar.Row // the next, where it is known
	ended  bool
	wanted map[int64]bool               // rows; nil for all
	byID   map[string][][]*columnar.Row // nil where they are found by their places
	file   string
}

// then makes ready to find results.
func (s *Survey) then(rows []int64, ids []string) (*then, error) {
	made := &then{file: s.File(), stop: func() {}}
	if len(rows) > 0 {
		made.wanted = map[int64]bool{}
		for _, row := range rows {
			made.wanted[row] = false
		}
	}
	all, err := s.inOrder(func(row *columnar.Row) bool {
		_, wanted := made.wanted[row.Row]
		return (made.wanted == nil || wanted) && (len(ids) == 0 || slices.Contains(ids, row.CandidateID))
	})
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		made.next, made.stop = iter.Pull2(groups(all))
		return made, nil
	}
	made.wanted, made.byID = nil, map[string][][]*columnar.Row{}
	for group, err := range groups(all) {
		if err != nil {
			return nil, err
		}
		made.byID[group[0].CandidateID] = append(made.byID[group[0].CandidateID], group)
	}
	for _, id := range ids {
		if made.byID[id] == nil {
			return nil, fmt.Errorf("%s has no row with the candidate_id %s", made.file, id)
		}
	}
	return made, nil
}

// inOrder yields the rows that are wanted in the order of the input.
func (s *Survey) inOrder(wanted func(*columnar.Row) bool) (iter.Seq2[*columnar.Row, error], error) {
	chosen := func(yield func(*columnar.Row, error) bool) {
		for row, err := range s.results.All() {
			if (err != nil || wanted(row)) && !yield(row, err) {
				return
			}
		}
	}
	if s.sorted {
		return chosen, nil
	}
	var list []*columnar.Row
	for row, err := range chosen {
		if err != nil {
			return nil, err
		}
		if list = append(list, row); len(list) > mostUnsorted {
			return nil, fmt.Errorf("%s: more than %d rows in another order than the input: sort them by row, or choose fewer", s.File(), mostUnsorted)
		}
	}
	slices.SortStableFunc(list, func(one, other *columnar.Row) int { return cmp.Compare(one.Row, other.Row) })
	return func(yield func(*columnar.Row, error) bool) {
		for _, row := range list {
			if !yield(row, nil) {
				return
			}
		}
	}, nil
}

// groups puts the results of a row of the input together.
func groups(rows iter.Seq2[*columnar.Row, error]) iter.Seq2[[]*columnar.Row, error] {
	return func(yield func([]*columnar.Row, error) bool) {
		var group []*columnar.Row
		for row, err := range rows {
			if err != nil {
				yield(nil, err)
				return
			}
			if len(group) > 0 && group[0].Row != row.Row {
				if !yield(group, nil) {
					return
				}
				group = nil
			}
			if len(group) == mostTargets {
				yield(nil, fmt.Errorf("row %d stands more than %d times in the results: expected those of one run", row.Row, mostTargets))
				return
			}
			group = append(group, row)
		}
		if len(group) > 0 {
			yield(group, nil)
		}
	}
}

// of finds the results of a row; none where it has none.
func (t *then) of(row *input.Row) ([]*columnar.Row, error) {
	if t.byID != nil {
		return t.ofID(row), nil
	}
	if err := t.hold(); err != nil {
		return nil, err
	}
	if len(t.held) == 0 || t.held[0].Row != row.Number {
		return nil, nil
	}
	group := t.held
	t.held = nil
	if t.wanted != nil {
		t.wanted[row.Number] = true
	}
	return group, nil
}

// hold takes the next results, if there are any.
func (t *then) hold() error {
	if len(t.held) > 0 || t.ended {
		return nil
	}
	group, err, more := t.next()
	t.held, t.ended = group, !more
	return err
}

// ofID finds the results by id: of several rows of an id, each has its own, in order. A row that cannot be read may be anybody's, and
// is nobody's.
func (t *then) ofID(row *input.Row) []*columnar.Row {
	id := row.Profile.GetCandidateId()
	groups := t.byID[id]
	if row.Profile == nil || len(groups) == 0 {
		return nil
	}
	t.byID[id] = groups[1:]
	return groups[0]
}

// end makes sure that every result was found.
func (t *then) end() error {
	for row, found := range t.wanted {
		if !found {
			return fmt.Errorf("row %d: expected a row that stands both in %s and in the input, whose places are counted from 1", row, t.file)
		}
	}
	if t.byID != nil || t.wanted != nil {
		return nil
	}
	if err := t.hold(); err != nil || len(t.held) == 0 {
		return err
	}
	return fmt.Errorf("%s has a result for row %d, and the input ends before it: expected the files that were scored, in their order", t.file, t.held[0].Row)
}

func (t *then) close() { t.stop() }
