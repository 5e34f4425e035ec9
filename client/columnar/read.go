package columnar

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go"
	"google.golang.org/protobuf/encoding/protojson"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// needed are the columns without which nothing can be made again. Others may be gone: what DuckDB or pandas has filtered is read too.
var needed = []string{
	"row", "candidate_id", "profile_digest", "role", "score", "score_low", "score_high", "band", "eligibility",
	"rulebook_digest", "engine_version", "as_of",
}

// Results are a file of rows.
type Results struct {
	// File is its name for people.
	File string
	// Program is the version of the program that wrote it, and Asked what the server was asked; empty and nil where the file does
	// not say, as one that another program wrote.
	Program string
	Asked   *lexfitv1.ScoreOptions

	file *parquet.File
}

// Open reads the foot of a file of results.
func Open(name string, from io.ReaderAt, size int64) (results *Results, err error) {
	defer guard(name, &err)
	file, err := parquet.OpenFile(from, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, fmt.Errorf("%s: is no Parquet file, or is damaged (%w): expected what lexfit score -o parquet writes", name, err)
	}
	made := &Results{File: name, file: file}
	if said, has := file.Lookup(keyVersion); has && said != version {
		return nil, fmt.Errorf("%s: its columns are of version %q, and this program knows version %s: read it with a newer lexfit", name, said, version)
	}
	if err := made.check(); err != nil {
		return nil, err
	}
	made.Program, _ = file.Lookup(keyProgram)
	if asked, has := file.Lookup(keyOptions); has {
		made.Asked = &lexfitv1.ScoreOptions{}
		if err := (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal([]byte(asked), made.Asked); err != nil {
			return nil, fmt.Errorf("%s: %s cannot be read: was it changed? leave it out of the file's metadata", name, keyOptions)
		}
	}
	return made, nil
}

// check makes sure that the columns are there, and hold what ours do.
func (r *Results) check() error {
	ours := map[string]parquet.Kind{}
	for _, column := range parquet.SchemaOf(Row{}).Fields() {
		ours[column.Name()] = column.Type().Kind()
	}
	var have []string
	for _, column := range r.file.Schema().Fields() {
		want, known := ours[column.Name()]
		if !known {
			continue
		}
		have = append(have, column.Name())
		if !column.Leaf() || column.Repeated() || column.Type().Kind() != want {
			return fmt.Errorf("%s: column %s is of another type than lexfit writes: expected %s; leave columns as they are where rows are chosen", r.File, column.Name(), want)
		}
	}
	missing := slices.DeleteFunc(slices.Clone(needed), func(name string) bool { return slices.Contains(have, name) })
	if len(missing) > 0 {
		return fmt.Errorf("%s: has no column %s: expected the columns that lexfit score -o parquet writes", r.File, strings.Join(missing, ", "))
	}
	return nil
}

// batch is how many rows are read at once.
const batch = 256

// All yields the rows in the order of the file. It ends with the first error.
func (r *Results) All() iter.Seq2[*Row, error] {
	return func(yield func(*Row, error) bool) {
		if err := r.each(func(row *Row) bool { return yield(row, nil) }); err != nil {
			yield(nil, err)
		}
	}
}

func (r *Results) each(yield func(*Row) bool) error {
	reader, err := r.begin()
	if err != nil {
		return err
	}
	defer func() { _ = reader.Close() }() // nothing was written
	for {
		rows := make([]Row, batch) // new ones: they are kept
		read, err := r.next(reader, rows)
		for i := range rows[:read] {
			if !yield(&rows[i]) {
				return nil
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (r *Results) begin() (reader *parquet.GenericReader[Row], err error) {
	defer guard(r.File, &err)
	return parquet.NewGenericReader[Row](r.file), nil
}

func (r *Results) next(reader *parquet.GenericReader[Row], rows []Row) (read int, err error) {
	defer guard(r.File, &err)
	if read, err = reader.Read(rows); err != nil && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("%s: is damaged: %w", r.File, err)
	}
	return read, err
}

// guard makes an error of a panic: the library trusts what a file says of itself.
func guard(name string, err *error) {
	if said := recover(); said != nil {
		*err = fmt.Errorf("%s: is damaged: %v", name, said)
	}
}
