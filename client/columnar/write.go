package columnar

import (
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/parquet-go/parquet-go"

	"github.com/lexfit/lexfit/client/render"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// The keys of what a file says of itself. Version stands in every file of ours.
const (
	keyVersion  = "lexfit.results"
	keyProgram  = "lexfit.program"
	keyOptions  = "lexfit.options"
	keyRevision = "lexfit.rulebook_revision"
	keyDigest   = "lexfit.rulebook_digest"
	keyEngine   = "lexfit.engine_version"
	keyAsOf     = "lexfit.as_of"
	keyRead     = "lexfit.rows_read"
	keyRejected = "lexfit.rows_rejected"
)

// version is that of the columns: one is added without a new one, and none changes its meaning.
const version = "1"

// groupRows is how many rows a row group has: what is held of a file while it is written.
const groupRows = 1 << 17

// Writer writes rows as Parquet. The same rows are the same bytes.
type Writer struct {
	to      *parquet.GenericWriter[Row]
	options render.Options
	first   *Row // the first with a result
}

// NewWriter begins a file.
func NewWriter(to io.Writer, options render.Options) *Writer {
	return newWriter(to, options, groupRows)
}

func newWriter(to io.Writer, options render.Options, group int64) *Writer {
	return &Writer{
		to: parquet.NewGenericWriter[Row](to, parquet.Compression(&parquet.Zstd), parquet.MaxRowsPerRowGroup(group),
			parquet.DataPageVersion(1), // every reader knows it
			&parquet.WriterConfig{CreatedBy: "lexfit version " + version + " (build 0)"}), // as readers take it apart; the same of every build
		options: options,
	}
}

// Write adds rows. The library gets one at a time: of several at once in which some texts are null it makes other bytes (an empty text
// in the dictionary that nobody has), so that a file would depend on how its rows came.
func (w *Writer) Write(rows ...Row) error {
	for i := range rows {
		if says := rows[i].RulebookDigest != "" && rows[i].RulebookRevision != nil && rows[i].EngineVersion != nil; says && w.first == nil {
			w.first = new(rows[i])
		}
		if _, err := w.to.Write(rows[i : i+1]); err != nil {
			return fmt.Errorf("write Parquet: %w", err)
		}
	}
	return nil
}

// Close says what the results depend on, and ends the file.
func (w *Writer) Close() error {
	w.note(keyVersion, version)
	w.note(keyProgram, w.options.Program)
	if asked := w.options.Asked; asked != nil {
		line, err := render.Marshal(asked)
		if err != nil {
			return fmt.Errorf("write Parquet: %w", err)
		}
		w.note(keyOptions, string(line))
	}
	if first := w.first; first != nil {
		w.note(keyRevision, strconv.Itoa(int(*first.RulebookRevision)))
		w.note(keyDigest, first.RulebookDigest)
		w.note(keyEngine, strconv.Itoa(int(*first.EngineVersion)))
		w.note(keyAsOf, first.Date())
	}
	if w.options.Totals != nil {
		read, rejected := w.options.Totals()
		w.note(keyRead, strconv.Itoa(read))
		w.note(keyRejected, strconv.Itoa(rejected))
	}
	if err := w.to.Close(); err != nil {
		return fmt.Errorf("write Parquet: %w", err)
	}
	return nil
}

func (w *Writer) note(key, value string) {
	if value != "" {
		w.to.SetKeyValueMetadata(key, value)
	}
}

// scores makes rows of answers.
type scores struct {
	options render.Options
	take    func(rows ...Row) error
	close   func() error
	n       int
}

// NewScores writes answers as Parquet.
func NewScores(to io.Writer, options render.Options) render.Scores {
	made := NewWriter(to, options)
	return &scores{options: options, take: made.Write, close: made.Close}
}

// NewNotes notes the rows of answers, for Remake: a file of columns has a foot that knows of all of it, and an interrupted run has
// to be gone on with.
func NewNotes(to io.Writer, options render.Options) render.Scores {
	return &scores{options: options, close: func() error { return nil }, take: func(rows ...Row) error {
		for i := range rows {
			if _, err := to.Write(rows[i].noted()); err != nil {
				return err //nolint:wrapcheck // the writer's own words
			}
		}
		return nil
	}}
}

// Remake makes the file of what was noted.
func Remake(from io.Reader, to io.Writer, options render.Options) error {
	made := NewWriter(to, options)
	err := readNotes(from, func(row *Row) error { return made.Write(*row) })
	if err != nil {
		return err
	}
	return made.Close()
}

// Add takes an answer.
func (s *scores) Add(answer *lexfitv1.ScoreCandidateResponse, person render.Person) error {
	rank := 0
	if places := s.options.Ranking.GetCandidates(); s.n < len(places) {
		rank = int(places[s.n].GetRank())
	}
	s.n++
	return s.take(rowsOf(answer, person.Origin, rank, s.options.NoAdvice)...)
}

// Reject takes a row that has no result.
func (s *scores) Reject(rejection render.Rejection) error { return s.take(rejected(rejection)) }

// Close ends the file.
func (s *scores) Close() error { return s.close() }

var errNotes = errors.New("read back what was noted: was it changed?")
